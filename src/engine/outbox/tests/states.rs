//! From Send to done, and every way in which it takes longer.

use std::sync::atomic::Ordering;

use super::address;
use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::event::Event;
use crate::engine::identities;
use crate::engine::outbox::{TestWords, why};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::submission::Probed;
use crate::engine::{Pace, filing};

fn key_of(row: &Outgoing) -> &'static str {
    why(row).expect("it says why").message.key
}

#[tokio::test]
async fn sent_filed_checked_marked_and_known() {
    let world = World::new().await;
    let mut events = world.shared.events();
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(
        (row.copy, row.phase, row.attempts),
        (CopyState::Checked, Phase::Done, 1)
    );
    assert_eq!((why(&row), row.draft), (None, None));
    let taken = world.server.taken.lock().unwrap().clone();
    let copies = world.mail.in_folder(&sent(SUPPORT));
    assert_eq!((copies.len(), taken.len()), (1, 1));
    assert!(copies[0].ends_with(&taken[0]), "the copy is what left");
    assert!(world.mail.in_folder(&sent(ANNA)).is_empty());
    let envelope = world.server.envelopes.lock().unwrap()[0].clone();
    assert_eq!((envelope.from.as_str(), envelope.to.len()), (SUPPORT, 1));
    assert_eq!(
        *world.mail.marked.lock().unwrap(),
        [(original(), FlagChange::system(SystemFlag::Answered, true))]
    );
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Allowed)]);
    let drafts = world.shared.read(|r| r.drafts()).await.unwrap();
    assert!(drafts.is_empty(), "the draft went with the acceptance");
    let mut seen = Vec::new();
    while let Ok(Some(event)) =
        tokio::time::timeout(std::time::Duration::from_millis(1), events.next()).await
    {
        seen.push(event);
    }
    assert!(seen.contains(&Event::Outbox(id)) && seen.contains(&Event::Identities));
}

#[tokio::test]
async fn a_refused_sender_is_held_and_never_falls_back() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(row.reply, Some(denied()));
    let problem = why(&row).unwrap();
    assert_eq!(problem.message.key, "outbox-refused-sender");
    assert_eq!(problem.kind, ProblemKind::Permission);
    assert!(problem.detail.unwrap().contains("not owned by user"));
    assert_eq!(world.server.count(), 0);
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Probe, SendRight::Refused)]);
    let standing = world.until_problems(1).await;
    assert_eq!(standing[0].message.key, "outbox-refused-sender");

    // The next one does not even go to the server, and says the server's words.
    let asked = world.server.submitted.load(Ordering::SeqCst);
    let second = world.send(Mode::SendAs).await;
    let row = world.until_state(second, OutboxState::Held).await;
    assert!(
        why(&row)
            .unwrap()
            .detail
            .unwrap()
            .contains("not owned by user")
    );
    assert_eq!(world.server.submitted.load(Ordering::SeqCst), asked);
    assert_eq!(row.attempts, 0);

    // The one manual retry goes there, and a refusal is a refusal again.
    world.server.then([Step::Refuse(vec![denied()])]);
    world
        .outbox
        .act(second, OutboxAction::TryNow)
        .await
        .unwrap();
    world
        .until(second, |r| r.state == OutboxState::Held && r.attempts == 1)
        .await;
    assert_eq!(world.server.submitted.load(Ordering::SeqCst), asked + 1);

    // The right was given meanwhile: a retry proves it, though the server cannot be reached at
    // first, and the other goes by itself afterwards.
    world.server.then([Step::Closed(network())]);
    world
        .outbox
        .act(second, OutboxAction::TryNow)
        .await
        .unwrap();
    world.until_state(second, OutboxState::Done).await;
    let third = world.send(Mode::SendAs).await;
    world.until_state(third, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
    world.outbox.act(id, OutboxAction::Cancel).await.unwrap();
    world.until_problems(0).await;
}

#[tokio::test]
async fn after_data_a_refusal_is_the_word_on_a_whole_message() {
    let world = World::new().await;
    let words = "SendAsDenied; anna@a.test not allowed to send as support@a.test";
    world
        .server
        .then([Step::Refuse(vec![reply(Phase::Dot, 554, words)])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Refused)]);
    // On behalf is another right.
    let id = world.send(Mode::OnBehalf).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(
        world.server.envelopes.lock().unwrap()[0].from.as_str(),
        ANNA
    );
}

#[tokio::test]
async fn one_bad_recipient_and_nobody_gets_it() {
    let world = World::new().await;
    let mut unknown = reply(Phase::Envelope, 550, "User unknown");
    unknown.recipient = Some(address("kim@b.test"));
    let later = reply(Phase::Envelope, 451, "later");
    world
        .server
        .then([Step::Refuse(vec![later, unknown.clone()])]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(
        (key_of(&row), row.reply),
        ("outbox-refused-recipient", Some(unknown))
    );
    assert!(
        world.evidence(Mode::SendAs).await.is_empty(),
        "no word on the sender"
    );
    // Back to a draft, which leaves as a new message.
    let Reply::Draft(draft_id) = world.outbox.act(id, OutboxAction::Edit).await.unwrap() else {
        panic!("no draft");
    };
    let stored = world
        .shared
        .read(move |r| r.draft(draft_id))
        .await
        .unwrap()
        .unwrap();
    let mut draft = world.draft(Mode::SendAs);
    draft.reply.clone_from(&stored.draft.reply);
    assert_eq!(stored.draft, draft);
    let again = world
        .outbox
        .send(stored.draft, Some(draft_id), Leave::Now)
        .await
        .unwrap();
    let again = world.until_state(again.outbox_id, OutboxState::Done).await;
    assert_ne!(again.message_id, row.message_id);
    assert_ne!(again.outbox_id, id);
}

#[tokio::test]
async fn put_off_cut_and_unreachable_wait_and_go_by_themselves() {
    let world = World::new().await;
    let busy = reply(Phase::Envelope, 451, "4.3.0 try again later");
    world.server.then([
        Step::Closed(network()),
        Step::Refuse(vec![busy]),
        Step::Cut(Phase::Envelope),
        Step::Cut(Phase::Body),
        Step::Closed(network()),
    ]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    assert_eq!(
        row.attempts, 4,
        "what never reached the server counts no attempt"
    );
}

#[tokio::test]
async fn what_waits_says_why_and_until_when() {
    let mut pace = Pace::quick();
    pace.retry_first = std::time::Duration::from_secs(3600);
    pace.retry_most = pace.retry_first;
    let world = World::with(pace, true).await;
    let busy = reply(Phase::Envelope, 451, "try again later");
    world.server.then([Step::Refuse(vec![busy.clone()])]);
    let id = world.send(Mode::SendAs).await;
    let waits = |r: &Outgoing| r.state == OutboxState::Queued && r.next_attempt_at.is_some();
    let row = world.until(id, waits).await;
    assert_eq!((key_of(&row), row.reply), ("outbox-put-off", Some(busy)));
    // A person need not wait.
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;

    // A server that is away: every message of the account says so, and none was tried.
    world.server.then([Step::Closed(network())]);
    let one = world.send(Mode::SendAs).await;
    let two = world.send(Mode::SendAs).await;
    for id in [one, two] {
        let row = world.until(id, |r| r.error.is_some()).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    }
    world.outbox.run_now().await.unwrap();
    for id in [one, two] {
        world.until_state(id, OutboxState::Done).await;
    }
    assert_eq!(world.server.count(), 3);
}

#[tokio::test]
async fn sign_in_trouble_rests_the_account_and_uses_no_attempt() {
    let world = World::new().await;
    let sign_in = Problem::new(ProblemKind::SignIn, Text::new("outbox-refused-sign-in"));
    world.server.then([Step::Closed(sign_in)]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(key_of(&row), "outbox-refused-sign-in");
    world.outbox.resume(&row.account);
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.attempts, 1);
}

#[tokio::test]
async fn a_message_that_always_fails_is_held_in_the_end() {
    let mut pace = Pace::quick();
    pace.most_attempts = 3;
    pace.retry_first = std::time::Duration::from_millis(1);
    let world = World::with(pace, true).await;
    world.server.then((0..3).map(|_| Step::Cut(Phase::Body)));
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(
        (key_of(&row), row.attempts),
        ("outbox-too-many-attempts", 3)
    );
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
}

#[tokio::test]
async fn unknown_is_said_and_a_person_decides() {
    for (step, taken) in [(Step::LoseAtDot, 0), (Step::AcceptUnheard, 1)] {
        let world = World::new().await;
        world.server.then([step]);
        let id = world.send(Mode::SendAs).await;
        let row = world.until_state(id, OutboxState::Unknown).await;
        assert_eq!((key_of(&row), row.phase), ("outbox-unknown", Phase::Dot));
        assert_eq!(why(&row).unwrap().kind, ProblemKind::Unknown);
        assert!(world.evidence(Mode::SendAs).await.is_empty());
        for refused in [OutboxAction::Cancel, OutboxAction::TryNow] {
            let problem = world.outbox.act(id, refused).await.unwrap_err();
            assert_eq!(problem.message.key, "outbox-not-in-this-state");
        }
        // As a new one: the old one stays, since it may have arrived.
        let edited = world.outbox.act(id, OutboxAction::Edit).await.unwrap();
        assert!(matches!(edited, Reply::Draft(new) if Some(new) != row.draft));
        assert_eq!(world.row(id).await.state, OutboxState::Unknown);

        world.outbox.act(id, OutboxAction::SendAgain).await.unwrap();
        let again = world.until_state(id, OutboxState::Done).await;
        assert_eq!(again.message_id, row.message_id, "byte for byte the same");
        let all = world.server.taken.lock().unwrap().clone();
        assert_eq!(all.len(), taken + 1);
        assert!(all.iter().all(|m| *m == all[0]));
    }
}

#[tokio::test]
async fn offline_it_waits_and_says_so() {
    let world = World::new().await;
    world.shared.set_offline(true);
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.error.is_some()).await;
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(why(&row).unwrap().kind, ProblemKind::Network);
    world.outbox.run_now().await.unwrap();
    assert_eq!(world.server.opened.load(Ordering::SeqCst), 0);
    world.shared.set_offline(false);
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn later_waits_until_somebody_asks_and_can_be_taken_back() {
    let world = World::new().await;
    let draft = world.draft(Mode::SendAs);
    let first = world
        .outbox
        .send(draft.clone(), None, Leave::WhenAsked)
        .await
        .unwrap();
    let second = world
        .outbox
        .send(draft, None, Leave::WhenAsked)
        .await
        .unwrap();
    // Something else goes out meanwhile; they do not.
    let other = world.send(Mode::SendAs).await;
    world.until_state(other, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
    world
        .outbox
        .act(first.outbox_id, OutboxAction::Cancel)
        .await
        .unwrap();
    let gone = first.outbox_id;
    assert_eq!(
        world.shared.read(move |r| r.outgoing(gone)).await.unwrap(),
        None
    );
    world.outbox.run_now().await.unwrap();
    world.until_state(second.outbox_id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
    let problem = world
        .outbox
        .act(gone, OutboxAction::Cancel)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
}

#[tokio::test]
async fn a_process_that_is_not_resident_touches_only_what_it_was_asked_to() {
    let world = World::with(Pace::quick(), false).await;
    let left = world
        .outbox
        .send(world.draft(Mode::SendAs), None, Leave::WhenAsked)
        .await
        .unwrap();
    let mine = world.send(Mode::SendAs).await;
    world.until_state(mine, OutboxState::Done).await;
    assert_eq!(world.row(left.outbox_id).await.state, OutboxState::Queued);
    world.outbox.run_now().await.unwrap();
    world.until_state(left.outbox_id, OutboxState::Done).await;
}

#[tokio::test]
async fn the_same_draft_is_sent_once() {
    let world = World::new().await;
    world.server.then([Step::HangAfter(Phase::Body)]);
    let draft = world.draft(Mode::SendAs);
    let saved = world.shared.store.precious();
    let draft_id = saved
        .save_draft(None, draft.clone(), jiff::Timestamp::now())
        .await
        .unwrap();
    world
        .outbox
        .send(draft.clone(), Some(draft_id), Leave::Now)
        .await
        .unwrap();
    let problem = world
        .outbox
        .send(draft, Some(draft_id), Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-already-there");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_at_the_door() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    draft.to.clear();
    let problem = world
        .outbox
        .send(draft, None, Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-no-recipient");
    let mut draft = world.draft(Mode::SendAs);
    draft.from.as_mut().unwrap().address = address("boss@a.test");
    let problem = world
        .outbox
        .send(draft, None, Leave::Now)
        .await
        .unwrap_err();
    assert_eq!(problem.message.key, "outbox-no-identity");
    let rows = world
        .shared
        .read(|r| r.outbox(&OutboxState::ALL))
        .await
        .unwrap();
    assert!(rows.is_empty());
    world.server.then([Step::Unsayable]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&row), "outbox-not-for-server");
}

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

#[tokio::test]
async fn probes_refuse_but_never_allow() {
    let world = World::new().await;
    let submission = FakeSubmission(std::sync::Arc::clone(&world.server));
    let checked = async || {
        let reply = identities::check(&world.shared, &submission, None).await;
        let Ok(Reply::Checked(list, problems)) = reply else {
            panic!("{reply:?}")
        };
        (list, problems)
    };
    let check = async || {
        let (list, problems) = checked().await;
        assert_eq!(problems, []);
        list
    };
    let of = |list: &[Identity], mode| {
        let found = list.iter().find(|i| i.key.mode == mode);
        found.map(|i| i.right).unwrap()
    };
    let list = check().await;
    assert_eq!(of(&list, Mode::SendAs), SendRight::Untested);
    let refused = Probed::Refused(denied());
    world
        .server
        .probes
        .lock()
        .unwrap()
        .insert(SUPPORT.into(), refused);
    let list = check().await;
    assert_eq!(of(&list, Mode::SendAs), SendRight::Refused);
    assert_eq!(of(&list, Mode::OnBehalf), SendRight::Untested);
    let first = list
        .iter()
        .find(|i| i.key.address == address(SUPPORT))
        .unwrap();
    assert_eq!(
        first.key.mode,
        Mode::OnBehalf,
        "the best that is not refused"
    );
    // Granted: the probe takes its own refusal back.
    world.server.probes.lock().unwrap().clear();
    assert_eq!(of(&check().await, Mode::SendAs), SendRight::Untested);
    world.server.then([Step::Closed(network())]);
    // What cannot be asked is said, and the list is there all the same.
    let (again, problems) = checked().await;
    assert_eq!(again.len(), list.len());
    assert_eq!(
        (problems.len(), problems[0].kind),
        (1, ProblemKind::Network)
    );
    assert_eq!(problems[0].account, Some(AccountId::of(&address(ANNA))));
}

#[tokio::test]
async fn a_test_message_goes_past_the_evidence_to_oneself() {
    let world = World::new().await;
    world.server.then([Step::Refuse(vec![denied()])]);
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Held).await;
    let key = world.draft(Mode::SendAs).from.unwrap();
    let words = TestWords {
        subject: "Test by Postroom".into(),
        body: "May I?".into(),
    };
    let row = world.outbox.send_test(&key, words).await.unwrap();
    world.until_state(row.outbox_id, OutboxState::Done).await;
    assert_eq!(
        world.server.envelopes.lock().unwrap()[0].to,
        [address(ANNA)]
    );
    let count = |address| world.mail.in_folder(&sent(address)).len();
    assert_eq!(
        (count(SUPPORT), count(ANNA)),
        (0, 1),
        "not among the team's"
    );
    let evidence = world.evidence(Mode::SendAs).await;
    assert!(evidence.contains(&(EvidenceSource::Sent, SendRight::Allowed)));
}

#[test]
fn policies_name_their_folders() {
    let mut row = super::outgoing();
    let own = mailbox_id(ANNA);
    let folder = |mailbox: &str| {
        let mut folder = test_folder();
        folder.mailbox = mailbox_id(mailbox);
        folder.id = sent(mailbox);
        folder
    };
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

fn test_folder() -> Folder {
    Folder {
        id: sent(ANNA),
        mailbox: mailbox_id(ANNA),
        path: "Sent".into(),
        account: AccountId::of(&address(ANNA)),
        wire_name: "Sent".into(),
        role: FolderRole::Sent,
        role_source: RoleSource::Server,
        state: FolderState::Readable,
        rights: Rights::all(),
        rights_source: RightsSource::MyRights,
        rights_checked_at: None,
        uid_validity: 1,
        total: 0,
        unread: 0,
    }
}
