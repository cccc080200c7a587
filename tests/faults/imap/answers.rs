//! What imap-proto cannot read is understood or passed over, and nothing of it ends a session.

use postroom::domain::{FolderRole, SystemFlag};
use postroom::wire::WireError;
use postroom::wire::imap::{Access, FetchedHeader, ListWant, Namespace, UidSet, Unsolicited};

use super::{folder, opened, signed_in};

/// Lines that async-imap cannot read, or at which imap-proto panics.
const STRANGE: &[&str] = &[
    "* XFOO bar (baz",
    "* THREAD (1)(2 (3))",
    "* QUOTA \"\" (STORAGE 1 2)",
    "* STATUS x (SIZE 99999999999 MAILBOXID (a))",
    "* 1 FETCH ()",
    "* 1 FETCH (X-NEW (((1)) \"a\") INTERNALDATE NIL)",
    "* 1 FETCH (UID 1 INTERNALDATE NIL)",
    "* OK [ALERT]é",
    "* OK [ALERT]\u{0}\u{20ac}",
    "* NO [X(]é",
    "* [ALERT] maintenance at {9}",
    "Server Unavailable. 15",
    "",
    "*",
    "* ",
    "\u{feff}",
    "* ENABLED CONDSTORE",
    "* LIST (\\Foo \"broken",
    "* ACL",
    "* MYRIGHTS",
    "* ESEARCH",
    "* NAMESPACE",
    "* SEARCH x",
    "* CAPABILITY",
    "* VANISHED 9:1,x",
    "* 4294967296 EXISTS",
];

#[tokio::test]
async fn nothing_unknown_ends_a_session() {
    let (mut connection, task) = opened("", |mut peer| async move {
        for line in STRANGE {
            let tag = peer.hear("UID FETCH").await;
            peer.say(line).await;
            peer.say("* 2 FETCH (UID 2 FLAGS (\\Seen))").await;
            peer.say(line).await;
            peer.say(&format!("{tag} OK [X-FOO]é done {{3}}")).await;
        }
    })
    .await;
    for line in STRANGE {
        let flags = connection.flags(&UidSet::all(), None).await;
        let flags = flags.unwrap_or_else(|e| panic!("{line}: {e:?}"));
        assert_eq!(flags.len(), 1, "{line}");
        assert!(flags[0].flags.has(SystemFlag::Seen));
    }
    let alerts = connection.take_unsolicited();
    let alert = |words: &str| alerts.contains(&Unsolicited::Alert(words.to_owned()));
    assert!(
        alert("é") && alert("[ALERT] maintenance at {9}"),
        "{alerts:?}"
    );
    assert!(alert("Server Unavailable. 15"));
    task.await.unwrap();
}

#[tokio::test]
async fn namespaces_of_all_kinds() {
    let (mut connection, task) = signed_in("NAMESPACE", |mut peer| async move {
        peer.answer(
            "NAMESPACE",
            &["* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\" \"X\" (\"1\"))) ((\"shared.\" \".\")(\"#pub\" NIL))"],
            "OK x",
        )
        .await;
        peer.answer("NAMESPACE", &[], "OK x").await;
    })
    .await;
    let all = connection.namespaces().await.unwrap();
    assert!(!all.doubtful);
    assert_eq!(all.personal.len(), 1);
    assert_eq!(all.other_users[0].prefix, "Other Users/");
    assert_eq!(
        all.shared[1],
        Namespace {
            prefix: "#pub".into(),
            delimiter: None
        }
    );
    // No answer is no empty answer.
    let silent = connection.namespaces().await;
    assert!(
        matches!(silent, Err(WireError::Protocol { .. })),
        "{silent:?}"
    );
    task.await.unwrap();
}

#[tokio::test]
async fn a_namespace_that_cannot_be_used_takes_no_other_along() {
    let (mut connection, task) = signed_in("NAMESPACE", |mut peer| async move {
        let tag = peer.hear("NAMESPACE").await;
        peer.send(b"* NAMESPACE ((INBOX. \".\")) ((\"B\xfcro/\" \"/\")(\"a\" \"/\")) NIL\r\n")
            .await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let all = connection.namespaces().await.unwrap();
    assert_eq!(all.personal[0].prefix, "INBOX.");
    assert_eq!(all.other_users.len(), 1);
    assert_eq!(all.other_users[0].prefix, "a");
    assert!(all.doubtful);
    task.await.unwrap();
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_makes_a_listing_incomplete() {
    let lines: &[&[u8]] = &[
        b"* LIST () \"/\" \"W\xf6rk\"",
        b"* LIST ((\\X)) \"/\" INBOX",
        b"* LIST () \"/\"",
        b"* LIST () \"/\" \"a",
    ];
    for line in lines {
        let (mut connection, task) = signed_in("", move |mut peer| async move {
            let tag = peer.hear("LIST").await;
            peer.send([line, &b"\r\n* LIST () \"/\" Sent\r\n"[..]].concat())
                .await;
            peer.say(&format!("{tag} OK x")).await;
            peer.answer("LIST", &["* LIST () \"/\" Sent"], "OK x").await;
        })
        .await;
        let listed = connection.list("", "*", ListWant::default()).await.unwrap();
        assert!(!listed.is_complete());
        assert_eq!(listed.into_inner().len(), 1);
        let listed = connection.list("", "*", ListWant::default()).await.unwrap();
        assert!(listed.is_complete());
        task.await.unwrap();
    }
}

#[tokio::test]
async fn without_namespace_there_is_a_personal_one() {
    let (mut connection, task) = signed_in("", |mut peer| async move {
        peer.answer(
            "LIST \"\" \"\"",
            &["* LIST (\\Noselect) \".\" \"\""],
            "OK x",
        )
        .await;
    })
    .await;
    let all = connection.namespaces().await.unwrap();
    assert!(!all.doubtful);
    assert_eq!(all.personal[0].delimiter, Some('.'));
    assert!(all.shared.is_empty());
    task.await.unwrap();
}

#[tokio::test]
async fn a_listing_with_everything_in_one_answer() {
    let (mut connection, task) = signed_in(
        "LIST-EXTENDED SPECIAL-USE LIST-STATUS LIST-MYRIGHTS ACL RIGHTS=texk",
        |mut peer| async move {
            peer.answer(
                "LIST \"\" \"*\" RETURN (SPECIAL-USE MYRIGHTS STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN))",
                &[
                    "* LIST (\\HasNoChildren) \"/\" inbox",
                    "* MYRIGHTS INBOX lrswipkxtea",
                    "* STATUS INBOX (MESSAGES 3 UIDNEXT 10 UIDVALIDITY 77 UNSEEN 1 SIZE 5)",
                    "* LIST (\\Sent) \"/\" \"Gesendete &AMQ-pfel\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
                    "* MYRIGHTS \"Gesendete &AMQ-pfel\" lr",
                    "* STATUS \"Gesendete &AMQ-pfel\" ()",
                    "* LIST (\\Noselect) \"/\" {6}\r\nshared",
                    "* LIST (\\NonExistent) NIL \"say \\\"hi\\\" \\\\ all\"",
                    "* LIST () \"/\" \"Gesendete &AMQ-pfel\"",
                ],
                "OK x",
            )
            .await;
        },
    )
    .await;
    let want = ListWant {
        special_use: true,
        my_rights: true,
        status: true,
    };
    let all = connection.list("", "*", want).await.unwrap().into_inner();
    assert_eq!(all.len(), 4);
    assert_eq!(all[0].special_use, Some(FolderRole::Inbox));
    assert_eq!(all[0].status.unwrap().unseen, Some(1));
    assert_eq!(all[1].name.text(), "Gesendete Äpfel");
    assert_eq!(all[1].special_use, Some(FolderRole::Sent));
    assert_eq!(all[1].my_rights.unwrap().to_string(), "lr");
    assert!(!all[2].selectable && !all[3].selectable);
    assert_eq!(all[3].name.text(), "say \"hi\" \\ all");
    task.await.unwrap();
}

#[tokio::test]
async fn what_the_listing_cannot_give_is_asked_for_at_once() {
    let (mut connection, task) = signed_in(
        "ACL RIGHTS=texk LIST-EXTENDED SPECIAL-USE",
        |mut peer| async move {
            // Proton Bridge refuses what it offers; strato gives nothing.
            peer.answer("LIST \"\" \"*\" RETURN (SPECIAL-USE)", &[], "BAD what?")
                .await;
            peer.answer(
                "LIST \"\" \"*\"",
                &[
                    "* LIST () \"/\" a",
                    "* LIST (\\Noselect) \"/\" b",
                    "* LIST () \"/\" \"c\\\"\"",
                ],
                "OK x",
            )
            .await;
            let first = peer.hear("MYRIGHTS \"a\"").await;
            let second = peer.hear("MYRIGHTS \"c\\\"\"").await;
            peer.say("* MYRIGHTS \"c\\\"\" lr").await;
            peer.say(&format!("{second} OK x")).await;
            peer.say(&format!("{first} NO [NOPERM] x")).await;
            let first = peer.hear("STATUS \"a\" (MESSAGES").await;
            let second = peer.hear("STATUS \"c\\\"\" (MESSAGES").await;
            peer.say(&format!("{first} NO x")).await;
            peer.say("* STATUS \"c\\\"\" (MESSAGES 4)").await;
            peer.say(&format!("{second} OK x")).await;
        },
    )
    .await;
    let want = ListWant {
        special_use: true,
        my_rights: true,
        status: true,
    };
    let all = connection.list("", "*", want).await.unwrap();
    assert_eq!(all[0].my_rights, None);
    assert_eq!(all[2].my_rights.unwrap().to_string(), "lr");
    assert_eq!(all[2].status.unwrap().messages, Some(4));
    task.await.unwrap();
}

#[tokio::test]
async fn searches_of_both_kinds_and_for_us_only() {
    let (mut connection, task) = opened("ESEARCH", |mut peer| async move {
        let tag = peer.hear("UID SEARCH RETURN (ALL) ALL").await;
        peer.say("* SEARCH 100").await;
        peer.say("* ESEARCH (TAG \"P99\") UID ALL 200").await;
        peer.say(&format!("* ESEARCH (TAG \"{tag}\") UID COUNT 4 ALL 9,2:4"))
            .await;
        peer.say(&format!("{tag} OK x")).await;
        peer.answer(
            "UID SEARCH RETURN (ALL) HEADER Message-ID \"<a\\\"b@c>\"",
            &["* ESEARCH (TAG \"P4\") UID ALL 3"],
            "OK x",
        )
        .await;
        peer.answer("UID SEARCH", &["* ESEARCH UID ALL 1:4294967295"], "OK x")
            .await;
        let tag = peer
            .hear("UID SEARCH RETURN (ALL) CHARSET UTF-8 HEADER Subject {3}")
            .await;
        peer.say("+ x").await;
        assert_eq!(peer.octets(5).await, "ü?\r\n".as_bytes());
        peer.say(&format!("{tag} NO [BADCHARSET (US-ASCII)] no"))
            .await;
        for injected in ["UID FETCH", "NOOP"] {
            peer.answer(injected, &["* SEARCH 5 6"], "OK x").await;
        }
    })
    .await;
    // A bare SEARCH counts too, since some servers answer so; the foreign ESEARCH does not.
    let found = connection.uids().await.unwrap().into_inner();
    assert_eq!(found, [2, 3, 4, 9, 100]);
    let found = connection
        .search_header("Message-ID", "<a\"b@c>")
        .await
        .unwrap();
    assert_eq!(*found, [3]);
    let absurd = connection.uids().await;
    assert!(matches!(absurd, Err(WireError::Limit { .. })), "{absurd:?}");
    let refused = connection.search_header("Subject", "ü?").await;
    assert!(matches!(refused, Err(WireError::No { .. })), "{refused:?}");
    for (header, value) in [
        ("Message-ID", "a\r\nP9 LOGOUT"),
        ("X\r\nY", "a"),
        ("X Y", "a"),
    ] {
        let result = connection.search_header(header, value).await;
        assert!(matches!(result, Err(WireError::Unsendable { .. })));
    }
    // Cyrus sends SEARCH unasked; it belongs to nobody then.
    assert_eq!(
        connection.flags(&UidSet::all(), None).await.unwrap().len(),
        0
    );
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn headers_with_their_structure_and_dates() {
    let (mut connection, task) = opened("CONDSTORE", |mut peer| async move {
        let tag = peer.hear("UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID").await;
        assert!(peer.heard.last().unwrap().ends_with(" MODSEQ BODYSTRUCTURE)"));
        peer.say("* 1 FETCH (UID 4 MODSEQ (8) FLAGS (\\Seen $x) INTERNALDATE \" 7-Feb-1994 21:52:25 -0800\" RFC822.SIZE 123 BODY[HEADER.FIELDS (MESSAGE-ID FROM)] {16}\r\nSubject: (\"x\r\n\r\n BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"application\" \"pdf\" (\"name\" \"a\\\"b.pdf\") NIL NIL \"base64\" 9) \"mixed\"))").await;
        peer.say("* 2 FETCH (FLAGS (\\Draft) UID 5 BODY[HEADER.FIELDS (MESSAGE-ID)] \"\" INTERNALDATE NIL RFC822.SIZE -1 MODSEQ (-1) BODYSTRUCTURE NIL)").await;
        // Changed by somebody meanwhile, without what was asked for; and one nobody asked for.
        peer.say("* 3 FETCH (UID 6 FLAGS (\\Answered))").await;
        peer.say("* 9 FETCH (FLAGS ())").await;
        peer.say(&format!("{tag} OK x")).await;
    })
    .await;
    let mut all: Vec<FetchedHeader> = Vec::new();
    connection
        .headers(&UidSet::all(), |header| all.push(header))
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].header, b"Subject: (\"x\r\n\r\n");
    assert_eq!(
        all[0].internal_date.unwrap().to_string(),
        "1994-02-08T05:52:25Z"
    );
    assert_eq!((all[0].modseq, all[0].size), (Some(8), 123));
    assert!(all[0].has_attachment == Some(true) && all[0].flags.has_keyword("$x"));
    assert_eq!(
        (all[1].uid, all[1].internal_date, all[1].size),
        (5, None, 0)
    );
    assert_ne!(all[1].has_attachment, Some(true));
    let news = connection.take_unsolicited();
    assert!(
        matches!(&news[0], Unsolicited::Flags { uid: Some(6), .. }),
        "{news:?}"
    );
    assert!(matches!(
        &news[1],
        Unsolicited::Flags {
            seq: 9,
            uid: None,
            ..
        }
    ));
    task.await.unwrap();
}

#[tokio::test]
async fn uids_that_were_not_asked_for_are_not_given_out() {
    let (mut connection, task) = opened("", |mut peer| async move {
        peer.answer(
            "UID FETCH 5:* (UID FLAGS)",
            &[
                "* 3 FETCH (UID 3 FLAGS ())", // the last message, as `5:*` demands
                "* 9 FETCH (UID 9 FLAGS ())",
                "* 9 FETCH (UID 9 FLAGS (\\Seen))",
                "* 7 FETCH (UID 7 FLAGS ())",
                "* 8 FETCH (UID 0 FLAGS ())",
            ],
            "OK x",
        )
        .await;
    })
    .await;
    let flags = connection.flags(&UidSet::from(5), None).await.unwrap();
    let uids: Vec<u32> = flags.iter().map(|f| f.uid).collect();
    assert_eq!(uids, [7, 9]);
    assert!(flags[1].flags.has(SystemFlag::Seen), "the latest counts");
    task.await.unwrap();
}

/// Courier tells of message 0, which nobody has; unasked, and where it was asked.
#[tokio::test]
async fn a_message_number_of_nobody_is_passed_over_for_the_uid() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let zero = "* 0 FETCH (UID 3 FLAGS (\\Seen))";
        peer.answer("UID FETCH 1:* (UID FLAGS)", &[zero], "OK x")
            .await;
        let nobody = ["* 0 FETCH (FLAGS ())", "* 0 EXPUNGE", "* 2 EXISTS"];
        peer.answer("NOOP", &[&[zero], &nobody[..]].concat(), "OK x")
            .await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let flags = connection.flags(&UidSet::all(), None).await.unwrap();
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].uid, 3);
    assert!(flags[0].flags.has(SystemFlag::Seen));
    connection.noop().await.unwrap();
    let news = connection.take_unsolicited();
    assert!(
        matches!(
            &news[0],
            Unsolicited::Flags {
                seq: 0,
                uid: Some(3),
                ..
            }
        ),
        "{news:?}"
    );
    assert!(news.contains(&Unsolicited::Exists(2)), "{news:?}");
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn what_select_tells_and_what_it_does_not() {
    let (mut connection, task) = signed_in("CONDSTORE", |mut peer| async move {
        peer.answer(
            "SELECT \"a\" (CONDSTORE)",
            &[
                "* 8 EXISTS",
                "* OK [UIDVALIDITY 5] x",
                "* OK [CLOSED] now the other",
                "* 2 EXISTS",
                "* OK [PERMANENTFLAGS ()] x",
                "* OK [HIGHESTMODSEQ -1] x",
                "* OK [UNSEEN 1] x",
            ],
            "OK [READ-ONLY] x",
        )
        .await;
        peer.answer("EXAMINE \"b\" (CONDSTORE)", &["* 0 EXISTS"], "OK x")
            .await;
    })
    .await;
    let a = connection
        .select(&folder("a"), Access::ReadWrite)
        .await
        .unwrap();
    assert_eq!(
        (a.exists, a.uid_validity, a.highest_modseq),
        (2, None, None)
    );
    assert!(a.read_only && !a.keywords_allowed);
    assert_eq!(a.permanent_flags, Some(vec![]));
    let b = connection
        .select(&folder("b"), Access::ReadOnly)
        .await
        .unwrap();
    assert!(b.read_only && b.permanent_flags.is_none());
    assert_eq!(connection.selected(), Some(&folder("b")));
    task.await.unwrap();
}

#[tokio::test]
async fn names_go_out_as_they_came_in() {
    let (mut connection, task) = signed_in("", |mut peer| async move {
        peer.answer(
            "LIST",
            &[
                "* LIST () \"/\" \"&garbage \\\\ \\\"x\\\"\"",
                "* LIST () \"/\" {8}\r\nr\u{e9}sum\u{e9}",
                "* LIST () \"/\" \"&AOk-t&AOk-\"",
                "* LIST () \"/\" {3}\r\na\nb",
            ],
            "OK x",
        )
        .await;
        peer.answer("SUBSCRIBE \"&garbage \\\\ \\\"x\\\"\"", &[], "OK x")
            .await;
        let tag = peer.hear("SUBSCRIBE {8}").await;
        peer.say("+ ").await;
        assert_eq!(peer.octets(10).await, "r\u{e9}sum\u{e9}\r\n".as_bytes());
        peer.say(&format!("{tag} OK x")).await;
        peer.answer("SUBSCRIBE \"&AOk-t&AOk-\"", &[], "OK x").await;
    })
    .await;
    let all = connection.list("", "*", ListWant::default()).await.unwrap();
    assert_eq!(all.len(), 3, "the name with a line break is left out");
    assert!(all.is_complete(), "it was never anybody's folder here");
    assert_eq!(all[2].name.text(), "été");
    for listed in all.iter() {
        connection.subscribe(&listed.name, true).await.unwrap();
    }
    task.await.unwrap();
}
