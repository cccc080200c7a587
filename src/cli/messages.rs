//! `list`, `search`, `mark`, `move`, `delete`: messages.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::{IdsArgs, ListArgs, MarkArgs, MoveArgs, SearchArgs};
use super::{Ended, Exit, Output, mailbox};
use crate::domain::{
    FlagChange, Flags, MailboxId, MessageHeader, MessageKey, NamedAddress, SystemFlag,
};
use crate::engine::{Command, Engine, Problem, ProblemKind, Reply, Text};
use crate::i18n::Texts;
use crate::store::{ListFilter, SearchQuery};

#[derive(Serialize)]
pub(super) struct Row {
    id: MessageKey,
    mailbox: MailboxId,
    folder: String,
    uid: u32,
    message_id: Option<String>,
    from: Vec<NamedAddress>,
    to: Vec<NamedAddress>,
    subject: String,
    date: Timestamp,
    date_header: Option<Timestamp>,
    flags: Flags,
    size: u32,
    has_attachment: bool,
    thread_id: String,
}

impl From<MessageHeader> for Row {
    fn from(header: MessageHeader) -> Self {
        Self {
            uid: header.id.uid,
            id: header.id,
            mailbox: header.mailbox,
            folder: header.folder,
            message_id: header.message_id,
            from: header.participants.from,
            to: header.participants.to,
            subject: header.subject,
            date: header.date,
            date_header: header.date_header,
            flags: header.flags,
            size: header.size,
            has_attachment: header.has_attachment,
            thread_id: header.thread_id,
        }
    }
}

fn columns(row: &Row, texts: &Texts) -> Vec<String> {
    let mark = |on: bool, sign: char| if on { sign } else { ' ' };
    let signs: String = [
        mark(!row.flags.has(SystemFlag::Seen), '*'),
        mark(row.flags.has(SystemFlag::Flagged), '!'),
        mark(row.flags.has(SystemFlag::Answered), '>'),
        mark(row.has_attachment, '@'),
    ]
    .iter()
    .collect();
    let from = row
        .from
        .first()
        .map(|a| a.label().to_owned())
        .unwrap_or_default();
    vec![
        row.id.to_string(),
        signs,
        texts.list_date(row.date, Timestamp::now(), &TimeZone::system()),
        from,
        row.subject.clone(),
    ]
}

pub(super) async fn list(engine: &Engine, args: ListArgs, output: &mut Output<'_>) -> Ended {
    let folder = mailbox::folder_of(engine, &args.mailbox, &args.folder).await?;
    let filter = ListFilter {
        unread: args.unread,
        ..ListFilter::default()
    };
    let headers = mailbox::read(engine, move |r| r.list(&folder.id, filter, args.limit)).await?;
    let rows: Vec<Row> = headers.into_iter().map(Row::from).collect();
    output.table(&rows, columns)?;
    Ok(Exit::Done)
}

pub(super) async fn search(engine: &Engine, args: SearchArgs, output: &mut Output<'_>) -> Ended {
    let query = SearchQuery::parse(&args.query.join(" "));
    let only = args.mailbox.as_ref().map(MailboxId::of);
    let found = mailbox::read(engine, move |r| r.search(&query, only.as_ref(), args.limit)).await?;
    let rows: Vec<Row> = found.into_iter().map(Row::from).collect();
    output.table(&rows, columns)?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Marked {
    id: MessageKey,
    flags: Option<Flags>,
}

pub(super) async fn mark(engine: &Engine, args: MarkArgs, output: &mut Output<'_>) -> Ended {
    let (flags, ids): (Vec<&str>, Vec<&str>) = args
        .words
        .iter()
        .map(String::as_str)
        .partition(|w| w.starts_with(['+', '-']));
    let ids = ids.into_iter().map(id).collect::<Result<Vec<_>, _>>()?;
    let change = FlagChange::parse(&flags).filter(|_| !flags.is_empty() && !ids.is_empty());
    let change =
        change.ok_or_else(|| Problem::new(ProblemKind::Usage, Text::new("cli-mark-usage")))?;
    each(
        output,
        ids,
        async |id: MessageKey, output: &mut Output<'_>| {
            engine
                .request(Command::Mark {
                    messages: vec![id.clone()],
                    change: change.clone(),
                })
                .await?;
            let wanted = id.clone();
            let flags =
                mailbox::read(engine, move |r| Ok(r.message(&wanted)?.map(|h| h.flags))).await?;
            let row = Marked { id, flags };
            Ok(output.row(&row, |_| {
                let flags = row
                    .flags
                    .as_ref()
                    .map(|f| f.to_wire().join(" "))
                    .unwrap_or_default();
                format!("{} {flags}", row.id)
            })?)
        },
    )
    .await
}

#[derive(Serialize)]
struct Moved {
    id: MessageKey,
    new_id: Option<MessageKey>,
    state: &'static str,
}

pub(super) async fn relocate(engine: &Engine, args: MoveArgs, output: &mut Output<'_>) -> Ended {
    let Some((target, ids)) = args.words.split_last() else {
        return Ok(Exit::Usage);
    };
    let ids = ids
        .iter()
        .map(|text| id(text))
        .collect::<Result<Vec<_>, _>>()?;
    each(
        output,
        ids,
        async |id: MessageKey, output: &mut Output<'_>| {
            let (wanted, name) = (id.clone(), target.clone());
            let folders = mailbox::read(engine, move |r| match r.folder(&wanted.folder)? {
                Some(folder) => r.folders(&folder.mailbox),
                None => Ok(Vec::new()),
            })
            .await?;
            let to = mailbox::find(folders, &name).ok_or_else(|| {
                Problem::new(
                    ProblemKind::NotFound,
                    Text::new("cli-no-such-folder").with("folder", name.as_str()),
                )
            })?;
            let reply = engine
                .request(Command::Move {
                    messages: vec![id.clone()],
                    to: to.id,
                })
                .await?;
            let row = match reply {
                Reply::Moved(places) => Moved {
                    id,
                    new_id: places.into_iter().next().flatten(),
                    state: "moved",
                },
                _ => Moved {
                    id,
                    new_id: None,
                    state: "queued",
                },
            };
            Ok(output.row(&row, |texts| match &row.new_id {
                Some(new) => format!("{} {new}", row.id),
                None if row.state == "moved" => row.id.to_string(),
                None => texts.say_with("cli-move-queued", &[("id", row.id.to_string().into())]),
            })?)
        },
    )
    .await
}

pub(super) async fn delete(engine: &Engine, args: IdsArgs, output: &mut Output<'_>) -> Ended {
    each(
        output,
        args.ids,
        async |id: MessageKey, output: &mut Output<'_>| {
            engine.request(Command::Delete(vec![id.clone()])).await?;
            Ok(output.row(&serde_json::json!({ "id": id }), |_| id.to_string())?)
        },
    )
    .await
}

/// A verb with several ids says a line for each, and fails if one did.
async fn each(
    output: &mut Output<'_>,
    ids: Vec<MessageKey>,
    mut work: impl AsyncFnMut(MessageKey, &mut Output<'_>) -> Result<(), super::Stop>,
) -> Ended {
    let alone = ids.len() == 1;
    let mut exit = Exit::Done;
    for id in ids {
        match work(id, output).await {
            Ok(()) => {}
            Err(super::Stop::Problem(problem)) => {
                output.problem(&problem)?;
                exit = if alone {
                    Exit::of(&problem)
                } else {
                    Exit::Failed
                };
            }
            Err(stop) => return Err(stop),
        }
    }
    Ok(exit)
}

fn id(text: &str) -> Result<MessageKey, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-an-id").with("text", text),
        )
    })
}
