//! Where the copy of a sent message goes, and what happens where it cannot be filed.

use std::sync::atomic::Ordering;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::OutboxAction;
use crate::engine::filing;
use crate::engine::outbox::why;

#[tokio::test]
async fn the_policy_decides_where_the_copy_goes() {
    for (policy, shared, mine) in [
        (SentPolicy::Shared, 1, 0),
        (SentPolicy::Mine, 0, 1),
        (SentPolicy::Both, 1, 1),
    ] {
        let world = World::new().await;
        put_mailbox(&world.shared, SUPPORT, policy, "lrswit").await;
        let id = world.send(Mode::SendAs).await;
        world.until_state(id, OutboxState::Done).await;
        let count = |address| world.mail.in_folder(&sent(address)).len();
        assert_eq!((count(SUPPORT), count(ANNA)), (shared, mine), "{policy:?}");
    }
}

#[test]
fn policies_name_their_folders() {
    let mut row = outgoing();
    let own = mailbox_id(ANNA);
    let folder = |mailbox: &str| folder(mailbox, "Sent", FolderRole::Sent, "lrswit");
    let plan = |row: &Outgoing, shared: bool, mine: bool| {
        let places = filing::Places {
            of_team: true,
            chosen: None,
            shared: shared.then(|| folder(SUPPORT)),
            mine: mine.then(|| folder(ANNA)),
        };
        let ids = |folders: Vec<Folder>| folders.into_iter().map(|f| f.id).collect::<Vec<_>>();
        match filing::plan(row, &own, places) {
            Ok(filing::Plan::File { targets, .. }) => {
                let targets = targets.into_iter();
                Ok((true, ids(targets.map(|target| target.folder).collect())))
            }
            Ok(filing::Plan::Look { shared, mine }) => {
                Ok((false, ids(shared.into_iter().chain(mine).collect())))
            }
            Err(problem) => Err(problem.mailbox.unwrap()),
        }
    };
    use SentPolicy::{Both, Mine, Server, Shared};
    for (policy, with_mailbox, shared, mine, expected) in [
        (Shared, true, true, true, Ok((true, vec![sent(SUPPORT)]))),
        (Mine, true, true, true, Ok((true, vec![sent(ANNA)]))),
        (
            Both,
            true,
            true,
            true,
            Ok((true, vec![sent(SUPPORT), sent(ANNA)])),
        ),
        (
            Server,
            true,
            true,
            true,
            Ok((false, vec![sent(SUPPORT), sent(ANNA)])),
        ),
        // No Sent folder: it waits, it does not go elsewhere.
        (Shared, true, false, true, Err(mailbox_id(SUPPORT))),
        (Both, true, true, false, Err(mailbox_id(ANNA))),
        (Server, true, false, true, Ok((false, vec![sent(ANNA)]))),
        // An identity without a mailbox: among one's own, once.
        (Shared, false, false, true, Ok((true, vec![sent(ANNA)]))),
        (Both, false, false, true, Ok((true, vec![sent(ANNA)]))),
        (Mine, false, false, false, Err(mailbox_id(ANNA))),
    ] {
        row.sent_policy = policy;
        row.mailbox = with_mailbox.then(|| mailbox_id(SUPPORT));
        assert_eq!(
            plan(&row, shared, mine),
            expected,
            "{policy:?} {with_mailbox}"
        );
    }
    row.copy_folder = Some(sent(ANNA));
    assert!(
        filing::plan(
            &row,
            &own,
            filing::Places {
                of_team: true,
                chosen: None,
                shared: None,
                mine: None
            }
        )
        .is_err()
    );
}

#[tokio::test]
async fn a_server_that_files_by_itself_is_believed_when_it_has() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Server, "lrswit").await;
    let id = world.send(Mode::SendAs).await;
    let late = |r: &Outgoing| {
        why(r).is_some_and(|problem| problem.message.key == "outbox-copy-server-none")
    };
    let row = world.until(id, late).await;
    assert_eq!(row.state, OutboxState::Filing);
    let copy = world.server.taken.lock().unwrap()[0].clone();
    // Exchange puts it among the member's own.
    world
        .mail
        .copies
        .lock()
        .unwrap()
        .insert(sent(ANNA), vec![copy]);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.mail.appends.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_failing_copy_never_leads_back_to_the_server_and_never_doubles() {
    for mishaps in [
        vec![Mishap::Find(network())],
        vec![Mishap::Append(network()), Mishap::Append(network())],
        vec![Mishap::AppendUnheard],
        vec![Mishap::AppendUnheard, Mishap::Find(network())],
        // Filed, and not shown: looked for again, not filed again.
        vec![Mishap::Blind, Mishap::Blind, Mishap::Blind],
    ] {
        let world = World::new().await;
        world.mail.then(mishaps.clone());
        let id = world.send(Mode::SendAs).await;
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!((world.server.count(), row.attempts), (1, 1), "{mishaps:?}");
        assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1, "{mishaps:?}");
    }
}

#[tokio::test]
async fn without_the_right_the_copy_waits_for_a_person() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lr").await;
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| why(r).is_some()).await;
    assert_eq!(
        (row.state, key_of(&row)),
        (OutboxState::Filing, "outbox-copy-no-right")
    );
    assert_eq!(world.mail.appends.load(Ordering::SeqCst), 0);
    assert!(
        world.mail.in_folder(&sent(ANNA)).is_empty(),
        "no silent fall-back"
    );
    let elsewhere = FolderId::of(&mailbox_id(ANNA), "Elsewhere");
    let chosen = OutboxAction::CopyTo(elsewhere.clone());
    world.outbox.act(id, chosen).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.mail.in_folder(&elsewhere).len(), 1);
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn both_copies_do_not_wait_for_each_other() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lr").await;
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| why(r).is_some()).await;
    assert_eq!(world.mail.in_folder(&sent(ANNA)).len(), 1);
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
    world.until_state(id, OutboxState::Done).await;
    let count = |address| world.mail.in_folder(&sent(address)).len();
    assert_eq!((count(SUPPORT), count(ANNA)), (1, 1));
}
