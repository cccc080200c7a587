//! A profile on disk with an outbox at work on it, between the scripted server and folders.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::fakes::*;
use crate::config::ConfigFile;
use crate::domain::*;
use crate::engine::command::{self, Leave, OutboxAction};
use crate::engine::outbox::clock::Clock;
use crate::engine::outbox::{
    HandedOver, Outbox, check_that_stopped, refused_recipients, remarks, why,
};
use crate::engine::pace::Pace;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::secret::MemoryStore;
use crate::store::Store;

/// How long a condition is waited for: never reached when all is well.
const LIMIT: Duration = Duration::from_secs(60);

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
    /// The computer's own name.
    machine: &'static str,
}

/// What goes on when a process ends.
struct Outside {
    server: Arc<Server>,
    mail: Arc<Mail>,
    clock: Clock,
    state: Arc<tempfile::TempDir>,
    machine: &'static str,
}

pub fn sent(text: &str) -> FolderId {
    FolderId::of(&mailbox_id(text), "Sent")
}

pub fn inbox(text: &str) -> FolderId {
    FolderId::of(&mailbox_id(text), "INBOX")
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
        let outside = Outside {
            server,
            mail,
            clock: Clock::default(),
            state: Arc::new(tempfile::tempdir().unwrap()),
            machine: "one",
        };
        Self::start(shared, outside, dir, resident).await
    }

    /// A process begins on this profile.
    async fn start(
        shared: Arc<Shared>,
        outside: Outside,
        dir: Arc<tempfile::TempDir>,
        resident: bool,
    ) -> Self {
        let Outside {
            server,
            mail,
            clock,
            state,
            machine,
        } = outside;
        let noted = state.path().join("state");
        let handed_over = HandedOver::open(Some(&noted), Some(machine), &shared.store).await;
        let outbox = Outbox::start_by(
            clock.clone(),
            Arc::clone(&shared),
            Arc::new(FakeSubmission(Arc::clone(&server))),
            Arc::new(FakeMail(Arc::clone(&mail))),
            handed_over,
            resident,
        );
        Self {
            shared,
            server,
            mail,
            outbox,
            clock,
            dir,
            state,
            machine,
        }
    }

    /// A copy of the profile as it lies on disk now.
    pub fn copy(&self) -> Arc<tempfile::TempDir> {
        let copy = tempfile::tempdir().unwrap();
        copy_files(self.dir.path(), copy.path());
        Arc::new(copy)
    }

    /// A copy of what the computer knows beside the profile.
    pub fn copy_state(&self) -> Arc<tempfile::TempDir> {
        let copy = tempfile::tempdir().unwrap();
        let inside = copy.path().join("state");
        std::fs::create_dir(&inside).unwrap();
        copy_files(&self.state.path().join("state"), &inside);
        Arc::new(copy)
    }

    /// The process ends, and a backup of everything is put back: of the profile, and of what the
    /// computer knows beside it.
    pub async fn end_and_open_all(
        self,
        backup: Arc<tempfile::TempDir>,
        state: Arc<tempfile::TempDir>,
    ) -> Self {
        self.outbox.stop().await;
        self.open(backup, state, self.machine).await
    }

    /// Another process at the same time, on this copy of the profile.
    pub async fn beside(&self, dir: Arc<tempfile::TempDir>) -> Self {
        self.open(dir, Arc::clone(&self.state), self.machine).await
    }

    /// Another computer, on this copy of the profile.
    pub async fn elsewhere(&self, dir: Arc<tempfile::TempDir>) -> Self {
        let state = Arc::new(tempfile::tempdir().unwrap());
        self.open(dir, state, "other").await
    }

    /// Another computer, to which the whole home folder was copied.
    pub async fn elsewhere_with_all(&self) -> Self {
        self.open(self.copy(), self.copy_state(), "other").await
    }

    /// The process ends, and this backup of the profile is put back and opened.
    pub async fn end_and_open(self, backup: Arc<tempfile::TempDir>) -> Self {
        self.outbox.stop().await;
        self.beside(backup).await
    }

    async fn open(
        &self,
        dir: Arc<tempfile::TempDir>,
        state: Arc<tempfile::TempDir>,
        machine: &'static str,
    ) -> Self {
        let shared = shared(dir.path(), self.shared.pace.clone()).await;
        let outside = Outside {
            server: Arc::clone(&self.server),
            mail: Arc::clone(&self.mail),
            clock: self.clock.clone(),
            state,
            machine,
        };
        Self::start(shared, outside, dir, true).await
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
            machine,
        } = self;
        let pace = old.pace.clone();
        drop(outbox);
        old.store.clone().close().await.unwrap();
        drop(old);
        server.script.lock().unwrap().clear();
        server.then(step);
        mail.mishaps.lock().unwrap().clear();
        let shared = shared(dir.path(), pace).await;
        let outside = Outside {
            server,
            mail,
            clock,
            state,
            machine,
        };
        Self::start(shared, outside, dir, resident).await
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
        self.put_in(self.draft(mode), Leave::Now).await.outbox_id
    }

    /// A message that waits until somebody says so.
    pub async fn park(&self, mode: Mode) -> OutboxId {
        let parked = self.put_in(self.draft(mode), Leave::WhenAsked).await;
        parked.outbox_id
    }

    pub async fn put_in(&self, draft: Draft, leave: Leave) -> Outgoing {
        self.outbox.send(draft, None, leave).await.unwrap()
    }

    /// The draft of this message has a copy in this folder.
    pub async fn has_copy(&self, row: &Outgoing, folder: FolderId) {
        let copy = RemoteDraft {
            key: MessageKey {
                folder,
                uid_validity: 1,
                uid: 1,
            },
            message_id: Some("draft@a.test".into()),
            proof: None,
        };
        let link = DraftLink {
            tag: format!("{:032x}", row.outbox_id.0),
            revision: 1,
            copy: Some(copy),
            ..DraftLink::default()
        };
        let precious = self.shared.store.precious();
        let linked = precious.link_draft(row.draft.unwrap(), link, None, Vec::new());
        assert!(linked.await.unwrap());
    }

    /// A person read why it stands here, and sends it all the same.
    pub async fn send_anyway(&self, id: OutboxId) {
        let check = check_that_stopped(&self.row(id).await).expect("no check stopped it");
        let action = OutboxAction::SendAnyway(check);
        self.outbox.act(id, action).await.unwrap();
    }

    /// A person read who was refused, and sends it to the others.
    pub async fn leave_out(&self, id: OutboxId) -> Result<command::Reply, Problem> {
        let refused = refused_recipients(&self.row(id).await);
        self.outbox.act(id, OutboxAction::LeaveOut(refused)).await
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

    /// The row, once it is held or done.
    pub async fn settled(&self, id: OutboxId) -> Outgoing {
        let settled = |r: &Outgoing| matches!(r.state, OutboxState::Held | OutboxState::Done);
        self.until(id, settled).await
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

/// Why it waits, or is held, by its key.
pub fn key_of(row: &Outgoing) -> &'static str {
    why(row).expect("it says why").message.key
}

/// What is said of it although it was sent, by the keys.
pub fn remarked(row: &Outgoing) -> Vec<&'static str> {
    remarks(row).iter().map(|r| r.message.key).collect()
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        // The index of a journal is of the process that has it open.
        if entry.file_type().unwrap().is_file() && !name.ends_with("-shm") {
            std::fs::copy(entry.path(), to.join(name)).unwrap();
        }
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
        folder(text, "Drafts", FolderRole::Drafts, "lrswite"),
    ];
    cache
        .put_folders(&mailbox.id(), &folders, true)
        .await
        .unwrap();
}
