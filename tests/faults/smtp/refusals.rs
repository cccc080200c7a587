//! A server that says no: where it said so, with which codes, and that nobody got the message.

use postroom::domain::{Phase, ServerReply};
use postroom::wire::WireError;
use postroom::wire::smtp::{MessageFault, ProbeOutcome, Submitted};

use super::fixture::{Journal, MESSAGE, address, envelope, sign_in, submit};
use super::server::{Answer, Server};

const TO: &[&str] = &["a@faults.test"];

fn replies(outcome: Submitted) -> Vec<ServerReply> {
    match outcome {
        Submitted::Refused { replies } => replies,
        other => panic!("{other:?}"),
    }
}

/// What real servers answer to somebody who may not send as the address, each at its own step.
#[tokio::test(start_paused = true)]
async fn not_allowed_to_send_as_is_known_with_its_step_and_code() {
    let servers = [
        (
            "Stalwart",
            "MAIL",
            "501 5.5.4 You are not allowed to send from this address.",
            (Phase::Envelope, None, 501, (5, 5, 4)),
        ),
        (
            "Postfix",
            "RCPT",
            "553 5.7.1 <support@faults.test>: Sender address rejected: not owned by user anna@faults.test",
            (Phase::Envelope, Some(TO[0]), 553, (5, 7, 1)),
        ),
        (
            "Exchange",
            "DOT",
            "554 5.2.252 SendAsDenied; anna@faults.test not allowed to send as support@faults.test; STOREDRV.Submission.Exception:SendAsDeniedException",
            (Phase::Dot, None, 554, (5, 2, 252)),
        ),
    ];
    for (name, step, words, (phase, recipient, code, enhanced)) in servers {
        let server = Server::new().on(step, words);
        let (outcome, journal) = submit(&server, TO).await;
        let replies = replies(outcome);
        assert_eq!(replies.len(), 1, "{name}");
        let reply = &replies[0];
        assert_eq!((reply.phase, reply.code), (phase, code), "{name}");
        assert_eq!(reply.enhanced, Some(enhanced), "{name}");
        assert_eq!(reply.recipient, recipient.map(address), "{name}");
        assert_eq!(reply.to_string(), words, "{name}");
        assert!(server.taken().is_empty(), "{name}");
        assert_eq!(journal.has_dot(), phase == Phase::Dot, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_step_can_be_refused_for_now_and_for_good() {
    for code in [421, 450, 452, 550, 552, 571] {
        for (step, phase) in [
            ("MAIL", Phase::Envelope),
            ("RCPT", Phase::Envelope),
            ("DATA", Phase::Body),
            ("DOT", Phase::Dot),
        ] {
            let server = Server::new().on(step, format!("{code} no").as_str());
            let mut connection = sign_in(&server).await.unwrap();
            let outcome = connection
                .submit(&envelope(TO), MESSAGE, &mut Journal::default())
                .await;
            let replies = replies(outcome);
            assert_eq!((replies[0].code, replies[0].phase), (code, phase), "{step}");
            assert_eq!(replies[0].is_permanent(), code >= 500);
            assert!(server.taken().is_empty());
            // 421 announces that the server closes; after any other the connection still serves.
            assert_eq!(connection.is_usable(), code != 421, "{code} at {step}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_recipient_refused_means_nobody_gets_it_and_all_replies_are_told() {
    let server = Server::new()
        .on("RCPT TO:<b@", "550 5.1.1 <b@faults.test>: no such user")
        .on("RCPT TO:<d@", "452 4.2.2 mailbox full");
    let to = [
        "a@faults.test",
        "b@faults.test",
        "c@faults.test",
        "d@faults.test",
    ];
    let mut connection = sign_in(&server).await.unwrap();
    let outcome = connection
        .submit(&envelope(&to), MESSAGE, &mut Journal::default())
        .await;
    let refused: Vec<_> = outcome
        .refusals()
        .map(|r| r.recipient.clone().unwrap())
        .collect();
    assert_eq!(refused, [address(to[1]), address(to[3])]);
    let replies = replies(outcome);
    let told: Vec<_> = replies
        .iter()
        .map(|r| (r.code, r.recipient.clone().unwrap()))
        .collect();
    let codes = [250, 550, 250, 452];
    assert_eq!(
        told,
        codes.into_iter().zip(to.map(address)).collect::<Vec<_>>()
    );
    assert!(server.heard("RSET"));
    assert!(!server.heard("DATA"));
    assert!(server.taken().is_empty());
    // The next message is not touched by it.
    let outcome = connection
        .submit(&envelope(&to[..1]), MESSAGE, &mut Journal::default())
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    assert_eq!(server.taken()[0].to, ["RCPT TO:<a@faults.test>"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_has_had_enough_of_refusing_is_left_with_what_it_said() {
    let server = Server::new()
        .on("RCPT TO:<a@", "550 5.1.1 nobody")
        .on("RCPT TO:<b@", "421 4.7.0 too many errors");
    let to = ["a@faults.test", "b@faults.test", "c@faults.test"];
    let (outcome, _) = submit(&server, &to).await;
    let codes: Vec<u16> = replies(outcome).iter().map(|r| r.code).collect();
    assert_eq!(codes, [550, 421]);
    assert!(!server.heard("RCPT TO:<c@"));
}

#[tokio::test(start_paused = true)]
async fn what_would_be_refused_for_its_size_is_not_even_begun() {
    let server = Server::new().offering(&["size 40", "auth plain"]);
    let (outcome, journal) = submit(&server, TO).await;
    assert!(
        matches!(
            outcome,
            Submitted::NotSent {
                error: WireError::Message(_),
                phase: Phase::Attempt
            }
        ),
        "{outcome:?}"
    );
    assert!(journal.phases.is_empty());
    assert!(!server.heard("MAIL"));
}

/// An address in other letters in a header is as much of a hindrance as one in the envelope, and
/// the person hears which one it is, before the server hears anything.
#[tokio::test(start_paused = true)]
async fn an_address_that_cannot_travel_is_named_and_not_even_begun() {
    const COPY: &str = "From: <support@faults.test>\r\nCc: Jo <jürgen@faults.test>\r\n\r\nx\r\n";
    let offers = ["8BITMIME", "AUTH PLAIN"];
    let server = Server::new().offering(&offers);
    let mut connection = sign_in(&server).await.unwrap();
    let mut journal = Journal::default();
    let outcome = connection
        .submit(&envelope(TO), COPY.as_bytes(), &mut journal)
        .await;
    let Submitted::NotSent {
        error: WireError::Message(MessageFault::LocalPart(named)),
        phase: Phase::Attempt,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(named, address("jürgen@faults.test"));
    assert!(journal.phases.is_empty());
    assert!(!server.heard("MAIL"));

    let server = Server::new().offering(&[offers[0], offers[1], "SMTPUTF8"]);
    let mut connection = sign_in(&server).await.unwrap();
    let outcome = connection
        .submit(&envelope(TO), COPY.as_bytes(), &mut journal)
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    assert!(server.heard("MAIL FROM:<support@faults.test> BODY=8BITMIME SMTPUTF8"));
}

#[tokio::test(start_paused = true)]
async fn a_probe_asks_and_sends_nothing() {
    let (support, anna) = (address("support@faults.test"), address("anna@faults.test"));
    let cases = [
        ("none", "", None),
        ("MAIL", "501 5.5.4 not allowed", Some(true)),
        ("RCPT", "553 5.7.1 not owned by user", Some(true)),
        ("MAIL", "451 4.7.1 greylisted", Some(false)),
        ("RCPT", "450 4.2.0 try again", Some(false)),
    ];
    for (step, words, refused) in cases {
        let server = Server::new().on(step, words);
        let mut connection = sign_in(&server).await.unwrap();
        // Asking twice is as good as once: nothing is left over from the first.
        for _ in 0..2 {
            let outcome = connection.probe(&support, &anna).await.unwrap();
            match (&outcome, refused) {
                (ProbeOutcome::NotRefused, None) => {}
                (ProbeOutcome::Refused(reply), Some(true))
                | (ProbeOutcome::Inconclusive(reply), Some(false)) => {
                    assert_eq!(reply.to_string(), words);
                    assert_eq!(reply.phase, Phase::Envelope);
                    assert_eq!(reply.recipient.is_some(), step == "RCPT");
                }
                other => panic!("{words}: {other:?}"),
            }
        }
        assert!(!server.heard("DATA"));
        assert_eq!(server.heard("RSET"), step != "MAIL");
        assert!(server.heard("MAIL FROM:<support@faults.test>"));
        assert_eq!(server.heard("RCPT TO:<anna@faults.test>"), step != "MAIL");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_without_an_answer_proves_nothing() {
    for answer in [Answer::Close, Answer::from("hello"), Answer::from("354 go")] {
        let server = Server::new().on("RCPT", answer);
        let mut connection = sign_in(&server).await.unwrap();
        let me = address("anna@faults.test");
        assert!(connection.probe(&me, &me).await.is_err());
    }
}
