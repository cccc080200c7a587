//! What the servers hold: mailboxes, folders, messages, their words. May be thrown away.

mod answers;
mod bodies;
mod coverage;
mod criteria;
mod doubt;
mod ended;
mod folders;
mod for_me;
mod keywords;
mod late;
mod listing;
mod messages;
mod moved;
mod overlay;
mod people;
mod room;
mod search;
mod sorting;
mod threads;
mod tree;
mod unindexed;
mod ways;
mod words;

use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::connection::{Writer, locked};
use super::error::{Missing, Sql, StoreError};
use crate::domain::{FolderId, MailboxId, PendingAct};

pub use bodies::{MissingText, TextsBehind, WantedTexts};
pub use doubt::{AskedFolder, Hits, ServerAnswers};
use ended::Ended;
pub use ended::Moment;
pub use folders::{FoldersChanged, SyncState};
pub(super) use folders::{address, folder_id};
pub(super) use for_me::{ForMe, arisen as arisen_for_me, lay_all as lay_all_for_me};
pub use listing::ListFilter;
pub use messages::{Applied, NewMessage, SyncBatch};
pub(super) use overlay::overlay_all;
pub use people::{Fit, Met, TypedName};
pub use sorting::{SortField, Sortable};
pub use tree::TreeChange;
pub use unindexed::{Indexed, Unindexed, UnindexedBehind};

/// The acts that the server has not confirmed, in the order of their ids; shared by both files.
pub(super) type Acts = Arc<Mutex<Vec<PendingAct>>>;

/// The acts, for as long as the guard lives. Never held across an await or a write.
pub(super) fn locked_acts(acts: &Acts) -> MutexGuard<'_, Vec<PendingAct>> {
    locked(acts)
}

/// Writes to `cache.db`. Each call is one transaction, committed when its future is ready.
///
/// A call whose future is dropped after its first poll is carried out all the same.
/// Errors of every call: [`StoreError::Damaged`], [`StoreError::Full`], [`StoreError::ReadOnly`],
/// [`StoreError::Device`], [`StoreError::Closed`], and those named with it.
#[derive(Clone)]
pub struct Cache {
    writer: Arc<Writer>,
    acts: Acts,
    ended: Arc<Mutex<Ended>>,
}

impl Cache {
    pub(super) fn new(writer: Arc<Writer>, acts: Acts) -> Self {
        Self {
            writer,
            acts,
            ended: Arc::default(),
        }
    }

    /// Now, to be noted before a server is asked for what [`SyncBatch::asked`] takes.
    #[must_use]
    pub fn moment(&self) -> Moment {
        locked(&self.ended).moment()
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(work).await
    }

    /// As `write`, with the acts that are pending at the moment of writing.
    async fn write_with_acts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &[PendingAct]) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let acts = Arc::clone(&self.acts);
        self.writer
            .write(move |tx| {
                let acts = locked(&acts).clone();
                work(tx, &acts)
            })
            .await
    }
}

/// What most work needs to know of a folder.
struct FolderRow {
    id: i64,
    mailbox: i64,
    uid_validity: u32,
}

fn folder_row(conn: &Connection, folder: &FolderId) -> Sql<Option<FolderRow>> {
    let row = conn
        .prepare_cached("SELECT id, mailbox, uid_validity FROM folders WHERE tag = ?1")?
        .query_row([folder.as_str()], |r| {
            Ok(FolderRow {
                id: r.get(0)?,
                mailbox: r.get(1)?,
                uid_validity: r.get(2)?,
            })
        })
        .optional()?;
    Ok(row)
}

fn existing_folder(conn: &Connection, folder: &FolderId) -> Sql<FolderRow> {
    folder_row(conn, folder)?.ok_or_else(|| Missing::Folder(folder.as_str().to_owned()).into())
}

fn existing_mailbox(conn: &Connection, mailbox: &MailboxId) -> Sql<i64> {
    conn.prepare_cached("SELECT id FROM mailboxes WHERE tag = ?1")?
        .query_row([mailbox.as_str()], |r| r.get(0))
        .optional()?
        .ok_or_else(|| Missing::Mailbox(mailbox.as_str().to_owned()).into())
}
