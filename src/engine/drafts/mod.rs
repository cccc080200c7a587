//! Drafts beyond this computer: each draft has a copy in a Drafts folder, of the mailbox whose
//! address it uses or of the member, or none; as the mailbox's setting says.
//!
//! The rules:
//!
//! * The draft on this computer is the draft; its copy follows it and never stands in its way.
//!   Where the copy cannot be stored, the draft says so, quietly and once.
//! * A new copy is written down before the server is given it, and the old one is removed only
//!   after the server named the place of the new one, or after that was found by its Message-ID.
//!   So at no moment is there no copy, and a lost answer makes no second one.
//! * What is to be removed is written down in the same transaction that makes it so, and stays
//!   written down until it is gone: when a message was accepted, when a draft was discarded.
//! * A draft that a colleague changed, took away or sent meanwhile is never written over: ours goes
//!   into the folder as a draft of its own, and the person is told.
//! * A message frozen from such a draft claims the copy before it leaves ([`claim`]).

mod claim;
mod errand;
mod keep;
mod left;
#[cfg(test)]
mod left_tests;
mod open;
mod place;
mod release;
mod round;
mod whereabouts;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub(super) use claim::{
    BEING_STORED, Claim, before_leaving, has_own_copy, is_being_stored, is_sent_by_other,
};
pub(in crate::engine) use errand::{Errand, Found};
pub(in crate::engine) use keep::keep;
pub(super) use open::open_draft;
pub use place::note_of;
pub(super) use release::claims_are_anothers;

use super::event::{Event, Events};
use super::pace::Pace;
use super::problem::Problem;
use super::shared::Shared;
use crate::domain::{DraftId, Folder, MessageKey};
use crate::store::DraftToStore;

/// What is needed of the accounts' Drafts folders.
#[async_trait]
pub(in crate::engine) trait DraftMail: Send + Sync {
    /// Puts the copy of a draft into a folder, marked as a draft and as seen; its place, where the
    /// server tells.
    ///
    /// # Errors
    /// The server's refusal, or the way to it. After a lost answer the copy may be there.
    async fn put_draft(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem>;

    /// The message whose Message-ID (without brackets) is exactly this.
    ///
    /// # Errors
    /// Anything but a complete answer of the server: `None` is proof of absence at that moment.
    async fn with_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem>;

    /// Does something with a draft.
    ///
    /// # Errors
    /// The server's refusal, or the way to it.
    async fn errand(&self, folder: &Folder, errand: Errand) -> Result<Found, Problem>;

    /// We changed something in this folder.
    async fn changed(&self, folder: &Folder);
}

/// The work on copies, for as long as the engine runs.
pub(super) struct Drafts {
    room: Arc<Room>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

struct Room {
    shared: Arc<Shared>,
    mail: Arc<dyn DraftMail>,
    /// Works by itself; else only what changed in this run, and at its end.
    resident: bool,
    wake: Notify,
    /// Did something happen to drafts in this run?
    touched: AtomicBool,
    /// Who waits until all is done that can be.
    asked: Mutex<Vec<oneshot::Sender<()>>>,
    stop: CancellationToken,
}

impl Drafts {
    /// Starts the task.
    pub(super) fn start(shared: Arc<Shared>, mail: Arc<dyn DraftMail>, resident: bool) -> Self {
        let room = Arc::new(Room {
            shared,
            mail,
            resident,
            wake: Notify::new(),
            touched: AtomicBool::new(resident),
            asked: Mutex::new(Vec::new()),
            stop: CancellationToken::new(),
        });
        let events = room.shared.events();
        let tasks = vec![
            tokio::spawn(run(Arc::clone(&room))),
            tokio::spawn(listen(Arc::clone(&room), events)),
        ];
        Self {
            room,
            tasks: Mutex::new(tasks),
        }
    }

    /// Does now, without the usual pauses, what is to be done, and comes back when it is done or
    /// cannot be.
    pub(super) async fn settle(&self) {
        let (done, is_done) = oneshot::channel();
        lock(&self.room.asked).push(done);
        self.room.wake.notify_one();
        let _ = is_done.await;
    }

    /// Does what can still be done in a moment, and begins nothing more. What is not done is
    /// written down.
    pub(super) async fn stop(&self) {
        self.room.stop.cancel();
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        let until = Instant::now() + self.room.shared.pace.stop;
        for mut task in tasks {
            if tokio::time::timeout_at(until, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        lock(&self.tasks).iter().for_each(JoinHandle::abort);
    }
}

/// What is remembered of a draft that waits.
struct Waiting {
    /// The state of it that was seen last.
    changed_at: Timestamp,
    /// Since when it waits, and since when nothing was saved of it.
    since: Instant,
    quiet: Instant,
    /// How often storing it failed in a row, and until when it rests.
    failures: u32,
    rests: Option<Instant>,
}

/// Drafts that wait for their pause. A state that was dealt with, in whatever way, waits no more.
#[derive(Default)]
struct Book {
    waiting: BTreeMap<DraftId, Waiting>,
    /// When what is left over is tried again.
    again: Option<Instant>,
    failures: u32,
}

impl Book {
    /// Takes in what the store says, and gives when each is due.
    fn look(&mut self, rows: &[DraftToStore], pace: &Pace) -> Vec<(DraftId, Instant)> {
        let now = Instant::now();
        self.waiting
            .retain(|id, _| rows.iter().any(|row| row.id == *id));
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            let waits = self.waiting.entry(row.id).or_insert_with(|| Waiting {
                changed_at: row.changed_at,
                since: now,
                quiet: now,
                failures: 0,
                rests: None,
            });
            if waits.changed_at != row.changed_at {
                waits.changed_at = row.changed_at;
                waits.quiet = now;
            }
            let (quiet, most) = pauses(pace, row.attached);
            let due_at = (waits.quiet + quiet).min(waits.since + most);
            due.push((row.id, waits.rests.map_or(due_at, |rest| rest.max(due_at))));
        }
        due
    }

    fn failed(&mut self, id: DraftId, pace: &Pace) {
        if let Some(waits) = self.waiting.get_mut(&id) {
            waits.failures += 1;
            waits.rests = Some(Instant::now() + pace.backoff(waits.failures));
        }
    }
}

/// How long a draft waits after a save, and at most. A copy holds the files as well, and IMAP can
/// only store it as a whole; so both pauses grow by the time that the files would take at
/// 64 KiB a second: 20 MB are stored every six minutes at most, and once more when the message is
/// sent or the window closed for that long. What did not change is not stored at all.
fn pauses(pace: &Pace, attached: u64) -> (Duration, Duration) {
    const A_SECOND: u64 = 64 * 1024;
    let parts = u32::try_from(attached / A_SECOND).unwrap_or(u32::MAX);
    // In units of the longest pause, so that a quick pace is quick with files too.
    let more = (pace.draft_most / 30).saturating_mul(parts);
    (
        pace.draft_quiet.saturating_add(more / 3),
        pace.draft_most.saturating_add(more),
    )
}

async fn run(room: Arc<Room>) {
    let mut book = Book::default();
    let mut offline = room.shared.watch_offline();
    while !room.stop.is_cancelled() {
        let asked = std::mem::take(&mut *lock(&room.asked));
        let sleep = match (room.resident, asked.is_empty()) {
            (_, false) => {
                work(&room, &mut book, true).await;
                for done in asked {
                    let _ = done.send(());
                }
                Some(Duration::ZERO)
            }
            (true, true) => work(&room, &mut book, false).await,
            (false, true) => None,
        };
        let alarm = async {
            match sleep {
                Some(wait) => tokio::time::sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = room.stop.cancelled() => {}
            // A burst of news is one piece of work.
            () = room.wake.notified() => tokio::time::sleep(room.shared.pace.draft_quiet / 200).await,
            changed = offline.changed() => {
                if changed.is_err() {
                    room.stop.cancelled().await;
                }
                book = Book::default();
            }
            () = alarm => {}
        }
    }
    // What an earlier run left is done by the next one that works by itself.
    if room.touched.load(Ordering::SeqCst) {
        work(&room, &mut book, true).await;
    }
    drop(std::mem::take(&mut *lock(&room.asked)));
}

/// Wakes the work when something happens that may concern a draft.
async fn listen(room: Arc<Room>, mut events: Events) {
    loop {
        let event = tokio::select! {
            () = room.stop.cancelled() => return,
            event = events.next() => event,
        };
        match event {
            Some(Event::Drafts | Event::Outbox(_) | Event::Overflow(_)) => {
                room.touched.store(true, Ordering::SeqCst);
                room.wake.notify_one();
            }
            Some(_) => {}
            None => return,
        }
    }
}

/// Does what is due, and says when to look again. `all`: whatever its pause.
async fn work(room: &Room, book: &mut Book, all: bool) -> Option<Duration> {
    place::stand_all(&room.shared).await;
    if room.shared.is_offline() {
        return None;
    }
    let pace = &room.shared.pace;
    let Ok(rows) = room.shared.read(|r| r.drafts_to_store()).await else {
        return Some(pace.retry_most);
    };
    let mut next: Option<Instant> = None;
    let mut wake_at = |at: Instant| next = Some(next.map_or(at, |next| next.min(at)));
    for (id, due) in book.look(&rows, pace) {
        if !all && due > Instant::now() {
            wake_at(due);
            continue;
        }
        match round::store(&room.shared, room.mail.as_ref(), id).await {
            Ok(()) => {
                book.waiting.remove(&id);
            }
            Err(problem) => {
                tracing::info!(what = problem.message.key, "The copy of a draft waits.");
                book.failed(id, pace);
                if let Some(rests) = book.waiting.get(&id).and_then(|waits| waits.rests) {
                    wake_at(rests);
                }
            }
        }
    }
    let rests = book.again.is_some_and(|again| again > Instant::now());
    if all || !rests {
        let tidied = left::remove_left(&room.shared, room.mail.as_ref()).await;
        let released = release::release_stale(&room.shared, room.mail.as_ref()).await;
        book.again = None;
        if !matches!(tidied, Ok(true)) || !matches!(released, Ok(true)) {
            book.failures += 1;
            book.again = Some(Instant::now() + pace.backoff(book.failures));
        } else {
            book.failures = 0;
        }
    }
    if let Some(again) = book.again {
        wake_at(again);
    }
    next.map(|at| at.saturating_duration_since(Instant::now()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, saved: i64, attached: u64) -> DraftToStore {
        DraftToStore {
            id: DraftId(id),
            changed_at: Timestamp::from_second(saved).unwrap(),
            attached,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_draft_waits_for_a_pause_but_not_for_ever() {
        let (pace, mut book) = (Pace::default(), Book::default());
        let due = |book: &mut Book, saved| {
            let due = book.look(&[row(1, saved, 0)], &pace);
            due[0].1.saturating_duration_since(Instant::now()).as_secs()
        };
        assert_eq!(due(&mut book, 1), 10);
        for saved in 2..8 {
            tokio::time::advance(Duration::from_secs(4)).await;
            // Somebody goes on writing: the pause begins anew, up to half a minute altogether.
            let left = (30 - 4 * (saved - 1)).min(10);
            assert_eq!(due(&mut book, saved), u64::try_from(left).unwrap());
        }
        tokio::time::advance(Duration::from_secs(7)).await;
        assert_eq!(due(&mut book, 8), 0);
        book.failed(DraftId(1), &pace);
        assert!(due(&mut book, 8) >= 5, "what failed rests");
        assert!(book.look(&[], &pace).is_empty());
        assert_eq!(due(&mut book, 9), 10, "stored: it begins anew");
    }

    #[test]
    fn large_files_are_not_stored_twice_a_minute() {
        let pace = Pace::default();
        assert_eq!(pauses(&pace, 0), (pace.draft_quiet, pace.draft_most));
        let (quiet, most) = pauses(&pace, 20 * 1024 * 1024);
        assert_eq!((quiet.as_secs(), most.as_secs()), (116, 350));
        let (_, endless) = pauses(&pace, u64::MAX);
        assert!(endless > most);
    }
}
