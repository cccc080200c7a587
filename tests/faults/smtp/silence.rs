//! A server that falls silent at any step runs into our deadline for that step. (lettre's covers
//! connecting only: it waits for ever after the dot.)

use std::time::Duration;

use postroom::domain::{Phase, Security};
use postroom::wire::WireError;
use postroom::wire::smtp::{Deadlines, Options, SmtpConnection, Submitted};
use postroom::wire::stream;
use tokio::io::duplex;
use tokio::time::Instant;

use super::fixture::{
    Journal, MESSAGE, address, endpoint, envelope, login, pipe, sign_in, submit, tls,
};
use super::server::{Answer, Server};

const MINUTE: Duration = Duration::from_secs(60);

fn step_of(error: &WireError) -> &'static str {
    match error {
        WireError::Timeout { step } => step,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn while_signing_in() {
    for (silent_at, step) in [
        ("GREETING", "greeting"),
        ("EHLO", "ehlo"),
        ("AUTH", "sign-in"),
    ] {
        let server = Server::new().on(silent_at, Answer::Silence);
        let began = Instant::now();
        let error = sign_in(&server).await.unwrap_err();
        assert_eq!(step_of(&error), step);
        assert_eq!(began.elapsed().as_secs(), 5 * 60, "{step}");
    }
    for silent_at in ["AUTH", "USER", "PASSWORD"] {
        let server = Server::new()
            .offering(&["AUTH LOGIN"])
            .on(silent_at, Answer::Silence);
        assert_eq!(step_of(&sign_in(&server).await.unwrap_err()), "sign-in");
    }
}

#[tokio::test(start_paused = true)]
async fn at_starttls_and_in_the_handshake() {
    let server = Server::new()
        .offering(&["STARTTLS"])
        .on("STARTTLS", Answer::Silence);
    let options = Options::default();
    let stream = Box::new(pipe(&server));
    let endpoint = endpoint(Security::StartTls);
    let error = SmtpConnection::over(stream, &endpoint, tls(), &login(), &options)
        .await
        .unwrap_err();
    assert_eq!(step_of(&error), "starttls");

    let (ours, _theirs) = duplex(64 * 1024);
    let deadlines = options.deadlines.connect;
    let error = stream::upgrade(Box::new(ours), "localhost", tls(), &deadlines)
        .await
        .unwrap_err();
    assert_eq!(step_of(&error), "tls-handshake");
}

#[tokio::test(start_paused = true)]
async fn while_submitting() {
    for (silent_at, step, minutes, phase) in [
        ("MAIL", "mail", 5, Phase::Envelope),
        ("RCPT", "rcpt", 5, Phase::Envelope),
        ("DATA", "data", 2, Phase::Body),
    ] {
        let server = Server::new().on(silent_at, Answer::Silence);
        let mut connection = sign_in(&server).await.unwrap();
        let began = Instant::now();
        let outcome = connection
            .submit(
                &envelope(&["a@faults.test"]),
                MESSAGE,
                &mut Journal::default(),
            )
            .await;
        match outcome {
            Submitted::NotSent {
                error,
                phase: reached,
            } => {
                assert_eq!((step_of(&error), reached), (step, phase));
            }
            other => panic!("{step}: {other:?}"),
        }
        assert_eq!(began.elapsed(), minutes * MINUTE, "{step}");
        assert!(!connection.is_usable());
    }
}

#[tokio::test(start_paused = true)]
async fn after_the_dot_it_is_unknown_after_ten_minutes() {
    let server = Server::new().on("DOT", Answer::Silence);
    let mut connection = sign_in(&server).await.unwrap();
    let began = Instant::now();
    let outcome = connection
        .submit(
            &envelope(&["a@faults.test"]),
            MESSAGE,
            &mut Journal::default(),
        )
        .await;
    match outcome {
        Submitted::Unknown { error } => assert_eq!(step_of(&error), "end-of-data"),
        other => panic!("{other:?}"),
    }
    assert_eq!(began.elapsed(), 10 * MINUTE);
    assert_eq!(server.taken().len(), 1);
}

/// An octet a second keeps a line alive, and is no answer all the same: the deadline is that of the
/// whole reply (RFC 5321 4.5.3.2).
#[tokio::test(start_paused = true)]
async fn a_drip_of_octets_does_not_move_the_deadline() {
    let drip = || Answer::Drip(b"250-still at it\r\n".to_vec());
    for (at, minutes) in [("MAIL", 5), ("RCPT", 5), ("DATA", 2), ("DOT", 10)] {
        let server = Server::new().on(at, drip());
        let mut connection = sign_in(&server).await.unwrap();
        let began = Instant::now();
        let outcome = connection
            .submit(
                &envelope(&["a@faults.test"]),
                MESSAGE,
                &mut Journal::default(),
            )
            .await;
        match (at, outcome) {
            ("DOT", Submitted::Unknown { error }) => assert_eq!(step_of(&error), "end-of-data"),
            ("MAIL" | "RCPT" | "DATA", Submitted::NotSent { error, .. }) => {
                assert_eq!(step_of(&error), at.to_lowercase());
            }
            (_, other) => panic!("{at}: {other:?}"),
        }
        assert_eq!(began.elapsed(), minutes * MINUTE, "{at}");
        assert!(!connection.is_usable());
    }
}

/// A server on a very slow line is heard out.
#[tokio::test(start_paused = true)]
async fn an_answer_that_drips_in_is_an_answer() {
    let server = Server::new().on("DOT", Answer::Drip(b"250 2.0.0 taken\r\n".to_vec()));
    let (outcome, _) = submit(&server, &["a@faults.test"]).await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_no_more_of_the_body_is_not_waited_for() {
    // The pipe holds 64 KiB, and this server reads nothing after DATA.
    let server = Server::new().offering(&["AUTH PLAIN"]);
    let (ours, mut theirs) = duplex(1024);
    let serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        theirs.write_all(b"220 x\r\n").await.unwrap();
        for reply in [
            "250-x\r\n250 AUTH PLAIN\r\n",
            "235 x\r\n",
            "250 x\r\n",
            "250 x\r\n",
            "354 x\r\n",
        ] {
            let mut heard = Vec::new();
            while !heard.ends_with(b"\r\n") {
                heard.push(theirs.read_u8().await.unwrap());
            }
            theirs.write_all(reply.as_bytes()).await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let mut connection = super::fixture::sign_in_over(Box::new(ours)).await.unwrap();
    let mut journal = Journal::default();
    let message = b"x\r\n".repeat(100_000);
    let began = Instant::now();
    let outcome = connection
        .submit(&envelope(&["a@faults.test"]), &message, &mut journal)
        .await;
    match outcome {
        Submitted::NotSent { error, phase } => {
            assert_eq!((step_of(&error), phase), ("body", Phase::Body));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(began.elapsed(), 3 * MINUTE);
    assert!(!journal.has_dot());
    assert!(server.taken().is_empty());
    serving.abort();
}

#[tokio::test(start_paused = true)]
async fn at_the_courtesies() {
    // RSET after a refusal: the refusal stands.
    let server = Server::new()
        .on("RCPT", "550 5.1.1 nobody")
        .on("RSET", Answer::Silence);
    let mut connection = sign_in(&server).await.unwrap();
    let outcome = connection
        .submit(
            &envelope(&["a@faults.test"]),
            MESSAGE,
            &mut Journal::default(),
        )
        .await;
    assert!(matches!(outcome, Submitted::Refused { .. }), "{outcome:?}");
    assert!(!connection.is_usable());

    let server = Server::new().on("QUIT", Answer::Silence);
    let connection = sign_in(&server).await.unwrap();
    let began = Instant::now();
    connection.quit().await;
    assert_eq!(began.elapsed(), Deadlines::default().quit);
}

#[tokio::test(start_paused = true)]
async fn while_probing() {
    for (silent_at, step) in [("MAIL", "mail"), ("RCPT", "rcpt")] {
        let server = Server::new().on(silent_at, Answer::Silence);
        let mut connection = sign_in(&server).await.unwrap();
        let me = address("anna@faults.test");
        let error = connection.probe(&me, &me).await.unwrap_err();
        assert_eq!(step_of(&error), step);
        assert!(!connection.is_usable());
    }
}
