//! A profile that was found, opened by the store as it is: what is in it, as text to compare.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use postroom::store::{CacheCondition, OpenReport, PreciousCondition, Reader, Store, StoreError};

/// Opens it, checks that it is in order, and reads all that is precious.
pub fn contents(dir: &Path) -> Result<String, String> {
    let (store, report) = Store::open(dir).map_err(|error| format!("does not open: {error}"))?;
    in_order(&report)?;
    let contents = precious(&store.reader()).map_err(|error| format!("not readable: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let closed = runtime.unwrap().block_on(store.close());
    closed.map_err(|error| format!("does not close: {error}"))?;
    for file in ["precious.db", "cache.db"] {
        integrity(&dir.join(file))?;
    }
    Ok(contents)
}

fn in_order(report: &OpenReport) -> Result<(), String> {
    let precious = matches!(
        report.precious,
        PreciousCondition::Good | PreciousCondition::New
    );
    // The cache may lose its last transactions, and is in order all the same.
    let cache = matches!(report.cache, CacheCondition::Good | CacheCondition::New);
    match precious && cache {
        true => Ok(()),
        false => Err(format!("damaged: {report:?}")),
    }
}

/// What SQLite itself says of a closed file.
pub fn integrity(file: &Path) -> Result<(), String> {
    let conn = rusqlite::Connection::open(file).map_err(|e| e.to_string())?;
    let words: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(|e| e.to_string())?;
    match words.as_str() {
        "ok" => Ok(()),
        words => Err(format!("{}: {words}", file.display())),
    }
}

/// Everything that is precious.
pub fn precious(reader: &Reader) -> Result<String, StoreError> {
    let mut text = String::new();
    for row in reader.outbox(&[])? {
        let bytes = reader.outgoing_bytes(row.outbox_id)?;
        assert_eq!(bytes.len() as u64, row.size);
        let mut hash = DefaultHasher::new();
        bytes.hash(&mut hash);
        let _ = writeln!(text, "{row:?} {:x}", hash.finish());
    }
    for summary in reader.all_drafts()? {
        let _ = writeln!(text, "{:?}", reader.draft(summary.id)?);
    }
    let _ = writeln!(text, "{:?}", reader.acts(None)?);
    let _ = writeln!(text, "{:?}", reader.all_evidence()?);
    let _ = writeln!(text, "{:?}", reader.remembered_under("")?);
    Ok(text)
}
