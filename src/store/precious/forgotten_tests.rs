//! What is done long leaves, whatever the clock says, and nothing of it stays behind.

use serde_json::json;

use super::super::super::Store;
use super::super::super::tests::{at, new_store, outgoing};
use super::*;
use crate::domain::{CopyState, OutboxState, Phase};
use crate::store::Informed;

const DAY: i64 = 24 * 60 * 60;
const KEEP: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A day in 2026.
const TODAY: i64 = 1_790_000_000;

async fn put_in(store: &Store, n: u32) -> OutboxId {
    let frozen = store
        .precious()
        .freeze(outgoing(n), b"x\r\n".to_vec(), None);
    frozen.await.unwrap().outbox_id
}

/// Done, and accepted at this moment by the clock.
async fn done(store: &Store, n: u32, accepted: Timestamp) -> OutboxId {
    let precious = store.precious();
    let id = put_in(store, n).await;
    precious.begin_attempt(id).await.unwrap();
    precious.enter_phase(id, Phase::Dot).await.unwrap();
    precious
        .accepted(id, accepted, CopyState::None)
        .await
        .unwrap();
    precious.finish(id).await.unwrap();
    id
}

/// Looks each day, from one to the other; how many were forgotten.
async fn days(store: &Store, from: i64, to: i64) -> usize {
    let mut forgotten = 0;
    for day in from..to {
        let now = at(TODAY + day * DAY);
        forgotten += store.precious().forget_done(now, KEEP).await.unwrap();
    }
    forgotten
}

#[tokio::test]
async fn what_was_accepted_by_a_clock_that_was_behind_is_not_forgotten_when_it_is_set() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    // The battery was empty: it is 1970, also for the upkeep of that day.
    let id = done(&store, 1, at(100)).await;
    assert_eq!(precious.forget_done(at(200), KEEP).await.unwrap(), 0);
    assert_eq!(days(&store, 0, 23).await, 0);
    assert!(store.reader().outgoing(id).unwrap().is_some());
    // At last it is forgotten all the same.
    assert_eq!(days(&store, 23, 40).await, 1);
    assert!(store.reader().outgoing(id).unwrap().is_none());
}

#[tokio::test]
async fn a_clock_that_is_ahead_for_a_day_forgets_nothing_young() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let id = done(&store, 1, at(TODAY)).await;
    assert_eq!(days(&store, 0, 2).await, 0);
    let ahead = at(TODAY + 4000 * DAY);
    assert_eq!(precious.forget_done(ahead, KEEP).await.unwrap(), 0);
    assert_eq!(days(&store, 3, 24).await, 0);
    assert!(store.reader().outgoing(id).unwrap().is_some());
    assert_eq!(days(&store, 24, 40).await, 1);
}

/// A computer without a battery for its clock: wrong at each start, and set a moment later.
#[tokio::test]
async fn a_clock_that_is_wrong_at_each_start_makes_nothing_old() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    done(&store, 1, at(100)).await;
    let mut forgotten = 0;
    for day in 0..50 {
        let start = at(100 + day % 3);
        forgotten += precious.forget_done(start, KEEP).await.unwrap();
        forgotten += days(&store, day, day + 1).await;
        assert!(forgotten == 0 || day > 20, "{day}");
    }
    assert_eq!(forgotten, 1);
}

#[tokio::test]
async fn what_is_done_since_yesterday_stays_however_old_it_is() {
    let (_dir, store) = new_store();
    let old = done(&store, 1, at(TODAY)).await;
    assert_eq!(days(&store, 0, 29).await, 0);
    // It was in the outbox for a month, and is older than that one's end.
    let young = done(&store, 2, at(0)).await;
    let open = put_in(&store, 3).await;
    assert_eq!(days(&store, 29, 40).await, 1);
    let reader = store.reader();
    assert_eq!(reader.outgoing(old).unwrap(), None);
    for id in [young, open] {
        assert!(reader.outgoing(id).unwrap().is_some(), "{id}");
        reader.outgoing_bytes(id).unwrap();
    }
    assert_eq!(days(&store, 40, 60).await, 1);
    assert_eq!(
        reader.outgoing(open).unwrap().unwrap().state,
        OutboxState::Queued
    );
}

#[tokio::test]
async fn what_was_remembered_of_a_message_goes_with_it() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let cancelled = put_in(&store, 1).await;
    let forgotten = done(&store, 2, at(TODAY)).await;
    let kept = put_in(&store, 3).await;
    let never = OutboxId(77);
    for id in [cancelled, forgotten, kept, never] {
        for word in OF_MESSAGES.iter().filter(|word| **word != DONE) {
            precious.remember(&key(word, id), &json!(1)).await.unwrap();
        }
    }
    for other in [
        "copies/habits/anna@a.test",
        "answers/other",
        "answered/out-77",
    ] {
        precious.remember(other, &json!(1)).await.unwrap();
    }
    let keys = || {
        let all = store.reader().remembered_under("").unwrap();
        all.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    let of = |id: OutboxId| {
        let end = format!("/{id}");
        keys().iter().filter(|key| key.ends_with(&end)).count()
    };
    precious
        .cancel(cancelled, |_| {}, None, Informed::No)
        .await
        .unwrap();
    assert_eq!(of(cancelled), 0);
    assert_eq!(of(forgotten), 4);
    assert_eq!(days(&store, 0, 40).await, 1);
    assert_eq!((of(forgotten), of(never), of(kept)), (0, 1, 4));
    let left = keys();
    for other in [
        "copies/habits/anna@a.test",
        "answers/other",
        "answered/out-77",
        AGE,
    ] {
        assert!(left.iter().any(|key| key == other), "{other}: {left:?}");
    }
    assert_eq!(left.len(), 4 + 4);
}
