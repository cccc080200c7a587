//! Sending on real servers: the modes, their refusals, the copies, and what happens without a network.

use postroom::domain::{
    CopyState, EvidenceSource, FolderRole, Intent, MailboxId, Mode, NamedAddress, OutboxState,
    Outgoing, SendRight, SendRightKey, SentPolicy,
};
use postroom::engine::{
    Command, Leave, MailboxChange, OutboxAction, Problem, ProblemKind, QuoteWords, Reply, why,
};

use crate::lab::Lab;
use crate::member::{Member, address, question};

const SUPPORT: &str = "support@postroom.test";
const HR: &str = "hr@postroom.test";
const INFO: &str = "info@postroom.test";
const ANNA: &str = "anna@postroom.test";
const BEN: &str = "ben@postroom.test";
const CARLA: &str = "carla@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn row(member: &Member, of: &Outgoing) -> Outgoing {
    let found = member.engine.reader().outgoing(of.outbox_id).unwrap();
    found.expect("the message is in the outbox")
}

async fn until_row(member: &Member, of: &Outgoing, what: &str, is_so: impl Fn(&Outgoing) -> bool) {
    member.until(what, || is_so(&row(member, of))).await;
}

async fn until_done(member: &Member, of: &Outgoing) {
    let is_done = |row: &Outgoing| row.state == OutboxState::Done;
    until_row(member, of, "the message is done", is_done).await;
}

async fn put_in(member: &Member, from: &str, mode: Mode, subject: &str, later: bool) -> Outgoing {
    let draft = member.draft(from, mode, CUSTOMER, subject);
    let id = None;
    let leave = if later { Leave::WhenAsked } else { Leave::Now };
    let sent = member.engine.request(Command::Send { draft, id, leave });
    match sent.await.expect("it can be frozen") {
        Reply::Outgoing(row) => row,
        other => panic!("{other:?}"),
    }
}

async fn act(member: &Member, of: &Outgoing, action: OutboxAction) {
    let id = of.outbox_id;
    let done = member.engine.request(Command::Outbox { id, action });
    done.await.expect("it can be done");
}

/// The subjects of what the customer got, once it is that many, in order.
fn delivered(lab: &Lab, count: usize) -> Vec<String> {
    let messages = lab.wait_for_messages(CUSTOMER, "INBOX", count);
    let mut subjects: Vec<_> = messages
        .iter()
        .filter_map(|m| m.header("Subject"))
        .collect();
    // Deliveries may overtake each other inside Postfix.
    subjects.sort();
    subjects
}

fn subjects(lab: &Lab, user: &str, folder: &str) -> Vec<String> {
    let messages = lab.folder_messages(user, folder);
    messages
        .iter()
        .filter_map(|m| m.header("Subject"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_behalf_shows_both_and_the_copy_waits_where_one_may_only_read() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    let sent = put_in(&ben, SUPPORT, Mode::OnBehalf, "On behalf", false).await;
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(SUPPORT));
    assert!(received[0].header("Sender").unwrap().contains(BEN));
    assert!(received[0].header("Return-Path").unwrap().contains(BEN));

    // He only reads support: the copy waits, goes nowhere else by itself, and is never sent again.
    let waits = |row: &Outgoing| row.state == OutboxState::Filing && why(row).is_some();
    until_row(&ben, &sent, "the copy waits", waits).await;
    let problem = why(&row(&ben, &sent)).unwrap();
    assert_eq!(problem.message.key, "outbox-copy-no-right");
    assert_eq!(problem.kind, ProblemKind::Permission);
    assert!(subjects(&lab, BEN, "Sent").is_empty() && subjects(&lab, SUPPORT, "Sent").is_empty());
    let own = ben.folder(BEN, FolderRole::Sent).id;
    act(&ben, &sent, OutboxAction::CopyTo(own)).await;
    until_done(&ben, &sent).await;
    assert_eq!(subjects(&lab, BEN, "Sent"), ["On behalf"]);
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);
    let right = ben.identity(SUPPORT, Mode::OnBehalf).await;
    assert_eq!(right.right, SendRight::Allowed);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_refuses_after_data_is_held_and_known() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    // Ben sees hr@ and may not write for it at all; the envelope is his own and passes.
    let held = ben
        .send(ben.draft(HR, Mode::OnBehalf, CUSTOMER, "Not mine"))
        .await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(why(&held).unwrap().message.key, "outbox-refused-on-behalf");
    let right = ben.identity(HR, Mode::OnBehalf).await;
    let evidence = right.evidence.unwrap();
    assert_eq!(
        (right.right, evidence.source),
        (SendRight::Refused, EvidenceSource::Sent)
    );
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());

    // One recipient that does not exist: nobody gets it, and it is no word on the sender.
    let mut draft = ben.draft(BEN, Mode::Own, CUSTOMER, "Two recipients");
    let nobody = NamedAddress::bare(&address("nobody@customer.test"));
    draft.to.push(nobody);
    let held = ben.send(draft).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    let problem = why(&held).unwrap();
    assert_eq!(problem.message.key, "outbox-refused-recipient");
    assert!(problem.detail.unwrap().contains("nobody@customer.test"));
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());
    let right = ben.identity(BEN, Mode::Own).await;
    assert_eq!(right.right, SendRight::Allowed);

    // Edited, it is a new message.
    let id = held.outbox_id;
    let action = OutboxAction::Edit;
    let edited = ben.engine.request(Command::Outbox { id, action }).await;
    let Ok(Reply::Draft(draft)) = edited else {
        panic!("{edited:?}")
    };
    let mut stored = ben.engine.reader().draft(draft).unwrap().unwrap().draft;
    stored.to.truncate(1);
    let sent = ben.send(stored).await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
    assert_ne!(sent.message_id, held.message_id);
    assert_eq!(delivered(&lab, 1), ["Two recipients"]);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_to_send_come_and_go_with_the_server() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    ben.check(SUPPORT).await;
    let first = async |ben: &Member| {
        let all = ben.engine.identities().await.unwrap();
        let first = all.into_iter().find(|i| i.key.address == address(SUPPORT));
        first.map(|i| i.key.mode).unwrap()
    };
    assert_eq!(
        first(&ben).await,
        Mode::OnBehalf,
        "what is not refused comes first"
    );

    lab.allow_send_as("ben", "support");
    ben.check(SUPPORT).await;
    let granted = ben.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(granted.right, SendRight::Untested, "a probe proves no yes");
    assert_eq!(first(&ben).await, Mode::SendAs);
    let policy = MailboxChange::SentPolicy(SentPolicy::Mine);
    let mailbox = MailboxId::of(&address(SUPPORT));
    let change = policy.clone();
    let set = ben.engine.request(Command::SetMailbox { mailbox, change });
    set.await.unwrap();
    let sent = ben
        .send(ben.draft(SUPPORT, Mode::SendAs, CUSTOMER, "As support"))
        .await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
    let proved = ben.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(proved.right, SendRight::Allowed);
    assert_eq!(
        subjects(&lab, BEN, "Sent"),
        ["As support"],
        "the policy says mine"
    );

    // Revoked between two messages: the server says so, nothing goes out, evidence is corrected.
    lab.revoke_send_as("ben", "support");
    let held = ben
        .send(ben.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Too late"))
        .await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(held.attempts, 1, "the server was asked");
    let revoked = ben.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(revoked.right, SendRight::Refused);
    assert_eq!(delivered(&lab, 1), ["As support"]);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline_and_without_a_server_messages_wait_and_go_once() {
    let mut lab = Lab::start();
    let anna = Member::new(&lab, "anna", true).await;
    anna.engine
        .request(Command::SetOffline(true))
        .await
        .unwrap();
    let waits = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Offline"))
        .await;
    assert_eq!((waits.state, waits.attempts), (OutboxState::Queued, 0));
    assert_eq!(why(&waits).unwrap().kind, ProblemKind::Network);
    anna.engine
        .request(Command::SetOffline(false))
        .await
        .unwrap();
    until_done(&anna, &waits).await;

    lab.stop_postfix();
    let waits = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "No server"))
        .await;
    assert_eq!((waits.state, waits.attempts), (OutboxState::Queued, 0));
    assert_eq!(why(&waits).unwrap().kind, ProblemKind::Network);
    // Quit and start again: it is still there, and leaves by itself once the server is back.
    let anna = anna.restart().await;
    lab.start_postfix();
    until_done(&anna, &waits).await;
    assert_eq!(delivered(&lab, 2), ["No server", "Offline"]);
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 2);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_messages_leave_in_order_and_each_once() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    let expected: Vec<String> = (0..12).map(|i| format!("Number {i:02}")).collect();
    let mut rows = Vec::new();
    for subject in &expected {
        rows.push(put_in(&anna, SUPPORT, Mode::SendAs, subject, true).await);
    }
    assert!(
        lab.folder_messages(CUSTOMER, "INBOX").is_empty(),
        "later is later"
    );
    anna.engine.request(Command::RunOutbox).await.unwrap();
    for sent in &rows {
        until_done(&anna, sent).await;
    }
    assert_eq!(delivered(&lab, expected.len()), expected);
    let mut copies = subjects(&lab, SUPPORT, "Sent");
    copies.sort();
    assert_eq!(copies, expected);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_follow_the_policy_and_wait_for_the_right() {
    let lab = Lab::start();
    lab.allow_send_as("anna", "hr");
    let anna = Member::new(&lab, "anna", false).await;
    let mailbox = MailboxId::of(&address(SUPPORT));
    let change = MailboxChange::SentPolicy(SentPolicy::Both);
    let set = anna.engine.request(Command::SetMailbox { mailbox, change });
    set.await.unwrap();
    let both = anna.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(both.sent_policy, SentPolicy::Both);
    let sent = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "To both"))
        .await;
    assert_eq!(
        (sent.state, sent.copy),
        (OutboxState::Done, CopyState::Checked)
    );
    assert_eq!(subjects(&lab, SUPPORT, "Sent"), ["To both"]);
    assert_eq!(subjects(&lab, ANNA, "Sent"), ["To both"]);

    // She may send as hr@ and not file into its Sent: sending needs no Full Access.
    let sent = put_in(&anna, HR, Mode::SendAs, "For hr", false).await;
    let waits = |row: &Outgoing| row.state == OutboxState::Filing && why(row).is_some();
    until_row(&anna, &sent, "the copy waits", waits).await;
    let _ = lab.wait_for_messages(CUSTOMER, "INBOX", 2);
    // The right comes; the copy follows, once, and nothing is sent again.
    lab.set_acl("hr", "Sent", "anna", "lrwsti");
    anna.refresh().await;
    anna.engine.request(Command::RunOutbox).await.unwrap();
    until_done(&anna, &sent).await;
    assert_eq!(subjects(&lab, HR, "Sent"), ["For hr"]);
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 2);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_without_a_mailbox_is_an_identity_too() {
    let lab = Lab::start();
    let carla = Member::new(&lab, "carla", false).await;
    let via = MailboxId::of(&address(CARLA));
    assert!(
        !carla.mailboxes().contains(&SUPPORT.to_owned()),
        "carla sees no support"
    );
    let add = Command::AddIdentity {
        address: address(INFO),
        via: (&carla.account.address).into(),
    };
    carla.engine.request(add).await.unwrap();
    let identity = carla.identity(INFO, Mode::SendAs).await;
    assert_eq!(
        (identity.mailbox, identity.sent_policy),
        (None, SentPolicy::Mine)
    );
    assert!(
        identity.sent_folder.ends_with("/ Sent"),
        "{}",
        identity.sent_folder
    );
    let sent = carla
        .send(carla.draft(INFO, Mode::SendAs, CUSTOMER, "From the alias"))
        .await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(INFO));
    assert!(
        !received[0].text().to_lowercase().contains("meyer"),
        "nobody is named"
    );
    assert_eq!(subjects(&lab, via.as_str(), "Sent"), ["From the alias"]);
    carla.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_message_tells_what_a_probe_cannot() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    let test = async |from: &str, mode| {
        let key = SendRightKey {
            account: (&ben.account.address).into(),
            address: address(from),
            mode,
        };
        let (subject, body) = ("Test by Postroom".to_owned(), "May I?".to_owned());
        let sent = ben.engine.request(Command::SendTest { key, subject, body });
        let Ok(Reply::Outgoing(row)) = sent.await else {
            panic!("not in the outbox")
        };
        ben.settled(&row).await
    };
    // A probe of the envelope cannot tell these two apart: both have ben's own.
    let refused = test(HR, Mode::OnBehalf).await;
    assert_eq!(refused.state, OutboxState::Held, "{refused:?}");
    let taken = test(SUPPORT, Mode::OnBehalf).await;
    assert_eq!(taken.state, OutboxState::Done, "{taken:?}");
    for (of, right) in [(HR, SendRight::Refused), (SUPPORT, SendRight::Allowed)] {
        assert_eq!(ben.identity(of, Mode::OnBehalf).await.right, right, "{of}");
    }
    assert_eq!(lab.wait_for_messages(BEN, "INBOX", 1).len(), 1);
    assert!(
        subjects(&lab, SUPPORT, "Sent").is_empty(),
        "the team's folder stays as it was"
    );
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_passed_on_with_what_is_attached() {
    let lab = Lab::start();
    let plain = question("With a plan");
    let (head, _) = plain.split_once("Content-Type").unwrap();
    lab.deliver(
        "support",
        format!(
            "{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n\
             --b1\r\nContent-Type: text/plain\r\n\r\nSee the plan.\r\n\
             --b1\r\nContent-Type: text/csv; name=plan.csv\r\n\
             Content-Disposition: attachment; filename=plan.csv\r\n\r\na;b\r\n--b1--\r\n"
        ),
    );
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let mail = anna.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let words = QuoteWords {
        attribution: "Passed on:".into(),
        is_drawn: false,
    };
    let forward = anna.engine.reply_draft(&mail.id, Intent::Forward, &words);
    let mut draft = forward.await.unwrap();
    assert!(draft.to.is_empty());
    assert_eq!(draft.attachments.len(), 1);
    draft.to = vec![NamedAddress::bare(&address(BEN))];
    let sent = anna.send(draft).await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
    let received = lab.wait_for_messages(BEN, "INBOX", 1);
    assert_eq!(received[0].header("Subject").unwrap(), "Fwd: With a plan");
    assert!(received[0].text().contains("plan.csv"));
    let marked = || {
        let original = lab.folder_messages(SUPPORT, "INBOX");
        original[0].flags.contains(&"$Forwarded".to_owned())
    };
    anna.until("the original is marked", marked).await;
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_given_meanwhile_lets_the_copy_go_without_a_refresh() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    let sent = put_in(&ben, SUPPORT, Mode::OnBehalf, "On behalf", false).await;
    let waits = |row: &Outgoing| row.state == OutboxState::Filing && why(row).is_some();
    until_row(&ben, &sent, "the copy waits", waits).await;
    lab.set_acl("support", "Sent", "ben", "lri");
    act(&ben, &sent, OutboxAction::TryNow).await;
    until_done(&ben, &sent).await;
    assert_eq!(subjects(&lab, SUPPORT, "Sent"), ["On behalf"]);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_taken_meanwhile_is_named_and_not_only_the_servers_words() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    lab.set_acl("support", "Sent", "anna", "lr");
    let sent = put_in(&anna, SUPPORT, Mode::SendAs, "Taken", false).await;
    let no_right = |p: Problem| p.message.key == "outbox-copy-no-right";
    let waits = |row: &Outgoing| row.state == OutboxState::Filing && why(row).is_some_and(no_right);
    until_row(&anna, &sent, "the copy waits", waits).await;
    let problem = why(&row(&anna, &sent)).unwrap();
    assert_eq!(problem.message.key, "outbox-copy-no-right");
    assert!(problem.detail.is_some_and(|words| !words.is_empty()));
    anna.stop().await;
}

/// The right goes while the message waits offline: it is decided when it leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_lost_while_the_message_waits_holds_it_and_sends_it_under_no_other_name() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", true).await;
    let offline = async |on| {
        let switched = anna.engine.request(Command::SetOffline(on));
        switched.await.unwrap();
    };
    let before = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Before"))
        .await;
    until_done(&anna, &before).await;
    offline(true).await;
    let sent = put_in(&anna, SUPPORT, Mode::SendAs, "Too late", false).await;
    let own = put_in(&anna, ANNA, Mode::Own, "My own", false).await;
    assert_eq!(
        row(&anna, &sent).state,
        OutboxState::Queued,
        "nobody knows yet"
    );
    lab.revoke_send_as("anna", "support");
    offline(false).await;
    let held = |row: &Outgoing| row.state == OutboxState::Held;
    until_row(&anna, &sent, "it is held", held).await;
    let held = row(&anna, &sent);
    assert_eq!(why(&held).unwrap().message.key, "outbox-refused-sender");
    assert_eq!(held.attempts, 1, "the server was asked");
    let right = anna.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(right.right, SendRight::Refused);
    // What waited behind it left.
    until_done(&anna, &own).await;
    // Once more, and the server says it again: nothing tries by itself.
    act(&anna, &held, OutboxAction::TryNow).await;
    let again = |row: &Outgoing| row.state == OutboxState::Held && row.attempts == 2;
    until_row(&anna, &sent, "it is held again", again).await;
    assert_eq!(delivered(&lab, 2), ["Before", "My own"]);
    // The next one is held without asking, until the right is given and somebody tries.
    let next = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "The next"))
        .await;
    assert_eq!((next.state, next.attempts), (OutboxState::Held, 0));
    lab.allow_send_as("anna", "support");
    act(&anna, &held, OutboxAction::TryNow).await;
    until_done(&anna, &sent).await;
    let messages = lab.wait_for_messages(CUSTOMER, "INBOX", 3);
    for message in &messages {
        let own = message.header("Subject").as_deref() == Some("My own");
        let from = if own { ANNA } else { SUPPORT };
        assert!(message.header("From").unwrap().contains(from));
    }
    anna.stop().await;
}
