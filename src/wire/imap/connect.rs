//! From an endpoint to a signed-in connection.

use secrecy::ExposeSecret as _;
use secrecy::zeroize::Zeroizing;
use tokio::time::Instant;

use super::answer::{Answer, Condition};
use super::capability::{Capabilities, Capability};
use super::code::ResponseCode;
use super::command::Command;
use super::exchange::{Exchange, verdict};
use super::folder_name::FolderName;
use super::news::Ear;
use super::types::{ImapOptions, Namespaces, Unsolicited};
use crate::domain::{Endpoint, Security};
use crate::wire::tls::TlsConfig;
use crate::wire::{Login, WireError, stream};

/// The folder that is open.
#[derive(Debug, Clone)]
pub(super) struct OpenFolder {
    pub(super) name: FolderName,
    pub(super) read_only: bool,
    /// Does it keep mod-sequences (CONDSTORE)?
    pub(super) modseq: bool,
}

/// One signed-in connection.
///
/// One command at a time: every method needs `&mut self`. After a [`WireError::No`] or
/// [`WireError::Bad`] it is as good as before, and so after what is refused here without a word to
/// the server (`Unsupported`, `Unsendable`, `Gone`). Every other error ends it for ever, and so
/// does dropping the future of a call before it is done: each later call is then
/// [`WireError::Closed`]. [`ImapConnection::is_alive`] tells.
#[derive(Debug)]
pub struct ImapConnection {
    pub(super) exchange: Exchange,
    pub(super) capabilities: Capabilities,
    pub(super) open: Option<OpenFolder>,
    /// Is what changed in a folder told when it is opened (QRESYNC)?
    pub(super) qresync: bool,
    /// What it said of its namespaces when the session began, until that is asked for.
    pub(super) namespaces: Option<Namespaces>,
}

impl ImapConnection {
    /// Connects, protects and signs in, with the usual deadlines and limits.
    ///
    /// # Errors
    /// As [`ImapConnection::connect_with`].
    pub async fn connect(
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
    ) -> Result<Self, WireError> {
        Self::connect_with(endpoint, tls, login, &ImapOptions::default()).await
    }

    /// Connects, protects and signs in.
    ///
    /// No credential leaves before TLS, unless the endpoint is for [`Security::None`] and
    /// [`TlsConfig::permits_plaintext`] says so. Nothing that was said before TLS is believed
    /// after it.
    ///
    /// # Errors
    /// `SignIn` if the server does not take the name and password; `No` if it says that it cannot
    /// at the moment; `PlaintextRefused` if STARTTLS is not to be had or no protection was
    /// permitted; `InjectedBeforeTls`; `Bye` if the server turns us away; `Protocol` for
    /// PREAUTH and other misbehaviour; the errors of [`stream::open`].
    pub async fn connect_with(
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
        options: &ImapOptions,
    ) -> Result<Self, WireError> {
        let stream = stream::open(endpoint, tls, &options.connect).await?;
        Self::over(stream, endpoint, tls, login, options).await
    }

    /// As [`ImapConnection::connect_with`], over a stream that leads to the endpoint already. With
    /// [`Security::Tls`] the caller has put TLS into it.
    ///
    /// # Errors
    /// As [`ImapConnection::connect_with`].
    pub async fn over(
        stream: stream::Stream,
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
        options: &ImapOptions,
    ) -> Result<Self, WireError> {
        if endpoint.security == Security::None && !tls.permits_plaintext(endpoint) {
            return Err(WireError::PlaintextRefused {
                host: endpoint.host.clone(),
            });
        }
        let mut exchange = Exchange::new(stream, *options);
        let greeted = greeting(&mut exchange).await?;
        let offered = match endpoint.security {
            Security::Tls | Security::None => greeted,
            Security::StartTls => {
                exchange = start_tls(exchange, endpoint, tls, options).await?;
                None
            }
        };
        let offered = match offered {
            Some(atoms) => Capabilities::from_atoms(atoms),
            None => ask_capabilities(&mut exchange).await?,
        };
        let told = sign_in(&mut exchange, &offered, login).await?;
        let capabilities = match told {
            Some(atoms) => Capabilities::from_atoms(atoms),
            None => ask_capabilities(&mut exchange).await.map_err(refused)?,
        };
        exchange.signed_in(capabilities.unasked_literal());
        let mut connection = Self {
            exchange,
            capabilities,
            open: None,
            qresync: false,
            namespaces: None,
        };
        let began = Instant::now();
        connection.settle_in().await?;
        connection.compress(began.elapsed()).await
    }

    /// What the server offers, as it said after the sign-in.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Can it still be used? False after an error that ended it, and after a call whose future
    /// was dropped.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.exchange.is_ready()
    }

    /// The folder that is open.
    #[must_use]
    pub fn selected(&self) -> Option<&FolderName> {
        self.open.as_ref().map(|open| &open.name)
    }

    /// What the server said unasked since the last call, oldest first; at most about a thousand,
    /// then [`Unsolicited::Overflow`]. Opening a folder forgets what was about the one before.
    pub fn take_unsolicited(&mut self) -> Vec<Unsolicited> {
        self.exchange.news.take()
    }

    /// Has an ear hear what the server wants a person to see, the greeting and the sign-in included. Such
    /// words are no longer among what [`ImapConnection::take_unsolicited`] gives, and end no IDLE.
    pub fn lend_ear(&mut self, ear: Ear) {
        self.exchange.news.lend(ear);
    }

    /// Lets the server speak, and keeps the session awake.
    ///
    /// # Errors
    /// As any command.
    pub async fn noop(&mut self) -> Result<(), WireError> {
        self.exchange.run(Command::new("noop", "NOOP")).await?;
        Ok(())
    }

    /// Signs out and closes. Waits a few seconds at most, and never fails.
    pub async fn logout(self) {
        self.exchange.leave().await;
    }

    /// ID (RFC 2971; quirks.rs: netease-id), ENABLE (RFC 5161) and NAMESPACE (RFC 2342), where offered, in
    /// one round trip.
    ///
    /// Only what the server says that it enabled is (quirks.rs: icloud-enable).
    async fn settle_in(&mut self) -> Result<(), WireError> {
        const ID: &str = concat!(
            "ID (\"name\" \"Postroom\" \"version\" \"",
            env!("CARGO_PKG_VERSION"),
            "\")"
        );
        let mut commands = Vec::new();
        if self.capabilities.has(Capability::Namespace) {
            commands.push(Command::new("namespace", "NAMESPACE"));
        }
        if self.capabilities.has(Capability::Id) {
            commands.push(Command::new("id", ID));
        }
        if self.capabilities.has(Capability::Enable) && self.capabilities.has(Capability::Qresync) {
            commands.push(Command::new("enable", "ENABLE QRESYNC"));
        }
        let (mut enabled, mut namespaces) = (Vec::new(), None);
        let budget = self.exchange.budget();
        let mut take = |answer| match answer {
            Answer::Enabled(names) => {
                enabled = names;
                None
            }
            Answer::Namespaces(all) => {
                namespaces = Some(all);
                None
            }
            other => Some(other),
        };
        // What is refused is done without.
        let _ = (self.exchange)
            .exec_all("settle-in", commands, budget, &mut take)
            .await?;
        self.qresync = enabled.iter().any(|name| name == "QRESYNC");
        self.namespaces = namespaces;
        Ok(())
    }
}

/// Reads the greeting. Gives the capabilities if they stand in it.
async fn greeting(exchange: &mut Exchange) -> Result<Option<Vec<String>>, WireError> {
    const STEP: &str = "greeting";
    exchange.begin_greeting();
    let limit = exchange.options().deadlines.greeting;
    let until = exchange.command_deadline();
    let answer = exchange.next_within(STEP, limit, until).await;
    let result = match answer {
        Ok(Answer::Said(said)) => match said.condition {
            Condition::Ok => Ok(match said.code {
                Some(ResponseCode::Capability(atoms)) => Some(atoms),
                _ => None,
            }),
            // Signed in as nobody knows whom, and no STARTTLS is possible any more.
            Condition::PreAuth => Err(WireError::Protocol {
                what: "a session that is signed in from the start (PREAUTH)",
            }),
            _ => Err(WireError::Bye { words: said.words }),
        },
        Ok(Answer::Stray(words)) if !words.is_empty() => Err(WireError::Bye { words }),
        Ok(_) => Err(WireError::Protocol {
            what: "something else than an IMAP greeting",
        }),
        Err(error) => Err(error),
    };
    exchange.end(result)
}

/// STARTTLS (RFC 9051 6.2.1). Everything known so far is forgotten with the old exchange.
async fn start_tls(
    mut exchange: Exchange,
    endpoint: &Endpoint,
    tls: &TlsConfig,
    options: &ImapOptions,
) -> Result<Exchange, WireError> {
    match exchange.run(Command::new("starttls", "STARTTLS")).await {
        Ok(_) => {}
        Err(WireError::No { .. } | WireError::Bad { .. }) => {
            return Err(WireError::PlaintextRefused {
                host: endpoint.host.clone(),
            });
        }
        Err(error) => return Err(error),
    }
    let plain = exchange.into_plain_stream()?;
    let protected = stream::upgrade(plain, &endpoint.host, tls, &options.connect).await?;
    Ok(Exchange::new(protected, *options))
}

async fn ask_capabilities(exchange: &mut Exchange) -> Result<Capabilities, WireError> {
    let mut atoms: Option<Vec<String>> = None;
    let budget = exchange.budget();
    exchange
        .exec(
            Command::new("capability", "CAPABILITY"),
            budget,
            &mut |answer| match answer {
                Answer::Capability(list) => {
                    atoms = Some(list);
                    None
                }
                other => Some(other),
            },
        )
        .await?;
    atoms
        .map(Capabilities::from_atoms)
        .ok_or(WireError::Protocol {
            what: "no answer to CAPABILITY",
        })
}

/// A refusal behind the sign-in (quirks.rs: exchange-not-connected).
fn refused(error: WireError) -> WireError {
    match error {
        error if is_passing(&error) => error,
        WireError::No { words, .. } | WireError::Bad { words } => {
            WireError::SignIn { words, reply: None }
        }
        other => other,
    }
}

/// Is it not the password that keeps us out, so that it is worth another try? A limit of a sign-in passes,
/// whatever it is.
fn is_passing(error: &WireError) -> bool {
    let is_limit = matches!(error, WireError::No { code: Some(code), .. } if code.is_passing());
    is_limit || error.is_passing()
}

/// Signs in by AUTHENTICATE PLAIN or LOGIN. Gives the capabilities if they stand in the answer.
async fn sign_in(
    exchange: &mut Exchange,
    offered: &Capabilities,
    login: &Login,
) -> Result<Option<Vec<String>>, WireError> {
    let secret = login.secret.expose_secret();
    if login.user.contains('\0') || secret.contains('\0') {
        return Err(WireError::Unsendable {
            what: "NUL in a name or password",
        });
    }
    // quirks.rs: office365-backslash-login
    let plain = offered.has(Capability::Plain) && !login.user.contains('\\');
    let result = if plain {
        let mut response = Zeroizing::new(Vec::with_capacity(login.user.len() + secret.len() + 2));
        response.push(0);
        response.extend_from_slice(login.user.as_bytes());
        response.push(0);
        response.extend_from_slice(secret.as_bytes());
        if offered.has(Capability::SaslIr) {
            let command = Command::new("sign-in", "AUTHENTICATE PLAIN ").base64(&response);
            exchange.run(command).await
        } else {
            authenticate(exchange, &response).await
        }
    } else if offered.has(Capability::LoginDisabled) {
        return Err(WireError::Unsupported {
            what: "a sign-in with name and password",
        });
    } else {
        let command = Command::new("sign-in", "LOGIN ")
            .string(&login.user)?
            .words(" ")
            .string(secret)?;
        exchange.run(command).await
    };
    match result {
        Ok(done) => Ok(match done.code {
            Some(ResponseCode::Capability(atoms)) => Some(atoms),
            _ => None,
        }),
        Err(error) => Err(refused(error)),
    }
}

/// AUTHENTICATE PLAIN for servers that do not take the response with the command.
async fn authenticate(
    exchange: &mut Exchange,
    response: &[u8],
) -> Result<super::exchange::Done, WireError> {
    const STEP: &str = "sign-in";
    let budget = exchange.budget();
    exchange.begin(STEP, budget)?;
    let result = async {
        let until = exchange.command_deadline();
        let tag = exchange.start(STEP, "AUTHENTICATE PLAIN").await?;
        let tags = std::slice::from_ref(&tag);
        let mut sent = false;
        loop {
            match exchange.next(STEP, until).await? {
                Answer::Continue if !sent => {
                    sent = true;
                    let encoded = Command::new(STEP, "").base64(response);
                    for part in &encoded.parts {
                        if let super::command::Part::Text(text) = part {
                            exchange.line(STEP, text).await?;
                        }
                    }
                }
                answer => {
                    if let Some((_, said)) = exchange.sort(answer, tags, &mut Some)? {
                        return Ok(said);
                    }
                }
            }
        }
    }
    .await;
    exchange.end(result).and_then(verdict)
}
