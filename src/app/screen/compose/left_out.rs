//! Whoever answers the sender alone sees how many others got the message, and takes them in with one press.

use iced::Task;

use super::message::Line;
use super::{Compose, Message, Outcome};
use crate::app::link::Link;
use crate::app::widget::button::link as words_to;
use crate::app::widget::press::Press;
use crate::domain::{Intent, NamedAddress};
use crate::engine::Problem;
use crate::i18n::Texts;
use crate::rfc822::Recipients;

/// So many are named in the hint.
const MOST_NAMED: usize = 8;

/// What happens with those who are left out.
#[derive(Debug, Clone)]
pub enum LeftOut {
    /// These are.
    Found(Result<Recipients, Problem>),
    /// They are to get it too.
    TakeIn,
}

impl Compose {
    /// Looks who got the message that is answered and does not get the answer. To be called when the window opens.
    pub(super) fn look_who_is_left_out(&self, link: &Link) -> Task<Message> {
        let reply = self.draft.reply.as_ref();
        // Of a draft that is gone on with, its author has decided.
        if self.id.is_some() || !reply.is_some_and(|reply| reply.intent == Intent::Reply) {
            return Task::none();
        }
        let (engine, draft) = (link.engine().clone(), self.draft.clone());
        let found = async move { engine.left_out(draft).await };
        link.run(found, |found| Message::LeftOut(LeftOut::Found(found)))
    }

    /// Those who are still left out.
    fn left_out(&self) -> impl Iterator<Item = &NamedAddress> {
        let all = self.left_out.to.iter().chain(&self.left_out.cc);
        all.filter(|one| !self.lines.iter().any(|line| line.has(&one.address)))
    }

    /// Is anybody?
    pub(super) fn leaves_out(&self) -> bool {
        self.left_out().next().is_some()
    }

    pub(super) fn take_in(&mut self, message: LeftOut, link: &Link) -> Outcome<Message> {
        match message {
            // That nobody can be named keeps nobody from answering.
            LeftOut::Found(found) => {
                self.left_out = found.unwrap_or_default();
                Outcome::none()
            }
            LeftOut::TakeIn => {
                let Recipients { to, cc } = std::mem::take(&mut self.left_out);
                self.copies |= !cc.is_empty();
                for (line, people) in [(Line::To, to), (Line::Cc, cc)] {
                    for person in people {
                        if !self.lines.iter().any(|line| line.has(&person.address)) {
                            self.line_mut(line).take_in(&person);
                        }
                    }
                }
                self.changed(link)
            }
        }
    }

    /// What takes them in, beside the line To.
    pub(super) fn left_out_view<'a>(&self, texts: &Texts) -> Option<Press<'a, Message>> {
        let count = self.left_out().count();
        let names = self.left_out().take(MOST_NAMED);
        let mut names: Vec<String> = names.map(ToString::to_string).collect();
        if count > MOST_NAMED {
            let more = [("count", (count - MOST_NAMED).into())];
            names.push(texts.say_with("reader-more-people", &more));
        }
        (count > 0).then(|| {
            words_to(texts.say_with("compose-left-out", &[("count", count.into())]))
                .hint(texts.say_with(
                    "compose-left-out-hint",
                    &[("names", names.join(", ").into())],
                ))
                // Whoever types on from the recipients wants the subject; the palette offers it too.
                .skip_tab()
                .on_press(Message::LeftOut(LeftOut::TakeIn))
        })
    }
}
