//! Copies of which not all can be seen: nothing is called checked that was not, and nothing put down
//! to the server that was done from here.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::pace::Pace;
use crate::engine::problem::{Problem, ProblemKind, Text};

/// A server that files what it takes in this folder.
fn files_in(world: &World, folder: FolderId, rewrites: Option<(&'static str, &'static str)>) {
    world.mail.by_itself.lock().unwrap().push(ByItself {
        folder,
        after: Some(0),
        rewrites,
    });
}

async fn send(world: &World) -> OutboxId {
    let mut draft = world.draft(Mode::SendAs);
    draft.reply = None;
    world.put_in(draft, Leave::Now).await.outbox_id
}

async fn learning() -> World {
    World::that_knows(Pace::quick(), true, None).await
}

#[tokio::test]
async fn what_the_server_filed_among_ones_own_says_nothing_of_a_folder_that_was_not_seen() {
    // Away for now: it waits until it was seen.
    let world = learning().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Server, "lrswit").await;
    files_in(&world, sent(ANNA), None);
    let closed = &world.mail.closed;
    closed.lock().unwrap().insert(sent(SUPPORT), network());
    let id = send(&world).await;
    let waits = |r: &Outgoing| r.state == OutboxState::Filing && r.error.is_some();
    world.until(id, waits).await;
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.row(id).await.state, OutboxState::Filing);
    closed.lock().unwrap().clear();
    world.until_state(id, OutboxState::Done).await;

    // Closed for good: that is said.
    let world = learning().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Server, "l").await;
    files_in(&world, sent(ANNA), None);
    let no = Text::new("problem-server-said-no");
    let no = Problem::new(ProblemKind::Permission, no);
    world.mail.closed.lock().unwrap().insert(sent(SUPPORT), no);
    let id = send(&world).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(remarked(&row), ["outbox-copy-not-seen-there"]);
}

#[tokio::test]
async fn a_copy_that_could_not_be_read_is_said_to_be_not_compared() {
    let world = learning().await;
    let rewrites = ("From: support <support@a.test>", "From: Anna <anna@a.test>");
    files_in(&world, sent(SUPPORT), Some(rewrites));
    let refused = Problem::new(ProblemKind::Server, Text::new("problem-server-said-no"));
    *world.mail.tend_refused.lock().unwrap() = Some(refused);
    let id = send(&world).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(remarked(&row), ["outbox-copy-not-compared"]);
}

#[tokio::test]
async fn folders_that_were_not_read_yet_are_not_said_to_be_none() {
    let world = World::new().await;
    let cache = world.shared.store.cache();
    let support = mailbox_id(SUPPORT);
    cache.put_folders(&support, &[], true).await.unwrap();
    let id = send(&world).await;
    let waits = |r: &Outgoing| r.state == OutboxState::Filing && r.error.is_some();
    let row = world.until(id, waits).await;
    assert_eq!(key_of(&row), "outbox-copy-folders-not-read");
}

/// The answer to the first APPEND was lost; the person, who reads that the copy waits, chooses
/// another folder. The first copy had arrived.
#[tokio::test]
async fn where_it_was_put_first_it_may_lie_too() {
    for arrives in [true, false] {
        let mut pace = Pace::quick();
        let long = Duration::from_secs(600);
        (pace.copy_retry, pace.retry_most) = (long, long);
        // Nor is it tried again while the server may file one by itself.
        pace.copy_looks = [Duration::ZERO; 6];
        let world = World::with(pace, true).await;
        world.mail.then([if arrives {
            Mishap::AppendUnheard
        } else {
            Mishap::Append(network())
        }]);
        let id = send(&world).await;
        world.until(id, |r| r.error.is_some()).await;
        let elsewhere = FolderId::of(&mailbox_id(SUPPORT), "Elsewhere");
        let chosen = OutboxAction::CopyTo(elsewhere.clone());
        world.outbox.act(id, chosen).await.unwrap();
        let row = world.until_state(id, OutboxState::Done).await;
        let count = |folder: &FolderId| world.mail.in_folder(folder).len();
        assert_eq!(count(&sent(SUPPORT)), usize::from(arrives));
        assert_eq!(count(&elsewhere), 1);
        let said: &[&str] = if arrives {
            &["outbox-copy-there-too"]
        } else {
            &[]
        };
        assert_eq!(remarked(&row), said);
    }
}

/// The APPEND was cut off and arrives later, after the next one was taken: both are ours.
#[tokio::test]
async fn ones_own_late_copy_is_not_called_the_servers() {
    for tells_uid in [true, false] {
        let world = World::new().await;
        world.mail.tells_uid.store(tells_uid, Ordering::SeqCst);
        world.mail.then([Mishap::Append(network())]);
        let id = send(&world).await;
        world.until_state(id, OutboxState::Done).await;
        let ours = world.mail.in_folder(&sent(SUPPORT)).remove(0);
        world.mail.put_into(&sent(SUPPORT), &ours);
        // It may not be removed here.
        let row = world.until(id, |r| !r.remarks.is_empty()).await;
        assert_eq!(remarked(&row), ["outbox-copy-twice-from-here"]);
        let reader = world.shared.store.reader();
        let kept = reader.remembered(&format!("copies/habits/{ANNA}")).unwrap();
        let files = kept.is_some_and(|kept| kept.to_string().contains("files"));
        assert!(!files, "tells UID {tells_uid}");
    }
}
