//! Servers that send too much (F5, F6, F7): the connection ends, or the excess is dropped, and
//! memory stays what it was.

use postroom::wire::WireError;
use postroom::wire::imap::{Access, ImapOptions, UidSet, Unsolicited};

use super::{folder, opened, opened_with, signed_in_with};
use crate::script::Peer;

fn small() -> ImapOptions {
    let mut options = ImapOptions::default();
    options.limits.line = 4096;
    options.limits.search_line = 8192;
    options.limits.literal = 100;
    options.limits.header = 50;
    options.limits.body_range = 200;
    options.limits.responses = 500;
    options.limits.octets = 1024 * 1024;
    options.limits.items = 100;
    options
}

/// Sends without an end, until the client has had enough.
async fn flood(mut peer: Peer, octets: Vec<u8>) {
    let mut sent = 0;
    while peer.sends(&octets).await {
        sent += octets.len();
        assert!(sent < 100 * 1024 * 1024, "the client took everything");
    }
}

async fn limit_at(send: Vec<u8>) {
    let (mut connection, task) = opened_with(small(), "", move |mut peer| async move {
        peer.hear("UID FETCH").await;
        peer.send(&send).await;
        // The client goes, although nothing more comes.
        peer.until_gone().await;
    })
    .await;
    let result = connection.flags(&UidSet::all(), None).await;
    assert!(matches!(result, Err(WireError::Limit { .. })), "{result:?}");
    assert!(matches!(
        connection.noop().await,
        Err(WireError::Closed { .. })
    ));
    drop(connection);
    task.await.unwrap();
}

/// T43.
#[tokio::test]
async fn an_endless_line() {
    limit_at(vec![b'x'; 5000]).await;
    limit_at([&b"* OK "[..], &[b'x'; 5000]].concat()).await;
    limit_at([&b"* 1 FETCH (FLAGS ("[..], &[b'x'; 5000]].concat()).await;
}

/// T42.
#[tokio::test]
async fn literals_that_nobody_asked_for() {
    for length in [
        "101",
        "500000000",
        "4294967295",
        "4294967296",
        "99999999999999999999999",
    ] {
        limit_at(format!("* 1 FETCH (UID 1 BODY[] {{{length}}}\r\nab").into_bytes()).await;
        limit_at(format!("* LIST () \"/\" {{{length}}}\r\nab").into_bytes()).await;
        limit_at(format!("* XFOO {{{length}+}}\r\nab").into_bytes()).await;
    }
    // Many small ones in one response.
    limit_at(
        b"* X {100}\r\n"
            .iter()
            .copied()
            .chain([b'x'; 100])
            .collect::<Vec<u8>>()
            .repeat(60),
    )
    .await;
}

/// T43.
#[tokio::test]
async fn a_flood_of_responses() {
    limit_at(b"* 1 EXISTS\r\n".repeat(501)).await;
    limit_at(b"\r\n".repeat(501)).await;
    let (mut connection, task) = opened_with(
        ImapOptions {
            limits: postroom::wire::imap::ImapLimits {
                responses: u64::MAX,
                ..small().limits
            },
            ..small()
        },
        "",
        |mut peer| async move {
            peer.hear("NOOP").await;
            flood(peer, b"* 5 EXISTS\r\n".repeat(1000)).await;
        },
    )
    .await;
    let result = connection.noop().await;
    assert!(matches!(result, Err(WireError::Limit { .. })), "{result:?}");
    // However many came, only the latest is kept.
    assert_eq!(connection.take_unsolicited(), [Unsolicited::Exists(5)]);
    drop(connection);
    task.await.unwrap();
}

#[tokio::test]
async fn news_are_bounded_and_say_so() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let tag = peer.hear("NOOP").await;
        for i in 0..3000 {
            peer.say(&format!("* 1 EXPUNGE\r\n* {i} EXISTS")).await;
        }
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    connection.noop().await.unwrap();
    let news = connection.take_unsolicited();
    assert!(news.len() <= 1002, "{}", news.len());
    assert!(news.contains(&Unsolicited::Overflow));
    task.await.unwrap();
}

/// T44.
#[tokio::test]
async fn nesting_ends_neither_the_process_nor_a_header_sync() {
    for depth in [50, 51, 200, 400, 1000, 100_000] {
        let (mut connection, task) = opened("", move |mut peer| async move {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            let tag = peer.hear("UID FETCH").await;
            for item in ["BODYSTRUCTURE", "BODY", "ENVELOPE", "X-NEW"] {
                peer.say(&format!(
                    "* 1 FETCH (UID 1 FLAGS () {item} {open}{close} BODY[HEADER] \"a\")"
                ))
                .await;
            }
            peer.say(&format!("{tag} OK x")).await;
            // Without its closing parentheses.
            let tag = peer.hear("UID FETCH").await;
            peer.say(&format!("* 1 FETCH (UID 1 BODYSTRUCTURE {open}"))
                .await;
            peer.say(&format!("{tag} OK x")).await;
        })
        .await;
        let mut count = 0;
        connection
            .headers(&UidSet::all(), |_| count += 1)
            .await
            .unwrap();
        assert_eq!(count, 4, "at depth {depth}");
        connection
            .headers(&UidSet::all(), |_| count += 1)
            .await
            .unwrap();
        assert_eq!(count, 4);
        task.await.unwrap();
    }
}

/// T44.
#[tokio::test]
async fn nesting_elsewhere_ends_the_connection() {
    for depth in [51, 400, 100_000] {
        for name in ["NAMESPACE", "LIST", "ESEARCH", "XFOO"] {
            let (mut connection, _) = opened("", move |mut peer| async move {
                peer.hear("NOOP").await;
                peer.say(&format!("* {name} {}", "(".repeat(depth))).await;
                peer.until_gone().await;
            })
            .await;
            let result = connection.noop().await;
            assert!(
                matches!(result, Err(WireError::Limit { .. })),
                "{name}: {result:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_header_beyond_measure_is_cut_and_the_next_message_comes() {
    let (mut connection, task) = opened_with(small(), "", |mut peer| async move {
        let tag = peer.hear("UID FETCH").await;
        peer.send("* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[HEADER.FIELDS (TO)] {500000}\r\n")
            .await;
        for _ in 0..500 {
            peer.send([b'x'; 1000]).await;
        }
        peer.say(" RFC822.SIZE 7)").await;
        peer.say("* 2 FETCH (UID 2 BODY[HEADER.FIELDS (TO)] {2}\r\n\r\n)")
            .await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let mut all = Vec::new();
    connection
        .headers(&UidSet::all(), |header| all.push(header))
        .await
        .unwrap();
    assert_eq!(all[0].header, [b'x'; 50]);
    assert!(all[0].header_cut && !all[1].header_cut);
    assert_eq!(all[0].size, 7);
    assert_eq!(all[1].header, b"\r\n");
    task.await.unwrap();
}

#[tokio::test]
async fn a_structure_beyond_measure_takes_no_message_along() {
    let (mut connection, task) = opened_with(small(), "", |mut peer| async move {
        let part = "(\"application\" \"zip\" (\"name\" \"{9}\\\"n\") NIL NIL \"base64\" 9)";
        let structure = format!("({} \"mixed\")", part.repeat(2000));
        let tag = peer.hear("UID FETCH").await;
        peer.say(&format!(
            "* 1 FETCH (UID 1 FLAGS () BODY[HEADER] {{2}}\r\n\r\n BODYSTRUCTURE {structure})"
        ))
        .await;
        peer.say(&format!(
            "* 2 FETCH (UID 2 BODYSTRUCTURE {structure} BODY[HEADER] {{2}}\r\n\r\n)"
        ))
        .await;
        peer.say("* 3 FETCH (UID 3 FLAGS () BODY[HEADER] \"\")")
            .await;
        peer.say(&format!("{tag} OK x")).await;
        let tag = peer.hear("UID FETCH 2 (").await;
        assert!(!peer.heard.last().unwrap().contains("BODYSTRUCTURE"));
        peer.say("* 2 FETCH (UID 2 BODY[HEADER] {2}\r\n\r\n)").await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let mut all = Vec::new();
    connection
        .headers(&UidSet::all(), |header| all.push(header))
        .await
        .unwrap();
    assert_eq!(all.iter().map(|h| h.uid).collect::<Vec<_>>(), [1, 3]);
    let attached: Vec<Option<bool>> = all.iter().map(|h| h.has_attachment).collect();
    assert_eq!(attached, [Some(true), None]);
    connection
        .headers_plain(&UidSet::one(2), |header| all.push(header))
        .await
        .unwrap();
    assert_eq!(all[2].uid, 2);
    task.await.unwrap();
}

#[tokio::test]
async fn answers_about_folders_are_bounded_together() {
    for command in ["LIST", "STATUS \"a\"", "MYRIGHTS \"a\""] {
        let mut options = small();
        options.limits.folder_octets = 100_000;
        options.limits.responses = u64::MAX;
        options.limits.octets = u64::MAX;
        let (mut connection, task) = signed_in_with(options, "ACL", move |mut peer| async move {
            peer.hear(command).await;
            flood(
                peer,
                format!("* {} \"{}\" (\r\n", command, "x".repeat(3000)).into_bytes(),
            )
            .await;
        })
        .await;
        let names = [folder("a")];
        let result = match command.split(' ').next() {
            Some("LIST") => connection
                .list("", "*", postroom::wire::imap::ListWant::default())
                .await
                .map(drop),
            Some("STATUS") => connection.status(&names).await.map(drop),
            _ => connection.my_rights(&names).await.map(drop),
        };
        assert!(
            matches!(result, Err(WireError::Limit { .. })),
            "{command}: {result:?}"
        );
        drop(connection);
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_body_comes_in_ranges_and_not_above_what_is_wanted() {
    let message: Vec<u8> = (0..1000u32)
        .map(|i| u8::try_from(i % 251).unwrap())
        .collect();
    let whole = message.clone();
    let (mut connection, task) = opened_with(small(), "", |mut peer| async move {
        loop {
            let Some(line) = peer.line().await else {
                return;
            };
            let (tag, rest) = line.split_once(' ').unwrap();
            let range = rest.strip_prefix("UID FETCH 7 (UID BODY.PEEK[]<").unwrap();
            let offset: usize = range.split('.').next().unwrap().parse().unwrap();
            assert!(range.ends_with(".200>)"));
            let part = &message[offset.min(1000)..(offset + 200).min(1000)];
            peer.send(format!(
                "* 1 FETCH (BODY[]<{offset}> {{{}}}\r\n",
                part.len()
            ))
            .await;
            peer.send(part).await;
            peer.say(" UID 7)").await;
            peer.say(&format!("{tag} OK x")).await;
        }
    })
    .await;
    assert_eq!(connection.body(7, None, 1000).await.unwrap(), whole);
    let long = connection.body(7, None, 999).await;
    assert!(matches!(long, Err(WireError::Limit { .. })), "{long:?}");
    // That was decided here, with nothing in flight.
    assert_eq!(connection.body(7, None, 5000).await.unwrap(), whole);
    drop(connection);
    task.await.unwrap();
}

#[tokio::test]
async fn more_of_a_body_than_was_asked_for_ends_the_connection() {
    let (mut connection, _) = opened_with(small(), "", |mut peer| async move {
        peer.hear("UID FETCH 7").await;
        peer.say("* 1 FETCH (UID 7 BODY[]<0> {201}").await;
        peer.until_gone().await;
    })
    .await;
    let result = connection.body(7, None, 100_000).await;
    assert!(matches!(result, Err(WireError::Limit { .. })), "{result:?}");
}

#[tokio::test]
async fn another_part_than_asked_for_and_a_message_that_is_gone() {
    let (mut connection, task) = opened("", |mut peer| async move {
        peer.answer("UID FETCH 7", &[], "OK x").await;
        peer.answer("UID FETCH 7", &["* 1 FETCH (UID 7 BODY[]<0> NIL)"], "OK x")
            .await;
        peer.answer(
            "UID FETCH 7",
            &["* 1 FETCH (UID 8 BODY[]<0> \"x\")"],
            "OK x",
        )
        .await;
        peer.answer(
            "UID FETCH 7",
            &["* 1 FETCH (UID 7 BODY[]<5> \"x\")"],
            "OK x",
        )
        .await;
        // A server that knows no ranges.
        peer.answer(
            "UID FETCH 7",
            &["* 1 FETCH (UID 7 BODY[] \"x\\\"y\")"],
            "OK x",
        )
        .await;
    })
    .await;
    for _ in 0..3 {
        assert!(matches!(
            connection.body(7, None, 99).await,
            Err(WireError::Gone)
        ));
    }
    let other = connection.body(7, None, 99).await;
    assert!(
        matches!(other, Err(WireError::Protocol { .. })),
        "{other:?}"
    );
    assert_eq!(connection.body(7, None, 99).await.unwrap(), b"x\"y");
    task.await.unwrap();
}

#[tokio::test]
async fn a_search_may_have_a_longer_line_but_not_any() {
    let line = |count: usize| format!("* SEARCH{}", " 12345".repeat(count));
    let (mut connection, task) = opened_with(small(), "", move |mut peer| async move {
        peer.answer("UID SEARCH ALL", &[&line(800)], "OK x").await;
        peer.hear("UID SEARCH ALL").await;
        peer.say(&line(2000)).await;
        peer.until_gone().await;
    })
    .await;
    // Within the line, but more hits than are taken: refused, and the connection goes on.
    let many = connection.uids().await;
    assert!(matches!(many, Err(WireError::Limit { .. })), "{many:?}");
    assert!(connection.is_alive());
    let longer = connection.uids().await;
    assert!(matches!(longer, Err(WireError::Limit { .. })));
    assert!(!connection.is_alive());
    drop(connection);
    task.await.unwrap();
}

/// T43.
#[tokio::test]
async fn a_million_capabilities_and_flags_cost_little() {
    let (mut connection, task) =
        signed_in_with(ImapOptions::default(), "", |mut peer| async move {
            let flags = "k ".repeat(100_000);
            peer.answer(
                "SELECT \"a\"",
                &[
                    &format!("* FLAGS ({flags})"),
                    &format!("* OK [PERMANENTFLAGS ({flags})] x"),
                    &format!("* CAPABILITY IMAP4rev1 {flags}"),
                    "* 1 EXISTS",
                ],
                "OK x",
            )
            .await;
            peer.answer(
                "UID FETCH",
                &[&format!("* 1 FETCH (UID 1 FLAGS ({flags}\\Seen))")],
                "OK x",
            )
            .await;
        })
        .await;
    let selected = connection
        .select(&folder("a"), Access::ReadWrite)
        .await
        .unwrap();
    assert_eq!(selected.exists, 1);
    let flags = connection.flags(&UidSet::all(), None).await.unwrap();
    assert_eq!(flags[0].flags.to_wire().len(), 2);
    task.await.unwrap();
}
