//! What the tests of this part share: a client over a pipe, a journal that remembers, and streams
//! that count and cut.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use async_trait::async_trait;
use postroom::domain::{EmailAddress, Endpoint, Envelope, Phase, Security};
use postroom::wire::smtp::{GateError, Options, PhaseGate, SmtpConnection, Submitted};
use postroom::wire::stream::Stream;
use postroom::wire::tls::TlsConfig;
use postroom::wire::{Login, WireError};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

use super::server::Server;

pub const PASSWORD: &str = "open sesame";
pub const MESSAGE: &[u8] =
    b"From: a@faults.test\r\nSubject: x\r\n\r\nDear all,\r\n.\r\n..two dots\r\nbye\r\n";

/// An authority made for this run, and a configuration that trusts it.
pub struct Authority {
    pub issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    pub tls: TlsConfig,
}

pub static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let (issuer, pem) = authority("Faults Test Authority");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, pem).unwrap();
    Authority {
        issuer,
        tls: TlsConfig::new(Some(&path)).unwrap(),
    }
});

/// A certificate authority and its certificate.
pub fn authority(name: &str) -> (rcgen::Issuer<'static, rcgen::KeyPair>, String) {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    (rcgen::Issuer::new(params, key), pem)
}

pub fn tls() -> &'static TlsConfig {
    &AUTHORITY.tls
}

pub fn endpoint(security: Security) -> Endpoint {
    Endpoint {
        host: "localhost".into(),
        port: 587,
        security,
    }
}

pub fn login() -> Login {
    Login::new("anna@faults.test", PASSWORD)
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub fn envelope(to: &[&str]) -> Envelope {
    Envelope::new(
        address("support@faults.test"),
        to.iter().map(|to| address(to)).collect(),
    )
}

/// Starts the server on one end of a pipe and gives the other end.
pub fn pipe(server: &Server) -> DuplexStream {
    let (ours, theirs) = duplex(64 * 1024);
    tokio::spawn(server.clone().serve(theirs));
    ours
}

/// Signs in to the server over a stream to it.
pub async fn sign_in_over(stream: Stream) -> Result<SmtpConnection, WireError> {
    SmtpConnection::over(
        stream,
        &endpoint(Security::None),
        tls(),
        &login(),
        &Options::default(),
    )
    .await
}

pub async fn sign_in(server: &Server) -> Result<SmtpConnection, WireError> {
    sign_in_over(Box::new(pipe(server))).await
}

/// Signs in and submits [`MESSAGE`].
pub async fn submit(server: &Server, to: &[&str]) -> (Submitted, Journal) {
    let mut connection = sign_in(server).await.unwrap();
    let mut journal = Journal::default();
    let outcome = connection
        .submit(&envelope(to), MESSAGE, &mut journal)
        .await;
    (outcome, journal)
}

/// A journal in memory. It can be full for one phase, and notes how much had been written to
/// the server when the dot was asked for.
#[derive(Debug, Default)]
pub struct Journal {
    pub phases: Vec<Phase>,
    pub full_for: Option<Phase>,
    pub meter: Option<Meter>,
    pub written_before_dot: usize,
}

impl Journal {
    pub fn has_dot(&self) -> bool {
        self.phases.contains(&Phase::Dot)
    }
}

#[async_trait]
impl PhaseGate for Journal {
    async fn enter(&mut self, phase: Phase) -> Result<(), GateError> {
        if self.full_for == Some(phase) {
            return Err(GateError("disk full".into()));
        }
        if phase == Phase::Dot {
            self.written_before_dot = self.meter.as_ref().map_or(0, Meter::written);
        }
        self.phases.push(phase);
        Ok(())
    }
}

/// How much went through a [`Line`].
#[derive(Debug, Clone, Default)]
pub struct Meter {
    written: Arc<AtomicUsize>,
    read: Arc<AtomicUsize>,
}

impl Meter {
    pub fn written(&self) -> usize {
        self.written.load(Ordering::SeqCst)
    }

    pub fn read(&self) -> usize {
        self.read.load(Ordering::SeqCst)
    }
}

/// What the client sees when the line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The other side closed.
    Fin,
    /// The other side reset.
    Rst,
    /// Nothing comes and nothing arrives any more, and nobody says so.
    Silence,
}

/// A line to the server that counts, and can be cut after so many octets in either direction.
#[derive(Debug)]
pub struct Line {
    pub inner: DuplexStream,
    pub meter: Meter,
    pub cut: Cut,
    pub written_at_most: usize,
    pub read_at_most: usize,
    is_cut: bool,
}

impl Line {
    pub fn new(inner: DuplexStream, meter: Meter) -> Self {
        Self {
            inner,
            meter,
            cut: Cut::Fin,
            written_at_most: usize::MAX,
            read_at_most: usize::MAX,
            is_cut: false,
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.read_at_most - self.meter.read();
        if left == 0 || self.is_cut {
            self.is_cut = true;
            return match self.cut {
                Cut::Fin => Poll::Ready(Ok(())),
                Cut::Rst => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
                Cut::Silence => Poll::Pending,
            };
        }
        let mut part = vec![0; left.min(buffer.remaining())];
        let mut part = ReadBuf::new(&mut part);
        let polled = Pin::new(&mut self.inner).poll_read(context, &mut part);
        if let Poll::Ready(Ok(())) = polled {
            buffer.put_slice(part.filled());
            let count = part.filled().len();
            self.meter.read.fetch_add(count, Ordering::SeqCst);
        }
        polled
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.written_at_most - self.meter.written();
        if left == 0 || self.is_cut {
            self.is_cut = true;
            return match self.cut {
                Cut::Fin => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
                Cut::Rst => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
                Cut::Silence => Poll::Ready(Ok(octets.len())),
            };
        }
        let part = &octets[..octets.len().min(left)];
        let polled = Pin::new(&mut self.inner).poll_write(context, part);
        if let Poll::Ready(Ok(count)) = polled {
            self.meter.written.fetch_add(count, Ordering::SeqCst);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
