//! A server that takes its time after the dot: one message waits for it, and the queue does not.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::super::book::MOST_ANSWERS;
use super::super::handing::{Handed, Handing, Late};
use super::super::ledger::Entry;
use super::super::run;
use super::fakes::*;
use crate::domain::{Mode, OutboxId, OutboxState, Phase};
use crate::engine::Pace;
use crate::engine::command::Leave;
use crate::engine::submission::Submission;

/// Several messages in the outbox, of which none has left.
async fn several(world: &World, count: usize) -> Vec<OutboxId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let mut draft = world.draft(Mode::SendAs);
        draft.subject = format!("letter {number}");
        ids.push(world.put_in(draft, Leave::WhenAsked).await.outbox_id);
    }
    ids
}

/// The numbers of the letters that were taken, in order.
fn taken(world: &World) -> Vec<usize> {
    let taken = world.server.taken.lock().unwrap().clone();
    let number = |message: &Vec<u8>| {
        let text = String::from_utf8_lossy(message).into_owned();
        let (_, rest) = text.split_once("Subject: letter ").unwrap();
        rest.lines().next().unwrap().parse().unwrap()
    };
    taken.iter().map(number).collect()
}

fn pace() -> Pace {
    Pace {
        answer: Duration::from_millis(20),
        stop: Duration::from_millis(200),
        ..Pace::quick()
    }
}

#[tokio::test]
async fn the_next_ones_leave_meanwhile_in_order_and_each_once() {
    let world = World::with(pace(), true).await;
    world.server.then([Step::HangAfter(Phase::Dot)]);
    let ids = several(&world, 5).await;
    for id in &ids {
        world.outbox.room.book().ask(*id);
    }
    world.outbox.room.wake.notify_one();
    for id in &ids[1..] {
        world.until_state(*id, OutboxState::Done).await;
    }
    let first = world.row(ids[0]).await;
    assert_eq!(
        (first.state, first.phase),
        (OutboxState::Sending, Phase::Dot)
    );
    assert_eq!(taken(&world), [1, 2, 3, 4]);
    // One session more; on a slow machine another answer may have been late too.
    let opened = world.server.opened.load(Ordering::SeqCst);
    assert!(
        (2..=1 + MOST_ANSWERS).contains(&(opened as usize)),
        "{opened}"
    );

    // Quitting does not wait for it for ever, and says nothing about it: the next start does.
    world.outbox.stop().await;
    assert_eq!(world.row(ids[0]).await.state, OutboxState::Sending);
    let world = world.crash().await;
    world.until_state(ids[0], OutboxState::Unknown).await;
    assert_eq!(taken(&world), [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_answer_that_comes_late_is_believed() {
    let world = World::with(pace(), true).await;
    world.server.then([Step::AnswerLate(Phase::Dot)]);
    let ids = several(&world, 2).await;
    for id in &ids {
        world.outbox.room.book().ask(*id);
    }
    world.outbox.room.wake.notify_one();
    world.until_state(ids[1], OutboxState::Done).await;
    assert_eq!(world.row(ids[0]).await.state, OutboxState::Sending);
    world.server.speaks.notify_one();
    let row = world.until_state(ids[0], OutboxState::Done).await;
    assert_eq!((row.attempts, taken(&world)), (1, vec![1, 0]));
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 2);
}

/// Each of them holds a connection.
#[tokio::test]
async fn no_more_than_three_are_waited_for_beside_the_queue() {
    let world = World::with(pace(), true).await;
    let hang = || Step::HangAfter(Phase::Dot);
    world.server.then([hang(), hang(), hang(), hang()]);
    let ids = several(&world, 5).await;
    for id in &ids {
        world.outbox.room.book().ask(*id);
    }
    world.outbox.room.wake.notify_one();
    for id in &ids[..4] {
        hung(&world.server.hung).await;
        assert_eq!(world.row(*id).await.phase, Phase::Dot);
    }
    // The fourth is waited for as it always was; the fifth stays in the queue.
    tokio::time::sleep(world.shared.pace.answer * 5).await;
    assert_eq!(world.row(ids[4]).await.state, OutboxState::Queued);
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 4);
    assert!(taken(&world).is_empty());
}

/// The engine stops just when a message's answer came to be waited for beside its lane: it is still
/// waited for.
#[tokio::test]
async fn an_answer_that_is_on_its_way_at_the_end_is_waited_for() {
    let mut pace = pace();
    pace.stop = Duration::from_secs(60);
    let world = World::with(pace, true).await;
    let room = &world.outbox.room;
    let id = world.park(Mode::SendAs).await;
    world.server.then([Step::AnswerLate(Phase::Dot)]);
    let of_anna = account(ANNA);
    let session = FakeSubmission(Arc::clone(&world.server))
        .open(&of_anna)
        .await;
    let begins = Entry::Begin(Box::new(world.row(id).await));
    let row = room.write(id, begins).await.unwrap();
    let bytes = world
        .shared
        .read(move |r| r.outgoing_bytes(id))
        .await
        .unwrap();
    let handing = Handing::begin(room, session.unwrap(), &row, bytes, None);
    let Handed::Waits(handing) = handing.wait(room, &row).await else {
        panic!("it is over")
    };
    room.stop.cancel();
    let (late, received) = tokio::sync::mpsc::unbounded_channel();
    assert!(late.send(Late { row, handing }).is_ok());
    world.server.speaks.notify_one();
    run::end(room, received, tokio::task::JoinSet::new()).await;
    assert!(world.row(id).await.accepted_at.is_some());
}
