//! What the command line says of a message that may deceive.

use postroom::demo::{DemoServer, Team};
use serde_json::json;

use crate::program::{Program, SUPPORT, text};

/// Whoever reads by the command line is told as much as the window tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_deceive_is_said_in_rows_and_messages() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let raw = format!(
        "From: \"Support Team <{SUPPORT}>   xxx\" <x@evil.test>\r\nReply-To: y@far.test\r\nTo: {SUPPORT}\r\n\
         Subject: Urgent lamp\r\nDate: Tue, 01 Dec 2020 10:00:00 +0000\r\nMessage-ID: <lie@evil.test>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n\
         <a href='https://evil.test/login'>https://bank.test/login</a> <a href='https://acme.test/'>fine</a>\r\n\
         --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=invoice.pdf\r\n\r\n\
         #!/bin/sh\r\n--b--\r\n"
    );
    let _ = demo.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let found = anna.rows(&["search", "Urgent", "lamp"]);
    let id = found[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        found[0]["doubts"][0]["name_shows_address"]["address"],
        "x@evil.test"
    );
    for row in [
        anna.run(&["search", "Urgent", "lamp"]),
        anna.run(&["list", SUPPORT, "inbox", "--limit", "1"]),
    ] {
        let row = text(&row.stdout);
        assert!(
            row.contains("x@evil.test calls itself “Support Team"),
            "{row}"
        );
        assert!(row.contains("Look twice: The name shows"), "{row}");
    }
    let shown = text(&anna.run(&["show", &id]).stdout);
    for said in [
        "Look twice: The name shows",
        "Answers go to y@far.test, not to the sender’s domain.",
        "Look twice: The link “https://bank.test/login” leads to https://evil.test/login. The text of the link names",
        "Attachment: invoice.pdf (9 B, Script, not what its name says)",
        "2020",
        "arrived",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("“fine”"));
    let shown = &anna.rows(&["show", &id])[0];
    assert_eq!(shown["doubtful_links"].as_array().unwrap().len(), 1);
    let file = &shown["attachments"][0];
    assert_eq!(
        (&file["kind"], &file["is_program"], &file["pretends"]),
        (&json!("script"), &json!(true), &json!(true))
    );
    // Who answered, in rows and in the message.
    let uid = u32::try_from(found[0]["uid"].as_u64().unwrap()).unwrap();
    demo.answer("ben", "support", uid, "No.").unwrap();
    let copy = format!(
        "From: {SUPPORT}\r\nTo: y@far.test\r\n{}: Ben Okafor <ben@acme.example>\r\nSubject: Re: Urgent lamp\r\n\
         In-Reply-To: <lie@evil.test>\r\nReferences: <lie@evil.test>\r\nMessage-ID: <no@acme.example>\r\n\r\nNo.\r\n",
        postroom::domain::SENT_BY_FIELD
    );
    demo.deliver("support", "Sent", copy.as_bytes()).unwrap();
    anna.rows(&["sync"]);
    let row = &anna.rows(&["list", SUPPORT, "inbox", "--limit", "1"])[0];
    assert_eq!(row["answered_by"]["address"], "ben@acme.example");
    let row = text(&anna.run(&["list", SUPPORT, "inbox", "--limit", "1"]).stdout);
    assert!(row.contains("<ben@acme.example> answered"), "{row}");
    let shown = text(&anna.run(&["show", &id]).stdout);
    assert!(
        shown.contains("Answered by: ") && shown.contains("ben@acme.example"),
        "{shown}"
    );
}
