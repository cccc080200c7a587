//! Acts on messages of a folder that was numbered anew: each is matched by its Message-ID and its size. Where
//! that is not certain nothing is done, and the person is told of what.

use std::collections::BTreeSet;

use super::Desk;
use crate::domain::{Act, ActTarget, ActTargets, Folder, PendingAct};
use crate::engine::backend::{HeaderOf, MailBackend, SoughtId};
use crate::engine::not_done;
use crate::engine::numbers::delivered;
use crate::engine::problem::{Problem, ProblemKind, Text};

use crate::wire::WireError;

/// The key of what is told of messages that were not matched.
const NOT_MATCHED: &str = "problem-act-not-matched";

/// Most messages that are named to the person.
const MOST_NAMED: usize = 5;

/// What was not done in a mailbox, since its messages were not matched.
#[derive(Debug, Default)]
pub(super) struct NotMatched {
    /// What was done, in the word that the texts know; `several` where it was not one thing.
    kind: &'static str,
    folder: String,
    /// What names the messages to a person.
    names: Vec<String>,
}

impl NotMatched {
    fn note(&mut self, act: &Act, folder: &Folder, lost: &[ActTarget]) {
        let kind = match act {
            Act::MarkFlags { .. } => "mark",
            Act::Move { .. } => "move",
            Act::Copy { .. } => "copy",
            _ => "delete",
        };
        if self.names.is_empty() {
            self.kind = kind;
            self.folder = folder.name();
        } else if self.kind != kind {
            self.kind = "several";
        }
        self.names.extend(lost.iter().map(ActTarget::name));
        let mut named = BTreeSet::new();
        self.names.retain(|name| named.insert(name.clone()));
    }

    fn problem(&self, folder: &Folder) -> Problem {
        let named: Vec<String> = self.names.iter().take(MOST_NAMED).cloned().collect();
        let text = Text::new(NOT_MATCHED)
            .with("folder", self.folder.as_str())
            .with("kind", self.kind)
            .with("messages", named.join(" · "))
            .with("count", (self.names.len() - named.len()).to_string());
        Problem::new(ProblemKind::Server, text)
            .advise(Text::new("advice-act-taken-back"))
            .of_account(&folder.account)
            .of_mailbox(&folder.mailbox)
    }
}

impl Desk {
    /// An act that was begun, by the numbers that its messages have now. Those that cannot be matched are
    /// no longer in it, and that is told. `None`: nothing is left to be done, an earlier try had come to
    /// its end.
    ///
    /// # Errors
    /// None of its messages could be matched; the server, the store.
    pub(super) async fn by_new_numbers(
        &mut self,
        pending: PendingAct,
        folder: &Folder,
        target: Option<&Folder>,
    ) -> Result<Option<PendingAct>, Problem> {
        let mut act = pending.act.clone();
        let Some(targets) = act.targets_mut() else {
            return Ok(Some(pending));
        };
        // What a try had moved before the folder was numbered anew is not missed.
        let done = match target {
            Some(target) => self.arrived(&pending, targets, target).await?,
            None => super::Places::new(),
        };
        let matched = matched(self.mail().await?, &folder.wire_name, targets).await;
        let (validity, found) = self.done(matched)?;
        let (mut now, mut lost) = (Vec::<ActTarget>::new(), Vec::new());
        let keys: Vec<_> = targets.keys().collect();
        for ((message, uid), key) in targets.messages.drain(..).zip(found).zip(keys) {
            match uid {
                Some(uid) if now.iter().any(|other| other.uid == uid) => {}
                Some(uid) => now.push(ActTarget { uid, ..message }),
                None if done.contains_key(&key) => {}
                None => lost.push(message),
            }
        }
        targets.uid_validity = validity;
        targets.messages = now;
        let is_empty = targets.messages.is_empty();
        if !lost.is_empty() {
            let problem = self.not_matched(&act, folder, &lost);
            if is_empty {
                return Err(problem);
            }
            let account = self.connector.account().id();
            not_done::tell(&self.shared, problem.of_account(&account)).await;
        }
        if is_empty {
            return Ok(None);
        }
        let precious = self.shared.store.precious();
        let renumbered = precious.amend_act(pending.id, act).await;
        let renumbered = renumbered.map_err(|error| self.failed(error.into()))?;
        Ok(Some(PendingAct {
            act: renumbered.act,
            ..pending
        }))
    }

    /// What is told of these, and of those before that nobody has read of yet.
    fn not_matched(&mut self, act: &Act, folder: &Folder, lost: &[ActTarget]) -> Problem {
        let of = (&self.connector.account().id(), &folder.mailbox);
        if !not_done::stands(&self.shared, of, NOT_MATCHED) {
            self.not_matched.remove(&folder.mailbox);
        }
        let told = self.not_matched.entry(folder.mailbox.clone()).or_default();
        told.note(act, folder, lost);
        told.problem(folder)
    }
}

/// UIDVALIDITY of a folder, and for each message the UID that is certainly its own by now.
async fn matched(
    mail: &mut dyn MailBackend,
    folder: &str,
    targets: &ActTargets,
) -> Result<(u32, Vec<Option<u32>>), WireError> {
    let validity = mail.open(folder, false).await?.uid_validity;
    let mut found = Vec::new();
    for message in &targets.messages {
        let (Some(message_id), Some(size)) = (&message.message_id, message.size) else {
            found.push(None);
            continue;
        };
        let uids = mail.with_message_id(&SoughtId::exactly(message_id)).await?;
        let there = if uids.is_empty() {
            Vec::new()
        } else {
            delivered(mail, &uids).await?.0
        };
        found.push(only(&there, size));
    }
    Ok((validity, found))
}

/// The one message of this size.
fn only(there: &[HeaderOf], size: u32) -> Option<u32> {
    let mut same = there.iter().filter(|header| header.size == size);
    let one = same.next()?;
    same.next().is_none().then_some(one.uid)
}
