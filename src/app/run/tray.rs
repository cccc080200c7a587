//! The icon in the tray: what it says, what is chosen there, and the window that stays behind it.

use iced::{Task, window};

use super::super::screen::home;
use super::super::tray::{Said, Tray, TrayEvent};
use super::{Message, Postroom, State, each};
use crate::config::TrayUse;
use crate::domain::Draft;
use crate::i18n::Language;

/// The icon, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct InTray {
    shown: Option<Tray>,
    /// The desktop shows it.
    is_there: bool,
    /// What it says: how much is unread, whether all traffic is stopped, in which language.
    about: Option<(u32, bool, Language)>,
    /// The main window is closed, and the program goes on.
    pub(super) is_hidden: bool,
}

impl Postroom {
    /// Shows the icon, takes it away, or says something else there, as the settings and the mail say.
    pub(super) fn attend_tray(&mut self) -> Task<Message> {
        let State::Running(link, home) = &self.state else {
            return Task::none();
        };
        // The mail is shown first.
        if self.starting.is_some() {
            return Task::none();
        }
        let wanted = link.engine().setting(|settings| settings.tray) != TrayUse::Off;
        if !wanted {
            self.tray.shown = None;
            self.tray.is_there = false;
            // Nobody would find it again.
            return if self.tray.is_hidden {
                self.raise()
            } else {
                Task::none()
            };
        }
        let about = (
            home.unread(link),
            home.known.is_offline,
            self.texts.language(),
        );
        if let Some(tray) = &mut self.tray.shown
            && self.tray.about == Some(about)
        {
            tray.ask_again();
            return Task::none();
        }
        let (unread, is_offline, _) = about;
        let said = Said::new(unread, is_offline, &self.texts);
        self.tray.about = Some(about);
        if let Some(tray) = &mut self.tray.shown {
            tray.say(said);
            return Task::none();
        }
        let (tray, events) = Tray::show(said);
        self.tray.shown = Some(tray);
        each(Some(events), Message::Tray)
    }

    /// Something was chosen there.
    pub(super) fn tray(&mut self, event: TrayEvent) -> Task<Message> {
        match event {
            TrayEvent::There(is_there) => {
                self.tray.is_there = is_there;
                // Nobody would find it again.
                if !is_there && self.tray.is_hidden {
                    return self.raise();
                }
                Task::none()
            }
            TrayEvent::Show => self.raise(),
            TrayEvent::Write => self.write(Draft::default()),
            TrayEvent::Offline(offline) => {
                // The menus of some systems tick their entries themselves, before anybody agreed.
                self.tray.about = None;
                self.home(home::Message::Offline(offline))
            }
            TrayEvent::Quit => self.ask_quit(),
        }
    }

    /// Whether closing the main window leaves the program in the tray.
    pub(super) fn stays_in_tray(&self) -> bool {
        let State::Running(link, _) = &self.state else {
            return false;
        };
        let stays = link.engine().setting(|settings| settings.tray) == TrayUse::Stay;
        // On Wayland no program can hide its window, or bring it to the front.
        let can_hide = std::env::var_os("WAYLAND_DISPLAY").is_none_or(|name| name.is_empty());
        stays && can_hide && self.tray.is_there && !self.is_ending
    }

    /// Closes the main window for the eye; the program goes on.
    pub(super) fn hide(&mut self) -> Task<Message> {
        self.tray.is_hidden = true;
        self.main
            .map_or_else(Task::none, |id| window::set_mode(id, window::Mode::Hidden))
    }

    /// The main window comes before the person's eyes, whether it was hidden, minimised or behind others.
    pub(super) fn raise(&mut self) -> Task<Message> {
        let was_hidden = std::mem::take(&mut self.tray.is_hidden);
        self.main.map_or_else(Task::none, |id| {
            let show = if was_hidden {
                window::set_mode(id, window::Mode::Windowed)
            } else {
                Task::none()
            };
            Task::batch([show, window::minimize(id, false), window::gain_focus(id)])
        })
    }
}
