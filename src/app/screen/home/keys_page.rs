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
    let groups = |groups: &[Group]| -> Element<'a, Message> {
        let groups = groups.iter().map(|of| group(*of, sight));
        Column::with_children(groups).spacing(scale::L).into()
    };
    let [message, going, writing, program] = Group::ALL;
    let list: Element<'a, Message> = if window.width < TWO_COLUMNS {
        groups(&Group::ALL)
    } else {
        let half = |of: &[Group]| container(groups(of)).width(FillPortion(1)).into();
        Row::with_children([half(&[message]), half(&[going, program, writing])])
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
    let heading = line(sight.texts.say(of.words()))
        .font(font::SEMIBOLD)
        .size(scale::TEXT_TINY)
        .faint();
    let has_key = |action: &&Action| !action.chords(sight.keys).is_empty();
    let actions = Action::ALL.iter().filter(|action| action.group() == of);
    let actions = actions.filter(has_key);
    let rows = actions.map(|action| {
        let caps = keys::labels(*action, sight.keys, sight.texts).map(key_cap);
        row![
            line(sight.texts.say(action.words())).fill(),
            Row::with_children(caps).spacing(scale::XS),
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
