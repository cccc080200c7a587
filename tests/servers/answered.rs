//! Two members, and a client that is not ours, answer the same message on real servers.

use postroom::domain::{Check, FolderRole, Intent, Mode, OutboxState, Outgoing};
use postroom::engine::{Command, Leave, OutboxAction, QuoteWords, Reply, remarks, why};

use crate::lab::Lab;
use crate::member::{Member, question};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn row(member: &Member, of: &Outgoing) -> Outgoing {
    let found = member.engine.reader().outgoing(of.outbox_id).unwrap();
    found.expect("the message is in the outbox")
}

/// An answer to the one question there is, in this mode, that waits until it is asked to leave.
async fn answer(member: &Member, mode: Mode, leave: Leave) -> Outgoing {
    let question = member.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let words = QuoteWords {
        attribution: "You wrote:".into(),
        is_drawn: false,
    };
    let draft = member
        .engine
        .reply_draft(&question.id, Intent::Reply, &words);
    let mut draft = draft.await.expect("it can be answered");
    let mut from = member.draft(SUPPORT, mode, CUSTOMER, "").from;
    std::mem::swap(&mut draft.from, &mut from);
    draft.body = format!("It is on its way, says {}.\n", member.account.address);
    let id = None;
    let sent = member.engine.request(Command::Send { draft, id, leave });
    match sent.await.expect("it can be frozen") {
        Reply::Outgoing(row) => row,
        other => panic!("{other:?}"),
    }
}

async fn send_anyway(member: &Member, of: &Outgoing) {
    let (id, action) = (of.outbox_id, OutboxAction::SendAnyway(Check::Answered));
    let done = member.engine.request(Command::Outbox { id, action });
    done.await.expect("it can be done");
}

async fn offline(member: &Member, offline: bool) {
    let switched = member.engine.request(Command::SetOffline(offline));
    switched.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_online_with_an_answer_hears_of_the_colleagues() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my lamp"));
    let anna = Member::new(&lab, "anna", false).await;
    let ben = Member::new(&lab, "ben", false).await;
    anna.sync().await;
    ben.sync().await;
    // Ben works on the train. He has read the question before.
    let question = ben.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let read = ben.engine.request(Command::FetchBody(question.id));
    read.await.expect("its text is there");
    offline(&ben, true).await;
    let bens = answer(&ben, Mode::OnBehalf, Leave::Now).await;
    ben.until("it waits", || row(&ben, &bens).error.is_some())
        .await;
    let annas = answer(&anna, Mode::SendAs, Leave::Now).await;
    let annas = anna.settled(&annas).await;
    assert_eq!(annas.state, OutboxState::Done, "{annas:?}");
    assert!(annas.remarks.is_empty(), "all was looked at: {annas:?}");

    offline(&ben, false).await;
    let held = || row(&ben, &bens).state == OutboxState::Held;
    ben.until("his is held", held).await;
    let problem = why(&row(&ben, &bens)).unwrap();
    assert_eq!(problem.message.key, "outbox-answered-meanwhile");
    let argument = |name: &str| {
        let found = problem.message.args.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert!(argument("who").contains("anna@postroom.test"), "{problem}");
    assert_eq!(argument("subject"), "Re: Where is my lamp");
    // What holds it can be looked at.
    ben.sync().await;
    let copy = ben.messages(SUPPORT, FolderRole::Sent).remove(0);
    assert_eq!(argument("message"), copy.id.to_string());
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);

    // He has, and the customer shall hear from him too.
    send_anyway(&ben, &bens).await;
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 2).len(), 2);
    ben.until("it is sent", || row(&ben, &bens).accepted_at.is_some())
        .await;
    // Begun after both, a further answer is meant.
    anna.sync().await;
    let again = answer(&anna, Mode::SendAs, Leave::Now).await;
    let again = anna.settled(&again).await;
    assert_eq!(again.state, OutboxState::Done, "{:?}", why(&again));
    anna.stop().await;
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_another_program_set_is_seen_before_the_answer_leaves() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my lamp"));
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let waits = answer(&anna, Mode::SendAs, Leave::WhenAsked).await;
    let flag = ["flags", "add", "-u", SUPPORT, "\\Answered"];
    lab.doveadm(&[&flag[..], &["mailbox", "INBOX", "all"]].concat());
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let held = row(&anna, &waits);
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    let problem = why(&held).unwrap();
    assert_eq!(problem.message.key, "outbox-answered-marked");
    assert_eq!(held.attempts, 0, "nothing was said to the server");
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_sent_cannot_be_read_the_answer_leaves_and_says_so() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my lamp"));
    lab.set_acl("support", "INBOX", "carla", "lr");
    lab.set_acl("support", "Sent", "carla", "l");
    lab.allow_on_behalf("carla", "support");
    let carla = Member::new(&lab, "carla", false).await;
    carla.sync().await;
    let sent = answer(&carla, Mode::OnBehalf, Leave::Now).await;
    carla
        .until("it is sent", || row(&carla, &sent).accepted_at.is_some())
        .await;
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
    let said = remarks(&row(&carla, &sent));
    assert_eq!(said[0].message.key, "outbox-answered-not-checked");
    assert!(said[0].detail.is_some());
    carla.stop().await;
}

/// Whoever answers and files the question at once has moved it before the answer leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_moved_meanwhile_is_marked_as_answered_where_it_lies() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my lamp"));
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let waits = answer(&anna, Mode::SendAs, Leave::WhenAsked).await;
    let question = anna.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let moved = Command::Move {
        messages: vec![question.id],
        to: anna.folder(SUPPORT, FolderRole::Archive).id,
    };
    anna.engine.request(moved).await.expect("it can be moved");
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = anna.settled(&waits).await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
    assert!(sent.remarks.is_empty(), "it was looked at: {sent:?}");
    let marked = || {
        let lies = lab.folder_messages(SUPPORT, "Archive");
        lies.len() == 1 && lies[0].flags.contains(&"\\Answered".to_owned())
    };
    anna.until("it is marked", marked).await;
    anna.stop().await;
}

/// Who may read and file in the team's mailbox, and not mark what lies there, hears that colleagues do
/// not see it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_may_not_be_set_is_said() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my lamp"));
    lab.set_acl("support", "Sent", "anna", "lrswi");
    lab.set_acl("support", "INBOX", "anna", "lrs");
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let sent = answer(&anna, Mode::SendAs, Leave::Now).await;
    let sent = anna.settled(&sent).await;
    assert_eq!(sent.state, OutboxState::Done, "{:?}", why(&sent));
    let said = remarks(&sent);
    let said = said
        .iter()
        .find(|r| r.message.key == "outbox-not-marked-right");
    let args = &said.expect("it is said").message.args;
    assert!(args.contains(&("right", "w".to_owned())), "{args:?}");
    anna.stop().await;
}
