//! Which language a text is written in: that of the dictionary which knows most of its words.

use std::sync::Arc;

use super::review::sample;
use super::{Dictionary, Installed, Speller, SpellingError, Tag};

/// So many words are looked at.
const WORDS: usize = 120;
/// From so many on, the language is not in doubt any more, if most of them are known.
const ENOUGH: usize = 40;
/// So many dictionaries are tried, the likeliest first.
const CANDIDATES: usize = 8;

/// What a text is taken for.
#[derive(Debug, Clone)]
pub struct Guess {
    /// The dictionary.
    pub dictionary: Arc<Dictionary>,
    /// It will not be another one when more is written.
    pub is_sure: bool,
}

/// Which of the installed dictionaries a text is written with. `preferred` are languages, the likeliest
/// first, that decide where words do not.
///
/// # Errors
/// There are dictionaries, and none can be read.
pub fn guess(
    speller: &Speller,
    lines: &[String],
    preferred: &[String],
) -> Result<Option<Guess>, SpellingError> {
    let installed = speller.installed();
    let words = sample(lines, WORDS);
    let mut best: Option<(usize, Arc<Dictionary>)> = None;
    let mut failed = None;
    for candidate in candidates(&installed, preferred) {
        let dictionary = match speller.dictionary(candidate) {
            Ok(dictionary) => dictionary,
            Err(error) => {
                failed = Some(error);
                continue;
            }
        };
        let about = |word: &&&str| dictionary.is_about(word) && dictionary.knows(word);
        let known = words.iter().filter(about).count();
        // The first of equals stays: it is the likelier one.
        if best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, dictionary));
        }
        if words.is_empty() {
            break;
        }
    }
    match (best, failed) {
        (Some((known, dictionary)), _) => Ok(Some(Guess {
            dictionary,
            is_sure: words.len() >= ENOUGH && known * 5 >= words.len() * 3,
        })),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(None),
    }
}

/// The dictionaries that are tried: of each language one, that which fits best.
fn candidates<'a>(installed: &'a [Installed], preferred: &[String]) -> Vec<&'a Tag> {
    let mut all: Vec<&Installed> = installed.iter().collect();
    let rank = |one: &Installed| {
        let wanted = preferred.iter().enumerate();
        let fits = wanted.filter(|(_, wanted)| one.fits(wanted) > 0);
        let at = fits.map(|(at, _)| at).min().unwrap_or(usize::MAX);
        let exact = preferred.iter().position(|wanted| one.fits(wanted) == 2);
        (at, exact.unwrap_or(usize::MAX), is_usual(&one.language))
    };
    all.sort_by_key(|one| rank(one));
    let mut chosen: Vec<&Tag> = Vec::new();
    for one in all {
        let is_new = chosen
            .iter()
            .all(|tag| tag.primary() != one.language.primary());
        if is_new && chosen.len() < CANDIDATES {
            chosen.push(&one.language);
        }
    }
    chosen
}

/// The region that is meant where nothing is said: sorts before the others.
fn is_usual(tag: &Tag) -> u8 {
    let region = tag.as_str().split('_').nth(1);
    let is_usual = match (tag.primary(), region) {
        (_, None) | ("en", Some("US")) => true,
        (primary, Some(region)) => region.eq_ignore_ascii_case(primary),
    };
    u8::from(!is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::samples::{ENGLISH, GERMAN, put};

    fn speller() -> (tempfile::TempDir, Speller) {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "en_GB", ENGLISH);
        put(folder.path(), "en_US", ENGLISH);
        put(folder.path(), "de_DE", GERMAN);
        put(folder.path(), "it_IT", ("SET UTF-8\n", "no dictionary"));
        let speller = Speller::new(vec![folder.path().to_owned()]);
        (folder, speller)
    }

    fn of(speller: &Speller, text: &str, preferred: &[&str]) -> String {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let preferred: Vec<String> = preferred.iter().map(|&one| one.to_owned()).collect();
        let guess = guess(speller, &lines, &preferred).unwrap().unwrap();
        assert!(!guess.is_sure, "these are few words");
        guess.dictionary.language().to_string()
    }

    #[test]
    fn most_words_decide_and_then_what_is_likelier() {
        let (_folder, speller) = speller();
        assert_eq!(of(&speller, "die Lampe ist auf dem Weg", &["en"]), "de_DE");
        assert_eq!(of(&speller, "the lamp is on its way", &["de"]), "en_US");
        assert_eq!(of(&speller, "the lamp", &["de", "en-GB"]), "en_GB");
        assert_eq!(of(&speller, "", &["de"]), "de_DE");
        assert_eq!(of(&speller, "xyzzy", &["fr", "de"]), "de_DE");
        // What is answered says nothing of what is written.
        let text = "the lamp is on\n> die Lampe ist auf dem Weg";
        assert_eq!(of(&speller, text, &["de"]), "en_US");
    }

    #[test]
    fn without_dictionaries_there_is_no_language() {
        let none = Speller::new(Vec::new());
        assert!(guess(&none, &["word".into()], &[]).unwrap().is_none());
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "it_IT", ("SET UTF-8\n", "no dictionary"));
        let damaged = Speller::new(vec![folder.path().to_owned()]);
        let words = ["word".to_owned()];
        assert!(matches!(
            guess(&damaged, &words, &[]),
            Err(SpellingError::Damaged(_))
        ));
    }

    #[test]
    fn a_long_text_is_sure() {
        let folder = tempfile::tempdir().unwrap();
        let words: Vec<String> = ('a'..='z').map(|c| format!("w{c}rd")).collect();
        let more: Vec<String> = ('a'..='z').map(|c| format!("{c}word")).collect();
        let all = [words, more].concat();
        let list = format!("{}\n{}\n", all.len(), all.join("\n"));
        put(folder.path(), "en_US", ("SET UTF-8\n", &list));
        let speller = Speller::new(vec![folder.path().to_owned()]);
        let guess = guess(&speller, &[all.join(" ")], &[]).unwrap().unwrap();
        assert!(guess.is_sure);
    }
}
