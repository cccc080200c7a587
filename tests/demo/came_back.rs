//! Messages that servers send back, as they come into the team's Inbox.

use postroom::domain::{Draft, EmailAddress, NamedAddress, OutboxState};
use postroom::engine::{Command, OutboxAction, why};

use crate::writer::{SUPPORT, Writer, is_sent, quiet_team};

/// A report in form that returns this message.
fn bounce(of: &str, recipient: &str, status: &str, words: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nMessage-ID: <b1@mail.b.example>\r\nFrom: MAILER-DAEMON@b.example\r\n\
         Subject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.b.example\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} {words}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

fn letter(writer: &Writer, body: &str) -> Draft {
    let kim = EmailAddress::parse("kim@b.example").unwrap();
    Draft {
        to: vec![NamedAddress::bare(&kim)],
        bcc: Vec::new(),
        ..writer.draft(SUPPORT, body)
    }
}

/// The right was given after it, and messages were taken: the Inbox is renumbered, and the same
/// report is read once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_in_an_inbox_that_was_renumbered_holds_no_further_message() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let first = anna.store(None, letter(&anna, "one")).await;
    let first = anna.send(first).await;
    let words = "SMTP; Client does not have permissions to send as this sender";
    let report = bounce(&first.message_id, "kim@b.example", "5.7.60", words);
    demo.deliver("support", "INBOX", &report).unwrap();
    anna.sync().await;
    let second = anna.store(None, letter(&anna, "two")).await;
    let held = anna.send(second).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(why(&held).unwrap().message.key, "outbox-refused-sender");
    let act = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::TryNow,
    };
    anna.engine.request(act).await.unwrap();
    let again = anna.settled(held.outbox_id).await;
    assert_ne!(again.state, OutboxState::Held, "{again:?}");
    demo.renumber("support", "INBOX").unwrap();
    anna.sync().await;
    anna.sync().await;
    let third = anna.store(None, letter(&anna, "three")).await;
    let third = anna.send(third).await;
    assert_ne!(third.state, OutboxState::Held, "{:?}", why(&third));
    anna.engine.stop().await;
}

/// The server behind an alias names the address that it leads to, and not the one we wrote to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_an_address_behind_an_alias_is_shown_at_the_message() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let first = anna.store(None, letter(&anna, "one")).await;
    let first = anna.send(first).await;
    let named = "kim.miller@b.example";
    let report = bounce(&first.message_id, named, "5.2.2", "mailbox full");
    demo.deliver("support", "INBOX", &report).unwrap();
    anna.sync().await;
    let row = anna.engine.reader().outgoing(first.outbox_id);
    let mark = row.unwrap().unwrap().bounce.unwrap();
    let [one] = &mark.each[..] else {
        panic!("{mark:?}")
    };
    assert!(one.failed && one.recipient.is_none(), "{mark:?}");
    assert_eq!(one.tried.as_deref(), Some(named));
    assert!(one.words.contains("mailbox full"), "{mark:?}");
    anna.engine.stop().await;
}

/// To Kim and to an alias. Exim reports of both in one report, and of the second it names only the address
/// to which the alias leads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_a_recipient_and_on_an_address_behind_another_shows_both() {
    use postroom::domain::{Draft, EmailAddress, NamedAddress};
    for kims in ["failed", "delivered"] {
        let demo = quiet_team();
        let anna = Writer::new(&demo, "anna").await;
        let to = ["kim@b.example", "team@b.example"];
        let to = to.map(|one| NamedAddress::bare(&EmailAddress::parse(one).unwrap()));
        let draft = Draft {
            to: to.into(),
            bcc: Vec::new(),
            ..anna.draft(SUPPORT, "x")
        };
        let first = anna.store(None, draft).await;
        let first = anna.send(first).await;
        assert!(is_sent(&first));
        let of = &first.message_id;
        let (status, said) = match kims {
            "failed" => ("5.1.1", "550 5.1.1 no such user"),
            _ => ("2.0.0", "250 2.0.0 ok"),
        };
        let report = format!(
            "Return-Path: <>\r\nMessage-ID: <b1@mail.b.example>\r\nFrom: MAILER-DAEMON@b.example\r\n\
             Subject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mail.b.example\r\n\r\n\
             Final-Recipient: rfc822; kim@b.example\r\nAction: {kims}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; {said}\r\n\r\n\
             Final-Recipient: rfc822; lee@c.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\
             Diagnostic-Code: smtp; 552 5.2.2 mailbox of lee full\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
        );
        demo.deliver("support", "INBOX", report.as_bytes()).unwrap();
        anna.sync().await;
        let row = anna.engine.reader().outgoing(first.outbox_id);
        let row = row.unwrap().unwrap();
        let all = format!("{:?} {:?}", row.bounce, row.remarks);
        anna.engine.stop().await;
        assert!(all.contains("lee full"), "kim {kims}: {all}");
    }
}
