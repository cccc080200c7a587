//! Anna at work on the demo server: an engine of her own, on a profile of her own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use postroom::demo::DemoServer;
use postroom::domain::{
    Account, Connections, Draft, EmailAddress, Endpoint, Folder, FolderRole, MailboxId, MessageKey,
    Mode, NamedAddress, OutboxState, Outgoing, PasswordSource, Security, SendRightKey,
};
use postroom::engine::{Command, Engine, Leave, Options, Pace, Problem, Reply, SyncSummary};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;
use postroom::store::{ListFilter, Store};

/// Longest wait for anything in these tests.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Anna {
    pub engine: Engine,
    home: tempfile::TempDir,
}

impl Anna {
    /// Signs in, and does nothing by herself afterwards.
    pub async fn sign_in(demo: &DemoServer) -> Self {
        Self::begin(demo, false, Pace::quick()).await
    }

    /// The same, at this pace.
    pub async fn sign_in_at(demo: &DemoServer, pace: Pace) -> Self {
        Self::begin(demo, false, pace).await
    }

    /// Signs in, and stays current by herself.
    pub async fn reside(demo: &DemoServer) -> Self {
        Self::begin(demo, true, Pace::quick()).await
    }

    /// The same, at this pace.
    pub async fn reside_at(demo: &DemoServer, pace: Pace) -> Self {
        Self::begin(demo, true, pace).await
    }

    async fn begin(demo: &DemoServer, resident: bool, pace: Pace) -> Self {
        let home = tempfile::tempdir().unwrap();
        let options = Options {
            profile: Profile::at(home.path()).unwrap(),
            secrets: Arc::new(MemoryStore::default()),
            resident,
            offline: false,
            pace,
        };
        let engine = Engine::start(options).await.unwrap();
        let account = account(demo, "anna");
        let password = demo.password_of("anna");
        engine
            .request(Command::AddAccount { account, password })
            .await
            .expect("the account works");
        Self { engine, home }
    }

    /// Ends and starts again, without the network.
    pub async fn begin_again(self, pace: Pace) -> Self {
        self.begin_again_with(pace, async |_: &Store| {}).await
    }

    /// The same, and stays current by herself once there is a network.
    pub async fn begin_again_resident(self, pace: Pace) -> Self {
        self.start_again(true, pace, async |_: &Store| {}).await
    }

    /// Ends and starts again, without the network, and with what another process may have written
    /// meanwhile.
    pub async fn begin_again_with(self, pace: Pace, write: impl AsyncFnOnce(&Store)) -> Self {
        self.start_again(false, pace, write).await
    }

    async fn start_again(
        self,
        resident: bool,
        pace: Pace,
        write: impl AsyncFnOnce(&Store),
    ) -> Self {
        self.engine.stop().await;
        let (store, _) = Store::open(self.home.path()).unwrap();
        write(&store).await;
        store.close().await.unwrap();
        let options = Options {
            profile: Profile::at(self.home.path()).unwrap(),
            secrets: Arc::new(MemoryStore::default()),
            resident,
            offline: true,
            pace,
        };
        Self {
            engine: Engine::start(options).await.unwrap(),
            home: self.home,
        }
    }

    /// Goes on with the network, and the password.
    pub async fn go_on(&self, demo: &DemoServer) {
        self.ask(Command::SetOffline(false)).await.unwrap();
        let given = Command::ProvidePassword {
            account: self.engine.accounts()[0].0.id(),
            password: demo.password_of("anna").unwrap(),
            keep: false,
        };
        self.ask(given).await.unwrap();
    }

    /// Signs in with the account of another member, too.
    pub async fn add(&self, demo: &DemoServer, name: &str) {
        let account = account(demo, name);
        let password = demo.password_of(name);
        let add = Command::AddAccount { account, password };
        self.ask(add).await.expect("the account works");
    }

    /// Where her profile lies.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub async fn ask(&self, command: Command) -> Result<Reply, Problem> {
        self.engine.request(command).await
    }

    pub fn inbox(&self, mailbox: &str) -> Folder {
        self.engine
            .reader()
            .folder_by_role(&id(mailbox), FolderRole::Inbox)
            .unwrap()
            .expect("it has an Inbox")
    }

    /// The newest message of an Inbox.
    pub fn newest(&self, mailbox: &str) -> MessageKey {
        let inbox = self.inbox(mailbox);
        let order = self.engine.reader().order(&inbox.id, ListFilter::default());
        MessageKey {
            folder: inbox.id,
            uid_validity: inbox.uid_validity,
            uid: order.unwrap()[0],
        }
    }

    /// Sends a message to a customer from this address, and waits until it is done.
    pub async fn send(&self, from: &str, mode: Mode, subject: &str) -> Outgoing {
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let draft = Draft {
            from: Some(SendRightKey {
                account: self.engine.accounts()[0].0.id(),
                address: address(from),
                mode,
            }),
            to: vec![NamedAddress::bare(&address("kim@customer.example"))],
            subject: subject.to_owned(),
            body: "It is on its way.".to_owned(),
            ..Draft::default()
        };
        let (id, leave) = (None, Leave::Now);
        let sent = self.ask(Command::Send { draft, id, leave }).await;
        let Ok(Reply::Outgoing(row)) = sent else {
            panic!("not in the outbox")
        };
        let now = || {
            let row = self.engine.reader().outgoing(row.outbox_id);
            row.unwrap().unwrap()
        };
        let is_done = || now().state == OutboxState::Done;
        self.until("the message is done", is_done).await;
        now()
    }

    pub async fn sync(&self) -> SyncSummary {
        let everything = Command::Sync {
            mailbox: None,
            folder: None,
        };
        match self.ask(everything).await.expect("a sync works") {
            Reply::Synced(summary) => summary,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        assert!(
            waited.await.is_ok(),
            "waited in vain: {what}; problems: {:?}",
            self.engine.problems()
        );
    }
}

pub fn id(mailbox: &str) -> MailboxId {
    MailboxId::of(&EmailAddress::parse(mailbox).unwrap())
}

/// The account of a member of the team.
pub fn account(demo: &DemoServer, name: &str) -> Account {
    let endpoint = |at: std::net::SocketAddr| Endpoint {
        host: at.ip().to_string(),
        port: at.port(),
        security: Security::None,
    };
    Account {
        address: EmailAddress::parse(&format!("{name}@acme.example")).unwrap(),
        name: None,
        login: None,
        imap: endpoint(demo.imap_addr()),
        smtp: endpoint(demo.smtp_addr()),
        ca_file: None,
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    }
}
