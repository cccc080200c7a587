//! Messages from drafts with copies in Drafts folders that cannot be asked at once.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::Leave;
use crate::engine::outbox::why;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A message whose time has come, from a draft with a copy in this folder of this mailbox.
async fn due(world: &World, mode: Mode, mailbox: &str, path: &str) -> OutboxId {
    world.mail.has_drafts.store(true, Ordering::SeqCst);
    let leave = Leave::At(world.clock.now() + HOUR);
    let row = world.put_in(world.draft(mode), leave).await;
    let folder = FolderId::of(&mailbox_id(mailbox), path);
    world.has_copy(&row, folder).await;
    world.clock.jump(HOUR * 2);
    world.outbox.room.wake.notify_one();
    row.outbox_id
}

#[tokio::test]
async fn one_that_could_not_be_asked_once_is_asked_again_though_the_message_had_a_time() {
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().push_back(network());
    let id = due(&world, Mode::SendAs, SUPPORT, "Elsewhere").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Done, 1), "{row:?}");
    assert_eq!(world.mail.drafts_asked.load(Ordering::SeqCst), 2);
}

/// The folder is known by another name now, and where the copy lies under that cannot be asked.
#[tokio::test]
async fn one_that_was_renamed_and_cannot_be_asked_is_tried_a_few_times() {
    let away = || (0..100).map(|_| network());
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().extend(away());
    let id = due(&world, Mode::SendAs, SUPPORT, "Renamed").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 0), "{row:?}");
    assert_eq!(why(&row).unwrap().message.key, "draft-not-checked");
    assert_eq!(world.mail.drafts_asked.load(Ordering::SeqCst), 3);
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 3);
    assert_eq!(world.server.count(), 0);

    // In one's own there is nobody to be asked about.
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().extend(away());
    let id = due(&world, Mode::Own, ANNA, "Renamed").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Done, 1), "{row:?}");
}

/// The folder is found again after it was asked for in vain: the copy is claimed like any other.
#[tokio::test]
async fn one_that_can_be_asked_again_is_no_hindrance() {
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().push_back(network());
    let id = due(&world, Mode::SendAs, SUPPORT, "Renamed").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Done, 1), "{row:?}");
}
