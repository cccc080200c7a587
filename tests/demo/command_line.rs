//! What a script relies on: options anywhere, JSON of everything, exit statuses that say what became
//! of it, and no waiting for what never ends.

use std::process::{Output, Stdio};

use postroom::demo::{Control, CutHow, DemoServer, Fault, SmtpFault, SmtpWhen, Team, When};
use serde_json::{Value, json};

use crate::client::LIMIT;
use crate::program::{ANNA, CUSTOMER, Program, SUPPORT, lines, text};

fn demo() -> DemoServer {
    DemoServer::start(Team::acme()).unwrap()
}

fn kind(output: &Output) -> (i32, String) {
    let error = lines(&output.stderr).pop().unwrap();
    let kind = error["error"]["kind"].as_str().unwrap().to_owned();
    (output.status.code().unwrap(), kind)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn options_stand_anywhere_and_name_no_flag() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let id = anna.a_message();
    let marked = &anna.rows(&["mark", &id, "+flagged", "-seen"])[0];
    assert_eq!(marked["state"], "marked");
    assert!(
        marked["flags"]
            .as_array()
            .unwrap()
            .contains(&json!("\\Flagged"))
    );
    // The profile that is named last is the one that is used.
    let mut last = anna.bare();
    last.args(["mark", &id, "-flagged", "--profile"])
        .arg(anna.profile());
    let output = last.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = &anna.rows(&["list", SUPPORT, "inbox", "--limit", "1"])[0];
    assert!(
        !shown["flags"]
            .as_array()
            .unwrap()
            .contains(&json!("\\Flagged"))
    );
    // An option that there is none of is no flag, nor behind the word that ends the options.
    for words in [&["--wichtig"][..], &["--json", "--", "--wichtig"]] {
        let output = anna.run(&[&["mark", &id, "+seen"], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
    }
    let help = anna.run(&["mark", &id, "+seen", "--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).contains("Usage: postroom mark"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_listed_across_folders() {
    let demo = demo();
    let subject = "Lamp of the seventh floor is dark";
    let mail = |id: &str, from: &str, to: &str, subject: &str| {
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}@x.test>\r\n\r\nHello\r\n"
        )
    };
    let answered = format!("AW: {subject}");
    // The answer of a program that names nothing comes first, and a second customer has the same lamp.
    for (folder, id, from, to, subject) in [
        ("Sent", "answered", SUPPORT, "kim@b.test", answered.as_str()),
        ("INBOX", "asked", "kim@b.test", SUPPORT, subject),
        ("INBOX", "other", "lee@b.test", SUPPORT, subject),
    ] {
        let bytes = mail(id, from, to, subject);
        let _ = demo.deliver("support", folder, bytes.as_bytes()).unwrap();
    }
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let found = anna.rows(&["search", subject, "from:kim", "in:inbox"]);
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let rows = anna.rows(&["show", &id, "--conversation"]);
    let folders: Vec<_> = rows.iter().map(|row| row["folder"].clone()).collect();
    let mut ids: Vec<&str> = rows
        .iter()
        .filter_map(|r| r["message_id"].as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["answered@x.test", "asked@x.test"]);
    assert!(folders.contains(&json!("Sent")), "{folders:?}");
    assert_eq!(rows[0]["thread_id"], "asked@x.test");
    assert_eq!(rows[1]["thread_id"], "asked@x.test");
    let text = text(&anna.run(&["show", &id, "--conversation"]).stdout);
    assert_eq!(text.lines().count(), 2, "{text}");
    // What others marked is found and said.
    let marked = anna.rows(&["search", "tag:billing", "tag:important"]);
    let id = marked[0]["id"].as_str().unwrap().to_owned();
    let shown = anna.run(&["show", &id]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("Labels: Important, billing"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_answers_in_json() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let one = |words: &[&str]| {
        let mut rows = anna.rows(words);
        assert_eq!(rows.len(), 1, "{words:?}: {rows:?}");
        rows.remove(0)
    };
    assert_eq!(
        one(&["mailbox", "set", SUPPORT, "name=Help"])["name"],
        "Help"
    );
    let hr = "hr@acme.example";
    assert_eq!(one(&["mailbox", "remove", hr]), json!({ "removed": hr }));
    assert_eq!(one(&["mailbox", "add", hr, "--via", ANNA])["address"], hr);
    let jobs = "jobs@acme.example";
    let added = one(&["identity", "add", jobs, "--via", ANNA]);
    assert_eq!(
        (&added["address"], &added["account"]),
        (&json!(jobs), &json!(ANNA))
    );
    assert!(
        added["mode"].is_string() && added["allowed"].is_string(),
        "{added}"
    );
    let removed = one(&["identity", "remove", jobs]);
    assert_eq!(removed, json!({ "removed": jobs, "account": ANNA }));
    assert_eq!(
        one(&["account", "remove", ANNA]),
        json!({ "removed": ANNA })
    );
    // What is no command line too.
    for words in [
        &["--json", "lisst"][..],
        &["outbox", "show", "nonsense", "--json"],
    ] {
        let output = anna.run(words);
        assert_eq!(kind(&output), (2, "usage".into()), "{words:?}");
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exit_status_is_that_of_the_message_whoever_reads_the_output() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let full = || {
        Stdio::from(
            std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
    };
    let mut accepted = anna.command(&Program::letter(ANNA, &["--body", "y"]));
    assert_eq!(accepted.stdout(full()).status().unwrap().code(), Some(0));
    // Nobody reads it, and nobody hears why.
    let mut unread = anna.command(&Program::letter(ANNA, &["--body", "y", "--json"]));
    let mut unread = unread
        .stdout(Stdio::piped())
        .stderr(full())
        .spawn()
        .unwrap();
    drop(unread.stdout.take());
    assert_eq!(unread.wait().unwrap().code(), Some(0));
    assert_eq!(demo.submissions().len(), 2);
    let mut held = anna.command(&Program::letter("hr@acme.example", &["--body", "y"]));
    assert_eq!(held.stdout(full()).status().unwrap().code(), Some(3));
    // A list that cannot be written is none.
    let mut list = anna.command(&["outbox", "list"]);
    assert_eq!(list.stdout(full()).status().unwrap().code(), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_cache_holds_is_told_and_it_can_be_built_anew() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["mailbox", "set", SUPPORT, "keep=all", "attachments=1"]);
    anna.rows(&["sync"]);
    let of_support = || {
        let rows = anna.rows(&["cache", "stats"]);
        let is_it = |row: &&Value| row["mailbox"] == SUPPORT;
        rows.iter().find(is_it).cloned().expect("it is cached")
    };
    let held = of_support();
    let counts = |row: &Value| (row["messages"].as_u64(), row["texts"].as_u64());
    assert!(
        counts(&held).0 > Some(3) && counts(&held).1 > Some(3),
        "{held}"
    );
    assert_eq!(
        (&held["keep"], &held["attachments"]),
        (&json!("all"), &json!("1"))
    );
    let total = anna.rows(&["cache", "stats"]).pop().unwrap();
    assert_eq!(total["unindexed"], 0, "{total}");
    assert!(
        total["text_octets"].as_u64() < total["file_octets"].as_u64(),
        "{total}"
    );
    anna.rows(&["cache", "rebuild", "--mailbox", SUPPORT]);
    assert_eq!(counts(&of_support()), (Some(0), Some(0)));
    anna.rows(&["sync"]);
    assert_eq!(of_support(), held);
    let (code, ..) = anna.json(&["cache", "rebuild", "--mailbox", "nobody@acme.example"]);
    assert_eq!(code, 1);
    let (code, ..) = anna.json(&["mailbox", "set", SUPPORT, "keep=2y"]);
    assert_eq!(code, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_says_how_much_it_looked_through_and_asks_the_server_when_told() {
    const LETTER: &[u8] = b"From: Lena <lena@x.example>\r\nSubject: A question\r\nMessage-ID: <q1@x.example>\r\n\r\nA zebrawood cupboard.\r\n";
    let demo = demo();
    demo.deliver("support", "INBOX", LETTER).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["mailbox", "set", SUPPORT, "keep=headers"]);
    // Nobody is asked for what has no words, and nobody says so.
    let flagged = anna.run(&["search", "is:flagged", "--server"]);
    let said = text(&flagged.stderr);
    assert!(
        said.contains("being listed") && !said.contains("asked"),
        "{said}"
    );
    anna.rows(&["sync"]);
    demo.clear_commands();
    let search = [
        "search",
        "zebrawood",
        "-unicorn",
        "--mailbox",
        SUPPORT,
        "--limit",
        "5",
    ];
    let (code, rows, remarks) = anna.json(&search);
    let coverage = &remarks[0]["coverage"];
    assert_eq!((code, rows.len()), (0, 0));
    assert!(coverage["messages"].as_u64() > Some(3), "{remarks:?}");
    assert_eq!(
        (&coverage["findable"], &coverage["folders_asked"]),
        (&json!(0), &json!(0))
    );
    assert!(demo.commands().is_empty(), "nobody was asked");
    let said = text(&anna.run(&search).stderr);
    assert!(
        said.contains("The texts of 0 of") && said.contains("--server"),
        "{said}"
    );
    let asking = [&search[..], &["--server"]].concat();
    let (code, rows, remarks) = anna.json(&asking);
    assert_eq!((code, rows.len()), (0, 1), "{remarks:?}");
    assert_eq!(rows[0]["subject"], "A question");
    assert!(remarks[0]["coverage"]["folders_asked"].as_u64() > Some(0));
    assert!(text(&anna.run(&asking).stderr).contains("The server was asked about the rest;"));
    // An excluded word may stand in a text that is not here.
    let excluding = [
        "search",
        "subject:question",
        "-zebrawood",
        "--mailbox",
        SUPPORT,
    ];
    let (_, rows, remarks) = anna.json(&excluding);
    assert_eq!(rows.len(), 1);
    assert_eq!(remarks[0]["coverage"]["in_doubt"], json!(1));
    let said = text(&anna.run(&excluding).stderr);
    assert!(
        said.contains("One of these may contain an excluded word."),
        "{said}"
    );
    let excluding = [&excluding[..], &["--server"]].concat();
    let (_, rows, remarks) = anna.json(&excluding);
    assert_eq!(rows.len(), 0);
    assert_eq!(remarks[0]["coverage"]["in_doubt"], json!(0));
    // What all of it is known of needs no remark for a person.
    assert_eq!(
        text(&anna.run(&["search", "subject:question", "--server"]).stderr),
        ""
    );
    demo.set_offline(true);
    let (code, rows, remarks) = anna.json(&asking);
    assert_eq!((code, rows.len()), (4, 0));
    assert_eq!(remarks[1]["error"]["kind"], "network", "{remarks:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_only_queued_says_so() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["mailbox", "set", SUPPORT, "keep=headers"]);
    anna.rows(&["sync"]);
    let ids: Vec<String> = anna
        .rows(&["list", SUPPORT, "inbox", "--limit", "4"])
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    demo.set_offline(true);
    for words in [
        &["mark", &ids[0], "+flagged"][..],
        &["move", &ids[1], "archive"],
        &["delete", &ids[2]],
        &["delete", "--for-good", &ids[3]],
    ] {
        let (code, rows, problems) = anna.json(words);
        assert_eq!(
            (code, &rows[0]["state"]),
            (4, &json!("queued")),
            "{words:?}: {problems:?}"
        );
    }
    let (code, _, problems) = anna.json(&["move", "abcabcabcabc-1-2", "archive"]);
    let message = problems[0]["error"]["message"].as_str().unwrap();
    assert_eq!((code, message), (1, "There is no such message."));
    // An answer needs the text that it quotes, which was never fetched: nothing is queued.
    let answer = ["--reply-to-id", &ids[0], "--body", "y"];
    let (code, rows, problems) = anna.json(&Program::letter(SUPPORT, &answer));
    let error = &problems[0]["error"];
    assert_eq!(
        (code, &error["kind"]),
        (1, &json!("network")),
        "{problems:?}"
    );
    assert!(
        error["advice"]
            .as_str()
            .unwrap()
            .contains("Nothing was put into the outbox")
    );
    assert!(rows.is_empty() && anna.rows(&["outbox", "list"]).is_empty());
    // A message that waits still waits after a run that reached nobody.
    let (code, rows, _) = anna.json(&Program::letter(SUPPORT, &["--body", "y"]));
    assert_eq!((code, &rows[0]["state"]), (4, &json!("queued")));
    let (code, rows, _) = anna.json(&["outbox", "run"]);
    assert_eq!((code, &rows[0]["state"]), (4, &json!("queued")), "{rows:?}");
    demo.set_offline(false);
    assert_eq!(anna.json(&["outbox", "run"]).0, 0);
    assert_eq!(demo.submissions().len(), 1);
    anna.rows(&["sync"]);
    let (code, _, problems) = anna.json(&["search", "lamp", "--mailbox", "nobody@acme.example"]);
    assert_eq!(
        (code, &problems[0]["error"]["kind"]),
        (1, &json!("not_found"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_dead_account_does_not_silence_the_others() {
    let (demo, other) = (demo(), demo());
    let anna = Program::signed_in(&demo, "anna");
    assert_eq!(anna.add(&other, "ben").status.code(), Some(0));
    // An address that this account would write from, and whose use its server can be asked about.
    anna.rows(&[
        "identity",
        "add",
        "jobs@acme.example",
        "--via",
        "ben@acme.example",
    ]);
    let alone = anna.rows(&["identity", "list", "--check"]);
    other.set_offline(true);
    let (code, rows, problems) = anna.json(&["sync"]);
    assert!(rows[0]["added"].as_u64().unwrap() > 0, "{rows:?}");
    let dead = |problems: &[Value]| {
        let of: Vec<_> = problems
            .iter()
            .map(|p| p["error"]["account"].clone())
            .collect();
        of == [json!("ben@acme.example")]
    };
    assert!(code == 4 && dead(&problems), "{code}: {problems:?}");
    let (code, rows, problems) = anna.json(&["identity", "list", "--check"]);
    assert_eq!(rows.len(), alone.len());
    assert!(code == 4 && dead(&problems), "{code}: {problems:?}");
    let (code, rows, problems) = anna.json(&["mailbox", "list", "--refresh"]);
    assert!(rows.iter().any(|row| row["address"] == SUPPORT), "{rows:?}");
    assert!(code == 4 && dead(&problems), "{code}: {problems:?}");
    // Nobody answers at all: the rows are there, and why they are old.
    demo.set_offline(true);
    let (code, rows, problems) = anna.json(&["identity", "list", "--check"]);
    assert_eq!((code, rows.len(), problems.len()), (4, alone.len(), 2));
    // What is said to whoever typed it: nothing tries again by itself here.
    let output = anna.run(&["sync"]);
    assert!(
        !text(&output.stderr).contains("again by itself."),
        "{}",
        text(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_refused_is_named() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let fault = Fault::No("[NOPERM] not for you".into());
    for command in ["SELECT", "EXAMINE"] {
        demo.imap_fault_at(
            When::folder(command, "shared/sales@acme.example/Archive"),
            fault.clone(),
            0,
            9,
        );
    }
    // Now, and when it is known already.
    for _ in 0..2 {
        let (code, rows, problems) = anna.json(&["sync"]);
        // It is said, and is no failure of all the others.
        assert_eq!((code, problems.len()), (0, 1), "{rows:?} {problems:?}");
        let error = &problems[0]["warning"];
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains("“Archive”") && message.contains("not for you"),
            "{message}"
        );
        assert_eq!(error["mailbox"], "sales@acme.example");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_files_are_read_and_only_text_is_taken_for_text() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let fifo = anna.path("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    let latin = anna.path("latin.txt");
    std::fs::write(&latin, b"Gr\xfc\xdfe").unwrap();
    let (fifo, latin) = (fifo.to_str().unwrap(), latin.to_str().unwrap());
    for (words, named) in [
        (&["--body-file", "/dev/zero"][..], "/dev/zero is not a file"),
        (&["--body-file", fifo], "fifo is not a file"),
        (&["--body", "y", "--attach", fifo], "fifo is not a file"),
        (&["--body-file", latin], "latin.txt is not text in UTF-8"),
    ] {
        let (code, _, problems) = anna.json(&Program::letter(ANNA, words));
        let message = problems[0]["error"]["message"].as_str().unwrap();
        assert!(code == 2 && message.contains(named), "{code}: {message}");
    }
    let letter = Program::letter(ANNA, &["--body-file", "-"]);
    assert_eq!(
        anna.run_with(&letter, b"Gr\xfc\xdfe").status.code(),
        Some(2)
    );
    assert_eq!(
        anna.run_with(&letter, "Grüße".as_bytes()).status.code(),
        Some(0)
    );
    let attached = Program::letter(ANNA, &["--body", "y", "--attach", latin]);
    assert_eq!(
        anna.run(&attached).status.code(),
        Some(0),
        "what is attached need be no text"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verb_that_holds_the_profile_carries_out_others() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    demo.smtp_fault(SmtpWhen::Rcpt, SmtpFault::Silence);
    let first = anna.start(&Program::letter(ANNA, &["--body", "y"]));
    assert!(demo.until(LIMIT, |demo| demo.faults_done()).await);
    // The first process waits for the server, and answers all the same.
    assert_eq!(anna.rows(&["outbox", "list"])[0]["state"], "sending");
    anna.rows(&["sync"]);
    // It takes on a message too, and ends when both are told what became of theirs.
    let mut second = anna.start(&Program::letter(SUPPORT, &["--body", "y"]));
    while anna.rows(&["outbox", "list"]).len() < 2 {}
    demo.cut_connections(CutHow::Rst);
    assert_eq!(first.wait_with_output().unwrap().status.code(), Some(4));
    let second = second.wait().unwrap().code().unwrap();
    assert!([0, 4].contains(&second), "{second}");
    let (code, rows, _) = anna.json(&["outbox", "run"]);
    assert_eq!(code, 0, "{rows:?}");
    assert_eq!(demo.submissions().iter().filter(|s| s.accepted).count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_the_other_process_broke_off_is_not_to_be_repeated() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    demo.smtp_fault_at(SmtpWhen::Rcpt, SmtpFault::Silence, 0, 9);
    demo.clear_commands();
    let mut holder = anna.start(&Program::letter(ANNA, &["--body", "y"]));
    let waits = |demo: &Control| demo.commands().iter().any(|c| c.line.starts_with("RCPT"));
    assert!(demo.until(LIMIT, waits).await);
    let sent = anna.start(&Program::letter(SUPPORT, &["--body", "y", "--json"]));
    while anna.rows(&["outbox", "list"]).len() < 2 {}
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(
        kind(&sent.wait_with_output().unwrap()),
        (5, "unknown".into())
    );
}

/// The answer of the server was lost, and the message lies in her own Inbox: she is not asked what to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_of_an_unknown_message_is_looked_for_before_it_is_said_to_be_unknown() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Cut(CutHow::Fin));
    let words = ["send", "--from", SUPPORT, "--to", ANNA];
    let words: Vec<&str> = [&words[..], &["--subject", "x", "--body", "y"]].concat();
    let (code, rows, problems) = anna.json(&words);
    assert_eq!(
        (code, &rows[0]["state"]),
        (0, &json!("done")),
        "{problems:?}"
    );
    assert_eq!(demo.submissions().iter().filter(|s| s.accepted).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_is_fetched_tells_what_became_of_an_unknown_message() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Silence);
    let words = ["send", "--from", SUPPORT, "--to", ANNA];
    let words: Vec<&str> = [&words[..], &["--subject", "x", "--body", "y"]].concat();
    let mut sent = anna.start(&words);
    assert!(demo.until(LIMIT, |demo| demo.faults_done()).await);
    sent.kill().unwrap();
    sent.wait().unwrap();
    assert_eq!(anna.rows(&["outbox", "list"])[0]["state"], "unknown");
    // It is in her own Inbox, so that only its copy is still to be seen to.
    anna.rows(&["sync"]);
    let state = anna.rows(&["outbox", "list"])[0]["state"].clone();
    assert!(
        ["filing", "done"].contains(&state.as_str().unwrap()),
        "{state}"
    );
    anna.rows(&["outbox", "run"]);
    assert_eq!(anna.rows(&["outbox", "list"])[0]["state"], "done");
    assert_eq!(demo.submissions().iter().filter(|s| s.accepted).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reasons_name_what_is_wrong() {
    let demo = demo();
    let anna = Program::new();
    let (imap, smtp) = (demo.imap_addr().to_string(), demo.smtp_addr().to_string());
    let swapped = anna.add_at(&demo, "anna", &smtp, &imap);
    let error = lines(&swapped.stderr).remove(0);
    assert!(
        error["error"]["advice"]
            .as_str()
            .unwrap()
            .contains("swapped"),
        "{error}"
    );
    let twice = anna.add_at(&demo, "anna", &imap, &imap);
    let error = lines(&twice.stderr).remove(0);
    assert!(
        error["error"]["advice"]
            .as_str()
            .unwrap()
            .contains("swapped"),
        "{error}"
    );

    assert_eq!(anna.add(&demo, "anna").status.code(), Some(0));
    let (code, rows, hints) = anna.json(&["list", SUPPORT, "inbox"]);
    assert!(code == 0 && rows.is_empty());
    assert!(
        hints[0]["hint"]["advice"]
            .as_str()
            .unwrap()
            .contains("postroom sync"),
        "{hints:?}"
    );
    let (code, _, problems) = anna.json(&Program::letter(ANNA, &["--body", "y", "--on-behalf"]));
    let message = problems[0]["error"]["message"].as_str().unwrap();
    assert!(
        code == 2 && message.contains("your own address"),
        "{message}"
    );

    anna.rows(&["sync"]);
    let id = anna.a_message();
    demo.set_rights("support", "anna", postroom::domain::Rights::parse("lrswi"))
        .unwrap();
    anna.rows(&["mailbox", "list", "--refresh"]);
    let (code, _, problems) = anna.json(&["mark", &id, "+deleted"]);
    let message = problems[0]["error"]["message"].as_str().unwrap();
    assert!(code == 3 && message.contains("“t”"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_to_be_added_leaves_nothing_behind() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let config = || std::fs::read_to_string(anna.profile().join("config.toml")).unwrap();
    let before = config();
    let (code, _, problems) = anna.json(&["mailbox", "add", "ghost@acme.example", "--via", ANNA]);
    assert_eq!(
        (code, &problems[0]["error"]["kind"]),
        (1, &json!("not_found"))
    );
    assert_eq!(config(), before);
    // A hidden mailbox that cannot be opened stays hidden.
    anna.rows(&[
        "mailbox",
        "remove",
        CUSTOMER.replace("carla", "hr").as_str(),
    ]);
    let hidden = config();
    demo.set_offline(true);
    let (code, ..) = anna.json(&["mailbox", "add", "hr@acme.example", "--via", ANNA]);
    assert_eq!((code, config()), (4, hidden));
    demo.set_offline(false);
    // An account whose mailboxes cannot be listed is not kept. Signing in is tried before.
    demo.imap_fault_at(When::command("LIST"), Fault::cut(), 0, 9);
    let ben = anna.add(&demo, "ben");
    assert_ne!(ben.status.code(), Some(0));
    demo.clear_faults();
    let accounts = anna.rows(&["account", "list"]);
    assert_eq!(accounts.len(), 1, "{accounts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_and_what_lies_in_them_are_changed_by_verbs() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let one = |words: &[&str]| {
        let mut rows = anna.rows(words);
        assert_eq!(rows.len(), 1, "{words:?}: {rows:?}");
        rows.remove(0)
    };
    let made = one(&["folder", "create", SUPPORT, "Orders"]);
    assert_eq!(
        (&made["path"], &made["state"]),
        (&json!("Orders"), &json!("created"))
    );
    let id = anna.a_message();
    let copied = one(&["copy", &id, "Orders"]);
    assert_eq!(copied["state"], "copied");
    assert!(copied["new_id"].is_string(), "{copied}");
    assert_eq!(one(&["archive", &id])["state"], "archived");
    let renamed = one(&["folder", "rename", SUPPORT, "Orders", "Sales"]);
    assert_eq!(
        (&renamed["path"], &renamed["new_path"], &renamed["state"]),
        (&json!("Orders"), &json!("Sales"), &json!("renamed"))
    );
    assert_eq!(demo.messages("support", "Sales").unwrap().len(), 1);
    assert_eq!(
        one(&["folder", "delete", SUPPORT, "Sales"])["state"],
        "deleted"
    );
    assert!(demo.messages("support", "Trash/Sales").is_ok());
    anna.rows(&["sync"]);
    let emptied = one(&["folder", "empty", SUPPORT, "trash"]);
    assert_eq!(emptied["state"], "emptied");
    assert!(demo.messages("support", "Trash").unwrap().is_empty());
    let refused = anna.run(&["folder", "empty", SUPPORT, "inbox", "--json"]);
    assert_eq!(kind(&refused), (2, "usage".into()));

    // Without a server it is queued, shown, and done by the next verb that reaches it.
    demo.set_offline(true);
    let waiting = anna.run(&["folder", "create", SUPPORT, "Later", "--json"]);
    assert_eq!(waiting.status.code(), Some(4), "{}", text(&waiting.stderr));
    let shown = anna.rows(&["folder", "list", SUPPORT]);
    let later = shown.iter().find(|row| row["path"] == "Later").unwrap();
    assert_eq!(later["planned"], true);
    demo.set_offline(false);
    anna.rows(&["sync"]);
    let there = || demo.messages("support", "Later").is_ok();
    assert!(demo.until(LIMIT, |_| there()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_mail_is_shown_without_what_is_attached_and_that_is_written_when_asked_for() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["mailbox", "set", SUPPORT, "keep=headers"]);
    let attached = ("0123456789".repeat(7) + "\r\n").repeat(70_000);
    let message = format!(
        "From: {CUSTOMER}\r\nSubject: The plans\r\nMessage-ID: <plans@b.test>\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere is the albatross.\r\n\
         --b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=plans.zip\r\n\r\n\
         {attached}\r\n--b--\r\n"
    );
    let _ = demo
        .deliver("support", "INBOX", message.as_bytes())
        .unwrap();
    anna.rows(&["sync"]);
    let id = anna.rows(&["list", SUPPORT, "inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    // The texts of other mailboxes came with the sync.
    let before = demo.commands().len();
    let sent = |section: &str| {
        let commands = demo.commands();
        let mut since = commands.iter().skip(before);
        since.any(|c| c.line.contains(section))
    };
    let shown = anna.rows(&["show", &id]).remove(0);
    assert_eq!(shown["text"], "Here is the albatross.");
    let row = &shown["attachments"][0];
    assert_eq!(
        (&row["name"], &row["size"], &row["here"]),
        (&json!("plans.zip"), &json!(attached.len()), &json!(false))
    );
    assert!(!sent("BODY.PEEK[]") && !sent("BODY.PEEK[2]"));
    let written = anna.run(&["show", &id, "--attachment", "0"]);
    assert!(written.stdout == attached.as_bytes());
    assert!(sent("BODY.PEEK[2]") && !sent("BODY.PEEK[]"));
    assert_eq!(anna.rows(&["show", &id])[0]["attachments"][0]["here"], true);
    let none = anna.run(&["show", &id, "--attachment", "1"]);
    assert!(!none.status.success() && none.stdout.is_empty());
    let raw = anna.run(&["show", &id, "--raw"]);
    assert!(raw.stdout == message.as_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_deceive_about_a_sender_is_said() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    let message = "From: \"ceo@bank.test\" <x@acrne.example>\r\nSubject: x\r\n\r\nx\r\n";
    demo.deliver("support", "INBOX", message.as_bytes())
        .unwrap();
    anna.rows(&["sync"]);
    let id = anna.rows(&["list", SUPPORT, "inbox"])[0]["id"].clone();
    let id = id.as_str().unwrap();
    let shown = anna.rows(&["show", id]).remove(0);
    assert_eq!(
        shown["doubts"],
        json!([
            { "name_shows_address": { "shown": "ceo@bank.test", "address": "x@acrne.example" } },
            { "looks_like_ours": { "domain": "acrne.example", "own": "acme.example" } },
        ])
    );
    let words = text(&anna.run(&["show", id]).stdout);
    assert!(
        words.contains("Look twice: The name shows ceo@bank.test"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_folder_is_for_is_chosen_and_left_to_the_server_again() {
    let demo = demo();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["folder", "create", SUPPORT, "Nonsense"]);
    let role = || {
        let rows = anna.rows(&["folder", "list", SUPPORT]);
        let mut rows = rows.into_iter();
        let found = rows.find(|row| row["path"] == "Nonsense").unwrap();
        found["role"].as_str().unwrap().to_owned()
    };
    assert_eq!(role(), "other");
    anna.rows(&["mailbox", "set", SUPPORT, "junk=Nonsense"]);
    assert_eq!(role(), "junk");
    // What serves another purpose is refused.
    let refused = anna.run(&["mailbox", "set", SUPPORT, "junk=INBOX", "--json"]);
    assert_eq!(kind(&refused), (2, "usage".to_owned()));
    assert_eq!(role(), "junk");
    anna.rows(&["mailbox", "set", SUPPORT, "junk="]);
    assert_eq!(role(), "other");
}
