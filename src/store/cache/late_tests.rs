//! Headers that come late.

use super::super::super::tests::{at, batch, flags, inbox, key, message, store_with_support};
use super::super::SyncBatch;
use super::super::listing::ListFilter;
use super::*;
use crate::domain::SearchQuery;

/// What a message becomes of which no header came.
fn silent(uid: u32) -> NewMessage {
    NewMessage {
        flags: flags(&["\\Flagged"]),
        message_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        participants: Participants::default(),
        subject: String::new(),
        by_subject: None,
        date: at(1_000_000),
        date_header: None,
        size: 0,
        has_attachment: Some(false),
        ..message(uid)
    }
}

#[tokio::test]
async fn a_header_that_comes_late_is_taken_and_what_is_held_stays() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let first = SyncBatch {
        added: vec![message(1), silent(2), silent(3)],
        ..batch([])
    };
    cache.apply(&inbox(), first).await.unwrap();
    assert_eq!(reader.uids_without_header(&inbox(), 9).unwrap(), [3, 2]);
    assert_eq!(reader.uids_without_header(&inbox(), 1).unwrap(), [3]);
    let bodies = vec![(2, b"zebrawood".to_vec())];
    let validity = key(2).uid_validity;
    cache.put_bodies(&inbox(), validity, bodies).await.unwrap();
    let other = NewMessage {
        subject: "Another".to_owned(),
        ..message(1)
    };
    let named = NewMessage {
        subject: "Unicorn".to_owned(),
        flags: flags(&["\\Seen"]),
        in_reply_to: message(1).message_id.into_iter().collect(),
        has_attachment: Some(true),
        ..message(2)
    };
    let late = SyncBatch {
        late: vec![other, named.clone(), message(4)],
        ..batch([])
    };
    let applied = cache.apply(&inbox(), late).await.unwrap();
    assert_eq!((applied.changed, applied.added), (vec![key(2)], vec![]));
    assert_eq!(reader.uids_without_header(&inbox(), 9).unwrap(), [3]);
    let held = |uid| reader.message(&key(uid)).unwrap().unwrap();
    assert_eq!(held(1).subject, message(1).subject, "it has a header");
    let now = held(2);
    assert_eq!((&now.subject, now.size), (&named.subject, named.size));
    assert_eq!(now.participants, named.participants);
    assert_eq!((now.date, now.message_id), (named.date, named.message_id));
    assert!(now.has_attachment);
    assert_eq!(now.thread_id, held(1).thread_id, "it answers that one");
    assert_eq!(now.flags, flags(&["\\Flagged"]), "they are asked for apart");
    assert_eq!(reader.body(&key(2)).unwrap().unwrap(), b"zebrawood");
    assert!(reader.message(&key(4)).unwrap().is_none());
    // Its words are written with those of its text.
    let stale = reader.unindexed(None, 9, usize::MAX).unwrap();
    let read = |one: &crate::store::Unindexed| {
        let text = String::from_utf8(one.raw.clone().unwrap_or_default()).unwrap();
        one.read(&text, &text, None)
    };
    cache.index(stale.iter().map(read).collect()).await.unwrap();
    for word in ["unicorn", "zebrawood"] {
        let found = reader.search(&SearchQuery::parse(word), None, 9).unwrap();
        let found: Vec<u32> = found.iter().map(|header| header.id.uid).collect();
        assert_eq!(found, [2], "{word}");
    }
}

#[tokio::test]
async fn whether_something_is_attached_is_learned_late() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let unknown = |uid| NewMessage {
        has_attachment: None,
        ..message(uid)
    };
    let first = SyncBatch {
        added: vec![message(1), unknown(2), unknown(3), unknown(4)],
        ..batch([])
    };
    cache.apply(&inbox(), first).await.unwrap();
    let shown = |with_attachment| {
        let filter = ListFilter {
            with_attachment,
            ..ListFilter::default()
        };
        let shown = reader.list(&inbox(), filter, 9).unwrap();
        let uids = shown
            .iter()
            .map(|header| (header.id.uid, header.has_attachment));
        uids.collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(shown(false).len(), 4, "all are listed");
    assert_eq!(shown(true), [].into());
    assert_eq!(reader.uids_not_looked_into(&inbox(), 2).unwrap(), [4, 3]);
    // By a header that comes late, by the text, and by whoever opens it.
    let with = |has| NewMessage {
        has_attachment: Some(has),
        ..message(2)
    };
    for (has, changed) in [(true, vec![key(2)]), (false, vec![])] {
        let late = SyncBatch {
            late: vec![with(has)],
            ..batch([])
        };
        let applied = cache.apply(&inbox(), late).await.unwrap();
        assert_eq!(applied.changed, changed);
    }
    let text = vec![(3, b"text".to_vec())];
    let validity = key(3).uid_validity;
    cache.put_bodies(&inbox(), validity, text).await.unwrap();
    let stale = reader.unindexed(None, 9, usize::MAX).unwrap();
    let of_three = stale.iter().filter(|one| one.raw.is_some());
    let read = of_three.map(|one| one.read("text", "text", Some(true)));
    cache.index(read.collect()).await.unwrap();
    assert_eq!(shown(true), [(2, true), (3, true)].into());
    let opened = key(4);
    let put = cache.put_body(&opened, b"raw".to_vec(), "", "", Some(false));
    assert!(put.await.unwrap());
    assert!(reader.uids_not_looked_into(&inbox(), 9).unwrap().is_empty());
    assert_eq!(shown(true), [(2, true), (3, true)].into());
}
