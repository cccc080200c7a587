//! The conversation of the message that is read, from all folders of the mailbox: the others stand before and after it, in the order they were written.

use std::collections::HashMap;

use iced::widget::{Column, container, row};
use iced::{Alignment, Fill, Padding, Task};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::content::Content;
use super::unfolded::unfolded;
use super::{Mail, Message, Outcome, Reading, Wish};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{link as link_to, spring};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::list::Selection;
use crate::app::widget::look::Look;
use crate::app::widget::press::Press;
use crate::domain::{MessageHeader, MessageKey, SystemFlag};
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
    /// Those whose words are shown in their place.
    pub unfolded: HashMap<MessageKey, Reading>,
    /// The last reading that was asked for.
    number: u64,
    /// The first one for this message. Answers to older ones are of another, and are dropped.
    since: u64,
    /// The last one that was answered.
    taken: u64,
    /// The message that came before it was known what stands around it. It is shown together with that: it would be
    /// pushed down a moment later.
    waits: Option<Loaded>,
}

/// A message that was opened, as it comes from the engine.
pub(super) type Loaded = (MessageKey, Result<(MessageHeader, Content), Problem>);

impl Beside {
    /// Another message is opened: one of the same conversation keeps what is shown.
    fn turn_to(&mut self, key: &MessageKey) {
        self.waits = None;
        let holds = |read: &Conversation| read.messages.iter().any(|one| one.id == *key);
        if !self.read.as_ref().is_some_and(holds) {
            *self = Self {
                number: self.number,
                since: self.number + 1,
                taken: self.taken,
                ..Self::default()
            };
        }
        self.unfolded.remove(key);
    }

    /// Keeps a message until it is known what stands around it; gives it back where that is known.
    pub(super) fn hold(&mut self, loaded: Loaded) -> Option<Loaded> {
        if self.is_known() {
            return Some(loaded);
        }
        self.waits = Some(loaded);
        None
    }

    /// What was read stands beside the message; gives the message, if it waited for that. One that could not be read
    /// is not shown: the message itself says what is wrong.
    pub(super) fn take(&mut self, number: u64, read: Option<Conversation>) -> Option<Loaded> {
        if number < self.since || number <= self.taken {
            return None;
        }
        self.taken = number;
        self.read = read.filter(|read| read.count() > 1);
        let messages = self.read.as_ref().map(|read| read.messages.as_slice());
        let messages = messages.unwrap_or_default();
        let is_there = |key: &MessageKey| messages.iter().any(|one| one.id == *key);
        self.unfolded.retain(|key, _| is_there(key));
        self.waits.take()
    }

    /// Was it read what stands around this message?
    fn is_known(&self) -> bool {
        self.taken >= self.since
    }
}

impl Mail {
    /// Another message is opened: reads its conversation from what is kept here.
    pub(super) fn open_conversation(&mut self, key: MessageKey, link: &Link) -> Task<Message> {
        self.beside.turn_to(&key);
        self.read_conversation(key, link)
    }

    /// Reads the conversation of the message that is open.
    pub(super) fn read_conversation(&mut self, key: MessageKey, link: &Link) -> Task<Message> {
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

    /// What stands above the message that is read, and below it; nothing where it stands alone.
    pub(super) fn conversation_view<'a>(
        &'a self,
        current: &MessageKey,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Option<(Option<Element<'a, Message>>, Element<'a, Message>)> {
        let read = self.beside.read.as_ref()?;
        let at = read.messages.iter().position(|one| one.id == *current)?;
        // As many as fit, with the one that is read among them, and rather the newest.
        let (mut first, mut end) = (0, read.messages.len());
        if !self.beside.whole && end > AT_ONCE {
            first = (end - AT_ONCE).min(at.saturating_sub(1));
            end = first + AT_ONCE;
        }
        let before = read.messages.get(first..at).unwrap_or_default();
        let after = read.messages.get(at + 1..end).unwrap_or_default();
        let left_out = |key: &'static str, count: usize, folded: bool| {
            (count > 0).then(|| -> Element<'a, Message> {
                let words = sight.texts.say_with(key, &[("count", count.into())]);
                if folded {
                    link_to(words)
                        .on_press(Message::WholeConversation(true))
                        .into()
                } else {
                    line(words).size(scale::TEXT_SMALL).faint().into()
                }
            })
        };
        let later = read.messages.len() - end;
        let earlier = read.earlier + first;
        let heading = self.heading(read, sight);
        // Where nothing is older, it stands below: the first answer that comes must not push down what is read.
        let (heading_above, heading_below) = if before.is_empty() && earlier == 0 {
            (None, Some(heading))
        } else {
            (Some(heading), None)
        };
        let is_above = heading_above.is_some();
        let above = Column::new()
            .push(heading_above)
            .push(left_out("conversation-earlier", earlier, first > 0))
            .extend(self.in_place(before, known, sight))
            .spacing(scale::S);
        let below = Column::new()
            .push(heading_below)
            .extend(self.in_place(after, known, sight))
            .push(left_out(
                "conversation-later",
                read.later + later,
                later > 0,
            ))
            .spacing(scale::S);
        Some((is_above.then(|| above.into()), below.into()))
    }

    /// How many there are, and what shows them all.
    fn heading<'a>(&self, read: &Conversation, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let count = texts.say_with("conversation-title", &[("count", read.count().into())]);
        let title = Press::new(
            Look::Tab { selected: false },
            line(count)
                .font(font::SEMIBOLD)
                .size(scale::TEXT_SMALL)
                .dim(),
        )
        .hint(keys_hint(sight))
        .padding(Padding::ZERO)
        .align_left();
        let fewer = (self.beside.whole && read.messages.len() > AT_ONCE).then(|| {
            let words = texts.say("conversation-fewer");
            link_to(words).on_press(Message::WholeConversation(false))
        });
        let words = if self.is_all_unfolded() {
            "conversation-fold-all"
        } else {
            "conversation-unfold-all"
        };
        let all = link_to(texts.say(words)).on_press(Message::UnfoldAll);
        row![title, spring()]
            .push(fewer)
            .push(all)
            .spacing(scale::M)
            .align_y(Alignment::Center)
            .into()
    }

    /// Messages in their order: folded ones as lines of one card, each that is unfolded in its own.
    fn in_place<'a>(
        &'a self,
        messages: &'a [MessageHeader],
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Vec<Element<'a, Message>> {
        let is_open = |one: &MessageHeader| self.beside.unfolded.contains_key(&one.id);
        let groups = messages.chunk_by(|one, next| !is_open(one) && !is_open(next));
        let cards = groups.map(|group| match group {
            [one] if is_open(one) => match self.beside.unfolded.get(&one.id) {
                Some(reading) => unfolded(one, reading, known, sight),
                None => entry(one, known, sight),
            },
            lines => {
                let lines = lines.iter().map(|one| entry(one, known, sight));
                container(Column::with_children(lines))
                    .padding(Padding::from(scale::XS))
                    .width(Fill)
                    .style(style::card)
                    .into()
            }
        });
        cards.collect()
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

/// One message in one line.
fn entry<'a>(
    header: &'a MessageHeader,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let (who, ours) = say::author(texts, header, known);
    let weight = if header.flags.has(SystemFlag::Seen) {
        font::REGULAR
    } else {
        font::SEMIBOLD
    };
    let words = match (header.preview.trim(), header.subject.trim()) {
        ("", "") => texts.say("list-no-subject"),
        ("", subject) => subject.to_owned(),
        (preview, _) => preview.to_owned(),
    };
    let folder = say::folder_of(texts, header, known);
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
    Press::new(Look::Row { selected: false }, line)
        .width(Fill)
        .height(scale::TREE_SUBROW)
        .padding(Padding::ZERO.horizontal(scale::S))
        .align_left()
        .on_press(Message::Unfold(header.id.clone()))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, FolderId, MailboxId};
    use crate::engine::{ProblemKind, Text};

    fn key(uid: u32) -> MessageKey {
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        MessageKey {
            folder: FolderId::of(&mailbox, "INBOX"),
            uid_validity: 1,
            uid,
        }
    }

    fn loaded(uid: u32) -> Loaded {
        let problem = Problem::new(ProblemKind::Bug, Text::new("problem-bug"));
        (key(uid), Err(problem))
    }

    #[test]
    fn a_message_waits_for_what_stands_around_it_and_for_nothing_older() {
        let mut beside = Beside::default();
        let ask = |beside: &mut Beside, uid| {
            beside.turn_to(&key(uid));
            beside.number += 1;
            beside.number
        };
        let first = ask(&mut beside, 1);
        assert!(beside.hold(loaded(1)).is_none());
        let second = ask(&mut beside, 2);
        // The first one is read no more, and what stands around it tells nothing of the second.
        assert!(beside.take(first, None).is_none());
        assert!(beside.hold(loaded(2)).is_none());
        let (of, _) = beside.take(second, None).unwrap();
        assert_eq!(of, key(2));
        // Its text comes again.
        assert!(beside.hold(loaded(2)).is_some());
    }
}
