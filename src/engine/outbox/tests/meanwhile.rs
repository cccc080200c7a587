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
use crate::engine::outbox::copies;
use crate::engine::problem::{Problem, ProblemKind, Text};

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

/// A person wants what waits tried now, and in this moment it is held for something they have not read.
#[tokio::test]
async fn one_more_try_undoes_no_hold_that_nobody_has_read() {
    let world = World::new().await;
    world.shared.set_offline(true);
    let id = world.send(Mode::SendAs).await;
    let read = world.until(id, |r| r.error.is_some()).await;
    let room = &world.outbox.room;
    let news = Problem::new(ProblemKind::Unknown, Text::new("outbox-sent-before"));
    room.hold(id, news).await.unwrap();
    let refused = world.outbox.try_now(&read).await.unwrap_err();
    assert_eq!(refused.message.key, "outbox-changed-meanwhile");
    assert_eq!(world.row(id).await.state, OutboxState::Held);
    // Read, it is theirs to decide.
    world.send_anyway(id).await;
    assert_eq!(world.row(id).await.state, OutboxState::Queued);
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

/// Has the outbox look again as soon as it has looked, until it is told that this is over.
fn looks_without_end(
    room: &Arc<super::super::Room>,
) -> (
    tokio_util::sync::CancellationToken,
    tokio::task::JoinHandle<()>,
) {
    let over = tokio_util::sync::CancellationToken::new();
    let (room, until) = (Arc::clone(room), over.clone());
    let looks = tokio::spawn(async move {
        let mut progress = room.progress.subscribe();
        while !until.is_cancelled() {
            room.wake.notify_one();
            progress.changed().await.unwrap();
        }
    });
    (over, looks)
}

/// Left for later, it stays: whatever the outbox looks at in the moment in which it is put in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_for_later_stays_however_often_the_outbox_looks_meanwhile() {
    let world = World::new().await;
    let room = Arc::clone(&world.outbox.room);
    let (over, looks) = looks_without_end(&room);
    for _ in 0..60 {
        let id = world.park(Mode::SendAs).await;
        let book = room.book();
        assert!(
            book.parked.contains(&id) && book.is_fresh(id, world.shared.pace.fresh).0,
            "{id}"
        );
    }
    over.cancel();
    looks.await.unwrap();
    assert_eq!(world.server.submitted.load(Ordering::SeqCst), 0);
}

/// What a person decides about a held message is not forgotten by a look that still saw it held.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_for_is_tried_however_often_the_outbox_looks_meanwhile() {
    let mut pace = Pace::quick();
    pace.most_attempts = 1;
    let world = World::with(pace, true).await;
    let room = Arc::clone(&world.outbox.room);
    let (over, looks) = looks_without_end(&room);
    let no = || Step::Refuse(vec![reply(Phase::Dot, 554, "no")]);
    world.server.then([no()]);
    let id = world.send(Mode::SendAs).await;
    for attempt in 1..40 {
        let row = world.until_state(id, OutboxState::Held).await;
        // Not asked for, it would be held for having been tried too often.
        assert_eq!(row.attempts, attempt);
        world.server.then([no()]);
        world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    }
    over.cancel();
    looks.await.unwrap();
}

/// Another folder that is chosen while the copy is being filed is not overridden by that.
#[tokio::test]
async fn another_folder_that_is_chosen_while_the_copy_is_filed_gets_it() {
    let world = World::new().await;
    world.mail.then([Mishap::PauseAppended]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let chosen = OutboxAction::CopyTo(sent(ANNA));
    world.outbox.act(id, chosen).await.unwrap();
    world.mail.go_on.notify_one();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.copy_folder, Some(sent(ANNA)));
    assert_eq!(world.mail.in_folder(&sent(ANNA)).len(), 1);
    assert_eq!(world.server.count(), 1);
}

/// Another folder that is chosen between the last look at a copy and the end is heeded, and what
/// was filed from here is still known to be ours.
#[tokio::test]
async fn another_folder_that_is_chosen_at_the_very_end_gets_it() {
    let mut pace = Pace::quick();
    // Only what is asked for is tried again.
    (pace.copy_retry, pace.retry_most) = (Duration::from_secs(600), Duration::from_secs(600));
    let world = World::with(pace, true).await;
    world.mail.then([Mishap::AppendUnheard]);
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| r.error.is_some()).await;
    let reader = world.shared.store.reader();
    let record = || reader.remembered(&format!("copy/{id}")).unwrap();
    let kept = record().expect("it was begun");
    let precious = world.shared.store.precious();
    let (room, none) = (&world.outbox.room, 0);
    // As if it had been found just now, and this were written in the meantime.
    precious
        .set_copy_as_read(id, none, CopyState::Checked)
        .await
        .unwrap();
    precious.set_copy_folder(id, &sent(ANNA)).await.unwrap();
    copies::end(room, id, none).await;
    let row = world.row(id).await;
    assert_eq!(
        (row.state, row.copy),
        (OutboxState::Filing, CopyState::Waiting)
    );
    assert_eq!(record(), Some(kept));
    for refused in [
        precious
            .set_copy_as_read(id, none, CopyState::Checked)
            .await,
        precious.postpone_copy_as_read(id, none, None, "old").await,
        precious.finish_as_read(id, none).await,
    ] {
        refused.unwrap_err();
    }
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    let count = |address| world.mail.in_folder(&sent(address)).len();
    assert_eq!((count(SUPPORT), count(ANNA)), (1, 1));
    let habits = reader.remembered(&format!("copies/habits/{ANNA}")).unwrap();
    let files = habits.unwrap().to_string().contains("files");
    assert!(!files, "the server filed nothing by itself");
}

/// Asked for in the middle of a try that was asked for too, it is another one that is meant.
#[tokio::test]
async fn a_copy_that_is_asked_for_during_a_try_is_tried_again() {
    let mut pace = Pace::quick();
    (pace.copy_retry, pace.retry_most) = (Duration::from_secs(600), Duration::from_secs(600));
    let world = World::with(pace, true).await;
    world.mail.then([Mishap::Append(network())]);
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| r.error.is_some()).await;
    world
        .mail
        .then([Mishap::PauseAppended, Mishap::Find(network())]);
    for _ in 0..2 {
        world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
        if world.mail.appends.load(Ordering::SeqCst) < 2 {
            hung(&world.mail.hung).await;
        }
    }
    world.mail.go_on.notify_one();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

/// Asked for while it is looked at before it leaves, it is this attempt that is meant.
#[tokio::test]
async fn who_asks_for_a_try_that_is_just_about_to_begin_gets_one() {
    let later = Step::Refuse(vec![reply(Phase::Envelope, 451, "4.3.0 try again later")]);
    for by_name in [true, false] {
        let hour = Duration::from_secs(3600);
        let mut pace = Pace::quick();
        (pace.retry_first, pace.retry_most, pace.put_off) = (hour, hour, hour);
        pace.check = Duration::from_secs(600);
        let world = World::with(pace, true).await;
        world.mail.silent.store(true, Ordering::SeqCst);
        world.server.then([later.clone(), later.clone()]);
        let id = world.send(Mode::SendAs).await;
        hung(&world.mail.hung).await;
        let asked = async {
            // Once by Send, once now.
            while world.outbox.room.book().asks(id) < 2 {
                tokio::task::yield_now().await;
            }
            goes_on(&world);
        };
        if by_name {
            world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
            asked.await;
        } else {
            let (ran, ()) = tokio::join!(world.outbox.run_now(), asked);
            ran.unwrap();
        }
        world.until(id, |row| row.error.is_some()).await;
        // One behind it is tried, and this one waits for its time.
        let behind = world.send(Mode::SendAs).await;
        let waits = |row: &Outgoing| row.error.is_some() || row.accepted_at.is_some();
        world.until(behind, waits).await;
        let row = world.row(id).await;
        assert_eq!(
            (row.state, row.attempts),
            (OutboxState::Queued, 1),
            "{row:?}"
        );
        assert!(!world.outbox.room.book().asked.contains(&id));
    }
}
