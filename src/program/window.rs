//! The window, on a profile of this user or on the demo's.

use std::io;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::demo::{self, Demo};
use super::{in_language, of_instance, profile, secrets, verb};
use crate::app;
use crate::cli::{Cli, Exit, Output, Verb};
use crate::engine::{Engine, Options, Pace, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::instance::{self, ProfileLock, Request, Service, Turn};
use crate::log;
use crate::paths::Profile;
use crate::secret::MemoryStore;

/// Opens the window and returns when it was closed.
pub(super) fn run(cli: &Cli) -> Exit {
    app::wait_for_parent();
    let texts = Texts::detect();
    let outcome = match &cli.verb {
        Some(Verb::Demo(_)) => on_demo(&texts),
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
        // Nothing is left to say it to.
        let _ = output.problem(&problem);
        Exit::of(&problem)
    })
}

fn on_profile(cli: &Cli, texts: &Texts) -> Result<Exit, Problem> {
    let runtime = runtime()?;
    let profile = profile(cli.profile.as_deref())?;
    let lock = match runtime
        .block_on(instance::turn(&profile))
        .map_err(|error| of_instance(&error))?
    {
        Turn::Ours(lock) => lock,
        // It brings its own window to the front.
        Turn::Theirs(holder) => {
            let (mut out, mut err) = (io::stdout(), io::stderr());
            let handed = runtime.block_on(holder.hand_over(Request::default(), &mut out, &mut err));
            return handed
                .map(Exit::from_code)
                .map_err(|error| of_instance(&error));
        }
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
    open(&runtime, options, profile, lock, texts, None)
}

fn on_demo(texts: &Texts) -> Result<Exit, Problem> {
    if let Some(mark) = app::mark_of_first_run() {
        demo::remove_profile_of(&mark);
    }
    let runtime = runtime()?;
    let demo = {
        let _inside = runtime.enter();
        Demo::start()?
    };
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
    );
    // Windows removes no folder with an open file in it.
    drop(log);
    if let Some(demo) = Arc::into_inner(demo) {
        runtime.block_on(demo.stop());
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
) -> Result<Exit, Problem> {
    let (summon, summons) = mpsc::unbounded_channel();
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
                    if request.argv.is_empty() {
                        let _ = summon.send(());
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

fn runtime() -> Result<Runtime, Problem> {
    Runtime::new()
        .map_err(|error| Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error))
}
