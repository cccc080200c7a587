//! How far something large has come: what, how much of it, and how long the rest takes.

use std::time::Duration;

use super::{AccountId, FolderId, MailboxId};

/// What takes long, in the order in which it is told: what somebody waits for stands before what comes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A large message is fetched, or something that is attached to one, for which somebody waits.
    Message,
    /// What a person did with many messages is carried out on the server. It can be stopped.
    Acts,
    /// Who wrote when about what: after that a folder can be used.
    Headers,
    /// What is written in the messages.
    Texts,
}

/// Something large that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// By whom.
    pub account: AccountId,
    /// For which mailbox.
    pub mailbox: MailboxId,
    /// And which of its folders.
    pub folder: FolderId,
    /// What.
    pub work: Work,
    /// So many messages of them are there, or done; of a message so many kilobytes.
    pub done: u32,
    /// So many there will be.
    pub total: u32,
    /// The rest takes about so long, where that is known.
    pub left: Option<Duration>,
}
