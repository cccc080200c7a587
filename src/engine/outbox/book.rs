//! What the outbox remembers of this run only. What must survive it is in the store.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::unknown::is_looked_for;
use crate::domain::{AccountId, MailboxId, OutboxId, OutboxState, Outgoing};
use crate::engine::causes;
use crate::engine::problem::Problem;

/// Messages of one account whose answer is waited for beside the one that is being handed over.
/// Each holds a connection; servers and their administrators count those.
pub(super) const MOST_ANSWERS: usize = 3;

/// How often a server may turn an account away after its sign-in before a person has to act: servers
/// that count would lock the person out.
const MOST_TURNED_AWAY: u32 = 2;

/// Why and until when an account's queue rests.
#[derive(Debug, Clone)]
pub(super) struct Pause {
    /// Not before.
    until: Instant,
    /// How often in a row its server could not be reached.
    failures: u32,
    /// What stood in the way.
    problem: Problem,
}

/// A mail server that could not be asked.
#[derive(Debug, Clone)]
pub(super) struct Away {
    /// Not to be asked before.
    pub until: Instant,
    /// How often in a row it could not be asked.
    times: u32,
    /// What stood in the way.
    pub problem: Problem,
}

/// A server that puts messages off.
#[derive(Debug, Clone, Copy)]
struct PutOff {
    /// How often in a row.
    times: u32,
    /// Not to be connected to before.
    not_before: Instant,
}

/// An account whose queue rests.
#[derive(Debug, Clone)]
pub(super) struct Resting {
    /// Until then; `None`: until a person does something.
    pub until: Option<Instant>,
    /// Why.
    pub problem: Problem,
}

/// The last look for a message of unknown outcome.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    /// Not to be looked for before.
    pub not_before: Option<Instant>,
    /// How often in a row the mail server could not be asked.
    pub failures: u32,
    /// How often mail had come when it was looked for.
    pub mail: u64,
}

/// Whose mail servers are asked about a message: those of other mailboxes may be there.
pub(super) fn away_of(row: &Outgoing) -> (AccountId, Option<MailboxId>) {
    (row.account.clone(), row.mailbox.clone())
}

/// The outbox's memory of this run.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// To be tried now, whatever their time. Whoever waits for a try waits until they are gone
    /// from here.
    pub asked: BTreeSet<OutboxId>,
    /// A person wants a try of these, which they named, however often they were tried before. Whatever
    /// comes between does not take that back.
    insisted: BTreeSet<OutboxId>,
    /// How often each was asked for in this run.
    asks: BTreeMap<OutboxId, u32>,
    /// Put in or asked for in this run: what a process that is not resident may touch.
    pub mine: BTreeSet<OutboxId>,
    /// Put in during this run, or looked for, and since when it is known that no other copy of this
    /// profile sent it; `None`: it was not looked for yet.
    fresh: BTreeMap<OutboxId, Option<Instant>>,
    /// They wait until their account's mail server can say whether they were sent before.
    pub unlooked: BTreeSet<OutboxId>,
    /// Of which messages the mail servers could not be asked that ([`away_of`]).
    pub away: BTreeMap<(AccountId, Option<MailboxId>), Away>,
    /// Left for later by a person.
    pub parked: BTreeSet<OutboxId>,
    /// Until when Send can be undone, by a clock that nobody sets.
    pub undo: BTreeMap<OutboxId, Instant>,
    /// Their next try is only the end of their account's pause, and falls away with it.
    pub by_pause: BTreeSet<OutboxId>,
    /// How often a copy could not be brought where it belongs in this run.
    pub copy_tries: BTreeMap<OutboxId, u32>,
    /// Since when it is looked for whether the server files a copy by itself.
    pub looking: BTreeMap<OutboxId, Instant>,
    /// Messages of which an answer is just being checked and handed over, and which one.
    pub answering: BTreeMap<String, OutboxId>,
    /// Handed over, and their answers are waited for beside the lane.
    answers: BTreeMap<OutboxId, AccountId>,
    /// Accounts whose queue rests.
    paused: BTreeMap<AccountId, Pause>,
    /// Accounts that were signed in and then turned away, how often, and with which words.
    turned_away: BTreeMap<AccountId, (u32, Problem)>,
    /// How often each account was resumed.
    resumed: BTreeMap<AccountId, u64>,
    /// When each account's server was last connected to.
    opened: BTreeMap<AccountId, Instant>,
    /// Servers that put messages off.
    put_off: BTreeMap<AccountId, PutOff>,
    /// How messages of unknown outcome were looked for in this run.
    pub looked: BTreeMap<OutboxId, Look>,
    /// How often mail came into an Inbox or a Sent folder.
    pub mail: u64,
}

impl Book {
    /// Puts an id to those to be tried now.
    pub fn ask(&mut self, id: OutboxId) {
        self.insisted.insert(id);
        self.ask_along(id);
    }

    /// The same of a message as it was put back: at the time that a person chose, if that is still to
    /// come.
    pub fn ask_at_its_time(&mut self, row: &Outgoing, now: Timestamp) {
        let is_early = row.next_attempt_at.is_some_and(|time| time > now);
        if is_early && row.state == OutboxState::Scheduled {
            self.insisted.insert(row.outbox_id);
            self.mine.insert(row.outbox_id);
        } else {
            self.ask(row.outbox_id);
        }
    }

    /// The same of one of all that wait: nobody insists on it.
    pub fn ask_along(&mut self, id: OutboxId) {
        self.parked.remove(&id);
        self.undo.remove(&id);
        self.asked.insert(id);
        *self.asks.entry(id).or_insert(0) += 1;
        self.mine.insert(id);
    }

    /// Does a person want a try of this one, which they named, and had none yet?
    pub fn is_insisted_on(&self, id: OutboxId) -> bool {
        self.insisted.contains(&id)
    }

    /// A try begins, or a person wants it at another time.
    pub fn insists_no_more(&mut self, id: OutboxId) {
        self.insisted.remove(&id);
    }

    /// How often it was asked for in this run.
    pub fn asks(&self, id: OutboxId) -> u32 {
        self.asks.get(&id).copied().unwrap_or(0)
    }

    /// It was tried, as it had been asked for by then. Asked for since, it is another try that is
    /// meant: what came of this one was there to be read before the lane is done with it.
    pub fn tried(&mut self, id: OutboxId, asks: u32) {
        if self.asks(id) == asks {
            self.asked.remove(&id);
        }
    }

    /// A person did something about it, or asks for a try: the account's queue rests no longer.
    pub fn resume(&mut self, account: &AccountId) {
        *self.resumed.entry(account.clone()).or_insert(0) += 1;
        self.paused.remove(account);
        self.turned_away.remove(account);
        self.put_off.remove(account);
        self.away.retain(|(of, _), _| of != account);
    }

    /// How often that was so.
    pub fn resumed(&self, account: &AccountId) -> u64 {
        self.resumed.get(account).copied().unwrap_or(0)
    }

    /// The same for all accounts, but for those whose server wants to be left alone, or another
    /// sign-in.
    pub fn resume_all(&mut self) {
        self.paused
            .retain(|_, pause| causes::is_servers_word(&pause.problem));
        self.away.clear();
    }

    /// The network was switched off or on: what was away may be there.
    pub fn network_changed(&mut self) {
        self.paused.clear();
        self.away.clear();
        self.by_pause.append(&mut self.unlooked);
    }

    /// At this moment it was not sent by another copy of this profile.
    pub fn note_fresh(&mut self, id: OutboxId) {
        self.fresh.insert(id, Some(Instant::now()));
    }

    /// It was put in during this run, of a draft that another copy of this profile may have, too.
    pub fn note_put_in(&mut self, id: OutboxId) {
        self.fresh.insert(id, None);
    }

    /// Was it put in during this run, or looked for? And was that not longer ago than `recent`, so
    /// that nobody else sent it?
    pub fn is_fresh(&self, id: OutboxId, recent: Duration) -> (bool, bool) {
        let Some(since) = self.fresh.get(&id) else {
            return (false, false);
        };
        (true, since.is_some_and(|since| since.elapsed() < recent))
    }

    /// What it waited for in the queue is over: an attempt begins, or it has another time. What comes
    /// next has a time of its own.
    pub fn waits_no_more(&mut self, id: OutboxId) {
        self.by_pause.remove(&id);
        self.unlooked.remove(&id);
    }

    /// The account's mail server could not be asked whether messages were sent before.
    pub fn mail_is_away(
        &mut self,
        of: (AccountId, Option<MailboxId>),
        problem: &Problem,
        wait: impl FnOnce(u32) -> Duration,
    ) {
        let times = self.away.get(&of).map_or(0, |away| away.times) + 1;
        let away = Away {
            until: Instant::now() + wait(times),
            times,
            problem: problem.clone(),
        };
        self.away.insert(of, away);
    }

    /// Mail came: mail servers can be asked.
    pub fn mail_came(&mut self) {
        self.mail += 1;
        self.away.clear();
        self.by_pause.append(&mut self.unlooked);
    }

    /// The account's server let it in.
    pub fn opened(&mut self, account: &AccountId) {
        self.paused.remove(account);
        self.opened.insert(account.clone(), Instant::now());
    }

    /// The account's server took a message.
    pub fn accepted(&mut self, account: &AccountId) {
        self.turned_away.remove(account);
        self.put_off.remove(account);
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

    /// The account's server put a message off: it is not connected to again within `least`. Gives
    /// how often in a row it did.
    pub fn put_off(&mut self, account: &AccountId, least: Duration) -> u32 {
        let times = self.put_off.get(account).map_or(0, |p| p.times) + 1;
        let opened = self.opened.get(account).copied();
        let not_before = opened.unwrap_or_else(Instant::now) + least;
        let put_off = PutOff { times, not_before };
        self.put_off.insert(account.clone(), put_off);
        times
    }

    /// Until when the account's server, which puts messages off, is left alone by all that nobody
    /// asked for.
    pub fn left_alone(&self, account: &AccountId, now: Instant) -> Option<Instant> {
        let not_before = self.put_off.get(account).map(|p| p.not_before);
        not_before.filter(|until| *until > now)
    }

    /// The server took the sign-in and wants another all the same.
    pub fn turn_away(&mut self, account: &AccountId, problem: &Problem, wait: Duration) {
        let times = self.turned_away.get(account).map_or(0, |(times, _)| *times) + 1;
        self.turned_away
            .insert(account.clone(), (times, problem.clone()));
        self.pause(account, problem, |_| wait);
    }

    /// Earlier processes were turned away so often that a timer asks no more.
    pub fn was_turned_away(&mut self, account: &AccountId, problem: Problem) {
        self.turned_away
            .insert(account.clone(), (MOST_TURNED_AWAY, problem));
    }

    /// Why the account's queue rests now.
    pub fn resting(&self, account: &AccountId, now: Instant) -> Option<Resting> {
        if let Some((times, problem)) = self.turned_away.get(account)
            && *times >= MOST_TURNED_AWAY
        {
            let problem = problem.clone();
            return Some(Resting {
                until: None,
                problem,
            });
        }
        let pause = self.paused.get(account).filter(|p| p.until > now)?;
        Some(Resting {
            until: Some(pause.until),
            problem: pause.problem.clone(),
        })
    }

    /// The answer to this message is waited for beside the lane from now on; false where enough
    /// are.
    pub fn await_answer(&mut self, id: OutboxId, account: &AccountId) -> bool {
        let waiting = self.answers.values().filter(|of| *of == account).count();
        if waiting >= MOST_ANSWERS {
            return false;
        }
        self.answers.insert(id, account.clone());
        true
    }

    /// Is its answer waited for beside the lane?
    pub fn is_awaited(&self, id: OutboxId) -> bool {
        self.answers.contains_key(&id)
    }

    /// It is waited for no longer.
    pub fn answered(&mut self, id: OutboxId) {
        self.answers.remove(&id);
    }

    /// May this run touch the message, as far as its time allows?
    pub fn may_touch(&self, row: &Outgoing, resident: bool) -> bool {
        (resident || self.mine.contains(&row.outbox_id)) && !self.parked.contains(&row.outbox_id)
    }

    /// Forgets about messages that are gone, and about tries of messages that nothing can be tried of.
    pub fn prune(&mut self, rows: &[Outgoing]) {
        use OutboxState::{Accepted, Filing, Queued, Scheduled, Sending};
        let states: BTreeMap<OutboxId, OutboxState> =
            rows.iter().map(|r| (r.outbox_id, r.state)).collect();
        let state = |id: &OutboxId| states.get(id).copied();
        let looked_for = rows.iter().filter(|row| is_looked_for(row));
        let looked_for: BTreeSet<OutboxId> = looked_for.map(|row| row.outbox_id).collect();
        self.asked.retain(|id| {
            matches!(
                state(id),
                Some(Scheduled | Queued | Sending | Accepted | Filing)
            ) || looked_for.contains(id)
        });
        self.asks.retain(|id, _| states.contains_key(id));
        self.insisted.retain(|id| states.contains_key(id));
        self.parked.retain(|id| state(id) == Some(Queued));
        // One that is just about to wait in the queue may still be seen with its time.
        let waits = |id: &OutboxId| matches!(state(id), Some(Scheduled | Queued));
        self.by_pause.retain(waits);
        self.unlooked.retain(waits);
        self.undo.retain(|id, _| state(id) == Some(Scheduled));
        self.copy_tries.retain(|id, _| state(id).is_some());
        self.fresh.retain(|id, _| state(id).is_some());
        self.looking
            .retain(|id, _| matches!(state(id), Some(Accepted | Filing)));
        self.looked.retain(|id, _| looked_for.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::problem::{ProblemKind, Text};
    use crate::engine::samples::account;

    fn problem() -> Problem {
        Problem::new(ProblemKind::SignIn, Text::new("outbox-refused-sign-in"))
    }

    #[test]
    fn only_so_many_answers_are_waited_for() {
        let (anna, ben) = (account("anna@a.test").id(), account("ben@a.test").id());
        let mut book = Book::default();
        for id in 1..=3 {
            assert!(book.await_answer(OutboxId(id), &anna));
        }
        assert!(!book.await_answer(OutboxId(4), &anna));
        assert!(book.await_answer(OutboxId(5), &ben));
        book.answered(OutboxId(2));
        assert!(book.await_answer(OutboxId(4), &anna));
    }

    /// What it is to wait for is noted before the store says that it waits in the queue.
    #[test]
    fn what_a_message_waits_for_is_known_while_it_still_has_its_time() {
        use crate::engine::samples::outgoing;
        let mut row = outgoing();
        let id = row.outbox_id;
        let mut book = Book::default();
        book.unlooked.insert(id);
        row.state = OutboxState::Scheduled;
        book.prune(&[row.clone()]);
        row.state = OutboxState::Queued;
        book.prune(&[row.clone()]);
        book.mail_came();
        assert!(book.by_pause.contains(&id));
        book.waits_no_more(id);
        assert!(!book.by_pause.contains(&id));
        book.unlooked.insert(id);
        row.state = OutboxState::Sending;
        book.prune(&[row]);
        assert!(book.unlooked.is_empty());
    }

    #[test]
    fn who_was_turned_away_twice_waits_for_a_person() {
        let anna = account("anna@a.test").id();
        let mut book = Book::default();
        let now = Instant::now();
        let minute = Duration::from_secs(60);
        book.turn_away(&anna, &problem(), minute);
        assert!(book.resting(&anna, now).unwrap().until.is_some());
        // Signed in again, and turned away again.
        book.opened(&anna);
        assert!(book.resting(&anna, now).is_none());
        book.turn_away(&anna, &problem(), minute);
        for _ in 0..2 {
            assert_eq!(book.resting(&anna, now).unwrap().until, None);
            book.network_changed();
        }
        book.resume(&anna);
        assert!(book.resting(&anna, now).is_none());
    }

    #[test]
    fn a_server_that_puts_off_is_left_alone_for_a_minute_after_it_was_connected_to() {
        let anna = account("anna@a.test").id();
        let mut book = Book::default();
        let minute = Duration::from_secs(60);
        book.opened(&anna);
        let opened = Instant::now();
        assert!(book.left_alone(&anna, opened).is_none());
        assert_eq!(book.put_off(&anna, minute), 1);
        assert_eq!(book.put_off(&anna, minute), 2);
        assert!(book.left_alone(&anna, opened).unwrap() <= opened + minute);
        assert!(book.left_alone(&anna, opened + minute).is_none());
        book.accepted(&anna);
        assert!(book.left_alone(&anna, opened).is_none());
    }
}
