//! The words of a message as they were seen, for who quotes it.

use super::{Trouble, readable, text_of};
use crate::domain::HeldText;
use crate::rfc822::{self, ParseError};

/// The words of a message that is seen as its author laid it out: those of its HTML. The plain text beside it stands
/// for them only where it says the same; what nobody has seen is quoted by nobody.
///
/// Blocks, for seconds where a message is hostile: call it off the tokio threads.
///
/// # Errors
/// As [`rfc822::parse_held`].
pub fn words_as_drawn(held: &HeldText) -> Result<String, ParseError> {
    let plain = readable(&rfc822::parse_held(held)?);
    let Some(rich) = rfc822::rich(held)? else {
        return Ok(plain.text);
    };
    if plain.from_html {
        return Ok(plain.text);
    }
    let drawn = text_of(&rich.parts);
    // What could not be drawn was not seen drawn: the words beside it are shown in its place.
    let is_drawn = matches!(drawn.trouble, None | Some(Trouble::Cut));
    if !is_drawn || words(&plain.text).eq(words(&drawn.text)) {
        return Ok(plain.text);
    }
    Ok(drawn.text)
}

/// The words of a text, without where its links lead, which each way of writing has in another place.
fn words(text: &str) -> impl Iterator<Item = String> {
    let is_address = |word: &&str| word.contains("://") || word.contains("mailto:");
    let words = text
        .split_whitespace()
        .filter(move |word| !is_address(word));
    words.flat_map(|word| {
        let words = word.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(plain: &str, html: &str) -> String {
        let raw = format!(
            "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\n{plain}\r\n\
             --i\r\nContent-Type: text/html\r\n\r\n{html}\r\n--i--\r\n"
        );
        words_as_drawn(&HeldText::Whole(raw.into_bytes())).unwrap()
    }

    #[test]
    fn a_plain_text_that_says_the_same_is_quoted() {
        for plain in [
            "Hello *Kim*,\n\nsee our _shop_ <https://shop.test/a>.",
            "Hello Kim,\nsee our shop https://shop.test/other .",
            "HELLO Kim, see\n our shop.",
        ] {
            let html =
                "<p>Hello <b>Kim</b>,</p><p>see our <a href='https://shop.test/'>shop</a>.</p>";
            assert_eq!(of(plain, html).trim(), plain, "{plain}");
        }
    }

    #[test]
    fn what_was_not_seen_is_not_quoted() {
        let html = "<p>Can we meet on Monday?</p>";
        for plain in [
            "I owe you a million.",
            "Can we meet on Monday? I owe you a million.",
            "Can we not meet on Monday?",
            "Can we meet?",
            "Monday: can we meet on?",
        ] {
            assert_eq!(of(plain, html), "Can we meet on Monday?", "{plain}");
        }
        let hidden = "<style>.a{display:none}</style><p>Can we meet?</p><p class=a>I owe you.</p>";
        assert_eq!(of("Can we meet?\n\nI owe you.", hidden), "Can we meet?");
    }

    #[test]
    fn what_has_no_html_or_none_that_is_drawn_is_quoted_as_it_is() {
        let plain = |raw: &str| {
            let held = HeldText::Whole(raw.as_bytes().to_vec());
            words_as_drawn(&held).unwrap()
        };
        assert_eq!(plain("Subject: a\r\n\r\nHello\r\n"), "Hello");
        assert_eq!(plain("Content-Type: text/html\r\n\r\n<p>Hello"), "Hello");
        assert_eq!(of("Hello", &"<div>".repeat(20_000)), "Hello");
        assert_eq!(of("", "<p>Hello"), "Hello");
    }

    #[test]
    fn parts_are_quoted_each_by_itself() {
        let raw = "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n\
            <p>one<img src=\"http://evil.test/\r\n--o\r\n\r\nthe secret\r\n--o\r\nContent-Type: text/html\r\n\r\n\">two\r\n--o--\r\n";
        let words = words_as_drawn(&HeldText::Whole(raw.as_bytes().to_vec())).unwrap();
        assert_eq!(words, "one\n\nthe secret\n\n\">two");
    }
}
