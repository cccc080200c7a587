//! T56: a thousand broken messages, and each of them broken further, twenty times: whatever comes is read or refused, and
//! nothing of ours fails on it.

use fastrand::Rng;
use postroom::rfc822::ParseError;

use super::breaking::{MUTATIONS, broken};
use super::forms::samples;
use super::reader::{assert_no_panic, note_panics, read};

/// The runs are parted among so many tests, which run beside each other.
const SHARES: usize = 4;

/// What came of so many messages.
#[derive(Default)]
struct Counts {
    read: usize,
    refused: usize,
}

impl Counts {
    fn read(&mut self, raw: &[u8], of: (usize, usize)) {
        match read(raw) {
            Ok(_) => self.read += 1,
            Err(ParseError::Damaged | ParseError::TooDeep) => self.refused += 1,
            Err(error) => panic!("{of:?}: {error}"),
        }
        assert_no_panic(|| format!("sample {of:?}: {:?}", String::from_utf8_lossy(raw)));
    }
}

fn share(share: usize) {
    note_panics();
    let samples = samples();
    let mut counts = Counts::default();
    for (at, sample) in samples.iter().enumerate() {
        if at % SHARES != share {
            continue;
        }
        counts.read(sample, (at, 0));
        for mutation in 0..MUTATIONS {
            let seed = (at * MUTATIONS + mutation) as u64;
            let mut rng = Rng::with_seed(seed);
            let other = &samples[rng.usize(..samples.len())];
            let mut mutated = broken(sample, other, mutation, &mut rng);
            // Some of them a second time.
            if rng.bool() {
                let kind = rng.usize(..MUTATIONS);
                mutated = broken(&mutated, other, kind, &mut rng);
            }
            counts.read(&mutated, (at, mutation + 1));
        }
    }
    // It would be no test of reading if most were refused.
    assert!(
        counts.read > 50 * counts.refused,
        "{} read, {} refused",
        counts.read,
        counts.refused
    );
}

#[test]
fn there_are_a_thousand_samples_and_no_two_are_the_same() {
    let samples = samples();
    let unlike: std::collections::HashSet<&Vec<u8>> = samples.iter().collect();
    assert!(
        unlike.len() >= 1000 && unlike.len() == samples.len(),
        "{} of {}",
        unlike.len(),
        samples.len()
    );
}

#[test]
fn whatever_is_broken_is_read_or_refused_1_of_4() {
    share(0);
}

#[test]
fn whatever_is_broken_is_read_or_refused_2_of_4() {
    share(1);
}

#[test]
fn whatever_is_broken_is_read_or_refused_3_of_4() {
    share(2);
}

#[test]
fn whatever_is_broken_is_read_or_refused_4_of_4() {
    share(3);
}
