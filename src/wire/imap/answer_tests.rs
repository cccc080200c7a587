//! What responses of servers mean.

use super::*;

fn kept(line: &str) -> Answer {
    Answer::of_kept(format!("* {line}\r\n").as_bytes(), 1000)
}

#[test]
fn folders_with_quoted_names_and_extended_data() {
    assert_eq!(
        kept(
            "LIST (\\HasChildren \\Sent) \"\\\\\" \"a\\\\b\\\"c\" (\"CHILDINFO\" (\"SUBSCRIBED\") \"OLDNAME\" (\"x\"))"
        ),
        Answer::List(ListLine {
            attributes: vec!["\\HasChildren".to_owned(), "\\Sent".to_owned()],
            delimiter: Some('\\'),
            name: "a\\b\"c".to_owned(),
        })
    );
    assert_eq!(
        kept("LIST () NIL {5}\r\na b c"),
        Answer::List(ListLine {
            attributes: vec![],
            delimiter: None,
            name: "a b c".to_owned(),
        })
    );
    assert_eq!(kept("LIST (\\A \"/\" x"), Answer::Unreadable(Sort::List));
}

#[test]
fn counts_with_unknown_ones_between() {
    let Answer::Status { name, status } = kept(
        "STATUS \"a b\" (MESSAGES 3 SIZE 9 MAILBOXID (F1) UIDNEXT 7 HIGHESTMODSEQ -1 UNSEEN 2)",
    ) else {
        panic!();
    };
    assert_eq!(name, "a b");
    assert_eq!(
        status,
        FolderStatus {
            messages: Some(3),
            uid_next: Some(7),
            uid_validity: None,
            unseen: Some(2),
            highest_modseq: None,
        }
    );
    // quirks.rs: netease-status
    assert!(matches!(kept("STATUS INBOX ()"), Answer::Status { .. }));
}

#[test]
fn searches_of_both_kinds() {
    let found = |uids: &[u32], tag: Option<&str>| {
        Answer::Found(Found {
            tag: tag.map(str::to_owned),
            uids: uids.to_vec(),
        })
    };
    assert_eq!(kept("SEARCH 1 5 3 (MODSEQ 9)"), found(&[1, 5, 3], None));
    assert_eq!(kept("SEARCH"), found(&[], None));
    assert_eq!(kept("SEARCH "), found(&[], None));
    assert_eq!(
        kept("ESEARCH (TAG \"A1\") UID COUNT 3 ALL 9,2:3 MODSEQ 5"),
        found(&[2, 3, 9], Some("A1"))
    );
    assert_eq!(kept("ESEARCH (TAG \"A1\") UID"), found(&[], Some("A1")));
    assert_eq!(kept("ESEARCH"), found(&[], None));
    assert_eq!(kept("ESEARCH UID ALL 1:4294967295"), Answer::FoundTooMuch);
    for doubtful in [
        "ESEARCH UID ALL x",
        "ESEARCH UID COUNT 3",
        "ESEARCH UID COUNT 2 ALL 5",
        "SEARCH 2 3 x",
        "SEARCH 4294967296",
    ] {
        assert_eq!(kept(doubtful), Answer::Unreadable(Sort::Search));
    }
    assert_eq!(kept("ESEARCH UID COUNT 0"), found(&[], None));
    assert_eq!(
        kept(&format!("SEARCH{}", " 1".repeat(1001))),
        Answer::FoundTooMuch
    );
}

#[test]
fn namespaces_several_of_a_kind_with_extensions() {
    let Answer::Namespaces(all) = kept(
        "NAMESPACE ((\"\" \"/\")(\"#mh/\" \"/\" \"X-PARAM\" (\"F1\" \"F2\"))) NIL ((\"shared.\" \".\") (\"flat\" NIL))",
    ) else {
        panic!();
    };
    assert_eq!(all.personal.len(), 2);
    assert!(all.other_users.is_empty());
    assert_eq!(
        all.shared,
        [
            Namespace {
                prefix: "shared.".to_owned(),
                delimiter: Some('.')
            },
            Namespace {
                prefix: "flat".to_owned(),
                delimiter: None
            }
        ]
    );
    assert_eq!(
        kept("NAMESPACE NIL NIL"),
        Answer::Unreadable(Sort::Namespaces)
    );
}

#[test]
fn rights_and_lists() {
    assert_eq!(
        kept("MYRIGHTS \"shared/support@x\" lrws"),
        Answer::MyRights {
            name: "shared/support@x".to_owned(),
            letters: "lrws".to_owned()
        }
    );
    let Answer::Acl { entries, .. } = kept("ACL INBOX anna lrs \"ben b\" \"\" -carla r") else {
        panic!();
    };
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[1], ("ben b".to_owned(), String::new()));
    let modern = Capabilities::from_atoms(["ACL", "RIGHTS=texk"]);
    assert_eq!(rights("lrcd", &modern).to_string(), "lr");
    assert_eq!(
        rights("lrcd", &Capabilities::default()).to_string(),
        "lrkxte"
    );
}

#[test]
fn dates_that_exist_and_others() {
    let read = |text| internal_date(text).map(|t| t.to_string());
    assert_eq!(
        read(" 7-Feb-1994 21:52:25 -0800").as_deref(),
        Some("1994-02-08T05:52:25Z")
    );
    assert_eq!(
        read("31-Dec-2016 23:59:60 +0000").as_deref(),
        Some("2016-12-31T23:59:59Z")
    );
    for bad in [
        "00-Jan-0000 00:00:00 +0000",
        "30-Feb-2020 00:00:00 +0000",
        "1-Foo-2020 00:00:00 +0000",
        "1-Jan-2020 00:00:00 0000",
        "1-Jan-2020 00:00:00 +99999999",
        "1-Jan-2020 00:00:00 é",
        "",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
}
