//! One account's messages on their way out: one attempt at a time, phase by phase.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::before::{self, Checked, hold_if_lost, hold_if_refused};
use super::clock::later;
use super::due::next_due;
use super::handed_over::Told;
use super::handing::{Handed, Handing, Late};
use super::ledger::Entry;
use super::sent_before::{self, Before};
use super::{Room, one_answer, outcome, why};
use crate::domain::{Account, AccountId, Check, OutboxState, Outgoing};
use crate::engine::causes;
use crate::engine::drafts::{self, Claim};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::submission::Session;
use crate::permission;

/// Hands over what is due, one after the other, over one session as long as it holds.
pub(super) async fn lane(room: Arc<Room>, account: AccountId) {
    const STATES: [OutboxState; 2] = [OutboxState::Scheduled, OutboxState::Queued];
    let mut tried = BTreeSet::new();
    let mut session = None;
    while let Some(row) = next_due(&room, &account, &STATES, &tried).await {
        let id = row.outbox_id;
        tried.insert(id);
        let mut asks = room.book().asks(id);
        let go_on = attempt(&room, row, &mut session, &mut asks).await;
        if !matches!(go_on, Next::FileCopy | Next::Answer) {
            room.book().tried(id, asks);
        }
        room.progressed(id);
        if go_on == Next::Rest {
            break;
        }
    }
    if let Some(session) = session {
        session.close().await;
    }
}

/// How the lane goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// With the next message.
    Message,
    /// The same, and the copy of this one is still owed.
    FileCopy,
    /// The same, and the answer to this one is waited for beside.
    Answer,
    /// Not before the pause is over.
    Rest,
}

/// One attempt, in this order: what is known here, whether it was sent before, the way out, what
/// others did meanwhile, and only then the message itself. `asks`: how often it was asked for by
/// then; what is asked for before the attempt begins is this attempt.
async fn attempt(
    room: &Room,
    row: Outgoing,
    session: &mut Option<Box<dyn Session>>,
    asks: &mut u32,
) -> Next {
    let id = row.outbox_id;
    let config = room.shared.config();
    let Some(account) = config.account(&row.account) else {
        let text = Text::new("outbox-no-account").with("account", row.account.as_str());
        room.hold(id, Problem::new(ProblemKind::NotFound, text))
            .await;
        return Next::Message;
    };
    if hold_at_once(room, &row).await {
        return Next::Message;
    }
    // Nothing is looked up for what does not leave now.
    if session.is_none() && is_left_alone(room, &row) {
        return Next::Message;
    }
    // Over a slow line a large draft may take minutes: nobody else waits for it.
    if let Some(why) = drafts::is_being_stored(&room.shared, &row, patience(room, &row)).await {
        wait_before(room, &row, why, 1).await;
        return Next::Message;
    }
    let told = sent_before::told(room, &row).await;
    let mut remarks = Vec::new();
    match sent_before::check(room, &row, told.as_ref()).await {
        Before::Not => {}
        Before::Unseen(remark) => remarks.push(remark),
        Before::Sent => return Next::FileCopy,
        Before::Held | Before::Later => return Next::Message,
    }
    if one_answer::is_anothers_turn(room, &row) {
        wait_before(room, &row, one_answer::waits(&row), 1).await;
        return Next::Message;
    }
    // The session comes first: a server that cannot be reached, or that refuses the sign-in, says
    // nothing about this message and uses up none of its attempts.
    match connect(room, &row, account, session).await {
        Way::There => {}
        // Another one may have been asked for.
        Way::LeftAlone => return Next::Message,
        Way::None => return Next::Rest,
    }
    // Until it is written down what became of it.
    let Some(_only) = one_answer::begin(room, &row) else {
        wait_before(room, &row, one_answer::waits(&row), 1).await;
        return Next::Message;
    };
    // Not before there is a way out: what is looked at now is what holds when it leaves.
    if !may_leave(room, &row, &mut remarks).await {
        return Next::Message;
    }
    // A server that went while all this was looked at is no attempt either.
    if connect(room, &row, account, session).await != Way::There {
        return Next::Rest;
    }
    // Somebody wants nothing to leave any more.
    if room.shared.is_offline() {
        return Next::Rest;
    }
    hand_over(room, row, session, asks, told, remarks).await
}

/// How long the queue stands still for a draft that is being stored: once.
fn patience(room: &Room, row: &Outgoing) -> Duration {
    let waited = why::key(row).is_some_and(|key| key == drafts::BEING_STORED);
    if waited {
        Duration::ZERO
    } else {
        room.shared.pace.answer
    }
}

/// Holds what no server need be asked about. Says whether it did.
async fn hold_at_once(room: &Room, row: &Outgoing) -> bool {
    // Whoever waived this wants the server itself to say no, once.
    if !row.is_waived(Check::SendRight) && hold_if_refused(room, row).await {
        return true;
    }
    if !row.is_waived(Check::MailboxLost) && hold_if_lost(room, row).await {
        return true;
    }
    let insists = room.book().is_insisted_on(row.outbox_id);
    if row.attempts < room.shared.pace.most_attempts || insists {
        return false;
    }
    let text = Text::new("outbox-too-many-attempts").with("count", row.attempts.to_string());
    let words = why::why(row).and_then(|p| p.detail);
    let mut problem = Problem::new(ProblemKind::Server, text);
    problem.detail = words.or_else(|| row.reply.as_ref().map(ToString::to_string));
    // What was said to each stays: it may still go to the others.
    let last = Entry::Hold(row.reply.clone(), row.replies.clone(), problem);
    room.write(row.outbox_id, last).await;
    true
}

/// Looks at what others may have done meanwhile: answered the same message, sent the same draft.
/// What speaks against it holds the message, or has it wait. `remarks` gets what could not be
/// looked at.
async fn may_leave(room: &Room, row: &Outgoing, remarks: &mut Vec<Problem>) -> bool {
    let id = row.outbox_id;
    match before::answered(room, row).await {
        Checked::Free => {}
        Checked::Not(remark) => remarks.push(remark),
        Checked::Against(problem) => {
            room.hold(id, problem).await;
            return false;
        }
    }
    match drafts::before_leaving(&room.shared, room.mail.drafts(), row).await {
        Claim::Free => true,
        Claim::Hold(problem) => {
            room.hold_as_read(row, problem).await;
            false
        }
        Claim::Wait(why, times) => {
            wait_before(room, row, why, times).await;
            false
        }
    }
}

/// It is tried again in a moment, later where that was said so many times before, and its queue goes on
/// without it.
async fn wait_before(room: &Room, row: &Outgoing, why: Problem, times: u32) {
    let id = row.outbox_id;
    let next = later(room.clock.now(), room.shared.pace.backoff(times));
    room.book().waits_no_more(id);
    let waits = Entry::WaitBefore(Box::new(row.clone()), next, why);
    room.write(id, waits).await;
}

/// The attempt itself, from its first entry in the journal to the server's answer, or for as long
/// as the lane waits for that.
async fn hand_over(
    room: &Room,
    row: Outgoing,
    session: &mut Option<Box<dyn Session>>,
    asks: &mut u32,
    told: Option<Told>,
    remarks: Vec<Problem>,
) -> Next {
    let id = row.outbox_id;
    let Some(open) = session.take() else {
        return Next::Rest;
    };
    // Counted before the bytes are loaded, so that a message that ends the process is not tried
    // for ever. From here on a person can no longer take it back.
    let begins = Entry::Begin(Box::new(row));
    let Some(row) = room.write(id, begins).await else {
        *session = Some(open);
        return Next::Message;
    };
    {
        // Not in the middle of noting what it waits for.
        let _turn = room.turn.lock().await;
        let mut book = room.book();
        book.waits_no_more(id);
        book.insists_no_more(id);
        *asks = book.asks(id);
    }
    for remark in remarks {
        room.remark(id, &remark).await;
    }
    let bytes = match room.shared.read(move |r| r.outgoing_bytes(id)).await {
        Ok(bytes) => bytes,
        Err(problem) => {
            *session = Some(open);
            room.hold(id, problem).await;
            return Next::Message;
        }
    };
    if row.envelope.receipt && !open.gives_receipts() {
        let text = Text::new("outbox-no-receipts").with("account", row.account.as_str());
        room.remark(id, &Problem::new(ProblemKind::Server, text))
            .await;
    }
    let handing = Handing::begin(room, open, &row, bytes, told);
    let began = handing.began;
    match handing.wait(room, &row).await {
        Handed::Over(usable, outcome) => {
            *session = usable;
            outcome::conclude(room, &row, outcome, began).await
        }
        Handed::Waits(handing) => {
            tracing::info!(%id, "The server takes its time to answer; the queue goes on.");
            // Received until the engine has stopped, and then the journal knows.
            let _ = room.late.send(Late { row, handing });
            Next::Answer
        }
    }
}

/// Is there a way to the server?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    There,
    /// It is left alone ([`is_left_alone`]).
    LeftAlone,
    None,
}

/// Sees to a session over which this message can be handed over: the one there is, or another.
async fn connect(
    room: &Room,
    row: &Outgoing,
    account: &Account,
    session: &mut Option<Box<dyn Session>>,
) -> Way {
    if let Some(open) = session {
        if open.is_usable().await {
            return Way::There;
        }
        *session = None;
    }
    if is_left_alone(room, row) {
        return Way::LeftAlone;
    }
    let resumed = room.book().resumed(&row.account);
    match open(room, account).await {
        Ok(opened) => *session = Some(opened),
        Err(None) => {}
        // A person resumed the account meanwhile, with another password or by a try: what failed, failed
        // before that, and is tried once more.
        Err(Some(_)) if room.book().resumed(&row.account) != resumed => {}
        Err(Some(problem)) => rest(room, row, &problem).await,
    }
    match session {
        Some(_) => Way::There,
        None => Way::None,
    }
}

/// The server puts messages off, and was connected to a moment ago: it is left alone by what nobody asked
/// for.
fn is_left_alone(room: &Room, row: &Outgoing) -> bool {
    let book = room.book();
    let left_alone = book.left_alone(&row.account, Instant::now());
    left_alone.is_some() && !book.asked.contains(&row.outbox_id)
}

/// Opens a session, unless the engine stops meanwhile (`Err(None)`).
async fn open(room: &Room, account: &Account) -> Result<Box<dyn Session>, Option<Problem>> {
    tokio::select! {
        biased;
        () = room.stop.cancelled() => Err(None),
        opened = room.submission.open(account) => match opened {
            Ok(session) => {
                room.book().opened(&account.id());
                Ok(session)
            }
            Err(problem) => Err(Some(problem)),
        },
    }
}

/// The account's queue rests, and the message says why; the others say it when the outbox is looked
/// at next.
async fn rest(room: &Room, row: &Outgoing, problem: &Problem) {
    let pace = &room.shared.pace;
    let needs_a_person = causes::needs_a_person(problem);
    room.book().pause(&row.account, problem, |failures| {
        // What waits for a person is resumed by that person; a look now and then costs nothing,
        // since the sign-in remembers that it was refused.
        if needs_a_person {
            pace.retry_most
        } else if causes::is_servers_word(problem) {
            // Not before the time that it names in its greeting or at the sign-in.
            let hint = problem
                .detail
                .as_deref()
                .and_then(permission::wait_named_in);
            pace.put_off.max(pace.backoff(failures)) + hint.unwrap_or_default()
        } else {
            pace.backoff(failures)
        }
    });
    room.explain(vec![row.clone()], problem).await;
}
