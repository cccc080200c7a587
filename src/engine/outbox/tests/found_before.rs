//! Profiles that were restored: what shows that a message was sent, other than its copy in Sent, and
//! what is learnt of it while it waits or is held.

use jiff::SignedDuration;

use super::fakes::*;
use super::second::report_on;
use crate::domain::*;
use crate::engine::outbox::{Possible, possible, why};
use crate::engine::problem::{Problem, ProblemKind, Text};

async fn let_go(world: &World, id: OutboxId) -> Outgoing {
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await
}

fn answer(to: &str) -> Vec<u8> {
    format!(
        "Message-ID: <thanks@b.test>\r\nIn-Reply-To: <{to}>\r\nFrom: kim@b.test\r\n\
         Subject: Re: Re: Printer\r\n\r\nThanks.\r\n"
    )
    .into_bytes()
}

/// It was sent after the backup, its copy is nowhere to be found, and the backup is put back.
async fn held() -> (World, OutboxId) {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let backup = world.copy();
    let_go(&world, id).await;
    world.mail.copies.lock().unwrap().clear();
    let world = world.end_and_open(backup).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-sent-before");
    (world, id)
}

fn show_the_copy(world: &World, folder: &FolderId) {
    let taken = world.server.taken.lock().unwrap()[0].clone();
    world.mail.put_into(folder, &taken);
}

/// A backup of everything, of the profile and of what the computer knows beside it, is put back. The
/// copy in Sent was moved away by a colleague.
#[tokio::test]
async fn restored_whole_it_is_known_by_what_lies_in_the_inbox() {
    for (is_answer, key) in [
        (true, "outbox-found-before-answer"),
        (false, "outbox-found-before"),
    ] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let (backup, state) = (world.copy(), world.copy_state());
        let row = let_go(&world, id).await;
        world.mail.copies.lock().unwrap().clear();
        if is_answer {
            let answer = answer(&row.message_id);
            world.mail.put_into(&inbox(SUPPORT), &answer);
        } else {
            // Cc to oneself.
            show_the_copy(&world, &inbox(SUPPORT));
        }
        let world = world.end_and_open_all(backup, state).await;
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!((world.server.count(), row.attempts), (1, 0));
        assert_eq!(remarked(&row)[0], key);
    }
}

/// Another account reads the mailbox, and cannot sign in: what lies in one's own folders is found.
#[tokio::test]
async fn what_lies_in_ones_own_folders_is_found_though_another_account_cannot_be_reached() {
    for (is_answer, closed, key) in [
        (false, sent(SUPPORT), "outbox-found-before"),
        (true, inbox(SUPPORT), "outbox-found-before-answer"),
    ] {
        let world = World::new().await;
        let support = mailbox_id(SUPPORT);
        let wanted = support.clone();
        let folders = world.shared.read(move |r| r.folders(&wanted)).await;
        let mut folders = folders.unwrap();
        for folder in &mut folders {
            folder.account = AccountId::of(&address("ben@a.test"));
        }
        let cache = world.shared.store.cache();
        cache.put_folders(&support, &folders, true).await.unwrap();
        let id = world.park(Mode::SendAs).await;
        let (backup, state) = (world.copy(), world.copy_state());
        let row = let_go(&world, id).await;
        world.mail.copies.lock().unwrap().clear();
        if is_answer {
            let answer = answer(&row.message_id);
            world.mail.put_into(&inbox(ANNA), &answer);
        } else {
            show_the_copy(&world, &sent(ANNA));
        }
        world.mail.closed.lock().unwrap().insert(closed, network());
        let world = world.end_and_open_all(backup, state).await;
        let row = world.until(id, |row| !row.remarks.is_empty()).await;
        assert_eq!((world.server.count(), row.attempts), (1, 0));
        assert_eq!(remarked(&row)[0], key);
    }
}

/// An Inbox that may not be read keeps nothing back.
#[tokio::test]
async fn where_the_inbox_may_not_be_read_it_leaves() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let barred = Problem::new(ProblemKind::Permission, Text::new("problem-no-right"));
    for folder in [inbox(SUPPORT), inbox(ANNA)] {
        let mut closed = world.mail.closed.lock().unwrap();
        closed.insert(folder, barred.clone());
    }
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn a_report_on_one_that_is_held_is_shown_at_it() {
    let (world, id) = held().await;
    report_on(&world, id).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert!(row.bounce.is_some_and(|bounce| bounce.failed));
    assert_eq!(world.server.count(), 1);
}

/// What a server refused it does not have, whoever says that it came back.
#[tokio::test]
async fn a_report_on_one_that_was_refused_proves_nothing() {
    let world = World::new().await;
    let no = reply(Phase::Dot, 554, "5.6.0 not like this");
    world.server.then([Step::Refuse(vec![no])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    report_on(&world, id).await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.bounce), (OutboxState::Held, None));
}

/// The Inbox, of which a backup knows an older state, is read before the Sent folder can be looked at.
#[tokio::test]
async fn a_report_on_one_that_waits_is_shown_at_it() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let (backup, state) = (world.copy(), world.copy_state());
    let_go(&world, id).await;
    for folder in [sent(SUPPORT), sent(ANNA)] {
        world.mail.closed.lock().unwrap().insert(folder, network());
    }
    let world = world.end_and_open_all(backup, state).await;
    let waits =
        |r: &Outgoing| why(r).is_some_and(|why| why.message.key == "outbox-not-looked-before");
    world.until(id, waits).await;
    report_on(&world, id).await;
    let row = world.row(id).await;
    assert!(row.accepted_at.is_some() && row.bounce.is_some(), "{row:?}");
    world.mail.closed.lock().unwrap().clear();
    world.shared.mail_came();
    let row = world.until_state(id, OutboxState::Done).await;
    assert!(row.bounce.is_some());
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn one_that_is_held_is_found_when_mail_comes() {
    let (world, id) = held().await;
    show_the_copy(&world, &sent(SUPPORT));
    world.shared.mail_came();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.attempts), (1, 0));
    assert_eq!(remarked(&row)[0], "outbox-found-before");
}

#[tokio::test]
async fn one_that_is_held_is_found_when_a_person_asks() {
    let (world, id) = held().await;
    show_the_copy(&world, &sent(SUPPORT));
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// A process that does nothing by itself looks at each sync.
#[tokio::test]
async fn one_that_is_held_is_found_by_a_sync_without_a_window() {
    let (world, id) = held().await;
    let world = world.crash_to(false).await;
    world.outbox.look_for_unknown().await.unwrap();
    assert_eq!(world.row(id).await.state, OutboxState::Held);
    show_the_copy(&world, &sent(SUPPORT));
    world.outbox.look_for_unknown().await.unwrap();
    assert!(world.row(id).await.accepted_at.is_some());
    assert_eq!(world.server.count(), 1);
}

/// A person wants it sent all the same, and the server refuses that: the time before is as unknown
/// as it was.
#[tokio::test]
async fn a_refusal_says_nothing_of_the_time_before() {
    let (world, id) = held().await;
    let no = reply(Phase::Dot, 554, "5.6.0 not like this");
    world.server.then([Step::Refuse(vec![no])]);
    world.send_anyway(id).await;
    let row = world.until_state(id, OutboxState::Unknown).await;
    assert_eq!(world.server.count(), 1, "the recipient has it");
    assert_eq!(key_of(&row), "outbox-unknown-before");
    assert_eq!(row.reply.as_ref().map(|r| r.code), Some(554));
    assert!(remarked(&row).contains(&"outbox-refused-other"), "{row:?}");
    let can = [
        Possible::TreatAsSent,
        Possible::SendAgain,
        Possible::EditAsNew,
    ];
    assert_eq!(possible(&row), can);
    show_the_copy(&world, &sent(SUPPORT));
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// What is found three days later was not taken today.
#[tokio::test]
async fn what_is_found_was_taken_when_it_was_handed_over() {
    let world = World::new().await;
    let id = world.park(Mode::SendAs).await;
    let backup = world.copy();
    let first = let_go(&world, id).await.accepted_at.unwrap();
    world.clock.jump(SignedDuration::from_hours(72));
    let world = world.end_and_open(backup).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    let again = row.accepted_at.unwrap();
    assert!(
        again.duration_since(first).as_hours() < 24,
        "{first}, {again}"
    );
}

/// Written for tomorrow; meanwhile the mailbox was hidden, or the account may not see it any more. Where
/// the account was listed as a whole, it will not turn up.
#[tokio::test]
async fn what_waits_is_not_stuck_where_its_mailbox_is_no_more() {
    for was_listed in [true, false] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let cache = world.shared.store.cache();
        if was_listed {
            let account = AccountId::of(&address(ANNA));
            cache.note_listed(&account).await.unwrap();
        }
        assert!(cache.remove_mailbox(&mailbox_id(SUPPORT)).await.unwrap());
        let world = world.crash().await;
        let row = world
            .until(id, |row| row.accepted_at.is_some() || row.error.is_some())
            .await;
        if was_listed {
            assert_eq!(world.server.count(), 1);
            assert!(remarked(&row).contains(&"outbox-left-unlooked"), "{row:?}");
        } else {
            assert_eq!(key_of(&row), "outbox-not-looked-before");
            assert_eq!(world.server.count(), 0);
        }
    }
}

/// Anna's account shows no mailbox of that name. Ben's may: as long as that cannot be seen, it is not known
/// whether the message lies in its Sent folder. Only a person sends it all the same.
#[tokio::test]
async fn what_another_account_may_show_is_not_taken_for_gone() {
    const BEN: &str = "ben@a.test";
    let ben = AccountId::of(&address(BEN));
    for kind in [ProblemKind::Network, ProblemKind::SignIn] {
        let world = World::new().await;
        let id = world.park(Mode::SendAs).await;
        let change = |config: &mut crate::config::Config| config.accounts.push(account(BEN));
        world.shared.change_config(change).await.unwrap();
        let cache = world.shared.store.cache();
        cache
            .note_listed(&AccountId::of(&address(ANNA)))
            .await
            .unwrap();
        cache.remove_mailbox(&mailbox_id(SUPPORT)).await.unwrap();
        // Of an earlier run nobody knows whether it was sent since.
        let world = world.crash_to(false).await;
        world.shared.change_config(change).await.unwrap();
        let away = Problem::new(kind, Text::new("outbox-journal"));
        world.shared.went_away(&ben, &away);
        world.outbox.run_now().await.unwrap();
        let row = world.row(id).await;
        assert_eq!(key_of(&row), "outbox-not-looked-before", "{kind:?}");
        assert_eq!(world.server.count(), 0);
        world.send_anyway(id).await;
        world.until_state(id, OutboxState::Filing).await;
        assert_eq!(world.server.count(), 1);
    }
}
