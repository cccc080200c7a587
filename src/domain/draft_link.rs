//! How a draft on this computer and its copy in a Drafts folder belong together.

use serde::{Deserialize, Serialize};

use super::{FolderId, MessageKey};

/// By what a copy is known for the state that was seen of it, where its place was lost. Its Message-ID
/// does not tell: Roundcube and Apple Mail keep that of a draft from save to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopyProof {
    /// It was written here, under this tag and as this revision.
    Written {
        /// As [`DraftLink::tag`].
        tag: String,
        /// As [`DraftLink::revision`].
        revision: u32,
    },
    /// It was opened here: the SHA-256 of its bytes, in hexadecimal digits.
    Opened(String),
}

/// The copy of a draft in a Drafts folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteDraft {
    /// Where it lies.
    pub key: MessageKey,
    /// Its Message-ID without brackets, by which it is found again in a folder that was
    /// renumbered; other programs write drafts without one.
    pub message_id: Option<String>,
    /// By what it is known there.
    #[serde(default)]
    pub proof: Option<CopyProof>,
}

/// A copy that was given to the server, or is about to be. It is written down before, so that an
/// APPEND whose answer was lost is looked up and not repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingCopy {
    /// In which folder.
    pub folder: FolderId,
    /// Its Message-ID without brackets.
    pub message_id: String,
    /// Of the draft that it holds, as [`DraftLink::stored`].
    pub digest: String,
}

/// What is known of a draft's copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLink {
    /// Names the draft in all its revisions and on every computer: 32 hexadecimal digits.
    pub tag: String,
    /// Counts its copies.
    pub revision: u32,
    /// The copy that lies in the folder.
    pub copy: Option<RemoteDraft>,
    /// One that may lie there.
    pub pending: Option<PendingCopy>,
    /// Of the draft that the copy holds; as long as it is the same, nothing is to be stored.
    pub stored: Option<String>,
    /// Another program wrote the copy with more than plain text. It is never replaced: only when
    /// the message was accepted does it go.
    #[serde(default)]
    pub keeps_original: bool,
    /// What a person should know of it: a stored problem, no words.
    #[serde(default)]
    pub note: Option<String>,
}

/// A copy whose draft is gone or was stored anew: it is to be removed from its folder, as soon as
/// that can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftCopy {
    /// In which folder.
    pub folder: FolderId,
    /// Where it lies there; `None`: only its Message-ID is known.
    pub key: Option<MessageKey>,
    /// Its Message-ID without brackets.
    pub message_id: Option<String>,
    /// Since when, in seconds since 1970: what cannot be removed for ever is given up.
    pub since: i64,
    /// Another copy took its place: it stays if a colleague is sending it.
    #[serde(default)]
    pub replaced: bool,
    /// Of the draft that was stored anew, as [`DraftLink::tag`].
    #[serde(default)]
    pub tag: Option<String>,
    /// A person threw the draft away: it stays if a colleague is sending it.
    #[serde(default)]
    pub discarded: bool,
    /// By what it is known where its place was lost.
    #[serde(default)]
    pub proof: Option<CopyProof>,
}

impl LeftCopy {
    /// This copy, left at this moment.
    #[must_use]
    pub fn of(copy: RemoteDraft, since: i64) -> Self {
        Self {
            folder: copy.key.folder.clone(),
            key: Some(copy.key),
            message_id: copy.message_id,
            since,
            replaced: false,
            tag: None,
            discarded: false,
            proof: copy.proof,
        }
    }

    /// What may have arrived of this one. Nobody else gave a message its Message-ID.
    #[must_use]
    pub fn of_pending(pending: PendingCopy, since: i64) -> Self {
        Self {
            folder: pending.folder,
            key: None,
            message_id: Some(pending.message_id),
            since,
            replaced: false,
            tag: None,
            discarded: false,
            proof: None,
        }
    }
}

impl DraftLink {
    /// All that may lie in a folder of this draft.
    #[must_use]
    pub fn into_left(self, since: i64) -> Vec<LeftCopy> {
        let copy = self.copy.map(|copy| LeftCopy::of(copy, since));
        let pending = self.pending.map(|p| LeftCopy::of_pending(p, since));
        copy.into_iter().chain(pending).collect()
    }
}
