//! BODYSTRUCTURE (RFC 9051 7.5.2): looks for attachments in that of each message without building a tree,
//! and makes a bounded tree of that of one.
//!
//! imap-proto reads this structure by recursion without a limit, and four hundred parentheses
//! end the process. So it never gets to see one; this walk keeps one small mark for each open
//! parenthesis, up to a bound.

use super::code::number;
use super::cursor::{Cursor, Token, is_nil};
use crate::domain::{Leaf, Structure};

/// Deepest nesting that is looked into. Servers give up on nested parts at about a hundred.
const MAX_DEPTH: usize = 200;

/// Octets of a type or an encoding; longer ones are none.
const MAX_WORD: usize = 127;

/// The structure as a tree; `None` if it cannot be read, or is deeper or has more parts than
/// [`Structure::MAX_DEPTH`] and [`Structure::MAX_PARTS`] say.
pub(super) fn read(structure: &[u8]) -> Option<Structure> {
    let mut cursor = Cursor::new(structure);
    let mut left = Structure::MAX_PARTS;
    let read = part(&mut cursor, Structure::MAX_DEPTH, &mut left)?;
    cursor.at_end().then_some(read)
}

fn part(cursor: &mut Cursor<'_>, depth: usize, left: &mut usize) -> Option<Structure> {
    *left = left.checked_sub(1)?;
    let depth = depth.checked_sub(1)?;
    cursor.spaces();
    if !cursor.eat(b'(') {
        return None;
    }
    cursor.spaces();
    if cursor.rest().first() != Some(&b'(') {
        return leaf(cursor).map(Structure::Leaf);
    }
    let mut children = Vec::new();
    while cursor.rest().first() == Some(&b'(') {
        children.push(part(cursor, depth, left)?);
        cursor.spaces();
    }
    // Its subtype, and what may follow.
    loop {
        cursor.spaces();
        if cursor.eat(b')') {
            return Some(Structure::Multi(children));
        }
        cursor.skip_value()?;
    }
}

/// What stands behind its opening parenthesis.
fn leaf(cursor: &mut Cursor<'_>) -> Option<Leaf> {
    let (main, sub) = (word(cursor)?, word(cursor)?);
    // Parameters, id and description: all three stand in the part's own header.
    for _ in 0..3 {
        cursor.skip_value()?;
    }
    let encoding = word(cursor)?.unwrap_or_default();
    let octets = match cursor.token()? {
        Token::Atom(atom) if is_nil(atom) => 0,
        Token::Atom(atom) => number(std::str::from_utf8(atom).ok()?)?,
        _ => return None,
    };
    let mut is_attachment = false;
    loop {
        cursor.spaces();
        if cursor.eat(b')') {
            break;
        }
        // The disposition, wherever it stands: how much stands before it depends on the type, and on
        // the server.
        let mut value = Cursor::new(cursor.skip_value()?);
        let is_list = value.token() == Some(Token::Open);
        if is_list && let Some(Token::Text(first)) = value.token() {
            is_attachment |= first.eq_ignore_ascii_case(b"attachment");
        }
    }
    let media_type = match (main, sub) {
        (Some(main), Some(sub)) => format!("{main}/{sub}"),
        _ => "application/octet-stream".to_owned(),
    };
    Some(Leaf {
        media_type,
        encoding,
        octets,
        is_attachment,
    })
}

/// A word in lower case, `Some(None)` for NIL; `None` if there is none.
fn word(cursor: &mut Cursor<'_>) -> Option<Option<String>> {
    let word = match cursor.token()? {
        Token::Text(text) => text.into_owned(),
        Token::Atom(atom) if is_nil(atom) => return Some(None),
        Token::Atom(atom) => atom.to_vec(),
        Token::Open | Token::Close => return None,
    };
    let word = String::from_utf8_lossy(&word).to_ascii_lowercase();
    Some((word.len() <= MAX_WORD).then_some(word))
}

/// What is known of a list that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// Items seen in it so far.
    items: usize,
    /// Does it begin with a string: a part, a disposition or an address, not a multipart?
    text_first: bool,
    /// And is a string its second item: a part? (An address has NIL there, a disposition a list.)
    part: bool,
    /// Is it a part whose main type is of files (application, audio, video, font, model)?
    file: bool,
    /// Is it a part that signs or encrypts?
    signature: bool,
    /// Does it begin with the word "attachment" or "inline"?
    attachment: bool,
    inline: bool,
    /// Is it a part for which "inline" was said?
    shown_inline: bool,
}

/// Does the structure name an attachment?
///
/// A part counts if its disposition is `attachment`, or if it is a file by its type and not said
/// to be shown inline; a signature never counts. What cannot be read counts as none.
pub(super) fn names_attachment(structure: &[u8]) -> bool {
    let mut cursor = Cursor::new(structure);
    let mut stack: Vec<Open> = Vec::new();
    let mut beyond = 0usize;
    while let Some(token) = cursor.token() {
        if beyond > 0 {
            match token {
                Token::Open => beyond += 1,
                Token::Close => beyond -= 1,
                Token::Text(_) | Token::Atom(_) => {}
            }
            continue;
        }
        match token {
            Token::Open if stack.len() >= MAX_DEPTH => beyond = 1,
            Token::Open => stack.push(Open::default()),
            Token::Close => {
                let Some(closed) = stack.pop() else {
                    return false;
                };
                if closed.part && closed.file && !closed.signature && !closed.shown_inline {
                    return true;
                }
                if let Some(parent) = stack.last_mut() {
                    parent.items += 1;
                    if closed.attachment && !parent.signature {
                        return true;
                    }
                    parent.shown_inline |= closed.inline;
                }
                if stack.is_empty() {
                    return false;
                }
            }
            Token::Text(text) => {
                if let Some(open) = stack.last_mut() {
                    open.text(&text);
                }
            }
            Token::Atom(_) => {
                if let Some(open) = stack.last_mut() {
                    open.items += 1;
                }
            }
        }
    }
    false
}

impl Open {
    fn text(&mut self, text: &[u8]) {
        let is = |names: &[&str]| {
            names
                .iter()
                .any(|name| text.eq_ignore_ascii_case(name.as_bytes()))
        };
        match self.items {
            0 => {
                self.text_first = true;
                self.file = is(&["application", "audio", "video", "font", "model"]);
                self.attachment = is(&["attachment"]);
                self.inline = is(&["inline"]);
            }
            1 if self.text_first => {
                self.part = true;
                self.signature = is(&[
                    "pgp-signature",
                    "pgp-encrypted",
                    "pgp-keys",
                    "pkcs7-signature",
                    "x-pkcs7-signature",
                    "pkcs7-mime",
                    "x-pkcs7-mime",
                ]);
                // A disposition list's second item is a list, so these two words are a parameter.
                self.attachment = false;
                self.inline = false;
            }
            _ => {}
        }
        self.items += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str =
        r#"("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 12 1 NIL NIL NIL NIL)"#;
    const PDF: &str = r#"("application" "pdf" ("name" "a.pdf") NIL NIL "base64" 999 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)"#;

    #[test]
    fn files_and_dispositions_count() {
        assert!(!names_attachment(TEXT.as_bytes()));
        assert!(names_attachment(PDF.as_bytes()));
        assert!(names_attachment(
            format!(r#"({TEXT}{PDF} "mixed" ("boundary" "attachment"))"#).as_bytes()
        ));
        let image = r#"("image" "png" NIL "<1>" NIL "base64" 9 NIL ("inline" ("filename" "l.png")) NIL NIL)"#;
        assert!(!names_attachment(
            format!(r#"({TEXT}{image} "related" ("boundary" "x") ("attachment" NIL))"#)
                .replace(r#"("attachment" NIL)"#, "NIL")
                .as_bytes()
        ));
        let attached_image = image.replace("inline", "ATTACHMENT");
        assert!(names_attachment(
            format!(r#"({TEXT}{attached_image} "mixed")"#).as_bytes()
        ));
        assert!(names_attachment(
            b"(\"application\" {3}\r\nzip NIL NIL NIL \"base64\" 9)"
        ));
    }

    #[test]
    fn words_that_only_look_like_a_disposition_do_not() {
        assert!(!names_attachment(
            br#"("text" "plain" ("name" "attachment") NIL "attachment" "7bit" 12 1)"#
        ));
        assert!(!names_attachment(
            br#"("text" "plain" ("attachment" "attachment") NIL NIL "7bit" 12 1)"#
        ));
        assert!(!names_attachment(
            br#"("application" "pgp-signature" NIL NIL NIL "7bit" 9 NIL ("attachment" ("filename" "s.asc")))"#
        ));
    }

    fn told(structure: &str) -> Option<String> {
        fn tell(structure: &Structure) -> String {
            match structure {
                Structure::Leaf(leaf) => format!(
                    "{} {} {}{}",
                    leaf.media_type,
                    leaf.encoding,
                    leaf.octets,
                    if leaf.is_attachment { " @" } else { "" }
                ),
                Structure::Multi(children) => {
                    let all: Vec<String> = children.iter().map(tell).collect();
                    format!("[{}]", all.join(", "))
                }
            }
        }
        read(structure.as_bytes()).as_ref().map(tell)
    }

    #[test]
    fn a_tree_is_made_of_what_servers_write() {
        let inner = format!(
            r#"("message" "rfc822" NIL NIL NIL "7BIT" 99 ("d" "s" NIL NIL NIL NIL NIL NIL NIL NIL) {TEXT} 4 NIL ("attachment" NIL) NIL NIL)"#
        );
        for (structure, expected) in [
            (TEXT.to_owned(), "text/plain 7bit 12"),
            (PDF.to_owned(), "application/pdf base64 999 @"),
            (
                format!(r#"(({TEXT}{TEXT} "ALTERNATIVE"){PDF} "MIXED" ("boundary" "x") NIL NIL)"#),
                "[[text/plain 7bit 12, text/plain 7bit 12], application/pdf base64 999 @]",
            ),
            (inner, "message/rfc822 7bit 99 @"),
            (
                "(NIL NIL NIL NIL NIL NIL NIL)".to_owned(),
                "application/octet-stream  0",
            ),
            (
                "(TEXT {5}\r\nPLAIN NIL NIL NIL 8bit 3)".to_owned(),
                "text/plain 8bit 3",
            ),
        ] {
            assert_eq!(told(&structure).as_deref(), Some(expected), "{structure}");
        }
    }

    #[test]
    fn what_is_no_structure_is_no_tree() {
        for structure in [
            "",
            "NIL",
            "()",
            "(())",
            r#"("text" "plain" NIL NIL NIL "7bit")"#,
            r#"("text" "plain" NIL NIL NIL "7bit" -1)"#,
            r#"("text" "plain" NIL NIL NIL "7bit" 99999999999)"#,
            r#"("text" "plain" NIL NIL NIL "7bit" 1"#,
            r#"("text" "plain" NIL NIL NIL "7bit" 1))"#,
            r#"(("text" "plain" NIL NIL NIL "7bit" 1) "mixed" "#,
        ] {
            assert_eq!(told(structure), None, "{structure}");
        }
    }

    #[test]
    fn trees_are_bounded() {
        for (depth, is_read) in [(10, true), (29, true), (30, false), (100_000, false)] {
            let (open, close) = ("(".repeat(depth), r#" "mixed")"#.repeat(depth));
            assert_eq!(told(&format!("{open}{TEXT}{close}")).is_some(), is_read);
        }
        for (parts, is_read) in [(499, true), (500, false), (50_000, false)] {
            let many = format!(r#"({} "mixed")"#, TEXT.repeat(parts));
            assert_eq!(told(&many).is_some(), is_read);
        }
        let long = format!(r#"("text" "{}" NIL NIL NIL "7bit" 1)"#, "x".repeat(128));
        assert!(
            told(&long)
                .unwrap()
                .starts_with("application/octet-stream ")
        );
    }

    #[test]
    fn depth_is_no_danger() {
        for depth in [50, 199, 200, 201, 400, 100_000] {
            let deep = "(".repeat(depth);
            assert!(!names_attachment(deep.as_bytes()));
            let closed = format!("{}{}", "(".repeat(depth), ")".repeat(depth));
            assert!(!names_attachment(closed.as_bytes()));
            let around = format!("({PDF}{closed} \"mixed\")");
            assert!(names_attachment(around.as_bytes()));
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(noise in prop::collection::vec(any::<u8>(), 0..200)) {
            names_attachment(&noise);
            read(&noise);
        }

        #[test]
        fn a_cut_structure_is_no_danger(at in 0usize..400) {
            let whole = format!(r#"({TEXT}{PDF} "mixed" ("boundary" "x") NIL NIL)"#);
            let cut = &whole.as_bytes()[..at.min(whole.len())];
            names_attachment(cut);
            prop_assert_eq!(read(cut).is_some(), cut.len() == whole.len());
        }
    }
}
