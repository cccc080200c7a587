//! Messages of which it is not known here whether an excluded word stands in them: not all of their text can
//! be found on this computer. What servers say of a query decides about them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _};

use super::super::error::Sql;
use super::folders::folder_id;
use crate::domain::{FolderId, MessageHeader, MessageKey};

/// What servers said of a query.
#[derive(Debug, Clone, Default)]
pub struct ServerAnswers {
    /// The folders in which they looked.
    pub folders: BTreeMap<FolderId, AskedFolder>,
    /// What they found there.
    pub found: HashSet<MessageKey>,
}

/// A folder as it was when its server looked through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedFolder {
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
    /// Its UIDNEXT, where that was told: what has come since was not looked at.
    pub uid_next: Option<u32>,
}

/// What a search found on this computer.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    /// The newest first.
    pub found: Vec<MessageHeader>,
    /// Those of them in which an excluded word may stand all the same.
    pub in_doubt: HashSet<MessageKey>,
}

impl Hits {
    /// How many of these messages are in doubt.
    #[must_use]
    pub fn doubts_among(&self, shown: &[MessageHeader]) -> u32 {
        let in_doubt = shown.iter().filter(|h| self.in_doubt.contains(&h.id));
        u32::try_from(in_doubt.count()).unwrap_or(u32::MAX)
    }
}

impl ServerAnswers {
    /// Was this message found? `None` where nobody looked at it.
    pub(super) fn of(&self, key: &MessageKey) -> Option<bool> {
        let asked = self.folders.get(&key.folder)?;
        let is_later = asked.uid_next.is_some_and(|next| key.uid >= next);
        (asked.uid_validity == key.uid_validity && !is_later).then(|| self.found.contains(key))
    }
}

/// The message of this row, unless all of its text can be found: by what [`super::coverage`] counts.
pub(super) fn with_hidden_words(conn: &Connection, row: i64) -> Sql<Option<MessageKey>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.tag, f.uid_validity, m.uid FROM messages m JOIN folders f ON f.id = m.folder \
         WHERE m.id = ?1 AND (NOT EXISTS (SELECT 1 FROM texts WHERE message = m.id) \
           OR EXISTS (SELECT 1 FROM beginnings WHERE message = m.id) \
           OR EXISTS (SELECT 1 FROM unindexed WHERE message = m.id))",
    )?;
    let found = statement
        .query_row([row], |r| {
            Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?))
        })
        .optional()?;
    let Some((tag, uid_validity, uid)) = found else {
        return Ok(None);
    };
    Ok(Some(MessageKey {
        folder: folder_id(&tag)?,
        uid_validity,
        uid,
    }))
}
