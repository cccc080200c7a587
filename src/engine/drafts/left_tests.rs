//! What is left behind is dealt with, and nothing else: claims that are not needed, and copies.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::place::CLAIMS;
use super::release::release_stale;
use super::round::remove_left;
use super::*;
use crate::config::ConfigFile;
use crate::domain::{
    Draft, DraftLink, FolderRole, Mailbox, MailboxKind, OutboxId, PendingCopy, SentPolicy,
};
use crate::engine::samples::{SUPPORT, address, folder, mailbox_id};
use crate::secret::MemoryStore;
use crate::store::Store;

/// A Drafts folder that counts what is asked of it.
#[derive(Default)]
struct Counts {
    asked: AtomicU32,
    /// What it answers to the next errands; then that it is done.
    answers: Mutex<VecDeque<Found>>,
}

#[async_trait]
impl DraftMail for Counts {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, _: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn errand(&self, _: &Folder, _: Errand) -> Result<Found, Problem> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let next = self.answers.lock().unwrap().pop_front();
        Ok(next.unwrap_or(Found::Done))
    }

    async fn changed(&self, _: &Folder) {}
}

/// A profile that knows of one team's Drafts folder.
async fn profile() -> (tempfile::TempDir, Shared, Folder) {
    let dir = tempfile::tempdir().unwrap();
    let config = ConfigFile::open(&dir.path().join("config.toml")).unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let secrets = Arc::new(MemoryStore::new());
    let shared = Shared::new(store, config, secrets, Pace::quick(), false);
    let drafts = folder(SUPPORT, "Drafts", FolderRole::Drafts, "lrswite");
    let mailbox = Mailbox {
        address: address(SUPPORT),
        address_confirmed: true,
        name: "support".to_owned(),
        kind: MailboxKind::Shared,
        routes: Vec::new(),
        sent_policy: SentPolicy::Shared,
        colour: 0,
    };
    let cache = shared.store.cache();
    cache.put_mailbox(&mailbox).await.unwrap();
    let folders = [drafts.clone()];
    let known = cache.put_folders(&mailbox.id(), &folders, true).await;
    known.unwrap();
    (dir, shared, drafts)
}

/// Two accounts that reach one mailbox have one turn there: a claim is not given free while the
/// same copy is claimed through the other account, and whoever gives free waits for nobody.
#[tokio::test]
async fn nothing_is_given_free_while_somebody_claims_in_the_same_mailbox() {
    let (_dir, shared, drafts) = profile().await;
    let support = drafts.mailbox.clone();
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
    assert_eq!(mail.asked.load(Ordering::SeqCst), 0);
    // What is claimed in another mailbox is nobody's business here.
    drop(claiming);
    let _other = shared.claiming(&mailbox_id("sales@a.test")).await;
    assert_eq!(release_stale(&shared, &mail).await, Ok(true));
    assert_eq!(mail.asked.load(Ordering::SeqCst), 1);
    let forgotten = shared.read(move |r| r.remembered(&key)).await.unwrap();
    assert!(forgotten.is_none());
}

/// The line was cut while the server was given the copy, and the draft was thrown away at that
/// moment: what arrives a little later is no draft that came back.
#[tokio::test]
async fn a_copy_that_arrives_after_its_draft_was_discarded_goes_too() {
    let (_dir, shared, drafts) = profile().await;
    let precious = shared.store.precious();
    let at = Timestamp::now();
    let id = precious.save_draft(None, Draft::default(), at).await;
    let id = id.unwrap();
    let link = DraftLink {
        tag: "a".repeat(32),
        pending: Some(PendingCopy {
            folder: drafts.id.clone(),
            message_id: "late@a.test".to_owned(),
            digest: String::new(),
        }),
        ..DraftLink::default()
    };
    let linked = precious.link_draft(id, link, None, Vec::new()).await;
    assert!(linked.unwrap());
    precious.discard_draft(id).await.unwrap();
    let mail = Counts::default();
    mail.answers.lock().unwrap().push_back(Found::Gone);
    assert_eq!(remove_left(&shared, &mail).await, Ok(false));
    let left = || shared.read(|r| Ok(r.left_copies()?.len()));
    assert_eq!(left().await, Ok(1), "it may be on its way");
    assert_eq!(remove_left(&shared, &mail).await, Ok(true));
    assert_eq!(mail.asked.load(Ordering::SeqCst), 2);
    assert_eq!(left().await, Ok(0));
}
