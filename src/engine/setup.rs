//! Accounts, mailboxes and identities: what a person adds, changes and takes away.

use std::sync::Arc;

use secrecy::SecretString;

use crate::config::{Config, IdentitySettings, MailboxSettings};
use crate::domain::{
    Account, AccountId, EmailAddress, Folder, FolderRole, Mailbox, MailboxId, PasswordSource,
    Route, RouteKind,
};
use crate::secret::SecretKey;

use super::access;
use super::accounts::Accounts;
use super::causes;
use super::command::{AccountTest, MailboxChange, Reply};
use super::connect::Connector;
use super::event::Event;
use super::mailboxes;
use super::problem::{Problem, ProblemKind, Text};
use super::removal;
use super::shared::Shared;
use super::submission::{SignIn, SmtpSubmission, Submission};
use super::unread;

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
    let added = try_and_add(shared, accounts, account, password).await;
    if added.is_err() && shared.config().account(&id).is_none() {
        // Nobody could do anything about what stands of an account that is not there.
        removal::forget_said(shared, &id).await;
    }
    added
}

async fn try_and_add(
    shared: &Arc<Shared>,
    accounts: &Accounts,
    account: Account,
    password: Option<SecretString>,
) -> Result<Reply, Problem> {
    let id = account.id();
    let connector = Arc::new(Connector::new(Arc::clone(shared), account.clone()));
    connector.provide(password.clone()).await;
    let test = test(&connector).await;
    test.imap?;
    test.smtp?;
    keep_password(shared, &account, password.as_ref()).await?;
    let kept = {
        let account = account.clone();
        shared
            .change_config(move |config| config.accounts.push(account))
            .await
    };
    if let Err(problem) = kept {
        // Nothing is kept of an account that is not.
        if account.password == PasswordSource::Keyring {
            let _ = shared.secrets.delete(&SecretKey::password(&id)).await;
        }
        return Err(problem);
    }
    accounts.start(connector);
    shared.tell(Event::Account(id.clone()));
    let first_look = match accounts.get(&id) {
        Ok(handle) => handle.refresh().await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = first_look {
        // A command that fails leaves nothing behind; what cannot be taken back is in the log.
        if let Err(problem) = removal::by_command(shared, accounts, &id).await {
            tracing::warn!(%problem, "An account that did not work could not be taken back.");
        }
        return Err(problem);
    }
    Ok(Reply::Account(account))
}

/// Puts a password that was given into the keyring, where the account's is looked for there.
pub(super) async fn keep_password(
    shared: &Shared,
    account: &Account,
    password: Option<&SecretString>,
) -> Result<(), Problem> {
    let (PasswordSource::Keyring, Some(password)) = (&account.password, password) else {
        return Ok(());
    };
    let id = account.id();
    let kept = shared
        .secrets
        .set(&SecretKey::password(&id), password)
        .await;
    kept.map_err(|error| causes::of_secret(&error).of_account(&id))
}

/// Signs in to both servers of an account, at the same time.
pub(super) async fn test(connector: &Arc<Connector>) -> AccountTest {
    struct Only(Arc<Connector>);

    #[async_trait::async_trait]
    impl SignIn for Only {
        async fn for_submission(
            &self,
            _: &AccountId,
        ) -> Result<(crate::wire::Login, crate::wire::tls::TlsConfig, u64), Problem> {
            self.0.for_submission().await
        }

        async fn submission_opened(&self, _: &AccountId) {
            self.0.submission_opened().await;
        }

        async fn submission_took(&self, _: &AccountId) {
            self.0.submission_took().await;
        }

        async fn lift(&self, _: &AccountId) {
            self.0.lift().await;
        }

        async fn submission_failed(
            &self,
            _: &AccountId,
            error: &crate::wire::WireError,
            provided: u64,
        ) -> Problem {
            self.0.submission_failed(error, provided).await
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

/// Takes a new password and starts anew with it. To keep it means to look for it in the keyring from
/// now on, wherever it came from before.
pub(super) async fn provide_password(
    shared: &Arc<Shared>,
    accounts: &Accounts,
    id: &AccountId,
    password: SecretString,
    keep: bool,
) -> Result<Reply, Problem> {
    let account = accounts.get(id)?;
    account.connector.provide(Some(password.clone())).await;
    account.sign_in().await?;
    if keep {
        let kept = shared
            .secrets
            .set(&SecretKey::password(id), &password)
            .await;
        kept.map_err(|error| causes::of_secret(&error).of_account(id))?;
        if account.connector.account().password != PasswordSource::Keyring {
            return look_in_keyring(shared, accounts, id, password).await;
        }
    }
    account.refresh().await?;
    Ok(Reply::Done)
}

/// From now on the password of an account is in the keyring: the settings say so, and the account
/// starts anew with them.
async fn look_in_keyring(
    shared: &Arc<Shared>,
    accounts: &Accounts,
    id: &AccountId,
    password: SecretString,
) -> Result<Reply, Problem> {
    let wanted = id.clone();
    let changed = shared
        .change_config(move |config| {
            let mut accounts = config.accounts.iter_mut();
            let account = accounts.find(|account| account.id() == wanted)?;
            account.password = PasswordSource::Keyring;
            Some(account.clone())
        })
        .await?;
    let account = changed.ok_or_else(|| no_account(id))?;
    accounts.stop(id).await;
    shared.fetched(id);
    let connector = Arc::new(Connector::new(Arc::clone(shared), account));
    connector.provide(Some(password)).await;
    accounts.start(connector);
    shared.tell(Event::Account(id.clone()));
    accounts.get(id)?.refresh().await?;
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
    let id = MailboxId::of(&address);
    let was_hidden = hide(shared, &id, false).await?;
    let added = confirm_mailbox(shared, accounts, address, via, root).await;
    if was_hidden && added.is_err() {
        hide(shared, &id, true).await?;
        let gone = shared.store.cache().remove_mailbox(&id).await;
        gone.map_err(|e| causes::of_store(&e))?;
    }
    added
}

/// Hides a mailbox or shows it again, where the settings know it. Was it hidden before?
async fn hide(shared: &Shared, id: &MailboxId, hidden: bool) -> Result<bool, Problem> {
    let settings = shared.config().mailbox(id).cloned();
    let Some(settings) = settings.filter(|m| m.hidden != hidden) else {
        return Ok(hidden);
    };
    shared
        .change_config(move |config| {
            config.change_mailbox(&settings.address, |m| m.hidden = hidden)
        })
        .await?;
    Ok(!hidden)
}

/// Looks for what the account reaches under this address, opens it, and writes it down.
async fn confirm_mailbox(
    shared: &Shared,
    accounts: &Accounts,
    address: EmailAddress,
    via: &AccountId,
    root: Option<String>,
) -> Result<Reply, Problem> {
    let account = accounts.get(via)?;
    let id = MailboxId::of(&address);
    // It may have appeared since the last look.
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
    let route = Route {
        account: via.clone(),
        kind: RouteKind::Namespace,
        root: found,
    };
    let confirm = move |config: &mut Config| {
        config.change_mailbox(&address, |settings| {
            settings.confirmed = true;
            if !route.root.is_empty() && !settings.routes.contains(&route) {
                settings.routes.push(route);
            }
        });
    };
    shared.change_config(confirm).await?;
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
    match &change {
        MailboxChange::Role(role, Some(path)) => {
            let found = folders.iter().find(|f| f.path == *path);
            may_have(*role, found).map_err(|problem| problem.of_mailbox(id))?;
        }
        MailboxChange::ConfirmAddress(address) => {
            not_another_mailbox(shared, &mailbox, address).await?;
        }
        _ => {}
    }
    let of = mailbox.clone();
    let is_unread = matches!(change, MailboxChange::UnreadForMe(_));
    let is_keep = matches!(
        change,
        MailboxChange::Keep(_) | MailboxChange::Attachments(_)
    );
    shared
        .change_config(move |config| apply(config, &of, change))
        .await?;
    if is_keep {
        shared.keep_changed();
    }
    let is_kept = |route| shared.config().unread_for_me(id).keeps(route);
    if is_unread && !mailbox.route().is_some_and(is_kept) {
        unread::forget_in(shared, folders.into_iter().map(|f| f.id).collect()).await?;
    }
    refresh_routes(accounts, &mailbox).await?;
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Can this folder have the role? Not one that has another: then one of the two would have none.
fn may_have(role: FolderRole, folder: Option<&Folder>) -> Result<(), Problem> {
    let Some(folder) = folder else {
        let text = Text::new("problem-no-such-folder");
        return Err(Problem::new(ProblemKind::NotFound, text));
    };
    if folder.role == FolderRole::Other || folder.role == role {
        return Ok(());
    }
    let text = Text::new("problem-role-of-other").with("folder", folder.path.as_str());
    let advice = Text::new("advice-role-of-other");
    Err(Problem::new(ProblemKind::Usage, text).advise(advice))
}

/// Writes such a change into the settings.
fn apply(config: &mut Config, mailbox: &Mailbox, change: MailboxChange) {
    let change = match change {
        MailboxChange::ConfirmAddress(address) => {
            confirm(config, mailbox, address);
            return;
        }
        other => other,
    };
    config.change_mailbox(&mailbox.address, |settings| match change {
        MailboxChange::Name(name) => {
            let name = name.trim();
            settings.name = (!name.is_empty()).then(|| name.to_owned());
        }
        MailboxChange::SentPolicy(policy) => settings.sent_policy = Some(policy),
        MailboxChange::Colour(colour) => settings.colour = Some(colour),
        MailboxChange::Signature(text) => {
            settings.signature = text.filter(|t| !t.trim().is_empty());
        }
        MailboxChange::ReplyTo(address) => settings.reply_to = address,
        MailboxChange::Drafts(policy) => settings.drafts = Some(policy),
        MailboxChange::Away(FolderRole::Trash, away) => settings.trash = Some(away),
        MailboxChange::Away(_, away) => settings.archive = Some(away),
        MailboxChange::Keep(back) => settings.keep = Some(back),
        MailboxChange::Attachments(kept) => settings.attachments = Some(kept),
        MailboxChange::NameSender(named) => settings.name_sender = Some(named),
        MailboxChange::UnreadForMe(kept) => settings.unread_for_me = Some(kept),
        MailboxChange::Notify(which) => settings.notify = Some(which),
        MailboxChange::Role(role, Some(path)) => {
            let _ = settings.folders.insert(role, path);
        }
        MailboxChange::Role(role, None) => {
            let _ = settings.folders.remove(&role);
        }
        MailboxChange::ConfirmAddress(_) => {}
    });
}

/// The settings of a mailbox move to the address that is its own.
fn confirm(config: &mut Config, mailbox: &Mailbox, address: EmailAddress) {
    let named = config.change_mailbox(&mailbox.address, |settings| settings.clone());
    config.mailboxes.retain(|m| m.address != mailbox.address);
    // Known under that address already, by another account: one more way to it.
    let known = config.mailboxes.iter().any(|m| m.address == address);
    config.change_mailbox(&address.clone(), |settings| {
        if !known {
            *settings = MailboxSettings { address, ..named };
            settings.routes.clear();
        }
        settings.confirmed = true;
        for route in mailbox.routes.iter().filter(|r| !r.root.is_empty()) {
            if !settings.routes.contains(route) {
                settings.routes.push(route.clone());
            }
        }
    });
}

/// Two trees that one account shows are two mailboxes: they cannot have one address.
async fn not_another_mailbox(
    shared: &Shared,
    mailbox: &Mailbox,
    address: &EmailAddress,
) -> Result<(), Problem> {
    let wanted = MailboxId::of(address);
    let other = shared.read(move |r| r.mailbox(&wanted)).await?;
    let of_mailbox = |route: &Route| mailbox.routes.iter().any(|r| r.account == route.account);
    match other {
        Some(other) if other.id() != mailbox.id() && other.routes.iter().any(of_mailbox) => {
            Err(Problem::new(
                ProblemKind::Usage,
                Text::new("problem-address-taken").with("mailbox", address.as_str()),
            )
            .advise(Text::new("advice-address-taken"))
            .of_mailbox(&mailbox.id()))
        }
        _ => Ok(()),
    }
}

/// Hides a mailbox and drops its cache. Of one that is lost only the copy goes, and what is said of it.
pub(super) async fn remove_mailbox(shared: &Shared, id: &MailboxId) -> Result<Reply, Problem> {
    let was_lost = access::drop_lost(shared, id).await;
    if was_lost.map_err(|e| causes::of_store(&e))? {
        shared.tell(Event::Mailboxes);
        return Ok(Reply::Done);
    }
    let wanted = id.clone();
    let mailbox = shared
        .store
        .reader()
        .run(move |r| r.mailbox(&wanted))
        .await
        .map_err(|e| causes::of_store(&e))?;
    let mailbox = mailbox.ok_or_else(|| no_mailbox(id))?;
    shared
        .change_config(move |config| config.change_mailbox(&mailbox.address, |m| m.hidden = true))
        .await?;
    mailboxes::remove(shared, id)
        .await
        .map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Mailboxes);
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Adds an address to write from.
pub(super) async fn add_identity(
    shared: &Shared,
    address: EmailAddress,
    via: AccountId,
) -> Result<Reply, Problem> {
    if shared.config().account(&via).is_none() {
        return Err(no_account(&via));
    }
    let add = move |config: &mut Config| {
        let identities = &mut config.identities;
        if !identities
            .iter()
            .any(|i| i.address == address && i.via == via)
        {
            identities.push(IdentitySettings {
                address,
                via,
                name: None,
                signature: None,
                reply_to: None,
            });
        }
    };
    shared.change_config(add).await?;
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// Another name, signature or address for answers of such an address.
pub(super) async fn set_identity(
    shared: &Shared,
    identity: IdentitySettings,
) -> Result<Reply, Problem> {
    let (address, via) = (identity.address.clone(), identity.via.clone());
    let set = move |config: &mut Config| {
        let mut all = config.identities.iter_mut();
        let found = all.find(|i| i.address == identity.address && i.via == identity.via);
        found.map(|kept| *kept = identity).is_some()
    };
    if !shared.change_config(set).await? {
        return Err(no_identity(&address, &via));
    }
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

fn no_identity(address: &EmailAddress, via: &AccountId) -> Problem {
    let text = Text::new("problem-no-such-identity").with("address", address.as_str());
    Problem::new(ProblemKind::NotFound, text).of_account(via)
}

/// Takes such an address away.
pub(super) async fn remove_identity(
    shared: &Shared,
    address: EmailAddress,
    via: AccountId,
) -> Result<Reply, Problem> {
    let (gone, of) = (address.clone(), via.clone());
    let remove = move |config: &mut Config| {
        let before = config.identities.len();
        config
            .identities
            .retain(|i| i.address != gone || i.via != of);
        before != config.identities.len()
    };
    if !shared.change_config(remove).await? {
        return Err(no_identity(&address, &via));
    }
    shared.tell(Event::Identities);
    Ok(Reply::Done)
}

/// What was set shows after the next look; offline it shows when there is one.
pub(super) async fn refresh_routes(accounts: &Accounts, mailbox: &Mailbox) -> Result<(), Problem> {
    for route in &mailbox.routes {
        match accounts.get(&route.account)?.refresh().await {
            Err(problem) if problem.kind != ProblemKind::Network => return Err(problem),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn no_account(id: &AccountId) -> Problem {
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
