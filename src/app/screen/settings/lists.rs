//! Lists on the page: each entry can be taken away, and one more be written behind them.

use iced::widget::{Column, column, row};
use iced::{Alignment, Element as Any, Fill};

use super::entered::{Entered, Entering};
use super::page::{Entry, leaves};
use super::{Change, Message, Section};
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{plain, quiet, small_symbol};
use crate::app::widget::field::{Field, field};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::text::{paragraph, small};
use crate::domain::without_accents;
use crate::i18n::Texts;

/// The width of a field for a number, and of one for a name.
const NUMBER: f32 = 110.0;
const NAME: f32 = 320.0;

/// Most entries that are shown at once: what is written in the field finds the others.
pub(super) const MOST_ROWS: usize = 20;

/// A list, and the field in which one more is written.
pub(super) fn list<'a>(
    section: Section,
    which: Entered,
    title: &str,
    list: Vec<(String, Change)>,
    entering: &'a Entering,
    sight: Sight<'a>,
) -> Entry<'a> {
    let texts = sight.texts;
    let title = texts.say(title);
    let mut words = title.clone();
    let typed = entering.typed(which).unwrap_or_default();
    let wanted = without_accents(typed.trim()).to_lowercase();
    let mut found = 0;
    let mut rows: Vec<Any<'a, _>> = Vec::new();
    for (one, forget) in list {
        words.push(' ');
        words.push_str(&one);
        if !without_accents(&one).to_lowercase().contains(&wanted) {
            continue;
        }
        found += 1;
        if found <= MOST_ROWS {
            rows.push(
                row![
                    line(one).fill(),
                    quiet(None, texts.say("settings-pictures-forget"))
                        .on_press(Message::Set(forget))
                ]
                .align_y(Alignment::Center)
                .into(),
            );
        }
    }
    let input = input(which, typed, entering)
        .width(Fill)
        .on_submit(Message::Enter(which));
    let add = plain(Some(Icon::Plus), texts.say("settings-list-add"))
        .on_press_maybe((!typed.trim().is_empty()).then_some(Message::Enter(which)));
    let view = column![
        paragraph(title).style(style::dim),
        Column::with_children(rows),
    ]
    .push(more(found, texts))
    .push(
        row![input, add]
            .spacing(scale::S)
            .align_y(Alignment::Center)
            .width(NAME),
    )
    .push(wrong(which, entering, texts))
    .spacing(scale::XS);
    Entry {
        section,
        words,
        view: view.into(),
    }
}

/// That a list goes on.
pub(super) fn more<'a>(found: usize, texts: &Texts) -> Option<Element<'a, Message>> {
    let more = found.checked_sub(MOST_ROWS).filter(|more| *more > 0)?;
    let words = texts.say_with("settings-list-more", &[("count", more.into())]);
    Some(small(words).style(style::faint).into())
}

/// A value beside the usual ones, while it is written.
pub(super) fn other<'a>(
    which: Entered,
    entering: &'a Entering,
    texts: &Texts,
) -> Option<Element<'a, Message>> {
    let typed = entering.typed(which)?;
    let input = input(which, typed, entering)
        .width(NUMBER)
        .on_submit(Message::Enter(which));
    let unit = which.unit().map(|unit| line(texts.say(unit)).dim());
    let set = plain(None, texts.say("settings-other-set")).on_press(Message::Enter(which));
    let cancel =
        small_symbol(Icon::Close, texts.say("dialog-cancel")).on_press(Message::Cancel(which));
    let row = row![input]
        .push(unit)
        .push(set)
        .push(cancel)
        .spacing(scale::S)
        .align_y(Alignment::Center);
    let content = column![row].push(wrong(which, entering, texts));
    Some(content.spacing(scale::XS).into())
}

/// Its field. Escape gives up what is written there, and leaves the page where nothing is.
pub(super) fn input<'a>(
    which: Entered,
    typed: impl Into<std::borrow::Cow<'a, str>>,
    entering: &Entering,
) -> Field<'a, Message> {
    let is_written = entering
        .typed(which)
        .is_some_and(|typed| !which.adds() || !typed.is_empty());
    let field = field("", typed);
    // What holds now is written anew, not longer.
    let field = if which.adds() {
        field
    } else {
        field.replaces()
    };
    field
        .id(which.id())
        .on_input(move |text| Message::Write(which, text))
        .on_key(move |stroke| {
            let message = if is_written {
                Message::Cancel(which)
            } else {
                Message::Back
            };
            leaves(stroke).then_some(message)
        })
        .wrong(entering.is_wrong(which))
}

/// Which values there are, where what was entered is none of them.
pub(super) fn wrong<'a>(
    which: Entered,
    entering: &Entering,
    texts: &Texts,
) -> Option<Element<'a, Message>> {
    if !entering.is_wrong(which) {
        return None;
    }
    let (key, least, most) = which.rule();
    let words = texts.say_with(key, &[("least", least.into()), ("most", most.into())]);
    Some(small(words).style(style::tone(Tone::Bad)).into())
}
