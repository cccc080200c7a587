//! Reading messages: the order of a list, the rows on the screen, one message, a conversation.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::Reader;
use super::super::columns::{
    ANSWERED, FLAGGED, SEEN, count, flags, from_json, from_word, get, time, time_or_none,
};
use super::super::error::{Sql, StoreError};
use super::bodies::message_row;
use super::folders::{address, folder_id};
use super::overlay::{DELETED, LEAVING};
use super::{folder_row, messages};
use crate::domain::{
    Flags, FolderId, MailboxId, MessageHeader, MessageKey, NamedAddress, SentBy, SystemFlag,
};

/// Most messages of one conversation that are read.
const MAX_THREAD: i64 = 1000;

/// Which messages of a folder a list shows; all that is set must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ListFilter {
    /// Only without `\Seen`.
    pub unread: bool,
    /// Only with `\Flagged`.
    pub flagged: bool,
    /// Only without `\Answered`, and only where somebody waits for an answer.
    pub unanswered: bool,
    /// Only with attachments.
    pub with_attachment: bool,
}

impl ListFilter {
    /// Is this message among them?
    #[must_use]
    pub fn holds(self, header: &MessageHeader) -> bool {
        let flags = &header.flags;
        let unread = !self.unread || !flags.has(SystemFlag::Seen);
        let flagged = !self.flagged || flags.has(SystemFlag::Flagged);
        let unanswered = !self.unanswered || header.is_unanswered();
        let attached = !self.with_attachment || header.has_attachment;
        unread && flagged && unanswered && attached
    }

    /// The bits looked at, and what they must be.
    pub(super) fn bits(self) -> (i64, i64) {
        let mut looked_at = 0;
        if self.unread {
            looked_at |= SEEN;
        }
        if self.unanswered {
            looked_at |= ANSWERED;
        }
        if self.flagged {
            looked_at |= FLAGGED;
        }
        (looked_at, looked_at & FLAGGED)
    }

    /// The least of the column `has_attachment`, and the most of the column `automatic`.
    pub(super) fn bounds(self) -> (i64, i64) {
        // Of what was not looked into it is less than none.
        let least = if self.with_attachment { 1 } else { -1 };
        (least, i64::from(!self.unanswered))
    }
}

/// Reads from the covering index `messages_in_order` alone, in its order.
pub(super) const ORDER: &str = "SELECT uid FROM messages \
     WHERE folder = ?1 AND hidden = 0 AND (flags & ?2) = ?3 AND has_attachment >= ?4 AND automatic <= ?5 \
     ORDER BY date DESC, uid DESC LIMIT ?6";

const HEADER: &str = "SELECT m.uid, m.date, m.flags, m.keywords, m.size, m.has_attachment, m.automatic, m.for_me, \
     h.message_id, h.in_reply_to, h.refs, h.participants, h.subject, h.date_header, h.preview, \
     h.sent_by, f.role = 'sent' AND b.kind = 'shared' AS of_a_team, f.role, t.label AS thread, f.tag AS folder_tag, f.path, f.uid_validity, b.tag AS mailbox_tag \
     FROM messages m JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder \
     JOIN mailboxes b ON b.id = f.mailbox LEFT JOIN threads t ON t.id = m.thread";

impl Reader {
    /// The UIDs of a folder's visible messages, the newest first. Made for 100,000 rows: it reads
    /// one index and nothing else.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn order(&self, folder: &FolderId, filter: ListFilter) -> Result<Vec<u32>, StoreError> {
        self.cache
            .read(|conn| order(conn, folder, filter, i64::MAX))
    }

    /// The headers of these messages, in the order asked for; those that are gone are left out.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn headers(
        &self,
        folder: &FolderId,
        uids: &[u32],
    ) -> Result<Vec<MessageHeader>, StoreError> {
        self.cache.read(|conn| headers(conn, folder, uids))
    }

    /// One message's header, if it is held under this UIDVALIDITY. Messages that a pending act
    /// moves or deletes are found too.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn message(&self, key: &MessageKey) -> Result<Option<MessageHeader>, StoreError> {
        self.cache.read(|conn| match message_row(conn, key)? {
            Some(id) => header(conn, id),
            None => Ok(None),
        })
    }

    /// The newest visible messages of a folder, the newest first.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn list(
        &self,
        folder: &FolderId,
        filter: ListFilter,
        limit: usize,
    ) -> Result<Vec<MessageHeader>, StoreError> {
        self.cache.read(|conn| {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let uids = order(conn, folder, filter, limit)?;
            headers(conn, folder, &uids)
        })
    }

    /// The highest UIDs that are held of a folder, the highest first; those of hidden messages, too.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn last_uids(&self, folder: &FolderId, count: usize) -> Result<Vec<u32>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(
                "SELECT uid FROM messages WHERE folder = ?1 ORDER BY uid DESC LIMIT ?2",
            )?;
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let uids = statement.query_map((row.id, count), |r| r.get(0))?;
            Ok(uids.collect::<Result<_, _>>()?)
        })
    }

    /// The messages of a folder that a person sent elsewhere, where the server has yet to do it, with their
    /// flags as shown.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn leaving(&self, folder: &FolderId) -> Result<Vec<(u32, Flags)>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(
                "SELECT uid, flags, keywords FROM messages WHERE folder = ?1 AND hidden = ?2",
            )?;
            let mut rows = statement.query((row.id, LEAVING))?;
            let mut leaving = Vec::new();
            while let Some(row) = rows.next()? {
                let words: String = row.get(2)?;
                leaving.push((row.get(0)?, flags(row.get(1)?, &words)));
            }
            Ok(leaving)
        })
    }

    /// Every message held of a folder with its flags *as on the server*, for comparing with what
    /// the server says now; messages hidden by pending acts too.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn uids_with_flags(&self, folder: &FolderId) -> Result<BTreeMap<u32, Flags>, StoreError> {
        self.cache.read(|conn| match folder_row(conn, folder)? {
            Some(row) => messages::server_flags(conn, row.id),
            None => Ok(BTreeMap::new()),
        })
    }

    /// The Message-IDs, without brackets, of those of these messages that are held; hidden ones too.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn message_ids(
        &self,
        folder: &FolderId,
        uids: &[u32],
    ) -> Result<BTreeMap<u32, Option<String>>, StoreError> {
        self.cache.read(|conn| {
            let mut held = BTreeMap::new();
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(held);
            };
            let mut statement = conn.prepare_cached(
                "SELECT h.message_id FROM messages m JOIN headers h ON h.message = m.id \
                 WHERE m.folder = ?1 AND m.uid = ?2",
            )?;
            for uid in uids {
                let id = statement.query_row((row.id, uid), |r| r.get::<_, String>(0));
                if let Some(id) = id.optional()? {
                    held.insert(*uid, Some(id).filter(|id| !id.is_empty()));
                }
            }
            Ok(held)
        })
    }

    /// The UIDs that are held of a folder and lie in these ranges, both ends included; hidden ones
    /// too.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn uids_among(
        &self,
        folder: &FolderId,
        ranges: &[(u32, u32)],
    ) -> Result<Vec<u32>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(
                "SELECT uid FROM messages WHERE folder = ?1 AND uid BETWEEN ?2 AND ?3 ORDER BY uid",
            )?;
            let mut uids = Vec::new();
            for (first, last) in ranges {
                let mut rows = statement.query((row.id, first, last))?;
                while let Some(row) = rows.next()? {
                    uids.push(row.get(0)?);
                }
            }
            Ok(uids)
        })
    }

    /// Where messages with this Message-ID (without brackets) lie, in any mailbox; at most 1000.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn by_message_id(&self, message_id: &str) -> Result<Vec<MessageKey>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT f.tag, f.uid_validity, m.uid FROM headers h \
                 JOIN messages m ON m.id = h.message JOIN folders f ON f.id = m.folder \
                 WHERE h.message_id = ?1 AND h.message_id <> '' ORDER BY m.id LIMIT 1000",
            )?;
            let mut rows = statement.query([message_id])?;
            let mut keys = Vec::new();
            while let Some(row) = rows.next()? {
                keys.push(MessageKey {
                    folder: folder_id(&row.get::<_, String>(0)?)?,
                    uid_validity: row.get(1)?,
                    uid: row.get(2)?,
                });
            }
            Ok(keys)
        })
    }

    /// The visible messages of a conversation ([`MessageHeader::thread_id`]) in all folders of its
    /// mailbox, the oldest first; at most 1000.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn thread(
        &self,
        mailbox: &MailboxId,
        thread_id: &str,
    ) -> Result<Vec<MessageHeader>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "{HEADER} WHERE m.hidden <> ?4 AND b.tag = ?1 AND t.mailbox = b.id AND t.label = ?2 \
                 ORDER BY m.date, f.path, m.uid LIMIT ?3"
            ))?;
            let mut rows = statement.query((mailbox.as_str(), thread_id, MAX_THREAD, DELETED))?;
            let mut headers = Vec::new();
            while let Some(row) = rows.next()? {
                headers.push(header_from(row)?);
            }
            if headers.is_empty()
                && let Ok(key) = thread_id.parse::<MessageKey>()
                && let Some(id) = message_row(conn, &key)?
            {
                // It names no other and no other can name it: it stands alone.
                headers.extend(header(conn, id)?.filter(|h| h.mailbox == *mailbox));
            }
            Ok(headers)
        })
    }
}

fn order(conn: &Connection, folder: &FolderId, filter: ListFilter, limit: i64) -> Sql<Vec<u32>> {
    let Some(row) = folder_row(conn, folder)? else {
        return Ok(Vec::new());
    };
    let (looked_at, wanted) = filter.bits();
    let mut statement = conn.prepare_cached(ORDER)?;
    let (least, most) = filter.bounds();
    let mut rows = statement.query((row.id, looked_at, wanted, least, most, limit))?;
    let mut uids = Vec::new();
    while let Some(row) = rows.next()? {
        uids.push(row.get(0)?);
    }
    Ok(uids)
}

fn headers(conn: &Connection, folder: &FolderId, uids: &[u32]) -> Sql<Vec<MessageHeader>> {
    let mut statement =
        conn.prepare_cached(&format!("{HEADER} WHERE f.tag = ?1 AND m.uid = ?2"))?;
    let mut headers = Vec::with_capacity(uids.len());
    for uid in uids {
        let mut rows = statement.query((folder.as_str(), uid))?;
        if let Some(row) = rows.next()? {
            headers.push(header_from(row)?);
        }
    }
    Ok(headers)
}

/// The header of a row of `messages`.
pub(super) fn header(conn: &Connection, id: i64) -> Sql<Option<MessageHeader>> {
    let mut statement = conn.prepare_cached(&format!("{HEADER} WHERE m.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(header_from).transpose()
}

/// What a header says of who pressed Send is believed only where the team itself put the message:
/// in a mail that came in, anybody may have written it.
fn sent_by(row: &Row<'_>) -> Sql<SentBy> {
    if !get::<bool>(row, "of_a_team")? {
        return Ok(SentBy::NotAsked);
    }
    let member: Option<String> = get(row, "sent_by")?;
    let member: Option<NamedAddress> = member.as_deref().map(from_json).transpose()?;
    Ok(member.into())
}

fn header_from(row: &Row<'_>) -> Sql<MessageHeader> {
    let id = MessageKey {
        folder: folder_id(&get::<String>(row, "folder_tag")?)?,
        uid_validity: count(row, "uid_validity")?,
        uid: count(row, "uid")?,
    };
    let thread: Option<String> = get(row, "thread")?;
    let bits: i64 = get(row, "flags")?;
    let message_id: String = get(row, "message_id")?;
    Ok(MessageHeader {
        mailbox: MailboxId::of(&address(&get::<String>(row, "mailbox_tag")?)?),
        folder: get(row, "path")?,
        message_id: Some(message_id).filter(|m| !m.is_empty()),
        in_reply_to: from_json(&get::<String>(row, "in_reply_to")?)?,
        references: from_json(&get::<String>(row, "refs")?)?,
        participants: from_json(&get::<String>(row, "participants")?)?,
        sent_by: sent_by(row)?,
        subject: get(row, "subject")?,
        date: time(get(row, "date")?)?,
        date_header: time_or_none(get(row, "date_header")?)?,
        flags: flags(bits, &get::<String>(row, "keywords")?),
        unread_for_me: bits & SEEN != 0 && get::<bool>(row, "for_me")?,
        role: from_word(get(row, "role")?)?,
        size: count(row, "size")?,
        has_attachment: get::<i64>(row, "has_attachment")? > 0,
        is_automatic: get(row, "automatic")?,
        preview: get(row, "preview")?,
        thread_id: thread.unwrap_or_else(|| id.to_string()),
        id,
    })
}
