//! Profiles that were restored from a backup, copied, or opened twice: never twice on the wire.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::handed_over::Known;
use crate::engine::outbox::{Possible, how_far, possible, why};
use crate::engine::problem::{Problem, ProblemKind, Text};

async fn let_go(world: &World, id: OutboxId) -> Outgoing {
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await
}

fn waits_for_a_look(row: &Outgoing) -> bool {
    why(row).is_some_and(|why| why.message.key == "outbox-not-looked-before")
}

/// The Sent folder of support may not be read.
fn bar_sent(world: &World) {
    let barred = Problem::new(ProblemKind::Permission, Text::new("problem-no-right"));
    let mut closed = world.mail.closed.lock().unwrap();
    closed.insert(sent(SUPPORT), barred);
}

/// A copy of the profile at work beside, whose message stands before the dot until it is told to go
/// on.
async fn before_the_dot(world: &World) -> (World, Arc<Notify>) {
    let go = Arc::new(Notify::new());
    let pause = Step::PauseBefore(Phase::Dot, Arc::clone(&go));
    world.server.then([pause]);
    let other = world.beside(world.copy()).await;
    hung(&world.server.hung).await;
    (other, go)
}

#[tokio::test]
async fn a_backup_from_before_it_left_finds_it_in_sent() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let backup = world.copy();
    let_go(&world, id).await;
    // Where the folders lie is known again from the cache that came with the backup.
    let world = world.end_and_open(backup).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 0));
    assert_eq!(row.copy, CopyState::Checked);
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
    assert_eq!(remarked(&row)[0], "outbox-found-before");
    assert_eq!(row.draft, None);
}

#[tokio::test]
async fn without_a_copy_it_is_held_and_a_person_decides() {
    for unreachable in [None, Some(network())] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
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
        assert_eq!(how_far(&row), "outbox-phase-again");
        assert_eq!(why(&row).unwrap().detail.is_some(), unreachable.is_some());
        assert_eq!(world.server.count(), 1);
        // By itself it stays there, also after another start.
        world.outbox.run_now().await.unwrap();
        let world = world.crash().await;
        world.outbox.run_now().await.unwrap();
        assert_eq!(world.row(id).await.state, OutboxState::Held);
        assert_eq!(world.server.count(), 1);
        world.mail.closed.lock().unwrap().clear();
        world.send_anyway(id).await;
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
    let id = world.park(Mode::SendAs).await;
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
        let id = world.park(Mode::SendAs).await;
        // One stands before the dot, past all checks, when the other hands it over.
        let (other, go) = before_the_dot(&world).await;
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
        let id = world.park(Mode::SendAs).await;
        let copy = world.copy();
        if sent_there {
            let_go(&world, id).await;
        }
        let other = world.elsewhere(copy).await;
        let taken = world.server.count();
        if sent_there {
            let row = other.until_state(id, OutboxState::Done).await;
            assert_eq!(remarked(&row)[0], "outbox-found-before");
        } else {
            let row = other.until_state(id, OutboxState::Held).await;
            assert_eq!(key_of(&row), "outbox-sent-before-elsewhere");
        }
        assert_eq!(world.server.count(), taken);
        // What is written here is no such thing, also after another start.
        let own = other.send(Mode::SendAs).await;
        other.until_state(own, OutboxState::Done).await;
        let later = other.park(Mode::SendAs).await;
        let other = other.crash().await;
        other.until_state(later, OutboxState::Done).await;
        if !sent_there {
            assert_eq!(other.row(id).await.state, OutboxState::Held);
            other.send_anyway(id).await;
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

/// Whoever tries what the server had refused has not read that it was sent since the backup.
#[tokio::test]
async fn a_held_message_of_a_backup_is_looked_for_when_it_is_tried_again() {
    let world = World::new().await;
    let text = "5.1.1 <kim@b.test>: Recipient address rejected: User unknown";
    let refused = reply(Phase::Envelope, 550, text);
    world.server.then([Step::Refuse(vec![refused])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    let backup = world.copy();
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    let world = world.end_and_open(backup).await;
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1, "{row:?}");
    assert_eq!(remarked(&row)[0], "outbox-found-before");
}

/// A person's word holds for what they knew of, not for what was handed over after it.
#[tokio::test]
async fn what_was_sent_again_before_the_backup_was_put_back_is_not_sent_once_more() {
    for copy_is_filed in [true, false] {
        let world = World::new().await;
        world.server.then([Step::LoseAtDot]);
        let id = world.send(Mode::SendAs).await;
        world.until_state(id, OutboxState::Unknown).await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let backup = world.copy();
        world.shared.set_offline(false);
        world.until_state(id, OutboxState::Done).await;
        if !copy_is_filed {
            world.mail.copies.lock().unwrap().clear();
        }
        let world = world.end_and_open(backup).await;
        if copy_is_filed {
            world.until_state(id, OutboxState::Done).await;
            assert_eq!(world.server.count(), 1);
            continue;
        }
        let row = world.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-sent-before");
        assert_eq!(world.server.count(), 1);
        // Now they know of that too.
        world.send_anyway(id).await;
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 2);
    }
}

/// A home folder that is copied whole, or lies on two computers by a sync, brings along what the first
/// computer noted, too.
#[tokio::test]
async fn a_home_folder_that_was_copied_whole_is_from_another_computer() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let other = world.elsewhere_with_all().await;
    let row = other.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-sent-before-elsewhere");
    // The one that it came from does not ask.
    let_go(&world, id).await;
    assert_eq!(world.server.count(), 1);
    let other = other.crash().await;
    assert_eq!(other.row(id).await.state, OutboxState::Held);
}

#[tokio::test]
async fn a_profile_that_comes_to_the_same_computer_again_is_from_elsewhere_again() {
    let world = World::new().await;
    let first = world.park(Mode::SendAs).await;
    let other = world.elsewhere(world.copy()).await;
    other.until_state(first, OutboxState::Held).await;
    other.outbox.stop().await;
    let second = world.park(Mode::SendAs).await;
    let other = other.beside(world.copy()).await;
    for id in [first, second] {
        let row = other.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-sent-before-elsewhere");
    }
    assert_eq!(world.server.count(), 0);
    for id in [first, second] {
        let_go(&world, id).await;
    }
    assert_eq!(world.server.count(), 2);
    // What a person decided on one computer is decided there, for all that can be known there.
    other.send_anyway(second).await;
    other.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2, "it lies in Sent");
    world.mail.copies.lock().unwrap().clear();
    other.send_anyway(first).await;
    other.until_state(first, OutboxState::Done).await;
    assert_eq!(world.server.count(), 3);
}

/// Everything was put back, what the computer had noted beside the profile too: nothing here knows
/// better, and the server cannot be asked.
#[tokio::test]
async fn without_a_look_nothing_of_an_earlier_run_leaves_by_itself() {
    for insists in [false, true] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let (backup, state) = (world.copy(), world.copy_state());
        let_go(&world, id).await;
        for folder in [sent(SUPPORT), sent(ANNA)] {
            world.mail.closed.lock().unwrap().insert(folder, network());
        }
        let world = world.end_and_open_all(backup, state).await;
        let row = world.until(id, waits_for_a_look).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
        assert!(row.next_attempt_at.is_some());
        assert_eq!(possible(&row)[0], Possible::SendAnyway);
        // What is written now is not held up by it.
        let mut draft = world.draft(Mode::SendAs);
        draft.reply = None;
        let new = world.put_in(draft, Leave::Now).await;
        let taken = |_: &Outgoing| world.server.count() == 2;
        world.until(new.outbox_id, taken).await;
        // Nor does it leave when somebody tries everything.
        world.outbox.run_now().await.unwrap();
        assert!(waits_for_a_look(&world.row(id).await));
        assert_eq!(world.server.count(), 2);
        if insists {
            world.send_anyway(id).await;
            world.until(id, |row| row.accepted_at.is_some()).await;
            assert_eq!(world.server.count(), 3, "as the person wanted");
            continue;
        }
        world.mail.closed.lock().unwrap().clear();
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 2);
        assert_eq!(remarked(&row)[0], "outbox-found-before");
    }
}

/// No cache came with the backup: that no Sent folder is known says nothing.
#[tokio::test]
async fn what_is_not_known_yet_was_not_looked_at() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let (backup, state) = (world.copy(), world.copy_state());
    let_go(&world, id).await;
    for name in ["cache.db", "cache.db-wal"] {
        let _ = std::fs::remove_file(backup.path().join(name));
    }
    let world = world.end_and_open_all(backup, state).await;
    world.until(id, waits_for_a_look).await;
    // The account looked at its mailboxes.
    for address in [ANNA, SUPPORT] {
        put_mailbox(&world.shared, address, SentPolicy::Shared, "lrswit").await;
    }
    world.shared.mail_came();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1, "{row:?}");
}

/// A folder that will never show anything holds up nothing for ever, and that is said.
#[tokio::test]
async fn where_sent_may_not_be_read_it_leaves_and_says_so() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    bar_sent(&world);
    let world = world.crash().await;
    let row = world.until(id, |row| row.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 1);
    assert!(remarked(&row).contains(&"outbox-left-unlooked"), "{row:?}");
}

/// What is said of an attempt goes with it when it comes to nothing; of the next it holds as well.
#[tokio::test]
async fn where_sent_may_not_be_read_it_says_so_also_after_a_second_try() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    bar_sent(&world);
    let busy = reply(Phase::Envelope, 451, "try again later");
    let world = world.crash_then(Some(Step::Refuse(vec![busy]))).await;
    let row = world.until(id, |row| row.accepted_at.is_some()).await;
    assert_eq!((row.attempts, world.server.count()), (2, 1));
    assert!(remarked(&row).contains(&"outbox-left-unlooked"), "{row:?}");
}

/// No folder is known as Sent, so that none can show anything.
#[tokio::test]
async fn where_there_is_no_sent_it_leaves_and_says_so() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    for address in [ANNA, SUPPORT] {
        let mailbox = mailbox_id(address);
        let of = mailbox.clone();
        let mut folders = world.shared.read(move |r| r.folders(&of)).await.unwrap();
        folders.retain(|folder| folder.role != FolderRole::Sent);
        let cache = world.shared.store.cache();
        cache.put_folders(&mailbox, &folders, true).await.unwrap();
    }
    let world = world.crash().await;
    let row = world.until(id, |row| row.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 1);
    assert!(remarked(&row).contains(&"outbox-left-unlooked"), "{row:?}");
}

/// The server may have taken the first, whatever it says of the second.
#[tokio::test]
async fn a_refused_second_sending_annuls_no_first_one() {
    let refused = Step::Refuse(vec![reply(Phase::Dot, 554, "5.6.0 not like this")]);
    for second in [vec![refused.clone()], vec![Step::Cut(Phase::Dot), refused]] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let backup = world.copy();
        world.server.then([Step::LoseAtDot]);
        world.outbox.run_now().await.unwrap();
        world.until_state(id, OutboxState::Unknown).await;
        world.server.then(second);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let refused = |row: &Outgoing| row.state == OutboxState::Unknown && row.attempts > 1;
        world.until(id, refused).await;
        let world = world.end_and_open(backup).await;
        let row = world.settled(id).await;
        assert_eq!(row.state, OutboxState::Held, "{row:?}");
        assert_eq!(key_of(&row), "outbox-sent-before");
        assert_eq!(world.server.count(), 0);
    }
}

/// Everything was put back, with what a person decided then: that it was sent since lies in Sent.
#[tokio::test]
async fn a_decision_in_a_backup_is_not_carried_out_twice() {
    let world = World::new().await;
    world.server.then([Step::LoseAtDot]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Unknown).await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let (backup, state) = (world.copy(), world.copy_state());
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    let world = world.end_and_open_all(backup, state).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 1));
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

/// Another copy was first, and the disk does not take that the dot was not said: that nobody knows
/// what became of it is said at once, not after the next start.
#[tokio::test]
async fn what_cannot_be_stepped_back_from_is_unknown() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let (other, go) = before_the_dot(&world).await;
    let_go(&world, id).await;
    world.mail.copies.lock().unwrap().clear();
    let precious = other.shared.store.precious();
    precious.refuse_to_step_back().await;
    go.notify_one();
    let row = other.until(id, |r| r.state != OutboxState::Sending).await;
    assert_eq!(row.state, OutboxState::Unknown, "{row:?}");
    assert_eq!(key_of(&row), "outbox-unknown");
    assert_eq!(world.server.count(), 1);
    // What the other noted still stands.
    assert!(other.outbox.room.handed_over.knows(&row, false).await == Known::HandedOver);
}

/// No restore was noticed: the profile was copied while it ran, and a person on the other computer
/// wanted the message sent.
#[tokio::test]
async fn what_waited_in_this_run_is_looked_for_before_it_leaves() {
    let mut pace = Pace::quick();
    pace.fresh = Duration::ZERO;
    let world = World::with(pace, true).await;
    let id = world.park(Mode::SendAs).await;
    let other = world.elsewhere(world.copy()).await;
    other.until_state(id, OutboxState::Held).await;
    other.send_anyway(id).await;
    other.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    let row = let_go(&world, id).await;
    assert_eq!((world.server.count(), row.attempts), (1, 0), "{row:?}");
    assert_eq!(remarked(&row)[0], "outbox-found-before");
}

/// What was put in by this run and waited leaves whether it can be looked for or not.
#[tokio::test]
async fn what_waited_in_this_run_waits_for_no_mail_server() {
    let mut pace = Pace::quick();
    pace.fresh = Duration::ZERO;
    let world = World::with(pace, true).await;
    for folder in [sent(SUPPORT), sent(ANNA)] {
        world.mail.closed.lock().unwrap().insert(folder, network());
    }
    for count in 1..=2 {
        let mut draft = world.draft(Mode::SendAs);
        draft.reply = None;
        let id = world.put_in(draft, Leave::Now).await.outbox_id;
        let row = world.until(id, |row| row.accepted_at.is_some()).await;
        assert_eq!((world.server.count(), row.attempts), (count, 1));
        assert!(!waits_for_a_look(&row));
    }
}

/// Neither this computer nor the Sent folder can say anything: nothing at all was looked at.
#[tokio::test]
async fn where_nothing_can_be_asked_it_is_held() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    bar_sent(&world);
    let (backup, state) = (world.copy(), world.copy_state());
    // What the computer noted is gone, and cannot be noted again.
    let noted = state.path().join("state");
    std::fs::remove_dir_all(&noted).unwrap();
    std::fs::write(&noted, "no folder").unwrap();
    let world = world.end_and_open_all(backup, state).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(
        key_of(&row),
        "outbox-cannot-be-looked",
        "no server is waited for"
    );
    assert_eq!((world.server.count(), row.attempts), (0, 0));
    let detail = why(&row).unwrap().detail;
    assert!(detail.is_some(), "which folder it is");
    assert_eq!(possible(&row)[0], Possible::SendAnyway);
    world.send_anyway(id).await;
    world.until(id, |row| row.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 1, "as the person wanted");
}

/// It was undone, or edited, after the backup was made: that it is put back sends nothing.
#[tokio::test]
async fn what_was_taken_back_since_the_backup_does_not_leave_by_itself() {
    for action in [OutboxAction::Cancel, OutboxAction::Edit] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let backup = world.copy();
        world.outbox.act(id, action).await.unwrap();
        let world = world.end_and_open(backup).await;
        let row = world.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-taken-back-before");
        assert_eq!((world.server.count(), row.attempts), (0, 0));
        let can = [Possible::SendAnyway, Possible::Edit, Possible::Discard];
        assert_eq!(possible(&row), can);
        world.outbox.run_now().await.unwrap();
        assert_eq!(world.row(id).await.state, OutboxState::Held);
        world.send_anyway(id).await;
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 1, "as the person wanted");
    }
}

/// The same in a copy that runs at the same time, and stands before the dot.
#[tokio::test]
async fn what_is_taken_back_in_one_copy_does_not_leave_from_the_other() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let (other, go) = before_the_dot(&world).await;
    world.outbox.act(id, OutboxAction::Cancel).await.unwrap();
    go.notify_one();
    let row = other.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-taken-back-before");
    assert_eq!(world.server.count(), 0);
}
