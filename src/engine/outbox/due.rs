//! When a message, or its copy, is due: its own time, the moment in which Send can be undone, the
//! wait before another try. Messages of unknown outcome have times of their own
//! ([`super::unknown::due`]).

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::Room;
use super::book::Book;
use super::clock::{later, until};
use crate::config::MOST_UNDO_SECONDS;
use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing};
use crate::engine::pace::Pace;
use crate::permission;

/// How long a message or its copy waits for its time; `None`: it is due.
pub(super) fn time_left(
    row: &Outgoing,
    book: &Book,
    pace: &Pace,
    at: Timestamp,
) -> Option<Duration> {
    let id = &row.outbox_id;
    // The moment in which Send can be undone is counted by a clock that nobody sets.
    if let (OutboxState::Scheduled, Some(until)) = (row.state, book.undo.get(id)) {
        let wait = until.checked_duration_since(Instant::now());
        return wait.filter(|wait| !wait.is_zero());
    }
    // It waited for the end of a pause, and whether there is one is not for its time to say.
    if row.state == OutboxState::Queued && book.by_pause.contains(id) {
        return None;
    }
    let longest = match row.state {
        // A time that a person chose holds, however far off; the moment in which Send can be
        // undone does not grow by a clock that is put back while nobody looks.
        OutboxState::Scheduled => undo_time(row).unwrap_or(Duration::MAX),
        _ => {
            let own = pace.retry_most.max(pace.copy_retry).max(pace.put_off) * 2;
            let hints = row.replies.iter().chain(&row.reply);
            let hint = hints.filter_map(permission::hinted_wait).max();
            let hint = hint.unwrap_or_default();
            let far = row
                .next_attempt_at
                .is_some_and(|next| next > later(at, own + hint));
            // What it said before it was asked about a message stands in the reason only.
            let said = row.error.as_deref().filter(|_| far);
            own + hint.max(said.and_then(permission::wait_named_in).unwrap_or_default())
        }
    };
    until(row.next_attempt_at, at, longest)
}

/// How long the message waited at Send for its sender's second thoughts, if that is all it waits for.
fn undo_time(row: &Outgoing) -> Option<Duration> {
    let wait = row.next_attempt_at?.duration_since(row.created_at);
    let wait = Duration::try_from(wait).ok()?;
    (wait <= Duration::from_secs(MOST_UNDO_SECONDS.into())).then_some(wait)
}

/// The next message of an account in one of these states that is due and was not tried yet.
pub(super) async fn next_due(
    room: &Room,
    account: &AccountId,
    states: &[OutboxState],
    tried: &BTreeSet<OutboxId>,
) -> Option<Outgoing> {
    if room.stop.is_cancelled() || room.shared.is_offline() {
        return None;
    }
    let wanted = states.to_vec();
    let _turn = room.turn.lock().await;
    let rows = room.shared.read(move |r| r.outbox(&wanted)).await.ok()?;
    let (book, at) = (room.book(), room.clock.now());
    rows.into_iter().find(|row| {
        let id = &row.outbox_id;
        row.account == *account
            && !tried.contains(id)
            && book.may_touch(row, room.resident)
            && (book.asked.contains(id) || time_left(row, &book, &room.shared.pace, at).is_none())
    })
}
