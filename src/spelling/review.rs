//! Looking through a text: what is wrong in each of its lines. Only what changed is looked at again.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::Dictionary;
use super::text::own_lines;
use super::words::words;
use crate::rfc822::{Above, look};

/// Most lines that are looked at.
const MOST_LINES: usize = 20_000;
/// Most words that are.
const MOST_WORDS: usize = 100_000;
/// Most wrong words that are marked; somebody who writes another language than the dictionary's has
/// seen it by then.
const MOST_WRONG: usize = 2000;

/// Who says which words are right.
#[derive(Debug, Clone)]
pub struct Judge {
    dictionary: Arc<Dictionary>,
    /// In small letters.
    own: Arc<HashSet<String>>,
}

impl Judge {
    /// A dictionary, and words that are right beside it.
    #[must_use]
    pub fn new(
        dictionary: Arc<Dictionary>,
        own: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Self {
        let own = own.into_iter().map(|word| plain(word.as_ref()));
        Self {
            dictionary,
            own: Arc::new(own.collect()),
        }
    }

    /// Its dictionary.
    #[must_use]
    pub fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// Is this word right?
    #[must_use]
    pub fn is_right(&self, word: &str) -> bool {
        !self.dictionary.is_about(word)
            || self.dictionary.knows(word)
            || self.own.contains(&plain(word))
    }

    fn says_the_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dictionary, &other.dictionary) && self.own == other.own
    }
}

/// A word however it is written: its capitals and the sign of an elision apart.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// A line that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// What stood there.
    pub text: String,
    /// Where its wrong words are, in octets.
    pub wrong: Vec<Range<usize>>,
}

/// A line, and what of it is not looked at.
type Seen = (String, Vec<Range<usize>>);

/// A text that was looked through.
#[derive(Debug, Clone)]
pub struct Review {
    /// Its lines.
    pub lines: Vec<Reviewed>,
    judge: Judge,
    known: HashMap<Seen, Vec<Range<usize>>>,
}

/// Looks through a text. What was found before, by the same judge, is not looked for again.
#[must_use]
pub fn review(
    lines: Vec<String>,
    is_formatted: bool,
    judge: &Judge,
    before: Option<&Review>,
) -> Review {
    let before = before.filter(|before| before.judge.says_the_same(judge));
    let own = own_lines(&lines);
    let mut above = Above::default();
    let (mut left, mut room) = (MOST_WORDS, MOST_WRONG);
    let mut known = HashMap::new();
    let mut reviewed = Vec::with_capacity(lines.len());
    for (text, is_own) in lines.into_iter().take(MOST_LINES).zip(own) {
        let spared = if is_formatted {
            spared(&text, &mut above)
        } else {
            Vec::new()
        };
        if !is_own || text.trim().is_empty() || left == 0 || room == 0 {
            reviewed.push(Reviewed {
                text,
                wrong: Vec::new(),
            });
            continue;
        }
        let seen: Seen = (text, spared);
        let wrong = match before.and_then(|before| before.known.get(&seen)) {
            Some(wrong) => wrong.clone(),
            None => {
                let mut wrong = Vec::new();
                for (range, word) in words(&seen.0, &seen.1) {
                    left = left.saturating_sub(1);
                    if !judge.is_right(word) && wrong.len() < room {
                        wrong.push(range);
                    }
                    if left == 0 {
                        break;
                    }
                }
                wrong
            }
        };
        room = room.saturating_sub(wrong.len());
        reviewed.push(Reviewed {
            text: seen.0.clone(),
            wrong: wrong.clone(),
        });
        known.insert(seen, wrong);
    }
    Review {
        lines: reviewed,
        judge: judge.clone(),
        known,
    }
}

/// What of a line of formatted text is no prose: marks, code, where links lead.
fn spared(line: &str, above: &mut Above) -> Vec<Range<usize>> {
    let looks = look(line, above).into_iter();
    looks
        .filter(|(_, look)| look.mark || look.code || look.quote)
        .map(|(range, _)| range)
        .collect()
}

/// The words of a text by which its language is told: those that its author wrote, each once.
pub(super) fn sample(lines: &[String], most: usize) -> Vec<&str> {
    let own = own_lines(lines);
    let own = lines
        .iter()
        .zip(own)
        .filter_map(|(line, own)| own.then_some(line));
    let mut seen = HashSet::new();
    own.take(MOST_LINES)
        .flat_map(|line| words(line, &[]))
        .filter_map(|(_, word)| seen.insert(word).then_some(word))
        .take(most)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::samples::{ENGLISH, dictionary};

    fn judge(own: &[&str]) -> Judge {
        Judge::new(Arc::new(dictionary("en_US", ENGLISH)), own)
    }

    fn wrong(text: &str, is_formatted: bool, judge: &Judge) -> Vec<String> {
        let lines = text.split('\n').map(str::to_owned).collect();
        let review = review(lines, is_formatted, judge, None);
        let lines = review.lines.iter();
        let words = lines.flat_map(|line| {
            line.wrong
                .iter()
                .map(|range| line.text[range.clone()].to_owned())
        });
        words.collect()
    }

    #[test]
    fn wrong_words_are_found_where_the_author_wrote_them() {
        let text = "the lampp is on its wai\n> lampp\nKim wrote:\n> wai\n-- \nAcme";
        assert_eq!(wrong(text, false, &judge(&[])), ["lampp", "wai"]);
        assert_eq!(wrong(text, false, &judge(&["LAMPP"])), ["wai"]);
        assert_eq!(
            wrong("почта", false, &judge(&[])),
            [""; 0],
            "another script"
        );
    }

    #[test]
    fn code_and_links_of_formatted_text_are_spared() {
        let text = "**lampp** `wai` [ordr](https://acme.example/wai)\n```\nwai\n```\nsoonn";
        assert_eq!(wrong(text, true, &judge(&[])), ["lampp", "ordr", "soonn"]);
        assert_eq!(
            wrong("`wai`", false, &judge(&[])),
            ["wai"],
            "plain text has none"
        );
    }

    #[test]
    fn only_what_changed_is_looked_at_again() {
        let judge = judge(&[]);
        let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
        let first = review(lines("lampp\nwai"), false, &judge, None);
        // What is known of a line is not asked of the dictionary again: it stays, whatever it says.
        let mut told = first.clone();
        let seen = ("wai".to_owned(), Vec::new());
        told.known.insert(seen, Vec::new());
        let again = review(lines("new\nwai\nlampp"), false, &judge, Some(&told));
        let counts: Vec<usize> = again.lines.iter().map(|line| line.wrong.len()).collect();
        assert_eq!(counts, [1, 0, 1]);
        let other = Judge::new(Arc::clone(judge.dictionary()), ["lampp"]);
        let anew = review(lines("wai\nlampp"), false, &other, Some(&told));
        let counts: Vec<usize> = anew.lines.iter().map(|line| line.wrong.len()).collect();
        assert_eq!(counts, [1, 0], "another judge looks for himself");
    }

    #[test]
    fn a_text_without_an_end_has_one() {
        let line = "wai ".repeat(MOST_WORDS + 10);
        let review = review(vec![line, "lampp".into()], false, &judge(&[]), None);
        assert_eq!(review.lines[0].wrong.len(), MOST_WRONG);
        assert!(review.lines[1].wrong.is_empty());
    }
}
