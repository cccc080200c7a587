//! Messages from drafts in a team's folder: who sends claims the copy, so that nobody sends it too.

use postroom::demo::{CutHow, DemoServer, Fault, KeptMessage, SmtpFault, SmtpWhen, When};
use postroom::domain::{Check, DraftId, OutboxId, OutboxState, Rights};
use postroom::engine::{Command, Leave, OutboxAction, Reply, why};

use crate::client::{Client, LIMIT};
use crate::writer::{SUPPORT, Writer, accepted, drafts, is_sent, quiet_team, text};

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
        id: Some(hers.into()),
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
    // It was put off, and its time has not come.
    let now = Command::Outbox {
        id: row.outbox_id,
        action: OutboxAction::TryNow,
    };
    anna.engine.request(now).await.unwrap();
    let sent = anna.settled(row.outbox_id).await;
    assert!(is_sent(&sent), "{sent:?}");
    assert_eq!(accepted(&demo), 1);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    // He may insist.
    let again = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::SendAnyway(Check::SharedDraft),
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

/// The submission server takes nothing for now, so that a claim stands for a while.
pub fn is_slow(demo: &DemoServer) {
    let later = SmtpFault::Reply("451 4.3.0 later".into());
    demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
}

pub fn is_claimed(message: &KeptMessage) -> bool {
    message
        .flags
        .iter()
        .any(|flag| flag.starts_with("$SentBy-"))
}

/// Hands over, and waits until a copy is claimed.
async fn claims(demo: &DemoServer, writer: &Writer, draft: DraftId) -> OutboxId {
    let id = writer.hand_over(draft).await;
    let claimed = demo.until(LIMIT, |d| {
        let there = d.messages("support", "Drafts").unwrap();
        there.iter().any(is_claimed)
    });
    assert!(claimed.await, "it is claimed");
    id
}

/// Sends over a submission server that takes nothing for now: the copy is claimed.
pub async fn claims_slowly(demo: &DemoServer, writer: &Writer, draft: DraftId) -> OutboxId {
    is_slow(demo);
    claims(demo, writer, draft).await
}

/// A message of this draft that is held by the recipient's refusal, its claim not given up yet.
async fn refused(demo: &DemoServer, writer: &Writer, draft: DraftId) -> OutboxId {
    for _ in 0..2 {
        let unknown = SmtpFault::Reply("550 5.1.1 no such user".into());
        demo.smtp_fault(SmtpWhen::Rcpt, unknown);
    }
    let held = writer.send(draft).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    held.outbox_id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_is_sent_again_at_once_is_not_held_by_its_own_mark() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let id = refused(&demo, &anna, one).await;
    assert!(is_claimed(&drafts(&demo, "support")[0]));
    let action = OutboxAction::Edit;
    let edit = Command::Outbox { id, action };
    anna.engine.request(edit).await.unwrap();
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.stop().await;
    assert!(drafts(&demo, "support").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_is_given_up_also_where_its_folder_was_renamed() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    refused(&demo, &anna, one).await;
    let mut client = Client::imap(&demo, "anna").await;
    let named = |name: &str| format!("shared/support@acme.example/{name}");
    // By a name that says nothing of drafts, and another folder takes its place.
    let rename = format!("RENAME {} {}", named("Drafts"), named("Begun"));
    assert!(client.ask(&rename).await.tagged.starts_with("OK"));
    demo.create_folder("support", "Drafts").unwrap();
    anna.engine.request(Command::Refresh(None)).await.unwrap();
    let there = || demo.messages("support", "Begun").unwrap();
    assert!(is_claimed(&there()[0]), "it took the mark along");
    anna.engine.settle_drafts().await;
    assert_eq!(there().len(), 1);
    assert!(
        !there()[0].flags.iter().any(|f| f.starts_with('$')),
        "{:?}",
        there()[0].flags
    );
    anna.engine.stop().await;
}

/// The answer to her APPEND was lost, and she sends before that was found out: a colleague who
/// opened the newer copy, which did arrive, is at the same draft.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_that_arrived_unheard_is_claimed_by_one_only() {
    for anna_is_first in [true, false] {
        let demo = quiet_team();
        let anna = Writer::new(&demo, "anna").await;
        let ben = Writer::new(&demo, "ben").await;
        let hers = anna.store(None, anna.draft(SUPPORT, "older")).await;
        let unheard = Fault::CutAfter {
            bytes: 0,
            how: CutHow::Fin,
        };
        demo.imap_fault(When::command("APPEND"), unheard);
        anna.store(Some(hers), anna.draft(SUPPORT, "newer")).await;
        assert_eq!(drafts(&demo, "support").len(), 2, "it did arrive");
        let his = ben.open_that_says(SUPPORT, "newer").await;
        is_slow(&demo);
        let (first, second) = if anna_is_first {
            (claims(&demo, &anna, hers).await, ben.send(his).await)
        } else {
            (claims(&demo, &ben, his).await, anna.send(hers).await)
        };
        assert_eq!(second.state, OutboxState::Held, "{second:?}");
        assert_eq!(why(&second).unwrap().message.key, "draft-sent-by-other");
        demo.clear_faults();
        let who = if anna_is_first { &anna } else { &ben };
        who.engine.request(Command::RunOutbox).await.unwrap();
        let sent = who.settled(first).await;
        assert!(is_sent(&sent), "{sent:?}");
        assert_eq!(accepted(&demo), 1);
        anna.engine.stop().await;
        ben.engine.stop().await;
    }
}

/// Her older copy could not be removed when the newer one was there, and Ben has that open.
pub async fn two_copies(demo: &DemoServer) -> (Writer, DraftId, Writer, DraftId) {
    let anna = Writer::new(demo, "anna").await;
    let ben = Writer::new(demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "older")).await;
    let his = ben.open(SUPPORT).await;
    let cut = Fault::Cut(CutHow::Rst);
    demo.imap_fault_at(When::command("UID STORE"), cut, 0, u32::MAX);
    anna.store(Some(hers), anna.draft(SUPPORT, "newer")).await;
    demo.clear_faults();
    let there = drafts(demo, "support");
    assert_eq!(there.len(), 2, "the older one could not be removed");
    (anna, hers, ben, his)
}

/// A colleague sends the older one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_that_a_colleague_sends_holds_the_newer_one() {
    for looks_first in [true, false] {
        let demo = quiet_team();
        let (anna, hers, ben, his) = two_copies(&demo).await;
        let sending = claims_slowly(&demo, &ben, his).await;
        if looks_first {
            anna.engine.settle_drafts().await;
            assert_eq!(anna.note(hers), Some("draft-being-sent"));
            assert_eq!(anna.engine.problems().len(), 1);
        }
        let held = anna.send(hers).await;
        assert_eq!(held.state, OutboxState::Held, "{held:?}");
        assert_eq!(why(&held).unwrap().message.key, "draft-sent-by-other");
        demo.clear_faults();
        ben.engine.request(Command::RunOutbox).await.unwrap();
        let sent = ben.settled(sending).await;
        assert!(is_sent(&sent), "{sent:?}");
        assert_eq!(accepted(&demo), 1);
        ben.engine.stop().await;
        anna.engine.stop().await;
        let there = drafts(&demo, "support");
        assert!(there.len() == 1 && text(&there[0]).contains("newer"));
    }
}
