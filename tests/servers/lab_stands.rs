//! The lab itself: starts, stands beside others, stops and returns, leaves nothing behind.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::dialogue::{Dialogue, Imap, Smtp};
use crate::lab::{Lab, Names, Setup, living, wait_for};

fn anna_with_a_wrong_password(lab: &Lab) -> String {
    let dialogue = Dialogue::protected(&lab.imap_tls(), &lab.ca_file());
    let mut imap = Imap(dialogue.expect("a TLS connection"));
    imap.0.line();
    imap.answer(&format!("LOGIN {} wrong", lab.address("anna")))
}

fn assert_gone(directory: &Path, groups: &[u32]) {
    assert!(!directory.exists(), "{}", directory.display());
    // A killed process may take a moment to end.
    wait_for("the end of the servers", || living(groups) == 0);
}

#[test]
fn a_lab_leaves_nothing_behind() {
    let begin = Instant::now();
    let lab = Lab::start();
    println!("Dovecot and Postfix answered after {:?}", begin.elapsed());
    let begin = Instant::now();
    let lighter = Lab::imap_only();
    println!("Dovecot alone answered after {:?}", begin.elapsed());
    drop(lighter);

    let (directory, groups) = (lab.directory().to_owned(), lab.process_groups());
    assert_eq!(groups.len(), 2);
    assert!(living(&groups) > 6, "two masters and their services");
    let begin = Instant::now();
    drop(lab);
    println!("gone after {:?}", begin.elapsed());
    assert_gone(&directory, &groups);
}

#[test]
fn a_lab_with_cyrus_leaves_nothing_behind_either() {
    let begin = Instant::now();
    let lab = Lab::with(Setup {
        smtp: false,
        cyrus: Some(Names::Slashes),
        ..Setup::default()
    });
    println!("Cyrus answered, with its team, after {:?}", begin.elapsed());
    let mut anna = Imap::sign_in(&lab, "anna");
    Imap::sign_in_by(&lab.imap_starttls(), &lab, "carla");
    let wrong = anna_with_a_wrong_password(&lab);
    assert!(wrong.starts_with("NO "), "{wrong}");
    let answer = anna.answer("SELECT \"Other Users/support\"");
    assert!(answer.starts_with("OK [READ-WRITE]"), "{answer}");
    let (directory, groups) = (lab.directory().to_owned(), lab.process_groups());
    assert_eq!(groups.len(), 2, "Dovecot checks Postfix's passwords");
    drop(lab);
    assert_gone(&directory, &groups);
}

#[test]
fn a_panic_ends_the_lab_too() {
    let lab = Lab::start();
    let (directory, groups) = (lab.directory().to_owned(), lab.process_groups());
    let ended = std::thread::spawn(move || {
        let _lab = lab;
        panic!("on purpose: the logs of the lab follow in this test's output");
    });
    assert!(ended.join().is_err());
    assert_gone(&directory, &groups);
}

/// Where the killed process of the next test is told to be one.
const CHILD: &str = "POSTROOM_LAB_WAITS_TO_BE_KILLED";

#[test]
fn a_killed_process_leaves_nothing_behind() {
    if std::env::var_os(CHILD).is_some() {
        let lab = Lab::start();
        eprintln!(
            "{CHILD} {} {:?}",
            lab.directory().display(),
            lab.process_groups()
        );
        std::thread::sleep(crate::lab::PATIENCE); // until it is killed
        return;
    }
    let itself = "lab_stands::a_killed_process_leaves_nothing_behind";
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", itself, "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the same test again");
    let lines = BufReader::new(child.stderr.take().expect("its output")).lines();
    let line = lines
        .map_while(Result::ok)
        .find(|line| line.starts_with(CHILD))
        .expect("the child says where it is");
    let mut words = line.splitn(3, ' ').skip(1);
    let directory = PathBuf::from(words.next().expect("a directory"));
    let groups: Vec<u32> = words
        .next()
        .expect("process groups")
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    assert!(directory.exists() && living(&groups) > 0, "{line}");

    child.kill().expect("SIGKILL");
    let _ = child.wait();
    wait_for("the janitor's work", || !directory.exists());
    assert_gone(&directory, &groups);
}

#[test]
fn labs_stand_side_by_side() {
    let begin = Instant::now();
    let labs: Vec<_> = (0..6).map(|_| std::thread::spawn(Lab::start)).collect();
    let labs: Vec<Lab> = labs
        .into_iter()
        .map(|lab| lab.join().expect("a lab"))
        .collect();
    println!("six labs answered after {:?}", begin.elapsed());
    for (number, lab) in labs.iter().enumerate() {
        lab.deliver(
            "support",
            format!("From: a@example.org\nSubject: number {number}\n\nBody\n"),
        );
    }
    for (number, lab) in labs.iter().enumerate() {
        let messages = lab.folder_messages("support", "INBOX");
        assert_eq!(messages.len(), 1);
        assert_eq!(
            messages[0].header("Subject"),
            Some(format!("number {number}"))
        );
    }
}

#[test]
fn servers_stop_and_return_on_the_same_ports() {
    let mut lab = Lab::start();
    lab.deliver("support", "From: a@example.org\nSubject: before\n\nBody\n");
    let (imap, smtp) = (lab.imap_tls(), lab.smtp_tls());
    let refused = |port: u16| TcpStream::connect(("127.0.0.1", port)).is_err();

    let mut anna = Imap::sign_in(&lab, "anna");
    lab.stop_dovecot();
    lab.stop_postfix();
    assert!(refused(imap.port) && refused(smtp.port));
    assert!(lab.process_groups().is_empty());
    let last_words = anna.0.rest();
    assert!(
        last_words.is_empty() || last_words.starts_with("* BYE"),
        "{last_words}"
    );

    lab.start_dovecot();
    lab.start_postfix();
    assert_eq!((imap, smtp), (lab.imap_tls(), lab.smtp_tls()));
    assert_eq!(lab.folder_messages("support", "INBOX").len(), 1);
    Imap::sign_in(&lab, "anna");
    Smtp::sign_in(&lab, "anna");
}

#[test]
fn mail_waits_while_dovecot_is_away() {
    let mut lab = Lab::start();
    let mut anna = Smtp::sign_in(&lab, "anna");
    lab.stop_dovecot();
    let reply = anna.message(
        "anna@postroom.test",
        "kunde@customer.test",
        "From: anna@postroom.test\r\nSubject: later",
    );
    assert!(reply.starts_with("250 "), "{reply}");
    lab.start_dovecot();
    assert_eq!(lab.wait_for_messages("kunde", "INBOX", 1).len(), 1);
    // Postfix asks Dovecot about passwords, and takes them again too.
    Smtp::sign_in(&lab, "ben");
}

#[test]
fn a_stored_message_is_what_was_delivered() {
    let lab = Lab::imap_only();
    let body = ".dot\r\n..dots\r\n\r\nlast line, Grüße\r\n";
    lab.deliver(
        "anna",
        format!("From: a@example.org\r\nSubject: folded\r\n value\r\n\r\n{body}"),
    );
    let messages = lab.folder_messages("anna", "INBOX");
    assert!(messages[0].text().ends_with(body), "{}", messages[0].text());
    assert_eq!(
        messages[0].header("subject").as_deref(),
        Some("folded value")
    );
    lab.create_folder("anna", "Entwürfe & mehr");
    assert!(lab.folder_messages("anna", "Entwürfe & mehr").is_empty());
}
