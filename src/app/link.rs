//! The way between the window and the engine: requests as tasks, events as a subscription.
//!
//! Everything runs on the engine's own runtime, so that what a request begins outlives the window
//! that asked, and the interface waits for nothing.

use std::hash::{Hash, Hasher};

use futures_util::StreamExt as _;
use iced::{Subscription, Task};
use tokio::runtime::Handle;

use crate::engine::{
    Command, Engine, Event, Problem, ProblemKind, Reader, Reply, StoreError, Text,
};
use crate::i18n::Texts;
use crate::render::drawn::Drawers;

/// Events handed over at once at most; a first sync brings thousands.
const TOGETHER: usize = 256;

/// What every screen needs of the engine and of the person's language. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    engine: Engine,
    runtime: Handle,
    drawers: Drawers,
    /// The person's language.
    pub texts: Texts,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

/// What ends when nobody holds it any more.
struct Running<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Link {
    /// A link to an engine that runs on this runtime.
    #[must_use]
    pub fn new(engine: Engine, runtime: Handle, texts: Texts) -> Self {
        Self {
            engine,
            runtime,
            drawers: Drawers::of_this_program(),
            texts,
        }
    }

    /// The same with mails drawn there.
    #[must_use]
    pub fn drawing_at(mut self, drawers: Drawers) -> Self {
        self.drawers = drawers;
        self
    }

    /// Where mails are drawn.
    #[must_use]
    pub fn drawers(&self) -> &Drawers {
        &self.drawers
    }

    /// The engine, for what it answers at once.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Runs something on the engine's runtime; the answer comes as a message.
    pub fn run<T, M>(
        &self,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
        done: impl FnOnce(Result<T, Problem>) -> M + Send + 'static,
    ) -> Task<M>
    where
        T: Send + 'static,
        M: Send + 'static,
    {
        let runtime = self.runtime.clone();
        Task::perform(
            async move {
                runtime.spawn(work).await.unwrap_or_else(|e| {
                    Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e))
                })
            },
            done,
        )
    }

    /// The same for what nobody needs any more once they look at something else: it ends when the handle
    /// is dropped, and no message comes.
    pub fn run_while_wanted<T, M>(
        &self,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
        done: impl FnOnce(Result<T, Problem>) -> M + Send + 'static,
    ) -> (Task<M>, iced::task::Handle)
    where
        T: Send + 'static,
        M: Send + 'static,
    {
        let runtime = self.runtime.clone();
        let task = Task::perform(
            async move {
                let mut running = Running(runtime.spawn(work));
                (&mut running.0).await.unwrap_or_else(|e| {
                    Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e))
                })
            },
            done,
        );
        let (task, handle) = task.abortable();
        (task, handle.abort_on_drop())
    }

    /// The same for work that blocks: files, parsing.
    pub fn block<T, M>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
        done: impl FnOnce(Result<T, Problem>) -> M + Send + 'static,
    ) -> Task<M>
    where
        T: Send + 'static,
        M: Send + 'static,
    {
        self.run(
            async move {
                tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
                    Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e))
                })
            },
            done,
        )
    }

    /// Asks the engine for something.
    pub fn request<M: Send + 'static>(
        &self,
        command: Command,
        done: impl FnOnce(Result<Reply, Problem>) -> M + Send + 'static,
    ) -> Task<M> {
        let engine = self.engine.clone();
        self.run(async move { engine.request(command).await }, done)
    }

    /// Reads rows.
    pub fn read<T, M>(
        &self,
        rows: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, Problem>) -> M + Send + 'static,
    ) -> Task<M>
    where
        T: Send + 'static,
        M: Send + 'static,
    {
        let engine = self.engine.clone();
        self.run(async move { engine.read(rows).await }, done)
    }

    /// A message after a time.
    pub fn after<M: Send + 'static>(
        &self,
        time: std::time::Duration,
        message: impl FnOnce() -> M + Send + 'static,
    ) -> Task<M> {
        let wait = async move {
            tokio::time::sleep(time).await;
            Ok(())
        };
        self.run(wait, move |_| message())
    }

    /// Keeps the state of the window; the message comes when that is done. What cannot be kept is
    /// only logged.
    pub fn remember<M: Send + 'static>(
        &self,
        key: &'static str,
        value: serde_json::Value,
        done: impl FnOnce() -> M + Send + 'static,
    ) -> Task<M> {
        let engine = self.engine.clone();
        let keep = async move {
            if let Err(problem) = engine.remember(key, &value).await {
                tracing::warn!(
                    kind = problem.kind.word(),
                    "The window's state was not kept."
                );
            }
            Ok(())
        };
        self.run(keep, move |_| done())
    }

    /// What happens in the engine, several events at once where they come at once.
    pub fn events(&self) -> Subscription<Vec<Event>> {
        Subscription::run_with(Source(self.engine.clone()), |source| {
            let events = source.0.events();
            futures_util::stream::unfold(events, |mut events| async {
                events.next().await.map(|event| (event, events))
            })
            .ready_chunks(TOGETHER)
        })
    }
}

/// There is one engine, so one subscription.
struct Source(Engine);

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "the engine's events".hash(state);
    }
}
