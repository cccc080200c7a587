//! Messages of the conversation that are read in their place beside the opened one: their words, without leaving it.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill, Padding, Task};
use jiff::tz::TimeZone;

use super::finding::Finding;
use super::reader_view::{doubts, piece_view, pretends};
use super::{Content, Mail, Message, Reading, content, reader_notes};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::link as link_to;
use crate::app::widget::ground;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{initials, notice, sender};
use crate::app::widget::press::Press;
use crate::app::widget::text::small;
use crate::domain::{MessageHeader, MessageKey};
use crate::engine::Problem;
use crate::render::Trouble;

/// The widest name: the address has room beside it.
const MOST_NAME: f32 = 260.0;
/// Names of attachments that are said before the rest is counted.
const MOST_FILES: usize = 4;

impl Mail {
    /// Opens a message in its place in the conversation, or closes it.
    pub(super) fn unfold(&mut self, key: MessageKey, link: &Link) -> Task<Message> {
        if self.beside.unfolded.remove(&key).is_some() {
            return Task::none();
        }
        let is_known = self.others().any(|one| one.id == key);
        if !is_known {
            return Task::none();
        }
        let loading = Reading::Loading { slow: true };
        self.beside.unfolded.insert(key.clone(), loading);
        let of = key.clone();
        link.run(
            content::load(link.engine().clone(), key, None),
            move |loaded| Message::Unfolded(of, loaded),
        )
    }

    /// Opens all that are folded, or closes all where none is.
    pub fn unfold_all(&mut self, link: &Link) -> Task<Message> {
        if self.is_all_unfolded() {
            self.beside.unfolded.clear();
            return Task::none();
        }
        self.beside.whole = true;
        let folded: Vec<MessageKey> = (self.others().map(|one| one.id.clone()))
            .filter(|key| !self.beside.unfolded.contains_key(key))
            .collect();
        let unfold = folded.into_iter().map(|key| self.unfold(key, link));
        Task::batch(unfold.collect::<Vec<_>>())
    }

    pub(super) fn is_all_unfolded(&self) -> bool {
        self.others()
            .all(|one| self.beside.unfolded.contains_key(&one.id))
    }

    /// Those of the conversation that are not the opened one.
    fn others(&self) -> impl Iterator<Item = &MessageHeader> {
        let opened = self.opened.as_ref().map(|opened| &opened.header.id);
        let read = self.beside.read.iter().flat_map(|read| &read.messages);
        read.filter(move |one| Some(&one.id) != opened)
    }

    /// The words of one are here. What was unread counts as read once they are looked at.
    pub(super) fn unfolded(
        &mut self,
        key: &MessageKey,
        loaded: Result<(MessageHeader, Content), Problem>,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        if self.opened.is_none() {
            // Nobody looks at the conversation any more.
            self.beside.unfolded.remove(key);
        }
        let Some(reading) = self.beside.unfolded.get_mut(key) else {
            return Outcome::none();
        };
        match loaded {
            Ok((header, mut content)) => {
                // Its words are shown, and never its HTML with all the pictures.
                content.html = None;
                *reading = Reading::Ready(content);
                Outcome::run(self.seen_soon(&header, known, link))
            }
            Err(problem) => {
                *reading = Reading::Failed(problem);
                Outcome::none()
            }
        }
    }

    /// A quote or signature in one is opened or closed.
    pub(super) fn fold_beside(&mut self, key: &MessageKey, at: usize) {
        if let Some(Reading::Ready(content)) = self.beside.unfolded.get_mut(key)
            && let Some(piece) = content.pieces.get_mut(at)
        {
            piece.is_open = !piece.is_open;
        }
    }
}

/// One message with its words, in a card of its own.
pub(super) fn unfolded<'a>(
    header: &'a MessageHeader,
    reading: &'a Reading,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let content = match reading {
        Reading::Ready(content) => Some(content),
        Reading::Loading { .. } | Reading::Failed(_) => None,
    };
    let indent = if sight.narrow {
        0.0
    } else {
        scale::BESIDE_AVATAR
    };
    let body = container(body(header, reading, sight))
        .padding(Padding::ZERO.left(indent))
        .width(Fill);
    let page = column![head(header, known, sight)]
        .extend(doubts(header, content, known, sight))
        .push(body)
        .spacing(scale::S);
    ground::card(container(page).padding(scale::CARD).width(Fill)).into()
}

/// Who wrote it, with the address, where it lies, and when; a press folds it.
fn head<'a>(header: &'a MessageHeader, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let (name, _) = say::author(texts, header, known);
    let from = header.participants.from.first();
    let address = from.map_or("", |from| from.address.as_str());
    let date = texts.long_date(header.date, &TimeZone::system());
    let of = from
        .and_then(|from| from.name.as_deref())
        .unwrap_or(address);
    // Both, always; a name that shows another address does not come first.
    let pretends = pretends(header, known);
    let of = if pretends { "" } else { of };
    let (first, second) = if pretends {
        (address.to_owned(), name)
    } else {
        (name, address.to_owned())
    };
    let folder = format!("{} · {date}", say::folder_of(texts, header, known));
    let names = column![
        row![
            container(line(first).font(font::SEMIBOLD)).max_width(MOST_NAME),
            line(second).dim().fill(),
        ]
        .spacing(scale::S),
        line(folder).size(scale::TEXT_SMALL).faint().fill(),
    ]
    .width(Fill);
    let content = row![
        sender(initials(of, address), address, scale::AVATAR),
        names,
        icon(Icon::ChevronDown)
            .size(scale::ICON_SMALL)
            .color(|t| t.dim),
    ]
    .spacing(scale::BESIDE_AVATAR - scale::AVATAR)
    .align_y(Alignment::Center);
    Press::new(Look::Row { selected: false }, content)
        .width(Fill)
        .height(scale::AVATAR + scale::S)
        .padding(Padding::ZERO)
        .align_left()
        .hint(texts.say("conversation-fold-hint"))
        .on_press(Message::Unfold(header.id.clone()))
        .into()
}

fn body<'a>(
    header: &'a MessageHeader,
    reading: &'a Reading,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    match reading {
        Reading::Loading { .. } => small(texts.say("reader-loading")).style(style::dim).into(),
        Reading::Failed(problem) => notice(
            Tone::Bad,
            Icon::Alert,
            say::problem(texts, problem),
            Vec::new(),
        ),
        Reading::Ready(content) => {
            let pieces = content.listed().map(|(at, piece)| {
                let fold = Message::FoldBeside(header.id.clone(), at);
                // What is found is found in the one that is read.
                piece_view(piece, fold, &Finding::default(), sight)
            });
            let words = |key: &str| small(texts.say(key)).style(style::dim);
            let trouble = content.trouble.map(Trouble::key);
            let empty = content.is_empty().then_some("conversation-no-words");
            Column::with_children(pieces)
                .push(trouble.or(empty).map(words))
                .push(reader_notes::partial(content, sight))
                .push(files(content, sight))
                .push(
                    link_to(texts.say("conversation-open"))
                        .on_press(Message::Show(header.id.clone())),
                )
                .spacing(scale::M)
                .into()
        }
    }
}

/// What is attached, by name: it is opened and saved where the message is read.
fn files<'a>(content: &'a Content, sight: Sight<'a>) -> Option<Element<'a, Message>> {
    let all = &content.attachments;
    let shown = all.get(..MOST_FILES.min(all.len())).unwrap_or_default();
    let mut names: Vec<String> = shown.iter().map(|file| file.name.clone()).collect();
    if all.len() > shown.len() {
        let more = [("count", (all.len() - shown.len()).into())];
        names.push(sight.texts.say_with("reader-more-people", &more));
    }
    let words = line(names.join(", ")).size(scale::TEXT_SMALL).dim().fill();
    let files = row![icon(Icon::Attachment).color(|t| t.dim), words]
        .spacing(scale::S)
        .align_y(Alignment::Center);
    (!all.is_empty()).then(|| files.into())
}
