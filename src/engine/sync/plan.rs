//! What a folder that was opened calls for, by what is held of it and what its server says. Pure.

use std::time::Duration;

use jiff::Timestamp;

use crate::engine::backend::Opened;
use crate::engine::numbers;
use crate::store::SyncState;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing changed.
    Nothing,
    /// What is held is compared with what the server holds; of the flags only those that changed
    /// after this point, or all.
    Compare {
        /// `None`: all flags.
        since: Option<u64>,
    },
    /// What is new, the newest, and the system flags; the rest at another time.
    Glance,
    /// The same, all flags, unless the newest that are held turn out to be other messages by now.
    Doubt,
    /// What is held is of no use: it bears numbers that mean other messages now.
    Anew,
}

/// Below so many messages all their flags cost no more than a few round trips.
const LARGE: u32 = 2000;

/// Where no changes are counted, keywords of older messages are compared this often.
const KEYWORDS: Duration = Duration::from_secs(3600);

/// | held, and told now | plan |
/// |---|---|
/// | another UIDVALIDITY | anew |
/// | UIDNEXT or HIGHESTMODSEQ went back: the server was restored and may give its numbers out again (RFC 9051 2.3.1.1 forbids it), or it counts in its own way | doubt |
/// | a whole comparison is due | doubt |
/// | no HIGHESTMODSEQ, now or before, of a large folder whose flags were all compared lately | a glance |
/// | HIGHESTMODSEQ is gone | all flags |
/// | UIDNEXT, HIGHESTMODSEQ and the number of messages as held | nothing |
/// | else | what changed after the HIGHESTMODSEQ that is held |
pub(super) fn plan(held: &SyncState, opened: &Opened, now: Timestamp, every: Duration) -> Plan {
    let differs = |held: Option<u32>, now| held.is_some_and(|held| held != now);
    if differs(held.uid_validity, opened.uid_validity) {
        return Plan::Anew;
    }
    if numbers::went_back(held, opened) || is_due(held, now, every) {
        return Plan::Doubt;
    }
    let since = match (held.highest_modseq, opened.highest_modseq) {
        (Some(held), Some(now)) if held <= now => Some(held),
        _ => None,
    };
    let counts_nothing = held.highest_modseq.is_none() && opened.highest_modseq.is_none();
    if counts_nothing
        && held.completed_at.is_some()
        && held.held >= LARGE
        && !is_due(held, now, every.min(KEYWORDS))
    {
        return Plan::Glance;
    }
    let unchanged = held.completed_at.is_some()
        && held.uid_next.is_some()
        && held.uid_next == opened.uid_next
        && since.is_some()
        && since == opened.highest_modseq
        && held.held == opened.exists;
    if unchanged {
        Plan::Nothing
    } else {
        Plan::Compare { since }
    }
}

/// Is it time to compare all that is held of a folder? A server may lie about what changed, and what
/// is held may have been damaged.
pub(in crate::engine) fn is_due(held: &SyncState, now: Timestamp, every: Duration) -> bool {
    let (Some(_), Some(compared)) = (held.completed_at, held.compared_at) else {
        return false;
    };
    // A clock that was set back makes it due, too.
    let age = now.duration_since(compared).unsigned_abs();
    age >= every
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(1000);

    fn now() -> Timestamp {
        Timestamp::from_second(1_000_000).unwrap()
    }

    fn held() -> SyncState {
        SyncState {
            uid_validity: Some(1),
            uid_next: Some(11),
            highest_modseq: Some(50),
            completed_at: Some(now()),
            compared_at: Some(now()),
            held: 10,
        }
    }

    fn opened() -> Opened {
        Opened {
            uid_validity: 1,
            uid_next: Some(11),
            exists: 10,
            highest_modseq: Some(50),
            read_only: false,
            flags: Vec::new(),
            permanent_flags: None,
        }
    }

    #[test]
    fn each_change_calls_for_what_it_needs() {
        let since = |since| Plan::Compare { since };
        let seconds = |n: i64| Some(Timestamp::from_second(1_000_000 - n).unwrap());
        type Case = (&'static str, fn(&mut SyncState), fn(&mut Opened), Plan);
        #[rustfmt::skip]
        let cases: [Case; 18] = [
            ("as it was", |_| (), |_| (), Plan::Nothing),
            ("nothing held", |h| *h = SyncState::default(), |_| (), since(None)),
            ("interrupted at first", |h| { h.completed_at = None; h.highest_modseq = None; h.uid_next = None }, |_| (), since(None)),
            ("renumbered", |_| (), |o| o.uid_validity = 2, Plan::Anew),
            ("UIDNEXT went back", |_| (), |o| o.uid_next = Some(9), Plan::Doubt),
            ("UIDNEXT is not told", |_| (), |o| o.uid_next = None, since(Some(50))),
            ("one came", |_| (), |o| { o.uid_next = Some(12); o.exists = 11; o.highest_modseq = Some(51) }, since(Some(50))),
            ("one went", |_| (), |o| { o.exists = 9; o.highest_modseq = Some(51) }, since(Some(50))),
            ("one went, and the server does not say", |_| (), |o| o.exists = 9, since(Some(50))),
            ("one is held too much", |h| h.held = 11, |_| (), since(Some(50))),
            ("flags changed", |_| (), |o| o.highest_modseq = Some(51), since(Some(50))),
            ("HIGHESTMODSEQ went back", |_| (), |o| o.highest_modseq = Some(49), Plan::Doubt),
            ("changes are not counted any more", |_| (), |o| o.highest_modseq = None, since(None)),
            ("changes were never counted", |h| h.highest_modseq = None, |o| o.highest_modseq = None, since(None)),
            ("changes are counted from now on", |h| h.highest_modseq = None, |_| (), since(None)),
            ("large, and changes are never counted", |h| { h.highest_modseq = None; h.held = LARGE }, |o| o.highest_modseq = None, Plan::Glance),
            ("the same, and never compared", |h| { h.highest_modseq = None; h.held = LARGE; h.completed_at = None }, |o| o.highest_modseq = None, since(None)),
            ("all of it is due", |h| h.compared_at = Some(Timestamp::UNIX_EPOCH), |_| (), Plan::Doubt),
        ];
        for (what, change, told, wanted) in cases {
            let (mut held, mut opened) = (held(), opened());
            change(&mut held);
            told(&mut opened);
            assert_eq!(plan(&held, &opened, now(), EVERY), wanted, "{what}");
        }
        for (compared, due) in [
            (seconds(999), false),
            (seconds(1000), true),
            (seconds(-1000), true),
            (None, false),
        ] {
            let held = SyncState {
                compared_at: compared,
                ..held()
            };
            assert_eq!(is_due(&held, now(), EVERY), due, "{compared:?}");
        }
    }
}
