//! The main job on real servers: find the shared mailbox, read, answer under its address, find the
//! copy in its Sent folder; and what happens to those who may not.

use postroom::domain::{
    CopyState, FolderRole, Intent, MailboxId, Mode, OutboxState, Phase, SendRight, SystemFlag,
};
use postroom::engine::{Command, MailboxChange, OutboxAction, QuoteWords, with_signature};

use crate::lab::Lab;
use crate::member::{Member, address, question};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anna_answers_a_customer_as_support() {
    anna_answers(Lab::start()).await;
}

pub async fn anna_answers(lab: Lab) {
    lab.deliver("support", question("Where is my order"));
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let [mail] = &anna.messages(SUPPORT, FolderRole::Inbox)[..] else {
        panic!(
            "not one message: {:?} in {:?}",
            anna.messages(SUPPORT, FolderRole::Inbox),
            anna.mailboxes()
        );
    };
    assert_eq!(mail.subject, "Where is my order");

    let words = QuoteWords {
        attribution: "Kim wrote:".into(),
        is_drawn: false,
    };
    let mut answer = anna
        .engine
        .reply_draft(&mail.id, Intent::Reply, &words)
        .await
        .unwrap();
    let from = answer.from.clone().unwrap();
    assert_eq!(
        (from.address.as_str(), from.mode),
        (SUPPORT, Mode::SendAs),
        "the mailbox's identity is chosen"
    );
    assert!(answer.body.contains("> Where is my lamp?"));
    answer.body = format!("It is on its way.\n{}", answer.body);
    let sent = anna.send(answer).await;
    assert_eq!(
        (sent.state, sent.phase, sent.copy),
        (OutboxState::Done, Phase::Done, CopyState::Checked),
        "{sent:?}"
    );

    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(SUPPORT));
    assert_eq!(received[0].header("Sender"), None);
    assert_eq!(
        received[0].header("Subject").unwrap(),
        "Re: Where is my order"
    );
    assert_eq!(
        received[0].header("In-Reply-To").unwrap(),
        "<where-is-my-order@customer.test>"
    );
    assert!(
        received[0].header("Return-Path").unwrap().contains(SUPPORT),
        "bounces reach the team"
    );

    let copies = lab.folder_messages(SUPPORT, "Sent");
    assert_eq!(copies.len(), 1, "exactly one copy");
    assert_eq!(
        copies[0].header("Message-ID"),
        received[0].header("Message-ID")
    );
    assert_eq!(
        lab.folder_messages("anna@postroom.test", "Sent").len(),
        0,
        "none in her own"
    );
    anna.sync().await;
    let [copy] = &anna.messages(SUPPORT, FolderRole::Sent)[..] else {
        panic!("the copy is not shown")
    };
    assert!(copy.flags.has(SystemFlag::Seen), "the copy is marked seen");

    // Ben may read support, so he sees the answer, and that the question was answered.
    let ben = Member::new(&lab, "ben", false).await;
    ben.sync().await;
    assert_eq!(ben.messages(SUPPORT, FolderRole::Sent).len(), 1);
    assert!(
        ben.messages(SUPPORT, FolderRole::Inbox)[0]
            .flags
            .has(SystemFlag::Answered)
    );

    // Her right is proved now.
    let right = anna.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(right.right, SendRight::Allowed);
    anna.stop().await;
    ben.stop().await;
}

/// What belongs to the mailbox goes with its answer, and nothing of the member's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_carries_the_signature_and_the_reply_to_of_its_mailbox() {
    const ANNA: &str = "anna@postroom.test";
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let anna = Member::new(&lab, "anna", false).await;
    let reply_to = address("help@postroom.test");
    for (of, change) in [
        (
            SUPPORT,
            MailboxChange::Signature(Some("Your support team".into())),
        ),
        (SUPPORT, MailboxChange::ReplyTo(Some(reply_to))),
        (
            ANNA,
            MailboxChange::Signature(Some("Anna, privately".into())),
        ),
    ] {
        let mailbox = MailboxId::of(&address(of));
        let set = Command::SetMailbox { mailbox, change };
        anna.engine.request(set).await.unwrap();
    }
    anna.sync().await;
    let mail = anna.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let words = QuoteWords {
        attribution: "Kim wrote:".into(),
        is_drawn: false,
    };
    let reply = anna.engine.reply_draft(&mail.id, Intent::Reply, &words);
    let mut answer = reply.await.unwrap();
    let identity = anna.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(answer.from.as_ref(), Some(&identity.key));
    answer.body = with_signature(&answer.body, None, identity.signature.as_deref());
    let sent = anna.send(answer).await;
    assert_eq!(sent.state, OutboxState::Done, "{sent:?}");

    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1).remove(0);
    assert!(received.header("From").unwrap().contains(SUPPORT));
    assert!(
        received
            .header("Reply-To")
            .unwrap()
            .contains("help@postroom.test")
    );
    let text = String::from_utf8_lossy(&received.bytes).into_owned();
    assert!(text.contains("-- \r\nYour support team\r\n"), "{text}");
    assert!(!text.contains("privately"), "{text}");
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    assert!(lab.folder_messages(ANNA, "Sent").is_empty());
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ben_may_not_send_as_support_and_learns_it_before_he_writes() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    assert_eq!(
        ben.identity(SUPPORT, Mode::SendAs).await.right,
        SendRight::Untested
    );
    ben.check(SUPPORT).await;
    let refused = ben.identity(SUPPORT, Mode::SendAs).await;
    assert_eq!(refused.right, SendRight::Refused);
    let words = refused.evidence.unwrap().words.unwrap();
    assert!(
        words.contains("not owned by user ben@postroom.test"),
        "the server's own words: {words}"
    );

    // What is known to be refused does not go to the server at all.
    let held = ben
        .send(ben.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Not allowed"))
        .await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(held.attempts, 0);

    // If he insists, the server refuses, and the message stays with its words.
    ben.engine
        .request(Command::Outbox {
            id: held.outbox_id,
            action: OutboxAction::TryNow,
        })
        .await
        .unwrap();
    ben.until("the second try is over", || {
        let row = ben
            .engine
            .reader()
            .outgoing(held.outbox_id)
            .unwrap()
            .unwrap();
        row.state == OutboxState::Held && row.attempts == 1
    })
    .await;
    let row = ben
        .engine
        .reader()
        .outgoing(held.outbox_id)
        .unwrap()
        .unwrap();
    assert!(row.reply.unwrap().text.contains("not owned by user"));
    assert_eq!(
        lab.folder_messages(CUSTOMER, "INBOX").len(),
        0,
        "nothing went out"
    );
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 0);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_behalf_arrives_with_from_and_sender() {
    let lab = Lab::start();
    lab.allow_on_behalf("ben", SUPPORT);
    let ben = Member::new(&lab, "ben", false).await;
    let sent = ben
        .send(ben.draft(SUPPORT, Mode::OnBehalf, CUSTOMER, "On behalf"))
        .await;
    assert_eq!(sent.phase, Phase::Copy, "{sent:?}");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(SUPPORT));
    assert!(
        received[0]
            .header("Sender")
            .unwrap()
            .contains("ben@postroom.test")
    );
    assert!(
        received[0]
            .header("Return-Path")
            .unwrap()
            .contains("ben@postroom.test")
    );
    assert_eq!(
        ben.identity(SUPPORT, Mode::OnBehalf).await.right,
        SendRight::Allowed,
        "proved by having been taken"
    );
    // He may not add to support's Sent: the copy waits, and the message is sent all the same.
    assert_eq!(
        (sent.state, sent.copy),
        (OutboxState::Filing, CopyState::Waiting),
        "{sent:?}"
    );
    ben.stop().await;

    // Without the right, only the whole message tells, and the evidence is corrected at once.
    lab.revoke_on_behalf("ben", SUPPORT);
    let ben = Member::new(&lab, "ben", false).await;
    let held = ben
        .send(ben.draft(SUPPORT, Mode::OnBehalf, CUSTOMER, "No longer"))
        .await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(held.reply.unwrap().phase, Phase::Dot, "refused as a whole");
    assert_eq!(
        ben.identity(SUPPORT, Mode::OnBehalf).await.right,
        SendRight::Refused
    );
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 1);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_without_a_mailbox_can_be_written_from() {
    let lab = Lab::start();
    let carla = Member::new(&lab, "carla", false).await;
    let info = lab.address("info");
    carla
        .engine
        .request(Command::AddIdentity {
            address: crate::member::address(&info),
            via: carla.account.id(),
        })
        .await
        .unwrap();
    let sent = carla
        .send(carla.draft(&info, Mode::SendAs, CUSTOMER, "From info"))
        .await;
    assert_eq!(
        (sent.state, sent.copy),
        (OutboxState::Done, CopyState::Checked),
        "{sent:?}"
    );
    assert!(
        lab.wait_for_messages(CUSTOMER, "INBOX", 1)[0]
            .header("From")
            .unwrap()
            .contains(&info)
    );
    assert_eq!(
        lab.folder_messages("carla@postroom.test", "Sent").len(),
        1,
        "the copy is among her own"
    );
    carla.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_offline_leaves_on_return() {
    let mut lab = Lab::start();
    let anna = Member::new(&lab, "anna", true).await;
    lab.stop_postfix();
    let queued = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Later"))
        .await;
    assert_eq!(queued.state, OutboxState::Queued, "{queued:?}");
    // Not even quitting loses it.
    let anna = anna.restart().await;
    lab.start_postfix();
    anna.until("it has left and its copy is checked", || {
        let row = anna
            .engine
            .reader()
            .outgoing(queued.outbox_id)
            .unwrap()
            .unwrap();
        row.state == OutboxState::Done
    })
    .await;
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert_eq!(
        received[0].header("Message-ID").unwrap(),
        format!("<{}>", queued.message_id)
    );
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    anna.stop().await;
}
