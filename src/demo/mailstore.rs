//! The mail of the demo server: trees of folders with messages, in memory.
//!
//! Names inside a tree are wire names (modified UTF-7), `INBOX` for the Inbox.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{Right, Rights};

/// Most octets kept in all mailboxes together.
const MAX_OCTETS: usize = 1 << 30;

/// Most folders of one mailbox.
const MAX_FOLDERS: usize = 2000;

/// The identifier in an ACL that stands for everybody (RFC 4314 2).
pub(super) const ANYONE: &str = "anyone";

/// Who owns a folder (an address) and its name in the owner's tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FolderKey {
    pub(super) owner: String,
    pub(super) name: String,
}

impl FolderKey {
    pub(super) fn new(owner: &str, name: &str) -> Self {
        let name = if name.eq_ignore_ascii_case("INBOX") {
            "INBOX"
        } else {
            name
        };
        Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// The identifiers and rights of one folder.
pub(super) type Acl = BTreeMap<String, Rights>;

/// One message in a folder.
#[derive(Debug, Clone)]
pub(super) struct StoredMessage {
    pub(super) uid: u32,
    pub(super) date: Timestamp,
    pub(super) raw: Arc<[u8]>,
    /// Flags and keywords that everybody sees; never `\Seen`.
    pub(super) flags: BTreeSet<String>,
    /// Who has seen it (or once had), and the mod-sequence of that change.
    seen: BTreeMap<String, (bool, u64)>,
    modseq: u64,
}

impl StoredMessage {
    /// Has this reader seen it?
    pub(super) fn is_seen(&self, reader: &str) -> bool {
        self.seen.get(reader).is_some_and(|(on, _)| *on)
    }

    /// The mod-sequence as this reader sees it: of the last change that shows to them.
    pub(super) fn modseq_for(&self, reader: &str) -> u64 {
        let seen = self.seen.get(reader).map_or(0, |(_, modseq)| *modseq);
        self.modseq.max(seen)
    }

    /// All flags as this reader sees them.
    pub(super) fn flags_for(&self, reader: &str) -> Vec<String> {
        let shared = self.flags.iter().cloned();
        shared
            .chain(self.is_seen(reader).then(|| "\\Seen".to_owned()))
            .collect()
    }

    /// Is this flag set for this reader? System flags and keywords, compared without case.
    pub(super) fn has(&self, flag: &str, reader: &str) -> bool {
        if flag.eq_ignore_ascii_case("\\Seen") {
            self.is_seen(reader)
        } else {
            self.flags.iter().any(|f| f.eq_ignore_ascii_case(flag))
        }
    }
}

/// One folder.
#[derive(Debug, Clone)]
pub(super) struct StoredFolder {
    pub(super) uid_validity: u32,
    pub(super) uid_next: u32,
    pub(super) highest_modseq: u64,
    /// Counts every change, so that sessions know when to look.
    pub(super) revision: u64,
    /// By ascending UID.
    pub(super) messages: Vec<StoredMessage>,
    pub(super) acl: Acl,
    /// Keywords that were ever used here.
    pub(super) keywords: BTreeSet<String>,
    /// The SPECIAL-USE attribute (RFC 6154), with its backslash.
    pub(super) special_use: Option<&'static str>,
}

impl StoredFolder {
    fn new(uid_validity: u32, acl: Acl, special_use: Option<&'static str>) -> Self {
        Self {
            uid_validity,
            uid_next: 1,
            highest_modseq: 1,
            revision: 1,
            messages: Vec::new(),
            acl,
            keywords: BTreeSet::new(),
            special_use,
        }
    }

    pub(super) fn message(&self, uid: u32) -> Option<&StoredMessage> {
        let at = self.messages.binary_search_by_key(&uid, |m| m.uid).ok()?;
        self.messages.get(at)
    }

    fn next_modseq(&mut self) -> u64 {
        self.revision += 1;
        self.highest_modseq += 1;
        self.highest_modseq
    }

    /// Adds a message; the flags may hold `\Seen`, which is then the reader's.
    pub(super) fn add(
        &mut self,
        raw: Arc<[u8]>,
        date: Timestamp,
        flags: &[String],
        reader: &str,
    ) -> u32 {
        let modseq = self.next_modseq();
        let uid = self.uid_next;
        self.uid_next = self.uid_next.saturating_add(1);
        let mut message = StoredMessage {
            uid,
            date,
            raw,
            flags: BTreeSet::new(),
            seen: BTreeMap::new(),
            modseq,
        };
        for flag in flags {
            if flag.eq_ignore_ascii_case("\\Seen") {
                message.seen.insert(reader.to_owned(), (true, modseq));
            } else {
                message.flags.insert(self.spell(flag));
            }
        }
        self.messages.push(message);
        uid
    }

    /// Sets or clears one flag for a reader. Returns whether anything changed.
    pub(super) fn set_flag(&mut self, uid: u32, flag: &str, on: bool, reader: &str) -> bool {
        let Some(message) = self.message(uid) else {
            return false;
        };
        if message.has(flag, reader) == on {
            return false;
        }
        let modseq = self.next_modseq();
        let name = self.spell(flag);
        let at = self.messages.binary_search_by_key(&uid, |m| m.uid);
        let Some(message) = at.ok().and_then(|at| self.messages.get_mut(at)) else {
            return false;
        };
        if name == "\\Seen" {
            message.seen.insert(reader.to_owned(), (on, modseq));
        } else {
            message.modseq = modseq;
            if on {
                message.flags.insert(name);
            } else {
                message.flags.retain(|f| !f.eq_ignore_ascii_case(flag));
            }
        }
        true
    }

    /// Removes messages for good.
    pub(super) fn remove(&mut self, uids: &BTreeSet<u32>) -> Vec<StoredMessage> {
        let (gone, kept) = std::mem::take(&mut self.messages)
            .into_iter()
            .partition(|m| uids.contains(&m.uid));
        self.messages = kept;
        let gone: Vec<StoredMessage> = gone;
        if !gone.is_empty() {
            self.next_modseq();
        }
        gone
    }

    fn take_in(&mut self, mut message: StoredMessage) -> u32 {
        let modseq = self.next_modseq();
        message.uid = self.uid_next;
        self.uid_next = self.uid_next.saturating_add(1);
        message.modseq = modseq;
        message.flags = std::mem::take(&mut message.flags)
            .iter()
            .map(|f| self.spell(f))
            .collect();
        let uid = message.uid;
        self.messages.push(message);
        uid
    }

    /// Sets the rights of one identifier; empty rights remove it.
    pub(super) fn set_rights(&mut self, who: &str, rights: Rights) {
        if rights.is_empty() {
            self.acl.remove(who);
        } else {
            self.acl.insert(who.to_owned(), rights);
        }
    }

    /// Gives the folder a new UIDVALIDITY and its messages new UIDs from 1.
    pub(super) fn renumber(&mut self) {
        self.uid_validity = self.uid_validity.saturating_add(1);
        self.next_modseq();
        let mut uid = 0;
        for message in &mut self.messages {
            uid += 1;
            message.uid = uid;
        }
        self.uid_next = uid + 1;
    }

    /// The rights of a member: their own entry and everybody's.
    pub(super) fn rights_of(&self, who: &str) -> Rights {
        let own = self.acl.get(who).copied().unwrap_or_default();
        let anyone = self.acl.get(ANYONE).copied().unwrap_or_default();
        Right::ALL
            .into_iter()
            .filter(|r| own.has(*r) || anyone.has(*r))
            .collect()
    }

    /// The spelling of a flag: system flags as in the RFC, keywords as first used here.
    fn spell(&mut self, flag: &str) -> String {
        const SYSTEM: [&str; 5] = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"];
        if let Some(system) = SYSTEM.iter().find(|s| s.eq_ignore_ascii_case(flag)) {
            return (*system).to_owned();
        }
        if let Some(known) = self.keywords.iter().find(|k| k.eq_ignore_ascii_case(flag)) {
            return known.clone();
        }
        self.keywords.insert(flag.to_owned());
        flag.to_owned()
    }
}

/// Why the store refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoreRefusal {
    Full,
    Exists,
    Missing,
}

/// All mailboxes.
#[derive(Debug, Default)]
pub(super) struct Mailstore {
    folders: BTreeMap<FolderKey, StoredFolder>,
    octets: usize,
    /// UIDVALIDITY that no new folder may have again: of what was deleted under the same name.
    retired: BTreeMap<FolderKey, u32>,
    /// Names that a user subscribed to, as that user writes them.
    pub(super) subscriptions: BTreeSet<(String, String)>,
}

impl Mailstore {
    pub(super) fn folder(&self, key: &FolderKey) -> Option<&StoredFolder> {
        self.folders.get(key)
    }

    pub(super) fn folder_mut(&mut self, key: &FolderKey) -> Option<&mut StoredFolder> {
        self.folders.get_mut(key)
    }

    /// The folders of one owner, in the order of their names.
    pub(super) fn tree<'a>(
        &'a self,
        owner: &'a str,
    ) -> impl Iterator<Item = (&'a FolderKey, &'a StoredFolder)> {
        let from = FolderKey::new(owner, "");
        self.folders
            .range(from..)
            .take_while(move |(key, _)| key.owner == owner)
    }

    pub(super) fn folders_mut(
        &mut self,
        owner: &str,
    ) -> impl Iterator<Item = (&FolderKey, &mut StoredFolder)> {
        self.folders
            .iter_mut()
            .filter(move |(key, _)| key.owner == owner)
    }

    /// Creates a folder. Its UIDVALIDITY is the second of its creation, as Dovecot's is: folders
    /// made together share it, so it is no key by itself.
    pub(super) fn create(
        &mut self,
        key: FolderKey,
        acl: Acl,
        special_use: Option<&'static str>,
    ) -> Result<(), StoreRefusal> {
        if self.folders.contains_key(&key) {
            return Err(StoreRefusal::Exists);
        }
        if self.tree(&key.owner).count() >= MAX_FOLDERS {
            return Err(StoreRefusal::Full);
        }
        let second = u32::try_from(Timestamp::now().as_second()).unwrap_or(1);
        let validity = match self.retired.get(&key) {
            Some(last) => second.max(last.saturating_add(1)),
            None => second,
        };
        self.folders
            .insert(key, StoredFolder::new(validity, acl, special_use));
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &FolderKey) -> Result<(), StoreRefusal> {
        let folder = self.folders.remove(key).ok_or(StoreRefusal::Missing)?;
        self.octets = self
            .octets
            .saturating_sub(folder.messages.iter().map(|m| m.raw.len()).sum());
        self.retired.insert(key.clone(), folder.uid_validity);
        Ok(())
    }

    /// Renames a folder and what lies below it.
    pub(super) fn rename(&mut self, from: &FolderKey, to: &FolderKey) -> Result<(), StoreRefusal> {
        if self.folders.contains_key(to) {
            return Err(StoreRefusal::Exists);
        }
        let below = format!("{}/", from.name);
        let moved: Vec<FolderKey> = self
            .tree(&from.owner)
            .map(|(key, _)| key)
            .filter(|key| *key == from || key.name.starts_with(&below))
            .cloned()
            .collect();
        if !moved.contains(from) {
            return Err(StoreRefusal::Missing);
        }
        for key in moved {
            let rest = key.name.strip_prefix(&from.name).unwrap_or_default();
            let target = FolderKey::new(&to.owner, &format!("{}{rest}", to.name));
            if let Some(folder) = self.folders.remove(&key) {
                self.retired.insert(key, folder.uid_validity);
                self.folders.insert(target, folder);
            }
        }
        Ok(())
    }

    /// Files a message; returns its UID.
    pub(super) fn append(
        &mut self,
        key: &FolderKey,
        raw: Arc<[u8]>,
        date: Timestamp,
        flags: &[String],
        reader: &str,
    ) -> Result<u32, StoreRefusal> {
        if self.octets.saturating_add(raw.len()) > MAX_OCTETS {
            return Err(StoreRefusal::Full);
        }
        let size = raw.len();
        let folder = self.folders.get_mut(key).ok_or(StoreRefusal::Missing)?;
        let uid = folder.add(raw, date, flags, reader);
        self.octets += size;
        Ok(uid)
    }

    /// Takes a message of another folder in with its flags; returns its UID here.
    pub(super) fn take_in(
        &mut self,
        key: &FolderKey,
        message: StoredMessage,
    ) -> Result<u32, StoreRefusal> {
        let size = message.raw.len();
        if self.octets.saturating_add(size) > MAX_OCTETS {
            return Err(StoreRefusal::Full);
        }
        let folder = self.folders.get_mut(key).ok_or(StoreRefusal::Missing)?;
        self.octets += size;
        Ok(folder.take_in(message))
    }

    /// Removes messages for good; returns them.
    pub(super) fn expunge(&mut self, key: &FolderKey, uids: &BTreeSet<u32>) -> Vec<StoredMessage> {
        let gone = self
            .folders
            .get_mut(key)
            .map(|f| f.remove(uids))
            .unwrap_or_default();
        let size: usize = gone.iter().map(|m| m.raw.len()).sum();
        self.octets = self.octets.saturating_sub(size);
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (Mailstore, FolderKey) {
        let mut store = Mailstore::default();
        let key = FolderKey::new("support@a.example", "inbox");
        store.create(key.clone(), Acl::new(), None).unwrap();
        (store, key)
    }

    fn put(store: &mut Mailstore, key: &FolderKey) -> u32 {
        let raw: Arc<[u8]> = Arc::from(&b"Subject: x\r\n\r\ny"[..]);
        store
            .append(key, raw, Timestamp::UNIX_EPOCH, &[], "anna")
            .unwrap()
    }

    #[test]
    fn seen_is_private_and_moves_only_its_readers_modseq() {
        let (mut store, key) = store();
        let uid = put(&mut store, &key);
        let folder = store.folder_mut(&key).unwrap();
        let before = folder.message(uid).unwrap().modseq_for("ben");
        assert!(folder.set_flag(uid, "\\SEEN", true, "anna"));
        assert!(!folder.set_flag(uid, "\\Seen", true, "anna"));
        let message = folder.message(uid).unwrap();
        assert!(message.is_seen("anna") && !message.is_seen("ben"));
        assert_eq!(message.modseq_for("ben"), before);
        assert!(message.modseq_for("anna") > before);
    }

    #[test]
    fn a_folder_made_again_has_another_uidvalidity() {
        let (mut store, key) = store();
        let first = store.folder(&key).unwrap().uid_validity;
        store.delete(&key).unwrap();
        store.create(key.clone(), Acl::new(), None).unwrap();
        assert!(store.folder(&key).unwrap().uid_validity > first);
        assert_eq!(
            store.create(key, Acl::new(), None),
            Err(StoreRefusal::Exists)
        );
    }

    #[test]
    fn renaming_takes_what_lies_below_along() {
        let (mut store, _) = store();
        let at = |name: &str| FolderKey::new("support@a.example", name);
        for name in ["a", "a/b", "ab"] {
            store.create(at(name), Acl::new(), None).unwrap();
        }
        put(&mut store, &at("a/b"));
        store.rename(&at("a"), &at("c")).unwrap();
        let names: Vec<&str> = store
            .tree("support@a.example")
            .map(|(k, _)| k.name.as_str())
            .collect();
        assert_eq!(names, ["INBOX", "ab", "c", "c/b"]);
        assert_eq!(store.folder(&at("c/b")).unwrap().messages.len(), 1);
    }

    #[test]
    fn expunging_and_renumbering_keep_the_order() {
        let (mut store, key) = store();
        let uids: Vec<u32> = (0..4).map(|_| put(&mut store, &key)).collect();
        store.expunge(&key, &uids.iter().copied().take(2).collect());
        let folder = store.folder_mut(&key).unwrap();
        let validity = folder.uid_validity;
        folder.renumber();
        assert_eq!(folder.uid_validity, validity + 1);
        let left: Vec<u32> = folder.messages.iter().map(|m| m.uid).collect();
        assert_eq!((left, folder.uid_next), (vec![1, 2], 3));
    }
}
