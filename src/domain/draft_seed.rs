//! What names a draft in all copies of a profile.

/// From this grow the Message-IDs of what is sent of a draft. It is kept with the draft and copied
/// with the profile: whoever sends the draft there sends it under a Message-ID that can be told here,
/// also if it was never stored in a Drafts folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSeed {
    /// A random word. It never leaves this computer but with the profile.
    pub word: String,
    /// How often it was taken back out of the outbox. What is sent after that is another message.
    pub taken_back: u32,
}
