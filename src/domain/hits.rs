//! Where words stand in a text that a person looks at: compared as the search compares them, whatever the case and
//! the accents, and told as stretches of the text as it is written.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Place, SearchQuery, Sought, is_mark, is_word, plainly, runs_on, without_accents};

/// So many places of one text are marked at most: nobody walks through more.
pub const MOST_HITS: usize = 1000;

/// Longest text that is looked for in a message, in characters.
const LONGEST: usize = 200;

/// What is looked for in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Needle {
    /// Stretches that follow one another, as they are compared. None is empty.
    parts: Vec<String>,
    /// They are whole words, with nothing but signs and blanks between them; the last one may go on.
    words: Option<bool>,
}

impl Needle {
    /// What was typed to be found letter by letter, also within words; `None`: it is nothing but blanks.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let most = text.char_indices().nth(LONGEST).map(|(at, _)| at);
        let text = text.get(..most.unwrap_or(text.len()))?;
        let folded = Folded::new(text).text;
        (!folded.trim().is_empty()).then(|| Self {
            parts: vec![folded],
            words: None,
        })
    }

    /// Words that stand side by side, as the search of the mailboxes finds them; `goes_on`: the last one is a
    /// beginning. `None`: there is no word.
    #[must_use]
    pub fn words(text: &str, goes_on: bool) -> Option<Self> {
        let folded = Folded::new(text).text;
        let parts = folded
            .split(|c| !is_word(c))
            .filter(|word| !word.is_empty());
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        (!parts.is_empty()).then_some(Self {
            parts,
            words: Some(goes_on),
        })
    }

    /// Where it ends, if it begins here.
    fn end(&self, text: &str, start: usize) -> Option<usize> {
        let mut at = start;
        for (number, part) in self.parts.iter().enumerate() {
            let rest = text.get(at..)?;
            let gap = if number == 0 { 0 } else { rest.find(is_word)? };
            if !rest.get(gap..)?.starts_with(part.as_str()) {
                return None;
            }
            let end = at + gap + part.len();
            let is_last = number + 1 == self.parts.len();
            let may_go_on = self.words.is_none_or(|goes_on| goes_on && is_last);
            let follows = text.get(end..)?.chars().next();
            let last = part.chars().next_back();
            if !may_go_on && is_within(last, follows) {
                return None;
            }
            at = end;
        }
        let before = text.get(..start)?.chars().next_back();
        let first = self.parts.first()?.chars().next();
        (self.words.is_none() || !is_within(before, first)).then_some(at)
    }

    /// All places where it stands, one behind the other.
    fn within(&self, folded: &Folded, most: usize, found: &mut Vec<Range<usize>>) {
        let Some(first) = self.parts.first() else {
            return;
        };
        let mut at = 0;
        let mut count = 0;
        while count < most
            && let Some(start) = folded.text.get(at..).and_then(|rest| rest.find(first))
        {
            let start = at + start;
            let step = folded
                .text
                .get(start..)
                .and_then(|rest| rest.chars().next());
            match self.end(&folded.text, start) {
                Some(end) => {
                    found.extend(folded.range(start..end));
                    count += 1;
                    at = end;
                }
                None => at = start + step.map_or(1, char::len_utf8),
            }
        }
    }
}

/// Does no word end between these two? In writing without spaces every sign may be one.
fn is_within(one: Option<char>, other: Option<char>) -> bool {
    one.zip(other).is_some_and(|(one, other)| {
        is_word(one) && is_word(other) && !runs_on(one) && !runs_on(other)
    })
}

/// A text as it is compared, and where each octet of that came from.
struct Folded {
    text: String,
    from: Vec<Range<usize>>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            from: Vec::with_capacity(text.len()),
        };
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            let mut end = start + c.len_utf8();
            // A letter is compared together with the marks on it.
            while let Some((at, mark)) = chars.next_if(|(_, next)| is_mark(*next)) {
                end = at + mark.len_utf8();
            }
            let range = start..end;
            if c.is_whitespace() {
                folded.blank(range);
            } else if end == start + 1 {
                folded.push(c.to_ascii_lowercase(), range);
            } else if !is_unseen(c) {
                let cluster = text.get(range.clone()).unwrap_or_default();
                for c in without_accents(cluster).chars() {
                    match plainly(c).or_else(|| as_typed(c)) {
                        Some(plain) => plain.chars().for_each(|c| folded.push(c, range.clone())),
                        None => c.to_lowercase().for_each(|c| folded.push(c, range.clone())),
                    }
                }
            }
        }
        folded
    }

    fn push(&mut self, c: char, from: Range<usize>) {
        self.text.push(c);
        for _ in 0..c.len_utf8() {
            self.from.push(from.clone());
        }
    }

    /// However a text is broken into lines, words stand one blank apart.
    fn blank(&mut self, from: Range<usize>) {
        match self.from.last_mut() {
            Some(last) if self.text.ends_with(' ') => last.end = from.end,
            _ => self.push(' ', from),
        }
    }

    /// The stretch of the text as it is written.
    fn range(&self, of: Range<usize>) -> Option<Range<usize>> {
        let first = self.from.get(of.start)?;
        let last = self.from.get(of.end.checked_sub(1)?)?;
        Some(first.start..last.end)
    }
}

/// Is it between letters without being seen: where a word may be parted, and what joins or parts nothing visible?
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Signs of print as they are typed.
fn as_typed(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' => "'",
        '“' | '”' | '„' => "\"",
        '–' | '—' | '‑' | '‐' => "-",
        _ => return None,
    })
}

/// Where any of these stands in a text: in order and apart, at most so many.
#[must_use]
pub fn hits(text: &str, needles: &[Needle], most: usize) -> Vec<Range<usize>> {
    if needles.is_empty() || text.is_empty() {
        return Vec::new();
    }
    let folded = Folded::new(text);
    let mut found = Vec::new();
    for needle in needles {
        needle.within(&folded, most, &mut found);
    }
    // Of those that overlap the first and longest stays.
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|range| {
        let is_apart = range.start >= end && range.end > range.start;
        if is_apart {
            end = range.end;
        }
        is_apart
    });
    found.truncate(most);
    found
}

/// The words of a query that can be marked where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sights {
    /// In the text.
    pub text: Vec<Needle>,
    /// In the subject.
    pub subject: Vec<Needle>,
    /// In the name and the address of who it is from.
    pub sender: Vec<Needle>,
}

impl Sights {
    /// Of what must be there; what must not is not to be seen.
    #[must_use]
    pub fn of(query: &SearchQuery) -> Self {
        let mut sights = Self::default();
        for term in query
            .clauses()
            .iter()
            .flatten()
            .filter(|term| !term.negated)
        {
            let Sought::Words {
                place,
                text,
                is_beginning,
            } = &term.sought
            else {
                continue;
            };
            let Some(needle) = Needle::words(text, *is_beginning) else {
                continue;
            };
            match place {
                Place::Anywhere => {
                    sights.text.push(needle.clone());
                    sights.subject.push(needle.clone());
                    sights.sender.push(needle);
                }
                Place::Subject => sights.subject.push(needle),
                Place::Sender => sights.sender.push(needle),
                Place::Recipients | Place::Copies => {}
            }
        }
        sights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed<'t>(text: &'t str, sought: &str) -> Vec<&'t str> {
        let needles: Vec<Needle> = Needle::typed(sought).into_iter().collect();
        let found = hits(text, &needles, MOST_HITS);
        found.into_iter().map(|range| &text[range]).collect()
    }

    fn searched<'t>(text: &'t str, query: &str) -> Vec<&'t str> {
        let needles = Sights::of(&SearchQuery::parse(query)).text;
        let found = hits(text, &needles, MOST_HITS);
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_is_typed_is_found_whatever_the_case_and_the_accents() {
        assert_eq!(
            typed("Café, CAFE\u{301} and cafés", "cafe"),
            ["Café", "CAFE\u{301}", "café"]
        );
        assert_eq!(typed("Straße, STRASSE", "strasse"), ["Straße", "STRASSE"]);
        assert_eq!(typed("the first\nline", "first line"), ["first\nline"]);
        assert_eq!(typed("It’s “so”", "it's \"so\""), ["It’s “so”"]);
        assert_eq!(typed("in\u{ad}voice", "invoice"), ["in\u{ad}voice"]);
        assert_eq!(typed("会議室です", "議室"), ["議室"]);
        assert_eq!(typed("aaaa", "aa"), ["aa", "aa"]);
        assert!(typed("words", "  ").is_empty() && typed("", "x").is_empty());
    }

    #[test]
    fn what_a_search_looked_for_is_marked_as_it_was_found() {
        let text = "Orders: your order 20418, re-order. Order No. 20418";
        assert_eq!(searched(text, "order "), ["order", "order", "Order"]);
        assert_eq!(searched(text, "orde"), ["Orde", "orde", "orde", "Orde"]);
        assert_eq!(searched(text, "\"order 20418\""), ["order 20418"]);
        assert_eq!(
            searched(text, "order -your from:kim is:unread "),
            ["order", "order", "Order"]
        );
        assert_eq!(searched("会議室", "議室 "), ["議室"]);
        let sights = Sights::of(&SearchQuery::parse("a from:kim subject:order "));
        let lengths = [&sights.text, &sights.subject, &sights.sender].map(Vec::len);
        assert_eq!(lengths, [1, 2, 2]);
    }

    #[test]
    fn no_more_are_told_than_are_walked_through() {
        let text = "a ".repeat(5 * MOST_HITS);
        assert_eq!(typed(&text, "a").len(), MOST_HITS);
    }

    proptest! {
        #[test]
        fn any_text_is_searched_without_harm(text in "\\PC{0,60}", sought in "\\PC{1,4}") {
            for query in [Needle::typed(&sought), Needle::words(&sought, true)] {
                let needles: Vec<Needle> = query.into_iter().collect();
                let mut end = 0;
                for range in hits(&text, &needles, MOST_HITS) {
                    prop_assert!(range.start >= end && text.get(range.clone()).is_some());
                    end = range.end;
                }
            }
        }
    }
}
