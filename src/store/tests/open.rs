//! Opening and closing: who may read the files, the sign of an unclean end, what is refused.

use super::super::{
    CacheCondition, DataFile, ListFilter, PreciousCondition, Reader, Store, StoreError, connection,
};
use super::*;

#[tokio::test]
async fn a_new_profile_is_made_and_reported() {
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("a/b");
    let (store, report) = Store::open(&profile).unwrap();
    assert_eq!(report.cache, CacheCondition::New);
    assert_eq!(report.precious, PreciousCondition::New);
    assert!(!report.unclean_end);
    store.close().await.unwrap();
    assert!(!profile.join("store.running").exists());
    // Closed files stand alone: nothing is left in a log.
    assert!(!profile.join("precious.db-wal").exists());
    assert!(!profile.join("cache.db-wal").exists());
    let (_store, report) = Store::open(&profile).unwrap();
    assert_eq!(report.cache, CacheCondition::Good);
    assert_eq!(report.precious, PreciousCondition::Good);
}

#[tokio::test]
async fn a_closed_profile_is_read_without_being_opened_unless_something_is_to_be_done() {
    let nowhere = tempfile::tempdir().unwrap();
    assert!(Reader::alone(nowhere.path()).is_none());
    assert_eq!(std::fs::read_dir(nowhere.path()).unwrap().count(), 0);
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    assert!(Reader::alone(dir.path()).is_none(), "somebody has it open");
    store.close().await.unwrap();
    let reader = Reader::alone(dir.path()).unwrap();
    let rows = reader.list(&inbox(), ListFilter::default(), 9).unwrap();
    assert_eq!(rows.len(), 2);
    drop(reader);
    let cache = dir.path().join("cache.db");
    let format = |number: u32| {
        let conn = Connection::open(&cache).unwrap();
        let about = format!("UPDATE about SET version = {number}; PRAGMA user_version = {number}");
        conn.execute_batch(&about).unwrap();
    };
    let known = u32::try_from(migrate::CACHE.len()).unwrap();
    for other in [known - 1, known + 1] {
        format(other);
        assert!(Reader::alone(dir.path()).is_none(), "format {other}");
    }
    format(known);
    assert!(Reader::alone(dir.path()).is_some());
    let sign = dir.path().join("store.running");
    for mark in [
        "running\n",
        "suspect cache.db\n",
        "unchecked cache.db\n",
        "torn",
    ] {
        std::fs::write(&sign, mark).unwrap();
        assert!(Reader::alone(dir.path()).is_none(), "{mark}");
    }
    std::fs::remove_file(&sign).unwrap();
    std::fs::write(&cache, b"no database at all").unwrap();
    assert!(Reader::alone(dir.path()).is_none());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("profile");
    std::fs::create_dir(&profile).unwrap();
    std::fs::set_permissions(&profile, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (store, _) = Store::open(&profile).unwrap();
    put_support(&store).await;
    store
        .precious()
        .remember("k", &serde_json::json!(1))
        .await
        .unwrap();
    store.reader().remembered("k").unwrap();
    assert_eq!(mode(&profile), 0o700);
    let mut seen = 0;
    for entry in std::fs::read_dir(&profile).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen += 1;
    }
    // Two databases, each with its log and index, and the sign.
    assert_eq!(seen, 7);
}

#[tokio::test]
async fn an_unclean_end_is_noticed_and_nothing_is_lost() {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let id = store
        .precious()
        .freeze(outgoing(1), vec![1], None)
        .await
        .unwrap()
        .outbox_id;
    // What a crash leaves: the files as they are now, the log not folded in.
    let after = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, after.path().join(from.file_name().unwrap())).unwrap();
    }
    let (crashed, report) = Store::open(after.path()).unwrap();
    assert!(report.unclean_end);
    assert_eq!(report.cache, CacheCondition::Good);
    assert_eq!(report.precious, PreciousCondition::Good);
    assert_eq!(crashed.reader().outgoing_bytes(id).unwrap(), [1]);
    let order = crashed.reader().order(&inbox(), ListFilter::default());
    assert_eq!(order.unwrap(), [2, 1]);
}

#[tokio::test]
async fn after_closing_every_clone_says_so() {
    let (_dir, store) = new_store();
    let (clone, reader) = (store.clone(), store.reader());
    store.close().await.unwrap();
    let write = clone.precious().remember("k", &serde_json::json!(1)).await;
    assert!(matches!(write, Err(StoreError::Closed)), "{write:?}");
    let read = reader.mailboxes();
    assert!(matches!(read, Err(StoreError::Closed)), "{read:?}");
    clone.close().await.unwrap();
}

#[tokio::test]
async fn many_read_while_one_writes() {
    let (_dir, store) = store_with_support().await;
    let readers: Vec<_> = (0..16)
        .map(|_| {
            let reader = store.reader();
            tokio::spawn(async move {
                let mut last = 0;
                while last < 100 {
                    let order = reader
                        .run(|r| r.order(&inbox(), ListFilter::default()))
                        .await
                        .unwrap();
                    assert!(order.len() >= last, "a reader went back in time");
                    // A batch is seen whole or not at all.
                    assert_eq!(order.len() % 10, 0);
                    last = order.len();
                }
            })
        })
        .collect();
    for n in 0..10 {
        let uids = n * 10 + 1..=n * 10 + 10;
        store.cache().apply(&inbox(), batch(uids)).await.unwrap();
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

#[tokio::test]
async fn a_write_goes_on_when_nobody_waits_for_it() {
    let (_dir, store) = new_store();
    let value = serde_json::json!("kept");
    {
        let write = store.precious().remember("k", &value);
        let mut write = Box::pin(write);
        // Polled once, then dropped.
        std::future::poll_fn(|cx| {
            let _ = write.as_mut().poll(cx);
            std::task::Poll::Ready(())
        })
        .await;
    }
    // The next write comes after it.
    store.precious().remember("other", &value).await.unwrap();
    assert_eq!(store.reader().remembered("k").unwrap(), Some(value));
}

#[tokio::test]
async fn the_connections_have_the_settings_that_keep_data_safe() {
    let dir = tempfile::tempdir().unwrap();
    for (file, synchronous) in [(DataFile::Precious, 2), (DataFile::Cache, 1)] {
        let conn = connection::open_writer(file, &dir.path().join(file.name())).unwrap();
        let number = |pragma: &str| -> i64 {
            conn.pragma_query_value(None, pragma, |r| r.get(0))
                .unwrap_or(0)
        };
        assert_eq!(number("synchronous"), synchronous, "{file}");
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("cell_size_check"), 1);
        assert_eq!(number("trusted_schema"), 0);
        assert_eq!(number("mmap_size"), 0);
        let mode: String = conn
            .pragma_query_value(None, "journal_mode", |r| r.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
    }
    connection::check_library().unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    // Not even root can make a folder below a file.
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let Err(error) = Store::open(&file.join("profile")) else {
        panic!("opened");
    };
    assert!(matches!(error, StoreError::Place { .. }), "{error:?}");
}

#[tokio::test]
async fn a_full_disk_refuses_the_write_and_keeps_what_was_there() {
    let (dir, store) = new_store();
    let precious = store.precious();
    let id = precious
        .freeze(outgoing(1), vec![b'x'; 1000], None)
        .await
        .unwrap()
        .outbox_id;
    // SQLite's own limit stands for the disk's: it answers SQLITE_FULL in the same places.
    precious
        .write_for_test(|tx| {
            let pages: i64 = tx.pragma_query_value(None, "page_count", |r| r.get(0))?;
            tx.pragma_query_value(None, "max_page_count", |r| r.get::<_, i64>(0))?;
            tx.query_row(&format!("PRAGMA max_page_count = {}", pages + 2), [], |r| {
                r.get::<_, i64>(0)
            })?;
            Ok(())
        })
        .await;
    let error = precious
        .freeze(outgoing(2), vec![b'x'; 100_000], None)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Full {
                file: DataFile::Precious
            }
        ),
        "{error:?}"
    );
    assert!(!store.damage_met());
    let (store, _) = reopen(&dir, store).await;
    let outbox = store.reader().outbox(&[]).unwrap();
    assert_eq!(outbox.iter().map(|o| o.outbox_id).collect::<Vec<_>>(), [id]);
}

/// The power went while the very first page was written.
#[tokio::test]
async fn files_torn_while_they_were_made_are_made_again() {
    for file in [DataFile::Precious, DataFile::Cache] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(file.name());
        std::fs::write(&path, vec![0xf5; 2140]).unwrap();
        // https://www.sqlite.org/fileformat.html, 3: no pages, of a file that had none.
        let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
        for number in [0_u32, 1, 0, 512, 4096] {
            journal.extend(number.to_be_bytes());
        }
        journal.resize(512, 0);
        std::fs::write(path.with_extension("db-journal"), journal).unwrap();
        let (store, report) = Store::open(dir.path()).unwrap();
        assert_eq!(report.precious, PreciousCondition::New);
        assert_eq!(report.cache, CacheCondition::New);
        put_support(&store).await;
    }
}

#[tokio::test]
async fn folders_and_roles_follow_the_listings() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let mailbox = support().id();
    assert_eq!(reader.mailboxes().unwrap(), [support()]);
    assert_eq!(reader.mailbox(&mailbox).unwrap(), Some(support()));
    let sent = FolderId::of(&mailbox, "Sent");
    cache.apply(&inbox(), batch([1])).await.unwrap();

    // A person gives another folder the role of Sent, and takes it back: a listing says what holds now.
    let mut listing = vec![folder(&mailbox, "INBOX"), folder(&mailbox, "Gesendet")];
    let changed = cache.put_folders(&mailbox, &listing, false).await.unwrap();
    let by_hand = FolderId::of(&mailbox, "Gesendet");
    assert_eq!(changed.added, std::slice::from_ref(&by_hand));
    assert!(changed.changed.is_empty() && changed.removed.is_empty());
    let mut chosen = listing.clone();
    chosen[1].role = FolderRole::Sent;
    chosen[1].role_source = RoleSource::Confirmed;
    let changed = cache.put_folders(&mailbox, &chosen, false).await.unwrap();
    assert_eq!(changed.changed, std::slice::from_ref(&by_hand));
    let found = reader
        .folder_by_role(&mailbox, FolderRole::Sent)
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, found.role_source),
        (by_hand.clone(), RoleSource::Confirmed)
    );
    let changed = cache.put_folders(&mailbox, &listing, false).await.unwrap();
    assert_eq!(changed.changed, std::slice::from_ref(&by_hand));
    let found = reader.folder_by_role(&mailbox, FolderRole::Sent).unwrap();
    assert_eq!(found.unwrap().id, sent);

    // Rights that a listing does not know are kept; what the messages are stays too.
    listing[0].rights_source = RightsSource::Unknown;
    listing[0].rights = Rights::default();
    assert!(
        cache
            .put_folders(&mailbox, &listing, false)
            .await
            .unwrap()
            .is_empty()
    );
    let read_only = Rights::parse("lr");
    let news = [
        (inbox(), read_only, RightsSource::MyRights),
        (sent.clone(), Rights::all(), RightsSource::MyRights),
    ];
    let changed = cache.set_rights(&anna(), &news, at(50)).await.unwrap();
    assert_eq!(changed, [inbox()]);
    let now = reader.folder(&inbox()).unwrap().unwrap();
    assert_eq!(
        (now.rights, now.rights_checked_at),
        (read_only, Some(at(50)))
    );
    assert_eq!((now.total, now.uid_validity), (1, 7));
    let refused = FolderState::Refused("NO permission denied".to_owned());
    assert!(
        cache
            .set_folder_state(&inbox(), refused.clone())
            .await
            .unwrap()
    );
    assert!(!cache.set_folder_state(&inbox(), refused).await.unwrap());

    // Only a complete listing removes.
    let changed = cache
        .put_folders(&mailbox, &listing[..1], true)
        .await
        .unwrap();
    let mut gone = vec![sent, by_hand];
    gone.sort();
    let mut removed = changed.removed;
    removed.sort();
    assert_eq!(removed, gone);
    assert!(cache.remove_mailbox(&mailbox).await.unwrap());
    assert!(!cache.remove_mailbox(&mailbox).await.unwrap());
    assert!(reader.folders(&mailbox).unwrap().is_empty());
    assert!(reader.by_message_id("m1@example.net").unwrap().is_empty());
    let none = cache
        .put_folders(&mailbox, &listing, true)
        .await
        .unwrap_err();
    assert!(matches!(none, StoreError::Missing(_)), "{none:?}");
}
