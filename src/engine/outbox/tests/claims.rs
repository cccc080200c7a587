//! Claims of drafts' copies, where two accounts have something to send.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::drafts::{Claim, DraftMail, Errand, Found, before_leaving};
use crate::engine::problem::{Problem, ProblemKind, Text};

const BEN: &str = "ben@a.test";

/// Drafts folders of which one account's server answers nothing.
struct Silent {
    of: AccountId,
    hung: Notify,
}

#[async_trait]
impl DraftMail for Silent {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, _: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn errand(&self, folder: &Folder, _: Errand) -> Result<Found, Problem> {
        if folder.account == self.of {
            self.hung.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(Found::Claimed)
    }

    async fn changed(&self, _: &Folder) {}
}

/// A message that waits, whose draft has a copy in this folder.
async fn waits(world: &World, folder: FolderId) -> Outgoing {
    let row = world.put_in(world.draft(Mode::Own), Leave::WhenAsked).await;
    world.has_copy(&row, folder).await;
    row
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_holds_up_no_other_accounts_claims() {
    let world = World::new().await;
    let change = |config: &mut crate::config::Config| config.accounts.push(account(BEN));
    world.shared.change_config(change).await.unwrap();
    put_mailbox(&world.shared, BEN, SentPolicy::Mine, "lrswit").await;
    let folders = world.shared.read(move |r| r.folders(&mailbox_id(BEN)));
    let mut folders = folders.await.unwrap();
    for folder in &mut folders {
        folder.account = AccountId::of(&address(BEN));
    }
    let cache = world.shared.store.cache();
    let bens = mailbox_id(BEN);
    cache.put_folders(&bens, &folders, true).await.unwrap();
    let (annas, bens) = (
        waits(&world, inbox(ANNA)).await,
        waits(&world, inbox(BEN)).await,
    );
    let mail = Silent {
        of: AccountId::of(&address(ANNA)),
        hung: Notify::new(),
    };
    let hangs = before_leaving(&world.shared, Some(&mail), &annas);
    let other = async {
        hung(&mail.hung).await;
        let claim = before_leaving(&world.shared, Some(&mail), &bens);
        let limit = std::time::Duration::from_secs(60);
        tokio::time::timeout(limit, claim).await
    };
    let claim = tokio::select! {
        claim = hangs => panic!("{claim:?}"),
        claim = other => claim,
    };
    assert_eq!(claim.expect("it waited for the other account"), Claim::Free);
}

const SALES: &str = "sales@a.test";

/// Drafts folders in which one copy lies, or none.
#[derive(Default)]
struct Shelves {
    lies_in: Option<FolderId>,
    /// Those that say no.
    closed: Vec<FolderId>,
    claimed: Mutex<Vec<FolderId>>,
}

#[async_trait]
impl DraftMail for Shelves {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, at: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        if self.closed.contains(&at.id) {
            let text = Text::new("problem-no-such-folder");
            return Err(Problem::new(ProblemKind::Server, text));
        }
        let key = MessageKey {
            folder: at.id.clone(),
            uid_validity: 1,
            uid: 7,
        };
        Ok(Some(key).filter(|_| self.lies_in.as_ref() == Some(&at.id)))
    }

    async fn errand(&self, folder: &Folder, errand: Errand) -> Result<Found, Problem> {
        if let Errand::Claim { .. } = errand {
            self.claimed.lock().unwrap().push(folder.id.clone());
        }
        Ok(Found::Claimed)
    }

    async fn changed(&self, _: &Folder) {}
}

/// A message as support, whose draft has a copy in a folder that was renamed since.
async fn renamed(world: &World) -> Outgoing {
    let row = world
        .put_in(world.draft(Mode::SendAs), Leave::WhenAsked)
        .await;
    let folder = FolderId::of(&mailbox_id(SUPPORT), "Renamed");
    world.has_copy(&row, folder).await;
    row
}

fn drafts_of(mailbox: &str) -> FolderId {
    FolderId::of(&mailbox_id(mailbox), "Drafts")
}

/// Folder by folder, in whichever mailbox: also one that is no Drafts folder by its name.
#[tokio::test]
async fn a_copy_is_looked_for_wherever_it_can_be() {
    let places = [
        drafts_of(SUPPORT),
        drafts_of(ANNA),
        drafts_of(SALES),
        FolderId::of(&mailbox_id(SUPPORT), "Elsewhere"),
    ];
    for lies_in in places {
        let world = World::new().await;
        put_mailbox(&world.shared, SALES, SentPolicy::Shared, "lrswit").await;
        let row = renamed(&world).await;
        let mail = Shelves {
            lies_in: Some(lies_in.clone()),
            ..Shelves::default()
        };
        let claim = before_leaving(&world.shared, Some(&mail), &row).await;
        assert_eq!(claim, Claim::Free);
        assert_eq!(*mail.claimed.lock().unwrap(), [lies_in]);
    }
}

/// One folder that says no keeps nobody from the others; and as long as one says no, a copy that is
/// in none of the others is not gone.
#[tokio::test]
async fn a_folder_that_says_no_is_one_of_several() {
    let world = World::new().await;
    let row = renamed(&world).await;
    let mail = Shelves {
        lies_in: Some(drafts_of(ANNA)),
        closed: vec![drafts_of(SUPPORT)],
        ..Shelves::default()
    };
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    assert_eq!(claim, Claim::Free);
    assert_eq!(*mail.claimed.lock().unwrap(), [drafts_of(ANNA)]);

    let world = World::new().await;
    let row = renamed(&world).await;
    let mail = Shelves {
        closed: vec![drafts_of(ANNA)],
        ..Shelves::default()
    };
    for _ in 0..2 {
        let claim = before_leaving(&world.shared, Some(&mail), &row).await;
        assert!(matches!(claim, Claim::Wait(..)), "{claim:?}");
    }
    let Claim::Hold(why) = before_leaving(&world.shared, Some(&mail), &row).await else {
        panic!("it leaves")
    };
    assert_eq!(why.message.key, "draft-not-checked");
}

/// Tries in a row count, and those alone in which nothing could be looked at: a message that is put
/// off for an hour by its server, and claims anew each time, is not held by the first hitch.
#[tokio::test]
async fn a_copy_that_could_be_looked_at_meanwhile_has_all_its_tries_left() {
    let world = World::new().await;
    let row = world
        .put_in(world.draft(Mode::SendAs), Leave::WhenAsked)
        .await;
    world.has_copy(&row, drafts_of(SUPPORT)).await;
    let mail = FakeMail(Arc::clone(&world.mail));
    let ask = || before_leaving(&world.shared, Some(&mail), &row);
    for _ in 0..5 {
        assert_eq!(ask().await, Claim::Free);
    }
    let no = || Problem::new(ProblemKind::Server, Text::new("problem-server-said-no"));
    let fails = || world.mail.drafts_away.lock().unwrap().push_back(no());
    for _ in 0..2 {
        fails();
        assert!(matches!(ask().await, Claim::Wait(..)));
    }
    assert_eq!(ask().await, Claim::Free);
    for last in [false, false, true] {
        fails();
        let claim = ask().await;
        assert_eq!(matches!(claim, Claim::Hold(_)), last, "{claim:?}");
    }
}

/// After the cache was thrown away nothing is known of mailboxes until they are listed again; in
/// the member's own nobody else is at the draft all the same.
#[tokio::test]
async fn ones_own_mailbox_is_not_taken_for_a_teams_before_it_is_listed() {
    let world = World::new().await;
    let row = world.put_in(world.draft(Mode::Own), Leave::WhenAsked).await;
    world.has_copy(&row, drafts_of(ANNA)).await;
    let cache = world.shared.store.cache();
    cache.remove_mailbox(&mailbox_id(ANNA)).await.unwrap();
    let away = || (0..100).map(|_| network());
    world.mail.drafts_away.lock().unwrap().extend(away());
    let mail = FakeMail(Arc::clone(&world.mail));
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    assert_eq!(claim, Claim::Free);
    assert!(world.mail.drafts_asked.load(Ordering::SeqCst) > 0);
    // Of a team's nobody knows.
    let row = world
        .put_in(world.draft(Mode::SendAs), Leave::WhenAsked)
        .await;
    world
        .has_copy(&row, FolderId::of(&mailbox_id(SUPPORT), "Renamed"))
        .await;
    cache.remove_mailbox(&mailbox_id(SUPPORT)).await.unwrap();
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    assert!(matches!(claim, Claim::Wait(..)), "{claim:?}");
}

/// A server that is away for a minute leaves nothing for a person to do.
#[tokio::test]
async fn what_waits_for_a_server_that_is_away_leaves_when_it_is_back() {
    let world = World::new().await;
    world.mail.has_drafts.store(true, Ordering::SeqCst);
    let id = world.park(Mode::SendAs).await;
    world
        .has_copy(&world.row(id).await, drafts_of(SUPPORT))
        .await;
    let away = (0..5).map(|_| network());
    world.mail.drafts_away.lock().unwrap().extend(away);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.attempts, 1);
    assert_eq!(world.server.count(), 1);
}

/// A mail server that takes the connection and says nothing keeps back the message that asks it, and
/// none that stands behind.
#[tokio::test]
async fn a_server_that_hangs_is_not_waited_for_in_the_lane() {
    let mut pace = crate::engine::Pace::quick();
    pace.check = std::time::Duration::from_millis(100);
    let world = World::with(pace, true).await;
    let draft = world.draft(Mode::SendAs);
    let row = world.put_in(draft, Leave::WhenAsked).await;
    world.has_copy(&row, drafts_of(SUPPORT)).await;
    let mail = Silent {
        of: AccountId::of(&address(ANNA)),
        hung: Notify::new(),
    };
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    let Claim::Wait(why, times) = claim else {
        panic!("{claim:?}")
    };
    assert_eq!(why.message.key, "draft-waits-for-check");
    assert!(times > 1, "not at once again");
}

/// One copy of a draft, its mark, and how often its server is still away.
#[derive(Default)]
struct Marked {
    mark: Mutex<Option<String>>,
    away: Mutex<u32>,
}

#[async_trait]
impl DraftMail for Marked {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, _: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn errand(&self, _: &Folder, errand: Errand) -> Result<Found, Problem> {
        let Errand::Claim { mark, again, .. } = errand else {
            panic!("{errand:?}")
        };
        let mut away = self.away.lock().unwrap();
        if *away > 0 {
            *away -= 1;
            return Err(network());
        }
        let mut there = self.mark.lock().unwrap();
        Ok(match &*there {
            Some(known) if *known != mark || !again => Found::Taken(None),
            _ => {
                *there = Some(mark);
                Found::Claimed
            }
        })
    }

    async fn changed(&self, _: &Folder) {}
}

/// The profile was copied to another computer while the message waited there and here: what the one
/// claims, the other does not take for its own.
#[tokio::test]
async fn a_copied_profile_does_not_know_the_others_claims_for_its_own() {
    let world = World::new().await;
    let draft = world.draft(Mode::SendAs);
    let row = world.put_in(draft, Leave::WhenAsked).await;
    world.has_copy(&row, drafts_of(SUPPORT)).await;
    let mail = Marked::default();
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    assert_eq!(claim, Claim::Free);
    let other = world.elsewhere(world.copy()).await;
    *mail.away.lock().unwrap() = 1;
    let claim = before_leaving(&other.shared, Some(&mail), &row).await;
    assert!(matches!(claim, Claim::Wait(..)), "{claim:?}");
    let claim = before_leaving(&other.shared, Some(&mail), &row).await;
    assert!(matches!(claim, Claim::Hold(_)), "{claim:?}");
    let claim = before_leaving(&world.shared, Some(&mail), &row).await;
    assert_eq!(claim, Claim::Free, "it is this one's");
}
