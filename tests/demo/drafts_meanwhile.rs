//! Drafts of which something becomes while somebody else is at them: sent, moved, renamed.

use std::time::Duration;

use postroom::demo::{Fault, KeptMessage, SmtpFault, SmtpWhen, When};
use postroom::domain::OutboxState;
use postroom::engine::{Command, Leave, Reply, why};

use crate::client::{Client, LIMIT};
use crate::writer::{SUPPORT, Writer, accepted, is_sent, quiet_team};

/// Between the look at the copy and its removal, which follows the storing of a new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_is_sent_while_another_revision_is_stored_is_sent_once() {
    for is_slow in [true, false] {
        let demo = quiet_team();
        let anna = Writer::new(&demo, "anna").await;
        let ben = Writer::new(&demo, "ben").await;
        let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
        let his = ben.open(SUPPORT).await;
        // Her new copy is there, and she does not hear of it yet.
        let late = Fault::Delay(Duration::from_secs(3));
        demo.imap_fault(When::command("APPEND"), late);
        if is_slow {
            let later = SmtpFault::Reply("451 4.3.0 later".into());
            demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
        }
        let storing = anna.store(Some(hers), anna.draft(SUPPORT, "y"));
        let sending = async {
            let there = demo.until(LIMIT, |d| {
                d.messages("support", "Drafts").unwrap().len() == 2
            });
            assert!(there.await);
            let command = Command::Send {
                draft: ben.kept(his),
                id: Some(his.into()),
                leave: Leave::Now,
            };
            let Ok(Reply::Outgoing(row)) = ben.engine.request(command).await else {
                panic!("not in the outbox")
            };
            let begun = demo.until(LIMIT, |d| {
                let there = d.messages("support", "Drafts").unwrap();
                let marked = |m: &KeptMessage| m.flags.iter().any(|f| f.starts_with("$SentBy-ben"));
                accepted(&demo) == 1 || there.iter().any(marked)
            });
            assert!(begun.await);
            row.outbox_id
        };
        let (_, sent) = tokio::join!(storing, sending);
        let told = anna.note(hers);
        assert!(
            [Some("draft-being-sent"), Some("draft-gone-elsewhere")].contains(&told),
            "slow {is_slow}: she is told {told:?}"
        );
        let held = anna.send(hers).await;
        assert_eq!(held.state, OutboxState::Held, "slow {is_slow}: {held:?}");
        demo.clear_faults();
        ben.engine.request(Command::RunOutbox).await.unwrap();
        ben.settled(sent).await;
        assert_eq!(accepted(&demo), 1, "slow {is_slow}");
        ben.engine.stop().await;
        anna.engine.stop().await;
    }
}

/// A renamed folder takes its messages along, and is another one for everybody who has it by name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_may_be_renamed() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let other = anna.store(None, anna.draft(SUPPORT, "other")).await;
    let mut client = Client::imap(&demo, "anna").await;
    let named = |name: &str| format!("shared/support@acme.example/{name}");
    let rename = format!("RENAME {} {}", named("Drafts"), named("Brouillons"));
    let renamed = client.ask(&rename).await;
    assert!(renamed.tagged.starts_with("OK"), "{renamed:?}");
    anna.engine.request(Command::Refresh(None)).await.unwrap();
    anna.store(Some(one), anna.draft(SUPPORT, "y")).await;
    let there = || demo.messages("support", "Brouillons").unwrap();
    assert_eq!(
        there().len(),
        2,
        "the new copy took the place of the old one"
    );
    assert_eq!(anna.note(one), None);
    // What was not stored anew goes with its message too.
    for draft in [other, one] {
        let sent = anna.send(draft).await;
        assert!(is_sent(&sent), "{sent:?}");
    }
    anna.engine.settle_drafts().await;
    assert!(there().is_empty());
    anna.engine.stop().await;
}

/// What is thrown away goes from wherever it lies by now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discarded_draft_goes_from_a_folder_that_was_renamed() {
    for is_recreated in [false, true] {
        let demo = quiet_team();
        let anna = Writer::new(&demo, "anna").await;
        let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
        let mut client = Client::imap(&demo, "anna").await;
        let named = |name: &str| format!("shared/support@acme.example/{name}");
        let rename = format!("RENAME {} {}", named("Drafts"), named("Begun"));
        assert!(client.ask(&rename).await.tagged.starts_with("OK"));
        if is_recreated {
            demo.create_folder("support", "Drafts").unwrap();
        }
        anna.engine.request(Command::Refresh(None)).await.unwrap();
        let discard = Command::DiscardDraft(one);
        anna.engine.request(discard).await.unwrap();
        anna.engine.settle_drafts().await;
        let there = demo.messages("support", "Begun").unwrap();
        assert!(there.is_empty(), "{is_recreated}");
        anna.engine.stop().await;
    }
}

/// Somebody renamed it by a name that says nothing of drafts, and made another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_folder_may_bear_its_name() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    let mut client = Client::imap(&demo, "anna").await;
    let named = |name: &str| format!("shared/support@acme.example/{name}");
    let rename = format!("RENAME {} {}", named("Drafts"), named("Begun"));
    assert!(client.ask(&rename).await.tagged.starts_with("OK"));
    demo.create_folder("support", "Drafts").unwrap();
    for writer in [&anna, &ben] {
        writer.engine.request(Command::Refresh(None)).await.unwrap();
    }
    let later = SmtpFault::Reply("451 4.3.0 later".into());
    demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
    let id = anna.hand_over(hers).await;
    let claimed = demo.until(LIMIT, |d| {
        let there = d.messages("support", "Begun").unwrap();
        let marked = |m: &KeptMessage| m.flags.iter().any(|f| f.starts_with("$SentBy-anna"));
        there.iter().any(marked)
    });
    assert!(claimed.await, "it is claimed where it lies");
    let held = ben.send(his).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(why(&held).unwrap().message.key, "draft-sent-by-other");
    demo.clear_faults();
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = anna.settled(id).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.settle_drafts().await;
    assert!(demo.messages("support", "Begun").unwrap().is_empty());
    ben.engine.stop().await;
    anna.engine.stop().await;
}
