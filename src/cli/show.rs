//! `show`: one message, as text, HTML, headers or bytes, or what is attached to it.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::ShowArgs;
use super::{Ended, Exit, Output, mailbox, messages};
use crate::domain::{Bounce, FolderRole, Invitation, MessageHeader, NamedAddress, SentBy, labels};
use crate::engine::{
    Command, Engine, Problem, ProblemKind, Text, came_back, confirmed_in_words, conversation,
    doubt_in_words, link_doubt_in_words,
};
use crate::i18n::Texts;
use crate::render::link::{self, LinkDoubt};
use crate::rfc822::{
    Authentication, Doubt, FileType, OwnDomains, Packing, answers_leave, file_type,
};
use crate::{render, rfc822};

#[derive(Serialize)]
struct AttachmentRow {
    index: usize,
    name: String,
    media_type: String,
    /// Of what is not on this computer about as much.
    size: u64,
    inline: bool,
    /// Is it on this computer?
    here: bool,
    /// What it is called; the last word of its key, or its media type.
    kind: String,
    /// Does opening it run something?
    is_program: bool,
    /// Is it something else than its name says?
    pretends: bool,
    #[serde(skip)]
    called: FileType,
}

/// A link that is to be looked at twice.
#[derive(Serialize)]
struct LinkRow {
    text: String,
    /// As it goes onto the wire.
    address: String,
    doubts: Vec<LinkDoubt>,
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    header: &'a MessageHeader,
    /// What about its sender may deceive.
    doubts: Vec<Doubt>,
    /// What one's own server found out about where it comes from; null where nothing is known.
    authentication: Option<Authentication>,
    /// The meeting that it is about.
    invitation: Option<Invitation>,
    /// What it is packed in.
    packings: Vec<Packing>,
    text: String,
    html: Option<String>,
    attachments: Vec<AttachmentRow>,
    /// Links that may deceive.
    doubtful_links: Vec<LinkRow>,
    /// Who of the team answered it, where that is known.
    answered_by: Option<NamedAddress>,
    /// What came back of it, where it lies in a Sent folder.
    bounce: Option<Bounce>,
}

/// Most messages that came back among which one is looked for.
const MOST_BOUNCED: u32 = 1000;

/// Most links that are named as doubtful.
const MOST_LINKS: usize = 50;

/// Most addresses of which each is said what came back.
const MOST_BACK: usize = 10;

/// What came back of a message that was sent from here.
async fn bounce_of(engine: &Engine, header: &MessageHeader) -> Result<Option<Bounce>, Problem> {
    let (id, folder) = (header.message_id.clone(), header.id.folder.clone());
    mailbox::read(engine, move |r| {
        // An Inbox may hold the same message, sent to the team itself; there it arrived.
        let folder = r.folder(&folder)?;
        let Some(id) = id.filter(|_| folder.is_some_and(|f| f.role == FolderRole::Sent)) else {
            return Ok(None);
        };
        let mut bounced = r.bounced(MOST_BOUNCED)?.into_iter();
        let sent = bounced.find(|sent| sent.message_id == id);
        Ok(sent.and_then(|sent| sent.bounce))
    })
    .await
}

async fn own_domains(engine: &Engine) -> Result<OwnDomains, Problem> {
    let mailboxes = mailbox::read(engine, |r| r.mailboxes()).await?;
    let accounts = engine.accounts().into_iter();
    let ours = accounts.map(|(account, _)| account.address);
    let ours: Vec<_> = ours
        .chain(mailboxes.into_iter().map(|m| m.address))
        .collect();
    Ok(OwnDomains::of(&ours))
}

pub(super) async fn run(engine: &Engine, args: ShowArgs, output: &mut Output<'_>) -> Ended {
    let id = args.id.clone();
    // An id outlives the cache: what another verb named may not be known here yet.
    let (message, folder) = (id.clone(), id.folder.clone());
    let known = mailbox::read(engine, move |r| {
        Ok((r.message(&message)?, r.folder(&folder)?))
    });
    if let (None, Some(folder)) = known.await? {
        let sync = Command::Sync {
            mailbox: Some(folder.mailbox),
            folder: Some(folder.id),
        };
        engine.request(sync).await?;
    }
    if args.form.conversation {
        let read = mailbox::read(engine, move |r| {
            let Some(found) = conversation(r, &id, usize::MAX)? else {
                return Ok(None);
            };
            let beside = messages::Beside::read(r, &found.messages)?;
            Ok(Some((found, beside)))
        });
        let (found, beside) = read.await?.ok_or_else(messages::no_such_message)?;
        let rows = found.messages.into_iter().map(|header| beside.row(header));
        let rows: Vec<messages::Row> = rows.collect();
        output.table(&rows, messages::columns_with_folder)?;
        return Ok(Exit::Done);
    }
    if let Some(index) = args.form.attachment {
        let octets = engine.attachment(&id, index).await?;
        output.out.write_all(&octets)?;
        return Ok(Exit::Done);
    }
    if args.form.raw {
        engine.request(Command::FetchBody(id.clone())).await?;
        let whole = mailbox::read(engine, move |r| r.body(&id)).await?;
        let whole = whole.ok_or_else(messages::no_such_message)?;
        output.out.write_all(&whole)?;
        return Ok(Exit::Done);
    }
    engine.request(Command::FetchText(id.clone())).await?;
    let found = mailbox::read(engine, move |r| Ok((r.message(&id)?, r.text(&id)?))).await?;
    let (Some(header), Some(held)) = found else {
        return Err(messages::no_such_message().into());
    };
    if args.form.headers {
        let raw = held.raw();
        let end = raw
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .map_or(raw.len(), |at| at + 2);
        output.out.write_all(raw.get(..end).unwrap_or(raw))?;
        return Ok(Exit::Done);
    }
    let parsed = rfc822::parse_held(&held);
    let parsed = parsed.map_err(unreadable)?;
    if args.form.html {
        let Some(html) = parsed.html else {
            return Err(Problem::new(ProblemKind::NotFound, Text::new("cli-no-html")).into());
        };
        writeln!(output.out, "{html}")?;
        return Ok(Exit::Done);
    }
    if args.form.page {
        let title = match header.subject.trim() {
            "" => output.texts.say("list-no-subject"),
            subject => subject.to_owned(),
        };
        let notes = parsed.packings.iter().map(|packing| packing.key());
        let attached = parsed.attachments.iter().filter(|a| !a.inline);
        let attached = attached.map(|a| (a.name.as_str(), a.size));
        let zone = TimeZone::system();
        let lines = output.texts.printed_lines(
            &header.participants,
            Some(header.date),
            &zone,
            notes,
            attached,
        );
        let language = output.texts.language().code();
        let work = move || render::printed(&held, language, &title, &lines);
        let page = tokio::task::spawn_blocking(work).await;
        let page = page.map_err(|error| {
            Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error)
        })?;
        output.out.write_all(page.map_err(unreadable)?.as_bytes())?;
        return Ok(Exit::Done);
    }
    let (readable, links) = off_the_runtime(&parsed).await;
    if let Some(trouble) = readable.trouble {
        output.say(|texts| texts.say(trouble.key()));
    }
    if parsed.is_partial {
        output.say(|texts| texts.say("render-partial"));
    }
    let found = engine.authentication(&header.mailbox, &parsed.authentications);
    let authentication = found.await?;
    let not_confirmed = authentication.as_ref();
    let not_confirmed = not_confirmed.and_then(|found| found.doubt(&header.participants));
    let own = own_domains(engine).await?;
    let mut doubts = own.doubts(&header.participants);
    doubts.extend(not_confirmed);
    let doubtful_links = links.iter().filter_map(|(text, to)| {
        let target = link::target(text, to, &own).filter(|target| !target.doubts.is_empty())?;
        Some(LinkRow {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            address: target.address,
            doubts: target.doubts,
        })
    });
    let doubtful_links = doubtful_links.take(MOST_LINKS).collect();
    let answered = header.clone();
    let answered = mailbox::read(engine, move |r| r.answered_by(&[answered])).await?;
    let row = Row {
        doubtful_links,
        answered_by: answered.into_iter().next().map(|(_, who)| who),
        bounce: bounce_of(engine, &header).await?,
        doubts,
        authentication,
        header: &header,
        invitation: parsed.invitation,
        packings: parsed.packings,
        text: readable.text,
        html: parsed.html,
        attachments: parsed
            .attachments
            .into_iter()
            .map(|a| AttachmentRow {
                called: file_type(&a),
                kind: file_type(&a).words(|key| key.trim_start_matches("file-").to_owned()),
                is_program: a.kind.is_program,
                pretends: a.kind.pretends,
                index: a.index,
                name: a.name,
                media_type: a.media_type,
                size: a.size,
                inline: a.inline,
                here: !a.is_left_out,
            })
            .collect(),
    };
    output.row(&row, |texts| words(&row, texts))?;
    Ok(Exit::Done)
}

fn unreadable(error: rfc822::ParseError) -> Problem {
    Problem::new(ProblemKind::Server, Text::new("problem-unreadable-message")).detail(error)
}

/// Rendering HTML may take its five seconds; and its links.
async fn off_the_runtime(
    message: &rfc822::ParsedMessage,
) -> (render::Readable, Vec<(String, String)>) {
    let message = message.clone();
    let read = move || (render::readable(&message), render::links_of(&message));
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}

fn words(row: &Row<'_>, texts: &Texts) -> String {
    let who = |list: &[NamedAddress]| {
        list.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let header = row.header;
    let mut lines = vec![
        (texts.say("header-from"), who(&header.participants.from)),
        (texts.say("header-to"), who(&header.participants.to)),
        (texts.say("header-cc"), who(&header.participants.cc)),
        (
            texts.say("header-date"),
            texts.written(header, &TimeZone::system()),
        ),
        (texts.say("header-subject"), header.subject.clone()),
    ];
    for doubt in &row.doubts {
        lines.push((
            texts.say("header-doubt"),
            super::say(texts, &doubt_in_words(doubt)),
        ));
    }
    let found = row.authentication.as_ref();
    if let Some(said) = found.and_then(|found| confirmed_in_words(found, &header.participants)) {
        lines.push((texts.say("header-confirmed"), super::say(texts, &said)));
    }
    for packing in &row.packings {
        lines.push((texts.say("header-packing"), texts.say(packing.key())));
    }
    if let Some(meeting) = &row.invitation {
        lines.extend(meeting_lines(meeting, texts));
    }
    if let Some(sender) = &header.participants.sender {
        lines.insert(1, (texts.say("header-sender"), sender.to_string()));
    }
    let sent_by = match &header.sent_by {
        SentBy::NotAsked => String::new(),
        SentBy::Unknown => texts.say("sent-by-unknown"),
        SentBy::Member(member) => member.to_string(),
    };
    lines.push((texts.say("header-sent-by"), sent_by));
    let answered = row.answered_by.as_ref().map(ToString::to_string);
    lines.push((
        texts.say("header-answered-by"),
        answered.unwrap_or_default(),
    ));
    let author = &header.participants.from;
    let is_author = |to: &NamedAddress| {
        let mut authors = author.iter();
        authors.any(|one| one.address.eq_ignore_ascii_case(&to.address))
    };
    let answers = header.participants.reply_to.iter();
    let answers: Vec<NamedAddress> = answers.filter(|to| !is_author(to)).cloned().collect();
    let leaves = answers.iter().any(|to| answers_leave(to, author));
    let answers = who(&answers);
    let said = match leaves {
        true => texts.say_with("reader-answers-leave", &[("people", answers.into())]),
        false => answers,
    };
    lines.push((texts.say("header-reply-to"), said));
    let labels: Vec<String> = labels(&header.flags)
        .iter()
        .map(|l| texts.label(l))
        .collect();
    lines.push((texts.say("header-labels"), labels.join(", ")));
    let alike = row.bounce.as_ref().map(Bounce::alike).unwrap_or_default();
    for one in alike.iter().take(MOST_BACK) {
        let words = super::say(texts, &came_back(one, MOST_BACK, usize::MAX));
        lines.push((texts.say("header-came-back"), words));
    }
    for link in &row.doubtful_links {
        let doubts = link.doubts.iter();
        let doubts = doubts.map(|doubt| super::say(texts, &link_doubt_in_words(doubt)));
        let words = [
            ("text", link.text.as_str().into()),
            ("address", link.address.as_str().into()),
            ("doubts", doubts.collect::<Vec<_>>().join(" ").into()),
        ];
        lines.push((
            texts.say("header-doubt"),
            texts.say_with("cli-doubtful-link", &words),
        ));
    }
    for attachment in &row.attachments {
        lines.push((texts.say("header-attachment"), attached(attachment, texts)));
    }
    let mut text = String::new();
    for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    let said = row.text.trim_end();
    let is_said = row.packings.iter().any(|packing| packing.hides_text());
    let is_said = is_said || row.invitation.is_some();
    match (said.is_empty() && !is_said, row.attachments.is_empty()) {
        (false, _) => text.push_str(said),
        (true, true) => text.push_str(&texts.say("reader-no-text")),
        (true, false) => text.push_str(&texts.say("reader-no-text-but-attachments")),
    }
    text
}

/// An attachment with what it is.
fn attached(attachment: &AttachmentRow, texts: &Texts) -> String {
    let mut about = vec![
        texts.size(attachment.size),
        attachment.called.clone().words(|key| texts.say(key)),
    ];
    // As the window says it.
    match (attachment.pretends, attachment.is_program) {
        (true, _) => about.push(texts.say("attachment-pretends")),
        (false, true) => about.push(texts.say("attachment-program")),
        (false, false) => {}
    }
    format!("{} ({})", attachment.name, about.join(", "))
}

/// Most attendees that are named; JSON has all.
const MOST_ATTENDEES: usize = 20;

fn meeting_lines(meeting: &Invitation, texts: &Texts) -> Vec<(String, String)> {
    let title = match meeting.title.as_str() {
        "" => texts.say("meeting-untitled"),
        title => title.to_owned(),
    };
    let word = texts.meeting_word(meeting);
    let mut lines = vec![(texts.say("header-meeting"), format!("{word}: {title}"))];
    let when = meeting.when.as_ref();
    let organiser = meeting.organiser.as_ref();
    let mut attendees: Vec<String> = meeting
        .attendees
        .iter()
        .take(MOST_ATTENDEES)
        .map(|attendee| texts.attendee(attendee))
        .collect();
    let more = meeting.attendee_count - attendees.len();
    if more > 0 {
        attendees.push(texts.say_with("meeting-not-named", &[("count", more.into())]));
    }
    for (key, value) in [
        (
            "header-when",
            when.map(|when| texts.meeting_time(when, &TimeZone::system())),
        ),
        ("header-repeats", texts.meeting_series(meeting)),
        ("header-where", meeting.place.clone()),
        ("header-organiser", organiser.map(ToString::to_string)),
        ("header-attendees", Some(attendees.join(", "))),
    ] {
        lines.push((texts.say(key), value.unwrap_or_default()));
    }
    lines
}
