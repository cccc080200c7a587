//! What of a folder is listed, under all filters together.

use super::*;
use crate::store::NewMessage;
use crate::store::SyncBatch;
use crate::store::tests::{batch, cache_in_memory, flags, inbox, key, message, store_with_support};

/// All that can be filtered by.
fn filters() -> impl Iterator<Item = ListFilter> {
    (0..16).map(|bits| ListFilter {
        unread: bits & 1 != 0,
        flagged: bits & 2 != 0,
        unanswered: bits & 4 != 0,
        with_attachment: bits & 8 != 0,
    })
}

/// Messages that are everything that a message can be.
fn of_all_kinds() -> SyncBatch {
    let added = (0..32u32).map(|bits| {
        let marks = [(1, "\\Seen"), (2, "\\Flagged"), (4, "\\Answered")];
        let set: Vec<&str> = marks
            .iter()
            .filter(|(bit, _)| bits & bit != 0)
            .map(|(_, mark)| *mark)
            .collect();
        NewMessage {
            flags: flags(&set),
            has_attachment: Some(bits & 8 != 0),
            is_automatic: bits & 16 != 0,
            ..message(bits + 1)
        }
    });
    SyncBatch {
        added: added.collect(),
        ..batch([])
    }
}

#[tokio::test]
async fn of_several_filters_all_hold_and_the_one_that_is_read_stays() {
    let (_dir, store) = store_with_support().await;
    store.cache().apply(&inbox(), of_all_kinds()).await.unwrap();
    let reader = store.reader();
    let listed = |filter, field, keep: &[u32]| {
        let rows = reader.sortable(&inbox(), filter, field, keep).unwrap();
        rows.into_iter().map(|row| row.uid).collect::<Vec<_>>()
    };
    let all: Vec<u32> = (1..=32).rev().collect();
    for filter in filters() {
        let holds = |uid: &u32| {
            let header = reader.message(&key(*uid)).unwrap().unwrap();
            filter.holds(&header)
        };
        let wanted: Vec<u32> = all.iter().copied().filter(holds).collect();
        assert_eq!(
            reader.order(&inbox(), filter).unwrap(),
            wanted,
            "{filter:?}"
        );
        for field in [SortField::Date, SortField::Size, SortField::Subject] {
            assert_eq!(listed(filter, field, &[]), wanted, "{filter:?}");
        }
        // With one that is like none of that, and in its place.
        let kept: Vec<u32> = all
            .iter()
            .copied()
            .filter(|uid| *uid == 24 || wanted.contains(uid))
            .collect();
        assert_eq!(listed(filter, SortField::Date, &[24]), kept, "{filter:?}");
        assert_eq!(listed(filter, SortField::Date, &[99]), wanted, "{filter:?}");
    }
    // 16 of 32 wait for nobody: half are automatic, and half of the rest is answered.
    let folder = reader.folder(&inbox()).unwrap().unwrap();
    assert_eq!(
        (folder.unread, folder.flagged, folder.unanswered),
        (16, 16, 8)
    );
}

#[test]
fn the_list_by_date_reads_its_index_alone() {
    let conn = cache_in_memory();
    let mut statement = conn
        .prepare(&format!("EXPLAIN QUERY PLAN {}", by(SortField::Date)))
        .unwrap();
    let plan: Vec<String> = statement
        .query_map((1, 0, 0, -1, 1, "[7]"), |r| r.get("detail"))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    // Beside it what is kept is read, once; no table, and nothing is sorted.
    let index = |step: &&String| step.contains("COVERING INDEX messages_in_order");
    assert_eq!(plan.iter().filter(index).count(), 1, "{plan:?}");
    let other = |step: &&String| {
        let of_list = ["LIST SUBQUERY", "json_each", "BLOOM FILTER"];
        !index(step) && !of_list.iter().any(|words| step.contains(words))
    };
    assert_eq!(plan.iter().find(other), None, "{plan:?}");
}
