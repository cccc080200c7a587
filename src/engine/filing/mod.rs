//! The copy of a sent message: which folders get it, and filing it there once.
//!
//! Every try begins by looking for the Message-ID, so that an APPEND whose answer was lost, a
//! crash, or a server that files copies by itself never makes a second copy. Whether a server does
//! that is learnt from the first messages ([`Habit`]): until it is known, nothing is filed before
//! the server had its time. Nothing here knows of submission: a copy that cannot be filed waits,
//! and that is all it does (invariant 3).

mod errand;
mod words;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use serde::{Deserialize, Serialize};

use crate::domain::{
    FlagChange, Flags, Folder, FolderId, MailboxId, MessageKey, Outgoing, Participants, SentPolicy,
    SystemFlag,
};

use super::drafts::DraftMail;
use super::mentions::{Mention, Wanted};
use super::problem::{Problem, ProblemKind, Text};
pub(super) use errand::{Copied, Errand, Papers};
pub(super) use words::{may_remove, only_in_own, twice};
use words::{no_right, waiting};

/// What the outbox needs of the accounts' mail.
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

    /// Has the rights on this folder read anew, so far as its server can be asked now; the folder as
    /// it is known then.
    async fn renew_rights(&self, folder: &Folder) -> Folder;

    /// The Drafts folders, where there are any to ask.
    fn drafts(&self) -> Option<&dyn DraftMail> {
        None
    }

    /// Changes flags of a message, now or as soon as possible.
    ///
    /// # Errors
    /// It could not even be noted for later.
    async fn mark(&self, key: &MessageKey, change: &FlagChange) -> Result<(), Problem>;

    /// Looks at a copy that was filed and, if `mark`, marks it read where it is not; `None` if it
    /// is not there any more.
    ///
    /// # Errors
    /// The server's refusal, or the way to it. That it cannot be marked is none.
    async fn tend(&self, key: &MessageKey, mark: bool) -> Result<Option<Tended>, Problem>;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Double {
    /// It does not.
    No,
    /// It did, and the one that was filed from here is removed.
    Removed,
    /// It does: which one is ours is not known, or it may not be removed.
    Stays,
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

/// What is to be done about a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    /// It goes into each of the targets. Whether the server files it in the folder aside, the
    /// member's own, is only learnt.
    File {
        /// Where it goes.
        targets: Vec<Target>,
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
    /// The folders that take nothing, as far as is known.
    pub(super) fn barred(&self) -> impl Iterator<Item = &Folder> {
        let targets: &[Target] = match self {
            Self::File { targets, .. } => targets,
            Self::Look { .. } => &[],
        };
        let folders = targets.iter().map(|target| &target.folder);
        folders.filter(|folder| no_right(folder).is_some())
    }
}

/// The folders that a copy may concern.
pub(super) struct Places {
    /// Is the mailbox whose address was used a shared one?
    pub of_team: bool,
    /// The folder a person chose.
    pub chosen: Option<Folder>,
    /// The Sent folder of the mailbox whose address was used.
    pub shared: Option<Folder>,
    /// The Sent folder of the member.
    pub mine: Option<Folder>,
}

/// What is to be done about the copy of this message. `own` is the mailbox of the account.
///
/// A policy is carried out as it stands: where its folder is missing, the copy waits for a person
/// rather than going somewhere else.
///
/// # Errors
/// The problem to show: the mailbox has no Sent folder, or the chosen folder is gone.
pub(super) fn plan(outgoing: &Outgoing, own: &MailboxId, places: Places) -> Result<Plan, Problem> {
    let is = |place: &Option<Folder>, folder: &Folder| {
        place.as_ref().is_some_and(|place| place.id == folder.id)
    };
    let target = |folder: Folder| Target {
        served: is(&places.shared, &folder) || is(&places.mine, &folder),
        of_team: places.of_team && is(&places.shared, &folder),
        folder,
    };
    if outgoing.copy_folder.is_some() {
        let gone = || {
            waiting(ProblemKind::NotFound, Text::new("outbox-copy-folder-gone"))
                .advise(Text::new("outbox-advice-copy-to"))
        };
        let chosen = places.chosen.clone().ok_or_else(gone)?;
        return Ok(Plan::File {
            targets: vec![target(chosen)],
            aside: None,
        });
    }
    let no_sent = |mailbox: &MailboxId| {
        waiting(
            ProblemKind::NotFound,
            Text::new("outbox-copy-no-sent-folder").with("mailbox", mailbox.as_str()),
        )
        .advise(Text::new("outbox-advice-copy-to"))
        .of_mailbox(mailbox)
    };
    // An identity without a mailbox to read has no shared folder; that it is filed among the
    // member's own was said when the address was chosen.
    let mine = places.mine.clone().ok_or(own);
    let shared = match &outgoing.mailbox {
        Some(mailbox) => places.shared.clone().ok_or(mailbox),
        None => mine.clone(),
    };
    let other = |mine: Folder| (!is(&places.shared, &mine)).then_some(mine);
    let (wanted, aside) = match outgoing.sent_policy {
        SentPolicy::Server => {
            let mine = match &outgoing.mailbox {
                Some(_) => mine.ok().and_then(other),
                None => None,
            };
            let shared = shared.ok();
            return Ok(Plan::Look { shared, mine });
        }
        SentPolicy::Shared => (vec![shared], places.mine.clone().and_then(other)),
        SentPolicy::Mine => (vec![mine], None),
        SentPolicy::Both => (vec![shared, mine], None),
    };
    let found: Vec<Folder> = wanted
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(no_sent)?;
    let targets: Vec<Target> = unique(found).into_iter().map(target).collect();
    let aside = aside.filter(|aside| targets.iter().all(|t| t.folder.id != aside.id));
    Ok(Plan::File { targets, aside })
}

fn unique(mut folders: Vec<Folder>) -> Vec<Folder> {
    let mut seen: Vec<FolderId> = Vec::new();
    folders.retain(|f| {
        let new = !seen.contains(&f.id);
        seen.push(f.id.clone());
        new
    });
    folders
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
}

/// A copy that a server took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Into which folder.
    pub folder: FolderId,
    /// Where it lies, where the server told (APPENDUID).
    pub place: Option<MessageKey>,
}

impl Record {
    fn took(&self, folder: &FolderId) -> bool {
        self.taken.iter().any(|taken| taken.folder == *folder)
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
