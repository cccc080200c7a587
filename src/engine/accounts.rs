//! The accounts of the profile at work, and what other rooms of the engine ask of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::domain::{
    Account, AccountId, Act, ActTarget, ActTargets, FlagChange, Flags, Folder, FolderId,
    MessageKey, SystemFlag,
};
use crate::permission::{self, Action, STORING};
use crate::store::NewAct;
use crate::wire::tls::TlsConfig;
use crate::wire::{Login, WireError};

use super::account::{self, AccountHandle, RunningAccount};
use super::acts;
use super::backend::SoughtId;
use super::causes::{self, FolderAnswer};
use super::connect::Connector;
use super::drafts::{DraftMail, Errand, Found};
use super::event::{Connection, Event};
use super::filing::{Double, MailAccess, Tended};
use super::mentions::{Mention, Wanted};
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::submission::SignIn;

/// All accounts at work.
pub(super) struct Accounts {
    shared: Arc<Shared>,
    resident: bool,
    running: Mutex<BTreeMap<AccountId, RunningAccount>>,
}

impl Accounts {
    pub(super) fn new(shared: Arc<Shared>, resident: bool) -> Self {
        Self {
            shared,
            resident,
            running: Mutex::new(BTreeMap::new()),
        }
    }

    /// Starts an account; one that runs already is left alone.
    pub(super) fn start(&self, connector: Arc<Connector>) {
        let id = connector.account().id();
        self.running()
            .entry(id)
            .or_insert_with(|| RunningAccount::start(&self.shared, connector, self.resident));
    }

    /// Stops an account.
    pub(super) async fn stop(&self, id: &AccountId) {
        let account = self.running().remove(id);
        if let Some(account) = account {
            account.stop(self.shared.pace.stop).await;
        }
    }

    /// Stops all accounts, at the same time.
    pub(super) async fn stop_all(&self) {
        let all = std::mem::take(&mut *self.running());
        let patience = self.shared.pace.stop;
        futures_util::future::join_all(all.into_values().map(|account| account.stop(patience)))
            .await;
    }

    /// How to ask an account.
    pub(super) fn get(&self, id: &AccountId) -> Result<AccountHandle, Problem> {
        let running = self.running();
        running.get(id).map(RunningAccount::handle).ok_or_else(|| {
            // Between its end and its new start it is an account all the same.
            let problem = match self.shared.config().account(id) {
                Some(_) => account::stopped(),
                None => Problem::new(
                    ProblemKind::NotFound,
                    Text::new("problem-no-such-account").with("account", id.as_str()),
                ),
            };
            problem.of_account(id)
        })
    }

    /// How to ask each of them, in the order of their addresses.
    pub(super) fn all(&self) -> Vec<AccountHandle> {
        self.running()
            .values()
            .map(RunningAccount::handle)
            .collect()
    }

    /// Lets all of them look for mailboxes, folders and rights, at the same time.
    pub(super) async fn refresh_all(&self) -> Result<(), Problem> {
        let all = self.all();
        let looks = futures_util::future::join_all(all.iter().map(AccountHandle::refresh)).await;
        looks.into_iter().collect()
    }

    /// Each account and its connection in one word.
    pub(super) fn connections(&self) -> Vec<(Account, Connection)> {
        self.all()
            .iter()
            .map(|a| (a.connector.account().clone(), a.connector.state()))
            .collect()
    }

    /// By whom this is done in a folder: by another account, where this way may not, or cannot be
    /// gone now.
    async fn by(&self, folder: &Folder, actions: &[Action]) -> Result<Doer, Problem> {
        let may = |way: &Folder| {
            let mut decisions = actions.iter().map(|a| permission::decide(*a, way));
            decisions.all(|decision| decision.may_try())
        };
        let mut account = folder.account.clone();
        let away = self.shared.away();
        let mut skipped = None;
        if !may(folder) || !away.is_empty() {
            let id = folder.id.clone();
            let mut able = self.shared.read(move |r| r.ways(&id)).await?;
            able.retain(may);
            let first = permission::best_way(able.clone(), actions, Some(&account), |_| false);
            if !may(folder) || away.contains_key(&account) {
                let best = self.shared.best_way(able, actions, Some(&account));
                account = best.map_or(account, |way| way.account);
            }
            let passed = first.filter(|first| first.account != account);
            skipped = passed.and_then(|first| away.get(&first.account).cloned());
        }
        let account = self.get(&account)?;
        Ok(Doer { account, skipped })
    }

    /// Has something looked up in a folder; by another account, where it turns out that the first one
    /// cannot be signed in: a process that was just started does not know that before.
    async fn ask<T, A>(
        &self,
        folder: &Folder,
        actions: &[Action],
        ask: impl Fn(AccountHandle) -> A,
    ) -> Result<T, Problem>
    where
        A: Future<Output = Result<T, Problem>>,
    {
        let by = self.by(folder, actions).await?;
        let first = by.account.connector.account().id();
        let outcome = ask(by.account.clone()).await;
        if outcome.is_err() && self.shared.away().contains_key(&first) {
            let other = self.by(folder, actions).await?;
            if other.account.connector.account().id() != first {
                return other.judge(ask(other.account.clone()).await);
            }
        }
        by.judge(outcome)
    }

    /// Brings a folder up to date into which something was put. A resident engine sees it when it
    /// next looks there; without one nobody else looks.
    async fn catch_up(&self, folder: &FolderId) {
        if self.resident {
            return;
        }
        let wanted = folder.clone();
        let synced = async {
            let Some(read) = self.shared.read(move |r| r.folder(&wanted)).await? else {
                return Ok(());
            };
            let reads = self.get(&read.account)?;
            reads.sync(Some(vec![read.id])).await.map(drop)
        };
        if let Err(problem) = synced.await {
            tracing::info!(%problem, "A folder was not brought up to date.");
        }
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<AccountId, RunningAccount>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who does something in a folder.
struct Doer {
    account: AccountHandle,
    /// Why it is not the account that comes first.
    skipped: Option<Problem>,
}

impl Doer {
    /// That a folder is closed to this account says nothing of one that was passed over: then
    /// nobody was asked whose word it is.
    fn judge<T>(&self, outcome: Result<T, Problem>) -> Result<T, Problem> {
        outcome.map_err(|problem| match &self.skipped {
            Some(skipped) if causes::answer_of_folder(&problem) == FolderAnswer::Closed => {
                skipped.clone()
            }
            _ => problem,
        })
    }
}

impl Accounts {
    async fn with_id(&self, folder: &Folder, sought: SoughtId) -> Result<Vec<MessageKey>, Problem> {
        let ask = |by: AccountHandle| {
            let (id, sought) = (folder.id.clone(), sought.clone());
            async move { by.find(id, sought).await }
        };
        self.ask(folder, &[Action::Read], ask).await
    }
}

/// How long a copy waits for rights to be read.
const PATIENCE_FOR_RIGHTS: Duration = Duration::from_secs(20);

#[async_trait]
impl SignIn for Accounts {
    async fn for_submission(
        &self,
        account: &AccountId,
    ) -> Result<(Login, TlsConfig, u64), Problem> {
        self.get(account)?.connector.for_submission().await
    }

    async fn submission_opened(&self, account: &AccountId) {
        if let Ok(handle) = self.get(account) {
            handle.connector.submission_opened().await;
        }
    }

    async fn submission_took(&self, account: &AccountId) {
        if let Ok(handle) = self.get(account) {
            handle.connector.submission_took().await;
        }
    }

    async fn lift(&self, account: &AccountId) {
        if let Ok(handle) = self.get(account) {
            handle.connector.lift().await;
        }
    }

    async fn submission_failed(
        &self,
        account: &AccountId,
        error: &WireError,
        provided: u64,
    ) -> Problem {
        match self.get(account) {
            Ok(handle) => handle.connector.submission_failed(error, provided).await,
            Err(problem) => problem,
        }
    }
}

#[async_trait]
impl DraftMail for Accounts {
    async fn put_draft(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem> {
        let flags = Flags::from_wire([SystemFlag::Draft.wire(), SystemFlag::Seen.wire()]);
        let by = self.by(folder, &STORING).await?;
        let place = by.account.append(folder.id.clone(), flags, message).await;
        by.judge(place)
    }

    async fn with_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem> {
        self.find_message_id(folder, message_id).await
    }

    async fn errand(&self, folder: &Folder, errand: Errand) -> Result<Found, Problem> {
        // What was done by one account and not heard of, another would take for a colleague's doing.
        let sign_in = |by: AccountHandle| async move { by.sign_in().await };
        self.ask(folder, &STORING, sign_in).await?;
        let by = self.by(folder, &STORING).await?;
        by.judge(by.account.draft(folder.id.clone(), errand).await)
    }

    async fn changed(&self, folder: &Folder) {
        self.catch_up(&folder.id).await;
    }
}

#[async_trait]
impl MailAccess for Accounts {
    fn drafts(&self) -> Option<&dyn DraftMail> {
        Some(self)
    }

    async fn find_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem> {
        let found = self.all_with_message_id(folder, message_id).await?;
        Ok(found.into_iter().next())
    }

    async fn all_with_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Vec<MessageKey>, Problem> {
        let sought = SoughtId::exactly(message_id);
        self.with_id(folder, sought).await
    }

    async fn is_sent_of(&self, folder: &Folder, draft: &str) -> Result<bool, Problem> {
        let sought = SoughtId::Beginning(draft.to_owned());
        Ok(!self.with_id(folder, sought).await?.is_empty())
    }

    async fn file_copy(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem> {
        let seen = Flags::from_wire([SystemFlag::Seen.wire()]);
        let account = self.get(&folder.account)?;
        let place = account.append(folder.id.clone(), seen, message).await?;
        self.catch_up(&folder.id).await;
        Ok(place)
    }

    async fn mentions(
        &self,
        folder: &Folder,
        message_id: &str,
        since: Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        let ask = |by: AccountHandle| {
            let (id, message_id) = (folder.id.clone(), message_id.to_owned());
            async move { by.mentions(id, message_id, since, wanted).await }
        };
        self.ask(folder, &[Action::Read], ask).await
    }

    async fn flags(&self, folder: &Folder, key: &MessageKey) -> Result<Option<Flags>, Problem> {
        let ask = |by: AccountHandle| {
            let key = key.clone();
            async move { by.flags(key).await }
        };
        self.ask(folder, &[Action::Read], ask).await
    }

    async fn renew_rights(&self, folder: &Folder) -> Folder {
        let Ok(account) = self.get(&folder.account) else {
            return folder.clone();
        };
        let renewed = account.rights(folder.mailbox.clone());
        // A keeper in the middle of a long sync answers later; then what is known has to do.
        let _ = tokio::time::timeout(PATIENCE_FOR_RIGHTS, renewed).await;
        let (id, by) = (folder.id.clone(), folder.account.clone());
        let known = self.shared.read(move |r| r.folder_by(&id, &by)).await;
        known.ok().flatten().unwrap_or_else(|| folder.clone())
    }

    async fn tend(
        &self,
        folder: &Folder,
        key: &MessageKey,
        mark: bool,
    ) -> Result<Option<Tended>, Problem> {
        self.get(&folder.account)?.tend(key.clone(), mark).await
    }

    async fn remove_double(
        &self,
        folder: &Folder,
        message_id: &str,
        ours: Option<&MessageKey>,
    ) -> Result<Double, Problem> {
        let account = self.get(&folder.account)?;
        let (id, message_id) = (folder.id.clone(), message_id.to_owned());
        account.remove_double(id, message_id, ours.cloned()).await
    }

    async fn mark(
        &self,
        key: &MessageKey,
        message_id: Option<&str>,
        change: &FlagChange,
        by: Option<&AccountId>,
    ) -> Result<(), Problem> {
        let (wanted, folder_id) = (key.clone(), key.folder.clone());
        let reader = self.shared.store.reader();
        let read = reader.run(move |r| Ok((r.ways(&folder_id)?, r.message(&wanted)?)));
        let (ways, header) = read.await.map_err(|e| causes::of_store(&e))?;
        let Some(mut folder) = self.shared.best_way(ways, &[Action::Flag], by) else {
            let gone = Text::new("problem-message-gone");
            return Err(Problem::new(ProblemKind::NotFound, gone));
        };
        if !permission::decide(Action::Flag, &folder).may_try() {
            // It may have been given since.
            folder = self.renew_rights(&folder).await;
            acts::permit(permission::decide(Action::Flag, &folder), &folder)?;
        }
        let account = self.get(&folder.account)?;
        let known = header.map_or_else(ActTarget::default, |h| ActTarget::of(&h));
        let targets = ActTargets {
            folder: folder.id.clone(),
            mailbox: Some(folder.mailbox.clone()),
            uid_validity: key.uid_validity,
            goal_before: None,
            messages: vec![ActTarget {
                uid: key.uid,
                message_id: message_id.map(str::to_owned).or(known.message_id.clone()),
                ..known
            }],
        };
        let act = NewAct {
            account: folder.account.clone(),
            act: Act::MarkFlags {
                targets,
                change: change.clone(),
            },
            created_at: Timestamp::now(),
            step: None,
        };
        self.shared
            .store
            .precious()
            .add_act(act)
            .await
            .map_err(|e| causes::of_store(&e))?;
        self.shared.tell(Event::Messages(folder.id));
        account.replay();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigFile;
    use crate::domain::{FolderRole, Mailbox, MailboxKind, Route, RouteKind, SentPolicy};
    use crate::engine::pace::Pace;
    use crate::engine::samples::{ANNA, SUPPORT, account, address, folder};
    use crate::secret::MemoryStore;
    use crate::store::Store;

    /// While an account is started anew, nothing that is asked of it is gone for good: its folders
    /// are where they were.
    #[tokio::test]
    async fn an_account_that_is_started_anew_is_away_and_one_that_is_none_is_not_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut config = ConfigFile::open(&dir.path().join("config.toml")).unwrap();
        let anna = account("anna@a.test");
        let added = anna.clone();
        config
            .update(|config| config.accounts = vec![added])
            .unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let secrets = Arc::new(MemoryStore::new());
        let shared = Arc::new(Shared::new(store, config, secrets, Pace::quick(), true));
        let accounts = Accounts::new(Arc::clone(&shared), true);
        let connector = Connector::new(Arc::clone(&shared), anna.clone());
        accounts.start(Arc::new(connector));
        let before = accounts.get(&anna.id()).ok().unwrap();
        accounts.stop(&anna.id()).await;
        let aborted = before.sign_in().await.unwrap_err();
        assert_eq!(aborted.kind, ProblemKind::Network, "{aborted:?}");
        let between = accounts.get(&anna.id()).err().unwrap();
        assert_eq!(between.kind, ProblemKind::Network, "{between:?}");
        let none = accounts.get(&account("ben@a.test").id()).err().unwrap();
        assert_eq!(none.kind, ProblemKind::NotFound);
    }

    /// While one of two accounts cannot sign in, the other one is asked; what that one may not see
    /// is not gone.
    #[tokio::test]
    async fn an_account_that_is_away_is_passed_over_and_its_folders_are_not_gone() {
        let dir = tempfile::tempdir().unwrap();
        let config = ConfigFile::open(&dir.path().join("config.toml")).unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let secrets = Arc::new(MemoryStore::new());
        let shared = Arc::new(Shared::new(store, config, secrets, Pace::quick(), true));
        let accounts = Accounts::new(Arc::clone(&shared), true);
        let (anna, ben) = (account(ANNA).id(), account("ben@a.test").id());
        for who in [ANNA, "ben@a.test"] {
            let connector = Connector::new(Arc::clone(&shared), account(who));
            accounts.start(Arc::new(connector));
        }
        let read = folder(SUPPORT, "Sent", FolderRole::Sent, "lri");
        let also = Folder {
            account: ben.clone(),
            ..read.clone()
        };
        let route = |account: &AccountId| Route {
            account: account.clone(),
            kind: RouteKind::Namespace,
            root: String::new(),
        };
        let mailbox = Mailbox {
            address: address(SUPPORT),
            address_confirmed: true,
            name: "support".to_owned(),
            kind: MailboxKind::Shared,
            routes: vec![route(&anna), route(&ben)],
            sent_policy: SentPolicy::Shared,
            colour: 0,
        };
        let (cache, id) = (shared.store.cache(), mailbox.id());
        cache.put_mailbox(&mailbox).await.unwrap();
        let listing = [read.clone()];
        cache.put_folders(&id, &listing, true).await.unwrap();
        cache.put_ways(&id, &ben, &[also], true).await.unwrap();
        let by = async |actions: &[Action]| {
            let by = accounts.by(&read, actions).await.ok().unwrap();
            (by.account.connector.account().id(), by)
        };
        let of = |kind| Problem::new(kind, Text::new("problem-bug"));
        let judged = |by: &Doer, kind| by.judge::<()>(Err(of(kind))).unwrap_err().kind;

        let (who, asked) = by(&[Action::Read]).await;
        assert_eq!(who, anna);
        let closed = ProblemKind::Permission;
        assert_eq!(judged(&asked, closed), closed);
        shared.went_away(&anna, &of(ProblemKind::SignIn));
        let (who, asked) = by(&[Action::Read]).await;
        assert_eq!(who, ben);
        for kind in [closed, ProblemKind::NotFound] {
            assert_eq!(judged(&asked, kind), ProblemKind::SignIn);
        }
        assert_eq!(judged(&asked, ProblemKind::Server), ProblemKind::Server);
        assert!(asked.judge(Ok(())).is_ok());
        // What is chosen for him from the start is judged alike.
        let his = shared.read({
            let (id, ben) = (read.id.clone(), ben.clone());
            move |r| r.folder_by(&id, &ben)
        });
        let his = his.await.unwrap().unwrap();
        let asked = accounts.by(&his, &[Action::Read]).await.ok().unwrap();
        assert_eq!(asked.account.connector.account().id(), ben);
        assert_eq!(judged(&asked, closed), ProblemKind::SignIn);
        // Neither may: it is as before.
        let (who, _) = by(&[Action::Administer]).await;
        assert_eq!(who, anna);
        shared.went_away(&ben, &of(ProblemKind::Network));
        assert_eq!(by(&[Action::Read]).await.0, anna);
        shared.came_back(&anna);
        let (who, asked) = by(&[Action::Read]).await;
        assert_eq!(who, anna, "and not by the one that is away");
        assert_eq!(judged(&asked, closed), closed, "nobody was passed over");
        accounts.stop_all().await;
    }
}
