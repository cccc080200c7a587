//! Small values that outlive a run: the state of the window, what was answered to a question.

use rusqlite::OptionalExtension as _;
use serde_json::Value;

use super::super::Reader;
use super::super::columns::{from_json, json};
use super::super::error::StoreError;
use super::Precious;

impl Precious {
    /// Keeps a value under a key, in place of the one before. No secrets.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn remember(&self, key: &str, value: &Value) -> Result<(), StoreError> {
        let (key, value) = (key.to_owned(), value.clone());
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO remembered (key, value) VALUES (?1, ?2) \
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute((key, json(&value)?))?;
            Ok(())
        })
        .await
    }

    /// Forgets a key. Says whether there was a value.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget(&self, key: &str) -> Result<bool, StoreError> {
        let key = key.to_owned();
        self.write(move |tx| Ok(tx.execute("DELETE FROM remembered WHERE key = ?1", [key])? > 0))
            .await
    }
}

impl Reader {
    /// The values whose keys begin with this, in the order of their keys.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn remembered_under(&self, prefix: &str) -> Result<Vec<(String, Value)>, StoreError> {
        self.precious.read(|conn| {
            // By substr, since a key may hold what LIKE takes for a wildcard.
            let mut statement = conn.prepare_cached(
                "SELECT key, value FROM remembered WHERE substr(key, 1, length(?1)) = ?1 \
                 ORDER BY key",
            )?;
            let mut rows = statement.query([prefix])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push((row.get(0)?, from_json(&row.get::<_, String>(1)?)?));
            }
            Ok(found)
        })
    }

    /// The value kept under a key.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn remembered(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.precious.read(|conn| {
            let text: Option<String> = conn
                .prepare_cached("SELECT value FROM remembered WHERE key = ?1")?
                .query_row([key], |r| r.get(0))
                .optional()?;
            text.as_deref().map(from_json).transpose()
        })
    }
}
