//! The engine on the demo server, where it plays what Dovecot cannot.

use std::time::Duration;

use postroom::demo::{DemoServer, Profile as Server, Team};
use postroom::domain::RightsSource;
use postroom::engine::Command;
use postroom::store::ListFilter;

use crate::anna::Anna;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_come_with_the_listing_where_the_server_offers_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.set_profile(Server::ListMyRights);
    let anna = Anna::sign_in(&demo).await;
    let inbox = anna.inbox("hr@acme.example");
    assert_eq!(
        (inbox.rights.to_string().as_str(), inbox.rights_source),
        ("lr", RightsSource::MyRights)
    );
    assert!(inbox.rights_checked_at.is_some());
    let asked = demo
        .commands()
        .iter()
        .any(|c| c.line.starts_with("MYRIGHTS"));
    assert!(!asked, "no folder was asked for one by one");
    anna.engine.stop().await;

    // Elsewhere they are asked for, so the question above can be answered with yes.
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    assert!(
        demo.commands()
            .iter()
            .any(|c| c.line.starts_with("MYRIGHTS"))
    );
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_acl_condstore_or_keywords_is_read_all_the_same() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.set_profile(Server::Bare);
    let anna = Anna::sign_in(&demo).await;
    let first = anna.sync().await;
    assert!(first.added > 0 && first.failed.is_empty(), "{first:?}");
    let again = anna.sync().await;
    assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
    // A flag that somebody else sets is seen by comparison.
    let own = anna.inbox("anna@acme.example");
    let uid = anna
        .engine
        .reader()
        .order(&own.id, ListFilter::default())
        .unwrap()[0];
    demo.flag("anna", "anna", "INBOX", uid, "\\Flagged", true)
        .unwrap();
    let seen = anna.sync().await;
    assert_eq!(seen.changed, 1, "{seen:?}");
    assert_eq!(
        anna.inbox("anna@acme.example").rights_source,
        RightsSource::Select
    );
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_cut_in_the_middle_of_a_sync_deletes_nothing() {
    use postroom::demo::{Fault, When};
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let inbox = anna.inbox("support@acme.example");
    let before = anna
        .engine
        .reader()
        .order(&inbox.id, ListFilter::default())
        .unwrap();
    assert!(before.len() > 5);
    for command in ["UID SEARCH", "UID FETCH", "SELECT", "EXAMINE"] {
        demo.clear_faults();
        demo.imap_fault(When::command(command), Fault::cut());
        let cut = anna.engine.request(Command::Sync {
            mailbox: None,
            folder: Some(inbox.id.clone()),
        });
        let _ = tokio::time::timeout(Duration::from_secs(60), cut)
            .await
            .expect("it ends");
        let after = anna
            .engine
            .reader()
            .order(&inbox.id, ListFilter::default())
            .unwrap();
        assert_eq!(after, before, "{command}");
    }
    demo.clear_faults();
    anna.sync().await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renumbered_folder_is_read_anew_and_no_other() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let (inbox, sales) = (
        anna.inbox("support@acme.example"),
        anna.inbox("sales@acme.example"),
    );
    demo.renumber("support", "INBOX").unwrap();
    let summary = anna.sync().await;
    let after = anna.inbox("support@acme.example");
    assert_ne!(after.uid_validity, inbox.uid_validity);
    assert_eq!(after.total, inbox.total, "{summary:?}");
    assert_eq!(
        anna.inbox("sales@acme.example").uid_validity,
        sales.uid_validity
    );
    anna.engine.stop().await;
}
