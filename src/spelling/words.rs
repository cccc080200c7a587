//! The words of a line that are checked: all but addresses, what is code, what has digits, and
//! abbreviations.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// What is longer, in octets, is no word.
pub const LONGEST_WORD: usize = 120;
/// A word in capitals of so many letters is an abbreviation.
const LONGEST_ABBREVIATION: usize = 5;

/// The words of a line to check, in their order, in octets of the line. What touches one of the spared
/// stretches, which lie behind each other, is left out.
pub(super) fn words<'a>(
    line: &'a str,
    spared: &'a [Range<usize>],
) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    gaps(line, spared)
        .flat_map(|(from, gap)| pieces(gap).map(move |(at, piece)| (from + at, piece)))
        .filter(|(_, piece)| !is_no_prose(piece))
        .flat_map(|(from, piece)| {
            let words = piece.unicode_word_indices();
            words.map(move |(at, word)| (from + at, word))
        })
        .flat_map(|(from, word)| {
            // To Unicode `end.Beginning` is one word.
            let mut at = from;
            word.split(['.', ':']).map(move |part| {
                let range = at..at + part.len();
                at = range.end + 1;
                (range, part)
            })
        })
        .filter(|(_, word)| is_checked(word))
}

/// What of a line is not spared, with where it begins.
fn gaps<'a>(line: &'a str, spared: &'a [Range<usize>]) -> impl Iterator<Item = (usize, &'a str)> {
    let starts = std::iter::once(0).chain(spared.iter().map(|one| one.end));
    let ends = spared.iter().map(|one| one.start);
    let ends = ends.chain(std::iter::once(line.len()));
    let gaps = starts.zip(ends);
    // What is no stretch of the line spares nothing of it.
    gaps.filter_map(|(start, end)| {
        let end = end.min(line.len());
        line.get(start..end).map(|gap| (start, gap))
    })
}

/// What stands between blanks, with where it begins.
fn pieces(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(char::is_whitespace).filter_map(move |piece| {
        let start = at;
        // The blank behind it is a character of its own length.
        at = start + piece.len();
        at += line
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        (!piece.is_empty()).then_some((start, piece))
    })
}

/// Addresses of mail and of pages, places of files, names of programs' things.
fn is_no_prose(piece: &str) -> bool {
    let bare = piece.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '#'));
    let lower = bare.to_lowercase();
    if lower.contains("://") || lower.starts_with("www.") || lower.starts_with("mailto:") {
        return true;
    }
    if bare.contains(['@', '\\', '_', '=', '<', '>', '{', '}']) || bare.starts_with(['/', '#']) {
        return true;
    }
    // A path has more than one stroke; with one it is "and/or".
    if bare.matches('/').count() > 1 {
        return true;
    }
    is_dotted(bare)
}

/// `acme.example`, `notes.txt`, but not "end.Beginning", where a blank was forgotten, and not "e.g."
fn is_dotted(bare: &str) -> bool {
    let mut parts = bare.split('/').next().unwrap_or(bare).split('.').peekable();
    let mut count = 0;
    while let Some(part) = parts.next() {
        count += 1;
        let is_last = parts.peek().is_none();
        let mut letters = part.chars();
        let Some(first) = letters.next() else {
            return false;
        };
        if is_last && (!first.is_lowercase() || letters.next().is_none()) {
            return false;
        }
    }
    count > 1
}

/// Is this one of those that a dictionary is asked about?
fn is_checked(word: &str) -> bool {
    if word.len() > LONGEST_WORD || word.chars().any(char::is_numeric) {
        return false;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic());
    match letters.clone().count() {
        0 | 1 => false,
        count => !(count <= LONGEST_ABBREVIATION + 1 && is_abbreviation(word)),
    }
}

/// All capitals, of which there may be several: `PDF`, `PDFs`.
fn is_abbreviation(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    let stem = stem.strip_suffix(['\'', '’']).unwrap_or(stem);
    let is_short = stem.chars().count() <= LONGEST_ABBREVIATION;
    is_short && stem.chars().count() > 1 && !stem.chars().any(char::is_lowercase)
}

/// A word that a person calls right, as it is kept; `None` where it is none that would be checked.
#[must_use]
pub fn as_own_word(text: &str) -> Option<String> {
    let text = text.trim();
    let mut found = text.unicode_word_indices();
    let is_one = found
        .next()
        .is_some_and(|(at, word)| at == 0 && word == text);
    let is_word = text.chars().any(char::is_alphabetic) && text.len() <= LONGEST_WORD;
    (is_one && is_word).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(line: &str) -> Vec<&str> {
        words(line, &[]).map(|(_, word)| word).collect()
    }

    #[test]
    fn prose_is_checked_word_by_word() {
        assert_eq!(
            of("Dear Lena, it's light-weight; isn’t it?"),
            ["Dear", "Lena", "it's", "light", "weight", "isn’t", "it"]
        );
        assert_eq!(
            of("the end.Beginning and/or"),
            ["the", "end", "Beginning", "and", "or"]
        );
        assert_eq!(of("e.g. that"), ["that"]);
    }

    #[test]
    fn what_is_no_prose_is_left_alone() {
        for line in [
            "https://acme.example/lamps,",
            "(www.acme.example)",
            "<anna@acme.example>",
            "mailto:anna",
            "/usr/share/hunspell",
            "notes.txt",
            "acme.example/lamps",
            "C:\\Users",
            "snake_case",
            "#holiday",
            "20418 B2B 3rd 12-a",
            "SMTP PDFs",
            "a I",
            "–— … !",
            "日本",
        ] {
            assert_eq!(of(line), [""; 0], "{line}");
        }
        assert_eq!(of("WRONGLY"), ["WRONGLY"]);
    }

    #[test]
    fn spared_stretches_are_left_out() {
        let line = "run `lampp` now `wai`";
        let found: Vec<&str> = words(line, &[4..11, 16..21])
            .map(|(_, word)| word)
            .collect();
        assert_eq!(found, ["run", "now"]);
    }

    #[test]
    fn one_word_is_ones_own() {
        assert_eq!(as_own_word(" Acme "), Some("Acme".into()));
        assert_eq!(as_own_word("O’Neill"), Some("O’Neill".into()));
        for text in ["", "two words", "a\nb", "123", "-x"] {
            assert_eq!(as_own_word(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_in_the_line(line in "\\PC{0,120}", start in 0_usize..130, length in 0_usize..30) {
            let start = line.floor_char_boundary(start);
            let spared = start..line.floor_char_boundary(start + length);
            let mut end = 0;
            for (range, word) in words(&line, std::slice::from_ref(&spared)) {
                prop_assert_eq!(line.get(range.clone()), Some(word));
                prop_assert!(range.start >= end, "they do not overlap");
                prop_assert!(range.end <= spared.start || spared.end <= range.start);
                end = range.end;
            }
        }

        #[test]
        fn any_blanks_and_marks_are_passed(line in "[a-zé\u{a0}\u{2003} \t@./:<>'’\u{301}🙂]{0,60}") {
            for (range, word) in words(&line, &[]) {
                prop_assert_eq!(line.get(range), Some(word));
            }
        }
    }
}
