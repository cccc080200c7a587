//! What can be taken back in a field or an editor: a bounded list of earlier states.
//!
//! iced 0.14 has no undo. States are taken whole: a mail is small, and whole states cannot go wrong.

use std::time::{Duration, Instant};

/// Steps kept at most.
const STEPS: usize = 200;
/// Bytes kept at most, over all steps.
const BYTES: usize = 4 * 1024 * 1024;
/// A pause this long begins a new step.
const PAUSE: Duration = Duration::from_millis(900);

/// What an edit does; equal ones that follow each other quickly are one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Writes within a word.
    Letters,
    /// Writes a blank: the next word is a new step.
    Blank,
    /// Takes characters away.
    Erase,
    /// Anything else, always a step of its own: paste, cut, a new line.
    Whole,
}

/// A state that can be kept.
pub trait Snapshot: Clone {
    /// About how many bytes it keeps.
    fn weight(&self) -> usize;
}

impl Snapshot for String {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// Earlier and later states of something.
#[derive(Debug, Clone)]
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
    last: Option<(Kind, Instant)>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            last: None,
        }
    }
}

impl<T: Snapshot> History<T> {
    /// An edit of this kind is about to happen at `now`; `before` gives the state it starts from and is
    /// asked only where a new step begins.
    pub fn record(&mut self, kind: Kind, now: Instant, before: impl FnOnce() -> T) {
        let continues = self.future.is_empty()
            && !self.past.is_empty()
            && self.last.is_some_and(|(last, at)| {
                let same = matches!(
                    (last, kind),
                    (Kind::Letters, Kind::Letters | Kind::Blank)
                        | (Kind::Blank, Kind::Blank)
                        | (Kind::Erase, Kind::Erase)
                );
                same && now.saturating_duration_since(at) < PAUSE
            });
        self.last = Some((kind, now));
        self.future.clear();
        if !continues {
            self.past.push(before());
            let mut weight: usize = self.past.iter().map(Snapshot::weight).sum();
            let mut drop = self.past.len().saturating_sub(STEPS);
            for old in &self.past {
                if weight <= BYTES || drop >= self.past.len() {
                    break;
                }
                weight -= old.weight();
                drop += 1;
            }
            self.past.drain(..drop.min(self.past.len()));
        }
    }

    /// The state before the last step, given the present one.
    pub fn undo(&mut self, present: T) -> Option<T> {
        let before = self.past.pop()?;
        self.future.push(present);
        self.last = None;
        Some(before)
    }

    /// The state that the last undo left, given the present one.
    pub fn redo(&mut self, present: T) -> Option<T> {
        let after = self.future.pop()?;
        self.past.push(present);
        self.last = None;
        Some(after)
    }

    /// Whether there is anything to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether anything was taken back.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Forgets everything: the content now belongs to something else.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_one_step() {
        let mut history = History::default();
        let now = Instant::now();
        let mut text = String::new();
        for letter in "two words".chars() {
            let kind = if letter == ' ' {
                Kind::Blank
            } else {
                Kind::Letters
            };
            history.record(kind, now, || text.clone());
            text.push(letter);
        }
        text = history.undo(text).unwrap();
        assert_eq!(text, "two ");
        text = history.undo(text).unwrap();
        assert_eq!(text, "");
        assert!(history.undo(text.clone()).is_none());
        text = history.redo(text).unwrap();
        assert_eq!(text, "two ");
        text = history.redo(text).unwrap();
        assert_eq!(text, "two words");
        assert!(!history.can_redo());
    }

    #[test]
    fn a_pause_begins_a_new_step() {
        let mut history = History::default();
        let start = Instant::now();
        history.record(Kind::Letters, start, || "".to_owned());
        history.record(Kind::Letters, start + PAUSE, || "a".to_owned());
        assert_eq!(history.undo("ab".to_owned()).as_deref(), Some("a"));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut history = History::default();
        let now = Instant::now();
        for step in 0..10 {
            history.record(Kind::Whole, now, || "x".repeat(BYTES / 4 + step));
        }
        let kept: usize = history.past.iter().map(String::len).sum();
        assert!(kept <= BYTES && history.can_undo());
        for _ in 0..STEPS * 2 {
            history.record(Kind::Whole, now, || "y".to_owned());
        }
        assert_eq!(history.past.len(), STEPS);
    }

    proptest! {
        #[test]
        fn undo_and_redo_lead_back(edits in proptest::collection::vec("[a-c ]{0,6}", 1..20), back in 0usize..25) {
            let mut history = History::default();
            let now = Instant::now();
            let mut states = vec![String::new()];
            for edit in &edits {
                let present = states.last().cloned().unwrap();
                history.record(Kind::Whole, now, || present.clone());
                states.push(format!("{present}{edit}"));
            }
            let end = states.last().cloned().unwrap();
            let mut text = end.clone();
            let mut taken = 0;
            while taken < back {
                match history.undo(text.clone()) {
                    Some(earlier) => { text = earlier; taken += 1; }
                    None => break,
                }
            }
            prop_assert_eq!(&text, &states[states.len() - 1 - taken]);
            for _ in 0..taken {
                text = history.redo(text).unwrap();
            }
            prop_assert_eq!(text, end);
        }
    }
}
