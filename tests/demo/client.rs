//! A client without opinions: it writes lines and reads answers.

use std::net::SocketAddr;
use std::time::Duration;

use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use postroom::demo::{DemoServer, Team};
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Generous: nothing here takes a second by itself.
pub const LIMIT: Duration = Duration::from_secs(30);

pub fn demo() -> DemoServer {
    DemoServer::start(Team::acme_without_mail()).unwrap()
}

pub fn password(demo: &DemoServer, name: &str) -> String {
    demo.password_of(name).unwrap().expose_secret().to_owned()
}

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    count: u32,
}

impl Client {
    pub async fn connect(at: SocketAddr) -> Self {
        Self {
            stream: TcpStream::connect(at).await.unwrap(),
            buffer: Vec::new(),
            count: 0,
        }
    }

    /// Connected to IMAP, greeted and signed in.
    pub async fn imap(demo: &DemoServer, who: &str) -> Self {
        let mut client = Self::connect(demo.imap_addr()).await;
        assert!(client.line().await.unwrap().starts_with("* OK "));
        let password = password(demo, who);
        let answer = client.ask(&format!("LOGIN {who} {password}")).await;
        assert!(answer.is_ok(), "{answer:?}");
        client
    }

    /// Connected to submission, greeted and signed in.
    pub async fn smtp(demo: &DemoServer, who: &str) -> Self {
        use base64::Engine as _;
        let mut client = Self::connect(demo.smtp_addr()).await;
        assert!(client.reply().await.starts_with("220 "));
        assert!(client.smtp_ask("EHLO test").await.contains("AUTH PLAIN"));
        let plain = format!("\0{who}\0{}", password(demo, who));
        let plain = base64::engine::general_purpose::STANDARD.encode(plain);
        let reply = client.smtp_ask(&format!("AUTH PLAIN {plain}")).await;
        assert!(reply.starts_with("235 2.7.0"), "{reply}");
        client
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Writes without minding that the server may have gone.
    pub async fn try_send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    async fn fill(&mut self) -> Option<()> {
        let read = timeout(LIMIT, self.stream.read_buf(&mut self.buffer)).await;
        match read.expect("the server is silent") {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(()),
        }
    }

    /// A line with the literals in it and without its CRLF; `None` at the end of the stream.
    pub async fn line(&mut self) -> Option<String> {
        let mut end = 0;
        loop {
            let feed = self.buffer[end..].windows(2).position(|w| w == b"\r\n");
            let Some(at) = feed.map(|at| end + at) else {
                self.fill().await?;
                continue;
            };
            let literal = self.buffer[..at].ends_with(b"}").then(|| {
                let open = self.buffer[..at].iter().rposition(|b| *b == b'{').unwrap();
                let digits = std::str::from_utf8(&self.buffer[open + 1..at - 1]).unwrap();
                digits.parse::<usize>().ok()
            });
            if let Some(octets) = literal.flatten() {
                end = at + 2 + octets;
                while self.buffer.len() < end {
                    self.fill().await?;
                }
                continue;
            }
            let rest = self.buffer.split_off(at + 2);
            let mut line = std::mem::replace(&mut self.buffer, rest);
            line.truncate(at);
            return Some(String::from_utf8_lossy(&line).into_owned());
        }
    }

    /// Everything up to the end of the stream.
    pub async fn rest(&mut self) -> String {
        while self.fill().await.is_some() {}
        String::from_utf8_lossy(&std::mem::take(&mut self.buffer)).into_owned()
    }

    /// Says that nothing more comes, and reads to the end.
    pub async fn finish(mut self) -> String {
        let _ = self.stream.shutdown().await;
        self.rest().await
    }

    /// Asks and reads up to the tagged answer.
    pub async fn ask(&mut self, command: &str) -> Answer {
        self.count += 1;
        let tag = format!("t{}", self.count);
        self.send(format!("{tag} {command}\r\n")).await;
        self.answer(&tag).await
    }

    /// Asks with one literal at the end of the command.
    pub async fn ask_with(&mut self, command: &str, literal: &[u8]) -> Answer {
        self.count += 1;
        let tag = format!("t{}", self.count);
        self.send(format!("{tag} {command} {{{}}}\r\n", literal.len()))
            .await;
        let line = self.line().await.unwrap();
        assert!(line.starts_with("+ "), "{line}");
        self.send([literal, b"\r\n"].concat()).await;
        self.answer(&tag).await
    }

    pub async fn answer(&mut self, tag: &str) -> Answer {
        let mut lines = Vec::new();
        loop {
            let Some(line) = self.line().await else {
                panic!("the stream ended after {lines:?}");
            };
            if let Some(tagged) = line.strip_prefix(&format!("{tag} ")) {
                return Answer {
                    lines,
                    tagged: tagged.to_owned(),
                };
            }
            lines.push(line);
        }
    }

    /// One SMTP answer with all its lines.
    pub async fn reply(&mut self) -> String {
        let mut reply = String::new();
        while let Some(line) = self.line().await {
            let last = line.as_bytes().get(3) != Some(&b'-');
            reply.push_str(&line);
            if last {
                break;
            }
            reply.push('\n');
        }
        reply
    }

    pub async fn smtp_ask(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n")).await;
        self.reply().await
    }

    /// Sends a whole message; the answer to the first command that is refused, or to its dot.
    pub async fn submit(&mut self, from: &str, to: &str, message: &str) -> String {
        for command in [
            format!("MAIL FROM:<{from}>"),
            format!("RCPT TO:<{to}>"),
            "DATA".to_owned(),
        ] {
            let reply = self.smtp_ask(&command).await;
            if !reply.starts_with(['2', '3']) {
                return format!("{}: {reply}", &command[..4]);
            }
        }
        self.smtp_ask(&format!("{message}\r\n.")).await
    }
}

#[derive(Debug)]
pub struct Answer {
    pub lines: Vec<String>,
    pub tagged: String,
}

impl Answer {
    pub fn is_ok(&self) -> bool {
        self.tagged.starts_with("OK")
    }

    /// The line that begins like this, after `* `.
    pub fn find(&self, begins: &str) -> &str {
        let begins = format!("* {begins}");
        self.lines
            .iter()
            .find(|l| l.starts_with(&begins))
            .unwrap_or_else(|| panic!("no {begins} in {self:#?}"))
    }

    pub fn has(&self, part: &str) -> bool {
        self.lines.iter().any(|l| l.contains(part))
    }

    /// Holds every untagged line against the response parser of another library.
    pub fn well_formed(self) -> Self {
        for line in &self.lines {
            let bytes = format!("{line}\r\n");
            // It knows none of these.
            let unknown = ["* LIST", "* ESEARCH", "* MYRIGHTS", "* ACL", "* LISTRIGHTS"];
            if unknown.iter().any(|u| line.starts_with(u)) {
                continue;
            }
            let read = ResponseCodec::new().decode(bytes.as_bytes());
            assert!(matches!(&read, Ok((b"", _))), "{read:?}\n{bytes}");
        }
        self
    }
}
