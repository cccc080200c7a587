//! The outbox: frozen messages and the steps they may take. Every step checks the present state
//! inside its transaction; a step that is not allowed changes nothing.
//!
//! The rule behind the table of steps: once the final dot may be on the wire, nothing but an
//! answer of the server or a person's decision leads back to the queue.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, ToSql, Transaction, named_params};

use super::super::columns::{json, micros};
use super::super::error::{Sql, Step, StoreError};
use super::draft_copies::{self, Apart};
use super::drafts::{self, Informed};
use super::forgotten::forget_of;
use super::outbox_rows::{existing, seal};
use super::{Precious, queue};
use crate::domain::{
    AccountId, Check, CopyState, Draft, DraftAt, DraftId, DraftSeed, Envelope, MailboxId,
    MessageKey, Mode, NamedAddress, OutboxId, OutboxState, Outgoing, Phase, Reply, SentPolicy,
    ServerReply,
};

/// A message on which Send was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutgoing {
    /// The Message-ID without brackets, as it stands in the bytes. Each is frozen once.
    pub message_id: String,
    /// The account that submits it.
    pub account: AccountId,
    /// What recipients see.
    pub from: NamedAddress,
    /// What stands in `Sender`, for on behalf.
    pub sender: Option<NamedAddress>,
    /// In which way the address is claimed.
    pub mode: Mode,
    /// Envelope.
    pub envelope: Envelope,
    /// To and Cc as written, for the screen.
    pub to: Vec<NamedAddress>,
    /// Subject.
    pub subject: String,
    /// Where the copy goes.
    pub sent_policy: SentPolicy,
    /// The mailbox whose address is used, where it can be read.
    pub mailbox: Option<MailboxId>,
    /// Not to leave before (undo, send later). With a time it is `scheduled`, else `queued`.
    pub leave_at: Option<Timestamp>,
    /// The message it answers or passes on.
    pub answers: Option<MessageKey>,
    /// The same by its Message-ID, and what was known of other answers.
    pub answer_to: Option<Reply>,
    /// Is it a forward?
    pub is_forward: bool,
    /// When Send was pressed.
    pub created_at: Timestamp,
}

/// What a person decided about a message whose outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Treat it as sent, accepted at this time; its copy is in this state.
    Sent(Timestamp, CopyState),
    /// Send it again, with the same bytes; recipients may get it twice. A person waives these checks
    /// by that, and the one whether it was sent before.
    Again(Vec<Check>),
}

/// What became of messages that were on their way when the last run ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Cut off before the dot: they wait again.
    pub queued: Vec<OutboxId>,
    /// Cut off at the dot: their outcome is unknown.
    pub unknown: Vec<OutboxId>,
    /// Accepted, but not done: their copies are still to be filed and checked.
    pub filing: Vec<OutboxId>,
}

/// May a message take this step?
///
/// `refused` tells that the server answered with a refusal (4xx or 5xx), which makes even the
/// time after the dot certain.
fn allowed(state: OutboxState, phase: Phase, copy: CopyState, step: Step, refused: bool) -> bool {
    use OutboxState::{Accepted, Done, Filing, Held, Queued, Scheduled, Sending, Unknown};
    let certain = phase < Phase::Dot || refused;
    match step {
        Step::BeginAttempt => matches!(state, Scheduled | Queued),
        Step::EnterPhase(wanted) => {
            state == Sending
                && matches!(wanted, Phase::Envelope | Phase::Body | Phase::Dot)
                && wanted > phase
        }
        Step::Accept | Step::Unknown | Step::StepBack => state == Sending && phase == Phase::Dot,
        Step::Find => {
            matches!(state, Scheduled | Queued | Held | Unknown) || (state == Sending && certain)
        }
        Step::Hold => matches!(state, Scheduled | Queued) || (state == Sending && certain),
        Step::Requeue => state == Queued || (state == Sending && certain),
        Step::SetCopy | Step::SetCopyFolder | Step::LeaveUncopied => {
            matches!(state, Accepted | Filing)
        }
        Step::Finish => {
            matches!(state, Accepted | Filing)
                && matches!(copy, CopyState::None | CopyState::Checked)
        }
        Step::Cancel | Step::Retry | Step::Reorder => matches!(state, Scheduled | Queued | Held),
        Step::Reschedule => matches!(state, Scheduled | Queued),
        Step::LeaveOut => matches!(state, Queued | Held | Unknown),
        Step::Resolve | Step::Look => state == Unknown,
        Step::Remark => matches!(state, Sending | Unknown | Accepted | Filing | Done),
    }
}

pub(super) fn permit(row: &Outgoing, step: Step, refused: bool) -> Result<(), StoreError> {
    if allowed(row.state, row.phase, row.copy, step, refused) {
        Ok(())
    } else {
        Err(not_from(row, step))
    }
}

pub(super) fn not_from(row: &Outgoing, wanted: Step) -> StoreError {
    StoreError::Step {
        id: row.outbox_id,
        from: row.state,
        phase: row.phase,
        wanted,
    }
}

pub(super) fn is_refusal(reply: Option<&ServerReply>) -> bool {
    reply.is_some_and(|r| (400..600).contains(&r.code))
}

impl Precious {
    /// Freezes a message: from here on it is in the outbox, and its bytes never change.
    ///
    /// The draft it comes from stays, so that it can be edited again, until the message is accepted.
    ///
    /// # Errors
    /// [`StoreError::AlreadyFrozen`] when the Message-ID is in the outbox already;
    /// [`StoreError::Missing`] or [`StoreError::DraftFrozen`] about the draft; as [`Precious`].
    /// After any error the message is not in the outbox.
    pub async fn freeze(
        &self,
        new: NewOutgoing,
        bytes: Vec<u8>,
        draft: Option<DraftId>,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| freeze(tx, &new, &bytes, draft)).await
    }

    /// Keeps a draft as it is sent, in place of the state that its writer knows, and freezes the
    /// message that was made of it, whose Message-ID grew from this seed. A draft that was discarded meanwhile is kept anew.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] when it was saved since; as [`Precious::freeze`]. After any error
    /// the message is not in the outbox, and the draft is what it was.
    pub async fn freeze_draft(
        &self,
        over: Option<DraftAt>,
        draft: Draft,
        seed: DraftSeed,
        new: NewOutgoing,
        bytes: Vec<u8>,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let draft = drafts::keep_sent(tx, over, draft, &seed, new.created_at)?;
            freeze(tx, &new, &bytes, Some(draft))
        })
        .await
    }

    /// Journals a phase. It may be entered once this returned, not before.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it is being sent and the phase lies ahead;
    /// [`StoreError::Missing`]; as [`Precious`]. After any error the phase must not be entered.
    pub async fn enter_phase(&self, id: OutboxId, phase: Phase) -> Result<Outgoing, StoreError> {
        self.step(id, Step::EnterPhase(phase), false, move |tx| {
            set(tx, id, OutboxState::Sending, phase)
        })
        .await
    }

    /// The server took it at `at`. Its copy is `copy`: waiting, or none if none is wanted. The
    /// draft it came from is gone with this.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless the dot was journalled; [`StoreError::Missing`]; as [`Precious`].
    pub async fn accepted(
        &self,
        id: OutboxId,
        at: Timestamp,
        copy: CopyState,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Accept, false, move |tx| accept(tx, id, at, copy))
            .await
    }

    /// The dot was noted, and whoever noted it stopped before it was said: it cannot be on the wire.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless the dot was noted; [`StoreError::Missing`]; as [`Precious`].
    pub async fn step_back(&self, id: OutboxId) -> Result<Outgoing, StoreError> {
        self.step(id, Step::StepBack, false, move |tx| {
            set(tx, id, OutboxState::Sending, Phase::Body)
        })
        .await
    }

    /// It was found where only a message lies that was sent, or something proves that it was: it was
    /// taken, not after `at`, whether this journal knows of it or not.
    ///
    /// # Errors
    /// [`StoreError::Step`] while an attempt may be under way, and after an acceptance;
    /// [`StoreError::Missing`]; as [`Precious`].
    pub async fn found(
        &self,
        id: OutboxId,
        at: Timestamp,
        copy: CopyState,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Find, false, move |tx| accept(tx, id, at, copy))
            .await
    }

    /// It was refused for good, or a check before leaving stopped it; a person decides. The reply
    /// or the words say why; `replies` are those of all recipients. That the server be asked
    /// whatever is known of the send right was waived for this once.
    ///
    /// # Errors
    /// [`StoreError::Step`]: after the dot only a refusing reply makes it certain that it was not
    /// sent; [`StoreError::Missing`]; as [`Precious`].
    pub async fn hold(
        &self,
        id: OutboxId,
        reply: Option<ServerReply>,
        replies: Vec<ServerReply>,
        error: Option<String>,
    ) -> Result<Outgoing, StoreError> {
        let refused = is_refusal(reply.as_ref());
        self.step(id, Step::Hold, refused, move |tx| {
            let row = existing(tx, id)?;
            set(tx, id, OutboxState::Held, Phase::Frozen)?;
            queue::unwaive(tx, &row, Check::SendRight)?;
            let time = queue::time_of(&row);
            explain(tx, id, reply.as_ref(), &replies, error.as_deref(), time)
        })
        .await
    }

    /// It goes back to the queue for another attempt, not before `next_attempt_at`.
    ///
    /// # Errors
    /// [`StoreError::Step`]: after the dot only a refusing reply leads back; use
    /// [`Precious::unknown`]. [`StoreError::Missing`]; as [`Precious`].
    pub async fn requeue(
        &self,
        id: OutboxId,
        next_attempt_at: Option<Timestamp>,
        reply: Option<ServerReply>,
        replies: Vec<ServerReply>,
        error: Option<String>,
    ) -> Result<Outgoing, StoreError> {
        let refused = is_refusal(reply.as_ref());
        self.step(id, Step::Requeue, refused, move |tx| {
            let (reply, error) = (reply.as_ref(), error.as_deref());
            set(tx, id, OutboxState::Queued, Phase::Frozen)?;
            explain(tx, id, reply, &replies, error, next_attempt_at)
        })
        .await
    }

    /// The dot was handed over and no full answer came.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless the dot was journalled; [`StoreError::Missing`]; as [`Precious`].
    pub async fn unknown(&self, id: OutboxId, error: &str) -> Result<Outgoing, StoreError> {
        let error = error.to_owned();
        self.step(id, Step::Unknown, false, move |tx| {
            set(tx, id, OutboxState::Unknown, Phase::Dot)?;
            explain(tx, id, None, &[], Some(&error), None)
        })
        .await
    }

    /// A person takes it back: it leaves the outbox, and what was remembered of it goes. Gives the
    /// draft it came from, which can be edited again; `known` notes in what it answers of which answers
    /// its author was told meanwhile.
    /// `apart`: it is a draft of its own from now on.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it waits or is held; [`StoreError::Missing`]; as [`Precious`].
    pub async fn cancel(
        &self,
        id: OutboxId,
        known: impl FnOnce(&mut Reply) + Send + 'static,
        apart: Option<Apart>,
        informed: Informed,
    ) -> Result<Option<DraftId>, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            permit(&row, Step::Cancel, false)?;
            tx.execute("DELETE FROM outbox WHERE id = ?1", [id.0])?;
            forget_of(tx, id)?;
            if let Some(draft) = row.draft {
                drafts::change_reply(tx, draft, known)?;
                drafts::taken_back(tx, draft, informed)?;
                if let Some(apart) = apart {
                    draft_copies::set_apart(tx, draft, apart)?;
                }
            }
            Ok(row.draft)
        })
        .await
    }

    /// A person wants one more try, now, and waives these checks for it. What is held, and has a time
    /// that a person chose, is tried at that time.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it waits or is held; [`StoreError::Missing`]; as [`Precious`].
    pub async fn retry(&self, id: OutboxId, waived: Vec<Check>) -> Result<Outgoing, StoreError> {
        self.retry_unless(id, waived, |_| false).await
    }

    /// The same of a message as that person read it: not of one that was held since, for what they have not
    /// read.
    ///
    /// # Errors
    /// As [`Precious::retry`].
    pub async fn retry_as_read(
        &self,
        read: &Outgoing,
        waived: Vec<Check>,
    ) -> Result<Outgoing, StoreError> {
        let (state, error) = (read.state, read.error.clone());
        let is_news = move |row: &Outgoing| {
            row.state == OutboxState::Held && (state != row.state || error != row.error)
        };
        self.retry_unless(read.outbox_id, waived, is_news).await
    }

    async fn retry_unless(
        &self,
        id: OutboxId,
        waived: Vec<Check>,
        is_news: impl FnOnce(&Outgoing) -> bool + Send + 'static,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Retry, false, move |tx| {
            let row = existing(tx, id)?;
            if is_news(&row) {
                return Err(not_from(&row, Step::Retry).into());
            }
            queue::waive(tx, &row, &waived)?;
            queue::put_back(tx, &row)
        })
        .await
    }

    /// What becomes of a message of unknown outcome: a person decided.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless its outcome is unknown; [`StoreError::Missing`]; as [`Precious`].
    pub async fn resolve(
        &self,
        id: OutboxId,
        resolution: Resolution,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Resolve, false, move |tx| match resolution {
            Resolution::Sent(at, copy) => accept(tx, id, at, copy),
            Resolution::Again(waived) => queue::send_again(tx, &existing(tx, id)?, waived),
        })
        .await
    }

    /// Checks a step against the present state, takes it, and gives the message as it is then.
    pub(super) async fn step(
        &self,
        id: OutboxId,
        step: Step,
        refused: bool,
        take: impl FnOnce(&Transaction<'_>) -> Sql<()> + Send + 'static,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            permit(&existing(tx, id)?, step, refused)?;
            take(tx)?;
            existing(tx, id)
        })
        .await
    }
}

fn freeze(
    tx: &Transaction<'_>,
    new: &NewOutgoing,
    bytes: &[u8],
    draft: Option<DraftId>,
) -> Sql<Outgoing> {
    let same: Option<i64> = tx
        .prepare_cached("SELECT id FROM outbox WHERE message_id = ?1")?
        .query_row([&new.message_id], |r| r.get(0))
        .optional()?;
    if let Some(id) = same {
        return Err(StoreError::AlreadyFrozen(OutboxId(id)).into());
    }
    if let Some(draft) = draft {
        drafts::changeable(tx, draft)?;
    }
    let state = match new.leave_at {
        Some(_) => OutboxState::Scheduled,
        None => OutboxState::Queued,
    };
    let envelope = json(&new.envelope)?;
    tx.prepare_cached(
        "INSERT INTO outbox (message_id, account, author, sender, mode, envelope, recipients, \
           subject, state, phase, copy, sent_policy, mailbox, attempts, next_attempt_at, answers, \
           answer_to, is_forward, draft, size, created_at) \
         VALUES (:message_id, :account, :author, :sender, :mode, :envelope, :recipients, \
           :subject, :state, :phase, :copy, :sent_policy, :mailbox, 0, :leave_at, :answers, \
           :answer_to, :is_forward, :draft, :size, :created_at)",
    )?
    .execute(named_params! {
        ":message_id": new.message_id,
        ":account": new.account.as_str(),
        ":author": json(&new.from)?,
        ":sender": new.sender.as_ref().map(json).transpose()?,
        ":mode": new.mode.word(),
        ":envelope": envelope,
        ":recipients": json(&new.to)?,
        ":subject": new.subject,
        ":state": state.word(),
        ":phase": Phase::Frozen.word(),
        ":copy": CopyState::None.word(),
        ":sent_policy": new.sent_policy.word(),
        ":mailbox": new.mailbox.as_ref().map(MailboxId::as_str),
        ":leave_at": new.leave_at.map(micros),
        ":answers": new.answers.as_ref().map(ToString::to_string),
        ":answer_to": new.answer_to.as_ref().map(json).transpose()?,
        ":is_forward": new.is_forward,
        ":draft": draft.map(|d| d.0),
        ":size": i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        ":created_at": micros(new.created_at),
    })?;
    let id = OutboxId(tx.last_insert_rowid());
    tx.prepare_cached("INSERT INTO frozen (outgoing, bytes, sha256) VALUES (?1, ?2, ?3)")?
        .execute((id.0, bytes, seal(&envelope, bytes)))?;
    existing(tx, id)
}

fn accept(conn: &Connection, id: OutboxId, at: Timestamp, copy: CopyState) -> Sql<()> {
    set(conn, id, OutboxState::Accepted, Phase::Accepted)?;
    set_copy(conn, id, copy)?;
    conn.execute(
        "UPDATE outbox SET accepted_at = ?2 WHERE id = ?1",
        (id.0, micros(at)),
    )?;
    explain(conn, id, None, &[], None, None)?;
    if let Some(draft) = existing(conn, id)?.draft {
        drafts::delete(conn, draft, drafts::Gone::Sent)?;
    }
    Ok(())
}

pub(super) fn begin(conn: &Connection, id: OutboxId) -> Sql<()> {
    set(conn, id, OutboxState::Sending, Phase::Attempt)?;
    conn.execute(
        "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = NULL WHERE id = ?1",
        [id.0],
    )?;
    Ok(())
}

pub(super) fn set(conn: &Connection, id: OutboxId, state: OutboxState, phase: Phase) -> Sql<()> {
    if phase == Phase::Frozen {
        // What was said of an attempt that came to nothing.
        conn.prepare_cached("UPDATE outbox SET remarks = '[]', bounce = NULL WHERE id = ?1")?
            .execute([id.0])?;
    }
    conn.prepare_cached("UPDATE outbox SET state = ?2, phase = ?3 WHERE id = ?1")?
        .execute((id.0, state.word(), phase.word()))?;
    Ok(())
}

pub(super) fn set_copy(conn: &Connection, id: OutboxId, copy: CopyState) -> Sql<()> {
    conn.prepare_cached("UPDATE outbox SET copy = ?2 WHERE id = ?1")?
        .execute((id.0, copy.word()))?;
    Ok(())
}

/// Why it is where it is, in place of what was said before, and when it is tried again.
pub(super) fn explain(
    conn: &Connection,
    id: OutboxId,
    reply: Option<&ServerReply>,
    replies: &[ServerReply],
    error: Option<&str>,
    next_attempt_at: Option<Timestamp>,
) -> Sql<()> {
    conn.prepare_cached(
        "UPDATE outbox SET reply = ?2, error = ?3, next_attempt_at = ?4, replies = ?5 \
         WHERE id = ?1",
    )?
    .execute((
        id.0,
        reply.map(json).transpose()?,
        error,
        next_attempt_at.map(micros),
        json(&replies)?,
    ))?;
    Ok(())
}

/// Puts right what the end of the last run left half done. The engine has not started yet, so
/// whatever is `sending` is not.
pub(in super::super) fn recover(tx: &Transaction<'_>) -> Sql<Recovered> {
    use OutboxState::{Accepted, Filing, Queued, Sending, Unknown};
    const DOT: Phase = Phase::Dot;
    let sending = Sending.word();
    let unknown = moved(
        tx,
        "state = ?3 AND phase = ?4",
        (Unknown, DOT),
        &[&sending, &DOT.word()],
    )?;
    // What was said of an attempt before says nothing of this one.
    for id in &unknown {
        tx.execute(
            "UPDATE outbox SET reply = NULL, replies = '[]', error = NULL WHERE id = ?1",
            [id.0],
        )?;
    }
    let queued = moved(
        tx,
        "state = ?3 AND phase <> ?4",
        (Queued, Phase::Frozen),
        &[&sending, &DOT.word()],
    )?;
    // As for every attempt that came to nothing.
    tx.execute(
        "UPDATE outbox SET remarks = '[]', bounce = NULL \
         WHERE phase = ?1 AND (remarks <> '[]' OR bounce IS NOT NULL)",
        [Phase::Frozen.word()],
    )?;
    let filing = moved(
        tx,
        "state IN (?3, ?4)",
        (Filing, Phase::Copy),
        &[&Accepted.word(), &Filing.word()],
    )?;
    Ok(Recovered {
        queued,
        unknown,
        filing,
    })
}

fn moved(
    conn: &Connection,
    condition: &str,
    (state, phase): (OutboxState, Phase),
    of: &[&dyn ToSql],
) -> Sql<Vec<OutboxId>> {
    let mut statement = conn.prepare(&format!(
        "UPDATE outbox SET state = ?1, phase = ?2 WHERE {condition} RETURNING id"
    ))?;
    let (state, phase) = (state.word(), phase.word());
    let mut values: Vec<&dyn ToSql> = vec![&state, &phase];
    values.extend(of);
    let ids = statement.query_map(values.as_slice(), |r| r.get(0).map(OutboxId))?;
    let mut ids = ids.collect::<Result<Vec<_>, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "outbox_sequences_tests.rs"]
mod sequences;
