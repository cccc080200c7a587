//! Acts as a person does them: merged with those that wait, in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, Transaction};

use super::super::error::{Sql, StoreError};
use super::acts::{NewAct, all_acts, delete_act, insert_act, replace_act};
use super::{Precious, is_now, steps};
use crate::domain::{Act, ActId, Flags, PendingAct, Put, Queue};

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// This act is carried out for it.
    Done {
        /// Which, the last one if there are several.
        id: ActId,
        /// Do others stand behind it, which came before?
        others_behind: bool,
    },
    /// It cancelled what still waited: nothing is left to be done.
    Cancelled,
    /// Its messages are on their way elsewhere, and that was begun, or they are deleted for good: nothing
    /// was changed.
    TooLate,
}

/// So often the flags of its messages are read anew for an act, since another came to its end meanwhile.
const MOST_TRIES: usize = 8;

/// What was known of an act's messages before it is done.
struct Known {
    /// The flags that the server has, without the effect of what is pending.
    flags: BTreeMap<u32, Flags>,
    /// How many acts had come to their end by then.
    settled: u64,
}

/// What a transaction did: what was pending before, what is now, and what came of it.
type Changed = (Vec<PendingAct>, Vec<PendingAct>, Did);

impl Precious {
    /// As [`Precious::add_act`], but merged with the acts that wait ([`Queue`]): what cancels out or repeats
    /// is not done, what is alike is done at once, and what is done to messages that leave comes before
    /// that. An act that was begun is left as it is.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn do_act(&self, new: NewAct) -> Result<Did, StoreError> {
        for _ in 0..MOST_TRIES {
            let known = self.known_of(&new.act).await?;
            if let Some(did) = self.do_knowing(&new, known, false).await? {
                return Ok(did);
            }
        }
        // The server is quicker than this disk. What a person does is done all the same.
        let known = self.known_of(&new.act).await?;
        let did = self.do_knowing(&new, known, true).await?;
        Ok(did.unwrap_or(Did::Cancelled))
    }

    async fn known_of(&self, act: &Act) -> Result<Known, StoreError> {
        let settled = self.settled.load(Ordering::SeqCst);
        let flags = match act {
            Act::MarkFlags { targets, .. } => self.cache.server_flags(targets).await?,
            _ => BTreeMap::new(),
        };
        Ok(Known { flags, settled })
    }

    /// Nothing is done, unless it is to be done `anyway`, when an act came to its end since this was known: its
    /// effect would be neither among the flags nor among the acts, and what a person does next would seem to
    /// change nothing.
    async fn do_knowing(
        &self,
        new: &NewAct,
        known: Known,
        anyway: bool,
    ) -> Result<Option<Did>, StoreError> {
        let (settled, new) = (Arc::clone(&self.settled), new.clone());
        let work = move |tx: &Transaction<'_>| {
            if !anyway && settled.load(Ordering::SeqCst) != known.settled {
                return Ok(None);
            }
            put(tx, &new, &known.flags).map(Some)
        };
        let changed = |changed: &Option<Changed>| {
            let (before, now) = match changed {
                Some((before, now, _)) => (&before[..], &now[..]),
                None => (&[][..], &[][..]),
            };
            let before = before.iter().map(|pending| (pending.id, None));
            before.chain(now.iter().map(is_now)).collect()
        };
        let Some((before, now, did)) = self.write_acts(work, changed).await? else {
            return Ok(None);
        };
        for pending in before.iter().chain(&now) {
            self.show(pending.id, &pending.act).await;
        }
        Ok(Some(did))
    }
}

/// `held` are the flags on the server, as they were known a moment ago.
fn put(tx: &Connection, new: &NewAct, held: &BTreeMap<u32, Flags>) -> Sql<Changed> {
    let folder = new.act.folder();
    let acts = all_acts(tx)?;
    let flags = |uid: u32, but: &BTreeSet<ActId>| {
        let mut flags = held.get(&uid)?.clone();
        for pending in acts.iter().filter(|pending| !but.contains(&pending.id)) {
            if let Act::MarkFlags { targets, change } = &pending.act
                && targets.folder == *folder
                && targets.uids().any(|marked| marked == uid)
            {
                flags.apply(change);
            }
        }
        Some(flags)
    };
    let mut queue = Queue::new(acts.clone(), &new.account, flags);
    let put = queue.put(new.act.clone(), new.created_at);
    let (mut before, mut now) = (Vec::new(), Vec::new());
    let mut done = None;
    let entries = queue.into_entries();
    let count = entries.len();
    for (at, entry) in entries.into_iter().enumerate() {
        let is_changed = entry.is_changed();
        let id = match (entry.before, entry.act) {
            (Some(pending), _) if !is_changed => Some(pending.id),
            (Some(pending), None) => {
                delete_act(tx, pending.id)?;
                before.push(pending);
                None
            }
            (Some(pending), Some(act)) => {
                let id = pending.id;
                replace_act(tx, id, &act)?;
                now.push(PendingAct {
                    act,
                    ..pending.clone()
                });
                before.push(pending);
                Some(id)
            }
            (None, Some(act)) => {
                let pending = insert_act(
                    tx,
                    &NewAct {
                        account: new.account.clone(),
                        act,
                        created_at: entry.created_at,
                        step: None,
                    },
                )?;
                let id = pending.id;
                now.push(pending);
                Some(id)
            }
            (None, None) => None,
        };
        if put == Put::Done(at) {
            done = id.map(|id| Did::Done {
                id,
                others_behind: at + 1 < count,
            });
        }
    }
    if put != Put::TooLate {
        // Where several carry it out, none is the one.
        let done_by = match (&done, &now[..]) {
            (Some(Did::Done { id, .. }), [only]) => Some(*id).filter(|id| *id == only.id),
            _ => None,
        };
        steps::note(tx, new, done_by, |uid| flags(uid, &BTreeSet::new()))?;
    }
    let did = match put {
        Put::TooLate => Did::TooLate,
        Put::Done(_) | Put::Cancelled => done.unwrap_or(Did::Cancelled),
    };
    Ok((before, now, did))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::{
        AccountId, ActTarget, ActTargets, EmailAddress, FlagChange, FolderId, MailboxId, SystemFlag,
    };
    use crate::store::Store;

    fn folder(path: &str) -> FolderId {
        let support = EmailAddress::parse("support@a.test").unwrap();
        FolderId::of(&MailboxId::of(&support), path)
    }

    fn targets(uids: &[u32]) -> ActTargets {
        let target = |uid: &u32| ActTarget {
            uid: *uid,
            message_id: None,
            ..ActTarget::default()
        };
        ActTargets {
            folder: folder("INBOX"),
            mailbox: None,
            uid_validity: 1,
            messages: uids.iter().map(target).collect(),
            goal_before: None,
        }
    }

    fn new(act: Act) -> NewAct {
        NewAct {
            account: AccountId::of(&EmailAddress::parse("anna@a.test").unwrap()),
            act,
            created_at: Timestamp::UNIX_EPOCH,
            step: None,
        }
    }

    fn moved(uids: &[u32], to: &str) -> Act {
        Act::Move {
            targets: targets(uids),
            to: folder(to),
        }
    }

    fn marked(uids: &[u32]) -> Act {
        Act::MarkFlags {
            targets: targets(uids),
            change: FlagChange::system(SystemFlag::Flagged, true),
        }
    }

    fn pending(store: &Store) -> Vec<Act> {
        let acts = store.reader().acts(None).unwrap();
        acts.into_iter().map(|pending| pending.act).collect()
    }

    #[tokio::test]
    async fn what_is_done_to_a_message_that_leaves_comes_before_its_move_or_in_its_place() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path()).unwrap();
        let precious = store.precious();
        precious
            .add_act(new(moved(&[1, 2, 3], "Archive")))
            .await
            .unwrap();

        let before = precious.do_act(new(marked(&[1]))).await.unwrap();
        assert!(matches!(before, Did::Done { .. }));
        let archived = |uids| moved(uids, "Archive");
        assert_eq!(
            pending(&store),
            [archived(&[2, 3]), marked(&[1]), archived(&[1])]
        );

        let on = precious
            .do_act(new(moved(&[1, 2], "Orders")))
            .await
            .unwrap();
        assert!(matches!(on, Did::Done { .. }));
        assert_eq!(
            pending(&store),
            [archived(&[3]), marked(&[1]), moved(&[1, 2], "Orders")]
        );

        let back = precious.do_act(new(moved(&[1, 2], "INBOX"))).await.unwrap();
        assert_eq!(back, Did::Cancelled);
        assert_eq!(pending(&store), [archived(&[3]), marked(&[1])]);

        let begun = store.reader().acts(None).unwrap()[0].id;
        precious.begin_act(begun, None).await.unwrap();
        let late = precious.do_act(new(marked(&[3]))).await.unwrap();
        assert_eq!(late, Did::TooLate);
        assert_eq!(pending(&store), [archived(&[3]), marked(&[1])]);
    }

    #[tokio::test]
    async fn what_the_server_did_since_the_flags_were_read_is_not_passed_over() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path()).unwrap();
        let precious = store.precious();
        let first = precious.do_act(new(marked(&[1]))).await.unwrap();
        let Did::Done { id, .. } = first else {
            panic!("{first:?}")
        };
        let unmarked = Act::MarkFlags {
            targets: targets(&[1]),
            change: FlagChange::system(SystemFlag::Flagged, false),
        };
        let before = precious.known_of(&unmarked).await.unwrap();
        precious.settle_act(id).await.unwrap();

        let back = new(unmarked.clone());
        assert_eq!(
            precious.do_knowing(&back, before, false).await.unwrap(),
            None
        );
        assert_eq!(pending(&store), []);
        let done = precious.do_act(back).await.unwrap();
        assert!(matches!(done, Did::Done { .. }), "{done:?}");
        assert_eq!(pending(&store), [unmarked]);
    }
}
