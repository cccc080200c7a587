//! What a verb's own process does for others while it holds the profile: it carries out their verbs
//! too, on its engine, and ends only when it has answered them.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{NO_WINDOW, verb};
use crate::cli::{self, Exit, Output, Summons};
use crate::engine::{Engine, Problem};
use crate::i18n::Texts;
use crate::instance::{ProfileLock, Request, Responder, Service};
use crate::paths::Profile;

/// The engine, once it is known whether it starts.
type Started = Option<Result<Engine, Problem>>;

/// Carries out what others hand over, from before the engine has started.
pub(super) struct Serving {
    service: Option<Service>,
    engine: watch::Sender<Started>,
    ending: CancellationToken,
}

impl Serving {
    pub(super) fn begin(profile: &Profile, lock: &ProfileLock, texts: &Texts) -> Self {
        let (engine, started) = watch::channel(None);
        let ending = CancellationToken::new();
        let (stop, texts) = (ending.clone(), texts.clone());
        let service = Service::start(profile, lock, move |request: Request, responder| {
            let (started, stop, texts) = (started.clone(), stop.clone(), texts.clone());
            async move {
                if Summons::of(&request.argv).is_some() {
                    return no_window(&stop, &texts, &responder).await;
                }
                carry_out(started, texts, request, responder).await
            }
        });
        // Who cannot hand over anything waits for the lock, and is told so.
        if let Err(error) = &service {
            tracing::warn!(%error, "Other processes cannot hand over their requests.");
        }
        Self {
            service: service.ok(),
            engine,
            ending,
        }
    }

    /// From now on it is known what to work with.
    pub(super) fn started(&self, engine: &Result<Engine, Problem>) {
        self.engine.send_replace(Some(engine.clone()));
    }

    /// Takes on nothing more, and returns when all that was taken on is answered.
    pub(super) async fn finish(self) {
        self.ending.cancel();
        if let Some(service) = self.service {
            service.finish().await;
        }
    }
}

async fn carry_out(
    mut started: watch::Receiver<Started>,
    texts: Texts,
    request: Request,
    responder: Responder,
) -> i32 {
    let engine = match started.wait_for(Option::is_some).await {
        Ok(engine) => engine.clone(),
        Err(_) => None,
    };
    match engine {
        Some(Ok(engine)) => verb::serve(engine, texts, request, responder).await,
        Some(Err(problem)) => {
            let mut output = Output {
                json: cli::asks_for_json(&request.argv),
                texts: &texts,
                out: &mut responder.stdout(),
                err: &mut responder.stderr(),
            };
            output.problem(&problem);
            i32::from(Exit::of(&problem).code())
        }
        None => i32::from(Exit::Failed.code()),
    }
}

/// There is no window here that could come to the front. The other process opens its own when this
/// one is done, which it hears at that moment.
async fn no_window(ending: &CancellationToken, texts: &Texts, responder: &Responder) -> i32 {
    use std::io::Write as _;
    // If nobody reads it, nobody waits either.
    let _ = writeln!(responder.stderr(), "{}", texts.say("cli-window-waits"));
    tokio::select! {
        () = ending.cancelled() => {}
        () = responder.gone() => {}
    }
    NO_WINDOW
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::{Options, Pace};
    use crate::instance::{Turn, turn};
    use crate::secret::MemoryStore;

    /// What a second process is answered that was started with these words.
    async fn ask(profile: &Profile, words: &[&str]) -> (i32, String, String) {
        let Ok(Turn::Theirs(holder)) = turn(profile).await else {
            panic!("somebody listens")
        };
        let request = Request {
            argv: words.iter().map(Into::into).collect(),
            ..Request::default()
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = holder.hand_over(request, &mut out, &mut err).await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    fn begin() -> (tempfile::TempDir, Profile, ProfileLock, Serving) {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(&folder.path().join("profile")).unwrap();
        let lock = ProfileLock::acquire(&profile).unwrap();
        let serving = Serving::begin(&profile, &lock, &Texts::choose(Some("en")));
        (folder, profile, lock, serving)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_comes_before_the_engine_has_started_is_answered_by_it() {
        let (_folder, profile, _lock, serving) = begin();
        let asking = profile.clone();
        let early = tokio::spawn(async move { ask(&asking, &["outbox", "list", "--jsn"]).await });
        let options = Options {
            profile: profile.clone(),
            secrets: Arc::new(MemoryStore::default()),
            resident: false,
            offline: true,
            pace: Pace::quick(),
        };
        let engine = Engine::start(options).await;
        serving.started(&engine);
        let (status, _, err) = early.await.unwrap();
        assert!(status == 2 && err.contains("--jsn"), "{err}");
        let unknown = ask(&profile, &["list", "nobody@a.test", "inbox", "--json"]).await;
        assert!(
            unknown.0 == 1 && unknown.2.contains("not_found"),
            "{unknown:?}"
        );
        assert_eq!(ask(&profile, &["account", "list"]).await.0, 0);
        serving.finish().await;
        engine.unwrap().stop().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn why_the_engine_did_not_start_is_said_to_all() {
        let (_folder, profile, _lock, serving) = begin();
        let problem = Problem::new(
            crate::engine::ProblemKind::DiskFull,
            crate::engine::Text::new("problem-disk-full"),
        );
        serving.started(&Err(problem));
        let (status, _, err) = ask(&profile, &["sync", "--json"]).await;
        assert!(status == 1 && err.contains("disk_full"), "{err}");
        serving.finish().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_wants_the_window_is_told_when_it_may_open_its_own() {
        let (_folder, profile, lock, serving) = begin();
        let Ok(Turn::Theirs(window)) = turn(&profile).await else {
            panic!("it listens")
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let window = window.hand_over(Request::default(), &mut out, &mut err);
        let (status, ()) = tokio::join!(window, serving.finish());
        assert_eq!(status, Ok(NO_WINDOW));
        assert!(!err.is_empty());
        drop(lock);
        assert!(matches!(turn(&profile).await, Ok(Turn::Ours(_))));
    }
}
