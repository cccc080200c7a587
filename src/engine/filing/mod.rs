//! The copy of a sent message: which folders get it, and filing it there once.
//!
//! Every try begins by looking for the Message-ID, so that an APPEND whose answer was lost, a
//! crash, or a server that files copies by itself never makes a second copy. Whether a server does
//! that is learnt from the first messages ([`Habit`]): until it is known, nothing is filed before
//! the server had its time. Nothing here knows of submission: a copy that cannot be filed waits,
//! and that is all it does (invariant 3).

mod author;
mod errand;
mod words;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use serde::{Deserialize, Serialize};

use crate::domain::{
    AccountId, FlagChange, Flags, Folder, FolderId, MailboxId, MessageKey, Outgoing, Participants,
    SentPolicy, SystemFlag,
};

use super::drafts::DraftMail;
use super::mentions::{Mention, Wanted};
use super::problem::Problem;
pub(super) use author::changes;
pub(super) use errand::{Copied, Errand, Papers};
use words::no_right;
pub(super) use words::{
    may_remove, no_other_copy, not_marked, only_in_own, there_too, twice, twice_from_here,
};

/// What the outbox needs of the accounts' mail. What is read of a folder is asked for as its account
/// reaches it, or as another account does where that one may not; what is written, as its account
/// does.
#[async_trait]
pub(super) trait MailAccess: Send + Sync {
    /// The message in this folder whose Message-ID (without brackets) is exactly this.
    ///
    /// # Errors
    /// Anything but a complete answer of the server: `None` is proof of absence at that moment.
    async fn find_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem>;

    /// Appends a message, marked seen; its place, where the server tells.
    ///
    /// # Errors
    /// The server's refusal, or the way to it. After a lost answer the copy may be there.
    async fn file_copy(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem>;

    /// The messages in this folder that came in since then (give or take a day) and name this
    /// Message-ID (without brackets), the oldest first.
    ///
    /// # Errors
    /// Anything but a complete answer of the server.
    async fn mentions(
        &self,
        folder: &Folder,
        message_id: &str,
        since: Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem>;

    /// The flags of a message on the server; `None` when it is gone.
    ///
    /// # Errors
    /// As [`MailAccess::mentions`].
    async fn flags(&self, folder: &Folder, key: &MessageKey) -> Result<Option<Flags>, Problem>;

    /// All messages in this folder whose Message-ID (without brackets) is exactly this.
    ///
    /// # Errors
    /// As [`MailAccess::find_message_id`].
    async fn all_with_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Vec<MessageKey>, Problem>;

    /// Does anything lie in this folder that was sent of the draft whose Message-IDs begin like this
    /// ([`crate::rfc822::draft_of_message_id`])?
    ///
    /// # Errors
    /// As [`MailAccess::find_message_id`].
    async fn is_sent_of(&self, folder: &Folder, draft: &str) -> Result<bool, Problem>;

    /// Has the rights on this folder read anew, so far as its server can be asked now; the folder as
    /// it is known then.
    async fn renew_rights(&self, folder: &Folder) -> Folder;

    /// The Drafts folders, where there are any to ask.
    fn drafts(&self) -> Option<&dyn DraftMail> {
        None
    }

    /// Changes flags of a message, now or as soon as possible: by the account that may; where
    /// several may, rather by this one. By its Message-ID it is found where it was moved meanwhile.
    ///
    /// # Errors
    /// Nobody may, no folder is known there, or it could not even be noted for later.
    async fn mark(
        &self,
        key: &MessageKey,
        message_id: Option<&str>,
        change: &FlagChange,
        by: Option<&AccountId>,
    ) -> Result<(), Problem>;

    /// Looks at a copy that was filed and, if `mark`, marks it read where it is not; `None` if it
    /// is not there any more.
    ///
    /// # Errors
    /// The server's refusal, or the way to it. That it cannot be marked is none.
    async fn tend(
        &self,
        folder: &Folder,
        key: &MessageKey,
        mark: bool,
    ) -> Result<Option<Tended>, Problem>;

    /// Removes the copy that was filed here by us, if another with the same Message-ID lies beside
    /// it. `ours`: its place in the server's own words (APPENDUID); without it none is removed.
    ///
    /// # Errors
    /// The way to the server, or that it cannot be looked for. That the server keeps it is none.
    async fn remove_double(
        &self,
        folder: &Folder,
        message_id: &str,
        ours: Option<&MessageKey>,
    ) -> Result<Double, Problem>;
}

/// A copy as it lies in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tended {
    /// Is it marked read?
    pub seen: bool,
    /// Who it is from, as the server filed it.
    pub participants: Participants,
}

/// Whether a copy lies in its folder twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Double {
    /// It does not.
    No,
    /// It did, and the one that was filed from here is removed.
    Removed,
    /// It does: which one is ours is not known, or it may not be removed. The one that came last.
    Stays(MessageKey),
}

/// What a server was seen to do with messages that it takes: kept for each folder and way of
/// sending. Nothing is kept while it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Habit {
    /// It files them in this folder by itself.
    Files,
    /// It does not.
    Never,
}

/// A folder that is to have the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Which.
    pub folder: Folder,
    /// Is it one in which servers file by themselves: the Sent folder of the mailbox or the member?
    pub served: bool,
    /// Is it the Sent folder of a shared mailbox, whose copies name who pressed Send?
    pub of_team: bool,
}

/// Which of the copies that a policy wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Part {
    /// That for the mailbox whose address was used.
    Mailbox,
    /// That for the member.
    Member,
}

/// A copy that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Intended {
    /// Which.
    pub part: Part,
    /// Where it goes; or why there is no such folder.
    pub place: Result<Target, Problem>,
}

/// What is to be done about a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    /// Each of these is filed on its own. Whether the server files it in the folder aside, the
    /// member's own, is only learnt.
    File {
        /// What is filed.
        wanted: Vec<Intended>,
        /// Where it may appear too.
        aside: Option<Folder>,
    },
    /// The server files it; it is looked for in these folders, and one find is enough.
    Look {
        /// The Sent folder of the mailbox.
        shared: Option<Folder>,
        /// The member's own, where it is another.
        mine: Option<Folder>,
    },
}

impl Plan {
    fn wanted(&self) -> &[Intended] {
        match self {
            Self::File { wanted, .. } => wanted,
            Self::Look { .. } => &[],
        }
    }

    /// The folders that are to have it.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Folder> {
        let targets = self.wanted().iter().flat_map(|wanted| &wanted.place);
        targets.map(|target| &target.folder)
    }

    /// The folders that take nothing, as far as is known.
    pub(super) fn barred(&self) -> impl Iterator<Item = &Folder> {
        self.targets().filter(|folder| no_right(folder).is_some())
    }

    /// Which copy a person means who chooses another folder before anything was said of one: the
    /// first that cannot be had, or the first.
    pub(super) fn first_in_need(&self) -> Part {
        let is_in_need = |wanted: &&Intended| match &wanted.place {
            Ok(target) => no_right(&target.folder).is_some(),
            Err(_) => true,
        };
        let wanted = self.wanted();
        let first = wanted.iter().find(is_in_need).or(wanted.first());
        first.map_or(Part::Mailbox, |wanted| wanted.part)
    }
}

/// The folders that a copy may concern.
pub(super) struct Places {
    /// Is the mailbox whose address was used a shared one?
    pub of_team: bool,
    /// The folders that a person chose, each in place of one; `None`: it is gone.
    pub chosen: Vec<(Part, Option<Folder>)>,
    /// The Sent folder of the mailbox whose address was used.
    pub shared: Option<Folder>,
    /// The Sent folder of the member.
    pub mine: Option<Folder>,
    /// The mailboxes whose folders were not read yet.
    pub not_read: Vec<MailboxId>,
    /// Those that a person hid here.
    pub hidden: Vec<MailboxId>,
}

/// What is to be done about the copy of this message. `own` is the mailbox of the account.
///
/// A policy is carried out as it stands: where a folder is missing, that copy waits for a person
/// rather than going somewhere else, and keeps the other from nothing. A folder that a person chose
/// takes the place of the one that could not be had.
pub(super) fn plan(outgoing: &Outgoing, own: &MailboxId, places: Places) -> Plan {
    let is = |place: &Option<Folder>, folder: &Folder| {
        place.as_ref().is_some_and(|place| place.id == folder.id)
    };
    let target = |folder: Folder| Target {
        served: is(&places.shared, &folder) || is(&places.mine, &folder),
        of_team: places.of_team && is(&places.shared, &folder),
        folder,
    };
    let parts: &[Part] = match (outgoing.sent_policy, &outgoing.mailbox) {
        (SentPolicy::Server, mailbox) if places.chosen.is_empty() => {
            let other = |mine: &Folder| mailbox.is_some() && !is(&places.shared, mine);
            let (shared, mine) = match mailbox {
                Some(_) => (places.shared.clone(), places.mine.clone()),
                None => (places.mine.clone(), None),
            };
            let mine = mine.filter(other);
            return Plan::Look { shared, mine };
        }
        (SentPolicy::Shared | SentPolicy::Server, _) | (SentPolicy::Both, None) => &[Part::Mailbox],
        (SentPolicy::Mine, _) => &[Part::Member],
        (SentPolicy::Both, Some(_)) => &[Part::Mailbox, Part::Member],
    };
    let place = |part: Part| {
        let mut chosen = places.chosen.iter();
        if let Some((_, chosen)) = chosen.find(|(of, _)| *of == part) {
            return chosen.clone().map(target).ok_or_else(words::chosen_gone);
        }
        // An identity without a mailbox to read has no shared folder; that it is filed among the
        // member's own was said when the address was chosen.
        let (folder, mailbox) = match (part, &outgoing.mailbox) {
            (Part::Mailbox, Some(mailbox)) => (&places.shared, mailbox),
            _ => (&places.mine, own),
        };
        let folder = folder.clone().map(target);
        folder.ok_or_else(|| {
            if places.hidden.contains(mailbox) {
                words::hidden(mailbox)
            } else if places.not_read.contains(mailbox) {
                words::not_read(mailbox)
            } else {
                words::no_sent(mailbox)
            }
        })
    };
    let wanted = parts.iter().map(|part| Intended {
        part: *part,
        place: place(*part),
    });
    let wanted = unique(wanted.collect());
    let of_policy = outgoing.sent_policy == SentPolicy::Shared && places.chosen.is_empty();
    let is_other = |aside: &Folder| {
        let mut targets = wanted.iter().flat_map(|wanted| &wanted.place);
        !is(&places.shared, aside) && targets.all(|target| target.folder.id != aside.id)
    };
    let aside = places.mine.clone().filter(|_| of_policy).filter(is_other);
    Plan::File { wanted, aside }
}

/// Two copies for the same folder are one.
fn unique(mut wanted: Vec<Intended>) -> Vec<Intended> {
    let mut seen: Vec<FolderId> = Vec::new();
    wanted.retain(|wanted| {
        let Ok(target) = &wanted.place else {
            return true;
        };
        let new = !seen.contains(&target.folder.id);
        seen.push(target.folder.id.clone());
        new
    });
    wanted
}

/// What is remembered of a message's copies, since it must outlive this run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    /// Folders into which it was begun to be put: what is found there may be ours.
    pub begun: Vec<FolderId>,
    /// Folders whose server said OK to it: it is looked for there and not filed again.
    pub taken: Vec<Taken>,
    /// Folders in which the copy was looked at.
    pub tended: Vec<FolderId>,
    /// Folders of which it was said that it lies there no more.
    pub gone: Vec<FolderId>,
    /// The folders that a person chose, each in place of which.
    pub chosen: Vec<(Part, FolderId)>,
    /// How often a person had chosen one when this was last heeded.
    pub choices: u32,
    /// Which copy the reason was about that was given last.
    pub said: Option<Part>,
}

/// A copy that a server took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Into which folder.
    pub folder: FolderId,
    /// Where it lies, where the server told (APPENDUID).
    pub place: Option<MessageKey>,
    /// Was it put there before, without an answer? That one may have arrived, too.
    #[serde(default)]
    pub again: bool,
}

impl Record {
    fn took(&self, folder: &FolderId) -> bool {
        self.taken.iter().any(|taken| taken.folder == *folder)
    }

    /// The folders in which a copy lies, as far as known.
    pub(super) fn lies_in(&self) -> Vec<FolderId> {
        let taken = self.taken.iter().map(|taken| &taken.folder);
        let mut folders: Vec<FolderId> = self.tended.iter().chain(taken).cloned().collect();
        folders.retain(|folder| !self.gone.contains(folder));
        folders.sort();
        folders.dedup();
        folders
    }

    /// Those in which one may lie, since the answer to its APPEND was lost.
    pub(super) fn may_lie_in(&self) -> Vec<FolderId> {
        let known = |folder: &FolderId| {
            self.took(folder) || self.tended.contains(folder) || self.gone.contains(folder)
        };
        let begun = self.begun.iter().filter(|folder| !known(folder));
        begun.cloned().collect()
    }

    /// Is there a choice of a folder that was not heeded yet? `choices`: how often one was made.
    pub(super) fn is_behind(&self, choices: u32) -> bool {
        self.choices != choices || self.chosen.is_empty()
    }

    /// A person chose this folder for that copy. Where it was taken and lies no more, it is filed
    /// again: that is what was chosen.
    pub(super) fn choose(&mut self, part: Part, folder: &FolderId, choices: u32) {
        self.chosen.retain(|(of, _)| *of != part);
        self.chosen.push((part, folder.clone()));
        (self.choices, self.said) = (choices, None);
        if self.gone.contains(folder) {
            self.gone.retain(|gone| gone != folder);
            self.taken.retain(|taken| taken.folder != *folder);
            self.tended.retain(|tended| tended != folder);
        }
    }
}

/// What the message that was answered or passed on gets.
pub(super) fn mark_of_original(outgoing: &Outgoing) -> FlagChange {
    if outgoing.is_forward {
        FlagChange {
            add: vec!["$Forwarded".to_owned()],
            remove: Vec::new(),
        }
    } else {
        FlagChange::system(SystemFlag::Answered, true)
    }
}
