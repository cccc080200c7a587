//! Who of a team answered a message already, for whoever is about to answer it too.

use jiff::Timestamp;

use crate::domain::{FolderRole, MessageKey, NamedAddress, Reply};
use crate::store::{Reader, StoreError};

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// By whom, as the team's copy says, or else as it was sent.
    pub who: Option<NamedAddress>,
    /// When.
    pub at: Timestamp,
    /// Its copy.
    pub copy: MessageKey,
}

/// The newest answer to the message that `reply` answers, of which a copy lies in its mailbox's Sent folders and is held
/// here. As many messages of the conversation are looked at as [`Reader::thread`] gives.
///
/// # Errors
/// As [`Reader::mailboxes`].
pub fn answered(reader: &Reader, reply: &Reply) -> Result<Option<Answer>, StoreError> {
    let (Some(message_id), Some(original)) = (&reply.message_id, reader.message(&reply.to)?) else {
        return Ok(None);
    };
    let mut sent = reader.folders(&reply.mailbox)?;
    sent.retain(|folder| folder.role == FolderRole::Sent);
    let thread = reader.thread(&reply.mailbox, &original.thread_id)?;
    let copies = thread.into_iter().filter(|one| {
        sent.iter().any(|folder| folder.id == one.id.folder) && one.in_reply_to.contains(message_id)
    });
    let newest = copies.max_by_key(|one| one.date);
    Ok(newest.map(|copy| {
        let people = &copy.participants;
        let who = copy.sent_by.member().or(people.sender.as_ref());
        Answer {
            who: who.or(people.from.first()).cloned(),
            at: copy.date,
            copy: copy.id,
        }
    }))
}
