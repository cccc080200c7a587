//! Batches of a sync.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::Connection;

use super::super::super::connection::in_transaction;
use super::super::super::tests::{
    at, batch, cache_in_memory, flags, inbox, key, message, store_with_support, support,
};
use super::super::folders::SyncState;
use super::super::listing::{ListFilter, ORDER};
use super::*;
use crate::domain::{FolderRole, MailboxKind, SentBy};
use crate::store::WantedTexts;

/// In a mail that came in, anybody may have written who sent it; in a team's Sent folder it was
/// the team.
#[tokio::test]
async fn who_sent_it_is_believed_only_in_the_sent_folder_of_a_team() {
    let (_dir, store) = store_with_support().await;
    let anna = NamedAddress::bare(&support().address);
    let folders = store.reader().folders(&support().id()).unwrap();
    let named = || SyncBatch {
        added: vec![NewMessage {
            sent_by: Some(anna.clone()),
            ..message(1)
        }],
        ..batch([2])
    };
    let shown = |folder: &FolderId| {
        let rows = store.reader().list(folder, ListFilter::default(), 9);
        let mut rows = rows.unwrap();
        rows.sort_by_key(|row| row.id.uid);
        rows.into_iter().map(|row| row.sent_by).collect::<Vec<_>>()
    };
    for mut folder in folders {
        let cache = store.cache();
        let mut both = named();
        both.added.push(message(2));
        cache.apply(&folder.id, both).await.unwrap();
        for (role, kind, team) in [
            (FolderRole::Sent, MailboxKind::Shared, true),
            (FolderRole::Sent, MailboxKind::Personal, false),
            (FolderRole::Inbox, MailboxKind::Shared, false),
            (FolderRole::Other, MailboxKind::Shared, false),
        ] {
            let mut mailbox = support();
            mailbox.kind = kind;
            cache.put_mailbox(&mailbox).await.unwrap();
            folder.role = role;
            let one = std::slice::from_ref(&folder);
            cache.put_folders(&mailbox.id(), one, false).await.unwrap();
            let expected = if team {
                [SentBy::Member(anna.clone()), SentBy::Unknown]
            } else {
                [SentBy::NotAsked, SentBy::NotAsked]
            };
            assert_eq!(shown(&folder.id), expected, "{role:?} {kind:?}");
        }
    }
}

#[tokio::test]
async fn a_batch_adds_changes_and_removes() {
    let (_dir, store) = store_with_support().await;
    let applied = store
        .cache()
        .apply(&inbox(), batch([1, 2, 3]))
        .await
        .unwrap();
    assert_eq!(applied.added, [key(1), key(2), key(3)]);
    let second = SyncBatch {
        flags: vec![
            (1, flags(&["\\Seen", "$Label1"]), Some(9)),
            (2, flags(&[]), None),
            (8, flags(&["\\Seen"]), None),
        ],
        removed: vec![3, 4],
        uid_next: Some(5),
        highest_modseq: Some(9),
        completed_at: Some(at(99)),
        ..batch([])
    };
    let applied = store.cache().apply(&inbox(), second).await.unwrap();
    assert_eq!(applied.changed, [key(1)]);
    assert_eq!(applied.removed, [key(3)]);
    assert_eq!(applied.unknown, [8]);

    let reader = store.reader();
    let folder = reader.folder(&inbox()).unwrap().unwrap();
    assert_eq!(
        (folder.total, folder.unread, folder.uid_validity),
        (2, 1, 7)
    );
    let state = reader.sync_state(&inbox()).unwrap().unwrap();
    assert_eq!(state.uid_next, Some(5));
    assert_eq!(state.highest_modseq, Some(9));
    assert_eq!(state.completed_at, Some(at(99)));
    assert_eq!(
        reader.order(&inbox(), ListFilter::default()).unwrap(),
        [2, 1]
    );

    // What comes back is what was given.
    let header = reader.message(&key(1)).unwrap().unwrap();
    let given = message(1);
    assert_eq!(header.message_id, given.message_id);
    assert_eq!(header.participants, given.participants);
    assert_eq!(header.subject, given.subject);
    assert_eq!(header.date, given.date);
    assert_eq!(header.date_header, given.date_header);
    assert_eq!(header.size, given.size);
    assert_eq!(header.flags, flags(&["\\Seen", "$Label1"]));
    assert_eq!(header.mailbox, support().id());
    assert_eq!(header.folder, "INBOX");
    assert_eq!(header.thread_id, "m1@example.net");
    assert_eq!(reader.by_message_id("m1@example.net").unwrap(), [key(1)]);
    assert!(reader.by_message_id("").unwrap().is_empty());
}

#[tokio::test]
async fn a_new_uid_validity_resets_that_folder_only() {
    let (_dir, store) = store_with_support().await;
    let sent = FolderId::of(&support().id(), "Sent");
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let completed = SyncBatch {
        uid_next: Some(9),
        highest_modseq: Some(9),
        completed_at: Some(at(0)),
        ..batch([1, 2, 3])
    };
    store.cache().apply(&sent, completed.clone()).await.unwrap();
    store.cache().apply(&inbox(), completed).await.unwrap();

    let anew = SyncBatch {
        uid_validity: 8,
        ..batch([1])
    };
    let applied = store.cache().apply(&inbox(), anew).await.unwrap();
    assert!(applied.reset);
    let reader = store.reader();
    assert_eq!(reader.order(&inbox(), ListFilter::default()).unwrap(), [1]);
    assert_eq!(reader.folder(&sent).unwrap().unwrap().total, 3);
    let state = reader.sync_state(&inbox()).unwrap().unwrap();
    assert_eq!(state.uid_validity, Some(8));
    assert_eq!(
        (state.uid_next, state.highest_modseq, state.completed_at),
        (None, None, None)
    );
    // Keys of the old validity name nothing any more.
    assert_eq!(reader.message(&key(1)).unwrap(), None);
    assert_eq!(reader.body(&key(1)).unwrap(), None);
}

#[tokio::test]
async fn a_folder_that_leads_elsewhere_keeps_nothing_of_before() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let reader = store.reader();
    let mut folder = reader.folder(&inbox()).unwrap().unwrap();
    folder.wire_name = "shared/another".to_owned();
    let mailbox = folder.mailbox.clone();
    let put = store.cache().put_folders(&mailbox, &[folder], false).await;
    assert_eq!(put.unwrap().changed, [inbox()]);
    let after = reader.folder(&inbox()).unwrap().unwrap();
    assert_eq!((after.total, after.uid_validity), (0, 0));
    assert!(reader.message(&key(1)).unwrap().is_none());
    assert_eq!(
        reader.sync_state(&inbox()).unwrap().unwrap(),
        SyncState::default()
    );
}

#[tokio::test]
async fn a_batch_for_a_folder_that_is_gone_is_refused() {
    let (_dir, store) = store_with_support().await;
    let gone = FolderId::of(&support().id(), "Gone");
    let error = store.cache().apply(&gone, batch([1])).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing(_)), "{error:?}");
}

#[tokio::test]
async fn bodies_are_kept_while_their_message_is() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    cache.apply(&inbox(), batch([1, 2, 3])).await.unwrap();
    assert!(
        cache
            .put_body(&key(2), b"raw".to_vec(), "text", "prev", None)
            .await
            .unwrap()
    );
    assert!(
        !cache
            .put_body(&key(9), b"raw".to_vec(), "", "", None)
            .await
            .unwrap()
    );
    assert_eq!(reader.body(&key(2)).unwrap().unwrap(), b"raw");
    assert_eq!(reader.message(&key(2)).unwrap().unwrap().preview, "prev");
    let missing = |wanted, behind, limit| -> Vec<u32> {
        let missing = reader.missing_bodies(&inbox(), wanted, behind, limit);
        missing.unwrap().iter().map(|missing| missing.uid).collect()
    };
    let all = WantedTexts {
        since: at(0),
        with_attachments: 0,
        largest: 1_000_000,
        from_uid: 0,
    };
    let since = |since| WantedTexts { since, ..all };
    assert_eq!(missing(all, None, 10), [3, 1]);
    assert_eq!(missing(since(at(3)), None, 10), [3]);
    let from_two = WantedTexts { from_uid: 2, ..all };
    assert_eq!(missing(from_two, None, 10), [3]);
    // In steps.
    let first = reader.missing_bodies(&inbox(), all, None, 1).unwrap();
    assert_eq!((first[0].uid, first[0].whole), (3, true));
    assert_eq!(missing(all, Some(first[0].behind), 1), [1]);
    let gone = SyncBatch {
        removed: vec![2],
        ..batch([])
    };
    cache.apply(&inbox(), gone).await.unwrap();
    assert_eq!(reader.body(&key(2)).unwrap(), None);
}

#[test]
fn an_order_reads_one_covering_index_and_sorts_nothing() {
    let conn = cache_in_memory();
    let mut statement = conn
        .prepare(&format!("EXPLAIN QUERY PLAN {ORDER}"))
        .unwrap();
    let plan: Vec<String> = statement
        .query_map((1, 0, 0, 0, 1, 10), |r| r.get("detail"))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(plan.len(), 1, "{plan:?}");
    assert!(
        plan[0].contains("COVERING INDEX messages_in_order"),
        "{plan:?}"
    );
}

#[tokio::test]
async fn filters_narrow_an_order() {
    let (_dir, store) = store_with_support().await;
    let names = [
        &["\\Seen"][..],
        &["\\Flagged"],
        &["\\Seen", "\\Answered"],
        &[],
    ];
    let mut batch = batch(1..=4);
    for (message, names) in batch.added.iter_mut().zip(names) {
        message.flags = flags(names);
        message.has_attachment = Some(message.uid == 3);
        message.is_automatic = message.uid == 2;
    }
    store.cache().apply(&inbox(), batch).await.unwrap();
    let of = |filter| store.reader().order(&inbox(), filter).unwrap();
    let all = ListFilter::default();
    assert_eq!(
        of(ListFilter {
            unread: true,
            ..all
        }),
        [4, 2]
    );
    assert_eq!(
        of(ListFilter {
            flagged: true,
            ..all
        }),
        [2]
    );
    assert_eq!(
        of(ListFilter {
            unanswered: true,
            ..all
        }),
        [4, 1]
    );
    assert_eq!(
        of(ListFilter {
            with_attachment: true,
            ..all
        }),
        [3]
    );
    assert_eq!(
        of(ListFilter {
            unread: true,
            flagged: true,
            ..all
        }),
        [2]
    );
    let listed = store.reader().list(&inbox(), all, 2).unwrap();
    assert_eq!(listed.iter().map(|h| h.id.uid).collect::<Vec<_>>(), [4, 3]);
}

/// What a server can tell, one thing at a time.
#[derive(Debug, Clone)]
enum Told {
    New(u32, Flags),
    Flags(u32, Flags),
    Gone(u32),
    Validity(u32),
}

fn told() -> impl Strategy<Value = Told> {
    let uid = 1u32..12;
    let some_flags = prop::sample::subsequence(vec!["\\Seen", "\\Flagged", "$a", "B"], 0..4)
        .prop_map(|names| flags(&names));
    prop_oneof![
        4 => (uid.clone(), some_flags.clone()).prop_map(|(u, f)| Told::New(u, f)),
        4 => (uid.clone(), some_flags).prop_map(|(u, f)| Told::Flags(u, f)),
        2 => uid.prop_map(Told::Gone),
        1 => (7u32..9).prop_map(Told::Validity),
    ]
}

/// Everything a reader can see of the folder.
fn seen(conn: &Connection) -> (BTreeMap<u32, (Flags, String)>, u32, u32, u32) {
    let folder = super::super::folders::folder_of(conn, &inbox())
        .unwrap()
        .unwrap();
    let held = server_flags(conn, 1).unwrap();
    let shown = held
        .into_iter()
        .map(|(uid, flags)| {
            let held = held_shown(conn, uid);
            assert_eq!(held, flags);
            (uid, (flags, subject(conn, uid)))
        })
        .collect();
    (shown, folder.total, folder.unread, folder.uid_validity)
}

fn held_shown(conn: &Connection, uid: u32) -> Flags {
    held(conn, 1, uid).unwrap().unwrap().shown.flags
}

fn subject(conn: &Connection, uid: u32) -> String {
    let sql = "SELECT subject FROM headers JOIN messages m ON m.id = message WHERE m.uid = ?1";
    conn.query_row(sql, [uid], |r| r.get(0)).unwrap()
}

/// Applies what was told, cut into batches at `cuts`. A batch knows one UIDVALIDITY, and its
/// additions come before its flags and its removals, so those orders are cut too.
fn run(all: &[Told], cuts: &[bool]) -> Connection {
    let mut conn = cache_in_memory();
    let mut validity = 7;
    let mut batch = SyncBatch {
        uid_validity: validity,
        ..SyncBatch::default()
    };
    let mut flush = |batch: &mut SyncBatch, validity: u32| {
        let full = std::mem::replace(
            batch,
            SyncBatch {
                uid_validity: validity,
                ..SyncBatch::default()
            },
        );
        in_transaction(&mut conn, |tx| {
            apply(tx, &inbox(), &full, &[], &Since::default())
        })
        .unwrap();
    };
    for (told, cut) in all.iter().zip(cuts) {
        let ordered = match told {
            Told::New(..) => batch.flags.is_empty() && batch.removed.is_empty(),
            Told::Flags(..) => batch.removed.is_empty(),
            Told::Gone(_) => true,
            Told::Validity(_) => false,
        };
        if *cut || !ordered {
            if let Told::Validity(new) = told {
                validity = *new;
            }
            flush(&mut batch, validity);
        }
        match told.clone() {
            Told::New(uid, flags) => batch.added.push(NewMessage {
                flags,
                subject: format!("{validity}-{uid}"),
                ..message(uid)
            }),
            Told::Flags(uid, flags) => batch.flags.push((uid, flags, None)),
            Told::Gone(uid) => batch.removed.push(uid),
            Told::Validity(_) => {}
        }
    }
    flush(&mut batch, validity);
    // The words of what is gone are gone.
    let (messages, words): (i64, i64) = conn
        .query_row(
            "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM words_docsize)",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .unwrap();
    assert_eq!(messages, words);
    conn
}

/// The same, in memory and in plain words.
fn model(all: &[Told]) -> (BTreeMap<u32, (Flags, String)>, u32, u32, u32) {
    let mut validity = 7;
    let mut held = BTreeMap::new();
    for told in all {
        match told.clone() {
            Told::New(uid, flags) => {
                let entry = held.entry(uid);
                let (old, _): &mut (Flags, String) =
                    entry.or_insert_with(|| (Flags::default(), format!("{validity}-{uid}")));
                *old = flags;
            }
            Told::Flags(uid, flags) => {
                if let Some((old, _)) = held.get_mut(&uid) {
                    *old = flags;
                }
            }
            Told::Gone(uid) => {
                held.remove(&uid);
            }
            Told::Validity(new) => {
                if new != validity {
                    held.clear();
                }
                validity = new;
            }
        }
    }
    let unread = held
        .values()
        .filter(|(f, _)| !f.has(crate::domain::SystemFlag::Seen))
        .count();
    let total = u32::try_from(held.len()).unwrap();
    (held, total, u32::try_from(unread).unwrap(), validity)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn however_a_sync_is_cut_the_folder_is_the_same(
        all in prop::collection::vec(told(), 0..40),
        cuts in prop::collection::vec(any::<bool>(), 40),
    ) {
        prop_assert_eq!(seen(&run(&all, &cuts)), model(&all));
    }
}

/// Words that are written later, many at a time, are those that would have been written at once.
#[tokio::test]
async fn what_comes_in_numbers_is_findable_once_it_was_indexed() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let found = |word: &str| -> Vec<u32> {
        let query = crate::domain::SearchQuery::parse(word);
        let found = reader.search(&query, None, 1000).unwrap();
        found.iter().map(|header| header.id.uid).collect()
    };
    let many = batch(1..=60);
    let subject = many.added[0].subject.split(' ').next().unwrap().to_owned();
    cache.apply(&inbox(), many).await.unwrap();
    assert!(found(&subject).is_empty());
    assert_eq!(reader.unindexed_count().unwrap(), 60);
    let bodies = vec![(7, b"raw seven".to_vec()), (61, b"not held".to_vec())];
    cache
        .put_bodies(&inbox(), key(1).uid_validity, bodies)
        .await
        .unwrap();
    let stale = reader.unindexed(None, 1000, usize::MAX).unwrap();
    assert_eq!(stale.len(), 60);
    cache
        .put_bodies(
            &inbox(),
            key(1).uid_validity,
            vec![(8, b"raw eight".to_vec())],
        )
        .await
        .unwrap();
    let gone = SyncBatch {
        removed: vec![9],
        ..batch([])
    };
    cache.apply(&inbox(), gone).await.unwrap();
    let read = |one: &crate::store::Unindexed| {
        let text = String::from_utf8(one.raw.clone().unwrap_or_default()).unwrap();
        one.read(&text, &text, None)
    };
    cache.index(stale.iter().map(read).collect()).await.unwrap();
    assert_eq!(found("seven"), [7]);
    assert_eq!(
        found("eight"),
        [0u32; 0],
        "it was read before its text came"
    );
    assert_eq!(reader.unindexed_count().unwrap(), 1);
    let left = reader.unindexed(None, 1000, usize::MAX).unwrap();
    cache.index(left.iter().map(read).collect()).await.unwrap();
    assert_eq!(found("eight"), [8]);
    assert_eq!(
        reader.message(&key(8)).unwrap().unwrap().preview,
        "raw eight"
    );
    assert_eq!(found(&subject).len(), 59);
    // No more octets than were asked for, and those of one message.
    cache
        .put_bodies(
            &inbox(),
            key(1).uid_validity,
            vec![(1, vec![b'a'; 100]), (2, vec![b'b'; 100])],
        )
        .await
        .unwrap();
    assert_eq!(reader.unindexed(None, 10, 100).unwrap().len(), 1);
    assert_eq!(reader.unindexed(None, 10, 101).unwrap().len(), 2);
}

/// Which texts are held whole is known until messages come.
#[tokio::test]
async fn that_all_texts_are_held_is_known_until_messages_come() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    cache.apply(&inbox(), batch([1])).await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "");
    cache.texts_begin(&inbox(), "1y 10").await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "");
    cache.texts_are_held(&inbox(), "1y 10").await.unwrap();
    cache.apply(&inbox(), batch([])).await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "1y 10");
    cache.apply(&inbox(), batch([2])).await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "");
    // Those of what came are fetched: with those before they are all again.
    cache.texts_are_held(&inbox(), "30d 10").await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "", "others were asked for");
    cache.texts_are_held(&inbox(), "1y 10").await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "1y 10");
}

/// What went while the others were being fetched is missing, whoever says that all came.
#[tokio::test]
async fn a_text_that_goes_meanwhile_is_missing() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    cache.apply(&inbox(), batch([1, 2])).await.unwrap();
    cache.texts_begin(&inbox(), "all").await.unwrap();
    let (id, validity) = (inbox(), key(1).uid_validity);
    let put = cache.put_bodies(&id, validity, vec![(1, vec![b'x'; 1000])]);
    put.await.unwrap();
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 1);
    cache.texts_are_held(&inbox(), "all").await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "");
}
