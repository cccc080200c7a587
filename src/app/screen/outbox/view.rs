//! The page: tabs, parts, and a row for each message.

use iced::widget::{Column, Row, column, container, row, scrollable, space};
use iced::{Alignment, Fill, FillPortion, Padding};
use jiff::Timestamp;

use super::words::{next, states, subject, to};
use super::{Filter, Message, Outbox, details};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::screen::mail::list_empty;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{hairline, quiet, tab};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip, dot, dot_off};
use crate::app::widget::paged::paged;
use crate::app::widget::passage::words;
use crate::app::widget::press::Press;
use crate::app::widget::text::{heading, paragraph};
use crate::domain::{Mode, Outgoing};

/// Where the words of a message begin, behind its sign.
const INDENT: f32 = 26.0;
/// Above the head of a part that is not the first.
const ABOVE_PART: f32 = 18.0;

/// How the columns share the room.
const COLUMNS: [(&str, u16); 4] = [
    ("outbox-column-message", 23),
    ("outbox-column-from", 13),
    ("outbox-column-state", 12),
    ("outbox-column-next", 52),
];

impl Outbox {
    /// The page.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let parts = self.parts(known);
        if self.shown_at_all(known) == 0 {
            return container(list_empty(
                Icon::Outbox,
                texts.say("outbox-empty"),
                Some(texts.say("outbox-lead")),
                None,
            ))
            .width(Fill)
            .height(Fill)
            .into();
        }
        let needing = parts.needing.len();
        let waiting = parts.waiting.len();
        let tabs = Filter::ALL.map(|filter| {
            let (key, count) = match filter {
                Filter::All => ("filter-all", 0),
                Filter::Needing => ("outbox-filter-needing", needing),
                Filter::Waiting => ("outbox-filter-waiting", waiting),
                Filter::Sent => ("outbox-filter-sent", 0),
            };
            let words = match count {
                0 => texts.say(key),
                count => format!("{} {}", texts.say(key), texts.number(count as u64)),
            };
            tab(words, self.filter == filter)
                .on_press(Message::Filter(filter))
                .into()
        });
        let title = column![
            heading(texts.say("outbox-title")),
            paragraph(texts.say("outbox-lead")).style(style::dim),
        ]
        .spacing(scale::LABEL)
        .width(Fill);
        let tabs = row(tabs).spacing(scale::XXS);
        // Beside each other only where both have their room.
        let head: Element<'a, Message> = if sight.narrow {
            column![title, tabs.wrap()].spacing(scale::S).into()
        } else {
            row![title, tabs]
                .spacing(scale::L)
                .align_y(Alignment::End)
                .into()
        };
        let is_empty = self.shown(known).is_empty();
        let show = |one: Filter| self.filter == Filter::All || self.filter == one;
        let mut page = column![head, space().height(scale::WORDS)].spacing(scale::LABEL);
        let several = self.filter == Filter::All;
        let mut first = true;
        for (filter, key, rows) in [
            (Filter::Needing, "outbox-part-needing", parts.needing),
            (Filter::Sent, "outbox-part-returned", parts.returned),
            (Filter::Waiting, "outbox-part-waiting", parts.waiting),
            (Filter::Sent, "outbox-part-sent", parts.sent),
        ] {
            if !show(filter) || rows.is_empty() {
                continue;
            }
            let named = several || filter == Filter::Sent;
            page = page.push(part(texts.say(key), named, first, sight));
            page = page.push(hairline());
            page = page.extend(rows.into_iter().map(|o| self.entry(o, known, sight)));
            first = false;
        }
        if is_empty {
            page = page.push(hairline()).push(
                container(paragraph(texts.say("outbox-none-such")).style(style::dim))
                    .padding(Padding::from([scale::L, scale::M])),
            );
        }
        if show(Filter::Sent) && self.has_older(known) {
            page = page.push(
                container(quiet(None, texts.say("outbox-older")).on_press(Message::Older))
                    .padding(Padding::from([scale::S, 0.0])),
            );
        }
        container(paged(
            scrollable(container(page).padding(scale::PAGE))
                .direction(style::scrollbar())
                .style(style::scroll),
            sight.turn,
        ))
        .width(Fill)
        .height(Fill)
        .into()
    }

    fn shown_at_all(&self, known: &Known) -> usize {
        known.outbox.len() + known.sent.len() + self.older.len()
    }

    fn entry<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let now = Timestamp::now();
        let id = outgoing.outbox_id;
        let open = self.open == Some(id);
        let chevron = if open {
            Icon::ChevronDown
        } else {
            Icon::ChevronRight
        };
        let names = column![
            line(subject(outgoing, texts)).font(font::SEMIBOLD).fill(),
            line(texts.say_with("list-to", &[("people", to(outgoing, texts).into())]))
                .dim()
                .fill(),
        ]
        .spacing(scale::XXS);
        let hint = texts.say(if open { "outbox-hide" } else { "outbox-show" });
        let message = Press::new(
            Look::Row { selected: false },
            row![
                container(icon(chevron).size(scale::ICON_INLINE).color(|t| t.faint))
                    .padding(Padding::ZERO.top(scale::XXS)),
                names
            ]
            .spacing(scale::WORDS),
        )
        .width(Fill)
        .padding(Padding::from([scale::LABEL, scale::WORDS]))
        .align_left()
        .hint(hint)
        .on_press(Message::Open(id));
        let node = outgoing.mailbox.as_ref().and_then(|id| known.node(id));
        let mark = node.map_or_else(dot_off, |node| dot(say::colour(&node.mailbox)));
        let name = match outgoing.mode {
            Mode::OnBehalf => texts.say_with(
                "outbox-on-behalf",
                &[("name", outgoing.from.label().into())],
            ),
            Mode::Own | Mode::SendAs => outgoing.from.label().to_owned(),
        };
        let from = row![
            container(mark).padding(Padding::ZERO.top(scale::MARK)),
            container(paragraph(name)).width(Fill)
        ]
        .spacing(scale::WORDS);
        let chips = states(outgoing, texts, now)
            .into_iter()
            .map(|(tone, word)| chip(tone, word));
        let next = next(outgoing, known, texts, now);
        let buttons = self.buttons(outgoing, known, sight);
        let said = (!next.is_empty()).then(|| words(next).fill());
        let said: Option<Element<'a, Message>> = match (said, self.order(outgoing, known, sight)) {
            (said, Some(order)) => {
                let said = container(column![].push(said)).width(Fill);
                Some(row![said, order].spacing(scale::S).into())
            }
            (said, None) => said.map(Into::into),
        };
        let what = column![]
            .push(said)
            .push(
                (!buttons.is_empty()).then(|| Row::with_children(buttons).spacing(scale::S).wrap()),
            )
            .spacing(scale::S);
        let top = Padding::ZERO.top(scale::LABEL);
        let content: Element<'a, Message> = if sight.narrow {
            let inside = Padding::ZERO.left(INDENT);
            column![
                row![
                    container(message).width(Fill),
                    container(Row::with_children(chips).spacing(scale::XS)).padding(top)
                ]
                .spacing(scale::S),
                container(from).padding(inside),
                container(what).padding(inside),
            ]
            .spacing(scale::S)
            .into()
        } else {
            let [message_portion, from_portion, state_portion, next_portion] =
                COLUMNS.map(|(_, portion)| FillPortion(portion));
            row![
                container(message).width(message_portion),
                container(from).padding(top).width(from_portion),
                container(Column::with_children(chips).spacing(scale::XS))
                    .padding(top)
                    .width(state_portion),
                container(what).padding(top).width(next_portion),
            ]
            .spacing(scale::L)
            .into()
        };
        let card = open.then(|| {
            container(details::card(outgoing, known, sight))
                .padding(Padding::ZERO.left(INDENT).top(scale::S))
        });
        column![
            container(column![content].push(card))
                .padding(Padding::from([scale::INSIDE, scale::WORDS])),
            hairline()
        ]
        .into()
    }
}

/// The head of a part: what it is called, and above the first part the names of the columns.
fn part<'a>(name: String, named: bool, first: bool, sight: Sight<'a>) -> Element<'a, Message> {
    let word = |words: String| line(words).font(font::SEMIBOLD).size(scale::TEXT_TINY);
    let padding = Padding::from([scale::WORDS, scale::WORDS]).top(if first {
        scale::WORDS
    } else {
        ABOVE_PART
    });
    if sight.narrow {
        return container(word(name).dim()).padding(padding).into();
    }
    let columns = COLUMNS.into_iter().enumerate().map(|(at, (key, portion))| {
        let words: Element<'a, Message> = match (at, first) {
            (0, _) if named => word(name.clone()).into(),
            (_, true) => word(sight.texts.say(key)).dim().into(),
            (_, false) => space().into(),
        };
        let left = Padding::ZERO.left(if at == 0 { scale::WORDS } else { 0.0 });
        container(words)
            .padding(left)
            .width(FillPortion(portion))
            .into()
    });
    container(Row::with_children(columns).spacing(scale::L))
        .padding(padding)
        .into()
}
