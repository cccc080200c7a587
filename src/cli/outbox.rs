//! `outbox`: messages between Send and done.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::args::{OutboxVerb, Outcome};
use super::outbox_rows::{Row, line, show};
use super::output::say_advice;
use super::{Ended, Exit, Output, mailbox, when};
use super::{earlier_answer, outbox_list};
use crate::domain::{OutboxId, OutboxState, Outgoing};
use crate::engine::{
    Command, Engine, OutboxAction, Possible, Problem, ProblemKind, Reply, Text, check_that_stopped,
    possible, refused_recipients, why,
};
use crate::i18n::Texts;

/// How a verb ends that leaves a message in this state.
pub(super) fn exit(state: OutboxState) -> Exit {
    match state {
        OutboxState::Accepted | OutboxState::Filing | OutboxState::Done => Exit::Done,
        OutboxState::Held => Exit::NotPermitted,
        // Still on its way when nobody could wait any longer: it may arrive.
        OutboxState::Unknown | OutboxState::Sending => Exit::Unknown,
        OutboxState::Scheduled | OutboxState::Queued => Exit::Queued,
    }
}

pub(super) async fn run(engine: &Engine, verb: OutboxVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        OutboxVerb::List => {
            list(engine, &all(engine).await?, output).await?;
            Ok(Exit::Done)
        }
        OutboxVerb::Run => {
            let before = standing(&all(engine).await?);
            engine.request(Command::RunOutbox).await?;
            let after = all(engine).await?;
            let exit = exit_of_run(&before, &standing(&after));
            if let Err(error) = list(engine, &after, output).await {
                tracing::warn!(%error, "What was done could not be written to the output.");
            }
            Ok(exit)
        }
        OutboxVerb::Show { id } => {
            let outgoing = outgoing(engine, id).await?;
            show(&row(engine, &outgoing, output.texts).await, output)?;
            advise(&outgoing, output);
            Ok(Exit::Done)
        }
        OutboxVerb::Cancel { id } => cancel(engine, id, output).await,
        OutboxVerb::Discard { id } => discard(engine, id, output).await,
        OutboxVerb::Edit { id, left_out } => {
            let action = match left_out {
                true => OutboxAction::EditForLeftOut,
                false => OutboxAction::Edit,
            };
            edit(engine, id, action, output).await
        }
        OutboxVerb::Later { id, time } => {
            let now = Timestamp::now();
            let at = when::to_come(&time, now, &TimeZone::system(), output.texts)?;
            change(engine, id, OutboxAction::LeaveAt(at), output).await
        }
        OutboxVerb::Before { id, other } => {
            change(engine, id, OutboxAction::PutBefore(other), output).await
        }
        OutboxVerb::Others { id } => {
            let refused = refused_recipients(&outgoing(engine, id).await?);
            act(engine, id, OutboxAction::LeaveOut(refused), output).await
        }
        OutboxVerb::Copy {
            id,
            mailbox,
            folder,
            none: _,
        } => {
            // Both or neither, as the arguments say.
            let action = match mailbox.zip(folder) {
                Some((mailbox, folder)) => {
                    let folder = mailbox::folder_of(engine, &mailbox, &folder).await?;
                    OutboxAction::CopyTo(folder.id)
                }
                None => OutboxAction::LeaveUncopied,
            };
            act(engine, id, action, output).await
        }
        OutboxVerb::Now { id } | OutboxVerb::Retry { id } => {
            // It would leave in spite of what was found, which nobody need have read.
            if check_that_stopped(&outgoing(engine, id).await?).is_some() {
                let text = Text::new("cli-outbox-stopped-by-check").with("id", id.to_string());
                return Err(Problem::new(ProblemKind::Usage, text).into());
            }
            act(engine, id, OutboxAction::TryNow, output).await
        }
        OutboxVerb::Anyway { id } => {
            let stopped = check_that_stopped(&outgoing(engine, id).await?);
            let action = stopped.map_or(OutboxAction::TryNow, OutboxAction::SendAnyway);
            act(engine, id, action, output).await
        }
        OutboxVerb::Resolve { id, outcome } => {
            let action = match outcome {
                Outcome::Sent => OutboxAction::TreatAsSent,
                Outcome::Again => OutboxAction::SendAgain,
            };
            act(engine, id, action, output).await
        }
    }
}

/// Changes a message that goes on waiting.
async fn change(
    engine: &Engine,
    id: OutboxId,
    action: OutboxAction,
    output: &mut Output<'_>,
) -> Ended {
    engine.request(Command::Outbox { id, action }).await?;
    say(engine, &outgoing(engine, id).await?, output).await;
    Ok(Exit::Done)
}

/// Out of the outbox, and a draft again. One that was to be sent again stays, as unknown as it was.
async fn cancel(engine: &Engine, id: OutboxId, output: &mut Output<'_>) -> Ended {
    let action = OutboxAction::Cancel;
    engine.request(Command::Outbox { id, action }).await?;
    if let Some(row) = mailbox::read(engine, move |r| r.outgoing(id)).await? {
        say(engine, &row, output).await;
        return Ok(Exit::Done);
    }
    let row = serde_json::json!({ "outbox_id": id, "state": "cancelled" });
    output.report(&row, |texts| {
        texts.say_with("cli-outbox-cancelled", &[("id", id.to_string().into())])
    });
    Ok(Exit::Done)
}

/// Out of the outbox, and its draft away. A process that ends between the two leaves the draft.
async fn discard(engine: &Engine, id: OutboxId, output: &mut Output<'_>) -> Ended {
    let row = outgoing(engine, id).await?;
    // Where it may have left, editing makes a new draft, and the message stays.
    let may = possible(&row);
    if !may.contains(&Possible::Discard) && !may.contains(&Possible::Cancel) {
        let text = Text::new("outbox-not-in-this-state").with("state", row.state.word());
        return Err(Problem::new(ProblemKind::Usage, text).into());
    }
    let action = OutboxAction::Edit;
    let Reply::Draft(draft) = engine.request(Command::Outbox { id, action }).await? else {
        return Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).into());
    };
    // Had it left in this moment, it would still be there, and the draft a new one.
    let left = mailbox::read(engine, move |r| r.outgoing(id)).await?;
    engine.request(Command::DiscardDraft(draft)).await?;
    if let Some(row) = left {
        let text = Text::new("outbox-not-in-this-state").with("state", row.state.word());
        return Err(Problem::new(ProblemKind::Usage, text).into());
    }
    engine.settle_drafts().await;
    let row = serde_json::json!({ "outbox_id": id, "state": "discarded" });
    output.report(&row, |texts| {
        texts.say_with("cli-outbox-discarded", &[("id", id.to_string().into())])
    });
    Ok(Exit::Done)
}

async fn edit(
    engine: &Engine,
    id: OutboxId,
    action: OutboxAction,
    output: &mut Output<'_>,
) -> Ended {
    let Reply::Draft(draft) = engine.request(Command::Outbox { id, action }).await? else {
        return Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).into());
    };
    let row = serde_json::json!({ "outbox_id": id, "draft_id": draft });
    output.report(&row, |texts| {
        let (id, draft) = (id.to_string(), draft.to_string());
        texts.say_with(
            "cli-outbox-edit",
            &[("id", id.into()), ("draft", draft.into())],
        )
    });
    Ok(Exit::Done)
}

async fn act(
    engine: &Engine,
    id: OutboxId,
    action: OutboxAction,
    output: &mut Output<'_>,
) -> Ended {
    let settled = super::send::Settling::begin(engine, id);
    engine.request(Command::Outbox { id, action }).await?;
    match settled.wait(engine).await {
        Ok(row) => {
            say(engine, &row, output).await;
            Ok(exit(row.state))
        }
        // It may have left by now.
        Err(problem) => {
            output.problem(&problem);
            Ok(Exit::Unknown)
        }
    }
}

type Standing = (OutboxId, OutboxState);

/// Where each message stands.
fn standing(rows: &[Outgoing]) -> Vec<Standing> {
    rows.iter().map(|row| (row.outbox_id, row.state)).collect()
}

/// How a run ends: by the worst that it made of a message. What was held or unknown before, it did
/// not touch.
fn exit_of_run(before: &[Standing], after: &[Standing]) -> Exit {
    let ends: Vec<Exit> = after
        .iter()
        .filter(|row| match row.1 {
            OutboxState::Held | OutboxState::Unknown => !before.contains(row),
            // Its time has not come.
            OutboxState::Scheduled => false,
            _ => true,
        })
        .map(|row| match row.1 {
            // On its way at this moment, and known to whoever sends it.
            OutboxState::Sending => Exit::Queued,
            state => exit(state),
        })
        .collect();
    [Exit::Unknown, Exit::NotPermitted, Exit::Queued]
        .into_iter()
        .find(|end| ends.contains(end))
        .unwrap_or(Exit::Done)
}

async fn all(engine: &Engine) -> Result<Vec<Outgoing>, Problem> {
    mailbox::read(engine, |r| r.outbox(&OutboxState::ALL)).await
}

/// A message as a row, with the answer of one's own that holds it. That one is only to be looked at:
/// where it cannot be read, the row stands without it.
async fn row(engine: &Engine, outgoing: &Outgoing, texts: &Texts) -> Row {
    let earlier = earlier_answer::of(engine, outgoing).await;
    let earlier = earlier.unwrap_or_else(|problem| {
        tracing::warn!(%problem, "The earlier answer to the same message could not be read.");
        None
    });
    Row::of(outgoing, texts).after(earlier)
}

async fn list(
    engine: &Engine,
    outbox: &[Outgoing],
    output: &mut Output<'_>,
) -> std::io::Result<()> {
    let mut rows = Vec::with_capacity(outbox.len());
    for outgoing in outbox {
        rows.push(row(engine, outgoing, output.texts).await);
    }
    outbox_list::list(&rows, Timestamp::now(), &TimeZone::system(), output)
}

/// What became of a message, and what may be done about it.
pub(super) async fn say(engine: &Engine, outgoing: &Outgoing, output: &mut Output<'_>) {
    let row = row(engine, outgoing, output.texts).await;
    output.report(&row, |texts| line(&row, texts));
    advise(outgoing, output);
}

fn advise(outgoing: &Outgoing, output: &mut Output<'_>) {
    if let Some(advice) = why(outgoing).and_then(|problem| problem.advice) {
        output.say(|texts| say_advice(texts, &advice));
    }
}

pub(super) async fn outgoing(engine: &Engine, id: OutboxId) -> Result<Outgoing, Problem> {
    let found = mailbox::read(engine, move |r| r.outgoing(id)).await?;
    found.ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            Text::new("outbox-no-message").with("id", id.to_string()),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_by_what_it_made_of_the_messages() {
        use OutboxState::{Done, Filing, Held, Queued, Scheduled, Unknown};
        let rows = |states: &[OutboxState]| -> Vec<Standing> {
            (1..).map(OutboxId).zip(states.iter().copied()).collect()
        };
        for (before, after, exit) in [
            (&[][..], &[][..], Exit::Done),
            (&[Queued], &[Filing], Exit::Done),
            (&[Queued, Queued], &[Done, Queued], Exit::Queued),
            (&[Queued, Queued], &[Held, Queued], Exit::NotPermitted),
            (&[Queued, Queued], &[Held, Unknown], Exit::Unknown),
            (
                &[Held, Unknown, Scheduled],
                &[Held, Unknown, Scheduled],
                Exit::Done,
            ),
        ] {
            assert_eq!(exit_of_run(&rows(before), &rows(after)), exit, "{after:?}");
        }
    }
}
