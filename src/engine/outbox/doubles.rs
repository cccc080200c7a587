//! Copies that were filed from here are looked at again: a server that files by itself may be
//! later than it was waited for. Then there are two, and ours goes, if it is certain which it is.
//! What the server filed so late, there or among the member's own, is compared with what was meant
//! as any other: it may be all that shows who recipients see.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::{later, until};
use super::{Room, habits};
use crate::domain::{Folder, FolderId, MessageKey, OutboxId, Outgoing, SendRightKey};
use crate::engine::causes;
use crate::engine::filing::{self, Double, Taken};
use crate::engine::problem::Problem;
use crate::permission::Action;

/// Under what they are remembered.
const KEY: &str = "copies/filed";
/// Most copies that are looked at again; the oldest ones are let go.
const MOST: usize = 500;
/// Looks that did not come through, after which it is left as it is.
const MOST_FAILURES: u32 = 20;
/// Longest sleep, since timers stand still while a computer sleeps.
const CLOCK_CHECK: Duration = Duration::from_secs(60);

/// What is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sought {
    /// One beside that which was filed from here.
    #[default]
    Double,
    /// The server's own, which is nobody's to read any more: ours went for it.
    Instead,
    /// The server's own among the member's, where none was filed from here.
    Aside,
}

/// A folder that is looked at again.
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
    #[serde(default)]
    sought: Sought,
    /// Was it put there twice from here, since the answer to the first was lost?
    #[serde(default)]
    again: bool,
}

/// Has the copies of a message looked at again. `aside`: the member's own folder, where the server
/// may file one yet. `first`: it was the first of its kind, and what the server does was learnt from
/// it; else one look at what was filed from here is enough.
pub(super) async fn watch(
    room: &Room,
    row: &Outgoing,
    key: Option<SendRightKey>,
    taken: &[Taken],
    aside: Option<FolderId>,
    first: bool,
) {
    let waits = &room.shared.pace.double_looks;
    let (Some(soon), Some(late)) = (waits.first(), waits.last()) else {
        return;
    };
    let (wait, looks) = if first {
        (*soon, 0)
    } else {
        (*late, waits.len() - 1)
    };
    let at = room.clock.now();
    let one = |folder: &FolderId, wait: Duration, looks: usize| Filed {
        id: row.outbox_id,
        message_id: row.message_id.clone(),
        key: key.clone(),
        folder: folder.clone(),
        place: None,
        next: later(at, wait),
        looks,
        failures: 0,
        sought: Sought::Double,
        again: false,
    };
    let ours = taken.iter().map(|taken| Filed {
        place: taken.place.clone(),
        again: taken.again,
        ..one(&taken.folder, wait, looks)
    });
    let aside = aside.map(|folder| Filed {
        sought: Sought::Aside,
        ..one(&folder, *soon, 0)
    });
    let new: Vec<Filed> = ours.chain(aside).collect();
    if new.is_empty() {
        return;
    }
    let put = change(room, move |filed| {
        filed.retain(|known| new.iter().all(|new| !new.is_for(known)));
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

impl Filed {
    /// Is it for the same copy?
    fn is_for(&self, other: &Self) -> bool {
        self.id == other.id && self.folder == other.folder
    }
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
    let wait = match weigh(room, &mut after).await {
        Ok(true) => None,
        Ok(false) => {
            after.looks += 1;
            looks.get(after.looks).copied()
        }
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
    let noted = change(room, move |filed| {
        filed.retain(|known| !after.is_for(known));
        if wait.is_some() {
            filed.push(after);
        }
    });
    match noted.await {
        Ok(()) => wait,
        Err(_) => Some(room.shared.pace.retry_most),
    }
}

/// Is there one of the server's, and can ours go for it? True where nothing is left to be looked for.
async fn weigh(room: &Room, one: &mut Filed) -> Result<bool, Problem> {
    let wanted = one.folder.clone();
    let ways = room.shared.read(move |r| r.ways(&wanted)).await?;
    let by = one.key.as_ref().map(|key| &key.account);
    let actions = [Action::Remove, Action::Read];
    let Some(folder) = room.shared.best_way(ways, &actions, by) else {
        return Ok(false);
    };
    if one.sought != Sought::Double {
        return seen(room, one, &folder).await;
    }
    let ours = one.place.as_ref().filter(|_| filing::may_remove(&folder));
    let double = room.mail.remove_double(&folder, &one.message_id, ours);
    if one.again {
        // The other one may be our own, which tells nothing of the server.
        if let Double::Stays(_) = double.await? {
            room.remark(one.id, &filing::twice_from_here(&folder)).await;
            return Ok(true);
        }
        return Ok(false);
    }
    match double.await? {
        Double::No => return Ok(false),
        Double::Removed => {
            tracing::info!(id = %one.id, "The server filed a copy late; the one from here went.");
            // Ours is gone from here on, also where the way to the server's breaks off.
            one.sought = Sought::Instead;
        }
        Double::Stays(last) => {
            room.remark(one.id, &filing::twice(&folder)).await;
            compare(room, one, &folder, &last).await?;
        }
    }
    if let Some(key) = &one.key {
        habits::files(room, key, &one.folder).await?;
    }
    if one.sought == Sought::Instead {
        seen(room, one, &folder).await?;
    }
    Ok(true)
}

/// Looks at what the server filed: what it made of the author is said, however late. False where it
/// does not lie there.
async fn seen(room: &Room, one: &Filed, folder: &Folder) -> Result<bool, Problem> {
    let Some(key) = room.mail.find_message_id(folder, &one.message_id).await? else {
        return Ok(false);
    };
    if !compare(room, one, folder, &key).await? {
        return Ok(false);
    }
    if let (Sought::Aside, Some(key)) = (one.sought, &one.key) {
        habits::files(room, key, &one.folder).await?;
    }
    Ok(true)
}

/// Compares a copy of the server's with what was meant. False where it is gone.
async fn compare(
    room: &Room,
    one: &Filed,
    folder: &Folder,
    key: &MessageKey,
) -> Result<bool, Problem> {
    // Nobody has to read what stands for ours; the others are as their readers leave them.
    let mark = one.sought == Sought::Instead;
    let Some(tended) = room.mail.tend(folder, key, mark).await? else {
        return Ok(false);
    };
    let id = one.id;
    if let Some(row) = room.shared.read(move |r| r.outgoing(id)).await? {
        for said in filing::changes(&row, folder, &tended.participants) {
            room.remark(id, &said).await;
        }
    }
    Ok(true)
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
