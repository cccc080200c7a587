//! The window's side: starts the process that draws, asks it, and ends it when it does not answer.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use super::{ARGUMENT, Band, Found, Laid, MAX_PICTURE_OCTETS, Reply, Request, Setting, frame};
use crate::domain::{MOST_HITS, Needle};
use crate::render::{MAX_HTML, Part, Source, Trouble};

/// How long an answer may take: so long nobody waits for a mail, and no honest one takes it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where mails are drawn. Cheap to clone; all clones share one process.
#[derive(Debug, Clone)]
pub struct Drawers {
    inner: Arc<Inner>,
    patience: Duration,
}

#[derive(Debug)]
struct Inner {
    program: Option<PathBuf>,
    environment: Vec<(String, String)>,
    running: Mutex<Option<Running>>,
    next: AtomicU64,
}

/// The process, between two questions.
#[derive(Debug)]
struct Running {
    /// Ends with it (`kill_on_drop`).
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// Counts the processes: a mail that an earlier one had is not known to this one.
    number: u64,
}

impl Drawers {
    /// Draws by this program itself.
    #[must_use]
    pub fn of_this_program() -> Self {
        Self::at(std::env::current_exe().ok())
    }

    /// Draws by the program at this path; without one nothing is drawn.
    #[must_use]
    pub fn at(program: Option<PathBuf>) -> Self {
        Self::new(program, PATIENCE, Vec::new())
    }

    /// The same with another patience, and with variables for the process: for tests of what goes wrong.
    #[must_use]
    pub fn new(
        program: Option<PathBuf>,
        patience: Duration,
        environment: Vec<(String, String)>,
    ) -> Self {
        let inner = Inner {
            program,
            environment,
            running: Mutex::new(None),
            next: AtomicU64::new(1),
        };
        Self {
            inner: Arc::new(inner),
            patience,
        }
    }

    /// The same process with another patience.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self {
            patience,
            ..self.clone()
        }
    }

    /// The process that draws, by its number, while there is one.
    pub async fn process(&self) -> Option<u32> {
        let running = self.inner.running.lock().await;
        running.as_ref().and_then(|running| running.child.id())
    }

    /// Waits until nothing is being drawn. Who stops waiting stops nothing.
    pub async fn rest(&self) {
        let _ = self.inner.running.lock().await;
    }

    /// Lays a mail out.
    ///
    /// # Errors
    /// It is too complex, takes too long, or the process failed on it.
    pub async fn open(
        &self,
        source: Arc<Source>,
        setting: Setting,
    ) -> Result<(Drawing, Laid), Trouble> {
        let id = self.inner.next.fetch_add(1, Ordering::Relaxed);
        let mut payload = Vec::new();
        let mut pictures = Vec::new();
        for picture in source.pictures.iter().take(super::MAX_PICTURES) {
            if payload.len() + picture.octets.len() > MAX_PICTURE_OCTETS {
                continue;
            }
            payload.extend_from_slice(&picture.octets);
            pictures.push((picture.address.clone(), picture.octets.len()));
        }
        let request = Request::Open {
            id,
            parts: source.parts.iter().map(bounded).collect(),
            pictures,
            setting,
        };
        let had_process = self.process().await.is_some();
        let mut asked = self.ask(request.clone(), &payload, None).await;
        // A process that ended while nobody asked, or has no room beside what it holds, is replaced; one that was
        // started for this mail is not.
        let has_failed = matches!(
            asked,
            Err(Trouble::Failed) | Ok((Reply::Failed(Trouble::Failed), ..))
        );
        if has_failed && had_process {
            *self.inner.running.lock().await = None;
            asked = self.ask(request, &payload, None).await;
        }
        let (reply, _, process) = asked?;
        let drawing = Drawing {
            runtime: tokio::runtime::Handle::try_current().ok(),
            drawers: self.clone(),
            id,
            process,
        };
        match reply {
            Reply::Laid(laid) => Ok((drawing, laid)),
            reply => Err(unexpected(&reply)),
        }
    }

    /// Asks, and ends the process if it does not answer in time. `of` is the process that must answer.
    async fn ask(
        &self,
        request: Request,
        payload: &[u8],
        of: Option<u64>,
    ) -> Result<(Reply, Vec<u8>, u64), Trouble> {
        let mut running = self.inner.running.lock().await;
        let mut process = match running.take() {
            Some(process) => process,
            None if of.is_some() => return Err(Trouble::Failed),
            None => self.start()?,
        };
        if of.is_some_and(|number| number != process.number) {
            *running = Some(process);
            return Err(Trouble::Failed);
        }
        // While an answer is on its way the process is held here: whoever stops waiting ends it, since what
        // it answers would be taken for the answer to the next question.
        let exchange = async {
            frame::send(&mut process.input, &request, payload).await?;
            frame::receive::<Reply>(&mut process.output).await
        };
        match tokio::time::timeout(self.patience, exchange).await {
            Ok(Ok((reply, payload))) => {
                let number = process.number;
                *running = Some(process);
                Ok((reply, payload, number))
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "The process that draws mails ended.");
                Err(Trouble::Failed)
            }
            Err(_) => {
                tracing::warn!("The process that draws mails did not answer and was ended.");
                Err(Trouble::TookTooLong)
            }
        }
    }

    fn start(&self) -> Result<Running, Trouble> {
        let program = self.inner.program.as_ref().ok_or(Trouble::Failed)?;
        let mut command = Command::new(program);
        let _ = command
            .arg(ARGUMENT)
            .envs(self.inner.environment.iter().cloned())
            // Nobody reads it, and it takes memory: where there is none left, std waits for ever for the lock that it
            // holds while it writes one (seen with Rust 1.95).
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        #[cfg(windows)]
        {
            // CREATE_NO_WINDOW: no console flashes up.
            let _ = command.creation_flags(0x0800_0000);
        }
        let failed = |error: std::io::Error| {
            tracing::warn!(%error, "The process that draws mails could not be started.");
            Trouble::Failed
        };
        let mut child = command.spawn().map_err(failed)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Trouble::Failed);
        };
        Ok(Running {
            child,
            input,
            output,
            number: self.inner.next.fetch_add(1, Ordering::Relaxed),
        })
    }
}

/// No more of a part than is drawn, and enough to see that it was cut.
fn bounded(part: &Part) -> Part {
    let cut = |text: &str| {
        let kept = text.get(..text.floor_char_boundary(MAX_HTML + 4));
        kept.unwrap_or_default().to_owned()
    };
    match part {
        Part::Html(html) => Part::Html(cut(html)),
        Part::Text(text) => Part::Text(cut(text)),
    }
}

fn unexpected(reply: &Reply) -> Trouble {
    match reply {
        Reply::Failed(trouble) => *trouble,
        _ => Trouble::Failed,
    }
}

/// One mail that is laid out. The process forgets it when this goes.
#[derive(Debug)]
pub struct Drawing {
    /// Where it is forgotten.
    runtime: Option<tokio::runtime::Handle>,
    drawers: Drawers,
    id: u64,
    process: u64,
}

impl Drawing {
    async fn ask(&self, request: Request) -> Result<(Reply, Vec<u8>), Trouble> {
        let asked = self.drawers.ask(request, &[], Some(self.process)).await;
        asked.map(|(reply, payload, _)| (reply, payload))
    }

    /// Lays it out anew.
    ///
    /// # Errors
    /// As [`Drawers::open`]; then it is not drawn any more.
    pub async fn set(&self, setting: Setting) -> Result<Laid, Trouble> {
        let id = self.id;
        match self.ask(Request::Set { id, setting }).await? {
            (Reply::Laid(laid), _) => Ok(laid),
            (reply, _) => Err(unexpected(&reply)),
        }
    }

    /// The pixels from a row on: as many rows, or as there are.
    ///
    /// # Errors
    /// As [`Drawing::set`].
    pub async fn paint(&self, row: u32, rows: u32) -> Result<Band, Trouble> {
        let id = self.id;
        match self.ask(Request::Paint { id, row, rows }).await? {
            (Reply::Painted { width, height }, rgba) => {
                let octets = usize::try_from(u64::from(width) * u64::from(height) * 4);
                if octets != Ok(rgba.len()) || height > super::MAX_ROWS {
                    return Err(Trouble::Failed);
                }
                Ok(Band {
                    width,
                    height,
                    rgba,
                })
            }
            (reply, _) => Err(unexpected(&reply)),
        }
    }

    /// Marks what lies between two points.
    ///
    /// # Errors
    /// As [`Drawing::set`].
    pub async fn mark(&self, from: (f32, f32), to: (f32, f32)) -> Result<(), Trouble> {
        let id = self.id;
        self.ask(Request::Mark { id, from, to }).await.map(drop)
    }

    /// Marks nothing.
    ///
    /// # Errors
    /// As [`Drawing::set`].
    pub async fn unmark(&self) -> Result<(), Trouble> {
        self.ask(Request::Unmark { id: self.id }).await.map(drop)
    }

    /// What is marked, as text.
    ///
    /// # Errors
    /// As [`Drawing::set`].
    pub async fn marked(&self) -> Result<String, Trouble> {
        match self.ask(Request::Marked { id: self.id }).await? {
            (Reply::Text(text), _) => Ok(text),
            (reply, _) => Err(unexpected(&reply)),
        }
    }
}

impl Drawing {
    /// Where any of these is seen.
    ///
    /// # Errors
    /// As [`Drawing::set`].
    pub async fn find(&self, needles: Vec<Needle>) -> Result<Found, Trouble> {
        let id = self.id;
        match self.ask(Request::Find { id, needles }).await? {
            (Reply::Found(mut found), _) => {
                // Whatever became of the process.
                found.hits.truncate(MOST_HITS);
                Ok(found)
            }
            (reply, _) => Err(unexpected(&reply)),
        }
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        let (drawers, id, process) = (self.drawers.clone(), self.id, self.process);
        // Nobody waits for that. Without a runtime the program ends, and the process with it.
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                let _ = drawers.ask(Request::Close { id }, &[], Some(process)).await;
            });
        }
    }
}
