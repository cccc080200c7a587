//! `postroom outbox` and `postroom send --at`: what waits, and what can be done about it.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use postroom::demo::{DemoServer, Fault, SmtpFault, SmtpWhen, Team, When};
use serde_json::{Value, json};

use crate::program::{CUSTOMER, Program, SUPPORT, lines, text};

fn demo() -> DemoServer {
    DemoServer::start(Team::acme()).unwrap()
}

fn id(row: &Value) -> String {
    row["outbox_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_can_have_a_time() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let at = ["--body", "y", "--at", "2099-01-31T09:00:00+01:00"];
    let (code, rows, problems) = anna.json(&Program::letter(SUPPORT, &at));
    let row = &rows[0];
    assert_eq!(code, 4, "{problems:?}");
    assert_eq!(
        (&row["state"], &row["next_attempt_at"]),
        (&json!("scheduled"), &json!("2099-01-31T08:00:00Z"))
    );
    assert_eq!(row["possible"][0], "send_now");
    assert_eq!(row["waits_for"], "time");
    // In words it says what has to be so that it leaves.
    let said = anna.run(&Program::letter(SUPPORT, &at));
    assert!(
        text(&said.stdout).contains("postroom outbox run"),
        "{said:?}"
    );
    let other = id(&anna.rows(&["outbox", "list"])[1]);
    let first = id(row);

    // A run does not hurry them, one can be put before the other, and given another time.
    assert_eq!(anna.json(&["outbox", "run"]).0, 0);
    assert!(demo.submissions().is_empty());
    anna.rows(&["outbox", "before", &other, &first]);
    let order: Vec<String> = anna.rows(&["outbox", "list"]).iter().map(id).collect();
    assert_eq!(order, [other.clone(), first.clone()]);
    let later = &anna.rows(&["outbox", "later", &first, "2099-03-01T00:00:00Z"])[0];
    assert_eq!(later["next_attempt_at"], "2099-03-01T00:00:00Z");
    let (code, rows, _) = anna.json(&["outbox", "now", &first]);
    assert_eq!((code, &rows[0]["state"]), (0, &json!("done")));
    assert_eq!(demo.submissions().len(), 1);

    // What is past, or is no time, changes nothing and sends nothing.
    for words in [
        &["outbox", "later", &other, "2001-01-01T00:00:00Z"][..],
        &["outbox", "later", &other, "tomorrow"],
        &Program::letter(SUPPORT, &["--body", "y", "--at", "2001-01-01T00:00:00Z"]),
        &Program::letter(SUPPORT, &["--body", "y", "--at", "09:00", "--later"]),
        // It was sent; there is no copy to be filed elsewhere any more.
        &["outbox", "copy", &first, SUPPORT, "archive"],
        &["outbox", "others", &other],
    ] {
        let (code, rows, problems) = anna.json(words);
        assert_eq!(code, 2, "{words:?}: {problems:?}");
        assert!(rows.is_empty());
    }
    assert_eq!(demo.submissions().len(), 1);
    let shown = &anna.rows(&["outbox", "show", &other])[0];
    assert_eq!(shown["next_attempt_at"], "2099-01-31T08:00:00Z");
    let edited = &anna.rows(&["outbox", "edit", &other])[0];
    assert!(edited["draft_id"].as_str().unwrap().starts_with("draft-"));
    assert_eq!(anna.json(&["outbox", "show", &other]).0, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_shows_each_reply_and_can_go_to_the_others() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let nobody = "nobody@acme.example";
    let words = Program::letter(SUPPORT, &["--body", "y", "--cc", nobody]);
    let (code, rows, problems) = anna.json(&words);
    assert_eq!(code, 3, "{problems:?}");
    let row = &rows[0];
    let of = |reply: &Value| (reply["recipient"].clone(), reply["code"].clone());
    let replies: Vec<_> = row["replies"].as_array().unwrap().iter().map(of).collect();
    assert_eq!(
        replies,
        [(json!(CUSTOMER), json!(250)), (json!(nobody), json!(550))]
    );
    assert_eq!(
        row["possible"],
        json!(["send_to_others", "try_now", "edit", "discard"])
    );
    assert_eq!(row["waits_for"], "person");
    let id = id(row);
    let shown = text(&anna.run(&["outbox", "show", &id]).stdout);
    for part in [
        "It was tried once (phase “Back here, nothing is with the server”).",
        "It waits for you.",
        "nobody@acme.example: 550 5.1.1",
        "carla@acme.example: 250",
        &format!("postroom outbox others {id}"),
        &format!("postroom outbox retry {id}"),
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // Each answer stands there once.
    assert_eq!(shown.matches("nobody@acme.example: 550 5.1.1").count(), 1);
    let list = text(&anna.run(&["outbox", "list"]).stdout);
    let verbs = ["others", "retry", "edit", "discard"].map(|verb| format!("{verb} {id}"));
    for part in [
        "1 attempt. Back here, nothing is with the server.",
        &format!("postroom outbox {}", verbs.join(" | ")),
    ] {
        assert!(list.contains(&format!("\n    {part}\n")), "{list}");
    }
    assert!(demo.submissions().is_empty());
    let (code, rows, _) = anna.json(&["outbox", "others", &id]);
    assert_eq!((code, &rows[0]["state"]), (0, &json!("done")));
    assert_eq!(rows[0]["left_out"], json!([nobody]));
    let submissions = demo.submissions();
    assert_eq!(submissions.len(), 1);
    assert_eq!(submissions[0].rcpt_to, [CUSTOMER]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_waits_says_the_servers_words_and_can_go_elsewhere() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let words = "[NOPERM] Nobody puts anything there, says the server";
    let barred = Fault::No(words.into());
    demo.imap_fault_at(When::command("APPEND"), barred, 0, 2);
    anna.json(&Program::letter(SUPPORT, &["--body", "y", "--later"]));
    assert_eq!(anna.json(&["outbox", "run"]).0, 0);
    let row = &anna.rows(&["outbox", "list"])[0];
    assert_eq!(row["state"], "filing", "{row}");
    let can = json!(["copy_to", "try_copy_now", "leave_uncopied"]);
    assert_eq!(row["possible"], can);
    let said = "Nobody puts anything there";
    assert!(
        row["detail"].as_str().is_some_and(|d| d.contains(said)),
        "{row}"
    );
    let id = id(row);
    let shown = text(&anna.run(&["outbox", "show", &id]).stdout);
    assert!(shown.contains(said), "{shown}");
    // What the server says without a code is about the copy too.
    demo.clear_faults();
    let refused = Fault::No("Internal error, says the server".into());
    demo.imap_fault_at(When::command("APPEND"), refused, 0, u32::MAX);
    anna.json(&["outbox", "run"]);
    let row = &anna.rows(&["outbox", "list"])[0];
    let error = row["error"].as_str().unwrap();
    assert!(
        error.contains("Its copy waits") && error.contains("Internal error"),
        "{row}"
    );
    demo.clear_faults();
    let (code, rows, problems) = anna.json(&["outbox", "copy", &id, SUPPORT, "archive"]);
    assert_eq!(code, 0, "{problems:?}");
    assert_eq!(
        (&rows[0]["state"], &rows[0]["copy"]),
        (&json!("done"), &json!("checked"))
    );
    let lies = |folder: &str| {
        let all = demo.messages("support", folder).unwrap();
        let id = rows[0]["message_id"].as_str().unwrap();
        let named = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(id);
        all.iter().filter(|m| named(&m.bytes)).count()
    };
    assert_eq!((lies("Archive"), lies("Sent")), (1, 0));
    assert_eq!(demo.submissions().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_can_be_thrown_away_in_one_go() {
    let demo = DemoServer::start(Team::acme_without_mail()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    let more = ["--body", "y", "--cc", "nobody@acme.example"];
    let (code, rows, _) = anna.json(&Program::letter(SUPPORT, &more));
    assert_eq!(code, 3);
    let id = id(&rows[0]);
    let shown = text(&anna.run(&["outbox", "show", &id]).stdout);
    let verb = format!("postroom outbox discard {id}");
    assert!(shown.contains(&verb), "{shown}");
    let gone = &anna.rows(&["outbox", "discard", &id])[0];
    assert_eq!(gone, &json!({ "outbox_id": id, "state": "discarded" }));
    assert!(anna.rows(&["outbox", "list"]).is_empty());
    assert!(anna.rows(&["draft", "list"]).is_empty());
    assert!(demo.messages("support", "Drafts").unwrap().is_empty());
    // What left, or may have, is nobody's to throw away.
    let rows = anna.rows(&Program::letter(SUPPORT, &["--body", "y"]));
    let id = rows[0]["outbox_id"].as_str().unwrap();
    assert_eq!(anna.json(&["outbox", "discard", id]).0, 2);
    assert_eq!(anna.rows(&["outbox", "list"]).len(), 1);
    assert!(anna.rows(&["draft", "list"]).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_are_listed_opened_sent_and_thrown_away() {
    let demo = DemoServer::start(Team::acme_without_mail()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    let waits = anna.json(&Program::letter(
        SUPPORT,
        &["--body", "First words", "--later"],
    ));
    let edited = &anna.rows(&["outbox", "edit", &id(&waits.1[0])])[0];
    let draft = edited["draft_id"].as_str().unwrap().to_owned();
    let listed = anna.rows(&["draft", "list"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["draft_id"], json!(draft));
    let shown = &anna.rows(&["draft", "show", &draft])[0];
    assert_eq!(
        (&shown["body"], &shown["from"]["address"]),
        (&json!("First words"), &json!(SUPPORT))
    );
    assert_eq!(shown["remote"]["mailbox"], json!(SUPPORT), "{shown}");
    assert_eq!(demo.messages("support", "Drafts").unwrap().len(), 1);

    // A colleague opens it, and sends it.
    let ben = Program::signed_in(&demo, "ben");
    ben.rows(&["sync"]);
    let lies = ben.rows(&["list", SUPPORT, "drafts"]);
    let opened = &ben.rows(&["draft", "open", lies[0]["id"].as_str().unwrap()])[0];
    let his = opened["draft_id"].as_str().unwrap().to_owned();
    let again = &ben.rows(&["draft", "open", lies[0]["id"].as_str().unwrap()])[0];
    assert_eq!(again["draft_id"], json!(his), "it is opened once");
    let (code, rows, problems) = ben.json(&["draft", "send", &his]);
    assert_eq!(
        (code, &rows[0]["state"]),
        (0, &json!("done")),
        "{problems:?}"
    );
    assert!(demo.messages("support", "Drafts").unwrap().is_empty());
    // Hers is held then, and can go away.
    let (code, rows, _) = anna.json(&["draft", "send", &draft]);
    assert_eq!((code, &rows[0]["state"]), (3, &json!("held")));
    assert_eq!(
        anna.json(&["draft", "discard", &draft]).0,
        2,
        "it is in the outbox"
    );
    anna.rows(&["outbox", "cancel", &id(&rows[0])]);
    let gone = &anna.rows(&["draft", "discard", &draft])[0];
    assert_eq!(gone, &json!({ "draft_id": draft, "state": "discarded" }));
    assert_eq!(anna.json(&["draft", "show", &draft]).0, 1);
    assert_eq!(demo.submissions().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_words_are_shown_to_their_end() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    // As long as Exchange says it.
    let more = "0.35250:0A000000, 1.36674:0A000000, ".repeat(25);
    let words = format!("554 5.2.252 SendAsDenied; {more}the end of its words");
    demo.smtp_fault(SmtpWhen::Dot, SmtpFault::Reply(words));
    let (code, rows, _) = anna.json(&Program::letter(SUPPORT, &["--body", "y"]));
    assert_eq!(code, 3);
    assert!(
        rows[0]["reply"]
            .as_str()
            .unwrap()
            .ends_with("the end of its words")
    );
    let shown = text(&anna.run(&["outbox", "show", &id(&rows[0])]).stdout);
    assert!(shown.contains("the end of its words"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_that_holds_another_can_be_looked_at() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let asked = &anna.rows(&["list", SUPPORT, "inbox", "--limit", "1"])[0];
    let question = asked["id"].as_str().unwrap();
    let reply = ["send", "--from", SUPPORT, "--reply-to-id", question];
    let later = [&reply[..], &["--body", "y", "--later"]].concat();
    let waits = id(&anna.json(&later).1[0]);
    let uid = u32::try_from(asked["uid"].as_u64().unwrap()).unwrap();
    demo.answer("ben", "support", uid, "It is out, says Ben.")
        .unwrap();
    assert_eq!(anna.json(&["outbox", "run"]).0, 3);
    let held = &anna.rows(&["outbox", "show", &waits])[0];
    assert_eq!(held["state"], "held", "{held}");
    let answer = held["answer"]
        .as_str()
        .expect("it names the answer")
        .to_owned();
    let shown = text(&anna.run(&["outbox", "show", &waits]).stdout);
    assert!(
        shown.contains(&format!("postroom show {answer}")),
        "{shown}"
    );
    let shown = text(&anna.run(&["show", &answer]).stdout);
    assert!(shown.contains("It is out, says Ben."), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_earlier_answer_can_be_looked_at() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let asked = &anna.rows(&["list", SUPPORT, "inbox", "--limit", "1"])[0];
    let question = asked["id"].as_str().unwrap();
    let reply = ["send", "--from", SUPPORT, "--reply-to-id", question];
    // Begun before either was sent, none of them knows of the other.
    let begin = |body: &str| {
        let words = [&reply[..], &["--body", body, "--draft"]].concat();
        let row = &anna.rows(&words)[0];
        row["draft_id"].as_str().unwrap().to_owned()
    };
    let drafts = ["It left on Monday.", "It left, as I said."].map(begin);
    let [(0, first, _), (3, second, _)] = drafts.map(|d| anna.json(&["draft", "send", &d])) else {
        panic!("the first is sent, the second held")
    };
    let (first, second) = (id(&first[0]), id(&second[0]));
    let held = &anna.rows(&["outbox", "show", &second])[0];
    assert_eq!(
        (&held["state"], &held["own_answer"]),
        (&json!("held"), &json!(first)),
        "{held}"
    );
    // Where it lies is known once that was fetched.
    anna.rows(&["sync"]);
    let held = &anna.rows(&["outbox", "show", &second])[0];
    let answer = held["answer"]
        .as_str()
        .expect("its copy is known")
        .to_owned();
    for verb in [&["outbox", "show", &second][..], &["outbox", "list"]] {
        let said = text(&anna.run(verb).stdout);
        assert!(said.contains(&format!("postroom show {answer}")), "{said}");
    }
    let shown = text(&anna.run(&["show", &answer]).stdout);
    assert!(shown.contains("It left on Monday."), "{shown}");
}

/// The clock's zone changes while a message waits: neither its time nor its Date moves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_zone_moves_no_time() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let in_zone = |zone: &str, words: &[&str]| {
        let output = anna.command(words).env("TZ", zone).output().unwrap();
        let rows = lines(&output.stdout);
        rows.into_iter()
            .next()
            .unwrap_or_else(|| panic!("{output:?}"))
    };
    // A time without a zone is one of the place in which it is said.
    let tokyo = TimeZone::fixed(Offset::constant(9));
    let wanted = Timestamp::now() + SignedDuration::from_hours(12);
    let there = tokyo.to_datetime(wanted);
    let text = format!("{:02}:{:02}", there.hour(), there.minute());
    let whole = there.with().second(0).subsec_nanosecond(0).build().unwrap();
    let wanted = tokyo.to_timestamp(whole).unwrap().to_string();
    let at = ["--body", "y", "--at", &text, "--json"];
    let row = in_zone("Asia/Tokyo", &Program::letter(SUPPORT, &at));
    let sent = Timestamp::now();
    assert_eq!(row["next_attempt_at"], wanted);
    let id = id(&row);
    for zone in ["America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati"] {
        let row = in_zone(zone, &["outbox", "show", &id, "--json"]);
        assert_eq!(row["next_attempt_at"], wanted, "{zone}");
        assert_eq!(row["state"], "scheduled", "{zone}");
        let run = anna.command(&["outbox", "run"]).env("TZ", zone).output();
        assert!(run.unwrap().status.success());
        assert!(demo.submissions().is_empty(), "{zone}");
    }
    let row = in_zone("America/Los_Angeles", &["outbox", "now", &id, "--json"]);
    assert_eq!(row["state"], "done");
    let taken = demo.submissions();
    let date = postroom::rfc822::parse_header(&taken[0].bytes)
        .date
        .unwrap();
    assert!(date <= sent, "its Date is that of Send: {date}, {sent}");
}

/// What was attached is what it was at Send, whatever becomes of the file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_may_go_once_send_was_pressed() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let gone = anna.path("gone.bin");
    let changed = anna.path("changed.bin");
    let octets: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for file in [&gone, &changed] {
        std::fs::write(file, &octets).unwrap();
    }
    let (gone, changed) = (gone.to_str().unwrap(), changed.to_str().unwrap());
    let more = [
        "--body", "y", "--later", "--attach", gone, "--attach", changed,
    ];
    let (code, rows, problems) = anna.json(&Program::letter(SUPPORT, &more));
    assert_eq!(code, 4, "{problems:?}");
    std::fs::remove_file(gone).unwrap();
    std::fs::write(changed, "something else").unwrap();
    let (code, _, problems) = anna.json(&["outbox", "retry", &id(&rows[0])]);
    assert_eq!(code, 0, "{problems:?}");
    let taken = demo.submissions();
    let encoded: String = String::from_utf8_lossy(&taken[0].bytes)
        .split_whitespace()
        .collect();
    let wanted = base64(&octets);
    assert_eq!(encoded.matches(&wanted).count(), 2);
}

/// RFC 4648 4.
fn base64(octets: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in octets.chunks(3) {
        let number = (0..3).fold(0_u32, |sum, at| {
            sum << 8 | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= three.len() {
                letter.into()
            } else {
                '='
            });
        }
    }
    text
}

/// A message of which it is not known whether it arrived: its process died behind the dot.
async fn unknown(demo: &DemoServer, anna: &Program, subject: &str) -> String {
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Silence);
    let letter = ["send", "--from", SUPPORT, "--to", "kim@elsewhere.example"];
    let words = ["--subject", subject, "--body", "y"];
    let mut sent = anna.start(&[&letter[..], &words].concat());
    let limit = std::time::Duration::from_secs(30);
    assert!(demo.until(limit, |demo| demo.faults_done()).await);
    sent.kill().unwrap();
    sent.wait().unwrap();
    let rows = anna.rows(&["outbox", "list"]);
    let row = rows.iter().find(|row| row["subject"] == subject).unwrap();
    assert_eq!(row["state"], "unknown");
    assert_eq!(
        row["possible"],
        json!(["treat_as_sent", "send_again", "edit_as_new"])
    );
    id(row)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_decides_about_an_unknown_outcome() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let accepted = || demo.submissions().iter().filter(|s| s.accepted).count();

    let first = unknown(&demo, &anna, "first").await;
    let (code, rows, problems) = anna.json(&["outbox", "resolve", &first, "sent"]);
    assert_eq!(
        (code, &rows[0]["state"]),
        (0, &json!("done")),
        "{problems:?}"
    );
    assert_eq!(accepted(), 1, "it is not sent again");
    let copies = demo.messages(SUPPORT, "Sent").unwrap();
    let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Subject: first");
    assert_eq!(copies.iter().filter(|m| is_it(&m.bytes)).count(), 1);

    let second = unknown(&demo, &anna, "second").await;
    // Only a person sends it again.
    assert_eq!(anna.json(&["outbox", "run"]).0, 0);
    assert_eq!(accepted(), 2);
    let (code, rows, problems) = anna.json(&["outbox", "resolve", &second, "again"]);
    assert_eq!(
        (code, &rows[0]["state"]),
        (0, &json!("done")),
        "{problems:?}"
    );
    let submissions = demo.submissions();
    let twice: Vec<_> = submissions.iter().filter(|s| s.accepted).skip(1).collect();
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0].bytes, twice[1].bytes, "the same message");
    // What is decided is decided.
    assert_eq!(anna.json(&["outbox", "resolve", &second, "again"]).0, 2);
    assert_eq!(accepted(), 3);
    // Sent again, and taken back before it left: nothing more is known than before.
    let third = unknown(&demo, &anna, "third").await;
    demo.set_offline(true);
    assert_eq!(anna.json(&["outbox", "resolve", &third, "again"]).0, 4);
    let (code, rows, problems) = anna.json(&["outbox", "cancel", &third]);
    assert_eq!(
        (code, &rows[0]["state"]),
        (0, &json!("unknown")),
        "{problems:?}"
    );
    demo.set_offline(false);
    assert_eq!(accepted(), 4);
}
