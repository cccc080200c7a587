//! Acts in their order: each is done on the server, backed out, or left for later.

use super::notes::GONE;
use super::{Acted, Desk, Done};
use crate::domain::{Act, ActId, ActState, ActTargets, FlagChange, Folder, MessageKey, PendingAct};
use crate::engine::access;
use crate::engine::backend::{MailBackend, Relocated, SoughtId};
use crate::engine::event::Event;
use crate::engine::numbers::Numbers;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Place;
use crate::wire::WireError;

/// An act is not pending any more.
const TAKEN_BACK: &str = "problem-not-there";

impl Desk {
    /// Carries out pending acts in their order, up to the one that is waited for.
    pub(super) async fn replay(&mut self, until: Option<ActId>) -> Acted {
        let account = self.connector.account().id();
        let acts = self.read(move |r| r.acts(Some(&account))).await?;
        let mut last = Done::Queued;
        for act in acts {
            if until.is_some_and(|id| act.id > id) {
                break;
            }
            let (id, targets) = (act.id, act.act.targets().clone());
            let is_note = act.act.is_note();
            match self.carry_out(act).await {
                Ok(None) if until == Some(id) => return Ok(Done::Queued),
                Ok(None) => {}
                Ok(Some(done)) => {
                    self.shared.tell(Event::Messages(targets.folder));
                    last = done;
                    if last == Done::Queued {
                        return Ok(Done::Queued);
                    }
                    if until == Some(id) {
                        let account = self.connector.account().id();
                        self.shared.clear(&Place::Act(account));
                    }
                }
                Err(problem) => {
                    self.shared.tell(Event::Messages(targets.folder));
                    if until == Some(id) {
                        return Err(problem);
                    }
                    // It stands, and is tried again.
                    if matches!(problem.kind, ProblemKind::Storage | ProblemKind::DiskFull) {
                        return Err(problem);
                    }
                    // Somebody took it back in this moment, and said so.
                    if problem.message.key == TAKEN_BACK {
                        continue;
                    }
                    // A colleague deleted what was answered: nothing is lacking, and nobody could
                    // do anything about it.
                    if problem.message.key == GONE && is_note {
                        tracing::info!(%problem, "What was done with a message could not be marked.");
                        continue;
                    }
                    // Nobody waits for this one any more, and the others do not wait for it.
                    self.shared
                        .act_taken_back(problem.of_account(&self.connector.account().id()));
                }
            }
        }
        Ok(last)
    }

    /// Carries out one act. `None`: it is left for later, and keeps back none of those behind it.
    async fn carry_out(&mut self, pending: PendingAct) -> Result<Option<Done>, Problem> {
        let (folder, target) = match self.folders_of(&pending).await {
            Ok(folders) => folders,
            // A new cache knows of no folder before the account's were listed.
            Err(problem)
                if problem.kind == ProblemKind::NotFound && !self.folders_were_listed().await? =>
            {
                tracing::debug!(%problem, "An act waits for the list of folders.");
                self.wait_for_folders();
                return Ok(None);
            }
            // A folder that is not there any more: the act would wait for ever.
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                let undone = self.shared.store.precious().back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                return Err(problem);
            }
            Err(problem) => return Err(problem),
        };
        // What is begun where the access is in doubt would be refused, and be lost.
        if [Some(&folder), target.as_ref()]
            .into_iter()
            .flatten()
            .any(access::is_in_doubt)
        {
            self.put_off = true;
            return Ok(None);
        }
        // Signed in before the act is begun: what was never tried needs no looking up.
        if let Err(problem) = self.mail().await.map(drop) {
            tracing::debug!(%problem, "An act waits for the server.");
            return Ok(Some(Done::Queued));
        }
        let began = self.shared.store.precious().begin_act(pending.id).await;
        began.map_err(|error| self.failed(error.into()))?;
        let outcome = self.on_server(&pending, &folder, target.as_ref()).await;
        match outcome {
            Ok(places) => {
                let settled = self.shared.store.precious().settle_act(pending.id).await;
                settled.map_err(|error| self.failed(error.into()))?;
                let again = [Some(&folder), target.as_ref()];
                for folder in again.into_iter().flatten() {
                    self.shared.tell(Event::Messages(folder.id.clone()));
                    self.shared.tell(Event::Folders(folder.mailbox.clone()));
                }
                Ok(Some(Done::Settled(places)))
            }
            Err(problem) if self.mail.is_none() => {
                tracing::debug!(%problem, "The connection was lost during an act; it is looked at again.");
                Ok(Some(Done::Queued))
            }
            Err(problem) if self.may_be_found_yet(&pending, &problem) => {
                tracing::debug!(%problem, "What was answered is looked for again.");
                self.wait_for_folders();
                Ok(None)
            }
            Err(problem) => {
                let undone = self.shared.store.precious().back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                // The rights shown were wrong: read them again (invariant 9).
                for mailbox in [Some(&folder), target.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(|f| f.mailbox.clone())
                {
                    self.renew_rights(mailbox);
                }
                Err(problem.of_mailbox(&folder.mailbox))
            }
        }
    }

    /// The folder of an act's messages, and the one they are moved to. Where that of an answered message
    /// is no more, its mailbox's Inbox: from there on it is looked for.
    async fn folders_of(
        &mut self,
        pending: &PendingAct,
    ) -> Result<(Folder, Option<Folder>), Problem> {
        let act = &pending.act;
        let folder = match self.folder(&act.targets().folder).await {
            Err(problem) if problem.kind == ProblemKind::NotFound && act.is_note() => {
                let inbox = self.inbox_instead(pending).await?;
                inbox.ok_or(problem)?
            }
            folder => folder?,
        };
        let target = match act {
            Act::Move { to, .. } => Some(self.folder(to).await?),
            Act::MarkFlags { .. } | Act::Delete { .. } => None,
        };
        Ok((folder, target))
    }

    /// Does the act on the server. For a move: the new places in the order of the targets.
    async fn on_server(
        &mut self,
        pending: &PendingAct,
        folder: &Folder,
        target: Option<&Folder>,
    ) -> Result<Vec<Option<MessageKey>>, Problem> {
        let targets = pending.act.targets();
        let uids: Vec<u32> = targets.uids().collect();
        let id = folder.id.clone();
        let held = self.read(move |r| r.sync_state(&id)).await?;
        let held = held.unwrap_or_default();
        let numbers = Numbers {
            folder: &folder.wire_name,
            validity: targets.uid_validity,
            uids: &uids,
            known: Some((&targets.messages, &held)),
        };
        match (&pending.act, target) {
            (Act::MarkFlags { change, .. }, _) => {
                let kept = if folder.id == targets.folder {
                    flags_changed(self.mail().await?, &numbers, change).await
                } else {
                    Ok(None)
                };
                match self.done(kept) {
                    // It may have gone, and its messages elsewhere: Dovecot says so without a code.
                    Err(no)
                        if pending.act.is_note()
                            && matches!(no.kind, ProblemKind::NotFound | ProblemKind::Server) =>
                    {
                        let marked = self.mark_wherever(folder, &targets.messages, change).await;
                        match marked {
                            Err(gone) if gone.message.key == GONE => Err(no),
                            marked => marked.map(|()| Vec::new()),
                        }
                    }
                    kept => self.kept(folder, targets, change, kept?).await,
                }
            }
            (Act::Delete { .. }, _) => {
                let same = removed(self.mail().await?, &numbers).await;
                if self.done(same)? {
                    Ok(Vec::new())
                } else {
                    Err(renumbered())
                }
            }
            (Act::Move { .. }, Some(target)) => self
                .relocate(pending, target, &numbers)
                .await?
                .ok_or_else(renumbered),
            (Act::Move { .. }, None) => Err(Problem::new(
                ProblemKind::NotFound,
                Text::new("problem-no-such-folder"),
            )),
        }
    }

    /// What a change of flags came to in the folder where the messages lay: kept or not, or `None` where
    /// they have other numbers by now.
    async fn kept(
        &mut self,
        folder: &Folder,
        targets: &ActTargets,
        change: &FlagChange,
        kept: Option<bool>,
    ) -> Result<Vec<Option<MessageKey>>, Problem> {
        let is_note = change.says_what_was_done();
        match kept {
            Some(true) if is_note => self.mark_what_was_moved(folder, targets, change).await?,
            Some(true) => {}
            None if is_note => {
                self.mark_wherever(folder, &targets.messages, change)
                    .await?
            }
            None => return Err(renumbered()),
            Some(false) => {
                let text = Text::new("problem-flags-not-kept");
                let problem = Problem::new(ProblemKind::Permission, text);
                return Err(problem.advise(Text::new("advice-ask-for-right")));
            }
        }
        Ok(Vec::new())
    }

    /// Moves messages. A move that was begun before and lost its answer is looked up first: what
    /// has left the folder is not moved again, and what already lies in the target is only removed.
    async fn relocate(
        &mut self,
        pending: &PendingAct,
        target: &Folder,
        numbers: &Numbers<'_>,
    ) -> Result<Option<Vec<Option<MessageKey>>>, Problem> {
        let (targets, uids) = (pending.act.targets(), numbers.uids);
        let mut places: Vec<Option<MessageKey>> = vec![None; uids.len()];
        let begun_before = pending.state == ActState::Started;
        if begun_before {
            for (message, place) in targets.messages.iter().zip(&mut places) {
                let Some(message_id) = &message.message_id else {
                    continue;
                };
                let sought = SoughtId::exactly(message_id);
                *place = self.find(&target.id, &sought).await?.into_iter().last();
            }
        }
        let arrived: Vec<u32> = uids
            .iter()
            .zip(&places)
            .filter(|(_, p)| p.is_some())
            .map(|(uid, _)| *uid)
            .collect();
        let moved = moved(self.mail().await?, numbers, &arrived, &target.wire_name).await;
        let moved = self.done(moved)?;
        let Some(moved) = moved else { return Ok(None) };
        for (uid, place) in uids.iter().zip(&mut places) {
            if let Some((_, new)) = moved.pairs.iter().find(|(old, _)| old == uid) {
                *place = Some(MessageKey {
                    folder: target.id.clone(),
                    uid_validity: moved.uid_validity,
                    uid: *new,
                });
            }
        }
        Ok(Some(places))
    }
}

fn renumbered() -> Problem {
    Problem::new(ProblemKind::Server, Text::new("problem-folder-renumbered"))
        .advise(Text::new("advice-try-again"))
}

/// Changes flags. `Some(false)`: the folder does not keep them; `None`: it was renumbered.
pub(super) async fn flags_changed(
    mail: &mut dyn MailBackend,
    numbers: &Numbers<'_>,
    change: &FlagChange,
) -> Result<Option<bool>, WireError> {
    let Some(opened) = numbers.open(mail).await? else {
        return Ok(None);
    };
    // wire/quirks.rs: dovecot-readonly-ok
    if opened.read_only || !keeps(opened.permanent_flags.as_deref(), change) {
        return Ok(Some(false));
    }
    mail.store(numbers.uids, change).await?;
    Ok(Some(true))
}

/// Removes messages for good, unless the folder was renumbered (`false`).
pub(super) async fn removed(
    mail: &mut dyn MailBackend,
    numbers: &Numbers<'_>,
) -> Result<bool, WireError> {
    if numbers.open(mail).await?.is_none() {
        return Ok(false);
    }
    mail.remove(numbers.uids).await?;
    Ok(true)
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

/// Does the folder keep all the flags of a change? `\*` keeps any keyword (RFC 9051 7.1).
fn keeps(permanent: Option<&[String]>, change: &FlagChange) -> bool {
    let Some(permanent) = permanent else {
        return true;
    };
    let any = permanent.iter().any(|f| f == "\\*");
    change.add.iter().chain(&change.remove).all(|name| {
        permanent.iter().any(|f| f.eq_ignore_ascii_case(name)) || (any && !name.starts_with('\\'))
    })
}
