//! Do the UIDs of a folder mean the messages that they meant? UIDVALIDITY tells (RFC 9051 2.3.1.1), but
//! not of a server that was restored from a backup, and gives numbers out again without a word.

use std::collections::BTreeMap;

use super::backend::{HeaderOf, MailBackend, Opened};
use crate::domain::{ActTarget, FolderId, MessageHeader};
use crate::rfc822;
use crate::store::{Reader, StoreError, SyncState};
use crate::wire::WireError;

/// So many of the newest messages are looked at where it is in doubt whether a folder's numbers mean what
/// they meant.
pub(super) const MOST_SAMPLED: usize = 5;

/// They are looked for among so many: what is held of a message may be too little to know it by.
pub(super) const MOST_LOOKED_THROUGH: usize = 50;

/// Messages whose headers are asked for at once.
const AT_ONCE: usize = 500;

/// Did a counter of the folder go back? Some servers compute UIDNEXT from the messages that are left:
/// it proves nothing by itself.
pub(super) fn went_back(held: &SyncState, opened: &Opened) -> bool {
    let next = matches!((held.uid_next, opened.uid_next), (Some(held), Some(now)) if now < held);
    let changes = (held.highest_modseq, opened.highest_modseq);
    next || matches!(changes, (Some(held), Some(now)) if now < held)
}

/// Did messages come since? A server that was restored meanwhile may have given out numbers again, until its
/// counters were where they had been.
pub(super) fn went_on(held: &SyncState, opened: &Opened) -> bool {
    matches!((held.uid_next, opened.uid_next), (Some(held), Some(now)) if now > held)
}

/// Messages by their numbers in a folder.
pub(super) struct Numbers<'a> {
    /// The folder's name on the wire.
    pub folder: &'a str,
    /// Its UIDVALIDITY when they had these numbers.
    pub validity: u32,
    /// UIDs.
    pub uids: &'a [u32],
    /// What they were when a person acted, and how the folder is held. `None`: somebody looked at
    /// them a moment ago.
    pub known: Option<(&'a [ActTarget], &'a SyncState)>,
    /// Was the folder opened for the act just before? Then it need not be opened again, if it still is;
    /// longer than that the rights of the opening are not relied on (wire/quirks.rs: cyrus-rights-kept).
    pub is_open: bool,
}

impl Numbers<'_> {
    /// Opens the folder for writing. `None`: the numbers mean other messages by now.
    pub(super) async fn open(
        &self,
        mail: &mut dyn MailBackend,
    ) -> Result<Option<Opened>, WireError> {
        let still_open = mail.still_open(self.folder).filter(|_| self.is_open);
        let opened = match still_open {
            Some(opened) => opened,
            None => mail.open(self.folder, true).await?,
        };
        if opened.uid_validity != self.validity {
            return Ok(None);
        }
        let Some((messages, held)) = self.known else {
            return Ok(Some(opened));
        };
        let is_doubtful = went_back(held, &opened);
        // While a folder is fetched anew nothing is known of its counters; and behind what came since, a
        // counter that went back does not show.
        let is_told = held.uid_next.is_some() && opened.uid_next.is_some();
        let is_to_be_seen = is_doubtful || !is_told || went_on(held, &opened);
        if is_to_be_seen && !are(mail, messages, is_doubtful).await? {
            return Ok(None);
        }
        Ok(Some(opened))
    }
}

/// Do these messages, as far as they are there, bear their own numbers? Where that `is_doubtful`, one
/// without a Message-ID cannot be told from another.
async fn are(
    mail: &mut dyn MailBackend,
    messages: &[ActTarget],
    is_doubtful: bool,
) -> Result<bool, WireError> {
    for piece in messages.chunks(AT_ONCE) {
        let uids: Vec<u32> = piece.iter().map(|message| message.uid).collect();
        let (there, refused) = delivered(mail, &uids).await?;
        if is_doubtful && !refused.is_empty() {
            return Ok(false);
        }
        let there: BTreeMap<u32, Option<String>> = there
            .iter()
            // Some servers say nothing of what went meanwhile (quirks.rs: body-nil-gone). One message that says
            // nothing keeps back none of the others.
            .filter(|header| is_doubtful || !header.header.is_empty())
            .map(|header| (header.uid, rfc822::parse_header(&header.header).message_id))
            .collect();
        let is = |message: &ActTarget| {
            let now = there.get(&message.uid);
            let can_tell = message.message_id.is_some() || !is_doubtful;
            now.is_none_or(|now| can_tell && *now == message.message_id)
        };
        if !piece.iter().all(is) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The headers of messages, and those that the server does not deliver.
///
/// # Errors
/// The server.
pub(super) async fn delivered(
    mail: &mut dyn MailBackend,
    uids: &[u32],
) -> Result<(Vec<HeaderOf>, Vec<u32>), WireError> {
    match mail.headers(uids, false).await {
        Err(error) if error.is_undeliverable() => {}
        came => return Ok((came?, Vec::new())),
    }
    let (mut came, mut refused) = (Vec::new(), Vec::new());
    for uid in uids {
        match mail.headers(&[*uid], false).await {
            Err(error) if error.is_undeliverable() => refused.push(*uid),
            one => came.extend(one?),
        }
    }
    Ok((came, refused))
}

/// The newest messages that are held of a folder and tell which they are, the newest first.
///
/// # Errors
/// The store.
pub(super) fn newest(reader: &Reader, folder: &FolderId) -> Result<Vec<MessageHeader>, StoreError> {
    let last = reader.last_uids(folder, MOST_LOOKED_THROUGH)?;
    those(reader, folder, &last)
}

/// Those of these messages that tell which they are, the newest first.
///
/// # Errors
/// The store.
pub(super) fn those(
    reader: &Reader,
    folder: &FolderId,
    uids: &[u32],
) -> Result<Vec<MessageHeader>, StoreError> {
    let mut held = reader.headers(folder, uids)?;
    held.retain(tells);
    held.sort_unstable_by_key(|header| std::cmp::Reverse(header.id.uid));
    Ok(held)
}

/// Are these messages, as far as they are there, still the ones that they were? `None`: none is there that tells.
/// One that is not delivered tells nothing.
///
/// # Errors
/// The server.
pub(super) async fn are_still(
    mail: &mut dyn MailBackend,
    sample: &[MessageHeader],
) -> Result<Option<bool>, WireError> {
    let uids: Vec<u32> = sample.iter().map(|header| header.id.uid).collect();
    if uids.is_empty() {
        return Ok(None);
    }
    let (there, _) = delivered(mail, &uids).await?;
    let same = |held: &MessageHeader| {
        let now = there.iter().find(|header| header.uid == held.id.uid)?;
        is(held, now)
    };
    Ok(sample.iter().filter_map(same).reduce(|all, one| all && one))
}

/// Do all numbers of a folder that is open mean what they mean in what is held of it, the newest of which
/// ([`newest`]) these are? Where that cannot be told, they do not.
///
/// # Errors
/// The server.
pub(super) async fn all_stand(
    mail: &mut dyn MailBackend,
    opened: &Opened,
    (held, newest): (&SyncState, &[MessageHeader]),
) -> Result<bool, WireError> {
    if went_back(held, opened) {
        return Ok(false);
    }
    if !went_on(held, opened) || held.held == 0 {
        return Ok(true);
    }
    let sample = newest.get(..MOST_SAMPLED).unwrap_or(newest);
    Ok(are_still(mail, sample).await? == Some(true))
}

/// Is the whole message that was fetched under a number another one than is held under it, with this
/// Message-ID?
pub(super) fn is_another(held: Option<&str>, raw: &[u8]) -> bool {
    let now = rfc822::parse_header(raw).message_id;
    matches!((held, now), (Some(held), Some(now)) if held != now)
}

/// Is what was fetched under a number the message that is held under it? `None`: what is held does not
/// tell.
pub(super) fn is(held: &MessageHeader, fetched: &HeaderOf) -> Option<bool> {
    if !tells(held) || fetched.header.is_empty() {
        return None;
    }
    let now = rfc822::parse_header(&fetched.header);
    Some(now.message_id == held.message_id && now.subject == held.subject)
}

/// Is enough held of a message to know it by?
fn tells(held: &MessageHeader) -> bool {
    held.message_id.is_some() || !held.subject.is_empty()
}
