//! `undo`: the last steps, and taking them back.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::UndoArgs;
use super::{Ended, Exit, Output, mailbox};
use crate::domain::{Act, FolderId, MailboxId, StepId, UndoStep};
use crate::engine::{Command, Engine, Problem, ProblemKind, Reader, Reply, StoreError, Text};
use crate::i18n::Texts;

/// Most messages of a step that are named.
const MOST_NAMED: usize = 5;

#[derive(Serialize)]
struct Row {
    id: StepId,
    done_at: Timestamp,
    /// What was done, in the words of [`Act::word`].
    what: &'static str,
    mailbox: Option<MailboxId>,
    /// The path of the folder, where it is known.
    folder: Option<String>,
    /// Whereto messages were moved or copied, or the folder's path before it was renamed.
    to: Option<String>,
    was: Option<String>,
    /// The flags that were set and cleared, as `mark` takes them.
    flags: Vec<String>,
    messages: usize,
    /// Of the first of them.
    subjects: Vec<String>,
    state: &'static str,
}

impl Row {
    fn of(
        reader: &Reader,
        step: &UndoStep,
        state: &'static str,
    ) -> Result<Option<Self>, StoreError> {
        let Some(first) = step.acts.first() else {
            return Ok(None);
        };
        let path = |id: &FolderId| Ok::<_, StoreError>(reader.folder_shown(id)?.map(|f| f.path));
        // A folder that was deleted is known by the name that it had.
        let folder = match (&first.act, path(first.act.folder())?) {
            (Act::CreateFolder { path, .. } | Act::RenameFolder { path, .. }, None) => {
                Some(path.clone())
            }
            (_, path) => path,
        };
        let mut flags = Vec::new();
        let mut named = Vec::new();
        let mut messages = 0;
        for done in &step.acts {
            let Some(targets) = done.act.targets() else {
                continue;
            };
            if let Act::MarkFlags { change, .. } = &done.act {
                let added = change.add.iter().map(|name| format!("+{name}"));
                flags.extend(added.chain(change.remove.iter().map(|name| format!("-{name}"))));
            }
            messages += targets.messages.len();
            let names = targets.messages.iter().map(|message| message.name());
            named.extend(names.take(MOST_NAMED - named.len().min(MOST_NAMED)));
        }
        flags.sort();
        flags.dedup();
        Ok(Some(Self {
            id: step.id,
            done_at: step.done_at,
            what: first.act.word(),
            mailbox: first.act.mailbox().cloned(),
            folder,
            to: first.act.goal().map(path).transpose()?.flatten(),
            was: first.was.clone(),
            flags,
            messages,
            subjects: named,
            state,
        }))
    }

    fn words(&self, texts: &Texts) -> String {
        let key = match self.what {
            "mark_flags" => "cli-step-mark",
            "move" => "cli-step-move",
            "copy" => "cli-step-copy",
            "delete" => "cli-step-delete",
            "empty_folder" => "cli-step-empty",
            "create_folder" => "cli-step-create",
            "rename_folder" => "cli-step-rename",
            _ => "cli-step-delete-folder",
        };
        let text = |text: &Option<String>| text.as_deref().unwrap_or("?").to_owned();
        let words = texts.say_with(
            key,
            &[
                ("folder", text(&self.folder).into()),
                ("to", text(&self.to).into()),
                ("was", text(&self.was).into()),
                ("flags", self.flags.join(" ").into()),
                ("count", self.messages.into()),
            ],
        );
        let mailbox = self.mailbox.as_ref().map(|id| format!("{id}: "));
        let named = match self.subjects.join(" · ") {
            none if none.is_empty() => none,
            named => format!(" ({named})"),
        };
        format!("{}{words}{named}", mailbox.unwrap_or_default())
    }
}

pub(super) async fn run(engine: &Engine, args: UndoArgs, output: &mut Output<'_>) -> Ended {
    if args.list {
        return list(engine, output).await;
    }
    let mut exit = Exit::Done;
    for at in 0..args.count {
        let (step, queued) = match engine.request(Command::Undo { since: None }).await {
            Ok(Reply::Undone { step, queued, .. }) => (step, queued),
            // So many there were not.
            Err(problem) if at > 0 && is_nothing(&problem) => break,
            Err(problem) => return Err(problem.into()),
            Ok(_) => break,
        };
        let state = if queued {
            exit = Exit::Queued;
            "queued"
        } else {
            "undone"
        };
        let row = mailbox::read(engine, move |r| Row::of(r, &step, state)).await?;
        if let Some(row) = row {
            output.report(&row, |texts| {
                let key = if queued {
                    "cli-undo-queued"
                } else {
                    "cli-undone"
                };
                texts.say_with(key, &[("what", row.words(texts).into())])
            });
        }
    }
    Ok(exit)
}

fn is_nothing(problem: &Problem) -> bool {
    problem.kind == ProblemKind::NotFound && problem.message == Text::new("problem-undo-nothing")
}

async fn list(engine: &Engine, output: &mut Output<'_>) -> Ended {
    let rows = mailbox::read(engine, |r| {
        let steps = r.steps()?;
        let rows = steps.iter().map(|step| Row::of(r, step, "done"));
        rows.collect::<Result<Vec<_>, _>>()
    });
    let rows: Vec<Row> = rows.await?.into_iter().flatten().collect();
    output.table(&rows, |row, texts| {
        let when = texts.list_date(row.done_at, Timestamp::now(), &TimeZone::system());
        vec![when, row.words(texts)]
    })?;
    Ok(Exit::Done)
}
