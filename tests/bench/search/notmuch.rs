//! notmuch on the same mail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::fill;

/// A mail store that it has indexed.
pub struct Notmuch {
    config: PathBuf,
}

impl Notmuch {
    /// Indexes these messages. `None` where it is not installed.
    pub fn of(mail: &Path, count: u32) -> Option<Self> {
        Command::new("notmuch")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .ok()?;
        let config = mail.with_extension("config");
        let notmuch = Self {
            config: config.clone(),
        };
        if !mail.join(".notmuch").exists() {
            for sub in ["cur", "new", "tmp"] {
                fs::create_dir_all(mail.join(sub)).unwrap();
            }
            for n in 0..count {
                let seen = if n % 7 == 0 { "" } else { "S" };
                let flagged = if n % 50 == 0 { "F" } else { "" };
                let path = mail.join("cur").join(format!("{n}.lab:2,{flagged}{seen}"));
                fs::write(path, fill::letter(n)).unwrap();
            }
            let settings = format!(
                "[database]\npath={}\n[user]\nname=Support\nprimary_email={}\n\
                 [new]\ntags=\n[maildir]\nsynchronize_flags=true\n",
                mail.display(),
                fill::SUPPORT
            );
            fs::write(&config, settings).unwrap();
            let made = notmuch.command().args(["new", "--quiet"]).status().unwrap();
            assert!(made.success());
        }
        Some(notmuch)
    }

    /// A search for as many rows as the command line shows unasked.
    pub fn search(&self, query: &str, output: &str) -> Command {
        let mut command = self.command();
        let output = format!("--output={output}");
        command.args(["search", "--limit=50", &output, "--", query]);
        command
    }

    fn command(&self) -> Command {
        let mut command = Command::new("notmuch");
        command.env("NOTMUCH_CONFIG", &self.config);
        command
    }
}
