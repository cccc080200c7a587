//! Servers that have too much to do: what waits, what is left alone, and what goes on meanwhile (T36 of the
//! test list).

use std::time::Duration;

use postroom::demo::{CutHow, DemoServer, Fault, Team, When};
use postroom::domain::{FlagChange, Folder, FolderRole, SystemFlag};
use postroom::engine::{Command, Connection, Pace, Problem, Reply};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};

const SUPPORT: &str = "support@acme.example";
const SALES: &str = "sales@acme.example";

fn folder(anna: &Anna, role: FolderRole) -> Folder {
    let reader = anna.engine.reader();
    let folder = reader.folder_by_role(&id(SUPPORT), role).unwrap();
    folder.expect("the folder is there")
}

fn pending(anna: &Anna) -> usize {
    anna.engine.reader().acts(None).unwrap().len()
}

/// What a server does not do for the moment is not refused: it waits, nobody is told that it was taken
/// back, and it is done once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_waits_while_the_server_is_busy_and_is_done_once() {
    for words in [
        "[INUSE] Mailbox is locked",
        "[UNAVAILABLE] User is being moved",
        "[SERVERBUG] Internal error occurred",
        "[LIMIT] Too many connections",
        "Request is throttled. Suggested Backoff Time: 400 milliseconds",
    ] {
        let demo = DemoServer::start(Team::acme()).unwrap();
        let anna = Anna::sign_in(&demo).await;
        anna.sync().await;
        let (message, archive) = (anna.newest(SUPPORT), folder(&anna, FolderRole::Archive));
        let there = demo.messages("support", "Archive").unwrap().len();
        for command in ["MOVE", "STORE", "COPY"] {
            demo.imap_fault_at(When::command(command), Fault::No(words.into()), 0, 2);
        }
        let mark = Command::Mark {
            messages: vec![message.clone()],
            change: FlagChange::system(SystemFlag::Flagged, true),
        };
        let reply = anna.ask(mark).await.unwrap();
        assert!(matches!(reply, Reply::Queued), "{words}: {reply:?}");
        let shown = anna.engine.reader().message(&message).unwrap().unwrap();
        assert!(shown.flags.has(SystemFlag::Flagged), "{words}");
        anna.until("the mark is done", || pending(&anna) == 0).await;
        let moved = Command::Move {
            messages: vec![message],
            to: archive.id,
        };
        anna.ask(moved).await.unwrap();
        anna.until("the move is done", || pending(&anna) == 0).await;
        let after = demo.messages("support", "Archive").unwrap();
        assert_eq!(after.len(), there + 1, "{words}");
        let newest = after.last().unwrap();
        assert!(newest.flags.iter().any(|f| f == "\\Flagged"), "{words}");
        assert_eq!(anna.engine.problems(), [], "{words}");
    }
}

/// What waits for its next try goes on waiting for it when another act is asked for that was cancelled
/// meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_that_waits_is_tried_again_whatever_becomes_of_the_next() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let pace = Pace {
        retry_first: Duration::from_secs(2),
        retry_most: Duration::from_secs(2),
        ..Pace::quick()
    };
    let anna = Anna::sign_in_at(&demo, pace).await;
    anna.sync().await;
    let of = |mailbox| anna.newest(mailbox);
    let mark = |message, set| Command::Mark {
        messages: vec![message],
        change: FlagChange::system(SystemFlag::Flagged, set),
    };
    let busy = Fault::No("[INUSE] Mailbox is locked".into());
    demo.imap_fault_at(When::command("STORE"), busy, 0, 2);
    let reply = anna.ask(mark(of(SUPPORT), true)).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");

    // A folder is made while the next act is asked for and taken back.
    let slow = Fault::Delay(Duration::from_millis(600));
    demo.imap_fault_at(When::command("CREATE"), slow, 0, 1);
    let made = anna.ask(Command::CreateFolder {
        mailbox: id(SALES),
        path: "Orders".into(),
    });
    let both = async {
        anna.until("the folder is being made", || demo.faults_done())
            .await;
        let taken_back = async {
            anna.until("all wait", || pending(&anna) == 3).await;
            anna.ask(mark(of(SALES), false)).await.unwrap();
            assert_eq!(pending(&anna), 2);
        };
        let (marked, ()) = tokio::join!(anna.ask(mark(of(SALES), true)), taken_back);
        marked.unwrap();
    };
    let (made, ()) = tokio::join!(made, both);
    made.unwrap();
    anna.until("it is done", || pending(&anna) == 0).await;
    anna.engine.stop().await;
}

/// A limit that stays is a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_stays_is_told_and_backed_out() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let words = "[LIMIT] At most 32 flags in one mailbox supported";
    demo.imap_fault(When::command("STORE"), Fault::No(words.into()));
    let mark = Command::Mark {
        messages: vec![anna.newest(SUPPORT)],
        change: FlagChange::system(SystemFlag::Flagged, true),
    };
    let refused = anna.ask(mark).await.unwrap_err();
    assert_eq!(refused.message.key, "problem-server-said-no");
    assert_eq!(pending(&anna), 0);
}

/// Nothing is asked of a server that asks for rest, until the time that it named is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_asks_for_rest_is_left_alone() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    let online = || (anna.engine.accounts().iter()).all(|(_, c)| *c == Connection::Online);
    anna.until("the account is online", online).await;
    // Over each connection that there is.
    let mark = |on| Command::Mark {
        messages: vec![anna.newest(SUPPORT)],
        change: FlagChange::system(SystemFlag::Flagged, on),
    };
    let marked = anna.ask(mark(true)).await.unwrap();
    assert!(!matches!(marked, Reply::Queued), "{marked:?}");
    let words = "Request is throttled. Suggested Backoff Time: 299961 milliseconds";
    demo.imap_fault_at(When::command("LIST"), Fault::No(words.into()), 0, 1);
    anna.until("it asked for rest", || demo.faults_done()).await;
    // Nothing is said to be current meanwhile.
    let rests = || {
        let said = anna.engine.problems();
        let asks = |p: &Problem| p.message.key == "problem-server-asks-for-rest";
        said.iter().any(asks)
            && (anna.engine.accounts().iter()).all(|(_, c)| *c == Connection::Unreachable)
    };
    anna.until("that is said", rests).await;
    // What was on its way is through.
    tokio::time::sleep(Duration::from_millis(300)).await;
    demo.clear_commands();
    let marked = anna.ask(mark(false)).await.unwrap();
    assert!(matches!(marked, Reply::Queued), "{marked:?}");
    // Many rounds of what it does by itself at this pace.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let asked = demo.commands();
    let asked: Vec<&str> = asked.iter().map(|c| c.line.as_str()).collect();
    let waits = |line: &&&str| matches!(**line, "IDLE" | "DONE");
    assert_eq!(
        asked.iter().filter(|line| !waits(line)).count(),
        0,
        "{asked:?}"
    );
}

/// All that it does at once it does over as many connections as it may have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_has_no_more_connections_than_are_granted_to_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    let online = || (anna.engine.accounts().iter()).all(|(_, c)| *c == Connection::Online);
    anna.until("the account is online", online).await;
    let (budget, mut most) = (4, 0);
    let newest = anna.newest(SUPPORT);
    let sync = Command::Sync {
        mailbox: None,
        folder: None,
    };
    for command in [
        sync,
        Command::FetchBody(newest.clone()),
        Command::Refresh(None),
        Command::LookAt(newest.folder.clone()),
    ] {
        let asked = anna.engine.request(command);
        let mut asked = std::pin::pin!(asked);
        loop {
            most = most.max(demo.connections());
            let step = tokio::time::timeout(Duration::from_millis(5), asked.as_mut()).await;
            if let Ok(done) = step {
                done.unwrap();
                break;
            }
        }
    }
    anna.until("two are watched", || {
        most = most.max(demo.connections());
        anna.engine.live().len() == 2
    })
    .await;
    assert!((3..=budget).contains(&most), "{most}");
    anna.engine.stop().await;
}

/// A folder for which its server has no time again and again is not said to be current.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_busy_for_long_is_said_to_be() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let busy = Fault::No("[UNAVAILABLE] Mailbox is being moved".into());
    let inbox = When::folder("EXAMINE", "shared/support@acme.example");
    demo.imap_fault_at(inbox, busy, 0, 100_000);
    let anna = Anna::reside(&demo).await;
    anna.until("it is said", || {
        let of_folder = |p: &Problem| p.mailbox == Some(id(SUPPORT)) && !p.is_notice();
        anna.engine.problems().iter().any(of_folder)
    })
    .await;
    demo.clear_faults();
    anna.until("it is over", || anna.engine.problems().is_empty())
        .await;
    anna.engine.stop().await;
}

/// Connections that a server does not grant are watchers that are not there: the account goes on with
/// fewer, says which mailbox is told of at once, and asks for as many again after a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_fewer_connections_less_is_watched_and_all_goes_on() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let words = "[LIMIT] Maximum number of connections from user+IP exceeded";
    let pace = Pace {
        crowded: Duration::from_secs(5),
        ..Pace::quick()
    };
    let anna = Anna::reside_at(&demo, pace).await;
    anna.until("two are watched", || anna.engine.live().len() == 2)
        .await;
    // Two of those that come again are let in, the next is not.
    let crowded = Fault::No(words.into());
    demo.imap_fault_at(When::command("AUTHENTICATE"), crowded, 2, 1);
    demo.cut_connections(CutHow::Fin);
    anna.until("one was not let in", || demo.faults_done())
        .await;
    anna.until("one is watched", || anna.engine.live().len() == 1)
        .await;
    let support = anna.inbox(SUPPORT);
    anna.ask(Command::LookAt(support.id.clone())).await.unwrap();
    anna.until("what is open is watched", || {
        anna.engine.live().contains(&support.id)
    })
    .await;
    let online = || (anna.engine.accounts().iter()).all(|(_, c)| *c == Connection::Online);
    anna.until("the account is online", online).await;
    anna.until("nothing of it is left", || {
        anna.engine.problems().is_empty()
    })
    .await;
    anna.until("both are watched again", || anna.engine.live().len() == 2)
        .await;
}

/// A colleague's mail shows while a large folder is still being fetched.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_meanwhile_does_not_wait_for_a_large_folder() {
    const MANY: usize = 3000;
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Old").unwrap();
    for number in 0..MANY {
        let message = format!(
            "From: ben@acme.example\r\nSubject: Old {number}\r\nMessage-ID: <{number}@old>\r\n\r\nx\r\n"
        );
        demo.deliver("support", "Old", message.as_bytes()).unwrap();
    }
    let anna = Anna::sign_in(&demo).await;
    let anna = anna.begin_again_resident(Pace::quick()).await;
    // A slow line.
    let slow = || {
        let fault = Fault::Delay(Duration::from_millis(300));
        demo.imap_fault_at(
            When::folder("FETCH", "shared/support@acme.example/Old"),
            fault,
            0,
            1000,
        );
    };
    slow();
    anna.go_on(&demo).await;
    let held = || {
        let reader = anna.engine.reader();
        let folders = reader.folders(&id(SUPPORT)).unwrap();
        let old = folders.into_iter().find(|f| f.path == "Old");
        let order = old.map(|old| reader.order(&old.id, ListFilter::default()).unwrap());
        order.map_or(0, |order| order.len())
    };
    anna.until("it is under way", || held() > 0).await;
    let before = anna.inbox(SUPPORT).total;
    demo.deliver("support", "INBOX", b"Subject: New\r\n\r\nx\r\n")
        .unwrap();
    anna.until("what came is listed", || anna.inbox(SUPPORT).total > before)
        .await;
    let so_far = held();
    assert!(so_far < MANY, "before all of the others: {so_far}");
    demo.clear_faults();
    anna.until("all is there", || held() == MANY).await;
}

/// Nor for folders that somebody has synced, of which there are many; and neither does what somebody opens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_meanwhile_does_not_wait_for_many_folders() {
    const MANY: u32 = 12;
    let demo = DemoServer::start(Team::acme()).unwrap();
    let name = |number: u32| format!("Project {number}");
    for number in 0..MANY {
        demo.create_folder("support", &name(number)).unwrap();
    }
    // By itself it only hears of what is watched.
    let seldom = Duration::from_secs(3600);
    let pace = Pace {
        poll: seldom,
        rights_in_use: seldom,
        rediscover: seldom,
        ..Pace::quick()
    };
    let anna = Anna::reside_at(&demo, pace).await;
    anna.sync().await;
    let own = anna.inbox("anna@acme.example");
    anna.until("the own Inbox is watched", || {
        anna.engine.live().contains(&own.id)
    })
    .await;
    for number in 0..MANY {
        let message =
            format!("Subject: Of {number}\r\nMessage-ID: <{number}@project>\r\n\r\nx\r\n");
        demo.deliver("support", &name(number), message.as_bytes())
            .unwrap();
        // A slow line.
        let folder = format!("shared/{SUPPORT}/{}", name(number));
        let slow = Fault::Delay(Duration::from_millis(500));
        demo.imap_fault_at(When::folder("FETCH", &folder), slow, 0, 1000);
    }
    let folders = || anna.engine.reader().folders(&id(SUPPORT)).unwrap();
    let held = || {
        let all = folders().into_iter();
        let held = all.filter(|f| f.path.starts_with("Project") && f.total > 0);
        held.map(|f| f.path).collect::<Vec<_>>()
    };
    assert!(held().is_empty());
    let engine = anna.engine.clone();
    let asked = tokio::spawn(async move {
        let (mailbox, folder) = (Some(id(SUPPORT)), None);
        engine.request(Command::Sync { mailbox, folder }).await
    });
    anna.until("it is under way", || !held().is_empty()).await;
    let before = anna.inbox("anna@acme.example").total;
    demo.deliver("anna", "INBOX", b"Subject: New\r\n\r\nx\r\n")
        .unwrap();
    anna.until("what came is listed", || {
        anna.inbox("anna@acme.example").total > before
    })
    .await;
    let so_far = held();
    let mut others = folders();
    others.retain(|f| f.path.starts_with("Project") && !so_far.contains(&f.path));
    assert!(others.len() > 4, "before the others: {so_far:?}");
    let last = others.pop().unwrap();
    let look = Command::LookAt(last.id.clone());
    anna.ask(look).await.unwrap();
    anna.until("what is open is there", || held().contains(&last.path))
        .await;
    let so_far = u32::try_from(held().len()).unwrap();
    assert!(so_far < MANY && !asked.is_finished(), "{so_far}");
    demo.clear_faults();
    let Ok(Reply::Synced(summary)) = asked.await.unwrap() else {
        panic!("it was not synced")
    };
    assert_eq!(held().len(), MANY as usize);
    let all = u32::try_from(folders().len()).unwrap();
    assert_eq!((summary.folders, summary.added), (all, MANY));
    assert!(summary.failed.is_empty(), "{summary:?}");
    anna.engine.stop().await;
}

/// Nor for a long message: it comes slice by slice, and goes on where it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_meanwhile_does_not_wait_for_a_long_message() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    anna.sync().await;
    // A slow line: a second for each slice of it.
    let slow = Fault::Delay(Duration::from_secs(1));
    let inbox = anna.inbox(SUPPORT).wire_name;
    demo.imap_fault_at(When::folder("FETCH", &inbox), slow, 0, 1000);
    let mut long = b"From: kim@elsewhere.example\r\nSubject: Long\r\n\r\n".to_vec();
    long.extend_from_slice("A line of a long letter.\r\n".repeat(160_000).as_bytes());
    demo.clear_commands();
    let uid = demo.deliver("support", "INBOX", &long).unwrap();
    let slices = || {
        let of_it = format!("UID FETCH {uid} (UID BODY.PEEK[]<");
        let lines = demo.commands().into_iter().map(|c| c.line);
        lines
            .filter(|line| line.starts_with(&of_it))
            .collect::<Vec<_>>()
    };
    anna.until("it is under way", || !slices().is_empty()).await;
    let before = anna.inbox(SUPPORT).total;
    demo.deliver("support", "INBOX", b"Subject: New\r\n\r\nx\r\n")
        .unwrap();
    anna.until("what came is listed", || anna.inbox(SUPPORT).total > before)
        .await;
    let held = || {
        let key = anna.newest(SUPPORT);
        let key = postroom::domain::MessageKey { uid, ..key };
        anna.engine.reader().body(&key).unwrap()
    };
    assert!(
        held().is_none(),
        "before all of the long one: {:?}",
        slices()
    );
    demo.clear_faults();
    anna.until("it is there", || held().is_some()).await;
    assert!(held().unwrap() == long, "as it was");
    let mut begun = slices();
    begun.retain(|slice| slice.contains("[]<0."));
    assert_eq!(begun.len(), 1, "it went on where it was: {:?}", slices());
    anna.engine.stop().await;
}
