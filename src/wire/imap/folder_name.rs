//! The name of a folder on a server: what goes onto the wire, and what a person reads.

use std::fmt;

use super::utf7;

/// Longest name taken, in octets of its wire form. A thousand characters outside ASCII fit.
const MAX_WIRE: usize = 4096;

/// A folder's name as one server knows it.
///
/// It keeps the exact wire form, so a name that is not proper modified UTF-7 can still be opened.
/// Two names are the same if their wire forms are; only `INBOX` ignores case (RFC 9051 5.1).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FolderName {
    wire: String,
}

/// Why a text cannot be the name of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a folder cannot have this name")]
pub struct FolderNameError;

impl FolderName {
    /// The Inbox of the account.
    #[must_use]
    pub fn inbox() -> Self {
        Self {
            wire: "INBOX".to_owned(),
        }
    }

    /// A name as the server sends it: unquoted, modified UTF-7 or UTF-8.
    ///
    /// # Errors
    /// [`FolderNameError`] for CR, LF or NUL in it, for an empty name and above 4096 octets.
    pub fn from_wire(wire: &str) -> Result<Self, FolderNameError> {
        let unusable = wire.is_empty()
            || wire.len() > MAX_WIRE
            || wire.bytes().any(|b| matches!(b, 0 | b'\r' | b'\n'));
        if unusable {
            return Err(FolderNameError);
        }
        if wire.eq_ignore_ascii_case("INBOX") {
            return Ok(Self::inbox());
        }
        Ok(Self {
            wire: wire.to_owned(),
        })
    }

    /// The name for this text, in modified UTF-7.
    ///
    /// # Errors
    /// [`FolderNameError`] as for [`FolderName::from_wire`], and for other control characters.
    pub fn from_text(text: &str) -> Result<Self, FolderNameError> {
        if text.chars().any(char::is_control) {
            return Err(FolderNameError);
        }
        Self::from_wire(&utf7::encode(text))
    }

    /// The folder of this name below this one.
    ///
    /// # Errors
    /// [`FolderNameError`] also if the name is empty or holds the delimiter.
    pub fn child(&self, delimiter: char, name: &str) -> Result<Self, FolderNameError> {
        if name.is_empty() || name.contains(delimiter) || name.chars().any(char::is_control) {
            return Err(FolderNameError);
        }
        Self::from_wire(&format!("{}{delimiter}{}", self.wire, utf7::encode(name)))
    }

    /// The exact form for the wire, without quotes. This is what [`crate::domain::Folder`] keeps.
    #[must_use]
    pub fn wire(&self) -> &str {
        &self.wire
    }

    /// The name as text, decoded where it is proper modified UTF-7 and as it is otherwise. It comes
    /// from outside and may hold any printable or control character except CR, LF and NUL.
    #[must_use]
    pub fn text(&self) -> String {
        utf7::decode(&self.wire).unwrap_or_else(|| self.wire.clone())
    }

    /// Its parts from the root down, decoded; one part where the server has no hierarchy.
    #[must_use]
    pub fn parts(&self, delimiter: Option<char>) -> Vec<String> {
        let decoded = |part: &str| utf7::decode(part).unwrap_or_else(|| part.to_owned());
        match delimiter {
            // The delimiter stands outside of the encoding (RFC 3501 5.1.3), so parts decode alone.
            Some(delimiter) => self.wire.split(delimiter).map(decoded).collect(),
            None => vec![decoded(&self.wire)],
        }
    }

    /// Is it the account's own Inbox?
    #[must_use]
    pub fn is_inbox(&self) -> bool {
        self.wire == "INBOX"
    }
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FolderName({:?})", self.wire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_name_keeps_its_wire_form() {
        let name = FolderName::from_wire("&garbage/Entw&APw-rfe").unwrap();
        assert_eq!(name.wire(), "&garbage/Entw&APw-rfe");
        assert_eq!(name.text(), "&garbage/Entw&APw-rfe");
        assert_eq!(name.parts(Some('/')), ["&garbage", "Entwürfe"]);
    }

    #[test]
    fn nothing_that_could_end_a_line_is_a_name() {
        for bad in ["", "a\rb", "a\nb", "a\0b", &"x".repeat(4097)] {
            assert!(FolderName::from_wire(bad).is_err());
        }
        assert!(FolderName::from_text("a\u{7}").is_err());
        assert!(FolderName::inbox().child('/', "a/b").is_err());
    }

    #[test]
    fn the_inbox_has_one_name() {
        assert_eq!(FolderName::from_wire("inbox").unwrap(), FolderName::inbox());
        assert_ne!(
            FolderName::from_wire("inbox/a").unwrap(),
            FolderName::from_wire("INBOX/a").unwrap()
        );
        let child = FolderName::inbox().child('.', "Entwürfe").unwrap();
        assert_eq!(child.wire(), "INBOX.Entw&APw-rfe");
    }
}
