//! What went wrong lately, and when it is tried again.
//!
//! Two sorts of failures are kept apart. An account that cannot be worked with pauses as a whole. A
//! folder about which the server's answers make no sense rests by itself, and the others go on
//! (invariant 10). Both pauses grow with each failure, also when the sign-in between them works.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::FolderId;

use super::pace::Pace;

/// Folders in a row on which the connection may be lost before it is the account's trouble.
const MOST_LOST: u32 = 3;

/// A sort of work. What failed is cured only when the same sort works again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Signing in and listing.
    Begin,
    /// A folder.
    Folder,
    /// Rights.
    Rights,
    /// Listing again.
    Rediscover,
    /// Counts.
    Poll,
    /// Texts that are fetched ahead.
    Texts,
}

/// A folder that rests.
#[derive(Debug, Clone, Copy)]
struct Rest {
    failures: u32,
    until: Instant,
    plain: bool,
}

/// What a keeper remembers of failures.
#[derive(Debug, Default)]
pub(super) struct Patience {
    failures: u32,
    failed: Option<Kind>,
    folders: BTreeMap<FolderId, Rest>,
    lost: u32,
}

impl Patience {
    /// This sort of work was done.
    pub(super) fn worked(&mut self, kind: Kind) {
        if self.failed.is_none_or(|failed| failed == kind) {
            self.failures = 0;
            self.failed = None;
        }
    }

    /// This sort of work failed for the whole account. Gives the pause before anything is tried.
    pub(super) fn failed(&mut self, kind: Kind, pace: &Pace) -> Duration {
        self.failures = self.failures.saturating_add(1);
        self.failed = Some(kind);
        pace.backoff(self.failures)
    }

    /// A person did something about it: the next try is the first again.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// A folder is current.
    pub(super) fn folder_worked(&mut self, folder: &FolderId) {
        self.folders.remove(folder);
        self.lost = 0;
    }

    /// A person wants to see a folder: it rests no more. The pause after the next failure is no shorter for it.
    pub(super) fn wake(&mut self, folder: &FolderId) {
        if let Some(rest) = self.folders.get_mut(folder) {
            rest.until = Instant::now();
        }
    }

    /// A folder failed and rests for a while. `plain`: the next try does without what swells. Gives how often it
    /// failed in a row.
    pub(super) fn folder_failed(&mut self, folder: &FolderId, plain: bool, pace: &Pace) -> u32 {
        let before = self.folders.get(folder);
        let failures = before.map_or(0, |b| b.failures).saturating_add(1);
        let rest = Rest {
            failures,
            until: Instant::now() + pace.backoff(failures),
            plain: plain || before.is_some_and(|b| b.plain),
        };
        self.folders.insert(folder.clone(), rest);
        failures
    }

    /// The connection was lost over a folder. Once it is the folder's doing, as far as is known;
    /// true when it has become the account's trouble.
    pub(super) fn lost(&mut self) -> bool {
        self.lost = self.lost.saturating_add(1);
        self.lost >= MOST_LOST
    }

    /// Does this folder rest now?
    pub(super) fn rests(&self, folder: &FolderId) -> bool {
        let rest = self.folders.get(folder);
        rest.is_some_and(|rest| rest.until > Instant::now())
    }

    /// How often in a row this folder failed.
    pub(super) fn failures(&self, folder: &FolderId) -> u32 {
        self.folders.get(folder).map_or(0, |rest| rest.failures)
    }

    /// Was the last answer about this folder beyond measure?
    pub(super) fn is_plain(&self, folder: &FolderId) -> bool {
        self.folders.get(folder).is_some_and(|rest| rest.plain)
    }

    /// The folder whose rest ends first, and when.
    pub(super) fn next(&self) -> Option<(&FolderId, Instant)> {
        let rests = self.folders.iter().map(|(id, rest)| (id, rest.until));
        rests.min_by_key(|(_, until)| *until)
    }

    /// Forgets folders that are not there any more, and gives them.
    pub(super) fn only(&mut self, there: &BTreeSet<FolderId>) -> Vec<FolderId> {
        let gone = self.folders.keys().filter(|id| !there.contains(*id));
        let gone: Vec<FolderId> = gone.cloned().collect();
        for id in &gone {
            self.folders.remove(id);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, MailboxId};

    fn folder(path: &str) -> FolderId {
        let address = EmailAddress::parse("support@postroom.test").unwrap();
        FolderId::of(&MailboxId::of(&address), path)
    }

    #[test]
    fn pauses_grow_although_the_sign_in_between_works() {
        let pace = Pace::default();
        let mut patience = Patience::default();
        let mut pauses = Vec::new();
        for _ in 0..4 {
            patience.worked(Kind::Begin);
            patience.worked(Kind::Folder);
            pauses.push(patience.failed(Kind::Rights, &pace));
        }
        assert!(pauses.windows(2).all(|p| p[0] < p[1]), "{pauses:?}");
        patience.worked(Kind::Rights);
        assert!(patience.failed(Kind::Begin, &pace) < pauses[1]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_folder_rests_longer_each_time_and_the_others_do_not() {
        let pace = Pace::default();
        let (bad, good) = (folder("INBOX"), folder("Sent"));
        let mut patience = Patience::default();
        let mut rests = Vec::new();
        for _ in 0..4 {
            patience.worked(Kind::Begin);
            patience.folder_failed(&bad, false, &pace);
            patience.folder_worked(&good);
            assert!(patience.rests(&bad) && !patience.rests(&good));
            let (id, until) = patience.next().unwrap();
            assert_eq!(*id, bad);
            rests.push(until - Instant::now());
            tokio::time::advance(until - Instant::now()).await;
            assert!(!patience.rests(&bad));
        }
        assert!(rests.windows(2).all(|r| r[0] < r[1]), "{rests:?}");
        patience.folder_failed(&bad, true, &pace);
        patience.folder_failed(&bad, false, &pace);
        assert!(patience.is_plain(&bad) && !patience.is_plain(&good));
        assert_eq!(patience.only(&[good].into()), [bad]);
        assert!(patience.next().is_none());
    }

    #[test]
    fn connections_lost_in_a_row_are_the_accounts_trouble() {
        let mut patience = Patience::default();
        assert!(!patience.lost() && !patience.lost() && patience.lost());
        patience.folder_worked(&folder("INBOX"));
        assert!(!patience.lost());
    }
}
