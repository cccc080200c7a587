//! The engine on IMAP servers that misbehave: nothing is lost, and no trouble spreads.

mod changes;
mod cuts;
mod dead;
mod floods;
mod folders;
mod listings;
mod many;
mod messages;
mod names;
mod parts;
mod pausing;
mod samples;
mod server;
mod texts;
mod words;

use std::sync::Arc;

use postroom::domain::{
    Account, Connections, EmailAddress, Endpoint, Folder, FolderRole, MailboxId, MessageHeader,
    PasswordSource, Security,
};
use postroom::engine::{
    AccountTest, Command, Engine, ListFilter, Options, Pace, Problem, Reply, SyncSummary,
};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use server::Server;

/// An engine with one account on a scripted server.
struct Anna {
    engine: Engine,
    home: tempfile::TempDir,
}

impl Anna {
    async fn on(server: &Server) -> Self {
        Self::with(server, false).await
    }

    /// On an engine that works by itself.
    async fn resident_on(server: &Server) -> Self {
        Self::with(server, true).await
    }

    async fn with(server: &Server, resident: bool) -> Self {
        Self::at(server, resident, Pace::quick()).await
    }

    async fn at(server: &Server, resident: bool, pace: Pace) -> Self {
        let home = tempfile::tempdir().unwrap();
        let options = Options {
            profile: Profile::at(home.path()).unwrap(),
            secrets: Arc::new(MemoryStore::default()),
            resident,
            offline: false,
            pace,
        };
        let engine = Engine::start(options).await.unwrap();
        let endpoint = |port| Endpoint {
            host: "127.0.0.1".into(),
            port,
            security: Security::None,
        };
        let account = Account {
            address: EmailAddress::parse("anna@faults.test").unwrap(),
            name: None,
            login: None,
            imap: endpoint(server.imap),
            smtp: endpoint(server.smtp),
            ca_file: None,
            password: PasswordSource::Keyring,
            connections: Connections::default(),
        };
        let password = Some("open sesame".to_owned().into());
        engine
            .request(Command::AddAccount { account, password })
            .await
            .expect("the account works");
        Self { engine, home }
    }

    /// Where the profile lies.
    fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Waits until it is so.
    async fn until(&self, so: impl Fn(&Self) -> bool) {
        let waits = async {
            while !so(self) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let limit = std::time::Duration::from_secs(120);
        tokio::time::timeout(limit, waits).await.expect("it comes");
    }

    /// Syncs until it is so.
    async fn until_synced(&self, so: impl Fn(&Self) -> bool) {
        let waits = async {
            while !so(self) {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                self.sync().await;
            }
        };
        let limit = std::time::Duration::from_secs(120);
        tokio::time::timeout(limit, waits).await.expect("it comes");
    }

    /// Syncs until it is so, however that goes.
    async fn until_recovered(&self, so: impl Fn(&Self) -> bool) {
        let waits = async {
            while !so(self) {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                let _ = self.try_sync().await;
            }
        };
        let limit = std::time::Duration::from_secs(120);
        tokio::time::timeout(limit, waits).await.expect("it comes");
    }

    async fn try_sync(&self) -> Result<Reply, Problem> {
        let sync = Command::Sync {
            mailbox: None,
            folder: None,
        };
        self.engine.request(sync).await
    }

    /// Signs in to both servers anew.
    async fn sign_in_again(&self) -> AccountTest {
        let id = self.engine.accounts()[0].0.id();
        let tested = self.engine.request(Command::TestAccount(id)).await;
        let Ok(Reply::Tested(test)) = tested else {
            panic!("{tested:?}")
        };
        test
    }

    async fn sync(&self) -> SyncSummary {
        let reply = self.try_sync().await.expect("the account works");
        let Reply::Synced(summary) = reply else {
            panic!("{reply:?}")
        };
        summary
    }

    async fn refresh(&self) {
        let refreshed = self.engine.request(Command::Refresh(None)).await;
        refreshed.expect("the account works");
    }

    /// Paths of the folders of a mailbox; `None` if there is no such mailbox.
    fn folders(&self, mailbox: &str) -> Option<Vec<String>> {
        let id = MailboxId::of(&EmailAddress::parse(mailbox).unwrap());
        let reader = self.engine.reader();
        reader.mailbox(&id).unwrap()?;
        let folders = reader.folders(&id).unwrap();
        Some(folders.into_iter().map(|f| f.path).collect())
    }

    fn folder(&self, path: &str) -> Folder {
        let id = MailboxId::of(&EmailAddress::parse("anna@faults.test").unwrap());
        let folders = self.engine.reader().folders(&id).unwrap();
        let found = folders.into_iter().find(|f| f.path == path);
        found.expect("there is such a folder")
    }

    fn inbox(&self) -> Vec<MessageHeader> {
        let inbox = self.folder("INBOX");
        assert_eq!(inbox.role, FolderRole::Inbox);
        let list = |filter| self.engine.reader().list(&inbox.id, filter, 10_000);
        let mut all = list(ListFilter::default()).unwrap();
        all.sort_by_key(|header| header.id.uid);
        all
    }

    fn uids(&self) -> Vec<u32> {
        self.inbox().iter().map(|header| header.id.uid).collect()
    }

    /// Each message that is held, with its flags as words.
    fn flagged(&self) -> Vec<(u32, String)> {
        let flags = |header: &MessageHeader| header.flags.to_wire().join(" ");
        let all = self.inbox();
        all.iter().map(|h| (h.id.uid, flags(h))).collect()
    }

    fn subjects(&self) -> Vec<String> {
        let all = self.inbox().into_iter();
        all.map(|header| header.subject).collect()
    }
}
