//! A connection to a submission server: opened, protected, signed in, and closed again.

use lettre::transport::smtp::commands::{Ehlo, Quit, Rset, Starttls};
use lettre::transport::smtp::extension::ClientId;

use super::dialogue::Dialogue;
use super::extensions::Extensions;
use super::reply::Reply;
use super::{Deadlines, Options};
use crate::domain::{Endpoint, Phase, Security};
use crate::wire::Login;
use crate::wire::error::WireError;
use crate::wire::stream::{self, Stream};
use crate::wire::tls::TlsConfig;

/// A signed-in connection to a submission server. It may carry several messages, one after the
/// other. Once a step has failed or was broken off, every later one fails with
/// [`WireError::Closed`].
pub struct SmtpConnection {
    pub(super) dialogue: Dialogue,
    pub(super) extensions: Extensions,
    pub(super) deadlines: Deadlines,
    /// A MAIL was accepted whose transaction has not ended.
    pub(super) in_transaction: bool,
}

impl std::fmt::Debug for SmtpConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpConnection")
            .field("extensions", &self.extensions)
            .field("is_usable", &self.is_usable())
            .finish_non_exhaustive()
    }
}

impl SmtpConnection {
    /// Connects, protects the connection as the endpoint says, and signs in.
    ///
    /// # Errors
    /// All of [`WireError`] that concern a connection. [`WireError::SignIn`] means that the server
    /// did not take name and password; [`WireError::PlaintextRefused`] that they would have gone
    /// out unprotected, so they did not.
    pub async fn connect(
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
        options: &Options,
    ) -> Result<Self, WireError> {
        let stream = stream::open(endpoint, tls, &options.deadlines.connect).await?;
        Self::over(stream, endpoint, tls, login, options).await
    }

    /// As [`Self::connect`], over a stream that leads to the endpoint already. With
    /// [`Security::Tls`] the caller has put TLS into it.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn over(
        stream: Stream,
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
        options: &Options,
    ) -> Result<Self, WireError> {
        let plaintext_refused = || WireError::PlaintextRefused {
            host: endpoint.host.clone(),
        };
        if endpoint.security == Security::None && !tls.permits_plaintext(endpoint) {
            return Err(plaintext_refused());
        }
        let deadlines = options.deadlines;
        let hello = hello(options);
        let mut dialogue = Dialogue::new(stream, deadlines.block);
        let greeting = dialogue.greeting(deadlines.greeting).await?;
        agreed(&greeting)?;
        let mut extensions = say_hello(&mut dialogue, &hello, &deadlines).await?;
        if endpoint.security == Security::StartTls {
            if !extensions.start_tls {
                return Err(plaintext_refused());
            }
            let consent = dialogue
                .command(Starttls, "starttls", deadlines.opening)
                .await?;
            agreed(&consent)?;
            let plain = dialogue.into_stream_for_tls()?;
            let secured = stream::upgrade(plain, &endpoint.host, tls, &deadlines.connect).await?;
            // Nothing learnt before TLS is kept (RFC 3207 section 4.2).
            dialogue = Dialogue::new(secured, deadlines.block);
            extensions = say_hello(&mut dialogue, &hello, &deadlines).await?;
        }
        let mut connection = Self {
            dialogue,
            extensions,
            deadlines,
            in_transaction: false,
        };
        connection.sign_in(login).await?;
        Ok(connection)
    }

    /// What the server offers, as it said after the connection was protected.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// May another message be tried on it? `false` once a step has failed or the server closed.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.dialogue.is_ready()
    }

    /// The same, and the server has neither gone nor said anything that it was not asked. Never
    /// waits.
    pub async fn is_open(&mut self) -> bool {
        self.is_usable() && self.dialogue.expect_silence("mail").await.is_ok()
    }

    /// Says goodbye. What comes of it decides nothing, so there is no result.
    pub async fn quit(mut self) {
        let deadline = self.deadlines.quit;
        let _ = self.dialogue.command(Quit, "quit", deadline).await;
        self.dialogue.close(deadline).await;
    }

    /// Ends a transaction without sending. If that fails the connection is unusable, which is the
    /// same to the message.
    pub(super) async fn reset(&mut self) {
        if !self.dialogue.is_ready() {
            return;
        }
        match self
            .dialogue
            .command(Rset, "rset", self.deadlines.reset)
            .await
        {
            Ok(reply) if reply.is_positive() => self.in_transaction = false,
            Ok(_) | Err(_) => self.dialogue.give_up(),
        }
    }
}

/// Our name for EHLO.
fn hello(options: &Options) -> ClientId {
    let is_name = |name: &&String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic());
    match options.hello.as_ref().filter(is_name) {
        Some(name) => ClientId::Domain(name.clone()),
        None => ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST),
    }
}

async fn say_hello(
    dialogue: &mut Dialogue,
    hello: &ClientId,
    deadlines: &Deadlines,
) -> Result<Extensions, WireError> {
    let reply = dialogue
        .command(Ehlo::new(hello.clone()), "ehlo", deadlines.opening)
        .await?;
    agreed(&reply)?;
    Ok(Extensions::read(&reply))
}

/// A step of opening went well only with 2xx.
fn agreed(reply: &Reply) -> Result<(), WireError> {
    if reply.is_positive() {
        Ok(())
    } else if reply.is_refusal() {
        Err(WireError::Refused(reply.told(Phase::Attempt, None)))
    } else {
        Err(WireError::Protocol {
            what: "a question where an answer was due",
        })
    }
}
