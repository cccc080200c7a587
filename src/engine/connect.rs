//! Signing in: one place per account that opens its connections, so that a refused password is
//! tried once and not by every task (a server that counts would lock the person out).

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::{Mutex, watch};

use crate::domain::{Account, PasswordSource};
use crate::secret::{self, SecretKey};
use crate::wire::imap::ImapConnection;
use crate::wire::tls::{TlsConfig, TlsError};
use crate::wire::{Login, WireError};

use super::backend::MailBackend;
use super::causes;
use super::event::Connection;
use super::imap_backend::ImapBackend;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::{Place, Shared};

/// Opens connections for one account.
pub(super) struct Connector {
    shared: Arc<Shared>,
    account: Account,
    gate: Mutex<Gate>,
    state: watch::Sender<Connection>,
}

#[derive(Default)]
struct Gate {
    /// The refusal that stopped the account; nothing is tried until a person did something.
    refused: Option<Problem>,
    /// A password given for this run, or read before.
    password: Option<SecretString>,
}

impl Connector {
    pub(super) fn new(shared: Arc<Shared>, account: Account) -> Self {
        let (state, _) = watch::channel(Connection::Starting);
        Self {
            shared,
            account,
            gate: Mutex::new(Gate::default()),
            state,
        }
    }

    /// The account.
    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    /// The connection in one word.
    pub(super) fn state(&self) -> Connection {
        if self.shared.is_offline() {
            Connection::Offline
        } else {
            *self.state.borrow()
        }
    }

    /// Records and announces the connection.
    pub(super) fn set_state(&self, state: Connection) {
        let changed = self
            .state
            .send_if_modified(|old| std::mem::replace(old, state) != state);
        if changed {
            self.shared.tell(super::Event::Account(self.account.id()));
        }
    }

    /// Takes a new password for this run and lifts a stop.
    pub(super) async fn provide(&self, password: Option<SecretString>) {
        let mut gate = self.gate.lock().await;
        gate.refused = None;
        if password.is_some() {
            gate.password = password;
        } else if self.account.password != PasswordSource::Ask {
            gate.password = None;
        }
    }

    /// Signs in to the mail server.
    pub(super) async fn mail(&self) -> Result<Box<dyn MailBackend>, Problem> {
        let mut gate = self.ready().await?;
        let login = self.login(&mut gate).await?;
        let result = match self.tls().await {
            Ok(tls) => ImapConnection::connect(&self.account.imap, &tls, &login).await,
            Err(error) => Err(error),
        };
        match result {
            Ok(connection) => {
                self.shared.clear(&Place::Account(self.account.id()));
                Ok(Box::new(ImapBackend::new(connection)))
            }
            Err(error) => Err(self.failed(&mut gate, &error, causes::Server::Mail)),
        }
    }

    /// What a submission needs to sign in: the credential and the trust.
    pub(super) async fn for_submission(&self) -> Result<(Login, TlsConfig), Problem> {
        let mut gate = self.ready().await?;
        let login = self.login(&mut gate).await?;
        let tls = self
            .tls()
            .await
            .map_err(|e| self.failed(&mut gate, &e, causes::Server::Submission))?;
        Ok((login, tls))
    }

    /// A submission server refused the sign-in: nothing more is tried before a person acts.
    pub(super) async fn submission_failed(&self, error: &WireError) -> Problem {
        let mut gate = self.gate.lock().await;
        self.failed(&mut gate, error, causes::Server::Submission)
    }

    async fn ready(&self) -> Result<tokio::sync::MutexGuard<'_, Gate>, Problem> {
        if self.shared.is_offline() {
            return Err(
                Problem::new(ProblemKind::Network, Text::new("problem-offline"))
                    .of_account(&self.account.id()),
            );
        }
        let gate = self.gate.lock().await;
        match &gate.refused {
            Some(problem) => Err(problem.clone()),
            None => Ok(gate),
        }
    }

    /// Reads the trust anchors anew, so that a certificate installed meanwhile counts.
    async fn tls(&self) -> Result<TlsConfig, WireError> {
        let ca_file = self.account.ca_file.clone();
        let read = tokio::task::spawn_blocking(move || TlsConfig::new(ca_file.as_deref())).await;
        let read = read.unwrap_or_else(|error| {
            Err(TlsError::Setup {
                words: error.to_string(),
            })
        });
        read.map_err(WireError::from)
    }

    async fn login(&self, gate: &mut Gate) -> Result<Login, Problem> {
        let secret = match &gate.password {
            Some(password) => password.clone(),
            None => {
                let read = self
                    .password()
                    .await
                    .inspect_err(|problem| self.stop(gate, problem))?;
                gate.password = Some(read.clone());
                read
            }
        };
        crate::log::register_secret(&secret);
        Ok(Login {
            user: self.account.login().to_owned(),
            secret,
        })
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
    fn failed(&self, gate: &mut Gate, error: &WireError, server: causes::Server) -> Problem {
        let problem = causes::of_wire(error, &self.account, server);
        if causes::needs_a_person(&problem) {
            gate.password = None;
            self.stop(gate, &problem);
        } else {
            self.set_state(Connection::Unreachable);
            self.shared
                .raise(Place::Account(self.account.id()), problem.clone());
        }
        problem
    }

    fn stop(&self, gate: &mut Gate, problem: &Problem) {
        gate.refused = Some(problem.clone());
        self.set_state(Connection::Stopped);
        self.shared
            .raise(Place::Account(self.account.id()), problem.clone());
    }
}
