//! Folders that a person made, renamed or deleted: in the cache as soon as the server has done it, so
//! that what is held of them is not fetched again.

use std::collections::BTreeMap;

use rusqlite::Transaction;

use super::super::error::{Sql, StoreError};
use super::folders::{folder_of, folders_of, put_folder};
use super::{Cache, existing_mailbox};
use crate::domain::{Folder, FolderId, MailboxId, is_below};

/// What a server did to its folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeChange {
    /// This one is there now.
    Made(Folder),
    /// So is this one, and was before: whoever made it, to take it back is not for us.
    Found(Folder),
    /// One bears another name, and so do those below.
    Renamed {
        /// Its mailbox.
        mailbox: MailboxId,
        /// Its id before.
        folder: FolderId,
        /// Its path now.
        path: String,
        /// Its path before.
        was: String,
        /// And its name on the wire.
        wire_name: String,
    },
    /// It is gone.
    Deleted(FolderId),
}

impl Cache {
    /// Takes it in. Gives the new ids of folders that have others now.
    pub(in super::super) async fn change_tree(
        &self,
        change: &TreeChange,
    ) -> Result<BTreeMap<FolderId, FolderId>, StoreError> {
        let change = change.clone();
        self.write(move |tx| change_tree(tx, &change)).await
    }
}

fn change_tree(tx: &Transaction<'_>, change: &TreeChange) -> Sql<BTreeMap<FolderId, FolderId>> {
    let mut renamed = BTreeMap::new();
    match change {
        TreeChange::Made(folder) | TreeChange::Found(folder) => {
            // A listing may have been quicker.
            if folder_of(tx, &folder.id)?.is_none() {
                put_folder(tx, existing_mailbox(tx, &folder.mailbox)?, folder, None)?;
            }
        }
        TreeChange::Deleted(folder) => {
            delete(tx, folder)?;
        }
        TreeChange::Renamed {
            mailbox,
            folder,
            path,
            was,
            wire_name,
        } => {
            renamed.insert(folder.clone(), FolderId::of(mailbox, path));
            let Some(before) = folder_of(tx, folder)? else {
                // It was taken in before. Whoever asks again lost the ids, also of those below.
                for one in folders_of(tx, mailbox)? {
                    let below = one.path.strip_prefix(path.as_str());
                    if let Some(below) = below.filter(|below| below.starts_with('/')) {
                        renamed.insert(FolderId::of(mailbox, &format!("{was}{below}")), one.id);
                    }
                }
                return Ok(renamed);
            };
            let family = folders_of(tx, mailbox)?.into_iter();
            let family = family.filter(|f| f.id == *folder || is_below(&f.path, &before.path));
            for one in family {
                let below = one.path.strip_prefix(&before.path).unwrap_or_default();
                let path = format!("{path}{below}");
                let below = one.wire_name.strip_prefix(&before.wire_name);
                let wire_name = format!("{wire_name}{}", below.unwrap_or_default());
                let id = FolderId::of(mailbox, &path);
                if id != one.id {
                    // A listing may have met it already; here are its messages.
                    delete(tx, &id)?;
                }
                // How other accounts reach it their next listing tells.
                tx.execute("DELETE FROM ways WHERE tag = ?1", [one.id.as_str()])?;
                tx.prepare_cached(
                    "UPDATE folders SET tag = ?2, path = ?3, wire_name = ?4 WHERE tag = ?1",
                )?
                .execute((one.id.as_str(), id.as_str(), path, wire_name))?;
                renamed.insert(one.id, id);
            }
        }
    }
    Ok(renamed)
}

fn delete(tx: &Transaction<'_>, folder: &FolderId) -> Sql<()> {
    tx.execute("DELETE FROM folders WHERE tag = ?1", [folder.as_str()])?;
    tx.execute("DELETE FROM ways WHERE tag = ?1", [folder.as_str()])?;
    Ok(())
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
