//! What the engine's tasks share: the store, the settings, the secrets, and the ear of the faces.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, broadcast, watch};
use tokio::time::Instant;

use crate::config::{Config, ConfigFile};
use crate::domain::{
    AccountId, DraftId, Folder, FolderId, MOST_TARGETS, MailboxId, OutboxId, SendRightKey,
};
use crate::permission::{self, Action};
use crate::secret::SecretStore;
use crate::store::{DataFile, Reader, Store, StoreError};

use super::causes;
use super::event::{Event, Events};
use super::outbox::HandedOver;
use super::pace::Pace;
use super::problem::{Problem, ProblemKind, Text};
use super::progress::Count;
use crate::domain::{Progress, Work};

/// Events a face may lag behind before it is told to read everything again.
const EVENTS: usize = 4096;

/// So many messages that this person put into folders are remembered: as many as one act has, twice.
const PUT_THERE: usize = 2 * MOST_TARGETS;

/// So many different alerts of a server are remembered as shown.
const SAID: usize = 20;

/// Where a problem stands until it is cured; a new one at the same place replaces the old.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Reaching or signing in to an account.
    Account(AccountId),
    /// Reading a folder, where the others of its account go on.
    Folder(FolderId),
    /// A message in the outbox.
    Outbox(OutboxId),
    /// Where an account's server files what is sent in this way.
    Copies(SendRightKey),
    /// Handing messages to an account's submission server.
    Submission(AccountId),
    /// What an account's mail server wants a person to see; the latest.
    Said(AccountId),
    /// What a person did and what was not carried out, by the name under which that is remembered.
    NotDone(String),
    /// An act of an account that waits although its server is there.
    Stuck(AccountId),
    /// A draft of which somebody else has another copy.
    Draft(DraftId),
    /// A mailbox to which the access is in doubt, or lost.
    Mailbox(MailboxId),
    /// The local databases.
    Store,
    /// What opening or checking one of them found.
    File(DataFile),
    /// Where the profile lies.
    Profile,
}

/// The settings, as they are now and as they stand on disk.
struct Settings {
    now: Mutex<Config>,
    /// Locked for as long as the disk takes, so only on threads that may block.
    file: Mutex<ConfigFile>,
}

/// Shared by all tasks.
pub(super) struct Shared {
    pub(super) store: Store,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) pace: Pace,
    config: Arc<Settings>,
    events: broadcast::Sender<Event>,
    problems: Mutex<BTreeMap<Place, Problem>>,
    /// What servers wanted people to see, the latest of each account: many say the same at every sign-in,
    /// and who has read it once has read it.
    said: Mutex<BTreeMap<AccountId, VecDeque<String>>>,
    offline: watch::Sender<bool>,
    /// The accounts that fetch nothing ahead for now.
    paused: watch::Sender<BTreeSet<AccountId>>,
    /// The accounts whose mail server let them in no more when that was last tried, and why.
    away: Mutex<BTreeMap<AccountId, Problem>>,
    /// What is large and under way, of each account.
    progress: Mutex<BTreeMap<(Work, AccountId), Progress>>,
    /// Folders of which news comes at once.
    live: Mutex<BTreeMap<FolderId, u32>>,
    /// Polls until the flags of all folders of an account were looked at.
    flag_rounds: Mutex<BTreeMap<AccountId, u32>>,
    /// The draft whose copy is being stored just now.
    pub(super) storing: watch::Sender<Option<DraftId>>,
    /// Whoever claims the copy of a draft, or gives it free: one at a time in each mailbox.
    claiming: Mutex<BTreeMap<MailboxId, Arc<tokio::sync::Mutex<()>>>>,
    /// Steps are taken back one after the other: a message that comes back may have another number, by which
    /// the step before is taken back.
    pub(super) taking_back: tokio::sync::Mutex<()>,
    rerouted: watch::Sender<u64>,
    mail_came: watch::Sender<u64>,
    network: watch::Sender<u64>,
    /// When messages or texts were stored last whose words are to be made findable.
    texts_came: watch::Sender<Instant>,
    /// Accesses to mailboxes were lost so often.
    access_lost: watch::Sender<u64>,
    /// What is kept on this computer was decided anew so often.
    keep: watch::Sender<u64>,
    /// What this person moved or copied into folders, by Message-ID: the latest of it.
    put_there: Mutex<VecDeque<(FolderId, String)>>,
    /// What this computer handed over, once the outbox is at work.
    pub(super) handed_over: OnceLock<HandedOver>,
    /// Who fetches pictures.
    pub(super) pictures: super::pictures::Pictures,
}

/// A folder of which a server tells news at once.
pub(super) struct Live {
    shared: Arc<Shared>,
    folder: FolderId,
    account: AccountId,
}

impl Live {
    fn count(&self, by: i32) {
        let changed = {
            let mut live = lock(&self.shared.live);
            let before = live.remove(&self.folder).unwrap_or_default();
            let now = before.saturating_add_signed(by);
            if now > 0 {
                live.insert(self.folder.clone(), now);
            }
            (before > 0) != (now > 0)
        };
        if changed {
            self.shared.tell(Event::Account(self.account.clone()));
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.count(-1);
    }
}

impl Shared {
    pub(super) fn new(
        store: Store,
        config: ConfigFile,
        secrets: Arc<dyn SecretStore>,
        pace: Pace,
        offline: bool,
    ) -> Self {
        let (events, _) = broadcast::channel(EVENTS);
        let (offline, _) = watch::channel(offline);
        let (rerouted, _) = watch::channel(0);
        let (mail_came, _) = watch::channel(0);
        Self {
            store,
            secrets,
            pace,
            config: Arc::new(Settings {
                now: Mutex::new(config.config().clone()),
                file: Mutex::new(config),
            }),
            events,
            problems: Mutex::new(BTreeMap::new()),
            said: Mutex::default(),
            offline,
            paused: watch::Sender::default(),
            away: Mutex::default(),
            progress: Mutex::default(),
            live: Mutex::default(),
            flag_rounds: Mutex::default(),
            storing: watch::channel(None).0,
            claiming: Mutex::default(),
            taking_back: tokio::sync::Mutex::default(),
            rerouted,
            mail_came,
            network: watch::channel(0).0,
            texts_came: watch::channel(Instant::now()).0,
            access_lost: watch::channel(0).0,
            keep: watch::channel(0).0,
            put_there: Mutex::default(),
            handed_over: OnceLock::new(),
            pictures: super::pictures::Pictures::default(),
        }
    }

    /// Messages or texts were stored whose words are to be made findable.
    pub(super) fn texts_came(&self) {
        self.texts_came.send_replace(Instant::now());
    }

    /// This person moves or copies messages into a folder: there they are no news.
    pub(super) fn puts_there(&self, folder: &FolderId, ids: impl Iterator<Item = String>) {
        let mut put = lock(&self.put_there);
        put.extend(ids.map(|id| (folder.clone(), id)));
        let surplus = put.len().saturating_sub(PUT_THERE);
        put.drain(..surplus);
    }

    /// Did they put this message there?
    pub(super) fn was_put_there(&self, folder: &FolderId, id: &str) -> bool {
        let put = lock(&self.put_there);
        put.iter().any(|(there, one)| there == folder && one == id)
    }

    /// It was decided anew what is kept on this computer.
    pub(super) fn keep_changed(&self) {
        self.keep
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn watch_keep(&self) -> watch::Receiver<u64> {
        self.keep.subscribe()
    }

    pub(super) fn watch_texts(&self) -> watch::Receiver<Instant> {
        self.texts_came.subscribe()
    }

    /// Did any come within this time?
    pub(super) fn texts_came_within(&self, time: Duration) -> bool {
        self.texts_came.borrow().elapsed() < time
    }

    /// The turn to claim copies of drafts in a mailbox, whichever account reads it: what is claimed
    /// there and what is given free ([`Shared::claiming_now`]) never cross. It is waited for as long
    /// as a server takes that is asked in that mailbox, and for no other.
    pub(super) async fn claiming(&self, mailbox: &MailboxId) -> OwnedMutexGuard<()> {
        self.turn(mailbox).lock_owned().await
    }

    /// The same turn to give copies free, if nobody has it: whoever goes through all mailboxes is
    /// not held up by one of them.
    pub(super) fn claiming_now(&self, mailbox: &MailboxId) -> Option<OwnedMutexGuard<()>> {
        self.turn(mailbox).try_lock_owned().ok()
    }

    fn turn(&self, mailbox: &MailboxId) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(lock(&self.claiming).entry(mailbox.clone()).or_default())
    }

    /// The accounts of the profile.
    pub(super) fn accounts(&self) -> Vec<AccountId> {
        let config = self.config();
        config.accounts.iter().map(|one| one.id()).collect()
    }

    /// Reads rows on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        rows: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let reader = self.store.reader();
        reader.run(rows).await.map_err(|e| causes::of_store(&e))
    }

    /// Tells the faces that something changed.
    pub(super) fn tell(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    /// A new stream of events.
    pub(super) fn events(&self) -> Events {
        Events::new(self.events.subscribe())
    }

    /// What is asked of the settings often, without a copy of them.
    pub(super) fn look_up<T>(&self, read: impl FnOnce(&Config) -> T) -> T {
        read(&lock(&self.config.now))
    }

    /// A copy of the settings.
    pub(super) fn config(&self) -> Config {
        lock(&self.config.now).clone()
    }

    /// Changes the settings and writes them to disk, on a thread that may block; what cannot be
    /// written is not changed.
    pub(super) async fn change_config<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Config) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let config = Arc::clone(&self.config);
        let written = tokio::task::spawn_blocking(move || {
            let mut file = lock(&config.file);
            let result = file.update(change)?;
            *lock(&config.now) = file.config().clone();
            Ok(result)
        });
        written
            .await
            .map_err(causes::of_task)?
            .map_err(|error| causes::of_config(&error))
    }

    /// A problem stands from now on.
    pub(super) fn raise(&self, place: Place, problem: Problem) {
        let old = lock(&self.problems).insert(place, problem.clone());
        if old.as_ref() != Some(&problem) {
            // Its arguments and the server's words name correspondents: not for the log.
            let (kind, what) = (problem.kind.word(), problem.message.key);
            tracing::warn!(kind, what, "A problem was met.");
            self.tell(Event::Problems);
        }
    }

    /// An account's mail server wants a person to see this (ALERT, RFC 9051 7.1): plain text of at most 500
    /// characters. It stands until somebody has read it, and is not shown again in this run.
    pub(super) fn server_says(&self, account: &AccountId, host: &str, words: String) {
        {
            let mut said = lock(&self.said);
            let said = said.entry(account.clone()).or_default();
            if said.contains(&words) {
                return;
            }
            said.truncate(SAID - 1);
            said.push_front(words.clone());
        }
        let message = Text::new("problem-server-alert")
            .with("host", host)
            .with("words", words);
        let problem = Problem::new(ProblemKind::Server, message)
            .advise(Text::new("advice-server-alert"))
            .of_account(account);
        self.raise(Place::Said(account.clone()), problem);
    }

    /// The problem at this place is cured.
    pub(super) fn clear(&self, place: &Place) {
        if lock(&self.problems).remove(place).is_some() {
            self.tell(Event::Problems);
        }
    }

    /// The problems of drafts that are gone are cured.
    pub(super) fn clear_drafts(&self, is_gone: impl Fn(DraftId) -> bool) {
        let mut cured = false;
        lock(&self.problems).retain(|place, _| {
            let gone = matches!(place, Place::Draft(id) if is_gone(*id));
            cured |= gone;
            !gone
        });
        if cured {
            self.tell(Event::Problems);
        }
    }

    /// Problems that stand now.
    pub(super) fn problems(&self) -> Vec<Problem> {
        lock(&self.problems).values().cloned().collect()
    }

    /// Where this problem stands, if it still does.
    pub(super) fn place_of(&self, problem: &Problem) -> Option<Place> {
        let problems = lock(&self.problems);
        let mut all = problems.iter();
        let found = all.find(|(_, standing)| *standing == problem);
        found.map(|(place, _)| place.clone())
    }

    /// Problems that concern the access to mailboxes.
    pub(super) fn access_problems(&self) -> Vec<Problem> {
        let of_access = |(place, problem): (&Place, &Problem)| {
            matches!(place, Place::Mailbox(_)).then(|| problem.clone())
        };
        lock(&self.problems).iter().filter_map(of_access).collect()
    }

    /// Problems that say what a person did and what was not carried out.
    pub(super) fn not_done(&self) -> Vec<Problem> {
        let of_acts = |(place, problem): (&Place, &Problem)| {
            matches!(place, Place::NotDone(_) | Place::Stuck(_)).then(|| problem.clone())
        };
        lock(&self.problems).iter().filter_map(of_acts).collect()
    }

    /// The problem that stands at this place.
    pub(super) fn problem_at(&self, place: &Place) -> Option<Problem> {
        lock(&self.problems).get(place).cloned()
    }

    /// How far a fetch for a folder has come, as far as that is worth telling.
    pub(super) fn came_so_far(&self, folder: &Folder, work: Work, count: &Count) {
        // What is on its way still comes, and is the last of it.
        let told = count.told().filter(|_| !self.is_paused(&folder.account));
        let Some((done, total, left)) = told else {
            return;
        };
        let progress = Progress {
            account: folder.account.clone(),
            mailbox: folder.mailbox.clone(),
            folder: folder.id.clone(),
            work,
            done,
            total,
            left,
        };
        lock(&self.progress).insert((work, folder.account.clone()), progress);
    }

    /// How far something has come that somebody waits for.
    pub(super) fn waits_for(&self, progress: Progress) {
        let mailbox = progress.mailbox.clone();
        lock(&self.progress).insert((progress.work, progress.account.clone()), progress);
        self.tell(Event::Folders(mailbox));
    }

    /// This work of an account came to its end, or was left.
    pub(super) fn ended(&self, work: Work, account: &AccountId) {
        if let Some(ended) = lock(&self.progress).remove(&(work, account.clone())) {
            self.tell(Event::Folders(ended.mailbox));
        }
    }

    /// The same of what an account fetches ahead.
    pub(super) fn fetched(&self, account: &AccountId) {
        self.ended(Work::Headers, account);
        self.ended(Work::Texts, account);
    }

    pub(super) fn progress(&self) -> Vec<Progress> {
        lock(&self.progress).values().cloned().collect()
    }

    /// A server tells news of this folder at once, for as long as what is given is kept.
    pub(super) fn watched(self: &Arc<Self>, folder: &Folder) -> Live {
        let live = Live {
            shared: Arc::clone(self),
            folder: folder.id.clone(),
            account: folder.account.clone(),
        };
        live.count(1);
        live
    }

    /// The folders of which servers tell news at once.
    pub(super) fn live(&self) -> BTreeSet<FolderId> {
        lock(&self.live).keys().cloned().collect()
    }

    /// It takes an account so many polls to look at the flags of all its folders.
    pub(super) fn flags_take(&self, account: &AccountId, polls: u32) {
        if lock(&self.flag_rounds).insert(account.clone(), polls) != Some(polls) {
            self.tell(Event::Account(account.clone()));
        }
    }

    /// The most polls that an account needs for that.
    pub(super) fn flag_rounds(&self) -> u32 {
        let accounts = self.accounts();
        let rounds = lock(&self.flag_rounds);
        let rounds = rounds.iter().filter(|(id, _)| accounts.contains(id));
        rounds.map(|(_, polls)| *polls).max().unwrap_or(1)
    }

    /// Did a person switch the network off?
    pub(super) fn is_offline(&self) -> bool {
        *self.offline.borrow()
    }

    /// Switches the network off or on.
    pub(super) fn set_offline(&self, offline: bool) {
        let _ = self
            .offline
            .send_if_modified(|old| std::mem::replace(old, offline) != offline);
    }

    /// Did a person pause what this account fetches ahead?
    pub(super) fn is_paused(&self, account: &AccountId) -> bool {
        self.paused.borrow().contains(account)
    }

    /// The accounts of which that is so.
    pub(super) fn paused(&self) -> BTreeSet<AccountId> {
        self.paused.borrow().clone()
    }

    /// Pauses what an account fetches ahead, or lets it go on.
    pub(super) fn set_paused(&self, account: &AccountId, paused: bool) {
        let _ = self.paused.send_if_modified(|all| match paused {
            true => all.insert(account.clone()),
            false => all.remove(account),
        });
        if paused {
            self.fetched(account);
        }
        self.tell(Event::Account(account.clone()));
    }

    /// An account cannot be signed in to its mail server.
    pub(super) fn went_away(&self, account: &AccountId, why: &Problem) {
        lock(&self.away).insert(account.clone(), why.clone());
    }

    /// It can, or a person did something about it.
    pub(super) fn came_back(&self, account: &AccountId) {
        lock(&self.away).remove(account);
    }

    /// The accounts that cannot be signed in to their mail servers, and why.
    pub(super) fn away(&self) -> BTreeMap<AccountId, Problem> {
        lock(&self.away).clone()
    }

    /// Of the ways to one folder, that by which this is done now ([`permission::best_way`]): no
    /// account waits for another one's password or server where it may do the same itself.
    pub(super) fn best_way(
        &self,
        ways: Vec<Folder>,
        actions: &[Action],
        preferred: Option<&AccountId>,
    ) -> Option<Folder> {
        let away = lock(&self.away);
        let is_away = |account: &AccountId| away.contains_key(account);
        permission::best_way(ways, actions, preferred, is_away)
    }

    /// A mailbox lost the route that was read. The account of its next one lists anew, so that the
    /// mailbox's folders and rights become those of that route.
    pub(super) fn rerouted(&self) {
        self.rerouted.send_modify(|times| *times += 1);
    }

    /// To be woken when that happens.
    pub(super) fn watch_routes(&self) -> watch::Receiver<u64> {
        self.rerouted.subscribe()
    }

    /// The access to a mailbox was lost: what waits to be sent in its name is held.
    pub(super) fn access_lost(&self) {
        self.access_lost.send_modify(|times| *times += 1);
    }

    /// To be woken when that happens.
    pub(super) fn watch_access(&self) -> watch::Receiver<u64> {
        self.access_lost.subscribe()
    }

    /// Mail came into an Inbox or a Sent folder, or something was learnt from it: what the outbox
    /// looks for may be there now.
    pub(super) fn mail_came(&self) {
        self.mail_came.send_modify(|times| *times += 1);
    }

    /// To be woken when that happens.
    pub(super) fn watch_mail(&self) -> watch::Receiver<u64> {
        self.mail_came.subscribe()
    }

    /// The network is another one, or is there again, or the computer slept.
    pub(super) fn network_changed(&self) {
        self.network.send_modify(|times| *times += 1);
    }

    /// To be woken when that happens.
    pub(super) fn watch_network(&self) -> watch::Receiver<u64> {
        self.network.subscribe()
    }

    /// To be woken when fetching is paused somewhere, or goes on.
    pub(super) fn watch_paused(&self) -> watch::Receiver<BTreeSet<AccountId>> {
        self.paused.subscribe()
    }

    /// To be woken when the network is switched off or on.
    pub(super) fn watch_offline(&self) -> watch::Receiver<bool> {
        self.offline.subscribe()
    }
}

/// A lock whose data stays usable after a panic elsewhere: all of it is replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
