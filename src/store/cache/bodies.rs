//! The bytes of messages, as fetched, and excerpts of large ones.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::super::Reader;
use super::super::columns::{from_json, json, micros, time};
use super::super::error::{Sql, StoreError};
use super::words::{self, Words};
use super::{Cache, folder_row, late, people};
use crate::domain::{Excerpt, FolderId, HeldText, MessageKey};

/// The row of a message, if it is held under this UIDVALIDITY.
pub(super) fn message_row(conn: &Connection, key: &MessageKey) -> Sql<Option<i64>> {
    let Some(folder) = folder_row(conn, &key.folder)? else {
        return Ok(None);
    };
    if folder.uid_validity != key.uid_validity {
        return Ok(None);
    }
    row_of(conn, folder.id, key.uid)
}

fn row_of(conn: &Connection, folder: i64, uid: u32) -> Sql<Option<i64>> {
    let id = conn
        .prepare_cached("SELECT id FROM messages WHERE folder = ?1 AND uid = ?2")?
        .query_row((folder, uid), |r| r.get(0))
        .optional()?;
    Ok(id)
}

/// What of the texts of a folder is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedTexts {
    /// Of messages that came in then or later.
    pub since: Timestamp,
    /// With attachments, an excerpt of larger ones, in octets, as the server names them.
    pub with_attachments: u32,
    /// And an excerpt of any larger one.
    pub largest: u32,
    /// Of messages with this UID or a higher one.
    pub from_uid: u32,
}

impl WantedTexts {
    /// The index by which few messages of a large folder are found: by their date all of it would be gone
    /// through.
    fn way(self) -> &'static str {
        match self.from_uid {
            0 => "",
            _ => "INDEXED BY messages_by_uid",
        }
    }
}

/// A text that is wanted and was not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingText {
    /// Of which message.
    pub uid: u32,
    /// Octets of the message, as the server names them.
    pub size: u32,
    /// Is the message wanted, or an excerpt of it?
    pub whole: bool,
    /// Where the next look goes on.
    pub behind: TextsBehind,
}

/// The condition that the message is wanted, rather than an excerpt, by the most octets of any and of those
/// with attachments.
const WHOLE: &str = "(m.size <= ?4 AND (m.has_attachment = 0 OR m.size <= ?5))";

/// Where a walk through a folder's messages goes on: behind this one, which is older than those before.
pub type TextsBehind = (Timestamp, u32);

/// The words of this message are made findable later.
pub(super) fn index_later(conn: &Connection, message: i64) -> Sql<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO unindexed (message) VALUES (?1)")?
        .execute([message])?;
    Ok(())
}

/// The same of all messages of a folder in these rows, both ends included.
pub(super) fn index_all_later(conn: &Connection, folder: i64, first: i64, last: i64) -> Sql<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO unindexed (message) \
         SELECT id FROM messages WHERE id BETWEEN ?2 AND ?3 AND folder = ?1",
    )?
    .execute((folder, first, last))?;
    Ok(())
}

/// Not all texts of the folder that are wanted may be held from here on.
pub(super) fn may_be_missing(conn: &Connection, folder: i64) -> Sql<()> {
    conn.prepare_cached("UPDATE folders SET texts = '' WHERE id = ?1 AND texts <> ''")?
        .execute([folder])?;
    Ok(())
}

/// Messages came whose texts are to be fetched; those of the others are held as they were.
pub(super) fn texts_may_come(conn: &Connection, folder: i64) -> Sql<()> {
    conn.prepare_cached(
        "UPDATE folders SET texts = '+' || texts \
         WHERE id = ?1 AND texts <> '' AND substr(texts, 1, 1) <> '+'",
    )?
    .execute([folder])?;
    Ok(())
}

/// `opened`: somebody opened the message just now.
fn put_raw(conn: &Connection, message: i64, raw: &[u8], opened: Option<Timestamp>) -> Sql<()> {
    conn.prepare_cached(
        "INSERT INTO bodies (message, raw) VALUES (?1, ?2) \
         ON CONFLICT (message) DO UPDATE SET raw = excluded.raw",
    )?
    .execute((message, raw))?;
    conn.prepare_cached("DELETE FROM excerpts WHERE message = ?1")?
        .execute([message])?;
    note_held(conn, message, raw.len(), true, opened)
}

/// False: the message is held, which is more.
fn put_excerpt(
    conn: &Connection,
    message: i64,
    excerpt: &Excerpt,
    opened: Option<Timestamp>,
) -> Sql<bool> {
    let is_held = conn
        .prepare_cached("SELECT 1 FROM bodies WHERE message = ?1")?
        .exists([message])?;
    if is_held {
        return Ok(false);
    }
    conn.prepare_cached(
        "INSERT INTO excerpts (message, raw, left_out) VALUES (?1, ?2, ?3) \
         ON CONFLICT (message) DO UPDATE SET raw = excluded.raw, left_out = excluded.left_out",
    )?
    .execute((message, &excerpt.raw, json(&excerpt.left_out)?))?;
    note_held(conn, message, excerpt.raw.len(), false, opened)?;
    Ok(true)
}

fn note_held(
    conn: &Connection,
    message: i64,
    octets: usize,
    whole: bool,
    opened: Option<Timestamp>,
) -> Sql<()> {
    let octets = i64::try_from(octets).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "INSERT INTO texts (message, folder, octets, used_at, opened_at, whole) \
         SELECT id, folder, ?2, coalesce(?3, date), ?3, ?4 FROM messages WHERE id = ?1 \
         ON CONFLICT (message) DO UPDATE SET octets = excluded.octets, whole = excluded.whole, \
           used_at = max(used_at, excluded.used_at), \
           opened_at = coalesce(excluded.opened_at, opened_at)",
    )?
    .execute((message, octets, opened.map(micros), whole))?;
    Ok(())
}

impl Cache {
    /// Stores the bytes of messages of a folder, by UID under this UIDVALIDITY; their words are findable
    /// later ([`Cache::index`]). Those that are not held any more are left out.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn put_bodies(
        &self,
        folder: &FolderId,
        uid_validity: u32,
        bodies: Vec<(u32, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let folder = folder.clone();
        self.write(move |tx| {
            let Some(folder) = folder_row(tx, &folder)? else {
                return Ok(());
            };
            if folder.uid_validity != uid_validity {
                return Ok(());
            }
            for (uid, raw) in bodies {
                if let Some(id) = row_of(tx, folder.id, uid)? {
                    put_raw(tx, id, &raw, None)?;
                    index_later(tx, id)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Stores an excerpt of a message, whose words are findable later. `opened`: somebody opened it just
    /// now. Says whether the message is still held; where it is held whole, nothing is stored.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn put_excerpt(
        &self,
        key: &MessageKey,
        excerpt: Excerpt,
        opened: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let key = key.clone();
        self.write(move |tx| {
            let Some(id) = message_row(tx, &key)? else {
                return Ok(false);
            };
            if put_excerpt(tx, id, &excerpt, opened)? {
                index_later(tx, id)?;
            }
            Ok(true)
        })
        .await
    }

    /// All texts of a folder that this names begin to be fetched.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn texts_begin(&self, folder: &FolderId, texts: &str) -> Result<(), StoreError> {
        let (folder, texts) = (folder.clone(), format!("+{texts}"));
        self.write(move |tx| {
            tx.prepare_cached("UPDATE folders SET texts = ?2 WHERE tag = ?1")?
                .execute((folder.as_str(), texts))?;
            Ok(())
        })
        .await
    }

    /// They are all held, if none went since they began to be fetched, or since messages came to what
    /// was held whole.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn texts_are_held(&self, folder: &FolderId, texts: &str) -> Result<(), StoreError> {
        let (folder, texts) = (folder.clone(), texts.to_owned());
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE folders SET texts = ?2 WHERE tag = ?1 AND texts = '+' || ?2",
            )?
            .execute((folder.as_str(), texts))?;
            Ok(())
        })
        .await
    }

    /// Stores a message's bytes, makes the words of `text` findable and keeps `preview` (at most
    /// 200 characters) for lists; whether anything is attached where nobody looked before. Says whether the
    /// message is still held.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn put_body(
        &self,
        key: &MessageKey,
        raw: Vec<u8>,
        text: &str,
        preview: &str,
        has_attachment: Option<bool>,
    ) -> Result<bool, StoreError> {
        let key = key.clone();
        let beginning = words::bounded(text).to_owned();
        let is_cut = beginning.len() < text.len();
        let preview: String = preview.chars().take(200).collect();
        self.write(move |tx| {
            let Some(id) = message_row(tx, &key)? else {
                return Ok(false);
            };
            put_raw(tx, id, &raw, Some(Timestamp::now()))?;
            late::take_attachment(tx, id, has_attachment)?;
            tx.prepare_cached("DELETE FROM unindexed WHERE message = ?1")?
                .execute([id])?;
            tx.prepare_cached("UPDATE headers SET preview = ?2 WHERE message = ?1")?
                .execute((id, preview))?;
            let (subject, participants): (String, String) = tx
                .prepare_cached("SELECT subject, participants FROM headers WHERE message = ?1")?
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut words = Words::of(&subject, &from_json(&participants)?, &beginning);
            words.is_cut = is_cut;
            words.replace(tx, id)?;
            people::meet(tx, id)?;
            Ok(true)
        })
        .await
    }
}

impl Reader {
    /// A message's bytes, if they were fetched.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn body(&self, key: &MessageKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.cache.read(|conn| {
            let Some(id) = message_row(conn, key)? else {
                return Ok(None);
            };
            let raw = conn
                .prepare_cached("SELECT raw FROM bodies WHERE message = ?1")?
                .query_row([id], |r| r.get(0))
                .optional()?;
            Ok(raw)
        })
    }

    /// What is held of a message to be read: its bytes, or an excerpt of a large one.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn text(&self, key: &MessageKey) -> Result<Option<HeldText>, StoreError> {
        if let Some(raw) = self.body(key)? {
            return Ok(Some(HeldText::Whole(raw)));
        }
        self.cache.read(|conn| {
            let Some(id) = message_row(conn, key)? else {
                return Ok(None);
            };
            let held: Option<(Vec<u8>, String)> = conn
                .prepare_cached("SELECT raw, left_out FROM excerpts WHERE message = ?1")?
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            let Some((raw, left_out)) = held else {
                return Ok(None);
            };
            let left_out = from_json(&left_out)?;
            Ok(Some(HeldText::Excerpt(Excerpt { raw, left_out })))
        })
    }

    /// Which texts of a folder are held whole, as [`Cache::texts_are_held`] was told; empty: some may be
    /// missing.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn texts(&self, folder: &FolderId) -> Result<String, StoreError> {
        self.cache.read(|conn| {
            let texts = conn
                .prepare_cached("SELECT texts FROM folders WHERE tag = ?1")?
                .query_row([folder.as_str()], |r| r.get::<_, String>(0))
                .optional()?;
            let whole = texts.filter(|texts| !texts.starts_with('+'));
            Ok(whole.unwrap_or_default())
        })
    }

    /// How many messages are visible whose texts are wanted and were not fetched.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn count_missing_bodies(
        &self,
        folder: &FolderId,
        wanted: WantedTexts,
    ) -> Result<u32, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(0);
            };
            let count = conn
                .prepare_cached(&format!(
                    "SELECT count(*) FROM messages m {} WHERE folder = ?1 AND hidden = 0 \
                     AND uid >= ?2 AND date >= ?3 AND NOT EXISTS \
                     (SELECT 1 FROM texts t WHERE t.message = m.id AND (t.whole OR NOT {WHOLE}))",
                    wanted.way()
                ))?
                .query_row(
                    (
                        row.id,
                        wanted.from_uid,
                        micros(wanted.since),
                        wanted.largest,
                        wanted.with_attachments,
                    ),
                    |r| r.get(0),
                )?;
            Ok(count)
        })
    }

    /// Visible messages whose texts are wanted and were not fetched, the newest first. At most `limit`.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn missing_bodies(
        &self,
        folder: &FolderId,
        wanted: WantedTexts,
        behind: Option<TextsBehind>,
        limit: usize,
    ) -> Result<Vec<MissingText>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(&format!(
                "SELECT uid, size, date, {WHOLE} FROM messages m {} WHERE folder = ?1 AND hidden = 0 \
                 AND uid >= ?7 AND date >= ?2 AND (date, uid) < (?3, ?8) AND NOT EXISTS \
                 (SELECT 1 FROM texts t WHERE t.message = m.id AND (t.whole OR NOT {WHOLE})) \
                 ORDER BY date DESC, uid DESC LIMIT ?6",
                wanted.way()
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let (date, uid) = behind.map_or((i64::MAX, u32::MAX), |(at, uid)| (micros(at), uid));
            let since = micros(wanted.since);
            let (with, first) = (wanted.with_attachments, wanted.from_uid);
            let all = wanted.largest;
            let mut rows = statement.query((row.id, since, date, all, with, limit, first, uid))?;
            let mut missing = Vec::new();
            while let Some(row) = rows.next()? {
                let uid = row.get(0)?;
                missing.push(MissingText {
                    uid,
                    size: row.get(1)?,
                    whole: row.get(3)?,
                    behind: (time(row.get(2)?)?, uid),
                });
            }
            Ok(missing)
        })
    }
}
