//! The desk of an account: what a person waits for, on a connection of its own, so that a long
//! sync never stands in the way. It fetches texts, carries out acts, files and looks for copies.

mod acts;
pub(super) use acts::{TAKEN_BACK, is_of_store};
mod filed;
mod how_far;
mod large;
mod marking;
mod moving;
mod notes;
mod put_off;
mod renumbered;
mod tree;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

use crate::domain::{ActId, Flags, Folder, FolderId, MailboxId, MessageKey, PartNumber};
use crate::store::Reader;
use crate::wire::WireError;

use super::backend::{HeaderOf, MailBackend, SoughtId};
use super::causes;
use super::connect::Connector;
use super::drafts::{Errand, Found};
use super::error::EngineError;
use super::filing::{Double, Tended};
use super::keeper;
use super::mentions::{self, Mention, Wanted};
use super::not_done;
use super::problem::{Problem, ProblemKind, Text};
use super::progress::Count;
use super::shared::{Place, Shared};
use super::texts;
use large::Large;
use renumbered::NotMatched;

/// After this much rest a connection is tried before it is used.
const REST: Duration = Duration::from_secs(20);

/// What a desk can be asked.
pub(super) enum Request {
    /// Fetch a whole message into the cache.
    Body(MessageKey, oneshot::Sender<Result<(), Problem>>),
    /// Fetch what is needed to read a message into the cache.
    Text(MessageKey, oneshot::Sender<Result<(), Problem>>),
    /// Fetch a part of a message that its excerpt left out.
    Part(MessageKey, PartNumber, oneshot::Sender<Result<(), Problem>>),
    /// Carry out what is pending up to this act. `None`: all of it, and nobody waits.
    Act(Option<(ActId, oneshot::Sender<Acted>)>),
    /// Put a message into a folder.
    Append {
        /// Which folder.
        folder: FolderId,
        /// Its flags.
        flags: Flags,
        /// The message.
        message: Arc<[u8]>,
        /// Where it lies now, where the server told.
        answer: oneshot::Sender<Result<Option<MessageKey>, Problem>>,
    },
    /// Look for a message by its Message-ID on the server.
    Find {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        sought: SoughtId,
        /// All that have it.
        answer: oneshot::Sender<Result<Vec<MessageKey>, Problem>>,
    },
    /// Look at a copy that was filed; mark it read where it is not.
    Tend {
        /// Which message.
        key: MessageKey,
        /// Is it to be marked?
        mark: bool,
        /// What was seen; `None` if it is gone.
        answer: oneshot::Sender<Result<Option<Tended>, Problem>>,
    },
    /// Remove the copy that was filed from here, if another lies beside it.
    RemoveDouble {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        message_id: String,
        /// Which of them is ours.
        ours: Option<MessageKey>,
        /// What came of it.
        answer: oneshot::Sender<Result<Double, Problem>>,
    },
    /// Look for messages that name a Message-ID (without brackets).
    Mentions {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        message_id: String,
        /// Since when.
        since: Timestamp,
        /// Answers, or reports too.
        wanted: Wanted,
        /// All that name it.
        answer: oneshot::Sender<Result<Vec<Mention>, Problem>>,
    },
    /// The flags of a message on the server.
    Flags(MessageKey, oneshot::Sender<Result<Option<Flags>, Problem>>),
    /// Do something with a draft in a folder.
    Draft {
        /// Which folder.
        folder: FolderId,
        /// What.
        errand: Errand,
        /// What came of it.
        answer: oneshot::Sender<Result<Found, Problem>>,
    },
    /// Open a folder by its wire name, to see whether it can be.
    Prove(String, oneshot::Sender<Result<(), Problem>>),
    /// Sign in, if not yet.
    SignIn(oneshot::Sender<Result<(), Problem>>),
}

impl Request {
    /// Does nobody wait for it any more? Whoever asked gave up, and what they wanted may not be wanted
    /// now; behind a server that is slow these would add up.
    fn is_given_up(&self) -> bool {
        match self {
            // What a person did is done, whoever waits.
            Self::Act(_) => false,
            Self::Body(_, answer)
            | Self::Text(_, answer)
            | Self::Part(_, _, answer)
            | Self::Prove(_, answer)
            | Self::SignIn(answer) => answer.is_closed(),
            Self::Append { answer, .. } => answer.is_closed(),
            Self::Find { answer, .. } => answer.is_closed(),
            Self::Tend { answer, .. } => answer.is_closed(),
            Self::RemoveDouble { answer, .. } => answer.is_closed(),
            Self::Mentions { answer, .. } => answer.is_closed(),
            Self::Flags(_, answer) => answer.is_closed(),
            Self::Draft { answer, .. } => answer.is_closed(),
        }
    }
}

/// Messages where they were, and where they are now.
pub(super) type Places = BTreeMap<MessageKey, MessageKey>;

/// What became of an act.
pub(super) type Acted = Result<Done, Problem>;

/// An act that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// The server did it, or nothing is left to be done. For moves and copies: the new places, as far
    /// as they are known.
    Settled(Places),
    /// The server could not be reached; it will be done later.
    Queued,
}

/// The desk of one account.
pub(super) struct Desk {
    shared: Arc<Shared>,
    connector: Arc<Connector>,
    requests: mpsc::Receiver<Request>,
    keeper: mpsc::Sender<keeper::Request>,
    mail: Option<Box<dyn MailBackend>>,
    used_at: Instant,
    owed: Option<Owed>,
    /// An act was left for later, and others were carried out.
    put_off: bool,
    /// How often what was answered was not found, of an act that marks it.
    looks: BTreeMap<ActId, u32>,
    /// Since when the server has had no time for an act.
    busy_since: BTreeMap<ActId, Instant>,
    /// So many connections ended during these acts.
    lost: BTreeMap<ActId, u32>,
    /// What was not done in folders that were numbered anew, and is told.
    not_matched: BTreeMap<MailboxId, NotMatched>,
    /// The folder of the act that was carried out just before: the next one there need not open it again.
    in_folder: Option<FolderId>,
    /// How far what a person did has come, until nothing of it is left.
    working: Option<Count>,
    /// What comes in slices, the first of which is under way.
    large: VecDeque<Large>,
    /// The folder from which the last slice came, if nothing was done since.
    reading_in: Option<FolderId>,
    stop: CancellationToken,
}

/// Acts that could not be carried out: the server was not there, or went away meanwhile.
struct Owed {
    /// Times in a row.
    times: u32,
    /// When they are tried again, if nobody asks for one before.
    next: Instant,
}

impl Desk {
    pub(super) fn new(
        shared: Arc<Shared>,
        connector: Arc<Connector>,
        requests: mpsc::Receiver<Request>,
        keeper: mpsc::Sender<keeper::Request>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            shared,
            connector,
            requests,
            keeper,
            mail: None,
            used_at: Instant::now(),
            owed: None,
            put_off: false,
            looks: BTreeMap::new(),
            busy_since: BTreeMap::new(),
            lost: BTreeMap::new(),
            not_matched: BTreeMap::new(),
            in_folder: None,
            working: None,
            large: VecDeque::new(),
            reading_in: None,
            stop,
        }
    }

    /// Works until stopped. An act that is under way is finished first.
    pub(super) async fn run(mut self) {
        let stop = self.stop.clone();
        let mut network = self.shared.watch_network();
        let mut offline = self.shared.watch_offline();
        loop {
            let owed = self.owed.as_ref().map(|owed| owed.next);
            let owed = async {
                match owed {
                    Some(next) => tokio::time::sleep_until(next).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                request = self.requests.recv() => match request {
                    Some(request) if request.is_given_up() => {}
                    Some(request) => self.answer(request).await,
                    None => break,
                },
                Ok(()) = offline.changed() => self.keep_silent().await,
                Ok(()) = network.changed() => self.network_changed().await,
                () = owed => drop(self.act(None).await),
                // When nothing else is to be done.
                () = std::future::ready(()), if !self.large.is_empty() => self.read_on().await,
            }
        }
        if let Some(mail) = self.mail.take() {
            mail.leave().await;
        }
    }

    async fn answer(&mut self, request: Request) {
        self.reading_in = None;
        // Nobody waiting any more is no error.
        match request {
            Request::Body(key, answer) => self.whole(key, answer).await,
            Request::Text(key, answer) => self.text(key, answer).await,
            Request::Part(key, part, answer) => self.part(key, part, answer).await,
            Request::Act(None) => drop(self.act(None).await),
            Request::Act(Some((id, answer))) => {
                let done = self.act(Some(id)).await;
                if let Err(Err(refused)) = answer.send(done) {
                    not_done::tell_untaken(&self.shared, refused).await;
                }
            }
            Request::Append {
                folder,
                flags,
                message,
                answer,
            } => {
                let _ = answer.send(self.append(&folder, &flags, &message).await);
            }
            Request::Find {
                folder,
                sought,
                answer,
            } => {
                let _ = answer.send(self.find(&folder, &sought).await);
            }
            Request::Tend { key, mark, answer } => {
                let _ = answer.send(self.tend(&key, mark).await);
            }
            Request::RemoveDouble {
                folder,
                message_id,
                ours,
                answer,
            } => {
                let done = self.remove_double(&folder, &message_id, ours.as_ref());
                let _ = answer.send(done.await);
            }
            Request::Mentions {
                folder,
                message_id,
                since,
                wanted,
                answer,
            } => {
                let found = self.mentions(&folder, &message_id, since, wanted).await;
                let _ = answer.send(found);
            }
            Request::Flags(key, answer) => {
                let _ = answer.send(self.flags(&key).await);
            }
            Request::Draft {
                folder,
                errand,
                answer,
            } => {
                let _ = answer.send(self.draft(&folder, errand).await);
            }
            Request::Prove(wire_name, answer) => {
                let _ = answer.send(self.prove(&wire_name).await);
            }
            Request::SignIn(answer) => {
                let _ = answer.send(self.mail().await.map(drop));
            }
        }
    }

    /// Carries out what is pending, up to the act that is waited for. What is left for later is
    /// tried again by itself: colleagues see by the mark on a message that it was answered.
    async fn act(&mut self, until: Option<ActId>) -> Acted {
        self.reading_in = None;
        let acted = self.replay(until).await;
        let put_off = std::mem::take(&mut self.put_off);
        let is_left = put_off || !matches!(acted, Ok(Done::Settled(_)));
        if is_left {
            self.rest();
        }
        // What is owed may stand behind the act that was waited for, or that one is over already.
        if (is_left || self.owed.is_some()) && self.owes().await {
            let times = self.owed.as_ref().map_or(0, |owed| owed.times);
            if is_left {
                self.owed = Some(self.owed_again(times));
            }
        } else {
            self.owed = None;
            self.busy_since.clear();
        }
        acted
    }

    /// When it is tried again what was left so many times before.
    fn owed_again(&self, times: u32) -> Owed {
        let times = times.saturating_add(1);
        let next = Instant::now() + self.shared.pace.backoff(times);
        let quiet = self.connector.busy().quiet_until();
        Owed {
            times,
            next: quiet.map_or(next, |until| next.max(until)),
        }
    }

    /// Leaves the server, if a person switched the network off.
    async fn keep_silent(&mut self) {
        if self.shared.is_offline()
            && let Some(mail) = self.mail.take()
        {
            mail.leave().await;
        }
    }

    /// A connection that did not outlive the change is dropped, and what is owed is tried at once.
    async fn network_changed(&mut self) {
        if let Some(mail) = &mut self.mail
            && !keeper::answers(mail.as_mut(), self.shared.pace.probe).await
        {
            self.mail = None;
        }
        if self.owed.take().is_some() {
            drop(self.act(None).await);
        }
    }

    /// Is an act of this account pending?
    async fn owes(&mut self) -> bool {
        let account = self.connector.account().id();
        let acts = self.read(move |r| r.acts(Some(&account))).await;
        !acts.is_ok_and(|acts| acts.is_empty())
    }

    /// The connection, made if there is none. Servers close idle connections without a word
    /// (RFC 9051 5.4), so one that rested is tried before it is relied upon.
    async fn mail(&mut self) -> Result<&mut dyn MailBackend, Problem> {
        self.keep_silent().await;
        // It asked for that over this connection, or over another one.
        if self.connector.busy().quiet_until().is_some() {
            self.mail = None;
            return Err(self.connector.asks_for_rest());
        }
        if let Some(mail) = &mut self.mail
            && self.used_at.elapsed() > REST
            && !keeper::answers(mail.as_mut(), self.shared.pace.probe).await
        {
            self.mail = None;
        }
        let mail = match self.mail.take() {
            Some(mail) => mail,
            None => {
                self.reading_in = None;
                self.connector.mail().await?
            }
        };
        self.used_at = Instant::now();
        Ok(self.mail.insert(mail).as_mut())
    }

    /// Makes a problem of an error on the wire, and drops a connection that is of no use any more.
    fn done<T>(&mut self, outcome: Result<T, WireError>) -> Result<T, Problem> {
        outcome.map_err(|error| self.failed(error.into()))
    }

    fn failed(&mut self, error: EngineError) -> Problem {
        if causes::ends_connection(&error) {
            self.mail = None;
        }
        if let EngineError::Wire(error) = &error {
            self.connector.heed(error);
        }
        let problem = causes::of_engine(&error, self.connector.account());
        if causes::is_of_store(&error) {
            self.shared.raise(Place::Store, problem.clone());
        }
        problem
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

    async fn prove(&mut self, wire_name: &str) -> Result<(), Problem> {
        let opened = self.mail().await?.open(wire_name, false).await;
        self.done(opened).map(drop)
    }

    /// A folder as this account reaches it.
    async fn folder(&mut self, id: &FolderId) -> Result<Folder, Problem> {
        let (id, account) = (id.clone(), self.connector.account().id());
        let folder = self.read(move |r| r.folder_by(&id, &account)).await?;
        folder
            .ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder")))
    }

    async fn append(
        &mut self,
        id: &FolderId,
        flags: &Flags,
        message: &[u8],
    ) -> Result<Option<MessageKey>, Problem> {
        let folder = self.folder(id).await?;
        // A lost answer is not repeated here: it must be looked up first, which is the caller's rule.
        let place = self
            .mail()
            .await?
            .append(&folder.wire_name, flags, message)
            .await;
        let place = self.done(place).map_err(|problem| {
            if problem.kind == ProblemKind::Permission {
                self.renew_rights(folder.mailbox.clone());
            }
            problem.of_mailbox(&folder.mailbox)
        })?;
        // Who sent it sees it among the answers at once.
        self.fetch_arrived(folder.id.clone());
        Ok(place.map(|(uid_validity, uid)| MessageKey {
            folder: folder.id,
            uid_validity,
            uid,
        }))
    }

    async fn find(&mut self, id: &FolderId, sought: &SoughtId) -> Result<Vec<MessageKey>, Problem> {
        let folder = self.folder(id).await?;
        let found = found_in(self.mail().await?, &folder.wire_name, sought).await;
        let (uid_validity, uids) = self
            .done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))?;
        let found: Vec<MessageKey> = uids
            .into_iter()
            .map(|uid| MessageKey {
                folder: id.clone(),
                uid_validity,
                uid,
            })
            .collect();
        // A copy that the server filed is new here, too.
        let sought = found.clone();
        let is_new = self.read(move |r| {
            let held = sought.iter().map(|key| r.message(key));
            let held: Vec<_> = held.collect::<Result<_, _>>()?;
            Ok(held.contains(&None))
        });
        if is_new.await? {
            self.fetch_arrived(folder.id);
        }
        Ok(found)
    }

    async fn mentions(
        &mut self,
        id: &FolderId,
        message_id: &str,
        since: Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        let folder = self.folder(id).await?;
        let mail = self.mail().await?;
        let found = mentions::in_folder(mail, &folder.wire_name, message_id, since, wanted).await;
        let (uid_validity, found) = self
            .done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))?;
        let mention = |(fetched, header, report): (HeaderOf, _, _)| Mention {
            key: MessageKey {
                folder: id.clone(),
                uid_validity,
                uid: fetched.uid,
            },
            header,
            date: fetched.date,
            report,
        };
        Ok(found.into_iter().map(mention).collect())
    }

    async fn flags(&mut self, key: &MessageKey) -> Result<Option<Flags>, Problem> {
        let folder = self.folder(&key.folder).await?;
        let flags = mentions::flags(self.mail().await?, &folder.wire_name, key).await;
        self.done(flags)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))
    }

    async fn draft(&mut self, id: &FolderId, errand: Errand) -> Result<Found, Problem> {
        let folder = self.folder(id).await?;
        let found = errand.run(self.mail().await?, &folder.wire_name).await;
        self.done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))
    }

    /// Has the rights of a mailbox read again: what is known of them was wrong.
    fn renew_rights(&self, mailbox: MailboxId) {
        let (answer, _) = oneshot::channel();
        // A full queue holds something that reads them as well.
        let _ = self
            .keeper
            .try_send(keeper::Request::Rights(mailbox, answer));
    }
}

/// A whole message; `None` when its folder was renumbered.
async fn body_of(
    mail: &mut dyn MailBackend,
    folder: &str,
    key: &MessageKey,
    size: Option<u32>,
) -> Result<Option<Vec<u8>>, WireError> {
    let opened = mail.open(folder, false).await?;
    if opened.uid_validity != key.uid_validity {
        return Ok(None);
    }
    let body = mail.body(key.uid, size, texts::LARGEST).await;
    body.map(Some)
}

/// UIDVALIDITY of a folder and the messages in it that have this Message-ID.
async fn found_in(
    mail: &mut dyn MailBackend,
    folder: &str,
    sought: &SoughtId,
) -> Result<(u32, Vec<u32>), WireError> {
    let opened = mail.open(folder, false).await?;
    Ok((opened.uid_validity, mail.with_message_id(sought).await?))
}
