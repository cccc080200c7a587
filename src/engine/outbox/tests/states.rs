//! From Send to done, and every way in which it takes longer.

use std::sync::atomic::Ordering;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::event::Event;
use crate::engine::outbox::why;
use crate::engine::problem::{Problem, ProblemKind, Text};

#[tokio::test]
async fn sent_filed_checked_marked_and_known() {
    let world = World::new().await;
    let mut events = world.shared.events();
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(
        (row.copy, row.phase, row.attempts),
        (CopyState::Checked, Phase::Done, 1)
    );
    assert_eq!((why(&row), row.draft), (None, None));
    let taken = world.server.taken.lock().unwrap().clone();
    let copies = world.mail.in_folder(&sent(SUPPORT));
    assert_eq!((copies.len(), taken.len()), (1, 1));
    assert!(copies[0].ends_with(&taken[0]), "the copy is what left");
    assert!(world.mail.in_folder(&sent(ANNA)).is_empty());
    let envelope = world.server.envelopes.lock().unwrap()[0].clone();
    assert_eq!((envelope.from.as_str(), envelope.to.len()), (SUPPORT, 1));
    assert_eq!(
        *world.mail.marked.lock().unwrap(),
        [(original(), FlagChange::system(SystemFlag::Answered, true))]
    );
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Allowed)]);
    let drafts = world.shared.read(|r| r.drafts()).await.unwrap();
    assert!(drafts.is_empty(), "the draft went with the acceptance");
    let mut seen = Vec::new();
    while let Ok(Some(event)) =
        tokio::time::timeout(std::time::Duration::from_millis(1), events.next()).await
    {
        seen.push(event);
    }
    assert!(seen.contains(&Event::Outbox(id)) && seen.contains(&Event::Identities));
}

#[tokio::test]
async fn one_bad_recipient_and_nobody_gets_it() {
    let world = World::new().await;
    let mut unknown = reply(Phase::Envelope, 550, "User unknown");
    unknown.recipient = Some(address("kim@b.test"));
    let later = reply(Phase::Envelope, 451, "later");
    world
        .server
        .then([Step::Refuse(vec![later, unknown.clone()])]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(
        (key_of(&row), row.reply),
        ("outbox-refused-recipient", Some(unknown))
    );
    assert!(
        world.evidence(Mode::SendAs).await.is_empty(),
        "no word on the sender"
    );
    // Back to a draft, which leaves as a new message.
    let Reply::Draft(draft_id) = world.outbox.act(id, OutboxAction::Edit).await.unwrap() else {
        panic!("no draft");
    };
    let stored = world
        .shared
        .read(move |r| r.draft(draft_id))
        .await
        .unwrap()
        .unwrap();
    let mut draft = world.draft(Mode::SendAs);
    draft.reply.clone_from(&stored.draft.reply);
    assert_eq!(stored.draft, draft);
    let again = world
        .outbox
        .send(stored.draft, Some(draft_id.into()), Leave::Now)
        .await
        .unwrap();
    let again = world.until_state(again.outbox_id, OutboxState::Done).await;
    assert_ne!(again.message_id, row.message_id);
    assert_ne!(again.outbox_id, id);
}

#[tokio::test]
async fn put_off_cut_and_unreachable_wait_and_go_by_themselves() {
    let world = World::new().await;
    let busy = reply(Phase::Envelope, 451, "4.3.0 try again later");
    world.server.then([
        Step::Closed(network()),
        Step::Refuse(vec![busy]),
        Step::Cut(Phase::Envelope),
        Step::Cut(Phase::Body),
        Step::Closed(network()),
    ]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    assert_eq!(
        row.attempts, 4,
        "what never reached the server counts no attempt"
    );
}

#[tokio::test]
async fn what_waits_says_why_and_until_when() {
    let mut pace = Pace::quick();
    pace.retry_first = std::time::Duration::from_secs(3600);
    pace.retry_most = pace.retry_first;
    let world = World::with(pace, true).await;
    let busy = reply(Phase::Envelope, 451, "try again later");
    world.server.then([Step::Refuse(vec![busy.clone()])]);
    let id = world.send(Mode::SendAs).await;
    let waits = |r: &Outgoing| r.state == OutboxState::Queued && r.next_attempt_at.is_some();
    let row = world.until(id, waits).await;
    assert_eq!((key_of(&row), row.reply), ("outbox-put-off", Some(busy)));
    // A person need not wait.
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;

    // A server that is away: every message of the account says so, and none was tried.
    world.server.then([Step::Closed(network())]);
    let one = world.send(Mode::SendAs).await;
    let two = world.send(Mode::SendAs).await;
    for id in [one, two] {
        let row = world.until(id, |r| r.error.is_some()).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    }
    world.outbox.run_now().await.unwrap();
    for id in [one, two] {
        world.until_state(id, OutboxState::Done).await;
    }
    assert_eq!(world.server.count(), 3);
}

#[tokio::test]
async fn sign_in_trouble_rests_the_account_and_uses_no_attempt() {
    let world = World::new().await;
    let sign_in = Problem::new(ProblemKind::SignIn, Text::new("outbox-refused-sign-in"));
    world.server.then([Step::Closed(sign_in)]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(key_of(&row), "outbox-refused-sign-in");
    world.outbox.resume(&row.account);
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.attempts, 1);
}

#[tokio::test]
async fn a_message_that_always_fails_is_held_in_the_end() {
    let mut pace = Pace::quick();
    pace.most_attempts = 3;
    pace.retry_first = std::time::Duration::from_millis(1);
    let world = World::with(pace, true).await;
    world.server.then((0..3).map(|_| Step::Cut(Phase::Body)));
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(
        (key_of(&row), row.attempts),
        ("outbox-too-many-attempts", 3)
    );
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
}

#[tokio::test]
async fn unknown_is_said_and_a_person_decides() {
    for (step, taken) in [(Step::LoseAtDot, 0), (Step::AcceptUnheard, 1)] {
        let world = World::new().await;
        world.server.then([step]);
        let id = world.send(Mode::SendAs).await;
        let row = world.until_state(id, OutboxState::Unknown).await;
        assert_eq!((key_of(&row), row.phase), ("outbox-unknown", Phase::Dot));
        assert_eq!(why(&row).unwrap().kind, ProblemKind::Unknown);
        assert!(world.evidence(Mode::SendAs).await.is_empty());
        for refused in [OutboxAction::Cancel, OutboxAction::TryNow] {
            let problem = world.outbox.act(id, refused).await.unwrap_err();
            assert_eq!(problem.message.key, "outbox-not-in-this-state");
        }
        // As a new one: the old one stays, since it may have arrived.
        let edited = world.outbox.act(id, OutboxAction::Edit).await.unwrap();
        assert!(matches!(edited, Reply::Draft(new) if Some(new) != row.draft));
        assert_eq!(world.row(id).await.state, OutboxState::Unknown);

        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let again = world.until_state(id, OutboxState::Done).await;
        assert_eq!(again.message_id, row.message_id, "byte for byte the same");
        let all = world.server.taken.lock().unwrap().clone();
        assert_eq!(all.len(), taken + 1);
        assert!(all.iter().all(|m| *m == all[0]));
    }
}

#[tokio::test]
async fn offline_it_waits_and_says_so() {
    let world = World::new().await;
    world.shared.set_offline(true);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(why(&row).unwrap().kind, ProblemKind::Network);
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 0);
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn later_waits_until_somebody_asks_and_can_be_taken_back() {
    let world = World::new().await;
    let draft = world.draft(Mode::SendAs);
    let first = world.put_in(draft.clone(), Leave::WhenAsked).await;
    let second = world.put_in(draft, Leave::WhenAsked).await;
    // Something else goes out meanwhile; they do not.
    let other = world.send(Mode::SendAs).await;
    world.until_state(other, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    world
        .outbox
        .act(first.outbox_id, OutboxAction::Cancel)
        .await
        .unwrap();
    let gone = first.outbox_id;
    assert_eq!(
        world.shared.read(move |r| r.outgoing(gone)).await.unwrap(),
        None
    );
    world.outbox.run_now().await.unwrap();
    world.until_state(second.outbox_id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
    let problem = world
        .outbox
        .act(gone, OutboxAction::Cancel)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
}

#[tokio::test]
async fn a_process_that_is_not_resident_touches_only_what_it_was_asked_to() {
    let world = World::with(Pace::quick(), false).await;
    let left = world.park(Mode::SendAs).await;
    let mine = world.send(Mode::SendAs).await;
    world.until_state(mine, OutboxState::Done).await;
    assert_eq!(world.row(left).await.state, OutboxState::Queued);
    world.outbox.run_now().await.unwrap();
    world.until_state(left, OutboxState::Done).await;
}

#[tokio::test]
async fn the_same_draft_is_sent_once() {
    let world = World::new().await;
    world.server.then([Step::HangAfter(Phase::Body)]);
    let draft = world.draft(Mode::SendAs);
    let saved = world.shared.store.precious();
    let draft_id = saved
        .save_draft(None, draft.clone(), jiff::Timestamp::now())
        .await
        .unwrap();
    world
        .outbox
        .send(draft.clone(), Some(draft_id.into()), Leave::Now)
        .await
        .unwrap();
    let problem = world
        .outbox
        .send(draft, Some(draft_id.into()), Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-already-there");
}

#[tokio::test]
async fn what_somebody_else_wrote_on_a_draft_is_not_written_over_by_sending_it() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    let precious = world.shared.store.precious();
    let at = jiff::Timestamp::from_second;
    let kept = precious.keep_draft(None, draft.clone(), at(1).unwrap(), false);
    let (read, _) = kept.await.unwrap();
    let of_a_colleague = "More of it.\n".to_owned();
    let other = Draft {
        body: of_a_colleague.clone(),
        ..draft.clone()
    };
    let kept = precious.keep_draft(Some(read), other, at(2).unwrap(), false);
    let (now, _) = kept.await.unwrap();
    draft.body = "Less of it.\n".to_owned();
    let sent = world.outbox.send(draft.clone(), Some(read), Leave::Now);
    let problem = sent.await.unwrap_err();
    assert_eq!(problem.message.key, "outbox-draft-changed");
    let lies = world.shared.read(move |r| r.draft(now.id)).await.unwrap();
    assert_eq!(lies.unwrap().draft.body, of_a_colleague);
    let sent = world.outbox.send(draft, Some(now), Leave::Now).await;
    let row = world.until_state(sent.unwrap().outbox_id, OutboxState::Done);
    assert_eq!(row.await.draft, None, "accepted");
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_at_the_door() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    draft.to.clear();
    let problem = world
        .outbox
        .send(draft, None, Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-no-recipient");
    let mut draft = world.draft(Mode::SendAs);
    draft.from.as_mut().unwrap().address = address("boss@a.test");
    let problem = world
        .outbox
        .send(draft, None, Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-no-identity");
    let rows = world
        .shared
        .read(|r| r.outbox(&OutboxState::ALL))
        .await
        .unwrap();
    assert!(rows.is_empty());
    world.server.then([Step::Unsayable]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-not-for-server");
}
