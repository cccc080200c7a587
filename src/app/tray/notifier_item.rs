//! The icon as a `StatusNotifierItem`, which the desktops of Linux show.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use ksni::blocking::TrayMethods as _;
use ksni::menu::{CheckmarkItem, MenuItem, StandardItem};
use ksni::{Category, OfflineReason, Status, ToolTip};
use tokio::sync::mpsc::UnboundedSender;

use super::{Said, TrayEvent};

/// A desktop without a tray is asked again after this.
const AGAIN: Duration = Duration::from_secs(60);

/// The icon, which a thread of its own shows.
#[derive(Debug)]
pub(super) struct Item {
    say: Sender<Said>,
}

impl Item {
    pub(super) fn show(said: Said, tell: UnboundedSender<TrayEvent>) -> Self {
        let (say, heard) = channel();
        let notifier = Notifier { said, tell };
        let thread = std::thread::Builder::new().name("tray".to_owned());
        if let Err(error) = thread.spawn(move || serve(notifier, &heard)) {
            tracing::warn!(%error, "the tray has no thread");
        }
        Self { say }
    }

    pub(super) fn say(&self, said: Said) {
        let _ = self.say.send(said);
    }

    /// The thread does.
    pub(super) fn ask_again(&self) {}
}

struct Notifier {
    said: Said,
    tell: UnboundedSender<TrayEvent>,
}

impl Notifier {
    fn tell(&self, event: TrayEvent) {
        // The window may be gone already.
        let _ = self.tell.send(event);
    }
}

impl ksni::Tray for Notifier {
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
fn serve(item: Notifier, said: &Receiver<Said>) {
    let (tell, mut newest) = (item.tell.clone(), item.said);
    let shown = loop {
        let item = Notifier {
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
        let _ = shown.update(|item: &mut Notifier| item.said = said);
    }
    shown.shutdown().wait();
}
