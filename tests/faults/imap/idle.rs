//! IDLE: news, a stop, a limit, an end, and a server that does not want to.

use std::time::Duration;

use postroom::wire::WireError;
use postroom::wire::imap::{FolderName, Unsolicited};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::opened;

const LONG: Duration = Duration::from_secs(1_000_000);

#[tokio::test]
async fn the_first_news_ends_it() {
    let (mut connection, task) = opened("IDLE", |mut peer| async move {
        let tag = peer.hear("IDLE").await;
        peer.say("+ idling").await;
        peer.say("* OK still here").await;
        peer.say("* 4 EXISTS").await;
        assert_eq!(peer.line().await.unwrap(), "DONE");
        peer.say("* 2 EXPUNGE").await;
        peer.say(&format!("{tag} OK done")).await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let news = connection
        .idle(&CancellationToken::new(), LONG)
        .await
        .unwrap();
    assert_eq!(news, [Unsolicited::Exists(4), Unsolicited::Expunge(2)]);
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn news_from_before_are_given_at_once() {
    let (mut connection, task) = opened("IDLE", |mut peer| async move {
        peer.answer("NOOP", &["* 4 EXISTS"], "OK x").await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    connection.noop().await.unwrap();
    let news = connection
        .idle(&CancellationToken::new(), LONG)
        .await
        .unwrap();
    assert_eq!(news, [Unsolicited::Exists(4)]);
    drop(connection);
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stop_and_the_limit_end_it_quietly() {
    let (mut connection, task) = opened("IDLE", |mut peer| async move {
        for _ in 0..2 {
            let tag = peer.hear("IDLE").await;
            peer.say("+ idling").await;
            assert_eq!(peer.line().await.unwrap(), "DONE");
            peer.say(&format!("{tag} OK done")).await;
        }
    })
    .await;
    let stop = CancellationToken::new();
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        later.cancel();
    });
    assert_eq!(connection.idle(&stop, LONG).await.unwrap(), []);
    let since = Instant::now();
    let news = connection
        .idle(&CancellationToken::new(), LONG)
        .await
        .unwrap();
    assert_eq!(news, []);
    // Never longer than servers bear.
    assert!(since.elapsed() <= Duration::from_secs(29 * 60));
    task.await.unwrap();
}

#[tokio::test]
async fn the_end_of_the_connection_is_an_error() {
    for (words, bye) in [("", false), ("* BYE Autologout; idle too long\r\n", true)] {
        let (mut connection, task) = opened("IDLE", move |mut peer| async move {
            peer.hear("IDLE").await;
            peer.say("+ idling").await;
            peer.send(words).await;
        })
        .await;
        match connection.idle(&CancellationToken::new(), LONG).await {
            Err(WireError::Bye { words }) if bye => assert!(words.starts_with("Autologout")),
            Err(WireError::Closed { .. }) if !bye => {}
            other => panic!("{other:?}"),
        }
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_is_no_endless_wait() {
    let (mut connection, task) = opened("IDLE", |mut peer| async move {
        peer.answer("IDLE", &[], "BAD").await;
        peer.answer("IDLE", &[], "NO [LIMIT] not now").await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let stop = CancellationToken::new();
    assert!(matches!(
        connection.idle(&stop, LONG).await,
        Err(WireError::Bad { .. })
    ));
    assert!(matches!(
        connection.idle(&stop, LONG).await,
        Err(WireError::No { .. })
    ));
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn without_the_extension_it_is_not_tried() {
    let (mut connection, task) = opened("", |mut peer| async move {
        assert_eq!(peer.line().await, None);
    })
    .await;
    let result = connection.idle(&CancellationToken::new(), LONG).await;
    assert!(matches!(result, Err(WireError::Unsupported { .. })));
    drop(connection);
    task.await.unwrap();
}

/// NOTIFY: what is told of other folders, and that no more will be.
#[tokio::test]
async fn news_of_other_folders_are_told_by_their_names_as_far_as_the_server_goes() {
    let (mut connection, task) = opened("IDLE NOTIFY", |mut peer| async move {
        let tag = peer
            .hear("NOTIFY SET (selected (MessageNew MessageExpunge FlagChange)) (mailboxes (")
            .await;
        peer.say(&format!("{tag} OK told from now on")).await;
        let tag = peer.hear("IDLE").await;
        peer.say("+ idling").await;
        peer.say("* STATUS \"Caf&AOk-\" (MESSAGES 3 UIDNEXT 9)")
            .await;
        assert_eq!(peer.line().await.unwrap(), "DONE");
        peer.say("* OK [NOTIFICATIONOVERFLOW] too much").await;
        peer.say(&format!("{tag} OK done")).await;
    })
    .await;
    let names = ["Café".to_owned(), "x".repeat(900)];
    let names = names
        .iter()
        .map(|name| FolderName::from_text(name).unwrap());
    // Many more than go in a line.
    let names: Vec<FolderName> = names.cycle().take(40).collect();
    connection.notify(&names).await.unwrap();
    let stop = CancellationToken::new();
    let news = connection.idle(&stop, LONG);
    let elsewhere = Unsolicited::Elsewhere(names[0].clone());
    assert_eq!(news.await.unwrap(), [elsewhere, Unsolicited::Overflow]);
    task.await.unwrap();
}
