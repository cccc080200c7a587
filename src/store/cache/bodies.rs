//! The bytes of messages, as fetched.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::super::Reader;
use super::super::columns::{from_json, micros};
use super::super::error::{Sql, StoreError};
use super::{Cache, folder_row, words};
use crate::domain::{FolderId, MessageKey};

/// The row of a message, if it is held under this UIDVALIDITY.
pub(super) fn message_row(conn: &Connection, key: &MessageKey) -> Sql<Option<i64>> {
    let Some(folder) = folder_row(conn, &key.folder)? else {
        return Ok(None);
    };
    if folder.uid_validity != key.uid_validity {
        return Ok(None);
    }
    let id = conn
        .prepare_cached("SELECT id FROM messages WHERE folder = ?1 AND uid = ?2")?
        .query_row((folder.id, key.uid), |r| r.get(0))
        .optional()?;
    Ok(id)
}

impl Cache {
    /// Stores a message's bytes, makes the words of `text` findable and keeps `preview` (at most
    /// 200 characters) for lists. Says whether the message is still held.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn put_body(
        &self,
        key: &MessageKey,
        raw: Vec<u8>,
        text: &str,
        preview: &str,
    ) -> Result<bool, StoreError> {
        let key = key.clone();
        let text = words::bounded(text).to_owned();
        let preview: String = preview.chars().take(200).collect();
        self.write(move |tx| {
            let Some(id) = message_row(tx, &key)? else {
                return Ok(false);
            };
            tx.prepare_cached(
                "INSERT INTO bodies (message, raw) VALUES (?1, ?2) \
                 ON CONFLICT (message) DO UPDATE SET raw = excluded.raw",
            )?
            .execute((id, raw))?;
            tx.prepare_cached("UPDATE headers SET preview = ?2 WHERE message = ?1")?
                .execute((id, preview))?;
            let (subject, participants): (String, String) = tx
                .prepare_cached("SELECT subject, participants FROM headers WHERE message = ?1")?
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
            words::replace(tx, id, &subject, &from_json(&participants)?, &text)?;
            Ok(true)
        })
        .await
    }
}

impl Reader {
    /// A message's bytes, if they were fetched.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn body(&self, key: &MessageKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.cache.read(|conn| {
            let Some(id) = message_row(conn, key)? else {
                return Ok(None);
            };
            let raw = conn
                .prepare_cached("SELECT raw FROM bodies WHERE message = ?1")?
                .query_row([id], |r| r.get(0))
                .optional()?;
            Ok(raw)
        })
    }

    /// Visible messages that came in at `since` or later and whose bytes were not fetched, the
    /// newest first.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn missing_bodies(
        &self,
        folder: &FolderId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<MessageKey>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(
                "SELECT uid FROM messages m WHERE folder = ?1 AND hidden = 0 AND date >= ?2 \
                 AND NOT EXISTS (SELECT 1 FROM bodies b WHERE b.message = m.id) \
                 ORDER BY date DESC, uid DESC LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let uids = statement.query_map((row.id, micros(since), limit), |r| r.get(0))?;
            let mut keys = Vec::new();
            for uid in uids {
                keys.push(MessageKey {
                    folder: folder.clone(),
                    uid_validity: row.uid_validity,
                    uid: uid?,
                });
            }
            Ok(keys)
        })
    }
}
