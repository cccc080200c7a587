//! Small marks: chips, the words for a send right, dots, avatars, notices.

use std::borrow::Cow;

use iced::widget::{Row, column, container, row, space};
use iced::{Alignment, Fill, Padding};

use super::icon::{Icon, icon};
use super::line::line;
use super::passage::words as selectable;
use super::raised::{Height, raised};
use crate::app::Element;
use crate::app::theme::{IdentityColor, Tokens, Tone, avatar, font, scale, style};

/// A pill with a word: a count, a state, a hint at what happened.
pub fn chip<'a, Message: 'a>(tone: Tone, words: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    chip_with(None, tone, words)
}

/// A pill with an icon before its word.
pub fn chip_with<'a, Message: 'a>(
    picture: Option<Icon>,
    tone: Tone,
    words: impl Into<Cow<'a, str>>,
) -> Element<'a, Message> {
    let content = Row::new()
        .spacing(scale::CLOSE)
        .align_y(Alignment::Center)
        .push(picture.map(|picture| Element::from(icon(picture).size(scale::ICON_TINY))))
        .push(line(words).font(font::MEDIUM).size(scale::TEXT_TINY));
    container(content)
        .height(scale::CONTROL_TINY)
        .padding(Padding::from([0.0, scale::INSIDE]))
        .align_y(Alignment::Center)
        .style(style::chip(tone))
        .into()
}

/// A pill with an icon alone, where there is no room for its words; a hint has to say them.
pub fn chip_sign<'a, Message: 'a>(picture: Icon, tone: Tone) -> Element<'a, Message> {
    container(icon(picture).size(scale::ICON_TINY))
        .height(scale::CONTROL_TINY)
        .padding(Padding::from([0.0, scale::INSIDE]))
        .align_y(Alignment::Center)
        .style(style::chip(tone))
        .into()
}

/// The four answers to "may I send as this address?". The word always stands beside the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Send As works.
    SendAs,
    /// Works, and recipients see on whose behalf.
    OnBehalf,
    /// Nobody knows yet.
    Untested,
    /// The server refuses.
    Refused,
}

impl Right {
    /// Its colour.
    pub fn tone(self) -> Tone {
        match self {
            Self::SendAs => Tone::Good,
            Self::OnBehalf => Tone::Caution,
            Self::Untested => Tone::Unknown,
            Self::Refused => Tone::Bad,
        }
    }
}

/// The round mark of a mailbox, 9 pixels.
pub fn dot<'a, Message: 'a>(which: IdentityColor) -> Element<'a, Message> {
    container(space().width(scale::DOT).height(scale::DOT))
        .style(style::dot(which))
        .into()
}

/// A round mark in the colour of a tone, before a sentence that says the same.
pub fn dot_of<'a, Message: 'a>(tone: Tone) -> Element<'a, Message> {
    container(space().width(scale::DOT).height(scale::DOT))
        .style(move |theme| container::Style {
            background: Some(Tokens::of(theme).tone(tone).text.into()),
            border: style::rounded(5.0),
            ..container::Style::default()
        })
        .into()
}

/// The round mark of a mailbox one may not use.
pub fn dot_off<'a, Message: 'a>() -> Element<'a, Message> {
    container(space().width(scale::DOT).height(scale::DOT))
        .style(|theme| container::Style {
            background: Some(Tokens::of(theme).faint.into()),
            border: style::rounded(5.0),
            ..container::Style::default()
        })
        .into()
}

/// Initials of a sender in a circle of `size` pixels; `key` (the address) chooses the colour.
pub fn sender<'a, Message: 'a>(
    initials: impl Into<Cow<'a, str>>,
    key: &str,
    size: f32,
) -> Element<'a, Message> {
    let color = avatar(key);
    circle(initials, size, move |_| (color, iced::Color::WHITE))
}

/// Initials of a mailbox in a circle of its own colour.
pub fn mailbox<'a, Message: 'a>(
    initials: impl Into<Cow<'a, str>>,
    which: IdentityColor,
    size: f32,
) -> Element<'a, Message> {
    circle(initials, size, move |tokens| {
        (tokens.identity(which), tokens.on_identity)
    })
}

/// The size of initials, as a part of the circle around them.
const INITIALS: f32 = 0.385;

fn circle<'a, Message: 'a>(
    initials: impl Into<Cow<'a, str>>,
    size: f32,
    colors: impl Fn(&Tokens) -> (iced::Color, iced::Color) + 'a,
) -> Element<'a, Message> {
    container(
        line(initials)
            .font(font::SEMIBOLD)
            .size((size * INITIALS).round()),
    )
    .center(size)
    .style(move |theme| {
        let (background, text) = colors(Tokens::of(theme));
        container::Style {
            background: Some(background.into()),
            text_color: Some(text),
            border: style::rounded(size / 2.0),
            ..container::Style::default()
        }
    })
    .into()
}

/// At most two letters for a name: of the first and the last word, or of the address.
pub fn initials(name: &str, address: &str) -> String {
    let source = if name.trim().is_empty() {
        address
    } else {
        name
    };
    // Of several people the first.
    let source = source.split(',').next().unwrap_or(source);
    let mut letters = source
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '@' | '_'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let Some(first) = letters.next() else {
        return "?".to_owned();
    };
    // One sign of Chinese, Japanese or Korean says enough and fills the circle.
    if ('\u{2e80}'..='\u{9fff}').contains(&first) || ('\u{ac00}'..='\u{d7a3}').contains(&first) {
        return first.to_string();
    }
    let last = if name.trim().is_empty() {
        None
    } else {
        letters.next_back()
    };
    first
        .to_uppercase()
        .chain(last.into_iter().flat_map(char::to_uppercase))
        .collect()
}

/// A note in the place where it matters: an icon, words that wrap, and what can be done.
pub fn notice<'a, Message: 'a>(
    tone: Tone,
    picture: Icon,
    words: impl Into<Cow<'a, str>>,
    actions: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    notice_with(tone, picture, selectable(words.into()).fill(), actions)
}

/// A note with a body of its own, such as words of different weight.
pub fn notice_with<'a, Message: 'a>(
    tone: Tone,
    picture: Icon,
    body: impl Into<Element<'a, Message>>,
    actions: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let actions = (!actions.is_empty()).then(|| {
        Row::with_children(actions)
            .spacing(scale::M)
            .align_y(Alignment::Center)
    });
    container(
        row![
            container(icon(picture)).padding(Padding::ZERO.top(scale::ROWS)),
            container(body).width(Fill)
        ]
        .push(actions)
        .spacing(scale::S),
    )
    .padding(Padding::from([scale::S, scale::BESIDE_SIGN]))
    .style(style::notice(tone))
    .into()
}

/// A message that comes and goes by itself, to lay over the lower edge of the window.
pub fn toast<'a, Message: 'a>(
    picture: Option<Icon>,
    words: impl Into<Cow<'a, str>>,
    actions: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let content = Row::new()
        .push(picture.map(|picture| Element::from(icon(picture).color(|t| t.dim))))
        .push(line(words))
        .extend(actions)
        .spacing(scale::M)
        .align_y(Alignment::Center);
    raised(
        content,
        Padding::from([scale::CHIP, scale::EDGE]),
        Height::High,
    )
    .into()
}

/// `base` with `toasts` over its lower edge, higher by `lift` where something at the edge is not to
/// be covered. Like [`super::dialog::modal`], always there.
pub fn with_toasts<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    toasts: Vec<Element<'a, Message>>,
    lift: f32,
) -> Element<'a, Message> {
    let over = (!toasts.is_empty()).then(|| {
        container(column(toasts).spacing(scale::S).align_x(Alignment::Center))
            .width(Fill)
            .height(Fill)
            .align_x(Alignment::Center)
            .align_y(Alignment::End)
            .padding(Padding::ZERO.bottom(scale::STATUS_BAR + scale::L + lift))
            .into()
    });
    iced::widget::stack(std::iter::once(base.into()).chain(over))
        .width(Fill)
        .height(Fill)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_kinds_of_names() {
        assert_eq!(initials("Lena Morgenthal", "l@x.example"), "LM");
        assert_eq!(initials("Jonas Dahl, Ben Okafor", ""), "JD");
        assert_eq!(initials("佐藤 恵子", ""), "佐");
        assert_eq!(initials("", "support@acme.example"), "S");
        assert_eq!(initials("  ", "…"), "?");
        assert_eq!(initials("élodie", ""), "É");
        assert_eq!(initials("“Quoted” <Name>", ""), "QN");
    }
}
