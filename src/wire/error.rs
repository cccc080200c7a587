//! What can go wrong on the wire, for IMAP and SMTP alike.
//!
//! Every text of a server in here is already bounded and without control characters.

use std::io;

use super::imap::ResponseCode;
use super::smtp::{GateError, MessageFault};
use super::tls::TlsError;
use crate::domain::ServerReply;

/// Why a step with a server failed.
///
/// `step` is a fixed English word for the step (`greeting`, `sign-in`, `rcpt`, …), for logs and
/// for choosing a text; it never holds anything from the server.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The host name has no address.
    #[error("the name {host} cannot be resolved: {words}")]
    Resolve {
        /// The host asked for.
        host: String,
        /// The system's words.
        words: String,
    },
    /// None of the host's addresses answered.
    #[error("no connection to {host}:{port}: {words}")]
    Connect {
        /// The host.
        host: String,
        /// The TCP port.
        port: u16,
        /// What kind of failure it was; `ConnectionRefused` points to a wrong port.
        kind: io::ErrorKind,
        /// The system's words.
        words: String,
    },
    /// TLS could not be established.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The server did not answer in time.
    #[error("no answer in time at the step “{step}”")]
    Timeout {
        /// The step that was waited for.
        step: &'static str,
    },
    /// The connection ended, or had ended before the step began.
    #[error("the connection ended at the step “{step}”")]
    Closed {
        /// The step during which it was noticed.
        step: &'static str,
    },
    /// The server did not take the name and password.
    #[error("the server refused the sign-in: {words}")]
    SignIn {
        /// The server's words.
        words: String,
        /// The whole reply, where it came by SMTP. A 4xx code is a trouble of the moment.
        reply: Option<ServerReply>,
    },
    /// The server offers no way to sign in that is spoken here.
    #[error("the server offers no way to sign in with a name and a password")]
    NoMechanism {
        /// Does it offer others? If not, it has no sign-in at all.
        offers_others: bool,
    },
    /// A submission server refused a step other than a message: its greeting, EHLO or STARTTLS.
    #[error("the server refused: {0}")]
    Refused(ServerReply),
    /// An IMAP server said NO to a command: it cannot, or this account may not. The connection
    /// is as good as before.
    #[error("the server refused: {words}")]
    No {
        /// Why, where the server says it in a way that can be acted on.
        code: Option<ResponseCode>,
        /// The server's words: plain text, at most 500 characters.
        words: String,
    },
    /// An IMAP server did not understand a command. The connection is as good as before.
    #[error("the server did not understand: {words}")]
    Bad {
        /// The server's words: plain text, at most 500 characters.
        words: String,
    },
    /// An IMAP server ended the session, and said why.
    #[error("the server ended the session: {words}")]
    Bye {
        /// The server's words: plain text, at most 500 characters.
        words: String,
    },
    /// The IMAP server does not offer what would be needed. Nothing was asked of it.
    #[error("the server does not offer {what}")]
    Unsupported {
        /// The extension's name.
        what: &'static str,
    },
    /// Something cannot be said in IMAP, such as a line break in a name. Nothing was sent.
    #[error("this cannot be sent: {what}")]
    Unsendable {
        /// What, in our words.
        what: &'static str,
    },
    /// A folder's name holds the character by which the server tells folders from those in them. Nothing was sent.
    #[error("a folder's name cannot contain {0:?} on this server")]
    Delimiter(char),
    /// The folder is open for reading only, so nothing in it can be changed. Nothing was sent.
    #[error("the folder is open for reading only")]
    ReadOnly,
    /// The message was not in the folder any more.
    #[error("the message is no longer there")]
    Gone,
    /// A password would have gone over the network in the clear.
    #[error("{host} offers no protected connection")]
    PlaintextRefused {
        /// The host.
        host: String,
    },
    /// The server broke the protocol.
    #[error("the server broke the protocol: {what}")]
    Protocol {
        /// Which rule, in our words.
        what: &'static str,
    },
    /// The server sent more than is taken.
    #[error("the server sent more than is taken: {what}")]
    Limit {
        /// Which limit, in our words.
        what: &'static str,
    },
    /// Bytes came in the clear between the server's consent to STARTTLS and the handshake.
    /// They could be an attacker's, so nothing of the connection is believed.
    #[error("bytes were sent in the clear where TLS had to begin")]
    InjectedBeforeTls,
    /// The message cannot be sent as it is; nothing was said to the server about it.
    #[error(transparent)]
    Message(#[from] MessageFault),
    /// The journal could not note the next phase, so it was not entered.
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl WireError {
    /// Did the server answer no to one request, on a connection that is as good as before?
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::No { .. }
                | Self::Bad { .. }
                | Self::Unsupported { .. }
                | Self::Gone
                | Self::ReadOnly
        )
    }

    /// Is the connection of no use any more?
    #[must_use]
    pub fn ends_connection(&self) -> bool {
        !self.is_refusal()
            && !matches!(
                self,
                Self::Unsendable { .. } | Self::Delimiter(_) | Self::Message(_)
            )
    }
}
