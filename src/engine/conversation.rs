//! A conversation as it is shown: the messages of one mailbox that belong together, in all its folders.

use std::collections::{HashMap, HashSet};

use crate::domain::{FolderId, FolderRole, MessageHeader, MessageKey};
use crate::store::{Reader, StoreError};

/// The messages of a conversation, or those of them around one where there are very many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The oldest first; the one that was asked for is among them.
    pub messages: Vec<MessageHeader>,
    /// So many older ones are left out.
    pub earlier: usize,
    /// So many newer ones are.
    pub later: usize,
}

impl Conversation {
    /// How many there are, the one that was asked for and those that are left out among them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.earlier + self.messages.len() + self.later
    }

    /// The message so many steps after this one; before it where the steps are negative.
    #[must_use]
    pub fn beside(&self, key: &MessageKey, steps: isize) -> Option<&MessageHeader> {
        let at = self.messages.iter().position(|one| one.id == *key)?;
        self.messages.get(at.checked_add_signed(steps)?)
    }
}

/// The conversation of a message, with at most `most` of its messages; `None` where the message is not
/// held. Of one that lies in several folders the copy is shown that was asked for, else the one that is
/// not in Trash or Junk. 1000 messages are looked at at most.
///
/// # Errors
/// The store cannot be read.
pub fn conversation(
    reader: &Reader,
    key: &MessageKey,
    most: usize,
) -> Result<Option<Conversation>, StoreError> {
    let Some(header) = reader.message(key)? else {
        return Ok(None);
    };
    let mut messages = reader.thread(&header.mailbox, &header.thread_id)?;
    if !messages.iter().any(|one| one.id == *key) {
        // On its way to another folder, or older than what is looked at.
        messages.push(header.clone());
        messages.sort_by_key(|one| one.date);
    }
    let put_aside: HashSet<FolderId> = (reader.folders(&header.mailbox)?.into_iter())
        .filter(|folder| matches!(folder.role, FolderRole::Trash | FolderRole::Junk))
        .map(|folder| folder.id)
        .collect();
    once_each(&mut messages, key, &put_aside);
    Ok(Some(around(messages, key, most.max(1))))
}

/// Leaves one copy of each message.
fn once_each(messages: &mut Vec<MessageHeader>, key: &MessageKey, put_aside: &HashSet<FolderId>) {
    let rank = |one: &MessageHeader| (one.id != *key, put_aside.contains(&one.id.folder));
    let mut best: HashMap<String, MessageKey> = HashMap::new();
    let mut ranks = HashMap::new();
    for one in messages.iter() {
        let Some(id) = &one.message_id else { continue };
        let rank = rank(one);
        if ranks.get(id).is_none_or(|other| rank < *other) {
            ranks.insert(id.clone(), rank);
            best.insert(id.clone(), one.id.clone());
        }
    }
    messages.retain(|one| {
        let id = one.message_id.as_ref();
        id.and_then(|id| best.get(id))
            .is_none_or(|best| *best == one.id)
    });
}

/// The newest, or those that begin with the message that was asked for.
fn around(mut messages: Vec<MessageHeader>, key: &MessageKey, most: usize) -> Conversation {
    let at = messages.iter().position(|one| one.id == *key);
    let earlier = messages.len().saturating_sub(most).min(at.unwrap_or(0));
    messages.drain(..earlier);
    let later = messages.len().saturating_sub(most);
    messages.truncate(most);
    Conversation {
        messages,
        earlier,
        later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples::header;

    fn mails(count: u32) -> Vec<MessageHeader> {
        (1..=count).map(header).collect()
    }

    #[test]
    fn of_very_many_the_newest_are_shown_and_always_the_one_that_is_read() {
        let all = mails(10);
        for (at, shown, earlier, later) in [
            (9, 8..=10, 7, 0),
            (7, 8..=10, 7, 0),
            (4, 5..=7, 4, 3),
            (0, 1..=3, 0, 7),
        ] {
            let key = all[at].id.clone();
            let found = around(all.clone(), &key, 3);
            let uids: Vec<u32> = found.messages.iter().map(|one| one.id.uid).collect();
            assert_eq!(uids, shown.collect::<Vec<_>>(), "{at}");
            assert_eq!((found.earlier, found.later), (earlier, later));
            assert_eq!(found.count(), 10);
        }
    }

    #[test]
    fn steps_end_where_the_conversation_does() {
        let all = mails(3);
        let found = around(all.clone(), &all[1].id, 50);
        let beside = |at: usize, steps| found.beside(&all[at].id, steps).map(|one| one.id.uid);
        assert_eq!(beside(1, 1), Some(3));
        assert_eq!(beside(1, -1), Some(1));
        assert_eq!((beside(0, -1), beside(2, 1)), (None, None));
    }

    #[test]
    fn a_message_in_two_folders_is_shown_once_and_rather_not_in_the_trash() {
        let mut all = mails(3);
        for (at, id) in [(0, "a"), (1, "a"), (2, "b")] {
            all[at].message_id = Some(id.to_owned());
        }
        let trash = FolderId::of(&all[0].mailbox, "Trash");
        all[0].id.folder = trash.clone();
        let put_aside = HashSet::from([trash]);
        let uids = |key: &MessageKey| {
            let mut all = all.clone();
            once_each(&mut all, key, &put_aside);
            all.iter().map(|one| one.id.uid).collect::<Vec<_>>()
        };
        assert_eq!(uids(&all[2].id), [2, 3]);
        // The copy that is read is the one that is marked.
        assert_eq!(uids(&all[0].id), [1, 3]);
    }
}
