//! Bringing one folder up to date: what is new, what changed, what is gone.
//!
//! The UIDs that the server lists are compared with those that the cache holds, so that an
//! interrupted sync goes on where it stopped and nothing depends on having seen every event. With
//! CONDSTORE an unchanged folder costs one command. New messages come newest first, in batches
//! that are each written and announced.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    Flags, Folder, FolderId, FolderState, MessageKey, Right, Rights, RightsSource,
};
use crate::rfc822;
use crate::store::{NewMessage, Store, SyncBatch};
use crate::wire::WireError;

use super::backend::{HeaderOf, MailBackend, Opened};
use super::error::EngineError;

/// Headers fetched and written at once: large enough for a round trip to pay, small enough for
/// the list to fill visibly.
const BATCH: usize = 500;

/// Messages of a folder that may stay without a header: each becomes a row that can be opened.
/// More of them are no odd mails but a server in trouble.
const MOST_SILENT: usize = 50;

/// What a folder's sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FolderChange {
    /// UIDs that are new in the cache, ascending.
    pub added: Vec<u32>,
    /// Messages with other flags.
    pub changed: u32,
    /// Messages that are gone.
    pub removed: u32,
    /// UIDVALIDITY of the folder now.
    pub uid_validity: u32,
    /// Was the folder never whole in the cache before: then nothing of it is news.
    pub first: bool,
}

/// Opens the folder and brings the cache up to date. `progress` is called after each batch. Without
/// `structure`, no message is looked into for attachments: for a folder in which that was beyond
/// what is taken from a server.
///
/// # Errors
/// Of the server or the store. What was written before stays: the next sync goes on from there.
pub(super) async fn sync_folder(
    mail: &mut dyn MailBackend,
    store: &Store,
    folder: &Folder,
    structure: bool,
    mut progress: impl FnMut() + Send,
) -> Result<FolderChange, EngineError> {
    // Without ACL only a folder that is opened for writing says whether it can be written to:
    // opened for reading, each is read-only.
    let has_acl = mail.abilities().rights;
    let opened = mail.open(&folder.wire_name, !has_acl).await?;
    learn_rights(store, folder, &opened, has_acl).await?;
    let id = folder.id.clone();
    let (state, known) = store
        .reader()
        .run(move |r| Ok((r.sync_state(&id)?, r.uids_with_flags(&id)?)))
        .await?;
    let held = state.as_ref().and_then(|s| s.uid_validity);
    let reset = held.is_some_and(|held| held != opened.uid_validity);
    let state = state.filter(|_| !reset);
    let known = if reset { BTreeMap::new() } else { known };
    let mut change = FolderChange {
        uid_validity: opened.uid_validity,
        first: state.as_ref().is_none_or(|s| s.completed_at.is_none()),
        ..FolderChange::default()
    };
    let unchanged = state.as_ref().is_some_and(|s| {
        s.uid_next.is_some()
            && s.uid_next == opened.uid_next
            && s.highest_modseq.is_some()
            && s.highest_modseq == opened.highest_modseq
            && s.completed_at.is_some()
            && usize::try_from(opened.exists).ok() == Some(known.len())
    });
    if unchanged {
        return Ok(change);
    }

    let server: BTreeSet<u32> = mail.uids().await?.into_iter().collect();
    let cached: BTreeSet<u32> = known.keys().copied().collect();
    let removed: Vec<u32> = cached.difference(&server).copied().collect();
    let missing: Vec<u32> = server.difference(&cached).copied().collect();

    let since = state
        .as_ref()
        .and_then(|s| s.highest_modseq)
        .filter(|_| opened.highest_modseq.is_some());
    let mut flags = Vec::new();
    if cached.len() > removed.len() && since.is_none_or(|s| Some(s) != opened.highest_modseq) {
        for item in mail.flags(since).await? {
            if known.get(&item.uid).is_some_and(|old| *old != item.flags) {
                flags.push((item.uid, item.flags, item.modseq));
            }
        }
    }
    let mut batch = SyncBatch {
        uid_validity: opened.uid_validity,
        reset,
        removed,
        flags,
        ..SyncBatch::default()
    };

    let mut silent: BTreeSet<u32> = BTreeSet::new();
    for uids in missing.rchunks(BATCH) {
        let headers = mail.headers(uids, structure).await?;
        silent.extend(uids);
        for header in &headers {
            silent.remove(&header.uid);
        }
        batch.added = headers.iter().map(new_message).collect();
        change.absorb(
            store
                .cache()
                .apply(&folder.id, std::mem::take(&mut batch))
                .await?,
        );
        batch.uid_validity = opened.uid_validity;
        progress();
        if silent.len() > MOST_SILENT {
            still_there(mail, &mut silent).await?;
        }
    }
    if !silent.is_empty() {
        batch.added = last_try(mail, silent).await?;
    }
    // The point up to which all is known is written last: a sync that was cut short begins again
    // from the UIDs it finds.
    batch.uid_next = opened.uid_next;
    batch.highest_modseq = opened.highest_modseq;
    batch.completed_at = Some(Timestamp::now());
    change.absorb(store.cache().apply(&folder.id, batch).await?);
    change.added.sort_unstable();
    progress();
    Ok(change)
}

/// Keeps those messages that the server lists even now: the others were removed meanwhile.
async fn still_there(
    mail: &mut dyn MailBackend,
    silent: &mut BTreeSet<u32>,
) -> Result<(), WireError> {
    mail.ping().await?;
    let server: BTreeSet<u32> = mail.uids().await?.into_iter().collect();
    silent.retain(|uid| server.contains(uid));
    if silent.len() > MOST_SILENT {
        return Err(WireError::Protocol {
            what: "no answer to FETCH for many messages",
        });
    }
    Ok(())
}

/// Messages that are listed and of which no header came. Asked for once more; of what stays silent
/// there is a row without a header, so that nobody is kept from seeing and opening it, and so that
/// it is not asked for again and again.
async fn last_try(
    mail: &mut dyn MailBackend,
    mut silent: BTreeSet<u32>,
) -> Result<Vec<NewMessage>, WireError> {
    still_there(mail, &mut silent).await?;
    let uids: Vec<u32> = silent.iter().copied().collect();
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let headers = mail.headers(&uids, false).await?;
    let mut messages: Vec<NewMessage> = headers.iter().map(new_message).collect();
    for header in &headers {
        silent.remove(&header.uid);
    }
    if !silent.is_empty() {
        let count = silent.len();
        tracing::warn!(count, "Messages are there of which no header can be read.");
    }
    let now = Timestamp::now();
    messages.extend(silent.into_iter().map(|uid| {
        new_message(&HeaderOf {
            uid,
            flags: Flags::default(),
            modseq: None,
            // Nobody says when it came: among the newest it is seen.
            date: Some(now),
            size: 0,
            header: Vec::new(),
            has_attachment: false,
        })
    }));
    Ok(messages)
}

impl FolderChange {
    /// The keys of the new messages.
    pub(super) fn keys(&self, folder: &FolderId) -> Vec<MessageKey> {
        let key = |uid: &u32| MessageKey {
            folder: folder.clone(),
            uid_validity: self.uid_validity,
            uid: *uid,
        };
        self.added.iter().map(key).collect()
    }

    fn absorb(&mut self, applied: crate::store::Applied) {
        self.added.extend(applied.added.iter().map(|key| key.uid));
        self.changed += u32::try_from(applied.changed.len()).unwrap_or(u32::MAX);
        self.removed += u32::try_from(applied.removed.len()).unwrap_or(u32::MAX);
    }
}

/// What a header becomes in the cache.
fn new_message(fetched: &HeaderOf) -> NewMessage {
    let header = rfc822::parse_header(&fetched.header);
    // Without a usable INTERNALDATE what the sender claims is left (wire/quirks.rs:
    // internaldate-nonsense).
    let date = fetched
        .date
        .or(header.date)
        .unwrap_or(Timestamp::UNIX_EPOCH);
    NewMessage {
        uid: fetched.uid,
        flags: fetched.flags.clone(),
        modseq: fetched.modseq,
        date,
        size: fetched.size,
        has_attachment: fetched.has_attachment,
        message_id: header.message_id,
        in_reply_to: header.in_reply_to,
        references: header.references,
        participants: header.participants,
        sent_by: header.sent_by,
        subject: header.subject,
        date_header: header.date,
    }
}

/// Without ACL, what SELECT reveals is all there is to know (invariant 9: evidence, not truth).
async fn learn_rights(
    store: &Store,
    folder: &Folder,
    opened: &Opened,
    has_acl: bool,
) -> Result<(), EngineError> {
    if folder.state != FolderState::Readable {
        store
            .cache()
            .set_folder_state(&folder.id, FolderState::Readable)
            .await?;
    }
    if has_acl {
        return Ok(());
    }
    let reader: Rights = [Right::Lookup, Right::Read].into_iter().collect();
    let keeps = |flag: &str| {
        opened
            .permanent_flags
            .as_ref()
            .is_none_or(|kept| kept.iter().any(|f| f.eq_ignore_ascii_case(flag)))
    };
    let writer = || {
        let mut rights = reader
            .with(Right::Insert)
            .with(Right::Create)
            .with(Right::DeleteFolder);
        for (flag, right) in [
            ("\\Seen", Right::Seen),
            ("\\Flagged", Right::Write),
            ("\\Deleted", Right::DeleteMessages),
        ] {
            if keeps(flag) {
                rights = rights.with(right);
            }
        }
        if keeps("\\Deleted") {
            rights.with(Right::Expunge)
        } else {
            rights
        }
    };
    let rights = if opened.read_only { reader } else { writer() };
    if folder.rights_source != RightsSource::Select || folder.rights != rights {
        store
            .cache()
            .set_rights(
                &folder.account,
                &[(folder.id.clone(), rights, RightsSource::Select)],
                Timestamp::now(),
            )
            .await?;
    }
    Ok(())
}
