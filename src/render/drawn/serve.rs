//! The process that draws: answers one request after the other until nobody asks any more.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::document::{Document, Fonts};
use super::{Band, Reply, Request, confine, frame, memory};
use crate::render::Trouble;

/// The stack of the thread that draws: layout goes as deep as the mail does.
const STACK: usize = 64 * 1024 * 1024;
/// Most mails that are open at once. There is one reader, and what it showed last.
const MOST_OPEN: usize = 8;
/// How many that are closed are taken apart at once, whoever waits, and how long nobody asks before they are
/// anyway: of a newsletter that takes 10 ms, for which nobody shall wait who opens the next one.
const MOST_CLOSED: usize = 2;
const REST: Duration = Duration::from_millis(30);
/// Most pixels of pictures in those that stay open beside a new one: what is painted of both fits into memory.
const MOST_PIXELS: u64 = 40_000_000;

/// Does the work until standard input ends. `fonts` are those the program ships, the first its own.
///
/// # Errors
/// The thread could not be made, or what asks went away amid an answer.
pub fn serve(fonts: &'static [&'static [u8]]) -> io::Result<()> {
    memory::bound()?;
    let (requests, todo) = mpsc::sync_channel(4);
    // A thread of its own listens, so that the process ends with the window however busy it is.
    let listening = std::thread::Builder::new().name("requests".into());
    let _listening = listening.spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(request) = frame::receive_now::<Request>(&mut input) {
            if requests.send(request).is_err() {
                break;
            }
        }
        // `exit` and not a return: the other thread may be drawing for ever.
        std::process::exit(0);
    })?;
    let drawing = std::thread::Builder::new()
        .name("drawing".into())
        .stack_size(STACK);
    let drawing = drawing.spawn(move || {
        let mut desk = Desk::new(fonts);
        confine::reach();
        let mut output = io::stdout().lock();
        loop {
            let next = match todo.recv_timeout(REST) {
                Ok(next) => next,
                Err(RecvTimeoutError::Timeout) => {
                    desk.closed.clear();
                    match todo.recv() {
                        Ok(next) => next,
                        Err(_) => return Ok(()),
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            let (request, payload) = next;
            let (reply, payload) = desk.answer(request, &payload);
            frame::send_now(&mut output, &reply, &payload)?;
            output.flush()?;
        }
    })?;
    drawing
        .join()
        .unwrap_or_else(|_| Err(io::Error::other("drawing failed")))
}

/// The mails that are open.
struct Desk {
    fonts: Fonts,
    open: BTreeMap<u64, Document>,
    /// Those that nobody asks about any more, until there is time to take them apart.
    closed: Vec<Document>,
}

impl Desk {
    fn new(fonts: &'static [&'static [u8]]) -> Self {
        Self {
            fonts: Fonts::new(fonts),
            open: BTreeMap::new(),
            closed: Vec::new(),
        }
    }

    fn answer(&mut self, request: Request, payload: &[u8]) -> (Reply, Vec<u8>) {
        // A panic costs the one answer. What aborts or hangs is the other side's to notice.
        let answer = catch_unwind(AssertUnwindSafe(|| self.try_answer(request, payload)));
        match answer {
            Ok(Ok((reply, payload))) => (reply, payload),
            Ok(Err(trouble)) => (Reply::Failed(trouble), Vec::new()),
            Err(_) => (Reply::Failed(Trouble::Failed), Vec::new()),
        }
    }

    fn try_answer(
        &mut self,
        request: Request,
        payload: &[u8],
    ) -> Result<(Reply, Vec<u8>), Trouble> {
        let reply = match request {
            Request::Open {
                id,
                parts,
                pictures,
                setting,
            } => {
                if self.closed.len() >= MOST_CLOSED || self.pixels() > MOST_PIXELS {
                    self.closed.clear();
                }
                while self.open.len() >= MOST_OPEN || self.pixels() > MOST_PIXELS {
                    let _ = self.open.pop_first();
                }
                let mut rest = payload;
                let mut files = Vec::new();
                for (address, length) in pictures {
                    let (file, after) = rest.split_at_checked(length).ok_or(Trouble::Failed)?;
                    files.push((address, file.to_vec()));
                    rest = after;
                }
                let mut document = Document::new(&parts, files, setting, &self.fonts)?;
                let laid = document.laid();
                let _ = self.open.insert(id, document);
                Reply::Laid(laid)
            }
            Request::Set { id, setting } => {
                let document = self.open.get_mut(&id).ok_or(Trouble::Failed)?;
                document.set(setting, &self.fonts)?;
                Reply::Laid(document.laid())
            }
            Request::Paint { id, row, rows } => {
                let Band {
                    width,
                    height,
                    rgba,
                } = self.document(id)?.paint(row, rows);
                return Ok((Reply::Painted { width, height }, rgba));
            }
            Request::Mark { id, from, to } => {
                self.document(id)?.mark(from, to);
                Reply::Done
            }
            Request::Unmark { id } => {
                self.document(id)?.unmark();
                Reply::Done
            }
            Request::Marked { id } => Reply::Text(self.document(id)?.marked()),
            Request::Find { id, needles } => Reply::Found(self.document(id)?.find(&needles)),
            Request::Close { id } => {
                self.closed.extend(self.open.remove(&id));
                Reply::Done
            }
        };
        Ok((reply, Vec::new()))
    }

    fn pixels(&self) -> u64 {
        let all = self.open.values().chain(&self.closed);
        all.map(Document::pixels).sum()
    }

    fn document(&mut self, id: u64) -> Result<&mut Document, Trouble> {
        self.open.get_mut(&id).ok_or(Trouble::Failed)
    }
}
