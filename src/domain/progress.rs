//! How far a large fetch has come: what, how much of it, and how long the rest takes.

use std::time::Duration;

use super::{AccountId, FolderId, MailboxId};

/// What is being fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fetching {
    /// Who wrote when about what: after that a folder can be used.
    Headers,
    /// What is written in the messages.
    Texts,
    /// A large message, or something that is attached to one, for which somebody waits.
    Message,
}

/// A large fetch that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// By whom.
    pub account: AccountId,
    /// For which mailbox.
    pub mailbox: MailboxId,
    /// And which of its folders.
    pub folder: FolderId,
    /// What.
    pub fetching: Fetching,
    /// So many messages of them are there; of a message so many kilobytes.
    pub done: u32,
    /// So many there will be.
    pub total: u32,
    /// The rest takes about so long, where that is known.
    pub left: Option<Duration>,
}
