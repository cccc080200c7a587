//! The steps of what a person does at once: all are committed before the first is carried out, so that none
//! is lost however long the server takes and whatever becomes of the others.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{AccountId, Act, ActId, Folder, MailboxId};
use crate::engine::account::AccountHandle;
use crate::engine::accounts::Accounts;
use crate::engine::causes;
use crate::engine::desk::{Done, Places};
use crate::engine::event::Event;
use crate::engine::not_done;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::store::{Before, NewAct};

/// An act on messages of this folder.
pub(super) struct Step {
    pub folder: Folder,
    pub act: Act,
}

/// What became of steps that were not refused.
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

/// What became of all steps together: the places that are known by now, and whether something waits. An error: none of them was done, nor is any left to be done. Of those
/// that were refused beside others a notice stands ([`not_done`]).
pub(super) async fn carry_out(
    shared: &Shared,
    accounts: &Accounts,
    steps: Vec<Step>,
) -> Result<Outcome, Problem> {
    let (mut committed, mut refused) = (Vec::with_capacity(steps.len()), Vec::new());
    let (mut outcome, mut any) = (Outcome::default(), steps.is_empty());
    for step in steps {
        match commit(shared, accounts, &step).await {
            Ok(one) => {
                // It cancelled what still waited.
                any |= one.is_none();
                committed.extend(one);
            }
            Err(problem) => refused.push(problem.of_account(&step.folder.account)),
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

/// The act is committed, and with it shown. `None`: it cancelled another one, and nothing is left to do.
async fn commit(
    shared: &Shared,
    accounts: &Accounts,
    step: &Step,
) -> Result<Option<Committed>, Problem> {
    let Step { folder, act } = step;
    if !takes_leaving(shared, act).await? {
        return new_act(
            shared,
            accounts,
            &folder.account,
            &folder.mailbox,
            act.clone(),
        )
        .await;
    }
    let handle = accounts.get(&folder.account)?;
    let new = NewAct {
        account: folder.account.clone(),
        act: act.clone(),
        created_at: Timestamp::now(),
    };
    let before = shared.store.precious().do_act_before_moves(new).await;
    let before = before.map_err(|e| causes::of_store(&e))?;
    for folder in act.goal().into_iter().chain([&folder.id]) {
        shared.tell(Event::Messages(folder.clone()));
    }
    shared.tell(Event::Folders(folder.mailbox.clone()));
    match before {
        Before::Done(id) => Ok(Some(Committed {
            handle,
            id,
            has_more: true,
        })),
        Before::Cancelled => Ok(None),
        Before::TooLate => {
            let text = Text::new("problem-message-leaving");
            Err(Problem::new(ProblemKind::Usage, text).of_mailbox(&folder.mailbox))
        }
    }
}

/// Is this an act on messages that another one, which waits, takes away? Behind that it would find
/// nothing, and be lost without a word. The same once more is the same.
pub(super) async fn takes_leaving(shared: &Shared, act: &Act) -> Result<bool, Problem> {
    let Some(targets) = act.targets() else {
        return Ok(false);
    };
    let uids: BTreeSet<u32> = targets.uids().collect();
    let acts = shared.read(|r| r.acts(None)).await?;
    let takes_them = |earlier: &Act| match (earlier, act) {
        (Act::Move { to, .. }, Act::Move { to: then, .. }) if to == then => false,
        (Act::Delete { .. }, Act::Delete { .. }) => false,
        (Act::Move { targets: taken, .. } | Act::Delete { targets: taken }, _) => {
            taken.folder == targets.folder
                && taken.uid_validity == targets.uid_validity
                && taken.uids().any(|uid| uids.contains(&uid))
        }
        _ => false,
    };
    Ok(acts.iter().any(|pending| takes_them(&pending.act)))
}

/// Does any act of an account in a mailbox.
pub(in crate::engine) async fn done(
    shared: &Shared,
    accounts: &Accounts,
    account: &AccountId,
    mailbox: &MailboxId,
    act: Act,
) -> Result<Done, Problem> {
    match new_act(shared, accounts, account, mailbox, act).await? {
        Some(committed) => committed.handle.act(committed.id).await,
        // It cancelled what still waited.
        None => Ok(Done::Settled(Places::new())),
    }
}

async fn new_act(
    shared: &Shared,
    accounts: &Accounts,
    account: &AccountId,
    mailbox: &MailboxId,
    act: Act,
) -> Result<Option<Committed>, Problem> {
    let handle = accounts.get(account)?;
    let concerned = [Some(act.folder().clone()), act.goal().cloned()];
    let new = NewAct {
        account: account.clone(),
        act,
        created_at: Timestamp::now(),
    };
    let id = shared.store.precious().do_act(new).await;
    let id = id.map_err(|e| causes::of_store(&e))?;
    for folder in concerned.into_iter().flatten() {
        shared.tell(Event::Messages(folder));
    }
    shared.tell(Event::Folders(mailbox.clone()));
    Ok(id.map(|id| Committed {
        handle,
        id,
        has_more: false,
    }))
}
