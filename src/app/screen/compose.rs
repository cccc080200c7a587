//! A message being written, in a window of its own.
//!
//! The seam to the rest: [`Compose::new`], `update`, `view`, `title` and [`Compose::close`], which
//! keeps the draft before the window goes.

use iced::widget::{column, container, row};
use iced::{Alignment, Fill, Padding, Task};

use super::{Notice, Outcome, Sight, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{hairline, primary};
use crate::app::widget::editor::{Edit, Writing, editor};
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::chip;
use crate::domain::{Draft, DraftId, Identity, NamedAddress};
use crate::engine::{Command, Problem, Reply};
use crate::permission;

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Recipients were typed.
    To(String),
    /// Copies were typed.
    Cc(String),
    /// The subject was typed.
    Subject(String),
    /// The text was written.
    Edit(Edit),
    /// Send.
    Send,
    /// It is in the outbox, or not.
    Sent(Result<Reply, Problem>),
    /// The draft was kept.
    Kept(Result<Reply, Problem>),
}

/// A message being written.

pub struct Compose {
    draft: Draft,
    id: Option<DraftId>,
    to: String,
    cc: String,
    body: Writing,
    changed: bool,
    /// The window is to go.
    pub is_closed: bool,
}

impl Compose {
    /// Goes on with a draft.
    #[must_use]
    pub fn new(draft: Draft, id: Option<DraftId>) -> Self {
        Self {
            to: say::people_whole(&draft.to),
            cc: say::people_whole(&draft.cc),
            body: Writing::new(&draft.body),
            draft,
            id,
            changed: false,
            is_closed: false,
        }
    }

    /// The window's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.draft.subject
    }

    fn identity<'a>(&self, known: &'a Known) -> Option<&'a Identity> {
        let key = self.draft.from.as_ref()?;
        known.identities.iter().find(|i| i.key == *key)
    }

    fn gather(&self) -> Draft {
        let people = |text: &str| NamedAddress::parse_list(text).unwrap_or_default();
        Draft {
            to: people(&self.to),
            cc: people(&self.cc),
            body: self.body.text(),
            ..self.draft.clone()
        }
    }

    /// Keeps what was written before the window goes.
    pub fn close(&mut self, link: &Link) -> Task<Message> {
        if !self.changed || self.is_closed {
            return Task::none();
        }
        self.changed = false;
        let save = Command::SaveDraft {
            id: self.id,
            draft: self.gather(),
        };
        link.request(save, Message::Kept)
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::To(text) => self.to = text,
            Message::Cc(text) => self.cc = text,
            Message::Subject(text) => self.draft.subject = text,
            Message::Edit(edit) => {
                self.changed |= self.body.perform(edit);
                return Outcome::none();
            }
            Message::Send => {
                let send = Command::Send {
                    draft: self.gather(),
                    id: self.id,
                    later: false,
                };
                return Outcome::run(link.request(send, Message::Sent));
            }
            Message::Sent(Ok(_)) => {
                self.is_closed = true;
                let words = link.texts.say("compose-in-outbox");
                return Outcome::wish(Wish::Tell(Notice::Done(words)));
            }
            Message::Sent(sent) => return Outcome::of(sent),
            Message::Kept(kept) => return Outcome::of(kept),
        }
        self.changed = true;
        Outcome::none()
    }

    /// The window.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let labelled = |words: String, input: Element<'a, Message>| {
            column![
                container(
                    row![
                        container(line(words).size(scale::TEXT_SMALL).faint()).width(62),
                        input
                    ]
                    .spacing(10)
                    .align_y(Alignment::Center)
                )
                .height(40)
                .padding(Padding::from([0.0, scale::L]))
                .align_y(Alignment::Center),
                hairline(),
            ]
        };
        let identity = self.identity(known);
        let node = identity
            .and_then(|i| i.mailbox.as_ref())
            .and_then(|id| known.node(id));
        let name = identity.map_or_else(String::new, |i| i.from.label().to_owned());
        let strip = node.map(|node| {
            container(
                line(texts.say_with("compose-as", &[("name", name.as_str().into())]))
                    .font(font::SEMIBOLD),
            )
            .width(Fill)
            .height(40)
            .padding(Padding::from([0.0, scale::L]))
            .align_y(Alignment::Center)
            .style(style::identity(say::colour(&node.mailbox)))
        });
        let right = identity
            .and_then(|i| say::right(texts, i))
            .map(|(right, word)| chip(right.tone(), word));
        let from = identity.map_or_else(String::new, |i| i.from.to_string());
        let may = identity.is_some_and(|i| permission::decide_send(i).may_try());
        let send = primary(
            Some(Icon::Send),
            texts.say_with("compose-send", &[("name", name.into())]),
        )
        .height(scale::CONTROL_LARGE)
        .on_press_maybe(may.then_some(Message::Send));
        container(
            column![]
                .push(strip)
                .push(labelled(
                    texts.say("header-from"),
                    row![line(from)].push(right).spacing(10).into(),
                ))
                .push(labelled(
                    texts.say("header-to"),
                    field("", &self.to).bare().id("to").on_input(Message::To).into(),
                ))
                .push(labelled(
                    texts.say("header-cc"),
                    field("", &self.cc).bare().on_input(Message::Cc).into(),
                ))
                .push(labelled(
                    texts.say("header-subject"),
                    field("", &self.draft.subject)
                        .bare()
                        .strong()
                        .on_input(Message::Subject)
                        .into(),
                ))
                .push(editor(&self.body, "", Message::Edit).height(Fill))
                .push(hairline())
                .push(container(send).padding(Padding::from([10.0, scale::L]))),
        )
        .width(Fill)
        .height(Fill)
        .style(style::panel)
        .into()
    }
}
