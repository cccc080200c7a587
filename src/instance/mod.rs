//! One process per profile: the lock, and the local socket over which a second process hands its
//! request to the one that holds it.
//!
//! The lock dies with the process, whichever way it ends. The socket is for this user only; the
//! protocol names its version first, so that two versions fail with words instead of garbage.

mod client;
mod frame;
mod lock;
mod place;
mod service;

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

pub use client::{Holder, Turn, turn};
pub use lock::ProfileLock;
pub use service::{Responder, ResponseWriter, Service};

/// The version of what is spoken over the socket.
pub const PROTOCOL: u16 = 1;
/// Most octets of standard input that are handed over.
pub const MAX_INPUT: usize = 64 * 1024 * 1024;

/// What a second process was asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Its arguments, without the program's name.
    pub argv: Vec<OsString>,
    /// The folder it was started in, to which names of files in its arguments refer.
    pub cwd: OsString,
    /// Its standard input, as far as its verb reads it; at most [`MAX_INPUT`].
    pub input: Vec<u8>,
}

/// The part of a [`Request`] that goes in one frame.
#[derive(Debug, Serialize, Deserialize)]
struct RequestHead {
    argv: Vec<OsString>,
    cwd: OsString,
}

/// Why a profile is not ours, or a request could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// Another process uses the profile.
    #[error("another Postroom{} uses this profile", process(.pid))]
    Held {
        /// Its process id, as far as it could be read. For words only.
        pid: Option<u32>,
    },
    /// The lock cannot be tried: no access, a full disk, a file system without locks.
    #[error("the profile's lock cannot be used: {words}")]
    Lock {
        /// The system's words.
        words: String,
    },
    /// The socket cannot be opened by the process that holds the lock.
    #[error("the profile's socket cannot be used: {words}")]
    Socket {
        /// The system's words.
        words: String,
    },
    /// The other process does not listen, or did not answer in five seconds.
    #[error("the Postroom{} that uses this profile does not answer", process(.pid))]
    NoAnswer {
        /// Its process id, as far as it could be read. For words only.
        pid: Option<u32>,
    },
    /// The other process is a version that speaks another protocol.
    #[error("the Postroom that uses this profile is another version ({theirs})")]
    OtherVersion {
        /// Its version, as plain text.
        theirs: String,
    },
    /// The other process ended, or fell silent, before it was done. Part of the work may be done.
    #[error("the Postroom that uses this profile stopped before it was done")]
    BrokenOff,
    /// More input than is handed over.
    #[error("the input is larger than {} MiB", MAX_INPUT / 1024 / 1024)]
    TooMuchInput,
}

/// The process in words, as far as it is known.
fn process(pid: &Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
