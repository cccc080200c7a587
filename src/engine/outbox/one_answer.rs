//! Of the answers that this outbox gives to one message, one at a time is checked and handed over.
//! Queues of several accounts run side by side; two answers that were looked at in the same moment
//! would know nothing of each other, and both would leave. The second waits until it can be seen what
//! became of the first, and its queue goes on without it.

use super::Room;
use crate::domain::{Intent, OutboxId, Outgoing};
use crate::engine::problem::{Problem, ProblemKind, Text};

/// What a message answers; `None` where it answers nothing.
fn question(row: &Outgoing) -> Option<String> {
    let reply = row.answer_to.as_ref()?;
    if row.is_forward || reply.intent == Intent::Forward {
        return None;
    }
    Some(match &reply.message_id {
        Some(message_id) => format!("<{message_id}>"),
        // What has no name is known by its place.
        None => reply.to.to_string(),
    })
}

/// The only answer to its message that is checked and handed over, until this is dropped: by then it
/// is written down what became of it, or that its dot was handed over.
pub(super) struct OnlyAnswer<'r> {
    room: &'r Room,
    question: Option<String>,
}

impl Drop for OnlyAnswer<'_> {
    fn drop(&mut self) {
        if let Some(question) = &self.question {
            self.room.book().answering.remove(question);
        }
    }
}

/// Begins with an answer, unless another one is at it.
pub(super) fn begin<'r>(room: &'r Room, row: &Outgoing) -> Option<OnlyAnswer<'r>> {
    let question = question(row);
    if let Some(question) = &question {
        let mut book = room.book();
        if book.answering.contains_key(question) {
            return None;
        }
        book.answering.insert(question.clone(), row.outbox_id);
    }
    Some(OnlyAnswer { room, question })
}

/// Is another answer to the same message at it?
pub(super) fn is_anothers_turn(room: &Room, row: &Outgoing) -> bool {
    let other = question(row).and_then(|q| room.book().answering.get(&q).copied());
    other.is_some_and(|other: OutboxId| other != row.outbox_id)
}

/// Why the second one waits.
pub(super) fn waits(row: &Outgoing) -> Problem {
    let text = Text::new("outbox-waits-for-own-answer");
    Problem::new(ProblemKind::Usage, text).of_account(&row.account)
}
