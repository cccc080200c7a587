//! The process dies at every step of Send. Lost: none. Twice: none. Unknown: exactly where the
//! dot was noted and the answer was not.

use std::sync::atomic::Ordering;

use super::fakes::*;
use crate::domain::{CopyState, Mode, OutboxState, Phase};
use crate::engine::command::OutboxAction;
use crate::engine::outbox::{run, why};
use crate::engine::problem::ProblemKind;

#[tokio::test]
async fn killed_at_every_phase() {
    use OutboxState::{Done, Unknown};
    for (step, ends) in [
        (Step::HangBefore(Phase::Envelope), Done),
        (Step::HangAfter(Phase::Envelope), Done),
        (Step::HangBefore(Phase::Body), Done),
        (Step::HangAfter(Phase::Body), Done),
        (Step::HangBefore(Phase::Dot), Done),
        // The dot is noted: whether the server has the message, nobody can say.
        (Step::HangAfter(Phase::Dot), Unknown),
        (Step::HangTaken, Unknown),
    ] {
        let world = World::new().await;
        world.server.then([step.clone()]);
        let id = world.send(Mode::SendAs).await;
        hung(&world.server.hung).await;
        let world = world.crash().await;
        let row = world.until_state(id, ends).await;
        let taken = world.server.count();
        if ends == Unknown {
            assert_eq!(
                taken,
                usize::from(matches!(step, Step::HangTaken)),
                "{step:?}"
            );
            assert_eq!(row.phase, Phase::Dot, "{step:?}");
            let problem = why(&row).expect("it says why");
            assert_eq!(problem.kind, ProblemKind::Unknown, "{step:?}");
            assert!(problem.advice.is_some(), "{step:?}");
            assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 0);
            // By itself it never goes out again.
            world.outbox.run_now().await.unwrap();
            assert_eq!(world.row(id).await.state, Unknown, "{step:?}");
            assert_eq!(world.server.count(), taken, "{step:?}");
            world
                .outbox
                .act(id, OutboxAction::TreatAsSent)
                .await
                .unwrap();
            world.until_state(id, Done).await;
            assert_eq!(world.server.count(), taken, "{step:?}");
        } else {
            assert_eq!((taken, row.attempts), (1, 2), "{step:?}");
        }
        assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1, "{step:?}");
    }
}

#[tokio::test]
async fn killed_while_the_copy_is_filed() {
    use OutboxState::{Accepted, Filing};
    for (mishaps, at) in [
        // The acceptance is written, and nothing that follows from it.
        (vec![Mishap::HangMark], Accepted),
        (vec![Mishap::HangFind], Filing),
        (vec![Mishap::HangAppend], Filing),
        (vec![Mishap::HangAppended], Filing),
        // Filed, and not looked for yet.
        (vec![Mishap::Blind, Mishap::HangFind], Filing),
    ] {
        let mishap = format!("{mishaps:?}");
        let world = World::new().await;
        world.mail.then(mishaps);
        let id = world.send(Mode::SendAs).await;
        hung(&world.mail.hung).await;
        assert_eq!(world.row(id).await.state, at, "{mishap}");
        let world = world.crash().await;
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!(row.copy, CopyState::Checked);
        assert_eq!(world.server.count(), 1, "{mishap}");
        assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1, "{mishap}");
    }
}

/// Stopping in good order: before the dot the message goes back to the queue at once, after it
/// the answer is waited for only so long.
#[tokio::test]
async fn stopped_at_every_phase() {
    for (step, then) in [
        (Step::HangAfter(Phase::Envelope), OutboxState::Queued),
        (Step::HangBefore(Phase::Dot), OutboxState::Queued),
        (Step::HangAfter(Phase::Dot), OutboxState::Sending),
    ] {
        let mut pace = crate::engine::Pace::quick();
        pace.stop = std::time::Duration::from_millis(200);
        let world = World::with(pace, true).await;
        world.server.then([step.clone()]);
        let id = world.send(Mode::SendAs).await;
        hung(&world.server.hung).await;
        world.outbox.stop().await;
        assert_eq!(world.row(id).await.state, then, "{step:?}");
        let world = world.crash().await;
        let ends = match then {
            OutboxState::Queued => OutboxState::Done,
            _ => OutboxState::Unknown,
        };
        world.until_state(id, ends).await;
        assert!(world.server.count() <= 1);
    }
}

/// A mistake of ours ends the piece of work, not the message: it says so, and goes on.
#[tokio::test]
async fn a_fault_of_our_own_leaves_nothing_on_its_way() {
    for (phase, ends, taken) in [
        (Phase::Envelope, OutboxState::Done, 1),
        (Phase::Body, OutboxState::Done, 1),
        (Phase::Dot, OutboxState::Unknown, 0),
    ] {
        let world = World::new().await;
        world.server.then([Step::Panic(phase)]);
        let id = world.send(Mode::SendAs).await;
        // Whoever waits for the try waits no longer.
        world.outbox.run_now().await.unwrap();
        world.until_state(id, ends).await;
        assert_eq!(world.server.count(), taken, "{phase:?}");
    }
}

/// The copy was checked, and the end not written.
#[tokio::test]
async fn killed_between_checked_and_done() {
    let world = World::new().await;
    world.mail.then([Mishap::HangAppended]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let appends = world.mail.appends.load(Ordering::SeqCst);
    let checked = world.shared.store.precious();
    let row = checked.set_copy(id, CopyState::Checked).await.unwrap();
    assert_eq!(
        (row.state, row.copy),
        (OutboxState::Filing, CopyState::Checked)
    );
    let world = world.crash().await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.copy, CopyState::Checked);
    assert_eq!(world.server.count(), 1);
    assert_eq!(
        world.mail.appends.load(Ordering::SeqCst),
        appends,
        "what was checked is not filed again"
    );
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

/// The line is cut after the dot was noted and before it was said: that is certain, and no reason to
/// ask a person.
#[tokio::test]
async fn cut_before_the_dot_was_said() {
    let world = World::new().await;
    world.server.then([Step::Cut(Phase::Dot)]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 2));
}

/// The same while an answer is waited for beside the lane, and the dot was taken back.
#[tokio::test]
async fn a_fault_beside_the_lane_leaves_nothing_on_its_way_either() {
    let world = World::new().await;
    world.server.then([Step::HangAfter(Phase::Body)]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.server.hung).await;
    let room = &world.outbox.room;
    run::put_right(room, &run::Lane::Answer(id)).await;
    let row = world.row(id).await;
    assert_eq!(row.state, OutboxState::Queued, "{row:?}");
    assert_eq!(why(&row).unwrap().kind, ProblemKind::Bug);
}
