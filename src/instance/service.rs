//! The process that holds the profile: listens, and carries out what others hand over.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::prelude::*;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::frame::{self, CHUNK, Frame};
use super::{InstanceError, MAX_INPUT, PROTOCOL, ProfileLock, Request, RequestHead, place};
use crate::paths::Profile;

/// Requests that are carried out at the same time. Others wait to be accepted.
const AT_ONCE: usize = 16;
/// How long a peer may take to greet and hand over its request.
const REQUEST: Duration = Duration::from_secs(30);
/// How often a peer is told that its request is still being worked on.
const ALIVE: Duration = Duration::from_secs(2);
/// How long a peer that does not read its answer may keep a service from finishing.
const DELIVERY: Duration = Duration::from_secs(30);
/// Most octets of output that wait for a peer that does not read.
const MAX_WAITING: usize = 256 * 1024 * 1024;

type Handler =
    Arc<dyn Fn(Request, Responder) -> Pin<Box<dyn Future<Output = i32> + Send>> + Send + Sync>;

/// Listens until it is dropped. Requests that are under way then go on to their end, though nobody
/// reads the answer: to break off a message that is just leaving would be worse. A process that
/// ends with its service calls [`Service::finish`], which answers them first.
#[derive(Debug)]
pub struct Service {
    _stop: DropGuard,
    ends: Ends,
    listening: JoinHandle<()>,
}

/// How the parts of a service learn of its end, and it of theirs.
#[derive(Debug, Clone, Default)]
struct Ends {
    /// Nothing more is done, not even answered.
    stop: CancellationToken,
    /// Nothing more is accepted.
    finish: CancellationToken,
    /// Connections and their work.
    under_way: TaskTracker,
}

impl Service {
    /// Opens the socket of a profile and carries out each request with `handler`, whose result is
    /// the exit status. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`InstanceError::Socket`]
    pub fn start<F>(
        profile: &Profile,
        _held: &ProfileLock,
        handler: impl Fn(Request, Responder) -> F + Send + Sync + 'static,
    ) -> Result<Self, InstanceError>
    where
        F: Future<Output = i32> + Send + 'static,
    {
        let failed = |error: io::Error| InstanceError::Socket {
            words: error.to_string(),
        };
        place::clear(profile);
        let options = ListenerOptions::new().name(place::name_of(profile)?);
        // Elsewhere the closed folder protects it; setting the mode is refused there.
        #[cfg(target_os = "linux")]
        let options =
            interprocess::os::unix::local_socket::ListenerOptionsExt::mode(options, 0o600);
        let listener = options.create_tokio().map_err(failed)?;
        let handler: Handler =
            Arc::new(move |request, responder| Box::pin(handler(request, responder)));
        let ends = Ends::default();
        let listening = tokio::spawn(listen(listener, handler, ends.clone()));
        Ok(Self {
            _stop: ends.stop.clone().drop_guard(),
            ends,
            listening,
        })
    }

    /// Accepts nothing more, removes the socket, and returns when every request that a peer was
    /// greeted for is carried out and answered.
    pub async fn finish(self) {
        let Self {
            _stop,
            ends,
            listening,
        } = self;
        ends.finish.cancel();
        // It only ends early by a panic, which the runtime has reported.
        let _ = listening.await;
        ends.under_way.close();
        ends.under_way.wait().await;
    }

    /// Stops listening and answering, and removes the socket.
    pub async fn stop(self) {
        let Self {
            _stop, listening, ..
        } = self;
        drop(_stop);
        // It only ends early by a panic, which the runtime has reported.
        let _ = listening.await;
    }
}

async fn listen(listener: LocalSocketListener, handler: Handler, ends: Ends) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            () = ends.stop.cancelled() => return,
            () = ends.finish.cancelled() => return,
            accepted = accepted => accepted,
        };
        match stream {
            Ok(stream) => {
                let (handler, ends) = (handler.clone(), ends.clone());
                ends.under_way.clone().spawn(async move {
                    let _place = place;
                    let (from, to) = tokio::io::split(stream);
                    tokio::select! {
                        () = ends.stop.cancelled() => {}
                        served = serve(from, to, handler, &ends) => if let Err(error) = served {
                            tracing::debug!(%error, "A handed-over request ended early.");
                        },
                    }
                });
            }
            Err(error) => {
                // Too many open files, most likely: give others time to close some.
                tracing::warn!(%error, "A request could not be accepted.");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn serve(
    mut from: impl AsyncRead + Unpin + Send + 'static,
    mut to: impl AsyncWrite + Unpin,
    handler: Handler,
    ends: &Ends,
) -> io::Result<()> {
    frame::write(&mut to, Frame::hello()).await?;
    let Some(request) = timeout(REQUEST, read_request(&mut from)).await?? else {
        return Ok(());
    };
    let (responder, mut frames) = Responder::new();
    // Whichever way this ends, whoever still writes an answer is told.
    let _gone = responder.gone.clone().drop_guard();
    // Only an end is expected from now on; a peer that is gone is a person who pressed Ctrl-C.
    let gone = responder.gone.clone();
    let watch = tokio::spawn(async move {
        let _ = frame::read(&mut from).await;
        gone.cancel();
    });
    let waiting = responder.waiting.clone();
    let mut work = ends.under_way.spawn(handler(request, responder));
    let mut alive = tokio::time::interval(ALIVE);
    let result = loop {
        tokio::select! {
            biased;
            Some(frame) = frames.recv() => {
                let size = output_size(&frame);
                if let Err(error) = deliver(&mut to, frame, ends).await {
                    break Err(error);
                }
                waiting.took(size);
            }
            status = &mut work => {
                // What it still printed comes before the end.
                while let Ok(frame) = frames.try_recv() {
                    deliver(&mut to, frame, ends).await?;
                }
                // A panic has been reported by the runtime; 1 is "failed".
                break deliver(&mut to, Frame::Exit(status.unwrap_or(1)), ends).await;
            }
            _ = alive.tick() => {
                if let Err(error) = deliver(&mut to, Frame::Alive, ends).await {
                    break Err(error);
                }
            }
        }
    };
    watch.abort();
    result
}

/// Writes to the peer, which may take its time (somebody reads a long list page by page), unless the
/// service waits for it to finish.
async fn deliver(to: &mut (impl AsyncWrite + Unpin), frame: Frame, ends: &Ends) -> io::Result<()> {
    let hurried = async {
        ends.finish.cancelled().await;
        tokio::time::sleep(DELIVERY).await;
    };
    tokio::select! {
        written = frame::write(to, frame) => written,
        () = hurried => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// Reads greeting, request and input; nothing if the peer speaks another version: it has our
/// greeting and will say so.
async fn read_request(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Request>> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    match frame::read(from).await? {
        Frame::Hello { protocol, .. } if protocol == PROTOCOL => {}
        Frame::Hello { .. } => return Ok(None),
        _ => return Err(invalid()),
    }
    let Frame::Request(head) = frame::read(from).await? else {
        return Err(invalid());
    };
    let head: RequestHead = serde_json::from_slice(&head)?;
    let mut input = Vec::new();
    loop {
        match frame::read(from).await? {
            Frame::Input(piece) if input.len() + piece.len() <= MAX_INPUT => input.extend(piece),
            Frame::InputEnd => break,
            _ => return Err(invalid()),
        }
    }
    Ok(Some(Request {
        argv: head.argv,
        cwd: head.cwd,
        input,
    }))
}

fn output_size(frame: &Frame) -> usize {
    match frame {
        Frame::Out(bytes) | Frame::Err(bytes) => bytes.len(),
        _ => 0,
    }
}

/// How much output waits for the peer.
#[derive(Debug, Default)]
struct Waiting {
    octets: AtomicUsize,
    changed: Notify,
}

impl Waiting {
    fn took(&self, octets: usize) {
        self.octets.fetch_sub(octets, Ordering::AcqRel);
        self.changed.notify_waiters();
    }
}

/// Where the output of a handed-over request goes.
#[derive(Debug, Clone)]
pub struct Responder {
    frames: mpsc::UnboundedSender<Frame>,
    waiting: Arc<Waiting>,
    gone: CancellationToken,
}

impl Responder {
    fn new() -> (Self, mpsc::UnboundedReceiver<Frame>) {
        let (frames, receiver) = mpsc::unbounded_channel();
        let responder = Self {
            frames,
            waiting: Arc::default(),
            gone: CancellationToken::new(),
        };
        (responder, receiver)
    }

    /// The peer's standard output.
    #[must_use]
    pub fn stdout(&self) -> ResponseWriter {
        ResponseWriter {
            to: self.clone(),
            frame: Frame::Out,
        }
    }

    /// The peer's standard error.
    #[must_use]
    pub fn stderr(&self) -> ResponseWriter {
        ResponseWriter {
            to: self.clone(),
            frame: Frame::Err,
        }
    }

    /// Resolves when the peer has gone away: nobody reads the answer any more.
    pub async fn gone(&self) {
        self.gone.cancelled().await;
    }

    /// Waits until the peer has taken what was written, or is gone. For those who write much.
    pub async fn drained(&self) {
        loop {
            let changed = self.waiting.changed.notified();
            if self.waiting.octets.load(Ordering::Acquire) == 0 {
                return;
            }
            tokio::select! {
                () = changed => {}
                () = self.gone.cancelled() => return,
            }
        }
    }
}

/// One of the peer's streams. Writing never blocks; it fails once the peer is gone.
#[derive(Debug)]
pub struct ResponseWriter {
    to: Responder,
    frame: fn(Vec<u8>) -> Frame,
}

impl io::Write for ResponseWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..bytes.len().min(CHUNK)).unwrap_or(bytes);
        if piece.is_empty() {
            return Ok(0);
        }
        if self.to.gone.is_cancelled() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let waiting = &self.to.waiting.octets;
        if waiting.fetch_add(piece.len(), Ordering::AcqRel) + piece.len() > MAX_WAITING {
            waiting.fetch_sub(piece.len(), Ordering::AcqRel);
            return Err(io::Error::other("the other side does not read its output"));
        }
        self.to
            .frames
            .send((self.frame)(piece.to_vec()))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
