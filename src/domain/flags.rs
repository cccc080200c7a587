//! Message flags (RFC 9051 2.3.2).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Most keywords kept for one message; a server or colleague may set any number.
const MAX_KEYWORDS: usize = 64;

/// Longest keyword kept, in bytes.
const MAX_KEYWORD_LEN: usize = 100;

/// The flags that every IMAP server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SystemFlag {
    /// `\Seen`
    Seen,
    /// `\Answered`
    Answered,
    /// `\Flagged`
    Flagged,
    /// `\Draft`
    Draft,
    /// `\Deleted`
    Deleted,
}

impl SystemFlag {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Seen,
        Self::Answered,
        Self::Flagged,
        Self::Draft,
        Self::Deleted,
    ];

    /// The name on the wire, with its backslash.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Seen => "\\Seen",
            Self::Answered => "\\Answered",
            Self::Flagged => "\\Flagged",
            Self::Draft => "\\Draft",
            Self::Deleted => "\\Deleted",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Self::Seen => 1,
            Self::Answered => 2,
            Self::Flagged => 4,
            Self::Draft => 8,
            Self::Deleted => 16,
        }
    }
}

/// The flags of a message: system flags and keywords. `\Recent` is not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    system: u8,
    keywords: BTreeSet<String>,
}

impl Flags {
    /// Reads the flags as a server lists them; what is unknown, too long or too many is left out.
    #[must_use]
    pub fn from_wire<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut flags = Self::default();
        for name in names {
            flags.insert(name);
        }
        flags
    }

    /// Is this system flag set?
    #[must_use]
    pub fn has(&self, flag: SystemFlag) -> bool {
        self.system & flag.bit() != 0
    }

    /// Is this keyword set? Keywords are compared without case (RFC 9051 2.3.2).
    #[must_use]
    pub fn has_keyword(&self, keyword: &str) -> bool {
        self.keywords
            .iter()
            .any(|k| k.eq_ignore_ascii_case(keyword))
    }

    /// The keywords, in order.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// All names as on the wire.
    #[must_use]
    pub fn to_wire(&self) -> Vec<String> {
        let system = SystemFlag::ALL
            .iter()
            .filter(|f| self.has(**f))
            .map(|f| f.wire().to_owned());
        system.chain(self.keywords.iter().cloned()).collect()
    }

    /// Sets a flag by its wire name. Returns false when it is not one that can be kept.
    pub fn insert(&mut self, name: &str) -> bool {
        if let Some(flag) = system_flag(name) {
            self.system |= flag.bit();
            return true;
        }
        let usable = is_keyword(name) && self.keywords.len() < MAX_KEYWORDS;
        if usable && !self.has_keyword(name) {
            self.keywords.insert(name.to_owned());
        }
        usable
    }

    /// Clears a flag by its wire name.
    pub fn remove(&mut self, name: &str) {
        match system_flag(name) {
            Some(flag) => self.system &= !flag.bit(),
            None => self.keywords.retain(|k| !k.eq_ignore_ascii_case(name)),
        }
    }

    /// Carries out a change.
    pub fn apply(&mut self, change: &FlagChange) {
        for name in &change.add {
            self.insert(name);
        }
        for name in &change.remove {
            self.remove(name);
        }
    }
}

fn system_flag(name: &str) -> Option<SystemFlag> {
    SystemFlag::ALL
        .into_iter()
        .find(|f| f.wire().eq_ignore_ascii_case(name))
}

/// Is this a keyword that may go onto the wire: an IMAP atom (RFC 9051 9), not a system flag?
pub(super) fn is_keyword(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_KEYWORD_LEN && name.chars().all(is_of_keyword)
}

/// May this stand in a keyword?
fn is_of_keyword(letter: char) -> bool {
    letter.is_ascii_graphic() && !"(){%*\"\\]".contains(letter)
}

/// Why a word that somebody typed is no keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeywordFlaw {
    /// There is none.
    Empty,
    /// It is longer than is kept.
    Long,
    /// It begins with a sign that says whether it is to be set: it is a mistyped option.
    Sign(char),
    /// This cannot stand in one.
    Letter(char),
}

/// A keyword as somebody typed it: on the command line, and in the window.
pub(super) fn typed_keyword(name: &str) -> Result<&str, KeywordFlaw> {
    if let Some(sign) = name.chars().next().filter(|first| "+-".contains(*first)) {
        return Err(KeywordFlaw::Sign(sign));
    }
    if let Some(letter) = name.chars().find(|letter| !is_of_keyword(*letter)) {
        return Err(KeywordFlaw::Letter(letter));
    }
    match name {
        "" => Err(KeywordFlaw::Empty),
        name if is_keyword(name) => Ok(name),
        _ => Err(KeywordFlaw::Long),
    }
}

/// A system flag by its name without the backslash, as it is typed.
pub(super) fn typed_flag(name: &str) -> Option<SystemFlag> {
    let mut all = SystemFlag::ALL.into_iter();
    all.find(|flag| (flag.wire().trim_start_matches('\\')).eq_ignore_ascii_case(name))
}

impl Serialize for Flags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Flags {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        Ok(Self::from_wire(names.iter().map(String::as_str)))
    }
}

/// Flags to set and to clear, by their wire names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagChange {
    /// To set.
    pub add: Vec<String>,
    /// To clear.
    pub remove: Vec<String>,
}

impl FlagChange {
    /// Does it say what was done with a message, which others see by it: that it was answered, or passed
    /// on?
    #[must_use]
    pub fn says_what_was_done(&self) -> bool {
        let says = |flag: &String| {
            flag.eq_ignore_ascii_case(SystemFlag::Answered.wire())
                || flag.eq_ignore_ascii_case("$Forwarded")
        };
        self.add.iter().any(says)
    }

    /// Sets or clears one system flag.
    #[must_use]
    pub fn system(flag: SystemFlag, on: bool) -> Self {
        let name = vec![flag.wire().to_owned()];
        if on {
            Self {
                add: name,
                remove: Vec::new(),
            }
        } else {
            Self {
                add: Vec::new(),
                remove: name,
            }
        }
    }

    /// Reads `+seen`, `-flagged`, `+$Forwarded` as on the command line.
    ///
    /// Returns `None` when the sign is missing or the name is neither a system flag nor a keyword.
    /// A keyword with a sign of its own is none either: it is a mistyped option.
    #[must_use]
    pub fn parse(words: &[&str]) -> Option<Self> {
        let mut change = Self::default();
        for word in words {
            let (list, name) = match (word.strip_prefix('+'), word.strip_prefix('-')) {
                (Some(name), _) => (&mut change.add, name),
                (None, Some(name)) => (&mut change.remove, name),
                (None, None) => return None,
            };
            list.push(match typed_flag(name) {
                Some(flag) => flag.wire().to_owned(),
                None => typed_keyword(name).ok()?.to_owned(),
            });
        }
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_a_server_are_bounded_and_checked() {
        let many: Vec<String> = (0..1000).map(|i| format!("$k{i}")).collect();
        let flags = Flags::from_wire(many.iter().map(String::as_str).chain([
            "\\SEEN",
            "\\Recent",
            "a b",
            "x\r\nNOOP",
            "",
        ]));
        assert!(flags.has(SystemFlag::Seen));
        assert_eq!(flags.keywords().count(), MAX_KEYWORDS);
        assert!(!flags.has_keyword("a b") && !flags.has_keyword("\\Recent"));
    }

    #[test]
    fn a_change_sets_and_clears() {
        let mut flags = Flags::from_wire(["\\Seen", "$Forwarded"]);
        flags.apply(&FlagChange::parse(&["-seen", "+Flagged", "-$forwarded", "+$Junk"]).unwrap());
        assert_eq!(flags.to_wire(), ["\\Flagged", "$Junk"]);
        assert_eq!(FlagChange::parse(&["seen"]), None);
        assert_eq!(FlagChange::parse(&["+a b"]), None);
    }
}
