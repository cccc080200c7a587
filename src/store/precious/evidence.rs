//! What send rights rest on: the newest word of each source, and the history behind it.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row};

use super::super::Reader;
use super::super::cache::address;
use super::super::columns::{get, micros, time};
use super::super::error::{Fault, Sql, StoreError};
use super::Precious;
use crate::domain::{AccountId, Evidence, EvidenceSource, Mode, SendRight, SendRightKey};

/// Pieces of evidence kept for one key beside the newest of each source.
const HISTORY: i64 = 20;

/// So many microseconds later than what is said now nothing can have been said before it: an hour.
/// What comes late by less is as old as it says.
const CLOCK_WAS_AHEAD: i64 = 3_600_000_000;

const COLUMNS: &str = "account, address, mode, source, send_right, at, words";

impl Precious {
    /// Adds a piece of evidence. The newest of each source counts; the last 20 are kept.
    ///
    /// What a person or a server says now is newer than all that was kept before: a piece that is
    /// from much later was kept while the clock was ahead, and is put before this one. A report
    /// is as old as it says.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn put_evidence(
        &self,
        key: &SendRightKey,
        evidence: &Evidence,
    ) -> Result<(), StoreError> {
        let is_said_now = matches!(
            evidence.source,
            EvidenceSource::Person | EvidenceSource::Probe | EvidenceSource::Sent
        );
        self.put(key, evidence, is_said_now).await
    }

    /// The same of what was said before now and is only heard of now: it is as old as it says, and
    /// what was said since then stays newer.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn put_late_evidence(
        &self,
        key: &SendRightKey,
        evidence: &Evidence,
    ) -> Result<(), StoreError> {
        self.put(key, evidence, false).await
    }

    async fn put(
        &self,
        key: &SendRightKey,
        evidence: &Evidence,
        is_said_now: bool,
    ) -> Result<(), StoreError> {
        let (key, evidence) = (key.clone(), evidence.clone());
        self.write(move |tx| {
            let of = (key.account.as_str(), key.address.key(), key.mode.word());
            if is_said_now {
                tx.prepare_cached(
                    "UPDATE evidence SET at = ?4 - 1 \
                     WHERE account = ?1 AND address = ?2 AND mode = ?3 AND at > ?4 + ?5",
                )?
                .execute((of.0, &of.1, of.2, micros(evidence.at), CLOCK_WAS_AHEAD))?;
            }
            tx.prepare_cached(
                "INSERT INTO evidence (account, address, mode, source, send_right, at, words) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                of.0,
                &of.1,
                of.2,
                evidence.source.word(),
                evidence.right.word(),
                micros(evidence.at),
                &evidence.words,
            ))?;
            tx.prepare_cached(
                "DELETE FROM evidence WHERE id IN ( \
                   SELECT id FROM ( \
                     SELECT id, row_number() OVER (ORDER BY at DESC, id DESC) AS place, \
                       row_number() OVER (PARTITION BY source ORDER BY at DESC, id DESC) AS of_source \
                     FROM evidence WHERE account = ?1 AND address = ?2 AND mode = ?3) \
                   WHERE place > ?4 AND of_source > 1)",
            )?
            .execute((of.0, &of.1, of.2, HISTORY))?;
            Ok(())
        })
        .await
    }

    /// Takes back what one source said of a key (a person changed their mind, a deployment file
    /// no longer names it), history included. Says whether there was anything.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn withdraw_evidence(
        &self,
        key: &SendRightKey,
        source: EvidenceSource,
    ) -> Result<bool, StoreError> {
        let key = key.clone();
        self.write(move |tx| {
            let removed = tx.execute(
                "DELETE FROM evidence WHERE account = ?1 AND address = ?2 AND mode = ?3 AND source = ?4",
                (key.account.as_str(), key.address.key(), key.mode.word(), source.word()),
            )?;
            Ok(removed > 0)
        })
        .await
    }

    /// Forgets all evidence of an account that was removed.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_evidence(&self, account: &AccountId) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| {
            tx.execute(
                "DELETE FROM evidence WHERE account = ?1",
                [account.as_str()],
            )?;
            Ok(())
        })
        .await
    }
}

impl Reader {
    /// What is known of a send right: the newest evidence of each source, the newest first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn evidence(&self, key: &SendRightKey) -> Result<Vec<Evidence>, StoreError> {
        let mut seen = BTreeSet::new();
        let mut evidence = self.evidence_history(key)?;
        evidence.retain(|e| seen.insert(e.source.word()));
        Ok(evidence)
    }

    /// All evidence kept of a send right, the newest first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn evidence_history(&self, key: &SendRightKey) -> Result<Vec<Evidence>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM evidence WHERE account = ?1 AND address = ?2 AND mode = ?3 \
                 ORDER BY at DESC, id DESC"
            ))?;
            let of = (key.account.as_str(), key.address.key(), key.mode.word());
            let mut rows = statement.query(of)?;
            let mut evidence = Vec::new();
            while let Some(row) = rows.next()? {
                evidence.push(evidence_from(row)?.1);
            }
            Ok(evidence)
        })
    }

    /// The newest evidence of each key and source, by key, the newest first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn all_evidence(&self) -> Result<Vec<(SendRightKey, Evidence)>, StoreError> {
        self.precious.read(all_evidence)
    }
}

fn all_evidence(conn: &Connection) -> Sql<Vec<(SendRightKey, Evidence)>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM evidence ORDER BY account, address, mode, at DESC, id DESC"
    ))?;
    let mut rows = statement.query([])?;
    let mut all: Vec<(SendRightKey, Evidence)> = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (key, evidence) = evidence_from(row)?;
        if all.last().is_none_or(|(last, _)| *last != key) {
            seen.clear();
        }
        if seen.insert(evidence.source.word()) {
            all.push((key, evidence));
        }
    }
    Ok(all)
}

fn evidence_from(row: &Row<'_>) -> Sql<(SendRightKey, Evidence)> {
    let unknown = |what: &str| Fault::Unreadable(format!("a stored {what} is not known"));
    let key = SendRightKey {
        account: AccountId::of(&address(&get::<String>(row, "account")?)?),
        address: address(&get::<String>(row, "address")?)?,
        mode: Mode::from_word(&get::<String>(row, "mode")?).ok_or_else(|| unknown("mode"))?,
    };
    let evidence = Evidence {
        right: SendRight::from_word(&get::<String>(row, "send_right")?)
            .ok_or_else(|| unknown("send right"))?,
        source: EvidenceSource::from_word(&get::<String>(row, "source")?)
            .ok_or_else(|| unknown("source"))?,
        at: time(get(row, "at")?)?,
        words: get(row, "words")?,
    };
    Ok((key, evidence))
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
