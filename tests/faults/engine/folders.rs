//! A folder about which nothing sensible is said is its own trouble (invariant 10).

use super::Anna;
use super::server::{Said, Server};
use postroom::engine::ProblemKind;

/// Whatever opening the folder Aaa is answered with, the folders behind it are read.
async fn others_go_on(said: impl Fn() -> Said + Send + Sync + 'static, kind: ProblemKind) {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    server.instead(move |command| command.starts_with("EXAMINE \"Aaa\"").then(&said));
    for _ in 0..2 {
        let before = server.heard("EXAMINE").len();
        let summary = anna.sync().await;
        assert_eq!(summary.folders, 3, "{summary:?}");
        assert_eq!(summary.failed.len(), 1);
        assert_eq!(summary.failed[0].0, anna.folder("Aaa").id);
        assert_eq!(summary.failed[0].1.kind, kind);
        let opened = server.heard("EXAMINE").split_off(before);
        for folder in ["INBOX", "Sent", "Work"] {
            assert!(opened.iter().any(|c| c.contains(folder)), "{opened:?}");
        }
    }
    assert_eq!(anna.uids(), [1, 2, 3]);
    server.behave();
    assert!(anna.sync().await.failed.is_empty());
    assert!(anna.engine.problems().is_empty());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_without_uidvalidity() {
    let said = || Said::Octets(b"* 0 EXISTS\r\nTAG OK done\r\n".to_vec());
    others_go_on(said, ProblemKind::Server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_with_an_answer_beyond_measure() {
    let deep = format!("* XFOO {}\r\nTAG OK done\r\n", "(".repeat(100));
    let said = move || Said::Octets(deep.clone().into_bytes());
    others_go_on(said, ProblemKind::Server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_over_which_the_connection_ends() {
    others_go_on(|| Said::End, ProblemKind::Network).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_in_trouble_keeps_no_other_folder_from_being_current() {
    for said in ["* 0 EXISTS\r\nTAG OK done\r\n", ""] {
        let server = Server::start().await;
        // The Inbox comes first in every round.
        server.instead(move |command| {
            let inbox = command.starts_with("EXAMINE \"INBOX\"");
            inbox.then(|| match said {
                "" => Said::End,
                said => Said::Octets(said.as_bytes().to_vec()),
            })
        });
        let anna = Anna::resident_on(&server).await;
        let troubled = |anna: &Anna| !anna.engine.problems().is_empty();
        anna.until(|anna| {
            let opened = |folder: &str| !server.heard(&format!("EXAMINE \"{folder}\"")).is_empty();
            ["Aaa", "Sent", "Work"].into_iter().all(opened) && troubled(anna)
        })
        .await;
        // Once the server has come to its senses, the Inbox is read by itself.
        server.behave();
        anna.until(|anna| anna.uids() == [1, 2, 3] && !troubled(anna))
            .await;
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_that_are_not_told_are_neither_lost_nor_anybody_elses_trouble() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    let rights = anna.folder("Aaa").rights;
    server.instead(|command| match command {
        "MYRIGHTS \"Aaa\"" => Said::text("TAG OK done\r\n"),
        "MYRIGHTS \"Work\"" => Said::text("* MYRIGHTS \"Work\" lr\r\nTAG OK done\r\n"),
        _ => None,
    });
    anna.refresh().await;
    assert_eq!(anna.folder("Aaa").rights, rights);
    assert_eq!(anna.folder("Work").rights.to_string(), "lr");
    anna.engine.stop().await;
}

/// A server that ends the session when it is asked what a damaged folder counts: all others are current all the
/// same, and stay so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_over_which_the_connection_ends_keep_nothing_back() {
    let server = Server::start_that_counts().await;
    server.instead(|command| {
        let is_asked = command.starts_with("STATUS")
            || command.starts_with("LIST") && command.contains("STATUS");
        is_asked.then_some(Said::End)
    });
    let anna = Anna::on(&server).await;
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.uids(), [1, 2, 3]);
    server.deliver(&[4]);
    anna.sync().await;
    assert_eq!(anna.uids(), [1, 2, 3, 4]);
    anna.engine.stop().await;

    let server = Server::start_that_counts().await;
    let anna = Anna::resident_on(&server).await;
    anna.until_synced(|anna| anna.uids() == [1, 2, 3]).await;
    server.instead(|command| {
        let is_asked = command.starts_with("STATUS")
            || command.starts_with("LIST") && command.contains("STATUS");
        is_asked.then_some(Said::End)
    });
    server.deliver(&[4]);
    anna.until_synced(|anna| anna.uids() == [1, 2, 3, 4]).await;
    anna.engine.stop().await;
}
