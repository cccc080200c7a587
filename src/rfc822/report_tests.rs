//! Reports as servers write them, and what only looks like one.

use proptest::prelude::*;

use super::*;
use crate::domain::DeliveryAction::{Delayed, Delivered, Failed, Relayed};

const ID: &str = "0123456789abcdef@postroom.test";

/// With the line ends of mail.
fn mail(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

fn report(text: &str) -> Option<DeliveryReport> {
    delivery_report(&mail(text))
}

/// A report in form, as Postfix builds it.
fn in_form(head: &str, status: &str, returned: &str) -> String {
    format!(
        "Return-Path: <>\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0000 (UTC)\n\
         From: MAILER-DAEMON@mail.postroom.test (Mail Delivery System)\n\
         Subject: Undelivered Mail Returned to Sender\n\
         To: support@postroom.test\n\
         Auto-Submitted: auto-replied\n\
         {head}\
         MIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status;\n\
         \tboundary=\"4A1B2.1764151200/mail.postroom.test\"\n\
         Message-Id: <20261126100000.4A1B2@mail.postroom.test>\n\
         \n\
         This is a MIME-encapsulated message.\n\
         \n\
         --4A1B2.1764151200/mail.postroom.test\n\
         Content-Description: Notification\n\
         Content-Type: text/plain; charset=us-ascii\n\
         \n\
         This is the mail system at host mail.postroom.test.\n\
         \n\
         I'm sorry to have to inform you that your message could not\n\
         be delivered to one or more recipients.\n\
         \n\
         --4A1B2.1764151200/mail.postroom.test\n\
         Content-Description: Delivery report\n\
         Content-Type: message/delivery-status\n\
         \n\
         {status}\
         \n\
         {returned}\
         --4A1B2.1764151200/mail.postroom.test--\n"
    )
}

fn returned(kind: &str) -> String {
    format!(
        "--4A1B2.1764151200/mail.postroom.test\n\
         Content-Description: Undelivered Message\n\
         Content-Type: {kind}\n\
         \n\
         Return-Path: <support@postroom.test>\n\
         From: Support <support@postroom.test>\n\
         To: kim@b.test\n\
         Subject: Re: Printer\n\
         Message-ID: <{ID}>\n\
         In-Reply-To: <asked@b.test>\n\
         References: <root@b.test> <asked@b.test>\n\
         \n\
         It is out.\n\
         \n"
    )
}

const POSTFIX: &str = "Reporting-MTA: dns; mail.postroom.test\n\
    X-Postfix-Queue-ID: 4A1B2\n\
    X-Postfix-Sender: rfc822; support@postroom.test\n\
    Arrival-Date: Thu, 26 Nov 2026 09:59:58 +0000 (UTC)\n\
    \n\
    Final-Recipient: rfc822; kim@b.test\n\
    Original-Recipient: rfc822;desk@b.test\n\
    Action: failed\n\
    Status: 5.1.1\n\
    Remote-MTA: dns; mx.b.test\n\
    Diagnostic-Code: smtp; 550 5.1.1 <kim@b.test>: Recipient address rejected: User\n\
    \x20   unknown in virtual mailbox table\n\
    \n\
    Final-Recipient: rfc822; lee@c.test\n\
    Action: delayed\n\
    Status: 4.4.1\n\
    Diagnostic-Code: X-Postfix; connect to mx.c.test[192.0.2.1]:25: Connection timed\n\
    \x20   out\n";

#[test]
fn postfix_names_each_recipient_and_returns_the_header() {
    for kind in [
        "message/rfc822",
        "text/rfc822-headers",
        "message/global-headers",
    ] {
        let report = report(&in_form("", POSTFIX, &returned(kind))).unwrap();
        assert_eq!(report.message_ids, [ID], "{kind}");
        assert_eq!(report.reporting_mta.as_deref(), Some("mail.postroom.test"));
        assert_eq!(report.worst(), Some(Failed));
        let [kim, lee] = &report.recipients[..] else {
            panic!("{report:?}");
        };
        assert_eq!(
            (kim.address.as_str(), kim.original.as_deref()),
            ("kim@b.test", Some("desk@b.test"))
        );
        assert_eq!((kim.action, kim.status), (Failed, Some((5, 1, 1))));
        assert_eq!(
            kim.diagnostic,
            "550 5.1.1 <kim@b.test>: Recipient address rejected: User unknown in virtual mailbox table"
        );
        assert_eq!((lee.action, lee.status), (Delayed, Some((4, 4, 1))));
        assert_eq!(lee.original, None);
    }
}

/// One recipient: action, status, beginning of the words.
#[test]
fn what_other_servers_say() {
    for (status, action, code, begins) in [
        // Exchange Online.
        (
            "Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com\n\
             Received-From-MTA: dns;AM9PR01MB5678.eurprd01.prod.exchangelabs.com\n\
             Arrival-Date: Thu, 26 Nov 2026 09:59:58 +0000\n\
             \n\
             Final-Recipient: rfc822;kim@b.test\n\
             Action: failed\n\
             Status: 5.7.60\n\
             Diagnostic-Code: smtp;550 5.7.60 SMTP; Client does not have permissions to send as this sender\n\
             X-Display-Name: Kim\n",
            Failed,
            (5, 7, 60),
            "550 5.7.60 SMTP; Client does not have",
        ),
        (
            "Reporting-MTA: dns;DB9PR01MB0001.eurprd01.prod.exchangelabs.com\n\
             \n\
             Final-Recipient: rfc822;kim@b.test\n\
             Action: failed\n\
             Status: 5.1.10\n\
             Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n",
            Failed,
            (5, 1, 10),
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        ),
        // Gmail, of a delay and of a refusal.
        (
            "Reporting-MTA: dns; googlemail.com\n\
             Arrival-Date: Thu, 26 Nov 2026 01:00:00 -0800 (PST)\n\
             X-Original-Message-ID: <0123456789abcdef@postroom.test>\n\
             \n\
             Final-Recipient: rfc822; kim@b.test\n\
             Action: delayed\n\
             Status: 4.4.1\n\
             Diagnostic-Code: smtp; The recipient server did not accept our requests to connect. [mx.b.test 192.0.2.1: timed out]\n\
             Will-Retry-Until: Sun, 29 Nov 2026 01:00:00 -0800 (PST)\n",
            Delayed,
            (4, 4, 1),
            "The recipient server did not accept",
        ),
        (
            "Reporting-MTA: dns; googlemail.com\n\
             \n\
             Final-Recipient: rfc822; kim@b.test\n\
             Action: failed\n\
             Status: 5.1.1\n\
             Remote-MTA: dns; mx.b.test. (192.0.2.1, the server for the domain b.test.)\n\
             Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n\
             \x20Please try\n\
             \x20550 5.1.1 double-checking the recipient's email address - gsmtp\n",
            Failed,
            (5, 1, 1),
            "550-5.1.1 The email account that you tried to reach does not exist. Please try 550",
        ),
        // Receipts.
        (
            "Reporting-MTA: dns; mail.postroom.test\n\
             Original-Envelope-Id: 0123456789abcdef@postroom.test\n\
             \n\
             Final-Recipient: rfc822; kim@b.test\n\
             Action: relayed\n\
             Status: 2.0.0\n\
             Diagnostic-Code: smtp; 250 2.0.0 Ok: queued as 12345\n",
            Relayed,
            (2, 0, 0),
            "250 2.0.0 Ok",
        ),
        (
            "Reporting-MTA: dns; mail.postroom.test\n\
             \n\
             FINAL-RECIPIENT: RFC822; <kim@b.test>\n\
             action: Delivered (to mailbox)\n\
             status: 2.1.5 (delivered)\n",
            Delivered,
            (2, 1, 5),
            "",
        ),
        // No action: the class says it. No empty line between the groups, two at the end.
        (
            "Reporting-MTA: dns; mail.postroom.test\n\
             Final-Recipient: rfc822; kim@b.test\n\
             Status: 5.2.2\n\n\n",
            Failed,
            (5, 2, 2),
            "",
        ),
    ] {
        let report = report(&in_form("", status, &returned("message/rfc822"))).expect(status);
        assert!(report.is_about(ID), "{report:?}");
        let [one] = &report.recipients[..] else {
            panic!("{report:?}");
        };
        assert_eq!(one.address, "kim@b.test");
        assert_eq!((one.action, one.status), (action, Some(code)), "{status}");
        assert!(one.diagnostic.starts_with(begins), "{}", one.diagnostic);
    }
}

#[test]
fn the_message_is_named_in_several_ways() {
    let group = "\nFinal-Recipient: rfc822; kim@b.test\nAction: failed\nStatus: 5.0.0\n";
    for (head, status, back, ids) in [
        // RET=HDRS, and nothing came back: the envelope's identifier, as sent or still encoded.
        (
            "",
            "Original-Envelope-Id: a+2Bb@c.test",
            "",
            &["a+2Bb@c.test", "a+b@c.test"][..],
        ),
        ("", "Original-Envelope-ID: <a@c.test>", "", &["a@c.test"]),
        // What is no Message-ID is the identifier of somebody else.
        ("", "Original-Envelope-Id: QQ314159", "", &[]),
        (
            "In-Reply-To: <a@c.test>\nReferences: <root@b.test> <b@c.test>\n",
            "X: y",
            "",
            &["a@c.test"],
        ),
        // The last reference is the message itself, those before it are the conversation.
        (
            "References: <root@b.test> <a@c.test>\n",
            "X: y",
            "",
            &["a@c.test"],
        ),
        // What came back is surer than what it answers.
        (
            "In-Reply-To: <other@c.test>\n",
            "Original-Envelope-Id: 0123456789abcdef@postroom.test",
            "message/rfc822",
            &[ID],
        ),
        ("", "X: y", "", &[]),
    ] {
        let back = if back.is_empty() {
            String::new()
        } else {
            returned(back)
        };
        let found = report(&in_form(head, &format!("{status}\n{group}"), &back));
        let found = found.map(|r| r.message_ids).unwrap_or_default();
        assert_eq!(found, ids, "{head:?} {status:?}");
    }
}

fn bounce(head: &str, text: &str, parts: &str) -> String {
    format!(
        "To: support@postroom.test\n\
         Subject: Mail delivery failed: returning message to sender\n\
         {head}\
         MIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\
         \n\
         --b\n\
         Content-Type: text/plain; charset=utf-8\n\
         \n\
         {text}\n\
         {parts}\
         --b--\n"
    )
}

const RETURNED: &str = "--b\n\
    Content-Type: message/rfc822\n\
    \n\
    From: Support <support@postroom.test>\n\
    Subject: Re: Printer\n\
    Date: Thu, 26 Nov 2026 09:59:58 +0000\n\
    Message-ID: <0123456789abcdef@postroom.test>\n\
    \n\
    It is out.\n";

/// RFC 6533 3 and 4.
#[test]
fn an_address_in_other_letters() {
    let fields = "Original-Recipient: utf-8; j\\x{FC}rgen\\x{2B}a@b.test\n\
         Final-Recipient: rfc822; desk@b.test\nAction: failed\nStatus: 5.1.1\n";
    let read = |fields: &str| {
        let status = format!("Reporting-MTA: dns; b.test\n\n{fields}");
        report(&in_form("", &status, &returned("message/rfc822")))
    };
    let one = read(fields).unwrap().recipients.remove(0);
    assert_eq!(one.original.as_deref(), Some("jürgen+a@b.test"));
    // What is no such letter stays as it is, and other types know none.
    for (value, plain) in [
        ("utf-8; a\\x{110000}b@c", "a\\x{110000}b@c"),
        ("utf-8; a\\x{", "a\\x{"),
        ("rfc822; a\\x{FC}@c", "a\\x{FC}@c"),
    ] {
        assert_eq!(address_of(value), plain);
    }
}

/// The reason may stand in the part for people only.
#[test]
fn a_reason_that_is_said_to_people_only() {
    let fields =
        "Reporting-MTA: dns; b.test\n\nFinal-Recipient: rfc822; kim@b.test\nAction: failed\n";
    let text = in_form("", fields, &returned("message/rfc822"));
    let one = report(&text).unwrap().recipients.remove(0);
    assert_eq!(one.status, None);
    assert!(!one.diagnostic.is_empty(), "{one:?}");
}

#[test]
fn bounces_without_a_delivery_status() {
    let mailer = "From: Mail Delivery System <Mailer-Daemon@mx.b.test>\n";
    let header_in_text = "Hi. This is the qmail-send program at b.test.\n\
        I'm afraid I wasn't able to deliver your message to the following addresses.\n\
        \n\
        <kim@b.test>:\n\
        192.0.2.1 does not like recipient.\n\
        Remote host said: 550 5.1.1 no such user\n\
        \n\
        --- Below this line is a copy of the message.\n\
        \n\
        Return-Path: <support@postroom.test>\n\
        Received: from mail.postroom.test\n\
        \x20 by b.test; 26 Nov 2026 09:59:59 -0000\n\
        From: Support <support@postroom.test>\n\
        Subject: Re: Printer\n\
        Message-ID: <0123456789abcdef@postroom.test>\n\
        \n\
        It is out.\n";
    for (head, text, parts, address, status, begins) in [
        // Exim before it learned the form.
        (
            format!("{mailer}X-Failed-Recipients: kim@b.test,\n lee@b.test\n"),
            "A message that you sent could not be delivered to all of its recipients.",
            RETURNED,
            "kim@b.test",
            None,
            "A message that you sent",
        ),
        // qmail.
        (mailer.to_owned(), header_in_text, "", "", Some((5, 1, 1)), "Hi. This is the qmail"),
        // Exchange, as a message of its own.
        (
            "From: Microsoft Outlook\n <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@postroom.test>\n".to_owned(),
            "Delivery has failed to these recipients or groups:\n\nkim@b.test\n\n\
             Remote Server returned '550 5.7.60 SMTP; Client does not have permissions to send as this sender'",
            RETURNED,
            "",
            Some((5, 7, 60)),
            "Delivery has failed",
        ),
        // The same in a person's language, with no status and no code.
        (
            "Return-Path: <>\nFrom: postmaster@postroom.test\n".to_owned(),
            "kim@b.test\n\nDiese Nachricht konnte nicht gesendet werden. Sie verfügen nicht über die \
             Berechtigung, die Nachricht im Auftrag des angegebenen Benutzers zu senden.",
            RETURNED,
            "",
            None,
            "kim@b.test Diese Nachricht",
        ),
        (
            "Return-Path: <>\nFrom: postmaster@postroom.test\n".to_owned(),
            "Nous n’avons pas pu envoyer ce message. Vous n’avez pas l’autorisation d’envoyer le \
             message sous le nom de l’utilisateur spécifié.",
            RETURNED,
            "",
            None,
            "Nous n’avons pas pu",
        ),
        // A gateway that says no more than that it is a machine.
        (
            "From: gateway@postroom.test\nAuto-Submitted: auto-generated\n".to_owned(),
            "Ihre Nachricht konnte nicht zugestellt werden: 552 Postfach voll",
            RETURNED,
            "",
            None,
            "Ihre Nachricht konnte",
        ),
        (
            "Return-Path: <>\nFrom: postmaster@b.test\n".to_owned(),
            "Delivery is delayed (4.4.7), no need to send it again.",
            RETURNED,
            "",
            Some((4, 4, 7)),
            "Delivery is delayed",
        ),
    ] {
        let report = report(&bounce(&head, text, parts)).expect(text);
        assert_eq!(report.message_ids, [ID]);
        let first = &report.recipients[0];
        assert_eq!((first.address.as_str(), first.status), (address, status), "{text}");
        assert!(first.diagnostic.starts_with(begins), "{}", first.diagnostic);
        assert!(!first.diagnostic.contains("It is out"), "{}", first.diagnostic);
        let delayed = matches!(status, Some((4, ..)));
        assert_eq!(first.action, if delayed { Delayed } else { Failed });
        assert_eq!(report.recipients.len(), if head.contains("X-Failed") { 2 } else { 1 });
    }
}

/// Each is read by people every day and marks no message as not delivered.
#[test]
fn what_only_looks_like_a_bounce() {
    let quoted: String = in_form("", POSTFIX, &returned("message/rfc822"))
        .lines()
        .map(|line| format!("> {line}\n"))
        .collect();
    let person = "From: Kim <kim@b.test>\nIn-Reply-To: <0123456789abcdef@postroom.test>\n";
    let attached = format!(
        "--b\nContent-Type: message/rfc822\n\n{}",
        in_form("", POSTFIX, &returned("message/rfc822"))
    );
    let status_attached =
        format!("--b\nContent-Type: message/delivery-status\n\n{POSTFIX}\n{RETURNED}");
    let read_receipt = in_form("", "", "").replace("delivery-status", "disposition-notification");
    let receipt_fields = format!(
        "Final-Recipient: rfc822; kim@b.test\nOriginal-Message-ID: <{ID}>\n\
         Disposition: manual-action/MDN-sent-manually; displayed\n"
    );
    let complaint = in_form("", POSTFIX, &returned("message/rfc822"))
        .replace("report-type=delivery-status", "report-type=feedback-report");
    for (what, text) in [
        (
            "an answer that quotes a bounce",
            bounce(person, &quoted, ""),
        ),
        (
            "a bounce passed on as a file",
            bounce(person, "Look, 550 5.1.1.", &attached),
        ),
        (
            "its parts passed on",
            bounce(person, "Your mail was returned, 550.", &status_attached),
        ),
        (
            "the message sent back by a person",
            bounce(person, "Delivery failed? 550", RETURNED),
        ),
        (
            "the same by the postmaster",
            bounce(
                "From: postmaster@b.test\n",
                "Did you mean to write this?",
                RETURNED,
            ),
        ),
        (
            "an absent colleague",
            bounce(
                "From: kim@b.test\nReturn-Path: <>\nAuto-Submitted: auto-replied\n",
                "I am away until Monday. In urgent cases call 5550.",
                RETURNED,
            ),
        ),
        (
            "a ticket system",
            bounce(
                "From: desk@b.test\nSubject: Ticket\nAuto-Submitted: auto-replied\n",
                "We got your message. Do you use release 5.1.2?",
                RETURNED,
            )
            .replace(
                "Mail delivery failed: returning message to sender",
                "Ticket 550",
            ),
        ),
        (
            "a mailer that names no message",
            bounce("From: MAILER-DAEMON@b.test\n", "550 5.1.1 no such user", ""),
        ),
        ("a read receipt", read_receipt.clone()),
        (
            "a read receipt that returns the message",
            in_form("", &receipt_fields, &returned("message/rfc822"))
                .replace("delivery-status", "disposition-notification"),
        ),
        ("a complaint", complaint),
        ("nothing", String::new()),
    ] {
        assert_eq!(report(&text), None, "{what}");
    }
}

#[test]
fn everything_is_bounded() {
    let many: String = (0..5000)
        .map(|i| format!("\nFinal-Recipient: rfc822; k{i}@b.test\nAction: failed\nStatus: 5.0.0\n"))
        .collect();
    let long = format!(
        "\nFinal-Recipient: rfc822; {}@b.test\nAction: failed\nDiagnostic-Code: smtp; a\u{7}\u{202e}b {}\n",
        "x".repeat(10_000),
        "word ".repeat(100_000),
    );
    let report = |status: &str| report(&in_form("", status, &returned("message/rfc822")));
    assert_eq!(
        report(&format!("X: y\n{many}")).unwrap().recipients.len(),
        MAX_RECIPIENTS
    );
    let one = report(&format!("X: y\n{long}"))
        .unwrap()
        .recipients
        .remove(0);
    assert_eq!(one.address.chars().count(), MAX_NAME);
    assert_eq!(one.diagnostic.chars().count(), MAX_WORDS);
    assert!(one.diagnostic.starts_with("a b word"), "{}", one.diagnostic);

    // A returned message of any size is not read to its end.
    let whole = in_form("", POSTFIX, &returned("message/rfc822"));
    let huge = whole.replace("It is out.", &"It is out.\n".repeat(300_000));
    assert_eq!(self::report(&huge), self::report(&whole));
    let deep = whole.replace(
        "It is out.",
        &"Content-Type: message/rfc822\n\n".repeat(1000),
    );
    let _ = self::report(&deep);
}

proptest! {
    #[test]
    fn any_octets_are_read(octets in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = delivery_report(&octets);
    }

    /// Damage somewhere in a report never does worse than to hide it, and what is read of it
    /// stays within its bounds.
    #[test]
    fn a_damaged_report_is_read_or_not(
        at in 0usize..3000,
        damage in proptest::collection::vec(any::<u8>(), 0..40),
        cut in 0usize..3000,
    ) {
        let mut octets = mail(&in_form("", POSTFIX, &returned("message/rfc822")));
        let at = at.min(octets.len());
        let end = (at + damage.len()).min(octets.len());
        octets.splice(at..end, damage);
        octets.truncate(octets.len().saturating_sub(cut));
        if let Some(report) = delivery_report(&octets) {
            prop_assert!(!report.message_ids.is_empty() && !report.recipients.is_empty());
            for one in &report.recipients {
                prop_assert!(one.diagnostic.chars().count() <= MAX_WORDS);
                prop_assert!(!one.diagnostic.contains(char::is_control));
                prop_assert!(!one.address.contains(char::is_control));
            }
        }
    }
}
