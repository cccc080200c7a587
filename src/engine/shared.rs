//! What the engine's tasks share: the store, the settings, the secrets, and the ear of the faces.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

use crate::config::{Config, ConfigFile};
use crate::domain::{AccountId, OutboxId};
use crate::secret::SecretStore;
use crate::store::{DataFile, Reader, Store, StoreError};

use super::causes;
use super::event::{Event, Events};
use super::pace::Pace;
use super::problem::Problem;

/// Events a face may lag behind before it is told to read everything again.
const EVENTS: usize = 4096;

/// Where a problem stands until it is cured; a new one at the same place replaces the old.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Reaching or signing in to an account.
    Account(AccountId),
    /// A message in the outbox.
    Outbox(OutboxId),
    /// The local databases.
    Store,
    /// What opening or checking one of them found.
    File(DataFile),
}

/// Shared by all tasks.
pub(super) struct Shared {
    pub(super) store: Store,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) pace: Pace,
    config: Mutex<ConfigFile>,
    events: broadcast::Sender<Event>,
    problems: Mutex<BTreeMap<Place, Problem>>,
    offline: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(
        store: Store,
        config: ConfigFile,
        secrets: Arc<dyn SecretStore>,
        pace: Pace,
        offline: bool,
    ) -> Self {
        let (events, _) = broadcast::channel(EVENTS);
        let (offline, _) = watch::channel(offline);
        Self {
            store,
            secrets,
            pace,
            config: Mutex::new(config),
            events,
            problems: Mutex::new(BTreeMap::new()),
            offline,
        }
    }

    /// Reads rows on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        rows: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let reader = self.store.reader();
        reader.run(rows).await.map_err(|e| causes::of_store(&e))
    }

    /// Tells the faces that something changed.
    pub(super) fn tell(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    /// A new stream of events.
    pub(super) fn events(&self) -> Events {
        Events::new(self.events.subscribe())
    }

    /// A copy of the settings.
    pub(super) fn config(&self) -> Config {
        lock(&self.config).config().clone()
    }

    /// Changes the settings and writes them to disk (a small file: a few milliseconds); what
    /// cannot be written is not changed.
    pub(super) fn change_config<T>(
        &self,
        change: impl FnOnce(&mut Config) -> T,
    ) -> Result<T, Problem> {
        lock(&self.config)
            .update(change)
            .map_err(|error| causes::of_config(&error))
    }

    /// A problem stands from now on.
    pub(super) fn raise(&self, place: Place, problem: Problem) {
        let old = lock(&self.problems).insert(place, problem.clone());
        if old.as_ref() != Some(&problem) {
            // Its arguments and the server's words name correspondents: not for the log.
            let (kind, what) = (problem.kind.word(), problem.message.key);
            tracing::warn!(kind, what, "A problem was met.");
            self.tell(Event::Problems);
        }
    }

    /// The problem at this place is cured.
    pub(super) fn clear(&self, place: &Place) {
        if lock(&self.problems).remove(place).is_some() {
            self.tell(Event::Problems);
        }
    }

    /// Problems that stand now.
    pub(super) fn problems(&self) -> Vec<Problem> {
        lock(&self.problems).values().cloned().collect()
    }

    /// The problem that stands at this place.
    pub(super) fn problem_at(&self, place: &Place) -> Option<Problem> {
        lock(&self.problems).get(place).cloned()
    }

    /// Did a person switch the network off?
    pub(super) fn is_offline(&self) -> bool {
        *self.offline.borrow()
    }

    /// Switches the network off or on.
    pub(super) fn set_offline(&self, offline: bool) {
        let _ = self
            .offline
            .send_if_modified(|old| std::mem::replace(old, offline) != offline);
    }

    /// To be woken when the network is switched off or on.
    pub(super) fn watch_offline(&self) -> watch::Receiver<bool> {
        self.offline.subscribe()
    }
}

/// A lock whose data stays usable after a panic elsewhere: all of it is replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
