//! How long searches take: inside the running program over 20,000 and 100,000 messages, and from the
//! command line over 20,000, the start of the process included, next to notmuch on the same mail.
//!
//! ```text
//! cargo bench --no-default-features --bench search
//! cargo bench --no-default-features --bench search -- --in DIR     keeps the caches there for the next run
//! ```
//!
//! notmuch is left out where it is not installed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice
)]

mod fill;
#[path = "../letters.rs"]
mod letters;
mod notmuch;
mod queries;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use postroom::domain::SearchQuery;
use postroom::store::Store;

use queries::QUERIES;

/// So often each query is asked.
const ROUNDS: usize = 7;

/// What the window shows at first, and at most.
const AT_FIRST: usize = 60;
const IN_WINDOW: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let kept = arguments.iter().position(|a| a == "--in");
    let kept = kept.map(|at| PathBuf::from(&arguments[at + 1]));
    let temporary = tempfile::tempdir().unwrap();
    let place = kept.unwrap_or_else(|| temporary.path().to_owned());
    let small = place.join("20000");
    for count in [20_000, 100_000] {
        let profile = place.join(count.to_string());
        inside(&profile, count);
        if profile == small {
            from_the_command_line(&profile, &place.join("mail"), count);
        }
    }
}

/// Searches of a running program.
fn inside(profile: &Path, count: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    postroom::paths::Profile::at(profile).unwrap();
    let (store, _) = Store::open(profile).unwrap();
    let reader = store.reader();
    if reader.mailboxes().unwrap().is_empty() {
        runtime.block_on(fill::fill(&store, count));
    }
    assert_eq!(
        reader.unindexed_count().unwrap(),
        0,
        "all of them are findable"
    );
    println!("\n{count} messages, inside the running program");
    let limits = [AT_FIRST, IN_WINDOW];
    let mut all = limits.map(|_| Vec::new());
    for query in QUERIES {
        let parsed = SearchQuery::parse(query.typed);
        let mut line = format!("  {:<44}", query.typed);
        for (limit, all) in limits.into_iter().zip(&mut all) {
            let mut times = Vec::new();
            let mut found = 0;
            for _ in 0..ROUNDS {
                let start = Instant::now();
                found = reader.search(&parsed, None, limit).unwrap().len();
                times.push(start.elapsed());
            }
            times.sort();
            write!(line, "{found:>6} {:>9.2} ms", ms(times[ROUNDS / 2])).unwrap();
            all.extend(times);
        }
        println!("{line}");
    }
    for (limit, mut all) in limits.into_iter().zip(all) {
        all.sort();
        println!(
            "  {limit} at most: median {:.2} ms, 99th percentile {:.2} ms, longest {:.2} ms",
            ms(all[all.len() / 2]),
            ms(all[all.len() * 99 / 100]),
            ms(all[all.len() - 1])
        );
    }
    runtime.block_on(store.close()).unwrap();
}

/// Each query once in a process of its own, after one that is not counted.
fn from_the_command_line(profile: &Path, mail: &Path, count: u32) {
    println!("\n{count} messages, from the command line, 50 rows");
    let state = tempfile::tempdir().unwrap();
    let ours = |query: &queries::Query| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postroom"));
        command
            .arg("--profile")
            .arg(profile)
            .env("POSTROOM_STATE_DIR", state.path());
        command.args(["search", "--", query.typed]);
        timed(command)
    };
    let ours = median(
        &QUERIES
            .iter()
            .map(|q| ours(q).min(ours(q)))
            .collect::<Vec<_>>(),
    );
    println!("  postroom search        median {:>7.2} ms", ms(ours));
    let Some(notmuch) = notmuch::Notmuch::of(mail, count) else {
        println!("  notmuch is not installed.");
        return;
    };
    for output in ["summary", "messages"] {
        let theirs = |query: &queries::Query| timed(notmuch.search(query.notmuch, output));
        let asked = QUERIES.iter().filter(|q| !q.notmuch.is_empty());
        let theirs = median(&asked.map(|q| theirs(q).min(theirs(q))).collect::<Vec<_>>());
        println!(
            "  notmuch, {output:<12}  median {:>7.2} ms    ratio {:.2}",
            ms(theirs),
            ours.as_secs_f64() / theirs.as_secs_f64()
        );
    }
}

fn timed(mut command: Command) -> Duration {
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output().unwrap();
    let took = start.elapsed();
    assert!(output.status.success(), "{output:?}");
    took
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
