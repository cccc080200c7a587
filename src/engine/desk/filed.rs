//! Copies in their folders: looking at one, and whether it lies there twice.

use super::acts::removed;
use super::marking::{Marked, flags_changed};
use super::{Desk, found_in};
use crate::domain::{FlagChange, FolderId, MessageKey, SystemFlag};
use crate::engine::backend::{HeaderOf, MailBackend, SoughtId};
use crate::engine::filing::{Double, Tended};
use crate::engine::numbers::Numbers;
use crate::engine::problem::Problem;
use crate::rfc822;
use crate::wire::WireError;

impl Desk {
    /// Looks at a copy, and marks it read where it is not and that is wanted.
    pub(super) async fn tend(
        &mut self,
        key: &MessageKey,
        mark: bool,
    ) -> Result<Option<Tended>, Problem> {
        let folder = self.folder(&key.folder).await?;
        let tended = tended(self.mail().await?, &folder.wire_name, key, mark).await;
        self.done(tended)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))
    }

    /// Removes the copy that was filed from here, if another lies beside it.
    pub(super) async fn remove_double(
        &mut self,
        folder: &FolderId,
        message_id: &str,
        ours: Option<&MessageKey>,
    ) -> Result<Double, Problem> {
        let folder = self.folder(folder).await?;
        let name = folder.wire_name.as_str();
        let of_mailbox = |problem: Problem| problem.of_mailbox(&folder.mailbox);
        let found = found_in(self.mail().await?, name, &SoughtId::exactly(message_id)).await;
        let (uid_validity, uids) = self.done(found).map_err(of_mailbox)?;
        let at = |uid: u32| MessageKey {
            folder: folder.id.clone(),
            uid_validity,
            uid,
        };
        let last = match uids.iter().max() {
            Some(last) if uids.len() > 1 => at(*last),
            _ => return Ok(Double::No),
        };
        let Some(ours) = ours.filter(|ours| ours.uid_validity == uid_validity) else {
            return Ok(Double::Stays(last));
        };
        if !uids.contains(&ours.uid) {
            // Somebody took it away: what is there was not filed from here.
            return Ok(Double::No);
        }
        let numbers = Numbers {
            folder: name,
            validity: uid_validity,
            uids: &[ours.uid],
            known: None,
            is_open: false,
        };
        let gone = removed(self.mail().await?, &numbers).await;
        if let Err(problem) = self.done(gone)
            && self.mail.is_none()
        {
            return Err(of_mailbox(problem));
        }
        // A server may say yes and keep it (RFC 4314 4).
        let found = found_in(self.mail().await?, name, &SoughtId::exactly(message_id)).await;
        let (_, left) = self.done(found).map_err(of_mailbox)?;
        Ok(if left.contains(&ours.uid) {
            let theirs = left.iter().filter(|uid| **uid != ours.uid).max();
            Double::Stays(theirs.map_or(last, |uid| at(*uid)))
        } else {
            Double::Removed
        })
    }
}

async fn tended(
    mail: &mut dyn MailBackend,
    folder: &str,
    key: &MessageKey,
    mark: bool,
) -> Result<Option<Tended>, WireError> {
    let opened = mail.open(folder, false).await?;
    if opened.uid_validity != key.uid_validity {
        return Ok(None);
    }
    let Some(mut header) = header_of(mail, key.uid).await? else {
        return Ok(None);
    };
    if mark && !header.flags.has(SystemFlag::Seen) {
        let seen = FlagChange::system(SystemFlag::Seen, true);
        let numbers = Numbers {
            folder,
            validity: key.uid_validity,
            uids: &[key.uid],
            known: None,
            is_open: false,
        };
        match flags_changed(mail, &numbers, &seen).await {
            // It may have been dropped without a word (RFC 4314 4).
            Ok(Marked::Done) => match header_of(mail, key.uid).await? {
                Some(again) => header = again,
                None => return Ok(None),
            },
            Ok(_) => {}
            Err(error) if error.is_refusal() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(Tended {
        seen: header.flags.has(SystemFlag::Seen),
        participants: rfc822::parse_header(&header.header).participants,
    }))
}

async fn header_of(mail: &mut dyn MailBackend, uid: u32) -> Result<Option<HeaderOf>, WireError> {
    let headers = mail.headers(&[uid], false).await?;
    Ok(headers.into_iter().find(|header| header.uid == uid))
}
