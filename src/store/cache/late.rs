//! What comes late of messages: headers of those that are held without one, since none came when they were
//! met, and whether they have attachments, where nobody looked.

use rusqlite::Connection;

use super::super::Reader;
use super::super::columns::{json, micros};
use super::super::error::{Sql, StoreError};
use super::messages::{self, NewMessage};
use super::{FolderRow, bodies, folder_row};
use crate::domain::{FolderId, Participants};

/// The newest such messages of a folder, from this UID to that one.
fn without_header(
    conn: &Connection,
    folder: i64,
    (first, last): (u32, u32),
    most: i64,
) -> Sql<Vec<(i64, u32)>> {
    let nobody = json(&Participants::default())?;
    let mut statement = conn.prepare_cached(
        "SELECT m.id, m.uid FROM messages m JOIN headers h ON h.message = m.id \
         WHERE m.folder = ?1 AND m.uid BETWEEN ?2 AND ?3 AND m.size = 0 AND h.message_id = '' \
           AND h.subject = '' AND h.date_header IS NULL AND h.participants = ?4 \
         ORDER BY m.uid DESC LIMIT ?5",
    )?;
    let rows = statement.query_map((folder, first, last, nobody, most), |r| {
        Ok((r.get(0)?, r.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The column `has_attachment`: -1 where a message was not looked into.
pub(super) fn attachment_word(has_attachment: Option<bool>) -> i8 {
    has_attachment.map_or(-1, i8::from)
}

/// Somebody looked into a message. False: that was known before, or nobody could.
pub(super) fn take_attachment(conn: &Connection, message: i64, has: Option<bool>) -> Sql<bool> {
    let Some(has) = has else {
        return Ok(false);
    };
    let mut statement = conn.prepare_cached(
        "UPDATE messages SET has_attachment = ?2 WHERE id = ?1 AND has_attachment < 0",
    )?;
    Ok(statement.execute((message, has))? > 0)
}

/// Takes the header of a message that is held without one, or whether it has attachments where that is not
/// known. False: it is not held, or nothing of it was missing.
pub(super) fn take(conn: &Connection, folder: &FolderRow, late: &NewMessage) -> Sql<bool> {
    let of_it = without_header(conn, folder.id, (late.uid, late.uid), 1)?;
    let Some((id, _)) = of_it.first().copied() else {
        let held = messages::held(conn, folder.id, late.uid)?;
        return held.map_or(Ok(false), |held| {
            take_attachment(conn, held.id, late.has_attachment)
        });
    };
    let thread = messages::thread(conn, folder, late)?;
    conn.prepare_cached(
        "UPDATE messages SET date = ?2, size = ?3, has_attachment = ?4, thread = ?5, automatic = ?6 \
         WHERE id = ?1",
    )?
    .execute((
        id,
        micros(late.date),
        late.size,
        attachment_word(late.has_attachment),
        thread,
        late.is_automatic,
    ))?;
    messages::put_header(conn, id, late)?;
    bodies::index_later(conn, id)?;
    Ok(true)
}

impl Reader {
    /// UIDs of messages that are held without a header, the newest first; at most so many.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn uids_without_header(
        &self,
        folder: &FolderId,
        most: usize,
    ) -> Result<Vec<u32>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let held = without_header(conn, row.id, (0, u32::MAX), most)?;
            Ok(held.into_iter().map(|(_, uid)| uid).collect())
        })
    }

    /// UIDs of messages of which nobody knows whether they have attachments, the newest first; at most so many.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn uids_not_looked_into(
        &self,
        folder: &FolderId,
        most: usize,
    ) -> Result<Vec<u32>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT m.uid FROM messages m JOIN folders f ON f.id = m.folder \
                 WHERE f.tag = ?1 AND m.has_attachment < 0 ORDER BY m.uid DESC LIMIT ?2",
            )?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let uids = statement.query_map((folder.as_str(), most), |r| r.get(0))?;
            Ok(uids.collect::<Result<_, _>>()?)
        })
    }
}

#[cfg(test)]
#[path = "late_tests.rs"]
mod tests;
