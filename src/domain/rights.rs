//! Rights on a folder: the IMAP ACL letters of RFC 4314.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One right of RFC 4314 2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// `l`: the folder is listed and may be subscribed.
    Lookup,
    /// `r`: SELECT, FETCH, STATUS.
    Read,
    /// `s`: `\Seen` may be set and is kept.
    Seen,
    /// `w`: flags and keywords other than `\Seen` and `\Deleted`.
    Write,
    /// `i`: APPEND and COPY into the folder.
    Insert,
    /// `p`: mail may be *delivered to* the folder's address. Never a right to send from it.
    Post,
    /// `k`: folders may be created below.
    Create,
    /// `x`: the folder may be deleted or renamed.
    DeleteFolder,
    /// `t`: `\Deleted` may be set.
    DeleteMessages,
    /// `e`: EXPUNGE.
    Expunge,
    /// `a`: the rights of others may be read and changed.
    Administer,
}

impl Right {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 11] = [
        Self::Lookup,
        Self::Read,
        Self::Seen,
        Self::Write,
        Self::Insert,
        Self::Post,
        Self::Create,
        Self::DeleteFolder,
        Self::DeleteMessages,
        Self::Expunge,
        Self::Administer,
    ];

    /// The letter.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Lookup => 'l',
            Self::Read => 'r',
            Self::Seen => 's',
            Self::Write => 'w',
            Self::Insert => 'i',
            Self::Post => 'p',
            Self::Create => 'k',
            Self::DeleteFolder => 'x',
            Self::DeleteMessages => 't',
            Self::Expunge => 'e',
            Self::Administer => 'a',
        }
    }

    fn bit(self) -> u16 {
        match self {
            Self::Lookup => 1,
            Self::Read => 1 << 1,
            Self::Seen => 1 << 2,
            Self::Write => 1 << 3,
            Self::Insert => 1 << 4,
            Self::Post => 1 << 5,
            Self::Create => 1 << 6,
            Self::DeleteFolder => 1 << 7,
            Self::DeleteMessages => 1 << 8,
            Self::Expunge => 1 << 9,
            Self::Administer => 1 << 10,
        }
    }
}

/// A set of rights.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rights(u16);

impl Rights {
    /// Every right there is.
    #[must_use]
    pub fn all() -> Self {
        Right::ALL.into_iter().collect()
    }

    /// Reads a rights string of a server that speaks RFC 4314 (`RIGHTS=` in its capabilities).
    ///
    /// The obsolete `c` and `d` are ignored, since such a server also sends what they stand for
    /// (RFC 4314 2.1.1). Letters of site-defined rights are ignored.
    #[must_use]
    pub fn parse(letters: &str) -> Self {
        Right::ALL
            .into_iter()
            .filter(|r| letters.contains(r.letter()))
            .collect()
    }

    /// Reads a rights string of a server that only speaks the older RFC 2086, where `c` and `d`
    /// stand for `kx` and `xte` (the widest reading of RFC 4314 2.1.1).
    #[must_use]
    pub fn parse_rfc2086(letters: &str) -> Self {
        let mut rights = Self::parse(letters);
        if letters.contains('c') {
            rights = rights.with(Right::Create).with(Right::DeleteFolder);
        }
        if letters.contains('d') {
            rights = rights
                .with(Right::DeleteMessages)
                .with(Right::Expunge)
                .with(Right::DeleteFolder);
        }
        rights
    }

    /// Is this right in the set?
    #[must_use]
    pub fn has(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// The set with this right added.
    #[must_use]
    pub fn with(self, right: Right) -> Self {
        Self(self.0 | right.bit())
    }

    /// The set without this right.
    #[must_use]
    pub fn without(self, right: Right) -> Self {
        Self(self.0 & !right.bit())
    }

    /// Are there no rights at all?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        rights.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Right::ALL
            .into_iter()
            .filter(|r| self.has(*r))
            .try_for_each(|r| write!(f, "{}", r.letter()))
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rights({self})")
    }
}

impl Serialize for Rights {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rights {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

/// Where we know the rights of a folder from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RightsSource {
    /// MYRIGHTS, or LIST … RETURN (MYRIGHTS) (RFC 4314, RFC 8440): the server's own list.
    MyRights,
    /// No ACL extension: READ-ONLY or READ-WRITE and PERMANENTFLAGS of a SELECT. An assumption
    /// that a NO corrects.
    Select,
    /// Nothing is known yet.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_in_any_order_and_written_in_one() {
        assert_eq!(Rights::parse("rl").to_string(), "lr");
        assert_eq!(Rights::parse("lrwstipekxacd").to_string(), "lrswipkxtea");
        assert_eq!(Rights::parse("lrwstipekxacd"), Rights::all());
        assert!(Rights::parse("0123cd").is_empty());
    }

    #[test]
    fn an_rfc_2086_server_means_more_by_c_and_d() {
        let rights = Rights::parse_rfc2086("lrcd");
        for right in [
            Right::Create,
            Right::DeleteFolder,
            Right::DeleteMessages,
            Right::Expunge,
        ] {
            assert!(rights.has(right), "{right:?}");
        }
        assert!(!rights.has(Right::Insert));
    }
}
