//! The process dies at every step of Send. Lost: none. Twice: none. Unknown: exactly where the
//! dot was noted and the answer was not.

use super::fakes::*;
use crate::domain::{CopyState, Mode, OutboxState, Phase};
use crate::engine::command::OutboxAction;
use crate::engine::outbox::why;
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
