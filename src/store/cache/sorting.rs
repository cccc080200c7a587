//! What the messages of a folder are sorted by, beside their dates.

use rusqlite::Connection;

use super::super::Reader;
use super::super::error::{Sql, StoreError};
use super::folder_row;
use super::listing::ListFilter;
use crate::domain::FolderId;

/// By what a list can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortField {
    /// When it arrived.
    Date,
    /// The name, else the address, of the first sender.
    From,
    /// The same of the first recipient.
    To,
    /// The subject.
    Subject,
    /// The octets.
    Size,
}

/// A message with what it is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sortable {
    /// Its UID.
    pub uid: u32,
    /// When it arrived, in microseconds since 1970.
    pub date: i64,
    /// The words it is sorted by; empty where it is by a number.
    pub words: String,
    /// Its octets, where it is sorted by them; else 0.
    pub size: i64,
}

impl SortField {
    /// The columns of the words and of the number, and what they are read from.
    fn columns(self) -> (&'static str, &'static str) {
        const FROM: &str = "COALESCE(NULLIF(json_extract(h.participants, '$.from[0].name'), ''), \
             json_extract(h.participants, '$.from[0].address'), ''), 0";
        const TO: &str = "COALESCE(NULLIF(json_extract(h.participants, '$.to[0].name'), ''), \
             json_extract(h.participants, '$.to[0].address'), ''), 0";
        const WIDE: &str = "messages m JOIN headers h ON h.message = m.id";
        match self {
            // The index that covers lists is enough for it.
            Self::Date => ("'', 0", "messages m"),
            Self::Size => ("'', m.size", "messages m"),
            Self::From => (FROM, WIDE),
            Self::To => (TO, WIDE),
            Self::Subject => ("h.subject, 0", WIDE),
        }
    }
}

impl Reader {
    /// The visible messages of a folder, the newest first, each with what it may be sorted by. Those
    /// with the UIDs `keep` are among them, whatever is filtered.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn sortable(
        &self,
        folder: &FolderId,
        filter: ListFilter,
        field: SortField,
        keep: &[u32],
    ) -> Result<Vec<Sortable>, StoreError> {
        self.cache
            .read(|conn| sortable(conn, folder, filter, field, keep))
    }
}

fn sortable(
    conn: &Connection,
    folder: &FolderId,
    filter: ListFilter,
    field: SortField,
    keep: &[u32],
) -> Sql<Vec<Sortable>> {
    let Some(row) = folder_row(conn, folder)? else {
        return Ok(Vec::new());
    };
    let (looked_at, wanted) = filter.bits();
    let (least, most) = filter.bounds();
    let keep = serde_json::Value::from(keep).to_string();
    let mut statement = conn.prepare_cached(&by(field))?;
    let rows = statement.query_map((row.id, looked_at, wanted, least, most, keep), |row| {
        Ok(Sortable {
            uid: row.get(0)?,
            date: row.get(1)?,
            words: row.get(2)?,
            size: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn by(field: SortField) -> String {
    let (columns, tables) = field.columns();
    format!(
        "SELECT m.uid, m.date, {columns} FROM {tables} \
         WHERE m.folder = ?1 AND m.hidden = 0 \
           AND ((m.flags & ?2) = ?3 AND m.has_attachment >= ?4 AND m.automatic <= ?5 \
                OR +m.uid IN (SELECT value FROM json_each(?6))) \
         ORDER BY m.date DESC, m.uid DESC"
    )
}

#[cfg(test)]
#[path = "sorting_tests.rs"]
mod tests;
