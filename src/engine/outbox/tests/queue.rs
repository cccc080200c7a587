//! What a person changes about a message that waits, and a clock that jumps meanwhile.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::fakes::*;
use crate::domain::{Mode, OutboxId, OutboxState, Outgoing, Phase};
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::outbox::due::time_left;

const YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

async fn put_in(world: &World, leave: Leave) -> Outgoing {
    world.put_in(world.draft(Mode::SendAs), leave).await
}

/// The outbox looked at everything since it was told something.
async fn looked(world: &World) {
    let mut progress = world.outbox.room.progress.subscribe();
    progress.mark_unchanged();
    world.outbox.room.wake.notify_one();
    progress.changed().await.unwrap();
}

async fn act(world: &World, id: OutboxId, action: OutboxAction) -> Reply {
    world.outbox.act(id, action).await.unwrap()
}

async fn wait_of(world: &World, id: OutboxId) -> Option<Duration> {
    let row = world.row(id).await;
    let (book, at) = (world.outbox.room.book(), world.clock.now());
    time_left(&row, &book, &world.shared.pace, at)
}

async fn undo_seconds(world: &World, seconds: u8) {
    let change = move |config: &mut crate::config::Config| {
        config.settings.undo_seconds = seconds;
    };
    world.shared.change_config(change).await.unwrap();
}

/// The disk takes the draft, and not the message: whoever wrote it goes on from where they were.
#[tokio::test]
async fn what_cannot_be_put_in_changes_no_draft() {
    let world = World::new().await;
    let precious = world.shared.store.precious();
    let written = world.draft(Mode::SendAs);
    let now = world.clock.now();
    let kept = precious.keep_draft(None, written.clone(), now, false);
    let (at, _) = kept.await.unwrap();
    precious.refuse_to_freeze().await;
    let mut more = written.clone();
    more.body.push_str(" So am I.");
    for over in [Some(at), None] {
        let sent = world.outbox.send(more.clone(), over, Leave::Now).await;
        sent.expect_err("there is no room for it");
    }
    let drafts = world.shared.read(|r| r.drafts()).await.unwrap();
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    let stored = world.shared.read(move |r| r.draft(at.id)).await;
    let stored = stored.unwrap().unwrap();
    assert_eq!((stored.at(), stored.draft), (at, written));
    let kept = precious.keep_draft(Some(at), more, world.clock.now(), true);
    let (_, apart) = kept.await.unwrap();
    assert!(!apart, "nobody else was at it");
}

#[tokio::test]
async fn send_can_be_undone_for_a_while_and_leaves_then() {
    let world = World::new().await;
    undo_seconds(&world, 60).await;
    let row = put_in(&world, Leave::Undoable).await;
    let waits = row.next_attempt_at.unwrap().duration_since(row.created_at);
    assert_eq!((row.state, waits.as_secs()), (OutboxState::Scheduled, 60));
    looked(&world).await;
    assert_eq!(world.server.count(), 0);
    // Undone, it is the draft it was.
    let Reply::Draft(draft) = act(&world, row.outbox_id, OutboxAction::Edit).await else {
        panic!("no draft")
    };
    let stored = world.shared.read(move |r| r.draft(draft)).await.unwrap();
    let stored = stored.unwrap().draft;
    let mut draft = world.draft(Mode::SendAs);
    draft.reply.clone_from(&stored.reply);
    assert_eq!(stored, draft);
    // Or its sender has no second thoughts.
    let row = put_in(&world, Leave::Undoable).await;
    act(&world, row.outbox_id, OutboxAction::TryNow).await;
    world.until_state(row.outbox_id, OutboxState::Done).await;
    // Or the time passes.
    undo_seconds(&world, 1).await;
    let row = put_in(&world, Leave::Undoable).await;
    assert_eq!(row.state, OutboxState::Scheduled);
    world.until_state(row.outbox_id, OutboxState::Done).await;
    undo_seconds(&world, 0).await;
    let row = put_in(&world, Leave::Undoable).await;
    assert_eq!(row.state, OutboxState::Queued);
    world.until_state(row.outbox_id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 3);
}

#[tokio::test]
async fn no_clock_makes_the_time_to_undo_longer_or_takes_it_away() {
    let world = World::new().await;
    undo_seconds(&world, 60).await;
    let id = put_in(&world, Leave::Undoable).await.outbox_id;
    let longest = Duration::from_secs(60);
    for jump in [-YEARS, YEARS, YEARS, -YEARS, -HOUR, HOUR] {
        world.clock.jump(jump);
        looked(&world).await;
        let wait = wait_of(&world, id).await.expect("it can still be undone");
        assert!(wait <= longest, "{wait:?} after {jump}");
        assert_eq!(world.server.count(), 0);
    }
    // Put back while Postroom does not run: it does not wait for years.
    world.clock.jump(-YEARS);
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
}

#[tokio::test]
async fn the_date_is_that_of_send_whatever_the_clock_says_later() {
    let world = World::new().await;
    let at = world.clock.now() + HOUR;
    let row = put_in(&world, Leave::At(at)).await;
    let id = row.outbox_id;
    let frozen = world.shared.read(move |r| r.outgoing_bytes(id)).await;
    world.clock.jump(YEARS);
    world.outbox.room.wake.notify_one();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.taken.lock().unwrap()[0], frozen.unwrap());
    let taken = world.server.taken.lock().unwrap()[0].clone();
    let date = crate::rfc822::parse_header(&taken).date.unwrap();
    assert_eq!(date.as_second(), row.created_at.as_second());
}

#[tokio::test]
async fn what_has_a_time_waits_for_it_over_restarts_and_jumps() {
    let world = World::new().await;
    let at = world.clock.now() + HOUR * 8;
    let id = put_in(&world, Leave::At(at)).await.outbox_id;
    let scheduled = |row: &Outgoing| {
        (
            row.state,
            row.next_attempt_at.map(Timestamp::as_microsecond),
        ) == (OutboxState::Scheduled, Some(at.as_microsecond()))
    };
    assert!(scheduled(&world.row(id).await));
    let world = world.crash().await;
    looked(&world).await;
    assert!(scheduled(&world.row(id).await), "nobody forgot when");
    // A clock that is put back does not send it early, nor does somebody who tries the rest.
    world.clock.jump(-YEARS);
    looked(&world).await;
    world.outbox.run_now().await.unwrap();
    assert!(scheduled(&world.row(id).await));
    world.clock.jump(YEARS);
    assert_eq!(world.server.count(), 0);
    // The computer sleeps for eight hours.
    world.clock.jump(HOUR * 8);
    world.outbox.room.wake.notify_one();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn what_became_due_leaves_when_somebody_runs_the_outbox() {
    let world = World::with(Pace::quick(), false).await;
    let at = world.clock.now() + HOUR;
    let id = put_in(&world, Leave::At(at)).await.outbox_id;
    // The next process does nothing by itself, and did not put it in.
    let world = world.crash_to(false).await;
    world.clock.jump(HOUR * 2);
    looked(&world).await;
    assert_eq!(world.row(id).await.state, OutboxState::Scheduled);
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await;
}

#[tokio::test]
async fn a_time_can_be_changed_and_taken_away() {
    let world = World::new().await;
    let now = world.clock.now();
    let id = put_in(&world, Leave::At(now + HOUR)).await.outbox_id;
    let other = put_in(&world, Leave::At(now + HOUR)).await.outbox_id;
    act(&world, id, OutboxAction::LeaveAt(now + HOUR * 3)).await;
    world.clock.jump(HOUR * 2);
    world.outbox.room.wake.notify_one();
    world.until_state(other, OutboxState::Done).await;
    assert_eq!(world.row(id).await.state, OutboxState::Scheduled);
    act(&world, id, OutboxAction::TryNow).await;
    world.until_state(id, OutboxState::Done).await;

    // What waits in the queue can be given a time, and what has one can be taken back.
    world.shared.set_offline(true);
    let id = put_in(&world, Leave::Now).await.outbox_id;
    let later = world.clock.now() + HOUR;
    act(&world, id, OutboxAction::LeaveAt(later)).await;
    world.shared.set_offline(false);
    looked(&world).await;
    assert_eq!(world.row(id).await.state, OutboxState::Scheduled);
    act(&world, id, OutboxAction::Cancel).await;
    let gone = world.shared.read(move |r| r.outgoing(id)).await.unwrap();
    assert_eq!((gone, world.server.count()), (None, 2));
}

#[tokio::test]
async fn who_is_put_before_another_leaves_first_also_after_a_restart() {
    let world = World::new().await;
    world.shared.set_offline(true);
    let mut ids = Vec::new();
    for subject in ["one", "two", "three"] {
        let mut draft = world.draft(Mode::SendAs);
        draft.subject = subject.into();
        let row = world.put_in(draft, Leave::Now).await;
        ids.push(row.outbox_id);
    }
    act(&world, ids[2], OutboxAction::PutBefore(Some(ids[0]))).await;
    act(&world, ids[0], OutboxAction::PutBefore(None)).await;
    let world = world.crash().await;
    for id in &ids {
        world.until_state(*id, OutboxState::Done).await;
    }
    let taken = world.server.taken.lock().unwrap().clone();
    let subjects = taken.iter().map(|m| crate::rfc822::parse_header(m).subject);
    assert_eq!(subjects.collect::<Vec<_>>(), ["three", "two", "one"]);
}

#[tokio::test]
async fn a_clock_put_back_inside_a_backoff_does_not_prolong_it() {
    let hour = Duration::from_secs(3600);
    let world = World::with(
        Pace {
            retry_first: hour,
            retry_most: hour,
            ..Pace::quick()
        },
        true,
    )
    .await;
    world.server.then([Step::Refuse(vec![reply(
        Phase::Envelope,
        451,
        "try again later",
    )])]);
    let id = put_in(&world, Leave::Now).await.outbox_id;
    let waits = |r: &Outgoing| r.state == OutboxState::Queued && r.next_attempt_at.is_some();
    world.until(id, waits).await;
    // A little back: it waits no longer than twice the longest wait there is.
    world.clock.jump(SignedDuration::from_mins(-30));
    assert!(wait_of(&world, id).await.unwrap() <= hour * 2);
    world.clock.jump(-YEARS);
    world.outbox.room.wake.notify_one();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// The bytes are those of the moment of Send, whatever becomes of what was attached.
#[tokio::test]
async fn what_was_attached_is_what_it_was_at_send() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    draft.attachments.push(crate::domain::Attachment {
        name: "list.txt".into(),
        media_type: "text/plain".into(),
        bytes: b"as it was".to_vec(),
        in_text: false,
    });
    world.shared.set_offline(true);
    let row = world.put_in(draft, Leave::Now).await;
    let (id, kept) = (row.outbox_id, row.draft.unwrap());
    let frozen = world
        .shared
        .read(move |r| r.outgoing_bytes(id))
        .await
        .unwrap();
    // Neither the draft nor its file can be changed under it.
    let mut changed = world.draft(Mode::SendAs);
    changed.body = "something else".into();
    let precious = world.shared.store.precious();
    let saved = precious.save_draft(Some(kept), changed, Timestamp::now());
    assert!(saved.await.is_err());
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(*world.server.taken.lock().unwrap(), [frozen]);
}

/// Its time has come and it cannot leave: it waits in the queue like all others, and says why.
#[tokio::test]
async fn what_cannot_leave_when_its_time_has_come_says_why() {
    for offline in [true, false] {
        let hour = Duration::from_secs(3600);
        let pace = Pace {
            retry_first: hour,
            retry_most: hour,
            ..Pace::quick()
        };
        let world = World::with(pace, true).await;
        let at = world.clock.now() + HOUR;
        let mut ids = Vec::new();
        for _ in 0..2 {
            ids.push(put_in(&world, Leave::At(at)).await.outbox_id);
        }
        let another = put_in(&world, Leave::At(at + HOUR * 9)).await;
        if offline {
            world.shared.set_offline(true);
        } else {
            world.server.then([Step::Closed(network())]);
        }
        world.clock.jump(HOUR * 2);
        world.outbox.room.wake.notify_one();
        for id in &ids {
            let row = world.until(*id, |r| r.error.is_some()).await;
            assert_eq!(row.state, OutboxState::Queued, "{row:?}");
            assert_eq!(row.next_attempt_at.is_some(), !offline, "{row:?}");
        }
        looked(&world).await;
        assert_eq!(world.row(another.outbox_id).await, another);
        if offline {
            world.shared.set_offline(false);
        } else {
            world.outbox.resume(&another.account);
        }
        for id in &ids {
            world.until_state(*id, OutboxState::Done).await;
        }
        assert_eq!(world.server.count(), 2);
    }
}

/// The same when the moment in which Send can be undone is over, whatever the clock says.
#[tokio::test]
async fn what_cannot_leave_when_it_cannot_be_undone_any_more_says_why() {
    let world = World::new().await;
    undo_seconds(&world, 1).await;
    world.shared.set_offline(true);
    let id = put_in(&world, Leave::Undoable).await.outbox_id;
    world.clock.jump(-HOUR);
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!(row.state, OutboxState::Queued, "{row:?}");
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
}
