//! What the outbox remembers of this run only. What must survive it is in the store.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing};
use crate::engine::problem::Problem;

/// Why and until when an account's queue rests.
#[derive(Debug, Clone)]
pub(super) struct Pause {
    /// Not before.
    pub until: Instant,
    /// How often in a row its server could not be reached.
    pub failures: u32,
    /// What stood in the way.
    pub problem: Problem,
}

/// The outbox's memory of this run.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// To be tried now, whatever their time. Whoever waits for a try waits until they are gone
    /// from here.
    pub asked: BTreeSet<OutboxId>,
    /// Put in or asked for in this run: what a process that is not resident may touch.
    pub mine: BTreeSet<OutboxId>,
    /// Left for later by a person.
    pub parked: BTreeSet<OutboxId>,
    /// A person wants the server itself to say no.
    pub insisted: BTreeSet<OutboxId>,
    /// Accounts whose queue rests.
    pub paused: BTreeMap<AccountId, Pause>,
    /// How often a copy could not be brought where it belongs in this run.
    pub copy_tries: BTreeMap<OutboxId, u32>,
    /// Since when it is looked for whether the server files a copy by itself.
    pub looking: BTreeMap<OutboxId, Instant>,
}

impl Book {
    /// Puts an id to those to be tried now.
    pub fn ask(&mut self, id: OutboxId) {
        self.parked.remove(&id);
        self.asked.insert(id);
        self.mine.insert(id);
    }

    /// The account's queue rests no longer.
    pub fn resume(&mut self, account: &AccountId) {
        self.paused.remove(account);
    }

    /// The account's queue rests, longer each time.
    pub fn pause(
        &mut self,
        account: &AccountId,
        problem: &Problem,
        wait: impl FnOnce(u32) -> Duration,
    ) {
        let failures = self.paused.get(account).map_or(0, |p| p.failures) + 1;
        let pause = Pause {
            until: Instant::now() + wait(failures),
            failures,
            problem: problem.clone(),
        };
        self.paused.insert(account.clone(), pause);
    }

    /// Why the account's queue rests now.
    pub fn resting(&self, account: &AccountId, now: Instant) -> Option<&Pause> {
        self.paused.get(account).filter(|p| p.until > now)
    }

    /// May this run touch the message, as far as its time allows?
    pub fn may_touch(&self, row: &Outgoing, resident: bool) -> bool {
        (resident || self.mine.contains(&row.outbox_id)) && !self.parked.contains(&row.outbox_id)
    }

    /// Forgets about messages that are gone, and about tries of messages that nothing can be tried of.
    pub fn prune(&mut self, rows: &[Outgoing]) {
        use OutboxState::{Accepted, Filing, Held, Queued, Scheduled, Sending};
        let state = |id: &OutboxId| rows.iter().find(|r| r.outbox_id == *id).map(|r| r.state);
        self.asked.retain(|id| {
            matches!(
                state(id),
                Some(Scheduled | Queued | Sending | Accepted | Filing)
            )
        });
        self.insisted
            .retain(|id| matches!(state(id), Some(Scheduled | Queued | Sending | Held)));
        self.parked.retain(|id| state(id) == Some(Queued));
        self.copy_tries.retain(|id, _| state(id).is_some());
        self.looking
            .retain(|id, _| matches!(state(id), Some(Accepted | Filing)));
    }
}
