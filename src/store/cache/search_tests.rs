//! Search.

use proptest::prelude::*;

use super::super::super::tests::{
    anna, at, batch, folder, inbox, key, store_with_support, support, targets,
};
use super::super::super::{NewAct, Store};
use super::super::{NewMessage, SyncBatch};
use super::*;
use crate::domain::{Act, FolderId, NamedAddress};

async fn filled() -> (tempfile::TempDir, Store) {
    let (dir, store) = store_with_support().await;
    let subjects = [
        (1, "Straßenfest in Düsseldorf"),
        (2, "会議室の予約"),
        (3, "Invoice 2026-117 overdue"),
        (4, "Re: Invoice 2026-117 overdue"),
    ];
    let mut batch = batch([]);
    for (uid, subject) in subjects {
        batch.added.push(NewMessage {
            subject: subject.to_owned(),
            has_attachment: uid == 3,
            flags: super::super::super::tests::flags(if uid == 4 { &["\\Seen"] } else { &[] }),
            ..super::super::super::tests::message(uid)
        });
    }
    batch.added[3].participants.from = vec![NamedAddress::new(
        Some("Bertrand Møller"),
        &support().address,
    )];
    store.cache().apply(&inbox(), batch).await.unwrap();
    let body = "The courier said 配達は明日 and left.";
    store
        .cache()
        .put_body(&key(1), body.as_bytes().to_vec(), body, "The courier")
        .await
        .unwrap();
    (dir, store)
}

fn find(store: &Store, text: &str) -> Vec<u32> {
    let found = store.reader().search(&SearchQuery::parse(text), None, 100);
    found.unwrap().into_iter().map(|h| h.id.uid).collect()
}

#[tokio::test]
async fn words_are_found_as_people_write_them() {
    let (_dir, store) = filled().await;
    assert_eq!(find(&store, "invoice"), [4, 3]);
    assert_eq!(find(&store, "INV"), [4, 3]); // the beginning of the last word
    assert_eq!(find(&store, "inv overdue"), [0u32; 0]); // only of the last
    assert_eq!(find(&store, "overdue inv"), [4, 3]);
    assert_eq!(find(&store, "dusseldorf"), [1]);
    assert_eq!(find(&store, "strassenfest"), [1]);
    assert_eq!(find(&store, "Straßenfest"), [1]);
    assert_eq!(find(&store, "courier left"), [1]);
    assert_eq!(find(&store, "\"courier left\""), [0u32; 0]);
    assert_eq!(find(&store, "\"the courier said\""), [1]);
    assert_eq!(find(&store, "2026-117"), [4, 3]);
    assert_eq!(find(&store, "zoe@example.net"), [3, 2, 1]);
    assert_eq!(find(&store, ""), [0u32; 0]);
    assert_eq!(find(&store, "!?"), [0u32; 0]);
}

#[tokio::test]
async fn words_inside_cjk_writing_are_found() {
    let (_dir, store) = filled().await;
    for text in [
        "会議",
        "会",
        "室",
        "予約",
        "会議室",
        "の",
        "議室の予",
        "会議室の予約",
    ] {
        assert_eq!(find(&store, text), [2], "{text}");
    }
    assert_eq!(find(&store, "明日 courier"), [1]);
    assert_eq!(find(&store, "議会"), [0u32; 0]);
    assert_eq!(find(&store, "会予"), [0u32; 0]);
}

#[tokio::test]
async fn operators_narrow() {
    let (_dir, store) = filled().await;
    assert_eq!(find(&store, "from:zoë"), [3, 2, 1]);
    assert_eq!(find(&store, "from:bertrand"), [4]);
    assert_eq!(find(&store, "to:support invoice"), [4, 3]);
    assert_eq!(find(&store, "subject:courier"), [0u32; 0]);
    assert_eq!(find(&store, "subject:\"overdue\" from:zoe"), [3]);
    assert_eq!(find(&store, "is:unread invoice"), [3]);
    assert_eq!(find(&store, "is:read"), [4]);
    assert_eq!(find(&store, "has:attachment"), [3]);
    assert_eq!(find(&store, "in:inbox invoice"), [4, 3]);
    assert_eq!(find(&store, "in:sent invoice"), [0u32; 0]);
    assert_eq!(find(&store, "IS:UNREAD In:Inbox 会議"), [2]);
    // Operators that are not known are words.
    assert_eq!(find(&store, "is:purple"), [0u32; 0]);
    assert_eq!(find(&store, "subject:re: invoice"), [4]);
}

#[tokio::test]
async fn a_mailbox_and_a_limit_narrow() {
    let (_dir, store) = filled().await;
    let query = SearchQuery::parse("invoice");
    let reader = store.reader();
    let here = reader.search(&query, Some(&support().id()), 1).unwrap();
    assert_eq!(here.len(), 1);
    let other = crate::domain::MailboxId::of(&super::super::super::tests::address("x@y.org"));
    assert!(reader.search(&query, Some(&other), 9).unwrap().is_empty());
}

#[tokio::test]
async fn what_is_gone_is_not_found_and_what_leaves_still_is() {
    let (_dir, store) = filled().await;
    let act = |act| NewAct {
        account: anna(),
        act,
        created_at: at(0),
    };
    let to = FolderId::of(&support().id(), "Sent");
    let moved = Act::Move {
        targets: targets(&[3]),
        to,
    };
    store.precious().add_act(act(moved)).await.unwrap();
    assert_eq!(find(&store, "invoice"), [4, 3]);
    let deleted = Act::Delete {
        targets: targets(&[4]),
    };
    store.precious().add_act(act(deleted)).await.unwrap();
    assert_eq!(find(&store, "invoice"), [3]);
    let gone = SyncBatch {
        removed: vec![3],
        ..batch([])
    };
    store.cache().apply(&inbox(), gone).await.unwrap();
    assert_eq!(find(&store, "invoice"), [0u32; 0]);
    // A folder that is gone takes its words with it.
    let mailbox = support().id();
    let left = [folder(&mailbox, "Sent")];
    store
        .cache()
        .put_folders(&mailbox, &left, true)
        .await
        .unwrap();
    assert_eq!(find(&store, "courier"), [0u32; 0]);
}

#[test]
fn any_text_is_a_query() {
    let conn = super::super::super::tests::cache_in_memory();
    let config = ProptestConfig::with_cases(512);
    let strategy = r#"([a-zß会"*():^+ \-\\{}]|from:|in:|is:|NEAR|AND|OR|NOT|\PC|\x00){0,20}"#;
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&strategy, |text| {
            let query = SearchQuery::parse(&text);
            search(&conn, &query, None, 10).map_err(|e| {
                TestCaseError::fail(format!("{text:?} -> {:?}: {e:?}", query.expression()))
            })?;
            Ok(())
        })
        .unwrap();
}
