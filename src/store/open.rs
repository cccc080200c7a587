//! Opening: both files checked after an unclean end, a damaged cache put aside and built anew.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::Connection;

use super::cache::Cache;
use super::connection::{Pool, Writer, check_library, in_transaction, open_writer};
use super::error::{DataFile, Fault, Sql, StoreError};
use super::files::{self, LastEnd};
use super::precious::{self, Precious, Recovered};
use super::{Reader, Shared, Store, cache, migrate};
use crate::domain::PendingAct;

/// How long the cache is checked after an unclean end. A large one is not read to its end:
/// nobody should wait minutes for what SQLite finds by itself when it meets it.
const CACHE_CHECK: Duration = Duration::from_secs(4);

/// Most findings reported.
const FINDINGS: usize = 5;

/// In what condition the cache was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CacheCondition {
    /// It was there and is in order, as far as it was checked.
    Good,
    /// There was none.
    New,
    /// It was damaged, was put aside under this name, and a new one was begun.
    Rebuilt {
        /// Where the old one is.
        quarantined: PathBuf,
        /// What was found.
        detail: String,
    },
}

/// In what condition the precious database was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreciousCondition {
    /// It was there and is in order, as far as it was checked.
    Good,
    /// There was none.
    New,
    /// Parts of it are damaged. It was opened as it is, after a copy was made; what cannot be read
    /// answers [`StoreError::Damaged`].
    Damaged {
        /// The copy.
        copy: PathBuf,
        /// What was found.
        detail: String,
    },
}

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The last run did not close its files.
    pub unclean_end: bool,
    /// The cache.
    pub cache: CacheCondition,
    /// The precious database.
    pub precious: PreciousCondition,
    /// What became of messages that were on their way when the last run ended.
    pub recovered: Recovered,
}

impl Store {
    /// Opens the databases of the profile in `dir`, which is made if need be (0700, files 0600).
    ///
    /// Blocks; with a damaged or large cache for some seconds. Only one process may have a profile
    /// open: the caller holds the profile's lock.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Damaged`] and [`StoreError::Foreign`] for a precious
    /// database that cannot be opened (it is left as it is), [`StoreError::Newer`] for the cache
    /// too, and those of the disk.
    pub fn open(dir: &Path) -> Result<(Self, OpenReport), StoreError> {
        check_library()?;
        files::private_folder(dir)?;
        let last_end = files::last_end(dir);
        // The precious file first: when it is newer or broken, nothing else is touched.
        let (precious_conn, precious_condition, recovered, acts) = open_precious(dir, last_end)?;
        let (cache_conn, cache_condition) = open_cache(dir, last_end, &acts)?;
        files::mark_running(dir)?;

        let damaged = Arc::new(AtomicBool::new(false));
        let start = |file, conn| {
            Writer::start(file, conn, Arc::clone(&damaged))
                .map(Arc::new)
                .map_err(|e| files::place(dir, &e))
        };
        let pool = |file: DataFile| {
            let path = dir.join(file.name());
            Arc::new(Pool::new(file, path, Arc::clone(&damaged)))
        };
        let shared = Shared {
            dir: dir.to_owned(),
            cache: start(DataFile::Cache, cache_conn)?,
            precious: start(DataFile::Precious, precious_conn)?,
            cache_pool: pool(DataFile::Cache),
            precious_pool: pool(DataFile::Precious),
            damaged: Arc::clone(&damaged),
        };
        let acts = Arc::new(Mutex::new(acts));
        let cache = Cache::new(Arc::clone(&shared.cache), Arc::clone(&acts));
        let precious = Precious::new(Arc::clone(&shared.precious), cache.clone(), acts);
        let reader = Reader {
            cache: Arc::clone(&shared.cache_pool),
            precious: Arc::clone(&shared.precious_pool),
        };
        let report = OpenReport {
            unclean_end: last_end != LastEnd::Clean,
            cache: cache_condition,
            precious: precious_condition,
            recovered,
        };
        let store = Self {
            shared: Arc::new(shared),
            cache,
            precious,
            reader,
        };
        Ok((store, report))
    }
}

type OpenedPrecious = (Connection, PreciousCondition, Recovered, Vec<PendingAct>);

fn open_precious(dir: &Path, last_end: LastEnd) -> Result<OpenedPrecious, StoreError> {
    const FILE: DataFile = DataFile::Precious;
    let path = dir.join(FILE.name());
    // An empty file beside a used cache was not made by us: its content is gone.
    let emptied = path.metadata().is_ok_and(|m| m.len() == 0)
        && dir
            .join(DataFile::Cache.name())
            .metadata()
            .is_ok_and(|m| m.len() > 0);
    files::private_file(&path)?;
    refuse_flawed_header(FILE, &path)?;
    let mut conn = open_writer(FILE, &path).map_err(|fault| fault.in_file(FILE))?;
    let mut found = tolerate(check(&mut conn, last_end, None), &mut None)?.flatten();
    let migrated = migrate::migrate(FILE, dir, &mut conn, migrate::PRECIOUS)
        .map_err(|fault| fault.in_file(FILE))?;
    if emptied && migrated.from == 0 {
        found = Some("it was empty".to_owned());
    }
    // Damage in one table must not hide the others: what can be read is read.
    let recovered = tolerate(in_transaction(&mut conn, precious::recover), &mut found)?;
    let acts = tolerate(precious::all_acts(&conn), &mut found)?;
    let condition = match found {
        Some(detail) => PreciousCondition::Damaged {
            copy: files::copy_aside(dir, Timestamp::now())?,
            detail,
        },
        None if migrated.from == 0 => PreciousCondition::New,
        None => PreciousCondition::Good,
    };
    let recovered = recovered.unwrap_or_default();
    Ok((conn, condition, recovered, acts.unwrap_or_default()))
}

/// Lets damage pass and writes it down; any other fault ends the opening.
fn tolerate<T>(outcome: Sql<T>, found: &mut Option<String>) -> Result<Option<T>, StoreError> {
    match outcome.map_err(|fault| fault.in_file(DataFile::Precious)) {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Damaged { detail, .. }) => {
            found.get_or_insert(detail);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn open_cache(
    dir: &Path,
    last_end: LastEnd,
    acts: &[PendingAct],
) -> Result<(Connection, CacheCondition), StoreError> {
    match try_open_cache(dir, last_end, acts) {
        Ok(opened) => Ok(opened),
        Err(
            error @ (StoreError::Damaged { .. }
            | StoreError::Foreign { .. }
            | StoreError::Internal { .. }),
        ) => {
            // `Internal` too: a damaged schema shows as a missing table or a wrong column.
            let detail = error.to_string();
            tracing::warn!("The cache is damaged and is built anew: {detail}.");
            let quarantined = files::quarantine(dir, Timestamp::now())?;
            let (conn, _) = try_open_cache(dir, LastEnd::Clean, acts)?;
            Ok((
                conn,
                CacheCondition::Rebuilt {
                    quarantined,
                    detail,
                },
            ))
        }
        Err(error) => Err(error),
    }
}

fn try_open_cache(
    dir: &Path,
    last_end: LastEnd,
    acts: &[PendingAct],
) -> Result<(Connection, CacheCondition), StoreError> {
    const FILE: DataFile = DataFile::Cache;
    let path = dir.join(FILE.name());
    files::private_file(&path)?;
    refuse_flawed_header(FILE, &path)?;
    let opened = (|| -> Sql<_> {
        let mut conn = open_writer(FILE, &path)?;
        if let Some(detail) = check(&mut conn, last_end, Some(CACHE_CHECK))? {
            return Err(Fault::Unreadable(detail));
        }
        let migrated = migrate::migrate(FILE, dir, &mut conn, migrate::CACHE)?;
        if !migrate::is_as_made(&conn, migrate::CACHE)? {
            return Err(Fault::Unreadable("its schema was changed".to_owned()));
        }
        in_transaction(&mut conn, |tx| cache::overlay_all(tx, acts))?;
        let condition = if migrated.from == 0 {
            CacheCondition::New
        } else {
            CacheCondition::Good
        };
        Ok((conn, condition))
    })();
    opened.map_err(|fault| fault.in_file(FILE))
}

fn refuse_flawed_header(file: DataFile, path: &Path) -> Result<(), StoreError> {
    match files::flaw_of_header(path)? {
        Some(detail) => Err(StoreError::Damaged { file, detail }),
        None => Ok(()),
    }
}

/// Checks a file as its last end asks for; what was found, if anything.
///
/// With a limit, a check that takes longer is broken off and counts as "nothing found".
fn check(conn: &mut Connection, last_end: LastEnd, limit: Option<Duration>) -> Sql<Option<String>> {
    let pragma = match last_end {
        LastEnd::Clean => return Ok(None),
        LastEnd::Unclean => "PRAGMA quick_check",
        // Reads the indexes against their tables as well.
        LastEnd::Suspect => "PRAGMA integrity_check",
    };
    if let Some(limit) = limit {
        let end = Instant::now() + limit;
        conn.progress_handler(10_000, Some(move || Instant::now() > end))?;
    }
    let found = findings(conn, pragma);
    conn.progress_handler(0, None::<fn() -> bool>)?;
    match found {
        Err(rusqlite::Error::SqliteFailure(code, _))
            if code.code == rusqlite::ErrorCode::OperationInterrupted =>
        {
            tracing::info!("The check of a large file was broken off.");
            Ok(None)
        }
        Err(error) => Err(error.into()),
        Ok(found) if found.is_empty() => Ok(None),
        Ok(found) => Ok(Some(found.join("; "))),
    }
}

fn findings(conn: &Connection, pragma: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(pragma)?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows.take(FINDINGS) {
        let row = row?;
        if row != "ok" {
            found.push(row);
        }
    }
    Ok(found)
}
