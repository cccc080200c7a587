//! Where what was written goes: kept as a draft, handed to the outbox, or discarded.

use std::sync::Arc;

use iced::Task;
use jiff::Timestamp;

use super::{Compose, Handed, Kept, Message, NEXT_TRY};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Notice, Outcome, Wish};
use crate::domain::{Draft, DraftAt, OutboxState};
use crate::engine::{Command, Engine, Leave, OutboxAction, Problem, Reply, why};

impl Compose {
    /// Keeps what was written, as well as it can before the program ends.
    pub fn close(&mut self, link: &Link) -> Task<Message> {
        if self.is_unkept() && !self.sending {
            self.keep(link)
        } else {
            Task::none()
        }
    }

    pub(super) fn keep(&self, link: &Link) -> Task<Message> {
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let (draft, changes) = (self.gather(), self.changes);
        let save = async move {
            let mut slot = slot.lock().await;
            save(&engine, &mut slot, draft).await
        };
        link.run(save, move |kept| Message::Kept(changes, kept))
    }

    pub(super) fn was_kept(
        &mut self,
        changes: u64,
        kept: Result<Kept, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        let closing = std::mem::take(&mut self.closing);
        match kept {
            Ok((at, apart)) => {
                self.id = Some(at.id);
                self.kept = self.kept.max(changes);
                self.kept_at = Some(Timestamp::now());
                if let Some(problem) = apart {
                    // The window stays, so that this is read.
                    return self.fail(None, problem);
                }
                if closing && self.is_unkept() {
                    self.closing = true;
                    return Outcome::run(self.keep(link));
                }
                if !closing {
                    return Outcome::none();
                }
                self.is_closed = true;
                Outcome::wish(Wish::Tell(Notice::Kept(at.id)))
            }
            Err(problem) => {
                let lead = link.texts.say("compose-not-saved");
                let failed = self.fail(Some(lead), problem);
                if !self.pausing {
                    // It is tried again without waiting for the next change.
                    self.pausing = true;
                    return failed.and(link.after(NEXT_TRY, || Message::Pause));
                }
                failed
            }
        }
    }

    pub(super) fn send(&mut self, leave: Leave, known: &Known, link: &Link) -> Outcome<Message> {
        self.hand_over(leave, false, known, link)
    }

    /// The same once somebody was reminded of all there was.
    pub(super) fn send_reminded(
        &mut self,
        leave: Leave,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        self.hand_over(leave, true, known, link)
    }

    fn hand_over(
        &mut self,
        leave: Leave,
        was_reminded: bool,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        if self.sending || self.reminders.is_some() {
            return Outcome::none();
        }
        if self.block(known).is_some() {
            self.tried = true;
            return Outcome::none();
        }
        self.sending = true;
        self.trouble = None;
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let draft = self.gather();
        let send = async move {
            if !was_reminded {
                let reminders = engine.reminders(&draft).await?;
                if !reminders.is_empty() {
                    return Ok(Handed::Remind(leave, reminders));
                }
            }
            let mut slot = slot.lock().await;
            // What was kept of it elsewhere meanwhile is not written over by what leaves; and what
            // was sent from there does not leave once more from here.
            if slot.is_some()
                && let (at, Some(why)) = save(&engine, &mut slot, draft.clone()).await?
            {
                return Ok(Handed::Apart(at.id, Box::new(why)));
            }
            let send = Command::Send {
                draft,
                id: *slot,
                leave,
            };
            let Reply::Outgoing(row) = engine.request(send).await? else {
                return Ok(Handed::Over(None));
            };
            if row.state != OutboxState::Held {
                return Ok(Handed::Over(Some(row.outbox_id)));
            }
            // Its author still has it open, so it is better a draft than a held message.
            let back = Command::Outbox {
                id: row.outbox_id,
                action: OutboxAction::Edit,
            };
            Ok(match engine.request(back).await {
                Ok(Reply::Draft(draft)) => {
                    *slot = Some(DraftAt {
                        id: draft,
                        saved: None,
                    });
                    Handed::Back(draft, why(&row).map(Box::new))
                }
                _ => Handed::Over(Some(row.outbox_id)),
            })
        };
        Outcome::run(link.run(send, Message::Sent))
    }

    pub(super) fn sent(&mut self, sent: Result<Handed, Problem>, link: &Link) -> Outcome<Message> {
        self.sending = false;
        match sent {
            Ok(Handed::Over(id)) => {
                self.is_closed = true;
                // The main window says what became of it by then.
                id.map_or_else(Outcome::none, |id| {
                    Outcome::wish(Wish::Tell(Notice::Sent(id)))
                })
            }
            Ok(Handed::Back(id, why)) => {
                self.id = Some(id);
                self.tried = true;
                match why {
                    Some(problem) => self.fail(Some(link.texts.say("compose-held")), *problem),
                    None => Outcome::none(),
                }
            }
            Ok(Handed::Remind(leave, reminders)) => {
                self.reminders = Some((leave, reminders));
                Outcome::none()
            }
            Ok(Handed::Apart(id, why)) => {
                self.id = Some(id);
                self.fail(None, *why)
            }
            Err(problem) => self.fail(None, problem),
        }
    }

    pub(super) fn discard(&mut self, link: &Link) -> Outcome<Message> {
        self.asking = false;
        // Nothing is kept any more while this goes on.
        self.sending = true;
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let discard = async move {
            let mut slot = slot.lock().await;
            if let Some(kept) = slot.take() {
                let discarded = engine.request(Command::DiscardDraft(kept.id)).await;
                if discarded.is_err() {
                    *slot = Some(kept);
                }
                discarded?;
            }
            Ok(())
        };
        Outcome::run(link.run(discard, Message::Discarded))
    }
}

/// Keeps what is written, in place of the state of the draft that is known here; a window never
/// loses what was typed, so else apart from it.
async fn save(engine: &Engine, slot: &mut Option<DraftAt>, draft: Draft) -> Result<Kept, Problem> {
    let keep = Command::KeepDraft {
        over: *slot,
        draft,
        or_apart: true,
    };
    let Reply::Kept { at, apart } = engine.request(keep).await? else {
        return Err(bug());
    };
    *slot = Some(at);
    Ok((at, apart))
}

fn bug() -> Problem {
    use crate::engine::{ProblemKind, Text};
    Problem::new(ProblemKind::Bug, Text::new("problem-bug"))
}
