//! Accounts, mailboxes and identities: what a person adds, changes and takes away.

use std::sync::Arc;

use secrecy::SecretString;

use crate::config::IdentitySettings;
use crate::domain::{
    Account, AccountId, EmailAddress, FolderRole, Mailbox, MailboxId, OutboxState, PasswordSource,
    Route, RouteKind,
};
use crate::secret::SecretKey;

use super::accounts::Accounts;
use super::causes;
use super::command::{AccountTest, MailboxChange, Reply};
use super::connect::Connector;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::submission::{SignIn, SmtpSubmission, Submission};

/// Signs in to both servers, then keeps the account. Nothing is kept of one that does not work.
pub(super) async fn add_account(
    shared: &Arc<Shared>,
    accounts: &Accounts,
    account: Account,
    password: Option<SecretString>,
) -> Result<Reply, Problem> {
    let id = account.id();
    if shared.config().account(&id).is_some() {
        return Err(Problem::new(
            ProblemKind::Usage,
            Text::new("problem-account-exists").with("account", id.as_str()),
        )
        .advise(Text::new("advice-account-exists"))
        .of_account(&id));
    }
    let connector = Arc::new(Connector::new(Arc::clone(shared), account.clone()));
    connector.provide(password.clone()).await;
    let test = test(&connector).await;
    test.imap?;
    test.smtp?;
    if let (PasswordSource::Keyring, Some(password)) = (&account.password, &password) {
        let kept = shared
            .secrets
            .set(&SecretKey::password(&id), password)
            .await;
        kept.map_err(|error| causes::of_secret(&error).of_account(&id))?;
    }
    shared.change_config(|config| config.accounts.push(account.clone()))?;
    accounts.start(connector);
    shared.tell(Event::Account(id.clone()));
    accounts.get(&id)?.refresh().await?;
    Ok(Reply::Account(account))
}

/// Signs in to both servers of an account, at the same time.
pub(super) async fn test(connector: &Arc<Connector>) -> AccountTest {
    struct Only(Arc<Connector>);

    #[async_trait::async_trait]
    impl SignIn for Only {
        async fn for_submission(
            &self,
            _: &AccountId,
        ) -> Result<(crate::wire::Login, crate::wire::tls::TlsConfig), Problem> {
            self.0.for_submission().await
        }

        async fn submission_failed(
            &self,
            _: &AccountId,
            error: &crate::wire::WireError,
        ) -> Problem {
            self.0.submission_failed(error).await
        }
    }

    // One after the other: a wrong password is then tried once, not twice.
    let imap = match connector.mail().await {
        Ok(mail) => {
            mail.leave().await;
            Ok(())
        }
        Err(problem) => Err(problem),
    };
    let submission = SmtpSubmission::new(
        Arc::new(Only(Arc::clone(connector))),
        crate::wire::smtp::Options::default(),
    );
    let smtp = match submission.open(connector.account()).await {
        Ok(session) => {
            session.close().await;
            Ok(())
        }
        Err(problem) => Err(problem),
    };
    AccountTest { imap, smtp }
}

/// Forgets an account, unless its outbox still holds something.
pub(super) async fn remove_account(
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
    shared.change_config(|config| {
        config.accounts.retain(|a| a.id() != *id);
        config.identities.retain(|i| i.via != *id);
        for mailbox in &mut config.mailboxes {
            mailbox.routes.retain(|r| r.account != *id);
        }
    })?;
    if account.password == PasswordSource::Keyring {
        let deleted = shared.secrets.delete(&SecretKey::password(id)).await;
        deleted.map_err(|error| causes::of_secret(&error).of_account(id))?;
    }
    let mailboxes = shared
        .store
        .reader()
        .run(crate::store::Reader::mailboxes)
        .await
        .map_err(|e| causes::of_store(&e))?;
    for mut mailbox in mailboxes {
        if mailbox.routes.iter().all(|r| r.account != *id) {
            continue;
        }
        mailbox.routes.retain(|r| r.account != *id);
        let cache = shared.store.cache();
        let done = if mailbox.routes.is_empty() {
            cache.remove_mailbox(&mailbox.id()).await.map(drop)
        } else {
            cache.put_mailbox(&mailbox).await
        };
        done.map_err(|e| causes::of_store(&e))?;
    }
    shared
        .store
        .precious()
        .forget_evidence(id)
        .await
        .map_err(|e| causes::of_store(&e))?;
    shared.clear(&super::shared::Place::Account(id.clone()));
    shared.tell(Event::Account(id.clone()));
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Takes a new password and starts anew with it.
pub(super) async fn provide_password(
    shared: &Shared,
    accounts: &Accounts,
    id: &AccountId,
    password: SecretString,
    keep: bool,
) -> Result<Reply, Problem> {
    let account = accounts.get(id)?;
    account.connector.provide(Some(password.clone())).await;
    account.sign_in().await?;
    if keep && account.connector.account().password == PasswordSource::Keyring {
        let kept = shared
            .secrets
            .set(&SecretKey::password(id), &password)
            .await;
        kept.map_err(|error| causes::of_secret(&error).of_account(id))?;
    }
    account.refresh().await?;
    Ok(Reply::Done)
}

/// Names the address of something an account reaches, after having opened it.
pub(super) async fn add_mailbox(
    shared: &Shared,
    accounts: &Accounts,
    address: EmailAddress,
    via: &AccountId,
    root: Option<String>,
) -> Result<Reply, Problem> {
    let account = accounts.get(via)?;
    let id = MailboxId::of(&address);
    // One that was hidden, or appeared since the last look.
    shared.change_config(|config| config.mailbox_mut(&address).hidden = false)?;
    account.refresh().await?;
    let mailboxes = shared
        .store
        .reader()
        .run(crate::store::Reader::mailboxes)
        .await
        .map_err(|e| causes::of_store(&e))?;
    let reached = |m: &&Mailbox| {
        m.routes.iter().any(|r| {
            r.account == *via && root.as_ref().map_or(m.id() == id, |root| r.root == *root)
        })
    };
    let Some(mailbox) = mailboxes.iter().find(reached) else {
        return Err(Problem::new(
            ProblemKind::NotFound,
            Text::new("problem-mailbox-not-shown")
                .with("mailbox", address.as_str())
                .with("account", via.as_str()),
        )
        .advise(Text::new("advice-mailbox-not-shown"))
        .of_account(via)
        .of_mailbox(&id));
    };
    let old = mailbox.id();
    let folder = shared
        .store
        .reader()
        .run({
            let old = old.clone();
            move |r| {
                Ok(r.folder_by_role(&old, FolderRole::Inbox)?
                    .or(r.folders(&old)?.into_iter().next()))
            }
        })
        .await
        .map_err(|e| causes::of_store(&e))?;
    if let Some(folder) = folder {
        account
            .prove(folder.wire_name)
            .await
            .map_err(|problem| problem.of_mailbox(&id))?;
    }
    let found = mailbox
        .routes
        .iter()
        .find(|r| r.account == *via)
        .map(|r| r.root.clone())
        .unwrap_or_default();
    shared.change_config(|config| {
        let settings = config.mailbox_mut(&address);
        settings.confirmed = true;
        let route = Route {
            account: via.clone(),
            kind: RouteKind::Namespace,
            root: found,
        };
        if !route.root.is_empty() && !settings.routes.contains(&route) {
            settings.routes.push(route);
        }
    })?;
    account.refresh().await?;
    Ok(Reply::Done)
}

/// Changes a setting of a mailbox.
pub(super) async fn set_mailbox(
    shared: &Shared,
    accounts: &Accounts,
    id: &MailboxId,
    change: MailboxChange,
) -> Result<Reply, Problem> {
    let wanted = id.clone();
    let found = shared
        .store
        .reader()
        .run(move |r| Ok((r.mailbox(&wanted)?, r.folders(&wanted)?)))
        .await;
    let (Some(mailbox), folders) = found.map_err(|e| causes::of_store(&e))? else {
        return Err(no_mailbox(id));
    };
    match change {
        MailboxChange::Name(name) => {
            let name = name.trim().to_owned();
            shared.change_config(|c| {
                c.mailbox_mut(&mailbox.address).name = (!name.is_empty()).then_some(name)
            })?;
        }
        MailboxChange::SentPolicy(policy) => {
            shared.change_config(|c| c.mailbox_mut(&mailbox.address).sent_policy = Some(policy))?;
        }
        MailboxChange::Colour(colour) => {
            shared.change_config(|c| c.mailbox_mut(&mailbox.address).colour = Some(colour))?;
        }
        MailboxChange::Role(role, path) => {
            if !folders.iter().any(|f| f.path == path) {
                return Err(Problem::new(
                    ProblemKind::NotFound,
                    Text::new("problem-no-such-folder"),
                )
                .of_mailbox(id));
            }
            shared.change_config(|c| c.mailbox_mut(&mailbox.address).folders.insert(role, path))?;
        }
        MailboxChange::ConfirmAddress(address) => {
            shared.change_config(|c| {
                let mut settings = c.mailbox_mut(&mailbox.address).clone();
                c.mailboxes
                    .retain(|m| m.address != mailbox.address && m.address != address);
                settings.address = address;
                settings.confirmed = true;
                settings.routes = mailbox
                    .routes
                    .iter()
                    .filter(|r| !r.root.is_empty())
                    .cloned()
                    .collect();
                c.mailboxes.push(settings);
            })?;
        }
    }
    refresh_routes(accounts, &mailbox).await?;
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Hides a mailbox and drops its cache.
pub(super) async fn remove_mailbox(shared: &Shared, id: &MailboxId) -> Result<Reply, Problem> {
    let wanted = id.clone();
    let mailbox = shared
        .store
        .reader()
        .run(move |r| r.mailbox(&wanted))
        .await
        .map_err(|e| causes::of_store(&e))?;
    let mailbox = mailbox.ok_or_else(|| no_mailbox(id))?;
    shared.change_config(|config| config.mailbox_mut(&mailbox.address).hidden = true)?;
    shared
        .store
        .cache()
        .remove_mailbox(id)
        .await
        .map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Adds an address to write from.
pub(super) fn add_identity(
    shared: &Shared,
    address: EmailAddress,
    via: AccountId,
) -> Result<Reply, Problem> {
    if shared.config().account(&via).is_none() {
        return Err(no_account(&via));
    }
    shared.change_config(|config| {
        if !config
            .identities
            .iter()
            .any(|i| i.address == address && i.via == via)
        {
            config.identities.push(IdentitySettings {
                address,
                via,
                name: None,
            });
        }
    })?;
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Takes such an address away.
pub(super) fn remove_identity(
    shared: &Shared,
    address: &EmailAddress,
    via: &AccountId,
) -> Result<Reply, Problem> {
    let removed = shared.change_config(|config| {
        let before = config.identities.len();
        config
            .identities
            .retain(|i| i.address != *address || i.via != *via);
        before != config.identities.len()
    })?;
    if !removed {
        return Err(Problem::new(
            ProblemKind::NotFound,
            Text::new("problem-no-such-identity").with("address", address.as_str()),
        )
        .of_account(via));
    }
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// What was set shows after the next look; offline it shows when there is one.
async fn refresh_routes(accounts: &Accounts, mailbox: &Mailbox) -> Result<(), Problem> {
    for route in &mailbox.routes {
        match accounts.get(&route.account)?.refresh().await {
            Err(problem) if problem.kind != ProblemKind::Network => return Err(problem),
            _ => {}
        }
    }
    Ok(())
}

fn no_account(id: &AccountId) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Text::new("problem-no-such-account").with("account", id.as_str()),
    )
    .advise(Text::new("advice-list-accounts"))
    .of_account(id)
}

pub(super) fn no_mailbox(id: &MailboxId) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Text::new("problem-no-such-mailbox").with("mailbox", id.as_str()),
    )
    .advise(Text::new("advice-list-mailboxes"))
    .of_mailbox(id)
}
