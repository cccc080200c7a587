//! A folder: one IMAP mailbox.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, FolderId, MailboxId, Rights, RightsSource};

/// What a folder is for (RFC 6154).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum FolderRole {
    /// The Inbox.
    Inbox,
    /// Drafts.
    Drafts,
    /// Copies of what was sent.
    Sent,
    /// The archive.
    Archive,
    /// Junk.
    Junk,
    /// Trash.
    Trash,
    /// Any other.
    #[default]
    Other,
}

impl FolderRole {
    /// The roles of which a mailbox has at most one folder, in the order of the tree.
    pub const SPECIAL: [Self; 6] = [
        Self::Inbox,
        Self::Drafts,
        Self::Sent,
        Self::Archive,
        Self::Junk,
        Self::Trash,
    ];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Drafts => "drafts",
            Self::Sent => "sent",
            Self::Archive => "archive",
            Self::Junk => "junk",
            Self::Trash => "trash",
            Self::Other => "other",
        }
    }
}

/// How we know a folder's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleSource {
    /// A person or the deployment file said so.
    Confirmed,
    /// The server's SPECIAL-USE attribute (RFC 6154), or INBOX by its reserved name.
    Server,
    /// Its name is one that people and clients use for that role. A proposal.
    Name,
    /// It has no role.
    None,
}

/// What is known of a folder's readability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "words")]
pub enum FolderState {
    /// It can be opened, as far as we know.
    Readable,
    /// It only holds other folders (`\Noselect`).
    Container,
    /// It was made here, and the server has yet to hear of it.
    Planned,
    /// The server refused to open it, with these words. The rest of the mailbox is not affected.
    Refused(String),
    /// A whole listing does not name it any more, beside others of a mailbox that several people use: it was
    /// deleted, renamed or closed, which looks the same, and is looked at again. What is held can be read, and
    /// nothing is done to it.
    Absent,
    /// The access to its whole mailbox seems to be lost, which is looked at again. What is held can be
    /// read, and nothing is done to it.
    InDoubt(Doubt),
    /// The access to its mailbox is lost. What is held was kept, since a person wanted that.
    Lost,
}

/// Why the access to a mailbox is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The server names none of its folders any more.
    Unlisted,
    /// The server lets none of its folders be read any more, by its list of rights.
    NoRight,
    /// The server refused to open any of its folders.
    Refused,
}

/// One folder of a mailbox, with what was last known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Its id: [`FolderId::of`] the mailbox and path.
    pub id: FolderId,
    /// The mailbox it belongs to.
    pub mailbox: MailboxId,
    /// Names from the mailbox's root down, decoded, joined with `/`; `INBOX` for the Inbox.
    /// A `/` inside a name (servers with another delimiter) is written `\/`.
    pub path: String,
    /// The account whose route is read.
    pub account: AccountId,
    /// The name on that account's server, as it goes onto the wire (modified UTF-7 or UTF-8, not quoted).
    pub wire_name: String,
    /// What it is for.
    pub role: FolderRole,
    /// How we know.
    pub role_source: RoleSource,
    /// Can it be opened?
    pub state: FolderState,
    /// What the account may do there.
    pub rights: Rights,
    /// Where the rights are known from.
    pub rights_source: RightsSource,
    /// When they were read.
    pub rights_checked_at: Option<Timestamp>,
    /// UIDVALIDITY of what the cache holds; 0 before the first sync.
    pub uid_validity: u32,
    /// Messages in the cache.
    pub total: u32,
    /// Of them, without `\Seen`.
    pub unread: u32,
    /// Of them, without `\Answered`.
    pub unanswered: u32,
    /// Of them, with `\Flagged`.
    pub flagged: u32,
}

impl Folder {
    /// Does the other one, of the same mailbox and path, lie elsewhere: with another account, or
    /// under another name on the server? Then nothing that is known of this one holds for it.
    #[must_use]
    pub fn leads_elsewhere(&self, other: &Self) -> bool {
        self.account != other.account || self.wire_name != other.wire_name
    }

    /// The last part of the path, for the screen.
    #[must_use]
    pub fn name(&self) -> String {
        let (_, name) = super::folder_tree::split(&self.path);
        name.replace("\\/", "/")
    }
}
