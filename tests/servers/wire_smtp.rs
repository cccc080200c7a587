//! Submission against the real Postfix: the same outcomes as against scripted servers.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use postroom::domain::{DeliveryAction, EmailAddress, Endpoint, Envelope, Phase};
use postroom::wire::smtp::{
    GateError, MessageFault, Options, PhaseGate, ProbeOutcome, SmtpConnection, Submitted,
};
use postroom::wire::tls::{TlsConfig, TlsError};
use postroom::wire::{Login, WireError};

use crate::lab::Lab;

#[derive(Default)]
struct Journal(Vec<Phase>);

#[async_trait]
impl PhaseGate for Journal {
    async fn enter(&mut self, phase: Phase) -> Result<(), GateError> {
        self.0.push(phase);
        Ok(())
    }
}

fn address(name: &str) -> EmailAddress {
    EmailAddress::parse(&crate::lab::team::address(name)).unwrap()
}

fn envelope(from: &str, to: &[&str]) -> Envelope {
    Envelope::new(address(from), to.iter().map(|to| address(to)).collect())
}

async fn connect(
    lab: &Lab,
    endpoint: &Endpoint,
    ca_file: &Path,
    member: &str,
    password: &str,
) -> Result<SmtpConnection, WireError> {
    let tls = TlsConfig::new(Some(ca_file)).unwrap();
    let login = Login::new(lab.address(member), password);
    SmtpConnection::connect(endpoint, &tls, &login, &Options::default()).await
}

async fn sign_in(lab: &Lab, member: &str) -> SmtpConnection {
    let password = lab.password(member);
    connect(lab, &lab.smtp_tls(), &lab.ca_file(), member, &password)
        .await
        .unwrap()
}

fn message(from: &str, subject: &str, body: &str) -> Vec<u8> {
    let from = address(from);
    format!("From: {from}\r\nTo: somebody\r\nSubject: {subject}\r\n\r\n{body}").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_arrives_as_it_was_frozen() {
    let lab = Lab::start();
    for (endpoint, subject) in [
        (lab.smtp_tls(), "tls"),
        (lab.submission_starttls(), "starttls"),
    ] {
        let password = lab.password("anna");
        let mut connection = connect(&lab, &endpoint, &lab.ca_file(), "anna", &password)
            .await
            .unwrap();
        assert!(connection.extensions().eight_bit_mime);
        assert!(connection.extensions().size);
        assert!(!connection.extensions().mechanisms.is_empty());
        let body = "Dear all,\r\n.\r\n..\r\n.hidden file\r\nGrüße\r\nbye\r\n";
        let message = message("support", subject, body);
        let mut journal = Journal::default();
        let outcome = connection
            .submit(&envelope("support", &["kunde"]), &message, &mut journal)
            .await;
        let Submitted::Accepted { reply } = outcome else {
            panic!("{outcome:?}\n{}", lab.logs())
        };
        assert_eq!((reply.code, reply.enhanced), (250, Some((2, 0, 0))));
        assert_eq!(journal.0, [Phase::Envelope, Phase::Body, Phase::Dot]);
        connection.quit().await;
    }
    let arrived = lab.wait_for_messages("kunde", "INBOX", 2);
    for (message, subject) in arrived.iter().zip(["tls", "starttls"]) {
        assert_eq!(message.header("Subject").as_deref(), Some(subject));
        let (_, body) = message
            .text()
            .split_once("\r\n\r\n")
            .map(|(h, b)| (h.to_owned(), b.to_owned()))
            .unwrap();
        assert_eq!(
            body,
            "Dear all,\r\n.\r\n..\r\n.hidden file\r\nGrüße\r\nbye\r\n"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_sender_is_refused_by_probe_and_by_sending() {
    let lab = Lab::start();
    let mut connection = sign_in(&lab, "ben").await;
    let (support, ben) = (address("support"), address("ben"));
    let ProbeOutcome::Refused(reply) = connection.probe(&support, &ben).await.unwrap() else {
        panic!("not refused")
    };
    assert_eq!((reply.code, reply.enhanced), (553, Some((5, 7, 1))));
    assert_eq!(reply.recipient, Some(ben.clone()));
    assert!(reply.text.contains("not owned by user"), "{reply}");
    for own in ["ben", "sales"] {
        let outcome = connection.probe(&address(own), &ben).await.unwrap();
        assert_eq!(outcome, ProbeOutcome::NotRefused);
    }
    let mut journal = Journal::default();
    let outcome = connection
        .submit(
            &envelope("support", &["kunde", "anna"]),
            &message("support", "x", "x\r\n"),
            &mut journal,
        )
        .await;
    let Submitted::Refused { replies } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(replies.len(), 2);
    assert_eq!(journal.0, [Phase::Envelope]);
    // The header check speaks after the dot, as Exchange does.
    let outcome = connection
        .submit(
            &envelope("ben", &["kunde"]),
            &message("hr", "x", "x\r\n"),
            &mut Journal::default(),
        )
        .await;
    let Submitted::Refused { replies } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((replies[0].phase, replies[0].code), (Phase::Dot, 550));
    assert_eq!(replies[0].enhanced, Some((5, 7, 1)));
    // The connection has come through all of that.
    let outcome = connection
        .submit(
            &envelope("ben", &["kunde"]),
            &message("ben", "mine", "x\r\n"),
            &mut Journal::default(),
        )
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    connection.quit().await;
    let arrived = lab.wait_for_messages("kunde", "INBOX", 1);
    assert_eq!(arrived[0].header("Subject").as_deref(), Some("mine"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_unknown_recipient_keeps_it_from_all() {
    let lab = Lab::start();
    let mut connection = sign_in(&lab, "anna").await;
    let to = ["kunde", "nobody@postroom.test", "ben"];
    let outcome = connection
        .submit(
            &envelope("anna", &to),
            &message("anna", "x", "x\r\n"),
            &mut Journal::default(),
        )
        .await;
    let refused: Vec<_> = outcome.refusals().cloned().collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (refused[0].code, refused[0].enhanced),
        (550, Some((5, 1, 1)))
    );
    assert_eq!(refused[0].recipient, Some(address("nobody@postroom.test")));
    let outcome = connection
        .submit(
            &envelope("anna", &["kunde"]),
            &message("anna", "y", "y\r\n"),
            &mut Journal::default(),
        )
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    connection.quit().await;
    assert_eq!(lab.wait_for_messages("kunde", "INBOX", 1).len(), 1);
    assert!(lab.folder_messages("ben", "INBOX").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_apart() {
    let mut lab = Lab::start();
    let endpoint = lab.smtp_tls();
    let error = connect(&lab, &endpoint, &lab.ca_file(), "anna", "wrong")
        .await
        .unwrap_err();
    match error {
        WireError::SignIn {
            reply: Some(reply), ..
        } => {
            assert_eq!((reply.code, reply.enhanced), (535, Some((5, 7, 8))));
        }
        other => panic!("{other:?}"),
    }
    let password = lab.password("carla");
    assert!(
        connect(&lab, &endpoint, &lab.ca_file(), "carla", &password)
            .await
            .is_ok()
    );
    let foreign = lab.foreign_ca_file();
    let error = connect(&lab, &endpoint, &foreign, "carla", &password)
        .await
        .unwrap_err();
    assert!(
        matches!(error, WireError::Tls(TlsError::UnknownIssuer { .. })),
        "{error:?}"
    );
    let crossed = Endpoint {
        security: endpoint.security,
        ..lab.submission_starttls()
    };
    let error = connect(&lab, &crossed, &lab.ca_file(), "carla", &password)
        .await
        .unwrap_err();
    assert!(
        matches!(error, WireError::Tls(TlsError::NotTls { .. })),
        "{error:?}"
    );

    let mut connection = sign_in(&lab, "anna").await;
    let limit = connection.extensions().size_limit.unwrap();
    let large = vec![b'x'; usize::try_from(limit).unwrap() + 1];
    let outcome = connection
        .submit(
            &envelope("anna", &["kunde"]),
            &large,
            &mut Journal::default(),
        )
        .await;
    match outcome {
        Submitted::NotSent {
            error: WireError::Message(MessageFault::TooLarge { limit: told, .. }),
            ..
        } => {
            assert_eq!(told, limit);
        }
        other => panic!("{other:?}"),
    }
    // The server goes away between two messages.
    lab.stop_postfix();
    let outcome = connection
        .submit(
            &envelope("anna", &["kunde"]),
            b"x\r\n",
            &mut Journal::default(),
        )
        .await;
    match outcome {
        Submitted::NotSent {
            error: WireError::Closed { .. },
            phase: Phase::Envelope,
        } => {}
        Submitted::Refused { replies } if replies[0].code == 421 => {}
        other => panic!("{other:?}"),
    }
    let error = connect(&lab, &endpoint, &lab.ca_file(), "anna", "anna-pass")
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            WireError::Connect {
                kind: std::io::ErrorKind::ConnectionRefused,
                ..
            }
        ),
        "{error:?}"
    );
}

/// Postfix reports what it passed on, or put into a mailbox, only if it was asked to.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_comes_if_it_was_asked_for() {
    const ID: &str = "0123456789abcdef@postroom.test";
    let lab = Lab::start();
    let mut connection = sign_in(&lab, "anna").await;
    assert!(connection.extensions().dsn);
    let plain = envelope("support", &["kunde"]);
    for (envelope, subject) in [(plain.clone(), "without"), (plain.with_receipt(ID), "with")] {
        let outcome = connection
            .submit(
                &envelope,
                &message("support", subject, "x\r\n"),
                &mut Journal::default(),
            )
            .await;
        assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    }
    let _ = lab.wait_for_messages("kunde", "INBOX", 2);
    // The report of the second message comes after both were delivered, and is the only one.
    let reports = lab.wait_for_messages("support", "INBOX", 1);
    let [arrived] = &reports[..] else {
        panic!("{} reports", reports.len());
    };
    let report = postroom::rfc822::delivery_report(arrived.text().as_bytes())
        .unwrap_or_else(|| panic!("{}", arrived.text()));
    assert!(report.is_about(ID), "{}", arrived.text());
    let [kunde] = &report.recipients[..] else {
        panic!("{report:?}");
    };
    assert!(kunde.is_about(&address("kunde")), "{kunde}");
    // The next hop offers DSN or not.
    assert!(
        matches!(
            kunde.action,
            DeliveryAction::Relayed | DeliveryAction::Delivered
        ),
        "{kunde}"
    );
    assert_eq!(kunde.status.map(|(class, ..)| class), Some(2));
    connection.quit().await;
}

/// What cannot be delivered comes back by itself, and names the message by the header it returns.
#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_names_the_message() {
    const ID: &str = "fedcba9876543210@postroom.test";
    let lab = Lab::start();
    // An address that is passed on to where nothing can be delivered.
    let aliases = lab.directory().join("postfix/config/aliases");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(aliases)
        .unwrap();
    writeln!(file, "left@postroom.test gone@nowhere.invalid").unwrap();
    // Postfix waits until a table is older than two seconds.
    let past = SystemTime::now() - Duration::from_secs(600);
    file.set_modified(past).unwrap();
    let mut connection = sign_in(&lab, "anna").await;
    let left = EmailAddress::parse("left@postroom.test").unwrap();
    let envelope = Envelope::new(address("support"), vec![left.clone()]);
    let mut bytes = format!("Message-ID: <{ID}>\r\n").into_bytes();
    bytes.extend(message("support", "lost", "x\r\n"));
    let outcome = connection
        .submit(&envelope, &bytes, &mut Journal::default())
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    let reports = lab.wait_for_messages("support", "INBOX", 1);
    let text = reports[0].text();
    let report =
        postroom::rfc822::delivery_report(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(report.message_ids, [ID]);
    assert_eq!(report.worst(), Some(DeliveryAction::Failed));
    assert!(report.recipients[0].is_about(&left), "{report:?}");
    assert!(!report.recipients[0].diagnostic.is_empty());
    connection.quit().await;
}
