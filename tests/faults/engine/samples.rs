//! Whether numbers mean what they meant is seen in a few of the newest messages, of which a server may not deliver
//! one: that says nothing of the folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use postroom::domain::FolderState;

use super::Anna;
use super::server::{Said, Server, asked_for};

/// The session ends, and what the next one finds has to be made sure of.
async fn begin_anew(server: &Server, anna: &Anna) {
    let ended = Arc::new(AtomicBool::new(false));
    let once = Arc::clone(&ended);
    server.instead(move |command| {
        let opens = command.starts_with("SELECT") || command.starts_with("EXAMINE");
        (opens && !once.swap(true, Ordering::SeqCst)).then_some(Said::End)
    });
    let _ = anna.try_sync().await;
    assert!(ended.load(Ordering::SeqCst));
}

fn over(uid: u32, said: Said) -> impl Fn(&str) -> Option<Said> + Send + Sync + 'static {
    move |command| {
        let is_it = command.starts_with("UID FETCH") && command.contains("HEADER");
        (is_it && asked_for(command, uid)).then(|| said.clone())
    }
}

fn bad_answers() -> [Said; 5] {
    [
        Said::Octets(b"TAG NO can't fetch that\r\n".to_vec()),
        Said::Octets(b"TAG NO [SERVERBUG] Internal error\r\n".to_vec()),
        Said::Octets(b"TAG NO [EXPUNGEISSUED] Some of them are gone\r\n".to_vec()),
        Said::Last(b"* BYE Internal error\r\n".to_vec()),
        Said::End,
    ]
}

/// One that never was delivered, and one whose file was damaged after it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_the_newest_that_is_not_delivered_keeps_back_nothing_that_comes_later() {
    for had_before in [false, true] {
        for said in bad_answers() {
            let server = Server::start().await;
            let anna = Anna::on(&server).await;
            server.deliver(&[4]);
            if !had_before {
                server.instead(over(4, said.clone()));
            }
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{summary:?}");
            begin_anew(&server, &anna).await;
            server.instead(over(4, said.clone()));
            server.deliver(&[5]);
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{had_before}: {summary:?}");
            let fourth = if had_before { "m4" } else { "" };
            assert_eq!(anna.subjects(), ["m1", "m2", "m3", fourth, "m5"]);
            assert_eq!(anna.folder("INBOX").state, FolderState::Readable);
            anna.engine.stop().await;
        }
    }
}

/// A server that was put back to a backup, and gives numbers out again, drops a line meanwhile: nothing is believed
/// for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_lost_over_a_sample_does_not_make_it_another() {
    let server = Server::start_that_tells_changes().await;
    let anna = Anna::on(&server).await;
    let before: Vec<u32> = (4..=20).collect();
    server.deliver(&before);
    anna.sync().await;
    let now: Vec<(u32, String)> = (1..=22)
        .map(|uid| match uid {
            1..=15 => (uid, format!("m{uid}")),
            _ => (uid, format!("other {uid}")),
        })
        .collect();
    let told: Vec<(u32, &str)> = now.iter().map(|(uid, s)| (*uid, s.as_str())).collect();
    server.restore(&told, 23, 500);
    let ended = AtomicBool::new(false);
    server.instead(move |command| {
        let of_it = command.starts_with("UID FETCH") && command.contains("HEADER");
        (of_it && !ended.swap(true, Ordering::SeqCst)).then_some(Said::End)
    });
    anna.until_recovered(|anna| anna.uids().len() == 22).await;
    let subjects: Vec<String> = now.into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(anna.subjects(), subjects);
    anna.engine.stop().await;
}

/// Some servers say NIL of a message that has gone, or that they cannot read (quirks.rs: body-nil-gone).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_is_nothing_is_no_other_message() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    server.deliver(&[4]);
    anna.sync().await;
    let held = anna.inbox();
    let open = |id| {
        anna.engine
            .request(postroom::engine::Command::FetchBody(id))
    };
    open(held[0].id.clone()).await.unwrap();
    begin_anew(&server, &anna).await;
    server.deliver(&[5]);
    server.instead(|command| {
        let of_it = command.starts_with("UID FETCH") && command.contains("HEADER");
        (of_it && asked_for(command, 4) && !asked_for(command, 5)).then(|| {
            let others = [1, 2, 3].map(|uid| super::server::header_line(uid, None));
            let nil = "* 4 FETCH (UID 4 FLAGS () RFC822.SIZE 0 BODY[HEADER.FIELDS (X)] NIL)\r\n";
            Said::Octets(format!("{}{nil}TAG OK done\r\n", others.concat()).into_bytes())
        })
    });
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.subjects(), ["m1", "m2", "m3", "m4", "m5"]);
    let kept = anna.engine.reader().body(&held[0].id).unwrap();
    assert!(kept.is_some(), "nothing was fetched anew");
    assert_eq!(summary.added, 1);
    anna.engine.stop().await;
}

/// A server that is restarted while one new message is fetched says goodbye, which is not about that message.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goodbye_while_one_message_is_fetched_makes_no_empty_row() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    server.deliver(&[4]);
    let ended = AtomicBool::new(false);
    server.instead(move |command| {
        let of_it = command.starts_with("UID FETCH") && command.contains("HEADER");
        let of_it = of_it && asked_for(command, 4);
        (of_it && !ended.swap(true, Ordering::SeqCst))
            .then(|| Said::Last(b"* BYE Server shutting down.\r\n".to_vec()))
    });
    anna.until_recovered(|anna| anna.uids().len() == 4).await;
    assert_eq!(anna.subjects(), ["m1", "m2", "m3", "m4"]);
    anna.engine.stop().await;
}

/// A disk that fails for a moment, told without a code, is no want of a right: the folder could be opened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_behind_the_opening_closes_no_folder() {
    for words in ["UID SEARCH", "UID FETCH"] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        anna.sync().await;
        server.remove(2);
        server.instead(move |command| {
            let is_it = command.starts_with(words) && !command.contains("HEADER");
            is_it.then(|| Said::Octets(b"TAG NO System I/O error\r\n".to_vec()))
        });
        let summary = anna.sync().await;
        assert!(!summary.failed.is_empty(), "{words}");
        assert_eq!(anna.folder("INBOX").state, FolderState::Readable, "{words}");
        let said = summary.failed[0].1.detail.clone().unwrap_or_default();
        assert!(said.contains("System I/O error"), "{words}: {said}");
        server.behave();
        anna.until_recovered(|anna| anna.uids() == [1, 3]).await;
        assert!(anna.engine.problems().is_empty());
        anna.engine.stop().await;
    }
}
