//! Migrations: every earlier format opens, a newer one is refused, a failed change leaves nothing.

use std::path::PathBuf;

use super::super::connection::open_writer;
use super::super::error::{DataFile, StoreError};
use super::super::tests::{at, batch, flags, inbox, outgoing, put_support};
use super::super::{CacheCondition, PreciousCondition, Store, SyncBatch};
use super::*;

const FILES: [(DataFile, &[&str]); 2] = [(DataFile::Precious, PRECIOUS), (DataFile::Cache, CACHE)];

fn open(dir: &Path, file: DataFile) -> Connection {
    open_writer(file, &dir.join(file.name())).unwrap()
}

/// The copies before an upgrade that are there.
fn copies(dir: &Path) -> Vec<PathBuf> {
    let mut copies: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("precious.before"))
        .collect();
    copies.sort();
    copies
}

fn error(fault: Fault, file: DataFile) -> StoreError {
    fault.in_file(file)
}

#[test]
fn every_earlier_format_becomes_the_newest() {
    for (file, changes) in FILES {
        let newest = {
            let dir = tempfile::tempdir().unwrap();
            let mut conn = open(dir.path(), file);
            migrate(file, dir.path(), &mut conn, changes).unwrap();
            schema(&conn).unwrap()
        };
        for earlier in 1..=changes.len() {
            let dir = tempfile::tempdir().unwrap();
            let mut conn = open(dir.path(), file);
            migrate(file, dir.path(), &mut conn, &changes[..earlier]).unwrap();
            drop(conn);
            let mut conn = open(dir.path(), file);
            let migrated = migrate(file, dir.path(), &mut conn, changes).unwrap();
            assert_eq!(migrated.from as usize, earlier);
            assert_eq!(schema(&conn).unwrap(), newest, "{file} from {earlier}");
        }
    }
}

#[tokio::test]
async fn stored_files_of_every_format_open_with_what_is_in_them() {
    // Written by the Postroom of that format, not by the migrations of today.
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema/fixtures");
    for format in 1..=PRECIOUS.len() {
        let dir = tempfile::tempdir().unwrap();
        let from = fixtures.join(format!("precious-v{format}.db"));
        std::fs::copy(&from, dir.path().join("precious.db")).unwrap();
        let (store, report) = Store::open(dir.path()).unwrap();
        assert_eq!(report.precious, PreciousCondition::Good);
        let reader = store.reader();
        let outbox = reader.outbox(&[]).unwrap();
        assert_eq!(outbox.len(), 2);
        for row in outbox {
            let bytes = reader.outgoing_bytes(row.outbox_id).unwrap();
            assert_eq!(bytes.len() as u64, row.size);
        }
        let drafts = reader.drafts().unwrap();
        let draft = reader.draft(drafts[0].id).unwrap().unwrap().draft;
        assert_eq!(draft.attachments[0].bytes, b"attached");
        assert_eq!(reader.acts(None).unwrap().len(), 1);
        assert_eq!(reader.all_evidence().unwrap().len(), 1);
        assert!(reader.remembered("window").unwrap().is_some());
        // Shown as soon as the message is here again.
        put_support(&store).await;
        store
            .cache()
            .apply(&inbox(), read_by_colleague())
            .await
            .unwrap();
        let shown = store.precious().settle_for_me(&inbox(), true, at(0)).await;
        assert_eq!(shown.unwrap(), format >= 5, "format {format}");
        let contacts = usize::from(format >= 8);
        assert_eq!(reader.contacts().unwrap().len(), contacts);
        assert_eq!(reader.not_offered().unwrap().len(), contacts);
        store.close().await.unwrap();
        let conn = open(dir.path(), DataFile::Precious);
        let steps: bool = conn
            .query_row("SELECT EXISTS (SELECT 1 FROM steps)", [], |r| r.get(0))
            .unwrap();
        assert_eq!(steps, format >= 6, "format {format}");
    }
}

/// A message that is marked as read.
fn read_by_colleague() -> SyncBatch {
    let mut read = batch([1]);
    read.added[0].flags = flags(&["\\Seen"]);
    read
}

/// Writes the fixture of the newest format: `cargo test write_the_fixture -- --ignored`, once,
/// when a format is released.
#[tokio::test]
#[ignore = "writes a file of the sources"]
async fn write_the_fixture() {
    use super::super::tests::{anna, support, targets};
    use super::super::{NewAct, NewStep};
    use crate::domain::{
        Act, Attachment, Contact, Draft, Evidence, EvidenceSource, Mode, Phase, SendRight,
        SendRightKey, StepId,
    };
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let precious = store.precious();
    let draft = Draft {
        subject: "A draft".to_owned(),
        attachments: vec![Attachment {
            name: "a.bin".to_owned(),
            media_type: "application/octet-stream".to_owned(),
            bytes: b"attached".to_vec(),
            in_text: false,
        }],
        ..Draft::default()
    };
    precious.save_draft(None, draft, at(0)).await.unwrap();
    for n in 1..=2 {
        let row = precious
            .freeze(outgoing(n), vec![b'x'; 100], None)
            .await
            .unwrap();
        precious.begin_attempt(row.outbox_id).await.unwrap();
        precious
            .enter_phase(row.outbox_id, Phase::Dot)
            .await
            .unwrap();
    }
    let act = NewAct {
        account: anna(),
        act: Act::Delete {
            targets: targets(&[1]),
        },
        created_at: at(0),
        step: None,
    };
    precious.add_act(act.clone()).await.unwrap();
    // The same once more is the same, and is remembered as what a person did.
    let step = NewStep {
        id: StepId(1),
        was: None,
    };
    let again = NewAct {
        step: Some(step),
        ..act
    };
    precious.do_act(again).await.unwrap();
    let key = SendRightKey {
        account: anna(),
        address: support().address,
        mode: Mode::SendAs,
    };
    let evidence = Evidence {
        right: SendRight::Refused,
        source: EvidenceSource::Probe,
        at: at(0),
        words: Some("553 5.7.1".to_owned()),
    };
    precious.put_evidence(&key, &evidence).await.unwrap();
    precious
        .remember("window", &serde_json::json!({}))
        .await
        .unwrap();
    let contact = Contact {
        address: support().address,
        name: Some("Support".to_owned()),
        nickname: None,
        organisation: None,
    };
    precious.put_contacts(vec![contact], at(0)).await.unwrap();
    let other = support().routes[0].account.as_str().parse().unwrap();
    precious.forget_contact(&other, at(0)).await.unwrap();
    put_support(&store).await;
    let mut read = read_by_colleague();
    read.added[0].unread_for_me = true;
    store.cache().apply(&inbox(), read).await.unwrap();
    precious.settle_for_me(&inbox(), true, at(0)).await.unwrap();
    store.close().await.unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema/fixtures");
    std::fs::create_dir_all(&fixtures).unwrap();
    let to = fixtures.join(format!("precious-v{}.db", PRECIOUS.len()));
    std::fs::copy(dir.path().join("precious.db"), to).unwrap();
}

#[tokio::test]
async fn a_newer_format_is_refused_and_left_alone() {
    for (file, changes) in FILES {
        let dir = tempfile::tempdir().unwrap();
        Store::open(dir.path()).unwrap().0.close().await.unwrap();
        let known = u32::try_from(changes.len()).unwrap();
        let conn = open(dir.path(), file);
        conn.execute("UPDATE about SET version = ?1", [known + 1])
            .unwrap();
        conn.pragma_update(None, "user_version", known + 1).unwrap();
        drop(conn);
        let before = std::fs::read(dir.path().join(file.name())).unwrap();
        let Err(refused) = Store::open(dir.path()) else {
            panic!("{file} was opened");
        };
        assert!(
            matches!(refused, StoreError::Newer { file: f, found, known: k }
                if f == file && found == known + 1 && k == known),
            "{refused:?}"
        );
        let after = std::fs::read(dir.path().join(file.name())).unwrap();
        assert!(after == before, "{file} was changed");
    }
}

#[tokio::test]
async fn a_flipped_format_number_is_damage_not_a_newer_version() {
    let dir = tempfile::tempdir().unwrap();
    Store::open(dir.path()).unwrap().0.close().await.unwrap();
    let conn = open(dir.path(), DataFile::Cache);
    conn.pragma_update(None, "user_version", 65).unwrap();
    drop(conn);
    let (store, report) = Store::open(dir.path()).unwrap();
    assert!(
        matches!(report.cache, CacheCondition::Rebuilt { .. }),
        "{report:?}"
    );
    store.close().await.unwrap();
    let conn = open(dir.path(), DataFile::Precious);
    conn.pragma_update(None, "user_version", 65).unwrap();
    drop(conn);
    let Err(refused) = Store::open(dir.path()) else {
        panic!("opened");
    };
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
}

#[test]
fn a_database_of_another_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("precious.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE places (url TEXT); PRAGMA user_version = 3")
        .unwrap();
    drop(conn);
    let Err(refused) = Store::open(dir.path()) else {
        panic!("opened");
    };
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused:?}");
}

#[test]
fn a_precious_file_is_copied_before_it_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    let file = DataFile::Precious;
    let second: &[&str] = &[PRECIOUS[0], "CREATE TABLE more (x INTEGER NOT NULL) STRICT"];
    let mut conn = open(dir.path(), file);
    migrate(file, dir.path(), &mut conn, &PRECIOUS[..1]).unwrap();
    assert_eq!(copies(dir.path()), Vec::<PathBuf>::new());
    let value = "INSERT INTO remembered (key, value) VALUES ('k', '1')";
    conn.execute(value, []).unwrap();

    // A change that fails half way leaves the file as it was.
    let broken: &[&str] = &[PRECIOUS[0], "CREATE TABLE more (x INTEGER) STRICT; SELEKT"];
    let before = schema(&conn).unwrap();
    let fault = migrate(file, dir.path(), &mut conn, broken).unwrap_err();
    assert!(matches!(error(fault, file), StoreError::Internal { .. }));
    assert_eq!(schema(&conn).unwrap(), before);
    let version: i64 = conn
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .unwrap();
    assert_eq!(version, 1);

    let migrated = migrate(file, dir.path(), &mut conn, second).unwrap();
    assert_eq!(migrated, Migrated { from: 1, to: 2 });
    // One: the attempt that failed had copied what was there then.
    let [copy] = &copies(dir.path())[..] else {
        panic!("{:?}", copies(dir.path()));
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let copy = Connection::open(copy).unwrap();
    assert_eq!(schema(&copy).unwrap(), before);
    let kept: i64 = copy
        .query_row("SELECT count(*) FROM remembered", [], |r| r.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn every_table_is_strict_and_every_counter_is_never_used_again() {
    for (file, changes) in FILES {
        let dir = tempfile::tempdir().unwrap();
        let mut conn = open(dir.path(), file);
        migrate(file, dir.path(), &mut conn, changes).unwrap();
        for (name, sql) in schema(&conn).unwrap() {
            let sql = sql.unwrap_or_default();
            let own = sql.starts_with("CREATE TABLE") && !name.starts_with("sqlite_");
            if own && !name.starts_with("words_") {
                assert!(sql.contains("STRICT"), "{name}");
            }
            if ["outbox", "drafts", "acts"].contains(&name.as_str()) {
                assert!(sql.contains("AUTOINCREMENT"), "{name}");
            }
        }
    }
}

/// The usual way to change what `ALTER TABLE` cannot: a new table, a copy of the rows, the old
/// table dropped, the new one renamed.
fn rebuild_of_outbox(conn: &Connection) -> String {
    let schema = schema(conn).unwrap();
    let made = schema.iter().find(|(name, _)| name == "outbox").unwrap();
    let (_, rest) = made.1.as_ref().unwrap().split_once('(').unwrap();
    let (columns, _) = rest.rsplit_once(") STRICT").unwrap();
    format!(
        "CREATE TABLE outbox_new ({columns}) STRICT; \
         INSERT INTO outbox_new SELECT * FROM outbox; DROP TABLE outbox; \
         ALTER TABLE outbox_new RENAME TO outbox; \
         CREATE INDEX outbox_by_state ON outbox (state);"
    )
}

#[tokio::test]
async fn rebuilding_the_outbox_keeps_what_was_frozen() {
    let file = DataFile::Precious;
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    for n in 1..=2 {
        let bytes = vec![b'x'; 10_000];
        store
            .precious()
            .freeze(outgoing(n), bytes, None)
            .await
            .unwrap();
    }
    store.close().await.unwrap();
    let count = |conn: &Connection| -> (i64, i64, i64) {
        let count = |sql: &str| conn.query_row(sql, [], |r| r.get(0)).unwrap();
        (
            count("SELECT count(*) FROM outbox"),
            count("SELECT count(*) FROM frozen"),
            count("PRAGMA foreign_keys"),
        )
    };

    let mut conn = open(dir.path(), file);
    let now = u32::try_from(PRECIOUS.len()).unwrap();
    let rebuild = rebuild_of_outbox(&conn);
    let rebuilt = [PRECIOUS, &[rebuild.as_str()]].concat();
    let migrated = migrate(file, dir.path(), &mut conn, &rebuilt).unwrap();
    let (from, to) = (now, now + 1);
    assert_eq!(migrated, Migrated { from, to });
    assert_eq!(count(&conn), (2, 2, 1));
    assert!(schema(&conn).unwrap().iter().any(|(_, sql)| {
        sql.as_ref()
            .is_some_and(|sql| sql.contains("REFERENCES outbox (id)"))
    }));

    // A change that would leave frozen bytes without their message is not made.
    let loses = [&rebuilt[..], &["DELETE FROM outbox WHERE id = 1"]].concat();
    let fault = migrate(file, dir.path(), &mut conn, &loses).unwrap_err();
    let refused = error(fault, file);
    assert!(
        matches!(refused, StoreError::Internal { .. }),
        "{refused:?}"
    );
    assert_eq!(count(&conn), (2, 2, 1));
    let version: u32 = conn
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .unwrap();
    assert_eq!(version, now + 1);
}

/// A first format and the next, with something precious in the file.
fn upgrade(dir: &Path, value: i64, changes: &[&str]) -> Result<Migrated, StoreError> {
    let file = DataFile::Precious;
    let _ = std::fs::remove_file(dir.join(file.name()));
    let mut conn = open(dir, file);
    migrate(file, dir, &mut conn, &PRECIOUS[..1]).unwrap();
    conn.execute(
        "INSERT INTO remembered (key, value) VALUES ('k', ?1)",
        [value.to_string()],
    )
    .unwrap();
    migrate(file, dir, &mut conn, changes).map_err(|fault| error(fault, file))
}

fn remembered(copy: &Path) -> i64 {
    let conn = Connection::open(copy).unwrap();
    conn.query_row("SELECT value FROM remembered", [], |r| {
        r.get::<_, String>(0)
    })
    .unwrap()
    .parse()
    .unwrap()
}

const SECOND: &[&str] = &[PRECIOUS[0], "CREATE TABLE more (x INTEGER) STRICT"];

#[test]
fn each_upgrade_has_a_copy_of_its_own_and_the_newest_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    for value in 1..=5 {
        // Restored from a backup, used for a while, upgraded again.
        upgrade(dir.path(), value, SECOND).unwrap();
        // The clock stands in the names, and these are made within one second.
        for copy in copies(dir.path()) {
            let name = copy.file_name().unwrap().to_str().unwrap();
            if !name.contains("2020") {
                let old = format!("precious.before-v2-2020010{value}T000000Z");
                std::fs::rename(&copy, dir.path().join(old)).unwrap();
            }
        }
    }
    let kept: Vec<i64> = copies(dir.path()).iter().map(|c| remembered(c)).collect();
    assert_eq!(kept, [3, 4, 5]);
}

#[test]
fn an_upgrade_that_fails_again_and_again_leaves_one_copy() {
    let broken: &[&str] = &[PRECIOUS[0], "SELEKT"];
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..4 {
        upgrade(dir.path(), 7, broken).unwrap_err();
    }
    let copies = copies(dir.path());
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!(remembered(&copies[0]), 7);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_text_is_copied_in_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join(std::ffi::OsStr::from_bytes(b"pr\xffofil"));
    std::fs::create_dir(&odd).unwrap();
    upgrade(&odd, 7, SECOND).unwrap();
    assert_eq!(remembered(&copies(&odd)[0]), 7);
}
