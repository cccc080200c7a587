//! Copies whose folder is not known any more, or is another one by now: looked for wherever they can be.

use super::{Claim, Entry, relink, remember, remembered, unasked};
use crate::domain::{Draft, DraftsPolicy, Folder, FolderId, MailboxId, Outgoing, RemoteDraft};
use crate::engine::drafts::DraftMail;
use crate::engine::drafts::errand::Known;
use crate::engine::drafts::place;
use crate::engine::drafts::whereabouts::{self, Search, is_shared};
use crate::engine::mailboxes::own_mailbox;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;

/// A copy whose folder is not known any more, and of which nobody could be asked.
pub(super) struct Lost {
    /// The mailbox in which it belongs.
    mailbox: MailboxId,
    /// The folder in which it lay.
    folder: FolderId,
    copy: Option<RemoteDraft>,
    /// Why nobody could be asked.
    problem: Problem,
}

/// What follows when a copy is lost.
pub(super) async fn unasked_of_lost(
    shared: &Shared,
    row: &Outgoing,
    lost: Lost,
) -> Result<Claim, Problem> {
    let Lost {
        mailbox,
        folder,
        copy,
        problem,
    } = lost;
    let id = row.outbox_id;
    let (key, message_id, proof) = match copy {
        Some(copy) => (Some(copy.key), copy.message_id, copy.proof),
        None => (None, None, None),
    };
    let mut entry = Entry {
        folder,
        key,
        message_id,
        proof,
        mark: String::new(),
        tries: 0,
        no_promise: false,
    };
    if let Some(before) = remembered(shared, id).await?
        && before.is_of(&entry)
    {
        entry = before;
    }
    entry.tries = entry.tries.saturating_add(1);
    remember(shared, id, &entry).await?;
    let is_shared = is_shared(shared, &mailbox).await?;
    Ok(unasked(&mailbox, is_shared, entry.tries, problem))
}

/// What is known of where a copy lies whose folder may have been renamed since.
pub(super) enum Followed {
    /// In a folder that is known, or there is none.
    Known,
    /// It is not where it belongs, by the server's word, or is not what it was: the folder says so.
    Gone(Folder),
    /// Nobody could be asked.
    Unasked(Lost),
}

/// Finds the copy again where its folder is not known any more; or, if `moved`, although one is
/// known by that name.
pub(super) async fn follow(
    shared: &Shared,
    mail: &dyn DraftMail,
    row: &Outgoing,
    moved: bool,
) -> Result<Followed, Problem> {
    let Some(id) = row.draft else {
        return Ok(Followed::Known);
    };
    let Some(stored) = shared.read(move |r| r.draft(id)).await? else {
        return Ok(Followed::Known);
    };
    let Some(mut link) = stored.link else {
        return Ok(Followed::Known);
    };
    let (lay_in, copy) = match (&link.copy, &link.pending) {
        (Some(copy), _) => (copy.key.folder.clone(), Known::of_copy(copy)),
        (None, Some(pending)) => {
            let copy = Known::anywhere(&pending.message_id);
            (pending.folder.clone(), copy)
        }
        (None, None) => return Ok(Followed::Known),
    };
    if !moved && place::folder(shared, &lay_in).await?.is_some() {
        return Ok(Followed::Known);
    }
    let homes = homes(shared, row, &stored.draft).await?;
    let lost = |problem| {
        Followed::Unasked(Lost {
            mailbox: homes.mailbox.clone(),
            folder: lay_in.clone(),
            copy: link.copy.clone(),
            problem,
        })
    };
    if copy.message_id.is_none() {
        return Ok(lost(place::no_folder(&homes.mailbox)));
    }
    let first = vec![homes.mailbox.clone(), homes.other.clone()];
    let key = match whereabouts::search(shared, mail, first, &copy).await? {
        Search::Found(key) => key,
        Search::Changed(folder) => return Ok(Followed::Gone(folder)),
        // Whether it was ever stored is not known: it was never told where.
        Search::Nowhere if link.copy.is_none() => return Ok(Followed::Known),
        Search::Nowhere => {
            return Ok(match &homes.folder {
                Some(folder) => Followed::Gone(folder.clone()),
                None => lost(place::no_folder(&homes.mailbox)),
            });
        }
        Search::Unsure(problem) => {
            let problem = problem.unwrap_or_else(|| place::no_folder(&homes.mailbox));
            return Ok(lost(problem));
        }
    };
    let read = link.clone();
    match (&mut link.copy, &mut link.pending) {
        (Some(copy), _) => copy.key = key,
        (None, Some(pending)) => pending.folder = key.folder,
        (None, None) => {}
    }
    relink(shared, id, read, link, Vec::new()).await?;
    Ok(Followed::Known)
}

/// Where a draft's copy belongs by now.
struct Homes {
    /// The mailbox in which it belongs by the setting.
    mailbox: MailboxId,
    /// The other one of the mailbox that is used and the member's own.
    other: MailboxId,
    /// The Drafts folder of the first.
    folder: Option<Folder>,
}

async fn homes(shared: &Shared, row: &Outgoing, draft: &Draft) -> Result<Homes, Problem> {
    let own = own_mailbox(&row.account)?;
    let used = row.mailbox.clone().unwrap_or_else(|| own.clone());
    let identity = place::identity_of(shared, draft).await?;
    let is_mine = identity.is_some_and(|identity| identity.drafts == DraftsPolicy::Mine);
    let (mailbox, other) = if is_mine { (own, used) } else { (used, own) };
    let folder = place::folder_of(shared, &mailbox).await?;
    Ok(Homes {
        mailbox,
        other,
        folder,
    })
}
