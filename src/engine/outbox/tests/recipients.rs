//! All of the recipients or none, and the others if the person wants it so.

use std::time::Duration;

use super::fakes::*;
use crate::domain::{
    EmailAddress, Mode, NamedAddress, OutboxId, OutboxState, Outgoing, Phase, ServerReply,
};
use crate::engine::command::{self, Leave, OutboxAction};
use crate::engine::outbox::{Possible, possible, why};
use crate::engine::pace::Pace;

const THREE: [&str; 3] = ["kim@b.test", "lee@b.test", "mo@b.test"];

async fn to_three(world: &World) -> OutboxId {
    let mut draft = world.draft(Mode::SendAs);
    draft.to = THREE.map(|one| NamedAddress::bare(&address(one))).into();
    world.put_in(draft, Leave::Now).await.outbox_id
}

fn to(recipient: &str, code: u16, text: &str) -> ServerReply {
    ServerReply {
        recipient: Some(address(recipient)),
        ..reply(Phase::Envelope, code, text)
    }
}

fn one_refused(code: u16) -> Vec<ServerReply> {
    vec![
        to(THREE[0], 250, "2.1.5 Ok"),
        to(THREE[1], code, "User unknown"),
        to(THREE[2], 250, "2.1.5 Ok"),
    ]
}

#[tokio::test]
async fn a_server_that_gives_no_receipts_is_named_at_the_message() {
    for without in [true, false] {
        let world = World::new().await;
        let server = &world.server.without_receipts;
        server.store(without, std::sync::atomic::Ordering::SeqCst);
        let mut draft = world.draft(Mode::SendAs);
        draft.receipt = true;
        let id = world.put_in(draft, Leave::Now).await.outbox_id;
        let row = world.until_state(id, OutboxState::Done).await;
        let said = remarked(&row).into_iter();
        let said = said.filter(|key| *key == "outbox-no-receipts");
        assert_eq!(said.count(), usize::from(without));
    }
}

/// Said after the message, it names nobody.
#[tokio::test]
async fn a_refusal_that_names_no_recipient_is_said_without_one() {
    for words in ["5.1.1 user unknown", "5.7.1 Unable to relay"] {
        let world = World::new().await;
        let refused = reply(Phase::Dot, 550, words);
        world.server.then([Step::Refuse(vec![refused])]);
        let id = world.send(Mode::SendAs).await;
        let held = world.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&held), "outbox-refused-other");
    }
}

#[tokio::test]
async fn one_of_three_is_refused_and_each_reply_is_kept() {
    let world = World::new().await;
    world.server.then([Step::Refuse(one_refused(550))]);
    let id = to_three(&world).await;
    let held = world.until_state(id, OutboxState::Held).await;
    assert_eq!(world.server.count(), 0, "nobody got it");
    assert_eq!(held.replies, one_refused(550), "the good ones too");
    let problem = why(&held).unwrap();
    assert_eq!(problem.message.key, "outbox-refused-recipient");
    let named = problem
        .message
        .args
        .iter()
        .find(|(name, _)| *name == "recipients");
    assert_eq!(
        named.unwrap().1,
        THREE[1],
        "and only who was refused is named"
    );
    assert_eq!(possible(&held)[0], Possible::SendToOthers);
    let frozen = world
        .shared
        .read(move |r| r.outgoing_bytes(id))
        .await
        .unwrap();

    // What a person read is not how it stands: others were refused meanwhile.
    let read = OutboxAction::LeaveOut(vec![address(THREE[0])]);
    let changed = world.outbox.act(id, read).await.unwrap_err();
    assert_eq!(changed.message.key, "outbox-changed-meanwhile");
    world.leave_out(id).await.unwrap();
    let sent = world.until_state(id, OutboxState::Done).await;
    assert_eq!(sent.left_out, [address(THREE[1])]);
    assert_eq!(
        *world.server.taken.lock().unwrap(),
        [frozen],
        "the same bytes"
    );
    let envelope = world.server.envelopes.lock().unwrap()[0].clone();
    assert_eq!(envelope.to, [address(THREE[0]), address(THREE[2])]);

    // Who was left out can be written to later, with the same words.
    assert_eq!(possible(&sent), [Possible::EditForLeftOut]);
    let again = world.outbox.act(id, OutboxAction::EditForLeftOut).await;
    let Ok(command::Reply::Draft(again)) = again else {
        panic!("no draft")
    };
    let again = world.shared.read(move |r| r.draft(again)).await.unwrap();
    let again = again.unwrap().draft;
    let to: Vec<_> = [&again.to, &again.cc, &again.bcc]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(to.len(), 1, "{to:?}");
    assert_eq!(to[0].address, THREE[1]);
    assert_eq!(again.subject, sent.subject);
    assert_eq!(world.row(id).await, sent, "it stays what it is");
}

#[tokio::test]
async fn one_of_three_is_put_off_and_all_wait() {
    let world = World::new().await;
    let greylisted = Step::Refuse(one_refused(451));
    world.server.then([greylisted.clone(), greylisted]);
    let id = to_three(&world).await;
    let waits = world.until(id, |r| r.reply.is_some()).await;
    assert_eq!(why(&waits).unwrap().message.key, "outbox-put-off");
    world.until_state(id, OutboxState::Done).await;
    let envelopes = world.server.envelopes.lock().unwrap().clone();
    let all: Vec<EmailAddress> = THREE.iter().map(|one| address(one)).collect();
    assert_eq!(envelopes.len(), 1);
    assert_eq!(envelopes[0].to, all);
}

/// One server may put them off for days: whoever reads of it need not wait for that.
#[tokio::test]
async fn what_is_put_off_for_one_can_go_to_the_others() {
    // It would not be tried by itself while this runs.
    let pace = Pace {
        put_off: Duration::from_secs(3600),
        ..Pace::quick()
    };
    let world = World::with(pace, true).await;
    world.server.then([Step::Refuse(one_refused(451))]);
    let id = to_three(&world).await;
    let is_put_off = |row: &Outgoing| row.state == OutboxState::Queued && row.reply.is_some();
    let waits = world.until(id, is_put_off).await;
    let can = possible(&waits);
    assert_eq!(can[..2], [Possible::TryNow, Possible::SendToOthers]);
    world.leave_out(id).await.unwrap();
    let sent = world.until_state(id, OutboxState::Done).await;
    assert_eq!(sent.left_out, [address(THREE[1])]);
    let envelopes = world.server.envelopes.lock().unwrap().clone();
    assert_eq!(envelopes.len(), 1);
    assert_eq!(envelopes[0].to, [address(THREE[0]), address(THREE[2])]);
}

/// One of three is put off until the tries are over: then a person may send it to the others, and
/// reads what was said to each.
#[tokio::test]
async fn after_the_last_try_it_can_go_to_the_others() {
    let mut pace = Pace::quick();
    pace.most_attempts = 2;
    let world = World::with(pace, true).await;
    let full = Step::Refuse(one_refused(452));
    world.server.then([full.clone(), full]);
    let id = to_three(&world).await;
    let held = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-too-many-attempts");
    assert_eq!(held.replies, one_refused(452));
    assert_eq!(possible(&held)[0], Possible::SendToOthers);
    world.leave_out(id).await.unwrap();
    let sent = world.until_state(id, OutboxState::Done).await;
    assert_eq!(sent.left_out, [address(THREE[1])]);
}

/// One is unknown, one was only put off: the server knows that one, who gets it as the others do.
#[tokio::test]
async fn who_was_put_off_is_one_of_the_others() {
    let world = World::new().await;
    let mut replies = one_refused(550);
    replies[2] = to(THREE[2], 450, "Greylisted");
    world.server.then([Step::Refuse(replies)]);
    let id = to_three(&world).await;
    let held = world.until_state(id, OutboxState::Held).await;
    let problem = why(&held).unwrap();
    assert_eq!(problem.message.key, "outbox-refused-recipient");
    let named = problem.message.args.iter();
    let named: Vec<&str> = named
        .filter(|(name, _)| *name == "recipients")
        .map(|(_, who)| who.as_str())
        .collect();
    assert_eq!(named, [THREE[1]]);
    world.leave_out(id).await.unwrap();
    let sent = world.until_state(id, OutboxState::Done).await;
    assert_eq!(sent.left_out, [address(THREE[1])]);
}

/// The server let one recipient pass before it refused the sender: to the others it would be refused
/// for the same reason, so that is not offered.
#[tokio::test]
async fn a_refused_sender_leaves_no_others() {
    let world = World::new().await;
    let mut replies = one_refused(553);
    let words = "<support@a.test>: Sender address rejected: not owned by user anna@a.test";
    replies[1] = to(THREE[1], 553, words);
    world.server.then([Step::Refuse(replies)]);
    let id = to_three(&world).await;
    let held = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-refused-sender");
    assert!(!possible(&held).contains(&Possible::SendToOthers));
}

/// There is nobody to send it to.
#[tokio::test]
async fn without_others_it_cannot_be_sent_to_them() {
    let world = World::new().await;
    let all = THREE.map(|one| to(one, 550, "User unknown")).into();
    world.server.then([Step::Refuse(all)]);
    let id = to_three(&world).await;
    let held = world.until_state(id, OutboxState::Held).await;
    assert!(!possible(&held).contains(&Possible::SendToOthers));
    let others = world.leave_out(id).await;
    assert_eq!(others.unwrap_err().message.key, "outbox-not-in-this-state");
    assert_eq!(world.row(id).await.state, OutboxState::Held);
}

#[tokio::test]
async fn of_very_many_each_is_known() {
    let world = World::new().await;
    let many: Vec<String> = (0..60).map(|n| format!("r{n}@b.test")).collect();
    let long = "User unknown ".repeat(30);
    let replies = many.iter().enumerate().map(|(n, one)| match n {
        50.. => to(one, 550, &long),
        _ => to(one, 250, "2.1.5 Ok"),
    });
    world.server.then([Step::Refuse(replies.collect())]);
    let mut draft = world.draft(Mode::SendAs);
    draft.to = many
        .iter()
        .map(|one| NamedAddress::bare(&address(one)))
        .collect();
    let id = world.put_in(draft, Leave::Now).await.outbox_id;
    let held = world.until_state(id, OutboxState::Held).await;
    assert_eq!(held.replies.len(), 60);
    assert!(held.replies[59].text.len() <= 100);
    world.leave_out(id).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.envelopes.lock().unwrap()[0].to.len(), 50);
}

/// Tried again it would be refused again: it waits for a person instead of a hundred attempts.
#[tokio::test]
async fn more_recipients_than_the_server_takes_are_a_persons_to_deal_with() {
    let world = World::new().await;
    let many = ServerReply {
        enhanced: Some((4, 5, 3)),
        ..to(THREE[2], 452, "Error: too many recipients")
    };
    world.server.then([Step::Refuse(vec![many])]);
    let id = to_three(&world).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-refused-many");
    assert_eq!(row.attempts, 1);
}

/// Once with its domain in letters and once in ASCII: on the wire it is the same.
#[tokio::test]
async fn one_in_two_spellings_is_named_once() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    draft.to = vec![NamedAddress::bare(&address("kim@bücher.test"))];
    draft.cc = vec![NamedAddress::bare(&address("Kim@xn--bcher-kva.test"))];
    let id = world.put_in(draft, Leave::Now).await.outbox_id;
    world.until_state(id, OutboxState::Done).await;
    let to = world.server.envelopes.lock().unwrap()[0].to.clone();
    assert_eq!(to, [address("kim@bücher.test")]);
}
