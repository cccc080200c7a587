//! What a person does to messages: committed as acts, shown at once, carried out by the desk.

mod committing;
mod followed;
mod last_one;
mod stopping;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    Act, ActTarget, ActTargets, FlagChange, Folder, FolderId, FolderRole, MOST_TARGETS,
    MessageHeader, MessageKey, StepId, SystemFlag,
};
use crate::permission::{self, Action, Decision, Reason};
use crate::store::Filed;

use super::accounts::Accounts;
use super::away;
use super::causes;
use super::command::Reply;
use super::event::Event;
use super::not_done;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::unread;
use committing::{Outcome, carry_out};
pub(super) use committing::{Planned, done};
use followed::followed;
use last_one::not_the_last;
pub(super) use stopping::stop;

/// A message was opened: it is marked as read, unless it is that. A window that is a moment behind says it twice.
pub(super) async fn opened(
    shared: &Shared,
    accounts: &Accounts,
    message: MessageKey,
) -> Result<Reply, Problem> {
    // First what is this person's alone: said twice at once, the second time finds nothing of that any more.
    let _ = unread::looked_at(shared, std::slice::from_ref(&message)).await?;
    let key = message.clone();
    let header = shared.read(move |reader| reader.message(&key)).await?;
    if header.is_some_and(|header: MessageHeader| header.flags.has(SystemFlag::Seen)) {
        return Ok(Reply::Done);
    }
    let seen = FlagChange::system(SystemFlag::Seen, true);
    mark(shared, accounts, vec![message], &seen, None).await
}

/// Changes flags.
pub(super) async fn mark(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    change: &FlagChange,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let mut messages = followed(shared, messages).await?;
    let seen = SystemFlag::Seen;
    if [&change.add, &change.remove]
        .iter()
        .any(|names| names.iter().any(|n| n == seen.wire()))
    {
        let read = unread::looked_at(shared, &messages).await?;
        // They bear the flag, set by somebody else: the server knows all there is to know.
        if *change == FlagChange::system(seen, true) {
            messages.retain(|key| !read.contains(key));
            if let (Some(step), false) = (step, read.is_empty()) {
                unread::note_step(shared, there(shared, read).await?, step).await?;
            }
        }
    }
    // One that was moved back a moment ago bears a number that the cache may not have met.
    if let Err(problem) = fetch_missing(shared, accounts, &messages).await {
        tracing::debug!(%problem, "Messages that are to be marked could not be looked for.");
    }
    let mut planned = Vec::new();
    for (folder, targets) in by_folder(shared, messages).await? {
        for name in change.add.iter().chain(&change.remove) {
            permit(permission::decide(action_of(name), &folder), &folder)?;
        }
        let change = change.clone();
        let act = Act::MarkFlags { targets, change };
        planned.push(Planned::of(&folder, act, step));
    }
    let marked = carry_out(shared, accounts, planned).await?;
    Ok(done_or(marked.queued))
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
    let messages = followed(shared, messages).await?;
    let mut planned = Vec::new();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        planned.push(plan(&from, targets, &target, way, step)?);
    }
    let outcome = carry_out(shared, accounts, planned).await?;
    Ok(outcome.reply(&messages))
}

/// Getting messages of one folder to another: what is to be done for it.
fn plan(
    from: &Folder,
    targets: ActTargets,
    target: &Folder,
    way: Way,
    step: Option<StepId>,
) -> Result<Planned, Problem> {
    let to = target.id.clone();
    if from.account != target.account {
        let text = Text::new("problem-move-between-accounts");
        return Err(Problem::new(ProblemKind::Usage, text).of_mailbox(&from.mailbox));
    }
    let act = match way {
        // They lie there; if they are on their way to another one, they stay.
        Way::Move if from.id == to => Act::Move { targets, to },
        Way::Move => {
            let decision = permission::decide_move(from, target);
            let may_take = permission::decide(Action::Remove, from).may_try();
            permit(decision, if may_take { target } else { from })?;
            Act::Move { targets, to }
        }
        Way::Copy => {
            permit(permission::decide(Action::Read, from), from)?;
            permit(permission::decide(Action::Insert, target), target)?;
            Act::Copy { targets, to }
        }
    };
    Ok(Planned::of(from, act, step))
}

/// A message that a step sent elsewhere.
pub(super) struct Been {
    /// Where it was.
    pub from: MessageKey,
    /// Where it is, as far as that is known.
    pub now: Option<MessageKey>,
    /// The folder in which a person saw it before.
    pub back_to: FolderId,
}

/// Takes a move, a copy or a deletion into Trash back; `to` is where the messages were to go. What still waits is
/// withdrawn, and no server hears of it; what was moved is moved back, and what was copied is removed
/// again. What cannot be brought back any more keeps back none of the others: a notice says so.
pub(super) async fn take_back(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<Been>,
    copied: bool,
    to: &FolderId,
) -> Result<Reply, Problem> {
    let before: Vec<MessageKey> = messages.iter().map(|been| been.from.clone()).collect();
    let waiting = messages.iter().filter(|been| been.now.is_none());
    let waiting: Vec<MessageKey> = waiting.map(|been| been.from.clone()).collect();
    let mut moved: BTreeMap<FolderId, Vec<(MessageKey, MessageKey)>> = BTreeMap::new();
    for been in messages {
        if let Some(now) = been.now {
            moved
                .entry(been.back_to)
                .or_default()
                .push((been.from, now));
        }
    }
    // Looked for before anything is withdrawn: what stands in the way leaves all as it is.
    let (mut planned, mut gone) = (Vec::new(), 0);
    if copied {
        for pairs in moved.values_mut() {
            let all = pairs.len();
            let copies: Vec<MessageKey> = pairs.iter().map(|(_, copy)| copy.clone()).collect();
            fetch_missing(shared, accounts, &copies).await?;
            let kept = not_the_last(shared, accounts, pairs).await?;
            pairs.retain(|(_, copy)| kept.contains(copy));
            gone += all - pairs.len();
        }
    }
    for (to, pairs) in &moved {
        let now: Vec<MessageKey> = pairs.iter().map(|(_, now)| now.clone()).collect();
        fetch_missing(shared, accounts, &now).await?;
        let asked = now.len();
        let there = there(shared, now).await?;
        gone += asked - there.iter().map(|(_, t)| t.messages.len()).sum::<usize>();
        let target = folder(shared, to).await?;
        for (from, targets) in there {
            if copied {
                permit(permission::decide(Action::Remove, &from), &from)?;
                let act = Act::Delete { targets };
                planned.push(Planned::of(&from, act, None));
            } else {
                planned.push(plan(&from, targets, &target, Way::Move, None)?);
            }
        }
    }
    let precious = shared.store.precious();
    let filed = if copied { Filed::Copied } else { Filed::Moved };
    let withdrawn = precious.withdraw(&waiting, filed, Some(to)).await;
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
    // The server is at those, or did it and did not tell where the messages are. What lies where it was, another
    // step took back.
    let mut left = waiting;
    left.retain(|key| !withdrawn.contains(key));
    let lost = gone
        + match copied {
            true => left.len(),
            false => away_from(shared, left).await?.len(),
        };
    if withdrawn.is_empty() && planned.is_empty() && lost > 0 {
        let text = Text::new("problem-undo-too-late");
        let problem = Problem::new(ProblemKind::NotFound, text);
        return Err(problem.advise(Text::new("advice-undo-too-late")));
    }
    let came = carry_out(shared, accounts, planned).await?;
    if lost > 0 {
        let text = Text::new("problem-undo-in-part").with("count", lost.to_string());
        let problem = Problem::new(ProblemKind::NotFound, text);
        let problem = problem.advise(Text::new("advice-undo-too-late"));
        let of = before.first().map(|key| key.folder.clone());
        let of = match of {
            Some(id) => shared.read(move |r| r.folder(&id)).await?,
            None => None,
        };
        if let Some(of) = of {
            let problem = problem.of_account(&of.account).of_mailbox(&of.mailbox);
            not_done::say(shared, problem).await;
        }
    }
    // From where each was to where it is again.
    let mut outcome = Outcome {
        queued: came.queued,
        ..Outcome::default()
    };
    let back = withdrawn.into_iter().map(|key| (key.clone(), key));
    outcome.places.extend(back);
    for (from, now) in moved.into_values().flatten() {
        let again = came.places.get(&now).cloned();
        outcome.places.extend(again.map(|again| (from, again)));
    }
    Ok(outcome.reply(&before))
}

/// Which of these messages do not lie in their folders, or are on their way out of them?
pub(super) async fn away_from(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<MessageKey>, Problem> {
    shared
        .read(move |r| {
            let leaving: BTreeSet<MessageKey> = r
                .acts(None)?
                .iter()
                .filter(|pending| matches!(pending.act, Act::Move { .. } | Act::Delete { .. }))
                .filter_map(|pending| pending.act.targets())
                .flat_map(ActTargets::keys)
                .collect();
            let mut away = Vec::new();
            for key in messages {
                if leaving.contains(&key) || r.message(&key)?.is_none() {
                    away.push(key);
                }
            }
            Ok(away)
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

/// Moves messages, each to the folder of this role to which those of its mailbox go.
pub(super) async fn file(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    role: FolderRole,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let messages = followed(shared, messages).await?;
    let mut planned = Vec::new();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        let to = away::target(shared, &from, role).await?;
        planned.push(plan(&from, targets, &to, Way::Move, step)?);
    }
    let outcome = carry_out(shared, accounts, planned).await?;
    Ok(outcome.reply(&messages))
}

/// Deletes messages: into the Trash of their mailbox, or the member's own; what lies in Trash, for good. Where
/// there is none nothing is deleted: nobody asked for more than to put it away, unless it was for good.
pub(super) async fn delete(
    shared: &Shared,
    accounts: &Accounts,
    messages: Vec<MessageKey>,
    for_good: bool,
    step: Option<StepId>,
) -> Result<Reply, Problem> {
    let messages = followed(shared, messages).await?;
    let mut planned = Vec::new();
    for (from, targets) in by_folder(shared, messages.clone()).await? {
        if for_good || from.role == FolderRole::Trash {
            permit(permission::decide(Action::Remove, &from), &from)?;
            let act = Act::Delete { targets };
            planned.push(Planned::of(&from, act, step));
        } else {
            let trash = away::target(shared, &from, FolderRole::Trash).await?;
            planned.push(plan(&from, targets, &trash, Way::Move, step)?);
        }
    }
    let outcome = carry_out(shared, accounts, planned).await?;
    Ok(outcome.reply(&messages))
}

impl Outcome {
    /// The answer for these messages, of which each is to be found anew.
    fn reply(&self, messages: &[MessageKey]) -> Reply {
        if self.queued {
            return Reply::Queued;
        }
        let places = messages.iter().map(|key| self.places.get(key).cloned());
        Reply::Moved(places.collect())
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

/// Messages by folder and UIDVALIDITY, each with what finds it again. What a colleague took away meanwhile is
/// left out; where nothing is left, that is an error.
async fn by_folder(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<(Folder, ActTargets)>, Problem> {
    let first = messages.first().map(|key| key.folder.clone());
    let found = there(shared, messages).await?;
    if let (true, Some(first)) = (found.is_empty(), first) {
        let folder = folder(shared, &first).await?;
        let text = Text::new("problem-no-such-message");
        return Err(Problem::new(ProblemKind::NotFound, text).of_mailbox(&folder.mailbox));
    }
    Ok(found)
}

/// Those of these messages that are there, by folder and UIDVALIDITY.
async fn there(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<(Folder, ActTargets)>, Problem> {
    let mut sorted = Vec::new();
    for ((id, uid_validity), keys) in group(messages) {
        let folder = folder(shared, &id).await?;
        let headers = shared.read(move |r| {
            let headers = keys.iter().map(|key| r.message(key));
            headers.collect::<Result<Vec<_>, _>>()
        });
        let all: Vec<ActTarget> = (headers.await?.into_iter().flatten())
            .map(|header| ActTarget::of(&header))
            .collect();
        for messages in all.chunks(MOST_TARGETS) {
            let targets = ActTargets {
                folder: id.clone(),
                mailbox: Some(folder.mailbox.clone()),
                uid_validity,
                messages: messages.to_vec(),
                goal_before: None,
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
    let advice = match decision.reason {
        Reason::Absent => "advice-folder-hidden",
        Reason::InDoubt => "advice-mailbox-in-doubt",
        _ => "advice-ask-for-right",
    };
    let text = match decision.reason {
        Reason::Missing(right) => {
            say("problem-right-missing").with("right", right.letter().to_string())
        }
        Reason::Container => say("problem-folder-container"),
        Reason::Absent => say("may-not-absent"),
        Reason::InDoubt => say("may-not-in-doubt"),
        Reason::Lost => say("may-not-lost"),
        Reason::Unreadable(words) => say("problem-folder-refused").with("words", words),
        _ => say("problem-folder-read-only"),
    };
    Err(Problem::new(ProblemKind::Permission, text)
        .advise(Text::new(advice))
        .of_mailbox(&folder.mailbox))
}
