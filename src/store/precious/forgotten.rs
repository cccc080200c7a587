//! What leaves the outbox for good: messages that are done for long, and with a message all that
//! was remembered of it.
//!
//! How long a message is done does not follow from when it was accepted: the clock may have been
//! wrong then, and may be wrong now. So the outbox has an age of its own. With each upkeep it grows
//! by what the clock says has passed since the last, a week at the most, and never back. A message
//! is done for as long as the outbox grew since an upkeep first saw it done. A clock that is set
//! takes a week from it at the most; a profile that is seldom used keeps its messages longer.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};

use super::super::columns::{from_json, json};
use super::super::error::{Sql, StoreError};
use super::Precious;
use crate::domain::OutboxId;

/// Under what the age of the outbox is remembered.
const AGE: &str = "outbox/age";

/// Under what it is remembered at which age of the outbox a message was first seen done.
const DONE: &str = "done";

/// Under what is remembered of single messages: these words, each with the message's id.
const OF_MESSAGES: [&str; 5] = ["again", "answers", "copy", "copy/choices", DONE];

/// Most seconds by which the outbox grows older at once.
const MOST_PASSED: i64 = 7 * 24 * 60 * 60;

/// The age of the outbox, in seconds, what the clock said when it became that old, and the latest
/// that it ever said.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Age {
    seconds: i64,
    at: i64,
    latest: i64,
}

impl Precious {
    /// Forgets messages that are done for so long, with their bytes, and what was remembered of any
    /// that is gone. Gives the number of the messages. What they took is used again for later ones;
    /// the file does not shrink.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_done(&self, now: Timestamp, keep: Duration) -> Result<usize, StoreError> {
        // A few at a time: whoever sends meanwhile does not wait for years of mail.
        const AT_ONCE: u32 = 50;
        let age = self
            .write(move |tx| {
                let age = grow(tx, now.as_second())?;
                see_done(tx, age)?;
                sweep(tx)?;
                Ok(age)
            })
            .await?;
        let keep = i64::try_from(keep.as_secs()).unwrap_or(i64::MAX);
        let before = age.saturating_sub(keep);
        let mut forgotten = 0;
        loop {
            let removed = self
                .write(move |tx| forget_some(tx, before, AT_ONCE))
                .await?;
            forgotten += removed;
            if removed == 0 {
                return Ok(forgotten);
            }
        }
    }
}

/// The outbox grows older, and is so old now.
fn grow(tx: &Transaction<'_>, now: i64) -> Sql<i64> {
    let kept: Option<String> = tx
        .prepare_cached("SELECT value FROM remembered WHERE key = ?1")?
        .query_row([AGE], |row| row.get(0))
        .optional()?;
    let kept = kept.and_then(|text| from_json::<Age>(&text).ok());
    let seconds = kept.map_or(0, |age| {
        // One that is wrong at each start, and is then set, has not passed all that time once more.
        let since = if now >= age.latest {
            age.latest
        } else {
            age.at
        };
        let passed = now.saturating_sub(since).clamp(0, MOST_PASSED);
        age.seconds.saturating_add(passed)
    });
    let age = Age {
        seconds,
        at: now,
        latest: kept.map_or(now, |age| age.latest.max(now)),
    };
    tx.execute(
        "INSERT INTO remembered (key, value) VALUES (?1, ?2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (AGE, json(&age)?),
    )?;
    Ok(seconds)
}

/// Notes of what is done, and was not when it was looked at last, that it is done from this age on.
fn see_done(tx: &Transaction<'_>, age: i64) -> Sql<()> {
    let done: Vec<OutboxId> = tx
        .prepare_cached("SELECT id FROM outbox WHERE state = 'done'")?
        .query_map([], |row| row.get(0).map(OutboxId))?
        .collect::<Result<_, _>>()?;
    let mut note =
        tx.prepare_cached("INSERT OR IGNORE INTO remembered (key, value) VALUES (?1, ?2)")?;
    for id in done {
        note.execute((key(DONE, id), age.to_string()))?;
    }
    Ok(())
}

/// Forgets some of the messages that were seen done at this age or before, and gives their number.
fn forget_some(tx: &Transaction<'_>, before: i64, most: u32) -> Sql<usize> {
    let ids: Vec<OutboxId> = tx
        .prepare_cached(
            "SELECT outbox.id FROM outbox JOIN remembered \
             ON remembered.key = ?1 || outbox.id \
             WHERE outbox.state = 'done' AND CAST(remembered.value AS INTEGER) <= ?2 LIMIT ?3",
        )?
        .query_map((beginning(DONE), before, most), |row| {
            row.get(0).map(OutboxId)
        })?
        .collect::<Result<_, _>>()?;
    for id in &ids {
        tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?
            .execute([id.0])?;
        forget_of(tx, *id)?;
    }
    Ok(ids.len())
}

/// With a message goes what was remembered of it.
pub(super) fn forget_of(tx: &Transaction<'_>, id: OutboxId) -> Sql<()> {
    let mut forget = tx.prepare_cached("DELETE FROM remembered WHERE key = ?1")?;
    for word in OF_MESSAGES {
        forget.execute([key(word, id)])?;
    }
    Ok(())
}

/// Forgets what is remembered of messages that are not there: noted in the moment in which they went.
fn sweep(tx: &Transaction<'_>) -> Sql<()> {
    let mut sweep = tx.prepare_cached(
        "DELETE FROM remembered WHERE substr(key, 1, length(?1)) = ?1 AND NOT EXISTS \
           (SELECT 1 FROM outbox WHERE id = CAST(substr(key, length(?1) + 1) AS INTEGER))",
    )?;
    for word in OF_MESSAGES {
        sweep.execute([beginning(word)])?;
    }
    Ok(())
}

fn key(word: &str, id: OutboxId) -> String {
    format!("{word}/{id}")
}

/// How the keys under a word begin, up to the number of the message.
fn beginning(word: &str) -> String {
    let mut beginning = key(word, OutboxId(0));
    beginning.pop();
    beginning
}

#[cfg(test)]
#[path = "forgotten_tests.rs"]
mod tests;
