//! `send`: write, hand over, and wait for what becomes of it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::{Instant, timeout_at};

use super::args::SendArgs;
use super::writing::{attached, identity, people, text};
use super::{Ended, Exit, Output, Place, draft, mailbox, messages, outbox, when};
use crate::domain::{Draft, Intent, MessageKey, OutboxId, OutboxState, Outgoing, TextFormat};
use crate::engine::{
    Command, Engine, Event, Events, Leave, Problem, ProblemKind, QuoteWords, Reply, Text,
    with_signature,
};
use crate::i18n::Texts;

/// How long `send` waits for the copy once the message was accepted.
const COPY: Duration = Duration::from_secs(60);

/// How long it waits until it was looked for, when nobody knows whether it was taken.
const LOOK: Duration = Duration::from_secs(15);

pub(super) async fn run(
    engine: &Engine,
    args: SendArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    if args.draft {
        let written = written(engine, &args, place, output).await;
        let kept = match written {
            Ok(written) => draft::keep(engine, None, written, output).await,
            Err(problem) => Err(problem),
        };
        return Ok(kept.unwrap_or_else(|problem| nothing_is_kept(problem, output)));
    }
    let waits = !args.later && args.at.is_none();
    let at = args
        .at
        .as_deref()
        .map(|text| when::to_come(text, Timestamp::now(), &TimeZone::system(), output.texts));
    let at = at.transpose()?;
    let events = engine.events();
    let row = match put(engine, args, at, place, output).await {
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
            outbox::say(engine, &row, output).await;
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
    output: &mut Output<'_>,
) -> Result<Outgoing, Problem> {
    let draft = written(engine, &args, place, output).await?;
    remind(engine, &draft, output).await?;
    let command = Command::Send {
        draft,
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

/// Says what a person is reminded of in a window; nobody is asked here, and nothing is kept from leaving.
pub(super) async fn remind(
    engine: &Engine,
    draft: &Draft,
    output: &mut Output<'_>,
) -> Result<(), Problem> {
    for reminder in engine.reminders(draft).await? {
        let words = super::say(output.texts, &reminder.text());
        let row = serde_json::json!({ "reminder": reminder, "message": words });
        output.remark(&row, |texts| {
            Some(format!("{} {words}", texts.say("cli-warning")))
        });
    }
    Ok(())
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

async fn written(
    engine: &Engine,
    args: &SendArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Result<Draft, Problem> {
    let usual = || engine.settings().write_as;
    let format = args.format.named().unwrap_or_else(usual);
    let source = match (&args.reply_to_id, &args.forward_id) {
        (Some(id), _) if args.all => Some((id, Intent::ReplyAll)),
        (Some(id), _) => Some((id, Intent::Reply)),
        (None, Some(id)) => Some((id, Intent::Forward)),
        (None, None) => None,
    };
    let mut draft = match source {
        Some((id, Intent::Forward)) if args.as_attachment => engine.forward_attached(id).await?,
        Some((id, intent)) => {
            let mut words = above_quote(engine, id, intent, output.texts).await?;
            // As it was laid out it can be passed on in a text that is formatted.
            words.is_drawn = intent == Intent::Forward && format == TextFormat::Formatted;
            let begun = engine.begin_answer(id, intent, &words).await?;
            if let Some(note) = begun.note {
                let words = super::say(output.texts, &note.message);
                let row = serde_json::json!({ "warning": note.message.key, "message": words });
                output.remark(&row, |texts| {
                    Some(format!("{} {words}", texts.say("cli-warning")))
                });
            }
            begun.draft
        }
        None => Draft::default(),
    };
    draft.format = format;
    let identities = engine.identities().await?;
    if let Some(from) = &args.from {
        draft.from = Some(identity(&identities, from, args.on_behalf)?);
    } else if draft.from.is_none() {
        let text = Text::new("cli-no-identity-of-mailbox");
        return Err(
            Problem::new(ProblemKind::Usage, text).advise(Text::new("cli-advice-name-from"))
        );
    }
    if !args.to.is_empty() {
        draft.to = people(&args.to)?;
    }
    draft.receipt = args.receipt;
    draft.cc.extend(people(&args.cc)?);
    draft.bcc.extend(people(&args.bcc)?);
    if let Some(subject) = &args.subject {
        draft.subject.clone_from(subject);
    }
    let body = &args.body;
    let own = text(body.body.as_deref(), body.body_file.as_deref(), place).await?;
    let own = own.unwrap_or_default();
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
    draft
        .attachments
        .extend(attached(&args.attach, place).await?);
    Ok(draft)
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
        // What this face shows are words.
        is_drawn: false,
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

    /// Until it is accepted, held, unknown although it was looked for, or waits for a reason; then for its
    /// copy, but not for ever.
    pub(super) async fn wait(mut self, engine: &Engine) -> Result<Outgoing, Problem> {
        let (mut copied, mut looked): (Option<Instant>, Option<Instant>) = (None, None);
        loop {
            let row = outbox::outgoing(engine, self.id).await?;
            let now = Instant::now();
            let until = match row.state {
                OutboxState::Done | OutboxState::Held => return Ok(row),
                OutboxState::Queued | OutboxState::Scheduled if row.error.is_some() => {
                    return Ok(row);
                }
                // The first look follows at once, and nobody is asked what it answers.
                OutboxState::Unknown if row.looks > 0 => return Ok(row),
                OutboxState::Unknown => *looked.get_or_insert(now + LOOK),
                OutboxState::Accepted | OutboxState::Filing => *copied.get_or_insert(now + COPY),
                OutboxState::Queued | OutboxState::Scheduled | OutboxState::Sending => {
                    now + Duration::from_secs(3600)
                }
            };
            match timeout_at(until, self.next()).await {
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
