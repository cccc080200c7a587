//! The stream beneath async-imap: lets whole responses through, one at a time, and only such as
//! imap-proto can read.

use std::collections::VecDeque;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::scan::{Budget, Scanner};
use super::shape::{Aside, shape};
use crate::wire::stream::Stream;

/// Octets read from the network at a time.
const READ: usize = 16 * 1024;

/// Octets that a response brings in the time that it has for them, however slow the line.
const LEAST: usize = 1024;

/// The guarded stream.
///
/// For each response that async-imap reads from it there is exactly one [`Aside`], in the same
/// order. A read never crosses the end of a response, so async-imap never holds a part of the
/// next one.
#[derive(Debug)]
pub(super) struct GuardedStream {
    inner: Stream,
    scanner: Scanner,
    /// Deepest nesting of parentheses in a response whose lists are of use.
    depth: usize,
    chunk: Vec<u8>,
    /// The response that async-imap is reading, and how far it is.
    out: Vec<u8>,
    read: usize,
    asides: VecDeque<Aside>,
    too_much: Option<&'static str>,
    /// For so long a response that was begun may bring fewer octets than [`LEAST`].
    patience: Duration,
    /// The end of that time, once it runs, and what came since it began.
    waits: Option<(Pin<Box<Sleep>>, usize)>,
    has_stalled: bool,
}

impl GuardedStream {
    pub(super) fn new(inner: Stream, budget: Budget, depth: usize, patience: Duration) -> Self {
        Self {
            inner,
            scanner: Scanner::new(budget),
            depth,
            chunk: vec![0; READ],
            out: Vec::new(),
            read: 0,
            asides: VecDeque::new(),
            too_much: None,
            patience,
            waits: None,
            has_stalled: false,
        }
    }

    /// Begins to count for another command.
    pub(super) fn begin(&mut self, budget: Budget) {
        self.scanner.begin(budget);
    }

    /// What stands beside the response that async-imap gave last.
    pub(super) fn aside(&mut self) -> Option<Aside> {
        self.asides.pop_front()
    }

    /// Which limit was exceeded.
    pub(super) fn too_much(&self) -> Option<&'static str> {
        self.too_much
    }

    /// Did a response begin and not go on?
    pub(super) fn has_stalled(&self) -> bool {
        self.has_stalled
    }

    /// Octets from the network; none: that was the end.
    fn poll_inner(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut chunk = ReadBuf::new(&mut self.chunk);
        if let Poll::Ready(read) = Pin::new(&mut self.inner).poll_read(cx, &mut chunk) {
            read?;
            let received = chunk.filled().len();
            if let Some((_, came)) = &mut self.waits {
                *came = came.saturating_add(received);
            }
            return Poll::Ready(Ok(received));
        }
        // A literal that is announced and never sent, or sent an octet a minute, is no answer.
        if !self.scanner.has_residue() {
            self.waits = None;
            return Poll::Pending;
        }
        let patience = self.patience;
        let (end, came) = self
            .waits
            .get_or_insert_with(|| (Box::pin(tokio::time::sleep(patience)), 0));
        while end.as_mut().poll(cx).is_ready() {
            if *came < LEAST {
                self.has_stalled = true;
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            *came = 0;
            end.as_mut().reset(Instant::now() + patience);
        }
        Poll::Pending
    }

    /// Was anything received that was not read as a response?
    pub(super) fn has_residue(&self) -> bool {
        self.scanner.has_residue() || self.read < self.out.len() || !self.asides.is_empty()
    }

    /// The stream underneath. What was received and not read is lost: ask
    /// [`GuardedStream::has_residue`] before.
    pub(super) fn into_inner(self) -> Stream {
        self.inner
    }

    /// Makes the next response ready for async-imap. False if more octets are needed.
    fn prepare(&mut self) -> Result<bool, super::scan::TooMuch> {
        let Some(frame) = self.scanner.next()? else {
            return Ok(false);
        };
        self.waits = None;
        let (bytes, aside) = shape(frame, self.depth)?;
        self.out = bytes;
        self.read = 0;
        self.asides.push_back(aside);
        Ok(true)
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let rest = this.out.get(this.read..).unwrap_or_default();
            if !rest.is_empty() {
                let taken = rest.len().min(buf.remaining());
                buf.put_slice(rest.get(..taken).unwrap_or_default());
                this.read += taken;
                return Poll::Ready(Ok(()));
            }
            let refused = match this.prepare() {
                Ok(true) => continue,
                Ok(false) => {
                    let received = ready!(this.poll_inner(cx))?;
                    if received == 0 {
                        // The end. What there is of a response is not given out.
                        return Poll::Ready(Ok(()));
                    }
                    let received = this.chunk.get(..received).unwrap_or_default();
                    match this.scanner.push(received) {
                        Ok(()) => continue,
                        Err(refused) => refused,
                    }
                }
                Err(refused) => refused,
            };
            this.too_much = Some(refused.0);
            return Poll::Ready(Err(io::Error::other(refused.0)));
        }
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
