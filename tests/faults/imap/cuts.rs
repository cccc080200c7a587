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

/// T30.
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

/// Answers to a search for all messages of a folder that holds three, none of which is one.
const DOUBTFUL: &[&[&str]] = &[
    &[],
    &["* ESEARCH (TAG \"other\") UID"],
    &["* ESEARCH UID"],
    &["* SEARCH"],
    &["* ESEARCH UID COUNT 3"],
    &["* ESEARCH UID ALL 1"],
    &["* ESEARCH UID ALL 1,1:2,2"],
    &["* ESEARCH UID COUNT 3 ALL 1:2"],
    &["* SEARCH 1", "* SEARCH 2 3 x"],
    &["* SEARCH 1 2 3", "* SEARCH 4 x"],
    &["* SEARCH 0 1 2"],
    &["* SEARCH 1 2 4294967296"],
];

#[tokio::test]
async fn an_ok_without_a_whole_answer_is_no_empty_or_shorter_folder() {
    for doubtful in DOUBTFUL {
        let (mut connection, task) = opened("ESEARCH", move |mut peer| async move {
            for _ in 0..2 {
                peer.answer("UID SEARCH", doubtful, "OK done").await;
                peer.answer("NOOP", &[], "OK done").await;
            }
            peer.answer("UID SEARCH", &["* ESEARCH UID ALL 4:6"], "OK done")
                .await;
            peer.answer("UID SEARCH", doubtful, "OK done").await;
            peer.answer("NOOP", &[], "OK done").await;
            peer.answer("UID SEARCH", &["* SEARCH 6 4 5"], "OK done")
                .await;
        })
        .await;
        let found = connection.uids().await;
        assert!(
            matches!(found, Err(WireError::Protocol { .. })),
            "{doubtful:?}: {found:?}"
        );
        // It was one answer; the connection is as good as before.
        assert!(connection.is_alive());
        connection.noop().await.unwrap();
        assert_eq!(*connection.uids().await.unwrap(), [4, 5, 6]);
        // Asked for once more, it may be given.
        assert_eq!(*connection.uids().await.unwrap(), [4, 5, 6]);
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_folder_is_shorter_when_the_server_says_so() {
    let (mut connection, task) = opened("ESEARCH", |mut peer| async move {
        // The search knows of removals that could not be told before.
        peer.answer("UID SEARCH", &["* ESEARCH UID ALL 4"], "OK done")
            .await;
        peer.answer("NOOP", &["* 3 EXPUNGE", "* 2 EXPUNGE"], "OK done")
            .await;
        peer.answer("UID SEARCH", &["* ESEARCH UID ALL 4"], "OK done")
            .await;
        peer.answer("UID SEARCH", &["* VANISHED 4", "* SEARCH"], "OK done")
            .await;
        peer.answer("UID SEARCH", &["* ESEARCH UID"], "OK done")
            .await;
        // New mail that the search did not see yet.
        peer.answer("UID SEARCH", &["* SEARCH", "* 1 EXISTS"], "OK done")
            .await;
        peer.answer("NOOP", &[], "OK done").await;
        peer.answer("UID SEARCH", &["* SEARCH 9"], "OK done").await;
    })
    .await;
    assert_eq!(*connection.uids().await.unwrap(), [4]);
    for _ in 0..2 {
        // Said in so many words it is empty.
        assert_eq!(connection.uids().await.unwrap().into_inner(), [0u32; 0]);
    }
    assert_eq!(*connection.uids().await.unwrap(), [9]);
    task.await.unwrap();
}

#[tokio::test]
async fn a_search_for_a_header_finds_nothing_only_in_a_whole_answer() {
    let lines: &[&[&str]] = &[&[], &["* SEARCH x"], &["* ESEARCH UID COUNT 1"]];
    for doubtful in lines {
        let (mut connection, task) = opened("", move |mut peer| async move {
            peer.answer("UID SEARCH HEADER", doubtful, "OK done").await;
            peer.answer("UID SEARCH HEADER", &["* SEARCH"], "OK done")
                .await;
        })
        .await;
        let found = connection.search_header("Message-ID", "<a@b>").await;
        assert!(
            matches!(found, Err(WireError::Protocol { .. })),
            "{doubtful:?}: {found:?}"
        );
        let found = connection.search_header("Message-ID", "<a@b>").await;
        assert!(found.unwrap().is_empty());
        task.await.unwrap();
    }
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
async fn a_message_ends_where_nothing_more_comes_and_not_before() {
    // Less is given than was asked for; the size is right, too large, unknown.
    for size in [Some(10), Some(99), None] {
        let (mut connection, task) = opened("", |mut peer| async move {
            for (origin, octets) in [(0, "abcd"), (4, "efgh"), (8, "ij")] {
                peer.answer(
                    &format!("UID FETCH 7 (UID BODY.PEEK[]<{origin}."),
                    &[&format!("* 1 FETCH (UID 7 BODY[]<{origin}> \"{octets}\")")],
                    "OK x",
                )
                .await;
            }
            while let Some(line) = peer.line().await {
                let (tag, rest) = line.split_once(' ').unwrap();
                assert!(rest.starts_with("UID FETCH 7 (UID BODY.PEEK[]<10."));
                peer.say("* 1 FETCH (UID 7 BODY[]<10> NIL)").await;
                peer.say(&format!("{tag} OK x")).await;
            }
        })
        .await;
        let body = connection.body(7, size, 1000).await.unwrap();
        assert_eq!(body, b"abcdefghij");
        drop(connection);
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_read_is_not_gone() {
    let lines: &[&str] = &[
        "* 1 FETCH (UID 7 BODY[]<0> {3}\r\nabc X (unbalanced)",
        "* 1 FETCH (UID 7 BODYSTRUCTURE (\"a BODY[]<0> {3}\r\nabc)",
        "* 1 FETCH (BODY[]<0> (a) UID 7)",
    ];
    for line in lines {
        let (mut connection, task) = opened("", move |mut peer| async move {
            peer.answer("UID FETCH 7", &[line], "OK x").await;
            peer.answer("UID FETCH 7", &["* 2 FETCH (UID 8 FLAGS ())"], "OK x")
                .await;
        })
        .await;
        let body = connection.body(7, Some(3), 99).await;
        assert!(
            matches!(body, Err(WireError::Protocol { .. })),
            "{line}: {body:?}"
        );
        let gone = connection.body(7, Some(3), 99).await;
        assert!(matches!(gone, Err(WireError::Gone)), "{gone:?}");
        task.await.unwrap();
    }
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
    let result = connection.body(7, None, 1000).await;
    assert!(
        matches!(result, Err(WireError::Closed { .. })),
        "{result:?}"
    );
}
