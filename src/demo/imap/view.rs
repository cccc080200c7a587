//! A selected folder as its client knows it, and what it has to be told.

use std::collections::BTreeMap;

use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};

use super::super::mailstore::FolderKey;
use super::super::state::State;
use super::super::team::Profile;
use super::reply::{Answer, Untagged};
use super::session::Session;

/// What the client was told of the folder it selected.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) key: FolderKey,
    /// As the client named it.
    pub(super) name: String,
    pub(super) examined: bool,
    pub(super) uid_validity: u32,
    /// By message number.
    pub(super) uids: Vec<u32>,
    pub(super) uid_next: u32,
    /// The highest mod-sequence that was told.
    pub(super) modseq: u64,
    /// The folder's revision when it was last looked at.
    pub(super) revision: u64,
    /// The client's own changes, which it has been told with their commands.
    pub(super) own: BTreeMap<u32, u64>,
}

impl View {
    /// The message number of a UID.
    pub(super) fn number_of(&self, uid: u32) -> Option<usize> {
        Some(self.uids.binary_search(&uid).ok()? + 1)
    }

    /// The UIDs that a set means, ascending. `None` when it names a message number that is not
    /// there (RFC 3501 9, seq-number); UIDs that are not there are passed over.
    pub(super) fn select(&self, set: &SequenceSet, uid: bool) -> Option<Vec<u32>> {
        let count = u32::try_from(self.uids.len()).unwrap_or(u32::MAX);
        let largest = if uid {
            self.uids.last().copied().unwrap_or_default()
        } else {
            count
        };
        // The library makes `4294967295` of a lone `*` when it puts a set in order.
        let value = |v: &SeqOrUid| match v {
            SeqOrUid::Asterisk => largest,
            SeqOrUid::Value(n) if n.get() == u32::MAX => largest,
            SeqOrUid::Value(n) => n.get(),
        };
        let mut found = Vec::new();
        for part in set.0.as_ref() {
            let (a, b) = match part {
                Sequence::Single(a) => (value(a), value(a)),
                Sequence::Range(a, b) => (value(a), value(b)),
            };
            let (from, to) = (a.min(b), a.max(b));
            let range = if uid {
                let start = self.uids.partition_point(|u| *u < from);
                let end = self.uids.partition_point(|u| *u <= to);
                self.uids.get(start..end)
            } else {
                if from == 0 || to > count {
                    return None;
                }
                self.uids.get(from as usize - 1..to as usize)
            };
            found.extend_from_slice(range.unwrap_or_default());
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }
}

impl Session {
    /// Compares the selected folder with what the client knows, and tells the difference.
    /// Without `expunges`, messages that are gone keep their numbers for now.
    pub(super) fn look(&mut self, state: &State, answer: &mut Answer, expunges: bool) {
        let Some(who) = &self.who else { return };
        let Some(view) = &mut self.view else { return };
        let reader = state.reader(&who.user);
        let folder = state.store.folder(&view.key);
        let Some(folder) = folder.filter(|f| f.uid_validity == view.uid_validity) else {
            answer.push("BYE Selected mailbox was deleted, have to disconnect.");
            answer.close = true;
            self.view = None;
            return;
        };
        if folder.revision == view.revision {
            return;
        }
        let is_here = |uid: u32| folder.message(uid).is_some();
        let mut number = 1;
        let mut gone_but_kept = false;
        let mut kept = Vec::with_capacity(view.uids.len());
        for uid in std::mem::take(&mut view.uids) {
            let here = is_here(uid);
            if !here && expunges {
                answer.push(format!("{number} EXPUNGE"));
                continue;
            }
            gone_but_kept |= !here;
            number += 1;
            kept.push(uid);
        }
        let known = kept.len();
        let first_new = folder.messages.partition_point(|m| m.uid < view.uid_next);
        let new = folder.messages.get(first_new..).unwrap_or_default();
        kept.extend(new.iter().map(|m| m.uid));
        if !new.is_empty() {
            answer.push(format!("{} EXISTS", kept.len()));
            answer.push("0 RECENT");
        }
        view.uids = kept;
        for (at, uid) in view.uids.iter().take(known).enumerate() {
            let Some(message) = folder.message(*uid) else {
                continue;
            };
            let modseq = message.modseq_for(reader);
            if state.team.profile == Profile::Gmail {
                // It tells no flags unasked.
                break;
            }
            if modseq <= view.modseq || view.own.get(uid) == Some(&modseq) {
                continue;
            }
            let flags = message.flags_for(reader).join(" ");
            let number = at + 1;
            let line = match self.condstore {
                true => format!("* {number} FETCH (MODSEQ ({modseq}) FLAGS ({flags}))\r\n"),
                false => format!("* {number} FETCH (FLAGS ({flags}))\r\n"),
            };
            answer.untagged.push(Untagged::Line(line.into_bytes()));
        }
        view.own.clear();
        view.modseq = folder.highest_modseq;
        view.uid_next = folder.uid_next;
        if !gone_but_kept {
            view.revision = folder.revision;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(uids: &[u32]) -> View {
        View {
            key: FolderKey::new("a@x.example", "INBOX"),
            name: "INBOX".to_owned(),
            examined: false,
            uid_validity: 1,
            uids: uids.to_vec(),
            uid_next: 100,
            modseq: 1,
            revision: 1,
            own: BTreeMap::new(),
        }
    }

    fn pick(uids: &[u32], set: &str, uid: bool) -> Option<Vec<u32>> {
        view(uids).select(&SequenceSet::try_from(set).unwrap(), uid)
    }

    #[test]
    fn sets_mean_uids_or_numbers() {
        let uids = [3, 5, 9];
        assert_eq!(pick(&uids, "1:*", true), Some(vec![3, 5, 9]));
        assert_eq!(pick(&uids, "4:8,9", true), Some(vec![5, 9]));
        // A range with * always holds the last message (RFC 3501 6.4.8).
        assert_eq!(pick(&uids, "50:*", true), Some(vec![9]));
        assert_eq!(pick(&uids, "*", true), Some(vec![9]));
        assert_eq!(pick(&uids, "4294967295", true), Some(vec![9]));
        assert_eq!(pick(&uids, "1,3", false), Some(vec![3, 9]));
        assert_eq!(pick(&uids, "2:4", false), None);
        assert_eq!(pick(&[], "1:*", true), Some(vec![]));
        assert_eq!(pick(&[], "1:*", false), None);
    }
}
