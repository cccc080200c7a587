//! Opening the cache. Whatever is wrong with it, it is put aside and a new one begun.

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use rusqlite::Connection;

use super::super::check::{Checked, check};
use super::super::connection::{in_transaction, open_writer};
use super::super::error::{DataFile, Fault, Sql, StoreError};
use super::super::sign::{Depth, LastEnd, Sign};
use super::super::{cache, files, migrate};
use super::{CacheCondition, Manner, refuse_flawed_header};
use crate::domain::PendingAct;

const FILE: DataFile = DataFile::Cache;

/// With the check that is still to be made, if one is.
type Opened = (Connection, CacheCondition, Option<Depth>);

pub(super) fn open(
    dir: &Path,
    sign: &Sign,
    manner: &Manner,
    acts: &[PendingAct],
) -> Result<Opened, StoreError> {
    let (conn, condition, unchecked) = match try_open(dir, sign.last_end(FILE), manner, acts) {
        Ok(opened) => opened,
        Err(
            error @ (StoreError::Damaged { .. }
            | StoreError::Foreign { .. }
            | StoreError::Internal { .. }),
        ) => {
            // `Internal` too: a damaged schema shows as a missing table or a wrong column.
            let detail = error.to_string();
            tracing::warn!("The cache is damaged and is built anew: {detail}.");
            let quarantined = files::quarantine(dir, Timestamp::now())?;
            let (conn, ..) = try_open(dir, LastEnd::Clean, manner, acts)?;
            let condition = CacheCondition::Rebuilt {
                quarantined,
                detail,
            };
            (conn, condition, None)
        }
        Err(error) => return Err(error),
    };
    match unchecked {
        Some(depth) => sign.cache_unchecked(depth),
        None => sign.in_order(FILE),
    }
    Ok((conn, condition, unchecked))
}

fn try_open(
    dir: &Path,
    last_end: LastEnd,
    manner: &Manner,
    acts: &[PendingAct],
) -> Result<Opened, StoreError> {
    let path = dir.join(FILE.name());
    files::private_file(&path)?;
    refuse_flawed_header(FILE, &path)?;
    let opened = (|| -> Sql<_> {
        let mut conn = open_writer(FILE, &path)?;
        let unchecked = check_cache(&mut conn, last_end, manner)?;
        let migrated = migrate::migrate(FILE, dir, &mut conn, migrate::CACHE)?;
        if !migrate::is_as_made(&conn, migrate::CACHE)? {
            return Err(Fault::Unreadable("its schema was changed".to_owned()));
        }
        in_transaction(&mut conn, |tx| cache::overlay_all(tx, acts))?;
        let condition = match unchecked {
            _ if migrated.from == 0 => CacheCondition::New,
            Some(_) => CacheCondition::BeingChecked,
            None => CacheCondition::Good,
        };
        let unchecked = unchecked.filter(|_| migrated.from > 0);
        Ok((conn, condition, unchecked))
    })();
    opened.map_err(|fault| fault.in_file(FILE))
}

/// Checks the cache as its last end asks for; the check that is still to be made.
fn check_cache(conn: &mut Connection, last_end: LastEnd, manner: &Manner) -> Sql<Option<Depth>> {
    let depth = match last_end {
        LastEnd::Clean => return Ok(None),
        LastEnd::Damaged => {
            return Err(Fault::Unreadable("it was found damaged before".to_owned()));
        }
        // It takes longer than anybody should wait, as was seen before.
        LastEnd::Unchecked(depth) => return Ok(Some(depth)),
        LastEnd::Unclean => Depth::Quick,
        LastEnd::Suspect => Depth::Thorough,
    };
    let end = Instant::now() + manner.cache_check;
    match check(conn, depth, move || Instant::now() < end)? {
        Checked::InOrder => Ok(None),
        Checked::Damaged(detail) => Err(Fault::Unreadable(detail)),
        Checked::BrokenOff => {
            tracing::info!("The check of a large cache goes on while it is used.");
            Ok(Some(depth))
        }
    }
}
