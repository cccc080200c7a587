//! Makes the words of messages findable, many at a time and behind everything else: while mail is being
//! fetched, it takes a turn now and then only.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::causes;
use super::event::Event;
use super::shared::{Place, Shared};
use super::texts;
use crate::domain::FolderId;
use crate::store::{Indexed, StoreError, Unindexed};

/// Messages that are read and written at once.
const AT_ONCE: usize = 500;

/// Octets of them.
const OCTETS: usize = 4 * 1024 * 1024;

/// For so long nothing was fetched before it works without a pause.
const QUIET: Duration = Duration::from_millis(500);

/// Longest wait for that.
const PATIENCE: Duration = Duration::from_secs(5);

/// Works as long as the engine runs.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut came = shared.watch_texts();
    loop {
        let began = Instant::now();
        while shared.texts_came_within(QUIET) && began.elapsed() < PATIENCE {
            tokio::time::sleep(QUIET / 2).await;
        }
        match slice(&shared).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                shared.raise(Place::Store, causes::of_store(&error));
                tokio::time::sleep(shared.pace.retry_most).await;
                continue;
            }
        }
        // A closed channel: the engine ends, and this with it.
        if came.changed().await.is_err() {
            return;
        }
    }
}

/// All there is to do, now.
///
/// # Errors
/// The store.
pub(super) async fn run_now(shared: &Shared) -> Result<(), StoreError> {
    while slice(shared).await? {}
    Ok(())
}

/// A few of them. False: there were none.
async fn slice(shared: &Shared) -> Result<bool, StoreError> {
    let reader = shared.store.reader();
    let mut unindexed = reader.run(|r| r.unindexed(AT_ONCE, OCTETS)).await?;
    if unindexed.is_empty() {
        return Ok(false);
    }
    let folders: std::collections::BTreeSet<FolderId> =
        unindexed.iter().map(|one| one.folder.clone()).collect();
    // On two threads: a fetch takes one of its own.
    let half = unindexed.split_off(unindexed.len() / 2);
    let (one, other) = tokio::join!(read(unindexed), read(half));
    let indexed: Vec<Indexed> = one.into_iter().chain(other).collect();
    shared.store.cache().index(indexed).await?;
    for folder in folders {
        shared.tell(Event::Messages(folder));
    }
    Ok(true)
}

/// Reads their texts. A hostile message may take long; it has a thread of its own.
async fn read(unindexed: Vec<Unindexed>) -> Vec<Indexed> {
    let read = move || {
        let read = |one: &Unindexed| {
            let (text, preview) = one.raw.as_deref().map(texts::read).unwrap_or_default();
            one.read(&text, &preview)
        };
        unindexed.iter().map(read).collect()
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}
