//! What this computer handed to submission servers, noted outside of every profile.
//!
//! A profile that is restored from a backup, or copied, holds messages in its outbox as they stood
//! then. Its own journal cannot know what became of them afterwards. So before the dot of a message
//! is said, and when a person took one back, a digest of its Message-ID is added to a file of this
//! user that no backup of the profile brings back, and that all copies of a profile share. The file
//! is no second journal: the journal alone decides whether a message may have been sent by this
//! profile. It answers one question: did somebody hand this message over, or take it back, of whom
//! this journal knows nothing?
//!
//! The file holds lines: `+` handed over, or taken back as its mark says, `-` certainly not taken
//! after all, `=` a profile that was used here; each with a digest and the time in seconds, the first
//! also with a mark of its own. It is added to under a lock, in whole lines that are flushed; what is
//! older than two months goes at the start, but for the newest, since the clock may be wrong. A state
//! folder that cannot be written costs this second look and nothing else.
//!
//! A profile is noted together with the computer's own name: a home folder that is copied whole to
//! another computer brings this file with it, and is another profile there all the same.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::{OutboxId, Outgoing};
use crate::paths::{create_private_dir, private_file};
use crate::store::{Store, StoreError};

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
const TAKEN_BACK: &str = "back-";

/// Under what a profile remembers its own name.
const PROFILE: &str = "profile-name";

/// Under what a profile remembers up to which message its outbox came from another computer.
const COPIED: &str = "copied-outbox";

/// What the file says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nobody handed it over here.
    No,
    /// It was handed over here.
    HandedOver,
    /// A person took it back here.
    TakenBack,
    /// It was in the outbox of a profile that was brought here from another computer.
    FromElsewhere,
    /// There is no file, or it cannot be read.
    NoFile,
}

/// What is known at the moment in which a person wants a message sent although it may have been
/// sent before. Whatever is handed over after that, they did not know of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// The name of the profile: it has another one on another computer.
    profile: Option<String>,
    /// The mark of the last time that it was handed over here.
    last: Option<String>,
}

/// The file, and what is known of this profile.
#[derive(Debug, Clone)]
pub(in crate::engine) struct HandedOver {
    file: Option<Arc<Ledger>>,
    /// The name of this profile on this computer.
    profile: Option<String>,
    /// Messages up to this one came with a copied profile.
    copied: Option<OutboxId>,
}

impl HandedOver {
    /// Opens the file in this folder, and sees whether it knows this profile on this `machine`. A
    /// profile that has a name and is not known here comes from another computer: what its outbox
    /// holds now is looked at before it leaves.
    ///
    /// What goes wrong here is logged; it costs what the file knows, and keeps nothing from working.
    pub(in crate::engine) async fn open(
        dir: Option<&Path>,
        machine: Option<&str>,
        store: &Store,
    ) -> Self {
        let reader = store.reader();
        let read = reader.run(|r| Ok((r.remembered(PROFILE)?, r.remembered(COPIED)?)));
        let (name, copied) = match read.await {
            Ok(remembered) => remembered,
            Err(error) => {
                tracing::warn!(%error, "The name of the profile cannot be read.");
                return Self {
                    file: None,
                    profile: None,
                    copied: None,
                };
            }
        };
        let old_name = name.as_ref().and_then(|name| name.as_str());
        let mut opened = Self {
            file: None,
            profile: old_name.map(str::to_owned),
            copied: copied.and_then(|id| id.as_i64()).map(OutboxId),
        };
        let Some(dir) = dir else { return opened };
        let ledger = Arc::new(Ledger::at(dir));
        // One that is new here gets a name of its own here: brought from the other computer once
        // more, it is not taken for one that never left.
        let new_name = format!("{:032x}", fastrand::u128(..));
        let here = |name: &str| digest(&format!("{name} {}", machine.unwrap_or_default()));
        let digest_of_old = here(old_name.unwrap_or_default());
        let known = run(&ledger, move |ledger| ledger.begin(&digest_of_old, now()));
        let known = match known.await {
            Ok(known) => known,
            Err(error) => {
                tracing::warn!(%error, "What was sent cannot be noted outside of the profile.");
                return opened;
            }
        };
        opened.file = Some(Arc::clone(&ledger));
        if known {
            return opened;
        }
        // Before the file knows the profile: cut short here, the same is found out again.
        let mut kept = Ok(());
        if old_name.is_some() {
            tracing::warn!("This profile was brought here from another computer.");
            kept = opened.came_from_elsewhere(store).await;
        }
        if kept.is_ok() {
            let value = serde_json::Value::from(new_name.as_str());
            kept = store.precious().remember(PROFILE, &value).await;
        }
        if let Err(error) = kept {
            tracing::warn!(%error, "It cannot be kept where the profile comes from.");
            return opened;
        }
        let digest = here(&new_name);
        opened.profile = Some(new_name);
        let noted = run(&ledger, move |ledger| ledger.note_profile(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "This profile cannot be noted outside of itself.");
        }
        opened
    }

    /// What the outbox holds now was put into it elsewhere.
    async fn came_from_elsewhere(&mut self, store: &Store) -> Result<(), StoreError> {
        // Until it is known which: all.
        self.copied = Some(OutboxId(i64::MAX));
        let read = store.reader().run(|r| r.outbox(&[]));
        let newest = read.await?.iter().map(|row| row.outbox_id).max();
        let newest = newest.unwrap_or(OutboxId(0));
        self.copied = Some(newest);
        let value = serde_json::Value::from(newest.0);
        store.precious().remember(COPIED, &value).await
    }

    /// What is known of a message that is about to be tried.
    pub(super) async fn knows(&self, row: &Outgoing) -> Known {
        let Some(ledger) = &self.file else {
            return Known::NoFile;
        };
        let digest = digest(&row.message_id);
        match run(ledger, move |ledger| ledger.last(&digest)).await {
            Ok(Some(mark)) if mark.starts_with(TAKEN_BACK) => Known::TakenBack,
            Ok(Some(_)) => Known::HandedOver,
            Ok(None) if self.copied.is_some_and(|last| row.outbox_id <= last) => {
                Known::FromElsewhere
            }
            Ok(None) => Known::No,
            Err(error) => {
                tracing::warn!(%error, "What was sent before cannot be read.");
                Known::NoFile
            }
        }
    }

    /// What is to be remembered when a person wants this message sent although it may have been
    /// sent before.
    pub(super) async fn told(&self, message_id: &str) -> Told {
        Told {
            profile: self.profile.clone(),
            last: self.last(message_id).await.unwrap_or_default(),
        }
    }

    /// What is known of a message that nothing on this computer is known of.
    pub(super) fn told_of_nothing(&self) -> Told {
        Told {
            profile: self.profile.clone(),
            last: None,
        }
    }

    /// Is it still as that person knew? A file that cannot be read speaks against nothing.
    pub(super) async fn is_as_told(&self, message_id: &str, told: &Told) -> bool {
        self.profile == told.profile
            && (self.last(message_id).await).is_none_or(|last| last == told.last)
    }

    /// When a message was taken of which that is known only now: when it was handed over, as far as
    /// anybody knows.
    pub(in crate::engine) async fn taken_at(&self, row: &Outgoing, now: Timestamp) -> Timestamp {
        let then = self.when(&row.message_id).await;
        then.map_or(now, |then| then.max(row.created_at).min(now))
    }

    /// When it was handed over last, as far as that is known.
    pub(super) async fn when(&self, message_id: &str) -> Option<Timestamp> {
        let ledger = self.file.as_ref()?;
        let digest = digest(message_id);
        let time = run(ledger, move |ledger| ledger.when(&digest)).await;
        Timestamp::from_second(time.ok()??).ok()
    }

    /// The mark of the last time that it was handed over; `None`: there is no file to ask.
    async fn last(&self, message_id: &str) -> Option<Option<String>> {
        let ledger = self.file.as_ref()?;
        let digest = digest(message_id);
        match run(ledger, move |ledger| ledger.last(&digest)).await {
            Ok(last) => Some(last),
            Err(error) => {
                tracing::warn!(%error, "What was sent before cannot be read.");
                None
            }
        }
    }

    /// The mark of the handing over that a person knew of who was told by this profile.
    fn known_to(&self, told: Option<&Told>) -> Option<String> {
        let told = told.filter(|told| told.profile == self.profile)?;
        told.last.clone()
    }

    /// Notes that the dot of a message is said next. False: somebody else noted that already, and
    /// nothing is noted; what a person was `told` of is known and meant.
    pub(super) async fn note(&self, message_id: &str, told: Option<&Told>) -> bool {
        let Some(ledger) = &self.file else {
            return true;
        };
        let (digest, known) = (digest(message_id), self.known_to(told));
        let noted = run(ledger, move |ledger| {
            ledger.note(&digest, now(), known.as_deref())
        });
        match noted.await {
            Ok(free) => free,
            Err(error) => {
                tracing::warn!(%error, "What is sent cannot be noted outside of the profile.");
                true
            }
        }
    }

    /// A person took the message back: no copy of this profile is to send it by itself.
    pub(super) async fn take_back(&self, message_id: &str) {
        let Some(ledger) = &self.file else { return };
        let digest = digest(message_id);
        let noted = run(ledger, move |ledger| ledger.take_back(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "What was taken back cannot be noted outside of the profile.");
        }
    }

    /// It is not to be sent, or not once more: a person took that back, or it is known by now that it
    /// arrived. Of the times before nothing changes; but whoever was told of them was not told of this,
    /// so that no copy of this profile sends it once more by itself.
    pub(in crate::engine) async fn not_again(&self, message_id: &str) {
        let Some(ledger) = &self.file else { return };
        let digest = digest(message_id);
        let noted = run(ledger, move |ledger| ledger.note_anew(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "What is not sent again cannot be noted outside of the profile.");
        }
    }

    /// The server said that it did not take the message after all: what was noted last no longer
    /// stands. What a person was `told` of before that does, since nobody took that back.
    pub(super) async fn annul(&self, message_id: &str, told: Option<&Told>) {
        let Some(ledger) = &self.file else { return };
        let (digest, known) = (digest(message_id), self.known_to(told));
        let annulled = run(ledger, move |ledger| {
            ledger.annul(&digest, now(), known.as_deref())
        });
        if let Err(error) = annulled.await {
            tracing::warn!(%error, "A refusal cannot be noted outside of the profile.");
        }
    }
}

async fn run<T: Send + 'static>(
    ledger: &Arc<Ledger>,
    work: impl FnOnce(&Ledger) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let ledger = Arc::clone(ledger);
    let done = tokio::task::spawn_blocking(move || work(&ledger)).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Nobody who reads the file learns who wrote to whom: a Message-ID may be known to many.
fn digest(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for octet in Sha256::digest(text.as_bytes()) {
        hex.push_str(&format!("{octet:02x}"));
    }
    hex
}

/// The file itself. All of this may block.
#[derive(Debug)]
struct Ledger {
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
    fn at(dir: &Path) -> Self {
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
    fn begin(&self, profile: &str, now: i64) -> io::Result<bool> {
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

    fn note_profile(&self, profile: &str, now: i64) -> io::Result<()> {
        let _lock = self.lock()?;
        let whole = self.lines()?.whole;
        self.add(whole, &format!("= {profile} {now}\n"))
    }

    fn last(&self, digest: &str) -> io::Result<Option<String>> {
        let mut lines = self.lines()?;
        let message = lines.messages.remove(digest);
        Ok(message.and_then(|message| message.mark))
    }

    fn when(&self, digest: &str) -> io::Result<Option<i64>> {
        let mut lines = self.lines()?;
        let message = lines.messages.remove(digest);
        Ok(message.filter(|m| m.mark.is_some()).map(|m| m.time))
    }

    /// `known`: the mark of the handing over that is known, and no reason against another.
    fn note(&self, digest: &str, now: i64, known: Option<&str>) -> io::Result<bool> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let there = lines.messages.get(digest);
        let there = there.and_then(|message| message.mark.as_deref());
        if there.is_some() && there != known {
            return Ok(false);
        }
        let mark = format!("{:016x}", fastrand::u64(..));
        self.add(lines.whole, &format!("+ {digest} {now} {mark}\n"))?;
        Ok(true)
    }

    /// What was handed over before gets another mark.
    fn note_anew(&self, digest: &str, now: i64) -> io::Result<()> {
        let _lock = self.lock()?;
        let lines = self.lines()?;
        let there = lines.messages.get(digest).filter(|m| m.mark.is_some());
        let time = there.map_or(now, |message| message.time);
        let mark = format!("{:016x}", fastrand::u64(..));
        self.add(lines.whole, &format!("+ {digest} {time} {mark}\n"))
    }

    /// What was handed over is not taken back by that.
    fn take_back(&self, digest: &str, now: i64) -> io::Result<()> {
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
    fn annul(&self, digest: &str, now: i64, known: Option<&str>) -> io::Result<()> {
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

    /// Adds a line, flushed. A line that was cut short before it is ended first.
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
#[path = "handed_over_tests.rs"]
mod tests;
