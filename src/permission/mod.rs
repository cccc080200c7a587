//! THE place that answers "may I?": rights, evidence and policy in, a [`Decision`] with its reason out.
//!
//! Pure: it knows neither servers nor files. The window asks it before it offers an action, the
//! command line before it begins one, the engine again before it carries one out. The server has
//! the last word: its refusal becomes evidence, and the next answer differs.

mod access;
mod hint;
mod refusal;
mod rights;
mod sending;

pub use access::{Access, access};
pub use hint::{hinted_wait, wait_named_in};
pub use refusal::{Refusal, classify, classify_report};
pub use rights::{Action, FILING, STORING, best_way, decide, decide_move};
pub use sending::{
    best_modes, decide_right, decide_send, envelope_from, evidence_key, right_key, send_right,
};

use crate::domain::{Evidence, Right};

/// The answer to "may I?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Yes, as far as anybody but the server can know.
    Allowed,
    /// No: do not offer it, and say why.
    Refused,
    /// Nobody can tell beforehand: offer it, and be ready for a refusal.
    Unknown,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The server grants this right (RFC 4314).
    Granted(Right),
    /// The server does not grant this right.
    Missing(Right),
    /// The server has no ACL extension; reading and writing is assumed until it refuses.
    NoAcl,
    /// The server opened the folder read-only.
    ReadOnly,
    /// The rights were not read yet.
    NotReadYet,
    /// The folder only holds other folders.
    Container,
    /// The server refused to open the folder, with these words.
    Unreadable(String),
    /// The server does not name the folder any more, which is looked at again.
    Absent,
    /// The access to the mailbox seems to be lost, which is looked at again.
    InDoubt,
    /// The access to the mailbox is lost, and what is shown is a copy.
    Lost,
    /// It is the account's own address.
    OwnAddress,
    /// This evidence says so.
    Evidence(Evidence),
    /// There is no evidence either way.
    NoEvidence,
}

/// An answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes, no, or nobody can tell.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
}

impl Decision {
    fn allowed(reason: Reason) -> Self {
        Self {
            verdict: Verdict::Allowed,
            reason,
        }
    }

    fn refused(reason: Reason) -> Self {
        Self {
            verdict: Verdict::Refused,
            reason,
        }
    }

    fn unknown(reason: Reason) -> Self {
        Self {
            verdict: Verdict::Unknown,
            reason,
        }
    }

    /// May it be tried: everything but a refusal.
    #[must_use]
    pub fn may_try(&self) -> bool {
        self.verdict != Verdict::Refused
    }
}
