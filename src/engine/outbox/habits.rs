//! What servers were seen to do with copies, for each way of sending: kept, corrected, and said
//! where an administrator has to change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Room;
use crate::domain::{AccountId, FolderId, MailboxId, Outgoing, SendRightKey, SentPolicy};
use crate::engine::causes;
use crate::engine::filing::{self, Habit};
use crate::engine::problem::Problem;
use crate::engine::shared::Place;

/// Most ways of sending that are remembered for an account; the latest.
const MOST_WAYS: usize = 200;
/// Most folders of each.
const MOST_FOLDERS: usize = 20;

/// What is known of one account's server.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Habits {
    ways: Vec<Way>,
}

/// One way of sending, and what the server does with its copies.
#[derive(Debug, Serialize, Deserialize)]
struct Way {
    key: SendRightKey,
    folders: Vec<(FolderId, Habit)>,
    /// The server files only among the member's own what is sent for the mailbox.
    #[serde(default)]
    only_in_own: bool,
}

/// Under what they are remembered.
pub(super) fn key(account: &AccountId) -> String {
    format!("copies/habits/{account}")
}

impl Habits {
    /// As they were kept; what cannot be read is learnt anew.
    pub(super) fn of(kept: Option<Value>) -> Self {
        kept.and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
    }

    /// What is known of this way of sending.
    pub(super) fn of_way(&self, key: &SendRightKey) -> BTreeMap<FolderId, Habit> {
        let way = self.ways.iter().find(|way| way.key == *key);
        let folders = way.map(|way| way.folders.clone()).unwrap_or_default();
        folders.into_iter().collect()
    }

    fn take(&mut self, key: &SendRightKey, learnt: &BTreeMap<FolderId, Option<Habit>>) -> &mut Way {
        let at = self.ways.iter().position(|way| way.key == *key);
        let mut way = match at {
            Some(at) => self.ways.remove(at),
            None => Way {
                key: key.clone(),
                folders: Vec::new(),
                only_in_own: false,
            },
        };
        for (folder, habit) in learnt {
            way.folders.retain(|(known, _)| known != folder);
            way.folders
                .extend(habit.map(|habit| (folder.clone(), habit)));
        }
        way.folders
            .drain(..way.folders.len().saturating_sub(MOST_FOLDERS));
        self.ways
            .drain(..(self.ways.len() + 1).saturating_sub(MOST_WAYS));
        self.ways.push_mut(way)
    }
}

/// Takes in what a message taught, and says where copies go only to the member's own folder.
/// `both`: the Sent folders of the mailbox and of the member.
pub(super) async fn learn(
    room: &Room,
    key: &SendRightKey,
    learnt: &BTreeMap<FolderId, Option<Habit>>,
    row: &Outgoing,
    both: Option<(FolderId, FolderId)>,
) -> Result<(), Problem> {
    let _alone = room.memory.lock().await;
    let mut habits = read(room, &key.account).await?;
    let way = habits.take(key, learnt);
    let habit = |folder: &FolderId| {
        let known = way.folders.iter().find(|(known, _)| known == folder);
        known.map(|(_, habit)| *habit)
    };
    let of_mailbox = row.mailbox.as_ref().zip(both);
    let of_mailbox = of_mailbox.filter(|_| row.sent_policy != SentPolicy::Mine);
    let Some((mailbox, (shared, mine))) = of_mailbox else {
        return keep(room, &key.account, &habits, learnt).await;
    };
    let only_in_own = (habit(&shared), habit(&mine)) == (Some(Habit::Never), Some(Habit::Files));
    way.only_in_own = only_in_own;
    if only_in_own {
        let problem = filing::only_in_own(mailbox, key.mode).of_account(&key.account);
        let news = learnt.contains_key(&shared) || learnt.contains_key(&mine);
        if news || row.sent_policy == SentPolicy::Server {
            room.remark(row.outbox_id, &problem).await;
        }
        room.shared.raise(place(key), problem);
    } else {
        room.shared.clear(&place(key));
    }
    keep(room, &key.account, &habits, learnt).await
}

/// A copy that the server filed after we had given up waiting for it: it is known to file now.
pub(super) async fn files(
    room: &Room,
    key: &SendRightKey,
    folder: &FolderId,
) -> Result<(), Problem> {
    let _alone = room.memory.lock().await;
    let learnt = BTreeMap::from([(folder.clone(), Some(Habit::Files))]);
    let mut habits = read(room, &key.account).await?;
    habits.take(key, &learnt);
    keep(room, &key.account, &habits, &learnt).await
}

/// What an administrator has to change stands from the start.
pub(super) async fn say_again(room: &Room) {
    let config = room.shared.config();
    let is_mine = |mailbox: &MailboxId| {
        let decided = config.mailboxes.iter();
        let mut decided = decided.filter(|m| MailboxId::of(&m.address) == *mailbox);
        decided.any(|m| m.sent_policy == Some(SentPolicy::Mine))
    };
    for account in &config.accounts {
        let Ok(habits) = read(room, &account.id()).await else {
            return;
        };
        for way in habits.ways.iter().filter(|way| way.only_in_own) {
            let mailbox = MailboxId::of(&way.key.address);
            if is_mine(&mailbox) {
                continue;
            }
            let problem = filing::only_in_own(&mailbox, way.key.mode);
            let problem = problem.of_account(&way.key.account);
            room.shared.raise(place(&way.key), problem);
        }
    }
}

fn place(key: &SendRightKey) -> Place {
    Place::Copies(key.clone())
}

async fn read(room: &Room, account: &AccountId) -> Result<Habits, Problem> {
    let key = key(account);
    let kept = room.shared.read(move |r| r.remembered(&key)).await?;
    Ok(Habits::of(kept))
}

async fn keep(
    room: &Room,
    account: &AccountId,
    habits: &Habits,
    learnt: &BTreeMap<FolderId, Option<Habit>>,
) -> Result<(), Problem> {
    if learnt.is_empty() {
        return Ok(());
    }
    let value = serde_json::json!(habits);
    let kept = room.precious().remember(&key(account), &value).await;
    kept.map_err(|error| causes::of_store(&error))
}
