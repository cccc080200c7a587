//! Two answers of one's own to the same message: of the first it is not known whether it left. And
//! answers in the team's name to what was read elsewhere.

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::{Possible, possible, why};

/// Two answers to one question, each of which waits until somebody says so.
async fn two(world: &World) -> (OutboxId, OutboxId) {
    let draft = || {
        let mut draft = world.draft(Mode::SendAs);
        draft.reply.as_mut().unwrap().message_id = Some("q@b.test".into());
        draft
    };
    let first = world.put_in(draft(), Leave::WhenAsked).await;
    let second = world.put_in(draft(), Leave::WhenAsked).await;
    (first.outbox_id, second.outbox_id)
}

async fn try_now(world: &World, id: OutboxId) {
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
}

/// The first was handed over, and the answer to it was lost.
#[tokio::test]
async fn an_own_answer_of_unknown_outcome_holds_the_second() {
    let world = World::new().await;
    let (first, second) = two(&world).await;
    world.server.then([Step::LoseAtDot]);
    try_now(&world, first).await;
    world.until_state(first, OutboxState::Unknown).await;
    try_now(&world, second).await;
    let row = world.settled(second).await;
    assert_eq!(row.state, OutboxState::Held, "{row:?}");
    assert_eq!(key_of(&row), "outbox-answered-by-you-perhaps");
    assert_eq!(possible(&row)[0], Possible::SendAnyway);
    assert_eq!(world.server.count(), 0);
    // It was read, and this one is wanted all the same.
    world.send_anyway(second).await;
    let row = world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1, "{row:?}");
    assert_eq!(world.row(first).await.state, OutboxState::Unknown);
}

/// A person wants the first sent again, and the server has no time for it.
#[tokio::test]
async fn what_is_to_be_sent_again_may_have_left_before() {
    let mut pace = crate::engine::Pace::quick();
    pace.put_off = std::time::Duration::from_secs(600);
    let world = World::with(pace, true).await;
    let (first, second) = two(&world).await;
    let busy = reply(Phase::Envelope, 451, "try again later");
    world
        .server
        .then([Step::LoseAtDot, Step::Refuse(vec![busy])]);
    try_now(&world, first).await;
    world.until_state(first, OutboxState::Unknown).await;
    let again = OutboxAction::SendAgain;
    world.outbox.act(first, again).await.unwrap();
    let put_off = |r: &Outgoing| r.state == OutboxState::Queued && r.attempts == 2;
    world.until(first, put_off).await;
    try_now(&world, second).await;
    let row = world.settled(second).await;
    assert_eq!(row.state, OutboxState::Held, "{row:?}");
    assert_eq!(key_of(&row), "outbox-answered-by-you-perhaps");
    assert_eq!(world.server.count(), 0);
}

/// The server takes its time to answer to the first one's dot, and the queue goes on.
#[tokio::test]
async fn an_own_answer_that_is_at_its_dot_holds_the_second() {
    let world = World::new().await;
    let (first, second) = two(&world).await;
    world.server.then([Step::AnswerLate(Phase::Dot)]);
    try_now(&world, first).await;
    world.until(first, |r| r.phase == Phase::Dot).await;
    try_now(&world, second).await;
    let row = world.settled(second).await;
    world.server.speaks.notify_one();
    world.until(first, |r| r.accepted_at.is_some()).await;
    assert_eq!(row.state, OutboxState::Held, "{:?}", why(&row));
    assert_eq!(world.server.count(), 1);
    // Now it is known that the first left. It was read that it may have.
    world.send_anyway(second).await;
    world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// Another lane is at an answer to the same message: this one waits, and is lost no more than those
/// behind it.
#[tokio::test]
async fn while_another_answer_to_the_same_message_leaves_the_second_waits() {
    let world = World::new().await;
    let (_, second) = two(&world).await;
    let another = world.park(Mode::SendAs).await;
    let at_it = || {
        let mut book = world.outbox.room.book();
        book.answering.insert("<q@b.test>".into(), OutboxId(99));
    };
    at_it();
    try_now(&world, second).await;
    try_now(&world, another).await;
    world.until_state(another, OutboxState::Done).await;
    let waits = |r: &Outgoing| r.state == OutboxState::Queued && r.error.is_some();
    let row = world.until(second, waits).await;
    assert_eq!(key_of(&row), "outbox-waits-for-own-answer");
    assert_eq!((row.attempts, world.server.count()), (0, 1));
    world.outbox.room.book().answering.clear();
    world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
    assert!(world.outbox.room.book().answering.is_empty());
}

/// Who sends in spite of one's own answer that may have left knows of no colleague's.
#[tokio::test]
async fn a_mark_is_news_to_whom_ones_own_unknown_answer_was_shown() {
    let world = World::new().await;
    let (first, second) = two(&world).await;
    world.server.then([Step::LoseAtDot]);
    try_now(&world, first).await;
    world.until_state(first, OutboxState::Unknown).await;
    try_now(&world, second).await;
    let row = world.settled(second).await;
    assert_eq!(key_of(&row), "outbox-answered-by-you-perhaps");
    let flags = Flags::from_wire(["\\Answered"]);
    world.mail.flags.lock().unwrap().insert(original(), flags);
    world.send_anyway(second).await;
    let is_marked =
        |r: &Outgoing| r.state == OutboxState::Held && key_of(r) == "outbox-answered-marked";
    world.until(second, is_marked).await;
    assert_eq!(world.server.count(), 0);
    // That one was shown too, now.
    world.send_anyway(second).await;
    world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// The profile was put back from a backup, and its computer knows that the first was handed over.
#[tokio::test]
async fn what_a_backup_holds_since_it_may_have_left_holds_the_second() {
    let world = World::new().await;
    let (first, second) = two(&world).await;
    let backup = world.copy();
    try_now(&world, first).await;
    world.until_state(first, OutboxState::Done).await;
    world.mail.copies.lock().unwrap().clear();
    let world = world.end_and_open(backup).await;
    try_now(&world, first).await;
    let row = world.until_state(first, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-sent-before");
    try_now(&world, second).await;
    let row = world.settled(second).await;
    assert_eq!(row.state, OutboxState::Held, "{row:?}");
    assert_eq!(key_of(&row), "outbox-answered-by-you-perhaps");
    let all = world.shared.read(|r| r.outbox(&[])).await.unwrap();
    let earlier = crate::engine::outbox::earlier_answer(&all, &row);
    assert_eq!(earlier.map(|own| own.outbox_id), Some(first));
    assert_eq!(world.server.count(), 1);
}

/// A question that came to Anna as well, which she answers in the team's name. The cache knows nothing
/// of the team's copy.
fn from_own_inbox(world: &World) -> Draft {
    for mailbox in [SUPPORT, ANNA] {
        let question =
            b"Message-ID: <q@b.test>\r\nFrom: kim@b.test\r\nSubject: Printer\r\n\r\n?\r\n";
        world.mail.put_into(&inbox(mailbox), question);
    }
    let mut draft = world.draft(Mode::SendAs);
    let reply = draft.reply.as_mut().unwrap();
    reply.message_id = Some("q@b.test".into());
    reply.mailbox = mailbox_id(ANNA);
    reply.to = world.mail.place_of(&inbox(ANNA), "q@b.test").unwrap();
    draft
}

/// Ben's copy lies in the team's Sent.
fn ben_answers(world: &World) {
    let copy = b"Message-ID: <ben@a.test>\r\nIn-Reply-To: <q@b.test>\r\nFrom: support@a.test\r\n\
        Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nSubject: Re: Printer\r\n\r\nIt is in.\r\n";
    world.mail.put_into(&sent(SUPPORT), copy);
}

/// The team's copy of the question is marked.
fn mark_the_teams(world: &World) {
    let teams = world.mail.place_of(&inbox(SUPPORT), "q@b.test").unwrap();
    let flags = Flags::from_wire(["\\Answered"]);
    world.mail.flags.lock().unwrap().insert(teams, flags);
}

#[tokio::test]
async fn a_colleagues_answer_holds_it_wherever_the_question_was_read() {
    let world = World::new().await;
    let draft = from_own_inbox(&world);
    let id = world.put_in(draft, Leave::WhenAsked).await.outbox_id;
    ben_answers(&world);
    world.outbox.run_now().await.unwrap();
    let row = world.settled(id).await;
    assert_eq!(row.state, OutboxState::Held, "{row:?}");
    assert_eq!(key_of(&row), "outbox-answered-meanwhile");
}

#[tokio::test]
async fn the_teams_copy_of_the_question_is_marked_as_well() {
    let world = World::new().await;
    let draft = from_own_inbox(&world);
    let id = world.put_in(draft, Leave::Now).await.outbox_id;
    world.until_state(id, OutboxState::Done).await;
    let marked = world.mail.marked.lock().unwrap().clone();
    let folders: Vec<_> = marked.into_iter().map(|(key, _)| key.folder).collect();
    assert_eq!(folders, [inbox(ANNA), inbox(SUPPORT)]);
}

/// A colleague answered it there and marked it; whoever has read that is not held for the mark again.
#[tokio::test]
async fn who_read_of_the_teams_answer_is_not_held_for_its_mark() {
    let world = World::new().await;
    let draft = from_own_inbox(&world);
    let id = world.put_in(draft, Leave::WhenAsked).await.outbox_id;
    ben_answers(&world);
    mark_the_teams(&world);
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.settled(id).await.state, OutboxState::Held);
    let edit = world.outbox.act(id, OutboxAction::Edit).await.unwrap();
    let crate::engine::command::Reply::Draft(draft) = edit else {
        panic!("{edit:?}")
    };
    let stored = world.shared.read(move |r| r.draft(draft)).await.unwrap();
    let text = stored.unwrap().draft;
    let sent = world.outbox.send(text, Some(draft.into()), Leave::Now);
    let row = world.settled(sent.await.unwrap().outbox_id).await;
    assert_eq!(row.state, OutboxState::Done, "{:?}", why(&row));
}

/// The mark alone is news, too.
#[tokio::test]
async fn a_mark_on_the_teams_copy_holds_what_was_read_elsewhere() {
    let world = World::new().await;
    let draft = from_own_inbox(&world);
    let id = world.put_in(draft, Leave::WhenAsked).await.outbox_id;
    mark_the_teams(&world);
    world.outbox.run_now().await.unwrap();
    let row = world.settled(id).await;
    assert_eq!(key_of(&row), "outbox-answered-marked");
}
