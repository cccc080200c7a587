//! `draft`: what was begun and not sent yet.

use jiff::Timestamp;
use serde::Serialize;

use super::args::{DraftEditArgs, DraftVerb};
use super::writing::{attached, identity, people, text};
use super::{Ended, Exit, Output, Place, mailbox, outbox, send};
use crate::domain::{
    Attachment, Draft, DraftAt, DraftId, DraftLink, FolderId, MailboxId, NamedAddress, OutboxId,
    SendRightKey, TextFormat,
};
use crate::engine::{
    Command, DraftSummary, Engine, Leave, Problem, ProblemKind, Reply, StoredDraft, Text, note_of,
    signature_in, with_signature,
};
use crate::i18n::Texts;
use crate::rfc822::{Along, along, in_words};

/// The copy in a Drafts folder.
#[derive(Serialize)]
struct Remote {
    mailbox: Option<MailboxId>,
    folder: Option<String>,
    uid: u32,
}

#[derive(Serialize)]
struct Row {
    draft_id: DraftId,
    from: Option<SendRightKey>,
    to: Vec<NamedAddress>,
    subject: String,
    changed_at: Timestamp,
    remote: Option<Remote>,
    outbox_id: Option<OutboxId>,
    /// What its owner should know of its copy.
    note: Option<String>,
}

/// The same with what was written.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    row: Row,
    cc: Vec<NamedAddress>,
    bcc: Vec<NamedAddress>,
    /// Is a receipt asked for?
    receipt: bool,
    /// Is it plain or formatted?
    format: TextFormat,
    body: String,
    attachments: Vec<File>,
}

#[derive(Serialize)]
struct File {
    name: String,
    media_type: String,
    size: usize,
}

impl Row {
    async fn of(engine: &Engine, draft: DraftSummary, texts: &Texts) -> Result<Self, Problem> {
        let note = draft.link.as_ref().and_then(note_of);
        Ok(Self {
            draft_id: draft.id,
            from: draft.from,
            to: draft.to,
            subject: draft.subject,
            changed_at: draft.changed_at,
            remote: remote(engine, draft.link).await?,
            outbox_id: draft.outbox,
            note: note.map(|problem| super::say(texts, &problem.message)),
        })
    }

    fn columns(&self) -> Vec<String> {
        let to = self.to.first().map(|a| a.label().to_owned());
        let place = self.remote.as_ref().map(|remote| {
            let mailbox = remote.mailbox.as_ref().map(MailboxId::as_str);
            let folder = remote.folder.as_deref();
            format!("{} {}", mailbox.unwrap_or("?"), folder.unwrap_or("?"))
        });
        vec![
            self.draft_id.to_string(),
            to.unwrap_or_default(),
            self.subject.clone(),
            place.unwrap_or_default(),
            self.note.clone().unwrap_or_default(),
        ]
    }

    fn line(&self) -> String {
        self.columns().join("  ").trim_end().to_owned()
    }
}

async fn remote(engine: &Engine, link: Option<DraftLink>) -> Result<Option<Remote>, Problem> {
    let Some(copy) = link.and_then(|link| link.copy) else {
        return Ok(None);
    };
    let id: FolderId = copy.key.folder;
    let folder = mailbox::read(engine, move |r| r.folder(&id)).await?;
    Ok(Some(Remote {
        mailbox: folder.as_ref().map(|folder| folder.mailbox.clone()),
        folder: folder.map(|folder| folder.path),
        uid: copy.key.uid,
    }))
}

pub(super) async fn run(
    engine: &Engine,
    verb: DraftVerb,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    match verb {
        DraftVerb::List => {
            let mut rows = Vec::new();
            for draft in mailbox::read(engine, |r| r.all_drafts()).await? {
                rows.push(Row::of(engine, draft, output.texts).await?);
            }
            output.table(&rows, |row, _| row.columns())?;
            Ok(Exit::Done)
        }
        DraftVerb::Show { id } => {
            let whole = whole(engine, id, output.texts).await?;
            output.row(&whole, |texts| words(&whole, texts))?;
            Ok(Exit::Done)
        }
        DraftVerb::Open { id } => {
            let id = engine.open_draft(&id).await?;
            let row = whole(engine, id, output.texts).await?.row;
            output.report(&row, |_| row.line());
            Ok(Exit::Done)
        }
        DraftVerb::Edit(args) => {
            let (over, draft) = edited(engine, &args, place).await?;
            Ok(keep(engine, Some(over), draft, output).await?)
        }
        DraftVerb::Send { id } => {
            let stored = stored(engine, id).await?;
            send::remind(engine, &stored.draft, output).await?;
            let command = Command::Send {
                id: Some(stored.at()),
                draft: stored.draft,
                leave: Leave::Now,
            };
            let events = engine.events();
            let Reply::Outgoing(row) = engine.request(command).await? else {
                return Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).into());
            };
            match send::Settling::of(row.outbox_id, events).wait(engine).await {
                Ok(row) => {
                    outbox::say(engine, &row, output).await;
                    Ok(outbox::exit(row.state))
                }
                // It may have left by now.
                Err(problem) => {
                    output.problem(&problem);
                    Ok(Exit::Unknown)
                }
            }
        }
        DraftVerb::Discard { id } => {
            // It says so if there is none, or if its message is in the outbox.
            let _ = stored(engine, id).await?;
            engine.request(Command::DiscardDraft(id)).await?;
            engine.settle_drafts().await;
            output.report(
                &serde_json::json!({ "draft_id": id, "state": "discarded" }),
                |texts| texts.say_with("cli-draft-discarded", &[("id", id.to_string().into())]),
            );
            Ok(Exit::Done)
        }
    }
}

/// Keeps a draft, here and where its mailbox wants it kept, and shows its row.
///
/// # Errors
/// It could not be kept here; or somebody changed it since it was as `over` says.
pub(super) async fn keep(
    engine: &Engine,
    over: Option<DraftAt>,
    draft: Draft,
    output: &mut Output<'_>,
) -> Result<Exit, Problem> {
    let keep = Command::KeepDraft {
        over,
        draft,
        or_apart: false,
    };
    let Reply::Kept { at, .. } = engine.request(keep).await? else {
        return Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")));
    };
    engine.settle_drafts().await;
    let row = whole(engine, at.id, output.texts).await?.row;
    output.report(&row, |_| row.line());
    Ok(Exit::Done)
}

/// The draft with what is to be changed, and the state of it that is changed.
async fn edited(
    engine: &Engine,
    args: &DraftEditArgs,
    place: &Place,
) -> Result<(DraftAt, Draft), Problem> {
    // It may take its time to be typed, and the draft goes on meanwhile where it is open.
    let body = text(args.body.as_deref(), args.body_file.as_deref(), place).await?;
    let files = attached(&args.attach, place).await?;
    let stored = stored(engine, args.id).await?;
    if let Some(outbox) = stored.outbox {
        let text = Text::new("outbox-already-there").with("id", outbox.to_string());
        return Err(Problem::new(ProblemKind::Usage, text));
    }
    let over = stored.at();
    let mut draft = stored.draft;
    for (list, words) in [
        (&mut draft.to, &args.to),
        (&mut draft.cc, &args.cc),
        (&mut draft.bcc, &args.bcc),
    ] {
        if let Some(words) = words {
            *list = people(words)?;
        }
    }
    if let Some(subject) = &args.subject {
        draft.subject.clone_from(subject);
    }
    if let Some(from) = &args.from {
        let identities = engine.identities().await?;
        let signature = |key: Option<&SendRightKey>| {
            let identity = identities.iter().find(|i| Some(&i.key) == key);
            identity.and_then(|i| i.signature.as_deref())
        };
        let new = identity(&identities, from, args.on_behalf)?;
        let all = identities.iter().filter_map(|i| i.signature.as_deref());
        let old = signature_in(&draft.body, all);
        let old = old.as_deref().or_else(|| signature(draft.from.as_ref()));
        draft.body = with_signature(&draft.body, old, signature(Some(&new)));
        draft.from = Some(new);
    }
    if let Some(body) = body {
        draft.body = body;
    }
    if let Some(format) = args.format.named() {
        draft.format = format;
    }
    if draft.format == TextFormat::Plain {
        // What was laid out is passed on in words.
        draft.body = in_words(&draft.body, &draft.attachments);
        let along = along(&draft.attachments, &draft.body, draft.format);
        let mut along = along.into_iter();
        let goes = |file: &Attachment| along.next() != Some(Along::Not) || !file.is_layout();
        draft.attachments.retain(goes);
    }
    draft.attachments.extend(files);
    Ok((over, draft))
}

async fn stored(engine: &Engine, id: DraftId) -> Result<StoredDraft, Problem> {
    let found = mailbox::read(engine, move |r| r.draft(id)).await?;
    found.ok_or_else(|| {
        let text = Text::new("cli-no-draft").with("id", id.to_string());
        Problem::new(ProblemKind::NotFound, text)
    })
}

async fn whole(engine: &Engine, id: DraftId, texts: &Texts) -> Result<Whole, Problem> {
    let stored = stored(engine, id).await?;
    let draft = stored.draft;
    let files = draft.attachments.iter().map(|file| File {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.bytes.len(),
    });
    let attachments: Vec<File> = files.collect();
    let summary = DraftSummary {
        id,
        from: draft.from,
        to: draft.to,
        copies: [draft.cc.as_slice(), draft.bcc.as_slice()].concat(),
        subject: draft.subject,
        preview: String::new(),
        attachments: attachments.len(),
        changed_at: stored.changed_at,
        is_stored: stored.stored_at == Some(stored.changed_at),
        outbox: stored.outbox,
        link: stored.link,
    };
    Ok(Whole {
        row: Row::of(engine, summary, texts).await?,
        cc: draft.cc,
        bcc: draft.bcc,
        receipt: draft.receipt,
        format: draft.format,
        body: draft.body,
        attachments,
    })
}

fn words(whole: &Whole, texts: &Texts) -> String {
    let people = |list: &[NamedAddress]| {
        let all: Vec<String> = list.iter().map(ToString::to_string).collect();
        all.join(", ")
    };
    let row = &whole.row;
    let from = row.from.as_ref().map(|from| from.address.to_string());
    let mut lines = vec![
        (texts.say("header-from"), from.unwrap_or_default()),
        (texts.say("header-to"), people(&row.to)),
        (texts.say("header-cc"), people(&whole.cc)),
        (texts.say("header-bcc"), people(&whole.bcc)),
        (texts.say("header-subject"), row.subject.clone()),
    ];
    for file in &whole.attachments {
        lines.push((texts.say("header-attachment"), file.name.clone()));
    }
    let filled = lines.into_iter().filter(|(_, value)| !value.is_empty());
    let mut text: String = filled
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    if whole.receipt {
        text.push_str(&texts.say("compose-receipt-asked"));
        text.push('\n');
    }
    if whole.format == TextFormat::Formatted {
        text.push_str(&texts.say("cli-formatted"));
        text.push('\n');
    }
    for line in row.note.iter() {
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    text.push_str(whole.body.trim_end());
    text
}
