//! What a person did stays visible until the server confirmed or refused it: pending acts are
//! laid over the server's flags, never written into them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction};

use super::super::columns::{flag_bits, keyword_text};
use super::super::connection::locked;
use super::super::error::{Sql, StoreError};
use super::folders::folder_id;
use super::messages::{Held, held, remove};
use super::{Cache, folder_row};
use crate::domain::{Act, ActId, Flags, FolderId, PendingAct};

/// The message is listed.
const VISIBLE: i64 = 0;
/// It is on its way to another folder: no list shows it, but it is still found by its words.
const LEAVING: i64 = 1;
/// It was deleted: nothing finds it.
pub(super) const DELETED: i64 = 2;
/// All that is found by its words.
pub(super) const FOUND: [i64; 2] = [VISIBLE, LEAVING];

/// How a message is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub flags: Flags,
    pub hidden: i64,
}

/// The acts on each message of one folder, in the order in which they were done.
pub(super) type ActsByUid<'a> = BTreeMap<u32, Vec<&'a Act>>;

/// The acts that concern a folder as it is now.
pub(super) fn by_uid<'a>(
    acts: &'a [PendingAct],
    folder: &FolderId,
    uid_validity: u32,
) -> ActsByUid<'a> {
    let mut by_uid = ActsByUid::new();
    for pending in acts {
        let targets = pending.act.targets();
        if targets.folder == *folder && targets.uid_validity == uid_validity {
            for uid in targets.uids() {
                by_uid.entry(uid).or_default().push(&pending.act);
            }
        }
    }
    by_uid
}

/// How a message with these flags on the server is shown under these acts.
pub(super) fn shown(server: &Flags, acts: Option<&Vec<&Act>>) -> Shown {
    let mut shown = Shown {
        flags: server.clone(),
        hidden: VISIBLE,
    };
    for act in acts.into_iter().flatten() {
        match act {
            Act::MarkFlags { change, .. } => shown.flags.apply(change),
            Act::Move { .. } => shown.hidden = shown.hidden.max(LEAVING),
            Act::Delete { .. } => shown.hidden = DELETED,
        }
    }
    shown
}

/// Writes how a message is shown. Says whether that differs from before.
pub(super) fn show(
    conn: &Connection,
    held: &Held,
    server: &Flags,
    acts: Option<&Vec<&Act>>,
) -> Sql<bool> {
    let now = shown(server, acts);
    let overlaid = acts.is_some();
    if now == held.shown && overlaid == held.overlaid {
        return Ok(false);
    }
    conn.prepare_cached(
        "UPDATE messages SET flags = ?2, keywords = ?3, hidden = ?4, overlaid = ?5 WHERE id = ?1",
    )?
    .execute((
        held.id,
        flag_bits(&now.flags),
        keyword_text(&now.flags),
        now.hidden,
        overlaid,
    ))?;
    Ok(now != held.shown)
}

/// Lays the acts anew over these messages of a folder.
fn relay(
    conn: &Connection,
    folder: &FolderId,
    uids: impl IntoIterator<Item = u32>,
    acts: &[PendingAct],
) -> Sql<()> {
    let Some(row) = folder_row(conn, folder)? else {
        return Ok(());
    };
    let acts = by_uid(acts, folder, row.uid_validity);
    for uid in uids {
        if let Some(held) = held(conn, row.id, uid)? {
            show(conn, &held, &held.server, acts.get(&uid))?;
        }
    }
    Ok(())
}

/// Lays all acts over the cache and lifts what is left of acts that are no longer pending.
pub(in super::super) fn overlay_all(tx: &Transaction<'_>, acts: &[PendingAct]) -> Sql<()> {
    let mut concerned: BTreeMap<FolderId, BTreeSet<u32>> = BTreeMap::new();
    {
        let mut statement = tx.prepare(
            "SELECT f.tag, m.uid FROM messages m JOIN folders f ON f.id = m.folder \
             WHERE m.overlaid = 1",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let folder = folder_id(&row.get::<_, String>(0)?)?;
            concerned.entry(folder).or_default().insert(row.get(1)?);
        }
    }
    for pending in acts {
        let targets = pending.act.targets();
        let uids = concerned.entry(targets.folder.clone()).or_default();
        uids.extend(targets.uids());
    }
    for (folder, uids) in concerned {
        relay(tx, &folder, uids, acts)?;
    }
    Ok(())
}

impl Cache {
    /// Shows the messages of an act as the pending acts now say.
    pub(in super::super) async fn relay_act(&self, act: &Act) -> Result<(), StoreError> {
        let targets = act.targets().clone();
        self.write_with_acts(move |tx, acts| relay(tx, &targets.folder, targets.uids(), acts))
            .await
    }

    /// The server did it: the act's effect becomes what the server holds, and it is no longer
    /// among the pending ones.
    pub(in super::super) async fn bake_act(&self, id: ActId, act: &Act) -> Result<(), StoreError> {
        let baked = act.clone();
        self.write_with_acts(move |tx, acts| {
            let left: Vec<_> = acts.iter().filter(|a| a.id != id).cloned().collect();
            bake(tx, &baked, &left)
        })
        .await?;
        // Taken from the list only now: had the write failed, the act would still be pending.
        locked(&self.acts).retain(|a| a.id != id);
        // A batch may have come in between and laid it over the server's flags once more.
        self.relay_act(act).await
    }
}

fn bake(tx: &Transaction<'_>, act: &Act, left: &[PendingAct]) -> Sql<()> {
    let targets = act.targets();
    let Some(row) = folder_row(tx, &targets.folder)? else {
        return Ok(());
    };
    if row.uid_validity != targets.uid_validity {
        return Ok(());
    }
    for uid in targets.uids() {
        match act {
            Act::Move { .. } | Act::Delete { .. } => {
                remove(tx, row.id, uid)?;
            }
            Act::MarkFlags { change, .. } => {
                if let Some(held) = held(tx, row.id, uid)? {
                    let mut server = held.server;
                    server.apply(change);
                    tx.prepare_cached(
                        "UPDATE messages SET server_flags = ?2, server_keywords = ?3 WHERE id = ?1",
                    )?
                    .execute((
                        held.id,
                        flag_bits(&server),
                        keyword_text(&server),
                    ))?;
                }
            }
        }
    }
    relay(tx, &targets.folder, targets.uids(), left)
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
