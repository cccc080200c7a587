//! The layout of a message that is passed on: a line `![words](mid:name)` stands for the one that goes along under
//! this name.
//!
//! The scheme is that of RFC 2392 for a message. The mark is a line of its own, and none in a quote or in code.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::lines::{Above, Kind};
use super::pictures::{PicturePlace, encoded, mark_of};
use super::straight;

const SCHEME: &str = "mid:";

/// What stands in a text for the layout of this name.
#[must_use]
pub fn layout_mark(name: &str) -> String {
    mark_of(name, &layout_address(name))
}

/// The address that means this layout, as [`layout_mark`] writes it.
#[must_use]
pub fn layout_address(name: &str) -> String {
    format!("{SCHEME}{}", encoded(name))
}

/// The mark that a line is, and the name in it.
pub(super) fn layout_in(line: &str) -> Option<(Range<usize>, String)> {
    let mark = line.trim();
    let (words, address) = mark.strip_prefix("![")?.split_once("](")?;
    let name = address.strip_prefix(SCHEME)?.strip_suffix(')')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '%' | '.' | '-' | '_');
    if words.contains(['[', ']']) || name.is_empty() || !name.chars().all(is_plain) {
        return None;
    }
    let name = percent_decode_str(name).decode_utf8().ok()?.into_owned();
    let start = line.len() - line.trim_start().len();
    Some((start..start + mark.len(), name))
}

/// All places at which a text shows layouts, in their order. Its lines end by `\n`.
#[must_use]
pub fn layout_places(source: &str) -> Vec<PicturePlace> {
    // Most texts show none.
    if !source.contains(SCHEME) {
        return Vec::new();
    }
    let mut above = Above::default();
    let lines = source.split('\n').enumerate();
    let places = lines.filter_map(|(at, whole)| {
        if above.read(whole).kind != Kind::Layout {
            return None;
        }
        let (range, name) = layout_in(whole)?;
        let line = at;
        Some(PicturePlace { line, range, name })
    });
    places.collect()
}

/// The text with these words in place of the layout of this name. A second mark of it goes.
#[must_use]
pub fn with_words_for(source: &str, name: &str, words: &str) -> String {
    let source = straight(source);
    let mut words = Some(words);
    let mut lines: Vec<&str> = source.split('\n').collect();
    for place in layout_places(&source) {
        if let (true, Some(line)) = (place.name == name, lines.get_mut(place.line)) {
            *line = words.take().unwrap_or_default();
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_a_line_of_its_own_and_none_that_somebody_else_wrote() {
        let mark = layout_mark("for warded.eml");
        assert_eq!(mark, "![for warded.eml](mid:for%20warded.eml)");
        let source =
            format!("Hi\n> {mark}\nso {mark}\n```\n{mark}\n```\n-- \nAnna\n\n---\n{mark} \n{mark}");
        let places = layout_places(&source);
        let lines: Vec<usize> = places.iter().map(|place| place.line).collect();
        assert_eq!(lines, [10, 11]);
        for place in places {
            assert_eq!(place.name, "for warded.eml");
            let line = source.split('\n').nth(place.line).unwrap();
            assert_eq!(&line[place.range], mark);
        }
        for none in [
            "![x](mid:)",
            "![x](mid:a b)",
            "![x](cid:a)",
            "[x](mid:a)",
            "![a]](mid:a)",
        ] {
            assert_eq!(layout_places(none), [], "{none}");
        }
    }

    #[test]
    fn words_take_its_place() {
        let mark = layout_mark("a.eml");
        let source = format!("Hi\n{mark}\n{mark}\nBye");
        assert_eq!(with_words_for(&source, "a.eml", "1\n2"), "Hi\n1\n2\n\nBye");
        assert_eq!(with_words_for(&source, "b.eml", "1"), source);
    }
}
