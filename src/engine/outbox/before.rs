//! Checks before a message leaves, however long it waited. Each holds it with its reason, and a
//! person may waive each for this message.
//!
//! * The send right, by what is known ([`hold_if_refused`]): the server has the last word.
//! * Whether the mailbox in whose name it was written was lost since ([`hold_if_lost`]).
//! * Whether somebody else answered the same message meanwhile ([`answered`]), by what the mail
//!   server says now: the cache may be older than the answer. Whoever sends in spite of answers has
//!   read of those that were there; another one that came since holds it again. What cannot be
//!   looked at does not keep a message back for ever: it leaves, and says that this was not checked.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::clock::{LONG_AGO, traces_since};
use super::earlier::{self, is_taken};
use super::ledger::Entry;
use super::original::{Found, Likely};
use super::{Room, original, refused};
use crate::domain::{
    Check, EmailAddress, Folder, FolderRole, Intent, MailboxId, NamedAddress, OutboxId,
    OutboxState, Outgoing, Reply, SendRightKey, SystemFlag,
};
use crate::engine::access;
use crate::engine::causes;
use crate::engine::identities;
use crate::engine::mentions::{Mention, Wanted};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::{permission, rfc822};

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

/// Holds a message whose identity is refused by evidence, with the evidence's words. Both at Send and by
/// the lane that begins with it: whoever is second, with the message as it was before a person read
/// that and wanted one more try, holds nothing. Says whether it is refused.
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
    let hold = Entry::HoldBefore(Box::new(row.clone()), refused::sender(row, words));
    room.write(row.outbox_id, hold).await;
    true
}

/// Holds a message that was written in the name of a mailbox to which the access was lost since. Says
/// whether it did.
pub(super) async fn hold_if_lost(room: &Room, row: &Outgoing) -> bool {
    match access::holds(&room.shared, row).await {
        Ok(Some(why)) => {
            let hold = Entry::HoldBefore(Box::new(row.clone()), why);
            room.write(row.outbox_id, hold).await;
            true
        }
        Ok(None) => false,
        Err(error) => {
            tracing::warn!(%error, "It could not be read which mailboxes are lost.");
            false
        }
    }
}

/// The same of all that wait, as soon as an access is lost: whoever put them off shall not find out
/// only when they should have left.
pub(super) async fn hold_all_lost(room: &Room) {
    let waiting = [OutboxState::Scheduled, OutboxState::Queued];
    let rows = room.shared.read(move |r| r.outbox(&waiting)).await;
    for row in rows.unwrap_or_default() {
        if !row.is_waived(Check::MailboxLost) && hold_if_lost(room, &row).await {
            room.progressed(row.outbox_id);
        }
    }
}

/// The answers of which the author of a message was told.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// All that were there when it was held last, a mark among them.
    shown: Vec<String>,
    /// Those in spite of which a person wanted it to leave.
    passed_over: Vec<String>,
}

impl Told {
    /// Whoever goes on with the draft has read of them.
    fn tell(&self, reply: &mut Reply) {
        for name in self.shown.iter().chain(&self.passed_over) {
            if name == SystemFlag::Answered.wire() {
                reply.was_answered = true;
            } else if !reply.known_answers.contains(name) {
                reply.known_answers.push(name.clone());
            }
        }
        let surplus = reply.known_answers.len().saturating_sub(Reply::MAX_KNOWN);
        reply.known_answers.drain(..surplus);
    }
}

/// Under what it is remembered of which answers the author of a message was told.
pub(super) fn answers_key(id: OutboxId) -> String {
    format!("answers/{id}")
}

/// `None`: nobody was told of any, or by a version that did not note of which.
async fn told(room: &Room, row: &Outgoing) -> Result<Option<Told>, Problem> {
    let key = answers_key(row.outbox_id);
    let told = room.shared.read(move |r| r.remembered(&key)).await?;
    Ok(told.and_then(|told| serde_json::from_value(told).ok()))
}

/// What the author of a message was told of answers meanwhile, for the draft that it is again.
///
/// # Errors
/// The store.
pub(super) async fn known_to_author(
    room: &Room,
    row: &Outgoing,
) -> Result<impl FnOnce(&mut Reply) + Send + use<>, Problem> {
    let told = told(room, row).await?.unwrap_or_default();
    Ok(move |reply: &mut Reply| told.tell(reply))
}

async fn remember(room: &Room, row: &Outgoing, told: &Told) -> Result<(), Problem> {
    let (key, value) = (answers_key(row.outbox_id), serde_json::json!(told));
    let kept = room.precious().remember(&key, &value).await;
    kept.map_err(|error| causes::of_store(&error))
}

/// A person has read that there are answers, and wants it to leave all the same: in spite of those
/// that were there then, and of no later one.
///
/// # Errors
/// The store.
pub(super) async fn pass_over(room: &Room, row: &Outgoing) -> Result<(), Problem> {
    if let Some(mut told) = told(room, row).await? {
        told.passed_over.append(&mut told.shown);
        remember(room, row, &told).await?;
    }
    Ok(())
}

/// Did somebody answer the same message since this answer was begun, in any client?
pub(super) async fn answered(room: &Room, row: &Outgoing) -> Checked {
    let Some(mut reply) = row.answer_to.clone() else {
        return Checked::Free;
    };
    if reply.intent == Intent::Forward {
        return Checked::Free;
    }
    let mut told = match told(room, row).await {
        Ok(told) => told,
        Err(problem) => return Checked::Not(not_checked(&problem)),
    };
    let mut passed_over = None;
    if row.is_waived(Check::Answered) {
        let Some(told) = &told else {
            return Checked::Free;
        };
        reply.known_answers.extend(told.passed_over.iter().cloned());
        passed_over = Some(told.passed_over.clone());
    }
    let (checked, shown) = against_answers(room, row, &reply, passed_over.as_deref()).await;
    if let Checked::Against(_) = checked {
        let mut told = told.take().unwrap_or_default();
        told.shown = shown;
        if let Err(problem) = remember(room, row, &told).await {
            let what = problem.message.key;
            tracing::warn!(what, "It could not be noted of which answers it was told.");
        }
    }
    checked
}

/// The same, with the names of the answers that speak against it. `passed_over`: a person wanted it to
/// leave although it was answered, by these as far as that was noted.
async fn against_answers(
    room: &Room,
    row: &Outgoing,
    reply: &Reply,
    passed_over: Option<&[String]>,
) -> (Checked, Vec<String>) {
    let mut shown = Vec::new();
    let own = match own_answers(room, row, reply).await {
        Ok(own) => own,
        Err(problem) => return (Checked::Not(not_checked(&problem)), shown),
    };
    let (forwards, own): (Vec<_>, Vec<_>) = own.into_iter().partition(|own| own.is_forward);
    let new_own: Vec<&Outgoing> = own
        .iter()
        .filter(|o| !reply.known_answers.contains(&o.message_id))
        .collect();
    if let Some(first) = new_own.first() {
        shown.extend(new_own.iter().map(|own| own.message_id.clone()));
        // What is known to have left says more.
        let against = match new_own.iter().find(|own| is_taken(own)) {
            Some(own) => by_you(row, own),
            None => perhaps_by_you(row, first),
        };
        return (Checked::Against(against), shown);
    }
    let mut seen = Seen::default();
    // Of one's own that may not have left, there is no mark.
    let is_no_more_than_perhaps =
        |name: &String| own.iter().any(|o| o.message_id == *name && !is_taken(o));
    let insists = passed_over
        .is_some_and(|names| names.is_empty() || !names.iter().all(is_no_more_than_perhaps));
    let explained = insists || own.iter().any(is_taken);
    let look = look(room, row, reply, &forwards, explained, &mut seen);
    if tokio::time::timeout(room.shared.pace.check, look)
        .await
        .is_err()
    {
        seen.hinder(causes::check_too_slow());
    }
    shown.extend(seen.answers.iter().map(name_of_answer));
    if seen.is_marked {
        shown.push(SystemFlag::Answered.wire().to_owned());
    }
    let newest = seen.answers.iter().max_by_key(|m| m.date.or(m.header.date));
    let checked = match (newest, seen.is_marked, &seen.hindered) {
        (Some(newest), ..) => Checked::Against(by_other(newest)),
        (None, true, _) => Checked::Against(marked_answered()),
        (None, false, Some(problem)) => Checked::Not(not_checked(problem)),
        (None, false, None) => Checked::Free,
    };
    (checked, shown)
}

/// What left this outbox, or may have, and answers the message or passes it on.
async fn own_answers(room: &Room, row: &Outgoing, reply: &Reply) -> Result<Vec<Outgoing>, Problem> {
    let mut rows = room.shared.read(|r| r.outbox(&[])).await?;
    rows.retain(|other| {
        other.outbox_id != row.outbox_id
            && earlier::is_to_the_same(other, reply)
            && earlier::left_or_may_have(other)
    });
    Ok(rows)
}

/// What the mail server said so far. What it said in time counts, however long it takes over the
/// rest.
#[derive(Default)]
struct Seen {
    /// Answers that are news.
    answers: Vec<Mention>,
    /// Is the message marked as answered, which is news?
    is_marked: bool,
    /// What stood in the way first.
    hindered: Option<Problem>,
}

impl Seen {
    /// Is a copy of the message marked?
    fn look_at(&mut self, copy: &Found) {
        self.is_marked |= copy.flags.has(SystemFlag::Answered);
    }

    fn hinder(&mut self, problem: Problem) {
        self.hindered.get_or_insert(problem);
    }
}

/// Where the message lies and its answers go, as far as known.
struct Places {
    /// Where answers are looked for: in the mailbox that got the message, and in the team's in whose
    /// name it is answered.
    answers: Vec<(MailboxId, FolderRole, Option<Folder>)>,
    /// Where the message lay, and where it may lie now.
    original: Likely,
    /// When it came in.
    since: Timestamp,
    /// Its subject.
    subject: Option<String>,
}

async fn places(room: &Room, row: &Outgoing, reply: &Reply) -> Result<Places, Problem> {
    let (mailbox, key) = (reply.mailbox.clone(), reply.to.clone());
    let used = row.mailbox.clone().filter(|used| *used != mailbox);
    let read = room.shared.read(move |reader| {
        let mut mailboxes = vec![mailbox];
        if let Some(used) = used
            && original::is_of_team(reader, &used)?
        {
            mailboxes.insert(0, used);
        }
        // What is likeliest to hold one comes first: there may not be time for all.
        let mut answers = Vec::new();
        for role in [FolderRole::Sent, FolderRole::Inbox] {
            for mailbox in &mailboxes {
                let ways = reader.ways_by_role(mailbox, role)?;
                answers.push((mailbox.clone(), role, ways.into_iter().next()));
            }
        }
        Ok((answers, reader.message(&key)?))
    });
    let (answers, header) = read.await?;
    let original = original::likely(room, reply).await?;
    let written = traces_since(row.created_at, room.clock.now());
    // Nobody knows the date of the message any more.
    let long_ago = || written.checked_sub(LONG_AGO).ok();
    let date = header.as_ref().map(|header| header.date);
    Ok(Places {
        answers,
        original,
        since: date.or_else(long_ago).unwrap_or(written),
        subject: header.map(|header| header.subject),
    })
}

/// Asks the mail server. `forwards`: what this outbox passed on of it, which names it and is no
/// answer. `explained`: this outbox answered it before, or its author knows that it was answered, so
/// that a mark is no news. What it says goes to `seen` at once.
async fn look(
    room: &Room,
    row: &Outgoing,
    reply: &Reply,
    forwards: &[Outgoing],
    explained: bool,
    seen: &mut Seen,
) {
    let places = match places(room, row, reply).await {
        Ok(places) => places,
        Err(problem) => return seen.hinder(problem),
    };
    let wants_mark = !reply.was_answered && !explained;
    // One short question: it is not asked after those which may take long.
    let at_its_place = if wants_mark {
        original::at_its_place(room, &places.original, reply).await
    } else {
        Ok(None)
    };
    if let Ok(Some(found)) = &at_its_place {
        seen.look_at(found);
    }
    look_for_answers(room, row, reply, forwards, &places, seen).await;
    if wants_mark && !seen.is_marked {
        look_at_marks(room, reply, &places.original, at_its_place, seen).await;
    }
    if wants_mark && !seen.is_marked {
        look_at_the_teams(room, row, seen).await;
    }
}

/// Looks at the team's copy of what is answered in the team's name and was read elsewhere, where it is
/// likely to lie. The team need not have one.
async fn look_at_the_teams(room: &Room, row: &Outgoing, seen: &mut Seen) {
    let Some(teams) = original::of_the_team(room, row).await else {
        return;
    };
    let likely = match original::likely(room, &teams).await {
        Ok(likely) => likely,
        Err(problem) => return seen.hinder(problem),
    };
    for folder in likely.near() {
        match original::copies_in(room, folder, &teams).await {
            Ok(copies) => copies.iter().for_each(|copy| seen.look_at(copy)),
            // A folder that is no more holds no copy.
            Err(problem) if problem.kind == ProblemKind::NotFound => {}
            Err(problem) => seen.hinder(problem),
        }
    }
}

/// Looks for what names the message in the Sent folders and Inboxes.
async fn look_for_answers(
    room: &Room,
    row: &Outgoing,
    reply: &Reply,
    forwards: &[Outgoing],
    places: &Places,
    seen: &mut Seen,
) {
    let Some(message_id) = &reply.message_id else {
        // What has no name is named by no answer; its mark can be seen all the same.
        let nameless = Text::new("outbox-check-no-message-id");
        return seen.hinder(Problem::new(ProblemKind::NotFound, nameless));
    };
    // Of a message that nobody knows any more, the answer says what its subject was.
    let subject = places.subject.as_deref().unwrap_or(&row.subject);
    for (mailbox, role, folder) in &places.answers {
        let Some(folder) = folder else {
            seen.hinder(no_folder(mailbox, *role));
            continue;
        };
        let mail = room.mail.as_ref();
        let found = mail.mentions(folder, message_id, places.since, Wanted::Answers);
        match found.await {
            Ok(mut found) => {
                found.retain(|m| is_news(m, row, reply));
                // "We have got your message" was no colleague.
                found.retain(|m| !m.header.is_auto_reply);
                found.retain(|m| !is_forward(m, message_id, subject, forwards));
                if *role != FolderRole::Sent {
                    found.retain(|m| is_of_the_team(m, row, mailbox));
                    // In what came in, anybody may have written who pressed Send.
                    found.iter_mut().for_each(|m| m.header.sent_by = None);
                }
                seen.answers.extend(found);
            }
            Err(problem) => seen.hinder(problem),
        }
    }
}

/// Looks whether a copy of the message is marked as answered, wherever in its mailbox it lies.
async fn look_at_marks(
    room: &Room,
    reply: &Reply,
    likely: &Likely,
    at_its_place: Result<Option<Found>, Problem>,
    seen: &mut Seen,
) {
    // A folder that is no more holds no copy.
    let could_not = |seen: &mut Seen, problem: Problem| {
        if problem.kind != ProblemKind::NotFound {
            seen.hinder(problem);
        }
    };
    let mut is_there = false;
    match at_its_place {
        Ok(found) => is_there = found.is_some(),
        Err(problem) => could_not(seen, problem),
    }
    for folder in likely.near() {
        match original::copies_in(room, folder, reply).await {
            Ok(copies) => {
                is_there |= !copies.is_empty();
                copies.iter().for_each(|copy| seen.look_at(copy));
            }
            Err(problem) => could_not(seen, problem),
        }
    }
    if is_there {
        return;
    }
    match original::find_further(room, likely, reply).await {
        Ok(Some(found)) => seen.look_at(&found),
        Ok(None) => {
            let gone = Text::new("problem-message-gone");
            seen.hinder(Problem::new(ProblemKind::NotFound, gone));
        }
        Err(problem) => seen.hinder(problem),
    }
}

/// Is it an answer that was not there when this one was begun, and another one than this?
fn is_news(mention: &Mention, row: &Outgoing, reply: &Reply) -> bool {
    mention.header.message_id.as_ref() != Some(&row.message_id)
        && !reply.known_answers.contains(&name_of_answer(mention))
}

/// An answer by its Message-ID; one that has none, by its place.
fn name_of_answer(answer: &Mention) -> String {
    let message_id = answer.header.message_id.clone();
    message_id.unwrap_or_else(|| answer.key.to_string())
}

/// Is it no answer but the message passed on: one of ours; one that says so, as Thunderbird does; or
/// one that names it in `References` alone, as Postroom writes forwards, under a subject that says so
/// where the message's own did not?
fn is_forward(mention: &Mention, message_id: &str, subject: &str, forwards: &[Outgoing]) -> bool {
    let header = &mention.header;
    let is_ours = |own: &Outgoing| header.message_id.as_ref() == Some(&own.message_id);
    let names_it = |ids: &[String]| ids.iter().any(|id| id == message_id);
    let by_subject = || {
        rfc822::is_forward_subject(&header.subject)
            && rfc822::times_forwarded(&header.subject) > rfc822::times_forwarded(subject)
    };
    forwards.iter().any(is_ours)
        || names_it(&header.forwards)
        || (!names_it(&header.in_reply_to) && by_subject())
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

fn against(text: Text) -> Problem {
    Problem::new(ProblemKind::Usage, text).advise(Text::new("outbox-advice-answered"))
}

/// Somebody answered: who, when, in what words, and where a face can show it.
fn by_other(answer: &Mention) -> Problem {
    let people = &answer.header.participants;
    let sent_by = answer.header.sent_by.as_ref();
    let who = sent_by.or(people.sender.as_ref()).or(people.from.first());
    let who = who.map(name_of).unwrap_or_default();
    // Its copy may have been filed long after it left.
    let when = answer.header.date.or(answer.date).unwrap_or_default();
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

fn by_you(row: &Outgoing, own: &Outgoing) -> Problem {
    let when = own.accepted_at.unwrap_or(own.created_at);
    against(
        Text::new("outbox-answered-by-you")
            .with("date", local(when))
            .with("subject", own.subject.as_str()),
    )
    .of_account(&row.account)
}

fn perhaps_by_you(row: &Outgoing, own: &Outgoing) -> Problem {
    let text = Text::new("outbox-answered-by-you-perhaps")
        .with("date", local(own.created_at))
        .with("subject", own.subject.as_str());
    Problem::new(ProblemKind::Usage, text)
        .advise(Text::new("outbox-advice-answered-perhaps"))
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
    .detail(hindrance.in_english())
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
