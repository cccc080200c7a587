//! The program itself, as a script would call it, on real servers: verbs, JSON, exit statuses,
//! and what it says to bad input.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::lab::Lab;
use crate::member::question;

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

struct Program<'a> {
    lab: &'a Lab,
    home: tempfile::TempDir,
}

impl<'a> Program<'a> {
    fn new(lab: &'a Lab) -> Self {
        Self {
            lab,
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn profile(&self) -> std::path::PathBuf {
        self.home.path().join("profile")
    }

    fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, b"")
    }

    fn run_with(&self, words: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .arg("--profile")
            .arg(self.profile())
            .args(words)
            // No keyring of whoever runs the tests, and no language but English.
            .env("POSTROOM_NO_KEYRING", "1")
            .env("LANG", "C")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It need not read its input.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Lines of JSON of a verb that has to end well.
    fn json(&self, words: &[&str]) -> Vec<Value> {
        let mut all = vec!["--json"];
        all.extend(words);
        let output = self.run(&all);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{words:?}: {}",
            text(&output.stderr)
        );
        lines(&output.stdout)
    }

    fn account_add(&self, name: &str, adjust: impl FnOnce(&mut Vec<String>)) -> Output {
        let secret = self.home.path().join("secret");
        std::fs::write(&secret, self.lab.password(name) + "\n").unwrap();
        let mut words: Vec<String> = ["--json", "account", "add"].map(str::to_owned).to_vec();
        words.push(self.lab.address(name));
        for (option, value) in [
            ("--imap", self.lab.imap_tls().to_string()),
            ("--smtp", self.lab.smtp_tls().to_string()),
            ("--ca-file", self.lab.ca_file().display().to_string()),
            ("--password-command", format!("cat {}", secret.display())),
        ] {
            words.extend([option.to_owned(), value]);
        }
        adjust(&mut words);
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What `account add` says to these settings: the kind of problem and the exit status. Nothing
    /// of the account may be kept.
    fn refused(&self, adjust: impl FnOnce(&mut Vec<String>)) -> (String, i32) {
        let output = self.account_add("anna", adjust);
        let error = lines(&output.stderr)
            .pop()
            .unwrap_or_else(|| panic!("no error: {}", text(&output.stdout)));
        let error = &error["error"];
        assert!(
            !error["message"].as_str().unwrap().is_empty() && error["advice"].is_string(),
            "{error}"
        );
        assert!(
            self.json(&["account", "list"]).is_empty(),
            "an account that does not work was kept"
        );
        assert!(
            !text(&output.stderr).contains(&self.lab.password("anna")),
            "the password was shown"
        );
        (
            error["kind"].as_str().unwrap().to_owned(),
            output.status.code().unwrap(),
        )
    }
}

fn set(words: &mut [String], option: &str, value: String) {
    let at = words.iter().position(|w| w == option).unwrap();
    words[at + 1] = value;
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}

#[test]
fn the_main_job_from_a_script() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let anna = Program::new(&lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));

    let mailboxes = anna.json(&["mailbox", "list"]);
    let support = mailboxes
        .iter()
        .find(|m| m["address"] == SUPPORT)
        .expect("support is listed");
    assert_eq!(support["kind"], "shared");
    assert_eq!(support["routes"][0]["kind"], "namespace");
    assert_eq!(support["routes"][0]["rights"], "lrswipkxtea");
    assert_eq!(support["sent_folder"], "Sent");

    let synced = &anna.json(&["sync"])[0];
    assert!(
        synced["added"].as_u64().unwrap() >= 1 && synced["failed"] == 0,
        "{synced}"
    );
    let list = anna.json(&["list", SUPPORT, "inbox", "--unread"]);
    let id = list[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list[0]["from"][0]["address"], CUSTOMER);
    let shown = &anna.json(&["show", &id])[0];
    assert!(
        shown["text"]
            .as_str()
            .unwrap()
            .contains("Where is my lamp?")
    );
    let raw = anna.run(&["show", &id, "--raw"]);
    assert!(
        text(&raw.stdout).contains("\r\n\r\nWhere is my lamp?"),
        "the bytes as they are"
    );

    let sent = &anna.json(&[
        "send",
        "--from",
        SUPPORT,
        "--reply-to-id",
        &id,
        "--body",
        "It is on its way.",
    ])[0];
    assert_eq!(
        (sent["state"].as_str(), sent["copy"].as_str()),
        (Some("done"), Some("checked")),
        "{sent}"
    );
    assert_eq!(sent["subject"], "Re: Where is my order");
    assert_eq!(
        lab.wait_for_messages(CUSTOMER, "INBOX", 1)[0].header("Sender"),
        None
    );
    let copies = anna.json(&["list", SUPPORT, "sent"]);
    assert_eq!(
        (copies.len(), &copies[0]["message_id"]),
        (1, &sent["message_id"])
    );

    let identities = anna.json(&["identity", "list"]);
    let first = identities.iter().find(|i| i["address"] == SUPPORT).unwrap();
    assert_eq!(
        (first["mode"].as_str(), first["allowed"].as_str()),
        (Some("send_as"), Some("yes")),
        "{first}"
    );
    assert!(
        first["checked_at"].is_string() && first["sent_folder"].as_str().unwrap().contains("Sent")
    );

    let marked = &anna.json(&["mark", &id, "+flagged", "-seen"])[0];
    let flags: Vec<_> = marked["flags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f.as_str().unwrap())
        .collect();
    assert!(
        flags.contains(&"\\Flagged") && flags.contains(&"\\Answered") && !flags.contains(&"\\Seen"),
        "{flags:?}"
    );
    let moved = &anna.json(&["move", &id, "archive"])[0];
    let new = moved["new_id"].as_str().unwrap().to_owned();
    assert_ne!(new, id);
    anna.json(&["sync", "--mailbox", SUPPORT, "--folder", "archive"]);
    assert_eq!(
        anna.json(&["list", SUPPORT, "archive"])[0]["id"],
        new.as_str()
    );
    assert_eq!(
        anna.json(&["search", "order", "--mailbox", SUPPORT]).len(),
        2
    );
    anna.json(&["delete", &new]);
    assert_eq!(lab.folder_messages(SUPPORT, "Trash").len(), 1);

    // Nothing secret anywhere in the profile, and nobody else may look into it.
    assert!(is_private(&anna.profile()));
    for entry in std::fs::read_dir(anna.profile()).unwrap() {
        let path = entry.unwrap().path();
        assert!(is_private(&path), "{}", path.display());
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let secret = lab.password("anna");
            assert!(
                !bytes.windows(secret.len()).any(|w| w == secret.as_bytes()),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn exit_statuses_say_what_became_of_a_message() {
    let mut lab = Lab::start();
    let send = |program: &Program<'_>, words: &[&str]| {
        let mut all = vec![
            "--json",
            "send",
            "--to",
            CUSTOMER,
            "--subject",
            "x",
            "--body",
            "y",
            "--from",
        ];
        all.extend(words);
        let output = program.run(&all);
        (
            output.status.code().unwrap(),
            lines(&output.stdout).pop().unwrap_or(Value::Null),
        )
    };
    let ben = Program::new(&lab);
    assert_eq!(ben.account_add("ben", |_| {}).status.code(), Some(0));
    // The server refuses at RCPT; the message is held with its words.
    let (code, held) = send(&ben, &[SUPPORT]);
    assert_eq!((code, held["state"].as_str()), (3, Some("held")), "{held}");
    assert!(
        held["reply"]
            .as_str()
            .unwrap()
            .contains("not owned by user ben@postroom.test"),
        "{held}"
    );
    // Wrong usage.
    assert_eq!(ben.run(&["send", "--from", SUPPORT]).status.code(), Some(2));
    assert_eq!(
        ben.run(&["mark", "nonsense", "+seen"]).status.code(),
        Some(2)
    );
    assert_eq!(
        ben.run(&["list", "nobody@postroom.test", "inbox"])
            .status
            .code(),
        Some(1)
    );
    // Not permitted: ben only reads support.
    lab.deliver("support", question("Look"));
    ben.json(&["sync"]);
    let id = ben.json(&["list", SUPPORT, "inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(ben.run(&["mark", &id, "+flagged"]).status.code(), Some(3));
    drop(ben);

    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let anna_home = anna.home;
    lab.stop_postfix();
    let anna = Program {
        lab: &lab,
        home: anna_home,
    };
    let (code, queued) = send(&anna, &["anna@postroom.test"]);
    assert_eq!(
        (code, queued["state"].as_str()),
        (4, Some("queued")),
        "{queued}"
    );
    assert!(queued["error"].as_str().is_some_and(|e| !e.is_empty()));
    let anna_home = anna.home;
    lab.start_postfix();
    let anna = Program {
        lab: &lab,
        home: anna_home,
    };
    anna.json(&["outbox", "run"]);
    let row = anna.json(&["outbox", "list"]).pop().unwrap();
    assert!(
        ["accepted", "filing", "done"].contains(&row["state"].as_str().unwrap()),
        "{row}"
    );
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
}

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
