//! One's own earlier answer to a message, where that holds a second one: what can be looked at.

use crate::domain::{MessageKey, OutboxId, OutboxState, Outgoing};
use crate::engine::{Engine, Problem, earlier_answer};

use super::mailbox;

/// The earlier answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Earlier {
    pub(super) outbox_id: OutboxId,
    /// Its copy, if that was fetched already.
    pub(super) copy: Option<MessageKey>,
}

/// The answer of one's own for which this message is held.
///
/// # Errors
/// The profile cannot be read.
pub(super) async fn of(engine: &Engine, held: &Outgoing) -> Result<Option<Earlier>, Problem> {
    if held.state != OutboxState::Held || held.answer_to.is_none() {
        return Ok(None);
    }
    let held = held.clone();
    mailbox::read(engine, move |reader| {
        let all = reader.outbox(&[])?;
        let Some(own) = earlier_answer(&all, &held) else {
            return Ok(None);
        };
        let mut lies = Vec::new();
        for key in reader.by_message_id(&own.message_id)? {
            lies.extend(reader.message(&key)?);
        }
        // It may lie in several places, such as a member's own Inbox: where the team looks is best.
        lies.sort_by_key(|header| own.mailbox.as_ref() != Some(&header.mailbox));
        Ok(Some(Earlier {
            outbox_id: own.outbox_id,
            copy: lies.into_iter().next().map(|header| header.id),
        }))
    })
    .await
}
