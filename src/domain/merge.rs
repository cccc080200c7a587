//! The acts that wait, and what becomes of them when a person does something more: what cancels out or
//! repeats is not done at all, and what is alike is done at once.
//!
//! An act is looked at message by message, from the newest act that waits back to the first one that it
//! may not pass: one on the same message that would come out differently, one that was begun, or one on
//! folders as a whole.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    AccountId, Act, ActId, ActState, ActTarget, ActTargets, FlagChange, Flags, FolderId, PendingAct,
};

/// Most messages in one act: a bound on what one command to a server carries.
pub const MOST_TARGETS: usize = 1000;

/// What became of an act that was put into a [`Queue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is carried out with this entry, the last one if there are several. What was to be done with its
    /// messages after it, as moving them, may stand behind.
    Done(usize),
    /// Nothing is left to be done.
    Cancelled,
    /// Its messages are on their way elsewhere by now, or deleted for good: nothing was changed.
    TooLate,
}

/// One act of a [`Queue`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was pending before; `None`: this one is new.
    pub before: Option<PendingAct>,
    /// What is to be done now; `None`: nothing any more.
    pub act: Option<Act>,
    /// When a person did it.
    pub created_at: Timestamp,
    /// May it be changed? One that was begun, or is another account's, may not.
    is_free: bool,
    uids: BTreeSet<u32>,
}

impl Entry {
    /// Is it another one than before?
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.act.as_ref() != self.before.as_ref().map(|pending| &pending.act)
    }

    fn touches(&self, place: &ActTargets, uid: u32) -> bool {
        let here = self.act.as_ref().and_then(Act::targets);
        here.is_some_and(|here| is_same_folder(here, place)) && self.uids.contains(&uid)
    }

    fn take(&mut self, uids: &BTreeSet<u32>) -> Vec<ActTarget> {
        let Some(targets) = self.act.as_mut().and_then(Act::targets_mut) else {
            return Vec::new();
        };
        let is_taken = |m: &ActTarget| uids.contains(&m.uid);
        let (taken, left) = targets.messages.drain(..).partition(is_taken);
        targets.messages = left;
        if targets.messages.is_empty() {
            self.act = None;
        }
        self.uids.retain(|uid| !uids.contains(uid));
        taken
    }

    fn add(&mut self, message: ActTarget) {
        if let Some(targets) = self.act.as_mut().and_then(Act::targets_mut) {
            self.uids.insert(message.uid);
            targets.messages.push(message);
        }
    }
}

/// The acts that the server has not confirmed, in their order.
pub struct Queue<F> {
    entries: Vec<Entry>,
    flags: F,
}

/// Where an act on one message goes.
enum Way {
    Nowhere,
    With(usize),
    Behind,
}

/// What an act is to a later one on the same message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    /// The same.
    Same,
    /// The later one alone counts.
    Overruled,
    /// Either may come first.
    Indifferent,
    /// The later one must stay behind it.
    Before,
}

impl<F: Fn(u32, &BTreeSet<ActId>) -> Option<Flags>> Queue<F> {
    /// The queue for what `account` does. `flags` are those of a message of the folder that is acted on,
    /// with all that is pending on it but the acts that are named; `None` where they are not known.
    pub fn new(pending: Vec<PendingAct>, account: &AccountId, flags: F) -> Self {
        let entry = |pending: PendingAct| Entry {
            act: Some(pending.act.clone()),
            created_at: pending.created_at,
            is_free: pending.state == ActState::Waiting && pending.account == *account,
            uids: uids(pending.act.targets()),
            before: Some(pending),
        };
        Self {
            entries: pending.into_iter().map(entry).collect(),
            flags,
        }
    }

    /// What the queue came to.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// A person does something more. What is done to messages that moves, which still wait, take elsewhere
    /// comes before those moves, since it goes with the messages; another move takes their place.
    pub fn put(&mut self, next: Act, at: Timestamp) -> Put {
        let Some(targets) = next.targets().cloned() else {
            return self.put_on_folder(next, at);
        };
        let Some(moves) = self.moves_of(&next, &targets) else {
            return Put::TooLate;
        };
        let wanted = uids(Some(&targets));
        let mut again = Vec::new();
        for at in moves {
            if let Some(entry) = self.entries.get_mut(at)
                && let Some(mut part) = entry.act.clone()
                && let Some(targets) = part.targets_mut()
            {
                targets.messages = entry.take(&wanted);
                again.push((part, entry.created_at));
            }
        }
        match &next {
            // They lie there still.
            Act::Move { to, .. } if *to == targets.folder => return Put::Cancelled,
            Act::Move { .. } | Act::Delete { .. } => again.clear(),
            _ => {}
        }
        let put = self.put_on_messages(next, at);
        for (part, at) in again {
            self.put_on_messages(part, at);
        }
        put
    }

    /// The moves that take messages of an act elsewhere. `None`: they cannot be stopped any more.
    fn moves_of(&self, next: &Act, targets: &ActTargets) -> Option<Vec<usize>> {
        let mut moves = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            match &entry.act {
                // It takes what is on its way with it.
                Some(Act::DeleteFolder(contents)) => {
                    let is_theirs = |at: &usize| {
                        let act = self.entries.get(*at).and_then(|e| e.act.as_ref());
                        act.is_some_and(|act| concerns(act, &contents.folder))
                    };
                    if moves.iter().any(is_theirs) {
                        return None;
                    }
                }
                Some(act @ (Act::Move { .. } | Act::Delete { .. }))
                    if targets.uids().any(|uid| entry.touches(targets, uid)) =>
                {
                    match meeting(act, next) {
                        Meeting::Same => {}
                        _ if matches!(act, Act::Move { .. }) && entry.is_free => moves.push(at),
                        _ => return None,
                    }
                }
                _ => {}
            }
        }
        Some(moves)
    }

    /// An act on messages none of which is leaving.
    fn put_on_messages(&mut self, next: Act, at: Timestamp) -> Put {
        let mut rest = next.clone();
        let (Some(targets), Some(left)) = (next.targets(), rest.targets_mut()) else {
            return Put::Cancelled;
        };
        left.messages.clear();
        let mut done = None;
        for message in &targets.messages {
            match self.way(&next, targets, message.uid) {
                Way::Nowhere => {}
                Way::With(entry) => {
                    done = done.max(Some(entry));
                    if let Some(entry) = self.entries.get_mut(entry)
                        && !entry.uids.contains(&message.uid)
                    {
                        entry.add(message.clone());
                    }
                }
                Way::Behind => left.messages.push(message.clone()),
            }
        }
        if !left.messages.is_empty() {
            return Put::Done(self.push(rest, at));
        }
        done.map_or(Put::Cancelled, Put::Done)
    }

    /// Where the act goes for one of its messages. What it overrules is withdrawn.
    fn way(&mut self, next: &Act, targets: &ActTargets, uid: u32) -> Way {
        let mut host = None;
        let mut overruled = BTreeSet::new();
        let mut is_overruling = false;
        for (at, entry) in self.entries.iter_mut().enumerate().rev() {
            let Some(act) = &entry.act else {
                continue;
            };
            let Some(here) = act.targets() else {
                break;
            };
            if !entry.touches(targets, uid) {
                let has_room = entry.is_free && entry.uids.len() < MOST_TARGETS;
                let is_alike = is_same_folder(here, targets)
                    && here.mailbox == targets.mailbox
                    && is_alike(act, next);
                if host.is_none() && has_room && is_alike {
                    host = Some(at);
                }
                continue;
            }
            if !entry.is_free {
                break;
            }
            match meeting(act, next) {
                Meeting::Same => return Way::With(at),
                Meeting::Overruled => {
                    is_overruling = true;
                    overruled.extend(entry.before.as_ref().map(|pending| pending.id));
                    entry.take(&BTreeSet::from([uid]));
                }
                Meeting::Indifferent => {}
                Meeting::Before => break,
            }
        }
        if is_overruling
            && let Act::MarkFlags { change, .. } = next
            && let Some(flags) = (self.flags)(uid, &overruled)
        {
            let mut marked = flags.clone();
            marked.apply(change);
            if marked == flags {
                return Way::Nowhere;
            }
        }
        host.map_or(Way::Behind, Way::With)
    }

    /// An act on a folder meets the last one that concerns it, or that is on folders too.
    fn put_on_folder(&mut self, next: Act, at: Timestamp) -> Put {
        let meets = |entry: &Entry| {
            let act = entry.act.as_ref();
            act.is_some_and(|act| act.targets().is_none() || concerns(act, next.folder()))
        };
        if let Some(at) = self.entries.iter().rposition(meets)
            && let Some(entry) = self.entries.get_mut(at)
            && entry.is_free
        {
            match (&entry.act, &next) {
                (Some(Act::CreateFolder { folder, .. }), Act::DeleteFolder(contents))
                    if *folder == contents.folder =>
                {
                    entry.act = None;
                    return Put::Cancelled;
                }
                (
                    Some(Act::RenameFolder { folder, was, .. }),
                    Act::RenameFolder {
                        mailbox,
                        folder: again,
                        path,
                        ..
                    },
                ) if folder == again => {
                    // Until it is done the id is that of the name on the server.
                    if FolderId::of(mailbox, path) == *folder {
                        entry.act = None;
                        return Put::Cancelled;
                    }
                    entry.act = Some(Act::RenameFolder {
                        mailbox: mailbox.clone(),
                        folder: folder.clone(),
                        path: path.clone(),
                        was: was.clone(),
                    });
                    return Put::Done(at);
                }
                _ => {}
            }
        }
        Put::Done(self.push(next, at))
    }

    fn push(&mut self, act: Act, created_at: Timestamp) -> usize {
        self.entries.push(Entry {
            before: None,
            uids: uids(act.targets()),
            act: Some(act),
            created_at,
            is_free: true,
        });
        self.entries.len() - 1
    }
}

/// Are these the same but for their messages, so that one act may do both? Notes of what was done with a
/// message stand for themselves: each is looked for wherever it lies by now.
fn is_alike(waiting: &Act, next: &Act) -> bool {
    match (waiting, next) {
        (Act::MarkFlags { change, .. }, Act::MarkFlags { change: then, .. }) => {
            change == then && !waiting.is_note()
        }
        (Act::Move { to, .. }, Act::Move { to: then, .. })
        | (Act::Copy { to, .. }, Act::Copy { to: then, .. }) => to == then,
        (Act::Delete { .. }, Act::Delete { .. }) => true,
        _ => false,
    }
}

/// What an act is to a later one on the same message.
fn meeting(waiting: &Act, next: &Act) -> Meeting {
    match (waiting, next) {
        (Act::MarkFlags { change, .. }, Act::MarkFlags { change: then, .. }) => {
            let (names, later) = (names(change), names(then));
            if names.is_disjoint(&later) {
                Meeting::Indifferent
            } else if is_alike(waiting, next) {
                Meeting::Same
            } else if names.is_subset(&later) && !waiting.is_note() && !next.is_note() {
                Meeting::Overruled
            } else {
                Meeting::Before
            }
        }
        // What is copied twice is there twice.
        (Act::Copy { .. }, Act::Copy { .. }) => Meeting::Indifferent,
        _ if is_alike(waiting, next) => Meeting::Same,
        _ => Meeting::Before,
    }
}

fn concerns(act: &Act, folder: &FolderId) -> bool {
    act.folder() == folder || act.goal() == Some(folder)
}

fn is_same_folder(one: &ActTargets, other: &ActTargets) -> bool {
    one.folder == other.folder && one.uid_validity == other.uid_validity
}

fn uids(targets: Option<&ActTargets>) -> BTreeSet<u32> {
    targets.into_iter().flat_map(ActTargets::uids).collect()
}

fn names(change: &FlagChange) -> BTreeSet<String> {
    let all = change.add.iter().chain(&change.remove);
    all.map(|name| name.to_ascii_lowercase()).collect()
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
