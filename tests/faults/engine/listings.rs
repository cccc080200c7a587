//! Listings of which a part cannot be read: what they do not show is not taken for gone.

use std::time::{Duration, Instant};

use super::Anna;
use super::server::{Said, Server};

const OWN: [&str; 4] = ["INBOX", "Aaa", "Sent", "Work"];

fn sorted(folders: Option<Vec<String>>) -> Vec<String> {
    let mut folders = folders.expect("the mailbox is there");
    folders.sort();
    folders
}

async fn with_shared(server: &Server) -> Anna {
    let all = [&OWN[..], &["shared/support", "shared/support/Sent"]].concat();
    server.set_folders(&all);
    let anna = Anna::on(server).await;
    anna.sync().await;
    assert_eq!(
        sorted(anna.folders("support@faults.test")),
        ["INBOX", "Sent"]
    );
    anna
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_cannot_be_read_delete_neither_folders_nor_mailboxes() {
    let lines: &[&[u8]] = &[
        b"* LIST () \"/\" \"W\xf6rk\"\r\n",
        b"* LIST ((\\X)) \"/\" INBOX\r\n",
        b"* LIST () \"/\" \"shared/support\xe9\"\r\n",
    ];
    for line in lines {
        let server = Server::start().await;
        let anna = with_shared(&server).await;
        server.instead(move |command| {
            command.starts_with("LIST").then(|| {
                let new = b"* LIST () \"/\" INBOX\r\n* LIST () \"/\" New\r\n";
                Said::Octets([&new[..], line, b"TAG OK done\r\n"].concat())
            })
        });
        for _ in 0..2 {
            anna.refresh().await;
            // What is new is shown; what is missing stays.
            let own = sorted(anna.folders("anna@faults.test"));
            assert_eq!(own, ["Aaa", "INBOX", "New", "Sent", "Work"]);
            assert_eq!(anna.uids(), [1, 2, 3]);
            let shared = sorted(anna.folders("support@faults.test"));
            assert_eq!(shared, ["INBOX", "Sent"]);
        }
        server.behave();
        server.set_folders(&OWN);
        anna.refresh().await;
        let own = sorted(anna.folders("anna@faults.test"));
        assert_eq!(own, ["Aaa", "INBOX", "Sent", "Work"]);
        // What a whole listing lacks is gone, a mailbox once it was looked at twice.
        let shared = sorted(anna.folders("support@faults.test"));
        assert_eq!(shared, ["INBOX", "Sent"]);
        let deadline = Instant::now() + Duration::from_secs(30);
        while anna.folders("support@faults.test").is_some() {
            assert!(Instant::now() < deadline, "it is gone");
            anna.refresh().await;
        }
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn namespaces_that_cannot_be_had_delete_no_mailbox() {
    for said in [
        "TAG NO not now\r\n",
        "TAG BAD what?\r\n",
        "TAG OK done\r\n",
        "* NAMESPACE NIL\r\nTAG OK done\r\n",
    ] {
        let server = Server::start().await;
        let anna = with_shared(&server).await;
        server.instead(move |command| {
            (command == "NAMESPACE").then(|| Said::Octets(said.as_bytes().to_vec()))
        });
        anna.refresh().await;
        // Nor do its folders turn up among the account's own.
        let own = sorted(anna.folders("anna@faults.test"));
        assert_eq!(own, ["Aaa", "INBOX", "Sent", "Work"], "{said}");
        let shared = sorted(anna.folders("support@faults.test"));
        assert_eq!(shared, ["INBOX", "Sent"]);
        assert!(anna.sync().await.failed.is_empty());
        anna.engine.stop().await;

        // And an account can be added while it is so.
        let first = Anna::on(&server).await;
        first.sync().await;
        assert_eq!(first.uids(), [1, 2, 3]);
        first.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_namespace_that_cannot_be_used_takes_no_other_along() {
    let server = Server::start().await;
    let anna = with_shared(&server).await;
    server.instead(|command| {
        (command == "NAMESPACE").then(|| {
            let spaces =
                b"* NAMESPACE ((\"\" \"/\")) ((\"B\xfcro/\" \"/\")(\"shared/\" \"/\")) NIL\r\n";
            Said::Octets([&spaces[..], b"TAG OK done\r\n"].concat())
        })
    });
    anna.refresh().await;
    assert_eq!(
        sorted(anna.folders("support@faults.test")),
        ["INBOX", "Sent"]
    );
    // One that may not be listed breaks no other either.
    server.instead(|command| {
        let shared = command.starts_with("LIST \"shared/\"");
        shared.then(|| Said::Octets(b"TAG NO not now\r\n".to_vec()))
    });
    anna.refresh().await;
    assert_eq!(anna.uids(), [1, 2, 3]);
    anna.engine.stop().await;
}
