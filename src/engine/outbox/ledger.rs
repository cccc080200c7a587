//! What the outbox writes down of a message, and how. Its steps ([`Entry`]): until they are written.
//! Why it waits, and what a person should know of it: words, which cost nothing else where they
//! cannot be kept.

use jiff::Timestamp;
use tokio::time::Instant;

use super::clock::later;
use super::{Room, possible, why};
use crate::domain::{Check, CopyState, OutboxId, OutboxState, Outgoing, ServerReply};
use crate::engine::causes;
use crate::engine::problem::Problem;
use crate::engine::shared::Place;
use crate::store::{Precious, Stop, StoreError};

/// A step of a message.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// An attempt begins, of a message as it was read.
    Begin(Box<Outgoing>),
    /// It waits before an attempt begins: as it was read, until when, and why.
    WaitBefore(Box<Outgoing>, Timestamp, Problem),
    /// The server took it.
    Accepted(Timestamp),
    /// It is held before an attempt begins, as it was read: a person who wants it sent whatever this
    /// says was first.
    HoldBefore(Box<Outgoing>, Problem),
    /// A person has to decide: the reply that decided, and those of all recipients.
    Hold(Option<ServerReply>, Vec<ServerReply>, Problem),
    /// It waits in the queue.
    Wait {
        /// Not to be tried before.
        next: Option<Timestamp>,
        /// What the server said.
        reply: Option<ServerReply>,
        /// What it said of each recipient.
        replies: Vec<ServerReply>,
        /// Why it waits.
        why: Option<Problem>,
    },
    /// It waits in the queue for the account's sign-in, and the attempt does not count.
    TurnedAway {
        /// What the server said.
        reply: Option<ServerReply>,
        /// What it said of each recipient.
        replies: Vec<ServerReply>,
        /// Why it waits.
        why: Problem,
    },
    /// Nobody knows whether the server has it.
    Unknown(Problem),
    /// It was looked for and not found; the next look, where it has a time.
    Looked(Option<Timestamp>),
    /// The server has it, which nobody knew: it was found.
    Found(Timestamp),
    /// The copy came this far; how often a folder had been chosen for it by then.
    Copy(u32, CopyState),
    /// The copy waits.
    CopyWaits {
        /// How often a folder had been chosen for it by then.
        choices: u32,
        /// Not to be tried before.
        next: Timestamp,
        /// Why.
        why: Problem,
    },
    /// Nothing is left to do; how often a folder had been chosen for the copy by then.
    Done(u32),
}

impl Entry {
    async fn write(self, precious: &Precious, id: OutboxId) -> Result<Outgoing, StoreError> {
        let stored = |problem: &Problem| Some(why::to_stored(problem));
        match self {
            Self::Begin(read) => precious.begin_attempt_as_read(&read).await,
            Self::WaitBefore(read, next, why) => {
                let error = why::to_stored(&why);
                precious.wait_as_read(&read, next, error).await
            }
            Self::Accepted(at) => precious.accepted(id, at, CopyState::Waiting).await,
            Self::Hold(reply, replies, problem) => {
                // Whether it was sent before is just what this asks.
                if possible::waived_by(&problem) == Some(Check::SentBefore) {
                    let held = why::to_stored(&problem);
                    return precious.hold(id, reply, replies, Some(held)).await;
                }
                precious.stop(id, stop(reply, replies, &problem)).await
            }
            Self::HoldBefore(read, problem) => {
                let mut stop = stop(None, Vec::new(), &problem);
                stop.waived = Some(read.waived);
                precious.stop(id, stop).await
            }
            Self::Wait {
                next,
                reply,
                replies,
                why,
            } => {
                let error = why.as_ref().and_then(stored);
                precious.requeue(id, next, reply, replies, error).await
            }
            Self::TurnedAway {
                reply,
                replies,
                why,
            } => {
                let error = stored(&why);
                precious.turned_away(id, reply, replies, error).await
            }
            Self::Unknown(why) => precious.unknown(id, &why::to_stored(&why)).await,
            Self::Looked(next) => precious.looked(id, next).await,
            Self::Found(at) => precious.found(id, at, CopyState::Waiting).await,
            Self::Copy(choices, copy) => precious.set_copy_as_read(id, choices, copy).await,
            Self::CopyWaits { choices, next, why } => {
                let error = why::to_stored(&why);
                let waits = precious.postpone_copy_as_read(id, choices, Some(next), &error);
                waits.await
            }
            Self::Done(choices) => precious.finish_as_read(id, choices).await,
        }
    }
}

fn stop(reply: Option<ServerReply>, replies: Vec<ServerReply>, problem: &Problem) -> Stop {
    Stop {
        reply,
        replies,
        held: why::to_stored(problem),
        unknown: why::to_stored(&why::unknown_before()),
        not_again: why::to_stored_as_not_again(problem),
        waived: None,
    }
}

impl Room {
    /// Writes until it is written. A full disk is waited out, since what is written here is known
    /// nowhere else; a step that the message is not in the state for is given up: a person was
    /// first. `None` also when the engine stops.
    pub(super) async fn write(&self, id: OutboxId, entry: Entry) -> Option<Outgoing> {
        let mut failures = 0;
        loop {
            let error = match entry.clone().write(self.precious(), id).await {
                Ok(row) => {
                    if failures > 0 {
                        self.shared.clear(&Place::Store);
                    }
                    self.stand(&row);
                    self.progressed(id);
                    return Some(row);
                }
                Err(error) => error,
            };
            match error {
                StoreError::Full { .. }
                | StoreError::ReadOnly { .. }
                | StoreError::Device { .. }
                | StoreError::Busy { .. } => {
                    failures += 1;
                    self.shared.raise(Place::Store, causes::of_store(&error));
                    let wait = self.shared.pace.backoff(failures);
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = self.stop.cancelled() => return None,
                    }
                }
                StoreError::Closed => return None,
                error => {
                    tracing::info!(%id, %error, "A step of an outgoing message was not taken.");
                    return None;
                }
            }
        }
    }

    /// Holds a message for a person, with the reason.
    pub(super) async fn hold(&self, id: OutboxId, why: Problem) -> Option<Outgoing> {
        self.write(id, Entry::Hold(None, Vec::new(), why)).await
    }

    /// The same before an attempt begins, of a message as it was read. That it could not be looked at
    /// holds nobody up who decided without it since then; what was found is news to them.
    pub(super) async fn hold_as_read(&self, row: &Outgoing, why: Problem) -> Option<Outgoing> {
        match possible::waived_by(&why) {
            Some(Check::LookedBefore | Check::LookedAtDraft) => {
                let hold = Entry::HoldBefore(Box::new(row.clone()), why);
                self.write(row.outbox_id, hold).await
            }
            _ => self.hold(row.outbox_id, why).await,
        }
    }

    /// Says something of a message that was sent all the same.
    pub(super) async fn remark(&self, id: OutboxId, remark: &Problem) {
        let (stored, among) = (why::to_stored(remark), why::among(remark));
        match self.precious().remark(id, vec![stored], among).await {
            Ok(_) => self.progressed(id),
            Err(error) => {
                let what = causes::of_store(&error).message.key;
                tracing::warn!(%id, what, "A remark could not be kept.");
            }
        }
    }

    /// Writes down why messages of one account that are due wait in the queue, and until when as
    /// far as that is known; of those of which it stands there already, nothing.
    pub(super) async fn explain(&self, rows: Vec<Outgoing>, problem: &Problem) {
        let (Some(first), at) = (rows.first(), self.clock.now()) else {
            return;
        };
        let rests = self.book().resting(&first.account, Instant::now());
        let until = rests.and_then(|rests| rests.until);
        let until = until.map(|until| later(at, until - Instant::now()));
        // One in the queue that has a later time of its own keeps it.
        let is_scheduled = |row: &Outgoing| row.state == OutboxState::Scheduled;
        let is_open = |row: &Outgoing| row.next_attempt_at.is_none_or(|next| next <= at);
        let ends = |row: &Outgoing| until.is_some() && (is_open(row) || is_scheduled(row));
        let told: Vec<(OutboxId, Option<Timestamp>)> = rows
            .iter()
            .filter(|row| !why::says(row, problem) || ends(row) || is_scheduled(row))
            .map(|row| (row.outbox_id, row.next_attempt_at))
            .collect();
        if told.is_empty() {
            return;
        }
        let by_pause: Vec<OutboxId> = rows
            .iter()
            .filter(|row| ends(row))
            .map(|row| row.outbox_id)
            .collect();
        let until = until.map(|at| (by_pause.clone(), at));
        let why = Some(why::to_stored(problem));
        // A look, and whoever begins an attempt, know either nothing of it or all.
        let _turn = self.turn.lock().await;
        match self.precious().explain_queued(told, why, until).await {
            Ok(rows) => {
                // Now that they are in the queue: of others it is not remembered.
                let told = rows.iter().map(|row| row.outbox_id);
                let told = told.filter(|id| by_pause.contains(id));
                self.book().by_pause.extend(told);
                for row in &rows {
                    self.stand(row);
                    self.progressed(row.outbox_id);
                }
            }
            // Only words; they are tried again with the next look.
            Err(error) => tracing::warn!(%error, "Why messages wait could not be written down."),
        }
    }
}
