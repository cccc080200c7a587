//! What a person does to messages: committed as acts, shown at once, carried out by the desk.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{
    Act, ActTarget, ActTargets, FlagChange, Folder, FolderId, FolderRole, MessageKey, SystemFlag,
};
use crate::permission::{self, Action, Decision, Reason};
use crate::store::NewAct;

use super::accounts::Accounts;
use super::away;
use super::causes;
use super::command::Reply;
use super::desk::Done;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;

/// Most messages in one act: a bound on what one command to a server carries.
const MOST_MESSAGES: usize = 1000;

/// Changes flags.
pub(super) async fn mark(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    change: &FlagChange,
) -> Result<Reply, Problem> {
    let mut queued = false;
    for (folder, targets) in by_folder(shared, messages).await? {
        for name in change.add.iter().chain(&change.remove) {
            permit(permission::decide(action_of(name), &folder), &folder)?;
        }
        let done = carry_out(
            shared,
            accounts,
            &folder,
            Act::MarkFlags {
                targets,
                change: change.clone(),
            },
        )
        .await?;
        queued |= matches!(done, Done::Queued);
    }
    Ok(done_or(queued))
}

/// What it takes to change this flag: two of them have a right of their own (RFC 4314 section 2.1).
fn action_of(flag: &str) -> Action {
    if flag == SystemFlag::Seen.wire() {
        Action::MarkSeen
    } else if flag == SystemFlag::Deleted.wire() {
        Action::MarkDeleted
    } else {
        Action::Flag
    }
}

/// The answer to what may have been queued in part.
fn done_or(queued: bool) -> Reply {
    if queued { Reply::Queued } else { Reply::Done }
}

/// Moves messages to another folder that the same account reaches.
pub(super) async fn relocate(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    to: &FolderId,
) -> Result<Reply, Problem> {
    let target = folder(shared, to).await?;
    let mut places: BTreeMap<MessageKey, Option<MessageKey>> = BTreeMap::new();
    let mut queued = false;
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        if from.id == target.id {
            continue;
        }
        if from.account != target.account {
            return Err(Problem::new(
                ProblemKind::Usage,
                Text::new("problem-move-between-accounts"),
            )
            .of_mailbox(&from.mailbox));
        }
        let decision = permission::decide_move(&from, &target);
        let refusing = if permission::decide(Action::Remove, &from).may_try() {
            &target
        } else {
            &from
        };
        permit(decision, refusing)?;
        let keys: Vec<MessageKey> = targets.keys().collect();
        match carry_out(
            shared,
            accounts,
            &from,
            Act::Move {
                targets,
                to: target.id.clone(),
            },
        )
        .await?
        {
            Done::Settled(new) => places.extend(keys.into_iter().zip(new)),
            Done::Queued => queued = true,
        }
        // The target's new messages are fetched with its next sync, which is now.
        if let Ok(account) = accounts.get(&target.account) {
            let id = target.id.clone();
            tokio::spawn(async move { account.sync(Some(vec![id])).await });
        }
    }
    if queued {
        return Ok(Reply::Queued);
    }
    Ok(Reply::Moved(
        messages
            .iter()
            .map(|key| places.get(key).cloned().flatten())
            .collect(),
    ))
}

/// Deletes messages: into the Trash of their mailbox, or the member's own; what lies in Trash, for good. Where
/// there is none nothing is deleted: nobody asked for more than to put it away.
pub(super) async fn delete(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
) -> Result<Reply, Problem> {
    let mut queued = false;
    for (from, targets) in by_folder(shared, messages).await? {
        if from.role == FolderRole::Trash {
            permit(permission::decide(Action::Remove, &from), &from)?;
            let done = carry_out(shared, accounts, &from, Act::Delete { targets }).await?;
            queued |= matches!(done, Done::Queued);
        } else {
            let trash = away::target(shared, &from, FolderRole::Trash).await?;
            let moved = relocate(shared, accounts, targets.keys().collect(), &trash.id).await?;
            queued |= matches!(moved, Reply::Queued);
        }
    }
    Ok(done_or(queued))
}

/// Archives messages, each where those of its mailbox go.
pub(super) async fn archive(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
) -> Result<Reply, Problem> {
    let mut queued = false;
    for (from, targets) in by_folder(shared, messages).await? {
        let archive = away::target(shared, &from, FolderRole::Archive).await?;
        let moved = relocate(shared, accounts, targets.keys().collect(), &archive.id).await?;
        queued |= matches!(moved, Reply::Queued);
    }
    Ok(done_or(queued))
}

/// The act is committed, and with it shown; then the desk carries it out.
async fn carry_out(
    shared: &Shared,
    accounts: &Accounts,
    folder: &Folder,
    act: Act,
) -> Result<Done, Problem> {
    let account = accounts.get(&folder.account)?;
    let new = NewAct {
        account: folder.account.clone(),
        act,
        created_at: Timestamp::now(),
    };
    let id = shared
        .store
        .precious()
        .add_act(new)
        .await
        .map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Messages(folder.id.clone()));
    shared.tell(Event::Folders(folder.mailbox.clone()));
    account.act(id).await
}

/// Messages by folder and UIDVALIDITY, each with what finds it again.
async fn by_folder(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<(Folder, ActTargets)>, Problem> {
    let mut groups: BTreeMap<(FolderId, u32), Vec<MessageKey>> = BTreeMap::new();
    for key in messages {
        groups
            .entry((key.folder.clone(), key.uid_validity))
            .or_default()
            .push(key);
    }
    let mut sorted = Vec::new();
    for ((id, uid_validity), keys) in groups {
        let folder = folder(shared, &id).await?;
        let headers = read(shared, {
            let keys = keys.clone();
            move |r| {
                keys.iter()
                    .map(|key| r.message(key))
                    .collect::<Result<Vec<_>, _>>()
            }
        })
        .await?;
        if headers.iter().any(Option::is_none) {
            return Err(
                Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message"))
                    .of_mailbox(&folder.mailbox),
            );
        }
        let all: Vec<ActTarget> = headers
            .into_iter()
            .flatten()
            .map(|h| ActTarget {
                uid: h.id.uid,
                message_id: h.message_id,
            })
            .collect();
        for messages in all.chunks(MOST_MESSAGES) {
            let targets = ActTargets {
                folder: id.clone(),
                mailbox: Some(folder.mailbox.clone()),
                uid_validity,
                messages: messages.to_vec(),
            };
            sorted.push((folder.clone(), targets));
        }
    }
    Ok(sorted)
}

async fn folder(shared: &Shared, id: &FolderId) -> Result<Folder, Problem> {
    let wanted = id.clone();
    let found = read(shared, move |r| r.folder(&wanted)).await?;
    found.ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder")))
}

async fn read<T: Send + 'static>(
    shared: &Shared,
    rows: impl FnOnce(&crate::store::Reader) -> Result<T, crate::store::StoreError> + Send + 'static,
) -> Result<T, Problem> {
    shared
        .store
        .reader()
        .run(rows)
        .await
        .map_err(|e| causes::of_store(&e))
}

/// A refused decision as a problem.
pub(super) fn permit(decision: Decision, folder: &Folder) -> Result<(), Problem> {
    if decision.may_try() {
        return Ok(());
    }
    let say = |key: &'static str| {
        Text::new(key)
            .with("folder", folder.name())
            .with("mailbox", folder.mailbox.as_str())
    };
    let is_in_doubt = decision.reason == Reason::InDoubt;
    let text = match decision.reason {
        Reason::Missing(right) => {
            say("problem-right-missing").with("right", right.letter().to_string())
        }
        Reason::Container => say("problem-folder-container"),
        Reason::InDoubt => say("may-not-in-doubt"),
        Reason::Lost => say("may-not-lost"),
        Reason::Unreadable(words) => say("problem-folder-refused").with("words", words),
        _ => say("problem-folder-read-only"),
    };
    let advice = if is_in_doubt {
        "advice-mailbox-in-doubt"
    } else {
        "advice-ask-for-right"
    };
    Err(Problem::new(ProblemKind::Permission, text)
        .advise(Text::new(advice))
        .of_mailbox(&folder.mailbox))
}
