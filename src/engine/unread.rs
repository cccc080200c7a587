//! What is unread for this person although somebody else read it: when it arises, and when it ends.
//!
//! In most shared mailboxes `\Seen` is everybody's. A message that a colleague opened is read for the whole
//! team then, and overlooked by who was to see it. So it is kept here, beside what the server says, which of
//! them this person has not looked at; no server hears of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::problem::Problem;
use super::shared::Shared;
use super::{Event, causes};
use crate::config::Config;
use crate::domain::{
    Act, ActTargets, FlagChange, Folder, FolderId, FolderRole, Mailbox, MessageKey, StepAct,
    StepId, SystemFlag,
};
use crate::store::{NewAct, NewMessage, NewStep, SyncState};

/// What came into an Inbox so long before it was last looked at counts as new: the server's clock and this
/// one may differ by so much. What is older was there before, and was filed back.
const CLOCKS_APART: Duration = Duration::from_secs(60 * 60);

/// So long after it was noticed nothing is unread for this person any more.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What of a folder counts as unread for this person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ForMe {
    /// Others set `\Seen` there too.
    pub by_others: bool,
    /// Of what is new and marked as read that which came since then, if any.
    since: Option<Timestamp>,
}

impl ForMe {
    /// As the settings say, and how far the folder is known.
    pub(super) fn of(
        config: &Config,
        mailbox: Option<&Mailbox>,
        folder: &Folder,
        held: &SyncState,
    ) -> Self {
        let setting = config.unread_for_me(&folder.mailbox);
        let route = mailbox.and_then(Mailbox::route);
        let by_others = route.is_some_and(|route| setting.keeps(route));
        // What is fetched for the first time is no news. Nor is what lies elsewhere than in an Inbox: there
        // somebody filed it who had read it.
        let came = held
            .completed_at
            .filter(|_| folder.role == FolderRole::Inbox);
        Self {
            by_others,
            since: came
                .filter(|_| by_others)
                .and_then(|at| at.checked_sub(CLOCKS_APART).ok()),
        }
    }

    /// All of the folder is fetched anew: nothing of it is news.
    pub(super) fn is_anew(&mut self) {
        self.since = None;
    }

    /// Notes which of these messages, which are new here, somebody else has read already. What this person
    /// put there themselves they have seen.
    pub(super) fn note(self, messages: &mut [NewMessage], is_theirs: impl Fn(&str) -> bool) {
        let Some(since) = self.since else {
            return;
        };
        for message in messages {
            message.unread_for_me = message.flags.has(SystemFlag::Seen)
                && message.date >= since
                && message
                    .message_id
                    .as_deref()
                    .is_some_and(|id| !is_theirs(id));
        }
    }
}

/// A folder was synced: keeps what arose, and shows what is kept. `whole`: up to its end. Mail is fetched
/// whether or not that can be done.
pub(super) async fn settle(shared: &Shared, folder: &FolderId, whole: bool) {
    let precious = shared.store.precious();
    match precious
        .settle_for_me(folder, whole, Timestamp::now())
        .await
    {
        Ok(true) => shared.tell(Event::Messages(folder.clone())),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "What is unread for this person cannot be kept."),
    }
}

/// Messages were moved, as far as is told to these places. What was unread for this person stays so there.
pub(super) async fn moved(shared: &Shared, act: &Act, places: &BTreeMap<MessageKey, MessageKey>) {
    let Act::Move { targets, to } = act else {
        return;
    };
    let precious = shared.store.precious();
    let nowhere = MessageKey::nowhere(to.clone());
    let now = |key: MessageKey| {
        let now = places.get(&key).unwrap_or(&nowhere).clone();
        (key, now)
    };
    let places = targets.keys().map(now).collect();
    if let Err(error) = precious.move_for_me(places).await {
        tracing::warn!(%error, "What is unread for this person does not follow its messages.");
    }
}

/// This person looked at these messages, or marked them. Gives those that are read by that alone: no server
/// needs to hear of it.
pub(super) async fn looked_at(
    shared: &Shared,
    messages: &[MessageKey],
) -> Result<Vec<MessageKey>, Problem> {
    let read = shared.store.precious().read_for_me(messages).await;
    let read = read.map_err(|e| causes::of_store(&e))?;
    let mut folders: Vec<&FolderId> = read.iter().map(|(key, _)| &key.folder).collect();
    folders.dedup();
    for folder in folders {
        shared.tell(Event::Messages(folder.clone()));
    }
    let is_read = |(key, is_read): (MessageKey, bool)| is_read.then_some(key);
    Ok(read.into_iter().filter_map(is_read).collect())
}

/// What was read by that alone, as part of a step: no act does it, and yet it can be taken back.
pub(super) async fn note_step(
    shared: &Shared,
    read: Vec<(Folder, ActTargets)>,
    step: StepId,
) -> Result<(), Problem> {
    for (folder, targets) in read {
        let change = FlagChange::system(SystemFlag::Seen, true);
        let new = NewAct {
            account: folder.account,
            act: Act::MarkFlags { targets, change },
            created_at: Timestamp::now(),
            step: Some(NewStep {
                id: step,
                was: Some(StepAct::FOR_ME.to_owned()),
            }),
        };
        let noted = shared.store.precious().note_step(new).await;
        noted.map_err(|e| causes::of_store(&e))?;
    }
    shared.tell(Event::Steps);
    Ok(())
}

/// These messages, of which some lie elsewhere by now, are unread for this person again.
pub(super) async fn again(
    shared: &Shared,
    targets: &ActTargets,
    places: &BTreeMap<MessageKey, MessageKey>,
) -> Result<(), Problem> {
    let messages = targets.messages.iter().zip(targets.keys());
    let messages = messages.map(|(message, key)| {
        let id = message.message_id.clone().unwrap_or_default();
        (places.get(&key).cloned().unwrap_or(key), id)
    });
    let messages: Vec<(MessageKey, String)> = messages.collect();
    let folders: BTreeSet<FolderId> = messages.iter().map(|(key, _)| key.folder.clone()).collect();
    let precious = shared.store.precious();
    let unread = precious.unread_for_me(messages, Timestamp::now()).await;
    unread.map_err(|e| causes::of_store(&e))?;
    for folder in folders {
        shared.tell(Event::Messages(folder));
    }
    Ok(())
}

/// Nothing is kept of these folders any more: a person does not want it.
pub(super) async fn forget_in(shared: &Shared, folders: Vec<FolderId>) -> Result<(), Problem> {
    let forgotten = shared.store.precious().forget_for_me_in(folders.clone());
    if forgotten.await.map_err(|e| causes::of_store(&e))? > 0 {
        for folder in folders {
            shared.tell(Event::Messages(folder));
        }
    }
    Ok(())
}

/// Forgets what is kept for so long that nobody will look at it any more.
pub(super) async fn forget_old(shared: &Shared) {
    let Ok(before) = Timestamp::now().checked_sub(KEPT_FOR) else {
        return;
    };
    match shared.store.precious().forget_for_me(before).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "Messages are unread for this person no more."),
        Err(error) => tracing::warn!(%error, "What was unread for long could not be forgotten."),
    }
}

#[cfg(test)]
#[path = "unread_tests.rs"]
mod tests;
