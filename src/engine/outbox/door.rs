//! The door of the outbox: what people take back and decide.

use std::collections::BTreeSet;

use super::possible::{check_that_stopped, may_have_arrived, refused_recipients, waived_by};
use super::{Outbox, Possible, before, copies, possible, remarks, sent_before, why};
use crate::domain::{
    AccountId, Check, CopyState, DraftId, EmailAddress, Folder, OutboxId, OutboxState, Outgoing,
};
use crate::engine::command::{OutboxAction, Reply};
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Place;
use crate::engine::{causes, drafts};
use crate::permission::{self, FILING};
use crate::rfc822;
use crate::store::{Apart, Missing, Resolution, StoreError};

impl Outbox {
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
            OutboxAction::Cancel if is_to_go_again(&row) => {
                self.not_again(&row).await?;
                Reply::Done
            }
            OutboxAction::Cancel => {
                self.take_back(&row).await?;
                Reply::Done
            }
            // It may have arrived, or it came back: it stays what it is, and this is a new one.
            OutboxAction::Edit if possible(&row).contains(&Possible::EditAsNew) => {
                if is_to_go_again(&row) {
                    self.not_again(&row).await?;
                }
                Reply::Draft(self.draft_again(&row).await?)
            }
            OutboxAction::Edit => Reply::Draft(self.take_back(&row).await?),
            OutboxAction::EditForLeftOut => {
                if !possible(&row).contains(&Possible::EditForLeftOut) {
                    return Err(not_now(&row));
                }
                Reply::Draft(self.draft_for_left_out(&row).await?)
            }
            // It was stopped since somebody looked at it, or for something else.
            OutboxAction::TryNow if check_that_stopped(&row).is_some() => {
                return Err(changed_meanwhile());
            }
            OutboxAction::SendAnyway(check) if check_that_stopped(&row) != Some(check) => {
                return Err(changed_meanwhile());
            }
            OutboxAction::TryNow | OutboxAction::SendAnyway(_) => {
                self.try_now(&row).await?;
                Reply::Done
            }
            OutboxAction::TreatAsSent => {
                let sent = Resolution::Sent(room.clock.now(), CopyState::Waiting);
                let _turn = room.turn.lock().await;
                precious.resolve(id, sent).await.map_err(|e| of_store(&e))?;
                room.handed_over.not_again(&row.message_id).await;
                room.book().ask(id);
                Reply::Done
            }
            OutboxAction::SendAgain => {
                self.send_again(&row, None).await?;
                Reply::Done
            }
            OutboxAction::CopyTo(folder) => {
                let _turn = room.turn.lock().await;
                let chosen = precious.set_copy_folder(id, &folder).await;
                chosen.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.copy_tries.remove(&id);
                book.ask(id);
                Reply::Done
            }
            OutboxAction::LeaveUncopied if !possible(&row).contains(&Possible::LeaveUncopied) => {
                return Err(not_now(&row));
            }
            OutboxAction::LeaveUncopied => {
                copies::leave_uncopied(room, &row).await?;
                Reply::Done
            }
            OutboxAction::LeaveAt(time) => {
                let _turn = room.turn.lock().await;
                let moved = precious.reschedule(id, Some(time)).await;
                moved.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.asked.remove(&id);
                book.insists_no_more(id);
                book.parked.remove(&id);
                book.undo.remove(&id);
                book.waits_no_more(id);
                book.mine.insert(id);
                Reply::Done
            }
            OutboxAction::PutBefore(other) => {
                let moved = precious.put_before(id, other).await;
                moved.map_err(|e| of_store(&e))?;
                Reply::Done
            }
            OutboxAction::LeaveOut(_) if !possible(&row).contains(&Possible::SendToOthers) => {
                return Err(not_now(&row));
            }
            OutboxAction::LeaveOut(read) if read != refused_recipients(&row) => {
                return Err(changed_meanwhile());
            }
            OutboxAction::LeaveOut(refused) if row.state == OutboxState::Unknown => {
                self.send_again(&row, Some(refused)).await?;
                Reply::Done
            }
            OutboxAction::LeaveOut(refused) => {
                let _turn = room.turn.lock().await;
                let others = precious.leave_out(id, refused, Vec::new()).await;
                let others = others.map_err(|e| of_store(&e))?;
                let mut book = room.book();
                book.resume(&row.account);
                book.ask_at_its_time(&others, room.clock.now());
                Reply::Done
            }
        };
        room.shared.clear(&Place::Outbox(id));
        room.progressed(id);
        room.wake.notify_one();
        Ok(reply)
    }

    /// Sends what may have arrived once more, without those who are left out.
    async fn send_again(
        &self,
        row: &Outgoing,
        left_out: Option<Vec<EmailAddress>>,
    ) -> Result<(), Problem> {
        let (room, id) = (&self.room, row.outbox_id);
        // Whoever insists has read why it was not sent again before.
        let waived: Vec<Check> = remarks(row).iter().filter_map(waived_by).collect();
        if waived.contains(&Check::Answered) {
            before::pass_over(room, row).await?;
        }
        sent_before::tell(room, row).await?;
        let _turn = room.turn.lock().await;
        let precious = room.precious();
        let again = match left_out {
            Some(left_out) => precious.leave_out(id, left_out, waived).await,
            None => precious.resolve(id, Resolution::Again(waived)).await,
        };
        again.map_err(|e| of_store(&e))?;
        let mut book = room.book();
        book.resume(&row.account);
        book.looked.remove(&id);
        book.ask(id);
        Ok(())
    }

    /// It was to be sent again, and is not: it is as unknown as it was.
    async fn not_again(&self, row: &Outgoing) -> Result<(), Problem> {
        let room = &self.room;
        let unknown = why::to_stored(&why::unknown_before());
        let _turn = room.turn.lock().await;
        let written = room.precious().not_again(row.outbox_id, unknown);
        written.await.map_err(|e| of_store(&e))?;
        room.handed_over.not_again(&row.message_id).await;
        Ok(())
    }

    /// Takes a message out of the outbox. It is a draft again, whatever became of its own.
    async fn take_back(&self, row: &Outgoing) -> Result<DraftId, Problem> {
        use OutboxState::{Held, Queued, Scheduled};
        let room = &self.room;
        if !matches!(row.state, Scheduled | Queued | Held) {
            return Err(not_now(row));
        }
        let again = match row.draft {
            Some(_) => None,
            None => Some(self.draft_again(row).await?),
        };
        let known = before::known_to_author(room, row).await?;
        // Whoever reads that somebody else sent the same draft, and goes on with theirs.
        let reason = why::why(row).filter(drafts::is_sent_by_other);
        let apart = reason.map(|_| Apart {
            has_own_copy: drafts::has_own_copy,
            tag: rfc822::draft_tag(),
        });
        let goes_apart = apart.is_some();
        let informed = sent_before::informed(room, row).await;
        let cancelled = (room.precious()).cancel(row.outbox_id, known, apart, informed);
        let cancelled = cancelled.await;
        if let (Err(_), Some(draft)) = (&cancelled, again) {
            // It left meanwhile: it is in one place only.
            if let Err(error) = room.precious().discard_draft(draft).await {
                tracing::warn!(%error, "A draft of a message that left could not be removed.");
            }
        }
        let draft = cancelled.map_err(|e| of_store(&e))?.or(again);
        room.handed_over.take_back(&row.message_id).await;
        if let (Some(draft), true) = (draft, goes_apart) {
            room.shared.clear(&Place::Draft(draft));
        }
        room.shared.tell(Event::Drafts);
        draft.ok_or_else(|| no_message(row.outbox_id))
    }

    pub(super) async fn try_now(&self, row: &Outgoing) -> Result<(), Problem> {
        let (room, id) = (&self.room, row.outbox_id);
        match row.state {
            OutboxState::Scheduled | OutboxState::Queued | OutboxState::Held => {
                // Whoever sends what was stopped has read why, and wants it all the same; of what
                // another check would find they know nothing.
                let waived = match row.state {
                    OutboxState::Scheduled => None,
                    _ => why::why(row).and_then(|why| waived_by(&why)),
                };
                match waived {
                    Some(Check::SentBefore) => sent_before::tell(room, row).await?,
                    Some(Check::LookedBefore) => sent_before::tell_of_nothing(room, row).await?,
                    _ => {}
                }
                if waived == Some(Check::Answered) {
                    before::pass_over(room, row).await?;
                }
                let mut waived: Vec<Check> = waived.into_iter().collect();
                // Whatever becomes of this time, it says nothing of the time before.
                if may_have_arrived(row) {
                    waived.push(Check::Unknown);
                }
                room.submission.ask_again(&row.account).await;
                let _turn = room.turn.lock().await;
                let retried = room.precious().retry_as_read(row, waived).await;
                let retried = retried.map_err(|error| match error {
                    StoreError::Step {
                        from: OutboxState::Held,
                        ..
                    } => changed_meanwhile(),
                    error => of_store(&error),
                })?;
                let mut book = room.book();
                book.resume(&row.account);
                book.ask_at_its_time(&retried, room.clock.now());
                Ok(())
            }
            OutboxState::Accepted | OutboxState::Filing => {
                for account in self.filers(row).await {
                    room.submission.ask_again(&account).await;
                }
                room.book().ask(id);
                Ok(())
            }
            OutboxState::Sending | OutboxState::Unknown | OutboxState::Done => Err(not_now(row)),
        }
    }

    /// The accounts that may file the copy: a refused sign-in of each may be what it waits for.
    async fn filers(&self, row: &Outgoing) -> BTreeSet<AccountId> {
        let (chosen, mailbox) = (row.copy_folder.clone(), row.mailbox.clone());
        let ways = self
            .room
            .shared
            .read(move |reader| match (chosen, mailbox) {
                (Some(folder), _) => reader.ways(&folder),
                (None, Some(mailbox)) => {
                    Ok(reader.all_ways(&mailbox)?.into_iter().flatten().collect())
                }
                (None, None) => Ok(Vec::new()),
            });
        let ways = ways.await.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "Who may file a copy could not be read.");
            Vec::new()
        });
        let may_file = |way: &Folder| {
            let mut decisions = FILING.iter().map(|action| permission::decide(*action, way));
            decisions.all(|decision| decision.may_try())
        };
        let filers = ways.into_iter().filter(may_file).map(|way| way.account);
        filers.chain([row.account.clone()]).collect()
    }

    /// Holds at once what evidence refuses, so that the person hears of it on Send.
    pub(in crate::engine) async fn hold_if_refused(&self, row: Outgoing) -> Outgoing {
        if !before::hold_if_refused(&self.room, &row).await {
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

/// Does it wait to be sent, or is it held, although it may have been sent before?
fn is_to_go_again(row: &Outgoing) -> bool {
    use OutboxState::{Held, Queued, Scheduled};
    matches!(row.state, Scheduled | Queued | Held) && row.is_sent_again()
}

/// What the store says, in the words of the outbox.
pub(super) fn of_store(error: &StoreError) -> Problem {
    let usage = |text| Problem::new(ProblemKind::Usage, text).detail(error);
    match error {
        StoreError::Missing(Missing::Outgoing(id)) => no_message(*id),
        StoreError::Step { from, .. } => {
            usage(Text::new("outbox-not-in-this-state").with("state", from.word()))
        }
        StoreError::DraftFrozen { outbox, .. } | StoreError::AlreadyFrozen(outbox) => {
            usage(Text::new("outbox-already-there").with("id", outbox.to_string()))
        }
        // Only sending a draft writes it.
        StoreError::DraftChanged(id) => {
            usage(Text::new("outbox-draft-changed").with("id", id.to_string()))
                .advise(Text::new("outbox-advice-draft-changed"))
        }
        error => causes::of_store(error),
    }
}

pub(super) fn no_message(id: OutboxId) -> Problem {
    let text = Text::new("outbox-no-message").with("id", id.to_string());
    Problem::new(ProblemKind::NotFound, text)
}

/// It is not what a person read when they decided.
fn changed_meanwhile() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("outbox-changed-meanwhile"))
}

fn not_now(row: &Outgoing) -> Problem {
    let text = Text::new("outbox-not-in-this-state").with("state", row.state.word());
    let problem = Problem::new(ProblemKind::Usage, text).of_account(&row.account);
    match why(row).and_then(|p| p.advice) {
        Some(advice) => problem.advise(advice),
        None => problem,
    }
}
