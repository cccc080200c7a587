//! Certificates that must not be accepted, each told apart, and the one that may.

use std::sync::Arc;

use postroom::domain::{Endpoint, Security};
use postroom::wire::WireError;
use postroom::wire::smtp::{Options, SmtpConnection};
use postroom::wire::tls::{TlsConfig, TlsError};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::fixture::{AUTHORITY, authority, login, tls};
use super::server::Server;

type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn params(names: &[&str], (from, to): (i32, i32)) -> rcgen::CertificateParams {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let mut params = rcgen::CertificateParams::new(names).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Faults Mail");
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(to, 1, 1);
    params
}

/// A certificate for these names, valid between these years, issued by an authority.
pub fn leaf(
    issuer: &rcgen::Issuer<'static, rcgen::KeyPair>,
    names: &[&str],
    years: (i32, i32),
) -> Identity {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params(names, years).signed_by(&key, issuer).unwrap();
    (
        certificate.der().clone(),
        PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
    )
}

fn self_signed(names: &[&str]) -> Identity {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params(names, (2020, 2090)).self_signed(&key).unwrap();
    (
        certificate.der().clone(),
        PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
    )
}

pub fn server_config((certificate, key): Identity) -> rustls::ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

/// Signs in by implicit TLS to a server with this certificate.
async fn connect(
    identity: Identity,
    tls: &TlsConfig,
) -> (Result<SmtpConnection, WireError>, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = Server::new();
    let serving = server.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(server_config(identity)));
        if let Ok(stream) = acceptor.accept(stream).await {
            serving.serve(stream).await;
        }
    });
    (open(port, tls).await, server)
}

async fn open(port: u16, tls: &TlsConfig) -> Result<SmtpConnection, WireError> {
    let endpoint = Endpoint {
        host: "127.0.0.1".into(),
        port,
        security: Security::Tls,
    };
    SmtpConnection::connect(&endpoint, tls, &login(), &Options::default()).await
}

async fn refusal(identity: Identity) -> TlsError {
    let (result, server) = connect(identity, tls()).await;
    assert!(server.commands().is_empty());
    match result {
        Err(WireError::Tls(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_certificate_of_the_file_is_accepted() {
    let identity = leaf(&AUTHORITY.issuer, &["127.0.0.1"], (2020, 2090));
    let (result, server) = connect(identity, tls()).await;
    let connection = result.unwrap();
    assert!(server.heard("AUTH PLAIN"));
    connection.quit().await;
    assert!(server.heard("QUIT"));
}

#[tokio::test]
async fn an_expired_certificate() {
    let error = refusal(leaf(&AUTHORITY.issuer, &["127.0.0.1"], (2020, 2021))).await;
    let TlsError::Expired { host, certificate } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(host, "127.0.0.1");
    assert_eq!(
        certificate.not_after.unwrap().to_string(),
        "2021-01-01T00:00:00Z"
    );
    assert_eq!(certificate.issuer, "Faults Test Authority");
}

#[tokio::test]
async fn a_certificate_of_the_future() {
    let error = refusal(leaf(&AUTHORITY.issuer, &["127.0.0.1"], (2080, 2090))).await;
    assert!(matches!(error, TlsError::NotYetValid { .. }), "{error:?}");
}

#[tokio::test]
async fn a_certificate_for_another_host() {
    let names = ["mail.faults.test", "127.0.0.9"];
    let error = refusal(leaf(&AUTHORITY.issuer, &names, (2020, 2090))).await;
    let TlsError::WrongHost { certificate, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(certificate.names, names);
    assert!(error.to_string().contains("mail.faults.test"), "{error}");
}

#[tokio::test]
async fn a_certificate_of_a_stranger() {
    let (stranger, _) = authority("Nobody's Authority");
    let error = refusal(leaf(&stranger, &["127.0.0.1"], (2020, 2090))).await;
    let TlsError::UnknownIssuer { certificate, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(certificate.issuer, "Nobody's Authority");
    assert_eq!(certificate.subject, "Faults Mail");
}

#[tokio::test]
async fn a_certificate_of_its_own() {
    let error = refusal(self_signed(&["127.0.0.1"])).await;
    assert!(matches!(error, TlsError::UnknownIssuer { .. }), "{error:?}");
}

#[tokio::test]
async fn an_authority_of_the_same_name_is_still_a_stranger() {
    let (impostor, _) = authority("Faults Test Authority");
    let error = refusal(leaf(&impostor, &["127.0.0.1"], (2020, 2090))).await;
    assert!(
        matches!(
            error,
            TlsError::UnknownIssuer { .. } | TlsError::Other { .. }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn plain_text_where_tls_was_due() {
    for greeting in [
        "220 mail.faults.test ESMTP\r\n",
        "* OK IMAP4rev1\r\n",
        "HTTP/1.1 400 Bad\r\n\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(greeting.as_bytes()).await.unwrap();
            let mut heard = Vec::new();
            let _ = stream.read_to_end(&mut heard).await;
            heard
        });
        let error = open(port, tls()).await.unwrap_err();
        assert!(
            matches!(error, WireError::Tls(TlsError::NotTls { .. })),
            "{error:?}"
        );
        let heard = server.await.unwrap();
        assert!(!heard.windows(4).any(|four| four == b"AUTH"));
    }
}

#[tokio::test]
async fn an_outdated_server_is_told_apart() {
    // A fatal alert "protocol version", as a server answers that speaks only what we do not.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let error = open(port, tls()).await.unwrap_err();
    assert!(
        matches!(error, WireError::Tls(TlsError::Incompatible { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_hangs_up_in_the_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { drop(listener.accept().await) });
    let error = open(port, tls()).await.unwrap_err();
    assert!(
        matches!(
            error,
            WireError::Closed {
                step: "tls-handshake"
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn nobody_there_and_no_such_name() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = open(port, tls()).await.unwrap_err();
    assert!(
        matches!(
            &error,
            WireError::Connect {
                kind: std::io::ErrorKind::ConnectionRefused,
                ..
            }
        ),
        "{error:?}"
    );
    let endpoint = Endpoint {
        host: "no-such-host.invalid".into(),
        port: 465,
        security: Security::Tls,
    };
    let error = SmtpConnection::connect(&endpoint, tls(), &login(), &Options::default())
        .await
        .unwrap_err();
    // Without a name server it takes the system some time to give up.
    assert!(
        matches!(
            &error,
            WireError::Resolve { .. } | WireError::Timeout { step: "resolve" }
        ),
        "{error:?}"
    );
}

#[test]
fn a_certificate_file_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem");
    let text = folder.path().join("text.pem");
    std::fs::write(&text, "no certificate").unwrap();
    let broken = folder.path().join("broken.pem");
    std::fs::write(
        &broken,
        "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    let wrong = folder.path().join("wrong.pem");
    std::fs::write(
        &wrong,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    for path in [missing, text, broken, wrong] {
        let error = TlsConfig::new(Some(&path)).unwrap_err();
        assert!(
            matches!(&error, TlsError::CaFile { path: told, .. } if *told == path),
            "{error:?}"
        );
    }
}
