//! Damage of every kind, from many seeds: a cache costs a new fetch, and nothing precious is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;

use super::super::{Cache, CacheCondition, ListFilter, Store, StoreError};
use super::*;

/// In how many ways a cache is spoiled: T49 of the test list.
const SEEDS: usize = 1000;

/// In how many ways a precious file is: T50.
const PRECIOUS_SEEDS: u64 = 200;

/// No opening may take longer: far more than one takes on a busy computer, and far less than for ever.
const OPENING: Duration = Duration::from_secs(30);

/// How many seeds are tried at a time.
const LANES: usize = 4;

/// Where these profiles lie: in memory where there is a place for that. What is written must be
/// there, but need not outlast the power.
fn place() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// A profile with something of everything, closed cleanly or as a crash leaves it.
struct Template {
    dir: TempDir,
    outbox: usize,
}

async fn template(clean: bool) -> Template {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch(1..=300)).await.unwrap();
    for uid in 1..=20 {
        let text = "word ".repeat(100);
        let raw = text.clone().into_bytes();
        store
            .cache()
            .put_body(&key(uid), raw, &text, "word", None)
            .await
            .unwrap();
    }
    for n in 1..=5 {
        store
            .precious()
            .freeze(outgoing(n), vec![b'x'; 5000], None)
            .await
            .unwrap();
    }
    let copy = tempfile::tempdir().unwrap();
    if clean {
        store.close().await.unwrap();
        copy_files(dir.path(), copy.path());
    } else {
        copy_files(dir.path(), copy.path());
    }
    Template {
        dir: copy,
        outbox: 5,
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// The log of another profile's cache, whole and in order: what a copy puts beside a file that it does not
/// belong to.
async fn foreign_log(messages: std::ops::RangeInclusive<u32>) -> Vec<u8> {
    let (dir, store) = store_with_support().await;
    for uid in messages {
        store
            .cache()
            .apply(&inbox(), batch(uid..=uid))
            .await
            .unwrap();
    }
    let log = fs::read(dir.path().join("cache.db-wal")).unwrap();
    assert!(log.len() > 4096, "there is something in it");
    store.close().await.unwrap();
    log
}

/// Spoils one file in one of the ways disks, copies and other programs do. Of a cache also with a log
/// that is another's.
fn spoil(rng: &mut Rng, path: &Path, logs: &[Vec<u8>]) -> String {
    let beside = |suffix: &str| {
        let name = format!("{}{suffix}", path.file_name().unwrap().to_str().unwrap());
        path.with_file_name(name)
    };
    let ways = if logs.is_empty() { 10 } else { 11 };
    match rng.u8(0..ways) {
        0 => {
            let mut bytes = fs::read(path).unwrap();
            bytes.truncate(rng.usize(0..bytes.len()));
            fs::write(path, &bytes).unwrap();
            format!("cut to {}", bytes.len())
        }
        1..=3 => {
            let mut bytes = fs::read(path).unwrap();
            let count = rng.usize(1..=100);
            for _ in 0..count {
                let at = rng.usize(0..bytes.len());
                bytes[at] = rng.u8(..);
            }
            fs::write(path, bytes).unwrap();
            format!("{count} bytes changed")
        }
        4 => {
            let mut bytes = fs::read(path).unwrap();
            let page = rng.usize(0..bytes.len() / 4096);
            bytes[page * 4096..(page + 1) * 4096].fill(0);
            fs::write(path, bytes).unwrap();
            format!("page {page} zeroed")
        }
        5 => {
            let _ = fs::remove_file(beside("-wal"));
            "log removed".to_owned()
        }
        6 => {
            let _ = fs::remove_file(beside("-shm"));
            let noise: Vec<u8> = (0..rng.usize(1..9000)).map(|_| rng.u8(..)).collect();
            fs::write(beside("-wal"), noise).unwrap();
            "log of noise".to_owned()
        }
        7 => {
            let _ = fs::remove_file(beside("-shm"));
            "index of the log removed".to_owned()
        }
        8 => {
            let noise: Vec<u8> = (0..rng.usize(1..70_000)).map(|_| rng.u8(..)).collect();
            fs::write(beside("-shm"), noise).unwrap();
            "index of the log of noise".to_owned()
        }
        10 => {
            let _ = fs::remove_file(beside("-shm"));
            let log = rng.usize(..logs.len());
            fs::write(beside("-wal"), &logs[log]).unwrap();
            format!("log {log} of another one")
        }
        _ => {
            let mut header = fs::read(path).unwrap();
            let at = rng.usize(0..100);
            header[at] ^= 1 << rng.u8(0..8);
            fs::write(path, header).unwrap();
            format!("a bit of byte {at} flipped")
        }
    }
}

/// Everything a client does with a cache. Damage is an answer; a panic or a hang is not.
async fn use_all(store: &Store) -> Result<(), StoreError> {
    let (cache, reader) = (store.cache(), store.reader());
    reader.mailboxes()?;
    reader.folders(&support().id())?;
    let order = reader.order(&inbox(), ListFilter::default())?;
    reader.headers(&inbox(), &order)?;
    reader.uids_with_flags(&inbox())?;
    for uid in 1..=20 {
        reader.body(&key(uid))?;
    }
    reader.search(&crate::domain::SearchQuery::parse("word order"), None, 100)?;
    fill(cache).await
}

async fn fill(cache: &Cache) -> Result<(), StoreError> {
    let mailbox = support();
    cache.put_mailbox(&mailbox).await?;
    let folders = [
        folder(&mailbox.id(), "INBOX"),
        folder(&mailbox.id(), "Sent"),
    ];
    cache.put_folders(&mailbox.id(), &folders, true).await?;
    cache.apply(&inbox(), batch(290..=310)).await?;
    Ok(())
}

async fn spoiled_cache(seed: u64, template: &Template, logs: &[Vec<u8>]) {
    let mut rng = Rng::with_seed(seed);
    let dir = place();
    copy_files(template.dir.path(), dir.path());
    let how = spoil(&mut rng, &dir.path().join("cache.db"), logs);
    let what = format!("seed {seed}: {how}");
    let began = Instant::now();
    let (mut store, mut report) = Store::open(dir.path()).unwrap_or_else(|e| panic!("{what}: {e}"));
    let took = began.elapsed();
    assert!(took < OPENING, "{what}: it took {took:?} to open");
    // Damage that shows only in use is put right by the next start.
    for _ in 0..2 {
        let outbox = store.reader().outbox(&[]).unwrap();
        assert_eq!(outbox.len(), template.outbox, "{what}");
        for row in outbox {
            assert_eq!(
                store.reader().outgoing_bytes(row.outbox_id).unwrap().len(),
                5000
            );
        }
        match use_all(&store).await {
            Ok(()) => break,
            // A row or a folder is missing: the server's next listing brings it back.
            Err(StoreError::Missing(_)) => break,
            Err(StoreError::Damaged { .. } | StoreError::Internal { .. }) => {
                assert!(store.damage_met(), "{what}");
                (store, report) = reopen(&dir, store).await;
            }
            Err(other) => panic!("{what}: {other:?}"),
        }
    }
    if let CacheCondition::Rebuilt { quarantined, .. } = &report.cache {
        assert!(quarantined.exists(), "{what}: {report:?}");
    }
    match fill(store.cache()).await {
        Ok(()) => {}
        Err(e) => panic!("{what}: still unusable: {e:?} ({report:?})"),
    }
}

#[tokio::test]
async fn a_damaged_cache_costs_a_new_fetch_and_nothing_else() {
    let templates = Arc::new([template(true).await, template(false).await]);
    // Of a smaller cache than ours, and of a larger one.
    let logs = Arc::new([foreign_log(1..=40).await, foreign_log(1..=500).await]);
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (templates, logs) = (Arc::clone(&templates), Arc::clone(&logs));
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .build()
                    .unwrap();
                for seed in (lane..SEEDS).step_by(LANES) {
                    let template = &templates[seed / LANES % 2];
                    runtime.block_on(spoiled_cache(seed as u64, template, &logs[..]));
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.join().unwrap();
    }
}

/// A damaged precious file is opened as far as it goes, or refused with words; its bytes are
/// always still there, and nothing that was changed leaves.
#[tokio::test]
async fn a_damaged_precious_file_is_never_thrown_away() {
    let templates = [template(true).await, template(false).await];
    for seed in 0..PRECIOUS_SEEDS {
        let template = &templates[usize::try_from(seed % 2).unwrap()];
        let mut rng = Rng::with_seed(1000 + seed);
        let dir = place();
        copy_files(template.dir.path(), dir.path());
        let path = dir.path().join("precious.db");
        let how = spoil(&mut rng, &path, &[]);
        let what = format!("seed {seed}: {how}");
        let spoiled = fs::read(&path).unwrap();
        match Store::open(dir.path()) {
            Err(
                StoreError::Damaged { .. }
                | StoreError::Foreign { .. }
                | StoreError::Internal { .. }
                | StoreError::ReadOnly { .. }
                | StoreError::Newer { .. },
            ) => {
                let now = fs::read(&path).unwrap();
                assert!(now == spoiled, "{what}: a refused file was changed");
            }
            Err(other) => panic!("{what}: {other:?}"),
            Ok((store, report)) => {
                if let super::super::PreciousCondition::Damaged { copy, .. } = &report.precious {
                    assert!(copy.as_ref().is_ok_and(|copy| copy.exists()), "{what}");
                }
                let reader = store.reader();
                for id in 1..=5 {
                    match reader.outgoing_bytes(crate::domain::OutboxId(id)) {
                        Ok(bytes) => assert_eq!(bytes, vec![b'x'; 5000], "{what}"),
                        Err(StoreError::Damaged { .. } | StoreError::Missing(_)) => {}
                        Err(other) => panic!("{what}: {other:?}"),
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn an_emptied_precious_file_is_not_taken_for_a_new_one() {
    let template = template(true).await;
    let path = template.dir.path().join("precious.db");
    fs::write(&path, "").unwrap();
    let (_store, report) = Store::open(template.dir.path()).unwrap();
    let precious = report.precious;
    assert!(
        matches!(precious, super::super::PreciousCondition::Damaged { .. }),
        "{precious:?}"
    );
}

#[tokio::test]
async fn quarantined_caches_do_not_overwrite_each_other() {
    let template = template(true).await;
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..3 {
        fs::write(
            template.dir.path().join("cache.db"),
            "no database at all, but long enough",
        )
        .unwrap();
        let (store, report) = Store::open(template.dir.path()).unwrap();
        let CacheCondition::Rebuilt { quarantined, .. } = report.cache else {
            panic!("{report:?}");
        };
        assert!(quarantined.exists());
        names.insert(quarantined);
        store.close().await.unwrap();
    }
    assert_eq!(names.len(), 3);
}

#[tokio::test]
async fn caches_that_were_put_aside_are_removed_in_the_end() {
    let template = template(true).await;
    let dir = template.dir.path();
    fs::write(dir.join("cache.db"), "no database at all, but long enough").unwrap();
    let (store, report) = Store::open(dir).unwrap();
    let CacheCondition::Rebuilt { quarantined, .. } = report.cache else {
        panic!("{report:?}");
    };
    let wal = PathBuf::from(format!("{}-wal", quarantined.display()));
    fs::write(&wal, "a log").unwrap();
    let now = jiff::Timestamp::now();
    let hour = jiff::SignedDuration::from_hours(1);
    assert_eq!(store.forget_quarantined(now - hour).await.unwrap(), 0);
    assert!(quarantined.exists() && wal.exists());
    assert_eq!(store.forget_quarantined(now + hour).await.unwrap(), 1);
    assert!(!quarantined.exists() && !wal.exists());
    assert!(dir.join("cache.db").exists() && dir.join("precious.db").exists());
    store.close().await.unwrap();
}
