//! Drafts and their copies in Drafts folders, on a server that can be made to fail at any command.

use postroom::demo::{CutHow, Fault, KeptMessage, Profile as Server, When};
use postroom::domain::{Attachment, Draft, DraftsPolicy};
use postroom::engine::Command;

use crate::writer::{SUPPORT, Writer, alive, asked, drafts, is_sent, quiet_team, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_lies_in_the_teams_folder_once_until_it_is_sent() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let mut draft = anna.draft(SUPPORT, "First words");
    draft.attachments.push(Attachment {
        name: "offer.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: vec![7; 5000],
        in_text: false,
    });
    let one = anna.store(None, draft.clone()).await;
    let first = drafts(&demo, "support");
    assert_eq!(first.len(), 1);
    assert!(first[0].flags.contains(&"\\Draft".to_owned()));
    assert_eq!(first[0].seen_by, ["anna@acme.example"]);
    let copy = text(&first[0]);
    assert!(copy.contains("Bcc: <ben@acme.example>") && copy.contains("First words"));
    assert!(copy.contains("X-Postroom-Draft-By: anna of ACME <anna@acme.example>"));
    assert!(drafts(&demo, "anna").is_empty());

    // What did not change is not stored again.
    anna.store(Some(one), draft.clone()).await;
    assert_eq!(asked(&demo, "APPEND"), 1);
    draft.body = "Second words".into();
    anna.store(Some(one), draft).await;
    let second = drafts(&demo, "support");
    assert_eq!(second.len(), 1, "the first copy was removed");
    assert!(second[0].uid > first[0].uid && text(&second[0]).contains("Second words"));

    let anna = anna.restart().await;
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.settle_drafts().await;
    assert!(
        drafts(&demo, "support").is_empty(),
        "it goes with its message"
    );
    let sent = demo.submissions();
    let sent = String::from_utf8_lossy(&sent[0].bytes).into_owned();
    assert!(
        !sent.contains("X-Postroom") && !sent.contains("Bcc"),
        "{sent}"
    );
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_setting_says_where_drafts_lie() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    anna.policy(SUPPORT, DraftsPolicy::Mine).await;
    let mine = anna.store(None, anna.draft(SUPPORT, "among mine")).await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "anna").len()),
        (0, 1)
    );
    // Another From takes it to another mailbox.
    anna.policy(SUPPORT, DraftsPolicy::Shared).await;
    anna.store(Some(mine), anna.draft(SUPPORT, "the team's"))
        .await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "anna").len()),
        (1, 0)
    );
    anna.store(Some(mine), anna.draft("sales@acme.example", "sales"))
        .await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "sales").len()),
        (0, 1)
    );
    anna.policy(SUPPORT, DraftsPolicy::Local).await;
    let local = anna.store(None, anna.draft(SUPPORT, "nowhere")).await;
    assert_eq!(drafts(&demo, "support").len(), 0);
    assert_eq!(anna.note(local), None);
    // A draft in which nothing stands is nothing to store.
    anna.store(
        None,
        Draft {
            from: anna.draft(SUPPORT, "").from,
            ..Draft::default()
        },
    )
    .await;
    assert_eq!(drafts(&demo, "support").len(), 0);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stored_stays_here_and_says_so() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let hr = anna.store(None, anna.draft("hr@acme.example", "x")).await;
    assert_eq!(anna.note(hr), Some("draft-no-right"));
    assert!(anna.engine.problems().is_empty(), "a quiet remark");

    demo.imap_fault(
        When::command("APPEND"),
        Fault::No("[OVERQUOTA] full".to_owned()),
    );
    let full = anna.store(None, anna.draft(SUPPORT, "one")).await;
    assert_eq!(anna.note(full), Some("draft-not-stored"));
    let tries = asked(&demo, "APPEND");
    anna.engine.settle_drafts().await;
    assert_eq!(
        asked(&demo, "APPEND"),
        tries,
        "it is not tried until something changes"
    );
    assert_eq!(anna.kept(full).body, "one");
    anna.store(Some(full), anna.draft(SUPPORT, "two")).await;
    assert_eq!((anna.note(full), drafts(&demo, "support").len()), (None, 1));

    demo.delete_folder("sales", "Drafts").unwrap();
    anna.engine.request(Command::Refresh(None)).await.unwrap();
    let none = anna
        .store(None, anna.draft("sales@acme.example", "x"))
        .await;
    assert_eq!(anna.note(none), Some("draft-no-folder"));
    anna.engine.stop().await;
}

/// T17, the server's part: at whatever command the connection is lost, before or after the server
/// did it, there is a whole copy at every moment, and in the end one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cut_loses_a_copy_or_leaves_two() {
    let demo = quiet_team();
    let mut anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "round 0")).await;
    let mut round = 0;
    let commands = [
        "APPEND",
        "SELECT",
        "EXAMINE",
        "UID STORE",
        "UID EXPUNGE",
        "UID SEARCH",
        "UID FETCH",
    ];
    for command in commands {
        for at in 0..2 {
            for fault in [
                Fault::Cut(CutHow::Rst),
                Fault::CutAfter {
                    bytes: 0,
                    how: CutHow::Fin,
                },
                Fault::CutAfter {
                    bytes: 7,
                    how: CutHow::Fin,
                },
            ] {
                round += 1;
                let body = format!("round {round}.");
                demo.imap_fault_at(When::command(command), fault, at, 1);
                anna.store(Some(one), anna.draft(SUPPORT, &body)).await;
                let there = drafts(&demo, "support");
                assert!(!there.is_empty(), "{command}: no copy is left");
                let whole = |m: &KeptMessage| text(m).contains("round ");
                assert!(there.iter().all(whole), "{command}: an empty copy");
                if round % 5 == 0 {
                    anna = anna.restart().await;
                }
                demo.clear_faults();
                anna.engine.settle_drafts().await;
                let there = drafts(&demo, "support");
                assert_eq!(there.len(), 1, "{command} {at}");
                assert!(text(&there[0]).contains(&body), "{command} {at}");
                assert_eq!(anna.note(one), None, "{command} {at}");
                assert_eq!(anna.engine.reader().all_drafts().unwrap().len(), 1);
            }
        }
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discarded_draft_goes_from_its_folder_whenever_that_can_be_reached() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.set_offline(true);
    anna.engine
        .request(Command::DiscardDraft(one))
        .await
        .unwrap();
    anna.engine.settle_drafts().await;
    let anna = anna.restart().await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    demo.set_offline(false);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_may_be_renumbered() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.renumber("support", "Drafts").unwrap();
    anna.store(Some(one), anna.draft(SUPPORT, "y")).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains('y'));
    assert_eq!(anna.note(one), None);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_uidplus_the_new_copy_is_found_before_the_old_one_goes() {
    let demo = quiet_team();
    demo.set_profile(Server::Bare);
    let anna = Writer::new(&demo, "anna").await;
    let own = "anna@acme.example";
    let one = anna.store(None, anna.draft(own, "x")).await;
    anna.store(Some(one), anna.draft(own, "y")).await;
    // Nothing can be removed there, only marked as deleted.
    let there = alive(&demo, "anna");
    assert!(there.len() == 1 && text(&there[0]).contains("y\r\n"));
    anna.store(Some(one), anna.draft(own, "z")).await;
    assert_eq!(alive(&demo, "anna").len(), 1);
    assert_eq!(
        anna.note(one),
        None,
        "what is marked as deleted is nobody else's copy"
    );
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.settle_drafts().await;
    assert!(alive(&demo, "anna").is_empty());
    let row = anna
        .engine
        .reader()
        .outgoing(sent.outbox_id)
        .unwrap()
        .unwrap();
    assert!(
        row.remarks.is_empty(),
        "among one's own nobody is warned of: {row:?}"
    );
    anna.engine.stop().await;
}
