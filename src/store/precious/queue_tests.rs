//! Time, place and recipients of messages that wait.

use super::super::super::tests::{address, at, new_store, outgoing};
use super::*;

async fn put_in(precious: &Precious, n: u32) -> OutboxId {
    let new = outgoing(n);
    let row = precious.freeze(new, b"x\r\n".to_vec(), None).await.unwrap();
    row.outbox_id
}

#[tokio::test]
async fn the_order_is_a_persons_to_choose() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let mut ids = Vec::new();
    for n in 1..=4 {
        ids.push(put_in(precious, n).await);
    }
    let order = || {
        let rows = store.reader().outbox(&[]).unwrap();
        rows.iter().map(|r| r.outbox_id).collect::<Vec<_>>()
    };
    let [a, b, c, d] = ids[..] else { panic!() };
    precious.put_before(d, Some(b)).await.unwrap();
    assert_eq!(order(), [a, d, b, c]);
    precious.put_before(a, None).await.unwrap();
    assert_eq!(order(), [d, b, c, a]);
    precious.put_before(b, Some(b)).await.unwrap();
    assert_eq!(order(), [d, b, c, a], "before itself it is already");
    let e = put_in(precious, 5).await;
    assert_eq!(order(), [d, b, c, a, e], "what is put in later is last");
    precious.begin_attempt(d).await.unwrap();
    assert!(precious.put_before(d, None).await.is_err(), "it is leaving");
    assert!(precious.put_before(b, Some(d)).await.is_err());
}

#[tokio::test]
async fn a_time_is_set_moved_and_taken_away() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let id = put_in(precious, 1).await;
    let row = precious.reschedule(id, Some(at(100))).await.unwrap();
    assert_eq!(
        (row.state, row.next_attempt_at),
        (OutboxState::Scheduled, Some(at(100)))
    );
    let row = precious.reschedule(id, None).await.unwrap();
    assert_eq!(
        (row.state, row.next_attempt_at),
        (OutboxState::Queued, None)
    );
    precious.begin_attempt(id).await.unwrap();
    assert!(precious.reschedule(id, Some(at(1))).await.is_err());
}

#[tokio::test]
async fn recipients_are_left_out_of_what_is_held_and_never_all() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let mut new = outgoing(1);
    new.envelope.to = vec![address("a@b.test"), address("c@d.test")];
    let row = precious.freeze(new, b"x\r\n".to_vec(), None).await.unwrap();
    let id = row.outbox_id;
    let one = vec![address("a@b.test"), address("nobody@b.test")];
    assert!(
        precious.leave_out(id, one.clone(), vec![]).await.is_err(),
        "it waits"
    );
    precious.hold(id, None, Vec::new(), None).await.unwrap();
    let all = row.envelope.to.clone();
    assert!(precious.leave_out(id, all, vec![]).await.is_err());
    let row = precious.leave_out(id, one, vec![]).await.unwrap();
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(row.effective_envelope().to, [address("c@d.test")]);
    assert_eq!(row.envelope.to.len(), 2, "what was frozen stays");
    assert_eq!(store.reader().outgoing_bytes(id).unwrap(), b"x\r\n");
}

/// Nobody knows of the time before: it is sent again, and only once a second time was refused.
#[tokio::test]
async fn recipients_are_left_out_of_what_was_refused_the_second_time() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let mut new = outgoing(1);
    new.envelope.to = vec![address("a@b.test"), address("c@d.test")];
    let row = precious.freeze(new, b"x\r\n".to_vec(), None).await.unwrap();
    let id = row.outbox_id;
    let one = || precious.leave_out(id, vec![address("a@b.test")], vec![Check::Answered]);
    precious.begin_attempt(id).await.unwrap();
    precious.enter_phase(id, Phase::Dot).await.unwrap();
    precious.unknown(id, "?").await.unwrap();
    one().await.expect_err("it was sent once only");
    let again = super::super::Resolution::Again(vec![]);
    precious.resolve(id, again).await.unwrap();
    one().await.expect_err("it is to go to all");
    let stop = super::super::Stop {
        reply: None,
        replies: vec![],
        held: "held".into(),
        unknown: "unknown".into(),
        not_again: "refused".into(),
        waived: None,
    };
    let row = precious.stop(id, stop.clone()).await.unwrap();
    assert_eq!((row.state, row.phase), (OutboxState::Unknown, Phase::Dot));
    let said = (row.error.as_deref(), &row.remarks[..]);
    assert_eq!(said, (Some("unknown"), &["refused".to_owned()][..]));
    let row = one().await.unwrap();
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(row.left_out, [address("a@b.test")]);
    assert!(row.is_sent_again() && row.is_waived(Check::Answered));
    assert!(row.remarks.is_empty(), "{row:?}");
    // What was never to be sent again is held.
    let other = put_in(precious, 2).await;
    let row = precious.stop(other, stop).await.unwrap();
    let said = (row.state, row.error.as_deref(), row.remarks.len());
    assert_eq!(said, (OutboxState::Held, Some("held"), 0));
}

#[tokio::test]
async fn what_a_person_waives_is_remembered() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let id = put_in(precious, 1).await;
    precious.hold(id, None, Vec::new(), None).await.unwrap();
    precious.retry(id, vec![Check::Answered]).await.unwrap();
    precious.hold(id, None, Vec::new(), None).await.unwrap();
    let checks = vec![Check::Answered, Check::SentBefore];
    let row = precious.retry(id, checks.clone()).await.unwrap();
    assert_eq!(row.waived, checks);
    assert!(row.is_waived(Check::SentBefore) && !row.is_waived(Check::SendRight));
}

#[tokio::test]
async fn whose_time_has_come_is_told_in_the_queue_why_it_waits() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let (came, moved, queued) = (
        put_in(precious, 1).await,
        put_in(precious, 2).await,
        put_in(precious, 3).await,
    );
    for id in [came, moved] {
        precious.reschedule(id, Some(at(60))).await.unwrap();
    }
    // A person was faster.
    precious.reschedule(moved, Some(at(900))).await.unwrap();
    let read = vec![(came, Some(at(60))), (moved, Some(at(60))), (queued, None)];
    let until = Some((vec![came], at(90)));
    let why = Some("why".to_owned());
    let told = precious.explain_queued(read, why.clone(), until).await;
    let told: Vec<_> = told
        .unwrap()
        .into_iter()
        .map(|row| (row.outbox_id, row.state, row.next_attempt_at, row.error))
        .collect();
    let expected = [
        (came, OutboxState::Queued, Some(at(90)), why.clone()),
        (queued, OutboxState::Queued, None, why),
    ];
    assert_eq!(told, expected);
    let read = store.reader().run(move |r| r.outgoing(moved)).await;
    let row = read.unwrap().unwrap();
    let kept = (row.state, row.next_attempt_at, row.error);
    assert_eq!(kept, (OutboxState::Scheduled, Some(at(900)), None));
}
