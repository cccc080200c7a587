//! All the engine's clocks in one place: calm for people and servers, quick for tests.

use std::time::Duration;

use crate::wire::imap::ImapDeadlines;
use crate::wire::smtp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The same at every pace.
const KEEP_SENT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How often, how soon, how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Folders are asked for their counts this often, and twice as often while something happens in them.
    pub poll: Duration,
    /// IDLE is renewed this often, long before the half hour after which servers may hang up (RFC 2177):
    /// with the deadline for the answer to that ([`ImapDeadlines::liveness`]), a connection that a router
    /// forgot, or that did not outlive a sleep, is noticed within two minutes.
    pub idle: Duration,
    /// Rights of mailboxes in use are read again this often.
    pub rights_in_use: Duration,
    /// Mailboxes, folders and all rights are looked for again this often.
    pub rediscover: Duration,
    /// An access that seems to be lost is lost if it still seems so after this.
    pub confirm_lost: Duration,
    /// The same where it was refused without a code, which a server also does whose storage is away: far
    /// longer than an outage lasts.
    pub confirm_bare: Duration,
    /// All that is held of a folder is compared with all that its server holds this often, whatever
    /// the server says of changes.
    pub compare: Duration,
    /// The same of one of which the server counts other unread than are held, though it counts no change.
    pub recount: Duration,
    /// Wait before the first retry of a connection or a message; doubled each time.
    pub retry_first: Duration,
    /// Longest wait between retries.
    pub retry_most: Duration,
    /// Waits between filing a copy and looking for it, or between two attempts to file it.
    pub copy_retry: Duration,
    /// A draft goes to its Drafts folder once nothing was saved of it for so long.
    pub draft_quiet: Duration,
    /// Or after so long at most, while somebody goes on writing. With large files it is longer.
    pub draft_most: Duration,
    /// Waits between looks for a copy that the server may file by itself, after the acceptance.
    /// Together a little less than the minute that the command line waits for a copy, so that one
    /// which is filed from here in the end is there when it ends.
    pub copy_looks: [Duration; 6],
    /// After these waits, copies that were filed from here are looked at again: there are two if
    /// the server is slower than it was waited for.
    pub double_looks: [Duration; 3],
    /// Attempts after which a message that was never taken is held for a person.
    pub most_attempts: u32,
    /// Waits before each look for a message of unknown outcome. After the last it is looked for
    /// again whenever mail came.
    pub looks: [Duration; 5],
    /// Least time between two looks for the same message because mail came.
    pub look_again: Duration,
    /// A server that granted no more connections is asked for as many again after so long.
    pub crowded: Duration,
    /// It is looked this often whether the network is another one, or the computer slept.
    pub network: Duration,
    /// A connection that may be dead has so long to answer.
    pub probe: Duration,
    /// Longest time that checks before leaving may take; what could not be checked then is said.
    pub check: Duration,
    /// For so long after Send, or after a look, it is taken for sure that no other copy of the
    /// profile has sent the message: to copy a profile, to open it elsewhere and to decide about
    /// what it holds takes longer.
    pub fresh: Duration,
    /// How long a message that was sent, and whose copy was checked, stays in the outbox. Beyond
    /// the week that servers try to deliver (RFC 5321 4.5.4.1) and a month in which a bounce is
    /// read and somebody asks what was sent; its bytes stay as long, since for a message without
    /// a copy they are the only ones here. Without an end the outbox would grow by every
    /// attachment ever sent. Counted by the age of the outbox, which no clock that is set makes
    /// older than it is.
    pub keep_sent: Duration,
    /// How often what is older than that is forgotten.
    pub upkeep: Duration,
    /// A server that puts messages off is connected to once in this time at most.
    pub put_off: Duration,
    /// How long a queue stands still for the answer to one message before it goes on with the
    /// next, over another session. That one is waited for as long as `submission` says.
    pub answer: Duration,
    /// Longest time that stopping waits for an attempt that is under way.
    pub stop: Duration,
    /// How long a mail server may take over its answers.
    pub mail: ImapDeadlines,
    /// How long a submission server may take over its answers.
    pub submission: smtp::Deadlines,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            // A change is seen within a minute where nothing is watched.
            poll: Duration::from_secs(45),
            idle: Duration::from_secs(80),
            rights_in_use: Duration::from_secs(60),
            rediscover: Duration::from_secs(600),
            confirm_lost: Duration::from_secs(180),
            confirm_bare: DAY,
            compare: DAY,
            recount: Duration::from_secs(600),
            retry_first: Duration::from_secs(5),
            retry_most: Duration::from_secs(300),
            copy_retry: Duration::from_secs(30),
            draft_quiet: Duration::from_secs(10),
            draft_most: Duration::from_secs(30),
            copy_looks: [1, 2, 5, 10, 17, 20].map(Duration::from_secs),
            double_looks: [30, 120, 600].map(Duration::from_secs),
            most_attempts: 100,
            // 0, 5 and 30 seconds, 2 and 10 minutes after the answer was lost.
            looks: [0, 5, 25, 90, 480].map(Duration::from_secs),
            look_again: Duration::from_secs(60),
            crowded: Duration::from_secs(600),
            network: Duration::from_secs(5),
            probe: Duration::from_secs(8),
            check: Duration::from_secs(15),
            fresh: Duration::from_secs(90),
            keep_sent: KEEP_SENT,
            upkeep: DAY,
            put_off: Duration::from_secs(60),
            answer: Duration::from_secs(5),
            stop: Duration::from_secs(5),
            mail: ImapDeadlines::default(),
            submission: smtp::Deadlines::default(),
        }
    }
}

impl Pace {
    /// For tests: the same order of things in a fraction of the time.
    #[must_use]
    pub fn quick() -> Self {
        Self {
            poll: Duration::from_millis(300),
            idle: Duration::from_secs(80),
            rights_in_use: Duration::from_millis(300),
            rediscover: Duration::from_millis(900),
            confirm_lost: Duration::from_millis(600),
            confirm_bare: Duration::from_millis(1200),
            compare: DAY,
            recount: Duration::from_secs(1),
            retry_first: Duration::from_millis(50),
            retry_most: Duration::from_millis(400),
            copy_retry: Duration::from_millis(100),
            draft_quiet: Duration::from_millis(100),
            draft_most: Duration::from_millis(300),
            copy_looks: [10, 20, 40, 60, 80, 90].map(Duration::from_millis),
            double_looks: [200, 400, 900].map(Duration::from_millis),
            most_attempts: 20,
            looks: [0, 50, 100, 100, 150].map(Duration::from_millis),
            look_again: Duration::from_millis(50),
            crowded: Duration::from_secs(2),
            network: Duration::from_secs(5),
            probe: Duration::from_secs(8),
            check: Duration::from_secs(5),
            fresh: Duration::from_secs(90),
            keep_sent: KEEP_SENT,
            upkeep: DAY,
            put_off: Duration::from_millis(100),
            answer: Duration::from_millis(500),
            stop: Duration::from_secs(2),
            mail: ImapDeadlines::default(),
            submission: smtp::Deadlines::default(),
        }
    }

    /// The wait before retry number `attempt` (from 1): doubled each time, with up to a quarter
    /// of chance, so that a team's clients do not come back all at once.
    #[must_use]
    pub fn backoff(&self, attempt: u32) -> Duration {
        doubled(self.retry_first, attempt, self.retry_most)
    }

    /// The wait after try number `attempt` (from 1) to file or to find a copy, grown alike.
    #[must_use]
    pub fn copy_backoff(&self, attempt: u32) -> Duration {
        doubled(
            self.copy_retry,
            attempt,
            self.retry_most.max(self.copy_retry),
        )
    }

    /// How long until the next look for a copy that the server may file by itself, this long after
    /// the acceptance; `None` when the server had its time, which is `most` at the most.
    #[must_use]
    pub fn next_look(&self, passed: Duration, most: Duration) -> Option<Duration> {
        let all = self.copy_looks.iter().sum::<Duration>().min(most);
        let looks = self.copy_looks.iter().scan(Duration::ZERO, |at, wait| {
            *at += *wait;
            Some((*at).min(all))
        });
        looks
            .filter_map(|look| look.checked_sub(passed))
            .find(|wait| !wait.is_zero())
    }
}

fn doubled(first: Duration, attempt: u32, most: Duration) -> Duration {
    let doubled = first.saturating_mul(2u32.saturating_pow(attempt.saturating_sub(1)));
    doubled.min(most).mul_f64(1.0 + 0.25 * fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T34: no server is let wait until it may hang up, and a dead connection is known within two minutes.
    #[test]
    fn a_connection_that_is_watched_is_renewed_in_time() {
        for pace in [Pace::default(), Pace::quick()] {
            assert!(pace.idle <= Duration::from_secs(29 * 60));
            assert!(pace.idle + pace.mail.liveness <= Duration::from_secs(120));
        }
    }

    /// What the outbox promises of an unknown outcome, in seconds after the answer was lost.
    #[test]
    fn an_unknown_message_is_looked_for_at_its_times() {
        let mut at = 0;
        let times = Pace::default().looks.map(|wait| {
            at += wait.as_secs();
            at
        });
        assert_eq!(times, [0, 5, 30, 120, 600]);
    }

    #[test]
    fn backoff_grows_to_its_limit() {
        let pace = Pace::default();
        assert!(pace.backoff(1) >= pace.retry_first && pace.backoff(1) <= pace.retry_first * 2);
        assert!(pace.backoff(3) >= pace.retry_first * 4);
        assert!(pace.backoff(u32::MAX) <= pace.retry_most.mul_f64(1.25));
        // Not all of a team at the same moment.
        let pauses: std::collections::BTreeSet<Duration> =
            (0..20).map(|_| pace.backoff(3)).collect();
        assert!(pauses.len() > 1);
        assert!(pace.copy_backoff(1) >= pace.copy_retry);
        let minute = Duration::from_secs(60);
        let seconds = |passed, most| pace.next_look(Duration::from_secs(passed), most);
        for (passed, wait) in [
            (0, Some(1)),
            (1, Some(2)),
            (4, Some(4)),
            (30, Some(5)),
            (54, Some(1)),
            (55, None),
            (9999, None),
        ] {
            assert_eq!(
                seconds(passed, minute),
                wait.map(Duration::from_secs),
                "{passed}"
            );
        }
        assert_eq!(
            seconds(4, Duration::from_secs(5)),
            Some(Duration::from_secs(1))
        );
        assert_eq!(seconds(5, Duration::from_secs(5)), None);
        assert_eq!(seconds(0, Duration::ZERO), None);
        assert!(pace.copy_backoff(u32::MAX) <= pace.retry_most.mul_f64(1.25));
    }
}
