//! A mail server with a team in it: IMAP and SMTP submission on the loopback address, in memory.
//!
//! `postroom demo` runs it for trying out, training and screenshots; tests run it with scripted
//! faults ([`Fault`], [`SmtpFault`]). It speaks as Dovecot and Postfix do, refusals included, and
//! can speak as others ([`Profile`], [`RefusalStyle`]). Mail to the team's domain is delivered;
//! mail to a few customers is answered or bounces; any other mail is accepted and goes nowhere.
//! Nothing ever leaves the computer, and there is no TLS: it binds to 127.0.0.1 alone.

mod acl;
mod colleague;
mod control;
mod delivery;
mod fault;
mod imap;
mod labels;
mod mailstore;
mod mime;
mod names;
mod net;
mod smtp;
mod state;
mod team;
mod world;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Deref;
use std::sync::Arc;

use secrecy::SecretString;

pub use colleague::Step;
pub use control::{Control, KeptMessage};
pub use fault::{CutHow, Fault, SmtpFault, SmtpWhen, When};
pub use state::{LoggedCommand, Protocol, Submission};
pub use team::{Member, Pace, Profile, RefusalStyle, SendGrant, ServerFiling, SharedMailbox, Team};

use state::{Hub, State};

/// Why the demo server could not start or do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// No port of the loopback address could be opened.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(String),
    /// It was started outside of a tokio runtime.
    #[error("the demo server needs a running tokio runtime")]
    NoRuntime,
    /// The mail that the demo starts with cannot be read. A fault of the build.
    #[error("the demo's mail cannot be read: {0}")]
    World(String),
    /// The team has no such member or mailbox.
    #[error("the demo has nobody of the name {0}")]
    NoSuchName(String),
    /// The mailbox has no such folder.
    #[error("{mailbox} has no folder {folder}")]
    NoSuchFolder {
        /// The mailbox's address.
        mailbox: String,
        /// The folder's wire name.
        folder: String,
    },
    /// The folder has no message with this UID.
    #[error("there is no message with UID {0}")]
    NoSuchMessage(u32),
    /// The store is full.
    #[error("the demo server is full")]
    Full,
}

/// A running demo server. When it is dropped, its tasks end and its ports close.
///
/// It is its own [`Control`].
#[derive(Debug)]
pub struct DemoServer {
    control: Control,
}

impl DemoServer {
    /// Starts both servers with this team, on ports that the system chooses.
    ///
    /// # Errors
    /// [`DemoError::NoRuntime`] outside of a tokio runtime, [`DemoError::Listen`] when no port can
    /// be opened, [`DemoError::World`] when the demo's own mail is damaged.
    pub fn start(team: Team) -> Result<Self, DemoError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| DemoError::NoRuntime)?;
        let world = world::World::load()?;
        let imap = listen()?;
        let smtp = listen()?;
        let imap_addr = address_of(&imap)?;
        let smtp_addr = address_of(&smtp)?;
        let pace = team.pace;
        let hub = Arc::new(Hub::new(State::new(team, world), imap_addr, smtp_addr));
        let serve = |listener: TcpListener| {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)
                .map_err(|e| DemoError::Listen(e.to_string()))
        };
        let (imap, smtp) = (serve(imap)?, serve(smtp)?);
        hub.tasks
            .spawn(net::serve(Arc::clone(&hub), imap, Protocol::Imap));
        hub.tasks
            .spawn(net::serve(Arc::clone(&hub), smtp, Protocol::Smtp));
        if let Some(beat) = pace.beat() {
            hub.tasks.spawn(colleague::live(Arc::clone(&hub), beat));
        }
        Ok(Self {
            control: Control::new(hub),
        })
    }

    /// Where IMAP is served, without TLS.
    #[must_use]
    pub fn imap_addr(&self) -> SocketAddr {
        self.control.hub().imap
    }

    /// Where submission is served, without TLS.
    #[must_use]
    pub fn smtp_addr(&self) -> SocketAddr {
        self.control.hub().smtp
    }

    /// The password of a member, or of a shared mailbox that is to be signed in to directly.
    /// It is made up anew at each start. `None` when there is nobody of that name.
    #[must_use]
    pub fn password_of(&self, name: &str) -> Option<SecretString> {
        self.control.hub().with(|state| {
            let address = state.team.address_of(name)?;
            state.password_of(&address).map(SecretString::from)
        })
    }

    /// A handle that acts on the server and may be given away.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Ends all connections and waits until every task of the server has ended.
    pub async fn stop(self) {
        let hub = Arc::clone(self.control.hub());
        drop(self);
        hub.tasks.wait().await;
    }
}

impl Deref for DemoServer {
    type Target = Control;

    fn deref(&self) -> &Control {
        &self.control
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        let hub = self.control.hub();
        hub.stop.cancel();
        hub.tasks.close();
    }
}

fn listen() -> Result<TcpListener, DemoError> {
    let failed = |e: std::io::Error| DemoError::Listen(e.to_string());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, DemoError> {
    listener
        .local_addr()
        .map_err(|e| DemoError::Listen(e.to_string()))
}
