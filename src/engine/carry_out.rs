//! Each command of a face, and whose it is.

use std::sync::Arc;

use super::command::{Command, Reply, SyncSummary};
use super::event::Event;
use super::fetching::Wanted;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Place;
use super::{
    Engine, access, account, account_change, acts, causes, contacts, drafts, folders, identities,
    indexer, not_done, outbox, removal, room, setup, undo, upkeep,
};
use crate::domain::{Folder, FolderId, FolderRole, Mailbox, MailboxId, StepId};
use crate::permission::{self, Action};
use crate::store::{Reader, StoreError};

impl Engine {
    /// Does what a command asks for, to its end.
    pub(super) async fn carry_out(&self, command: Command) -> Result<Reply, Problem> {
        let (shared, accounts) = (&self.shared, self.accounts.as_ref());
        let step = Some(StepId::begin());
        match command {
            Command::AddAccount { account, password } => {
                setup::add_account(shared, accounts, account, password).await
            }
            Command::ChangeAccount { account, password } => {
                let id = account.id();
                let changed =
                    account_change::change_account(shared, accounts, account, password).await;
                self.outbox.resume(&id);
                changed
            }
            Command::TestAccount(id) => {
                let connector = Arc::clone(&accounts.get(&id)?.connector);
                connector.provide(None).await;
                Ok(Reply::Tested(setup::test(&connector).await))
            }
            Command::RemoveAccount(id) => removal::by_command(shared, accounts, &id).await,
            Command::ProvidePassword {
                account,
                password,
                keep,
            } => {
                let given =
                    setup::provide_password(shared, accounts, &account, password, keep).await;
                // Whatever became of it, the sign-in may be tried again by the outbox too.
                self.outbox.resume(&account);
                given
            }
            Command::Refresh(Some(id)) => accounts.get(&id)?.refresh().await.map(|()| Reply::Done),
            Command::Refresh(None) => {
                let routes = shared.watch_routes();
                accounts.refresh_all().await?;
                if routes.has_changed().unwrap_or(false) {
                    accounts.refresh_all().await?;
                }
                Ok(Reply::Done)
            }
            Command::AddMailbox { address, via, root } => {
                setup::add_mailbox(shared, accounts, address, &via, root).await
            }
            Command::SetMailbox { mailbox, change } => {
                setup::set_mailbox(shared, accounts, &mailbox, change).await
            }
            Command::RemoveMailbox(id) => setup::remove_mailbox(shared, &id).await,
            Command::AddIdentity { address, via } => {
                setup::add_identity(shared, address, via).await
            }
            Command::SetIdentity(identity) => setup::set_identity(shared, *identity).await,
            Command::RemoveIdentity { address, via } => {
                setup::remove_identity(shared, address, via).await
            }
            Command::Sync { mailbox, folder } => {
                let synced = self.sync(mailbox, folder).await;
                self.outbox.look_for_unknown().await?;
                if !self.resident {
                    // Who ends when this is over finds all of it the next time.
                    let kept = room::tidy(shared).await;
                    kept.map_err(|e| causes::of_store(&e))?;
                    let indexed = indexer::run_now(shared).await;
                    indexed.map_err(|e| causes::of_store(&e))?;
                }
                synced
            }
            Command::Acknowledge(problem) => self.acknowledge(&problem).await,
            Command::RebuildCache(mailbox) => self.rebuild_cache(mailbox).await,
            Command::LookAt(folder) => self.look_at(folder).await,
            Command::FetchBody(key) => self.fetch(key, Wanted::Whole).await,
            Command::FetchText(key) => self.fetch(key, Wanted::Text).await,
            Command::FetchAttachment { message, index } => {
                self.fetch(message, Wanted::Attachment(index)).await
            }
            Command::Mark { messages, change } => {
                acts::mark(shared, accounts, messages, &change, step).await
            }
            Command::Opened(message) => acts::opened(shared, accounts, message).await,
            Command::Move { messages, to } => {
                acts::relocate(shared, accounts, messages, &to, step).await
            }
            Command::Copy { messages, to } => {
                acts::copy(shared, accounts, messages, &to, step).await
            }
            Command::Archive(messages) => {
                acts::file(shared, accounts, messages, FolderRole::Archive, step).await
            }
            Command::Junk(messages) => {
                acts::file(shared, accounts, messages, FolderRole::Junk, step).await
            }
            Command::NotJunk(messages) => {
                acts::file(shared, accounts, messages, FolderRole::Inbox, step).await
            }
            Command::Delete(messages) => {
                acts::delete(shared, accounts, messages, false, step).await
            }
            Command::DeleteForGood(messages) => {
                acts::delete(shared, accounts, messages, true, step).await
            }
            Command::StopActs(account) => acts::stop(shared, &account).await,
            Command::Pause { account, paused } => {
                shared.set_paused(&account, paused);
                Ok(Reply::Done)
            }
            Command::Undo { since } => undo::last(shared, accounts, since).await,
            Command::CreateFolder { mailbox, path } => {
                folders::create(shared, accounts, &mailbox, &path, step).await
            }
            Command::RenameFolder { folder, path } => {
                folders::rename(shared, accounts, &folder, &path, step).await
            }
            Command::DeleteFolder(folder) => folders::delete(shared, accounts, &folder, step).await,
            Command::EmptyFolder(folder) => folders::empty(shared, accounts, &folder, step).await,
            Command::KeepDraft {
                over,
                draft,
                or_apart,
            } => drafts::keep(shared, over, draft, or_apart).await,
            Command::DiscardDraft(id) => {
                shared
                    .store
                    .precious()
                    .discard_draft(id)
                    .await
                    .map_err(|e| causes::of_store(&e))?;
                shared.tell(Event::Drafts);
                Ok(Reply::Done)
            }
            Command::ImportContacts(file) => contacts::import(shared, file).await,
            Command::ForgetContact(address) => contacts::forget(shared, &address).await,
            Command::SetOffline(offline) => {
                shared.set_offline(offline);
                for (account, _) in self.accounts() {
                    shared.tell(Event::Account(account.id()));
                }
                if !offline {
                    accounts
                        .all()
                        .iter()
                        .for_each(account::AccountHandle::replay);
                }
                Ok(Reply::Done)
            }
            Command::CheckIdentities(only) => {
                let submission = self.submission.as_ref();
                identities::check(shared, submission, only.as_ref()).await
            }
            Command::StateSendRight { key, right } => {
                identities::state(shared, &key, right).await?;
                Ok(Reply::Done)
            }
            Command::SendTest { key, subject, body } => {
                let words = outbox::TestWords { subject, body };
                self.outbox
                    .send_test(&key, words)
                    .await
                    .map(Reply::Outgoing)
            }
            Command::Send { draft, id, leave } => {
                let row = self.outbox.send(draft, id, leave).await?;
                Ok(Reply::Outgoing(self.outbox.hold_if_refused(row).await))
            }
            Command::Outbox { id, action } => self.outbox.act(id, action).await,
            Command::RunOutbox => {
                self.outbox.run_now().await?;
                // A folder was renamed, or another account is to be heard from, and no task of this
                // process looks for folders by itself.
                if self.outbox.misses_folders().await? {
                    if let Err(problem) = self.accounts.refresh_all().await {
                        tracing::info!(%problem, "Folders could not be looked for everywhere.");
                    }
                    self.outbox.run_now().await?;
                }
                Ok(Reply::Done)
            }
        }
    }

    /// Drops what is cached. A resident engine fetches it again by itself.
    async fn rebuild_cache(&self, only: Option<MailboxId>) -> Result<Reply, Problem> {
        let store_problem = |e: StoreError| causes::of_store(&e);
        let all = self.reader.run(Reader::mailboxes).await;
        let mut all = all.map_err(store_problem)?;
        let asked = only.is_some();
        if let Some(only) = only {
            all.retain(|mailbox| mailbox.id() == only);
            if all.is_empty() {
                return Err(setup::no_mailbox(&only));
            }
        }
        let cache = self.shared.store.cache();
        for id in all.iter().map(Mailbox::id) {
            // What is held of a mailbox that is lost, or may be, could not be fetched again.
            let wanted = id.clone();
            let held = self.reader.run(move |r| r.folders(&wanted)).await;
            let held = held.map_err(store_problem)?;
            let is_closed = |f: &&Folder| access::is_lost(f) || access::is_in_doubt(f);
            if let Some(closed) = held.iter().find(is_closed) {
                if asked {
                    acts::permit(permission::decide(Action::Flag, closed), closed)?;
                }
                continue;
            }
            cache.rebuild(&id).await.map_err(store_problem)?;
            let wanted = id.clone();
            let folders = self.reader.run(move |r| r.folders(&wanted)).await;
            for folder in folders.map_err(store_problem)? {
                self.shared.tell(Event::Messages(folder.id));
            }
            self.shared.tell(Event::Folders(id));
        }
        while cache.give_back().await.map_err(store_problem)? {}
        self.shared.keep_changed();
        Ok(Reply::Done)
    }

    async fn sync(
        &self,
        mailbox: Option<MailboxId>,
        folder: Option<FolderId>,
    ) -> Result<Reply, Problem> {
        let mut total = SyncSummary::default();
        let mut add = |part: SyncSummary| {
            total.folders += part.folders;
            total.added += part.added;
            total.changed += part.changed;
            total.removed += part.removed;
            total.failed.extend(part.failed);
        };
        let store_problem = |e: StoreError| causes::of_store(&e);
        match (mailbox, folder) {
            (_, Some(id)) => {
                let wanted = id.clone();
                let folder = self
                    .reader
                    .run(move |r| r.folder(&wanted))
                    .await
                    .map_err(store_problem)?;
                let folder = folder.ok_or_else(|| {
                    Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder"))
                })?;
                add(self
                    .accounts
                    .get(&folder.account)?
                    .sync(Some(vec![id]))
                    .await?);
            }
            (Some(id), None) => {
                let wanted = id.clone();
                let read = self
                    .reader
                    .run(move |r| Ok((r.mailbox(&wanted)?, r.folders(&wanted)?)));
                let (Some(mailbox), folders) = read.await.map_err(store_problem)? else {
                    return Err(setup::no_mailbox(&id));
                };
                if let Some(route) = mailbox.route() {
                    let ids = folders.into_iter().map(|f| f.id).collect();
                    add(self.accounts.get(&route.account)?.sync(Some(ids)).await?);
                } else if let Some(lost) = folders.iter().find(|f| access::is_lost(f)) {
                    acts::permit(permission::decide(Action::Read, lost), lost)?;
                }
            }
            (None, None) => {
                let all = self.accounts.all();
                let syncs = futures_util::future::join_all(all.iter().map(|a| a.sync(None))).await;
                let alone = syncs.len() == 1;
                let mut unreached = Vec::new();
                for sync in syncs {
                    match sync {
                        Ok(part) => add(part),
                        Err(problem) if alone => return Err(problem),
                        Err(problem) => unreached.push(problem),
                    }
                }
                total.unreached = unreached;
            }
        }
        Ok(Reply::Synced(total))
    }

    /// A notice was read: it is not said again.
    async fn acknowledge(&self, problem: &Problem) -> Result<Reply, Problem> {
        let shared = &self.shared;
        match shared.place_of(problem).filter(|_| problem.is_notice()) {
            Some(Place::Mailbox(id)) => {
                let read = access::was_read(shared, &id).await;
                read.map_err(|e| causes::of_store(&e))?;
            }
            Some(Place::NotDone(key)) => {
                let read = not_done::was_read(shared, &key).await;
                read.map_err(|e| causes::of_store(&e))?;
            }
            Some(Place::Profile) => {
                let read = upkeep::place_was_read(shared, problem).await;
                read.map_err(|e| causes::of_store(&e))?;
            }
            Some(place) => shared.clear(&place),
            None => {}
        }
        Ok(Reply::Done)
    }

    async fn look_at(&self, id: FolderId) -> Result<Reply, Problem> {
        let wanted = id.clone();
        let folder = self.shared.read(move |r| r.folder(&wanted)).await?;
        let folder = folder.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder"))
        })?;
        self.accounts.get(&folder.account)?.look_at(id).await?;
        Ok(Reply::Done)
    }
}
