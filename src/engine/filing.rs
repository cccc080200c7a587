//! The copy of a sent message: which folders get it, and filing it there once.
//!
//! Every try begins by looking for the Message-ID, so that an APPEND whose answer was lost, a
//! crash, or a server that files copies by itself never makes a second copy. Nothing here knows
//! of submission: a copy that cannot be filed waits, and that is all it does (invariant 3).

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::domain::{
    FlagChange, Flags, Folder, FolderId, MailboxId, MessageKey, Outgoing, SentPolicy, SystemFlag,
};
use crate::permission::{self, Action, Reason};

use super::drafts::DraftMail;
use super::mentions::{Mention, Wanted};
use super::problem::{Problem, ProblemKind, Text};

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

    /// Has the rights on this folder read anew, so far as its server can be asked now.
    async fn renew_rights(&self, folder: &Folder);

    /// The Drafts folders, where there are any to ask.
    fn drafts(&self) -> Option<&dyn DraftMail> {
        None
    }

    /// Changes flags of a message, now or as soon as possible.
    ///
    /// # Errors
    /// It could not even be noted for later.
    async fn mark(&self, key: &MessageKey, change: &FlagChange) -> Result<(), Problem>;
}

/// What is to be done about a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    /// It goes into each of these folders.
    File(Vec<Folder>),
    /// The server files it; it is looked for in these folders, and one find is enough.
    Look(Vec<Folder>),
}

impl Plan {
    /// The folders that take nothing, as far as is known.
    pub(super) fn barred(&self) -> impl Iterator<Item = &Folder> {
        let folders: &[Folder] = match self {
            Self::File(folders) => folders,
            Self::Look(_) => &[],
        };
        folders.iter().filter(|folder| no_right(folder).is_some())
    }
}

/// The folders that a copy may concern.
pub(super) struct Places {
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
    if outgoing.copy_folder.is_some() {
        let gone = || {
            waiting(ProblemKind::NotFound, Text::new("outbox-copy-folder-gone"))
                .advise(Text::new("outbox-advice-copy-to"))
        };
        return Ok(Plan::File(vec![places.chosen.ok_or_else(gone)?]));
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
    let mine = places.mine.ok_or(own);
    let shared = match &outgoing.mailbox {
        Some(mailbox) => places.shared.ok_or(mailbox),
        None => mine.clone(),
    };
    let mut folders = match outgoing.sent_policy {
        SentPolicy::Server => {
            let known: Vec<_> = [shared.ok(), mine.ok()].into_iter().flatten().collect();
            return Ok(Plan::Look(unique(known)));
        }
        SentPolicy::Shared => vec![shared],
        SentPolicy::Mine => vec![mine],
        SentPolicy::Both => vec![shared, mine],
    };
    let found = folders
        .drain(..)
        .collect::<Result<Vec<_>, _>>()
        .map_err(no_sent)?;
    Ok(Plan::File(unique(found)))
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

/// How far the copy came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Copied {
    /// It was found wherever it belongs.
    Checked,
    /// Every server took it, and not every one shows it yet.
    Filed(Problem),
    /// It is still owed.
    Waiting(Problem),
}

/// Folders whose server said OK to the copy, so that it is looked for there and not filed again.
pub(super) type Taken = Vec<FolderId>;

/// Carries out a plan, once. `taken` is what earlier tries filed, and is extended by this one.
pub(super) async fn file(
    mail: &dyn MailAccess,
    plan: &Plan,
    message_id: &str,
    message: Arc<[u8]>,
    taken: &mut Taken,
) -> Copied {
    match plan {
        Plan::Look(folders) => look(mail, folders, message_id).await,
        Plan::File(folders) => {
            // The folders are independent: what hinders one does not keep the copy from another.
            let mut worst = Copied::Checked;
            for folder in folders {
                match file_in(mail, folder, message_id, Arc::clone(&message), taken).await {
                    Copied::Checked => {}
                    filed @ Copied::Filed(_) if worst == Copied::Checked => worst = filed,
                    Copied::Filed(_) => {}
                    waiting @ Copied::Waiting(_) => {
                        if !matches!(worst, Copied::Waiting(_)) {
                            worst = waiting;
                        }
                    }
                }
            }
            worst
        }
    }
}

async fn file_in(
    mail: &dyn MailAccess,
    folder: &Folder,
    message_id: &str,
    message: Arc<[u8]>,
    taken: &mut Taken,
) -> Copied {
    match mail.find_message_id(folder, message_id).await {
        Ok(Some(_)) => return Copied::Checked,
        Ok(None) if taken.contains(&folder.id) => return Copied::Filed(not_shown(folder)),
        Ok(None) => {}
        Err(problem) if taken.contains(&folder.id) => return Copied::Filed(problem),
        Err(problem) => return Copied::Waiting(problem),
    }
    if let Some(problem) = no_right(folder) {
        return Copied::Waiting(problem);
    }
    match mail.file_copy(folder, message).await {
        Ok(_) => {}
        Err(problem) if problem.kind == ProblemKind::Permission => {
            let words = problem
                .message
                .args
                .into_iter()
                .map(|(_, words)| words)
                .next();
            return Copied::Waiting(barred(folder, words.or(problem.detail)));
        }
        Err(problem) => return Copied::Waiting(problem),
    }
    taken.push(folder.id.clone());
    match mail.find_message_id(folder, message_id).await {
        Ok(Some(_)) => Copied::Checked,
        Ok(None) => Copied::Filed(not_shown(folder)),
        Err(problem) => Copied::Filed(problem),
    }
}

async fn look(mail: &dyn MailAccess, folders: &[Folder], message_id: &str) -> Copied {
    let mut hindered = None;
    for folder in folders {
        match mail.find_message_id(folder, message_id).await {
            Ok(Some(_)) => return Copied::Checked,
            Ok(None) => {}
            Err(problem) => hindered = Some(problem),
        }
    }
    Copied::Waiting(hindered.unwrap_or_else(|| {
        waiting(ProblemKind::Server, Text::new("outbox-copy-server-none"))
            .advise(Text::new("outbox-advice-copy-to"))
    }))
}

/// The rights, which were read for this copy ([`MailAccess::renew_rights`]), say that the folder
/// takes nothing.
fn no_right(folder: &Folder) -> Option<Problem> {
    let decision = permission::decide(Action::Insert, folder);
    if decision.may_try() {
        return None;
    }
    let detail = match decision.reason {
        Reason::Missing(right) => Some(format!("missing right {}", right.letter())),
        Reason::Unreadable(words) => Some(words),
        _ => None,
    };
    Some(barred(folder, detail))
}

/// One may not put anything into this folder: so the rights say, or the server to a try.
fn barred(folder: &Folder, detail: Option<String>) -> Problem {
    let text = Text::new("outbox-copy-no-right")
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    let problem = waiting(ProblemKind::Permission, text)
        .advise(Text::new("outbox-advice-copy-to"))
        .of_mailbox(&folder.mailbox);
    match detail {
        Some(detail) => problem.detail(detail),
        None => problem,
    }
}

fn not_shown(folder: &Folder) -> Problem {
    let text = Text::new("outbox-copy-not-shown")
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    waiting(ProblemKind::Server, text).of_mailbox(&folder.mailbox)
}

fn waiting(kind: ProblemKind, text: Text) -> Problem {
    Problem::new(kind, text)
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
