//! What exists on this computer only: drafts, outbox, pending acts, evidence, remembered values.

mod acts;
mod aftermath;
mod contacts;
mod doing;
mod draft_copies;
mod drafts;
mod evidence;
mod for_me;
mod forgotten;
mod outbox;
mod outbox_copies;
mod outbox_rows;
mod queue;
mod remembered;
mod steps;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use rusqlite::Transaction;

use super::cache::{Acts, Cache, locked_acts};
use super::connection::Writer;
use super::error::{Sql, StoreError};
use crate::domain::{ActId, PendingAct};

pub use acts::{Arriving, Filed, NewAct, NewStep};
pub(super) use acts::{Moves, all_acts};
pub use aftermath::{Among, Stop};
pub use contacts::BroughtAlong;
pub use doing::Did;
pub use draft_copies::{Apart, DraftToStore};
pub use drafts::{DraftSummary, Informed, StoredDraft};
pub(super) use for_me::lay_for_me;
pub(super) use outbox::recover;
pub use outbox::{NewOutgoing, Recovered, Resolution};

/// Writes to `precious.db`. Each call is one transaction, on the disk when its future is ready:
/// what was acknowledged survives a crash and a power cut.
///
/// A call whose future is dropped after its first poll is carried out all the same.
/// Errors of every call: [`StoreError::Damaged`], [`StoreError::Full`], [`StoreError::ReadOnly`],
/// [`StoreError::Device`], [`StoreError::Closed`], and those named with it.
#[derive(Clone)]
pub struct Precious {
    writer: Arc<Writer>,
    cache: Cache,
    acts: Acts,
    /// Whoever changes what is unread for this person, in both files: one at a time.
    for_me: Arc<tokio::sync::Mutex<()>>,
    /// How many acts came to their end since the store was opened.
    settled: Arc<AtomicU64>,
}

impl Precious {
    pub(super) fn new(writer: Arc<Writer>, cache: Cache, acts: Acts) -> Self {
        Self {
            writer,
            cache,
            acts,
            for_me: Arc::default(),
            settled: Arc::default(),
        }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(work).await
    }

    /// The same of work that changes acts: everybody knows of the changes from the commit on, in the order of
    /// the commits, also when nobody waits for it any more.
    async fn write_acts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
        changed: impl FnOnce(&T) -> Vec<ActChanged> + Send + 'static,
    ) -> Result<T, StoreError> {
        let acts = Arc::clone(&self.acts);
        let know = move |outcome: &T| {
            let mut acts = locked_acts(&acts);
            for (id, now) in changed(outcome) {
                acts.retain(|known| known.id != id);
                if let Some(now) = now {
                    let place = acts.partition_point(|known| known.id < id);
                    acts.insert(place, now);
                }
            }
        };
        self.writer.write_then(work, know).await
    }
}

/// An act as it is now; `None`: it is not pending any more.
type ActChanged = (ActId, Option<PendingAct>);

/// It is as it is here.
fn is_now(pending: &PendingAct) -> ActChanged {
    (pending.id, Some(pending.clone()))
}

#[cfg(test)]
impl Precious {
    /// Runs anything on the writer's connection.
    pub(super) async fn write_for_test(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<()> + Send + 'static,
    ) {
        self.write(work).await.unwrap();
    }

    /// From here on the disk takes no message any more.
    pub async fn refuse_to_freeze(&self) {
        self.write_for_test(|tx| {
            tx.execute_batch(
                "CREATE TRIGGER refuse_frozen BEFORE INSERT ON frozen \
                 BEGIN SELECT RAISE(ABORT, 'as the test wants'); END",
            )?;
            Ok(())
        })
        .await;
    }

    /// From here on the disk does not take that a dot which was noted was not said.
    pub async fn refuse_to_step_back(&self) {
        self.write_for_test(|tx| {
            tx.execute_batch(
                "CREATE TRIGGER refuse BEFORE UPDATE OF phase ON outbox \
                 WHEN OLD.phase = 'dot' AND NEW.phase = 'body' \
                 BEGIN SELECT RAISE(ABORT, 'as the test wants'); END",
            )?;
            Ok(())
        })
        .await;
    }
}
