//! Copies that were filed from here are looked at again: a server that files by itself may be
//! later than it was waited for. Then there are two, and ours goes, if it is certain which it is.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::{later, until};
use super::{Room, habits};
use crate::domain::{FolderId, MessageKey, OutboxId, Outgoing, SendRightKey};
use crate::engine::causes;
use crate::engine::filing::{self, Double, Taken};
use crate::engine::problem::Problem;

/// Under what they are remembered.
const KEY: &str = "copies/filed";
/// Most copies that are looked at again; the oldest ones are let go.
const MOST: usize = 500;
/// Looks that did not come through, after which it is left as it is.
const MOST_FAILURES: u32 = 20;
/// Longest sleep, since timers stand still while a computer sleeps.
const CLOCK_CHECK: Duration = Duration::from_secs(60);

/// A copy that was filed from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Filed {
    id: OutboxId,
    message_id: String,
    key: Option<SendRightKey>,
    folder: FolderId,
    /// Where it lies, in the server's own words.
    place: Option<MessageKey>,
    next: Timestamp,
    /// Looks that came through.
    looks: usize,
    failures: u32,
}

/// Has the copies of a message looked at again. `first`: it was the first of its kind, and what
/// the server does was learnt from it; else one look is enough.
pub(super) async fn watch(
    room: &Room,
    row: &Outgoing,
    key: Option<SendRightKey>,
    taken: &[Taken],
    first: bool,
) {
    let Some(wait) = room.shared.pace.double_looks.first().filter(|_| first) else {
        return watch_once(room, row, key, taken).await;
    };
    put(room, row, key, taken, (*wait, 0)).await;
}

async fn watch_once(room: &Room, row: &Outgoing, key: Option<SendRightKey>, taken: &[Taken]) {
    let looks = &room.shared.pace.double_looks;
    if let Some(wait) = looks.last() {
        put(room, row, key, taken, (*wait, looks.len() - 1)).await;
    }
}

async fn put(
    room: &Room,
    row: &Outgoing,
    key: Option<SendRightKey>,
    taken: &[Taken],
    (wait, looks): (Duration, usize),
) {
    if taken.is_empty() {
        return;
    }
    let next = later(room.clock.now(), wait);
    let new: Vec<Filed> = taken
        .iter()
        .map(|taken| Filed {
            id: row.outbox_id,
            message_id: row.message_id.clone(),
            key: key.clone(),
            folder: taken.folder.clone(),
            place: taken.place.clone(),
            next,
            looks,
            failures: 0,
        })
        .collect();
    let put = change(room, move |filed| {
        filed.extend(new);
        filed.drain(..filed.len().saturating_sub(MOST));
    });
    if let Err(problem) = put.await {
        tracing::warn!(
            what = problem.message.key,
            "A filed copy will not be looked at again."
        );
    }
    room.filed.notify_one();
}

/// Looks when it is time, until stopped.
pub(super) async fn run(room: Arc<Room>) {
    habits::say_again(&room).await;
    let mut offline = room.shared.watch_offline();
    while !room.stop.is_cancelled() {
        let idle = !room.resident || room.shared.is_offline();
        // A server that is slow to answer holds up no quitting; what was asked of it is asked again.
        let wait = tokio::select! {
            () = room.stop.cancelled() => break,
            wait = async { if idle { None } else { look(&room).await } } => wait,
        };
        let alarm = async {
            match wait {
                Some(wait) => tokio::time::sleep(wait.min(CLOCK_CHECK)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = room.stop.cancelled() => {}
            () = room.filed.notified() => {}
            changed = offline.changed() => {
                if changed.is_err() {
                    room.stop.cancelled().await;
                }
            }
            () = alarm => {}
        }
    }
}

/// Looks at what is due; how long until the next is.
pub(super) async fn look(room: &Room) -> Option<Duration> {
    let longest = *room.shared.pace.double_looks.last()?;
    let filed = match read(room).await {
        Ok(filed) => filed,
        Err(problem) => {
            tracing::warn!(
                what = problem.message.key,
                "Filed copies could not be read."
            );
            return Some(room.shared.pace.retry_most);
        }
    };
    let mut next: Option<Duration> = None;
    for one in filed {
        if room.stop.is_cancelled() {
            return None;
        }
        let again = match until(Some(one.next), room.clock.now(), longest) {
            Some(wait) => Some(wait),
            None => look_at(room, &one).await,
        };
        next = match (next, again) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    next
}

/// One look; how long until this one is looked at again.
async fn look_at(room: &Room, one: &Filed) -> Option<Duration> {
    let looks = &room.shared.pace.double_looks;
    let mut after = one.clone();
    let wait = match weigh(room, one).await {
        Ok(Double::No) => {
            after.looks += 1;
            looks.get(after.looks).copied()
        }
        Ok(Double::Removed | Double::Stays) => None,
        Err(problem) => {
            tracing::info!(
                what = problem.message.key,
                "A filed copy could not be looked at."
            );
            after.failures += 1;
            let wait = room.shared.pace.copy_backoff(after.failures);
            (after.failures < MOST_FAILURES).then_some(wait)
        }
    };
    if let Some(wait) = wait {
        after.next = later(room.clock.now(), wait);
    }
    let (id, folder) = (one.id, one.folder.clone());
    let noted = change(room, move |filed| {
        filed.retain(|known| known.id != id || known.folder != folder);
        if wait.is_some() {
            filed.push(after);
        }
    });
    match noted.await {
        Ok(()) => wait,
        Err(_) => Some(room.shared.pace.retry_most),
    }
}

/// Are there two, and can ours go?
async fn weigh(room: &Room, one: &Filed) -> Result<Double, Problem> {
    let wanted = one.folder.clone();
    let Some(folder) = room.shared.read(move |r| r.folder(&wanted)).await? else {
        return Ok(Double::No);
    };
    let ours = one.place.as_ref().filter(|_| filing::may_remove(&folder));
    let double = room.mail.remove_double(&folder, &one.message_id, ours);
    let double = double.await?;
    match double {
        Double::No => {}
        Double::Removed => {
            tracing::info!(id = %one.id, "The server filed a copy late; the one from here went.");
            // What the server filed is nobody's to read any more.
            if let Some(key) = room.mail.find_message_id(&folder, &one.message_id).await? {
                room.mail.tend(&key, true).await?;
            }
        }
        Double::Stays => room.remark(one.id, &filing::twice(&folder)).await,
    }
    if double != Double::No
        && let Some(key) = &one.key
    {
        habits::files(room, key, &one.folder).await?;
    }
    Ok(double)
}

async fn read(room: &Room) -> Result<Vec<Filed>, Problem> {
    let kept = room.shared.read(|r| r.remembered(KEY)).await?;
    let filed = kept.and_then(|value| serde_json::from_value(value).ok());
    Ok(filed.unwrap_or_default())
}

async fn change(room: &Room, change: impl FnOnce(&mut Vec<Filed>)) -> Result<(), Problem> {
    let _alone = room.memory.lock().await;
    let before = read(room).await?;
    let mut filed = before.clone();
    change(&mut filed);
    if filed == before {
        return Ok(());
    }
    let value = serde_json::json!(filed);
    let kept = room.precious().remember(KEY, &value).await;
    kept.map_err(|error| causes::of_store(&error))
}
