//! Answers of one's own to the message that another one answers too, which left or may have left.

use super::{possible, why};
use crate::domain::{OutboxState, Outgoing, Phase, Reply};

/// Does it answer, or pass on, the same message as `reply`?
#[must_use]
pub fn is_to_the_same(own: &Outgoing, reply: &Reply) -> bool {
    let to = own.answer_to.as_ref();
    to.is_some_and(|to| match &reply.message_id {
        Some(message_id) => to.message_id.as_ref() == Some(message_id),
        // What has no name is known by its place.
        None => to.to == reply.to,
    })
}

/// Did the server take it?
pub(super) fn is_taken(row: &Outgoing) -> bool {
    use OutboxState::{Accepted, Done, Filing};
    matches!(row.state, Accepted | Filing | Done)
}

/// Did the server take it, or may it have, although nobody knows? Its dot was handed over, now or
/// before, by this profile or by the one from which it was restored.
pub(super) fn left_or_may_have(row: &Outgoing) -> bool {
    match row.state {
        OutboxState::Unknown => true,
        OutboxState::Sending if row.phase == Phase::Dot => true,
        OutboxState::Held if possible::may_have_arrived(row) => true,
        _ => is_taken(row) || row.is_sent_again(),
    }
}

/// The answer of one's own for which this message is held: among all of the outbox the first that was
/// taken, else the first that may have been.
#[must_use]
pub fn earlier_answer<'o>(all: &'o [Outgoing], held: &Outgoing) -> Option<&'o Outgoing> {
    let why = why::key(held)?;
    let keys = ["outbox-answered-by-you", "outbox-answered-by-you-perhaps"];
    let reply = held.answer_to.as_ref();
    let reply = reply.filter(|_| keys.contains(&why.as_str()))?;
    let is_earlier = |own: &&Outgoing| {
        own.outbox_id != held.outbox_id
            && !own.is_forward
            && is_to_the_same(own, reply)
            && left_or_may_have(own)
            && !reply.known_answers.contains(&own.message_id)
    };
    let mut taken = all.iter().filter(is_earlier).filter(|own| is_taken(own));
    taken.next().or_else(|| all.iter().find(is_earlier))
}
