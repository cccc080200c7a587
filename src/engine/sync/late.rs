//! Headers that did not come when their messages were met: a server that was in trouble then may have them
//! by now.

use super::{Pass, new_messages};
use crate::engine::error::EngineError;
use crate::store::SyncBatch;

impl Pass<'_> {
    /// Asks once more for the headers of messages that are held without one; of what stays silent without
    /// what stands before them.
    pub(super) async fn ask_again(&mut self, mut silent: Vec<u32>) -> Result<(), EngineError> {
        silent.retain(|uid| !self.losses.is_given_up(*uid));
        for structure in [true, false] {
            if silent.is_empty() || structure && !self.manner.structure {
                continue;
            }
            let mut came = match self.mail.headers(&silent, structure).await {
                Ok(came) => came,
                Err(error) if !self.mail.is_usable() => {
                    self.losses.give_up(&silent);
                    return Err(error.into());
                }
                // They are asked for again, and all else of the folder is known.
                Err(error) => {
                    tracing::debug!(%error, "Headers did not come this time either.");
                    continue;
                }
            };
            came.retain(|header| {
                let says = header.size > 0 || !header.header.is_empty();
                says && silent.contains(&header.uid)
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
