//! The store: THE place for SQL. `precious.db` holds what exists on this computer only (drafts,
//! outbox, pending acts, evidence), `cache.db` what the servers hold. Damage to the cache costs a
//! new fetch and nothing else.
//!
//! Each file has one writer, a thread that takes its work from a channel, and a few connections
//! that only read. Writing is async, reading blocks: async callers use [`Reader::run`].
//! The store emits no events; what a write changed is its return value.
//!
//! Two files in WAL mode share no crash-safe transaction. So a pending act is committed in
//! `precious.db` first and shown in `cache.db` second: its effect is an overlay on the server's
//! flags, laid anew at every start and after every write from the server.

mod cache;
mod check;
mod columns;
mod connection;
mod copies;
mod error;
mod files;
mod migrate;
mod open;
mod precious;
mod reader;
mod sign;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

pub use cache::{
    Applied, AskedFolder, Cache, Fit, FoldersChanged, Hits, Indexed, ListFilter, Met, MissingText,
    Moment, NewMessage, ServerAnswers, SortField, Sortable, SyncBatch, SyncState, TextsBehind,
    TreeChange, TypedName, Unindexed, UnindexedBehind, WantedTexts,
};
pub use error::{DataFile, Missing, Step, StoreError};
pub use open::{CacheCondition, OpenReport, PreciousCondition};
pub use precious::{
    Among, Apart, Arriving, BroughtAlong, Did, DraftSummary, DraftToStore, Filed, Informed, NewAct,
    NewOutgoing, NewStep, Precious, Recovered, Resolution, Stop, StoredDraft,
};
pub use reader::Reader;

use check::LateCheck;
use connection::{Pool, Writer};
use sign::Sign;

/// Both databases of a profile. Clones share the same connections.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    cache: Cache,
    precious: Precious,
    reader: Reader,
}

struct Shared {
    dir: PathBuf,
    cache: Arc<Writer>,
    precious: Arc<Writer>,
    cache_pool: Arc<Pool>,
    precious_pool: Arc<Pool>,
    sign: Arc<Sign>,
    /// The check of a cache that was not checked to its end before the store opened.
    late_check: Option<LateCheck>,
}

impl Store {
    /// What can be read. Cheap to clone.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Writes to the cache.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Writes to the precious database.
    #[must_use]
    pub fn precious(&self) -> &Precious {
        &self.precious
    }

    /// Was damage met, at the start or since? Then the next start checks the file thoroughly and
    /// replaces it if it is the cache.
    #[must_use]
    pub fn damage_met(&self) -> bool {
        self.shared.sign.is_suspect()
    }

    /// Waits for the end of a check of the cache that goes on while the store is open
    /// ([`CacheCondition::BeingChecked`]); what was found, if anything. Then the next start
    /// replaces the cache. `None` at once when there is no such check.
    pub fn late_finding(&self) -> impl Future<Output = Option<String>> + Send + use<> {
        let finding = self.shared.late_check.as_ref().map(LateCheck::finding);
        async move {
            match finding {
                Some(finding) => finding.await,
                None => None,
            }
        }
    }

    /// Removes damaged caches that were put aside before this time: copies of mail that nobody needs, and that
    /// nothing else would ever remove. Gives how many.
    ///
    /// # Errors
    /// [`StoreError::Place`] when one of them cannot be removed.
    pub async fn forget_quarantined(&self, before: Timestamp) -> Result<u32, StoreError> {
        let dir = self.shared.dir.clone();
        tokio::task::spawn_blocking(move || files::forget_quarantined(&dir, before))
            .await
            .unwrap_or(Err(StoreError::Closed))
    }

    /// Finishes what was asked for, closes both files and takes the sign of an open store away.
    /// Every other clone answers [`StoreError::Closed`] from now on.
    ///
    /// # Errors
    /// [`StoreError::Place`] when the sign cannot be removed; the files are closed all the same.
    pub async fn close(self) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        drop(self);
        tokio::task::spawn_blocking(move || shared.close())
            .await
            .unwrap_or(Err(StoreError::Closed))
    }
}

impl Shared {
    fn close(&self) -> Result<(), StoreError> {
        if let Some(check) = &self.late_check {
            check.stop();
        }
        // Readers first: the last connection to go, the writer, then folds the log into the file.
        self.cache_pool.close();
        self.precious_pool.close();
        self.cache.close();
        self.precious.close();
        self.sign.end()
    }
}
