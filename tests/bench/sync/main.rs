//! How long a large shared mailbox takes to be kept current, next to the floor under it: the same
//! answers of the same Dovecot, read over TLS and thrown away.
//!
//! ```text
//! cargo bench --no-default-features --bench sync              20,000 messages
//! cargo bench --no-default-features --bench sync -- 100000
//! ```
//!
//! Beside it, where it is installed, mbsync (isync) does the same.
//!
//! Needs Dovecot and Postfix, and root or a user namespace, as `tests/servers` does. The part that is
//! measured is a process of its own, so that its memory is its own, too.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "../../lab/mod.rs"]
mod lab;
#[path = "../letters.rs"]
mod letters;

mod counted;
mod floor;
mod mail;
mod measured;
mod peer;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use counted::Counted;
use lab::Lab;
use measured::{Figures, Task};

const SUPPORT: &str = "support@postroom.test";
const FOLDERS: u32 = 200;
const NEW: u32 = 100;
const FLAGGED: u32 = 1000;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let first = arguments.next();
    if first.as_deref() == Some(measured::CHILD) {
        let arguments: Vec<String> = arguments.collect();
        return measured::run(&arguments);
    }
    let messages: u32 = first.map_or(20_000, |n| n.parse().expect("a number of messages"));
    let lab = Lab::start();
    let home = tempfile::tempdir().unwrap();
    println!("{messages} messages in the Inbox of a shared mailbox, {FOLDERS} other folders.");
    println!("The cache is written with synchronous = NORMAL, in WAL mode.\n");
    mail::fill(&lab, 0..messages);
    mail::folders(&lab, FOLDERS);

    // Dovecot reads its own index of them first; that is nobody's time.
    floor::of_headers(&lab);
    let floor = floor::of_headers(&lab).min(floor::of_headers(&lab));
    floor::of_everything(&lab);
    let whole = floor::of_everything(&lab).min(floor::of_everything(&lab));
    run(&lab, home.path(), Task::Add);
    let first = run(&lab, home.path(), Task::Sync);
    println!("first sync                      time    ratio");
    line("  headers read, thrown away", floor, None);
    line("  a screenful can be shown", first.shown(), None);
    line("  all headers stored", first.headers(), Some(floor));
    line("  everything read, thrown away", whole, None);
    line("  everything stored", first.stored(), Some(whole));
    line("  everything searchable", first.time(), Some(whole));
    let bare = tempfile::tempdir().unwrap();
    run(&lab, bare.path(), Task::AddHeaders);
    run(&lab, bare.path(), Task::Sync);
    // The program has ended, and with it the log beside the file.
    let disk = |home: &Path| std::fs::metadata(home.join("cache.db")).unwrap().len();
    let each = |home: &Path| disk(home) / u64::from(messages.max(1));
    println!(
        "  peak memory {} MB, {:.1} s of CPU, {} octets on disk for each message, {} for headers alone",
        first.peak_kb / 1024,
        first.cpu().as_secs_f64(),
        each(home.path()),
        each(bare.path()),
    );
    assert_eq!(first.added, messages, "all of them");
    peer(&lab, home.path(), first.stored());

    let flagged = FLAGGED.min(messages);
    println!("\nnothing changed, {FOLDERS} folders");
    let mut program = Program::start(&lab, lab.imap_tls().port, home.path(), Task::Sync);
    let nothing = program.figures();
    tell("  start and sign-in included", &nothing, (0, 0));
    let again = program.again();
    tell("  by the running program", &again, (0, 0));
    peer(&lab, home.path(), nothing.time());
    drop(program);

    println!("\n{NEW} new, and other flags on {flagged}");
    mail::fill(&lab, messages..messages + NEW);
    mail::flag(&lab, flagged, true);
    // Dovecot reads what it was given first.
    floor::of_headers(&lab);
    let mut program = Program::start(&lab, lab.imap_tls().port, home.path(), Task::Sync);
    let changes = program.figures();
    tell("  start and sign-in included", &changes, (NEW, flagged));
    peer(&lab, home.path(), changes.time());
    mail::fill(&lab, messages + NEW..messages + 2 * NEW);
    mail::flag(&lab, flagged, false);
    floor::of_headers(&lab);
    let again = program.again();
    tell("  by the running program", &again, (NEW, flagged));
    peer(&lab, home.path(), again.time());
    drop(program);

    let counted = Counted::before(lab.imap_tls().port);
    lead(home.path(), lab.imap_tls().port, counted.port());
    let mut program = Program::start(&lab, counted.port(), home.path(), Task::Sync);
    let nothing = program.figures();
    assert_eq!((nothing.added, nothing.changed), (0, 0));
    let first = counted.round_trips();
    program.again();
    println!(
        "\nround trips when nothing changed: {first} with TLS and sign-in, {} by the running program",
        counted.round_trips() - first
    );
}

/// From now on the account's mail is read by another port.
fn lead(home: &Path, from: u16, to: u16) {
    let file = home.join("config.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let (from, to) = (format!("port = {from}"), format!("port = {to}"));
    assert!(settings.contains(&from), "{settings}");
    std::fs::write(&file, settings.replace(&from, &to)).unwrap();
}

fn tell(what: &str, figures: &Figures, changed: (u32, u32)) {
    line(what, figures.time(), None);
    println!("    {} ms of CPU", figures.cpu().as_millis());
    assert_eq!((figures.added, figures.changed), changed);
}

/// The same by mbsync, and how much of its time ours is.
fn peer(lab: &Lab, home: &Path, ours: Duration) {
    for (fsync, what) in [
        (true, "  mbsync, waiting for the disk"),
        (false, "  mbsync, not waiting for it"),
    ] {
        match peer::synced(lab, home, fsync) {
            Some(time) => {
                let ratio = ours.as_secs_f64() / time.as_secs_f64();
                println!(
                    "{what:<32} {:6.2} s; ours takes {ratio:.2} of that",
                    time.as_secs_f64()
                );
            }
            None => println!("{what}: not installed (isync)"),
        }
    }
}

/// Does the task in a process of its own.
fn run(lab: &Lab, home: &Path, task: Task) -> Figures {
    Program::start(lab, lab.imap_tls().port, home, task).figures()
}

/// The part that is measured, in a process of its own.
struct Program {
    process: Child,
    asks: Option<ChildStdin>,
    tells: BufReader<ChildStdout>,
}

impl Program {
    fn start(lab: &Lab, port: u16, home: &Path, task: Task) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg(measured::CHILD)
            .arg(task.word())
            .arg(home)
            .arg(lab.ca_file())
            .arg(port.to_string())
            .arg(lab.smtp_tls().port.to_string())
            .arg(lab.password("anna"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        Self {
            asks: process.stdin.take(),
            tells: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// What it tells next.
    fn figures(&mut self) -> Figures {
        let mut line = String::new();
        self.tells.read_line(&mut line).unwrap();
        serde_json::from_str(line.trim()).expect("its figures")
    }

    /// What it tells of another sync of the mailbox.
    fn again(&mut self) -> Figures {
        writeln!(self.asks.as_mut().unwrap()).unwrap();
        self.figures()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.asks.take());
        let ended = self.process.wait().unwrap();
        assert!(ended.success() || std::thread::panicking(), "{ended}");
    }
}

fn line(what: &str, time: Duration, floor: Option<Duration>) {
    let ratio = floor.map_or(String::new(), |floor| {
        format!("{:8.2}", time.as_secs_f64() / floor.as_secs_f64())
    });
    println!("{what:<32} {:6.2} s {ratio}", time.as_secs_f64());
}
