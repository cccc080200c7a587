//! What can be done with chosen messages, and whether it may be: each is asked of `permission`.

use crate::app::known::{Known, Node};
use crate::app::say;
use crate::app::widget::icon::Icon;
use crate::domain::{Away, Folder, FolderId, FolderRole, FolderState, MailboxId, SendRight};
use crate::i18n::Texts;
use crate::permission::{self, Action};

/// Something a button or key does with the chosen messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Answer the sender.
    Reply,
    /// Answer everybody.
    ReplyAll,
    /// Pass on.
    Forward,
    /// Pass on whole, as a file.
    ForwardAttached,
    /// Into the mailbox's archive.
    Archive,
    /// Into another folder.
    Move,
    /// Into another folder too.
    Copy,
    /// Set or take the flag.
    Flag,
    /// Mark as read or unread.
    Seen,
    /// Into Trash, or for good.
    Delete,
    /// For good, wherever it lies.
    DeleteForGood,
    /// Into the folder for junk.
    Junk,
    /// Out of it, into the Inbox.
    NotJunk,
}

/// What is known of the messages that a deed is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// How many.
    pub count: usize,
    /// The folders they lie in.
    pub folders: Vec<FolderId>,
    /// The mailbox of the one that would be answered.
    pub mailbox: Option<MailboxId>,
    /// Are all of them flagged?
    pub flagged: bool,
    /// Have all of them been read, by this person too?
    pub seen: bool,
    /// Have all of them been read, and only this person has not read each?
    pub for_me_alone: bool,
    /// Is one of them still on its way to the folder that shows it?
    pub arriving: bool,
    /// Is one of these a copy, which is nothing yet that could be worked with?
    pub copied: bool,
}

impl Targets {
    /// What flagging them does, as a key of the texts.
    pub(super) fn flag_words(&self) -> &'static str {
        if self.flagged {
            "toolbar-unflag"
        } else {
            "toolbar-flag"
        }
    }

    /// The same of reading, with its picture.
    pub(super) fn seen_words(&self) -> (&'static str, Icon) {
        if self.seen {
            ("toolbar-unread", Icon::Mail)
        } else {
            ("toolbar-read", Icon::MailOpen)
        }
    }
}

/// Are messages of this folder deleted for good? Those that were deleted before are; no others.
#[must_use]
pub fn ends_here(folder: &Folder) -> bool {
    folder.role == FolderRole::Trash
}

/// Why a deed is not offered, in words; `None` where it is: for all of the messages, or for those of some folders.
#[must_use]
pub fn refusal(deed: Deed, targets: &Targets, known: &Known, texts: &Texts) -> Option<String> {
    if targets.count == 0 {
        return Some(texts.say("may-not-nothing-chosen"));
    }
    if matches!(
        deed,
        Deed::Reply | Deed::ReplyAll | Deed::Forward | Deed::ForwardAttached
    ) {
        return answering(deed, targets, known, texts);
    }
    if targets.copied {
        return Some(texts.say("may-not-copy"));
    }
    // What is on its way to Trash waits there until it is deleted for good: its key is still that of the folder
    // it comes from.
    let ends = |id| known.folder(id).is_some_and(|(_, f)| ends_here(f));
    let waits = match deed {
        Deed::Delete => targets.folders.iter().any(ends),
        Deed::DeleteForGood => true,
        _ => false,
    };
    if targets.arriving && waits {
        return Some(texts.say("may-not-arriving"));
    }
    // No server hears of that, whatever it permits.
    if deed == Deed::Seen && targets.for_me_alone {
        return None;
    }
    let why = |id: &FolderId| refusal_in(deed, id, known, texts);
    nowhere(&targets.folders, why)
}

/// The first reason, where there is one everywhere.
fn nowhere(folders: &[FolderId], why: impl Fn(&FolderId) -> Option<String>) -> Option<String> {
    let mut first = None;
    for folder in folders {
        let reason = why(folder)?;
        first.get_or_insert(reason);
    }
    first
}

fn refusal_in(deed: Deed, id: &FolderId, known: &Known, texts: &Texts) -> Option<String> {
    let Some((node, folder)) = known.folder(id) else {
        return Some(texts.say("problem-no-such-folder"));
    };
    in_folder(deed, node, folder, texts)
}

/// Folders with whose messages a deed is not done, while it is with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// Which.
    pub folders: Vec<FolderId>,
    /// Why not with those of the first.
    pub reason: String,
}

fn barred_by(folders: &[FolderId], why: impl Fn(&FolderId) -> Option<String>) -> Option<Barred> {
    let reasons = folders.iter().map(|id| (id, why(id)));
    let mut barred: Vec<_> = reasons
        .filter_map(|(id, reason)| Some((id.clone(), reason?)))
        .collect();
    let is_part = !barred.is_empty() && barred.len() < folders.len();
    is_part.then(|| {
        let reason = barred.first_mut().map(|(_, reason)| std::mem::take(reason));
        Barred {
            reason: reason.unwrap_or_default(),
            folders: barred.into_iter().map(|(id, _)| id).collect(),
        }
    })
}

/// Those for this deed, which is not refused as a whole.
#[must_use]
pub fn barred(deed: Deed, targets: &Targets, known: &Known, texts: &Texts) -> Option<Barred> {
    // No server hears of that.
    if deed == Deed::Seen && targets.for_me_alone {
        return None;
    }
    barred_by(&targets.folders, |id| refusal_in(deed, id, known, texts))
}

/// Those whose messages cannot be moved to this folder.
#[must_use]
pub fn barred_from(
    targets: &Targets,
    node: &Node,
    to: &Folder,
    known: &Known,
    texts: &Texts,
) -> Option<Barred> {
    barred_by(&targets.folders, |id| not_to(id, node, to, known, texts))
}

fn answering(deed: Deed, targets: &Targets, known: &Known, texts: &Texts) -> Option<String> {
    if targets.count > 1 {
        return Some(texts.say("may-not-several"));
    }
    if matches!(deed, Deed::Forward | Deed::ForwardAttached) {
        let usable = |i: &crate::domain::Identity| i.right != SendRight::Refused;
        return (!known.identities.iter().any(usable)).then(|| texts.say("may-not-send-at-all"));
    }
    let is_draft = |id| {
        known
            .folder(id)
            .is_some_and(|(_, f)| f.role == FolderRole::Drafts)
    };
    if targets.folders.iter().any(is_draft) {
        return Some(texts.say("may-not-answer-draft"));
    }
    let mailbox = targets.mailbox.as_ref()?;
    match known.identity_of(mailbox) {
        None => Some(texts.say_with(
            "may-not-send-no-address",
            &[("address", mailbox.as_str().into())],
        )),
        Some(identity) if !permission::decide_send(identity).may_try() => Some(texts.say_with(
            "may-not-send-as",
            &[
                ("address", identity.from.address.as_str().into()),
                ("evidence", say::evidence(texts, identity).into()),
            ],
        )),
        Some(_) => None,
    }
}

fn in_folder(deed: Deed, node: &Node, folder: &Folder, texts: &Texts) -> Option<String> {
    let name = &node.mailbox.name;
    let ask = |action| say::refusal(texts, action, &permission::decide(action, folder), name);
    let none_there = |key, away| {
        let whose = match away {
            Away::Shared => name.as_str(),
            Away::Mine => folder.account.as_str(),
        };
        texts.say_with(key, &[("mailbox", whose.into())])
    };
    match deed {
        Deed::Flag => ask(Action::Flag),
        Deed::Seen => ask(Action::MarkSeen),
        Deed::Move => ask(Action::Remove),
        Deed::Copy => ask(Action::Read),
        Deed::Archive => match &node.archive.folder {
            None => ask(Action::Remove)
                .or_else(|| Some(none_there("may-not-no-archive", node.archive.away))),
            Some(to) if to.id == folder.id => Some(texts.say("may-not-already-there")),
            Some(to) => moving(folder, to, name, texts),
        },
        Deed::DeleteForGood => ask(Action::Remove),
        Deed::Delete if ends_here(folder) => ask(Action::Remove),
        Deed::Delete => match &node.trash.folder {
            None => ask(Action::Remove)
                .or_else(|| Some(none_there("may-not-no-trash", node.trash.away))),
            Some(to) => moving(folder, to, name, texts),
        },
        Deed::Junk => match node.role(FolderRole::Junk) {
            None => {
                let mailbox = [("mailbox", name.as_str().into())];
                ask(Action::Remove).or_else(|| Some(texts.say_with("may-not-no-junk", &mailbox)))
            }
            Some(to) if to.id == folder.id => Some(texts.say("may-not-already-there")),
            Some(to) => moving(folder, to, name, texts),
        },
        Deed::NotJunk => match node.role(FolderRole::Inbox) {
            Some(to) if folder.role == FolderRole::Junk => moving(folder, to, name, texts),
            _ => Some(texts.say("may-not-not-in-junk")),
        },
        Deed::Reply | Deed::ReplyAll | Deed::Forward | Deed::ForwardAttached => None,
    }
}

/// Why none of these messages can be moved to a folder of this mailbox, in words.
#[must_use]
pub fn moving_to(
    targets: &Targets,
    node: &Node,
    to: &Folder,
    known: &Known,
    texts: &Texts,
) -> Option<String> {
    if let Some(reason) = refusal(Deed::Move, targets, known, texts) {
        return Some(reason);
    }
    nowhere(&targets.folders, |id| not_to(id, node, to, known, texts))
}

/// Why messages of a folder cannot be moved to another one of this mailbox.
fn not_to(
    from: &FolderId,
    node: &Node,
    to: &Folder,
    known: &Known,
    texts: &Texts,
) -> Option<String> {
    if let Some(reason) = refusal_in(Deed::Move, from, known, texts) {
        return Some(reason);
    }
    let (_, from) = known.folder(from)?;
    let is_there = matches!(to.state, FolderState::Readable | FolderState::Planned);
    if from.id == to.id {
        return Some(texts.say("may-not-already-there"));
    }
    if from.account != to.account || !is_there {
        return Some(texts.say("may-not-there"));
    }
    moving(from, to, &node.mailbox.name, texts)
}

/// Why messages cannot be moved from one folder to another.
#[must_use]
pub fn moving(from: &Folder, to: &Folder, mailbox: &str, texts: &Texts) -> Option<String> {
    let take = permission::decide(Action::Remove, from);
    say::refusal(texts, Action::Remove, &take, mailbox).or_else(|| putting(to, mailbox, texts))
}

/// Why messages cannot be put into a folder.
#[must_use]
pub fn putting(to: &Folder, mailbox: &str, texts: &Texts) -> Option<String> {
    let put = permission::decide(Action::Insert, to);
    if put.may_try() {
        return None;
    }
    let folder = say::folder(texts, to);
    Some(texts.say_with(
        "may-not-insert-into",
        &[("folder", folder.into()), ("mailbox", mailbox.into())],
    ))
}
