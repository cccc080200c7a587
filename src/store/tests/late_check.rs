//! The check of a cache too large to be checked before it opens: it goes on meanwhile, and the
//! cache counts as unchecked until it came to its end.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::super::check::{Checked, check};
use super::super::connection::open_reader;
use super::super::open::Manner;
use super::super::sign::{Depth, LastEnd, Sign};
use super::super::{CacheCondition, DataFile, Store};
use super::*;

/// Every cache is too large.
fn no_time() -> Manner {
    Manner {
        cache_check: Duration::ZERO,
        ..Manner::default()
    }
}

fn cut_off(dir: &Path) {
    fs::write(dir.join("store.running"), "running\n").unwrap();
}

/// A closed profile whose cache takes more than a moment to check.
async fn profile() -> TempDir {
    let (dir, store) = store_with_support().await;
    store
        .cache()
        .apply(&inbox(), batch(1..=2000))
        .await
        .unwrap();
    store.close().await.unwrap();
    dir
}

/// Damages a page that opening does not read.
fn spoil(dir: &Path) {
    let path = dir.join("cache.db");
    let mut bytes = fs::read(&path).unwrap();
    let page = bytes.len() / 4096 - 2;
    bytes[page * 4096..(page + 1) * 4096].fill(0xab);
    fs::write(&path, bytes).unwrap();
}

#[tokio::test]
async fn a_check_goes_on_after_opening_and_ends_the_doubt() {
    let dir = profile().await;
    cut_off(dir.path());
    let (store, report) = Store::open_as(dir.path(), &no_time()).unwrap();
    assert_eq!(report.cache, CacheCondition::BeingChecked);
    assert_eq!(store.late_finding().await, None);
    assert!(!store.damage_met());
    store.close().await.unwrap();
    assert!(!dir.path().join("store.running").exists());
}

#[tokio::test]
async fn what_a_late_check_finds_replaces_the_cache_at_the_next_start() {
    let dir = profile().await;
    spoil(dir.path());
    cut_off(dir.path());
    let (store, report) = Store::open_as(dir.path(), &no_time()).unwrap();
    assert_eq!(report.cache, CacheCondition::BeingChecked);
    let found = store.late_finding().await;
    assert!(found.is_some());
    assert!(store.damage_met());
    store.close().await.unwrap();
    // Even where the next start has no time for a check either.
    let (store, report) = Store::open_as(dir.path(), &no_time()).unwrap();
    assert!(
        matches!(report.cache, CacheCondition::Rebuilt { .. }),
        "{report:?}"
    );
    assert!(!store.damage_met());
    assert_eq!(store.late_finding().await, None);
}

#[tokio::test]
async fn a_check_that_was_broken_off_is_taken_up_at_the_next_start() {
    let dir = profile().await;
    let mut conn = open_reader(DataFile::Cache, &dir.path().join("cache.db")).unwrap();
    assert_eq!(
        check(&mut conn, Depth::Quick, || false).unwrap(),
        Checked::BrokenOff
    );
    drop(conn);
    for depth in [Depth::Thorough, Depth::Quick] {
        let sign = Sign::read(dir.path());
        sign.cache_unchecked(depth);
        sign.begin().unwrap();
        sign.end().unwrap();
        let sign = Sign::read(dir.path());
        assert!(!sign.was_cut_off());
        assert_eq!(sign.last_end(DataFile::Cache), LastEnd::Unchecked(depth));
        assert_eq!(sign.last_end(DataFile::Precious), LastEnd::Clean);
    }
    // Nobody waits for it again, and it comes to its end.
    let (store, report) = Store::open(dir.path()).unwrap();
    assert_eq!(report.cache, CacheCondition::BeingChecked);
    assert_eq!(store.late_finding().await, None);
    store.close().await.unwrap();
    let (_store, report) = Store::open(dir.path()).unwrap();
    assert_eq!(report.cache, CacheCondition::Good);
}

#[test]
fn what_is_met_while_a_check_runs_is_not_forgotten_when_it_ends_well() {
    let dir = tempfile::tempdir().unwrap();
    let sign = Sign::read(dir.path());
    sign.cache_unchecked(Depth::Quick);
    sign.suspect(DataFile::Cache);
    sign.cache_checked();
    assert!(sign.is_suspect());
    let sign = Sign::read(dir.path());
    assert_eq!(sign.last_end(DataFile::Cache), LastEnd::Suspect);
    // A sign that is not whole means that the run was cut off.
    for torn in ["", "runn", "\0\0\0"] {
        fs::write(dir.path().join("store.running"), torn).unwrap();
        let sign = Sign::read(dir.path());
        assert!(sign.was_cut_off());
        assert_eq!(sign.last_end(DataFile::Precious), LastEnd::Unclean);
    }
}
