//! How a text is formatted at a place in it, so that a toolbar can show it.

use super::lines::{Above, Kind, Stretch, link_at, list_marker, stretch_at};

/// What holds at a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct Formats {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Code.
    pub code: bool,
    /// In a link.
    pub link: bool,
    /// In an item of a list.
    pub list: bool,
    /// In a numbered one.
    pub numbered: bool,
    /// Quoted.
    pub quote: bool,
}

/// How the text is formatted at this octet of the last of these lines.
#[must_use]
pub fn formats_at<T: AsRef<str>>(lines: impl IntoIterator<Item = T>, at: usize) -> Formats {
    let mut above = Above::default();
    let mut formats = Formats::default();
    // What a line is, the ones above it say; only the last one is looked at closer.
    let mut lines = lines.into_iter().peekable();
    while let Some(whole) = lines.next() {
        let line = above.read(whole.as_ref());
        if lines.peek().is_some() {
            continue;
        }
        formats.quote = line.depth > 0;
        formats.code = matches!(line.kind, Kind::Code | Kind::Fence);
        if line.kind == Kind::Text {
            let content = line.content;
            let at = at.saturating_sub(whole.as_ref().len() - content.len());
            let is_in = |stretch| stretch_at(content, at, stretch).is_some();
            formats.bold = is_in(Stretch::Strong);
            formats.italic = is_in(Stretch::Emphasis);
            formats.code = is_in(Stretch::Code);
            formats.link = link_at(content, at).is_some();
            let number = list_marker(content).map(|(_, number)| number.is_some());
            formats.list = number == Some(false);
            formats.numbered = number == Some(true);
        }
    }
    formats
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Formats {
        let place = text.find('|').unwrap();
        let text = text.replace('|', "");
        let before = &text[..place];
        let line = before.matches('\n').count();
        let column = place - before.rfind('\n').map_or(0, |end| end + 1);
        formats_at(text.split('\n').take(line + 1), column)
    }

    #[test]
    fn what_holds_at_the_cursor_is_told() {
        let none = Formats::default();
        let bold = Formats { bold: true, ..none };
        for (text, expected) in [
            ("a **b|c** d", bold),
            ("a **bc** |d", none),
            (
                "_a **b|**_",
                Formats {
                    italic: true,
                    ..bold
                },
            ),
            ("`a|`", Formats { code: true, ..none }),
            ("[a|](https://b.example)", Formats { link: true, ..none }),
            ("- **a|**", Formats { list: true, ..bold }),
            (
                "x\n2. a|",
                Formats {
                    numbered: true,
                    ..none
                },
            ),
            (
                "> > *a|*",
                Formats {
                    quote: true,
                    ..none
                },
            ),
            ("```\n**a|**\n```", Formats { code: true, ..none }),
            ("-- \n**a|**", none),
            ("**a**\n|b", none),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_place_defeat_it(text in "(?s).{0,80}", at in 0usize..100) {
            let _ = formats_at(text.split('\n'), at);
        }
    }
}
