//! What became of an attempt: written down, and what follows from it.

use jiff::Timestamp;

use super::before::right_key;
use super::clock::later;
use super::leave::Next;
use super::ledger::Entry;
use super::sent_before::{self, Before};
use super::{Room, refused, why};
use crate::domain::{Outgoing, SendRightKey, ServerReply};
use crate::engine::event::Event;
use crate::engine::identities;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::refused_sign_in;
use crate::engine::shared::Place;
use crate::engine::submission::{Hindrance, Outcome};
use crate::permission;

/// Attempts after which a message whose way broke no longer holds its place in the queue: it may
/// be the message that breaks it. The others have waited some five minutes for it by then, and of a
/// thousand messages on a line that resets every third connection one comes to it.
const KEEPS_ITS_PLACE: u32 = 6;

/// Writes down what became of the attempt that began then, and does what follows from it.
pub(super) async fn conclude(
    room: &Room,
    row: &Outgoing,
    outcome: Outcome,
    began: Timestamp,
) -> Next {
    let id = row.outbox_id;
    let at = room.clock.now();
    match outcome {
        Outcome::Accepted(reply) => {
            // Before anything else.
            if room.write(id, Entry::Accepted(at)).await.is_none() {
                return Next::Rest;
            }
            tracing::info!(%id, code = reply.code, "A message was accepted.");
            note_acceptance(room, row, &reply, began).await;
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

/// A server may take ten minutes to say that it took a message. That the address was let through was
/// settled when the envelope was: a refusal that came meanwhile is the newer word.
async fn note_acceptance(room: &Room, row: &Outgoing, reply: &ServerReply, began: Timestamp) {
    room.book().accepted(&row.account);
    refused_sign_in::forget_turned_away(&room.shared, &row.account).await;
    room.submission.took(&row.account).await;
    if row.draft.is_some() {
        room.shared.tell(Event::Drafts);
    }
    if let Some(key) = right_key(row) {
        note(room, &key, &identities::of_acceptance(reply, began)).await;
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
    let refusals: Vec<ServerReply> = replies.iter().filter(|r| r.code >= 400).cloned().collect();
    if let (Some(evidence), Some(key)) = (identities::of_refusals(&refusals, at), right_key(row)) {
        note(room, &key, &evidence).await;
    }
    let refused::Verdict {
        then,
        problem,
        reply,
        replies,
    } = refused::weigh(row, replies);
    let pace = &room.shared.pace;
    // Not before the server's own time, which some count from the first try on.
    let hints = replies.iter().chain(&reply);
    let hint = hints.filter_map(permission::hinted_wait).max();
    let hint = hint.unwrap_or_default();
    let (next, go_on) = match then {
        refused::Then::Hold => {
            room.write(id, Entry::Hold(reply, replies, problem)).await;
            return Next::Message;
        }
        refused::Then::Later => {
            room.book().put_off(&row.account, pace.put_off);
            let wait = pace.put_off.max(pace.backoff(row.attempts)) + hint;
            (Some(later(at, wait)), Next::Message)
        }
        refused::Then::RestServer => {
            let times = room.book().put_off(&row.account, pace.put_off);
            let wait = pace.put_off.max(pace.backoff(times)) + hint;
            room.book().pause(&row.account, &problem, |_| wait);
            (Some(later(at, wait)), Next::Rest)
        }
        refused::Then::RestAccount => {
            room.book()
                .turn_away(&row.account, &problem, pace.retry_most);
            refused_sign_in::note_turned_away(&room.shared, &row.account, &problem).await;
            let place = Place::Submission(row.account.clone());
            room.shared.raise(place, problem.clone());
            let away = Entry::TurnedAway {
                reply,
                replies,
                why: problem,
            };
            room.write(id, away).await;
            return Next::Rest;
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
        Hindrance::ByAnother => {
            return match sent_before::was_handed_over(room, row).await {
                Before::Sent => Next::FileCopy,
                _ => Next::Message,
            };
        }
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
    let waits = Entry::Wait {
        next: why.as_ref().map(|_| later(at, wait)),
        reply: None,
        replies: Vec::new(),
        why: why.clone(),
    };
    if room.write(id, waits).await.is_none() && !room.stop.is_cancelled() {
        // It was found meanwhile, which is why the next step was not taken: no reason to rest.
        return Next::Message;
    }
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
    Next::Rest
}
