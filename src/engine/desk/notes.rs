//! That a message was answered, or passed on, is marked wherever in its mailbox it lies: colleagues see
//! by it what was done.

use tokio::sync::oneshot;

use super::Desk;
use super::marking::{Marked, flags_changed};
use crate::domain::{
    ActTarget, ActTargets, FlagChange, Folder, FolderId, FolderRole, FolderState, PendingAct,
};
use crate::engine::backend::SoughtId;
use crate::engine::causes::{self, FolderAnswer};
use crate::engine::event::Event;
use crate::engine::keeper;
use crate::engine::numbers::Numbers;
use crate::engine::problem::{Problem, ProblemKind, Text};

/// A message is in no folder of its mailbox any more.
pub(super) const GONE: &str = "problem-message-gone";

/// Most folders in which a message is looked for that is not where it was.
const MOST_FOLDERS: usize = 30;

/// So often it is looked for again, after the folders were listed: one that was renamed is not known by
/// its new name before.
const MOST_LOOKS: u32 = 3;

/// So often it is begun by all processes together: one that ends at once lists no folders before.
const MOST_TRIES: u32 = 20;

impl Desk {
    /// May the message of such an act, which was not found, or not marked where it was looked for, be
    /// found later?
    pub(super) fn may_be_found_yet(&mut self, pending: &PendingAct, problem: &Problem) -> bool {
        if !pending.act.is_note()
            || !matches!(problem.kind, ProblemKind::NotFound | ProblemKind::Server)
        {
            return false;
        }
        let looks = self.looks.entry(pending.id).or_default();
        *looks += 1;
        let may_be = *looks < MOST_LOOKS && pending.attempts < MOST_TRIES;
        if !may_be {
            self.looks.remove(&pending.id);
        }
        may_be
    }

    /// Were this account's folders ever listed for this cache?
    pub(super) async fn folders_were_listed(&mut self) -> Result<bool, Problem> {
        let account = self.connector.account().id();
        self.read(move |r| r.were_listed(&[account])).await
    }

    /// Has the folders listed anew; what is pending is looked at again afterwards.
    pub(super) fn wait_for_folders(&mut self) {
        let (answer, _) = oneshot::channel();
        // A full queue holds something that lists them as well, or it is done at the next try.
        let _ = self.keeper.try_send(keeper::Request::Refresh(answer));
        self.put_off = true;
    }

    /// The Inbox of the mailbox in which what was answered lay, as this account reaches it.
    pub(super) async fn inbox_instead(
        &mut self,
        pending: &PendingAct,
    ) -> Result<Option<Folder>, Problem> {
        let Some(mailbox) = pending.act.mailbox().cloned() else {
            return Ok(None);
        };
        let ways = self.read(move |r| r.ways_by_role(&mailbox, FolderRole::Inbox));
        let mut ways = ways.await?.into_iter();
        Ok(ways.find(|way| way.account == pending.account))
    }

    /// That a message was answered is marked wherever in its mailbox it lies. Somebody may have filed
    /// it before its mark reached the server, which answers with OK to a STORE of what is not there
    /// (RFC 9051 6.4.9).
    pub(super) async fn mark_what_was_moved(
        &mut self,
        folder: &Folder,
        targets: &ActTargets,
        change: &FlagChange,
    ) -> Result<(), Problem> {
        let uids: Vec<u32> = targets.uids().collect();
        // Of the folder in which they were marked just now.
        let there = self.mail().await?.flags_of(&uids).await;
        let there = match self.done(there) {
            Ok(there) => there,
            Err(problem) if self.mail.is_none() => return Err(problem),
            // The mark itself was taken.
            Err(problem) => {
                tracing::debug!(%problem, "It was not found out whether a mark met its message.");
                return Ok(());
            }
        };
        let is_gone = |one: &&ActTarget| there.iter().all(|known| known.uid != one.uid);
        let gone: Vec<ActTarget> = targets.messages.iter().filter(is_gone).cloned().collect();
        self.mark_wherever(folder, &gone, change).await
    }

    /// Marks messages in whatever folders of their mailbox they lie by now.
    pub(super) async fn mark_wherever(
        &mut self,
        folder: &Folder,
        messages: &[ActTarget],
        change: &FlagChange,
    ) -> Result<(), Problem> {
        for message in messages {
            let is_marked = match &message.message_id {
                Some(message_id) => self.mark_found(folder, message_id, change).await?,
                None => false,
            };
            if !is_marked {
                return Err(Problem::new(ProblemKind::NotFound, Text::new(GONE)));
            }
        }
        Ok(())
    }

    /// Marks a message in the folders of its mailbox, this one among them; those where it was seen
    /// first. Says whether it lies in one of them.
    ///
    /// # Errors
    /// It was not found, and some could not be searched.
    async fn mark_found(
        &mut self,
        from: &Folder,
        message_id: &str,
        change: &FlagChange,
    ) -> Result<bool, Problem> {
        let (mailbox, wanted) = (from.mailbox.clone(), message_id.to_owned());
        let read = self.read(move |r| Ok((r.folders(&mailbox)?, r.by_message_id(&wanted)?)));
        let (mut folders, seen) = read.await?;
        folders.retain(|folder| {
            folder.id == from.id
                || folder.state == FolderState::Readable
                    && !matches!(folder.role, FolderRole::Sent | FolderRole::Drafts)
        });
        folders.sort_by_key(|folder| {
            let was_seen = seen.iter().any(|key| key.folder == folder.id);
            (
                folder.id != from.id,
                !was_seen,
                folder.role != FolderRole::Inbox,
            )
        });
        folders.truncate(MOST_FOLDERS);
        let mut hindered = None;
        for folder in folders {
            match self.mark_in(&folder.id, message_id, change).await {
                Ok(false) => {}
                Ok(true) => return Ok(true),
                Err(problem) if self.mail.is_none() => return Err(problem),
                // One that is gone, or may not be looked into, holds nothing for us.
                Err(problem) if causes::answer_of_folder(&problem) == FolderAnswer::Closed => {}
                Err(problem) => {
                    hindered.get_or_insert(problem);
                }
            }
        }
        hindered.map_or(Ok(false), Err)
    }

    /// Marks a message in this folder. Says whether it lies there.
    async fn mark_in(
        &mut self,
        id: &FolderId,
        message_id: &str,
        change: &FlagChange,
    ) -> Result<bool, Problem> {
        let found = self.find(id, &SoughtId::exactly(message_id)).await?;
        let Some(validity) = found.first().map(|key| key.uid_validity) else {
            return Ok(false);
        };
        let uids: Vec<u32> = found.iter().map(|key| key.uid).collect();
        let name = self.folder(id).await?.wire_name;
        let numbers = Numbers {
            folder: &name,
            validity,
            uids: &uids,
            known: None,
            is_open: false,
        };
        let kept = flags_changed(self.mail().await?, &numbers, change).await;
        let is_marked = matches!(self.done(kept)?, Marked::Done | Marked::InPart(_));
        if is_marked {
            self.shared.tell(Event::Messages(id.clone()));
        }
        Ok(is_marked)
    }
}
