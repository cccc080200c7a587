//! T35: a thousand acts that were done without a network, replayed by an engine that is dropped at
//! every step of it. It comes to the same end as one that nobody disturbed, and nothing is done twice.
//!
//! [`super::kill`] does the same with fewer to the program, which it kills.

pub mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;

use postroom::demo::{Control, Fault, When};
use postroom::domain::{Account, Connections, EmailAddress, Endpoint, PasswordSource, Security};
use postroom::engine::{Command, Engine, Options, Pace};
use postroom::paths::Profile;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};

use crate::anna::{PATIENCE, home};
use crate::figures;
use crate::sink::{ANNA, Sink};
use work::{Mail, Work, Worker, again, fill, in_cache, on_server};

/// How much is done, and to how many messages. A thousand acts are one stretch of work: what waits is
/// read again at every step, so that a part of them is a small part of the work.
fn much() -> (usize, u32) {
    if figures::full() {
        (1000, 900)
    } else {
        (100, 200)
    }
}

/// Longest time that all acts take when nobody disturbs them.
const REPLAY: Duration = Duration::from_secs(600);

/// The commands by which a server is changed.
const CHANGES: [&str; 7] = [
    "STORE", "MOVE", "COPY", "EXPUNGE", "CREATE", "RENAME", "DELETE",
];

/// A server with its mailbox, and a profile that knows it.
struct Stand {
    sink: Sink,
    home: tempfile::TempDir,
    secrets: Arc<MemoryStore>,
}

impl Stand {
    async fn new(messages: u32) -> Self {
        let sink = Sink::start();
        fill(&sink.server, messages);
        let stand = Self {
            sink,
            home: home(),
            secrets: Arc::new(MemoryStore::default()),
        };
        let engine = stand.engine(false).await;
        let endpoint = |at: std::net::SocketAddr| Endpoint {
            host: at.ip().to_string(),
            port: at.port(),
            security: Security::None,
        };
        let account = Account {
            address: EmailAddress::parse(ANNA).unwrap(),
            name: None,
            login: None,
            imap: endpoint(stand.sink.server.imap_addr()),
            smtp: endpoint(stand.sink.server.smtp_addr()),
            ca_file: None,
            password: PasswordSource::Keyring,
            connections: Connections::default(),
        };
        let password = stand.sink.server.password_of("anna").unwrap();
        let key = SecretKey::password(&account.id());
        stand.secrets.set(&key, &password).await.unwrap();
        let password = Some(password);
        let added = engine.request(Command::AddAccount { account, password });
        added.await.expect("the account works");
        sync(&engine).await;
        engine.stop().await;
        stand
    }

    async fn engine(&self, offline: bool) -> Engine {
        start(self.home.path(), &self.secrets, offline).await
    }

    /// A sync that is dropped as soon as `is_over` says so. Was it?
    async fn run(&self, is_over: impl Fn(&Control) -> bool + Send + 'static) -> bool {
        let (control, secrets) = (self.sink.server.control(), Arc::clone(&self.secrets));
        let home = self.home.path().to_owned();
        // A runtime of its own, which ends with everything that is under way in it.
        let run = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = { runtime }.worker_threads(1).enable_all().build().unwrap();
            let work = runtime.spawn(async move {
                let engine = start(&home, &secrets, false).await;
                let (mailbox, folder) = (None, None);
                let synced = engine.request(Command::Sync { mailbox, folder }).await;
                // What was left for later meanwhile.
                until_nothing_waits(&engine).await;
                engine.stop().await;
                synced
            });
            while !is_over(&control) && !work.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let is_dropped = !work.is_finished();
            if !is_dropped {
                runtime.block_on(work).unwrap().expect("it works");
            }
            runtime.shutdown_timeout(PATIENCE);
            is_dropped
        });
        run.await.unwrap()
    }
}

async fn until_nothing_waits(engine: &Engine) {
    let began = Instant::now();
    // While it is dropped nothing can be read any more.
    while engine
        .reader()
        .acts(None)
        .is_ok_and(|acts| !acts.is_empty())
    {
        assert!(began.elapsed() < REPLAY, "{:?}", engine.problems());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn start(home: &std::path::Path, secrets: &Arc<MemoryStore>, offline: bool) -> Engine {
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets: Arc::clone(secrets) as _,
        resident: false,
        offline,
        pace: Pace::quick(),
    };
    Engine::start(options).await.unwrap()
}

async fn sync(engine: &Engine) {
    let (mailbox, folder) = (None, None);
    let synced = engine.request(Command::Sync { mailbox, folder });
    synced.await.expect("it works");
}

/// Where an engine is dropped.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The server was told to change something, and has not done it.
    BeforeChange,
    /// It has done it, and its answer is on the way.
    AfterChange,
    /// At any command, this one counted from the beginning of the run.
    Any(u32),
}

impl Step {
    fn arm(self, server: &Control) {
        server.clear_faults();
        server.clear_commands();
        // The answer of the server is never heard: it comes when nobody is there any more.
        let lost = match self {
            Self::BeforeChange | Self::Any(_) => Fault::Silence,
            Self::AfterChange => Fault::Delay(Duration::from_secs(5)),
        };
        match self {
            Self::Any(skip) => server.imap_fault_at(When::Any, lost, skip, 1000),
            _ => {
                for change in CHANGES {
                    server.imap_fault_at(When::command(change), lost.clone(), 0, 1000);
                }
            }
        }
    }

    fn is_come_to(self, server: &Control) -> bool {
        let said = server.commands();
        match self {
            Self::Any(skip) => said.len() > skip as usize,
            _ => said.iter().any(|command| {
                let line = command.line.strip_prefix("UID ").unwrap_or(&command.line);
                CHANGES.iter().any(|change| line.starts_with(change))
            }),
        }
    }
}

/// A folder, or a message in it with its flags.
type Place = (String, Option<(String, BTreeSet<String>)>);

/// What lies otherwise than it should, each with what was done to it.
fn differences(expected: &Mail, is: &Mail, all: &[Work]) -> Vec<String> {
    let flat = |mail: &Mail| -> BTreeSet<Place> {
        let rows = |(folder, rows): (&String, &Vec<_>)| {
            let rows = rows.iter().cloned().map(Some).chain([None]);
            rows.map(|row| (folder.clone(), row)).collect::<Vec<_>>()
        };
        mail.iter().flat_map(rows).collect()
    };
    let counts = |mail: &Mail| mail.values().map(Vec::len).collect::<Vec<_>>();
    let (wanted, found) = (flat(expected), flat(is));
    let mut wrong = Vec::new();
    for (folder, row) in wanted.symmetric_difference(&found) {
        let lacks = wanted.contains(&(folder.clone(), row.clone()));
        let word = row.as_ref().map_or(folder, |(id, _)| id);
        let acts = all.iter().enumerate();
        let acts: Vec<_> = acts
            .filter(|(_, work)| format!("{work:?}").contains(&format!("\"{word}\"")))
            .collect();
        let what = if lacks { "is not" } else { "is" };
        wrong.push(format!("{row:?} {what} in {folder}: {acts:?}"));
    }
    if wrong.is_empty() && counts(expected) != counts(is) {
        wrong.push(format!("wanted {expected:?}, and there is {is:?}"));
    }
    wrong
}

fn kinds(all: &[Work]) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for work in all {
        *kinds.entry(work.kind()).or_default() += 1;
    }
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_acts_come_to_the_same_end_wherever_the_engine_is_dropped() {
    let seed = match std::env::var("POSTROOM_ACTS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    let (acts, messages) = much();
    let mut rng = Rng::with_seed(seed);
    let began = Instant::now();
    let undisturbed = Stand::new(messages).await;
    println!("stand {:?}", began.elapsed());
    let engine = undisturbed.engine(true).await;
    let all = Worker::new(&engine, rng.fork()).work(&engine, acts).await;
    engine.stop().await;
    println!("{:?} {:?}", kinds(&all), began.elapsed());
    assert_eq!(all.len(), acts, "seed {seed}");
    // Of a hundred not each kind need be among them.
    let least = if figures::full() { 8 } else { 6 };
    assert!(kinds(&all).len() >= least, "seed {seed}: {:?}", kinds(&all));
    assert!(!undisturbed.run(|_| false).await, "seed {seed}");
    let expected = on_server(&undisturbed.sink.server);
    println!("undisturbed {:?}", began.elapsed());

    let dropped = Stand::new(messages).await;
    let engine = dropped.engine(true).await;
    again(&engine, &all).await;
    let waiting = engine.reader().acts(None).unwrap().len();
    engine.stop().await;
    let (mut drops, began) = (0, Instant::now());
    loop {
        let step = match drops % 3 {
            0 => Step::BeforeChange,
            1 => Step::AfterChange,
            _ => Step::Any(rng.u32(..30)),
        };
        step.arm(&dropped.sink.server);
        if !dropped.run(move |server| step.is_come_to(server)).await {
            break;
        }
        drops += 1;
        if drops % 100 == 0 {
            println!("{drops} drops, {:?}", began.elapsed());
        }
    }
    println!(
        "{waiting} acts waited; {drops} drops in {:?}",
        began.elapsed()
    );
    dropped.sink.server.clear_faults();
    let is = on_server(&dropped.sink.server);
    let wrong = differences(&expected, &is, &all);
    assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
    // And that is what both profiles show.
    for stand in [&undisturbed, &dropped] {
        let engine = stand.engine(false).await;
        sync(&engine).await;
        assert_eq!(in_cache(&engine), expected, "seed {seed}");
        engine.stop().await;
    }
}
