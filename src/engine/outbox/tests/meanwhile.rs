//! What people do while a message is looked at before it leaves.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::OutboxAction;

/// A message on which Send was pressed, while its mail server lets its checks wait.
async fn looked_at() -> (World, OutboxId) {
    let mut pace = Pace::quick();
    pace.check = Duration::from_secs(600);
    let world = World::with(pace, true).await;
    world.mail.silent.store(true, Ordering::SeqCst);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    (world, id)
}

fn goes_on(world: &World) {
    world.mail.silent.store(false, Ordering::SeqCst);
    world.mail.go_on.notify_one();
}

#[tokio::test]
async fn another_time_that_is_given_meanwhile_holds() {
    let (world, id) = looked_at().await;
    let at = world.clock.now() + SignedDuration::from_hours(8);
    let later = OutboxAction::LeaveAt(at);
    world.outbox.act(id, later).await.unwrap();
    // One behind it leaves over the same session.
    let behind = world.send(Mode::SendAs).await;
    goes_on(&world);
    world.until_state(behind, OutboxState::Done).await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Scheduled, 0));
    assert_eq!(world.server.count(), 1, "{row:?}");
}

#[tokio::test]
async fn nothing_leaves_once_somebody_works_offline() {
    let (world, id) = looked_at().await;
    world.shared.set_offline(true);
    goes_on(&world);
    let over = |_: &Outgoing| world.server.closed.load(Ordering::SeqCst) == 1;
    let row = world.until(id, over).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(world.server.count(), 0);
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// Offline in the middle of an attempt: it ends as it would have, or comes back and leaves later. In
/// no case does the server get it twice, and what it may have is not tried again.
#[tokio::test]
async fn an_attempt_under_way_ends_once_however_the_network_goes() {
    for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
        for then in [
            Step::PauseBefore(phase, Arc::new(Notify::new())),
            Step::AnswerLate(phase),
        ] {
            let world = World::new().await;
            world.server.then([then.clone()]);
            let id = world.send(Mode::SendAs).await;
            let begun = |r: &Outgoing| r.state == OutboxState::Sending;
            world.until(id, begun).await;
            if let Step::PauseBefore(..) = then {
                hung(&world.server.hung).await;
            }
            world.shared.set_offline(true);
            let waiting = world.send(Mode::SendAs).await;
            world.until(waiting, |r| r.error.is_some()).await;
            match &then {
                Step::PauseBefore(_, go_on) => go_on.notify_one(),
                _ => world.server.speaks.notify_one(),
            }
            let accepted = |r: &Outgoing| r.accepted_at.is_some();
            world.until(id, accepted).await;
            let row = world.row(waiting).await;
            assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
            world.shared.set_offline(false);
            for id in [id, waiting] {
                world.until_state(id, OutboxState::Done).await;
            }
            assert_eq!(world.server.count(), 2, "{phase:?} {then:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_any_more_is_no_draft_besides() {
    let world = World::new().await;
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.draft, None);
    let drafts = || world.shared.read(|r| r.drafts());
    let before = drafts().await.unwrap().len();
    for action in [OutboxAction::Cancel, OutboxAction::Edit] {
        world.outbox.act(id, action).await.unwrap_err();
    }
    assert_eq!(drafts().await.unwrap().len(), before);
}
