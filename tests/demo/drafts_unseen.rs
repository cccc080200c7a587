//! Drafts in a team's folder that could not be looked at before they were sent, and what a person meant
//! who sent one all the same.

use postroom::demo::{CutHow, DemoServer, Fault, When};
use postroom::domain::{Check, DraftId, OutboxId, OutboxState, Outgoing};
use postroom::engine::{Command, OutboxAction, Possible, Reply, possible, why};

use crate::client::LIMIT;
use crate::drafts_sent::{is_claimed, is_slow};
use crate::writer::{SUPPORT, Writer, accepted, is_sent, quiet_team};

/// The team's mail server is away.
fn is_away(demo: &DemoServer) {
    demo.imap_fault_at(When::Greeting, Fault::Cut(CutHow::Fin), 0, u32::MAX);
    demo.imap_fault_at(When::Any, Fault::Cut(CutHow::Fin), 0, u32::MAX);
    demo.cut_connections(CutHow::Fin);
}

/// The message, once it is as wanted.
async fn until(who: &Writer, id: OutboxId, wanted: impl Fn(&Outgoing) -> bool) -> Outgoing {
    let mut events = who.engine.events();
    let waited = tokio::time::timeout(LIMIT, async {
        loop {
            let row = who.engine.reader().outgoing(id).unwrap().unwrap();
            if wanted(&row) {
                return row;
            }
            assert!(!is_sent(&row), "{row:?}");
            events.next().await;
        }
    });
    waited.await.expect("it never came to that")
}

fn waits_for(row: &Outgoing, key: &str) -> bool {
    why(row).is_some_and(|why| why.message.key == key)
}

async fn act(who: &Writer, id: OutboxId, action: OutboxAction) -> Reply {
    let act = Command::Outbox { id, action };
    who.engine.request(act).await.unwrap()
}

/// It cannot be found out whether a colleague sends the same draft: it waits, says so, and leaves
/// unlooked at only where a person wants that in so many words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_the_drafts_says_what_sending_it_anyway_means() {
    let demo = quiet_team();
    let ben = Writer::new(&demo, "ben").await;
    let his = ben.store(None, ben.draft(SUPPORT, "x")).await;
    is_away(&demo);
    let id = ben.hand_over(his).await;
    let row = until(&ben, id, |row| waits_for(row, "draft-waits-for-check")).await;
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(possible(&row)[0], Possible::SendAnyway);
    assert_eq!(accepted(&demo), 0);
    demo.clear_faults();
    ben.engine.request(Command::RunOutbox).await.unwrap();
    assert!(is_sent(&ben.settled(id).await));
    ben.engine.stop().await;
}

/// Anna has the draft open that lies in the team's folder. Ben sent it all the same when the mail server
/// was away, and the submission server put it off.
async fn put_off(demo: &DemoServer) -> (Writer, DraftId, Writer, OutboxId) {
    let anna = Writer::new(demo, "anna").await;
    let ben = Writer::new(demo, "ben").await;
    let his = ben.store(None, ben.draft(SUPPORT, "x")).await;
    let hers = anna.open(SUPPORT).await;
    is_away(demo);
    let id = ben.hand_over(his).await;
    until(&ben, id, |row| waits_for(row, "draft-waits-for-check")).await;
    is_slow(demo);
    act(&ben, id, OutboxAction::SendAnyway(Check::LookedAtDraft)).await;
    until(&ben, id, |row| {
        row.attempts > 0 && row.state == OutboxState::Queued
    })
    .await;
    (anna, hers, ben, id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_is_told_of_what_is_sent_without_a_look() {
    let demo = quiet_team();
    let (anna, hers, ben, id) = put_off(&demo).await;
    demo.clear_faults();
    is_slow(&demo);
    act(&ben, id, OutboxAction::TryNow).await;
    let claimed = demo.until(LIMIT, |d| {
        let there = d.messages("support", "Drafts").unwrap();
        there.iter().any(is_claimed)
    });
    assert!(claimed.await, "by now it can be");
    let held = anna.send(hers).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert!(waits_for(&held, "draft-sent-by-other"));
    demo.clear_faults();
    ben.engine.request(Command::RunOutbox).await.unwrap();
    assert!(is_sent(&ben.settled(id).await));
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert_eq!(accepted(&demo), 1);
}

/// He read that it could not be looked at, and not that she sent it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_sent_meanwhile_is_seen_at_the_next_try() {
    for edits in [false, true] {
        let demo = quiet_team();
        let (anna, hers, ben, mut id) = put_off(&demo).await;
        // Until she has sent hers, he works offline.
        ben.engine.request(Command::SetOffline(true)).await.unwrap();
        demo.clear_faults();
        assert!(is_sent(&anna.send(hers).await));
        anna.engine.settle_drafts().await;
        if edits {
            let Reply::Draft(again) = act(&ben, id, OutboxAction::Edit).await else {
                panic!("no draft")
            };
            ben.engine
                .request(Command::SetOffline(false))
                .await
                .unwrap();
            id = ben.send(again).await.outbox_id;
        } else {
            ben.engine
                .request(Command::SetOffline(false))
                .await
                .unwrap();
            act(&ben, id, OutboxAction::TryNow).await;
        }
        let held = ben.settled(id).await;
        assert_eq!(held.state, OutboxState::Held, "{held:?}");
        assert!(waits_for(&held, "draft-sent-elsewhere"), "{held:?}");
        assert_eq!(accepted(&demo), 1);
        // Now he has.
        act(&ben, id, OutboxAction::SendAnyway(Check::SharedDraft)).await;
        assert!(is_sent(&ben.settled(id).await));
        for one in [anna, ben] {
            one.engine.stop().await;
        }
    }
}
