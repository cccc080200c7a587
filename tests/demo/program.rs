//! The program as it is installed, on the demo server: one process for each verb.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use postroom::demo::DemoServer;
use serde_json::Value;

use crate::client::password;

pub const ANNA: &str = "anna@acme.example";
pub const SUPPORT: &str = "support@acme.example";
pub const CUSTOMER: &str = "carla@acme.example";

/// Anna's Postroom.
pub struct Program {
    home: tempfile::TempDir,
}

impl Program {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// With the account of this member of the demo's team.
    pub fn signed_in(demo: &DemoServer, name: &str) -> Self {
        let program = Self::new();
        let added = program.add(demo, name);
        assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
        // The demo's server files no copy, which need not be waited for.
        let settings = program.profile().join("config.toml");
        let known = std::fs::read_to_string(&settings).unwrap();
        let short = format!("{known}\n[settings]\ncopy_wait_seconds = 1\n");
        std::fs::write(&settings, short).unwrap();
        program
    }

    /// `account add` with the demo's servers.
    pub fn add(&self, demo: &DemoServer, name: &str) -> Output {
        let (imap, smtp) = (demo.imap_addr().to_string(), demo.smtp_addr().to_string());
        self.add_at(demo, name, &imap, &smtp)
    }

    pub fn add_at(&self, demo: &DemoServer, name: &str, imap: &str, smtp: &str) -> Output {
        let secret = self.path(&format!("secret-{name}"));
        std::fs::write(&secret, password(demo, name)).unwrap();
        let (address, command) = (
            format!("{name}@acme.example"),
            format!("cat {}", secret.display()),
        );
        self.run(&[
            "account",
            "add",
            &address,
            "--imap",
            imap,
            "--smtp",
            smtp,
            "--imap-security",
            "none",
            "--smtp-security",
            "none",
            "--password-command",
            &command,
            "--json",
        ])
    }

    /// A file beside the profile.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn profile(&self) -> PathBuf {
        self.path("profile")
    }

    /// The program without a profile named, which then is one of this home too.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postroom"));
        command
            .current_dir(self.home.path())
            // No keyring of whoever runs the tests, no profile of theirs, no language but English.
            .env("POSTROOM_NO_KEYRING", "1")
            .env("HOME", self.home.path())
            .env("POSTROOM_STATE_DIR", self.path("state"))
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .env("LANG", "C")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn command<W: AsRef<OsStr>>(&self, words: &[W]) -> Command {
        let mut command = self.bare();
        command.arg("--profile").arg(self.profile()).args(words);
        command
    }

    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).spawn().unwrap()
    }

    pub fn run<W: AsRef<OsStr>>(&self, words: &[W]) -> Output {
        self.command(words).output().unwrap()
    }

    pub fn run_with(&self, words: &[&str], input: &[u8]) -> Output {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        // It need not read its input.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Exit status, rows, and problems of a verb with JSON, whose option stands last.
    pub fn json(&self, words: &[&str]) -> (i32, Vec<Value>, Vec<Value>) {
        let output = self.run(&[words, &["--json"]].concat());
        (
            output.status.code().unwrap(),
            lines(&output.stdout),
            lines(&output.stderr),
        )
    }

    /// The rows of a verb that has to end well.
    pub fn rows(&self, words: &[&str]) -> Vec<Value> {
        let (code, rows, problems) = self.json(words);
        assert_eq!(code, 0, "{words:?}: {problems:?}");
        rows
    }

    /// The id of a message of support's Inbox, which was synced.
    pub fn a_message(&self) -> String {
        let rows = self.rows(&["list", SUPPORT, "inbox", "--limit", "1"]);
        rows[0]["id"].as_str().unwrap().to_owned()
    }

    /// A message to a customer in the words of `send`.
    pub fn letter<'a>(from: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let words = ["send", "--from", from, "--to", CUSTOMER, "--subject", "x"];
        [&words[..], more].concat()
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}
