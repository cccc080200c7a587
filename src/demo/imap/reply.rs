//! Answers: untagged data, the tagged end, and the strings in them.

use std::fmt::Write as _;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::No => "NO",
            Self::Bad => "BAD",
        }
    }
}

/// One untagged answer, kept apart by what faults do to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Untagged {
    /// A whole line or more, with its CRLF.
    Line(Vec<u8>),
    /// The same, holding one message's data.
    Fetch(Vec<u8>),
    /// `* SEARCH`, and the mod-sequence at its end.
    Search(Vec<u32>, Option<u64>),
    /// `* ESEARCH` with what stands before and after its numbers.
    ExtendedSearch {
        head: String,
        numbers: Option<Vec<u32>>,
        tail: String,
    },
}

impl Untagged {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Line(bytes) | Self::Fetch(bytes) => out.extend_from_slice(bytes),
            Self::Search(numbers, modseq) => {
                out.extend_from_slice(b"* SEARCH");
                for number in numbers {
                    out.extend_from_slice(format!(" {number}").as_bytes());
                }
                if let Some(modseq) = modseq {
                    out.extend_from_slice(format!(" (MODSEQ {modseq})").as_bytes());
                }
                out.extend_from_slice(b"\r\n");
            }
            Self::ExtendedSearch {
                head,
                numbers,
                tail,
            } => {
                out.extend_from_slice(head.as_bytes());
                if let Some(set) = numbers.as_ref().filter(|n| !n.is_empty()) {
                    out.extend_from_slice(format!(" ALL {}", number_set(set)).as_bytes());
                }
                out.extend_from_slice(tail.as_bytes());
                out.extend_from_slice(b"\r\n");
            }
        }
    }
}

/// What a command brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) untagged: Vec<Untagged>,
    pub(super) status: Status,
    /// The words of the tagged line, with their response code.
    pub(super) words: String,
    /// Ends the connection after the answer.
    pub(super) close: bool,
    /// Something changed that others may see.
    pub(super) changed: bool,
}

impl Answer {
    pub(super) fn ok(words: impl Into<String>) -> Self {
        Self::new(Status::Ok, words)
    }

    pub(super) fn no(words: impl Into<String>) -> Self {
        Self::new(Status::No, words)
    }

    pub(super) fn bad(words: impl Into<String>) -> Self {
        Self::new(Status::Bad, words)
    }

    fn new(status: Status, words: impl Into<String>) -> Self {
        Self {
            untagged: Vec::new(),
            status,
            words: words.into(),
            close: false,
            changed: false,
        }
    }

    /// With an untagged line before it (given without `* ` and CRLF).
    pub(super) fn line(mut self, line: impl AsRef<str>) -> Self {
        self.push(line);
        self
    }

    pub(super) fn push(&mut self, line: impl AsRef<str>) {
        let line = format!("* {}\r\n", line.as_ref());
        self.untagged.push(Untagged::Line(line.into_bytes()));
    }

    /// Says that others may see a change.
    pub(super) fn changing(mut self) -> Self {
        self.changed = true;
        self
    }

    /// The bytes on the wire.
    pub(super) fn to_bytes(&self, tag: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for untagged in &self.untagged {
            untagged.write(&mut out);
        }
        let (word, words) = (self.status.word(), &self.words);
        out.extend_from_slice(format!("{tag} {word} {words}\r\n").as_bytes());
        out
    }
}

/// Writes a string as a quoted string, or as a literal where that cannot be (RFC 3501 4.3).
pub(super) fn put_string(out: &mut Vec<u8>, value: &[u8]) {
    let quotable = value.len() <= 1000
        && value
            .iter()
            .all(|b| (0x20..0x7f).contains(b) && !b"\"\\".contains(b));
    if quotable {
        out.push(b'"');
        out.extend_from_slice(value);
        out.push(b'"');
    } else {
        // A literal cannot hold NUL (RFC 3501 9, CHAR8).
        out.extend_from_slice(format!("{{{}}}\r\n", value.len()).as_bytes());
        out.extend(value.iter().map(|b| if *b == 0 { 0x80 } else { *b }));
    }
}

/// Writes a string or NIL.
pub(super) fn put_nstring(out: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        Some(value) => put_string(out, value),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// A folder name as an astring: an atom where it can be, as Dovecot writes it.
pub(super) fn astring(name: &str) -> String {
    let atom = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"(){%*\"\\".contains(&b));
    if atom {
        return name.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in name.chars().filter(|c| !c.is_control()) {
        if "\"\\".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Numbers as a sequence set, in their order: runs that ascend by one are joined.
pub(super) fn number_set(numbers: &[u32]) -> String {
    let mut set = String::new();
    let mut rest = numbers.iter().copied().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        while let Some(next) = rest.next_if(|n| last.checked_add(1) == Some(*n)) {
            last = next;
        }
        if !set.is_empty() {
            set.push(',');
        }
        let _ = match first == last {
            true => write!(set, "{first}"),
            false => write!(set, "{first}:{last}"),
        };
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_or_literal() {
        let put = |value: &[u8]| {
            let mut out = Vec::new();
            put_string(&mut out, value);
            out
        };
        assert_eq!(put(b"a b"), b"\"a b\"");
        assert_eq!(put(b"a\"b"), b"{3}\r\na\"b");
        assert_eq!(put("é\0".as_bytes()), b"{3}\r\n\xc3\xa9\x80");
        assert_eq!(astring("shared/x@y"), "shared/x@y");
        assert_eq!(astring("a b\"c"), "\"a b\\\"c\"");
        assert_eq!(astring(""), "\"\"");
    }

    #[test]
    fn number_sets_join_runs_and_keep_the_order() {
        assert_eq!(number_set(&[1, 2, 3, 5, 7, 8]), "1:3,5,7:8");
        assert_eq!(number_set(&[3, 2, 1, 1]), "3,2,1,1");
        assert_eq!(number_set(&[u32::MAX]), "4294967295");
    }
}
