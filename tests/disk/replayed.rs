//! A disk that keeps of what was asked of it no more than it has to.

use std::collections::BTreeMap;
use std::path::Path;

use fastrand::Rng;

use super::recorded::{Event, FileNumber, Recording};

/// What a disk writes at once: less than a page, whatever a program wrote.
const SECTOR: usize = 512;

/// What is left of what was not yet synced when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing: neither bytes nor names.
    Nothing,
    /// Everything, which is what a killed program leaves.
    All,
    /// Any of it, in any order, and names up to any of their changes.
    Some,
    /// The same of sectors, the last one torn; what was never written is noise.
    Torn,
}

type Names = BTreeMap<String, FileNumber>;

enum Change {
    Bytes(u64, Vec<u8>),
    Length(u64),
}

#[derive(Default)]
struct File {
    synced: Vec<u8>,
    /// Since then.
    changes: Vec<Change>,
}

/// The disk at some moment.
pub struct Disk {
    files: Vec<File>,
    /// As they were when the folder was synced, and after each change since.
    names: Vec<Names>,
}

impl Disk {
    pub fn before(recording: &Recording) -> Self {
        let mut disk = Self {
            files: Vec::new(),
            names: vec![Names::new()],
        };
        for (number, (name, bytes)) in recording.before.iter().enumerate() {
            disk.files.push(File {
                synced: bytes.clone(),
                changes: Vec::new(),
            });
            disk.names[0].insert(name.clone(), number);
        }
        disk
    }

    pub fn happen(&mut self, event: &Event) {
        match event {
            Event::Made(name, number) => {
                assert_eq!(*number, self.files.len());
                self.files.push(File::default());
                self.rename(|names| {
                    names.insert(name.clone(), *number);
                });
            }
            Event::Wrote(file, at, bytes) => {
                let change = Change::Bytes(*at, bytes.clone());
                self.files[*file].changes.push(change);
            }
            Event::Length(file, length) => {
                self.files[*file].changes.push(Change::Length(*length));
            }
            Event::Synced(file) => {
                let file = &mut self.files[*file];
                for change in std::mem::take(&mut file.changes) {
                    make(&mut file.synced, &change, || 0);
                }
            }
            Event::FolderSynced => {
                self.names.drain(..self.names.len() - 1);
            }
            Event::Renamed(from, to) => self.rename(|names| {
                let number = names.remove(from).unwrap();
                names.insert(to.clone(), number);
            }),
            Event::Removed(name) => self.rename(|names| {
                names.remove(name).unwrap();
            }),
            Event::Said(_) => {}
        }
    }

    fn rename(&mut self, change: impl FnOnce(&mut Names)) {
        let mut names = self.names.last().unwrap().clone();
        change(&mut names);
        self.names.push(names);
    }

    /// What is found when the power comes back.
    pub fn found(&self, left: Left, rng: &mut Rng) -> Found {
        let which = match left {
            Left::Nothing => 0,
            Left::All => self.names.len() - 1,
            Left::Some | Left::Torn => rng.usize(0..self.names.len()),
        };
        let names = &self.names[which];
        let found = names
            .iter()
            .map(|(name, number)| (name.clone(), self.files[*number].found(left, rng)));
        Found(found.collect())
    }
}

impl File {
    fn found(&self, left: Left, rng: &mut Rng) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        let last = self.changes.len().saturating_sub(1);
        for (n, change) in self.changes.iter().enumerate() {
            match (left, change) {
                (Left::Nothing, _) => {}
                (Left::All, change) => make(&mut bytes, change, || 0),
                (Left::Some, change) | (Left::Torn, change @ Change::Length(_)) => {
                    if rng.bool() {
                        make(&mut bytes, change, || 0);
                    }
                }
                (Left::Torn, Change::Bytes(at, written)) => {
                    let until = match n == last {
                        true => rng.usize(0..=written.len()),
                        false => written.len(),
                    };
                    let mut from = *at;
                    for sector in written[..until].chunks(SECTOR) {
                        if rng.bool() {
                            let sector = Change::Bytes(from, sector.to_vec());
                            make(&mut bytes, &sector, || rng.u8(..));
                        }
                        from += sector.len() as u64;
                    }
                }
            }
        }
        bytes
    }
}

/// Makes a change; `hole` is what stands where nothing was ever written.
fn make(bytes: &mut Vec<u8>, change: &Change, mut hole: impl FnMut() -> u8) {
    match change {
        Change::Bytes(at, written) => {
            let at = usize::try_from(*at).unwrap();
            let end = at + written.len();
            while bytes.len() < at {
                bytes.push(hole());
            }
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[at..end].copy_from_slice(written);
        }
        Change::Length(length) => bytes.resize(usize::try_from(*length).unwrap(), 0),
    }
}

/// The files that are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found(BTreeMap<String, Vec<u8>>);

impl Found {
    /// Puts them into an empty folder.
    pub fn put_into(&self, dir: &Path) {
        for (name, bytes) in &self.0 {
            std::fs::write(dir.join(name), bytes).unwrap();
        }
    }

    /// Their names and sizes.
    pub fn listing(&self) -> String {
        let files = self
            .0
            .iter()
            .map(|(name, bytes)| format!("{name} {}", bytes.len()));
        files.collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn only_what_was_synced_is_sure() {
    let recording = Recording {
        before: vec![("old".to_owned(), b"12345".to_vec())],
        events: Vec::new(),
    };
    let found = |events: &[Event], left| {
        let mut disk = Disk::before(&recording);
        events.iter().for_each(|event| disk.happen(event));
        disk.found(left, &mut Rng::with_seed(1)).0
    };
    let files = |files: &[(&str, &[u8])]| -> BTreeMap<String, Vec<u8>> {
        let files = files.iter().map(|(n, b)| ((*n).to_owned(), b.to_vec()));
        files.collect()
    };
    let written = [
        Event::Wrote(0, 1, b"xx".to_vec()),
        Event::Made("new".to_owned(), 1),
        Event::Wrote(1, 0, b"n".to_vec()),
        Event::Synced(1),
    ];
    assert_eq!(found(&written, Left::Nothing), files(&[("old", b"12345")]));
    let all = files(&[("old", b"1xx45"), ("new", b"n")]);
    assert_eq!(found(&written, Left::All), all);
    let synced = [&written[..], &[Event::FolderSynced]].concat();
    let kept = files(&[("old", b"12345"), ("new", b"n")]);
    assert_eq!(found(&synced, Left::Nothing), kept);
    let renamed = Event::Renamed("new".to_owned(), "old".to_owned());
    let renamed = [&synced[..], &[renamed]].concat();
    assert_eq!(found(&renamed, Left::Nothing), kept);
    assert_eq!(found(&renamed, Left::All), files(&[("old", b"n")]));
}
