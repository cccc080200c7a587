//! The program as it is installed, on a profile that is a copy of one that was prepared.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::traced::at_call::{self, Run};
use crate::anna::home;
use crate::sink::{ANNA, Sink};

/// A home with a profile in it.
pub struct Program {
    home: tempfile::TempDir,
}

impl Program {
    /// With Anna's account on this server.
    pub fn signed_in(sink: &Sink) -> Self {
        let program = Self { home: home() };
        let secret = program.path("secret");
        let password = sink.server.password_of("anna").unwrap();
        std::fs::write(&secret, password.expose_secret()).unwrap();
        let (imap, smtp) = (sink.server.imap_addr(), sink.server.smtp_addr());
        let (imap, smtp) = (imap.to_string(), smtp.to_string());
        // Not `cat`: a builtin of the shell is quicker.
        let command = format!("read -r word < '{}'; echo \"$word\"", secret.display());
        let words = [
            "account",
            "add",
            ANNA,
            "--imap",
            &imap,
            "--smtp",
            &smtp,
            "--imap-security",
            "none",
            "--smtp-security",
            "none",
            "--password-command",
            &command,
        ];
        let added = program.run(&words);
        assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
        // The server files no copy by itself, which need not be waited for.
        let settings = program.path("profile").join("config.toml");
        let known = std::fs::read_to_string(&settings).unwrap();
        let at_once = format!("{known}\n[settings]\ncopy_wait_seconds = 0\n");
        std::fs::write(&settings, at_once).unwrap();
        program
    }

    /// The same profile once more. The password stays where it is.
    pub fn copied(&self) -> Self {
        let copy = Self { home: home() };
        copy_files(&self.path("profile"), &copy.path("profile"));
        // What this computer knows of the profile: it is no profile of another one.
        copy_files(&self.path("state"), &copy.path("state"));
        copy
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
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
            .arg("--profile")
            .arg(self.path("profile"))
            .arg("--json")
            .args(words);
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = self.command(words);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs it up to this call. What it said is in [`Program::said`].
    pub fn run_up_to(&self, words: &[&str], kill_at: Option<usize>) -> Run {
        at_call::run(&self.command(words), &self.path("said"), kill_at)
    }

    /// The rows that the traced run wrote whole.
    pub fn said(&self) -> Vec<Value> {
        rows(&std::fs::read(self.path("said")).unwrap())
    }

    /// What it wrote beside them.
    pub fn complained(&self) -> String {
        let beside = self.path("said").with_extension("err");
        text(&std::fs::read(beside).unwrap())
    }

    /// The rows of a verb, however it ended.
    pub fn rows(&self, words: &[&str]) -> Result<Vec<Value>, String> {
        let output = self.run(words);
        match output.status.code() {
            Some(0 | 3..=5) => Ok(rows(&output.stdout)),
            code => Err(format!("{words:?}: {code:?}: {}", text(&output.stderr))),
        }
    }
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (kind, target) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if kind.is_dir() {
            copy_files(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
    // A profile is the person's own.
    let permissions = std::fs::metadata(from).unwrap().permissions();
    std::fs::set_permissions(to, permissions).unwrap();
}

/// JSON lines; the last may be cut off.
fn rows(bytes: &[u8]) -> Vec<Value> {
    let text = text(bytes);
    let lines = text.lines().map(serde_json::from_str);
    lines.filter_map(Result::ok).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
