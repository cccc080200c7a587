//! The task: looks at what is due, starts lanes, sleeps until something happens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::clock::until;
use super::ledger::Entry;
use super::{Room, copies, leave, unknown, why};
use crate::config::MOST_UNDO_SECONDS;
use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing};
use crate::engine::identities;
use crate::engine::problem::Problem;
use crate::engine::shared::Place;
use crate::permission;

/// What may run once per account at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    /// Messages to the submission server.
    Leave(AccountId),
    /// Copies into folders.
    Copies(AccountId),
    /// Looks for messages of unknown outcome.
    Unknown(AccountId),
}

/// Longest sleep while a message waits for a time: timers stand still while a computer sleeps, and
/// the clock may be set.
const CLOCK_CHECK: Duration = Duration::from_secs(60);

/// What a look at the outbox showed.
#[derive(Default)]
struct Look {
    start: BTreeSet<Lane>,
    /// Until when nothing becomes due by itself.
    sleep: Option<Duration>,
}

impl Look {
    fn wake_in(&mut self, wait: Duration) {
        let wait = wait.min(CLOCK_CHECK);
        self.sleep = Some(self.sleep.map_or(wait, |sleep| sleep.min(wait)));
    }
}

/// Works until stopped.
pub(super) async fn run(room: Arc<Room>) {
    let mut lanes = JoinSet::new();
    let mut running: BTreeMap<tokio::task::Id, Lane> = BTreeMap::new();
    let mut offline = room.shared.watch_offline();
    let mut mail = room.shared.watch_mail();
    while !room.stop.is_cancelled() {
        let look = look(&room).await;
        for lane in look.start {
            if running.values().any(|busy| *busy == lane) {
                continue;
            }
            let worker = Arc::clone(&room);
            let handle = match lane.clone() {
                Lane::Leave(account) => lanes.spawn(leave::lane(worker, account)),
                Lane::Copies(account) => lanes.spawn(copies::lane(worker, account)),
                Lane::Unknown(account) => lanes.spawn(unknown::lane(worker, account)),
            };
            running.insert(handle.id(), lane);
        }
        let alarm = async {
            match look.sleep {
                Some(wait) => tokio::time::sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = room.stop.cancelled() => {}
            () = room.wake.notified() => {}
            changed = offline.changed() => {
                // A closed channel: the engine ends, and `stop` follows.
                if changed.is_err() {
                    room.stop.cancelled().await;
                }
                room.book().paused.clear();
            }
            Ok(()) = mail.changed() => room.book().mail += 1,
            Some(ended) = lanes.join_next_with_id() => forget(&mut running, ended),
            () = alarm => {}
        }
    }
    let patience = tokio::time::sleep(room.shared.pace.stop);
    tokio::pin!(patience);
    while !lanes.is_empty() {
        tokio::select! {
            _ = lanes.join_next() => {}
            () = &mut patience => break,
        }
    }
    // What is still under way ends here; the journal knows how far it came.
}

fn forget(
    running: &mut BTreeMap<tokio::task::Id, Lane>,
    ended: Result<(tokio::task::Id, ()), tokio::task::JoinError>,
) {
    match ended {
        Ok((id, ())) => {
            running.remove(&id);
        }
        Err(error) => {
            let lane = running.remove(&error.id());
            tracing::error!(
                ?lane,
                "A piece of work of the outbox ended by a fault of its own."
            );
        }
    }
}

/// Everything that is not done.
const OPEN: [OutboxState; 7] = [
    OutboxState::Scheduled,
    OutboxState::Queued,
    OutboxState::Sending,
    OutboxState::Accepted,
    OutboxState::Filing,
    OutboxState::Unknown,
    OutboxState::Held,
];

/// What is to be started, and when to look again.
async fn look(room: &Room) -> Look {
    let mut look = Look::default();
    let rows = match room.shared.read(|r| r.outbox(&OPEN)).await {
        Ok(rows) => rows,
        Err(problem) => {
            room.shared.raise(Place::Store, problem);
            look.wake_in(room.shared.pace.retry_most);
            return look;
        }
    };
    let (now, at) = (Instant::now(), Timestamp::now());
    let offline = room.shared.is_offline();
    let mut explain: Vec<(Outgoing, Problem)> = Vec::new();
    {
        let mut book = room.book();
        book.prune(&rows);
        for row in &rows {
            let account = &row.account;
            let lane = match row.state {
                OutboxState::Scheduled | OutboxState::Queued => Lane::Leave(account.clone()),
                OutboxState::Accepted | OutboxState::Filing => Lane::Copies(account.clone()),
                OutboxState::Unknown => Lane::Unknown(account.clone()),
                _ => continue,
            };
            if !book.may_touch(row, room.resident) {
                continue;
            }
            if let (Lane::Unknown(_), false) = (&lane, offline) {
                match unknown::due(row, &book, &room.shared.pace, now, at) {
                    unknown::Due::Now => {
                        look.start.insert(lane);
                    }
                    unknown::Due::In(wait) => look.wake_in(wait),
                    unknown::Due::WithMail => {}
                }
                continue;
            }
            let leaving = matches!(lane, Lane::Leave(_));
            let hindrance = if offline {
                Some(identities::offline(account))
            } else if leaving {
                book.resting(account, now).map(|pause| {
                    look.wake_in(pause.until - now);
                    pause.problem.clone()
                })
            } else {
                None
            };
            if let Some(problem) = hindrance {
                book.asked.remove(&row.outbox_id);
                if row.state == OutboxState::Queued {
                    explain.push((row.clone(), problem));
                }
                continue;
            }
            match wait(row, room, at) {
                Some(wait) if !book.asked.contains(&row.outbox_id) => look.wake_in(wait),
                _ => {
                    look.start.insert(lane);
                }
            }
        }
    }
    for (row, problem) in explain {
        explain_wait(room, &row, &problem).await;
    }
    for row in &rows {
        stand(room, row);
    }
    room.progress
        .send_modify(|count| *count = count.wrapping_add(1));
    look
}

/// How long a message or its copy waits for its time; `None`: it is due.
pub(super) fn wait(row: &Outgoing, room: &Room, now: Timestamp) -> Option<Duration> {
    let longest = match row.state {
        // A time that a person chose holds, however far off; the moment in which Send can be
        // undone does not grow by a clock that is put back.
        OutboxState::Scheduled => undo_time(row).unwrap_or(Duration::MAX),
        _ => {
            let own = room.shared.pace.retry_most.max(room.shared.pace.copy_retry) * 2;
            let hints = row.replies.iter().chain(&row.reply);
            let hint = hints.filter_map(permission::hinted_wait).max();
            own + hint.unwrap_or_default()
        }
    };
    until(row.next_attempt_at, now, longest)
}

/// How long the message waited at Send for its sender's second thoughts, if that is all it waits for.
fn undo_time(row: &Outgoing) -> Option<Duration> {
    let wait = row.next_attempt_at?.duration_since(row.created_at);
    let wait = Duration::try_from(wait).ok()?;
    (wait <= Duration::from_secs(MOST_UNDO_SECONDS.into())).then_some(wait)
}

/// Writes down why a message waits, unless that is what stands there.
pub(super) async fn explain_wait(room: &Room, row: &Outgoing, problem: &Problem) {
    if why::says(row, problem) {
        return;
    }
    let entry = Entry::Wait {
        next: row.next_attempt_at,
        reply: row.reply.clone(),
        replies: row.replies.clone(),
        why: Some(problem.clone()),
    };
    room.write(row.outbox_id, entry).await;
}

/// Held and unknown messages are problems that stand until a person deals with them.
pub(super) fn stand(room: &Room, row: &Outgoing) {
    let place = Place::Outbox(row.outbox_id);
    match (row.state, why::why(row)) {
        (OutboxState::Held | OutboxState::Unknown, Some(problem)) => {
            room.shared.raise(place, problem);
        }
        _ => room.shared.clear(&place),
    }
}

/// The next message of an account in one of these states that is due and was not tried yet.
pub(super) async fn next_due(
    room: &Room,
    account: &AccountId,
    states: &[OutboxState],
    tried: &BTreeSet<OutboxId>,
) -> Option<Outgoing> {
    if room.stop.is_cancelled() || room.shared.is_offline() {
        return None;
    }
    let wanted = states.to_vec();
    let rows = room.shared.read(move |r| r.outbox(&wanted)).await.ok()?;
    let (book, at) = (room.book(), Timestamp::now());
    rows.into_iter().find(|row| {
        let id = &row.outbox_id;
        row.account == *account
            && !tried.contains(id)
            && book.may_touch(row, room.resident)
            && (book.asked.contains(id) || wait(row, room, at).is_none())
    })
}
