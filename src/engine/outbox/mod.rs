//! The outbox: from Send to done, in states that are journalled before anything follows from them.
//!
//! One task looks at what is due whenever it is woken, and hands over at most one message per
//! account at a time, beside at most one piece of filing. Accounts do not wait for each other, and
//! no queue waits for a server that takes its time to answer to a message's dot.
//!
//! What it holds itself to:
//! * A phase is in the journal before it is entered. The dot is the point of no return: before it
//!   a repetition is safe, after it only an answer of the server or a person leads on.
//! * The acceptance is written before anything else is done with it, and nothing that happens to
//!   the copy leads back to a submission.
//! * Permission is decided again before a message leaves. What evidence refuses is held without
//!   going to the server, unless a person insists, once.
//! * An answer that somebody else has given meanwhile, and a message that another copy of this
//!   profile handed over, are held before they leave.
//! * What has an unknown outcome is looked for, and never sent again by itself. What comes back is
//!   shown at the message, and changes nothing else.
//! * Every state that waits says why: [`why`].

mod again;
mod at_once;
mod before;
mod book;
mod clock;
mod copies;
mod door;
mod doubles;
mod due;
mod earlier;
mod habits;
mod handed_over;
mod handing;
mod leave;
mod ledger;
mod one_answer;
mod original;
mod outcome;
mod possible;
mod put_in;
mod refused;
mod returned;
mod run;
mod sent_before;
#[cfg(test)]
mod tests;
mod unknown;
mod why;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing};
use crate::store::Precious;

pub use before::written_time;
pub use earlier::{earlier_answer, is_to_the_same};
pub(super) use handed_over::HandedOver;
pub use possible::{Possible, check_that_stopped, possible, refused_recipients};
pub(super) use put_in::TestWords;
pub(super) use returned::{awaited_since, take_in};
pub(super) use why::{among, read_stored, to_stored};
pub use why::{came_back, how_far, receipt_for, remarks, why};

use super::event::Event;
use super::filing::MailAccess;
use super::shared::{Place, Shared};
use super::submission::Submission;
use book::Book;
use clock::Clock;
use handing::Late;

/// The outbox at work.
pub(super) struct Outbox {
    room: Arc<Room>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// What the outbox's task, its lanes and its door share.
struct Room {
    shared: Arc<Shared>,
    submission: Arc<dyn Submission>,
    mail: Arc<dyn MailAccess>,
    /// What this computer handed over, whatever this profile knows of it.
    handed_over: HandedOver,
    /// Works by itself; else only what this process was asked to send or to try.
    resident: bool,
    book: Mutex<Book>,
    /// Held from a step that a person takes in the store to its entry in the book, and from reading
    /// rows to looking them up in the book: else rows would be judged by a book that knows less, or
    /// more, than they do. Meanwhile the disk is waited for, which with a large message that is put in
    /// takes a moment; never a server, and no disk that is full.
    turn: tokio::sync::Mutex<()>,
    /// Held by who changes what is remembered of copies in the store.
    memory: tokio::sync::Mutex<()>,
    /// A copy was filed, to be looked at again.
    filed: Notify,
    wake: Notify,
    /// Counts what was tried, for whoever waits.
    progress: watch::Sender<u64>,
    clock: Clock,
    /// When this process began: what was written before may have come from a backup or a copy.
    began: Timestamp,
    /// Messages whose answers are waited for beside their lanes.
    late: mpsc::UnboundedSender<Late>,
    stop: CancellationToken,
}

impl Outbox {
    /// Starts the task. In a resident engine it sends by itself what is due; else only what is
    /// put into the outbox or asked for while it runs.
    pub(super) fn start(
        shared: Arc<Shared>,
        submission: Arc<dyn Submission>,
        mail: Arc<dyn MailAccess>,
        handed_over: HandedOver,
        resident: bool,
    ) -> Self {
        let clock = Clock::default();
        Self::start_by(clock, shared, submission, mail, handed_over, resident)
    }

    /// The same by this clock.
    fn start_by(
        clock: Clock,
        shared: Arc<Shared>,
        submission: Arc<dyn Submission>,
        mail: Arc<dyn MailAccess>,
        handed_over: HandedOver,
        resident: bool,
    ) -> Self {
        let (progress, _) = watch::channel(0);
        let (late, received) = mpsc::unbounded_channel();
        // Of one outbox there is one in a process.
        let _ = shared.handed_over.set(handed_over.clone());
        let room = Arc::new(Room {
            shared,
            submission,
            mail,
            handed_over,
            resident,
            book: Mutex::new(Book::default()),
            turn: tokio::sync::Mutex::new(()),
            memory: tokio::sync::Mutex::new(()),
            filed: Notify::new(),
            wake: Notify::new(),
            progress,
            began: clock.now(),
            clock,
            late,
            stop: CancellationToken::new(),
        });
        let queue = run::run(Arc::clone(&room), received);
        let copies = doubles::run(Arc::clone(&room));
        let task = tokio::spawn(async {
            tokio::join!(queue, copies);
        });
        Self {
            room,
            task: Mutex::new(Some(task)),
        }
    }

    /// The account may be tried again: a password was given, or its server answers again.
    pub(super) fn resume(&self, account: &AccountId) {
        self.room.book().resume(account);
        self.room.wake.notify_one();
    }

    /// Begins nothing more and ends what is under way: an attempt before the dot goes back to the
    /// queue at once; after it, the answer is waited for, but not for ever.
    pub(super) async fn stop(&self) {
        self.room.stop.cancel();
        let task = lock(&self.task).take();
        if let Some(task) = task
            && let Err(error) = task.await
            && error.is_panic()
        {
            tracing::error!("The outbox ended by a fault of its own.");
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        // Without `stop`: as by a crash, from which the journal recovers.
        if let Some(task) = lock(&self.task).take() {
            task.abort();
        }
    }
}

impl Room {
    fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }

    fn precious(&self) -> &Precious {
        self.shared.store.precious()
    }

    /// Something was tried or settled: whoever waits looks again.
    fn progressed(&self, id: OutboxId) {
        self.shared.tell(Event::Outbox(id));
        self.progress
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Held and unknown messages are problems that stand until a person deals with them.
    fn stand(&self, row: &Outgoing) {
        let place = Place::Outbox(row.outbox_id);
        // Asked of those only: finding the words costs more than all else in a look at a long queue.
        let stands = matches!(row.state, OutboxState::Held | OutboxState::Unknown);
        match stands.then(|| why::why(row)).flatten() {
            Some(problem) => self.shared.raise(place, problem),
            None => self.shared.clear(&place),
        }
    }
}

/// A lock whose data stays usable after a panic elsewhere.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
