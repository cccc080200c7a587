//! The question before the program ends while messages have not left.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill, Padding};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dialogs::Open;
use super::{Home, Message, Outcome, Sight};
use crate::app::Element;
use crate::app::screen::{Wish, later, outbox};
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{plain, primary};
use crate::app::widget::dialog::dialog;
use crate::app::widget::line::line;
use crate::app::widget::mark::chip;
use crate::app::widget::text::small;
use crate::domain::{OutboxState, Outgoing};

/// Messages that are named; the rest is counted.
const MOST: usize = 4;

impl Home {
    /// Ends the program, or asks whether it may.
    pub(super) fn ask_quit(&mut self) -> Outcome<Message> {
        if self.known.unsent().next().is_none() {
            return Outcome::wish(Wish::Quit);
        }
        self.dialog = Some(Open::Quit);
        Outcome::none()
    }

    /// How many have not left, which, and what becomes of them.
    pub(super) fn quit_view<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let now = Timestamp::now();
        let unsent: Vec<&Outgoing> = self.known.unsent().collect();
        let rows = unsent.iter().take(MOST).map(|outgoing| {
            let to = outbox::to(outgoing, texts);
            let names = row![
                line(outbox::subject(outgoing, texts)).font(font::MEDIUM),
                line(texts.say_with("list-to", &[("people", to.into())]))
                    .dim()
                    .fill(),
            ]
            .spacing(scale::S);
            // Of one that has its time, this time says more than any word.
            let soon = outbox::leaves_soon(outgoing, now).is_some();
            let at = outgoing.next_attempt_at;
            let time = at.filter(|_| outgoing.state == OutboxState::Scheduled && !soon);
            let states: Vec<Element<'a, Message>> = match time {
                Some(at) => {
                    let date = texts.coming_date(at, now, &TimeZone::system());
                    let date = line(later::capital(&date)).size(scale::TEXT_SMALL).dim();
                    vec![date.into()]
                }
                None => outbox::states(outgoing, texts, now)
                    .into_iter()
                    .map(|(tone, word)| chip(tone, word))
                    .collect(),
            };
            row![container(names).width(Fill).clip(true)]
                .extend(states)
                .spacing(scale::S)
                .align_y(Alignment::Center)
                .into()
        });
        let more = unsent.len().checked_sub(MOST).filter(|more| *more > 0);
        let more = more.map(|more| {
            let words = texts.say_with("quit-more", &[("count", more.into())]);
            small(words).style(style::dim)
        });
        let list = column![Column::with_children(rows).spacing(scale::WORDS)]
            .push(more)
            .spacing(scale::WORDS);
        let body = container(list)
            .width(Fill)
            .padding(Padding::from([scale::FIELDS, scale::M]))
            .style(style::inset);
        // While the question stands, they may all have left.
        let is_held = |one: &&&Outgoing| one.state == OutboxState::Held;
        let held = unsent.iter().filter(is_held).count();
        let words = match (held, unsent.len() - held) {
            (0, 0) => "quit-none",
            (0, _) => "quit-words",
            (_, 0) => "quit-words-held",
            _ => "quit-words-some-held",
        };
        let (words, body) = (texts.say(words), Some(body.into()));
        let body = body.filter(|_| !unsent.is_empty());
        dialog(
            texts.say_with("quit-title", &[("count", unsent.len().into())]),
            Some(words.into()),
            body,
            vec![
                plain(None, texts.say("quit-stay"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::CloseDialog)
                    .into(),
                primary(None, texts.say("quit-anyway"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::QuitAnyway)
                    .into(),
            ],
        )
    }
}
