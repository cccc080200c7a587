//! Makes the words of messages findable, many at a time and behind everything else: while mail is being
//! fetched, it takes a turn now and then only.

use std::collections::BTreeSet;
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
const AT_ONCE: usize = 1000;

/// Octets of them.
const OCTETS: usize = 4 * 1024 * 1024;

/// For so long nothing was fetched before it works without a pause.
const QUIET: Duration = Duration::from_millis(500);

/// Longest wait for that.
const PATIENCE: Duration = Duration::from_secs(5);

/// Works as long as the engine runs.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut came = shared.watch_texts();
    let mut has_failed = false;
    loop {
        if let Err(error) = pass(&shared, Turn::WhenQuiet).await {
            has_failed = true;
            shared.raise(Place::Store, causes::of_store(&error));
            tokio::time::sleep(shared.pace.retry_most).await;
            continue;
        }
        if std::mem::take(&mut has_failed) {
            shared.clear(&Place::Store);
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
    pass(shared, Turn::Now).await
}

/// When a few messages are taken in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Now,
    /// When nothing is being fetched, or that takes too long.
    WhenQuiet,
}

impl Turn {
    async fn come(self, shared: &Shared) {
        let began = Instant::now();
        while self == Self::WhenQuiet
            && shared.texts_came_within(QUIET)
            && began.elapsed() < PATIENCE
        {
            tokio::time::sleep(QUIET / 2).await;
        }
    }
}

/// Goes through all messages whose words are not findable yet, from what came last to what came first: a
/// few are written while the next are read.
async fn pass(shared: &Shared, turn: Turn) -> Result<(), StoreError> {
    let (cache, reader) = (shared.store.cache(), shared.store.reader());
    let (mut read, mut behind) = (Vec::new(), None);
    let mut folders_read = BTreeSet::new();
    loop {
        turn.come(shared).await;
        let next = async {
            let unindexed = reader.run(move |r| r.unindexed(behind, AT_ONCE, OCTETS));
            let mut unindexed = unindexed.await?;
            let last = unindexed.last().map(Unindexed::place);
            let folders: BTreeSet<FolderId> =
                unindexed.iter().map(|one| one.folder.clone()).collect();
            // On two threads: a fetch takes one of its own.
            let half = unindexed.split_off(unindexed.len() / 2);
            let (mut one, other) = tokio::join!(words(unindexed), words(half));
            one.extend(other);
            Ok::<_, StoreError>((one, last, folders))
        };
        let (next, written) = tokio::join!(next, cache.index(std::mem::take(&mut read)));
        written?;
        for folder in std::mem::take(&mut folders_read) {
            shared.tell(Event::Messages(folder));
        }
        let (words, last, folders) = next?;
        if last.is_none() {
            return Ok(());
        }
        (read, behind, folders_read) = (words, last, folders);
    }
}

/// Reads their texts. A hostile message may take long; it has a thread of its own.
async fn words(unindexed: Vec<Unindexed>) -> Vec<Indexed> {
    let read = move || {
        let read = |one: &Unindexed| {
            let read = one.raw.as_deref().map(texts::read).unwrap_or_default();
            one.read(&read.text, &read.preview, read.has_attachment)
        };
        unindexed.iter().map(read).collect()
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}
