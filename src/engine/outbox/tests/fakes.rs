//! A scripted server, scripted folders, and an outbox between them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::{account, address};
use crate::config::ConfigFile;
use crate::domain::*;
use crate::engine::causes;
use crate::engine::command::Leave;
use crate::engine::filing::{Double, MailAccess, Tended};
use crate::engine::mentions::{Mention, Wanted};
use crate::engine::outbox::clock::Clock;
use crate::engine::outbox::{HandedOver, Outbox};
use crate::engine::pace::Pace;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::engine::submission::{Hindrance, Journal, Outcome, Probed, Session, Submission};
use crate::secret::MemoryStore;
use crate::store::Store;
use crate::wire::smtp::MessageFault;

pub const ANNA: &str = "anna@a.test";
pub const SUPPORT: &str = "support@a.test";

/// How long a condition is waited for: never reached when all is well.
const LIMIT: Duration = Duration::from_secs(60);

pub fn network() -> Problem {
    Problem::new(ProblemKind::Network, Text::new("outbox-journal")).detail("cut")
}

pub fn reply(phase: Phase, code: u16, text: &str) -> ServerReply {
    ServerReply {
        phase,
        code,
        enhanced: None,
        text: text.into(),
        recipient: None,
    }
}

pub fn denied() -> ServerReply {
    let text = "<support@a.test>: Sender address rejected: not owned by user anna@a.test";
    reply(Phase::Envelope, 553, text)
}

/// What the server does with the next session or message.
#[derive(Debug, Clone)]
pub enum Step {
    Accept,
    /// It takes the message, and its answer is lost.
    AcceptUnheard,
    /// Neither taken nor answered: the line is cut after the dot.
    LoseAtDot,
    Refuse(Vec<ServerReply>),
    /// The line is cut in this phase.
    Cut(Phase),
    /// The message cannot be said to this server.
    Unsayable,
    /// No session.
    Closed(Problem),
    /// Nothing happens any more, before the journal is asked about this phase.
    HangBefore(Phase),
    /// Nothing happens before this phase until it is said to go on.
    PauseBefore(Phase, Arc<Notify>),
    /// Nothing happens any more, after the journal took this phase.
    HangAfter(Phase),
    /// It takes the message, and nothing happens any more.
    HangTaken,
    /// After the journal took this phase it says nothing until [`Server::speaks`], then goes on.
    AnswerLate(Phase),
}

/// The server: its script, and what it took (the oracle).
#[derive(Default)]
pub struct Server {
    pub script: Mutex<VecDeque<Step>>,
    pub taken: Mutex<Vec<Vec<u8>>>,
    pub envelopes: Mutex<Vec<Envelope>>,
    pub opened: AtomicU32,
    pub opened_at: Mutex<Vec<Instant>>,
    pub submitted: AtomicU32,
    pub probes: Mutex<BTreeMap<String, Probed>>,
    pub hung: Arc<Notify>,
    pub speaks: Notify,
}

impl Server {
    pub fn then(&self, steps: impl IntoIterator<Item = Step>) {
        self.script.lock().unwrap().extend(steps);
    }

    fn next(&self) -> Step {
        let next = self.script.lock().unwrap().pop_front();
        next.unwrap_or(Step::Accept)
    }

    pub fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

pub struct FakeSubmission(pub Arc<Server>);

#[async_trait]
impl Submission for FakeSubmission {
    async fn ask_again(&self, _: &AccountId) {}

    async fn open(&self, _: &Account) -> Result<Box<dyn Session>, Problem> {
        self.0.opened.fetch_add(1, Ordering::SeqCst);
        self.0.opened_at.lock().unwrap().push(Instant::now());
        let closed = {
            let mut script = self.0.script.lock().unwrap();
            match script.front() {
                Some(Step::Closed(problem)) => {
                    let problem = problem.clone();
                    script.pop_front();
                    Some(problem)
                }
                _ => None,
            }
        };
        match closed {
            Some(problem) => Err(problem),
            None => Ok(Box::new(FakeSession(Arc::clone(&self.0)))),
        }
    }
}

struct FakeSession(Arc<Server>);

#[async_trait]
impl Session for FakeSession {
    async fn submit(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        journal: &mut dyn Journal,
    ) -> Outcome {
        let server = &self.0;
        server.submitted.fetch_add(1, Ordering::SeqCst);
        let step = server.next();
        if matches!(step, Step::Unsayable) {
            return Outcome::NotSent(Hindrance::Message(causes::of_message(
                &MessageFault::EightBit,
            )));
        }
        for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
            if matches!(step, Step::HangBefore(p) if p == phase) {
                self.hang().await;
            }
            if let Step::PauseBefore(p, go_on) = &step
                && *p == phase
            {
                server.hung.notify_one();
                go_on.notified().await;
            }
            if let Err(words) = journal.enter(phase).await {
                return Outcome::NotSent(Hindrance::Journal(words));
            }
            if matches!(step, Step::HangAfter(p) if p == phase) {
                self.hang().await;
            }
            match &step {
                Step::AnswerLate(p) if *p == phase => self.0.speaks.notified().await,
                Step::Cut(p) if *p == phase => {
                    return Outcome::NotSent(Hindrance::Way(network()));
                }
                Step::Refuse(replies) if replies.iter().any(|r| r.phase == phase) => {
                    return Outcome::Refused(replies.clone());
                }
                _ => {}
            }
        }
        if matches!(step, Step::LoseAtDot) {
            return Outcome::Unknown("cut".into());
        }
        server.taken.lock().unwrap().push(message.to_vec());
        server.envelopes.lock().unwrap().push(envelope.clone());
        match step {
            Step::AcceptUnheard => Outcome::Unknown("cut".into()),
            Step::HangTaken => {
                self.hang().await;
                Outcome::Unknown("never".into())
            }
            _ => Outcome::Accepted(reply(Phase::Dot, 250, "2.0.0 Ok")),
        }
    }

    async fn probe(&mut self, from: &EmailAddress, _: &EmailAddress) -> Result<Probed, Problem> {
        let probes = self.0.probes.lock().unwrap();
        Ok(probes
            .get(from.as_str())
            .cloned()
            .unwrap_or(Probed::NotRefused))
    }

    fn gives_receipts(&self) -> bool {
        true
    }

    async fn close(self: Box<Self>) {}
}

impl FakeSession {
    async fn hang(&self) {
        self.0.hung.notify_one();
        std::future::pending::<()>().await;
    }
}

/// What happens at the next look for a copy or the next filing.
#[derive(Debug, Clone)]
pub enum Mishap {
    /// It cannot be looked for.
    Find(Problem),
    /// The server does not show it yet.
    Blind,
    /// Nothing happens any more before it is looked for.
    HangFind,
    /// Nothing happens any more before the message that was answered is marked.
    HangMark,
    /// It is not filed.
    Append(Problem),
    /// It is filed, and the answer is lost.
    AppendUnheard,
    /// It is filed, and nothing happens any more.
    HangAppended,
    /// Nothing happens any more before it is filed.
    HangAppend,
}

/// A server that files what it takes by itself.
#[derive(Debug, Clone)]
pub struct ByItself {
    /// Where.
    pub folder: FolderId,
    /// Seen from this look at the folder on, from 0; `None`: only when it is looked at again after
    /// the message is done.
    pub after: Option<u32>,
    /// What it makes of the message.
    pub rewrites: Option<(&'static str, &'static str)>,
}

/// The accounts' folders.
#[derive(Default)]
pub struct Mail {
    /// What lies in each; what was removed leaves an empty place.
    pub copies: Mutex<BTreeMap<FolderId, Vec<Vec<u8>>>>,
    pub server: Mutex<Option<Arc<Server>>>,
    pub by_itself: Mutex<Vec<ByItself>>,
    /// Looks at each folder for each message.
    pub looks: Mutex<BTreeMap<(FolderId, String), u32>>,
    /// Does an APPEND tell its UID?
    pub tells_uid: AtomicBool,
    /// Does nothing stay marked read?
    pub keeps_unread: AtomicBool,
    /// What is marked read.
    pub seen: Mutex<BTreeSet<(FolderId, u32)>>,
    pub mishaps: Mutex<VecDeque<Mishap>>,
    pub marked: Mutex<Vec<(MessageKey, FlagChange)>>,
    pub appends: AtomicU32,
    /// How often a folder was searched for a Message-ID.
    pub looked: AtomicU32,
    /// Folders that cannot be read, and why.
    pub closed: Mutex<BTreeMap<FolderId, Problem>>,
    /// It does not answer who looks for answers.
    pub silent: AtomicBool,
    /// Flags of messages.
    pub flags: Mutex<BTreeMap<MessageKey, Flags>>,
    pub hung: Arc<Notify>,
}

impl Mail {
    pub fn then(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.mishaps.lock().unwrap().extend(mishaps);
    }

    /// Takes the next mishap if it is of this sort.
    fn mishap(&self, of: impl Fn(&Mishap) -> bool) -> Option<Mishap> {
        let mut mishaps = self.mishaps.lock().unwrap();
        let fits = mishaps.front().is_some_and(of);
        if fits { mishaps.pop_front() } else { None }
    }

    async fn hang(&self) {
        self.hung.notify_one();
        std::future::pending::<()>().await;
    }

    pub fn in_folder(&self, folder: &FolderId) -> Vec<Vec<u8>> {
        self.copies
            .lock()
            .unwrap()
            .get(folder)
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .filter(|copy| !copy.is_empty())
            .collect()
    }

    fn put(&self, folder: &Folder, message: &[u8]) -> MessageKey {
        let key = self.lay(&folder.id, message.to_vec());
        let seen = (key.folder.clone(), key.uid);
        self.seen.lock().unwrap().insert(seen);
        key
    }

    fn lay(&self, folder: &FolderId, message: Vec<u8>) -> MessageKey {
        let mut copies = self.copies.lock().unwrap();
        let lying = copies.entry(folder.clone()).or_default();
        lying.push(message);
        MessageKey {
            folder: folder.clone(),
            uid_validity: 1,
            uid: u32::try_from(lying.len()).unwrap(),
        }
    }

    /// Another client, or a server, puts a message into a folder.
    pub fn put_into(&self, folder: &FolderId, message: &[u8]) {
        self.lay(folder, message.to_vec());
    }

    /// What the server files by itself, at a look; `again`: after the message is done.
    fn look(&self, folder: &FolderId, message_id: &str, again: bool) {
        let looks = if again {
            None
        } else {
            let mut looks = self.looks.lock().unwrap();
            let looks = looks
                .entry((folder.clone(), message_id.to_owned()))
                .or_default();
            *looks += 1;
            Some(*looks - 1)
        };
        let wanted = format!("Message-ID: <{message_id}>");
        let taken = match &*self.server.lock().unwrap() {
            Some(server) => server.taken.lock().unwrap().clone(),
            None => return,
        };
        let of_message = |copy: &String| copy.contains(&wanted);
        let texts = taken
            .iter()
            .map(|c| String::from_utf8_lossy(c).into_owned());
        let Some(text) = texts.into_iter().find(of_message) else {
            return;
        };
        for one in self.by_itself.lock().unwrap().iter() {
            if one.folder == *folder && one.after == looks {
                let text = match one.rewrites {
                    Some((old, new)) => text.replacen(old, new, 1),
                    None => text.clone(),
                };
                self.lay(folder, text.into_bytes());
            }
        }
    }

    fn found(&self, folder: &FolderId, message_id: &str) -> Vec<MessageKey> {
        let is = |copy: &[u8]| {
            crate::rfc822::parse_header(copy).message_id.as_deref() == Some(message_id)
        };
        let copies = self.copies.lock().unwrap();
        let lying = copies.get(folder).into_iter().flatten();
        (1..)
            .zip(lying)
            .filter(|(_, copy)| is(copy))
            .map(|(uid, _)| MessageKey {
                folder: folder.clone(),
                uid_validity: 1,
                uid,
            })
            .collect()
    }
}

fn place(folder: &Folder, at: usize) -> MessageKey {
    MessageKey {
        folder: folder.id.clone(),
        uid_validity: 1,
        uid: u32::try_from(at).unwrap() + 1,
    }
}

pub struct FakeMail(pub Arc<Mail>);

#[async_trait]
impl MailAccess for FakeMail {
    async fn find_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        self.0.looked.fetch_add(1, Ordering::SeqCst);
        match self
            .0
            .mishap(|m| matches!(m, Mishap::Find(_) | Mishap::Blind | Mishap::HangFind))
        {
            Some(Mishap::Find(problem)) => return Err(problem),
            Some(Mishap::HangFind) => self.0.hang().await,
            Some(_) => return Ok(None),
            None => {}
        }
        self.0.look(&folder.id, message_id, false);
        Ok(self.0.found(&folder.id, message_id).into_iter().next())
    }

    async fn tend(&self, key: &MessageKey, mark: bool) -> Result<Option<Tended>, Problem> {
        let place = (key.folder.clone(), key.uid);
        let mail = &self.0;
        if mail.keeps_unread.load(Ordering::SeqCst) {
            mail.seen.lock().unwrap().remove(&place);
        } else if mark {
            mail.seen.lock().unwrap().insert(place.clone());
        }
        let copies = mail.copies.lock().unwrap();
        let copy = copies
            .get(&key.folder)
            .and_then(|lying| lying.get(usize::try_from(key.uid).unwrap() - 1));
        Ok(copy.map(|copy| Tended {
            seen: mail.seen.lock().unwrap().contains(&place),
            participants: crate::rfc822::parse_header(copy).participants,
        }))
    }

    async fn mentions(
        &self,
        folder: &Folder,
        message_id: &str,
        _: jiff::Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        if self.0.silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        let mut found = Vec::new();
        for (at, raw) in self.0.in_folder(&folder.id).into_iter().enumerate() {
            let header = crate::rfc822::parse_header(&raw);
            let mut named = header.in_reply_to.iter().chain(&header.references);
            let answers = named.any(|id| id == message_id);
            let mut report = None;
            if wanted == Wanted::AnswersAndReports {
                report = crate::engine::mentions::read_report(raw).await;
            }
            report.take_if(|report| !report.report.is_about(message_id));
            if answers || report.is_some() {
                found.push(Mention {
                    key: place(folder, at),
                    header,
                    date: None,
                    report,
                });
            }
        }
        Ok(found)
    }

    async fn flags(&self, folder: &Folder, key: &MessageKey) -> Result<Option<Flags>, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        let flags = self.0.flags.lock().unwrap().get(key).cloned();
        Ok(Some(flags.unwrap_or_default()))
    }

    async fn remove_double(
        &self,
        folder: &Folder,
        message_id: &str,
        ours: Option<&MessageKey>,
    ) -> Result<Double, Problem> {
        if self.0.found(&folder.id, message_id).len() == 1 {
            self.0.look(&folder.id, message_id, true);
        }
        let found = self.0.found(&folder.id, message_id);
        let Some(ours) = ours.filter(|ours| found.len() > 1 && found.contains(ours)) else {
            return Ok(if found.len() > 1 {
                Double::Stays
            } else {
                Double::No
            });
        };
        let mut copies = self.0.copies.lock().unwrap();
        let lying = copies.get_mut(&folder.id).unwrap();
        lying[usize::try_from(ours.uid).unwrap() - 1].clear();
        Ok(Double::Removed)
    }

    async fn renew_rights(&self, folder: &Folder) -> Folder {
        folder.clone()
    }

    async fn file_copy(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem> {
        self.0.appends.fetch_add(1, Ordering::SeqCst);
        match self
            .0
            .mishap(|m| !matches!(m, Mishap::Find(_) | Mishap::Blind | Mishap::HangFind))
        {
            Some(Mishap::Append(problem)) => return Err(problem),
            Some(Mishap::AppendUnheard) => {
                self.0.put(folder, &message);
                return Err(network());
            }
            Some(mishap @ (Mishap::HangAppended | Mishap::HangAppend)) => {
                if matches!(mishap, Mishap::HangAppended) {
                    self.0.put(folder, &message);
                }
                self.0.hang().await;
            }
            _ => {}
        }
        let key = self.0.put(folder, &message);
        Ok(Some(key).filter(|_| self.0.tells_uid.load(Ordering::SeqCst)))
    }

    async fn mark(&self, key: &MessageKey, change: &FlagChange) -> Result<(), Problem> {
        if self.0.mishap(|m| matches!(m, Mishap::HangMark)).is_some() {
            self.0.hang().await;
        }
        let marked = (key.clone(), change.clone());
        self.0.marked.lock().unwrap().push(marked);
        Ok(())
    }
}

/// An outbox of one account with a shared mailbox, on a profile on disk.
pub struct World {
    pub shared: Arc<Shared>,
    pub server: Arc<Server>,
    pub mail: Arc<Mail>,
    pub outbox: Outbox,
    /// What the computer's clock shows, also to the next process.
    pub clock: Clock,
    dir: Arc<tempfile::TempDir>,
    /// What the computer knows beside the profile.
    state: Arc<tempfile::TempDir>,
}

pub fn mailbox_id(text: &str) -> MailboxId {
    MailboxId::of(&address(text))
}

pub fn sent(text: &str) -> FolderId {
    FolderId::of(&mailbox_id(text), "Sent")
}

pub fn inbox(text: &str) -> FolderId {
    FolderId::of(&mailbox_id(text), "INBOX")
}

fn folder(mailbox: &str, path: &str, role: FolderRole, rights: &str) -> Folder {
    Folder {
        id: FolderId::of(&mailbox_id(mailbox), path),
        mailbox: mailbox_id(mailbox),
        path: path.into(),
        account: AccountId::of(&address(ANNA)),
        wire_name: format!("shared/{mailbox}/{path}"),
        role,
        role_source: RoleSource::Name,
        state: FolderState::Readable,
        rights: Rights::parse(rights),
        rights_source: RightsSource::MyRights,
        rights_checked_at: None,
        uid_validity: 1,
        total: 0,
        unread: 0,
    }
}

async fn shared(dir: &Path, pace: Pace) -> Arc<Shared> {
    let mut config = ConfigFile::open(&dir.join("config.toml")).unwrap();
    let change = |config: &mut crate::config::Config| config.accounts = vec![account(ANNA)];
    config.update(change).unwrap();
    let (store, _) = Store::open(dir).unwrap();
    let secrets = Arc::new(MemoryStore::new());
    Arc::new(Shared::new(store, config, secrets, pace, false))
}

impl World {
    pub async fn new() -> Self {
        Self::with(Pace::quick(), true).await
    }

    pub async fn with(pace: Pace, resident: bool) -> Self {
        Self::that_knows(pace, resident, Some("never")).await
    }

    /// It knows this of what the server does with copies.
    pub async fn that_knows(pace: Pace, resident: bool, habit: Option<&str>) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let shared = shared(dir.path(), pace).await;
        for address in [ANNA, SUPPORT] {
            put_mailbox(&shared, address, SentPolicy::Shared, "lrswit").await;
        }
        if let Some(habit) = habit {
            let ways = [
                (ANNA, Mode::Own),
                (SUPPORT, Mode::SendAs),
                (SUPPORT, Mode::OnBehalf),
            ];
            let ways = ways.map(|(text, mode)| {
                serde_json::json!({
                    "key": SendRightKey {
                        account: AccountId::of(&address(ANNA)),
                        address: address(text),
                        mode,
                    },
                    "folders": [[sent(ANNA), habit], [sent(SUPPORT), habit]],
                })
            });
            let key = format!("copies/habits/{ANNA}");
            let known = serde_json::json!({ "ways": ways });
            shared
                .store
                .precious()
                .remember(&key, &known)
                .await
                .unwrap();
        }
        let (server, mail) = (Arc::default(), Arc::<Mail>::default());
        *mail.server.lock().unwrap() = Some(Arc::clone(&server));
        let clock = Clock::default();
        let state = Arc::new(tempfile::tempdir().unwrap());
        let outbox = start(&clock, &shared, &server, &mail, &state, resident).await;
        Self {
            shared,
            server,
            mail,
            outbox,
            clock,
            dir,
            state,
        }
    }

    /// A copy of the profile as it lies on disk now.
    pub fn copy(&self) -> Arc<tempfile::TempDir> {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.dir.path()).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            // The index of a journal is of the process that has it open.
            if entry.file_type().unwrap().is_file() && !name.ends_with("-shm") {
                std::fs::copy(entry.path(), copy.path().join(name)).unwrap();
            }
        }
        Arc::new(copy)
    }

    /// Another process at the same time, on this copy of the profile.
    pub async fn beside(&self, dir: Arc<tempfile::TempDir>) -> Self {
        self.open(dir, Arc::clone(&self.state)).await
    }

    /// Another computer, on this copy of the profile.
    pub async fn elsewhere(&self, dir: Arc<tempfile::TempDir>) -> Self {
        self.open(dir, Arc::new(tempfile::tempdir().unwrap())).await
    }

    /// The process ends, and this backup of the profile is put back and opened.
    pub async fn end_and_open(self, backup: Arc<tempfile::TempDir>) -> Self {
        self.outbox.stop().await;
        self.beside(backup).await
    }

    async fn open(&self, dir: Arc<tempfile::TempDir>, state: Arc<tempfile::TempDir>) -> Self {
        let shared = shared(dir.path(), self.shared.pace.clone()).await;
        let (server, mail) = (Arc::clone(&self.server), Arc::clone(&self.mail));
        let clock = self.clock.clone();
        let outbox = start(&clock, &shared, &server, &mail, &state, true).await;
        Self {
            shared,
            server,
            mail,
            outbox,
            clock,
            dir,
            state,
        }
    }

    /// The process is killed: nothing ends what it was at. A new one opens the profile.
    pub async fn crash(self) -> Self {
        self.crash_into(None, true).await
    }

    /// The same, and this is what the server does next.
    pub async fn crash_then(self, step: Option<Step>) -> Self {
        self.crash_into(step, true).await
    }

    /// The same, and the new one works by itself or not.
    pub async fn crash_to(self, resident: bool) -> Self {
        self.crash_into(None, resident).await
    }

    async fn crash_into(self, step: Option<Step>, resident: bool) -> Self {
        let Self {
            shared: old,
            server,
            mail,
            outbox,
            clock,
            dir,
            state,
        } = self;
        let pace = old.pace.clone();
        drop(outbox);
        old.store.clone().close().await.unwrap();
        drop(old);
        server.script.lock().unwrap().clear();
        server.then(step);
        mail.mishaps.lock().unwrap().clear();
        let shared = shared(dir.path(), pace).await;
        let outbox = start(&clock, &shared, &server, &mail, &state, resident).await;
        Self {
            shared,
            server,
            mail,
            outbox,
            clock,
            dir,
            state,
        }
    }

    /// Answers as support, in this mode; each draft answers another message.
    pub fn draft(&self, mode: Mode) -> Draft {
        let from = match mode {
            Mode::Own => ANNA,
            Mode::SendAs | Mode::OnBehalf => SUPPORT,
        };
        Draft {
            from: Some(SendRightKey {
                account: AccountId::of(&address(ANNA)),
                address: address(from),
                mode,
            }),
            to: vec![NamedAddress::bare(&address("kim@b.test"))],
            subject: "Re: Printer".into(),
            body: "It is out.".into(),
            reply: Some(Reply {
                intent: Intent::Reply,
                to: original(),
                mailbox: mailbox_id(SUPPORT),
                message_id: Some(format!("q{}@b.test", fastrand::u64(..))),
                references: vec![],
                was_answered: false,
                known_answers: vec![],
            }),
            ..Draft::default()
        }
    }

    pub async fn send(&self, mode: Mode) -> OutboxId {
        let sent = self.outbox.send(self.draft(mode), None, Leave::Now).await;
        sent.unwrap().outbox_id
    }

    pub async fn row(&self, id: OutboxId) -> Outgoing {
        let row = self.shared.read(move |r| r.outgoing(id)).await.unwrap();
        row.expect("the message was lost")
    }

    /// The row, once it is as wanted.
    pub async fn until(&self, id: OutboxId, wanted: impl Fn(&Outgoing) -> bool) -> Outgoing {
        let mut progress = self.outbox.room.progress.subscribe();
        let waited = tokio::time::timeout(LIMIT, async {
            loop {
                let row = self.row(id).await;
                if wanted(&row) {
                    return row;
                }
                progress.changed().await.unwrap();
            }
        });
        match waited.await {
            Ok(row) => row,
            Err(_) => panic!("waited in vain: {:?}", self.row(id).await),
        }
    }

    pub async fn until_state(&self, id: OutboxId, state: OutboxState) -> Outgoing {
        self.until(id, |row| row.state == state).await
    }

    /// The problems that stand, once there are that many.
    pub async fn until_problems(&self, count: usize) -> Vec<Problem> {
        let mut progress = self.outbox.room.progress.subscribe();
        let waited = tokio::time::timeout(LIMIT, async {
            while self.shared.problems().len() != count {
                progress.changed().await.unwrap();
            }
        });
        waited.await.expect("the problems never became that many");
        self.shared.problems()
    }

    pub async fn evidence(&self, mode: Mode) -> Vec<(EvidenceSource, SendRight)> {
        let key = self.draft(mode).from.unwrap();
        let evidence = self.shared.read(move |r| r.evidence(&key)).await.unwrap();
        evidence.iter().map(|e| (e.source, e.right)).collect()
    }
}

pub fn original() -> MessageKey {
    MessageKey {
        folder: FolderId::of(&mailbox_id(SUPPORT), "INBOX"),
        uid_validity: 1,
        uid: 9,
    }
}

/// Waits until something hangs.
pub async fn hung(notify: &Notify) {
    let waited = tokio::time::timeout(LIMIT, notify.notified()).await;
    waited.expect("nothing hung");
}

pub async fn put_mailbox(shared: &Shared, text: &str, policy: SentPolicy, sent_rights: &str) {
    let (kind, route) = if text == ANNA {
        (MailboxKind::Personal, RouteKind::Personal)
    } else {
        (MailboxKind::Shared, RouteKind::Namespace)
    };
    let mailbox = Mailbox {
        address: address(text),
        address_confirmed: true,
        name: address(text).local().to_owned(),
        kind,
        routes: vec![Route {
            account: AccountId::of(&address(ANNA)),
            kind: route,
            root: String::new(),
        }],
        sent_policy: policy,
        colour: 0,
    };
    let cache = shared.store.cache();
    cache.put_mailbox(&mailbox).await.unwrap();
    let folders = [
        folder(text, "INBOX", FolderRole::Inbox, "lrswit"),
        folder(text, "Sent", FolderRole::Sent, sent_rights),
        folder(text, "Elsewhere", FolderRole::Other, "lrswit"),
    ];
    cache
        .put_folders(&mailbox.id(), &folders, true)
        .await
        .unwrap();
}

async fn start(
    clock: &Clock,
    shared: &Arc<Shared>,
    server: &Arc<Server>,
    mail: &Arc<Mail>,
    state: &tempfile::TempDir,
    resident: bool,
) -> Outbox {
    let state = state.path().join("state");
    let handed_over = HandedOver::open(Some(&state), &shared.store).await;
    Outbox::start_by(
        clock.clone(),
        Arc::clone(shared),
        Arc::new(FakeSubmission(Arc::clone(server))),
        Arc::new(FakeMail(Arc::clone(mail))),
        handed_over,
        resident,
    )
}
