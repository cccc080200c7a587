//! Messages from drafts in a team's folder: who sends claims the copy, so that nobody sends it too.

use postroom::demo::{SmtpFault, SmtpWhen};
use postroom::domain::{OutboxState, Rights};
use postroom::engine::{Command, Leave, OutboxAction, Reply, why};

use crate::client::LIMIT;
use crate::writer::{SUPPORT, Writer, accepted, drafts, is_sent, quiet_team};

/// T12.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_who_sends_a_shared_draft_is_told() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    // Anna's message is on its way when Ben sends: her server is slow.
    let later = SmtpFault::Reply("451 4.3.0 later".into());
    demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
    let command = Command::Send {
        draft: anna.kept(hers),
        id: Some(hers),
        leave: Leave::Now,
    };
    let Ok(Reply::Outgoing(row)) = anna.engine.request(command).await else {
        panic!("not in the outbox")
    };
    let claimed = demo
        .until(LIMIT, |d| {
            let there = d.messages("support", "Drafts").unwrap();
            there
                .iter()
                .any(|m| m.flags.iter().any(|f| f.starts_with("$SentBy-anna")))
        })
        .await;
    assert!(claimed);
    let held = ben.send(his).await;
    assert_eq!(held.state, OutboxState::Held);
    let told = why(&held).unwrap().message;
    assert_eq!(told.key, "draft-sent-by-other");
    assert!(told.args.contains(&("who", "anna".to_owned())), "{told:?}");
    ben.engine.settle_drafts().await;
    assert!(
        drafts(&demo, "support")[0]
            .flags
            .iter()
            .any(|f| f.starts_with("$SentBy-anna")),
        "his giving up takes nothing of hers"
    );
    // After a crash in the middle, or a restart, her mark is known for hers.
    let anna = anna.restart().await;
    demo.clear_faults();
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = anna.settled(row.outbox_id).await;
    assert!(is_sent(&sent), "{sent:?}");
    assert_eq!(accepted(&demo), 1);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    // He may insist.
    let again = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::TryNow,
    };
    ben.engine.request(again).await.unwrap();
    let sent = ben.settled(held.outbox_id).await;
    assert!(is_sent(&sent), "{sent:?}");
    assert_eq!(accepted(&demo), 2);
    ben.engine.stop().await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_held_keeps_its_draft_and_gives_its_claim_up() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.smtp_fault(
        SmtpWhen::Rcpt,
        SmtpFault::Reply("550 5.1.1 no such user".into()),
    );
    demo.smtp_fault(
        SmtpWhen::Rcpt,
        SmtpFault::Reply("550 5.1.1 no such user".into()),
    );
    let held = anna.send(one).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    anna.engine.settle_drafts().await;
    let there = drafts(&demo, "support");
    assert_eq!(
        there.len(),
        1,
        "the copy stays until the message is accepted"
    );
    assert!(
        !there[0].flags.iter().any(|f| f.starts_with('$')),
        "{:?}",
        there[0].flags
    );
    let action = OutboxAction::Edit;
    let edit = Command::Outbox {
        id: held.outbox_id,
        action,
    };
    let Ok(Reply::Draft(again)) = anna.engine.request(edit).await else {
        panic!("no draft")
    };
    assert_eq!(again, one);
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.stop().await;
    assert!(drafts(&demo, "support").is_empty(), "also by stopping");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_conditions_sends_and_promises_nothing() {
    let demo = quiet_team();
    // Without the right `w` no keyword is kept.
    let rights = Rights::parse("lrsipkxtea");
    demo.set_folder_rights("support", "Drafts", "anna", rights)
        .unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.settle_drafts().await;
    let row = anna
        .engine
        .reader()
        .outgoing(sent.outbox_id)
        .unwrap()
        .unwrap();
    assert!(
        row.remarks
            .iter()
            .any(|remark| remark.contains("draft-no-promise")),
        "{row:?}"
    );
    assert!(drafts(&demo, "support").is_empty());
    anna.engine.stop().await;
}
