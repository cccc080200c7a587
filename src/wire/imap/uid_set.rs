//! A set of UIDs, as commands take it (RFC 9051 `sequence-set`).

use std::fmt::Write as _;

/// A set of UIDs: ranges in ascending order that do not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct UidSet {
    ranges: Vec<(u32, u32)>,
    /// Does the last range have no end? Only such a set is written with a `*`: a server takes
    /// `4294967295:*` for its last message, whatever its UID (RFC 9051 6.4.9), and a command that
    /// changes or removes must not hit a message that nobody named.
    open: bool,
}

impl UidSet {
    /// All UIDs there can be. It is written `1:*`, of which a server always answers the last
    /// message, and an empty folder nothing.
    #[must_use]
    pub fn all() -> Self {
        Self::from(1)
    }

    /// The UIDs from `first` to `last`, both included; empty if there are none between.
    #[must_use]
    pub fn range(first: u32, last: u32) -> Self {
        let ranges = if first.max(1) <= last {
            vec![(first.max(1), last)]
        } else {
            Vec::new()
        };
        Self {
            ranges,
            open: false,
        }
    }

    /// The UIDs from `first` up. Beware that a server counts its last message in, even if its UID
    /// is lower (`n:*`, RFC 9051 6.4.8); answers are filtered by [`UidSet::contains`] here.
    #[must_use]
    pub fn from(first: u32) -> Self {
        Self {
            open: true,
            ..Self::range(first, u32::MAX)
        }
    }

    /// One UID.
    #[must_use]
    pub fn one(uid: u32) -> Self {
        Self::range(uid, uid)
    }

    /// Ranges in any order, overlapping or reversed.
    pub(super) fn from_ranges(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut sorted: Vec<(u32, u32)> = ranges
            .into_iter()
            .map(|(a, b)| (a.min(b).max(1), a.max(b)))
            .filter(|(_, last)| *last > 0)
            .collect();
        sorted.sort_unstable();
        let mut set = Self::default();
        for (first, last) in sorted {
            match set.ranges.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = (*end).max(last),
                _ => set.ranges.push((first, last)),
            }
        }
        set
    }

    /// The ranges, ascending.
    #[must_use]
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// How many UIDs it spans.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ranges
            .iter()
            .map(|(first, last)| u64::from(*last) - u64::from(*first) + 1)
            .sum()
    }

    /// Is nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Is this UID in it?
    #[must_use]
    pub fn contains(&self, uid: u32) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= uid);
        after
            .checked_sub(1)
            .and_then(|i| self.ranges.get(i))
            .is_some_and(|(_, last)| uid <= *last)
    }

    /// All UIDs one by one. A range up to `u32::MAX` is long: ask [`UidSet::count`] first.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// The set without these.
    pub(super) fn without(&self, others: &std::collections::BTreeSet<u32>) -> Self {
        let mut ranges = Vec::new();
        for (first, last) in &self.ranges {
            let mut from = Some(*first);
            for other in others.range(*first..=*last) {
                if let Some(start) = from.filter(|start| start < other) {
                    ranges.push((start, other - 1));
                }
                from = other.checked_add(1);
            }
            if let Some(start) = from.filter(|start| start <= last) {
                ranges.push((start, *last));
            }
        }
        let open = self.open && ranges.last().is_some_and(|(_, last)| *last == u32::MAX);
        Self { ranges, open }
    }

    /// Its form for the wire.
    pub(super) fn to_wire(&self) -> String {
        let mut out = String::new();
        for (first, last) in &self.ranges {
            let comma = if out.is_empty() { "" } else { "," };
            let written = match (first, last) {
                (first, &u32::MAX) if self.open => write!(out, "{comma}{first}:*"),
                (first, last) if first == last => write!(out, "{comma}{first}"),
                (first, last) => write!(out, "{comma}{first}:{last}"),
            };
            // Writing into a String cannot fail.
            debug_assert!(written.is_ok());
        }
        out
    }

    /// The set in pieces of at most this many octets on the wire each, at least one range each.
    pub(super) fn pieces(&self, octets: usize) -> Vec<Self> {
        // Two numbers of ten digits, a colon and a comma.
        let per_piece = (octets / 22).max(1);
        self.ranges
            .chunks(per_piece)
            .map(|ranges| Self {
                ranges: ranges.to_vec(),
                open: self.open && ranges.last() == self.ranges.last(),
            })
            .collect()
    }
}

impl FromIterator<u32> for UidSet {
    fn from_iter<I: IntoIterator<Item = u32>>(uids: I) -> Self {
        Self::from_ranges(
            uids.into_iter()
                .filter(|uid| *uid > 0)
                .map(|uid| (uid, uid)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wire_form_is_short() {
        let set: UidSet = [5, 3, 1, 2, 9].into_iter().collect();
        assert_eq!(set.to_wire(), "1:3,5,9");
        assert_eq!(UidSet::all().to_wire(), "1:*");
        assert_eq!(UidSet::from(7).to_wire(), "7:*");
        assert_eq!(UidSet::range(7, 6).to_wire(), "");
        // A message that was named, not the last one whatever its UID.
        assert_eq!(UidSet::one(u32::MAX).to_wire(), "4294967295");
        let named: UidSet = [5, u32::MAX - 1, u32::MAX].into_iter().collect();
        assert_eq!(named.to_wire(), "5,4294967294:4294967295");
        assert_eq!(UidSet::all().without(&[3].into()).to_wire(), "1:2,4:*");
        assert_eq!(
            UidSet::all().without(&[u32::MAX].into()).to_wire(),
            "1:4294967294"
        );
        assert!(UidSet::range(0, 0).is_empty());
        assert!([0].into_iter().collect::<UidSet>().is_empty());
    }

    #[test]
    fn reversed_and_overlapping_ranges_are_one() {
        let set = UidSet::from_ranges([(9, 4), (5, 12), (13, 13)]);
        assert_eq!(set.ranges(), [(4, 13)]);
        assert_eq!(set.count(), 10);
    }

    proptest! {
        #[test]
        fn taking_away_leaves_the_others(
            uids in prop::collection::vec(1u32..60, 0..40),
            others in prop::collection::btree_set(1u32..60, 0..40),
        ) {
            let set: UidSet = uids.iter().copied().collect();
            let left = set.without(&others);
            for uid in 1..60 {
                prop_assert_eq!(left.contains(uid), set.contains(uid) && !others.contains(&uid));
            }
            prop_assert!(!UidSet::all().without(&[u32::MAX].into()).contains(u32::MAX));
        }

        #[test]
        fn it_holds_exactly_what_was_put_in(uids in prop::collection::vec(1u32..200, 0..80)) {
            let set: UidSet = uids.iter().copied().collect();
            let mut sorted = uids.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), sorted);
            for uid in 1..200 {
                prop_assert_eq!(set.contains(uid), uids.contains(&uid));
            }
            let pieces = set.pieces(50);
            prop_assert!(pieces.iter().all(|p| p.to_wire().len() <= 50));
            let joined = UidSet::from_ranges(pieces.iter().flat_map(|p| p.ranges().to_vec()));
            prop_assert_eq!(joined, set);
        }
    }
}
