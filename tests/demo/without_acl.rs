//! Servers without ACL (RFC 4314), as Exchange and Gmail are: what one may do shows when it is done.

use postroom::demo::{DemoServer, Profile as Server, Team};
use postroom::domain::Rights;
use serde_json::{Value, json};

use crate::program::{ANNA, Program, text};

fn folders(anna: &Program) -> Vec<(String, String)> {
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut rows = anna.rows(&["folder", "list", ANNA]);
    // What only holds other folders is not opened.
    rows.retain(|row| row["rights_source"] == "select");
    let rights = |row: &Value| (word(row, "role"), word(row, "rights"));
    rows.iter().map(rights).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_that_were_synced_can_be_written_to() {
    for server in [Server::Bare, Server::Exchange] {
        let demo = DemoServer::start(Team::acme()).unwrap();
        demo.set_profile(server);
        let anna = Program::signed_in(&demo, "anna");
        anna.rows(&["sync"]);
        let before = demo.messages("anna", "Sent").unwrap().len();
        for (role, rights) in folders(&anna) {
            // Those of others that are listed among her own may be barred.
            if role == "other" {
                continue;
            }
            assert!(rights.contains('i'), "{server:?}: {role} has {rights}");
        }
        let list = anna.rows(&["list", ANNA, "inbox", "--limit", "1"]);
        let id = list[0]["id"].as_str().unwrap().to_owned();
        anna.rows(&["mark", &id, "+flagged"]);
        let words = ["send", "--from", ANNA, "--reply-to-id", &id, "--body", "y"];
        let sent = &anna.rows(&words)[0];
        assert_eq!(
            (&sent["state"], &sent["copy"]),
            (&json!("done"), &json!("checked")),
            "{server:?}: {sent}"
        );
        let after = demo.messages("anna", "Sent").unwrap().len();
        assert_eq!(after, before + 1, "{server:?}");
        // Without MOVE and UIDPLUS nothing can be moved, whatever the rights.
        if server == Server::Exchange {
            let moved = anna.run(&["move", &id, "archive"]);
            assert_eq!(moved.status.code(), Some(0), "{}", text(&moved.stderr));
        }
    }
}

/// What a folder said when it was opened last may be over: the server has the last word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sent_folder_that_can_only_be_read_has_the_copy_wait_until_it_takes_it() {
    let demo = DemoServer::start(Team::acme_without_mail()).unwrap();
    demo.set_profile(Server::Bare);
    let rights = |letters: &str| {
        let rights = Rights::parse(letters);
        demo.set_folder_rights("support", "Sent", "anna", rights)
            .unwrap();
    };
    rights("lr");
    let anna = Program::signed_in(&demo, "anna");
    // Here it is among her own folders, and she has chosen it.
    let chosen = "sent=shared/support@acme.example/Sent";
    anna.rows(&["mailbox", "set", ANNA, chosen]);
    anna.rows(&["sync"]);
    let known = folders(&anna);
    let sent = ("sent".to_owned(), "lr".to_owned());
    assert!(known.contains(&sent), "{known:?}");
    let words = Program::letter(ANNA, &["--body", "y", "--later"]);
    let id = anna.json(&words).1[0]["outbox_id"]
        .as_str()
        .unwrap()
        .to_owned();
    anna.json(&["outbox", "run"]);
    let row = &anna.rows(&["outbox", "show", &id])[0];
    assert_eq!(
        (&row["state"], &row["copy"]),
        (&json!("filing"), &json!("waiting")),
        "{row}"
    );
    assert!(
        row["possible"]
            .as_array()
            .unwrap()
            .contains(&json!("copy_to"))
    );
    rights("lrswipkxtea");
    let done = &anna.rows(&["outbox", "retry", &id])[0];
    assert_eq!(
        (&done["state"], &done["copy"]),
        (&json!("done"), &json!("checked")),
        "{done}"
    );
    assert_eq!(demo.messages("support", "Sent").unwrap().len(), 1);
    assert_eq!(demo.submissions().len(), 1);
}

/// Exchange keeps no keywords. What was done with a message is noted as far as it is kept, and nobody is troubled
/// with the rest; a label that a person sets is refused in words that are true.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_the_server_does_not_keep_is_no_want_of_a_right() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.set_profile(Server::Exchange);
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let list = anna.rows(&["list", ANNA, "inbox", "--limit", "1"]);
    let (id, uid) = (list[0]["id"].as_str().unwrap(), &list[0]["uid"]);
    for note in [&["+$Forwarded"][..], &["+$Forwarded", "+answered"]] {
        anna.rows(&[&["mark", id], note].concat());
    }
    let there = demo.messages("anna", "INBOX").unwrap();
    let there = there.iter().find(|m| json!(m.uid) == *uid).unwrap();
    assert!(there.flags.iter().any(|flag| flag == "\\Answered"));
    assert!(!there.flags.iter().any(|flag| flag == "$Forwarded"));
    // And what the server does not hold is not shown.
    let shown = &anna.rows(&["list", ANNA, "inbox", "--limit", "1"])[0];
    let flags = shown["flags"].to_string();
    assert!(
        flags.contains("Answered") && !flags.contains("Forwarded"),
        "{flags}"
    );
    assert_eq!(anna.rows(&["notices"]), [] as [Value; 0]);
    let label = anna.run(&["mark", id, "+billing"]);
    assert_eq!(label.status.code(), Some(2));
    let words = text(&label.stderr);
    assert!(words.contains("does not keep this mark"), "{words}");
}
