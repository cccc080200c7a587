//! A message as a list shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Flags, FolderRole, MailboxId, MessageKey, NamedAddress, SystemFlag};

/// Who a message is from and to, as its header says; text from outside.
///
/// A field that is missing where it is read is empty: the cache keeps `{}` where no header
/// was read yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Participants {
    /// `From`
    pub from: Vec<NamedAddress>,
    /// `Sender`, where it differs from `From`
    pub sender: Option<NamedAddress>,
    /// `Reply-To`
    pub reply_to: Vec<NamedAddress>,
    /// `To`
    pub to: Vec<NamedAddress>,
    /// `Cc`
    pub cc: Vec<NamedAddress>,
    /// `Bcc`, in drafts and copies of one's own
    pub bcc: Vec<NamedAddress>,
}

impl Participants {
    /// Is this the address of one of them?
    #[must_use]
    pub fn include(&self, address: &str) -> bool {
        let lists = [&self.from, &self.reply_to, &self.to, &self.cc, &self.bcc];
        let all = lists.into_iter().flatten().chain(&self.sender);
        all.into_iter()
            .any(|one| one.address.eq_ignore_ascii_case(address))
    }
}

/// The header field with which the copy in a team's Sent folder names the member who pressed Send.
/// It is put in front of the copy when that is filed; the message that leaves never has it.
pub const SENT_BY_FIELD: &str = "X-Postroom-Sent-By";

/// Which member of a team sent a message, as its copy in the team's Sent folder says.
///
/// The word of a colleague's program, for the team's eyes, and no proof. In JSON: who, or null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<NamedAddress>", into = "Option<NamedAddress>")]
pub enum SentBy {
    /// It does not lie in the Sent folder of a shared mailbox, so that nothing is believed.
    #[default]
    NotAsked,
    /// The copy names nobody: the server filed it, another program, or somebody who wants no name.
    Unknown,
    /// This member, in the copy's words.
    Member(NamedAddress),
}

impl SentBy {
    /// The member, where one is named.
    #[must_use]
    pub fn member(&self) -> Option<&NamedAddress> {
        match self {
            Self::Member(member) => Some(member),
            Self::NotAsked | Self::Unknown => None,
        }
    }
}

impl From<Option<NamedAddress>> for SentBy {
    fn from(member: Option<NamedAddress>) -> Self {
        member.map_or(Self::Unknown, Self::Member)
    }
}

impl From<SentBy> for Option<NamedAddress> {
    fn from(sent_by: SentBy) -> Self {
        sent_by.member().cloned()
    }
}

/// By what a message may be joined to a conversation where it names no other message: the words of
/// its subject, and the people between whom it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BySubject {
    /// Both in one number, the same for all messages of a mailbox that share them: 64 bits of a hash.
    pub key: u64,
    /// Does the subject say that it answers something?
    pub answers: bool,
}

/// What is known of a message without its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageHeader {
    /// Where it lies.
    pub id: MessageKey,
    /// The mailbox of that folder.
    pub mailbox: MailboxId,
    /// The folder's path, as [`super::Folder::path`].
    pub folder: String,
    /// Its `Message-ID` without angle brackets, where it has one.
    pub message_id: Option<String>,
    /// The `Message-ID`s it answers, without brackets.
    pub in_reply_to: Vec<String>,
    /// Its `References`, oldest first, without brackets; at most 100.
    pub references: Vec<String>,
    /// Who.
    pub participants: Participants,
    /// Which member sent it, in the Sent folder of a shared mailbox.
    pub sent_by: SentBy,
    /// The decoded subject, at most 998 characters.
    pub subject: String,
    /// INTERNALDATE: when the server took it in.
    pub date: Timestamp,
    /// `Date`, as the sender claims.
    pub date_header: Option<Timestamp>,
    /// Flags.
    pub flags: Flags,
    /// It bears `\Seen`, and this person has not looked at it: somebody else did.
    #[serde(default)]
    pub unread_for_me: bool,
    /// The role of the folder that it lies in.
    #[serde(default)]
    pub role: FolderRole,
    /// RFC822.SIZE in octets; some servers estimate.
    pub size: u32,
    /// Does its structure name an attachment?
    pub has_attachment: bool,
    /// Does nobody wait for an answer to it: a report, a newsletter, an alarm of a machine?
    #[serde(default)]
    pub is_automatic: bool,
    /// The first words of its text, at most 200 characters; empty until the text was fetched.
    pub preview: String,
    /// The conversation it belongs to: the `Message-ID` of the root as far as known.
    pub thread_id: String,
}

impl MessageHeader {
    /// Does somebody wait for an answer that nobody gave?
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        !self.is_automatic && !self.flags.has(SystemFlag::Answered)
    }
}
