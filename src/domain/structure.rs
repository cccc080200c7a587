//! What a message is made of, as a server tells it without its octets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The number of a part, as IMAP counts them (RFC 9051 6.4.5): `2.1` is the first part of the second.
/// A message without parts has one, `1`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PartNumber(Vec<u32>);

impl PartNumber {
    /// The only part of a message that is not made of several.
    #[must_use]
    pub fn only() -> Self {
        Self(vec![1])
    }

    /// The part at this place, counted from 0, of the one that this names; of the message itself for
    /// [`PartNumber::default`].
    #[must_use]
    pub fn child(&self, at: usize) -> Self {
        let mut numbers = self.0.clone();
        numbers.push(u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1));
        Self(numbers)
    }

    /// Its numbers, the outermost first.
    #[must_use]
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }
}

impl fmt::Display for PartNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, number) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

/// That is no number of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no number of a part")]
pub struct PartNumberError;

impl FromStr for PartNumber {
    type Err = PartNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| {
            let number = text.parse().ok().filter(|number| *number > 0);
            let is_plain = text.bytes().all(|b| b.is_ascii_digit());
            number.filter(|_| is_plain).ok_or(PartNumberError)
        };
        let numbers: Vec<u32> = text.split('.').map(number).collect::<Result<_, _>>()?;
        if numbers.len() > Structure::MAX_DEPTH {
            return Err(PartNumberError);
        }
        Ok(Self(numbers))
    }
}

impl From<PartNumber> for String {
    fn from(number: PartNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for PartNumber {
    type Error = PartNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Of what of a message octets are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    /// The whole message.
    Whole,
    /// The body of one part, as it is encoded. Of an attached message, that message.
    Part(PartNumber),
}

/// A message or a part of it, which may be made of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Structure {
    /// Several parts, in their order; at least one.
    Multi(Vec<Structure>),
    /// One that holds octets. A message in a message is one: nobody looks into it from outside.
    Leaf(Leaf),
}

/// What is known of a part without its octets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaf {
    /// `type/subtype` in lower case, as it was claimed.
    pub media_type: String,
    /// The transfer encoding in lower case, as it was claimed.
    pub encoding: String,
    /// Octets of its body as it is encoded, as the server names them.
    pub octets: u32,
    /// Does its disposition say that it is an attachment?
    pub is_attachment: bool,
}

/// A part whose octets an [`Excerpt`] does not hold, or not all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which part.
    pub part: PartNumber,
    /// Octets of it as it is encoded, as the server names them.
    pub octets: u32,
    /// Octets of what it holds: of base64 up to two more than there are.
    pub size: u64,
    /// Is it text that is read, of which the beginning is here?
    pub is_cut_text: bool,
    /// Where its octets begin in the excerpt, and how many of them are there.
    pub at: usize,
    /// How many of them are there.
    pub held: usize,
}

/// What of a message is needed to read it: the message with the same header, the same parts and their
/// headers, and without the octets of its large parts. It is never the message: whoever passes it on,
/// saves it or answers for it asks for that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Octets that read like the message's.
    pub raw: Vec<u8>,
    /// What of it is not here.
    pub left_out: Vec<LeftOut>,
}

impl Excerpt {
    /// Does the text that is read go on where this one ends?
    #[must_use]
    pub fn cuts_text(&self) -> bool {
        self.left_out.iter().any(|left| left.is_cut_text)
    }
}

/// What is held of a message to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldText {
    /// The message.
    Whole(Vec<u8>),
    /// An excerpt of a large one.
    Excerpt(Excerpt),
}

impl HeldText {
    /// Its octets, to be read and for nothing else.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        match self {
            Self::Whole(raw) => raw,
            Self::Excerpt(excerpt) => &excerpt.raw,
        }
    }

    /// The same.
    #[must_use]
    pub fn into_raw(self) -> Vec<u8> {
        match self {
            Self::Whole(raw) => raw,
            Self::Excerpt(excerpt) => excerpt.raw,
        }
    }
}

impl Structure {
    /// Deepest parts within parts. Servers give up on nested parts at about a hundred, and people at
    /// four.
    pub const MAX_DEPTH: usize = 30;
    /// Most parts of a message, all levels together.
    pub const MAX_PARTS: usize = 500;

    /// The parts that hold octets, in their order, with their numbers.
    #[must_use]
    pub fn leaves(&self) -> Vec<(PartNumber, &Leaf)> {
        let mut leaves = Vec::new();
        match self {
            Self::Leaf(leaf) => leaves.push((PartNumber::only(), leaf)),
            Self::Multi(_) => self.collect(&PartNumber::default(), &mut leaves),
        }
        leaves
    }

    fn collect<'a>(&'a self, number: &PartNumber, leaves: &mut Vec<(PartNumber, &'a Leaf)>) {
        match self {
            Self::Leaf(leaf) => leaves.push((number.clone(), leaf)),
            Self::Multi(children) => {
                for (at, child) in children.iter().enumerate() {
                    child.collect(&number.child(at), leaves);
                }
            }
        }
    }

    /// All parts that have a header of their own, in their order: not the message itself.
    #[must_use]
    pub fn numbers(&self) -> Vec<PartNumber> {
        let mut numbers = Vec::new();
        self.collect_numbers(&PartNumber::default(), &mut numbers);
        numbers
    }

    fn collect_numbers(&self, number: &PartNumber, numbers: &mut Vec<PartNumber>) {
        if let Self::Multi(children) = self {
            for (at, child) in children.iter().enumerate() {
                let number = number.child(at);
                numbers.push(number.clone());
                child.collect_numbers(&number, numbers);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_imap_counts_them() {
        let leaf = || Structure::Leaf(Leaf::default());
        let of = |structure: &Structure| {
            let leaves = structure.leaves();
            let names: Vec<String> = leaves.iter().map(|(n, _)| n.to_string()).collect();
            names.join(" ")
        };
        assert_eq!(of(&leaf()), "1");
        assert!(leaf().numbers().is_empty());
        let nested = Structure::Multi(vec![
            Structure::Multi(vec![leaf(), leaf()]),
            leaf(),
            Structure::Multi(vec![Structure::Multi(vec![leaf()])]),
        ]);
        assert_eq!(of(&nested), "1.1 1.2 2 3.1.1");
        let numbers: Vec<String> = nested.numbers().iter().map(ToString::to_string).collect();
        assert_eq!(numbers, ["1", "1.1", "1.2", "2", "3", "3.1", "3.1.1"]);
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for text in ["1", "2.1", "10.20.30"] {
            assert_eq!(text.parse::<PartNumber>().unwrap().to_string(), text);
        }
        let deep = vec!["1"; Structure::MAX_DEPTH + 1].join(".");
        for text in [
            "",
            "0",
            "1.",
            ".1",
            "1.a",
            "+1",
            "-1",
            "1..2",
            "99999999999",
            &deep,
        ] {
            assert_eq!(text.parse::<PartNumber>(), Err(PartNumberError), "{text}");
        }
    }
}
