//! The IMAP connection against the real Dovecot.

use std::time::Duration;

use postroom::domain::{Endpoint, FlagChange, Flags, FolderRole, Security, SystemFlag};
use postroom::wire::imap::{
    Access, AclChange, FetchedHeader, FolderName, ImapConnection, ImapOptions, ListWant,
    ResponseCode, Since, UidSet, Unsolicited,
};
use postroom::wire::tls::TlsConfig;
use postroom::wire::{Login, WireError};
use tokio_util::sync::CancellationToken;

use crate::lab::Lab;

const SUPPORT: &str = "shared/support@postroom.test";

fn login(lab: &Lab, name: &str) -> Login {
    Login::new(lab.address(name), lab.password(name))
}

fn tls(lab: &Lab) -> TlsConfig {
    TlsConfig::new(Some(&lab.ca_file())).unwrap()
}

async fn sign_in(lab: &Lab, name: &str) -> ImapConnection {
    ImapConnection::connect(&lab.imap_tls(), &tls(lab), &login(lab, name))
        .await
        .unwrap_or_else(|e| panic!("{e}\n{}", lab.logs()))
}

fn name(text: &str) -> FolderName {
    FolderName::from_text(text).unwrap()
}

fn message(n: usize, body: &str) -> Vec<u8> {
    format!(
        "From: Kunde <kunde@customer.test>\r\nTo: support@postroom.test\r\n\
         Subject: Question {n}\r\nMessage-ID: <m{n}@customer.test>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\n{body}\r\n\
         --b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\
         Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn signing_in_with_tls_with_starttls_and_wrongly() {
    let lab = Lab::imap_only();
    for member in ["anna", "ben", "carla"] {
        sign_in(&lab, member).await.logout().await;
    }
    let anna = login(&lab, "anna");
    let connection = ImapConnection::connect(&lab.imap_starttls(), &tls(&lab), &anna).await;
    connection.unwrap().logout().await;
    // The address of STARTTLS permits no password in clear, and Dovecot says so.
    let plain = Endpoint {
        security: Security::None,
        ..lab.imap_starttls()
    };
    let refused = ImapConnection::connect(&plain, &tls(&lab), &anna).await;
    assert!(
        matches!(refused, Err(WireError::Unsupported { .. })),
        "{refused:?}"
    );
    for wrong in [
        Login::new(lab.address("anna"), "wrong"),
        Login::new(lab.address("nobody"), "x"),
        Login::new("dom\\nobody", "x\"\\"),
    ] {
        let refused = ImapConnection::connect(&lab.imap_tls(), &tls(&lab), &wrong).await;
        let Err(WireError::SignIn { words, .. }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(words, "Authentication failed.");
    }
    let foreign = TlsConfig::new(Some(&lab.foreign_ca_file())).unwrap();
    let refused = ImapConnection::connect(&lab.imap_tls(), &foreign, &anna).await;
    assert!(matches!(refused, Err(WireError::Tls(_))), "{refused:?}");
}

#[tokio::test]
async fn namespaces_folders_rights_and_counts() {
    let lab = Lab::imap_only();
    lab.deliver("support", message(1, "x"));
    let mut anna = sign_in(&lab, "anna").await;
    let spaces = anna.namespaces().await.unwrap();
    let prefixes: Vec<&str> = spaces
        .personal
        .iter()
        .chain(&spaces.other_users)
        .chain(&spaces.shared)
        .map(|space| space.prefix.as_str())
        .collect();
    assert_eq!(prefixes, ["", "shared/"]);
    let want = ListWant {
        special_use: true,
        my_rights: true,
        status: true,
    };
    let own = anna.list("", "*", want).await.unwrap().into_inner();
    let sent = own.iter().find(|f| f.name.text() == "Sent").unwrap();
    assert_eq!(sent.special_use, Some(FolderRole::Sent));
    let support = own.iter().find(|f| f.name.text() == SUPPORT).unwrap();
    assert!(support.selectable);
    assert_eq!(support.my_rights.unwrap().to_string(), "lrswipkxtea");
    assert_eq!(support.status.unwrap().messages, Some(1));
    let personnel = own.iter().find(|f| f.name.text().ends_with("/Personnel"));
    let personnel = personnel.unwrap();
    assert_eq!(personnel.my_rights.unwrap().to_string(), "l");
    assert_eq!(
        personnel.status, None,
        "what is refused for one is its own matter"
    );
    let mut carla = sign_in(&lab, "carla").await;
    let all = carla.list("", "*", want).await.unwrap();
    assert!(all.iter().all(|f| !f.name.text().contains("support")));
    let rights = carla
        .my_rights(&[name(SUPPORT), FolderName::inbox()])
        .await
        .unwrap();
    assert!(matches!(
        rights[0].1,
        Err(WireError::No {
            code: Some(ResponseCode::NonExistent),
            ..
        })
    ));
    assert!(rights[1].1.is_ok());
    let hidden = carla.select(&name(SUPPORT), Access::ReadOnly).await;
    assert!(matches!(hidden, Err(WireError::No { .. })));
    carla.noop().await.unwrap();
}

#[tokio::test]
async fn a_folder_with_an_odd_name_lives_its_life() {
    let lab = Lab::imap_only();
    let mut anna = sign_in(&lab, "anna").await;
    let odd = name(SUPPORT)
        .child('/', "Übung & \"Zitat\" \\ 会議 😀 50%")
        .unwrap();
    let other = name(SUPPORT).child('/', "été {3}").unwrap();
    anna.create(&odd).await.unwrap();
    let again = anna.create(&odd).await;
    assert!(
        matches!(
            again,
            Err(WireError::No {
                code: Some(ResponseCode::AlreadyExists),
                ..
            })
        ),
        "{again:?}"
    );
    anna.rename(&odd, &other).await.unwrap();
    let all = anna.list("", "*", ListWant::default()).await.unwrap();
    assert!(all.iter().any(|f| f.name == other) && all.iter().all(|f| f.name != odd));
    let uid = anna
        .append(&other, &Flags::default(), None, b"a: b\r\n\r\nc")
        .await;
    assert_eq!(uid.unwrap().unwrap().uid, 1);
    anna.delete(&other).await.unwrap();
    let gone = anna.select(&other, Access::ReadOnly).await;
    assert!(matches!(gone, Err(WireError::No { .. })));
    // Dovecot takes no name with a control character, and neither do we.
    assert!(FolderName::from_text("a\tb").is_err());
}

#[tokio::test]
async fn messages_are_read_marked_filed_and_removed() {
    let lab = Lab::imap_only();
    for n in 1..=3 {
        lab.deliver("support", message(n, &"long line\r\n".repeat(1000)));
    }
    let options = ImapOptions {
        limits: postroom::wire::imap::ImapLimits {
            body_range: 4000,
            ..ImapOptions::default().limits
        },
        ..ImapOptions::default()
    };
    let mut anna =
        ImapConnection::connect_with(&lab.imap_tls(), &tls(&lab), &login(&lab, "anna"), &options)
            .await
            .unwrap();
    let open = anna
        .select(&name(SUPPORT), Access::ReadWrite)
        .await
        .unwrap();
    assert_eq!(
        (open.exists, open.read_only, open.keywords_allowed),
        (3, false, true)
    );
    let modseq = open.highest_modseq.unwrap();
    assert_eq!(*anna.uids().await.unwrap(), [1, 2, 3]);
    let mut headers: Vec<FetchedHeader> = Vec::new();
    anna.headers(&UidSet::all(), |h| headers.push(h))
        .await
        .unwrap();
    assert_eq!(headers.len(), 3);
    let first = &headers[0];
    let header = String::from_utf8(first.header.clone()).unwrap();
    assert!(header.contains("Subject: Question 1\r\n") && header.ends_with("\r\n\r\n"));
    assert!(!header.contains("MIME-Version"));
    assert!(
        first.has_attachment == Some(true)
            && first.internal_date.is_some()
            && first.modseq.is_some()
    );
    let mut plain = 0;
    anna.headers_plain(&UidSet::all(), |h| {
        plain += usize::from(h.has_attachment.is_none())
    })
    .await
    .unwrap();
    assert_eq!(plain, 3);

    let body = anna.body(2, None, 1 << 20).await.unwrap();
    assert_eq!(body.len(), first.size as usize);
    assert!(body.ends_with(b"--b--\r\n"));
    assert!(body.windows(4).any(|w| w == b"%PDF"));
    assert!(matches!(
        anna.body(99, None, 1 << 20).await,
        Err(WireError::Gone)
    ));

    let found = anna
        .search_header("Message-ID", "<m2@customer.test>")
        .await
        .unwrap();
    assert_eq!(*found, [2]);
    assert!(
        anna.search_header("Message-ID", "<mé@x>")
            .await
            .unwrap()
            .is_empty()
    );

    let mut ben = sign_in(&lab, "ben").await;
    let bens = ben.select(&name(SUPPORT), Access::ReadWrite).await.unwrap();
    assert!(bens.read_only, "{bens:?}");
    let seen = FlagChange::system(SystemFlag::Seen, true);
    let refused = ben.store_flags(&UidSet::one(1), &seen, None).await;
    assert!(matches!(refused, Err(WireError::ReadOnly)));
    let sent = name(SUPPORT).child('/', "Sent").unwrap();
    let refused = ben
        .append(&sent, &Flags::default(), None, b"a: b\r\n\r\n")
        .await;
    let Err(WireError::No { code, words }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, Some(ResponseCode::NoPerm));
    // Dovecot adds how long it took.
    assert!(words.starts_with("Permission denied"), "{words}");

    // Of two that claim the same message one is told that it was too late.
    let claim = FlagChange {
        add: vec!["$claimed".into(), "\\Flagged".into()],
        remove: vec![],
    };
    let first = anna
        .store_flags(&UidSet::one(1), &claim, Some(modseq))
        .await
        .unwrap();
    assert!(first.modified.is_empty());
    let second = anna
        .store_flags(&UidSet::one(1), &claim, Some(modseq))
        .await
        .unwrap();
    assert_eq!(second.modified, [1]);
    let changed = anna.flags(&UidSet::all(), Some(modseq)).await.unwrap();
    assert_eq!(changed.len(), 1);
    assert!(changed[0].flags.has_keyword("$claimed"));

    let date = "2026-03-01T08:05:00Z".parse().unwrap();
    let flags = Flags::from_wire(["\\Seen"]);
    let filed = anna
        .append(&sent, &flags, Some(date), &message(9, "é"))
        .await
        .unwrap()
        .unwrap();
    let archive = name(SUPPORT).child('/', "Archive").unwrap();
    let copied = anna
        .copy(&UidSet::range(1, 2), &archive)
        .await
        .unwrap()
        .copied
        .unwrap();
    assert_eq!(copied.pairs, [(1, 1), (2, 2)]);
    let moved = anna
        .move_messages(&UidSet::one(3), &archive)
        .await
        .unwrap()
        .copied
        .unwrap();
    assert_eq!(moved.pairs, [(3, 3)]);
    // With QRESYNC it names UIDs.
    assert!(
        anna.take_unsolicited()
            .contains(&Unsolicited::Vanished(UidSet::one(3)))
    );
    // A colleague who knew the folder before hears of all that in one answer.
    let since = Since {
        uid_validity: bens.uid_validity.unwrap(),
        modseq,
    };
    let again = ben
        .select_since(&name(SUPPORT), Access::ReadOnly, Some(since))
        .await
        .unwrap();
    let delta = again.delta.unwrap();
    assert_eq!(delta.vanished, UidSet::one(3));
    let changed: Vec<u32> = delta.changed.iter().map(|f| f.uid).collect();
    assert_eq!(changed, [1]);
    assert!(delta.changed[0].flags.has_keyword("$claimed"));
    let missing = anna
        .copy(&UidSet::one(1), &name("shared/hr@postroom.test/No"))
        .await;
    assert!(matches!(missing, Err(WireError::No { .. })), "{missing:?}");

    // What somebody else marked stays.
    anna.store_flags(
        &UidSet::one(2),
        &FlagChange::system(SystemFlag::Deleted, true),
        None,
    )
    .await
    .unwrap();
    anna.remove(&UidSet::one(1)).await.unwrap();
    assert_eq!(*anna.uids().await.unwrap(), [2]);
    anna.unselect().await.unwrap();
    let opened = anna.select(&sent, Access::ReadOnly).await.unwrap();
    assert_eq!(opened.uid_validity, Some(filed.uid_validity));
    let mut copy = None;
    anna.headers(&UidSet::one(filed.uid), |h| copy = Some(h))
        .await
        .unwrap();
    let copy = copy.unwrap();
    assert_eq!(copy.internal_date, Some(date));
    assert!(copy.flags.has(SystemFlag::Seen));
    assert_eq!(
        anna.body(filed.uid, None, 1 << 20).await.unwrap(),
        message(9, "é")
    );
    anna.logout().await;
}

#[tokio::test]
async fn rights_are_read_and_given() {
    let lab = Lab::imap_only();
    let (mut anna, mut ben) = (sign_in(&lab, "anna").await, sign_in(&lab, "ben").await);
    let support = name(SUPPORT);
    let list = anna.get_acl(&support).await.unwrap();
    let of_ben = |list: &[postroom::wire::imap::AclEntry]| {
        list.iter()
            .find(|e| e.identifier == "ben@postroom.test")
            .map(|e| e.rights.to_string())
    };
    assert_eq!(of_ben(&list).as_deref(), Some("lr"));
    let grant = AclChange::Grant(postroom::domain::Rights::parse("sw"));
    anna.set_acl(&support, "ben@postroom.test", grant)
        .await
        .unwrap();
    let rights = ben.my_rights(std::slice::from_ref(&support)).await.unwrap();
    assert_eq!(rights[0].1.as_ref().unwrap().to_string(), "lrsw");
    anna.delete_acl(&support, "ben@postroom.test")
        .await
        .unwrap();
    assert_eq!(of_ben(&anna.get_acl(&support).await.unwrap()), None);
    let refused = ben.get_acl(&support).await;
    assert!(matches!(refused, Err(WireError::No { .. })), "{refused:?}");
}

#[tokio::test]
async fn new_mail_is_announced() {
    let lab = Lab::imap_only();
    let mut anna = sign_in(&lab, "anna").await;
    anna.select(&name(SUPPORT), Access::ReadWrite)
        .await
        .unwrap();
    let stop = CancellationToken::new();
    let (news, ()) = tokio::join!(anna.idle(&stop, Duration::from_secs(120)), async {
        // After IDLE has begun or before: both must do.
        tokio::task::yield_now().await;
        lab.deliver("support", message(1, "x"));
    });
    let news = news.unwrap();
    assert!(news.contains(&Unsolicited::Exists(1)), "{news:?}");
    stop.cancel();
    assert_eq!(
        anna.idle(&stop, Duration::from_secs(120)).await.unwrap(),
        []
    );
    anna.noop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_ends_the_connection_with_words() {
    let mut lab = Lab::imap_only();
    let mut anna = sign_in(&lab, "anna").await;
    anna.select(&FolderName::inbox(), Access::ReadOnly)
        .await
        .unwrap();
    lab.stop_dovecot();
    let ended = anna.uids().await;
    assert!(
        matches!(ended, Err(WireError::Bye { .. } | WireError::Closed { .. })),
        "{ended:?}"
    );
    assert!(!anna.is_alive());
    lab.start_dovecot();
    sign_in(&lab, "anna").await.logout().await;
}

#[tokio::test]
async fn a_large_folder_and_a_hostile_mail_in_it() {
    let lab = Lab::imap_only();
    let mut anna = sign_in(&lab, "anna").await;
    let inbox = FolderName::inbox();
    // Nested deeper than any parser bears, and a header of two megabytes.
    let mut nested = String::from("Subject: deep\r\nMIME-Version: 1.0\r\n");
    for n in 0..500 {
        nested += &format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n");
    }
    let huge = format!("Subject: {}\r\n\r\nx", "long ".repeat(400_000));
    for bytes in [
        nested.as_bytes(),
        huge.as_bytes(),
        b"Subject: plain\r\n\r\nx",
    ] {
        anna.append(&inbox, &Flags::default(), None, bytes)
            .await
            .unwrap();
    }
    for n in 0..300 {
        anna.append(&inbox, &Flags::default(), None, &message(n, "x"))
            .await
            .unwrap();
    }
    anna.select(&inbox, Access::ReadOnly).await.unwrap();
    assert_eq!(anna.uids().await.unwrap().len(), 303);
    let mut headers = Vec::new();
    anna.headers(&UidSet::all(), |h| headers.push(h))
        .await
        .unwrap();
    assert_eq!(headers.len(), 303);
    let cut: Vec<u32> = headers
        .iter()
        .filter(|h| h.header_cut)
        .map(|h| h.uid)
        .collect();
    assert_eq!(cut, [2]);
    let odd: UidSet = (1..=303).filter(|n| n % 2 == 1).collect();
    assert_eq!(anna.flags(&odd, None).await.unwrap().len(), 152);
    anna.logout().await;
}

#[tokio::test]
async fn who_answered_a_message_and_who_returned_it() {
    let lab = Lab::imap_only();
    const ID: &str = "0123456789abcdef@postroom.test";
    let mail = |head: &str, body: &str| format!("From: kunde@customer.test\r\n{head}\r\n{body}");
    for (head, body) in [
        (
            format!("Message-ID: <{ID}>\r\n"),
            "the message itself".to_owned(),
        ),
        (format!("In-Reply-To: <{ID}>\r\n"), "an answer".to_owned()),
        (
            format!("References: <root@b.test>\r\n <{ID}>\r\n <last@b.test>\r\n"),
            "a late answer".to_owned(),
        ),
        // Its end is the same, and it is another message.
        (format!("In-Reply-To: <x{ID}>\r\n"), "another".to_owned()),
        (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n".into(),
            format!(
                "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ID}>\r\n\r\n--b--\r\n"
            ),
        ),
        (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n".into(),
            format!(
                "--b\r\nContent-Type: message/delivery-status\r\n\r\n\
                 Original-Envelope-Id: {ID}\r\n\r\n--b--\r\n"
            ),
        ),
    ] {
        lab.deliver("support", mail(&head, &body));
    }
    let mut anna = sign_in(&lab, "anna").await;
    anna.select(&name(SUPPORT), Access::ReadOnly).await.unwrap();
    let today = jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::now())
        .date();
    let since = today.yesterday().unwrap();
    assert_eq!(*anna.search_answers(ID, since).await.unwrap(), [2, 3]);
    let anywhere = anna.search_text(ID, since).await.unwrap();
    assert_eq!(*anywhere, [1, 2, 3, 4, 5, 6]);
    let later = today.tomorrow().unwrap().tomorrow().unwrap();
    assert!(anna.search_answers(ID, later).await.unwrap().is_empty());
    assert!(anna.search_text(ID, later).await.unwrap().is_empty());
    anna.logout().await;
}

#[tokio::test]
async fn a_flag_is_set_only_on_a_message_that_nobody_changed() {
    let lab = Lab::imap_only();
    for n in 1..=2 {
        lab.deliver("support", message(n, "x"));
    }
    let mut anna = sign_in(&lab, "anna").await;
    anna.select(&name(SUPPORT), Access::ReadWrite)
        .await
        .unwrap();
    let both = UidSet::range(1, 2);
    let known = anna.flags(&both, None).await.unwrap();
    let [one, _] = &known[..] else {
        panic!("{:?}", &known[..]);
    };
    let (uid, modseq) = (one.uid, one.modseq.unwrap());
    let answered = FlagChange::system(SystemFlag::Answered, true);
    assert!(
        anna.store_unless_changed(uid, modseq, &answered)
            .await
            .unwrap()
    );
    // Once more with what was known then: the first change was one.
    assert!(
        !anna
            .store_unless_changed(uid, modseq, &answered)
            .await
            .unwrap()
    );
    let now = anna.flags(&UidSet::one(uid), None).await.unwrap();
    assert!(now[0].flags.has(SystemFlag::Answered));
    // What is set already stays so, and Dovecot need not say a word.
    let now = now[0].modseq.unwrap();
    assert!(
        anna.store_unless_changed(uid, now, &answered)
            .await
            .unwrap()
    );

    let mut colleague = sign_in(&lab, "anna").await;
    colleague
        .select(&name(SUPPORT), Access::ReadWrite)
        .await
        .unwrap();
    let flagged = FlagChange::system(SystemFlag::Flagged, true);
    colleague
        .store_flags(&UidSet::one(2), &flagged, None)
        .await
        .unwrap();
    let before = known[1].modseq.unwrap();
    assert!(
        !anna
            .store_unless_changed(2, before, &answered)
            .await
            .unwrap()
    );
    let kept = anna.flags(&UidSet::one(2), None).await.unwrap();
    assert!(kept[0].flags.has(SystemFlag::Flagged) && !kept[0].flags.has(SystemFlag::Answered));
    let gone = anna.store_unless_changed(99, before, &answered).await;
    assert!(matches!(gone, Err(WireError::Gone)), "{gone:?}");
    anna.logout().await;
}
