//! The part that is measured: an engine that syncs once, in a process of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use postroom::domain::{
    Account, Connections, EmailAddress, Endpoint, Folder, KeepAttachments, KeepBack, MailboxId,
    PasswordSource, Security,
};
use postroom::engine::{
    Command, Engine, ListFilter, MailboxChange, Options, Pace, Reply, SyncSummary,
};
use postroom::paths::Profile;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};
use serde::{Deserialize, Serialize};

use super::SUPPORT;

/// The word by which the program knows that it is this part.
pub const CHILD: &str = "measured";

/// A screen of rows.
const SCREEN: usize = 40;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Signs in for the first time.
    Add,
    /// The same, where headers alone are to be kept.
    AddHeaders,
    /// Brings all folders up to date, and the mailbox again as often as a line comes.
    Sync,
}

impl Task {
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::AddHeaders => "add-headers",
            Self::Sync => "sync",
        }
    }
}

/// What came of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    time_us: u64,
    shown_us: u64,
    headers_us: u64,
    stored_us: u64,
    cpu_us: u64,
    pub peak_kb: u64,
    pub added: u32,
    pub changed: u32,
}

impl Figures {
    pub fn time(&self) -> Duration {
        Duration::from_micros(self.time_us)
    }

    /// Until a screen of rows could be shown.
    pub fn shown(&self) -> Duration {
        Duration::from_micros(self.shown_us)
    }

    /// Until all headers were.
    pub fn headers(&self) -> Duration {
        Duration::from_micros(self.headers_us)
    }

    /// Until all texts were stored, too.
    pub fn stored(&self) -> Duration {
        Duration::from_micros(self.stored_us)
    }

    pub fn cpu(&self) -> Duration {
        Duration::from_micros(self.cpu_us)
    }
}

pub fn run(arguments: &[String]) {
    let [task, home, ca_file, imap, smtp, password] = arguments else {
        panic!("{arguments:?}")
    };
    let endpoint = |port: &str| Endpoint {
        host: "localhost".into(),
        port: port.parse().unwrap(),
        security: Security::Tls,
    };
    let account = Account {
        address: EmailAddress::parse("anna@postroom.test").unwrap(),
        name: None,
        login: None,
        imap: endpoint(imap),
        smtp: endpoint(smtp),
        ca_file: Some(PathBuf::from(ca_file)),
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
    let keep = match task.as_str() {
        "add" => Some(KeepBack::All),
        "add-headers" => Some(KeepBack::Headers),
        _ => None,
    };
    runtime.block_on(work(Path::new(home), account, password.clone(), keep));
}

fn tell(figures: &Figures) {
    println!("{}", serde_json::to_string(figures).unwrap());
}

async fn work(home: &Path, account: Account, password: String, add: Option<KeepBack>) {
    let secrets = Arc::new(MemoryStore::default());
    let key = SecretKey::password(&account.id());
    secrets.set(&key, &password.clone().into()).await.unwrap();
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets,
        resident: false,
        offline: false,
        pace: Pace::default(),
    };
    let (began, cpu) = (Instant::now(), cpu_time());
    let engine = Engine::start(options).await.unwrap();
    if let Some(keep) = add {
        let password = Some(password.into());
        let added = engine.request(Command::AddAccount { account, password });
        added.await.expect("the account works");
        let mailbox = MailboxId::of(&EmailAddress::parse(SUPPORT).unwrap());
        for change in [
            MailboxChange::Keep(keep),
            MailboxChange::Attachments(KeepAttachments::Always),
        ] {
            let mailbox = mailbox.clone();
            let set = engine.request(Command::SetMailbox { mailbox, change });
            set.await.expect("it is there");
        }
        engine.stop().await;
        return tell(&Figures::default());
    }
    tell(&figures(&engine, None, began, cpu).await);
    let support = MailboxId::of(&EmailAddress::parse(SUPPORT).unwrap());
    let next = || {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).is_ok_and(|n| n > 0)
    };
    while tokio::task::spawn_blocking(next).await.unwrap() {
        let (began, cpu) = (Instant::now(), cpu_time());
        let mailbox = Some(support.clone());
        tell(&figures(&engine, mailbox, began, cpu).await);
    }
    engine.stop().await;
}

/// Syncs one mailbox, or all of the account.
async fn figures(
    engine: &Engine,
    mailbox: Option<MailboxId>,
    began: Instant,
    cpu: Duration,
) -> Figures {
    let (summary, [shown, headers, stored]) = sync(engine, mailbox, began).await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    let time = began.elapsed();
    let cpu = cpu_time() - cpu;
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap();
    Figures {
        time_us: micros(time),
        shown_us: micros(shown.unwrap_or(time)),
        headers_us: micros(headers.unwrap_or(time)),
        stored_us: micros(stored.unwrap_or(time)),
        cpu_us: micros(cpu),
        peak_kb: peak(),
        added: summary.added,
        changed: summary.changed,
    }
}

/// How often it is looked how far it came.
const LOOK: Duration = Duration::from_millis(20);

/// Syncs, and says when a screen of rows could be shown, all headers were stored, and all texts.
async fn sync(
    engine: &Engine,
    mailbox: Option<MailboxId>,
    began: Instant,
) -> (SyncSummary, [Option<Duration>; 3]) {
    let folder = None;
    let sync = engine.request(Command::Sync { mailbox, folder });
    tokio::pin!(sync);
    let (mut came, mut inbox) = ([None; 3], None);
    let is_so: [fn(&Engine, &Folder) -> bool; 3] = [has_a_screen, has_headers, has_texts];
    loop {
        tokio::select! {
            reply = &mut sync => match reply.expect("it works") {
                Reply::Synced(summary) => return (summary, came),
                other => panic!("{other:?}"),
            },
            () = tokio::time::sleep(LOOK) => {
                let Some(next) = came.iter().position(Option::is_none) else {
                    continue;
                };
                inbox = inbox.or_else(|| inbox_of(engine));
                if inbox.as_ref().is_some_and(|inbox| is_so[next](engine, inbox)) {
                    came[next] = Some(began.elapsed());
                }
            }
        }
    }
}

fn inbox_of(engine: &Engine) -> Option<Folder> {
    let support = MailboxId::of(&EmailAddress::parse(SUPPORT).unwrap());
    let folders = engine.reader().folders(&support).ok()?;
    folders.into_iter().find(|f| f.path == "INBOX")
}

fn has_a_screen(engine: &Engine, inbox: &Folder) -> bool {
    let rows = engine
        .reader()
        .list(&inbox.id, ListFilter::default(), SCREEN);
    rows.is_ok_and(|rows| rows.len() == SCREEN)
}

fn has_headers(engine: &Engine, inbox: &Folder) -> bool {
    let state = engine.reader().sync_state(&inbox.id).ok().flatten();
    state.is_some_and(|state| state.completed_at.is_some())
}

fn has_texts(engine: &Engine, inbox: &Folder) -> bool {
    let texts = engine.reader().texts(&inbox.id);
    texts.is_ok_and(|texts| !texts.is_empty())
}

/// Of this process, in the program and in the kernel for it.
fn cpu_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .unwrap()
        .into()
}

/// The most memory that this process had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.unwrap().split_ascii_whitespace().nth(1);
    number.unwrap().parse().unwrap()
}
