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

mod floor;
mod mail;
mod measured;
mod peer;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

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
    println!(
        "  peak memory {} MB, {:.1} s of CPU, {} octets on disk for each message",
        first.peak_kb / 1024,
        first.cpu().as_secs_f64(),
        first.disk / u64::from(messages.max(1)),
    );
    assert_eq!(first.added, messages, "all of them");
    peer(&lab, home.path(), first.stored());

    let nothing = run(&lab, home.path(), Task::Sync);
    println!("\nnothing changed, {FOLDERS} folders");
    line("  sync, sign-in included", nothing.time(), None);
    println!("  {} ms of CPU", nothing.cpu().as_millis());
    assert_eq!(nothing.added + nothing.changed, 0);
    peer(&lab, home.path(), nothing.time());

    mail::fill(&lab, messages..messages + NEW);
    let flagged = FLAGGED.min(messages);
    mail::flag(&lab, flagged);
    floor::of_headers(&lab);
    let changes = run(&lab, home.path(), Task::Sync);
    println!("\n{NEW} new, and other flags on {flagged}");
    line("  sync, sign-in included", changes.time(), None);
    println!("  {} ms of CPU", changes.cpu().as_millis());
    assert_eq!((changes.added, changes.changed), (NEW, flagged));
    peer(&lab, home.path(), changes.time());
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

/// Runs the part that is measured in a process of its own.
fn run(lab: &Lab, home: &Path, task: Task) -> Figures {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg(measured::CHILD)
        .arg(task.word())
        .arg(home)
        .arg(lab.ca_file())
        .arg(lab.imap_tls().port.to_string())
        .arg(lab.smtp_tls().port.to_string())
        .arg(lab.password("anna"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_str(said.trim()).expect("its figures")
}

fn line(what: &str, time: Duration, floor: Option<Duration>) {
    let ratio = floor.map_or(String::new(), |floor| {
        format!("{:8.2}", time.as_secs_f64() / floor.as_secs_f64())
    });
    println!("{what:<32} {:6.2} s {ratio}", time.as_secs_f64());
}
