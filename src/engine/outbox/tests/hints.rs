//! A server that says when it wants to see a message again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::fakes::*;
use crate::domain::*;
use crate::engine::causes::{self, Server};
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::clock::later;
use crate::engine::outbox::due::time_left;
use crate::engine::problem::Problem;
use crate::wire::WireError;

#[tokio::test]
async fn the_next_try_is_not_before_the_servers_own_time() {
    let world = World::new().await;
    let greylisted = "Greylisting in action, please come back in 00:05:00";
    let greylisted = reply(Phase::Envelope, 451, greylisted);
    world.server.then([Step::Refuse(vec![greylisted.clone()])]);
    let before = Timestamp::now();
    let first = world.send(Mode::SendAs).await;
    let waits = |row: &Outgoing| row.state == OutboxState::Queued && row.reply.is_some();
    let row = world.until(first, waits).await;
    let next = row.next_attempt_at.unwrap();
    assert!(next >= later(before, Duration::from_secs(300)), "{next}");
    assert_eq!(row.reply, Some(greylisted));

    // Others are not held up by it, and it is not taken for a clock that was put back.
    let second = world.send(Mode::SendAs).await;
    world.until_state(second, OutboxState::Done).await;
    let row = world.row(first).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 1));
    assert_eq!(row.next_attempt_at, Some(next));

    // Nor is it for whatever is run by a timer, in this process or in one that begins with that.
    let world = world.crash_to(false).await;
    world.outbox.run_now().await.unwrap();
    let row = world.row(first).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 1));

    // A person need not wait.
    let now = OutboxAction::TryNow;
    world.outbox.act(first, now).await.unwrap();
    world.until_state(first, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// It waited for the end of a pause before: that is no reason to come back at once.
#[tokio::test]
async fn the_servers_own_time_holds_after_a_pause_too() {
    let world = World::new().await;
    let later = reply(
        Phase::Envelope,
        451,
        "Greylisted, try again in 3600 seconds",
    );
    let refused = Step::Refuse(vec![later]);
    world.server.then([Step::Closed(network()), refused]);
    let id = world.send(Mode::SendAs).await;
    let waits = |row: &Outgoing| row.state == OutboxState::Queued && row.reply.is_some();
    let row = world.until(id, waits).await;
    let (book, at) = (world.outbox.room.book(), world.clock.now());
    assert!(time_left(&row, &book, &world.shared.pace, at).is_some());
}

/// What a server says before it is asked about a message counts for the whole queue.
#[tokio::test]
async fn a_wait_that_the_greeting_names_is_kept_by_all() {
    let hour = Duration::from_secs(3600);
    let words = "4.7.0 too many connections, try again in 60 minutes";
    let error = WireError::Refused(reply(Phase::Attempt, 421, words));
    let problem: Problem = causes::of_wire(&error, &account(ANNA), Server::Submission);
    let world = World::new().await;
    world.server.then([Step::Closed(problem)]);
    let before = Timestamp::now();
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(world.send(Mode::SendAs).await);
    }
    let told = |r: &Outgoing| r.error.is_some() && r.next_attempt_at.is_some();
    for id in &ids {
        let row = world.until(*id, told).await;
        assert!(
            row.next_attempt_at.unwrap() >= later(before, hour),
            "{row:?}"
        );
    }
    let leave = Leave::At(world.clock.now() + SignedDuration::from_secs(60));
    let scheduled = world.put_in(world.draft(Mode::SendAs), leave).await;
    // Nor does another start take it for a clock that was put back.
    let world = world.crash_to(false).await;
    for id in &ids {
        let row = world.row(*id).await;
        let (book, at) = (world.outbox.room.book(), world.clock.now());
        let wait = time_left(&row, &book, &world.shared.pace, at);
        assert!(wait.is_some_and(|wait| wait > hour / 2), "{wait:?}");
    }
    // `outbox run` by a timer comes no sooner, neither for these nor for another of the account.
    let opened = world.server.opened.load(Ordering::SeqCst);
    ids.push(world.park(Mode::SendAs).await);
    // One whose time has come says so too.
    ids.push(scheduled.outbox_id);
    world.clock.jump(SignedDuration::from_secs(120));
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.server.opened.load(Ordering::SeqCst), opened);
    for id in &ids {
        let row = world.until(*id, told).await;
        assert_eq!(row.state, OutboxState::Queued);
        assert!(
            row.next_attempt_at.unwrap() > later(before, hour / 2),
            "{row:?}"
        );
    }
    // A person need not wait.
    for id in ids {
        let now = OutboxAction::TryNow;
        world.outbox.act(id, now).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
    }
}
