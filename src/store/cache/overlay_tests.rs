//! Pending acts on top of what the server says.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::super::connection::in_transaction;
use super::super::super::tests::{
    anna, at, batch, cache_in_memory, flags, inbox, key, new_store, put_support, reopen,
    store_with_support, support, targets,
};
use super::super::super::{ListFilter, NewAct, Store, SyncBatch};
use super::super::ended::Since;
use super::*;
use crate::domain::{ActState, FlagChange, SystemFlag};

fn mark(uids: &[u32], flag: SystemFlag, on: bool) -> Act {
    Act::MarkFlags {
        targets: targets(uids),
        change: FlagChange::system(flag, on),
    }
}

fn move_to_sent(uids: &[u32]) -> Act {
    Act::Move {
        targets: targets(uids),
        to: FolderId::of(&support().id(), "Sent"),
    }
}

async fn add(store: &Store, act: Act) -> ActId {
    let new = NewAct {
        account: anna(),
        act,
        created_at: at(0),
        step: None,
    };
    store.precious().add_act(new).await.unwrap()
}

fn is_seen(store: &Store, uid: u32) -> bool {
    let header = store.reader().message(&key(uid)).unwrap().unwrap();
    header.flags.has(SystemFlag::Seen)
}

fn order(store: &Store) -> Vec<u32> {
    store
        .reader()
        .order(&inbox(), ListFilter::default())
        .unwrap()
}

#[tokio::test]
async fn a_flag_stays_as_the_person_set_it_until_it_is_backed_out() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let id = add(&store, mark(&[1], SystemFlag::Seen, true)).await;
    assert!(is_seen(&store, 1));
    assert_eq!(store.reader().folder(&inbox()).unwrap().unwrap().unread, 1);
    // The server still says otherwise.
    let told = SyncBatch {
        flags: vec![(1, flags(&["\\Flagged"]), None)],
        ..batch([])
    };
    store.cache().apply(&inbox(), told).await.unwrap();
    assert!(is_seen(&store, 1));
    let held = store.reader().uids_with_flags(&inbox()).unwrap();
    assert_eq!(held[&1], flags(&["\\Flagged"]));

    store.precious().back_out_act(id).await.unwrap();
    assert!(!is_seen(&store, 1));
    assert_eq!(store.reader().folder(&inbox()).unwrap().unwrap().unread, 2);
    assert!(store.reader().acts(None).unwrap().is_empty());
}

/// Whoever asked may be gone before it was committed, as when the window is closed.
#[tokio::test]
async fn an_act_that_nobody_waits_for_is_known_from_its_commit_on() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1])).await.unwrap();
    let new = NewAct {
        account: anna(),
        act: mark(&[1], SystemFlag::Seen, true),
        created_at: at(0),
        step: None,
    };
    let mut adding = Box::pin(store.precious().add_act(new));
    let waker = std::task::Waker::noop();
    let polled = adding
        .as_mut()
        .poll(&mut std::task::Context::from_waker(waker));
    assert!(polled.is_pending());
    drop(adding);
    // Behind it in the order of the writes.
    let nothing = serde_json::json!(null);
    store.precious().remember("test", &nothing).await.unwrap();
    let told = SyncBatch {
        flags: vec![(1, flags(&["\\Flagged"]), None)],
        ..batch([])
    };
    store.cache().apply(&inbox(), told).await.unwrap();
    assert!(is_seen(&store, 1));
}

/// Nothing of it is fetched again where the server says where it is now.
#[tokio::test]
async fn what_is_held_of_a_moved_message_goes_with_it() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader, precious) = (store.cache(), store.reader(), store.precious());
    let sent = FolderId::of(&support().id(), "Sent");
    cache.apply(&inbox(), batch([1, 2, 3])).await.unwrap();
    cache.apply(&sent, batch([40])).await.unwrap();
    let bodies = [1, 2].map(|uid| (uid, format!("Subject: {uid}\r\n\r\nlamp\r\n").into_bytes()));
    cache
        .put_bodies(&inbox(), 7, bodies.to_vec())
        .await
        .unwrap();
    let octets = reader.texts_octets().unwrap();
    let now = |uid| MessageKey {
        folder: sent.clone(),
        ..key(uid)
    };
    let id = add(&store, move_to_sent(&[1, 2, 3])).await;
    let leaving = reader.leaving(&inbox()).unwrap();
    assert_eq!(
        leaving.iter().map(|(uid, _)| *uid).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    // Of the last one the server did not tell where it is.
    let places = BTreeMap::from([(key(1), now(41)), (key(2), now(42))]);
    precious.settle_act_at(id, places).await.unwrap();
    assert_eq!(order(&store), [] as [u32; 0]);
    let there = reader.order(&sent, ListFilter::default()).unwrap();
    assert_eq!(there.len(), 3);
    assert!(
        reader
            .body(&now(41))
            .unwrap()
            .unwrap()
            .starts_with(b"Subject: 1")
    );
    assert_eq!(reader.texts_octets().unwrap(), octets);
    let total = |id: &FolderId| reader.folder(id).unwrap().unwrap().total;
    assert_eq!((total(&inbox()), total(&sent)), (0, 3));

    // What is told of them then is what they are; one of them another message than was said.
    let mut told = batch([2, 9]);
    told.added[0].uid = 42;
    told.added[0].flags = flags(&["\\Seen"]);
    told.added[1].uid = 41;
    let applied = cache.apply(&sent, told).await.unwrap();
    assert_eq!(
        (applied.added, applied.changed),
        (vec![now(41)], vec![now(42)])
    );
    assert_eq!(reader.body(&now(41)).unwrap(), None);
    assert!(reader.body(&now(42)).unwrap().is_some());
    let id = |uid| reader.message(&now(uid)).unwrap().unwrap().message_id;
    assert_eq!(id(41).as_deref(), Some("m9@example.net"));
}

#[tokio::test]
async fn the_text_of_what_comes_back_may_be_missing() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    cache.apply(&inbox(), batch([1, 2])).await.unwrap();
    let moved = add(&store, move_to_sent(&[1])).await;
    let read = add(&store, mark(&[2], SystemFlag::Seen, true)).await;
    cache.texts_begin(&inbox(), "all").await.unwrap();
    cache.texts_are_held(&inbox(), "all").await.unwrap();
    store.precious().back_out_act(read).await.unwrap();
    assert_eq!(
        reader.texts(&inbox()).unwrap(),
        "all",
        "it was always there"
    );
    store.precious().back_out_act(moved).await.unwrap();
    assert_eq!(reader.texts(&inbox()).unwrap(), "");
}

#[tokio::test]
async fn a_settled_flag_is_the_servers() {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1])).await.unwrap();
    let id = add(&store, mark(&[1], SystemFlag::Seen, true)).await;
    let begun = store.precious().begin_act(id, None).await.unwrap();
    assert_eq!((begun.state, begun.attempts), (ActState::Started, 1));
    store.precious().settle_act(id).await.unwrap();
    assert!(is_seen(&store, 1));
    assert_eq!(
        store.reader().uids_with_flags(&inbox()).unwrap()[&1],
        flags(&["\\Seen"])
    );
    let again = store.precious().settle_act(id).await.unwrap_err();
    assert!(matches!(again, StoreError::Missing(_)), "{again:?}");
    let (store, _) = reopen(&dir, store).await;
    assert!(is_seen(&store, 1));
}

#[tokio::test]
async fn moved_messages_leave_the_list_at_once_and_the_cache_when_settled() {
    let (_dir, store) = store_with_support().await;
    store
        .cache()
        .apply(&inbox(), batch([1, 2, 3]))
        .await
        .unwrap();
    let moved = add(&store, move_to_sent(&[2])).await;
    let deleted = add(
        &store,
        Act::Delete {
            targets: targets(&[3]),
        },
    )
    .await;
    assert_eq!(order(&store), [1]);
    let folder = store.reader().folder(&inbox()).unwrap().unwrap();
    assert_eq!((folder.total, folder.unread), (1, 1));
    // A listing of the server still has them.
    let held = store.reader().uids_with_flags(&inbox()).unwrap();
    assert_eq!(held.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
    store.precious().back_out_act(moved).await.unwrap();
    assert_eq!(order(&store), [2, 1]);
    store.precious().settle_act(deleted).await.unwrap();
    assert_eq!(store.reader().message(&key(3)).unwrap(), None);
    assert_eq!(store.reader().folder(&inbox()).unwrap().unwrap().total, 2);
}

/// What the server was asked before it did what a person wanted, and what is read after that.
#[tokio::test]
async fn an_answer_from_before_an_act_does_not_take_its_effect_away() {
    let (_dir, store) = store_with_support().await;
    let counted = |uids: &[u32], asked| SyncBatch {
        asked,
        highest_modseq: Some(50),
        completed_at: Some(at(0)),
        ..batch(uids.iter().copied())
    };
    let first = counted(&[1, 2, 3], Some(store.cache().moment()));
    store.cache().apply(&inbox(), first).await.unwrap();
    let modseq = || {
        let state = store.reader().sync_state(&inbox()).unwrap().unwrap();
        state.highest_modseq
    };
    assert_eq!(modseq(), Some(50));

    let before = store.cache().moment();
    let marked = add(&store, mark(&[1], SystemFlag::Flagged, true)).await;
    store.precious().settle_act(marked).await.unwrap();
    let moved = add(&store, move_to_sent(&[2])).await;
    store.precious().settle_act(moved).await.unwrap();
    let is_flagged = |uid| {
        let header = store.reader().message(&key(uid)).unwrap().unwrap();
        header.flags.has(SystemFlag::Flagged)
    };

    // All of it was asked for before; a colleague read the third meanwhile.
    let told = SyncBatch {
        flags: vec![
            (1, Flags::default(), Some(51)),
            (3, flags(&["\\Seen"]), Some(52)),
        ],
        highest_modseq: Some(52),
        ..counted(&[2], Some(before))
    };
    let applied = store.cache().apply(&inbox(), told.clone()).await.unwrap();
    assert_eq!((applied.changed, applied.added), (vec![key(3)], vec![]));
    assert!(is_flagged(1));
    assert_eq!(store.reader().message(&key(2)).unwrap(), None);
    // What another one did to the first at the same time is not known: changes are asked for again.
    assert_eq!(modseq(), Some(50));

    // The same answer to what was asked after that is how it is.
    let later = SyncBatch {
        asked: Some(store.cache().moment()),
        ..told
    };
    store.cache().apply(&inbox(), later).await.unwrap();
    assert!(!is_flagged(1));
    assert_eq!(modseq(), Some(52));
    assert!(store.reader().message(&key(2)).unwrap().is_some());
}

#[tokio::test]
async fn a_rebuilt_cache_still_shows_what_the_person_did() {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    add(&store, mark(&[1], SystemFlag::Seen, true)).await;
    add(&store, move_to_sent(&[2])).await;
    store.close().await.unwrap();
    std::fs::remove_file(dir.path().join("cache.db")).unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    put_support(&store).await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    assert_eq!(order(&store), [1]);
    assert!(is_seen(&store, 1));
}

#[tokio::test]
async fn an_effect_whose_act_is_gone_is_lifted_at_the_start() {
    let (dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    add(&store, mark(&[1], SystemFlag::Seen, true)).await;
    add(&store, move_to_sent(&[2])).await;
    store.close().await.unwrap();
    // As after a crash between the two files.
    let conn = rusqlite::Connection::open(dir.path().join("precious.db")).unwrap();
    conn.execute("DELETE FROM acts", []).unwrap();
    drop(conn);
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(order(&store), [2, 1]);
    assert!(!is_seen(&store, 1));
}

#[tokio::test]
async fn an_act_on_an_old_uid_validity_touches_nothing() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1])).await.unwrap();
    let id = add(
        &store,
        Act::Delete {
            targets: targets(&[1]),
        },
    )
    .await;
    let anew = SyncBatch {
        uid_validity: 8,
        ..batch([1])
    };
    store.cache().apply(&inbox(), anew).await.unwrap();
    assert_eq!(order(&store), [1]);
    store.precious().settle_act(id).await.unwrap();
    assert_eq!(order(&store), [1]);
}

#[tokio::test]
async fn an_act_is_kept_when_the_cache_knows_nothing_of_its_folder() {
    let (_dir, store) = new_store();
    let id = add(&store, mark(&[1], SystemFlag::Seen, true)).await;
    let acts = store.reader().acts(Some(&anna())).unwrap();
    assert_eq!(acts.iter().map(|a| a.id).collect::<Vec<_>>(), [id]);
    store.precious().postpone_act(id, "offline").await.unwrap();
    let acts = store.reader().acts(None).unwrap();
    assert_eq!(acts[0].error.as_deref(), Some("offline"));
}

#[derive(Debug, Clone)]
enum Event {
    Server(u32, bool),
    Do(Act),
    Settle(prop::sample::Index),
    BackOut(prop::sample::Index),
}

fn event() -> impl Strategy<Value = Event> {
    let uid = 1u32..5;
    prop_oneof![
        (uid.clone(), any::<bool>()).prop_map(|(u, s)| Event::Server(u, s)),
        (uid.clone(), any::<bool>()).prop_map(|(u, s)| Event::Do(mark(&[u], SystemFlag::Seen, s))),
        uid.prop_map(|u| Event::Do(move_to_sent(&[u]))),
        any::<prop::sample::Index>().prop_map(Event::Settle),
        any::<prop::sample::Index>().prop_map(Event::BackOut),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The server's truth and a list of acts, folded plainly, against what the cache shows.
    #[test]
    fn what_is_shown_is_the_servers_truth_under_the_pending_acts(
        events in prop::collection::vec(event(), 0..30),
    ) {
        let mut conn = cache_in_memory();
        let mut first = batch(1..5);
        // Nobody waits for an answer to one of them.
        first.added[2].is_automatic = true;
        in_transaction(&mut conn, |tx| {
            super::super::messages::apply(tx, &inbox(), &first, &[], &Since::default())
        }).unwrap();
        let mut server: BTreeMap<u32, Flags> = (1..5).map(|u| (u, Flags::default())).collect();
        let mut acts: Vec<PendingAct> = Vec::new();
        let mut next = 1;
        for event in events {
            match event {
                Event::Server(uid, seen) => {
                    let now = if seen { flags(&["\\Seen"]) } else { flags(&[]) };
                    let told = SyncBatch {
                        flags: vec![(uid, now.clone(), None)],
                        ..batch([])
                    };
                    in_transaction(&mut conn, |tx| {
                        super::super::messages::apply(tx, &inbox(), &told, &acts, &Since::default())
                    }).unwrap();
                    if let Some(held) = server.get_mut(&uid) {
                        *held = now;
                    }
                }
                Event::Do(act) => {
                    let uids: Vec<u32> = act.targets().unwrap().uids().collect();
                    acts.push(PendingAct {
                        id: ActId(next),
                        account: anna(),
                        act,
                        state: ActState::Waiting,
                        attempts: 0,
                        error: None,
                        created_at: at(0),
                    });
                    next += 1;
                    in_transaction(&mut conn, |tx| relay(tx, &inbox(), uids, &acts)).unwrap();
                }
                Event::Settle(index) if !acts.is_empty() => {
                    let settled = acts.remove(index.index(acts.len()));
                    in_transaction(&mut conn, |tx| bake(tx, &settled.act, &Places::new(), &acts)).unwrap();
                    for uid in settled.act.targets().unwrap().uids() {
                        match &settled.act {
                            Act::MarkFlags { change, .. } => {
                                if let Some(held) = server.get_mut(&uid) {
                                    held.apply(change);
                                }
                            }
                            _ => { server.remove(&uid); }
                        }
                    }
                }
                Event::BackOut(index) if !acts.is_empty() => {
                    let out = acts.remove(index.index(acts.len()));
                    let uids: Vec<u32> = out.act.targets().unwrap().uids().collect();
                    in_transaction(&mut conn, |tx| relay(tx, &inbox(), uids, &acts)).unwrap();
                }
                Event::Settle(_) | Event::BackOut(_) => {}
            }
            let expected: BTreeMap<u32, (Flags, Shown)> = server.iter().map(|(uid, flags)| {
                let on_it: Vec<&Act> = acts.iter().map(|a| &a.act)
                    .filter(|a| a.targets().unwrap().uids().any(|u| u == *uid)).collect();
                (*uid, (flags.clone(), shown(flags, Some(&on_it))))
            }).collect();
            let now: BTreeMap<u32, (Flags, Shown)> = (1..5).filter_map(|uid| {
                let held = held(&conn, 1, uid).unwrap()?;
                Some((uid, (held.server, held.shown)))
            }).collect();
            prop_assert_eq!(&now, &expected);
            let visible = expected.values().filter(|(_, s)| s.hidden == 0);
            let count = |flag, has| visible.clone().filter(|(_, s)| s.flags.has(flag) == has).count();
            let unread = count(SystemFlag::Seen, false);
            let automatic = expected.get(&3).is_some_and(|(_, s)| {
                s.hidden == 0 && !s.flags.has(SystemFlag::Answered)
            });
            let unanswered = count(SystemFlag::Answered, false) - usize::from(automatic);
            let flagged = count(SystemFlag::Flagged, true);
            let folder = super::super::folders::folder_of(&conn, &inbox()).unwrap().unwrap();
            prop_assert_eq!(folder.unread as usize, unread);
            prop_assert_eq!(folder.unanswered as usize, unanswered);
            prop_assert_eq!(folder.flagged as usize, flagged);
            prop_assert_eq!(folder.total as usize, visible.count());
        }
    }
}
