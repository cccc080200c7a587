//! The icon in the notification area of Windows, and in the menu bar of macOS.
//!
//! Both know it by a window or a view, whose thread has to be the one that turns the events of windows over: it is made,
//! changed and dropped there, and what is chosen comes back over a channel.

use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tray_icon::menu::{CheckMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tray_icon::{Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};

use super::{Said, TrayEvent, Words, picture};

/// A desktop without a tray is asked again after this.
const AGAIN: Duration = Duration::from_secs(60);

/// What the entries of the menu are called in its events.
const SHOW: &str = "show";
const WRITE: &str = "write";
const OFFLINE: &str = "offline";
const QUIT: &str = "quit";

/// Why there is no icon.
#[derive(Debug, thiserror::Error)]
enum TrayError {
    #[error("its picture: {0}")]
    Picture(#[from] image::ImageError),
    #[error("its picture: {0}")]
    Icon(#[from] tray_icon::BadIcon),
    #[error("its menu: {0}")]
    Menu(#[from] tray_icon::menu::Error),
    #[error(transparent)]
    Tray(#[from] tray_icon::Error),
    #[error("this is not the thread of the windows")]
    Thread,
}

/// Who hears what is chosen. The handlers of the crate can be set once in a process only, and the icon may come and go.
struct Listener {
    tell: UnboundedSender<TrayEvent>,
    is_offline: bool,
}

static LISTENER: Mutex<Option<Listener>> = Mutex::new(None);

fn with_listener(then: impl FnOnce(&mut Option<Listener>)) {
    then(&mut LISTENER.lock().unwrap_or_else(PoisonError::into_inner));
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        MenuEvent::set_event_handler(Some(|event: MenuEvent| {
            tell(|is_offline| chosen(event.id().as_ref(), is_offline));
        }));
        TrayIconEvent::set_event_handler(Some(|event: TrayIconEvent| tell(|_| clicked(&event))));
    });
}

/// Tells the listener what this makes of whether all traffic is stopped.
fn tell(of: impl FnOnce(bool) -> Option<TrayEvent>) {
    with_listener(|listener| {
        if let Some(listener) = listener
            && let Some(event) = of(listener.is_offline)
        {
            // The window may be gone already.
            let _ = listener.tell.send(event);
        }
    });
}

/// What an entry of the menu asks for.
fn chosen(entry: &str, is_offline: bool) -> Option<TrayEvent> {
    match entry {
        SHOW => Some(TrayEvent::Show),
        WRITE => Some(TrayEvent::Write),
        OFFLINE => Some(TrayEvent::Offline(!is_offline)),
        QUIT => Some(TrayEvent::Quit),
        _ => None,
    }
}

/// What a click on the icon asks for. The right button opens the menu by itself.
fn clicked(event: &TrayIconEvent) -> Option<TrayEvent> {
    match event {
        TrayIconEvent::Click {
            button: MouseButton::Left,
            button_state: MouseButtonState::Up,
            ..
        } => Some(TrayEvent::Show),
        _ => None,
    }
}

/// A word in a menu, where `&` marks the key of an entry.
fn entry(word: &str) -> String {
    word.replace('&', "&&")
}

/// What stands beside the mouse.
fn tooltip(said: &Said) -> String {
    if said.words.unread.is_empty() {
        "Postroom".to_owned()
    } else {
        format!("Postroom – {}", said.words.unread)
    }
}

fn icon(said: &Said) -> Result<Icon, TrayError> {
    let pixels = picture::of(said.unread > 0)?;
    Ok(Icon::from_rgba(pixels.rgba, pixels.width, pixels.height)?)
}

#[cfg(windows)]
fn pictured(builder: TrayIconBuilder, icon: Icon) -> TrayIconBuilder {
    builder.with_icon(icon)
}

/// The menu bar colours it.
#[cfg(target_os = "macos")]
fn pictured(builder: TrayIconBuilder, icon: Icon) -> TrayIconBuilder {
    builder.with_icon_templated(icon)
}

#[cfg(windows)]
fn picture_anew(shown: &TrayIcon, icon: Icon) -> tray_icon::Result<()> {
    shown.set_icon(Some(icon))
}

#[cfg(target_os = "macos")]
fn picture_anew(shown: &TrayIcon, icon: Icon) -> tray_icon::Result<()> {
    shown.set_icon_templated(Some(icon))
}

/// The icon, or the wish for one.
#[derive(Debug)]
pub(super) struct Item {
    shown: Option<Shown>,
    said: Said,
    tell: UnboundedSender<TrayEvent>,
    /// The desktop shows it, as it said when it was asked last.
    is_there: Option<bool>,
    asked: Instant,
}

impl Item {
    pub(super) fn show(said: Said, tell: UnboundedSender<TrayEvent>) -> Self {
        listen();
        with_listener(|listener| {
            *listener = Some(Listener {
                tell: tell.clone(),
                is_offline: said.is_offline,
            });
        });
        let mut item = Self {
            shown: None,
            said,
            tell,
            is_there: None,
            asked: Instant::now(),
        };
        item.attempt(None);
        item
    }

    pub(super) fn say(&mut self, said: Said) {
        with_listener(|listener| {
            if let Some(listener) = listener {
                listener.is_offline = said.is_offline;
            }
        });
        let before = std::mem::replace(&mut self.said, said);
        // What was refused is said whole.
        let before = self.is_there.unwrap_or(false).then_some(&before);
        self.attempt(before);
    }

    pub(super) fn ask_again(&mut self) {
        if self.is_there != Some(true) && self.asked.elapsed() > AGAIN {
            self.attempt(None);
        }
    }

    /// Shows what is said, and tells whether it can be seen.
    fn attempt(&mut self, before: Option<&Said>) {
        self.asked = Instant::now();
        let put = self.put(before);
        let was_there = self.is_there.replace(put.is_ok());
        if let Err(error) = &put
            && was_there != Some(false)
        {
            tracing::warn!(%error, "the desktop shows no icon in its tray");
        }
        if put.is_ok() != was_there.unwrap_or(false) {
            let _ = self.tell.send(TrayEvent::There(put.is_ok()));
        }
    }

    fn put(&mut self, before: Option<&Said>) -> Result<(), TrayError> {
        let shown = match &mut self.shown {
            Some(shown) => shown,
            none => none.insert(Shown::new(&self.said)?),
        };
        shown.say(&self.said, before)
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        with_listener(|listener| *listener = None);
    }
}

/// The icon with its menu.
struct Shown {
    icon: TrayIcon,
    show: MenuItem,
    write: MenuItem,
    offline: CheckMenuItem,
    quit: MenuItem,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

impl Shown {
    fn new(said: &Said) -> Result<Self, TrayError> {
        // AppKit knows menus on the first thread only, and muda 0.21 panics on another one.
        if cfg!(target_os = "macos") && std::thread::current().name() != Some("main") {
            return Err(TrayError::Thread);
        }
        let words = &said.words;
        let item = |id: &str, word: &str| MenuItem::with_id(id, entry(word), true, None);
        let show = item(SHOW, &words.show);
        let write = item(WRITE, &words.write);
        let offline = entry(&words.offline);
        let offline = CheckMenuItem::with_id(OFFLINE, offline, true, said.is_offline, None);
        let quit = item(QUIT, &words.quit);
        let line = PredefinedMenuItem::separator();
        let menu = Menu::with_items(&[&show, &write, &offline, &line, &quit])?;
        let icon = pictured(TrayIconBuilder::new(), icon(said)?)
            .with_menu(Box::new(menu))
            .with_menu_on_left_click(false)
            .build()?;
        Ok(Self {
            icon,
            show,
            write,
            offline,
            quit,
        })
    }

    /// Says something else than before.
    fn say(&self, said: &Said, before: Option<&Said>) -> Result<(), TrayError> {
        self.offline.set_checked(said.is_offline);
        if before.is_none_or(|before| before.words != said.words) {
            self.name(&said.words);
        }
        if before.is_none_or(|before| (before.unread > 0) != (said.unread > 0)) {
            picture_anew(&self.icon, icon(said)?)?;
        }
        // Windows refuses this where the icon is not seen: before the taskbar is there, say. tray-icon 0.26 keeps
        // that to itself when it makes the icon, and makes it anew when the taskbar comes.
        Ok(self.icon.set_tooltip(Some(tooltip(said)))?)
    }

    fn name(&self, words: &Words) {
        self.show.set_text(entry(&words.show));
        self.write.set_text(entry(&words.write));
        self.offline.set_text(entry(&words.offline));
        self.quit.set_text(entry(&words.quit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Texts};

    #[test]
    fn each_entry_of_the_menu_asks_for_something() {
        assert_eq!(chosen(SHOW, false), Some(TrayEvent::Show));
        assert_eq!(chosen(WRITE, false), Some(TrayEvent::Write));
        assert_eq!(chosen(QUIT, false), Some(TrayEvent::Quit));
        assert_eq!(chosen(OFFLINE, false), Some(TrayEvent::Offline(true)));
        assert_eq!(chosen(OFFLINE, true), Some(TrayEvent::Offline(false)));
        assert_eq!(chosen("something else", true), None);
    }

    #[test]
    fn what_is_unread_is_said_beside_the_mouse() {
        let texts = Texts::new(Language::English);
        assert_eq!(tooltip(&Said::new(0, false, &texts)), "Postroom");
        let said = tooltip(&Said::new(3, false, &texts));
        assert!(
            said.starts_with("Postroom – ") && said.contains('3'),
            "{said}"
        );
    }

    #[test]
    fn an_ampersand_marks_no_key() {
        assert_eq!(entry("Drag & drop"), "Drag && drop");
    }
}
