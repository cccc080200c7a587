//! `mailbox`, `sync`: what is reached, what may be done there, bringing it up to date.

use serde::Serialize;

use super::setup_args::MailboxVerb;
use super::{Ended, Exit, Output};
use crate::domain::{
    AccountId, Away, DraftsPolicy, EmailAddress, Folder, FolderRole, FolderState, KeepAttachments,
    KeepBack, Mailbox, MailboxId, MailboxKind, Notify, Rights, RightsSource, RouteKind, SeenState,
    SentPolicy, UnreadForMe,
};
use crate::engine::{Command, Engine, MailboxChange, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::store::{Reader, StoreError};

#[derive(Serialize)]
struct RouteRow {
    account: String,
    kind: RouteKind,
    root: String,
    rights: Option<Rights>,
    /// Whose `\Seen` it is by this way.
    seen: SeenState,
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
    unread_for_me: UnreadForMe,
    notify: Notify,
    access: Access,
}

/// Does an account still get at it?
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Access {
    Open,
    InDoubt,
    Lost,
}

impl Access {
    fn of(folder: Option<&Folder>) -> Self {
        match folder.map(|f| &f.state) {
            Some(FolderState::InDoubt(_)) => Self::InDoubt,
            Some(FolderState::Lost) => Self::Lost,
            _ => Self::Open,
        }
    }
}

pub(super) async fn run(engine: &Engine, verb: MailboxVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        MailboxVerb::List { refresh } => {
            let looked = if refresh {
                engine.request(Command::Refresh(None)).await.err()
            } else {
                None
            };
            let rows = read(engine, |r| {
                let mut rows = Vec::new();
                for mailbox in r.mailboxes()? {
                    let folders = r.folders(&mailbox.id())?;
                    rows.push((mailbox, folders));
                }
                Ok(rows)
            })
            .await?;
            let rows: Vec<MailboxRow> = (rows.iter())
                .map(|(mailbox, folders)| MailboxRow::of(engine, mailbox, folders))
                .collect();
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
                    match row.access {
                        Access::Open => rights,
                        Access::InDoubt => texts.say("access-in-doubt"),
                        Access::Lost => texts.say("access-lost"),
                    },
                    texts.say_with("mailbox-unread", &[("count", i64::from(row.unread).into())]),
                ]
            })?;
            // What is known is shown; of one account it is as old as its last look.
            Ok(match looked {
                Some(problem) => {
                    output.problem(&problem);
                    Exit::of(&problem)
                }
                None => Exit::Done,
            })
        }
        MailboxVerb::Add { address, via, root } => {
            let command = Command::AddMailbox {
                address: address.clone(),
                via: AccountId::of(&via),
                root,
            };
            engine.request(command).await?;
            changed(
                engine,
                &MailboxId::of(&address),
                "cli-mailbox-added",
                output,
            )
            .await?;
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
            changed(engine, &mailbox, "cli-mailbox-set", output).await?;
            Ok(Exit::Done)
        }
        MailboxVerb::Remove { address } => {
            engine
                .request(Command::RemoveMailbox(MailboxId::of(&address)))
                .await?;
            output.report(&serde_json::json!({ "removed": address }), |texts| {
                texts.say_with(
                    "cli-mailbox-removed",
                    &[("mailbox", address.as_str().into())],
                )
            });
            Ok(Exit::Done)
        }
    }
}

impl MailboxRow {
    fn of(engine: &Engine, mailbox: &Mailbox, folders: &[Folder]) -> Self {
        let inbox = folders
            .iter()
            .find(|f| f.role == FolderRole::Inbox)
            .or(folders.first());
        let known = inbox.filter(|f| f.rights_source != RightsSource::Unknown);
        let routes = mailbox.routes.iter().map(|route| RouteRow {
            account: route.account.to_string(),
            kind: route.kind,
            root: route.root.clone(),
            seen: SeenState::of(route),
            rights: known
                .filter(|f| f.account == route.account)
                .map(|f| f.rights),
        });
        Self {
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
            unread_for_me: engine.unread_for_me(&mailbox.id()),
            notify: engine.notify(&mailbox.id(), mailbox.kind),
            access: Access::of(inbox),
        }
    }
}

/// Says that a mailbox is another now, and to programs which.
async fn changed(
    engine: &Engine,
    id: &MailboxId,
    words: &'static str,
    output: &mut Output<'_>,
) -> Result<(), Problem> {
    let wanted = id.clone();
    let row = read(engine, move |r| {
        let folders = r.folders(&wanted)?;
        Ok(r.mailbox(&wanted)?.map(|mailbox| (mailbox, folders)))
    })
    .await?;
    let row = row.map(|(mailbox, folders)| MailboxRow::of(engine, &mailbox, &folders));
    let say = |texts: &Texts| texts.say_with(words, &[("mailbox", id.as_str().into())]);
    match row {
        Some(row) => output.report(&row, say),
        // Under its new address it shows when the server was asked again.
        None => output.report(&serde_json::json!({ "address": id }), say),
    }
    Ok(())
}

fn change(text: &str) -> Result<MailboxChange, Problem> {
    let wrong = || {
        Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-a-setting").with("text", text),
        )
    };
    let (key, value) = text.split_once('=').ok_or_else(wrong)?;
    // Of drafts there is a folder, and a setting where they lie, in words that are no folder.
    if let ("drafts", Some(policy)) = (key, DraftsPolicy::from_word(value)) {
        return Ok(MailboxChange::Drafts(policy));
    }
    // Likewise whose Trash or Archive it is.
    for role in [FolderRole::Trash, FolderRole::Archive] {
        if let (true, Some(away)) = (key == role.word(), Away::from_word(value)) {
            return Ok(MailboxChange::Away(role, away));
        }
    }
    if let Some(role) = FolderRole::SPECIAL.into_iter().find(|r| r.word() == key) {
        let folder = (!value.is_empty()).then(|| value.to_owned());
        return Ok(MailboxChange::Role(role, folder));
    }
    match key {
        "name" => Ok(MailboxChange::Name(value.to_owned())),
        "address" => EmailAddress::parse(value)
            .map(MailboxChange::ConfirmAddress)
            .map_err(|_| wrong()),
        "sent_policy" => SentPolicy::from_word(value)
            .map(MailboxChange::SentPolicy)
            .ok_or_else(wrong),
        "keep" => KeepBack::from_word(value)
            .map(MailboxChange::Keep)
            .ok_or_else(wrong),
        "attachments" => KeepAttachments::from_word(value)
            .map(MailboxChange::Attachments)
            .ok_or_else(wrong),
        "signature" => Ok(MailboxChange::Signature(
            (!value.is_empty()).then(|| value.replace("\\n", "\n")),
        )),
        "reply_to" if value.is_empty() => Ok(MailboxChange::ReplyTo(None)),
        "reply_to" => EmailAddress::parse(value)
            .map(|address| MailboxChange::ReplyTo(Some(address)))
            .map_err(|_| wrong()),
        "name_sender" => match value {
            "yes" => Ok(MailboxChange::NameSender(true)),
            "no" => Ok(MailboxChange::NameSender(false)),
            _ => Err(wrong()),
        },
        "unread_for_me" => UnreadForMe::from_word(value)
            .map(MailboxChange::UnreadForMe)
            .ok_or_else(wrong),
        "notify" => Notify::from_word(value)
            .map(MailboxChange::Notify)
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

/// The folders of a mailbox; asks the server when nothing is known of it yet.
pub(super) async fn folders_of(
    engine: &Engine,
    mailbox: &EmailAddress,
) -> Result<Vec<Folder>, Problem> {
    let id = MailboxId::of(mailbox);
    let known = |id: MailboxId| {
        read(engine, move |r| {
            r.mailbox(&id)?.map(|_| r.folders_shown(&id)).transpose()
        })
    };
    let folders = match known(id.clone()).await? {
        Some(folders) => Some(folders),
        None => {
            let looked = engine.request(Command::Refresh(None)).await;
            match known(id.clone()).await? {
                Some(folders) => Some(folders),
                // Only where it may be behind an account that did not answer.
                None => looked.map(|_| None)?,
            }
        }
    };
    folders.ok_or_else(|| no_such(&id))
}

/// A mailbox that is not known here, nor reached.
pub(super) fn no_such(id: &MailboxId) -> Problem {
    let text = Text::new("problem-no-such-mailbox").with("mailbox", id.as_str());
    Problem::new(ProblemKind::NotFound, text)
        .advise(Text::new("advice-list-mailboxes"))
        .of_mailbox(id)
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
