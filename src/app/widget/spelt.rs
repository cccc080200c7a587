//! Which words of a text that is being written are wrong, kept in their places while it changes.

use std::ops::Range;

use crate::spelling::Reviewed;

/// The lines as they are now, with the wrong words in them that are still there.
pub fn follow(old: Vec<Reviewed>, lines: Vec<String>) -> Vec<Reviewed> {
    let is_same = |one: &(&Reviewed, &String)| one.0.text == *one.1;
    let above = old.iter().zip(&lines).take_while(is_same).count();
    let rest = old.len().min(lines.len()) - above;
    let from_end = old.iter().rev().zip(lines.iter().rev());
    let below = from_end.take(rest).take_while(is_same).count();
    let changed = above..lines.len() - below;
    let old_end = old.len() - below;
    let lines = lines.into_iter().enumerate();
    lines
        .map(|(at, text)| {
            let before = if at < changed.start {
                old.get(at)
            } else if at >= changed.end {
                old.get(old_end + (at - changed.end))
            } else if at + 1 == changed.end && at > changed.start {
                // Of a line that was broken the end stands in the last one.
                old.get(..old_end).and_then(<[_]>::last)
            } else {
                old.get(at).filter(|_| at < old_end)
            };
            let wrong = before.map(|before| still_wrong(before, &text));
            Reviewed {
                wrong: wrong.unwrap_or_default(),
                text,
            }
        })
        .collect()
}

/// Where the wrong words of a line are after it changed: those before and behind the change.
fn still_wrong(old: &Reviewed, new: &str) -> Vec<Range<usize>> {
    if old.text == new {
        return old.wrong.clone();
    }
    let same = old.text.chars().zip(new.chars());
    let start: usize = same
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let room = old.text.len().min(new.len()) - start;
    let same = old.text.chars().rev().zip(new.chars().rev());
    let same = same.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8());
    let end = same
        .scan(0, |sum, length| {
            *sum += length;
            (*sum <= room).then_some(*sum)
        })
        .last()
        .unwrap_or(0);
    let moved = |range: &Range<usize>| {
        if range.end <= start {
            return Some(range.clone());
        }
        let from_end = |at: usize| (new.len() + at).checked_sub(old.text.len());
        let is_behind = range.start >= old.text.len() - end;
        is_behind.then(|| Some(from_end(range.start)?..from_end(range.end)?))?
    };
    let wrong = old.wrong.iter().filter_map(moved);
    // What is written on is another word.
    wrong.filter(|range| is_whole(new, range)).collect()
}

/// Does no letter stand before or behind it?
fn is_whole(line: &str, range: &Range<usize>) -> bool {
    let before = line
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let behind = line.get(range.end..).and_then(|text| text.chars().next());
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    line.get(range.clone()).is_some() && !is_letter(before) && !is_letter(behind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reviewed(text: &str, word: &str) -> Vec<Reviewed> {
        let lines = text.split('\n');
        lines
            .map(|line| Reviewed {
                wrong: line
                    .match_indices(word)
                    .map(|(at, _)| at..at + word.len())
                    .collect(),
                text: line.to_owned(),
            })
            .collect()
    }

    /// What is marked of the new text, line by line.
    fn marked(old: &str, new: &str) -> Vec<Vec<String>> {
        let lines = new.split('\n').map(str::to_owned).collect();
        let marked = follow(reviewed(old, "wrng"), lines);
        assert_eq!(marked.len(), new.split('\n').count());
        let words = |line: &Reviewed| {
            line.wrong
                .iter()
                .map(|r| line.text[r.clone()].to_owned())
                .collect()
        };
        marked.iter().map(words).collect()
    }

    #[test]
    fn marks_go_with_their_words() {
        let one = || vec!["wrng".to_owned()];
        let none: fn() -> Vec<String> = Vec::new;
        assert_eq!(marked("a wrng b", "a x wrng b"), [one()]);
        assert_eq!(marked("a wrng b", "a wrng b c"), [one()]);
        assert_eq!(
            marked("a wrng b", "a wrngg b"),
            [none()],
            "it is written on"
        );
        assert_eq!(marked("a wrng b", "a wrong b"), [none()]);
        assert_eq!(
            marked("x\nwrng\ny", "x\n\nwrng\ny"),
            [none(), none(), one(), none()]
        );
        assert_eq!(
            marked("wrng a wrng", "wrng\n a wrng"),
            [one(), one()],
            "it was broken"
        );
        assert_eq!(marked("wrng\n\nwrng", "wrng\nwrng"), [one(), one()]);
        assert_eq!(marked("wrng\nx\nwrng", ""), [none()]);
    }

    proptest! {
        #[test]
        fn marks_lie_in_their_lines(old in "[wrngé \n]{0,40}", new in "[wrngé \n]{0,40}") {
            let lines = new.split('\n').map(str::to_owned).collect();
            for line in follow(reviewed(&old, "wrng"), lines) {
                for range in line.wrong {
                    prop_assert_eq!(line.text.get(range), Some("wrng"));
                }
            }
        }
    }
}
