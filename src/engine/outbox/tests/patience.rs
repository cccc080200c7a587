//! Servers that put off, turn away or are not there, and messages that always fail.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;

use super::fakes::*;
use crate::domain::{Mode, OutboxState, Outgoing, Phase};
use crate::engine::Pace;
use crate::engine::command::OutboxAction;
use crate::engine::outbox::why;
use crate::engine::problem::{Problem, ProblemKind, Text};

fn busy() -> Step {
    let words = "4.7.0 too many messages, try again later";
    Step::Refuse(vec![reply(Phase::Envelope, 421, words)])
}

#[tokio::test]
async fn a_server_that_closes_is_left_alone_by_the_whole_queue() {
    let least = Duration::from_millis(150);
    let world = World::with(
        Pace {
            put_off: least,
            retry_first: Duration::from_millis(1),
            ..Pace::quick()
        },
        true,
    )
    .await;
    world.server.then((0..4).map(|_| busy()));
    world.shared.set_offline(true);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.send(Mode::SendAs).await);
    }
    world.shared.set_offline(false);
    for id in &ids {
        world
            .until(*id, |r| r.error.is_some() && r.state == OutboxState::Queued)
            .await;
    }
    for id in &ids {
        world.until_state(*id, OutboxState::Done).await;
    }
    let opened = world.server.opened_in_vain.lock().unwrap().clone();
    assert_eq!(opened.len(), 5, "four times in vain");
    for pair in opened.windows(2) {
        assert!(pair[1] - pair[0] >= least, "{opened:?}");
    }
    assert_eq!(world.server.count(), 3);
}

/// One that puts off each message is asked about all of them over one connection.
#[tokio::test]
async fn messages_that_are_put_off_come_back_together() {
    let least = Duration::from_millis(300);
    let world = World::with(
        Pace {
            put_off: least,
            retry_first: Duration::from_millis(1),
            retry_most: Duration::from_millis(400),
            ..Pace::quick()
        },
        true,
    )
    .await;
    let later = || Step::Refuse(vec![reply(Phase::Envelope, 452, "4.2.2 over quota")]);
    world.server.then((0..9).map(|_| later()));
    world.shared.set_offline(true);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.send(Mode::SendAs).await);
    }
    world.shared.set_offline(false);
    let row = world.until(ids[0], |r| r.reply.is_some()).await;
    assert!(
        row.next_attempt_at.is_some(),
        "when it is tried again is said"
    );
    for id in &ids {
        world.until_state(*id, OutboxState::Done).await;
    }
    let opened = world.server.opened_in_vain.lock().unwrap().clone();
    for pair in opened.windows(2) {
        assert!(pair[1] - pair[0] >= least, "{opened:?}");
    }
    assert_eq!(world.server.count(), 3);
}

#[tokio::test]
async fn who_is_turned_away_is_asked_twice_and_uses_no_attempt() {
    let world = World::new().await;
    let away = || Step::Refuse(vec![reply(Phase::Envelope, 530, "5.7.0 sign in first")]);
    world.server.then((0..20).map(|_| away()));
    let one = world.send(Mode::SendAs).await;
    let two = world.send(Mode::SendAs).await;
    world
        .until(one, |_| world.server.opened.load(Ordering::SeqCst) == 2)
        .await;
    for id in [one, two] {
        let waits = |r: &Outgoing| r.state == OutboxState::Queued && r.error.is_some();
        let row = world.until(id, waits).await;
        assert_eq!(why(&row).unwrap().message.key, "outbox-refused-sign-in");
        assert_eq!(row.attempts, 0);
    }
    // Nothing asks a third time: not time, not the network, not another message.
    let third = world.send(Mode::SendAs).await;
    world.until(third, |r| r.error.is_some()).await;
    world.shared.set_offline(true);
    world
        .until(third, |r| {
            why(r).is_some_and(|p| p.kind == ProblemKind::Network)
        })
        .await;
    world.shared.set_offline(false);
    world
        .until(third, |r| {
            why(r).is_some_and(|p| p.kind == ProblemKind::SignIn)
        })
        .await;
    tokio::time::sleep(world.shared.pace.retry_most * 2).await;
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 2);
    assert_eq!(world.shared.problems().len(), 1, "one notice");

    // A person does, and the server lets it in.
    world.server.script.lock().unwrap().clear();
    world.outbox.act(one, OutboxAction::TryNow).await.unwrap();
    for id in [one, two, third] {
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!(row.attempts, 1);
    }
}

#[tokio::test]
async fn what_cannot_be_reached_waits_says_why_and_until_when() {
    let minute = Duration::from_secs(60);
    let world = World::with(
        Pace {
            retry_first: minute,
            retry_most: minute,
            ..Pace::quick()
        },
        true,
    )
    .await;
    world.server.then([Step::Closed(network())]);
    let ids = [
        world.send(Mode::SendAs).await,
        world.send(Mode::SendAs).await,
    ];
    for id in ids {
        let said = |r: &Outgoing| r.error.is_some() && r.next_attempt_at.is_some();
        let row = world.until(id, said).await;
        let wait = row
            .next_attempt_at
            .unwrap()
            .duration_since(world.clock.now());
        assert!(wait.as_secs() <= 75, "{wait}");
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    }
    // A new password, or a new run, does not wait for that.
    let world = world.crash().await;
    for id in ids {
        world.until_state(id, OutboxState::Done).await;
    }
}

/// It ends the process each time it is handed over: counted before, it is held in the end.
#[tokio::test]
async fn a_message_that_ends_the_process_is_held_in_the_end() {
    let pace = Pace {
        most_attempts: 3,
        ..Pace::quick()
    };
    let mut world = World::with(pace, true).await;
    world.server.then([Step::HangAfter(Phase::Envelope)]);
    let id = world.send(Mode::SendAs).await;
    for attempt in 1..=3 {
        hung(&world.server.hung).await;
        assert_eq!(world.row(id).await.attempts, attempt);
        let next = (attempt < 3).then_some(Step::HangAfter(Phase::Envelope));
        world = world.crash_then(next).await;
    }
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-too-many-attempts");
    assert_eq!(world.server.count(), 0);
}

#[tokio::test]
async fn a_refused_sign_in_stops_the_account_with_its_own_words() {
    let world = World::new().await;
    let words = Text::new("outbox-refused-sign-in").with("words", "535 5.7.8 no");
    let sign_in = Problem::new(ProblemKind::SignIn, words);
    world.server.then([Step::Closed(sign_in)]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(why(&row).unwrap().kind, ProblemKind::SignIn);
}

/// `postroom outbox run`, by a timer: however often it is run, who is turned away is asked twice.
#[tokio::test]
async fn run_by_a_timer_who_is_turned_away_is_asked_twice() {
    let world = World::with(Pace::quick(), false).await;
    let away = || Step::Refuse(vec![reply(Phase::Envelope, 530, "5.7.0 sign in first")]);
    world.server.then((0..20).map(|_| away()));
    let one = world.park(Mode::SendAs).await;
    let two = world.park(Mode::SendAs).await;
    let asked = |world: &World| world.server.opened.load(Ordering::SeqCst);
    for _ in 0..4 {
        world.outbox.run_now().await.unwrap();
        world.clock.jump(SignedDuration::from_hours(1));
    }
    assert_eq!(asked(&world), 2);
    // Neither does another process.
    let world = world.crash_to(false).await;
    world.outbox.run_now().await.unwrap();
    assert_eq!(asked(&world), 2);
    for id in [one, two] {
        let row = world.row(id).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
        assert_eq!(key_of(&row), "outbox-refused-sign-in");
    }

    // A person does, and the server takes it: the others go with the next run.
    world.server.script.lock().unwrap().clear();
    world.outbox.act(one, OutboxAction::TryNow).await.unwrap();
    world.until_state(one, OutboxState::Done).await;
    world.outbox.run_now().await.unwrap();
    world.until_state(two, OutboxState::Done).await;
}

/// `postroom outbox run`, which is all there is without a window.
#[tokio::test]
async fn run_with_all_others_what_is_always_put_off_is_held_in_the_end() {
    let pace = Pace {
        most_attempts: 3,
        put_off: Duration::from_millis(1),
        ..Pace::quick()
    };
    let world = World::with(pace, false).await;
    let later = || Step::Refuse(vec![reply(Phase::Envelope, 451, "4.3.0 not now")]);
    world.server.then((0..50).map(|_| later()));
    let id = world.park(Mode::SendAs).await;
    for _ in 0..2 {
        // Run twice in a moment, it is tried once.
        for _ in 0..2 {
            world.outbox.run_now().await.unwrap();
        }
        world.clock.jump(SignedDuration::from_hours(1));
    }
    assert_eq!(world.row(id).await.attempts, 2);
    for _ in 0..2 {
        world.outbox.run_now().await.unwrap();
        world.clock.jump(SignedDuration::from_hours(1));
    }
    let row = world.row(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 3));
    assert_eq!(key_of(&row), "outbox-too-many-attempts");
    // Who names it gets one more try.
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    let tried = |r: &Outgoing| r.attempts == 4 && r.reply.is_some();
    world.until(id, tried).await;
    world.clock.jump(SignedDuration::from_hours(1));
    world.outbox.run_now().await.unwrap();
    let row = world.row(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 4));
}

/// One that ends the process each time keeps the others back until then, and no longer.
#[tokio::test]
async fn run_with_all_others_what_ends_the_process_is_held_in_the_end() {
    let pace = Pace {
        most_attempts: 3,
        ..Pace::quick()
    };
    let mut world = World::with(pace, false).await;
    let one = world.park(Mode::SendAs).await;
    let two = world.park(Mode::SendAs).await;
    for _ in 0..3 {
        world.server.then([Step::HangAfter(Phase::Body)]);
        let run = world.outbox.run_now();
        tokio::select! {
            _ = run => panic!("it was over"),
            () = hung(&world.server.hung) => {}
        }
        world = world.crash_to(false).await;
    }
    world.outbox.run_now().await.unwrap();
    let row = world.row(one).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 3));
    world.until_state(two, OutboxState::Done).await;
}

/// Whoever wants one more try gets one, also where the server is away just then.
#[tokio::test]
async fn one_more_try_is_not_used_up_by_what_comes_between() {
    let mut pace = Pace::quick();
    pace.most_attempts = 1;
    let world = World::with(pace, true).await;
    let busy = reply(Phase::Envelope, 451, "4.7.0 try again later");
    world.server.then([Step::Refuse(vec![busy])]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-too-many-attempts");
    world.server.then([Step::Closed(network())]);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 3);
}
