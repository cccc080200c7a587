//! Mailboxes and their folders: what listings and rights say, and how far each folder is synced.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::super::Reader;
use super::super::columns::{count, from_json, from_word, get, json, micros, time_or_none, word};
use super::super::error::{Fault, Sql, StoreError};
use super::{Cache, existing_folder, existing_mailbox, ways};
use crate::domain::{
    AccountId, EmailAddress, Folder, FolderId, FolderRole, FolderState, Mailbox, MailboxId, Rights,
    RightsSource, RoleSource, SentPolicy, with_acts,
};

/// What a listing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoldersChanged {
    /// New ones.
    pub added: Vec<FolderId>,
    /// Those of which something is different now. The messages of one that leads to another folder
    /// of a server than before are gone.
    pub changed: Vec<FolderId>,
    /// Those that a complete listing no longer names; their messages are gone with them.
    pub removed: Vec<FolderId>,
}

impl FoldersChanged {
    /// Did nothing change?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// How far a folder is synced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncState {
    /// UIDVALIDITY of what is held; `None` before the first batch.
    pub uid_validity: Option<u32>,
    /// UIDNEXT as last told.
    pub uid_next: Option<u32>,
    /// HIGHESTMODSEQ up to which flags are known (RFC 7162).
    pub highest_modseq: Option<u64>,
    /// When a pass over the whole folder last came to its end; `None` while the first is under way.
    pub completed_at: Option<Timestamp>,
    /// When all of it was last compared with all that the server holds, flags included.
    pub compared_at: Option<Timestamp>,
    /// Messages that are held, hidden ones too.
    pub held: u32,
}

const MAILBOX_COLUMNS: &str = "address, address_confirmed, name, kind, routes, sent_policy, colour";

const FOLDER_COLUMNS: &str = "f.tag, m.tag AS mailbox_tag, f.path, f.account, f.wire_name, f.role, \
     f.role_source, f.state, f.rights, f.rights_source, f.rights_checked_at, f.uid_validity, \
     f.total, f.unread, f.unanswered, f.flagged";

const FORGET_FOLDER: &str = "DELETE FROM folders WHERE tag = ?1";

/// Deletes by a tag, such that what nobody may read any more does not stay in pages that are free. Says how much.
fn wipe(tx: &Connection, sql: &str, tag: &str) -> Sql<usize> {
    tx.pragma_update(None, "secure_delete", true)?;
    let removed = tx.execute(sql, [tag]);
    tx.pragma_update(None, "secure_delete", false)?;
    Ok(removed?)
}

impl Cache {
    /// Adds a mailbox, or changes what is known of it.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn put_mailbox(&self, mailbox: &Mailbox) -> Result<(), StoreError> {
        let mailbox = mailbox.clone();
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO mailboxes (tag, address, address_confirmed, name, kind, routes, sent_policy, colour) \
                 VALUES (:tag, :address, :confirmed, :name, :kind, :routes, :policy, :colour) \
                 ON CONFLICT (tag) DO UPDATE SET address = excluded.address, \
                   address_confirmed = excluded.address_confirmed, name = excluded.name, \
                   kind = excluded.kind, routes = excluded.routes, \
                   sent_policy = excluded.sent_policy, colour = excluded.colour",
            )?
            .execute(named_params! {
                ":tag": mailbox.id().as_str(),
                ":address": mailbox.address.as_str(),
                ":confirmed": mailbox.address_confirmed,
                ":name": mailbox.name,
                ":kind": word(&mailbox.kind)?,
                ":routes": json(&mailbox.routes)?,
                ":policy": mailbox.sent_policy.word(),
                ":colour": mailbox.colour,
            })?;
            ways::keep_only(tx, &mailbox.id(), &mailbox.routes)
        })
        .await
    }

    /// Forgets a mailbox with its folders and messages. Says whether it was there.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn remove_mailbox(&self, mailbox: &MailboxId) -> Result<bool, StoreError> {
        let mailbox = mailbox.clone();
        let removed = self
            .write(move |tx| {
                let sql = "DELETE FROM mailboxes WHERE tag = ?1";
                Ok(wipe(tx, sql, mailbox.as_str())? > 0)
            })
            .await?;
        if removed {
            self.shrink().await?;
        }
        Ok(removed)
    }

    /// Removes all that is held of a folder that nobody here may read any more. The folder stays.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn forget_messages(&self, folder: &FolderId) -> Result<(), StoreError> {
        let folder = folder.clone();
        self.write(move |tx| {
            let sql =
                "DELETE FROM messages WHERE folder IN (SELECT id FROM folders WHERE tag = ?1)";
            wipe(tx, sql, folder.as_str())?;
            tx.execute(
                "UPDATE folders SET uid_validity = 0, uid_next = 0, highest_modseq = 0, \
                   completed_at = NULL, compared_at = NULL, texts = '' WHERE tag = ?1",
                [folder.as_str()],
            )?;
            Ok(())
        })
        .await?;
        self.shrink().await
    }

    /// Forgets a folder, with its messages.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn remove_folder(&self, folder: &FolderId) -> Result<(), StoreError> {
        let folder = folder.clone();
        self.write(move |tx| wipe(tx, FORGET_FOLDER, folder.as_str()).map(drop))
            .await?;
        self.shrink().await
    }

    /// Gives the pages of what was removed back to the disk.
    async fn shrink(&self) -> Result<(), StoreError> {
        self.write(|tx| {
            let mut statement = tx.prepare("PRAGMA incremental_vacuum")?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        })
        .await
    }

    /// Takes in a listing of a mailbox's folders.
    ///
    /// What is held of each folder's messages stays, and so do rights that are known where the listing
    /// knows none. Its roles are those of the listing, which knows what a person confirmed. Only with
    /// `complete` (the tagged OK of the listing was read) are folders removed that it does not name.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such mailbox; as [`Cache`].
    pub async fn put_folders(
        &self,
        mailbox: &MailboxId,
        folders: &[Folder],
        complete: bool,
    ) -> Result<FoldersChanged, StoreError> {
        let (mailbox, folders) = (mailbox.clone(), folders.to_vec());
        self.write(move |tx| {
            let mailbox_row = existing_mailbox(tx, &mailbox)?;
            let mut changed = FoldersChanged::default();
            let mut named = BTreeSet::new();
            if let Some(folder) = folders.first() {
                ways::forget(tx, mailbox_row, &folder.account)?;
            }
            for folder in &folders {
                named.insert(folder.id.clone());
                let before = folder_of(tx, &folder.id)?;
                if before
                    .as_ref()
                    .is_some_and(|held| held.leads_elsewhere(folder))
                {
                    // UIDs and UIDVALIDITY of two folders may well agree (Dovecot takes the second
                    // of creation): what is held is of the other folder, and goes with its row.
                    wipe(tx, FORGET_FOLDER, folder.id.as_str())?;
                    put_folder(tx, mailbox_row, folder, None)?;
                    changed.changed.push(folder.id.clone());
                    continue;
                }
                put_folder(tx, mailbox_row, folder, before.as_ref())?;
                let after = folder_of(tx, &folder.id)?;
                if before.is_none() {
                    changed.added.push(folder.id.clone());
                } else if before != after {
                    changed.changed.push(folder.id.clone());
                }
            }
            if complete {
                for held in folders_of(tx, &mailbox)? {
                    if !named.contains(&held.id) {
                        wipe(tx, FORGET_FOLDER, held.id.as_str())?;
                        changed.removed.push(held.id);
                    }
                }
            }
            Ok(changed)
        })
        .await
    }

    /// Stores an account's rights as read at `at`. Gives the folders whose rights are different
    /// now; folders that it does not reach are passed over.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn set_rights(
        &self,
        account: &AccountId,
        rights: &[(FolderId, Rights, RightsSource)],
        at: Timestamp,
    ) -> Result<Vec<FolderId>, StoreError> {
        let (account, rights) = (account.clone(), rights.to_vec());
        self.write(move |tx| {
            let mut changed = Vec::new();
            for (folder, rights, source) in rights {
                let read = folder_of(tx, &folder)?.filter(|read| read.account == account);
                let (table, before) = match read {
                    Some(read) => ("folders", read),
                    None => match ways::way_of(tx, &folder, &account)? {
                        Some(way) => ("ways", way),
                        None => continue,
                    },
                };
                tx.prepare_cached(&format!(
                    "UPDATE {table} SET rights = ?3, rights_source = ?4, rights_checked_at = ?5 \
                     WHERE tag = ?1 AND account = ?2"
                ))?
                .execute((
                    folder.as_str(),
                    account.as_str(),
                    rights.to_string(),
                    word(&source)?,
                    micros(at),
                ))?;
                if before.rights != rights || before.rights_source != source {
                    changed.push(folder);
                }
            }
            Ok(changed)
        })
        .await
    }

    /// Stores whether a folder can be opened. Says whether that is news.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such folder; as [`Cache`].
    pub async fn set_folder_state(
        &self,
        folder: &FolderId,
        state: FolderState,
    ) -> Result<bool, StoreError> {
        let folder = folder.clone();
        self.write(move |tx| {
            let row = existing_folder(tx, &folder)?;
            let changed = tx.execute(
                "UPDATE folders SET state = ?2 WHERE id = ?1 AND state <> ?2",
                (row.id, json(&state)?),
            )?;
            Ok(changed > 0)
        })
        .await
    }

    /// Stores whether an account still gets at a mailbox, with all of its folders as that account
    /// reaches them. [`FolderState::Readable`] ends a doubt, and changes nothing else. Says whether
    /// that is news.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such mailbox; as [`Cache`].
    pub async fn set_access(
        &self,
        mailbox: &MailboxId,
        account: &AccountId,
        state: FolderState,
    ) -> Result<bool, StoreError> {
        let (mailbox, account) = (mailbox.clone(), account.clone());
        self.write(move |tx| {
            let row = existing_mailbox(tx, &mailbox)?;
            let which = match state {
                FolderState::Readable => "json_extract(state, '$.state') IN ('in_doubt', 'lost')",
                // One that is not listed is in doubt for that, also when its mailbox is not any more.
                FolderState::InDoubt(_) => {
                    "json_extract(state, '$.state') NOT IN ('container', 'absent')"
                }
                _ => "json_extract(state, '$.state') <> 'container'",
            };
            let mut changed = 0;
            for table in ["folders", "ways"] {
                let sql = format!(
                    "UPDATE {table} SET state = ?3 \
                     WHERE mailbox = ?1 AND account = ?2 AND state <> ?3 AND {which}"
                );
                changed += tx.execute(&sql, (row, account.as_str(), json(&state)?))?;
            }
            Ok(changed > 0)
        })
        .await
    }
}

pub(super) fn put_folder(
    conn: &Connection,
    mailbox: i64,
    folder: &Folder,
    before: Option<&Folder>,
) -> Sql<()> {
    let known = before.filter(|_| folder.rights_source == RightsSource::Unknown);
    let from = known.unwrap_or(folder);
    conn.prepare_cached(
        "INSERT INTO folders (tag, mailbox, path, account, wire_name, role, role_source, state, \
           rights, rights_source, rights_checked_at) \
         VALUES (:tag, :mailbox, :path, :account, :wire_name, :role, :role_source, :state, \
           :rights, :rights_source, :rights_checked_at) \
         ON CONFLICT (tag) DO UPDATE SET mailbox = excluded.mailbox, path = excluded.path, \
           account = excluded.account, wire_name = excluded.wire_name, role = excluded.role, \
           role_source = excluded.role_source, state = excluded.state, rights = excluded.rights, \
           rights_source = excluded.rights_source, rights_checked_at = excluded.rights_checked_at",
    )?
    .execute(named_params! {
        ":tag": folder.id.as_str(),
        ":mailbox": mailbox,
        ":path": folder.path,
        ":account": folder.account.as_str(),
        ":wire_name": folder.wire_name,
        ":role": folder.role.word(),
        ":role_source": word(&folder.role_source)?,
        ":state": json(&folder.state)?,
        ":rights": from.rights.to_string(),
        ":rights_source": word(&from.rights_source)?,
        ":rights_checked_at": from.rights_checked_at.map(micros),
    })?;
    Ok(())
}

impl Reader {
    /// All mailboxes, personal ones first, then by name.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Device`], [`StoreError::Closed`].
    pub fn mailboxes(&self) -> Result<Vec<Mailbox>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {MAILBOX_COLUMNS} FROM mailboxes ORDER BY kind = 'shared', lower(name), tag"
            ))?;
            let mut rows = statement.query([])?;
            let mut mailboxes = Vec::new();
            while let Some(row) = rows.next()? {
                mailboxes.push(mailbox_from(row)?);
            }
            Ok(mailboxes)
        })
    }

    /// One mailbox.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn mailbox(&self, mailbox: &MailboxId) -> Result<Option<Mailbox>, StoreError> {
        self.cache.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {MAILBOX_COLUMNS} FROM mailboxes WHERE tag = ?1"
            ))?;
            let mut rows = statement.query([mailbox.as_str()])?;
            rows.next()?.map(mailbox_from).transpose()
        })
    }

    /// The folders of a mailbox, by path.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folders(&self, mailbox: &MailboxId) -> Result<Vec<Folder>, StoreError> {
        self.cache.read(|conn| folders_of(conn, mailbox))
    }

    /// The folders of a mailbox as a person sees them: under what they did, and the server has yet to do.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folders_shown(&self, mailbox: &MailboxId) -> Result<Vec<Folder>, StoreError> {
        let acts = self.tree_acts()?;
        Ok(with_acts(mailbox, self.folders(mailbox)?, &acts))
    }

    /// One of these.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folder_shown(&self, folder: &FolderId) -> Result<Option<Folder>, StoreError> {
        let acts = self.tree_acts()?;
        let made = acts.iter().find(|pending| pending.act.folder() == folder);
        let mailbox = match (self.folder(folder)?, made) {
            (Some(held), None) if acts.is_empty() => return Ok(Some(held)),
            (Some(held), _) => Some(held.mailbox),
            (None, made) => made.and_then(|pending| pending.act.mailbox().cloned()),
        };
        let Some(mailbox) = mailbox else {
            return Ok(None);
        };
        let shown = with_acts(&mailbox, self.folders(&mailbox)?, &acts);
        Ok(shown.into_iter().find(|shown| shown.id == *folder))
    }

    /// One folder.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folder(&self, folder: &FolderId) -> Result<Option<Folder>, StoreError> {
        self.cache.read(|conn| folder_of(conn, folder))
    }

    /// The folder of a mailbox with this role; where several claim it, the one known best.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folder_by_role(
        &self,
        mailbox: &MailboxId,
        role: FolderRole,
    ) -> Result<Option<Folder>, StoreError> {
        self.cache.read(|conn| folder_by_role(conn, mailbox, role))
    }

    /// How far a folder is synced; `None` when there is no such folder.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn sync_state(&self, folder: &FolderId) -> Result<Option<SyncState>, StoreError> {
        self.cache.read(|conn| {
            let row = conn
                .prepare_cached(
                    "SELECT uid_validity, uid_next, highest_modseq, completed_at, compared_at, \
                       (SELECT count(*) FROM messages m WHERE m.folder = f.id) \
                     FROM folders f WHERE tag = ?1",
                )?
                .query_row([folder.as_str()], |r| {
                    Ok((
                        r.get::<_, u32>(0)?,
                        r.get::<_, u32>(1)?,
                        r.get::<_, i64>(2)?,
                        r.get::<_, Option<i64>>(3)?,
                        r.get::<_, Option<i64>>(4)?,
                        r.get::<_, u32>(5)?,
                    ))
                })
                .optional()?;
            row.map(|(validity, next, modseq, completed, compared, held)| {
                Ok(SyncState {
                    uid_validity: Some(validity).filter(|n| *n > 0),
                    uid_next: Some(next).filter(|n| *n > 0),
                    highest_modseq: u64::try_from(modseq).ok().filter(|n| *n > 0),
                    completed_at: time_or_none(completed)?,
                    compared_at: time_or_none(compared)?,
                    held,
                })
            })
            .transpose()
        })
    }
}

/// The id of a stored tag.
pub(in super::super) fn folder_id(tag: &str) -> Sql<FolderId> {
    FolderId::from_text(tag).map_err(|e| Fault::Unreadable(e.to_string()))
}

fn mailbox_from(row: &Row<'_>) -> Sql<Mailbox> {
    Ok(Mailbox {
        address: address(&get::<String>(row, "address")?)?,
        address_confirmed: get(row, "address_confirmed")?,
        name: get(row, "name")?,
        kind: from_word(get(row, "kind")?)?,
        routes: from_json(&get::<String>(row, "routes")?)?,
        sent_policy: SentPolicy::from_word(&get::<String>(row, "sent_policy")?)
            .ok_or_else(|| Fault::Unreadable("a Sent policy is not known".to_owned()))?,
        colour: count(row, "colour")?,
    })
}

/// A stored address.
pub(in super::super) fn address(text: &str) -> Sql<EmailAddress> {
    EmailAddress::parse(text).map_err(|_| Fault::Unreadable("a stored address is none".to_owned()))
}

pub(super) fn folder_from(row: &Row<'_>) -> Sql<Folder> {
    Ok(Folder {
        id: folder_id(&get::<String>(row, "tag")?)?,
        mailbox: MailboxId::of(&address(&get::<String>(row, "mailbox_tag")?)?),
        path: get(row, "path")?,
        account: AccountId::of(&address(&get::<String>(row, "account")?)?),
        wire_name: get(row, "wire_name")?,
        role: from_word(get(row, "role")?)?,
        role_source: from_word(get(row, "role_source")?)?,
        state: from_json(&get::<String>(row, "state")?)?,
        rights: Rights::parse(&get::<String>(row, "rights")?),
        rights_source: from_word(get(row, "rights_source")?)?,
        rights_checked_at: time_or_none(get(row, "rights_checked_at")?)?,
        uid_validity: count(row, "uid_validity")?,
        total: count(row, "total")?,
        unread: count(row, "unread")?,
        unanswered: count(row, "unanswered")?,
        flagged: count(row, "flagged")?,
    })
}

pub(super) fn folder_by_role(
    conn: &Connection,
    mailbox: &MailboxId,
    role: FolderRole,
) -> Sql<Option<Folder>> {
    let rank = |f: &Folder| match f.role_source {
        RoleSource::Confirmed => 0,
        RoleSource::Server => 1,
        RoleSource::Name => 2,
        RoleSource::None => 3,
    };
    let folders = folders_of(conn, mailbox)?.into_iter();
    Ok(folders.filter(|f| f.role == role).min_by_key(rank))
}

pub(super) fn folder_of(conn: &Connection, folder: &FolderId) -> Sql<Option<Folder>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {FOLDER_COLUMNS} FROM folders f JOIN mailboxes m ON m.id = f.mailbox WHERE f.tag = ?1"
    ))?;
    let mut rows = statement.query([folder.as_str()])?;
    rows.next()?.map(folder_from).transpose()
}

pub(super) fn folders_of(conn: &Connection, mailbox: &MailboxId) -> Sql<Vec<Folder>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {FOLDER_COLUMNS} FROM mailboxes m JOIN folders f ON f.mailbox = m.id \
         WHERE m.tag = ?1 ORDER BY f.path"
    ))?;
    let mut rows = statement.query([mailbox.as_str()])?;
    let mut folders = Vec::new();
    while let Some(row) = rows.next()? {
        folders.push(folder_from(row)?);
    }
    // As a tree shows them: the special ones first, then by name.
    folders.sort_by(|a, b| (a.role, &a.path).cmp(&(b.role, &b.path)));
    Ok(folders)
}
