//! FETCH responses, made fit for imap-proto: items that it can take stay, in one spelling; the
//! structure is looked into here; everything else is dropped.
//!
//! Dropped are also values on which it would panic (`INTERNALDATE NIL`) or fail (quirks.rs:
//! zoho-modseq), since a failure would end async-imap's stream.

use super::code::number;
use super::cursor::{Cursor, Token, is_nil};
use super::structure;

/// A FETCH without what imap-proto cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cleaned {
    /// The response to give to imap-proto.
    pub(super) bytes: Vec<u8>,
    /// Does the structure, where there was one, name an attachment?
    pub(super) attachment: Option<bool>,
    /// Could its end not be read? Then what stood before the structure is all there is.
    pub(super) broken: bool,
}

/// Cleans `* n FETCH (…)`. `None` if it cannot be read, or if nothing is left of it.
///
/// A structure is written from what a stranger put into a mail, and servers have failed at it
/// (quirks.rs: illegal-structure). One that cannot be read takes what stands behind it along, but
/// not the message.
pub(super) fn clean(frame: &[u8]) -> Option<Cleaned> {
    let mut cursor = Cursor::new(frame.strip_prefix(b"* ")?);
    let seq: u32 = number(std::str::from_utf8(cursor.atom()).ok()?)?;
    cursor.spaces();
    if !cursor.atom().eq_ignore_ascii_case(b"FETCH") || cursor.token()? != Token::Open {
        return None;
    }
    let mut bytes = format!("* {seq} FETCH (").into_bytes();
    let before = bytes.len();
    let (mut attachment, mut broken) = (None, false);
    loop {
        cursor.spaces();
        if cursor.eat(b')') {
            break;
        }
        let name = cursor.item_name();
        if name.is_empty() && attachment.is_some() {
            // A parenthesis too few in the structure took that of the response.
            broken = true;
            break;
        }
        if name.is_empty() {
            return None;
        }
        cursor.spaces();
        if name.eq_ignore_ascii_case(b"BODYSTRUCTURE") || name.eq_ignore_ascii_case(b"BODY") {
            let rest = cursor.rest();
            let value = cursor.skip_value();
            attachment = Some(structure::names_attachment(value.unwrap_or(rest)));
            if value.is_none() {
                broken = true;
                break;
            }
            continue;
        }
        let mark = bytes.len();
        if mark > before {
            bytes.push(b' ');
        }
        if !item(name, &mut cursor, &mut bytes)? {
            bytes.truncate(mark);
        }
    }
    // A parenthesis too many in the structure closed the response before its end.
    broken |= attachment.is_some() && !cursor.at_end();
    if bytes.len() == before || (!broken && !cursor.at_end()) {
        return None;
    }
    bytes.extend_from_slice(b")\r\n");
    Some(Cleaned {
        bytes,
        attachment,
        broken,
    })
}

/// Writes one item that imap-proto can take. False if it is dropped, `None` if unreadable.
fn item(name: &[u8], cursor: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<bool> {
    match name.to_ascii_uppercase().as_slice() {
        name @ (b"UID" | b"RFC822.SIZE") => {
            let value = cursor.skip_value()?;
            let Some(value) = digits(value) else {
                return Some(false);
            };
            // A size beyond 32 bits is a lie or an estimate; the largest says as much.
            let value = if name == b"UID" {
                u32::try_from(value).ok()
            } else {
                Some(u32::try_from(value).unwrap_or(u32::MAX))
            };
            let Some(value) = value else {
                return Some(false);
            };
            out.extend_from_slice(name);
            out.extend_from_slice(format!(" {value}").as_bytes());
        }
        b"MODSEQ" => {
            let value = cursor.skip_value()?;
            let inside = value.strip_prefix(b"(").and_then(|v| v.strip_suffix(b")"));
            let Some(value) = inside.and_then(digits) else {
                return Some(false);
            };
            out.extend_from_slice(format!("MODSEQ ({value})").as_bytes());
        }
        b"FLAGS" => {
            out.extend_from_slice(b"FLAGS (");
            if cursor.token()? != Token::Open {
                return None;
            }
            let start = out.len();
            loop {
                match cursor.token()? {
                    Token::Close => break,
                    Token::Atom(flag) if is_flag(flag) => {
                        if out.len() > start {
                            out.push(b' ');
                        }
                        out.extend_from_slice(flag);
                    }
                    Token::Atom(_) | Token::Text(_) => {}
                    Token::Open => return None,
                }
            }
            out.push(b')');
        }
        b"INTERNALDATE" => {
            let date = match cursor.token()? {
                Token::Text(date) => date,
                Token::Atom(_) => return Some(false),
                Token::Open | Token::Close => return None,
            };
            let plain = |b: &u8| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\');
            if date.is_empty() || !date.iter().all(plain) {
                return Some(false);
            }
            out.extend_from_slice(b"INTERNALDATE \"");
            out.extend_from_slice(&date);
            out.push(b'"');
        }
        name if name.starts_with(b"BODY[") => return body(name, cursor, out),
        _ => {
            cursor.skip_value()?;
            return Some(false);
        }
    }
    Some(true)
}

/// `BODY[]`, `BODY[]<n>` and `BODY[HEADER.FIELDS (…)]`; other sections are never asked for.
fn body(name: &[u8], cursor: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<bool> {
    let spelled = if name.starts_with(b"BODY[HEADER.FIELDS ") || name == b"BODY[HEADER]" {
        "BODY[HEADER]".to_owned()
    } else if name == b"BODY[]" {
        "BODY[]".to_owned()
    } else {
        let origin = name
            .strip_prefix(b"BODY[]<")
            .and_then(|rest| rest.strip_suffix(b">"))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(number::<u32>);
        match origin {
            Some(origin) => format!("BODY[]<{origin}>"),
            None => {
                cursor.skip_value()?;
                return Some(false);
            }
        }
    };
    match cursor.token()? {
        Token::Text(text) => {
            // Always as a literal: imap-proto does not unescape quoted strings.
            out.extend_from_slice(format!("{spelled} {{{}}}\r\n", text.len()).as_bytes());
            out.extend_from_slice(&text);
        }
        Token::Atom(atom) if is_nil(atom) => {
            out.extend_from_slice(format!("{spelled} NIL").as_bytes());
        }
        _ => return None,
    }
    Some(true)
}

fn digits(value: &[u8]) -> Option<u64> {
    number(std::str::from_utf8(value).ok()?)
}

/// A flag as imap-proto reads it: graphic US-ASCII without the specials of an atom.
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
    use imap_proto::{AttributeValue, Response};

    fn cleaned(frame: &str) -> (String, Option<bool>) {
        let cleaned = clean(frame.as_bytes()).unwrap();
        let (rest, response) = Response::parse(&cleaned.bytes).unwrap();
        assert!(rest.is_empty() && matches!(response, Response::Fetch(..)));
        (
            String::from_utf8(cleaned.bytes.clone()).unwrap(),
            cleaned.attachment,
        )
    }

    #[test]
    fn what_imap_proto_takes_stays_and_the_rest_goes() {
        let (bytes, attachment) = cleaned(
            "* 12 FETCH (UID 7  X-NEW ((a) \"b)\" {2}\r\n))) FLAGS (\\Seen $x {7} \"q\") \
             BODYSTRUCTURE ((((\"application\" \"pdf\" NIL) \"mixed\"))) INTERNALDATE NIL \
             RFC822.SIZE 99999999999 MODSEQ (-1) \
             BODY[HEADER.FIELDS (FROM \"TO\")] \"a\\\"b\" EMAILID (M1))\r\n",
        );
        assert_eq!(
            bytes,
            "* 12 FETCH (UID 7 FLAGS (\\Seen $x) RFC822.SIZE 4294967295 BODY[HEADER] {3}\r\na\"b)\r\n"
        );
        assert_eq!(attachment, Some(true));
    }

    #[test]
    fn a_body_range_keeps_its_octets() {
        let frame = b"* 1 FETCH (BODY[]<1024> {4}\r\n\0)\r\n UID 3)\r\n";
        let cleaned = clean(frame).unwrap();
        let (_, response) = Response::parse(&cleaned.bytes).unwrap();
        let Response::Fetch(1, items) = response else {
            panic!("{response:?}");
        };
        assert!(matches!(
            &items[0],
            AttributeValue::BodySection { index: Some(1024), data: Some(data), .. }
                if data.as_ref() == b"\0)\r\n"
        ));
    }

    #[test]
    fn a_structure_that_cannot_be_read_takes_no_message_along() {
        for structure in [
            r#"("text" "plain" ("name" "a"#,
            r#"(("text" "plain" NIL NIL NIL "7bit" 1 1)"#,
            r#"("text" "plain" NIL NIL NIL "7bit" 1 1))"#,
            "",
        ] {
            let frame = format!(
                "* 5 FETCH (UID 5 FLAGS (\\Seen) BODY[HEADER] {{2}}\r\n\r\n BODYSTRUCTURE {structure})\r\n"
            );
            let cleaned = clean(frame.as_bytes()).unwrap();
            assert_eq!(
                cleaned.bytes, b"* 5 FETCH (UID 5 FLAGS (\\Seen) BODY[HEADER] {2}\r\n\r\n)\r\n",
                "{structure}"
            );
            assert!(cleaned.broken);
        }
        let whole = clean(b"* 5 FETCH (UID 5 BODYSTRUCTURE NIL)\r\n").unwrap();
        assert!(!whole.broken);
    }

    #[test]
    fn what_is_empty_or_broken_is_kept_back() {
        for frame in [
            "* 1 FETCH ()\r\n",
            "* 1 FETCH (XNEW 1)\r\n",
            "* 1 FETCH (UID 1\r\n",
            "* 1 FETCH (UID 1))\r\n",
            "* 99999999999 FETCH (UID 1)\r\n",
            "* 1 FETCH UID 1\r\n",
            "* 1 FETCH (FLAGS ((a)))\r\n",
        ] {
            assert_eq!(clean(frame.as_bytes()), None, "{frame}");
        }
    }

    #[test]
    fn nesting_ends_nothing() {
        for depth in [50, 400, 100_000] {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            for name in ["BODYSTRUCTURE", "BODY", "ENVELOPE", "XNEW"] {
                let (bytes, _) = cleaned(&format!("* 1 FETCH (UID 1 {name} {open}{close})\r\n"));
                assert_eq!(bytes, "* 1 FETCH (UID 1)\r\n");
            }
        }
    }
}
