//! Acts in their order: each is done on the server, backed out, or left for later.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::time::{Duration, Instant};

use super::how_far::{messages_of, told_while};
use super::marking::{Marked, flags_changed};
use super::notes::GONE;
use super::put_off::PutOff;
use super::{Acted, Desk, Done, Places};

use crate::domain::{
    Act, ActId, ActState, ActTargets, FlagChange, Folder, FolderId, FolderState, MessageHeader,
    Numbered, PendingAct,
};
use crate::engine::access;
use crate::engine::backend::MailBackend;
use crate::engine::causes;
use crate::engine::event::Event;
use crate::engine::keeper;
use crate::engine::not_done;
use crate::engine::numbers::{self, Numbers};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Place;
use crate::store::{StoreError, SyncState};
use crate::wire::WireError;

/// An act is not pending any more.
pub(in crate::engine) const TAKEN_BACK: &str = "problem-not-there";

/// The numbers of an act mean other messages by now.
const RENUMBERED: &str = "problem-folder-renumbered";

/// An act that its server was too busy for all the time is backed out after so long.
const BUSY_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// So often an act may have ended its connection before it keeps back no others.
const MOST_LOST: u32 = 3;

impl Desk {
    /// Carries out pending acts in their order, up to the one that is waited for.
    pub(super) async fn replay(&mut self, until: Option<ActId>) -> Acted {
        let acted = self.replay_up_to(until).await;
        self.forget_lost().await?;
        acted
    }

    async fn replay_up_to(&mut self, until: Option<ActId>) -> Acted {
        let account = self.connector.account().id();
        let mut acts = self.read(move |r| r.acts(Some(&account))).await?;
        acts.reverse();
        self.expect(&acts);
        if until.is_some_and(|id| acts.iter().all(|act| act.id != id)) {
            // It was taken back, or cancelled by another one.
            return Ok(Done::Settled(Places::new()));
        }
        let mut last = Done::Queued;
        self.in_folder = None;
        let mut left = PutOff::default();
        while let Some(act) = acts.pop() {
            if until.is_some_and(|id| act.id > id) {
                break;
            }
            let (id, folder) = (act.id, act.act.folder().clone());
            let goal = act.act.goal().cloned();
            let is_note = act.act.is_note();
            // A note is looked for wherever its message lies by then.
            let kept = (!is_note).then(|| act.act.clone());
            let messages = messages_of(&act.act);
            // Who waits for another one does not wait for one that will end the connection again.
            let is_skipped = until.is_some_and(|wanted| wanted != id) && self.is_stuck(id);
            let outcome = if is_skipped || kept.as_ref().is_some_and(|act| left.keeps_back(act)) {
                self.put_off = true;
                Ok(None)
            } else if act.act.changes_tree() {
                let outcome = self.change_tree(act).await;
                // Those behind it may be about folders that have other ids now.
                let account = self.connector.account().id();
                acts = self.read(move |r| r.acts(Some(&account))).await?;
                acts.retain(|left| left.id > id);
                acts.reverse();
                outcome
            } else {
                let word = self.word_of(&act);
                let shared = Arc::clone(&self.shared);
                let tell = move |progress| shared.waits_for(progress);
                told_while(word, tell, self.carry_out(act)).await
            };
            self.did(messages);
            self.in_folder = matches!(outcome, Ok(Some(Done::Settled(_)))).then(|| folder.clone());
            if let Some(goal) = goal {
                self.shared.tell(Event::Messages(goal));
            }
            if let (Ok(None), Some(act)) = (&outcome, &kept) {
                left.note(act);
            }
            match outcome {
                Ok(None) if until == Some(id) => return Ok(Done::Queued),
                Ok(None) => {}
                Ok(Some(done)) => {
                    self.shared.tell(Event::Messages(folder));
                    last = done;
                    if last == Done::Queued {
                        return Ok(Done::Queued);
                    }
                }
                Err(problem) => {
                    self.shared.tell(Event::Messages(folder));
                    if until == Some(id) {
                        return Err(problem.of_account(&self.connector.account().id()));
                    }
                    // It stands, and is tried again.
                    if is_of_store(&problem) {
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
                    let problem = problem.of_account(&self.connector.account().id());
                    not_done::tell(&self.shared, problem).await;
                }
            }
        }
        Ok(last)
    }

    /// Carries out one act. `None`: it is left for later, and keeps back those behind it that
    /// [`PutOff`] says.
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
            // It was not made yet, and will be.
            Err(problem)
                if problem.kind == ProblemKind::NotFound
                    && self.is_to_be_made(&pending).await? =>
            {
                tracing::debug!(%problem, "An act waits for its folder.");
                self.put_off = true;
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
        let Some(pending) = self.begin(pending).await? else {
            return Ok(Some(Done::Settled(Places::new())));
        };
        if let (Some(goal), Some(targets)) = (pending.act.goal(), pending.act.targets()) {
            let ids = targets.messages.iter().filter_map(|m| m.message_id.clone());
            self.shared.puts_there(goal, ids);
        }
        let mut pending = pending;
        let mut outcome = self.on_server(&pending, &folder, target.as_ref()).await;
        if matches!(&outcome, Err(problem) if is_renumbered(problem))
            && pending.act.targets().is_some()
        {
            let known = pending.clone();
            let followed = self.by_new_numbers(known, &folder, target.as_ref()).await;
            outcome = match followed {
                Ok(Some(now)) => {
                    pending = now;
                    self.on_server(&pending, &folder, target.as_ref()).await
                }
                Ok(None) => Ok(Places::new()),
                Err(problem) => Err(problem),
            };
        }
        match outcome {
            Ok(places) => {
                let settled = self
                    .shared
                    .store
                    .precious()
                    .settle_act_at(pending.id, places.clone())
                    .await;
                settled.map_err(|error| self.failed(error.into()))?;
                if pending.act.goal().is_some() && !places.is_empty() {
                    self.shared.tell(Event::Moved {
                        places: Arc::new(places.clone()),
                        copied: matches!(pending.act, Act::Copy { .. }),
                    });
                }
                if let Some(target) = &target {
                    self.fetch_arrived(target.id.clone());
                }
                let again = [Some(&folder), target.as_ref()];
                for folder in again.into_iter().flatten() {
                    self.shared.tell(Event::Messages(folder.id.clone()));
                    self.shared.tell(Event::Folders(folder.mailbox.clone()));
                }
                Ok(Some(Done::Settled(places)))
            }
            Err(problem) if self.mail.is_none() => Ok(self.lost_during(&pending, problem)),
            Err(problem) if self.is_for_later(&pending, &problem) => {
                self.not_begun(&pending, &problem).await?;
                Ok(None)
            }
            // It was no server that refused it: it stands, and is tried again.
            Err(problem) if is_of_store(&problem) => Err(problem),
            // It may be in a folder that is back soon.
            Err(problem) if problem.message.key == GONE && self.is_absent(&pending).await? => {
                self.put_off = true;
                Ok(None)
            }
            Err(problem) if self.may_be_found_yet(&pending, &problem) => {
                tracing::debug!(%problem, "What was answered is looked for again.");
                self.wait_for_folders();
                Ok(None)
            }
            Err(problem) => {
                let undone = self.shared.store.precious().back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                // A server without COPYUID may have moved a part before the rest was refused: what is where is
                // seen at once.
                if let Some(target) = &target {
                    self.fetch_arrived(target.id.clone());
                    self.fetch_arrived(folder.id.clone());
                }
                // The rights shown were wrong: read them again (invariant 9).
                for mailbox in [Some(&folder), target.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(|f| f.mailbox.clone())
                {
                    self.renew_rights(mailbox);
                }
                Err(match problem.mailbox {
                    Some(_) => problem,
                    None => problem.of_mailbox(&folder.mailbox),
                })
            }
        }
    }

    /// The connection ended during an act; that is looked at again. An act that ended several of them may be
    /// why: it is put off, and keeps back no others.
    pub(super) fn lost_during(&mut self, pending: &PendingAct, problem: Problem) -> Option<Done> {
        tracing::debug!(%problem, "The connection was lost during an act; it is looked at again.");
        let lost = self.lost.entry(pending.id).or_default();
        *lost += 1;
        let lost = *lost;
        if lost < MOST_LOST {
            return Some(Done::Queued);
        }
        self.put_off = true;
        let account = self.connector.account().id();
        let text = Text::new("problem-act-stuck").with("attempts", lost.to_string());
        let mut stuck = Problem::new(problem.kind, text)
            .advise(Text::new("advice-act-stuck"))
            .of_account(&account);
        stuck.mailbox = pending.act.mailbox().cloned();
        stuck.detail = Some(problem.in_english());
        self.shared.raise(Place::Stuck(account), stuck);
        None
    }

    /// Did this act end so many connections that others go before it?
    fn is_stuck(&self, act: ActId) -> bool {
        self.lost.get(&act).is_some_and(|lost| *lost >= MOST_LOST)
    }

    /// Those that are over, one way or the other, are stuck no more.
    async fn forget_lost(&mut self) -> Result<(), Problem> {
        if self.lost.is_empty() {
            return Ok(());
        }
        let account = self.connector.account().id();
        let acts = self.read(move |r| r.acts(Some(&account))).await?;
        self.lost
            .retain(|id, _| acts.iter().any(|act| act.id == *id));
        if !self.lost.values().any(|lost| *lost >= MOST_LOST) {
            let account = self.connector.account().id();
            self.shared.clear(&Place::Stuck(account));
        }
        Ok(())
    }

    /// The server said that it did not do a change of flags: it can be taken back, and merged with others.
    /// Of what takes more than one command nobody knows how far it came.
    async fn not_begun(&mut self, pending: &PendingAct, problem: &Problem) -> Result<(), Problem> {
        if !matches!(pending.act, Act::MarkFlags { .. }) {
            return Ok(());
        }
        let precious = self.shared.store.precious();
        match precious
            .postpone_act(pending.id, &problem.to_string())
            .await
        {
            Ok(_) | Err(StoreError::Missing(_)) => Ok(()),
            Err(error) => Err(self.failed(error.into())),
        }
    }

    /// Is an act that was not done just now left for later? A server that is busy, or at fault, did not
    /// refuse it (RFC 5530). After so long somebody is told.
    pub(super) fn is_for_later(&mut self, pending: &PendingAct, problem: &Problem) -> bool {
        if !causes::is_passing(problem) {
            return false;
        }
        let since = self.busy_since.entry(pending.id);
        let waits = since.or_insert_with(Instant::now).elapsed() < BUSY_FOR;
        if waits {
            tracing::debug!(%problem, "An act waits until its server has time.");
            self.put_off = true;
        }
        waits
    }

    /// Does an act that was done before, and still waits, make the folder that messages go to?
    async fn is_to_be_made(&mut self, pending: &PendingAct) -> Result<bool, Problem> {
        let Some(goal) = pending.act.goal().cloned() else {
            return Ok(false);
        };
        let (account, id) = (pending.account.clone(), pending.id);
        let acts = self.read(move |r| r.acts(Some(&account))).await?;
        Ok(acts.iter().any(|earlier| {
            earlier.id < id
                && matches!(&earlier.act, Act::CreateFolder { folder, .. } if *folder == goal)
        }))
    }

    /// A try begins, of the act as it is by now: others may have been merged with it. `None`: it was
    /// taken back in this moment.
    pub(super) async fn begin(
        &mut self,
        pending: PendingAct,
    ) -> Result<Option<PendingAct>, Problem> {
        let act = &pending.act;
        let is_first = pending.state == ActState::Waiting && act.targets().is_some();
        let goal_before = match act.goal().filter(|_| is_first) {
            Some(goal) => self.known_of(goal.clone()).await?,
            None => None,
        };
        let precious = self.shared.store.precious();
        match precious.begin_act(pending.id, goal_before).await {
            Ok(began) => Ok(Some(PendingAct {
                act: began.act,
                ..pending
            })),
            Err(StoreError::Missing(_)) => Ok(None),
            Err(error) => Err(self.failed(error.into())),
        }
    }

    /// The numbers that a folder has given out, as far as they are known here.
    async fn known_of(&mut self, folder: FolderId) -> Result<Option<Numbered>, Problem> {
        let known = self.read(move |r| r.sync_state(&folder)).await?;
        Ok(known.and_then(|known| {
            Some(Numbered {
                uid_validity: known.uid_validity?,
                uid_next: known.uid_next?,
            })
        }))
    }

    /// Is the folder of its messages not listed?
    async fn is_absent(&mut self, pending: &PendingAct) -> Result<bool, Problem> {
        let id = pending.act.folder().clone();
        let folder = self.read(move |r| r.folder(&id)).await?;
        Ok(folder.is_some_and(|folder| folder.state == FolderState::Absent))
    }

    /// Has the messages fetched that have just come into a folder.
    pub(super) fn fetch_arrived(&self, folder: FolderId) {
        let (answer, _) = oneshot::channel();
        // A full queue holds something that finds them as well, or the next look at the folder does.
        let _ = self
            .keeper
            .try_send(keeper::Request::Sync(Some(vec![folder]), answer));
    }

    /// The folder of an act's messages, and the one they are moved to. Where that of an answered message
    /// is no more, or not listed, its mailbox's Inbox: from there on it is looked for.
    async fn folders_of(
        &mut self,
        pending: &PendingAct,
    ) -> Result<(Folder, Option<Folder>), Problem> {
        let act = &pending.act;
        let folder = match self.folder(act.folder()).await {
            Err(problem) if problem.kind == ProblemKind::NotFound && act.is_note() => {
                let inbox = self.inbox_instead(pending).await?;
                inbox.ok_or(problem)?
            }
            // It may have another name by now.
            Ok(absent) if absent.state == FolderState::Absent && act.is_note() => {
                self.inbox_instead(pending).await?.unwrap_or(absent)
            }
            folder => folder?,
        };
        let target = match act.goal() {
            Some(to) => Some(self.folder(to).await?),
            None => None,
        };
        Ok((folder, target))
    }

    /// Does the act on the server. For a move or a copy: the new places, as far as they are told.
    async fn on_server(
        &mut self,
        pending: &PendingAct,
        folder: &Folder,
        target: Option<&Folder>,
    ) -> Result<Places, Problem> {
        let id = folder.id.clone();
        let held = self.read(move |r| r.sync_state(&id)).await?;
        let held = held.unwrap_or_default();
        let Some(targets) = pending.act.targets() else {
            return self.empty(pending, folder).await;
        };
        let uids: Vec<u32> = targets.uids().collect();
        let numbers = Numbers {
            folder: &folder.wire_name,
            validity: targets.uid_validity,
            uids: &uids,
            known: Some((&targets.messages, &held)),
            is_open: self.in_folder.as_ref() == Some(&folder.id),
        };
        match (&pending.act, target) {
            (Act::MarkFlags { change, .. }, _) => {
                let kept = if folder.id == targets.folder {
                    flags_changed(self.mail().await?, &numbers, change).await
                } else {
                    Ok(Marked::Renumbered)
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
                            marked => marked.map(|()| Places::new()),
                        }
                    }
                    kept => {
                        let marked = kept?;
                        self.kept(pending.id, folder, (targets, change), marked)
                            .await?;
                        Ok(Places::new())
                    }
                }
            }
            (Act::Delete { .. }, _) => {
                let same = removed(self.mail().await?, &numbers).await;
                if self.done(same)? {
                    Ok(Places::new())
                } else {
                    Err(renumbered())
                }
            }
            (Act::Move { .. }, Some(target)) => self
                .relocate(pending, targets, target, &numbers)
                .await?
                .ok_or_else(renumbered),
            (Act::Copy { .. }, Some(target)) => self
                .copy(pending, targets, target, &numbers)
                .await?
                .ok_or_else(renumbered),
            _ => Err(Problem::new(
                ProblemKind::NotFound,
                Text::new("problem-no-such-folder"),
            )),
        }
    }

    /// What a change of flags came to in the folder where the messages lay.
    async fn kept(
        &mut self,
        id: ActId,
        folder: &Folder,
        (targets, change): (&ActTargets, &FlagChange),
        marked: Marked,
    ) -> Result<(), Problem> {
        let is_note = change.says_what_was_done();
        match marked {
            // Nobody can do anything about it; and what is not kept is not shown as if it were.
            Marked::InPart(change) => {
                let targets = targets.clone();
                let now = Act::MarkFlags {
                    targets: targets.clone(),
                    change: change.clone(),
                };
                let amended = self.shared.store.precious().amend_act(id, now).await;
                amended.map_err(|error| self.failed(error.into()))?;
                self.mark_what_was_moved(folder, &targets, &change).await?;
            }
            Marked::Done if is_note => self.mark_what_was_moved(folder, targets, change).await?,
            Marked::Done => {}
            Marked::Renumbered if is_note => {
                self.mark_wherever(folder, &targets.messages, change)
                    .await?
            }
            Marked::Renumbered => return Err(renumbered()),
            Marked::NotKept => {
                let text = Text::new("problem-label-not-kept").with("folder", folder.name());
                return Err(Problem::new(ProblemKind::Usage, text));
            }
            Marked::ReadOnly => {
                let text = Text::new("problem-flags-not-kept");
                let problem = Problem::new(ProblemKind::Permission, text);
                return Err(problem.advise(Text::new("advice-ask-for-right")));
            }
        }
        Ok(())
    }

    /// How far a folder is held, and the newest messages that are ([`numbers::newest`]).
    pub(super) async fn held_of(
        &mut self,
        folder: &FolderId,
    ) -> Result<(SyncState, Vec<MessageHeader>), Problem> {
        let id = folder.clone();
        self.read(move |r| {
            let held = r.sync_state(&id)?.unwrap_or_default();
            Ok((held, numbers::newest(r, &id)?))
        })
        .await
    }

    /// Deletes for good what lay in a folder when a person said so, and nothing that came later.
    async fn empty(&mut self, pending: &PendingAct, folder: &Folder) -> Result<Places, Problem> {
        let Act::EmptyFolder(contents) = &pending.act else {
            let text = Text::new("problem-no-such-folder");
            return Err(Problem::new(ProblemKind::NotFound, text));
        };
        let (held, newest) = self.held_of(&folder.id).await?;
        let mail = self.mail().await?;
        let emptied = async {
            let opened = mail.open(&folder.wire_name, true).await?;
            if opened.uid_validity != contents.uid_validity
                || !numbers::all_stand(mail, &opened, (&held, &newest)).await?
            {
                return Ok(false);
            }
            let mut uids = mail.uids().await?;
            uids.retain(|uid| *uid <= contents.up_to && !contents.except.contains(uid));
            if !uids.is_empty() {
                mail.remove(&uids).await?;
            }
            Ok(true)
        };
        let emptied = emptied.await;
        if self.done(emptied)? {
            Ok(Places::new())
        } else {
            Err(renumbered())
        }
    }
}

/// Is it the store on this computer that failed? Nobody refused what was to be done.
pub(in crate::engine) fn is_of_store(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Storage | ProblemKind::DiskFull)
}

pub(super) fn renumbered() -> Problem {
    Problem::new(ProblemKind::Server, Text::new(RENUMBERED)).advise(Text::new("advice-try-again"))
}

fn is_renumbered(problem: &Problem) -> bool {
    problem.message.key == RENUMBERED
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
