//! Replies that never end, or are none.

use postroom::domain::Phase;
use postroom::wire::WireError;
use postroom::wire::smtp::Submitted;

use super::fixture::{Journal, MESSAGE, envelope, sign_in, submit};
use super::server::{Answer, Server};

const TO: &[&str] = &["a@faults.test"];
/// Octets that a server may get rid of before it is stopped: the limits and the pipe's buffers.
const FLOOD: usize = 2 * 1024 * 1024;

fn floods() -> [Answer; 3] {
    [
        // A line without an end: read without a limit, it takes all memory there is.
        Answer::Flood(vec![b'2'; 1000]),
        // Lines without end, one long and one short.
        Answer::Flood(format!("250-{}\r\n", "x".repeat(900)).into_bytes()),
        Answer::Flood(b"250-\r\n".to_vec()),
    ]
}

fn assert_bounded(server: &Server, step: &str) {
    let flooded = server.record.lock().unwrap().flooded;
    assert!(flooded < FLOOD, "{step}: {flooded} octets were read");
}

#[tokio::test(start_paused = true)]
async fn an_endless_reply_while_signing_in_ends_it() {
    for step in ["GREETING", "EHLO", "AUTH"] {
        for flood in floods() {
            let server = Server::new().on(step, flood);
            let error = sign_in(&server).await.unwrap_err();
            assert!(
                matches!(error, WireError::Limit { .. }),
                "{step}: {error:?}"
            );
            assert_bounded(&server, step);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_endless_reply_while_submitting_ends_it() {
    for (step, reached) in [
        ("MAIL", Phase::Envelope),
        ("RCPT", Phase::Envelope),
        ("DATA", Phase::Body),
        ("DOT", Phase::Dot),
    ] {
        for flood in floods() {
            let server = Server::new().on(step, flood);
            let (outcome, journal) = submit(&server, TO).await;
            let error = match outcome {
                Submitted::NotSent { error, phase } if reached != Phase::Dot => {
                    assert_eq!(phase, reached);
                    error
                }
                Submitted::Unknown { error } if reached == Phase::Dot => error,
                other => panic!("{step}: {other:?}"),
            };
            assert!(
                matches!(error, WireError::Limit { .. }),
                "{step}: {error:?}"
            );
            assert_eq!(journal.has_dot(), reached == Phase::Dot);
            assert_bounded(&server, step);
        }
    }
}

/// Names the process in which [`the_process_that_is_flooded`] is one.
#[cfg(target_os = "linux")]
const FLOODED: &str = "POSTROOM_TEST_FLOODED";

/// The most memory that this process ever held, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Not a test of its own: a process in which nothing else needs memory.
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn the_process_that_is_flooded() {
    if std::env::var_os(FLOODED).is_none() {
        return;
    }
    // A dialogue that goes well is the measure.
    let (outcome, _) = submit(&Server::new(), TO).await;
    assert!(matches!(outcome, Submitted::Accepted { .. }));
    let before = peak();
    for flood in floods() {
        let (outcome, _) = submit(&Server::new().on("DOT", flood), TO).await;
        assert!(matches!(outcome, Submitted::Unknown { .. }), "{outcome:?}");
    }
    for garbage in ["2", "250", "250-x\r\n550 y\r\n", "\u{1}\r\n"] {
        let garbled = Answer::Flood(garbage.as_bytes().to_vec());
        let (outcome, _) = submit(&Server::new().on("DOT", garbled), TO).await;
        assert!(matches!(outcome, Submitted::Unknown { .. }), "{outcome:?}");
    }
    println!("\ngrown by {} KiB", peak() - before);
}

/// Whatever comes instead of the answer to the dot, memory stays flat.
#[cfg(target_os = "linux")]
#[test]
fn a_flood_after_the_dot_costs_less_than_32_mib() {
    let flooded = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "smtp::bounds::the_process_that_is_flooded"])
        .arg("--nocapture")
        .env(FLOODED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&flooded.stdout).into_owned();
    assert!(flooded.status.success(), "{said}");
    let grown = said.lines().find_map(|line| line.strip_prefix("grown by "));
    let grown = grown.and_then(|line| line.strip_suffix(" KiB"));
    let grown: u64 = grown.unwrap_or_else(|| panic!("{said}")).parse().unwrap();
    assert!(grown <= 32 * 1024, "{grown} KiB");
}

#[tokio::test(start_paused = true)]
async fn garbage_is_no_answer() {
    for garbage in [
        "HTTP/1.1 400 Bad Request",
        "",
        "\0\0\0",
        "* OK IMAP4rev1 ready",
        "999 ok",
        "25",
        "250ok",
        "250-one\r\n251 other",
        "250-one\r\n\r\n250 end",
        "150 ok",
    ] {
        let server = Server::new().on("GREETING", garbage);
        let error = sign_in(&server).await.unwrap_err();
        assert!(
            matches!(error, WireError::Protocol { .. }),
            "{garbage:?}: {error:?}"
        );

        let (outcome, _) = submit(&Server::new().on("MAIL", garbage), TO).await;
        assert!(
            matches!(outcome, Submitted::NotSent { .. }),
            "{garbage:?}: {outcome:?}"
        );

        let server = Server::new().on("DOT", garbage);
        let (outcome, _) = submit(&server, TO).await;
        assert!(
            matches!(outcome, Submitted::Unknown { .. }),
            "{garbage:?}: {outcome:?}"
        );
    }
    // 3xx is well formed, but neither yes nor no.
    for step in ["MAIL", "RCPT"] {
        let (outcome, _) = submit(&Server::new().on(step, "354 go ahead"), TO).await;
        assert!(
            matches!(outcome, Submitted::NotSent { .. }),
            "{step}: {outcome:?}"
        );
    }
    let (outcome, _) = submit(&Server::new().on("DATA", "250 ok"), TO).await;
    assert!(
        matches!(
            outcome,
            Submitted::NotSent {
                phase: Phase::Body,
                ..
            }
        ),
        "{outcome:?}"
    );
    let (outcome, _) = submit(&Server::new().on("DOT", "354 go on"), TO).await;
    assert!(matches!(outcome, Submitted::Unknown { .. }), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn bytes_that_are_no_utf8_do_not_hide_an_answer() {
    let answer = Answer::Say(b"250 2.0.0 caf\xe9 \xff\r\n".to_vec());
    let (outcome, _) = submit(&Server::new().on("DOT", answer), TO).await;
    let Submitted::Accepted { reply } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(reply.text, "caf\u{fffd} \u{fffd}");
}

#[tokio::test(start_paused = true)]
async fn a_long_refusal_is_understood_and_told_in_short() {
    // Exchange names its servers and their stack in a line of more than 1,000 octets.
    let words = format!(
        "554 5.2.252 SendAsDenied; \x1b[31m{}",
        "STOREDRV ".repeat(1000)
    );
    let (outcome, _) = submit(&Server::new().on("DOT", words.as_str()), TO).await;
    let Submitted::Refused { replies } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        (replies[0].code, replies[0].enhanced),
        (554, Some((5, 2, 252)))
    );
    assert!(
        replies[0]
            .text
            .starts_with("SendAsDenied; [31mSTOREDRV STOREDRV")
    );
    assert_eq!(replies[0].text.chars().count(), 2000);
}

#[tokio::test(start_paused = true)]
async fn an_answer_given_in_advance_is_not_the_answer_to_the_dot() {
    // If the answer to DATA brings another, that other one would pass for "accepted".
    let answer = Answer::Say(b"354 go\r\n250 2.0.0 queued\r\n".to_vec());
    let (outcome, journal) = submit(&Server::new().on("DATA", answer), TO).await;
    assert!(
        matches!(
            outcome,
            Submitted::NotSent {
                error: WireError::Protocol { .. },
                phase: Phase::Body
            }
        ),
        "{outcome:?}"
    );
    assert!(!journal.has_dot());
    // Nor is a part of one, which the true answer would complete.
    for part in ["250-2.0.0 queued\r\n", "2", "250 2.0.0 ok\r"] {
        let answer = Answer::Say(format!("354 go\r\n{part}").into_bytes());
        let (outcome, journal) = submit(&Server::new().on("DATA", answer), TO).await;
        assert!(
            matches!(outcome, Submitted::NotSent { .. }),
            "{part:?}: {outcome:?}"
        );
        assert!(!journal.has_dot());
    }
    for step in ["GREETING", "EHLO", "AUTH"] {
        let server = Server::new().on(step, "250 one\r\n250 two");
        let failed = match sign_in(&server).await {
            Err(error) => error,
            Ok(mut connection) => match connection
                .submit(&envelope(TO), MESSAGE, &mut Journal::default())
                .await
            {
                Submitted::NotSent { error, .. } => error,
                other => panic!("{step}: {other:?}"),
            },
        };
        assert!(
            matches!(
                failed,
                WireError::Protocol { .. } | WireError::NoMechanism { .. }
            ),
            "{step}: {failed:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_the_middle_of_the_body_is_believed() {
    let answer = Answer::Say(b"354 go\r\n552 5.3.4 too big\r\n".to_vec());
    let (outcome, journal) = submit(&Server::new().on("DATA", answer), TO).await;
    let Submitted::Refused { replies } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((replies[0].code, replies[0].phase), (552, Phase::Body));
    assert!(!journal.has_dot());
}
