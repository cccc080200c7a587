//! The window, on a profile of this user or on the demo's.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::demo::{self, Demo};
use super::{NO_WINDOW, in_language, of_instance, profile_at_work, secrets, verb};
use crate::app;
use crate::cli::{Cli, Exit, Output, Summons, Verb};
use crate::engine::{Engine, Options, Pace, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::instance::{self, InstanceError, ProfileLock, Request, Service, Turn};
use crate::log;
use crate::paths::Profile;
use crate::secret::MemoryStore;

/// So long is waited for the demo to let go of its profile.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Opens the window and returns when it was closed.
pub(super) fn run(cli: &Cli) -> Exit {
    app::wait_for_parent();
    let texts = Texts::detect();
    let outcome = match &cli.verb {
        Some(Verb::Demo(_)) => on_demo(cli, &texts),
        _ => on_profile(cli, &texts),
    };
    outcome.unwrap_or_else(|problem| {
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let mut output = Output {
            json: cli.json,
            texts: &texts,
            out: &mut out,
            err: &mut err,
        };
        output.problem(&problem);
        Exit::of(&problem)
    })
}

fn on_profile(cli: &Cli, texts: &Texts) -> Result<Exit, Problem> {
    let runtime = runtime()?;
    let profile = profile_at_work(cli.profile.as_deref())?;
    let argv = match &cli.verb {
        Some(Verb::Compose { link }) => {
            let words = std::iter::once("compose").chain(link.as_deref());
            words.map(OsString::from).collect()
        }
        _ => Vec::new(),
    };
    let lock = match runtime.block_on(turn_of_window(&profile, &argv))? {
        Some(lock) => lock,
        None => return Ok(Exit::Done),
    };
    // Without a log the work is done all the same.
    let _log = log::start(&profile.log_dir()).ok();
    let texts = in_language(&profile, texts)?;
    let options = Options {
        profile: profile.clone(),
        secrets: secrets(),
        resident: true,
        offline: false,
        pace: Pace::default(),
    };
    open(&runtime, options, profile, lock, texts, None, &argv)
}

/// The profile's lock; nothing when another window has it, which came to the front, or writes what `argv` says. While a verb
/// has it, this waits until that is done.
async fn turn_of_window(
    profile: &Profile,
    argv: &[OsString],
) -> Result<Option<ProfileLock>, Problem> {
    loop {
        let turn = instance::turn(profile).await;
        let holder = match turn.map_err(|error| of_instance(&error))? {
            Turn::Ours(lock) => return Ok(Some(lock)),
            Turn::Theirs(holder) => holder,
        };
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let request = Request {
            argv: argv.to_vec(),
            ..Request::default()
        };
        match holder.hand_over(request, &mut out, &mut err).await {
            // Nothing was done that could be done twice, so it is simply asked for again.
            Ok(NO_WINDOW) | Err(InstanceError::BrokenOff) => {}
            Ok(_) => return Ok(None),
            Err(error) => return Err(of_instance(&error)),
        }
    }
}

fn on_demo(cli: &Cli, texts: &Texts) -> Result<Exit, Problem> {
    if let Some(mark) = app::mark_of_first_run() {
        demo::remove_profile_of(&mark);
    }
    let runtime = runtime()?;
    let demo = {
        let _inside = runtime.enter();
        Demo::start(cli.profile.as_deref())?
    };
    let place = demo.place().to_owned();
    let profile = demo.profile()?;
    let lock = ProfileLock::acquire(&profile).map_err(|error| of_instance(&error))?;
    let log = log::start(&profile.log_dir()).ok();
    let options = Options {
        profile: profile.clone(),
        // The demo leaves nothing behind, in the keyring neither.
        secrets: Arc::new(MemoryStore::default()),
        resident: true,
        offline: false,
        pace: Pace::default(),
    };
    let demo = Arc::new(demo);
    let exit = open(
        &runtime,
        options,
        profile,
        lock,
        texts.clone(),
        Some(Arc::clone(&demo)),
        &[],
    );
    // Windows removes no folder with an open file in it.
    drop(log);
    match Arc::into_inner(demo) {
        Some(demo) => runtime.block_on(demo.stop()),
        // It was still signing in. That ends with the runtime, and with it the server.
        None => {
            runtime.shutdown_timeout(PATIENCE);
            let _ = std::fs::remove_dir_all(place);
        }
    }
    exit
}

/// Opens the window; while it is open, other processes may hand over their verbs.
fn open(
    runtime: &Runtime,
    options: Options,
    profile: Profile,
    lock: ProfileLock,
    texts: Texts,
    demo: Option<Arc<Demo>>,
    argv: &[OsString],
) -> Result<Exit, Problem> {
    let (summon, summons) = mpsc::unbounded_channel();
    if let Some(Summons::Compose(link)) = Summons::of(argv) {
        let _ = summon.send(Some(link.unwrap_or_default()));
    }
    let handle = runtime.handle().clone();
    let (served, in_language) = (texts.clone(), texts.clone());
    let title_suffix = demo.as_ref().map(|_| texts.say("demo-title"));
    let (keep, kept) = std::sync::mpsc::channel::<Option<Service>>();
    let held = Arc::new(lock);
    let lock = Arc::clone(&held);
    let on_engine = move |engine: &Engine| {
        let running = engine.clone();
        let service = {
            let _inside = handle.enter();
            Service::start(&profile, &lock, move |request, responder| {
                let (engine, texts, summon) = (running.clone(), served.clone(), summon.clone());
                async move {
                    match Summons::of(&request.argv) {
                        Some(Summons::Compose(link)) => {
                            let _ = summon.send(Some(link.unwrap_or_default()));
                            return i32::from(Exit::Done.code());
                        }
                        Some(Summons::Show) => {
                            let _ = summon.send(None);
                        }
                        None => {}
                    }
                    verb::serve(engine, texts, request, responder).await
                }
            })
        };
        // A window that cannot be handed anything is still a window.
        if let Err(error) = &service {
            tracing::warn!(%error, "Other processes cannot hand over their requests.");
        }
        let _ = keep.send(service.ok());
        if let Some(demo) = demo {
            let engine = engine.clone();
            handle.spawn(async move {
                if let Err(problem) = demo.sign_in(&engine).await {
                    tracing::error!(%problem, "The demo's account could not be signed in.");
                }
            });
        }
    };
    let start = app::Start {
        engine: options,
        texts: in_language,
        title_suffix,
        on_engine: Some(Box::new(on_engine)),
        summons: Some(summons),
        ends: Some(ends(runtime)),
        graphics: app::Graphics::Auto,
    };
    let outcome = app::run(start);
    // The service first, then the lock: nobody is let in who would not be answered.
    drop(kept);
    drop(held);
    match outcome {
        Ok(()) => Ok(Exit::Done),
        Err(error) => Err(
            Problem::new(ProblemKind::Profile, Text::new("problem-no-window"))
                .advise(Text::new("advice-no-window"))
                .detail(error),
        ),
    }
}

/// A value whenever the system asks the program to end: what is written is kept first, and nothing of
/// the demo stays behind.
fn ends(runtime: &Runtime) -> mpsc::UnboundedReceiver<()> {
    let (end, ends) = mpsc::unbounded_channel();
    let _inside = runtime.enter();
    let _listening =
        runtime.spawn(async move { while asked_to_end().await.is_ok() && end.send(()).is_ok() {} });
    ends
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        asked = tokio::signal::ctrl_c() => asked,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn runtime() -> Result<Runtime, Problem> {
    Runtime::new()
        .map_err(|error| Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error))
}
