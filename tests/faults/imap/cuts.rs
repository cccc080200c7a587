//! Connections that end. Nothing may ever look like an empty or shorter answer (F8).

use postroom::domain::Security;
use postroom::wire::WireError;
use postroom::wire::imap::{ImapConnection, ImapOptions, UidSet};

use super::{endpoint, login, opened};
use crate::script::play_tcp;
use crate::smtp::fixture::tls;

const ANSWER: &str = "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n\
    * 2 FETCH (UID 2 FLAGS ())\r\n\
    * 3 FETCH (UID 3 FLAGS ())\r\n\
    TAG OK done\r\n";

#[tokio::test]
async fn a_cut_at_any_octet_is_an_error() {
    for at in 0..=ANSWER.len() {
        let (mut connection, task) = opened("", move |mut peer| async move {
            let tag = peer.hear("UID FETCH 1:* (UID FLAGS)").await;
            // The tag is shorter than the word that stands for it; cut after the same octet.
            let answer = ANSWER.replace("TAG", &tag);
            let at = if at == ANSWER.len() {
                answer.len()
            } else {
                at.min(answer.len() - 1)
            };
            peer.send(&answer[..at]).await;
        })
        .await;
        let result = connection.flags(&UidSet::all(), None).await;
        if at == ANSWER.len() {
            assert_eq!(result.unwrap().len(), 3);
        } else {
            assert!(
                matches!(result, Err(WireError::Closed { .. })),
                "{at}: {result:?}"
            );
            assert!(!connection.is_alive());
        }
        task.await.unwrap();
    }
}

#[tokio::test]
async fn an_empty_answer_and_a_cut_is_no_empty_folder() {
    let (mut connection, _) = opened("ESEARCH", |mut peer| async move {
        peer.hear("UID SEARCH RETURN (ALL) ALL").await;
        peer.say("* 3 EXISTS").await;
    })
    .await;
    assert!(matches!(
        connection.uids().await,
        Err(WireError::Closed { .. })
    ));
}

#[tokio::test]
async fn an_ok_without_an_answer_is_no_empty_folder() {
    let (mut connection, task) = opened("ESEARCH", |mut peer| async move {
        peer.answer("UID SEARCH", &[], "OK done").await;
        peer.answer("UID SEARCH", &["* ESEARCH (TAG \"other\") UID"], "OK done")
            .await;
        peer.answer("UID SEARCH", &["* ESEARCH UID"], "OK done")
            .await;
    })
    .await;
    assert!(matches!(
        connection.uids().await,
        Err(WireError::Protocol { .. })
    ));
    assert!(matches!(
        connection.uids().await,
        Err(WireError::Protocol { .. })
    ));
    // Said in so many words it is.
    assert_eq!(connection.uids().await.unwrap().into_inner(), [0u32; 0]);
    task.await.unwrap();
}

#[tokio::test]
async fn a_farewell_in_the_middle_is_an_error_with_its_words() {
    for goes_on in [false, true] {
        let (mut connection, task) = opened("", move |mut peer| async move {
            let tag = peer.hear("UID FETCH").await;
            peer.say("* 1 FETCH (UID 1 FLAGS ())").await;
            peer.say("* BYE Session invalidated - AccessTokenExpired")
                .await;
            if goes_on {
                // Even if it says OK after that.
                peer.say(&format!("{tag} OK done")).await;
                for _ in 0..1000 {
                    peer.say("* BYE again").await;
                }
            }
        })
        .await;
        let result = connection.flags(&UidSet::all(), None).await;
        let Err(WireError::Bye { words }) = result else {
            panic!("{result:?}");
        };
        assert_eq!(words, "Session invalidated - AccessTokenExpired");
        assert!(matches!(
            connection.noop().await,
            Err(WireError::Closed { .. })
        ));
        drop(connection);
        task.await.unwrap();
    }
}

#[tokio::test]
async fn words_outside_of_any_response_become_the_reason() {
    let (mut connection, _) = opened("", |mut peer| async move {
        peer.hear("UID FETCH").await;
        peer.say("Server Unavailable. 15").await;
    })
    .await;
    let result = connection.flags(&UidSet::all(), None).await;
    let Err(WireError::Bye { words }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(words, "Server Unavailable. 15");
}

#[tokio::test]
async fn a_reset_is_an_error() {
    let (port, task) = play_tcp(true, |mut peer| async move {
        peer.let_in("").await;
        peer.hear("NOOP").await;
        peer.say("* 1 EXISTS").await;
        peer
    })
    .await;
    let mut endpoint = endpoint(Security::None);
    endpoint.host = "127.0.0.1".into();
    endpoint.port = port;
    let mut connection =
        ImapConnection::connect_with(&endpoint, tls(), &login(), &ImapOptions::default())
            .await
            .unwrap();
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Closed { .. })
    ));
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Closed { .. })
    ));
    task.await.unwrap();
}

#[tokio::test]
async fn a_message_cut_between_its_ranges_is_an_error() {
    let mut options = ImapOptions::default();
    options.limits.body_range = 4;
    let (mut connection, _) = super::opened_with(options, "", |mut peer| async move {
        peer.answer(
            "UID FETCH 7 (UID BODY.PEEK[]<0.4>)",
            &["* 1 FETCH (UID 7 BODY[]<0> {4}\r\nabcd)"],
            "OK x",
        )
        .await;
        peer.hear("UID FETCH 7 (UID BODY.PEEK[]<4.4>)").await;
        peer.send("* 1 FETCH (UID 7 BODY[]<4> {4}\r\nef").await;
    })
    .await;
    let result = connection.body(7, 1000).await;
    assert!(
        matches!(result, Err(WireError::Closed { .. })),
        "{result:?}"
    );
}
