//! A message that is being written.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{DraftId, MailboxId, MessageKey, Mode, NamedAddress, SendRightKey};

/// What the person is doing with the message they started from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Answering its author.
    Reply,
    /// Answering everyone.
    ReplyAll,
    /// Passing it on.
    Forward,
}

/// The message a draft started from. It refers to Message-IDs, so it outlives the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// What is done with it.
    pub intent: Intent,
    /// Where it lay.
    pub to: MessageKey,
    /// In which mailbox.
    pub mailbox: MailboxId,
    /// Its Message-ID without brackets.
    pub message_id: Option<String>,
    /// Its `References`, oldest first, without brackets.
    pub references: Vec<String>,
    /// Was it marked as answered when this one was begun?
    #[serde(default)]
    pub was_answered: bool,
    /// Message-IDs of the answers to it that were known then. At most [`Reply::MAX_KNOWN`].
    #[serde(default)]
    pub known_answers: Vec<String>,
}

impl Reply {
    /// Most answers that are remembered.
    pub const MAX_KNOWN: usize = 100;
}

/// Where drafts are kept beside this computer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DraftsPolicy {
    /// In the Drafts folder of the mailbox whose address is used.
    #[default]
    Shared,
    /// In the member's own Drafts folder.
    Mine,
    /// On this computer only.
    Local,
}

impl DraftsPolicy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Shared, Self::Mine, Self::Local];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Mine => "mine",
            Self::Local => "local",
        }
    }

    /// The policy of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// What the text of a message is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// Plain text, which leaves as it stands.
    #[default]
    Plain,
    /// Formatted with the marks of Markdown; it leaves as HTML, with a text beside it.
    Formatted,
}

impl TextFormat {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Formatted];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Formatted => "formatted",
        }
    }

    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// A file to go along. The bytes are taken when it is attached, so a later change of the file
/// does not change the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name without a path.
    pub name: String,
    /// Media type, `application/octet-stream` where unknown.
    pub media_type: String,
    /// The content.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
    /// A picture that was put into the text, or the layout of a message that is passed on: it goes along as long as the
    /// text shows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_text: bool,
}

impl Attachment {
    /// Is it a picture that programs for mail show? (SVG, which they do not, is none.)
    #[must_use]
    pub fn is_picture(&self) -> bool {
        let known = ["image/png", "image/jpeg", "image/gif", "image/webp"];
        known
            .iter()
            .any(|one| self.media_type.eq_ignore_ascii_case(one))
    }

    /// Is it the layout of a message that is passed on in the text? (A whole message that is attached to it is none.)
    #[must_use]
    pub fn is_layout(&self) -> bool {
        self.in_text && self.media_type.eq_ignore_ascii_case("message/rfc822")
    }
}

/// A message that is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The identity chosen: account, address, mode. `None` until one is.
    pub from: Option<SendRightKey>,
    /// To
    pub to: Vec<NamedAddress>,
    /// Cc
    pub cc: Vec<NamedAddress>,
    /// Bcc
    pub bcc: Vec<NamedAddress>,
    /// Subject
    pub subject: String,
    /// The text as it was typed, lines ended by `\n`.
    pub body: String,
    /// What it is. Plain text says nothing of itself, so that what was kept before stays the same.
    #[serde(default, skip_serializing_if = "TextFormat::is_plain")]
    pub format: TextFormat,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What it answers or passes on.
    pub reply: Option<Reply>,
    /// Does the person want to hear that it arrived?
    #[serde(default)]
    pub receipt: bool,
}

/// A draft on this computer as whoever writes on it knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftAt {
    /// Which.
    pub id: DraftId,
    /// When it was saved last, as far as its writer knows; `None`: in whatever state it is.
    pub saved: Option<Timestamp>,
}

impl From<DraftId> for DraftAt {
    fn from(id: DraftId) -> Self {
        Self { id, saved: None }
    }
}

/// Why a draft cannot be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// No identity was chosen.
    #[error("no From address is chosen")]
    NoFrom,
    /// To, Cc and Bcc are empty.
    #[error("there is no recipient")]
    NoRecipient,
    /// One of the recipients is no address.
    #[error(transparent)]
    Address(#[from] super::AddressError),
    /// More recipients than any server takes in one message.
    #[error("{0} recipients are more than the {max} that one message may have", max = Draft::MAX_RECIPIENTS)]
    TooManyRecipients(usize),
    /// Larger than what is sent.
    #[error("the attachments are larger than {max} MiB together", max = Draft::MAX_ATTACHED / 1024 / 1024)]
    TooLarge,
}

impl Draft {
    /// Most recipients of one message.
    pub const MAX_RECIPIENTS: usize = 1000;
    /// Most bytes of attachments, before encoding.
    pub const MAX_ATTACHED: usize = 100 * 1024 * 1024;

    /// Everybody who is to get it.
    pub fn recipients(&self) -> impl Iterator<Item = &NamedAddress> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }

    /// The picture with this name and its place among the files. What is no picture is not shown in a text.
    #[must_use]
    pub fn picture(&self, name: &str) -> Option<(usize, &Attachment)> {
        let mut files = self.attachments.iter().enumerate();
        files.find(|(_, file)| file.name == name && file.is_picture())
    }

    /// The layout with this name and its place among the files.
    #[must_use]
    pub fn layout(&self, name: &str) -> Option<(usize, &Attachment)> {
        let mut files = self.attachments.iter().enumerate();
        files.find(|(_, file)| file.name == name && file.is_layout())
    }

    /// SHA-256, in hexadecimal digits, of all that it says: words, people, files, and what it answers,
    /// but nothing of what is known of others' answers.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = Self {
            attachments: Vec::new(),
            ..self.clone()
        };
        let mut hash = Sha256::new();
        for file in &self.attachments {
            hash.update(file.name.as_bytes());
            hash.update([0]);
            hash.update(file.media_type.as_bytes());
            hash.update([0]);
            hash.update(Sha256::digest(&file.bytes));
        }
        if let Some(reply) = &mut text.reply {
            reply.known_answers.clear();
            reply.was_answered = false;
        }
        // There is nothing in a draft that JSON could not hold.
        hash.update(serde_json::to_vec(&text).unwrap_or_default());
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Can it be sent as it stands? Whether it *may* be is asked of [`crate::permission`].
    ///
    /// # Errors
    /// The first [`DraftError`] found.
    pub fn check(&self) -> Result<(), DraftError> {
        if self.from.is_none() {
            return Err(DraftError::NoFrom);
        }
        let count = self.recipients().count();
        if count == 0 {
            return Err(DraftError::NoRecipient);
        }
        if count > Self::MAX_RECIPIENTS {
            return Err(DraftError::TooManyRecipients(count));
        }
        for recipient in self.recipients() {
            recipient.checked()?;
        }
        if self
            .attachments
            .iter()
            .map(|a| a.bytes.len())
            .sum::<usize>()
            > Self::MAX_ATTACHED
        {
            return Err(DraftError::TooLarge);
        }
        Ok(())
    }

    /// The mode chosen.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        self.from.as_ref().map(|f| f.mode)
    }

    /// Nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recipients().next().is_none()
            && self.subject.is_empty()
            && self.body.trim().is_empty()
            && self.attachments.is_empty()
    }
}

/// Bytes as base64 text in JSON.
mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}
