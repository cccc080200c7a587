//! Two people must not both send one draft. Before a message leaves that was frozen from a draft
//! with a copy in a Drafts folder, it claims that copy: by keywords that are set on the condition
//! that nobody changed the copy meanwhile (RFC 7162). Who is first sends; the other's message is
//! held and says so.
//!
//! | the copy | what follows |
//! |---|---|
//! | is claimed by us | the message leaves, and the copy goes when it was accepted |
//! | bears somebody else's mark, or is gone | held; *try now* sends it anyway |
//! | cannot carry marks, or no conditions (Exchange) | it leaves, and a remark says that nothing kept a colleague from sending it too |
//! | cannot be looked at, or its folder is not known any more and nobody can be asked where it lies now | of a shared mailbox: tried again a few times, then held; of one's own: it leaves |
//!
//! What we set out to mark is written down before: so a mark that stands there after a crash is
//! known for ours, and one of a copied profile is not. A message that is held or taken back gives
//! its mark up. A mark tells no time, and its owner may be gone: whatever its age, a person may
//! send anyway.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::errand::{Errand, Found, Known, mark_of};
use super::place::{self, CLAIMS, claim_key};
use super::{DraftMail, round};
use crate::domain::{
    Check, Draft, DraftLink, DraftsPolicy, Folder, FolderId, FolderRole, MailboxId, MailboxKind,
    MessageKey, OutboxId, OutboxState, Outgoing, RemoteDraft,
};
use crate::engine::causes;
use crate::engine::mailboxes::own_mailbox;
use crate::engine::outbox::to_stored;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::rfc822;
use crate::store::{Reader, StoreError};

/// How often a copy that cannot be looked at is tried.
const MOST_TRIES: u32 = 3;
/// Under what this profile's part of its marks is remembered.
const COMPUTER: &str = "draft/computer";

/// May a message leave, as far as its draft is concerned?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Claim {
    /// Yes.
    Free,
    /// Not before a person decided.
    Hold(Problem),
    /// Not now.
    Wait(Problem),
}

/// What is remembered of a claim.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    folder: FolderId,
    key: Option<MessageKey>,
    message_id: Option<String>,
    /// Empty: nothing was set out to be marked yet.
    mark: String,
    #[serde(default)]
    tries: u32,
    /// Nothing kept a colleague from sending the same draft.
    #[serde(default)]
    no_promise: bool,
}

impl Entry {
    fn known(&self) -> Known {
        Known::of(self.key.as_ref(), self.message_id.as_deref())
    }
}

/// Waits while the copy of the message's draft is being stored.
pub(in crate::engine) async fn until_stored(shared: &Shared, row: &Outgoing) {
    let Some(draft) = row.draft else { return };
    let mut storing = shared.storing.subscribe();
    let _ = storing.wait_for(|now| *now != Some(draft)).await;
}

/// Claims the draft's copy for a message that is about to leave.
pub(in crate::engine) async fn before_leaving(
    shared: &Shared,
    mail: Option<&dyn DraftMail>,
    row: &Outgoing,
) -> Claim {
    let (Some(_), Some(mail)) = (row.draft, mail) else {
        return Claim::Free;
    };
    if row.is_waived(Check::SharedDraft) {
        return Claim::Free;
    }
    // What is just being stored gets another copy.
    until_stored(shared, row).await;
    match claim(shared, mail, row).await {
        Ok(claim) => claim,
        Err(problem) => Claim::Wait(problem),
    }
}

/// A copy that is to be claimed.
struct Claimed {
    /// Where it lies.
    folder: Folder,
    /// Does the folder belong to a shared mailbox?
    is_shared: bool,
    link: DraftLink,
}

async fn claim(shared: &Shared, mail: &dyn DraftMail, row: &Outgoing) -> Result<Claim, Problem> {
    match follow(shared, mail, row).await? {
        Followed::Known => {}
        Followed::Gone(folder) => {
            return Ok(Claim::Hold(place::sent_by_other(&folder, None, true)));
        }
        Followed::Unasked(lost) => return unasked_of_lost(shared, row, lost).await,
    }
    let Some(copy) = copy_of(shared, row).await? else {
        return Ok(Claim::Free);
    };
    let _one = shared.claiming(&copy.folder.account).await;
    if let Some(held) = told_before(&copy) {
        return Ok(held);
    }
    let (mut entry, again) = set_out(shared, row.outbox_id, &copy).await?;
    let errand = Errand::Claim {
        copy: entry.known(),
        mark: entry.mark.clone(),
        again,
    };
    let Claimed {
        folder, is_shared, ..
    } = copy;
    Ok(match mail.errand(&folder, errand).await {
        Ok(Found::Taken(who)) => Claim::Hold(place::sent_by_other(&folder, who, false)),
        Ok(Found::Gone) if entry.key.is_some() => {
            Claim::Hold(place::sent_by_other(&folder, None, true))
        }
        Ok(Found::NoMarks) if is_shared => {
            entry.no_promise = true;
            remember(shared, row.outbox_id, &entry).await?;
            Claim::Free
        }
        Ok(_) => Claim::Free,
        Err(problem) => unasked(&folder.mailbox, is_shared, entry.tries, problem),
    })
}

/// The copy of the message's draft in a folder that is known; `None`: there is nothing to claim.
async fn copy_of(shared: &Shared, row: &Outgoing) -> Result<Option<Claimed>, Problem> {
    let draft = row.draft;
    let read = shared.read(move |r| {
        let stored = draft.map(|draft| r.draft(draft)).transpose()?.flatten();
        let Some(link) = stored.and_then(|stored| stored.link) else {
            return Ok(None);
        };
        let id = match (&link.copy, &link.pending) {
            (Some(copy), _) => copy.key.folder.clone(),
            (None, Some(pending)) => pending.folder.clone(),
            (None, None) => return Ok(None),
        };
        let Some(folder) = r.folder(&id)? else {
            return Ok(None);
        };
        let is_shared = is_shared(r, &folder.mailbox)?;
        Ok(Some(Claimed {
            folder,
            is_shared,
            link,
        }))
    });
    read.await
}

/// Its owner was told that somebody else was sending the same draft, or had taken it away; what
/// lies there now is a copy of their own.
fn told_before(Claimed { folder, link, .. }: &Claimed) -> Option<Claim> {
    let note = place::note_of(link)?;
    match note.message.key {
        "draft-being-sent" | "draft-being-sent-by-somebody" => {
            let mut args = note.message.args.into_iter();
            let who = args.find(|(name, _)| *name == "who").map(|(_, who)| who);
            Some(Claim::Hold(place::sent_by_other(folder, who, false)))
        }
        "draft-gone-elsewhere" => Some(Claim::Hold(place::sent_by_other(folder, None, true))),
        _ => None,
    }
}

/// Writes down that the copy is to be marked, and with what. Says also whether that was written
/// down before.
async fn set_out(shared: &Shared, id: OutboxId, copy: &Claimed) -> Result<(Entry, bool), Problem> {
    let link = &copy.link;
    let key = link.copy.as_ref().map(|copy| &copy.key);
    let before = remembered(shared, id).await?;
    let again = before.as_ref().is_some_and(|entry| !entry.mark.is_empty());
    let mut entry = match before {
        // Of the same copy; else it was stored anew since.
        Some(entry) if entry.key.as_ref() == key && again => entry,
        _ => Entry {
            folder: copy.folder.id.clone(),
            key: key.cloned(),
            message_id: match (&link.copy, &link.pending) {
                (Some(copy), _) => copy.message_id.clone(),
                (None, pending) => pending.as_ref().map(|pending| pending.message_id.clone()),
            },
            mark: mark(shared, &copy.folder).await?,
            tries: 0,
            no_promise: false,
        },
    };
    entry.tries = entry.tries.saturating_add(1);
    remember(shared, id, &entry).await?;
    Ok((entry, again))
}

fn is_shared(reader: &Reader, mailbox: &MailboxId) -> Result<bool, StoreError> {
    let mailbox = reader.mailbox(mailbox)?;
    Ok(mailbox.is_none_or(|mailbox| mailbox.kind == MailboxKind::Shared))
}

/// What follows when the copy could not be looked at for so many times.
fn unasked(mailbox: &MailboxId, is_shared: bool, tries: u32, problem: Problem) -> Claim {
    if !is_shared {
        Claim::Free
    } else if round::is_for_good(&problem) || tries >= MOST_TRIES {
        Claim::Hold(place::not_checked(mailbox, &problem))
    } else {
        Claim::Wait(problem)
    }
}

/// A copy whose folder is not known any more, and of which nobody could be asked.
struct Lost {
    /// The mailbox in which it belongs.
    mailbox: MailboxId,
    /// The folder in which it lay.
    folder: FolderId,
    copy: Option<RemoteDraft>,
    /// Why nobody could be asked.
    problem: Problem,
}

/// What follows when a copy is lost.
async fn unasked_of_lost(shared: &Shared, row: &Outgoing, lost: Lost) -> Result<Claim, Problem> {
    let Lost {
        mailbox,
        folder,
        copy,
        problem,
    } = lost;
    let id = row.outbox_id;
    let (key, message_id) = match copy {
        Some(copy) => (Some(copy.key), copy.message_id),
        None => (None, None),
    };
    let before = remembered(shared, id).await?;
    let before = before.filter(|entry| entry.key == key && entry.folder == folder);
    let mut entry = before.unwrap_or_else(|| Entry {
        folder,
        key,
        message_id,
        mark: String::new(),
        tries: 0,
        no_promise: false,
    });
    entry.tries = entry.tries.saturating_add(1);
    remember(shared, id, &entry).await?;
    let wanted = mailbox.clone();
    let is_shared = shared.read(move |r| is_shared(r, &wanted)).await?;
    Ok(unasked(&mailbox, is_shared, entry.tries, problem))
}

/// What is known of where a copy lies whose folder may have been renamed since.
enum Followed {
    /// In a folder that is known, or there is none.
    Known,
    /// It is not where it belongs, by the server's word: the folder says so.
    Gone(Folder),
    /// Nobody could be asked.
    Unasked(Lost),
}

/// Finds the copy again where its folder is not known any more.
async fn follow(
    shared: &Shared,
    mail: &dyn DraftMail,
    row: &Outgoing,
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
    let (lay_in, message_id) = match (&link.copy, &link.pending) {
        (Some(copy), _) => (copy.key.folder.clone(), copy.message_id.clone()),
        (None, Some(pending)) => (pending.folder.clone(), Some(pending.message_id.clone())),
        (None, None) => return Ok(Followed::Known),
    };
    let wanted = lay_in.clone();
    if shared.read(move |r| r.folder(&wanted)).await?.is_some() {
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
    let Some(message_id) = message_id else {
        return Ok(lost(place::no_folder(&homes.mailbox)));
    };
    for folder in homes.first.iter().chain(&homes.others) {
        match mail.with_message_id(folder, &message_id).await {
            Ok(None) => {}
            Ok(Some(key)) => {
                match (&mut link.copy, &mut link.pending) {
                    (Some(copy), _) => copy.key = key,
                    (None, Some(pending)) => pending.folder = key.folder,
                    (None, None) => {}
                }
                let precious = shared.store.precious();
                let kept = precious.link_draft(id, link, None, Vec::new()).await;
                kept.map_err(|e| causes::of_store(&e))?;
                return Ok(Followed::Known);
            }
            Err(problem) => return Ok(lost(problem)),
        }
    }
    Ok(match homes.first {
        // Whether it was ever stored is not known: it was never told where.
        Some(_) if link.copy.is_none() => Followed::Known,
        Some(folder) => Followed::Gone(folder),
        None => lost(place::no_folder(&homes.mailbox)),
    })
}

/// Where a draft's copy may lie by now.
struct Homes {
    /// The mailbox in which it belongs by the setting.
    mailbox: MailboxId,
    /// The Drafts folder of that one.
    first: Option<Folder>,
    /// Those of the other mailboxes in which it may have been kept.
    others: Vec<Folder>,
}

async fn homes(shared: &Shared, row: &Outgoing, draft: &Draft) -> Result<Homes, Problem> {
    let own = own_mailbox(&row.account)?;
    let used = row.mailbox.clone().unwrap_or_else(|| own.clone());
    let identity = place::identity_of(shared, draft).await?;
    let is_mine = identity.is_some_and(|identity| identity.drafts == DraftsPolicy::Mine);
    let (mailbox, other) = if is_mine { (own, used) } else { (used, own) };
    let (first, second) = (mailbox.clone(), other.clone());
    let read = shared.read(move |r| {
        let of = |mailbox| r.folder_by_role(mailbox, FolderRole::Drafts);
        Ok((of(&first)?, of(&second)?))
    });
    let (first, second) = read.await?;
    let others = second.filter(|_| other != mailbox).into_iter().collect();
    Ok(Homes {
        mailbox,
        first,
        others,
    })
}

/// Is this why a message is held: that somebody else sent its draft, or may?
pub(in crate::engine) fn is_hold(why: &Problem) -> bool {
    why.advice
        .as_ref()
        .is_some_and(|advice| advice.key == "draft-advice-sent")
}

/// The keyword with which this member on this computer marks what is being sent.
pub(super) async fn mark(shared: &Shared, folder: &Folder) -> Result<String, Problem> {
    let known = shared.read(|r| r.remembered(COMPUTER)).await?;
    let known = known.as_ref().and_then(Value::as_str).map(str::to_owned);
    let computer = match known {
        Some(computer) => computer,
        None => {
            let new: String = rfc822::draft_tag().chars().take(8).collect();
            let precious = shared.store.precious();
            let value = Value::from(new.as_str());
            let kept = precious.remember(COMPUTER, &value).await;
            kept.map_err(|e| causes::of_store(&e))?;
            new
        }
    };
    let name = folder.account.as_str().split('@').next();
    Ok(mark_of(name.unwrap_or_default(), &computer))
}

async fn remembered(shared: &Shared, id: OutboxId) -> Result<Option<Entry>, Problem> {
    let value = shared.read(move |r| r.remembered(&claim_key(id))).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

async fn remember(shared: &Shared, id: OutboxId, entry: &Entry) -> Result<(), Problem> {
    let value = serde_json::to_value(entry).unwrap_or_default();
    let precious = shared.store.precious();
    let kept = precious.remember(&claim_key(id), &value).await;
    kept.map_err(|e| causes::of_store(&e))
}

/// Gives up the claims of messages that are held or were taken back, and says of those that were
/// sent without one.
///
/// # Errors
/// Some could not be given up; it is tried again.
pub(super) async fn release_stale(shared: &Shared, mail: &dyn DraftMail) -> Result<(), Problem> {
    use OutboxState::{Accepted, Done, Filing, Held, Queued, Scheduled, Sending, Unknown};
    let claims = shared.read(|r| r.remembered_under(CLAIMS)).await?;
    let mut failed = None;
    for (key, value) in claims {
        let id: Option<OutboxId> = key.strip_prefix(CLAIMS).and_then(|id| id.parse().ok());
        let entry: Option<Entry> = serde_json::from_value(value).ok();
        let wanted = entry.as_ref().map(|entry| entry.folder.clone());
        let folder = match wanted {
            Some(wanted) => shared.read(move |r| r.folder(&wanted)).await?,
            None => None,
        };
        let _one = match &folder {
            Some(folder) => Some(shared.claiming(&folder.account).await),
            None => None,
        };
        let row = match id {
            Some(id) => shared.read(move |r| r.outgoing(id)).await?,
            None => None,
        };
        if let Some(entry) = entry {
            match row.as_ref().map(|row| row.state) {
                Some(Scheduled | Queued | Sending | Unknown) => continue,
                Some(Accepted | Filing | Done) => {
                    if let (true, Some(row)) = (entry.no_promise, &row) {
                        say_no_promise(shared, row, &entry).await?;
                    }
                }
                Some(Held) | None if entry.mark.is_empty() => {}
                Some(Held) | None => {
                    if let Some(folder) = &folder {
                        let errand = Errand::Release {
                            copy: entry.known(),
                            mark: entry.mark.clone(),
                        };
                        match mail.errand(folder, errand).await {
                            Ok(_) => {}
                            Err(problem) if round::is_for_good(&problem) => {}
                            Err(problem) => {
                                failed = Some(problem);
                                continue;
                            }
                        }
                    }
                }
            }
        }
        let forgotten = shared.store.precious().forget(&key).await;
        forgotten.map_err(|e| causes::of_store(&e))?;
    }
    failed.map_or(Ok(()), Err)
}

async fn say_no_promise(shared: &Shared, row: &Outgoing, entry: &Entry) -> Result<(), Problem> {
    let wanted = entry.folder.clone();
    let Some(folder) = shared.read(move |r| r.folder(&wanted)).await? else {
        return Ok(());
    };
    let remark = to_stored(&place::no_promise(&folder));
    let precious = shared.store.precious();
    let said = precious.remark(row.outbox_id, remark).await;
    said.map(drop).map_err(|e| causes::of_store(&e))
}
