//! The program killed while somebody types, on real Dovecot: what was kept is there after it, whole,
//! and once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::drafts::full;
use crate::lab::{Lab, wait_for};
use crate::program::Program;
use crate::screen::{Open, Screen};

/// The words that are typed, each with its number.
fn word(number: usize) -> String {
    format!("w{number:04} ")
}

/// The draft with this subject.
fn draft(anna: &Program<'_>, subject: &str) -> Option<Value> {
    let all = anna.json(&["draft", "list"]);
    let mut found: Vec<_> = all
        .into_iter()
        .filter(|d| d["subject"] == subject)
        .collect();
    assert!(found.len() <= 1, "{found:?}");
    found.pop()
}

/// What was typed into it so far.
fn kept(anna: &Program<'_>, subject: &str) -> Option<String> {
    let id = draft(anna, subject)?["draft_id"].as_str()?.to_owned();
    let shown = anna.json(&["draft", "show", &id]);
    Some(shown[0]["body"].as_str()?.to_owned())
}

/// Stops whoever types, also where the test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Types word after word until it is told to stop. Gives when each was typed.
fn type_until(screen: &Screen, stop: &AtomicBool) -> Vec<Instant> {
    let mut typed = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        screen.write(&word(typed.len()));
        typed.push(Instant::now());
    }
    typed
}

#[test]
fn killed_while_somebody_types() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let screen = Screen::new();
    let rounds = if full() { 100 } else { 3 };
    let mut most_lost = Duration::ZERO;
    for round in 0..rounds {
        let mut open = Open::on(&screen, &anna);
        screen.key("ctrl+n");
        screen.go_to("New message");
        screen.key("Tab");
        let subject = format!("Round {round}");
        screen.write(&subject);
        wait_for("the draft is kept", || draft(&anna, &subject).is_some());
        // Keys that come together with a Tab are lost on this screen at times.
        screen.key("Tab");
        std::thread::sleep(Duration::from_secs(1));
        let stop = AtomicBool::new(false);
        let (typed, killed, before) = std::thread::scope(|scope| {
            let typing = scope.spawn(|| type_until(&screen, &stop));
            let stop = Stop(&stop);
            wait_for("the first words are kept", || {
                kept(&anna, &subject).is_some_and(|words| !words.trim().is_empty())
            });
            std::thread::sleep(Duration::from_millis(fastrand::u64(0..3000)));
            let before = kept(&anna, &subject).unwrap();
            let killed = Instant::now();
            open.process.kill().unwrap();
            open.end();
            drop(stop);
            (typing.join().unwrap(), killed, before)
        });
        let after = kept(&anna, &subject).expect("the draft is there");
        assert!(
            after.starts_with(before.trim_end()),
            "what was kept is kept"
        );
        // By its number, and not by counting: it is not the keyboard that is tried here.
        let number = |word: &str| word.strip_prefix('w')?.parse::<usize>().ok();
        let whole = after.split_whitespace().filter(|word| word.len() == 5);
        let there = whole.filter_map(number).next_back().map_or(0, |n| n + 1);
        if let Some(first_lost) = typed.get(there) {
            most_lost = most_lost.max(killed.saturating_duration_since(*first_lost));
        }
    }
    // Stored by the program without a window, each once, none of them empty.
    let all = anna.json(&["draft", "list"]);
    assert_eq!(all.len(), rounds, "{all:?}");
    for round in 0..rounds {
        let subject = format!("Round {round}");
        assert!(kept(&anna, &subject).is_some_and(|words| !words.trim().is_empty()));
    }
    println!(
        "killed {rounds} times while somebody typed: at most {} ms of typing not kept",
        most_lost.as_millis()
    );
}
