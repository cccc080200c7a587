//! FETCH responses (RFC 9051 7.5.2): items that were asked for are read, everything else is passed over.
//!
//! Read here and not by imap-proto, which panics at some values (`INTERNALDATE NIL`), fails at others
//! (quirks.rs: zoho-modseq) and thereby ends async-imap's stream, and for which each text had to be copied
//! and read twice.

use jiff::Timestamp;

use super::answer::internal_date;
use super::code::number;
use super::cursor::{Cursor, Token, is_nil};
use super::structure;
use crate::domain::Flags;

/// Items of a FETCH.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fetched {
    pub(super) seq: u32,
    pub(super) uid: Option<u32>,
    pub(super) flags: Option<Flags>,
    pub(super) modseq: Option<u64>,
    pub(super) internal_date: Option<Timestamp>,
    pub(super) size: Option<u32>,
    pub(super) header: Option<Vec<u8>>,
    /// Octets of the message or a part of it.
    pub(super) section: Option<FetchedSection>,
    /// Does the structure, where there was one, name an attachment?
    pub(super) attachment: Option<bool>,
    /// The structure as it was written, where it came alone: with headers come too many of them.
    pub(super) structure: Option<Vec<u8>>,
    /// Was a literal cut?
    pub(super) cut: bool,
    /// Was there more, that could not be read? Then what stood before the structure is all there is.
    pub(super) broken: bool,
}

/// Octets that a section was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FetchedSection {
    /// What stood between the brackets, in upper case; empty for the whole message.
    pub(super) name: String,
    /// Where the octets begin in it; `None`: all of it was sent.
    pub(super) origin: Option<u32>,
    /// They; `None` for NIL.
    pub(super) octets: Option<Vec<u8>>,
}

/// Reads `* n FETCH (…)`. `None` if it cannot be read, or if nothing in it is of use.
///
/// A structure is written from what a stranger put into a mail, and servers have failed at it
/// (quirks.rs: illegal-structure). One that cannot be read takes what stands behind it along, but
/// not the message.
pub(super) fn read(frame: &[u8]) -> Option<Fetched> {
    let mut cursor = Cursor::new(frame.strip_prefix(b"* ")?);
    let mut fetched = Fetched {
        seq: number(std::str::from_utf8(cursor.atom()).ok()?)?,
        ..Fetched::default()
    };
    cursor.spaces();
    if !cursor.atom().eq_ignore_ascii_case(b"FETCH") || cursor.token()? != Token::Open {
        return None;
    }
    let mut is_of_use = false;
    loop {
        cursor.spaces();
        if cursor.eat(b')') {
            break;
        }
        let name = cursor.item_name();
        if name.is_empty() && fetched.attachment.is_some() {
            // A parenthesis too few in the structure took that of the response.
            fetched.broken = true;
            break;
        }
        if name.is_empty() {
            return None;
        }
        cursor.spaces();
        if name.eq_ignore_ascii_case(b"BODYSTRUCTURE") || name.eq_ignore_ascii_case(b"BODY") {
            let rest = cursor.rest();
            let value = cursor.skip_value();
            fetched.attachment = Some(structure::names_attachment(value.unwrap_or(rest)));
            if fetched.header.is_none() {
                fetched.structure = value.map(<[u8]>::to_vec);
                is_of_use |= fetched.structure.is_some();
            }
            if value.is_none() {
                fetched.broken = true;
                break;
            }
            continue;
        }
        is_of_use |= fetched.item(name, &mut cursor)?;
    }
    // A parenthesis too many in the structure closed the response before its end.
    fetched.broken |= fetched.attachment.is_some() && !cursor.at_end();
    (is_of_use && (fetched.broken || cursor.at_end())).then_some(fetched)
}

impl Fetched {
    /// Reads one item. False if it is passed over, `None` if unreadable.
    fn item(&mut self, name: &[u8], cursor: &mut Cursor<'_>) -> Option<bool> {
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        if is("UID") {
            let uid = digits(cursor.skip_value()?).and_then(|uid| u32::try_from(uid).ok());
            self.uid = uid.filter(|uid| *uid > 0).or(self.uid);
            return Some(uid.is_some());
        }
        if is("RFC822.SIZE") {
            let size = digits(cursor.skip_value()?);
            // A size beyond 32 bits is a lie or an estimate; the largest says as much.
            self.size = size
                .map(|size| u32::try_from(size).unwrap_or(u32::MAX))
                .or(self.size);
            return Some(size.is_some());
        }
        if is("MODSEQ") {
            let value = cursor.skip_value()?;
            let inside = value.strip_prefix(b"(").and_then(|v| v.strip_suffix(b")"));
            let modseq = inside.and_then(digits);
            self.modseq = modseq.or(self.modseq);
            return Some(modseq.is_some());
        }
        if is("FLAGS") {
            self.flags = Some(flags(cursor)?);
            return Some(true);
        }
        if is("INTERNALDATE") {
            return match cursor.token()? {
                Token::Text(date) => {
                    let date = std::str::from_utf8(&date).ok();
                    self.internal_date = date.and_then(internal_date);
                    Some(true)
                }
                Token::Atom(_) => Some(false),
                Token::Open | Token::Close => None,
            };
        }
        self.section(name, cursor)
    }

    /// The octets that `sync` asks for: those of the whole message, with where they begin.
    pub(super) fn take_whole(&mut self) -> Option<(Option<u32>, Vec<u8>)> {
        let section = self.section.take_if(|section| section.name.is_empty())?;
        Some((section.origin, section.octets.unwrap_or_default()))
    }

    /// Are there any?
    pub(super) fn has_whole(&self) -> bool {
        let section = self.section.as_ref();
        section.is_some_and(|section| section.name.is_empty())
    }

    /// `BODY[…]` and `BODY[…]<n>`; the header, and fields of it, apart. Other items are never asked for.
    fn section(&mut self, name: &[u8], cursor: &mut Cursor<'_>) -> Option<bool> {
        let section = match name.split_at_checked(5) {
            Some((begin, section)) if begin.eq_ignore_ascii_case(b"BODY[") => section,
            _ => {
                cursor.skip_value()?;
                return Some(false);
            }
        };
        let is_header = [&b"HEADER.FIELDS "[..], b"HEADER]"]
            .iter()
            .any(|begin| starts_with(section, begin));
        let Some((name, origin)) = section_name(section).filter(|_| !is_header) else {
            return match is_header {
                true => {
                    self.header = Some(octets(cursor)?.unwrap_or_default());
                    Some(true)
                }
                false => {
                    cursor.skip_value()?;
                    Some(false)
                }
            };
        };
        self.section = Some(FetchedSection {
            name,
            origin,
            octets: octets(cursor)?,
        });
        Some(true)
    }
}

/// A string, or nothing for NIL; `None` if it is neither.
fn octets(cursor: &mut Cursor<'_>) -> Option<Option<Vec<u8>>> {
    match cursor.token()? {
        Token::Text(text) => Some(Some(text.into_owned())),
        Token::Atom(atom) if is_nil(atom) => Some(None),
        _ => None,
    }
}

/// What stands between the brackets, of what begins behind the first, and where its octets begin.
fn section_name(section: &[u8]) -> Option<(String, Option<u32>)> {
    let close = section.iter().position(|b| *b == b']')?;
    let (name, behind) = section.split_at_checked(close)?;
    let name = std::str::from_utf8(name).ok()?.to_ascii_uppercase();
    let origin = match behind {
        b"]" => None,
        _ => {
            let digits = behind.strip_prefix(b"]<")?.strip_suffix(b">")?;
            Some(number(std::str::from_utf8(digits).ok()?)?)
        }
    };
    Some((name, origin))
}

fn starts_with(text: &[u8], begin: &[u8]) -> bool {
    text.get(..begin.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(begin))
}

/// A list of flags; those that are none are left out.
fn flags(cursor: &mut Cursor<'_>) -> Option<Flags> {
    if cursor.token()? != Token::Open {
        return None;
    }
    let mut flags = Vec::new();
    loop {
        match cursor.token()? {
            Token::Close => return Some(Flags::from_wire(flags)),
            Token::Atom(flag) if is_flag(flag) => flags.extend(std::str::from_utf8(flag)),
            Token::Atom(_) | Token::Text(_) => {}
            Token::Open => return None,
        }
    }
}

fn digits(value: &[u8]) -> Option<u64> {
    number(std::str::from_utf8(value).ok()?)
}

/// A flag: graphic US-ASCII without the specials of an atom.
fn is_flag(flag: &[u8]) -> bool {
    let name = flag.strip_prefix(b"\\").unwrap_or(flag);
    !name.is_empty()
        && name
            .iter()
            .all(|b| b.is_ascii_graphic() && !b"(){%*\"\\]".contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(frame: &str) -> Fetched {
        read(frame.as_bytes()).unwrap()
    }

    #[test]
    fn what_was_asked_for_is_read_and_the_rest_passed_over() {
        let read = fetched(
            "* 12 FETCH (UID 7  X-NEW ((a) \"b)\" {2}\r\n))) FLAGS (\\Seen $x {7} \"q\") \
             BODYSTRUCTURE ((((\"application\" \"pdf\" NIL) \"mixed\"))) INTERNALDATE NIL \
             RFC822.SIZE 99999999999 MODSEQ (-1) \
             BODY[HEADER.FIELDS (FROM \"TO\")] \"a\\\"b\" EMAILID (M1))\r\n",
        );
        let expected = Fetched {
            seq: 12,
            uid: Some(7),
            flags: Some(Flags::from_wire(["\\Seen", "$x"])),
            size: Some(u32::MAX),
            header: Some(b"a\"b".to_vec()),
            attachment: Some(true),
            structure: read.structure.clone(),
            ..Fetched::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn blanks_too_many_or_too_few_change_nothing() {
        let read = fetched("* 1 FETCH (UID 7  FLAGS (\\Seen  $x)MODSEQ (8)  RFC822.SIZE 9 )\r\n");
        assert_eq!(read.uid, Some(7));
        assert_eq!(read.flags, Some(Flags::from_wire(["\\Seen", "$x"])));
        assert_eq!((read.modseq, read.size), (Some(8), Some(9)));
    }

    #[test]
    fn names_are_read_in_any_case() {
        let read = fetched(
            "* 1 fetch (uid 9 modseq (12) rfc822.size 3 internaldate \"17-Jul-1996 02:44:25 -0700\" \
             body[header] {2}\r\n\r\n flags ())\r\n",
        );
        assert_eq!(
            (read.uid, read.modseq, read.size),
            (Some(9), Some(12), Some(3))
        );
        assert!(read.internal_date.is_some() && read.flags.is_some());
        assert_eq!(read.header.unwrap(), b"\r\n");
    }

    #[test]
    fn a_body_range_keeps_its_octets() {
        let read = fetched("* 1 FETCH (BODY[]<1024> {4}\r\n\0)\r\n UID 3)\r\n");
        assert_eq!(read.uid, Some(3));
        assert!(read.has_whole());
        let whole = read.clone().take_whole();
        assert_eq!(whole, Some((Some(1024), b"\0)\r\n".to_vec())));
        let mut gone = fetched("* 1 FETCH (UID 3 BODY[] NIL)\r\n");
        assert_eq!(gone.take_whole(), Some((None, Vec::new())));
    }

    #[test]
    fn the_section_of_a_part_is_no_whole_message() {
        for (items, name, origin, octets) in [
            ("BODY[1.2]<0> {1}\r\nx", "1.2", Some(0), Some("x")),
            ("body[2.mime] \"y\"", "2.MIME", None, Some("y")),
            ("BODY[3] NIL", "3", None, None),
        ] {
            let mut read = fetched(&format!("* 1 FETCH (UID 3 {items})\r\n"));
            assert_eq!((read.has_whole(), read.take_whole()), (false, None));
            let section = read.section.unwrap();
            assert_eq!((section.name.as_str(), section.origin), (name, origin));
            assert_eq!(section.octets, octets.map(|o| o.as_bytes().to_vec()));
            assert_eq!(read.header, None);
        }
        for broken in ["BODY[1", "BODY[1]<x>", "BODY[1]x", "BODY[1]<99999999999>"] {
            let answer = format!("* 1 FETCH (UID 3 {broken} \"y\")\r\n");
            let section = read(answer.as_bytes()).and_then(|read| read.section);
            assert_eq!(section, None, "{broken}");
        }
    }

    #[test]
    fn a_structure_is_kept_where_it_comes_alone() {
        let alone = fetched("* 1 FETCH (UID 1 BODYSTRUCTURE (\"text\" \"plain\" NIL))\r\n");
        let structure = &b"(\"text\" \"plain\" NIL)"[..];
        assert_eq!(alone.structure.as_deref(), Some(structure));
        let beside = fetched("* 1 FETCH (UID 1 BODY[HEADER] \"\" BODYSTRUCTURE (\"text\"))\r\n");
        assert_eq!(beside.structure, None);
    }

    #[test]
    fn a_structure_that_cannot_be_read_takes_no_message_along() {
        for structure in [
            r#"("text" "plain" ("name" "a"#,
            r#"(("text" "plain" NIL NIL NIL "7bit" 1 1)"#,
            r#"("text" "plain" NIL NIL NIL "7bit" 1 1))"#,
            "",
        ] {
            let read = fetched(&format!(
                "* 5 FETCH (UID 5 FLAGS (\\Seen) BODY[HEADER] {{2}}\r\n\r\n BODYSTRUCTURE {structure})\r\n"
            ));
            assert_eq!(read.header.as_deref(), Some(&b"\r\n"[..]), "{structure}");
            assert_eq!(read.uid, Some(5));
            assert!(read.broken);
        }
        assert!(!fetched("* 5 FETCH (UID 5 BODYSTRUCTURE NIL)\r\n").broken);
    }

    #[test]
    fn what_is_empty_or_broken_is_not_read() {
        for frame in [
            "* 1 FETCH ()\r\n",
            "* 1 FETCH (XNEW 1)\r\n",
            "* 1 FETCH (UID 1\r\n",
            "* 1 FETCH (UID 1))\r\n",
            "* 99999999999 FETCH (UID 1)\r\n",
            "* 1 FETCH UID 1\r\n",
            "* 1 FETCH (FLAGS ((a)))\r\n",
        ] {
            assert_eq!(read(frame.as_bytes()), None, "{frame}");
        }
    }

    #[test]
    fn nesting_ends_nothing() {
        for depth in [50, 400, 100_000] {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            for name in ["BODYSTRUCTURE", "BODY", "ENVELOPE", "XNEW"] {
                let read = fetched(&format!("* 1 FETCH (UID 1 {name} {open}{close})\r\n"));
                assert_eq!((read.uid, read.broken), (Some(1), false));
            }
        }
    }
}
