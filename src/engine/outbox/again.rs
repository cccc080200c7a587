//! A message that left, or may have left, as a draft again: of its own draft where that is still
//! here, else of the bytes that were frozen. What is sent of it is a new message.

use super::door::of_store;
use super::{Outbox, before};
use crate::domain::{Draft, DraftId, Outgoing};
use crate::engine::compose;
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};

impl Outbox {
    /// A draft of the same words, for the same people.
    pub(super) async fn draft_again(&self, row: &Outgoing) -> Result<DraftId, Problem> {
        self.draft_again_as(row, |_| ()).await
    }

    /// The same, for those alone who were left out.
    pub(super) async fn draft_for_left_out(&self, row: &Outgoing) -> Result<DraftId, Problem> {
        let left_out = row.left_out.clone();
        let others = move |draft: &mut Draft| {
            for people in [&mut draft.to, &mut draft.cc, &mut draft.bcc] {
                people.retain(|one| one.checked().is_ok_and(|one| left_out.contains(&one)));
            }
        };
        self.draft_again_as(row, others).await
    }

    async fn draft_again_as(
        &self,
        row: &Outgoing,
        change: impl FnOnce(&mut Draft),
    ) -> Result<DraftId, Problem> {
        let room = &self.room;
        let stored = match row.draft {
            Some(id) => room.shared.read(move |r| r.draft(id)).await?,
            None => None,
        };
        let mut draft = match stored {
            Some(stored) => stored.draft,
            None => {
                let id = row.outbox_id;
                let bytes = room.shared.read(move |r| r.outgoing_bytes(id)).await?;
                let row = row.clone();
                // It takes time in proportion to what is attached.
                let thawed = tokio::task::spawn_blocking(move || compose::thaw(&row, &bytes));
                let thawed = thawed.await.ok().and_then(Result::ok);
                thawed.ok_or_else(|| {
                    Problem::new(ProblemKind::Storage, Text::new("outbox-not-thawed"))
                })?
            }
        };
        change(&mut draft);
        if let Some(reply) = &mut draft.reply {
            before::known_to_author(room, row).await?(reply);
            // Whoever edits it knows of it: it is no answer that was given meanwhile.
            reply.known_answers.push(row.message_id.clone());
        }
        let again = room.precious().save_draft(None, draft, room.clock.now());
        let again = again.await.map_err(|e| of_store(&e))?;
        room.shared.tell(Event::Drafts);
        Ok(again)
    }
}
