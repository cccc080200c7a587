//! Looks for attachments in a BODYSTRUCTURE (RFC 9051 7.5.2) without building a tree.
//!
//! imap-proto reads this structure by recursion without a limit, and four hundred parentheses
//! end the process. So it never gets to see one; this walk keeps one small mark for each open
//! parenthesis, up to a bound.

use super::cursor::{Cursor, Token};

/// Deepest nesting that is looked into. Servers give up on nested parts at about a hundred.
const MAX_DEPTH: usize = 200;

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
        }

        #[test]
        fn a_cut_structure_is_no_danger(at in 0usize..400) {
            let whole = format!(r#"({TEXT}{PDF} "mixed" ("boundary" "x") NIL NIL)"#);
            names_attachment(&whole.as_bytes()[..at.min(whole.len())]);
        }
    }
}
