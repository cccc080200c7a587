//! What is shown while there is nothing else: starting, no account yet, a start that failed.

use iced::widget::{column, container, scrollable};
use iced::{Alignment, Fill};

use super::Sight;
use crate::app::Element;
use crate::app::say;
use crate::app::theme::{scale, style};
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::mark::notice;
use crate::app::widget::passage::{fixed, passage};
use crate::app::widget::text::{heading, paragraph};
use crate::engine::Problem;

/// The button that adds an account.
pub const ADD: &str = "field-first-account";
/// The picture above the first words.
const PICTURE: f32 = 36.0;
/// Words are no wider.
const MOST_WORDS: f32 = 420.0;
const MOST_FAILED: f32 = 560.0;

/// No account yet: what Postroom is for, and the ways on.
pub fn no_account<'a, Message: Clone + 'a>(
    sight: Sight<'a>,
    add: Message,
    demo: Message,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let words = column![
        icon(Icon::Users).size(PICTURE).color(|t| t.accent),
        heading(texts.say("welcome-title")),
        container(
            paragraph(texts.say("welcome-words"))
                .style(style::dim)
                .align_x(Alignment::Center)
        )
        .max_width(MOST_WORDS),
        primary(Some(Icon::Plus), texts.say("settings-add"))
            .height(scale::CONTROL_LARGE)
            .id(ADD)
            .on_press(add),
        quiet(None, texts.say("welcome-demo")).on_press(demo),
    ]
    .spacing(scale::M)
    .padding(scale::XL)
    .align_x(Alignment::Center);
    in_the_middle(words.into())
}

/// The profile is being opened.
pub fn starting<'a, Message: 'a>(sight: Sight<'a>) -> Element<'a, Message> {
    container(paragraph(sight.texts.say("welcome-starting")).style(style::faint))
        .center(Fill)
        .into()
}

/// The profile could not be opened.
pub fn failed<'a, Message: Clone + 'a>(
    problem: &Problem,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let kind = crate::app::theme::Tone::Bad;
    let detail = problem.detail.as_ref().map(|detail| {
        container(passage(fixed(detail), sight.tokens).small())
            .padding(scale::M)
            .width(Fill)
            .style(style::inset)
    });
    let words = column![
        heading(texts.say("welcome-failed")),
        notice(kind, Icon::Alert, say::problem(texts, problem), Vec::new()),
    ]
    .push(detail)
    .spacing(scale::M)
    .padding(scale::XL)
    .max_width(MOST_FAILED);
    in_the_middle(words.into())
}

/// In the middle of the window; where that is too low for it, it scrolls.
fn in_the_middle<'a, Message: 'a>(words: Element<'a, Message>) -> Element<'a, Message> {
    let words = scrollable(words)
        .direction(style::scrollbar())
        .style(style::scroll);
    container(words).center(Fill).into()
}
