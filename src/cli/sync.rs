//! `sync`.

use std::time::Duration;

use serde::Serialize;

use super::args::SyncArgs;
use super::mailbox::{folder_of, read};
use super::{Ended, Exit, Output, say};
use crate::domain::{FolderId, FolderState, MailboxId};
use crate::engine::{Command, Engine, Problem, ProblemKind, Progress, Reply, SyncSummary, Text};

/// So often who waits is told how far it is.
const TOLD_EVERY: Duration = Duration::from_secs(3);

#[derive(Serialize)]
struct SyncRow {
    folders: u32,
    added: u32,
    changed: u32,
    removed: u32,
    failed: usize,
}

#[derive(Serialize)]
struct ProgressRow<'a> {
    mailbox: &'a str,
    done: u32,
    total: u32,
    seconds_left: Option<u64>,
}

impl<'a> ProgressRow<'a> {
    fn of(progress: &'a Progress) -> Self {
        Self {
            mailbox: progress.mailbox.as_str(),
            done: progress.done,
            total: progress.total,
            seconds_left: progress.left.map(|left| left.as_secs()),
        }
    }
}

pub(super) async fn run(engine: &Engine, args: SyncArgs, output: &mut Output<'_>) -> Ended {
    let folder = match (&args.mailbox, &args.folder) {
        (Some(mailbox), Some(folder)) => Some(folder_of(engine, mailbox, folder).await?.id),
        _ => None,
    };
    let command = Command::Sync {
        mailbox: args.mailbox.as_ref().map(MailboxId::of),
        folder,
    };
    let Reply::Synced(summary) = while_told(engine, engine.request(command), output).await? else {
        return Ok(Exit::Failed);
    };
    let row = SyncRow {
        folders: summary.folders,
        added: summary.added,
        changed: summary.changed,
        removed: summary.removed,
        failed: summary.failed.len(),
    };
    output.report(&row, |texts| {
        let args = [
            ("folders", i64::from(row.folders).into()),
            ("added", i64::from(row.added).into()),
            ("changed", i64::from(row.changed).into()),
            ("removed", i64::from(row.removed).into()),
        ];
        texts.say_with("cli-synced", &args)
    });
    for problem in &summary.unreached {
        output.problem(problem);
    }
    let left_out = left_out(engine, &args, &summary).await?;
    let asked = args.folder.is_some();
    let expected = |kind| matches!(kind, ProblemKind::Permission | ProblemKind::NotFound);
    let is_failure = |problem: &Problem| asked || !expected(problem.kind);
    for (folder, problem) in &left_out {
        let why = say(output.texts, &problem.message);
        let text = Text::new("cli-folder-not-synced")
            .with("folder", folder.as_str())
            .with("why", why);
        let problem = Problem {
            message: text,
            ..problem.clone()
        };
        // One unreadable folder is an ordinary thing in shared mailboxes, and no failure of a sync
        // of everything.
        if is_failure(&problem) {
            output.problem(&problem);
        } else {
            output.warning(&problem);
        }
    }
    Ok(match left_out.iter().find(|(_, p)| is_failure(p)) {
        // The one that was asked for.
        Some((_, problem)) if asked => Exit::of(problem),
        Some(_) => Exit::Failed,
        None => Exit::of_all(&summary.unreached),
    })
}

/// Waits for the end of a sync; who waits long is told how far it is, on the stream of the problems.
async fn while_told(
    engine: &Engine,
    sync: impl Future<Output = Result<Reply, Problem>>,
    output: &mut Output<'_>,
) -> Result<Reply, Problem> {
    tokio::pin!(sync);
    loop {
        match tokio::time::timeout(TOLD_EVERY, &mut sync).await {
            Ok(ended) => return ended,
            Err(_) => {
                for progress in engine.progress() {
                    output.remark(&ProgressRow::of(&progress), |texts| {
                        Some(texts.how_far(&progress, progress.mailbox.as_str()))
                    });
                }
            }
        }
    }
}

/// The folders that are not up to date, by their paths: those that failed now, and those that the
/// server has refused before, which a sync of everything does not ask for again.
async fn left_out(
    engine: &Engine,
    args: &SyncArgs,
    summary: &SyncSummary,
) -> Result<Vec<(String, Problem)>, Problem> {
    let failed: Vec<FolderId> = summary.failed.iter().map(|(id, _)| id.clone()).collect();
    let everything = args.mailbox.is_none();
    let (mut paths, refused) = read(engine, move |r| {
        let mut paths = Vec::new();
        for id in &failed {
            paths.push(r.folder(id)?.map_or(String::new(), |f| f.path));
        }
        let mut refused = Vec::new();
        let mailboxes = if everything {
            r.mailboxes()?
        } else {
            Vec::new()
        };
        for mailbox in mailboxes {
            let folders = r.folders(&mailbox.id())?.into_iter();
            refused.extend(folders.filter(|f| !failed.contains(&f.id)));
        }
        Ok((paths.into_iter(), refused))
    })
    .await?;
    let mut all: Vec<(String, Problem)> = summary
        .failed
        .iter()
        .map(|(_, problem)| (paths.next().unwrap_or_default(), problem.clone()))
        .collect();
    for folder in refused {
        if let FolderState::Refused(words) = &folder.state {
            let text = Text::new("problem-server-said-no").with("words", words.as_str());
            let problem = Problem::new(ProblemKind::Permission, text)
                .advise(Text::new("advice-ask-for-right"))
                .of_mailbox(&folder.mailbox);
            all.push((folder.path, problem));
        }
    }
    Ok(all)
}
