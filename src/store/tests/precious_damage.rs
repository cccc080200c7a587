//! A damaged precious database: copied once, before anything is written; opened as far as it goes;
//! damaged until a check says otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::connection::open_writer;
use super::super::open::Manner;
use super::super::{DataFile, PreciousCondition, Store, StoreError, migrate};
use super::*;
use crate::domain::OutboxId;

/// A closed profile with three frozen messages.
async fn profile() -> TempDir {
    let (dir, store) = new_store();
    for n in 1..=3 {
        let bytes = vec![b'x'; 5000];
        store
            .precious()
            .freeze(outgoing(n), bytes, None)
            .await
            .unwrap();
    }
    store.close().await.unwrap();
    dir
}

fn file(dir: &Path) -> PathBuf {
    dir.join("precious.db")
}

/// Zeroes the index by which the outbox is read by state: the rows themselves can be read.
fn spoil_index(dir: &Path) {
    let conn = Connection::open(file(dir)).unwrap();
    let page: u32 = conn
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_by_state'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    conn.close().unwrap();
    let page = usize::try_from(page).unwrap();
    let mut bytes = fs::read(file(dir)).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0);
    fs::write(file(dir), bytes).unwrap();
}

fn cut_off(dir: &Path) {
    fs::write(dir.join("store.running"), "running\n").unwrap();
}

/// Everything in the profile that has to do with copies.
fn copies(dir: &Path) -> Vec<PathBuf> {
    let mut copies: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("precious.damaged"))
        .collect();
    copies.sort();
    copies
}

/// The copy that an opened store names.
fn damaged(condition: PreciousCondition) -> PathBuf {
    let PreciousCondition::Damaged { copy, .. } = condition else {
        panic!("{condition:?}");
    };
    copy.unwrap()
}

#[tokio::test]
async fn damage_is_copied_once_and_said_until_it_is_mended() {
    let dir = profile().await;
    let good = fs::read(file(dir.path())).unwrap();
    spoil_index(dir.path());
    let spoiled = fs::read(file(dir.path())).unwrap();
    cut_off(dir.path());
    let mut named = Vec::new();
    for _ in 0..3 {
        let (store, report) = Store::open(dir.path()).unwrap();
        named.push(damaged(report.precious));
        assert!(store.damage_met());
        // What can be read is read, and something is written besides.
        for id in 1..=3 {
            let bytes = store.reader().outgoing_bytes(OutboxId(id)).unwrap();
            assert_eq!(bytes, vec![b'x'; 5000]);
        }
        let value = serde_json::json!(1);
        store.precious().remember("k", &value).await.unwrap();
        store.close().await.unwrap();
    }
    named.dedup();
    assert_eq!(copies(dir.path()), named, "one copy, and the one named");
    assert!(fs::read(&named[0]).unwrap() == spoiled);

    // A backup is put in its place.
    fs::write(file(dir.path()), good).unwrap();
    let (store, report) = Store::open(dir.path()).unwrap();
    assert_eq!(report.precious, PreciousCondition::Good);
    store.close().await.unwrap();
    assert!(!dir.path().join("store.running").exists());

    // New damage is another.
    let value = serde_json::json!(2);
    let (store, _) = Store::open(dir.path()).unwrap();
    store.precious().remember("k", &value).await.unwrap();
    store.close().await.unwrap();
    spoil_index(dir.path());
    cut_off(dir.path());
    let (_store, report) = Store::open(dir.path()).unwrap();
    assert_ne!(damaged(report.precious), named[0]);
    assert_eq!(copies(dir.path()).len(), 2);
}

#[tokio::test]
async fn a_kill_does_not_make_damage_forgotten() {
    let dir = profile().await;
    spoil_index(dir.path());
    cut_off(dir.path());
    let (_store, report) = Store::open(dir.path()).unwrap();
    let copy = damaged(report.precious);
    let after = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, after.path().join(from.file_name().unwrap())).unwrap();
    }
    let (_store, report) = Store::open(after.path()).unwrap();
    assert!(report.unclean_end);
    assert_eq!(damaged(report.precious).file_name(), copy.file_name());
    assert_eq!(copies(after.path()).len(), 1);
}

#[tokio::test]
async fn damage_met_first_in_use_is_copied_as_it_was_found() {
    // After a clean end nothing is checked: putting the outbox right meets it.
    let dir = profile().await;
    spoil_index(dir.path());
    let spoiled = fs::read(file(dir.path())).unwrap();
    let (store, report) = Store::open(dir.path()).unwrap();
    let copy = damaged(report.precious);
    assert!(fs::read(copy).unwrap() == spoiled);
    store.close().await.unwrap();
    let (_store, report) = Store::open(dir.path()).unwrap();
    damaged(report.precious);
    assert_eq!(copies(dir.path()).len(), 1);
}

#[tokio::test]
async fn the_log_belongs_to_the_copy() {
    let dir = profile().await;
    let (store, _) = Store::open(dir.path()).unwrap();
    let value = serde_json::json!("only in the log");
    store.precious().remember("k", &value).await.unwrap();
    let crashed = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, crashed.path().join(from.file_name().unwrap())).unwrap();
    }
    let log = fs::read(crashed.path().join("precious.db-wal")).unwrap();
    assert!(!log.is_empty());
    let mut spoiled = fs::read(file(crashed.path())).unwrap();
    let last = spoiled.len() - 4096;
    spoiled[last..].fill(0xff);
    fs::write(file(crashed.path()), &spoiled).unwrap();
    let (_store, report) = Store::open(crashed.path()).unwrap();
    let copy = damaged(report.precious);
    assert!(fs::read(&copy).unwrap() == spoiled);
    let mut copied_log = copy.into_os_string();
    copied_log.push("-wal");
    assert!(fs::read(copied_log).unwrap() == log);
}

#[tokio::test]
async fn damage_is_copied_before_an_upgrade() {
    let mut next = migrate::PRECIOUS.to_vec();
    next.push("CREATE TABLE more (x INTEGER) STRICT");
    let dir = profile().await;
    spoil_index(dir.path());
    let spoiled = fs::read(file(dir.path())).unwrap();
    cut_off(dir.path());
    let manner = Manner {
        precious: next.leak(),
        ..Manner::default()
    };
    let (store, report) = Store::open_as(dir.path(), &manner).unwrap();
    let copy = damaged(report.precious);
    assert!(fs::read(copy).unwrap() == spoiled);
    store.close().await.unwrap();
    assert!(fs::read(file(dir.path())).unwrap() != spoiled);
}

#[tokio::test]
async fn without_a_copy_the_profile_opens_all_the_same() {
    let dir = profile().await;
    spoil_index(dir.path());
    cut_off(dir.path());
    // Stands for a disk without room: the copy cannot be written.
    let obstacle = dir.path().join("precious.damaged.part");
    fs::create_dir_all(obstacle.join("in the way")).unwrap();
    let (store, report) = Store::open(dir.path()).unwrap();
    let PreciousCondition::Damaged { copy, .. } = report.precious else {
        panic!("{report:?}");
    };
    copy.unwrap_err();
    store.reader().outgoing_bytes(OutboxId(1)).unwrap();
    store.close().await.unwrap();
    assert_eq!(copies(dir.path()), std::slice::from_ref(&obstacle));
    // As soon as there is room it is made.
    fs::remove_dir_all(obstacle).unwrap();
    let (_store, report) = Store::open(dir.path()).unwrap();
    assert!(damaged(report.precious).exists());
}

/// What is refused is left as it is, to the byte.
async fn refused(dir: &Path) -> StoreError {
    let all = |ending: &str| fs::read(dir.join(format!("precious.db{ending}"))).ok();
    let before = (all(""), all("-wal"));
    let Err(error) = Store::open(dir) else {
        panic!("opened");
    };
    assert!((all(""), all("-wal")) == before, "changed: {error:?}");
    error
}

#[tokio::test]
async fn a_database_of_another_program_is_left_as_it_is() {
    for mode in ["DELETE", "WAL"] {
        let dir = tempfile::tempdir().unwrap();
        let conn = Connection::open(file(dir.path())).unwrap();
        let _: String = conn
            .pragma_update_and_check(None, "journal_mode", mode, |r| r.get(0))
            .unwrap();
        conn.execute_batch("CREATE TABLE places (url TEXT); PRAGMA user_version = 3")
            .unwrap();
        // Kept open: with a log of its own, where it has one.
        let error = refused(dir.path()).await;
        assert!(matches!(error, StoreError::Foreign { .. }), "{error:?}");
        conn.execute("INSERT INTO places VALUES ('x')", []).unwrap();
    }
}

#[tokio::test]
async fn a_newer_file_is_left_as_it_is_with_its_log() {
    let dir = profile().await;
    let conn = open_writer(DataFile::Precious, &file(dir.path())).unwrap();
    conn.execute("UPDATE about SET version = 99", []).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    let copy = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("precious.db{ending}");
        fs::copy(dir.path().join(&name), copy.path().join(&name)).unwrap();
    }
    let error = refused(copy.path()).await;
    assert!(matches!(error, StoreError::Newer { .. }), "{error:?}");
}
