//! The program as it is started: a verb, the window, or the demo, on one profile.
//!
//! It holds the faces and what they stand on together: the lock on the profile and the hand-over
//! to the process that has it, the log, the keyring, the language.

mod demo;
mod reading;
mod serving;
mod verb;
#[cfg(feature = "gui")]
mod window;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::cli::{self, Cli, Exit, Output};
use crate::config::ConfigFile;
use crate::engine::{Engine, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::instance::InstanceError;
use crate::paths::{self, Profile, ProfileError};
#[cfg(feature = "gui")]
use crate::render::drawn;
use crate::secret::{KeyringStore, MemoryStore, SecretStore};

/// Set to keep passwords in memory instead of the keyring: for tests of the whole program.
const NO_KEYRING: &str = "POSTROOM_NO_KEYRING";

/// What a process without a window answers to one that wants to see it. No verb ends like this.
const NO_WINDOW: i32 = -1;

/// Does what the arguments say (the program's name is the first) and returns the exit status.
#[must_use]
pub fn start(argv: impl IntoIterator<Item = OsString>) -> Exit {
    let argv: Vec<OsString> = argv.into_iter().collect();
    #[cfg(feature = "gui")]
    if argv.get(1).is_some_and(|first| first == drawn::ARGUMENT) {
        return match drawn::serve(&crate::app::theme::font::FILES) {
            Ok(()) => Exit::Done,
            Err(_) => Exit::Failed,
        };
    }
    let json = cli::asks_for_json(&argv);
    match cli::read(argv) {
        Ok(cli) => run(cli),
        Err(error) => {
            let mut output = Output {
                json,
                texts: &Texts::detect(),
                out: &mut io::stdout(),
                err: &mut io::stderr(),
            };
            cli::answer(&error, &mut output)
        }
    }
}

fn run(cli: Cli) -> Exit {
    #[cfg(feature = "gui")]
    if cli.opens_window() {
        return window::run(&cli);
    }
    if let Some(exit) = reading::run(&cli) {
        return exit;
    }
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(verb::run(cli)),
        Err(_) => Exit::Failed,
    }
}

/// The profile that was named, or this user's own.
///
/// # Errors
/// Its folder cannot be made or used.
fn profile(dir: Option<&Path>) -> Result<Profile, Problem> {
    let profile = match dir {
        Some(dir) => Profile::at(dir),
        None => Profile::of_this_user(),
    };
    profile.map_err(|error: ProfileError| {
        Problem::new(ProblemKind::Profile, Text::new("problem-store-place"))
            .advise(Text::new("advice-store-place"))
            .detail(error)
    })
}

/// The same for real work: what it sends is noted outside of it too.
///
/// # Errors
/// As [`profile`].
fn profile_at_work(dir: Option<&Path>) -> Result<Profile, Problem> {
    Ok(profile(dir)?.with_state(paths::state_of_this_user()))
}

/// The texts in the language that the profile's settings name, else in the system's.
///
/// # Errors
/// The settings are damaged: then nothing is begun with this profile.
fn in_language(profile: &Profile, system: &Texts) -> Result<Texts, Problem> {
    let config =
        ConfigFile::open(&profile.config_file()).map_err(|error| Engine::config_problem(&error))?;
    Ok(match &config.config().settings.language {
        Some(language) => Texts::choose(Some(language)),
        None => system.clone(),
    })
}

/// Where passwords are kept.
fn secrets() -> Arc<dyn SecretStore> {
    if std::env::var_os(NO_KEYRING).is_some() {
        return Arc::new(MemoryStore::default());
    }
    Arc::new(KeyringStore::default())
}

/// Why the profile cannot be used, or the other process not be asked.
fn of_instance(error: &InstanceError) -> Problem {
    let say = |key: &'static str| Problem::new(ProblemKind::Profile, Text::new(key));
    let problem = match error {
        InstanceError::Held { .. } => {
            say("problem-profile-held").advise(Text::new("advice-profile-held"))
        }
        InstanceError::Lock { .. } | InstanceError::Socket { .. } => {
            say("problem-profile-lock").advise(Text::new("advice-store-place"))
        }
        InstanceError::NoAnswer { .. } => {
            say("problem-holder-silent").advise(Text::new("advice-holder-silent"))
        }
        InstanceError::OtherVersion { .. } => {
            say("problem-holder-version").advise(Text::new("advice-holder-version"))
        }
        InstanceError::BrokenOff => {
            say("problem-holder-broke-off").advise(Text::new("advice-holder-broke-off"))
        }
        InstanceError::TooMuchInput => {
            Problem::new(ProblemKind::Usage, Text::new("cli-input-too-large"))
        }
    };
    problem.detail(error)
}
