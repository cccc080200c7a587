//! T30: the connection is cut between and within the answers of a sync.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Anna;
use super::server::{Said, Server};

/// Of so many octets one is cut at, another one each time the test runs. (The connection below is cut at
/// every one: `a_cut_at_any_octet_is_an_error`.)
const STEP: usize = 5;

/// Cuts a sync at an octet of what the server says of the Inbox, from the first to the last. Before each
/// cut, a colleague removes the newest message and another comes, so that there is something to remove here
/// and something to fetch; of what still lies there, nothing may go.
async fn cut_at_any_octet(server: Server) {
    let anna = Anna::on(&server).await;
    let mut newest = 100;
    server.deliver(&[newest]);
    anna.sync().await;
    let said = Arc::new(AtomicUsize::new(0));
    let begin = fastrand::usize(0..STEP);
    println!("from octet {begin} on");
    let mut cuts = 0;
    for at in (begin..5000).step_by(STEP) {
        let before = newest;
        newest += 1;
        server.remove(before);
        server.deliver(&[newest]);
        server.cut_after(at, Arc::clone(&said));
        let _ = anna.try_sync().await;
        let was_cut = said.load(Ordering::SeqCst) == at;
        let held = anna.uids();
        assert_eq!(&held[..3], [1, 2, 3], "cut at {at}: {held:?}");
        let known = |uid: &u32| [1, 2, 3, before, newest].contains(uid);
        assert!(held.iter().all(known), "cut at {at}: {held:?}");
        server.behave();
        let _ = anna.try_sync().await;
        assert_eq!(anna.uids(), [1, 2, 3, newest], "after a cut at {at}");
        if !was_cut {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 200 / STEP, "{cuts} cuts");
    anna.until_synced(|anna| anna.engine.problems().is_empty())
        .await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_is_cut_at_any_octet_removes_nothing() {
    cut_at_any_octet(Server::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_does_one_that_is_told_the_changes() {
    cut_at_any_octet(Server::start_that_tells_changes().await).await;
}

/// The same by what the server says of one command alone: it gives some of the messages and goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_with_some_of_the_messages_and_an_end_is_none() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    for told in [
        "",
        "* SEARCH 1\r\n",
        "* SEARCH\r\n",
        "* SEARCH 1\r\n* BYE going down\r\n",
        "* SEARCH 2\r\nTAG BAD in the middle\r\n",
        "* SEARCH 2\r\nTAG NO not now\r\n",
    ] {
        server.deliver(&[4]);
        server.instead(move |command| {
            command
                .starts_with("UID SEARCH")
                .then(|| Said::Last(told.as_bytes().to_vec()))
        });
        let _ = anna.try_sync().await;
        assert_eq!(&anna.uids()[..3], [1, 2, 3], "{told:?}");
    }
    server.behave();
    anna.until_synced(|anna| anna.uids() == [1, 2, 3, 4]).await;
    anna.engine.stop().await;
}
