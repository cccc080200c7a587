//! T31 and T42: what a server lies about, or announces and never sends, costs no memory.
#![allow(clippy::print_stdout)] // how much it was

use std::time::Duration;

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::engine::{Command, Pace};

use crate::anna::Anna;

/// Names the process in which [`the_process_that_is_lied_to`] is one, and what it is told.
const LIED_TO: &str = "POSTROOM_TEST_LIED_TO";

/// The most memory that this process ever held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The lies of T31.
fn lies() -> Vec<Fault> {
    let said = |words: &str| Fault::Insert(words.as_bytes().to_vec());
    vec![
        Fault::ExistsLie(0),
        Fault::ExistsLie(1_000_000),
        Fault::ExistsLie(u32::MAX),
        Fault::ForeignUids((1_000..2_000).collect()),
        Fault::ForeignUids(vec![u32::MAX]),
        Fault::DuplicateUids,
        Fault::DescendingUids,
        said("* 4294967295 EXPUNGE\r\n* 77 EXPUNGE\r\n"),
        said("* VANISHED 1:4294967295\r\n"),
        said("* SEARCH 4294967295 4294967294 1\r\n"),
        said("* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\n"),
        said("* 4294967295 FETCH (UID 4294967295 FLAGS (\\Seen) RFC822.SIZE 4294967295)\r\n"),
        said("* OK [UIDNEXT 4294967295] x\r\n* OK [HIGHESTMODSEQ 18446744073709551615] x\r\n"),
    ]
}

/// The literals of T42.
fn literals() -> Vec<Fault> {
    let sizes = [500_000_000, 4_294_967_295, u64::MAX];
    let mut all = sizes.map(Fault::huge_literal).to_vec();
    for words in [
        "* LIST () \"/\" {500000000}\r\nab",
        "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (TO)] {500000000}\r\nab",
        "* 1 FETCH (UID 1 BODY[] {10000000000000000000000}\r\nab",
        "* XFOO {500000000+}\r\nab",
        "* STATUS {4294967295}\r\nab",
    ] {
        all.push(Fault::Insert(words.as_bytes().to_vec()));
    }
    all
}

/// Where they are told.
const COMMANDS: [&str; 4] = ["EXAMINE", "SEARCH", "FETCH", "LIST"];

/// Fetches everything anew, whatever comes of it; within the minute of T42 it ends.
async fn try_all(anna: &Anna) {
    let (mailbox, folder) = (None, None);
    let sync = Command::Sync { mailbox, folder };
    for command in [Command::RebuildCache(None), Command::Refresh(None), sync] {
        let asked = tokio::time::timeout(Duration::from_secs(60), anna.ask(command));
        let _ = asked.await.expect("it ends");
    }
}

/// Not a test of its own: a process in which nothing else needs memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_is_lied_to() {
    let all = match std::env::var(LIED_TO).as_deref() {
        Ok("lies") => lies(),
        Ok("literals") => literals(),
        _ => return,
    };
    let demo = DemoServer::start(Team::acme()).unwrap();
    // Who is silent inside of a literal is not waited for long.
    let mut pace = Pace::quick();
    pace.mail.answer = Duration::from_secs(1);
    let anna = Anna::sign_in(&demo).await.begin_again(pace).await;
    anna.go_on(&demo).await;
    // What goes well is the measure, more than once: what is kept for later is there then.
    for _ in 0..3 {
        anna.sync().await;
        try_all(&anna).await;
    }
    let before = peak();
    let mut met = 0;
    for lie in &all {
        for command in COMMANDS {
            demo.imap_fault(When::command(command), lie.clone());
            try_all(&anna).await;
            met += usize::from(demo.faults_done());
            demo.clear_faults();
        }
    }
    anna.sync().await;
    let grown = peak() - before;
    assert_eq!(met, all.len() * COMMANDS.len(), "each was told");
    println!("\ngrown by {grown} KiB");
    anna.engine.stop().await;
}

fn grown(what: &str) -> u64 {
    let told = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::the_process_that_is_lied_to"])
        .arg("--nocapture")
        .env(LIED_TO, what)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    let errors = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}{errors}");
    let line = said.lines().find_map(|line| line.strip_prefix("grown by "));
    let line = line.and_then(|line| line.strip_suffix(" KiB"));
    let grown = line.unwrap_or_else(|| panic!("{said}")).parse().unwrap();
    println!("{what}: {grown} KiB");
    grown
}

/// T31.
#[test]
fn lies_cost_less_than_16_mib() {
    let grown = grown("lies");
    assert!(grown <= 16 * 1024, "{grown} KiB");
}

/// T42.
#[test]
fn literals_that_never_come_cost_less_than_64_mib() {
    let grown = grown("literals");
    assert!(grown <= 64 * 1024, "{grown} KiB");
}
