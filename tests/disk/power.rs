//! T52: the power goes at any moment. What was acknowledged is there, and nothing is half done.

use std::sync::{Arc, Mutex, mpsc};

use fastrand::Rng;

use super::recorded::{Event, Recording, record};
use super::replayed::{Disk, Found, Left};
use super::work::{self, CHILD, PROFILE};
use super::{child, full_form, in_memory, opened, seed};

/// What is opened at a time.
const LANES: usize = 2;

/// One way in which the power may go.
struct Case {
    /// For the report.
    place: String,
    found: Found,
    /// How many steps were acknowledged.
    told: usize,
}

/// Everything at each moment of interest. `tried` says what is left then.
fn cases<'a>(
    recording: &'a Recording,
    seed: u64,
    tried: impl Fn(&Event) -> Vec<Left> + 'a,
) -> impl Iterator<Item = Case> + 'a {
    let mut disk = Disk::before(recording);
    let mut told = 0;
    recording
        .events
        .iter()
        .enumerate()
        .flat_map(move |(n, event)| {
            let mut cases = Vec::new();
            // Before it: what a sync would have made sure is still at risk.
            let mut rng = Rng::with_seed(seed.wrapping_add(n as u64));
            for left in tried(event) {
                cases.push(Case {
                    place: format!(
                        "seed {seed}, before event {n} of {}, {left:?}",
                        recording.events.len()
                    ),
                    found: disk.found(left, &mut rng),
                    told,
                });
            }
            disk.happen(event);
            if let Event::Said(line) = event
                && line.contains("did ")
            {
                told += 1;
                cases.push(Case {
                    place: format!("seed {seed}, after {line:?} (event {n})"),
                    found: disk.found(Left::Nothing, &mut rng),
                    told,
                });
            }
            cases
        })
}

/// What is precious after each step that was acknowledged; first, before any.
fn references(recording: &Recording) -> Vec<String> {
    let read = |found: &Found| {
        let dir = in_memory();
        found.put_into(dir.path());
        opened::contents(dir.path()).unwrap()
    };
    let mut disk = Disk::before(recording);
    let mut rng = Rng::with_seed(0);
    let mut references = vec![read(&disk.found(Left::All, &mut rng))];
    for event in &recording.events {
        disk.happen(event);
        if matches!(event, Event::Said(line) if line.contains("did ")) {
            references.push(read(&disk.found(Left::All, &mut rng)));
        }
    }
    references
}

fn judge(case: &Case, references: &[String]) -> Result<(), String> {
    let dir = in_memory();
    case.found.put_into(dir.path());
    let (place, listing) = (&case.place, case.found.listing());
    let contents = opened::contents(dir.path()).map_err(|e| format!("{place}: {e} ({listing})"))?;
    // The step after the last one told of may have been made, and no part of one.
    let possible = &references[case.told..references.len().min(case.told + 2)];
    if possible.contains(&contents) {
        return Ok(());
    }
    let known = references
        .iter()
        .position(|reference| *reference == contents);
    Err(match known {
        Some(known) => format!(
            "{place}: {} steps were told of, {known} are there",
            case.told
        ),
        None => format!("{place}: something half done ({listing}):\n{contents}"),
    })
}

/// Judges them all, some at a time; how many there were.
fn judge_all(cases: impl Iterator<Item = Case>, references: Vec<String>) -> usize {
    // Few wait: each holds a profile.
    let (sender, receiver) = mpsc::sync_channel::<Case>(LANES);
    let (receiver, references) = (Arc::new(Mutex::new(receiver)), Arc::new(references));
    let lanes: Vec<_> = (0..LANES)
        .map(|_| {
            let (receiver, references) = (Arc::clone(&receiver), Arc::clone(&references));
            std::thread::spawn(move || {
                let mut wrong = Vec::new();
                loop {
                    let case = receiver.lock().unwrap().recv();
                    let Ok(case) = case else {
                        return wrong;
                    };
                    wrong.extend(judge(&case, &references).err());
                }
            })
        })
        .collect();
    let mut count = 0;
    for case in cases {
        sender.send(case).unwrap();
        count += 1;
    }
    drop(sender);
    let wrong: Vec<String> = lanes.into_iter().flat_map(|l| l.join().unwrap()).collect();
    let some: Vec<_> = wrong.iter().take(5).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        some.join("\n")
    );
    count
}

#[test]
fn what_was_acknowledged_outlives_the_power() {
    let profile = tempfile::tempdir().unwrap();
    let recording = record(&child(CHILD, PROFILE, profile.path()), profile.path());
    work::is_finished(profile.path());
    let references = references(&recording);
    // To open it, to close it, and each step.
    assert_eq!(references.len() as u32, work::STEPS + 3);
    let mut kinds = references.clone();
    kinds.sort();
    kinds.dedup();
    assert!(kinds.len() > 30, "{} states to tell apart", kinds.len());

    let tried = |event: &Event| match event {
        Event::Synced(_) | Event::FolderSynced if full_form() => {
            [&[Left::Nothing][..], &[Left::Some; 10], &[Left::Torn; 10]].concat()
        }
        Event::Synced(_) | Event::FolderSynced => vec![Left::Nothing, Left::Some, Left::Torn],
        Event::Made(..) | Event::Renamed(..) | Event::Removed(_) => vec![Left::All, Left::Some],
        Event::Wrote(..) | Event::Length(..) if full_form() => vec![Left::All, Left::Torn],
        _ => vec![],
    };
    let count = judge_all(cases(&recording, seed(), tried), references);
    assert!(count > 200, "{count} cases");
    println!("{count} cases, {} events", recording.events.len());
}
