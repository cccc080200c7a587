//! The only place for protocols: guarded streams, TLS, IMAP and SMTP, and HTTP for pictures.
//!
//! Everything that comes from a server is bounded in size, count and time here, before any
//! library sees it. No step waits without a deadline, and no credential is sent before TLS unless
//! a person accepted that for the host.

mod busy;
pub mod error;
pub mod imap;
pub mod pictures;
mod piecemeal;
pub mod quirks;
pub mod smtp;
pub mod stream;
pub mod tls;
mod words;

use secrecy::SecretString;

pub use error::WireError;
pub use piecemeal::Piecemeal;

/// What an account signs in with.
#[derive(Debug, Clone)]
pub struct Login {
    /// The name to sign in with.
    pub user: String,
    /// The password. It is wiped when dropped and prints as a placeholder.
    pub secret: SecretString,
}

impl Login {
    /// A name and its password.
    #[must_use]
    pub fn new(user: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            user: user.into(),
            secret: secret.into(),
        }
    }
}
