//! Messages from their parts: what the demo's people write (RFC 5322, 2045 to 2047).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

/// Longest encoded word (RFC 2047 2), in characters.
const MAX_WORD: usize = 75;

/// A file in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AttachedFile {
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) bytes: Vec<u8>,
    /// With this Content-ID it is shown within the HTML.
    pub(super) content_id: Option<String>,
}

/// A message before it is bytes. Addresses are written `Name <address>` or `address`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) from: String,
    pub(super) sender: Option<String>,
    pub(super) to: Vec<String>,
    pub(super) cc: Vec<String>,
    pub(super) subject: String,
    /// Without its angle brackets, as the next two.
    pub(super) message_id: String,
    pub(super) in_reply_to: Option<String>,
    pub(super) references: Vec<String>,
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// ISO-8859-1 instead of UTF-8.
    pub(super) latin1: bool,
    /// Whole header lines besides the usual.
    pub(super) more_headers: Vec<String>,
    pub(super) files: Vec<AttachedFile>,
}

impl Outline {
    /// The message as bytes, with CRLF and no line of more than 998 octets.
    pub(super) fn to_bytes(&self, date: Timestamp) -> Vec<u8> {
        let mut head = String::new();
        let mut header = |name: &str, value: &str| {
            let _ = write!(head, "{name}: {value}\r\n");
        };
        header("Date", &date_header(date));
        header("From", &address(&self.from));
        if let Some(sender) = &self.sender {
            header("Sender", &address(sender));
        }
        let list = |list: &[String]| -> String {
            let list: Vec<String> = list.iter().map(|a| address(a)).collect();
            list.join(",\r\n ")
        };
        header("To", &list(&self.to));
        if !self.cc.is_empty() {
            header("Cc", &list(&self.cc));
        }
        header("Subject", &encode_words(&self.subject));
        header("Message-ID", &format!("<{}>", self.message_id));
        if let Some(original) = &self.in_reply_to {
            header("In-Reply-To", &format!("<{original}>"));
        }
        if !self.references.is_empty() {
            let ids: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
            header("References", &ids.join("\r\n "));
        }
        for line in &self.more_headers {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head.push_str("MIME-Version: 1.0\r\n");
        head.push_str(&self.body());
        head.into_bytes()
    }

    fn body(&self) -> String {
        let (charset, text) = self.text_part();
        let text = format!("Content-Type: text/plain; charset={charset}\r\n{text}");
        let shown = match &self.html {
            None => text,
            Some(html) => {
                let html = format!(
                    "Content-Type: text/html; charset=utf-8\r\n{}",
                    base64_body(html.as_bytes())
                );
                let inline: Vec<String> = self
                    .files
                    .iter()
                    .filter(|f| f.content_id.is_some())
                    .map(file_part)
                    .collect();
                let html = if inline.is_empty() {
                    html
                } else {
                    let parts: Vec<String> = std::iter::once(html).chain(inline).collect();
                    self.multipart("related", &parts)
                };
                self.multipart("alternative", &[text, html])
            }
        };
        let files = self
            .files
            .iter()
            .filter(|f| f.content_id.is_none() || self.html.is_none());
        let files: Vec<String> = files.map(file_part).collect();
        if files.is_empty() {
            return shown;
        }
        let parts: Vec<String> = std::iter::once(shown).chain(files).collect();
        self.multipart("mixed", &parts)
    }

    fn text_part(&self) -> (&'static str, String) {
        let text = self.text.replace('\n', "\r\n");
        if self.latin1 {
            let bytes: Vec<u8> = text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect();
            return ("iso-8859-1", quoted_printable(&bytes));
        }
        let short = text.lines().all(|l| l.len() <= 200);
        if text.is_ascii() && short {
            return (
                "us-ascii",
                format!("Content-Transfer-Encoding: 7bit\r\n\r\n{text}\r\n"),
            );
        }
        // Mostly Latin letters stay readable; other scripts would triple in size.
        let wide = text.chars().filter(|c| !c.is_ascii()).count() * 4;
        if wide < text.len() {
            ("utf-8", quoted_printable(text.as_bytes()))
        } else {
            ("utf-8", base64_body(text.as_bytes()))
        }
    }

    fn multipart(&self, kind: &str, parts: &[String]) -> String {
        // Stable for one message and level; no text of ours holds it.
        let boundary = format!(
            "=_{kind}_{:x}",
            self.message_id.len() * 7919 + self.text.len()
        );
        let mut out = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
        for part in parts {
            let _ = write!(out, "--{boundary}\r\n{part}\r\n");
        }
        let _ = write!(out, "--{boundary}--\r\n");
        out
    }
}

fn file_part(file: &AttachedFile) -> String {
    let name = if file.name.is_ascii() {
        format!("filename=\"{}\"", file.name.replace(['"', '\\'], "_"))
    } else {
        format!("filename*=utf-8''{}", percent_encoded(&file.name))
    };
    let place = match &file.content_id {
        Some(id) => format!("Content-ID: <{id}>\r\nContent-Disposition: inline; {name}"),
        None => format!("Content-Disposition: attachment; {name}"),
    };
    let kind = &file.content_type;
    format!(
        "Content-Type: {kind}\r\n{place}\r\n{}",
        base64_body(&file.bytes)
    )
}

fn base64_body(bytes: &[u8]) -> String {
    let mut out = String::from("Content-Transfer-Encoding: base64\r\n\r\n");
    let encoded = STANDARD.encode(bytes);
    let mut rest = encoded.as_str();
    while let Some((line, next)) = rest.split_at_checked(76) {
        out.push_str(line);
        out.push_str("\r\n");
        rest = next;
    }
    out.push_str(rest);
    out.push_str("\r\n");
    out
}

fn quoted_printable(bytes: &[u8]) -> String {
    let mut out = String::from("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    let text: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    for line in text {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut width = 0;
        for (at, byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let plain = (b'!'..=b'~').contains(byte) && *byte != b'=' || *byte == b' ' && !last;
            let piece = match plain {
                true => char::from(*byte).to_string(),
                false => format!("={byte:02X}"),
            };
            if width + piece.len() > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            width += piece.len();
            out.push_str(&piece);
        }
        out.push_str("\r\n");
    }
    out
}

/// A date as RFC 5322 3.3 writes it, in UTC.
pub(super) fn date_header(date: Timestamp) -> String {
    date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// `Name <address>` with its name quoted or encoded.
pub(super) fn address(text: &str) -> String {
    let Some((name, rest)) = text.split_once('<') else {
        return text.to_owned();
    };
    let name = name.trim().trim_matches('"');
    if name.is_empty() {
        return format!("<{rest}");
    }
    if !name.is_ascii() {
        return format!("{}\r\n <{rest}", encode_words(name));
    }
    let special = name.contains(|c: char| !c.is_ascii_alphanumeric() && !" '-".contains(c));
    if special {
        format!("\"{}\" <{rest}", name.replace(['"', '\\'], "'"))
    } else {
        format!("{name} <{rest}")
    }
}

/// A text for a header: as it is when it is ASCII, else in encoded words (RFC 2047), one a line.
pub(super) fn encode_words(text: &str) -> String {
    if text.is_ascii() && !text.contains(char::is_control) {
        return text.to_owned();
    }
    // 75 less `=?utf-8?B?` and `?=`, in whole base64 groups, is 45 octets.
    let room = (MAX_WORD - 12) / 4 * 3;
    let mut words: Vec<String> = Vec::new();
    let mut piece = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if piece.len() + c.len_utf8() > room {
            words.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    words.push(piece);
    let words: Vec<String> = words
        .iter()
        .map(|w| format!("=?utf-8?B?{}?=", STANDARD.encode(w)))
        .collect();
    words.join("\r\n ")
}

/// A text as RFC 2231 parameters and URLs write it.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};

    use super::*;

    fn outline() -> Outline {
        Outline {
            from: "佐藤 恵子 <keiko@x.example>".to_owned(),
            to: vec!["\"ACME, Inc.\" <support@acme.example>".to_owned()],
            subject: "Ein sehr langer Betreff, damit er in mehrere kodierte Wörter zerfällt: 返品について".to_owned(),
            message_id: "1@x.example".to_owned(),
            references: vec!["a@x".to_owned(), "b@x".to_owned()],
            text: "Grüße\nund  Zeilen=\n".to_owned(),
            html: Some("<p>Grüße</p>".to_owned()),
            files: vec![AttachedFile {
                name: "März.pdf".to_owned(),
                content_type: "application/pdf".to_owned(),
                bytes: vec![0, 1, 2, 255],
                content_id: None,
            }],
            ..Outline::default()
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for latin1 in [false, true] {
            let outline = Outline {
                latin1,
                ..outline()
            };
            let bytes = outline.to_bytes(Timestamp::UNIX_EPOCH);
            let message = MessageParser::default().parse(&bytes).unwrap();
            assert_eq!(message.subject(), Some(outline.subject.as_str()));
            let from = message.from().unwrap().first().unwrap();
            assert_eq!(from.name(), Some("佐藤 恵子"));
            assert_eq!(
                message.body_text(0).unwrap().trim_end(),
                "Grüße\r\nund  Zeilen=".trim_end()
            );
            assert_eq!(message.body_html(0).unwrap().trim_end(), "<p>Grüße</p>");
            let file = message.attachment(0).unwrap();
            assert_eq!(file.attachment_name(), Some("März.pdf"));
            assert_eq!(file.contents(), [0, 1, 2, 255]);
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                text.split("\r\n")
                    .all(|l| l.len() <= 998 && !l.contains(['\r', '\n']))
            );
            assert!(text.starts_with("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"));
        }
    }

    #[test]
    fn encoded_words_are_short_and_whole() {
        let text = "ä".repeat(100);
        let encoded = encode_words(&text);
        assert!(encoded.split("\r\n ").all(|w| w.len() <= MAX_WORD));
        assert_eq!(encode_words("plain"), "plain");
        assert!(!encode_words("a\r\nb").contains("a\r\nb"));
    }
}
