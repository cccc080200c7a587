//! A verb as the program was started with it: in this process if the profile is free, else by the
//! process that holds it.

#[cfg(feature = "gui")]
use std::ffi::OsString;
use std::io::{self, Read, Write};

#[cfg(feature = "gui")]
use clap::Parser as _;

use super::demo::Demo;
use super::{in_language, of_instance, profile, secrets};
use crate::cli::{AccountVerb, Cli, Exit, Output, Place, Verb, run_verb};
use crate::engine::{Engine, Options, Pace, Problem, ProblemKind, Text};
use crate::i18n::Texts;
#[cfg(feature = "gui")]
use crate::instance::Responder;
use crate::instance::{self, Holder, Request, Turn};
use crate::log;

/// Runs a verb and returns the exit status.
pub(super) async fn run(cli: Cli) -> Exit {
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
        let served = Demo::start(cli.profile.as_deref())?.serve(texts, out).await;
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
            // Without a log the work is done all the same.
            let _log = log::start(&profile.log_dir()).ok();
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
#[cfg(feature = "gui")]
pub(super) async fn serve(
    engine: Engine,
    texts: Texts,
    request: Request,
    responder: Responder,
) -> i32 {
    let answer = responder.clone();
    let runtime = tokio::runtime::Handle::current();
    // On a thread of its own: a verb may read files and render mail in its stride.
    let work = tokio::task::spawn_blocking(move || {
        runtime.block_on(carry_out(&engine, &texts, request, &answer))
    });
    let exit = work.await.unwrap_or(Exit::Failed);
    responder.drained().await;
    i32::from(exit.code())
}

#[cfg(feature = "gui")]
async fn carry_out(
    engine: &Engine,
    texts: &Texts,
    request: Request,
    responder: &Responder,
) -> Exit {
    let (mut out, mut err) = (responder.stdout(), responder.stderr());
    let program = [OsString::from("postroom")];
    match Cli::try_parse_from(program.into_iter().chain(request.argv)) {
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
                texts,
                out: &mut out,
                err: &mut err,
            };
            run_verb(engine, verb, &place, &mut output).await
        }
        // No verb: the other process wants the window, which comes to the front.
        Ok(_) => Exit::Done,
        Err(error) => {
            let _ = write!(err, "{error}");
            Exit::Usage
        }
    }
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
