//! Numbered, forward-only changes of the schemas, each in one transaction with its number.
//!
//! The number stands twice, in `user_version` and in the table `about`, so that a flipped bit in
//! the header is told from a file that a newer Postroom wrote.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::connection::in_transaction;
use super::copies;
use super::error::{DataFile, Fault, Sql, StoreError};

/// `Post` in ASCII: marks the files as ours (`file`, other programs).
const APPLICATION_ID: i32 = 0x506F_7374;

/// The cache's changes; number 1 first.
pub(super) const CACHE: &[&str] = &[
    include_str!("schema/cache/001_initial.sql"),
    include_str!("schema/cache/002_sent_by.sql"),
    include_str!("schema/cache/003_ways.sql"),
    include_str!("schema/cache/004_listed.sql"),
    include_str!("schema/cache/005_compared.sql"),
    include_str!("schema/cache/006_texts.sql"),
    include_str!("schema/cache/007_words.sql"),
    include_str!("schema/cache/008_subjects.sql"),
    include_str!("schema/cache/009_excerpts.sql"),
    include_str!("schema/cache/010_unread_for_me.sql"),
    include_str!("schema/cache/011_letters.sql"),
    include_str!("schema/cache/012_beginnings.sql"),
    include_str!("schema/cache/013_accents.sql"),
    include_str!("schema/cache/014_people.sql"),
    include_str!("schema/cache/015_counts.sql"),
    include_str!("schema/cache/016_automatic.sql"),
    include_str!("schema/cache/017_tagged.sql"),
];

/// The precious database's changes; number 1 first.
pub(super) const PRECIOUS: &[&str] = &[
    include_str!("schema/precious/001_initial.sql"),
    include_str!("schema/precious/002_sending.sql"),
    include_str!("schema/precious/003_seed.sql"),
    include_str!("schema/precious/004_acts.sql"),
    include_str!("schema/precious/005_unread_for_me.sql"),
    include_str!("schema/precious/006_steps.sql"),
    include_str!("schema/precious/007_step_acts.sql"),
    include_str!("schema/precious/008_contacts.sql"),
];

/// What a migration did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Migrated {
    /// The format found; 0 for a new file.
    pub from: u32,
    /// The format now.
    pub to: u32,
}

/// Brings a file to the newest format known.
///
/// A precious database that holds something is first copied to `precious.before-v<new>-<time>`.
pub(super) fn migrate(
    file: DataFile,
    dir: &Path,
    conn: &mut Connection,
    changes: &[&str],
) -> Sql<Migrated> {
    let known = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    let from = version(file, conn, known)?;
    if file == DataFile::Precious && from > 0 && from < known {
        copies::before_upgrade(dir, conn, known, Timestamp::now())?;
    }
    for (number, change) in (1u32..).zip(changes).skip_while(|(n, _)| *n <= from) {
        make_change(file, conn, number, change)?;
    }
    Ok(Migrated { from, to: known })
}

fn make_change(file: DataFile, conn: &mut Connection, number: u32, change: &str) -> Sql<()> {
    // Off while a change is made: else dropping a table, which is how one is rebuilt, deletes its
    // rows first, and with the outbox's the frozen messages. It cannot be switched inside a
    // transaction (https://www.sqlite.org/lang_altertable.html, 7).
    conn.pragma_update(None, "foreign_keys", false)?;
    let made = in_transaction(conn, |tx| {
        tx.execute_batch(change)?;
        tx.execute("UPDATE about SET version = ?1", [number])?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", number)?;
        nothing_dangles(file, tx, number)
    });
    conn.pragma_update(None, "foreign_keys", true)?;
    made
}

/// Does every reference still lead to a row?
fn nothing_dangles(file: DataFile, conn: &Connection, number: u32) -> Sql<()> {
    let dangling: Option<String> = conn
        .query_row("PRAGMA foreign_key_check", [], |r| r.get(0))
        .optional()?;
    match dangling {
        None => Ok(()),
        Some(table) => Err(StoreError::Internal {
            file,
            detail: format!("change {number} leaves rows of {table} that lead nowhere"),
        }
        .into()),
    }
}

/// The format of the file; an error if it is not ours, damaged or too new.
pub(super) fn version(file: DataFile, conn: &Connection, known: u32) -> Sql<u32> {
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    let in_header: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    if tables == 0 && in_header == 0 {
        return Ok(0);
    }
    let ours: i32 = conn.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let has_about: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'about')",
        [],
        |r| r.get(0),
    )?;
    if ours != APPLICATION_ID || !has_about {
        return Err(StoreError::Foreign { file }.into());
    }
    let in_table: i64 = conn.query_row("SELECT version FROM about", [], |r| r.get(0))?;
    match u32::try_from(in_table) {
        Ok(found) if in_table == in_header && found > known => {
            Err(StoreError::Newer { file, found, known }.into())
        }
        Ok(found) if in_table == in_header && found > 0 => Ok(found),
        _ => Err(Fault::Unreadable(format!(
            "its format is {in_header} in one place and {in_table} in another"
        ))),
    }
}

/// Is the schema what the changes make? A flipped bit in a column's name passes every check of
/// SQLite's own. Only for the cache: a false alarm costs a new fetch there, and nothing else.
pub(super) fn is_as_made(conn: &Connection, changes: &[&str]) -> Sql<bool> {
    let fresh = Connection::open_in_memory()?;
    for change in changes {
        fresh.execute_batch(change)?;
    }
    Ok(schema(conn)? == schema(&fresh)?)
}

/// Tables, indexes and triggers, as written.
fn schema(conn: &Connection) -> Sql<Vec<(String, Option<String>)>> {
    let mut statement = conn.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
