//! Octets that are fetched a range at a time, so that whoever fetches them does other things between two.

use crate::domain::Section;

/// A message, or a part of one, as far as it was read. Goes from one connection to the next where the
/// first one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piecemeal {
    pub(super) uid: u32,
    pub(super) section: Section,
    pub(super) size: Option<u32>,
    pub(super) max: u64,
    pub(super) octets: Vec<u8>,
}

impl Piecemeal {
    /// Nothing of it yet. `size` is what the server named; above `max` octets it is given up.
    #[must_use]
    pub fn new(uid: u32, section: Section, size: Option<u32>, max: u64) -> Self {
        Self {
            uid,
            section,
            size,
            max,
            octets: Vec::new(),
        }
    }

    /// The message.
    #[must_use]
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// Octets that were read.
    #[must_use]
    pub fn read(&self) -> u64 {
        u64::try_from(self.octets.len()).unwrap_or(u64::MAX)
    }

    /// What was read so far.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Octets that there are, as the server says, which may be wrong.
    #[must_use]
    pub fn expected(&self) -> Option<u64> {
        self.size.map(u64::from)
    }

    /// What was read.
    #[must_use]
    pub fn into_octets(self) -> Vec<u8> {
        self.octets
    }
}
