//! Copies of the precious database that are kept beside it: as it was before an upgrade, and as it
//! was found damaged.
//!
//! Each state of the file is copied once: a start that fails again and again, or damage that stays,
//! must not fill the disk. A copy is written under another name first, so that half of one never
//! passes for a whole one, and what could not be written whole does not stay.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::error::{DataFile, Fault, Sql, StoreError};
use super::files::{self, beside, free_name, place, stamp};

/// How the names of copies before an upgrade begin; the new format and the time follow.
const BEFORE: &str = "precious.before-v";

/// How the names of copies of a damaged file begin; the time follows.
const DAMAGED: &str = "precious.damaged-";

/// Copies before upgrades that are kept: who upgrades, goes back to a backup and upgrades again
/// has both, and the disk does not fill.
const UPGRADES_KEPT: usize = 3;

/// What belongs to a copy of a damaged file: the log may hold what the file does not.
const PARTS: [&str; 2] = ["", "-wal"];

/// Room that a copy of a damaged file leaves on the disk, in bytes: opening needs some itself, and
/// a profile that can be read comes before its copy. It is written and taken back, since nothing
/// else says on every system whether it is there.
const LEFT: u64 = 1024 * 1024;

/// Copies the file before it is brought to `format`, unless a copy of what it holds is there.
pub(super) fn before_upgrade(
    dir: &Path,
    conn: &Connection,
    format: u32,
    at: Timestamp,
) -> Sql<PathBuf> {
    let part = dir.join("precious.before.part");
    let copied = make_part(&part)
        .map_err(Fault::from)
        .and_then(|()| copy_pages(conn, &part))
        .and_then(|()| Ok(keep_upgrade(dir, &part, format, at)?));
    if copied.is_err() {
        remove(&part);
        remove(&beside(&part, "-journal"));
    }
    copied
}

/// Page by page, which works with every path that a file can have (`VACUUM INTO` wants text).
fn copy_pages(conn: &Connection, to: &Path) -> Sql<()> {
    // An empty file is a database without pages: it keeps the rights that it was made with.
    let mut copy = Connection::open(to)?;
    let backup = Backup::new(conn, &mut copy)?;
    match backup.step(-1)? {
        StepResult::Done => Ok(()),
        // Nobody but this connection has the file open.
        _ => Err(StoreError::Busy {
            file: DataFile::Precious,
        }
        .into()),
    }
}

fn keep_upgrade(
    dir: &Path,
    part: &Path,
    format: u32,
    at: Timestamp,
) -> Result<PathBuf, StoreError> {
    let there = names(dir, BEFORE)?;
    for name in &there {
        let copy = dir.join(name);
        // From an attempt at an upgrade that did not come to its end.
        if same(part, &copy).map_err(|e| place(&copy, &e))? {
            remove(part);
            return Ok(copy);
        }
    }
    let copy = free_name(dir, &format!("{BEFORE}{format}-{}", stamp(at)));
    fs::rename(part, &copy).map_err(|e| place(part, &e))?;
    files::sync_folder(dir)?;
    let mut old = there;
    // By their times; a name without one is older than all others.
    old.sort_by(|a, b| time_of(a).cmp(time_of(b)));
    let surplus = (old.len() + 1).saturating_sub(UPGRADES_KEPT);
    for name in old.iter().take(surplus) {
        remove(&dir.join(name));
    }
    Ok(copy)
}

fn time_of(name: &str) -> &str {
    let after = name.strip_prefix(BEFORE).unwrap_or_default();
    after.split_once('-').map_or("", |(_, time)| time)
}

/// Copies a damaged file and its log as they are, unless they were copied before: under the name
/// `known`, or with the same bytes under any.
///
/// No connection may be open: closing another handle would drop SQLite's locks (POSIX).
pub(super) fn of_damaged(
    dir: &Path,
    known: Option<&str>,
    at: Timestamp,
) -> Result<PathBuf, StoreError> {
    let known = known.map(|name| dir.join(name)).filter(|p| p.exists());
    if let Some(copy) = known {
        return Ok(copy);
    }
    let from = dir.join(DataFile::Precious.name());
    for name in names(dir, DAMAGED)? {
        let copy = dir.join(name);
        if same_parts(&from, &copy).map_err(|e| place(&copy, &e))? {
            return Ok(copy);
        }
    }
    let to = free_name(dir, &format!("{DAMAGED}{}", stamp(at)));
    let half = dir.join("precious.damaged.part");
    let copied = copy_parts(&from, &half).and_then(|()| files::rename_all(&half, &to, &PARTS));
    if let Err(error) = copied {
        for part in PARTS {
            remove(&beside(&half, part));
            remove(&beside(&to, part));
        }
        return Err(error);
    }
    files::sync_folder(dir)?;
    Ok(to)
}

fn copy_parts(from: &Path, to: &Path) -> Result<(), StoreError> {
    for part in PARTS {
        let (old, new) = (beside(from, part), beside(to, part));
        make_part(&new)?;
        // An empty log holds nothing.
        if !part.is_empty() && size(&old).map_err(|e| place(&old, &e))? == 0 {
            remove(&new);
            continue;
        }
        let copied = File::open(&old).and_then(|mut old| {
            let mut new = File::options().write(true).open(&new)?;
            let size = io::copy(&mut old, &mut new)?;
            io::copy(&mut io::repeat(0).take(LEFT), &mut new)?;
            new.sync_all()?;
            new.set_len(size)?;
            new.sync_all()
        });
        copied.map_err(|e| place(&new, &e))?;
    }
    Ok(())
}

/// Can this be the name of a copy of a damaged file? The sign of the store names one.
pub(super) fn is_name_of_damaged(name: &str) -> bool {
    name.strip_prefix(DAMAGED)
        .is_some_and(|time| time.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'))
}

/// A new file for its owner alone, in place of what an attempt cut off left.
fn make_part(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(place(path, &e)),
        _ => {}
    }
    files::private_file(path)
}

/// Removes what is ours and not needed; that it stays is no reason to end.
fn remove(path: &Path) {
    match fs::remove_file(path) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            tracing::warn!(%error, "A copy that is not needed could not be removed.");
        }
    }
}

/// The names of the databases in a folder that begin so, without their logs.
fn names(dir: &Path, beginning: &str) -> Result<Vec<String>, StoreError> {
    let listing = fs::read_dir(dir).map_err(|e| place(dir, &e))?;
    let names = listing
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(beginning))
        .filter(|name| {
            !["-wal", "-shm", "-journal"]
                .iter()
                .any(|s| name.ends_with(s))
        });
    Ok(names.collect())
}

/// How large a file is; one that is not there is empty.
fn size(path: &Path) -> io::Result<u64> {
    match fs::metadata(path) {
        Ok(meta) => Ok(meta.len()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(e) => Err(e),
    }
}

fn same_parts(a: &Path, b: &Path) -> io::Result<bool> {
    for part in PARTS {
        if !same(&beside(a, part), &beside(b, part))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Do two files hold the same bytes? One that is not there is empty.
fn same(a: &Path, b: &Path) -> io::Result<bool> {
    let size_of_a = size(a)?;
    if size_of_a != size(b)? {
        return Ok(false);
    }
    if size_of_a == 0 {
        return Ok(true);
    }
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    loop {
        let (of_a, of_b) = (next_bytes(&mut a)?, next_bytes(&mut b)?);
        if of_a != of_b {
            return Ok(false);
        }
        if of_a.is_empty() {
            return Ok(true);
        }
    }
}

fn next_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    const AT_ONCE: u64 = 256 * 1024;
    let mut bytes = Vec::new();
    file.take(AT_ONCE).read_to_end(&mut bytes)?;
    Ok(bytes)
}
