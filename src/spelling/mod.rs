//! Spelling: the dictionaries that a person has installed, which words of a text are checked, which of
//! them are wrong, and which language a text is written in.
//!
//! Dictionaries are pairs of files as Hunspell reads them. They come from other programs and from the
//! network: they are bounded, and one that is damaged costs an error and nothing else. All of this
//! blocks; whoever has something better to do asks from a thread of its own.

mod dictionary;
mod file;
mod guess;
mod installed;
mod language;
mod review;
mod speller;
mod text;
mod words;

pub use dictionary::{Dictionary, MOST_SUGGESTIONS};
pub use file::SpellingError;
pub use guess::{Guess, guess};
pub use installed::Installed;
pub use language::Tag;
pub use review::{Judge, Review, Reviewed, review};
pub use speller::{Speller, UNUSED};
pub use words::{LONGEST_WORD, as_own_word};

#[cfg(test)]
pub(crate) mod samples;
