//! Words that are made findable a little later: many messages at a time cost a fraction of what they cost
//! one by one, and nobody who fetches waits for it.

use super::super::Reader;
use super::super::columns::from_json;
use super::super::error::StoreError;
use super::words::Words;
use super::{Cache, folder_id, late, people};
use crate::domain::{FolderId, Participants};

/// A message whose words are to be made findable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unindexed {
    /// Its row, and what shows that it is still the same when it is written.
    row: Row,
    subject: String,
    participants: Participants,
    /// Where it lies.
    pub folder: FolderId,
    /// Its bytes, where they are held, or those of an excerpt: to be read and for nothing else.
    pub raw: Option<Vec<u8>>,
    /// Is no more than the beginning of its text held?
    is_cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    message: i64,
    folder: i64,
    uid: u32,
    message_id: String,
    date: i64,
    has_body: bool,
}

/// What was read in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    row: Row,
    words: Words,
    /// Its first words, at most 200 characters.
    preview: String,
    has_attachment: Option<bool>,
}

impl Unindexed {
    /// Behind this one the next ones are looked for.
    #[must_use]
    pub fn place(&self) -> UnindexedBehind {
        UnindexedBehind(self.row.message)
    }

    /// With what was read in it: its readable text, its first words, and whether it has attachments.
    #[must_use]
    pub fn read(&self, text: &str, preview: &str, has_attachment: Option<bool>) -> Indexed {
        let mut words = Words::of(&self.subject, &self.participants, text);
        words.is_cut |= self.is_cut;
        Indexed {
            row: self.row.clone(),
            words,
            preview: preview.chars().take(200).collect(),
            has_attachment,
        }
    }
}

/// Where a pass through the messages whose words are not findable yet goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnindexedBehind(i64);

impl Cache {
    /// Makes the words of these messages findable, and keeps their previews for lists. One that is gone,
    /// or of which more is held by now, is left as it is.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn index(&self, indexed: Vec<Indexed>) -> Result<(), StoreError> {
        self.write(move |tx| {
            for Indexed {
                row,
                words,
                preview,
                has_attachment,
            } in &indexed
            {
                let is_there = tx
                    .prepare_cached(
                        "SELECT 1 FROM messages m \
                         JOIN headers h ON h.message = m.id \
                         JOIN unindexed u ON u.message = m.id \
                         WHERE m.id = ?1 AND m.folder = ?2 AND m.uid = ?3 AND m.date = ?4 \
                         AND h.message_id = ?5 \
                         AND ?6 = EXISTS (SELECT 1 FROM texts t WHERE t.message = m.id)",
                    )?
                    .exists((
                        row.message,
                        row.folder,
                        row.uid,
                        row.date,
                        &row.message_id,
                        row.has_body,
                    ))?;
                if !is_there {
                    continue;
                }
                words.replace(tx, row.message)?;
                people::meet(tx, row.message)?;
                if row.has_body {
                    tx.prepare_cached("UPDATE headers SET preview = ?2 WHERE message = ?1")?
                        .execute((row.message, preview))?;
                    late::take_attachment(tx, row.message, *has_attachment)?;
                }
                tx.prepare_cached("DELETE FROM unindexed WHERE message = ?1")?
                    .execute([row.message])?;
            }
            Ok(())
        })
        .await
    }
}

impl Reader {
    /// Messages whose words are not all findable yet, what came last first, behind a place: at most
    /// `limit`, and no more octets than `octets` and those of one message.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn unindexed(
        &self,
        behind: Option<UnindexedBehind>,
        limit: usize,
        octets: usize,
    ) -> Result<Vec<Unindexed>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT m.id, m.folder, m.uid, coalesce(b.raw, e.raw), f.tag, h.message_id, m.date, h.subject, \
                   h.participants, EXISTS (SELECT 1 FROM json_each(e.left_out) l \
                     WHERE json_extract(l.value, '$.is_cut_text')) FROM unindexed u \
                 JOIN messages m ON m.id = u.message JOIN folders f ON f.id = m.folder \
                 JOIN headers h ON h.message = m.id \
                 LEFT JOIN bodies b ON b.message = m.id \
                 LEFT JOIN excerpts e ON e.message = m.id \
                 WHERE u.message < ?2 ORDER BY u.message DESC LIMIT ?1",
            )?;
            let behind = behind.map_or(i64::MAX, |UnindexedBehind(message)| message);
            let mut rows = statement.query((i64::try_from(limit).unwrap_or(i64::MAX), behind))?;
            let (mut found, mut held) = (Vec::new(), 0);
            while held < octets
                && let Some(row) = rows.next()?
            {
                let raw: Option<Vec<u8>> = row.get(3)?;
                held += raw.as_ref().map_or(0, Vec::len);
                let folder = folder_id(&row.get::<_, String>(4)?)?;
                let (subject, participants): (_, String) = (row.get(7)?, row.get(8)?);
                let is_cut = row.get(9)?;
                let row = Row {
                    message: row.get(0)?,
                    folder: row.get(1)?,
                    uid: row.get(2)?,
                    message_id: row.get(5)?,
                    date: row.get(6)?,
                    has_body: raw.is_some(),
                };
                found.push(Unindexed {
                    row,
                    subject,
                    participants: from_json(&participants)?,
                    folder,
                    raw,
                    is_cut,
                });
            }
            Ok(found)
        })
    }

    /// How many there are.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn unindexed_count(&self) -> Result<u32, StoreError> {
        self.cache.read(|conn| {
            let count = conn
                .prepare_cached("SELECT count(*) FROM unindexed")?
                .query_row([], |r| r.get(0))?;
            Ok(count)
        })
    }
}
