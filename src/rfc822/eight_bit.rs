//! Words in eight bits of which a mail does not say what they are: UTF-8 where they are that, else windows-1252, as
//! browsers (WHATWG Encoding Standard) and other mail programs read them. The parser would put a mark in place of each.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::{Encoding, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

/// What the parser puts in place of what it cannot read.
const LOST: char = char::REPLACEMENT_CHARACTER;
/// Messages inside messages whose words are looked at.
const DEEPEST: usize = 8;
/// So far into HTML its own word for its letters is looked for (HTML Living Standard 13.2.3.2).
const MAX_LOOKED_AT: usize = 1024;
/// Most octets of the fields of one part that are read a second time.
const MAX_FIELDS: usize = 256 * 1024;

/// Header bytes with every line in UTF-8: each that is not is taken for windows-1252.
pub(super) fn in_utf8(header: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(header).is_ok() {
        return Cow::Borrowed(header);
    }
    let mut all = Vec::with_capacity(header.len() * 2);
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(_) => all.extend_from_slice(line),
            Err(_) => all.extend_from_slice(western(line).as_bytes()),
        }
    }
    Cow::Owned(all)
}

/// The words of a message that the parser lost, put back from its octets.
pub(super) fn put_back(message: &mut Message<'_>) {
    within(message, DEEPEST);
}

fn within(message: &mut Message<'_>, deeper: usize) {
    let Message {
        parts, raw_message, ..
    } = message;
    for part in parts {
        fields(part, raw_message);
        let text = lost_text(part, raw_message);
        match (&mut part.body, text) {
            (PartType::Text(now) | PartType::Html(now), Some(text)) => *now = Cow::Owned(text),
            (PartType::Message(inner), _) if deeper > 0 => within(inner, deeper - 1),
            _ => {}
        }
    }
}

/// The fields of a part, where words of them are not UTF-8.
fn fields(part: &mut MessagePart<'_>, raw: &[u8]) {
    let Some(bytes) = between(raw, part.offset_header, part.offset_body) else {
        return;
    };
    if bytes.len() > MAX_FIELDS {
        return;
    }
    let Cow::Owned(mended) = in_utf8(bytes) else {
        return;
    };
    let read = AssertUnwindSafe(|| MessageParser::default().parse_headers(&mended));
    let Some(again) = catch_unwind(read).ok().flatten() else {
        return;
    };
    let again = again.into_owned().parts.into_iter().next();
    let again = again.map(|part| part.headers).unwrap_or_default();
    // The same fields in the same order, or it was read as something else.
    let is_same = again.len() == part.headers.len()
        && again
            .iter()
            .zip(&part.headers)
            .all(|(a, b)| a.name == b.name);
    if is_same {
        for (field, again) in part.headers.iter_mut().zip(again) {
            field.value = again.value;
        }
    }
}

/// A text of which something was lost, if nothing is said of its letters, read as they most likely are.
fn lost_text(part: &MessagePart<'_>, raw: &[u8]) -> Option<String> {
    let (text, is_html) = match &part.body {
        PartType::Text(text) => (text, false),
        PartType::Html(text) => (text, true),
        _ => return None,
    };
    let charset = part.content_type().and_then(|t| t.attribute("charset"));
    let is_said = charset.is_some_and(|charset| Encoding::for_label(charset.as_bytes()).is_some());
    if is_said || !text.contains(LOST) {
        return None;
    }
    let octets = between(raw, part.offset_body, part.offset_end)?;
    let octets = match part.encoding {
        Transfer::None => Cow::Borrowed(octets),
        Transfer::Base64 => Cow::Owned(base64_decode(octets)?),
        Transfer::QuotedPrintable => Cow::Owned(quoted_printable_decode(octets)?),
    };
    // It may hold the mark itself.
    if std::str::from_utf8(&octets).is_ok() {
        return None;
    }
    let said = if is_html { said_within(&octets) } else { None };
    let (text, _) = said
        .unwrap_or(WINDOWS_1252)
        .decode_without_bom_handling(&octets);
    Some(text.into_owned())
}

/// What HTML says of its letters itself: `<meta charset=…>`, or the same in `content`.
fn said_within(html: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset=";
    let html = html
        .get(..MAX_LOOKED_AT)
        .unwrap_or(html)
        .to_ascii_lowercase();
    let meta = html.windows(5).position(|found| found == b"<meta")?;
    let html = html.get(meta..)?;
    let at = html.windows(NAME.len()).position(|found| found == NAME)?;
    let value = html.get(at + NAME.len()..)?;
    let value = value
        .strip_prefix(b"\"")
        .or(value.strip_prefix(b"'"))
        .unwrap_or(value);
    let end = value
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
    let encoding = Encoding::for_label(value.get(..end.unwrap_or(value.len()))?)?;
    // It is not UTF-8, and what is read byte by byte is not UTF-16.
    let is_possible = encoding.is_ascii_compatible() && encoding != encoding_rs::UTF_8;
    is_possible.then_some(encoding)
}

fn western(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

fn between(raw: &[u8], from: u32, to: u32) -> Option<&[u8]> {
    raw.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}

#[cfg(test)]
mod tests {
    use super::super::{BodyPart, parse_header, parse_message};

    #[test]
    fn words_without_a_charset_are_read_as_other_programs_do() {
        let raw = b"From: J\xfcrgen M\xfcller <j@x.example>\r\n\
            Subject: =?windows-1252?Q?Gr=FC=DFe?= raw \xfc\r\nX: y\r\n\
            Content-Type: text/plain\r\n\r\nGr\xfc\xdfe aus M\xfcnchen \x80 5\r\n";
        let parsed = parse_message(raw).unwrap();
        assert_eq!(
            parsed.body,
            [BodyPart::Text("Grüße aus München € 5\n".into())]
        );
        for header in [parsed.header, parse_header(raw)] {
            assert_eq!(header.subject, "Grüße raw ü");
            let from = &header.participants.from[0];
            assert_eq!(from.name.as_deref(), Some("Jürgen Müller"));
        }
    }

    #[test]
    fn utf_8_and_what_is_named_stay_what_they_are() {
        for (head, body, expected) in [
            ("text/plain", "Grüße".as_bytes(), "Grüße"),
            ("text/plain; charset=utf-8", b"Gr\xfc", "Gr\u{fffd}"),
            ("text/plain; charset=iso-8859-2", b"\xb3", "ł"),
            ("text/plain; charset=x-nobody-knows", b"\xfc", "ü"),
            ("text/plain; charset=us-ascii", b"\xfc", "ü"),
        ] {
            let raw = [format!("Content-Type: {head}\r\n\r\n").as_bytes(), body].concat();
            let parsed = parse_message(&raw).unwrap();
            assert_eq!(parsed.body, [BodyPart::Text(expected.into())], "{head}");
        }
        // Both in one header.
        let header = parse_header(b"Subject: \xfc\r\nFrom: \xc3\xbc <a@b.example>\r\n\r\n");
        assert_eq!(header.subject, "ü");
        assert_eq!(header.participants.from[0].name.as_deref(), Some("ü"));
    }

    #[test]
    fn html_may_say_it_itself_and_files_within_are_named_so_too() {
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/html\r\n\r\n<meta charset=\"iso-8859-2\"><p>\xb3\r\n\
            --b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=FC=80\r\n\
            --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"Gr\xfc\xdfe.pdf\"\r\n\r\nx\r\n\
            --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: \xfc\r\n\r\n\xfc\r\n--b--\r\n";
        let parsed = parse_message(raw).unwrap();
        let BodyPart::Html(first) = &parsed.body[0] else {
            panic!("{:?}", parsed.body)
        };
        assert!(first.contains("<p>ł"), "{first}");
        let BodyPart::Html(second) = &parsed.body[1] else {
            panic!("{:?}", parsed.body)
        };
        assert_eq!(second.trim_end(), "<p>ü€");
        let names: Vec<_> = parsed.attachments.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["Grüße.pdf", "ü.eml"]);
    }
}
