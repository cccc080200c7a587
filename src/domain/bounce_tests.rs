//! Reports one after the other, and what is known after them.

use super::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn lacking(recipient: &str, failed: bool, words: &str) -> Lacking {
    Lacking {
        recipient: Some(address(recipient)),
        tried: None,
        failed,
        status: None,
        words: words.to_owned(),
    }
}

fn failed(recipient: &str, words: &str) -> Bounce {
    Bounce::new(at(1), vec![lacking(recipient, true, words)], None)
}

fn delayed(recipient: &str, words: &str) -> Bounce {
    Bounce::new(at(1), vec![lacking(recipient, false, words)], None)
}

/// Who lacks it and in which words, as one line each; with `!` if it failed.
fn said(bounce: &Bounce) -> Vec<String> {
    let all = bounce.alike().into_iter();
    all.map(|one| {
        let mark = if one.failed { "!" } else { "" };
        format!("{mark}{}: {}", one.who.join(","), one.words)
    })
    .collect()
}

const KIM: &str = "kim@b.test";
const LEE: &str = "lee@b.test";

#[test]
fn each_keeps_the_words_of_their_own_server() {
    let both = failed(KIM, "550 no such user").and(failed(LEE, "552 mailbox full"));
    let all = [
        "!kim@b.test: 550 no such user",
        "!lee@b.test: 552 mailbox full",
    ];
    assert_eq!(said(&both), all);
    // Read again, it says the same.
    let again = both.and(Bounce {
        at: at(9),
        ..failed(KIM, "550 no such user")
    });
    assert_eq!(again, both);
    let same = failed(KIM, "550 no").and(failed(LEE, "550 no"));
    assert_eq!(said(&same), ["!kim@b.test,lee@b.test: 550 no"]);
}

#[test]
fn a_failure_takes_the_place_of_a_delay_and_of_nothing_else() {
    let failure = "!kim@b.test: 550 no";
    let delay = "lee@b.test: 451 later";
    for both in [
        failed(KIM, "550 no").and(delayed(LEE, "451 later")),
        delayed(LEE, "451 later").and(failed(KIM, "550 no")),
    ] {
        assert!(both.failed && both.has_delays());
        assert_eq!(said(&both), [failure, delay]);
        let came = both.without_delay(&[address(LEE), address(KIM)], &[]);
        assert_eq!(said(&came.unwrap()), [failure]);
    }
    for one in [
        delayed(KIM, "451 later").and(failed(KIM, "550 no")),
        failed(KIM, "550 no").and(delayed(KIM, "451 later")),
    ] {
        assert_eq!(said(&one), [failure]);
        assert!(one.failed && !one.has_delays());
    }
    let later = delayed(KIM, "451 once").and(delayed(KIM, "451 twice"));
    assert_eq!(said(&later), ["kim@b.test: 451 twice"]);
    assert_eq!(later.without_delay(&[address(KIM)], &[]), None);
}

/// An alias leads to two, a list to many: each address has its words.
#[test]
fn who_was_tried_behind_a_recipient_is_named() {
    let behind = |tried: &str, recipient: Option<&str>, words: &str| {
        let one = Lacking {
            recipient: recipient.map(address),
            tried: Some(tried.to_owned()),
            ..lacking(KIM, true, words)
        };
        Bounce::new(at(1), vec![one], None)
    };
    let both = behind("k1@c.test", Some(KIM), "550 no").and(behind("k2@c.test", Some(KIM), "552"));
    let all = [
        "!kim@b.test (k1@c.test): 550 no",
        "!kim@b.test (k2@c.test): 552",
    ];
    assert_eq!(said(&both), all);
    assert_eq!(both.of(&address(KIM)).count(), 2);
    let of_a_list = behind("m1@c.test", None, "550 no").and(behind("m2@c.test", None, "552"));
    assert_eq!(said(&of_a_list), ["!m1@c.test: 550 no", "!m2@c.test: 552"]);
    // Whoever forges them has no end of addresses.
    let mut many = both;
    for n in 0..300 {
        many = many.and(behind(&format!("m{n}@c.test"), None, "550"));
        many = many.and(behind(&format!("m{n}@c.test"), Some(KIM), "550"));
    }
    assert_eq!(many.each.len(), MAX_OTHERS + MAX_BEHIND);
}

/// A report need not tell who it is about.
#[test]
fn nobody_stands_for_all_and_takes_nobodys_words() {
    let nobody = |failed: bool, words: &str| {
        let one = Lacking {
            recipient: None,
            ..lacking(KIM, failed, words)
        };
        Bounce::new(at(1), vec![one], None)
    };
    let two = nobody(true, "550 no").and(nobody(true, "552 full"));
    assert_eq!(said(&two), ["!: 550 no", "!: 552 full"]);
    let all = [address(KIM), address(LEE)];
    let late = nobody(false, "451 later").and(failed(LEE, "550 no"));
    let left = late.without_delay(&[], &all).unwrap();
    let both = ["!lee@b.test: 550 no", "kim@b.test: 451 later"];
    assert_eq!(said(&left), both);
    let left = late.without_delay(&[address(KIM)], &all).unwrap();
    assert_eq!(said(&left), ["!lee@b.test: 550 no"]);
}

#[test]
fn the_words_have_the_status_once() {
    let with = |words: &str, status| Lacking {
        status,
        ..lacking(KIM, true, words)
    };
    let full = Some((5, 2, 2));
    assert_eq!(
        with("552 mailbox full", full).said(),
        "552 mailbox full (5.2.2)"
    );
    assert_eq!(with("552 5.2.2 full", full).said(), "552 5.2.2 full");
    assert_eq!(with("", full).said(), "5.2.2");
    assert_eq!(with("", None).said(), "");
}

#[test]
fn words_from_outside_have_a_bound() {
    let long = "ü".repeat(5000);
    let one = failed(KIM, &long);
    assert_eq!(one.each[0].words.chars().count(), MAX_WORDS);
    assert_eq!(one.and(failed(KIM, &long)), one);
    let mut many = one;
    for n in 0..150 {
        many = many.and(failed(&format!("r{n}@b.test"), &long));
    }
    assert_eq!(many.each.len(), 151, "everybody is named");
    let all = many.each.iter().map(|one| one.words.chars().count());
    assert_eq!(all.sum::<usize>(), MAX_ALL_WORDS);
}

#[test]
fn a_delay_is_no_news_of_what_failed() {
    let place = |uid| MessageKey {
        folder: super::super::FolderId::of(
            &super::super::MailboxId::of(&address("a@b.test")),
            "INBOX",
        ),
        uid_validity: 1,
        uid,
    };
    let noticed = |second, failed, recipient, uid| {
        let one = lacking(recipient, failed, "x");
        Bounce::new(at(second), vec![one], Some(place(uid)))
    };
    let late = noticed(1, false, KIM, 1).and(noticed(2, false, LEE, 2));
    assert_eq!((late.at, late.report.clone()), (at(2), Some(place(2))));
    let failed = late.and(noticed(3, true, KIM, 3));
    assert_eq!((failed.at, failed.report.clone()), (at(3), Some(place(3))));
    let more = failed.and(noticed(4, false, "mo@b.test", 4));
    assert_eq!((more.at, more.report.clone()), (at(3), Some(place(3))));
    assert_eq!(more.each.len(), 3);
    // The same report, where it lies by now.
    let moved = more.and(noticed(5, true, KIM, 5));
    assert_eq!((moved.at, moved.report.clone()), (at(3), Some(place(5))));
}

/// A version before kept one set of words for all.
#[test]
fn what_an_older_version_stored_is_read() {
    let read = |recipients: &str| -> Bounce {
        let json = format!(
            r#"{{"at":"1970-01-01T00:00:01Z","failed":true,"recipients":{recipients},
            "words":"550 no","report":null}}"#
        );
        serde_json::from_str(&json).unwrap()
    };
    assert_eq!(read(r#"["kim@b.test"]"#), failed(KIM, "550 no"));
    let both = read(r#"["kim@b.test","lee@b.test"]"#);
    assert_eq!(said(&both), ["!kim@b.test,lee@b.test: ", "!: 550 no"]);
    assert_eq!(said(&read("[]")), ["!: 550 no"]);
    for one in [both, failed(KIM, "550").and(delayed(LEE, "451"))] {
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Bounce>(&text).unwrap(), one);
    }
}
