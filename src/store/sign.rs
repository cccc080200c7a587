//! The sign of the store: a small file that is there while the store is open. When it is found at
//! the next start, the last run was cut off, or one of the databases is to be looked at.
//!
//! What is wrong with a file is written down when it is found and stays until a check says that
//! the file is in order: neither a crash nor a clean end in between makes it forgotten.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::connection::locked;
use super::copies;
use super::error::{DataFile, StoreError};
use super::files::{self, place};

const SIGN: &str = "store.running";

/// How thoroughly a file is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Every page and row.
    Quick,
    /// The indexes against their tables as well.
    Thorough,
}

/// What the last run left of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastEnd {
    /// It was closed, or there was none.
    Clean,
    /// The run was cut off.
    Unclean,
    /// Something was met that may be damage: everything is to be checked, indexes too.
    Suspect,
    /// A check was not brought to its end.
    Unchecked(Depth),
    /// A check found damage.
    Damaged,
}

/// What is known of the cache. The later stands for more: it is not forgotten for the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum OfCache {
    #[default]
    Nothing,
    Unchecked,
    UncheckedIndexes,
    Suspect,
    Damaged,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Marks {
    /// The store is open.
    running: bool,
    /// The precious file is suspect.
    precious: bool,
    /// The copy that was made of it, by its name.
    copy: Option<String>,
    cache: OfCache,
}

const RUNNING: &str = "running";
const PRECIOUS: &str = "suspect precious.db";
const COPY: &str = "copied to ";
const CACHE: [(OfCache, &str); 4] = [
    (OfCache::Unchecked, "unchecked cache.db"),
    (OfCache::UncheckedIndexes, "unchecked indexes of cache.db"),
    (OfCache::Suspect, "suspect cache.db"),
    (OfCache::Damaged, "damaged cache.db"),
];

impl Marks {
    fn parse(text: &str) -> Self {
        let mut marks = Self::default();
        let mut known = false;
        for line in text.lines() {
            if line == RUNNING {
                marks.running = true;
            } else if line == PRECIOUS {
                marks.precious = true;
            } else if let Some(name) = line.strip_prefix(COPY) {
                marks.copy = Some(name.to_owned()).filter(|n| copies::is_name_of_damaged(n));
            } else if let Some((cache, _)) = CACHE.iter().find(|(_, words)| *words == line) {
                marks.cache = *cache;
            } else {
                continue;
            }
            known = true;
        }
        // Cut off while it was written: the run was cut off, then.
        marks.running |= !known;
        marks
    }

    /// The lines of the sign; empty when none is needed.
    fn lines(&self) -> String {
        let mut lines = String::new();
        let mut line = |line: &str| {
            lines.push_str(line);
            lines.push('\n');
        };
        if self.running {
            line(RUNNING);
        }
        if self.precious {
            line(PRECIOUS);
        }
        if let Some(copy) = &self.copy {
            line(&format!("{COPY}{copy}"));
        }
        if let Some((_, words)) = CACHE.iter().find(|(cache, _)| *cache == self.cache) {
            line(words);
        }
        lines
    }
}

/// The sign, as it was found and as it is now.
pub(super) struct Sign {
    path: PathBuf,
    dir: PathBuf,
    found: Marks,
    now: Mutex<Marks>,
}

impl Sign {
    /// Reads what the last run left.
    pub(super) fn read(dir: &Path) -> Self {
        let path = dir.join(SIGN);
        let found = match fs::read(&path) {
            Ok(bytes) => Marks::parse(&String::from_utf8_lossy(&bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Marks::default(),
            Err(_) => Marks::parse(""),
        };
        Self {
            path,
            dir: dir.to_owned(),
            now: Mutex::new(found.clone()),
            found,
        }
    }

    /// Did the last run leave nothing to be looked at?
    pub(super) fn is_clear(&self) -> bool {
        self.found == Marks::default()
    }

    /// Was the last run cut off?
    pub(super) fn was_cut_off(&self) -> bool {
        self.found.running
    }

    /// What the last run left of this file.
    pub(super) fn last_end(&self, file: DataFile) -> LastEnd {
        match (file, self.found.cache) {
            (DataFile::Precious, _) if self.found.precious => LastEnd::Suspect,
            (DataFile::Cache, OfCache::Damaged) => LastEnd::Damaged,
            (DataFile::Cache, OfCache::Suspect) => LastEnd::Suspect,
            (DataFile::Cache, OfCache::UncheckedIndexes) => LastEnd::Unchecked(Depth::Thorough),
            _ if self.found.running => LastEnd::Unclean,
            (DataFile::Cache, OfCache::Unchecked) => LastEnd::Unchecked(Depth::Quick),
            _ => LastEnd::Clean,
        }
    }

    /// The copy that was made of the damaged precious file.
    pub(super) fn copy(&self) -> Option<String> {
        locked(&self.now).copy.clone()
    }

    /// Something was met that may be damage.
    pub(super) fn suspect(&self, file: DataFile) {
        self.change(|marks| match file {
            DataFile::Precious => marks.precious = true,
            DataFile::Cache => marks.cache = marks.cache.max(OfCache::Suspect),
        });
    }

    /// The precious file is damaged; this is the name of its copy, if there is one.
    pub(super) fn damaged(&self, copy: Option<&str>) {
        self.change(|marks| {
            marks.precious = true;
            marks.copy = copy.map(str::to_owned);
        });
    }

    /// A check found the cache damaged.
    pub(super) fn cache_damaged(&self) {
        self.change(|marks| marks.cache = OfCache::Damaged);
    }

    /// The check of the cache goes on while the store is open.
    pub(super) fn cache_unchecked(&self, depth: Depth) {
        self.change(|marks| {
            marks.cache = match depth {
                Depth::Quick => OfCache::Unchecked,
                Depth::Thorough => OfCache::UncheckedIndexes,
            };
        });
    }

    /// The check of the cache came to its end and found nothing. What was met meanwhile stays.
    pub(super) fn cache_checked(&self) {
        self.change(|marks| {
            if marks.cache < OfCache::Suspect {
                marks.cache = OfCache::Nothing;
            }
        });
    }

    /// The file was found in order at the start, or is a new one.
    pub(super) fn in_order(&self, file: DataFile) {
        self.change(|marks| match file {
            DataFile::Precious => {
                marks.precious = false;
                marks.copy = None;
            }
            DataFile::Cache => marks.cache = OfCache::Nothing,
        });
    }

    /// Is one of the files suspect or damaged?
    pub(super) fn is_suspect(&self) -> bool {
        let marks = locked(&self.now);
        marks.precious || marks.cache >= OfCache::Suspect
    }

    /// The store is open from now on.
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        let mut marks = locked(&self.now);
        marks.running = true;
        self.write(&marks)?;
        files::sync_folder(&self.dir)
    }

    /// The store is closed: the sign goes, unless a file is still to be looked at.
    pub(super) fn end(&self) -> Result<(), StoreError> {
        let mut marks = locked(&self.now);
        marks.running = false;
        if marks.lines().is_empty() {
            return match fs::remove_file(&self.path) {
                Ok(()) => files::sync_folder(&self.dir),
                Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(e) => Err(place(&self.path, &e)),
            };
        }
        self.write(&marks)
    }

    /// Changes what is known and writes it down at once: the process may be killed next.
    fn change(&self, change: impl FnOnce(&mut Marks)) {
        let mut marks = locked(&self.now);
        let before = marks.clone();
        change(&mut marks);
        if *marks == before {
            return;
        }
        // Whatever cannot be written now is written at the end; the sign of an open store stands
        // meanwhile, and the next start checks.
        if let Err(error) = self.write(&marks) {
            tracing::warn!(%error, "The sign of the store could not be written.");
        }
    }

    fn write(&self, marks: &Marks) -> Result<(), StoreError> {
        let lines = marks.lines();
        // A start on a full disk needs no room for what is there already.
        if fs::read(&self.path).is_ok_and(|there| there == lines.as_bytes()) {
            return Ok(());
        }
        files::private_file(&self.path)?;
        // Over what is there, and cut to length last: no block has to be found anew, and what a
        // power cut leaves is read as a run that was cut off.
        let written = OpenOptions::new()
            .write(true)
            .open(&self.path)
            .and_then(|mut file| {
                file.write_all(lines.as_bytes())?;
                file.set_len(lines.len().try_into().unwrap_or(u64::MAX))?;
                file.sync_all()
            });
        written.map_err(|e| place(&self.path, &e))
    }
}
