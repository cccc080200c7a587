//! How much of what a query looks for can be found on this computer.

use super::super::Reader;
use super::super::error::StoreError;
use super::folders::folder_id;
use crate::domain::{Coverage, MailboxId, SearchQuery};

/// Each folder with its messages, its texts, how many of either are not findable yet, and how many of the
/// texts are with their beginnings only. The text of a message that an act hides is in the folder's count,
/// and the message is not.
const FOLDERS: &str = "SELECT f.tag, f.path, f.role, f.total, \
       f.texts_count - (SELECT count(*) FROM messages m JOIN texts t ON t.message = m.id \
         WHERE m.folder = f.id AND m.overlaid = 1 AND m.hidden <> 0), \
       f.completed_at IS NULL AND (f.uid_validity > 0 \
         OR json_extract(f.state, '$.state') = 'readable' \
         AND (f.rights_source = 'unknown' OR instr(f.rights, 'r') > 0)), coalesce(l.count, 0), coalesce(c.count, 0) \
     FROM folders f JOIN mailboxes b ON b.id = f.mailbox \
     LEFT JOIN (SELECT m.folder, count(*) AS count FROM unindexed u \
       JOIN messages m ON m.id = u.message GROUP BY m.folder) l ON l.folder = f.id \
     LEFT JOIN (SELECT m.folder, count(*) AS count FROM beginnings n \
       JOIN messages m ON m.id = n.message JOIN texts t ON t.message = n.message \
       WHERE n.message NOT IN (SELECT message FROM unindexed) AND NOT (m.overlaid = 1 AND m.hidden <> 0) \
       GROUP BY m.folder) c ON c.folder = f.id \
     WHERE ?1 IS NULL OR b.tag = ?1";

impl Reader {
    /// How much of the mail in which a query looks is findable here, in one mailbox or in all.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn coverage(
        &self,
        query: &SearchQuery,
        mailbox: Option<&MailboxId>,
    ) -> Result<Coverage, StoreError> {
        let (words, texts) = (query.has_words(), query.reads_texts());
        self.cache.read(|conn| {
            let mut coverage = Coverage::default();
            let mut statement = conn.prepare_cached(FOLDERS)?;
            let mut rows = statement.query([mailbox.map(MailboxId::as_str)])?;
            while let Some(row) = rows.next()? {
                let (path, role): (String, String) = (row.get(1)?, row.get(2)?);
                if !query.looks_into(&path, &role) {
                    continue;
                }
                let (messages, held): (u32, u32) = (row.get(3)?, row.get(4)?);
                let unindexed: u32 = if words { row.get(6)? } else { 0 };
                let begun: u32 = row.get(7)?;
                let held = if texts {
                    held.saturating_sub(begun)
                } else {
                    messages
                };
                let findable = held.saturating_sub(unindexed);
                coverage.messages += messages;
                coverage.findable += findable;
                // While it is read for the first time nobody knows how many there are.
                if findable < messages || row.get(5)? {
                    coverage.lacking.push(folder_id(&row.get::<_, String>(0)?)?);
                }
            }
            Ok(coverage)
        })
    }
}
