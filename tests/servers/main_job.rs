//! The main job on real servers: find the shared mailbox, read, answer under its address, find the
//! copy in its Sent folder; and what happens to those who may not.

use postroom::domain::{
    CopyState, FolderRole, Intent, Mode, OutboxState, Phase, SendRight, SystemFlag,
};
use postroom::engine::{Command, OutboxAction, QuoteWords};

use crate::lab::Lab;
use crate::member::{Member, question};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anna_answers_a_customer_as_support() {
    let lab = Lab::start();
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
