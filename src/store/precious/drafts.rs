//! Drafts on this computer. Attached files are kept apart from the text, each content once, so
//! that saving a draft while it is written costs no more than its text.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sha2::{Digest as _, Sha256};

use super::super::Reader;
use super::super::columns::{from_json, get, json, micros, time, time_or_none};
use super::super::error::{Fault, Missing, Sql, StoreError};
use super::{Precious, draft_copies};
use crate::domain::{
    Draft, DraftAt, DraftId, DraftLink, DraftSeed, NamedAddress, OutboxId, Reply, SendRightKey,
};

/// A draft with what the store knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDraft {
    /// Its id.
    pub id: DraftId,
    /// The draft, with its attachments.
    pub draft: Draft,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub changed_at: Timestamp,
    /// The message frozen from it that is still in the outbox. As long as there is one, the draft
    /// cannot be saved or discarded.
    pub outbox: Option<OutboxId>,
    /// What is known of its copy in a Drafts folder.
    pub link: Option<DraftLink>,
    /// [`StoredDraft::changed_at`] of the state that was last dealt with there.
    pub stored_at: Option<Timestamp>,
}

impl StoredDraft {
    /// The draft as whoever goes on writing on it knows it.
    #[must_use]
    pub fn at(&self) -> DraftAt {
        DraftAt {
            id: self.id,
            saved: Some(self.changed_at),
        }
    }
}

/// A row of the list of drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSummary {
    /// Its id.
    pub id: DraftId,
    /// The identity chosen.
    pub from: Option<SendRightKey>,
    /// To
    pub to: Vec<NamedAddress>,
    /// Cc and Bcc
    pub copies: Vec<NamedAddress>,
    /// Subject
    pub subject: String,
    /// The first 200 characters of its text.
    pub preview: String,
    /// Number of files.
    pub attachments: usize,
    /// When it was last saved.
    pub changed_at: Timestamp,
    /// The message frozen from it that is still in the outbox.
    pub outbox: Option<OutboxId>,
    /// What is known of its copy in a Drafts folder.
    pub link: Option<DraftLink>,
    /// Was this state dealt with there, so that a copy, if there is one, is as it is here?
    pub is_stored: bool,
}

impl Precious {
    /// Saves a draft at `at`: a new one without an id, else in place of what was saved before.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it was discarded, [`StoreError::DraftFrozen`] while it is in
    /// the outbox; as [`Precious`].
    pub async fn save_draft(
        &self,
        id: Option<DraftId>,
        draft: Draft,
        at: Timestamp,
    ) -> Result<DraftId, StoreError> {
        self.write(move |tx| save(tx, id, draft, at)).await
    }

    /// Keeps at `at` what is written on a draft: a new one without `over`, else in place of the
    /// state that its writer knows. If it is in another state by now, is gone or in the outbox, and
    /// `or_apart`, what is written becomes a draft of its own; says whether it did.
    ///
    /// # Errors
    /// Unless `or_apart`: [`StoreError::DraftChanged`] when it was saved since, and as
    /// [`Precious::save_draft`].
    pub async fn keep_draft(
        &self,
        over: Option<DraftAt>,
        draft: Draft,
        at: Timestamp,
        or_apart: bool,
    ) -> Result<(DraftAt, bool), StoreError> {
        use StoreError::{DraftChanged, DraftFrozen, Missing};
        self.write(move |tx| {
            let before = match over.map(|over| known_to(tx, over)).transpose() {
                Err(Fault::Rule(Missing(_) | DraftFrozen { .. } | DraftChanged(_))) if or_apart => {
                    return Ok((save_over(tx, None, draft, at)?, true));
                }
                before => before?,
            };
            Ok((save_over(tx, before, draft, at)?, false))
        })
        .await
    }

    /// All drafts that are here came with the profile from another computer, where they may have been
    /// sent. One with a copy in a Drafts folder is claimed there by whoever sends it.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn drafts_are_copied(&self) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                "UPDATE drafts SET copied = 1 \
                 WHERE remote IS NULL OR json_extract(remote, '$.copy') IS NULL",
                [],
            )?;
            Ok(())
        })
        .await
    }

    /// Throws a draft away. Says whether it was there.
    ///
    /// # Errors
    /// [`StoreError::DraftFrozen`] while it is in the outbox; as [`Precious`].
    pub async fn discard_draft(&self, id: DraftId) -> Result<bool, StoreError> {
        self.write(move |tx| {
            match changeable(tx, id) {
                Err(Fault::Rule(StoreError::Missing(_))) => return Ok(false),
                other => other?,
            }
            delete(tx, id, Gone::Discarded)?;
            Ok(true)
        })
        .await
    }
}

/// Keeps a draft as it is sent, in place of the state that its writer knows; one that was discarded
/// meanwhile is kept anew. What was sent of it grew from this seed.
pub(super) fn keep_sent(
    tx: &Connection,
    over: Option<DraftAt>,
    draft: Draft,
    seed: &DraftSeed,
    at: Timestamp,
) -> Sql<DraftId> {
    let before = match over.map(|over| known_to(tx, over)).transpose() {
        Err(Fault::Rule(StoreError::Missing(_))) => None,
        before => before?,
    };
    if let Some((id, _)) = before {
        let known = seed_of(tx, id)?.map(|(known, _)| known);
        let is_it =
            |known: DraftSeed| known.word == seed.word && known.taken_back <= seed.taken_back;
        if !known.is_none_or(is_it) {
            return Err(StoreError::DraftChanged(id).into());
        }
    }
    let id = save_over(tx, before, draft, at)?.id;
    tx.prepare_cached("UPDATE drafts SET seed = ?2, taken_back = ?3 WHERE id = ?1")?
        .execute((id.0, &seed.word, seed.taken_back))?;
    Ok(id)
}

/// What whoever takes a message back to edit it was told of its being sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Informed {
    /// Nothing.
    No,
    /// That it may have left from another computer.
    OfElsewhere,
    /// That something was sent of the same draft, or may have been.
    OfDraft,
}

/// It was taken back out of the outbox: what is sent of it from here on is another message, and is not
/// held again for what its author knows.
pub(super) fn taken_back(tx: &Connection, id: DraftId, informed: Informed) -> Sql<()> {
    let change = match informed {
        Informed::No => "taken_back = taken_back + 1",
        Informed::OfElsewhere => "taken_back = taken_back + 1, copied = 0",
        Informed::OfDraft => "seed = lower(hex(randomblob(16))), taken_back = 0, copied = 0",
    };
    tx.prepare_cached(&format!("UPDATE drafts SET {change} WHERE id = ?1"))?
        .execute([id.0])?;
    Ok(())
}

/// Saves a draft over a state of it, or as a new one.
fn save_over(
    tx: &Connection,
    before: Option<(DraftId, i64)>,
    draft: Draft,
    at: Timestamp,
) -> Sql<DraftAt> {
    let at = micros(at);
    // Two states that bear the same time could not be told apart.
    let is_same = before.is_some_and(|(_, saved)| saved == at);
    let at = time(at + i64::from(is_same))?;
    let id = save(tx, before.map(|(id, _)| id), draft, at)?;
    Ok(DraftAt {
        id,
        saved: Some(at),
    })
}

/// Saves a draft: a new one without an id.
pub(super) fn save(
    tx: &Connection,
    id: Option<DraftId>,
    draft: Draft,
    at: Timestamp,
) -> Sql<DraftId> {
    let mut text = draft;
    let files: Vec<Vec<u8>> = text
        .attachments
        .iter_mut()
        .map(|a| std::mem::take(&mut a.bytes))
        .collect();
    let text = json(&text)?;
    let id = match id {
        None => {
            tx.prepare_cached(
                "INSERT INTO drafts (draft, created_at, changed_at, seed) \
                 VALUES (?1, ?2, ?2, lower(hex(randomblob(16))))",
            )?
            .execute((text, micros(at)))?;
            DraftId(tx.last_insert_rowid())
        }
        Some(id) => {
            changeable(tx, id)?;
            tx.prepare_cached("UPDATE drafts SET draft = ?2, changed_at = ?3 WHERE id = ?1")?
                .execute((id.0, text, micros(at)))?;
            id
        }
    };
    attach(tx, id, files)?;
    Ok(id)
}

/// Changes what a draft answers, and nothing that anybody writes.
pub(super) fn change_reply(
    tx: &Connection,
    id: DraftId,
    change: impl FnOnce(&mut Reply),
) -> Sql<()> {
    let text: String = tx
        .prepare_cached("SELECT draft FROM drafts WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    let mut draft: Draft = from_json(&text)?;
    let before = draft.reply.clone();
    draft.reply.as_mut().map(change);
    if draft.reply != before {
        tx.prepare_cached("UPDATE drafts SET draft = ?2 WHERE id = ?1")?
            .execute((id.0, json(&draft)?))?;
    }
    Ok(())
}

/// Why a draft goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    /// Its message was accepted.
    Sent,
    /// A person threw it away.
    Discarded,
}

/// Removes a draft with its files. Its copy in a Drafts folder is to follow.
pub(super) fn delete(conn: &Connection, id: DraftId, why: Gone) -> Sql<()> {
    draft_copies::leave(conn, id, why)?;
    conn.execute("DELETE FROM drafts WHERE id = ?1", [id.0])?;
    drop_unused_files(conn)
}

/// Is the draft there, and is it not in the outbox?
pub(super) fn changeable(conn: &Connection, id: DraftId) -> Sql<()> {
    let outbox: Option<Option<i64>> = conn
        .prepare_cached(
            "SELECT o.id FROM drafts d LEFT JOIN outbox o ON o.draft = d.id WHERE d.id = ?1",
        )?
        .query_row([id.0], |r| r.get(0))
        .optional()?;
    match outbox {
        None => Err(Missing::Draft(id).into()),
        Some(None) => Ok(()),
        Some(Some(outbox)) => Err(StoreError::DraftFrozen {
            draft: id,
            outbox: OutboxId(outbox),
        }
        .into()),
    }
}

/// A draft and when it was saved last, if it can be changed and is as its writer knows it.
fn known_to(conn: &Connection, over: DraftAt) -> Sql<(DraftId, i64)> {
    changeable(conn, over.id)?;
    let saved: i64 = conn
        .prepare_cached("SELECT changed_at FROM drafts WHERE id = ?1")?
        .query_row([over.id.0], |r| r.get(0))?;
    match over.saved {
        Some(known) if micros(known) != saved => Err(StoreError::DraftChanged(over.id).into()),
        _ => Ok((over.id, saved)),
    }
}

fn attach(conn: &Connection, id: DraftId, files: Vec<Vec<u8>>) -> Sql<()> {
    let digests: Vec<Vec<u8>> = files.iter().map(|f| Sha256::digest(f).to_vec()).collect();
    if digests == attached(conn, id)? {
        return Ok(());
    }
    conn.execute("DELETE FROM attachments WHERE draft = ?1", [id.0])?;
    for (position, (digest, bytes)) in (0i64..).zip(digests.into_iter().zip(files)) {
        conn.prepare_cached(
            "INSERT INTO attached_bytes (sha256, bytes) VALUES (?1, ?2) ON CONFLICT (sha256) DO NOTHING",
        )?
        .execute((&digest, bytes))?;
        conn.prepare_cached(
            "INSERT INTO attachments (draft, position, sha256) VALUES (?1, ?2, ?3)",
        )?
        .execute((id.0, position, digest))?;
    }
    drop_unused_files(conn)
}

fn attached(conn: &Connection, id: DraftId) -> Sql<Vec<Vec<u8>>> {
    let mut statement =
        conn.prepare_cached("SELECT sha256 FROM attachments WHERE draft = ?1 ORDER BY position")?;
    let digests = statement.query_map([id.0], |r| r.get(0))?;
    Ok(digests.collect::<Result<_, _>>()?)
}

fn drop_unused_files(conn: &Connection) -> Sql<()> {
    conn.execute(
        "DELETE FROM attached_bytes WHERE NOT EXISTS \
           (SELECT 1 FROM attachments a WHERE a.sha256 = attached_bytes.sha256)",
        [],
    )?;
    Ok(())
}

impl Reader {
    /// The drafts that are not in the outbox, the last changed first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn drafts(&self) -> Result<Vec<DraftSummary>, StoreError> {
        let mut drafts = self.all_drafts()?;
        drafts.retain(|draft| draft.outbox.is_none());
        Ok(drafts)
    }

    /// All drafts, also those in the outbox, the last changed first.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn all_drafts(&self) -> Result<Vec<DraftSummary>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT d.id, d.draft, d.changed_at, d.remote, d.stored_at, o.id AS outbox \
                 FROM drafts d LEFT JOIN outbox o ON o.draft = d.id \
                 ORDER BY d.changed_at DESC, d.id DESC",
            )?;
            let mut rows = statement.query([])?;
            let mut drafts = Vec::new();
            while let Some(row) = rows.next()? {
                drafts.push(summary_from(row)?);
            }
            Ok(drafts)
        })
    }

    /// From what the Message-ID grows of what is sent of this draft, and when it was begun; `None`: there
    /// is no such draft.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn draft_seed(&self, id: DraftId) -> Result<Option<(DraftSeed, Timestamp)>, StoreError> {
        self.precious.read(|conn| seed_of(conn, id))
    }

    /// Did this draft come with the profile from another computer?
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn is_copied_draft(&self, id: DraftId) -> Result<bool, StoreError> {
        self.precious.read(|conn| {
            let copied: Option<bool> = conn
                .prepare_cached("SELECT copied FROM drafts WHERE id = ?1")?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            Ok(copied.unwrap_or(false))
        })
    }

    /// A draft with its attachments, also while it is in the outbox.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] also when an attachment is not what was saved; as [`Reader::acts`].
    pub fn draft(&self, id: DraftId) -> Result<Option<StoredDraft>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT d.id, d.draft, d.created_at, d.changed_at, d.remote, d.stored_at, \
                        o.id AS outbox \
                 FROM drafts d LEFT JOIN outbox o ON o.draft = d.id WHERE d.id = ?1",
            )?;
            let mut rows = statement.query([id.0])?;
            let Some(row) = rows.next()? else {
                return Ok(None);
            };
            let mut draft: Draft = from_json(&get::<String>(row, "draft")?)?;
            let files = files(conn, id)?;
            if files.len() != draft.attachments.len() {
                return Err(Fault::Unreadable(format!("{id} lacks an attachment")));
            }
            for (attachment, bytes) in draft.attachments.iter_mut().zip(files) {
                attachment.bytes = bytes;
            }
            Ok(Some(StoredDraft {
                id,
                draft,
                created_at: time(get(row, "created_at")?)?,
                changed_at: time(get(row, "changed_at")?)?,
                outbox: get::<Option<i64>>(row, "outbox")?.map(OutboxId),
                link: draft_copies::link_from(row)?,
                stored_at: time_or_none(get(row, "stored_at")?)?,
            }))
        })
    }
}

fn seed_of(conn: &Connection, id: DraftId) -> Sql<Option<(DraftSeed, Timestamp)>> {
    let mut statement =
        conn.prepare_cached("SELECT seed, taken_back, created_at FROM drafts WHERE id = ?1")?;
    let mut rows = statement.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let seed = DraftSeed {
        word: get(row, "seed")?,
        taken_back: get(row, "taken_back")?,
    };
    Ok(Some((seed, time(get(row, "created_at")?)?)))
}

fn files(conn: &Connection, id: DraftId) -> Sql<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.sha256, b.bytes FROM attachments a JOIN attached_bytes b ON b.sha256 = a.sha256 \
         WHERE a.draft = ?1 ORDER BY a.position",
    )?;
    let mut rows = statement.query([id.0])?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        let (digest, bytes): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if Sha256::digest(&bytes).as_slice() != digest {
            return Err(Fault::Unreadable(format!(
                "an attachment of {id} is not what was saved"
            )));
        }
        files.push(bytes);
    }
    Ok(files)
}

fn summary_from(row: &Row<'_>) -> Sql<DraftSummary> {
    let draft: Draft = from_json(&get::<String>(row, "draft")?)?;
    let changed_at = time(get(row, "changed_at")?)?;
    Ok(DraftSummary {
        id: DraftId(get(row, "id")?),
        preview: draft.body.chars().take(200).collect(),
        from: draft.from,
        to: draft.to,
        copies: draft.cc.into_iter().chain(draft.bcc).collect(),
        subject: draft.subject,
        attachments: draft.attachments.len(),
        changed_at,
        outbox: get::<Option<i64>>(row, "outbox")?.map(OutboxId),
        link: draft_copies::link_from(row)?,
        is_stored: time_or_none(get(row, "stored_at")?)? == Some(changed_at),
    })
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
mod tests;
