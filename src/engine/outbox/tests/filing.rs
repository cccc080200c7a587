//! Where the copy of a sent message goes, and what happens where it cannot be filed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::OutboxAction;
use crate::engine::filing;
use crate::engine::outbox::{remarks, why};
use crate::engine::pace::Pace;

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
            chosen: Vec::new(),
            shared: shared.then(|| folder(SUPPORT)),
            mine: mine.then(|| folder(ANNA)),
            not_read: Vec::new(),
            hidden: Vec::new(),
        };
        match filing::plan(row, &own, places) {
            filing::Plan::File { wanted, .. } => {
                let place = |one: filing::Intended| match one.place {
                    Ok(target) => Ok(target.folder.id),
                    Err(problem) => Err(problem.mailbox.unwrap()),
                };
                (true, wanted.into_iter().map(place).collect())
            }
            filing::Plan::Look { shared, mine } => {
                let folders = shared.into_iter().chain(mine);
                (false, folders.map(|folder| Ok(folder.id)).collect())
            }
        }
    };
    let (theirs, hers) = (Ok(sent(SUPPORT)), Ok(sent(ANNA)));
    let without = |mailbox: &str| Err(mailbox_id(mailbox));
    use SentPolicy::{Both, Mine, Server, Shared};
    for (policy, with_mailbox, shared, mine, files, expected) in [
        (Shared, true, true, true, true, vec![theirs.clone()]),
        (Mine, true, true, true, true, vec![hers.clone()]),
        (
            Both,
            true,
            true,
            true,
            true,
            vec![theirs.clone(), hers.clone()],
        ),
        (
            Server,
            true,
            true,
            true,
            false,
            vec![theirs.clone(), hers.clone()],
        ),
        // No Sent folder: that copy waits, it does not go elsewhere; the other is filed.
        (Shared, true, false, true, true, vec![without(SUPPORT)]),
        (
            Both,
            true,
            true,
            false,
            true,
            vec![theirs.clone(), without(ANNA)],
        ),
        (
            Both,
            true,
            false,
            true,
            true,
            vec![without(SUPPORT), hers.clone()],
        ),
        (Server, true, false, true, false, vec![hers.clone()]),
        // An identity without a mailbox: among one's own, once.
        (Shared, false, false, true, true, vec![hers.clone()]),
        (Both, false, false, true, true, vec![hers.clone()]),
        (Both, false, false, false, true, vec![without(ANNA)]),
        (Mine, false, false, false, true, vec![without(ANNA)]),
    ] {
        row.sent_policy = policy;
        row.mailbox = with_mailbox.then(|| mailbox_id(SUPPORT));
        assert_eq!(
            plan(&row, shared, mine),
            (files, expected),
            "{policy:?} {with_mailbox}"
        );
    }
    // A chosen folder that is gone.
    row.copy_folder = Some(sent(ANNA));
    let places = filing::Places {
        of_team: true,
        chosen: vec![(filing::Part::Member, None)],
        not_read: Vec::new(),
        hidden: Vec::new(),
        shared: None,
        mine: None,
    };
    let filing::Plan::File { wanted, .. } = filing::plan(&row, &own, places) else {
        panic!("it is filed");
    };
    assert!(matches!(&wanted[..], [one] if one.place.is_err()));
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

async fn remove_sent(world: &World, address: &str) {
    let of = mailbox_id(address);
    let wanted = of.clone();
    let mut folders = world
        .shared
        .read(move |r| r.folders(&wanted))
        .await
        .unwrap();
    folders.retain(|folder| folder.role != FolderRole::Sent);
    let cache = world.shared.store.cache();
    cache.put_folders(&of, &folders, true).await.unwrap();
}

fn elsewhere() -> FolderId {
    FolderId::of(&mailbox_id(SUPPORT), "Elsewhere")
}

/// What lies in the mailbox's Sent, in the member's, and elsewhere.
fn copies(world: &World) -> [usize; 3] {
    [sent(SUPPORT), sent(ANNA), elsewhere()].map(|folder| world.mail.in_folder(&folder).len())
}

/// Does it wait for something in this mailbox?
fn is_about(row: &Outgoing, mailbox: &str) -> bool {
    why(row).is_some_and(|why| why.message.args.contains(&("mailbox", mailbox.to_owned())))
}

/// One of two Sent folders is missing: the other gets its copy, and the chosen folder that of the
/// missing one.
#[tokio::test]
async fn a_missing_folder_costs_only_its_own_copy() {
    for (missing, filed, then) in [
        (ANNA, [1, 0, 0], [1, 0, 1]),
        (SUPPORT, [0, 1, 0], [0, 1, 1]),
    ] {
        let world = World::new().await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
        remove_sent(&world, missing).await;
        let id = world.send(Mode::SendAs).await;
        let row = world.until(id, |r| why(r).is_some()).await;
        assert_eq!(
            (row.state, key_of(&row)),
            (OutboxState::Filing, "outbox-copy-no-sent-folder")
        );
        assert!(is_about(&row, missing), "{row:?}");
        assert_eq!(copies(&world), filed, "{missing}");
        let chosen = OutboxAction::CopyTo(elsewhere());
        world.outbox.act(id, chosen).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(copies(&world), then, "{missing}");
        assert_eq!(world.server.count(), 1);
    }
}

/// The missing folder is there again: its copy goes into it, and the other's stays the only one.
#[tokio::test]
async fn a_copy_that_waited_for_its_folder_gets_there() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
    remove_sent(&world, ANNA).await;
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| why(r).is_some()).await;
    put_mailbox(&world.shared, ANNA, SentPolicy::Shared, "lrswit").await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [1, 1, 0]);
}

/// Neither can be had: each is said and chosen for by itself, also by the same folder.
#[tokio::test]
async fn two_missing_folders_are_two_questions() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
    for address in [SUPPORT, ANNA] {
        remove_sent(&world, address).await;
    }
    let id = world.send(Mode::SendAs).await;
    for missing in [SUPPORT, ANNA] {
        world.until(id, |r| is_about(r, missing)).await;
        let chosen = OutboxAction::CopyTo(elsewhere());
        world.outbox.act(id, chosen).await.unwrap();
    }
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [0, 0, 1]);
}

/// A folder is chosen for the copy that may not be filed, while the other is still looked for.
#[tokio::test]
async fn a_chosen_folder_takes_the_place_of_the_barred_one_only() {
    let mut pace = Pace::quick();
    pace.copy_looks = [50, 50, 50, 50, 50, 2500].map(Duration::from_millis);
    let world = World::that_knows(pace, true, None).await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lr").await;
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| why(r).is_some()).await;
    assert_eq!(key_of(&row), "outbox-copy-no-right");
    assert_eq!(copies(&world), [0, 0, 0]);
    let chosen = OutboxAction::CopyTo(elsewhere());
    world.outbox.act(id, chosen).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [0, 1, 1]);
}

#[tokio::test]
async fn what_is_chosen_in_the_middle_of_a_look_is_where_it_is_filed() {
    let world = World::new().await;
    world.mail.then([Mishap::PauseBlind]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let chosen = OutboxAction::CopyTo(elsewhere());
    world.outbox.act(id, chosen).await.unwrap();
    world.mail.go_on.notify_one();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [0, 0, 1], "in the chosen folder alone");
    assert_eq!(world.server.count(), 1);
}

/// A colleague puts the copy away before it was looked at.
async fn put_away() -> (World, OutboxId) {
    let world = World::new().await;
    world.mail.then([Mishap::Blind, Mishap::PauseAppended]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let copy = world.mail.in_folder(&sent(SUPPORT)).remove(0);
    world.mail.copies.lock().unwrap().clear();
    world.mail.put_into(&elsewhere(), &copy);
    world.mail.go_on.notify_one();
    let gone = |r: &Outgoing| why(r).is_some_and(|why| why.message.key == "outbox-copy-gone");
    let row = world.until(id, gone).await;
    assert_eq!(
        (row.state, row.copy),
        (OutboxState::Filing, CopyState::Filed)
    );
    (world, id)
}

#[tokio::test]
async fn a_copy_that_was_put_away_is_said_and_filed_again_where_a_person_wants_it() {
    for (folder, then) in [(sent(SUPPORT), [1, 0, 1]), (elsewhere(), [0, 0, 1])] {
        let (world, id) = put_away().await;
        // It is looked for again, and not filed again.
        world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
        world.outbox.run_now().await.unwrap();
        assert_eq!(copies(&world), [0, 0, 1]);
        assert_eq!(key_of(&world.row(id).await), "outbox-copy-gone");
        let chosen = OutboxAction::CopyTo(folder);
        world.outbox.act(id, chosen).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(copies(&world), then);
        assert_eq!(world.server.count(), 1);
    }
}

#[tokio::test]
async fn a_copy_that_was_put_away_can_be_left_there() {
    let (world, id) = put_away().await;
    world
        .outbox
        .act(id, OutboxAction::LeaveUncopied)
        .await
        .unwrap();
    let row = world.row(id).await;
    assert_eq!((row.state, row.copy), (OutboxState::Done, CopyState::None));
    assert_eq!(why(&row), None);
    world.outbox.run_now().await.unwrap();
    assert_eq!((copies(&world), world.server.count()), ([0, 0, 1], 1));
}

/// In the middle of a try, too.
#[tokio::test]
async fn where_no_copy_is_wanted_none_is_filed() {
    let world = World::new().await;
    world.mail.then([Mishap::PauseBlind]);
    let id = world.send(Mode::SendAs).await;
    hung(&world.mail.hung).await;
    let none = OutboxAction::LeaveUncopied;
    world.outbox.act(id, none.clone()).await.unwrap();
    world.mail.go_on.notify_one();
    world.outbox.run_now().await.unwrap();
    let row = world.row(id).await;
    assert_eq!((row.state, row.copy), (OutboxState::Done, CopyState::None));
    assert_eq!((copies(&world), world.server.count()), ([0, 0, 0], 1));
    // Nothing but that: a message that waits has no copy to do without.
    let waits = world.park(Mode::SendAs).await;
    assert!(world.outbox.act(waits, none).await.is_err());
}

#[tokio::test]
async fn a_copy_that_is_put_back_is_found() {
    let (world, id) = put_away().await;
    let copy = world.mail.in_folder(&elsewhere()).remove(0);
    world.mail.put_into(&sent(SUPPORT), &copy);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.mail.appends.load(Ordering::SeqCst), 1);
}

/// Two copies were wanted, and one of them lies there: that is not called none.
#[tokio::test]
async fn without_the_other_copy_the_one_that_lies_there_is_named() {
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
    remove_sent(&world, ANNA).await;
    let id = world.send(Mode::SendAs).await;
    world.until(id, |row| why(row).is_some()).await;
    let none = OutboxAction::LeaveUncopied;
    world.outbox.act(id, none).await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [1, 0, 0]);
    let said = remarks(&row);
    let said = said
        .iter()
        .find(|r| r.message.key == "outbox-copy-no-other");
    let said = said.expect("it is named").message.args.clone();
    assert!(said.contains(&("mailbox", SUPPORT.to_owned())), "{said:?}");
}

/// Taken just before the program ended, and left without a copy before anything was tried: colleagues
/// see all the same that the question was answered.
#[tokio::test]
async fn without_a_copy_the_question_is_marked_all_the_same() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let precious = world.shared.store.precious();
    precious.begin_attempt(id).await.unwrap();
    for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
        precious.enter_phase(id, phase).await.unwrap();
    }
    let now = world.clock.now();
    let taken = precious.accepted(id, now, CopyState::Waiting);
    taken.await.unwrap();
    let world = world.crash_to(false).await;
    let row = world.row(id).await;
    assert_eq!(
        (row.state, row.copy),
        (OutboxState::Filing, CopyState::Waiting)
    );
    let none = OutboxAction::LeaveUncopied;
    world.outbox.act(id, none).await.unwrap();
    assert_eq!(world.row(id).await.state, OutboxState::Done);
    let marked = world.mail.marked.lock().unwrap().clone();
    assert_eq!(marked.len(), 1, "{marked:?}");
}

/// The answer to the APPEND was lost, and then no copy was wanted: one may lie there.
#[tokio::test]
async fn without_a_copy_one_that_may_lie_there_is_named() {
    let mut pace = Pace::quick();
    let long = Duration::from_secs(600);
    (pace.copy_retry, pace.retry_most) = (long, long);
    // Nor is it tried again while the server may file one by itself.
    pace.copy_looks = [Duration::ZERO; 6];
    let world = World::with(pace, true).await;
    world.mail.then([Mishap::AppendUnheard]);
    let id = world.send(Mode::SendAs).await;
    world.until(id, |row| why(row).is_some()).await;
    let none = OutboxAction::LeaveUncopied;
    world.outbox.act(id, none).await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(copies(&world), [1, 0, 0]);
    assert!(remarked(&row).contains(&"outbox-copy-there-too"), "{row:?}");
}
