//! Which messages are chosen. By key, never by position: rows move when mail arrives.

use std::collections::HashSet;

use super::Rows;

/// How a click or key changes what is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// This one alone.
    Only,
    /// This one too, or no longer (Ctrl/Cmd).
    Toggle,
    /// From the last one chosen alone to this one (Shift).
    Extend,
    /// This one alone, while it is held: it may be going to be dragged.
    Press,
    /// This one alone, for what its menu offers: that is not yet to read it.
    ForMenu,
    /// Only the cursor goes there (Ctrl/Cmd with arrows).
    Move,
}

/// The chosen messages of a list, and where its keyboard cursor is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    cursor: Option<u64>,
    anchor: Option<u64>,
    chosen: HashSet<u64>,
}

impl Selection {
    /// One message chosen.
    pub fn only(key: u64) -> Self {
        Self {
            cursor: Some(key),
            anchor: Some(key),
            chosen: HashSet::from([key]),
        }
    }

    /// These chosen, with the keyboard on the first.
    pub fn these(keys: &[u64]) -> Self {
        Self {
            cursor: keys.first().copied(),
            anchor: keys.first().copied(),
            chosen: keys.iter().copied().collect(),
        }
    }

    /// The message the keyboard is on: what the reader shows.
    pub fn cursor(&self) -> Option<u64> {
        self.cursor
    }

    /// Whether a message is chosen.
    pub fn contains(&self, key: u64) -> bool {
        self.chosen.contains(&key)
    }

    /// How many are chosen.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether none is chosen.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// The chosen messages, in the order of the list.
    pub fn in_order(&self, rows: &dyn Rows) -> Vec<u64> {
        if self.chosen.len() == 1 {
            return self.chosen.iter().copied().collect();
        }
        (0..rows.len())
            .filter_map(|at| rows.key(at))
            .filter(|key| self.chosen.contains(key))
            .collect()
    }

    /// A click or key on the row at `at`. Nothing happens if there is no such row.
    pub fn apply(&mut self, rows: &dyn Rows, at: usize, how: How) {
        let Some(key) = rows.key(at) else {
            return;
        };
        self.cursor = Some(key);
        match how {
            How::Move => {}
            How::Only | How::Press | How::ForMenu => {
                self.chosen = HashSet::from([key]);
                self.anchor = Some(key);
            }
            How::Toggle => {
                if !self.chosen.remove(&key) {
                    self.chosen.insert(key);
                }
                self.anchor = Some(key);
            }
            How::Extend => {
                let from = self
                    .anchor
                    .and_then(|anchor| rows.position(anchor))
                    .unwrap_or(at);
                let (low, high) = (from.min(at), from.max(at));
                self.chosen = (low..=high).filter_map(|at| rows.key(at)).collect();
                self.anchor = rows.key(from);
            }
        }
    }

    /// All messages of the list.
    pub fn all(&mut self, rows: &dyn Rows) {
        self.chosen = (0..rows.len()).filter_map(|at| rows.key(at)).collect();
    }

    /// The row `steps` further down (up, if negative) from the cursor; the first where there is none.
    pub fn step(&self, rows: &dyn Rows, steps: isize) -> Option<usize> {
        let last = rows.len().checked_sub(1)?;
        Some(match self.cursor.and_then(|key| rows.position(key)) {
            Some(at) => at.saturating_add_signed(steps).min(last),
            None => 0,
        })
    }

    /// Forgets what is no longer in the list. If the cursor's message went, the cursor goes to the row
    /// that took its place; `before` is where it was.
    pub fn settle(&mut self, rows: &dyn Rows, before: Option<usize>) {
        let present: HashSet<u64> = (0..rows.len())
            .filter_map(|at| rows.key(at))
            .filter(|key| {
                self.chosen.contains(key) || self.cursor == Some(*key) || self.anchor == Some(*key)
            })
            .collect();
        self.chosen.retain(|key| present.contains(key));
        self.anchor = self.anchor.filter(|key| present.contains(key));
        if self.cursor.is_some_and(|key| !present.contains(&key)) {
            let next = before
                .filter(|_| !rows.is_empty())
                .map(|at| at.min(rows.len() - 1));
            self.cursor = next.and_then(|at| rows.key(at));
            if self.chosen.is_empty() {
                self.chosen.extend(self.cursor);
                self.anchor = self.cursor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Row;
    use super::*;

    struct Keys(Vec<u64>);

    impl Rows for Keys {
        fn len(&self) -> usize {
            self.0.len()
        }
        fn key(&self, at: usize) -> Option<u64> {
            self.0.get(at).copied()
        }
        fn row(&self, _at: usize) -> Option<Row<'_>> {
            None
        }
        fn version(&self) -> u64 {
            0
        }
    }

    #[test]
    fn clicks_with_and_without_keys() {
        let rows = Keys(vec![50, 40, 30, 20, 10]);
        let mut selection = Selection::default();
        selection.apply(&rows, 1, How::Only);
        selection.apply(&rows, 3, How::Extend);
        assert_eq!(selection.in_order(&rows), [40, 30, 20]);
        selection.apply(&rows, 0, How::Extend);
        assert_eq!(selection.in_order(&rows), [50, 40]);
        selection.apply(&rows, 4, How::Toggle);
        assert_eq!(selection.in_order(&rows), [50, 40, 10]);
        selection.apply(&rows, 4, How::Toggle);
        assert_eq!(selection.in_order(&rows), [50, 40]);
        selection.apply(&rows, 2, How::Move);
        assert_eq!((selection.len(), selection.cursor()), (2, Some(30)));
        selection.apply(&rows, 9, How::Only);
        assert_eq!(selection.len(), 2, "no such row");
    }

    #[test]
    fn rows_that_move_keep_their_choice() {
        let mut selection = Selection::only(30);
        let more = Keys(vec![70, 60, 50, 40, 30]);
        assert_eq!(selection.step(&more, -1), Some(3));
        selection.settle(&more, Some(2));
        assert_eq!(selection.cursor(), Some(30));
    }

    #[test]
    fn when_the_message_goes_the_next_takes_its_place() {
        let mut selection = Selection::only(30);
        selection.settle(&Keys(vec![50, 40, 20, 10]), Some(2));
        assert_eq!(selection.cursor(), Some(20));
        assert!(selection.contains(20));
        selection.settle(&Keys(vec![50, 40]), Some(2));
        assert_eq!(selection.cursor(), Some(40));
        selection.settle(&Keys(Vec::new()), Some(1));
        assert_eq!((selection.cursor(), selection.len()), (None, 0));
    }

    #[test]
    fn steps_stay_within() {
        let rows = Keys(vec![3, 2, 1]);
        assert_eq!(Selection::default().step(&rows, 1), Some(0));
        assert_eq!(Selection::only(1).step(&rows, 10), Some(2));
        assert_eq!(Selection::only(1).step(&rows, -10), Some(0));
        assert_eq!(Selection::default().step(&Keys(Vec::new()), 1), None);
    }
}
