//! ENVELOPE, BODYSTRUCTURE and the sections of a message (RFC 3501 7.4.2), by mail-parser.

use std::cell::OnceCell;

use imap_codec::imap_types::fetch::{Part, Section};
use mail_parser::{Address, ContentType, HeaderName, Message, MessageParser, MessagePart};
use mail_parser::{MimeHeaders, PartType};

use super::super::mime::{encode_words, percent_encoded};
use super::reply::{put_nstring, put_string};

/// Deepest nesting that is described; what lies deeper is shown as octets.
const MAX_DEPTH: usize = 30;

/// Most messages in messages that are parsed. The parsed tree is dropped by recursion, so a
/// message made of a million of them would take the stack with it.
const MAX_INNER_MESSAGES: usize = 100;

/// A message, parsed once for all that is asked of it, and not at all for its plain octets.
pub(super) struct Parsed<'a> {
    raw: &'a [u8],
    message: OnceCell<Option<Message<'a>>>,
}

impl<'a> Parsed<'a> {
    pub(super) fn new(raw: &'a [u8]) -> Self {
        Self {
            raw,
            message: OnceCell::new(),
        }
    }

    fn message(&self) -> Option<&Message<'a>> {
        self.message.get_or_init(|| parse(self.raw)).as_ref()
    }

    /// ENVELOPE.
    pub(super) fn envelope(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self.message() {
            Some(message) => put_envelope(&mut out, message),
            None => out.extend_from_slice(b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"),
        }
        out
    }

    /// BODYSTRUCTURE, or BODY without the extension data.
    pub(super) fn structure(&self, extended: bool) -> Vec<u8> {
        let mut out = Vec::new();
        match self.message().and_then(|m| Some((m, m.parts.first()?))) {
            Some((message, root)) => put_structure(&mut out, message, root, extended, 0),
            None => {
                let (_, body) = split_header(self.raw);
                put_leaf(&mut out, "TEXT", "PLAIN", None, body);
                out.push(b')');
            }
        }
        out
    }

    /// The octets of a section; `None` when there is no such part.
    pub(super) fn section(&self, section: Option<&Section<'_>>) -> Option<Vec<u8>> {
        let Some(section) = section else {
            return Some(self.raw.to_vec());
        };
        let inner = |part: &Option<Part>| match part {
            None => Some(self.raw),
            Some(part) => self.inner_message(part),
        };
        let names = |list: &[imap_codec::imap_types::core::AString<'_>]| -> Vec<String> {
            list.iter()
                .map(|n| String::from_utf8_lossy(n.as_ref()).into_owned())
                .collect()
        };
        match section {
            Section::Header(part) => inner(part).map(|m| split_header(m).0.to_vec()),
            Section::Text(part) => inner(part).map(|m| split_header(m).1.to_vec()),
            Section::HeaderFields(part, list) => {
                let names = names(list.as_ref());
                inner(part).map(|m| fields(split_header(m).0, &names, true))
            }
            Section::HeaderFieldsNot(part, list) => {
                let names = names(list.as_ref());
                inner(part).map(|m| fields(split_header(m).0, &names, false))
            }
            Section::Part(part) => {
                let (message, found) = self.find(part)?;
                Some(body_of(message, found).to_vec())
            }
            Section::Mime(part) => {
                let (message, found) = self.find(part)?;
                let raw = message.raw_message.as_ref();
                let header = raw.get(found.offset_header as usize..found.offset_body as usize);
                Some(header.unwrap_or_default().to_vec())
            }
        }
    }

    /// The message inside of a message/rfc822 part.
    fn inner_message(&self, part: &Part) -> Option<&[u8]> {
        let (message, found) = self.find(part)?;
        matches!(found.body, PartType::Message(_)).then(|| body_of(message, found))
    }

    fn find(&self, part: &Part) -> Option<(&Message<'a>, &MessagePart<'a>)> {
        let mut message = self.message()?;
        let mut found = message.parts.first()?;
        let mut at_message = true;
        for number in part.0.as_ref().iter().take(MAX_DEPTH) {
            if !at_message && let PartType::Message(inner) = &found.body {
                message = inner;
                found = inner.parts.first()?;
                at_message = true;
            }
            let index = usize::try_from(number.get()).ok()?.checked_sub(1)?;
            found = match &found.body {
                PartType::Multipart(children) => {
                    let child = usize::try_from(*children.get(index)?).ok()?;
                    message.parts.get(child)?
                }
                // A message without parts has one: itself (RFC 3501 6.4.5).
                _ if at_message && index == 0 => found,
                _ => return None,
            };
            at_message = false;
        }
        (part.0.as_ref().len() <= MAX_DEPTH).then_some((message, found))
    }
}

/// Parses a message, unless it is nested too often.
pub(super) fn parse(raw: &[u8]) -> Option<Message<'_>> {
    (inner_messages(raw) <= MAX_INNER_MESSAGES)
        .then(|| MessageParser::default().parse(raw))
        .flatten()
        .filter(|m| !m.parts.is_empty())
}

fn inner_messages(raw: &[u8]) -> usize {
    const TYPE: &[u8] = b"message/";
    const DIGEST: &[u8] = b"multipart/digest";
    let starts = |window: &[u8], with: &[u8]| {
        window
            .get(..with.len())
            .is_some_and(|w| w.eq_ignore_ascii_case(with))
    };
    let mut count = 0;
    for (at, byte) in raw.iter().enumerate() {
        if matches!(byte, b'm' | b'M') {
            let window = raw.get(at..).unwrap_or_default();
            if starts(window, TYPE) {
                count += 1;
            } else if starts(window, DIGEST) {
                // Each part of a digest may be a message without saying so (RFC 2046 5.1.5).
                count += MAX_INNER_MESSAGES / 4;
            }
        }
    }
    count
}

/// Header with its empty line, and body.
pub(super) fn split_header(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line == b"\r\n" || line == b"\n" {
            break;
        }
    }
    raw.split_at_checked(at).unwrap_or((raw, b""))
}

/// The header fields that are named, or those that are not, with the empty line.
fn fields(header: &[u8], names: &[String], wanted: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut keep = false;
    for line in header.split_inclusive(|b| *b == b'\n') {
        if line == b"\r\n" || line == b"\n" {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|b| *b == b':').next().unwrap_or_default();
            let name = name.trim_ascii_end();
            let named = names
                .iter()
                .any(|n| name.eq_ignore_ascii_case(n.as_bytes()));
            keep = named == wanted;
        }
        if keep {
            out.extend_from_slice(line);
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

fn body_of<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> &'m [u8] {
    let raw = message.raw_message.as_ref();
    let (from, to) = (part.offset_body as usize, part.offset_end as usize);
    raw.get(from..to.max(from).min(raw.len()))
        .unwrap_or_default()
}

fn put_envelope(out: &mut Vec<u8>, message: &Message<'_>) {
    let text = |name: HeaderName<'static>| {
        let raw = message.raw_message.as_ref();
        let headers = message.parts.first().map(|p| p.headers.as_slice());
        let header = headers?.iter().find(|h| h.name == name)?;
        let value = raw.get(header.offset_start as usize..header.offset_end as usize)?;
        let unfolded: Vec<u8> = value
            .iter()
            .copied()
            .filter(|b| !b"\r\n".contains(b))
            .collect();
        Some(unfolded.trim_ascii().to_vec())
    };
    let from = message.from();
    out.push(b'(');
    put_nstring(out, text(HeaderName::Date).as_deref());
    out.push(b' ');
    put_nstring(out, text(HeaderName::Subject).as_deref());
    let lists = [
        from,
        message.sender().or(from),
        message.reply_to().or(from),
        message.to(),
        message.cc(),
        message.bcc(),
    ];
    for list in lists {
        out.push(b' ');
        put_addresses(out, list);
    }
    out.push(b' ');
    put_nstring(out, text(HeaderName::InReplyTo).as_deref());
    out.push(b' ');
    put_nstring(out, text(HeaderName::MessageId).as_deref());
    out.push(b')');
}

/// Encoded words on one line.
fn encoded(text: &str) -> String {
    encode_words(text).replace("\r\n", "")
}

fn put_addresses(out: &mut Vec<u8>, list: Option<&Address<'_>>) {
    let mut addresses = Vec::new();
    let put_one = |out: &mut Vec<u8>, addr: &mail_parser::Addr<'_>| {
        let Some(address) = addr.address.as_deref() else {
            return;
        };
        let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
        let name = addr.name.as_deref().map(encoded);
        out.push(b'(');
        put_nstring(out, name.as_deref().map(str::as_bytes));
        out.extend_from_slice(b" NIL ");
        put_string(out, local.as_bytes());
        out.push(b' ');
        put_string(out, host.as_bytes());
        out.push(b')');
    };
    match list {
        None => {}
        Some(Address::List(list)) => list.iter().for_each(|a| put_one(&mut addresses, a)),
        Some(Address::Group(groups)) => {
            for group in groups {
                if let Some(name) = &group.name {
                    addresses.extend_from_slice(b"(NIL NIL ");
                    put_string(&mut addresses, encoded(name).as_bytes());
                    addresses.extend_from_slice(b" NIL)");
                }
                group
                    .addresses
                    .iter()
                    .for_each(|a| put_one(&mut addresses, a));
                if group.name.is_some() {
                    addresses.extend_from_slice(b"(NIL NIL NIL NIL)");
                }
            }
        }
    }
    if addresses.is_empty() {
        out.extend_from_slice(b"NIL");
    } else {
        out.push(b'(');
        out.append(&mut addresses);
        out.push(b')');
    }
}

fn put_structure(
    out: &mut Vec<u8>,
    message: &Message<'_>,
    part: &MessagePart<'_>,
    extended: bool,
    depth: usize,
) {
    let content_type = part.content_type();
    if let PartType::Multipart(children) = &part.body
        && depth < MAX_DEPTH
    {
        out.push(b'(');
        let before = out.len();
        for child in children {
            let child = usize::try_from(*child).ok();
            if let Some(child) = child.and_then(|c| message.parts.get(c)) {
                put_structure(out, message, child, extended, depth + 1);
            }
        }
        if out.len() == before {
            // A multipart without parts cannot be written; clients expect at least one.
            put_leaf(out, "TEXT", "PLAIN", None, b"");
            out.push(b')');
        }
        let subtype = content_type.and_then(ContentType::subtype);
        out.push(b' ');
        put_string(out, subtype.unwrap_or("MIXED").to_uppercase().as_bytes());
        if extended {
            out.push(b' ');
            put_parameters(out, content_type);
            put_disposition(out, part);
            out.extend_from_slice(b" NIL NIL");
        }
        out.push(b')');
        return;
    }
    let body = body_of(message, part);
    match &part.body {
        PartType::Message(inner) if depth < MAX_DEPTH => {
            put_leaf(out, "MESSAGE", "RFC822", Some(part), body);
            out.push(b' ');
            put_envelope(out, inner);
            out.push(b' ');
            match inner.parts.first() {
                Some(root) => put_structure(out, inner, root, extended, depth + 1),
                None => {
                    put_leaf(out, "TEXT", "PLAIN", None, b"");
                    out.push(b')');
                }
            }
            out.extend_from_slice(format!(" {}", lines_of(body)).as_bytes());
        }
        _ => {
            let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
            let (kind, subtype) = match content_type {
                Some(ct) => (ct.ctype(), ct.subtype().unwrap_or("plain")),
                None if is_text => ("text", "plain"),
                None => ("application", "octet-stream"),
            };
            let (kind, subtype) = (kind.to_uppercase(), subtype.to_uppercase());
            // These two have a syntax of their own that only a parsed part can fill.
            let (kind, subtype) = match kind.as_str() {
                "MULTIPART" => ("APPLICATION".to_owned(), "OCTET-STREAM".to_owned()),
                "MESSAGE" if subtype == "RFC822" || subtype == "GLOBAL" => {
                    ("APPLICATION".to_owned(), "OCTET-STREAM".to_owned())
                }
                _ => (kind, subtype),
            };
            put_leaf(out, &kind, &subtype, Some(part), body);
        }
    }
    if extended {
        out.extend_from_slice(b" NIL");
        put_disposition(out, part);
        out.extend_from_slice(b" NIL NIL");
    }
    out.push(b')');
}

/// The basic fields of a part that is no multipart, without its closing parenthesis.
fn put_leaf(
    out: &mut Vec<u8>,
    kind: &str,
    subtype: &str,
    part: Option<&MessagePart<'_>>,
    body: &[u8],
) {
    out.push(b'(');
    put_string(out, kind.as_bytes());
    out.push(b' ');
    put_string(out, subtype.as_bytes());
    out.push(b' ');
    match part.and_then(MimeHeaders::content_type) {
        Some(content_type) => put_parameters(out, Some(content_type)),
        None if kind == "TEXT" => out.extend_from_slice(b"(\"CHARSET\" \"us-ascii\")"),
        None => out.extend_from_slice(b"NIL"),
    }
    let id = part.and_then(MimeHeaders::content_id);
    let id = id.map(|id| format!("<{id}>"));
    out.push(b' ');
    put_nstring(out, id.as_deref().map(str::as_bytes));
    let description = part.and_then(MimeHeaders::content_description);
    out.push(b' ');
    put_nstring(out, description.map(encoded).as_deref().map(str::as_bytes));
    let encoding = part.and_then(MimeHeaders::content_transfer_encoding);
    out.push(b' ');
    put_string(out, encoding.unwrap_or("7BIT").to_uppercase().as_bytes());
    out.extend_from_slice(format!(" {}", body.len()).as_bytes());
    if kind == "TEXT" {
        out.extend_from_slice(format!(" {}", lines_of(body)).as_bytes());
    }
}

fn put_parameters(out: &mut Vec<u8>, of: Option<&ContentType<'_>>) {
    let attributes = of.and_then(ContentType::attributes).unwrap_or_default();
    if attributes.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    for (at, attribute) in attributes.iter().enumerate() {
        out.push(if at == 0 { b'(' } else { b' ' });
        // Other characters than ASCII travel as RFC 2231 has them.
        let (name, value) = match attribute.value.is_ascii() {
            true => (attribute.name.to_string(), attribute.value.to_string()),
            false => (
                format!("{}*", attribute.name),
                format!("utf-8''{}", percent_encoded(&attribute.value)),
            ),
        };
        put_string(out, name.as_bytes());
        out.push(b' ');
        put_string(out, value.as_bytes());
    }
    out.push(b')');
}

fn put_disposition(out: &mut Vec<u8>, part: &MessagePart<'_>) {
    out.push(b' ');
    let Some(disposition) = part.content_disposition() else {
        out.extend_from_slice(b"NIL");
        return;
    };
    out.push(b'(');
    put_string(out, disposition.ctype().as_bytes());
    out.push(b' ');
    put_parameters(out, Some(disposition));
    out.push(b')');
}

fn lines_of(body: &[u8]) -> usize {
    let feeds = body.iter().filter(|b| **b == b'\n').count();
    feeds + usize::from(!body.is_empty() && !body.ends_with(b"\n"))
}

#[cfg(test)]
mod tests {
    use imap_codec::ResponseCodec;
    use imap_codec::decode::Decoder;
    use imap_codec::imap_types::core::Vec1;
    use proptest::prelude::*;

    use super::*;

    const NESTED: &[u8] = b"From: =?utf-8?B?w4RyZ2Vy?= <a@x.example>\r\nTo: List: b@x.example, c@x.example;\r\nSubject: =?utf-8?Q?=C3=84?=\r\n more\r\nMessage-ID: <1@x>\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHallo\r\nWelt\r\n--q\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/alternative; boundary=z\r\n\r\n--z\r\n\r\nplain\r\n--z\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--z--\r\n--q\r\nContent-Type: application/pdf; name*=utf-8''M%C3%A4rz.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nQUJD\r\n--q--\r\n";

    fn part(numbers: &[u32]) -> Part {
        let numbers: Vec<_> = numbers.iter().map(|n| (*n).try_into().unwrap()).collect();
        Part(Vec1::try_from(numbers).unwrap())
    }

    fn decodes(items: &[u8]) -> String {
        let line = [b"* 1 FETCH (", items, b")\r\n"].concat();
        let (rest, response) = ResponseCodec::new()
            .decode(&line)
            .unwrap_or_else(|e| panic!("{e:?}: {}", String::from_utf8_lossy(&line)));
        assert!(rest.is_empty());
        format!("{response:?}")
    }

    #[test]
    fn parts_are_found_by_their_numbers() {
        let parsed = Parsed::new(NESTED);
        let text = |section: Section<'_>| {
            let bytes = parsed.section(Some(&section));
            bytes.map(|b| String::from_utf8(b).unwrap())
        };
        assert_eq!(text(Section::Part(part(&[1]))).unwrap(), "Hallo\r\nWelt");
        assert_eq!(text(Section::Part(part(&[2, 1]))).unwrap(), "plain");
        assert_eq!(text(Section::Part(part(&[2, 2]))).unwrap(), "<p>x");
        assert_eq!(text(Section::Part(part(&[3]))).unwrap(), "QUJD");
        assert_eq!(text(Section::Part(part(&[4]))), None);
        assert_eq!(text(Section::Part(part(&[1, 1]))), None);
        let inner = text(Section::Header(Some(part(&[2])))).unwrap();
        assert!(inner.starts_with("Subject: inner\r\n") && inner.ends_with("\r\n\r\n"));
        assert_eq!(text(Section::Header(Some(part(&[1])))), None);
        assert!(text(Section::Mime(part(&[3]))).unwrap().contains("base64"));
        let names = Vec1::try_from(vec!["subject".try_into().unwrap()]).unwrap();
        assert_eq!(
            text(Section::HeaderFields(None, names)).unwrap(),
            "Subject: =?utf-8?Q?=C3=84?=\r\n more\r\n\r\n"
        );
    }

    #[test]
    fn envelope_and_structure_are_what_another_library_reads() {
        let parsed = Parsed::new(NESTED);
        let envelope = [b"ENVELOPE ".as_slice(), &parsed.envelope()].concat();
        let read = decodes(&envelope);
        assert!(read.contains("=?utf-8?B?w4RyZ2Vy?="), "{read}");
        for (name, extended) in [("BODY ", false), ("BODYSTRUCTURE ", true)] {
            let structure = parsed.structure(extended);
            decodes(&[name.as_bytes(), &structure].concat());
        }
        let text = String::from_utf8(parsed.structure(true)).unwrap();
        assert!(
            text.contains("\"name*\" \"utf-8''M%C3%A4rz.pdf\""),
            "{text}"
        );
    }

    #[test]
    fn a_million_nested_messages_are_not_parsed() {
        let raw = b"Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
        decodes(
            &[
                b"BODYSTRUCTURE ".as_slice(),
                &Parsed::new(&raw).structure(true),
            ]
            .concat(),
        );
    }

    proptest! {
        #[test]
        fn whatever_the_message_the_answers_can_be_read(
            cut in 0..NESTED.len(),
            put in proptest::collection::vec(any::<u8>(), 0..8),
            skip in 0_usize..8,
        ) {
            let mut raw = NESTED.get(..cut).unwrap().to_vec();
            raw.extend(put);
            raw.extend(NESTED.iter().skip(cut + skip));
            let parsed = Parsed::new(&raw);
            decodes(&[b"ENVELOPE ".as_slice(), &parsed.envelope()].concat());
            decodes(&[b"BODYSTRUCTURE ".as_slice(), &parsed.structure(true)].concat());
            for numbers in [&[1][..], &[2], &[2, 1], &[2, 2, 1], &[3]] {
                parsed.section(Some(&Section::Part(part(numbers))));
                parsed.section(Some(&Section::Mime(part(numbers))));
                parsed.section(Some(&Section::Text(Some(part(numbers)))));
            }
        }
    }
}
