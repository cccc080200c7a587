//! Acts that wait are merged with the next where that changes nothing but the work: what cancels out
//! is not done at all, and what is alike is done at once.

use std::collections::BTreeSet;

use super::{Act, ActTargets, FlagChange, Flags, FolderId};

/// Most messages in one act: a bound on what one command to a server carries.
pub const MOST_TARGETS: usize = 1000;

/// What becomes of an act that waits, and of the one that is done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// They stand one behind the other.
    Apart,
    /// This one takes the place of both.
    Joined(Act),
    /// Nothing is left to be done.
    Cancelled,
}

/// What becomes of the last act that waits when `next` is done. `before` are the flags of a message of
/// its folder without the waiting one, where they are known.
///
/// Notes of what was done with a message stand for themselves: each is looked for wherever it lies by now.
#[must_use]
pub fn merge(waiting: &Act, next: &Act, before: impl Fn(u32) -> Option<Flags>) -> Merged {
    if waiting.is_note() || next.is_note() {
        return Merged::Apart;
    }
    match (waiting, next) {
        (
            Act::MarkFlags { targets, change },
            Act::MarkFlags {
                targets: more,
                change: then,
            },
        ) if is_same_place(targets, more) => {
            if change == then {
                joined(targets, more, |targets| Act::MarkFlags {
                    targets,
                    change: change.clone(),
                })
            } else if uids(targets) == uids(more) && names(change) == names(then) {
                marked_twice(targets, then, before)
            } else {
                Merged::Apart
            }
        }
        (
            Act::Move { targets, to },
            Act::Move {
                targets: more,
                to: then,
            },
        ) if to == then && is_same_place(targets, more) => {
            let to = to.clone();
            joined(targets, more, |targets| Act::Move { targets, to })
        }
        // What is copied twice is there twice.
        (
            Act::Copy { targets, to },
            Act::Copy {
                targets: more,
                to: then,
            },
        ) if to == then
            && is_same_place(targets, more)
            && uids(targets).is_disjoint(&uids(more)) =>
        {
            let to = to.clone();
            joined(targets, more, |targets| Act::Copy { targets, to })
        }
        (Act::Delete { targets }, Act::Delete { targets: more })
            if is_same_place(targets, more) =>
        {
            joined(targets, more, |targets| Act::Delete { targets })
        }
        (Act::CreateFolder { folder, .. }, Act::DeleteFolder(contents))
            if *folder == contents.folder =>
        {
            Merged::Cancelled
        }
        (
            Act::RenameFolder { folder, .. },
            Act::RenameFolder {
                mailbox,
                folder: again,
                path,
            },
        ) if folder == again => {
            // Until it is done the id is that of the name on the server.
            if FolderId::of(mailbox, path) == *folder {
                Merged::Cancelled
            } else {
                Merged::Joined(next.clone())
            }
        }
        _ => Merged::Apart,
    }
}

/// The second mark of the same flags on the same messages counts; neither, where it leads back to what
/// was before both.
fn marked_twice(
    targets: &ActTargets,
    then: &FlagChange,
    before: impl Fn(u32) -> Option<Flags>,
) -> Merged {
    let is_as_before = |uid| {
        before(uid).is_some_and(|flags| {
            let mut marked = flags.clone();
            marked.apply(then);
            marked == flags
        })
    };
    if targets.uids().all(is_as_before) {
        return Merged::Cancelled;
    }
    Merged::Joined(Act::MarkFlags {
        targets: targets.clone(),
        change: then.clone(),
    })
}

fn joined(first: &ActTargets, more: &ActTargets, act: impl FnOnce(ActTargets) -> Act) -> Merged {
    let known = uids(first);
    let mut all = first.clone();
    let new = more.messages.iter().filter(|m| !known.contains(&m.uid));
    all.messages.extend(new.cloned());
    if all.messages.len() > MOST_TARGETS {
        return Merged::Apart;
    }
    Merged::Joined(act(all))
}

fn is_same_place(one: &ActTargets, other: &ActTargets) -> bool {
    one.folder == other.folder
        && one.mailbox == other.mailbox
        && one.uid_validity == other.uid_validity
}

fn uids(targets: &ActTargets) -> BTreeSet<u32> {
    targets.uids().collect()
}

fn names(change: &FlagChange) -> BTreeSet<String> {
    let all = change.add.iter().chain(&change.remove);
    all.map(|name| name.to_ascii_lowercase()).collect()
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
