//! The outbox: the table of steps.

use super::super::super::Store;
use super::super::super::tests::{at, inbox, new_store, outgoing, reopen};
use super::*;
use crate::domain::Draft;

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

pub(super) fn refusal(code: u16) -> ServerReply {
    ServerReply {
        phase: Phase::Dot,
        code,
        enhanced: Some((5, 7, 1)),
        text: "not owned by user anna".to_owned(),
        recipient: None,
    }
}

async fn freeze_one(store: &Store, n: u32) -> OutboxId {
    let frozen = store.precious().freeze(outgoing(n), bytes(n), None).await;
    frozen.unwrap().outbox_id
}

pub(super) fn bytes(n: u32) -> Vec<u8> {
    format!("Message-ID: <out{n}@example.org>\r\n\r\n{n}\r\n").into_bytes()
}

async fn to_dot(store: &Store, id: OutboxId) {
    let precious = store.precious();
    precious.begin_attempt(id).await.unwrap();
    for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
        precious.enter_phase(id, phase).await.unwrap();
    }
}

fn state(store: &Store, id: OutboxId) -> (OutboxState, Phase) {
    let row = store.reader().outgoing(id).unwrap().unwrap();
    (row.state, row.phase)
}

#[tokio::test]
async fn a_message_goes_its_way_and_is_what_was_frozen() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let row = precious.freeze(outgoing(1), bytes(1), None).await.unwrap();
    let given = outgoing(1);
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(row.message_id, given.message_id);
    assert_eq!(row.account, given.account);
    assert_eq!(row.from, given.from);
    assert_eq!(row.mode, given.mode);
    assert_eq!(row.envelope, given.envelope);
    assert_eq!(row.to, given.to);
    assert_eq!(row.subject, given.subject);
    assert_eq!(row.sent_policy, given.sent_policy);
    assert_eq!(row.mailbox, given.mailbox);
    assert_eq!(row.answers, given.answers);
    assert_eq!(row.created_at, given.created_at);
    assert_eq!(row.size, bytes(1).len() as u64);

    let id = row.outbox_id;
    to_dot(&store, id).await;
    assert_eq!(store.reader().outgoing_bytes(id).unwrap(), bytes(1));
    let row = precious
        .accepted(id, at(9), CopyState::Waiting)
        .await
        .unwrap();
    assert_eq!(row.accepted_at, Some(at(9)));
    let early = precious.finish(id).await.unwrap_err();
    assert!(matches!(early, StoreError::Step { .. }), "{early:?}");
    precious
        .postpone_copy_as_read(id, 0, Some(at(30)), "the folder is gone")
        .await
        .unwrap();
    let row = precious.set_copy_folder(id, &inbox()).await.unwrap();
    assert_eq!((row.copy_folder, row.error), (Some(inbox()), None));
    precious.set_copy(id, CopyState::Filed).await.unwrap();
    precious.set_copy(id, CopyState::Checked).await.unwrap();
    let row = precious.finish(id).await.unwrap();
    assert_eq!(
        (row.state, row.phase, row.attempts),
        (OutboxState::Done, Phase::Done, 1)
    );
    assert_eq!(store.reader().outbox(&[OutboxState::Done]).unwrap(), [row]);
    assert!(
        store
            .reader()
            .outbox(&[OutboxState::Queued])
            .unwrap()
            .is_empty()
    );
    let forget_at = |day: i64| precious.forget_done(at(day * 24 * 60 * 60), DAY);
    assert_eq!(forget_at(0).await.unwrap(), 0);
    assert_eq!(forget_at(1).await.unwrap(), 1);
    let gone = store.reader().outgoing_bytes(id).unwrap_err();
    assert!(matches!(gone, StoreError::Missing(_)), "{gone:?}");
}

#[tokio::test]
async fn a_refused_step_names_where_the_message_is() {
    let (_dir, store) = new_store();
    let id = freeze_one(&store, 1).await;
    let error = store
        .precious()
        .accepted(id, at(1), CopyState::None)
        .await
        .unwrap_err();
    let StoreError::Step {
        id: of,
        from,
        phase,
        wanted,
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(
        (of, from, phase, wanted),
        (id, OutboxState::Queued, Phase::Frozen, Step::Accept)
    );
    let none = store
        .precious()
        .retry(OutboxId(77), Vec::new())
        .await
        .unwrap_err();
    assert!(matches!(none, StoreError::Missing(_)), "{none:?}");
}

#[tokio::test]
async fn what_was_found_is_taken_and_a_dot_that_was_not_said_is_none() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    // Waiting, cut off before the dot, unknown, held: found, it was taken.
    for number in 1..=4 {
        let id = freeze_one(&store, number).await;
        match number {
            1 => {}
            2 => drop(precious.begin_attempt(id).await.unwrap()),
            3 => {
                to_dot(&store, id).await;
                precious.unknown(id, "?").await.unwrap();
            }
            _ => {
                to_dot(&store, id).await;
                let early = precious.found(id, at(9), CopyState::Waiting).await;
                assert!(early.is_err(), "its answer may be on its way");
                let row = precious.step_back(id).await.unwrap();
                assert_eq!((row.state, row.phase), (OutboxState::Sending, Phase::Body));
                assert!(precious.step_back(id).await.is_err());
                let held = precious.hold(id, None, Vec::new(), None).await.unwrap();
                assert_eq!(held.state, OutboxState::Held);
            }
        }
        let row = precious.found(id, at(9), CopyState::Waiting).await.unwrap();
        assert_eq!(
            (row.state, row.phase, row.accepted_at),
            (OutboxState::Accepted, Phase::Accepted, Some(at(9)))
        );
        assert!(precious.found(id, at(9), CopyState::Waiting).await.is_err());
    }
}

#[tokio::test]
async fn after_the_dot_only_an_answer_leads_back_to_the_queue() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let id = freeze_one(&store, 1).await;
    to_dot(&store, id).await;
    let cut = Some("connection closed".to_owned());
    assert!(
        precious
            .requeue(id, None, None, Vec::new(), cut.clone())
            .await
            .is_err()
    );
    assert!(precious.hold(id, None, Vec::new(), cut).await.is_err());
    // A 2xx is no refusal.
    assert!(
        precious
            .requeue(id, None, Some(refusal(250)), Vec::new(), None)
            .await
            .is_err()
    );
    let row = precious
        .requeue(id, Some(at(60)), Some(refusal(451)), Vec::new(), None)
        .await
        .unwrap();
    assert_eq!((row.state, row.phase), (OutboxState::Queued, Phase::Frozen));
    assert_eq!(row.next_attempt_at, Some(at(60)));
    to_dot(&store, id).await;
    let row = precious
        .hold(id, Some(refusal(550)), Vec::new(), None)
        .await
        .unwrap();
    assert_eq!(row.reply, Some(refusal(550)));
    assert_eq!(row.attempts, 2);
    // A person tries again.
    let row = precious.retry(id, Vec::new()).await.unwrap();
    assert_eq!(
        (row.state, row.reply, row.error),
        (OutboxState::Queued, None, None)
    );
}

#[tokio::test]
async fn unknown_is_resolved_by_a_person_only() {
    let (dir, store) = new_store();
    let precious = store.precious();
    let (sent, again) = (freeze_one(&store, 1).await, freeze_one(&store, 2).await);
    for id in [sent, again] {
        to_dot(&store, id).await;
        precious.unknown(id, "no answer").await.unwrap();
        assert!(precious.begin_attempt(id).await.is_err());
        assert!(precious.retry(id, Vec::new()).await.is_err());
        assert!(
            precious
                .cancel(id, |_| {}, None, Informed::No)
                .await
                .is_err()
        );
    }
    let (store, report) = reopen(&dir, store).await;
    assert_eq!(report.recovered, Recovered::default());
    let as_sent = Resolution::Sent(at(5), CopyState::Waiting);
    let row = store.precious().resolve(sent, as_sent).await.unwrap();
    assert_eq!(
        (row.state, row.accepted_at),
        (OutboxState::Accepted, Some(at(5)))
    );
    let row = store
        .precious()
        .resolve(again, Resolution::Again(Vec::new()))
        .await
        .unwrap();
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(store.reader().outgoing_bytes(again).unwrap(), bytes(2));
}

#[tokio::test]
async fn each_message_id_is_frozen_once() {
    let (_dir, store) = new_store();
    let id = freeze_one(&store, 1).await;
    let twice = store
        .precious()
        .freeze(outgoing(1), bytes(1), None)
        .await
        .unwrap_err();
    assert!(
        matches!(twice, StoreError::AlreadyFrozen(of) if of == id),
        "{twice:?}"
    );
}

#[tokio::test]
async fn ids_are_never_used_again() {
    let (dir, store) = new_store();
    let first = freeze_one(&store, 1).await;
    store
        .precious()
        .cancel(first, |_| {}, None, Informed::No)
        .await
        .unwrap();
    let (store, _) = reopen(&dir, store).await;
    assert!(freeze_one(&store, 2).await > first);
}

#[tokio::test]
async fn a_draft_stays_until_its_message_is_accepted() {
    let (_dir, store) = new_store();
    let (precious, reader) = (store.precious(), store.reader());
    let draft = Draft {
        subject: "Re".to_owned(),
        ..Draft::default()
    };
    let id = precious
        .save_draft(None, draft.clone(), at(1))
        .await
        .unwrap();
    let mut later = outgoing(1);
    later.leave_at = Some(at(100));
    let row = precious.freeze(later, bytes(1), Some(id)).await.unwrap();
    assert_eq!(
        (row.state, row.next_attempt_at),
        (OutboxState::Scheduled, Some(at(100)))
    );
    assert!(reader.drafts().unwrap().is_empty());
    assert_eq!(
        reader.draft(id).unwrap().unwrap().outbox,
        Some(row.outbox_id)
    );
    let frozen = precious
        .save_draft(Some(id), draft.clone(), at(2))
        .await
        .unwrap_err();
    assert!(
        matches!(frozen, StoreError::DraftFrozen { .. }),
        "{frozen:?}"
    );
    assert!(precious.discard_draft(id).await.is_err());
    assert!(
        precious
            .freeze(outgoing(2), bytes(2), Some(id))
            .await
            .is_err()
    );

    // Taken back, it can be edited; sent, it is gone.
    assert_eq!(
        precious
            .cancel(row.outbox_id, |_| {}, None, Informed::No)
            .await
            .unwrap(),
        Some(id)
    );
    precious.save_draft(Some(id), draft, at(3)).await.unwrap();
    let row = precious
        .freeze(outgoing(3), bytes(3), Some(id))
        .await
        .unwrap();
    to_dot(&store, row.outbox_id).await;
    let row = precious
        .accepted(row.outbox_id, at(4), CopyState::None)
        .await
        .unwrap();
    assert_eq!(row.draft, None);
    assert_eq!(reader.draft(id).unwrap(), None);
}

#[tokio::test]
async fn what_was_cut_off_is_put_right_at_the_start() {
    let (dir, store) = new_store();
    let precious = store.precious();
    let mut ids = Vec::new();
    for n in 1..=6 {
        ids.push(freeze_one(&store, n).await);
    }
    precious.begin_attempt(ids[1]).await.unwrap();
    precious.begin_attempt(ids[2]).await.unwrap();
    precious.enter_phase(ids[2], Phase::Body).await.unwrap();
    // It was put off before.
    precious.begin_attempt(ids[3]).await.unwrap();
    let put_off = precious.requeue(ids[3], None, Some(refusal(451)), vec![refusal(451)], None);
    assert_eq!(put_off.await.unwrap().replies.len(), 1);
    for id in &ids[3..] {
        to_dot(&store, *id).await;
    }
    precious
        .accepted(ids[4], at(1), CopyState::Waiting)
        .await
        .unwrap();
    precious
        .accepted(ids[5], at(1), CopyState::Waiting)
        .await
        .unwrap();
    precious.set_copy(ids[5], CopyState::Filed).await.unwrap();
    let (store, report) = reopen(&dir, store).await;
    assert_eq!(
        report.recovered,
        Recovered {
            queued: vec![ids[1], ids[2]],
            unknown: vec![ids[3]],
            filing: vec![ids[4], ids[5]],
        }
    );
    use OutboxState::{Filing, Queued, Unknown};
    let expected = [
        (Queued, Phase::Frozen),
        (Queued, Phase::Frozen),
        (Queued, Phase::Frozen),
        (Unknown, Phase::Dot),
        (Filing, Phase::Copy),
        (Filing, Phase::Copy),
    ];
    for (id, expected) in ids.iter().zip(expected) {
        assert_eq!(state(&store, *id), expected);
    }
    let filed = store.reader().outgoing(ids[5]).unwrap().unwrap();
    assert_eq!(filed.copy, CopyState::Filed);
    let unknown = store.reader().outgoing(ids[3]).unwrap().unwrap();
    assert_eq!(
        (unknown.reply, unknown.replies, unknown.error),
        (None, vec![], None)
    );
}

#[tokio::test]
async fn bytes_that_are_not_what_was_frozen_do_not_leave() {
    let (dir, store) = new_store();
    let (id, other) = (freeze_one(&store, 1).await, freeze_one(&store, 2).await);
    store.close().await.unwrap();
    let conn = rusqlite::Connection::open(dir.path().join("precious.db")).unwrap();
    let blunt = conn.execute("UPDATE frozen SET bytes = x'00'", []);
    assert!(blunt.is_err(), "the bytes can be changed");
    conn.execute("DROP TRIGGER frozen_stays", []).unwrap();
    conn.execute(
        "UPDATE frozen SET bytes = x'00' WHERE outgoing = ?1",
        [id.0],
    )
    .unwrap();
    let changed = "UPDATE outbox SET envelope = replace(envelope, 'zoe', 'eve') WHERE id = ?1";
    conn.execute(changed, [other.0]).unwrap();
    drop(conn);
    let (store, _) = Store::open(dir.path()).unwrap();
    for id in [id, other] {
        let error = store.reader().outgoing_bytes(id).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
}
