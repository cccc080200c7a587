//! A mailbox: what has an address and a tree of folders.

use serde::{Deserialize, Serialize};

use super::{AccountId, EmailAddress, MailboxId};

/// Whose mailbox it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailboxKind {
    /// The member's own.
    Personal,
    /// A team's, or another person's.
    Shared,
}

/// How an account gets at a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteKind {
    /// The account's own mailbox: its personal namespace.
    Personal,
    /// The other-users' or shared namespace of an account (RFC 2342).
    Namespace,
    /// Signing in to the shared address with the member's own credential, as on Microsoft 365.
    OwnToken,
    /// The shared mailbox has a credential of its own.
    OwnLogin,
}

/// One way to reach a mailbox. Rights and seen-state belong to a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Route {
    /// Through which account.
    pub account: AccountId,
    /// In which way.
    pub kind: RouteKind,
    /// The name of the mailbox's root folder on the server, decoded; empty for the personal namespace.
    pub root: String,
}

/// Where the copy of a sent message goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SentPolicy {
    /// The Sent folder of the mailbox whose address was used.
    #[default]
    Shared,
    /// The member's own Sent folder.
    Mine,
    /// Both.
    Both,
    /// The server files it; nothing is appended, only checked.
    Server,
}

impl SentPolicy {
    /// The mailboxes of whose Sent folders each gets a copy of what is sent in the name of `used`, if
    /// that is a mailbox, by the member of `own`; none where the server files it.
    #[must_use]
    pub fn mailboxes<'m>(
        self,
        used: Option<&'m MailboxId>,
        own: &'m MailboxId,
    ) -> Vec<&'m MailboxId> {
        match (self, used.filter(|used| *used != own)) {
            (Self::Server, _) => Vec::new(),
            (Self::Mine, _) | (Self::Shared | Self::Both, None) => vec![own],
            (Self::Shared, Some(used)) => vec![used],
            (Self::Both, Some(used)) => vec![used, own],
        }
    }

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Mine => "mine",
            Self::Both => "both",
            Self::Server => "server",
        }
    }

    /// The policy of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Shared, Self::Mine, Self::Both, Self::Server]
            .into_iter()
            .find(|p| p.word() == word)
    }
}

/// To whose Trash or Archive messages of a mailbox go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Away {
    /// The mailbox's own, where colleagues find them.
    #[default]
    Shared,
    /// The member's.
    Mine,
}

impl Away {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Shared, Self::Mine];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Mine => "mine",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|away| away.word() == word)
    }
}

/// A mailbox with an ordered list of routes, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Its address: confirmed by a person, or proposed from the folder's name.
    pub address: EmailAddress,
    /// Did a person, the deployment file or the sign-in itself confirm the address?
    pub address_confirmed: bool,
    /// What it is called on the screen: a given name, else the part before the `@`.
    pub name: String,
    /// Personal or shared.
    pub kind: MailboxKind,
    /// Ways to it; never empty for a mailbox that can be read.
    pub routes: Vec<Route>,
    /// Where copies go of what is sent from its address.
    pub sent_policy: SentPolicy,
    /// Index into the fixed set of identity colours.
    pub colour: u8,
}

impl Mailbox {
    /// The mailbox's id.
    #[must_use]
    pub fn id(&self) -> MailboxId {
        MailboxId::of(&self.address)
    }

    /// The route that is read: the first.
    #[must_use]
    pub fn route(&self) -> Option<&Route> {
        self.routes.first()
    }
}
