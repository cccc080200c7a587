//! What the dialogs with fields have in common: fields with their names, and the question before
//! what was entered goes.

use iced::widget::{column, container, row, scrollable};
use iced::{Alignment, Fill, Padding};

use crate::app::Element;
use crate::app::say;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{danger, quiet};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::notice;
use crate::engine::Problem;
use crate::i18n::Texts;

/// A field with its name above; what is wrong with it stands beside the name, where room is kept
/// for it, so that nothing moves under the pointer.
pub fn labelled<'a, Message: 'a>(
    name: String,
    input: Element<'a, Message>,
    mistake: Option<String>,
) -> Element<'a, Message> {
    let mistake = mistake.map(|words| {
        line(words)
            .size(scale::TEXT_SMALL)
            .color(|tokens| tokens.bad.text)
            .fill()
    });
    let name = row![line(name).size(scale::TEXT_SMALL).dim()]
        .push(mistake)
        .spacing(scale::S)
        .align_y(Alignment::Center);
    column![name, input].spacing(scale::LABEL).into()
}

/// What went wrong, below the fields.
pub fn failed<'a, Message: Clone + 'a>(
    problem: Option<&Problem>,
    texts: &Texts,
) -> Option<Element<'a, Message>> {
    let words = say::problem(texts, problem?);
    Some(notice(Tone::Bad, Icon::Alert, words, Vec::new()))
}

/// What is above, below and around the fields of such a dialog, of one line of words.
pub const AROUND: f32 = 230.0;
/// The fields are never lower than this.
const LEAST: f32 = 80.0;

/// The fields within a window of this height, of which so much is taken by what is around them: they scroll, and the
/// buttons below stay in sight.
pub fn within<'a, Message: 'a>(
    fields: impl Into<Element<'a, Message>>,
    height: f32,
    around: f32,
) -> Element<'a, Message> {
    let body = scrollable(container(fields).padding(Padding::ZERO.right(scale::M)))
        .direction(style::scrollbar())
        .style(style::scroll);
    container(body)
        .max_height((height - around).max(LEAST))
        .into()
}

/// The buttons at the foot of such a dialog; while it asks, the question in their place.
pub fn foot<'a, Message: Clone + 'a>(
    asking: bool,
    lose: Message,
    stay: Message,
    buttons: Vec<Element<'a, Message>>,
    texts: &Texts,
) -> Vec<Element<'a, Message>> {
    if !asking {
        return buttons;
    }
    let question = row![
        line(texts.say("dialog-lose")).fill(),
        quiet(None, texts.say("dialog-lose-no"))
            .height(scale::CONTROL_LARGE)
            .on_press(stay),
        danger(texts.say("dialog-lose-yes"))
            .height(scale::CONTROL_LARGE)
            .on_press(lose),
    ]
    .spacing(scale::S)
    .width(Fill)
    .align_y(Alignment::Center);
    vec![question.into()]
}
