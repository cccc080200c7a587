//! Somebody who writes drafts on the demo server, and what lies in its Drafts folders.

use std::sync::Arc;

use postroom::demo::{DemoServer, KeptMessage, Team};
use postroom::domain::{
    Account, AccountId, Draft, DraftId, DraftsPolicy, EmailAddress, FolderRole, Mode, NamedAddress,
    OutboxId, OutboxState, Outgoing, SendRightKey,
};
use postroom::engine::{Command, Engine, Leave, MailboxChange, Options, Pace, Reply, note_of};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use crate::anna::{account, id};
use crate::client::LIMIT;

pub const SUPPORT: &str = "support@acme.example";

/// Somebody who writes drafts.
pub struct Writer {
    pub engine: Engine,
    name: String,
    pub home: tempfile::TempDir,
    secrets: Arc<MemoryStore>,
}

async fn start(home: &std::path::Path, secrets: &Arc<MemoryStore>) -> Engine {
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets: secrets.clone(),
        resident: false,
        offline: false,
        pace: Pace::quick(),
    };
    Engine::start(options).await.unwrap()
}

impl Writer {
    pub async fn new(demo: &DemoServer, name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemoryStore::default());
        let engine = start(home.path(), &secrets).await;
        let account = Account {
            name: Some(format!("{name} of ACME")),
            ..account(demo, name)
        };
        let password = demo.password_of(name);
        engine
            .request(Command::AddAccount { account, password })
            .await
            .unwrap();
        Self {
            engine,
            name: name.to_owned(),
            home,
            secrets,
        }
    }

    pub async fn restart(self) -> Self {
        self.restart_after(|| ()).await
    }

    /// Something happens while the program does not run.
    pub async fn restart_after(self, meanwhile: impl FnOnce()) -> Self {
        self.engine.stop().await;
        meanwhile();
        let engine = start(self.home.path(), &self.secrets).await;
        Self { engine, ..self }
    }

    pub fn draft(&self, from: &str, body: &str) -> Draft {
        let from = address(from);
        let own = from.local() == self.name;
        Draft {
            from: Some(SendRightKey {
                account: AccountId::of(&address(&format!("{}@acme.example", self.name))),
                address: from,
                mode: if own { Mode::Own } else { Mode::SendAs },
            }),
            to: vec![NamedAddress::bare(&address("carla@acme.example"))],
            bcc: vec![NamedAddress::bare(&address("ben@acme.example"))],
            subject: "Offer".into(),
            body: body.into(),
            ..Draft::default()
        }
    }

    pub async fn save(&self, id: Option<DraftId>, draft: Draft) -> DraftId {
        let keep = Command::KeepDraft {
            over: id.map(Into::into),
            draft,
            or_apart: false,
        };
        let kept = self.engine.request(keep).await;
        let Ok(Reply::Kept { at, .. }) = kept else {
            panic!("{kept:?}")
        };
        at.id
    }

    /// Saves, and sees to it that it is stored.
    pub async fn store(&self, id: Option<DraftId>, draft: Draft) -> DraftId {
        let id = self.save(id, draft).await;
        self.engine.settle_drafts().await;
        id
    }

    /// Hands a message over, and does not wait for what becomes of it.
    pub async fn hand_over(&self, id: DraftId) -> OutboxId {
        let command = Command::Send {
            draft: self.kept(id),
            id: Some(id.into()),
            leave: Leave::Now,
        };
        let Reply::Outgoing(row) = self.engine.request(command).await.unwrap() else {
            panic!("not in the outbox")
        };
        row.outbox_id
    }

    /// Opens the draft in a Drafts folder in whose text this stands.
    pub async fn open_that_says(&self, mailbox: &str, words: &str) -> DraftId {
        self.sync().await;
        let reader = self.engine.reader();
        let folder = reader.folder_by_role(&id(mailbox), FolderRole::Drafts);
        let folder = folder.unwrap().unwrap();
        for lies in reader.list(&folder.id, Default::default(), 10).unwrap() {
            let opened = self.engine.open_draft(&lies.id).await.unwrap();
            if self.kept(opened).body.contains(words) {
                return opened;
            }
        }
        panic!("no draft says {words}")
    }

    /// Opens the draft that lies at this place of a Drafts folder.
    pub async fn open_at(&self, mailbox: &str, uid: u32) -> DraftId {
        self.sync().await;
        let reader = self.engine.reader();
        let folder = reader.folder_by_role(&id(mailbox), FolderRole::Drafts);
        let folder = folder.unwrap().unwrap();
        let all = reader.list(&folder.id, Default::default(), 10).unwrap();
        let lies = all.iter().find(|m| m.id.uid == uid).unwrap();
        self.engine.open_draft(&lies.id).await.unwrap()
    }

    /// Opens the only message of a Drafts folder.
    pub async fn open(&self, mailbox: &str) -> DraftId {
        self.sync().await;
        let reader = self.engine.reader();
        let folder = reader.folder_by_role(&id(mailbox), FolderRole::Drafts);
        let folder = folder.unwrap().unwrap();
        let all = reader.list(&folder.id, Default::default(), 10).unwrap();
        assert_eq!(all.len(), 1);
        self.engine.open_draft(&all[0].id).await.unwrap()
    }

    pub async fn sync(&self) {
        let everything = Command::Sync {
            mailbox: None,
            folder: None,
        };
        self.engine.request(everything).await.unwrap();
    }

    pub fn kept(&self, id: DraftId) -> Draft {
        self.engine.reader().draft(id).unwrap().unwrap().draft
    }

    /// What the owner of a draft is told, by its key.
    pub fn note(&self, id: DraftId) -> Option<&'static str> {
        let stored = self.engine.reader().draft(id).unwrap().unwrap();
        note_of(&stored.link?).map(|problem| problem.message.key)
    }

    pub async fn send(&self, id: DraftId) -> Outgoing {
        let row = self.hand_over(id).await;
        self.settled(row).await
    }

    pub async fn settled(&self, id: OutboxId) -> Outgoing {
        use OutboxState::{Done, Filing, Held, Unknown};
        let mut events = self.engine.events();
        let waited = tokio::time::timeout(LIMIT, async {
            loop {
                let row = self.engine.reader().outgoing(id).unwrap().unwrap();
                if matches!(row.state, Done | Held | Unknown | Filing) {
                    return row;
                }
                events.next().await;
            }
        });
        waited.await.expect("the message settles")
    }

    pub async fn policy(&self, mailbox: &str, policy: DraftsPolicy) {
        let command = Command::SetMailbox {
            mailbox: id(mailbox),
            change: MailboxChange::Drafts(policy),
        };
        self.engine.request(command).await.unwrap();
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// The server took it, whatever became of its copy.
pub fn is_sent(row: &Outgoing) -> bool {
    matches!(row.state, OutboxState::Done | OutboxState::Filing)
}

/// The team, in empty mailboxes.
pub fn quiet_team() -> DemoServer {
    let team = Team {
        with_mail: false,
        ..Team::acme()
    };
    DemoServer::start(team).unwrap()
}

pub fn drafts(demo: &DemoServer, mailbox: &str) -> Vec<KeptMessage> {
    demo.messages(mailbox, "Drafts").unwrap()
}

/// The drafts that are not marked as deleted.
pub fn alive(demo: &DemoServer, mailbox: &str) -> Vec<KeptMessage> {
    let mut all = drafts(demo, mailbox);
    all.retain(|m| !m.flags.contains(&"\\Deleted".to_owned()));
    all
}

pub fn accepted(demo: &DemoServer) -> usize {
    demo.submissions().iter().filter(|s| s.accepted).count()
}

pub fn text(message: &KeptMessage) -> String {
    String::from_utf8_lossy(&message.bytes).into_owned()
}

/// How often the server was given this command.
pub fn asked(demo: &DemoServer, command: &str) -> usize {
    let all = demo.commands();
    all.iter().filter(|c| c.line.starts_with(command)).count()
}
