//! What is left behind is dealt with, and nothing else: claims that are not needed, and copies.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::left::remove_left;
use super::place::CLAIMS;
use super::release::release_stale;

use super::*;
use crate::config::ConfigFile;
use crate::domain::{
    AccountId, Doubt, Draft, DraftLink, FolderId, FolderRole, FolderState, Mailbox, MailboxKind,
    OutboxId, PendingCopy, RemoteDraft, Route, RouteKind, SentPolicy,
};
use crate::engine::samples::{SUPPORT, address, folder, mailbox_id};
use crate::secret::MemoryStore;
use crate::store::Store;

/// A Drafts folder that counts what is asked of it.
#[derive(Default)]
struct Counts {
    asked: AtomicU32,
    /// Where the copy is found, and by which account errands are run.
    lies_in: Option<FolderId>,
    by: Mutex<Vec<AccountId>>,
    /// What it answers to the next errands; then that it is done.
    answers: Mutex<VecDeque<Found>>,
}

#[async_trait]
impl DraftMail for Counts {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, at: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        let lies = self.lies_in.as_ref() == Some(&at.id);
        Ok(lies.then(|| MessageKey {
            folder: at.id.clone(),
            uid_validity: 1,
            uid: 1,
        }))
    }

    async fn errand(&self, at: &Folder, _: Errand) -> Result<Found, Problem> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.by.lock().unwrap().push(at.account.clone());
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

/// Refused while that is in doubt, it would be forgotten and lie there for good.
#[tokio::test]
async fn a_copy_in_a_mailbox_in_doubt_waits_until_that_is_known() {
    let (_dir, shared, drafts) = profile().await;
    let precious = shared.store.precious();
    let draft = precious.save_draft(None, Draft::default(), Timestamp::now());
    let id = draft.await.unwrap();
    let link = DraftLink {
        tag: "a".repeat(32),
        copy: Some(RemoteDraft {
            key: MessageKey {
                folder: drafts.id.clone(),
                uid_validity: 1,
                uid: 1,
            },
            message_id: Some("copy@a.test".to_owned()),
            proof: None,
        }),
        ..DraftLink::default()
    };
    let linked = precious.link_draft(id, link, None, Vec::new()).await;
    assert!(linked.unwrap());
    precious.discard_draft(id).await.unwrap();
    let cache = shared.store.cache();
    let in_doubt = FolderState::InDoubt(Doubt::NoRight);
    cache.set_folder_state(&drafts.id, in_doubt).await.unwrap();
    let mail = Counts::default();
    assert_eq!(remove_left(&shared, &mail).await, Ok(false));
    assert_eq!(mail.asked.load(Ordering::SeqCst), 0);
    let readable = FolderState::Readable;
    cache.set_folder_state(&drafts.id, readable).await.unwrap();
    assert_eq!(remove_left(&shared, &mail).await, Ok(true));
    assert_eq!(mail.asked.load(Ordering::SeqCst), 1);
}

/// The folder was renamed, and the account that reads the mailbox sees neither: the other one does,
/// and until that has listed it nobody knows whether the copy is gone.
#[tokio::test]
async fn a_copy_that_only_another_account_sees_is_found_there() {
    let (_dir, shared, read) = profile().await;
    let cache = shared.store.cache();
    let support = read.mailbox.clone();
    let ben = AccountId::of(&address("ben@a.test"));
    let known = shared.read({
        let support = support.clone();
        move |r| r.mailbox(&support)
    });
    let mut mailbox = known.await.unwrap().unwrap();
    mailbox.routes = [read.account.clone(), ben.clone()]
        .map(|account| Route {
            account,
            kind: RouteKind::Namespace,
            root: String::new(),
        })
        .into();
    cache.put_mailbox(&mailbox).await.unwrap();
    let renamed = Folder {
        account: ben.clone(),
        ..folder(SUPPORT, "Entwürfe", FolderRole::Drafts, "lrswite")
    };
    let precious = shared.store.precious();
    let draft = precious.save_draft(None, Draft::default(), Timestamp::now());
    let id = draft.await.unwrap();
    let link = DraftLink {
        tag: "a".repeat(32),
        copy: Some(RemoteDraft {
            key: MessageKey {
                folder: FolderId::of(&support, "Our drafts"),
                uid_validity: 1,
                uid: 1,
            },
            message_id: Some("copy@a.test".to_owned()),
            proof: None,
        }),
        ..DraftLink::default()
    };
    let linked = precious.link_draft(id, link, None, Vec::new()).await;
    assert!(linked.unwrap());
    precious.discard_draft(id).await.unwrap();
    let mail = Counts {
        lies_in: Some(renamed.id.clone()),
        ..Counts::default()
    };
    let left = || shared.read(|r| Ok(r.left_copies()?.len()));
    assert!(remove_left(&shared, &mail).await.is_err());
    assert_eq!(left().await, Ok(1), "it may lie where nobody looked");
    let listing = [renamed];
    cache
        .put_ways(&support, &ben, &listing, true)
        .await
        .unwrap();
    assert_eq!(remove_left(&shared, &mail).await, Ok(true));
    assert_eq!(left().await, Ok(0));
    let by = mail.by.lock().unwrap();
    assert!(by.iter().all(|by| *by == ben), "{by:?}");
    assert!(!by.is_empty());
}

/// Whichever account reaches a folder just now, what is marked there is known for ours.
#[tokio::test]
async fn our_mark_in_a_folder_is_one_and_the_same_by_each_account() {
    let (_dir, shared, read) = profile().await;
    let ben = AccountId::of(&address("ben@a.test"));
    let also = Folder {
        account: ben.clone(),
        ..read.clone()
    };
    let cache = shared.store.cache();
    let listing = [also.clone()];
    cache
        .put_ways(&read.mailbox, &ben, &listing, true)
        .await
        .unwrap();
    let mark = claim::mark(&shared, &read).await.unwrap();
    assert!(mark.starts_with("$SentBy-anna-"), "{mark}");
    assert_eq!(claim::mark(&shared, &also).await, Ok(mark));
}
