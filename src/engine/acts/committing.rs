//! All of what a person does at once is committed before the first of it is carried out, so that none is
//! lost however long the server takes and whatever becomes of the others.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{
    AccountId, Act, ActId, ActTargets, Folder, FolderId, MailboxId, MessageKey, PendingAct, StepId,
};
use crate::engine::account::AccountHandle;
use crate::engine::accounts::Accounts;
use crate::engine::causes;
use crate::engine::desk::{Done, Places, is_of_store};
use crate::engine::event::Event;
use crate::engine::not_done;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::store::{Did, NewAct, NewStep};

/// An act that is about to be done in a mailbox.
pub(in crate::engine) struct Planned {
    pub account: AccountId,
    pub mailbox: MailboxId,
    pub act: Act,
    /// As part of what step it can be taken back, if it is one.
    pub step: Option<NewStep>,
}

impl Planned {
    /// On messages of this folder, or on all of it.
    pub(in crate::engine) fn of(folder: &Folder, act: Act, step: Option<StepId>) -> Self {
        Self {
            account: folder.account.clone(),
            mailbox: folder.mailbox.clone(),
            act,
            step: step.map(|id| NewStep { id, was: None }),
        }
    }
}

/// What became of what was not refused.
#[derive(Default)]
pub(super) struct Outcome {
    /// Where messages were moved or copied to, as far as servers told.
    pub places: Places,
    /// Does one of them wait for its server?
    pub queued: bool,
}

/// What was committed, and who carries it out.
struct Committed {
    handle: AccountHandle,
    id: ActId,
    /// Does something wait behind it that nobody asks for?
    has_more: bool,
}

/// Commits all of it and has it carried out. What became of it: the places that are known by now, and whether
/// something waits. An error: all of it was refused, and nothing is left to be done. Of what was refused
/// beside others a notice stands ([`not_done`]).
pub(super) async fn carry_out(
    shared: &Shared,
    accounts: &Accounts,
    planned: Vec<Planned>,
) -> Result<Outcome, Problem> {
    let (mut committed, mut refused) = (Vec::with_capacity(planned.len()), Vec::new());
    let (mut outcome, mut any) = (Outcome::default(), planned.is_empty());
    for one in planned {
        let account = one.account.clone();
        match commit(shared, accounts, one).await {
            Ok(one) => {
                // It cancelled what still waited.
                any |= one.is_none();
                committed.extend(one);
            }
            Err(problem) => refused.push(problem.of_account(&account)),
        }
    }
    let mut away = BTreeSet::new();
    for one in committed {
        let account = one.handle.connector.account().id();
        if away.contains(&account) {
            // It stands behind one that waits.
            one.handle.replay();
            continue;
        }
        let done = one.handle.act(one.id).await;
        if one.has_more {
            one.handle.replay();
        }
        match done {
            Ok(Done::Settled(new)) => {
                any = true;
                outcome.places.extend(new);
            }
            Ok(Done::Queued) => {
                outcome.queued = true;
                away.insert(account);
            }
            // This computer's store failed: the act stands.
            Err(problem) if is_of_store(&problem) => outcome.queued = true,
            Err(problem) => refused.push(problem.of_account(&account)),
        }
    }
    if !any && !outcome.queued {
        if let Some(problem) = refused.into_iter().next() {
            return Err(problem);
        }
    } else {
        for problem in refused {
            not_done::tell(shared, problem).await;
        }
    }
    Ok(outcome)
}

/// The same of one act alone.
pub(in crate::engine) async fn done(
    shared: &Shared,
    accounts: &Accounts,
    planned: Planned,
) -> Result<Done, Problem> {
    let Some(committed) = commit(shared, accounts, planned).await? else {
        // It cancelled what still waited.
        return Ok(Done::Settled(Places::new()));
    };
    let done = committed.handle.act(committed.id).await;
    if committed.has_more {
        committed.handle.replay();
    }
    done
}

/// The act is committed, and with it shown. `None`: it cancelled another one, and nothing is left to do.
async fn commit(
    shared: &Shared,
    accounts: &Accounts,
    planned: Planned,
) -> Result<Option<Committed>, Problem> {
    let Planned {
        account,
        mailbox,
        act,
        step,
    } = planned;
    let is_step = step.is_some();
    let handle = accounts.get(&account)?;
    let concerned = [Some(act.folder().clone()), act.goal().cloned()];
    let new = NewAct {
        account,
        act,
        created_at: Timestamp::now(),
        step,
    };
    let before = goals_before(shared, &new.act).await?;
    let did = shared.store.precious().do_act(new).await;
    let did = did.map_err(|e| causes::of_store(&e))?;
    for folder in concerned.into_iter().flatten().chain(before) {
        shared.tell(Event::Messages(folder));
    }
    shared.tell(Event::Folders(mailbox.clone()));
    if is_step {
        shared.tell(Event::Steps);
    }
    match did {
        Did::Done { id, others_behind } => Ok(Some(Committed {
            handle,
            id,
            has_more: others_behind,
        })),
        Did::Cancelled => Ok(None),
        Did::TooLate => {
            let text = Text::new("problem-message-leaving");
            Err(Problem::new(ProblemKind::Usage, text).of_mailbox(&mailbox))
        }
    }
}

/// Where moves that wait would have taken the messages of an act: they are shown there, and may not be any more.
async fn goals_before(shared: &Shared, act: &Act) -> Result<BTreeSet<FolderId>, Problem> {
    let Some(targets) = act.targets() else {
        return Ok(BTreeSet::new());
    };
    let keys: BTreeSet<MessageKey> = targets.keys().collect();
    let goal = |pending: &PendingAct| {
        let taken = matches!(pending.act, Act::Move { .. }) && {
            let mut taken = pending.act.targets().into_iter().flat_map(ActTargets::keys);
            taken.any(|key| keys.contains(&key))
        };
        pending.act.goal().filter(|_| taken).cloned()
    };
    let acts = shared.read(|r| r.acts(None)).await?;
    Ok(acts.iter().filter_map(goal).collect())
}
