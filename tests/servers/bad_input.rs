//! What the program says to bad input: a clear message with the cause and the way out, and nothing
//! is lost.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::lab::{Lab, Setup};
use crate::member::question;
use crate::program::{Program, lines, set};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

#[test]
fn bad_input_is_answered_with_its_cause_and_nothing_is_kept() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    let wrong = anna.refused(|words| set(words, "--password-command", "echo wrong".into()));
    assert_eq!(wrong, ("sign_in".into(), 1));
    let unknown = anna.refused(|words| set(words, "--imap", "no-such-host.invalid".into()));
    assert_eq!(unknown, ("network".into(), 4));
    let closed = anna.refused(|words| set(words, "--imap", "127.0.0.1:1".into()));
    assert_eq!(closed, ("network".into(), 4));
    let not_tls = anna.refused(|words| set(words, "--imap", lab.imap_starttls().to_string()));
    assert_eq!(not_tls, ("network".into(), 4));
    let foreign = anna.refused(|words| {
        set(
            words,
            "--ca-file",
            lab.foreign_ca_file().display().to_string(),
        )
    });
    assert_eq!(foreign, ("certificate".into(), 1));
    let no_file = anna.refused(|words| set(words, "--ca-file", "/nowhere/ca.pem".into()));
    assert_eq!(no_file, ("certificate".into(), 1));
    let no_command = anna.refused(|words| set(words, "--password-command", "false".into()));
    assert_eq!(no_command, ("secret".into(), 1));

    // A damaged settings file is named with its line, and left as it is.
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let config = anna.profile().join("config.toml");
    let damaged = std::fs::read_to_string(&config).unwrap() + "\n[[account]\n";
    std::fs::write(&config, &damaged).unwrap();
    let output = anna.run(&["--json", "mailbox", "list"]);
    let error = lines(&output.stderr).pop().unwrap();
    assert_eq!(
        (output.status.code(), error["error"]["kind"].as_str()),
        (Some(1), Some("config")),
        "{error}"
    );
    assert!(
        error["error"]["detail"].as_str().unwrap().contains("line"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&config).unwrap(), damaged);
}

#[test]
fn an_expired_certificate_is_called_so() {
    let lab = Lab::with(Setup {
        expired_certificate: true,
        ..Setup::default()
    });
    let anna = Program::new(&lab);
    let output = anna.account_add("anna", |_| {});
    let error = &lines(&output.stderr).pop().unwrap()["error"];
    assert_eq!(error["kind"], "certificate", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("expired") && message.contains("localhost"),
        "{error}"
    );
    assert!(anna.json(&["account", "list"]).is_empty());
}

/// A disk of eight megabytes, which only processes in its mount namespace see. It is gone with the
/// process that keeps the namespace, which ends with its standard input.
struct SmallDisk(Child);

impl SmallDisk {
    /// Mounts it as the profile of a program.
    fn under(program: Program<'_>) -> (Self, Program<'_>) {
        let profile = program.profile();
        std::fs::create_dir(&profile).unwrap();
        let mut keeper = Command::new("unshare")
            .args(["--mount", "--propagation", "private", "sh", "-c"])
            .arg("mount -t tmpfs -o size=8m,mode=700 postroom \"$1\" && echo mounted && exec cat")
            .args(["sh".as_ref(), profile.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(keeper.stdout.take().unwrap());
        out.read_line(&mut said).unwrap();
        assert_eq!(said, "mounted\n", "may this process mount?");
        let program = program.in_namespace_of(keeper.id());
        (Self(keeper), program)
    }

    fn sh(&self, script: &str, program: &Program<'_>) {
        let ran = Command::new("nsenter")
            .args(["--mount", "--target", &self.0.id().to_string(), "--"])
            .args(["sh", "-c", script, "sh"])
            .arg(program.profile())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }

    /// Leaves not a byte free.
    fn fill(&self, program: &Program<'_>) {
        let script = "dd if=/dev/zero of=\"$1/filler\" bs=4096 2>/dev/null; \
            test \"$(stat -f -c %a \"$1\")\" = 0";
        self.sh(script, program);
    }

    fn make_room(&self, program: &Program<'_>) {
        self.sh("rm \"$1/filler\"", program);
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// What a verb says that has to fail.
fn error(program: &Program<'_>, words: &[&str]) -> Value {
    let output = program.run(&[&["--json"], words].concat());
    let mut error = lines(&output.stderr).pop().unwrap_or_else(|| {
        panic!("{words:?} went well: {output:?}");
    });
    assert_ne!(output.status.code(), Some(0), "{error}");
    error["error"].take()
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let lab = Lab::start();
    lab.deliver("support", question("First"));
    let (disk, anna) = SmallDisk::under(Program::new(&lab));
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    anna.json(&["sync"]);
    let send = |subject: &'static str| {
        [
            "send",
            "--from",
            SUPPORT,
            "--to",
            CUSTOMER,
            "--body",
            "y",
            "--subject",
            subject,
        ]
    };
    let later: Vec<&str> = send("Before").into_iter().chain(["--later"]).collect();
    assert_eq!(anna.run(&later).status.code(), Some(4), "it is queued");
    let first = anna.json(&["list", SUPPORT, "inbox"]);

    disk.fill(&anna);
    lab.deliver("support", question("Second"));
    for words in [&send("Lost?")[..], &["sync"]] {
        let error = error(&anna, words);
        assert_eq!(error["kind"], "disk_full", "{words:?}: {error}");
        assert!(
            error["message"].as_str().unwrap().contains("disk is full")
                && error["advice"].as_str().unwrap().contains("Make room"),
            "{error}"
        );
    }

    disk.make_room(&anna);
    assert_eq!(anna.json(&["list", SUPPORT, "inbox"]), first);
    let waiting = anna.json(&["outbox", "list"]);
    assert_eq!(
        (waiting.len(), waiting[0]["subject"].as_str()),
        (1, Some("Before")),
        "{waiting:?}"
    );
    anna.json(&["sync"]);
    assert_eq!(anna.json(&["list", SUPPORT, "inbox"]).len(), 2);
    anna.json(&["outbox", "run"]);
    let sent = &anna.json(&send("After"))[0];
    assert_eq!(sent["copy"], "checked", "{sent}");
    // Each of them once, and none that was said not to be kept.
    let mut subjects: Vec<_> = lab
        .wait_for_messages(CUSTOMER, "INBOX", 2)
        .iter()
        .filter_map(|message| message.header("Subject"))
        .collect();
    subjects.sort();
    assert_eq!(subjects, ["After", "Before"]);
}

#[test]
fn a_first_start_on_a_full_disk_is_said() {
    let lab = Lab::imap_only();
    let (disk, anna) = SmallDisk::under(Program::new(&lab));
    disk.fill(&anna);
    let error = error(&anna, &["account", "list"]);
    assert_eq!(error["kind"], "disk_full", "{error}");
    disk.make_room(&anna);
    assert!(anna.json(&["account", "list"]).is_empty());
}
