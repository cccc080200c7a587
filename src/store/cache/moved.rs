//! Messages that the server moved, with what is held of them: nothing of it is fetched again.

use rusqlite::Connection;

use super::super::error::Sql;
use super::bodies::{index_later, message_row, texts_may_come};
use super::folder_row;
use crate::domain::MessageKey;

/// Moves what is held of a message to the place that the server told (COPYUID, RFC 4315 3), within a mailbox,
/// where its conversation is the same. Its flags are those that the server held, until the folder is synced.
/// Where that cannot be, nothing happens: the message is fetched there.
pub(super) fn follow(conn: &Connection, from: &MessageKey, to: &MessageKey) -> Sql<()> {
    let (Some(source), Some(target)) = (
        folder_row(conn, &from.folder)?,
        folder_row(conn, &to.folder)?,
    ) else {
        return Ok(());
    };
    // Nothing is held of a folder without UIDVALIDITY: all of it is to be fetched.
    if target.mailbox != source.mailbox || target.uid_validity != to.uid_validity || to.uid == 0 {
        return Ok(());
    }
    let (Some(old), None) = (message_row(conn, from)?, message_row(conn, to)?) else {
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT INTO messages (folder, uid, date, flags, has_attachment, automatic, server_flags, size, thread, \
           keywords, server_keywords) \
         SELECT ?2, ?3, date, server_flags, has_attachment, automatic, server_flags, size, thread, \
           server_keywords, server_keywords FROM messages WHERE id = ?1",
    )?
    .execute((old, target.id, to.uid))?;
    let new = conn.last_insert_rowid();
    for table in ["headers", "bodies", "excerpts"] {
        conn.prepare_cached(&format!(
            "UPDATE {table} SET message = ?2 WHERE message = ?1"
        ))?
        .execute((old, new))?;
    }
    // What a folder holds is counted as texts come and go.
    conn.prepare_cached(
        "INSERT INTO texts (message, folder, octets, used_at, opened_at, whole) \
         SELECT ?2, ?3, octets, used_at, opened_at, whole FROM texts WHERE message = ?1",
    )?
    .execute((old, new, target.id))?;
    conn.prepare_cached("DELETE FROM texts WHERE message = ?1")?
        .execute([old])?;
    // The index knows a message by its row.
    index_later(conn, new)?;
    texts_may_come(conn, target.id)
}
