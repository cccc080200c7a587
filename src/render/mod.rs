//! Hostile content to something a person can read: no network, no scripts, no files.
//!
//! HTML becomes text here, by threads that are given up when they take too long. It becomes pixels in `drawn`, by a
//! process of its own, of what `sanitise` leaves. What links lead to is judged in `link`.

mod colours;
#[cfg(feature = "gui")]
pub mod drawn;
mod hidden;
mod hints;
mod html;
pub mod link;
pub mod linkify;
mod links;
mod page;
mod passed_on;
mod printed;
pub mod sanitise;
mod scoped;
mod seen;
mod source;
mod text_style;
mod worker;

use serde::{Deserialize, Serialize};

use crate::rfc822::{self, BodyPart, ParsedMessage};

pub use crate::rfc822::{
    Block, FileKind, FileType, ParseError, ParsedAttachment, file_type, file_type_by_name,
    file_type_of, numbered_name, safe_file_name,
};
pub use colours::Palette;
pub use page::{Page, page, page_around};
pub use passed_on::{clean_again, layout};
pub use printed::printed;
pub use seen::words_as_drawn;
pub use source::{Part, Picture, Source};

/// Most octets of HTML that are read; what follows is cut off.
pub const MAX_HTML: usize = 1024 * 1024;

/// A message as one plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readable {
    /// The text, lines ended by `\n`, quoted parts marked with `>`, links with their target.
    pub text: String,
    /// Was any of it HTML?
    pub from_html: bool,
    /// What could not be shown; the face says so above the text.
    pub trouble: Option<Trouble>,
}

/// Why HTML could not be made readable, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// It is longer than [`MAX_HTML`]; the beginning is shown.
    Cut,
    /// Its parts lie deeper inside each other, or are more, than any honest message needs.
    TooComplex,
    /// It took too long.
    TookTooLong,
    /// The renderer failed in itself.
    Failed,
}

impl Trouble {
    /// The key of the sentence for it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Cut => "render-html-cut",
            Self::TooComplex => "render-html-too-complex",
            Self::TookTooLong => "render-html-too-slow",
            Self::Failed => "render-html-failed",
        }
    }

    /// The key of the sentence for it where a mail was to be drawn and its words are shown instead.
    #[must_use]
    pub fn key_of_drawing(self) -> &'static str {
        match self {
            Self::Cut => "render-html-cut",
            Self::TooComplex => "render-draw-too-complex",
            Self::TookTooLong => "render-draw-too-slow",
            Self::Failed => "render-draw-failed",
        }
    }
}

/// Makes one text of what a message says. Each part is rendered alone, so that nothing of one can
/// reach into another.
///
/// Blocks, for seconds where a message is hostile: call it off the tokio threads.
#[must_use]
pub fn readable(message: &ParsedMessage) -> Readable {
    text_of(&message.body)
}

/// The same of these parts.
fn text_of(parts: &[BodyPart]) -> Readable {
    let mut whole = Readable::default();
    let mut room = MAX_HTML;
    for part in parts {
        let (text, trouble) = match part {
            BodyPart::Text(text) => (html::clean(text), None),
            BodyPart::Html(html) => {
                whole.from_html = true;
                // All of them together have as much room, and no more time, than one.
                if whole.trouble == Some(Trouble::TookTooLong) {
                    continue;
                }
                let (text, trouble) = html_within(html, room);
                room = room.saturating_sub(html.len());
                (text, trouble)
            }
        };
        whole.trouble = whole.trouble.or(trouble);
        if !text.trim().is_empty() {
            if !whole.text.is_empty() {
                whole.text.push_str("\n\n");
            }
            whole.text.push_str(text.trim_matches('\n'));
        }
    }
    whole
}

/// The links of a message that is read as text, each with its own text and where it leads. Blocks as [`readable`] does.
#[must_use]
pub fn links_of(message: &ParsedMessage) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut room = MAX_HTML;
    for part in &message.body {
        match part {
            BodyPart::Text(text) => {
                let found = linkify::links(text).into_iter();
                links.extend(found.filter_map(|(at, to)| Some((text.get(at)?.to_owned(), to))));
            }
            BodyPart::Html(html) => {
                let kept = html.get(..html.floor_char_boundary(room));
                let kept = kept.unwrap_or_default().to_owned();
                room = room.saturating_sub(html.len());
                links.extend(worker::run(kept, html::to_links).unwrap_or_default());
            }
        }
    }
    links
}

/// HTML as readable text. Blocks for at most five seconds.
#[must_use]
pub fn html_to_text(html: &str) -> (String, Option<Trouble>) {
    html_within(html, MAX_HTML)
}

/// No more of it than there is room for.
fn html_within(html: &str, room: usize) -> (String, Option<Trouble>) {
    let kept = html
        .get(..html.floor_char_boundary(room))
        .unwrap_or_default();
    let cut = kept.len() < html.len();
    match worker::run(kept.to_owned(), html::to_text) {
        Ok(text) => (text, cut.then_some(Trouble::Cut)),
        Err(trouble) => (String::new(), Some(trouble)),
    }
}

/// Letters in one line of a file that is shown; a longer one is broken: one line of a megabyte is not laid out.
const MAX_FILE_LINE: usize = 2000;

/// Most octets of a source that are shown; all of it can be saved.
const MAX_SOURCE: usize = 200_000;

/// The source of a message as text: its octets as they are, as far as they are text, and no more than a person reads.
#[must_use]
pub fn source_text(source: &[u8]) -> String {
    let shown = source.get(..MAX_SOURCE).unwrap_or(source);
    let mut text = String::from_utf8_lossy(shown).replace("\r\n", "\n");
    text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    if shown.len() < source.len() {
        text.push_str("\n[…]");
    }
    text
}

/// The text of a file, as far as a person looks through it, and whether there is more.
#[must_use]
pub fn file_text(octets: &[u8]) -> (String, bool) {
    let looked_at = beginning(octets);
    let whole = rfc822::file_text(looked_at);
    let end = whole.floor_char_boundary(MAX_SOURCE);
    let (mut text, mut letters) = (String::new(), 0);
    for c in whole.get(..end).unwrap_or_default().chars() {
        let is_shown = !c.is_control() || matches!(c, '\n' | '\t');
        if !is_shown || rfc822::is_direction_mark(c) {
            continue;
        }
        letters = if c == '\n' { 0 } else { letters + 1 };
        if letters > MAX_FILE_LINE {
            text.push('\n');
            letters = 1;
        }
        text.push(c);
    }
    (text, end < whole.len() || looked_at.len() < octets.len())
}

/// As many octets of a file as are looked at, cut off between two characters.
fn beginning(octets: &[u8]) -> &[u8] {
    // No character takes more than four, and an even number of them keeps those of UTF-16 whole.
    let most = 4 * MAX_SOURCE;
    let is_wide = matches!(octets, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let goes_on = |at: &usize| octets.get(*at).is_some_and(|octet| octet & 0xc0 == 0x80);
    let end = (most.saturating_sub(3)..=most)
        .rev()
        .find(|at| is_wide || !goes_on(at));
    octets.get(..end.unwrap_or(most)).unwrap_or(octets)
}

#[cfg(test)]
mod tests;
