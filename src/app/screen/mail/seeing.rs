//! When a message that is shown counts as read.

use std::time::Duration;

use iced::Task;

use super::{Mail, Message, Opened, Outcome, Reading};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::config::MarkRead;
use crate::domain::{MessageHeader, MessageKey, SystemFlag};
use crate::engine::Command;
use crate::permission::{self, Action};

/// A message that somebody opened counts as read when it was looked at this long: not while one walks past it.
const READ_AFTER: Duration = Duration::from_millis(700);
/// The same where it was not opened by hand, and where people want it later.
const READ_LATER: Duration = Duration::from_secs(3);

/// Is it unread, and may that be changed? Of what is unread for this person alone no server hears.
fn may_be_seen(header: &MessageHeader, known: &Known) -> bool {
    let permitted = || {
        let folder = known.folder(&header.id.folder);
        folder.is_some_and(|(_, f)| permission::decide(Action::MarkSeen, f).may_try())
    };
    header.unread_for_me || !header.flags.has(SystemFlag::Seen) && permitted()
}

impl Mail {
    /// It counts as read once it was looked at for a while.
    pub(super) fn seen_soon(
        &self,
        header: &MessageHeader,
        known: &Known,
        link: &Link,
    ) -> Task<Message> {
        if may_be_seen(header, known) {
            self.due(&header.id, link)
        } else {
            Task::none()
        }
    }

    fn due(&self, key: &MessageKey, link: &Link) -> Task<Message> {
        let unasked = self.unasked.as_ref().filter(|(of, _)| of == key);
        let after = match link.engine().settings().mark_read {
            MarkRead::ByHand => return Task::none(),
            _ if unasked.is_some_and(|(_, stays)| *stays) => return Task::none(),
            MarkRead::Opened if unasked.is_none() => READ_AFTER,
            MarkRead::Opened | MarkRead::Later => READ_LATER,
        };
        let key = key.clone();
        link.after(after, move || Message::SeenDue(key))
    }

    /// What is shown came by itself, in the place of what was put away or when that was taken back: nobody asked for
    /// it yet. Where it was found as it was left (`stays`), it stays unread until somebody works with it.
    pub(super) fn came_by_itself(&mut self, stays: bool) {
        let opened = self.opened.as_ref();
        self.unasked = opened.map(|opened| (opened.header.id.clone(), stays));
    }

    /// A message that came by itself and is shown still.
    #[must_use]
    pub fn unasked(&self) -> Option<&MessageKey> {
        let shown = self.opened.as_ref().map(|opened| &opened.header.id);
        let unasked = self.unasked.as_ref().map(|(key, _)| key);
        unasked.filter(|key| shown == Some(key))
    }

    /// A person did something with it: it counts as opened from now on.
    pub fn attend(&mut self, known: &Known, link: &Link) -> Task<Message> {
        self.unasked = None;
        match &self.opened {
            Some(opened) if matches!(opened.state, Reading::Ready(_)) => {
                self.seen_soon(&opened.header, known, link)
            }
            _ => Task::none(),
        }
    }

    /// A colleague read it while it is on the screen here: it is looked at here as well.
    pub(super) fn looked_at_too(&self, link: &Link) -> Task<Message> {
        match &self.opened {
            Some(Opened {
                header,
                state: Reading::Ready(_),
                ..
            }) if header.unread_for_me => self.due(&header.id, link),
            _ => Task::none(),
        }
    }

    /// The message was looked at long enough, if it is still the one.
    pub(super) fn seen(
        &mut self,
        key: &MessageKey,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let opened = self.opened.iter().map(|opened| &opened.header);
        // Those beside it are looked at as long as it is.
        let read = self.beside.read.iter().filter(|_| self.opened.is_some());
        let unfolded = read.flat_map(|read| &read.messages);
        let unfolded = unfolded.filter(|one| self.beside.unfolded.contains_key(&one.id));
        let header = opened.chain(unfolded).find(|header| header.id == *key);
        let is_peeked = self.peeked.as_ref() == Some(key);
        if is_peeked || !header.is_some_and(|header| may_be_seen(header, known)) {
            return Outcome::none();
        }
        let opened = Command::Opened(key.clone());
        // Nobody asked for it, so a failure is not told: the message stays unread.
        Outcome::run(link.request(opened, |_| ()).discard())
    }
}
