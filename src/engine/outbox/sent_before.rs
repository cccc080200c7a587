//! Was this message sent before, by the profile from which this one was restored or copied?
//!
//! Asked of every message that was not put in by this run of the program: its own journal may be
//! older than the truth. It is looked for in the Sent folders, and in what this computer noted
//! outside of the profile ([`super::handed_over`]). Found in a Sent folder, it was sent, and is
//! not sent again. Not found, it leaves, unless there is a reason to think that it was handed over:
//! then it is held, and a person decides.

use super::Room;
use super::copies::own_mailbox;
use super::handed_over::Known;
use super::ledger::Entry;
use super::unknown::is_of_the_folder;
use crate::domain::{Check, Folder, FolderRole, Outgoing};
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// It was not sent before, as far as anybody knows.
    Not,
    /// It was; its copy is seen to.
    Sent,
    /// Perhaps; a person decides.
    Held,
}

/// Looks whether it was sent before. Once in a run: what was looked at is remembered.
pub(super) async fn check(room: &Room, row: &Outgoing) -> Before {
    let id = row.outbox_id;
    if row.is_waived(Check::SentBefore) || room.book().fresh.contains(&id) {
        return Before::Not;
    }
    let known = room.handed_over.knows(row).await;
    look(room, row, known).await
}

/// Another process handed it over while this one was about to.
pub(super) async fn was_handed_over(room: &Room, row: &Outgoing) -> Before {
    look(room, row, Known::HandedOver).await
}

async fn look(room: &Room, row: &Outgoing, known: Known) -> Before {
    let id = row.outbox_id;
    let look = find(room, row);
    let found = match tokio::time::timeout(room.shared.pace.check, look).await {
        Ok(found) => found,
        Err(_) => Err(Problem::new(
            ProblemKind::Network,
            Text::new("outbox-check-too-slow"),
        )),
    };
    let detail = match found {
        Ok(Some(folder)) => {
            if room
                .write(id, Entry::Found(room.clock.now()))
                .await
                .is_none()
            {
                return Before::Held;
            }
            tracing::info!(%id, "A message of a restored profile was sent before.");
            if row.draft.is_some() {
                room.shared.tell(Event::Drafts);
            }
            let text = Text::new("outbox-found-before")
                .with("folder", folder.path.clone())
                .with("mailbox", folder.mailbox.as_str());
            let remark = Problem::new(ProblemKind::Unknown, text);
            room.remark(id, &remark).await;
            room.wake.notify_one();
            return Before::Sent;
        }
        Ok(None) => None,
        Err(problem) => Some(problem),
    };
    let key = match known {
        Known::HandedOver => "outbox-sent-before",
        Known::FromElsewhere => "outbox-sent-before-elsewhere",
        // This computer knows of nothing, or knows nothing at all.
        Known::No | Known::NoFile => {
            // Without either, it is looked for again before the next attempt.
            if known == Known::No || detail.is_none() {
                room.book().fresh.insert(id);
            }
            return Before::Not;
        }
    };
    let mut problem = Problem::new(ProblemKind::Unknown, Text::new(key))
        .advise(Text::new("outbox-advice-sent-before"))
        .of_account(&row.account);
    problem.detail = detail.map(|p| p.to_string());
    room.hold(id, problem).await;
    Before::Held
}

/// The Sent folder in which it lies. A folder that cannot be read keeps nobody from the others.
async fn find(room: &Room, row: &Outgoing) -> Result<Option<Folder>, Problem> {
    let mine = own_mailbox(&row.account)?;
    let (mailbox, chosen) = (row.mailbox.clone(), row.copy_folder.clone());
    let read = room.shared.read(move |reader| {
        let mut folders: Vec<Folder> = Vec::new();
        for mailbox in mailbox.iter().chain([&mine]) {
            folders.extend(reader.folder_by_role(mailbox, FolderRole::Sent)?);
        }
        if let Some(chosen) = chosen {
            folders.extend(reader.folder(&chosen)?);
        }
        Ok(folders)
    });
    let mut hindered = None;
    for folder in read.await? {
        match room.mail.find_message_id(&folder, &row.message_id).await {
            Ok(Some(_)) => return Ok(Some(folder)),
            Ok(None) => {}
            Err(problem) if is_of_the_folder(&problem) => {
                hindered.get_or_insert(problem);
            }
            // The way to the server: no other folder will be reached either.
            Err(problem) => return Err(problem),
        }
    }
    hindered.map_or(Ok(None), Err)
}
