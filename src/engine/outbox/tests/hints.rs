//! A server that says when it wants to see a message again.

use std::time::Duration;

use jiff::Timestamp;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::OutboxAction;
use crate::engine::outbox::clock::later;
use crate::engine::problem::{Problem, ProblemKind, Text};

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

    // A person need not wait.
    let now = OutboxAction::TryNow;
    world.outbox.act(first, now).await.unwrap();
    world.until_state(first, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// 454 at the sign-in, or 421 in place of a greeting: nothing of a message was said yet.
#[tokio::test]
async fn a_time_that_is_named_at_the_door_holds_for_the_whole_account() {
    let world = World::new().await;
    let busy = Problem::new(ProblemKind::Server, Text::new("problem-refused"))
        .detail("the server refused: 421 4.3.2 too busy, try again in 300 seconds");
    world.server.then([Step::Closed(busy)]);
    let before = Timestamp::now();
    let first = world.send(Mode::SendAs).await;
    let waits = |row: &Outgoing| row.state == OutboxState::Queued && row.error.is_some();
    let row = world.until(first, waits).await;
    let next = row.next_attempt_at.unwrap();
    assert!(next >= later(before, Duration::from_secs(300)), "{next}");
    let second = world.send(Mode::SendAs).await;
    let row = world.until(second, waits).await;
    assert!(row.next_attempt_at.unwrap() >= later(before, Duration::from_secs(300)));
    assert_eq!(
        world
            .server
            .opened
            .load(std::sync::atomic::Ordering::SeqCst),
        1
    );

    // A person need not wait.
    world.outbox.act(first, OutboxAction::TryNow).await.unwrap();
    for id in [first, second] {
        world.until_state(id, OutboxState::Done).await;
    }
}
