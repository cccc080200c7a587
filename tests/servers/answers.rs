//! Answers, forwards and drafts from a script: written from the mailbox in which the message lies.

use crate::lab::Lab;
use crate::program::{Program, text};

const SUPPORT: &str = "support@postroom.test";
const BEN: &str = "ben@postroom.test";
const CARLA: &str = "carla@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

/// To the mailbox and to Ben, with a file.
const QUESTION: &str = "From: Kim Kunde <kunde@customer.test>\r\n\
    To: support@postroom.test, ben@postroom.test\r\n\
    Subject: With a plan\r\nMessage-ID: <plan@customer.test>\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b1\r\n\r\n\
    --b1\r\nContent-Type: text/plain\r\n\r\nSee the plan.\r\n\
    --b1\r\nContent-Type: text/csv; name=plan.csv\r\n\
    Content-Disposition: attachment; filename=plan.csv\r\n\r\na;b\r\n--b1--\r\n";

fn settled(lab: &Lab) -> (Program<'_>, String) {
    lab.deliver("support", QUESTION);
    let anna = Program::new(lab);
    let added = anna.account_add("anna", |_| {});
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    anna.json(&["mailbox", "set", SUPPORT, "signature=The support team"]);
    anna.json(&["sync"]);
    let list = anna.json(&["list", SUPPORT, "inbox"]);
    let id = list[0]["id"].as_str().unwrap().to_owned();
    (anna, id)
}

fn flags(anna: &Program<'_>) -> String {
    anna.json(&["sync", "--mailbox", SUPPORT, "--folder", "inbox"]);
    anna.json(&["list", SUPPORT, "inbox"])[0]["flags"].to_string()
}

#[test]
fn everyone_is_answered_from_the_mailbox_with_its_signature() {
    let lab = Lab::start();
    let (anna, id) = settled(&lab);
    let words = [
        "send",
        "--reply-to-id",
        &id,
        "--all",
        "--body",
        "Thank you.",
    ];
    let sent = &anna.json(&words)[0];
    assert_eq!(sent["state"], "done", "{sent}");
    for reader in [CUSTOMER, BEN] {
        let mail = lab.wait_for_messages(reader, "INBOX", 1).remove(0);
        assert!(mail.header("From").unwrap().contains(SUPPORT));
        assert!(mail.header("To").unwrap().contains(BEN));
        assert_eq!(mail.header("In-Reply-To").unwrap(), "<plan@customer.test>");
        let text = mail.text().replace("\r\n", "\n");
        let own = text.find("Thank you.\n\n-- \nThe support team\n").unwrap();
        let quote = text.find("> See the plan.").unwrap();
        assert!(own < quote && text.contains("Kim Kunde wrote:"), "{text}");
    }
    assert!(flags(&anna).contains("Answered"));

    let words = [
        "send",
        "--reply-to-id",
        &id,
        "--no-signature",
        "--body",
        "And this.",
    ];
    anna.json(&words);
    let mails = lab.wait_for_messages(CUSTOMER, "INBOX", 2);
    assert!(!mails[1].text().contains("The support team"));
    assert!(
        !mails[1].header("To").unwrap().contains(BEN),
        "its author only"
    );
}

#[test]
fn a_message_is_passed_on_with_its_files_and_marked() {
    let lab = Lab::start();
    let (anna, id) = settled(&lab);
    let words = [
        "send",
        "--forward-id",
        &id,
        "--to",
        CARLA,
        "--body",
        "For you.",
    ];
    let sent = &anna.json(&words)[0];
    assert_eq!(
        (&sent["state"], &sent["copy"]),
        (&"done".into(), &"checked".into())
    );
    let mail = lab.wait_for_messages(CARLA, "INBOX", 1).remove(0);
    assert!(mail.header("From").unwrap().contains(SUPPORT));
    assert_eq!(mail.header("Subject").unwrap(), "Fwd: With a plan");
    assert_eq!(mail.header("In-Reply-To"), None);
    let text = mail.text();
    assert!(
        text.contains("From: Kim Kunde <kunde@customer.test>"),
        "{text}"
    );
    assert!(text.contains("plan.csv"), "{text}");
    let flags = flags(&anna);
    assert!(
        flags.contains("$Forwarded") && !flags.contains("Answered"),
        "{flags}"
    );

    // To whom is not for Postroom to guess.
    let refused = anna.run(&["send", "--forward-id", &id, "--body", "For whom?"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(crate::program::text(&refused.stderr).contains("--to"));
}

#[test]
fn a_draft_is_kept_for_the_team_changed_and_sent() {
    let lab = Lab::start();
    let (anna, id) = settled(&lab);
    let words = [
        "send",
        "--reply-to-id",
        &id,
        "--body",
        "Thank you.",
        "--draft",
    ];
    let kept = &anna.json(&words)[0];
    let draft = kept["draft_id"].as_str().unwrap();
    assert_eq!(kept["remote"]["mailbox"], SUPPORT, "{kept}");
    let stored = lab.folder_messages(SUPPORT, "Drafts");
    assert!(stored.len() == 1 && stored[0].text().contains("Thank you."));
    assert!(anna.json(&["outbox", "list"]).is_empty(), "nothing is sent");

    // What is named changes, and nothing else; the signature goes with the address.
    let own = "anna@postroom.test";
    let words = ["draft", "edit", draft, "--to", CUSTOMER, BEN, "--from", own];
    anna.json(&words);
    let shown = &anna.json(&["draft", "show", draft])[0];
    let body = shown["body"].as_str().unwrap();
    assert!(body.starts_with("Thank you."), "{body}");
    assert!(!body.contains("The support team"), "{body}");
    anna.json(&[
        "draft",
        "edit",
        draft,
        "--from",
        SUPPORT,
        "--subject",
        "Your plan",
    ]);
    let none = anna.run(&["draft", "edit", draft]);
    assert_eq!(none.status.code(), Some(2), "nothing is named");

    let sent = &anna.json(&["draft", "send", draft])[0];
    assert_eq!(sent["state"], "done", "{sent}");
    for reader in [CUSTOMER, BEN] {
        let mail = lab.wait_for_messages(reader, "INBOX", 1).remove(0);
        assert!(mail.header("From").unwrap().contains(SUPPORT));
        assert_eq!(mail.header("Subject").unwrap(), "Your plan");
        assert_eq!(mail.header("In-Reply-To").unwrap(), "<plan@customer.test>");
        assert!(mail.text().contains("The support team"));
    }
    let late = anna.run(&["draft", "edit", draft, "--subject", "Too late"]);
    assert_ne!(late.status.code(), Some(0));
}
