//! Watching: a connection of its own per watched folder, waiting for the server to tell news.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::domain::{Folder, FolderId};

use super::connect::Connector;

/// Connections of an account altogether. Dovecot grants ten for a member and address out of the box
/// (mail_max_userip_connections), Gmail fifteen; a member has other devices, and a team may share one
/// address.
const BUDGET: usize = 4;

/// Connections for watching: what is left beside one for sync and one for what a person asks. What is
/// not watched is polled.
pub(super) const MOST: usize = BUDGET - 2;

/// Watches one folder until stopped. Each piece of news sends the folder's id; losing the
/// connection counts as news, since something may have been missed.
pub(super) async fn watch(
    connector: Arc<Connector>,
    pace: super::Pace,
    folder: Folder,
    news: mpsc::Sender<FolderId>,
    stop: CancellationToken,
) {
    let mut failures = 0u32;
    loop {
        let session = async {
            let mut mail = match connector.mail().await {
                Ok(mail) => mail,
                Err(problem) => {
                    tracing::debug!(%problem, "Watching a folder could not begin.");
                    return false;
                }
            };
            if !mail.abilities().push || mail.open(&folder.wire_name, false).await.is_err() {
                mail.leave().await;
                return false;
            }
            // What came between the last sync and now.
            let mut heard = news.send(folder.id.clone()).await.is_ok();
            while heard {
                match mail.wait_for_news(&stop).await {
                    Ok(true) => heard = news.send(folder.id.clone()).await.is_ok(),
                    Ok(false) if stop.is_cancelled() => {
                        mail.leave().await;
                        return true;
                    }
                    Ok(false) => {}
                    Err(error) => {
                        tracing::info!(%error, "The connection that watched a folder ended.");
                        return true;
                    }
                }
            }
            true
        };
        let lasted = tokio::select! {
            lasted = session => lasted,
            () = stop.cancelled() => return,
        };
        failures = if lasted {
            1
        } else {
            failures.saturating_add(1)
        };
        tokio::select! {
            () = tokio::time::sleep(pace.backoff(failures)) => {}
            () = stop.cancelled() => return,
        }
    }
}
