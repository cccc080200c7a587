//! The store's files: who may read them, and where a damaged cache goes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::{DataFile, StoreError};

/// How the name of a damaged cache begins that was put aside; the time follows.
const QUARANTINED: &str = "cache.corrupt-";

pub(super) fn place(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Place {
        path: path.to_owned(),
        detail: error.to_string(),
    }
}

/// Makes the folder if need be, for its owner alone.
pub(super) fn private_folder(dir: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(dir).map_err(|e| place(dir, &e))?;
    restrict(dir, 0o700)
}

/// Makes an empty file for its owner alone, or takes the rights of others away from an old one.
/// SQLite gives its companions the rights of the database.
pub(super) fn private_file(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => restrict(path, 0o600),
        Err(e) => Err(place(path, &e)),
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = fs::metadata(path).map_err(|e| place(path, &e))?;
    if meta.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|e| place(path, &e))
}

/// On Windows the profile lies in the user's own folder, whose access list the files inherit.
#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> Result<(), StoreError> {
    Ok(())
}

/// Looks at the two bytes of a database's header that say who may write it; `None` if they are in
/// order, or there is no header.
///
/// With another value SQLite takes the file for one of a later version and opens it for reading
/// only, which looks like a disk that cannot be written. Called before the file is opened: closing
/// a second handle later would drop SQLite's locks (POSIX).
pub(super) fn flaw_of_header(path: &Path) -> Result<Option<String>, StoreError> {
    let mut header = [0; 20];
    let mut file = File::open(path).map_err(|e| place(path, &e))?;
    match file.read_exact(&mut header) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other.map_err(|e| place(path, &e))?,
    }
    // https://www.sqlite.org/fileformat.html, 1.3.3: 1 is a rollback journal, 2 is WAL.
    let [.., write, read] = header;
    let known = |version| (1..=2).contains(&version);
    Ok((!known(write) || !known(read))
        .then(|| format!("its header names the formats {write} and {read}")))
}

/// Does a journal lie beside the file, by which a change that was cut off is undone?
pub(super) fn has_journal(path: &Path) -> bool {
    beside(path, "-journal")
        .metadata()
        .is_ok_and(|m| m.len() > 0)
}

/// Moves the cache and its companions to `cache.corrupt-<time>` and gives the new name.
pub(super) fn quarantine(dir: &Path, at: Timestamp) -> Result<PathBuf, StoreError> {
    let from = dir.join(DataFile::Cache.name());
    let to = free_name(dir, &format!("{QUARANTINED}{}", stamp(at)));
    rename_all(&from, &to, &["", "-wal", "-shm", "-journal"])?;
    sync_folder(dir)?;
    Ok(to)
}

/// Removes what was moved away so before this time, by the time in its name. Gives how many databases went.
pub(super) fn forget_quarantined(dir: &Path, before: Timestamp) -> Result<u32, StoreError> {
    let before = stamp(before);
    let mut gone = 0;
    for entry in fs::read_dir(dir).map_err(|e| place(dir, &e))? {
        let entry = entry.map_err(|e| place(dir, &e))?;
        let name = entry.file_name();
        let Some(rest) = name
            .to_str()
            .and_then(|name| name.strip_prefix(QUARANTINED))
        else {
            continue;
        };
        // Times in one form are in the order of their letters.
        let Some(at) = rest.get(..before.len()).filter(|at| *at < before.as_str()) else {
            continue;
        };
        fs::remove_file(entry.path()).map_err(|e| place(&entry.path(), &e))?;
        // The database itself has no ending of a companion.
        gone += u32::from(!rest.get(at.len()..).is_some_and(|end| end.contains('-')));
    }
    Ok(gone)
}

/// Renames a database and what lies beside it under these endings, as far as it is there.
pub(super) fn rename_all(from: &Path, to: &Path, endings: &[&str]) -> Result<(), StoreError> {
    // The file itself, the first, comes last: a log must never be found beside a database that is
    // not its own.
    for ending in endings.iter().rev() {
        rename_if_there(&beside(from, ending), &beside(to, ending))?;
    }
    Ok(())
}

/// A time as part of a name.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The name itself, or with a number where it is taken.
pub(super) fn free_name(dir: &Path, name: &str) -> PathBuf {
    (0u32..)
        .map(|n| match n {
            0 => dir.join(name),
            n => dir.join(format!("{name}.{n}")),
        })
        .find(|p| !p.exists())
        .unwrap_or_else(|| dir.join(name))
}

/// The name with an ending.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn rename_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(place(from, &e)),
    }
}

/// Makes names durable. Windows cannot open folders and needs no such call.
pub(super) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir)
            .and_then(|f| f.sync_all())
            .map_err(|e| place(dir, &e))?;
    }
    Ok(())
}
