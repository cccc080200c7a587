//! Acts that ended a moment ago: what a server is asked before an act, and read after it, does not know of it.
//!
//! The server answers each connection in its order, and an act goes by another one than what is fetched. An
//! answer from before the act may be read when its effect stands in the cache already; taken over as it is,
//! it would take that away, until the server is asked the next time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::domain::{Act, FlagChange, Flags, FolderId};

/// Acts on so many messages are remembered together, above all the last one: a question is mostly answered
/// within a second.
const MOST_MESSAGES: usize = 20_000;

/// A point in the order in which acts come to their end, in this run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// The acts that ended, the latest last.
#[derive(Debug, Default)]
pub(super) struct Ended {
    count: u64,
    last: VecDeque<(u64, Act)>,
}

impl Ended {
    /// Now: everything that ended so far came before.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.count)
    }

    /// The server did this.
    pub(super) fn add(&mut self, act: &Act) {
        if act.targets().is_none() {
            return;
        }
        self.count += 1;
        self.last.push_back((self.count, act.clone()));
        let size = |act: &Act| act.targets().map_or(0, |targets| targets.messages.len());
        let mut messages: usize = self.last.iter().map(|(_, act)| size(act)).sum();
        while messages > MOST_MESSAGES && self.last.len() > 1 {
            messages -= self.last.pop_front().map_or(0, |(_, act)| size(&act));
        }
    }

    /// What ended since then in a folder with these numbers.
    pub(super) fn since(&self, then: Moment, folder: &FolderId, uid_validity: u32) -> Since {
        let mut since = Since::default();
        let later = self.last.iter().filter(|(at, _)| *at > then.0);
        for (_, act) in later {
            let Some(targets) = act.targets() else {
                continue;
            };
            if targets.folder != *folder || targets.uid_validity != uid_validity {
                continue;
            }
            match act {
                Act::MarkFlags { change, .. } => {
                    for uid in targets.uids() {
                        since.changes.entry(uid).or_default().push(change.clone());
                    }
                }
                Act::Move { .. } | Act::Delete { .. } => since.gone.extend(targets.uids()),
                _ => {}
            }
        }
        since
    }
}

/// What became of the messages of a folder since a server was asked.
#[derive(Debug, Default)]
pub(super) struct Since {
    changes: BTreeMap<u32, Vec<FlagChange>>,
    gone: BTreeSet<u32>,
}

impl Since {
    /// Did this message leave the folder?
    pub(super) fn has_left(&self, uid: u32) -> bool {
        self.gone.contains(&uid)
    }

    /// The flags that the server told, as they are after these acts.
    pub(super) fn with(&self, uid: u32, told: &Flags) -> Flags {
        let mut flags = told.clone();
        for change in self.changes.get(&uid).into_iter().flatten() {
            flags.apply(change);
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActTarget, ActTargets, EmailAddress, MailboxId, SystemFlag};

    fn inbox() -> FolderId {
        let support = EmailAddress::parse("support@a.test").unwrap();
        FolderId::of(&MailboxId::of(&support), "INBOX")
    }

    fn flagged(uids: std::ops::Range<u32>) -> Act {
        let target = |uid| ActTarget {
            uid,
            ..ActTarget::default()
        };
        Act::MarkFlags {
            targets: ActTargets {
                folder: inbox(),
                mailbox: None,
                uid_validity: 1,
                messages: uids.map(target).collect(),
                goal_before: None,
            },
            change: FlagChange::system(SystemFlag::Flagged, true),
        }
    }

    #[test]
    fn it_remembers_only_what_came_last() {
        let mut ended = Ended::default();
        let first = ended.moment();
        let half = u32::try_from(MOST_MESSAGES / 2).unwrap();
        for _ in 0..5 {
            ended.add(&flagged(0..half));
        }
        assert_eq!(ended.last.len(), 2);
        // One that is larger than all that is remembered is remembered.
        ended.add(&flagged(0..3 * half));
        assert_eq!(ended.last.len(), 1);
        let is_flagged = |then, uid_validity| {
            let since = ended.since(then, &inbox(), uid_validity);
            since.with(1, &Flags::default()) != Flags::default()
        };
        assert!(is_flagged(first, 1));
        assert!(!is_flagged(first, 2), "other numbers are other messages");
        assert!(!is_flagged(ended.moment(), 1));
    }
}
