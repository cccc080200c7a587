//! The last step is taken back: which that is the engine knows.

use iced::Task;

use super::{Mail, Message, Outcome};
use crate::app::link::Link;
use crate::app::screen::{Notice, Wish};
use crate::app::widget::list::{Rows as _, Selection};
use crate::engine::{Command, Problem, Reply};
use crate::i18n::Texts;

/// Nothing was left to be taken back: the key was pressed once more than there were steps.
const NOTHING: &str = "problem-undo-nothing";

/// What was done with several messages, with their count, and where that can be taken back. Nothing of one: it is seen.
pub(super) fn many(count: usize, key: &str, folder: Option<String>, texts: &Texts) -> Option<Wish> {
    let folder = folder.map(|folder| ("folder", folder.into()));
    let args: Vec<_> = std::iter::once(("count", count.into()))
        .chain(folder)
        .collect();
    (count > 1).then(|| Wish::Tell(Notice::Many(texts.say_with(key, &args), None)))
}

/// That several messages are gone for good: that cannot be taken back.
pub(super) fn many_gone(count: usize, texts: &Texts) -> Option<Wish> {
    let words = || texts.say_with("list-many-gone", &[("count", count.into())]);
    (count > 1).then(|| Wish::Tell(Notice::Done(words())))
}

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

    /// What came back is chosen, as far as it is listed.
    pub(super) fn choose_back(&mut self) {
        let there = self.rows.keys_of(&self.back);
        if !there.is_empty() {
            self.selection = Selection::these(&there);
        }
        // Others may be among those that are read next.
        let is_last = !self.rows.is_empty() && !self.again && !self.is_busy;
        if is_last || there.len() == self.back.len() {
            self.back.clear();
        }
    }

    /// Takes the last step back.
    pub(super) fn take_back(link: &Link) -> Task<Message> {
        // No more than is offered: steps of an earlier run are the command line's.
        let since = Some(link.engine().started());
        link.request(Command::Undo { since }, Message::TakenBack)
    }

    /// A step was taken back. What lies where it was is chosen again, all of it: the next key is for that, and not for
    /// the neighbour that took its place.
    pub(super) fn taken_back(
        &mut self,
        taken: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match taken {
            Err(problem) if problem.message.key == NOTHING => Outcome::none(),
            Ok(Reply::Undone { back, .. }) if !back.is_empty() => {
                self.stay(back.iter().cloned());
                self.back = back;
                Outcome::run(self.reload(link))
            }
            taken => Outcome::of(taken),
        }
    }
}
