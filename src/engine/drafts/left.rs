//! Removing copies that nobody needs any more: what was replaced, discarded or sent leaves one, which
//! is written down until it is gone.

use jiff::{SignedDuration, Timestamp};

use super::errand::{Errand, Found, Known};
use super::whereabouts::{self, Search};
use super::{DraftMail, claim, place};
use crate::domain::{AccountId, DraftLink, Folder, LeftCopy};
use crate::engine::access;
use crate::engine::causes;
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::rfc822;

/// How long the removal of a copy is tried: a folder that cannot be reached for so long is gone.
const PATIENCE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a copy may take to arrive after the line was cut over which the server was given it.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// Removes the copies that were left. Says whether that is done with; else it is tried again.
///
/// # Errors
/// Some are still there; it is tried again.
pub(super) async fn remove_left(shared: &Shared, mail: &dyn DraftMail) -> Result<bool, Problem> {
    let mut all = true;
    let left = shared.read(|r| r.left_copies()).await?;
    let mut failed = None;
    let mut away: Vec<AccountId> = Vec::new();
    let mut changed: Vec<Folder> = Vec::new();
    for (key, copy) in left {
        let folder = place::folder(shared, &copy.folder).await?;
        if folder.as_ref().is_some_and(|f| away.contains(&f.account)) {
            continue;
        }
        let removed = match &folder {
            Some(folder) => remove_from(shared, mail, folder, &copy).await,
            None => Ok(Removed::Elsewhere),
        };
        let removed = match removed {
            Ok(Removed::Elsewhere) => remove_elsewhere(shared, mail, &copy).await,
            other => other,
        };
        match removed {
            Ok(Removed::NotYet) => {
                all = false;
                continue;
            }
            Ok(_) => changed.extend(folder),
            Err(problem) if may_wait(&problem, copy.since) => {
                // Whoever cannot be reached is not asked again for each of its copies.
                if problem.kind != ProblemKind::NotFound {
                    away.extend(folder.map(|folder| folder.account));
                }
                failed = Some(problem);
                continue;
            }
            Err(problem) => {
                let what = problem.message.key;
                tracing::warn!(what, "The copy of a draft stays where it lies.");
            }
        }
        let forgotten = shared.store.precious().forget(&key).await;
        forgotten.map_err(|e| causes::of_store(&e))?;
    }
    changed.dedup_by(|a, b| a.id == b.id);
    for folder in &changed {
        shared.tell(Event::Messages(folder.id.clone()));
        mail.changed(folder).await;
    }
    failed.map_or(Ok(all), Err)
}

/// What came of removing a copy.
enum Removed {
    /// It is gone, or stays for a reason.
    Done,
    /// It may lie in a folder that was renamed.
    Elsewhere,
    /// It is not there, and may be on its way; or whether its mailbox is open is in doubt.
    NotYet,
}

async fn remove_from(
    shared: &Shared,
    mail: &dyn DraftMail,
    folder: &Folder,
    copy: &LeftCopy,
) -> Result<Removed, Problem> {
    // A refusal would be taken for the last word.
    if access::is_in_doubt(folder) {
        return Ok(Removed::NotYet);
    }
    let errand = Errand::Remove {
        copy: Known::of_left(copy),
        unless_taken: match copy.replaced || copy.discarded {
            true => Some(claim::mark(shared, folder).await?),
            false => None,
        },
    };
    match mail.errand(folder, errand).await? {
        Found::GoneWithFolder => return Ok(Removed::Elsewhere),
        Found::Taken(who) => taken(shared, folder, copy, who).await?,
        Found::Gone if copy.key.is_none() && is_late(copy.since) => return Ok(Removed::NotYet),
        _ => {}
    }
    Ok(Removed::Done)
}

/// The folder in which it lay was renamed or deleted.
async fn remove_elsewhere(
    shared: &Shared,
    mail: &dyn DraftMail,
    copy: &LeftCopy,
) -> Result<Removed, Problem> {
    let gone = || Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder"));
    if copy.message_id.is_none() {
        return Err(gone());
    }
    let wanted = Known::of_left(copy);
    let key = match whereabouts::search(shared, mail, Vec::new(), &wanted).await? {
        Search::Found(key) => key,
        // Another state of it is not ours to remove.
        Search::Nowhere | Search::Changed(_) => return Ok(Removed::Done),
        Search::Unsure(problem) => return Err(problem.unwrap_or_else(gone)),
    };
    let Some(folder) = place::folder(shared, &key.folder).await? else {
        return Err(gone());
    };
    let copy = LeftCopy {
        folder: folder.id.clone(),
        key: Some(key),
        ..copy.clone()
    };
    if let Removed::NotYet = remove_from(shared, mail, &folder, &copy).await? {
        return Ok(Removed::NotYet);
    }
    shared.tell(Event::Messages(folder.id.clone()));
    mail.changed(&folder).await;
    Ok(Removed::Done)
}

/// Was a copy whose place was never told left so short a time ago that it may arrive yet?
fn is_late(since: i64) -> bool {
    let until = Timestamp::from_second(since).and_then(|at| at.checked_add(LATE));
    until.is_ok_and(|until| Timestamp::now() < until)
}

/// A copy that was replaced is being sent by somebody else: whoever wrote on is told, and what they
/// wrote is a draft of its own from now on.
async fn taken(
    shared: &Shared,
    folder: &Folder,
    copy: &LeftCopy,
    who: Option<String>,
) -> Result<(), Problem> {
    let drafts = shared.read(|r| r.all_drafts()).await?;
    let is_it = |link: &DraftLink| copy.tag.as_ref() == Some(&link.tag);
    let found = drafts
        .into_iter()
        .find(|draft| draft.link.as_ref().is_some_and(is_it));
    let Some((draft, Some(read))) = found.map(|draft| (draft.clone(), draft.link)) else {
        return Ok(());
    };
    let mut link = read.clone();
    link.tag = rfc822::draft_tag();
    link.stored = None;
    link.note = Some(place::note(&place::being_sent(folder, &draft.subject, who)));
    let precious = shared.store.precious();
    let kept = precious.relink_draft(draft.id, read, link.clone(), Vec::new());
    if !kept.await.map_err(|e| causes::of_store(&e))? {
        // It was stored in this moment: what is so then is said next.
        return Err(claim::being_stored());
    }
    place::stand(shared, draft.id, Some(&link));
    shared.tell(Event::Drafts);
    Ok(())
}

/// What a person must not wait for is given up: a right that is missing will not come back for a
/// draft, and the copy is there to be seen.
fn may_wait(problem: &Problem, since: i64) -> bool {
    let until = Timestamp::from_second(since).and_then(|at| at.checked_add(PATIENCE));
    problem.kind != ProblemKind::Permission && until.is_ok_and(|until| Timestamp::now() < until)
}
