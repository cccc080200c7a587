//! A verb as the program was started with it: in this process if the profile is free, else by the
//! process that holds it.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::time::Duration;

use super::demo::Demo;
use super::serving::Serving;
use super::{in_language, of_instance, profile_at_work, secrets};
use crate::cli::{self, AccountVerb, Cli, Exit, Output, Place, Verb, run_verb};
use crate::engine::{Engine, Options, Pace, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::instance::{self, Holder, InstanceError, Request, Responder, Turn};
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
        output.problem(&problem);
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
    let profile = profile_at_work(cli.profile.as_deref())?;
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
        Turn::Theirs(holder) => hand_over(holder, &verb, stdin, out, err).await,
        Turn::Ours(lock) => {
            // Without a log the work is done all the same.
            let _log = log::start(&profile.log_dir()).ok();
            let texts = in_language(&profile, texts)?;
            let serving = Serving::begin(&profile, &lock, &texts);
            let options = Options {
                profile,
                secrets: secrets(),
                resident: false,
                offline: false,
                pace: Pace::default(),
            };
            let engine = Engine::start(options).await;
            serving.started(&engine);
            let engine = match engine {
                Ok(engine) => engine,
                Err(problem) => {
                    serving.finish().await;
                    return Err(problem);
                }
            };
            let mut output = Output {
                json: cli.json,
                texts: &texts,
                out,
                err,
            };
            let exit = run_verb(&engine, verb, &Place { dir, stdin }, &mut output).await;
            // In this order: nobody is let in who would not be answered, and the lock goes last.
            finish(serving, &mut output).await;
            engine.stop().await;
            drop(lock);
            Ok(exit)
        }
    }
}

/// Waits for what others handed over to this process; who waits for it is told so.
async fn finish(serving: Serving, output: &mut Output<'_>) {
    const UNNOTICED: Duration = Duration::from_secs(2);
    let finished = serving.finish();
    tokio::pin!(finished);
    if tokio::time::timeout(UNNOTICED, &mut finished)
        .await
        .is_err()
    {
        output.hint(
            &Text::new("cli-finishes-others"),
            &Text::new("cli-advice-finishes-others"),
        );
        finished.await;
    }
}

/// Hands this process's own arguments to the process that has the profile.
async fn hand_over(
    holder: Holder,
    verb: &Verb,
    input: Vec<u8>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, Problem> {
    let request = Request {
        argv: std::env::args_os().skip(1).collect(),
        cwd: std::env::current_dir().unwrap_or_default().into_os_string(),
        input,
    };
    match holder.hand_over(request, out, err).await {
        Ok(status) => Ok(Exit::from_code(status)),
        Err(error) => Err(broken_off(&error, verb)),
    }
}

/// Why a request was not carried out to its end. A verb that sends may have sent.
fn broken_off(error: &InstanceError, verb: &Verb) -> Problem {
    let problem = of_instance(error);
    if *error == InstanceError::BrokenOff && verb.sends() {
        return Problem {
            kind: ProblemKind::Unknown,
            ..problem.advise(Text::new("advice-holder-broke-off-sending"))
        };
    }
    problem
}

/// Carries out what another process handed over, on the engine of this one.
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

async fn carry_out(
    engine: &Engine,
    texts: &Texts,
    request: Request,
    responder: &Responder,
) -> Exit {
    let mut output = Output {
        json: cli::asks_for_json(&request.argv),
        texts,
        out: &mut responder.stdout(),
        err: &mut responder.stderr(),
    };
    let program = [OsString::from("postroom")];
    match cli::read(program.into_iter().chain(request.argv)) {
        Ok(Cli {
            verb: Some(verb), ..
        }) => {
            let place = Place {
                dir: request.cwd.into(),
                stdin: request.input,
            };
            run_verb(engine, verb, &place, &mut output).await
        }
        // No verb: the other process wants the window, which comes to the front.
        Ok(_) => Exit::Done,
        Err(error) => cli::answer(&error, &mut output),
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
        Verb::Spelling(args) => args.reads_input(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_sent_is_not_to_be_repeated() {
        const ID: &str = "abcabcabcabc-1-2";
        let send = [
            "send",
            "--from",
            "a@b.test",
            "--subject",
            "x",
            "--body",
            "y",
        ];
        for (words, exit) in [
            (&send[..], Exit::Unknown),
            (&["outbox", "run"], Exit::Unknown),
            (&["outbox", "list"], Exit::Failed),
            (&["mark", ID, "+seen"], Exit::Failed),
            (&["sync"], Exit::Failed),
        ] {
            let argv = ["postroom"].iter().chain(words).map(OsString::from);
            let verb = cli::read(argv).unwrap().verb.unwrap();
            let of = |error| Exit::of(&broken_off(&error, &verb));
            assert_eq!(of(InstanceError::BrokenOff), exit, "{words:?}");
            assert_eq!(of(InstanceError::TooMuchInput), Exit::Usage);
        }
    }
}
