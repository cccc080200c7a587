//! The answer that somebody else gave while this one waited.

use crate::domain::{MessageKey, Outgoing};
use crate::engine::{Command, Engine, Problem, Reader, StoreError, why};

/// Is it held because somebody gave an answer that can be looked at?
pub(super) fn is_there(outgoing: &Outgoing) -> bool {
    why(outgoing).is_some_and(|reason| {
        matches!(
            reason.message.key,
            "outbox-answered-meanwhile" | "outbox-answered-by-you"
        )
    })
}

/// Where it lies. What was not fetched yet is fetched first.
pub(super) async fn look(
    engine: Engine,
    outgoing: Outgoing,
) -> Result<Option<MessageKey>, Problem> {
    let Some(reply) = outgoing.answer_to.clone() else {
        return Ok(None);
    };
    let wanted = outgoing.clone();
    let found = engine.read(move |reader| newest(reader, &wanted)).await?;
    if found.is_some() {
        return Ok(found);
    }
    let (mailbox, folder) = (Some(reply.mailbox), None);
    let _ = engine.request(Command::Sync { mailbox, folder }).await?;
    engine.read(move |reader| newest(reader, &outgoing)).await
}

/// The newest answer to the same message that was not known when this one was begun.
fn newest(reader: &Reader, outgoing: &Outgoing) -> Result<Option<MessageKey>, StoreError> {
    let Some(reply) = &outgoing.answer_to else {
        return Ok(None);
    };
    let (Some(message_id), Some(header)) = (&reply.message_id, reader.message(&reply.to)?) else {
        return Ok(None);
    };
    let thread = reader.thread(&reply.mailbox, &header.thread_id)?;
    let is_new = |id: &String| *id != outgoing.message_id && !reply.known_answers.contains(id);
    let answers = thread.into_iter().filter(|one| {
        let names = one.in_reply_to.iter().chain(&one.references);
        one.id != reply.to
            && names.into_iter().any(|name| name == message_id)
            && one.message_id.as_ref().is_some_and(is_new)
    });
    Ok(answers.max_by_key(|one| one.date).map(|one| one.id))
}
