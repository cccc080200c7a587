//! What is watched: as many folders as the account's connections allow, those first at which somebody
//! looks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Keeper;
use crate::domain::{Folder, FolderId, FolderRole, MailboxId};
use crate::engine::watch;

/// Where somebody looked, and when.
#[derive(Debug, Default)]
pub(super) struct LookedAt {
    /// The folder that is open, as far as is known: nobody says when it is left.
    open: Option<Folder>,
    mailboxes: BTreeMap<MailboxId, Instant>,
}

impl LookedAt {
    fn note(&mut self, folder: Folder) {
        self.mailboxes
            .insert(folder.mailbox.clone(), Instant::now());
        self.open = Some(folder);
    }

    /// The mailboxes in use: the one that is open, and those at which somebody looked not longer ago.
    pub(super) fn in_use(&self, within: Duration) -> BTreeSet<MailboxId> {
        let recent = self
            .mailboxes
            .iter()
            .filter(|(_, at)| at.elapsed() < within);
        let recent = recent.map(|(mailbox, _)| mailbox);
        let open = self.open.as_ref().map(|folder| &folder.mailbox);
        recent.chain(open).cloned().collect()
    }

    /// The order in which people want folders current: the open one, the Inbox of its mailbox, other
    /// Inboxes, the rest; of each those first at whose mailbox somebody looked last.
    pub(super) fn rank(&self, folder: &Folder) -> impl Ord + use<> {
        let is_open = self.open.as_ref().is_some_and(|open| open.id == folder.id);
        let looked = self.mailboxes.get(&folder.mailbox).copied();
        (
            !is_open,
            folder.role != FolderRole::Inbox,
            std::cmp::Reverse(looked),
            folder.role,
        )
    }

    /// Is it worth a connection? Inboxes are, and what is open.
    fn deserves(&self, folder: &Folder) -> bool {
        let is_open = self.open.as_ref().is_some_and(|open| open.id == folder.id);
        is_open || folder.role == FolderRole::Inbox
    }
}

/// Those who watch, by their folders.
#[derive(Default)]
pub(super) struct Watchers {
    each: BTreeMap<FolderId, CancellationToken>,
    elsewhere: watch::Elsewhere,
}

impl Watchers {
    pub(super) fn stop_all(&mut self) {
        for stop in std::mem::take(&mut self.each).into_values() {
            stop.cancel();
        }
    }

    fn keep_only(&mut self, wanted: &[Folder]) {
        self.each.retain(|id, stop| {
            let keep = wanted.iter().any(|f| f.id == *id) && !stop.is_cancelled();
            if !keep {
                stop.cancel();
            }
            keep
        });
    }
}

impl Keeper {
    /// Takes in what is wanted at once: what somebody looks at, and of what there is news. Gives those folders,
    /// the last of which goes first.
    pub(super) async fn hear(&mut self) -> Vec<FolderId> {
        let mut wanted = Vec::new();
        while let Ok(folder) = self.news.1.try_recv() {
            self.enqueue(folder.clone(), true);
            wanted.push(folder);
        }
        while let Ok(folder) = self.looks.try_recv() {
            wanted.extend(self.look_at(folder).await);
        }
        wanted
    }

    /// Is anything to be heard?
    pub(super) fn has_heard(&self) -> bool {
        !self.news.1.is_empty() || !self.looks.is_empty()
    }

    /// A person looks at a folder: it is brought up to date before all others, and watched. Gives what goes
    /// first from here on, the last of it before the others.
    pub(super) async fn look_at(&mut self, id: FolderId) -> Vec<FolderId> {
        let wanted = id.clone();
        let Ok(Some(folder)) = self.read(move |r| r.folder(&wanted)).await else {
            return Vec::new();
        };
        if folder.account != self.connector.account().id() {
            return Vec::new();
        }
        let mailbox = folder.mailbox.clone();
        self.looked_at.note(folder);
        self.due.rights = Instant::now();
        let folders = self.folders(&[mailbox]).await.unwrap_or_default();
        let inboxes = folders.into_iter().filter(|f| f.role == FolderRole::Inbox);
        let mut first: Vec<FolderId> = inboxes.map(|inbox| inbox.id).collect();
        self.patience.wake(&id);
        first.push(id);
        for folder in &first {
            self.enqueue(folder.clone(), true);
        }
        self.watch_folders().await;
        first
    }

    /// Watches what matters most, within the budget of connections.
    pub(super) async fn watch_folders(&mut self) {
        if !self.resident {
            return;
        }
        let folders = self.in_order(None).await.unwrap_or_default();
        let wanted = folders.into_iter().filter(|f| self.looked_at.deserves(f));
        let connections = self.connector.account().connections.watching();
        let most = connections.saturating_sub(self.connector.busy().fewer());
        let wanted: Vec<Folder> = wanted.take(most).collect();
        self.watchers.keep_only(&wanted);
        for folder in wanted {
            let elsewhere = &self.watchers.elsewhere;
            let watcher = self.watchers.each.entry(folder.id.clone());
            watcher.or_insert_with(|| {
                let stop = self.stop.child_token();
                tokio::spawn(watch::watch(
                    Arc::clone(&self.shared),
                    Arc::clone(&self.connector),
                    folder,
                    Arc::clone(elsewhere),
                    self.news.0.clone(),
                    stop.clone(),
                ));
                stop
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples;

    fn folders() -> Vec<Folder> {
        let inbox = |user: &str| samples::folder(user, "INBOX", FolderRole::Inbox, "lr");
        let mut all = ["anna@a.test", "hr@a.test", "sales@a.test", "support@a.test"]
            .map(inbox)
            .to_vec();
        all.push(samples::folder(
            "support@a.test",
            "Archive",
            FolderRole::Archive,
            "lr",
        ));
        all.push(samples::folder(
            "anna@a.test",
            "Sent",
            FolderRole::Sent,
            "lr",
        ));
        all
    }

    fn watched(looked: &LookedAt) -> Vec<String> {
        let mut all = folders();
        all.sort_by_cached_key(|f| looked.rank(f));
        let all = all.iter().filter(|f| looked.deserves(f)).take(2);
        all.map(|f| format!("{} {}", f.mailbox, f.path)).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_opened_last_is_watched_first_however_long_it_is_open() {
        let mut looked = LookedAt::default();
        for user in ["sales@a.test", "hr@a.test", "support@a.test"] {
            looked.note(samples::folder(user, "INBOX", FolderRole::Inbox, "lr"));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        let expected = ["support@a.test INBOX", "hr@a.test INBOX"];
        assert_eq!(watched(&looked), expected);
        tokio::time::advance(Duration::from_secs(9999)).await;
        assert_eq!(watched(&looked), expected);
        let in_use = looked.in_use(Duration::from_secs(600));
        let names: Vec<&str> = in_use.iter().map(MailboxId::as_str).collect();
        assert_eq!(names, ["support@a.test"], "it is open still");
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_folder_is_watched_and_the_inbox_of_its_mailbox_beside_it() {
        let mut looked = LookedAt::default();
        looked.note(samples::folder(
            "hr@a.test",
            "INBOX",
            FolderRole::Inbox,
            "lr",
        ));
        tokio::time::advance(Duration::from_secs(1)).await;
        looked.note(samples::folder(
            "support@a.test",
            "Archive",
            FolderRole::Archive,
            "lr",
        ));
        let expected = ["support@a.test Archive", "support@a.test INBOX"];
        assert_eq!(watched(&looked), expected);
    }
}
