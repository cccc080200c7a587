//! The answer that somebody else gave while this one waited.

use crate::app::known::Known;
use crate::domain::{MessageKey, OutboxId, Outgoing};
use crate::engine::{Command, Engine, Problem, Reader, StoreError, earlier_answer, why};

/// The reason of a message whose author may have answered already.
const PERHAPS: &str = "outbox-answered-by-you-perhaps";

/// Is it held because somebody gave an answer that can be looked at?
pub(super) fn is_there(outgoing: &Outgoing) -> bool {
    why(outgoing).is_some_and(|reason| {
        matches!(
            reason.message.key,
            "outbox-answered-meanwhile" | "outbox-answered-by-you" | PERHAPS
        )
    })
}

/// The person's own answer that may have left: it stands in the outbox, and lies nowhere yet.
pub(super) fn perhaps_own(outgoing: &Outgoing, known: &Known) -> Option<OutboxId> {
    let reason = why(outgoing)?;
    let own = earlier_answer(&known.outbox, outgoing).filter(|_| reason.message.key == PERHAPS);
    own.map(|own| own.outbox_id)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FolderId, Intent, MailboxId, OutboxState, Reply};
    use crate::engine::samples::{address, outgoing};

    #[test]
    fn an_own_answer_of_unknown_outcome_is_shown_in_the_outbox() {
        let mailbox = MailboxId::of(&address("support@a.test"));
        let mut held = outgoing();
        held.answer_to = Some(Reply {
            intent: Intent::Reply,
            to: MessageKey {
                folder: FolderId::of(&mailbox, "INBOX"),
                uid_validity: 1,
                uid: 1,
            },
            mailbox,
            message_id: Some("q@b.test".into()),
            references: Vec::new(),
            was_answered: false,
            known_answers: Vec::new(),
        });
        let mut own = held.clone();
        own.outbox_id = OutboxId(held.outbox_id.0 + 1);
        own.message_id = "own@a.test".into();
        own.state = OutboxState::Unknown;
        let known = Known {
            outbox: vec![held.clone(), own.clone()],
            ..Known::default()
        };
        for (key, shown) in [
            (PERHAPS, Some(own.outbox_id)),
            // Its copy is what is looked at.
            ("outbox-answered-by-you", None),
        ] {
            held.state = OutboxState::Held;
            held.error = Some(format!(
                r#"{{"kind":"usage","message":{{"key":"{key}","args":[]}}}}"#
            ));
            assert!(is_there(&held), "{key}");
            assert_eq!(perhaps_own(&held, &known), shown, "{key}");
        }
    }
}
