//! What a person did stays visible until the server confirmed or refused it: pending acts are
//! laid over the server's flags, never written into them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, Transaction};

use super::super::columns::{flag_bits, keyword_text};
use super::super::connection::locked;
use super::super::error::{Sql, StoreError};
use super::bodies::may_be_missing;
use super::folders::folder_id;
use super::messages::{Held, held, remove};
use super::{Cache, folder_row, moved};
use crate::domain::{Act, ActId, ActTargets, Contents, Flags, FolderId, MessageKey, PendingAct};

/// The message is listed.
const VISIBLE: i64 = 0;
/// It is on its way to another folder: no list shows it, but it is still found by its words.
pub(super) const LEAVING: i64 = 1;
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
#[derive(Debug, Default)]
pub(super) struct ActsByUid<'a> {
    each: BTreeMap<u32, Vec<&'a Act>>,
    /// Those on all up to a UID, of messages that none names.
    all: Vec<&'a Act>,
    up_to: u32,
}

impl<'a> ActsByUid<'a> {
    /// Those on this message.
    pub(super) fn get(&self, uid: &u32) -> Option<&Vec<&'a Act>> {
        let all = Some(&self.all).filter(|_| *uid <= self.up_to);
        self.each.get(uid).or(all)
    }
}

/// The acts that concern a folder as it is now.
pub(super) fn by_uid<'a>(
    acts: &'a [PendingAct],
    folder: &FolderId,
    uid_validity: u32,
) -> ActsByUid<'a> {
    let mut by_uid = ActsByUid::default();
    let on_it = |pending: &&PendingAct| pending.act.folder() == folder;
    for PendingAct { act, .. } in acts.iter().filter(on_it) {
        if let Some(targets) = act.targets()
            && targets.uid_validity == uid_validity
        {
            for uid in targets.uids() {
                let earlier = by_uid.get(&uid).cloned().unwrap_or_default();
                by_uid.each.entry(uid).or_insert(earlier).push(act);
            }
        }
        if let Some(contents) = emptied(act)
            && contents.uid_validity == uid_validity
        {
            for uid in &contents.except {
                let earlier = by_uid.get(uid).cloned().unwrap_or_default();
                by_uid.each.entry(*uid).or_insert(earlier);
            }
            for (uid, on_it) in by_uid.each.range_mut(..=contents.up_to) {
                if !contents.except.contains(uid) {
                    on_it.push(act);
                }
            }
            // Later ones reach as far, or further.
            by_uid.up_to = by_uid.up_to.max(contents.up_to);
            by_uid.all.push(act);
        }
    }
    by_uid
}

/// The contents that an act removes without naming each message.
fn emptied(act: &Act) -> Option<&Contents> {
    match act {
        Act::EmptyFolder(contents) | Act::DeleteFolder(contents) => Some(contents),
        _ => None,
    }
}

/// The messages of an act, as far as they are held.
fn concerned(conn: &Connection, act: &Act) -> Sql<Vec<u32>> {
    if let Some(targets) = act.targets() {
        return Ok(targets.uids().collect());
    }
    let Some(contents) = emptied(act) else {
        return Ok(Vec::new());
    };
    match folder_row(conn, &contents.folder)? {
        Some(row) if row.uid_validity == contents.uid_validity => {
            let mut statement =
                conn.prepare_cached("SELECT uid FROM messages WHERE folder = ?1 AND uid <= ?2")?;
            let uids = statement.query_map((row.id, contents.up_to), |r| r.get(0))?;
            Ok(uids.collect::<Result<_, _>>()?)
        }
        _ => Ok(Vec::new()),
    }
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
            Act::Delete { .. } | Act::EmptyFolder(_) | Act::DeleteFolder(_) => {
                shown.hidden = DELETED;
            }
            Act::Copy { .. } | Act::CreateFolder { .. } | Act::RenameFolder { .. } => {}
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
    let mut some_came_back = false;
    for uid in uids {
        if let Some(held) = held(conn, row.id, uid)? {
            let acts = acts.get(&uid);
            show(conn, &held, &held.server, acts)?;
            some_came_back |=
                held.shown.hidden != VISIBLE && shown(&held.server, acts).hidden == VISIBLE;
        }
    }
    if some_came_back {
        // While they were hidden their texts were not fetched.
        may_be_missing(conn, row.id)?;
    }
    Ok(())
}

/// Lays all acts over the cache and lifts what is left of acts that are no longer pending.
pub(in super::super) fn overlay_all(tx: &Transaction<'_>, acts: &[PendingAct]) -> Sql<()> {
    let mut laid: BTreeMap<FolderId, BTreeSet<u32>> = BTreeMap::new();
    {
        let mut statement = tx.prepare(
            "SELECT f.tag, m.uid FROM messages m JOIN folders f ON f.id = m.folder \
             WHERE m.overlaid = 1",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let folder = folder_id(&row.get::<_, String>(0)?)?;
            laid.entry(folder).or_default().insert(row.get(1)?);
        }
    }
    for pending in acts {
        let uids = laid.entry(pending.act.folder().clone()).or_default();
        uids.extend(concerned(tx, &pending.act)?);
    }
    for (folder, uids) in laid {
        relay(tx, &folder, uids, acts)?;
    }
    Ok(())
}

impl Cache {
    /// Shows the messages of an act as the pending acts now say.
    pub(in super::super) async fn relay_act(&self, act: &Act) -> Result<(), StoreError> {
        let act = act.clone();
        self.write_with_acts(move |tx, acts| relay(tx, act.folder(), concerned(tx, &act)?, acts))
            .await
    }

    /// The flags of an act's messages as the server has them.
    pub(in super::super) async fn server_flags(
        &self,
        targets: &ActTargets,
    ) -> Result<BTreeMap<u32, Flags>, StoreError> {
        let targets = targets.clone();
        self.write(move |tx| {
            let mut flags = BTreeMap::new();
            let row = folder_row(tx, &targets.folder)?;
            let Some(row) = row.filter(|row| row.uid_validity == targets.uid_validity) else {
                return Ok(flags);
            };
            for uid in targets.uids() {
                flags.extend(held(tx, row.id, uid)?.map(|held| (uid, held.server)));
            }
            Ok(flags)
        })
        .await
    }

    /// The server did it: the act's effect becomes what the server holds, and it is no longer
    /// among the pending ones. `places`: where moved messages are now, as far as that is known.
    pub(in super::super) async fn bake_act(
        &self,
        id: ActId,
        act: &Act,
        places: &Places,
    ) -> Result<(), StoreError> {
        let (baked, places) = (act.clone(), places.clone());
        let ended = Arc::clone(&self.ended);
        self.write_with_acts(move |tx, acts| {
            let left: Vec<_> = acts.iter().filter(|a| a.id != id).cloned().collect();
            bake(tx, &baked, &places, &left)?;
            // Before the next batch is written: it may be of a question from before.
            locked(&ended).add(&baked);
            Ok(())
        })
        .await?;
        // Taken from the list only now: had the write failed, the act would still be pending.
        locked(&self.acts).retain(|a| a.id != id);
        // A batch may have come in between and laid it over the server's flags once more.
        self.relay_act(act).await
    }
}

/// Where messages were, and where they are now.
type Places = BTreeMap<MessageKey, MessageKey>;

fn bake(tx: &Transaction<'_>, act: &Act, places: &Places, left: &[PendingAct]) -> Sql<()> {
    let validity = match (act.targets(), emptied(act)) {
        (Some(targets), _) => targets.uid_validity,
        (None, Some(contents)) => contents.uid_validity,
        (None, None) => return Ok(()),
    };
    let Some(row) = folder_row(tx, act.folder())? else {
        return Ok(());
    };
    if row.uid_validity != validity {
        return Ok(());
    }
    let uids = concerned(tx, act)?;
    for uid in &uids {
        match act {
            Act::EmptyFolder(contents) if contents.except.contains(uid) => {}
            Act::Move { .. } | Act::Delete { .. } | Act::EmptyFolder(_) => {
                let before = MessageKey {
                    folder: act.folder().clone(),
                    uid_validity: validity,
                    uid: *uid,
                };
                if let (Act::Move { .. }, Some(now)) = (act, places.get(&before)) {
                    moved::follow(tx, &before, now)?;
                }
                remove(tx, row.id, *uid)?;
            }
            Act::MarkFlags { change, .. } => {
                if let Some(held) = held(tx, row.id, *uid)? {
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
            // With a folder go its messages (tree.rs).
            _ => {}
        }
    }
    relay(tx, act.folder(), uids, left)
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
