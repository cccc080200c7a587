//! Fetching ahead that a person paused: what is new, and what is opened, comes all the same.

use super::Keeper;
use crate::domain::FolderId;

impl Keeper {
    /// Did a person pause it? What is asked for on demand is fetched in any case.
    pub(super) fn is_paused(&self) -> bool {
        self.resident && self.shared.is_paused(&self.connector.account().id())
    }

    /// The rest of a large folder comes in its turn.
    pub(super) fn goes_on_later(&mut self, folder: FolderId) {
        if !self.is_paused() {
            self.enqueue(folder, true);
        } else if !self.held_back.contains(&folder) {
            self.held_back.push(folder);
        }
    }

    /// Does the rest of this folder wait until a person lets fetching go on?
    pub(super) fn is_held_back(&self, folder: &FolderId) -> bool {
        self.is_paused() && self.held_back.contains(folder)
    }

    /// It was paused, or goes on.
    pub(super) fn heed_pause(&mut self) {
        if self.is_paused() {
            self.ahead.pause();
            return;
        }
        for folder in std::mem::take(&mut self.held_back) {
            self.enqueue(folder, false);
        }
    }
}
