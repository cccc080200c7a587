//! A verb as the program was started with it: in this process if the profile is free, else by the
//! process that holds it.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::sync::Arc;

use clap::Parser as _;

use super::args::{AccountVerb, Cli, Verb};
use super::demo::Demo;
use super::{Exit, Output, Place, run_verb};
use crate::config::ConfigFile;
use crate::engine::{Engine, Options, Pace, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::instance::{self, Holder, InstanceError, Request, Responder, Turn};
use crate::paths::{Profile, ProfileError};
use crate::secret::{KeyringStore, MemoryStore, SecretStore};

/// Set to keep passwords in memory instead of the keyring: for tests of the whole program.
const NO_KEYRING: &str = "POSTROOM_NO_KEYRING";

/// Runs a verb and returns the exit status.
#[must_use]
pub fn run(cli: Cli) -> Exit {
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(run_here(cli)),
        Err(_) => Exit::Failed,
    }
}

async fn run_here(cli: Cli) -> Exit {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let (json, texts) = (cli.json, Texts::detect());
    let outcome = begin(cli, &texts, &mut out, &mut err).await;
    outcome.unwrap_or_else(|problem| {
        let mut output = Output {
            json,
            texts: &texts,
            out: &mut out,
            err: &mut err,
        };
        // Nothing is left to say it to.
        let _ = output.problem(&problem);
        Exit::of(&problem)
    })
}

async fn begin(
    cli: Cli,
    texts: &Texts,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, Problem> {
    let opens_window = cli.opens_window();
    let Some(verb) = cli.verb.filter(|_| !opens_window) else {
        return Err(Problem::new(ProblemKind::Usage, Text::new("cli-no-window")));
    };
    if let Verb::Demo(_) = verb {
        let served = Demo::start()?.serve(texts, out).await;
        return Ok(if served.is_ok() {
            Exit::Done
        } else {
            Exit::Failed
        });
    }
    let profile = profile(cli.profile.as_deref())?;
    let dir = std::env::current_dir().unwrap_or_default();
    let stdin = if reads_input(&verb) {
        input()?
    } else {
        Vec::new()
    };
    match instance::turn(&profile)
        .await
        .map_err(|error| of_instance(&error))?
    {
        Turn::Theirs(holder) => hand_over(holder, stdin, out, err).await,
        Turn::Ours(_lock) => {
            let texts = in_language(&profile, texts)?;
            let options = Options {
                profile,
                secrets: secrets(),
                resident: false,
                offline: false,
                pace: Pace::default(),
            };
            let engine = Engine::start(options).await?;
            let mut output = Output {
                json: cli.json,
                texts: &texts,
                out,
                err,
            };
            let exit = run_verb(&engine, verb, &Place { dir, stdin }, &mut output).await;
            engine.stop().await;
            Ok(exit)
        }
    }
}

/// Hands this process's own arguments to the process that has the profile.
async fn hand_over(
    holder: Holder,
    input: Vec<u8>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, Problem> {
    let request = Request {
        argv: std::env::args_os().skip(1).collect(),
        cwd: std::env::current_dir().unwrap_or_default().into_os_string(),
        input,
    };
    let status = holder
        .hand_over(request, out, err)
        .await
        .map_err(|error| of_instance(&error))?;
    Ok(Exit::from_code(status))
}

/// Carries out what another process handed over, on the engine of this one.
pub async fn serve(engine: Engine, texts: Texts, request: Request, responder: Responder) -> i32 {
    let (mut out, mut err) = (responder.stdout(), responder.stderr());
    let program = [OsString::from("postroom")];
    let exit = match Cli::try_parse_from(program.into_iter().chain(request.argv)) {
        Ok(Cli {
            verb: Some(verb),
            json,
            ..
        }) => {
            let place = Place {
                dir: request.cwd.into(),
                stdin: request.input,
            };
            let mut output = Output {
                json,
                texts: &texts,
                out: &mut out,
                err: &mut err,
            };
            run_verb(&engine, verb, &place, &mut output).await
        }
        Ok(_) => Exit::Done,
        Err(error) => {
            let _ = write!(err, "{error}");
            Exit::Usage
        }
    };
    responder.drained().await;
    i32::from(exit.code())
}

/// The profile that was named, or this user's own.
///
/// # Errors
/// Its folder cannot be made or used.
pub fn profile(dir: Option<&std::path::Path>) -> Result<Profile, Problem> {
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

/// The texts in the language that the profile's settings name, else in the system's.
///
/// # Errors
/// The settings are damaged: then nothing is begun with this profile.
pub fn in_language(profile: &Profile, system: &Texts) -> Result<Texts, Problem> {
    let config =
        ConfigFile::open(&profile.config_file()).map_err(|error| Engine::config_problem(&error))?;
    Ok(match &config.config().settings.language {
        Some(language) => Texts::choose(Some(language)),
        None => system.clone(),
    })
}

/// Where passwords are kept.
#[must_use]
pub fn secrets() -> Arc<dyn SecretStore> {
    if std::env::var_os(NO_KEYRING).is_some() {
        return Arc::new(MemoryStore::default());
    }
    Arc::new(KeyringStore::default())
}

/// Does the verb read standard input? Others must not wait for it.
fn reads_input(verb: &Verb) -> bool {
    match verb {
        Verb::Account(AccountVerb::Add(args)) => args.password.password_stdin,
        Verb::Send(args) => args
            .body
            .body_file
            .as_ref()
            .is_some_and(|file| file.as_os_str() == "-"),
        _ => false,
    }
}

fn input() -> Result<Vec<u8>, Problem> {
    let most = u64::try_from(instance::MAX_INPUT).unwrap_or(u64::MAX);
    let mut input = Vec::new();
    let read = io::stdin().lock().take(most + 1).read_to_end(&mut input);
    match read {
        Ok(size) if size <= instance::MAX_INPUT => Ok(input),
        Ok(_) => Err(Problem::new(
            ProblemKind::Usage,
            Text::new("cli-input-too-large"),
        )),
        Err(error) => {
            Err(Problem::new(ProblemKind::Usage, Text::new("cli-input-unreadable")).detail(error))
        }
    }
}

/// Why the profile cannot be used, or the other process not be asked.
#[must_use]
pub fn of_instance(error: &InstanceError) -> Problem {
    let say = |key: &'static str| Problem::new(ProblemKind::Profile, Text::new(key));
    let problem = match error {
        InstanceError::Held { .. } => {
            say("problem-profile-held").advise(Text::new("advice-profile-held"))
        }
        InstanceError::Lock { .. } | InstanceError::Socket { .. } => {
            say("problem-profile-lock").advise(Text::new("advice-store-place"))
        }
        InstanceError::NoAnswer => {
            say("problem-holder-silent").advise(Text::new("advice-profile-held"))
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
