//! The copy of a message in the outbox: how far it came, and the folder that a person chose for it.
//! Each step is taken of a message as it was read: what came of a try says nothing of the folder
//! that was chosen since, and does not override it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::super::Reader;
use super::super::error::{Sql, Step, StoreError};
use super::Precious;
use super::outbox::{explain, set, set_copy};
use super::outbox_rows::existing;
use crate::domain::{CopyState, FolderId, OutboxId, OutboxState, Outgoing, Phase};

impl Precious {
    /// Its copy came further, or was lost and is to be filed again. `choices`: how often a folder had
    /// been chosen for it when it was read.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it was accepted and is not done, and where a person chose a folder
    /// since; [`StoreError::Missing`]; as [`Precious`].
    pub async fn set_copy_as_read(
        &self,
        id: OutboxId,
        choices: u32,
        copy: CopyState,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::SetCopy, false, move |tx| {
            unchosen(tx, id, choices, Step::SetCopy)?;
            set(tx, id, OutboxState::Filing, Phase::Copy)?;
            set_copy(tx, id, copy)?;
            explain(tx, id, None, &[], None, None)
        })
        .await
    }

    /// The same of a message as it stands, for whoever is alone with the profile: tests bring a
    /// message with this to where they want it. The outbox is never alone.
    ///
    /// # Errors
    /// As [`Precious::set_copy_as_read`].
    pub async fn set_copy(&self, id: OutboxId, copy: CopyState) -> Result<Outgoing, StoreError> {
        let choices = self.write(move |tx| choices(tx, id)).await?;
        self.set_copy_as_read(id, choices, copy).await
    }

    /// Its copy could not be filed or checked; the words say why, and when it is tried again.
    ///
    /// # Errors
    /// As [`Precious::set_copy_as_read`].
    pub async fn postpone_copy_as_read(
        &self,
        id: OutboxId,
        choices: u32,
        next_attempt_at: Option<Timestamp>,
        error: &str,
    ) -> Result<Outgoing, StoreError> {
        let error = error.to_owned();
        self.step(id, Step::SetCopy, false, move |tx| {
            unchosen(tx, id, choices, Step::SetCopy)?;
            set(tx, id, OutboxState::Filing, Phase::Copy)?;
            explain(tx, id, None, &[], Some(&error), next_attempt_at)
        })
        .await
    }

    /// A person chose a folder for the copy; it is to be filed there. Counted, since the same one can
    /// be chosen twice, for one copy and for the other.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it was accepted and is not done; [`StoreError::Missing`]; as
    /// [`Precious`].
    pub async fn set_copy_folder(
        &self,
        id: OutboxId,
        folder: &FolderId,
    ) -> Result<Outgoing, StoreError> {
        let folder = folder.clone();
        self.step(id, Step::SetCopyFolder, false, move |tx| {
            set(tx, id, OutboxState::Filing, Phase::Copy)?;
            tx.execute(
                "UPDATE outbox SET copy_folder = ?2 WHERE id = ?1",
                (id.0, folder.as_str()),
            )?;
            choose(tx, id)?;
            set_copy(tx, id, CopyState::Waiting)?;
            explain(tx, id, None, &[], None, None)
        })
        .await
    }

    /// A person wants no copy of it, or none beside what was filed so far: nothing is left to do.
    /// A try that is under way hears of it as of a choice.
    ///
    /// # Errors
    /// As [`Precious::set_copy_folder`].
    pub async fn leave_uncopied(&self, id: OutboxId) -> Result<Outgoing, StoreError> {
        self.step(id, Step::LeaveUncopied, false, move |tx| {
            choose(tx, id)?;
            set_copy(tx, id, CopyState::None)?;
            set(tx, id, OutboxState::Done, Phase::Done)?;
            explain(tx, id, None, &[], None, None)
        })
        .await
    }

    /// Nothing is left to do. `choices` as for [`Precious::set_copy_as_read`].
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it was accepted and its copy is checked or not wanted, and where a
    /// person chose a folder since; [`StoreError::Missing`]; as [`Precious`].
    pub async fn finish_as_read(&self, id: OutboxId, choices: u32) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Finish, false, move |tx| {
            unchosen(tx, id, choices, Step::Finish)?;
            set(tx, id, OutboxState::Done, Phase::Done)?;
            tx.execute("DELETE FROM remembered WHERE key = ?1", [choices_key(id)])?;
            explain(tx, id, None, &[], None, None)
        })
        .await
    }

    /// The same of a message as it stands; as [`Precious::set_copy`].
    ///
    /// # Errors
    /// As [`Precious::finish_as_read`].
    pub async fn finish(&self, id: OutboxId) -> Result<Outgoing, StoreError> {
        let choices = self.write(move |tx| choices(tx, id)).await?;
        self.finish_as_read(id, choices).await
    }
}

impl Reader {
    /// How often a person chose a folder for the copy of this message.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn copy_choices(&self, id: OutboxId) -> Result<u32, StoreError> {
        self.precious.read(|conn| choices(conn, id))
    }
}

/// Under what it is remembered how often a folder was chosen.
fn choices_key(id: OutboxId) -> String {
    format!("copy/choices/{id}")
}

fn choices(conn: &Connection, id: OutboxId) -> Sql<u32> {
    let kept: Option<String> = conn
        .prepare_cached("SELECT value FROM remembered WHERE key = ?1")?
        .query_row([choices_key(id)], |row| row.get(0))
        .optional()?;
    Ok(kept.and_then(|times| times.parse().ok()).unwrap_or(0))
}

/// One more choice of a person's about the copy.
fn choose(tx: &Transaction<'_>, id: OutboxId) -> Sql<()> {
    let times = choices(tx, id)?.saturating_add(1);
    tx.execute(
        "INSERT INTO remembered (key, value) VALUES (?1, ?2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (choices_key(id), times.to_string()),
    )?;
    Ok(())
}

/// Nobody chose a folder for the copy since it was read.
fn unchosen(tx: &Transaction<'_>, id: OutboxId, read: u32, wanted: Step) -> Sql<()> {
    if choices(tx, id)? == read {
        return Ok(());
    }
    let row = existing(tx, id)?;
    Err(StoreError::Step {
        id,
        from: row.state,
        phase: row.phase,
        wanted,
    }
    .into())
}
