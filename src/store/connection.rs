//! Connections: one writer thread for each file, and a small pool that only reads.
//!
//! SQLite has one writer at a time anyway; giving it a thread of its own keeps the waits off the
//! async threads and the order of the writes the order in which they were asked for.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::error::{DataFile, Fault, Sql, StoreError};
use super::sign::Sign;

/// The oldest SQLite accepted: 3.51.3 closed a fault by which a WAL reset could lose a commit.
const NEEDED: (i32, &str) = (3_051_003, "3.51.3");

/// Pages that the cache's connections keep in memory, in KiB (a negative number, as the pragma
/// wants it). SQLite's own choice, 2 MiB, holds less than the index of one large folder.
const CACHE_PAGES_KIB: i64 = -16 * 1024;

/// Connections that one file is read with at the same time.
const READERS: usize = 4;

/// How long a statement waits for a lock of another connection.
const BUSY: Duration = Duration::from_secs(5);

/// How long closing waits for readers that are still at work.
const CLOSING: Duration = Duration::from_secs(5);

/// Refuses a library with known faults.
pub(super) fn check_library() -> Result<(), StoreError> {
    if rusqlite::version_number() >= NEEDED.0 {
        Ok(())
    } else {
        Err(StoreError::Library {
            found: rusqlite::version().to_owned(),
            needed: NEEDED.1,
        })
    }
}

/// Opens a file for writing, with the rules that hold for every connection of ours.
pub(super) fn open_writer(file: DataFile, path: &Path) -> Sql<Connection> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE,
    )?;
    set_up(&conn)?;
    // Pages of a removed mailbox can go back to the disk. Only in a file without pages yet: later
    // it has no effect, but still writes, and a newer file must not be touched.
    let pages: i64 = conn.pragma_query_value(None, "page_count", |r| r.get(0))?;
    if file == DataFile::Cache && pages == 0 {
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |r| r.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(Fault::Rule(StoreError::ReadOnly {
            file,
            detail: format!("the journal mode is {mode}, not WAL"),
        }));
    }
    // FULL: a row that was acknowledged survives a power cut. The cache can be fetched again.
    let synchronous = match file {
        DataFile::Precious => "FULL",
        DataFile::Cache => "NORMAL",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    if file == DataFile::Cache {
        // A mailbox is fetched by hundreds of megabytes: fewer waits for the disk.
        conn.pragma_update(None, "wal_autocheckpoint", 4000)?;
    }
    keep_pages(file, &conn)?;
    Ok(conn)
}

fn keep_pages(file: DataFile, conn: &Connection) -> Sql<()> {
    if file == DataFile::Cache {
        conn.pragma_update(None, "cache_size", CACHE_PAGES_KIB)?;
    }
    Ok(())
}

/// Opens a file for reading: nothing of it is changed, not even its log folded in.
pub(super) fn open_reader(file: DataFile, path: &Path) -> Sql<Connection> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE,
    )?;
    set_up(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    keep_pages(file, &conn)?;
    Ok(conn)
}

/// Has SQLite undo a change that was cut off, if the journal beside the file is one of such a change.
/// What fails here fails again, and is told, when the file is opened.
pub(super) fn play_back(path: &Path) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let played = Connection::open_with_flags(path, flags)
        .and_then(|conn| conn.pragma_query_value(None, "schema_version", |r| r.get::<_, i64>(0)));
    if let Err(error) = played {
        tracing::warn!(%error, "A journal could not be played back.");
    }
}

fn set_up(conn: &Connection) -> Sql<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(128);
    // A plan does not depend on what is asked for: where statistics are held (STAT4), SQLite prepares a
    // statement anew with each value bound to it, which costs more than most of ours take.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A damaged or hostile file must not run code or crash us: no memory mapping (a truncated
    // mapping is SIGBUS), no functions with side effects from its schema, no writing to shadow tables.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let _: i64 = conn
        .pragma_update_and_check(None, "mmap_size", 0, |r| r.get(0))
        .or_else(|e| match e {
            // Built without memory mapping: the pragma answers nothing.
            rusqlite::Error::QueryReturnedNoRows => Ok(0),
            other => Err(other),
        })?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Sorting never leaves a temporary file with parts of mails behind.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// A lock whose data is never left half changed, so a panic of another holder does not matter.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The only connection that writes a file, on a thread of its own.
pub(super) struct Writer {
    file: DataFile,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    sign: Arc<Sign>,
}

impl Writer {
    /// Hands the connection to a new thread. The sign says so when SQLite finds damage.
    pub(super) fn start(
        file: DataFile,
        mut conn: Connection,
        sign: Arc<Sign>,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<Job>();
        let name = match file {
            DataFile::Precious => "store-precious",
            DataFile::Cache => "store-cache",
        };
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Ok(job) = receiver.recv() {
                    // A panic in one piece of work rolls its transaction back (Drop) and drops the
                    // sender of its answer; the writer itself goes on.
                    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        job(&mut conn);
                    }));
                    if outcome.is_err() {
                        tracing::error!("A piece of work on {file} panicked.");
                    }
                }
                drop(conn);
            })?;
        Ok(Self {
            file,
            jobs: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
            sign,
        })
    }

    /// Runs a piece of work in one immediate transaction and waits until it is committed.
    ///
    /// Once this was polled the work is done even when the future is dropped.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_then(work, |_| ()).await
    }

    /// The same. What is done `then` follows the commit at once, and comes before the next write.
    pub(super) async fn write_then<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let outcome = in_transaction(conn, work).inspect(then);
            // Nobody may be waiting any more; the work is done all the same.
            let _ = sender.send(outcome);
        });
        {
            let jobs = locked(&self.jobs);
            let Some(jobs) = jobs.as_ref() else {
                return Err(StoreError::Closed);
            };
            jobs.send(job).map_err(|_| StoreError::Closed)?;
        }
        match receiver.await {
            Ok(outcome) => outcome.map_err(|fault| self.error(fault)),
            Err(_) => Err(StoreError::Internal {
                file: self.file,
                detail: "a piece of work panicked".to_owned(),
            }),
        }
    }

    fn error(&self, fault: Fault) -> StoreError {
        let error = fault.in_file(self.file);
        if error.may_be_damage() {
            self.sign.suspect(self.file);
        }
        error
    }

    /// Lets the thread finish what was asked for, then ends it. Blocks.
    pub(super) fn close(&self) {
        drop(locked(&self.jobs).take());
        let thread = locked(&self.thread).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("The writer of {} ended by a panic.", self.file);
        }
    }
}

/// Runs a piece of work in one immediate transaction.
pub(super) fn in_transaction<T>(
    conn: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Sql<T>,
) -> Sql<T> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&tx)?;
    tx.commit()?;
    Ok(value)
}

#[derive(Default)]
struct PoolState {
    idle: Vec<Connection>,
    /// Connections that exist, idle or lent.
    open: usize,
    closed: bool,
}

/// Connections that only read one file.
pub(super) struct Pool {
    file: DataFile,
    path: PathBuf,
    state: Mutex<PoolState>,
    freed: Condvar,
    sign: Arc<Sign>,
}

impl Pool {
    pub(super) fn new(file: DataFile, path: PathBuf, sign: Arc<Sign>) -> Self {
        Self {
            file,
            path,
            state: Mutex::default(),
            freed: Condvar::new(),
            sign,
        }
    }

    /// Runs a piece of work that sees one state of the file from its first to its last statement.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Sql<T>,
    ) -> Result<T, StoreError> {
        let lent = self.lend()?;
        let outcome = lent
            .conn
            .as_ref()
            .ok_or(StoreError::Closed)
            .and_then(|conn| snapshot(conn, work).map_err(|fault| fault.in_file(self.file)));
        if let Err(error) = &outcome
            && error.may_be_damage()
        {
            self.sign.suspect(self.file);
        }
        outcome
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut state = locked(&self.state);
        loop {
            if state.closed {
                return Err(StoreError::Closed);
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lent {
                    pool: self,
                    conn: Some(conn),
                });
            }
            if state.open < READERS {
                state.open += 1;
                break;
            }
            state = self
                .freed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        // Counted already: `Lent` gives the place back when opening fails.
        let mut lent = Lent {
            pool: self,
            conn: None,
        };
        let conn = open_reader(self.file, &self.path).map_err(|fault| fault.in_file(self.file))?;
        lent.conn = Some(conn);
        Ok(lent)
    }

    /// Closes what is idle, waits a little for what is lent, and refuses everything from now on. Blocks.
    pub(super) fn close(&self) {
        let mut state = locked(&self.state);
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        state.open -= idle.len().min(state.open);
        self.freed.notify_all();
        let (state, _) = self
            .freed
            .wait_timeout_while(state, CLOSING, |s| s.open > 0)
            .unwrap_or_else(PoisonError::into_inner);
        drop(state);
        drop(idle);
    }
}

fn snapshot<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Sql<T>) -> Sql<T> {
    // Deferred: begins with the first read. Dropped, not committed: nothing was written.
    let tx = conn.unchecked_transaction()?;
    work(&tx)
}

/// A connection on loan; comes back when dropped.
struct Lent<'a> {
    pool: &'a Pool,
    conn: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = locked(&self.pool.state);
        match self.conn.take() {
            Some(conn) if !state.closed => state.idle.push(conn),
            _ => state.open = state.open.saturating_sub(1),
        }
        drop(state);
        self.pool.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    /// How often a statement was prepared anew while it was asked with different values.
    fn prepared_anew(conn: &Connection) -> i32 {
        let filled = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); CREATE INDEX i ON t (a); \
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500) \
            INSERT INTO t SELECT x, x % 7, x FROM n; ANALYZE";
        conn.execute_batch(filled).unwrap();
        // Statistics count from the next opening of the schema on.
        conn.execute_batch("ANALYZE sqlite_schema").unwrap();
        let mut statement = conn
            .prepare("SELECT b FROM t WHERE a > ?1 LIMIT ?2")
            .unwrap();
        for value in 0..5 {
            let rows = statement.query_map((value, value + 1), |row| row.get::<_, i64>(0));
            let rows = rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap();
            assert!(!rows.is_empty());
        }
        statement.get_status(StatementStatus::RePrepare)
    }

    #[test]
    fn no_statement_is_prepared_anew_for_another_value() {
        let plain = Connection::open_in_memory().unwrap();
        assert!(prepared_anew(&plain) > 0, "else this proves nothing");
        let ours = Connection::open_in_memory().unwrap();
        set_up(&ours).unwrap();
        assert_eq!(prepared_anew(&ours), 0);
    }
}
