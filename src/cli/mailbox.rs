//! `mailbox`, `folder`, `sync`: what is reached, what may be done there, bringing it up to date.

use jiff::Timestamp;
use serde::Serialize;

use super::args::{FolderVerb, MailboxVerb, SyncArgs};
use super::{Ended, Exit, Output};
use crate::domain::{
    AccountId, EmailAddress, Folder, FolderRole, FolderState, Mailbox, MailboxId, MailboxKind,
    Rights, RightsSource, RoleSource, RouteKind, SentPolicy,
};
use crate::engine::{Command, Engine, MailboxChange, Problem, ProblemKind, Reply, Text};
use crate::store::{Reader, StoreError};

#[derive(Serialize)]
struct RouteRow {
    account: String,
    kind: RouteKind,
    root: String,
    rights: Option<Rights>,
}

#[derive(Serialize)]
struct MailboxRow {
    address: String,
    address_confirmed: bool,
    name: String,
    kind: MailboxKind,
    routes: Vec<RouteRow>,
    sent_policy: SentPolicy,
    sent_folder: Option<String>,
    unread: u32,
}

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
    refused: Option<String>,
}

#[derive(Serialize)]
struct SyncRow {
    folders: u32,
    added: u32,
    changed: u32,
    removed: u32,
    failed: usize,
}

pub(super) async fn run(engine: &Engine, verb: MailboxVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        MailboxVerb::List { refresh } => {
            if refresh {
                engine.request(Command::Refresh(None)).await?;
            }
            let rows = read(engine, |r| {
                let mut rows = Vec::new();
                for mailbox in r.mailboxes()? {
                    let folders = r.folders(&mailbox.id())?;
                    rows.push(mailbox_row(&mailbox, &folders));
                }
                Ok(rows)
            })
            .await?;
            output.table(&rows, |row, texts| {
                let kind = match row.kind {
                    MailboxKind::Personal => "mailbox-personal",
                    MailboxKind::Shared => "mailbox-shared",
                };
                let rights = row
                    .routes
                    .first()
                    .and_then(|r| r.rights)
                    .map(|r| r.to_string())
                    .unwrap_or_default();
                vec![
                    row.address.clone(),
                    row.name.clone(),
                    texts.say(kind),
                    rights,
                    texts.say_with("mailbox-unread", &[("count", i64::from(row.unread).into())]),
                ]
            })?;
            Ok(Exit::Done)
        }
        MailboxVerb::Add { address, via, root } => {
            let command = Command::AddMailbox {
                address: address.clone(),
                via: AccountId::of(&via),
                root,
            };
            engine.request(command).await?;
            output.say(|texts| {
                texts.say_with("cli-mailbox-added", &[("mailbox", address.as_str().into())])
            })?;
            Ok(Exit::Done)
        }
        MailboxVerb::Set { address, changes } => {
            let changes = changes
                .iter()
                .map(|text| change(text))
                .collect::<Result<Vec<_>, _>>()?;
            let mut mailbox = MailboxId::of(&address);
            for change in changes {
                let renamed = match &change {
                    MailboxChange::ConfirmAddress(address) => Some(MailboxId::of(address)),
                    _ => None,
                };
                engine
                    .request(Command::SetMailbox {
                        mailbox: mailbox.clone(),
                        change,
                    })
                    .await?;
                mailbox = renamed.unwrap_or(mailbox);
            }
            output.say(|texts| {
                texts.say_with("cli-mailbox-set", &[("mailbox", mailbox.as_str().into())])
            })?;
            Ok(Exit::Done)
        }
        MailboxVerb::Remove { address } => {
            engine
                .request(Command::RemoveMailbox(MailboxId::of(&address)))
                .await?;
            output.say(|texts| {
                texts.say_with(
                    "cli-mailbox-removed",
                    &[("mailbox", address.as_str().into())],
                )
            })?;
            Ok(Exit::Done)
        }
    }
}

fn mailbox_row(mailbox: &Mailbox, folders: &[Folder]) -> MailboxRow {
    let inbox = folders
        .iter()
        .find(|f| f.role == FolderRole::Inbox)
        .or(folders.first());
    let known = inbox.filter(|f| f.rights_source != RightsSource::Unknown);
    let routes = mailbox.routes.iter().map(|route| RouteRow {
        account: route.account.to_string(),
        kind: route.kind,
        root: route.root.clone(),
        rights: known
            .filter(|f| f.account == route.account)
            .map(|f| f.rights),
    });
    MailboxRow {
        address: mailbox.address.to_string(),
        address_confirmed: mailbox.address_confirmed,
        name: mailbox.name.clone(),
        kind: mailbox.kind,
        routes: routes.collect(),
        sent_policy: mailbox.sent_policy,
        sent_folder: folders
            .iter()
            .find(|f| f.role == FolderRole::Sent)
            .map(|f| f.path.clone()),
        unread: inbox.map_or(0, |f| f.unread),
    }
}

fn change(text: &str) -> Result<MailboxChange, Problem> {
    let wrong = || {
        Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-a-setting").with("text", text),
        )
    };
    let (key, value) = text.split_once('=').ok_or_else(wrong)?;
    if let Some(role) = FolderRole::SPECIAL.into_iter().find(|r| r.word() == key) {
        return Ok(MailboxChange::Role(role, value.to_owned()));
    }
    match key {
        "name" => Ok(MailboxChange::Name(value.to_owned())),
        "address" => EmailAddress::parse(value)
            .map(MailboxChange::ConfirmAddress)
            .map_err(|_| wrong()),
        "sent_policy" => SentPolicy::from_word(value)
            .map(MailboxChange::SentPolicy)
            .ok_or_else(wrong),
        "colour" => value
            .parse()
            .ok()
            .filter(|c| *c < 10)
            .map(MailboxChange::Colour)
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

pub(super) async fn folders(engine: &Engine, verb: FolderVerb, output: &mut Output<'_>) -> Ended {
    let FolderVerb::List { mailbox } = verb;
    let folders = folders_of(engine, &mailbox).await?;
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
            refused: match f.state {
                FolderState::Refused(words) => Some(words),
                FolderState::Readable | FolderState::Container => None,
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
            row.refused.clone().unwrap_or_default(),
        ]
    })?;
    Ok(Exit::Done)
}

pub(super) async fn sync(engine: &Engine, args: SyncArgs, output: &mut Output<'_>) -> Ended {
    let folder = match (&args.mailbox, &args.folder) {
        (Some(mailbox), Some(folder)) => Some(folder_of(engine, mailbox, folder).await?.id),
        _ => None,
    };
    let command = Command::Sync {
        mailbox: args.mailbox.as_ref().map(MailboxId::of),
        folder,
    };
    let Reply::Synced(summary) = engine.request(command).await? else {
        return Ok(Exit::Failed);
    };
    let row = SyncRow {
        folders: summary.folders,
        added: summary.added,
        changed: summary.changed,
        removed: summary.removed,
        failed: summary.failed.len(),
    };
    output.row(&row, |texts| {
        let args = [
            ("folders", i64::from(row.folders).into()),
            ("added", i64::from(row.added).into()),
            ("changed", i64::from(row.changed).into()),
            ("removed", i64::from(row.removed).into()),
        ];
        texts.say_with("cli-synced", &args)
    })?;
    // A folder that the account may not read is no failure of a sync of everything; one that was
    // asked for is, and so is one that should have been read.
    let asked = args.folder.is_some();
    let expected = |kind| matches!(kind, ProblemKind::Permission | ProblemKind::NotFound);
    for (_, problem) in &summary.failed {
        output.problem(problem)?;
    }
    let mut failed = summary.failed.iter().map(|(_, problem)| problem);
    match failed.find(|problem| asked || !expected(problem.kind)) {
        Some(problem) => Ok(Exit::of(problem)),
        None => Ok(Exit::Done),
    }
}

/// The folders of a mailbox; asks the server when nothing is known of it yet.
pub(super) async fn folders_of(
    engine: &Engine,
    mailbox: &EmailAddress,
) -> Result<Vec<Folder>, Problem> {
    let id = MailboxId::of(mailbox);
    let known = |id: MailboxId| {
        read(engine, move |r| {
            r.mailbox(&id)?.map(|_| r.folders(&id)).transpose()
        })
    };
    let folders = match known(id.clone()).await? {
        Some(folders) => Some(folders),
        None => {
            engine.request(Command::Refresh(None)).await?;
            known(id.clone()).await?
        }
    };
    folders.ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            Text::new("problem-no-such-mailbox").with("mailbox", id.as_str()),
        )
        .advise(Text::new("advice-list-mailboxes"))
        .of_mailbox(&id)
    })
}

/// A folder by its path or by the word for its role.
pub(super) async fn folder_of(
    engine: &Engine,
    mailbox: &EmailAddress,
    name: &str,
) -> Result<Folder, Problem> {
    let folders = folders_of(engine, mailbox).await?;
    find(folders, name).ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            Text::new("cli-no-such-folder").with("folder", name),
        )
        .advise(Text::new("cli-advice-list-folders").with("mailbox", mailbox.as_str()))
        .of_mailbox(&MailboxId::of(mailbox))
    })
}

/// The folder of this path, else the one with this role.
pub(super) fn find(folders: Vec<Folder>, name: &str) -> Option<Folder> {
    let by_path = |f: &&Folder| {
        f.path == name || (f.role == FolderRole::Inbox && name.eq_ignore_ascii_case("inbox"))
    };
    let by_role =
        |f: &&Folder| f.role != FolderRole::Other && f.role.word().eq_ignore_ascii_case(name);
    folders
        .iter()
        .find(by_path)
        .or_else(|| folders.iter().find(by_role))
        .cloned()
}

/// Reads rows off the runtime's threads.
pub(super) async fn read<T: Send + 'static>(
    engine: &Engine,
    rows: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    engine.read(rows).await
}
