//! Messages that are moved or copied on the server, also where a try before lost its answer.

use std::collections::BTreeSet;

use super::{Desk, Places};
use crate::domain::{Act, ActState, ActTargets, Folder, MessageKey, PendingAct};
use crate::engine::backend::{MailBackend, Relocated, SoughtId};
use crate::engine::causes;
use crate::engine::not_done;
use crate::engine::numbers::Numbers;
use crate::engine::problem::{Problem, Text};
use crate::engine::unread;
use crate::wire::WireError;

impl Desk {
    /// Moves messages. A move that was begun before and lost its answer is looked up first: what
    /// has left the folder is not moved again, and what already lies in the target is only removed.
    pub(super) async fn relocate(
        &mut self,
        pending: &PendingAct,
        targets: &ActTargets,
        target: &Folder,
        numbers: &Numbers<'_>,
    ) -> Result<Option<Places>, Problem> {
        let mut places = self.arrived(pending, targets, target).await?;
        let arrived: Vec<u32> = places.keys().map(|key| key.uid).collect();
        let moved = moved(self.mail().await?, numbers, &arrived, &target.wire_name).await;
        let Some(mut moved) = self.done(moved)? else {
            return Ok(None);
        };
        let mut act = pending.act.clone();
        if let Some((error, left)) = moved.refused.take() {
            let why = self.failed(error.into());
            act = self.stands_in_part(pending, targets, &left, why).await?;
        }
        places.extend(told(targets, target, &moved));
        unread::moved(&self.shared, &act, &places).await;
        Ok(Some(places))
    }

    /// Copies messages. Of a copy that was begun before and lost its answer, what already lies in the
    /// target is not copied again.
    pub(super) async fn copy(
        &mut self,
        pending: &PendingAct,
        targets: &ActTargets,
        target: &Folder,
        numbers: &Numbers<'_>,
    ) -> Result<Option<Places>, Problem> {
        let there = self.arrived(pending, targets, target).await?;
        let left: Vec<u32> = targets
            .keys()
            .filter(|key| !there.contains_key(key))
            .map(|key| key.uid)
            .collect();
        let opened = numbers.open(self.mail().await?).await;
        if self.done(opened)?.is_none() {
            return Ok(None);
        }
        let copied = match left.is_empty() {
            true => Ok(Relocated::default()),
            false => self.mail().await?.copy(&left, &target.wire_name).await,
        };
        // Where they lie they can be read: it is the other side that refuses.
        let copied = self.done(copied);
        let mut copied = copied.map_err(|problem| problem.of_mailbox(&target.mailbox))?;
        if let Some((error, left)) = copied.refused.take() {
            let why = self.failed(error.into()).of_mailbox(&target.mailbox);
            self.stands_in_part(pending, targets, &left, why).await?;
        }
        // What was found may be an older one of the same Message-ID: whoever takes the copy back would
        // lose it, so only what the server told is known as the copy.
        Ok(Some(told(targets, target, &copied).collect()))
    }

    /// Of many messages a part was moved or copied before the rest was refused, as where a quota is reached:
    /// that part is the act by now, and can be taken back. Of the rest a notice says that it stays.
    async fn stands_in_part(
        &mut self,
        pending: &PendingAct,
        targets: &ActTargets,
        left: &[u32],
        why: Problem,
    ) -> Result<Act, Problem> {
        if causes::is_passing(&why) {
            // All of it is tried again, and what has arrived is found then.
            return Err(why);
        }
        let uids = left.iter().copied().collect();
        let precious = self.shared.store.precious();
        let now = precious.back_out_messages(pending.id, uids).await;
        let now = now.map_err(|e| causes::of_store(&e))?;
        let advice = Text::new("advice-act-in-part")
            .with("left", left.len().to_string())
            .with("all", targets.messages.len().to_string());
        let mut why = why.of_account(&pending.account).advise(advice);
        why.mailbox = why.mailbox.or_else(|| pending.act.mailbox().cloned());
        not_done::say(&self.shared, why).await;
        Ok(now.act)
    }

    /// What of an act that was begun before has arrived in its target by now, as Message-IDs tell.
    pub(super) async fn arrived(
        &mut self,
        pending: &PendingAct,
        targets: &ActTargets,
        target: &Folder,
    ) -> Result<Places, Problem> {
        let mut places = Places::new();
        if pending.state != ActState::Started {
            return Ok(places);
        }
        // In the folder it is copied into it lies itself. And what arrived is one message alone.
        let mut others: BTreeSet<MessageKey> = targets.keys().collect();
        for (at, (message, key)) in targets.messages.iter().zip(targets.keys()).enumerate() {
            if let Some(message_id) = &message.message_id {
                let sought = SoughtId::exactly(message_id);
                let mut found = self.find(&target.id, &sought).await?;
                found.retain(|place| !others.contains(place));
                // An older one in the goal is not what arrived, though it be the same: its flags are its own.
                if let Some(before) = targets.goal_before {
                    found.retain(|place| !before.has(place));
                }
                // One of another size is another message of the same Message-ID, as from a mailing list:
                // taken for the one that arrived, it would be all that is left.
                if let (Some(size), false) = (message.size, found.is_empty()) {
                    let uids: Vec<u32> = found.iter().map(|key| key.uid).collect();
                    let there = self.mail().await?.headers(&uids, false).await;
                    let there = self.done(there)?;
                    let differs = |uid| there.iter().any(|h| h.uid == uid && h.size != size);
                    found.retain(|key| !differs(key.uid));
                }
                // The newest; where several alike go, the first of them has the lowest number.
                let alike = targets.messages.iter().skip(at);
                let alike = alike.filter(|other| other.message_id == message.message_id);
                let place = found.into_iter().rev().take(alike.count()).last();
                others.extend(place.clone());
                places.extend(place.map(|place| (key, place)));
            }
        }
        Ok(places)
    }
}

/// The new places that the server told.
fn told<'a>(
    targets: &'a ActTargets,
    target: &'a Folder,
    relocated: &'a Relocated,
) -> impl Iterator<Item = (MessageKey, MessageKey)> + 'a {
    targets.keys().filter_map(|key| {
        let (_, uid) = relocated.pairs.iter().find(|(old, _)| *old == key.uid)?;
        let place = MessageKey {
            folder: target.id.clone(),
            uid_validity: relocated.uid_validity,
            uid: *uid,
        };
        Some((key, place))
    })
}

/// Moves what is still in the folder, and removes what has already arrived in the target; `None`
/// when the folder was renumbered.
async fn moved(
    mail: &mut dyn MailBackend,
    numbers: &Numbers<'_>,
    arrived: &[u32],
    target: &str,
) -> Result<Option<Relocated>, WireError> {
    if numbers.open(mail).await?.is_none() {
        return Ok(None);
    }
    let there = mail.uids().await?;
    let (doubled, to_move): (Vec<u32>, Vec<u32>) = numbers
        .uids
        .iter()
        .copied()
        .filter(|uid| there.binary_search(uid).is_ok())
        .partition(|uid| arrived.contains(uid));
    if !doubled.is_empty() {
        mail.remove(&doubled).await?;
    }
    if to_move.is_empty() {
        return Ok(Some(Relocated::default()));
    }
    mail.relocate(&to_move, target).await.map(Some)
}
