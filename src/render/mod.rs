//! Hostile content to something a person can read. No network, no scripts, no pictures.
//!
//! For now HTML becomes text. Later a worker process will draw it, with pictures that the reader
//! consented to; that worker will live here too, and will be the only other way to the network.

mod colours;
#[cfg(feature = "gui")]
pub mod drawn;
mod hints;
mod html;
pub mod link;
mod links;
mod page;
pub mod sanitise;
mod source;
mod text_style;
mod worker;

use serde::{Deserialize, Serialize};

use crate::rfc822::{BodyPart, ParsedMessage};

pub use crate::rfc822::{Block, ParseError, ParsedAttachment, safe_file_name};
pub use colours::Palette;
pub use page::{Page, page};
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
/// Blocks, for at most five seconds per HTML part: call it off the tokio threads.
#[must_use]
pub fn readable(message: &ParsedMessage) -> Readable {
    let mut whole = Readable::default();
    for part in &message.body {
        let (text, trouble) = match part {
            BodyPart::Text(text) => (html::clean(text), None),
            BodyPart::Html(html) => {
                whole.from_html = true;
                html_to_text(html)
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

/// HTML as readable text. Blocks for at most five seconds.
#[must_use]
pub fn html_to_text(html: &str) -> (String, Option<Trouble>) {
    let kept = html
        .get(..html.floor_char_boundary(MAX_HTML))
        .unwrap_or_default();
    let cut = kept.len() < html.len();
    match worker::run(kept.to_owned(), html::to_text) {
        Ok(text) => (text, cut.then_some(Trouble::Cut)),
        Err(trouble) => (String::new(), Some(trouble)),
    }
}

#[cfg(test)]
mod tests;
