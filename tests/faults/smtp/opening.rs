//! Before a message: STARTTLS, what is believed of it, and signing in.

use std::sync::Arc;

use postroom::domain::Security;
use postroom::wire::smtp::{Mechanism, Options, SmtpConnection};
use postroom::wire::tls::TlsError;
use postroom::wire::{Login, WireError};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio_rustls::TlsAcceptor;

use super::certificates::{leaf, server_config};
use super::fixture::{AUTHORITY, PASSWORD, endpoint, login, pipe, sign_in, tls};
use super::server::{Answer, Server};

async fn start_tls(server: &Server) -> Result<SmtpConnection, WireError> {
    SmtpConnection::over(
        Box::new(pipe(server)),
        &endpoint(Security::StartTls),
        tls(),
        &login(),
        &Options::default(),
    )
    .await
}

fn acceptor() -> TlsAcceptor {
    let certificate = leaf(&AUTHORITY.issuer, &["localhost"], (2020, 2090));
    TlsAcceptor::from(Arc::new(server_config(certificate)))
}

#[tokio::test]
async fn starttls_forgets_what_was_said_before_it() {
    let before = Server::new().offering(&["STARTTLS", "AUTH LOGIN", "SIZE 1"]);
    let after = Server::new().offering(&["AUTH PLAIN", "SIZE 5000"]);
    let (ours, theirs) = duplex(64 * 1024);
    let (plain, secured) = (before.clone(), after.clone());
    tokio::spawn(async move {
        let stream = plain.serve(theirs).await.unwrap();
        let stream = acceptor().accept(stream).await.unwrap();
        secured.serve_from(stream, false).await;
    });
    let connection = SmtpConnection::over(
        Box::new(ours),
        &endpoint(Security::StartTls),
        tls(),
        &login(),
        &Options::default(),
    )
    .await
    .unwrap();
    assert_eq!(connection.extensions().mechanisms, [Mechanism::Plain]);
    assert_eq!(connection.extensions().size_limit, Some(5000));
    assert!(!connection.extensions().start_tls);
    assert_eq!(before.commands(), ["EHLO [127.0.0.1]", "STARTTLS"]);
    assert_eq!(after.commands()[0], "EHLO [127.0.0.1]");
    assert!(after.commands()[1].starts_with("AUTH PLAIN "));
}

/// Whoever stands in between adds an answer behind the consent and passes the real server's
/// handshake through: that answer must not be taken for one that came inside TLS.
#[tokio::test]
async fn bytes_before_the_handshake_end_the_connection() {
    for injected in ["250-evil\r\n250 AUTH LOGIN\r\n", "2", "\r\n"] {
        let (ours, mut theirs) = duplex(64 * 1024);
        let server = tokio::spawn(async move {
            theirs.write_all(b"220 x\r\n").await.unwrap();
            expect(&mut theirs, "EHLO [127.0.0.1]\r\n").await;
            theirs
                .write_all(b"250-x\r\n250 STARTTLS\r\n")
                .await
                .unwrap();
            expect(&mut theirs, "STARTTLS\r\n").await;
            let reply = format!("220 go ahead\r\n{injected}");
            theirs.write_all(reply.as_bytes()).await.unwrap();
            let mut heard = Vec::new();
            theirs.read_to_end(&mut heard).await.unwrap();
            heard
        });
        let error = SmtpConnection::over(
            Box::new(ours),
            &endpoint(Security::StartTls),
            tls(),
            &login(),
            &Options::default(),
        )
        .await
        .unwrap_err();
        assert!(
            matches!(error, WireError::InjectedBeforeTls),
            "{injected:?}: {error:?}"
        );
        assert!(server.await.unwrap().is_empty(), "the handshake was begun");
    }
}

async fn expect(stream: &mut tokio::io::DuplexStream, words: &str) {
    let mut heard = vec![0; words.len()];
    stream.read_exact(&mut heard).await.unwrap();
    assert_eq!(heard, words.as_bytes());
}

#[tokio::test(start_paused = true)]
async fn without_starttls_nothing_is_said() {
    // Taken out by somebody in between, or never there.
    let server = Server::new().offering(&["AUTH PLAIN LOGIN"]);
    let error = start_tls(&server).await.unwrap_err();
    assert!(
        matches!(error, WireError::PlaintextRefused { .. }),
        "{error:?}"
    );
    assert_eq!(server.commands(), ["EHLO [127.0.0.1]"]);

    for refusal in ["454 4.7.0 TLS not available", "500 5.5.1 what?"] {
        let server = Server::new()
            .offering(&["STARTTLS", "AUTH PLAIN"])
            .on("STARTTLS", refusal);
        match start_tls(&server).await.unwrap_err() {
            WireError::Refused(reply) => assert_eq!(reply.to_string(), refusal),
            other => panic!("{other:?}"),
        }
        assert!(!server.heard("AUTH"));
    }
}

#[tokio::test]
async fn consent_without_tls_is_no_protection() {
    let (ours, mut theirs) = duplex(64 * 1024);
    let server = tokio::spawn(async move {
        theirs.write_all(b"220 x\r\n").await.unwrap();
        expect(&mut theirs, "EHLO [127.0.0.1]\r\n").await;
        theirs
            .write_all(b"250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
            .await
            .unwrap();
        expect(&mut theirs, "STARTTLS\r\n").await;
        theirs.write_all(b"220 go ahead\r\n").await.unwrap();
        // The first octet of a TLS record is here; what follows is plain text.
        assert_eq!(theirs.read_u8().await.unwrap(), 0x16);
        theirs.write_all(b"250 never mind TLS\r\n").await.unwrap();
        let mut heard = Vec::new();
        let _ = theirs.read_to_end(&mut heard).await;
        heard
    });
    let stream = Box::new(ours);
    let endpoint = endpoint(Security::StartTls);
    let error = SmtpConnection::over(stream, &endpoint, tls(), &login(), &Options::default())
        .await
        .unwrap_err();
    assert!(
        matches!(error, WireError::Tls(TlsError::NotTls { .. })),
        "{error:?}"
    );
    let heard = server.await.unwrap();
    assert!(!heard.windows(4).any(|four| four == b"AUTH"));
}

#[tokio::test(start_paused = true)]
async fn no_password_goes_out_in_the_clear() {
    let mut far = endpoint(Security::None);
    far.host = "mail.faults.test".into();
    let server = Server::new();
    let options = Options::default();
    let over = |tls| {
        let stream = Box::new(pipe(&server));
        let far = far.clone();
        let options = options.clone();
        async move { SmtpConnection::over(stream, &far, &tls, &login(), &options).await }
    };
    let error = over(tls().clone()).await.unwrap_err();
    assert!(
        matches!(&error, WireError::PlaintextRefused { host } if host == "mail.faults.test"),
        "{error:?}"
    );
    // Not even a connection is made.
    let error = SmtpConnection::connect(&far, tls(), &login(), &options)
        .await
        .unwrap_err();
    assert!(
        matches!(error, WireError::PlaintextRefused { .. }),
        "{error:?}"
    );
    let other = tls().clone().accepting_plaintext("other.faults.test");
    assert!(over(other).await.is_err());
    assert!(server.commands().is_empty());
    let accepted = tls().clone().accepting_plaintext("Mail.Faults.TEST");
    assert!(over(accepted).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_mechanism_is_the_servers_choice() {
    let plain = base64("\0anna@faults.test\0open sesame");
    for (offer, expected) in [
        ("AUTH LOGIN PLAIN", vec![format!("AUTH PLAIN {plain}")]),
        ("auth plain", vec![format!("AUTH PLAIN {plain}")]),
        (
            "AUTH NTLM LOGIN",
            vec![
                "AUTH LOGIN".into(),
                base64("anna@faults.test"),
                base64(PASSWORD),
            ],
        ),
        (
            "AUTH=LOGIN",
            vec![
                "AUTH LOGIN".into(),
                base64("anna@faults.test"),
                base64(PASSWORD),
            ],
        ),
    ] {
        let server = Server::new().offering(&[offer]);
        sign_in(&server).await.unwrap();
        assert_eq!(server.commands()[1..], expected, "{offer}");
    }
    for (offer, others) in [("AUTH GSSAPI", true), ("SIZE", false)] {
        let server = Server::new().offering(&[offer]);
        match sign_in(&server).await.unwrap_err() {
            WireError::NoMechanism { offers_others } => assert_eq!(offers_others, others),
            other => panic!("{other:?}"),
        }
        assert!(!server.heard("AUTH"));
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test(start_paused = true)]
async fn a_refused_sign_in_brings_the_servers_words_and_no_secret() {
    let refusals = [
        (535, "535 5.7.8 Error: authentication failed"),
        (454, "454 4.7.0 Temporary authentication failure"),
        (
            535,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
        ),
    ];
    for (code, words) in refusals {
        for (offer, step) in [
            ("AUTH PLAIN", "AUTH"),
            ("AUTH LOGIN", "AUTH"),
            ("AUTH LOGIN", "USER"),
            ("AUTH LOGIN", "PASSWORD"),
        ] {
            let server = Server::new().offering(&[offer]).on(step, words);
            let error = sign_in(&server).await.unwrap_err();
            let shown = format!("{error} {error:?} {:?}", login());
            for secret in [
                PASSWORD,
                &base64(PASSWORD),
                &base64("\0anna@faults.test\0open sesame"),
            ] {
                assert!(!shown.contains(secret), "{shown}");
            }
            match error {
                WireError::SignIn {
                    reply: Some(reply),
                    words: told,
                    ..
                } => {
                    assert_eq!((reply.code, reply.to_string().as_str()), (code, words));
                    assert_eq!(told, reply.text);
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn odd_dialogues_of_signing_in_are_no_success() {
    // A question to PLAIN, which has none; a welcome before the password.
    for (offer, step, reply) in [
        ("AUTH PLAIN", "AUTH", "334 "),
        ("AUTH LOGIN", "AUTH", "235 welcome"),
        ("AUTH LOGIN", "USER", "235 welcome"),
        ("AUTH LOGIN", "PASSWORD", "334 more"),
    ] {
        let server = Server::new().offering(&[offer]).on(step, reply);
        let error = sign_in(&server).await.unwrap_err();
        assert!(
            matches!(error, WireError::Protocol { .. }),
            "{offer} {step}: {error:?}"
        );
    }
    // NUL would move the border between name and password.
    let server = Server::new();
    let login = Login::new("anna\0root", PASSWORD);
    let error = SmtpConnection::over(
        Box::new(pipe(&server)),
        &endpoint(Security::None),
        tls(),
        &login,
        &Options::default(),
    )
    .await
    .unwrap_err();
    assert!(matches!(error, WireError::SignIn { .. }), "{error:?}");
    assert!(!server.heard("AUTH"));
}

#[tokio::test(start_paused = true)]
async fn an_unwelcoming_server_is_left() {
    for words in ["554 5.7.1 no service", "421 4.3.2 closing", "530 5.7.0 no"] {
        for step in ["GREETING", "EHLO"] {
            let server = Server::new().on(step, words);
            match sign_in(&server).await.unwrap_err() {
                WireError::Refused(reply) => assert_eq!(reply.to_string(), words),
                other => panic!("{other:?}"),
            }
            assert!(!server.heard("AUTH"));
        }
    }
    for step in ["GREETING", "EHLO", "AUTH"] {
        let server = Server::new().on(step, Answer::Close);
        let error = sign_in(&server).await.unwrap_err();
        assert!(
            matches!(error, WireError::Closed { .. }),
            "{step}: {error:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn our_name_cannot_break_the_greeting() {
    for (name, said) in [
        (None, "EHLO [127.0.0.1]"),
        (Some("desk.faults.test"), "EHLO desk.faults.test"),
        (Some("x\r\nMAIL FROM:<>"), "EHLO [127.0.0.1]"),
        (Some(""), "EHLO [127.0.0.1]"),
    ] {
        let server = Server::new();
        let options = Options {
            hello: name.map(str::to_owned),
            ..Options::default()
        };
        SmtpConnection::over(
            Box::new(pipe(&server)),
            &endpoint(Security::None),
            tls(),
            &login(),
            &options,
        )
        .await
        .unwrap();
        assert_eq!(server.commands()[0], said);
    }
}
