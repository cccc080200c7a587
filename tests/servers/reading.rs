//! Mailboxes, rights and messages on a real Dovecot.

use postroom::domain::{
    FlagChange, FolderRole, FolderState, KeepBack, Right, RightsSource, SearchQuery, SystemFlag,
};
use postroom::engine::{Command, MailboxChange, ProblemKind, Reply};

use crate::lab::Lab;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";
const SALES: &str = "sales@postroom.test";
const HR: &str = "hr@postroom.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_member_sees_what_the_server_lets_them_reach() {
    let lab = Lab::start();
    let (anna, carla) = (
        Member::new(&lab, "anna", false).await,
        Member::new(&lab, "carla", false).await,
    );
    assert_eq!(anna.mailboxes(), ["anna@postroom.test", HR, SALES, SUPPORT]);
    assert!(
        !carla.mailboxes().contains(&SUPPORT.to_owned()),
        "carla does not even see it"
    );

    // Each folder once, although Dovecot opens the Inbox under two names.
    let folders = anna.folders(SUPPORT);
    let paths: Vec<_> = folders.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths,
        ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"]
    );
    assert_eq!(
        anna.folder(SUPPORT, FolderRole::Sent).path,
        "Sent",
        "found by its name"
    );
    assert_eq!(
        anna.folder(SUPPORT, FolderRole::Inbox).rights.to_string(),
        "lrswipkxtea"
    );
    assert_eq!(
        anna.folder(SUPPORT, FolderRole::Inbox).rights_source,
        RightsSource::MyRights
    );
    assert_eq!(anna.folder(HR, FolderRole::Inbox).rights.to_string(), "lrs");

    // One folder that nobody lets her open breaks neither its mailbox nor the sync.
    anna.sync().await;
    let closed = anna
        .folders(HR)
        .into_iter()
        .find(|f| f.path == "Personnel")
        .expect("it is listed");
    assert!(!closed.rights.has(Right::Read));
    let asked = anna
        .engine
        .request(Command::Sync {
            mailbox: None,
            folder: Some(closed.id.clone()),
        })
        .await
        .unwrap();
    let Reply::Synced(summary) = asked else {
        panic!()
    };
    assert_eq!(summary.failed.len(), 1);
    let closed = anna.engine.reader().folder(&closed.id).unwrap().unwrap();
    assert!(
        matches!(closed.state, FolderState::Refused(_)),
        "{closed:?}"
    );
    anna.stop().await;
    carla.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_granted_and_revoked_show_after_a_refresh() {
    let lab = Lab::start();
    let carla = Member::new(&lab, "carla", false).await;
    lab.set_acl("support", "INBOX", "carla", "lrs");
    // Dovecot looks at the list of shared mailboxes again when it has changed; each look is asked.
    shows(&carla, true).await;
    lab.set_acl("support", "INBOX", "carla", "");
    shows(&carla, false).await;
    carla.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_kept_here_is_found_on_the_server() {
    let lab = Lab::start();
    let letter = |n: u32, text: &str| {
        let head = question(&format!("Question {n}"));
        head.replace("Where is my lamp?", text)
    };
    for (n, text) in [
        (1, "Die Größe des Schranks aus Zebraholz"),
        (2, "zebraholz, und die Farbe"),
        (3, "会議室の予約は明日です"),
    ] {
        lab.deliver(SUPPORT, letter(n, text));
    }
    assert_eq!(lab.wait_for_messages(SUPPORT, "INBOX", 3).len(), 3);
    let anna = Member::new(&lab, "anna", false).await;
    let change = MailboxChange::Keep(KeepBack::Headers);
    let mailbox = id(SUPPORT);
    let set = Command::SetMailbox { mailbox, change };
    anna.engine.request(set).await.unwrap();
    anna.sync().await;
    for (typed, subjects) in [
        ("zebraholz", &["Question 2", "Question 1"][..]),
        ("zebraholz größe", &["Question 1"]),
        ("zebraholz -größe", &["Question 2"]),
        ("\"schranks aus zebraholz\"", &["Question 1"]),
        ("größe OR 会議室", &["Question 3", "Question 1"]),
        ("farbe after:2020-01-01 before:2020-02-01", &[]),
        (
            "farbe in:inbox from:kunde -is:flagged smaller:5M",
            &["Question 2"],
        ),
    ] {
        let query = SearchQuery::parse(typed);
        let here = anna.engine.reader().search(&query, None, 9).unwrap();
        assert!(here.is_empty(), "{typed}: {here:?}");
        let there = anna
            .engine
            .search_servers(&query, Some(&id(SUPPORT)), 9)
            .await;
        let there = there.unwrap();
        assert!(there.problems.is_empty(), "{:?}", there.problems);
        let mut found: Vec<&str> = there.found.iter().map(|h| h.subject.as_str()).collect();
        // They came in the same second, or not.
        found.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(found, subjects, "{typed}");
    }
    anna.stop().await;
}

/// Refreshes until support is shown, or no more; Dovecot rereads its files only so often.
async fn shows(member: &Member, wanted: bool) {
    for _ in 0..60 {
        member.refresh().await;
        if member.mailboxes().contains(&SUPPORT.to_owned()) == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    panic!("support@ shown: not {wanted}; {:?}", member.mailboxes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_mail_appears_by_itself_and_flags_go_both_ways() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", true).await;
    let ben = Member::new(&lab, "ben", true).await;
    for member in [&anna, &ben] {
        let inbox = member.folder(SUPPORT, FolderRole::Inbox).id;
        let look = Command::LookAt(inbox);
        member.engine.request(look).await.unwrap();
        member
            .until("the account is online", || {
                member
                    .engine
                    .accounts()
                    .iter()
                    .all(|(_, state)| *state == postroom::engine::Connection::Online)
            })
            .await;
    }
    let arrived = anna.arrivals();
    lab.deliver("support", question("First"));
    let keys = arrived.await;
    assert_eq!(keys.len(), 1);
    for member in [&anna, &ben] {
        member
            .until("the mail is listed", || {
                member.messages(SUPPORT, FolderRole::Inbox).len() == 1
            })
            .await;
    }
    anna.until("its text was fetched unasked", || {
        anna.engine.reader().body(&keys[0]).unwrap().is_some()
    })
    .await;

    // Anna flags it: the server keeps it, and Ben sees it.
    let change = FlagChange::system(SystemFlag::Flagged, true);
    anna.engine
        .request(Command::Mark {
            messages: keys.clone(),
            change,
        })
        .await
        .unwrap();
    ben.until("ben sees the flag", || {
        ben.messages(SUPPORT, FolderRole::Inbox)[0]
            .flags
            .has(SystemFlag::Flagged)
    })
    .await;

    // Ben may only read: he is told before anything goes to the server, and nothing changes.
    let mine = ben.messages(SUPPORT, FolderRole::Inbox)[0].id.clone();
    let change = FlagChange::system(SystemFlag::Flagged, false);
    let refused = ben
        .engine
        .request(Command::Mark {
            messages: vec![mine],
            change,
        })
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Permission);
    assert!(
        ben.messages(SUPPORT, FolderRole::Inbox)[0]
            .flags
            .has(SystemFlag::Flagged)
    );

    // She moves it away: both see it go.
    let archive = anna.folder(SUPPORT, FolderRole::Archive).id;
    let moved = anna
        .engine
        .request(Command::Move {
            messages: keys,
            to: archive.clone(),
        })
        .await
        .unwrap();
    let Reply::Moved(places) = moved else {
        panic!("not moved: {moved:?}")
    };
    assert_eq!(places[0].as_ref().map(|key| &key.folder), Some(&archive));
    for member in [&anna, &ben] {
        member
            .until("it is gone from the Inbox", || {
                member.messages(SUPPORT, FolderRole::Inbox).is_empty()
            })
            .await;
        member
            .until("it is in Archive", || {
                member.messages(SUPPORT, FolderRole::Archive).len() == 1
            })
            .await;
    }
    anna.stop().await;
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_of_everything_finds_what_is_new_and_what_was_taken() {
    let lab = Lab::start();
    let ben = Member::new(&lab, "ben", false).await;
    ben.sync().await;
    lab.create_folder("ben", "Projects");
    lab.set_acl("support", "INBOX", "ben", "l");
    ben.sync().await;
    let own = ben.folders("ben@postroom.test");
    assert!(own.iter().any(|f| f.path == "Projects"), "{own:?}");
    let inbox = ben.folder(SUPPORT, FolderRole::Inbox);
    assert_eq!(inbox.rights.to_string(), "l");
    ben.stop().await;
}
