//! How quick and light the window is on a profile with 100,000 messages: `cargo bench --bench window`.
//!
//! Runs the program itself on a screen of its own (Xvfb) with the software renderer, and with wgpu on lavapipe where
//! that is installed: from its start to the frame in which the list and a message are shown, the memory of all its
//! processes (PSS), and what it computes while nobody does anything. Beside them stands what the floor is, an empty
//! window of the same toolkit, and Claws Mail and Thunderbird with the same mail, where they are installed. All are
//! looked at on the screen: how long it takes until nothing changes any more. Prints figures, holds no limits. `POSTROOM_BENCH_MESSAGES` and `POSTROOM_BENCH_IDLE` (seconds) change how
//! much is done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod claws;
#[path = "../search/fill.rs"]
mod fill;
#[path = "../letters.rs"]
mod letters;
mod peer;
mod process;
mod profile;
mod screen;
mod thunderbird;

use std::process::Command;
use std::time::{Duration, Instant};

use claws::Claws;
use peer::Peer;
use process::Running;
use profile::Filled;
use screen::{Renderer, Screen};
use thunderbird::Thunderbird;

const STARTS: usize = 7;

fn main() {
    if std::env::args().any(|argument| argument == "--empty") {
        empty();
        return;
    }
    let number = |name: &str, usual: u64| {
        let set = std::env::var(name).ok();
        set.and_then(|set| set.parse().ok()).unwrap_or(usual)
    };
    let messages = u32::try_from(number("POSTROOM_BENCH_MESSAGES", 100_000)).unwrap();
    let idle = Duration::from_secs(number("POSTROOM_BENCH_IDLE", 60));
    let folder = tempfile::tempdir().unwrap();
    let profile = profile::fill(folder.path(), messages);
    let Some(mut screen) = Screen::start() else {
        eprintln!("Xvfb is needed for this benchmark, and was not found.");
        std::process::exit(1);
    };
    // Whatever was written is looked through for the search once, which is not what is measured.
    profile.reads(profile::PLAIN);
    let indexed = Running::start(&profile.dir, &screen).wait_until_quiet();
    println!("built the index in {:.0} s", indexed.as_secs_f64());
    let mut figures = Vec::new();
    for renderer in Renderer::all() {
        screen.renderer = renderer;
        println!("\nwith {}:", renderer.name());
        figures.push(measured(&profile, &screen, messages, idle));
    }
    if figures.len() < 2 {
        println!("lavapipe (Mesa's Vulkan without a graphics card) is not installed: left out");
    }
    screen.renderer = Renderer::Software;
    let [postroom, ..] = figures.as_slice() else {
        return;
    };
    println!();
    match Claws::fill(folder.path(), messages) {
        Some(claws) => {
            let end = |_: &Peer| claws.end(&screen);
            beside(|| claws.start(&screen), end, &screen, postroom);
        }
        None => println!("claws-mail is not installed: left out"),
    }
    match Thunderbird::fill(folder.path(), messages) {
        Some(other) => beside(|| other.start(&screen), Thunderbird::end, &screen, postroom),
        None => println!("thunderbird is not installed: left out"),
    }
}

/// What others are put beside.
struct Figures {
    still: Duration,
    memory: u64,
}

fn measured(profile: &Filled, screen: &Screen, messages: u32, idle: Duration) -> Figures {
    let floor = median((0..STARTS).map(|_| empty_window(screen)).collect());
    let starts = (0..STARTS).map(|_| {
        profile.reads(profile::PLAIN);
        let began = Instant::now();
        let running = Running::start(&profile.dir, screen);
        running.wait_until_shown();
        began.elapsed()
    });
    let start = median(starts.collect());
    println!(
        "start, {messages} messages, list and message shown  {:7.1} ms  {:4.1} times an empty window ({:.1} ms)",
        ms(start),
        start.as_secs_f64() / floor.as_secs_f64(),
        ms(floor),
    );
    let still = (0..STARTS).map(|_| {
        profile.reads(profile::PLAIN);
        let running = Running::start(&profile.dir, screen);
        screen.until_still(|| running.computed())
    });
    let still = median(still.collect());
    println!(
        "start until the screen stands still              {:7.1} ms",
        ms(still)
    );
    profile.reads(profile::NEWSLETTER);
    let running = Running::start(&profile.dir, screen);
    running.wait_until_shown();
    let _ = running.wait_until_quiet();
    println!("memory with an HTML mail shown (PSS):");
    let mut memory = 0;
    for (name, kilobytes) in running.memory() {
        println!("    {name:<40} {:7.1} MB", kilobytes as f64 / 1000.0);
        memory += kilobytes;
    }
    println!("    {:<40} {:7.1} MB", "all", memory as f64 / 1000.0);
    let before = running.computed();
    std::thread::sleep(idle);
    let computed = running.computed() - before;
    println!(
        "idle for {} s: computed {:.0} ms, {:.2} % of one processor",
        idle.as_secs(),
        ms(computed),
        100.0 * computed.as_secs_f64() / idle.as_secs_f64(),
    );
    Figures { still, memory }
}

/// The same of another client, and how many times as much it takes.
fn beside(
    start: impl Fn() -> Peer,
    end: impl Fn(&Peer) -> Command,
    screen: &Screen,
    postroom: &Figures,
) {
    // It reads its mail once, and remembers it when it ends.
    let first = start();
    let read = screen.until_still(|| first.computed());
    println!("    read its folder in {:.0} s", read.as_secs_f64());
    let mut end = end(&first);
    first.quit(&mut end);
    let mut kilobytes = 0;
    let starts = (0..STARTS).map(|_| {
        let running = start();
        let time = screen.until_still(|| running.computed());
        kilobytes = running.memory();
        time
    });
    let start = median(starts.collect());
    println!(
        "    start until the screen stands still          {:7.1} ms  {:4.1} times Postroom",
        ms(start),
        start.as_secs_f64() / postroom.still.as_secs_f64(),
    );
    println!(
        "    memory (PSS)                                 {:7.1} MB  {:4.1} times Postroom",
        kilobytes as f64 / 1000.0,
        kilobytes as f64 / postroom.memory as f64,
    );
}

/// This program with an empty window, until that has its first frame.
fn empty_window(screen: &Screen) -> Duration {
    let began = Instant::now();
    let status = screen
        .command(&std::env::current_exe().unwrap())
        .arg("--empty")
        .status()
        .unwrap();
    assert!(status.success());
    began.elapsed()
}

fn nothing((): &()) -> iced::Element<'_, Instant> {
    iced::widget::space().into()
}

/// An empty window that closes with its first frame.
fn empty() {
    use iced::{Task, window};
    iced::application(
        || (),
        |(): &mut (), _frame: Instant| -> Task<Instant> { iced::exit() },
        nothing,
    )
    .subscription(|(): &()| window::frames())
    .run()
    .unwrap();
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
