//! The icon in the tray of the desktop, where it has one: how much is unread, and the way back to a closed window.
//!
//! On Linux it is a `StatusNotifierItem` over D-Bus (KDE, and GNOME with an extension), on Windows an icon in the
//! notification area, on macOS one in the menu bar.

#[cfg(target_os = "linux")]
mod notifier_item;
#[cfg(any(windows, target_os = "macos", test))]
mod picture;
#[cfg(any(windows, target_os = "macos"))]
mod status_icon;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

#[cfg(target_os = "linux")]
use self::notifier_item::Item;
#[cfg(any(windows, target_os = "macos"))]
use self::status_icon::Item;
use crate::i18n::Texts;

/// What a person chose there, or that there is such a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrayEvent {
    /// The desktop shows it, or no longer.
    There(bool),
    /// The main window shall be seen.
    Show,
    /// A new message shall be begun.
    Write,
    /// All traffic shall stop, or go on.
    Offline(bool),
    /// The program shall end.
    Quit,
}

/// What it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Unread messages.
    pub unread: u32,
    /// Is all traffic stopped?
    pub is_offline: bool,
    /// Its words, in the language of the window.
    pub words: Words,
}

/// The words of its menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    show: String,
    write: String,
    offline: String,
    quit: String,
    unread: String,
}

impl Said {
    /// What it says of so many unread messages.
    #[must_use]
    pub fn new(unread: u32, is_offline: bool, texts: &Texts) -> Self {
        let count = [("count", unread.into())];
        Self {
            unread,
            is_offline,
            words: Words {
                show: texts.say("tray-show"),
                write: texts.say("toolbar-new"),
                offline: texts.say("status-go-offline"),
                quit: texts.say("keys-quit"),
                unread: match unread {
                    0 => String::new(),
                    _ => texts.say_with("tray-unread", &count),
                },
            },
        }
    }
}

/// The icon. It is gone when this is dropped.
#[derive(Debug)]
pub struct Tray {
    item: Item,
}

impl Tray {
    /// Shows it, and tells what is chosen there. Where the desktop has none, nothing is ever told.
    ///
    /// On Windows and macOS this has to be the thread of the windows, as soon as it turns their events over.
    #[must_use]
    pub fn show(said: Said) -> (Self, UnboundedReceiver<TrayEvent>) {
        let (tell, events) = unbounded_channel();
        let item = Item::show(said, tell);
        (Self { item }, events)
    }

    /// Says something else.
    pub fn say(&mut self, said: Said) {
        self.item.say(said);
    }

    /// Asks a desktop that had no place for it again, after a while.
    pub fn ask_again(&mut self) {
        self.item.ask_again();
    }
}
