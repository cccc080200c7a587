//! What can be taken back: the last moves and marks, in their order.

use std::collections::{BTreeMap, HashMap, VecDeque};

use iced::Task;

use super::{Mail, Message, Outcome};
use crate::app::link::Link;
use crate::app::screen::{Notice, Wish};
use crate::domain::{FlagChange, FolderId, MessageKey};
use crate::engine::{Command, Problem, ProblemKind, Reply};

/// So many steps are remembered.
const MOST: usize = 20;

/// What can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// Messages that were moved, and whereto; `None` where each went to a folder of its own.
    Move(Vec<Filed>, Option<FolderId>),
    /// Messages that were copied, and whereto.
    Copy(Vec<Filed>, Option<FolderId>),
    /// A mark: the messages that it changed, and the change that takes it back.
    Mark(Vec<MessageKey>, FlagChange),
}

impl Undo {
    /// Its messages, where they were before.
    fn before(&self) -> Vec<MessageKey> {
        match self {
            Self::Move(filed, _) | Self::Copy(filed, _) => {
                filed.iter().map(|(from, _)| from.clone()).collect()
            }
            Self::Mark(keys, _) => keys.clone(),
        }
    }
}

/// A message where it was, and where it, or its copy, is now; `None` while that waits for the server.
pub type Filed = (MessageKey, Option<MessageKey>);

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
        let rename = |key: &mut MessageKey| {
            if let Some(new) = names.get(key) {
                *key = (*new).clone();
            }
        };
        for undo in &mut self.0 {
            match undo {
                Undo::Move(filed, _) | Undo::Copy(filed, _) => {
                    for (from, now) in filed {
                        rename(from);
                        now.iter_mut().for_each(rename);
                    }
                }
                Undo::Mark(keys, _) => keys.iter_mut().for_each(rename),
            }
        }
    }

    /// The server did what waited: where the messages, or their copies, are now. What was done twice it
    /// tells twice, in its order.
    pub fn learn(&mut self, places: &BTreeMap<MessageKey, MessageKey>, copied: bool) {
        let mut left = places.clone();
        for undo in &mut self.0 {
            let (filed, to) = match undo {
                Undo::Move(filed, to) if !copied => (filed, to),
                Undo::Copy(filed, to) if copied => (filed, to),
                _ => continue,
            };
            for (from, now) in filed.iter_mut().filter(|(_, now)| now.is_none()) {
                let is_there = |now: &MessageKey| to.as_ref().is_none_or(|to| now.folder == *to);
                if left.get(from).is_some_and(is_there) {
                    *now = left.remove(from);
                }
            }
        }
    }

    /// Folders have other ids now.
    pub fn renamed(&mut self, ids: &BTreeMap<FolderId, FolderId>) {
        let rename = |id: &mut FolderId| {
            if let Some(new) = ids.get(id) {
                *id = new.clone();
            }
        };
        for undo in &mut self.0 {
            match undo {
                Undo::Move(filed, to) | Undo::Copy(filed, to) => {
                    to.iter_mut().for_each(rename);
                    for (from, now) in filed {
                        rename(&mut from.folder);
                        now.iter_mut().for_each(|now| rename(&mut now.folder));
                    }
                }
                Undo::Mark(keys, _) => keys.iter_mut().for_each(|key| rename(&mut key.folder)),
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
    /// Messages were filed elsewhere, or will be as soon as the server can be reached.
    pub(super) fn filed(
        &mut self,
        from: Vec<MessageKey>,
        to: Option<FolderId>,
        copied: bool,
        reply: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        let mut filed: Vec<Filed> = match &reply {
            Ok(Reply::Moved(new)) => from.into_iter().zip(new.iter().cloned()).collect(),
            Ok(_) => from.into_iter().map(|key| (key, None)).collect(),
            Err(_) => Vec::new(),
        };
        // What a colleague took away meanwhile, what is gone for good, and what the server does not say where
        // it is: none of it can be taken back.
        let is_known = |(_, now): &Filed| now.is_some();
        if matches!(reply, Ok(Reply::Moved(_))) {
            filed.retain(is_known);
        }
        if !filed.is_empty() {
            self.undo.push(if copied {
                Undo::Copy(filed, to)
            } else {
                Undo::Move(filed, to)
            });
        }
        let words = (copied && reply.is_ok()).then(|| link.texts.say("list-copied"));
        // What was taken out of the list in advance may be there still.
        let reload = if reply.is_err() {
            self.reload(link)
        } else {
            Task::none()
        };
        let outcome = Outcome::of(reply).and(reload);
        match words {
            Some(words) => outcome.and_wish(Wish::Tell(Notice::Done(words))),
            None => outcome,
        }
    }

    /// A step was taken back, and the next is to be if somebody wished so meanwhile. One for which no
    /// server was reached can be tried again.
    pub(super) fn taken_back(
        &mut self,
        step: Undo,
        taken: &Result<Reply, Problem>,
        link: &Link,
    ) -> Task<Message> {
        match taken {
            Ok(Reply::Moved(new)) => self.undo.follow(&step.before(), new),
            // The server could not be reached: what failed for another reason will fail again.
            Err(problem) if problem.kind == ProblemKind::Network => {
                self.undo.push(step);
                self.taking_back = None;
                return Task::none();
            }
            _ => {}
        }
        let mut more = self.taking_back.take().unwrap_or_default();
        let mut tasks = Vec::new();
        while more > 0 && self.taking_back.is_none() {
            more -= 1;
            tasks.push(self.take_back(link));
        }
        self.taking_back = self.taking_back.map(|_| more);
        Task::batch(tasks)
    }

    /// Takes the last step back. One after the other: a message that comes back may have another name,
    /// by which the step before is taken back.
    pub(super) fn take_back(&mut self, link: &Link) -> Task<Message> {
        if let Some(more) = &mut self.taking_back {
            *more = more.saturating_add(1);
            return Task::none();
        }
        if matches!(self.undo.last(), Some(Undo::Move(..) | Undo::Copy(..))) {
            self.taking_back = Some(0);
        }
        let back = |step: Undo, places: Vec<Filed>, to, copied| {
            let command = Command::TakeBack { places, copied, to };
            link.request(command, move |taken| Message::TakenBack(step, taken))
        };
        let Some(step) = self.undo.pop() else {
            return Task::none();
        };
        match step.clone() {
            Undo::Move(places, to) => back(step, places, to, false),
            Undo::Copy(places, to) => back(step, places, to, true),
            Undo::Mark(messages, change) => {
                link.request(Command::Mark { messages, change }, Message::Settled)
            }
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
    #[test]
    fn what_waited_is_known_where_it_is_once_the_server_did_it() {
        let mut undos = Undos::default();
        let (from, now) = (key("INBOX", 5), key("Trash", 1));
        undos.push(Undo::Move(
            vec![(from.clone(), None)],
            Some(now.folder.clone()),
        ));
        undos.learn(&BTreeMap::from([(from.clone(), now.clone())]), false);
        // What comes later is of a message that bears its number by now.
        undos.learn(&BTreeMap::from([(from.clone(), key("Trash", 9))]), false);
        let to = Some(now.folder.clone());
        assert_eq!(undos.last(), Some(&Undo::Move(vec![(from, Some(now))], to)));
    }

    #[test]
    fn a_copy_is_not_taken_for_a_move_nor_for_a_copy_to_another_folder() {
        let mut undos = Undos::default();
        let from = key("INBOX", 5);
        let to = |folder: &str| Some(key(folder, 1).folder);
        undos.push(Undo::Copy(vec![(from.clone(), None)], to("A")));
        undos.push(Undo::Copy(vec![(from.clone(), None)], to("B")));
        undos.push(Undo::Move(vec![(from.clone(), None)], to("A")));
        undos.learn(&BTreeMap::from([(from.clone(), key("B", 7))]), true);
        let now = |undo: &Undo| match undo {
            Undo::Move(filed, _) | Undo::Copy(filed, _) => filed[0].1.clone(),
            Undo::Mark(..) => None,
        };
        let known: Vec<_> = undos.0.iter().map(now).collect();
        assert_eq!(known, [None, Some(key("B", 7)), None]);
    }
}
