//! Gmail's folders are labels: one message stands in each folder whose label it has, and in All
//! Mail unless it lies in Trash or Spam.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mailstore::{FolderKey, StoredMessage};
use super::state::State;
use super::team::Profile;

/// Where all mail is in a tree.
const ALL_MAIL: &str = "Archive";

/// What lies in these has no other label.
const APART: [&str; 2] = ["Trash", "Junk"];

/// Copies share their octets, so these tell messages apart, as X-GM-MSGID does.
fn identity(message: &StoredMessage) -> usize {
    Arc::as_ptr(&message.raw).cast::<u8>() as usize
}

impl State {
    /// Makes a tree what labels allow: after whatever was filed, moved or removed in it.
    pub(super) fn settle_labels(&mut self, owner: &str) {
        if self.team.profile != Profile::Gmail {
            return;
        }
        let all_mail = FolderKey::new(owner, ALL_MAIL);
        if self.store.folder(&all_mail).is_none() {
            return;
        }
        let mut apart = BTreeSet::new();
        let mut labelled: BTreeMap<usize, StoredMessage> = BTreeMap::new();
        for (key, folder) in self.store.tree(owner) {
            for message in &folder.messages {
                if APART.contains(&key.name.as_str()) {
                    apart.insert(identity(message));
                } else if key.name != ALL_MAIL {
                    labelled.insert(identity(message), message.clone());
                }
            }
        }
        let mut gone: Vec<(FolderKey, BTreeSet<u32>)> = Vec::new();
        for (key, folder) in self.store.tree(owner) {
            if APART.contains(&key.name.as_str()) {
                continue;
            }
            if key.name == ALL_MAIL {
                for message in &folder.messages {
                    labelled.remove(&identity(message));
                }
            }
            let messages = folder.messages.iter();
            let leave = messages.filter(|m| apart.contains(&identity(m)));
            gone.push((key.clone(), leave.map(|m| m.uid).collect()));
        }
        for (key, uids) in gone {
            self.store.expunge(&key, &uids);
        }
        for (id, message) in labelled {
            if !apart.contains(&id) {
                // A full store shows elsewhere.
                let _ = self.store.take_in(&all_mail, message);
            }
        }
    }

    /// The UID of the same message where it has this label already.
    pub(super) fn labelled(&self, key: &FolderKey, message: &StoredMessage) -> Option<u32> {
        let folder = self.store.folder(key)?;
        let same = |m: &&StoredMessage| identity(m) == identity(message);
        let found = folder.messages.iter().find(same)?;
        (self.team.profile == Profile::Gmail).then_some(found.uid)
    }

    /// Flags are the message's own: its other labels show the change too.
    pub(super) fn flag_labels(&mut self, from: &FolderKey, uid: u32, flag: &str, reader: &str) {
        if self.team.profile != Profile::Gmail || flag.eq_ignore_ascii_case("\\Deleted") {
            return;
        }
        let Some(message) = self
            .store
            .folder(from)
            .and_then(|f| f.message(uid))
            .cloned()
        else {
            return;
        };
        let on = message.has(flag, reader);
        for (key, folder) in self.store.folders_mut(&from.owner) {
            let same = |m: &&StoredMessage| identity(m) == identity(&message);
            if let Some(other) = folder.messages.iter().find(same).map(|m| m.uid)
                && key != from
            {
                folder.set_flag(other, flag, on, reader);
            }
        }
    }
}
