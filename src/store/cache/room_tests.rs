//! Room for texts.

use super::super::super::tests::{at, batch, flags, inbox, key, message, store_with_support};
use super::super::{NewMessage, SyncBatch};
use super::*;
use crate::domain::{Doubt, Excerpt, FolderState, HeldText, LeftOut, PartNumber, SearchQuery};

/// Two messages of the Inbox with texts of 1,000 octets.
async fn hold_two(cache: &Cache) {
    cache.apply(&inbox(), batch([1, 2])).await.unwrap();
    let bodies = (1..=2).map(|uid| (uid, vec![b'x'; 1000])).collect();
    cache
        .put_bodies(&inbox(), key(1).uid_validity, bodies)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_nobody_used_for_the_longest_time_makes_room_and_what_is_flagged_stays() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let mut all = batch([1, 2, 3, 5]);
    all.added.push(NewMessage {
        flags: flags(&["\\Flagged"]),
        ..message(4)
    });
    for message in &mut all.added {
        message.date = at(i64::from(message.uid));
    }
    cache.apply(&inbox(), all).await.unwrap();
    let bodies = (1..=5).map(|uid| (uid, vec![b'x'; 1000])).collect();
    cache
        .put_bodies(&inbox(), key(1).uid_validity, bodies)
        .await
        .unwrap();
    cache.texts_begin(&inbox(), "all").await.unwrap();
    cache.texts_are_held(&inbox(), "all").await.unwrap();
    cache.used(&key(1), at(100)).await.unwrap();
    let held = || -> Vec<u32> {
        let has = |uid: &u32| reader.body(&key(*uid)).unwrap().is_some();
        (1..=5).filter(has).collect()
    };
    assert_eq!(reader.texts_octets().unwrap(), 5000);
    assert_eq!(cache.make_room(5000, &[]).await.unwrap(), 0);
    assert_eq!(reader.texts(&inbox()).unwrap(), "all");
    assert_eq!(cache.make_room(3500, &[]).await.unwrap(), 2);
    assert_eq!(held(), [1, 4, 5]);
    assert_eq!(reader.texts(&inbox()).unwrap(), "", "some are missing");
    assert_eq!(cache.make_room(0, &[key(5)]).await.unwrap(), 1);
    assert_eq!(held(), [4, 5], "it is being read");
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 1);
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 0);
    assert_eq!(held(), [4], "it is flagged");
    let held = &reader.held_texts().unwrap()[0];
    assert_eq!((held.messages, held.texts, held.octets), (5, 1, 1000));
    // With the message its text goes, and is counted no more.
    let gone = SyncBatch {
        removed: vec![4],
        ..batch([])
    };
    cache.apply(&inbox(), gone).await.unwrap();
    assert_eq!(reader.texts_octets().unwrap(), 0);
    assert!(!cache.give_back().await.unwrap());
}

#[tokio::test]
async fn what_lies_in_a_folder_for_drafts_makes_no_room_without_the_flag() {
    let (_dir, store) = store_with_support().await;
    let cache = store.cache();
    hold_two(cache).await;
    let of_role = |role: &'static str| {
        cache.write(move |tx| Ok(tx.execute("UPDATE folders SET role = ?1", [role])?))
    };
    of_role("drafts").await.unwrap();
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 0);
    let folder = inbox();
    let none = cache.drop_unwanted(&folder, None, at(1_000_000_000));
    assert_eq!(none.await.unwrap(), 0);
    of_role("inbox").await.unwrap();
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 2);
}

#[tokio::test]
async fn what_is_held_of_a_mailbox_that_is_lost_or_in_doubt_makes_no_room() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    hold_two(cache).await;
    let in_doubt = FolderState::InDoubt(Doubt::Unlisted);
    for state in [FolderState::Absent, in_doubt, FolderState::Lost] {
        cache.set_folder_state(&inbox(), state).await.unwrap();
        assert_eq!(cache.make_room(0, &[]).await.unwrap(), 0);
    }
    assert_eq!(reader.texts_octets().unwrap(), 2000);
    let readable = FolderState::Readable;
    cache.set_folder_state(&inbox(), readable).await.unwrap();
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 2);
}

#[tokio::test]
async fn what_is_not_wanted_any_more_goes_unless_it_was_used_lately() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let mut all = batch([1, 2, 3, 4]);
    for message in &mut all.added {
        message.date = at(i64::from(message.uid));
        message.has_attachment = Some(message.uid == 4);
        message.size = 500;
    }
    cache.apply(&inbox(), all).await.unwrap();
    let bodies = (1..=4).map(|uid| (uid, vec![b'x'; 500])).collect();
    cache
        .put_bodies(&inbox(), key(1).uid_validity, bodies)
        .await
        .unwrap();
    cache.used(&key(2), at(50)).await.unwrap();
    let wanted = Some(WantedTexts {
        since: at(3),
        with_attachments: 499,
        largest: 1_000_000,
        from_uid: 0,
    });
    let dropped = cache.drop_unwanted(&inbox(), wanted, at(40)).await;
    assert_eq!(dropped.unwrap(), 2);
    let has = |uid: &u32| reader.body(&key(*uid)).unwrap().is_some();
    assert_eq!((1..=4).filter(has).collect::<Vec<u32>>(), [2, 3]);
    let dropped = cache.drop_unwanted(&inbox(), None, at(60)).await;
    assert_eq!(dropped.unwrap(), 2);
}

#[tokio::test]
async fn what_came_today_goes_where_it_is_not_wanted_and_what_somebody_opened_stays_for_a_month() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let day = |day: i64| at(day * 86_400);
    let mut all = batch([1, 2, 3]);
    for message in &mut all.added {
        message.date = day(100);
    }
    cache.apply(&inbox(), all).await.unwrap();
    let bodies = (1..=2).map(|uid| (uid, vec![b'x'; 1000])).collect();
    cache
        .put_bodies(&inbox(), key(1).uid_validity, bodies)
        .await
        .unwrap();
    // One was held when it was opened, one was fetched then; that it is fetched again opens neither.
    cache.used(&key(2), day(100)).await.unwrap();
    let (id, validity) = (inbox(), key(1).uid_validity);
    let third = key(3);
    let put = cache.put_excerpt(&third, excerpt("x"), Some(day(100)));
    assert!(put.await.unwrap());
    for uid in [2, 3] {
        let raw = vec![(uid, b"raw".to_vec())];
        cache.put_bodies(&id, validity, raw).await.unwrap();
    }
    let held = || -> Vec<u32> {
        let has = |uid: &u32| reader.body(&key(*uid)).unwrap().is_some();
        (1..=3).filter(has).collect()
    };
    for (today, left) in [(100, &[2, 3][..]), (129, &[2, 3]), (131, &[])] {
        let a_month_ago = day(today - 30);
        let before = held().len();
        let any = reader.has_unwanted(&id, None, a_month_ago).unwrap();
        assert_eq!(any, before > left.len());
        cache.drop_unwanted(&id, None, a_month_ago).await.unwrap();
        assert_eq!(held(), left, "day {today}");
    }
}

fn excerpt(raw: &str) -> Excerpt {
    Excerpt {
        raw: raw.into(),
        left_out: vec![LeftOut {
            part: PartNumber::only(),
            octets: 9_000_000,
            size: 7_000_000,
            is_cut_text: false,
            at: 3,
            held: 0,
        }],
    }
}

#[tokio::test]
async fn an_excerpt_is_read_and_found_and_is_never_the_message() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let mut all = batch([1, 2]);
    for message in &mut all.added {
        message.date = at(i64::from(message.uid));
        message.has_attachment = Some(true);
        message.size = 10_000_000;
    }
    cache.apply(&inbox(), all).await.unwrap();
    let (id, validity) = (inbox(), key(1).uid_validity);
    let small = WantedTexts {
        since: at(0),
        with_attachments: 1000,
        largest: u32::MAX,
        from_uid: 0,
    };
    let large = WantedTexts {
        with_attachments: u32::MAX,
        ..small
    };
    let missing = |wanted| -> Vec<(u32, bool)> {
        let missing = reader.missing_bodies(&inbox(), wanted, None, 10).unwrap();
        let count = reader.count_missing_bodies(&inbox(), wanted).unwrap();
        assert_eq!(missing.len(), usize::try_from(count).unwrap());
        missing.iter().map(|one| (one.uid, one.whole)).collect()
    };
    assert_eq!(missing(small), [(2, false), (1, false)]);
    let first = key(1);
    let put = cache.put_excerpt(&first, excerpt("an albatross"), None);
    assert!(put.await.unwrap());
    assert!(
        !cache
            .put_excerpt(&key(9), excerpt("x"), None)
            .await
            .unwrap()
    );
    assert_eq!(missing(small), [(2, false)]);
    assert_eq!(
        missing(large),
        [(2, true), (1, true)],
        "the message is more"
    );
    assert_eq!(reader.body(&key(1)).unwrap(), None);
    let held = reader.text(&key(1)).unwrap();
    assert_eq!(held, Some(HeldText::Excerpt(excerpt("an albatross"))));
    let unindexed = reader.unindexed(None, 10, 1000).unwrap();
    assert!(
        unindexed
            .iter()
            .any(|one| one.raw.as_deref() == Some(&b"an albatross"[..]))
    );
    assert_eq!(reader.open_texts_octets().unwrap(), 12);
    // The settings that want no such attachments want the excerpt.
    let dropped = cache.drop_unwanted(&id, Some(small), at(40)).await;
    assert_eq!(dropped.unwrap(), 0);
    // The message itself takes its place, and keeps it.
    cache
        .put_bodies(&id, validity, vec![(1, b"raw".to_vec())])
        .await
        .unwrap();
    assert!(
        cache
            .put_excerpt(&key(1), excerpt("x"), None)
            .await
            .unwrap()
    );
    let whole = Some(HeldText::Whole(b"raw".to_vec()));
    assert_eq!(reader.text(&key(1)).unwrap(), whole);
    assert_eq!(reader.open_texts_octets().unwrap(), 3);
    let dropped = cache.drop_unwanted(&id, Some(small), at(40)).await;
    assert_eq!(dropped.unwrap(), 1);
    // An excerpt makes room as any text does.
    cache
        .put_excerpt(&key(1), excerpt("x"), None)
        .await
        .unwrap();
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 1);
    assert_eq!(reader.text(&key(1)).unwrap(), None);
}

/// Of what only the beginning is findable of it was not all searched, and its folder is asked for on the server.
#[tokio::test]
async fn a_text_with_its_beginning_only_is_not_said_to_be_searched() {
    let (_dir, store) = store_with_support().await;
    let (cache, reader) = (store.cache(), store.reader());
    let mut all = batch([1, 2, 3]);
    all.completed_at = Some(at(9));
    cache.apply(&inbox(), all).await.unwrap();
    let found = |text: &str| {
        let coverage = reader.coverage(&SearchQuery::parse(text), None).unwrap();
        assert_eq!(coverage.messages, 3);
        (coverage.findable, coverage.lacking.contains(&inbox()))
    };
    let long = format!("{}behind", "word ".repeat(300_000));
    let cut = Excerpt {
        left_out: vec![LeftOut {
            is_cut_text: true,
            ..excerpt("").left_out[0].clone()
        }],
        raw: b"begins".to_vec(),
    };
    cache.put_excerpt(&key(3), cut, None).await.unwrap();
    let (id, validity) = (inbox(), key(1).uid_validity);
    let raws = vec![(1, b"short".to_vec()), (2, long.clone().into_bytes())];
    cache.put_bodies(&id, validity, raws).await.unwrap();
    let index = async || {
        let unindexed = reader.unindexed(None, 10, usize::MAX).unwrap();
        let read = |one: &crate::store::Unindexed| {
            one.read(
                std::str::from_utf8(one.raw.as_ref().unwrap()).unwrap(),
                "",
                None,
            )
        };
        cache
            .index(unindexed.iter().map(read).collect())
            .await
            .unwrap();
    };
    index().await;
    assert_eq!(found("word"), (1, true));
    assert_eq!(found("subject:word"), (3, false));
    // What came of it by now is all of it.
    let whole = vec![(3, b"begins and ends".to_vec())];
    cache.put_bodies(&id, validity, whole).await.unwrap();
    index().await;
    assert_eq!(found("ends"), (2, true));
    cache
        .put_body(&key(1), long.clone().into_bytes(), &long, "", None)
        .await
        .unwrap();
    assert_eq!(found("word"), (1, true));
    // What is not held at all lacks once.
    assert_eq!(cache.make_room(0, &[]).await.unwrap(), 3);
    assert_eq!(found("word"), (0, true));
}
