//! What happens in the list: rows are chosen, walked through, dragged, and read as they come into sight.

use iced::Task;

use super::{Headers, Mail, Message, Outcome, Reading, Shows};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::widget::list::{How, ListEvent};

impl Mail {
    /// What happened in the list.
    pub(super) fn listed(
        &mut self,
        event: ListEvent,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        match event {
            ListEvent::Choose(at, how) => {
                self.selection.apply(&self.rows, at, how);
                self.picking &= !matches!(how, How::Only | How::ForMenu);
                if how == How::Move {
                    return Outcome::none();
                }
                let show = self.follow(link);
                if how == How::ForMenu {
                    let shown = self.opened.as_ref();
                    self.peeked = shown.map(|opened| opened.header.id.clone());
                }
                Outcome::run(show)
            }
            ListEvent::ChooseAll => {
                self.selection.all(&self.rows);
                Outcome::run(self.follow(link))
            }
            ListEvent::Click(_) | ListEvent::Open(_) => {
                self.is_reading = true;
                let peeked = self.peeked.take().is_some();
                let shown = self.opened.as_ref().filter(|_| peeked);
                match shown.filter(|opened| matches!(opened.state, Reading::Ready(_))) {
                    Some(opened) => Outcome::run(Self::seen_soon(&opened.header, known, link)),
                    None => Outcome::none(),
                }
            }
            ListEvent::Drag(on) => {
                let dragged = on && !self.selection.is_empty();
                self.dragged = dragged.then(|| self.targets());
                Outcome::none()
            }
            ListEvent::Menu(_, at) => {
                self.menu = Some((at, Shows::Deeds));
                Outcome::none()
            }
            ListEvent::Wanted(rows) => {
                let keys = self.rows.want(rows);
                if keys.is_empty() {
                    return Outcome::none();
                }
                let generation = self.generation;
                Outcome::run(link.read(
                    move |reader| Headers::read(reader, &keys),
                    move |headers| Message::Headers(generation, headers),
                ))
            }
        }
    }

    /// The message that the keyboard is on is chosen beside the others, or no longer. From then on walking leaves what is
    /// chosen as it is. The first time it is chosen already.
    pub fn pick(&mut self, link: &Link) -> Task<Message> {
        let Some(at) = self.position() else {
            return Task::none();
        };
        let begins = !std::mem::replace(&mut self.picking, true);
        let is_chosen = self
            .selection
            .cursor()
            .is_some_and(|key| self.selection.contains(key));
        if begins && is_chosen {
            return Task::none();
        }
        self.selection.apply(&self.rows, at, How::Toggle);
        self.picking = !self.selection.is_empty();
        self.follow(link)
    }

    /// Walks the list.
    pub fn step(&mut self, steps: isize, link: &Link) -> Task<Message> {
        match self.selection.step(&self.rows, steps) {
            Some(at) if self.picking => {
                self.selection.apply(&self.rows, at, How::Move);
                Task::none()
            }
            Some(at) => {
                self.selection.apply(&self.rows, at, How::Only);
                self.follow(link)
            }
            None => Task::none(),
        }
    }

    /// Walks to the next unread message.
    pub fn next_unread(&mut self, link: &Link) -> Task<Message> {
        let from = self.position().map_or(0, |at| at + 1);
        match self
            .rows
            .next_unread(from)
            .or_else(|| self.rows.next_unread(0))
        {
            Some(at) => {
                self.picking = false;
                self.selection.apply(&self.rows, at, How::Only);
                self.follow(link)
            }
            None => Task::none(),
        }
    }
}
