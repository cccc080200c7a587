//! What the keys of the main window do.

use super::{Home, Message, Outcome, Place, mail, outbox};
use crate::app::keys::Action;
use crate::app::link::Link;
use crate::app::screen::mail::Deed;
use crate::engine::Command;

impl Home {
    /// Carries out a shortcut.
    pub(super) fn key(&mut self, action: Action, link: &Link) -> Outcome<Message> {
        let deed = |deed| Message::Mail(mail::Message::Do(deed));
        let in_mail = matches!(self.place, Some(Place::Folder(_)));
        let undoable = self.undoable();
        let in_outbox = self.place == Some(Place::Outbox);
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
            Action::Back if in_outbox && self.outbox.is_open() => {
                Message::Outbox(outbox::Message::Shut)
            }
            Action::Next if in_outbox => Message::Outbox(outbox::Message::Step(1)),
            Action::Previous if in_outbox => Message::Outbox(outbox::Message::Step(-1)),
            Action::LeaveEarlier if in_outbox => {
                Message::Outbox(outbox::Message::Move(None, outbox::Direction::Up))
            }
            Action::LeaveLater if in_outbox => {
                Message::Outbox(outbox::Message::Move(None, outbox::Direction::Down))
            }
            // What is sent cannot be taken back in a moment; what was moved can.
            Action::Undo if undoable.is_some() => match undoable {
                Some(id) => Message::UndoSend(id),
                None => return Outcome::none(),
            },
            Action::Undo if !self.known.steps.is_empty() => Message::Mail(mail::Message::Undo),
            Action::Print if in_mail => Message::Mail(mail::Message::Print),
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
            Action::NextInConversation if in_mail => {
                let step = self.mail.step_in_conversation(1, link);
                return step.map(Message::Mail);
            }
            Action::PreviousInConversation if in_mail => {
                let step = self.mail.step_in_conversation(-1, link);
                return step.map(Message::Mail);
            }
            Action::NextUnread if in_mail => {
                return Outcome::run(self.mail.next_unread(link).map(Message::Mail));
            }
            _ => return Outcome::none(),
        };
        self.react(message, link)
    }
}
