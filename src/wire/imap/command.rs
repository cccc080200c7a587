//! Commands as typed pieces. Nothing reaches the wire as a string but what this file has checked,
//! so no text can end a line or begin another command.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use secrecy::zeroize::Zeroizing;

use super::folder_name::FolderName;
use super::uid_set::UidSet;
use crate::domain::Rights;
use crate::wire::WireError;

/// Longest string that is quoted; longer ones go as literals.
const MAX_QUOTED: usize = 800;

/// Longest string argument, in octets.
const MAX_STRING: usize = 64 * 1024;

/// The months, as IMAP writes them.
pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A part of a command.
pub(super) enum Part<'a> {
    /// Goes out as it is. Wiped when dropped, since it may hold a password.
    Text(Zeroizing<Vec<u8>>),
    /// Goes out as a literal.
    Literal(Cow<'a, [u8]>),
}

/// A command without its tag.
pub(super) struct Command<'a> {
    /// What it is called in errors.
    pub(super) step: &'static str,
    pub(super) parts: Vec<Part<'a>>,
}

impl<'a> Command<'a> {
    /// A command that begins with these words of ours.
    pub(super) fn new(step: &'static str, words: &'static str) -> Self {
        Self {
            step,
            parts: Vec::new(),
        }
        .words(words)
    }

    fn push(mut self, octets: &[u8]) -> Self {
        if let Some(Part::Text(text)) = self.parts.last_mut() {
            text.extend_from_slice(octets);
        } else {
            // Room enough that a password is not left behind in memory that grew.
            let mut text = Vec::with_capacity(4096);
            text.extend_from_slice(octets);
            self.parts.push(Part::Text(Zeroizing::new(text)));
        }
        self
    }

    /// More words of ours.
    pub(super) fn words(self, words: &'static str) -> Self {
        debug_assert!(!words.contains(['\r', '\n', '\0']));
        self.push(words.as_bytes())
    }

    /// A number.
    pub(super) fn number(self, number: u64) -> Self {
        self.push(number.to_string().as_bytes())
    }

    /// A set of UIDs.
    pub(super) fn uids(self, uids: &UidSet) -> Self {
        self.push(uids.to_wire().as_bytes())
    }

    /// A string: quoted where it is printable US-ASCII, else a literal.
    ///
    /// # Errors
    /// `Unsendable` for CR, LF and NUL, which mean nothing in any string that we send, and for
    /// more than 64 KiB.
    pub(super) fn string(mut self, text: &str) -> Result<Self, WireError> {
        if text.bytes().any(|b| matches!(b, 0 | b'\r' | b'\n')) {
            return Err(WireError::Unsendable {
                what: "a line break or NUL in a text",
            });
        }
        if text.len() > MAX_STRING {
            return Err(WireError::Unsendable {
                what: "a text above 64 KiB",
            });
        }
        if text.len() > MAX_QUOTED || !text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            self.parts
                .push(Part::Literal(Cow::Owned(text.as_bytes().to_vec())));
            return Ok(self);
        }
        let mut quoted = Zeroizing::new(Vec::with_capacity(2 * text.len() + 2));
        quoted.push(b'"');
        for b in text.bytes() {
            if matches!(b, b'"' | b'\\') {
                quoted.push(b'\\');
            }
            quoted.push(b);
        }
        quoted.push(b'"');
        Ok(self.push(&quoted))
    }

    /// A folder's name in its exact wire form.
    ///
    /// # Errors
    /// As [`Command::string`]; a [`FolderName`] gives no cause for one.
    pub(super) fn folder(self, name: &FolderName) -> Result<Self, WireError> {
        self.string(name.wire())
    }

    /// A keyword as it is.
    ///
    /// # Errors
    /// `Unsendable` if it is none.
    pub(super) fn keyword(self, name: &str) -> Result<Self, WireError> {
        if name.starts_with('\\') || !is_flag(name) {
            return Err(WireError::Unsendable {
                what: "a keyword that is none",
            });
        }
        Ok(self.push(name.as_bytes()))
    }

    /// Flags in parentheses: system flags and keywords, each checked.
    ///
    /// # Errors
    /// `Unsendable` if one is neither.
    pub(super) fn flags<'f>(
        self,
        names: impl IntoIterator<Item = &'f str>,
    ) -> Result<Self, WireError> {
        let mut list = String::from("(");
        for name in names {
            if !is_flag(name) {
                return Err(WireError::Unsendable {
                    what: "a flag that is no IMAP atom",
                });
            }
            if list.len() > 1 {
                list.push(' ');
            }
            list.push_str(name);
        }
        list.push(')');
        Ok(self.push(list.as_bytes()))
    }

    /// A name of a header field.
    ///
    /// # Errors
    /// `Unsendable` if it is none (RFC 5322 2.2).
    pub(super) fn header_name(self, name: &str) -> Result<Self, WireError> {
        let usable = !name.is_empty()
            && name.len() <= 100
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if usable {
            Ok(self.push(name.as_bytes()))
        } else {
            Err(WireError::Unsendable {
                what: "a name that no header field can have",
            })
        }
    }

    /// Rights, with a sign before them where they are added or taken away.
    pub(super) fn rights(self, sign: &'static str, rights: Rights) -> Self {
        self.push(format!("\"{sign}{rights}\"").as_bytes())
    }

    /// A time, as INTERNALDATE is written, in UTC.
    pub(super) fn date_time(self, time: Timestamp) -> Self {
        let utc = jiff::tz::Offset::UTC.to_datetime(time);
        let month = usize::try_from(utc.month() - 1)
            .ok()
            .and_then(|i| MONTHS.get(i))
            .unwrap_or(&"Jan");
        let (day, year) = (utc.day(), utc.year().max(0));
        let (hour, minute, second) = (utc.hour(), utc.minute(), utc.second());
        self.push(
            format!("\"{day:2}-{month}-{year:04} {hour:02}:{minute:02}:{second:02} +0000\"")
                .as_bytes(),
        )
    }

    /// A day, as SEARCH takes it.
    pub(super) fn date(self, day: Date) -> Self {
        let month = usize::try_from(day.month() - 1)
            .ok()
            .and_then(|i| MONTHS.get(i))
            .unwrap_or(&"Jan");
        self.push(format!("{}-{month}-{:04}", day.day(), day.year().max(0)).as_bytes())
    }

    /// Base64, as AUTHENTICATE takes it.
    pub(super) fn base64(self, octets: &[u8]) -> Self {
        use base64::Engine as _;
        let mut encoded = Zeroizing::new(vec![0u8; octets.len().div_ceil(3) * 4]);
        let written = base64::engine::general_purpose::STANDARD
            .encode_slice(octets, &mut encoded)
            .unwrap_or(0);
        self.push(encoded.get(..written).unwrap_or_default())
    }

    /// A message, as a literal.
    ///
    /// # Errors
    /// `Unsendable` for NUL in it, which a literal cannot hold (RFC 9051 `CHAR8`).
    pub(super) fn message(mut self, message: &'a [u8]) -> Result<Self, WireError> {
        if message.contains(&0) {
            return Err(WireError::Unsendable {
                what: "NUL in a message",
            });
        }
        self.parts.push(Part::Literal(Cow::Borrowed(message)));
        Ok(self)
    }

    /// Can it be sent in one go, with literals up to this size unasked?
    pub(super) fn needs_no_waiting(&self, unasked: usize) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Literal(octets) => octets.len() <= unasked,
        })
    }
}

/// May this go out as a flag: an atom (RFC 9051 9), perhaps with a backslash before it?
fn is_flag(name: &str) -> bool {
    let atom = name.strip_prefix('\\').unwrap_or(name);
    !atom.is_empty()
        && name.len() <= 200
        && atom
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"(){%*\"\\]".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::imap::cursor::Cursor;
    use proptest::prelude::*;

    /// As it goes out, with unasked literals.
    fn wire(command: &Command<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        for part in &command.parts {
            match part {
                Part::Text(text) => out.extend_from_slice(text),
                Part::Literal(octets) => {
                    out.extend_from_slice(format!("{{{}+}}\r\n", octets.len()).as_bytes());
                    out.extend_from_slice(octets);
                }
            }
        }
        out
    }

    #[test]
    fn nothing_can_end_the_line() {
        for bad in ["a\r\nA2 DELETE INBOX", "a\nb", "a\rb", "a\0b"] {
            assert!(Command::new("x", "X ").string(bad).is_err());
            assert!(Command::new("x", "X ").flags([bad]).is_err());
            assert!(Command::new("x", "X ").header_name(bad).is_err());
        }
        assert!(Command::new("x", "X ").flags(["a b"]).is_err());
        assert!(Command::new("x", "X ").flags(["\\"]).is_err());
        assert!(Command::new("x", "X ").header_name("X Y").is_err());
        assert!(Command::new("x", "X ").message(b"a\0").is_err());
    }

    #[test]
    fn dates_are_of_fixed_width() {
        let time: Timestamp = "1994-02-07T21:52:25Z".parse().unwrap();
        assert_eq!(
            wire(&Command::new("x", "").date_time(time)),
            b"\" 7-Feb-1994 21:52:25 +0000\""
        );
        assert_eq!(
            wire(&Command::new("x", "").date(jiff::civil::date(1994, 2, 7))),
            b"7-Feb-1994"
        );
        let read = super::super::answer::internal_date(" 7-Feb-1994 21:52:25 +0000");
        assert_eq!(read, Some(time));
    }

    #[test]
    fn base64_is_whole() {
        assert_eq!(
            wire(&Command::new("x", "").base64(b"\0anna\0pw")),
            b"AGFubmEAcHc="
        );
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_as_it_was(text in "[^\\r\\n\\x00]{0,60}") {
            let command = Command::new("x", "").string(&text).unwrap();
            let out = wire(&command);
            let mut cursor = Cursor::new(&out);
            prop_assert_eq!(cursor.string(), Some(text.into_bytes()));
            prop_assert!(cursor.rest().is_empty());
        }

        #[test]
        fn outside_of_literals_there_is_no_line_break(text in any::<String>()) {
            if let Ok(command) = Command::new("x", "LOGIN ").string(&text) {
                for part in &command.parts {
                    if let Part::Text(text) = part {
                        prop_assert!(text.iter().all(|b| matches!(b, b' '..=b'~')));
                    }
                }
            }
        }

        #[test]
        fn folder_names_round_trip(text in "[^\\x00-\\x1f\\x7f-\\x9f]{1,40}") {
            let name = FolderName::from_text(&text).unwrap();
            let out = wire(&Command::new("x", "").folder(&name).unwrap());
            let mut cursor = Cursor::new(&out);
            let back = FolderName::from_wire(&cursor.text().unwrap()).unwrap();
            prop_assert_eq!(&back, &name);
            if !name.is_inbox() {
                prop_assert_eq!(back.text(), text);
            }
        }
    }
}
