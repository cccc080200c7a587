//! Steps are remembered for a while, and follow their messages and folders.

use jiff::SignedDuration;

use super::super::super::tests::{
    anna, at, batch, flags, inbox, key, store_with_support, support, targets,
};
use super::super::super::{Store, SyncBatch};
use super::super::{Did, NewStep};
use super::*;
use crate::domain::{ActId, SystemFlag};

async fn did(store: &Store, step: i64, act: Act, at: Timestamp) -> Did {
    let new = NewAct {
        account: anna(),
        act,
        created_at: at,
        step: Some(NewStep {
            id: StepId(step),
            was: None,
        }),
    };
    store.precious().do_act(new).await.unwrap()
}

async fn done(store: &Store, step: i64, act: Act) -> ActId {
    match did(store, step, act, Timestamp::now()).await {
        Did::Done { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

fn archive() -> FolderId {
    FolderId::of(&support().id(), "Archive")
}

fn moved(uids: &[u32], to: FolderId) -> Act {
    Act::Move {
        targets: targets(uids),
        to,
    }
}

fn copied(uids: &[u32]) -> Act {
    Act::Copy {
        targets: targets(uids),
        to: archive(),
    }
}

fn marked(uids: &[u32], change: FlagChange) -> Act {
    Act::MarkFlags {
        targets: targets(uids),
        change,
    }
}

fn in_archive(uid: u32) -> MessageKey {
    MessageKey {
        folder: archive(),
        uid_validity: 7,
        uid,
    }
}

fn steps(store: &Store) -> Vec<UndoStep> {
    store.reader().steps().unwrap()
}

#[tokio::test]
async fn of_a_mark_only_what_it_changed_is_taken_back() {
    let (_dir, store) = store_with_support().await;
    let mut held = batch([1, 2, 3]);
    held.added[0].flags = flags(&["\\Seen"]);
    held.added[1].flags = flags(&["\\Flagged"]);
    store.cache().apply(&inbox(), held).await.unwrap();
    let change = FlagChange {
        add: vec!["\\Seen".into()],
        remove: vec!["\\Flagged".into()],
    };
    done(&store, 1, marked(&[1, 2, 3], change)).await;
    // What a step before it changed, and still waits, counts.
    let seen = FlagChange::system(SystemFlag::Seen, true);
    done(&store, 2, marked(&[1, 2, 3], seen.clone())).await;
    let all = steps(&store);
    let [first] = &all[..] else { panic!("{all:?}") };
    let acts: Vec<&Act> = first.acts.iter().map(|done| &done.act).collect();
    let unflagged = FlagChange::system(SystemFlag::Flagged, false);
    assert_eq!(acts, [&marked(&[2, 3], seen), &marked(&[2], unflagged)]);
}

#[tokio::test]
async fn of_two_copies_that_are_alike_each_learns_its_own_place() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1])).await.unwrap();
    let precious = store.precious();
    let copied = copied(&[1]);
    let first = done(&store, 1, copied.clone()).await;
    // Its answer was lost, and nothing says where the copy lies.
    precious.begin_act(first, None).await.unwrap();
    let second = done(&store, 2, copied).await;
    assert_ne!(first, second);
    precious.settle_act(first).await.unwrap();
    let place = BTreeMap::from([(key(1), in_archive(6))]);
    precious.settle_act_at(second, place.clone()).await.unwrap();
    let steps = steps(&store);
    let places: Vec<&Places> = steps.iter().map(|step| &step.acts[0].places).collect();
    assert_eq!(places, [&place, &Places::new()], "the last first");
}

/// One act may carry out parts of two steps, and a step be carried out by two.
#[tokio::test]
async fn copies_that_are_made_together_are_learned_of_by_each_of_their_steps() {
    let (_dir, store) = store_with_support().await;
    let (precious, held) = (store.precious(), batch([1, 2, 3]));
    store.cache().apply(&inbox(), held).await.unwrap();
    done(&store, 1, copied(&[1, 2])).await;
    done(&store, 2, copied(&[2, 3])).await;
    let mut place = 5;
    for pending in store.reader().acts(None).unwrap() {
        let mut places = BTreeMap::new();
        for key in pending.act.targets().unwrap().keys() {
            places.insert(key, in_archive(place));
            place += 1;
        }
        precious.settle_act_at(pending.id, places).await.unwrap();
    }
    let known: Vec<usize> = steps(&store)
        .iter()
        .map(|step| step.acts[0].places.len())
        .collect();
    assert_eq!((known, place), (vec![2, 2], 9));
}

/// The first is refused, and the second is had back.
#[tokio::test]
async fn of_two_copies_that_are_alike_the_one_that_was_refused_is_no_step() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1])).await.unwrap();
    let precious = store.precious();
    let copied = copied(&[1]);
    let first = done(&store, 1, copied.clone()).await;
    precious.begin_act(first, None).await.unwrap();
    let second = done(&store, 2, copied).await;
    precious.back_out_act(first).await.unwrap();
    let place = BTreeMap::from([(key(1), in_archive(6))]);
    precious.settle_act_at(second, place.clone()).await.unwrap();
    let left = steps(&store);
    let [only] = &left[..] else {
        panic!("{left:?}")
    };
    assert_eq!((only.id, &only.acts[0].places), (StepId(2), &place));
}

/// Of a third step nothing is trimmed for an act that did parts of the first two.
#[tokio::test]
async fn what_an_act_did_not_do_stays_a_step_of_another() {
    let (_dir, store) = store_with_support().await;
    let held = batch([1, 2, 3, 4]);
    store.cache().apply(&inbox(), held).await.unwrap();
    let first = done(&store, 1, copied(&[1, 2])).await;
    done(&store, 2, copied(&[2, 3])).await;
    done(&store, 3, copied(&[3, 4])).await;
    store.precious().back_out_act(first).await.unwrap();
    let left = steps(&store);
    let left: Vec<(i64, Vec<u32>)> = left
        .iter()
        .map(|step| {
            let targets = step.acts[0].act.targets().unwrap();
            (step.id.0, targets.uids().collect())
        })
        .collect();
    assert_eq!(left, [(3, vec![3, 4]), (2, vec![2])]);
}

#[tokio::test]
async fn where_messages_are_is_learned_and_what_came_back_is_known_by_its_new_number() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let precious = store.precious();
    let flagged = FlagChange::system(SystemFlag::Flagged, true);
    let mark = done(&store, 1, marked(&[1], flagged.clone())).await;
    precious.settle_act(mark).await.unwrap();
    let there = done(&store, 2, moved(&[1, 2], archive())).await;
    let places = BTreeMap::from([(key(1), in_archive(5)), (key(2), in_archive(6))]);
    precious.settle_act_at(there, places.clone()).await.unwrap();
    assert_eq!(steps(&store)[0].acts[0].places, places);
    assert_eq!(steps(&store).len(), 2);

    precious.take_step(StepId(2)).await.unwrap();
    assert_eq!(steps(&store).len(), 1, "it is not offered twice");
    let back = NewAct {
        account: anna(),
        act: Act::Move {
            targets: crate::domain::ActTargets {
                folder: archive(),
                messages: vec![crate::domain::ActTarget {
                    uid: 5,
                    ..Default::default()
                }],
                ..targets(&[])
            },
            to: inbox(),
        },
        created_at: Timestamp::now(),
        step: None,
    };
    let back = precious.add_act(back).await.unwrap();
    let places = BTreeMap::from([(in_archive(5), key(9))]);
    precious.settle_act_at(back, places).await.unwrap();
    precious.forget_step(StepId(2)).await.unwrap();
    let all = steps(&store);
    let keys: Vec<MessageKey> = all[0].acts[0].act.targets().unwrap().keys().collect();
    assert_eq!(keys, [key(9)]);
}

#[tokio::test]
async fn what_is_on_its_way_back_is_taken_back_where_it_is() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), batch([1, 2])).await.unwrap();
    let precious = store.precious();
    let flagged = FlagChange::system(SystemFlag::Flagged, true);
    done(&store, 1, marked(&[1, 2], flagged)).await;
    let there = done(&store, 2, moved(&[1], archive())).await;
    let places = BTreeMap::from([(key(1), in_archive(5))]);
    precious.settle_act_at(there, places.clone()).await.unwrap();
    // It waits for the server.
    let moved = precious.take_step(StepId(2)).await.unwrap();
    assert_eq!(moved[0].places, places);
    let marked = precious.take_step(StepId(1)).await.unwrap();
    assert_eq!(marked[0].places, places, "the other lies where it lay");
}

#[tokio::test]
async fn a_step_that_was_too_late_or_changed_nothing_is_none() {
    let (_dir, store) = store_with_support().await;
    let mut held: SyncBatch = batch([1]);
    held.added[0].flags = flags(&["\\Seen"]);
    store.cache().apply(&inbox(), held).await.unwrap();
    let seen = FlagChange::system(SystemFlag::Seen, true);
    done(&store, 1, marked(&[1], seen.clone())).await;
    assert_eq!(steps(&store), []);
    let gone = done(&store, 2, moved(&[1], archive())).await;
    store.precious().begin_act(gone, None).await.unwrap();
    let late = did(&store, 3, marked(&[1], seen), Timestamp::now()).await;
    assert_eq!(late, Did::TooLate);
    assert_eq!(steps(&store).len(), 1);
}

#[tokio::test]
async fn steps_are_kept_for_a_day_and_so_many() {
    let (_dir, store) = store_with_support().await;
    let now = Timestamp::now();
    let long_ago = now - STEPS_FOR - SignedDuration::from_secs(1);
    did(&store, 1, moved(&[1], archive()), long_ago).await;
    assert_eq!(
        steps(&store),
        [],
        "it is not offered, though nobody cleared it away"
    );
    for step in 2..80 {
        let uid = u32::try_from(step).unwrap();
        done(&store, step, moved(&[uid], archive())).await;
    }
    let all = steps(&store);
    assert_eq!(all.len(), MOST_STEPS);
    assert_eq!((all[0].id, all[49].id), (StepId(79), StepId(30)));
    let kinds = store.reader().kinds_of_steps(at(0)).unwrap();
    assert_eq!(kinds.len(), MOST_STEPS);
    assert_eq!(kinds[0], (StepId(79), "move".to_owned(), Some(archive())));
    // One that is larger than all stands alone.
    for uid in 100..201 {
        done(&store, 80, moved(&[uid], archive())).await;
    }
    assert_eq!(steps(&store).len(), 1);
    assert_eq!(steps(&store)[0].acts.len(), 101);
}

#[tokio::test]
async fn a_step_follows_a_folder_that_is_renamed() {
    let (_dir, store) = store_with_support().await;
    done(&store, 1, moved(&[1], archive())).await;
    let (mailbox, path) = (support().id(), "Old".to_owned());
    let rename = Act::RenameFolder {
        mailbox: mailbox.clone(),
        folder: inbox(),
        path: path.clone(),
        was: "INBOX".to_owned(),
    };
    let id = done(&store, 2, rename).await;
    let change = super::super::super::TreeChange::Renamed {
        mailbox: mailbox.clone(),
        folder: inbox(),
        path: path.clone(),
        was: "INBOX".to_owned(),
        wire_name: path.clone(),
    };
    store.precious().settle_tree(id, change).await.unwrap();
    let now = FolderId::of(&mailbox, &path);
    let all = steps(&store);
    assert!(
        all.iter().all(|step| *step.acts[0].act.folder() == now),
        "{all:?}"
    );
}

/// There is nothing of it to take back; and what is, is not of a mailbox that is gone.
#[tokio::test]
async fn what_a_server_refused_is_no_step() {
    let (_dir, store) = store_with_support().await;
    store
        .cache()
        .apply(&inbox(), batch([1, 2, 3]))
        .await
        .unwrap();
    let precious = store.precious();
    let flagged = FlagChange::system(SystemFlag::Flagged, true);
    done(&store, 1, marked(&[1], flagged)).await;
    let refused = done(&store, 2, moved(&[1, 2], archive())).await;
    let both = done(&store, 3, moved(&[3], archive())).await;
    assert_eq!(refused, both, "they are one act");
    precious.back_out_act(refused).await.unwrap();
    let left = steps(&store);
    let ids: Vec<i64> = left.iter().map(|step| step.id.0).collect();
    assert_eq!(ids, [1]);

    // Of two flags that were set at once each is by itself.
    let change = FlagChange {
        add: vec!["\\Seen".into(), "\\Flagged".into()],
        remove: Vec::new(),
    };
    let refused = done(&store, 4, marked(&[2], change)).await;
    assert_eq!(steps(&store)[0].acts.len(), 2);
    precious.back_out_act(refused).await.unwrap();
    assert_eq!(steps(&store), left);

    let mut of_mailbox = targets(&[3]);
    of_mailbox.mailbox = Some(support().id());
    let change = FlagChange::system(SystemFlag::Seen, true);
    let targets = of_mailbox;
    done(&store, 5, Act::MarkFlags { targets, change }).await;
    precious.forget_steps_in(&support().id()).await.unwrap();
    assert_eq!(steps(&store), left);
}
