//! A draft to bytes, as they will leave and lie in Sent.
//!
//! Pure: everything that is not in the draft (Message-ID, date, boundary, who it is from) is
//! fixed by the caller, so the same draft gives the same bytes and a retry is the same message.

use std::borrow::Cow;

use jiff::{Timestamp, tz::TimeZone};
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment as LettreAttachment, Body, MultiPart, SinglePart};

use crate::domain::{
    AddressError, Attachment, Draft, Intent, NamedAddress, SENT_BY_FIELD, TextFormat,
};

use super::along::{Along, goes_along};
use super::attachment::safe_file_name;
use super::flowed::flow;
use super::header::{address_field, ids_field, text_field};
use super::layout::Layout;
use super::markdown::{Shown, layout_places, markdown_to_html, markdown_to_text};
use super::parse::{MAX_SUBJECT, clean, is_message_id};

/// Most `References` that are written; the first and the last ones are kept.
const MAX_REFERENCES: usize = 50;
/// The media type of a message (RFC 2046 5.2.1).
pub const MESSAGE: &str = "message/rfc822";
/// Longest line, in octets (RFC 5322 2.1.1).
const MAX_OCTETS: usize = 998;
/// Longest display name, in characters.
const MAX_NAME: usize = 256;

/// What is fixed when Send is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenFields {
    /// Message-ID without brackets, as [`super::new_message_id`] makes them.
    pub message_id: String,
    /// `Date`. It is written in UTC, so that it does not tell where a team's member sits.
    pub date: Timestamp,
    /// Boundary of the parts, as [`super::new_boundary`] makes them: it begins with `=_`.
    pub boundary: String,
    /// `From`
    pub from: NamedAddress,
    /// `Sender`, for on behalf.
    pub sender: Option<NamedAddress>,
    /// `Reply-To`; empty for none.
    pub reply_to: Vec<NamedAddress>,
    /// Is text broken into lines that a reader puts together again (`format=flowed`, RFC 3676)?
    pub flowed: bool,
}

/// Why no message could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// An address is none, or its domain does not exist in ASCII.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The Message-ID or the boundary given cannot stand in a header.
    #[error("the {0} given for the message is not usable")]
    Frozen(&'static str),
}

/// Makes the message. Bcc is nowhere in it: those recipients stand in the envelope only.
///
/// Line ends are CRLF throughout, no line is longer than 998 octets (RFC 5322 2.1.1), and nothing
/// in the draft can add a header field. Formatted text is `multipart/alternative` (RFC 2046 5.1.4):
/// a text that reads well, then the HTML, with the pictures that it shows beside it (RFC 2387).
///
/// # Errors
/// [`BuildError`]
pub fn build(draft: &Draft, frozen: &FrozenFields) -> Result<Vec<u8>, BuildError> {
    let boundaries = boundaries(frozen);
    let text = match draft.format {
        TextFormat::Plain => Written::Plain(text_part(&draft.body, frozen.flowed, &boundaries)),
        TextFormat::Formatted => {
            let passed_on = PassedOn::of(draft);
            let mut is_said = false;
            let text = markdown_to_text(&draft.body, &mut |name| {
                passed_on.words(name, std::mem::replace(&mut is_said, true))
            });
            let text = text_part(&text, frozen.flowed, &boundaries);
            let mut shown = Vec::new();
            let mut is_laid = false;
            let html = markdown_to_html(&draft.body, &mut |one| match one {
                Shown::Picture(name) => {
                    let (at, _) = draft.picture(name)?;
                    shown.push(at);
                    Some(content_id(at, frozen))
                }
                // Once, however often its mark stands there.
                Shown::Layout(name) => {
                    passed_on.html(name, frozen, std::mem::replace(&mut is_laid, true))
                }
            });
            let html = html_part(&html, &boundaries);
            let [_, inner, innermost] = &boundaries;
            let both = MultiPart::alternative().boundary(inner.as_str());
            let both = both.singlepart(text);
            let pictures = draft.attachments.iter().enumerate();
            let pictures = pictures.filter(|(at, _)| shown.contains(at));
            let pictures = pictures.map(|(at, file)| (Cow::Borrowed(file), content_id(at, frozen)));
            let mut pictures = pictures.chain(passed_on.pictures(frozen)).peekable();
            Written::Formatted(if pictures.peek().is_some() {
                let related = MultiPart::related().boundary(innermost.as_str());
                both.multipart(
                    pictures.fold(related.singlepart(html), |related, (file, id)| {
                        related.singlepart(in_text(&file, id))
                    }),
                )
            } else {
                both.singlepart(html)
            })
        }
    };
    let beside = goes_along(draft).filter(|(file, along)| {
        // What was not put there by this program may be none that can be laid out.
        *along == Along::Beside || (file.is_layout() && Layout::of_file(file).is_none())
    });
    put_together(draft, frozen, text, beside.map(|(file, _)| file))
}

/// The layout that a text passes on: one has one. Where its mark stands more than once, the first shows it.
struct PassedOn {
    name: String,
    line: usize,
    layout: Option<Layout>,
}

impl PassedOn {
    fn of(draft: &Draft) -> Self {
        let places = layout_places(&draft.body).into_iter();
        let mut files = places.filter_map(|place| Some((draft.layout(&place.name)?.1, place)));
        let found = files.next();
        Self {
            layout: found.as_ref().and_then(|(file, _)| Layout::of_file(file)),
            line: found.as_ref().map_or(0, |(_, place)| place.line),
            name: found.map(|(_, place)| place.name).unwrap_or_default(),
        }
    }

    fn named(&self, name: &str) -> Option<&Layout> {
        self.layout.as_ref().filter(|_| self.name == name)
    }

    fn words(&self, name: &str, is_again: bool) -> Option<String> {
        let layout = self.named(name)?;
        Some(if is_again {
            String::new()
        } else {
            layout.words.clone()
        })
    }

    fn html(&self, name: &str, frozen: &FrozenFields, is_again: bool) -> Option<String> {
        let layout = self.named(name)?;
        Some(if is_again {
            String::new()
        } else {
            layout.leaving(&frozen.message_id, self.line)
        })
    }

    fn pictures(
        &self,
        frozen: &FrozenFields,
    ) -> impl Iterator<Item = (Cow<'_, Attachment>, String)> {
        let layout = self.layout.iter();
        let all = layout.flat_map(|layout| layout.leaving_pictures(&frozen.message_id));
        all.map(|(file, id)| (Cow::Owned(file), id))
    }
}

/// What a picture in the text is called in this message (RFC 2392).
fn content_id(at: usize, frozen: &FrozenFields) -> String {
    format!("{}.{}", at + 1, frozen.message_id)
}

/// The same with the text as its author goes on with it, marks and all.
pub(super) fn build_source(draft: &Draft, frozen: &FrozenFields) -> Result<Vec<u8>, BuildError> {
    let boundaries = boundaries(frozen);
    let text = text_part(&draft.body, frozen.flowed, &boundaries);
    let all = goes_along(draft).map(|(file, _)| file);
    put_together(draft, frozen, Written::Plain(text), all)
}

/// What a person wrote, as parts.
enum Written {
    Plain(SinglePart),
    Formatted(MultiPart),
}

/// The boundary of the parts, that of what lies within one, and that of what lies within that. They are as long as
/// each other and differ, so that none begins like another: readers look at beginnings (RFC 2046 5.1.1).
fn boundaries(frozen: &FrozenFields) -> [String; 3] {
    let other = |begin| frozen.boundary.replacen("=_", begin, 1);
    [frozen.boundary.clone(), other("=-"), other("=.")]
}

fn put_together<'a>(
    draft: &'a Draft,
    frozen: &FrozenFields,
    text: Written,
    files: impl Iterator<Item = &'a Attachment>,
) -> Result<Vec<u8>, BuildError> {
    let boundary_ok = frozen.boundary.len() <= 70
        && frozen.boundary.starts_with("=_")
        && frozen
            .boundary
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"=_.-".contains(&b));
    if !boundary_ok {
        return Err(BuildError::Frozen("boundary"));
    }
    if !is_message_id(&frozen.message_id) || !frozen.message_id.is_ascii() {
        return Err(BuildError::Frozen("Message-ID"));
    }
    let mut message = header(draft, frozen)?.into_bytes();
    let mut files = files.peekable();
    let parts = if files.peek().is_none() {
        match text {
            Written::Plain(text) => text.formatted(),
            Written::Formatted(both) => both.formatted(),
        }
    } else {
        let mixed = MultiPart::mixed().boundary(frozen.boundary.as_str());
        let mixed = match text {
            Written::Plain(text) => mixed.singlepart(text),
            Written::Formatted(both) => mixed.multipart(both),
        };
        files
            .fold(mixed, |mixed, file| {
                mixed.singlepart(attached(file, &boundaries(frozen)))
            })
            .formatted()
    };
    message.extend_from_slice(&parts);
    Ok(message)
}

/// The copy of a message for a team's Sent folder: in front of its bytes, one field names the
/// member who pressed Send. Nothing else of it changes.
///
/// # Errors
/// [`BuildError::Address`]
pub fn sent_by(member: &NamedAddress, message: &[u8]) -> Result<Vec<u8>, BuildError> {
    let mut copy = address_field(SENT_BY_FIELD, &ready(std::slice::from_ref(member))?).into_bytes();
    copy.extend_from_slice(message);
    Ok(copy)
}

fn header(draft: &Draft, frozen: &FrozenFields) -> Result<String, BuildError> {
    let date = frozen.date.to_zoned_datetime(TimeZone::UTC);
    let date = jiff::fmt::rfc2822::to_string(&date).map_err(|_| BuildError::Frozen("date"))?;
    let mut header = format!("Date: {date}\r\n");
    header += &address_field("From", &ready(std::slice::from_ref(&frozen.from))?);
    if let Some(sender) = &frozen.sender {
        header += &address_field("Sender", &ready(std::slice::from_ref(sender))?);
    }
    for (name, list) in [
        ("Reply-To", &frozen.reply_to),
        ("To", &draft.to),
        ("Cc", &draft.cc),
    ] {
        if !list.is_empty() {
            header += &address_field(name, &ready(list)?);
        }
    }
    header += &text_field("Subject", &clean(&draft.subject, MAX_SUBJECT));
    header += &ids_field("Message-ID", std::slice::from_ref(&frozen.message_id));
    if let Some(reply) = &draft.reply {
        let usable = |id: &&String| is_message_id(id) && id.is_ascii();
        let answered = reply.message_id.as_ref().filter(usable);
        let mut references: Vec<String> = reply.references.iter().filter(usable).cloned().collect();
        if let Some(id) = answered {
            references.retain(|known| known != id);
            references.push(id.clone());
        }
        if references.len() > MAX_REFERENCES {
            references.drain(1..=references.len() - MAX_REFERENCES);
        }
        // A forward belongs to the conversation but answers nobody (RFC 5322 3.6.4).
        if let Some(id) = answered
            && reply.intent != Intent::Forward
        {
            header += &ids_field("In-Reply-To", std::slice::from_ref(id));
        }
        if !references.is_empty() {
            header += &ids_field("References", &references);
        }
    }
    header += "MIME-Version: 1.0\r\n";
    Ok(header)
}

/// Names made clean, addresses checked, their domains in ASCII (RFC 5891).
///
/// A local part in other letters stays as it is: such a message needs SMTPUTF8 (RFC 6531).
pub(super) fn ready(list: &[NamedAddress]) -> Result<Vec<(NamedAddress, String)>, BuildError> {
    list.iter()
        .map(|one| {
            let address = one.checked()?;
            let domain = idna::domain_to_ascii(address.domain())
                .map_err(|_| AddressError::Character(one.address.clone()))?;
            // Mapping can bring in characters that were not there before.
            let address =
                crate::domain::EmailAddress::parse(&format!("{}@{domain}", address.local()))?;
            let name = one
                .name
                .as_deref()
                .map(|name| clean(name, MAX_NAME))
                .filter(|name| !name.is_empty());
            Ok((
                NamedAddress {
                    name,
                    address: String::new(),
                },
                address.as_str().to_owned(),
            ))
        })
        .collect()
}

/// Text for the way, broken into lines where it flows.
pub(super) fn text_part(body: &str, flowed: bool, boundaries: &[String; 3]) -> SinglePart {
    let text = cleaned(body);
    if !flowed {
        return part(ContentType::TEXT_PLAIN, text, boundaries);
    }
    let kind = ContentType::parse("text/plain; charset=utf-8; format=flowed; delsp=no");
    part(
        kind.unwrap_or(ContentType::TEXT_PLAIN),
        flow(&text),
        boundaries,
    )
}

pub(super) fn html_part(html: &str, boundaries: &[String; 3]) -> SinglePart {
    part(ContentType::TEXT_HTML, cleaned(html), boundaries)
}

/// Lines ended by `\n`, and none that ends the text.
fn cleaned(body: &str) -> String {
    // Own line ends first: lettre's correction inserts each missing CR into the whole string.
    let text: String = body
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}

fn part(kind: ContentType, text: String, boundaries: &[String; 3]) -> SinglePart {
    let text = text.replace('\n', "\r\n");
    let body = if boundaries.iter().any(|one| text.contains(one.as_str())) {
        // Somebody quotes the boundary: quoted-printable writes its `=` in another way.
        let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
        body.unwrap_or_else(Body::new)
    } else {
        Body::new(text)
    };
    SinglePart::builder().header(kind).body(body)
}

/// A file for the way.
fn attached(file: &Attachment, boundaries: &[String; 3]) -> SinglePart {
    let part = LettreAttachment::new(safe_file_name(&file.name, "attachment"));
    if let Some(body) = whole_message(file, boundaries)
        && let Ok(kind) = ContentType::parse(MESSAGE)
    {
        return part.body(body, kind);
    }
    part.body(octets(file), media_type(&file.media_type))
}

/// A picture of the text for the way.
pub(super) fn in_text(file: &Attachment, content_id: String) -> SinglePart {
    let name = safe_file_name(&file.name, "picture");
    let part = LettreAttachment::new_inline_with_name(content_id, name);
    part.body(octets(file), media_type(&file.media_type))
}

fn octets(file: &Attachment) -> Body {
    // Always base64: as text, a file's own line ends would be changed on the way.
    match Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64) {
        Ok(body) => body,
        // It is returned only when 7bit or 8bit was asked for.
        Err(bytes) => Body::new(bytes),
    }
}

/// A message as it lies within another one: never encoded (RFC 2046 5.2.1), so only if it can pass
/// as it is, with CRLF at the end of its lines and none longer than 998 octets.
fn whole_message(file: &Attachment, boundaries: &[String; 3]) -> Option<Body> {
    if !file.media_type.eq_ignore_ascii_case(MESSAGE) || !begins_with_field(&file.bytes) {
        return None;
    }
    let mut bytes = Vec::with_capacity(file.bytes.len() + file.bytes.len() / 32);
    for (count, line) in file.bytes.split(|b| *b == b'\n').enumerate() {
        if count > 0 {
            bytes.extend_from_slice(b"\r\n");
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let delimits = line.strip_prefix(b"--").is_some_and(|rest| {
            boundaries
                .iter()
                .any(|one| rest.starts_with(one.as_bytes()))
        });
        if line.len() > MAX_OCTETS || delimits || line.iter().any(|b| matches!(b, 0 | b'\r')) {
            return None;
        }
        bytes.extend_from_slice(line);
    }
    let encoding = if bytes.is_ascii() {
        ContentTransferEncoding::SevenBit
    } else {
        ContentTransferEncoding::EightBit
    };
    Some(Body::dangerous_pre_encoded(bytes, encoding))
}

/// Is the first line a field of a header (RFC 5322 2.2)?
fn begins_with_field(bytes: &[u8]) -> bool {
    let is_of_name = |b: &u8| (33..=126).contains(b) && *b != b':';
    let name = bytes.iter().take_while(|b| is_of_name(b)).count();
    name > 0 && bytes.get(name) == Some(&b':')
}

/// The media type without parameters, `application/octet-stream` where it is none.
fn media_type(claimed: &str) -> ContentType {
    let essence = claimed
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let token = |text: &str| {
        !text.is_empty()
            && text.len() <= 64
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let usable = essence.split_once('/').is_some_and(|(kind, subtype)| {
        // RFC 2045 6.4 forbids base64 for these two.
        token(kind) && token(subtype) && kind != "multipart" && kind != "message"
    });
    let octets =
        || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
    if usable {
        ContentType::parse(&essence).unwrap_or_else(|_| octets())
    } else {
        octets()
    }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;
