//! One question, one answer: commands and replies over a stream, bounded in size and time.
//!
//! Exactly one reply is taken for each command. Bytes that came unasked end the connection: an
//! answer too many would shift all later answers by one, and the reply to DATA could pass for the
//! reply to the dot. A step that was broken off, by an error or by dropping its future, leaves the
//! connection unusable for the same reason.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead as _, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;

use super::IMAP_GREETING;
use super::body::BLOCK;
use super::reply::{Line, Reply};
use crate::wire::error::WireError;
use crate::wire::stream::Stream;

/// Longest line of a reply, in octets. RFC 5321 section 4.5.3.1.5 has 512; see quirk
/// exchange-long-refusal.
const MAX_LINE: usize = 64 * 1024;
/// Longest reply, in octets.
const MAX_REPLY: usize = 1024 * 1024;
/// Most lines of a reply. EHLO's answer has some twenty.
const MAX_LINES: usize = 1000;

/// A stream on which commands are sent and replies read.
pub(super) struct Dialogue {
    stream: Stream,
    /// Received, and not yet taken as part of a reply.
    received: Vec<u8>,
    /// May the next step begin? Not while one is under way, nor after one was broken off.
    is_ready: bool,
    /// How long a block may take to be handed over.
    block: Duration,
}

impl Dialogue {
    pub(super) fn new(stream: Stream, block: Duration) -> Self {
        Self {
            stream,
            received: Vec::new(),
            is_ready: true,
            block,
        }
    }

    /// May another step be begun?
    pub(super) fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Ends it: nothing more is said or believed.
    pub(super) fn give_up(&mut self) {
        self.is_ready = false;
    }

    /// Reads the reply that comes by itself, when the connection was opened.
    pub(super) async fn greeting(&mut self, deadline: Duration) -> Result<Reply, WireError> {
        self.begin("greeting")?;
        let reply = self.reply("greeting", deadline).await?;
        self.finish(&reply);
        Ok(reply)
    }

    /// Sends a command and reads its reply.
    pub(super) async fn command(
        &mut self,
        command: impl fmt::Display,
        step: &'static str,
        deadline: Duration,
    ) -> Result<Reply, WireError> {
        self.ask(command.to_string().as_bytes(), step, deadline)
            .await
    }

    /// As [`Self::command`], for a line that holds a secret and is wiped by the caller.
    pub(super) async fn ask(
        &mut self,
        line: &[u8],
        step: &'static str,
        deadline: Duration,
    ) -> Result<Reply, WireError> {
        self.begin(step)?;
        self.expect_silence(step).await?;
        self.write(line, step).await?;
        let reply = self.reply(step, deadline).await?;
        self.finish(&reply);
        Ok(reply)
    }

    /// Begins a step of several parts, which are [`Self::write`], [`Self::unasked_reply`] and
    /// [`Self::reply`]; [`Self::finish`] ends it.
    pub(super) fn begin(&mut self, step: &'static str) -> Result<(), WireError> {
        if !self.is_ready {
            return Err(WireError::Closed { step });
        }
        self.is_ready = false;
        Ok(())
    }

    /// Ends a step whose reply was read. After 421 the server closes, so nothing may follow.
    pub(super) fn finish(&mut self, reply: &Reply) {
        self.is_ready = !reply.is_farewell();
    }

    /// Hands over octets, all of them flushed when it returns.
    pub(super) async fn write(
        &mut self,
        octets: &[u8],
        step: &'static str,
    ) -> Result<(), WireError> {
        for block in octets.chunks(BLOCK) {
            in_time(self.block, step, self.stream.write_all(block)).await?;
        }
        in_time(self.block, step, self.stream.flush()).await
    }

    /// Reads one reply. Whatever follows it stays behind for [`Self::expect_silence`].
    pub(super) async fn reply(
        &mut self,
        step: &'static str,
        deadline: Duration,
    ) -> Result<Reply, WireError> {
        timeout(deadline, self.read_reply(step))
            .await
            .map_err(|_| WireError::Timeout { step })?
    }

    async fn read_reply(&mut self, step: &'static str) -> Result<Reply, WireError> {
        let mut assembly = Assembly::default();
        // How far the received octets were searched for a line end already.
        let mut searched = 0;
        loop {
            if let Some(reply) = assembly.take(&mut self.received, &mut searched)? {
                return Ok(reply);
            }
            let mut chunk = [0; 8 * 1024];
            let count = self
                .stream
                .read(&mut chunk)
                .await
                .map_err(|_| WireError::Closed { step })?;
            match chunk.get(..count) {
                Some(octets) if count > 0 => self.received.extend_from_slice(octets),
                _ => return Err(WireError::Closed { step }),
            }
        }
    }

    /// Fails if the server said something that it was not asked, or has gone.
    pub(super) async fn expect_silence(&mut self, step: &'static str) -> Result<(), WireError> {
        self.look().await.map_err(|_| WireError::Closed { step })?;
        if self.received.is_empty() {
            Ok(())
        } else if self.received.starts_with(b"421") {
            // It closes an idle connection, with notice (RFC 5321 section 3.8).
            Err(WireError::Closed { step })
        } else {
            Err(WireError::Protocol {
                what: "an answer that nobody asked for",
            })
        }
    }

    /// A complete reply that has come already, though it is not its turn: a server may refuse
    /// while the body is still under way. Never waits. A part of one stays for
    /// [`Self::expect_silence`] to find.
    pub(super) async fn unasked_reply(&mut self) -> Option<Reply> {
        // That the stream has ended makes no difference to what came before.
        let _ = self.look().await;
        let mut rest = self.received.clone();
        let reply = Assembly::default().take(&mut rest, &mut 0).ok().flatten()?;
        self.received = rest;
        Some(reply)
    }

    /// Takes what has arrived, without waiting.
    async fn look(&mut self) -> io::Result<()> {
        let mut chunk = [0; 8 * 1024];
        let mut octets = ReadBuf::new(&mut chunk);
        let polled = poll_fn(|context| {
            let polled = Pin::new(&mut self.stream).poll_read(context, &mut octets);
            Poll::Ready(match polled {
                Poll::Ready(result) => Some(result),
                Poll::Pending => None,
            })
        })
        .await;
        match polled {
            None => Ok(()),
            Some(Err(error)) => Err(error),
            Some(Ok(())) if octets.filled().is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            Some(Ok(())) => {
                self.received.extend_from_slice(octets.filled());
                Ok(())
            }
        }
    }

    /// Closes the stream in good order, with TLS's own farewell.
    pub(super) async fn close(&mut self, deadline: Duration) {
        self.is_ready = false;
        let _ = timeout(deadline, self.stream.shutdown()).await;
    }

    /// Gives the stream up for a TLS handshake.
    ///
    /// Anything that came behind the consent to STARTTLS was sent in the clear, by the server or
    /// by somebody in between, and would be taken for an answer inside TLS (the fault of
    /// CVE-2011-0411, seen from the client).
    pub(super) fn into_stream_for_tls(self) -> Result<Stream, WireError> {
        if self.received.is_empty() {
            Ok(self.stream)
        } else {
            Err(WireError::InjectedBeforeTls)
        }
    }
}

/// Runs a part of a step under its deadline. Failures of the stream mean that it is gone.
async fn in_time(
    deadline: Duration,
    step: &'static str,
    part: impl Future<Output = io::Result<()>>,
) -> Result<(), WireError> {
    match timeout(deadline, part).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(WireError::Closed { step }),
        Err(_) => Err(WireError::Timeout { step }),
    }
}

/// A reply as far as it has come.
#[derive(Default)]
struct Assembly {
    code: Option<u16>,
    lines: Vec<String>,
    octets: usize,
}

impl Assembly {
    /// Takes complete lines away from the front of what was received, to the end of one reply.
    fn take(
        &mut self,
        received: &mut Vec<u8>,
        searched: &mut usize,
    ) -> Result<Option<Reply>, WireError> {
        let mut taken = 0;
        let reply = loop {
            let rest = received.get(taken..).unwrap_or_default();
            let from = searched.saturating_sub(taken);
            let fresh = rest.get(from..).unwrap_or_default();
            let Some(length) = fresh.iter().position(|octet| *octet == b'\n') else {
                *searched = received.len();
                if rest.len() > MAX_LINE {
                    return Err(limit("a line of a reply longer than 64 KiB"));
                }
                break None;
            };
            let length = from + length + 1;
            let line = rest.get(..length).unwrap_or_default();
            taken += length;
            *searched = taken;
            if let Some(reply) = self.add(line)? {
                break Some(reply);
            }
        };
        received.drain(..taken);
        *searched = searched.saturating_sub(taken);
        Ok(reply)
    }

    /// Adds a line with its end (quirk bare-lf-reply).
    fn add(&mut self, line: &[u8]) -> Result<Option<Reply>, WireError> {
        self.octets += line.len();
        if line.len() > MAX_LINE {
            return Err(limit("a line of a reply longer than 64 KiB"));
        }
        if self.octets > MAX_REPLY || self.lines.len() >= MAX_LINES {
            return Err(limit("a reply longer than 1 MiB or 1,000 lines"));
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = Line::parse(line).ok_or(WireError::Protocol {
            what: if line.starts_with(b"* ") {
                IMAP_GREETING
            } else {
                "a line that is no SMTP reply"
            },
        })?;
        if *self.code.get_or_insert(line.code) != line.code {
            return Err(WireError::Protocol {
                what: "a reply whose lines have different codes",
            });
        }
        self.lines.push(line.text);
        Ok(line.is_last.then(|| Reply {
            code: line.code,
            lines: std::mem::take(&mut self.lines),
        }))
    }
}

fn limit(what: &'static str) -> WireError {
    WireError::Limit { what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::{AsyncWriteExt, DuplexStream, duplex};

    const SHORT: Duration = Duration::from_secs(10);

    fn pair() -> (Dialogue, DuplexStream) {
        let (ours, theirs) = duplex(4 * 1024 * 1024);
        (Dialogue::new(Box::new(ours), SHORT), theirs)
    }

    #[tokio::test(start_paused = true)]
    async fn a_reply_of_several_lines_is_one_answer() {
        let (mut dialogue, mut server) = pair();
        server
            .write_all(b"250-a\r\n250-b\n250 c\r\n")
            .await
            .unwrap();
        let reply = dialogue.greeting(SHORT).await.unwrap();
        assert_eq!(
            (reply.code, reply.lines),
            (250, vec!["a".into(), "b".into(), "c".into()])
        );
        assert!(dialogue.is_ready());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_too_many_ends_the_connection() {
        let (mut dialogue, mut server) = pair();
        server
            .write_all(b"220 hello\r\n250 and this\r\n")
            .await
            .unwrap();
        dialogue.greeting(SHORT).await.unwrap();
        let next = dialogue.command("NOOP\r\n", "noop", SHORT).await;
        assert!(matches!(next, Err(WireError::Protocol { .. })), "{next:?}");
        assert!(!dialogue.is_ready());
        let next = dialogue.command("NOOP\r\n", "noop", SHORT).await;
        assert!(matches!(next, Err(WireError::Closed { .. })), "{next:?}");
        let mut heard = Vec::new();
        drop(dialogue);
        server.read_to_end(&mut heard).await.unwrap();
        assert!(
            heard.is_empty(),
            "something was said after the answer too many"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_notice_of_closing_between_messages_means_closed() {
        let (mut dialogue, mut server) = pair();
        server.write_all(b"220 hello\r\n").await.unwrap();
        dialogue.greeting(SHORT).await.unwrap();
        server
            .write_all(b"421 4.4.2 idle too long\r\n")
            .await
            .unwrap();
        drop(server);
        let next = dialogue.command("NOOP\r\n", "noop", SHORT).await;
        assert!(
            matches!(next, Err(WireError::Closed { step: "noop" })),
            "{next:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_step_leaves_nothing_usable() {
        let (mut dialogue, _server) = pair();
        let step = timeout(
            Duration::from_secs(1),
            dialogue.command("NOOP\r\n", "noop", SHORT),
        );
        assert!(step.await.is_err());
        assert!(!dialogue.is_ready());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_drip_does_not_move_the_deadline() {
        let (mut dialogue, mut server) = pair();
        let drip = tokio::spawn(async move {
            while server.write_all(b"2").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let reply = dialogue.greeting(SHORT).await;
        assert!(
            matches!(reply, Err(WireError::Timeout { step: "greeting" })),
            "{reply:?}"
        );
        drip.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_pipe_runs_into_the_deadline() {
        let (ours, _theirs) = duplex(16);
        let mut dialogue = Dialogue::new(Box::new(ours), SHORT);
        let sent = dialogue.command("x".repeat(100), "mail", SHORT).await;
        assert!(
            matches!(sent, Err(WireError::Timeout { step: "mail" })),
            "{sent:?}"
        );
    }

    /// Feeds a reply in pieces, as a network would.
    fn assemble(pieces: &[Vec<u8>]) -> (Result<Option<Reply>, WireError>, Vec<u8>) {
        let (mut assembly, mut received, mut searched) = (Assembly::default(), Vec::new(), 0);
        for piece in pieces {
            received.extend_from_slice(piece);
            match assembly.take(&mut received, &mut searched) {
                Ok(None) => {}
                done => return (done, received),
            }
        }
        (Ok(None), received)
    }

    proptest! {
        #[test]
        fn packets_make_no_difference(
            lines in proptest::collection::vec("[ -~]{0,30}", 1..8),
            cut in proptest::collection::vec(1usize..20, 1..60),
            behind in "[ -~]{0,10}",
        ) {
            let last = lines.len() - 1;
            let mut wire = String::new();
            for (at, line) in lines.iter().enumerate() {
                wire += &format!("250{}{line}\r\n", if at == last { ' ' } else { '-' });
            }
            let whole = wire.len();
            wire += &behind;
            let (mut pieces, mut rest, mut cuts) = (Vec::new(), wire.as_bytes(), cut.iter().cycle());
            while !rest.is_empty() {
                let (piece, others) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
                pieces.push(piece.to_vec());
                rest = others;
            }
            let (reply, left) = assemble(&pieces);
            prop_assert_eq!(reply.unwrap().unwrap().lines, lines);
            let fed: usize = pieces.iter().map(Vec::len).scan(0, |sum, n| { *sum += n; Some(*sum) }).find(|sum| *sum >= whole).unwrap();
            prop_assert_eq!(left, &wire.as_bytes()[whole..fed]);
        }

        #[test]
        fn noise_is_bounded(noise in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let (_, left) = assemble(&[noise]);
            prop_assert!(left.len() <= 2000);
        }
    }
}
