//! A person's query as it goes out to a server, and servers that cannot answer it.

use postroom::domain::SearchQuery;
use postroom::wire::WireError;
use postroom::wire::imap::ResponseCode;

use super::opened;

#[tokio::test]
async fn a_query_is_said_in_the_words_of_the_protocol() {
    const ASKED: [(&str, &str); 11] = [
        (
            "lamp",
            "OR BODY \"lamp\" OR SUBJECT \"lamp\" OR FROM \"lamp\" OR TO \"lamp\" OR CC \"lamp\" BCC \"lamp\"",
        ),
        (
            "from:kim -subject:\"a \\b\" ",
            // Whose subject that is, is known here.
            "FROM \"kim\" ALL",
        ),
        ("to:a cc:b ", "OR TO \"a\" OR CC \"a\" BCC \"a\" CC \"b\""),
        (
            "from:a OR -from:b OR is:unread is:answered ",
            "OR FROM \"a\" OR NOT FROM \"b\" UNSEEN ALL",
        ),
        ("in:sent OR from:a ", "OR ALL FROM \"a\""),
        // What is kept here only is found here.
        (
            "from:a OR is:unread-for-me -is:unread-for-me ",
            "OR FROM \"a\" NOT ALL ALL",
        ),
        (
            "in:trash OR from:a -in:sent ",
            "OR NOT ALL FROM \"a\" NOT ALL",
        ),
        // Each begins its days in a time zone of its own.
        (
            "before:2026-03-01 after:2026 -before:2025-01-01 ",
            "BEFORE 2-Mar-2026 SINCE 31-Dec-2025 SINCE 31-Dec-2024",
        ),
        (
            "larger:9999999999 smaller:1k is:forwarded ",
            "LARGER 4294967295 SMALLER 1024 ALL",
        ),
        // All keywords that are shown by one word.
        (
            "from:a OR tag:important from:b OR -tag:spam tag:work OR from:c ",
            "OR FROM \"a\" OR KEYWORD $label1 KEYWORD $important \
             OR FROM \"b\" NOT OR KEYWORD $junk KEYWORD junk OR KEYWORD $label2 FROM \"c\"",
        ),
        // A line may end between two words.
        ("subject:\"a\nb\" ", "(SUBJECT \"a\" SUBJECT \"b\")"),
    ];
    let (mut connection, task) = opened("", |mut peer| async move {
        for (_, asked) in ASKED {
            let tag = peer.hear(&format!("UID SEARCH {asked}")).await;
            assert!(peer.heard.last().unwrap().ends_with(asked));
            peer.say("* SEARCH 7 3").await;
            peer.say(&format!("{tag} OK x")).await;
        }
    })
    .await;
    for (typed, _) in ASKED {
        let query = SearchQuery::parse(typed);
        let found = connection.search_query(&query, "Sent Items", "sent").await;
        assert_eq!(*found.unwrap(), [3, 7], "{typed}");
    }
    task.await.unwrap();
}

#[tokio::test]
async fn letters_beyond_ascii_go_out_as_they_are_and_may_be_refused() {
    let (mut connection, task) = opened("ESEARCH", |mut peer| async move {
        let tag = peer
            .hear("UID SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT {4}")
            .await;
        peer.say("+ x").await;
        assert_eq!(peer.octets(6).await, "für\r\n".as_bytes());
        peer.say(&format!("* ESEARCH (TAG \"{tag}\") UID ALL 3"))
            .await;
        peer.say(&format!("{tag} OK x")).await;
        // One says so at once, and one after it was told.
        let tag = peer.hear("UID SEARCH").await;
        peer.say(&format!("{tag} NO [BADCHARSET (US-ASCII)] no"))
            .await;
        let tag = peer.hear("UID SEARCH").await;
        peer.say("+ x").await;
        peer.octets(6).await;
        peer.say(&format!("{tag} NO [BADCHARSET] no")).await;
        peer.answer("UID SEARCH RETURN (ALL) SUBJECT \"fur\"", &[], "BAD x")
            .await;
        peer.answer("UID SEARCH", &["* ESEARCH UID ALL 2"], "OK x")
            .await;
    })
    .await;
    let query = SearchQuery::parse("subject:für ");
    let found = connection.search_query(&query, "INBOX", "inbox").await;
    assert_eq!(*found.unwrap(), [3]);
    for _ in 0..2 {
        let refused = connection.search_query(&query, "INBOX", "inbox").await;
        let code = match refused {
            Err(WireError::No { code, .. }) => code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code, Some(ResponseCode::BadCharset));
    }
    let query = SearchQuery::parse("subject:fur ");
    let refused = connection.search_query(&query, "INBOX", "inbox").await;
    assert!(matches!(refused, Err(WireError::Bad { .. })), "{refused:?}");
    // The connection is as good as before.
    let found = connection.search_query(&query, "INBOX", "inbox").await;
    assert_eq!(*found.unwrap(), [2]);
    task.await.unwrap();
}
