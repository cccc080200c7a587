//! The team that works by itself: new mail comes, Ben reads and answers, a permission changes.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mail_parser::{HeaderName, Message, MessageParser};

use super::DemoError;
use super::delivery::set_grant;
use super::mailstore::{FolderKey, StoredMessage};
use super::mime::Outline;
use super::state::{Hub, State};
use super::team::SendGrant;
use super::world::answered_subject;
use crate::domain::{Rights, SENT_BY_FIELD};

/// Who the simulated colleague is, and where they work.
const COLLEAGUE: &str = "ben";
const MAILBOX: &str = "support";

/// How long mail waits before the colleague answers it, in seconds: a trainee comes first.
const PATIENCE: i64 = 600;

/// Most messages that come by themselves; a demo left alone overnight stays small.
const MAX_ARRIVALS: u32 = 500;

/// Longest quote under a colleague's answer, in lines.
const MAX_QUOTE: usize = 12;

/// One thing that happens in the simulated team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A customer writes to one of the shared mailboxes.
    NewMail,
    /// Ben reads the oldest message of support that he has not seen.
    ColleagueReads,
    /// Ben answers the oldest unanswered message of support: the copy is in its Sent folder, the
    /// original is `\Answered`.
    ColleagueAnswers,
    /// Ben flags, or unflags, a message of support.
    ColleagueFlags,
    /// The customer who waits longest answers what was sent to them.
    CustomerAnswers,
    /// A right or a send right changes, without a word to anybody. The changes take turns and
    /// undo each other.
    PermissionChanges,
}

/// What happens in which order; at [`super::Pace::Calm`] this takes five minutes.
const ROUND: [Step; 15] = [
    Step::NewMail,
    Step::ColleagueReads,
    Step::CustomerAnswers,
    Step::NewMail,
    Step::ColleagueReads,
    Step::ColleagueAnswers,
    Step::NewMail,
    Step::ColleagueFlags,
    Step::CustomerAnswers,
    Step::NewMail,
    Step::ColleagueReads,
    Step::ColleagueAnswers,
    Step::NewMail,
    Step::CustomerAnswers,
    Step::PermissionChanges,
];

/// Lets the team live until the server stops.
pub(super) async fn live(hub: Arc<Hub>, beat: Duration) {
    let mut arrivals = 0;
    for step in ROUND.into_iter().cycle() {
        tokio::select! {
            () = hub.stop.cancelled() => return,
            () = tokio::time::sleep(beat) => {}
        }
        if step == Step::NewMail {
            arrivals += 1;
            if arrivals > MAX_ARRIVALS {
                continue;
            }
        }
        let before = Timestamp::now().checked_sub(jiff::SignedDuration::from_secs(PATIENCE));
        let before = before.unwrap_or(Timestamp::MIN);
        let limit = match step {
            Step::ColleagueAnswers => before,
            _ => Timestamp::now(),
        };
        hub.change(|state| take(state, step, limit));
    }
}

/// Takes one step; the colleague only answers mail from before `limit`.
pub(super) fn take(state: &mut State, step: Step, limit: Timestamp) -> Option<String> {
    let domain = state.team.domain.clone();
    let now = Timestamp::now();
    match step {
        Step::NewMail => {
            let (mailbox, bytes) = state.world.next_arrival(&domain, now)?;
            state.put_into_inbox(&mailbox, &bytes, now);
            Some(format!("new mail for {mailbox}"))
        }
        Step::CustomerAnswers => {
            let (to, bytes) = state.world.next_customer_answer(now)?;
            state.put_into_inbox(&to, &bytes, now);
            Some(format!("a customer answered {to}"))
        }
        Step::PermissionChanges => Some(change_a_permission(state)),
        Step::ColleagueReads => {
            let (user, key) = (state.team.address_of(COLLEAGUE)?, inbox(state)?);
            let reader = state.reader(&user).to_owned();
            let folder = state.store.folder_mut(&key)?;
            let unread = folder.messages.iter().find(|m| !m.is_seen(&reader))?.uid;
            folder.set_flag(unread, "\\Seen", true, &reader);
            Some(format!("{COLLEAGUE} read {unread}"))
        }
        Step::ColleagueFlags => {
            let (user, key) = (state.team.address_of(COLLEAGUE)?, inbox(state)?);
            let reader = state.reader(&user).to_owned();
            let folder = state.store.folder_mut(&key)?;
            let seen = folder.messages.iter().rev().find(|m| m.is_seen(&reader))?;
            let (uid, on) = (seen.uid, !seen.has("\\Flagged", &reader));
            folder.set_flag(uid, "\\Flagged", on, &reader);
            Some(format!("{COLLEAGUE} flagged {uid}: {on}"))
        }
        Step::ColleagueAnswers => {
            let (user, key) = (state.team.address_of(COLLEAGUE)?, inbox(state)?);
            let folder = state.store.folder(&key)?;
            let waiting = |m: &&StoredMessage| {
                m.date < limit && !m.has("\\Answered", "") && wants_an_answer(&m.raw, &domain)
            };
            let message = folder.messages.iter().find(waiting)?;
            let (uid, lang) = (message.uid, language(&message.raw));
            let text = state.world.colleague_answer(&lang)?;
            answer(state, &user, &key.owner, uid, &text).ok()?;
            Some(format!("{COLLEAGUE} answered {uid}"))
        }
    }
}

fn inbox(state: &State) -> Option<FolderKey> {
    let owner = state.team.address_of(MAILBOX)?;
    Some(FolderKey::new(&owner, "INBOX"))
}

/// Is this mail of a person outside, and no newsletter, report or automatic answer?
fn wants_an_answer(raw: &[u8], domain: &str) -> bool {
    let Some(message) = MessageParser::default().parse_headers(raw) else {
        return false;
    };
    let from = message.from().and_then(|f| f.first());
    let from = from.and_then(|a| a.address()).unwrap_or_default();
    let (local, at) = from.rsplit_once('@').unwrap_or_default();
    let machine = local.to_lowercase();
    let machine = ["mailer-daemon", "no-reply", "noreply", "postmaster"]
        .iter()
        .any(|m| machine == *m);
    let automatic = message.header("Auto-Submitted").is_some()
        || message.header("List-Unsubscribe").is_some()
        || message.header("Precedence").is_some();
    !from.is_empty() && at != domain && !machine && !automatic
}

fn language(raw: &[u8]) -> String {
    let message = MessageParser::default().parse_headers(raw);
    let header = message.as_ref().and_then(|m| m.header("Content-Language"));
    let text = header.and_then(|h| {
        h.as_text()
            .or_else(|| h.as_text_list()?.first().map(AsRef::as_ref))
    });
    text.unwrap_or("en").to_lowercase()
}

/// A member answers a message of a mailbox under its address.
pub(super) fn answer(
    state: &mut State,
    user: &str,
    owner: &str,
    uid: u32,
    text: &str,
) -> Result<u32, DemoError> {
    let inbox = FolderKey::new(owner, "INBOX");
    let sent = FolderKey::new(owner, "Sent");
    let original = state.store.folder(&inbox).and_then(|f| f.message(uid));
    let original = original.ok_or(DemoError::NoSuchMessage(uid))?;
    let raw = Arc::clone(&original.raw);
    let message = MessageParser::default()
        .parse(raw.as_ref())
        .ok_or(DemoError::NoSuchMessage(uid))?;
    let now = Timestamp::now();
    let name = state.team.display_of(owner).unwrap_or_default().to_owned();
    let author = state.team.display_of(user).unwrap_or_default();
    let answer = Outline {
        // As Postroom files the copy of a team's answer.
        more_headers: vec![format!("{SENT_BY_FIELD}: {author} <{user}>")],
        ..answer_to(&message, &format!("{name} <{owner}>"), text, now)
    };
    let bytes = answer.to_bytes(now);
    let reader = state.reader(user).to_owned();
    let seen = ["\\Seen".to_owned()];
    let copy = state
        .store
        .append(&sent, Arc::from(bytes), now, &seen, &reader)
        .map_err(|_| DemoError::NoSuchFolder {
            mailbox: owner.to_owned(),
            folder: sent.name.clone(),
        })?;
    if let Some(folder) = state.store.folder_mut(&inbox) {
        folder.set_flag(uid, "\\Answered", true, &reader);
        folder.set_flag(uid, "\\Seen", true, &reader);
    }
    Ok(copy)
}

fn answer_to(message: &Message<'_>, from: &str, text: &str, now: Timestamp) -> Outline {
    let to = message
        .reply_to()
        .or(message.from())
        .and_then(|a| a.first());
    let address = to.and_then(|a| a.address()).unwrap_or_default();
    let name = to.and_then(|a| a.name()).unwrap_or_default();
    let id = message.message_id().map(str::to_owned);
    let before = message.header(HeaderName::References);
    let mut references: Vec<String> = match before {
        Some(value) => match (value.as_text_list(), value.as_text()) {
            (Some(list), _) => list.iter().map(ToString::to_string).collect(),
            (None, Some(one)) => vec![one.to_owned()],
            (None, None) => Vec::new(),
        },
        None => Vec::new(),
    };
    references.extend(id.clone());
    let quoted = message.body_text(0).unwrap_or_default();
    let lines = quoted.lines().take(MAX_QUOTE).map(|l| format!("> {l}\n"));
    let quote: String = lines.collect();
    let domain = from.rsplit_once('@').map_or("demo.example", |(_, d)| d);
    Outline {
        from: from.to_owned(),
        to: vec![format!("{name} <{address}>").trim_start().to_owned()],
        subject: answered_subject(message.subject().unwrap_or_default()),
        message_id: format!(
            "answer.{}@{}",
            now.as_nanosecond(),
            domain.trim_end_matches('>')
        ),
        in_reply_to: id,
        references,
        text: format!("{}\n\n{quote}", text.trim_end()),
        ..Outline::default()
    }
}

/// The changes that take turns: each is undone three turns later.
fn change_a_permission(state: &mut State) -> String {
    let address = |name: &str| format!("{name}@{}", state.team.domain);
    let (anna, carla) = (address("anna"), address("carla"));
    let (sales, hr) = (address("sales"), address("hr"));
    let rights = |state: &mut State, owner: &str, who: &str, letters: &str| {
        for (_, folder) in state.store.folders_mut(owner) {
            folder.set_rights(who, Rights::parse(letters));
        }
    };
    let inbox = |owner: &str| FolderKey::new(owner, "INBOX");
    let now = |state: &State, owner: &str, who: &str| {
        let folder = state.store.folder(&inbox(owner));
        folder
            .and_then(|f| f.acl.get(who).copied())
            .unwrap_or_default()
    };
    // What holds now tells whose turn it is, so nothing has to be remembered.
    let on_behalf = state.team.grant(&anna, &sales) == Some(SendGrant::OnBehalf);
    let carla_out = now(state, &sales, &carla).is_empty();
    let hr_narrow = now(state, &hr, &anna) == Rights::parse("lr");
    match (on_behalf, carla_out, hr_narrow) {
        (true, true, true) => {
            set_grant(&mut state.team, &anna, &sales, Some(SendGrant::SendAs));
            "anna may send as sales"
        }
        (false, true, true) => {
            rights(state, &sales, &carla, "lrs");
            "carla may read sales"
        }
        (false, false, true) => {
            rights(state, &hr, &anna, "lrsw");
            "anna may flag in hr"
        }
        (false, _, false) => {
            set_grant(&mut state.team, &anna, &sales, Some(SendGrant::OnBehalf));
            "anna may send on behalf of sales"
        }
        (true, false, _) => {
            rights(state, &sales, &carla, "");
            "carla may not read sales"
        }
        (true, true, false) => {
            rights(state, &hr, &anna, "lr");
            "anna may only read hr"
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::team::Team;
    use super::super::world::World;
    use super::*;

    fn state() -> State {
        State::new(Team::acme(), World::load().unwrap())
    }

    #[test]
    fn ben_answers_people_and_files_it_in_the_shared_sent_folder() {
        let mut state = state();
        let support = "support@acme.example";
        let sent = FolderKey::new(support, "Sent");
        let inbox = FolderKey::new(support, "INBOX");
        let before = state.store.folder(&sent).unwrap().messages.len();
        let mut answers = 0;
        while take(&mut state, Step::ColleagueAnswers, Timestamp::now()).is_some() {
            answers += 1;
            assert!(answers < 100);
        }
        assert!(answers > 0);
        let folder = state.store.folder(&sent).unwrap();
        assert_eq!(folder.messages.len(), before + answers);
        let copy = folder.messages.last().unwrap();
        assert!(copy.is_seen("ben@acme.example") && !copy.is_seen("anna@acme.example"));
        let parsed = MessageParser::default().parse(&copy.raw[..]).unwrap();
        assert_eq!(
            parsed.from().unwrap().first().unwrap().address(),
            Some(support)
        );
        assert!(parsed.sender().is_none());
        let id = parsed.in_reply_to().as_text().unwrap().to_owned();
        let folder = state.store.folder(&inbox).unwrap();
        let original = folder.messages.iter().find(|m| {
            let parsed = MessageParser::default().parse(&m.raw[..]).unwrap();
            parsed.message_id() == Some(id.as_str())
        });
        assert!(original.unwrap().has("\\Answered", ""));
        // Reports and newsletters stay unanswered.
        assert!(folder.messages.iter().any(|m| !m.has("\\Answered", "")));
    }

    #[test]
    fn permissions_change_in_turn_and_come_back() {
        let mut state = state();
        let first: Vec<String> = (0..6).map(|_| change_a_permission(&mut state)).collect();
        let again: Vec<String> = (0..6).map(|_| change_a_permission(&mut state)).collect();
        assert_eq!(first, again);
        let mut sorted = first.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), 6, "{first:?}");
    }

    #[test]
    fn every_step_of_a_round_does_something_in_the_full_world() {
        let mut state = state();
        for step in ROUND {
            if step != Step::CustomerAnswers {
                assert!(
                    take(&mut state, step, Timestamp::now()).is_some(),
                    "{step:?}"
                );
            }
        }
    }
}
