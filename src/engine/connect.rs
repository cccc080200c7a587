//! Signing in: one place per account that opens its connections, so that a refused password is
//! tried once and not by every task (a server that counts would lock the person out).

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{Mutex, MutexGuard, watch};
use tokio::time::Instant;

use crate::domain::{Account, PasswordSource};
use crate::secret::{self, SecretKey};
use crate::wire::imap::{Compression, Ear, ImapConnection, ImapOptions};
use crate::wire::tls::{TlsConfig, TlsError};
use crate::wire::{Login, WireError};

use super::backend::MailBackend;
use super::causes;
use super::event::Connection;
use super::imap_backend::ImapBackend;
use super::problem::{Problem, ProblemKind, Text};
use super::refused_sign_in;
use super::shared::{Place, Shared};

/// How long trust anchors count without being read anew.
const TRUST_LASTS: Duration = Duration::from_secs(3600);

/// How old they may be to be what a connection was judged by that has just failed.
const TRUST_IS_NEW: Duration = Duration::from_secs(60);

/// Opens connections for one account.
pub(super) struct Connector {
    shared: Arc<Shared>,
    account: Account,
    /// Never held while a server is waited for.
    gate: Mutex<Gate>,
    /// Held while the mail server is signed in to: one task at a time, so that a wrong password is
    /// tried once. Submission does not wait for it: a mail server that hangs must not keep a
    /// message from leaving.
    signing_in: Mutex<()>,
    /// What is trusted, and when it was read.
    trust: Mutex<Option<(TlsConfig, Instant)>>,
    /// When it was last found to be old.
    outdated: Mutex<Option<Instant>>,
    /// Held while the folders are listed, or changed.
    tree: Mutex<()>,
    state: watch::Sender<Connection>,
    busy: watch::Sender<Busy>,
}

/// What the mail server said of having too much to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Busy {
    /// It asks to be left alone until then.
    quiet_until: Option<Instant>,
    /// It grants so many connections fewer than the account may keep, as it said then.
    crowded: Option<(usize, Instant)>,
    /// And that counts for so long.
    lasts: Duration,
}

impl Busy {
    /// Until when nothing is to be asked of the server.
    pub(super) fn quiet_until(&self) -> Option<Instant> {
        self.quiet_until.filter(|until| Instant::now() < *until)
    }

    /// How many connections fewer there are to be.
    pub(super) fn fewer(&self) -> usize {
        let crowded = self.crowded.filter(|(_, said)| said.elapsed() < self.lasts);
        crowded.map_or(0, |(fewer, _)| fewer)
    }
}

#[derive(Default)]
struct Gate {
    /// The refusal that stopped the account; nothing is tried until a person did something.
    refused: Option<Problem>,
    /// What stopped submission alone: nothing is handed over until a person did something, and mail
    /// is read all the while.
    no_submission: Option<Problem>,
    /// Was it looked whether earlier processes were refused?
    looked: bool,
    /// A password given for this run, or read before.
    password: Option<SecretString>,
    /// How often a person did something about it. A refusal of what was tried before says nothing
    /// about what was given since.
    provided: u64,
}

impl Connector {
    pub(super) fn new(shared: Arc<Shared>, account: Account) -> Self {
        let (state, _) = watch::channel(Connection::Starting);
        Self {
            busy: watch::channel(Busy::default()).0,
            shared,
            account,
            gate: Mutex::default(),
            signing_in: Mutex::default(),
            trust: Mutex::default(),
            outdated: Mutex::default(),
            tree: Mutex::default(),
            state,
        }
    }

    /// The account.
    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    /// The turn to list the account's folders and take the list in, or to change them: a list that was
    /// made before a change is not taken in after it.
    pub(super) async fn tree_turn(&self) -> MutexGuard<'_, ()> {
        self.tree.lock().await
    }

    /// The connection in one word.
    pub(super) fn state(&self) -> Connection {
        if self.shared.is_offline() {
            Connection::Offline
        } else {
            *self.state.borrow()
        }
    }

    /// Records and announces the connection. Of one that waits for a person nothing else is said before they did
    /// something about it ([`Connector::provide`]).
    pub(super) fn set_state(&self, state: Connection) {
        self.pass_on(state, |old| old != Connection::Stopped);
    }

    fn pass_on(&self, state: Connection, may_follow: impl FnOnce(Connection) -> bool) {
        let changed = self
            .state
            .send_if_modified(|old| may_follow(*old) && std::mem::replace(old, state) != state);
        if changed {
            self.shared.tell(super::Event::Account(self.account.id()));
        }
    }

    /// Takes a new password for this run and lifts a stop.
    pub(super) async fn provide(&self, password: Option<SecretString>) {
        let mut gate = self.gate.lock().await;
        gate.refused = None;
        gate.no_submission = None;
        gate.provided += 1;
        self.shared.came_back(&self.account.id());
        gate.looked = true;
        if password.is_some() {
            gate.password = password;
        } else if self.account.password != PasswordSource::Ask {
            gate.password = None;
        }
        // Before the gate is open: what is refused from then on stands.
        refused_sign_in::forget_all(&self.shared, &self.account.id()).await;
        self.shared.clear(&Place::Submission(self.account.id()));
        // It waited for this: its tasks go to work again.
        self.pass_on(Connection::Connecting, |old| old == Connection::Stopped);
    }

    /// A person asks for a try: a refusal of the sign-in stands in the way no longer, once. Where
    /// only they know the password it still does, until they give it.
    pub(super) async fn lift(&self) {
        let is_refused = {
            let mut gate = self.gate.lock().await;
            // No password would change that.
            gate.no_submission = None;
            let (id, server) = (self.account.id(), causes::Server::Submission);
            refused_sign_in::forget(&self.shared, &id, server).await;
            gate.refused.is_some() || !std::mem::replace(&mut gate.looked, true)
        };
        if is_refused && self.account.password != PasswordSource::Ask {
            self.provide(None).await;
        }
    }

    /// The password that was given for this run, or read in it.
    pub(super) async fn password_of_this_run(&self) -> Option<SecretString> {
        self.gate.lock().await.password.clone()
    }

    /// To be woken when the connection changes.
    pub(super) fn watch(&self) -> watch::Receiver<Connection> {
        self.state.subscribe()
    }

    /// What the server said of having too much to do.
    pub(super) fn busy(&self) -> Busy {
        *self.busy.borrow()
    }

    /// To be woken when it says so.
    pub(super) fn watch_busy(&self) -> watch::Receiver<Busy> {
        self.busy.subscribe()
    }

    /// Heeds what an answer of the mail server says of having too much to do.
    pub(super) fn heed(&self, error: &WireError) {
        let now = Instant::now();
        if let Some(pause) = error.asked_pause() {
            tracing::warn!(?pause, "A server asks to be left alone for a while.");
            // Some chance, so that a team's clients do not come back all at once.
            let until = now + pause.mul_f64(1.0 + 0.1 * fastrand::f64());
            self.busy.send_modify(|busy| {
                busy.quiet_until = busy.quiet_until.max(Some(until));
            });
        }
        if error.is_crowded() {
            // Several that are refused at the same time are one too many together.
            let together = self.shared.pace.retry_first.saturating_mul(4);
            self.busy.send_if_modified(|busy| {
                let fewer = busy.fewer();
                if fewer > 0
                    && busy
                        .crowded
                        .is_some_and(|(_, said)| said.elapsed() < together)
                {
                    return false;
                }
                tracing::info!(fewer, "A server grants no more connections.");
                busy.crowded = Some((fewer.saturating_add(1), now));
                busy.lasts = self.shared.pace.crowded;
                true
            });
        }
    }

    /// The server is left alone for a while, as it asked. That is said until somebody signs in again.
    pub(super) async fn rests(&self) {
        let gate = self.gate.lock().await;
        if gate.refused.is_some() {
            // That waits for a person, and no time heals it.
            return;
        }
        self.set_state(Connection::Unreachable);
        let place = Place::Account(self.account.id());
        self.shared.raise(place, self.asks_for_rest());
    }

    /// Why nothing is asked of it now.
    pub(super) fn asks_for_rest(&self) -> Problem {
        let say = Text::new("problem-server-asks-for-rest");
        let say = say.with("host", self.account.imap.host.as_str());
        Problem::new(ProblemKind::Server, say)
            .advise(Text::new("advice-retries-itself"))
            .of_account(&self.account.id())
    }

    /// Signs in to the mail server.
    pub(super) async fn mail(&self) -> Result<Box<dyn MailBackend>, Problem> {
        self.sign_in(false).await
    }

    /// The same to wait for news, of which there is little.
    pub(super) async fn mail_to_watch(&self) -> Result<Box<dyn MailBackend>, Problem> {
        self.sign_in(true).await
    }

    async fn sign_in(&self, to_watch: bool) -> Result<Box<dyn MailBackend>, Problem> {
        let _turn = self.signing_in.lock().await;
        if self.busy().quiet_until().is_some() {
            return Err(self.asks_for_rest());
        }
        let (login, provided) = self.login().await?;
        let result = match self.tls().await {
            Ok(tls) => {
                let options = ImapOptions {
                    deadlines: self.shared.pace.mail,
                    compression: match to_watch {
                        true => Compression::Never,
                        false => Compression::WhereItPays,
                    },
                    ..ImapOptions::default()
                };
                ImapConnection::connect_with(&self.account.imap, &tls, &login, &options).await
            }
            Err(error) => Err(error),
        };
        match result {
            Ok(mut connection) => {
                connection.lend_ear(self.ear());
                self.mail_opened().await;
                Ok(Box::new(ImapBackend::new(
                    connection,
                    self.shared.pace.idle,
                )))
            }
            // A watcher less is no reason to say that the account cannot be reached.
            Err(error) if to_watch && error.is_crowded() => {
                self.heed(&error);
                Err(causes::of_wire(&error, &self.account, causes::Server::Mail))
            }
            Err(error) => Err(self.failed(&error, causes::Server::Mail, provided).await),
        }
    }

    /// The mail server took the sign-in. What was refused beside it stands.
    async fn mail_opened(&self) {
        let gate = self.gate.lock().await;
        let id = self.account.id();
        refused_sign_in::forget(&self.shared, &id, causes::Server::Mail).await;
        if gate.refused.is_none() {
            self.shared.clear(&Place::Account(id.clone()));
            self.shared.came_back(&id);
        }
    }

    /// What the mail server wants a person to see, they see, as its words.
    fn ear(&self) -> Ear {
        let (shared, host) = (Arc::clone(&self.shared), self.account.imap.host.clone());
        let account = self.account.id();
        Ear::new(move |words| shared.server_says(&account, &host, words))
    }

    /// What a submission needs to sign in: the credential and the trust, and how often a credential was
    /// provided so far.
    pub(super) async fn for_submission(&self) -> Result<(Login, TlsConfig, u64), Problem> {
        let (login, provided) = self.login().await?;
        if let Some(problem) = &self.gate.lock().await.no_submission {
            return Err(problem.clone());
        }
        match self.tls().await {
            Ok(tls) => Ok((login, tls, provided)),
            Err(error) => Err(self
                .failed(&error, causes::Server::Submission, provided)
                .await),
        }
    }

    /// The submission server took the sign-in. What it refused beside it stands.
    pub(super) async fn submission_opened(&self) {
        let gate = self.gate.lock().await;
        let (id, server) = (self.account.id(), causes::Server::Submission);
        refused_sign_in::forget(&self.shared, &id, server).await;
        let stands = gate.refused.is_some() || gate.no_submission.is_some();
        // Who may sign in, and send nothing, is not heard of before a message is taken.
        if !stands && !refused_sign_in::is_turned_away(&self.shared, &id).await {
            self.shared.clear(&Place::Submission(id));
        }
    }

    /// The submission server took a message, and that it took none before is forgotten.
    pub(super) async fn submission_took(&self) {
        let gate = self.gate.lock().await;
        let id = self.account.id();
        if gate.refused.is_none() && gate.no_submission.is_none() {
            self.shared.clear(&Place::Submission(id));
        }
    }

    /// A submission server failed, with what was `provided` by then: if it refused the sign-in, nothing
    /// more is tried before a person acts.
    pub(super) async fn submission_failed(&self, error: &WireError, provided: u64) -> Problem {
        self.failed(error, causes::Server::Submission, provided)
            .await
    }

    /// The credential, and how often one was provided so far.
    async fn login(&self) -> Result<(Login, u64), Problem> {
        if self.shared.is_offline() {
            return Err(
                Problem::new(ProblemKind::Network, Text::new("problem-offline"))
                    .of_account(&self.account.id()),
            );
        }
        let mut gate = self.gate.lock().await;
        if let Some(problem) = &gate.refused {
            return Err(problem.clone());
        }
        let remembers = self.account.password != PasswordSource::Ask;
        if remembers && !std::mem::replace(&mut gate.looked, true) {
            let id = self.account.id();
            let standing = |server| refused_sign_in::standing(&self.shared, &id, server);
            if let Some(problem) = standing(causes::Server::Submission).await {
                // Mail is read all the while.
                self.shared
                    .raise(Place::Submission(id.clone()), problem.clone());
                gate.no_submission = Some(problem);
            }
            if let Some(problem) = standing(causes::Server::Mail).await {
                self.stop(&mut gate, self.place(), &problem);
                return Err(problem);
            }
        }
        let secret = match &gate.password {
            Some(password) => password.clone(),
            None => {
                let read = self.password().await;
                let read =
                    read.inspect_err(|problem| self.stop(&mut gate, self.place(), problem))?;
                gate.password = Some(read.clone());
                read
            }
        };
        crate::log::register_secret(&secret);
        let login = Login {
            user: self.account.login().to_owned(),
            secret,
        };
        Ok((login, gate.provided))
    }

    fn place(&self) -> Place {
        Place::Account(self.account.id())
    }

    /// The trust anchors. They are read anew where they did not suffice, so that a certificate
    /// installed meanwhile counts, and now and then, so that one removed meanwhile does not.
    /// Not for each connection: that is a few hundred files, and no session would be resumed.
    async fn tls(&self) -> Result<TlsConfig, WireError> {
        let mut trust = self.trust.lock().await;
        if let Some((tls, _)) = trust
            .as_ref()
            .filter(|(_, read)| read.elapsed() < TRUST_LASTS)
        {
            return Ok(tls.clone());
        }
        let ca_file = self.account.ca_file.clone();
        let read = tokio::task::spawn_blocking(move || TlsConfig::new(ca_file.as_deref())).await;
        let read = read.unwrap_or_else(|error| {
            Err(TlsError::Setup {
                words: error.to_string(),
            })
        });
        let tls = read?;
        *trust = Some((tls.clone(), Instant::now()));
        Ok(tls)
    }

    async fn password(&self) -> Result<SecretString, Problem> {
        let id = self.account.id();
        let missing = || {
            Problem::new(
                ProblemKind::SignIn,
                Text::new("problem-no-password").with("account", id.as_str()),
            )
            .advise(Text::new("advice-give-password"))
            .of_account(&id)
        };
        let read = match &self.account.password {
            PasswordSource::Keyring => self.shared.secrets.get(&SecretKey::password(&id)).await,
            PasswordSource::Command(command) => secret::run_command(command).await.map(Some),
            PasswordSource::Ask => Ok(None),
        };
        read.map_err(|error| causes::of_secret(&error).of_account(&id))?
            .ok_or_else(missing)
    }

    /// Turns an error into a problem; one that will not go away by itself stops the account.
    async fn failed(&self, error: &WireError, server: causes::Server, provided: u64) -> Problem {
        let read = match error {
            WireError::Tls(_) => self.trust.lock().await.take(),
            _ => None,
        };
        // Installed since then, perhaps: it is tried again before a person is asked to act.
        // So do others that were judged by it at the same time.
        let is_stale = {
            let mut outdated = self.outdated.lock().await;
            if read.is_some_and(|(_, read)| read.elapsed() > TRUST_IS_NEW) {
                *outdated = Some(Instant::now());
            }
            matches!(error, WireError::Tls(_))
                && outdated.is_some_and(|since| since.elapsed() <= TRUST_IS_NEW)
        };
        let problem = causes::of_wire(error, &self.account, server);
        if server == causes::Server::Mail {
            self.heed(error);
            // One connection fewer is no reason to say that the account cannot be reached.
            if error.is_crowded() && *self.state.borrow() == Connection::Online {
                return problem;
            }
        }
        let place = match server {
            causes::Server::Mail => self.place(),
            causes::Server::Submission => Place::Submission(self.account.id()),
        };
        let mut gate = self.gate.lock().await;
        if gate.provided != provided {
            return problem;
        }
        let is_refused = |problem: &Problem| problem.kind == ProblemKind::SignIn;
        if is_refused(&problem) && gate.refused.as_ref().is_some_and(is_refused) {
            // The other server had been asked with the same password: a person is told once.
            return problem;
        }
        let no_submission = gate.no_submission.is_some() && server == causes::Server::Submission;
        let stands = gate.refused.is_some() || no_submission;
        let needs_a_person = causes::needs_a_person(&problem) && !is_stale;
        if stands && !needs_a_person {
            // Of what began before it: nothing is asked again by itself, whatever this says.
            return problem;
        }
        let id = self.account.id();
        if server == causes::Server::Submission
            && !needs_a_person
            && refused_sign_in::is_turned_away(&self.shared, &id).await
        {
            return problem;
        }
        if needs_a_person {
            if server == causes::Server::Submission && !causes::is_of_password(error) {
                gate.no_submission = Some(problem.clone());
                self.shared.raise(place, problem.clone());
                if is_refused(&problem) {
                    let id = self.account.id();
                    refused_sign_in::note_turned_away(&self.shared, &id, &problem).await;
                }
                return problem;
            }
            gate.password = None;
            self.stop(&mut gate, place, &problem);
            if causes::is_of_password(error) {
                refused_sign_in::note(&self.shared, &self.account.id(), server, &problem).await;
            }
        } else {
            if server == causes::Server::Mail {
                self.set_state(Connection::Unreachable);
                self.shared.went_away(&self.account.id(), &problem);
            }
            self.shared.raise(place, problem.clone());
        }
        problem
    }

    fn stop(&self, gate: &mut Gate, place: Place, problem: &Problem) {
        gate.refused = Some(problem.clone());
        self.set_state(Connection::Stopped);
        self.shared.went_away(&self.account.id(), problem);
        self.shared.raise(place, problem.clone());
    }
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
