//! Two people answer the same message: the second answer is held before it leaves.

use std::sync::atomic::Ordering;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::{remarks, why};
use crate::engine::problem::{Problem, ProblemKind, Text};

const QUESTION: &str = "q@b.test";

/// An answer to the question that waits until somebody says so, changed before by the test.
async fn waits(world: &World, change: impl FnOnce(&mut Reply)) -> OutboxId {
    let mut draft = world.draft(Mode::SendAs);
    let reply = draft.reply.as_mut().unwrap();
    reply.message_id = Some(QUESTION.into());
    change(reply);
    world.put_in(draft, Leave::WhenAsked).await.outbox_id
}

/// It was let go: where it stands now.
async fn let_go(world: &World, id: OutboxId) -> Outgoing {
    world.outbox.run_now().await.unwrap();
    world.settled(id).await
}

fn answer(id: &str, from: &str, more: &str) -> Vec<u8> {
    format!(
        "Message-ID: <{id}>\r\nIn-Reply-To: <{QUESTION}>\r\nFrom: {from}\r\n{more}\
         Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nSubject: Re: Printer\r\n\r\nIt is in.\r\n"
    )
    .into_bytes()
}

fn argument(problem: &Problem, name: &str) -> String {
    let found = problem.message.args.iter().find(|(n, _)| *n == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[tokio::test]
async fn an_answer_that_lies_in_sent_meanwhile_holds_the_second_and_is_named() {
    let world = World::new().await;
    let id = waits(&world, |_| {}).await;
    let by_ben = "X-Postroom-Sent-By: Ben Okafor <ben@a.test>\r\n";
    let copy = answer("ben@a.test", "Support <support@a.test>", by_ben);
    world.mail.put_into(&sent(SUPPORT), &copy);
    let row = let_go(&world, id).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Held, 0), "{row:?}");
    let problem = why(&row).unwrap();
    assert_eq!(problem.message.key, "outbox-answered-meanwhile");
    assert_eq!(argument(&problem, "who"), "Ben Okafor <ben@a.test>");
    assert_eq!(argument(&problem, "subject"), "Re: Printer");
    let place: MessageKey = argument(&problem, "message").parse().unwrap();
    assert_eq!(place.folder, sent(SUPPORT), "a face can show it");
    assert_eq!(world.server.count(), 0);

    // The person has read it and wants theirs to go all the same.
    world.send_anyway(id).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((world.server.count(), row.remarks.len()), (1, 0));
}

#[tokio::test]
async fn what_was_known_is_no_news_and_forwards_are_not_checked() {
    for change in [
        |reply: &mut Reply| reply.known_answers.push("ben@a.test".into()),
        |reply: &mut Reply| reply.intent = Intent::Forward,
    ] {
        let world = World::new().await;
        let copy = answer("ben@a.test", SUPPORT, "");
        world.mail.put_into(&sent(SUPPORT), &copy);
        let id = waits(&world, change).await;
        let row = let_go(&world, id).await;
        assert_eq!(row.state, OutboxState::Done, "{row:?}");
        assert!(row.remarks.is_empty());
    }
}

#[tokio::test]
async fn a_mark_set_meanwhile_holds_it_and_one_that_was_there_does_not() {
    for was_answered in [false, true] {
        let world = World::new().await;
        let flags = Flags::from_wire(["\\Answered"]);
        world.mail.flags.lock().unwrap().insert(original(), flags);
        let id = waits(&world, |reply| reply.was_answered = was_answered).await;
        let row = let_go(&world, id).await;
        if was_answered {
            assert_eq!(row.state, OutboxState::Done);
        } else {
            assert_eq!(row.state, OutboxState::Held);
            assert_eq!(why(&row).unwrap().message.key, "outbox-answered-marked");
            world.outbox.act(id, OutboxAction::Cancel).await.unwrap();
            assert_eq!(world.server.count(), 0);
        }
    }
}

/// A colleague answered in a client that files elsewhere, and put the question away.
#[tokio::test]
async fn a_mark_is_seen_wherever_in_the_mailbox_the_question_was_put() {
    for marked in [true, false] {
        let world = World::new().await;
        let elsewhere = FolderId::of(&mailbox_id(SUPPORT), "Elsewhere");
        let question = format!("Message-ID: <{QUESTION}>\r\n\r\nWhere is it?\r\n");
        world.mail.put_into(&elsewhere, question.as_bytes());
        let lies = world.mail.place_of(&elsewhere, QUESTION).unwrap();
        if marked {
            let flags = Flags::from_wire(["\\Answered"]);
            world.mail.flags.lock().unwrap().insert(lies, flags);
        }
        // Where it lay nobody knows any more.
        let id = waits(&world, |reply| {
            reply.to.folder = FolderId::of(&mailbox_id(SUPPORT), "");
        })
        .await;
        let row = let_go(&world, id).await;
        if marked {
            assert_eq!(row.state, OutboxState::Held, "{row:?}");
            assert_eq!(why(&row).unwrap().message.key, "outbox-answered-marked");
            assert_eq!(world.server.count(), 0);
        } else {
            assert_eq!(row.state, OutboxState::Done, "{row:?}");
            assert!(row.remarks.is_empty(), "it was looked at: {row:?}");
        }
    }
}

/// What lies in no folder that can be looked into is not checked, and that is said.
#[tokio::test]
async fn a_question_that_lies_nowhere_is_not_checked_and_says_so() {
    for closed in [false, true] {
        let world = World::new().await;
        if closed {
            let elsewhere = FolderId::of(&mailbox_id(SUPPORT), "Elsewhere");
            let mut folders = world.mail.closed.lock().unwrap();
            folders.insert(elsewhere, network());
        }
        let id = waits(&world, |reply| {
            reply.to.folder = FolderId::of(&mailbox_id(SUPPORT), "");
        })
        .await;
        let row = let_go(&world, id).await;
        assert_eq!(row.state, OutboxState::Done, "{row:?}");
        let said = remarks(&row);
        assert_eq!(said[0].message.key, "outbox-answered-not-checked");
        let detail = said[0].detail.clone().unwrap();
        assert_eq!(detail.contains("no longer there"), !closed, "{detail}");
    }
}

#[tokio::test]
async fn in_the_inbox_a_colleagues_answer_counts_and_the_customers_second_mail_does_not() {
    for (from, held) in [
        ("ben@a.test", true),
        (SUPPORT, true),
        ("kim@b.test", false),
        ("lee@b.test", false),
    ] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        world
            .mail
            .put_into(&inbox(SUPPORT), &answer("other@x.test", from, ""));
        let row = let_go(&world, id).await;
        assert_eq!(row.state == OutboxState::Held, held, "{from}");
    }
}

#[tokio::test]
async fn ones_own_earlier_answer_counts_and_is_called_ones_own() {
    let world = World::new().await;
    let first = waits(&world, |_| {}).await;
    let second = waits(&world, |_| {}).await;
    let first = let_go(&world, first).await;
    assert_eq!(first.state, OutboxState::Done);
    let row = world.until_state(second, OutboxState::Held).await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-answered-by-you");
    // Begun after the first, it is meant; and the mark that the first one set is no news.
    let flags = Flags::from_wire(["\\Answered"]);
    world.mail.flags.lock().unwrap().insert(original(), flags);
    let known = first.message_id.clone();
    let third = waits(&world, move |reply| reply.known_answers.push(known)).await;
    let row = let_go(&world, third).await;
    assert_eq!(row.state, OutboxState::Done, "{row:?}");
    assert_eq!(world.server.count(), 2);
}

#[tokio::test]
async fn what_cannot_be_checked_leaves_and_says_so() {
    let closed = Problem::new(ProblemKind::Permission, Text::new("outbox-journal"));
    for (folders, problem) in [
        (vec![sent(SUPPORT)], closed.clone()),
        (vec![inbox(SUPPORT)], closed),
        (vec![sent(SUPPORT), inbox(SUPPORT)], network()),
    ] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        for folder in &folders {
            let mut closed = world.mail.closed.lock().unwrap();
            closed.insert(folder.clone(), problem.clone());
        }
        world.outbox.run_now().await.unwrap();
        let row = world.until(id, |r| r.accepted_at.is_some()).await;
        let said = remarks(&row);
        assert_eq!(said.len(), 1, "{folders:?}");
        assert_eq!(said[0].message.key, "outbox-answered-not-checked");
        assert!(said[0].detail.is_some());
        assert_eq!(world.server.count(), 1);
        // What can be looked at is looked at all the same.
        world.mail.closed.lock().unwrap().clear();
        world.until_state(id, OutboxState::Done).await;
    }
    let world = World::new().await;
    let id = waits(&world, |_| {}).await;
    world
        .mail
        .closed
        .lock()
        .unwrap()
        .insert(sent(SUPPORT), network());
    world
        .mail
        .put_into(&inbox(SUPPORT), &answer("other@x.test", "ben@a.test", ""));
    assert_eq!(let_go(&world, id).await.state, OutboxState::Held);
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_holds_nothing_up_for_ever() {
    let mut pace = Pace::quick();
    pace.check = std::time::Duration::from_millis(20);
    let world = World::with(pace, true).await;
    let id = waits(&world, |_| {}).await;
    world.mail.silent.store(true, Ordering::SeqCst);
    let row = let_go(&world, id).await;
    assert_eq!(row.state, OutboxState::Done);
    let said = remarks(&row);
    assert_eq!(said[0].message.key, "outbox-answered-not-checked");
    assert!(said[0].detail.as_ref().unwrap().contains("too long"));
}

/// A remark belongs to the attempt with which the message left.
#[tokio::test]
async fn checked_again_at_the_next_attempt() {
    let world = World::new().await;
    let id = waits(&world, |_| {}).await;
    world
        .mail
        .closed
        .lock()
        .unwrap()
        .insert(sent(SUPPORT), network());
    let busy = reply(Phase::Dot, 451, "try again later");
    world
        .server
        .then([Step::HangAfter(Phase::Body), Step::Refuse(vec![busy])]);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    hung(&world.server.hung).await;
    assert_eq!(remarks(&world.row(id).await).len(), 1);
    let mail = std::sync::Arc::clone(&world.mail);
    let world = world.crash().await;
    mail.closed.lock().unwrap().clear();
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!((row.remarks.len(), world.server.count()), (0, 1));
}

/// Who pressed Send is said by the team's own copies. What came in from outside may say anything.
#[tokio::test]
async fn a_name_that_a_mail_from_outside_gives_itself_is_not_believed() {
    let world = World::new().await;
    let id = waits(&world, |_| {}).await;
    let by_boss = "X-Postroom-Sent-By: The Boss <boss@a.test>\r\n";
    let forged = answer("x@evil.test", SUPPORT, by_boss);
    world.mail.put_into(&inbox(SUPPORT), &forged);
    let row = let_go(&world, id).await;
    assert_eq!(row.state, OutboxState::Held);
    let problem = why(&row).unwrap();
    assert_eq!(argument(&problem, "who"), SUPPORT, "{problem}");
}

/// What has no Message-ID can be named by no answer; its mark can be seen all the same.
#[tokio::test]
async fn of_a_message_without_a_name_the_mark_is_looked_at_and_the_rest_is_said() {
    for marked in [true, false] {
        let world = World::new().await;
        if marked {
            let flags = Flags::from_wire(["\\Answered"]);
            world.mail.flags.lock().unwrap().insert(original(), flags);
        }
        let id = waits(&world, |reply| reply.message_id = None).await;
        let row = let_go(&world, id).await;
        if marked {
            assert_eq!(row.state, OutboxState::Held, "{row:?}");
            assert_eq!(why(&row).unwrap().message.key, "outbox-answered-marked");
        } else {
            assert_eq!(row.state, OutboxState::Done);
            assert_eq!(remarks(&row)[0].message.key, "outbox-answered-not-checked");
        }
    }
}

/// Passing a message on is no answer to it, also not where it names it.
#[tokio::test]
async fn ones_own_forward_that_lies_in_sent_meanwhile_holds_no_answer() {
    let world = World::new().await;
    let id = waits(&world, |_| {}).await;
    let mut forward = world.draft(Mode::SendAs);
    let reply = forward.reply.as_mut().unwrap();
    reply.message_id = Some(QUESTION.into());
    reply.intent = Intent::Forward;
    let sent = world.put_in(forward, Leave::Now).await;
    world.until_state(sent.outbox_id, OutboxState::Done).await;
    let row = let_go(&world, id).await;
    assert_eq!(row.state, OutboxState::Done, "{:?}", why(&row));
}

/// Some programs name what they answer in `References` alone, as forwards do.
#[tokio::test]
async fn named_in_references_alone_an_answer_counts_and_a_colleagues_forward_does_not() {
    for (subject, held) in [("Re: Printer", true), ("WG: Printer", false)] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        let copy = format!(
            "Message-ID: <other@a.test>\r\nReferences: <r@b.test> <{QUESTION}>\r\n\
             From: {SUPPORT}\r\nSubject: {subject}\r\n\r\nLook.\r\n"
        );
        world.mail.put_into(&sent(SUPPORT), copy.as_bytes());
        let row = let_go(&world, id).await;
        assert_eq!(row.state == OutboxState::Held, held, "{subject}");
    }
}

/// Whoever tries what the server refused has not read of an answer that came since.
#[tokio::test]
async fn one_more_try_of_what_was_refused_looks_again() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let id = waits(&world, |_| {}).await;
    let row = let_go(&world, id).await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-refused-sender");
    let copy = answer("ben@a.test", "Support <support@a.test>", "");
    world.mail.put_into(&sent(SUPPORT), &copy);
    let again = OutboxAction::TryNow;
    world.outbox.act(id, again.clone()).await.unwrap();
    let is_held = |r: &Outgoing| {
        r.state == OutboxState::Held
            && why(r).is_some_and(|why| why.message.key == "outbox-answered-meanwhile")
    };
    world.until(id, is_held).await;
    assert_eq!(world.server.count(), 0);
    // No more a retry: it would pass over what nobody need have read.
    let refused = world.outbox.act(id, again.clone()).await.unwrap_err();
    assert_eq!(refused.message.key, "outbox-changed-meanwhile");
    let other = OutboxAction::SendAnyway(Check::SentBefore);
    let refused = world.outbox.act(id, other).await.unwrap_err();
    assert_eq!(refused.message.key, "outbox-changed-meanwhile");
    // The right is still refused by what is known: each is read, and waived, by itself.
    world.send_anyway(id).await;
    let row = world
        .until(id, |r| r.state == OutboxState::Held && !is_held(r))
        .await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-refused-sender");
    world.outbox.act(id, again).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// Who sends although somebody answered knows of that answer, not of another that comes while the
/// server has no time for the message.
#[tokio::test]
async fn another_answer_that_comes_after_send_anyway_holds_again() {
    let mut pace = Pace::quick();
    // Tried again when it is asked for.
    pace.put_off = std::time::Duration::from_secs(600);
    let world = World::with(pace, true).await;
    let id = waits(&world, |_| {}).await;
    let copy = answer("ben@a.test", "Support <support@a.test>", "");
    world.mail.put_into(&sent(SUPPORT), &copy);
    let row = let_go(&world, id).await;
    assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
    // Read, and sent all the same; the server has no time yet.
    let busy = reply(Phase::Dot, 451, "try again later");
    world.server.then([Step::Refuse(vec![busy])]);
    world.send_anyway(id).await;
    let put_off = |r: &Outgoing| r.state == OutboxState::Queued && r.attempts == 1;
    world.until(id, put_off).await;
    let second = answer("cleo@a.test", "Support <support@a.test>", "");
    world.mail.put_into(&sent(SUPPORT), &second);
    world.outbox.run_now().await.unwrap();
    let row = world.row(id).await;
    assert_eq!(row.state, OutboxState::Queued, "its server has no time yet");
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    let row = world.until_state(id, OutboxState::Held).await;
    let place: MessageKey = argument(&why(&row).unwrap(), "message").parse().unwrap();
    assert_eq!(place.uid, 2, "the second one is named");
    assert_eq!(world.server.count(), 0);
    // That one is known too, now.
    world.send_anyway(id).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// A time for checks that is over soon.
fn impatient() -> Pace {
    let mut pace = Pace::quick();
    pace.check = std::time::Duration::from_millis(200);
    pace
}

/// The Inbox is large, and its search takes longer than a check may.
#[tokio::test]
async fn an_answer_that_was_found_holds_although_the_inbox_is_slow() {
    let world = World::with(impatient(), true).await;
    let id = waits(&world, |_| {}).await;
    let copy = answer("ben@a.test", "Support <support@a.test>", "");
    world.mail.put_into(&sent(SUPPORT), &copy);
    *world.mail.silent_in.lock().unwrap() = Some(inbox(SUPPORT));
    let row = let_go(&world, id).await;
    assert_eq!(row.state, OutboxState::Held, "{:?}", remarked(&row));
    assert_eq!(key_of(&row), "outbox-answered-meanwhile");
    assert_eq!(world.server.count(), 0);
}

#[tokio::test]
async fn a_mark_holds_although_a_folder_is_slow() {
    for slow in [sent(SUPPORT), inbox(SUPPORT)] {
        let world = World::with(impatient(), true).await;
        let flags = Flags::from_wire(["\\Answered"]);
        world.mail.flags.lock().unwrap().insert(original(), flags);
        let id = waits(&world, |_| {}).await;
        *world.mail.silent_in.lock().unwrap() = Some(slow);
        let row = let_go(&world, id).await;
        assert_eq!(row.state, OutboxState::Held, "{:?}", remarked(&row));
        assert_eq!(key_of(&row), "outbox-answered-marked");
    }
}

/// It came to two addresses of the mailbox, under one Message-ID, and a colleague answered the other
/// copy in a client that files elsewhere.
#[tokio::test]
async fn a_mark_on_the_other_copy_of_the_question_holds() {
    for marked in [true, false] {
        let world = World::new().await;
        let question = format!("Message-ID: <{QUESTION}>\r\n\r\nWhere is it?\r\n");
        world.mail.put_into(&inbox(SUPPORT), question.as_bytes());
        let other = world.mail.place_of(&inbox(SUPPORT), QUESTION).unwrap();
        if marked {
            let flags = Flags::from_wire(["\\Answered"]);
            world.mail.flags.lock().unwrap().insert(other, flags);
        }
        let id = waits(&world, |_| {}).await;
        let row = let_go(&world, id).await;
        assert_eq!(row.state == OutboxState::Held, marked, "{row:?}");
        assert!(row.remarks.is_empty(), "it was looked at: {row:?}");
    }
}

/// The customer's own subject says that something was passed on.
#[tokio::test]
async fn an_answer_under_the_customers_own_forward_subject_counts() {
    for (subject, held) in [
        ("Fwd: Invoice", true),
        ("WG: Invoice", true),
        ("Re: Fwd: Invoice", true),
        ("Fwd: Fwd: Invoice", false),
        ("WG: Re: Fwd: Invoice", false),
    ] {
        let world = World::new().await;
        let mut draft = world.draft(Mode::SendAs);
        draft.subject = "Re: Fwd: Invoice".into();
        draft.reply.as_mut().unwrap().message_id = Some(QUESTION.into());
        let id = world.put_in(draft, Leave::WhenAsked).await.outbox_id;
        let copy = format!(
            "Message-ID: <other@a.test>\r\nReferences: <r@b.test> <{QUESTION}>\r\n\
             From: {SUPPORT}\r\nSubject: {subject}\r\n\r\nPaid.\r\n"
        );
        world.mail.put_into(&sent(SUPPORT), copy.as_bytes());
        let row = let_go(&world, id).await;
        assert_eq!(row.state == OutboxState::Held, held, "{subject}");
    }
}

/// Thunderbird names what it passes on in `In-Reply-To` too, and in a field of its own.
#[tokio::test]
async fn what_thunderbird_passed_on_is_no_answer() {
    for (passed_on, held) in [(QUESTION, false), ("another@b.test", true)] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        let more = format!("X-Forwarded-Message-Id: <{passed_on}>\r\n");
        let copy = answer("tb@a.test", "Support <support@a.test>", &more);
        world.mail.put_into(&sent(SUPPORT), &copy);
        let row = let_go(&world, id).await;
        assert_eq!(row.state == OutboxState::Held, held, "{row:?}");
    }
}

/// "Look at that answer, then edit yours": whoever did that has read it.
#[tokio::test]
async fn who_goes_on_with_theirs_has_read_what_held_it() {
    for marked in [false, true] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        if marked {
            let flags = Flags::from_wire(["\\Answered"]);
            world.mail.flags.lock().unwrap().insert(original(), flags);
        } else {
            let copy = answer("ben@a.test", "support@a.test", "");
            world.mail.put_into(&sent(SUPPORT), &copy);
        }
        let held = let_go(&world, id).await;
        assert_eq!(held.state, OutboxState::Held, "{held:?}");
        let edit = world.outbox.act(id, OutboxAction::Edit).await.unwrap();
        let crate::engine::command::Reply::Draft(draft) = edit else {
            panic!("{edit:?}")
        };
        let stored = world.shared.read(move |r| r.draft(draft)).await.unwrap();
        let mut text = stored.unwrap().draft;
        text.body = "As Ben wrote, and one thing more.".into();
        let sent = world.outbox.send(text, Some(draft.into()), Leave::Now);
        let row = world.settled(sent.await.unwrap().outbox_id).await;
        assert_eq!(row.state, OutboxState::Done, "held again: {:?}", why(&row));
    }
}

/// The mailbox itself says that it got the message, as every mailbox of the kind does.
#[tokio::test]
async fn what_a_program_answers_is_nobodys_answer() {
    for (field, state) in [
        ("Auto-Submitted: auto-replied\r\n", OutboxState::Done),
        ("", OutboxState::Held),
    ] {
        let world = World::new().await;
        let id = waits(&world, |_| {}).await;
        let copy = answer("ben@a.test", "support@a.test", field);
        world.mail.put_into(&sent(SUPPORT), &copy);
        assert_eq!(let_go(&world, id).await.state, state, "{field}");
    }
}
