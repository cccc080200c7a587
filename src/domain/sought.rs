//! Where words stand in a text that a person reads.

use std::ops::Range;

use super::{is_mark, without_accents};

/// Octets of a text that are looked through; nobody reads on so far.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// The places of `wanted` in `text`, as octets, from the beginning on and no more than `most`. Letters are alike however
/// large they are and with or without accents, as the search for messages takes them.
#[must_use]
pub fn places(text: &str, wanted: &str, most: usize) -> Vec<Range<usize>> {
    let wanted = without_accents(wanted).to_lowercase();
    if wanted.trim().is_empty() {
        return Vec::new();
    }
    let text = text.get(..text.floor_char_boundary(MOST_TEXT));
    let (bare, units) = bare(text.unwrap_or_default());
    let unit_at = |octet: usize| {
        let after = units.partition_point(|unit| unit.bare <= octet);
        units.get(after.saturating_sub(1)..)
    };
    let found = bare.match_indices(&wanted).take(most);
    let places = found.filter_map(|(at, found)| {
        let first = unit_at(at)?.first()?;
        // What a part of a letter stands for is all of it.
        let last = unit_at(at + found.len() - 1)?.first()?;
        Some(first.start..last.end)
    });
    places.collect()
}

/// A letter with the marks on it.
struct Unit {
    /// Where it begins among the bare letters.
    bare: usize,
    /// Where it begins in the text.
    start: usize,
    /// Where it ends there.
    end: usize,
}

/// The letters of a text without what tells them apart, and where each of them stands in it.
fn bare(text: &str) -> (String, Vec<Unit>) {
    let mut all = String::with_capacity(text.len());
    let mut units: Vec<Unit> = Vec::with_capacity(text.len());
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let bare = all.len();
        let mut end = start + letter.len_utf8();
        // Marks of their own belong to the letter before them.
        while let Some((at, mark)) = letters.next_if(|(_, next)| is_mark(*next)) {
            end = at + mark.len_utf8();
        }
        let unit = text.get(start..end).unwrap_or_default();
        match unit.as_bytes() {
            // A line goes on behind its end.
            [b'\n' | b'\r' | b'\t'] => all.push(' '),
            [ascii] => all.push(char::from(ascii.to_ascii_lowercase())),
            _ => all.push_str(&without_accents(unit).to_lowercase()),
        }
        units.push(Unit { bare, start, end });
    }
    (all, units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found<'t>(text: &'t str, wanted: &str) -> Vec<&'t str> {
        let places = places(text, wanted, 100).into_iter();
        places.map(|at| text.get(at).unwrap()).collect()
    }

    #[test]
    fn letters_are_alike_whatever_their_size_and_accents() {
        assert_eq!(
            found("Zoë and ZOE and zoe\u{308}", "zoe"),
            ["Zoë", "ZOE", "zoe\u{308}"]
        );
        assert_eq!(found("Straße", "strasse"), Vec::<&str>::new());
        assert_eq!(found("the ﬁne print", "fin"), ["ﬁn"]);
        assert_eq!(found("返品について", "返品"), ["返品"]);
        assert_eq!(found("one\ntwo", "one two"), ["one\ntwo"]);
        assert_eq!(found("abc", " "), Vec::<&str>::new());
    }

    #[test]
    fn there_are_no_more_than_asked_for() {
        assert_eq!(places(&"a".repeat(1000), "a", 7).len(), 7);
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text_one_after_the_other(text in "\\PC{0,60}", wanted in "\\PC{1,3}") {
            let mut end = 0;
            for at in places(&text, &wanted, 100) {
                prop_assert!(text.get(at.clone()).is_some());
                prop_assert!(at.start < at.end && at.end >= end);
                end = at.end;
            }
        }
    }
}
