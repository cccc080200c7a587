//! What the keys of the main window do.

use super::{Home, Message, Outcome, Place, mail};
use crate::app::keys::Action;
use crate::app::link::Link;
use crate::app::screen::mail::Deed;
use crate::engine::Command;

impl Home {
    /// Carries out a shortcut.
    pub(super) fn key(&mut self, action: Action, link: &Link) -> Outcome<Message> {
        let deed = |deed| Message::Mail(mail::Message::Do(deed));
        let in_mail = matches!(self.place, Some(Place::Folder(_)));
        let message = match action {
            Action::NewMessage => Message::New,
            Action::Search => {
                self.focus_search();
                return Outcome::none();
            }
            Action::Outbox => Message::Go(Place::Outbox),
            Action::Settings => Message::Go(Place::Settings),
            Action::Refresh => {
                return Outcome::run(link.request(Command::Refresh(None), Message::Asked));
            }
            Action::Keys => Message::Keys,
            Action::Back if !self.search.is_empty() => {
                self.focus_list();
                Message::Search(String::new())
            }
            Action::Back if self.mail.is_reading => Message::Mail(mail::Message::Back),
            Action::Undo if self.mail.undo.last().is_some() => Message::Mail(mail::Message::Undo),
            Action::Reply if in_mail => deed(Deed::Reply),
            Action::ReplyAll if in_mail => deed(Deed::ReplyAll),
            Action::Forward if in_mail => deed(Deed::Forward),
            Action::Archive if in_mail => deed(Deed::Archive),
            Action::MoveTo if in_mail => deed(Deed::Move),
            Action::Delete if in_mail => deed(Deed::Delete),
            Action::Flag if in_mail => deed(Deed::Flag),
            Action::ToggleSeen if in_mail => deed(Deed::Seen),
            Action::Next if in_mail => {
                return Outcome::run(self.mail.step(1, link).map(Message::Mail));
            }
            Action::Previous if in_mail => {
                return Outcome::run(self.mail.step(-1, link).map(Message::Mail));
            }
            Action::NextUnread if in_mail => {
                return Outcome::run(self.mail.next_unread(link).map(Message::Mail));
            }
            _ => return Outcome::none(),
        };
        self.react(message, link)
    }
}
