//! Broken messages, read: how long the longest takes, and how many are refused.
//!
//! The messages are those of the folder that `POSTROOM_MAILS` names, such as the samples that parsers of mail come with;
//! without it, those that the tests are made of. Each is read as it is, and broken in twenty ways.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod breaking;
mod forms;
mod headers;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fastrand::Rng;
use postroom::domain::HeldText;
use postroom::render::page;

use breaking::{MUTATIONS, broken};

fn main() {
    let samples = match std::env::var_os("POSTROOM_MAILS") {
        Some(folder) => files(Path::new(&folder)),
        None => forms::samples(),
    };
    let (mut runs, mut refused, mut partial) = (0, 0, 0);
    let mut longest = (Duration::ZERO, 0, 0);
    let begun = Instant::now();
    for (at, sample) in samples.iter().enumerate() {
        for mutation in 0..=MUTATIONS {
            let mut rng = Rng::with_seed((at * MUTATIONS + mutation) as u64);
            let other = &samples[rng.usize(..samples.len())];
            let raw = match mutation.checked_sub(1) {
                Some(kind) => broken(sample, other, kind, &mut rng),
                None => sample.clone(),
            };
            let start = Instant::now();
            match page(&HeldText::Whole(raw)) {
                Ok(page) => partial += usize::from(page.is_partial),
                Err(_) => refused += 1,
            }
            runs += 1;
            longest = longest.max((start.elapsed(), at, mutation));
        }
    }
    let (time, sample, mutation) = longest;
    println!(
        "{runs} messages of {} samples in {:.1} s: {refused} refused, {partial} shown in part; \
         the longest took {:.1} ms (sample {sample}, broken in way {mutation})",
        samples.len(),
        begun.elapsed().as_secs_f64(),
        time.as_secs_f64() * 1000.0
    );
}

/// All files of a folder, however deep.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path => paths.push(path),
            }
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}
