//! Nobody knows whether the first sending arrived, and a person wants a second: what becomes of that
//! says nothing of the first.

use super::fakes::*;
use crate::domain::{Mode, OutboxId, OutboxState, Outgoing, Phase, ServerReply};
use crate::engine::command::{OutboxAction, Reply};
use crate::engine::outbox::{Possible, possible, remarks};

/// The server has it and nobody heard so.
async fn unheard() -> (World, OutboxId) {
    let world = World::new().await;
    world.server.then([Step::AcceptUnheard]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Unknown).await;
    (world, id)
}

fn not_now() -> ServerReply {
    ServerReply {
        phase: Phase::Dot,
        code: 554,
        enhanced: Some((5, 6, 0)),
        text: "not now".into(),
        recipient: None,
    }
}

/// Its first sending shows in Sent.
fn show_the_first(world: &World) {
    let copy = world.server.taken.lock().unwrap()[0].clone();
    world.mail.put_into(&sent(SUPPORT), &copy);
}

fn is_unknown_again(row: &Outgoing) -> bool {
    row.state == OutboxState::Unknown && key_of(row) == "outbox-unknown-before"
}

#[tokio::test]
async fn a_refused_one_leaves_the_first_as_unknown_as_it_was() {
    let (world, id) = unheard().await;
    world.server.then([Step::Refuse(vec![not_now()])]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let row = world.until(id, is_unknown_again).await;
    // Why the second did not leave is said beside.
    let said = remarks(&row);
    assert!(
        said.iter().any(
            |p| p.detail.as_deref().is_some_and(|d| d.contains("not now"))
                || p.message
                    .args
                    .iter()
                    .any(|(_, value)| value.contains("not now"))
        ),
        "{said:?}"
    );
    assert_eq!(row.reply.as_ref().map(|r| r.code), Some(554));
    let can = [
        Possible::TreatAsSent,
        Possible::SendAgain,
        Possible::EditAsNew,
    ];
    assert_eq!(possible(&row), can);
    // And it is looked for as before.
    show_the_first(&world);
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn proof_that_comes_before_it_leaves_stops_it() {
    let (world, id) = unheard().await;
    world.shared.set_offline(true);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    show_the_first(&world);
    world.shared.set_offline(false);
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    assert_eq!(remarked(&row)[0], "outbox-found-before");
    assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
}

#[tokio::test]
async fn one_that_waits_is_taken_back_to_what_nobody_knows() {
    for edits in [false, true] {
        let (world, id) = unheard().await;
        world.shared.set_offline(true);
        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let row = world.row(id).await;
        assert_eq!(row.state, OutboxState::Queued);
        let can = possible(&row);
        assert!(can.contains(&Possible::NotAgain) && can.contains(&Possible::EditAsNew));
        assert!(!can.contains(&Possible::Edit) && !can.contains(&Possible::Cancel));
        let action = if edits {
            OutboxAction::Edit
        } else {
            OutboxAction::Cancel
        };
        let reply = world.outbox.act(id, action).await.unwrap();
        assert_eq!(matches!(reply, Reply::Draft(_)), edits);
        assert!(is_unknown_again(&world.row(id).await));
        world.shared.set_offline(false);
        world.outbox.run_now().await.unwrap();
        assert!(is_unknown_again(&world.row(id).await));
        assert_eq!(world.server.count(), 1);
    }
}

/// What stops it before any server is asked says nothing of the first either.
#[tokio::test]
async fn one_that_a_check_stops_leaves_the_first_unknown() {
    let (world, id) = unheard().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    world.send(Mode::SendAs).await;
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    world.until(id, is_unknown_again).await;
}
