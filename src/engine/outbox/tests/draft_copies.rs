//! Messages from drafts with copies in Drafts folders that cannot be asked at once.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::why;
use crate::engine::problem::{Problem, ProblemKind, Text};

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
    let no = || Problem::new(ProblemKind::Server, Text::new("problem-server-said-no"));
    let away = || (0..100).map(|_| no());
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().extend(away());
    let id = due(&world, Mode::SendAs, SUPPORT, "Renamed").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 0), "{row:?}");
    assert_eq!(why(&row).unwrap().message.key, "draft-not-checked");
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
async fn one_that_can_be_asked_again_is_claimed_where_it_lies_now() {
    let world = World::new().await;
    world.mail.drafts_away.lock().unwrap().push_back(network());
    let id = due(&world, Mode::SendAs, SUPPORT, "Renamed").await;
    let row = world.settled(id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Done, 1), "{row:?}");
    let copy = MessageKey {
        folder: FolderId::of(&mailbox_id(SUPPORT), "Drafts"),
        uid_validity: 1,
        uid: 7,
    };
    assert_eq!(*world.mail.claimed.lock().unwrap(), [copy]);
}

/// The folder was renamed, and the copy is not in it any more: somebody sent it, or took it away.
#[tokio::test]
async fn one_that_is_gone_from_a_renamed_folder_is_held() {
    for (mode, mailbox) in [(Mode::SendAs, SUPPORT), (Mode::Own, ANNA)] {
        let world = World::new().await;
        world.mail.drafts_gone.store(true, Ordering::SeqCst);
        let id = due(&world, mode, mailbox, "Renamed").await;
        let row = world.settled(id).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Held, 0), "{row:?}");
        assert_eq!(why(&row).unwrap().message.key, "draft-sent-elsewhere");
        assert_eq!(world.server.count(), 0);

        world.send_anyway(id).await;
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 1, "a person may: {row:?}");
    }
}

/// Where the copy lies nobody can be asked: its mailbox has no folder for drafts that is known.
#[tokio::test]
async fn one_whose_mailbox_has_no_drafts_folder_any_more_does_not_leave_in_silence() {
    for (mode, mailbox, state) in [
        (Mode::SendAs, SUPPORT, OutboxState::Held),
        (Mode::Own, ANNA, OutboxState::Done),
    ] {
        let world = World::new().await;
        let of = mailbox_id(mailbox);
        let known = of.clone();
        let mut folders = world.shared.read(move |r| r.folders(&known)).await.unwrap();
        folders.retain(|folder| folder.role != FolderRole::Drafts);
        let cache = world.shared.store.cache();
        cache.put_folders(&of, &folders, true).await.unwrap();
        world.mail.drafts_gone.store(true, Ordering::SeqCst);
        let id = due(&world, mode, mailbox, "Renamed").await;
        let row = world.settled(id).await;
        assert_eq!(row.state, state, "{row:?}");
        if state == OutboxState::Held {
            assert_eq!(why(&row).unwrap().message.key, "draft-not-checked");
            assert_eq!(world.server.count(), 0);
        }
    }
}

/// A large draft is stored over a slow line when Send is pressed: the queue does not stand still for
/// that, and the message itself leaves once it is known where the copy lies.
#[tokio::test]
async fn one_that_is_just_being_stored_keeps_nobody_else_waiting() {
    let world = World::new().await;
    let large = world.put_in(world.draft(Mode::SendAs), Leave::WhenAsked);
    let large = large.await;
    let id = large.outbox_id;
    world.shared.storing.send_replace(large.draft);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    let small = world.send(Mode::SendAs).await;
    world.until_state(small, OutboxState::Done).await;
    let is_said = |row: &Outgoing| why(row).is_some_and(|w| w.message.key == "draft-being-stored");
    let row = world.until(id, is_said).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(world.server.count(), 1);
    world.shared.storing.send_replace(None);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}
