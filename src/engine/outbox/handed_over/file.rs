//! The file of what was handed over, and everything that is read of it or added to it. All of this may
//! block.
//!
//! It holds lines: `+` handed over, or taken back as its mark says, `-` certainly not taken
//! after all, `=` a profile that was used here; each with a digest and the time in seconds, the first
//! also with a mark of its own. It is added to under a lock, in whole lines that are flushed; what is
//! older than two months goes at the start, but for the newest, since the clock may be wrong.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::paths::{create_private_dir, private_file};

/// The file, in the state folder.
const FILE: &str = "handed-over";

/// The lock beside it: the file itself is replaced when it is tidied up.
const LOCK: &str = "handed-over.lock";

/// How long a message is remembered, in seconds: longer than a backup that is put back by mistake
/// is old.
const KEEP: i64 = 60 * 24 * 60 * 60;

/// How long a profile is remembered that is not used any more, in seconds.
const KEEP_PROFILE: i64 = 400 * 24 * 60 * 60;

/// A profile in use is noted again after this long, in seconds.
const RENEW_PROFILE: i64 = 7 * 24 * 60 * 60;

/// So many of the messages that were noted last are remembered, and of the profiles, however old the
/// clock says that they are: it may be wrong now, or was when they were noted.
const NEWEST: usize = 1000;

/// Most octets that are read of the file: some two hundred thousand messages, the newest.
const MOST: u64 = 16 * 1024 * 1024;

/// Most lines that are kept when it is tidied up.
const MOST_LINES: usize = 100_000;

/// Longest wait for another process that holds the lock. Then a line is added without it: a whole
/// line at once, which others cannot tear.
const PATIENCE: Duration = Duration::from_secs(3);

/// How the mark of a message begins that a person took back.
pub(super) const TAKEN_BACK: &str = "back-";

/// The file itself. All of this may block.
#[derive(Debug)]
pub(super) struct Ledger {
    dir: PathBuf,
}

/// What the last line on a message says.
#[derive(Debug)]
struct Message {
    /// The mark of the handing over; `None`: it was not taken after all.
    mark: Option<String>,
    time: i64,
    /// Mark and time of the handing over before.
    before: Option<(String, i64)>,
    /// Where it stands among the lines.
    at: usize,
}

/// What the lines say.
#[derive(Debug, Default)]
struct Lines {
    /// Messages: is it handed over, and since when.
    messages: BTreeMap<String, Message>,
    /// Profiles, when each was noted last, and where that stands among the lines.
    profiles: BTreeMap<String, (i64, usize)>,
    /// Lines, and whether the last of them is whole.
    count: usize,
    whole: bool,
}

impl Lines {
    fn read(text: &str) -> Self {
        let mut lines = Self {
            whole: text.is_empty() || text.ends_with('\n'),
            ..Self::default()
        };
        for line in text.lines() {
            lines.count += 1;
            // What another version wrote, or was cut short, says nothing.
            let mut words = line.split(' ');
            let (Some(sign), Some(digest), Some(time)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let (64, Ok(time)) = (digest.len(), time.parse::<i64>()) else {
                continue;
            };
            // An older version gave no marks.
            let mark = words.next().unwrap_or_default().to_owned();
            let at = lines.count;
            match sign {
                "+" => lines.note(digest, Some(mark), time),
                "-" => lines.note(digest, None, time),
                "=" => drop(lines.profiles.insert(digest.to_owned(), (time, at))),
                _ => {}
            }
        }
        lines
    }

    /// The newest line on a message.
    fn note(&mut self, digest: &str, mark: Option<String>, time: i64) {
        let before = self.messages.get_mut(digest);
        let before = before.and_then(|before| Some((before.mark.take()?, before.time)));
        let message = Message {
            mark,
            time,
            before,
            at: self.count,
        };
        self.messages.insert(digest.to_owned(), message);
    }

    /// Only what is still of use, the newest where there is too much, in the order in which it was
    /// noted.
    fn tidy(&self, now: i64) -> String {
        let messages = self.messages.iter().filter_map(|(digest, message)| {
            let Message { mark, time, at, .. } = message;
            let line = format!("+ {digest} {time} {}\n", mark.as_ref()?);
            Some((*at, *time, line))
        });
        let profiles = self.profiles.iter();
        let profiles = profiles.map(|(digest, (time, at))| {
            let line = format!("= {digest} {time}\n");
            (*at, *time, line)
        });
        let mut kept = still_of_use(messages, now, KEEP);
        kept.append(&mut still_of_use(profiles, now, KEEP_PROFILE));
        let surplus = kept.len().saturating_sub(MOST_LINES);
        kept.into_values().skip(surplus).collect()
    }
}

/// Lines by their places, of which each has a time: those that are not older than `keep`, and the
/// newest.
fn still_of_use(
    lines: impl Iterator<Item = (usize, i64, String)>,
    now: i64,
    keep: i64,
) -> BTreeMap<usize, String> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort_unstable_by(|one, other| other.cmp(one));
    let of_use = lines.into_iter().enumerate();
    of_use
        .filter(|(place, (_, time, _))| *place < NEWEST || now.saturating_sub(*time) < keep)
        .map(|(_, (at, _, line))| (at, line))
        .collect()
}

impl Ledger {
    pub(super) fn at(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.join(FILE)
    }

    /// Whoever adds a line, or replaces the file, holds this.
    fn lock(&self) -> io::Result<Option<File>> {
        let lock = private_file()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.dir.join(LOCK))?;
        let began = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Some(lock)),
                Err(fs::TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(fs::TryLockError::WouldBlock) => return Ok(None),
                // A file system without locks.
                Err(fs::TryLockError::Error(error)) => {
                    tracing::debug!(%error, "The file of what was sent cannot be locked.");
                    return Ok(None);
                }
            }
        }
    }

    fn lines(&self) -> io::Result<Lines> {
        let mut file = match File::open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Lines {
                    whole: true,
                    ..Lines::default()
                });
            }
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        if length > MOST {
            file.seek(SeekFrom::Start(length - MOST))?;
        }
        let mut octets = Vec::new();
        file.take(MOST).read_to_end(&mut octets)?;
        Ok(Lines::read(&String::from_utf8_lossy(&octets)))
    }

    /// Makes the folder, tidies the file up where that is worth it, and says whether it knows a
    /// profile.
    pub(super) fn begin(&self, profile: &str, now: i64) -> io::Result<bool> {
        create_private_dir(&self.dir)?;
        let lock = self.lock()?;
        let lines = self.lines()?;
        let noted = lines.profiles.get(profile).map(|(time, _)| *time);
        let of_use = lines.tidy(now);
        let few = of_use.lines().count();
        let is_long = lock.is_some() && lines.count > few + 1000;
        let tidied = if is_long {
            self.replace(&of_use)
        } else {
            Ok(())
        };
        drop(lock);
        let is_old = noted.is_some_and(|time| now.saturating_sub(time) > RENEW_PROFILE);
        let renewed = tidied.and_then(|()| match is_old {
            true => self.note_profile(profile, now),
            false => Ok(()),
        });
        // Another time: what is noted meanwhile is worth more.
        if let Err(error) = renewed {
            tracing::warn!(%error, "The file of what was sent could not be tidied up.");
        }
        Ok(noted.is_some())
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let new = self.dir.join("handed-over.new");
        let mut file = private_file()
            .create(true)
            .truncate(true)
            .write(true)
            .open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, self.path())?;
        self.sync_dir()
    }

    /// A file that is new, or replaced, is there after a power cut only if its folder was flushed.
    #[cfg(unix)]
    fn sync_dir(&self) -> io::Result<()> {
        File::open(&self.dir)?.sync_all()
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self)]
    fn sync_dir(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn note_profile(&self, profile: &str, now: i64) -> io::Result<()> {
        let _lock = self.lock()?;
        let whole = self.lines()?.whole;
        self.add(whole, &format!("= {profile} {now}\n"))
    }

    pub(super) fn last(&self, digest: &str) -> io::Result<Option<String>> {
        let mut lines = self.lines()?;
        let message = lines.messages.remove(digest);
        Ok(message.and_then(|message| message.mark))
    }

    pub(super) fn when(&self, digest: &str) -> io::Result<Option<i64>> {
        let mut lines = self.lines()?;
        let message = lines.messages.remove(digest);
        Ok(message.filter(|m| m.mark.is_some()).map(|m| m.time))
    }

    /// Notes what is handed over under each of its names, with one mark, or nothing where one is taken. With
    /// each name the mark of the handing over that is known, and no reason against another. A power cut may
    /// leave the first line alone.
    pub(super) fn note(&self, names: &[(&str, Option<&str>)], now: i64) -> io::Result<bool> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let mark = format!("{:016x}", fastrand::u64(..));
        let mut noted = String::new();
        for (digest, known) in names {
            let there = lines.messages.get(*digest);
            let there = there.and_then(|message| message.mark.as_deref());
            if there.is_some() && there != *known {
                return Ok(false);
            }
            noted.push_str(&format!("+ {digest} {now} {mark}\n"));
        }
        self.add(lines.whole, &noted)?;
        Ok(true)
    }

    /// What was handed over before gets another mark.
    pub(super) fn note_anew(&self, digest: &str, now: i64) -> io::Result<()> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let there = lines.messages.get(digest).filter(|m| m.mark.is_some());
        let time = there.map_or(now, |message| message.time);
        let mark = format!("{:016x}", fastrand::u64(..));
        self.add(lines.whole, &format!("+ {digest} {time} {mark}\n"))
    }

    /// What was handed over is not taken back by that.
    pub(super) fn take_back(&self, digest: &str, now: i64) -> io::Result<()> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let there = lines.messages.get(digest);
        if there.is_some_and(|message| message.mark.is_some()) {
            return Ok(());
        }
        let mark = format!("{TAKEN_BACK}{:016x}", fastrand::u64(..));
        self.add(lines.whole, &format!("+ {digest} {now} {mark}\n"))
    }

    /// `known`: the mark of the handing over before, which stands again, with its time.
    pub(super) fn annul(&self, digest: &str, now: i64, known: Option<&str>) -> io::Result<()> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let line = match known {
            Some(mark) => {
                let before = lines.messages.get(digest).and_then(|m| m.before.as_ref());
                let before = before.filter(|(before, _)| before == mark);
                let time = before.map_or(now, |(_, time)| *time);
                format!("+ {digest} {time} {mark}\n")
            }
            None => format!("- {digest} {now}\n"),
        };
        self.add(lines.whole, &line)
    }

    /// Adds whole lines, flushed. A line that was cut short before them is ended first.
    fn add(&self, whole: bool, line: &str) -> io::Result<()> {
        let is_new = !self.path().exists();
        let mut file = private_file().create(true).append(true).open(self.path())?;
        let line = if whole {
            line.to_owned()
        } else {
            format!("\n{line}")
        };
        file.write_all(line.as_bytes())?;
        file.sync_data()?;
        if is_new { self.sync_dir() } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
