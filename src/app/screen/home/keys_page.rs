//! The list of keys, out of the one table there is.

use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Fill, FillPortion, Size};

use super::{Message, Sight};
use crate::app::Element;
use crate::app::keys::{self, Action, Group};
use crate::app::theme::{font, scale};
use crate::app::widget::button::{key_cap, quiet};
use crate::app::widget::dialog::wide_dialog;
use crate::app::widget::line::line;

/// The width of the dialog where the window has it.
const WIDTH: f32 = 760.0;
/// A window of less width has the groups below each other.
const TWO_COLUMNS: f32 = 760.0;

/// The dialog.
pub(super) fn keys_view<'a>(window: Size, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let [message, going, writing, program] = Group::ALL.map(|of| group(of, sight));
    let lists = rows(texts.say("keys-group-lists"), keys::of_lists(texts));
    let column =
        |groups: Vec<Element<'a, Message>>| Column::with_children(groups).spacing(scale::L);
    let list: Element<'a, Message> = if window.width < TWO_COLUMNS {
        column(vec![message, going, lists, writing, program]).into()
    } else {
        let half = |of| container(column(of)).width(FillPortion(1)).into();
        Row::with_children([
            half(vec![message, lists]),
            half(vec![going, program, writing]),
        ])
        .spacing(scale::XL + scale::M)
        .into()
    };
    wide_dialog(
        WIDTH,
        texts.say("keys-title"),
        None,
        Some(list),
        vec![
            quiet(None, texts.say("dialog-close"))
                .on_press(Message::CloseDialog)
                .into(),
        ],
    )
}

fn group<'a>(of: Group, sight: Sight<'a>) -> Element<'a, Message> {
    let has_key = |action: &&Action| !action.chords(sight.keys).is_empty();
    let actions = Action::ALL.iter().filter(|action| action.group() == of);
    let actions = actions.filter(has_key).map(|action| {
        let labels = keys::labels(*action, sight.keys, sight.texts);
        (sight.texts.say(action.words()), labels.collect())
    });
    rows(sight.texts.say(of.words()), actions)
}

/// A heading, and below it what keys do, each with its keys.
fn rows<'a>(
    heading: String,
    keys: impl Iterator<Item = (String, Vec<String>)>,
) -> Element<'a, Message> {
    let heading = line(heading)
        .font(font::SEMIBOLD)
        .size(scale::TEXT_TINY)
        .faint();
    let rows = keys.map(|(words, labels)| {
        row![
            line(words).fill(),
            Row::with_children(labels.into_iter().map(key_cap)).spacing(scale::XS),
        ]
        .spacing(scale::S)
        .height(scale::CONTROL_SMALL)
        .align_y(Alignment::Center)
        .into()
    });
    column![heading, Column::with_children(rows).width(Fill)]
        .spacing(scale::XS)
        .into()
}
