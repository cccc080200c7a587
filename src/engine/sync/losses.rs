//! Messages over whose headers the connection was lost.
//!
//! A server that stumbles over one message may end the session (Dovecot does where a mail file is damaged)
//! instead of saying NO, and would do so again at each try. What was asked for when that happened is asked for
//! in parts the next time, until the message stands alone; all others are had meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use crate::wire::WireError;

/// What was asked for together when the connection was lost is asked for in so many parts. A line that is
/// simply bad costs few round trips so, and a message is found among a thousand with three losses.
const PARTS: usize = 16;

/// A message over which the connection was lost so often, asked for alone, is asked for no more: its row says
/// that there is one. Once or twice it may be the line.
const MOST_ALONE: u32 = 3;

/// So much counts a loss of which the server says that it ends the session. Once it may be restarted.
const TOLD: u32 = 2;

/// So many losses in a row over which nothing came are no matter of single messages, and so many in all are
/// enough for now: the folder rests then, as others do that fail.
const MOST_BARREN: u32 = 20;

/// See [`MOST_BARREN`].
const MOST_AT_ONCE: u32 = 100;

/// Of one folder, as long as the program runs.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    uid_validity: u32,
    /// How often in all, since all was had but for those that are given up.
    times: u32,
    /// How often in a row without anything that came between.
    barren: u32,
    /// Was it lost in the last sync?
    is_fresh: bool,
    /// Messages that are asked for together, the newest last.
    parts: Vec<Vec<u32>>,
    /// Messages that are asked for alone, and how often the connection was lost over each.
    alone: BTreeMap<u32, u32>,
    /// Messages that are held, over whose late headers it was lost: nobody asks for those again.
    late: BTreeSet<u32>,
    /// Messages that are held, over or beside which it was lost when it was looked whether they are still the
    /// same, and how often.
    samples: BTreeMap<u32, u32>,
}

impl Losses {
    /// A sync begins.
    pub(crate) fn begins(&mut self) {
        self.is_fresh = false;
    }

    /// Did the last sync end by a loss, so that the next asks in another way, and is worth trying at once?
    pub(crate) fn is_learning(&self) -> bool {
        self.is_fresh && self.barren <= MOST_BARREN && self.times <= MOST_AT_ONCE
    }

    /// Something came.
    pub(super) fn came(&mut self) {
        self.barren = 0;
    }

    /// The connection was lost when what is new was asked for, whichever that is.
    pub(super) fn lost(&mut self) {
        self.times += 1;
        self.barren += 1;
        self.is_fresh = true;
    }

    /// The folder was opened: what is known of other numbers is void.
    pub(super) fn opened(&mut self, uid_validity: u32) {
        if self.uid_validity != uid_validity {
            self.forget();
            self.uid_validity = uid_validity;
        }
    }

    /// Nothing is known that matters for a next sync.
    pub(crate) fn is_empty(&self) -> bool {
        self.times == 0 && self.alone.is_empty() && self.late.is_empty() && self.samples.is_empty()
    }

    /// The connection was lost when these were asked for, ascending.
    pub(super) fn note(&mut self, uids: &[u32], error: &WireError) {
        self.lost();
        if let [uid] = uids {
            let is_told = matches!(error, WireError::Bye { .. });
            *self.alone.entry(*uid).or_default() += if is_told { TOLD } else { 1 };
            return;
        }
        for part in uids.chunks((uids.len() / PARTS).max(1)) {
            match part {
                [uid] => drop(self.alone.entry(*uid).or_default()),
                part => self.parts.push(part.to_vec()),
            }
        }
        self.parts.sort_unstable();
    }

    /// It was lost over late headers of these messages, which are held, and for which nobody waits.
    pub(super) fn note_late(&mut self, uids: &[u32]) {
        self.lost();
        self.late.extend(uids);
    }

    /// It was lost when it was looked whether these are still the same.
    pub(super) fn note_sample(&mut self, uids: &[u32]) {
        self.lost();
        for uid in uids {
            *self.samples.entry(*uid).or_default() += 1;
        }
    }

    /// It was not lost over these.
    pub(super) fn sampled(&mut self, uids: &[u32]) {
        for uid in uids {
            self.samples.remove(uid);
        }
    }

    /// Is it looked at alone whether it is still the same?
    pub(super) fn is_sampled_alone(&self, uid: u32) -> bool {
        self.samples.contains_key(&uid)
    }

    /// Does nobody look any more whether it is still the same? Once or twice it may have been the line; more often
    /// it is the message.
    pub(super) fn is_sampled_no_more(&self, uid: u32) -> bool {
        self.samples
            .get(&uid)
            .is_some_and(|lost| *lost >= MOST_ALONE)
    }

    /// May the header of a message that is held be asked for again?
    pub(super) fn is_asked_late(&self, uid: u32) -> bool {
        !self.late.contains(&uid) && !self.is_given_up(uid)
    }

    /// What is held goes, and what its numbers mean with it.
    pub(super) fn forget(&mut self) {
        let uid_validity = self.uid_validity;
        *self = Self {
            uid_validity,
            ..Self::default()
        };
    }

    /// Is what is missing to be listed, and asked for in parts?
    pub(super) fn asks_in_parts(&self) -> bool {
        self.times > 0
    }

    /// The newest of what is asked for together, but for what is not among these any more.
    pub(super) fn next_part(&mut self, missing: &[u32]) -> Option<Vec<u32>> {
        let mut part = self.parts.pop()?;
        part.retain(|uid| missing.binary_search(uid).is_ok());
        Some(part)
    }

    /// The newest of what is asked for alone, with numbers below this one.
    pub(super) fn next_alone(&self, below: u32) -> Option<u32> {
        let open = |(uid, lost): (&u32, &u32)| (*lost < MOST_ALONE).then_some(*uid);
        self.alone.range(..below).rev().find_map(open)
    }

    /// Is it asked for alone, or no more?
    pub(super) fn is_apart(&self, uid: u32) -> bool {
        self.alone.contains_key(&uid)
    }

    /// Is it asked for no more?
    pub(super) fn is_given_up(&self, uid: u32) -> bool {
        self.alone.get(&uid).is_some_and(|lost| *lost >= MOST_ALONE)
    }

    /// All were had but for those that are given up.
    pub(super) fn over(&mut self) {
        self.times = 0;
        self.barren = 0;
        self.parts.clear();
        self.alone.retain(|_, lost| *lost >= MOST_ALONE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: WireError = WireError::Closed { step: "FETCH" };

    /// Asks as a sync does, of a server that ends the connection over some messages. Gives what came, and how
    /// often it was lost.
    fn play(missing: &[u32], bad: &[u32]) -> (Vec<u32>, u32) {
        let (mut losses, mut came, mut lost) = (Losses::default(), Vec::new(), 0);
        losses.note(missing, &CUT);
        loop {
            let before = losses.times;
            let mut asked = |losses: &mut Losses, uids: &[u32]| {
                let is_lost = uids.iter().any(|uid| bad.contains(uid));
                match is_lost {
                    true => losses.note(uids, &CUT),
                    false => came.extend_from_slice(uids),
                }
                is_lost
            };
            let mut is_lost = false;
            while !is_lost && let Some(part) = losses.next_part(missing) {
                is_lost = asked(&mut losses, &part);
            }
            let mut below = u32::MAX;
            while !is_lost && let Some(uid) = losses.next_alone(below) {
                is_lost = asked(&mut losses, &[uid]);
                below = uid;
                if !is_lost {
                    losses.alone.remove(&uid);
                }
            }
            if !is_lost {
                losses.over();
                came.sort_unstable();
                assert!(bad.iter().all(|uid| losses.is_given_up(*uid)));
                assert_eq!(losses.alone.len(), bad.len());
                return (came, lost);
            }
            assert!(losses.times > before);
            lost += 1;
            assert!(lost < 100, "it has no end");
        }
    }

    #[test]
    fn all_but_those_over_which_it_is_lost_come_after_few_losses() {
        let missing: Vec<u32> = (1..=1000).collect();
        for (bad, most) in [
            (vec![], 0),
            (vec![1], 5),
            (vec![500], 5),
            (vec![1000], 5),
            (vec![7, 700], 10),
            (vec![500, 501], 10),
        ] {
            let (came, lost) = play(&missing, &bad);
            let good: Vec<u32> = (missing.iter().copied())
                .filter(|uid| !bad.contains(uid))
                .collect();
            assert_eq!(came, good, "{bad:?}");
            assert!(lost <= most, "{bad:?}: {lost}");
        }
        assert_eq!(play(&[3], &[3]), (vec![], 2));
    }

    #[test]
    fn other_numbers_and_what_has_gone_are_forgotten() {
        let mut losses = Losses::default();
        losses.opened(7);
        losses.note(&(1..=100).collect::<Vec<_>>(), &CUT);
        losses.opened(7);
        assert_eq!(losses.times, 1);
        assert_eq!(losses.next_part(&[90]), Some(vec![]));
        assert_eq!(losses.next_part(&[3, 91, 99]), Some(vec![91]));
        losses.note_late(&[4, 5]);
        let asked: Vec<u32> = (3..=6).filter(|uid| losses.is_asked_late(*uid)).collect();
        assert_eq!(asked, [3, 6]);
        assert!(!losses.is_given_up(4), "where it is missing it is fetched");
        losses.opened(8);
        assert!(losses.is_empty() && !losses.asks_in_parts());
    }
}
