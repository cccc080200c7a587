//! People whom this person brought along from other programs, and addresses that are not to be offered.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::Transaction;

use super::super::Reader;
use super::super::columns::{get, micros};
use super::super::error::{Sql, StoreError};
use super::Precious;
use crate::domain::{Contact, EmailAddress};

/// What became of contacts that were brought along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BroughtAlong {
    /// Addresses that were not there.
    pub added: usize,
    /// Those of which something else was known.
    pub changed: usize,
    /// Those that are more than are kept.
    pub left_out: usize,
}

impl Precious {
    /// Most addresses that are kept.
    pub const MAX_CONTACTS: usize = 50_000;

    /// Keeps contacts; what was known of their addresses is written over, and they are offered again.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn put_contacts(
        &self,
        contacts: Vec<Contact>,
        at: Timestamp,
    ) -> Result<BroughtAlong, StoreError> {
        self.write(move |tx| {
            let mut brought = BroughtAlong::default();
            let mut held: usize = tx.query_row("SELECT count(*) FROM contacts", [], |r| {
                r.get::<_, i64>(0)
                    .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
            })?;
            for contact in &contacts {
                let known = is_known(tx, &contact.address)?;
                if !known && held >= Self::MAX_CONTACTS {
                    brought.left_out += 1;
                    continue;
                }
                let written = put(tx, contact, at)?;
                tx.prepare_cached("DELETE FROM not_offered WHERE key = ?1")?
                    .execute([contact.address.key()])?;
                match (known, written) {
                    (false, _) => {
                        held += 1;
                        brought.added += 1;
                    }
                    (true, true) => brought.changed += 1,
                    (true, false) => {}
                }
            }
            Ok(brought)
        })
        .await
    }

    /// An address is no contact any more, and is not offered, wherever it stands. Says whether it was one.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn forget_contact(
        &self,
        address: &EmailAddress,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = address.key();
        self.write(move |tx| {
            let was = tx.execute("DELETE FROM contacts WHERE key = ?1", [&key])? > 0;
            tx.execute(
                "INSERT OR IGNORE INTO not_offered (key, since) VALUES (?1, ?2)",
                (key, micros(at)),
            )?;
            Ok(was)
        })
        .await
    }
}

fn is_known(tx: &Transaction<'_>, address: &EmailAddress) -> Sql<bool> {
    let mut statement = tx.prepare_cached("SELECT 1 FROM contacts WHERE key = ?1")?;
    Ok(statement.exists([address.key()])?)
}

/// Says whether anything is different now.
fn put(tx: &Transaction<'_>, contact: &Contact, at: Timestamp) -> Sql<bool> {
    let changed = tx
        .prepare_cached(
            "INSERT INTO contacts (key, address, name, nickname, organisation, added_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (key) DO UPDATE SET address = excluded.address, name = excluded.name, \
               nickname = excluded.nickname, organisation = excluded.organisation \
             WHERE (address, name, nickname, organisation) IS NOT \
               (excluded.address, excluded.name, excluded.nickname, excluded.organisation)",
        )?
        .execute((
            contact.address.key(),
            contact.address.as_str(),
            contact.name.as_deref().unwrap_or_default(),
            contact.nickname.as_deref().unwrap_or_default(),
            contact.organisation.as_deref().unwrap_or_default(),
            micros(at),
        ))?;
    Ok(changed > 0)
}

impl Reader {
    /// All contacts, by name.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT address, name, nickname, organisation FROM contacts \
                 ORDER BY lower(name), key",
            )?;
            let mut rows = statement.query([])?;
            let mut contacts = Vec::new();
            while let Some(row) = rows.next()? {
                // One that this Postroom takes for none was kept by another one.
                let Ok(address) = EmailAddress::parse(&get::<String>(row, "address")?) else {
                    continue;
                };
                let text = |column| {
                    let text: String = get(row, column)?;
                    Ok::<_, super::super::error::Fault>(Some(text).filter(|text| !text.is_empty()))
                };
                contacts.push(Contact {
                    address,
                    name: text("name")?,
                    nickname: text("nickname")?,
                    organisation: text("organisation")?,
                });
            }
            Ok(contacts)
        })
    }

    /// How many addresses they have.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn contacts_count(&self) -> Result<usize, StoreError> {
        self.precious.read(|conn| {
            let count: i64 = conn
                .prepare_cached("SELECT count(*) FROM contacts")?
                .query_row([], |r| r.get(0))?;
            Ok(usize::try_from(count).unwrap_or_default())
        })
    }

    /// Addresses that are not to be offered, in small letters.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn not_offered(&self) -> Result<BTreeSet<String>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT key FROM not_offered")?;
            let keys = statement.query_map([], |r| r.get(0))?;
            Ok(keys.collect::<Result<_, _>>()?)
        })
    }
}

#[cfg(test)]
#[path = "contacts_tests.rs"]
mod tests;
