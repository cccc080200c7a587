//! Answers about messages that are too long, broken or missing: no message is lost by them.

use std::time::Duration;

use postroom::domain::FolderState;
use postroom::engine::{Command, Pace, Reply};

use super::Anna;
use super::server::{Said, Server, asked_for, header_line, message};

/// The usual header lines for what was asked, but for one message whose structure is another.
fn with_structure(command: &str, messages: u32, odd: u32, structure: &str) -> Option<Said> {
    if !command.starts_with("UID FETCH") || !command.contains("HEADER") {
        return None;
    }
    let wanted = command.contains("BODYSTRUCTURE");
    let lines: String = (1..=messages)
        .filter(|uid| asked_for(command, *uid))
        .map(|uid| header_line(uid, (wanted && uid == odd).then_some(structure)))
        .collect();
    Said::text(format!("{lines}TAG OK done\r\n"))
}

/// A structure of many parts with long names, as a stranger can make it.
fn long_structure() -> String {
    let part = format!(
        "(\"application\" \"octet-stream\" (\"name\" \"{}\") NIL NIL \"base64\" 4)",
        "n".repeat(110)
    );
    format!("({} \"mixed\")", part.repeat(9000))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_of_very_many_parts_stops_nothing() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    let structure = long_structure();
    assert!(structure.len() > 1024 * 1024);
    server.deliver(&[4, 5, 6]);
    server.instead(move |command| with_structure(command, 6, 4, &structure));
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.subjects(), ["m1", "m2", "m3", "m4", "m5", "m6"]);
    // On one connection, and the next sync has nothing to do.
    assert!(server.heard("AUTHENTICATE").len() <= 1);
    assert_eq!(anna.sync().await.added, 0);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_ends_the_connection_is_asked_for_without_structures() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    // No length of a literal: nobody can tell where this response ends.
    let absurd = format!("(\"text\" {{{}}}\r\n", "9".repeat(30));
    server.instead(move |command| with_structure(command, 3, 2, &absurd));
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.subjects(), ["m1", "m2", "m3"]);
    assert_eq!(summary.folders, 4);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_structure_that_cannot_be_read_hides_no_message() {
    for structure in [
        "(\"text\" \"plain\" (\"name\" \"a\r\nb\") NIL NIL \"7bit\" 1 1)",
        "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)",
        "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))",
    ] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        server.instead(move |command| with_structure(command, 3, 2, structure));
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{summary:?}");
        assert_eq!(anna.subjects(), ["m1", "m2", "m3"], "{structure}");
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_without_any_header_is_a_row_all_the_same() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    server.instead(|command| {
        let headers = command.starts_with("UID FETCH") && command.contains("HEADER");
        headers.then(|| {
            let lines: String = [1, 3]
                .into_iter()
                .filter(|uid| asked_for(command, *uid))
                .map(|uid| header_line(uid, None))
                .collect();
            Said::Octets(format!("{lines}* 2 FETCH (UID 2 (\r\nTAG OK done\r\n").into_bytes())
        })
    });
    anna.sync().await;
    assert_eq!(anna.subjects(), ["m1", "", "m3"]);
    // It is not asked for for ever.
    server.deliver(&[]);
    let before = server.heard("UID FETCH").len();
    anna.sync().await;
    let asked = server.heard("UID FETCH").split_off(before);
    assert!(asked.iter().all(|c| !c.contains("HEADER")), "{asked:?}");
    anna.engine.stop().await;
}

/// A server that was in trouble for a moment: once all is compared, the header is there, and what is held of
/// the message stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_did_not_come_comes_when_all_is_compared() {
    let server = Server::start().await;
    let pace = Pace {
        compare: Duration::from_secs(3),
        ..Pace::quick()
    };
    let anna = Anna::at(&server, false, pace).await;
    server.instead(|command| {
        let headers = command.starts_with("UID FETCH") && command.contains("HEADER");
        headers.then(|| {
            let lines: String = [1, 3]
                .into_iter()
                .filter(|uid| asked_for(command, *uid))
                .map(|uid| header_line(uid, None))
                .collect();
            Said::Octets(format!("{lines}TAG OK done\r\n").into_bytes())
        })
    });
    anna.sync().await;
    assert_eq!(anna.subjects(), ["m1", "", "m3"]);
    let silent = anna.inbox().remove(1);
    let open = Command::FetchBody(silent.id.clone());
    anna.engine.request(open).await.unwrap();
    server.behave();
    server.flag(2, "\\Flagged");
    anna.until_synced(|anna| anna.subjects() == ["m1", "m2", "m3"])
        .await;
    let now = anna.inbox().remove(1);
    assert_eq!(now.id, silent.id);
    assert_eq!(now.message_id.as_deref(), Some("m2@faults.test"));
    assert_eq!(now.participants.from.len(), 1, "{:?}", now.participants);
    assert!(now.size > 0 && now.date < silent.date, "{now:?}");
    assert_eq!(anna.flagged()[1].1, "\\Flagged");
    let held = anna.engine.reader().body(&now.id).unwrap();
    assert_eq!(held.unwrap(), message(2).into_bytes());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_answers_no_fetch_fills_no_list_with_empty_rows() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    let many: Vec<u32> = (4..200).collect();
    server.deliver(&many);
    server.instead(|command| {
        (command.starts_with("UID FETCH")).then(|| Said::Octets(b"TAG OK done\r\n".to_vec()))
    });
    let summary = anna.sync().await;
    assert_eq!(summary.failed.len(), 1, "{summary:?}");
    assert!(anna.uids().is_empty());
    server.behave();
    anna.sync().await;
    assert_eq!(anna.uids().len(), 199);
    anna.engine.stop().await;
}

/// The messages of the Inbox that are rows without anything in them.
fn without_header(anna: &Anna) -> Vec<u32> {
    (anna.inbox().iter())
        .filter(|header| header.subject.is_empty())
        .map(|header| header.id.uid)
        .collect()
}

/// RFC 9051 6.4.5: a server says NO where it cannot deliver a message. The others are there, and the folder
/// is as good as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_refused_keeps_back_no_other() {
    for no in [
        "NO can't fetch that",
        "NO [SERVERBUG] Internal error",
        "BAD what?",
    ] {
        for server in [
            Server::start().await,
            Server::start_that_tells_changes().await,
        ] {
            let anna = Anna::on(&server).await;
            let refuse = move |command: &str| {
                let is_it = command.starts_with("UID FETCH") && command.contains("HEADER");
                let is_it = is_it && [2, 600].iter().any(|uid| asked_for(command, *uid));
                is_it.then(|| Said::Octets(format!("TAG {no}\r\n").into_bytes()))
            };
            let many: Vec<u32> = (4..700).collect();
            server.deliver(&many);
            server.instead(refuse);
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{no}: {summary:?}");
            assert_eq!(anna.uids().len(), 699, "{no}");
            assert_eq!(without_header(&anna), [2, 600], "{no}");
            // One that comes later, too.
            server.deliver(&[700, 701]);
            server.instead(move |command| {
                let of_new = command.contains("HEADER") && asked_for(command, 700);
                let is_it = command.starts_with("UID FETCH") && of_new;
                is_it.then(|| Said::Octets(format!("TAG {no}\r\n").into_bytes()))
            });
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{no}: {summary:?}");
            assert_eq!(anna.uids().len(), 701, "{no}");
            assert_eq!(anna.folder("INBOX").state, FolderState::Readable, "{no}");
            anna.engine.stop().await;
        }
    }
}

/// Dovecot ends the session over a mail that is damaged on its disk, and does so again whenever it is asked
/// for. The others are there, at once where somebody waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_over_which_the_connection_ends_keeps_back_no_other() {
    let bye = Said::Last(b"* BYE Internal error\r\n".to_vec());
    for end in [Said::End, bye] {
        for server in [
            Server::start().await,
            Server::start_that_tells_changes().await,
        ] {
            let anna = Anna::on(&server).await;
            let ends_over = |uids: &'static [u32]| {
                let end = end.clone();
                move |command: &str| {
                    let is_it = command.starts_with("UID FETCH") && command.contains("HEADER");
                    let is_it = is_it && uids.iter().any(|uid| asked_for(command, *uid));
                    is_it.then(|| end.clone())
                }
            };
            let many: Vec<u32> = (4..700).collect();
            server.deliver(&many);
            server.instead(ends_over(&[600]));
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{summary:?}");
            assert_eq!(anna.uids().len(), 699);
            assert_eq!(without_header(&anna), [600]);
            // One that comes later, too; and one that came before is asked for no more.
            server.deliver(&[700, 701]);
            server.instead(ends_over(&[600, 700]));
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{summary:?}");
            assert_eq!(anna.uids().len(), 701);
            assert_eq!(without_header(&anna), [600, 700]);
            // One of them goes, and nothing is asked for again.
            server.remove(600);
            server.instead(ends_over(&[600, 700]));
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{summary:?}");
            assert_eq!(without_header(&anna), [700]);
            let asked = server.heard("UID FETCH");
            let of_it = |command: &&String| command.contains("HEADER") && asked_for(command, 700);
            assert_eq!(asked.iter().find(of_it), None);
            anna.engine.stop().await;
        }
    }
}

/// What stands beside a message that is refused, or over which the connection ends, is asked for again with its
/// structure: nobody is told that it has no attachment because nobody looked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_attached_to_the_neighbours_of_a_bad_message_is_shown() {
    const ATTACHED: &str = "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1)(\"application\" \"pdf\" \
        (\"name\" \"a.pdf\") NIL NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"a.pdf\"))) \"mixed\")";
    let no = Said::Octets(b"TAG NO can't fetch that\r\n".to_vec());
    let bye = Said::Last(b"* BYE Internal error\r\n".to_vec());
    for bad in [no, bye] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        server.deliver(&(4..50).collect::<Vec<_>>());
        server.instead(move |command| {
            let is_it = command.starts_with("UID FETCH") && command.contains("HEADER");
            match is_it && asked_for(command, 30) {
                true => Some(bad.clone()),
                false => with_structure(command, 49, 31, ATTACHED),
            }
        });
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{summary:?}");
        let attached: Vec<u32> = (anna.inbox().iter())
            .filter(|header| header.has_attachment)
            .map(|header| header.id.uid)
            .collect();
        assert_eq!((anna.uids().len(), attached), (49, vec![31]));
        anna.engine.stop().await;
    }
}

/// A server may have no header of more messages than are odd. At first it is taken to be in trouble; when that
/// does not end, all else is brought up to date.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_messages_without_a_header_keep_back_nothing_for_ever() {
    for answer in ["TAG OK done\r\n", "TAG NO can't fetch that\r\n"] {
        let server = Server::start().await;
        let anna = Anna::resident_on(&server).await;
        anna.sync().await;
        let many: Vec<u32> = (4..100).collect();
        server.deliver(&many);
        server.remove(1);
        server.instead(move |command| {
            let is_it = command.starts_with("UID FETCH") && command.contains("HEADER");
            let is_it = is_it && (4..100).any(|uid| asked_for(command, uid));
            is_it.then(|| Said::Octets(answer.as_bytes().to_vec()))
        });
        let summary = anna.sync().await;
        assert_eq!(summary.failed.len(), 1, "{answer}: {summary:?}");
        anna.until_synced(|anna| anna.uids().len() == 98).await;
        assert_eq!(anna.uids().first(), Some(&2));
        assert_eq!(anna.folder("INBOX").state, FolderState::Readable);
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doubtful_searches_delete_nothing() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    for answer in [
        "",
        "* SEARCH\r\n",
        "* SEARCH 1\r\n* SEARCH 2 3 x\r\n",
        "* ESEARCH (TAG \"TAG\") UID COUNT 3\r\n",
        "* ESEARCH (TAG \"TAG\") UID ALL 1\r\n",
    ] {
        server.instead(move |command| {
            let search = command.starts_with("UID SEARCH");
            search.then(|| Said::Octets(format!("{answer}TAG OK done\r\n").into_bytes()))
        });
        let summary = anna.sync().await;
        assert!(!summary.failed.is_empty(), "{answer}");
        assert_eq!(anna.uids(), [1, 2, 3], "{answer}");
        server.behave();
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty());
        assert_eq!(summary.added + summary.removed, 0);
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_move_is_settled_by_a_doubtful_search() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    server.instead(|command| {
        let search = command.starts_with("UID SEARCH");
        search.then(|| Said::Octets(b"* SEARCH\r\nTAG OK done\r\n".to_vec()))
    });
    let message = anna.inbox().remove(1).id;
    let reply = anna
        .engine
        .request(Command::Move {
            messages: vec![message],
            to: anna.folder("Work").id,
        })
        .await;
    // It waits; the server was not told to do anything, and is asked again.
    assert!(matches!(reply, Ok(Reply::Queued)), "{reply:?}");
    assert!(server.heard("UID MOVE").is_empty());
    server.behave();
    anna.sync().await;
    let message = anna.inbox().remove(0).id;
    let moved = anna
        .engine
        .request(Command::Move {
            messages: vec![message],
            to: anna.folder("Work").id,
        })
        .await;
    assert!(matches!(moved, Ok(Reply::Moved(_))), "{moved:?}");
    assert_eq!(server.heard("UID MOVE").len(), 2);
    anna.engine.stop().await;
}
