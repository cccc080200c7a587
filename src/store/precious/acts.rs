//! Acts that the server has yet to confirm, and their effect on what is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction};

use super::super::Reader;
use super::super::cache::{TreeChange, address};
use super::super::columns::{count, from_json, get, json, micros, time};
use super::super::error::{Fault, Missing, Sql, StoreError};
use super::{Precious, for_me, is_now, steps};
use crate::domain::{
    AccountId, Act, ActId, ActState, ActTargets, FolderId, MessageHeader, MessageKey, Numbered,
    PendingAct, StepId,
};

/// What a person just did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct {
    /// The account through which it is to be replayed.
    pub account: AccountId,
    /// What.
    pub act: Act,
    /// When.
    pub created_at: Timestamp,
    /// The step that it is part of; `None`: it is not among what can be taken back.
    pub step: Option<NewStep>,
}

/// What is known of an act for taking it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// The step.
    pub id: StepId,
    /// The path of a folder that is renamed.
    pub was: Option<String>,
}

/// How messages were filed elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// Moved.
    Moved,
    /// Copied.
    Copied,
    /// Deleted for good.
    Deleted,
}

const COLUMNS: &str = "id, account, act, state, attempts, error, created_at";

impl Precious {
    /// Commits an act, then shows its effect. From here on it survives a crash.
    ///
    /// When only the showing fails (a damaged cache), the act is kept and shown later.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn add_act(&self, new: NewAct) -> Result<ActId, StoreError> {
        let added = self.write_acts(move |tx| insert_act(tx, &new), |added| vec![is_now(added)]);
        let pending = added.await?;
        self.show(pending.id, &pending.act).await;
        Ok(pending.id)
    }

    /// Takes these messages out of the moves, copies or deletions that still wait, each out of the last one
    /// of them, to this folder where one is given: nothing of that reaches the server. Gives those that were in
    /// one, and where they would have gone.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn withdraw(
        &self,
        messages: &[MessageKey],
        filed: Filed,
        to: Option<&FolderId>,
    ) -> Result<Vec<(MessageKey, FolderId)>, StoreError> {
        let to = to.cloned();
        let mut wanted: BTreeSet<MessageKey> = messages.iter().cloned().collect();
        let work = move |tx: &Transaction<'_>| {
            let mut changed = Vec::new();
            for pending in all_acts(tx)?.into_iter().rev() {
                let is_such = match &pending.act {
                    Act::Move { .. } => filed == Filed::Moved,
                    Act::Copy { .. } => filed == Filed::Copied,
                    Act::Delete { .. } => filed == Filed::Deleted,
                    _ => false,
                };
                let is_such = is_such && (to.is_none() || to.as_ref() == pending.act.goal());
                if !is_such || pending.state != ActState::Waiting {
                    continue;
                }
                let mut left = pending.clone();
                let Some(targets) = left.act.targets_mut() else {
                    continue;
                };
                let (out, keep): (Vec<MessageKey>, Vec<MessageKey>) =
                    targets.keys().partition(|key| wanted.contains(key));
                if out.is_empty() {
                    continue;
                }
                // What was done twice is taken back once.
                wanted.retain(|key| !out.contains(key));
                let uids: BTreeSet<u32> = keep.iter().map(|key| key.uid).collect();
                targets.messages.retain(|m| uids.contains(&m.uid));
                if keep.is_empty() {
                    delete_act(tx, pending.id)?;
                } else {
                    replace_act(tx, pending.id, &left.act)?;
                }
                changed.push((pending, (!keep.is_empty()).then_some(left), out));
            }
            Ok(changed)
        };
        let changed = self.write_acts(
            work,
            |changed: &Vec<(PendingAct, Option<PendingAct>, _)>| {
                let changed = changed.iter();
                changed
                    .map(|(before, left, _)| (before.id, left.clone()))
                    .collect()
            },
        );
        let mut withdrawn = Vec::new();
        for (before, _, out) in changed.await? {
            self.show(before.id, &before.act).await;
            let goal = before.act.goal().unwrap_or(before.act.folder());
            withdrawn.extend(out.into_iter().map(|key| (key, goal.clone())));
        }
        Ok(withdrawn)
    }

    /// Takes back an act on a folder that still waits, unless another one that waits needs it. Says whether
    /// there was one.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn withdraw_on_folder(&self, act: &Act) -> Result<bool, StoreError> {
        let act = act.clone();
        let work = move |tx: &Transaction<'_>| {
            let all = all_acts(tx)?;
            let is_it =
                |pending: &PendingAct| pending.act == act && pending.state == ActState::Waiting;
            let Some(at) = all.iter().rposition(is_it) else {
                return Ok(None);
            };
            let is_needed = |later: &PendingAct| {
                let folder = Some(act.folder());
                matches!(act, Act::CreateFolder { .. })
                    && (Some(later.act.folder()) == folder || later.act.goal() == folder)
            };
            if all.iter().skip(at + 1).any(is_needed) {
                return Ok(None);
            }
            let found = all.into_iter().nth(at);
            if let Some(pending) = &found {
                delete_act(tx, pending.id)?;
            }
            Ok(found)
        };
        let withdrawn = self.write_acts(work, |found: &Option<PendingAct>| {
            found.iter().map(|pending| (pending.id, None)).collect()
        });
        let Some(pending) = withdrawn.await? else {
            return Ok(false);
        };
        self.show(pending.id, &pending.act).await;
        Ok(true)
    }

    /// Shows the messages of an act as all acts now say.
    pub(super) async fn show(&self, id: ActId, act: &Act) {
        if let Err(error) = self.cache.relay_act(act).await {
            tracing::warn!("The effect of {id} cannot be shown: {error}.");
        }
    }

    /// A try begins: counts it and notes that the server may do it from now on. `goal_before` is what is known
    /// of the folder that its messages go to; that of the first try is kept.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn begin_act(
        &self,
        id: ActId,
        goal_before: Option<Numbered>,
    ) -> Result<PendingAct, StoreError> {
        self.change_act(id, move |tx| {
            let mut pending = existing_act(tx, id)?;
            if let (ActState::Waiting, Some(_), Some(targets)) =
                (pending.state, goal_before, pending.act.targets_mut())
            {
                targets.goal_before = goal_before;
                replace_act(tx, id, &pending.act)?;
            }
            tx.execute(
                "UPDATE acts SET state = 'started', attempts = attempts + 1 WHERE id = ?1",
                [id.0],
            )?;
            Ok(())
        })
        .await
    }

    /// A try ended with the certainty that the server did not do it; another will follow.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn postpone_act(&self, id: ActId, error: &str) -> Result<PendingAct, StoreError> {
        let error = error.to_owned();
        self.change_act(id, move |tx| {
            tx.execute(
                "UPDATE acts SET state = 'waiting', error = ?2 WHERE id = ?1",
                (id.0, error),
            )?;
            Ok(())
        })
        .await
    }

    async fn change_act(
        &self,
        id: ActId,
        change: impl FnOnce(&Connection) -> Sql<()> + Send + 'static,
    ) -> Result<PendingAct, StoreError> {
        let work = move |tx: &Transaction<'_>| {
            change(tx)?;
            existing_act(tx, id)
        };
        self.write_acts(work, |now| vec![is_now(now)]).await
    }

    /// The server did it. Its effect becomes part of what the server is known to hold: flags are
    /// kept, messages deleted leave the cache, and so do moved ones. The next sync finds the new place.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`]. After an error it
    /// is still pending, and may be settled again.
    pub async fn settle_act(&self, id: ActId) -> Result<PendingAct, StoreError> {
        self.settle_act_at(id, BTreeMap::new()).await
    }

    /// The same of a move or a copy: where the messages, or their copies, are now, as far as that is known.
    /// What is held of moved ones goes there with them.
    ///
    /// # Errors
    /// As [`Precious::settle_act`].
    pub async fn settle_act_at(
        &self,
        id: ActId,
        places: BTreeMap<MessageKey, MessageKey>,
    ) -> Result<PendingAct, StoreError> {
        let pending = self.write(move |tx| existing_act(tx, id)).await?;
        // The cache first: cut off here, the act is replayed, which changes nothing more.
        self.cache.bake_act(id, &pending.act, &places).await?;
        let act = pending.act.clone();
        let work = move |tx: &Transaction<'_>| {
            delete_act(tx, id)?;
            steps::learn(tx, id, &act, &places)
        };
        let settled = Arc::clone(&self.settled);
        let gone = move |(): &()| {
            settled.fetch_add(1, Ordering::SeqCst);
            vec![(id, None)]
        };
        self.write_acts(work, gone).await?;
        Ok(pending)
    }

    /// The server refused it, or it cannot be done any more: the messages are shown as the server has
    /// them, and it is no step that could be taken back.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn back_out_act(&self, id: ActId) -> Result<PendingAct, StoreError> {
        let work = move |tx: &Transaction<'_>| {
            let pending = existing_act(tx, id)?;
            delete_act(tx, id)?;
            no_step(tx, &pending.account, id, &pending.act)?;
            Ok(pending)
        };
        let pending = self.write_acts(work, move |_| vec![(id, None)]).await?;
        self.show(id, &pending.act).await;
        Ok(pending)
    }

    /// What a person did with messages through this account, and no server was asked for yet, is not done: they stay
    /// as they are. What is noted of an answer, and what is done with folders, is. What is given is what is not done.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn stop_acts(&self, account: &AccountId) -> Result<Vec<PendingAct>, StoreError> {
        let account = account.clone();
        let work = move |tx: &Transaction<'_>| {
            let waits = "account = ?1 AND state = 'waiting'";
            let mut acts = acts_where(tx, waits, [account.as_str()])?;
            acts.retain(|one| one.act.targets().is_some() && !one.act.is_note());
            for one in &acts {
                delete_act(tx, one.id)?;
                no_step(tx, &one.account, one.id, &one.act)?;
            }
            Ok(acts)
        };
        let gone = |acts: &Vec<PendingAct>| acts.iter().map(|one| (one.id, None)).collect();
        let stopped = self.write_acts(work, gone).await?;
        for one in &stopped {
            self.show(one.id, &one.act).await;
        }
        Ok(stopped)
    }

    /// This is what is done from now on: its messages have other numbers, or not all of it can be done.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn amend_act(&self, id: ActId, now: Act) -> Result<PendingAct, StoreError> {
        let pending = self
            .change_act(id, move |tx| {
                replace_act(tx, id, &now)?;
                Ok(())
            })
            .await?;
        self.show(id, &pending.act).await;
        Ok(pending)
    }

    /// The same for the messages of these numbers alone; the others go on.
    ///
    /// # Errors
    /// As [`Precious::back_out_act`].
    pub async fn back_out_messages(
        &self,
        id: ActId,
        uids: BTreeSet<u32>,
    ) -> Result<PendingAct, StoreError> {
        let work = move |tx: &Transaction<'_>| {
            let mut pending = existing_act(tx, id)?;
            let mut out = pending.act.clone();
            for (act, stays) in [(&mut out, true), (&mut pending.act, false)] {
                if let Some(targets) = act.targets_mut() {
                    targets.messages.retain(|m| uids.contains(&m.uid) == stays);
                }
            }
            replace_act(tx, id, &pending.act)?;
            no_step(tx, &pending.account, id, &out)?;
            Ok((out, pending))
        };
        let changed = self.write_acts(work, |(_, now)| vec![is_now(now)]);
        let (out, now) = changed.await?;
        self.show(id, &out).await;
        Ok(now)
    }

    /// What a person did to the messages of a folder that gives its numbers out again goes on by their
    /// Message-IDs alone ([`MessageKey::NO_VALIDITY`]).
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_numbers(&self, folder: &FolderId) -> Result<(), StoreError> {
        let folder = folder.clone();
        let work = move |tx: &Transaction<'_>| {
            let mut changed = Vec::new();
            for mut pending in all_acts(tx)? {
                let before = pending.act.clone();
                if let Some(targets) = pending.act.targets_mut()
                    && targets.folder == folder
                {
                    targets.uid_validity = MessageKey::NO_VALIDITY;
                    replace_act(tx, pending.id, &pending.act)?;
                    changed.push((before, pending));
                }
            }
            Ok(changed)
        };
        let changed = self.write_acts(work, |changed: &Vec<(Act, PendingAct)>| {
            changed.iter().map(|(_, now)| is_now(now)).collect()
        });
        for (before, now) in changed.await? {
            self.show(now.id, &before).await;
        }
        Ok(())
    }

    /// The server changed its folders, as an act wanted. What waits behind it follows to their new ids.
    ///
    /// # Errors
    /// As [`Precious::settle_act`].
    pub async fn settle_tree(
        &self,
        id: ActId,
        change: TreeChange,
    ) -> Result<BTreeMap<FolderId, FolderId>, StoreError> {
        self.write(move |tx| existing_act(tx, id)).await?;
        let was_there = matches!(change, TreeChange::Found(_));
        // The cache first: cut off here, the act is replayed, which changes nothing more.
        let renamed = self.cache.change_tree(&change).await?;
        let ids = renamed.clone();
        let work = move |tx: &Transaction<'_>| {
            if was_there {
                let pending = existing_act(tx, id)?;
                steps::trim(tx, &pending.account, id, &pending.act)?;
            }
            delete_act(tx, id)?;
            for (from, to) in &ids {
                for_me::follow(tx, from, to)?;
            }
            steps::follow(tx, &ids)?;
            let mut followed = Vec::new();
            for mut pending in all_acts(tx)? {
                let before = pending.act.clone();
                pending.act.follow(&ids);
                if pending.act != before {
                    replace_act(tx, pending.id, &pending.act)?;
                    followed.push(pending);
                }
            }
            Ok(followed)
        };
        let followed = self.write_acts(work, move |followed: &Vec<PendingAct>| {
            let followed = followed.iter().map(is_now);
            followed.chain([(id, None)]).collect()
        });
        for pending in followed.await? {
            self.show(pending.id, &pending.act).await;
        }
        Ok(renamed)
    }
}

pub(super) fn insert_act(conn: &Connection, new: &NewAct) -> Sql<PendingAct> {
    conn.prepare_cached(
        "INSERT INTO acts (account, act, state, created_at) VALUES (?1, ?2, 'waiting', ?3)",
    )?
    .execute((
        new.account.as_str(),
        json(&new.act)?,
        micros(new.created_at),
    ))?;
    Ok(PendingAct {
        id: ActId(conn.last_insert_rowid()),
        account: new.account.clone(),
        act: new.act.clone(),
        state: ActState::Waiting,
        attempts: 0,
        error: None,
        created_at: new.created_at,
    })
}

pub(super) fn replace_act(conn: &Connection, id: ActId, act: &Act) -> Sql<()> {
    conn.prepare_cached("UPDATE acts SET act = ?2 WHERE id = ?1")?
        .execute((id.0, json(act)?))?;
    Ok(())
}

pub(super) fn delete_act(conn: &Connection, id: ActId) -> Sql<()> {
    conn.execute("DELETE FROM acts WHERE id = ?1", [id.0])?;
    Ok(())
}

/// An act was not carried out, or not on these messages: there is nothing of it to take back.
fn no_step(tx: &Connection, account: &AccountId, id: ActId, act: &Act) -> Sql<()> {
    steps::trim(tx, account, id, act)?;
    // Where an earlier step had sent its messages before, they do not go any more either: for the server
    // the two were one way.
    if matches!(act, Act::Move { .. } | Act::Delete { .. }) {
        steps::trim_waiting(tx, act)?;
    }
    Ok(())
}

fn existing_act(conn: &Connection, id: ActId) -> Sql<PendingAct> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acts WHERE id = ?1"))?
        .query_row([id.0], |r| Ok(act_from(r)))
        .optional()?
        .unwrap_or_else(|| Err(Missing::Act(id.to_string()).into()))
}

/// Every pending act, in the order in which they were done.
pub(in super::super) fn all_acts(conn: &Connection) -> Sql<Vec<PendingAct>> {
    acts_where(conn, "1", [])
}

/// The same of those that are so.
fn acts_where(conn: &Connection, so: &str, values: impl Params) -> Sql<Vec<PendingAct>> {
    let sql = format!("SELECT {COLUMNS} FROM acts WHERE {so} ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut acts = Vec::new();
    while let Some(row) = rows.next()? {
        acts.push(act_from(row)?);
    }
    Ok(acts)
}

fn act_from(row: &Row<'_>) -> Sql<PendingAct> {
    Ok(PendingAct {
        id: ActId(get(row, "id")?),
        account: AccountId::of(&address(&get::<String>(row, "account")?)?),
        act: from_json(&get::<String>(row, "act")?)?,
        state: ActState::from_word(&get::<String>(row, "state")?)
            .ok_or_else(|| Fault::Unreadable("the state of an act is not known".to_owned()))?,
        attempts: count(row, "attempts")?,
        error: get(row, "error")?,
        created_at: time(get(row, "created_at")?)?,
    })
}

/// A message that is on its way into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// As it lies where it was.
    pub header: MessageHeader,
    /// Is it only a copy that will lie there? Then what is here is the other one.
    pub copied: bool,
}

/// Most messages that are shown as arriving in a folder.
const MOST_ARRIVING: usize = 1000;

/// The messages that are on their way to a folder.
pub(in super::super) type Moves = BTreeMap<FolderId, Vec<MessageKey>>;

impl Reader {
    /// The messages that a person moved, where the server has yet to do it.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub(in super::super) fn moves_under_way(&self) -> Result<Moves, StoreError> {
        let is_move = "json_extract(act, '$.kind') = 'move'";
        let acts = self.precious.read(|conn| acts_where(conn, is_move, []))?;
        let mut moves = Moves::new();
        for PendingAct { act, .. } in &acts {
            if let Act::Move { targets, to } = act {
                let there: &mut Vec<MessageKey> = moves.entry(to.clone()).or_default();
                there.extend(targets.keys().filter(|key| key.folder != *to));
            }
        }
        Ok(moves)
    }

    /// Messages that a person moved or copied into a folder, where the server has yet to do it, the
    /// newest first: as they lie where they were. Nothing of them is held as of this folder.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn arriving(&self, folder: &FolderId) -> Result<Vec<Arriving>, StoreError> {
        let goes_there =
            "json_extract(act, '$.kind') IN ('move', 'copy') AND json_extract(act, '$.to') = ?1";
        let acts = |conn: &Connection| acts_where(conn, goes_there, [folder.as_str()]);
        let acts = self.precious.read(acts)?;
        let mut keys: BTreeMap<MessageKey, bool> = BTreeMap::new();
        for PendingAct { act, .. } in &acts {
            let from = act.targets().filter(|targets| targets.folder != *folder);
            let copied = matches!(act, Act::Copy { .. });
            for key in from.into_iter().flat_map(ActTargets::keys) {
                *keys.entry(key).or_insert(copied) &= copied;
            }
        }
        let mut arriving = Vec::new();
        for (key, copied) in keys.into_iter().rev().take(MOST_ARRIVING) {
            let header = self.message(&key)?;
            arriving.extend(header.map(|header| Arriving { header, copied }));
        }
        arriving.sort_by(|a, b| {
            let (a, b) = (&a.header, &b.header);
            (b.date, &b.id).cmp(&(a.date, &a.id))
        });
        Ok(arriving)
    }

    /// The acts on folders that the server has not confirmed, in their order.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub(in super::super) fn tree_acts(&self) -> Result<Vec<PendingAct>, StoreError> {
        let is_of_tree = "json_extract(act, '$.kind') \
             IN ('create_folder', 'rename_folder', 'delete_folder')";
        self.precious.read(|conn| acts_where(conn, is_of_tree, []))
    }

    /// The acts that the server has not confirmed, in the order in which they were done.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Device`], [`StoreError::Closed`].
    pub fn acts(&self, account: Option<&AccountId>) -> Result<Vec<PendingAct>, StoreError> {
        self.precious.read(|conn| {
            let mut acts = all_acts(conn)?;
            acts.retain(|a| account.is_none_or(|wanted| a.account == *wanted));
            Ok(acts)
        })
    }
}
