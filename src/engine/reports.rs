//! Reports of servers among what comes into an Inbox: each is compared with the outbox.
//!
//! How far an Inbox was read is kept beside the outbox, so that a report that came in while nobody
//! was here, or just before the program ended, is read all the same.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::domain::{Folder, FolderRole, MessageHeader};
use crate::store::{ListFilter, StoreError};

use super::backend::MailBackend;
use super::error::EngineError;
use super::mentions::read_report;
use super::outbox;
use super::shared::Shared;
use super::sync::FolderChange;

/// Newest messages of an Inbox that are looked at; older ones are read when somebody reads them.
const NEWEST: usize = 1000;

/// Most reports that are read at once.
const MOST: usize = 200;

/// Largest report. What returns a whole message with its attachments may be large; what it says
/// stands at its beginning, but a server gives it as a whole.
const LARGEST: u64 = 30 * 1024 * 1024;

/// Messages that came in longer than this before the oldest message of the outbox was written do
/// not report on it, even where clocks differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(24);

/// Names under which servers write, up to the `@`.
const MAILERS: [&str; 3] = [
    "mailer-daemon",
    "postmaster",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
];

/// Reads the reports that came into an Inbox since it was last read. The folder is open, and the
/// cache is up to date.
///
/// # Errors
/// Of the store. What the server does not give is passed over, and read the next time if the
/// connection was lost.
pub(super) async fn read_new(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    folder: &Folder,
    change: &FolderChange,
) -> Result<(), EngineError> {
    if folder.role != FolderRole::Inbox {
        return Ok(());
    }
    let reader = shared.store.reader();
    let key = format!("reports/{}", folder.id);
    let (id, wanted) = (folder.id.clone(), key.clone());
    let read = reader.run(move |r| Ok((r.remembered(&wanted)?, r.sync_state(&id)?)));
    let (mark, state) = read.await?;
    let validity = change.uid_validity;
    let number = |mark: &Value, name: &str| mark.get(name).and_then(Value::as_u64);
    let read_up_to = mark
        .filter(|mark| number(mark, "uid_validity") == Some(validity.into()))
        .and_then(|mark| number(&mark, "uid"))
        .unwrap_or(0);
    let next = state.and_then(|s| s.uid_next).unwrap_or(0);
    if u64::from(next) <= read_up_to + 1 {
        return Ok(());
    }
    let Some(since) = outbox::awaited_since(shared).await else {
        return Ok(());
    };
    let since = since.checked_sub(CLOCKS_DIFFER).unwrap_or(since);
    let id = folder.id.clone();
    let newest = reader.run(move |r| r.list(&id, ListFilter::default(), NEWEST));
    let is_fresh =
        |h: &MessageHeader| h.id.uid_validity == validity && u64::from(h.id.uid) > read_up_to;
    let fresh: Vec<MessageHeader> = newest.await?.into_iter().filter(is_fresh).collect();
    let last = fresh.iter().map(|h| h.id.uid).max();
    let last = last.unwrap_or(0).max(next.saturating_sub(1));
    let recent: Vec<MessageHeader> = fresh.into_iter().filter(|h| h.date >= since).collect();
    if !recent.is_empty() && !read_recent(shared, mail, &recent).await {
        return Ok(());
    }
    let mark = json!({ "uid_validity": validity, "uid": last });
    let kept: Result<(), StoreError> = shared.store.precious().remember(&key, &mark).await;
    kept.map_err(Into::into)
}

/// Reads what may be reports. Says whether all of them were, as far as they can be.
async fn read_recent(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    recent: &[MessageHeader],
) -> bool {
    let uids: Vec<u32> = recent.iter().map(|h| h.id.uid).collect();
    let mut candidates: BTreeSet<u32> = recent
        .iter()
        .filter(|h| is_of_mailer(h))
        .map(|h| h.id.uid)
        .collect();
    match mail.reports(&uids).await {
        Ok(said) => candidates.extend(said),
        Err(error) => {
            tracing::debug!(%error, "The server does not say which messages are reports.");
            if !mail.is_usable() {
                return false;
            }
        }
    }
    let of_mail = recent.iter().filter(|h| candidates.contains(&h.id.uid));
    for header in of_mail.take(MOST) {
        let size = Some(header.size).filter(|size| *size > 0);
        match mail.body(header.id.uid, size, LARGEST).await {
            Ok(raw) => {
                if let Some(mut report) = read_report(raw).await {
                    report.was_there(header.date);
                    outbox::take_in(shared, &report, &header.id, Timestamp::now()).await;
                }
            }
            Err(error) => {
                tracing::debug!(%error, "What may be a report could not be read.");
                if !mail.is_usable() {
                    return false;
                }
            }
        }
    }
    true
}

/// Is it written under a name that servers use, or under none?
fn is_of_mailer(header: &MessageHeader) -> bool {
    match header.participants.from.first() {
        None => true,
        Some(from) => {
            let local = from.address.split('@').next().unwrap_or_default();
            local.is_empty()
                || MAILERS
                    .iter()
                    .any(|known| local.eq_ignore_ascii_case(known))
        }
    }
}
