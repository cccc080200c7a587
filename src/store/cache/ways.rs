//! Folders as they are reached by accounts that do not read their mailbox. Rights belong to a
//! route: one account may file where the one that reads may not.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::super::Reader;
use super::super::columns::{json, micros, word};
use super::super::error::{Sql, StoreError};
use super::folders::{folder_by_role, folder_from, folder_of, folders_of};
use super::{Cache, existing_mailbox};
use crate::domain::{AccountId, Folder, FolderId, FolderRole, MailboxId, RightsSource, Route};

const COLUMNS: &str = "w.tag, m.tag AS mailbox_tag, w.path, w.account, w.wire_name, w.role, \
     w.role_source, w.state, w.rights, w.rights_source, w.rights_checked_at, \
     0 AS uid_validity, 0 AS total, 0 AS unread, 0 AS unanswered, 0 AS flagged";

impl Cache {
    /// Takes in the listing of an account that does not read this mailbox. Rights that are known
    /// stay where the listing knows none. Only with `complete` go the ways that it does not name. Says
    /// whether anything is different now, beside when rights were read.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such mailbox; as [`Cache`].
    pub async fn put_ways(
        &self,
        mailbox: &MailboxId,
        account: &AccountId,
        folders: &[Folder],
        complete: bool,
    ) -> Result<bool, StoreError> {
        let (mailbox, account) = (mailbox.clone(), account.clone());
        let folders = folders.to_vec();
        self.write(move |tx| {
            let mailbox_row = existing_mailbox(tx, &mailbox)?;
            let mut held = of_account(tx, &mailbox, &account)?;
            let before = held.clone();
            for folder in &folders {
                let before = held.iter().position(|held| held.id == folder.id);
                let before = before.map(|at| held.swap_remove(at));
                put(tx, mailbox_row, &account, folder, before.as_ref())?;
            }
            for gone in held.iter().filter(|_| complete) {
                tx.execute(
                    "DELETE FROM ways WHERE tag = ?1 AND account = ?2",
                    (gone.id.as_str(), account.as_str()),
                )?;
            }
            let mut ways = [before, of_account(tx, &mailbox, &account)?];
            for way in ways.iter_mut().flatten() {
                way.rights_checked_at = None;
            }
            let [before, after] = ways;
            Ok(before != after)
        })
        .await
    }

    /// Notes that a whole listing of this account was taken in.
    ///
    /// # Errors
    /// As [`Cache`].
    pub async fn note_listed(&self, account: &AccountId) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| {
            tx.prepare_cached("INSERT OR IGNORE INTO listed (account) VALUES (?1)")?
                .execute([account.as_str()])?;
            Ok(())
        })
        .await
    }
}

fn put(
    conn: &Connection,
    mailbox: i64,
    account: &AccountId,
    folder: &Folder,
    before: Option<&Folder>,
) -> Sql<()> {
    let known = before.filter(|b| {
        folder.rights_source == RightsSource::Unknown && b.wire_name == folder.wire_name
    });
    let from = known.unwrap_or(folder);
    conn.prepare_cached(
        "INSERT OR REPLACE INTO ways (mailbox, account, tag, path, wire_name, role, role_source, \
           state, rights, rights_source, rights_checked_at) \
         VALUES (:mailbox, :account, :tag, :path, :wire_name, :role, :role_source, \
           :state, :rights, :rights_source, :rights_checked_at)",
    )?
    .execute(named_params! {
        ":mailbox": mailbox,
        ":account": account.as_str(),
        ":tag": folder.id.as_str(),
        ":path": folder.path,
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

/// Forgets the ways of accounts that have no route to this mailbox any more.
pub(super) fn keep_only(conn: &Connection, mailbox: &MailboxId, routes: &[Route]) -> Sql<()> {
    let accounts: Vec<&str> = routes.iter().map(|r| r.account.as_str()).collect();
    conn.prepare_cached(
        "DELETE FROM ways WHERE mailbox = (SELECT id FROM mailboxes WHERE tag = ?1) \
         AND account NOT IN (SELECT value FROM json_each(?2))",
    )?
    .execute((mailbox.as_str(), json(&accounts)?))?;
    Ok(())
}

/// Forgets the ways of an account that reads the mailbox by now.
pub(super) fn forget(conn: &Connection, mailbox: i64, account: &AccountId) -> Sql<()> {
    conn.prepare_cached("DELETE FROM ways WHERE mailbox = ?1 AND account = ?2")?
        .execute((mailbox, account.as_str()))?;
    Ok(())
}

/// One account's way to a folder that it does not read.
pub(super) fn way_of(
    conn: &Connection,
    folder: &FolderId,
    account: &AccountId,
) -> Sql<Option<Folder>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ways w JOIN mailboxes m ON m.id = w.mailbox \
         WHERE w.tag = ?1 AND w.account = ?2"
    ))?
    .query_row((folder.as_str(), account.as_str()), |row| {
        Ok(folder_from(row))
    })
    .optional()?
    .transpose()
}

fn of_account(conn: &Connection, mailbox: &MailboxId, account: &AccountId) -> Sql<Vec<Folder>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mailboxes m JOIN ways w ON w.mailbox = m.id \
         WHERE m.tag = ?1 AND w.account = ?2 ORDER BY w.path"
    ))?;
    let mut rows = statement.query((mailbox.as_str(), account.as_str()))?;
    let mut folders = Vec::new();
    while let Some(row) = rows.next()? {
        folders.push(folder_from(row)?);
    }
    Ok(folders)
}

fn ways(conn: &Connection, folder: &FolderId) -> Sql<Vec<Folder>> {
    let mut all: Vec<Folder> = folder_of(conn, folder)?.into_iter().collect();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ways w JOIN mailboxes m ON m.id = w.mailbox \
         WHERE w.tag = ?1 ORDER BY w.account"
    ))?;
    let mut rows = statement.query([folder.as_str()])?;
    while let Some(row) = rows.next()? {
        all.push(folder_from(row)?);
    }
    Ok(all)
}

impl Reader {
    /// Was a whole listing of each of these accounts ever taken in? A mailbox that is not here then is
    /// one that none of them reaches any more, or that was hidden.
    ///
    /// # Errors
    /// As [`Reader`].
    pub fn were_listed(&self, accounts: &[AccountId]) -> Result<bool, StoreError> {
        self.cache.read(|conn| {
            let mut listed = conn.prepare_cached("SELECT 1 FROM listed WHERE account = ?1")?;
            for account in accounts {
                if !listed.exists([account.as_str()])? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// A folder by each account that reaches it; the one that reads it first.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn ways(&self, folder: &FolderId) -> Result<Vec<Folder>, StoreError> {
        self.cache.read(|conn| ways(conn, folder))
    }

    /// The folder of a mailbox with this role, by each account that reaches it; the one that reads
    /// it first. Where that one sees none, what the others see.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn ways_by_role(
        &self,
        mailbox: &MailboxId,
        role: FolderRole,
    ) -> Result<Vec<Folder>, StoreError> {
        self.cache.read(|conn| {
            if let Some(folder) = folder_by_role(conn, mailbox, role)? {
                return ways(conn, &folder.id);
            }
            let tag: Option<String> = conn
                .prepare_cached(
                    "SELECT w.tag FROM mailboxes m JOIN ways w ON w.mailbox = m.id \
                     WHERE m.tag = ?1 AND w.role = ?2 ORDER BY w.account, w.path LIMIT 1",
                )?
                .query_row((mailbox.as_str(), role.word()), |row| row.get(0))
                .optional()?;
            match tag {
                Some(tag) => ways(conn, &super::folder_id(&tag)?),
                None => Ok(Vec::new()),
            }
        })
    }

    /// The folders of a mailbox, each by every account that reaches it; the one that reads it first.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn all_ways(&self, mailbox: &MailboxId) -> Result<Vec<Vec<Folder>>, StoreError> {
        self.cache.read(|conn| {
            let mut all: Vec<Vec<Folder>> = Vec::new();
            let mut places: BTreeMap<FolderId, usize> = BTreeMap::new();
            let mut add = |way: Folder| match places.get(&way.id).and_then(|at| all.get_mut(*at)) {
                Some(ways) => ways.push(way),
                None => {
                    places.insert(way.id.clone(), all.len());
                    all.push(vec![way]);
                }
            };
            folders_of(conn, mailbox)?.into_iter().for_each(&mut add);
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM mailboxes m JOIN ways w ON w.mailbox = m.id \
                 WHERE m.tag = ?1 ORDER BY w.path, w.account"
            ))?;
            let mut rows = statement.query([mailbox.as_str()])?;
            while let Some(row) = rows.next()? {
                add(folder_from(row)?);
            }
            Ok(all)
        })
    }

    /// A folder as this account reaches it.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folder_by(
        &self,
        folder: &FolderId,
        account: &AccountId,
    ) -> Result<Option<Folder>, StoreError> {
        self.cache.read(|conn| {
            let read = folder_of(conn, folder)?.filter(|read| read.account == *account);
            match read {
                Some(read) => Ok(Some(read)),
                None => way_of(conn, folder, account),
            }
        })
    }

    /// The folders of a mailbox as this account reaches them.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn folders_by(
        &self,
        mailbox: &MailboxId,
        account: &AccountId,
    ) -> Result<Vec<Folder>, StoreError> {
        self.cache.read(|conn| {
            let mut folders = folders_of(conn, mailbox)?;
            folders.retain(|folder| folder.account == *account);
            if folders.is_empty() {
                folders = of_account(conn, mailbox, account)?;
            }
            Ok(folders)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Store;
    use super::super::super::tests::{address, anna, at, folder, support};
    use super::*;
    use crate::domain::{Mailbox, Rights, RouteKind};

    fn ben() -> AccountId {
        AccountId::of(&address("ben@example.org"))
    }

    fn by_ben(folder: Folder, rights: &str) -> Folder {
        Folder {
            account: ben(),
            wire_name: format!("Other Users/{}", folder.path),
            rights: Rights::parse(rights),
            ..folder
        }
    }

    fn with_both() -> Mailbox {
        let mut mailbox = support();
        mailbox.routes.push(Route {
            account: ben(),
            kind: RouteKind::Namespace,
            root: "Other Users/support".to_owned(),
        });
        mailbox
    }

    fn briefly(ways: &[Folder]) -> Vec<(String, String)> {
        let brief = |way: &Folder| (way.account.to_string(), way.rights.to_string());
        ways.iter().map(brief).collect()
    }

    #[tokio::test]
    async fn each_account_has_rights_of_its_own_and_a_name_of_its_own_for_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let (cache, reader) = (store.cache(), store.reader());
        let mailbox = support().id();
        cache.put_mailbox(&with_both()).await.unwrap();
        let mut read = folder(&mailbox, "INBOX");
        read.rights = Rights::parse("lr");
        let listing = [read.clone()];
        cache.put_folders(&mailbox, &listing, true).await.unwrap();
        let sent = folder(&mailbox, "Sent");
        let his = [by_ben(read.clone(), "lrs"), by_ben(sent.clone(), "lri")];
        cache.put_ways(&mailbox, &ben(), &his, true).await.unwrap();

        let both = [
            (anna().to_string(), "lr".to_owned()),
            (ben().to_string(), "lrs".to_owned()),
        ];
        assert_eq!(briefly(&reader.ways(&read.id).unwrap()), both);
        let inbox = reader.ways_by_role(&mailbox, FolderRole::Inbox).unwrap();
        assert_eq!(briefly(&inbox), both);
        // Whoever reads sees no Sent folder; the other one does.
        assert_eq!(reader.folder(&sent.id).unwrap(), None);
        let seen = reader.ways_by_role(&mailbox, FolderRole::Sent).unwrap();
        assert_eq!(briefly(&seen), [(ben().to_string(), "lri".to_owned())]);
        let all = reader.all_ways(&mailbox).unwrap();
        let all: Vec<_> = all.iter().map(|ways| briefly(ways)).collect();
        assert_eq!(all, [briefly(&inbox), briefly(&seen)]);
        let way = reader.folder_by(&read.id, &ben()).unwrap().unwrap();
        assert_eq!(way.wire_name, "Other Users/INBOX");
        assert_eq!(
            (way.uid_validity, way.total),
            (0, 0),
            "nothing is held by it"
        );
        let hers = reader.folder_by(&read.id, &anna()).unwrap().unwrap();
        assert_eq!(hers.wire_name, read.wire_name);
        assert_eq!(reader.folders_by(&mailbox, &ben()).unwrap().len(), 2);
        assert_eq!(reader.folders_by(&mailbox, &anna()).unwrap().len(), 1);

        // Rights that are read are those of who read them.
        let more = [(read.id.clone(), Rights::all(), RightsSource::MyRights)];
        let changed = cache.set_rights(&ben(), &more, at(9)).await.unwrap();
        assert_eq!(changed, std::slice::from_ref(&read.id));
        assert_eq!(
            reader.folder(&read.id).unwrap().unwrap().rights,
            read.rights
        );
        let way = reader.folder_by(&read.id, &ben()).unwrap().unwrap();
        assert_eq!(
            (way.rights, way.rights_checked_at),
            (Rights::all(), Some(at(9)))
        );
        let stranger = AccountId::of(&address("eva@example.org"));
        let changed = cache.set_rights(&stranger, &more, at(9)).await.unwrap();
        assert!(changed.is_empty());

        // A listing that knows no rights leaves them; only a complete one takes ways away.
        let mut unknown = by_ben(read.clone(), "");
        unknown.rights_source = RightsSource::Unknown;
        let part = [unknown];
        cache
            .put_ways(&mailbox, &ben(), &part, false)
            .await
            .unwrap();
        let way = reader.folder_by(&read.id, &ben()).unwrap().unwrap();
        assert_eq!(way.rights, Rights::all());
        assert!(reader.folder_by(&sent.id, &ben()).unwrap().is_some());
        cache.put_ways(&mailbox, &ben(), &part, true).await.unwrap();
        assert_eq!(reader.folder_by(&sent.id, &ben()).unwrap(), None);

        // Whoever comes to read it has no way beside it; whose route is lost has none at all.
        let read_by_ben = [by_ben(read.clone(), "lrs")];
        cache
            .put_folders(&mailbox, &read_by_ben, true)
            .await
            .unwrap();
        let now = reader.ways(&read.id).unwrap();
        assert_eq!(briefly(&now), [(ben().to_string(), "lrs".to_owned())]);
        cache
            .put_ways(&mailbox, &anna(), &listing, true)
            .await
            .unwrap();
        assert_eq!(reader.ways(&read.id).unwrap().len(), 2);
        let mut alone = with_both();
        alone.routes.remove(0);
        cache.put_mailbox(&alone).await.unwrap();
        assert_eq!(reader.folder_by(&read.id, &anna()).unwrap(), None);
    }

    /// What depends on ways is told of by that.
    #[tokio::test]
    async fn a_listing_says_whether_it_changed_something() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let cache = store.cache();
        let mailbox = support().id();
        cache.put_mailbox(&with_both()).await.unwrap();
        let inbox = folder(&mailbox, "INBOX");
        cache
            .put_folders(&mailbox, std::slice::from_ref(&inbox), true)
            .await
            .unwrap();
        let put = async |ways: &[Folder], complete| {
            let ben = ben();
            let put = cache.put_ways(&mailbox, &ben, ways, complete);
            put.await.unwrap()
        };
        let mut his = by_ben(inbox, "lr");
        assert!(put(&[his.clone()], true).await);
        his.rights_checked_at = Some(at(9));
        assert!(!put(&[his.clone()], true).await);
        his.rights = Rights::parse("lri");
        assert!(put(&[his.clone()], true).await);
        assert!(!put(&[], false).await, "it may be there all the same");
        assert!(put(&[], true).await);
    }
}
