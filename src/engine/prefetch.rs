//! Texts of recent mail are fetched before anybody opens it, so that reading never waits.

use jiff::Timestamp;

use crate::domain::{Folder, FolderRole};

use super::backend::MailBackend;
use super::error::EngineError;
use super::event::Event;
use super::shared::Shared;
use super::texts_of;

/// Newest messages of a folder whose text is fetched.
const RECENT: usize = 50;

/// Largest message that is fetched unasked, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;

/// Largest message that is fetched at all, in bytes; what is larger is named, not loaded.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024;

/// Fetches the texts of the newest messages of an Inbox or Sent folder. The folder is open.
pub(super) async fn recent(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    folder: &Folder,
) -> Result<(), EngineError> {
    if !matches!(folder.role, FolderRole::Inbox | FolderRole::Sent) {
        return Ok(());
    }
    let id = folder.id.clone();
    let missing = shared
        .store
        .reader()
        .run(move |r| {
            let uids: Vec<u32> = r
                .missing_bodies(&id, Timestamp::UNIX_EPOCH, RECENT)?
                .iter()
                .map(|key| key.uid)
                .collect();
            r.headers(&id, &uids)
        })
        .await?;
    for header in missing
        .into_iter()
        .filter(|h| u64::from(h.size) <= MOST_BYTES)
    {
        let size = Some(header.size).filter(|size| *size > 0);
        match mail.body(header.id.uid, size, LARGEST).await {
            Ok(raw) => {
                let (text, preview) = texts_of(&raw).await;
                shared
                    .store
                    .cache()
                    .put_body(&header.id, raw, &text, &preview)
                    .await?;
                shared.tell(Event::Body(header.id.clone()));
            }
            // Gone meanwhile, or not to be read: its time comes when somebody opens it.
            Err(error) if error.is_refusal() => {}
            // One text that cannot be had is no reason to leave the folder, let alone others.
            Err(error) => {
                tracing::debug!(%error, "A text could not be fetched ahead.");
                if !mail.is_usable() {
                    break;
                }
            }
        }
    }
    shared.tell(Event::Messages(folder.id.clone()));
    Ok(())
}
