//! The door of the outbox: what people put in, take back, and decide.

use std::time::Duration;

use jiff::Timestamp;

use super::clock::later;
use super::{Outbox, doubles, leave as leaving, why};
use crate::domain::{
    Check, CopyState, Draft, DraftId, EmailAddress, Identity, Intent, OutboxId, OutboxState,
    Outgoing, SendRightKey, SentPolicy,
};
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::compose::{self, Frozen};
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Place;
use crate::engine::{causes, identities};
use crate::store::{Missing, NewOutgoing, Resolution, StoreError};

/// The words of a test message, which the face says in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct TestWords {
    /// Its subject: says that it is a test, by Postroom.
    pub subject: String,
    /// Its text: what is tested, and that it may be deleted.
    pub body: String,
}

impl Outbox {
    /// Freezes a draft and puts it into the outbox. It is kept as a draft too, so that it can be
    /// edited again until the server took it.
    ///
    /// # Errors
    /// What the draft lacks; an identity that does not exist; the store. Then it is not in the
    /// outbox.
    pub(in crate::engine) async fn send(
        &self,
        draft: Draft,
        id: Option<DraftId>,
        leave: Leave,
    ) -> Result<Outgoing, Problem> {
        let identity = self.identity(draft.from.as_ref()).await?;
        self.put_in(draft, id, &identity, identity.sent_policy, leave)
            .await
    }

    /// Sends a labelled test message from this identity to the account's own address, past the
    /// evidence: it is the server's word that is wanted. Its copy is filed among the member's own,
    /// not in a team's folder.
    ///
    /// # Errors
    /// As [`Outbox::send`].
    pub(in crate::engine) async fn send_test(
        &self,
        key: &SendRightKey,
        words: TestWords,
    ) -> Result<Outgoing, Problem> {
        let identity = self.identity(Some(key)).await?;
        let config = self.room.shared.config();
        let account = config.account(&key.account).ok_or_else(no_identity)?;
        let draft = Draft {
            from: Some(key.clone()),
            to: vec![account.named_address()],
            subject: words.subject,
            body: words.body,
            ..Draft::default()
        };
        let own = SentPolicy::Mine;
        let row = self
            .put_in(draft, None, &identity, own, Leave::WhenAsked)
            .await?;
        {
            let mut book = self.room.book();
            book.insisted.insert(row.outbox_id);
            book.ask(row.outbox_id);
        }
        self.room.wake.notify_one();
        Ok(row)
    }

    async fn identity(&self, key: Option<&SendRightKey>) -> Result<Identity, Problem> {
        let Some(key) = key else {
            return Err(Problem::new(
                ProblemKind::Usage,
                Text::new("outbox-no-from"),
            ));
        };
        let known = identities::identities(&self.room.shared).await?;
        let found = known.into_iter().find(|i| i.key == *key);
        found.ok_or_else(|| {
            let mut problem = no_identity().of_account(&key.account);
            problem.message = problem.message.with("address", key.address.as_str());
            problem
        })
    }

    async fn put_in(
        &self,
        draft: Draft,
        draft_id: Option<DraftId>,
        identity: &Identity,
        sent_policy: SentPolicy,
        leave: Leave,
    ) -> Result<Outgoing, Problem> {
        let room = &self.room;
        let config = room.shared.config();
        let account = config
            .account(&identity.key.account)
            .ok_or_else(no_identity)?;
        let at = Timestamp::now();
        let (work, who, by) = (draft.clone(), identity.clone(), account.clone());
        // A large attachment takes its time to encode.
        let frozen = tokio::task::spawn_blocking(move || compose::freeze(work, &who, &by, at))
            .await
            .map_err(|e| Problem::new(ProblemKind::Bug, Text::new("outbox-not-frozen")).detail(e))?
            .map_err(|e| e.problem())?;
        let (mut new, bytes) = new_outgoing(&draft, identity, sent_policy, frozen);
        new.leave_at = match leave {
            Leave::Undoable => match config.settings.undo_seconds {
                0 => None,
                seconds => Some(later(at, Duration::from_secs(seconds.into()))),
            },
            Leave::At(time) => Some(time),
            Leave::Now | Leave::WhenAsked => None,
        };
        let has_time = new.leave_at.is_some();
        let saved = self.keep_draft(draft_id, draft, at).await?;
        let frozen = room.precious().freeze(new, bytes, Some(saved)).await;
        let row = frozen.map_err(|e| of_store(&e))?;
        let id = row.outbox_id;
        {
            let mut book = room.book();
            match leave {
                Leave::WhenAsked => {
                    book.mine.insert(id);
                    book.parked.insert(id);
                }
                // Asked for, it would not wait for its time.
                _ if has_time => {
                    book.mine.insert(id);
                }
                _ => book.ask(id),
            }
        }
        room.shared.tell(Event::Drafts);
        room.progressed(id);
        room.wake.notify_one();
        Ok(row)
    }

    /// Keeps the draft as it was sent; one that was discarded meanwhile is kept anew.
    async fn keep_draft(
        &self,
        id: Option<DraftId>,
        draft: Draft,
        at: Timestamp,
    ) -> Result<DraftId, Problem> {
        let precious = self.room.precious();
        match precious.save_draft(id, draft.clone(), at).await {
            Err(StoreError::Missing(Missing::Draft(_))) => precious
                .save_draft(None, draft, at)
                .await
                .map_err(|e| of_store(&e)),
            saved => saved.map_err(|e| of_store(&e)),
        }
    }

    /// Does what a person decided about a message.
    ///
    /// # Errors
    /// There is no such message, or it is not in a state in which this can be done.
    pub(in crate::engine) async fn act(
        &self,
        id: OutboxId,
        action: OutboxAction,
    ) -> Result<Reply, Problem> {
        let room = &self.room;
        let row = room
            .shared
            .read(move |r| r.outgoing(id))
            .await?
            .ok_or_else(|| no_message(id))?;
        let precious = room.precious();
        let reply = match action {
            OutboxAction::Cancel => {
                precious.cancel(id).await.map_err(|e| of_store(&e))?;
                room.shared.tell(Event::Drafts);
                Reply::Done
            }
            // It may have arrived, so it stays where it is until a person says what became of it.
            OutboxAction::Edit if row.state == OutboxState::Unknown => {
                Reply::Draft(self.draft_again(&row).await?)
            }
            OutboxAction::Edit => {
                let draft = precious.cancel(id).await.map_err(|e| of_store(&e))?;
                room.shared.tell(Event::Drafts);
                Reply::Draft(draft.ok_or_else(|| no_message(id))?)
            }
            OutboxAction::TryNow => {
                self.try_now(&row).await?;
                Reply::Done
            }
            OutboxAction::TreatAsSent => {
                let sent = Resolution::Sent(Timestamp::now(), CopyState::Waiting);
                precious.resolve(id, sent).await.map_err(|e| of_store(&e))?;
                room.book().ask(id);
                Reply::Done
            }
            OutboxAction::SendAgain => {
                let again = Resolution::Again;
                precious
                    .resolve(id, again)
                    .await
                    .map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.resume(&row.account);
                book.ask(id);
                Reply::Done
            }
            OutboxAction::CopyTo(folder) => {
                let chosen = precious.set_copy_folder(id, &folder).await;
                chosen.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.copy_tries.remove(&id);
                book.ask(id);
                Reply::Done
            }
            OutboxAction::LeaveAt(time) => {
                let moved = precious.reschedule(id, Some(time)).await;
                moved.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.asked.remove(&id);
                book.parked.remove(&id);
                book.mine.insert(id);
                Reply::Done
            }
            OutboxAction::PutBefore(other) => {
                let moved = precious.put_before(id, other).await;
                moved.map_err(|e| of_store(&e))?;
                Reply::Done
            }
            OutboxAction::LeaveOutRefused => {
                let others = precious.leave_out(id, refused_of(&row)).await;
                others.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.resume(&row.account);
                book.ask(id);
                Reply::Done
            }
        };
        room.shared.clear(&Place::Outbox(id));
        room.progressed(id);
        room.wake.notify_one();
        Ok(reply)
    }

    /// A copy of the draft that a message was frozen from.
    async fn draft_again(&self, row: &Outgoing) -> Result<DraftId, Problem> {
        let (room, gone) = (&self.room, || no_message(row.outbox_id));
        let id = row.draft.ok_or_else(gone)?;
        let stored = room.shared.read(move |r| r.draft(id)).await?;
        let draft = stored.ok_or_else(gone)?.draft;
        let again = room.precious().save_draft(None, draft, Timestamp::now());
        let again = again.await.map_err(|e| of_store(&e))?;
        room.shared.tell(Event::Drafts);
        Ok(again)
    }

    async fn try_now(&self, row: &Outgoing) -> Result<(), Problem> {
        let (room, id) = (&self.room, row.outbox_id);
        match row.state {
            OutboxState::Scheduled | OutboxState::Queued | OutboxState::Held => {
                // Whoever tries what was held has read why, and wants it all the same.
                let waived = match row.state {
                    OutboxState::Held => Check::ALL.to_vec(),
                    _ => Vec::new(),
                };
                let retried = room.precious().retry(id, waived).await;
                retried.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                if row.state == OutboxState::Held {
                    book.insisted.insert(id);
                }
                book.resume(&row.account);
                book.ask(id);
                Ok(())
            }
            OutboxState::Accepted | OutboxState::Filing => {
                room.book().ask(id);
                Ok(())
            }
            OutboxState::Sending | OutboxState::Unknown | OutboxState::Done => Err(not_now(row)),
        }
    }

    /// Tries everything that waits for its turn, for a retry or for its copy, and comes back when
    /// each was tried. What has a time that a person chose keeps it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(in crate::engine) async fn run_now(&self) -> Result<(), Problem> {
        const STATES: [OutboxState; 3] = [
            OutboxState::Queued,
            OutboxState::Accepted,
            OutboxState::Filing,
        ];
        let room = &self.room;
        let rows = room.shared.read(|r| r.outbox(&STATES)).await?;
        let ids: Vec<_> = rows.iter().map(|r| r.outbox_id).collect();
        let mut progress = room.progress.subscribe();
        {
            let mut book = room.book();
            book.paused.clear();
            for id in &ids {
                book.ask(*id);
            }
        }
        room.wake.notify_one();
        loop {
            let waiting = {
                let book = room.book();
                // Who ends when this is over files no copy later.
                let looks = |id| !room.resident && book.looking.contains_key(id);
                ids.iter().any(|id| book.asked.contains(id) || looks(id))
            };
            if !waiting && !room.resident {
                doubles::look(room).await;
            }
            if !waiting || room.stop.is_cancelled() || progress.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    /// Holds at once what evidence refuses, so that the person hears of it on Send.
    pub(in crate::engine) async fn hold_if_refused(&self, row: Outgoing) -> Outgoing {
        if !leaving::hold_if_refused(&self.room, &row).await {
            return row;
        }
        let id = row.outbox_id;
        let read = self.room.shared.read(move |r| r.outgoing(id));
        match read.await {
            Ok(Some(held)) => held,
            _ => row,
        }
    }
}

/// The recipients whom the last attempt's server refused.
pub(super) fn refused_of(row: &Outgoing) -> Vec<EmailAddress> {
    let refused = row.replies.iter().filter(|reply| reply.code >= 400);
    refused.filter_map(|r| r.recipient.clone()).collect()
}

fn new_outgoing(
    draft: &Draft,
    identity: &Identity,
    sent_policy: SentPolicy,
    frozen: Frozen,
) -> (NewOutgoing, Vec<u8>) {
    let new = NewOutgoing {
        message_id: frozen.message_id,
        account: identity.key.account.clone(),
        from: frozen.from,
        sender: frozen.sender,
        mode: identity.key.mode,
        envelope: frozen.envelope,
        to: frozen.to,
        subject: draft.subject.clone(),
        sent_policy,
        mailbox: identity.mailbox.clone(),
        leave_at: None,
        answers: draft.reply.as_ref().map(|r| r.to.clone()),
        answer_to: draft.reply.clone(),
        is_forward: draft
            .reply
            .as_ref()
            .is_some_and(|r| r.intent == Intent::Forward),
        created_at: frozen.at,
    };
    (new, frozen.bytes)
}

/// What the store says, in the words of the outbox.
fn of_store(error: &StoreError) -> Problem {
    let usage = |text| Problem::new(ProblemKind::Usage, text).detail(error);
    match error {
        StoreError::Missing(Missing::Outgoing(id)) => no_message(*id),
        StoreError::Step { from, .. } => {
            usage(Text::new("outbox-not-in-this-state").with("state", from.word()))
        }
        StoreError::DraftFrozen { outbox, .. } | StoreError::AlreadyFrozen(outbox) => {
            usage(Text::new("outbox-already-there").with("id", outbox.to_string()))
        }
        error => causes::of_store(error),
    }
}

fn no_message(id: OutboxId) -> Problem {
    let text = Text::new("outbox-no-message").with("id", id.to_string());
    Problem::new(ProblemKind::NotFound, text)
}

fn not_now(row: &Outgoing) -> Problem {
    let text = Text::new("outbox-not-in-this-state").with("state", row.state.word());
    let problem = Problem::new(ProblemKind::Usage, text).of_account(&row.account);
    match why(row).and_then(|p| p.advice) {
        Some(advice) => problem.advise(advice),
        None => problem,
    }
}

fn no_identity() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("outbox-no-identity"))
        .advise(Text::new("outbox-advice-identity"))
}
