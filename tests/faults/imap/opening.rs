//! From the greeting to the sign-in.

use std::sync::Arc;

use postroom::domain::Security;
use postroom::wire::imap::{Capability, ImapConnection, ImapOptions, ResponseCode};
use postroom::wire::{Login, WireError};
use tokio_rustls::TlsAcceptor;

use super::{PASSWORD, connect, endpoint, login};
use crate::script::{Peer, play};
use crate::smtp::certificates::{leaf, server_config};
use crate::smtp::fixture::{AUTHORITY, tls};

/// Nothing that was heard holds the password, in clear or in base64.
fn no_secret(peer: &Peer) {
    use base64::Engine as _;
    let plain =
        base64::engine::general_purpose::STANDARD.encode(format!("\0anna@faults.test\0{PASSWORD}"));
    for line in &peer.heard {
        assert!(!line.contains(PASSWORD) && !line.contains(&plain), "{line}");
    }
}

async fn start_tls<F, Fut>(script: F) -> Result<ImapConnection, WireError>
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let (stream, task) = play(script);
    let result = ImapConnection::over(
        stream,
        &endpoint(Security::StartTls),
        tls(),
        &login(),
        &ImapOptions::default(),
    )
    .await;
    task.await.unwrap();
    result
}

#[tokio::test]
async fn a_session_that_is_signed_in_from_the_start_is_refused() {
    let (result, task) = connect(|mut peer| async move {
        peer.say("* PREAUTH [CAPABILITY IMAP4rev1] hello").await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    assert!(
        matches!(result, Err(WireError::Protocol { .. })),
        "{result:?}"
    );
    task.await.unwrap();
    let result = start_tls(|mut peer| async move {
        peer.say("* PREAUTH hello").await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    assert!(matches!(result, Err(WireError::Protocol { .. })));
}

#[tokio::test]
async fn no_password_where_login_is_disabled() {
    let (result, task) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello")
            .await;
        assert_eq!(peer.line().await, None);
    })
    .await;
    assert!(
        matches!(result, Err(WireError::Unsupported { .. })),
        "{result:?}"
    );
    task.await.unwrap();
}

#[tokio::test]
async fn octets_behind_the_consent_to_starttls_end_the_connection() {
    for injected in [
        "P2 OK injected\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
        "x",
    ] {
        let result = start_tls(move |mut peer| async move {
            peer.say("* OK hello").await;
            let tag = peer.hear("STARTTLS").await;
            peer.send(format!("{tag} OK begin\r\n{injected}")).await;
            // Not even a handshake is begun.
            assert_eq!(peer.line().await, None);
            no_secret(&peer);
        })
        .await;
        assert!(
            matches!(result, Err(WireError::InjectedBeforeTls)),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn nothing_said_before_tls_is_believed_after_it() {
    let result = start_tls(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR X-EVIL] hello")
            .await;
        peer.answer(
            "STARTTLS",
            &[
                "* CAPABILITY IMAP4rev1 X-EVIL",
                "* OK [ALERT] call 555-1234",
            ],
            "OK begin",
        )
        .await;
        no_secret(&peer);
        let acceptor = TlsAcceptor::from(Arc::new(server_config(leaf(
            &AUTHORITY.issuer,
            &["localhost"],
            (2020, 2090),
        ))));
        let stream = acceptor.accept(peer.into_stream()).await.unwrap();
        let mut peer = Peer::new(stream);
        // Asked anew: the mechanisms of before must not be used.
        peer.answer("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK x")
            .await;
        peer.answer("LOGIN \"anna@faults.test\" \"open sesame\"", &[], "OK in")
            .await;
        peer.answer("CAPABILITY", &["* CAPABILITY IMAP4rev1 IDLE"], "OK x")
            .await;
    })
    .await;
    let mut connection = result.unwrap();
    let names: Vec<&str> = connection.capabilities().names().collect();
    assert_eq!(names, ["IDLE", "IMAP4REV1"]);
    assert_eq!(connection.take_unsolicited(), []);
}

#[tokio::test]
async fn without_starttls_no_password_leaves() {
    for refusal in ["BAD unknown command", "NO not now"] {
        let result = start_tls(move |mut peer| async move {
            peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello")
                .await;
            peer.answer("STARTTLS", &[], refusal).await;
            assert_eq!(peer.line().await, None);
        })
        .await;
        assert!(matches!(result, Err(WireError::PlaintextRefused { .. })));
    }
}

#[tokio::test]
async fn an_unprotected_host_needs_a_persons_consent() {
    let mut elsewhere = endpoint(Security::None);
    elsewhere.host = "imap.faults.invalid".into();
    let result = ImapConnection::connect(&elsewhere, tls(), &login()).await;
    assert!(
        matches!(result, Err(WireError::PlaintextRefused { .. })),
        "{result:?}"
    );
    // With it, the attempt is made; the name does not exist.
    let accepting = tls().clone().accepting_plaintext("imap.faults.invalid");
    let (stream, task) = play(|mut peer: Peer| async move { peer.let_in("").await });
    let result = ImapConnection::over(
        stream,
        &elsewhere,
        &accepting,
        &login(),
        &ImapOptions::default(),
    )
    .await;
    assert!(result.is_ok(), "{result:?}");
    task.await.unwrap();
}

#[tokio::test]
async fn a_refused_sign_in_carries_the_servers_words() {
    let long = format!(
        "NO [AUTHENTICATIONFAILED] <b>Wrong</b>\u{7}{}",
        "x".repeat(100_000)
    );
    let (result, task) = connect(move |mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello")
            .await;
        peer.answer(
            "AUTHENTICATE PLAIN AGFubmFAZmF1bHRzLnRlc3QAb3BlbiBzZXNhbWU=",
            &[],
            &long,
        )
        .await;
    })
    .await;
    let Err(WireError::SignIn { words, .. }) = result else {
        panic!("{result:?}");
    };
    assert!(words.starts_with("<b>Wrong</b>xxx"), "{words}");
    assert_eq!(words.chars().count(), 500);
    task.await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_down_is_no_wrong_password() {
    let (result, _) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello")
            .await;
        peer.answer("AUTHENTICATE", &[], "NO [UNAVAILABLE] database is down")
            .await;
    })
    .await;
    assert!(
        matches!(
            &result,
            Err(WireError::No {
                code: Some(ResponseCode::Unavailable),
                ..
            })
        ),
        "{result:?}"
    );
}

#[tokio::test]
async fn exchange_refuses_a_mailbox_behind_the_sign_in() {
    let (result, _) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello")
            .await;
        peer.answer("AUTHENTICATE", &[], "OK done").await;
        peer.answer(
            "CAPABILITY",
            &[],
            "BAD User is authenticated but not connected.",
        )
        .await;
    })
    .await;
    let Err(WireError::SignIn { words, .. }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(words, "User is authenticated but not connected.");
}

/// T45.
#[tokio::test]
async fn an_answer_with_a_foreign_tag_is_no_refused_sign_in() {
    let (result, _) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello")
            .await;
        peer.hear("AUTHENTICATE").await;
        peer.say("ZZ99 NO stale").await;
    })
    .await;
    assert!(
        matches!(result, Err(WireError::Protocol { .. })),
        "{result:?}"
    );
}

#[tokio::test]
async fn the_response_waits_where_it_cannot_go_with_the_command() {
    let (result, task) = connect(|mut peer| async move {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello")
            .await;
        let tag = peer.hear("AUTHENTICATE PLAIN").await;
        peer.say("+ ").await;
        let line = peer.line().await.unwrap();
        assert_eq!(line, "AGFubmFAZmF1bHRzLnRlc3QAb3BlbiBzZXNhbWU=");
        peer.say(&format!(
            "{tag} OK [CAPABILITY IMAP4rev1 ACL RIGHTS=texk] in"
        ))
        .await;
    })
    .await;
    let connection = result.unwrap();
    assert!(connection.capabilities().has(Capability::Acl));
    assert!(connection.capabilities().rights_equal());
    task.await.unwrap();
}

#[tokio::test]
async fn a_password_is_quoted_or_a_literal_and_never_a_command() {
    let over = async |secret: &'static str, script: fn(Peer) -> _| {
        let (stream, task) = play(script);
        let result = ImapConnection::over(
            stream,
            &endpoint(Security::None),
            tls(),
            &Login::new("dom\\anna", secret.to_owned()),
            &ImapOptions::default(),
        )
        .await;
        let task: tokio::task::JoinHandle<()> = task;
        task.await.unwrap();
        result
    };
    // A backslash in the name means LOGIN, although PLAIN is offered.
    fn quoted(mut peer: Peer) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello")
                .await;
            peer.answer("LOGIN \"dom\\\\anna\" \"a\\\"b\\\\c d\"", &[], "OK x")
                .await;
            peer.answer("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK x")
                .await;
        })
    }
    fn literal(mut peer: Peer) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            peer.say("* OK [CAPABILITY IMAP4rev1] hello").await;
            let tag = peer.hear("LOGIN \"dom\\\\anna\" {8}").await;
            peer.say("+ go").await;
            assert_eq!(peer.octets(8).await, "pässwö".as_bytes());
            assert_eq!(peer.line().await.unwrap(), "");
            peer.say(&format!("{tag} OK x")).await;
            peer.answer("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK x")
                .await;
        })
    }
    fn nothing(mut peer: Peer) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            peer.say("* OK [CAPABILITY IMAP4rev1] hello").await;
            assert_eq!(peer.line().await, None);
        })
    }
    over("a\"b\\c d", quoted).await.unwrap();
    over("pässwö", literal).await.unwrap();
    for secret in ["a\r\nP9 DELETE INBOX", "a\nb", "a\0b"] {
        let result = over(secret, nothing).await;
        assert!(
            matches!(result, Err(WireError::Unsendable { .. })),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn greetings_that_are_none() {
    for (greeting, bye) in [
        ("* BYE too many connections", true),
        ("Server Unavailable. 15", true),
        ("* NO overloaded", true),
        ("* 3 EXISTS", false),
        ("220 mail.faults.test ESMTP", true),
        ("P1 OK in", false),
    ] {
        let (result, _) = connect(move |mut peer| async move { peer.say(greeting).await }).await;
        match result {
            Err(WireError::Bye { words }) if bye => assert!(!words.is_empty()),
            Err(WireError::Protocol { .. }) if !bye => {}
            other => panic!("{greeting}: {other:?}"),
        }
    }
}
