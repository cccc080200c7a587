//! The other messages of the conversation that is read: in all folders of the mailbox, the oldest first.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill, Padding, Task};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Mail, Message, Outcome, Wish};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::link as link_to;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::list::Selection;
use crate::app::widget::look::Look;
use crate::app::widget::press::Press;
use crate::domain::{MessageHeader, MessageKey, NamedAddress, SentBy, SystemFlag};
use crate::engine::{Conversation, Event, Problem, conversation};

/// Most messages of a conversation that are shown.
const MOST: usize = 50;
/// So many of them at once; the others are a click away.
const AT_ONCE: usize = 5;
/// The room for who wrote, for the folder, and for the date.
const WHO: f32 = 148.0;
const FOLDER: f32 = 76.0;
const DATE: f32 = 76.0;
/// Below this width of the reader the folder gives way to the words.
const ROOMY: f32 = 520.0;

/// The conversation beside the message that is read.
#[derive(Debug, Default)]
pub struct Beside {
    /// What was read of it, if there is one.
    pub read: Option<Conversation>,
    /// Are all shown that were read?
    pub whole: bool,
    /// Which reading is the current one; older answers are dropped.
    number: u64,
}

impl Beside {
    /// Another message is opened: one of the same conversation keeps what is shown.
    fn turn_to(&mut self, key: &MessageKey) {
        let holds = |read: &Conversation| read.messages.iter().any(|one| one.id == *key);
        if !self.read.as_ref().is_some_and(holds) {
            *self = Self {
                number: self.number,
                ..Self::default()
            };
        }
    }
}

impl Mail {
    /// Reads the conversation of a message from what is kept here.
    pub(super) fn read_conversation(&mut self, key: MessageKey, link: &Link) -> Task<Message> {
        self.beside.turn_to(&key);
        self.beside.number += 1;
        let number = self.beside.number;
        link.read(
            move |reader| conversation(reader, &key, MOST),
            move |read| Message::Conversation(number, read),
        )
    }

    /// Messages came, went or changed: perhaps some of the conversation.
    pub(super) fn conversation_heard(&mut self, events: &[Event], link: &Link) -> Task<Message> {
        let shown = |key: &MessageKey| {
            let read = self.beside.read.iter();
            read.flat_map(|read| &read.messages)
                .any(|one| one.id == *key)
        };
        let concerned = events.iter().any(|event| match event {
            Event::Messages(_) | Event::Overflow(_) => true,
            Event::Body(key) => shown(key),
            _ => false,
        });
        match &self.opened {
            Some(opened) if concerned => self.read_conversation(opened.header.id.clone(), link),
            _ => Task::none(),
        }
    }

    /// It was read. One that could not be is not shown: the message itself says what is wrong.
    pub(super) fn take_conversation(
        &mut self,
        number: u64,
        read: Result<Option<Conversation>, Problem>,
    ) {
        if number == self.beside.number {
            self.beside.read = read.ok().flatten().filter(|read| read.count() > 1);
        }
    }

    /// Opens a message where it lies: in the list that is shown, or else in its folder.
    pub(super) fn show(&mut self, key: MessageKey, link: &Link) -> Outcome<Message> {
        if self.opened.as_ref().is_some_and(|o| o.header.id == key) {
            return Outcome::none();
        }
        match self.rows.key_of(&key) {
            Some(row) => {
                self.selection = Selection::only(row);
                Outcome::run(self.follow(link))
            }
            None => Outcome::wish(Wish::Read(key)),
        }
    }

    /// Does the message that is read stand in a conversation with others?
    #[must_use]
    pub fn has_conversation(&self) -> bool {
        self.opened.is_some() && self.beside.read.is_some()
    }

    /// Goes to the message before or after in the conversation.
    pub fn step_in_conversation(&mut self, steps: isize, link: &Link) -> Outcome<Message> {
        let opened = self.opened.as_ref();
        let beside = opened.and_then(|opened| {
            let read = self.beside.read.as_ref()?;
            Some(read.beside(&opened.header.id, steps)?.id.clone())
        });
        beside.map_or_else(Outcome::none, |key| self.show(key, link))
    }

    /// The list of them; nothing where the message stands alone.
    pub(super) fn conversation_view<'a>(
        &'a self,
        current: &MessageKey,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let read = self.beside.read.as_ref()?;
        let at = read.messages.iter().position(|one| one.id == *current)?;
        // As many as fit, with the one that is read among them, and rather the newest.
        let (mut first, mut end) = (0, read.messages.len());
        if !self.beside.whole && end > AT_ONCE {
            first = (end - AT_ONCE).min(at.saturating_sub(1));
            end = first + AT_ONCE;
        }
        let shown = read.messages.get(first..end).unwrap_or_default();
        let rows = shown
            .iter()
            .map(|one| entry(one, one.id == *current, known, sight));
        let left_out = |key: &'static str, count: usize, folded: bool| {
            (count > 0).then(|| {
                let words = texts.say_with(key, &[("count", count.into())]);
                let all = || Message::WholeConversation(true);
                let more: Element<'a, Message> = if folded {
                    link_to(words).on_press(all()).into()
                } else {
                    line(words).size(scale::TEXT_SMALL).faint().into()
                };
                container(more).padding(Padding::from([scale::XXS, scale::S]))
            })
        };
        let later = read.messages.len() - end;
        let count = texts.say_with("conversation-title", &[("count", read.count().into())]);
        let heading = Press::new(
            Look::Tab { selected: false },
            line(count)
                .font(font::SEMIBOLD)
                .size(scale::TEXT_TINY)
                .faint(),
        )
        .hint(keys_hint(sight))
        .padding(Padding::from([scale::XXS, scale::S]))
        .align_left();
        let list = column![
            heading,
            left_out("conversation-earlier", read.earlier + first, first > 0),
            Column::with_children(rows),
            left_out("conversation-later", read.later + later, later > 0),
        ];
        let list = list.push(
            (self.beside.whole && read.messages.len() > AT_ONCE).then(|| {
                let fewer = link_to(texts.say("conversation-fewer"));
                container(fewer.on_press(Message::WholeConversation(false)))
                    .padding(Padding::from([scale::XXS, scale::S]))
            }),
        );
        Some(
            container(list)
                .padding(Padding::from([scale::WORDS, scale::WORDS]))
                .width(Fill)
                .style(style::card)
                .into(),
        )
    }
}

fn keys_hint(sight: Sight<'_>) -> String {
    let key = |action| sight.key(action).unwrap_or_default().into();
    let keys = [
        ("previous", key(Action::PreviousInConversation)),
        ("next", key(Action::NextInConversation)),
    ];
    sight.texts.say_with("conversation-hint", &keys)
}

/// Who wrote it, as far as one of us: the person at this computer, or the member whom a copy names.
fn who(header: &MessageHeader, known: &Known, sight: Sight<'_>) -> (String, bool) {
    let author = header.participants.from.first();
    let is_own = |who: &NamedAddress| known.is_me(who);
    let of_mailbox =
        author.is_some_and(|who| who.address.eq_ignore_ascii_case(header.mailbox.as_str()));
    let person = header.sent_by.member().or(author);
    let words = match person {
        Some(person) if is_own(person) => sight.texts.say("conversation-you"),
        Some(person) => person.label().to_owned(),
        None => sight.texts.say("list-nobody"),
    };
    let ours = of_mailbox || header.sent_by != SentBy::NotAsked || person.is_some_and(is_own);
    (words, ours)
}

/// One message in one line.
fn entry<'a>(
    header: &'a MessageHeader,
    is_current: bool,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let (who, ours) = who(header, known, sight);
    let unread = !header.flags.has(SystemFlag::Seen);
    let weight = match (unread, is_current) {
        (true, _) => font::SEMIBOLD,
        (false, true) => font::MEDIUM,
        (false, false) => font::REGULAR,
    };
    let words = match (header.preview.trim(), header.subject.trim()) {
        ("", "") => texts.say("list-no-subject"),
        ("", subject) => subject.to_owned(),
        (preview, _) => preview.to_owned(),
    };
    let folder = known.folder(&header.id.folder);
    let folder = folder.map_or_else(|| header.folder.clone(), |(_, f)| say::folder(texts, f));
    let date = texts.list_date(header.date, Timestamp::now(), &TimeZone::system());
    // An answer of ours has the sign of answers; what came has none.
    let sign: Element<'a, Message> = if ours {
        icon(Icon::Reply)
            .size(scale::ICON_SMALL)
            .color(|t| t.dim)
            .into()
    } else {
        iced::widget::space().width(scale::ICON_SMALL).into()
    };
    let folder = (sight.room > ROOMY)
        .then(|| container(line(folder).size(scale::TEXT_SMALL).dim()).width(FOLDER));
    let line = row![
        sign,
        container(line(who).font(weight)).width(WHO),
        line(words).size(scale::TEXT_SMALL).dim().fill(),
    ]
    .push(folder)
    .push(
        container(line(date).size(scale::TEXT_SMALL).dim())
            .width(DATE)
            .align_x(Alignment::End),
    )
    .spacing(scale::S)
    .align_y(Alignment::Center);
    Press::new(
        Look::Row {
            selected: is_current,
        },
        line,
    )
    .width(Fill)
    .height(scale::TREE_SUBROW)
    .padding(Padding::from([0.0, scale::S]))
    .align_left()
    .on_press(Message::Show(header.id.clone()))
    .into()
}
