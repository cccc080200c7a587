//! One message on its way over one session, from the first word of the envelope to the server's
//! answer to its dot. Up to the dot it can be dropped, which is as safe as a cut line. After it only
//! the answer counts, and that may take ten minutes (RFC 5321 4.5.3.2.6): it is then waited for
//! beside the lane, which goes on with the next message over another session.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::handed_over::Told;
use super::leave::Next;
use super::{HandedOver, Room, outcome};
use crate::domain::{OutboxId, Outgoing, Phase};
use crate::engine::submission::{Hindrance, Journal, Outcome, Session};
use crate::store::{Precious, StoreError};

type Answered = (Box<dyn Session>, Outcome);

/// A message being handed over.
pub(super) struct Handing {
    answer: Pin<Box<dyn Future<Output = Answered> + Send>>,
    /// Set before the dot is even noted: from then on the attempt is not dropped.
    dot: watch::Receiver<bool>,
    /// When it began: what the server lets through, it lets through as things stand then.
    pub began: Timestamp,
}

/// How far it came while the lane waited.
pub(super) enum Handed {
    /// To its end. The session, unless the outcome alone says that it is of no more use.
    Over(Option<Box<dyn Session>>, Outcome),
    /// The dot is out, and the answer takes its time.
    Waits(Handing),
}

/// A message whose answer is waited for beside the lane.
pub(super) struct Late {
    pub row: Outgoing,
    pub handing: Handing,
}

impl Handing {
    pub(super) fn begin(
        room: &Room,
        mut session: Box<dyn Session>,
        row: &Outgoing,
        bytes: Vec<u8>,
        told: Option<Told>,
    ) -> Self {
        let (noted, dot) = watch::channel(false);
        let mut journal = RowJournal {
            id: row.outbox_id,
            message_id: row.message_id.clone(),
            precious: room.precious().clone(),
            handed_over: room.handed_over.clone(),
            told,
            stop: room.stop.clone(),
            dot: noted,
            by_another: false,
            stuck: None,
        };
        let envelope = row.effective_envelope();
        let answer = Box::pin(async move {
            let outcome = session.submit(&envelope, &bytes, &mut journal).await;
            let outcome = match outcome {
                Outcome::NotSent(_) if journal.by_another => match journal.stuck.take() {
                    Some(words) => Outcome::Unknown(words),
                    None => Outcome::NotSent(Hindrance::ByAnother),
                },
                outcome => outcome,
            };
            let noted = *journal.dot.borrow();
            if matches!(outcome, Outcome::NotSent(_)) && noted {
                // Cut off before the dot was said.
                return match journal.take_back_the_dot().await {
                    Ok(()) => (session, outcome),
                    Err(words) => (session, Outcome::Unknown(words)),
                };
            }
            if matches!(outcome, Outcome::Refused(_)) && noted {
                // Before the journal says so: cut short here, the outcome is unknown, and nobody
                // takes it for sent by another copy of this profile.
                journal.annul().await;
            }
            (session, outcome)
        });
        let began = room.clock.now();
        Self { answer, dot, began }
    }

    /// Waits for the answer: before the dot until the engine stops; after it, as long as nobody
    /// else has to wait for that.
    pub(super) async fn wait(mut self, room: &Room, row: &Outgoing) -> Handed {
        let mut dot = self.dot.clone();
        let out = async {
            // The sender is gone only when the answer is there.
            if dot.wait_for(|dot| *dot).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::pin!(out);
        let mut is_out = false;
        loop {
            tokio::select! {
                biased;
                answered = &mut self.answer => return over(answered),
                () = room.stop.cancelled() => break,
                () = &mut out, if !is_out => is_out = true,
                () = tokio::time::sleep(room.shared.pace.answer), if is_out => {
                    if room.book().await_answer(row.outbox_id, &row.account) {
                        return Handed::Waits(self);
                    }
                }
            }
        }
        let is_out = *self.dot.borrow();
        if is_out {
            return over(self.answer.await);
        }
        Handed::Over(
            None,
            Outcome::NotSent(Hindrance::Journal("stopped".to_owned())),
        )
    }
}

fn over((session, outcome): Answered) -> Handed {
    let is_usable = match &outcome {
        Outcome::Accepted(_) => true,
        // 421: the server closes the connection (RFC 5321 3.8).
        Outcome::Refused(replies) => replies.iter().all(|reply| reply.code != 421),
        Outcome::NotSent(_) | Outcome::Unknown(_) => false,
    };
    Handed::Over(is_usable.then_some(session), outcome)
}

/// Waits for an answer beside the lane, and concludes. When the engine stops meanwhile it ends
/// where it is: the journal says that the dot was out, so the next start calls it unknown.
pub(super) async fn answer(room: Arc<Room>, late: Late) {
    let Late { row, handing } = late;
    let id = row.outbox_id;
    let asks = room.book().asks(id);
    let began = handing.began;
    let Handed::Over(session, outcome) = over(handing.answer.await) else {
        return;
    };
    let next = outcome::conclude(&room, &row, outcome, began).await;
    {
        let mut book = room.book();
        book.answered(id);
        if next != Next::FileCopy {
            book.tried(id, asks);
        }
    }
    room.progressed(id);
    room.wake.notify_one();
    if let Some(session) = session {
        session.close().await;
    }
}

impl RowJournal {
    /// What this attempt noted outside of the profile no longer stands.
    async fn annul(&self) {
        let told = self.told.as_ref();
        self.handed_over.annul(&self.message_id, told).await;
    }

    /// The dot was noted and not said.
    async fn take_back_the_dot(&mut self) -> Result<(), String> {
        self.annul().await;
        self.step_back().await
    }

    /// As long as the disk is full or busy: a dot that was not said is not unknown.
    async fn step_back(&self) -> Result<(), String> {
        let mut failures = 0;
        loop {
            let error = match self.precious.step_back(self.id).await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            failures += 1;
            let passes = matches!(
                error,
                StoreError::Full { .. } | StoreError::Device { .. } | StoreError::Busy { .. }
            );
            if !passes || failures > STEPS_BACK {
                return Err(error.to_string());
            }
            tokio::select! {
                () = tokio::time::sleep(STEP_BACK_AGAIN * failures) => {}
                () = self.stop.cancelled() => return Err(error.to_string()),
            }
        }
    }
}

/// How often the journal is asked to take back a dot that was not said, while the disk is full.
const STEPS_BACK: u32 = 5;

/// How long it waits in between, longer each time.
const STEP_BACK_AGAIN: Duration = Duration::from_millis(200);

/// Notes phases in the message's row.
struct RowJournal {
    id: OutboxId,
    message_id: String,
    precious: Precious,
    handed_over: HandedOver,
    /// What a person knew of when they wanted it sent although it may have been before.
    told: Option<Told>,
    stop: CancellationToken,
    dot: watch::Sender<bool>,
    /// Another copy of this profile handed it over.
    by_another: bool,
    /// It did, and the journal could not take back that the dot was noted here: why.
    stuck: Option<String>,
}

#[async_trait]
impl Journal for RowJournal {
    async fn enter(&mut self, phase: Phase) -> Result<(), String> {
        if self.stop.is_cancelled() {
            return Err("stopped".to_owned());
        }
        if phase < Phase::Dot {
            let noted = self.precious.enter_phase(self.id, phase).await;
            return noted.map(drop).map_err(|error| error.to_string());
        }
        self.dot.send_replace(true);
        // The journal first: what it does not know of, another copy of this profile did.
        let error = match self.precious.enter_phase(self.id, phase).await {
            Ok(_)
                if self
                    .handed_over
                    .note(&self.message_id, self.told.as_ref())
                    .await =>
            {
                return Ok(());
            }
            Ok(_) => {
                self.by_another = true;
                match self.step_back().await {
                    Ok(()) => "another copy of this profile handed it over".to_owned(),
                    Err(words) => self.stuck.insert(words).clone(),
                }
            }
            Err(error) => error.to_string(),
        };
        self.dot.send_replace(false);
        Err(error)
    }
}
