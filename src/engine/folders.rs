//! What a person does to folders: made, renamed, deleted and emptied as acts, shown at once.
//!
//! A folder is deleted as Thunderbird and Outlook do it: with its mail and what lies below it goes into
//! the mailbox's Trash, from where it can be had back by renaming it. What lies in Trash, or in a mailbox
//! without one, is deleted for good.

use std::collections::BTreeSet;

use crate::domain::{
    AccountId, Act, ActState, ActTargets, Contents, Folder, FolderId, FolderRole, MOST_TARGETS,
    Mailbox, MailboxId, MessageKey, NameFlaw, PendingAct, RoleSource, StepId, is_below, joined,
    named, parent_of,
};
use crate::permission::{self, Action};
use crate::store::NewStep;
use crate::wire::imap::FolderName;

use super::access;
use super::accounts::Accounts;
use super::acts::{self, done_or, permit};
use super::command::Reply;
use super::desk::Done;
use super::problem::{Problem, ProblemKind, Text};
use super::setup;
use super::shared::Shared;

/// The folders of a mailbox as a person sees them, and the account that reads it.
struct Tree {
    mailbox: Mailbox,
    account: AccountId,
    folders: Vec<Folder>,
}

impl Tree {
    async fn read(shared: &Shared, id: &MailboxId) -> Result<Self, Problem> {
        let wanted = id.clone();
        let read = shared.read(move |r| Ok((r.mailbox(&wanted)?, r.folders_shown(&wanted)?)));
        let (mailbox, folders) = read.await?;
        let mailbox = mailbox.ok_or_else(|| setup::no_mailbox(id))?;
        let account = mailbox.route().map(|route| route.account.clone());
        let account = account.ok_or_else(|| setup::no_mailbox(id))?;
        Ok(Self {
            mailbox,
            account,
            folders,
        })
    }

    fn id(&self) -> MailboxId {
        self.mailbox.id()
    }

    fn folder(&self, id: &FolderId) -> Result<&Folder, Problem> {
        let found = self.folders.iter().find(|folder| folder.id == *id);
        found.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder"))
                .of_mailbox(&self.id())
        })
    }

    fn at(&self, path: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.path == path)
    }

    fn below<'a>(&'a self, folder: &'a Folder) -> impl Iterator<Item = &'a Folder> {
        let of = |f: &&Folder| is_below(&f.path, &folder.path);
        self.folders.iter().filter(of)
    }

    /// The folder, other than this one, by which a path is taken: some servers and many disks compare without
    /// case.
    fn taken(&self, path: &str, but: Option<&FolderId>) -> Option<&Folder> {
        let key = path.to_lowercase();
        let is_it = |f: &&Folder| f.path.to_lowercase() == key && Some(&f.id) != but;
        self.folders.iter().find(is_it)
    }

    /// May a folder of this path be made, or another one get to it?
    fn may_place(&self, path: &str, but: Option<&FolderId>) -> Result<(), Problem> {
        if let Some(taken) = self.taken(path, but) {
            return Err(self.refuse("problem-folder-exists", &taken.name()));
        }
        // Also where the one above, or the top, has no say in it.
        let is_closed = |f: &&Folder| access::is_lost(f) || access::is_of_doubted(f);
        if let Some(closed) = self.folders.iter().find(is_closed) {
            permit(permission::decide(Action::CreateBelow, closed), closed)?;
        }
        let Some(above) = parent_of(path) else {
            // In another's mailbox it lies below the root, which the Inbox may be.
            let root = self.mailbox.route().map(|route| route.root.clone());
            let root = root.filter(|root| !root.is_empty());
            let root = root.and_then(|root| FolderName::from_text(&root).ok());
            let is_root = |f: &&Folder| root.as_ref().is_some_and(|r| r.wire() == f.wire_name);
            return match self.folders.iter().find(is_root) {
                Some(root) => permit(permission::decide(Action::CreateBelow, root), root),
                None => Ok(()),
            };
        };
        let Some(above) = self.at(above) else {
            let text = Text::new("problem-no-folder-above").with("folder", above);
            return Err(Problem::new(ProblemKind::NotFound, text).of_mailbox(&self.id()));
        };
        permit(permission::decide(Action::CreateBelow, above), above)
    }

    /// May a folder be taken from where it is: has it, or one below it, no task in the mailbox?
    fn may_take(&self, folder: &Folder) -> Result<(), Problem> {
        let family = std::iter::once(folder).chain(self.below(folder));
        for one in family {
            if one.role != FolderRole::Other && one.role_source != RoleSource::None {
                return Err(self.refuse("problem-folder-has-role", &one.name()));
            }
        }
        permit(permission::decide(Action::DeleteFolder, folder), folder)
    }

    /// An act on its folders.
    fn plan(&self, act: Act, step: Option<StepId>) -> acts::Planned {
        acts::Planned {
            account: self.account.clone(),
            mailbox: self.id(),
            act,
            step: step.map(|id| NewStep { id, was: None }),
        }
    }

    fn refuse(&self, key: &'static str, name: &str) -> Problem {
        let text = Text::new(key)
            .with("folder", name)
            .with("mailbox", self.mailbox.address.as_str());
        Problem::new(ProblemKind::Usage, text).of_mailbox(&self.id())
    }
}

/// Makes a folder.
pub(super) async fn create(
    shared: &Shared,
    accounts: &Accounts,
    mailbox: &MailboxId,
    path: &str,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let path = named(path).map_err(|flaw| flawed(flaw, mailbox))?;
    let tree = Tree::read(shared, mailbox).await?;
    tree.may_place(&path, None)?;
    let folder = FolderId::of(mailbox, &path);
    // One that is given another name goes by that of its old one until the server has done it.
    if let Ok(known) = tree.folder(&folder) {
        let text = Text::new("problem-folder-name-waits")
            .with("folder", &path)
            .with("name", known.name());
        let problem = Problem::new(ProblemKind::Usage, text).of_mailbox(mailbox);
        return Err(problem.advise(Text::new("advice-folder-name-waits")));
    }
    let act = Act::CreateFolder {
        mailbox: mailbox.clone(),
        folder,
        path,
    };
    let done = acts::done(shared, accounts, tree.plan(act, step)).await?;
    Ok(done_or(done == Done::Queued))
}

/// Gives a folder another path in its mailbox.
pub(super) async fn rename(
    shared: &Shared,
    accounts: &Accounts,
    id: &FolderId,
    path: &str,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let folder = acts::folder(shared, id).await?;
    let mailbox = folder.mailbox.clone();
    let path = named(path).map_err(|flaw| flawed(flaw, &mailbox))?;
    let tree = Tree::read(shared, &mailbox).await?;
    let folder = tree.folder(id)?;
    if folder.path == path {
        return Ok(Reply::Done);
    }
    tree.may_take(folder)?;
    if is_below(&path, &folder.path) {
        return Err(tree.refuse("problem-folder-below-itself", &folder.name()));
    }
    tree.may_place(&path, Some(id))?;
    let act = Act::RenameFolder {
        mailbox: mailbox.clone(),
        folder: id.clone(),
        path,
        was: folder.path.clone(),
    };
    let was = Some(folder.path.clone());
    let planned = acts::Planned {
        step: step.map(|id| NewStep { id, was }),
        ..tree.plan(act, None)
    };
    let done = acts::done(shared, accounts, planned).await?;
    Ok(done_or(done == Done::Queued))
}

/// Deletes a folder: into Trash, and from there for good, with all below it.
pub(super) async fn delete(
    shared: &Shared,
    accounts: &Accounts,
    id: &FolderId,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let folder = acts::folder(shared, id).await?;
    let mailbox = folder.mailbox.clone();
    let tree = Tree::read(shared, &mailbox).await?;
    let folder = tree.folder(id)?;
    tree.may_take(folder)?;
    let trash = tree.folders.iter().find(|f| f.role == FolderRole::Trash);
    let trash = trash.filter(|trash| !is_below(&folder.path, &trash.path));
    // Of one that no server knows of nothing is left to be had back.
    let is_unmade = tree.below(folder).next().is_none() && is_unmade(shared, folder).await?;
    if let Some(trash) = trash.filter(|_| !is_unmade) {
        let name = folder.name();
        let free = |name: &String| tree.taken(&joined(Some(&trash.path), name), None).is_none();
        // As many as a folder may have below it, and one more.
        let names = (2..).map(|number| format!("{name} {number}"));
        let name = std::iter::once(name.clone()).chain(names.take(tree.folders.len() + 1));
        let name = name.into_iter().find(free).unwrap_or_default();
        let path = joined(Some(&trash.path), &name);
        return rename(shared, accounts, id, &path, step).await;
    }
    // The deepest first: what has others below it is not deleted (RFC 3501 6.3.4).
    let mut family: Vec<&Folder> = tree.below(folder).chain([folder]).collect();
    family.sort_by_key(|f| std::cmp::Reverse(f.path.len()));
    for one in &family {
        permit(permission::decide(Action::DeleteFolder, one), one)?;
    }
    let mut queued = false;
    for one in family {
        let act = Act::DeleteFolder(contents(shared, one).await?);
        let was = is_unmade.then(|| one.path.clone());
        let planned = acts::Planned {
            step: step.map(|id| NewStep { id, was }),
            ..tree.plan(act, None)
        };
        let done = acts::done(shared, accounts, planned).await?;
        queued |= done == Done::Queued;
    }
    Ok(done_or(queued))
}

/// Does a folder wait to be made, under the name that it bears, and nothing to be put into it?
async fn is_unmade(shared: &Shared, folder: &Folder) -> Result<bool, Problem> {
    let acts = shared.read(|r| r.acts(None)).await?;
    let waits = |pending: &PendingAct| {
        pending.state == ActState::Waiting
            && matches!(&pending.act, Act::CreateFolder { folder: made, .. } if *made == folder.id)
    };
    let goes_on = |pending: &PendingAct| match &pending.act {
        Act::RenameFolder {
            folder: renamed, ..
        } => *renamed == folder.id,
        act => act.goal() == Some(&folder.id),
    };
    Ok(acts.iter().any(waits) && !acts.iter().any(goes_on))
}

/// Deletes for good what lies in a Trash or Junk folder now.
pub(super) async fn empty(
    shared: &Shared,
    accounts: &Accounts,
    id: &FolderId,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let folder = acts::folder(shared, id).await?;
    let mailbox = folder.mailbox.clone();
    if !matches!(folder.role, FolderRole::Trash | FolderRole::Junk) {
        let text = Text::new("problem-folder-not-emptied").with("folder", folder.name());
        return Err(Problem::new(ProblemKind::Usage, text).of_mailbox(&mailbox));
    }
    permit(permission::decide(Action::Remove, &folder), &folder)?;
    let wanted = id.clone();
    let state = shared.read(move |r| r.sync_state(&wanted)).await?;
    let contents = contents(shared, &folder).await?;
    // Without the number of the next one nothing would be deleted, and that be called done.
    let is_known = state.is_some_and(|state| state.uid_next.is_some());
    if contents.uid_validity == MessageKey::NO_VALIDITY || !is_known {
        return Err(not_known(&folder));
    }
    let act = Act::EmptyFolder(contents);
    let planned = acts::Planned::of(&folder, act, step);
    let done = acts::done(shared, accounts, planned).await?;
    Ok(done_or(done == Done::Queued))
}

/// Takes back that a folder was made: it goes again, unless something lies in it.
pub(super) async fn unmake(
    shared: &Shared,
    accounts: &Accounts,
    id: &FolderId,
) -> Result<Reply, Problem> {
    let folder = acts::folder(shared, id).await?;
    let mailbox = folder.mailbox.clone();
    let tree = Tree::read(shared, &mailbox).await?;
    let folder = tree.folder(id)?;
    tree.may_take(folder)?;
    let acts = shared.read(|r| r.acts(None)).await?;
    let is_goal = acts.iter().any(|pending| pending.act.goal() == Some(id));
    if is_goal || folder.total > 0 || tree.below(folder).next().is_some() {
        return Err(tree.refuse("problem-undo-folder-used", &folder.name()));
    }
    // Whatever came to it since then keeps it.
    let act = Act::DeleteFolder(Contents {
        mailbox: mailbox.clone(),
        folder: id.clone(),
        uid_validity: MessageKey::NO_VALIDITY,
        up_to: 0,
        except: Vec::new(),
    });
    let done = acts::done(shared, accounts, tree.plan(act, None)).await?;
    Ok(done_or(done == Done::Queued))
}

/// What lies in a folder, as far as anybody could see it here.
async fn contents(shared: &Shared, folder: &Folder) -> Result<Contents, Problem> {
    let id = folder.id.clone();
    let (state, last) = shared
        .read(move |r| Ok((r.sync_state(&id)?, r.last_uids(&id, 1)?)))
        .await?;
    let state = state.unwrap_or_default();
    // No further, whatever is held beyond: what was moved there, or came in a sync that was cut off, may have
    // others before it that nobody here has seen. And no further than anything is held, whatever the server
    // says: it may name a next number that is far too high.
    let up_to = state.uid_next.unwrap_or_default().saturating_sub(1);
    let up_to = up_to.min(last.first().copied().unwrap_or_default());
    let uid_validity = state.uid_validity.unwrap_or(MessageKey::NO_VALIDITY);
    Ok(Contents {
        mailbox: folder.mailbox.clone(),
        folder: folder.id.clone(),
        uid_validity,
        up_to,
        except: leaving(shared, folder, uid_validity).await?,
    })
}

/// Most messages on their way out of a folder that is to be emptied or deleted.
const MOST_LEAVING: usize = 10 * MOST_TARGETS;

/// The messages that are on their way out of a folder, and may not get away.
async fn leaving(shared: &Shared, folder: &Folder, uid_validity: u32) -> Result<Vec<u32>, Problem> {
    let acts = shared.read(|r| r.acts(None)).await?;
    let moved = acts.iter().filter_map(|pending| match &pending.act {
        Act::Move { targets, .. } => Some(targets),
        _ => None,
    });
    let of = |t: &&ActTargets| t.folder == folder.id && t.uid_validity == uid_validity;
    let uids: BTreeSet<u32> = moved.filter(of).flat_map(ActTargets::uids).collect();
    if uids.len() > MOST_LEAVING {
        // With some of them left out, those could be lost.
        return Err(not_known(folder));
    }
    Ok(uids.into_iter().collect())
}

/// Nobody saw all that is in it.
fn not_known(folder: &Folder) -> Problem {
    let text = Text::new("problem-folder-not-synced").with("folder", folder.name());
    Problem::new(ProblemKind::NotFound, text)
        .advise(Text::new("advice-try-again"))
        .of_mailbox(&folder.mailbox)
}

fn flawed(flaw: NameFlaw, mailbox: &MailboxId) -> Problem {
    let key = match flaw {
        NameFlaw::Empty => "problem-folder-name-empty",
        NameFlaw::TooLong => "problem-folder-name-long",
        NameFlaw::Unusable => "problem-folder-name-unusable",
    };
    Problem::new(ProblemKind::Usage, Text::new(key)).of_mailbox(mailbox)
}
