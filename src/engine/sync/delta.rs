//! What the server says changed (QRESYNC, RFC 7162): taken over if it adds up.
//!
//! A server that forgets something, or lies, is found out by the number of messages: what is held, less
//! what is gone, and what is new are together as many as there are. Else the folder is compared.

use jiff::Timestamp;

use super::{BATCH, Pass};
use crate::engine::backend::{Delta, HeaderOf};
use crate::engine::error::EngineError;
use crate::store::{SyncBatch, SyncState};

impl Pass<'_> {
    /// The headers of what came between these two UIDNEXT; more than [`BATCH`] of them are not all there.
    /// `None`: the server refuses one of them, or the connection was lost over one.
    pub(super) async fn came(
        &mut self,
        from: u32,
        next: u32,
    ) -> Result<Option<Vec<HeaderOf>>, EngineError> {
        if next <= from {
            return Ok(Some(Vec::new()));
        }
        if self.losses.asks_in_parts() {
            return Ok(None);
        }
        let structure = self.manner.structure;
        let mut headers = match self.mail.headers_from(from, 2 * BATCH, structure).await {
            Ok(headers) => headers,
            Err(error) if error.is_undeliverable() => return Ok(None),
            Err(error) => {
                if !self.mail.is_usable() {
                    self.losses.lost();
                }
                return Err(error.into());
            }
        };
        // What came after the folder was opened is told of the next time.
        headers.retain(|header| header.uid < next);
        Ok(Some(headers))
    }

    /// Takes over what changed, and fetches what is new. False where it does not add up, or so much
    /// came that it is to be fetched in batches.
    pub(super) async fn take_delta(
        &mut self,
        held: &SyncState,
        delta: Delta,
    ) -> Result<bool, EngineError> {
        let (Some(from), Some(next)) = (held.uid_next, self.opened.uid_next) else {
            return Ok(false);
        };
        let (id, told) = (self.folder.id.clone(), delta.changed.iter());
        let told: Vec<u32> = told.map(|f| f.uid).filter(|uid| *uid < from).collect();
        let known = self.shared.store.reader().run(move |r| {
            let changed: Vec<(u32, u32)> = told.iter().map(|uid| (*uid, *uid)).collect();
            let all_held = r.uids_among(&id, &changed)?.len() == changed.len();
            // What this program moved here is held before it is met here.
            let gone = r.uids_among(&id, &delta.gone)?;
            let mut met_before = r.uids_among(&id, &[(from, u32::MAX)])?;
            met_before.retain(|uid| !gone.contains(uid));
            Ok((gone, all_held, met_before.len()))
        });
        let (gone, all_held, met_before) = known.await?;
        // Of what is not held nothing can have changed.
        if !all_held {
            return Ok(false);
        }
        let left = usize::try_from(held.held)
            .unwrap_or(usize::MAX)
            .saturating_sub(gone.len() + met_before);
        let exists = usize::try_from(self.opened.exists).unwrap_or(usize::MAX);
        let Some(new) = exists.checked_sub(left).filter(|new| *new <= BATCH) else {
            return Ok(false);
        };
        // Also where all that came seems to have gone again: it may be that something else went.
        let headers = self.came(from, next).await?;
        let Some(headers) = headers.filter(|headers| headers.len() == new) else {
            return Ok(false);
        };
        let changed = delta.changed.into_iter().filter(|flags| flags.uid < from);
        let batch = SyncBatch {
            added: self.new_messages(&headers),
            flags: changed.map(|f| (f.uid, f.flags, f.modseq)).collect(),
            removed: gone,
            uid_next: Some(next),
            highest_modseq: self.opened.highest_modseq,
            completed_at: Some(Timestamp::now()),
            ..self.batch()
        };
        self.apply(batch).await?;
        Ok(true)
    }
}
