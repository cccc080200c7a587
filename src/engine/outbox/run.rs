//! The task: looks at what is due, starts lanes, sleeps until something happens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::book::Resting;
use super::clock::later;
use super::due::time_left;
use super::handing::{self, Late};
use super::ledger::Entry;
use super::{Room, before, copies, leave, unknown, why};
use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing, Phase};
use crate::engine::identities;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Place;

/// What may run once per account at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Messages to the submission server.
    Leave(AccountId),
    /// Copies into folders.
    Copies(AccountId),
    /// The answer to one message.
    Answer(OutboxId),
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
pub(super) async fn run(room: Arc<Room>, mut late: mpsc::UnboundedReceiver<Late>) {
    begin(&room).await;
    let mut lanes = JoinSet::new();
    let mut running: BTreeMap<tokio::task::Id, Lane> = BTreeMap::new();
    let mut faults = Faults::default();
    let mut offline = room.shared.watch_offline();
    let mut mail = room.shared.watch_mail();
    let mut lost = room.shared.watch_access();
    let mut network = room.shared.watch_network();
    while !room.stop.is_cancelled() {
        let mut look = look(&room).await;
        for lane in std::mem::take(&mut look.start) {
            if running.values().any(|busy| *busy == lane) {
                continue;
            }
            if let Some(wait) = faults.wait(&lane) {
                look.wake_in(wait);
                continue;
            }
            let worker = Arc::clone(&room);
            let handle = match lane.clone() {
                Lane::Leave(account) => lanes.spawn(leave::lane(worker, account)),
                Lane::Copies(account) => lanes.spawn(copies::lane(worker, account)),
                // Begun by the lane that does not wait for it.
                Lane::Answer(_) => continue,
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
                room.book().network_changed();
            }
            Ok(()) = lost.changed() => before::hold_all_lost(&room).await,
            Ok(()) = network.changed() => room.book().network_changed(),
            Ok(()) = mail.changed() => room.book().mail_came(),
            Some(one) = late.recv() => await_answer(&room, one, &mut lanes, &mut running),
            Some(ended) = lanes.join_next_with_id() => {
                if let Some(lane) = forget(&mut running, ended) {
                    faults.add(&room, lane.clone());
                    put_right(&room, &lane).await;
                }
            }
            () = alarm => {}
        }
    }
    end(&room, late, lanes).await;
}

/// Waits for what is under way, but not for ever. What is not over then ends here; the journal
/// knows how far it came.
pub(super) async fn end(
    room: &Arc<Room>,
    mut late: mpsc::UnboundedReceiver<Late>,
    mut lanes: JoinSet<()>,
) {
    let patience = tokio::time::sleep(room.shared.pace.stop);
    tokio::pin!(patience);
    let mut running = BTreeMap::new();
    loop {
        // The lane that handed it on may be over before this is read.
        while let Ok(one) = late.try_recv() {
            await_answer(room, one, &mut lanes, &mut running);
        }
        if lanes.is_empty() {
            break;
        }
        tokio::select! {
            _ = lanes.join_next() => {}
            Some(one) = late.recv() => await_answer(room, one, &mut lanes, &mut running),
            () = &mut patience => break,
        }
    }
}

/// A new run tries at once what the last one could not reach its server for.
async fn begin(room: &Room) {
    let rows = room.shared.read(|r| r.outbox(&[OutboxState::Queued])).await;
    let is_network = |row: &Outgoing| why::why(row).is_some_and(|p| p.kind == ProblemKind::Network);
    let waited = rows.unwrap_or_default().into_iter().filter(is_network);
    let ids = waited.map(|row| row.outbox_id);
    room.book().by_pause.extend(ids);
}

fn await_answer(
    room: &Arc<Room>,
    late: Late,
    lanes: &mut JoinSet<()>,
    running: &mut BTreeMap<tokio::task::Id, Lane>,
) {
    let lane = Lane::Answer(late.row.outbox_id);
    let handle = lanes.spawn(handing::answer(Arc::clone(room), late));
    running.insert(handle.id(), lane);
}

/// Work that ended by a fault of its own is not begun again at once.
#[derive(Default)]
struct Faults(BTreeMap<Lane, (u32, Instant)>);

impl Faults {
    fn add(&mut self, room: &Room, lane: Lane) {
        let (times, until) = self.0.entry(lane).or_insert((0, Instant::now()));
        *times += 1;
        *until = Instant::now() + room.shared.pace.backoff(*times);
    }

    fn wait(&self, lane: &Lane) -> Option<Duration> {
        let (_, until) = self.0.get(lane)?;
        let wait = until.saturating_duration_since(Instant::now());
        Some(wait).filter(|wait| !wait.is_zero())
    }
}

/// Gives the lane if it ended by a fault of its own.
fn forget(
    running: &mut BTreeMap<tokio::task::Id, Lane>,
    ended: Result<(tokio::task::Id, ()), tokio::task::JoinError>,
) -> Option<Lane> {
    match ended {
        Ok((id, ())) => {
            running.remove(&id);
            None
        }
        Err(error) => {
            let lane = running.remove(&error.id());
            tracing::error!(
                ?lane,
                "A piece of work of the outbox ended by a fault of its own."
            );
            lane
        }
    }
}

/// What the lane was at is on its way no longer, and says so, as after the end of a run: before the
/// dot it waits again, after it the outcome is unknown. Whoever waits for a try waits no longer.
pub(super) async fn put_right(room: &Room, lane: &Lane) {
    let rows = room.shared.read(|r| r.outbox(&OPEN)).await;
    for row in rows.unwrap_or_default() {
        let id = row.outbox_id;
        let is_of_lane = match lane {
            Lane::Answer(answered) => *answered == id,
            Lane::Leave(account) | Lane::Copies(account) | Lane::Unknown(account) => {
                row.account == *account && !room.book().is_awaited(id)
            }
        };
        if !is_of_lane {
            continue;
        }
        room.book().asked.remove(&id);
        let entry = match (lane, row.state) {
            (Lane::Leave(_) | Lane::Answer(_), OutboxState::Sending) if row.phase == Phase::Dot => {
                Entry::Unknown(why::unknown())
            }
            (Lane::Leave(_) | Lane::Answer(_), OutboxState::Sending) => Entry::Wait {
                next: Some(later(
                    room.clock.now(),
                    room.shared.pace.backoff(row.attempts),
                )),
                reply: None,
                replies: Vec::new(),
                why: Some(Problem::new(ProblemKind::Bug, Text::new("problem-bug"))),
            },
            _ => continue,
        };
        room.write(id, entry).await;
    }
    if let Lane::Answer(id) = lane {
        room.book().answered(*id);
    }
    room.progress
        .send_modify(|count| *count = count.wrapping_add(1));
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
    let turn = room.turn.lock().await;
    let rows = match room.shared.read(|r| r.outbox(&OPEN)).await {
        Ok(rows) => rows,
        Err(problem) => {
            room.shared.raise(Place::Store, problem);
            look.wake_in(room.shared.pace.retry_most);
            return look;
        }
    };
    let (now, at) = (Instant::now(), room.clock.now());
    let (offline, pace) = (room.shared.is_offline(), &room.shared.pace);
    let mut hindered: BTreeMap<AccountId, (Problem, Vec<Outgoing>)> = BTreeMap::new();
    {
        let mut book = room.book();
        book.prune(&rows);
        for row in &rows {
            let account = &row.account;
            let lane = match row.state {
                OutboxState::Scheduled | OutboxState::Queued => Lane::Leave(account.clone()),
                OutboxState::Accepted | OutboxState::Filing => Lane::Copies(account.clone()),
                _ if unknown::is_looked_for(row) => Lane::Unknown(account.clone()),
                _ => continue,
            };
            if !book.may_touch(row, room.resident) {
                continue;
            }
            if let (Lane::Unknown(_), false) = (&lane, offline) {
                match unknown::due(row, &book, pace, now, at) {
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
                book.resting(account, now)
                    .map(|Resting { until, problem }| {
                        if let Some(until) = until {
                            look.wake_in(until - now);
                        }
                        problem
                    })
            } else {
                None
            };
            if let Some(problem) = hindrance {
                book.asked.remove(&row.outbox_id);
                // One whose time has come waits like those in the queue.
                let has_time = row.state == OutboxState::Scheduled;
                match time_left(row, &book, pace, at).filter(|_| has_time) {
                    Some(wait) => look.wake_in(wait),
                    None if leaving => {
                        let of_account = hindered.entry(account.clone());
                        let (_, rows) = of_account.or_insert_with(|| (problem, Vec::new()));
                        rows.push(row.clone());
                    }
                    None => {}
                }
                continue;
            }
            let asked = book.asked.contains(&row.outbox_id);
            let alone = book.left_alone(account, now).filter(|_| leaving && !asked);
            match (time_left(row, &book, pace, at), alone) {
                (Some(wait), _) if !asked => look.wake_in(wait),
                (None, Some(until)) => look.wake_in(until - now),
                _ => {
                    look.start.insert(lane);
                }
            }
        }
    }
    drop(turn);
    for (problem, rows) in hindered.into_values() {
        room.explain(rows, &problem).await;
    }
    for row in &rows {
        room.stand(row);
    }
    room.progress
        .send_modify(|count| *count = count.wrapping_add(1));
    look
}
