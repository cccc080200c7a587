//! An answer leaves while others answer the same message, or just did.

use std::time::Duration;

use postroom::demo::{DemoServer, Fault, When};
use postroom::domain::{Draft, DraftId, Intent, OutboxState};
use postroom::engine::{Command, Leave, Reply, why};

use crate::drafts_of_answers::{BENS, QUESTION, answer, answer_in};
use crate::writer::{SUPPORT, Writer, accepted, quiet_team};

/// The team has one question, and Anna has read it.
async fn asked() -> (DemoServer, Writer) {
    let demo = quiet_team();
    demo.deliver("support", "INBOX", QUESTION).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    (demo, anna)
}

async fn keep(anna: &Writer, draft: Draft) -> DraftId {
    anna.store(None, draft).await
}

/// Many programs keep a draft under the Message-ID under which it will leave. That it lay there when
/// she began hers is no answer that she knows of.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_draft_is_no_answer_that_one_knows_of() {
    for folder in ["Drafts", "Trash"] {
        let (demo, anna) = asked().await;
        let begun = demo.deliver("support", folder, BENS).unwrap();
        anna.sync().await;
        let hers = answer(&anna).await;
        let known = hers.reply.as_ref().unwrap().known_answers.clone();
        assert!(known.is_empty(), "{folder}: {known:?}");
        let hers = keep(&anna, hers).await;
        demo.remove("support", folder, begun).unwrap();
        demo.deliver("support", "Sent", BENS).unwrap();
        let row = anna.send(hers).await;
        assert_eq!(row.state, OutboxState::Held, "{folder}: {row:?}");
        assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
        anna.engine.stop().await;
    }
}

/// His answer was found in the team's Sent, and the search of the Inbox takes longer than a check may.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_found_holds_although_the_inbox_is_slow() {
    let (demo, anna) = asked().await;
    let hers = answer(&anna).await;
    let hers = keep(&anna, hers).await;
    demo.deliver("support", "Sent", BENS).unwrap();
    let slow = Fault::Delay(Duration::from_secs(8));
    demo.imap_fault_at(When::command("SEARCH"), slow, 1, 1);
    let row = anna.send(hers).await;
    assert_eq!(row.state, OutboxState::Held, "{row:?}");
    assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
    anna.engine.stop().await;
}

/// Two accounts of one profile reach the mailbox, and an answer of each to the same message is to
/// leave at the same moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_accounts_of_one_profile_do_not_both_answer_unasked() {
    let (demo, anna) = asked().await;
    let add = Command::AddAccount {
        account: crate::anna::account(&demo, "ben"),
        password: demo.password_of("ben"),
    };
    anna.engine.request(add).await.unwrap();
    let hers = answer(&anna).await;
    let from = hers.from.clone().unwrap();
    let identities = anna.engine.identities().await.unwrap();
    let other = identities
        .iter()
        .find(|i| i.key.address.as_str() == SUPPORT && i.key.account != from.account)
        .unwrap();
    let his = Draft {
        from: Some(other.key.clone()),
        ..answer(&anna).await
    };
    assert_eq!(his.reply.as_ref().map(|r| r.intent), Some(Intent::Reply));
    let mut rows = Vec::new();
    for draft in [hers, his] {
        let send = Command::Send {
            draft,
            id: None,
            leave: Leave::WhenAsked,
        };
        let Reply::Outgoing(row) = anna.engine.request(send).await.unwrap() else {
            panic!("not in the outbox")
        };
        rows.push(row.outbox_id);
    }
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let mut held = Vec::new();
    for id in rows {
        let row = anna.settled(id).await;
        held.extend(why(&row).filter(|_| row.state == OutboxState::Held));
    }
    assert_eq!(accepted(&demo), 1);
    let keys: Vec<_> = held.iter().map(|why| why.message.key).collect();
    assert_eq!(keys, ["outbox-answered-by-you"]);
    anna.engine.stop().await;
}

/// The question came to the team and to Anna. She answers it from her own Inbox, in the team's name:
/// that is where colleagues answer it, and look for the mark.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_the_teams_name_is_checked_and_marked_there() {
    for answered in [true, false] {
        for is_known in [true, false] {
            let demo = quiet_team();
            let own = demo.deliver("anna", "INBOX", QUESTION).unwrap();
            let teams = demo.deliver("support", "INBOX", QUESTION).unwrap();
            if !is_known {
                // The team's copy is not to be seen any more.
                demo.remove("support", "INBOX", teams).unwrap();
            }
            let anna = Writer::new(&demo, "anna").await;
            anna.sync().await;
            let mut hers = answer_in(&anna, "anna@acme.example").await;
            hers.from = anna.draft(SUPPORT, "").from;
            let hers = keep(&anna, hers).await;
            if answered {
                demo.deliver("support", "Sent", BENS).unwrap();
            }
            let row = anna.send(hers).await;
            if answered {
                assert_eq!(row.state, OutboxState::Held, "{row:?}");
                assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
                anna.engine.stop().await;
                continue;
            }
            assert!(row.accepted_at.is_some(), "{:?}", why(&row));
            let marked = |mailbox: &str, uid: u32| {
                let messages = demo.messages(mailbox, "INBOX").unwrap();
                let mut of = messages.iter().filter(|m| m.uid == uid);
                of.all(|m| m.flags.iter().any(|flag| flag == "\\Answered"))
            };
            let both = demo.until(crate::client::LIMIT, |_| {
                marked("anna", own) && marked("support", teams)
            });
            assert!(both.await, "the team sees it, and so does she");
            anna.engine.stop().await;
        }
    }
}

/// A mail to both teams. Anna reads it in one and answers in the name of the other; Ben answered it in
/// the one in which she reads it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_answer_in_the_mailbox_where_it_was_read_holds_it() {
    for other_is_known in [false, true] {
        let demo = quiet_team();
        demo.deliver("sales", "INBOX", QUESTION).unwrap();
        if other_is_known {
            demo.deliver("support", "INBOX", QUESTION).unwrap();
        }
        let anna = Writer::new(&demo, "anna").await;
        anna.sync().await;
        let mut hers = answer_in(&anna, "sales@acme.example").await;
        hers.from = anna.draft(SUPPORT, "").from;
        let hers = anna.store(None, hers).await;
        demo.answer("ben", "sales", 1, "On its way.").unwrap();
        let row = anna.send(hers).await;
        assert_eq!(
            row.state,
            OutboxState::Held,
            "known to support: {other_is_known}"
        );
        anna.engine.stop().await;
    }
}

/// She works with her own copy of a mail to the team; the team's came after her last look. Ben answers it in
/// a program that files its copy among his own: all that is seen of it is the mark.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_on_the_teams_copy_holds_it_though_that_was_not_known_at_send() {
    for is_known in [true, false] {
        let demo = quiet_team();
        demo.deliver("anna", "INBOX", QUESTION).unwrap();
        let mut uid = None;
        if is_known {
            uid = Some(demo.deliver("support", "INBOX", QUESTION).unwrap());
        }
        let anna = Writer::new(&demo, "anna").await;
        anna.sync().await;
        let mut hers = answer_in(&anna, "anna@acme.example").await;
        hers.from = anna.draft(SUPPORT, "").from;
        let hers = anna.store(None, hers).await;
        let uid = match uid {
            Some(uid) => uid,
            None => demo.deliver("support", "INBOX", QUESTION).unwrap(),
        };
        demo.flag("ben", "support", "INBOX", uid, "\\Answered", true)
            .unwrap();
        let row = anna.send(hers).await;
        assert_eq!(row.state, OutboxState::Held, "known: {is_known}");
        anna.engine.stop().await;
    }
}
