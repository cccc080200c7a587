//! The last step is taken back: what waits for the server is withdrawn, and what was done is done the other
//! way round. What cannot be had back is said.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use tokio::time::Duration;

use super::accounts::Accounts;
use super::command::Reply;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::{acts, causes, folders, not_done, unread};
use crate::domain::{
    Act, ActState, ActTargets, FlagChange, FolderId, MessageKey, PendingAct, StepAct, StepId,
    UndoStep,
};
use crate::store::Filed;

/// So long what was begun is waited for.
const MOMENT: Duration = Duration::from_secs(10);

/// Takes the last step back, unless it was done before `since`. One for which no server could be reached can be tried again.
///
/// # Errors
/// There is none; it is too late for it; no right; no network.
pub(super) async fn last(
    shared: &Shared,
    accounts: &Accounts,
    since: Option<Timestamp>,
) -> Result<Reply, Problem> {
    let _turn = shared.taking_back.lock().await;
    let step = newest(shared, since).await?;
    come_to_an_end(shared, accounts, &step).await?;
    // What came to its end just now is told of by now. What was done meanwhile is another step: nobody asked for
    // that one to be taken back.
    let step = ended(shared, step.id).await?;
    let (precious, of_store) = (shared.store.precious(), |e| causes::of_store(&e));
    // Before anything is done: where its messages come to lie then is learned only of such a step.
    let acts = precious.take_step(step.id).await.map_err(of_store)?;
    let (mut queued, mut any, mut refused) = (false, false, Vec::new());
    let mut back = Vec::new();
    for act in acts.iter().rev() {
        match one(shared, accounts, act).await {
            Ok(reply) => {
                any = true;
                queued |= matches!(reply, Reply::Queued);
                if let (Act::Move { .. }, Reply::Moved(places)) = (&act.act, reply) {
                    back.extend(places.into_iter().flatten());
                }
                if let Err(problem) = go_on(shared, accounts, act).await {
                    not_done::say(shared, problem.of_account(&act.account)).await;
                }
            }
            Err(problem) => refused.push(problem.of_account(&act.account)),
        }
    }
    let mut outcome = Ok(());
    for problem in refused {
        // What cannot be had back of it keeps back none of the rest.
        match any {
            true => not_done::say(shared, problem).await,
            false => outcome = outcome.and(Err(problem)),
        }
    }
    let kept = match &outcome {
        Ok(()) if queued => Ok(()),
        Err(problem) if problem.kind == ProblemKind::Network => {
            precious.put_step_back(step.id).await
        }
        // What failed for another reason will fail again.
        _ => precious.forget_step(step.id).await,
    };
    kept.map_err(of_store)?;
    shared.tell(Event::Steps);
    outcome.map(|()| Reply::Undone { step, queued, back })
}

async fn newest(shared: &Shared, since: Option<Timestamp>) -> Result<UndoStep, Problem> {
    let steps = shared.read(|r| r.steps()).await?;
    let newest = steps.into_iter().next();
    let newest = newest.filter(|step| since.is_none_or(|since| step.done_at >= since));
    newest.ok_or_else(|| {
        let text = Text::new("problem-undo-nothing");
        Problem::new(ProblemKind::NotFound, text)
    })
}

/// A step of which nothing is under way any more.
async fn ended(shared: &Shared, id: StepId) -> Result<UndoStep, Problem> {
    let steps = shared.read(|r| r.steps()).await?;
    let step = steps.into_iter().find(|step| step.id == id);
    step.ok_or_else(|| {
        let text = Text::new("problem-undo-not-carried-out");
        Problem::new(ProblemKind::NotFound, text)
    })
}

/// Waits a moment for what of a step was begun: until then nobody knows what there is to take back. What is still
/// under way then can be taken back later, and nothing of the step is before.
async fn come_to_an_end(
    shared: &Shared,
    accounts: &Accounts,
    step: &UndoStep,
) -> Result<(), Problem> {
    for pending in begun(shared, step).await? {
        let account = accounts.get(&pending.account)?;
        // Whoever did it was told that it waits.
        if let Ok(Err(refused)) = tokio::time::timeout(MOMENT, account.act(pending.id)).await {
            not_done::tell_untaken(shared, refused.of_account(&pending.account)).await;
        }
    }
    let Some(left) = begun(shared, step).await?.pop() else {
        return Ok(());
    };
    let text = Text::new("problem-undo-under-way");
    let problem = Problem::new(ProblemKind::Network, text).of_account(&left.account);
    Err(problem.advise(Text::new("advice-undo-under-way")))
}

/// The acts of a step of which nobody knows whether the server did them.
async fn begun(shared: &Shared, step: &UndoStep) -> Result<Vec<PendingAct>, Problem> {
    let keys = |act: &Act| -> BTreeSet<MessageKey> {
        act.targets()
            .into_iter()
            .flat_map(ActTargets::keys)
            .collect()
    };
    let mut acts = shared.read(|r| r.acts(None)).await?;
    acts.retain(|pending| pending.state == ActState::Started);
    acts.retain(|pending| {
        let theirs = keys(&pending.act);
        step.acts.iter().any(|done| {
            let is_such = done.act.word() == pending.act.word();
            let is_there = done.act.folder() == pending.act.folder();
            let ours = keys(&done.act);
            is_such && is_there && (ours.is_empty() || !ours.is_disjoint(&theirs))
        })
    });
    Ok(acts)
}

async fn one(shared: &Shared, accounts: &Accounts, done: &StepAct) -> Result<Reply, Problem> {
    match &done.act {
        Act::MarkFlags { targets, .. } if done.is_for_me() => {
            unread::again(shared, targets, &done.places).await?;
            Ok(Reply::Done)
        }
        Act::MarkFlags { targets, change } => {
            let back = FlagChange {
                add: change.remove.clone(),
                remove: change.add.clone(),
            };
            let messages = targets.keys();
            let messages = messages.map(|key| done.places.get(&key).cloned().unwrap_or(key));
            let messages = messages.collect();
            acts::mark(shared, accounts, messages, &back, None).await
        }
        Act::Move { targets, to } => filed(shared, accounts, done, targets, to, false).await,
        Act::Copy { targets, to } => filed(shared, accounts, done, targets, to, true).await,
        Act::Delete { targets } => {
            let keys: Vec<MessageKey> = targets.keys().collect();
            let precious = shared.store.precious();
            let withdrawn = precious.withdraw(&keys, Filed::Deleted, None).await;
            let withdrawn = withdrawn.map_err(|e| causes::of_store(&e))?;
            shown_again(shared, &targets.folder).await?;
            if withdrawn.len() < keys.len() {
                return Err(for_good(done));
            }
            Ok(Reply::Done)
        }
        Act::EmptyFolder(_) | Act::DeleteFolder(_) if withdrawn(shared, &done.act).await? => {
            Ok(Reply::Done)
        }
        Act::EmptyFolder(_) => Err(for_good(done)),
        Act::DeleteFolder(contents) => match &done.was {
            Some(path) => folders::create(shared, accounts, &contents.mailbox, path, None).await,
            None => Err(for_good(done)),
        },
        Act::CreateFolder { folder, .. } => {
            if withdrawn(shared, &done.act).await? {
                return Ok(Reply::Done);
            }
            folders::unmake(shared, accounts, folder).await
        }
        Act::RenameFolder { folder, .. } => {
            let was = done.was.as_deref().unwrap_or_default();
            folders::rename(shared, accounts, folder, was, None).await
        }
    }
}

async fn filed(
    shared: &Shared,
    accounts: &Accounts,
    done: &StepAct,
    targets: &ActTargets,
    to: &FolderId,
    copied: bool,
) -> Result<Reply, Problem> {
    let goals = match copied {
        true => BTreeMap::new(),
        false => earlier_goals(shared, targets.keys().collect()).await?,
    };
    let been = targets.keys().map(|key| acts::Been {
        now: done.places.get(&key).cloned(),
        back_to: goals.get(&key).unwrap_or(&key.folder).clone(),
        from: key,
    });
    acts::take_back(shared, accounts, been.collect(), copied, to).await
}

/// Where earlier steps had sent messages whose ways the server heard of as one, with that of a later step: they
/// lay there when the later one was done.
async fn earlier_goals(
    shared: &Shared,
    mut keys: BTreeSet<MessageKey>,
) -> Result<BTreeMap<MessageKey, FolderId>, Problem> {
    let found = shared.read(move |reader| {
        let mut goals = BTreeMap::new();
        for before in reader
            .steps()?
            .iter()
            .flat_map(|step| step.acts.iter().rev())
        {
            let Act::Move { targets, to } = &before.act else {
                continue;
            };
            // Of one that was done by itself it is known where it led, and its messages have other numbers since.
            let unknown = targets
                .keys()
                .filter(|key| !before.places.contains_key(key));
            let theirs: Vec<MessageKey> = unknown.filter(|key| keys.remove(key)).collect();
            if !theirs.is_empty() && reader.folder(to)?.is_some() {
                goals.extend(theirs.into_iter().map(|key| (key, to.clone())));
            }
        }
        Ok(goals)
    });
    found.await
}

/// What an earlier step had sent on its way, before the one that was taken back sent it elsewhere, goes there
/// again: for the server the two were one way, and nothing is left of the first.
async fn go_on(shared: &Shared, accounts: &Accounts, done: &StepAct) -> Result<(), Problem> {
    let (Act::Move { targets, .. } | Act::Delete { targets }) = &done.act else {
        return Ok(());
    };
    let waited = targets.keys().filter(|key| !done.places.contains_key(key));
    let mut waited: BTreeSet<MessageKey> = waited.collect();
    if waited.is_empty() {
        return Ok(());
    }
    let away = acts::away_from(shared, waited.iter().cloned().collect()).await?;
    waited.retain(|key| !away.contains(key));
    let earlier = shared.read(|r| r.steps()).await?;
    for before in earlier.iter().flat_map(|step| step.acts.iter().rev()) {
        let Act::Move { targets, to } = &before.act else {
            continue;
        };
        let on_their_way = targets
            .keys()
            .filter(|key| !before.places.contains_key(key));
        let there: Vec<MessageKey> = on_their_way.filter(|key| waited.remove(key)).collect();
        if !there.is_empty() {
            acts::relocate(shared, accounts, there, to, None).await?;
        }
    }
    Ok(())
}

/// Takes back an act on a folder as a whole that still waits. Says whether it did.
async fn withdrawn(shared: &Shared, act: &Act) -> Result<bool, Problem> {
    let withdrawn = shared.store.precious().withdraw_on_folder(act).await;
    let withdrawn = withdrawn.map_err(|e| causes::of_store(&e))?;
    if let Some(mailbox) = act.mailbox().filter(|_| withdrawn) {
        shared.tell(Event::Messages(act.folder().clone()));
        shared.tell(Event::Folders(mailbox.clone()));
    }
    Ok(withdrawn)
}

async fn shown_again(shared: &Shared, folder: &FolderId) -> Result<(), Problem> {
    shared.tell(Event::Messages(folder.clone()));
    let folder = acts::folder(shared, folder).await?;
    shared.tell(Event::Folders(folder.mailbox));
    Ok(())
}

/// It is not there any more.
fn for_good(done: &StepAct) -> Problem {
    let key = match &done.act {
        Act::DeleteFolder(_) => "problem-undo-folder-gone",
        _ => "problem-undo-for-good",
    };
    Problem::new(ProblemKind::NotFound, Text::new(key)).of_account(&done.account)
}
