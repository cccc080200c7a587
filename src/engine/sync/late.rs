//! What did not come when messages were met: headers, which a server that was in trouble then may have by
//! now, and whether they have attachments, where headers were asked for without the structures.

use std::collections::BTreeSet;

use super::{Pass, new_messages};
use crate::engine::error::EngineError;
use crate::store::SyncBatch;

impl Pass<'_> {
    /// Asks once more for the headers of messages that are held without one, of what stays silent without
    /// what stands before them; and for those of messages that nobody looked into.
    pub(super) async fn ask_again(
        &mut self,
        mut silent: Vec<u32>,
        not_looked_into: &[u32],
    ) -> Result<(), EngineError> {
        silent.retain(|uid| self.losses.is_asked_late(*uid));
        for structure in [true, false] {
            if structure && !self.manner.structure {
                continue;
            }
            let mut asked: BTreeSet<u32> = silent.iter().copied().collect();
            if structure {
                let open = not_looked_into.iter().copied();
                asked.extend(open.filter(|uid| self.losses.is_asked_late(*uid)));
            }
            let asked: Vec<u32> = asked.into_iter().collect();
            if asked.is_empty() {
                continue;
            }
            let came = match self.mail.headers(&asked, structure).await {
                Err(error) if error.is_undeliverable() => self
                    .one_by_one(&asked, structure, error)
                    .await
                    .map(|it| it.0),
                came => came.map_err(EngineError::from),
            };
            let mut came = match came {
                Ok(came) => came,
                Err(error) if !self.mail.is_usable() => {
                    self.losses.note_late(&asked);
                    return Err(error);
                }
                // They are asked for again, and all else of the folder is known.
                Err(error) => {
                    tracing::debug!(%error, "Headers did not come this time either.");
                    continue;
                }
            };
            came.retain(|header| {
                let says = header.size > 0 || !header.header.is_empty();
                says && asked.binary_search(&header.uid).is_ok()
            });
            silent.retain(|uid| came.iter().all(|header| header.uid != *uid));
            if came.is_empty() {
                continue;
            }
            let batch = SyncBatch {
                late: new_messages(came, self.folder.mailbox.clone()).await,
                ..self.batch()
            };
            self.apply(batch).await?;
        }
        Ok(())
    }
}
