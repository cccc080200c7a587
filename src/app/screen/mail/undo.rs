//! What can be taken back: the last moves and marks, in their order.

use std::collections::{HashMap, VecDeque};

use iced::Task;

use super::{Mail, Message, Outcome, work};
use crate::app::link::Link;
use crate::domain::{FlagChange, FolderId, MessageKey};
use crate::engine::{Command, Problem, Reply};

/// So many steps are remembered.
const MOST: usize = 20;

/// What can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// A move.
    Move {
        /// The messages where they were.
        from: Vec<MessageKey>,
        /// And where they are now.
        now: Vec<MessageKey>,
        /// The folder they were in.
        to: FolderId,
    },
    /// A mark: the messages that it changed, and the change that takes it back.
    Mark(Vec<MessageKey>, FlagChange),
}

/// The last steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undos(VecDeque<Undo>);

impl Undos {
    /// The step that is taken back next.
    #[must_use]
    pub fn last(&self) -> Option<&Undo> {
        self.0.back()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there nothing to take back?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One step more. The oldest is forgotten.
    pub fn push(&mut self, undo: Undo) {
        self.0.push_back(undo);
        while self.0.len() > MOST {
            let _ = self.0.pop_front();
        }
    }

    fn pop(&mut self) -> Option<Undo> {
        self.0.pop_back()
    }

    /// Messages have other names now: a message that is moved back is a new one to the server.
    pub fn follow(&mut self, from: &[MessageKey], to: &[Option<MessageKey>]) {
        let names: HashMap<&MessageKey, &MessageKey> = from
            .iter()
            .zip(to)
            .filter_map(|(from, to)| Some((from, to.as_ref()?)))
            .collect();
        let rename = |keys: &mut Vec<MessageKey>| {
            for key in keys {
                if let Some(new) = names.get(key) {
                    *key = (*new).clone();
                }
            }
        };
        for undo in &mut self.0 {
            match undo {
                Undo::Move { from, now, .. } => {
                    rename(from);
                    rename(now);
                }
                Undo::Mark(keys, _) => rename(keys),
            }
        }
    }
}

/// The change that takes a change back, where it changed something.
#[must_use]
pub fn opposite(change: &FlagChange) -> FlagChange {
    FlagChange {
        add: change.remove.clone(),
        remove: change.add.clone(),
    }
}

impl Mail {
    /// A move came to its end.
    pub(super) fn moved(
        &mut self,
        from: Vec<MessageKey>,
        moved: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        if let Ok(Reply::Moved(new)) = &moved
            && let Some(to) = from.first().map(|key| key.folder.clone())
            && from.iter().all(|key| key.folder == to)
            && let Some(now) = new.iter().cloned().collect::<Option<Vec<_>>>()
        {
            self.undo.push(Undo::Move { from, now, to });
        }
        // What was taken out of the list in advance may be there still.
        let reload = if moved.is_err() {
            self.reload(link)
        } else {
            Task::none()
        };
        Outcome::of(moved).and(reload)
    }

    /// Takes the last step back.
    pub(super) fn take_back(&mut self, link: &Link) -> Task<Message> {
        match self.undo.pop() {
            Some(Undo::Move { from, now, to }) => link.run(
                work::move_back(link.engine().clone(), now, to),
                move |taken| Message::TakenBack(from, taken),
            ),
            Some(Undo::Mark(messages, change)) => {
                link.request(Command::Mark { messages, change }, Message::Settled)
            }
            None => Task::none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, MailboxId};

    fn key(folder: &str, uid: u32) -> MessageKey {
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        MessageKey {
            folder: FolderId::of(&mailbox, folder),
            uid_validity: 1,
            uid,
        }
    }

    #[test]
    fn only_so_many_steps_are_remembered_and_the_last_goes_first() {
        let mut undos = Undos::default();
        for uid in 0..30 {
            undos.push(Undo::Mark(vec![key("INBOX", uid)], FlagChange::default()));
        }
        let steps: Vec<_> = std::iter::from_fn(|| undos.pop()).collect();
        assert_eq!(steps.len(), MOST);
        assert!(matches!(&steps[0], Undo::Mark(keys, _) if keys[0].uid == 29));
    }

    #[test]
    fn an_earlier_step_follows_a_message_that_came_back_under_another_name() {
        let mut undos = Undos::default();
        undos.push(Undo::Mark(vec![key("INBOX", 5)], FlagChange::default()));
        undos.follow(&[key("INBOX", 5)], &[Some(key("INBOX", 9))]);
        assert!(matches!(undos.last(), Some(Undo::Mark(keys, _)) if keys[0].uid == 9));
    }
}
