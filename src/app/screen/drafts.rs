//! My drafts: what was begun and not sent yet, and where each lies.

use iced::widget::{column, container, row, scrollable, space};
use iced::{Alignment, Fill, Padding};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::mail::list_empty;
use super::{Dialog, Outcome, Sight, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{hairline, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{dot, dot_off};
use crate::app::widget::press::Press;
use crate::app::widget::text::{heading, paragraph, small};
use crate::domain::{DraftId, MailboxId};
use crate::engine::{DraftSummary, Problem, StoredDraft, note_of};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// A draft is to be gone on with.
    Open(DraftId),
    /// It was read.
    Read(Result<Option<StoredDraft>, Problem>),
    /// A draft is to be thrown away: asks first.
    Discard(DraftId),
}

/// Carries out what happened.
pub fn update(message: Message, known: &Known, link: &Link) -> Outcome<Message> {
    match message {
        Message::Open(id) => Outcome::run(link.read(move |reader| reader.draft(id), Message::Read)),
        Message::Read(Ok(Some(stored))) => {
            let at = stored.at();
            Outcome::wish(Wish::Compose(Box::new(stored.draft), Some(at)))
        }
        Message::Read(read) => Outcome::of(read),
        Message::Discard(id) => match known.drafts.iter().find(|draft| draft.id == id) {
            Some(draft) => {
                let subject = draft.subject.clone();
                Outcome::wish(Wish::Open(Dialog::DiscardDraft(id, subject)))
            }
            None => Outcome::none(),
        },
    }
}

/// The page.
pub fn view<'a>(known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    if known.drafts.is_empty() {
        let nothing = list_empty(
            Icon::Drafts,
            texts.say("drafts-empty"),
            Some(texts.say("drafts-lead")),
            None,
        );
        return container(nothing).width(Fill).height(Fill).into();
    }
    let rows = known.drafts.iter().map(|draft| entry(draft, known, sight));
    let page = column![
        heading(texts.say("drafts-title")),
        paragraph(texts.say("drafts-lead")).style(style::dim),
        space().height(scale::FIELDS),
        hairline(),
    ]
    .extend(rows)
    .spacing(scale::LABEL);
    container(
        scrollable(container(page).padding(scale::PAGE))
            .direction(style::scrollbar())
            .style(style::scroll),
    )
    .width(Fill)
    .height(Fill)
    .into()
}

fn entry<'a>(draft: &'a DraftSummary, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let node = draft
        .from
        .as_ref()
        .and_then(|from| known.node(&MailboxId::of(&from.address)));
    let mark = node.map_or_else(dot_off, |node| dot(say::colour(&node.mailbox)));
    let subject = match draft.subject.trim() {
        "" => texts.say("list-no-subject"),
        subject => subject.to_owned(),
    };
    let people = match draft.to.is_empty() {
        true => &draft.copies,
        false => &draft.to,
    };
    let to = if people.is_empty() {
        texts.say("drafts-no-recipient")
    } else {
        texts.say_with("list-to", &[("people", say::people(people).into())])
    };
    let date = texts.list_date(draft.changed_at, Timestamp::now(), &TimeZone::system());
    // A colleague sees what lies in the Drafts folder of a team, so it is said.
    let place = match say::draft_folder(texts, draft, known) {
        Some(folder) => texts.say_with("drafts-place", &[("folder", folder.into())]),
        None => texts.say("drafts-here"),
    };
    let note = draft.link.as_ref().and_then(note_of);
    let note = note.map(|note| say::problem(texts, &note));
    let words = column![
        row![
            line(subject).font(font::SEMIBOLD).fill(),
            line(date).size(scale::TEXT_SMALL).faint(),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center),
        row![
            line(to).dim(),
            line(draft.preview.as_str()).faint().fill(),
            line(place).size(scale::TEXT_SMALL).faint(),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center),
    ]
    .push(note.map(|note| small(note).style(style::tone(Tone::Caution))))
    .spacing(scale::XXS)
    .width(Fill);
    let open = Press::new(
        Look::Row { selected: false },
        row![
            container(mark).padding(Padding::ZERO.top(scale::MARK)),
            words
        ]
        .spacing(scale::S),
    )
    .width(Fill)
    .padding(Padding::from([scale::S, scale::FIELDS]))
    .align_left()
    .on_press(Message::Open(draft.id));
    let discard =
        symbol(Icon::Trash, texts.say("drafts-discard")).on_press(Message::Discard(draft.id));
    column![
        row![open, discard]
            .spacing(scale::S)
            .align_y(Alignment::Center),
        hairline(),
    ]
    .spacing(scale::LABEL)
    .into()
}
