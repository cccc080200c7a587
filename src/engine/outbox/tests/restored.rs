//! Profiles that were restored from a backup, copied, or opened twice: never twice on the wire.

use std::sync::Arc;

use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::{remarks, why};
use crate::engine::problem::Problem;

/// A message that waits until somebody says so.
async fn waits(world: &World) -> OutboxId {
    let draft = world.draft(Mode::SendAs);
    let sent = world.outbox.send(draft, None, Leave::WhenAsked).await;
    sent.unwrap().outbox_id
}

async fn let_go(world: &World, id: OutboxId) -> Outgoing {
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await
}

fn key_of(row: &Outgoing) -> &'static str {
    why(row).expect("it says why").message.key
}

#[tokio::test]
async fn a_backup_from_before_it_left_finds_it_in_sent() {
    let world = World::new().await;
    let id = waits(&world).await;
    let backup = world.copy();
    let_go(&world, id).await;
    // Where the folders lie is known again from the cache that came with the backup.
    let world = world.end_and_open(backup).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 0));
    assert_eq!(row.copy, CopyState::Checked);
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
    assert_eq!(remarks(&row)[0].message.key, "outbox-found-before");
    assert_eq!(row.draft, None);
}

#[tokio::test]
async fn without_a_copy_it_is_held_and_a_person_decides() {
    for unreachable in [None, Some(network())] {
        let world = World::new().await;
        let id = waits(&world).await;
        let backup = world.copy();
        let_go(&world, id).await;
        // The recipient has it; its copy was removed since, or cannot be looked for.
        world.mail.copies.lock().unwrap().clear();
        for folder in [sent(SUPPORT), sent(ANNA)] {
            let mut closed = world.mail.closed.lock().unwrap();
            closed.extend(
                unreachable
                    .clone()
                    .map(|problem: Problem| (folder, problem)),
            );
        }
        let world = world.end_and_open(backup).await;
        let row = world.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-sent-before");
        assert_eq!(why(&row).unwrap().detail.is_some(), unreachable.is_some());
        assert_eq!(world.server.count(), 1);
        // By itself it stays there, also after another start.
        world.outbox.run_now().await.unwrap();
        let world = world.crash().await;
        world.outbox.run_now().await.unwrap();
        assert_eq!(world.row(id).await.state, OutboxState::Held);
        assert_eq!(world.server.count(), 1);
        world.mail.closed.lock().unwrap().clear();
        world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 2, "as the person wanted");
    }
}

#[tokio::test]
async fn a_backup_from_before_it_was_done_files_no_second_copy() {
    let world = World::new().await;
    world.mail.then([Mishap::HangAppended]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let backup = world.copy();
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
    let world = world.end_and_open(backup).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

#[tokio::test]
async fn a_copied_profile_run_in_turn_sends_nothing_twice() {
    let world = World::new().await;
    let id = waits(&world).await;
    let copy = world.copy();
    let other = world.beside(copy).await;
    // Without anybody's word: the copy is resident too, and the message is due.
    other.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    let row = let_go(&world, id).await;
    assert_eq!(world.server.count(), 1, "{row:?}");
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

#[tokio::test]
async fn a_copied_profile_run_at_the_same_time_sends_nothing_twice() {
    for copy_is_filed in [true, false] {
        let world = World::new().await;
        let id = waits(&world).await;
        let copy = world.copy();
        let go = Arc::new(Notify::new());
        world
            .server
            .then([Step::PauseBefore(Phase::Dot, Arc::clone(&go))]);
        // One stands before the dot, past all checks, when the other hands it over.
        let other = world.beside(copy).await;
        hung(&world.server.hung).await;
        let row = let_go(&world, id).await;
        assert_eq!((row.attempts, world.server.count()), (1, 1));
        if !copy_is_filed {
            world.mail.copies.lock().unwrap().clear();
        }
        go.notify_one();
        let expected = if copy_is_filed {
            OutboxState::Done
        } else {
            OutboxState::Held
        };
        let row = other.until_state(id, expected).await;
        assert_eq!(world.server.count(), 1, "{row:?}");
        if !copy_is_filed {
            assert_eq!(key_of(&row), "outbox-sent-before");
        }
    }
}

#[tokio::test]
async fn on_another_computer_it_is_looked_for_and_held_once() {
    for sent_there in [true, false] {
        let world = World::new().await;
        let id = waits(&world).await;
        let copy = world.copy();
        if sent_there {
            let_go(&world, id).await;
        }
        let other = world.elsewhere(copy).await;
        let taken = world.server.count();
        if sent_there {
            let row = other.until_state(id, OutboxState::Done).await;
            assert_eq!(remarks(&row)[0].message.key, "outbox-found-before");
        } else {
            let row = other.until_state(id, OutboxState::Held).await;
            assert_eq!(key_of(&row), "outbox-sent-before-elsewhere");
        }
        assert_eq!(world.server.count(), taken);
        // What is written here is no such thing, also after another start.
        let own = other.send(Mode::SendAs).await;
        other.until_state(own, OutboxState::Done).await;
        let later = waits(&other).await;
        let other = other.crash().await;
        other.until_state(later, OutboxState::Done).await;
        if !sent_there {
            assert_eq!(other.row(id).await.state, OutboxState::Held);
            other.outbox.act(id, OutboxAction::TryNow).await.unwrap();
            other.until_state(id, OutboxState::Done).await;
        }
        assert_eq!(world.server.count(), 3);
    }
}

#[tokio::test]
async fn what_the_server_did_not_take_leaves_after_a_restart() {
    let world = World::new().await;
    let busy = reply(Phase::Dot, 451, "try again later");
    world
        .server
        .then([Step::Refuse(vec![busy]), Step::HangBefore(Phase::Envelope)]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.server.hung).await;
    assert_eq!(world.server.count(), 0);
    let world = world.crash().await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 3));
}

#[tokio::test]
async fn who_sends_an_unknown_one_again_need_not_say_it_twice() {
    let world = World::new().await;
    world.server.then([Step::LoseAtDot]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Unknown).await;
    world.server.then([Step::HangBefore(Phase::Envelope)]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    hung(&world.server.hung).await;
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// What lay held in the backup was tried again and sent after it was made.
#[tokio::test]
async fn what_was_held_in_the_backup_is_looked_for_before_it_is_tried_again() {
    let world = World::new().await;
    let refused = reply(Phase::Envelope, 550, "5.1.1 no such user");
    world.server.then([Step::Refuse(vec![refused])]);
    let id = waits(&world).await;
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Held).await;
    let backup = world.copy();
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    let world = world.end_and_open(backup).await;
    assert_eq!(world.row(id).await.state, OutboxState::Held);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1, "sent twice without a word");
}
