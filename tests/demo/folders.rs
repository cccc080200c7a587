//! Folders that are made, renamed, deleted and emptied, with and without a network.

use postroom::demo::{CutHow, DemoServer, Fault, Profile, Team, When};
use postroom::domain::{Folder, FolderId, FolderState, Rights};
use postroom::engine::{Command, Event, ProblemKind, Reply};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};
use crate::client::Client;
use crate::offline::{online, told};

const SUPPORT: &str = "support@acme.example";
const OWN: &str = "anna@acme.example";

async fn ready(demo: &DemoServer) -> Anna {
    let anna = Anna::sign_in(demo).await;
    anna.sync().await;
    anna
}

fn shown(anna: &Anna, mailbox: &str) -> Vec<Folder> {
    anna.engine.reader().folders_shown(&id(mailbox)).unwrap()
}

fn paths(anna: &Anna, mailbox: &str) -> Vec<String> {
    let shown = shown(anna, mailbox).into_iter();
    shown.map(|folder| folder.path).collect()
}

fn has(anna: &Anna, mailbox: &str, path: &str) -> bool {
    paths(anna, mailbox).iter().any(|known| known == path)
}

fn of(mailbox: &str, path: &str) -> FolderId {
    FolderId::of(&id(mailbox), path)
}

fn create(mailbox: &str, path: &str) -> Command {
    Command::CreateFolder {
        mailbox: id(mailbox),
        path: path.to_owned(),
    }
}

fn rename(mailbox: &str, folder: &str, path: &str) -> Command {
    Command::RenameFolder {
        folder: of(mailbox, folder),
        path: path.to_owned(),
    }
}

fn key_of(problem: Result<Reply, postroom::engine::Problem>) -> &'static str {
    problem.unwrap_err().message.key
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_made_without_a_network_takes_messages_at_once_and_is_made_after_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let reply = anna.ask(create(SUPPORT, "Entwürfe & mehr")).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    anna.ask(create(SUPPORT, "Entwürfe & mehr/2026"))
        .await
        .unwrap();
    let planned = shown(&anna, SUPPORT);
    let planned = planned.iter().filter(|f| f.state == FolderState::Planned);
    assert_eq!(planned.count(), 2);
    let message = anna.newest(SUPPORT);
    let moved = Command::Move {
        messages: vec![message],
        to: of(SUPPORT, "Entwürfe & mehr/2026"),
    };
    anna.ask(moved).await.unwrap();
    online(&anna).await;
    let there = demo
        .messages("support", "Entw&APw-rfe &- mehr/2026")
        .unwrap();
    assert_eq!(there.len(), 1);
    let all = shown(&anna, SUPPORT);
    assert!(all.iter().all(|f| f.state != FolderState::Planned));
    // A listing finds it as it is known.
    let before = paths(&anna, SUPPORT);
    anna.sync().await;
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert_eq!(paths(&anna, SUPPORT), before);
    assert!(anna.engine.problems().is_empty());
    anna.engine.stop().await;
}

/// Until the server has done it, a folder goes by the id of its old name: another one of that name could not be
/// told from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_name_of_a_folder_is_free_when_the_server_has_renamed_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(rename(SUPPORT, "Orders", "Old orders"))
        .await
        .unwrap();
    let again = anna.ask(create(SUPPORT, "Orders")).await;
    assert_eq!(key_of(again), "problem-folder-name-waits");
    online(&anna).await;
    anna.ask(create(SUPPORT, "Orders")).await.unwrap();
    assert!(has(&anna, SUPPORT, "Orders") && has(&anna, SUPPORT, "Old orders"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renamed_folder_is_not_fetched_again_and_those_below_follow() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    demo.create_folder("support", "Orders/2025").unwrap();
    for folder in ["Orders", "Orders/2025"] {
        let mail = b"Subject: x\r\nMessage-ID: <o@x>\r\n\r\nx\r\n";
        demo.deliver("support", folder, mail).unwrap();
    }
    let anna = ready(&demo).await;
    let mut events = anna.engine.events();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(rename(SUPPORT, "Orders", "Aufträge"))
        .await
        .unwrap();
    assert!(has(&anna, SUPPORT, "Aufträge/2025"));
    // What is done there meanwhile goes by the name that the server knows, and follows.
    anna.ask(create(SUPPORT, "Aufträge/2026")).await.unwrap();
    let old = of(SUPPORT, "Orders/2025");
    let order = anna.engine.reader().order(&old, ListFilter::default());
    let folder = anna.engine.reader().folder(&old).unwrap().unwrap();
    let flag = Command::Mark {
        messages: vec![postroom::domain::MessageKey {
            folder: old.clone(),
            uid_validity: folder.uid_validity,
            uid: order.unwrap()[0],
        }],
        change: postroom::domain::FlagChange::parse(&["+flagged"]).unwrap(),
    };
    anna.ask(flag).await.unwrap();
    demo.clear_commands();
    online(&anna).await;
    let renamed = loop {
        if let Event::Renamed(renamed) = events.next().await.unwrap() {
            break renamed;
        }
    };
    assert_eq!(renamed[&old], of(SUPPORT, "Aufträge/2025"));
    assert!(anna.engine.problems().is_empty());
    anna.ask(Command::Refresh(None)).await.unwrap();
    let summary = anna.sync().await;
    assert_eq!((summary.added, summary.removed), (0, 0));
    let there = demo.messages("support", "Auftr&AOQ-ge/2025").unwrap();
    assert!(there[0].flags.iter().any(|f| f == "\\Flagged"));
    assert!(demo.messages("support", "Auftr&AOQ-ge/2026").is_ok());
    anna.engine.stop().await;
}

/// A server without the codes of RFC 5530 says no more than NO of a folder that is there: what waits to be moved into
/// it is moved all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_into_a_folder_that_was_made_meanwhile_gets_there() {
    for profile in [Profile::Dovecot, Profile::Bare, Profile::Exchange] {
        let demo = DemoServer::start(Team {
            profile,
            ..Team::acme()
        });
        let demo = demo.unwrap();
        let anna = ready(&demo).await;
        let message = anna.newest(OWN);
        anna.ask(Command::SetOffline(true)).await.unwrap();
        anna.ask(create(OWN, "Orders")).await.unwrap();
        let to = of(OWN, "Orders");
        let messages = vec![message];
        anna.ask(Command::Move { messages, to }).await.unwrap();
        demo.create_folder("anna", "Orders").unwrap();
        online(&anna).await;
        assert_eq!(anna.engine.problems(), [], "{profile:?}");
        assert_eq!(anna.engine.reader().acts(None).unwrap(), []);
        assert_eq!(demo.messages("anna", "Orders").unwrap().len(), 1);
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_whose_names_differ_by_case_both_go_into_trash() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    for name in ["Orders", "orders"] {
        demo.create_folder("anna", name).unwrap();
        anna.ask(Command::Refresh(None)).await.unwrap();
        anna.ask(Command::DeleteFolder(of(OWN, name)))
            .await
            .unwrap();
        assert!(!has(&anna, OWN, name));
    }
    assert!(has(&anna, OWN, "Trash/Orders") && has(&anna, OWN, "Trash/orders 2"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_folder_goes_into_trash_and_from_there_for_good() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("anna", "Orders").unwrap();
    demo.create_folder("anna", "Orders/2025").unwrap();
    let mail = b"Subject: x\r\nMessage-ID: <o@x>\r\n\r\nx\r\n";
    demo.deliver("anna", "Orders/2025", mail).unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::DeleteFolder(of(OWN, "Orders")))
        .await
        .unwrap();
    assert!(has(&anna, OWN, "Trash/Orders/2025"));
    assert_eq!(demo.messages("anna", "Trash/Orders/2025").unwrap().len(), 1);
    // It can be had back.
    anna.ask(rename(OWN, "Trash/Orders", "Orders"))
        .await
        .unwrap();
    assert_eq!(demo.messages("anna", "Orders/2025").unwrap().len(), 1);
    anna.ask(Command::DeleteFolder(of(OWN, "Orders")))
        .await
        .unwrap();

    // Mail that came since nobody has seen: it stays.
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let gone = of(OWN, "Trash/Orders");
    anna.ask(Command::DeleteFolder(gone.clone())).await.unwrap();
    assert!(!has(&anna, OWN, "Trash/Orders/2025"));
    demo.deliver("anna", "Trash/Orders/2025", mail).unwrap();
    online(&anna).await;
    assert!(has(&anna, OWN, "Trash/Orders/2025"));
    assert_eq!(told(&anna).await.message.key, "problem-folder-got-mail");
    anna.sync().await;
    if has(&anna, OWN, "Trash/Orders") {
        anna.ask(Command::DeleteFolder(gone)).await.unwrap();
    } else {
        let below = of(OWN, "Trash/Orders/2025");
        anna.ask(Command::DeleteFolder(below)).await.unwrap();
    }
    assert!(demo.messages("anna", "Trash/Orders/2025").is_err());
    assert!(!has(&anna, OWN, "Trash/Orders/2025"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_trash_keeps_what_colleagues_put_there_later() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let mail = b"Subject: x\r\nMessage-ID: <o@x>\r\n\r\nx\r\n";
    for _ in 0..3 {
        demo.deliver("support", "Trash", mail).unwrap();
    }
    let anna = ready(&demo).await;
    let trash = of(SUPPORT, "Trash");
    let total = || anna.engine.reader().folder(&trash).unwrap().unwrap().total;
    assert!(total() >= 3);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let reply = anna.ask(Command::EmptyFolder(trash.clone())).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    assert_eq!(total(), 0);
    let later = demo.deliver("support", "Trash", mail).unwrap();
    online(&anna).await;
    let left = demo.messages("support", "Trash").unwrap();
    assert_eq!(left.iter().map(|m| m.uid).collect::<Vec<_>>(), [later]);
    anna.sync().await;
    assert_eq!(total(), 1);
    let inbox = Command::EmptyFolder(anna.inbox(SUPPORT).id);
    assert_eq!(key_of(anna.ask(inbox).await), "problem-folder-not-emptied");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_done_is_said_at_once_or_backed_out() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let anna = ready(&demo).await;
    for (command, key) in [
        (create(SUPPORT, " "), "problem-folder-name-empty"),
        (create(SUPPORT, "a*"), "problem-folder-name-unusable"),
        (create(SUPPORT, "orders"), "problem-folder-exists"),
        (create(SUPPORT, "Nowhere/x"), "problem-no-folder-above"),
        (rename(SUPPORT, "Sent", "Out"), "problem-folder-has-role"),
        (rename(SUPPORT, "INBOX", "In"), "problem-folder-has-role"),
        (
            rename(SUPPORT, "Orders", "Orders/x"),
            "problem-folder-below-itself",
        ),
        (
            Command::DeleteFolder(of(SUPPORT, "Archive")),
            "problem-folder-has-role",
        ),
        (create("hr@acme.example", "x"), "problem-right-missing"),
        // Only the server knows by what it tells folders from those in them.
        (create(SUPPORT, "a\\/b"), "problem-folder-name-delimiter"),
    ] {
        assert_eq!(key_of(anna.ask(command).await), key);
    }

    // The right is taken away while nobody can know it.
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(create(SUPPORT, "Orders/2026")).await.unwrap();
    assert!(has(&anna, SUPPORT, "Orders/2026"));
    demo.set_rights("support", "anna", Rights::parse("lrswi"))
        .unwrap();
    online(&anna).await;
    assert!(!has(&anna, SUPPORT, "Orders/2026"));
    assert_eq!(told(&anna).await.kind, ProblemKind::Permission);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_a_colleague_renamed_meanwhile_keeps_their_name() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(rename(SUPPORT, "Orders", "Mine")).await.unwrap();
    let mut support = Client::imap(&demo, "anna").await;
    let theirs = "RENAME shared/support@acme.example/Orders shared/support@acme.example/Theirs";
    assert!(support.ask(theirs).await.is_ok());
    online(&anna).await;
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert!(has(&anna, SUPPORT, "Theirs") && !has(&anna, SUPPORT, "Mine"));
    told(&anna).await;
    anna.engine.stop().await;
}

/// The answers are lost: what was done is not taken for refused when it is tried again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_before_its_answer_was_lost_is_found_done() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Old").unwrap();
    let anna = ready(&demo).await;
    for (command, act) in [
        ("CREATE", create(SUPPORT, "Orders")),
        ("RENAME", rename(SUPPORT, "Orders", "Sales")),
        ("RENAME", Command::DeleteFolder(of(SUPPORT, "Old"))),
        ("DELETE", Command::DeleteFolder(of(SUPPORT, "Trash/Old"))),
    ] {
        let lost = Fault::CutAfter {
            bytes: 0,
            how: CutHow::Fin,
        };
        demo.imap_fault_at(When::command(command), lost, 0, 1);
        let reply = anna.ask(act).await.unwrap();
        assert!(matches!(reply, Reply::Queued), "{command}: {reply:?}");
        online(&anna).await;
        assert!(
            anna.engine.problems().is_empty(),
            "{command}: {:?}",
            anna.engine.problems()
        );
    }
    assert!(has(&anna, SUPPORT, "Sales") && !has(&anna, SUPPORT, "Orders"));
    assert!(!has(&anna, SUPPORT, "Trash/Old"));
    assert!(demo.messages("support", "Sales").is_ok());
    assert!(demo.messages("support", "Trash/Old").is_err());
    anna.engine.stop().await;
}

/// Whoever rescued a message and emptied Trash has it, even if the server refuses to move it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_out_of_trash_before_it_was_emptied_is_not_deleted() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let mail = b"Subject: x\r\nMessage-ID: <o@x>\r\n\r\nx\r\n";
    let rescued = demo.deliver("support", "Trash", mail).unwrap();
    demo.deliver("support", "Trash", mail).unwrap();
    let anna = ready(&demo).await;
    let trash = of(SUPPORT, "Trash");
    let folder = anna.engine.reader().folder(&trash).unwrap().unwrap();
    let key = postroom::domain::MessageKey {
        folder: trash.clone(),
        uid_validity: folder.uid_validity,
        uid: rescued,
    };
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let moved = Command::Move {
        messages: vec![key.clone()],
        to: of(SUPPORT, "Orders"),
    };
    anna.ask(moved).await.unwrap();
    anna.ask(Command::EmptyFolder(trash.clone())).await.unwrap();
    demo.delete_folder("support", "Orders").unwrap();
    online(&anna).await;
    let left = demo.messages("support", "Trash").unwrap();
    assert_eq!(left.iter().map(|m| m.uid).collect::<Vec<_>>(), [rescued]);
    anna.sync().await;
    let order = anna.engine.reader().order(&trash, ListFilter::default());
    assert_eq!(order.unwrap(), [rescued]);
    anna.engine.stop().await;
}
