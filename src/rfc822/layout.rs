//! The layout of a message that is passed on in the text of another one: how it goes along with a draft, how it leaves,
//! and how it is found again in what left.
//!
//! With a draft it is one file, a small message of its own: the words, the HTML, and the pictures of that. What leaves
//! has each of them where programs for mail look for it. The HTML was made harmless by [`crate::render`].

use lettre::message::MultiPart;

use super::attachment::safe_file_name;
use super::body::{BodyPart, ParsedMessage, parse_message};
use super::build::{html_part, in_text, text_part};
use super::file_kind::file_kind;
use super::markdown::{layout_address, layout_mark, sheet_apart, with_words_for};
use super::message_id::random_word;
use super::rich::rich;
use crate::domain::{Attachment, HeldText};

/// What its file is called, where it is seen as one.
pub const LAYOUT_NAME: &str = "forwarded.eml";
/// How long a key is, in hexadecimal digits.
const KEY: usize = 16;
/// The class of the element in which the HTML stands begins so; its key follows.
const CLASS: &str = "fwd-";
/// What begins and ends it in what leaves.
const BEGIN: &str = "<!--forwarded ";
const END: &str = "<!--/forwarded-->";
/// All that stands in a comment.
const CLOSE: &str = "-->";

/// A layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Tells it from others: nobody knew it who wrote the message.
    pub key: String,
    /// Its words, for who reads text.
    pub words: String,
    /// Its HTML: a style sheet that reaches no further than an element of the class [`Layout::class`], and that element.
    /// It names pictures as [`Layout::picture_id`] does.
    pub html: String,
    /// The pictures that it shows.
    pub pictures: Vec<LaidPicture>,
}

/// A picture of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidPicture {
    /// Its name in the HTML, a `Content-ID` without brackets.
    pub id: String,
    /// A file of some format.
    pub octets: Vec<u8>,
}

impl Layout {
    /// A key for a new one.
    #[must_use]
    pub fn new_key() -> String {
        random_word().chars().take(KEY).collect()
    }

    /// The class of the element in which the HTML stands.
    #[must_use]
    pub fn class(key: &str) -> String {
        format!("{CLASS}{key}")
    }

    /// What the picture of this number is called.
    #[must_use]
    pub fn picture_id(key: &str, number: usize) -> String {
        format!("{number}{}", suffix(key))
    }

    /// As a file that goes along with a draft.
    #[must_use]
    pub fn to_file(&self, name: &str) -> Attachment {
        let other = |begin| format!("{begin}{CLASS}{}", self.key);
        let boundaries = [other("=_"), other("=-"), other("=.")];
        let [outer, inner, _] = &boundaries;
        let both = MultiPart::alternative()
            .boundary(inner.as_str())
            .singlepart(text_part(&self.words, false, &boundaries))
            .singlepart(html_part(&self.html, &boundaries));
        let all = MultiPart::related()
            .boundary(outer.as_str())
            .multipart(both);
        let pictures = self.pictures.iter().enumerate();
        let all = pictures.fold(all, |all, (at, picture)| {
            all.singlepart(in_text(&picture.as_file(at), picture.id.clone()))
        });
        let mut bytes = b"MIME-Version: 1.0\r\n".to_vec();
        bytes.extend_from_slice(&all.formatted());
        Attachment {
            name: safe_file_name(name, LAYOUT_NAME),
            media_type: super::MESSAGE.into(),
            bytes,
            in_text: true,
        }
    }

    /// Reads such a file. `None`: it is another message.
    #[must_use]
    pub fn of_file(file: &Attachment) -> Option<Self> {
        let held = HeldText::Whole(file.bytes.clone());
        let message = parse_message(held.raw()).ok()?;
        let words = message.body.into_iter().next();
        let html = message.html?;
        let (_, element) = sheet_apart(&html);
        let key = key_in(element, &format!("class=\"{CLASS}"))?;
        let pictures = rich(&held).ok()??.pictures.into_iter();
        let pictures = pictures.map(|(id, octets)| LaidPicture { id, octets });
        Some(Self {
            pictures: pictures
                .filter(|one| one.id.ends_with(&suffix(&key)))
                .collect(),
            words: match words {
                Some(BodyPart::Text(words)) => words.trim_end_matches('\n').to_owned(),
                Some(BodyPart::Html(_)) | None => String::new(),
            },
            html,
            key,
        })
    }

    /// The HTML as it leaves in the message of this id; the words stand in the text beside it from this line on.
    pub(super) fn leaving(&self, message_id: &str, line: usize) -> String {
        let lines = self.words.split('\n').count();
        let html = self
            .html
            .replace(&suffix(&self.key), &left_suffix(message_id));
        let (sheet, html) = sheet_apart(&html);
        let key = &self.key;
        format!("{sheet}{BEGIN}{key} {line} {lines}{CLOSE}{html}{END}")
    }

    /// The pictures as files, and what they are called in the message of this id.
    pub(super) fn leaving_pictures(
        &self,
        message_id: &str,
    ) -> impl Iterator<Item = (Attachment, String)> {
        let (suffix, left) = (suffix(&self.key), left_suffix(message_id));
        let pictures = self.pictures.iter().enumerate();
        pictures.map(move |(at, picture)| (picture.as_file(at), picture.id.replace(&suffix, &left)))
    }
}

impl LaidPicture {
    fn as_file(&self, at: usize) -> Attachment {
        let kind = file_kind("", &self.octets).media_type;
        let kind = kind.filter(|kind| kind.starts_with("image/"));
        let kind = kind.unwrap_or("application/octet-stream");
        let ending = kind.strip_prefix("image/").unwrap_or("bin");
        Attachment {
            name: format!("picture-{}.{ending}", at + 1),
            media_type: kind.into(),
            bytes: self.octets.clone(),
            in_text: true,
        }
    }
}

/// The text with the words of what it passes on in place of its layout, as plain text has it.
#[must_use]
pub fn in_words(body: &str, files: &[Attachment]) -> String {
    let mut text = body.to_owned();
    for file in files.iter().filter(|file| file.is_layout()) {
        // No file is read for nothing.
        if text.contains(&layout_address(&file.name))
            && let Some(layout) = Layout::of_file(file)
        {
            text = with_words_for(&text, &file.name, &layout.words);
        }
    }
    text
}

/// With this ends what the pictures of a layout are called.
fn suffix(key: &str) -> String {
    format!(".{key}@forwarded")
}

/// And so it ends in a message that leaves: no two messages name the same thing (RFC 2392).
fn left_suffix(message_id: &str) -> String {
    format!(".f.{message_id}")
}

/// The key that follows these words.
fn key_in(html: &str, words: &str) -> Option<String> {
    let (_, rest) = html.split_once(words)?;
    let key = rest.get(..KEY)?;
    let is_key = key.bytes().all(|b| b.is_ascii_hexdigit());
    is_key.then(|| key.to_owned())
}

/// A layout that is found in a message that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLayout {
    /// It.
    pub layout: Layout,
    /// The text with its mark in place of its words.
    pub text: String,
    /// The places of its pictures among the attachments.
    pub files: Vec<usize>,
    /// The HTML without it.
    pub rest: String,
}

/// Looks for the layout that is passed on in a message of our own. `text` is what stands beside its HTML.
#[must_use]
pub fn layout_in_message(raw: &[u8], message: &ParsedMessage, text: &str) -> Option<FoundLayout> {
    let html = message.html.as_deref()?;
    // The style sheet stands in the head, where no other one is, and may say what it likes.
    let start = html.find("<style>").unwrap_or_default();
    let (head, written) = html.split_at(start);
    let (sheet, written) = sheet_apart(written);
    let (before, from) = written.split_once(BEGIN)?;
    let (said, from) = from.split_once(CLOSE)?;
    let (inside, after) = from.split_once(END)?;
    let mut said = said.split(' ');
    let key = key_in(said.next()?, "")?;
    let first: usize = said.next()?.parse().ok()?;
    let lines = first..first.checked_add(said.next()?.parse().ok()?)?;
    let mut all: Vec<&str> = text.split('\n').collect();
    // The end of the last line is the message's, also where nothing stands in it.
    if all.len() + 1 == lines.end {
        all.push("");
    }
    let words = all.get(lines.clone())?.join("\n");
    let mark = layout_mark(LAYOUT_NAME);
    let _ = all.splice(lines, [mark.as_str()]);
    let left = left_suffix(message.header.message_id.as_deref()?);
    let own = suffix(&key);
    let files = message.attachments.iter();
    let files = files.filter(|file| {
        file.content_id
            .as_ref()
            .is_some_and(|id| id.ends_with(&left))
    });
    let pictures = rich(&HeldText::Whole(raw.to_vec())).ok()??.pictures;
    let pictures = pictures.into_iter().filter(|(id, _)| id.ends_with(&left));
    let pictures = pictures.map(|(id, octets)| LaidPicture {
        id: id.replace(&left, &own),
        octets,
    });
    let inside = format!("{sheet}{inside}");
    Some(FoundLayout {
        layout: Layout {
            html: inside.replace(&left, &own),
            words,
            pictures: pictures.collect(),
            key,
        },
        text: all.join("\n"),
        files: files.map(|file| file.index).collect(),
        rest: format!("{head}{before}{after}"),
    })
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
