//! What a person did, as it can be taken back for a while.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AccountId, Act, MessageKey};

/// What was done at once: one command of a person. By the microsecond in which it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub i64);

impl StepId {
    /// A step that begins now.
    #[must_use]
    pub fn begin() -> Self {
        Self(Timestamp::now().as_microsecond())
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A step that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoStep {
    /// Which.
    pub id: StepId,
    /// When it was done.
    pub done_at: Timestamp,
    /// What was done, in its order.
    pub acts: Vec<StepAct>,
}

/// One act of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepAct {
    /// Through which account.
    pub account: AccountId,
    /// What. A mark names the messages that it changed, and no others; a folder has the id that it has now.
    pub act: Act,
    /// Where messages that were moved, or their copies, are now, as far as the server has told; of a mark, where
    /// those are that are away while a later step that was taken back waits for the server.
    pub places: BTreeMap<MessageKey, MessageKey>,
    /// The path of a folder before it was renamed, or of an empty one that was deleted before any server had
    /// made it; [`Self::FOR_ME`] of a mark that no server heard of.
    pub was: Option<String>,
}

impl StepAct {
    /// Somebody else had marked these messages as read before, and only what was kept for this person
    /// changed.
    pub const FOR_ME: &str = "for-me";

    /// Is it such a mark?
    #[must_use]
    pub fn is_for_me(&self) -> bool {
        matches!(self.act, Act::MarkFlags { .. }) && self.was.as_deref() == Some(Self::FOR_ME)
    }
}

/// So many steps can be taken back.
pub const MOST_STEPS: usize = 50;

/// Most acts that are remembered for it: of the older steps there are fewer where they were large.
pub const MOST_STEP_ACTS: u32 = 100;

/// For so long.
pub const STEPS_FOR: SignedDuration = SignedDuration::from_hours(24);
