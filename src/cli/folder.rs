//! `folder`: the folders of a mailbox, and what is done to them.

use jiff::Timestamp;
use serde::Serialize;

use super::args::FolderVerb;
use super::{Ended, Exit, Output, mailbox};
use crate::domain::{
    EmailAddress, Folder, FolderRole, FolderState, MailboxId, Rights, RightsSource, RoleSource,
};
use crate::engine::{Command, Engine, Reply};

#[derive(Serialize)]
struct FolderRow {
    mailbox: String,
    path: String,
    role: FolderRole,
    role_source: RoleSource,
    rights: Rights,
    rights_source: RightsSource,
    rights_checked_at: Option<Timestamp>,
    total: u32,
    unread: u32,
    unanswered: u32,
    flagged: u32,
    /// It was made here, and is not on the server yet.
    planned: bool,
    /// The server does not name it any more.
    absent: bool,
    refused: Option<String>,
}

/// What was done to a folder.
#[derive(Serialize)]
struct Changed {
    mailbox: String,
    path: String,
    new_path: Option<String>,
    state: &'static str,
}

pub(super) async fn run(engine: &Engine, verb: FolderVerb, output: &mut Output<'_>) -> Ended {
    let found = async |mailbox: &EmailAddress, name: &str| -> Result<Folder, _> {
        mailbox::folder_of(engine, mailbox, name).await
    };
    let (address, path, new_path, command, done) = match verb {
        FolderVerb::List { mailbox } => return list(engine, &mailbox, output).await,
        FolderVerb::Create { mailbox, path } => {
            // Known first, so that a mailbox that was never looked at is asked for.
            mailbox::folders_of(engine, &mailbox).await?;
            let command = Command::CreateFolder {
                mailbox: MailboxId::of(&mailbox),
                path: path.clone(),
            };
            (mailbox, path, None, command, "created")
        }
        FolderVerb::Rename {
            mailbox,
            folder,
            path,
        } => {
            let folder = found(&mailbox, &folder).await?;
            let command = Command::RenameFolder {
                folder: folder.id,
                path: path.clone(),
            };
            (mailbox, folder.path, Some(path), command, "renamed")
        }
        FolderVerb::Delete { mailbox, folder } => {
            let folder = found(&mailbox, &folder).await?;
            let command = Command::DeleteFolder(folder.id);
            (mailbox, folder.path, None, command, "deleted")
        }
        FolderVerb::Empty { mailbox, folder } => {
            let folder = found(&mailbox, &folder).await?;
            let command = Command::EmptyFolder(folder.id);
            (mailbox, folder.path, None, command, "emptied")
        }
    };
    let (state, exit) = match engine.request(command).await? {
        Reply::Queued => ("queued", Exit::Queued),
        _ => (done, Exit::Done),
    };
    let row = Changed {
        mailbox: address.to_string(),
        path,
        new_path,
        state,
    };
    output.report(&row, |texts| {
        let path = row.new_path.as_ref().unwrap_or(&row.path);
        match exit {
            Exit::Queued => texts.say_with("cli-act-queued", &[("id", path.as_str().into())]),
            _ => path.clone(),
        }
    });
    Ok(exit)
}

async fn list(engine: &Engine, mailbox: &EmailAddress, output: &mut Output<'_>) -> Ended {
    let folders = mailbox::folders_of(engine, mailbox).await?;
    let rows: Vec<FolderRow> = folders
        .into_iter()
        .map(|f| FolderRow {
            mailbox: f.mailbox.to_string(),
            path: f.path,
            role: f.role,
            role_source: f.role_source,
            rights: f.rights,
            rights_source: f.rights_source,
            rights_checked_at: f.rights_checked_at,
            total: f.total,
            unread: f.unread,
            unanswered: f.unanswered,
            flagged: f.flagged,
            planned: f.state == FolderState::Planned,
            absent: f.state == FolderState::Absent,
            refused: match f.state {
                FolderState::Refused(words) => Some(words),
                _ => None,
            },
        })
        .collect();
    output.table(&rows, |row, texts| {
        let role = match row.role {
            FolderRole::Inbox => texts.say("folder-inbox"),
            FolderRole::Drafts => texts.say("folder-drafts"),
            FolderRole::Sent => texts.say("folder-sent"),
            FolderRole::Archive => texts.say("folder-archive"),
            FolderRole::Junk => texts.say("folder-junk"),
            FolderRole::Trash => texts.say("folder-trash"),
            FolderRole::Other => String::new(),
        };
        let rights = match row.rights_source {
            RightsSource::Unknown => "?".to_owned(),
            _ => row.rights.to_string(),
        };
        vec![
            row.path.clone(),
            role,
            rights,
            row.total.to_string(),
            row.unread.to_string(),
            match (row.planned, row.absent) {
                (true, _) => texts.say("folder-planned"),
                (_, true) => texts.say("access-in-doubt"),
                _ => row.refused.clone().unwrap_or_default(),
            },
        ]
    })?;
    Ok(Exit::Done)
}
