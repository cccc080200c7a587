//! Servers that stop answering: every step has its deadline. Time is tokio's, so nobody waits.

use std::time::Duration;

use postroom::domain::Flags;
use postroom::wire::WireError;
use postroom::wire::imap::{ImapConnection, ImapOptions, UidSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{connect, folder, opened, signed_in};
use crate::script::Peer;

/// Never says a word again, and never goes.
async fn silent(mut peer: Peer) {
    peer.until_gone().await;
}

/// The step at which the deadline passed, after some time but no more than a few minutes.
fn timed_out<T: std::fmt::Debug>(result: Result<T, WireError>, since: Instant) -> &'static str {
    let Err(WireError::Timeout { step }) = result else {
        panic!("{result:?}");
    };
    assert!(since.elapsed() >= Duration::from_secs(1));
    assert!(since.elapsed() <= Duration::from_secs(500));
    step
}

#[tokio::test(start_paused = true)]
async fn the_greeting() {
    let since = Instant::now();
    let (result, _) = connect(silent).await;
    assert_eq!(timed_out(result, since), "greeting");
}

#[tokio::test(start_paused = true)]
async fn the_sign_in() {
    let since = Instant::now();
    let (result, _) = connect(|mut peer| async move {
        peer.say("* OK hello").await;
        silent(peer).await;
    })
    .await;
    assert_eq!(timed_out(result, since), "capability");
    let since = Instant::now();
    let (result, _) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello")
            .await;
        silent(peer).await;
    })
    .await;
    assert_eq!(timed_out(result, since), "sign-in");
}

#[tokio::test(start_paused = true)]
async fn a_command_and_the_rest_of_its_answer() {
    for said in [
        "",
        "* 1 FETCH (UID 1 FLAGS ())\r\n",
        "* 1 FETCH (UID 1 BODY[] {9}\r\nab",
    ] {
        let (mut connection, _) = opened("", move |mut peer| async move {
            peer.hear("UID FETCH").await;
            peer.send(said).await;
            silent(peer).await;
        })
        .await;
        let since = Instant::now();
        let result = connection.flags(&UidSet::all(), None).await;
        assert_eq!(timed_out(result, since), "flags");
        assert!(matches!(
            connection.noop().await,
            Err(WireError::Closed { .. })
        ));
    }
}

/// T42.
#[tokio::test(start_paused = true)]
async fn a_drip_of_single_octets_is_silence() {
    let (mut connection, _) = opened("", |mut peer| async move {
        peer.hear("NOOP").await;
        for octet in b"* 3 EXISTS\r\n".iter().cycle() {
            peer.send([*octet]).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    })
    .await;
    let since = Instant::now();
    assert_eq!(timed_out(connection.noop().await, since), "noop");
    assert!(since.elapsed() <= Duration::from_secs(61));
}

/// T42: a literal that is announced and never sent. Before an answer a server may think for longer.
#[tokio::test(start_paused = true)]
async fn an_answer_that_is_begun_goes_on_within_a_minute() {
    let (mut connection, _) = opened("", |mut peer| async move {
        let tag = peer.hear("NOOP").await;
        tokio::time::sleep(Duration::from_secs(100)).await;
        peer.say(&format!("{tag} OK slow")).await;
        peer.hear("NOOP").await;
        peer.send(*b"* 1 FETCH (UID 1 BODY[] {9}\r\nab").await;
        silent(peer).await;
    })
    .await;
    connection.noop().await.unwrap();
    let since = Instant::now();
    assert_eq!(timed_out(connection.noop().await, since), "noop");
    assert!(since.elapsed() <= Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn a_steady_flow_without_an_end() {
    let (mut connection, _) = opened("", |mut peer| async move {
        peer.hear("NOOP").await;
        loop {
            peer.say("* 3 EXISTS").await;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
    })
    .await;
    let since = Instant::now();
    let result = connection.noop().await;
    assert!(
        matches!(result, Err(WireError::Timeout { .. })),
        "{result:?}"
    );
    assert!(since.elapsed() >= Duration::from_secs(1800));
    assert!(since.elapsed() <= Duration::from_secs(1900));
}

#[tokio::test(start_paused = true)]
async fn a_literal_that_is_not_asked_for_or_not_taken() {
    let message = vec![b'x'; 1024 * 1024];
    let (mut connection, _) = signed_in("", silent).await;
    let since = Instant::now();
    let result = connection
        .append(&folder("a"), &Flags::default(), None, &message)
        .await;
    assert_eq!(timed_out(result, since), "append");
    // Asked for, and then nobody reads.
    let (mut connection, _) = signed_in("", |mut peer| async move {
        peer.hear("APPEND").await;
        peer.say("+ go").await;
        std::future::pending::<()>().await;
        drop(peer);
    })
    .await;
    let since = Instant::now();
    let result = connection
        .append(&folder("a"), &Flags::default(), None, &message)
        .await;
    assert_eq!(timed_out(result, since), "append");
}

#[tokio::test(start_paused = true)]
async fn a_large_message_on_a_slow_line_arrives() {
    const PIECES: usize = 100;
    for capabilities in ["", "LITERAL+"] {
        let message = vec![b'x'; PIECES * 64 * 1024];
        let (mut connection, task) = signed_in(capabilities, |mut peer| async move {
            let tag = peer.hear("APPEND").await;
            peer.say("+ go").await;
            for _ in 0..PIECES {
                tokio::time::sleep(Duration::from_secs(50)).await;
                peer.octets(64 * 1024).await;
            }
            peer.line().await;
            peer.say(&format!("{tag} OK done")).await;
        })
        .await;
        let since = Instant::now();
        connection
            .append(&folder("a"), &Flags::default(), None, &message)
            .await
            .unwrap();
        // Longer than any command may take that makes no progress.
        assert!(since.elapsed() > ImapOptions::default().deadlines.command);
        task.await.unwrap();
    }
}

/// T34.
#[tokio::test(start_paused = true)]
async fn idle_on_a_connection_that_died_silently() {
    let (mut connection, _) = opened("IDLE", |mut peer| async move {
        peer.hear("IDLE").await;
        peer.say("+ idling").await;
        silent(peer).await;
    })
    .await;
    let since = Instant::now();
    let result = connection
        .idle(&CancellationToken::new(), Duration::from_secs(300))
        .await;
    assert_eq!(timed_out(result, since), "idle");
    assert!(since.elapsed() >= Duration::from_secs(300));
    // A server that never begins.
    let (mut connection, _) = opened("IDLE", silent).await;
    let since = Instant::now();
    let result = connection
        .idle(&CancellationToken::new(), Duration::from_secs(300))
        .await;
    assert_eq!(timed_out(result, since), "idle");
    assert!(since.elapsed() < Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn saying_goodbye_never_takes_long() {
    let (connection, _) = signed_in("", silent).await;
    let since = Instant::now();
    connection.logout().await;
    assert!(since.elapsed() <= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn deadlines_are_the_callers() {
    let mut options = ImapOptions::default();
    options.deadlines.answer = Duration::from_secs(2);
    let (mut connection, _): (ImapConnection, _) = super::signed_in_with(options, "", silent).await;
    let since = Instant::now();
    timed_out(connection.noop().await, since);
    assert!(since.elapsed() < Duration::from_secs(5));
}
