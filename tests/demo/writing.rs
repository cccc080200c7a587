//! Formatted and plain text, and messages that are passed on whole, from the command line.

use postroom::demo::{DemoServer, Team};
use postroom::rfc822::{attachment_bytes, parse_message};
use serde_json::Value;

use crate::program::{Program, SUPPORT};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn formatted_text_is_sent_and_kept_as_it_is_named() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let words = ["--to", "kim@b.test", "--subject", "x", "--no-signature"];
    let new = [
        &["send", "--from", SUPPORT, "--body", "It is **out**."],
        &words[..],
    ]
    .concat();
    let with = |flags: &[&'static str]| [&new[..], flags].concat();
    for (flag, html) in [
        (
            &["--formatted"][..],
            Some("<p>It is <strong>out</strong>.</p>"),
        ),
        (&["--plain"], None),
        (&[], None),
    ] {
        let before = demo.submissions().len();
        assert_eq!(anna.json(&with(flag)).0, 0, "{flag:?}");
        let sent = parse_message(&demo.submissions()[before].bytes).unwrap();
        let found = sent.html.as_deref();
        assert_eq!(found.is_some(), html.is_some(), "{flag:?} {found:?}");
        assert!(found.unwrap_or_default().contains(html.unwrap_or_default()));
    }
    let both = anna.run(&with(&["--formatted", "--plain"]));
    assert_eq!(both.status.code(), Some(2));

    let kept = &anna.rows(&with(&["--formatted", "--draft"]))[0];
    let id = kept["draft_id"].as_str().unwrap();
    let format = || anna.rows(&["draft", "show", id])[0]["format"].clone();
    assert_eq!(format(), "formatted");
    anna.rows(&["draft", "edit", id, "--plain"]);
    assert_eq!(format(), "plain");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_passed_on_whole_and_marked() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let letter = b"From: Kim <kim@b.test>\r\nTo: support@acme.example\r\nSubject: The lamp/hinge\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xc3\xb6\xc3\x9fe?\r\n";
    demo.deliver("support", "INBOX", letter).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let found = || anna.rows(&["search", "subject:lamp", "in:inbox"])[0].clone();
    let row = found();
    let id = row["id"].as_str().unwrap();
    let words = ["--to", "ben@acme.example", "--body", "For you."];
    let pass_on = [&["send", "--as-attachment", "--forward-id", id], &words[..]].concat();
    assert_eq!(anna.json(&pass_on).0, 0);
    let bytes = demo.submissions()[0].bytes.clone();
    let sent = parse_message(&bytes).unwrap();
    assert_eq!(sent.header.subject, "Fwd: The lamp/hinge");
    let [whole] = &sent.attachments[..] else {
        panic!("{:?}", sent.attachments)
    };
    assert_eq!(whole.media_type, "message/rfc822");
    assert!(whole.name.ends_with(".eml"), "{}", whole.name);
    let source = anna.run(&["show", id, "--raw"]).stdout;
    assert!(
        source.ends_with(letter),
        "{}",
        String::from_utf8_lossy(&source)
    );
    let attached = attachment_bytes(&bytes, whole.index).unwrap();
    assert_eq!(attached, source);
    let flags = |row: Value| row["flags"].to_string();
    assert!(flags(found()).contains("$Forwarded"), "{}", flags(found()));

    let alone = [
        &[
            "send",
            "--from",
            SUPPORT,
            "--subject",
            "x",
            "--as-attachment",
        ],
        &words[..],
    ]
    .concat();
    assert_eq!(anna.run(&alone).status.code(), Some(2));
}
