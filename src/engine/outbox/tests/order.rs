//! Who goes first when the way broke.

use super::fakes::*;
use crate::domain::{Mode, OutboxState, Phase};
use crate::engine::command::Leave;

/// Two messages wait, and so many attempts are cut off. The subjects as they were taken.
async fn taken_after_cuts(cuts: usize) -> Vec<&'static str> {
    const SUBJECTS: [&str; 2] = ["the first", "the second"];
    let world = World::new().await;
    world
        .server
        .then(std::iter::repeat_n(Step::Cut(Phase::Body), cuts));
    let mut ids = Vec::new();
    for subject in SUBJECTS {
        let mut draft = world.draft(Mode::SendAs);
        draft.subject = subject.into();
        ids.push(world.put_in(draft, Leave::WhenAsked).await.outbox_id);
    }
    world.outbox.run_now().await.unwrap();
    for id in ids {
        world.until_state(id, OutboxState::Done).await;
    }
    let taken = world.server.taken.lock().unwrap().clone();
    let subject = |message: &Vec<u8>| {
        let text = String::from_utf8_lossy(message);
        SUBJECTS.into_iter().find(|subject| text.contains(subject))
    };
    taken.iter().filter_map(subject).collect()
}

#[tokio::test]
async fn a_message_whose_way_broke_keeps_its_place() {
    for cuts in 0..=6 {
        let taken = taken_after_cuts(cuts).await;
        assert_eq!(taken, ["the first", "the second"], "{cuts} cuts");
    }
}

/// It may be the message that breaks it.
#[tokio::test]
async fn one_whose_way_breaks_again_and_again_steps_aside() {
    assert_eq!(taken_after_cuts(7).await, ["the second", "the first"]);
}
