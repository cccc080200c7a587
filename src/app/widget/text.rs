//! Words in the type scale, that wrap. Everything is shaped fully, so that ASCII and other text look alike.

use std::borrow::Cow;

use iced::Theme;
use iced::widget::text::{Shaping, Wrapping};
use iced::widget::{Text, text};

use super::line::{Line, line};
use crate::app::theme::{font, scale};

/// Text that wraps, of ordinary size.
pub fn paragraph<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a, Theme> {
    text(words.into())
        .size(scale::TEXT)
        .line_height(scale::LINE)
        .shaping(Shaping::Advanced)
        .wrapping(Wrapping::WordOrGlyph)
}

/// Secondary text that wraps.
pub fn small<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a, Theme> {
    paragraph(words).size(scale::TEXT_SMALL)
}

/// The title of a list, a card or a dialog.
pub fn title<'a>(words: impl Into<Cow<'a, str>>) -> Line<'a> {
    line(words)
        .font(font::SEMIBOLD)
        .size(scale::TEXT_TITLE)
        .wrap()
}

/// The heading of a page or of a message.
pub fn heading<'a>(words: impl Into<Cow<'a, str>>) -> Line<'a> {
    line(words)
        .font(font::SEMIBOLD)
        .size(scale::TEXT_HEADING)
        .wrap()
}

/// A fixed-width line, for what is copied into a terminal.
pub fn fixed<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a, Theme> {
    paragraph(words)
        .size(scale::TEXT_SMALL)
        .line_height(1.6)
        .font(font::MONOSPACE)
}
