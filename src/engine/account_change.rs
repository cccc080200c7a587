//! Other settings of an account that is there: tried before they are kept.

use std::sync::Arc;

use secrecy::SecretString;

use super::accounts::Accounts;
use super::command::Reply;
use super::connect::Connector;
use super::event::{Connection, Event};
use super::problem::Problem;
use super::setup::{self, no_account};
use super::shared::{Place, Shared};
use super::{causes, refused_sign_in};
use crate::domain::{Account, AccountId, PasswordSource};
use crate::secret::SecretKey;

/// Signs in with other settings where they touch that, then keeps them and starts the account anew. Of settings
/// that do not work nothing is kept, and the account goes on as it was.
pub(super) async fn change_account(
    shared: &Arc<Shared>,
    accounts: &Accounts,
    account: Account,
    password: Option<SecretString>,
) -> Result<Reply, Problem> {
    let id = account.id();
    let before = shared.config().account(&id).cloned();
    let before = before.ok_or_else(|| no_account(&id))?;
    let running = Arc::clone(&accounts.get(&id)?.connector);
    let password = match password {
        Some(password) => Some(password),
        // What was typed for this run is still what is meant.
        None if account.password == PasswordSource::Ask => running.password_of_this_run().await,
        None => None,
    };
    let connector = Arc::new(Connector::new(Arc::clone(shared), account.clone()));
    if password.is_some() || signs_in_otherwise(&before, &account) {
        let had_stopped = running.state() == Connection::Stopped;
        connector.provide(password.clone()).await;
        let test = setup::test(&connector).await;
        if let Err(problem) = test.imap.and(test.smtp) {
            if !had_stopped {
                forget_try(shared, &id).await;
            }
            return Err(problem);
        }
    }
    let key = SecretKey::password(&id);
    let old = shared.secrets.get(&key).await.ok().flatten();
    setup::keep_password(shared, &account, password.as_ref()).await?;
    let (of, new) = (id.clone(), account.clone());
    let keep = move |config: &mut crate::config::Config| {
        if let Some(kept) = config.accounts.iter_mut().find(|kept| kept.id() == of) {
            *kept = new;
        }
    };
    if let Err(problem) = shared.change_config(keep).await {
        // The settings stay as they were, and so does what signs in with them.
        if let Some(old) = old.filter(|_| password.is_some()) {
            let _ = shared.secrets.set(&key, &old).await;
        }
        return Err(problem);
    }
    accounts.stop(&id).await;
    shared.fetched(&id);
    accounts.start(connector);
    shared.tell(Event::Account(id.clone()));
    shared.tell(Event::Identities);
    // It is looked again in its own time: what was changed is kept whatever comes of that.
    if let Err(problem) = accounts.get(&id)?.refresh().await {
        tracing::info!(%problem, "A changed account was not looked through.");
    }
    // Last, since a keyring that is away must not leave half a change.
    let left_keyring =
        before.password == PasswordSource::Keyring && account.password != PasswordSource::Keyring;
    if left_keyring {
        let deleted = shared.secrets.delete(&key).await;
        deleted.map_err(|error| causes::of_secret(&error).of_account(&id))?;
    }
    Ok(Reply::Account(account))
}

/// Do the servers hear anything else than before?
fn signs_in_otherwise(before: &Account, now: &Account) -> bool {
    before.login() != now.login()
        || before.imap != now.imap
        || before.smtp != now.smtp
        || before.ca_file != now.ca_file
        || before.password != now.password
}

/// A try with other settings says nothing about the account as it is.
async fn forget_try(shared: &Arc<Shared>, id: &AccountId) {
    refused_sign_in::forget_all(shared, id).await;
    for place in [Place::Account(id.clone()), Place::Submission(id.clone())] {
        shared.clear(&place);
    }
    shared.tell(Event::Account(id.clone()));
}
