//! Which mailboxes and folders there are, and what the account may do in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::time::Instant;

use super::Keeper;
use crate::domain::{Folder, FolderId, FolderRole, FolderState, Mailbox, MailboxId};
use crate::engine::access::{Denied, Named, SOON};
use crate::engine::backend::Counts;
use crate::engine::error::EngineError;
use crate::engine::event::Event;
use crate::engine::mailboxes::Discovered;
use crate::engine::problem::Problem;
use crate::engine::shared::Place;
use crate::engine::{causes, closed, mailboxes};
use crate::store::Reader;

impl Keeper {
    /// Lists the account, reads all rights, and puts every folder into the queue in which something
    /// may have happened. Gives the counts that came with the listing.
    pub(super) async fn discover(&mut self) -> Result<BTreeMap<String, Counts>, Problem> {
        // Each look has a session of its own (wire/quirks.rs: dovecot-shared-hourly).
        if self.listed
            && let Some(mail) = self.mail.take()
        {
            mail.leave().await;
        }
        let open = self.open_ones(None).await?;
        self.counts_end_it = false;
        let is_lost = |found: &Result<Discovered, EngineError>| matches!(found, Err(error) if causes::ends_connection(error));
        let mut found = self.list(true).await?;
        if is_lost(&found) {
            // It may have been the line.
            self.mail = None;
            found = self.list(true).await?;
        }
        if is_lost(&found) {
            // A server may end the session over the counts of a single folder, whose files are damaged: all
            // others are there (invariant 10). Until the next look each is opened instead.
            self.mail = None;
            found = self.list(false).await?;
            self.counts_end_it = found.is_ok();
        }
        let found = found.map_err(|error| self.failed(error))?;
        self.listed = true;
        self.names.0.extend(found.names.iter().cloned());
        if found.changed {
            self.shared.tell(Event::Mailboxes);
            self.shared.tell(Event::Identities);
        }
        let all = self.read(Reader::mailboxes).await?;
        let all: BTreeSet<MailboxId> = all.iter().map(Mailbox::id).collect();
        // Of what is not named it is heard in so many words why not.
        let told = self.mail().await?.abilities().rights_with_listing;
        let unread = all.iter().filter(|id| !told || !found.named.contains(*id));
        let denied = self.ask_rights(&unread.cloned().collect()).await?;
        self.judge_listed(&found, &open, denied).await?;
        self.look_at_closed(&all, Some(&found.absent)).await?;
        let folders = self.in_order(None).await?;
        let there = folders.iter().map(|folder| folder.id.clone()).collect();
        self.losses.retain(|id, _| BTreeSet::contains(&there, id));
        for gone in self.patience.only(&there) {
            self.shared.clear(&Place::Folder(gone));
        }
        if self.resident {
            // What people read first.
            let is_first = |f: &Folder| matches!(f.role, FolderRole::Inbox | FolderRole::Sent);
            let (first, others) = folders.into_iter().partition::<Vec<_>, _>(is_first);
            for folders in [first, others] {
                self.enqueue_ahead(&folders).await?;
                let differing = self.differing(folders, &found.counts).await?;
                for folder in differing.whole.into_iter().chain(differing.begun) {
                    self.enqueue(folder.id, false);
                }
            }
            self.watch_folders().await;
        }
        Ok(found.counts)
    }

    async fn list(&mut self, counts: bool) -> Result<Result<Discovered, EngineError>, Problem> {
        let account = self.connector.account().clone();
        let shared = Arc::clone(&self.shared);
        let connector = Arc::clone(&self.connector);
        let mail = self.mail().await?;
        let _turn = connector.tree_turn().await;
        Ok(mailboxes::discover(&shared, &account, mail.as_mut(), counts).await)
    }

    /// Reads what this account may do in these mailboxes' folders, in one round trip: also where
    /// another account reads them. What is not open any more is judged.
    pub(super) async fn read_rights(
        &mut self,
        mailboxes: &BTreeSet<MailboxId>,
    ) -> Result<(), Problem> {
        let open = self.open_ones(Some(mailboxes)).await?;
        let mut denied = self.ask_rights(mailboxes).await?;
        if !self.mail().await?.abilities().rights {
            return Ok(());
        }
        for mailbox in mailboxes {
            let denied = denied.remove(mailbox).unwrap_or_default();
            let was_open = open.contains(mailbox);
            self.judge(mailbox, Named::NotAsked, denied, was_open)
                .await?;
        }
        self.look_at_closed(mailboxes, None).await
    }

    /// The rights of these mailboxes' folders were read; on a session of its own, if by a listing, with the
    /// folders that it does not name.
    async fn look_at_closed(
        &mut self,
        mailboxes: &BTreeSet<MailboxId>,
        listed: Option<&BTreeSet<FolderId>>,
    ) -> Result<(), Problem> {
        let account = self.connector.account().id();
        for mailbox in mailboxes {
            let looked = closed::look(&self.shared, &account, mailbox, listed).await;
            if let Some(again) = looked.map_err(|error| self.failed(error.into()))? {
                let again = Instant::now() + again.max(SOON);
                self.due.rediscover = self.due.rediscover.min(again);
            }
        }
        Ok(())
    }

    /// Gives what was refused in so many words.
    async fn ask_rights(
        &mut self,
        mailboxes: &BTreeSet<MailboxId>,
    ) -> Result<BTreeMap<MailboxId, Denied>, Problem> {
        let account = self.connector.account().id();
        let (by, ids) = (account.clone(), mailboxes.clone());
        let ways = self.read(move |r| {
            let ways = ids.iter().map(|id| r.folders_by(id, &by));
            ways.collect::<Result<Vec<_>, _>>()
        });
        let mut folders = ways.await?.concat();
        // Of what is not there no right is known, and what is known counts when it is back.
        folders.retain(|folder| folder.state != FolderState::Absent);
        let shared = Arc::clone(&self.shared);
        let mail = self.mail().await?;
        if !mail.abilities().rights || folders.is_empty() {
            return Ok(BTreeMap::new());
        }
        let read = mailboxes::read_rights(&shared, &account, mail.as_mut(), &folders).await;
        let (changed, denied) = read.map_err(|error| self.failed(error))?;
        for mailbox in changed {
            self.shared.tell(Event::Folders(mailbox));
        }
        Ok(denied)
    }
}
