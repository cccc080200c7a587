//! Messages of which nobody knows whether the server took them: looked for, never sent again.
//!
//! After 0, 5 and 30 seconds, 2 and 10 minutes, and then whenever mail came, the copies (a server
//! that files them itself proves with one that it took the message), the Inboxes (a copy to
//! oneself, an answer, a report) and whatever else names the Message-ID are looked for. Found, the
//! message was taken. Not found, nothing is known: servers that file nothing show nothing, so it
//! stays unknown until a person decides.
//!
//! What is held since it may have been sent before is looked for too, whenever mail came.
//!
//! A look that could not reach the mail server is none.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::book::Book;
use super::clock::{later, traces_since, until};
use super::ledger::Entry;
use super::possible::check_that_stopped;
use super::{Room, before, returned};
use crate::domain::{
    AccountId, Check, Folder, FolderRole, MessageKey, OutboxId, OutboxState, Outgoing,
};
use crate::engine::causes::{self, FolderAnswer};
use crate::engine::identities;
use crate::engine::mailboxes::own_mailbox;
use crate::engine::mentions::{Mention, Report, Wanted};
use crate::engine::pace::Pace;
use crate::engine::problem::{Problem, ProblemKind, Text};

/// When a message is looked for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Now.
    Now,
    /// In so long.
    In(Duration),
    /// When mail comes.
    WithMail,
}

/// When this message of unknown outcome is looked for next.
pub(super) fn due(row: &Outgoing, book: &Book, pace: &Pace, now: Instant, at: Timestamp) -> Due {
    let id = row.outbox_id;
    if book.asked.contains(&id) {
        return Due::Now;
    }
    let last = book.looked.get(&id);
    if let Some(until) = last.and_then(|last| last.not_before)
        && until > now
    {
        return Due::In(until - now);
    }
    if looks(row) < pace.looks.len() {
        let longest = pace.looks.iter().max().copied().unwrap_or_default();
        return match until(row.next_attempt_at, at, longest) {
            Some(wait) => Due::In(wait),
            None => Due::Now,
        };
    }
    match last {
        // Mail may have come while nobody was here.
        None => Due::Now,
        Some(last) if last.mail == book.mail => Due::WithMail,
        Some(_) => Due::Now,
    }
}

/// How often it was looked for. What is held is looked for whenever mail comes, and at no times of
/// its own: it was when it was held.
fn looks(row: &Outgoing) -> usize {
    match row.state {
        OutboxState::Unknown => usize::try_from(row.looks).unwrap_or(usize::MAX),
        _ => usize::MAX,
    }
}

/// Is it looked for, since nobody knows whether it was sent?
pub(super) fn is_looked_for(row: &Outgoing) -> bool {
    match row.state {
        OutboxState::Unknown => true,
        OutboxState::Held => {
            let check = check_that_stopped(row);
            matches!(check, Some(Check::SentBefore | Check::LookedBefore))
        }
        _ => false,
    }
}

/// Looks for what is due, one after the other.
pub(super) async fn lane(room: Arc<Room>, account: AccountId) {
    let mut tried = BTreeSet::new();
    while let Some(row) = next(&room, &account, &tried).await {
        let id = row.outbox_id;
        tried.insert(id);
        // What comes while it is looked for may be what it is looked for.
        let (mail, asks) = {
            let book = room.book();
            (book.mail, book.asks(id))
        };
        let reached = look_for(&room, &row).await;
        {
            let pace = &room.shared.pace;
            let mut book = room.book();
            let last = book.looked.entry(id).or_default();
            let wait = if reached {
                last.mail = mail;
                last.failures = 0;
                pace.look_again
            } else {
                last.failures += 1;
                pace.backoff(last.failures)
            };
            // The first looks have times of their own, which are in the store.
            let early = looks(&row).saturating_add(1) < pace.looks.len();
            last.not_before = (!reached || !early).then(|| Instant::now() + wait);
            book.tried(id, asks);
        }
        room.progressed(id);
    }
}

async fn next(room: &Room, account: &AccountId, tried: &BTreeSet<OutboxId>) -> Option<Outgoing> {
    if room.stop.is_cancelled() || room.shared.is_offline() {
        return None;
    }
    let _turn = room.turn.lock().await;
    const STATES: [OutboxState; 2] = [OutboxState::Unknown, OutboxState::Held];
    let rows = room.shared.read(|r| r.outbox(&STATES)).await.ok()?;
    let (book, now, at) = (room.book(), Instant::now(), room.clock.now());
    rows.into_iter().find(|row| {
        row.account == *account
            && is_looked_for(row)
            && !tried.contains(&row.outbox_id)
            && book.may_touch(row, room.resident)
            && due(row, &book, &room.shared.pace, now, at) == Due::Now
    })
}

/// Looks once. Says whether the mail server could be asked.
async fn look_for(room: &Room, row: &Outgoing) -> bool {
    let id = row.outbox_id;
    let places = match places(room, row).await {
        Ok(places) if !places.is_empty() => places,
        Ok(_) => return false,
        Err(problem) => {
            tracing::debug!(%problem, "It is not known where to look for a message.");
            return false;
        }
    };
    let mut reached = true;
    for (folder, role) in places {
        match look_in(room, row, &folder, role).await {
            Ok(Some(found)) => {
                settle(room, row, &folder, found).await;
                return true;
            }
            Ok(None) => {}
            Err(problem) => match causes::answer_of_folder(&problem) {
                // A folder that cannot be read shows nothing, and keeps nobody from the others.
                // For now or for good is one here: nothing is sent for it, and there is another
                // look whenever mail comes.
                FolderAnswer::Closed | FolderAnswer::NotNow => {}
                FolderAnswer::Unasked => {
                    tracing::debug!(%problem, "A message of unknown outcome could not be looked for.");
                    reached = false;
                }
            },
        }
    }
    if reached && row.state == OutboxState::Unknown {
        let wait = room.shared.pace.looks.get(looks(row).saturating_add(1));
        let next = wait.map(|wait| later(room.clock.now(), *wait));
        room.write(id, Entry::Looked(next)).await;
    }
    reached
}

/// Looks in the Inboxes for what proves that it was taken. One that cannot be read, or reached, keeps
/// nobody from the others.
///
/// # Errors
/// It was not found, and a mail server cannot be asked.
pub(super) async fn in_inboxes(
    room: &Room,
    row: &Outgoing,
) -> Result<Option<(Folder, Found)>, Problem> {
    let mut unreached: Option<(AccountId, Problem)> = None;
    for (folder, role) in places(room, row).await? {
        let is_unreached = |(account, _): &(AccountId, _)| *account == folder.account;
        if role != FolderRole::Inbox || unreached.as_ref().is_some_and(is_unreached) {
            continue;
        }
        match look_in(room, row, &folder, role).await {
            Ok(Some(found)) => return Ok(Some((folder, found))),
            Ok(None) => {}
            Err(problem) => match causes::answer_of_folder(&problem) {
                FolderAnswer::Closed | FolderAnswer::NotNow => {}
                FolderAnswer::Unasked => {
                    unreached.get_or_insert((folder.account, problem));
                }
            },
        }
    }
    unreached.map_or(Ok(None), |(_, problem)| Err(problem))
}

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// The message itself.
    Itself,
    /// An answer to it.
    Answer,
    /// A report on it.
    Report(Report, MessageKey),
}

async fn look_in(
    room: &Room,
    row: &Outgoing,
    folder: &Folder,
    role: FolderRole,
) -> Result<Option<Found>, Problem> {
    let (mail, message_id) = (room.mail.as_ref(), row.message_id.as_str());
    if mail.find_message_id(folder, message_id).await?.is_some() {
        return Ok(Some(Found::Itself));
    }
    if role != FolderRole::Inbox {
        return Ok(None);
    }
    let wanted = Wanted::AnswersAndReports;
    let since = traces_since(row.created_at, room.clock.now());
    let mentions = mail.mentions(folder, message_id, since, wanted);
    // A report says more than an answer.
    let mut answered = None;
    for Mention { key, report, .. } in mentions.await? {
        match report {
            Some(report) if returned::concerns(&report.report, row) => {
                return Ok(Some(Found::Report(report, key)));
            }
            Some(_) => {}
            None => answered = Some(Found::Answer),
        }
    }
    Ok(answered)
}

/// It was taken. What follows is what follows an acceptance; nothing leads back to the server, also
/// where a person wanted it sent again while it was looked for. False: it is on its way, or somebody
/// was first.
pub(super) async fn settle(room: &Room, row: &Outgoing, folder: &Folder, found: Found) -> bool {
    let (id, at) = (row.outbox_id, room.clock.now());
    let taken = room.handed_over.taken_at(row, at).await;
    if room.write(id, Entry::Found(taken)).await.is_none() {
        return false;
    }
    room.handed_over.not_again(&row.message_id).await;
    tracing::info!(%id, "A message was taken of which that was not known: it was found.");
    if row.draft.is_some() {
        room.shared.tell(crate::engine::event::Event::Drafts);
    }
    // What left from here before was not heard of; else it left from where this profile was brought.
    let is_of_this_profile = row.state == OutboxState::Unknown || row.is_sent_again();
    let key = match (&found, is_of_this_profile) {
        (Found::Itself, true) => "outbox-found-itself",
        (Found::Itself, false) => "outbox-found-before",
        (Found::Answer, true) => "outbox-found-answer",
        (Found::Answer, false) => "outbox-found-before-answer",
        (Found::Report(..), true) => "outbox-found-report",
        (Found::Report(..), false) => "outbox-found-before-report",
    };
    let text = Text::new(key)
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    room.remark(id, &Problem::new(ProblemKind::Unknown, text))
        .await;
    match found {
        // Any client may put a message into a folder, and a server that decides later may refuse
        // it yet: no word on the right to send.
        Found::Itself => {}
        // Whoever answers has it, under the address that it was sent from.
        Found::Answer => note_answer(room, row, at).await,
        Found::Report(report, key) => returned::take_in(&room.shared, &report, &key, at).await,
    }
    room.wake.notify_one();
    true
}

/// An answer proves that the message was let through when it was handed over, and nothing of what the
/// server says since then.
async fn note_answer(room: &Room, row: &Outgoing, at: Timestamp) {
    let Some(key) = before::right_key(row) else {
        return;
    };
    let handed_over = room.handed_over.when(&row.message_id).await;
    let then = handed_over.map_or(row.created_at, |then| then.max(row.created_at));
    let evidence = identities::of_answer(then.min(at));
    if let Err(problem) = identities::record_late(&room.shared, &key, &evidence).await {
        let what = problem.message.key;
        tracing::warn!(what, "Evidence could not be kept.");
    }
}

/// Where a message that was taken may have left a trace: the Sent folders and the Inboxes of the
/// mailbox whose address was used and of the member.
async fn places(room: &Room, row: &Outgoing) -> Result<Vec<(Folder, FolderRole)>, Problem> {
    let mine = own_mailbox(&row.account)?;
    let mailbox = row.mailbox.clone();
    let read = room.shared.read(move |reader| {
        let mut places: Vec<(Folder, FolderRole)> = Vec::new();
        for role in [FolderRole::Sent, FolderRole::Inbox] {
            for mailbox in mailbox.iter().chain([&mine]) {
                let ways = reader.ways_by_role(mailbox, role)?;
                if let Some(folder) = ways.into_iter().next()
                    && places.iter().all(|(known, _)| known.id != folder.id)
                {
                    places.push((folder, role));
                }
            }
        }
        Ok(places)
    });
    read.await
}
