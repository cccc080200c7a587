//! Opening a folder with what changed in it (QRESYNC): only what was told whole is given out.

use std::fmt::Write as _;

use postroom::domain::SystemFlag;
use postroom::wire::WireError;
use postroom::wire::imap::{Access, Delta, ImapConnection, Since, Unsolicited};

use super::{folder, signed_in};

const OFFERED: &str = "ENABLE CONDSTORE QRESYNC";

const SINCE: Since = Since {
    uid_validity: 7,
    modseq: 10,
};

async fn reopen(connection: &mut ImapConnection) -> Option<Delta> {
    let name = folder("a");
    let opened = connection.select_since(&name, Access::ReadOnly, Some(SINCE));
    opened.await.unwrap().delta
}

#[tokio::test]
async fn what_changed_comes_with_the_folder() {
    let (mut connection, task) = signed_in(OFFERED, |mut peer| async move {
        peer.answer("ENABLE QRESYNC", &["* ENABLED qresync"], "OK x")
            .await;
        peer.answer(
            "EXAMINE \"a\" (QRESYNC (7 10))",
            &[
                "* VANISHED (EARLIER) 90:95",
                "* 1 FETCH (UID 80 FLAGS () MODSEQ (12))",
                "* OK [CLOSED] now the other",
                "* 3 EXISTS",
                "* OK [UIDVALIDITY 7] x",
                "* OK [UIDNEXT 20] x",
                "* OK [HIGHESTMODSEQ 15] x",
                "* VANISHED (EARLIER) 9:4,12",
                "* 2 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (14))",
                "* 3 FETCH (UID 19 FLAGS () MODSEQ (15))",
            ],
            "OK x",
        )
        .await;
    })
    .await;
    let delta = reopen(&mut connection).await.unwrap();
    assert_eq!(delta.vanished.ranges(), [(4, 9), (12, 12)]);
    let changed: Vec<_> = delta.changed.iter().map(|f| (f.uid, f.modseq)).collect();
    assert_eq!(changed, [(3, Some(14)), (19, Some(15))]);
    assert!(delta.changed[0].flags.has(SystemFlag::Seen));
    assert!(connection.take_unsolicited().is_empty());
    task.await.unwrap();
}

/// Ten thousand messages that a colleague removed here and there are no line for imap-proto.
#[tokio::test]
async fn a_very_long_list_of_what_is_gone_is_read() {
    let mut gone = String::new();
    for uid in (1..60_000).step_by(2) {
        let _ = write!(gone, "{uid},");
    }
    assert!(gone.len() > 128 * 1024);
    let line = format!("* VANISHED (EARLIER) {gone}60001");
    let (mut connection, task) = signed_in(OFFERED, |mut peer| async move {
        peer.answer("ENABLE QRESYNC", &["* ENABLED QRESYNC"], "OK x")
            .await;
        let folder = [
            "* 9 EXISTS",
            "* OK [UIDVALIDITY 7] x",
            "* OK [HIGHESTMODSEQ 15] x",
            &line,
        ];
        peer.answer("EXAMINE", &folder, "OK x").await;
        // And unasked, of the open folder.
        let line = line.replace("(EARLIER) ", "");
        peer.answer("NOOP", &[&line], "OK x").await;
    })
    .await;
    let delta = reopen(&mut connection).await.unwrap();
    assert_eq!(delta.vanished.count(), 30_001);
    connection.noop().await.unwrap();
    let news = connection.take_unsolicited();
    assert!(matches!(&news[..], [Unsolicited::Vanished(set)] if set.count() == 30_001));
    task.await.unwrap();
}

#[tokio::test]
async fn what_is_not_told_whole_is_not_told() {
    const KNOWN: [&str; 2] = ["* OK [UIDVALIDITY 7] x", "* OK [HIGHESTMODSEQ 15] x"];
    for lines in [
        &["* OK [UIDVALIDITY 8] x", "* OK [HIGHESTMODSEQ 15] x"][..],
        &["* OK [UIDVALIDITY 7] x", "* OK [HIGHESTMODSEQ 9] x"],
        &["* OK [UIDVALIDITY 7] x", "* OK [NOMODSEQ] x"],
        &["* OK [UIDVALIDITY 7] x"],
        &[KNOWN[0], KNOWN[1], "* VANISHED (EARLIER) 1,x"],
        &[KNOWN[0], KNOWN[1], "* VANISHED (EARLIER) *"],
        &[KNOWN[0], KNOWN[1], "* VANISHED (LATER) 1"],
        &[KNOWN[0], KNOWN[1], "* 1 FETCH (FLAGS (\\Seen))"],
        &[KNOWN[0], KNOWN[1], "* 1 FETCH (UID 1 FLAGS (\\Seen"],
    ] {
        let (mut connection, task) = signed_in(OFFERED, move |mut peer| async move {
            peer.answer("ENABLE QRESYNC", &["* ENABLED QRESYNC"], "OK x")
                .await;
            let lines = [&["* 9 EXISTS"], lines].concat();
            peer.answer("EXAMINE", &lines, "OK x").await;
        })
        .await;
        assert_eq!(reopen(&mut connection).await, None, "{lines:?}");
        task.await.unwrap();
    }
}

/// quirks.rs: icloud-enable
#[tokio::test]
async fn what_is_not_said_to_be_enabled_is_not_used() {
    for (told, verdict) in [
        (&[][..], "OK x"),
        (&["* ENABLED"][..], "OK x"),
        (&["* ENABLED CONDSTORE"][..], "OK x"),
        (&[][..], "BAD x"),
        (&[][..], "NO x"),
    ] {
        let (mut connection, task) = signed_in(OFFERED, move |mut peer| async move {
            peer.answer("ENABLE QRESYNC", told, verdict).await;
            let folder = [
                "* 9 EXISTS",
                "* OK [UIDVALIDITY 7] x",
                "* OK [HIGHESTMODSEQ 15] x",
            ];
            peer.answer("EXAMINE \"a\" (CONDSTORE)", &folder, "OK x")
                .await;
        })
        .await;
        assert_eq!(reopen(&mut connection).await, None);
        task.await.unwrap();
    }
}

/// No EXISTS that can be read: nothing says then that the folder is empty.
#[tokio::test]
async fn a_folder_of_which_nothing_says_how_much_is_in_it_is_not_open() {
    for told in [&[][..], &["* 4294967296 EXISTS"], &["* EXISTS"]] {
        let (mut connection, task) = signed_in("CONDSTORE", move |mut peer| async move {
            let lines = [told, &["* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 9] x"]].concat();
            peer.answer("EXAMINE", &lines, "OK x").await;
        })
        .await;
        let name = folder("a");
        let opened = connection.select(&name, Access::ReadOnly).await;
        assert!(
            matches!(opened, Err(WireError::Protocol { .. })),
            "{told:?}: {opened:?}"
        );
        drop(connection);
        task.await.unwrap();
    }
}
