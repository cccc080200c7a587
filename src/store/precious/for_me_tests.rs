//! What is unread for this person although somebody else read it: kept through whatever happens to the cache.

use super::super::super::tests::{
    anna, at, batch, flags, folder, inbox, key, message, store_with_support, support, targets,
};
use super::*;
use crate::domain::{Act, FlagChange, SystemFlag};
use crate::store::{NewAct, Store, SyncBatch};

/// The server says these flags.
fn told(flagged: &[(u32, &[&str])]) -> SyncBatch {
    SyncBatch {
        uid_validity: 7,
        seen_by_others: true,
        flags: flagged
            .iter()
            .map(|(uid, names)| (*uid, flags(names), None))
            .collect(),
        ..SyncBatch::default()
    }
}

/// Three messages, which a colleague read.
async fn read_by_colleague() -> (tempfile::TempDir, Store) {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch(1..=3)).await.unwrap();
    let seen: &[&str] = &["\\Seen"];
    let all = told(&[(1, seen), (2, seen), (3, seen)]);
    store.cache().apply(&inbox(), all).await.unwrap();
    (dir, store)
}

async fn settle(store: &Store, whole: bool) -> bool {
    let settled = store.precious().settle_for_me(&inbox(), whole, at(0)).await;
    settled.unwrap()
}

fn unread(store: &Store) -> Vec<u32> {
    store.reader().unread_for_me(&inbox()).unwrap()
}

async fn reopened(dir: &tempfile::TempDir, store: Store) -> Store {
    store.close().await.unwrap();
    Store::open(dir.path()).unwrap().0
}

#[tokio::test]
async fn it_arises_where_others_mark_and_not_where_this_person_did() {
    let (_dir, store) = store_with_support().await;
    let cache = store.cache();
    cache.apply(&inbox(), batch(1..=4)).await.unwrap();
    // Read before it was known here.
    let mut old = message(5);
    old.flags = flags(&["\\Seen"]);
    let added = vec![old];
    let old = SyncBatch { added, ..told(&[]) };
    cache.apply(&inbox(), old).await.unwrap();
    // This person reads one, and the server says so before it says that the act was done.
    let mark = NewAct {
        account: anna(),
        act: Act::MarkFlags {
            targets: targets(&[2]),
            change: FlagChange::system(SystemFlag::Seen, true),
        },
        created_at: at(0),
        step: None,
    };
    let act = store.precious().add_act(mark).await.unwrap();
    let seen: &[&str] = &["\\Seen"];
    let flagged: &[&str] = &["\\Flagged"];
    let changed = told(&[(1, seen), (2, seen), (3, flagged), (5, seen)]);
    cache.apply(&inbox(), changed).await.unwrap();
    store.precious().settle_act(act).await.unwrap();
    assert_eq!(unread(&store), [1]);
    let header = store.reader().message(&key(1)).unwrap().unwrap();
    assert!(header.unread_for_me && header.flags.has(SystemFlag::Seen));
    // Where \Seen is this person's alone it was set by them, elsewhere.
    let private = SyncBatch {
        seen_by_others: false,
        ..told(&[(4, seen)])
    };
    cache.apply(&inbox(), private).await.unwrap();
    assert_eq!(unread(&store), [1]);
    // A colleague marks it as unread for all: so it is, for this person too, and later read once more.
    cache.apply(&inbox(), told(&[(1, &[])])).await.unwrap();
    assert!(unread(&store).is_empty());
    let header = store.reader().message(&key(1)).unwrap().unwrap();
    assert!(!header.unread_for_me && !header.flags.has(SystemFlag::Seen));
    cache.apply(&inbox(), told(&[(1, seen)])).await.unwrap();
    assert_eq!(unread(&store), [1]);
}

#[tokio::test]
async fn it_outlives_a_restart_and_an_end_before_it_was_kept() {
    let (dir, store) = read_by_colleague().await;
    // Nobody came to keep it.
    let store = reopened(&dir, store).await;
    assert_eq!(unread(&store), [1, 2, 3]);
    assert!(!settle(&store, true).await, "nothing is left to be done");
    let read = store
        .precious()
        .read_for_me(&[key(2), key(9)])
        .await
        .unwrap();
    assert_eq!(read, [(key(2), true)]);
    let store = reopened(&dir, store).await;
    assert_eq!(unread(&store), [1, 3]);
    let again = store.precious().read_for_me(&[key(2)]).await.unwrap();
    assert!(again.is_empty());
}

#[tokio::test]
async fn what_was_looked_at_before_it_was_kept_does_not_come_back() {
    let (dir, store) = read_by_colleague().await;
    store.precious().read_for_me(&[key(1)]).await.unwrap();
    settle(&store, true).await;
    assert_eq!(unread(&store), [2, 3]);
    let store = reopened(&dir, store).await;
    assert_eq!(unread(&store), [2, 3]);
}

#[tokio::test]
async fn it_outlives_a_rebuilt_cache_and_other_numbers() {
    let (dir, store) = read_by_colleague().await;
    settle(&store, true).await;
    store.cache().rebuild(&support().id()).await.unwrap();
    assert!(unread(&store).is_empty());
    let again = |validity, uids: &[(u32, u32)]| SyncBatch {
        uid_validity: validity,
        added: uids
            .iter()
            .map(|(uid, was)| {
                let mut new = message(*was);
                (new.uid, new.flags) = (*uid, flags(&["\\Seen"]));
                new
            })
            .collect(),
        uid_next: Some(100),
        ..SyncBatch::default()
    };
    // One of them is fetched before the others.
    let part = again(7, &[(3, 3)]);
    store.cache().apply(&inbox(), part).await.unwrap();
    assert!(settle(&store, false).await);
    assert_eq!(unread(&store), [3]);
    let rest = again(7, &[(1, 1), (2, 2)]);
    store.cache().apply(&inbox(), rest).await.unwrap();
    assert!(settle(&store, true).await);
    assert_eq!(unread(&store), [1, 2, 3]);
    // Restored from a backup, without the first.
    let renumbered = again(8, &[(10, 3), (11, 2)]);
    store.cache().apply(&inbox(), renumbered).await.unwrap();
    assert!(settle(&store, true).await);
    assert_eq!(unread(&store), [10, 11]);
    let store = reopened(&dir, store).await;
    assert_eq!(unread(&store), [10, 11]);
    let kept = kept_of(&store).await;
    assert_eq!(kept.len(), 2, "{kept:?}");
}

/// All that is kept.
async fn kept_of(store: &Store) -> Vec<ForMe> {
    store.precious().write(|tx| kept(tx, None)).await.unwrap()
}

#[tokio::test]
async fn what_is_gone_is_forgotten_when_that_is_certain() {
    let (_dir, store) = read_by_colleague().await;
    settle(&store, true).await;
    let gone = SyncBatch {
        removed: vec![1, 2],
        uid_next: Some(3),
        ..told(&[])
    };
    store.cache().apply(&inbox(), gone).await.unwrap();
    settle(&store, false).await;
    assert_eq!(kept_of(&store).await.len(), 3);
    settle(&store, true).await;
    assert_eq!(kept_of(&store).await.len(), 1);
    assert_eq!(unread(&store), [3]);
}

#[tokio::test]
async fn it_follows_a_message_that_is_moved() {
    let (dir, store) = read_by_colleague().await;
    settle(&store, true).await;
    let done = FolderId::of(&support().id(), "Done");
    let there = MessageKey {
        folder: done.clone(),
        uid_validity: 3,
        uid: 1,
    };
    // Of one the server tells where it is.
    let places = vec![
        (key(1), there),
        (key(2), MessageKey::nowhere(done.clone())),
        (key(9), MessageKey::nowhere(done.clone())),
    ];
    store.precious().move_for_me(places).await.unwrap();
    // The folder is not known yet.
    let settled = store.precious().settle_for_me(&done, true, at(0)).await;
    assert!(!settled.unwrap());
    let id = support().id();
    let folders = ["INBOX", "Sent", "Done"].map(|path| folder(&id, path));
    store
        .cache()
        .put_folders(&id, &folders, true)
        .await
        .unwrap();
    // Looked at before the messages are there: they are not gone, they have not come.
    let empty = SyncBatch {
        uid_validity: 3,
        uid_next: Some(1),
        ..SyncBatch::default()
    };
    store.cache().apply(&done, empty).await.unwrap();
    let settled = store.precious().settle_for_me(&done, true, at(0)).await;
    assert!(!settled.unwrap());
    let arrived = SyncBatch {
        uid_validity: 3,
        added: [(1, 1), (2, 2)]
            .into_iter()
            .map(|(uid, was)| {
                let mut new = message(was);
                (new.uid, new.flags) = (uid, flags(&["\\Seen"]));
                new
            })
            .collect(),
        uid_next: Some(3),
        ..SyncBatch::default()
    };
    store.cache().apply(&done, arrived).await.unwrap();
    let settled = store.precious().settle_for_me(&done, true, at(0)).await;
    assert!(settled.unwrap());
    assert_eq!(store.reader().unread_for_me(&done).unwrap(), [1, 2]);
    let store = reopened(&dir, store).await;
    assert_eq!(store.reader().unread_for_me(&done).unwrap(), [1, 2]);
}

#[tokio::test]
async fn the_newest_are_kept_and_none_for_ever() {
    let (_dir, store) = store_with_support().await;
    let most = u32::try_from(MOST_OF_FOLDER).unwrap();
    let mut many = batch(1..=most + 2);
    for new in &mut many.added {
        (new.flags, new.unread_for_me) = (flags(&["\\Seen"]), true);
    }
    store.cache().apply(&inbox(), many).await.unwrap();
    settle(&store, true).await;
    let kept = unread(&store);
    assert_eq!(kept.len(), most as usize);
    assert_eq!(kept[0], 3, "the oldest are left out");
    assert_eq!(store.precious().forget_for_me(at(0)).await.unwrap(), 0);
    let all = store.precious().forget_for_me(at(1)).await.unwrap();
    assert_eq!(all, most as usize);
    assert!(unread(&store).is_empty() && kept_of(&store).await.is_empty());
}

#[tokio::test]
async fn a_person_may_not_want_it() {
    let (dir, store) = read_by_colleague().await;
    settle(&store, true).await;
    let one = told(&[(3, &[])]);
    store.cache().apply(&inbox(), one).await.unwrap();
    let count = store.precious().forget_for_me_in(vec![inbox()]).await;
    assert_eq!(count.unwrap(), 3);
    assert!(unread(&store).is_empty());
    let store = reopened(&dir, store).await;
    let seen: &[&str] = &["\\Seen"];
    let private = SyncBatch {
        seen_by_others: false,
        ..told(&[(3, seen)])
    };
    store.cache().apply(&inbox(), private).await.unwrap();
    assert!(unread(&store).is_empty());
}
