//! Messages whose acceptance nobody heard of: found wherever they leave a trace, and never sent
//! again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::OutboxAction;
use crate::engine::outbox::{remarks, why};
use crate::engine::problem::{Problem, ProblemKind, Text};

/// Taken by the server, whose answer is lost. With looks so far apart that only the first of them
/// happens before the test says so.
async fn unheard(looks: [u64; 5]) -> (World, OutboxId, Outgoing) {
    let mut pace = Pace::quick();
    pace.looks = looks.map(std::time::Duration::from_millis);
    let world = World::with(pace, true).await;
    world.server.then([Step::AcceptUnheard]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.looks == 1).await;
    assert_eq!(row.state, OutboxState::Unknown);
    (world, id, row)
}

const HOUR: u64 = 3_600_000;

fn answer(to: &str) -> Vec<u8> {
    format!(
        "Message-ID: <thanks@b.test>\r\nIn-Reply-To: <{to}>\r\nFrom: kim@b.test\r\n\
         Subject: Re: Re: Printer\r\n\r\nThanks.\r\n"
    )
    .into_bytes()
}

fn bounce(of: &str, recipient: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nMessage-ID: <b1@mail.a.test>\r\nFrom: MAILER-DAEMON@mail.a.test\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.a.test\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn wherever_it_left_a_trace_it_was_taken() {
    let own_copy = |world: &World, _: &Outgoing| world.server.taken.lock().unwrap()[0].clone();
    let reply = |_: &World, row: &Outgoing| answer(&row.message_id);
    let report = |_: &World, row: &Outgoing| bounce(&row.message_id, "kim@b.test");
    type Trace = fn(&World, &Outgoing) -> Vec<u8>;
    let cases: [(FolderId, Trace, &str); 7] = [
        (sent(SUPPORT), own_copy, "outbox-found-itself"),
        (sent(ANNA), own_copy, "outbox-found-itself"),
        (inbox(SUPPORT), own_copy, "outbox-found-itself"),
        (inbox(SUPPORT), reply, "outbox-found-answer"),
        (inbox(ANNA), reply, "outbox-found-answer"),
        (inbox(SUPPORT), report, "outbox-found-report"),
        (inbox(ANNA), report, "outbox-found-report"),
    ];
    for (folder, trace, key) in cases {
        let (world, id, row) = unheard([0, 50, HOUR, HOUR, HOUR]).await;
        let problem = world.until_problems(1).await;
        assert_eq!(problem[0].message.key, "outbox-unknown");
        world.mail.put_into(&folder, &trace(&world, &row));
        world.outbox.run_now().await.unwrap();
        let row = world.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 1, "{key}: it is not sent again");
        assert_eq!(row.copy, CopyState::Checked);
        // The copy that was there is the copy.
        let copies = world.mail.in_folder(&sent(SUPPORT)).len();
        assert_eq!(copies, 1, "{key} in {folder}");
        assert_eq!(row.draft, None, "what was sent is no draft any more");
        assert_eq!(remarks(&row)[0].message.key, key);
        let evidence = world.evidence(Mode::SendAs).await;
        let expected: &[_] = match key {
            // Only who has it proves that it may be sent.
            "outbox-found-answer" => &[(EvidenceSource::Sent, SendRight::Allowed)],
            _ => &[],
        };
        assert_eq!(evidence, expected, "{key}");
        let failed = row.bounce.as_ref().map(|b| (b.failed, b.each.len()));
        assert_eq!(failed, (key == "outbox-found-report").then_some((true, 1)));
        world.until_problems(0).await;
    }
}

#[tokio::test]
async fn what_names_another_message_or_other_people_is_no_trace() {
    let (world, id, row) = unheard([0, 1, 1, 1, 1]).await;
    // A search is a search for a part of it.
    let longer = format!("x{}", row.message_id);
    for folder in [inbox(SUPPORT), inbox(ANNA)] {
        world.mail.put_into(&folder, &answer(&longer));
        world.mail.put_into(&folder, &bounce(&longer, "kim@b.test"));
        // It names the message, and somebody it never went to.
        let other = bounce(&row.message_id, "lee@b.test");
        world.mail.put_into(&folder, &other);
    }
    world.until(id, |r| r.looks == 5).await;
    // All its times are over; then it is looked for whenever mail came.
    world.shared.mail_came();
    let row = world.until(id, |r| r.looks > 5).await;
    assert_eq!((row.state, row.phase), (OutboxState::Unknown, Phase::Dot));
    let problem = why(&row).unwrap();
    assert_eq!(
        (problem.kind, problem.message.key),
        (ProblemKind::Unknown, "outbox-unknown")
    );
    assert_eq!((row.bounce, world.server.count()), (None, 1));
    world.shared.mail_came();
    world.mail.put_into(&inbox(ANNA), &answer(&row.message_id));
    world.shared.mail_came();
    world.until_state(id, OutboxState::Done).await;
}

#[tokio::test]
async fn looked_for_at_its_times_also_after_a_restart() {
    let (world, id, row) = unheard([0, 1, HOUR, HOUR, HOUR]).await;
    assert!(row.next_attempt_at.is_some());
    let row = world.until(id, |r| r.looks == 2).await;
    let next = row.next_attempt_at.expect("the third look has a time");
    let world = world.crash().await;
    let row = world.row(id).await;
    assert_eq!((row.looks, row.next_attempt_at), (2, Some(next)));
    // A person need not wait for it.
    let copy = world.server.taken.lock().unwrap()[0].clone();
    world.mail.put_into(&sent(ANNA), &copy);
    world.outbox.run_now().await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);

    // What is past its times is looked for at the start: mail may have come meanwhile.
    let (world, id, row) = unheard([0, 1, 1, 1, 1]).await;
    let row_5 = world.until(id, |r| r.looks == 5).await;
    assert_eq!(row_5.next_attempt_at, None);
    world
        .mail
        .put_into(&inbox(SUPPORT), &answer(&row.message_id));
    let world = world.crash().await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn found_at_the_third_look() {
    let (world, id, _) = unheard([0, 20, 20, HOUR, HOUR]).await;
    world.until(id, |r| r.looks >= 2).await;
    let copy = world.server.taken.lock().unwrap()[0].clone();
    world.mail.put_into(&sent(SUPPORT), &copy);
    // Whichever look it is that sees it.
    world.shared.mail_came();
    world.outbox.run_now().await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert!((2..=3).contains(&row.looks), "{}", row.looks);
}

#[tokio::test]
async fn a_look_that_reached_nobody_is_none_and_a_closed_folder_hides_no_other() {
    let (world, id, _) = unheard([0, 1, 1, HOUR, HOUR]).await;
    world.until(id, |r| r.looks == 3).await;
    let (world, id, row) = {
        drop(world);
        let mut pace = Pace::quick();
        pace.looks = [0, 1, HOUR, HOUR, HOUR].map(std::time::Duration::from_millis);
        let world = World::with(pace, true).await;
        let away = network();
        for folder in [sent(SUPPORT), sent(ANNA), inbox(SUPPORT), inbox(ANNA)] {
            world
                .mail
                .closed
                .lock()
                .unwrap()
                .insert(folder, away.clone());
        }
        world.server.then([Step::AcceptUnheard]);
        let id = world.send(Mode::SendAs).await;
        let row = world.until_state(id, OutboxState::Unknown).await;
        (world, id, row)
    };
    // Asked for, so that there was a look; it reached nobody.
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.row(id).await.looks, 0);
    // One folder may not be read; the answer lies in another.
    let closed = Problem::new(ProblemKind::Permission, Text::new("outbox-journal"));
    {
        let mut folders = world.mail.closed.lock().unwrap();
        folders.clear();
        folders.insert(sent(SUPPORT), closed);
    }
    world.until(id, |r| r.looks >= 1).await;
    world.mail.put_into(&inbox(ANNA), &answer(&row.message_id));
    world.outbox.run_now().await.unwrap();
    // Its copy cannot be filed where it belongs; that it was sent is known.
    let row = world.until(id, |r| r.state == OutboxState::Filing).await;
    assert!(row.accepted_at.is_some());
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn a_person_may_be_faster() {
    let (world, id, _) = unheard([0, HOUR, HOUR, HOUR, HOUR]).await;
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2, "as the person wanted");
    assert_eq!(row.remarks, [] as [String; 0]);
    let looked = world.mail.looked.load(Ordering::SeqCst);
    world.shared.mail_came();
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.mail.looked.load(Ordering::SeqCst), looked);
}

/// Sent again and unknown again, it is looked for at the same times as the first time.
#[tokio::test]
async fn unknown_for_the_second_time_it_is_looked_for_as_often() {
    let mut pace = Pace::quick();
    pace.looks = [0, 1, 1, 1, 1].map(std::time::Duration::from_millis);
    let world = World::with(pace, true).await;
    world.server.then([Step::LoseAtDot, Step::LoseAtDot]);
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| r.looks == 5).await;
    let looked = || world.mail.looked.load(Ordering::SeqCst);
    let first = looked();
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    let again = |r: &Outgoing| r.attempts == 2 && r.looks == 5;
    let row = world.until(id, again).await;
    assert_eq!(row.state, OutboxState::Unknown);
    // Before it left again, both Sent folders and both Inboxes were looked into.
    assert_eq!(looked(), 2 * first + 4);
}

/// A process that does nothing by itself looks at each sync.
#[tokio::test]
async fn a_sync_without_a_window_looks_for_it_too() {
    let world = World::with(Pace::quick(), false).await;
    world.server.then([Step::AcceptUnheard]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.state == OutboxState::Unknown).await;
    let world = world.crash_to(false).await;
    world.outbox.look_for_unknown().await.unwrap();
    assert_eq!(world.row(id).await.state, OutboxState::Unknown);
    world
        .mail
        .put_into(&inbox(SUPPORT), &answer(&row.message_id));
    world.outbox.look_for_unknown().await.unwrap();
    world.until(id, |r| r.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 1);
}

/// A person wants it sent again while it is looked for: what the look finds stops that, as a report
/// does, as long as it can be stopped.
#[tokio::test]
async fn a_look_stops_an_attempt_that_a_person_wanted() {
    let (world, id, row) = unheard([0, HOUR, HOUR, HOUR, HOUR]).await;
    let room = &world.outbox.room;
    world.mail.silent.store(true, Ordering::SeqCst);
    room.book().ask(id);
    room.wake.notify_one();
    hung(&world.mail.hung).await;
    world.mail.silent.store(false, Ordering::SeqCst);
    let go = Arc::new(Notify::new());
    let pause = Step::PauseBefore(Phase::Body, Arc::clone(&go));
    world.server.then([pause]);
    world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
    hung(&world.server.hung).await;
    // The look finds an answer to the first, and is over.
    let found = answer(&row.message_id);
    world.mail.put_into(&inbox(SUPPORT), &found);
    world.mail.go_on.notify_one();
    world.until(id, |row| row.accepted_at.is_some()).await;
    go.notify_one();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((row.attempts, world.server.count()), (2, 1));
    assert_eq!(remarked(&row), ["outbox-found-answer"]);
}

/// The computer sleeps or its clock is set: a look comes at its time by that clock, and a report that
/// it finds is dated by it.
#[tokio::test]
async fn looked_for_by_the_clock_that_its_times_are_compared_with() {
    let (world, id, row) = unheard([0, HOUR, HOUR, HOUR, HOUR]).await;
    let day = SignedDuration::from_hours(24);
    world.clock.jump(day);
    world.outbox.room.wake.notify_one();
    let row_2 = world.until(id, |r| r.looks == 2).await;
    assert!(row_2.next_attempt_at.unwrap() > row.created_at + day);
    let report = bounce(&row.message_id, "kim@b.test");
    world.mail.put_into(&inbox(SUPPORT), &report);
    world.clock.jump(day);
    world.outbox.room.wake.notify_one();
    let row = world.until(id, |r| r.bounce.is_some()).await;
    let since = row.created_at + day * 2;
    assert!(row.bounce.as_ref().unwrap().at >= since, "{row:?}");
    // Found two days later, it was taken when it was handed over.
    assert!(row.accepted_at.unwrap() < row.created_at + day, "{row:?}");
}
