//! Where a copy lies whose folder is not known any more: a folder that is renamed takes its
//! messages along, and is another one for everybody who has it by name.

use super::errand::{Errand, Found, Known};
use super::{DraftMail, place, round};
use crate::domain::{Folder, FolderRole, FolderState, MailboxId, MessageKey, Route};
use crate::engine::causes::{self, FolderAnswer};
use crate::engine::mailboxes::own_mailbox;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::store::{Reader, StoreError};

/// Most folders that are searched which are no Drafts folders by now.
const MOST_OTHERS: usize = 30;

/// What came of looking for a copy.
#[derive(Debug)]
pub(super) enum Search {
    /// Here it is.
    Found(MessageKey),
    /// It lies nowhere where it can be, by the servers' word.
    Nowhere,
    /// In this folder a message has its Message-ID that is another state of it, for all that is
    /// known: somebody saved it since.
    Changed(Folder),
    /// It was not found, and not everywhere could be looked. Why, where something stood in the way.
    Unsure(Option<Problem>),
}

/// The folders in which it can be: the Drafts folder of each mailbox, those of `first` before the
/// others; then whatever lost or never had a role. What lies in Trash, in Sent or in an archive was
/// sent or taken away.
struct Candidates {
    /// Each as every account reaches it.
    folders: Vec<Vec<Folder>>,
    /// There are more than are searched, or a mailbox whose folders are not known.
    has_more: bool,
}

fn candidates(reader: &Reader, first: &[MailboxId]) -> Result<Candidates, StoreError> {
    let mut mailboxes = first.to_vec();
    mailboxes.extend(reader.mailboxes()?.iter().map(crate::domain::Mailbox::id));
    let mut seen: Vec<MailboxId> = Vec::new();
    let (mut drafts, mut others) = (Vec::new(), Vec::new());
    let mut has_more = false;
    for mailbox in mailboxes {
        if seen.contains(&mailbox) {
            continue;
        }
        let folders = reader.all_ways(&mailbox)?;
        // It was not listed yet, as after the cache was thrown away, or not by each account.
        let routes = reader.mailbox(&mailbox)?.map(|mailbox| mailbox.routes);
        let is_listed = |route: &Route| {
            let mut ways = folders.iter().flatten();
            ways.any(|way| way.account == route.account)
        };
        has_more |= folders.is_empty() || !routes.iter().flatten().all(is_listed);
        for ways in folders {
            let is = |role: FolderRole| move |way: &Folder| way.role == role;
            if ways.iter().any(is(FolderRole::Drafts)) {
                drafts.push(ways);
            } else if ways.iter().all(is(FolderRole::Other))
                && ways.iter().any(|way| way.state == FolderState::Readable)
            {
                others.push(ways);
            }
        }
        seen.push(mailbox);
    }
    has_more |= others.len() > MOST_OTHERS;
    others.truncate(MOST_OTHERS);
    drafts.append(&mut others);
    Ok(Candidates {
        folders: drafts,
        has_more,
    })
}

/// What a folder holds of a copy whose place was lost.
pub(super) enum Held {
    /// The copy, here.
    At(MessageKey),
    /// Another state of it.
    Another,
    Nothing,
}

/// Looks for a copy in one folder, by its Message-ID and by what proves it.
///
/// # Errors
/// Anything but a complete answer of the server.
pub(super) async fn in_folder(
    mail: &dyn DraftMail,
    folder: &Folder,
    copy: &Known,
) -> Result<Held, Problem> {
    let Some(message_id) = &copy.message_id else {
        return Ok(Held::Nothing);
    };
    let Some(key) = mail.with_message_id(folder, message_id).await? else {
        return Ok(Held::Nothing);
    };
    if copy.place.is_none() && copy.proof.is_none() {
        return Ok(Held::At(key));
    }
    // What bears that number in another folder is another message.
    let copy = Known {
        place: copy.place.map(|_| (0, 0)),
        ..copy.clone()
    };
    let find = Errand::Find { copy };
    Ok(match mail.errand(folder, find).await? {
        Found::At(uid_validity, uid) => Held::At(MessageKey {
            uid_validity,
            uid,
            ..key
        }),
        Found::Another => Held::Another,
        Found::Gone | Found::GoneWithFolder => Held::Nothing,
        _ => Held::At(key),
    })
}

/// Looks for a copy by its Message-ID, and by what proves it. A folder that cannot be looked into
/// keeps nobody from the others.
///
/// # Errors
/// The store.
pub(super) async fn search(
    shared: &Shared,
    mail: &dyn DraftMail,
    first: Vec<MailboxId>,
    copy: &Known,
) -> Result<Search, Problem> {
    let candidates = shared.read(move |r| candidates(r, &first)).await?;
    let mut hindered: Option<Problem> = None;
    let mut changed = None;
    let mut away = Vec::new();
    let folders = candidates.folders.into_iter();
    for folder in folders.filter_map(|ways| place::best_way(shared, ways)) {
        // Whoever cannot be reached is not asked again for each folder.
        if away.contains(&folder.account) {
            continue;
        }
        match in_folder(mail, &folder, copy).await {
            Ok(Held::At(key)) => return Ok(Search::Found(key)),
            Ok(Held::Another) => changed = changed.or_else(|| Some(folder.clone())),
            Ok(Held::Nothing) => {}
            Err(problem) => {
                if causes::answer_of_folder(&problem) == FolderAnswer::Unasked {
                    away.push(folder.account.clone());
                }
                // What may be better in a while says more than what will not.
                let is_better =
                    |known: &Problem| round::is_for_good(known) && !round::is_for_good(&problem);
                if hindered.as_ref().is_none_or(is_better) {
                    hindered = Some(problem);
                }
            }
        }
    }
    if let Some(folder) = changed {
        return Ok(Search::Changed(folder));
    }
    Ok(match hindered {
        None if !candidates.has_more => Search::Nowhere,
        hindered => Search::Unsure(hindered),
    })
}

/// Is it a mailbox in which others may be at the same draft? One that is not known is, unless it is
/// the own one of an account.
pub(super) async fn is_shared(shared: &Shared, mailbox: &MailboxId) -> Result<bool, Problem> {
    let wanted = mailbox.clone();
    let known = shared.read(move |r| r.mailbox(&wanted)).await?;
    let config = shared.config();
    let is_own = |account: &crate::domain::Account| {
        own_mailbox(&account.id()).is_ok_and(|own| own == *mailbox)
    };
    Ok(match known {
        Some(known) => known.kind == crate::domain::MailboxKind::Shared,
        None => !config.accounts.iter().any(is_own),
    })
}
