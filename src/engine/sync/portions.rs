//! Many headers, asked for in portions that take about as long each, whatever the line.

use std::time::Duration;

use tokio::time::Instant;

/// Most headers that are asked for at once: large enough for a round trip to pay, small enough for the
/// list to fill visibly.
pub(super) const MOST: usize = 500;

/// The first of them: a screenful, so that somebody sees something soon.
const FIRST: usize = 100;

/// The fewest, over the slowest line.
const LEAST: usize = 25;

/// A portion takes about so long, so that whatever else is wanted of the connection waits no longer than
/// two of them.
const TIME: Duration = Duration::from_millis(400);

/// Gives out the UIDs of what is missing, the newest first.
pub(super) struct Portions<'u> {
    /// Those that are left, ascending.
    left: &'u [u32],
    /// Asked with the time since the first was given out.
    is_enough: &'u (dyn Fn(Duration) -> bool + Send + Sync),
    /// The next portion is so large.
    size: usize,
    /// The two before, of which the older one has just come when the next is asked for.
    before: (usize, usize),
    /// When the first was given out, and the last.
    began: Instant,
    at: Instant,
}

impl<'u> Portions<'u> {
    /// Of these, ascending. No more is given out as soon as `is_enough` says so, but for the first.
    pub(super) fn of(
        missing: &'u [u32],
        is_enough: &'u (dyn Fn(Duration) -> bool + Send + Sync),
    ) -> Self {
        Self {
            left: missing,
            is_enough,
            size: FIRST,
            before: (0, 0),
            began: Instant::now(),
            at: Instant::now(),
        }
    }

    /// Those that were not given out.
    pub(super) fn left(&self) -> &'u [u32] {
        self.left
    }
}

impl Iterator for Portions<'_> {
    type Item = Vec<u32>;

    fn next(&mut self) -> Option<Vec<u32>> {
        let is_first = self.before.1 == 0;
        if is_first {
            self.began = Instant::now();
        }
        if self.left.is_empty() || (!is_first && (self.is_enough)(self.began.elapsed())) {
            return None;
        }
        if self.before.0 > 0 {
            self.size = size(self.before.0, self.at.elapsed(), self.size);
        }
        let (left, portion) = (self.left).split_at(self.left.len().saturating_sub(self.size));
        self.left = left;
        self.before = (self.before.1, portion.len());
        self.at = Instant::now();
        Some(portion.to_vec())
    }
}

/// The size of the next portion: as much as came in the time of one, and at most twice the last, since a
/// line may be slower again in a moment.
fn size(came: usize, took: Duration, last: usize) -> usize {
    let took = took.as_millis().max(1);
    let in_time = u128::try_from(came).unwrap_or(u128::MAX) * TIME.as_millis() / took;
    let in_time = usize::try_from(in_time).unwrap_or(usize::MAX);
    in_time.min(last.saturating_mul(2)).clamp(LEAST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_each_once() {
        let uids: Vec<u32> = (1..=1300).collect();
        let mut portions = Portions::of(&uids, &|_| false);
        let first = portions.next().unwrap();
        assert_eq!(first, (1201..=1300).collect::<Vec<_>>());
        let mut all: Vec<u32> = portions.flatten().chain(first).collect();
        all.sort_unstable();
        assert_eq!(all, uids);
    }

    #[test]
    fn no_more_is_given_out_when_it_is_enough_but_for_the_first() {
        let uids: Vec<u32> = (1..=1000).collect();
        let mut portions = Portions::of(&uids, &|_| true);
        assert_eq!(portions.next().unwrap().len(), FIRST);
        assert_eq!(portions.next(), None);
        assert_eq!(portions.left().len(), 1000 - FIRST);
    }

    #[test]
    fn a_portion_takes_about_as_long_whatever_the_line() {
        let second = Duration::from_secs(1);
        for (came, took, last, expected) in [
            (100, second / 100, 100, 200),
            (500, second / 100, 500, MOST),
            (100, second, 200, 40),
            (100, second * 60, 200, LEAST),
            (500, second * 2 / 5, 500, 500),
        ] {
            assert_eq!(size(came, took, last), expected, "{came} in {took:?}");
        }
    }
}
