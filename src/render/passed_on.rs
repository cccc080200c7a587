//! The HTML of a message as it is passed on in the text of another one: what acts is taken out, its style sheets reach
//! no further than itself, and nothing of it lies over what stands around it.
//!
//! It is not what is drawn here ([`super::sanitise`]): its colours stay as they are, and so do the addresses of pictures
//! that lie elsewhere, which its next reader fetches or not. Nothing fetches them here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::sanitise::{MAX_ADDRESS, builder, is_followable, is_picture_data, with_body_as_box};
use super::{MAX_HTML, Part, Picture, Source, Trouble, html, scoped, worker};
use crate::domain::{Attachment, HeldText};
use crate::rfc822::{self, LaidPicture, Layout};

/// Most pictures that go along, and most octets of them together; what is larger is passed on in words.
const MAX_PICTURES: usize = 200;
const MAX_OCTETS: usize = 40 * 1024 * 1024;
/// Around all of it: what is wide or put elsewhere stays within. And what ends it.
const OPEN: &str = "<div style=\"position:relative;overflow:auto\">";
const END: &str = "</div></div>";

/// The layout of a message with these words. `None`: it has no HTML in which something is seen.
///
/// Blocks, for seconds where a message is hostile: call it off the tokio threads.
///
/// # Errors
/// It is too large or too deep, or takes too long: then its words can be passed on.
pub fn layout(held: &HeldText, words: &str) -> Result<Option<Layout>, Trouble> {
    let source = Source::of(held).map_err(|_| Trouble::Failed)?;
    let Some(source) = source.filter(|source| !source.is_blank()) else {
        return Ok(None);
    };
    let key = Layout::new_key();
    clean(source.parts, &source.pictures, key, words).map(Some)
}

/// A layout that lay where others may have written: the same, made harmless again. `None`: it is none, or cannot be.
///
/// Blocks as [`layout`] does.
#[must_use]
pub fn clean_again(file: &Attachment) -> Option<Attachment> {
    let held = Layout::of_file(file)?;
    let sheet = held.html.strip_prefix("<style>");
    let (sheet, html) = match sheet.and_then(|rest| rest.split_once("</style>")) {
        Some((sheet, html)) => (Some(sheet), html),
        None => (None, held.html.as_str()),
    };
    let class = Layout::class(&held.key);
    // Of what stands around it there is one, however often it is read.
    let begin = begin(&class);
    let inside = html.strip_prefix(&begin);
    let inside = inside.and_then(|html| html.strip_suffix(END));
    let inside = inside.unwrap_or(html);
    // Selectors that begin within it do so already.
    let sheet = sheet.map(|sheet| sheet.replace(&format!(".{class} "), ""));
    let sheet = sheet.map(|sheet| sheet.replace(&format!(".{class}{{"), "body{"));
    let sheet = sheet.map_or_else(String::new, |sheet| format!("<style>{sheet}</style>"));
    let picture = |picture: LaidPicture| Picture {
        address: format!("cid:{}", picture.id),
        octets: picture.octets.into(),
    };
    let pictures: Vec<Picture> = held.pictures.into_iter().map(picture).collect();
    let parts = vec![Part::Html(format!("{sheet}{inside}"))];
    let clean = clean(parts, &pictures, held.key, &held.words).ok()?;
    Some(clean.to_file(&file.name))
}

fn begin(class: &str) -> String {
    format!("{OPEN}<div class=\"{class}\">")
}

fn clean(
    parts: Vec<Part>,
    pictures: &[Picture],
    key: String,
    words: &str,
) -> Result<Layout, Trouble> {
    let octets = |part: &Part| match part {
        Part::Html(text) | Part::Text(text) => text.len(),
    };
    if parts.iter().map(octets).sum::<usize>() > MAX_HTML {
        return Err(Trouble::Cut);
    }
    let class = Layout::class(&key);
    let kept = Arc::new(Mutex::new(Kept::of(pictures, key.clone())));
    let (mut sheets, mut whole) = (String::new(), String::new());
    let is_one = parts.len() == 1;
    for part in parts {
        match part {
            Part::Html(text) if html::is_plainly_too_deep(&text) => {
                return Err(Trouble::TooComplex);
            }
            Part::Html(text) => {
                let notes = Arc::clone(&kept);
                let clean = move |text: &str, _| Ok(harmless(text, &notes));
                let clean = worker::run(text, clean)?;
                let (sheet, clean) = without_sheets(&clean, &class);
                sheets.push_str(&sheet);
                if is_one {
                    whole = clean;
                } else {
                    let _ = write!(whole, "<div>{clean}</div>");
                }
            }
            Part::Text(text) => {
                let text = ammonia::clean_text(&html::clean(&text));
                let _ = write!(whole, "<div style=\"white-space:pre-wrap;\">{text}</div>");
            }
        }
    }
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.is_too_much {
        return Err(Trouble::TooComplex);
    }
    let sheet = if sheets.is_empty() {
        String::new()
    } else {
        format!("<style>{sheets}</style>")
    };
    let html = format!("{sheet}{}{whole}{END}", begin(&class));
    if html.len() > MAX_HTML {
        return Err(Trouble::Cut);
    }
    Ok(Layout {
        key,
        words: words.trim_matches('\n').to_owned(),
        html,
        pictures: std::mem::take(&mut kept.pictures),
    })
}

/// The pictures that go along.
struct Kept {
    key: String,
    /// Those that came with the message, by the names under which HTML knows them.
    came: HashMap<String, Arc<[u8]>>,
    /// What those are called that go along, by the addresses under which HTML names them.
    names: HashMap<String, String>,
    pictures: Vec<LaidPicture>,
    octets: usize,
    is_too_much: bool,
}

impl Kept {
    fn of(pictures: &[Picture], key: String) -> Self {
        let came = pictures.iter();
        Self {
            key,
            came: came
                .map(|picture| (name_of(&picture.address), Arc::clone(&picture.octets)))
                .collect(),
            names: HashMap::new(),
            pictures: Vec::new(),
            octets: 0,
            is_too_much: false,
        }
    }

    /// The address of a picture, as it stays.
    fn picture(&mut self, address: &str) -> Option<String> {
        let address = address.trim();
        let scheme = address.split(':').next().unwrap_or_default();
        let (name, octets) = match scheme.to_ascii_lowercase().as_str() {
            "cid" => {
                let name = name_of(address);
                let octets = self.came.get(&name)?;
                (name, octets.to_vec())
            }
            // Written out in the HTML, where many programs do not show it.
            "data" if is_picture_data(address) => {
                let data = address.split_once(";base64,")?.1;
                let data: String = data.split_ascii_whitespace().collect();
                let octets = STANDARD.decode(data).ok()?;
                (address.to_owned(), octets)
            }
            "http" | "https" if address.len() <= MAX_ADDRESS => return Some(address.to_owned()),
            _ => return None,
        };
        if let Some(known) = self.names.get(&name) {
            return Some(known.clone());
        }
        // Where one is no picture, or a program as SVG is, nothing is shown.
        let kind = rfc822::file_kind("", &octets).media_type?;
        if !kind.starts_with("image/") || kind.contains("svg") {
            return None;
        }
        self.octets = self.octets.saturating_add(octets.len());
        if self.octets > MAX_OCTETS || self.pictures.len() >= MAX_PICTURES {
            self.is_too_much = true;
            return None;
        }
        let id = Layout::picture_id(&self.key, self.pictures.len() + 1);
        let stays = format!("cid:{id}");
        self.pictures.push(LaidPicture { id, octets });
        let _ = self.names.insert(name, stays.clone());
        Some(stays)
    }
}

/// An address as it is compared: the scheme in any case, and what stands in it decoded (RFC 2392).
fn name_of(address: &str) -> String {
    let name = address.split_once(':').map_or(address, |(_, name)| name);
    percent_encoding::percent_decode_str(name)
        .decode_utf8_lossy()
        .into_owned()
}

/// HTML that only looks like something. Nothing in it is left open.
fn harmless(html: &str, kept: &Arc<Mutex<Kept>>) -> String {
    let kept = Arc::clone(kept);
    let mut builder = builder();
    let _ = builder
        .add_tag_attributes("style", ["media"])
        .attribute_filter(
            move |element, attribute, value| match (element, attribute) {
                ("a", "href") => is_followable(value).then_some(Cow::Borrowed(value)),
                (_, "href") => None,
                (_, "src" | "background") => {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    kept.picture(value).map(Cow::Owned)
                }
                (_, "style") => Some(Cow::Owned(scoped::style(value))),
                _ => Some(Cow::Borrowed(value)),
            },
        );
    builder.clean(&with_body_as_box(html)).to_string()
}

/// What style sheets stand in clean HTML, each for what lies in the element of this class, and the HTML without them.
fn without_sheets(html: &str, class: &str) -> (String, String) {
    const OPEN: &str = "<style";
    const CLOSE: &str = "</style>";
    let (mut sheets, mut out) = (String::new(), String::with_capacity(html.len()));
    let mut rest = html;
    while let Some((before, from)) = rest.find(OPEN).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let (head, from) = from.split_once('>').unwrap_or((from, ""));
        let (css, after) = from.split_once(CLOSE).unwrap_or((from, ""));
        let medium = head.split_once("media=\"");
        let medium = medium.and_then(|(_, rest)| Some(rest.split_once('"')?.0));
        let sheet = scoped::sheet(css, class);
        match medium.filter(|medium| !medium.trim().is_empty()) {
            Some(medium) if scoped::is_query(medium) => {
                let _ = write!(sheets, "@media {medium}{{{sheet}}}");
            }
            Some(_) => {}
            None => sheets.push_str(&sheet),
        }
        rest = after;
    }
    out.push_str(rest);
    (sheets, out)
}

#[cfg(test)]
#[path = "passed_on_tests.rs"]
mod tests;
