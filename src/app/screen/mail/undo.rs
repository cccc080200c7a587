//! The last step is taken back: which that is the engine knows.

use iced::Task;

use super::{Mail, Message, Outcome};
use crate::app::link::Link;
use crate::app::screen::{Notice, Wish};
use crate::engine::{Command, Problem, Reply};

/// Nothing was left to be taken back: the key was pressed once more than there were steps.
const NOTHING: &str = "problem-undo-nothing";

impl Mail {
    /// Messages were filed elsewhere, or will be as soon as the server can be reached.
    pub(super) fn filed(
        &mut self,
        copied: bool,
        reply: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        let words = (copied && reply.is_ok()).then(|| link.texts.say("list-copied"));
        // What was taken out of the list in advance may be there still.
        let reload = if reply.is_err() {
            self.reload(link)
        } else {
            Task::none()
        };
        let outcome = Outcome::of(reply).and(reload);
        match words {
            Some(words) => outcome.and_wish(Wish::Tell(Notice::Done(words))),
            None => outcome,
        }
    }

    /// Takes the last step back.
    pub(super) fn take_back(link: &Link) -> Task<Message> {
        // No more than is offered: steps of an earlier run are the command line's.
        let since = Some(link.engine().started());
        link.request(Command::Undo { since }, Message::TakenBack)
    }

    /// A step was taken back. What lies where it was is chosen again: the next key is for that, and not for the
    /// neighbour that took its place.
    pub(super) fn taken_back(
        &mut self,
        taken: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match taken {
            Err(problem) if problem.message.key == NOTHING => Outcome::none(),
            Ok(Reply::Undone { back, .. }) if !back.is_empty() => {
                self.choose = back.into_iter().next();
                Outcome::run(self.reload(link))
            }
            taken => Outcome::of(taken),
        }
    }
}
