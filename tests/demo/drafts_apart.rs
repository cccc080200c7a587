//! What becomes of a draft whose author goes on with it after a colleague sent the same one.

use postroom::demo::{DemoServer, Fault, KeptMessage, When};
use postroom::domain::{DraftId, OutboxId, OutboxState, Outgoing};
use postroom::engine::{Command, OutboxAction, Reply, why};

use crate::drafts_sent::{claims_slowly, two_copies};
use crate::writer::{SUPPORT, Writer, accepted, drafts, is_sent, quiet_team, text};

async fn edits(who: &Writer, held: &Outgoing) -> DraftId {
    let edit = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::Edit,
    };
    let Ok(Reply::Draft(again)) = who.engine.request(edit).await else {
        panic!("it cannot be edited")
    };
    again
}

/// Ben has the team's draft open, and Anna is sending it.
async fn anna_is_sending(demo: &DemoServer) -> (Writer, OutboxId, Writer, DraftId) {
    let anna = Writer::new(demo, "anna").await;
    let ben = Writer::new(demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    let sending = claims_slowly(demo, &anna, hers).await;
    (anna, sending, ben, his)
}

fn texts(demo: &DemoServer) -> Vec<String> {
    drafts(demo, "support").iter().map(text).collect()
}

/// Ben had the team's draft open when Anna sent it, and wrote on: he was told, and what he wrote is a
/// draft of his own, with a copy of its own in the team's Drafts.
async fn bens_own(demo: &DemoServer) -> (Writer, Writer, Outgoing) {
    let anna = Writer::new(demo, "anna").await;
    let ben = Writer::new(demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    assert!(is_sent(&anna.send(hers).await));
    anna.engine.settle_drafts().await;
    assert!(drafts(demo, "support").is_empty());
    let mut words = ben.kept(his);
    words.body = "His own words.".into();
    let his = ben.store(Some(his), words).await;
    assert_eq!(ben.note(his), Some("draft-gone-elsewhere"));
    assert_eq!(drafts(demo, "support").len(), 1, "his own");
    let held = ben.send(his).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    assert_eq!(why(&held).unwrap().message.key, "draft-sent-elsewhere");
    (anna, ben, held)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_after_all_leaves_no_copy_of_itself_among_the_teams_drafts() {
    let demo = quiet_team();
    let (anna, ben, held) = bens_own(&demo).await;
    let again = edits(&ben, &held).await;
    let mut words = ben.kept(again);
    words.body = "And one thing more.".into();
    let again = ben.store(Some(again), words).await;
    let sent = ben.send(again).await;
    assert!(is_sent(&sent), "{:?}", why(&sent));
    ben.engine.settle_drafts().await;
    assert_eq!(accepted(&demo), 2);
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_unchanged_after_all_leaves_no_copy_either() {
    let demo = quiet_team();
    let (anna, ben, held) = bens_own(&demo).await;
    let again = edits(&ben, &held).await;
    let sent = ben.send(again).await;
    assert!(is_sent(&sent), "{:?}", why(&sent));
    ben.engine.settle_drafts().await;
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_discarded_lies_among_the_teams_drafts_no_longer() {
    let demo = quiet_team();
    let (anna, ben, held) = bens_own(&demo).await;
    let cancel = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::Cancel,
    };
    ben.engine.request(cancel).await.unwrap();
    ben.engine
        .request(Command::DiscardDraft(held.draft.unwrap()))
        .await
        .unwrap();
    ben.engine.settle_drafts().await;
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

/// As `an_older_copy_that_a_colleague_sends_holds_the_newer_one`, and Anna was held for that.
async fn of_two_copies_the_older_is_sent(
    demo: &DemoServer,
) -> (Writer, Outgoing, Writer, OutboxId) {
    let (anna, hers, ben, his) = two_copies(demo).await;
    let sending = claims_slowly(demo, &ben, his).await;
    let held = anna.send(hers).await;
    assert_eq!(why(&held).unwrap().message.key, "draft-sent-by-other");
    demo.clear_faults();
    (anna, held, ben, sending)
}

/// She goes on with hers once it is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn her_newer_copy_goes_when_she_sends_it_after_all() {
    let demo = quiet_team();
    let (anna, held, ben, sending) = of_two_copies_the_older_is_sent(&demo).await;
    ben.engine.request(Command::RunOutbox).await.unwrap();
    assert!(is_sent(&ben.settled(sending).await));
    let again = edits(&anna, &held).await;
    let sent = anna.send(again).await;
    assert!(is_sent(&sent), "{:?}", why(&sent));
    anna.engine.settle_drafts().await;
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

/// The same while he is still at it: the older copy, which bears the name of both, is his, and nobody
/// changed hers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_that_a_colleague_sends_is_no_change_of_ones_own_draft() {
    let demo = quiet_team();
    let (anna, held, ben, sending) = of_two_copies_the_older_is_sent(&demo).await;
    let again = edits(&anna, &held).await;
    let again = anna.store(Some(again), anna.draft(SUPPORT, "newest")).await;
    assert_eq!(anna.note(again), None);
    let there = texts(&demo);
    assert_eq!(there.len(), 2, "his, and her newest: {there:#?}");
    assert!(
        there.iter().any(|text| text.contains("newest")),
        "{there:#?}"
    );
    ben.engine.request(Command::RunOutbox).await.unwrap();
    assert!(is_sent(&ben.settled(sending).await));
    let sent = anna.send(again).await;
    assert!(is_sent(&sent), "{:?}", why(&sent));
    anna.engine.settle_drafts().await;
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

/// He is told that she sends, or sent, what he writes on. That his own copy cannot be stored changes
/// nothing about that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_does_is_not_forgotten_since_ones_own_copy_is_not_taken() {
    for no in ["[OVERQUOTA] full", "later"] {
        for sent in [false, true] {
            let demo = quiet_team();
            let (anna, sending, ben, his) = anna_is_sending(&demo).await;
            if sent {
                demo.clear_faults();
                anna.engine.request(Command::RunOutbox).await.unwrap();
                assert!(is_sent(&anna.settled(sending).await));
                anna.engine.settle_drafts().await;
            }
            demo.imap_fault(When::command("APPEND"), Fault::No(no.into()));
            let mut words = ben.kept(his);
            words.body = "His own words.".into();
            let his = ben.store(Some(his), words).await;
            let told = ben.note(his).expect("he is told");
            assert!(
                ["draft-being-sent", "draft-gone-elsewhere"].contains(&told),
                "{told}"
            );
            demo.clear_faults();
            let held = ben.send(his).await;
            assert_eq!(held.state, OutboxState::Held, "{no}, sent: {sent}");
            let why = why(&held).unwrap().message.key;
            assert!(
                ["draft-sent-by-other", "draft-sent-elsewhere"].contains(&why),
                "{why}"
            );
            for one in [anna, ben] {
                one.engine.stop().await;
            }
        }
    }
}

/// What was left behind is a draft like any other to the team: nothing says that it was sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sends_once_more_what_was_left_behind() {
    let demo = quiet_team();
    let (anna, ben, held) = bens_own(&demo).await;
    let again = edits(&ben, &held).await;
    assert!(is_sent(&ben.send(again).await));
    ben.engine.settle_drafts().await;
    assert_eq!(accepted(&demo), 2);
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
    for one in [anna, ben] {
        one.engine.stop().await;
    }
}

/// As `nobody_sends_once_more...`, where Ben is told that Anna is just sending, before he sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_that_she_is_sending_he_goes_on_and_leaves_nothing() {
    let demo = quiet_team();
    let (anna, sending, ben, his) = anna_is_sending(&demo).await;
    let mut words = ben.kept(his);
    words.body = "His own words.".into();
    let his = ben.store(Some(his), words).await;
    let held = ben.send(his).await;
    demo.clear_faults();
    anna.engine.request(Command::RunOutbox).await.unwrap();
    assert!(is_sent(&anna.settled(sending).await));
    anna.engine.settle_drafts().await;
    let again = edits(&ben, &held).await;
    assert!(is_sent(&ben.send(again).await));
    ben.engine.settle_drafts().await;
    for one in [anna, ben] {
        one.engine.stop().await;
    }
    assert!(drafts(&demo, "support").is_empty(), "{:#?}", texts(&demo));
}

/// Whoever reads that a colleague sent the same draft, edits theirs and sends it, has read that: it is a
/// draft of their own by then, and is not held for it again. What of it lies in the folder goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_on_with_theirs_is_not_held_for_the_same_sending_again() {
    for wrote_on in [false, true] {
        let demo = quiet_team();
        let anna = Writer::new(&demo, "anna").await;
        let ben = Writer::new(&demo, "ben").await;
        let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
        let his = ben.open(SUPPORT).await;
        assert!(is_sent(&anna.send(hers).await));
        anna.engine.settle_drafts().await;
        if wrote_on {
            // It is stored as a draft of his own, and he is told.
            let mut text = ben.kept(his);
            text.body = "Ben wrote on.".into();
            ben.store(Some(his), text).await;
            assert_eq!(drafts(&demo, "support").len(), 1);
        }
        let held = ben.send(his).await;
        assert_eq!(held.state, OutboxState::Held, "{held:?}");
        assert_eq!(why(&held).unwrap().message.key, "draft-sent-elsewhere");
        let again = edits(&ben, &held).await;
        let mut text = ben.kept(again);
        text.body = "And one thing more.".into();
        let again = ben.store(Some(again), text).await;
        let one = drafts(&demo, "support");
        assert_eq!(one.len(), 1, "a draft of his own: {one:?}");
        let sent = ben.send(again).await;
        assert!(is_sent(&sent), "{:?}", why(&sent));
        assert_eq!(accepted(&demo), 2);
        ben.engine.settle_drafts().await;
        let left = drafts(&demo, "support");
        assert!(left.is_empty(), "wrote on: {wrote_on}: {left:?}");
        for one in [anna, ben] {
            one.engine.stop().await;
        }
    }
}

/// He was held while she is sending, and goes on: the copy from which she sends is not his, whatever he
/// does with his draft.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_on_with_theirs_leaves_the_copy_alone_that_a_colleague_sends() {
    for discards in [false, true] {
        let demo = quiet_team();
        let (anna, sending, ben, his) = anna_is_sending(&demo).await;
        let held = ben.send(his).await;
        assert_eq!(why(&held).unwrap().message.key, "draft-sent-by-other");
        let again = edits(&ben, &held).await;
        if discards {
            let discard = Command::DiscardDraft(again);
            ben.engine.request(discard).await.unwrap();
            ben.engine.settle_drafts().await;
        } else {
            let mut words = ben.kept(again);
            words.body = "His own words.".into();
            ben.store(Some(again), words).await;
        }
        let there = drafts(&demo, "support");
        let is_hers = |m: &KeptMessage| m.flags.iter().any(|f| f.starts_with("$SentBy-anna"));
        assert_eq!(there.iter().filter(|m| is_hers(m)).count(), 1);
        assert_eq!(
            there.len(),
            if discards { 1 } else { 2 },
            "{:#?}",
            texts(&demo)
        );
        demo.clear_faults();
        anna.engine.request(Command::RunOutbox).await.unwrap();
        assert!(is_sent(&anna.settled(sending).await));
        anna.engine.settle_drafts().await;
        for one in [anna, ben] {
            one.engine.stop().await;
        }
        let left = texts(&demo);
        let his_own = |text: &String| text.contains("His own words.");
        assert_eq!(left.len(), usize::from(!discards), "{left:#?}");
        assert!(left.iter().all(his_own), "{left:#?}");
    }
}
