//! The dictionaries of this computer, each read when it is wanted first and let go when it is not any
//! more.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::installed::look;
use super::{Dictionary, Installed, SpellingError, Tag};

/// What is installed is looked for again after this.
const FRESH: Duration = Duration::from_secs(30);
/// A dictionary that nobody asked for so long is let go.
pub const UNUSED: Duration = Duration::from_secs(120);
/// Most dictionaries that are held.
const MOST_HELD: usize = 8;

/// All that is known of dictionaries.
#[derive(Debug, Default)]
pub struct Speller {
    folders: Vec<PathBuf>,
    installed: Mutex<Option<(Instant, Arc<Vec<Installed>>)>>,
    held: Mutex<Vec<Held>>,
}

#[derive(Debug)]
struct Held {
    rules: PathBuf,
    used: Instant,
    dictionary: Result<Arc<Dictionary>, SpellingError>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Speller {
    /// Looks for dictionaries in these folders, the first of a name counts.
    #[must_use]
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            ..Self::default()
        }
    }

    /// The dictionaries that there are, by language. Looked for on the disk now and then.
    #[must_use]
    pub fn installed(&self) -> Arc<Vec<Installed>> {
        let mut known = lock(&self.installed);
        if let Some((at, installed)) = known.as_ref()
            && at.elapsed() < FRESH
        {
            return Arc::clone(installed);
        }
        let installed = Arc::new(look(&self.folders));
        *known = Some((Instant::now(), Arc::clone(&installed)));
        installed
    }

    /// The same, looked for now.
    #[must_use]
    pub fn installed_now(&self) -> Arc<Vec<Installed>> {
        *lock(&self.installed) = None;
        self.installed()
    }

    /// The installed dictionary that fits what a person names best: `de_AT`, `de-at`, `de`.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Option<Tag> {
        let installed = self.installed();
        let fitting = installed.iter().filter(|one| one.fits(wanted) > 0);
        // The first of equals, so the last that `max_by_key` sees.
        let best = fitting.rev().max_by_key(|one| one.fits(wanted))?;
        Some(best.language.clone())
    }

    /// The dictionary of a language. May take a second when it is wanted first.
    ///
    /// # Errors
    /// [`SpellingError`]
    pub fn dictionary(&self, language: &Tag) -> Result<Arc<Dictionary>, SpellingError> {
        let installed = self.installed();
        let found = installed.iter().find(|one| one.is(language));
        let found = found.ok_or_else(|| SpellingError::NotThere(language.clone()))?;
        // Held while it is read: whoever wants the same one waits for it, rather than reading it too.
        let mut held = lock(&self.held);
        if let Some(one) = held.iter_mut().find(|one| one.rules == found.rules) {
            one.used = Instant::now();
            return one.dictionary.clone();
        }
        let dictionary = Dictionary::read(found).map(Arc::new);
        if let Err(error) = &dictionary {
            tracing::warn!(%error, "A dictionary cannot be used.");
        }
        if held.len() >= MOST_HELD {
            let oldest = held.iter().enumerate().min_by_key(|(_, one)| one.used);
            if let Some((at, _)) = oldest {
                held.remove(at);
            }
        }
        held.push(Held {
            rules: found.rules.clone(),
            used: Instant::now(),
            dictionary: dictionary.clone(),
        });
        dictionary
    }
}

impl Speller {
    /// Lets go what nobody asked for in a while. Does not wait for somebody who reads one.
    pub fn tidy(&self) {
        if let Ok(mut held) = self.held.try_lock() {
            held.retain(|one| {
                let is_held = |one: &Arc<Dictionary>| Arc::strong_count(one) > 1;
                one.used.elapsed() < UNUSED || one.dictionary.as_ref().is_ok_and(is_held)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::samples::{ENGLISH, GERMAN, put};

    #[test]
    fn a_dictionary_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "en_US", ENGLISH);
        let speller = Speller::new(vec![folder.path().to_owned()]);
        let english = Tag::parse("en_US").unwrap();
        let first = speller.dictionary(&english).unwrap();
        std::fs::remove_file(folder.path().join("en_US.dic")).unwrap();
        let again = speller.dictionary(&english).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let german = Tag::parse("de_DE").unwrap();
        let missing = speller.dictionary(&german).unwrap_err();
        assert_eq!(missing, SpellingError::NotThere(german.clone()));
        // What is installed meanwhile is found when somebody looks.
        put(folder.path(), "de_DE", GERMAN);
        assert_eq!(speller.installed().len(), 1);
        assert_eq!(speller.installed_now().len(), 1);
        assert!(speller.dictionary(&german).unwrap().knows("Grüße"));
    }

    #[test]
    fn a_language_is_found_by_what_a_person_calls_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["en_GB", "en_US", "de_DE"] {
            put(folder.path(), name, ENGLISH);
        }
        let speller = Speller::new(vec![folder.path().to_owned()]);
        let find = |wanted: &str| speller.find(wanted).map(|tag| tag.to_string());
        assert_eq!(find("en-us").as_deref(), Some("en_US"));
        assert_eq!(find("de_AT").as_deref(), Some("de_DE"));
        assert_eq!(find("en").as_deref(), Some("en_GB"));
        assert_eq!(find("fr"), None);
    }
}
