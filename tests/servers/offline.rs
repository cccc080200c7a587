//! What one member did without a network, and a colleague meanwhile, on a real server: it ends in the
//! server's state, and both see the same. ([`crate::cyrus`] plays them on the other one.)

use postroom::domain::{
    FlagChange, Folder, FolderId, FolderRole, MessageHeader, MessageKey, SystemFlag,
};
use postroom::engine::{Command, Reply};
use postroom::store::ListFilter;

use crate::lab::Lab;
use crate::lab::team::FULL;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";

/// Anna and Ben, both with all rights, and these messages in the team's Inbox.
async fn both(lab: &Lab, subjects: &[&str]) -> (Member, Member) {
    lab.set_acl_everywhere("support", "ben", FULL);
    for subject in subjects {
        lab.deliver("support", question(subject));
    }
    let anna = Member::new(lab, "anna", false).await;
    anna.sync().await;
    let ben = Member::new(lab, "ben", false).await;
    ben.sync().await;
    (anna, ben)
}

fn message(member: &Member, subject: &str) -> MessageHeader {
    let all = member.messages(SUPPORT, FolderRole::Inbox);
    let found = all.into_iter().find(|m| m.subject == subject);
    found.unwrap_or_else(|| panic!("no message {subject}"))
}

fn key(member: &Member, subject: &str) -> MessageKey {
    message(member, subject).id
}

async fn ask(member: &Member, command: Command) -> Reply {
    member.engine.request(command).await.unwrap()
}

fn mark(key: MessageKey, flag: SystemFlag, on: bool) -> Command {
    Command::Mark {
        messages: vec![key],
        change: FlagChange::system(flag, on),
    }
}

fn moved(key: MessageKey, to: FolderId) -> Command {
    Command::Move {
        messages: vec![key],
        to,
    }
}

async fn offline(member: &Member) {
    ask(member, Command::SetOffline(true)).await;
}

async fn online(member: &Member) {
    ask(member, Command::SetOffline(false)).await;
    let none = || member.engine.reader().acts(None).unwrap().is_empty();
    member.until("nothing waits any more", none).await;
    member.refresh().await;
    member.sync().await;
}

fn subjects(member: &Member, folder: &FolderId) -> Vec<String> {
    let reader = member.engine.reader();
    let list = reader.list(folder, ListFilter::default(), 100).unwrap();
    let mut subjects: Vec<String> = list.into_iter().map(|m| m.subject).collect();
    subjects.sort();
    subjects
}

fn paths(member: &Member) -> Vec<String> {
    let shown = member.engine.reader().folders_shown(&id(SUPPORT)).unwrap();
    shown.into_iter().map(|f: Folder| f.path).collect()
}

fn of(path: &str) -> FolderId {
    FolderId::of(&id(SUPPORT), path)
}

/// The same folders with the same messages and flags for both.
fn agree(anna: &Member, ben: &Member) {
    assert_eq!(paths(anna), paths(ben));
    for folder in anna.folders(SUPPORT) {
        assert_eq!(
            subjects(anna, &folder.id),
            subjects(ben, &folder.id),
            "{}",
            folder.path
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_and_moves_against_each_other_end_in_the_servers_state() {
    flags_and_moves_against_each_other(Lab::start()).await;
}

pub async fn flags_and_moves_against_each_other(lab: Lab) {
    let (anna, ben) = both(&lab, &["Gone", "Filed", "Marked", "Kept"]).await;
    let (archive, trash) = (
        anna.folder(SUPPORT, FolderRole::Archive).id,
        anna.folder(SUPPORT, FolderRole::Trash).id,
    );
    offline(&anna).await;
    for subject in ["Gone", "Filed"] {
        ask(&anna, moved(key(&anna, subject), archive.clone())).await;
    }
    ask(&anna, mark(key(&anna, "Marked"), SystemFlag::Flagged, true)).await;
    ask(&anna, mark(key(&anna, "Kept"), SystemFlag::Flagged, true)).await;
    // Ben deletes one, files one elsewhere, and marks one the other way round, later than she did.
    ask(&ben, Command::Delete(vec![key(&ben, "Gone")])).await;
    ask(&ben, moved(key(&ben, "Filed"), trash.clone())).await;
    ask(&ben, mark(key(&ben, "Marked"), SystemFlag::Flagged, true)).await;
    ask(&ben, mark(key(&ben, "Marked"), SystemFlag::Flagged, false)).await;
    online(&anna).await;
    ben.sync().await;
    agree(&anna, &ben);
    assert_eq!(subjects(&anna, &trash), ["Filed", "Gone"]);
    assert_eq!(subjects(&anna, &archive), [] as [&str; 0]);
    for subject in ["Marked", "Kept"] {
        let flags = |member| message(member, subject).flags.has(SystemFlag::Flagged);
        // Hers came to the server last.
        assert!(flags(&anna) && flags(&ben), "{subject}");
    }
    anna.stop().await;
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_made_renamed_deleted_and_emptied_by_two_members() {
    folders_by_two_members(Lab::start()).await;
}

pub async fn folders_by_two_members(lab: Lab) {
    let (anna, ben) = both(&lab, &["One", "Two"]).await;
    for path in ["Orders", "Orders/2025", "Old"] {
        let create = Command::CreateFolder {
            mailbox: id(SUPPORT),
            path: path.to_owned(),
        };
        assert!(matches!(ask(&anna, create).await, Reply::Done));
    }
    ask(&anna, moved(key(&anna, "One"), of("Orders/2025"))).await;
    anna.sync().await;
    ben.refresh().await;
    ben.sync().await;
    assert_eq!(subjects(&ben, &of("Orders/2025")), ["One"]);

    // Hers follows under the new name; nothing of it is fetched again.
    let rename = |folder: &str, path: &str| Command::RenameFolder {
        folder: of(folder),
        path: path.to_owned(),
    };
    let one = |member: &Member, folder: &str| {
        let list = member
            .engine
            .reader()
            .list(&of(folder), ListFilter::default(), 10);
        list.unwrap()[0].id.clone()
    };
    let (before, after) = (one(&anna, "Orders/2025"), {
        offline(&anna).await;
        ask(&anna, rename("Orders", "Aufträge & mehr")).await;
        ask(&anna, Command::DeleteFolder(of("Old"))).await;
        assert!(paths(&anna).contains(&"Aufträge & mehr/2025".to_owned()));
        assert!(paths(&anna).contains(&"Trash/Old".to_owned()));
        online(&anna).await;
        one(&anna, "Aufträge & mehr/2025")
    });
    assert_eq!(
        (before.uid_validity, before.uid),
        (after.uid_validity, after.uid)
    );
    ben.refresh().await;
    ben.sync().await;
    agree(&anna, &ben);
    assert!(paths(&ben).contains(&"Trash/Old".to_owned()));

    // Both rename one: the first at the server wins, and the other is told.
    offline(&anna).await;
    ask(&anna, rename("Aufträge & mehr", "Hers")).await;
    ask(&ben, rename("Aufträge & mehr", "His")).await;
    online(&anna).await;
    ben.refresh().await;
    agree(&anna, &ben);
    assert!(paths(&anna).contains(&"His/2025".to_owned()));
    anna.until("it is said", || anna.engine.problems().len() == 1)
        .await;

    // For good, and what came to Trash later stays.
    let trash = anna.folder(SUPPORT, FolderRole::Trash).id;
    ask(&anna, Command::DeleteFolder(of("Trash/Old"))).await;
    ask(&anna, Command::Delete(vec![key(&anna, "Two")])).await;
    anna.sync().await;
    offline(&anna).await;
    ask(&anna, Command::EmptyFolder(trash.clone())).await;
    lab.deliver("support", question("Three"));
    let _ = lab.wait_for_messages("support", "INBOX", 1);
    ben.sync().await;
    ask(&ben, Command::Delete(vec![key(&ben, "Three")])).await;
    online(&anna).await;
    ben.refresh().await;
    ben.sync().await;
    agree(&anna, &ben);
    assert_eq!(subjects(&anna, &trash), ["Three"]);
    assert!(!paths(&anna).contains(&"Trash/Old".to_owned()));
    anna.stop().await;
    ben.stop().await;
}

/// T33 and T27: a folder that was deleted and made anew has the same name and the same numbers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_was_made_anew_has_its_own_messages_and_no_act_of_the_other_reaches_them() {
    a_folder_made_anew(Lab::start()).await;
}

pub async fn a_folder_made_anew(lab: Lab) {
    lab.create_folder("support", "Orders");
    lab.put("support", "Orders", question("Before").as_bytes());
    let anna = Member::new(&lab, "anna", false).await;
    anna.refresh().await;
    anna.sync().await;
    let orders = of("Orders");
    assert_eq!(subjects(&anna, &orders), ["Before"]);
    let lies = |member: &Member| {
        let list = member
            .engine
            .reader()
            .list(&orders, ListFilter::default(), 10);
        list.unwrap()[0].id.clone()
    };
    let before = lies(&anna);
    offline(&anna).await;
    ask(&anna, mark(before.clone(), SystemFlag::Flagged, true)).await;
    ask(&anna, Command::Delete(vec![before.clone()])).await;

    lab.remove_folder("support", "Orders");
    lab.create_folder("support", "Orders");
    lab.put("support", "Orders", question("After").as_bytes());
    online(&anna).await;
    assert_eq!(subjects(&anna, &orders), ["After"]);
    let after = lies(&anna);
    assert_eq!(after.uid, before.uid);
    assert_ne!(after.uid_validity, before.uid_validity);
    let [message] = &lab.folder_messages("support", "Orders")[..] else {
        panic!("not one message")
    };
    assert_eq!(message.flags, [] as [&str; 0]);
    assert_eq!(message.header("Subject").as_deref(), Some("After"));
    let problems = anna.engine.problems();
    let told: Vec<_> = problems.iter().map(|p| p.message.key).collect();
    assert_eq!(told, ["problem-act-not-matched"]);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_made_and_one_that_waits_for_a_folder_that_went_is_said() {
    a_copy_and_a_folder_that_went(Lab::start()).await;
}

pub async fn a_copy_and_a_folder_that_went(lab: Lab) {
    let (anna, ben) = both(&lab, &["One"]).await;
    let archive = anna.folder(SUPPORT, FolderRole::Archive).id;
    let copy = |to: FolderId| Command::Copy {
        messages: vec![key(&anna, "One")],
        to,
    };
    let Reply::Moved(places) = ask(&anna, copy(archive.clone())).await else {
        panic!("it is told where the copy is")
    };
    assert!(places[0].is_some());
    anna.sync().await;
    assert_eq!(subjects(&anna, &archive), ["One"]);
    let create = Command::CreateFolder {
        mailbox: id(SUPPORT),
        path: "Orders".to_owned(),
    };
    ask(&anna, create).await;
    offline(&anna).await;
    ask(&anna, moved(key(&anna, "One"), of("Orders"))).await;
    ben.refresh().await;
    let gone = Command::RenameFolder {
        folder: of("Orders"),
        path: "Elsewhere".to_owned(),
    };
    ask(&ben, gone).await;
    online(&anna).await;
    assert_eq!(message(&anna, "One").subject, "One");
    anna.until("it is said", || anna.engine.problems().len() == 1)
        .await;
    anna.stop().await;
    ben.stop().await;
}
