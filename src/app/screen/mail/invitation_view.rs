//! A meeting that a message is about, as a card above its text.

use iced::widget::{Column, container, row};
use iced::{Alignment, Fill, Padding};
use jiff::tz::TimeZone;

use super::Message;
use super::content::Content;
use super::reader_view::fold;
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::fit::one_line;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::mark::chip;
use crate::app::widget::passage::words;
use crate::app::widget::text::small;
use crate::domain::{Attendance, Attendee, Invitation, MeetingWord};
use crate::i18n::Texts;

/// The card, where the message is about a meeting.
pub(super) fn invitation<'a>(
    content: &'a Content,
    sight: Sight<'a>,
) -> Option<Element<'a, Message>> {
    let texts = sight.texts;
    let meeting = content.invitation.as_ref()?;
    let title = match meeting.title.as_str() {
        "" => texts.say("meeting-untitled"),
        title => one_line(title).into_owned(),
    };
    let mark = row![
        icon(Icon::Calendar).color(|t| t.dim),
        chip(tone(meeting), texts.meeting_word(meeting)),
    ]
    .spacing(scale::S)
    .align_y(Alignment::Center);
    let mut card = Column::new().push(mark).spacing(scale::S).width(Fill);
    card = card.push(words(title).font(font::SEMIBOLD).fill());
    let mut facts = Column::new().spacing(scale::XXS).width(Fill);
    for (key, value) in facts_of(meeting, texts) {
        facts = facts.push(fact(texts.say(key), &value));
    }
    card = card.push(facts);
    // Who answers is said already.
    let is_answer = matches!(meeting.word, MeetingWord::Reply | MeetingWord::Counter);
    if !is_answer && !meeting.attendees.is_empty() {
        let is_open = content.shows_attendees;
        let count = [("count", meeting.attendee_count.into())];
        let label = texts.say_with("meeting-attendees", &count);
        card = card.push(fold(is_open, label, Message::Attendees(!is_open)));
        let names = is_open.then(|| {
            let names = attendees(meeting, texts).join("\n");
            words(names).size(scale::TEXT_SMALL).dim().fill()
        });
        card = card.push(names);
    }
    if matches!(meeting.word, MeetingWord::Request | MeetingWord::Change) {
        card = card.push(small(texts.say("meeting-no-answer")).style(style::faint));
    }
    let card = container(card)
        .padding(Padding::from([scale::FIELDS, scale::M]))
        .width(Fill)
        .style(style::inset);
    Some(card.into())
}

/// One of them; what it says is what one looks for here.
fn fact<'a>(name: String, value: &str) -> Element<'a, Message> {
    row![
        small(name).style(style::faint),
        words(value).size(scale::TEXT_SMALL).fill(),
    ]
    .spacing(scale::CLOSE)
    .into()
}

fn tone(meeting: &Invitation) -> Tone {
    let answer = meeting.attendees.first().map(|first| first.attendance);
    match (meeting.word, answer) {
        (MeetingWord::Cancel, _) | (MeetingWord::Reply, Some(Attendance::Declined)) => Tone::Bad,
        (MeetingWord::Reply, Some(Attendance::Accepted)) => Tone::Good,
        (MeetingWord::Reply | MeetingWord::Counter | MeetingWord::Change, _) => Tone::Caution,
        (MeetingWord::Request | MeetingWord::Publish, _) => Tone::Neutral,
    }
}

/// What one asks first, each with the key of its name.
fn facts_of(meeting: &Invitation, texts: &Texts) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(when) = &meeting.when {
        facts.push(("header-when", texts.meeting_time(when, &TimeZone::system())));
    }
    facts.extend(
        texts
            .meeting_series(meeting)
            .map(|words| ("header-repeats", words)),
    );
    if let Some(place) = &meeting.place {
        facts.push(("header-where", one_line(place).into_owned()));
    }
    if let Some(organiser) = &meeting.organiser {
        let organiser = one_line(&organiser.to_string()).into_owned();
        facts.push(("header-organiser", organiser));
    }
    facts
}

/// Who is invited, a line for each, and whether they come.
fn attendees(meeting: &Invitation, texts: &Texts) -> Vec<String> {
    let line = |attendee: &Attendee| one_line(&texts.attendee(attendee)).into_owned();
    let mut lines: Vec<String> = meeting.attendees.iter().map(line).collect();
    let more = meeting.attendee_count - lines.len();
    if more > 0 {
        lines.push(texts.say_with("meeting-not-named", &[("count", more.into())]));
    }
    lines
}
