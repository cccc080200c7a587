//! How long a frame of the window takes while a server talks without an end (T43 of the test list):
//! `cargo bench --features window-tests --bench flood`.
//!
//! A turn is what the window does between two pictures: it takes up what its engine told, builds and draws
//! itself, in the software renderer. Prints turns beside a calm server, and beside one that puts nine
//! million untagged `EXISTS` before an answer, again and again. No limits are held here: a machine's mood
//! must not fail a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing
)]
#![allow(dead_code)] // what the tests of the window use beside this

mod desk;
mod drive;

use std::time::{Duration, Instant};

use postroom::app::theme;
use postroom::demo::{Fault, When};

use desk::desk;

/// How long each of both is looked at.
const LOOK: Duration = Duration::from_secs(15);

/// Untagged answers in one flood.
const ANSWERS: usize = 9_000_000;

fn main() {
    let mut window = desk(&["anna"]);
    window.until_shown("Support");
    let look = |window: &mut drive::Driver<desk::Desk, _>| {
        let (begun, mut turns) = (Instant::now(), Vec::new());
        while begun.elapsed() < LOOK {
            let turn = Instant::now();
            window.turn();
            let _ = window.pixels(&theme::light());
            turns.push(turn.elapsed().as_secs_f64() * 1000.0);
            // A screen shows sixty of them in a second.
            std::thread::sleep(Duration::from_millis(16));
        }
        turns.sort_by(f64::total_cmp);
        turns
    };
    // The first pictures load fonts.
    for _ in 0..5 {
        window.turn();
        let _ = window.pixels(&theme::light());
    }
    let calm = look(&mut window);
    let flood = Fault::Insert(b"* 9 EXISTS\r\n".repeat(ANSWERS));
    let server = &window.state.server;
    server.clear_commands();
    server.imap_fault_at(When::command("STATUS"), flood.clone(), 0, 1_000);
    server.imap_fault_at(When::command("LIST"), flood, 0, 1_000);
    let flooded = look(&mut window);
    let met = window.state.server.commands();
    let met = met.iter().filter(|c| {
        let line = c.line.trim_start();
        line.starts_with("LIST") || line.starts_with("STATUS")
    });
    println!("floods met: {}", met.count());
    println!(
        "{:<12}{:>8}{:>14}{:>14}{:>14}",
        "", "turns", "median", "99 in 100", "longest"
    );
    for (name, turns) in [("calm", &calm), ("flooded", &flooded)] {
        let (median, most) = (turns[turns.len() / 2], turns[turns.len() * 99 / 100]);
        let longest = turns.last().unwrap();
        println!(
            "{name:<12}{:>8}{median:>11.1} ms{most:>11.1} ms{longest:>11.1} ms",
            turns.len()
        );
    }
    println!(
        "ratio of the longest: {:.1}",
        flooded.last().unwrap() / calm.last().unwrap()
    );
}
