//! A folder that is closed beside others of its mailbox, or that a listing does not name any more.

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::domain::{FlagChange, FolderId, FolderState, MessageKey, Rights, SystemFlag};
use postroom::engine::{Command, Pace};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};
use crate::client::Client;

const SUPPORT: &str = "support@acme.example";

/// support@ with a folder Salaries, in which a letter lies.
fn with_salaries() -> DemoServer {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Salaries").unwrap();
    let mail =
        b"From: kim@b.test\r\nSubject: Raise\r\nMessage-ID: <raise@b.test>\r\n\r\nsecret\r\n";
    demo.deliver("support", "Salaries", mail).unwrap();
    demo
}

fn salaries() -> FolderId {
    FolderId::of(&id(SUPPORT), "Salaries")
}

/// What Anna may do there.
fn may(demo: &DemoServer, letters: &str) {
    let rights = Rights::parse(letters);
    demo.set_folder_rights("support", "Salaries", "anna", rights)
        .unwrap();
}

/// The messages that are held of the folder, and how many the letter is found in.
fn held(anna: &Anna) -> (usize, usize) {
    let reader = anna.engine.reader();
    let order = reader.order(&salaries(), ListFilter::default()).unwrap();
    (
        order.len(),
        reader.by_message_id("raise@b.test").unwrap().len(),
    )
}

fn state(anna: &Anna) -> Option<FolderState> {
    let folder = anna.engine.reader().folder(&salaries()).unwrap();
    folder.map(|folder| folder.state)
}

/// The keys of what stands.
fn problems(anna: &Anna) -> Vec<&'static str> {
    let problems = anna.engine.problems().into_iter();
    problems.map(|p| p.message.key).collect()
}

fn letter(anna: &Anna) -> MessageKey {
    let reader = anna.engine.reader();
    reader.by_message_id("raise@b.test").unwrap().remove(0)
}

fn flag(anna: &Anna) -> Command {
    Command::Mark {
        messages: vec![letter(anna)],
        change: FlagChange::system(SystemFlag::Flagged, true),
    }
}

/// Folders are listed, on a session of its own each time.
async fn look(anna: &Anna) {
    anna.ask(Command::Refresh(None)).await.unwrap();
}

/// The same, when what was seen before is old enough to be believed.
async fn look_later(anna: &Anna) {
    tokio::time::sleep(Pace::quick().confirm_lost).await;
    look(anna).await;
}

/// A cache that was put aside, with what may have been in it.
fn put_aside(anna: &Anna) -> std::path::PathBuf {
    let path = anna.home().join("cache.corrupt-20260101T000000Z");
    std::fs::write(&path, b"secret").unwrap();
    path
}

/// With the rights all of it is there again.
async fn is_given_back(demo: &DemoServer, anna: Anna, all: &Rights) {
    may(demo, &all.to_string());
    look(&anna).await;
    anna.sync().await;
    assert_eq!(held(&anna), (1, 1));
    anna.engine.stop().await;
}

/// The administrator takes the right to read one folder: what was kept of it goes, and it is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_of_a_folder_that_may_not_be_read_any_more_goes_at_the_second_look() {
    let demo = with_salaries();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let aside = put_aside(&anna);
    let closed = || problems(&anna).contains(&"problem-folder-closed");
    assert_eq!(held(&anna), (1, 1));
    let all = demo.rights("support", "Salaries", "anna").unwrap();
    // Back before the second look, nothing happened.
    may(&demo, "l");
    look(&anna).await;
    may(&demo, &all.to_string());
    look(&anna).await;
    may(&demo, "l");
    look_later(&anna).await;
    assert!(held(&anna).0 == 1 && !closed() && aside.exists());
    look_later(&anna).await;
    assert_eq!(held(&anna), (0, 0));
    assert!(closed() && state(&anna).is_some() && !aside.exists());

    is_given_back(&demo, anna, &all).await;
}

/// The administrator takes the whole entry away, as is usual: the server does not show the folder any more.
/// Nothing is done there meanwhile, and nothing is lost if it was a mistake.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_not_listed_any_more_goes_at_the_second_look() {
    let demo = with_salaries();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let aside = put_aside(&anna);
    let waiting = || anna.engine.reader().acts(None).unwrap().len();
    let closed = || problems(&anna).contains(&"problem-folder-closed");
    let all = demo.rights("support", "Salaries", "anna").unwrap();
    demo.imap_fault_at(When::command("UID STORE"), Fault::cut(), 0, u32::MAX);
    anna.ask(flag(&anna)).await.unwrap();
    assert_eq!(waiting(), 1);
    may(&demo, "");
    demo.clear_faults();
    look(&anna).await;
    anna.sync().await;
    assert_eq!(state(&anna), Some(FolderState::Absent));
    assert_eq!((held(&anna), waiting()), ((1, 1), 1));
    let refused = anna.ask(flag(&anna)).await.unwrap_err();
    assert_eq!(refused.message.key, "may-not-absent");
    // The rest of the mailbox is as before.
    let new = Command::CreateFolder {
        mailbox: id(SUPPORT),
        path: "Orders".into(),
    };
    anna.ask(new).await.expect("a folder is made beside it");

    may(&demo, &all.to_string());
    look(&anna).await;
    assert_eq!(state(&anna), Some(FolderState::Readable));
    anna.sync().await;
    anna.until("what waited is done", || waiting() == 0).await;
    assert_eq!(held(&anna), (1, 1));
    let there = demo.messages("support", "Salaries").unwrap();
    assert!(there[0].flags.iter().any(|flag| flag == "\\Flagged"));
    assert_eq!(problems(&anna), [] as [&str; 0]);

    may(&demo, "");
    look_later(&anna).await;
    assert!(held(&anna) == (1, 1) && !closed() && aside.exists());
    look_later(&anna).await;
    assert_eq!((state(&anna), held(&anna)), (None, (0, 0)));
    assert!(closed() && !aside.exists());
    assert!(anna.inbox(SUPPORT).state == FolderState::Readable);

    is_given_back(&demo, anna, &all).await;
}

/// A folder below it may still be seen: then it is listed as a node, which holds nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_a_mere_node_by_now_goes_at_the_second_look_too() {
    let demo = with_salaries();
    demo.create_folder("support", "Salaries/2026").unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    may(&demo, "");
    look(&anna).await;
    assert_eq!(state(&anna), Some(FolderState::Absent));
    assert_eq!(held(&anna), (1, 1));
    look_later(&anna).await;
    assert_eq!(held(&anna), (0, 0));
    look(&anna).await;
    assert_eq!(state(&anna), Some(FolderState::Container));
    let below = FolderId::of(&id(SUPPORT), "Salaries/2026");
    assert!(anna.engine.reader().folder(&below).unwrap().is_some());
    assert_eq!(problems(&anna), ["problem-folder-closed"]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_of_a_folder_that_is_not_listed_can_be_read_until_it_is_not_kept_any_more() {
    let demo = with_salaries();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let keep = |keep: bool| anna.engine.change_settings(move |s| s.keep_lost = keep);
    keep(true).await.unwrap();
    anna.ask(Command::FetchBody(letter(&anna))).await.unwrap();
    let waiting = || anna.engine.reader().acts(None).unwrap().len();
    demo.imap_fault_at(When::command("UID STORE"), Fault::cut(), 0, u32::MAX);
    anna.ask(flag(&anna)).await.unwrap();
    may(&demo, "");
    demo.clear_faults();
    look(&anna).await;
    assert_eq!(waiting(), 1);
    for _ in 0..2 {
        look_later(&anna).await;
        assert_eq!(state(&anna), Some(FolderState::Absent));
        assert_eq!((held(&anna), waiting()), ((1, 1), 0));
    }
    // What cannot be done any more was said.
    assert_eq!(problems(&anna), ["problem-act-folder-gone"]);
    anna.ask(Command::FetchBody(letter(&anna)))
        .await
        .expect("what is here is read");
    keep(false).await.unwrap();
    look(&anna).await;
    assert_eq!((state(&anna), held(&anna)), (None, (0, 0)));
    assert!(problems(&anna).contains(&"problem-folder-closed"));
    anna.engine.stop().await;
}

/// Where nobody took a right away, or nothing is held, nothing is in doubt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_own_folder_and_an_empty_one_go_at_once() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("anna", "Mine").unwrap();
    demo.create_folder("support", "Empty").unwrap();
    let mail = b"Subject: x\r\n\r\nx\r\n";
    demo.deliver("anna", "Mine", mail).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let both = [("anna@acme.example", "Mine"), (SUPPORT, "Empty")];
    let there = || {
        both.map(|(mailbox, path)| {
            let folder = FolderId::of(&id(mailbox), path);
            anna.engine.reader().folder(&folder).unwrap().is_some()
        })
    };
    assert_eq!(there(), [true, true]);
    demo.delete_folder("anna", "Mine").unwrap();
    demo.delete_folder("support", "Empty").unwrap();
    look(&anna).await;
    assert_eq!(there(), [false, false]);
    assert_eq!(problems(&anna), [] as [&str; 0]);
    anna.engine.stop().await;
}

/// What a colleague gave another name is there under that one, and nobody is told that it went.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_a_colleague_renamed_is_there_under_its_new_name_at_once() {
    let demo = with_salaries();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let mut ben = Client::imap(&demo, "ben").await;
    let rename = "RENAME shared/support@acme.example/Salaries shared/support@acme.example/Pay";
    assert!(ben.ask(rename).await.is_ok());
    look(&anna).await;
    anna.sync().await;
    assert_eq!((state(&anna), held(&anna)), (None, (0, 1)));
    look_later(&anna).await;
    assert_eq!(problems(&anna), [] as [&str; 0]);
    anna.engine.stop().await;
}
