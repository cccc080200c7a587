//! Watching: a connection of its own per watched folder, waiting for the server to tell news. On one of
//! them a server that can tells of the other folders, too.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, mpsc};
use tokio_util::sync::CancellationToken;

use crate::domain::{Folder, FolderId, FolderState};

use super::backend::MailBackend;
use super::connect::Connector;
use super::shared::{Live, Shared};
use crate::wire::WireError;

/// The turn to hear of the folders that nobody watches: one connection of an account does.
pub(super) type Elsewhere = Arc<Mutex<()>>;

/// Watches one folder until stopped. Each piece of news sends the folder's id; losing the
/// connection counts as news, since something may have been missed. While news comes at once, the folder
/// is among those that [`Shared::live`] gives.
pub(super) async fn watch(
    shared: Arc<Shared>,
    connector: Arc<Connector>,
    folder: Folder,
    elsewhere: Elsewhere,
    news: mpsc::Sender<FolderId>,
    stop: CancellationToken,
) {
    let mut failures = 0u32;
    loop {
        let session = session(&shared, &connector, &folder, &elsewhere, &news, &stop);
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
            () = tokio::time::sleep(shared.pace.backoff(failures)) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Watches over one connection. Did it last?
async fn session(
    shared: &Arc<Shared>,
    connector: &Connector,
    folder: &Folder,
    elsewhere: &Elsewhere,
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
    let _live = shared.watched(folder);
    let mut others = Others::default();
    while heard {
        let told = match others.begin(shared, mail.as_mut(), folder, elsewhere).await {
            Ok(()) => mail.wait_for_news(stop).await,
            Err(error) => Err(error),
        };
        match told {
            Ok(_) if stop.is_cancelled() => {
                mail.leave().await;
                return true;
            }
            Ok(told) => {
                if told.here {
                    heard = news.send(folder.id.clone()).await.is_ok();
                }
                for name in told.elsewhere {
                    if let Some(other) = others.tells_of(shared, &name) {
                        heard &= news.send(other).await.is_ok();
                    }
                }
                if told.is_cut {
                    tracing::info!("A server told more than it could; a new session begins.");
                    mail.leave().await;
                    return true;
                }
            }
            Err(error) => {
                tracing::info!(%error, "The connection that watched a folder ended.");
                connector.heed(&error);
                return true;
            }
        }
    }
    true
}

/// The folders that nobody watches, on the connection that hears of them.
#[derive(Default)]
struct Others {
    turn: Option<OwnedMutexGuard<()>>,
    /// The server cannot tell of them.
    cannot: bool,
    /// By their names on the wire.
    named: BTreeMap<String, Folder>,
    /// Those of which something was told so far (wire/quirks.rs: dovecot-notify-shared).
    live: BTreeMap<FolderId, Live>,
}

impl Others {
    /// Asks to be told of them, if no other connection of the account does, and anew when there are others.
    async fn begin(
        &mut self,
        shared: &Shared,
        mail: &mut dyn MailBackend,
        open: &Folder,
        elsewhere: &Elsewhere,
    ) -> Result<(), WireError> {
        if self.turn.is_none() {
            self.turn = Arc::clone(elsewhere).try_lock_owned().ok();
        }
        if self.cannot || self.turn.is_none() {
            return Ok(());
        }
        let account = open.account.clone();
        let read = shared.store.reader().run(move |r| {
            let mut folders = Vec::new();
            for mailbox in r.mailboxes()? {
                folders.extend(r.folders(&mailbox.id())?);
            }
            folders.retain(|f| f.account == account && f.state == FolderState::Readable);
            Ok(folders)
        });
        let mut folders = read.await.unwrap_or_default();
        folders.retain(|folder| folder.id != open.id);
        // Of many only the first can be named.
        folders.sort_by_cached_key(|folder| (folder.role, folder.path.clone()));
        let names: Vec<String> = folders.iter().map(|f| f.wire_name.clone()).collect();
        if names.len() == self.named.len() && names.iter().all(|n| self.named.contains_key(n)) {
            return Ok(());
        }
        self.cannot = !mail.hear_of(&names).await?;
        if !self.cannot {
            let named = folders.into_iter().map(|f| (f.wire_name.clone(), f));
            self.named = named.collect();
            self.live
                .retain(|id, _| self.named.values().any(|folder| folder.id == *id));
        }
        Ok(())
    }

    /// Something was told of a folder: it is told of at once, then.
    fn tells_of(&mut self, shared: &Arc<Shared>, name: &str) -> Option<FolderId> {
        let folder = self.named.get(name)?;
        let live = self.live.entry(folder.id.clone());
        live.or_insert_with(|| shared.watched(folder));
        Some(folder.id.clone())
    }
}
