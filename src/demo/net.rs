//! The listening side: accepts connections, bounds what they may send, and ends them.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::fault::CutHow;
use super::state::{Hub, Protocol};
use super::{imap, smtp};

/// Most connections of one protocol at a time; more wait to be accepted.
const MAX_CONNECTIONS: usize = 128;

/// How long a client may take to read an answer.
const WRITE_LIMIT: Duration = Duration::from_secs(120);

/// How long the end of a connection waits for the client to have read everything.
const LINGER: Duration = Duration::from_millis(300);

/// Why a connection is over.
#[derive(Debug)]
pub(super) enum Over {
    /// The client ended it, or the network did.
    Gone,
    /// The client was silent for too long.
    Idle,
    /// A line or literal was longer than permitted.
    TooLong,
    /// The script of faults ends it.
    Cut(CutHow),
    /// It came to its regular end.
    Done,
}

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Serves one protocol until the server stops.
pub(super) async fn serve(hub: Arc<Hub>, listener: TcpListener, protocol: Protocol) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut count: u64 = 0;
    loop {
        let accepted = tokio::select! {
            () = hub.stop.cancelled() => return,
            accepted = accept(&listener, &slots) => accepted,
        };
        let Some((stream, slot)) = accepted else {
            // Out of file descriptors, most likely: let others finish first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        count += 1;
        let id = count * 2 + u64::from(protocol == Protocol::Smtp);
        let connection_hub = Arc::clone(&hub);
        hub.tasks.spawn(async move {
            let _slot = slot;
            let _counted = Counted::new(&connection_hub);
            connection(&connection_hub, stream, protocol, id).await;
        });
    }
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    Some((stream, slot))
}

/// Counts an open connection for as long as it lives.
struct Counted<'a>(&'a Hub);

impl<'a> Counted<'a> {
    fn new(hub: &'a Hub) -> Self {
        hub.connections.send_modify(|n| *n += 1);
        Self(hub)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.panics.send_modify(|n| *n += 1);
        }
        self.0.connections.send_modify(|n| *n = n.saturating_sub(1));
        self.0.announce();
    }
}

async fn connection(hub: &Arc<Hub>, stream: TcpStream, protocol: Protocol, id: u64) {
    let mut cuts = hub.cuts.subscribe();
    let offline = hub.with(|state| state.offline);
    // Small answers and IDLE news shall not wait for each other.
    let _ = stream.set_nodelay(true);
    let mut wire = Wire {
        stream,
        buffer: Vec::new(),
    };
    let over = if offline {
        Over::Cut(CutHow::Rst)
    } else {
        tokio::select! {
            () = hub.stop.cancelled() => Over::Done,
            _ = cuts.changed() => Over::Cut(cuts.borrow().1),
            over = session(hub, &mut wire, protocol, id) => over,
        }
    };
    if matches!(over, Over::Cut(CutHow::Rst)) {
        let _ = wire.stream.set_zero_linger();
        return;
    }
    // FIN first, then wait for the client's: closing with unread input would reset the
    // connection and could take the last answer with it (RFC 9293 3.6.1).
    let _ = wire.stream.shutdown().await;
    let drain = async {
        let mut sink = [0_u8; 4096];
        while matches!(wire.stream.read(&mut sink).await, Ok(n) if n > 0) {}
    };
    tokio::select! {
        () = hub.stop.cancelled() => {}
        _ = timeout(LINGER, drain) => {}
    }
}

async fn session(hub: &Arc<Hub>, wire: &mut Wire, protocol: Protocol, id: u64) -> Over {
    let result = match protocol {
        Protocol::Imap => imap::serve(hub, wire, id).await,
        Protocol::Smtp => smtp::serve(hub, wire, id).await,
    };
    match result {
        Ok(()) => Over::Done,
        Err(over) => over,
    }
}

/// A stream with bounded reading.
pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    /// Reads a line with its line feed. Nothing is lost when the caller gives up waiting.
    pub(super) async fn line(&mut self, max: usize, limit: Duration) -> Result<Vec<u8>, Over> {
        let mut searched = 0;
        loop {
            let unseen = self.buffer.get(searched..).unwrap_or_default();
            if let Some(at) = unseen.iter().position(|b| *b == b'\n') {
                let end = searched + at + 1;
                if end > max {
                    return Err(Over::TooLong);
                }
                let rest = self.buffer.split_off(end);
                return Ok(std::mem::replace(&mut self.buffer, rest));
            }
            searched = self.buffer.len();
            if searched >= max {
                return Err(Over::TooLong);
            }
            self.fill(limit).await?;
        }
    }

    /// Reads exactly this many octets.
    pub(super) async fn exact(&mut self, octets: usize, limit: Duration) -> Result<Vec<u8>, Over> {
        while self.buffer.len() < octets {
            self.fill(limit).await?;
        }
        let rest = self.buffer.split_off(octets);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    async fn fill(&mut self, limit: Duration) -> Result<(), Over> {
        let read = self.stream.read_buf(&mut self.buffer);
        match timeout(limit, read).await {
            Err(_) => Err(Over::Idle),
            Ok(Err(_) | Ok(0)) => Err(Over::Gone),
            Ok(Ok(_)) => Ok(()),
        }
    }

    /// Writes all of it.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Over> {
        match timeout(WRITE_LIMIT, self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Over::Gone),
        }
    }

    /// Reads and forgets until the client ends the connection.
    pub(super) async fn swallow(&mut self) -> Over {
        loop {
            self.buffer.clear();
            if let Err(over) = self.fill(Duration::from_secs(3600)).await {
                return over;
            }
        }
    }
}
