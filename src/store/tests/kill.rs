//! A process killed at any moment: every row that was acknowledged is there afterwards.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::super::Store;
use super::*;
use crate::domain::{CopyState, OutboxId, OutboxState, Phase};

const CHILD: &str = "POSTROOM_KILL_TEST_PROFILE";
const SIZE: usize = 3000;

/// The child: freezes messages and takes them through their phases, and says each step on
/// standard output once it was acknowledged. Does nothing unless the parent started it.
#[test]
fn child_that_is_killed() {
    let Ok(profile) = std::env::var(CHILD) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (store, _) = Store::open(profile.as_ref()).unwrap();
        let precious = store.precious();
        let first = store.reader().outbox(&[]).unwrap().len();
        for n in u32::try_from(first).unwrap() + 1.. {
            let bytes = vec![u8::try_from(n % 251).unwrap(); SIZE];
            let id = precious
                .freeze(outgoing(n), bytes, None)
                .await
                .unwrap()
                .outbox_id;
            println!("frozen {} {n}", id.0);
            precious.begin_attempt(id).await.unwrap();
            for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
                precious.enter_phase(id, phase).await.unwrap();
                println!("{} {} {n}", phase.word(), id.0);
            }
            precious
                .accepted(id, at(1), CopyState::Waiting)
                .await
                .unwrap();
            println!("accepted {} {n}", id.0);
        }
    });
}

/// Runs a test of ours as a process of its own, which finds the profile in this variable, and kills
/// it once it told of so many steps. `note` gets every line that it said, and says which tells of a
/// step.
pub(super) fn kill_after(
    steps: u32,
    child: &str,
    (variable, profile): (&str, &Path),
    mut note: impl FnMut(&str) -> bool,
) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture"])
        .env(variable, profile)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // After a number of steps, not of milliseconds: in the middle of whatever follows.
    let mut left = steps;
    while left > 0 {
        let line = lines.next().expect("the child ended by itself").unwrap();
        left -= u32::from(note(&line));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines {
        note(&line.unwrap());
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut rng = fastrand::Rng::with_seed(7);
    let mut said: std::collections::BTreeMap<i64, (u32, String)> = Default::default();
    for _round in 0..12 {
        let child = "store::tests::kill::child_that_is_killed";
        kill_after(rng.u32(1..40), child, (CHILD, dir.path()), |line| {
            note(&mut said, line)
        });
        check(&dir, &said);
    }
}

/// Takes a line of the child's in; false when it is none of ours (the test harness's).
fn note(said: &mut std::collections::BTreeMap<i64, (u32, String)>, line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let [step, id, n] = words.as_slice() else {
        return false;
    };
    let steps = ["frozen", "envelope", "body", "dot", "accepted"];
    // The harness writes "test name ... " before our first line.
    let (Some(step), Ok(id), Ok(n)) = (
        steps.iter().find(|s| step.ends_with(**s)),
        id.parse(),
        n.parse(),
    ) else {
        return false;
    };
    said.insert(id, (n, (*step).to_owned()));
    true
}

fn check(dir: &TempDir, said: &std::collections::BTreeMap<i64, (u32, String)>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (store, report) = Store::open(dir.path()).unwrap();
    assert!(report.unclean_end);
    assert_eq!(report.precious, super::super::PreciousCondition::Good);
    for (id, (n, step)) in said {
        let row = store
            .reader()
            .outgoing(OutboxId(*id))
            .unwrap()
            .expect("a frozen message is lost");
        assert_eq!(row.message_id, outgoing(*n).message_id);
        let bytes = store.reader().outgoing_bytes(OutboxId(*id)).unwrap();
        assert_eq!(bytes, vec![u8::try_from(n % 251).unwrap(); SIZE]);
        // The step after the last one told may have been committed too.
        use OutboxState::{Filing, Queued, Unknown};
        let possible: &[OutboxState] = match step.as_str() {
            "frozen" | "envelope" => &[Queued],
            "body" => &[Queued, Unknown],
            "dot" => &[Unknown, Filing],
            _ => &[Filing],
        };
        assert!(
            possible.contains(&row.state),
            "{step} became {:?}",
            row.state
        );
    }
    // At most the one in the making was not told of.
    let held = store.reader().outbox(&[]).unwrap().len();
    assert!(
        held <= said.len() + 1 + ROUNDS_UNTOLD,
        "{held} of {}",
        said.len()
    );
    // Left open on purpose: the next child finds an unclean end as well.
    runtime.block_on(async { drop(store) });
}

/// Rows that an earlier round committed without having told of them, at most one each.
const ROUNDS_UNTOLD: usize = 12;
