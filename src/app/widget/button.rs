//! Ready-made things to press. The words come from the caller, out of the texts of `i18n/`.

use std::borrow::Cow;

use iced::widget::{Row, container, row};
use iced::{Alignment, Fill, Length, Padding};

use super::icon::{Icon, icon};
use super::line::line;
use super::look::Look;
use super::pane;
use super::press::Press;
use crate::app::Element;
use crate::app::theme::{Tokens, font, scale, style};

/// How high a choice of one line is, and the room above and below its words.
const CHOICE: f32 = scale::CONTROL_PILL;
const BESIDE_MARK: f32 = 5.0;

fn labelled<'a, Message: Clone + 'a>(
    look: Look,
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    let content = Row::new()
        .spacing(scale::INSIDE)
        .align_y(Alignment::Center)
        .push(picture.map(|picture| Element::from(icon(picture))))
        .push(line(words).font(font::MEDIUM));
    Press::new(look, content)
        .padding(Padding::from([0.0, scale::M]))
        .height(scale::CONTROL)
}

/// The one filled button of a screen.
pub fn primary<'a, Message: Clone + 'a>(
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    labelled(Look::Primary, picture, words)
}

/// An ordinary button.
pub fn plain<'a, Message: Clone + 'a>(
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    labelled(Look::Plain, picture, words)
}

/// A button that steps back.
pub fn quiet<'a, Message: Clone + 'a>(
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    labelled(Look::Quiet, picture, words)
}

/// A button that destroys something; only in a dialog that asks.
pub fn danger<'a, Message: Clone + 'a>(words: impl Into<Cow<'a, str>>) -> Press<'a, Message> {
    labelled(Look::Danger, None, words)
}

/// A button that opens a menu: words and a small arrow.
pub fn opener<'a, Message: Clone + 'a>(
    look: Look,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    let content = row![
        line(words).font(font::MEDIUM),
        icon(Icon::ChevronDown).size(scale::ICON_INLINE)
    ]
    .spacing(scale::XS)
    .align_y(Alignment::Center);
    Press::new(look, content)
        .padding(Padding::from([0.0, scale::M]).right(scale::CHIP))
        .height(scale::CONTROL)
}

/// A square button with an icon alone; the hint says what it does.
pub fn symbol<'a, Message: Clone + 'a>(
    picture: Icon,
    hint: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    Press::new(Look::Quiet, icon(picture))
        .width(scale::CONTROL_LARGE)
        .height(scale::CONTROL)
        .hint(hint)
}

/// The one filled button of a screen where there is no room for its words.
pub fn primary_symbol<'a, Message: Clone + 'a>(
    picture: Icon,
    hint: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    Press::new(Look::Primary, icon(picture))
        .width(scale::CONTROL_LARGE)
        .height(scale::CONTROL)
        .hint(hint)
}

/// A small square button with an icon alone, such as the cross in a notice.
pub fn small_symbol<'a, Message: Clone + 'a>(
    picture: Icon,
    hint: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    Press::new(Look::Quiet, icon(picture).size(scale::ICON_INLINE))
        .width(scale::CONTROL_MARK)
        .height(scale::CONTROL_MARK)
        .hint(hint)
}

/// Words to press within a sentence, a note or a row of a menu.
pub fn link<'a, Message: Clone + 'a>(words: impl Into<Cow<'a, str>>) -> Press<'a, Message> {
    Press::new(
        Look::Link,
        line(words).font(font::SEMIBOLD).size(scale::TEXT_SMALL),
    )
    .padding(Padding::from([scale::ROWS, 0.0]))
}

/// One of a row of filters.
pub fn tab<'a, Message: Clone + 'a>(
    words: impl Into<Cow<'a, str>>,
    selected: bool,
) -> Press<'a, Message> {
    Press::new(
        Look::Tab { selected },
        line(words).font(font::MEDIUM).size(scale::TEXT_SMALL),
    )
    .padding(Padding::from([0.0, scale::S]))
    .height(scale::CONTROL_SMALL)
}

/// A condition that is set and can be taken away by pressing it.
pub fn removable<'a, Message: Clone + 'a>(words: impl Into<Cow<'a, str>>) -> Press<'a, Message> {
    let content = row![
        line(words).size(scale::TEXT_SMALL).font(font::MEDIUM),
        icon(Icon::Close).size(scale::ICON_SMALL),
    ]
    .spacing(scale::XS)
    .align_y(Alignment::Center);
    Press::new(Look::Tab { selected: true }, content)
        .padding(Padding::ZERO.horizontal(scale::S))
        .height(scale::CONTROL_SMALL)
}

/// A box to tick, with its words.
pub fn check<'a, Message: Clone + 'a>(
    words: impl Into<Cow<'a, str>>,
    ticked: bool,
) -> Press<'a, Message> {
    let mark: Element<'a, Message> = if ticked {
        icon(Icon::Check)
            .size(scale::ICON_TINY)
            .color(|tokens| tokens.on_accent)
            .into()
    } else {
        iced::widget::space().into()
    };
    let square = container(mark).center(scale::ICON).style(move |theme| {
        let tokens = Tokens::of(theme);
        container::Style {
            background: Some(if ticked { tokens.accent } else { tokens.panel }.into()),
            border: style::edge(
                if ticked {
                    tokens.accent
                } else {
                    tokens.outline
                },
                4.0,
            ),
            ..container::Style::default()
        }
    });
    choice(square, words)
}

/// One of several that exclude each other, with its words.
pub fn radio<'a, Message: Clone + 'a>(
    words: impl Into<Cow<'a, str>>,
    chosen: bool,
) -> Press<'a, Message> {
    let dot = container(
        container(iced::widget::space())
            .width(scale::DOT_SMALL)
            .height(scale::DOT_SMALL)
            .style(move |theme| container::Style {
                background: chosen.then(|| Tokens::of(theme).on_accent.into()),
                border: style::rounded(3.0),
                ..container::Style::default()
            }),
    )
    .center(scale::ICON)
    .style(move |theme| {
        let tokens = Tokens::of(theme);
        container::Style {
            background: Some(if chosen { tokens.accent } else { tokens.panel }.into()),
            border: style::edge(
                if chosen {
                    tokens.accent
                } else {
                    tokens.outline
                },
                8.0,
            ),
            ..container::Style::default()
        }
    });
    choice(dot, words).id(if chosen { pane::CHOSEN } else { pane::CHOICE })
}

/// What can be chosen: its mark, and beside that its words, in as many lines as they need.
fn choice<'a, Message: Clone + 'a>(
    mark: impl Into<Element<'a, Message>>,
    words: impl Into<Cow<'a, str>>,
) -> Press<'a, Message> {
    // The mark stands beside the first line, and one line is as high as ever.
    let mark = container(mark).center_y(CHOICE);
    let words = container(line(words).wrap()).padding(Padding::ZERO.vertical(BESIDE_MARK));
    Press::new(
        Look::Row { selected: false },
        row![mark, words].spacing(scale::S),
    )
    .padding(Padding::ZERO.horizontal(scale::WORDS))
    .align_left()
}

/// What is small, quiet and names a key: `Ctrl K`.
pub fn key_cap<'a, Message: 'a>(words: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    container(line(words).font(font::MEDIUM).size(scale::TEXT_KEY).faint())
        .padding(Padding::from([0.0, scale::XS]))
        .style(|theme| container::Style {
            border: style::edge(Tokens::of(theme).line, 4.0),
            ..container::Style::default()
        })
        .into()
}

/// A vertical hairline between groups of buttons.
pub fn divider<'a, Message: 'a>() -> Element<'a, Message> {
    container(iced::widget::rule::vertical(1).style(style::line))
        .height(scale::CONTROL_TINY)
        .padding(Padding::from([0.0, scale::XS]))
        .into()
}

/// A hairline from edge to edge.
pub fn hairline<'a, Message: 'a>() -> Element<'a, Message> {
    iced::widget::rule::horizontal(1).style(style::line).into()
}

/// Takes the room that is left, so that what follows stands at the right edge.
pub fn spring<'a, Message: 'a>() -> Element<'a, Message> {
    iced::widget::space()
        .width(Fill)
        .height(Length::Shrink)
        .into()
}
