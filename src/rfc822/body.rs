//! A whole message: the parts to read, and what is attached.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::attachment::{ParsedAttachment, make_unique, safe_file_name};
use super::flowed::unflow;
use super::parse::{self, ParsedHeader, header_of};
use super::{MAX_MESSAGE, ParseError};

/// Most attachments that are listed.
const MAX_ATTACHMENTS: usize = 1000;
/// Most octets of one readable part; the rest is cut off with a mark.
const MAX_TEXT: usize = 4 * 1024 * 1024;
/// Most readable parts.
const MAX_BODIES: usize = 50;
/// Messages inside messages that are followed. Each level costs stack when the parsed message is
/// dropped; 20,000 levels in a megabyte ended the process.
const MAX_NESTED: usize = 100;

/// One part that a person reads. Parts are shown one after the other and never joined: joining
/// them is how encrypted text was smuggled into a stranger's HTML (EFAIL).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyPart {
    /// Plain text, lines ended by `\n`, format=flowed undone.
    Text(String),
    /// HTML, as it came.
    Html(String),
}

/// A message as it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedMessage {
    /// Its header.
    pub header: ParsedHeader,
    /// What to read, in order: plain text where the sender wrote any, else HTML.
    /// [`crate::render::readable`] makes one text of it.
    pub body: Vec<BodyPart>,
    /// The first HTML part, where there is one, whether or not there is plain text too.
    pub html: Option<String>,
    /// What is attached.
    pub attachments: Vec<ParsedAttachment>,
    /// Does it hold parts whose encoding was damaged?
    pub damaged: bool,
}

impl ParsedMessage {
    /// Is there anything to save besides the pictures of the text?
    #[must_use]
    pub fn has_attachment(&self) -> bool {
        self.attachments.iter().any(|attachment| !attachment.inline)
    }
}

/// Reads a message. It takes time in proportion to its size: call it off the tokio threads.
///
/// # Errors
/// [`ParseError`] when the message is too large, too deep, or defeats the parser.
pub fn parse_message(raw: &[u8]) -> Result<ParsedMessage, ParseError> {
    with_parsed(raw, |message| Ok(read(message)))
}

/// The decoded bytes of an attachment, by its [`ParsedAttachment::index`].
///
/// # Errors
/// [`ParseError::NoSuchAttachment`], and as [`parse_message`].
pub fn attachment_bytes(raw: &[u8], index: usize) -> Result<Vec<u8>, ParseError> {
    with_parsed(raw, |message| {
        attached(message)
            .nth(index)
            .map(content)
            .ok_or(ParseError::NoSuchAttachment)
    })
}

/// The first own words of a text, for a list: without quotes, the lines that announce them and
/// the signature; at most 200 characters in one line.
#[must_use]
pub fn preview(text: &str) -> String {
    const MAX: usize = 200;
    let mut preview = String::new();
    for block in super::fold(
        text.get(..text.floor_char_boundary(16 * 1024))
            .unwrap_or(text),
    ) {
        if let super::Block::Text(own) = block {
            for word in own.split_whitespace() {
                // Rows of characters that only draw lines say nothing.
                if word.chars().count() > 4 && !word.chars().any(char::is_alphanumeric) {
                    continue;
                }
                if !preview.is_empty() {
                    preview.push(' ');
                }
                preview.push_str(word);
                if preview.len() > MAX * 4 {
                    break;
                }
            }
        }
    }
    parse::clean(&preview, MAX)
}

fn with_parsed<T>(
    raw: &[u8],
    read: impl FnOnce(&Message<'_>) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    if raw.len() > MAX_MESSAGE {
        return Err(ParseError::TooLarge);
    }
    if nested_messages(raw) > MAX_NESTED {
        return Err(ParseError::TooDeep);
    }
    catch_unwind(AssertUnwindSafe(|| {
        MessageParser::default()
            .parse(raw)
            .filter(|message| !message.parts.is_empty())
            .ok_or(ParseError::Damaged)
            .and_then(|message| read(&message))
    }))
    .unwrap_or(Err(ParseError::Damaged))
}

/// How often the raw text may open a message inside a message, at most: the words may also stand
/// in a text.
fn nested_messages(raw: &[u8]) -> usize {
    const OPENERS: [(&[u8], &[u8]); 3] = [
        (b"message", b"rfc822"),
        (b"message", b"global"),
        (b"multipart", b"digest"),
    ];
    let opens = |slash: usize| {
        let (before, after) = raw.split_at(slash);
        let after = after.get(1..).unwrap_or_default();
        OPENERS.iter().any(|(kind, subtype)| {
            let kind_fits = before
                .len()
                .checked_sub(kind.len())
                .and_then(|from| before.get(from..))
                .is_some_and(|found| found.eq_ignore_ascii_case(kind));
            kind_fits
                && after
                    .get(..subtype.len())
                    .is_some_and(|found| found.eq_ignore_ascii_case(subtype))
        })
    };
    raw.iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .filter(|(slash, _)| opens(*slash))
        .take(MAX_NESTED + 1)
        .count()
}

fn read(message: &Message<'_>) -> ParsedMessage {
    let mut body: Vec<BodyPart> = message
        .text_body
        .iter()
        .filter_map(|id| message.part(*id))
        .filter_map(body_part)
        .take(MAX_BODIES)
        .collect();
    let html = message
        .html_body
        .iter()
        .filter_map(|id| message.part(*id))
        .find_map(|part| match &part.body {
            PartType::Html(html) => Some(bounded(html)),
            _ => None,
        });
    // Some senders put an empty text part beside their HTML.
    let nothing = body
        .iter()
        .all(|part| matches!(part, BodyPart::Text(text) if text.trim().is_empty()));
    if nothing && let Some(html) = &html {
        body = vec![BodyPart::Html(html.clone())];
    }
    let mut taken = HashSet::new();
    let attachments = attached(message)
        .take(MAX_ATTACHMENTS)
        .enumerate()
        .map(|(index, part)| describe(index, part, message, &mut taken))
        .collect();
    ParsedMessage {
        header: header_of(message),
        body,
        html,
        attachments,
        damaged: message.parts.iter().any(|part| part.is_encoding_problem),
    }
}

fn body_part(part: &MessagePart<'_>) -> Option<BodyPart> {
    match &part.body {
        PartType::Html(html) => Some(BodyPart::Html(bounded(html))),
        PartType::Text(text) => {
            let text = normal_lines(&bounded(text));
            let attribute = |name: &str, value: &str| {
                part.content_type()
                    .and_then(|t| t.attribute(name))
                    .is_some_and(|v| v.eq_ignore_ascii_case(value))
            };
            Some(BodyPart::Text(if attribute("format", "flowed") {
                unflow(&text, attribute("delsp", "yes"))
            } else {
                text
            }))
        }
        _ => None,
    }
}

fn bounded(text: &str) -> String {
    if text.len() <= MAX_TEXT {
        return text.to_owned();
    }
    let cut = text
        .get(..text.floor_char_boundary(MAX_TEXT))
        .unwrap_or_default();
    format!("{cut}\n[…]")
}

/// `\n` at the end of every line, no NUL and no other control characters but tab.
fn normal_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// The parts that count as attachments, in the order of their index.
fn attached<'m, 'x>(message: &'m Message<'x>) -> impl Iterator<Item = &'m MessagePart<'x>> {
    message
        .attachments
        .iter()
        .filter_map(|id| message.part(*id))
}

fn content(part: &MessagePart<'_>) -> Vec<u8> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes().to_vec(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Message(message) => message.raw_message().to_vec(),
        PartType::Multipart(_) => Vec::new(),
    }
}

fn size(part: &MessagePart<'_>) -> usize {
    match &part.body {
        PartType::Message(message) => message.raw_message().len(),
        _ => part.contents().len(),
    }
}

fn describe(
    index: usize,
    part: &MessagePart<'_>,
    message: &Message<'_>,
    taken: &mut HashSet<String>,
) -> ParsedAttachment {
    let media_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |t| {
            let subtype = t.subtype().unwrap_or("octet-stream");
            parse::clean(&format!("{}/{subtype}", t.ctype()), 127).to_lowercase()
        },
    );
    let content_id = part
        .content_id()
        .map(|id| parse::clean(id.trim_matches(['<', '>']), 200))
        .filter(|id| !id.is_empty());
    let extension = extension_of(&media_type);
    let fallback = format!("attachment-{}{extension}", index + 1);
    let given = match (part.attachment_name(), &part.body) {
        (Some(name), _) => name.to_owned(),
        (None, PartType::Message(inner)) => inner
            .subject()
            .map(|subject| format!("{}.eml", subject.replace(['/', '\\'], "_")))
            .unwrap_or_default(),
        (None, _) => String::new(),
    };
    let is_attached = part
        .content_disposition()
        .is_some_and(mail_parser::ContentType::is_attachment);
    let is_picture_of_html =
        content_id.is_some() && !message.html_body.is_empty() && media_type.starts_with("image/");
    ParsedAttachment {
        index,
        name: make_unique(safe_file_name(&given, &fallback), taken),
        size: size(part) as u64,
        inline: !is_attached && is_picture_of_html,
        media_type,
        content_id,
    }
}

/// The usual extension, for the few types that come without a name.
fn extension_of(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "text/vcard" => ".vcf",
        "text/csv" => ".csv",
        "message/rfc822" | "message/global" => ".eml",
        "message/delivery-status" => ".txt",
        "application/pdf" => ".pdf",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        _ => "",
    }
}
