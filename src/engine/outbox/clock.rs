//! When something is due, by a clock that may jump.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The computer's clock, which people and networks set. Whatever the outbox compares with a moment
/// that stands in the profile asks it here, so that tests can set it too.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// How far it was set ahead, in microseconds.
    #[cfg(test)]
    ahead: std::sync::Arc<std::sync::atomic::AtomicI64>,
}

impl Clock {
    /// What it shows.
    pub(super) fn now(&self) -> Timestamp {
        #[cfg(test)]
        {
            let ahead = self.ahead.load(std::sync::atomic::Ordering::SeqCst);
            Timestamp::now() + SignedDuration::from_micros(ahead)
        }
        #[cfg(not(test))]
        Timestamp::now()
    }

    /// Somebody sets it ahead by this much, or back; a computer that slept finds it ahead.
    #[cfg(test)]
    pub(super) fn jump(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        self.ahead
            .fetch_add(by, std::sync::atomic::Ordering::SeqCst);
    }
}

/// The moment this much later.
pub(super) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait)
        .ok()
        .and_then(|wait| now.checked_add(wait).ok())
        .unwrap_or(now)
}

/// How far back traces are looked for where nobody knows any more when they may begin.
pub(super) const LONG_AGO: SignedDuration = SignedDuration::from_hours(60 * 24);

/// From when on there may be traces of what was written at this moment, as the clock said then. One
/// that has not come yet means that the clock was ahead: nobody knows when it was.
pub(super) fn traces_since(written: Timestamp, now: Timestamp) -> Timestamp {
    if written <= now {
        return written;
    }
    now.checked_sub(LONG_AGO).unwrap_or(now)
}

/// How long until then; `None` when it is due.
///
/// A moment that lies further off than `longest`, the longest wait we ever set, means that the
/// clock was put back meanwhile: it is due, rather than never.
pub(super) fn until(
    then: Option<Timestamp>,
    now: Timestamp,
    longest: Duration,
) -> Option<Duration> {
    let wait = Duration::try_from(then?.duration_since(now)).ok()?;
    (!wait.is_zero() && wait <= longest).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_while_the_clock_was_ahead_left_its_traces_before_now() {
        let now = Timestamp::from_second(1_000_000_000).unwrap();
        let yesterday = now - SignedDuration::from_hours(24);
        assert_eq!(traces_since(yesterday, now), yesterday);
        assert_eq!(traces_since(now, now), now);
        for hours in [1, 24 * 365 * 10] {
            let ahead = now + SignedDuration::from_hours(hours);
            assert!(traces_since(ahead, now) < yesterday);
        }
    }

    #[test]
    fn a_clock_put_back_does_not_make_a_message_wait_for_years() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let hour = Duration::from_secs(3600);
        let at = |seconds: i64| Some(Timestamp::from_second(1_000_000 + seconds).unwrap());
        assert_eq!(until(None, now, hour), None);
        assert_eq!(until(at(-5), now, hour), None);
        assert_eq!(until(at(0), now, hour), None);
        assert_eq!(until(at(60), now, hour), Some(Duration::from_secs(60)));
        assert_eq!(until(at(3601), now, hour), None);
        assert_eq!(Some(later(now, hour)), at(3600));
    }
}
