//! The icon in the tray of the desktop, where it has one: how much is unread, and the way back to a closed window.
//!
//! Linux only (`StatusNotifierItem` over D-Bus: KDE, and GNOME with an extension). On Windows and macOS an icon needs
//! the thread and the events of the window system, which iced keeps to itself.

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

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
    #[cfg(target_os = "linux")]
    say: std::sync::mpsc::Sender<Said>,
}

#[cfg(target_os = "linux")]
mod item {
    use std::sync::mpsc::{Receiver, RecvTimeoutError};
    use std::time::Duration;

    use ksni::blocking::TrayMethods as _;
    use ksni::menu::{CheckmarkItem, MenuItem, StandardItem};
    use ksni::{Category, OfflineReason, Status, ToolTip};
    use tokio::sync::mpsc::UnboundedSender;

    use super::{Said, TrayEvent};

    /// A desktop without a tray is asked again after this.
    const AGAIN: Duration = Duration::from_secs(60);

    pub(super) struct Item {
        pub(super) said: Said,
        pub(super) tell: UnboundedSender<TrayEvent>,
    }

    impl Item {
        fn tell(&self, event: TrayEvent) {
            // The window may be gone already.
            let _ = self.tell.send(event);
        }
    }

    impl ksni::Tray for Item {
        fn id(&self) -> String {
            "postroom".to_owned()
        }

        fn title(&self) -> String {
            "Postroom".to_owned()
        }

        fn category(&self) -> Category {
            Category::Communications
        }

        fn status(&self) -> Status {
            Status::Active
        }

        /// Names that every theme of icons has (freedesktop's Icon Naming Specification).
        fn icon_name(&self) -> String {
            let name = match self.said.unread {
                0 => "mail-read",
                _ => "mail-unread",
            };
            name.to_owned()
        }

        fn tool_tip(&self) -> ToolTip {
            ToolTip {
                title: self.title(),
                description: self.said.words.unread.clone(),
                ..ToolTip::default()
            }
        }

        fn activate(&mut self, _x: i32, _y: i32) {
            self.tell(TrayEvent::Show);
        }

        fn menu(&self) -> Vec<MenuItem<Self>> {
            let words = &self.said.words;
            let entry = |label: &str, event: TrayEvent| {
                let entry = StandardItem {
                    label: label.to_owned(),
                    activate: Box::new(move |item: &mut Self| item.tell(event.clone())),
                    ..StandardItem::default()
                };
                entry.into()
            };
            let offline = CheckmarkItem {
                label: words.offline.clone(),
                checked: self.said.is_offline,
                activate: Box::new(|item: &mut Self| {
                    item.tell(TrayEvent::Offline(!item.said.is_offline));
                }),
                ..CheckmarkItem::default()
            };
            vec![
                entry(&words.show, TrayEvent::Show),
                entry(&words.write, TrayEvent::Write),
                offline.into(),
                MenuItem::Separator,
                entry(&words.quit, TrayEvent::Quit),
            ]
        }

        fn watcher_online(&self) {
            self.tell(TrayEvent::There(true));
        }

        fn watcher_offline(&self, _reason: OfflineReason) -> bool {
            self.tell(TrayEvent::There(false));
            // The desktop may come back.
            true
        }
    }

    /// Shows it until nobody says anything to it any more. All of it waits for D-Bus, and never a window for it.
    pub(super) fn serve(item: Item, said: &Receiver<Said>) {
        let (tell, mut newest) = (item.tell.clone(), item.said);
        let shown = loop {
            let item = Item {
                said: newest.clone(),
                tell: tell.clone(),
            };
            match item.spawn() {
                Ok(shown) => break shown,
                // The desktop may be at its start, too.
                Err(ksni::Error::Watcher(_) | ksni::Error::WontShow) => {
                    match said.recv_timeout(AGAIN) {
                        Ok(newer) => newest = newer,
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "the desktop has no tray");
                    return;
                }
            }
        };
        let _ = tell.send(TrayEvent::There(true));
        while let Ok(said) = said.recv() {
            let _ = shown.update(|item: &mut Item| item.said = said);
        }
        shown.shutdown().wait();
    }
}

impl Tray {
    /// Shows it, and tells what is chosen there. Where the desktop has none, nothing is ever told.
    #[cfg(target_os = "linux")]
    #[must_use]
    pub fn show(said: Said) -> (Self, UnboundedReceiver<TrayEvent>) {
        let (say, heard) = std::sync::mpsc::channel();
        let (tell, events) = unbounded_channel();
        let item = item::Item { said, tell };
        let thread = std::thread::Builder::new().name("tray".to_owned());
        if let Err(error) = thread.spawn(move || item::serve(item, &heard)) {
            tracing::warn!(%error, "the tray has no thread");
        }
        (Self { say }, events)
    }

    /// There is none.
    #[cfg(not(target_os = "linux"))]
    #[must_use]
    pub fn show(_said: Said) -> (Self, UnboundedReceiver<TrayEvent>) {
        (Self {}, unbounded_channel().1)
    }

    /// Says something else.
    #[cfg_attr(not(target_os = "linux"), allow(clippy::unused_self))]
    pub fn say(&self, said: Said) {
        #[cfg(target_os = "linux")]
        let _ = self.say.send(said);
        #[cfg(not(target_os = "linux"))]
        drop(said);
    }
}
