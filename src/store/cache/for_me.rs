//! Messages that are unread for this person although somebody else read them: noted with the flags by which
//! that is learnt, in one transaction, and shown as the precious database keeps it.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::super::Reader;
use super::super::columns::SEEN;
use super::super::error::{Sql, StoreError};
use super::folders::folder_id;
use super::{Cache, folder_row};
use crate::domain::{FolderId, MessageKey};

/// It arose here, and the precious database does not know of it yet.
pub(super) const NEW: i64 = 2;
/// As the precious database says.
const KEPT: i64 = 1;

/// A message that is unread for this person: where it lies, and its Message-ID, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct ForMe {
    pub key: MessageKey,
    pub message_id: String,
}

/// What became of those that the precious database keeps of a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Laid {
    /// They were not shown so before.
    pub shown: usize,
    /// They lie elsewhere by now.
    pub moved: Vec<(MessageKey, MessageKey)>,
    /// They are gone.
    pub gone: Vec<MessageKey>,
}

/// Those that arose and are not kept yet, of one folder or of all.
pub(in super::super) fn arisen(conn: &Connection, folder: Option<&FolderId>) -> Sql<Vec<ForMe>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.tag, f.uid_validity, m.uid, h.message_id FROM messages m \
         JOIN folders f ON f.id = m.folder JOIN headers h ON h.message = m.id \
         WHERE m.for_me <> 0 AND m.for_me = ?1 AND (?2 IS NULL OR f.tag = ?2)",
    )?;
    let mut rows = statement.query((NEW, folder.map(FolderId::as_str)))?;
    let mut arisen = Vec::new();
    while let Some(row) = rows.next()? {
        arisen.push(ForMe {
            key: MessageKey {
                folder: folder_id(&row.get::<_, String>(0)?)?,
                uid_validity: row.get(1)?,
                uid: row.get(2)?,
            },
            message_id: row.get(3)?,
        });
    }
    Ok(arisen)
}

/// Sets what is noted of the message at this place. Says whether it is held.
fn note(conn: &Connection, key: &MessageKey, for_me: i64) -> Sql<bool> {
    let noted = conn
        .prepare_cached(
            "UPDATE messages SET for_me = ?4 WHERE uid = ?3 AND folder = \
               (SELECT id FROM folders WHERE tag = ?1 AND uid_validity = ?2)",
        )?
        .execute((key.folder.as_str(), key.uid_validity, key.uid, for_me))?;
    Ok(noted > 0)
}

/// Shows at the start what is kept, and nothing else.
pub(in super::super) fn lay_all(tx: &Transaction<'_>, kept: &[ForMe]) -> Sql<()> {
    tx.execute("UPDATE messages SET for_me = 0 WHERE for_me <> 0", [])?;
    for one in kept {
        note(tx, &one.key, KEPT)?;
    }
    Ok(())
}

fn lay(tx: &Transaction<'_>, folder: &FolderId, kept: &[ForMe], whole: bool) -> Sql<Laid> {
    let mut laid = Laid::default();
    let Some(row) = folder_row(tx, folder)? else {
        return Ok(laid);
    };
    let next: u32 = tx
        .prepare_cached("SELECT uid_next FROM folders WHERE id = ?1")?
        .query_row([row.id], |r| r.get(0))?;
    let shown: HashSet<u32> = tx
        .prepare_cached("SELECT uid FROM messages WHERE folder = ?1 AND for_me <> 0")?
        .query_map([row.id], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut named = tx.prepare_cached(
        "SELECT m.uid FROM headers h JOIN messages m ON m.id = h.message \
         WHERE h.message_id = ?1 AND h.message_id <> '' AND m.folder = ?2 \
         ORDER BY m.uid DESC LIMIT 1",
    )?;
    for ForMe { key, message_id } in kept {
        if key.uid_validity == row.uid_validity && key.uid > 0 {
            if shown.contains(&key.uid) {
                continue;
            }
            if note(tx, key, KEPT)? {
                laid.shown += 1;
            } else if whole && key.uid < next {
                // All that its server holds up to there is held, and it is not among them.
                laid.gone.push(key.clone());
            }
            continue;
        }
        let uid: Option<u32> = named
            .query_row((message_id, row.id), |r| r.get(0))
            .optional()?;
        match uid {
            Some(uid) => {
                let now = MessageKey {
                    folder: folder.clone(),
                    uid_validity: row.uid_validity,
                    uid,
                };
                note(tx, &now, KEPT)?;
                laid.shown += 1;
                laid.moved.push((key.clone(), now));
            }
            // One that is known by its Message-ID alone may be on its way here.
            None if whole && key.uid > 0 => laid.gone.push(key.clone()),
            None => {}
        }
    }
    Ok(laid)
}

impl Cache {
    /// Those of a folder that arose and are not kept yet.
    pub(in super::super) async fn arisen_for_me(
        &self,
        folder: &FolderId,
    ) -> Result<Vec<ForMe>, StoreError> {
        let folder = folder.clone();
        self.write(move |tx| arisen(tx, Some(&folder))).await
    }

    /// They are kept from now on; `surplus` are no more.
    pub(in super::super) async fn kept_for_me(
        &self,
        kept: Vec<ForMe>,
        surplus: Vec<MessageKey>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            for one in &kept {
                note(tx, &one.key, KEPT)?;
            }
            for key in &surplus {
                note(tx, key, 0)?;
            }
            Ok(())
        })
        .await
    }

    /// Shows what is kept of a folder. `whole`: all that its server holds is held.
    pub(in super::super) async fn lay_for_me(
        &self,
        folder: &FolderId,
        kept: Vec<ForMe>,
        whole: bool,
    ) -> Result<Laid, StoreError> {
        let folder = folder.clone();
        self.write(move |tx| lay(tx, &folder, &kept, whole)).await
    }

    /// Nothing more is noted of these messages. Gives those of which something was, and whether they are
    /// shown as read otherwise.
    pub(in super::super) async fn lift_for_me(
        &self,
        messages: &[MessageKey],
    ) -> Result<Vec<(MessageKey, bool)>, StoreError> {
        let messages = messages.to_vec();
        self.write(move |tx| {
            let mut lift = tx.prepare_cached(
                "UPDATE messages SET for_me = 0 WHERE for_me <> 0 AND uid = ?3 AND folder = \
                   (SELECT id FROM folders WHERE tag = ?1 AND uid_validity = ?2) RETURNING flags",
            )?;
            let mut lifted = Vec::new();
            for key in messages {
                let flags: Option<i64> = lift
                    .query_row((key.folder.as_str(), key.uid_validity, key.uid), |r| {
                        r.get(0)
                    })
                    .optional()?;
                if let Some(flags) = flags {
                    lifted.push((key, flags & SEEN != 0));
                }
            }
            Ok(lifted)
        })
        .await
    }
}

impl Reader {
    /// The UIDs of a folder's visible messages that are unread for this person although somebody else read
    /// them, ascending.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn unread_for_me(&self, folder: &FolderId) -> Result<Vec<u32>, StoreError> {
        self.cache.read(|conn| {
            let Some(row) = folder_row(conn, folder)? else {
                return Ok(Vec::new());
            };
            let mut statement = conn.prepare_cached(
                "SELECT uid FROM messages WHERE folder = ?1 AND for_me <> 0 AND hidden = 0 \
                 AND flags & ?2 <> 0 ORDER BY uid",
            )?;
            let uids = statement.query_map((row.id, SEEN), |r| r.get(0))?;
            Ok(uids.collect::<Result<_, _>>()?)
        })
    }
}
