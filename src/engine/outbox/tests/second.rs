//! Nobody knows whether the first sending arrived, and a person wants a second: what becomes of that
//! says nothing of the first.

use std::sync::Arc;

use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::{
    EmailAddress, MessageKey, Mode, NamedAddress, OutboxId, OutboxState, Outgoing, Phase,
    ServerReply,
};
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::outbox::{Possible, possible, remarks};

/// The server has it and nobody heard so.
async fn unheard() -> (World, OutboxId) {
    let world = World::new().await;
    world.server.then([Step::AcceptUnheard]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Unknown).await;
    (world, id)
}

fn not_now() -> ServerReply {
    ServerReply {
        phase: Phase::Dot,
        code: 554,
        enhanced: Some((5, 6, 0)),
        text: "not now".into(),
        recipient: None,
    }
}

/// Its first sending shows in Sent.
fn show_the_first(world: &World) {
    let copy = world.server.taken.lock().unwrap()[0].clone();
    world.mail.put_into(&sent(SUPPORT), &copy);
}

fn is_unknown_again(row: &Outgoing) -> bool {
    row.state == OutboxState::Unknown && key_of(row) == "outbox-unknown-before"
}

#[tokio::test]
async fn a_refused_one_leaves_the_first_as_unknown_as_it_was() {
    let (world, id) = unheard().await;
    world.server.then([Step::Refuse(vec![not_now()])]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let row = world.until(id, is_unknown_again).await;
    // Why the second did not leave is said beside.
    let said = remarks(&row);
    assert!(
        said.iter().any(
            |p| p.detail.as_deref().is_some_and(|d| d.contains("not now"))
                || p.message
                    .args
                    .iter()
                    .any(|(_, value)| value.contains("not now"))
        ),
        "{said:?}"
    );
    assert_eq!(row.reply.as_ref().map(|r| r.code), Some(554));
    let can = [
        Possible::TreatAsSent,
        Possible::SendAgain,
        Possible::EditAsNew,
    ];
    assert_eq!(possible(&row), can);
    // And it is looked for as before.
    show_the_first(&world);
    world.outbox.run_now().await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    // It was sent: that a second time was refused is no news of it.
    assert_eq!(remarked(&row), ["outbox-found-itself"]);
    assert_eq!((row.reply, row.replies), (None, vec![]));
}

/// All get it or none does: refused to one the second time, it can go to the others.
#[tokio::test]
async fn one_refused_to_some_can_go_to_the_others() {
    let world = World::new().await;
    world.server.then([Step::LoseAtDot]);
    let mut draft = world.draft(Mode::SendAs);
    let (kim, lee) = (address("kim@b.test"), address("lee@b.test"));
    draft.to = [&kim, &lee].map(NamedAddress::bare).into();
    let id = world.put_in(draft, Leave::Now).await.outbox_id;
    world.until_state(id, OutboxState::Unknown).await;
    // Of the first time nobody was refused.
    let others = || world.leave_out(id);
    assert_eq!(
        others().await.unwrap_err().message.key,
        "outbox-not-in-this-state"
    );
    let to = |recipient: &EmailAddress, code| ServerReply {
        recipient: Some(recipient.clone()),
        ..reply(Phase::Envelope, code, "said")
    };
    let some = vec![to(&kim, 250), to(&lee, 550)];
    world.server.then([Step::Refuse(some)]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let row = world.until(id, is_unknown_again).await;
    let can = [
        Possible::TreatAsSent,
        Possible::SendAgain,
        Possible::SendToOthers,
        Possible::EditAsNew,
    ];
    assert_eq!(possible(&row), can);
    others().await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((row.left_out, world.server.count()), (vec![lee], 1));
    assert_eq!(world.server.envelopes.lock().unwrap()[0].to, [kim]);
}

#[tokio::test]
async fn proof_that_comes_before_it_leaves_stops_it() {
    let (world, id) = unheard().await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    show_the_first(&world);
    world.shared.set_offline(false);
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    // No profile was restored here.
    assert_eq!(remarked(&row)[0], "outbox-found-itself");
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

#[tokio::test]
async fn one_that_waits_is_taken_back_to_what_nobody_knows() {
    for edits in [false, true] {
        let (world, id) = unheard().await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let row = world.row(id).await;
        assert_eq!(row.state, OutboxState::Queued);
        let can = possible(&row);
        assert!(can.contains(&Possible::NotAgain) && can.contains(&Possible::EditAsNew));
        assert!(!can.contains(&Possible::Edit) && !can.contains(&Possible::Cancel));
        let action = if edits {
            OutboxAction::Edit
        } else {
            OutboxAction::Cancel
        };
        let reply = world.outbox.act(id, action).await.unwrap();
        assert_eq!(matches!(reply, Reply::Draft(_)), edits);
        assert!(is_unknown_again(&world.row(id).await));
        world.shared.set_offline(false);
        world.outbox.run_now().await.unwrap();
        assert!(is_unknown_again(&world.row(id).await));
        assert_eq!(world.server.count(), 1);
    }
}

/// A copy of the profile sent it too, and where nobody knows that is what holds it: taken back, the
/// first is as unknown as it was.
#[tokio::test]
async fn one_that_is_held_is_taken_back_to_what_nobody_knows() {
    for edits in [false, true] {
        let (world, id) = unheard().await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let backup = world.copy();
        world.shared.set_offline(false);
        world.until_state(id, OutboxState::Done).await;
        world.mail.copies.lock().unwrap().clear();
        let world = world.end_and_open(backup).await;
        let row = world.until_state(id, OutboxState::Held).await;
        let can = [
            Possible::SendAnyway,
            Possible::EditAsNew,
            Possible::NotAgain,
        ];
        assert_eq!(
            (key_of(&row), &possible(&row)[..]),
            ("outbox-sent-before", &can[..])
        );
        let action = if edits {
            OutboxAction::Edit
        } else {
            OutboxAction::Cancel
        };
        let reply = world.outbox.act(id, action).await.unwrap();
        assert_eq!(matches!(reply, Reply::Draft(_)), edits);
        assert!(is_unknown_again(&world.row(id).await));
        assert_eq!(world.server.count(), 2);
    }
}

/// What stops it before any server is asked says nothing of the first either.
#[tokio::test]
async fn one_that_a_check_stops_leaves_the_first_unknown() {
    let (world, id) = unheard().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let mut other = world.draft(Mode::SendAs);
    other.reply = None;
    let other = world.put_in(other, Leave::Now).await.outbox_id;
    world.until_state(other, OutboxState::Held).await;
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let row = world.until(id, is_unknown_again).await;
    assert_eq!((row.attempts, world.server.count()), (1, 1));
    assert!(remarked(&row).contains(&"outbox-refused-sender"), "{row:?}");
    // Whoever wants it all the same has read that: the server itself is asked.
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// A report says that it was taken, and came back.
pub(super) async fn report_on(world: &World, id: OutboxId) {
    let of = world.row(id).await.message_id;
    let words = format!(
        "Return-Path: <>\r\nMessage-ID: <b1@mail.a.test>\r\nFrom: MAILER-DAEMON@mail.a.test\r\n\
         Date: Mon, 23 Nov 2020 10:00:00 +0100\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.a.test\r\n\r\n\
         Final-Recipient: rfc822; kim@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    );
    let report = crate::engine::mentions::read_report(words.into_bytes()).await;
    let place = MessageKey {
        folder: inbox(SUPPORT),
        uid_validity: 1,
        uid: 3,
    };
    let now = world.clock.now();
    crate::engine::outbox::take_in(&world.shared, &report.unwrap(), &place, now).await;
}

/// A report on the first sending comes while the second waits.
#[tokio::test]
async fn a_report_on_the_first_stops_it() {
    let (world, id) = unheard().await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    report_on(&world, id).await;
    let row = world.row(id).await;
    assert!(row.accepted_at.is_some() && row.bounce.is_some(), "{row:?}");
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// The same while the second is on its way and can still be stopped.
#[tokio::test]
async fn a_report_on_the_first_stops_one_that_is_on_its_way() {
    let (world, id) = unheard().await;
    let go_on = Arc::new(Notify::new());
    let pause = Step::PauseBefore(Phase::Body, Arc::clone(&go_on));
    world.server.then([pause]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    hung(&world.server.hung).await;
    let next = world.send(Mode::SendAs).await;
    report_on(&world, id).await;
    go_on.notify_one();
    let row = world.until_state(id, OutboxState::Done).await;
    assert!(row.bounce.is_some(), "{row:?}");
    // The account's queue has no reason to rest.
    world
        .until(next, |row| {
            assert_eq!(row.error, None, "{row:?}");
            row.accepted_at.is_some()
        })
        .await;
    assert_eq!(world.server.count(), 2);
}

/// The second sending was refused, and by now it is known that the first arrived.
#[tokio::test]
async fn one_that_is_known_to_have_arrived_does_not_leave_from_a_backup() {
    for is_found in [true, false] {
        let (world, id) = unheard().await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let backup = world.copy();
        let no = reply(Phase::Body, 554, "5.7.1 no");
        world.server.then([Step::Refuse(vec![no])]);
        world.shared.set_offline(false);
        world.until(id, is_unknown_again).await;
        if is_found {
            show_the_first(&world);
            world.outbox.run_now().await.unwrap();
        } else {
            let sent = OutboxAction::TreatAsSent;
            world.outbox.act(id, sent).await.unwrap();
        }
        world.until_state(id, OutboxState::Done).await;
        world.mail.copies.lock().unwrap().clear();
        is_not_sent_by_a_backup(world, id, backup).await;
    }
}

/// It was wanted, and then it was not, or need not be. A backup from between, put back, must not send
/// it: no more than any other message that was taken back.
async fn is_not_sent_by_a_backup(world: World, id: OutboxId, backup: Arc<tempfile::TempDir>) {
    let world = world.end_and_open(backup).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-sent-before");
    assert_eq!(world.server.count(), 1);
    // Whoever wants it all the same says so.
    world.send_anyway(id).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

#[tokio::test]
async fn one_that_was_taken_back_does_not_leave_from_a_backup() {
    for edits in [false, true] {
        let (world, id) = unheard().await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let backup = world.copy();
        let action = if edits {
            OutboxAction::Edit
        } else {
            OutboxAction::Cancel
        };
        world.outbox.act(id, action).await.unwrap();
        assert!(is_unknown_again(&world.row(id).await));
        is_not_sent_by_a_backup(world, id, backup).await;
    }
}

#[tokio::test]
async fn one_that_was_needless_does_not_leave_from_a_backup() {
    let (world, id) = unheard().await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let backup = world.copy();
    report_on(&world, id).await;
    assert!(world.row(id).await.accepted_at.is_some());
    is_not_sent_by_a_backup(world, id, backup).await;
}

/// What was taken back once can be wanted again, in the same profile, without more questions.
#[tokio::test]
async fn one_that_was_taken_back_can_be_wanted_again() {
    let (world, id) = unheard().await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    world.outbox.act(id, OutboxAction::Cancel).await.unwrap();
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}
