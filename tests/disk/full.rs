//! T51: the disk is full, or fails, at any call. What is refused is refused with words and was not
//! done; what was acknowledged is there; and when there is room again, all goes on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::libc;

use super::traced::{self, Call, Fate, Watch};
use super::work::{self, CHILD, PROFILE};
use super::{child, full_form, in_memory, opened, seed};

/// How many calls are tried in the quick form, for each way to fail.
const SAMPLE: usize = 16;

/// For how long a disk fails.
#[derive(Debug, Clone, Copy)]
enum Lasting {
    /// This one call.
    Once,
    /// Until somebody was told.
    UntilTold,
    /// Until somebody was told; and of the first write one half fits.
    HalfFits,
}

/// A disk that fails.
struct Failing {
    profile: PathBuf,
    errno: Errno,
    lasting: Lasting,
    /// From this call on, counted from 1.
    from: usize,
    calls: usize,
    refused: usize,
    told: bool,
}

impl Failing {
    fn new(profile: &Path, errno: Errno, lasting: Lasting, from: usize) -> Self {
        Self {
            profile: profile.to_owned(),
            errno,
            lasting,
            from,
            calls: 0,
            refused: 0,
            told: false,
        }
    }

    /// Does this call need a disk that works?
    fn concerns(&self, call: &Call) -> bool {
        let calls = [
            libc::SYS_write,
            libc::SYS_pwrite64,
            libc::SYS_ftruncate,
            libc::SYS_fsync,
            libc::SYS_fdatasync,
        ];
        calls.contains(&call.number)
            && call
                .file(call.arguments[0])
                .is_some_and(|file| file.starts_with(&self.profile))
    }
}

impl Watch for Failing {
    fn enters(&mut self, call: &Call) -> Fate {
        if call.number == libc::SYS_write && call.arguments[0] == 1 {
            let said = call.bytes(call.arguments[1], call.arguments[2]);
            let said = String::from_utf8_lossy(&said).into_owned();
            self.told |= self.refused > 0 && said.contains("refused");
        }
        if !self.concerns(call) {
            return Fate::Made;
        }
        self.calls += 1;
        // Only what takes room needs any.
        let takes_room = !matches!(call.number, libc::SYS_fsync | libc::SYS_fdatasync);
        let over = match self.lasting {
            Lasting::Once => self.refused > 0,
            Lasting::UntilTold | Lasting::HalfFits => self.told,
        };
        if self.calls < self.from || over || !(takes_room || self.errno == Errno::EIO) {
            return Fate::Made;
        }
        let is_write = matches!(call.number, libc::SYS_write | libc::SYS_pwrite64);
        self.refused += 1;
        if matches!(self.lasting, Lasting::HalfFits)
            && self.refused == 1
            && is_write
            && call.arguments[2] > 1
        {
            return Fate::Halved;
        }
        Fate::Refused(self.errno)
    }
}

/// How the work went on a disk that fails at this call, if it does at all.
struct Ended {
    calls: usize,
    kinds: BTreeSet<String>,
}

fn work_on(errno: Errno, lasting: Lasting, from: usize) -> Ended {
    let place = format!("{errno} {lasting:?} from call {from}");
    let (profile, output) = (in_memory(), in_memory());
    let output = output.path().join("said");
    let failing = Failing::new(profile.path(), errno, lasting, from);
    let command = child(CHILD, PROFILE, profile.path());
    let (code, failing) = traced::run(&command, &output, failing);
    let said = std::fs::read_to_string(&output).unwrap();
    let errors = std::fs::read_to_string(output.with_extension("err")).unwrap();
    assert_eq!(code, Some(0), "{place}:\n{said}\n{errors}");
    // Every step was acknowledged in the end, and every one is there.
    opened::contents(profile.path()).unwrap_or_else(|error| panic!("{place}: {error}\n{said}"));
    work::is_finished(profile.path());
    let refused = said.lines().filter_map(|line| line.split_once("refused "));
    let kinds = refused.filter_map(|(_, words)| words.split_once(": "));
    Ended {
        calls: failing.calls,
        kinds: kinds.map(|(kind, _)| kind.to_owned()).collect(),
    }
}

#[test]
fn a_disk_that_is_full_or_fails_loses_nothing() {
    let calls = work_on(Errno::ENOSPC, Lasting::Once, usize::MAX).calls;
    assert!(calls > 1000, "{calls} calls");
    let seed = seed();
    println!("seed {seed}, {calls} calls");
    let mut rng = fastrand::Rng::with_seed(seed);
    let ways = [
        (Errno::ENOSPC, Lasting::Once),
        (Errno::ENOSPC, Lasting::UntilTold),
        (Errno::ENOSPC, Lasting::HalfFits),
        (Errno::EIO, Lasting::Once),
        (Errno::EIO, Lasting::UntilTold),
    ];
    // Most calls write one large message after another; the first hundreds are of all kinds.
    let step = |calls: usize| if full_form() { 1 } else { calls / SAMPLE };
    let various = calls.min(600);
    let mut todo = Vec::new();
    for (errno, lasting) in ways {
        let first = rng.usize(1..=step(various));
        todo.extend(
            (first..various)
                .step_by(step(various))
                .map(|n| (errno, lasting, n)),
        );
        let rest = calls.saturating_sub(various) / if full_form() { 100 } else { 3 };
        let first = rng.usize(various..various + rest);
        todo.extend((first..calls).step_by(rest).map(|n| (errno, lasting, n)));
    }
    let half = todo.split_off(todo.len() / 2);
    let lanes = [todo, half].map(|todo| {
        std::thread::spawn(move || {
            let ended = todo
                .into_iter()
                .map(|(errno, lasting, n)| (errno, work_on(errno, lasting, n)));
            ended.collect::<Vec<_>>()
        })
    });
    let ended: Vec<_> = lanes
        .into_iter()
        .flat_map(|lane| lane.join().unwrap())
        .collect();
    for (errno, kind) in [(Errno::ENOSPC, "full"), (Errno::EIO, "device")] {
        let told = |(e, ended): &&(Errno, Ended)| *e == errno && ended.kinds.contains(kind);
        assert!(
            ended.iter().any(|one| told(&one)),
            "nobody was told: {kind}"
        );
    }
}
