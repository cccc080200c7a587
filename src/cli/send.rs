//! `send`: write, hand over, and wait for what becomes of it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::{Instant, timeout_at};

use super::args::SendArgs;
use super::{Ended, Exit, Output, Place, files, mailbox, messages, outbox, when};
use crate::domain::{
    Attachment, Draft, EmailAddress, Identity, Intent, MessageKey, Mode, NamedAddress, OutboxId,
    OutboxState, Outgoing, SendRightKey,
};
use crate::engine::{
    Command, Engine, Event, Events, Leave, Problem, ProblemKind, QuoteWords, Reply, Text,
    with_signature,
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
    let waits = !args.later && args.at.is_none();
    let at = args
        .at
        .as_deref()
        .map(|text| when::to_come(text, Timestamp::now(), &TimeZone::system(), output.texts));
    let at = at.transpose()?;
    let events = engine.events();
    let row = match put(engine, args, at, place, output.texts).await {
        Ok(row) => row,
        Err(problem) => return Ok(nothing_is_kept(problem, output)),
    };
    let settled = if waits {
        let id = row.outbox_id;
        Settling { id, events }.wait(engine).await
    } else {
        Ok(row)
    };
    match settled {
        Ok(row) => {
            outbox::say(&row, output);
            if let (OutboxState::Scheduled, Some(at)) = (row.state, at) {
                let date = output.texts.long_date(at, &TimeZone::system());
                output.say(|texts| texts.say_with("cli-leaves-at", &[("date", date.into())]));
            }
            Ok(outbox::exit(row.state))
        }
        // It may have left by now.
        Err(problem) => {
            output.problem(&problem);
            Ok(Exit::Unknown)
        }
    }
}

/// Puts the message into the outbox.
async fn put(
    engine: &Engine,
    args: SendArgs,
    at: Option<Timestamp>,
    place: &Place,
    texts: &Texts,
) -> Result<Outgoing, Problem> {
    let command = Command::Send {
        draft: draft(engine, &args, place, texts).await?,
        id: None,
        leave: match at {
            Some(at) => Leave::At(at),
            None if args.later => Leave::WhenAsked,
            None => Leave::Now,
        },
    };
    match engine.request(command).await? {
        Reply::Outgoing(row) => Ok(row),
        _ => Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug"))),
    }
}

/// Says why nothing is in the outbox. A server that cannot be reached (for the text that would be
/// quoted) is a failure here: its own status says that a message is queued.
fn nothing_is_kept(problem: Problem, output: &mut Output<'_>) -> Exit {
    let exit = Exit::of(&problem);
    if exit != Exit::Queued {
        output.problem(&problem);
        return exit;
    }
    output.problem(&problem.advise(Text::new("cli-advice-nothing-queued")));
    Exit::Failed
}

async fn draft(
    engine: &Engine,
    args: &SendArgs,
    place: &Place,
    texts: &Texts,
) -> Result<Draft, Problem> {
    let source = match (&args.reply_to_id, &args.forward_id) {
        (Some(id), _) if args.all => Some((id, Intent::ReplyAll)),
        (Some(id), _) => Some((id, Intent::Reply)),
        (None, Some(id)) => Some((id, Intent::Forward)),
        (None, None) => None,
    };
    let mut draft = match source {
        Some((id, intent)) => {
            let words = above_quote(engine, id, intent, texts).await?;
            engine.reply_draft(id, intent, &words).await?
        }
        None => Draft::default(),
    };
    let identities = engine.identities().await?;
    if let Some(from) = &args.from {
        draft.from = Some(identity(&identities, from, args.on_behalf)?);
    } else if draft.from.is_none() {
        let text = Text::new("cli-no-identity-of-mailbox");
        return Err(
            Problem::new(ProblemKind::Usage, text).advise(Text::new("cli-advice-name-from"))
        );
    }
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
    draft.receipt = args.receipt;
    draft.cc.extend(list(&args.cc)?);
    draft.bcc.extend(list(&args.bcc)?);
    if let Some(subject) = &args.subject {
        draft.subject.clone_from(subject);
    }
    let own = match (&args.body.body, &args.body.body_file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) if file.as_os_str() == "-" => files::text(place.stdin.clone(), file)?,
        (None, Some(file)) => files::read_text(&place.dir.join(file)).await?,
        (None, None) => String::new(),
    };
    // The quoted text of the original stands below one's own.
    draft.body = match source {
        Some(_) => format!("{}\n\n{}", own.trim_end(), draft.body.trim_start()),
        None => own,
    };
    let identity = identities
        .iter()
        .find(|i| Some(&i.key) == draft.from.as_ref());
    let signature = identity.and_then(|i| i.signature.as_deref());
    if !args.no_signature {
        draft.body = with_signature(&draft.body, None, signature);
    }
    for file in &args.attach {
        let path = place.dir.join(file);
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        draft.attachments.push(Attachment {
            media_type: crate::rfc822::media_type_of(&name),
            name,
            bytes: files::read(&path).await?,
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
    let of_address = || identities.iter().filter(|i| i.key.address == *from);
    let fits = |i: &&Identity| on_behalf == (i.key.mode == Mode::OnBehalf);
    if let Some(identity) = of_address().find(fits) {
        return Ok(identity.key.clone());
    }
    let address = |key: &'static str| Text::new(key).with("address", from.as_str());
    Err(if of_address().any(|i| i.key.mode == Mode::Own) {
        // On behalf of oneself is what every message is.
        Problem::new(ProblemKind::Usage, address("cli-own-on-behalf"))
            .advise(Text::new("cli-advice-own-on-behalf"))
    } else {
        Problem::new(ProblemKind::NotFound, address("problem-no-such-identity"))
            .advise(address("cli-advice-add-identity"))
    })
}

async fn above_quote(
    engine: &Engine,
    id: &MessageKey,
    intent: Intent,
    texts: &Texts,
) -> Result<QuoteWords, Problem> {
    let wanted = id.clone();
    let header = mailbox::read(engine, move |r| r.message(&wanted)).await?;
    let header = header.ok_or_else(messages::no_such_message)?;
    Ok(QuoteWords {
        attribution: texts.above_quote(&header, intent, &TimeZone::system()),
    })
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

    /// With what was listened to before it was put in.
    pub(super) fn of(id: OutboxId, events: Events) -> Self {
        Self { id, events }
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
