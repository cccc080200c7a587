//! What the dialogs with fields have in common: fields with their names, and the question before
//! what was entered goes.

use iced::widget::{column, row};
use iced::{Alignment, Fill};

use crate::app::Element;
use crate::app::say;
use crate::app::theme::{Tone, scale};
use crate::app::widget::button::{danger, quiet};
use crate::app::widget::fitting::fitting;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::notice;
use crate::engine::Problem;
use crate::i18n::Texts;

/// A field with its name above; what is wrong with it stands beside the name, where room is kept
/// for it, so that nothing moves under the pointer. Where it is too long for that it has lines of its own.
pub fn labelled<'a, Message: 'a>(
    name: String,
    input: Element<'a, Message>,
    mistake: Option<String>,
) -> Element<'a, Message> {
    let named = || line(name.clone()).size(scale::TEXT_SMALL).dim();
    let Some(mistake) = mistake else {
        return column![named(), input].spacing(scale::LABEL).into();
    };
    let wrong = || {
        let words = line(mistake.clone()).size(scale::TEXT_SMALL);
        words.color(|tokens| tokens.bad.text)
    };
    let beside = row![named(), wrong()]
        .spacing(scale::S)
        .align_y(Alignment::Center);
    let below = column![named(), wrong().wrap()].spacing(scale::LABEL);
    let name = fitting(vec![beside.into(), below.into()]);
    column![name, input].spacing(scale::LABEL).into()
}

/// What went wrong: it stays above the buttons, but in a low window, where it ends what scrolls. The first of the
/// two is what scrolls.
pub fn failed<'a, Message: Clone + 'a>(
    problem: Option<&Problem>,
    height: f32,
    texts: &Texts,
) -> (Option<Element<'a, Message>>, Option<Element<'a, Message>>) {
    let said = problem.map(|problem| {
        let words = say::problem(texts, problem);
        notice(Tone::Bad, Icon::Alert, words, Vec::new())
    });
    in_place(said, height)
}

/// What is said of all of a dialog, in its place.
pub fn in_place<'a, Message: 'a>(
    said: Option<Element<'a, Message>>,
    height: f32,
) -> (Option<Element<'a, Message>>, Option<Element<'a, Message>>) {
    if height < scale::LOW {
        (said, None)
    } else {
        (None, said)
    }
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
        line(texts.say("dialog-lose")).wrap().fill(),
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
