//! Anna's engine, on a profile of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use postroom::domain::{
    Account, Connections, EmailAddress, Endpoint, OutboxId, OutboxState, Outgoing, PasswordSource,
    Security,
};
use postroom::engine::{Command, Engine, Leave, Options, Pace, Reply};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use crate::letters::Letter;
use crate::sink::{ANNA, Sink};

/// A message that has not come to its end by then is stuck. Never reached when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How long a silent server is waited for: longer than a busy computer lets an answer of our own
/// server wait, or what is only late would be taken for lost.
const SILENCE: Duration = Duration::from_millis(1500);

pub struct Anna {
    engine: Option<Engine>,
    home: tempfile::TempDir,
    secrets: Arc<MemoryStore>,
    pace: Pace,
}

/// A directory whose files cost no disk: it is not the disk that is tried here.
pub fn home() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// The pace of who does not wait long for a server that is silent.
pub fn impatient() -> Pace {
    let mut pace = Pace::quick();
    let mail = &mut pace.mail;
    (mail.greeting, mail.answer) = (SILENCE, SILENCE);
    mail.logout = Duration::from_millis(50);
    let submission = &mut pace.submission;
    for deadline in [
        &mut submission.greeting,
        &mut submission.opening,
        &mut submission.mail,
        &mut submission.recipient,
        &mut submission.data,
        &mut submission.end_of_data,
        &mut submission.reset,
    ] {
        *deadline = SILENCE;
    }
    submission.quit = Duration::from_millis(50);
    pace
}

impl Anna {
    /// Signs in to the sink, by these ways.
    pub async fn sign_in(sink: &Sink, imap: SocketAddr, smtp: SocketAddr, mut pace: Pace) -> Self {
        // Here the line is at fault, never the message.
        pace.most_attempts = 1000;
        let home = home();
        let secrets = Arc::new(MemoryStore::default());
        let engine = start(&home, &secrets, &pace, false).await;
        let endpoint = |at: SocketAddr| Endpoint {
            host: at.ip().to_string(),
            port: at.port(),
            security: Security::None,
        };
        let account = Account {
            address: EmailAddress::parse(ANNA).unwrap(),
            name: Some("Anna Berg".into()),
            login: None,
            imap: endpoint(imap),
            smtp: endpoint(smtp),
            ca_file: None,
            password: PasswordSource::Keyring,
            connections: Connections::default(),
        };
        let password = sink.server.password_of("anna");
        let added = engine.request(Command::AddAccount { account, password });
        added.await.expect("the account works");
        Self {
            engine: Some(engine),
            home,
            secrets,
            pace,
        }
    }

    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("she is here")
    }

    pub async fn quit(&mut self) {
        let engine = self.engine.take().expect("she is here");
        engine.stop().await;
    }

    /// To the same profile, and stays: what is due leaves by itself.
    pub async fn come_back(&mut self) {
        self.engine = Some(start(&self.home, &self.secrets, &self.pace, true).await);
    }

    pub async fn send(&self, letter: &Letter) -> Outgoing {
        let draft = letter.draft();
        let (id, leave) = (None, Leave::Now);
        let send = Command::Send { draft, id, leave };
        match self.engine().request(send).await {
            Ok(Reply::Outgoing(row)) => row,
            other => panic!("{other:?}"),
        }
    }

    pub fn row(&self, id: OutboxId) -> Option<Outgoing> {
        self.engine().reader().outgoing(id).unwrap()
    }

    pub fn rows(&self) -> Vec<Outgoing> {
        self.engine().reader().outbox(&OutboxState::ALL).unwrap()
    }

    /// The message as it stands when nothing more happens to it by itself, or when patience ends.
    pub async fn settled(&self, id: OutboxId) -> Option<Outgoing> {
        self.until(id, |row| {
            use OutboxState::{Done, Held, Unknown};
            matches!(row.state, Done | Held | Unknown)
        })
        .await
    }

    /// The message once it is as wanted, or as it stands when patience ends.
    pub async fn until(
        &self,
        id: OutboxId,
        wanted: impl Fn(&Outgoing) -> bool,
    ) -> Option<Outgoing> {
        let mut events = self.engine().events();
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let row = self.row(id);
                if row.as_ref().is_none_or(&wanted) {
                    return row;
                }
                // An event may be missed between two looks; a second is not what is waited for.
                let _ = tokio::time::timeout(Duration::from_secs(1), events.next()).await;
            }
        });
        match waited.await {
            Ok(row) => row,
            Err(_) => self.row(id),
        }
    }
}

async fn start(
    home: &tempfile::TempDir,
    secrets: &Arc<MemoryStore>,
    pace: &Pace,
    resident: bool,
) -> Engine {
    let options = Options {
        profile: Profile::at(home.path()).unwrap(),
        secrets: Arc::clone(secrets) as _,
        resident,
        offline: false,
        pace: pace.clone(),
    };
    Engine::start(options).await.unwrap()
}
