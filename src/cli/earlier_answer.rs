//! One's own earlier answer to a message, where that holds a second one: what can be looked at.

use crate::domain::{MessageKey, OutboxId, OutboxState, Outgoing};
use crate::engine::{Engine, Problem, why};

use super::mailbox;

/// What the server took of an outbox.
const TAKEN: [OutboxState; 3] = [
    OutboxState::Accepted,
    OutboxState::Filing,
    OutboxState::Done,
];

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
    let may_have_left = |own: &Outgoing| {
        matches!(own.state, OutboxState::Unknown | OutboxState::Sending) || own.is_sent_again()
    };
    let wanted: fn(&Outgoing) -> bool = match why(held).map(|why| why.message.key) {
        Some("outbox-answered-by-you") => |own| TAKEN.contains(&own.state),
        Some("outbox-answered-by-you-perhaps") => may_have_left,
        _ => return Ok(None),
    };
    let held = held.clone();
    mailbox::read(engine, move |reader| {
        let all = reader.outbox(&[])?;
        let mut earlier = all.iter().filter(|own| wanted(own));
        let Some(own) = earlier.find(|own| is_answer_before(own, &held)) else {
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

/// Does one answer the message that the other answers too, and was that not known when the other was
/// begun? These are the words of the check that holds it.
fn is_answer_before(own: &Outgoing, held: &Outgoing) -> bool {
    let (Some(to), Some(same)) = (&own.answer_to, &held.answer_to) else {
        return false;
    };
    let is_to_it = match &same.message_id {
        Some(message_id) => to.message_id.as_ref() == Some(message_id),
        None => to.to == same.to,
    };
    is_to_it
        && own.outbox_id != held.outbox_id
        && !own.is_forward
        && !same.known_answers.contains(&own.message_id)
}
