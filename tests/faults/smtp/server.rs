//! A submission server that does as told, and keeps a record of what it heard and took.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Octets after which a flood ends.
const MAX_FLOOD: usize = 16 * 1024 * 1024;

/// Octets after which a drip ends: a day of them.
const MAX_DRIP: usize = 24 * 60 * 60;

/// What it does instead of its usual answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Sends these bytes again and again.
    Flood(Vec<u8>),
    /// Sends these bytes again and again, an octet a second.
    Drip(Vec<u8>),
    /// Hears, and never says a word again.
    Silence,
    /// Closes the connection.
    Close,
}

impl From<&str> for Answer {
    /// A reply, its line end added.
    fn from(reply: &str) -> Self {
        Self::Say(format!("{reply}\r\n").into_bytes())
    }
}

/// A message that the server has decided to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Between DATA and the dot, dots still stuffed.
    pub raw: Vec<u8>,
    /// As it would be delivered.
    pub message: Vec<u8>,
}

/// What the server saw.
#[derive(Debug, Default)]
pub struct Record {
    /// Command lines, in order, without their ends.
    pub commands: Vec<String>,
    /// Messages.
    pub taken: Vec<Taken>,
    /// Octets that a flood got rid of.
    pub flooded: usize,
}

#[derive(Debug, Clone)]
pub struct Server {
    rules: Vec<(String, Answer)>,
    /// What EHLO offers.
    pub offers: Vec<String>,
    pub record: Arc<Mutex<Record>>,
}

impl Server {
    pub fn new() -> Self {
        let offers = ["SIZE 100000", "8BITMIME", "AUTH PLAIN LOGIN"];
        Self {
            rules: Vec::new(),
            offers: offers.map(str::to_owned).to_vec(),
            record: Arc::default(),
        }
    }

    /// Changes the answer to commands that begin so. `GREETING`, `DOT` and the two lines after
    /// AUTH LOGIN, `USER` and `PASSWORD`, are no commands but can be told too.
    pub fn on(mut self, command: &str, answer: impl Into<Answer>) -> Self {
        self.rules.push((command.to_uppercase(), answer.into()));
        self
    }

    pub fn offering(mut self, offers: &[&str]) -> Self {
        self.offers = offers.iter().map(|o| (*o).to_owned()).collect();
        self
    }

    pub fn commands(&self) -> Vec<String> {
        self.record.lock().unwrap().commands.clone()
    }

    pub fn heard(&self, command: &str) -> bool {
        self.commands().iter().any(|c| c.starts_with(command))
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.record.lock().unwrap().taken.clone()
    }

    fn rule(&self, step: &str) -> Option<Answer> {
        let step = step.to_uppercase();
        let rule = self.rules.iter().find(|(begin, _)| step.starts_with(begin));
        rule.map(|(_, answer)| answer.clone())
    }

    fn refuses(&self, step: &str) -> bool {
        matches!(self.rule(step), Some(Answer::Say(reply)) if matches!(reply.first(), Some(b'4' | b'5')))
    }

    /// Serves one connection to its end. Returns the stream after STARTTLS, for the handshake.
    pub async fn serve<S>(self, stream: S) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.serve_from(stream, true).await
    }

    /// As [`Self::serve`], without the greeting, as after STARTTLS.
    pub async fn serve_from<S>(self, stream: S, greets: bool) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut talk = Talk {
            server: self,
            stream,
            received: Vec::new(),
        };
        let mut wants_tls = false;
        // A client that goes away ends it, which is no failure of the server.
        let _ = talk.run(greets, &mut wants_tls).await;
        wants_tls.then_some(talk.stream)
    }
}

struct Talk<S> {
    server: Server,
    stream: S,
    received: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    async fn run(&mut self, greets: bool, wants_tls: &mut bool) -> std::io::Result<()> {
        if greets {
            self.answer("GREETING", "220 faults.test ESMTP").await?;
        }
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let line = self.line().await?;
            self.server
                .record
                .lock()
                .unwrap()
                .commands
                .push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["faults.test".to_owned()];
                    lines.extend(self.server.offers.clone());
                    let last = lines.pop().unwrap();
                    let mut reply: String = lines.iter().map(|l| format!("250-{l}\r\n")).collect();
                    reply += &format!("250 {last}");
                    self.answer(&line, &reply).await?;
                }
                "STARTTLS" => {
                    let goes_on = self.server.rule("STARTTLS").is_none();
                    self.answer(&line, "220 go ahead").await?;
                    if goes_on {
                        *wants_tls = true;
                        return Ok(());
                    }
                }
                "AUTH" if line.eq_ignore_ascii_case("AUTH LOGIN") => {
                    self.answer(&line, "334 VXNlcm5hbWU6").await?;
                    for (step, reply) in [("USER", "334 UGFzc3dvcmQ6"), ("PASSWORD", "235 welcome")]
                    {
                        let answer = self.line().await?;
                        self.server.record.lock().unwrap().commands.push(answer);
                        self.answer(step, reply).await?;
                    }
                }
                "AUTH" => self.answer(&line, "235 2.7.0 welcome").await?,
                "MAIL" => {
                    from = line.clone();
                    to.clear();
                    self.answer(&line, "250 2.1.0 sender ok").await?;
                }
                "RCPT" => {
                    to.push(line.clone());
                    self.answer(&line, "250 2.1.5 recipient ok").await?;
                }
                "DATA" => {
                    self.answer("DATA", "354 go ahead").await?;
                    if self.server.refuses("DATA") {
                        continue;
                    }
                    let (raw, message) = self.message().await?;
                    if !self.server.refuses("DOT") {
                        let taken = Taken {
                            from: from.clone(),
                            to: to.clone(),
                            raw,
                            message,
                        };
                        self.server.record.lock().unwrap().taken.push(taken);
                    }
                    self.answer("DOT", "250 2.0.0 queued as 4711").await?;
                }
                "RSET" => self.answer(&line, "250 2.0.0 forgotten").await?,
                "QUIT" => {
                    self.answer(&line, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => self.answer(&line, "500 5.5.2 what?").await?,
            }
        }
    }

    async fn answer(&mut self, step: &str, usual: &str) -> std::io::Result<()> {
        match self.server.rule(step) {
            None => {
                self.stream
                    .write_all(format!("{usual}\r\n").as_bytes())
                    .await?
            }
            Some(Answer::Say(bytes)) => self.stream.write_all(&bytes).await?,
            // It has an end only so that a client without limits fails instead of filling memory.
            Some(Answer::Flood(bytes)) => {
                for _ in 0..MAX_FLOOD / bytes.len() {
                    self.stream.write_all(&bytes).await?;
                    self.server.record.lock().unwrap().flooded += bytes.len();
                }
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            Some(Answer::Drip(bytes)) => {
                for octet in bytes.iter().cycle().take(MAX_DRIP) {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    self.stream.write_all(&[*octet]).await?;
                }
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            Some(Answer::Silence) => loop {
                let mut chunk = [0; 1024];
                if self.stream.read(&mut chunk).await? == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
            },
            Some(Answer::Close) => return Err(std::io::ErrorKind::ConnectionAborted.into()),
        }
        self.stream.flush().await
    }

    /// The next line, without its end.
    async fn line(&mut self) -> std::io::Result<String> {
        let line = self.raw_line().await?;
        Ok(String::from_utf8(line).unwrap().trim_end().to_owned())
    }

    /// The next line with its CRLF; a bare LF ends none.
    async fn raw_line(&mut self) -> std::io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.received.windows(2).position(|two| two == b"\r\n") {
                return Ok(self.received.drain(..end + 2).collect());
            }
            let mut chunk = [0; 4096];
            match self.stream.read(&mut chunk).await? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                count => self.received.extend_from_slice(&chunk[..count]),
            }
        }
    }

    async fn message(&mut self) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
        let (mut raw, mut message) = (Vec::new(), Vec::new());
        loop {
            let line = self.raw_line().await?;
            if line == b".\r\n" {
                return Ok((raw, message));
            }
            raw.extend_from_slice(&line);
            message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}
