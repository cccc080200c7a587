//! How messages are written: what new ones begin with, and whether plain text flows.

use iced::widget::{Row, column};

use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{scale, style};
use crate::app::widget::button::radio;
use crate::app::widget::text::paragraph;
use crate::config::Settings;
use crate::domain::TextFormat;

/// What is chosen here.
#[derive(Debug, Clone, Copy)]
pub enum Choice {
    /// New messages begin so.
    As(TextFormat),
    /// Plain text is broken into lines that go together again where it is read.
    Flowed(bool),
}

impl Choice {
    /// Changes the settings.
    pub(super) fn apply(self, settings: &mut Settings) {
        match self {
            Self::As(format) => settings.write_as = format,
            Self::Flowed(on) => settings.flowed = on,
        }
    }
}

/// The choices.
pub(super) fn view<'a>(settings: &Settings, sight: Sight<'a>) -> Element<'a, Choice> {
    let texts = sight.texts;
    let ways = [
        (TextFormat::Plain, "settings-write-plain"),
        (TextFormat::Formatted, "settings-write-formatted"),
    ]
    .map(|(way, key)| {
        Element::from(radio(texts.say(key), settings.write_as == way).on_press(Choice::As(way)))
    });
    let flows = [
        (true, "settings-write-flowed"),
        (false, "settings-write-as-typed"),
    ]
    .map(|(on, key)| {
        Element::from(radio(texts.say(key), settings.flowed == on).on_press(Choice::Flowed(on)))
    });
    column![
        paragraph(texts.say("settings-write-words")).style(style::dim),
        Row::with_children(ways).spacing(scale::S).wrap(),
        paragraph(texts.say("settings-write-lines")).style(style::dim),
        Row::with_children(flows).spacing(scale::S).wrap(),
    ]
    .spacing(scale::XS)
    .into()
}
