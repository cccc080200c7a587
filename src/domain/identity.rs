//! Identities: which address may be used by which account, in which way, and how we know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, DraftsPolicy, EmailAddress, MailboxId, NamedAddress, SentPolicy};

/// How a message claims an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The account's own address.
    Own,
    /// `From: shared`, no `Sender`, envelope from the shared address.
    SendAs,
    /// `From: shared`, `Sender: member` (RFC 5322 3.6.2), envelope from the member.
    OnBehalf,
}

impl Mode {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::SendAs => "send_as",
            Self::OnBehalf => "on_behalf",
        }
    }

    /// The mode of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Own, Self::SendAs, Self::OnBehalf]
            .into_iter()
            .find(|m| m.word() == word)
    }
}

/// May this account use this address in this mode?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SendRight {
    /// Yes, by evidence.
    #[serde(rename = "yes")]
    Allowed,
    /// No, by evidence.
    #[serde(rename = "no")]
    Refused,
    /// Nothing proves either.
    #[serde(rename = "untested")]
    Untested,
}

impl SendRight {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "yes",
            Self::Refused => "no",
            Self::Untested => "untested",
        }
    }

    /// The right of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Allowed, Self::Refused, Self::Untested]
            .into_iter()
            .find(|r| r.word() == word)
    }
}

/// Where a piece of evidence comes from. How the sources are weighed: [`crate::permission::send_right`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// It is the account's own address.
    OwnAddress,
    /// The organisation's deployment file says so.
    Deployment,
    /// A person said so.
    Person,
    /// The envelope (MAIL FROM, RCPT TO), by a probe or at the start of a real message. It can
    /// prove a refusal; that it passed proves nothing, since Exchange decides only after DATA.
    Probe,
    /// A whole message was handed over, and taken or refused.
    Sent,
    /// A message that was taken came back, refused by a server behind the first. It can only prove
    /// a refusal.
    Bounce,
}

impl EvidenceSource {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OwnAddress => "own_address",
            Self::Deployment => "deployment",
            Self::Person => "person",
            Self::Probe => "probe",
            Self::Sent => "sent",
            Self::Bounce => "bounce",
        }
    }

    /// The source of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::OwnAddress,
            Self::Deployment,
            Self::Person,
            Self::Probe,
            Self::Sent,
            Self::Bounce,
        ]
        .into_iter()
        .find(|s| s.word() == word)
    }

    /// Is it the server that spoke, rather than a person or a file?
    #[must_use]
    pub fn is_server(self) -> bool {
        matches!(self, Self::Probe | Self::Sent | Self::Bounce)
    }
}

/// What a send right rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it says.
    pub right: SendRight,
    /// Where it comes from.
    pub source: EvidenceSource,
    /// When.
    pub at: Timestamp,
    /// The server's own words, as plain text, at most 500 characters.
    pub words: Option<String>,
}

/// What a send right is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SendRightKey {
    /// The account that submits.
    pub account: AccountId,
    /// The address it claims.
    pub address: EmailAddress,
    /// In which way.
    pub mode: Mode,
}

/// Where a copy is to go, and whether it will get there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyPlace {
    /// The name of the mailbox.
    pub mailbox: String,
    /// Its Sent folder, as a path; `None` where there is none, or none is known yet.
    pub folder: Option<String>,
    /// What is known to stand in the way.
    pub hindrance: Option<CopyHindrance>,
}

/// Why a copy will wait in the outbox instead of being filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyHindrance {
    /// The member may not put messages into the folder.
    NoRight,
    /// The mailbox has no Sent folder.
    NoFolder,
}

/// One entry of the From list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Account, address, mode.
    pub key: SendRightKey,
    /// What recipients see as the author: display name and address.
    pub from: NamedAddress,
    /// What stands in `Sender`, for on behalf.
    pub sender: Option<NamedAddress>,
    /// May it be used?
    pub right: SendRight,
    /// What that rests on; `None` while nothing is known.
    pub evidence: Option<Evidence>,
    /// The mailbox with this address, where one can be read.
    pub mailbox: Option<MailboxId>,
    /// Where copies go.
    pub sent_policy: SentPolicy,
    /// The folders of that policy in words (`Support / Sent`), empty when the server files them.
    pub sent_folder: String,
    /// The same places one by one, each with what stands in a copy's way there.
    #[serde(default)]
    pub copies: Vec<CopyPlace>,
    /// What stands under its messages.
    #[serde(default)]
    pub signature: Option<String>,
    /// Where answers shall go, if not to its address.
    #[serde(default)]
    pub reply_to: Option<EmailAddress>,
    /// Where drafts of its messages are kept.
    #[serde(default)]
    pub drafts: DraftsPolicy,
    /// Does the copy in the mailbox's Sent folder name the member who pressed Send?
    #[serde(default)]
    pub name_sender: bool,
    /// Index into the fixed set of identity colours.
    pub colour: u8,
}
