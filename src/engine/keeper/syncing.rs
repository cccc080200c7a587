//! Folders brought up to date, one by one; what goes wrong with one is its own (invariant 10).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Keeper;
use crate::domain::{Folder, FolderId, FolderRole, FolderState};
use crate::engine::access::{self, Denied, Named};
use crate::engine::causes;
use crate::engine::command::SyncSummary;
use crate::engine::error::EngineError;
use crate::engine::event::Event;
use crate::engine::problem::Problem;
use crate::engine::reports;
use crate::engine::shared::Place;
use crate::engine::sync::{self, Losses};
use crate::store::StoreError;
use crate::wire::WireError;

/// So often in a row a server may have no time for a folder before that is said: with the pauses between them
/// about a minute.
const MOST_PASSING: u32 = 3;

/// A large fetch goes on for so long before anything else has its turn: beginning anew costs a listing of
/// the folder.
pub(super) const SLICE: Duration = Duration::from_secs(1);

impl SyncSummary {
    /// Counts in what happened in a folder.
    fn note(&mut self, change: &sync::FolderChange) {
        let added = u32::try_from(change.added.len()).unwrap_or(u32::MAX);
        self.added = self.added.saturating_add(added);
        self.changed = self.changed.saturating_add(change.changed);
        self.removed = self.removed.saturating_add(change.removed);
    }
}

impl Keeper {
    pub(super) async fn sync_many(
        &mut self,
        folders: Option<Vec<FolderId>>,
    ) -> Result<SyncSummary, Problem> {
        // Everything includes mailboxes, folders and rights that are new.
        let all = folders.is_none();
        let mut counts = if all || self.all_mailboxes().await?.is_empty() {
            self.discover().await?
        } else {
            BTreeMap::new()
        };
        let mut summary = SyncSummary::default();
        let mut folders = self.in_order(folders).await?;
        let asked = folders.clone();
        // One that was asked for by name is opened in any case.
        if !all && folders.len() > 1 {
            counts = self.ask_counts(&folders).await?;
        }
        if (all || folders.len() > 1) && !counts.is_empty() {
            let count = folders.len();
            let differing = self.differing(folders, &counts).await?;
            folders = [differing.whole, differing.begun].concat();
            summary.folders = u32::try_from(count - folders.len()).unwrap_or(u32::MAX);
        }
        let folders = folders.into_iter().map(|folder| folder.id).collect();
        self.sync_each(folders, &mut summary).await?;
        // Nobody fetches later what is missing in those in which nothing happened.
        if !self.resident {
            self.ahead.left();
            self.fetch_all_ahead(&asked).await?;
        }
        Ok(summary)
    }

    /// Syncs these folders, one after another. A colleague's mail, and what somebody opens meanwhile, do not
    /// wait for all of them.
    async fn sync_each(
        &mut self,
        mut folders: VecDeque<FolderId>,
        summary: &mut SyncSummary,
    ) -> Result<(), Problem> {
        let mut wanted = Vec::new();
        while !folders.is_empty() {
            if self.resident {
                for folder in self.hear().await {
                    wanted.retain(|other| *other != folder);
                    wanted.push(folder);
                }
                // Those that were not synced meanwhile, and do not rest.
                wanted.retain(|folder| self.waiting.contains(folder));
            }
            let is_wanted = !wanted.is_empty();
            let Some(id) = wanted.pop().or_else(|| folders.pop_front()) else {
                break;
            };
            let is_asked_for = !is_wanted || folders.contains(&id);
            folders.retain(|folder| *folder != id);
            self.waiting.retain(|folder| *folder != id);
            let mut plain = self.patience.is_plain(&id);
            let mut synced = self.sync_one(&id).await;
            // Nobody waits here until it has rested, where the next try is another one: without the structures,
            // if with them it was beyond measure, or of what was lost in parts.
            while matches!(synced, Ok(Err(_)))
                && (!plain && self.patience.is_plain(&id) || self.is_learning(&id))
            {
                plain = self.patience.is_plain(&id);
                synced = self.sync_one(&id).await;
            }
            let outcome = match synced {
                Ok(outcome) => outcome,
                Err(problem) => {
                    // What nobody asked for here is tried again by itself.
                    if is_wanted {
                        self.enqueue(id, true);
                    }
                    return Err(problem);
                }
            };
            let is_left = outcome.as_ref().is_ok_and(|change| change.left);
            let goes_on = is_left && is_asked_for && self.has_heard() && !self.is_paused();
            match outcome {
                Ok(change) if is_asked_for => {
                    summary.folders += u32::from(!goes_on);
                    summary.note(&change);
                }
                Err(problem) if is_asked_for => summary.failed.push((id.clone(), problem)),
                _ => {}
            }
            // The rest of a large one comes in its turn; behind what is wanted, if it had to wait for that.
            if is_left {
                self.goes_on_later(id.clone());
            }
            if goes_on {
                folders.push_front(id);
            }
        }
        Ok(())
    }

    /// Is it being found out over which messages of this folder the connection is lost?
    fn is_learning(&self, id: &FolderId) -> bool {
        self.losses.get(id).is_some_and(Losses::is_learning)
    }

    /// Syncs one folder. The outer error is the account's; the inner one is this folder's own.
    pub(super) async fn sync_one(
        &mut self,
        id: &FolderId,
    ) -> Result<Result<sync::FolderChange, Problem>, Problem> {
        let synced = self.sync_slice(id).await;
        // What was shown as under way comes no further for now.
        if !matches!(synced, Ok(Ok(_))) {
            self.shared.fetched(&self.connector.account().id());
        }
        synced
    }

    async fn sync_slice(
        &mut self,
        id: &FolderId,
    ) -> Result<Result<sync::FolderChange, Problem>, Problem> {
        let folder = {
            let id = id.clone();
            self.read(move |r| Ok((r.folder(&id)?, r.texts(&id)?)))
                .await?
        };
        let (folder, texts_before) = folder;
        let account = self.connector.account().id();
        // One that was lost while it was queued is a copy, and what it is refused with is no news.
        let is_ours = |f: &Folder| {
            f.state != FolderState::Container && !access::is_lost(f) && f.account == account
        };
        let Some(folder) = folder.filter(is_ours) else {
            self.untroubled(id);
            self.shared.fetched(&account);
            return Ok(Ok(sync::FolderChange::default()));
        };
        let shared = Arc::clone(&self.shared);
        let tell = {
            let shared = Arc::clone(&shared);
            let (id, mailbox) = (folder.id.clone(), folder.mailbox.clone());
            move || {
                shared.tell(Event::Messages(id.clone()));
                shared.tell(Event::Folders(mailbox.clone()));
                shared.texts_came();
            }
        };
        let compare = match self.miscounted.remove(id) {
            true => std::time::Duration::ZERO,
            false => shared.pace.compare,
        };
        self.ahead.left();
        self.mail().await?;
        let Some(mut mail) = self.mail.take() else {
            return Ok(Ok(sync::FolderChange::default()));
        };
        // Large folders are fetched in slices, between which everything else has its turn.
        let due = self.due.next();
        let (requests, looks, news) = (&self.requests, &self.looks, &self.news.1);
        let is_enough = |fetching: Duration| {
            let is_heard = !looks.is_empty() || !news.is_empty();
            let is_wanted = is_heard || !requests.is_empty() || Instant::now() >= due;
            let is_stopped = shared.is_offline() || shared.is_paused(&account);
            self.resident && (is_stopped || is_wanted && fetching >= SLICE)
        };
        let manner = sync::Manner {
            is_sure: self.sure_of.contains(id),
            structure: !self.patience.is_plain(id),
            failures: self.patience.failures(id),
            only_newer: self.is_paused(),
            compare,
            is_enough: &is_enough,
        };
        let mut losses = self.losses.remove(id).unwrap_or_default();
        losses.begins();
        let syncing = sync::sync_folder(mail.as_mut(), &shared, &folder, manner, &mut losses, tell);
        let (synced, was_opened) = match syncing.await {
            Ok(change) => (Ok(change), true),
            Err(not) => (Err(not.error), not.was_opened),
        };
        if !losses.is_empty() {
            self.losses.insert(id.clone(), losses);
        }
        let mail = self.mail.insert(mail);
        match synced {
            Ok(change) => {
                self.sure_of.insert(id.clone());
                if !change.first && !change.added.is_empty() {
                    shared.tell(Event::Arrived(change.keys(&folder.id)));
                }
                if !change.added.is_empty()
                    && matches!(folder.role, FolderRole::Inbox | FolderRole::Sent)
                {
                    shared.mail_came();
                }
                let read = reports::read_new(&shared, mail.as_mut(), &folder, &change).await;
                read.map_err(|error| self.failed(error))?;
                let opened = access::opened(&shared, &folder).await;
                opened.map_err(|error| self.failed(error.into()))?;
                self.drop_unusable();
                self.untroubled(id);
                if self.mail.is_some() && !change.left {
                    self.fetch_ahead(&folder, &change, &texts_before).await?;
                }
                Ok(Ok(change))
            }
            // It has no time for that now, which says nothing of the folder.
            Err(EngineError::Wire(error)) if error.is_passing() => {
                let problem = self.failed(error.into()).of_mailbox(&folder.mailbox);
                let failures = self.patience.folder_failed(id, false, &shared.pace);
                // Until then it is late, and nothing more.
                if failures > MOST_PASSING {
                    let place = Place::Folder(folder.id.clone());
                    self.shared.raise(place, problem.clone());
                }
                Ok(Err(problem))
            }
            // It was renamed or deleted here while it was being read: there is nothing to bring up to date.
            Err(error) if self.is_gone(&folder, &error).await? => {
                self.drop_unusable();
                self.untroubled(id);
                self.shared.fetched(&account);
                Ok(Ok(sync::FolderChange::default()))
            }
            // It could be opened: what is refused then, and without a word of rights, is a trouble of the server's
            // (Cyrus: NO System I/O error).
            Err(EngineError::Wire(
                error @ (WireError::No { code: None, .. } | WireError::Bad { .. }),
            )) if was_opened => self.in_trouble(&folder, error),
            // The server refuses this folder: it says so itself, and the others go on (invariant 10).
            Err(error)
                if !causes::ends_connection(&error) && matches!(error, EngineError::Wire(_)) =>
            {
                let words = error.to_string();
                let mut denied = Denied::default();
                if let EngineError::Wire(error) = &error
                    && access::is_of_access(error)
                {
                    denied.note(error);
                    self.refused.insert(id.clone());
                }
                let problem = self.failed(error);
                self.untroubled(id);
                let mailbox = BTreeSet::from([folder.mailbox.clone()]);
                let was_open = !self.open_ones(Some(&mailbox)).await?.is_empty();
                let state = FolderState::Refused(words);
                let is_news = folder.state != state && !access::is_in_doubt(&folder);
                if is_news {
                    let stored = shared
                        .store
                        .cache()
                        .set_folder_state(&folder.id, state)
                        .await;
                    stored.map_err(|error| self.failed(error.into()))?;
                    shared.tell(Event::Folders(folder.mailbox.clone()));
                }
                // With the server's words, before the rights are read, which says nothing of them.
                if self.all_refused(&folder).await? {
                    self.judge(&folder.mailbox, Named::NotAsked, denied, was_open)
                        .await?;
                }
                if is_news {
                    // What is known of the rights was wrong.
                    self.read_rights(&mailbox).await?;
                }
                Ok(Err(problem.of_mailbox(&folder.mailbox)))
            }
            Err(EngineError::Wire(error)) => self.in_trouble(&folder, error),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Did the desk take a folder away while it was being read? Then the store has none of its id any more.
    async fn is_gone(&mut self, folder: &Folder, error: &EngineError) -> Result<bool, Problem> {
        // A server refuses it then, or ends the session in which it is open.
        if matches!(error, EngineError::Store(error) if !matches!(error, StoreError::Missing(_))) {
            return Ok(false);
        }
        // What the desk is at it has told the store by then.
        let connector = Arc::clone(&self.connector);
        let _turn = connector.tree_turn().await;
        let id = folder.id.clone();
        let there = self.read(move |r| r.folder(&id)).await?;
        Ok(there.is_none())
    }

    /// A folder was read, refused in so many words, or is not there: it has no trouble to wait out.
    fn untroubled(&mut self, id: &FolderId) {
        self.patience.folder_worked(id);
        self.shared.clear(&Place::Folder(id.clone()));
    }

    /// What the server said about a folder makes no sense, or the connection was lost over it. That
    /// is the folder's own trouble, and the others go on (invariant 10), unless connections are
    /// lost over one folder after another.
    fn in_trouble(
        &mut self,
        folder: &Folder,
        error: WireError,
    ) -> Result<Result<sync::FolderChange, Problem>, Problem> {
        let is_answer = error.is_refusal() || matches!(error, WireError::Protocol { .. });
        let lost = !is_answer && !matches!(error, WireError::Limit { .. });
        let beyond_measure = matches!(error, WireError::Limit { .. });
        let problem = if lost {
            self.failed(error.into())
        } else {
            self.drop_unusable();
            causes::of_folder(&error, folder, self.connector.account())
        };
        // It is known not to rest, and a single message's doing: the next try follows at once.
        if self.is_learning(&folder.id) {
            if self.resident {
                self.patience.wake(&folder.id);
                self.enqueue(folder.id.clone(), true);
            }
            return Ok(Err(problem.of_mailbox(&folder.mailbox)));
        }
        if lost && self.patience.lost() {
            return Err(problem);
        }
        let pace = &self.shared.pace;
        self.patience
            .folder_failed(&folder.id, beyond_measure, pace);
        let problem = problem.of_mailbox(&folder.mailbox);
        let place = Place::Folder(folder.id.clone());
        self.shared.raise(place, problem.clone());
        Ok(Err(problem))
    }
}
