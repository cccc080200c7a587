//! Which folders are worth opening: by their counts, which a server tells of all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Keeper, answers};
use crate::domain::{Folder, FolderId, FolderRole, FolderState};
use crate::engine::backend::Counts;
use crate::engine::problem::Problem;
use crate::engine::sync;
use crate::store::SyncState;

/// Folders that nothing happened in, and that are compared as a whole all the same since it is time:
/// so many at a time, so that an account of many folders is not compared all at once.
const MOST_COMPARED: usize = 2;

/// Where a server counts no changes of flags (no CONDSTORE, as on Exchange), so many Inboxes that nothing else
/// is known of are looked into all the same at each poll, those first that were not for longest: there
/// colleagues work, and so their flags show within a minute there too.
const MOST_INBOXES: usize = 12;

/// And so many other folders.
const MOST_GLANCED: usize = 8;

/// Folders that may not be held as they are.
#[derive(Debug, Default)]
pub(super) struct Differing {
    /// Held as a whole before: little is to be done.
    pub(super) whole: Vec<Folder>,
    /// Never held as a whole so far.
    pub(super) begun: Vec<Folder>,
    /// Polls until all those whose changes of flags are not counted were looked into.
    pub(super) rounds: u32,
}

impl Keeper {
    /// Asks for the counts of all folders, and queues those that differ. Also of those that are watched:
    /// a watcher may be without a connection, and some servers forget to tell it. Gives whether something
    /// happened.
    pub(super) async fn poll(&mut self) -> Result<bool, Problem> {
        let folders: Vec<Folder> = self.in_order(None).await?;
        if folders.is_empty() {
            // Nothing to ask; the connection is kept from being closed for idleness all the same.
            return Ok(false);
        }
        // A connection that died silently is noticed at once, and not by the deadline of an answer.
        if let Some(mail) = &mut self.mail
            && !answers(mail.as_mut(), self.shared.pace.probe).await
        {
            self.mail = None;
        }
        let told = self.ask_counts(&folders).await?;
        // Since the last poll: what is held may differ for other reasons, and for long.
        let before = self.counts.replace(told.clone());
        let is_changed = before.as_ref().is_some_and(|before| *before != told);
        let is_as_before = |f: &Folder| {
            let before = before.as_ref().and_then(|before| before.get(&f.wire_name));
            before.is_some_and(|before| told.get(&f.wire_name) == Some(before))
        };
        // What is refused is tried when the account is listed again.
        let folders = folders.into_iter();
        let folders = folders
            .filter(|f| self.counts_end_it || told.contains_key(&f.wire_name))
            .collect();
        let differing = self.differing(folders, &told).await?;
        let account = self.connector.account().id();
        self.shared.flags_take(&account, differing.rounds);
        for folder in differing.begun {
            // Nothing came there, and the rest waits.
            if !(self.is_held_back(&folder.id) && is_as_before(&folder)) {
                self.enqueue(folder.id, false);
            }
        }
        // What came there does not wait for what is still being fetched elsewhere.
        for folder in differing.whole.into_iter().rev() {
            self.enqueue(folder.id, true);
        }
        Ok(is_changed)
    }

    /// Names that came or went since the account was listed: a mailbox was given, say. It is listed anew
    /// at once, on a session of its own.
    pub(super) fn compare_names(&mut self, names: BTreeSet<String>) {
        let (known, before) = &mut self.names;
        let before = before.replace(names.clone()).unwrap_or_default();
        let went = before.difference(&names);
        let went: Vec<&String> = went.collect();
        if !went.is_empty() || !names.is_subset(known) {
            self.due.rediscover = Instant::now();
        }
        // What is not listed in both ways is not looked for again and again.
        known.retain(|name| !went.contains(&name));
        known.extend(names);
    }

    /// The counts of these folders by their names on the wire, of those that are not refused, in one
    /// round trip where the server tells of many at once.
    pub(super) async fn ask_counts(
        &mut self,
        folders: &[Folder],
    ) -> Result<BTreeMap<String, Counts>, Problem> {
        if self.counts_end_it {
            return Ok(BTreeMap::new());
        }
        let names: Vec<String> = folders.iter().map(|f| f.wire_name.clone()).collect();
        let mail = self.mail().await?;
        let counts = mail.counts(&names).await;
        let told = counts.map_err(|error| self.failed(error.into()))?;
        self.compare_names(told.names);
        let told = names.into_iter().zip(told.counts);
        Ok(told
            .filter_map(|(name, counts)| Some((name, counts.ok()?)))
            .collect())
    }

    /// Those of these folders that may not be held as they are, or are to be compared by now.
    pub(super) async fn differing(
        &mut self,
        folders: Vec<Folder>,
        counts: &BTreeMap<String, Counts>,
    ) -> Result<Differing, Problem> {
        let ids: Vec<FolderId> = folders.iter().map(|f| f.id.clone()).collect();
        let held = self.read(move |r| {
            let held = ids.iter().map(|id| r.sync_state(id));
            held.collect::<Result<Vec<_>, _>>()
        });
        let held = held.await?;
        let (now, pace) = (Timestamp::now(), self.shared.pace.clone());
        let (mut due, mut miscounted) = (0, 0);
        let mut differing = Differing::default();
        let mut uncounted = Vec::new();
        for (folder, held) in folders.into_iter().zip(held) {
            let counts = counts.get(&folder.wire_name);
            if let (Some(held), Some(counts)) = (&held, counts)
                && is_current(&folder, held, counts)
            {
                let is_miscounted = counts.unseen.is_some_and(|unseen| unseen != folder.unread)
                    && sync::is_due(held, now, pace.recount);
                // Of those that rest the pause says when they are opened again.
                let is_due = sync::is_due(held, now, pace.compare) && due < MOST_COMPARED;
                let is_miscounted = is_miscounted && !is_due && miscounted < MOST_COMPARED;
                if self.patience.rests(&folder.id) {
                    continue;
                }
                if !(is_due || is_miscounted) {
                    if held.highest_modseq.is_none() && held.held > 0 {
                        uncounted.push((held.completed_at, folder));
                    }
                    continue;
                }
                if is_miscounted {
                    self.miscounted.insert(folder.id.clone());
                    miscounted += 1;
                } else {
                    due += 1;
                }
            }
            let is_whole = held.is_some_and(|held| held.completed_at.is_some());
            let to = match is_whole {
                true => &mut differing.whole,
                false => &mut differing.begun,
            };
            to.push(folder);
        }
        uncounted.sort_by_key(|(looked, _)| *looked);
        let uncounted = uncounted.into_iter().map(|(_, folder)| folder);
        let (inboxes, others): (Vec<_>, Vec<_>) =
            uncounted.partition(|folder| folder.role == FolderRole::Inbox);
        let rounds = inboxes.len().div_ceil(MOST_INBOXES);
        let rounds = rounds.max(others.len().div_ceil(MOST_GLANCED)).max(1);
        differing.rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        let glanced = inboxes.into_iter().take(MOST_INBOXES);
        let glanced = glanced.chain(others.into_iter().take(MOST_GLANCED));
        differing.whole.extend(glanced);
        Ok(differing)
    }
}

/// Is the folder held as its server counts it? Without CONDSTORE flags may have changed all the same,
/// of those only the unread are counted. With it a server may count no change of flags that it keeps for
/// each reader (Dovecot 2.3 does count them): then the unread tell, now and then.
fn is_current(folder: &Folder, held: &SyncState, counts: &Counts) -> bool {
    folder.state == FolderState::Readable
        && held.completed_at.is_some()
        && held.uid_validity.is_some()
        && counts.uid_validity == held.uid_validity
        // Where it is not told, what is held knows it by the highest number that was listed.
        && counts.uid_next.is_none_or(|next| Some(next) == held.uid_next)
        && counts.messages == Some(held.held)
        && counts.highest_modseq == held.highest_modseq
        && (held.highest_modseq.is_some() || counts.unseen == Some(folder.unread))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples;

    #[test]
    fn only_what_is_counted_as_it_is_held_is_left_alone() {
        let folder = samples::folder("anna@a.test", "INBOX", FolderRole::Inbox, "lr");
        let held = SyncState {
            uid_validity: Some(7),
            uid_next: Some(4),
            highest_modseq: Some(10),
            completed_at: Some(Timestamp::UNIX_EPOCH),
            compared_at: None,
            held: 3,
        };
        let counts = Counts {
            uid_validity: Some(7),
            uid_next: Some(4),
            messages: Some(3),
            unseen: Some(99),
            highest_modseq: Some(10),
        };
        assert!(is_current(&folder, &held, &counts));
        #[rustfmt::skip]
        let changes: [fn(&mut Folder, &mut SyncState, &mut Counts); 9] = [
            |f, _, _| f.state = FolderState::Refused("no".into()),
            |_, h, _| h.completed_at = None,
            |_, h, c| { h.uid_validity = None; c.uid_validity = None },
            |_, _, c| c.uid_validity = Some(8),
            |_, _, c| c.uid_next = Some(5),
            |_, _, c| c.messages = None,
            |_, h, _| h.held = 4,
            |_, _, c| c.highest_modseq = Some(9),
            |_, h, c| { h.highest_modseq = None; c.highest_modseq = None },
        ];
        for (place, change) in changes.into_iter().enumerate() {
            let (mut folder, mut held, mut counts) = (folder.clone(), held.clone(), counts);
            change(&mut folder, &mut held, &mut counts);
            assert!(!is_current(&folder, &held, &counts), "{place}");
        }
    }
}
