//! The program itself, as a script would call it, on real servers: verbs, JSON, exit statuses.

use std::path::Path;

use serde_json::Value;

use crate::lab::Lab;
use crate::lab::team::GONE;
use crate::member::question;
use crate::program::{Program, lines, text};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

#[test]
fn the_main_job_from_a_script() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let anna = Program::new(&lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));

    let mailboxes = anna.json(&["mailbox", "list"]);
    let support = mailboxes
        .iter()
        .find(|m| m["address"] == SUPPORT)
        .expect("support is listed");
    assert_eq!(support["kind"], "shared");
    assert_eq!(support["routes"][0]["kind"], "namespace");
    assert_eq!(support["routes"][0]["rights"], "lrswipkxtea");
    assert_eq!(support["sent_folder"], "Sent");

    let synced = &anna.json(&["sync"])[0];
    assert!(
        synced["added"].as_u64().unwrap() >= 1 && synced["failed"] == 0,
        "{synced}"
    );
    let list = anna.json(&["list", SUPPORT, "inbox", "--unread"]);
    let id = list[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list[0]["from"][0]["address"], CUSTOMER);
    let shown = &anna.json(&["show", &id])[0];
    assert!(
        shown["text"]
            .as_str()
            .unwrap()
            .contains("Where is my lamp?")
    );
    let raw = anna.run(&["show", &id, "--raw"]);
    assert!(
        text(&raw.stdout).contains("\r\n\r\nWhere is my lamp?"),
        "the bytes as they are"
    );

    let sent = &anna.json(&[
        "send",
        "--from",
        SUPPORT,
        "--reply-to-id",
        &id,
        "--body",
        "It is on its way.",
    ])[0];
    assert_eq!(
        (sent["state"].as_str(), sent["copy"].as_str()),
        (Some("done"), Some("checked")),
        "{sent}"
    );
    assert_eq!(sent["subject"], "Re: Where is my order");
    assert_eq!(
        lab.wait_for_messages(CUSTOMER, "INBOX", 1)[0].header("Sender"),
        None
    );
    let copies = anna.json(&["list", SUPPORT, "sent"]);
    assert_eq!(
        (copies.len(), &copies[0]["message_id"]),
        (1, &sent["message_id"])
    );
    // Who of the team answered.
    assert_eq!(copies[0]["sent_by"]["address"], "anna@postroom.test");
    let copy = copies[0]["id"].as_str().unwrap();
    let shown = text(&anna.run(&["show", copy]).stdout);
    assert!(shown.contains("Sent by: "), "{shown}");
    assert!(list[0]["sent_by"].is_null());

    let identities = anna.json(&["identity", "list"]);
    let first = identities.iter().find(|i| i["address"] == SUPPORT).unwrap();
    assert_eq!(
        (first["mode"].as_str(), first["allowed"].as_str()),
        (Some("send_as"), Some("yes")),
        "{first}"
    );
    assert!(
        first["checked_at"].is_string() && first["sent_folder"].as_str().unwrap().contains("Sent")
    );

    let marked = &anna.json(&["mark", &id, "+flagged", "-seen"])[0];
    let flags: Vec<_> = marked["flags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f.as_str().unwrap())
        .collect();
    assert!(
        flags.contains(&"\\Flagged") && flags.contains(&"\\Answered") && !flags.contains(&"\\Seen"),
        "{flags:?}"
    );
    let moved = &anna.json(&["move", &id, "archive"])[0];
    let new = moved["new_id"].as_str().unwrap().to_owned();
    assert_ne!(new, id);
    anna.json(&["sync", "--mailbox", SUPPORT, "--folder", "archive"]);
    assert_eq!(
        anna.json(&["list", SUPPORT, "archive"])[0]["id"],
        new.as_str()
    );
    assert_eq!(
        anna.json(&["search", "order", "--mailbox", SUPPORT]).len(),
        2
    );
    anna.json(&["delete", &new]);
    assert_eq!(lab.folder_messages(SUPPORT, "Trash").len(), 1);

    // Nothing secret anywhere in the profile, and nobody else may look into it.
    assert!(is_private(&anna.profile()));
    for entry in std::fs::read_dir(anna.profile()).unwrap() {
        let path = entry.unwrap().path();
        assert!(is_private(&path), "{}", path.display());
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let secret = lab.password("anna");
            assert!(
                !bytes.windows(secret.len()).any(|w| w == secret.as_bytes()),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn exit_statuses_say_what_became_of_a_message() {
    let mut lab = Lab::start();
    let send = |program: &Program<'_>, words: &[&str]| {
        let mut all = vec![
            "--json",
            "send",
            "--to",
            CUSTOMER,
            "--subject",
            "x",
            "--body",
            "y",
            "--from",
        ];
        all.extend(words);
        let output = program.run(&all);
        (
            output.status.code().unwrap(),
            lines(&output.stdout).pop().unwrap_or(Value::Null),
        )
    };
    let ben = Program::new(&lab);
    assert_eq!(ben.account_add("ben", |_| {}).status.code(), Some(0));
    // The server refuses at RCPT; the message is held with its words.
    let (code, held) = send(&ben, &[SUPPORT]);
    assert_eq!((code, held["state"].as_str()), (3, Some("held")), "{held}");
    assert!(
        held["reply"]
            .as_str()
            .unwrap()
            .contains("not owned by user ben@postroom.test"),
        "{held}"
    );
    // Wrong usage.
    assert_eq!(ben.run(&["send", "--from", SUPPORT]).status.code(), Some(2));
    assert_eq!(
        ben.run(&["mark", "nonsense", "+seen"]).status.code(),
        Some(2)
    );
    assert_eq!(
        ben.run(&["list", "nobody@postroom.test", "inbox"])
            .status
            .code(),
        Some(1)
    );
    // Not permitted: ben only reads support.
    lab.deliver("support", question("Look"));
    ben.json(&["sync"]);
    let id = ben.json(&["list", SUPPORT, "inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(ben.run(&["mark", &id, "+flagged"]).status.code(), Some(3));
    drop(ben);

    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let home = anna.into_home();
    lab.stop_postfix();
    let anna = Program::at(&lab, home);
    let (code, queued) = send(&anna, &["anna@postroom.test"]);
    assert_eq!(
        (code, queued["state"].as_str()),
        (4, Some("queued")),
        "{queued}"
    );
    assert!(queued["error"].as_str().is_some_and(|e| !e.is_empty()));
    let home = anna.into_home();
    lab.start_postfix();
    let anna = Program::at(&lab, home);
    anna.json(&["outbox", "run"]);
    let row = anna.json(&["outbox", "list"]).pop().unwrap();
    assert!(
        ["accepted", "filing", "done"].contains(&row["state"].as_str().unwrap()),
        "{row}"
    );
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
}

#[test]
fn a_receipt_that_was_asked_for_is_shown_at_its_message() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let words = ["send", "--from", SUPPORT, "--to", CUSTOMER, "--body", "y"];
    let send = |subject: &str, more: &[&str]| {
        let words = [&words[..], &["--subject", subject], more].concat();
        let row = anna.json(&words).pop().expect("a row");
        row["outbox_id"].as_str().unwrap().to_owned()
    };
    let plain = send("No wish", &[]);
    let wished = send("A wish", &["--receipt"]);
    // As support, the envelope is the team's: the report comes into its Inbox.
    let report = lab.wait_for_messages(SUPPORT, "INBOX", 1).remove(0).text();
    assert!(report.contains("Original-Envelope-Id"), "{report}");
    anna.json(&["sync"]);
    let shown = &anna.json(&["outbox", "show", &wished])[0];
    assert_eq!(shown["state"], "done");
    assert!(shown["bounce"].is_null(), "{shown}");
    let remark = shown["remarks"][0]["message"].as_str().unwrap_or_default();
    assert!(remark.contains(CUSTOMER), "{shown}");
    let said = text(&anna.run(&["outbox", "show", &wished]).stdout);
    assert!(said.contains(remark), "{said}");
    let other = &anna.json(&["outbox", "show", &plain])[0];
    assert_eq!(other["remarks"], serde_json::json!([]), "{other}");
    assert_eq!(lab.folder_messages(SUPPORT, "INBOX").len(), 1);
}

fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}

#[test]
fn what_came_back_is_said_at_the_copy_too() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    anna.json(&[
        "send",
        "--from",
        SUPPORT,
        "--to",
        GONE,
        "--subject",
        "Gone",
        "--body",
        "y",
    ]);
    assert_eq!(lab.wait_for_messages(SUPPORT, "INBOX", 1).len(), 1);
    anna.json(&["sync"]);
    let sent = anna.json(&["list", SUPPORT, "sent"]);
    let id = sent[0]["id"].as_str().unwrap();
    let shown = &anna.json(&["show", id])[0];
    assert_eq!(shown["bounce"]["failed"], true, "{shown}");
    let said = text(&anna.run(&["show", id]).stdout);
    assert!(
        said.contains("Came back: ") && said.contains(GONE),
        "{said}"
    );
    // The report itself is no message that came back.
    let report = anna.json(&["list", SUPPORT, "inbox"]);
    let report = &anna.json(&["show", report[0]["id"].as_str().unwrap()])[0];
    assert!(report["bounce"].is_null(), "{report}");
}

/// A person chooses a folder by mistake, and then the right one.
#[test]
fn the_sent_folder_is_the_one_that_was_chosen_last() {
    let lab = Lab::start();
    lab.create_folder("support", "Odd");
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    anna.json(&["sync"]);
    for chosen in ["Odd", "Sent"] {
        anna.json(&["mailbox", "set", SUPPORT, &format!("sent={chosen}")]);
        anna.json(&[
            "send",
            "--from",
            SUPPORT,
            "--to",
            CUSTOMER,
            "--subject",
            chosen,
            "--body",
            "y",
        ]);
        let lies = lab.folder_messages("support", chosen);
        assert_eq!(lies.len(), 1, "{chosen}");
        assert_eq!(lies[0].header("Subject").as_deref(), Some(chosen));
    }
    // Of drafts there is a folder, and a setting where they lie.
    for policy in ["mine", "shared", "local"] {
        anna.json(&["mailbox", "set", SUPPORT, &format!("drafts={policy}")]);
    }
    anna.json(&["mailbox", "set", SUPPORT, "drafts=Odd"]);
}
