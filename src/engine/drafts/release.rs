//! Claims that are not needed any more are given up, so that a colleague can send the draft.

use super::claim::{COMPUTER, Entry};
use super::errand::{Errand, Found, Known};
use super::place::{self, CLAIMS};
use super::whereabouts::{self, Search};
use super::{DraftMail, round};
use crate::domain::{Folder, OutboxId, OutboxState, Outgoing};
use crate::engine::causes;
use crate::engine::outbox::{among, to_stored};
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::store::{Store, StoreError};

/// Gives up the claims of messages that are held or were taken back, and says of those that were
/// sent without one. Says whether that is done with; else it is tried again.
///
/// # Errors
/// Some could not be given up; it is tried again.
pub(super) async fn release_stale(shared: &Shared, mail: &dyn DraftMail) -> Result<bool, Problem> {
    let claims = shared.read(|r| r.remembered_under(CLAIMS)).await?;
    let mut outcome = Ok(true);
    for (key, _) in claims {
        match release(shared, mail, &key).await {
            Ok(done) => outcome = outcome.map(|all| all && done),
            // One that cannot be given up keeps nobody from the others.
            Err(problem) => outcome = Err(problem),
        }
    }
    outcome
}

/// Gives up one claim, if its message does not need it. Says whether that is done with.
async fn release(shared: &Shared, mail: &dyn DraftMail, key: &str) -> Result<bool, Problem> {
    if is_under_way(shared, key).await? {
        return Ok(true);
    }
    let Some(entry) = entry_at(shared, key).await? else {
        forget(shared, key).await?;
        return Ok(true);
    };
    let row = row_of(shared, key).await?;
    let row = row.filter(|row| row.state != OutboxState::Held);
    if let Some(row) = row {
        // It was sent.
        if entry.no_promise {
            say_no_promise(shared, &row, &entry).await?;
        }
    } else if !entry.mark.is_empty() {
        for moved in [false, true] {
            match unmark(shared, mail, key, &entry, moved).await? {
                Unmarked::Done => break,
                Unmarked::Kept => return Ok(true),
                Unmarked::Later => return Ok(false),
                Unmarked::Moved => {}
            }
        }
    }
    forget(shared, key).await?;
    Ok(true)
}

/// What came of taking a mark away.
enum Unmarked {
    /// It is gone, or cannot be taken away.
    Done,
    /// It is needed.
    Kept,
    /// Somebody claims in that mailbox just now.
    Later,
    /// Another folder bears the name of the one in which the copy lay.
    Moved,
}

async fn unmark(
    shared: &Shared,
    mail: &dyn DraftMail,
    key: &str,
    entry: &Entry,
    moved: bool,
) -> Result<Unmarked, Problem> {
    let Some((folder, copy)) = lies_in(shared, mail, entry, moved).await? else {
        return Ok(Unmarked::Done);
    };
    // Whoever claims there just now may wait for a server that does not answer.
    let Some(_one) = shared.claiming_now(&folder.mailbox) else {
        return Ok(Unmarked::Later);
    };
    // Since then a person may have wanted it to leave all the same, or another message of the same
    // draft has taken the claim over.
    if is_under_way(shared, key).await? || entry_at(shared, key).await?.is_none() {
        return Ok(Unmarked::Kept);
    }
    let mark = entry.mark.clone();
    match mail.errand(&folder, Errand::Release { copy, mark }).await {
        Ok(Found::GoneWithFolder) => Ok(Unmarked::Moved),
        Ok(_) => Ok(Unmarked::Done),
        Err(problem) if round::is_for_good(&problem) => Ok(Unmarked::Done),
        Err(problem) => Err(problem),
    }
}

/// Is the message to which this claim belongs on its way, or may it still leave by itself?
pub(super) async fn is_under_way(shared: &Shared, key: &str) -> Result<bool, Problem> {
    use OutboxState::{Queued, Scheduled, Sending, Unknown};
    let row = row_of(shared, key).await?;
    let state = row.map(|row| row.state);
    Ok(matches!(
        state,
        Some(Scheduled | Queued | Sending | Unknown)
    ))
}

/// The message to which a claim belongs.
async fn row_of(shared: &Shared, key: &str) -> Result<Option<Outgoing>, Problem> {
    let id: Option<OutboxId> = key.strip_prefix(CLAIMS).and_then(|id| id.parse().ok());
    match id {
        Some(id) => shared.read(move |r| r.outgoing(id)).await,
        None => Ok(None),
    }
}

async fn entry_at(shared: &Shared, key: &str) -> Result<Option<Entry>, Problem> {
    let wanted = key.to_owned();
    let value = shared.read(move |r| r.remembered(&wanted)).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

/// Where the copy lies that was claimed, also after its folder was renamed, and, if `moved`, another
/// one bears its name; `None`: nowhere any more.
async fn lies_in(
    shared: &Shared,
    mail: &dyn DraftMail,
    entry: &Entry,
    moved: bool,
) -> Result<Option<(Folder, Known)>, Problem> {
    let known = place::folder(shared, &entry.folder).await?;
    if let (Some(folder), false) = (known, moved) {
        return Ok(Some((folder, entry.known())));
    }
    let Some(message_id) = &entry.message_id else {
        return Ok(None);
    };
    let wanted = Known::anywhere(message_id);
    let key = match whereabouts::search(shared, mail, Vec::new(), &wanted).await? {
        Search::Found(key) => key,
        Search::Unsure(Some(problem)) if !round::is_for_good(&problem) => return Err(problem),
        Search::Nowhere | Search::Changed(_) | Search::Unsure(_) => return Ok(None),
    };
    let folder = place::folder(shared, &key.folder).await?;
    Ok(folder.map(|folder| (folder, Known::of(Some(&key), Some(message_id), None))))
}

async fn say_no_promise(shared: &Shared, row: &Outgoing, entry: &Entry) -> Result<(), Problem> {
    let Some(folder) = place::folder(shared, &entry.folder).await? else {
        return Ok(());
    };
    let remark = place::no_promise(&folder);
    let (stored, among) = (to_stored(&remark), among(&remark));
    let precious = shared.store.precious();
    let said = precious.remark(row.outbox_id, vec![stored], among).await;
    said.map(drop).map_err(|e| causes::of_store(&e))
}

/// The profile was copied, and the claims that it remembers are those of the other copy: by no mark of
/// its own is it to know them.
///
/// # Errors
/// The store.
pub(in crate::engine) async fn claims_are_anothers(store: &Store) -> Result<(), StoreError> {
    let claims = store.reader().run(|r| r.remembered_under(CLAIMS)).await?;
    for (key, _) in &claims {
        store.precious().forget(key).await?;
    }
    store.precious().forget(COMPUTER).await.map(drop)
}

/// What is remembered under this name is remembered no more.
pub(super) async fn forget(shared: &Shared, key: &str) -> Result<(), Problem> {
    let forgotten = shared.store.precious().forget(key).await;
    forgotten.map(drop).map_err(|e| causes::of_store(&e))
}
