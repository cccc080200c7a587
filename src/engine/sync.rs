//! Bringing one folder up to date: what is new, what changed, what is gone.
//!
//! Where the server tells what changed since the last time (QRESYNC), opening the folder is all it
//! takes, and fetching what is new ([`delta`]). Else, and whenever that does not add up, the UIDs that
//! the server lists are compared with those that the cache holds, so that an interrupted sync goes on
//! where it stopped and nothing depends on having seen every event. With CONDSTORE an unchanged
//! folder costs one command; of a large one without it not all flags are asked for each time
//! ([`glance`]). New messages come newest first, in batches that are each written and
//! announced, while the next one is on its way.

mod delta;
mod glance;
mod late;
mod losses;
mod missing;
mod plan;
mod portions;
mod rights;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Folder, FolderId, MailboxId, MessageHeader, MessageKey};
use crate::rfc822;
use crate::store::{Moment, NewMessage, Reader, SyncBatch, SyncState};
use crate::wire::WireError;

use super::backend::{Flagged, HeaderOf, MailBackend, Opened, Reopened};
use super::error::EngineError;
use super::shared::Shared;
use super::unread::{self, ForMe};
use super::{numbers, taken_back};
pub(super) use losses::Losses;
use numbers::{MOST_LOOKED_THROUGH, MOST_SAMPLED};
use plan::Plan;
pub(super) use plan::is_due;
use portions::MOST as BATCH;

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
    /// Something else was wanted first, and more is missing.
    pub left: bool,
}

/// How a folder is brought up to date.
#[derive(Clone, Copy)]
pub(super) struct Manner<'m> {
    /// Was the folder opened before on this connection, so that its numbers mean what they meant?
    pub is_sure: bool,
    /// Look into messages for attachments? Not in a folder in which that was beyond what is taken
    /// from a server.
    pub structure: bool,
    /// How often all that is held is compared, flags included, whatever the server says of changes.
    pub compare: Duration,
    /// Is only what came since fetched of a folder of which older messages are missing?
    pub only_newer: bool,
    /// How often in a row it went wrong before.
    pub failures: u32,
    /// Is something else wanted first, so that the rest has to wait? Asked with how long it is being
    /// fetched.
    pub is_enough: &'m (dyn Fn(Duration) -> bool + Send + Sync),
}

/// Why a folder was not brought up to date.
#[derive(Debug)]
pub(super) struct NotSynced {
    /// What went wrong.
    pub error: EngineError,
    /// Had it been opened? Then it is there, and may be read.
    pub was_opened: bool,
}

/// Opens the folder and brings the cache up to date. `progress` is called after each batch; `losses` is what
/// earlier syncs of the folder left there.
///
/// # Errors
/// Of the server or the store. What was written before stays: the next sync goes on from there.
pub(super) async fn sync_folder(
    mail: &mut dyn MailBackend,
    shared: &Shared,
    folder: &Folder,
    manner: Manner<'_>,
    losses: &mut Losses,
    progress: impl FnMut() + Send,
) -> Result<FolderChange, NotSynced> {
    let mut was_opened = false;
    let synced = open_and_sync(
        mail,
        shared,
        folder,
        manner,
        losses,
        progress,
        &mut was_opened,
    );
    synced
        .await
        .map_err(|error| NotSynced { error, was_opened })
}

async fn open_and_sync(
    mail: &mut dyn MailBackend,
    shared: &Shared,
    folder: &Folder,
    manner: Manner<'_>,
    losses: &mut Losses,
    mut progress: impl FnMut() + Send,
    was_opened: &mut bool,
) -> Result<FolderChange, EngineError> {
    let (id, of, store) = (folder.id.clone(), folder.mailbox.clone(), &shared.store);
    let read = move |r: &Reader| Ok((r.sync_state(&id)?, r.mailbox(&of)?));
    let (held, mailbox) = store.reader().run(read).await?;
    let held = held.unwrap_or_default();
    let for_me = ForMe::of(&shared.config(), mailbox.as_ref(), folder, &held);
    let since = held
        .completed_at
        .and(held.uid_validity.zip(held.highest_modseq));
    // Without ACL only a folder that is opened for writing says whether it can be written to:
    // opened for reading, each is read-only.
    let has_acl = mail.abilities().rights;
    let asked = store.cache().moment();
    let opening = mail.open_since(&folder.wire_name, !has_acl, since);
    let Reopened { opened, delta } = opening.await?;
    *was_opened = true;
    losses.opened(opened.uid_validity);
    rights::learn_rights(store, folder, &opened, has_acl).await?;
    let mut plan = plan::plan(&held, &opened, Timestamp::now(), manner.compare);
    let mut pass = Pass {
        mail,
        shared,
        folder,
        manner,
        losses,
        change: FolderChange {
            uid_validity: opened.uid_validity,
            first: held.completed_at.is_none(),
            ..FolderChange::default()
        },
        for_me,
        asked,
        opened,
    };
    let is_other = match plan {
        Plan::Doubt => !pass.bears_its_numbers().await?,
        Plan::Compare { .. } | Plan::Glance => {
            let is_open_question = !manner.is_sure && numbers::went_on(&held, &pass.opened);
            is_open_question && !pass.went_on_from_there().await?
        }
        Plan::Nothing | Plan::Anew => false,
    };
    if is_other {
        plan = Plan::Anew;
    }
    match plan {
        Plan::Nothing => {}
        Plan::Glance => {
            if !pass.glance(&held).await? {
                pass.compare(&held, None, &mut progress).await?;
            }
            progress();
        }
        Plan::Doubt => {
            pass.compare(&held, None, &mut progress).await?;
            progress();
        }
        Plan::Compare { since } => {
            let told = match (delta, since) {
                (Some(delta), Some(_)) => pass.take_delta(&held, delta).await?,
                _ => false,
            };
            if !told {
                pass.compare(&held, since, &mut progress).await?;
            }
            progress();
        }
        Plan::Anew => {
            pass.change.first = true;
            pass.for_me.is_anew();
            pass.drop_all(&held).await?;
            // From here on whoever acts on one of its messages looks at that first
            // ([`super::numbers`]): nobody acts on one that was held until now.
            if held.uid_validity == Some(pass.opened.uid_validity) {
                taken_back::with_numbers(shared, folder).await?;
            }
            pass.compare(&SyncState::default(), None, &mut progress)
                .await?;
            progress();
        }
    }
    pass.change.added.sort_unstable();
    unread::settle(shared, &folder.id, !pass.change.left).await;
    if !pass.change.left {
        shared.fetched(&folder.account);
    }
    Ok(pass.change)
}

/// One pass over a folder that is open.
struct Pass<'p> {
    mail: &'p mut dyn MailBackend,
    shared: &'p Shared,
    folder: &'p Folder,
    manner: Manner<'p>,
    losses: &'p mut Losses,
    for_me: ForMe,
    /// From before the oldest question whose answer is not written yet.
    asked: Moment,
    opened: Opened,
    change: FolderChange,
}

impl Pass<'_> {
    fn batch(&self) -> SyncBatch {
        SyncBatch {
            uid_validity: self.opened.uid_validity,
            asked: Some(self.asked),
            seen_by_others: self.for_me.by_others,
            ..SyncBatch::default()
        }
    }

    /// What these headers become in the cache.
    fn new_messages(&self, headers: &[HeaderOf]) -> Vec<NewMessage> {
        let new = |header| new_message(header, &self.folder.mailbox);
        let mut new: Vec<NewMessage> = headers.iter().map(new).collect();
        let is_theirs = |id: &str| self.shared.was_put_there(&self.folder.id, id);
        self.for_me.note(&mut new, is_theirs);
        new
    }

    async fn apply(&mut self, batch: SyncBatch) -> Result<Vec<u32>, EngineError> {
        let applied = self
            .shared
            .store
            .cache()
            .apply(&self.folder.id, batch)
            .await?;
        Ok(self.change.absorb(applied))
    }

    /// Are the newest messages that are held still those that they were? Numbers that a restored server
    /// gives out again are its highest.
    async fn bears_its_numbers(&mut self) -> Result<bool, EngineError> {
        let (id, server) = (self.folder.id.clone(), self.mail.uids().await?);
        let newest = self.shared.store.reader().run(move |r| {
            let held = r.uids_with_flags(&id)?;
            let both = server.iter().rev().filter(|uid| held.contains_key(uid));
            let both: Vec<u32> = both.take(MOST_LOOKED_THROUGH).copied().collect();
            numbers::those(r, &id, &both)
        });
        let same = self.are_still(newest.await?).await?;
        Ok(same.unwrap_or(true))
    }

    /// The same of the last of them, behind which others came since: the server may have been restored, and
    /// have counted on beyond what is held.
    async fn went_on_from_there(&mut self) -> Result<bool, EngineError> {
        let id = self.folder.id.clone();
        let reader = self.shared.store.reader();
        let newest = reader.run(move |r| numbers::newest(r, &id)).await?;
        match self.are_still(newest).await? {
            Some(same) => Ok(same),
            // None of them is there any more: older ones tell.
            None => self.bears_its_numbers().await,
        }
    }

    /// As [`numbers::are_still`] of the first few of these. Those beside which the connection was lost before are
    /// asked for one by one, until it is known over which.
    async fn are_still(
        &mut self,
        mut newest: Vec<MessageHeader>,
    ) -> Result<Option<bool>, WireError> {
        newest.retain(|held| !self.losses.is_sampled_no_more(held.id.uid));
        newest.truncate(MOST_SAMPLED);
        let (alone, together): (Vec<_>, Vec<_>) = newest
            .into_iter()
            .partition(|held| self.losses.is_sampled_alone(held.id.uid));
        let mut all = None;
        for sample in alone.into_iter().map(|one| vec![one]).chain([together]) {
            let uids: Vec<u32> = sample.iter().map(|held| held.id.uid).collect();
            match numbers::are_still(self.mail, &sample).await {
                Ok(same) => {
                    self.losses.sampled(&uids);
                    if same == Some(false) {
                        return Ok(same);
                    }
                    all = all.or(same);
                }
                Err(error) => {
                    if !self.mail.is_usable() {
                        self.losses.note_sample(&uids);
                    }
                    return Err(error);
                }
            }
        }
        Ok(all)
    }

    /// Drops what is held: the folder was renumbered, or its server gives out numbers again.
    async fn drop_all(&mut self, held: &SyncState) -> Result<(), EngineError> {
        if held.uid_validity == Some(self.opened.uid_validity) {
            tracing::warn!(
                folder = %self.folder.id,
                "A folder gives out its numbers again; what is held of it is fetched anew."
            );
        }
        self.losses.forget();
        let batch = SyncBatch {
            reset: true,
            ..self.batch()
        };
        self.apply(batch).await.map(drop)
    }

    /// Compares what is held with what the server lists, and fetches what is missing.
    async fn compare(
        &mut self,
        held: &SyncState,
        since: Option<u64>,
        progress: &mut (impl FnMut() + Send),
    ) -> Result<(), EngineError> {
        let id = self.folder.id.clone();
        let compared = since.is_none();
        let (known, without_header) = match held.held {
            0 => Default::default(),
            _ => {
                let known = self.shared.store.reader().run(move |r| {
                    let most = if compared { BATCH } else { 0 };
                    Ok((r.uids_with_flags(&id)?, r.uids_without_header(&id, most)?))
                });
                known.await?
            }
        };
        let server: BTreeSet<u32> = self.mail.uids().await?.into_iter().collect();
        let behind_all = server.last().map_or(1, |last| last.saturating_add(1));
        let removed: Vec<u32> = (known.keys().copied())
            .filter(|uid| !server.contains(uid))
            .collect();
        let mut missing: Vec<u32> = (server.into_iter())
            .filter(|uid| !known.contains_key(uid))
            .collect();
        let newest = known.last_key_value().filter(|_| self.manner.only_newer);
        let older = newest.map_or(0, |(newest, _)| missing.partition_point(|uid| uid < newest));
        drop(missing.drain(..older));
        let mut batch = SyncBatch {
            removed,
            ..self.batch()
        };
        let may_differ = known.len() > batch.removed.len()
            && since.is_none_or(|since| Some(since) != self.opened.highest_modseq);
        drop(known);

        let silent = self.fetch_all(&missing, &mut batch, progress).await?;
        if older > 0 {
            self.change.left = true;
            self.apply(batch).await?;
            return Ok(());
        }
        if self.change.left {
            // The next sync finds it among what is missing.
            return Ok(());
        }
        batch.added = self.last_try(silent, progress).await?;
        // Behind what is new, of which a part may be left for later: all flags are much for each part.
        let mut whole = true;
        if may_differ {
            whole = self.compare_flags(held, since, &mut batch).await?;
        }
        // The point up to which all is known is written last: a sync that was cut short begins again
        // from the UIDs it finds.
        // A server need not tell it (wire/quirks.rs: netease-status): what is higher was not seen here.
        batch.uid_next = self.opened.uid_next.or(Some(behind_all));
        batch.highest_modseq = self.opened.highest_modseq;
        if !whole {
            tracing::warn!("Flags came that cannot be read.");
            // Then all are asked for, once: what cannot be read among all is asked for no more.
            batch.highest_modseq = batch.highest_modseq.filter(|_| compared);
        }
        batch.completed_at = Some(Timestamp::now());
        batch.compared = compared;
        self.apply(batch).await?;
        // Last: whatever comes of it, all else is known.
        let id = self.folder.id.clone();
        let read = self.shared.store.reader();
        // Not with each piece of news: a server may never say.
        let most = if compared { BATCH } else { 0 };
        let not_looked_into = read.run(move |r| r.uids_not_looked_into(&id, most));
        self.ask_again(without_header, &not_looked_into.await?)
            .await
    }

    /// Compares the flags that are held with those that changed, or with all. Were all of them read?
    async fn compare_flags(
        &mut self,
        held: &SyncState,
        since: Option<u64>,
        batch: &mut SyncBatch,
    ) -> Result<bool, EngineError> {
        let flagged: Flagged = self.mail.flags(since).await?;
        let id = self.folder.id.clone();
        let read = self.shared.store.reader();
        let known = read.run(move |r| r.uids_with_flags(&id)).await?;
        for item in flagged.flags {
            if known.get(&item.uid).is_some_and(|old| *old != item.flags) {
                batch.flags.push((item.uid, item.flags, item.modseq));
            }
        }
        self.report_drift(held, since, batch.flags.len());
        Ok(flagged.whole)
    }

    /// Flags that differ although the server counted no change: it does not count all of them.
    fn report_drift(&self, held: &SyncState, since: Option<u64>, count: usize) {
        let counted = held.highest_modseq.is_some()
            && held.highest_modseq == self.opened.highest_modseq
            && since.is_none();
        if counted && count > 0 {
            tracing::warn!(folder = %self.folder.id, count, "Flags had changed unnoticed.");
        }
    }
}

/// What these headers become in the cache, worked out on a thread of its own: reading goes on meanwhile.
pub(super) async fn new_messages(headers: Vec<HeaderOf>, mailbox: MailboxId) -> Vec<NewMessage> {
    let of = move || headers.iter().map(|h| new_message(h, &mailbox)).collect();
    tokio::task::spawn_blocking(of).await.unwrap_or_default()
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

    /// Counts it in. Gives the UIDs that turned out not to be held.
    fn absorb(&mut self, applied: crate::store::Applied) -> Vec<u32> {
        self.added.extend(applied.added.iter().map(|key| key.uid));
        self.changed += u32::try_from(applied.changed.len()).unwrap_or(u32::MAX);
        self.removed += u32::try_from(applied.removed.len()).unwrap_or(u32::MAX);
        applied.unknown
    }
}

/// What a header becomes in the cache.
pub(super) fn new_message(fetched: &HeaderOf, mailbox: &MailboxId) -> NewMessage {
    let header = rfc822::parse_header(&fetched.header);
    // Without a usable INTERNALDATE what the sender claims is left (wire/quirks.rs:
    // internaldate-nonsense).
    let date = fetched
        .date
        .or(header.date)
        .unwrap_or(Timestamp::UNIX_EPOCH);
    NewMessage {
        uid: fetched.uid,
        by_subject: rfc822::by_subject(&header, mailbox),
        flags: fetched.flags.clone(),
        unread_for_me: false,
        modseq: fetched.modseq,
        date,
        size: fetched.size,
        has_attachment: fetched.has_attachment,
        is_automatic: header.is_automatic,
        message_id: header.message_id,
        in_reply_to: header.in_reply_to,
        references: header.references,
        participants: header.participants,
        sent_by: header.sent_by,
        subject: header.subject,
        date_header: header.date,
    }
}
