//! `outbox`: messages between Send and done.

use jiff::Timestamp;
use serde::Serialize;

use super::args::{OutboxVerb, Outcome};
use super::output::say_advice;
use super::{Ended, Exit, Output, mailbox};
use crate::domain::{CopyState, NamedAddress, OutboxId, OutboxState, Outgoing, Phase};
use crate::engine::{Command, Engine, OutboxAction, Problem, ProblemKind, Text, why};
use crate::i18n::Texts;

#[derive(Serialize)]
pub(super) struct Row {
    outbox_id: OutboxId,
    message_id: String,
    from: NamedAddress,
    to: Vec<NamedAddress>,
    subject: String,
    state: OutboxState,
    phase: Phase,
    copy: CopyState,
    attempts: u32,
    next_attempt_at: Option<Timestamp>,
    error: Option<String>,
    /// The server's own words, where it refused.
    reply: Option<String>,
}

impl Row {
    pub(super) fn of(outgoing: &Outgoing, texts: &Texts) -> Self {
        Self {
            outbox_id: outgoing.outbox_id,
            message_id: outgoing.message_id.clone(),
            from: outgoing.from.clone(),
            to: outgoing.to.clone(),
            subject: outgoing.subject.clone(),
            state: outgoing.state,
            phase: outgoing.phase,
            copy: outgoing.copy,
            attempts: outgoing.attempts,
            next_attempt_at: outgoing.next_attempt_at,
            error: why(outgoing).map(|problem| super::say(texts, &problem.message)),
            reply: outgoing.reply.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn columns(&self, texts: &Texts) -> Vec<String> {
        let to = self
            .to
            .first()
            .map(|a| a.label().to_owned())
            .unwrap_or_default();
        let mut why = self.error.clone().unwrap_or_default();
        if let Some(reply) = &self.reply {
            why = format!("{why} “{reply}”");
        }
        vec![
            self.outbox_id.to_string(),
            word(self.state, self.copy, texts),
            to,
            self.subject.clone(),
            why,
        ]
    }
}

/// The state's word on the screen.
fn word(state: OutboxState, copy: CopyState, texts: &Texts) -> String {
    texts.say(match state {
        OutboxState::Scheduled => "outbox-state-scheduled",
        OutboxState::Queued => "outbox-state-queued",
        OutboxState::Sending => "outbox-state-sending",
        OutboxState::Unknown => "outbox-state-unknown",
        OutboxState::Filing if copy != CopyState::Checked => "outbox-state-filing",
        OutboxState::Accepted | OutboxState::Filing | OutboxState::Done => "outbox-state-sent",
        OutboxState::Held => "outbox-state-held",
    })
}

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
            list(&all(engine).await?, output)?;
            Ok(Exit::Done)
        }
        OutboxVerb::Run => {
            let before = standing(&all(engine).await?);
            engine.request(Command::RunOutbox).await?;
            let after = all(engine).await?;
            let exit = exit_of_run(&before, &standing(&after));
            if let Err(error) = list(&after, output) {
                tracing::warn!(%error, "What was done could not be written to the output.");
            }
            Ok(exit)
        }
        OutboxVerb::Show { id } => {
            let row = outgoing(engine, id).await?;
            show(&row, output)?;
            Ok(Exit::Done)
        }
        OutboxVerb::Cancel { id } => {
            engine
                .request(Command::Outbox {
                    id,
                    action: OutboxAction::Cancel,
                })
                .await?;
            output.report(
                &serde_json::json!({ "outbox_id": id, "state": "cancelled" }),
                |texts| texts.say_with("cli-outbox-cancelled", &[("id", id.to_string().into())]),
            );
            Ok(Exit::Done)
        }
        OutboxVerb::Retry { id } => act(engine, id, OutboxAction::TryNow, output).await,
        OutboxVerb::Resolve { id, outcome } => {
            let action = match outcome {
                Outcome::Sent => OutboxAction::TreatAsSent,
                Outcome::Again => OutboxAction::SendAgain,
            };
            act(engine, id, action, output).await
        }
    }
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
            say(&row, output);
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

fn list(rows: &[Outgoing], output: &mut Output<'_>) -> std::io::Result<()> {
    let rows: Vec<Row> = rows.iter().map(|o| Row::of(o, output.texts)).collect();
    output.table(&rows, Row::columns)
}

fn line(row: &Row, texts: &Texts) -> String {
    row.columns(texts).join("  ").trim_end().to_owned()
}

/// What became of a message, and what may be done about it.
pub(super) fn say(outgoing: &Outgoing, output: &mut Output<'_>) {
    let row = Row::of(outgoing, output.texts);
    output.report(&row, |texts| line(&row, texts));
    advise(outgoing, output);
}

/// The same for who asked for nothing else.
fn show(outgoing: &Outgoing, output: &mut Output<'_>) -> std::io::Result<()> {
    let row = Row::of(outgoing, output.texts);
    output.row(&row, |texts| line(&row, texts))?;
    advise(outgoing, output);
    Ok(())
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
