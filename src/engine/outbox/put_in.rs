//! What people put into the outbox: frozen at once, and kept as a draft beside it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::Outbox;
use super::clock::later;
use super::door::of_store;
use crate::domain::{
    Account, Check, Draft, DraftAt, DraftSeed, Identity, Intent, Outgoing, SendRightKey, SentPolicy,
};
use crate::engine::command::Leave;
use crate::engine::compose::{self, Frozen};
use crate::engine::event::Event;
use crate::engine::identities;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::rfc822;
use crate::store::NewOutgoing;

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
    /// edited again until the server took it. One that was discarded meanwhile is kept anew, and one
    /// that somebody else wrote on meanwhile is not written over.
    ///
    /// # Errors
    /// What the draft lacks; an identity that does not exist; the store. Then it is not in the
    /// outbox, and the draft is what it was.
    pub(in crate::engine) async fn send(
        &self,
        draft: Draft,
        id: Option<DraftAt>,
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
        let id = row.outbox_id;
        let insists = self.room.precious().retry(id, vec![Check::SendRight]);
        let row = insists.await.map_err(|e| of_store(&e))?;
        self.room.book().ask(id);
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

    /// From what the Message-ID grows, and when the draft was begun; one that was not kept before, or is
    /// gone, begins anew.
    async fn seed(&self, over: Option<DraftAt>) -> Result<(DraftSeed, Option<Timestamp>), Problem> {
        let known = match over {
            Some(over) => {
                (self.room.shared)
                    .read(move |r| r.draft_seed(over.id))
                    .await?
            }
            None => None,
        };
        Ok(match known {
            Some((seed, begun)) => (seed, Some(begun)),
            None => {
                let seed = DraftSeed {
                    word: rfc822::draft_tag(),
                    taken_back: 0,
                };
                (seed, None)
            }
        })
    }

    async fn put_in(
        &self,
        draft: Draft,
        over: Option<DraftAt>,
        identity: &Identity,
        sent_policy: SentPolicy,
        leave: Leave,
    ) -> Result<Outgoing, Problem> {
        let room = &self.room;
        let config = room.shared.config();
        let account = config
            .account(&identity.key.account)
            .ok_or_else(no_identity)?;
        let at = room.clock.now();
        let flowed = config.settings.flowed;
        let (mut seed, begun) = self.seed(over).await?;
        let mut frozen = freeze(&draft, &seed, identity, account, at, flowed).await?;
        // The draft comes from before it was taken back, of which it knows nothing; who sends it now
        // wants it sent.
        for _ in 0..MOST_TAKEN_BACK {
            if !room.handed_over.was_taken_back(&frozen.message_id).await {
                break;
            }
            seed.taken_back += 1;
            frozen = freeze(&draft, &seed, identity, account, at, flowed).await?;
        }
        let (mut new, bytes) = new_outgoing(&draft, identity, sent_policy, frozen);
        let undo = Some(Duration::from_secs(config.settings.undo_seconds.into()))
            .filter(|wait| leave == Leave::Undoable && !wait.is_zero());
        new.leave_at = match leave {
            Leave::At(time) => Some(time),
            Leave::Undoable | Leave::Now | Leave::WhenAsked => undo.map(|wait| later(at, wait)),
        };
        let has_time = new.leave_at.is_some();
        let turn = room.turn.lock().await;
        // One write: whoever wrote it goes on from where they were, if it cannot be put in.
        let frozen = (room.precious())
            .freeze_draft(over, draft, seed, new, bytes)
            .await;
        let row = frozen.map_err(|e| of_store(&e))?;
        let id = row.outbox_id;
        {
            let mut book = room.book();
            match begun {
                None => book.note_fresh(id),
                // It may lie in a copy of the profile.
                Some(begun) if begun >= room.began => book.note_put_in(id),
                // Or come from a backup, as all that was written before this run.
                Some(_) => {}
            }
            match leave {
                Leave::WhenAsked => {
                    book.mine.insert(id);
                    book.parked.insert(id);
                }
                // Asked for, it would not wait for its time.
                _ if has_time => {
                    book.mine.insert(id);
                    if let Some(wait) = undo {
                        book.undo.insert(id, Instant::now() + wait);
                    }
                }
                _ => book.ask(id),
            }
        }
        drop(turn);
        room.shared.tell(Event::Drafts);
        room.progressed(id);
        room.wake.notify_one();
        Ok(row)
    }
}

/// How often a draft may have been taken back since its profile was backed up, and still be known for
/// what it was sent as.
const MOST_TAKEN_BACK: usize = 20;

async fn freeze(
    draft: &Draft,
    seed: &DraftSeed,
    identity: &Identity,
    account: &Account,
    at: Timestamp,
    flowed: bool,
) -> Result<Frozen, Problem> {
    let (work, seed) = (draft.clone(), seed.clone());
    let (who, by) = (identity.clone(), account.clone());
    // A large attachment takes its time to encode.
    let frozen = move || compose::freeze(work, &seed, &who, &by, at, flowed);
    let frozen = tokio::task::spawn_blocking(frozen).await;
    frozen
        .map_err(|e| Problem::new(ProblemKind::Bug, Text::new("outbox-not-frozen")).detail(e))?
        .map_err(|e| e.problem())
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

fn no_identity() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("outbox-no-identity"))
        .advise(Text::new("outbox-advice-identity"))
}
