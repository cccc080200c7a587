//! A member at work in the lab: an engine of their own, on a profile of their own.

use std::sync::Arc;
use std::time::Duration;

use postroom::config::{Config, ConfigFile};
use postroom::domain::{
    Account, AccountId, Connections, Draft, EmailAddress, Folder, FolderRole, Identity, MailboxId,
    MessageHeader, Mode, NamedAddress, Outgoing, PasswordSource, SendRightKey,
};
use postroom::engine::{Command, Engine, Event, Options, Pace, Problem, Reply, why};
use postroom::paths::Profile;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};
use postroom::store::ListFilter;

use crate::lab::Lab;

/// Longest wait for anything in these tests.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Member {
    pub engine: Engine,
    pub account: Account,
    home: Option<tempfile::TempDir>,
    secrets: Arc<MemoryStore>,
    resident: bool,
    pace: Pace,
}

impl Member {
    /// Signs in for the first time.
    pub async fn new(lab: &Lab, name: &str, resident: bool) -> Self {
        Self::try_new(lab, name, resident, |_| {})
            .await
            .expect("the account works")
    }

    /// The same, with clocks of its own.
    pub async fn with_pace(lab: &Lab, name: &str, resident: bool, pace: Pace) -> Self {
        Self::begin(lab, name, resident, pace, |_| {})
            .await
            .expect("the account works")
    }

    pub async fn try_new(
        lab: &Lab,
        name: &str,
        resident: bool,
        adjust: impl FnOnce(&mut Account),
    ) -> Result<Self, Problem> {
        Self::begin(lab, name, resident, Pace::quick(), adjust).await
    }

    async fn begin(
        lab: &Lab,
        name: &str,
        resident: bool,
        pace: Pace,
        adjust: impl FnOnce(&mut Account),
    ) -> Result<Self, Problem> {
        let home = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemoryStore::default());
        let engine = start(home.path(), &secrets, resident, &pace).await;
        let mut account = account(lab, name);
        adjust(&mut account);
        let password = Some(lab.password(name).into());
        let added = engine
            .request(Command::AddAccount {
                account: account.clone(),
                password,
            })
            .await;
        match added {
            Ok(_) => Ok(Self {
                engine,
                account,
                home: Some(home),
                secrets,
                resident,
                pace,
            }),
            Err(problem) => {
                engine.stop().await;
                Err(problem)
            }
        }
    }

    /// Signs in to a second account on the same profile.
    pub async fn sign_in_also_as(&self, lab: &Lab, name: &str) -> AccountId {
        let account = account(lab, name);
        let id = account.id();
        let password = Some(lab.password(name).into());
        self.engine
            .request(Command::AddAccount { account, password })
            .await
            .expect("the account works");
        id
    }

    /// Quits and starts again on the same profile, with this password for the first account.
    pub async fn restart_with_password(self, password: &str) -> Self {
        let key = SecretKey::password(&self.account.id());
        let kept = self.secrets.set(&key, &password.to_owned().into()).await;
        kept.expect("it is kept");
        self.restart().await
    }

    /// Quits and starts again on the same profile.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// The same, with these settings.
    pub async fn restart_with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        let home = self.home.take().unwrap();
        self.engine.stop().await;
        let file = Profile::at(home.path()).unwrap().config_file();
        let mut config = ConfigFile::open(&file).unwrap();
        config.update(change).expect("it is written");
        let engine = start(home.path(), &self.secrets, self.resident, &self.pace).await;
        Self {
            engine,
            account: self.account,
            home: Some(home),
            secrets: self.secrets,
            resident: self.resident,
            pace: self.pace,
        }
    }

    pub async fn refresh(&self) {
        self.engine
            .request(Command::Refresh(None))
            .await
            .expect("a refresh works");
    }

    pub async fn sync(&self) {
        self.engine
            .request(Command::Sync {
                mailbox: None,
                folder: None,
            })
            .await
            .expect("a sync works");
    }

    /// Addresses of the mailboxes that are shown.
    pub fn mailboxes(&self) -> Vec<String> {
        self.engine
            .reader()
            .mailboxes()
            .unwrap()
            .iter()
            .map(|m| m.address.to_string())
            .collect()
    }

    pub fn folders(&self, mailbox: &str) -> Vec<Folder> {
        self.engine.reader().folders(&id(mailbox)).unwrap()
    }

    pub fn folder(&self, mailbox: &str, role: FolderRole) -> Folder {
        self.folders(mailbox)
            .into_iter()
            .find(|f| f.role == role)
            .expect("the folder is there")
    }

    pub fn messages(&self, mailbox: &str, role: FolderRole) -> Vec<MessageHeader> {
        let Some(folder) = self.folders(mailbox).into_iter().find(|f| f.role == role) else {
            return Vec::new();
        };
        self.engine
            .reader()
            .list(&folder.id, ListFilter::default(), 1000)
            .unwrap()
    }

    pub async fn identity(&self, address: &str, mode: Mode) -> Identity {
        let all = self.engine.identities().await.unwrap();
        let found = all
            .into_iter()
            .find(|i| i.key.address.as_str() == address && i.key.mode == mode);
        found.unwrap_or_else(|| panic!("no identity {address} {mode:?}"))
    }

    pub async fn check(&self, address: &str) {
        let only = Some(self::address(address));
        let reply = self.engine.request(Command::CheckIdentities(only)).await;
        assert!(
            matches!(&reply, Ok(Reply::Checked(_, problems)) if problems.is_empty()),
            "the server can be asked: {reply:?}"
        );
    }

    pub fn draft(&self, from: &str, mode: Mode, to: &str, subject: &str) -> Draft {
        Draft {
            from: Some(SendRightKey {
                account: AccountId::of(&self.account.address),
                address: address(from),
                mode,
            }),
            to: vec![NamedAddress::bare(&address(to))],
            subject: subject.to_owned(),
            body: "Dear customer,\nyour lamp is on its way.\n".to_owned(),
            ..Draft::default()
        }
    }

    /// Sends and waits until nothing more happens by itself.
    pub async fn send(&self, draft: Draft) -> Outgoing {
        let reply = self
            .engine
            .request(Command::Send {
                draft,
                id: None,
                leave: postroom::engine::Leave::Now,
            })
            .await
            .expect("it can be frozen");
        let Reply::Outgoing(row) = reply else {
            panic!("not in the outbox")
        };
        self.settled(&row).await
    }

    pub async fn settled(&self, row: &Outgoing) -> Outgoing {
        use postroom::domain::OutboxState::{Done, Filing, Held, Queued, Unknown};
        let id = row.outbox_id;
        let mut found = None;
        self.until("the message settles", || {
            let row = self.engine.reader().outgoing(id).unwrap().unwrap();
            // Whether the server files the copy by itself is seen within moments.
            let why = why(&row).map(|problem| problem.message.key);
            let waits = matches!(row.state, Queued | Filing)
                && why.is_some_and(|key| key != "outbox-copy-looking");
            let settled = matches!(row.state, Done | Held | Unknown) || waits;
            found = Some(row);
            settled
        })
        .await;
        found.unwrap()
    }

    /// Waits until something is so, looking again at each event.
    pub async fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let mut events = self.engine.events();
        let waited = tokio::time::timeout(PATIENCE, async {
            while !is_so() {
                // Some things change without an event of their own, such as the world outside.
                let _ = tokio::time::timeout(Duration::from_millis(200), events.next()).await;
            }
        })
        .await;
        assert!(
            waited.is_ok(),
            "waited in vain: {what}; problems: {:?}",
            self.engine.problems()
        );
    }

    /// The next messages that are announced as new, from now on.
    pub fn arrivals(&self) -> impl Future<Output = Vec<postroom::domain::MessageKey>> + use<> {
        let mut events = self.engine.events();
        let next = async move {
            loop {
                if let Some(Event::Arrived(keys)) = events.next().await {
                    return keys;
                }
            }
        };
        async {
            tokio::time::timeout(PATIENCE, next)
                .await
                .expect("new mail is announced")
        }
    }

    pub async fn stop(self) {
        self.engine.stop().await;
    }
}

fn account(lab: &Lab, name: &str) -> Account {
    Account {
        address: address(&lab.address(name)),
        name: Some(name.to_owned()),
        login: None,
        imap: lab.imap_tls(),
        smtp: lab.smtp_tls(),
        ca_file: Some(lab.ca_file()),
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    }
}

async fn start(
    home: &std::path::Path,
    secrets: &Arc<MemoryStore>,
    resident: bool,
    pace: &Pace,
) -> Engine {
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets: secrets.clone(),
        resident,
        offline: false,
        pace: pace.clone(),
    };
    Engine::start(options).await.expect("the profile opens")
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub fn id(mailbox: &str) -> MailboxId {
    MailboxId::of(&address(mailbox))
}

/// A mail as a customer writes it.
pub fn question(subject: &str) -> String {
    format!(
        "From: Kim Kunde <kunde@customer.test>\r\nTo: support@postroom.test\r\nSubject: {subject}\r\n\
         Message-ID: <{}@customer.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nWhere is my lamp?\r\n",
        subject.to_lowercase().replace(' ', "-")
    )
}
