//! `send`: write, hand over, and wait for what becomes of it.

use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::time::{Instant, timeout_at};

use super::args::SendArgs;
use super::{Ended, Output, Place, mailbox, outbox};
use crate::domain::{
    Attachment, Draft, EmailAddress, Identity, Intent, MessageKey, Mode, NamedAddress, OutboxId,
    OutboxState, Outgoing, SendRightKey,
};
use crate::engine::{
    Command, Engine, Event, Events, Problem, ProblemKind, QuoteWords, Reply, Text,
};
use crate::i18n::Texts;

/// How long `send` waits for the copy once the message was accepted.
const COPY: Duration = Duration::from_secs(60);

pub(super) async fn run(
    engine: &Engine,
    args: SendArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    let draft = draft(engine, &args, place, output.texts).await?;
    let events = engine.events();
    let command = Command::Send {
        draft,
        id: None,
        later: args.later,
    };
    let Reply::Outgoing(row) = engine.request(command).await? else {
        return Ok(super::Exit::Failed);
    };
    let row = if args.later {
        row
    } else {
        Settling {
            id: row.outbox_id,
            events,
        }
        .wait(engine)
        .await?
    };
    outbox::say(&row, output)?;
    Ok(outbox::exit(row.state))
}

async fn draft(
    engine: &Engine,
    args: &SendArgs,
    place: &Place,
    texts: &Texts,
) -> Result<Draft, Problem> {
    let mut draft = match &args.reply_to_id {
        Some(id) => {
            engine
                .reply_draft(id, Intent::Reply, &attribution(engine, id, texts).await?)
                .await?
        }
        None => Draft::default(),
    };
    draft.from = Some(identity(
        &engine.identities().await?,
        &args.from,
        args.on_behalf,
    )?);
    let list = |words: &[String]| -> Result<Vec<NamedAddress>, Problem> {
        let parsed = words
            .iter()
            .map(|text| NamedAddress::parse_list(text))
            .collect::<Result<Vec<_>, _>>();
        let wrong = |error: crate::domain::AddressError| {
            Problem::new(
                ProblemKind::Usage,
                Text::new("cli-not-an-address").with("text", words.join(", ")),
            )
            .detail(error)
        };
        Ok(parsed.map_err(wrong)?.into_iter().flatten().collect())
    };
    if !args.to.is_empty() {
        draft.to = list(&args.to)?;
    }
    draft.cc.extend(list(&args.cc)?);
    draft.bcc.extend(list(&args.bcc)?);
    if let Some(subject) = &args.subject {
        draft.subject.clone_from(subject);
    }
    let own = match (&args.body.body, &args.body.body_file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) if file.as_os_str() == "-" => {
            String::from_utf8_lossy(&place.stdin).into_owned()
        }
        (None, Some(file)) => {
            String::from_utf8_lossy(&bytes(&place.dir.join(file)).await?).into_owned()
        }
        (None, None) => String::new(),
    };
    // The quoted text of the original stands below one's own.
    draft.body = if args.reply_to_id.is_some() {
        format!("{}\n\n{}", own.trim_end(), draft.body.trim_start())
    } else {
        own
    };
    for file in &args.attach {
        let path = place.dir.join(file);
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        draft.attachments.push(Attachment {
            media_type: crate::rfc822::media_type_of(&name),
            name,
            bytes: bytes(&path).await?,
        });
    }
    Ok(draft)
}

/// The identity that `--from` and `--on-behalf` name. Without `--on-behalf` a shared address is
/// claimed by Send As and nothing else: a way of sending is never exchanged for another unasked.
fn identity(
    identities: &[Identity],
    from: &EmailAddress,
    on_behalf: bool,
) -> Result<SendRightKey, Problem> {
    let of_address = identities.iter().filter(|i| i.key.address == *from);
    let fits = |mode: Mode| {
        if on_behalf {
            mode == Mode::OnBehalf
        } else {
            mode != Mode::OnBehalf
        }
    };
    let found = of_address
        .clone()
        .find(|i| fits(i.key.mode))
        .map(|i| i.key.clone());
    found.ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            Text::new("problem-no-such-identity").with("address", from.as_str()),
        )
        .advise(Text::new("cli-advice-add-identity").with("address", from.as_str()))
    })
}

async fn attribution(
    engine: &Engine,
    id: &MessageKey,
    texts: &Texts,
) -> Result<QuoteWords, Problem> {
    let wanted = id.clone();
    let header = mailbox::read(engine, move |r| r.message(&wanted)).await?;
    let header = header
        .ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message")))?;
    let who = header
        .participants
        .from
        .first()
        .map(|a| a.label().to_owned())
        .unwrap_or_default();
    let date = header.date_header.unwrap_or(header.date);
    Ok(QuoteWords {
        attribution: texts.attribution(&who, date, &TimeZone::system()),
    })
}

async fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| {
        let text = Text::new("cli-file-unreadable").with("file", path.display().to_string());
        Problem::new(ProblemKind::Usage, text).detail(error)
    };
    let size = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if size > Draft::MAX_ATTACHED as u64 {
        let text = Text::new("cli-file-too-large").with("file", path.display().to_string());
        return Err(Problem::new(ProblemKind::Usage, text));
    }
    tokio::fs::read(path).await.map_err(unreadable)
}

/// Waits for what becomes of a message.
pub(super) struct Settling {
    id: OutboxId,
    events: Events,
}

impl Settling {
    /// Listens from now on, so that nothing is missed that follows.
    pub(super) fn begin(engine: &Engine, id: OutboxId) -> Self {
        Self {
            id,
            events: engine.events(),
        }
    }

    /// Until it is accepted, held, unknown, or waits for a reason; then for its copy, but not for ever.
    pub(super) async fn wait(mut self, engine: &Engine) -> Result<Outgoing, Problem> {
        let mut patience: Option<Instant> = None;
        loop {
            let row = outbox::outgoing(engine, self.id).await?;
            let settled = match row.state {
                OutboxState::Done | OutboxState::Held | OutboxState::Unknown => true,
                OutboxState::Queued | OutboxState::Scheduled => row.error.is_some(),
                OutboxState::Sending => false,
                OutboxState::Accepted | OutboxState::Filing => {
                    patience.get_or_insert_with(|| Instant::now() + COPY);
                    false
                }
            };
            if settled {
                return Ok(row);
            }
            let far = Instant::now() + Duration::from_secs(3600);
            match timeout_at(patience.unwrap_or(far), self.next()).await {
                Ok(true) => {}
                Ok(false) | Err(_) => return Ok(row),
            }
        }
    }

    /// Waits for news of this message; false when the engine stops.
    async fn next(&mut self) -> bool {
        loop {
            match self.events.next().await {
                Some(Event::Outbox(id)) if id == self.id => return true,
                Some(Event::Overflow(_)) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }
}
