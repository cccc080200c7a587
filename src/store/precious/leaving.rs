//! Acts on messages that moves which still wait take elsewhere.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::super::cache::locked_acts;
use super::super::error::{Sql, StoreError};
use super::Precious;
use super::acts::{NewAct, all_acts, delete_act, insert_act, replace_act};
use crate::domain::{Act, ActId, ActState, ActTargets, PendingAct};

/// What became of an act on messages that are leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It comes before the moves, or in their place; this act is carried out for it.
    Done(ActId),
    /// It led them back to where they lie: nothing is left to be done.
    Cancelled,
    /// A move was begun, or the messages are deleted for good: nothing was changed.
    TooLate,
}

/// What a transaction did: what was pending before, what is now, and what came of it.
type Changed = (Vec<PendingAct>, Vec<PendingAct>, Before);

impl Precious {
    /// As [`Precious::add_act`], of an act on messages that moves which still wait take elsewhere. It comes
    /// before those moves, since what is done to a message goes with it; a move takes their place.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn do_act_before_moves(&self, new: NewAct) -> Result<Before, StoreError> {
        let act = new.act.clone();
        let (before, now, outcome) = self.write(move |tx| put_before_moves(tx, &new)).await?;
        for earlier in &before {
            locked_acts(&self.acts).retain(|known| known.id != earlier.id);
        }
        for pending in now {
            self.know(pending);
        }
        for earlier in &before {
            self.show(earlier.id, &earlier.act).await;
        }
        if let Before::Done(id) = outcome {
            self.show(id, &act).await;
        }
        Ok(outcome)
    }
}

fn put_before_moves(tx: &Connection, new: &NewAct) -> Sql<Changed> {
    let too_late = (Vec::new(), Vec::new(), Before::TooLate);
    let Some(targets) = new.act.targets() else {
        return Ok(too_late);
    };
    let wanted: BTreeSet<u32> = targets.uids().collect();
    let takes_some = |other: &ActTargets| {
        other.folder == targets.folder
            && other.uid_validity == targets.uid_validity
            && other.uids().any(|uid| wanted.contains(&uid))
    };
    let mut moves = Vec::new();
    for pending in all_acts(tx)? {
        let is_free = pending.state == ActState::Waiting && pending.account == new.account;
        match &pending.act {
            Act::Delete { targets } if takes_some(targets) => return Ok(too_late),
            Act::Move { targets, .. } if takes_some(targets) && !is_free => return Ok(too_late),
            Act::Move { targets, .. } if takes_some(targets) => moves.push(pending),
            _ => {}
        }
    }
    let is_move = matches!(new.act, Act::Move { .. });
    let is_back = is_move && new.act.goal() == Some(&targets.folder);
    let (mut now, mut again) = (Vec::new(), Vec::new());
    for pending in &moves {
        let Act::Move { targets, to } = &pending.act else {
            continue;
        };
        let part = |is_wanted: bool| {
            let mut part = targets.clone();
            part.messages
                .retain(|m| wanted.contains(&m.uid) == is_wanted);
            let to = to.clone();
            Act::Move { targets: part, to }
        };
        let others = part(false);
        if others.targets().is_none_or(|left| left.messages.is_empty()) {
            delete_act(tx, pending.id)?;
        } else {
            replace_act(tx, pending.id, &others)?;
            now.push(PendingAct {
                act: others,
                ..pending.clone()
            });
        }
        again.push(NewAct {
            account: pending.account.clone(),
            act: part(true),
            created_at: pending.created_at,
        });
    }
    let mut outcome = Before::Cancelled;
    if !is_back {
        let first = insert_act(tx, new)?;
        outcome = Before::Done(first.id);
        now.push(first);
    }
    if !is_move {
        for later in &again {
            now.push(insert_act(tx, later)?);
        }
    }
    Ok((moves, now, outcome))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::{
        AccountId, ActTarget, EmailAddress, FlagChange, FolderId, MailboxId, SystemFlag,
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
        };
        ActTargets {
            folder: folder("INBOX"),
            mailbox: None,
            uid_validity: 1,
            messages: uids.iter().map(target).collect(),
        }
    }

    fn new(act: Act) -> NewAct {
        NewAct {
            account: AccountId::of(&EmailAddress::parse("anna@a.test").unwrap()),
            act,
            created_at: Timestamp::UNIX_EPOCH,
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

        let before = precious
            .do_act_before_moves(new(marked(&[1])))
            .await
            .unwrap();
        assert!(matches!(before, Before::Done(_)));
        let archived = |uids| moved(uids, "Archive");
        assert_eq!(
            pending(&store),
            [archived(&[2, 3]), marked(&[1]), archived(&[1])]
        );

        let on = precious
            .do_act_before_moves(new(moved(&[1, 2], "Orders")))
            .await
            .unwrap();
        assert!(matches!(on, Before::Done(_)));
        assert_eq!(
            pending(&store),
            [archived(&[3]), marked(&[1]), moved(&[1, 2], "Orders")]
        );

        let back = precious
            .do_act_before_moves(new(moved(&[1, 2], "INBOX")))
            .await
            .unwrap();
        assert_eq!(back, Before::Cancelled);
        assert_eq!(pending(&store), [archived(&[3]), marked(&[1])]);

        let begun = store.reader().acts(None).unwrap()[0].id;
        precious.begin_act(begun).await.unwrap();
        let late = precious
            .do_act_before_moves(new(marked(&[3])))
            .await
            .unwrap();
        assert_eq!(late, Before::TooLate);
        assert_eq!(pending(&store), [archived(&[3]), marked(&[1])]);
    }
}
