//! What a person looks for, as they typed it into a search field. Every text is a query: nothing that
//! is typed is an error, and what is not known is words.

use std::ops::Range;

use jiff::civil::Date;

use super::flags::is_keyword;
use super::label::keywords_of;
use super::{FolderId, SystemFlag};

/// Most terms of one query; what is beyond is left out.
const MAX_TERMS: usize = 32;

/// Longest query in octets; what is beyond is left out.
const MAX_LENGTH: usize = 4096;

/// Who forwards a message leaves this keyword on it (RFC 5788).
const FORWARDED: &str = "$Forwarded";

/// What is looked for, as Gmail reads it: all terms must hold; of those between which `OR` stands
/// (in capitals, and closer than what stands beside it) one; `-` before a term turns it round.
///
/// A term is a word, words in quotes that stand side by side, or `from:`, `to:`, `cc:` or `subject:`
/// with either, `in:` with a folder or its role, `is:` with `unread`, `unread-for-me`, `read`,
/// `flagged`, `answered`, `unanswered` or `forwarded`, `keyword:` (or `tag:`) with a keyword or the name of a label
/// ([`super::Label`]), `has:attachment`, `before:` or `after:` with a day, month or year
/// (the day itself is after and not before), `larger:` or `smaller:` with octets (`500k`, `5M`).
///
/// At most 32 terms of a text of at most 4 KiB.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    clauses: Vec<Vec<Term>>,
}

/// How much of the mail in which is looked can be found on this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Messages, by their headers.
    pub messages: u32,
    /// Of so many all that the query looks at can be found here.
    pub findable: u32,
    /// The folders that lack some: for those a server must be asked.
    pub lacking: Vec<FolderId>,
}

impl Coverage {
    /// Is all of them found that are known, and are others still being listed?
    #[must_use]
    pub fn is_being_listed(&self) -> bool {
        self.findable == self.messages && !self.lacking.is_empty()
    }
}

/// One thing that must hold, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// It must not hold.
    pub negated: bool,
    /// What.
    pub sought: Sought,
}

/// What a term looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// Words that stand side by side. There is a letter or digit in them.
    Words {
        /// Where.
        place: Place,
        /// As typed.
        text: String,
        /// Is it still being typed, so that its last word may go on?
        is_beginning: bool,
    },
    /// The folder or its role, in small letters.
    Folder(String),
    /// This flag is set, or it is not.
    Flag(SystemFlag, bool),
    /// One of these keywords is set: IMAP atoms of at most 100 octets.
    Keywords(Vec<String>),
    /// Nobody answered it, and somebody waits for that.
    Unanswered,
    /// Somebody else read it, and this person has not.
    UnreadForMe,
    /// An attachment.
    Attachment,
    /// It came before this day began.
    Before(Date),
    /// It came when this day had begun.
    Since(Date),
    /// It has more octets than this.
    Larger(u64),
    /// It has fewer.
    Smaller(u64),
}

/// Where words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In its subject, its people or its text.
    Anywhere,
    /// In its subject.
    Subject,
    /// Who it is from.
    Sender,
    /// Who it is to, copies included.
    Recipients,
    /// Who gets a copy of it.
    Copies,
}

impl SearchQuery {
    /// Reads what a person typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let mut terms = 0;
        let mut tokens = tokens(cut(text)).into_iter().peekable();
        let mut or = false;
        while let Some(token) = tokens.next() {
            if token.is_or && !or && !query.clauses.is_empty() {
                // At the end it is still being typed.
                or = true;
                continue;
            }
            let joined = std::mem::take(&mut or);
            let Some(term) = token.term(tokens.peek().is_none()) else {
                continue;
            };
            if terms == MAX_TERMS {
                break;
            }
            terms += 1;
            match query.clauses.last_mut() {
                Some(clause) if joined => clause.push(term),
                _ => query.clauses.push(vec![term]),
            }
        }
        query
    }

    /// Is nothing looked for?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Of each of these one term must hold; none is empty.
    #[must_use]
    pub fn clauses(&self) -> &[Vec<Term>] {
        &self.clauses
    }

    /// Can the text of a message decide about it, rather than its header alone?
    #[must_use]
    pub fn reads_texts(&self) -> bool {
        let in_text = |term: &Term| {
            let anywhere = Place::Anywhere;
            matches!(&term.sought, Sought::Words { place, .. } if *place == anywhere)
        };
        self.clauses.iter().flatten().any(in_text)
    }

    /// Does it ask in which folder a message lies?
    #[must_use]
    pub fn names_folders(&self) -> bool {
        let mut terms = self.clauses.iter().flatten();
        terms.any(|term| matches!(term.sought, Sought::Folder(_)))
    }

    /// Does it look for words at all?
    #[must_use]
    pub fn has_words(&self) -> bool {
        let mut terms = self.clauses.iter().flatten();
        terms.any(|term| matches!(term.sought, Sought::Words { .. }))
    }

    /// Are there words that must not stand in it, or that must stand side by side?
    #[must_use]
    pub fn is_more_than_words(&self) -> bool {
        let mut terms = self.clauses.iter().flatten();
        terms.any(|term| match &term.sought {
            Sought::Words { text, .. } => term.negated || text.trim().contains(char::is_whitespace),
            _ => false,
        })
    }

    /// May a message be looked for in a folder of this path and role? Where `in:` stands alone, that
    /// decides; beside others it does not.
    #[must_use]
    pub fn looks_into(&self, path: &str, role: &str) -> bool {
        let mut alone = self.clauses.iter().filter_map(|clause| match &**clause {
            [term] => Some(term),
            _ => None,
        });
        alone.all(|term| match &term.sought {
            Sought::Folder(name) => is_folder(name, path, role) != term.negated,
            _ => true,
        })
    }
}

impl Term {
    /// Does it look for words in parts of the header that can be told from one another here? Those of all
    /// messages are held.
    #[must_use]
    pub fn is_of_header(&self) -> bool {
        let place = match &self.sought {
            Sought::Words { place, .. } => *place,
            _ => return false,
        };
        matches!(place, Place::Subject | Place::Sender | Place::Recipients)
    }
}

/// Is this what a person calls a folder of this path and role? `name` is in small letters.
#[must_use]
pub fn is_folder(name: &str, path: &str, role: &str) -> bool {
    let path = path.to_lowercase();
    let last = path
        .strip_suffix(name)
        .is_some_and(|above| above.ends_with('/'));
    role == name || path == name || last
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_LENGTH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// What stands between white space.
#[derive(Default)]
pub(super) struct Token {
    /// Where it stands in the text, in octets.
    pub(super) range: Range<usize>,
    pub(super) negated: bool,
    pub(super) operator: String,
    pub(super) value: String,
    /// It was quoted, or white space follows it.
    pub(super) is_whole: bool,
    pub(super) is_quoted: bool,
    pub(super) is_or: bool,
}

impl Token {
    /// The term that it is; `None` where there is no letter or digit in it.
    pub(super) fn term(self, is_last: bool) -> Option<Term> {
        let sought = self.sought(is_last)?;
        Some(Term {
            negated: self.negated,
            sought,
        })
    }

    pub(super) fn sought(&self, is_last: bool) -> Option<Sought> {
        let value = self.value.trim().to_lowercase();
        let words = |place, text: &str| {
            // What must not be there is not guessed at while it is being typed: nearly all would go.
            let is_open = match place {
                // Who it was is seldom typed in full, also where something else is asked for behind it.
                Place::Sender | Place::Recipients | Place::Copies => !self.is_quoted,
                _ => is_last && !self.is_whole,
            };
            let is_beginning = is_open && !self.negated && is_long_enough(text);
            text.chars()
                .any(char::is_alphanumeric)
                .then(|| Sought::Words {
                    place,
                    text: text.to_owned(),
                    is_beginning,
                })
        };
        let known = match self.operator.to_lowercase().as_str() {
            "" => return words(Place::Anywhere, &self.value),
            "from" => return words(Place::Sender, &self.value),
            "to" => return words(Place::Recipients, &self.value),
            "cc" => return words(Place::Copies, &self.value),
            "subject" => return words(Place::Subject, &self.value),
            "in" | "keyword" | "tag" if value.is_empty() => return None,
            "keyword" | "tag" => Some(keywords_of(&value))
                .filter(|keywords| keywords.iter().all(|keyword| is_keyword(keyword)))
                .map(|keywords| {
                    Sought::Keywords(keywords.into_iter().map(str::to_owned).collect())
                }),
            "in" => Some(Sought::Folder(value)),
            "is" => {
                let known = IS.iter().find(|(word, _)| *word == value);
                known.map(|(_, sought)| sought())
            }
            "has" => (value == "attachment").then_some(Sought::Attachment),
            "before" => day(&value).map(Sought::Before),
            "after" => day(&value).map(Sought::Since),
            "larger" => octets(&value).map(Sought::Larger),
            "smaller" => octets(&value).map(Sought::Smaller),
            _ => None,
        };
        // Still being typed: it will be a condition in a moment, and never words. What can be none any more is
        // not left out: all that the rest finds would pass for what was asked for.
        if known.is_none() && is_last && !self.is_whole && self.may_become() {
            return None;
        }
        known.or_else(|| {
            let text = format!("{}:{}", self.operator, self.value);
            words(Place::Anywhere, &text)
        })
    }
}

impl Token {
    /// Are there letters of a word that may go on, and too few for what begins with them to be looked for?
    pub(super) fn is_too_short(&self, is_last: bool) -> bool {
        let is_person = matches!(self.operator.to_lowercase().as_str(), "from" | "to" | "cc");
        let is_open = is_person && !self.is_quoted || is_last && !self.is_whole;
        matches!(
            self.sought(is_last),
            Some(Sought::Words {
                is_beginning: false,
                ..
            })
        ) && is_open
            && !self.negated
    }

    /// Is the value the beginning of one that its operator takes?
    fn may_become(&self) -> bool {
        let value = self.value.trim().to_lowercase();
        match self.operator.to_lowercase().as_str() {
            "is" => IS.iter().any(|(word, _)| word.starts_with(&value)),
            "has" => "attachment".starts_with(&value),
            "before" | "after" => {
                let parts: Vec<&str> = value.split(['-', '/']).collect();
                let longest = [4, 2, 2];
                let fits = |(part, longest): (&&str, &usize)| {
                    part.len() <= *longest && part.bytes().all(|b| b.is_ascii_digit())
                };
                let year = parts.first().map_or(0, |year| year.len());
                parts.len() <= longest.len()
                    && (parts.len() == 1 || year == 4)
                    && parts.iter().zip(&longest).all(fits)
            }
            "larger" | "smaller" => {
                let unit = value.trim_start_matches(|c: char| c.is_ascii_digit());
                unit.len() <= 2 && unit.bytes().all(|b| b.is_ascii_alphabetic())
            }
            _ => true,
        }
    }
}

/// A word, and what is sought by it.
pub(super) type Word = (&'static str, fn() -> Sought);

/// What a message may be.
pub(super) const IS: [Word; 7] = [
    ("unread", || Sought::Flag(SystemFlag::Seen, false)),
    ("read", || Sought::Flag(SystemFlag::Seen, true)),
    ("unread-for-me", || Sought::UnreadForMe),
    ("flagged", || Sought::Flag(SystemFlag::Flagged, true)),
    ("answered", || Sought::Flag(SystemFlag::Answered, true)),
    ("unanswered", || Sought::Unanswered),
    ("forwarded", || Sought::Keywords(vec![FORWARDED.to_owned()])),
];

/// Half of all words begin with these one or two letters: then only the words that are no longer are looked
/// for. A sign that stands for a syllable or a word says more.
fn is_long_enough(text: &str) -> bool {
    let last = text.rsplit(|c: char| !c.is_alphanumeric()).next();
    last.is_some_and(|word| word.chars().count() > 2 || !word.is_ascii())
}

/// Splits at white space outside of quotes; `-` and `operator:` may stand before a word or a quote.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, _)) = chars.peek().copied() {
        if chars.next_if(|(_, c)| c.is_whitespace()).is_some() {
            continue;
        }
        let mut token = Token {
            negated: chars.next_if(|(_, c)| *c == '-').is_some(),
            ..Token::default()
        };
        while let Some((_, c)) = chars.next_if(|(_, c)| !c.is_whitespace()) {
            match c {
                ':' if token.operator.is_empty() && is_operator(&token.value) => {
                    token.operator = std::mem::take(&mut token.value);
                }
                '"' if token.value.is_empty() => {
                    for (_, c) in chars.by_ref() {
                        // Until its end is typed it may go on.
                        token.is_whole = c == '"';
                        if token.is_whole {
                            break;
                        }
                        token.value.push(c);
                    }
                    token.is_quoted = true;
                    break;
                }
                c => token.value.push(c),
            }
        }
        let bare = !token.negated && token.operator.is_empty() && !token.is_quoted;
        token.is_or = bare && token.value == "OR";
        let next = chars.peek().copied();
        token.is_whole |= next.is_some();
        token.range = start..next.map_or(text.len(), |(next, _)| next);
        tokens.push(token);
    }
    tokens
}

/// What may stand before a colon.
pub(super) const OPERATORS: [&str; 13] = [
    "from", "to", "cc", "subject", "in", "is", "has", "before", "after", "larger", "smaller",
    "keyword", "tag",
];

fn is_operator(word: &str) -> bool {
    OPERATORS.iter().any(|o| o.eq_ignore_ascii_case(word))
}

/// The first day of `2026-03-01`, `2026-03` or `2026`; slashes may stand in place of the lines.
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let year = parts
        .next()
        .filter(|year| year.len() == 4)
        .and_then(number)?;
    let month = parts.next().map_or(Some(1), number)?;
    let day = parts.next().map_or(Some(1), number)?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(digits: &str) -> Option<i16> {
    let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| all)
}

/// `500k`, `5M`, `1gb` or plain octets.
fn octets(text: &str) -> Option<u64> {
    let text = text.strip_suffix('b').unwrap_or(text);
    let (digits, unit) = match text.strip_suffix(['k', 'm', 'g']) {
        Some(digits) if text.ends_with('k') => (digits, 1024),
        Some(digits) if text.ends_with('m') => (digits, 1024 * 1024),
        Some(digits) => (digits, 1024 * 1024 * 1024),
        None => (text, 1),
    };
    let all = digits.bytes().all(|b| b.is_ascii_digit());
    let count: u64 = digits.parse().ok().filter(|_| all)?;
    Some(count.saturating_mul(unit))
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
