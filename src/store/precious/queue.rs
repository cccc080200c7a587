//! What a person changes about a message that waits: its time, its place, whom it goes to.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::super::columns::{json, micros};
use super::super::error::{Sql, Step, StoreError};
use super::Precious;
use super::outbox::{begin, explain, is_refusal, not_from, permit, set};
use super::outbox_rows::existing;
use crate::domain::{Check, EmailAddress, OutboxId, OutboxState, Outgoing, Phase, ServerReply};

impl Precious {
    /// It leaves at another time: not before `leave_at`, or as soon as it may.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it waits; [`StoreError::Missing`]; as [`Precious`].
    pub async fn reschedule(
        &self,
        id: OutboxId,
        leave_at: Option<Timestamp>,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Reschedule, false, move |tx| {
            let state = match leave_at {
                Some(_) => OutboxState::Scheduled,
                None => OutboxState::Queued,
            };
            set(tx, id, state, Phase::Frozen)?;
            explain(tx, id, None, &[], None, leave_at)
        })
        .await
    }

    /// It leaves before another message that waits, or after all of them; before itself, where it is.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless both wait or are held; [`StoreError::Missing`]; as [`Precious`].
    pub async fn put_before(
        &self,
        id: OutboxId,
        other: Option<OutboxId>,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            permit(&row, Step::Reorder, false)?;
            if other == Some(id) {
                return Ok(row);
            }
            if let Some(other) = other {
                permit(&existing(tx, other)?, Step::Reorder, false)?;
            }
            let mut order: Vec<i64> = tx
                .prepare_cached(
                    "SELECT id FROM outbox WHERE state IN ('scheduled', 'queued', 'held') \
                     ORDER BY coalesce(position, id), id",
                )?
                .query_map([], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            order.retain(|one| *one != id.0);
            let at = other
                .and_then(|other| order.iter().position(|one| *one == other.0))
                .unwrap_or(order.len());
            order.insert(at, id.0);
            // The places stay those that were there, in the same order as before, so that what
            // is put in later stands behind all of them.
            let mut places: Vec<i64> = tx
                .prepare_cached(
                    "SELECT coalesce(position, id) FROM outbox \
                     WHERE state IN ('scheduled', 'queued', 'held')",
                )?
                .query_map([], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            places.sort_unstable();
            let mut update = tx.prepare_cached("UPDATE outbox SET position = ?2 WHERE id = ?1")?;
            for (one, place) in order.into_iter().zip(places) {
                update.execute((one, place))?;
            }
            existing(tx, id)
        })
        .await
    }

    /// A person wants it to go to the others only: it is queued without these recipients. Of what is
    /// held, or waits since some were put off, nobody had it, since all get it or none does. What was
    /// refused when it was sent again ([`Precious::stop`]) may have arrived the time before: it is sent
    /// again to the others, and a person waives these checks as by [`super::Resolution::Again`].
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it waits since some were put off, or is held, or was refused when it
    /// was sent again, or when nobody would be left; [`StoreError::Missing`]; as [`Precious`].
    pub async fn leave_out(
        &self,
        id: OutboxId,
        recipients: Vec<EmailAddress>,
        waived: Vec<Check>,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            permit(&row, Step::LeaveOut, false)?;
            let is_to_go_to_all = match row.state {
                OutboxState::Unknown => !row.is_sent_again(),
                // It waits for another reason than its recipients.
                OutboxState::Queued => row.replies.is_empty(),
                _ => false,
            };
            if is_to_go_to_all {
                return Err(not_from(&row, Step::LeaveOut).into());
            }
            let mut left_out = row.left_out.clone();
            left_out.extend(recipients);
            left_out.retain(|one| row.envelope.to.contains(one));
            left_out.sort();
            left_out.dedup();
            if left_out.len() >= row.envelope.to.len() {
                return Err(not_from(&row, Step::LeaveOut).into());
            }
            tx.execute(
                "UPDATE outbox SET left_out = ?2 WHERE id = ?1",
                (id.0, json(&left_out)?),
            )?;
            if row.state == OutboxState::Unknown {
                send_again(tx, &row, waived)?;
            } else {
                put_back(tx, &row)?;
            }
            existing(tx, id)
        })
        .await
    }
}

/// The time that a person chose, of what is scheduled, and of what was held before that had come.
pub(super) fn time_of(row: &Outgoing) -> Option<Timestamp> {
    let keeps = matches!(row.state, OutboxState::Scheduled | OutboxState::Held);
    row.next_attempt_at.filter(|_| keeps)
}

/// It is to be tried: what was held at its time, if it has one.
pub(super) fn put_back(tx: &Transaction<'_>, row: &Outgoing) -> Sql<()> {
    let time = time_of(row).filter(|_| row.state == OutboxState::Held);
    let state = match time {
        Some(_) => OutboxState::Scheduled,
        None => OutboxState::Queued,
    };
    set(tx, row.outbox_id, state, Phase::Frozen)?;
    explain(tx, row.outbox_id, None, &[], None, time)
}

/// It goes to the queue once more, although its outcome is unknown.
pub(super) fn send_again(tx: &Transaction<'_>, row: &Outgoing, mut waived: Vec<Check>) -> Sql<()> {
    let id = row.outbox_id;
    // Nobody need wonder whether it was sent before.
    waived.extend([Check::SentBefore, Check::Unknown]);
    waive(tx, row, &waived)?;
    set(tx, id, OutboxState::Queued, Phase::Frozen)?;
    // Unknown once more, it is looked for as it was the first time.
    tx.execute("UPDATE outbox SET looks = 0 WHERE id = ?1", [id.0])?;
    explain(tx, id, None, &[], None, None)
}

impl Precious {
    /// An attempt begins, of a message as it was read: counts it. From `scheduled` too: when its time
    /// has come is the caller's to know; one to which a person gave another time since it was read
    /// does not leave at the old one.
    ///
    /// # Errors
    /// [`StoreError::Step`], [`StoreError::Missing`]; as [`Precious`].
    pub async fn begin_attempt_as_read(&self, read: &Outgoing) -> Result<Outgoing, StoreError> {
        let (id, time) = (read.outbox_id, read.next_attempt_at);
        self.step(id, Step::BeginAttempt, false, move |tx| {
            unchanged(&existing(tx, id)?, time)?;
            begin(tx, id)
        })
        .await
    }

    /// The same of a message as it stands, for whoever is alone with the profile: tests bring a
    /// message with this to where they want it. The outbox is never alone.
    ///
    /// # Errors
    /// As [`Precious::begin_attempt_as_read`].
    pub async fn begin_attempt(&self, id: OutboxId) -> Result<Outgoing, StoreError> {
        let read = self.write(move |tx| existing(tx, id)).await?;
        self.begin_attempt_as_read(&read).await
    }

    /// It waits in the queue before an attempt begins: its time has come, and something stands in
    /// the way that is no refusal. A person who gave it another time since it was read was first.
    ///
    /// # Errors
    /// As [`Precious::begin_attempt_as_read`].
    pub async fn wait_as_read(
        &self,
        read: &Outgoing,
        next_attempt_at: Timestamp,
        error: String,
    ) -> Result<Outgoing, StoreError> {
        let (id, time) = (read.outbox_id, read.next_attempt_at);
        self.step(id, Step::BeginAttempt, false, move |tx| {
            let row = existing(tx, id)?;
            unchanged(&row, time)?;
            set(tx, id, OutboxState::Queued, Phase::Frozen)?;
            // What the last attempt's server said of each still holds.
            let reply = row.reply.as_ref();
            explain(
                tx,
                id,
                reply,
                &row.replies,
                Some(&error),
                Some(next_attempt_at),
            )
        })
        .await
    }

    /// The server wants another sign-in of the account before it takes this one: it goes back to
    /// the queue, and the attempt does not count.
    ///
    /// # Errors
    /// As [`Precious::requeue`].
    pub async fn turned_away(
        &self,
        id: OutboxId,
        reply: Option<ServerReply>,
        replies: Vec<ServerReply>,
        error: Option<String>,
    ) -> Result<Outgoing, StoreError> {
        let refused = is_refusal(reply.as_ref());
        self.step(id, Step::Requeue, refused, move |tx| {
            set(tx, id, OutboxState::Queued, Phase::Frozen)?;
            tx.execute(
                "UPDATE outbox SET attempts = max(attempts - 1, 0) WHERE id = ?1",
                [id.0],
            )?;
            explain(tx, id, reply.as_ref(), &replies, error.as_deref(), None)
        })
        .await
    }

    /// Why these wait in the queue for their account, and, for those of `until`, when it is tried
    /// again; of the others that stays as it is. In one step, since they may be many. Each is given
    /// with its time as it was read: one whose time has come waits in the queue from here on, and
    /// one to which a person gave another since then, or that waits no more, is passed over. Gives
    /// the others, as they are then.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn explain_queued(
        &self,
        read: Vec<(OutboxId, Option<Timestamp>)>,
        error: Option<String>,
        until: Option<(Vec<OutboxId>, Timestamp)>,
    ) -> Result<Vec<Outgoing>, StoreError> {
        self.write(move |tx| {
            let mut rows = Vec::new();
            for (id, time) in read {
                let changed = tx
                    .prepare_cached(
                        "UPDATE outbox SET error = ?2, state = 'queued', next_attempt_at = \
                         CASE state WHEN 'queued' THEN next_attempt_at END \
                         WHERE id = ?1 AND (state = 'queued' \
                           OR (state = 'scheduled' AND next_attempt_at IS ?3))",
                    )?
                    .execute((id.0, &error, due(time)))?;
                if changed == 0 {
                    continue;
                }
                if let Some((those, at)) = &until
                    && those.contains(&id)
                {
                    tx.prepare_cached("UPDATE outbox SET next_attempt_at = ?2 WHERE id = ?1")?
                        .execute((id.0, micros(*at)))?;
                }
                rows.push(existing(tx, id)?);
            }
            Ok(rows)
        })
        .await
    }
}

/// The time of a message that waits for one is what it was when it was read.
fn unchanged(row: &Outgoing, time: Option<Timestamp>) -> Result<(), StoreError> {
    if row.state != OutboxState::Scheduled || row.next_attempt_at == time {
        return Ok(());
    }
    Err(StoreError::Step {
        id: row.outbox_id,
        from: row.state,
        phase: row.phase,
        wanted: Step::BeginAttempt,
    })
}

/// Adds checks to those that a person waived.
pub(super) fn waive(tx: &Transaction<'_>, row: &Outgoing, checks: &[Check]) -> Sql<()> {
    let mut waived = row.waived.clone();
    waived.extend_from_slice(checks);
    waived.sort_unstable();
    waived.dedup();
    tx.execute(
        "UPDATE outbox SET waived = ?2 WHERE id = ?1",
        (row.outbox_id.0, json(&waived)?),
    )?;
    Ok(())
}

/// Takes a check back from those that a person waived.
pub(super) fn unwaive(tx: &Transaction<'_>, row: &Outgoing, check: Check) -> Sql<()> {
    if !row.is_waived(check) {
        return Ok(());
    }
    let mut waived = row.waived.clone();
    waived.retain(|one| *one != check);
    tx.execute(
        "UPDATE outbox SET waived = ?2 WHERE id = ?1",
        (row.outbox_id.0, json(&waived)?),
    )?;
    Ok(())
}

/// When something is due, as it is stored.
pub(super) fn due(at: Option<Timestamp>) -> Option<i64> {
    at.map(micros)
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
