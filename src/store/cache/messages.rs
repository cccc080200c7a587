//! Messages as the server told of them: one transaction for each batch of a sync.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use super::super::columns::{flag_bits, flags, json, keyword_text, micros, signed};
use super::super::connection::locked;
use super::super::error::{Sql, StoreError};
use super::ended::{Moment, Since};
use super::overlay::{self, ActsByUid, Shown};
use super::threads::{self, Names};
use super::words::Words;
use super::{Cache, FolderRow, bodies, existing_folder, for_me, late, people};
use crate::domain::{
    BySubject, Flags, FolderId, MessageKey, NamedAddress, Participants, PendingAct, SystemFlag,
};

/// So many new messages at once are findable at once; of more the words are written later.
const INDEXED_AT_ONCE: usize = 50;

/// A message that was not held yet, with what its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// UID; 0 is none and is passed over.
    pub uid: u32,
    /// Flags as on the server.
    pub flags: Flags,
    /// Somebody else read it before it was met here, and this person has not.
    pub unread_for_me: bool,
    /// Its mod-sequence, where the server counts them (RFC 7162).
    pub modseq: Option<u64>,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// The `Message-ID`s it answers, without brackets.
    pub in_reply_to: Vec<String>,
    /// `References`, oldest first, without brackets; at most 100.
    pub references: Vec<String>,
    /// Who.
    pub participants: Participants,
    /// The member whom the header names as who pressed Send, whether or not it is to be believed.
    pub sent_by: Option<NamedAddress>,
    /// The decoded subject, at most 998 characters.
    pub subject: String,
    /// By what it may be joined to a conversation without naming it; only where it names no other.
    pub by_subject: Option<BySubject>,
    /// INTERNALDATE, kept to the microsecond.
    pub date: Timestamp,
    /// `Date`, as the sender claims.
    pub date_header: Option<Timestamp>,
    /// RFC822.SIZE in octets.
    pub size: u32,
    /// Does its structure name an attachment? `None` where it was not looked into so far.
    pub has_attachment: Option<bool>,
    /// Does nobody wait for an answer to it: a report, a newsletter, an alarm of a machine?
    pub is_automatic: bool,
}

/// What a sync learnt of one folder. Only what a completed answer of the server proves belongs
/// here, above all in `removed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncBatch {
    /// UIDVALIDITY under which all of this was read. When it differs from the one held, what is
    /// held of this folder is dropped first.
    pub uid_validity: u32,
    /// From before the server was asked for this: what acts did since then stays ([`Cache::moment`]). `None`:
    /// what was read is newer than all of them.
    pub asked: Option<Moment>,
    /// Drop what is held of this folder first, whatever its UIDVALIDITY.
    pub reset: bool,
    /// Others set `\Seen` too: a message on which it appears, and not by an act of this person, is unread for
    /// them from then on.
    pub seen_by_others: bool,
    /// Messages with their headers. A UID that is held already only has its flags taken over:
    /// a message never changes under its UID (RFC 9051 2.3.1.1).
    pub added: Vec<NewMessage>,
    /// Messages that are held without a header, and whose header came by now. Their flags, and what else is
    /// held of them, stay as they are.
    pub late: Vec<NewMessage>,
    /// UID, flags, mod-sequence. UIDs that are not held come back in [`Applied::unknown`].
    pub flags: Vec<(u32, Flags, Option<u64>)>,
    /// UIDs that are proven to be gone.
    pub removed: Vec<u32>,
    /// UIDNEXT, if told.
    pub uid_next: Option<u32>,
    /// The HIGHESTMODSEQ up to which, with this batch, all flags are known.
    pub highest_modseq: Option<u64>,
    /// With this batch, what is held is all that the server holds: the time of that.
    pub completed_at: Option<Timestamp>,
    /// And for that, all of it was compared, flags included.
    pub compared: bool,
}

/// What a batch changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// What was held of the folder was dropped first; those messages are not listed in `removed`.
    pub reset: bool,
    /// Messages that were not held before.
    pub added: Vec<MessageKey>,
    /// Messages that are shown with other flags now, or with the header that they lacked.
    pub changed: Vec<MessageKey>,
    /// Messages that were held and are gone.
    pub removed: Vec<MessageKey>,
    /// UIDs in `flags` that are not held: their headers are to be fetched.
    pub unknown: Vec<u32>,
}

impl Applied {
    /// Is the folder shown as before?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.reset && self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Cache {
    /// Takes in what a sync learnt of a folder, in one transaction. Flags and moves of pending
    /// acts stay on top of what the server says until they are settled or backed out.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such folder; as [`Cache`].
    pub async fn apply(&self, folder: &FolderId, batch: SyncBatch) -> Result<Applied, StoreError> {
        let (folder, ended) = (folder.clone(), Arc::clone(&self.ended));
        self.write_with_acts(move |tx, acts| {
            let since = match batch.asked {
                Some(then) => locked(&ended).since(then, &folder, batch.uid_validity),
                None => Since::default(),
            };
            apply(tx, &folder, &batch, acts, &since)
        })
        .await
    }
}

pub(super) fn apply(
    tx: &Transaction<'_>,
    folder: &FolderId,
    batch: &SyncBatch,
    acts: &[PendingAct],
    since: &Since,
) -> Sql<Applied> {
    let row = existing_folder(tx, folder)?;
    let mut applied = Applied {
        reset: batch.reset || (row.uid_validity != 0 && row.uid_validity != batch.uid_validity),
        ..Applied::default()
    };
    if applied.reset {
        tx.execute("DELETE FROM messages WHERE folder = ?1", [row.id])?;
        tx.execute(
            "UPDATE folders SET uid_next = 0, highest_modseq = 0, completed_at = NULL, \
               compared_at = NULL WHERE id = ?1",
            [row.id],
        )?;
    }
    let acts = overlay::by_uid(acts, folder, batch.uid_validity);
    let key = |uid| MessageKey {
        folder: folder.clone(),
        uid_validity: batch.uid_validity,
        uid,
    };
    let at_once = batch.added.len() <= INDEXED_AT_ONCE;
    let mut known = uids_around(tx, row.id, &batch.added)?;
    let (mut first, mut last) = (i64::MAX, 0);
    let mut overtaken = false;
    for message in batch.added.iter().filter(|m| m.uid > 0) {
        if since.has_left(message.uid) {
            overtaken = true;
            continue;
        }
        let held = match known.insert(message.uid) {
            true => None,
            false => held(tx, row.id, message.uid)?,
        };
        match held {
            None => {
                let id = insert(tx, &row, message, &acts)?;
                (first, last) = (first.min(id), last.max(id));
                if at_once {
                    Words::of(&message.subject, &message.participants, "").add(tx, id)?;
                    people::meet(tx, id)?;
                }
                applied.added.push(key(message.uid));
            }
            // What followed a message here, whose server told the wrong number.
            Some(held) if !bears_id(tx, held.id, message.message_id.as_deref())? => {
                remove(tx, row.id, message.uid)?;
                let id = insert(tx, &row, message, &acts)?;
                bodies::index_later(tx, id)?;
                applied.added.push(key(message.uid));
            }
            Some(held) => {
                let flags = since.with(message.uid, &message.flags);
                overtaken |= flags != message.flags;
                let told = (&flags, message.modseq);
                if take_flags(tx, &held, message.uid, told, &acts, batch.seen_by_others)? {
                    applied.changed.push(key(message.uid));
                }
            }
        }
    }
    if !at_once && last > 0 {
        bodies::index_all_later(tx, row.id, first, last)?;
    }
    for message in &batch.late {
        if late::take(tx, &row, message)? {
            applied.changed.push(key(message.uid));
        }
    }
    for (uid, flags, modseq) in &batch.flags {
        match held(tx, row.id, *uid)? {
            None => applied.unknown.push(*uid),
            Some(held) => {
                let now = since.with(*uid, flags);
                overtaken |= now != *flags;
                let told = (&now, *modseq);
                if take_flags(tx, &held, *uid, told, &acts, batch.seen_by_others)? {
                    applied.changed.push(key(*uid));
                }
            }
        }
    }
    for uid in &batch.removed {
        if remove(tx, row.id, *uid)? {
            applied.removed.push(key(*uid));
        }
    }
    if !applied.added.is_empty() {
        bodies::texts_may_come(tx, row.id)?;
    }
    tx.prepare_cached(
        "UPDATE folders SET uid_validity = :validity, uid_next = coalesce(:next, uid_next), \
           highest_modseq = CASE WHEN :overtaken THEN highest_modseq WHEN :completed IS NULL THEN coalesce(:modseq, highest_modseq) \
             ELSE coalesce(:modseq, 0) END, \
           completed_at = coalesce(:completed, completed_at), \
           compared_at = coalesce(:compared, compared_at) \
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": row.id,
        ":validity": batch.uid_validity,
        ":next": batch.uid_next,
        ":modseq": batch.highest_modseq.map(signed),
        // What others did at the same time may be among what was told: it is asked for again.
        ":overtaken": overtaken,
        ":completed": batch.completed_at.map(micros),
        ":compared": batch.completed_at.filter(|_| batch.compared).map(micros),
    })?;
    Ok(applied)
}

/// The UIDs that are held from the lowest to the highest of these: mostly none.
fn uids_around(conn: &Connection, folder: i64, added: &[NewMessage]) -> Sql<HashSet<u32>> {
    let uids = || added.iter().map(|message| message.uid);
    let (Some(lowest), Some(highest)) = (uids().min(), uids().max()) else {
        return Ok(HashSet::new());
    };
    let mut statement = conn
        .prepare_cached("SELECT uid FROM messages WHERE folder = ?1 AND uid BETWEEN ?2 AND ?3")?;
    let known = statement.query_map((folder, lowest, highest), |r| r.get(0))?;
    Ok(known.collect::<Result<_, _>>()?)
}

/// Is this the Message-ID under which the message in this row is known?
fn bears_id(conn: &Connection, message: i64, id: Option<&str>) -> Sql<bool> {
    let known: Option<String> = conn
        .prepare_cached("SELECT message_id FROM headers WHERE message = ?1")?
        .query_row([message], |r| r.get(0))
        .optional()?;
    Ok(known.is_none_or(|known| known == id.unwrap_or_default()))
}

/// Removes a message. Says whether it was held.
pub(super) fn remove(conn: &Connection, folder: i64, uid: u32) -> Sql<bool> {
    let removed = conn
        .prepare_cached("DELETE FROM messages WHERE folder = ?1 AND uid = ?2")?
        .execute((folder, uid))?;
    Ok(removed > 0)
}

/// A message's flags as they stand in the cache.
pub(super) struct Held {
    pub id: i64,
    pub server: Flags,
    pub shown: Shown,
    pub overlaid: bool,
}

pub(super) fn held(conn: &Connection, folder: i64, uid: u32) -> Sql<Option<Held>> {
    let row = conn
        .prepare_cached(
            "SELECT id, server_flags, server_keywords, flags, keywords, hidden, overlaid \
             FROM messages WHERE folder = ?1 AND uid = ?2",
        )?
        .query_row((folder, uid), |r| {
            Ok(Held {
                id: r.get(0)?,
                server: flags(r.get(1)?, r.get_ref(2)?.as_str()?),
                shown: Shown {
                    flags: flags(r.get(3)?, r.get_ref(4)?.as_str()?),
                    hidden: r.get(5)?,
                },
                overlaid: r.get(6)?,
            })
        })
        .optional()?;
    Ok(row)
}

/// Takes over the server's flags. Says whether the message is shown differently now.
fn take_flags(
    conn: &Connection,
    held: &Held,
    uid: u32,
    (server, modseq): (&Flags, Option<u64>),
    acts: &ActsByUid<'_>,
    seen_by_others: bool,
) -> Sql<bool> {
    let is_read = |flags: &Flags| flags.has(SystemFlag::Seen);
    // Where an act of this person set it, or is about to, it is shown as read before the server says so.
    let was_read = is_read(&held.server) || is_read(&held.shown.flags);
    if seen_by_others && !was_read && is_read(server) {
        conn.prepare_cached("UPDATE messages SET for_me = ?2 WHERE id = ?1 AND for_me = 0")?
            .execute((held.id, for_me::NEW))?;
    }
    if held.server != *server || modseq.is_some() {
        conn.prepare_cached(
            "UPDATE messages SET server_flags = ?2, server_keywords = ?3, \
               modseq = coalesce(?4, modseq) WHERE id = ?1",
        )?
        .execute((
            held.id,
            flag_bits(server),
            keyword_text(server),
            modseq.map(signed),
        ))?;
    }
    overlay::show(conn, held, server, acts.get(&uid))
}

/// The conversation that a message joins.
pub(super) fn thread(
    conn: &Connection,
    folder: &FolderRow,
    message: &NewMessage,
) -> Sql<Option<i64>> {
    let names = Names {
        own: message.message_id.as_deref(),
        references: &message.references,
        in_reply_to: &message.in_reply_to,
        by_subject: message.by_subject,
        date: micros(message.date),
    };
    threads::join(conn, folder.mailbox, &names)
}

fn insert(
    conn: &Connection,
    folder: &FolderRow,
    message: &NewMessage,
    acts: &ActsByUid<'_>,
) -> Sql<i64> {
    let acts = acts.get(&message.uid);
    let shown = overlay::shown(&message.flags, acts);
    let thread = thread(conn, folder, message)?;
    conn.prepare_cached(
        "INSERT INTO messages (folder, uid, date, flags, hidden, has_attachment, automatic, overlaid, \
           server_flags, modseq, size, thread, keywords, server_keywords, for_me) \
         VALUES (:folder, :uid, :date, :flags, :hidden, :has_attachment, :automatic, :overlaid, \
           :server_flags, :modseq, :size, :thread, :keywords, :server_keywords, :for_me)",
    )?
    .execute(named_params! {
        ":folder": folder.id,
        ":uid": message.uid,
        ":date": micros(message.date),
        ":flags": flag_bits(&shown.flags),
        ":hidden": shown.hidden,
        ":has_attachment": late::attachment_word(message.has_attachment),
        ":automatic": message.is_automatic,
        ":overlaid": acts.is_some(),
        ":server_flags": flag_bits(&message.flags),
        ":modseq": message.modseq.map_or(0, signed),
        ":size": message.size,
        ":thread": thread,
        ":keywords": keyword_text(&shown.flags),
        ":server_keywords": keyword_text(&message.flags),
        ":for_me": if message.unread_for_me { for_me::NEW } else { 0 },
    })?;
    let id = conn.last_insert_rowid();
    put_header(conn, id, message)?;
    Ok(id)
}

/// Keeps what the header of the message in this row says.
pub(super) fn put_header(conn: &Connection, id: i64, message: &NewMessage) -> Sql<()> {
    conn.prepare_cached(
        "INSERT INTO headers (message, message_id, in_reply_to, refs, participants, sent_by, subject, \
           date_header) \
         VALUES (:message, :message_id, :in_reply_to, :refs, :participants, :sent_by, :subject, \
           :date_header) \
         ON CONFLICT (message) DO UPDATE SET message_id = excluded.message_id, \
           in_reply_to = excluded.in_reply_to, refs = excluded.refs, \
           participants = excluded.participants, sent_by = excluded.sent_by, \
           subject = excluded.subject, date_header = excluded.date_header",
    )?
    .execute(named_params! {
        ":message": id,
        ":message_id": message.message_id.as_deref().unwrap_or_default(),
        ":in_reply_to": json(&message.in_reply_to)?,
        ":refs": json(&message.references)?,
        ":participants": json(&message.participants)?,
        ":sent_by": message.sent_by.as_ref().map(json).transpose()?,
        ":subject": message.subject,
        ":date_header": message.date_header.map(micros),
    })?;
    Ok(())
}

/// Every message of a folder with the server's flags, for comparing; hidden ones too.
pub(super) fn server_flags(conn: &Connection, folder: i64) -> Sql<BTreeMap<u32, Flags>> {
    let mut statement = conn.prepare_cached(
        "SELECT uid, server_flags, server_keywords FROM messages WHERE folder = ?1 ORDER BY uid",
    )?;
    let mut rows = statement.query([folder])?;
    let mut held = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let words = flags(
            row.get(1)?,
            row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
        );
        held.insert(row.get(0)?, words);
    }
    Ok(held)
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
