//! A call whose future is dropped must not leave its answers to the next call.

use std::time::Duration;

use postroom::wire::WireError;
use postroom::wire::imap::UidSet;
use tokio_util::sync::CancellationToken;

use super::{folder, opened, signed_in};

#[tokio::test(start_paused = true)]
async fn answers_cannot_shift_after_a_dropped_call() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let tag = peer.hear("UID FETCH 1 (UID FLAGS)").await;
        peer.say("* 1 FETCH (UID 1 FLAGS ())").await;
        // Nothing of another command may come on this connection.
        assert_eq!(peer.line().await, None);
        peer.say("* 2 FETCH (UID 2 FLAGS ())").await;
        peer.say(&format!("{tag} OK done")).await;
    })
    .await;
    let one = UidSet::one(1);
    let call = connection.flags(&one, None);
    let dropped = tokio::time::timeout(Duration::from_millis(50), call).await;
    assert!(dropped.is_err(), "it was to be dropped in the middle");
    assert!(!connection.is_alive());
    for _ in 0..2 {
        let next = connection.flags(&UidSet::range(2, 3), None).await;
        assert!(matches!(next, Err(WireError::Closed { .. })), "{next:?}");
    }
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Closed { .. })
    ));
    connection.logout().await;
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_dropped_idle_ends_the_connection_too() {
    let (mut connection, _) = opened("IDLE", |mut peer| async move {
        peer.hear("IDLE").await;
        peer.say("+ idling").await;
        peer.until_gone().await;
    })
    .await;
    let stop = CancellationToken::new();
    let call = connection.idle(&stop, Duration::from_secs(600));
    assert!(
        tokio::time::timeout(Duration::from_millis(50), call)
            .await
            .is_err()
    );
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Closed { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_never_polled_harms_nothing() {
    let (mut connection, task) = opened("", |mut peer| async move {
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    drop(connection.noop());
    connection.noop().await.unwrap();
    task.await.unwrap();
}

/// T45.
#[tokio::test(start_paused = true)]
async fn tags_that_are_not_in_flight_end_the_connection() {
    for stale in ["ZZ99 OK done", "P1 OK again", "P0 NO x", "P999 BAD x"] {
        let (mut connection, _) = signed_in("", move |mut peer| async move {
            peer.hear("NOOP").await;
            peer.say(stale).await;
            peer.until_gone().await;
        })
        .await;
        let result = connection.noop().await;
        assert!(
            matches!(result, Err(WireError::Protocol { .. })),
            "{stale}: {result:?}"
        );
        assert!(matches!(
            connection.noop().await,
            Err(WireError::Closed { .. })
        ));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_given_twice_in_a_pipeline_ends_the_connection() {
    let (mut connection, _) = signed_in("", |mut peer| async move {
        let a = peer.hear("STATUS \"a\"").await;
        peer.hear("STATUS \"b\"").await;
        peer.say("* STATUS a (MESSAGES 1)").await;
        peer.say(&format!("{a} OK x")).await;
        peer.say(&format!("{a} OK x")).await;
    })
    .await;
    let result = connection.status(&[folder("a"), folder("b")]).await;
    assert!(
        matches!(result, Err(WireError::Protocol { .. })),
        "{result:?}"
    );
}

/// T45.
#[tokio::test(start_paused = true)]
async fn a_continuation_nobody_asked_for_ends_the_connection() {
    let (mut connection, _) = signed_in("", |mut peer| async move {
        peer.hear("NOOP").await;
        peer.say("+ go on").await;
        peer.until_gone().await;
    })
    .await;
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Protocol { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn an_answer_ahead_of_its_command_is_refused() {
    // The next tag can be guessed, so the answer could come first. It does not fit its time.
    let (mut connection, task) = signed_in("", |mut peer| async move {
        peer.hear("NOOP").await;
        peer.send("P2 OK x\r\nP3 OK ahead\r\n").await;
        peer.until_gone().await;
    })
    .await;
    connection.noop().await.unwrap();
    let result = connection.noop().await;
    assert!(
        matches!(result, Err(WireError::Protocol { .. })),
        "{result:?}"
    );
    drop(connection);
    task.await.unwrap();
}
