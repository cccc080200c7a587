//! A dictionary that was read: is a word in it, and what may have been meant by one that is not.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use super::file::{self, SpellingError};
use super::{Installed, LONGEST_WORD, Tag};

/// Most suggestions for a word.
pub const MOST_SUGGESTIONS: usize = 5;
/// For words with more letters nothing is suggested: it would take long, and find nothing.
const LONGEST_FOR_SUGGESTIONS: usize = 40;
/// Words from which the script of a dictionary is told.
const SAMPLE: usize = 400;

/// The words of a language.
pub struct Dictionary {
    language: Tag,
    words: spellbook::Dictionary,
    /// Its words are written in Latin letters.
    is_latin: bool,
    /// Looking something up in it ended in a mistake: it knows everything from then on.
    is_broken: AtomicBool,
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dictionary").field(&self.language).finish()
    }
}

impl Dictionary {
    /// Reads the files of one that is installed.
    ///
    /// # Errors
    /// [`SpellingError`]
    pub fn read(installed: &Installed) -> Result<Self, SpellingError> {
        let (rules, words) = file::read(&installed.rules, &installed.words())?;
        Self::of(installed.language.clone(), &rules, &words)
            .map_err(|why| SpellingError::Damaged(format!("{}: {why}", installed.rules.display())))
    }

    /// Takes rules and words as text.
    ///
    /// # Errors
    /// [`SpellingError::Damaged`]
    pub fn of(language: Tag, rules: &str, words: &str) -> Result<Self, SpellingError> {
        // The files come from anywhere, and a mistake in them must not end more than their use.
        let read = catch_unwind(|| spellbook::Dictionary::new(rules, words));
        let read = match read {
            Ok(Ok(read)) => read,
            Ok(Err(error)) => return Err(SpellingError::Damaged(error.to_string())),
            Err(_) => return Err(SpellingError::Damaged("it cannot be read".into())),
        };
        let sample = words.lines().skip(1).take(SAMPLE);
        let (latin, all) = sample
            .filter_map(|line| line.chars().next())
            .fold((0_usize, 0_usize), |(latin, all), first| {
                (latin + usize::from(is_latin(first)), all + 1)
            });
        Ok(Self {
            language,
            words: read,
            is_latin: latin * 2 >= all,
            is_broken: AtomicBool::new(false),
        })
    }

    /// Its language.
    #[must_use]
    pub fn language(&self) -> &Tag {
        &self.language
    }

    /// Can it say anything of this word? Of words in another script it cannot.
    #[must_use]
    pub fn is_about(&self, word: &str) -> bool {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.any(|c| is_latin(c) == self.is_latin)
    }

    /// Is this word right? What is longer than words are, and what cannot be looked up, is.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        if word.len() > LONGEST_WORD || self.is_broken.load(Ordering::Relaxed) {
            return true;
        }
        let look = || self.words.check(word) || self.knows_otherwise_written(word);
        catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| {
            self.is_broken.store(true, Ordering::Relaxed);
            true
        })
    }

    /// The sign of an elision is a letter to some dictionaries, and to each another one.
    fn knows_otherwise_written(&self, word: &str) -> bool {
        let other = if word.contains('’') {
            word.replace('’', "'")
        } else if word.contains('\'') {
            word.replace('\'', "’")
        } else {
            return false;
        };
        self.words.check(&other)
    }

    /// What may have been meant by a word that is not right, the likeliest first.
    #[must_use]
    pub fn suggestions(&self, word: &str) -> Vec<String> {
        if word.chars().count() > LONGEST_FOR_SUGGESTIONS || self.is_broken.load(Ordering::Relaxed)
        {
            return Vec::new();
        }
        let mut found = Vec::new();
        let suggest = || self.words.suggest(word, &mut found);
        if catch_unwind(AssertUnwindSafe(suggest)).is_err() {
            return Vec::new();
        }
        // Nothing that would put more into a text than a word or two.
        found.retain(|one| {
            one.len() <= LONGEST_WORD && !one.is_empty() && !one.chars().any(char::is_control)
        });
        found.truncate(MOST_SUGGESTIONS);
        found
    }
}

/// Latin letters with all that is put on them.
fn is_latin(c: char) -> bool {
    c < '\u{250}' || ('\u{1e00}'..='\u{1eff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spelling::samples::{ENGLISH, dictionary};

    #[test]
    fn words_are_known_with_their_endings_and_capitals() {
        let english = dictionary("en_US", ENGLISH);
        for word in ["lamp", "Lamps", "LAMP", "don't", "don’t", "Lena"] {
            assert!(english.knows(word), "{word}");
        }
        for word in ["lampp", "lena", "wayss"] {
            assert!(!english.knows(word), "{word}");
        }
        assert!(
            english.knows(&"x".repeat(LONGEST_WORD + 1)),
            "it is no word"
        );
        assert!(english.is_about("Grüße") && !english.is_about("почта"));
    }

    #[test]
    fn what_was_meant_is_suggested() {
        let english = dictionary("en_US", ENGLISH);
        assert_eq!(english.suggestions("lapm").first().unwrap(), "lamp");
        assert!(english.suggestions("lmap").len() <= MOST_SUGGESTIONS);
        assert!(english.suggestions(&"x".repeat(80)).is_empty());
    }

    #[test]
    fn what_is_no_dictionary_is_an_error() {
        let tag = || Tag::parse("en").unwrap();
        for (rules, words) in [
            ("SFX A Y 9999999\nSFX", "1\nx/A\n"),
            ("FLAG num\n", "1\nx/A,,B\n"),
            ("", "words\nwithout\na\nnumber\n"),
            ("", ""),
        ] {
            let read = Dictionary::of(tag(), rules, words);
            assert!(matches!(read, Err(SpellingError::Damaged(_))), "{words}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_files_are_a_dictionary_or_an_error(
            rules in "((SFX|PFX|REP|MAP|BREAK|AF|COMPOUNDRULE|FLAG|ICONV) [A-Z0-9~ .\\[\\]^é]{0,12}\n){0,6}",
            words in "[0-9]{1,3}\n([a-zé/A-Z0-9]{0,12}\n){0,12}",
            word in "\\PC{0,30}",
        ) {
            if let Ok(read) = Dictionary::of(Tag::parse("en").unwrap(), &rules, &words) {
                let _ = read.knows(&word);
                prop_assert!(read.suggestions(&word).len() <= MOST_SUGGESTIONS);
            }
        }
    }
}
