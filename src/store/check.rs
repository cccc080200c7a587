//! SQLite's own checks of a file: at the start, and, for a large cache, on while the store is open.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::watch;

use super::connection::{locked, open_reader};
use super::error::{DataFile, Sql, StoreError};
use super::sign::{Depth, Sign};

/// Most findings reported.
const FINDINGS: usize = 5;

/// Steps of SQLite's machine between two looks at whether the check is to go on: well under a
/// millisecond's worth.
const STEPS: i32 = 1_000;

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checked {
    /// To its end, with nothing found.
    InOrder,
    /// Damage was found.
    Damaged(String),
    /// It was broken off, with nothing found so far.
    BrokenOff,
}

/// Checks a file for as long as `go_on` says so.
pub(super) fn check(
    conn: &mut Connection,
    depth: Depth,
    go_on: impl Fn() -> bool + Send + 'static,
) -> Sql<Checked> {
    let pragma = match depth {
        Depth::Quick => "PRAGMA quick_check",
        Depth::Thorough => "PRAGMA integrity_check",
    };
    if !go_on() {
        return Ok(Checked::BrokenOff);
    }
    conn.progress_handler(STEPS, Some(move || !go_on()))?;
    let mut found = Vec::new();
    let ended = findings(conn, pragma, &mut found);
    conn.progress_handler(0, None::<fn() -> bool>)?;
    match ended {
        // What was found before it was broken off is found.
        _ if !found.is_empty() => Ok(Checked::Damaged(found.join("; "))),
        Ok(()) => Ok(Checked::InOrder),
        Err(rusqlite::Error::SqliteFailure(code, _))
            if code.code == ErrorCode::OperationInterrupted =>
        {
            Ok(Checked::BrokenOff)
        }
        Err(error) => Err(error.into()),
    }
}

fn findings(conn: &Connection, pragma: &str, found: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(pragma)?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
    for row in rows.take(FINDINGS) {
        let row = row?;
        if row != "ok" {
            found.push(row);
        }
    }
    Ok(())
}

/// How a check beside the work ended.
type Ended = Option<Checked>;

/// The check of a cache too large to be checked before the store opens. It reads on a connection
/// and a thread of its own, and ends when the store is closed.
pub(super) struct LateCheck {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
    ended: watch::Receiver<Ended>,
}

impl LateCheck {
    /// Begins to check the cache in `dir`; what it finds goes into the sign.
    pub(super) fn start(dir: &Path, depth: Depth, sign: Arc<Sign>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (sender, ended) = watch::channel(None);
        let (path, stopped) = (dir.join(DataFile::Cache.name()), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("store-check".to_owned())
            .spawn(move || {
                let checked = late_check(path, depth, stopped, &sign);
                // Nobody may be listening.
                let _ = sender.send(Some(checked));
            })?;
        Ok(Self {
            stop,
            thread: Mutex::new(Some(thread)),
            ended,
        })
    }

    /// Waits for its end; what was found, if anything.
    pub(super) fn finding(&self) -> impl Future<Output = Option<String>> + Send + use<> {
        let mut ended = self.ended.clone();
        async move {
            // An error: the thread is gone, by a panic.
            let ended = ended.wait_for(Option::is_some).await.ok()?;
            match ended.as_ref() {
                Some(Checked::Damaged(detail)) => Some(detail.clone()),
                _ => None,
            }
        }
    }

    /// Breaks it off and waits until it has let go of the file. Blocks.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let thread = locked(&self.thread).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("The check of the cache ended by a panic.");
        }
    }
}

impl Drop for LateCheck {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn late_check(path: PathBuf, depth: Depth, stop: Arc<AtomicBool>, sign: &Sign) -> Checked {
    let go_on = move || !stop.load(Ordering::Relaxed);
    let checked = open_reader(DataFile::Cache, &path)
        .and_then(|mut conn| check(&mut conn, depth, go_on))
        .map_err(|fault| fault.in_file(DataFile::Cache));
    let checked = match checked {
        Ok(checked) => checked,
        Err(StoreError::Damaged { detail, .. }) => Checked::Damaged(detail),
        Err(error) => {
            tracing::warn!(%error, "The cache could not be checked.");
            Checked::BrokenOff
        }
    };
    match &checked {
        Checked::InOrder => {
            tracing::info!("The check of the cache ended; nothing was found.");
            sign.cache_checked();
        }
        Checked::Damaged(detail) => {
            tracing::warn!("The cache is damaged and will be built anew: {detail}.");
            sign.cache_damaged();
        }
        // The sign says already that it is not checked.
        Checked::BrokenOff => {}
    }
    checked
}
