//! What a server says of changes: taken over where it adds up, and else found out and put right.

use std::time::Duration;

use postroom::domain::{FlagChange, SystemFlag};
use postroom::engine::{Command, Pace, Reply};

use super::Anna;
use super::server::{Said, Server, asked_for};

fn flagged(all: &[(u32, &str)]) -> Vec<(u32, String)> {
    let one = |(uid, flags): &(u32, &str)| (*uid, (*flags).to_owned());
    all.iter().map(one).collect()
}

/// What was asked of the Inbox since the last change of what is said instead.
fn asked(server: &Server) -> Vec<String> {
    let all = server.heard("");
    let opens = |c: &str| c.starts_with("EXAMINE \"INBOX\"");
    let inbox = all.iter().skip_while(|c| !opens(c));
    let mut asked: Vec<String> = inbox
        .take_while(|c| c.contains("INBOX") || c.starts_with("UID"))
        .cloned()
        .collect();
    asked.dedup();
    asked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_changed_costs_one_command_and_what_is_new_another() {
    let server = Server::start_that_tells_changes().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    server.flag(1, "\\Seen");
    server.flag(3, "\\Flagged $Forwarded");
    server.remove(2);
    server.behave();
    let summary = anna.sync().await;
    assert_eq!((summary.changed, summary.removed), (2, 1), "{summary:?}");
    let now = flagged(&[(1, "\\Seen"), (3, "\\Flagged $Forwarded")]);
    assert_eq!(anna.flagged(), now);
    let opened = asked(&server);
    assert_eq!(opened.len(), 1, "{opened:?}");
    assert!(opened[0].contains("(QRESYNC (7 "), "{opened:?}");

    server.deliver(&[4, 5]);
    server.behave();
    let summary = anna.sync().await;
    assert_eq!(summary.added, 2, "{summary:?}");
    assert_eq!(anna.uids(), [1, 3, 4, 5]);
    let opened = asked(&server);
    // This connection is another one: are the numbers of before still those that they were?
    assert!(opened[1].starts_with("UID FETCH 1,3 ("), "{opened:?}");
    assert!(opened[2].starts_with("UID FETCH 4:* ("), "{opened:?}");
    assert_eq!(opened.len(), 3, "{opened:?}");

    // One that came and went meanwhile.
    server.deliver(&[6]);
    server.remove(6);
    server.behave();
    let summary = anna.sync().await;
    assert_eq!((summary.added, summary.removed), (0, 0), "{summary:?}");
    server.behave();
    anna.sync().await;
    assert_eq!(asked(&server).len(), 1, "it is known by now");
    anna.engine.stop().await;
}

/// The server says nothing, or not all, of what it should tell.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_add_up_is_compared() {
    for lie in [
        "",
        "* VANISHED (EARLIER) x\r\n",
        "* VANISHED (EARLIER) 1:4294967295\r\n",
        "* 9 FETCH (UID 9 FLAGS (\\Seen) MODSEQ (99))\r\n",
    ] {
        let server = Server::start_that_tells_changes().await;
        let anna = Anna::on(&server).await;
        anna.sync().await;
        server.remove(2);
        server.deliver(&[4]);
        server.instead(move |command| {
            let opens = command.contains("INBOX") && command.contains("QRESYNC");
            let told = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 5] x\r\n\
                        * OK [HIGHESTMODSEQ 99] x\r\n";
            let text = || format!("{told}{lie}TAG OK x\r\n");
            opens.then(|| Said::Octets(text().into_bytes()))
        });
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{lie}: {summary:?}");
        assert_eq!(anna.uids(), [1, 3, 4], "{lie}");
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_of_changes_that_goes_back_has_all_flags_compared() {
    let server = Server::start_that_tells_changes().await;
    let anna = Anna::on(&server).await;
    server.flag(1, "\\Seen");
    anna.sync().await;
    assert_eq!(anna.flagged()[0].1, "\\Seen");
    server.restore(&[(1, "m1"), (2, "m2"), (3, "m3")], 4, 5);
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.flagged(), flagged(&[(1, ""), (2, ""), (3, "")]));
    // And counts on from there.
    server.flag(2, "\\Answered");
    anna.sync().await;
    assert_eq!(anna.flagged()[1].1, "\\Answered");
    anna.engine.stop().await;
}

/// T28. A server that was restored gives numbers out again, which stand for other messages then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_given_out_again_shows_no_other_message() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    server.deliver(&[4, 5]);
    anna.sync().await;
    server.restore(&[(1, "m1"), (2, "m2"), (3, "m3"), (4, "other")], 5, 50);
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.subjects(), ["m1", "m2", "m3", "other"]);
    anna.engine.stop().await;
}

/// The same where so much came since that its counters are beyond what is held.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_are_given_out_again_are_noticed_although_the_server_counted_on() {
    for acted_on in [false, true] {
        let server = Server::start_that_tells_changes().await;
        let anna = Anna::on(&server).await;
        server.deliver(&[4, 5]);
        anna.sync().await;
        let fourth = anna.inbox()[3].id.clone();
        let now = [
            (1, "m1"),
            (2, "m2"),
            (3, "m3"),
            (4, "other 4"),
            (5, "other 5"),
            (6, "other 6"),
        ];
        server.restore(&now, 7, 500);
        if acted_on {
            let seen = Command::Mark {
                messages: vec![fourth],
                change: FlagChange::system(SystemFlag::Seen, true),
            };
            let refused = anna.engine.request(seen).await.unwrap_err();
            assert_eq!(refused.message.key, "problem-act-not-matched");
        }
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{summary:?}");
        assert_eq!(anna.subjects(), now.map(|(_, subject)| subject));
        assert!(anna.flagged().iter().all(|(_, flags)| flags.is_empty()));
        assert!(server.heard("UID STORE").is_empty());
        anna.engine.stop().await;
    }
}

/// The same where the newest of those that are held went since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_are_given_out_again_are_noticed_although_the_newest_went() {
    for server in [
        Server::start().await,
        Server::start_that_tells_changes().await,
    ] {
        let anna = Anna::on(&server).await;
        server.deliver(&[4, 5, 6, 7, 8, 9, 10]);
        anna.sync().await;
        let now = [(1, "m1"), (4, "other 4"), (5, "other 5"), (11, "other 11")];
        server.restore(&now, 12, 500);
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{summary:?}");
        assert_eq!(anna.subjects(), now.map(|(_, subject)| subject));
        anna.engine.stop().await;
    }
}

/// T28. A Trash is emptied of what was seen there, and of nothing else, whatever the next number is said to be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_next_number_that_makes_no_sense_empties_no_trash_of_what_nobody_saw() {
    for next in ["", "4294967295", "9"] {
        let server = Server::start().await;
        server.set_folders(&["INBOX", "INBOX/Trash", "Sent"]);
        server.tell_next(next);
        let anna = Anna::on(&server).await;
        anna.sync().await;
        let offline = |on| anna.engine.request(Command::SetOffline(on));
        offline(true).await.unwrap();
        let trash = anna.folder("INBOX/Trash").id;
        let emptied = anna.engine.request(Command::EmptyFolder(trash)).await;
        emptied.unwrap_or_else(|problem| panic!("UIDNEXT {next:?}: {problem}"));
        server.deliver(&[4]);
        server.behave();
        offline(false).await.unwrap();
        anna.until_synced(|anna| anna.engine.reader().acts(None).unwrap().is_empty())
            .await;
        let removed = server.heard("UID STORE");
        let is_it = |command: &String| asked_for(command, 3) && !asked_for(command, 4);
        assert!(
            !removed.is_empty() && removed.iter().all(is_it),
            "{removed:?}"
        );
        let told = anna.engine.problems();
        assert!(told.is_empty(), "UIDNEXT {next:?}: {told:?}");
        anna.engine.stop().await;
    }
}

/// What was to be deleted with all that lay there takes nothing with it that nobody saw.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_are_given_out_again_are_not_deleted_with_their_folder() {
    for counted_on in [false, true] {
        let server = Server::start().await;
        server.set_folders(&["INBOX", "INBOX/Trash", "INBOX/Trash/Old", "Sent"]);
        let anna = Anna::on(&server).await;
        server.deliver(&[4, 5]);
        anna.sync().await;
        let of = |path| anna.folder(path).id;
        anna.engine
            .request(Command::SetOffline(true))
            .await
            .unwrap();
        anna.engine
            .request(Command::EmptyFolder(of("INBOX/Trash")))
            .await
            .unwrap();
        anna.engine
            .request(Command::DeleteFolder(of("INBOX/Trash/Old")))
            .await
            .unwrap();
        let next = if counted_on { 7 } else { 5 };
        let now = [(1, "m1"), (4, "other 4"), (5, "other 5"), (6, "other 6")];
        server.restore(&now[..now.len() + next - 7], next.try_into().unwrap(), 500);
        server.behave();
        anna.engine
            .request(Command::SetOffline(false))
            .await
            .unwrap();
        anna.until_synced(|anna| anna.engine.reader().acts(None).unwrap().is_empty())
            .await;
        for command in ["DELETE", "UID EXPUNGE", "UID STORE"] {
            assert_eq!(server.heard(command), [] as [&str; 0]);
        }
        let told = anna.engine.problems();
        assert!(!told.is_empty());
        anna.engine.stop().await;
    }
}

/// T28. None, zero, one that is used, the last there can be, and more than that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_next_number_that_makes_no_sense_costs_no_message() {
    for next in ["", "0", "1", "3", "4294967295", "4294967296", "-1"] {
        for server in [
            Server::start().await,
            Server::start_that_tells_changes().await,
            Server::start_that_counts().await,
        ] {
            let anna = Anna::on(&server).await;
            anna.sync().await;
            server.deliver(&[4]);
            let said = match next {
                "" => String::new(),
                next => format!("* OK [UIDNEXT {next}] x\r\n"),
            };
            let said = format!(
                "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{said}* OK [HIGHESTMODSEQ 99] x\r\nTAG OK x\r\n"
            );
            server.instead(move |command| {
                command
                    .starts_with("EXAMINE \"INBOX\"")
                    .then(|| Said::Octets(said.clone().into_bytes()))
            });
            for _ in 0..2 {
                anna.sync().await;
                assert_eq!(anna.uids(), [1, 2, 3, 4], "UIDNEXT {next:?}");
            }
            server.behave();
            server.deliver(&[5]);
            server.remove(2);
            anna.sync().await;
            assert_eq!(anna.uids(), [1, 3, 4, 5], "UIDNEXT {next:?}");
            anna.engine.stop().await;
        }
    }
}

/// A flag that came and could not be read is asked for again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_that_cannot_be_read_are_not_taken_for_known() {
    for broken in [
        "* 2 FETCH (UID 2 FLAGS (\\Seen\r\n",
        "* 2 FETCH (FLAGS (\\Seen) X-NEW (((\r\n",
    ] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        anna.sync().await;
        server.flag(2, "\\Seen");
        server.instead(move |command| {
            let flags = command.contains("CHANGEDSINCE");
            flags.then(|| Said::Octets(format!("{broken}TAG OK x\r\n").into_bytes()))
        });
        anna.sync().await;
        server.behave();
        anna.sync().await;
        assert_eq!(anna.flagged()[1].1, "\\Seen", "{broken}");
        anna.engine.stop().await;
    }
}

/// T37. It adds up, and is wrong all the same: another message went than is told, and a flag changed that
/// nobody counted. Once all of it is compared, that is put right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_adds_up_and_is_wrong_is_found_when_all_is_compared() {
    let server = Server::start_that_tells_changes().await;
    let pace = Pace {
        compare: Duration::from_secs(3),
        ..Pace::quick()
    };
    let anna = Anna::at(&server, false, pace).await;
    anna.sync().await;
    server.remove(2);
    server.flag_silently(3, "\\Seen");
    server.instead(|command| {
        let opens = command.contains("INBOX") && command.contains("QRESYNC");
        let told = "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n\
                    * OK [HIGHESTMODSEQ 99] x\r\n* VANISHED (EARLIER) 1\r\nTAG OK x\r\n";
        opens.then(|| Said::Octets(told.as_bytes().to_vec()))
    });
    anna.sync().await;
    assert_eq!(
        anna.flagged(),
        flagged(&[(2, ""), (3, "")]),
        "as it was told"
    );
    anna.until_synced(|anna| anna.flagged() == flagged(&[(1, ""), (3, "\\Seen")]))
        .await;
    anna.engine.stop().await;
}

/// Folders in which nothing happened are not opened, however many they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_counted_as_it_is_held_is_not_opened() {
    let server = Server::start_that_counts().await;
    let many: Vec<String> = (0..200).map(|n| format!("Project {n}")).collect();
    let mut folders: Vec<&str> = many.iter().map(String::as_str).collect();
    folders.extend(["INBOX", "Sent", "Work"]);
    server.set_folders(&folders);
    let anna = Anna::on(&server).await;
    anna.sync().await;
    assert_eq!(anna.uids(), [1, 2, 3]);
    server.behave();
    anna.sync().await;
    assert_eq!(server.heard("EXAMINE").len(), 1, "one change in the Inbox");
    // Whatever is said from here on is said of a folder that is as it was.
    let before = server.heard("").len();
    let summary = anna.sync().await;
    let all = server.heard("").split_off(before);
    let asked: Vec<&String> = (all.iter())
        .filter(|command| !command.starts_with("MYRIGHTS"))
        .collect();
    assert!(asked.len() <= 9, "{asked:?}");
    assert!(server.heard("EXAMINE").len() == 1, "{asked:?}");
    assert_eq!((summary.folders, summary.added), (203, 0), "{summary:?}");

    server.deliver(&[4]);
    server.flag(2, "\\Seen");
    let summary = anna.sync().await;
    assert_eq!((summary.added, summary.changed), (1, 1), "{summary:?}");
    assert_eq!(server.heard("EXAMINE").len(), 2);
    anna.engine.stop().await;
}

/// It has UIDNEXT follow from the messages that are left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_computes_its_next_number_has_nothing_fetched_again() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    server.deliver(&[4, 5]);
    anna.sync().await;
    let left = [(1, "m1"), (2, "m2"), (3, "m3"), (4, "m4")];
    server.restore(&left, 5, 50);
    let summary = anna.sync().await;
    assert_eq!((summary.added, summary.removed), (0, 1), "{summary:?}");
    assert_eq!(anna.uids(), [1, 2, 3, 4]);
    server.behave();
    anna.sync().await;
    let fetched = server.heard("UID FETCH");
    assert!(fetched.iter().all(|c| !c.contains("HEADER")), "{fetched:?}");
    anna.engine.stop().await;
}

/// What a person did to a message whose number means another one by now is not done to that one: whether
/// the folder was synced since, or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_on_a_number_that_is_given_out_again_touches_no_other_message() {
    for synced_before in [false, true] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        server.deliver(&[4, 5]);
        anna.sync().await;
        let fourth = anna.inbox()[3].id.clone();
        let seen = Command::Mark {
            messages: vec![fourth.clone()],
            change: FlagChange::system(SystemFlag::Seen, true),
        };
        if synced_before {
            server.instead(|command| command.starts_with("UID STORE").then_some(Said::End));
            let queued = anna.engine.request(seen.clone()).await;
            assert!(matches!(queued, Ok(Reply::Queued)), "{queued:?}");
            assert_eq!(anna.flagged()[3], (4, "\\Seen".to_owned()));
        }
        let others = [(1, "m1"), (2, "m2"), (3, "m3"), (4, "other")];
        server.restore(&others, 5, 50);
        server.behave();
        if synced_before {
            let summary = anna.sync().await;
            assert!(summary.failed.is_empty(), "{summary:?}");
            anna.until(|anna| !anna.engine.problems().is_empty()).await;
            let problems = anna.engine.problems();
            let keys: Vec<_> = problems.iter().map(|p| p.message.key).collect();
            assert_eq!(keys, ["problem-act-not-matched"]);
        } else {
            let read = anna.engine.request(Command::FetchBody(fourth)).await;
            assert_eq!(read.unwrap_err().message.key, "problem-message-gone");
            let refused = anna.engine.request(seen).await.unwrap_err();
            assert_eq!(refused.message.key, "problem-act-not-matched");
            anna.sync().await;
        }
        assert_eq!(anna.subjects(), ["m1", "m2", "m3", "other"]);
        assert_eq!(anna.flagged()[3], (4, String::new()));
        let stored = server.heard("UID STORE");
        assert!(stored.is_empty(), "{stored:?}");
        anna.engine.stop().await;
    }
}

/// Some servers keep flags of each reader, and count no change of theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_without_a_change_that_is_counted_is_found_by_the_unread() {
    let server = Server::start_that_counts().await;
    let pace = Pace {
        recount: Duration::from_millis(100),
        ..Pace::quick()
    };
    let anna = Anna::at(&server, false, pace).await;
    anna.sync().await;
    server.flag_silently(2, "\\Seen");
    anna.until_synced(|anna| anna.flagged()[1].1 == "\\Seen")
        .await;
    anna.engine.stop().await;
}

/// More changed than is held: the server's word for up to where is not taken.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_what_is_not_held_is_compared_before_it_is_believed() {
    let server = Server::start_that_tells_changes().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    server.flag(3, "\\Flagged");
    server.instead(|command| {
        let opens = command.contains("INBOX") && command.contains("QRESYNC");
        let told = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n\
                    * OK [HIGHESTMODSEQ 99] x\r\n* 2 FETCH (UID 7 FLAGS () MODSEQ (99))\r\nTAG OK x\r\n";
        let flags = command.contains("CHANGEDSINCE").then_some(Said::End);
        flags.or_else(|| opens.then(|| Said::Octets(told.as_bytes().to_vec())))
    });
    anna.sync().await;
    server.behave();
    anna.sync().await;
    assert_eq!(anna.flagged()[2].1, "\\Flagged");
    anna.engine.stop().await;
}

/// It tells counts of a folder that it does not open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_refused_is_asked_for_again_and_does_not_pass_for_read() {
    let server = Server::start_that_counts().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    server.deliver(&[4]);
    server.instead(|command| {
        let opens = command.contains("INBOX") && command.starts_with("EXAMINE");
        opens.then(|| Said::Octets(b"TAG NO [NOPERM] not any more\r\n".to_vec()))
    });
    for time in ["first", "second"] {
        let summary = anna.sync().await;
        assert_eq!(summary.failed.len(), 1, "{time}: {summary:?}");
    }
    server.behave();
    anna.sync().await;
    assert_eq!(anna.uids(), [1, 2, 3, 4]);
    anna.engine.stop().await;
}

/// A server without IDLE tells nobody, and a watcher may be without a connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_that_cannot_be_watched_is_polled() {
    let server = Server::start_that_counts().await;
    let pace = Pace {
        rediscover: Duration::from_secs(3600),
        ..Pace::quick()
    };
    let anna = Anna::at(&server, true, pace).await;
    anna.until(|anna| anna.uids() == [1, 2, 3]).await;
    // Whatever was still to be done at the start.
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.deliver(&[4]);
    anna.until(|anna| anna.uids() == [1, 2, 3, 4]).await;
    anna.engine.stop().await;
}
