//! What a person did, remembered for a while so that it can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, Params, Row};

use super::super::Reader;
use super::super::cache::address;
use super::super::columns::{from_json, get, json, micros, time};
use super::super::error::{Sql, StoreError};
use super::Precious;
use super::acts::NewAct;
use crate::domain::{
    AccountId, Act, ActId, ActTargets, FlagChange, Flags, FolderId, MOST_STEP_ACTS, MOST_STEPS,
    MailboxId, MessageKey, STEPS_FOR, StepAct, StepId, UndoStep,
};

type Places = BTreeMap<MessageKey, MessageKey>;

const COLUMNS: &str = "id, step, account, act, places, was, undone, done_at, act_id";

struct Known {
    id: i64,
    step: StepId,
    of: StepAct,
    is_undone: bool,
    done_at: Timestamp,
    done_by: Option<ActId>,
}

impl Precious {
    /// A step is being taken back: it is no longer among those that can be. Where its messages come to lie
    /// is still learned. Gives it with the places where its messages are now: they may be away still, while
    /// a later step that was taken back waits for the server.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn take_step(&self, step: StepId) -> Result<Vec<StepAct>, StoreError> {
        self.write(move |tx| {
            let (taken, undone): (Vec<Known>, Vec<Known>) =
                known_where(tx, "step = ?1 OR (undone = 1 AND kind = 'move')", [step.0])?
                    .into_iter()
                    .partition(|known| known.step == step);
            let away: Places = undone
                .into_iter()
                .flat_map(|known| known.of.places)
                .collect();
            let mut acts = Vec::new();
            for mut known in taken {
                known.of.places = now_at(&known.of, &away);
                put_places(tx, known.id, &known.of.places)?;
                acts.push(known.of);
            }
            set_undone(tx, step, true)?;
            Ok(acts)
        })
        .await
    }

    /// Something that no server is told of was done as part of a step.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn note_step(&self, new: NewAct) -> Result<(), StoreError> {
        self.write(move |tx| note(tx, &new, None, |_| None)).await
    }

    /// It could not be taken back, and may be another time.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn put_step_back(&self, step: StepId) -> Result<(), StoreError> {
        self.write(move |tx| set_undone(tx, step, false)).await
    }

    /// Nothing of a step is to be learned any more.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_step(&self, step: StepId) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute("DELETE FROM steps WHERE step = ?1", [step.0])?;
            Ok(())
        })
        .await
    }

    /// What was done in a mailbox that nobody here reaches any more.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_steps_in(&self, mailbox: &MailboxId) -> Result<(), StoreError> {
        let mailbox = mailbox.clone();
        self.write(move |tx| {
            let all = all_known(tx)?.into_iter();
            for known in all.filter(|known| known.of.act.mailbox() == Some(&mailbox)) {
                tx.execute("DELETE FROM steps WHERE id = ?1", [known.id])?;
            }
            Ok(())
        })
        .await
    }

    /// What was done too long ago to be taken back.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_old_steps(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| bound(tx, now)).await
    }

    /// The steps of an account that is gone.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_steps_of(&self, account: &AccountId) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| {
            tx.execute("DELETE FROM steps WHERE account = ?1", [account.as_str()])?;
            Ok(())
        })
        .await
    }
}

fn set_undone(tx: &Connection, step: StepId, undone: bool) -> Sql<()> {
    tx.execute(
        "UPDATE steps SET undone = ?2 WHERE step = ?1",
        (step.0, undone),
    )?;
    Ok(())
}

/// Where the messages of an act are now, where some are `away` from the place that is known.
fn now_at(done: &StepAct, away: &Places) -> Places {
    let follow = |key: &MessageKey| {
        let mut now = key;
        // Each goes to another place; no more of them than there are.
        for _ in 0..away.len() {
            match away.get(now) {
                Some(further) => now = further,
                None => break,
            }
        }
        now.clone()
    };
    let places = done.places.iter();
    let mut places: Places = places
        .map(|(from, now)| (from.clone(), follow(now)))
        .collect();
    // A move of which no place is known was one way for the server with the later one that is on its way back.
    if let Act::MarkFlags { targets, .. } | Act::Move { targets, .. } = &done.act {
        let lacking = targets.keys().filter(|key| !done.places.contains_key(key));
        places.extend(lacking.filter_map(|key| {
            let now = follow(&key);
            (now != key).then_some((key, now))
        }));
    }
    places
}

impl Reader {
    /// The kinds of the acts ([`Act::word`]) with which the steps since then begin that can be taken back, and where
    /// these took messages, the last step first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn kinds_of_steps(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(StepId, String, Option<FolderId>)>, StoreError> {
        let since = since.max(Timestamp::now() - STEPS_FOR);
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT step, kind, json_extract(act, '$.to'), min(id) AS first FROM steps WHERE undone = 0 AND done_at >= ?1 \
                 GROUP BY step ORDER BY first DESC",
            )?;
            let rows = statement.query_map([micros(since)], |r| {
                let to: Option<String> = r.get(2)?;
                // What is no id is no folder that could be known.
                let to = to.and_then(|tag| FolderId::from_text(&tag).ok());
                Ok((StepId(r.get(0)?), r.get(1)?, to))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What can be taken back, the last first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn steps(&self) -> Result<Vec<UndoStep>, StoreError> {
        let since = Timestamp::now() - STEPS_FOR;
        let all = self.precious.read(all_known)?;
        let mut steps: Vec<UndoStep> = Vec::new();
        for known in all {
            if known.is_undone || known.done_at < since {
                continue;
            }
            match steps.last_mut().filter(|step| step.id == known.step) {
                Some(step) => step.acts.push(known.of),
                None => steps.push(UndoStep {
                    id: known.step,
                    done_at: known.done_at,
                    acts: vec![known.of],
                }),
            }
        }
        steps.reverse();
        Ok(steps)
    }
}

/// An act was done as part of a step, and is carried out by this one. `flags` are those of its messages before,
/// where they are known.
pub(super) fn note(
    tx: &Connection,
    new: &NewAct,
    done_by: Option<ActId>,
    flags: impl Fn(u32) -> Option<Flags>,
) -> Sql<()> {
    let Some(step) = &new.step else {
        return Ok(());
    };
    if is_back(&new.act) {
        return trim_waiting(tx, &new.act);
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO steps (step, account, kind, act, was, done_at, act_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for act in changes(&new.act, flags) {
        insert.execute((
            step.id.0,
            new.account.as_str(),
            act.word(),
            json(&act)?,
            &step.was,
            micros(new.created_at),
            done_by.map(|id| id.0),
        ))?;
    }
    bound(tx, new.created_at)
}

/// Does an act leave messages where they lie? That takes an earlier step back.
fn is_back(act: &Act) -> bool {
    act.goal() == Some(act.folder()) && matches!(act, Act::Move { .. })
}

/// Messages are on no way out of their folder any more: of the steps that sent them out there is nothing to take
/// back.
pub(super) fn trim_waiting(tx: &Connection, act: &Act) -> Sql<()> {
    let stay: BTreeSet<MessageKey> = act
        .targets()
        .into_iter()
        .flat_map(ActTargets::keys)
        .collect();
    for known in known_where(tx, "undone = 0 AND kind = 'move'", [])? {
        let mut left = known.of.act.clone();
        let Some(targets) = left.targets_mut() else {
            continue;
        };
        let keys: Vec<MessageKey> = targets.keys().collect();
        let stays = |key: &MessageKey| stay.contains(key) && !known.of.places.contains_key(key);
        let mut keys = keys.iter();
        targets.messages.retain(|_| !keys.next().is_some_and(stays));
        if targets.messages.is_empty() {
            tx.execute("DELETE FROM steps WHERE id = ?1", [known.id])?;
        } else if left != known.of.act {
            put_act(tx, known.id, &left)?;
        }
    }
    Ok(())
}

/// What an act changes. Of a mark: each flag by itself, with the messages that did not bear it so.
fn changes(act: &Act, flags: impl Fn(u32) -> Option<Flags>) -> Vec<Act> {
    let Act::MarkFlags { targets, change } = act else {
        return vec![act.clone()];
    };
    let one = |name: &String, add: bool| {
        let (mut change, mut targets) = (FlagChange::default(), targets.clone());
        let names = if add {
            &mut change.add
        } else {
            &mut change.remove
        };
        names.push(name.clone());
        targets.messages.retain(|message| {
            flags(message.uid).is_none_or(|before| {
                let mut after = before.clone();
                after.apply(&change);
                after != before
            })
        });
        (!targets.messages.is_empty()).then_some(Act::MarkFlags { targets, change })
    };
    let added = change.add.iter().map(|name| one(name, true));
    let removed = change.remove.iter().map(|name| one(name, false));
    added.chain(removed).flatten().collect()
}

/// The oldest steps are forgotten.
fn bound(tx: &Connection, now: Timestamp) -> Sql<()> {
    tx.execute(
        "DELETE FROM steps WHERE done_at < ?1",
        [micros(now - STEPS_FOR)],
    )?;
    let mut statement =
        tx.prepare_cached("SELECT step, count(*) FROM steps GROUP BY step ORDER BY max(id) DESC")?;
    let steps = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let steps = steps.collect::<Result<Vec<(i64, u32)>, _>>()?;
    let mut acts = 0;
    for (at, (step, count)) in steps.into_iter().enumerate() {
        acts += count;
        if at >= MOST_STEPS || (at > 0 && acts > MOST_STEP_ACTS) {
            tx.execute("DELETE FROM steps WHERE step = ?1", [step])?;
        }
    }
    Ok(())
}

/// The server moved or copied messages: where they, or their copies, are now. Where that was a step taken
/// back, what was done to them before is known under the numbers that they have by now.
pub(super) fn learn(tx: &Connection, id: ActId, act: &Act, places: &Places) -> Sql<()> {
    let (Some(goal), false) = (act.goal(), places.is_empty()) else {
        return Ok(());
    };
    let mut left = places.clone();
    let mut again = BTreeMap::new();
    let mut led_back = Places::new();
    // A step of a hundred thousand messages is not read a hundred times. A copy is one of many that may be alike,
    // while moves on the way are one for the server.
    let concerned = "kind = ?1 AND (undone = 1 OR json_extract(act, '$.to') = ?2 AND \
                     json_array_length(places) < json_array_length(act, '$.targets.messages') AND \
                     (kind <> 'copy' OR act_id IS NULL OR act_id = ?3))";
    let mut all = known_where(tx, concerned, (act.word(), goal.as_str(), id.0))?;
    // Those that were taken back say where the messages of the others are.
    all.sort_by_key(|known| (!known.is_undone, known.done_by != Some(id)));
    for mut known in all {
        if known.is_undone {
            let is_move = matches!(act, Act::Move { .. });
            let went = |(from, now): (&MessageKey, &MessageKey)| {
                places.get(now).map(|now| (from.clone(), now.clone()))
            };
            // A copy that is taken back is deleted, and comes to lie nowhere.
            let went: Places = match is_move {
                true => known.of.places.iter().filter_map(went).collect(),
                false => Places::new(),
            };
            if !went.is_empty() {
                known.of.places.retain(|from, _| !went.contains_key(from));
                put_places(tx, known.id, &known.of.places)?;
                // Or to where an earlier step had sent it, when the server still heard of one way only.
                let (back, there) = went
                    .into_iter()
                    .partition::<Places, _>(|(from, now)| from.folder == now.folder);
                again.extend(back);
                led_back.extend(there);
            }
            continue;
        }
        let targets = known.of.act.targets();
        let keys: Vec<MessageKey> = targets.into_iter().flat_map(ActTargets::keys).collect();
        let lacking = keys
            .into_iter()
            .filter(|key| !known.of.places.contains_key(key));
        // What was done twice the server tells twice, in its order.
        let found: Places = lacking
            .filter_map(|key| {
                let place = left.remove(&key).or_else(|| led_back.remove(&key));
                place.map(|place| (key, place))
            })
            .collect();
        if !found.is_empty() {
            known.of.places.extend(found);
            put_places(tx, known.id, &known.of.places)?;
        }
    }
    rename_keys(tx, &again)
}

/// An act was not carried out: there is nothing of it to take back. What was done twice is trimmed once, of the
/// step that it was, or else of the later one.
pub(super) fn trim(tx: &Connection, account: &AccountId, id: ActId, act: &Act) -> Sql<()> {
    let of_it = "undone = 0 AND account = ?1 AND kind = ?2";
    let all: BTreeSet<MessageKey> = act
        .targets()
        .into_iter()
        .flat_map(ActTargets::keys)
        .collect();
    // Of a mark each flag is by itself.
    let mut wanted: Vec<(Option<FlagChange>, BTreeSet<MessageKey>)> = Vec::new();
    let mut later = known_where(tx, of_it, (account.as_str(), act.word()))?;
    later.reverse();
    later.sort_by_key(|known| match known.done_by {
        Some(by) if by == id => 0,
        None => 1,
        Some(_) => 2,
    });
    for known in later {
        let mut left = known.of.act.clone();
        let is_whole = match left.targets_mut() {
            None => known.of.act == *act,
            Some(_) if !is_part(&known.of.act, act) => false,
            Some(targets) => {
                let change = match &known.of.act {
                    Act::MarkFlags { change, .. } => Some(change.clone()),
                    _ => None,
                };
                let mut of_it = match wanted.iter().position(|(of, _)| *of == change) {
                    Some(at) => wanted.swap_remove(at).1,
                    None => all.clone(),
                };
                let keys: Vec<MessageKey> = targets.keys().collect();
                let mut keys = keys.iter();
                targets
                    .messages
                    .retain(|_| !keys.next().is_some_and(|key| of_it.remove(key)));
                wanted.push((change, of_it));
                targets.messages.is_empty()
            }
        };
        if is_whole {
            tx.execute("DELETE FROM steps WHERE id = ?1", [known.id])?;
            if act.targets().is_none() {
                break;
            }
        } else if left != known.of.act {
            put_act(tx, known.id, &left)?;
        }
    }
    Ok(())
}

/// Was this, as it is remembered, done by this act, but for its messages?
fn is_part(known: &Act, act: &Act) -> bool {
    match (known, act) {
        (Act::MarkFlags { change: one, .. }, Act::MarkFlags { change, .. }) => {
            one.add.iter().all(|name| change.add.contains(name))
                && one.remove.iter().all(|name| change.remove.contains(name))
        }
        _ => known.goal() == act.goal(),
    }
}

/// Messages have other numbers in the folder that they lie in.
fn rename_keys(tx: &Connection, names: &Places) -> Sql<()> {
    if names.is_empty() {
        return Ok(());
    }
    let name = |key: &MessageKey| names.get(key).unwrap_or(key).clone();
    change_all(tx, name, |act| {
        let Some(targets) = act.targets_mut() else {
            return;
        };
        let now: Vec<MessageKey> = targets.keys().map(|key| name(&key)).collect();
        for (message, now) in targets.messages.iter_mut().zip(now) {
            if now.uid_validity == targets.uid_validity {
                message.uid = now.uid;
            }
        }
    })
}

/// Folders have other ids.
pub(super) fn follow(tx: &Connection, ids: &BTreeMap<FolderId, FolderId>) -> Sql<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let name = |key: &MessageKey| MessageKey {
        folder: ids.get(&key.folder).unwrap_or(&key.folder).clone(),
        ..key.clone()
    };
    change_all(tx, name, |act| act.follow(ids))
}

fn change_all(
    tx: &Connection,
    name: impl Fn(&MessageKey) -> MessageKey,
    change: impl Fn(&mut Act),
) -> Sql<()> {
    for known in all_known(tx)? {
        let mut act = known.of.act.clone();
        change(&mut act);
        if act != known.of.act {
            put_act(tx, known.id, &act)?;
        }
        let pairs = known.of.places.iter();
        let places: Places = pairs.map(|(from, now)| (name(from), name(now))).collect();
        if places != known.of.places {
            put_places(tx, known.id, &places)?;
        }
    }
    Ok(())
}

fn put_act(tx: &Connection, id: i64, act: &Act) -> Sql<()> {
    tx.prepare_cached("UPDATE steps SET act = ?2 WHERE id = ?1")?
        .execute((id, json(act)?))?;
    Ok(())
}

fn put_places(tx: &Connection, id: i64, places: &Places) -> Sql<()> {
    // Keys of JSON objects are strings: pairs.
    let pairs: Vec<_> = places.iter().collect();
    tx.prepare_cached("UPDATE steps SET places = ?2 WHERE id = ?1")?
        .execute((id, json(&pairs)?))?;
    Ok(())
}

fn all_known(conn: &Connection) -> Sql<Vec<Known>> {
    known_where(conn, "1", [])
}

fn known_where(conn: &Connection, so: &str, values: impl Params) -> Sql<Vec<Known>> {
    let sql = format!("SELECT {COLUMNS} FROM steps WHERE {so} ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(known_from(row)?);
    }
    Ok(all)
}

fn known_from(row: &Row<'_>) -> Sql<Known> {
    let places: Vec<(MessageKey, MessageKey)> = from_json(&get::<String>(row, "places")?)?;
    Ok(Known {
        id: get(row, "id")?,
        step: StepId(get(row, "step")?),
        of: StepAct {
            account: AccountId::of(&address(&get::<String>(row, "account")?)?),
            act: from_json(&get::<String>(row, "act")?)?,
            places: places.into_iter().collect(),
            was: get(row, "was")?,
        },
        is_undone: get(row, "undone")?,
        done_at: time(get(row, "done_at")?)?,
        done_by: get::<Option<i64>>(row, "act_id")?.map(ActId),
    })
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
