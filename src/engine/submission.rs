//! Handing a message to a server, as the outbox needs it: in phases that are journalled before
//! they are entered, with an outcome that is certain or says that it is not.
//!
//! The seam at which Graph or JMAP may one day stand beside SMTP: nothing here speaks SMTP's verbs
//! but [`SmtpSubmission`].

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::{Account, AccountId, EmailAddress, Envelope, Phase, ServerReply};
use crate::wire::smtp::{GateError, Options, PhaseGate, ProbeOutcome, SmtpConnection, Submitted};
use crate::wire::tls::TlsConfig;
use crate::wire::{Login, WireError};

use super::causes;
use super::problem::Problem;

/// Signing in to a submission server.
#[async_trait]
pub(super) trait Submission: Send + Sync {
    /// Opens a session. Nothing of a message is said yet.
    ///
    /// # Errors
    /// The problem that stands in the way. A refused sign-in is not tried again before a person
    /// did something; the problem says so each time.
    async fn open(&self, account: &Account) -> Result<Box<dyn Session>, Problem>;

    /// A person asks for a try: a sign-in that was refused may be tried once more.
    async fn ask_again(&self, account: &AccountId);

    /// The server took a message of the account: what stood in the way does no more.
    async fn took(&self, account: &AccountId);
}

/// A session with a submission server. After an outcome other than accepted or refused, or an
/// error, it is of no more use; after these, [`Session::is_usable`] says whether it is.
#[async_trait]
pub(super) trait Session: Send {
    /// Hands over one message. [`Phase::Envelope`], [`Phase::Body`] and [`Phase::Dot`] are entered
    /// in this order, each after the journal took it.
    async fn submit(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        journal: &mut dyn Journal,
    ) -> Outcome;

    /// Would the server refuse this sender? Nothing is sent.
    ///
    /// # Errors
    /// The problem that stood in the way of asking.
    async fn probe(&mut self, from: &EmailAddress, to: &EmailAddress) -> Result<Probed, Problem>;

    /// Can another message be handed over? Never waits: `false` once a step failed, and when the
    /// server has closed the connection or said anything unasked.
    async fn is_usable(&mut self) -> bool;

    /// Does the server give receipts (DSN)? Where it does not, a wish for one is passed over.
    fn gives_receipts(&self) -> bool;

    /// Ends the session politely. That it fails means nothing.
    async fn close(self: Box<Self>);
}

/// Takes note of a phase before it is entered.
#[async_trait]
pub(super) trait Journal: Send {
    /// Notes the phase, so that a crash cannot lose it.
    ///
    /// # Errors
    /// Why it could not be noted; the phase is not entered then.
    async fn enter(&mut self, phase: Phase) -> Result<(), String>;
}

/// What became of a message. There is no other outcome.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// The server took it.
    Accepted(ServerReply),
    /// The server said no, and nobody gets it: the replies that decided, or, where recipients were
    /// refused, those to all that were asked, the good ones included.
    Refused(Vec<ServerReply>),
    /// The server cannot have it; a repetition is safe.
    NotSent(Hindrance),
    /// The server may have it, and did not say. In the technician's words.
    Unknown(String),
}

/// Why a message was not handed over.
#[derive(Debug, Clone)]
pub(super) enum Hindrance {
    /// The way to the server, or the server: later may be better.
    Way(Problem),
    /// The message cannot be handed to this server as it is: later is no better.
    Message(Problem),
    /// Another copy of this profile handed it over.
    ByAnother,
    /// The journal could not note a phase: the disk, not the server.
    Journal(String),
}

/// What a probe brought to light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Probed {
    /// No refusal, which proves nothing: Exchange decides after the whole message.
    NotRefused,
    /// Refused, with these words. Whether it is about the sender is for [`crate::permission::classify`].
    Refused(ServerReply),
    /// No answer that proves anything.
    Inconclusive(ServerReply),
}

/// How an account signs in to its submission server: credential, trust, and the memory that a
/// sign-in was refused.
#[async_trait]
pub(super) trait SignIn: Send + Sync {
    /// What is needed to sign in.
    ///
    /// # Errors
    /// The problem: no password, a refusal that a person has not dealt with, no network wanted.
    async fn for_submission(&self, account: &AccountId)
    -> Result<(Login, TlsConfig, u64), Problem>;

    /// The server took the sign-in: what stood in the way does no more.
    async fn submission_opened(&self, account: &AccountId);

    /// The server took a message.
    async fn submission_took(&self, account: &AccountId);

    /// A person asks for a try: what was refused before stands in the way no longer.
    async fn lift(&self, account: &AccountId);

    /// Opening failed: remembers what has to be remembered, and says it in people's words.
    async fn submission_failed(
        &self,
        account: &AccountId,
        error: &WireError,
        provided: u64,
    ) -> Problem;
}

/// Submission by SMTP.
pub(super) struct SmtpSubmission {
    sign_in: Arc<dyn SignIn>,
    options: Options,
}

impl SmtpSubmission {
    /// With these deadlines, and signing in this way.
    pub(super) fn new(sign_in: Arc<dyn SignIn>, options: Options) -> Self {
        Self { sign_in, options }
    }
}

#[async_trait]
impl Submission for SmtpSubmission {
    async fn open(&self, account: &Account) -> Result<Box<dyn Session>, Problem> {
        let id = account.id();
        let (login, tls, provided) = self.sign_in.for_submission(&id).await?;
        match SmtpConnection::connect(&account.smtp, &tls, &login, &self.options).await {
            Ok(connection) => {
                self.sign_in.submission_opened(&id).await;
                Ok(Box::new(SmtpSession {
                    connection,
                    account: id,
                    provided,
                    sign_in: Arc::clone(&self.sign_in),
                }))
            }
            Err(error) => {
                let failed = self.sign_in.submission_failed(&id, &error, provided);
                Err(failed.await)
            }
        }
    }

    async fn ask_again(&self, account: &AccountId) {
        self.sign_in.lift(account).await;
    }

    async fn took(&self, account: &AccountId) {
        self.sign_in.submission_took(account).await;
    }
}

struct SmtpSession {
    connection: SmtpConnection,
    account: AccountId,
    /// How often a credential was provided when it signed in.
    provided: u64,
    sign_in: Arc<dyn SignIn>,
}

impl SmtpSession {
    async fn failed(&self, error: &WireError) -> Problem {
        let failed = (self.sign_in).submission_failed(&self.account, error, self.provided);
        failed.await
    }
}

#[async_trait]
impl Session for SmtpSession {
    async fn submit(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        journal: &mut dyn Journal,
    ) -> Outcome {
        let mut gate = Gate(journal);
        let submitted = self.connection.submit(envelope, message, &mut gate).await;
        match submitted {
            Submitted::Accepted { reply } => Outcome::Accepted(reply),
            Submitted::Refused { replies } => Outcome::Refused(replies),
            Submitted::Unknown { error } => Outcome::Unknown(error.to_string()),
            Submitted::NotSent { error, .. } => Outcome::NotSent(match error {
                WireError::Message(fault) => Hindrance::Message(causes::of_message(&fault)),
                WireError::Gate(error) => Hindrance::Journal(error.to_string()),
                error => Hindrance::Way(self.failed(&error).await),
            }),
        }
    }

    async fn probe(&mut self, from: &EmailAddress, to: &EmailAddress) -> Result<Probed, Problem> {
        match self.connection.probe(from, to).await {
            Ok(ProbeOutcome::NotRefused) => Ok(Probed::NotRefused),
            Ok(ProbeOutcome::Refused(reply)) => Ok(Probed::Refused(reply)),
            Ok(ProbeOutcome::Inconclusive(reply)) => Ok(Probed::Inconclusive(reply)),
            Err(error) => Err(self.failed(&error).await),
        }
    }

    async fn is_usable(&mut self) -> bool {
        self.connection.is_open().await
    }

    fn gives_receipts(&self) -> bool {
        self.connection.extensions().dsn
    }

    async fn close(self: Box<Self>) {
        self.connection.quit().await;
    }
}

/// The outbox's journal at the wire's gate.
struct Gate<'a>(&'a mut dyn Journal);

#[async_trait]
impl PhaseGate for Gate<'_> {
    async fn enter(&mut self, phase: Phase) -> Result<(), GateError> {
        self.0.enter(phase).await.map_err(GateError)
    }
}
