//! How far something large has come: how much of it is done, and how long the rest takes.

use std::time::Duration;

use tokio::time::Instant;

/// Below so many messages nobody waits for long.
const WORTH_TELLING: u32 = 300;

/// After so long it is known how fast it goes.
const KNOWN_AFTER: Duration = Duration::from_secs(2);

/// Counts what came of so many.
#[derive(Debug)]
pub(super) struct Count {
    began: Instant,
    /// There before it began.
    before: u32,
    done: u32,
    total: u32,
}

impl Count {
    pub(super) fn of(total: u32) -> Self {
        Self {
            began: Instant::now(),
            before: 0,
            done: 0,
            total,
        }
    }

    /// Of what is missing of so many: the others are there, since an earlier part of the same fetch.
    pub(super) fn of_rest(missing: usize, all: u32) -> Self {
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let before = all.saturating_sub(missing);
        Self {
            before,
            ..Self::of(missing)
        }
    }

    /// So many are left to be done, whatever was thought before.
    pub(super) fn expect(&mut self, left: usize) {
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        self.total = self.done.saturating_add(left);
    }

    /// When it began.
    pub(super) fn began(&self) -> Instant {
        self.began
    }

    /// Is all of it done?
    pub(super) fn is_over(&self) -> bool {
        self.done >= self.total
    }

    pub(super) fn add(&mut self, came: usize) {
        let came = u32::try_from(came).unwrap_or(u32::MAX);
        self.done = self.done.saturating_add(came).min(self.total);
    }

    /// How many there are, how many there will be, and how long that takes; `None`: not worth telling.
    pub(super) fn told(&self) -> Option<(u32, u32, Option<Duration>)> {
        let left = left(self.began.elapsed(), self.done, self.total);
        let (done, total) = (
            self.before.saturating_add(self.done),
            self.before.saturating_add(self.total),
        );
        (self.total >= WORTH_TELLING).then_some((done, total, left))
    }
}

/// How long the rest takes at the pace of so far.
fn left(took: Duration, done: u32, total: u32) -> Option<Duration> {
    if took < KNOWN_AFTER || done == 0 {
        return None;
    }
    let rest = f64::from(total.saturating_sub(done)) / f64::from(done);
    Duration::try_from_secs_f64(took.as_secs_f64() * rest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_what_came() {
        let seconds = Duration::from_secs;
        for (took, done, total, expected) in [
            (10, 1000, 3000, Some(seconds(20))),
            (10, 3000, 3000, Some(seconds(0))),
            // Nobody knows yet.
            (1, 1000, 3000, None),
            (10, 0, 3000, None),
        ] {
            assert_eq!(left(seconds(took), done, total), expected);
        }
    }

    #[test]
    fn what_takes_a_moment_is_not_told() {
        assert_eq!(Count::of(50).told(), None);
        let mut count = Count::of(400);
        count.add(100);
        count.add(1000);
        assert_eq!(count.told(), Some((400, 400, None)));
        let mut rest = Count::of_rest(400, 1000);
        rest.add(100);
        assert_eq!(rest.told(), Some((700, 1000, None)));
        rest.expect(0);
        assert!(rest.is_over());
    }
}
