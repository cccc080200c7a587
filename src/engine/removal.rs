//! Accounts that are taken away: by a command, or out of the settings by hand.

use super::accounts::Accounts;
use super::command::Reply;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::setup::{no_account, refresh_routes};
use super::shared::{Place, Shared};
use super::{access, causes, mailboxes, not_done, refused_sign_in};
use crate::config::Config;
use crate::domain::{AccountId, Mailbox, OutboxState, PasswordSource, Route};
use crate::secret::SecretKey;
use crate::store::StoreError;

/// Forgets an account, unless its outbox still holds something.
pub(super) async fn by_command(
    shared: &Shared,
    accounts: &Accounts,
    id: &AccountId,
) -> Result<Reply, Problem> {
    let Some(account) = shared.config().account(id).cloned() else {
        return Err(no_account(id));
    };
    let waiting = shared
        .store
        .reader()
        .run(|r| r.outbox(&OutboxState::ALL))
        .await
        .map_err(|e| causes::of_store(&e))?;
    if waiting
        .iter()
        .any(|o| o.account == *id && o.state != OutboxState::Done)
    {
        return Err(Problem::new(
            ProblemKind::Usage,
            Text::new("problem-outbox-not-empty").with("account", id.as_str()),
        )
        .advise(Text::new("advice-outbox-not-empty"))
        .of_account(id));
    }
    accounts.stop(id).await;
    shared.fetched(id);
    let left = forget_local(shared, id)
        .await
        .map_err(|e| causes::of_store(&e))?;
    let gone = id.clone();
    let forget = move |config: &mut Config| {
        config.accounts.retain(|a| a.id() != gone);
        config.identities.retain(|i| i.via != gone);
        for mailbox in &mut config.mailboxes {
            mailbox.routes.retain(|r| r.account != gone);
        }
    };
    shared.change_config(forget).await?;
    forget_said(shared, id).await;
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    for mailbox in &left {
        refresh_routes(accounts, mailbox).await?;
    }
    // Last, since a keyring that is away must not leave half an account.
    if account.password == PasswordSource::Keyring {
        let deleted = shared.secrets.delete(&SecretKey::password(id)).await;
        deleted.map_err(|error| {
            causes::of_secret(&error)
                .advise(Text::new("advice-password-left"))
                .of_account(id)
        })?;
    }
    Ok(Reply::Done)
}

/// Takes back what was said of an account that is not there any more, or never was.
pub(super) async fn forget_said(shared: &Shared, id: &AccountId) {
    refused_sign_in::forget_all(shared, id).await;
    shared.came_back(id);
    shared.set_paused(id, false);
    for place in [
        Place::Account(id.clone()),
        Place::Submission(id.clone()),
        Place::Said(id.clone()),
        Place::Stuck(id.clone()),
    ] {
        shared.clear(&place);
    }
    shared.tell(Event::Account(id.clone()));
}

/// Takes an account out of the databases: what waits to be done, evidence, mailboxes that nobody
/// else reaches. Gives the mailboxes that another account reaches.
async fn forget_local(shared: &Shared, id: &AccountId) -> Result<Vec<Mailbox>, StoreError> {
    let wanted = id.clone();
    let read = move |r: &crate::store::Reader| Ok((r.acts(Some(&wanted))?, r.mailboxes()?));
    let (acts, known) = shared.store.reader().run(read).await?;
    for act in acts {
        shared.store.precious().back_out_act(act.id).await?;
    }
    shared.store.precious().forget_evidence(id).await?;
    shared.store.precious().forget_steps_of(id).await?;
    access::forget_account(shared, id).await?;
    not_done::forget_account(shared, id).await?;
    keep_routes(shared, known, |route| route.account != *id).await
}

/// Takes the other routes of these mailboxes away, and the mailboxes that have none left. Gives those that lost
/// one and have another.
async fn keep_routes(
    shared: &Shared,
    known: Vec<Mailbox>,
    is_kept: impl Fn(&Route) -> bool,
) -> Result<Vec<Mailbox>, StoreError> {
    let mut left = Vec::new();
    for mut mailbox in known {
        let routes = mailbox.routes.len();
        mailbox.routes.retain(&is_kept);
        if mailbox.routes.is_empty() && routes > 0 {
            mailboxes::remove(shared, &mailbox.id()).await?;
        } else if mailbox.routes.len() < routes {
            shared.store.cache().put_mailbox(&mailbox).await?;
            left.push(mailbox);
        }
    }
    Ok(left)
}

/// The cache knows accounts that the settings do not: somebody took one out of `config.toml` by hand, or the
/// cache is that of another profile. What only they reach is not shown, and nothing leads to them any more; what
/// was yet to be done there is said not to have been.
///
/// # Errors
/// The store.
pub(super) async fn by_hand(shared: &Shared) -> Result<(), StoreError> {
    let config = shared.config();
    let known = shared.store.reader().run(|r| r.mailboxes()).await?;
    let is_there = |route: &Route| config.account(&route.account).is_some();
    if !known
        .iter()
        .flat_map(|mailbox| &mailbox.routes)
        .all(is_there)
    {
        tracing::warn!("The cache knows an account that is not in the settings.");
    }
    keep_routes(shared, known, is_there).await.map(drop)
}
