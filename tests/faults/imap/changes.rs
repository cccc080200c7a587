//! Commands that change something: what they send, what is kept of the answer, what is refused.

use postroom::domain::{FlagChange, Flags, SystemFlag};
use postroom::wire::WireError;
use postroom::wire::imap::{Access, AppendUid, FolderName, UidSet};

use super::{folder, opened, signed_in};

#[tokio::test]
async fn an_appended_message_arrives_octet_for_octet_and_its_uid_is_kept() {
    const MESSAGE: &[u8] = b"From: a\r\n\r\n{3}\r\nP9 LOGOUT\r\n\xff";
    let (mut connection, task) = signed_in("UIDPLUS", |mut peer| async move {
        let command = format!(
            "APPEND \"shared/Entw&APw-rfe\" (\\Seen $Forwarded) \" 1-Mar-2026 08:05:00 +0000\" {{{}}}",
            MESSAGE.len()
        );
        let tag = peer.hear(&command).await;
        peer.say("* 4 EXISTS").await;
        peer.say("+ go").await;
        assert_eq!(peer.octets(MESSAGE.len()).await, MESSAGE);
        assert_eq!(peer.line().await.unwrap(), "");
        peer.say(&format!("{tag} OK [APPENDUID 38505 3955] done")).await;
    })
    .await;
    let flags = Flags::from_wire(["\\Seen", "$Forwarded"]);
    let date = "2026-03-01T08:05:00Z".parse().unwrap();
    let uid = connection
        .append(&folder("shared/Entwürfe"), &flags, Some(date), MESSAGE)
        .await
        .unwrap();
    assert_eq!(
        uid,
        Some(AppendUid {
            uid_validity: 38505,
            uid: 3955
        })
    );
    let refused = connection
        .append(&FolderName::inbox(), &flags, None, b"a\0b")
        .await;
    assert!(matches!(refused, Err(WireError::Unsendable { .. })));
    task.await.unwrap();
}

#[tokio::test]
async fn a_small_message_need_not_wait_and_a_large_one_does() {
    let (mut connection, task) = signed_in("LITERAL+", |mut peer| async move {
        let tag = peer.hear("APPEND \"a\" () {4096+}").await;
        peer.octets(4096).await;
        peer.line().await;
        peer.say(&format!("{tag} OK done")).await;
        let tag = peer.hear("APPEND \"a\" () {4097}").await;
        peer.say("+ ").await;
        peer.octets(4097).await;
        peer.line().await;
        peer.say(&format!("{tag} OK [APPENDUID 1 2:3] two for one"))
            .await;
    })
    .await;
    for length in [4096, 4097] {
        let uid = connection
            .append(&folder("a"), &Flags::default(), None, &vec![b'x'; length])
            .await
            .unwrap();
        assert_eq!(uid, None);
    }
    task.await.unwrap();
}

#[tokio::test]
async fn copyuid_is_kept_wherever_it_stands() {
    let (mut connection, task) = opened("MOVE UIDPLUS", |mut peer| async move {
        peer.answer(
            "UID COPY 304,319:320 \"b\"",
            &[],
            "OK [COPYUID 38505 304,319:320 3956:3958] Done",
        )
        .await;
        peer.answer(
            "UID MOVE 4,9 \"b\"",
            // Gmail lists them descending.
            &["* OK [COPYUID 5 9,4 20,21] x", "* 2 EXPUNGE", "* 1 EXPUNGE"],
            "OK Done",
        )
        .await;
        peer.answer("UID COPY 1 \"b\"", &[], "OK no codes here")
            .await;
        peer.answer("UID COPY 1:2 \"b\"", &[], "OK [COPYUID 5 1:2 7] uneven")
            .await;
    })
    .await;
    let to = folder("b");
    let copied = connection
        .copy(&[304, 319, 320].into_iter().collect(), &to)
        .await
        .unwrap();
    assert!(copied.refused.is_none());
    assert_eq!(copied.done.ranges(), [(304, 304), (319, 320)]);
    let copied = copied.copied.unwrap();
    assert_eq!(copied.uid_validity, 38505);
    assert_eq!(copied.pairs, [(304, 3956), (319, 3957), (320, 3958)]);
    let moved = connection
        .move_messages(&[4, 9].into_iter().collect(), &to)
        .await
        .unwrap()
        .copied
        .unwrap();
    assert_eq!(moved.pairs, [(9, 20), (4, 21)]);
    for uids in [UidSet::one(1), UidSet::range(1, 2)] {
        let untold = connection.copy(&uids, &to).await.unwrap();
        assert_eq!((untold.copied, untold.done), (None, uids));
    }
    task.await.unwrap();
}

/// home.pl leaves out the OK.
#[tokio::test]
async fn codes_in_untagged_lines_without_a_condition_are_read() {
    let (mut connection, task) = opened("MOVE UIDPLUS", |mut peer| async move {
        let told = ["* [COPYUID 5 4,9 20,21] x", "* 2 EXPUNGE", "* 1 EXPUNGE"];
        peer.answer("UID MOVE 4,9 \"b\"", &told, "OK Done").await;
        let told = ["* [copyuid 5 7 22] {3}"];
        peer.answer("UID COPY 7 \"b\"", &told, "OK Done").await;
        // What is no code of this kind, or none that can be read, is passed over.
        let told = ["* [COPYUID 5 8", "* [COPYUID", "* [COPYUIDS 5 8 23] x"];
        peer.answer("UID COPY 8 \"b\"", &told, "OK Done").await;
        let tag = peer.hear("APPEND \"b\" () {1}").await;
        peer.say("+ ").await;
        peer.octets(3).await;
        peer.say("* [APPENDUID 5 24] x").await;
        peer.say(&format!("{tag} OK [READ-WRITE] done")).await;
    })
    .await;
    let to = folder("b");
    let both = [4, 9].into_iter().collect();
    let moved = connection.move_messages(&both, &to).await.unwrap();
    assert_eq!(moved.copied.unwrap().pairs, [(4, 20), (9, 21)]);
    let copied = connection.copy(&UidSet::one(7), &to).await.unwrap();
    assert_eq!(copied.copied.unwrap().pairs, [(7, 22)]);
    let copied = connection.copy(&UidSet::one(8), &to).await.unwrap();
    assert_eq!((copied.copied, copied.done), (None, UidSet::one(8)));
    let appended = connection.append(&to, &Flags::default(), None, b"x").await;
    assert_eq!(appended.unwrap().map(|told| told.uid), Some(24));
    task.await.unwrap();
}

/// What takes several commands, or a MOVE of which the server did a part (RFC 6851 section 3.3): what was
/// done before the refusal is told, and without MOVE nothing else is removed.
#[tokio::test]
async fn what_was_moved_before_the_rest_was_refused_is_told() {
    let (mut connection, task) = opened("MOVE UIDPLUS", |mut peer| async move {
        let told = "* OK [COPYUID 5 4 20] x";
        let full = "NO [OVERQUOTA] full";
        peer.answer("UID MOVE 4,9 \"b\"", &[told, "* 1 EXPUNGE"], full)
            .await;
        peer.answer("UID MOVE 9 \"b\"", &[], full).await;
    })
    .await;
    let to = folder("b");
    let both = [4, 9].into_iter().collect();
    let moved = connection.move_messages(&both, &to).await.unwrap();
    assert_eq!(moved.done, UidSet::one(4));
    assert_eq!(moved.copied.unwrap().pairs, [(4, 20)]);
    assert!(matches!(moved.refused, Some(WireError::No { .. })));
    let none = connection.move_messages(&UidSet::one(9), &to).await;
    assert!(matches!(none, Err(WireError::No { .. })), "{none:?}");
    task.await.unwrap();

    let many: UidSet = (1..600).map(|n| n * 2 + 1000).collect();
    let (mut connection, task) = opened("UIDPLUS", |mut peer| async move {
        peer.answer("UID COPY 1002,1004,", &[], "OK x").await;
        peer.answer("UID COPY ", &[], "NO [OVERQUOTA] full").await;
        peer.answer("UID STORE 1002,1004,", &[], "OK x").await;
        peer.answer("UID EXPUNGE 1002,1004,", &[], "OK x").await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let moved = connection.move_messages(&many, &to).await.unwrap();
    assert!(matches!(moved.refused, Some(WireError::No { .. })));
    assert!(moved.done.contains(1002) && !moved.done.contains(2198));
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn without_move_it_is_copied_marked_and_removed_by_uid() {
    let (mut connection, task) = opened("UIDPLUS", |mut peer| async move {
        peer.answer("UID COPY 4 \"b\"", &[], "OK [COPYUID 5 4 20] x")
            .await;
        peer.answer("UID STORE 4 +FLAGS.SILENT (\\Deleted)", &[], "OK x")
            .await;
        peer.answer("UID EXPUNGE 4", &["* 1 EXPUNGE"], "OK x").await;
        // A refused copy removes nothing.
        peer.answer("UID COPY 5 \"b\"", &[], "NO [NOPERM] x").await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let moved = connection
        .move_messages(&UidSet::one(4), &folder("b"))
        .await;
    assert_eq!(moved.unwrap().copied.unwrap().pairs, [(4, 20)]);
    let refused = connection
        .move_messages(&UidSet::one(5), &folder("b"))
        .await;
    assert!(matches!(refused, Err(WireError::No { .. })));
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn nothing_is_removed_that_was_not_named() {
    let (mut connection, task) = opened("", |mut peer| async move {
        // Somebody else marked the third.
        for _ in 0..2 {
            peer.answer("UID SEARCH DELETED", &["* SEARCH 3"], "OK x")
                .await;
        }
        // No EXPUNGE, no CLOSE of a folder that is open for writing.
        peer.answer("EXAMINE \"INBOX\"", &["* 3 EXISTS"], "OK [READ-ONLY] x")
            .await;
        peer.answer("CLOSE", &[], "OK x").await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    let one = UidSet::one(1);
    let expunged = connection.remove(&one).await;
    assert!(matches!(expunged, Err(WireError::Unsupported { .. })));
    let moved = connection.move_messages(&one, &folder("b")).await;
    assert!(matches!(moved, Err(WireError::Unsupported { .. })));
    connection.unselect().await.unwrap();
    drop(connection);
    task.await.unwrap();
}

/// Without UIDPLUS a plain EXPUNGE is all there is: it is sent where it removes nothing but what was named.
#[tokio::test]
async fn a_plain_expunge_removes_what_was_named_and_else_nothing() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let said = |uids: &str| format!("* SEARCH{uids}");
        peer.answer("UID SEARCH DELETED", &[&said("")], "OK x")
            .await;
        peer.answer("UID STORE 1 +FLAGS.SILENT (\\Deleted)", &[], "OK x")
            .await;
        peer.answer("UID SEARCH DELETED", &[&said(" 1")], "OK x")
            .await;
        peer.answer("EXPUNGE", &["* 1 EXPUNGE"], "OK x").await;
        // Somebody marks another one in between: ours is unmarked again, and not what bore the mark before.
        peer.answer("UID SEARCH DELETED", &[&said(" 3")], "OK x")
            .await;
        peer.answer("UID STORE 2:3 +FLAGS.SILENT (\\Deleted)", &[], "OK x")
            .await;
        peer.answer("UID SEARCH DELETED", &[&said(" 2 3 4")], "OK x")
            .await;
        peer.answer("UID STORE 2 -FLAGS.SILENT (\\Deleted)", &[], "OK x")
            .await;
        // The same behind a copy that stands in for MOVE.
        peer.answer("UID SEARCH DELETED", &[&said("")], "OK x")
            .await;
        peer.answer("UID COPY 5 \"b\"", &[], "OK x").await;
        peer.answer("UID SEARCH DELETED", &[&said(" 4")], "OK x")
            .await;
    })
    .await;
    connection.remove(&UidSet::one(1)).await.unwrap();
    let late = connection.remove(&UidSet::range(2, 3)).await;
    assert!(matches!(late, Err(WireError::Unsupported { .. })));
    let late = connection
        .move_messages(&UidSet::one(5), &folder("b"))
        .await;
    assert!(late.unwrap_err().is_passing(), "the copy is there");
    task.await.unwrap();
}

#[tokio::test]
async fn the_last_uid_there_can_be_is_not_the_last_message() {
    let (mut connection, task) = opened("MOVE UIDPLUS", |mut peer| async move {
        peer.answer("UID STORE 4294967295 +FLAGS.SILENT", &[], "OK x")
            .await;
        peer.answer("UID EXPUNGE 4294967295", &[], "OK x").await;
        peer.answer("UID MOVE 5,4294967295 \"b\"", &[], "OK x")
            .await;
    })
    .await;
    let last = UidSet::one(u32::MAX);
    connection.remove(&last).await.unwrap();
    let two: UidSet = [5, u32::MAX].into_iter().collect();
    connection.move_messages(&two, &folder("b")).await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn a_conditional_store_tells_who_was_faster() {
    let (mut connection, task) = opened("CONDSTORE", |mut peer| async move {
        peer.answer(
            "UID STORE 2:4 (UNCHANGEDSINCE 8) +FLAGS (\\Flagged $claimed)",
            &["* 1 FETCH (UID 2 MODSEQ (9) FLAGS (\\Flagged))"],
            "OK [MODIFIED 3,4] Conditional STORE failed",
        )
        .await;
        peer.answer(
            "UID STORE 2 -FLAGS (\\Seen)",
            &["* 1 FETCH (UID 2 FLAGS (\\Flagged) MODSEQ (10))"],
            "OK x",
        )
        .await;
        peer.answer(
            "UID STORE 2 (UNCHANGEDSINCE 9)",
            &[],
            "NO [MODIFIED 2] failed",
        )
        .await;
        peer.answer(
            "UID STORE 2 (UNCHANGEDSINCE 9)",
            &[],
            "OK [MODIFIED 1:4294967295] absurd",
        )
        .await;
    })
    .await;
    let change = FlagChange {
        add: vec!["\\Flagged".into(), "$claimed".into()],
        remove: vec!["\\Seen".into()],
    };
    let outcome = connection
        .store_flags(&UidSet::range(2, 4), &change, Some(8))
        .await
        .unwrap();
    assert_eq!(outcome.modified, [3, 4]);
    assert_eq!(outcome.now.len(), 1);
    assert_eq!(outcome.now[0].modseq, Some(10));
    let change = FlagChange::system(SystemFlag::Seen, true);
    for _ in 0..2 {
        let outcome = connection
            .store_flags(&UidSet::one(2), &change, Some(9))
            .await
            .unwrap();
        assert_eq!(outcome.modified, [2]);
    }
    task.await.unwrap();
}

#[tokio::test]
async fn conditions_need_an_extension_and_changes_a_writable_folder() {
    let (mut connection, task) = signed_in("CONDSTORE MOVE UIDPLUS", |mut peer| async move {
        let opened = ["* 0 EXISTS", "* OK [NOMODSEQ] x"];
        peer.answer("EXAMINE \"a\"", &opened, "OK x").await;
        peer.answer("SELECT \"b\"", &opened, "OK [READ-WRITE] x")
            .await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    let (one, seen) = (UidSet::one(1), FlagChange::system(SystemFlag::Seen, true));
    let closed = connection.store_flags(&one, &seen, None).await;
    assert!(matches!(closed, Err(WireError::Unsendable { .. })));
    connection
        .select(&folder("a"), Access::ReadOnly)
        .await
        .unwrap();
    let store = connection.store_flags(&one, &seen, None).await;
    assert!(matches!(store, Err(WireError::ReadOnly)));
    let moved = connection.move_messages(&one, &folder("b")).await;
    assert!(matches!(moved, Err(WireError::ReadOnly)));
    assert!(matches!(
        connection.remove(&one).await,
        Err(WireError::ReadOnly)
    ));
    connection
        .select(&folder("b"), Access::ReadWrite)
        .await
        .unwrap();
    let store = connection.store_flags(&one, &seen, Some(5)).await;
    assert!(matches!(store, Err(WireError::Unsupported { .. })));
    let flags = connection.flags(&one, Some(5)).await;
    assert!(matches!(flags, Err(WireError::Unsupported { .. })));
    for bad in ["a b", "a\r\nP9 LOGOUT", "(", "", "\\", "a\0"] {
        let change = FlagChange {
            add: vec![bad.to_owned()],
            remove: vec![],
        };
        let result = connection.store_flags(&one, &change, None).await;
        assert!(
            matches!(result, Err(WireError::Unsendable { .. })),
            "{bad:?}"
        );
    }
    for bad in ["a\r\nP9 LOGOUT", "\0"] {
        let result = connection
            .list(bad, "*", postroom::wire::imap::ListWant::default())
            .await;
        assert!(matches!(result, Err(WireError::Unsendable { .. })));
        assert!(FolderName::from_text(bad).is_err());
        assert!(FolderName::from_wire(bad).is_err());
    }
    assert!(connection.is_alive());
    drop(connection);
    task.await.unwrap();
}

#[tokio::test]
async fn a_long_set_goes_out_in_lines_that_every_server_takes() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let mut seen = 0;
        while seen < 500 {
            let tag = peer.hear("UID FETCH ").await;
            let line = peer.heard.last().unwrap().clone();
            assert!(line.len() < 1000, "{}", line.len());
            let set = line.split(' ').nth(3).unwrap();
            for uid in set.split(',') {
                peer.say(&format!("* 1 FETCH (UID {uid} FLAGS ())")).await;
                seen += 1;
            }
            peer.say(&format!("{tag} OK x")).await;
        }
    })
    .await;
    let set: UidSet = (1..=500).map(|i| i * 1_000_001).collect();
    assert_eq!(connection.flags(&set, None).await.unwrap().len(), 500);
    task.await.unwrap();
}

/// Whatever a server answers, "done" is said only of flags that are known to be as wanted, on a
/// message that nobody changed.
#[tokio::test]
async fn a_conditional_change_is_done_or_not() {
    const ASK: &str = "UID STORE 2 (UNCHANGEDSINCE 8) +FLAGS (\\Answered)";
    const LOOK: &str = "UID FETCH 2 (UID FLAGS MODSEQ)";
    const SET: &str = "* 1 FETCH (UID 2 MODSEQ (9) FLAGS (\\Answered))";
    const UNSET: &str = "* 1 FETCH (UID 2 MODSEQ (9) FLAGS (\\Seen))";
    /// What STORE is answered with, what FETCH is answered with if it is asked, and what counts.
    type Case = (
        &'static [&'static str],
        &'static str,
        Option<&'static [&'static str]>,
        Result<bool, &'static str>,
    );
    const CASES: &[Case] = &[
        (&[SET], "OK done", None, Ok(true)),
        // RFC 7162 3.1.3: in the OK, in a NO, and beside the flags as somebody else left them.
        (
            &[],
            "OK [MODIFIED 2] Conditional STORE failed",
            None,
            Ok(false),
        ),
        (
            &[],
            "OK [modified 1:9] more than was asked",
            None,
            Ok(false),
        ),
        (&[], "NO [MODIFIED 2] failed", None, Ok(false)),
        (&[SET], "OK [MODIFIED 2] failed", None, Ok(false)),
        // About other messages only: that is none of ours.
        (&[SET], "OK [MODIFIED 7] odd", None, Ok(true)),
        // A flag that the server dropped.
        (&[UNSET], "OK done", None, Ok(false)),
        // No word on it: it is looked at.
        (&[], "OK done", Some(&[SET]), Ok(true)),
        (&[], "OK done", Some(&[UNSET]), Ok(false)),
        (&[], "OK [MODIFIED x] unreadable", Some(&[UNSET]), Ok(false)),
        (
            &["* 4 FETCH (UID 5 FLAGS (\\Answered))"],
            "OK done",
            Some(&[UNSET]),
            Ok(false),
        ),
        (
            &["* 1 FETCH (FLAGS (\\Answered))"],
            "OK done",
            Some(&[]),
            Err("gone"),
        ),
        (&[], "OK done", Some(&[]), Err("gone")),
        (&[], "NO [NOPERM] no", None, Err("refused")),
        (&[], "BAD what", None, Err("refused")),
    ];
    let (mut connection, task) = opened("CONDSTORE", |mut peer| async move {
        for (said, tagged, looked, _) in CASES {
            peer.answer(ASK, said, tagged).await;
            if let Some(said) = looked {
                peer.answer(LOOK, said, "OK done").await;
            }
        }
    })
    .await;
    let answered = FlagChange::system(SystemFlag::Answered, true);
    for (said, tagged, _, counts) in CASES {
        let done = connection.store_unless_changed(2, 8, &answered).await;
        let done = done.map_err(|error| match error {
            WireError::Gone => "gone",
            _ if error.is_refusal() => "refused",
            _ => "broken",
        });
        assert_eq!(done, *counts, "{said:?} {tagged}");
    }
    task.await.unwrap();
}

#[tokio::test]
async fn who_names_a_message_is_asked_in_full_form_and_believed_only_with_an_answer() {
    const ANSWERS: &str = "UID SEARCH SINCE 7-Feb-2026 OR HEADER In-Reply-To \"<a@b.test>\" \
        HEADER References \"<a@b.test>\"";
    const TEXT: &str = "UID SEARCH SINCE 7-Feb-2026 TEXT \"a@b.test\"";
    let since = jiff::civil::date(2026, 2, 7);
    let (mut connection, task) = opened("", |mut peer| async move {
        peer.answer(ANSWERS, &["* SEARCH 9 4 9 0"], "OK x").await;
        peer.answer(ANSWERS, &[], "OK x").await;
        peer.answer(ANSWERS, &["* SEARCH 4 x"], "OK x").await;
        peer.answer(ANSWERS, &["* SEARCH 4"], "NO [LIMIT] not now")
            .await;
        peer.answer(TEXT, &["* SEARCH"], "OK x").await;
        peer.answer(TEXT, &["* SEARCH 3"], "OK x").await;
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let found = connection.search_answers("a@b.test", since).await;
    assert_eq!(*found.unwrap(), [4, 9]);
    for _ in 0..2 {
        let doubtful = connection.search_answers("a@b.test", since).await;
        assert!(
            matches!(doubtful, Err(WireError::Protocol { .. })),
            "{doubtful:?}"
        );
    }
    let refused = connection.search_answers("a@b.test", since).await;
    assert!(refused.is_err_and(|e| e.is_refusal()));
    assert!(
        connection
            .search_text("a@b.test", since)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        *connection.search_text("a@b.test", since).await.unwrap(),
        [3]
    );
    for bad in ["a\r\nA1 LOGOUT", "a\0b"] {
        let unsaid = connection.search_answers(bad, since).await;
        assert!(matches!(unsaid, Err(WireError::Unsendable { .. })));
    }
    connection.noop().await.unwrap();
    task.await.unwrap();
}
