//! A profile that is put back from a backup, or copied, with a message in its outbox that left
//! meanwhile: the program itself, on real servers (T54 of the test list).

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::lab::Lab;
use crate::program::{Program, lines, text};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&entry.path(), &target),
            kind if kind.is_file() => drop(std::fs::copy(entry.path(), target).unwrap()),
            _ => {}
        }
    }
    let permissions = std::fs::metadata(from).unwrap().permissions();
    std::fs::set_permissions(to, permissions).unwrap();
}

/// Writes a message with `send`, and with this as its last word.
fn write(program: &Program<'_>, last: &str) -> Output {
    let to = ["send", "--from", SUPPORT, "--to", CUSTOMER];
    let says = ["--subject", "Once", "--body", "Only once."];
    let words = [&["--json"], &to[..], &says[..], &[last]].concat();
    program.run(&words)
}

/// Puts a message into the outbox that does not leave yet.
fn put_in(program: &Program<'_>) {
    let output = write(program, "--later");
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let sent = lines(&output.stdout);
    assert_eq!(sent[0]["state"], "queued");
}

/// Runs the outbox and gives the one message in it.
fn run(program: &Program<'_>) -> Value {
    let _ = program.run(&["outbox", "run"]);
    let output = program.run(&["--json", "outbox", "list"]);
    let all = lines(&output.stdout);
    assert_eq!(all.len(), 1, "{}", text(&output.stdout));
    all.into_iter().next().unwrap()
}

#[test]
fn a_backup_that_is_put_back_sends_nothing_twice() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    put_in(&anna);
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    copy(&anna.profile(), &backup);
    let put_back = || {
        std::fs::remove_dir_all(anna.profile()).unwrap();
        copy(&backup, &anna.profile());
    };
    let row = run(&anna);
    assert_eq!(row["state"], "done", "{row}");
    let _ = lab.wait_for_messages(CUSTOMER, "INBOX", 1);

    // Its copy lies where the team looks for it.
    put_back();
    let row = run(&anna);
    assert_eq!(row["state"], "done", "{row}");
    assert_eq!(row["attempts"], 0, "nothing was said to the server");
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);

    // A colleague removed the copy.
    lab.doveadm(&["expunge", "-u", SUPPORT, "mailbox", "Sent", "all"]);
    put_back();
    let row = run(&anna);
    assert_eq!(row["state"], "held", "{row}");
    let again = run(&anna);
    assert_eq!(again["state"], "held", "{again}");
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);

    // A person wants it to go all the same.
    let id = row["outbox_id"].as_str().unwrap();
    let retried = anna.run(&["outbox", "retry", id]);
    assert_eq!(retried.status.code(), Some(2), "it says what takes more");
    let _ = anna.run(&["outbox", "anyway", id]);
    let row = run(&anna);
    assert_eq!(row["state"], "done", "{row}");
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 2).len(), 2);
}

#[test]
fn a_copy_on_another_computer_asks_before_it_sends() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    put_in(&anna);
    // The other computer: a state folder of its own.
    let other = Program::new(&lab);
    copy(&anna.profile(), &other.profile());
    let row = run(&other);
    assert_eq!(row["state"], "held", "{row}");
    let row = run(&anna);
    assert_eq!(row["state"], "done", "{row}");
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
}

/// A draft that no Drafts folder has, in two copies of a profile.
#[test]
fn a_draft_that_is_sent_in_both_copies_of_a_profile_leaves_once() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let only_here = anna.run(&["mailbox", "set", SUPPORT, "drafts=local"]);
    assert_eq!(
        only_here.status.code(),
        Some(0),
        "{}",
        text(&only_here.stderr)
    );
    let written = write(&anna, "--draft");
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let same = Program::new(&lab);
    copy(&anna.profile(), &same.profile());
    let other = Program::new(&lab);
    copy(&anna.profile(), &other.profile());
    let id = lines(&anna.run(&["--json", "draft", "list"]).stdout)[0]["draft_id"].clone();
    let id = id.as_str().unwrap();

    let sent = anna.run(&["draft", "send", id]);
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    let _ = lab.wait_for_messages(CUSTOMER, "INBOX", 1);

    // As it is: it was sent, and is said to be.
    let again = same.run(&["--json", "draft", "send", id]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let row = run(&same);
    assert_eq!(
        (&row["state"], &row["attempts"]),
        (&"done".into(), &0.into())
    );

    // In other words: a person decides.
    let edited = other.run(&["draft", "edit", id, "--body", "In other words."]);
    assert_eq!(edited.status.code(), Some(0), "{}", text(&edited.stderr));
    let held = other.run(&["draft", "send", id]);
    assert_ne!(held.status.code(), Some(0), "{}", text(&held.stdout));
    let said = text(&held.stderr) + &text(&held.stdout);
    assert!(said.contains("from the same draft"), "{said}");
    let row = run(&other);
    assert_eq!(row["state"], "held", "{row}");
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    let _ = other.run(&["outbox", "anyway", row["outbox_id"].as_str().unwrap()]);
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 2).len(), 2);
}
