//! The program while it runs: when it shows its mail, and what it and its processes take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use super::screen::Screen;

/// The line of the log that says that all is shown.
const SHOWN: &str = "The mail is shown.";
/// What takes longer is broken.
const PATIENCE: Duration = Duration::from_secs(60);
/// It rests when it computed less than a fiftieth of this time.
const QUIET: Duration = Duration::from_secs(2);
/// After so long it does not come to rest any more.
const AT_WORK: Duration = Duration::from_secs(1800);

pub struct Running {
    child: Child,
    log: PathBuf,
    /// What the log said before.
    before: usize,
}

impl Running {
    pub fn start(profile: &Path, screen: &Screen) -> Self {
        let log = profile.join("log");
        let before = shown(&log);
        let child = screen
            .command(Path::new(env!("CARGO_BIN_EXE_postroom")))
            .arg("--profile")
            .arg(profile)
            .spawn()
            .unwrap();
        Self { child, log, before }
    }

    pub fn wait_until_shown(&self) {
        let end = Instant::now() + PATIENCE;
        while shown(&self.log) <= self.before {
            assert!(Instant::now() < end, "it never showed its mail");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Until all of it computes next to nothing; how long that took.
    pub fn wait_until_quiet(&self) -> Duration {
        let began = Instant::now();
        self.wait_until_shown();
        loop {
            let before = self.computed();
            std::thread::sleep(QUIET);
            let computed = self.computed().saturating_sub(before);
            assert!(began.elapsed() < AT_WORK, "it never came to rest");
            if computed < QUIET / 50 {
                return began.elapsed();
            }
        }
    }

    /// The share of the memory that each takes, in kilobytes.
    pub fn memory(&self) -> Vec<(String, u64)> {
        let each = family(self.child.id()).into_iter().map(|id| {
            let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            let arguments = String::from_utf8_lossy(&arguments).replace('\0', " ");
            let name = if arguments.contains("draw-html") {
                "draws HTML"
            } else {
                "window and engine"
            };
            (name.to_owned(), proportional(id))
        });
        each.collect()
    }

    /// How long all of it computed so far.
    pub fn computed(&self) -> Duration {
        computed(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process and those it started.
pub fn family(of: u32) -> Vec<u32> {
    let mut all = vec![of];
    let mut at = 0;
    while let Some(of) = all.get(at).copied() {
        let children = fs::read_to_string(format!("/proc/{of}/task/{of}/children"));
        let children = children.unwrap_or_default();
        all.extend(
            children
                .split_whitespace()
                .filter_map(|id| id.parse::<u32>().ok()),
        );
        at += 1;
    }
    // Those that other threads started.
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let id = entry.file_name().to_string_lossy().parse::<u32>();
        if let Ok(id) = id
            && !all.contains(&id)
            && parent(id).is_some_and(|parent| all.contains(&parent))
        {
            all.push(id);
        }
    }
    all
}

/// How long a process and those it started computed so far.
pub fn computed(of: u32) -> Duration {
    computed_by(family(of))
}

/// How long these processes computed so far.
pub fn computed_by(all: Vec<u32>) -> Duration {
    let ticks = all.into_iter().map(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let after = stat.rsplit(')').next().unwrap_or_default().to_owned();
        let fields: Vec<&str> = after.split_whitespace().collect();
        let field = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok());
        field(11).unwrap_or(0) + field(12).unwrap_or(0)
    });
    // Linux counts in hundredths of a second.
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// The share of the memory that a process takes (PSS), in kilobytes.
pub fn proportional(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let pss = pss.and_then(|line| line.split_whitespace().next()?.parse().ok());
    pss.unwrap_or(0)
}

fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit(')')
        .next()?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// How often the log says that the mail was shown.
fn shown(log: &Path) -> usize {
    let files = fs::read_dir(log).into_iter().flatten().flatten();
    let texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
    texts.map(|text| text.matches(SHOWN).count()).sum()
}
