//! Many commands one behind another, and whoever takes what comes of them.

use std::time::Duration;

use postroom::wire::imap::{Outlet, UidSet};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::opened;

fn header(uid: u32) -> String {
    format!("* {uid} FETCH (UID {uid} FLAGS () BODY[HEADER] \"x\")")
}

#[tokio::test]
async fn the_next_command_is_at_the_server_before_the_first_is_answered() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let mut tags = Vec::new();
        for uid in [3, 2] {
            tags.push(peer.hear(&format!("UID FETCH {uid} (")).await);
        }
        peer.say(&header(3)).await;
        peer.say(&format!("{} OK x", tags[0])).await;
        tags.push(peer.hear("UID FETCH 1 (").await);
        for (uid, tag) in [(2, &tags[1]), (1, &tags[2])] {
            peer.say(&header(uid)).await;
            peer.say(&format!("{tag} OK x")).await;
        }
    })
    .await;
    let (to, mut came) = mpsc::channel(3);
    let pieces = [3, 2, 1].map(UidSet::one);
    let all: UidSet = pieces.iter().flat_map(UidSet::iter).collect();
    let mut outlet = Outlet::new(to, 1000);
    let streamed =
        connection.stream_headers(&all, pieces.into_iter(), true, &mut outlet, |h| h.uid);
    streamed.await.unwrap();
    drop(outlet);
    let mut uids = Vec::new();
    while let Some(batch) = came.recv().await {
        uids.push(batch);
    }
    assert_eq!(
        uids,
        [[3], [2], [1]],
        "what is asked for first is there first"
    );
    task.await.unwrap();
}

/// Where what comes is not taken any more, no other command is sent, and the connection goes on.
#[tokio::test]
async fn a_stream_ends_when_nobody_takes_what_comes() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let mut tags = Vec::new();
        for uid in [1, 2] {
            tags.push(peer.hear(&format!("UID FETCH {uid} (")).await);
        }
        peer.say(&header(1)).await;
        peer.say(&format!("{} OK x", tags[0])).await;
        tags.push(peer.hear("UID FETCH 3 (").await);
        for (uid, tag) in [(2, &tags[1]), (3, &tags[2])] {
            peer.say(&header(uid)).await;
            peer.say(&format!("{tag} OK x")).await;
        }
        let tag = peer.hear("NOOP").await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let (to, mut came) = mpsc::channel(1);
    let pieces: Vec<UidSet> = (1..=9).map(UidSet::one).collect();
    let all: UidSet = pieces.iter().flat_map(UidSet::iter).collect();
    let mut outlet = Outlet::new(to, 1000);
    let streamed =
        connection.stream_headers(&all, pieces.into_iter(), true, &mut outlet, |h| h.uid);
    let taken = async move { came.recv().await };
    let both = async { tokio::join!(streamed, taken) };
    let both = timeout(Duration::from_secs(30), both).await;
    let (streamed, taken) = both.expect("it ends");
    assert_eq!((streamed.unwrap(), taken), ((), Some(vec![1])));
    connection.noop().await.unwrap();
    task.await.unwrap();
}

/// A refusal is said once the commands behind it are answered: none of their answers is left over.
#[tokio::test]
async fn a_refusal_ends_a_stream_and_not_the_connection() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let first = peer.hear("UID FETCH 1 (").await;
        let second = peer.hear("UID FETCH 2 (").await;
        peer.say(&format!("{first} NO [LIMIT] later")).await;
        peer.say(&header(2)).await;
        peer.say(&format!("{second} OK x")).await;
        let tag = peer.hear("NOOP").await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let (to, mut came) = mpsc::channel(9);
    let pieces = [1, 2, 3].map(UidSet::one);
    let all: UidSet = pieces.iter().flat_map(UidSet::iter).collect();
    let mut outlet = Outlet::new(to, 1000);
    let streamed =
        connection.stream_headers(&all, pieces.into_iter(), true, &mut outlet, |h| h.uid);
    assert!(streamed.await.unwrap_err().is_refusal());
    assert_eq!(came.try_recv().unwrap(), [2]);
    connection.noop().await.unwrap();
    task.await.unwrap();
}
