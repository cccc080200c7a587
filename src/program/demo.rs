//! `demo`: the built-in server with its team, and a profile that is gone afterwards.

// Without the window there is only the server.
#![cfg_attr(not(feature = "gui"), allow(dead_code))]

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;

use crate::config::{Config, ConfigError, ConfigFile};
use crate::demo::{DemoServer, Pace, Team};
use crate::domain::{Account, Connections, EmailAddress, Endpoint, PasswordSource, Security};
use crate::engine::{Command, Engine, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::paths::Profile;

/// The member whose eyes the demo is seen with, and the address nobody reads but may send from.
const MEMBER: &str = "anna";
const WITHOUT_MAILBOX: &str = "jobs@acme.example";

/// How long it is looked for whether the demo's server files a copy, in seconds.
const COPY_WAIT: u8 = 1;

/// How the names of demo profiles begin, in the system's folder for temporary files.
const PROFILE: &str = "postroom-demo-";

/// A running demo: the server, and a profile of its own that goes with it.
#[derive(Debug)]
pub struct Demo {
    server: DemoServer,
    place: PathBuf,
}

impl Demo {
    /// Starts the server and makes an empty profile in the system's folder for temporary files.
    ///
    /// # Errors
    /// No port can be opened, or no folder be made; or somebody named a profile, which the demo would
    /// neither use nor leave behind.
    pub fn start(named: Option<&Path>) -> Result<Self, Problem> {
        if named.is_some() {
            let text = Text::new("demo-no-profile");
            return Err(Problem::new(ProblemKind::Usage, text));
        }
        let failed = |detail: String| {
            Problem::new(ProblemKind::Profile, Text::new("demo-not-started")).detail(detail)
        };
        let mut team = Team::acme();
        team.pace = Pace::Calm;
        let server = DemoServer::start(team).map_err(|error| failed(error.to_string()))?;
        let name = format!("{PROFILE}{}-{:08x}", std::process::id(), fastrand::u32(..));
        let place = std::env::temp_dir().join(name);
        Ok(Self { server, place })
    }

    /// Where the profile lies.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The profile.
    ///
    /// # Errors
    /// Its folder cannot be made.
    pub fn profile(&self) -> Result<Profile, Problem> {
        let profile = super::profile(Some(&self.place))?;
        // The demo's server files no copy, and who tries it out shall see theirs soon.
        let failed = |error: ConfigError| {
            Problem::new(ProblemKind::Profile, Text::new("demo-not-started")).detail(error)
        };
        let mut config = ConfigFile::open(&profile.config_file()).map_err(failed)?;
        let soon = |config: &mut Config| config.settings.copy_wait_seconds = COPY_WAIT;
        config.update(soon).map_err(failed)?;
        Ok(profile)
    }

    /// Signs the member in, once the engine runs on [`Demo::profile`].
    ///
    /// # Errors
    /// As any sign-in.
    pub async fn sign_in(&self, engine: &Engine) -> Result<(), Problem> {
        let account = self.account()?;
        let password = self.server.password_of(MEMBER);
        let via = account.id();
        engine
            .request(Command::AddAccount { account, password })
            .await?;
        let address = address(WITHOUT_MAILBOX)?;
        engine
            .request(Command::AddIdentity { address, via })
            .await?;
        engine.request(Command::CheckIdentities(None)).await?;
        Ok(())
    }

    fn account(&self) -> Result<Account, Problem> {
        let endpoint = |at: std::net::SocketAddr| Endpoint {
            host: at.ip().to_string(),
            port: at.port(),
            // Nothing of it leaves this computer.
            security: Security::None,
        };
        Ok(Account {
            address: address(&format!("{MEMBER}@acme.example"))?,
            name: Some("Anna Berg".to_owned()),
            login: None,
            imap: endpoint(self.server.imap_addr()),
            smtp: endpoint(self.server.smtp_addr()),
            ca_file: None,
            password: PasswordSource::Keyring,
            connections: Connections::default(),
        })
    }

    /// Shows how to sign in to the server, and waits for Ctrl+C.
    ///
    /// # Errors
    /// The output or the signal cannot be had.
    pub async fn serve(self, texts: &Texts, out: &mut (dyn Write + Send)) -> io::Result<()> {
        writeln!(out, "{}\n", texts.say("demo-serving"))?;
        for member in ["anna", "ben", "carla"] {
            let password = self
                .server
                .password_of(member)
                .map(|p| p.expose_secret().to_owned())
                .unwrap_or_default();
            // cmd prints the marks too, and a blank before the bar.
            let echo = if cfg!(windows) {
                format!("echo {password}|")
            } else {
                format!("echo '{password}' |")
            };
            writeln!(
                out,
                "{echo} postroom --profile demo-{member} account add {member}@acme.example \
                 --imap {} --imap-security none --smtp {} --smtp-security none --password-stdin",
                self.server.imap_addr(),
                self.server.smtp_addr(),
            )?;
        }
        out.flush()?;
        tokio::signal::ctrl_c().await?;
        self.stop().await;
        Ok(())
    }

    /// Ends the server and removes the profile. The engine on it must have stopped before.
    pub async fn stop(self) {
        let place = self.place.clone();
        self.server.stop().await;
        // It may not be there: only the window makes a profile.
        let _ = tokio::fs::remove_dir_all(place).await;
    }
}

/// Removes the demo profile that this file lies in: of a run that was broken off and could not do so
/// itself. What is no demo's profile stays.
pub(super) fn remove_profile_of(file: &Path) {
    let profile = file.parent().and_then(Path::file_name);
    if let Some(name) = profile.filter(|name| name.to_string_lossy().starts_with(PROFILE)) {
        // By its name only: nothing outside of that one folder is ever removed.
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(name));
    }
}

fn address(text: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(text)
        .map_err(|e| Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demos_profile_is_removed() {
        let make = |prefix: &str| {
            let folder = tempfile::Builder::new().prefix(prefix).tempdir().unwrap();
            std::fs::write(folder.path().join("starting"), "").unwrap();
            folder
        };
        let (demo, other) = (make(PROFILE), make("postroom-"));
        for folder in [&demo, &other] {
            remove_profile_of(&folder.path().join("starting"));
        }
        assert!(!demo.path().exists() && other.path().exists());
    }
}
