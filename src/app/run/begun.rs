//! A start that is under way.

use std::sync::PoisonError;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Slot, Start};
use crate::app::screen::home::Kept;
use crate::engine::{Engine, Problem};
use crate::i18n::Texts;

/// A start that is under way: the profile is opened while the window system is.
pub(super) struct Begun {
    pub(super) engine: oneshot::Receiver<Result<(Engine, Kept), Problem>>,
    pub(super) texts: Texts,
    pub(super) title_suffix: Option<String>,
    pub(super) summons: Option<UnboundedReceiver<Option<String>>>,
    pub(super) ends: Option<UnboundedReceiver<()>>,
}

impl Begun {
    /// Begins, and gives what ends when the profile is open, or cannot be.
    pub(super) fn new(start: Start, runtime: &Handle, slot: Slot) -> (Self, JoinHandle<()>) {
        let (options, on_engine) = (start.engine, start.on_engine);
        let (tell, engine) = oneshot::channel();
        let open = async move {
            let engine = Engine::start(options).await?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine.clone());
            if let Some(tell) = on_engine {
                tell(&engine);
            }
            let kept = engine.remembered(Kept::KEY).await?;
            Ok((engine, Kept::from_value(kept)))
        };
        let opened = runtime.spawn(async move {
            // Nobody hears it where there is no window.
            let _ = tell.send(open.await);
        });
        let begun = Self {
            engine,
            texts: start.texts,
            title_suffix: start.title_suffix,
            summons: start.summons,
            ends: start.ends,
        };
        (begun, opened)
    }
}
