//! What a person does to messages: committed as acts, shown at once, carried out by the desk.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    AccountId, Act, ActTarget, ActTargets, FlagChange, Folder, FolderId, FolderRole, MOST_TARGETS,
    MailboxId, MessageKey, StepId, SystemFlag,
};
use crate::permission::{self, Action, Decision, Reason};
use crate::store::{Did, Filed, NewAct, NewStep};

use super::accounts::Accounts;
use super::away;
use super::causes;
use super::command::Reply;
use super::desk::{Done, Places};
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::unread;

/// Changes flags.
pub(super) async fn mark(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    change: &FlagChange,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let mut queued = false;
    let mut messages = messages;
    let seen = SystemFlag::Seen;
    if [&change.add, &change.remove]
        .iter()
        .any(|names| names.iter().any(|n| n == seen.wire()))
    {
        let read = unread::looked_at(shared, &messages).await?;
        // They bear the flag, set by somebody else: the server knows all there is to know.
        if *change == FlagChange::system(seen, true) {
            messages.retain(|key| !read.contains(key));
        }
    }
    // One that was moved back a moment ago bears a number that the cache may not have met.
    if let Err(problem) = fetch_missing(shared, accounts, &messages).await {
        tracing::debug!(%problem, "Messages that are to be marked could not be looked for.");
    }
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
            step,
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
pub(super) fn done_or(queued: bool) -> Reply {
    if queued { Reply::Queued } else { Reply::Done }
}

/// Moves messages to another folder that the same account reaches.
pub(super) async fn relocate(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    to: &FolderId,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    transfer(shared, accounts, messages, to, Way::Move, step).await
}

/// Copies messages to another folder that the same account reaches, or to the one they lie in.
pub(super) async fn copy(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    to: &FolderId,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    transfer(shared, accounts, messages, to, Way::Copy, step).await
}

/// How messages get to another folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Move,
    Copy,
}

async fn transfer(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    to: &FolderId,
    way: Way,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let target = folder(shared, to).await?;
    let mut filing = Filing::default();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        if from.id == target.id && way == Way::Move {
            // They lie there; if they are on their way to another one, they stay.
            let to = target.id.clone();
            carry_out(shared, accounts, &from, Act::Move { targets, to }, None).await?;
            continue;
        }
        if from.account != target.account {
            return Err(Problem::new(
                ProblemKind::Usage,
                Text::new("problem-move-between-accounts"),
            )
            .of_mailbox(&from.mailbox));
        }
        let to = target.id.clone();
        let act = match way {
            Way::Move => {
                let decision = permission::decide_move(&from, &target);
                let refusing = if permission::decide(Action::Remove, &from).may_try() {
                    &target
                } else {
                    &from
                };
                permit(decision, refusing)?;
                Act::Move { targets, to }
            }
            Way::Copy => {
                permit(permission::decide(Action::Read, &from), &from)?;
                permit(permission::decide(Action::Insert, &target), &target)?;
                Act::Copy { targets, to }
            }
        };
        match carry_out(shared, accounts, &from, act, step).await? {
            Done::Settled(new) => filing.places.extend(new),
            Done::Queued => filing.queued = true,
        }
    }
    Ok(filing.reply(&messages))
}

/// Takes a move, a copy or a deletion into Trash back. `places` are the messages where they were, and
/// where they are now, as far as that is known; `to` is where they were to go, if it is one folder for
/// all. What still waits is withdrawn, and no server hears of it; what was moved is moved back, and what
/// was copied is removed again.
pub(super) async fn take_back(
    shared: &Shared,
    accounts: &Accounts,
    places: Vec<(MessageKey, Option<MessageKey>)>,
    copied: bool,
    to: Option<&FolderId>,
) -> Result<Reply, Problem> {
    let before: Vec<MessageKey> = places.iter().map(|(from, _)| from.clone()).collect();
    let waiting = places.iter().filter(|(_, now)| now.is_none());
    let waiting: Vec<MessageKey> = waiting.map(|(from, _)| from.clone()).collect();
    let precious = shared.store.precious();
    let filed = if copied { Filed::Copied } else { Filed::Moved };
    let withdrawn = precious.withdraw(&waiting, filed, to).await;
    let withdrawn = withdrawn.map_err(|e| causes::of_store(&e))?;
    for (key, goal) in &withdrawn {
        shared.tell(Event::Messages(key.folder.clone()));
        shared.tell(Event::Messages(goal.clone()));
    }
    let withdrawn: Vec<MessageKey> = withdrawn.into_iter().map(|(key, _)| key).collect();
    for (folder, _) in group(withdrawn.clone()).into_keys() {
        if let Some(folder) = shared.read(move |r| r.folder(&folder)).await? {
            shared.tell(Event::Folders(folder.mailbox));
        }
    }
    if withdrawn.len() < waiting.len() && (copied || !lie_there(shared, waiting).await?) {
        // The server is at it, or did it and did not tell where the messages are.
        let text = Text::new("problem-undo-too-late");
        return Err(
            Problem::new(ProblemKind::NotFound, text).advise(Text::new("advice-undo-too-late"))
        );
    }
    let mut moved: BTreeMap<FolderId, Vec<(MessageKey, MessageKey)>> = BTreeMap::new();
    for (from, now) in places {
        if let Some(now) = now {
            moved
                .entry(from.folder.clone())
                .or_default()
                .push((from, now));
        }
    }
    let mut filing = Filing::default();
    filing
        .places
        .extend(withdrawn.into_iter().map(|key| (key.clone(), key)));
    for (to, pairs) in moved {
        let now: Vec<MessageKey> = pairs.iter().map(|(_, now)| now.clone()).collect();
        fetch_missing(shared, accounts, &now).await?;
        if copied {
            for (from, targets) in by_folder(shared, now).await? {
                permit(permission::decide(Action::Remove, &from), &from)?;
                let act = Act::Delete { targets };
                let done = carry_out(shared, accounts, &from, act, None).await?;
                filing.queued |= matches!(done, Done::Queued);
            }
            continue;
        }
        let moved = relocate(shared, accounts, now, &to, None).await?;
        filing.note(pairs.into_iter().map(|(from, _)| from).collect(), moved);
    }
    Ok(filing.reply(&before))
}

/// Do these messages lie in their folders, and nothing takes them away? Then another step took them back.
async fn lie_there(shared: &Shared, messages: Vec<MessageKey>) -> Result<bool, Problem> {
    shared
        .read(move |r| {
            let leaving: BTreeSet<MessageKey> = r
                .acts(None)?
                .iter()
                .filter(|pending| matches!(pending.act, Act::Move { .. } | Act::Delete { .. }))
                .filter_map(|pending| pending.act.targets())
                .flat_map(ActTargets::keys)
                .collect();
            for key in &messages {
                if leaving.contains(key) || r.message(key)?.is_none() {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
}

/// Has the folders fetched in which the cache has not met these messages yet.
async fn fetch_missing(
    shared: &Shared,
    accounts: &Accounts,
    messages: &[MessageKey],
) -> Result<(), Problem> {
    for ((folder, _), keys) in group(messages.to_vec()) {
        let met = shared.read(move |r| {
            let met = keys.iter().map(|key| r.message(key));
            met.collect::<Result<Vec<_>, _>>()
        });
        if met.await?.iter().any(Option::is_none) {
            let folder = self::folder(shared, &folder).await?;
            let account = accounts.get(&folder.account)?;
            account.sync(Some(vec![folder.id])).await?;
        }
    }
    Ok(())
}

/// Archives messages, each where those of its mailbox go.
pub(super) async fn archive(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let mut filing = Filing::default();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        let archive = away::target(shared, &from, FolderRole::Archive).await?;
        let keys: Vec<MessageKey> = targets.keys().collect();
        let moved = relocate(shared, accounts, keys.clone(), &archive.id, step).await?;
        filing.note(keys, moved);
    }
    Ok(filing.reply(&messages))
}

/// Deletes messages: into the Trash of their mailbox, or the member's own; what lies in Trash, for good. Where
/// there is none nothing is deleted: nobody asked for more than to put it away.
pub(super) async fn delete(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let mut filing = Filing::default();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        if from.role == FolderRole::Trash {
            permit(permission::decide(Action::Remove, &from), &from)?;
            let act = Act::Delete { targets };
            let done = carry_out(shared, accounts, &from, act, step).await?;
            filing.queued |= matches!(done, Done::Queued);
        } else {
            let trash = away::target(shared, &from, FolderRole::Trash).await?;
            let keys: Vec<MessageKey> = targets.keys().collect();
            let moved = relocate(shared, accounts, keys.clone(), &trash.id, step).await?;
            filing.note(keys, moved);
        }
    }
    Ok(filing.reply(&messages))
}

/// What became of messages that were filed elsewhere, folder by folder.
#[derive(Default)]
struct Filing {
    places: Places,
    queued: bool,
}

impl Filing {
    fn note(&mut self, keys: Vec<MessageKey>, reply: Reply) {
        match reply {
            Reply::Moved(new) => {
                let pairs = keys.into_iter().zip(new);
                self.places
                    .extend(pairs.filter_map(|(old, new)| Some((old, new?))));
            }
            _ => self.queued = true,
        }
    }

    fn reply(&self, messages: &[MessageKey]) -> Reply {
        if self.queued {
            return Reply::Queued;
        }
        let places = messages.iter().map(|key| self.places.get(key).cloned());
        Reply::Moved(places.collect())
    }
}

/// The act is committed, and with it shown; then the desk carries it out.
async fn carry_out(
    shared: &Shared,
    accounts: &Accounts,
    folder: &Folder,
    act: Act,
    step: Option<StepId>,
) -> Result<Done, Problem> {
    let step = step.map(|id| NewStep { id, was: None });
    done(
        shared,
        accounts,
        &folder.account,
        &folder.mailbox,
        act,
        step,
    )
    .await
}

/// The same for any act of an account in a mailbox.
pub(super) async fn done(
    shared: &Shared,
    accounts: &Accounts,
    account: &AccountId,
    mailbox: &MailboxId,
    act: Act,
    step: Option<NewStep>,
) -> Result<Done, Problem> {
    let is_step = step.is_some();
    let handle = accounts.get(account)?;
    let concerned = [Some(act.folder().clone()), act.goal().cloned()];
    let new = NewAct {
        account: account.clone(),
        act,
        created_at: Timestamp::now(),
        step,
    };
    let did = shared.store.precious().do_act(new).await;
    let did = did.map_err(|e| causes::of_store(&e))?;
    for folder in concerned.into_iter().flatten() {
        shared.tell(Event::Messages(folder));
    }
    shared.tell(Event::Folders(mailbox.clone()));
    if is_step {
        shared.tell(Event::Steps);
    }
    match did {
        Did::Done { id, others_behind } => {
            let done = handle.act(id).await;
            if others_behind {
                handle.replay();
            }
            done
        }
        Did::Cancelled => Ok(Done::Settled(Places::new())),
        Did::TooLate => {
            let text = Text::new("problem-message-leaving");
            Err(Problem::new(ProblemKind::Usage, text).of_mailbox(mailbox))
        }
    }
}

type Groups = BTreeMap<(FolderId, u32), Vec<MessageKey>>;

fn group(messages: Vec<MessageKey>) -> Groups {
    let mut groups = Groups::new();
    for key in messages {
        let place = (key.folder.clone(), key.uid_validity);
        groups.entry(place).or_default().push(key);
    }
    groups
}

/// Messages by folder and UIDVALIDITY, each with what finds it again.
async fn by_folder(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<(Folder, ActTargets)>, Problem> {
    let mut sorted = Vec::new();
    for ((id, uid_validity), keys) in group(messages) {
        let folder = folder(shared, &id).await?;
        let headers = shared
            .read({
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
            .map(|header| ActTarget::of(&header))
            .collect();
        for messages in all.chunks(MOST_TARGETS) {
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

/// A folder, also one that was made here and is not on the server yet.
pub(super) async fn folder(shared: &Shared, id: &FolderId) -> Result<Folder, Problem> {
    let wanted = id.clone();
    let found = shared.read(move |r| r.folder_shown(&wanted)).await?;
    found.ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder")))
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
