//! A session goes on with the next message only where that can be handed over.

use std::sync::atomic::Ordering;

use super::fakes::*;
use crate::domain::*;

/// A server that ends its session with each message, silently or by an early refusal, makes the
/// next one neither try in vain nor wait.
#[tokio::test]
async fn a_session_that_ended_is_not_the_next_messages_to_pay_for() {
    for first in [
        Step::Accept,
        Step::Refuse(vec![reply(Phase::Body, 552, "5.3.4 too big")]),
    ] {
        let world = World::new().await;
        world.server.one_each.store(true, Ordering::SeqCst);
        world.server.then([first.clone()]);
        world.shared.set_offline(true);
        let ids = [
            world.send(Mode::SendAs).await,
            world.send(Mode::SendAs).await,
            world.send(Mode::SendAs).await,
        ];
        world.shared.set_offline(false);
        for id in &ids[1..] {
            let row = world.until_state(*id, OutboxState::Done).await;
            assert_eq!(row.attempts, 1, "{first:?}");
        }
        assert_eq!(world.server.opened.load(Ordering::SeqCst), 3);
    }
}
