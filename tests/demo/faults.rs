//! The script of faults: each does what it says, once, and no more.

use std::time::{Duration, Instant};

use postroom::demo::{CutHow, DemoServer, Fault, SmtpFault, SmtpWhen, When};

use crate::client::{Client, LIMIT, demo};

const MESSAGE: &[u8] = b"Subject: x\r\n\r\ny\r\n";

async fn selected(demo: &DemoServer) -> Client {
    for _ in 0..3 {
        demo.deliver("anna", "INBOX", MESSAGE).unwrap();
    }
    let mut anna = Client::imap(demo, "anna").await;
    anna.ask("SELECT INBOX").await;
    anna
}

#[tokio::test]
async fn answers_that_refuse() {
    let demo = demo();
    let mut anna = selected(&demo).await;
    demo.imap_fault(
        When::command("STORE"),
        Fault::No("[LIMIT] later".to_owned()),
    );
    let refused = anna.ask(r"UID STORE 1 +FLAGS (\Flagged)").await;
    assert_eq!(refused.tagged, "NO [LIMIT] later");
    demo.imap_fault(When::command("STORE"), Fault::EmptyOk("done".to_owned()));
    assert_eq!(
        anna.ask(r"UID STORE 1 +FLAGS (\Flagged)").await.tagged,
        "OK done"
    );
    assert!(demo.messages("anna", "INBOX").unwrap()[0].flags.is_empty());
    demo.imap_fault_at(When::command("NOOP"), Fault::Bad("no".to_owned()), 1, 2);
    let mut words = Vec::new();
    for _ in 0..4 {
        words.push(anna.ask("NOOP").await.is_ok());
    }
    assert_eq!(words, [true, false, false, true]);
    demo.imap_fault(
        When::folder("SELECT", "Sent"),
        Fault::No("[NOPERM] Permission denied".to_owned()),
    );
    assert!(anna.ask("SELECT INBOX").await.is_ok());
    assert!(
        anna.ask("SELECT Sent")
            .await
            .tagged
            .starts_with("NO [NOPERM]")
    );
    assert!(anna.ask("SELECT Sent").await.is_ok());
    assert!(demo.faults_done());
}

#[tokio::test]
async fn answers_that_lie() {
    let demo = demo();
    let mut anna = selected(&demo).await;
    demo.imap_fault(When::command("FETCH"), Fault::DescendingUids);
    let fetched = anna.ask("UID FETCH 1:* (FLAGS)").await;
    assert!(fetched.lines[0].starts_with("* 3 FETCH"));
    demo.imap_fault(When::command("UID FETCH"), Fault::DuplicateUids);
    assert_eq!(anna.ask("UID FETCH 1:* (FLAGS)").await.lines.len(), 6);
    demo.imap_fault(When::command("FETCH"), Fault::ForeignUids(vec![77]));
    assert!(anna.ask("UID FETCH 1 (FLAGS)").await.has("UID 77"));
    demo.imap_fault(When::command("SEARCH"), Fault::DescendingUids);
    assert_eq!(anna.ask("UID SEARCH ALL").await.lines, ["* SEARCH 3 2 1"]);
    demo.imap_fault(When::command("NOOP"), Fault::ExistsLie(500));
    assert_eq!(anna.ask("NOOP").await.lines, ["* 500 EXISTS"]);
    let before = demo.uid_validity("anna", "INBOX").unwrap();
    demo.imap_fault(When::command("SELECT"), Fault::Renumber);
    let renumbered = anna.ask("SELECT INBOX").await;
    assert!(renumbered.has(&format!("[UIDVALIDITY {}]", before + 1)));
    demo.imap_fault(When::command("NOOP"), Fault::WrongTag);
    anna.send("q NOOP\r\n").await;
    assert_eq!(anna.line().await.unwrap(), "qx OK NOOP completed.");
}

#[tokio::test]
async fn noise_between_the_lines() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    for (fault, part) in [
        (Fault::garbage(), "unterminated"),
        (Fault::unknown_untagged(), "XPOSTROOM-UNKNOWN"),
        (Fault::deep_nesting(5000), "(((((((((("),
        (Fault::long_line(200_000), "xxxxxxxxxx"),
    ] {
        demo.imap_fault(When::command("NOOP"), fault);
        assert!(anna.ask("NOOP").await.has(part), "{part}");
    }
    demo.imap_fault(
        When::command("NOOP"),
        Fault::huge_literal(u64::from(u32::MAX)),
    );
    anna.send("z NOOP\r\nz LOGOUT\r\n").await;
    assert!(anna.rest().await.contains("BODY[] {4294967295}\r\nz OK"));
}

#[tokio::test]
async fn ends_and_silences() {
    let demo = demo();
    for (fault, seen) in [
        (Fault::cut(), ""),
        (Fault::Cut(CutHow::Rst), ""),
        (
            Fault::Bye("Server Unavailable. 15".to_owned()),
            "* BYE Server Unavailable. 15\r\n",
        ),
        (
            Fault::CutAfter {
                bytes: 5,
                how: CutHow::Fin,
            },
            "q OK ",
        ),
        (
            Fault::CutAfter {
                bytes: 0,
                how: CutHow::Rst,
            },
            "",
        ),
    ] {
        let mut anna = Client::imap(&demo, "anna").await;
        demo.imap_fault(When::command("CREATE"), fault.clone());
        anna.send("q CREATE New\r\n").await;
        assert_eq!(anna.rest().await, seen, "{fault:?}");
        // Carried out, or not: that is the difference.
        let done = matches!(fault, Fault::CutAfter { .. });
        assert_eq!(demo.delete_folder("anna", "New").is_ok(), done, "{fault:?}");
    }
    demo.imap_fault(When::Greeting, Fault::cut());
    let mut nobody = Client::connect(demo.imap_addr()).await;
    assert_eq!(nobody.rest().await, "");
    let mut anna = Client::imap(&demo, "anna").await;
    demo.imap_fault(When::Any, Fault::Delay(Duration::from_millis(60)));
    let start = Instant::now();
    assert!(anna.ask("NOOP").await.is_ok());
    assert!(start.elapsed() >= Duration::from_millis(60));
    demo.imap_fault(When::command("NOOP"), Fault::Silence);
    anna.send("q NOOP\r\nr NOOP\r\n").await;
    let silent = tokio::time::timeout(Duration::from_millis(100), anna.line()).await;
    assert!(silent.is_err());
    drop(anna);
    assert!(demo.until(LIMIT, |d| d.connections() == 0).await);
}

/// At every phase of a submission: what the client saw, and whether the message is out.
#[tokio::test]
async fn every_phase_of_a_submission_can_fail() {
    let demo = demo();
    let cut = || SmtpFault::Cut(CutHow::Fin);
    let reply = |words: &str| SmtpFault::Reply(words.to_owned());
    for (when, fault, seen, delivered) in [
        (SmtpWhen::Mail, cut(), "", false),
        (
            SmtpWhen::Mail,
            reply("451 4.3.0 later"),
            "451 4.3.0 later",
            false,
        ),
        (SmtpWhen::Rcpt, cut(), "250 2.1.0 Ok", false),
        (SmtpWhen::Rcpt, reply("550 5.1.1 no"), "550 5.1.1 no", false),
        (SmtpWhen::Data, cut(), "250 2.1.5 Ok", false),
        (SmtpWhen::Data, reply("554 5.7.1 no"), "554 5.7.1 no", false),
        (SmtpWhen::Body(10), cut(), "354 End", false),
        (SmtpWhen::Body(10), SmtpFault::Cut(CutHow::Rst), "", false),
        (SmtpWhen::Dot, cut(), "354 End", false),
        (
            SmtpWhen::Dot,
            reply("452 4.3.1 full"),
            "452 4.3.1 full",
            false,
        ),
        (SmtpWhen::Accepted, cut(), "354 End", true),
        (
            SmtpWhen::Accepted,
            reply("451 4.3.0 hm"),
            "451 4.3.0 hm",
            true,
        ),
        (SmtpWhen::Answered, cut(), "250 2.0.0 Ok: queued", true),
        (
            SmtpWhen::Accepted,
            SmtpFault::Delay(Duration::from_millis(20)),
            "250 2.0.0 Ok: queued",
            true,
        ),
    ] {
        let mut anna = Client::smtp(&demo, "anna").await;
        let before = demo.messages("carla", "INBOX").unwrap().len();
        demo.smtp_fault(when, fault.clone());
        let mut seen_last = String::new();
        for command in [
            "MAIL FROM:<anna@acme.example>",
            "RCPT TO:<carla@acme.example>",
            "DATA",
            "From: anna@acme.example\r\nSubject: x\r\n\r\nbody\r\n.",
        ] {
            anna.try_send(format!("{command}\r\n")).await;
            let answer = anna.reply().await;
            if answer.is_empty() {
                break;
            }
            seen_last = answer;
            if !seen_last.starts_with(['2', '3']) {
                break;
            }
        }
        assert!(
            seen_last.starts_with(seen),
            "{when:?} {fault:?}: {seen_last}"
        );
        let after = demo.messages("carla", "INBOX").unwrap().len();
        assert_eq!(after - before, usize::from(delivered), "{when:?} {fault:?}");
        assert!(demo.faults_done(), "{when:?} {fault:?}");
    }
}

#[tokio::test]
async fn a_silent_submission_server_keeps_the_message() {
    let demo = demo();
    let mut anna = Client::smtp(&demo, "anna").await;
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Silence);
    anna.smtp_ask("MAIL FROM:<anna@acme.example>").await;
    anna.smtp_ask("RCPT TO:<carla@acme.example>").await;
    anna.smtp_ask("DATA").await;
    anna.send("From: anna@acme.example\r\n\r\nx\r\n.\r\n").await;
    assert!(demo.until(LIMIT, |d| d.submissions().len() == 1).await);
    let silent = tokio::time::timeout(Duration::from_millis(100), anna.line()).await;
    assert!(silent.is_err());
    assert!(demo.submissions()[0].accepted);
    assert_eq!(demo.messages("carla", "INBOX").unwrap().len(), 1);
}
