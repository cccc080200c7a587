//! Messages that are unread for this person although somebody else read them. No server keeps that, so it is
//! kept here, by their places and Message-IDs, and shown in the cache, which may be built anew.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use super::super::cache::{self, ForMe, folder_id};
use super::super::columns::micros;
use super::super::connection::in_transaction;
use super::super::error::{Sql, StoreError};
use super::Precious;
use crate::domain::{FolderId, MessageKey};

/// Most of one folder; of more the newest are kept. Who is behind by so many looks for none of them one by one.
const MOST_OF_FOLDER: i64 = 5000;

impl Precious {
    /// Takes in what arose in a folder while it was synced, and shows what is kept of it, also where the
    /// folder was numbered anew or its cache built anew. `whole`: all that its server holds is held, so that
    /// what is not there is gone. Says whether messages are shown otherwise than before.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn settle_for_me(
        &self,
        folder: &FolderId,
        whole: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let _turn = self.for_me.lock().await;
        let arisen = self.cache.arisen_for_me(folder).await?;
        if !arisen.is_empty() {
            let kept = arisen.clone();
            let surplus = self.write(move |tx| keep(tx, &kept, now)).await?;
            self.cache.kept_for_me(arisen, surplus).await?;
        }
        let of = folder.clone();
        let kept = self.write(move |tx| kept(tx, Some(&of))).await?;
        if kept.is_empty() {
            return Ok(false);
        }
        let laid = self.cache.lay_for_me(folder, kept, whole).await?;
        let (moved, gone) = (laid.moved, laid.gone);
        if !moved.is_empty() || !gone.is_empty() {
            self.write(move |tx| {
                for (from, to) in &moved {
                    put(tx, from, to)?;
                }
                forget(tx, &gone)
            })
            .await?;
        }
        Ok(laid.shown > 0)
    }

    /// This person looked at these messages. Gives those that were unread for them, and whether each is
    /// shown as read otherwise, so that no server needs to hear of it.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn read_for_me(
        &self,
        messages: &[MessageKey],
    ) -> Result<Vec<(MessageKey, bool)>, StoreError> {
        let _turn = self.for_me.lock().await;
        // The cache first, which knows of most that there is nothing to be done.
        let lifted = self.cache.lift_for_me(messages).await?;
        if !lifted.is_empty() {
            let keys: Vec<MessageKey> = lifted.iter().map(|(key, _)| key.clone()).collect();
            self.write(move |tx| forget(tx, &keys)).await?;
        }
        Ok(lifted)
    }

    /// These messages, with their Message-IDs, are unread for this person again.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn unread_for_me(
        &self,
        messages: Vec<(MessageKey, String)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let again = messages.into_iter();
        let again = again.map(|(key, message_id)| ForMe { key, message_id });
        let again: Vec<ForMe> = again.collect();
        let folders: BTreeSet<FolderId> = again.iter().map(|one| one.key.folder.clone()).collect();
        self.write(move |tx| keep(tx, &again, now)).await?;
        for folder in folders {
            self.settle_for_me(&folder, false, now).await?;
        }
        Ok(())
    }

    /// Messages are being moved, and will lie at these places: nowhere in a folder, if the server does not
    /// tell where. What is unread for this person stays so.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn move_for_me(
        &self,
        places: Vec<(MessageKey, MessageKey)>,
    ) -> Result<(), StoreError> {
        let _turn = self.for_me.lock().await;
        self.write(move |tx| {
            for (from, to) in &places {
                put(tx, from, to)?;
            }
            Ok(())
        })
        .await
    }

    /// Nothing is unread for this person any more of what was noticed before this time. Gives how many
    /// messages that were.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_for_me(&self, before: Timestamp) -> Result<usize, StoreError> {
        let _turn = self.for_me.lock().await;
        let gone = self.write(move |tx| {
            let mut statement = tx.prepare_cached(
                "DELETE FROM unread_for_me WHERE since < ?1 RETURNING folder, uid_validity, uid",
            )?;
            places(statement.query([micros(before)])?)
        });
        self.lift(gone.await?).await
    }

    /// Nothing is unread for this person any more in these folders. Gives how many messages were.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_for_me_in(&self, folders: Vec<FolderId>) -> Result<usize, StoreError> {
        let _turn = self.for_me.lock().await;
        let mut gone = Vec::new();
        for folder in &folders {
            let arisen = self.cache.arisen_for_me(folder).await?;
            gone.extend(arisen.into_iter().map(|one| one.key));
        }
        let kept = self.write(move |tx| {
            let mut kept = Vec::new();
            let mut statement = tx.prepare_cached(
                "DELETE FROM unread_for_me WHERE folder = ?1 RETURNING folder, uid_validity, uid",
            )?;
            for folder in &folders {
                kept.extend(places(statement.query([folder.as_str()])?)?);
            }
            Ok(kept)
        });
        gone.extend(kept.await?);
        self.lift(gone).await
    }

    async fn lift(&self, gone: Vec<MessageKey>) -> Result<usize, StoreError> {
        if gone.is_empty() {
            return Ok(0);
        }
        self.cache.lift_for_me(&gone).await.map(|_| gone.len())
    }
}

/// At the start: what arose and was not kept when the last run ended is kept, and all that is kept is shown.
pub(in super::super) fn lay_for_me(precious: &mut Connection, shown: &mut Connection) -> Sql<()> {
    let arisen = cache::arisen_for_me(shown, None)?;
    if !arisen.is_empty() {
        in_transaction(precious, |tx| keep(tx, &arisen, Timestamp::now()).map(drop))?;
    }
    let kept = kept(precious, None)?;
    in_transaction(shown, |tx| cache::lay_all_for_me(tx, &kept))
}

/// All that is kept, of one folder or of all.
fn kept(conn: &Connection, folder: Option<&FolderId>) -> Sql<Vec<ForMe>> {
    let mut statement = conn.prepare_cached(
        "SELECT folder, uid_validity, uid, message_id FROM unread_for_me \
         WHERE ?1 IS NULL OR folder = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([folder.map(FolderId::as_str)])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(ForMe {
            key: place(row)?,
            message_id: row.get(3)?,
        });
    }
    Ok(kept)
}

/// Keeps these, which are of folders of which so many are kept at the most. Gives those that are kept no more.
fn keep(tx: &Transaction<'_>, arisen: &[ForMe], now: Timestamp) -> Sql<Vec<MessageKey>> {
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO unread_for_me (folder, uid_validity, uid, message_id, since) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for ForMe { key, message_id } in arisen {
        let at = (key.folder.as_str(), key.uid_validity, key.uid);
        insert.execute((at.0, at.1, at.2, message_id, micros(now)))?;
    }
    let mut limit = tx.prepare_cached(
        "DELETE FROM unread_for_me WHERE id IN ( \
           SELECT id FROM unread_for_me WHERE folder = ?1 \
           ORDER BY since DESC, id DESC LIMIT -1 OFFSET ?2) \
         RETURNING folder, uid_validity, uid",
    )?;
    let mut folders: Vec<&FolderId> = arisen.iter().map(|one| &one.key.folder).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut surplus = Vec::new();
    for folder in folders {
        surplus.extend(places(limit.query((folder.as_str(), MOST_OF_FOLDER))?)?);
    }
    Ok(surplus)
}

/// What is kept of a message is kept of another place from now on.
fn put(tx: &Transaction<'_>, from: &MessageKey, to: &MessageKey) -> Sql<()> {
    tx.prepare_cached(
        "UPDATE OR REPLACE unread_for_me SET folder = ?4, uid_validity = ?5, uid = ?6 \
         WHERE folder = ?1 AND uid_validity = ?2 AND uid = ?3 AND (message_id <> '' OR ?6 > 0)",
    )?
    .execute((
        from.folder.as_str(),
        from.uid_validity,
        from.uid,
        to.folder.as_str(),
        to.uid_validity,
        to.uid,
    ))?;
    Ok(())
}

/// What is kept of a folder's messages follows to its new id.
pub(super) fn follow(tx: &Transaction<'_>, from: &FolderId, to: &FolderId) -> Sql<()> {
    tx.prepare_cached("UPDATE OR REPLACE unread_for_me SET folder = ?2 WHERE folder = ?1")?
        .execute((from.as_str(), to.as_str()))?;
    Ok(())
}

fn forget(tx: &Transaction<'_>, messages: &[MessageKey]) -> Sql<()> {
    let mut forget = tx.prepare_cached(
        "DELETE FROM unread_for_me WHERE folder = ?1 AND uid_validity = ?2 AND uid = ?3",
    )?;
    for key in messages {
        forget.execute((key.folder.as_str(), key.uid_validity, key.uid))?;
    }
    Ok(())
}

fn places(mut rows: rusqlite::Rows<'_>) -> Sql<Vec<MessageKey>> {
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        places.push(place(row)?);
    }
    Ok(places)
}

fn place(row: &rusqlite::Row<'_>) -> Sql<MessageKey> {
    Ok(MessageKey {
        folder: folder_id(&row.get::<_, String>(0)?)?,
        uid_validity: row.get(1)?,
        uid: row.get(2)?,
    })
}

#[cfg(test)]
#[path = "for_me_tests.rs"]
mod tests;
