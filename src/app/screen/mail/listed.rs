//! What happens in the list: rows are chosen, walked through, dragged, and read as they come into sight.

use iced::Task;

use super::{Headers, Mail, Message, Outcome, Reading, Shows};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::widget::list::{How, ListEvent, Rows as _, Selection};

impl Mail {
    /// What happened in the list.
    pub(super) fn listed(
        &mut self,
        event: ListEvent,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        match event {
            // It is marked at once, and opened when it is let go where it is.
            ListEvent::Choose(at, How::Press) => {
                let before = self.selection.clone();
                self.selection.apply(&self.rows, at, How::Press);
                self.pressed = Some(before);
                Outcome::none()
            }
            ListEvent::Choose(at, how) => {
                self.pressed = None;
                self.back.clear();
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
                    Some(opened) => Outcome::run(self.seen_soon(&opened.header, known, link)),
                    None => Outcome::none(),
                }
            }
            ListEvent::Drag(on) => {
                let dragged = on && !self.selection.is_empty();
                self.dragged = dragged.then(|| self.targets());
                if on || !self.let_go() {
                    return Outcome::none();
                }
                Outcome::run(self.follow(link))
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

    /// The row that the keyboard is on.
    #[must_use]
    pub fn position(&self) -> Option<usize> {
        self.selection
            .cursor()
            .and_then(|key| self.rows.position(key))
    }

    /// After the rows changed: what is chosen, and what the reader shows.
    pub(super) fn settle(&mut self, before: Option<usize>, link: &Link) -> Outcome<Message> {
        let cursor = self.selection.cursor();
        let (mut is_asked, mut is_return) = (false, false);
        if let Some(key) = self.choose.take() {
            match self.rows.key_of(&key) {
                Some(row) => {
                    self.selection = Selection::only(row);
                    // What is found as it was left is not read by that.
                    is_asked = !std::mem::take(&mut self.is_return);
                    is_return = !is_asked;
                }
                // It may be among those that are read next.
                None => {
                    let is_last = !self.rows.is_empty() && !self.again && !self.is_busy;
                    self.choose = Some(key).filter(|_| !is_last);
                }
            }
        }
        self.scroll_back();
        if !self.back.is_empty() {
            self.choose_back();
        }
        self.selection.settle(&self.rows, before);
        // A row that is held may be going to be dragged: it opens when it is let go.
        if self.pressed.is_some() || self.selection.cursor() == cursor && self.opened.is_some() {
            return Outcome::run(self.renew(link));
        }
        let before = self.opened.as_ref().map(|opened| opened.header.id.clone());
        let show = self.follow(link);
        let now = self.opened.as_ref().map(|opened| &opened.header.id);
        if !is_asked && now != before.as_ref() {
            self.came_by_itself(is_return);
        }
        Outcome::run(show)
    }

    /// The header in the reader follows the list: flags change.
    fn renew(&mut self, link: &Link) -> Task<Message> {
        if let Some(opened) = &mut self.opened
            && let Some(key) = self.rows.key_of(&opened.header.id)
            && let Some(header) = self.rows.header(key)
        {
            opened.header = header.clone();
        }
        self.looked_at_too(link)
    }

    /// Nothing is held or dragged any more. What was and stays where it lies, nobody chose: what was chosen before is
    /// so again, if that is another thing.
    pub fn let_go(&mut self) -> bool {
        self.dragged = None;
        let Some(before) = self.pressed.take() else {
            return false;
        };
        self.selection = before;
        self.selection.settle(&self.rows, None);
        true
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
                self.pressed = None;
                self.back.clear();
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
