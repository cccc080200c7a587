//! Acts that were left for later keep back those that would come before them.

use std::collections::BTreeSet;

use crate::domain::{Act, FolderId};

/// Acts that were put off: what is done later with their messages, or with all of a folder, would come
/// before them. Other messages of the folder do not wait: a mailbox may be in doubt for a day.
#[derive(Debug, Default)]
pub(super) struct PutOff {
    messages: BTreeSet<(FolderId, u32)>,
    /// The same by their Message-IDs: a folder that is numbered anew changes the other.
    message_ids: BTreeSet<(FolderId, String)>,
    folders: BTreeSet<FolderId>,
    goals: BTreeSet<FolderId>,
}

impl PutOff {
    pub(super) fn note(&mut self, act: &Act) {
        if let Some(targets) = act.targets() {
            let uids = targets.uids().map(|uid| (targets.folder.clone(), uid));
            self.messages.extend(uids);
            let ids = targets.messages.iter().filter_map(|m| m.message_id.clone());
            self.message_ids
                .extend(ids.map(|id| (targets.folder.clone(), id)));
        }
        self.folders.insert(act.folder().clone());
        self.goals.extend(act.goal().cloned());
    }

    pub(super) fn keeps_back(&self, act: &Act) -> bool {
        if let Some(targets) = act.targets() {
            return targets.messages.iter().any(|message| {
                let folder = || targets.folder.clone();
                let id = message.message_id.clone();
                self.messages.contains(&(folder(), message.uid))
                    || id.is_some_and(|id| self.message_ids.contains(&(folder(), id)))
            });
        }
        let mut concerned = [Some(act.folder()), act.goal()].into_iter().flatten();
        concerned.any(|folder| {
            self.folders.contains(folder) || act.changes_tree() && self.goals.contains(folder)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ActTarget, ActTargets, Contents, EmailAddress, FlagChange, MailboxId, SystemFlag,
    };

    fn folder(path: &str) -> FolderId {
        let support = EmailAddress::parse("support@a.test").unwrap();
        FolderId::of(&MailboxId::of(&support), path)
    }

    fn targets(path: &str, uids: &[u32]) -> ActTargets {
        let target = |uid: &u32| ActTarget {
            uid: *uid,
            message_id: Some(format!("m{uid}@a.test")),
            ..ActTarget::default()
        };
        ActTargets {
            folder: folder(path),
            mailbox: None,
            uid_validity: 1,
            messages: uids.iter().map(target).collect(),
            goal_before: None,
        }
    }

    fn contents(path: &str) -> Contents {
        let support = EmailAddress::parse("support@a.test").unwrap();
        Contents {
            folder: folder(path),
            mailbox: MailboxId::of(&support),
            uid_validity: 1,
            up_to: 9,
            except: Vec::new(),
        }
    }

    /// A mailbox that is in doubt for a day keeps back what would come before, and nothing else.
    #[test]
    fn what_was_put_off_keeps_back_its_messages_and_its_folder_as_a_whole() {
        let mut left = PutOff::default();
        left.note(&Act::Move {
            targets: targets("INBOX", &[1]),
            to: folder("Orders"),
        });
        let mark = |path, uid| Act::MarkFlags {
            targets: targets(path, &[uid]),
            change: FlagChange::system(SystemFlag::Seen, true),
        };
        // It bears another number by now.
        let again = |path| {
            let mut act = mark(path, 7);
            if let Some(targets) = act.targets_mut() {
                targets.uid_validity = 2;
                targets.messages[0].message_id = Some("m1@a.test".to_owned());
            }
            act
        };
        let to_inbox = Act::Move {
            targets: targets("Sent", &[1]),
            to: folder("INBOX"),
        };
        for (act, is_kept_back) in [
            (mark("INBOX", 1), true),
            (mark("INBOX", 2), false),
            (mark("Sent", 1), false),
            (again("INBOX"), true),
            (again("Sent"), false),
            (to_inbox, false),
            (Act::EmptyFolder(contents("INBOX")), true),
            (Act::EmptyFolder(contents("Orders")), false),
            (Act::DeleteFolder(contents("INBOX")), true),
            (Act::DeleteFolder(contents("Orders")), true),
            (Act::DeleteFolder(contents("Sent")), false),
        ] {
            assert_eq!(left.keeps_back(&act), is_kept_back, "{act:?}");
        }
    }
}
