//! What is attached, looked at where it is listed: pictures, drawn by the process that draws mails, text, and messages.

use std::sync::Arc;

use iced::Fill;
use iced::widget::{column, container};

use super::attached_message::AttachedMessage;
use super::content::UNREADABLE;
use super::drawn::{self, Asks, Drawn};
use super::{Mail, Message};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Outcome, Sight, Wish};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::app::widget::passage::{self, passage};
use crate::app::widget::text::small;
use crate::domain::{MessageKey, PictureConsent};
use crate::engine::{Problem, ProblemKind, Text};
use crate::render::{self, ParsedAttachment, Source};
use crate::rfc822::media_type_of;

/// Octets of a picture or text that are fetched to be looked at; larger ones are opened or saved.
const MOST_OCTETS: u64 = 30 * 1024 * 1024;

/// How something can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As a picture.
    Picture,
    /// As text.
    Text,
    /// As a message.
    Message,
}

/// An attachment that is looked at.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Which one.
    pub index: usize,
    /// How far that is.
    pub state: State,
    /// It is fetched as long as this is held: whoever looks at something else needs it no more.
    _fetching: iced::task::Handle,
}

impl Preview {
    /// Is there anything to be seen of it?
    #[must_use]
    pub fn is_seen(&self) -> bool {
        match &self.state {
            State::Picture(drawn) => drawn.has_begun() && !is_lost(drawn),
            State::Text(..) | State::Message(_) => true,
            State::Coming | State::Failed(_) => false,
        }
    }
}

/// How far it is.
#[derive(Debug, Clone)]
pub enum State {
    /// On its way.
    Coming,
    /// Its picture, which the process draws.
    Picture(Box<Drawn>),
    /// Its text, and whether there is more of it than is shown.
    Text(Arc<[passage::Block]>, bool),
    /// What it says as a message.
    Message(Box<AttachedMessage>),
    /// It cannot be had.
    Failed(Problem),
}

/// What a file holds that can be shown.
#[derive(Debug, Clone)]
pub enum Found {
    /// A picture of some format.
    Picture(Arc<[u8]>),
    /// Text, and whether there is more of it than is shown.
    Text(Arc<[passage::Block]>, bool),
    /// A message.
    Message(Box<AttachedMessage>),
}

/// How an attachment can be looked at, if it can. The octets are believed where they say something, else the name.
/// What pretends to be something else is not shown as what it is not.
#[must_use]
pub fn way(attachment: &ParsedAttachment) -> Option<Way> {
    if attachment.size > MOST_OCTETS || attachment.kind.pretends {
        return None;
    }
    let by_name = || match attachment.media_type.as_str() {
        "application/octet-stream" => media_type_of(&attachment.name),
        claimed => claimed.to_owned(),
    };
    let media_type = (attachment.kind.media_type).map_or_else(by_name, str::to_owned);
    match media_type.as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Some(Way::Picture),
        "text/html" | "text/rtf" => None,
        "message/rfc822" | "message/global" => Some(Way::Message),
        "application/json" | "application/xml" | "application/yaml" => Some(Way::Text),
        text if text.starts_with("text/") => Some(Way::Text),
        _ => None,
    }
}

impl Mail {
    /// An attachment is looked at, or no longer.
    pub(super) fn preview(&mut self, index: usize, link: &Link) -> Outcome<Message> {
        let Some(opened) = &mut self.opened else {
            return Outcome::none();
        };
        if opened.preview.take().is_some_and(|now| now.index == index) {
            return Outcome::none();
        }
        let all = opened.content().map(|content| &content.attachments);
        let attachment = all.and_then(|all| all.iter().find(|one| one.index == index));
        let Some(way) = attachment.and_then(way) else {
            return Outcome::none();
        };
        let (engine, key) = (link.engine().clone(), opened.header.id.clone());
        let of = key.clone();
        let look = async move {
            let octets = engine.attachment(&key, index).await?;
            let found = tokio::task::spawn_blocking(move || found(way, octets)).await;
            found.map_err(|error| {
                Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error)
            })?
        };
        let done = move |found| Message::Previewed(of, index, found);
        let (task, fetching) = link.run_while_wanted(look, done);
        opened.preview = Some(Preview {
            index,
            state: State::Coming,
            _fetching: fetching,
        });
        Outcome::run(task)
    }

    /// It is here, or cannot be had.
    pub(super) fn previewed(
        &mut self,
        key: &MessageKey,
        index: usize,
        found: Result<Found, Problem>,
    ) {
        let opened = self.opened.as_mut().filter(|o| o.header.id == *key);
        let preview = opened.and_then(|opened| opened.preview.as_mut());
        if let Some(preview) = preview.filter(|preview| preview.index == index) {
            preview.state = match found {
                Ok(Found::Picture(octets)) => State::Picture(Box::new(Drawn::new(
                    Source::of_picture(octets).into(),
                    PictureConsent::Never,
                ))),
                Ok(Found::Text(blocks, is_cut)) => State::Text(blocks, is_cut),
                Ok(Found::Message(message)) => State::Message(message),
                Err(problem) => State::Failed(problem),
            };
        }
    }

    /// Something happened with the picture of one.
    pub(super) fn preview_drawn(
        &mut self,
        key: &MessageKey,
        message: drawn::Message,
        link: &Link,
    ) -> Outcome<Message> {
        let opened = self.opened.as_mut().filter(|o| o.header.id == *key);
        let state = opened
            .and_then(|o| o.preview.as_mut())
            .map(|p| &mut p.state);
        let Some(State::Picture(drawn)) = state else {
            return Outcome::none();
        };
        let (task, asks) = drawn.update(message, link);
        let key = key.clone();
        let task = task.map(move |message| Message::PreviewDrawn(key.clone(), message));
        match asks {
            Asks::Tell(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))).and(task),
            Asks::Nothing | Asks::Copy(_) | Asks::Follow(_) | Asks::Menu(..) => Outcome::run(task),
        }
    }
}

fn found(way: Way, octets: Vec<u8>) -> Result<Found, Problem> {
    Ok(match way {
        Way::Picture => Found::Picture(octets.into()),
        Way::Text => {
            let (text, is_cut) = render::file_text(&octets);
            Found::Text(passage::fixed(&text), is_cut)
        }
        Way::Message => {
            let read = AttachedMessage::read(&octets);
            let read = read.map_err(|error| {
                Problem::new(ProblemKind::Server, Text::new(UNREADABLE)).detail(error)
            })?;
            Found::Message(Box::new(read))
        }
    })
}

/// Can the picture not be shown? What is damaged, or would become too large, is laid out as nothing.
fn is_lost(drawn: &Drawn) -> bool {
    let is_left_out = drawn.laid().is_some_and(|laid| laid.shown.is_empty());
    drawn.trouble.is_some() || is_left_out
}

/// What is looked at, below its line.
pub(super) fn preview<'a>(
    preview: &'a Preview,
    of: &'a MessageKey,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let failed = |words: String| notice(Tone::Caution, Icon::Warning, words, Vec::new());
    match &preview.state {
        State::Coming => small(texts.say("reader-loading")).style(style::dim).into(),
        State::Failed(problem) => failed(say::problem(texts, problem)),
        State::Message(message) => message.view(sight),
        State::Picture(drawn) if is_lost(drawn) => failed(texts.say("preview-no-picture")),
        State::Picture(drawn) => {
            let sheet: Element<'a, drawn::Message> = drawn.view(sight).into();
            sheet.map(|message| Message::PreviewDrawn(of.clone(), message))
        }
        State::Text(blocks, is_cut) => {
            let cut = is_cut.then(|| small(texts.say("preview-cut")).style(style::faint));
            let text = passage(blocks.clone(), sight.tokens)
                .small()
                .times(sight.zoom);
            container(column![text].push(cut).spacing(scale::S))
                .padding(scale::S)
                .width(Fill)
                .into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfc822::file_kind;

    fn attachment(name: &str, media_type: &str, octets: &[u8]) -> ParsedAttachment {
        ParsedAttachment {
            index: 0,
            name: name.into(),
            media_type: media_type.into(),
            size: octets.len() as u64,
            is_left_out: false,
            inline: false,
            kind: file_kind(name, octets),
            content_id: None,
        }
    }

    #[test]
    fn pictures_and_text_can_be_looked_at_and_what_pretends_cannot() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let way = |name: &str, media_type: &str, octets: &[u8]| {
            super::way(&attachment(name, media_type, octets))
        };
        assert_eq!(way("a.png", "image/png", png), Some(Way::Picture));
        // The octets are believed.
        assert_eq!(
            way("a.png", "application/octet-stream", png),
            Some(Way::Picture)
        );
        assert_eq!(way("a.csv", "text/csv", b"a;b"), Some(Way::Text));
        assert_eq!(
            way("a.log", "application/octet-stream", b"a"),
            Some(Way::Text)
        );
        assert_eq!(
            way("a.eml", "message/rfc822", b"Subject: x\r\n\r\nx"),
            Some(Way::Message)
        );
        assert_eq!(way("a.html", "text/html", b"<p>"), None);
        assert_eq!(way("a.pdf", "application/pdf", b"%PDF-1.4"), None);
        assert_eq!(way("a.txt", "text/plain", b"MZ\x90\0"), None);
        let mut large = attachment("a.csv", "text/csv", b"a");
        large.size = MOST_OCTETS + 1;
        assert_eq!(super::way(&large), None);
    }

    #[test]
    fn a_long_text_is_cut_and_said_to_be() {
        let Ok(Found::Text(blocks, false)) = found(Way::Text, "a\u{202e}\x07b\r\nc".into()) else {
            panic!("a short one is whole");
        };
        let lines: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(lines.join("\n"), "ab\nc");
        let long = "ä".repeat(200_000);
        let Ok(Found::Text(blocks, true)) = found(Way::Text, long.into()) else {
            panic!("a long one is cut");
        };
        // One line of any length is laid out in pieces.
        assert!(blocks.len() > 1 && blocks.iter().all(|block| block.text.len() <= 200_000));
    }
}
