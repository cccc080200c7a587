//! The other end of a connection, played line by line.

use std::future::Future;

use postroom::wire::stream::{Stream, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server's end. What it expects and does not hear is a panic, and so a failed test, once its
/// task is joined.
pub struct Peer {
    stream: Stream,
    received: Vec<u8>,
    /// Every line heard.
    pub heard: Vec<String>,
}

impl Peer {
    pub fn new(stream: impl Transport + 'static) -> Self {
        Self {
            stream: Box::new(stream),
            received: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// The stream, for a TLS handshake.
    pub fn into_stream(self) -> Stream {
        assert!(self.received.is_empty());
        self.stream
    }

    /// Sends octets as they are. A client that has gone away is no failure here.
    pub async fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.sends(octets).await;
    }

    /// The same; false when the client has gone.
    pub async fn sends(&mut self, octets: impl AsRef<[u8]>) -> bool {
        let sent = self.stream.write_all(octets.as_ref()).await;
        sent.is_ok() && self.stream.flush().await.is_ok()
    }

    /// Sends a line.
    pub async fn say(&mut self, line: &str) {
        self.send(format!("{line}\r\n")).await;
    }

    async fn more(&mut self) -> bool {
        let mut chunk = vec![0; 64 * 1024];
        let read = self.stream.read(&mut chunk).await.unwrap_or(0);
        self.received.extend_from_slice(&chunk[..read]);
        read > 0
    }

    /// The next line without its end; `None` when the client has gone.
    pub async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.received.windows(2).position(|w| w == b"\r\n") {
                let line: Vec<u8> = self.received.drain(..end + 2).collect();
                let line = String::from_utf8_lossy(&line[..end]).into_owned();
                self.heard.push(line.clone());
                return Some(line);
            }
            if !self.more().await {
                return None;
            }
        }
    }

    /// So many octets.
    pub async fn octets(&mut self, count: usize) -> Vec<u8> {
        while self.received.len() < count {
            assert!(self.more().await, "the client left inside a literal");
        }
        self.received.drain(..count).collect()
    }

    /// Waits for a command that begins so, and gives its tag.
    pub async fn hear(&mut self, command: &str) -> String {
        let line = self.line().await;
        let line = line.unwrap_or_else(|| panic!("the client left before {command}"));
        let (tag, rest) = line.split_once(' ').unwrap_or(("", &line));
        assert!(rest.starts_with(command), "{rest} instead of {command}");
        tag.to_owned()
    }

    /// Waits for a command and answers it: untagged lines, then the tagged rest.
    pub async fn answer(&mut self, command: &str, untagged: &[&str], tagged: &str) {
        let tag = self.hear(command).await;
        for line in untagged {
            self.say(line).await;
        }
        self.say(&format!("{tag} {tagged}")).await;
    }

    /// Greets, and lets in whoever comes, with these capabilities.
    pub async fn let_in(&mut self, capabilities: &str) {
        self.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
            .await;
        let ok = format!("OK [CAPABILITY IMAP4rev1 {capabilities}] in");
        self.answer("AUTHENTICATE PLAIN ", &[], &ok).await;
        // Asked for when the session begins, and again when it is wanted.
        if capabilities.contains("NAMESPACE") {
            self.answer("NAMESPACE", &[], "NO later").await;
        }
    }

    /// Waits until the client has gone.
    pub async fn until_gone(&mut self) {
        while self.more().await {}
    }
}

/// Plays a script at the other end of a pipe.
pub fn play<F, Fut>(script: F) -> (Stream, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let (ours, theirs) = duplex(64 * 1024);
    let task = tokio::spawn(async move { script(Peer::new(theirs)).await });
    (Box::new(ours), task)
}

/// Plays a script over TCP. Where `reset` says so, the connection ends with RST.
pub async fn play_tcp<F, Fut>(reset: bool, script: F) -> (u16, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = Peer> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if reset {
            stream.set_zero_linger().unwrap();
        }
        drop(script(Peer::new(stream)).await);
    });
    (port, task)
}
