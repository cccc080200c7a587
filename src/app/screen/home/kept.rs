//! What survives a restart: the size of the window, its edges, what was open.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use iced::Size;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::screen::Place;
use crate::app::screen::mail::{Arrangements, Filters, View};
use crate::app::theme::scale;
use crate::domain::{FolderId, MessageKey};

/// Most folders that are folded.
const MOST_FOLDED: usize = 1000;

/// The state of the main window that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Width and height of the window.
    width: f32,
    height: f32,
    /// The width of the tree.
    pub tree: f32,
    /// The width of the list.
    pub list: f32,
    /// Folders whose own are folded away in the tree.
    pub folded: BTreeSet<FolderId>,
    /// The folder that was open.
    pub folder: Option<FolderId>,
    /// The message that was read.
    pub message: Option<MessageKey>,
    /// Which messages the list showed.
    #[serde(rename = "filter")]
    pub filters: Filters,
    /// How folders and views are listed.
    pub arrangements: Arrangements,
    /// In a narrow window: was the reader shown, rather than the list?
    pub reading: bool,
    /// What was shown beside the tree.
    pub page: Page,
    /// Did the window fill the screen?
    pub maximised: bool,
    /// Of the messages that came back until then the person has read in the outbox.
    pub returned_until: Option<Timestamp>,
}

/// What was shown beside the tree. Which folder it was is kept for itself, since it stays open
/// behind the other pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    /// A folder's messages.
    #[default]
    Mail,
    /// Messages of many folders.
    View(View),
    /// Messages on their way.
    Outbox,
    /// Drafts on this computer.
    Drafts,
    /// What is wrong.
    Problems,
    /// Accounts, mailboxes, appearance.
    Settings,
}

impl Page {
    /// The page of a place.
    #[must_use]
    pub fn of(place: &Place) -> Self {
        match place {
            Place::Folder(_) => Self::Mail,
            Place::View(view) => Self::View(*view),
            Place::Outbox => Self::Outbox,
            Place::Drafts => Self::Drafts,
            Place::Problems => Self::Problems,
            Place::Settings => Self::Settings,
        }
    }

    /// The place, where it is another one than a folder.
    #[must_use]
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Mail => None,
            Self::View(view) => Some(Place::View(view)),
            Self::Outbox => Some(Place::Outbox),
            Self::Drafts => Some(Place::Drafts),
            Self::Problems => Some(Place::Problems),
            Self::Settings => Some(Place::Settings),
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            width: 1280.0,
            height: 800.0,
            tree: scale::TREE_WIDTH,
            list: scale::LIST_WIDTH,
            folded: BTreeSet::new(),
            folder: None,
            message: None,
            filters: Filters::default(),
            arrangements: Arrangements::default(),
            reading: false,
            page: Page::Mail,
            maximised: false,
            returned_until: None,
        }
    }
}

impl Kept {
    /// The key under which it is kept.
    pub const KEY: &'static str = "window.main";
    /// How wide the tree may be.
    pub const TREE: RangeInclusive<f32> = 160.0..=420.0;
    /// How wide the list may be.
    pub const LIST: RangeInclusive<f32> = 280.0..=640.0;
    /// The smallest window.
    pub const LEAST: Size = Size::new(640.0, 420.0);

    /// Less leaves too little room for anything.
    const ROOM: Size = Size::new(450.0, 300.0);

    /// The same where all is drawn at this scale: larger letters need no larger screen, as long as there is room for
    /// them.
    #[must_use]
    pub fn least(scale: f32) -> Size {
        let least = Self::LEAST * (1.0 / scale);
        Size::new(
            least.width.max(Self::ROOM.width),
            least.height.max(Self::ROOM.height),
        )
    }

    /// What was kept, if it can be read, within sensible bounds.
    #[must_use]
    pub fn from_value(value: Option<serde_json::Value>) -> Self {
        let kept: Option<Self> = value.and_then(|value| serde_json::from_value(value).ok());
        let mut kept = kept.unwrap_or_default();
        let within = |value: f32, range: RangeInclusive<f32>| {
            if value.is_finite() {
                value.clamp(*range.start(), *range.end())
            } else {
                *range.start()
            }
        };
        kept.width = within(kept.width, Self::LEAST.width..=8000.0);
        kept.height = within(kept.height, Self::LEAST.height..=8000.0);
        kept.tree = within(kept.tree, Self::TREE);
        kept.list = within(kept.list, Self::LIST);
        kept
    }

    /// To be kept.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// What is below this folder is folded away in the tree, or unfolded.
    pub fn fold(&mut self, folder: FolderId) {
        if !self.folded.remove(&folder) && self.folded.len() < MOST_FOLDED {
            self.folded.insert(folder);
        }
    }

    /// The size of the window.
    #[must_use]
    pub fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// The window came to another size. One that fills the screen keeps the size to which it can go
    /// back.
    pub fn measured(&mut self, size: Size, maximised: bool) {
        self.maximised = maximised;
        if !maximised {
            self.set_size(size);
        }
    }

    /// The window has another size now. One that is minimised to nothing has none to keep.
    pub fn set_size(&mut self, size: Size) {
        if size.width >= Self::LEAST.width && size.height >= Self::LEAST.height {
            (self.width, self.height) = (size.width.round(), size.height.round());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_as_it_was() {
        let mut kept = Kept {
            tree: 300.0,
            ..Kept::default()
        };
        kept.set_size(Size::new(900.0, 600.0));
        assert_eq!(Kept::from_value(Some(kept.to_value())), kept);
    }

    #[test]
    fn what_an_earlier_version_kept_is_still_read() {
        let old =
            serde_json::json!({ "width": 900.0, "height": 600.0, "tree": 300.0, "list": 400.0 });
        let kept = Kept::from_value(Some(old));
        assert_eq!((kept.size(), kept.tree), (Size::new(900.0, 600.0), 300.0));
        assert_eq!((kept.page, kept.filters), (Page::Mail, Filters::default()));
        assert!(!kept.maximised && !kept.reading);
    }

    #[test]
    fn a_window_that_fills_the_screen_keeps_the_size_to_go_back_to() {
        let mut kept = Kept::default();
        kept.measured(Size::new(900.0, 600.0), false);
        kept.measured(Size::new(2560.0, 1400.0), true);
        assert_eq!(
            (kept.size(), kept.maximised),
            (Size::new(900.0, 600.0), true)
        );
        assert_eq!(Kept::from_value(Some(kept.to_value())), kept);
    }

    #[test]
    fn nonsense_is_put_right() {
        assert_eq!(Kept::from_value(None), Kept::default());
        assert_eq!(Kept::from_value(Some("x".into())), Kept::default());
        let far = serde_json::json!({ "width": 1e30, "height": -5, "tree": 1, "list": 9999 });
        let kept = Kept::from_value(Some(far));
        assert_eq!(kept.size(), Size::new(8000.0, Kept::LEAST.height));
        assert_eq!((kept.tree, kept.list), (160.0, 640.0));
    }

    #[test]
    fn a_minimised_window_keeps_its_size() {
        let mut kept = Kept::default();
        kept.set_size(Size::new(0.0, 0.0));
        assert_eq!(kept, Kept::default());
    }
}
