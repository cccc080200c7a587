//! Merged or not, the server ends in the same state.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{ActTarget, Contents, EmailAddress, MailboxId, SystemFlag};
use super::*;

fn mailbox() -> MailboxId {
    MailboxId::of(&EmailAddress::parse("support@a.test").unwrap())
}

fn folder(path: &str) -> FolderId {
    FolderId::of(&mailbox(), path)
}

fn targets(uids: &BTreeSet<u32>) -> ActTargets {
    ActTargets {
        folder: folder("INBOX"),
        mailbox: Some(mailbox()),
        uid_validity: 7,
        messages: uids
            .iter()
            .map(|uid| ActTarget {
                uid: *uid,
                message_id: None,
            })
            .collect(),
    }
}

fn mark(uids: &[u32], flag: SystemFlag, on: bool) -> Act {
    Act::MarkFlags {
        targets: targets(&uids.iter().copied().collect()),
        change: FlagChange::system(flag, on),
    }
}

/// Messages of the Inbox by UID, and what lies elsewhere: which message, where, and its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Server {
    inbox: BTreeMap<u32, Flags>,
    elsewhere: Vec<(FolderId, u32, Vec<String>)>,
}

impl Server {
    fn carry_out(&mut self, act: &Act) {
        for uid in act.targets().into_iter().flat_map(ActTargets::uids) {
            let Some(flags) = self.inbox.get_mut(&uid) else {
                continue;
            };
            match act {
                Act::MarkFlags { change, .. } => flags.apply(change),
                Act::Copy { to, .. } => self.elsewhere.push((to.clone(), uid, flags.to_wire())),
                Act::Move { to, .. } => {
                    self.elsewhere.push((to.clone(), uid, flags.to_wire()));
                    self.inbox.remove(&uid);
                }
                _ => drop(self.inbox.remove(&uid)),
            }
        }
    }

    fn after(mut self, acts: &[Act]) -> Self {
        acts.iter().for_each(|act| self.carry_out(act));
        self.elsewhere.sort();
        self
    }
}

/// As the store merges: with the last one only.
fn queue(acts: &[Act], server: &Server) -> Vec<Act> {
    let mut queue: Vec<Act> = Vec::new();
    for act in acts {
        let Some(last) = queue.pop() else {
            queue.push(act.clone());
            continue;
        };
        let before = server.clone().after(&queue);
        match merge(&last, act, |uid| before.inbox.get(&uid).cloned()) {
            Merged::Apart => queue.extend([last, act.clone()]),
            Merged::Joined(joined) => queue.push(joined),
            Merged::Cancelled => {}
        }
    }
    queue
}

fn act() -> impl Strategy<Value = Act> {
    let uids = prop::collection::btree_set(1u32..5, 1..3);
    let flag = prop::sample::select(vec![
        SystemFlag::Seen,
        SystemFlag::Flagged,
        SystemFlag::Answered,
    ]);
    let to = prop::sample::select(vec![folder("Archive"), folder("Trash")]);
    (uids, flag, any::<bool>(), to, 0..10).prop_map(|(uids, flag, on, to, kind)| {
        let targets = targets(&uids);
        match kind {
            0 => Act::Move { targets, to },
            1 => Act::Copy { targets, to },
            2 => Act::Delete { targets },
            _ => Act::MarkFlags {
                targets,
                change: FlagChange::system(flag, on),
            },
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn merged_or_not_the_server_ends_in_the_same_state(
        acts in prop::collection::vec(act(), 0..12),
        flags in prop::collection::vec(0u8..4, 4),
    ) {
        let mut server = Server::default();
        for (uid, bits) in (1u32..).zip(flags) {
            let names = ["\\Seen", "\\Flagged"].into_iter().enumerate();
            let names = names.filter(|(at, _)| bits & (1 << at) != 0).map(|(_, name)| name);
            server.inbox.insert(uid, Flags::from_wire(names));
        }
        let merged = queue(&acts, &server);
        prop_assert!(merged.len() <= acts.len());
        prop_assert_eq!(server.clone().after(&merged), server.after(&acts));
    }
}

#[test]
fn what_was_set_and_cleared_again_is_not_done_at_all() {
    let clear = |_| Some(Flags::default());
    let (set, cleared) = (
        mark(&[1, 2], SystemFlag::Flagged, true),
        mark(&[1, 2], SystemFlag::Flagged, false),
    );
    assert_eq!(merge(&set, &cleared, clear), Merged::Cancelled);
    // It was set before, by a colleague say: then clearing it is what is left to be done.
    let flagged = |_| Some(Flags::from_wire(["\\Flagged"]));
    assert_eq!(
        merge(&set, &cleared, flagged),
        Merged::Joined(cleared.clone())
    );
    // What is not known is not guessed.
    assert_eq!(merge(&set, &cleared, |_| None), Merged::Joined(cleared));
}

#[test]
fn what_is_alike_is_done_at_once_up_to_a_bound() {
    let none = |_| None;
    let seen = |uids: &[u32]| mark(uids, SystemFlag::Seen, true);
    assert_eq!(
        merge(&seen(&[1]), &seen(&[2, 1]), none),
        Merged::Joined(seen(&[1, 2]))
    );
    let many: Vec<u32> = (1..=1000).collect();
    assert_eq!(merge(&seen(&many), &seen(&[1001]), none), Merged::Apart);
    let answered = |uid| mark(&[uid], SystemFlag::Answered, true);
    assert_eq!(merge(&answered(1), &answered(2), none), Merged::Apart);
}

#[test]
fn a_folder_that_was_made_and_deleted_again_was_never_there() {
    let made = Act::CreateFolder {
        mailbox: mailbox(),
        folder: folder("Orders"),
        path: "Orders".into(),
    };
    let deleted = |path: &str| {
        Act::DeleteFolder(Contents {
            mailbox: mailbox(),
            folder: folder(path),
            uid_validity: 0,
            up_to: 0,
            except: Vec::new(),
        })
    };
    assert_eq!(
        merge(&made, &deleted("Orders"), |_| None),
        Merged::Cancelled
    );
    assert_eq!(merge(&made, &deleted("Other"), |_| None), Merged::Apart);
    let named = |path: &str| Act::RenameFolder {
        mailbox: mailbox(),
        folder: folder("Orders"),
        path: path.into(),
    };
    assert_eq!(
        merge(&named("Old"), &named("New"), |_| None),
        Merged::Joined(named("New"))
    );
    assert_eq!(
        merge(&named("Old"), &named("Orders"), |_| None),
        Merged::Cancelled
    );
}
