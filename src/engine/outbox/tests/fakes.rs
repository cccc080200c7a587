//! A scripted server, and an outbox between it and the scripted folders.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use tokio::sync::Notify;

pub use super::folders::*;
pub use super::world::*;
use crate::domain::*;
use crate::engine::causes;
use crate::engine::problem::{Problem, ProblemKind, Text};
pub(in crate::engine) use crate::engine::samples::{
    ANNA, SUPPORT, account, address, folder, mailbox_id, outgoing, reply,
};
use crate::engine::submission::{Hindrance, Journal, Outcome, Probed, Session, Submission};
use crate::wire::smtp::MessageFault;

pub fn network() -> Problem {
    Problem::new(ProblemKind::Network, Text::new("outbox-journal")).detail("cut")
}

pub fn denied() -> ServerReply {
    let text = "<support@a.test>: Sender address rejected: not owned by user anna@a.test";
    reply(Phase::Envelope, 553, text)
}

/// What the server does with the next session or message.
#[derive(Debug, Clone)]
pub enum Step {
    Accept,
    /// It takes the message, and its answer is lost.
    AcceptUnheard,
    /// Neither taken nor answered: the line is cut after the dot.
    LoseAtDot,
    Refuse(Vec<ServerReply>),
    /// The line is cut in this phase.
    Cut(Phase),
    /// The message cannot be said to this server.
    Unsayable,
    /// No session.
    Closed(Problem),
    /// Nothing happens any more, before the journal is asked about this phase.
    HangBefore(Phase),
    /// Nothing happens before this phase until it is said to go on.
    PauseBefore(Phase, Arc<Notify>),
    /// Nothing happens any more, after the journal took this phase.
    HangAfter(Phase),
    /// It takes the message, and nothing happens any more.
    HangTaken,
    /// A fault of our own, after the journal took this phase.
    Panic(Phase),
    /// After the journal took this phase it says nothing until [`Server::speaks`], then goes on.
    AnswerLate(Phase),
}

/// The server: its script, and what it took (the oracle).
#[derive(Default)]
pub struct Server {
    pub script: Mutex<VecDeque<Step>>,
    pub taken: Mutex<Vec<Vec<u8>>>,
    pub envelopes: Mutex<Vec<Envelope>>,
    pub opened: AtomicU32,
    /// Sessions that ended in good order.
    pub closed: AtomicU32,
    /// When it was connected to until it took the first message: what puts off is then over.
    pub opened_in_vain: Mutex<Vec<Instant>>,
    pub submitted: AtomicU32,
    pub probes: Mutex<BTreeMap<String, Probed>>,
    pub hung: Arc<Notify>,
    pub speaks: Notify,
    /// Does a session end with its first message, whatever came of that?
    pub one_each: AtomicBool,
    /// Does it give no receipts?
    pub without_receipts: AtomicBool,
}

impl Server {
    pub fn then(&self, steps: impl IntoIterator<Item = Step>) {
        self.script.lock().unwrap().extend(steps);
    }

    fn next(&self) -> Step {
        let next = self.script.lock().unwrap().pop_front();
        next.unwrap_or(Step::Accept)
    }

    pub fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

pub struct FakeSubmission(pub Arc<Server>);

#[async_trait]
impl Submission for FakeSubmission {
    async fn ask_again(&self, _: &AccountId) {}

    async fn took(&self, _: &AccountId) {}

    async fn open(&self, _: &Account) -> Result<Box<dyn Session>, Problem> {
        self.0.opened.fetch_add(1, Ordering::SeqCst);
        if self.0.count() == 0 {
            let mut opened = self.0.opened_in_vain.lock().unwrap();
            opened.push(Instant::now());
        }
        let closed = {
            let mut script = self.0.script.lock().unwrap();
            match script.front() {
                Some(Step::Closed(problem)) => {
                    let problem = problem.clone();
                    script.pop_front();
                    Some(problem)
                }
                _ => None,
            }
        };
        match closed {
            Some(problem) => Err(problem),
            None => Ok(Box::new(FakeSession(Arc::clone(&self.0), false))),
        }
    }
}

/// A session, and whether it has ended.
struct FakeSession(Arc<Server>, bool);

#[async_trait]
impl Session for FakeSession {
    async fn submit(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        journal: &mut dyn Journal,
    ) -> Outcome {
        let server = &self.0;
        server.submitted.fetch_add(1, Ordering::SeqCst);
        if self.1 {
            return Outcome::NotSent(Hindrance::Way(network()));
        }
        self.1 = server.one_each.load(Ordering::SeqCst);
        let step = server.next();
        if matches!(step, Step::Unsayable) {
            return Outcome::NotSent(Hindrance::Message(causes::of_message(
                &MessageFault::EightBit,
            )));
        }
        for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
            if matches!(step, Step::HangBefore(p) if p == phase) {
                self.hang().await;
            }
            if let Step::PauseBefore(p, go_on) = &step
                && *p == phase
            {
                server.hung.notify_one();
                go_on.notified().await;
            }
            if let Err(words) = journal.enter(phase).await {
                return Outcome::NotSent(Hindrance::Journal(words));
            }
            if matches!(step, Step::HangAfter(p) if p == phase) {
                self.hang().await;
            }
            match &step {
                Step::Panic(p) if *p == phase => panic!("as the test wants"),
                Step::AnswerLate(p) if *p == phase => self.0.speaks.notified().await,
                Step::Cut(p) if *p == phase => {
                    return Outcome::NotSent(Hindrance::Way(network()));
                }
                Step::Refuse(replies) if replies.iter().any(|r| r.phase == phase) => {
                    return Outcome::Refused(replies.clone());
                }
                _ => {}
            }
        }
        if matches!(step, Step::LoseAtDot) {
            return Outcome::Unknown("cut".into());
        }
        server.taken.lock().unwrap().push(message.to_vec());
        server.envelopes.lock().unwrap().push(envelope.clone());
        match step {
            Step::AcceptUnheard => Outcome::Unknown("cut".into()),
            Step::HangTaken => {
                self.hang().await;
                Outcome::Unknown("never".into())
            }
            _ => Outcome::Accepted(reply(Phase::Dot, 250, "2.0.0 Ok")),
        }
    }

    async fn probe(&mut self, from: &EmailAddress, _: &EmailAddress) -> Result<Probed, Problem> {
        let probes = self.0.probes.lock().unwrap();
        Ok(probes
            .get(from.as_str())
            .cloned()
            .unwrap_or(Probed::NotRefused))
    }

    async fn is_usable(&mut self) -> bool {
        !self.1
    }

    fn gives_receipts(&self) -> bool {
        !self.0.without_receipts.load(Ordering::SeqCst)
    }

    async fn close(self: Box<Self>) {
        self.0.closed.fetch_add(1, Ordering::SeqCst);
    }
}

impl FakeSession {
    async fn hang(&self) {
        self.0.hung.notify_one();
        std::future::pending::<()>().await;
    }
}
