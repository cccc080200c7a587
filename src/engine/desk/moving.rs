//! Messages that are moved or copied on the server, also where a try before lost its answer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Desk, Places};
use crate::domain::{
    Act, ActState, ActTargets, Folder, MOST_TARGETS, MessageHeader, MessageKey, Numbered,
    PendingAct,
};
use crate::engine::backend::{MailBackend, Relocated, SoughtId};
use crate::engine::causes;
use crate::engine::not_done;
use crate::engine::numbers::Numbers;
use crate::engine::problem::{Problem, Text};
use crate::engine::sync;
use crate::engine::unread;
use crate::store::NewMessage;
use crate::wire::WireError;

/// What came into a folder, the oldest first.
#[derive(Default)]
struct Came {
    /// By its Message-ID, with its size.
    by_id: BTreeMap<String, Vec<(MessageKey, u32)>>,
    /// What has none.
    nameless: Vec<(MessageKey, NewMessage)>,
}

/// Is this a copy of that message, both without a Message-ID? A copy has its INTERNALDATE (RFC 9051 6.4.7, a SHOULD),
/// its size and its header. Taken for one wrongly, it would be all that is left after a move.
fn is_same(new: &NewMessage, held: &MessageHeader) -> bool {
    new.size == held.size
        && new.date == held.date
        && new.date_header == held.date_header
        && new.subject == held.subject
        && new.participants == held.participants
}

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
        places.extend(self.led(targets, target, &moved).await);
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
        // Of what a colleague took away before, nothing was copied, and a server says OK all the same (RFC 3501
        // 6.4.8): what they moved there would be taken for the copy, and lost to whoever takes that back.
        if self.is_to_be_found(&copied) {
            let there = match self.mail().await {
                Ok(mail) => mail.uids().await,
                Err(_) => Ok(Vec::new()),
            };
            let there = self.done(there).unwrap_or_default();
            copied.done.retain(|uid| there.binary_search(uid).is_ok());
        }
        // Nor is what was found above known as the copy: it may be an older one of the same Message-ID.
        Ok(Some(self.led(targets, target, &copied).await))
    }

    /// Does nobody tell where it lies? A server that could tell has reasons where it does not.
    fn is_to_be_found(&self, done: &Relocated) -> bool {
        let mail = self.mail.as_ref();
        done.pairs.is_empty() && mail.is_some_and(|mail| !mail.abilities().tells_places)
    }

    /// Where messages were moved or copied to: as the server tells, and where it does not (no UIDPLUS, RFC 4315),
    /// as far as what came into the target tells beyond doubt. Without that they cannot be taken back; that it
    /// is not known is no failure of what was done.
    async fn led(&mut self, targets: &ActTargets, target: &Folder, done: &Relocated) -> Places {
        let mut places: Places = told(targets, target, done).collect();
        if !self.is_to_be_found(done) {
            return places;
        }
        let mut alike: BTreeMap<&String, Vec<(MessageKey, Option<u32>)>> = BTreeMap::new();
        for (key, sought) in targets.keys().zip(&targets.messages) {
            if let Some(message_id) = sought
                .message_id
                .as_ref()
                .filter(|_| done.done.contains(&key.uid))
            {
                alike
                    .entry(message_id)
                    .or_default()
                    .push((key, sought.size));
            }
        }
        if alike.is_empty() {
            return places;
        }
        let came = match self.came_since(targets, target).await {
            Ok(came) => came.unwrap_or_default(),
            Err(problem) => {
                tracing::debug!(%problem, "Where messages were moved to is not known.");
                return places;
            }
        };
        // In the folder it is copied into it lies itself.
        let own: BTreeSet<MessageKey> = targets.keys().collect();
        for (message_id, keys) in alike {
            let found = came.by_id.get(message_id).into_iter().flatten();
            let found = found.filter(|(place, _)| !own.contains(place));
            let found: Vec<&(MessageKey, u32)> = found.collect();
            // Of one more than went there nobody knows which is a colleague's.
            let mut pairs = keys.iter().zip(&found);
            let same = pairs.all(|((_, size), (_, came))| size.is_none_or(|size| size == *came));
            if same && found.len() == keys.len() {
                let found = found.into_iter().map(|(place, _)| place.clone());
                places.extend(keys.into_iter().map(|(key, _)| key).zip(found));
            }
        }
        places
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

    /// What of an act that was begun before has arrived in its target by now, as Message-IDs tell, or, of a
    /// message without one, all that is known of its header.
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
        let came = self.came_since(targets, target).await?;
        // In the folder it is copied into it lies itself. And what arrived is one message alone.
        let mut others: BTreeSet<MessageKey> = targets.keys().collect();
        let nameless = self.held_without_id(targets).await?;
        for (at, (message, key)) in targets.messages.iter().zip(targets.keys()).enumerate() {
            if let Some(held) = nameless.get(&key) {
                // Of those that look the same one is as good as another, the flags aside.
                let came = came.iter().flat_map(|came| &came.nameless);
                let mut alike = came.filter(|(_, new)| is_same(new, held));
                let place = alike.find(|(place, _)| !others.contains(place));
                let place = place.map(|(place, _)| place.clone());
                others.extend(place.clone());
                places.extend(place.map(|place| (key.clone(), place)));
            }
            if let Some(message_id) = &message.message_id {
                let found = match &came {
                    Some(came) => came.by_id.get(message_id).cloned().unwrap_or_default(),
                    None => {
                        self.lying_in(target, message_id, targets.goal_before)
                            .await?
                    }
                };
                // One of another size is another message of the same Message-ID, as from a mailing list:
                // taken for the one that arrived, it would be all that is left.
                let is_it = |(place, size): &(MessageKey, u32)| {
                    !others.contains(place) && message.size.is_none_or(|wanted| wanted == *size)
                };
                let found: Vec<_> = found.into_iter().filter(is_it).collect();
                // The newest; where several alike go, the first of them has the lowest number.
                let alike = targets.messages.iter().skip(at);
                let alike = alike.filter(|other| other.message_id == message.message_id);
                let before = found.len().saturating_sub(alike.count());
                let place = found.into_iter().nth(before).map(|(place, _)| place);
                others.extend(place.clone());
                places.extend(place.map(|place| (key, place)));
            }
        }
        Ok(places)
    }

    /// Those of these messages that have no Message-ID, as they are held.
    async fn held_without_id(
        &mut self,
        targets: &ActTargets,
    ) -> Result<BTreeMap<MessageKey, MessageHeader>, Problem> {
        let messages = targets.messages.iter().zip(targets.keys());
        let keys: Vec<MessageKey> = messages
            .filter(|(message, _)| message.message_id.is_none())
            .map(|(_, key)| key)
            .collect();
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let held = self.read(move |r| {
            let held = keys.iter().map(|key| r.message(key));
            held.collect::<Result<Vec<_>, _>>()
        });
        let held = held.await?.into_iter().flatten();
        Ok(held.map(|held| (held.id.clone(), held)).collect())
    }

    /// What came into the target since a move or a copy was first tried: all at once, since a line that breaks
    /// again would be asked from the beginning. `None`: that is not known, cannot be told, or is too much.
    async fn came_since(
        &mut self,
        targets: &ActTargets,
        target: &Folder,
    ) -> Result<Option<Came>, Problem> {
        let Some(before) = targets.goal_before else {
            return Ok(None);
        };
        let mail = self.mail().await?;
        let came = async {
            let opened = mail.open(&target.wire_name, false).await?;
            if opened.uid_validity != before.uid_validity {
                return Ok(None);
            }
            let most = 2 * MOST_TARGETS;
            let new = opened
                .uid_next
                .map(|next| next.saturating_sub(before.uid_next));
            if new.is_some_and(|new| usize::try_from(new).is_ok_and(|new| new > most)) {
                return Ok(None);
            }
            match mail.headers_from(before.uid_next, most + 1, false).await {
                Ok(headers) => Ok(Some(headers).filter(|headers| headers.len() <= most)),
                // Another message there cannot be delivered: each is looked for by itself.
                Err(error) if error.is_undeliverable() => Ok(None),
                Err(error) => Err(error),
            }
        };
        let came = came.await;
        let Some(mut headers) = self.done(came)? else {
            return Ok(None);
        };
        headers.sort_unstable_by_key(|header| header.uid);
        let mut came = Came::default();
        for header in headers {
            let new = sync::new_message(&header, &target.mailbox);
            let key = MessageKey {
                folder: target.id.clone(),
                uid_validity: before.uid_validity,
                uid: header.uid,
            };
            match new.message_id.clone() {
                Some(id) => came.by_id.entry(id).or_default().push((key, new.size)),
                None => came.nameless.push((key, new)),
            }
        }
        Ok(Some(came))
    }

    /// The messages of this Message-ID that lie in the target, with their sizes. An older one is not what
    /// arrived, though it be the same: its flags are its own.
    async fn lying_in(
        &mut self,
        target: &Folder,
        message_id: &str,
        before: Option<Numbered>,
    ) -> Result<Vec<(MessageKey, u32)>, Problem> {
        let sought = SoughtId::exactly(message_id);
        let mut found = self.find(&target.id, &sought).await?;
        found.retain(|place| before.is_none_or(|before| !before.has(place)));
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let uids: Vec<u32> = found.iter().map(|key| key.uid).collect();
        let there = self.mail().await?.headers(&uids, false).await;
        let there = self.done(there)?;
        let sized = |key: MessageKey| {
            let header = there.iter().find(|header| header.uid == key.uid)?;
            Some((key, header.size))
        };
        Ok(found.into_iter().filter_map(sized).collect())
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
