//! Folders that are made, renamed and deleted on the server (RFC 3501 6.3.3 to 6.3.5).

use std::sync::Arc;

use super::acts::{is_of_store, renumbered};
use super::{Desk, Done, Places};
use crate::domain::{
    Act, ActState, Contents, Folder, FolderId, FolderRole, FolderState, MailboxId, MessageHeader,
    MessageKey, PendingAct, Rights, RightsSource, RoleSource, joined, parent_of,
};
use crate::engine::access;
use crate::engine::backend::{MailBackend, Remade};
use crate::engine::event::Event;
use crate::engine::numbers;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::store::{SyncState, TreeChange};
use crate::wire::WireError;

impl Desk {
    /// Carries out an act on the tree of folders. `None`: it is left for later.
    pub(super) async fn change_tree(
        &mut self,
        pending: PendingAct,
    ) -> Result<Option<Done>, Problem> {
        // No listing that began before is taken in afterwards: it would not know the folder.
        let connector = Arc::clone(&self.connector);
        let _turn = connector.tree_turn().await;
        // What is begun where the access is in doubt would be refused, or taken for done.
        if let Some(mailbox) = pending.act.mailbox()
            && self.is_doubted(mailbox, pending.act.folder()).await?
        {
            self.put_off = true;
            return Ok(None);
        }
        if let Err(problem) = self.mail().await.map(drop) {
            tracing::debug!(%problem, "An act waits for the server.");
            return Ok(Some(Done::Queued));
        }
        if !self.folders_were_listed().await? {
            self.wait_for_folders();
            return Ok(None);
        }
        let Some(pending) = self.begin(pending).await? else {
            return Ok(Some(Done::Settled(Places::new())));
        };
        let mailbox = pending.act.mailbox().cloned();
        let outcome = match &pending.act {
            Act::CreateFolder { mailbox, path, .. } => self.make(mailbox, &pending.act, path).await,
            Act::RenameFolder {
                mailbox,
                folder,
                path,
                was,
            } => {
                let again = pending.state == ActState::Started;
                let wire_name = self.rename(mailbox, folder, path, again).await;
                wire_name.map(|wire_name| TreeChange::Renamed {
                    mailbox: mailbox.clone(),
                    folder: folder.clone(),
                    path: path.clone(),
                    was: was.clone(),
                    wire_name,
                })
            }
            Act::DeleteFolder(contents) => self.delete_folder(contents).await,
            _ => Err(gone()),
        };
        match outcome {
            Ok(change) => {
                let settled = self
                    .shared
                    .store
                    .precious()
                    .settle_tree(pending.id, change)
                    .await;
                let renamed = settled.map_err(|error| self.failed(error.into()))?;
                if !renamed.is_empty() {
                    self.shared.tell(Event::Renamed(Arc::new(renamed)));
                }
                if let Some(mailbox) = mailbox {
                    self.shared.tell(Event::Folders(mailbox.clone()));
                    self.renew_rights(mailbox);
                }
                Ok(Some(Done::Settled(Places::new())))
            }
            Err(problem) if self.mail.is_none() => Ok(self.lost_during(&pending, problem)),
            Err(problem) if is_of_store(&problem) => Err(problem),
            Err(problem) if self.is_for_later(&pending, &problem) => Ok(None),
            Err(problem) => {
                let undone = self.shared.store.precious().back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                let Some(mailbox) = mailbox else {
                    return Err(problem);
                };
                self.shared.tell(Event::Folders(mailbox.clone()));
                self.renew_rights(mailbox.clone());
                Err(problem.of_mailbox(&mailbox))
            }
        }
    }

    /// Is the access of this account to a mailbox in doubt, or to this folder of it?
    async fn is_doubted(&mut self, mailbox: &MailboxId, of: &FolderId) -> Result<bool, Problem> {
        let (mailbox, account) = (mailbox.clone(), self.connector.account().id());
        let of = of.clone();
        self.read(move |r| {
            if r.folder(&of)?.as_ref().is_some_and(access::is_in_doubt) {
                return Ok(true);
            }
            for folder in r.folders(&mailbox)? {
                let way = r.folder_by(&folder.id, &account)?;
                if way.as_ref().is_some_and(access::is_of_doubted) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    async fn make(
        &mut self,
        mailbox: &MailboxId,
        act: &Act,
        path: &str,
    ) -> Result<TreeChange, Problem> {
        let (above, name, rights) = self.place(mailbox, path).await?;
        let mail = self.mail().await?;
        let made = mail.make_folder(&above, &name).await;
        let made = self.placed(made)?;
        let folder = Folder {
            id: act.folder().clone(),
            mailbox: mailbox.clone(),
            path: path.to_owned(),
            account: self.connector.account().id(),
            wire_name: made.wire_name,
            role: FolderRole::Other,
            role_source: RoleSource::None,
            state: FolderState::Readable,
            rights: rights.map_or(Rights::default(), |above| above.0),
            rights_source: rights.map_or(RightsSource::Unknown, |above| above.1),
            rights_checked_at: None,
            uid_validity: MessageKey::NO_VALIDITY,
            total: 0,
            unread: 0,
            unanswered: 0,
            flagged: 0,
        };
        Ok(match made.was_there {
            true => TreeChange::Found(folder),
            false => TreeChange::Made(folder),
        })
    }

    /// Gives its name on the wire from then on.
    async fn rename(
        &mut self,
        mailbox: &MailboxId,
        folder: &FolderId,
        path: &str,
        again: bool,
    ) -> Result<String, Problem> {
        let new = FolderId::of(mailbox, path);
        let before = match self.folder(folder).await {
            Ok(before) => before,
            // Done before, in a try whose end was not noted.
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                let now = self.folder(&new).await.map_err(|_| gone())?;
                return Ok(now.wire_name);
            }
            Err(problem) => return Err(problem),
        };
        let (above, name, _) = self.place(mailbox, path).await?;
        let mail = self.mail().await?;
        let renamed = mail.rename_folder(&before.wire_name, &above, &name, again);
        let renamed = renamed.await;
        self.placed(renamed)
    }

    /// A name that no folder can have at its place, as with the delimiter of this server in it, is the
    /// person's to change: which character it is is known only here.
    fn placed<T>(&mut self, outcome: Result<T, WireError>) -> Result<T, Problem> {
        match outcome {
            Err(WireError::Delimiter(delimiter)) => {
                let text = Text::new("problem-folder-name-delimiter");
                let text = text.with("character", delimiter.to_string());
                Err(Problem::new(ProblemKind::Usage, text))
            }
            Err(WireError::Unsendable { .. }) => {
                let text = Text::new("problem-folder-name-refused");
                Err(Problem::new(ProblemKind::Usage, text))
            }
            outcome => self.done(outcome),
        }
    }

    /// Deletes a folder, unless more lies in it than a person could have seen.
    async fn delete_folder(&mut self, contents: &Contents) -> Result<TreeChange, Problem> {
        let done = TreeChange::Deleted(contents.folder.clone());
        let folder = match self.folder(&contents.folder).await {
            Ok(folder) => folder,
            // A colleague did the same, or it was done in a try whose end was not noted.
            Err(problem) if problem.kind == ProblemKind::NotFound => return Ok(done),
            Err(problem) => return Err(problem),
        };
        let held = self.held_of(&folder.id).await?;
        let seen = as_seen(self.mail().await?, &folder, contents, &held).await;
        match self.done(seen) {
            Ok(Seen::Same) => {}
            Ok(Seen::Other) => return Err(renumbered()),
            Ok(Seen::More) => {
                let text = Text::new("problem-folder-got-mail").with("folder", folder.name());
                return Err(Problem::new(ProblemKind::Server, text));
            }
            Err(problem) if self.mail.is_none() => return Err(problem),
            // Dovecot says without a code that it is not there.
            Err(problem) => {
                let there = self.mail().await?.is_there(&folder.wire_name).await;
                return if self.done(there)? {
                    Err(problem)
                } else {
                    Ok(done)
                };
            }
        }
        let deleted = self.mail().await?.delete_folder(&folder.wire_name).await;
        self.done(deleted)?;
        Ok(done)
    }

    /// Where a folder of this path belongs: what lies above it, its name there, and the rights above.
    async fn place(
        &mut self,
        mailbox: &MailboxId,
        path: &str,
    ) -> Result<(Remade, String, Option<(Rights, RightsSource)>), Problem> {
        let above = parent_of(path);
        let name = joined(above, "");
        let name = path.strip_prefix(&name).unwrap_or(path).replace("\\/", "/");
        if let Some(above) = above {
            let above = self.folder(&FolderId::of(mailbox, above)).await?;
            let rights = Some((above.rights, above.rights_source));
            return Ok((Remade::Below(above.wire_name), name, rights));
        }
        let (id, account) = (mailbox.clone(), self.connector.account().id());
        let routes = self.read(move |r| r.mailbox(&id)).await?;
        let route = routes.and_then(|m| m.routes.into_iter().find(|r| r.account == account));
        let route = route.ok_or_else(gone)?;
        Ok(match route.root.as_str() {
            "" => (Remade::Personal, name, None),
            _ => (Remade::Root(route.root), name, None),
        })
    }
}

/// Is a folder as a person saw it when they deleted it?
enum Seen {
    Same,
    /// Messages came.
    More,
    /// It is another one.
    Other,
}

async fn as_seen(
    mail: &mut dyn MailBackend,
    folder: &Folder,
    contents: &Contents,
    (held, newest): &(SyncState, Vec<MessageHeader>),
) -> Result<Seen, WireError> {
    if folder.state == FolderState::Container {
        return Ok(Seen::Same);
    }
    let opened = mail.open(&folder.wire_name, false).await?;
    if contents.uid_validity == MessageKey::NO_VALIDITY {
        let is_empty = opened.exists == 0;
        return Ok(if is_empty { Seen::Same } else { Seen::More });
    }
    if opened.uid_validity != contents.uid_validity {
        return Ok(Seen::Other);
    }
    // Else those that nobody saw would go under the numbers of others.
    if !numbers::all_stand(mail, &opened, (held, newest)).await? {
        return Ok(Seen::Other);
    }
    let uids = mail.uids().await?;
    let last = uids.last().copied().unwrap_or_default();
    // A message whose move out of it was refused is there again: nobody wanted it gone.
    let stayed = uids.iter().any(|uid| contents.except.contains(uid));
    Ok(if last > contents.up_to || stayed {
        Seen::More
    } else {
        Seen::Same
    })
}

fn gone() -> Problem {
    Problem::new(ProblemKind::NotFound, Text::new("problem-act-tree-gone"))
}
