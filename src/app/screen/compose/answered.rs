//! Whoever writes an answer is told that somebody gave one already: before it is written, and while it is.

use iced::Task;
use jiff::tz::TimeZone;

use super::{Compose, Message, Outcome, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::theme::Tone;
use crate::app::widget::button::{link as words_to, small_symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::domain::{Intent, MessageKey, Outgoing, Reply};
use crate::engine::{Answer, Problem, answered, is_to_the_same};
use crate::i18n::Texts;

/// What is said of the answers to the same message.
#[derive(Debug, Clone)]
pub enum Answered {
    /// This was found.
    Found(Box<Result<Option<Answer>, Problem>>),
    /// It is to be looked at.
    Show(MessageKey),
    /// It was read.
    Seen,
}

/// What is known of them.
#[derive(Debug, Default)]
pub(super) struct Answers {
    newest: Option<Answer>,
    /// The person has read that there is one.
    is_seen: bool,
}

impl Compose {
    /// The message that is answered.
    fn answers(&self) -> Option<&Reply> {
        let reply = self.draft.reply.as_ref();
        reply.filter(|reply| matches!(reply.intent, Intent::Reply | Intent::ReplyAll))
    }

    /// Looks whether somebody answered the same message. To be called whenever something may have come.
    pub fn look_for_answers(&self, link: &Link) -> Task<Message> {
        let Some(reply) = self.answers().cloned() else {
            return Task::none();
        };
        let engine = link.engine().clone();
        let found = async move { engine.read(move |reader| answered(reader, &reply)).await };
        link.run(found, |found| {
            Message::Answered(Answered::Found(Box::new(found)))
        })
    }

    pub(super) fn answered(&mut self, message: Answered) -> Outcome<Message> {
        match message {
            Answered::Found(found) => {
                // The check before it leaves asks the server too: nothing is lost where the cache cannot be read.
                let found = found.unwrap_or_default();
                let is_news = |old: Option<&Answer>, new: &Answer| old.is_none_or(|old| old != new);
                if let Some(new) = found.filter(|new| is_news(self.answers.newest.as_ref(), new)) {
                    self.answers = Answers {
                        newest: Some(new),
                        is_seen: false,
                    };
                }
                Outcome::none()
            }
            Answered::Show(copy) => Outcome::wish(Wish::Read(copy)),
            Answered::Seen => {
                self.answers.is_seen = true;
                Outcome::none()
            }
        }
    }

    /// The same, in a word of caution above the text.
    pub(super) fn answered_view<'a>(
        &self,
        known: &Known,
        texts: &Texts,
    ) -> Option<Element<'a, Message>> {
        let reply = self.answers().filter(|_| !self.answers.is_seen)?;
        let mut links = Vec::new();
        let words = if let Some(answer) = &self.answers.newest {
            let date = texts.long_date(answer.at, &TimeZone::system());
            let show = Message::Answered(Answered::Show(answer.copy.clone()));
            links.push(
                words_to(texts.say("compose-answered-show"))
                    .on_press(show)
                    .into(),
            );
            match &answer.who {
                Some(who) if known.is_me(who) => {
                    texts.say_with("compose-answered-by-you", &[("date", date.into())])
                }
                who => {
                    let name = who.as_ref().map(|who| who.label().to_owned());
                    let args = [
                        ("name", name.unwrap_or_default().into()),
                        ("date", date.into()),
                    ];
                    texts.say_with("compose-answered-by", &args)
                }
            }
        } else if let Some(own) = own_answer(reply, known) {
            let at = own.accepted_at;
            match at.map(|at| texts.long_date(at, &TimeZone::system())) {
                Some(date) => texts.say_with("compose-answered-by-you", &[("date", date.into())]),
                None => texts.say("compose-answer-waits"),
            }
        } else if reply.was_answered {
            texts.say("compose-answered")
        } else {
            return None;
        };
        let close = small_symbol(Icon::Close, texts.say("dialog-close"))
            .on_press(Message::Answered(Answered::Seen));
        links.push(close.into());
        Some(notice(Tone::Caution, Icon::Reply, words, links))
    }
}

/// An answer of one's own to the same message that left, or waits to.
fn own_answer<'k>(reply: &Reply, known: &'k Known) -> Option<&'k Outgoing> {
    let mut own = known.outbox.iter().chain(&known.sent);
    own.find(|own| !own.is_forward && is_to_the_same(own, reply))
}
