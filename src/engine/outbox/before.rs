//! Checks before a message leaves, however long it waited. Each holds it with its reason, and a
//! person may waive each for this message.
//!
//! * The send right, by what is known ([`hold_if_refused`]): the server has the last word.
//! * Whether somebody else answered the same message meanwhile ([`answered`]), by what the mail
//!   server says now: the cache may be older than the answer. What cannot be looked at does not
//!   keep a message back for ever: it leaves, and says that this was not checked.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Room, refused};
use crate::domain::{
    Check, EmailAddress, Folder, FolderRole, Intent, MailboxId, NamedAddress, OutboxState,
    Outgoing, Reply, SendRightKey, SystemFlag,
};
use crate::engine::identities;
use crate::engine::mentions::{Mention, Wanted};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::permission;

/// How far back answers are looked for where nobody knows the date of the message any more.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What came of a check.
#[derive(Debug)]
pub(super) enum Checked {
    /// Nothing speaks against it.
    Free,
    /// It could not be made; the remark that says so goes with the message.
    Not(Problem),
    /// It speaks against it.
    Against(Problem),
}

/// The row's key for evidence.
pub(super) fn right_key(row: &Outgoing) -> Option<SendRightKey> {
    Some(SendRightKey {
        account: row.account.clone(),
        address: row.from.checked().ok()?,
        mode: row.mode,
    })
}

/// Holds a message whose identity is refused by evidence, with the evidence's words.
pub(super) async fn hold_if_refused(room: &Room, row: &Outgoing) -> bool {
    let Some(key) = right_key(row) else {
        return false;
    };
    let decision = match identities::decide(&room.shared, &key).await {
        Ok(decision) => decision,
        // The server has the last word anyway.
        Err(problem) => {
            tracing::warn!(
                what = problem.message.key,
                "The evidence could not be read."
            );
            return false;
        }
    };
    if decision.may_try() {
        return false;
    }
    let words = match decision.reason {
        permission::Reason::Evidence(evidence) => evidence.words,
        _ => None,
    };
    room.hold(row.outbox_id, refused::sender(row, words)).await;
    true
}

/// Did somebody answer the same message since this answer was begun, in any client?
pub(super) async fn answered(room: &Room, row: &Outgoing) -> Checked {
    let (Some(reply), false) = (&row.answer_to, row.is_waived(Check::Answered)) else {
        return Checked::Free;
    };
    // A message without a Message-ID cannot be named by an answer.
    let (Some(message_id), false) = (&reply.message_id, reply.intent == Intent::Forward) else {
        return Checked::Free;
    };
    let own = match own_answers(room, row, message_id).await {
        Ok(own) => own,
        Err(problem) => return Checked::Not(not_checked(&problem)),
    };
    let new_own = own
        .iter()
        .find(|o| !reply.known_answers.contains(&o.message_id));
    if let Some(own) = new_own {
        let when = own.accepted_at.unwrap_or(own.created_at);
        return Checked::Against(by_you(row, when, &own.subject));
    }
    let look = look(room, row, reply, message_id, !own.is_empty());
    match tokio::time::timeout(room.shared.pace.check, look).await {
        Ok(checked) => checked,
        Err(_) => {
            let slow = Problem::new(ProblemKind::Network, Text::new("outbox-check-too-slow"));
            Checked::Not(not_checked(&slow))
        }
    }
}

/// Answers to the message from this outbox that the server took.
async fn own_answers(
    room: &Room,
    row: &Outgoing,
    message_id: &str,
) -> Result<Vec<Outgoing>, Problem> {
    const TAKEN: [OutboxState; 3] = [
        OutboxState::Accepted,
        OutboxState::Filing,
        OutboxState::Done,
    ];
    let mut rows = room.shared.read(|r| r.outbox(&TAKEN)).await?;
    rows.retain(|other| {
        let to = other
            .answer_to
            .as_ref()
            .and_then(|r| r.message_id.as_deref());
        other.outbox_id != row.outbox_id && !other.is_forward && to == Some(message_id)
    });
    Ok(rows)
}

/// Where the message lies and its answers go, as far as known.
struct Places {
    sent: Option<Folder>,
    inbox: Option<Folder>,
    /// Where the message lay, and where it may lie now.
    original: Vec<Folder>,
    /// When it came in.
    since: Timestamp,
}

async fn places(room: &Room, row: &Outgoing, reply: &Reply) -> Result<Places, Problem> {
    let (mailbox, key) = (reply.mailbox.clone(), reply.to.clone());
    let read = room.shared.read(move |reader| {
        let by_role = |role| reader.folder_by_role(&mailbox, role);
        let (inbox, archive) = (by_role(FolderRole::Inbox)?, by_role(FolderRole::Archive)?);
        let lay = reader.folder(&key.folder)?;
        let mut original: Vec<Folder> = Vec::new();
        for folder in [lay, inbox.clone(), archive].into_iter().flatten() {
            if original.iter().all(|known| known.id != folder.id) {
                original.push(folder);
            }
        }
        let date = reader.message(&key)?.map(|header| header.date);
        Ok((by_role(FolderRole::Sent)?, inbox, original, date))
    });
    let (sent, inbox, original, date) = read.await?;
    let long_ago = || row.created_at.checked_sub(LONG_AGO).ok();
    Ok(Places {
        sent,
        inbox,
        original,
        since: date.or_else(long_ago).unwrap_or(row.created_at),
    })
}

/// Asks the mail server. `explained`: this outbox answered it before, so that a mark is no news.
async fn look(
    room: &Room,
    row: &Outgoing,
    reply: &Reply,
    message_id: &str,
    explained: bool,
) -> Checked {
    let places = match places(room, row, reply).await {
        Ok(places) => places,
        Err(problem) => return Checked::Not(not_checked(&problem)),
    };
    let mail = room.mail.as_ref();
    let mut hindered: Option<Problem> = None;
    let mut answers: Vec<Mention> = Vec::new();
    for (folder, role) in [
        (&places.sent, FolderRole::Sent),
        (&places.inbox, FolderRole::Inbox),
    ] {
        let Some(folder) = folder else {
            hindered.get_or_insert_with(|| no_folder(&reply.mailbox, role));
            continue;
        };
        let found = mail.mentions(folder, message_id, places.since, Wanted::Answers);
        match found.await {
            Ok(found) => answers.extend(
                found
                    .into_iter()
                    .filter(|m| is_news(m, row, reply))
                    .filter(|m| role == FolderRole::Sent || is_of_the_team(m, row, &reply.mailbox)),
            ),
            Err(problem) => {
                hindered.get_or_insert(problem);
            }
        }
    }
    if let Some(newest) = answers.iter().max_by_key(|m| m.date.or(m.header.date)) {
        return Checked::Against(by_other(newest));
    }
    if !reply.was_answered && !explained {
        match marked(room, &places.original, reply, message_id).await {
            Ok(Some(true)) => return Checked::Against(marked_answered()),
            Ok(Some(false)) => {}
            Ok(None) => {
                let gone = Text::new("problem-message-gone");
                hindered.get_or_insert_with(|| Problem::new(ProblemKind::NotFound, gone));
            }
            Err(problem) => {
                hindered.get_or_insert(problem);
            }
        }
    }
    match hindered {
        Some(problem) => Checked::Not(not_checked(&problem)),
        None => Checked::Free,
    }
}

/// Is it an answer that was not there when this one was begun, and another one than this?
fn is_news(mention: &Mention, row: &Outgoing, reply: &Reply) -> bool {
    match &mention.header.message_id {
        Some(id) => *id != row.message_id && !reply.known_answers.contains(id),
        None => true,
    }
}

/// In an Inbox most of what names a message comes from those who wrote it. An answer is what comes
/// from the mailbox's own address, or from a colleague who answers under their own and names the
/// team in Cc.
fn is_of_the_team(mention: &Mention, row: &Outgoing, mailbox: &MailboxId) -> bool {
    let Ok(own) = EmailAddress::parse(mailbox.as_str()) else {
        return false;
    };
    let authors = mention.header.participants.from.iter();
    authors
        .filter_map(|author| author.checked().ok())
        .any(|author| {
            author == own || (author.domain() == own.domain() && !row.envelope.to.contains(&author))
        })
}

/// Is the message marked as answered on the server? `None`: it is not where it may lie.
async fn marked(
    room: &Room,
    folders: &[Folder],
    reply: &Reply,
    message_id: &str,
) -> Result<Option<bool>, Problem> {
    let mail = room.mail.as_ref();
    let mut hindered = None;
    for folder in folders {
        let key = if folder.id == reply.to.folder {
            Ok(Some(reply.to.clone()))
        } else {
            mail.find_message_id(folder, message_id).await
        };
        let flags = match key {
            Ok(Some(key)) => mail.flags(folder, &key).await,
            Ok(None) => Ok(None),
            Err(problem) => Err(problem),
        };
        match flags {
            Ok(Some(flags)) => return Ok(Some(flags.has(SystemFlag::Answered))),
            Ok(None) => {}
            Err(problem) => {
                hindered.get_or_insert(problem);
            }
        }
    }
    match hindered {
        Some(problem) => Err(problem),
        None => Ok(None),
    }
}

fn against(text: Text) -> Problem {
    Problem::new(ProblemKind::Usage, text).advise(Text::new("outbox-advice-answered"))
}

/// Somebody answered: who, when, in what words, and where a face can show it.
fn by_other(answer: &Mention) -> Problem {
    let people = &answer.header.participants;
    let sent_by = answer.header.sent_by.as_ref();
    let who = sent_by.or(people.sender.as_ref()).or(people.from.first());
    let who = who.map(name_of).unwrap_or_default();
    let when = answer.date.or(answer.header.date).unwrap_or_default();
    against(
        Text::new("outbox-answered-meanwhile")
            .with("who", who)
            .with("date", local(when))
            .with("subject", answer.header.subject.clone())
            .with("message", answer.key.to_string()),
    )
}

fn name_of(who: &NamedAddress) -> String {
    match &who.name {
        Some(name) if !name.is_empty() => format!("{name} <{}>", who.address),
        _ => who.address.clone(),
    }
}

fn by_you(row: &Outgoing, when: Timestamp, subject: &str) -> Problem {
    against(
        Text::new("outbox-answered-by-you")
            .with("date", local(when))
            .with("subject", subject),
    )
    .of_account(&row.account)
}

fn marked_answered() -> Problem {
    against(Text::new("outbox-answered-marked"))
}

/// The message leaves unchecked, and says so.
fn not_checked(hindrance: &Problem) -> Problem {
    Problem::new(
        ProblemKind::Unknown,
        Text::new("outbox-answered-not-checked"),
    )
    .detail(hindrance)
}

pub(super) fn no_folder(mailbox: &MailboxId, role: FolderRole) -> Problem {
    let text = Text::new("outbox-check-no-folder")
        .with("mailbox", mailbox.as_str())
        .with("folder", role.word());
    Problem::new(ProblemKind::NotFound, text)
}

/// A time in the place of the person. Texts of the outbox are kept as they were said.
fn local(time: Timestamp) -> String {
    let here = TimeZone::system().to_datetime(time);
    here.strftime(WRITTEN).to_string()
}

/// How a time is written into a text that is kept.
const WRITTEN: &str = "%Y-%m-%d %H:%M";

/// The time that stands in a text of the outbox, for a face that says times in words of its own.
#[must_use]
pub fn written_time(text: &str) -> Option<Timestamp> {
    let at = DateTime::strptime(WRITTEN, text).ok()?;
    let zoned = at.to_zoned_datetime(TimeZone::system()).ok()?;
    Some(zoned.timestamp())
}
