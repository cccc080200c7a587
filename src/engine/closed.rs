//! A folder that this account may not read any more, beside others of its mailbox that it may: what is held of it
//! goes, as what is held of a mailbox whose access is lost ([`super::access`]).
//!
//! A server says so in two ways. Where only the right to read was taken (`r`, RFC 4314 2.1), the folder is listed
//! and shown closed. Where the whole entry was, the server does not name it any more, just as one that a colleague
//! deleted or renamed. One that is there under a new name goes at once, and is known by its numbers: Dovecot and
//! Cyrus keep the UIDVALIDITY of what is renamed. Another one of a mailbox that several people use, of which
//! something is held, is [`FolderState::Absent`] at first: what is held can be read, and nothing is done to it. Both are sure at a
//! second look.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::backend::{Counts, MailBackend};
use super::error::EngineError;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::{access, not_done, taken_back};
use crate::domain::{
    AccountId, Act, ActState, Folder, FolderId, FolderRole, FolderState, Mailbox, MailboxId, Right,
    RightsSource, RoleSource, RouteKind,
};
use crate::store::{StoreError, SyncState};

const SINCE: &str = "access/folder/";

fn key(folder: &Folder) -> String {
    format!("{SINCE}{}/{}", folder.account, folder.id)
}

/// Nobody loses what is their own.
fn is_own(mailbox: &Mailbox) -> bool {
    let route = mailbox.route();
    route.is_none_or(|route| route.kind == RouteKind::Personal)
}

/// The folders that a whole listing of a mailbox does not name, or names as a mere node above others, and that are
/// not to go with it: they are in doubt from now on, and have no task in the mailbox. One that an act of ours takes
/// away is not among them, nor one that has another name by now.
///
/// # Errors
/// The store; the connection.
pub(super) async fn not_named(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    mailbox: &Mailbox,
    held: &[Folder],
    listed: &[Folder],
) -> Result<Vec<Folder>, EngineError> {
    let Some(route) = mailbox.route().filter(|_| !is_own(mailbox)) else {
        return Ok(Vec::new());
    };
    let there = listed.iter().filter(|f| f.state != FolderState::Container);
    let there: Vec<&Folder> = there.collect();
    let named: BTreeSet<&FolderId> = there.iter().map(|folder| &folder.id).collect();
    let mut absent = held.to_vec();
    absent.retain(|f| f.account == route.account && !named.contains(&f.id));
    if absent.is_empty() {
        return Ok(absent);
    }
    let of = absent.clone();
    let read = shared.store.reader().run(move |r| {
        let mut with_messages = BTreeMap::new();
        for folder in of {
            if let Some(state) = r.sync_state(&folder.id)?.filter(|state| state.held > 0) {
                with_messages.insert(folder.id, state);
            }
        }
        Ok((with_messages, r.acts(None)?))
    });
    let (with_messages, acts) = read.await?;
    let is_deleted = |folder: &Folder| {
        acts.iter().any(|pending| {
            let is_begun = pending.state == ActState::Started;
            matches!(&pending.act, Act::DeleteFolder(of) if is_begun && of.folder == folder.id)
        })
    };
    absent.retain(|folder| with_messages.contains_key(&folder.id) && !is_deleted(folder));
    let is_new = |folder: &&&Folder| held.iter().all(|held| held.id != folder.id);
    let new = there.iter().filter(is_new);
    let new: Vec<String> = new.map(|folder| folder.wire_name.clone()).collect();
    if !absent.is_empty() && !new.is_empty() {
        let told = mail.counts(&new).await?.counts;
        let told: Vec<Counts> = told.into_iter().filter_map(Result::ok).collect();
        absent.retain(|folder| {
            let before = with_messages.get(&folder.id);
            !before.is_some_and(|before| told.iter().any(|now| is_renamed(before, now)))
        });
    }
    for folder in &mut absent {
        if folder.state != FolderState::Absent {
            folder.state = FolderState::Absent;
            shared.store.precious().forget(&key(folder)).await?;
        }
        folder.role = FolderRole::Other;
        folder.role_source = RoleSource::None;
    }
    Ok(absent)
}

/// Is it the same folder, of which no more can have happened than that something came?
fn is_renamed(before: &SyncState, now: &Counts) -> bool {
    before.uid_validity.is_some()
        && before.uid_validity == now.uid_validity
        && before
            .uid_next
            .is_some_and(|next| now.uid_next >= Some(next))
}

/// The rights of a mailbox's folders were read, or its folders listed. Those that may not be read, or are not
/// there, and were not at an earlier look either, as long ago as a lost access needs to be believed, are emptied
/// or go here, unless lost copies are kept. `listed`: the folders that a listing does not name, on a session of
/// its own, as it takes to be sure. Gives when to look again, if one is in doubt.
///
/// # Errors
/// The store.
pub(super) async fn look(
    shared: &Shared,
    account: &AccountId,
    mailbox: &MailboxId,
    listed: Option<&BTreeSet<FolderId>>,
) -> Result<Option<Duration>, StoreError> {
    let of = mailbox.clone();
    let read = shared.store.reader().run(move |r| {
        let mut known = Vec::new();
        for folder in r.folders(&of)? {
            let since = r.remembered(&key(&folder))?;
            let held = r.sync_state(&folder.id)?.map_or(0, |state| state.held);
            known.push((folder, since, held));
        }
        Ok((r.mailbox(&of)?, known))
    });
    let (of, mut known) = read.await?;
    // Where the mailbox is in doubt, all of it is; and where another account reads it, that one's rights count.
    if of.is_none_or(|of| is_own(&of)) || known.iter().any(|(f, ..)| access::is_of_doubted(f)) {
        return Ok(None);
    }
    known.retain(|(folder, ..)| {
        folder.account == *account
            && folder.state != FolderState::Container
            && !access::is_lost(folder)
    });
    let is_absent = |folder: &Folder| folder.state == FolderState::Absent;
    let may_be_read = |folder: &Folder| {
        let told = folder.rights_source == RightsSource::MyRights;
        !is_absent(folder) && (!told || folder.rights.has(Right::Read))
    };
    // None of them: that is the mailbox's access.
    if !known.iter().any(|(folder, ..)| may_be_read(folder)) {
        return Ok(None);
    }
    let (now, precious) = (Timestamp::now(), shared.store.precious());
    let mut again: Option<Duration> = None;
    for (folder, since, held) in known {
        let key = key(&folder);
        if may_be_read(&folder) || held == 0 {
            if since.is_some() {
                precious.forget(&key).await?;
            }
            continue;
        }
        let (is_absent, is_kept) = (is_absent(&folder), shared.config().settings.keep_lost);
        // What is shown closed waits for nothing.
        if is_kept && !is_absent {
            continue;
        }
        let since = since.and_then(|value| serde_json::from_value::<Timestamp>(value).ok());
        // A clock that was set back since keeps no doubt for ever.
        let begun = since.filter(|since| *since <= now);
        if begun.is_none() {
            precious.remember(&key, &serde_json::json!(now)).await?;
        }
        // Refused without a word of rights, as by a server whose storage is away, it is believed late.
        let wait = match folder.rights.is_empty() && !is_absent {
            true => shared.pace.confirm_bare,
            false => shared.pace.confirm_lost,
        };
        let age = now.duration_since(begun.unwrap_or(now));
        let left = wait.saturating_sub(Duration::try_from(age).unwrap_or_default());
        if begun.is_none() || !left.is_zero() || listed.is_none() {
            again = Some(again.map_or(left, |again| again.min(left)));
            continue;
        }
        // What was not read as a whole says nothing of what it does not name.
        if is_absent && listed.is_none_or(|listed| !listed.contains(&folder.id)) {
            continue;
        }
        tracing::info!(folder = %folder.id, "A folder may not be read any more.");
        let cache = shared.store.cache();
        if is_absent {
            let gone = BTreeSet::from([folder.id.clone()]);
            taken_back::with_folders(shared, mailbox, &gone, true).await?;
            if is_kept {
                continue;
            }
            cache.remove_folder(&folder.id).await?;
        } else {
            cache.forget_messages(&folder.id).await?;
        }
        forget_put_aside(shared).await;
        precious.forget(&key).await?;
        shared.tell(Event::Messages(folder.id.clone()));
        shared.tell(Event::Folders(mailbox.clone()));
        let (how, advice) = match is_absent {
            true => ("absent", "advice-folder-hidden"),
            false => ("closed", "advice-ask-for-right"),
        };
        let text = Text::new("problem-folder-closed")
            .with("folder", folder.name())
            .with("mailbox", mailbox.as_str())
            .with("how", how);
        let problem = Problem::new(ProblemKind::Permission, text)
            .advise(Text::new(advice))
            .of_account(account)
            .of_mailbox(mailbox);
        not_done::say(shared, problem).await;
    }
    Ok(again)
}

/// Removes damaged caches that were put aside: of what is in them nobody knows whose mail it is.
pub(super) async fn forget_put_aside(shared: &Shared) {
    if let Err(error) = shared.store.forget_quarantined(Timestamp::now()).await {
        tracing::warn!(%error, "A damaged cache could not be removed.");
    }
}
