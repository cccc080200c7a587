//! Drafts.

use super::super::super::tests::{anna, at, new_store, reopen, support};
use super::*;
use crate::domain::{Attachment, Mode};

fn draft(body: &str, files: &[&[u8]]) -> Draft {
    Draft {
        from: Some(SendRightKey {
            account: anna(),
            address: support().address,
            mode: Mode::SendAs,
        }),
        subject: "Re: Order".to_owned(),
        body: body.to_owned(),
        attachments: files
            .iter()
            .enumerate()
            .map(|(i, bytes)| Attachment {
                name: format!("{i}.bin"),
                media_type: "application/octet-stream".to_owned(),
                bytes: bytes.to_vec(),
                in_text: false,
            })
            .collect(),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_draft_comes_back_as_it_was_saved() {
    let (dir, store) = new_store();
    let precious = store.precious();
    let first = draft("Hello", &[b"one", b"", b"one"]);
    let id = precious
        .save_draft(None, first.clone(), at(1))
        .await
        .unwrap();
    let second = draft("Hello Zoë", &[b"two", b"one"]);
    assert_eq!(store.reader().draft(id).unwrap().unwrap().draft, first);
    precious
        .save_draft(Some(id), second.clone(), at(2))
        .await
        .unwrap();
    let (store, _) = reopen(&dir, store).await;
    let stored = store.reader().draft(id).unwrap().unwrap();
    assert_eq!(stored.draft, second);
    assert_eq!((stored.created_at, stored.changed_at), (at(1), at(2)));
    assert_eq!(stored.outbox, None);
    let listed = store.reader().drafts().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].preview, "Hello Zoë");
    assert_eq!(
        (listed[0].attachments, listed[0].from.clone()),
        (2, second.from)
    );
}

#[tokio::test]
async fn files_are_kept_once_and_as_long_as_a_draft_has_them() {
    let (dir, store) = new_store();
    let precious = store.precious();
    let big = vec![7u8; 100_000];
    let a = precious
        .save_draft(None, draft("a", &[&big]), at(1))
        .await
        .unwrap();
    let b = precious
        .save_draft(None, draft("b", &[&big]), at(1))
        .await
        .unwrap();
    for n in 0..50 {
        precious
            .save_draft(Some(a), draft("a", &[&big]), at(n))
            .await
            .unwrap();
    }
    let count = |dir: &tempfile::TempDir| -> i64 {
        let conn = rusqlite::Connection::open(dir.path().join("precious.db")).unwrap();
        conn.query_row("SELECT count(*) FROM attached_bytes", [], |r| r.get(0))
            .unwrap()
    };
    assert_eq!(count(&dir), 1);
    precious.discard_draft(a).await.unwrap();
    assert_eq!(count(&dir), 1);
    assert_eq!(
        store.reader().draft(b).unwrap().unwrap().draft,
        draft("b", &[&big])
    );
    precious
        .save_draft(Some(b), draft("b", &[]), at(3))
        .await
        .unwrap();
    assert_eq!(count(&dir), 0);
}

#[tokio::test]
async fn a_discarded_draft_is_not_saved_again() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let id = precious
        .save_draft(None, draft("", &[]), at(1))
        .await
        .unwrap();
    assert!(precious.discard_draft(id).await.unwrap());
    assert!(!precious.discard_draft(id).await.unwrap());
    let late = precious
        .save_draft(Some(id), draft("late", &[]), at(2))
        .await
        .unwrap_err();
    assert!(
        matches!(late, StoreError::Missing(Missing::Draft(of)) if of == id),
        "{late:?}"
    );
    let next = precious
        .save_draft(None, draft("", &[]), at(3))
        .await
        .unwrap();
    assert!(next > id);
}

#[tokio::test]
async fn what_two_write_at_once_is_both_kept() {
    let (_dir, store) = new_store();
    let (precious, reader) = (store.precious(), store.reader());
    let keep = |over, body, second, or_apart| {
        precious.keep_draft(over, draft(body, &[b"file"]), at(second), or_apart)
    };
    let (first, apart) = keep(None, "first", 1, false).await.unwrap();
    assert!(!apart);
    // Saved within one tick of the clock, it is another state all the same.
    let (second, _) = keep(Some(first), "second", 1, false).await.unwrap();
    assert_eq!(second.id, first.id);
    assert_ne!(second.saved, first.saved);
    // Whoever still has the first state before them is told, and nothing of it is written.
    let late = keep(Some(first), "late", 2, false).await.unwrap_err();
    assert!(
        matches!(late, StoreError::DraftChanged(of) if of == first.id),
        "{late:?}"
    );
    assert_eq!(
        reader.draft(first.id).unwrap().unwrap().draft.body,
        "second"
    );
    // Or has a draft of their own from now on.
    let (own, apart) = keep(Some(first), "late", 2, true).await.unwrap();
    assert!(apart && own.id != first.id);
    assert_eq!(
        reader.draft(own.id).unwrap().unwrap().draft,
        draft("late", &[b"file"])
    );
    assert!(!keep(Some(own), "later", 3, true).await.unwrap().1);
    // Whoever does not know the state writes over any.
    let any = DraftAt {
        saved: None,
        ..first
    };
    assert!(!keep(Some(any), "third", 4, false).await.unwrap().1);
    precious.discard_draft(first.id).await.unwrap();
    assert!(keep(Some(any), "fourth", 5, false).await.is_err());
    assert!(keep(Some(any), "fourth", 5, true).await.unwrap().1);
    assert_eq!(reader.drafts().unwrap().len(), 2);
}
