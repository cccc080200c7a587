//! Spelling for both faces: the dictionaries of this computer and of the profile, a person's own words, and
//! which language they write in.

use std::path::PathBuf;
use std::sync::Arc;

use super::Engine;
use super::problem::{Problem, ProblemKind, Text};
use crate::config::MOST_OWN_WORDS;
use crate::paths::{Profile, dictionary_folders};
use crate::spelling::{Guess, Speller, SpellingError, Tag, as_own_word, guess};

/// Under which name the language is kept that a person chose last.
pub const LANGUAGE_KEPT: &str = "spelling.language";

/// The dictionaries that this profile can use: its own before those of the system.
pub(super) fn speller(profile: &Profile) -> Speller {
    let own = std::iter::once(profile.dictionaries_dir());
    Speller::new(own.chain(dictionary_folders()).collect())
}

/// In which language a text is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenIn {
    /// In that of the dictionary which knows most of its words; the likelier languages first.
    Detect(Vec<String>),
    /// In this one.
    Of(Tag),
}

/// A dictionary that cannot be used, in people's words.
#[must_use]
pub fn spelling_problem(error: &SpellingError) -> Problem {
    match error {
        SpellingError::NotThere(language) => {
            let text = Text::new("problem-no-dictionary").with("language", language.own_name());
            Problem::new(ProblemKind::NotFound, text).advise(Text::new("advice-dictionaries"))
        }
        SpellingError::Unreadable(words) | SpellingError::Damaged(words) => {
            let text = Text::new("problem-dictionary-damaged");
            Problem::new(ProblemKind::Config, text)
                .advise(Text::new("advice-dictionary-damaged"))
                .detail(words)
        }
    }
}

/// There is no dictionary at all; what to do about it.
#[must_use]
pub fn no_dictionaries(folder: &str) -> Problem {
    let advice = if cfg!(any(windows, target_os = "macos")) {
        "advice-dictionary-folder"
    } else {
        "advice-dictionary-package"
    };
    Problem::new(ProblemKind::NotFound, Text::new("problem-no-dictionaries"))
        .advise(Text::new(advice).with("folder", folder))
}

/// The dictionary for a text. `None` where none is installed. Blocks.
///
/// # Errors
/// It cannot be used.
pub fn dictionary_for(
    speller: &Speller,
    written_in: &WrittenIn,
    lines: &[String],
) -> Result<Option<Guess>, Problem> {
    let found = match written_in {
        WrittenIn::Detect(preferred) => guess(speller, lines, preferred),
        WrittenIn::Of(tag) => speller.dictionary(tag).map(|dictionary| {
            Some(Guess {
                dictionary,
                is_sure: true,
            })
        }),
    };
    found.map_err(|error| spelling_problem(&error))
}

impl Engine {
    /// The dictionaries. What they do blocks.
    #[must_use]
    pub fn speller(&self) -> &Arc<Speller> {
        &self.speller
    }

    /// Where a person can put dictionaries for this profile.
    #[must_use]
    pub fn dictionaries_dir(&self) -> PathBuf {
        self.dictionaries.clone()
    }

    /// A word is right from now on, and kept so.
    ///
    /// # Errors
    /// It is no word, there are far too many, or the settings cannot be kept.
    pub async fn add_own_word(&self, word: &str) -> Result<String, Problem> {
        let no_word = || {
            Text::new("problem-no-word").with("word", word.chars().take(100).collect::<String>())
        };
        let word = as_own_word(word).ok_or_else(|| Problem::new(ProblemKind::Usage, no_word()))?;
        let (is_known, is_full) = self.setting(|settings| {
            let own = &settings.own_words;
            (own.contains(&word), own.len() >= MOST_OWN_WORDS)
        });
        if is_known {
            return Ok(word);
        }
        if is_full {
            let text = Text::new("problem-many-words").with("count", MOST_OWN_WORDS.to_string());
            return Err(Problem::new(ProblemKind::Usage, text));
        }
        let new = word.clone();
        self.change_settings(move |settings| {
            if !settings.own_words.contains(&new) {
                settings.own_words.push(new);
                settings.own_words.sort();
            }
        })
        .await?;
        Ok(word)
    }

    /// A word is not right by itself any more. Says whether it was.
    ///
    /// # Errors
    /// The settings cannot be kept.
    pub async fn remove_own_word(&self, word: &str) -> Result<bool, Problem> {
        let word = word.trim().to_owned();
        if !self.setting(|settings| settings.own_words.contains(&word)) {
            return Ok(false);
        }
        self.change_settings(move |settings| settings.own_words.retain(|one| *one != word))
            .await?;
        Ok(true)
    }
}
