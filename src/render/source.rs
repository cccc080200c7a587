//! What of a mail is drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::html_to_text;
use crate::domain::{Attachment, HeldText};
use crate::rfc822::{self, BodyPart, Layout, ParseError, Shown};

/// HTML in which nothing is seen is no longer than this, in octets.
const MOST_OF_NOTHING: usize = 16 * 1024;

/// The parts of one mail, and its pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The parts, in their order.
    pub parts: Vec<Part>,
    /// The pictures that are here.
    pub pictures: Vec<Picture>,
    /// Places among the attachments of pictures that came with it and are not held here.
    pub left_out: Vec<usize>,
}

/// A part of a mail. Each is made harmless by itself, so that nothing that one leaves open takes in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// HTML as it came.
    Html(String),
    /// Plain text beside it.
    Text(String),
}

/// A picture, under the address by which HTML names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `cid:…`, or where it was fetched from.
    pub address: String,
    /// A file of some format.
    pub octets: Arc<[u8]>,
}

impl Source {
    /// A picture alone, no wider than there is room: what decodes it is the process that may fail.
    #[must_use]
    pub fn of_picture(octets: Arc<[u8]>) -> Self {
        const ADDRESS: &str = "cid:picture";
        let html = format!(r#"<img src="{ADDRESS}" style="max-width:100%">"#);
        let picture = Picture {
            address: ADDRESS.into(),
            octets,
        };
        Self {
            parts: vec![Part::Html(html)],
            pictures: vec![picture],
            left_out: Vec::new(),
        }
    }

    /// A formatted text with these files beside it, as it will be seen: its HTML as it will leave, and the pictures in it.
    #[must_use]
    pub fn of_formatted(body: &str, files: &[Attachment]) -> Self {
        let mut shown = BTreeSet::new();
        let mut passed_on: Option<(String, Layout)> = None;
        let html = rfc822::markdown_to_html(body, &mut |one| match one {
            Shown::Picture(name) => {
                let at = files
                    .iter()
                    .position(|file| file.is_picture() && file.name == name)?;
                // Each is there once, however often the text shows it.
                shown.insert(at);
                Some(at.to_string())
            }
            Shown::Layout(name) => {
                let mut files = files.iter();
                let file = files.find(|file| file.is_layout() && file.name == name)?;
                // A text passes one on, once.
                match &passed_on {
                    None => {
                        let layout = Layout::of_file(file)?;
                        let html = layout.html.clone();
                        passed_on = Some((name.to_owned(), layout));
                        Some(html)
                    }
                    Some((known, _)) if known == name => Some(String::new()),
                    Some(_) => None,
                }
            }
        });
        let picture = |at: usize| {
            Some(Picture {
                address: format!("cid:{at}"),
                octets: files.get(at)?.bytes.as_slice().into(),
            })
        };
        let of_layout = passed_on
            .into_iter()
            .flat_map(|(_, layout)| layout.pictures);
        let of_layout = of_layout.map(|picture| Picture {
            address: format!("cid:{}", picture.id),
            octets: picture.octets.into(),
        });
        let pictures = shown.into_iter().filter_map(picture);
        Self {
            parts: vec![Part::Html(html)],
            pictures: pictures.chain(of_layout).collect(),
            left_out: Vec::new(),
        }
    }

    /// What of a message is drawn. `None` if it has no HTML.
    ///
    /// # Errors
    /// As [`rfc822::parse_held`].
    pub fn of(held: &HeldText) -> Result<Option<Self>, ParseError> {
        let Some(rich) = rfc822::rich(held)? else {
            return Ok(None);
        };
        let part = |part| match part {
            BodyPart::Html(html) => Part::Html(html),
            BodyPart::Text(text) => Part::Text(text),
        };
        let picture = |(name, octets): (String, Vec<u8>)| Picture {
            address: format!("cid:{name}"),
            octets: octets.into(),
        };
        Ok(Some(Self {
            parts: rich.parts.into_iter().map(part).collect(),
            pictures: rich.pictures.into_iter().map(picture).collect(),
            left_out: rich.left_out,
        }))
    }

    /// Is nothing to be seen of it, as of the empty HTML that some programs put beside their text?
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let is_blank = |part: &Part| match part {
            Part::Text(text) => text.trim().is_empty(),
            Part::Html(html) => {
                let html = html.to_ascii_lowercase();
                html.len() <= MOST_OF_NOTHING
                    && !["<img", "<hr", "background"]
                        .iter()
                        .any(|shown| html.contains(shown))
                    && html_to_text(&html).0.trim().is_empty()
            }
        };
        self.pictures.is_empty() && self.left_out.is_empty() && self.parts.iter().all(is_blank)
    }

    /// Does it hold or name a picture that came with it, so that something is seen without a word?
    #[must_use]
    pub fn has_picture(&self) -> bool {
        let inside = |part: &Part| matches!(part, Part::Html(html) if html.contains("data:image/"));
        !self.pictures.is_empty() || !self.left_out.is_empty() || self.parts.iter().any(inside)
    }
}
