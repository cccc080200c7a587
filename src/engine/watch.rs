//! Watching: a connection of its own per watched folder, waiting for the server to tell news.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::domain::{Folder, FolderId};

use super::connect::Connector;
use super::shared::Shared;

/// Watches one folder until stopped. Each piece of news sends the folder's id; losing the
/// connection counts as news, since something may have been missed. While news comes at once, the folder
/// is among those that [`Shared::live`] gives.
pub(super) async fn watch(
    shared: Arc<Shared>,
    connector: Arc<Connector>,
    folder: Folder,
    news: mpsc::Sender<FolderId>,
    stop: CancellationToken,
) {
    let mut failures = 0u32;
    loop {
        let session = session(&shared, &connector, &folder, &news, &stop);
        let lasted = tokio::select! {
            lasted = session => Some(lasted),
            () = stop.cancelled() => None,
        };
        shared.watched(&folder, false);
        let Some(lasted) = lasted else {
            return;
        };
        failures = if lasted {
            1
        } else {
            failures.saturating_add(1)
        };
        tokio::select! {
            () = tokio::time::sleep(shared.pace.backoff(failures)) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Watches over one connection. Did it last?
async fn session(
    shared: &Shared,
    connector: &Connector,
    folder: &Folder,
    news: &mpsc::Sender<FolderId>,
    stop: &CancellationToken,
) -> bool {
    let mut mail = match connector.mail_to_watch().await {
        Ok(mail) => mail,
        Err(problem) => {
            tracing::debug!(%problem, "Watching a folder could not begin.");
            return false;
        }
    };
    if !mail.abilities().push {
        mail.leave().await;
        return false;
    }
    if let Err(error) = mail.open(&folder.wire_name, false).await {
        connector.heed(&error);
        mail.leave().await;
        return false;
    }
    // What came between the last sync and now.
    let mut heard = news.send(folder.id.clone()).await.is_ok();
    shared.watched(folder, true);
    while heard {
        match mail.wait_for_news(stop).await {
            Ok(true) => heard = news.send(folder.id.clone()).await.is_ok(),
            Ok(false) if stop.is_cancelled() => {
                mail.leave().await;
                return true;
            }
            Ok(false) => {}
            Err(error) => {
                tracing::info!(%error, "The connection that watched a folder ended.");
                connector.heed(&error);
                return true;
            }
        }
    }
    true
}
