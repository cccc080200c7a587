//! What refusals, probes and test messages say of the right to send under an address.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::identities;
use crate::engine::outbox::{TestWords, why};
use crate::engine::problem::ProblemKind;
use crate::engine::submission::Probed;

#[tokio::test]
async fn a_refused_sender_is_held_and_never_falls_back() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(row.reply, Some(denied()));
    let problem = why(&row).unwrap();
    assert_eq!(problem.message.key, "outbox-refused-sender");
    assert_eq!(problem.kind, ProblemKind::Permission);
    assert!(problem.detail.unwrap().contains("not owned by user"));
    assert_eq!(world.server.count(), 0);
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Probe, SendRight::Refused)]);
    let standing = world.until_problems(1).await;
    assert_eq!(standing[0].message.key, "outbox-refused-sender");

    // The next one does not even go to the server, and says the server's words.
    let asked = world.server.submitted.load(Ordering::SeqCst);
    let second = world.send(Mode::SendAs).await;
    let row = world.until_state(second, OutboxState::Held).await;
    assert!(
        why(&row)
            .unwrap()
            .detail
            .unwrap()
            .contains("not owned by user")
    );
    assert_eq!(world.server.submitted.load(Ordering::SeqCst), asked);
    assert_eq!(row.attempts, 0);

    // The one manual retry goes there, and a refusal is a refusal again.
    world.server.then([Step::Refuse(vec![denied()])]);
    world
        .outbox
        .act(second, OutboxAction::TryNow)
        .await
        .unwrap();
    world
        .until(second, |r| r.state == OutboxState::Held && r.attempts == 1)
        .await;
    assert_eq!(world.server.submitted.load(Ordering::SeqCst), asked + 1);

    // The right was given meanwhile: a retry proves it, though the server cannot be reached at
    // first, and the other goes by itself afterwards.
    world.server.then([Step::Closed(network())]);
    world
        .outbox
        .act(second, OutboxAction::TryNow)
        .await
        .unwrap();
    world.until_state(second, OutboxState::Done).await;
    let third = world.send(Mode::SendAs).await;
    world.until_state(third, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
    world.outbox.act(id, OutboxAction::Cancel).await.unwrap();
    world.until_problems(0).await;
}

#[tokio::test]
async fn after_data_a_refusal_is_the_word_on_a_whole_message() {
    let world = World::new().await;
    let words = "SendAsDenied; anna@a.test not allowed to send as support@a.test";
    world
        .server
        .then([Step::Refuse(vec![reply(Phase::Dot, 554, words)])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Refused)]);
    // On behalf is another right.
    let id = world.send(Mode::OnBehalf).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(
        world.server.envelopes.lock().unwrap()[0].from.as_str(),
        ANNA
    );
}

#[tokio::test]
async fn probes_refuse_but_never_allow() {
    let world = World::new().await;
    let submission = FakeSubmission(std::sync::Arc::clone(&world.server));
    let checked = async || {
        let reply = identities::check(&world.shared, &submission, None).await;
        let Ok(Reply::Checked(list, problems)) = reply else {
            panic!("{reply:?}")
        };
        (list, problems)
    };
    let check = async || {
        let (list, problems) = checked().await;
        assert_eq!(problems, []);
        list
    };
    let of = |list: &[Identity], mode| {
        let found = list.iter().find(|i| i.key.mode == mode);
        found.map(|i| i.right).unwrap()
    };
    let list = check().await;
    assert_eq!(of(&list, Mode::SendAs), SendRight::Untested);
    let refused = Probed::Refused(denied());
    world
        .server
        .probes
        .lock()
        .unwrap()
        .insert(SUPPORT.into(), refused);
    let list = check().await;
    assert_eq!(of(&list, Mode::SendAs), SendRight::Refused);
    assert_eq!(of(&list, Mode::OnBehalf), SendRight::Untested);
    let first = list
        .iter()
        .find(|i| i.key.address == address(SUPPORT))
        .unwrap();
    assert_eq!(
        first.key.mode,
        Mode::OnBehalf,
        "the best that is not refused"
    );
    // Granted: the probe takes its own refusal back.
    world.server.probes.lock().unwrap().clear();
    assert_eq!(of(&check().await, Mode::SendAs), SendRight::Untested);
    world.server.then([Step::Closed(network())]);
    // What cannot be asked is said, and the list is there all the same.
    let (again, problems) = checked().await;
    assert_eq!(again.len(), list.len());
    assert_eq!(
        (problems.len(), problems[0].kind),
        (1, ProblemKind::Network)
    );
    assert_eq!(problems[0].account, Some(AccountId::of(&address(ANNA))));
}

#[tokio::test]
async fn a_test_message_goes_past_the_evidence_to_oneself() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    let key = world.draft(Mode::SendAs).from.unwrap();
    let words = TestWords {
        subject: "Test by Postroom".into(),
        body: "May I?".into(),
    };
    let row = world.outbox.send_test(&key, words).await.unwrap();
    world.until_state(row.outbox_id, OutboxState::Done).await;
    assert_eq!(
        world.server.envelopes.lock().unwrap()[0].to,
        [address(ANNA)]
    );
    let count = |address| world.mail.in_folder(&sent(address)).len();
    assert_eq!(
        (count(SUPPORT), count(ANNA)),
        (0, 1),
        "not among the team's"
    );
    let evidence = world.evidence(Mode::SendAs).await;
    assert!(evidence.contains(&(EvidenceSource::Sent, SendRight::Allowed)));
}

fn right(world: &World) -> SendRightKey {
    world.draft(Mode::SendAs).from.unwrap()
}

/// An answer to an older message of unknown outcome is no newer word on the right than the refusal
/// that came since.
#[tokio::test]
async fn an_answer_to_an_old_message_wipes_no_newer_refusal() {
    let world = World::new().await;
    world.server.then([Step::AcceptUnheard]);
    let one = world.send(Mode::SendAs).await;
    let row = world.until_state(one, OutboxState::Unknown).await;
    // The right is taken away.
    world.server.then([Step::Refuse(vec![denied()])]);
    let two = world.send(Mode::SendAs).await;
    world.until_state(two, OutboxState::Held).await;
    let answer = format!(
        "Message-ID: <thanks@b.test>\r\nIn-Reply-To: <{}>\r\nFrom: kim@b.test\r\n\r\nThanks.\r\n",
        row.message_id
    );
    world.mail.put_into(&inbox(SUPPORT), answer.as_bytes());
    world.outbox.run_now().await.unwrap();
    world.until_state(one, OutboxState::Done).await;
    let evidence = world.evidence(Mode::SendAs).await;
    assert!(evidence.contains(&(EvidenceSource::Sent, SendRight::Allowed)));
    let after = identities::decide(&world.shared, &right(&world)).await;
    assert!(!after.unwrap().may_try());
}

/// The first message's envelope passed before the right went, and its answer came after the refusal.
#[tokio::test]
async fn a_late_answer_of_the_server_wipes_no_newer_refusal() {
    let pace = Pace {
        answer: Duration::from_millis(50),
        ..Pace::quick()
    };
    let world = World::with(pace, true).await;
    world
        .server
        .then([Step::AnswerLate(Phase::Dot), Step::Refuse(vec![denied()])]);
    let one = world.send(Mode::SendAs).await;
    world.until(one, |r| r.phase == Phase::Dot).await;
    let two = world.send(Mode::SendAs).await;
    world.until_state(two, OutboxState::Held).await;
    world.server.speaks.notify_one();
    world.until_state(one, OutboxState::Done).await;
    let after = identities::decide(&world.shared, &right(&world)).await;
    assert!(!after.unwrap().may_try());
}

/// Written for tomorrow under an address that is refused today: what is held keeps its time.
#[tokio::test]
async fn what_is_held_at_send_keeps_the_time_that_was_chosen() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let first = world.send(Mode::SendAs).await;
    world.until_state(first, OutboxState::Held).await;
    let tomorrow = world.clock.now() + jiff::SignedDuration::from_hours(20);
    let tomorrow = jiff::Timestamp::from_second(tomorrow.as_second()).unwrap();
    let draft = world.draft(Mode::SendAs);
    let row = world.put_in(draft, Leave::At(tomorrow)).await;
    let row = world.outbox.hold_if_refused(row).await;
    let id = row.outbox_id;
    let stands = |row: &Outgoing| (row.state, row.next_attempt_at);
    assert_eq!(stands(&row), (OutboxState::Held, Some(tomorrow)));
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    // Whatever is asked for now leaves, and this does not.
    let other = world.send(Mode::Own).await;
    world.until_state(other, OutboxState::Done).await;
    let row = world.row(id).await;
    assert_eq!(stands(&row), (OutboxState::Scheduled, Some(tomorrow)));
    assert_eq!(world.server.count(), 1);
    // Nobody but a person changes that.
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// Pressed at once on what Send showed, while the queue was about to look at the same.
#[tokio::test]
async fn one_more_try_is_not_undone_by_a_look_that_began_before_it() {
    let world = World::new().await;
    world
        .server
        .then([Step::Refuse(vec![denied()]), Step::Refuse(vec![denied()])]);
    let first = world.send(Mode::SendAs).await;
    world.until_state(first, OutboxState::Held).await;
    world.shared.set_offline(true);
    let draft = world.draft(Mode::SendAs);
    let read = world.put_in(draft, Leave::Now).await;
    let id = read.outbox_id;
    let held = world.outbox.hold_if_refused(read.clone()).await;
    assert_eq!(held.state, OutboxState::Held);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    assert!(super::super::before::hold_if_refused(&world.outbox.room, &read).await);
    let row = world.row(id).await;
    assert_eq!(row.state, OutboxState::Queued, "{row:?}");
    world.shared.set_offline(false);
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(row.attempts, 1, "the server said no itself");
}
