//! One account's messages on their way out: one attempt at a time, phase by phase.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::clock::later;
use super::ledger::Entry;
use super::run::next_due;
use super::{Room, refused, why};
use crate::domain::{
    Account, AccountId, OutboxId, OutboxState, Outgoing, Phase, SendRightKey, ServerReply,
};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::submission::{Hindrance, Journal, Outcome, Session};
use crate::engine::{causes, identities};
use crate::permission;
use crate::store::Precious;

/// Attempts after which a message whose way broke no longer holds its place in the queue: it may
/// be the message that breaks it.
const KEEPS_ITS_PLACE: u32 = 3;

/// Hands over what is due, one after the other, over one session as long as it holds.
pub(super) async fn lane(room: Arc<Room>, account: AccountId) {
    const STATES: [OutboxState; 2] = [OutboxState::Scheduled, OutboxState::Queued];
    let mut tried = BTreeSet::new();
    let mut session = None;
    while let Some(row) = next_due(&room, &account, &STATES, &tried).await {
        let id = row.outbox_id;
        tried.insert(id);
        let go_on = attempt(&room, row, &mut session).await;
        if go_on != Next::FileCopy {
            room.book().asked.remove(&id);
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
enum Next {
    /// With the next message.
    Message,
    /// The same, and the copy of this one is still owed.
    FileCopy,
    /// Not before the pause is over.
    Rest,
}

/// What came of an attempt to send: the row's key for evidence.
pub(super) fn right_key(row: &Outgoing) -> Option<SendRightKey> {
    Some(SendRightKey {
        account: row.account.clone(),
        address: row.from.checked().ok()?,
        mode: row.mode,
    })
}

async fn attempt(room: &Room, row: Outgoing, session: &mut Option<Box<dyn Session>>) -> Next {
    let id = row.outbox_id;
    let (insisted, asked) = {
        let book = room.book();
        (book.insisted.contains(&id), book.asked.contains(&id))
    };
    let config = room.shared.config();
    let Some(account) = config.account(&row.account) else {
        let text = Text::new("outbox-no-account").with("account", row.account.as_str());
        room.hold(id, Problem::new(ProblemKind::NotFound, text))
            .await;
        return Next::Message;
    };
    if !insisted && hold_if_refused(room, &row).await {
        return Next::Message;
    }
    if row.attempts >= room.shared.pace.most_attempts && !asked {
        let text = Text::new("outbox-too-many-attempts").with("count", row.attempts.to_string());
        let words = why::why(&row).and_then(|p| p.detail);
        let mut problem = Problem::new(ProblemKind::Server, text);
        problem.detail = words.or_else(|| row.reply.as_ref().map(ToString::to_string));
        room.hold(id, problem).await;
        return Next::Message;
    }

    // The session comes first: a server that cannot be reached, or that refuses the sign-in, says
    // nothing about this message and uses up none of its attempts.
    if session.is_none() {
        match open(room, account).await {
            Ok(opened) => *session = Some(opened),
            Err(None) => return Next::Rest,
            Err(Some(problem)) => {
                rest(room, &row, &problem).await;
                return Next::Rest;
            }
        }
    }
    let Some(open) = session.as_mut() else {
        return Next::Rest;
    };

    // The server is asked now: once is what the person insisted on.
    room.book().insisted.remove(&id);
    // Counted before the bytes are loaded, so that a message that ends the process is not tried
    // for ever. From here on a person can no longer take it back.
    let Some(row) = room.write(id, Entry::Begin).await else {
        return Next::Message;
    };
    let bytes = match room.shared.read(move |r| r.outgoing_bytes(id)).await {
        Ok(bytes) => bytes,
        Err(problem) => {
            room.hold(id, problem).await;
            return Next::Message;
        }
    };
    if row.envelope.receipt && !open.gives_receipts() {
        tracing::info!(%id, "The server gives no receipts; the message goes without the wish.");
    }
    let outcome = hand_over(room, open.as_mut(), &row, &bytes).await;
    drop(bytes);
    let usable = match &outcome {
        Outcome::Accepted(_) => true,
        // 421: the server closes the connection (RFC 5321 3.8).
        Outcome::Refused(replies) => replies.iter().all(|reply| reply.code != 421),
        Outcome::NotSent(_) | Outcome::Unknown(_) => false,
    };
    if !usable {
        *session = None;
    }
    conclude(room, &row, outcome).await
}

/// Opens a session, unless the engine stops meanwhile (`Err(None)`).
async fn open(room: &Room, account: &Account) -> Result<Box<dyn Session>, Option<Problem>> {
    tokio::select! {
        biased;
        () = room.stop.cancelled() => Err(None),
        opened = room.submission.open(account) => match opened {
            Ok(session) => {
                room.book().resume(&account.id());
                Ok(session)
            }
            Err(problem) => Err(Some(problem)),
        },
    }
}

/// The account's queue rests, and the message says why.
async fn rest(room: &Room, row: &Outgoing, problem: &Problem) {
    let pace = &room.shared.pace;
    let needs_a_person = causes::needs_a_person(problem);
    room.book().pause(&row.account, problem, |failures| {
        // What waits for a person is resumed by that person; a look now and then costs nothing,
        // since the sign-in remembers that it was refused.
        if needs_a_person {
            pace.retry_most
        } else {
            pace.backoff(failures)
        }
    });
    super::run::explain_wait(room, row, problem).await;
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

/// Hands the message over. When the engine stops before the dot, the attempt is dropped there,
/// which is as safe as a cut line; after it, the answer is waited for.
async fn hand_over(
    room: &Room,
    session: &mut dyn Session,
    row: &Outgoing,
    bytes: &[u8],
) -> Outcome {
    let dot = Arc::new(AtomicBool::new(false));
    let mut journal = RowJournal {
        id: row.outbox_id,
        precious: room.precious().clone(),
        stop: room.stop.clone(),
        dot: Arc::clone(&dot),
    };
    let envelope = row.effective_envelope();
    let submitting = session.submit(&envelope, bytes, &mut journal);
    tokio::pin!(submitting);
    tokio::select! {
        biased;
        outcome = &mut submitting => return outcome,
        () = room.stop.cancelled() => {}
    }
    if dot.load(Ordering::SeqCst) {
        submitting.await
    } else {
        Outcome::NotSent(Hindrance::Journal("stopped".to_owned()))
    }
}

/// Notes phases in the message's row.
struct RowJournal {
    id: OutboxId,
    precious: Precious,
    stop: CancellationToken,
    /// Set before the dot is even noted: from then on the attempt is not dropped.
    dot: Arc<AtomicBool>,
}

#[async_trait]
impl Journal for RowJournal {
    async fn enter(&mut self, phase: Phase) -> Result<(), String> {
        if self.stop.is_cancelled() {
            return Err("stopped".to_owned());
        }
        if phase >= Phase::Dot {
            self.dot.store(true, Ordering::SeqCst);
        }
        match self.precious.enter_phase(self.id, phase).await {
            Ok(_) => Ok(()),
            Err(error) => {
                if phase >= Phase::Dot {
                    self.dot.store(false, Ordering::SeqCst);
                }
                Err(error.to_string())
            }
        }
    }
}

/// Writes down what became of the attempt, then does what follows from it.
async fn conclude(room: &Room, row: &Outgoing, outcome: Outcome) -> Next {
    let id = row.outbox_id;
    let at = Timestamp::now();
    match outcome {
        Outcome::Accepted(reply) => {
            // Before anything else.
            if room.write(id, Entry::Accepted(at)).await.is_none() {
                return Next::Rest;
            }
            tracing::info!(%id, code = reply.code, "A message was accepted.");
            note_acceptance(room, row, &reply, at).await;
            room.wake.notify_one();
            Next::FileCopy
        }
        Outcome::Refused(replies) => refuse(room, row, &replies, at).await,
        Outcome::NotSent(hindrance) => put_back(room, row, hindrance, at).await,
        Outcome::Unknown(words) => {
            let problem = why::unknown().detail(words);
            room.write(id, Entry::Unknown(problem)).await;
            Next::Message
        }
    }
}

async fn note_acceptance(room: &Room, row: &Outgoing, reply: &ServerReply, at: Timestamp) {
    if row.draft.is_some() {
        room.shared.tell(crate::engine::event::Event::Drafts);
    }
    if let Some(key) = right_key(row) {
        note(room, &key, &identities::of_acceptance(reply, at)).await;
    }
}

async fn note(room: &Room, key: &SendRightKey, evidence: &crate::domain::Evidence) {
    if let Err(problem) = identities::record(&room.shared, key, evidence).await {
        tracing::warn!(what = problem.message.key, "Evidence could not be kept.");
    }
}

/// The server said no: evidence is corrected at once, and the message is held or waits.
async fn refuse(room: &Room, row: &Outgoing, replies: &[ServerReply], at: Timestamp) -> Next {
    let id = row.outbox_id;
    if let (Some(evidence), Some(key)) = (identities::of_refusals(replies, at), right_key(row)) {
        note(room, &key, &evidence).await;
    }
    let refused::Verdict {
        then,
        problem,
        reply,
        replies,
    } = refused::weigh(row, replies);
    let pace = &room.shared.pace;
    let (next, go_on) = match then {
        refused::Then::Hold => {
            room.write(id, Entry::Hold(reply, replies, problem)).await;
            return Next::Message;
        }
        refused::Then::Later => {
            // Not before the server's own time, which some count from the first try on.
            let hints = replies.iter().chain(&reply);
            let hint = hints.filter_map(permission::hinted_wait).max();
            let wait = pace.backoff(row.attempts) + hint.unwrap_or_default();
            (Some(later(at, wait)), Next::Message)
        }
        refused::Then::RestAccount => {
            room.book()
                .pause(&row.account, &problem, |_| pace.retry_most);
            (None, Next::Rest)
        }
    };
    let waits = Entry::Wait {
        next,
        reply,
        replies,
        why: Some(problem),
    };
    room.write(id, waits).await;
    go_on
}

/// It did not come to the dot.
async fn put_back(room: &Room, row: &Outgoing, hindrance: Hindrance, at: Timestamp) -> Next {
    let id = row.outbox_id;
    let why = match hindrance {
        Hindrance::Message(problem) => {
            room.hold(id, problem).await;
            return Next::Message;
        }
        Hindrance::Journal(_) if room.stop.is_cancelled() => None,
        Hindrance::Journal(words) => {
            Some(Problem::new(ProblemKind::Storage, Text::new("outbox-journal")).detail(words))
        }
        Hindrance::Way(problem) => Some(problem),
    };
    let pace = &room.shared.pace;
    let wait = pace.backoff(row.attempts);
    let next = why.as_ref().map(|_| later(at, wait));
    if let Some(problem) = &why {
        // As long as the message waits, so that it goes first again.
        let keeps_its_place = row.attempts <= KEEPS_ITS_PLACE;
        room.book().pause(&row.account, problem, |failures| {
            if keeps_its_place {
                wait
            } else {
                pace.backoff(failures)
            }
        });
    }
    let waits = Entry::Wait {
        next,
        reply: None,
        replies: Vec::new(),
        why,
    };
    room.write(id, waits).await;
    Next::Rest
}
