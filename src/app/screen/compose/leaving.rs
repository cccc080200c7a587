//! Where what was written goes: kept as a draft, handed to the outbox, or discarded.

use std::sync::Arc;

use iced::Task;
use jiff::Timestamp;

use super::{AGAIN, Compose, Handed, Message};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Notice, Outcome, Wish};
use crate::domain::{DraftId, OutboxState};
use crate::engine::{Command, Leave, OutboxAction, Problem, Reply, why};

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
            let mut id = slot.lock().await;
            let saved = engine.request(Command::SaveDraft { id: *id, draft });
            match (saved.await?, *id) {
                (Reply::Draft(new), _) => {
                    *id = Some(new);
                    Ok(new)
                }
                (_, Some(old)) => Ok(old),
                (_, None) => Err(bug()),
            }
        };
        link.run(save, move |kept| Message::Kept(changes, kept))
    }

    pub(super) fn was_kept(
        &mut self,
        changes: u64,
        kept: Result<DraftId, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        let closing = std::mem::take(&mut self.closing);
        match kept {
            Ok(id) => {
                self.id = Some(id);
                self.kept = self.kept.max(changes);
                self.kept_at = Some(Timestamp::now());
                if closing && self.is_unkept() {
                    self.closing = true;
                    return Outcome::run(self.keep(link));
                }
                if !closing {
                    return Outcome::none();
                }
                self.is_closed = true;
                let words = link.texts.say("compose-kept");
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Err(problem) => {
                let lead = link.texts.say("compose-not-saved");
                let failed = self.fail(Some(lead), problem);
                if !self.pausing {
                    // It is tried again without waiting for the next change.
                    self.pausing = true;
                    return failed.and(link.after(AGAIN, || Message::Pause));
                }
                failed
            }
        }
    }

    pub(super) fn send(&mut self, leave: Leave, known: &Known, link: &Link) -> Outcome<Message> {
        if self.sending {
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
            let mut id = slot.lock().await;
            let send = Command::Send {
                draft,
                id: *id,
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
                    *id = Some(draft);
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
            Err(problem) => self.fail(None, problem),
        }
    }

    pub(super) fn discard(&mut self, link: &Link) -> Outcome<Message> {
        self.asking = false;
        // Nothing is kept any more while this goes on.
        self.sending = true;
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let discard = async move {
            let mut id = slot.lock().await;
            if let Some(kept) = id.take() {
                let discarded = engine.request(Command::DiscardDraft(kept)).await;
                if discarded.is_err() {
                    *id = Some(kept);
                }
                discarded?;
            }
            Ok(())
        };
        Outcome::run(link.run(discard, Message::Discarded))
    }
}

fn bug() -> Problem {
    use crate::engine::{ProblemKind, Text};
    Problem::new(ProblemKind::Bug, Text::new("problem-bug"))
}
