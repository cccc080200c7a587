//! Submission by SMTP (RFC 6409, RFC 5321), phase by phase, with certainty about the final dot.
//!
//! Commands and their parameters are lettre's types. Its connection is not used, for reasons that
//! were each tried: it believes bytes received before STARTTLS; its deadline covers connecting
//! only; it cannot say whether the dot was sent; a failure after the dot looks like one before
//! it; it lets bare LF through and adds a line break to every message; it takes endless lines
//! before it counts them; it knows extensions only in capitals; it stops at a reply of more than
//! 1,000 octets a line, which Exchange's refusals reach. So `dialogue` reads and writes on our own
//! bounded stream, which leaves nothing between us and the question that matters: may the server
//! have the message?
//!
//! The body is written and flushed first, without its end. Then the [`PhaseGate`] is asked to note
//! [`Phase::Dot`]; only after it said yes is the terminator written, by a write of its own. Before
//! that, the server cannot have the whole message, so any failure is [`Submitted::NotSent`];
//! after it, only a complete reply brings certainty, and its lack is [`Submitted::Unknown`].

mod body;
mod dialogue;
mod extensions;
mod receipt;
mod reply;
mod session;
mod sign_in;
mod submit;

use std::time::Duration;

use async_trait::async_trait;

use super::error::WireError;
use super::stream::ConnectDeadlines;
use crate::domain::{EmailAddress, Phase, ServerReply};

pub use extensions::{Extensions, Mechanism};
pub use session::SmtpConnection;

/// What [`WireError::Protocol`] says of a server that greets as IMAP servers do: the port is wrong.
pub const IMAP_GREETING: &str = "an IMAP greeting instead of an SMTP reply";

/// The journal, asked before a phase is entered.
#[async_trait]
pub trait PhaseGate: Send {
    /// Returns `Ok` when the phase is noted so that a crash cannot lose it. [`Phase::Envelope`],
    /// [`Phase::Body`] and [`Phase::Dot`] are asked for, in this order, each once.
    ///
    /// # Errors
    /// [`GateError`] if it could not be noted. The phase is not entered then.
    async fn enter(&mut self, phase: Phase) -> Result<(), GateError>;
}

/// The journal could not note a phase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the step could not be noted: {0}")]
pub struct GateError(pub String);

/// What became of a message. There is no other outcome.
#[derive(Debug, Clone)]
#[must_use]
pub enum Submitted {
    /// The server took it: a complete 2xx reply to the dot was read.
    Accepted {
        /// That reply.
        reply: ServerReply,
    },
    /// The server said no, and nobody gets it.
    Refused {
        /// The reply that decided; or, if recipients were refused, the replies to all recipients
        /// that were asked, in order, the good ones included ([`Submitted::refusals`] leaves
        /// those out).
        replies: Vec<ServerReply>,
    },
    /// It did not come to the dot, so the server cannot have it. A repetition is safe.
    NotSent {
        /// Why.
        error: WireError,
        /// The phase that had been entered; [`Phase::Attempt`] if none was asked for.
        phase: Phase,
    },
    /// The dot may have reached the server, and no complete, readable reply came back.
    Unknown {
        /// What came instead.
        error: WireError,
    },
}

impl Submitted {
    /// The replies that say no: at least one if it was refused, else none.
    pub fn refusals(&self) -> impl Iterator<Item = &ServerReply> {
        let replies = match self {
            Self::Refused { replies } => replies.as_slice(),
            _ => &[],
        };
        replies.iter().filter(|reply| reply.code >= 400)
    }
}

/// What asking the server about a sender brought to light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// Sender and recipient were taken. It proves nothing on servers that decide later (quirk
    /// exchange-late-refusal).
    NotRefused,
    /// A refusal for good (5xx), to MAIL if it names no recipient, else to RCPT (quirk
    /// postfix-delayed-reject).
    Refused(ServerReply),
    /// A refusal for now (4xx), which proves nothing.
    Inconclusive(ServerReply),
}

/// Why a message cannot be handed to this server as it is. Nothing was said to the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// A CR without LF, which servers read differently (SMTP smuggling).
    #[error("the message holds a bare CR at octet {at}")]
    BareCr {
        /// Where, counted from 0.
        at: usize,
    },
    /// An LF without CR, which servers read differently (SMTP smuggling).
    #[error("the message holds a bare LF at octet {at}")]
    BareLf {
        /// Where, counted from 0.
        at: usize,
    },
    /// Larger than the server takes (RFC 1870).
    #[error("the message has {size} octets, the server takes {limit}")]
    TooLarge {
        /// Its octets.
        size: u64,
        /// The server's limit, in octets.
        limit: u64,
    },
    /// It holds octets above 127, and the server has no 8BITMIME (RFC 6152).
    #[error("the message is not ASCII, and the server takes nothing else")]
    EightBit,
    /// A local part that is not ASCII, and the server has no SMTPUTF8 (RFC 6531).
    #[error("the server does not take the address {0}, which is not ASCII before the @")]
    LocalPart(EmailAddress),
    /// A domain that has no ASCII form (RFC 5891).
    #[error("the domain of {0} is none that mail can be sent to")]
    Domain(EmailAddress),
    /// Nobody to send it to.
    #[error("the message has no recipient")]
    NoRecipient,
}

/// How long each step may take; the defaults are those of RFC 5321 section 4.5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Resolving, connecting, TLS.
    pub connect: ConnectDeadlines,
    /// The greeting. 5 minutes.
    pub greeting: Duration,
    /// The replies to EHLO, STARTTLS and each step of AUTH. 5 minutes.
    pub opening: Duration,
    /// The reply to MAIL. 5 minutes.
    pub mail: Duration,
    /// The reply to each RCPT. 5 minutes.
    pub recipient: Duration,
    /// The reply to DATA. 2 minutes.
    pub data: Duration,
    /// Handing over each block of at most 64 KiB, or a command. 3 minutes.
    pub block: Duration,
    /// The reply to the dot. 10 minutes: a shorter one makes duplicates, says the RFC.
    pub end_of_data: Duration,
    /// The reply to RSET. 5 minutes.
    pub reset: Duration,
    /// The reply to QUIT, which decides nothing. 5 seconds.
    pub quit: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            connect: ConnectDeadlines::default(),
            greeting: minutes(5),
            opening: minutes(5),
            mail: minutes(5),
            recipient: minutes(5),
            data: minutes(2),
            block: minutes(3),
            end_of_data: minutes(10),
            reset: minutes(5),
            quit: Duration::from_secs(5),
        }
    }
}

/// How to open a connection.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Our name in EHLO. `None` says `[127.0.0.1]`: a mail client's computer seldom has a name
    /// that means anything to others, and its real one would stand in every message's
    /// `Received` line.
    pub hello: Option<String>,
    /// Deadlines.
    pub deadlines: Deadlines,
}
