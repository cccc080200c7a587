//! What the engine tells the faces: which rows changed, never the rows themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::broadcast;

use crate::domain::{AccountId, FolderId, MailboxId, MessageKey, OutboxId};

/// Something changed. Read it again through the [`crate::store::Reader`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An account was added, removed or changed its [`Connection`].
    Account(AccountId),
    /// Mailboxes appeared, disappeared or changed their settings.
    Mailboxes,
    /// Folders of a mailbox, their rights or their counts changed.
    Folders(MailboxId),
    /// Messages of a folder came, went or changed their flags.
    Messages(FolderId),
    /// Of those, these are new since the last sync: for notifications.
    Arrived(Vec<MessageKey>),
    /// Messages were moved or copied on the server: where they were, and where they are.
    Moved {
        /// The places.
        places: Arc<BTreeMap<MessageKey, MessageKey>>,
        /// Were they copied, rather than moved?
        copied: bool,
    },
    /// Folders were renamed on the server, and have other ids now.
    Renamed(Arc<BTreeMap<FolderId, FolderId>>),
    /// The whole text of a message is there now.
    Body(MessageKey),
    /// A message in the outbox changed.
    Outbox(OutboxId),
    /// Drafts changed.
    Drafts,
    /// Contacts came, or went.
    Contacts,
    /// Send rights changed.
    Identities,
    /// What can be taken back changed.
    Steps,
    /// The list of standing problems changed.
    Problems,
    /// This many events were missed: read everything again.
    Overflow(u64),
}

/// The connection of an account, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Connection {
    /// Not tried yet.
    Starting,
    /// Signing in or catching up.
    Connecting,
    /// Up to date and watching.
    Online,
    /// A person switched it off.
    Offline,
    /// The network or the server is away; it tries again by itself.
    Unreachable,
    /// It waits for a person: a password, a certificate.
    Stopped,
}

/// A stream of events. A slow reader loses the oldest and is told how many.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    pub(super) fn new(receiver: broadcast::Receiver<Event>) -> Self {
        Self(receiver)
    }

    /// The next event; `None` once the engine has stopped.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some(Event::Overflow(missed)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_reader_is_told_that_it_missed_events() {
        let (sender, receiver) = broadcast::channel(4);
        let mut events = Events::new(receiver);
        for _ in 0..10 {
            sender.send(Event::Drafts).unwrap();
        }
        assert_eq!(events.next().await, Some(Event::Overflow(6)));
        assert_eq!(events.next().await, Some(Event::Drafts));
        drop(sender);
        while let Some(event) = events.next().await {
            assert_eq!(event, Event::Drafts);
        }
    }
}
