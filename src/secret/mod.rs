//! Credentials: the system's keyring behind a small trait, and commands that print a password.
//!
//! A secret is never written into a file of the profile, a log or an error.

mod command;
mod keyring;
mod memory;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::domain::AccountId;

pub use command::{COMMAND_LIMIT, run_command};
pub use keyring::KeyringStore;
pub use memory::MemoryStore;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPurpose {
    /// The password of the sign-in, for IMAP and SMTP alike.
    Password,
}

impl SecretPurpose {
    /// The word in the entry's name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
        }
    }
}

/// Which secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretKey {
    /// Whose.
    pub account: AccountId,
    /// What it is for.
    pub purpose: SecretPurpose,
}

impl SecretKey {
    /// The password of this account.
    #[must_use]
    pub fn password(account: &AccountId) -> Self {
        Self {
            account: account.clone(),
            purpose: SecretPurpose::Password,
        }
    }
}

impl fmt::Display for SecretKey {
    /// The entry's name, as a person reads it in the keyring: `anna@example.org (password)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.account, self.purpose.word())
    }
}

/// Why a secret could not be had or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no keyring on this system, or it does not answer (Linux without a Secret Service).
    #[error("this system has no keyring that answers ({words})")]
    NoService {
        /// The system's words.
        words: String,
    },
    /// The keyring is locked, and was not unlocked.
    #[error("the keyring is locked ({words})")]
    Locked {
        /// The system's words.
        words: String,
    },
    /// The keyring keeps nothing that long (Windows: 2,560 octets).
    #[error("the secret is longer than the {limit} octets that the keyring keeps")]
    TooLong {
        /// Its limit in octets.
        limit: u32,
    },
    /// The keyring took a secret and gave another one back, or failed in another way.
    #[error("the keyring failed ({words})")]
    Failed {
        /// The system's words.
        words: String,
    },
    /// The password command could not be started.
    #[error("the password command could not be started ({words})")]
    CommandNotStarted {
        /// The system's words.
        words: String,
    },
    /// The password command ended with an error.
    #[error("the password command failed with status {status}")]
    CommandFailed {
        /// Its exit status; -1 when a signal ended it.
        status: i32,
        /// The first line that it wrote to stderr, as plain text, at most 200 characters.
        words: String,
    },
    /// The password command printed nothing on its first line.
    #[error("the password command printed no password")]
    CommandEmpty,
    /// The password command printed something that is no password: not UTF-8, or too much.
    #[error("the password command printed something that is no password")]
    CommandOutput,
    /// The password command took too long.
    #[error("the password command did not end within {} seconds", COMMAND_LIMIT.as_secs())]
    CommandTimeout,
}

/// A place that keeps secrets.
#[async_trait]
pub trait SecretStore: Send + Sync + fmt::Debug {
    /// The secret, if it is kept.
    ///
    /// # Errors
    /// [`SecretError`] when nobody can say.
    async fn get(&self, key: &SecretKey) -> Result<Option<SecretString>, SecretError>;

    /// Keeps a secret, in place of the one kept before.
    ///
    /// # Errors
    /// [`SecretError`] when it is not kept.
    async fn set(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError>;

    /// Forgets a secret. To forget what is not kept is no error.
    ///
    /// # Errors
    /// [`SecretError`] when it may still be there.
    async fn delete(&self, key: &SecretKey) -> Result<(), SecretError>;
}

/// A store that many parts share.
pub type SharedStore = Arc<dyn SecretStore>;
