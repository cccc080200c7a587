//! What stands in a menu: plain commands, and the rows of the From choice with two lines and actions.

use std::borrow::Cow;

use iced::widget::{Column, Row, column, container, row, scrollable};
use iced::{Alignment, Fill, Padding};

use super::button::{key_cap, link};
use super::icon::{Icon, icon};
use super::line::line;
use super::look::Look;
use super::mark::{Right, chip, dot, dot_off};
use super::passage::words;
use super::press::Press;
use super::raised::{Height, raised};
use crate::app::Element;
use crate::app::theme::{IdentityColor, font, scale, style};

/// The name of the row that has the focus when a menu opens. Give it to the chosen one.
pub const CHOSEN: &str = "menu-chosen";

/// A floating panel with rows below each other, for [`super::popover::popover`].
pub fn menu<'a, Message: Clone + 'a>(
    width: f32,
    rows: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let list = container(Column::with_children(rows)).padding(scale::WORDS);
    let list = scrollable(list)
        .width(Fill)
        .direction(style::scrollbar())
        .style(style::scroll);
    container(raised(list, 0, Height::High)).width(width).into()
}

/// A command: icon, words, and the key that does the same.
pub fn command<'a, Message: Clone + 'a>(
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
    key: Option<Cow<'a, str>>,
    message: Option<Message>,
) -> Press<'a, Message> {
    let off = message.is_none();
    let content = Row::new()
        .push(picture.map(|picture| {
            if off {
                icon(picture)
            } else {
                icon(picture).color(|tokens| tokens.dim)
            }
        }))
        .push(line(words).fill())
        .push(key.map(key_cap))
        .spacing(scale::CHIP)
        .align_y(Alignment::Center);
    Press::new(Look::Choice { selected: false }, content)
        .width(Fill)
        .height(scale::CONTROL)
        .padding(Padding::from([0.0, scale::FIELDS]))
        .align_left()
        .on_press_maybe(message)
}

/// Something that is so or not, or one of several of which one is so.
pub fn option<'a, Message: Clone + 'a>(
    words: impl Into<Cow<'a, str>>,
    chosen: bool,
    message: Option<Message>,
) -> Press<'a, Message> {
    let check = chosen.then(|| icon(Icon::Check).color(|tokens| tokens.accent));
    let content = Row::new()
        .push(line(words).fill())
        .push(check)
        .spacing(scale::CHIP)
        .align_y(Alignment::Center);
    Press::new(Look::Choice { selected: false }, content)
        .width(Fill)
        .height(scale::CONTROL)
        .padding(Padding::from([0.0, scale::FIELDS]))
        .align_left()
        .on_press_maybe(message)
}

/// A heading between groups of rows.
pub fn group<'a, Message: 'a>(words: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    container(
        line(words)
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TINY)
            .faint(),
    )
    .padding(Padding {
        top: scale::S,
        bottom: scale::XS,
        left: scale::FIELDS,
        right: scale::FIELDS,
    })
    .into()
}

/// One row of the From choice.
pub struct Identity<'a, Message> {
    /// The mailbox's colour; `None` where it cannot be used.
    pub color: Option<IdentityColor>,
    /// The name, in semibold.
    pub name: Cow<'a, str>,
    /// The address, beside it.
    pub address: Cow<'a, str>,
    /// The evidence: what, when, the server's own words.
    pub evidence: Cow<'a, str>,
    /// The right and its word; none for one's own address.
    pub right: Option<(Right, Cow<'a, str>)>,
    /// It is the one in use.
    pub chosen: bool,
    /// What choosing it sends; `None` greys it.
    pub on_choose: Option<Message>,
    /// What else can be done: check again, text for the administrator.
    pub actions: Vec<(Cow<'a, str>, Message)>,
}

impl<'a, Message: Clone + 'a> Identity<'a, Message> {
    /// The row.
    pub fn view(self) -> Element<'a, Message> {
        let usable = self.on_choose.is_some();
        let name = line(self.name).font(if usable { font::SEMIBOLD } else { font::MEDIUM });
        let name = if usable { name } else { name.faint() };
        let first = row![name, line(self.address).fill().dim()]
            .spacing(scale::XS)
            .align_y(Alignment::Center);
        // The server's words are there to be copied; a click on them is for the row.
        let evidence = words(&self.evidence).size(scale::TEXT_SMALL).dim().fill();
        let evidence = if usable { evidence.yields() } else { evidence };
        let mut lines = column![first, evidence].spacing(scale::ROWS);
        if !self.actions.is_empty() {
            let actions = self
                .actions
                .into_iter()
                .map(|(words, message)| link(words).on_press(message).into());
            lines = lines.push(
                container(Row::with_children(actions).spacing(scale::EDGE).wrap())
                    .padding(Padding::ZERO.top(scale::XS)),
            );
        }
        let mark = match self.color {
            Some(color) => dot(color),
            None => dot_off(),
        };
        let end: Option<Element<'a, Message>> = if self.chosen {
            Some(icon(Icon::Check).color(|tokens| tokens.good.text).into())
        } else {
            self.right.map(|(right, word)| chip(right.tone(), word))
        };
        let content = row![
            container(mark).padding(Padding::ZERO.top(scale::CLOSE)),
            lines.width(Fill),
        ]
        .push(end)
        .spacing(scale::BESIDE_SIGN);
        let padding = Padding::from([scale::CHIP, scale::FIELDS]);
        match self.on_choose {
            Some(message) => {
                let press = Press::new(
                    Look::Choice {
                        selected: self.chosen,
                    },
                    content,
                )
                .width(Fill)
                .padding(padding)
                .on_press(message);
                if self.chosen {
                    press.id(CHOSEN).into()
                } else {
                    press.into()
                }
            }
            // Not a press: its own actions inside are what can be reached.
            None => container(content).width(Fill).padding(padding).into(),
        }
    }
}
