//! `list`, `search`, `mark`, `move`, `copy`, `archive`, `delete`: messages.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::{DeleteArgs, IdsArgs, MarkArgs, MoveArgs, SearchArgs};
use super::list_args::ListArgs;
use super::{Ended, Exit, Output, mailbox, view};
use crate::domain::{
    Away, Coverage, FlagChange, Flags, Folder, FolderId, FolderRole, MailboxId, MessageHeader,
    MessageKey, NamedAddress, SearchQuery, SentBy, SystemFlag,
};
use crate::engine::{
    Command, Engine, Hits, Problem, ProblemKind, Reader, Reply, ServerAnswers, ServerSearch,
    StoreError, Text, doubt_in_words, found_here, listed, together,
};
use crate::i18n::Texts;
use crate::rfc822::{Doubt, OwnDomains};

/// Most authors of a message that are named in its row, and most characters of a name.
const MOST_AUTHORS: usize = 3;
const MOST_OF_NAME: usize = 60;

#[derive(Serialize)]
pub(super) struct Row {
    id: Option<MessageKey>,
    mailbox: MailboxId,
    folder: String,
    uid: u32,
    message_id: Option<String>,
    from: Vec<NamedAddress>,
    /// What about its sender may deceive.
    doubts: Vec<Doubt>,
    sent_by: SentBy,
    /// Who of the team answered it, where that is known.
    answered_by: Option<NamedAddress>,
    to: Vec<NamedAddress>,
    subject: String,
    date: Timestamp,
    date_header: Option<Timestamp>,
    flags: Flags,
    /// It bears `\Seen`, and this person has not looked at it: somebody else did.
    unread_for_me: bool,
    size: u32,
    has_attachment: bool,
    /// Nobody waits for an answer to it: a report, a newsletter, an alarm of a machine.
    is_automatic: bool,
    thread_id: String,
    /// It was moved or copied here, and the server has yet to do it: it lies where its id says.
    arriving: bool,
    /// Only a copy arrives: what bears the id is the other message.
    copied: bool,
}

impl From<MessageHeader> for Row {
    fn from(header: MessageHeader) -> Self {
        Self {
            uid: header.id.uid,
            id: Some(header.id),
            mailbox: header.mailbox,
            folder: header.folder,
            message_id: header.message_id,
            from: header.participants.from,
            doubts: Vec::new(),
            answered_by: None,
            sent_by: header.sent_by,
            to: header.participants.to,
            subject: header.subject,
            date: header.date,
            date_header: header.date_header,
            flags: header.flags,
            unread_for_me: header.unread_for_me,
            size: header.size,
            has_attachment: header.has_attachment,
            is_automatic: header.is_automatic,
            thread_id: header.thread_id,
            arriving: false,
            copied: false,
        }
    }
}

/// What is known of messages beside their headers.
#[derive(Default)]
pub(super) struct Beside {
    own: OwnDomains,
    answered: HashMap<MessageKey, NamedAddress>,
}

impl Beside {
    pub(super) fn read(reader: &Reader, headers: &[MessageHeader]) -> Result<Self, StoreError> {
        let mailboxes = reader.mailboxes()?;
        Ok(Self {
            own: OwnDomains::of(mailboxes.iter().map(|mailbox| &mailbox.address)),
            answered: reader.answered_by(headers)?.into_iter().collect(),
        })
    }

    pub(super) fn row(&self, header: MessageHeader) -> Row {
        let doubts = match header.flags.has(SystemFlag::Draft) {
            // It may not say yet as whom it is written.
            true => Vec::new(),
            false => self.own.doubts(&header.participants),
        };
        Row {
            doubts,
            answered_by: self.answered.get(&header.id).cloned(),
            ..Row::from(header)
        }
    }
}

/// Name and address of the first authors: a name alone is whatever a stranger likes. Where something about it deceives,
/// the address comes first.
fn authors(row: &Row, texts: &Texts) -> String {
    let of = |author: &NamedAddress| {
        let name = author.name.as_deref().unwrap_or_default();
        let name: String = name.chars().take(MOST_OF_NAME).collect();
        let address = author.address.as_str();
        match (name.trim(), row.doubts.is_empty()) {
            ("", _) => address.to_owned(),
            (name, true) => format!("{name} <{address}>"),
            (name, false) => {
                let says = texts.say_with("reader-calls-itself", &[("name", name.into())]);
                format!("{address} {says}")
            }
        }
    };
    let authors = row.from.iter().take(MOST_AUTHORS).map(of);
    authors.collect::<Vec<_>>().join(", ")
}

/// What is said behind a row: what to look at twice, and who answered.
fn remarks(row: &Row, texts: &Texts) -> String {
    let doubts = row.doubts.iter().map(|doubt| {
        let words = super::say(texts, &doubt_in_words(doubt));
        format!("{}: {words}", texts.say("header-doubt"))
    });
    let answered = row.flags.has(SystemFlag::Answered);
    let answered = answered.then(|| match &row.answered_by {
        Some(who) => texts.say_with("list-answered-by", &[("name", who.to_string().into())]),
        None => texts.say("list-answered"),
    });
    let all: Vec<String> = doubts.chain(answered).collect();
    all.join(" ")
}

fn columns(row: &Row, texts: &Texts) -> Vec<String> {
    let mark = |on: bool, sign: char| if on { sign } else { ' ' };
    let signs: String = [
        match (row.flags.has(SystemFlag::Seen), row.unread_for_me) {
            (false, _) => '*',
            (true, true) => 'o',
            (true, false) => ' ',
        },
        mark(row.flags.has(SystemFlag::Flagged), '!'),
        mark(row.flags.has(SystemFlag::Answered), '>'),
        mark(row.has_attachment, '@'),
        mark(row.arriving, '~'),
    ]
    .iter()
    .collect();
    vec![
        match &row.id {
            Some(id) => id.to_string(),
            None => "-".to_owned(),
        },
        signs,
        texts.list_date(row.date, Timestamp::now(), &TimeZone::system()),
        authors(row, texts),
        row.subject.clone(),
        remarks(row, texts),
    ]
}

/// The folder stands before so many columns.
const BEHIND_FOLDER: usize = 2;

/// The same, and the folder behind the sender: for rows of several folders.
pub(super) fn columns_with_folder(row: &Row, texts: &Texts) -> Vec<String> {
    let mut columns = columns(row, texts);
    columns.insert(
        columns.len().saturating_sub(BEHIND_FOLDER),
        row.folder.clone(),
    );
    columns
}

/// The same for rows of several mailboxes.
pub(super) fn columns_with_mailbox(row: &Row, texts: &Texts) -> Vec<String> {
    let mut columns = columns_with_folder(row, texts);
    columns.insert(
        columns.len().saturating_sub(BEHIND_FOLDER + 1),
        row.mailbox.to_string(),
    );
    columns
}

pub(super) async fn list(engine: &Engine, args: ListArgs, output: &mut Output<'_>) -> Ended {
    let (mailbox, path) = match (&args.view, &args.mailbox, &args.folder) {
        (Some(view), ..) => return view::list(engine, (*view).into(), &args, output).await,
        (None, Some(mailbox), Some(path)) => (mailbox, path),
        // It was not understood before.
        (None, ..) => return Ok(Exit::Usage),
    };
    let folder = mailbox::folder_of(engine, mailbox, path).await?;
    let (filter, sorted, limit) = (args.filter(), args.order(), args.limit);
    let id = folder.id.clone();
    let (arriving, headers, state, beside) = mailbox::read(engine, move |r| {
        let arriving = r.arriving(&id)?;
        let folders = std::slice::from_ref(&id);
        let order = listed(r, folders, filter, sorted, &[])?;
        let order: Vec<u32> = order.into_iter().map(|row| row.uid).collect();
        let wanted = order.get(..one_more(limit)).unwrap_or(&order);
        let headers = r.headers(&id, wanted)?;
        let beside = Beside::read(r, &headers)?;
        Ok((arriving, headers, r.sync_state(&id)?, beside))
    })
    .await?;
    let arriving = arriving.into_iter();
    let arriving = arriving.filter(|one| filter.holds(&one.header)).map(|one| {
        let row = beside.row(one.header);
        Row {
            arriving: true,
            copied: one.copied,
            // A copy has none before it is there.
            id: row.id.filter(|_| !one.copied),
            ..row
        }
    });
    let rows = arriving.chain(headers.into_iter().map(|header| beside.row(header)));
    let (rows, is_cut) = cut(rows, args.limit);
    output.table(&rows, columns)?;
    say_cut(is_cut, args.limit, output);
    if rows.is_empty() && state.is_none_or(|s| s.completed_at.is_none()) {
        hint_unsynced(&folder, output);
    }
    Ok(Exit::Done)
}

/// Where there were more rows, that is said.
pub(super) fn say_cut(is_cut: bool, limit: usize, output: &mut Output<'_>) {
    let remark = serde_json::json!({ "cut": is_cut });
    if is_cut {
        output.remark(&remark, |texts| Some(are_cut(limit, texts)));
    }
}

/// An empty list would be taken for an empty folder.
pub(super) fn hint_unsynced(folder: &Folder, output: &mut Output<'_>) {
    let of = folder.mailbox.as_str();
    let text = Text::new("cli-nothing-synced").with("folder", folder.path.as_str());
    output.hint(
        &text.with("mailbox", of),
        &Text::new("cli-advice-sync").with("mailbox", of),
    );
}

/// So many are looked for: by the one that is too many it is known that there are more.
pub(super) fn one_more(limit: usize) -> usize {
    limit.saturating_add(1)
}

/// At most `limit` of these. Were there more?
pub(super) fn cut(rows: impl Iterator<Item = Row>, limit: usize) -> (Vec<Row>, bool) {
    let mut rows: Vec<Row> = rows.take(one_more(limit)).collect();
    let is_cut = rows.len() > limit;
    rows.truncate(limit);
    (rows, is_cut)
}

fn are_cut(limit: usize, texts: &Texts) -> String {
    let count = u32::try_from(limit).unwrap_or(u32::MAX);
    texts.say_with(
        "cli-rows-cut",
        &[("count", texts.number(count.into()).into())],
    )
}

/// What a search finds on this computer.
struct FoundHere {
    hits: Hits,
    beside: Beside,
    coverage: Coverage,
}

impl FoundHere {
    /// `None` if there is no such mailbox: nothing found in it would be taken for an answer.
    fn read(
        reader: &Reader,
        query: &SearchQuery,
        only: Option<&MailboxId>,
        answers: &ServerAnswers,
        limit: usize,
    ) -> Result<Option<Self>, StoreError> {
        if let Some(id) = only
            && reader.mailbox(id)?.is_none()
        {
            return Ok(None);
        }
        let hits = found_here(reader, query, only, answers, one_more(limit))?;
        Ok(Some(Self {
            beside: Beside::read(reader, &hits.found)?,
            hits,
            coverage: reader.coverage(query, only)?,
        }))
    }
}

/// The query, and the mailbox in which alone it looks.
fn sought(args: &SearchArgs) -> (SearchQuery, Option<MailboxId>) {
    // The space: its last word is whole.
    let query = SearchQuery::parse(&(args.query.join(" ") + " "));
    (query, args.mailbox.as_ref().map(MailboxId::of))
}

pub(super) async fn search(engine: &Engine, args: &SearchArgs, output: &mut Output<'_>) -> Ended {
    let (query, only) = sought(args);
    // Before: what the servers say of it decides about some of what is found here. Of no such mailbox nobody
    // is asked.
    let asked = if args.server {
        engine
            .search_servers(&query, only.as_ref(), one_more(args.limit))
            .await?
    } else {
        ServerSearch::default()
    };
    let (within, answers, limit) = (only.clone(), asked.answers(), args.limit);
    let here = mailbox::read(engine, move |r| {
        FoundHere::read(r, &query, within.as_ref(), &answers, limit)
    });
    match (here.await?, &only) {
        (Some(here), _) => tell_found(here, &asked, args, output),
        (None, Some(id)) => Err(mailbox::no_such(id).into()),
        (None, None) => Ok(Exit::Done),
    }
}

/// The same of what is on this computer alone; `None`, and nothing said, where that cannot be read.
pub(super) fn search_here(
    reader: &Reader,
    args: &SearchArgs,
    output: &mut Output<'_>,
) -> Option<Ended> {
    let (query, only) = sought(args);
    let nobody = ServerAnswers::default();
    let here = FoundHere::read(reader, &query, only.as_ref(), &nobody, args.limit);
    let here = here.ok().flatten()?;
    Some(tell_found(here, &ServerSearch::default(), args, output))
}

fn tell_found(
    here: FoundHere,
    asked: &ServerSearch,
    args: &SearchArgs,
    output: &mut Output<'_>,
) -> Ended {
    let FoundHere {
        mut hits,
        beside,
        coverage,
    } = here;
    let found = std::mem::take(&mut hits.found);
    let found = together(found, asked.found.clone(), one_more(args.limit));
    let shown = found.get(..args.limit).unwrap_or(&found);
    let in_doubt = hits.doubts_among(shown);
    let (rows, is_cut) = cut(
        found.into_iter().map(|header| beside.row(header)),
        args.limit,
    );
    output.table(&rows, columns)?;
    let line = serde_json::json!({ "coverage": {
        "messages": coverage.messages,
        "findable": coverage.findable,
        "folders_asked": asked.folders.len(),
        "in_doubt": in_doubt,
        "cut": is_cut,
    }});
    output.remark(&line, |texts| {
        let cut = is_cut.then(|| are_cut(args.limit, texts));
        let covered = covered(&coverage, args.server, asked, texts);
        let in_doubt = (in_doubt > 0).then(|| {
            let count = [("count", in_doubt.into())];
            texts.say_with("search-in-doubt", &count)
        });
        let words = [cut, covered, in_doubt].into_iter().flatten();
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join("\n"))
    });
    for problem in &asked.problems {
        output.problem(problem);
    }
    Ok(Exit::of_all(&asked.problems))
}

/// How much was looked through, in words; nothing where that is all.
fn covered(
    coverage: &Coverage,
    server: bool,
    asked: &ServerSearch,
    texts: &Texts,
) -> Option<String> {
    if coverage.lacking.is_empty() {
        return None;
    }
    let number = |count: u32| texts.number(count.into()).into();
    let counts = [
        ("findable", number(coverage.findable)),
        ("messages", number(coverage.messages)),
    ];
    let held = texts.say_with(
        if coverage.is_being_listed() {
            "search-listing"
        } else {
            "search-coverage"
        },
        &counts,
    );
    let rest = match (server, asked.problems.is_empty()) {
        (false, _) => texts.say("cli-advice-search-server"),
        // Nothing that a server knows better was looked for.
        (true, true) if asked.folders.is_empty() => return Some(held),
        (true, true) if asked.compares_loosely => texts.say("search-asked-loosely"),
        (true, true) => texts.say("search-asked"),
        // What stood in the way is said behind it.
        (true, false) if asked.folders.is_empty() => return Some(held),
        (true, false) => texts.say("search-compares"),
    };
    Some(format!("{held}\n{rest}"))
}

/// What became of an act: the word for programs, and how the verb ends.
fn done_or_queued(reply: &Reply, done: &'static str) -> (&'static str, Exit) {
    match reply {
        Reply::Queued => ("queued", Exit::Queued),
        _ => (done, Exit::Done),
    }
}

/// The line for people of something that was only queued.
fn queued(id: &MessageKey, texts: &Texts) -> String {
    texts.say_with("cli-act-queued", &[("id", id.to_string().into())])
}

#[derive(Serialize)]
struct Marked {
    id: MessageKey,
    flags: Option<Flags>,
    state: &'static str,
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
    let work = async |id: MessageKey, output: &mut Output<'_>| {
        let command = Command::Mark {
            messages: vec![id.clone()],
            change: change.clone(),
        };
        let (state, exit) = done_or_queued(&engine.request(command).await?, "marked");
        let wanted = id.clone();
        let header = mailbox::read(engine, move |r| r.message(&wanted)).await?;
        let flags = header.map(|h| h.flags);
        let row = Marked { id, flags, state };
        output.report(&row, |texts| {
            if exit == Exit::Queued {
                return queued(&row.id, texts);
            }
            let flags = row.flags.as_ref().map(|f| f.to_wire().join(" "));
            format!("{} {}", row.id, flags.unwrap_or_default())
        });
        Ok(exit)
    };
    Ok(each(output, ids, work).await)
}

#[derive(Serialize)]
struct Moved {
    id: MessageKey,
    new_id: Option<MessageKey>,
    state: &'static str,
}

pub(super) async fn relocate(engine: &Engine, args: MoveArgs, output: &mut Output<'_>) -> Ended {
    let command = |messages, to| Command::Move { messages, to };
    to_folder(engine, args, command, "moved", output).await
}

pub(super) async fn copy(engine: &Engine, args: MoveArgs, output: &mut Output<'_>) -> Ended {
    let command = |messages, to| Command::Copy { messages, to };
    to_folder(engine, args, command, "copied", output).await
}

async fn to_folder(
    engine: &Engine,
    args: MoveArgs,
    command: impl Fn(Vec<MessageKey>, FolderId) -> Command,
    done: &'static str,
    output: &mut Output<'_>,
) -> Ended {
    let Some((target, ids)) = args.words.split_last() else {
        return Ok(Exit::Usage);
    };
    let ids = ids
        .iter()
        .map(|text| id(text))
        .collect::<Result<Vec<_>, _>>()?;
    let work = async |id: MessageKey, output: &mut Output<'_>| {
        let to = target_of(engine, &id, target).await?;
        let command = command(vec![id.clone()], to);
        filed(engine, id, command, done, output).await
    };
    Ok(each(output, ids, work).await)
}

pub(super) async fn archive(engine: &Engine, args: IdsArgs, output: &mut Output<'_>) -> Ended {
    let work = async |id: MessageKey, output: &mut Output<'_>| {
        let command = Command::Archive(vec![id.clone()]);
        filed(engine, id, command, "archived", output).await
    };
    Ok(each(output, args.ids, work).await)
}

/// Files a message elsewhere, and says where it lies now.
async fn filed(
    engine: &Engine,
    id: MessageKey,
    command: Command,
    done: &'static str,
    output: &mut Output<'_>,
) -> Result<Exit, Problem> {
    let reply = engine.request(command).await?;
    let (state, exit) = done_or_queued(&reply, done);
    let new_id = match reply {
        Reply::Moved(places) => places.into_iter().next().flatten(),
        _ => None,
    };
    let row = Moved { id, new_id, state };
    output.report(&row, |texts| match &row.new_id {
        Some(new) => format!("{} {new}", row.id),
        None if exit == Exit::Queued => queued(&row.id, texts),
        None => row.id.to_string(),
    });
    Ok(exit)
}

/// The folder of this name in the mailbox of the message.
async fn target_of(engine: &Engine, id: &MessageKey, name: &str) -> Result<FolderId, Problem> {
    let wanted = id.clone();
    // By the word of a role it goes where messages of its mailbox go; a path is one of its mailbox.
    let away = [FolderRole::Trash, FolderRole::Archive];
    let away = away
        .into_iter()
        .find(|r| r.word().eq_ignore_ascii_case(name));
    let where_to = engine.where_to();
    let (known, folders, away) = mailbox::read(engine, move |r| {
        let Some(folder) = r.folder(&wanted.folder)? else {
            return Ok((false, Vec::new(), None));
        };
        let away = away
            .filter(|role| where_to.away(&folder.mailbox, *role) == Away::Mine)
            .map(|role| where_to.folder(r, &folder.mailbox, &folder.account, role))
            .transpose()?;
        let folders = r.folders_shown(&folder.mailbox)?;
        Ok((r.message(&wanted)?.is_some(), folders, away.flatten()))
    })
    .await?;
    if !known {
        return Err(no_such_message());
    }
    if let Some(folder) = away {
        return Ok(folder.id);
    }
    let mailbox = folders.first().map(|f| f.mailbox.clone());
    match mailbox::find(folders, name) {
        Some(folder) => Ok(folder.id),
        None => {
            let text = Text::new("cli-no-such-folder").with("folder", name);
            let problem = Problem::new(ProblemKind::NotFound, text);
            Err(match mailbox {
                Some(mailbox) => problem
                    .advise(Text::new("cli-advice-list-folders").with("mailbox", mailbox.as_str()))
                    .of_mailbox(&mailbox),
                None => problem,
            })
        }
    }
}

/// A message that is not known here.
pub(super) fn no_such_message() -> Problem {
    Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message"))
}

#[derive(Serialize)]
struct Deleted {
    id: MessageKey,
    state: &'static str,
}

pub(super) async fn delete(engine: &Engine, args: DeleteArgs, output: &mut Output<'_>) -> Ended {
    let for_good = args.for_good;
    let work = async |id: MessageKey, output: &mut Output<'_>| {
        let these = vec![id.clone()];
        let delete = match for_good {
            true => Command::DeleteForGood(these),
            false => Command::Delete(these),
        };
        let reply = engine.request(delete).await?;
        let (state, exit) = done_or_queued(&reply, "deleted");
        let row = Deleted { id, state };
        output.report(&row, |texts| match exit {
            Exit::Queued => queued(&row.id, texts),
            _ => row.id.to_string(),
        });
        Ok(exit)
    };
    Ok(each(output, args.messages.ids, work).await)
}

/// A verb with several ids says a line for each. It fails if one did, else it is queued if one is.
async fn each(
    output: &mut Output<'_>,
    ids: Vec<MessageKey>,
    mut work: impl AsyncFnMut(MessageKey, &mut Output<'_>) -> Result<Exit, Problem>,
) -> Exit {
    let alone = ids.len() == 1;
    let mut all = Exit::Done;
    for id in ids {
        let one = match work(id, output).await {
            Ok(exit) => exit,
            Err(problem) => {
                output.problem(&problem);
                if alone {
                    Exit::of(&problem)
                } else {
                    Exit::Failed
                }
            }
        };
        all = match (all, one) {
            (Exit::Done, one) => one,
            (Exit::Queued, one) if one != Exit::Done => one,
            (all, _) => all,
        };
    }
    all
}

fn id(text: &str) -> Result<MessageKey, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-an-id").with("text", text),
        )
    })
}
