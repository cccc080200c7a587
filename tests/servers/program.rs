//! The program as it is installed: one process for each verb, on a profile of a test's own.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::lab::Lab;

pub struct Program<'a> {
    lab: &'a Lab,
    home: tempfile::TempDir,
    /// The process in whose mount namespace it runs, if not in ours.
    namespace: Option<u32>,
}

impl<'a> Program<'a> {
    pub fn new(lab: &'a Lab) -> Self {
        Self::at(lab, tempfile::tempdir().unwrap())
    }

    /// The same, with a home that was there before.
    pub fn at(lab: &'a Lab, home: tempfile::TempDir) -> Self {
        Self {
            lab,
            home,
            namespace: None,
        }
    }

    /// Runs every verb in the mount namespace of another process.
    pub fn in_namespace_of(self, process: u32) -> Self {
        Self {
            namespace: Some(process),
            ..self
        }
    }

    pub fn into_home(self) -> tempfile::TempDir {
        self.home
    }

    pub fn profile(&self) -> std::path::PathBuf {
        self.home.path().join("profile")
    }

    /// The program on this profile, without a verb yet.
    pub fn command(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_postroom");
        let mut command = match self.namespace {
            None => Command::new(program),
            Some(process) => {
                let mut command = Command::new("nsenter");
                command.args(["--mount", "--target", &process.to_string(), "--", program]);
                command
            }
        };
        command
            .arg("--profile")
            .arg(self.profile())
            // No keyring of whoever runs the tests, and no language but English.
            .env("POSTROOM_NO_KEYRING", "1")
            // What is sent is not noted among what its developer sent.
            .env("POSTROOM_STATE_DIR", self.home.path().join("state"))
            .env("LANG", "C")
            .env("LC_ALL", "C");
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, b"")
    }

    pub fn run_with(&self, words: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command()
            .args(words)
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
    pub fn json(&self, words: &[&str]) -> Vec<Value> {
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

    pub fn account_add(&self, name: &str, adjust: impl FnOnce(&mut Vec<String>)) -> Output {
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
        let output = self.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let settings = self.profile().join("config.toml");
        if let Ok(text) = std::fs::read_to_string(&settings)
            && !text.contains("[settings]")
        {
            // The lab's servers file no copy, which need not be waited for.
            let short = format!("{text}\n[settings]\ncopy_wait_seconds = 1\n");
            std::fs::write(&settings, short).unwrap();
        }
        output
    }

    /// What `account add` says to these settings: the kind of problem and the exit status. Nothing
    /// of the account may be kept.
    pub fn refused(&self, adjust: impl FnOnce(&mut Vec<String>)) -> (String, i32) {
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

pub fn set(words: &mut [String], option: &str, value: String) {
    let at = words.iter().position(|w| w == option).unwrap();
    words[at + 1] = value;
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
