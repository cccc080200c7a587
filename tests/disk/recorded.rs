//! What a program asks of a profile's files, in its order.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::libc;
use nix::unistd::Pid;

use super::traced::{self, Call, Fate, Watch};

/// One of the files that there were, by number: names change.
pub type FileNumber = usize;

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A new empty file of this name.
    Made(String, FileNumber),
    Wrote(FileNumber, u64, Vec<u8>),
    Length(FileNumber, u64),
    Synced(FileNumber),
    FolderSynced,
    Renamed(String, String),
    Removed(String),
    /// A line that the program said: by then it has acknowledged something.
    Said(String),
}

/// A profile's files before, and what became of them.
pub struct Recording {
    pub before: Vec<(String, Vec<u8>)>,
    pub events: Vec<Event>,
}

/// Runs the command to its end, which must be a good one.
pub fn record(command: &Command, profile: &Path) -> Recording {
    let output = tempfile::tempdir().unwrap();
    let output = output.path().join("said");
    let (recorder, before) = Recorder::of(profile);
    let (code, recorder) = traced::run(command, &output, recorder);
    let errors = fs::read_to_string(output.with_extension("err")).unwrap();
    let said = fs::read_to_string(&output).unwrap();
    assert_eq!(code, Some(0), "{said}\n{errors}");
    Recording {
        before,
        events: recorder.events,
    }
}

/// What a call is about to do.
enum Begun {
    Open(String),
    Write(FileNumber, u64, Vec<u8>),
    Say(Vec<u8>),
    Done(Event),
}

struct Recorder {
    profile: PathBuf,
    events: Vec<Event>,
    files: HashMap<(u64, u64), FileNumber>,
    count: usize,
    begun: HashMap<Pid, Begun>,
}

/// SQLite's index of its log lies in shared memory and is made anew from the log.
fn is_kept(name: &str) -> bool {
    !name.ends_with("-shm")
}

impl Recorder {
    fn of(profile: &Path) -> (Self, Vec<(String, Vec<u8>)>) {
        let mut recorder = Self {
            profile: profile.to_owned(),
            events: Vec::new(),
            files: HashMap::new(),
            count: 0,
            begun: HashMap::new(),
        };
        let mut before = Vec::new();
        for entry in fs::read_dir(profile).unwrap() {
            let path = entry.unwrap().path();
            let name = recorder.name(&path).unwrap();
            recorder.know(&path);
            before.push((name, fs::read(&path).unwrap()));
        }
        (recorder, before)
    }

    fn name(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(&self.profile).ok()?.to_str()?;
        assert!(!name.contains('/'), "{name}: no folders in the profile");
        Some(name.to_owned()).filter(|name| is_kept(name))
    }

    fn know(&mut self, path: &Path) -> FileNumber {
        let meta = fs::metadata(path).unwrap();
        let number = self.count;
        self.count += 1;
        // An inode that was freed may come back as another file.
        self.files.insert((meta.dev(), meta.ino()), number);
        number
    }

    fn file(&self, call: &Call) -> Option<FileNumber> {
        let meta = fs::metadata(call.open_file(call.arguments[0])).ok()?;
        self.files.get(&(meta.dev(), meta.ino())).copied()
    }

    fn is_profile(&self, call: &Call) -> bool {
        call.file(call.arguments[0]).as_ref() == Some(&self.profile)
    }

    fn begin(&self, call: &Call) -> Option<Begun> {
        let [first, second, third, fourth, ..] = call.arguments;
        match call.number {
            libc::SYS_openat => {
                let path = call.path(second);
                let flags = i32::try_from(third & 0xffff_ffff).ok()?;
                let name = self.name(&path)?;
                let there = path.exists();
                if there && flags & libc::O_TRUNC != 0 {
                    panic!("{name} is opened and emptied, which is not recorded");
                }
                (!there && flags & libc::O_CREAT != 0).then_some(Begun::Open(name))
            }
            libc::SYS_write if first == 1 => Some(Begun::Say(call.bytes(second, third))),
            libc::SYS_write => {
                let file = self.file(call)?;
                let at = call.position(first);
                Some(Begun::Write(file, at, call.bytes(second, third)))
            }
            libc::SYS_pwrite64 => {
                let file = self.file(call)?;
                Some(Begun::Write(file, fourth, call.bytes(second, third)))
            }
            libc::SYS_ftruncate => Some(Begun::Done(Event::Length(self.file(call)?, second))),
            libc::SYS_fsync | libc::SYS_fdatasync if self.is_profile(call) => {
                Some(Begun::Done(Event::FolderSynced))
            }
            libc::SYS_fsync | libc::SYS_fdatasync => {
                Some(Begun::Done(Event::Synced(self.file(call)?)))
            }
            #[cfg(target_arch = "x86_64")]
            libc::SYS_rename => self.rename(&call.path(first), &call.path(second)),
            libc::SYS_renameat | libc::SYS_renameat2 => {
                self.rename(&call.path(second), &call.path(fourth))
            }
            #[cfg(target_arch = "x86_64")]
            libc::SYS_unlink => Some(Begun::Done(Event::Removed(self.name(&call.path(first))?))),
            libc::SYS_unlinkat => Some(Begun::Done(Event::Removed(self.name(&call.path(second))?))),
            libc::SYS_writev
            | libc::SYS_pwritev
            | libc::SYS_fallocate
            | libc::SYS_copy_file_range
            | libc::SYS_sendfile
                if self.file(call).is_some() =>
            {
                panic!(
                    "call {} changes the profile and is not recorded",
                    call.number
                )
            }
            _ => None,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> Option<Begun> {
        let renamed = Event::Renamed(self.name(from)?, self.name(to)?);
        Some(Begun::Done(renamed))
    }
}

impl Watch for Recorder {
    fn enters(&mut self, call: &Call) -> Fate {
        if let Some(begun) = self.begin(call) {
            self.begun.insert(call.thread, begun);
        }
        Fate::Made
    }

    fn leaves(&mut self, call: &Call, gave: i64) {
        let Some(begun) = self.begun.remove(&call.thread) else {
            return;
        };
        let Ok(gave) = u64::try_from(gave) else {
            return;
        };
        let event = match begun {
            Begun::Open(name) => {
                let number = self.know(&call.open_file(gave));
                Event::Made(name, number)
            }
            Begun::Write(file, at, mut bytes) => {
                bytes.truncate(gave.try_into().unwrap());
                Event::Wrote(file, at, bytes)
            }
            Begun::Say(bytes) => {
                let text = String::from_utf8(bytes).unwrap();
                let lines = text.lines().map(|line| Event::Said(line.to_owned()));
                self.events.extend(lines);
                return;
            }
            Begun::Done(event) => event,
        };
        self.events.push(event);
    }
}
