//! T53: an upgrade that is cut off, by a kill at each step or by the power, is brought to its end by
//! the next start. The copy of what was there before is whole.

use std::path::Path;

use fastrand::Rng;

use postroom::store::Store;

use super::recorded::{Event, record};
use super::replayed::{Disk, Left};
use super::{child, full_form, in_memory, opened, seed};

const PROFILE: &str = "POSTROOM_DISK_UPGRADE_PROFILE";
const CHILD: &str = "upgrade::child_that_upgrades";

/// The child: opens the profile, which brings it to the newest format. Does nothing unless a parent
/// started it.
#[test]
fn child_that_upgrades() {
    let Ok(profile) = std::env::var(PROFILE) else {
        return;
    };
    let (store, _) = Store::open(profile.as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(store.close()).unwrap();
}

/// A profile of the first format of both files, with something in each.
fn old_profile(dir: &Path) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema");
    let precious = schema.join("fixtures/precious-v1.db");
    std::fs::copy(precious, dir.join("precious.db")).unwrap();
    let conn = rusqlite::Connection::open(dir.join("cache.db")).unwrap();
    let mode: String = conn
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    let first = std::fs::read_to_string(schema.join("cache/001_initial.sql")).unwrap();
    conn.execute_batch(&first).unwrap();
    conn.execute_batch(
        "UPDATE about SET version = 1;
         PRAGMA user_version = 1;
         PRAGMA application_id = 0x506F7374;
         INSERT INTO mailboxes (tag, address) VALUES ('support@example.org', 'support@example.org');",
    )
    .unwrap();
}

/// The formats of the copies of before; each must be whole. Each change is a transaction: where the
/// upgrade was cut off between two of them there is one more copy, of that state.
fn copies(dir: &Path) -> Result<Vec<i64>, String> {
    let mut formats = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.contains(".part") {
            return Err(format!("{name} is left"));
        }
        if name.starts_with("precious.before-") && !name.ends_with("-journal") {
            opened::integrity(&path)?;
            let conn = rusqlite::Connection::open(&path).unwrap();
            let format = conn.query_row("PRAGMA user_version", [], |row| row.get(0));
            let rows = conn.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0));
            if rows != Ok(2) {
                return Err(format!("{name} is not what was there before: {rows:?}"));
            }
            formats.push(format.unwrap());
        }
    }
    formats.sort_unstable();
    Ok(formats)
}

/// The newest format.
fn newest() -> i64 {
    let changes = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema/precious");
    i64::try_from(std::fs::read_dir(changes).unwrap().count()).unwrap()
}

/// Opens what was found, and says what is in it.
fn go_on(dir: &Path) -> Result<String, String> {
    let contents = opened::contents(dir)?;
    match copies(dir)?.as_slice() {
        [1] => {}
        [1, between] if (2..newest()).contains(between) => {}
        formats => return Err(format!("copies of {formats:?}")),
    }
    let (store, _) = Store::open(dir).map_err(|error| error.to_string())?;
    let mailboxes = store.reader().mailboxes().map_err(|e| e.to_string())?;
    match mailboxes.len() {
        1 => Ok(contents),
        count => Err(format!("{count} mailboxes in the cache")),
    }
}

#[test]
fn an_upgrade_that_is_cut_off_is_brought_to_its_end() {
    let profile = in_memory();
    old_profile(profile.path());
    let recording = record(&child(CHILD, PROFILE, profile.path()), profile.path());
    let expected = go_on(profile.path()).unwrap();
    let mut disk = Disk::before(&recording);
    let (seed, mut wrong, mut count) = (seed(), Vec::new(), 0);
    let mut rng = Rng::with_seed(seed);
    for (n, event) in recording.events.iter().enumerate() {
        let is_sync = matches!(event, Event::Synced(_) | Event::FolderSynced);
        let mut ways = match event {
            Event::Said(_) => vec![],
            // Killed before this step.
            _ => vec![Left::All],
        };
        if is_sync {
            ways.extend([Left::Nothing, Left::Some, Left::Torn]);
            if full_form() {
                ways.extend([Left::Some, Left::Torn].repeat(20));
            }
        }
        for left in ways {
            let dir = in_memory();
            let found = disk.found(left, &mut rng);
            found.put_into(dir.path());
            count += 1;
            let place = format!("seed {seed}, event {n}, {left:?}");
            match go_on(dir.path()) {
                Ok(contents) if contents == expected => {}
                Ok(contents) => wrong.push(format!("{place}: {contents}")),
                Err(error) => wrong.push(format!("{place}: {error} ({})", found.listing())),
            }
        }
        disk.happen(event);
    }
    assert!(count > 100, "{count} cases");
    let some: Vec<_> = wrong.iter().take(5).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        some.join("\n")
    );
    println!("{count} cases");
}
