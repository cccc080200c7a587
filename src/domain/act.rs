//! What a person did to messages and folders, and the server has yet to do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, ActId, FlagChange, FolderId, MailboxId, MessageHeader, MessageKey};

/// One message that an act is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActTarget {
    /// Its UID.
    pub uid: u32,
    /// Its Message-ID without brackets: how it is found again after UIDVALIDITY changed.
    pub message_id: Option<String>,
    /// RFC822.SIZE in octets, by which it is told from another of the same Message-ID. An act of an older
    /// version does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// The beginning of its subject, to name it to the person; empty in an act of an older version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
}

/// Most characters of a subject that an act keeps.
const SUBJECT: usize = 60;

impl ActTarget {
    /// This message.
    #[must_use]
    pub fn of(header: &MessageHeader) -> Self {
        Self {
            uid: header.id.uid,
            message_id: header.message_id.clone(),
            size: Some(header.size),
            subject: header.subject.chars().take(SUBJECT).collect(),
        }
    }

    /// What names it to a person: its subject, else its Message-ID.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.subject.is_empty(), &self.message_id) {
            (true, Some(message_id)) => message_id.clone(),
            _ => self.subject.clone(),
        }
    }
}

/// The messages that an act is about. They lie in one folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActTargets {
    /// The folder they lie in.
    pub folder: FolderId,
    /// The mailbox that it belongs to. An act of an older version does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxId>,
    /// Its UIDVALIDITY when the person acted. UIDs of another validity are never touched.
    pub uid_validity: u32,
    /// The messages.
    pub messages: Vec<ActTarget>,
    /// What the folder they go to was known to hold when a try first began: nothing of that has arrived.
    /// `None` where nothing was known, and in an act of an older version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal_before: Option<Numbered>,
}

/// The numbers that a folder had given out at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// UIDVALIDITY.
    pub uid_validity: u32,
    /// UIDNEXT: all that came later has this number or a higher one (RFC 9051 2.3.1.1).
    pub uid_next: u32,
}

impl Numbered {
    /// Did a message lie in the folder then?
    #[must_use]
    pub fn has(&self, key: &MessageKey) -> bool {
        key.uid_validity == self.uid_validity && key.uid < self.uid_next
    }
}

impl ActTargets {
    /// The messages' keys.
    pub fn keys(&self) -> impl Iterator<Item = MessageKey> + '_ {
        self.uids().map(|uid| MessageKey {
            folder: self.folder.clone(),
            uid_validity: self.uid_validity,
            uid,
        })
    }

    /// The messages' UIDs.
    pub fn uids(&self) -> impl Iterator<Item = u32> + '_ {
        self.messages.iter().map(|m| m.uid)
    }
}

/// What a person did. Acts of one account are carried out in the order in which they were done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Act {
    /// Flags were set or cleared.
    MarkFlags {
        /// On which messages.
        targets: ActTargets,
        /// Which flags.
        change: FlagChange,
    },
    /// Messages were moved to another folder.
    Move {
        /// Which messages.
        targets: ActTargets,
        /// Where to.
        to: FolderId,
    },
    /// Messages were copied to another folder.
    Copy {
        /// Which messages.
        targets: ActTargets,
        /// Where to.
        to: FolderId,
    },
    /// Messages were deleted for good (`\Deleted` and EXPUNGE; moving to Trash is a move).
    Delete {
        /// Which messages.
        targets: ActTargets,
    },
    /// All that lay in a folder was deleted for good. What came later stays.
    EmptyFolder(Contents),
    /// A folder was made.
    CreateFolder {
        /// Its mailbox.
        mailbox: MailboxId,
        /// Its id, by mailbox and path.
        folder: FolderId,
        /// Its path, as [`super::Folder::path`].
        path: String,
    },
    /// A folder was given another name or place in its mailbox, and with it all that lies below.
    RenameFolder {
        /// Its mailbox.
        mailbox: MailboxId,
        /// The folder by the id that it has until the server has done it.
        folder: FolderId,
        /// Its new path.
        path: String,
        /// Its path until then, by which those below it are known. Empty in acts of earlier versions.
        #[serde(default)]
        was: String,
    },
    /// A folder was deleted with what lay in it. If more came meanwhile, it stays.
    DeleteFolder(Contents),
}

/// What lay in a folder when a person acted on all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Its mailbox.
    pub mailbox: MailboxId,
    /// The folder.
    pub folder: FolderId,
    /// Its UIDVALIDITY then; [`MessageKey::NO_VALIDITY`] where nothing of it was ever fetched.
    pub uid_validity: u32,
    /// The highest UID that could have been seen.
    pub up_to: u32,
    /// Messages that were moved out of it before, where the server has yet to do that: should it refuse,
    /// they are still there, and nobody wanted them gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<u32>,
}

impl Act {
    /// The messages it is about, where it names them.
    #[must_use]
    pub fn targets(&self) -> Option<&ActTargets> {
        match self {
            Self::MarkFlags { targets, .. }
            | Self::Move { targets, .. }
            | Self::Copy { targets, .. }
            | Self::Delete { targets } => Some(targets),
            Self::EmptyFolder(_)
            | Self::CreateFolder { .. }
            | Self::RenameFolder { .. }
            | Self::DeleteFolder(_) => None,
        }
    }

    /// The same, to change them.
    pub fn targets_mut(&mut self) -> Option<&mut ActTargets> {
        match self {
            Self::MarkFlags { targets, .. }
            | Self::Move { targets, .. }
            | Self::Copy { targets, .. }
            | Self::Delete { targets } => Some(targets),
            Self::EmptyFolder(_)
            | Self::CreateFolder { .. }
            | Self::RenameFolder { .. }
            | Self::DeleteFolder(_) => None,
        }
    }

    /// The folder that it changes, or whose messages.
    #[must_use]
    pub fn folder(&self) -> &FolderId {
        match self {
            Self::MarkFlags { targets, .. }
            | Self::Move { targets, .. }
            | Self::Copy { targets, .. }
            | Self::Delete { targets } => &targets.folder,
            Self::EmptyFolder(contents) | Self::DeleteFolder(contents) => &contents.folder,
            Self::CreateFolder { folder, .. } | Self::RenameFolder { folder, .. } => folder,
        }
    }

    /// Its mailbox. An act of an older version on messages does not say.
    #[must_use]
    pub fn mailbox(&self) -> Option<&MailboxId> {
        match self {
            Self::MarkFlags { targets, .. }
            | Self::Move { targets, .. }
            | Self::Copy { targets, .. }
            | Self::Delete { targets } => targets.mailbox.as_ref(),
            Self::EmptyFolder(contents) | Self::DeleteFolder(contents) => Some(&contents.mailbox),
            Self::CreateFolder { mailbox, .. } | Self::RenameFolder { mailbox, .. } => {
                Some(mailbox)
            }
        }
    }

    /// What kind it is, in the word in JSON and in the database.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::MarkFlags { .. } => "mark_flags",
            Self::Move { .. } => "move",
            Self::Copy { .. } => "copy",
            Self::Delete { .. } => "delete",
            Self::EmptyFolder(_) => "empty_folder",
            Self::CreateFolder { .. } => "create_folder",
            Self::RenameFolder { .. } => "rename_folder",
            Self::DeleteFolder(_) => "delete_folder",
        }
    }

    /// Where messages were moved or copied to.
    #[must_use]
    pub fn goal(&self) -> Option<&FolderId> {
        match self {
            Self::Move { to, .. } | Self::Copy { to, .. } => Some(to),
            _ => None,
        }
    }

    /// Does it change the tree of folders?
    #[must_use]
    pub fn changes_tree(&self) -> bool {
        matches!(
            self,
            Self::CreateFolder { .. } | Self::RenameFolder { .. } | Self::DeleteFolder(_)
        )
    }

    /// Folders have other ids now.
    pub fn follow(&mut self, renamed: &BTreeMap<FolderId, FolderId>) {
        let follow = |id: &mut FolderId| {
            if let Some(new) = renamed.get(id) {
                *id = new.clone();
            }
        };
        match self {
            Self::MarkFlags { targets, .. } | Self::Delete { targets } => {
                follow(&mut targets.folder);
            }
            Self::Move { targets, to } | Self::Copy { targets, to } => {
                follow(&mut targets.folder);
                follow(to);
            }
            Self::EmptyFolder(contents) | Self::DeleteFolder(contents) => {
                follow(&mut contents.folder);
            }
            Self::CreateFolder { folder, .. } | Self::RenameFolder { folder, .. } => follow(folder),
        }
    }

    /// Does it say what was done with a message, which others see by it?
    #[must_use]
    pub fn is_note(&self) -> bool {
        matches!(self, Self::MarkFlags { change, .. } if change.says_what_was_done())
    }

    /// The same for messages that lie elsewhere in their mailbox by now: by their Message-IDs alone.
    /// `None`: what is not such a note is done where it was meant, or not at all.
    #[must_use]
    pub fn wherever(&self) -> Option<Self> {
        match self {
            Self::MarkFlags { targets, change } if self.is_note() && targets.mailbox.is_some() => {
                let mut targets = targets.clone();
                targets.uid_validity = MessageKey::NO_VALIDITY;
                let change = change.clone();
                Some(Self::MarkFlags { targets, change })
            }
            _ => None,
        }
    }
}

/// How far an act came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActState {
    /// The server was not told yet, or a try ended with a certain failure.
    Waiting,
    /// A try was begun. If nothing more is known (a crash, a cut connection), the server may
    /// have done it.
    Started,
}

impl ActState {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Started => "started",
        }
    }

    /// The state of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Started]
            .into_iter()
            .find(|s| s.word() == word)
    }
}

/// An act that the server has not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAct {
    /// Its id; acts are replayed in the order of their ids.
    pub id: ActId,
    /// The account through which it is replayed.
    pub account: AccountId,
    /// What was done.
    pub act: Act,
    /// How far it came.
    pub state: ActState,
    /// Tries begun.
    pub attempts: u32,
    /// Why the last try failed, in the server's words or ours.
    pub error: Option<String>,
    /// When the person did it.
    pub created_at: Timestamp,
}
