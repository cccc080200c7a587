//! A message cannot end itself early, nor bring commands of its own.

use postroom::domain::Phase;
use postroom::wire::WireError;
use postroom::wire::smtp::{MessageFault, Submitted};

use super::fixture::{Journal, envelope, sign_in};
use super::server::Server;

const TO: &[&str] = &["a@faults.test"];

async fn submit(server: &Server, message: &[u8]) -> (Submitted, Journal) {
    let mut connection = sign_in(server).await.unwrap();
    let mut journal = Journal::default();
    let outcome = connection
        .submit(&envelope(TO), message, &mut journal)
        .await;
    (outcome, journal)
}

/// Ends that some server somewhere takes for the end of a message.
#[tokio::test(start_paused = true)]
async fn bare_line_ends_never_go_out() {
    const COMMANDS: &str = "MAIL FROM:<boss@faults.test>\r\nRCPT TO:<x@faults.test>\r\n";
    for end in [
        "\n.\n",
        "\r\n.\n",
        "\n.\r\n",
        "\r.\r",
        "\r\n.\r",
        "\r.\r\n",
        "\r\r\n.\r\r\n",
        "\n",
    ] {
        let server = Server::new();
        let message = format!("Subject: x\r\n\r\nhello{end}{COMMANDS}");
        let (outcome, journal) = submit(&server, message.as_bytes()).await;
        assert!(
            matches!(
                outcome,
                Submitted::NotSent {
                    error: WireError::Message(
                        MessageFault::BareCr { .. } | MessageFault::BareLf { .. }
                    ),
                    phase: Phase::Attempt,
                }
            ),
            "{end:?}: {outcome:?}"
        );
        assert!(journal.phases.is_empty());
        assert!(!server.heard("MAIL"), "{end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_of_one_dot_is_text() {
    let message = b"Subject: x\r\n\r\nhello\r\n.\r\nMAIL FROM:<boss@faults.test>\r\n.\r\n";
    let server = Server::new();
    let (outcome, _) = submit(&server, message).await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    assert_eq!(server.taken().len(), 1);
    assert_eq!(server.taken()[0].message, message);
    assert!(!server.heard("MAIL FROM:<boss"));
}

/// Dots double on the way and nothing else happens: no octet more, no octet less.
#[tokio::test(start_paused = true)]
async fn what_arrives_is_what_was_frozen() {
    let long = [
        b"x".repeat(200_000),
        b"\r\n".to_vec(),
        b".".repeat(70_000),
        b"\r\n".to_vec(),
    ]
    .concat();
    let blocks = b".\r\n".repeat(60_000);
    let eight_bit = "Grüße\r\n\r\n\u{0}\r\n".as_bytes();
    for message in [
        &long[..],
        &blocks,
        eight_bit,
        b"",
        b"\r\n",
        b".\r\n",
        b"a: b\r\n",
    ] {
        let server = Server::new().offering(&["8BITMIME", "AUTH PLAIN"]);
        let (outcome, _) = submit(&server, message).await;
        assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
        let taken = &server.taken()[0];
        assert!(
            taken.message == message,
            "{} octets arrived",
            taken.message.len()
        );
        let dotted = message
            .split_inclusive(|o| *o == b'\n')
            .filter(|line| line.starts_with(b"."))
            .count();
        assert_eq!(taken.raw.len(), message.len() + dotted);
    }
    // A last line without an end gets one, since the end mark begins a line.
    let server = Server::new();
    let (outcome, _) = submit(&server, b"Subject: x\r\n\r\nno end").await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    assert_eq!(server.taken()[0].message, b"Subject: x\r\n\r\nno end\r\n");
}
