//! Search.

use proptest::prelude::*;

use super::super::super::tests::{
    anna, at, batch, folder, inbox, key, store_with_support, support, targets,
};
use super::super::super::{NewAct, Store};
use super::super::{NewMessage, SyncBatch};
use super::*;
use crate::domain::{Act, EmailAddress, FolderId, NamedAddress};

async fn filled() -> (tempfile::TempDir, Store) {
    let (dir, store) = store_with_support().await;
    let subjects = [
        (1, "Straßenfest in Düsseldorf"),
        (2, "会議室の予約"),
        (3, "Invoice 2026-117 overdue"),
        (4, "Re: Invoice 2026-117 overdue"),
    ];
    let mut batch = batch([]);
    for (uid, subject) in subjects {
        batch.added.push(NewMessage {
            subject: subject.to_owned(),
            has_attachment: Some(uid == 3),
            flags: super::super::super::tests::flags(if uid == 4 { &["\\Seen"] } else { &[] }),
            ..super::super::super::tests::message(uid)
        });
    }
    batch.added[3].participants.from = vec![NamedAddress::new(
        Some("Bertrand Møller"),
        &support().address,
    )];
    store.cache().apply(&inbox(), batch).await.unwrap();
    let body = "The courier said 配達は明日 and left.";
    store
        .cache()
        .put_body(&key(1), body.as_bytes().to_vec(), body, "The courier", None)
        .await
        .unwrap();
    (dir, store)
}

fn find(store: &Store, text: &str) -> Vec<u32> {
    find_at_most(store, text, 100)
}

fn find_at_most(store: &Store, text: &str, limit: usize) -> Vec<u32> {
    let found = store
        .reader()
        .search(&SearchQuery::parse(text), None, limit);
    found.unwrap().into_iter().map(|h| h.id.uid).collect()
}

#[tokio::test]
async fn words_are_found_as_people_write_them() {
    let (_dir, store) = filled().await;
    assert_eq!(find(&store, "invoice"), [4, 3]);
    assert_eq!(find(&store, "INV"), [4, 3]); // the beginning of the last word
    assert_eq!(find(&store, "inv overdue"), [0u32; 0]); // only of the last
    assert_eq!(find(&store, "overdue inv"), [4, 3]);
    assert_eq!(find(&store, "dusseldorf"), [1]);
    assert_eq!(find(&store, "strassenfest"), [1]);
    assert_eq!(find(&store, "Straßenfest"), [1]);
    for name in ["from:moller", "from:Møller", "from:MØLLER", "Møller"] {
        assert_eq!(find(&store, name), [4], "{name}");
    }
    assert_eq!(find(&store, "courier left"), [1]);
    assert_eq!(find(&store, "\"courier left\""), [0u32; 0]);
    assert_eq!(find(&store, "\"the courier said\""), [1]);
    assert_eq!(find(&store, "2026-117"), [4, 3]);
    assert_eq!(find(&store, "zoe@example.net"), [3, 2, 1]);
    assert_eq!(find(&store, ""), [0u32; 0]);
    assert_eq!(find(&store, "!?"), [0u32; 0]);
}

#[tokio::test]
async fn words_inside_cjk_writing_are_found() {
    let (_dir, store) = filled().await;
    for text in [
        "会議",
        "会",
        "室",
        "予約",
        "会議室",
        "の",
        "議室の予",
        "会議室の予約",
    ] {
        assert_eq!(find(&store, text), [2], "{text}");
    }
    assert_eq!(find(&store, "明日 courier"), [1]);
    assert_eq!(find(&store, "議会"), [0u32; 0]);
    assert_eq!(find(&store, "会予"), [0u32; 0]);
}

#[tokio::test]
async fn operators_narrow() {
    let (_dir, store) = filled().await;
    assert_eq!(find(&store, "from:zoë"), [3, 2, 1]);
    assert_eq!(find(&store, "from:bertrand"), [4]);
    assert_eq!(find(&store, "to:support invoice"), [4, 3]);
    assert_eq!(find(&store, "subject:courier"), [0u32; 0]);
    assert_eq!(find(&store, "subject:\"overdue\" from:zoe"), [3]);
    assert_eq!(find(&store, "is:unread invoice"), [3]);
    assert_eq!(find(&store, "is:read"), [4]);
    assert_eq!(find(&store, "has:attachment"), [3]);
    assert_eq!(find(&store, "in:inbox invoice"), [4, 3]);
    assert_eq!(find(&store, "in:sent invoice"), [0u32; 0]);
    assert_eq!(find(&store, "IS:UNREAD In:Inbox 会議"), [2]);
    // Operators that are not known are words.
    assert_eq!(find(&store, "is:purple"), [0u32; 0]);
    assert_eq!(find(&store, "subject:re: invoice"), [4]);
}

#[tokio::test]
async fn keywords_are_found_whole_and_without_case() {
    let (_dir, store) = filled().await;
    let flags = [
        (1, &["Billing", "$label1"][..]),
        (2, &["billing-late"]),
        (3, &["o'hara", "Junk"]),
        (4, &["$Important"]),
    ];
    let told = flags.map(|(uid, names)| (uid, super::super::super::tests::flags(names), None));
    let batch = SyncBatch {
        flags: told.to_vec(),
        ..batch([])
    };
    store.cache().apply(&inbox(), batch).await.unwrap();
    for (text, found) in [
        ("keyword:billing", &[1u32][..]),
        ("tag:BILLING-LATE", &[2]),
        ("tag:important", &[4, 1]),
        ("tag:wichtig", &[4, 1]),
        ("-tag:important", &[3, 2]),
        ("tag:$important", &[4]),
        ("tag:junk", &[3]),
        ("tag:o'hara", &[3]),
        ("tag:o'har", &[]),
        ("-tag:billing", &[4, 3, 2]),
        ("tag:billing OR tag:billing-late", &[2, 1]),
    ] {
        assert_eq!(find(&store, text), found, "{text}");
    }
}

#[tokio::test]
async fn what_a_colleague_read_is_found_apart_from_what_nobody_read() {
    let (_dir, store) = filled().await;
    let seen = super::super::super::tests::flags(&["\\Seen"]);
    let told = SyncBatch {
        flags: vec![(3, seen, None)],
        seen_by_others: true,
        ..batch([])
    };
    store.cache().apply(&inbox(), told).await.unwrap();
    for (text, found) in [
        ("is:unread-for-me", &[3u32][..]),
        ("is:unread", &[2, 1]),
        ("is:read", &[4, 3]),
        ("is:read -is:unread-for-me", &[4]),
        ("courier OR is:unread-for-me", &[3, 1]),
        ("invoice is:unread-for-me", &[3]),
        ("straßenfest is:unread-for-me", &[]),
    ] {
        assert_eq!(find(&store, text), found, "{text}");
    }
}

#[tokio::test]
async fn terms_are_turned_round_and_one_of_several_is_enough() {
    let (_dir, store) = filled().await;
    for (text, found) in [
        ("invoice -from:bertrand", &[3u32][..]),
        ("invoice -is:unread", &[4]),
        ("-invoice", &[2, 1]),
        ("-invoice -courier", &[2]),
        ("-\"invoice overdue\" -\"2026-117 overdue\"", &[2, 1]),
        ("-is:unread", &[4]),
        ("-has:attachment", &[4, 2, 1]),
        ("-in:inbox", &[]),
        ("-in:sent -invoice", &[2, 1]),
        ("courier OR 会議", &[2, 1]),
        ("courier OR has:attachment", &[3, 1]),
        ("courier OR -subject:会議 ", &[4, 3, 1]),
        ("invoice from:bertrand OR has:attachment", &[4, 3]),
        ("in:sent OR courier", &[1]),
        ("invoice OR courier -has:attachment is:unread", &[1]),
        ("courier OR !?", &[1]),
    ] {
        assert_eq!(find(&store, text), found, "{text}");
    }
}

#[tokio::test]
async fn copies_days_sizes_and_marks_narrow() {
    let (_dir, store) = store_with_support().await;
    let mut batch = batch(1..=3);
    let person = |name: &str| {
        let address = EmailAddress::parse(&format!("{name}@x.test")).unwrap();
        NamedAddress::new(Some(&format!("Müller {name}")), &address)
    };
    batch.added[0].participants.cc = vec![person("carla")];
    batch.added[1].participants.to = vec![person("carla")];
    batch.added[1].participants.cc = vec![person("ben")];
    batch.added[2].flags = super::super::super::tests::flags(&["$forwarded"]);
    for (message, day) in batch.added.iter_mut().zip(["03-04", "03-05", "12-31"]) {
        message.date = format!("2026-{day}T00:30:00Z").parse().unwrap();
        message.size = 1000 * message.uid;
    }
    store.cache().apply(&inbox(), batch).await.unwrap();
    for (text, found) in [
        ("cc:carla", &[1u32][..]),
        ("cc:muller", &[2, 1]),
        ("cc:\"muller ben\"", &[2]),
        ("cc:car", &[1]),
        ("to:carla", &[2, 1]),
        ("-cc:carla", &[3, 2]),
        ("cc:carla OR is:forwarded", &[3, 1]),
        ("-is:forwarded", &[2, 1]),
        ("larger:2000", &[3]),
        ("smaller:2k", &[2, 1]),
        ("larger:1000 smaller:3000", &[2]),
    ] {
        assert_eq!(find(&store, text), found, "{text}");
    }
    // A day begins where the person is, in winter as in summer.
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let new_york = TimeZone::get("America/New_York").unwrap();
    for (text, zone, found) in [
        ("before:2026-03-05", &TimeZone::UTC, &[1u32][..]),
        ("after:2026-03-05", &TimeZone::UTC, &[3, 2]),
        ("after:2026-03-05 before:2026-04", &berlin, &[2]),
        ("before:2026-03-05", &new_york, &[2, 1]),
        ("after:2026-03-05", &new_york, &[3]),
        ("before:2027 after:2026", &new_york, &[3, 2, 1]),
        ("after:9999-12-31", &TimeZone::UTC, &[]),
        ("after:0000", &TimeZone::UTC, &[3, 2, 1]),
    ] {
        let query = SearchQuery::parse(text);
        let ids = store.reader().cache.read(|conn| {
            let folders = folders(conn, None, &Moves::new())?;
            search(conn, &query, folders, &ServerAnswers::default(), zone, 9)
        });
        let ids: Vec<u32> = ids
            .unwrap()
            .into_iter()
            .map(|hit| u32::try_from(hit.row).unwrap())
            .collect();
        assert_eq!(ids, found, "{text}");
    }
}

/// Folders are walked page by page; here all of a page came at the same moment, and others did not.
#[tokio::test]
async fn what_many_messages_have_is_found_newest_first_in_all_folders() {
    let (_dir, store) = store_with_support().await;
    let sent = FolderId::of(&support().id(), "Sent");
    let count = u32::try_from(FEW).unwrap();
    let mut here = batch(1..=count);
    let mut there = batch(1..=600);
    for message in &mut here.added {
        message.subject = format!("common {}", if message.uid == 1 { "rare" } else { "" });
        message.date = at(i64::from(message.uid.min(1000)));
    }
    for message in &mut there.added {
        message.subject = "common there".to_owned();
        message.date = at(i64::from(message.uid) * 10);
    }
    store.cache().apply(&inbox(), here).await.unwrap();
    store.cache().apply(&sent, there).await.unwrap();
    let reader = store.reader();
    loop {
        let unindexed = reader.unindexed(None, 500, usize::MAX).unwrap();
        if unindexed.is_empty() {
            break;
        }
        let indexed = unindexed.iter().map(|one| one.read("", "", None)).collect();
        store.cache().index(indexed).await.unwrap();
    }
    let all = reader
        .search(&SearchQuery::parse("common"), None, 10_000)
        .unwrap();
    assert_eq!(all.len(), FEW + 600);
    assert!(all.is_sorted_by(|a, b| a.date >= b.date));
    let some = reader
        .search(&SearchQuery::parse("common"), None, 700)
        .unwrap();
    assert_eq!(some[..], all[..700]);
    for text in ["common -rare", "-rare", "common -subject:\"common rare\""] {
        let some = find_at_most(&store, text, 10_000);
        assert_eq!(some.len(), FEW + 599, "{text}");
    }
    // A phrase of common words, which few or many have, or nobody.
    for (text, found) in [
        ("\"common there\"", 600),
        ("\"there common\"", 0),
        ("\"common rare\"", 1),
        ("\"common there\" OR \"common rare\"", 601),
    ] {
        assert_eq!(find_at_most(&store, text, 10_000).len(), found, "{text}");
        let some = find_at_most(&store, text, 10);
        assert_eq!(
            some[..],
            find_at_most(&store, text, 10_000)[..found.min(10)]
        );
    }
    // What may go on takes another way, and finds the same.
    assert_eq!(find_at_most(&store, "comm", 10_000).len(), FEW + 600);
    assert_eq!(
        find_at_most(&store, "comm", 700),
        find_at_most(&store, "common ", 700)
    );
    assert_eq!(find_at_most(&store, "common ", 9)[..3], [600, 599, 598]);
    assert_eq!(find(&store, "common rare"), [1]);
    assert_eq!(find_at_most(&store, "common in:sent", 10_000).len(), 600);
    assert_eq!(
        find_at_most(&store, "common -in:sent", 3),
        [2000, 1999, 1998]
    );
}

#[tokio::test]
async fn what_only_looks_another_way_is_found() {
    let (_dir, store) = store_with_support().await;
    let mut batch = batch(1..=4);
    let subjects = [
        "Ｐｒｅｉｓ ﬁnal",
        "ｶﾞｽの請求",
        "การประชุมวันนี้",
        "cafe\u{301} №7",
    ];
    for (message, subject) in batch.added.iter_mut().zip(subjects) {
        message.subject = subject.to_owned();
    }
    store.cache().apply(&inbox(), batch).await.unwrap();
    for (text, uid) in [
        ("preis", 1),
        ("final", 1),
        ("ﬁnal", 1),
        ("ガス", 2),
        ("ประชุม", 3),
        ("วันนี้", 3),
        ("café", 4),
        ("\"no7\"", 4),
    ] {
        assert_eq!(find(&store, text), [uid], "{text}");
    }
    assert_eq!(find(&store, "ประชา"), [0u32; 0]);
}

/// Accents are left out where people leave them out; elsewhere such marks are as good as letters.
#[tokio::test]
async fn words_of_each_script_are_found_without_accents_and_no_others() {
    let (_dir, store) = store_with_support().await;
    let table: [(&str, &[&str], &[&str]); 15] = [
        (
            "Crème brûlée für Ångström",
            &["creme", "CRÈME", "brulee für", "angstrom"],
            &["creñe"],
        ),
        (
            "Hoá đơn điện tử",
            &["hoa don", "hóa đơn", "dien tu"],
            &["hoe"],
        ),
        (
            "ΤΙΜΟΛΟΓΙΟ της Άνοιξης, ὁδός",
            &[
                "τιμολόγιο",
                "τιμολογιο",
                "ΆΝΟΙΞΗΣ",
                "ανοιξησ",
                "οδος",
                "ΟΔΟΣ",
            ],
            &["τιμολογια"],
        ),
        ("Τιμολόγιο", &["ΤΙΜΟΛΌΓΙΟ", "τιμολογιο"], &["τιμολογος"]),
        ("Счёт за май", &["счет", "СЧЁТ", "май", "маи"], &["счат"]),
        ("Еще раз: расчет", &["ещё", "расчёт"], &["счёт"]),
        ("جدًّا أهلاً بكم", &["جدا", "جِدًّا", "اهلا", "أهلا"], &["جدي"]),
        ("שָׁלוֹם לכולם", &["שלום", "שָׁלוֹם", "לכולם"], &["שלומ"]),
        ("बाल और बोलना", &["बाल", "बोलना"], &["बिल", "बल", "बालक"]),
        ("क\u{93c}लम ज़रूरी", &["क़लम", "\u{95b}रूरी"], &["कीलम"]),
        ("বেল ও বো", &["বেল", "ব\u{9c7}\u{9be}"], &["বিল", "বল"]),
        (
            "ด้วยกันก็ได้",
            &["กัน", "ด้วย", "ก็", "ได้", "ก"],
            &["กิน", "กน", "ดวย"],
        ),
        (
            "ガス会社",
            &["ガス", "ｶﾞｽ", "カ\u{3099}ス", "会社", "社"],
            &["カス", "ハス"],
        ),
        (
            "葛\u{e0100}城 한국어 ❤\u{fe0f} 전화",
            &["葛城", "한국", "\"한국어 전화\""],
            &["항국"],
        ),
        ("Նամակ მზე", &["նամակ", "მზე"], &["մամակ"]),
    ];
    let mut batch = batch(1..=15);
    for (message, (subject, ..)) in batch.added.iter_mut().zip(table) {
        message.subject = subject.to_owned();
    }
    store.cache().apply(&inbox(), batch).await.unwrap();
    for (uid, (subject, by, not_by)) in (1..).zip(table) {
        for text in by {
            assert!(find(&store, text).contains(&uid), "{text} in {subject}");
        }
        for text in not_by {
            assert!(!find(&store, text).contains(&uid), "{text} in {subject}");
        }
    }
}

#[tokio::test]
async fn a_mailbox_and_a_limit_narrow() {
    let (_dir, store) = filled().await;
    let query = SearchQuery::parse("invoice");
    let reader = store.reader();
    let here = reader.search(&query, Some(&support().id()), 1).unwrap();
    assert_eq!(here.len(), 1);
    let other = crate::domain::MailboxId::of(&super::super::super::tests::address("x@y.org"));
    assert!(reader.search(&query, Some(&other), 9).unwrap().is_empty());
}

#[tokio::test]
async fn what_is_gone_is_not_found_and_what_leaves_still_is() {
    let (_dir, store) = filled().await;
    let act = |act| NewAct {
        account: anna(),
        act,
        created_at: at(0),
        step: None,
    };
    let to = FolderId::of(&support().id(), "Sent");
    let moved = Act::Move {
        targets: targets(&[3]),
        to,
    };
    store.precious().add_act(act(moved)).await.unwrap();
    assert_eq!(find(&store, "invoice"), [4, 3]);
    let deleted = Act::Delete {
        targets: targets(&[4]),
    };
    store.precious().add_act(act(deleted)).await.unwrap();
    assert_eq!(find(&store, "invoice"), [3]);
    let gone = SyncBatch {
        removed: vec![3],
        ..batch([])
    };
    store.cache().apply(&inbox(), gone).await.unwrap();
    assert_eq!(find(&store, "invoice"), [0u32; 0]);
    // A folder that is gone takes its words with it.
    let mailbox = support().id();
    let left = [folder(&mailbox, "Sent")];
    store
        .cache()
        .put_folders(&mailbox, &left, true)
        .await
        .unwrap();
    assert_eq!(find(&store, "courier"), [0u32; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Words wherever they stand are never fewer than the phrase.
    #[test]
    fn what_a_phrase_finds_its_words_find(
        texts in prop::collection::vec("[abέ会議室กิ\u{3099}ß.-]{0,6}( [ab会議]{1,3}){0,3}", 1..6),
        sought in "[abε会議室กิ\u{3099}ß.-]{0,5}( [ab会室]{1,3}){0,2}",
        prefix: bool,
    ) {
        let conn = super::super::super::tests::cache_in_memory();
        for text in &texts {
            let indexed = super::super::words::indexed(text);
            conn.execute("INSERT INTO words (subject) VALUES (?1)", [indexed]).unwrap();
        }
        let phrase = super::super::words::phrase(&sought, prefix);
        let scattered = super::super::words::scattered(&sought, prefix);
        prop_assert_eq!(phrase.is_some(), scattered.is_some());
        if let (Some(phrase), Some(scattered)) = (phrase, scattered) {
            let scattered = rows_with(&conn, &scattered, 100).unwrap();
            for row in rows_with(&conn, &phrase, 100).unwrap() {
                prop_assert!(has(&scattered, row), "{:?} in {:?}", sought, texts);
            }
        }
    }
}

#[test]
fn any_text_is_a_query_without_an_error() {
    let conn = super::super::super::tests::cache_in_memory();
    // What is left to be looked at is looked at for each message.
    conn.execute_batch(
        "INSERT INTO messages (folder, uid, date) SELECT id, 1, 0 FROM folders; \
         INSERT INTO headers (message) SELECT id FROM messages; \
         INSERT INTO words (rowid, subject, recipients) SELECT id, 'a b', 'a' FROM messages;",
    )
    .unwrap();
    let config = ProptestConfig::with_cases(512);
    let strategy = r#"([a-zß会"*():^+ \-\\{}']|from:|in:|is:|cc:|-| OR |NEAR|AND|NOT|is:read|before:2026|larger:1k|\PC|\x00){0,20}"#;
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&strategy, |text| {
            let query = SearchQuery::parse(&text);
            let answers = ServerAnswers::default();
            let folders = folders(&conn, None, &Moves::new());
            let found =
                folders.and_then(|f| search(&conn, &query, f, &answers, &TimeZone::UTC, 10));
            found.map_err(|e| TestCaseError::fail(format!("{text:?} -> {query:?}: {e:?}")))?;
            Ok(())
        })
        .unwrap();
    // A row of the defaults says nothing of who wrote it, and is looked at all the same.
    let query = SearchQuery::parse("cc:a");
    let answers = ServerAnswers::default();
    let folders = folders(&conn, None, &Moves::new()).unwrap();
    let found = search(&conn, &query, folders, &answers, &TimeZone::UTC, 10).unwrap();
    assert_eq!(found.len(), 0);
}
