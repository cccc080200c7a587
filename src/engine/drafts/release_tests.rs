//! Giving claims up while others are at the same mailbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;

use super::*;
use crate::config::ConfigFile;
use crate::domain::{FolderRole, MessageKey};
use crate::engine::pace::Pace;
use crate::engine::samples::{SUPPORT, folder, mailbox_id};
use crate::secret::MemoryStore;
use crate::store::Store;

/// A Drafts folder that counts what is asked of it.
#[derive(Default)]
struct Counts(AtomicU32);

#[async_trait]
impl DraftMail for Counts {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, _: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn errand(&self, _: &Folder, _: Errand) -> Result<Found, Problem> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Found::Done)
    }

    async fn changed(&self, _: &Folder) {}
}

/// Two accounts that reach one mailbox have one turn there: a claim is not given free while the
/// same copy is claimed through the other account, and whoever gives free waits for nobody.
#[tokio::test]
async fn nothing_is_given_free_while_somebody_claims_in_the_same_mailbox() {
    let dir = tempfile::tempdir().unwrap();
    let config = ConfigFile::open(&dir.path().join("config.toml")).unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let secrets = Arc::new(MemoryStore::new());
    let shared = Shared::new(store, config, secrets, Pace::quick(), false);
    let support = mailbox_id(SUPPORT);
    let drafts = folder(SUPPORT, "Drafts", FolderRole::Drafts, "lrswite");
    let mailbox = crate::domain::Mailbox {
        address: crate::engine::samples::address(SUPPORT),
        address_confirmed: true,
        name: "support".to_owned(),
        kind: crate::domain::MailboxKind::Shared,
        routes: Vec::new(),
        sent_policy: crate::domain::SentPolicy::Shared,
        colour: 0,
    };
    let cache = shared.store.cache();
    cache.put_mailbox(&mailbox).await.unwrap();
    let folders = [drafts.clone()];
    cache.put_folders(&support, &folders, true).await.unwrap();
    // Of a message that is not in the outbox any more.
    let entry = serde_json::json!({
        "folder": drafts.id, "key": null, "message_id": "draft@a.test",
        "mark": "$SentBy-anna-1a2b3c4d",
    });
    let key = format!("{CLAIMS}{}", OutboxId(7));
    let precious = shared.store.precious();
    precious.remember(&key, &entry).await.unwrap();
    let mail = Counts::default();
    let claiming = shared.claiming(&support).await;
    assert_eq!(release_stale(&shared, &mail).await, Ok(false));
    assert_eq!(mail.0.load(Ordering::SeqCst), 0);
    // What is claimed in another mailbox is nobody's business here.
    drop(claiming);
    let _other = shared.claiming(&mailbox_id("sales@a.test")).await;
    assert_eq!(release_stale(&shared, &mail).await, Ok(true));
    assert_eq!(mail.0.load(Ordering::SeqCst), 1);
    assert!(entry_at(&shared, &key).await.unwrap().is_none());
}
