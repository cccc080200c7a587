//! The byte stream under IMAP and SMTP: a name resolved, an address reached, TLS where asked for.
//!
//! All addresses of a host are tried, the families in turn and overlapping, so that one dead
//! address costs a quarter of a second (after RFC 8305). Each part has its deadline.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};

use super::error::WireError;
use super::tls::{TlsConfig, ascii_host};
use crate::domain::{Endpoint, Security};

/// Most addresses of one host that are tried.
const MAX_ADDRESSES: usize = 16;
/// How long an address has before the next one is tried beside it (RFC 8305 section 5).
const STAGGER: Duration = Duration::from_millis(250);

/// Anything that can carry a session.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send + Sync + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + fmt::Debug> Transport for T {}

/// A stream of which the protocols above need not know whether TLS is in it.
pub type Stream = Box<dyn Transport>;

/// How long the parts of opening a connection may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectDeadlines {
    /// From the name to its addresses.
    pub resolve: Duration,
    /// Until one address has taken the connection.
    pub connect: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
}

impl Default for ConnectDeadlines {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(20),
            connect: Duration::from_secs(30),
            handshake: Duration::from_secs(30),
        }
    }
}

/// Connects to an endpoint. With [`Security::Tls`] the stream is protected when it is returned;
/// with [`Security::StartTls`] it is still plain, and [`upgrade`] has to follow before anything
/// worth protecting is said.
///
/// # Errors
/// [`WireError::PlaintextRefused`] where the endpoint wants no protection and [`TlsConfig`] does
/// not permit that for its host; nothing was sent then. `Resolve`, `Connect`, `Timeout` and `Tls`
/// as they say.
pub async fn open(
    endpoint: &Endpoint,
    tls: &TlsConfig,
    deadlines: &ConnectDeadlines,
) -> Result<Stream, WireError> {
    if endpoint.security == Security::None && !tls.permits_plaintext(endpoint) {
        return Err(WireError::PlaintextRefused {
            host: endpoint.host.clone(),
        });
    }
    let tcp = reach(endpoint, deadlines).await?;
    let stream: Stream = Box::new(tcp);
    match endpoint.security {
        Security::Tls => upgrade(stream, &endpoint.host, tls, deadlines).await,
        Security::StartTls | Security::None => Ok(stream),
    }
}

/// Puts TLS into a plain stream. The caller has made sure that nothing it read from the stream
/// is still waiting in a buffer.
///
/// # Errors
/// `Tls`, `Timeout` or `Closed`; the stream is gone then.
pub async fn upgrade(
    stream: Stream,
    host: &str,
    tls: &TlsConfig,
    deadlines: &ConnectDeadlines,
) -> Result<Stream, WireError> {
    const STEP: &str = "tls-handshake";
    match timeout(deadlines.handshake, tls.handshake(host, stream)).await {
        Ok(result) => result,
        Err(_) => Err(WireError::Timeout { step: STEP }),
    }
}

/// Resolves the endpoint's host and connects to the first address that takes it.
async fn reach(endpoint: &Endpoint, deadlines: &ConnectDeadlines) -> Result<TcpStream, WireError> {
    let name = ascii_host(&endpoint.host)?;
    let found = timeout(
        deadlines.resolve,
        lookup_host((name.as_str(), endpoint.port)),
    )
    .await
    .map_err(|_| WireError::Timeout { step: "resolve" })?
    .map_err(|error| WireError::Resolve {
        host: endpoint.host.clone(),
        words: error.to_string(),
    })?;
    let addresses = in_turn(found.filter(|address| {
        // `localhost` is let through without TLS, so it must not lead anywhere else.
        endpoint.security != Security::None || !endpoint.is_loopback() || address.ip().is_loopback()
    }));
    if addresses.is_empty() {
        return Err(WireError::Resolve {
            host: endpoint.host.clone(),
            words: "no address".to_owned(),
        });
    }
    let tcp = timeout(deadlines.connect, first_of(addresses))
        .await
        .map_err(|_| WireError::Timeout { step: "connect" })?
        .map_err(|error| WireError::Connect {
            host: endpoint.host.clone(),
            port: endpoint.port,
            kind: error.kind(),
            words: error.to_string(),
        })?;
    // Commands are small and each waits for its answer: Nagle's algorithm would only add delay.
    if let Err(error) = tcp.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was not set");
    }
    Ok(tcp)
}

/// The addresses with the families in turn, beginning with the system's first choice.
fn in_turn(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut all: Vec<SocketAddr> = addresses.collect();
    let Some(first_is_v6) = all.first().map(SocketAddr::is_ipv6) else {
        return all;
    };
    let others = all.split_off(0);
    let (first, second): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|a| a.is_ipv6() == first_is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            break;
        }
        all.extend(pair.into_iter().flatten());
    }
    all.truncate(MAX_ADDRESSES);
    all
}

/// Connects to all addresses, each a moment after the one before, and keeps the first that
/// answers. The others are dropped.
async fn first_of(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut waiting = addresses.into_iter();
    let mut racing = FuturesUnordered::new();
    let mut failure: Option<io::Error> = None;
    loop {
        if let Some(next) = waiting.next() {
            racing.push(TcpStream::connect(next));
        } else if racing.is_empty() {
            return Err(failure.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()));
        }
        tokio::select! {
            Some(result) = racing.next() => match result {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = Some(more_telling(failure.take(), error)),
            },
            () = sleep(STAGGER), if waiting.len() > 0 => {}
        }
    }
}

/// Of two failures the one that tells a person more: an answer, even a refusal, tells more than
/// a missing route (a computer without IPv6 fails so on every IPv6 address).
fn more_telling(before: Option<io::Error>, now: io::Error) -> io::Error {
    let no_route = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::AddrNotAvailable
        )
    };
    match before {
        Some(before) if !no_route(&before) || no_route(&now) => before,
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    fn addresses(list: &[&str]) -> Vec<SocketAddr> {
        list.iter().map(|a| a.parse().unwrap()).collect()
    }

    #[test]
    fn the_families_are_tried_in_turn() {
        let given = [
            "[::1]:1",
            "[::2]:1",
            "[::3]:1",
            "127.0.0.1:1",
            "127.0.0.2:1",
        ];
        let expected = [
            "[::1]:1",
            "127.0.0.1:1",
            "[::2]:1",
            "127.0.0.2:1",
            "[::3]:1",
        ];
        assert_eq!(in_turn(addresses(&given).into_iter()), addresses(&expected));
        assert!(in_turn(std::iter::empty()).is_empty());
        let many = (0..100).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        assert_eq!(in_turn(many).len(), MAX_ADDRESSES);
    }

    #[tokio::test]
    async fn a_dead_address_does_not_hide_a_living_one() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let living = listener.local_addr().unwrap();
        let dead = {
            let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
            gone.local_addr().unwrap()
        };
        let stream = first_of(vec![dead, dead, living]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), living);
        let error = first_of(vec![dead, dead]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[test]
    fn an_answer_tells_more_than_a_missing_route() {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let no_route = || io::Error::from(io::ErrorKind::NetworkUnreachable);
        for (before, now) in [(no_route(), refused()), (refused(), no_route())] {
            let kept = more_telling(Some(before), now);
            assert_eq!(kept.kind(), io::ErrorKind::ConnectionRefused);
        }
    }
}
