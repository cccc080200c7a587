//! A message that is attached to another one, looked at where it is listed: who wrote it, when, and its words.
//!
//! It is read as text, never drawn: whoever passed it on can have changed it, and no server of one's own has seen it.

use std::sync::Arc;

use iced::Fill;
use iced::widget::{Column, column, container, row};
use jiff::tz::TimeZone;

use super::Message;
use super::text_menu::TextMenu;
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale, style};
use crate::app::widget::line::line;
use crate::app::widget::passage::{self, passage, words as selectable};
use crate::app::widget::text::small;
use crate::render::{self, Trouble};
use crate::rfc822::{ParseError, ParsedHeader, parse_message};

/// Octets of its text that are shown.
const MOST_TEXT: usize = 64 * 1024;
/// The room for the names of its fields.
const NAMES: f32 = 84.0;

/// What is seen of it.
#[derive(Debug, Clone)]
pub struct AttachedMessage {
    header: ParsedHeader,
    words: Arc<[passage::Block]>,
    trouble: Option<Trouble>,
    files: Vec<(String, u64)>,
    is_cut: bool,
}

impl AttachedMessage {
    /// Reads it. Blocks, for seconds where it is hostile: call it off the tokio threads.
    ///
    /// # Errors
    /// As [`parse_message`].
    pub fn read(octets: &[u8]) -> Result<Self, ParseError> {
        let message = parse_message(octets)?;
        let readable = render::readable(&message);
        let text = readable.text.trim_matches('\n');
        let shown = text.get(..text.floor_char_boundary(MOST_TEXT));
        let shown = shown.unwrap_or_default();
        let files = message.attachments.iter().filter(|file| !file.inline);
        Ok(Self {
            words: passage::plain(shown),
            trouble: readable.trouble,
            files: files.map(|file| (file.name.clone(), file.size)).collect(),
            is_cut: shown.len() < text.len() || message.is_partial,
            header: message.header,
        })
    }

    /// It, below its line.
    pub(super) fn view<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let files = self.files.iter();
        let files = files.map(|(name, size)| (name.as_str(), *size));
        let who = &self.header.participants;
        let zone = TimeZone::system();
        let fields = texts.printed_lines(who, self.header.date, &zone, [], files);
        let fields = fields
            .into_iter()
            .map(|(name, value)| -> Element<'a, Message> {
                row![
                    container(line(name).size(scale::TEXT_SMALL).faint()).width(NAMES),
                    container(selectable(value)).width(Fill),
                ]
                .spacing(scale::S)
                .into()
            });
        let subject = match self.header.subject.trim() {
            "" => texts.say("list-no-subject"),
            subject => subject.to_owned(),
        };
        let trouble = self.trouble.map(|trouble| texts.say(trouble.key()));
        let empty = self.words.iter().all(|block| block.text.trim().is_empty());
        let empty = empty.then(|| texts.say("conversation-no-words"));
        let cut = self.is_cut.then(|| texts.say("preview-cut"));
        let note = |words: String| small(words).style(style::faint);
        let words = passage(Arc::clone(&self.words), sight.tokens)
            .on_link(|to| Message::Link(to.clone(), to))
            .on_menu(|touched| Message::TextMenu(Some(TextMenu::on_words(touched))));
        column![
            line(subject).font(font::SEMIBOLD).fill(),
            Column::with_children(fields).spacing(scale::XS),
        ]
        .push(trouble.map(note))
        .push(words.small().times(sight.zoom))
        .push(empty.map(note))
        .push(cut.map(note))
        .spacing(scale::S)
        .padding(scale::S)
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &AttachedMessage) -> String {
        let blocks = message.words.iter().map(|block| block.text.as_str());
        blocks.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn it_is_read_as_text_with_who_wrote_it_and_what_it_holds() {
        let raw = b"From: Kim <kim@a.test>\r\nTo: support@a.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\
            Content-Type: multipart/mixed; boundary=o\r\n\r\n\
            --o\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>It <b>broke</b>.</p><script>x</script>\r\n\
            --o\r\nContent-Type: application/pdf; name=bill.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.4\r\n\
            --o--\r\n";
        let message = AttachedMessage::read(raw).unwrap();
        assert_eq!(message.header.subject, "Grüße");
        assert_eq!(words(&message), "It broke.");
        assert_eq!(message.files.len(), 1);
        assert_eq!(message.files[0].0, "bill.pdf");
        assert!(!message.is_cut);
    }

    #[test]
    fn of_a_long_one_the_beginning_is_shown() {
        let long = "ü".repeat(MOST_TEXT);
        let raw = format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{long}\r\n");
        let message = AttachedMessage::read(raw.as_bytes()).unwrap();
        assert!(message.is_cut);
        assert!(words(&message).len() <= MOST_TEXT);
    }
}
