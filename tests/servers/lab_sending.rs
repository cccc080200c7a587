//! What Postfix and the header check say about senders, as far as Postroom relies on it.

use crate::dialogue::{Dialogue, Smtp};
use crate::lab::Lab;

const SUPPORT: &str = "support@postroom.test";
const HR: &str = "hr@postroom.test";
const ANNA: &str = "anna@postroom.test";
const BEN: &str = "ben@postroom.test";
const KUNDE: &str = "kunde@customer.test";

#[test]
fn nobody_writes_without_tls_and_a_password() {
    let lab = Lab::start();
    let mut plain = Smtp(Dialogue::plain(&lab.submission_starttls()));
    assert!(plain.reply().starts_with("220 "));
    let extensions = plain.say("EHLO lab.test");
    assert!(
        extensions.contains("STARTTLS") && !extensions.contains("AUTH"),
        "{extensions}"
    );
    let reply = plain.auth(ANNA, &lab.password("anna"));
    assert!(reply.starts_with("530 5.7.0 "), "{reply}");

    let mut smtp = Smtp::connect(&lab);
    let reply = smtp.auth(ANNA, "wrong");
    assert!(reply.starts_with("535 5.7.8 "), "{reply}");
    let (_, reply) = smtp.envelope(ANNA, KUNDE);
    assert!(
        reply.starts_with("554 5.7.1 ") && reply.contains("Client host rejected"),
        "{reply}"
    );

    let foreign = Dialogue::protected(&lab.submission_starttls(), &lab.foreign_ca_file());
    assert!(foreign.is_err(), "a foreign authority");
    let stream = Dialogue::protected(&lab.submission_starttls(), &lab.ca_file()).expect("TLS");
    let mut smtp = Smtp(stream);
    let extensions = smtp.say("EHLO lab.test");
    for word in [
        "AUTH PLAIN LOGIN",
        "SIZE 10240000",
        "8BITMIME",
        "SMTPUTF8",
        "DSN",
        "PIPELINING",
        "ENHANCEDSTATUSCODES",
    ] {
        assert!(extensions.contains(word), "{word}: {extensions}");
    }
    let carla = smtp.auth(&lab.address("carla"), &lab.password("carla"));
    assert!(carla.starts_with("235 "), "{carla}");
}

#[test]
fn a_foreign_envelope_sender_is_refused_at_rcpt() {
    let lab = Lab::start();
    let mut ben = Smtp::sign_in(&lab, "ben");
    let (mail, rcpt) = ben.envelope(SUPPORT, KUNDE);
    assert!(mail.starts_with("250 "), "{mail}");
    assert_eq!(
        rcpt,
        "553 5.7.1 <support@postroom.test>: Sender address rejected: \
         not owned by user ben@postroom.test"
    );
    // The same for an address of the team that was given to nobody.
    ben.say("RSET");
    let (_, rcpt) = ben.envelope("nobody@postroom.test", KUNDE);
    assert!(
        rcpt.starts_with("553 5.7.1 ") && rcpt.contains("not owned by user"),
        "{rcpt}"
    );
    // The null sender of bounces is everybody's.
    ben.say("RSET");
    let (_, rcpt) = ben.envelope("", KUNDE);
    assert!(rcpt.starts_with("250 "), "{rcpt}");

    let mut anna = Smtp::sign_in(&lab, "anna");
    let (_, rcpt) = anna.envelope(SUPPORT, KUNDE);
    assert!(rcpt.starts_with("250 "), "{rcpt}");
}

#[test]
fn a_send_right_given_or_taken_holds_at_once() {
    let lab = Lab::start();
    let mut ben = Smtp::sign_in(&lab, "ben");
    for _ in 0..2 {
        let (_, rcpt) = ben.envelope(SUPPORT, KUNDE);
        assert!(rcpt.starts_with("553 5.7.1 "), "{rcpt}");
        ben.say("RSET");
        lab.allow_send_as("ben", "support");
        let reply = ben.message(SUPPORT, KUNDE, &format!("From: {SUPPORT}"));
        assert!(reply.starts_with("250 "), "{reply}");
        lab.revoke_send_as("ben", "support");
    }
    let header = format!("From: {HR}\r\nSender: {BEN}");
    assert!(ben.message(BEN, KUNDE, &header).starts_with("550 "));
    lab.allow_on_behalf("ben", "hr");
    assert!(ben.message(BEN, KUNDE, &header).starts_with("250 "));
    lab.revoke_on_behalf("ben", "hr");
    assert!(ben.message(BEN, KUNDE, &header).starts_with("550 "));
    // Five messages were tried, three went out.
    assert_eq!(lab.wait_for_messages("kunde", "INBOX", 3).len(), 3);
}

#[test]
fn the_header_tells_send_as_from_on_behalf() {
    let lab = Lab::start();
    let mut ben = Smtp::sign_in(&lab, "ben");
    let mut try_as_ben = |header: String| ben.message(BEN, KUNDE, &header);
    assert_eq!(
        try_as_ben(format!("From: Support <{SUPPORT}>")),
        "550 5.7.1 From <support@postroom.test> allowed for ben@postroom.test \
         only on behalf (Sender: required)"
    );
    assert_eq!(
        try_as_ben(format!("From: {HR}\r\nSender: {BEN}")),
        "550 5.7.1 From <hr@postroom.test> not permitted for ben@postroom.test"
    );
    assert_eq!(
        try_as_ben(format!("From: {SUPPORT}\r\nSender: {ANNA}")),
        "550 5.7.1 Sender <anna@postroom.test> not owned by ben@postroom.test"
    );
    // Neither folding nor case nor a second address hides an address.
    for header in [
        format!("From: {BEN}, {HR}"),
        format!("From: {BEN}\r\nFrom: {HR}"),
        "FROM: \"ben@postroom.test\"\r\n <HR@Postroom.Test>".to_owned(),
    ] {
        let reply = try_as_ben(header.clone());
        assert!(reply.starts_with("550 5.7.1 "), "{header}: {reply}");
    }
    let reply = try_as_ben(format!("From: Support <{SUPPORT}>\r\nSender: {BEN}"));
    assert!(reply.starts_with("250 2.0.0 Ok"), "{reply}");
    let arrived = lab.wait_for_messages("kunde", "INBOX", 1);
    assert_eq!(
        arrived[0].header("From").as_deref(),
        Some("Support <support@postroom.test>")
    );
    assert_eq!(arrived[0].header("Sender").as_deref(), Some(BEN));
    assert_eq!(
        arrived[0].header("Return-Path").as_deref(),
        Some("<ben@postroom.test>")
    );

    let mut anna = Smtp::sign_in(&lab, "anna");
    let reply = anna.message(SUPPORT, KUNDE, &format!("From: {SUPPORT}"));
    assert!(reply.starts_with("250 2.0.0 Ok"), "{reply}");
    let arrived = lab.wait_for_messages("kunde", "INBOX", 2);
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[1].header("Sender"), None);
}

#[test]
fn mail_finds_its_way_inside_the_lab_and_never_out() {
    let lab = Lab::start();
    let mut kunde = Smtp::sign_in(&lab, "kunde");
    let reply = kunde.message(KUNDE, SUPPORT, &format!("From: {KUNDE}\r\nSubject: one"));
    assert!(reply.starts_with("250 "), "{reply}");
    let reply = kunde.message(
        KUNDE,
        "info@postroom.test",
        &format!("From: {KUNDE}\r\nSubject: two"),
    );
    assert!(reply.starts_with("250 "), "{reply}");
    let arrived = lab.wait_for_messages("support", "INBOX", 2);
    assert_eq!(arrived.len(), 2);

    for (to, code) in [
        ("nobody@postroom.test", "550 5.1.1 "),
        ("a@example.org", "550 5.4.4 "),
    ] {
        let (_, rcpt) = kunde.envelope(KUNDE, to);
        assert!(rcpt.starts_with(code), "{to}: {rcpt}");
        kunde.say("RSET");
    }
    // An address without a mailbox of its own can be written from.
    let mut carla = Smtp::sign_in(&lab, "carla");
    let info = "info@postroom.test";
    let reply = carla.message(info, KUNDE, &format!("From: {info}"));
    assert!(reply.starts_with("250 "), "{reply}");
}

#[test]
fn a_message_larger_than_announced_is_refused() {
    let lab = Lab::start();
    let mut anna = Smtp::sign_in(&lab, "anna");
    let reply = anna.say(&format!("MAIL FROM:<{ANNA}> SIZE=10240001"));
    assert!(reply.starts_with("552 5.3.4 "), "{reply}");
}
