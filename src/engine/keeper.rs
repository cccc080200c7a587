//! The keeper of an account: keeps its list of mailboxes, their rights and their messages current.
//!
//! It has one connection for this and never answers what a person waits for (that is the desk's).
//! In a resident engine it works by itself: discovers, syncs, watches, polls. On demand it does
//! only what it is asked.

mod ahead;
mod listing;
mod lost;
mod overview;
mod pausing;
mod syncing;
mod watching;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::domain::{Folder, FolderId, MailboxId};
use crate::permission::{self, Action};
use crate::store::Reader;

use super::backend::{Counts, MailBackend};
use super::causes;
use super::command::SyncSummary;
use super::connect::Connector;
use super::error::EngineError;
use super::event::Connection;
use super::patience::{Kind, Patience};
use super::problem::Problem;
use super::shared::{Place, Shared};
use super::sync::Losses;

/// What a keeper can be asked.
pub(super) enum Request {
    /// Look for mailboxes, folders and rights now.
    Refresh(oneshot::Sender<Result<(), Problem>>),
    /// Read the rights of this mailbox now: something was refused there, or would be. Answered
    /// when they are known, as far as they can be.
    Rights(MailboxId, oneshot::Sender<()>),
    /// Bring these folders up to date; `None`: all of the account.
    Sync(
        Option<Vec<FolderId>>,
        oneshot::Sender<Result<SyncSummary, Problem>>,
    ),
}

/// The keeper of one account.
pub(super) struct Keeper {
    shared: Arc<Shared>,
    connector: Arc<Connector>,
    /// Works by itself, rather than on demand only.
    resident: bool,
    requests: mpsc::Receiver<Request>,
    /// The folders at which a person looks: those do not wait for what is asked for.
    looks: mpsc::Receiver<FolderId>,
    mail: Option<Box<dyn MailBackend>>,
    /// The folders of which this connection knows that their numbers mean what they meant: a server that is
    /// restored ends it.
    sure_of: BTreeSet<FolderId>,
    /// Did this connection list the folders before?
    listed: bool,
    /// Were the folders listed since the last connection was made?
    begun: bool,
    /// The names that were listed, and those that the counts told last.
    names: (BTreeSet<String>, Option<BTreeSet<String>>),
    /// The folders that were refused on this connection.
    refused: BTreeSet<FolderId>,
    /// Connections so far.
    sessions: u64,
    /// The mailboxes of which the access came into doubt, and on which connection.
    doubts: BTreeMap<MailboxId, u64>,
    patience: Patience,
    /// Messages over which connections were lost, where there are such.
    losses: BTreeMap<FolderId, Losses>,
    due: Due,
    looked_at: watching::LookedAt,
    waiting: VecDeque<FolderId>,
    /// Does the server end the session when it is asked for counts? Looked at anew with each listing.
    counts_end_it: bool,
    /// What the last poll told.
    counts: Option<BTreeMap<String, Counts>>,
    /// Folders whose unread the server counts differently although it counts no change: their flags
    /// are compared with the next sync.
    miscounted: BTreeSet<FolderId>,
    ahead: ahead::Ahead,
    /// Folders of which the rest is fetched once a person lets fetching go on.
    held_back: Vec<FolderId>,
    watchers: watching::Watchers,
    news: (mpsc::Sender<FolderId>, mpsc::Receiver<FolderId>),
    stop: CancellationToken,
}

/// When what is next to be done by itself.
struct Due {
    connect: Instant,
    poll: Instant,
    rights: Instant,
    rediscover: Instant,
}

impl Due {
    /// When something of a connection that works is due.
    fn next(&self) -> Instant {
        self.rediscover.min(self.rights).min(self.poll)
    }
}

/// Something to do by itself.
enum Work {
    Begin,
    Folder(FolderId),
    Rights,
    Rediscover,
    Poll,
    Texts,
}

impl Keeper {
    pub(super) fn new(
        shared: Arc<Shared>,
        connector: Arc<Connector>,
        resident: bool,
        requests: mpsc::Receiver<Request>,
        looks: mpsc::Receiver<FolderId>,
        stop: CancellationToken,
    ) -> Self {
        let now = Instant::now();
        let pace = &shared.pace;
        let due = Due {
            connect: now,
            poll: now + pace.poll,
            rights: now + pace.rights_in_use,
            rediscover: now + pace.rediscover,
        };
        Self {
            shared,
            connector,
            resident,
            requests,
            looks,
            mail: None,
            sure_of: BTreeSet::new(),
            listed: false,
            begun: false,
            names: Default::default(),
            refused: BTreeSet::new(),
            sessions: 0,
            doubts: BTreeMap::new(),
            patience: Patience::default(),
            losses: BTreeMap::new(),
            due,
            looked_at: watching::LookedAt::default(),
            waiting: VecDeque::new(),
            counts_end_it: false,
            counts: None,
            miscounted: BTreeSet::new(),
            ahead: ahead::Ahead::default(),
            held_back: Vec::new(),
            watchers: watching::Watchers::default(),
            news: mpsc::channel(256),
            stop,
        }
    }

    /// Works until stopped. Requests are answered between two pieces of its own work; what somebody opens, and
    /// news, go first also while one is answered that takes long.
    pub(super) async fn run(mut self) {
        let mut offline = self.shared.watch_offline();
        let mut routes = self.shared.watch_routes();
        let mut paused = self.shared.watch_paused();
        let mut keep = self.shared.watch_keep();
        let mut network = self.shared.watch_network();
        let mut state = self.connector.watch();
        let mut busy = self.connector.watch_busy();
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            while let Ok(request) = self.requests.try_recv() {
                self.answer(request).await;
            }
            self.hear().await;
            // Also while there is always something to do.
            if keep.has_changed().unwrap_or(false) || routes.has_changed().unwrap_or(false) {
                keep.borrow_and_update();
                routes.borrow_and_update();
                self.due.rediscover = Instant::now();
            }
            if paused.has_changed().unwrap_or(false) {
                paused.borrow_and_update();
                self.heed_pause();
            }
            if busy.has_changed().unwrap_or(false) {
                busy.borrow_and_update();
                self.heed_busy().await;
            }
            if network.has_changed().unwrap_or(false) {
                network.borrow_and_update();
                self.network_changed().await;
            }
            match self.next() {
                (Some(work), _) => self.carry_out(work).await,
                (None, until) => tokio::select! {
                    () = stop.cancelled() => break,
                    request = self.requests.recv() => match request {
                        Some(request) => self.answer(request).await,
                        None => break,
                    },
                    Some(folder) = self.looks.recv() => drop(self.look_at(folder).await),
                    Some(folder) = self.news.1.recv() => self.enqueue(folder, true),
                    Ok(()) = offline.changed() => self.network_switched().await,
                    Ok(()) = network.changed() => self.network_changed().await,
                    Ok(()) = busy.changed() => self.heed_busy().await,
                    Ok(()) = paused.changed() => self.heed_pause(),
                    // A person dealt with what had stopped it.
                    Ok(()) = state.changed() => {}
                    Ok(()) = routes.changed() => self.due.rediscover = Instant::now(),
                    Ok(()) = keep.changed() => self.due.rediscover = Instant::now(),
                    () = tokio::time::sleep_until(until) => {}
                },
            }
        }
        self.fall_silent().await;
        for folder in self.patience.only(&BTreeSet::new()) {
            self.shared.clear(&Place::Folder(folder));
        }
    }

    /// The server said something of having too much to do: it is watched over fewer connections, or left alone
    /// for a while. As long as nobody asks it, nothing is said to be current.
    async fn heed_busy(&mut self) {
        self.watch_folders().await;
        if self.resident && self.connector.busy().quiet_until().is_some() {
            self.begun = false;
            self.mail = None;
            self.connector.rests().await;
        }
    }

    /// What is to be done now, or else when to look again.
    fn next(&self) -> (Option<Work>, Instant) {
        let now = Instant::now();
        let far = now + std::time::Duration::from_secs(3600);
        if !self.resident
            || self.shared.is_offline()
            || self.connector.state() == Connection::Stopped
        {
            return (None, far);
        }
        if let Some(until) = self.connector.busy().quiet_until() {
            return (None, until);
        }
        if !self.begun {
            return (
                (now >= self.due.connect).then_some(Work::Begin),
                self.due.connect,
            );
        }
        let rested = self.patience.next();
        let is_rested = rested.filter(|(_, until)| now >= *until);
        let rested_at = rested.map_or(far, |(_, until)| until);
        let due = &self.due;
        // What is looked at now and then is looked at also while a large folder is fetched, which takes
        // its time.
        let work = if now >= due.rediscover {
            Some(Work::Rediscover)
        } else if now >= due.poll {
            Some(Work::Poll)
        } else if now >= due.rights
            && (self.waiting.is_empty() || now >= due.rights + syncing::SLICE)
        {
            // Not before the folder that somebody has just opened.
            Some(Work::Rights)
        } else if let Some(folder) = self.waiting.front() {
            Some(Work::Folder(folder.clone()))
        } else if let Some((folder, _)) = is_rested {
            Some(Work::Folder(folder.clone()))
        } else if self.ahead.is_waiting(self.is_paused()) {
            Some(Work::Texts)
        } else {
            None
        };
        let until = due.next().min(rested_at);
        (work, until)
    }

    async fn carry_out(&mut self, work: Work) {
        let pace = self.shared.pace.clone();
        let kind = match &work {
            Work::Begin => Kind::Begin,
            Work::Folder(_) => Kind::Folder,
            Work::Rights => Kind::Rights,
            Work::Rediscover => Kind::Rediscover,
            Work::Poll => Kind::Poll,
            Work::Texts => Kind::Texts,
        };
        if kind != Kind::Texts {
            self.ahead.left();
        }
        let outcome = match work {
            Work::Begin => {
                self.connector.set_state(Connection::Connecting);
                self.discover().await.map(|_| {
                    self.begun = true;
                    if self.waiting.is_empty() {
                        self.connector.set_state(Connection::Online);
                    }
                })
            }
            Work::Folder(folder) => {
                self.waiting.retain(|waits| *waits != folder);
                let outcome = self.sync_one(&folder).await.map(|synced| {
                    if synced.is_ok_and(|change| change.left) {
                        self.goes_on_later(folder);
                    }
                });
                if self.waiting.is_empty() && outcome.is_ok() {
                    self.connector.set_state(Connection::Online);
                }
                outcome
            }
            // From its end on: whoever takes longer than that does something else between.
            Work::Rights => {
                let in_use = self.looked_at.in_use(pace.rediscover);
                let read = self.read_rights(&in_use).await;
                self.due.rights = Instant::now() + pace.rights_in_use;
                read
            }
            Work::Rediscover => {
                self.due.rediscover = Instant::now() + pace.rediscover;
                let found = self.discover().await.map(drop);
                self.due.rediscover = self.due.rediscover.max(Instant::now() + pace.poll);
                found
            }
            Work::Poll => {
                let polled = self.poll().await;
                // Where colleagues are at work, they go on.
                let often = if matches!(polled, Ok(true)) { 2 } else { 1 };
                self.due.poll = Instant::now() + pace.poll / often;
                polled.map(drop)
            }
            Work::Texts => match self.may_go_on().await {
                Ok(true) => self.step_ahead().await.map(drop),
                other => other.map(drop),
            },
        };
        match outcome {
            Ok(()) => self.patience.worked(kind),
            Err(problem) => {
                tracing::debug!(%problem, "An account is not kept current for now.");
                self.due.connect = Instant::now() + self.patience.failed(kind, &pace);
                // What is waiting is found again by the comparison that follows a connection.
                self.begun = false;
                self.mail = None;
                self.shared.fetched(&self.connector.account().id());
            }
        }
    }

    async fn answer(&mut self, request: Request) {
        self.ahead.left();
        match request {
            Request::Refresh(answer) => {
                let outcome = self.discover().await;
                let _ = answer.send(outcome.map(drop));
            }
            Request::Rights(mailbox, answer) => {
                if let Err(problem) = self.read_rights(&BTreeSet::from([mailbox])).await {
                    tracing::debug!(%problem, "The rights of a mailbox could not be read.");
                }
                let _ = answer.send(());
            }
            Request::Sync(folders, answer) => {
                let outcome = self.sync_many(folders).await;
                let _ = answer.send(outcome);
            }
        }
    }

    async fn network_switched(&mut self) {
        if self.shared.is_offline() {
            self.fall_silent().await;
            self.connector.set_state(Connection::Offline);
        }
        self.begun = false;
        self.patience.forget();
        self.due.connect = Instant::now();
    }

    /// What failed is tried again at once, and a connection that did not outlive the change is made anew.
    /// Watchers begin anew: what they wait for would not come.
    async fn network_changed(&mut self) {
        if !self.resident || self.shared.is_offline() {
            return;
        }
        self.watchers.stop_all();
        if let Some(mail) = &mut self.mail
            && !answers(mail.as_mut(), self.shared.pace.probe).await
        {
            self.mail = None;
            self.begun = false;
        }
        if self.begun {
            self.due.poll = Instant::now();
            self.watch_folders().await;
        } else {
            self.patience.forget();
            self.due.connect = Instant::now();
        }
    }

    /// Puts a folder into the queue, unless it rests.
    fn enqueue(&mut self, folder: FolderId, first: bool) {
        if self.patience.rests(&folder) {
            return;
        }
        let waits = self.waiting.iter().position(|f| *f == folder);
        match (waits, first) {
            (Some(place), true) => {
                self.waiting.remove(place);
                self.waiting.push_front(folder);
            }
            (Some(_), false) => {}
            (None, true) => self.waiting.push_front(folder),
            (None, false) => self.waiting.push_back(folder),
        }
    }

    /// The connection, made if there is none.
    async fn mail(&mut self) -> Result<&mut Box<dyn MailBackend>, Problem> {
        let mail = match self.mail.take() {
            Some(mail) => mail,
            None => {
                self.listed = false;
                self.sure_of.clear();
                self.refused.clear();
                self.sessions = self.sessions.wrapping_add(1);
                self.connector.mail().await?
            }
        };
        Ok(self.mail.insert(mail))
    }

    /// Makes a problem of an error, and drops a connection that is of no use any more.
    fn failed(&mut self, error: EngineError) -> Problem {
        self.drop_unusable();
        if let EngineError::Wire(error) = &error {
            self.connector.heed(error);
        }
        let problem = causes::of_engine(&error, self.connector.account());
        if causes::is_of_store(&error) {
            self.shared.raise(Place::Store, problem.clone());
        }
        problem
    }

    /// Drops a connection that cannot go on.
    fn drop_unusable(&mut self) {
        if self.mail.as_ref().is_some_and(|mail| !mail.is_usable()) {
            self.mail = None;
        }
    }

    /// Readable folders in the order in which people want them current ([`watching::LookedAt::rank`]).
    async fn in_order(&mut self, only: Option<Vec<FolderId>>) -> Result<Vec<Folder>, Problem> {
        let mailboxes: Vec<MailboxId> = self.all_mailboxes().await?.into_iter().collect();
        let mut folders = self.folders(&mailboxes).await?;
        folders.retain(|f| only.as_ref().is_none_or(|only| only.contains(&f.id)));
        // What was asked for by name is tried, so that the server's words can be shown.
        folders.retain(|f| only.is_some() || permission::decide(Action::Read, f).may_try());
        folders.sort_by_cached_key(|f| self.looked_at.rank(f));
        Ok(folders)
    }

    /// Mailboxes whose cache is read through this account.
    async fn all_mailboxes(&mut self) -> Result<BTreeSet<MailboxId>, Problem> {
        let account = self.connector.account().id();
        let all = self.read(Reader::mailboxes).await?;
        Ok(all
            .iter()
            .filter(|m| m.route().is_some_and(|r| r.account == account))
            .map(|m| m.id())
            .collect())
    }

    async fn folders(&mut self, mailboxes: &[MailboxId]) -> Result<Vec<Folder>, Problem> {
        let (account, ids) = (self.connector.account().id(), mailboxes.to_vec());
        self.read(move |r| {
            let mut all = Vec::new();
            for id in &ids {
                all.extend(r.folders(id)?.into_iter().filter(|f| f.account == account));
            }
            Ok(all)
        })
        .await
    }

    async fn read<T: Send + 'static>(
        &mut self,
        rows: impl FnOnce(&Reader) -> Result<T, crate::store::StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.shared
            .store
            .reader()
            .run(rows)
            .await
            .map_err(|error| self.failed(error.into()))
    }

    async fn fall_silent(&mut self) {
        self.watchers.stop_all();
        self.waiting.clear();
        self.shared.fetched(&self.connector.account().id());
        if let Some(mail) = self.mail.take() {
            mail.leave().await;
        }
    }
}

/// Does the server still answer on this connection?
pub(super) async fn answers(mail: &mut dyn MailBackend, within: std::time::Duration) -> bool {
    matches!(tokio::time::timeout(within, mail.ping()).await, Ok(Ok(())))
}
