//! How much room the texts take, and which of them make room for others: those that nobody used for the
//! longest time. What is flagged, drafted or has an act pending stays, and so does what is held of a mailbox
//! whose access is lost or in doubt, which nobody could fetch again. What lies in a folder for drafts is
//! drafted, whether it bears the flag or not: not each program sets it.

use jiff::Timestamp;
use rusqlite::Connection;

use super::super::Reader;
use super::super::columns::{DRAFT, FLAGGED, micros};
use super::super::error::{Sql, StoreError};
use super::bodies::{WantedTexts, index_later, may_be_missing, message_row};
use super::{Cache, address, folder_row};
use crate::domain::{FolderId, HeldTexts, MailboxId, MessageKey};

/// Texts that go in one transaction.
const AT_ONCE: i64 = 500;

/// Pages that are given back to the disk at a time.
const PAGES: u32 = 2000;

/// Folders that are not listed, or to which the access is in doubt or lost: what is held of them cannot be
/// fetched again. It stays, and the others have the room that is given for themselves.
const CLOSED: &str = "json_extract(state, '$.state') IN ('absent', 'in_doubt', 'lost')";

/// Folders for drafts.
const DRAFTS: &str = "SELECT id FROM folders WHERE role = 'drafts'";

fn open_octets(conn: &Connection) -> Sql<u64> {
    let sum = format!("SELECT total(texts_octets) FROM folders WHERE NOT {CLOSED}");
    Ok(conn.prepare_cached(&sum)?.query_row([], octets)?)
}

impl Cache {
    /// Somebody opened a message: its text goes last, and stays for a while though it is not wanted.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn used(&self, key: &MessageKey, now: Timestamp) -> Result<(), StoreError> {
        let key = key.clone();
        self.write(move |tx| {
            if let Some(id) = message_row(tx, &key)? {
                tx.prepare_cached(
                    "UPDATE texts SET used_at = ?2, opened_at = ?2 WHERE message = ?1",
                )?
                .execute((id, micros(now)))?;
            }
            Ok(())
        })
        .await
    }

    /// Drops a few of the texts that were not used for the longest time, as long as all of them take more
    /// than `most` octets, but for those of the messages that are being read. Gives how many; none: that is
    /// all that may go.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn make_room(&self, most: u64, read: &[MessageKey]) -> Result<u32, StoreError> {
        let read = read.to_vec();
        self.write(move |tx| {
            let held = open_octets(tx)?;
            let mut surplus = held.saturating_sub(most);
            let mut ids = Vec::new();
            let rows = read.iter().map(|key| message_row(tx, key));
            let read: Vec<Option<i64>> = rows.collect::<Sql<_>>()?;
            if surplus > 0 {
                let mut statement = tx.prepare_cached(&format!(
                    "SELECT t.message, t.octets FROM texts t JOIN messages m ON m.id = t.message \
                     WHERE (m.flags & ?1) = 0 AND m.overlaid = 0 \
                     AND t.folder NOT IN (SELECT id FROM folders WHERE {CLOSED}) \
                     AND t.folder NOT IN ({DRAFTS}) \
                     ORDER BY t.used_at LIMIT ?2"
                ))?;
                let mut rows = statement.query((FLAGGED | DRAFT, AT_ONCE))?;
                while surplus > 0
                    && let Some(row) = rows.next()?
                {
                    let id = row.get(0)?;
                    if read.contains(&Some(id)) {
                        continue;
                    }
                    ids.push(id);
                    surplus = surplus.saturating_sub(row.get::<_, i64>(1)?.unsigned_abs());
                }
            }
            drop_texts(tx, &ids)
        })
        .await
    }

    /// Drops a few of a folder's texts that are not wanted any more, and that nobody opened since this time,
    /// whenever they came. Gives how many; none: that is all.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn drop_unwanted(
        &self,
        folder: &FolderId,
        wanted: Option<WantedTexts>,
        unopened_since: Timestamp,
    ) -> Result<u32, StoreError> {
        let folder = folder.clone();
        self.write(move |tx| {
            let ids = unwanted(tx, &folder, wanted, unopened_since, AT_ONCE)?;
            drop_texts(tx, &ids)
        })
        .await
    }

    /// Fetches nothing again of what is held: all of a mailbox's messages are dropped, and the next sync
    /// begins anew. Acts, drafts and what is to be sent are not here.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn rebuild(&self, mailbox: &MailboxId) -> Result<(), StoreError> {
        let mailbox = mailbox.clone();
        self.write(move |tx| {
            let mailbox = super::existing_mailbox(tx, &mailbox)?;
            tx.execute(
                "DELETE FROM messages WHERE folder IN (SELECT id FROM folders WHERE mailbox = ?1)",
                [mailbox],
            )?;
            tx.execute(
                "UPDATE folders SET uid_validity = 0, uid_next = 0, highest_modseq = 0, \
                   completed_at = NULL, compared_at = NULL, texts = '' WHERE mailbox = ?1",
                [mailbox],
            )?;
            tx.execute("DELETE FROM threads WHERE mailbox = ?1", [mailbox])?;
            tx.execute("DELETE FROM thread_subjects WHERE mailbox = ?1", [mailbox])?;
            Ok(())
        })
        .await
    }

    /// Gives room that is free in the file back to the disk, a piece of it. False: there was none.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn give_back(&self) -> Result<bool, StoreError> {
        self.write(|tx| {
            let free: u32 = tx.query_row("PRAGMA freelist_count", [], |r| r.get(0))?;
            let mut statement = tx.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(free > PAGES)
        })
        .await
    }
}

fn octets(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    let total: f64 = row.get(0)?;
    // Far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(total.max(0.0) as u64)
}

/// Texts of a folder that are not wanted any more, and that nobody opened since this time.
fn unwanted(
    conn: &Connection,
    folder: &FolderId,
    wanted: Option<WantedTexts>,
    unopened_since: Timestamp,
    limit: i64,
) -> Sql<Vec<i64>> {
    let Some(row) = folder_row(conn, folder)? else {
        return Ok(Vec::new());
    };
    let since = wanted.map_or(i64::MAX, |wanted| micros(wanted.since));
    let largest = wanted.map_or(0, |wanted| wanted.with_attachments);
    let unopened = micros(unopened_since);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT t.message FROM texts t JOIN messages m ON m.id = t.message \
         WHERE t.folder = ?1 AND coalesce(t.opened_at < ?2, 1) AND (m.flags & ?3) = 0 AND m.overlaid = 0 \
         AND t.folder NOT IN ({DRAFTS}) \
         AND (m.date < ?4 OR (t.whole AND m.has_attachment = 1 AND m.size > ?5)) LIMIT ?6"
    ))?;
    let kept = FLAGGED | DRAFT;
    let ids = statement.query_map((row.id, unopened, kept, since, largest, limit), |r| {
        r.get(0)
    })?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn drop_texts(conn: &Connection, ids: &[i64]) -> Sql<u32> {
    for id in ids {
        let folder: i64 = conn
            .prepare_cached("DELETE FROM texts WHERE message = ?1 RETURNING folder")?
            .query_row([id], |r| r.get(0))?;
        for table in ["bodies", "excerpts"] {
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE message = ?1"))?
                .execute([id])?;
        }
        // Its header stays findable.
        index_later(conn, *id)?;
        may_be_missing(conn, folder)?;
    }
    Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
}

impl Reader {
    /// What is held of each mailbox.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn held_texts(&self) -> Result<Vec<HeldTexts>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT b.tag, sum(f.total), sum(f.texts_count), sum(f.texts_octets) \
                 FROM folders f JOIN mailboxes b ON b.id = f.mailbox GROUP BY b.tag ORDER BY b.tag",
            )?;
            let mut rows = statement.query([])?;
            let mut held = Vec::new();
            while let Some(row) = rows.next()? {
                held.push(HeldTexts {
                    mailbox: MailboxId::of(&address(&row.get::<_, String>(0)?)?),
                    messages: row.get(1)?,
                    texts: row.get(2)?,
                    octets: row.get::<_, i64>(3)?.unsigned_abs(),
                });
            }
            Ok(held)
        })
    }

    /// Is anything held of a folder that [`Cache::drop_unwanted`] would drop?
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn has_unwanted(
        &self,
        folder: &FolderId,
        wanted: Option<WantedTexts>,
        unopened_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let found = |conn: &Connection| unwanted(conn, folder, wanted, unopened_since, 1);
        self.cache.read(|conn| Ok(!found(conn)?.is_empty()))
    }

    /// Octets of the whole file, free room in it included.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn cache_octets(&self) -> Result<u64, StoreError> {
        self.cache.read(|conn| {
            let pragma = |name| conn.pragma_query_value(None, name, |r| r.get::<_, u32>(0));
            Ok(u64::from(pragma("page_count")?) * u64::from(pragma("page_size")?))
        })
    }

    /// Octets of the texts of folders that can be fetched again: those count for the room that is given.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn open_texts_octets(&self) -> Result<u64, StoreError> {
        self.cache.read(open_octets)
    }

    /// Octets of all texts that are held.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn texts_octets(&self) -> Result<u64, StoreError> {
        self.cache.read(|conn| {
            Ok(conn.query_row("SELECT total(texts_octets) FROM folders", [], octets)?)
        })
    }
}

#[cfg(test)]
#[path = "room_tests.rs"]
mod tests;
