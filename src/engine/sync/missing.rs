//! Headers of messages that are missing here: in batches, and around those that a server does not deliver.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::portions::{MOST as BATCH, Portions};
use super::{Pass, new_message, new_messages};
use crate::domain::{Flags, Work};
use crate::engine::backend::HeaderOf;
use crate::engine::error::EngineError;
use crate::engine::progress::Count;
use crate::store::{NewMessage, SyncBatch};
use crate::wire::WireError;

/// Batches that wait to be written: others are read while the disk is waited for.
const WAITING: usize = 4;

/// Messages of a folder that may stay without a header: each becomes a row that can be opened.
/// More of them are no odd mails but a server in trouble.
const MOST_SILENT: usize = 50;

/// A server that was in trouble so often, and still has no header of them, has none: all else of the folder
/// does not wait for it.
const MOST_FAILURES: u32 = 3;

/// More of them it cannot have lost: it is in trouble still, and a list of empty rows is of no use.
const MOST_WITHOUT: usize = 1000;

impl Pass<'_> {
    /// Fetches the headers of these messages, as [`Pass::fetch`], also beside those that the server cannot
    /// deliver, and those over which it ends the connection.
    pub(super) async fn fetch_all(
        &mut self,
        missing: &[u32],
        batch: &mut SyncBatch,
        progress: &mut (impl FnMut() + Send),
    ) -> Result<BTreeSet<u32>, EngineError> {
        let mut undelivered = BTreeSet::new();
        let mut rest = missing.to_vec();
        if self.losses.asks_in_parts() {
            while let Some(part) = self.losses.next_part(missing) {
                rest.retain(|uid| part.binary_search(uid).is_err());
                undelivered.extend(self.fetch_apart(&part, progress).await?);
            }
            rest.retain(|uid| !self.losses.is_apart(*uid));
        }
        loop {
            let (mut silent, refused) = self.fetch(&rest, batch, progress).await?;
            let Some(error) = refused else {
                silent.extend(undelivered);
                if !self.change.left {
                    silent.extend(self.fetch_alone(missing, progress).await?);
                    self.losses.over();
                }
                return Ok(silent);
            };
            // It is among the newest of those that did not come.
            let newest: Vec<u32> = silent.iter().rev().take(BATCH).copied().collect();
            let (headers, none) = self
                .one_by_one(&newest, self.manner.structure, error)
                .await?;
            undelivered.extend(none);
            let batch = SyncBatch {
                added: self.new_messages(&headers),
                ..self.batch()
            };
            self.apply(batch).await?;
            progress();
            let older = newest.last().map_or(0, |oldest| *oldest);
            rest = silent.range(..older).copied().collect();
        }
    }

    /// Fetches the headers of these few messages. Gives those that the server does not deliver.
    async fn fetch_apart(
        &mut self,
        uids: &[u32],
        progress: &mut (impl FnMut() + Send),
    ) -> Result<BTreeSet<u32>, EngineError> {
        let mut silent: BTreeSet<u32> = uids.iter().copied().collect();
        if uids.is_empty() {
            return Ok(silent);
        }
        let headers = match self.headers(uids, false).await {
            Ok(headers) => headers,
            Err(error) if error.is_undeliverable() => self.one_by_one(uids, false, error).await?.0,
            Err(error) => return Err(error.into()),
        };
        for header in &headers {
            silent.remove(&header.uid);
        }
        let batch = SyncBatch {
            added: self.new_messages(&headers),
            ..self.batch()
        };
        self.apply(batch).await?;
        progress();
        Ok(silent)
    }

    /// Fetches the headers of those messages over which the connection may have been lost, one after another.
    /// Gives those that do not come, and those that are asked for no more.
    async fn fetch_alone(
        &mut self,
        missing: &[u32],
        progress: &mut (impl FnMut() + Send),
    ) -> Result<BTreeSet<u32>, EngineError> {
        let mut silent = BTreeSet::new();
        let mut below = u32::MAX;
        while let Some(uid) = self.losses.next_alone(below) {
            below = uid;
            if missing.binary_search(&uid).is_ok() {
                silent.extend(self.fetch_apart(&[uid], progress).await?);
            }
        }
        let given_up = missing.iter().filter(|uid| self.losses.is_given_up(**uid));
        silent.extend(given_up);
        Ok(silent)
    }

    /// The headers of these. If the connection is lost over them, that is known the next time.
    async fn headers(&mut self, uids: &[u32], structure: bool) -> Result<Vec<HeaderOf>, WireError> {
        let headers = self.mail.headers(uids, structure).await;
        match &headers {
            Ok(headers) if !headers.is_empty() => self.losses.came(),
            Err(error) if !self.mail.is_usable() => self.losses.note(uids, error),
            _ => {}
        }
        headers
    }

    /// Fetches the headers of these messages, the newest first, and writes them in batches, the first
    /// of them with what is in `batch` already. One is written while the next is read and others are on
    /// their way. Gives the messages of which no header came, and what the server said if it refused some
    /// of them; what is left to be written is in `batch` then. Ends before all came, and with all written,
    /// where something else is wanted first.
    async fn fetch(
        &mut self,
        missing: &[u32],
        batch: &mut SyncBatch,
        progress: &mut (impl FnMut() + Send),
    ) -> Result<(BTreeSet<u32>, Option<WireError>), EngineError> {
        let mut silent: BTreeSet<u32> = missing.iter().copied().collect();
        if missing.is_empty() {
            return Ok((silent, None));
        }
        let mut portions = Portions::of(missing, self.manner.is_enough);
        let (to, came) = mpsc::channel::<Vec<HeaderOf>>(WAITING);
        let (folder, shared, for_me) = (self.folder, self.shared, self.for_me);
        let (id, cache) = (&folder.id, shared.store.cache());
        let is_theirs = |named: &str| shared.was_put_there(id, named);
        let mut count = Count::of_rest(missing.len(), self.opened.exists);
        shared.came_so_far(folder, Work::Headers, &count);
        let fresh = SyncBatch {
            uid_validity: batch.uid_validity,
            asked: batch.asked,
            seen_by_others: batch.seen_by_others,
            ..SyncBatch::default()
        };
        let (change, silent_now) = (&mut self.change, &mut silent);
        let written = async {
            // Owned here: when this ends by an error, nobody waits any more to hand over.
            let mut came = came;
            while let Some(headers) = came.recv().await {
                count.add(headers.len());
                shared.came_so_far(folder, Work::Headers, &count);
                let read = new_messages(headers, folder.mailbox.clone());
                if batch.added.is_empty() {
                    batch.added = read.await;
                    for_me.note(&mut batch.added, is_theirs);
                    came_of(&batch.added, silent_now);
                    continue;
                }
                let writing = cache.apply(id, std::mem::replace(batch, fresh.clone()));
                let (added, applied) = tokio::join!(read, writing);
                batch.added = added;
                for_me.note(&mut batch.added, is_theirs);
                came_of(&batch.added, silent_now);
                change.absorb(applied?);
                progress();
            }
            Ok::<_, EngineError>(())
        };
        let structure = self.manner.structure;
        let reading = (self.mail).stream_headers(missing, &mut portions, structure, to);
        let (read, written) = tokio::join!(reading, written);
        let left = portions.left().len();
        // What came is written also where the rest did not come.
        if !batch.added.is_empty() && written.is_ok() {
            let applied = cache.apply(id, std::mem::replace(batch, fresh)).await?;
            change.absorb(applied);
            progress();
        }
        written?;
        if silent.len() < missing.len() {
            self.losses.came();
        }
        match read {
            Ok(()) => {
                self.change.left = left > 0;
                Ok((silent, None))
            }
            Err(error) if error.is_undeliverable() => Ok((silent, Some(error))),
            Err(error) => {
                if !self.mail.is_usable() {
                    let asked = missing.get(left..).unwrap_or_default().iter().copied();
                    let lost: Vec<u32> = asked.filter(|uid| silent.contains(uid)).collect();
                    self.losses.note(&lost, &error);
                }
                Err(error.into())
            }
        }
    }

    fn most_silent(&self) -> usize {
        match self.manner.failures < MOST_FAILURES {
            true => MOST_SILENT,
            false => MOST_WITHOUT,
        }
    }

    /// Asks for the headers of these messages, which were refused together, in halves: those that come, and the
    /// messages that are refused alone.
    pub(super) async fn one_by_one(
        &mut self,
        uids: &[u32],
        structure: bool,
        error: WireError,
    ) -> Result<(Vec<HeaderOf>, Vec<u32>), EngineError> {
        let (mut came, mut none) = (Vec::new(), Vec::new());
        let mut parts = vec![uids];
        while let Some(part) = parts.pop() {
            match self.headers(part, structure).await {
                Ok(headers) => came.extend(headers),
                Err(again) if !again.is_undeliverable() => return Err(again.into()),
                Err(_) if part.len() > 1 => {
                    let (former, latter) = part.split_at(part.len() / 2);
                    parts.extend([latter, former]);
                }
                Err(_) => none.extend(part),
            }
            if none.len() > self.most_silent() {
                if error.is_passing() {
                    return Err(error.into());
                }
                // The folder could be opened: it is not that it may not be read.
                let what = "FETCH is refused for many messages";
                return Err(WireError::Protocol { what }.into());
            }
        }
        Ok((came, none))
    }

    /// Messages that are listed and of which no header came. Asked for once more, without what stands
    /// before it; of what stays silent there is a row without a header, so that nobody is kept from
    /// seeing and opening it, and so that it is not asked for again and again. Gives those rows.
    pub(super) async fn last_try(
        &mut self,
        silent: BTreeSet<u32>,
        progress: &mut (impl FnMut() + Send),
    ) -> Result<Vec<NewMessage>, EngineError> {
        let is_given_up = |uid: &u32| self.losses.is_given_up(*uid);
        let (given_up, asked) = silent.into_iter().partition::<Vec<u32>, _>(is_given_up);
        let mut silent = BTreeSet::from_iter(given_up);
        for uids in asked.chunks(BATCH) {
            silent.extend(self.fetch_apart(uids, progress).await?);
        }
        if silent.is_empty() {
            return Ok(Vec::new());
        }
        // Some were removed meanwhile.
        self.mail.ping().await?;
        let server: BTreeSet<u32> = self.mail.uids().await?.into_iter().collect();
        silent.retain(|uid| server.contains(uid));
        if silent.len() > self.most_silent() {
            let what = "no answer to FETCH for many messages";
            return Err(WireError::Protocol { what }.into());
        }
        if !silent.is_empty() {
            let count = silent.len();
            tracing::warn!(count, "Messages are there of which no header can be read.");
        }
        let now = Timestamp::now();
        let row = |uid| {
            let header = HeaderOf {
                uid,
                flags: Flags::default(),
                modseq: None,
                // Nobody says when it came: among the newest it is seen.
                date: Some(now),
                size: 0,
                header: Vec::new(),
                has_attachment: None,
            };
            new_message(&header, &self.folder.mailbox)
        };
        Ok(silent.into_iter().map(row).collect())
    }
}

/// These came: they are silent no more.
fn came_of(messages: &[NewMessage], silent: &mut BTreeSet<u32>) {
    for message in messages {
        silent.remove(&message.uid);
    }
}
