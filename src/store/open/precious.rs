//! Opening the precious database. Nothing of it is thrown away: what is not ours is left as it is,
//! and what is damaged is copied before anything is written to it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::super::check::{Checked, check};
use super::super::connection::{in_transaction, open_reader, open_writer};
use super::super::error::{DataFile, Fault, Sql, StoreError};
use super::super::precious::{self, Recovered};
use super::super::sign::{Depth, LastEnd, Sign};
use super::super::{copies, files, migrate};
use super::{Manner, PreciousCondition, refuse_flawed_header};
use crate::domain::PendingAct;

const FILE: DataFile = DataFile::Precious;

type Opened = (Connection, PreciousCondition, Recovered, Vec<PendingAct>);

pub(super) fn open(dir: &Path, sign: &Sign, manner: &Manner) -> Result<Opened, StoreError> {
    let path = dir.join(FILE.name());
    // An empty file beside a used cache was not made by us: its content is gone.
    let size = |file: DataFile| dir.join(file.name()).metadata().map(|m| m.len());
    let emptied = matches!(size(FILE), Ok(0)) && size(DataFile::Cache).is_ok_and(|n| n > 0);
    files::private_file(&path)?;
    refuse_flawed_header(FILE, &path)?;

    let mut damage = Damage {
        dir,
        sign,
        found: None,
    };
    if emptied {
        damage.note("it was empty".to_owned());
    } else if let Some(detail) = survey(&path, sign.last_end(FILE), manner)? {
        damage.note(detail);
    }
    let mut conn = writer(&path)?;
    let migrated = migrate::migrate(FILE, dir, &mut conn, manner.precious)
        .map_err(|fault| fault.in_file(FILE))?;
    // Damage in one table must not hide the others: what can be read is read. First what only
    // reads; what writes changes nothing when it meets damage.
    let (conn, acts) = damage.tolerate(conn, |conn| precious::all_acts(conn))?;
    let (conn, recovered) =
        damage.tolerate(conn, |conn| in_transaction(conn, precious::recover))?;
    let condition = match damage.found {
        Some((detail, copy)) => PreciousCondition::Damaged { copy, detail },
        None => {
            sign.in_order(FILE);
            if migrated.from == 0 {
                PreciousCondition::New
            } else {
                PreciousCondition::Good
            }
        }
    };
    let (recovered, acts) = (recovered.unwrap_or_default(), acts.unwrap_or_default());
    Ok((conn, condition, recovered, acts))
}

fn writer(path: &Path) -> Result<Connection, StoreError> {
    open_writer(FILE, path).map_err(|fault| fault.in_file(FILE))
}

/// Looks whose file it is, of which format, and whether it is damaged, without writing to it: what
/// is refused is left as it is, and damage can be copied as it was found.
fn survey(path: &Path, last_end: LastEnd, manner: &Manner) -> Result<Option<String>, StoreError> {
    let look = |opened: Sql<Connection>| {
        opened
            .and_then(|mut conn| examine(&mut conn, last_end, manner))
            .map_err(|fault| fault.in_file(FILE))
    };
    match look(open_reader(FILE, path)) {
        // A journal of another kind is still to be played back, say, which only a writer can.
        Err(StoreError::ReadOnly { .. }) => look(open_writer(FILE, path)),
        looked => looked,
    }
}

fn examine(conn: &mut Connection, last_end: LastEnd, manner: &Manner) -> Sql<Option<String>> {
    let known = u32::try_from(manner.precious.len()).unwrap_or(u32::MAX);
    migrate::version(FILE, conn, known)?;
    let depth = match last_end {
        LastEnd::Clean => return Ok(None),
        LastEnd::Unclean => Depth::Quick,
        LastEnd::Suspect | LastEnd::Unchecked(_) | LastEnd::Damaged => Depth::Thorough,
    };
    // To its end, however long that takes: what is in here cannot be fetched again.
    match check(conn, depth, || true) {
        Ok(Checked::Damaged(detail)) => Ok(Some(detail)),
        Ok(Checked::InOrder | Checked::BrokenOff) => Ok(None),
        Err(fault) => match fault.in_file(FILE) {
            StoreError::Damaged { detail, .. } => Ok(Some(detail)),
            error => Err(error.into()),
        },
    }
}

/// What was found damaged while opening.
struct Damage<'a> {
    dir: &'a Path,
    sign: &'a Sign,
    /// The first finding, and the copy.
    found: Option<(String, Result<PathBuf, String>)>,
}

impl Damage<'_> {
    /// Copies the file, once for each damage: until it is found in order the sign remembers the
    /// copy. No connection may be open.
    fn note(&mut self, detail: String) {
        if self.found.is_some() {
            return;
        }
        let known = self.sign.copy();
        let copy = copies::of_damaged(self.dir, known.as_deref(), Timestamp::now());
        // A disk without room for the copy must not keep anybody from what can be read.
        let copy = copy.map_err(|error| {
            tracing::warn!(%error, "The damaged precious.db could not be copied.");
            error.to_string()
        });
        let name = copy.as_ref().ok().and_then(|path| path.file_name());
        // At once: whatever ends this start, the next one finds the copy.
        self.sign.damaged(name.and_then(|name| name.to_str()));
        self.found = Some((detail, copy));
    }

    /// Lets damage pass, and has the file copied as it is then; any other fault ends the opening.
    fn tolerate<T>(
        &mut self,
        mut conn: Connection,
        work: impl FnOnce(&mut Connection) -> Sql<T>,
    ) -> Result<(Connection, Option<T>), StoreError> {
        match work(&mut conn).map_err(|fault| fault.in_file(FILE)) {
            Ok(value) => Ok((conn, Some(value))),
            Err(StoreError::Damaged { .. }) if self.found.is_some() => Ok((conn, None)),
            Err(StoreError::Damaged { detail, .. }) => {
                // As it was found: closing must not fold the log into it.
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
                    .map_err(|error| Fault::from(error).in_file(FILE))?;
                drop(conn);
                self.note(detail);
                Ok((writer(&self.dir.join(FILE.name()))?, None))
            }
            Err(other) => Err(other),
        }
    }
}
