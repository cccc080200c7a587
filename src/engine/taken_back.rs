//! Acts that are not carried out, since their messages bear other numbers by now, or lie in no folder that
//! is known: under the same numbers there may be other messages.

use std::collections::BTreeSet;

use super::not_done;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use crate::domain::{Act, ActId, ActState, Folder, FolderId, MailboxId, PendingAct};
use crate::store::{NewAct, Precious, StoreError};

/// What was done to messages of folders that are gone, or are other ones from now on, is not
/// carried out. That one was answered is marked wherever in the mailbox it lies, as long as that is
/// `here`.
///
/// # Errors
/// The store.
pub(super) async fn with_folders(
    shared: &Shared,
    mailbox: &MailboxId,
    folders: &BTreeSet<FolderId>,
    here: bool,
) -> Result<(), StoreError> {
    if folders.is_empty() && here {
        return Ok(());
    }
    let acts = shared.store.reader().run(|r| r.acts(None)).await?;
    let mut folders = folders.clone();
    if !here {
        // With the mailbox go the folders in it that are yet to be made, which no listing knows.
        folders.extend(acts.iter().filter_map(|pending| match &pending.act {
            Act::CreateFolder {
                mailbox: of,
                folder,
                ..
            } if of == mailbox => Some(folder.clone()),
            _ => None,
        }));
    }
    for pending in acts {
        let act = &pending.act;
        // What is not there yet cannot be gone; what was begun may be why it is.
        let is_tree = act.changes_tree() && here;
        if is_tree
            && (pending.state == ActState::Started || matches!(act, Act::CreateFolder { .. }))
        {
            continue;
        }
        let touched =
            folders.contains(act.folder()) || act.goal().is_some_and(|to| folders.contains(to));
        let touched = touched || (!here && act.mailbox() == Some(mailbox));
        if touched {
            let text = if is_tree {
                Text::new("problem-act-tree-gone")
            } else {
                Text::new("problem-act-folder-gone").with("mailbox", mailbox.as_str())
            };
            let why = Problem::new(ProblemKind::NotFound, text);
            take_back(shared, mailbox, &pending, here, why).await?;
        }
    }
    Ok(())
}

/// A folder gives its numbers out again: what was done to its messages is not done by them, but matched by
/// the desk. What was done to all that lay in it is not carried out; what is moved there goes on.
///
/// # Errors
/// The store.
pub(super) async fn with_numbers(shared: &Shared, folder: &Folder) -> Result<(), StoreError> {
    shared.store.precious().forget_numbers(&folder.id).await?;
    for pending in shared.store.reader().run(|r| r.acts(None)).await? {
        let is_of_all = matches!(pending.act, Act::EmptyFolder(_) | Act::DeleteFolder(_));
        if is_of_all && *pending.act.folder() == folder.id {
            let text = Text::new("problem-folder-renumbered");
            let why = Problem::new(ProblemKind::Server, text);
            take_back(shared, &folder.mailbox, &pending, true, why).await?;
        }
    }
    Ok(())
}

async fn take_back(
    shared: &Shared,
    mailbox: &MailboxId,
    pending: &PendingAct,
    here: bool,
    why: Problem,
) -> Result<(), StoreError> {
    let precious = shared.store.precious();
    if let Some(act) = pending.act.wherever().filter(|_| here) {
        let again = NewAct {
            account: pending.account.clone(),
            act,
            created_at: pending.created_at,
            step: None,
        };
        // The new one first: cut off here, its mark is set twice.
        precious.add_act(again).await?;
        backed_out(precious, pending.id).await?;
        return Ok(());
    }
    if backed_out(precious, pending.id).await? {
        let why = why.of_account(&pending.account).of_mailbox(mailbox);
        not_done::tell(shared, why).await;
    }
    Ok(())
}

/// Backs it out, unless the desk was done with it in this moment.
async fn backed_out(precious: &Precious, act: ActId) -> Result<bool, StoreError> {
    match precious.back_out_act(act).await {
        Ok(_) => Ok(true),
        Err(StoreError::Missing(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
