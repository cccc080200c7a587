//! Acts that the server has yet to confirm, and their effect on what is shown.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::Reader;
use super::super::cache::{address, locked_acts};
use super::super::columns::{count, from_json, get, json, micros, time};
use super::super::error::{Fault, Missing, Sql, StoreError};
use super::Precious;
use crate::domain::{AccountId, Act, ActId, ActState, PendingAct};

/// What a person just did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct {
    /// The account through which it is to be replayed.
    pub account: AccountId,
    /// What.
    pub act: Act,
    /// When.
    pub created_at: Timestamp,
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
        let pending = self
            .write(move |tx| {
                tx.prepare_cached(
                    "INSERT INTO acts (account, act, state, created_at) VALUES (?1, ?2, 'waiting', ?3)",
                )?
                .execute((new.account.as_str(), json(&new.act)?, micros(new.created_at)))?;
                Ok(PendingAct {
                    id: ActId(tx.last_insert_rowid()),
                    account: new.account,
                    act: new.act,
                    state: ActState::Waiting,
                    attempts: 0,
                    error: None,
                    created_at: new.created_at,
                })
            })
            .await?;
        let (id, act) = (pending.id, pending.act.clone());
        {
            let mut acts = locked_acts(&self.acts);
            let place = acts.partition_point(|a| a.id < id);
            acts.insert(place, pending);
        }
        if let Err(error) = self.cache.relay_act(&act).await {
            tracing::warn!("The effect of {id} cannot be shown: {error}.");
        }
        Ok(id)
    }

    /// A try begins: counts it and notes that the server may do it from now on.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn begin_act(&self, id: ActId) -> Result<PendingAct, StoreError> {
        self.change_act(id, move |tx| {
            tx.execute(
                "UPDATE acts SET state = 'started', attempts = attempts + 1 WHERE id = ?1",
                [id.0],
            )
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
            )
        })
        .await
    }

    async fn change_act(
        &self,
        id: ActId,
        change: impl FnOnce(&Connection) -> rusqlite::Result<usize> + Send + 'static,
    ) -> Result<PendingAct, StoreError> {
        let pending = self
            .write(move |tx| {
                change(tx)?;
                existing_act(tx, id)
            })
            .await?;
        let mut acts = locked_acts(&self.acts);
        if let Some(known) = acts.iter_mut().find(|a| a.id == id) {
            known.clone_from(&pending);
        }
        Ok(pending)
    }

    /// The server did it. Its effect becomes part of what the server is known to hold: flags are
    /// kept, messages moved away or deleted leave the cache. The next sync finds the new place.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`]. After an error it
    /// is still pending, and may be settled again.
    pub async fn settle_act(&self, id: ActId) -> Result<PendingAct, StoreError> {
        let pending = self.write(move |tx| existing_act(tx, id)).await?;
        // The cache first: cut off here, the act is replayed, which changes nothing more.
        self.cache.bake_act(id, &pending.act).await?;
        self.write(move |tx| delete_act(tx, id)).await?;
        Ok(pending)
    }

    /// The server refused it, or a person took it back: the messages are shown as the server has
    /// them.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is no longer pending; as [`Precious`].
    pub async fn back_out_act(&self, id: ActId) -> Result<PendingAct, StoreError> {
        let pending = self
            .write(move |tx| {
                let pending = existing_act(tx, id)?;
                delete_act(tx, id)?;
                Ok(pending)
            })
            .await?;
        locked_acts(&self.acts).retain(|a| a.id != id);
        if let Err(error) = self.cache.relay_act(&pending.act).await {
            tracing::warn!("The effect of {id} cannot be lifted: {error}.");
        }
        Ok(pending)
    }
}

fn delete_act(conn: &Connection, id: ActId) -> Sql<()> {
    conn.execute("DELETE FROM acts WHERE id = ?1", [id.0])?;
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
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acts ORDER BY id"))?;
    let mut rows = statement.query([])?;
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

impl Reader {
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
