//! The last steps are taken back, whatever they were: while they wait, afterwards, and by a later run.

use postroom::demo::{CutHow, DemoServer, Fault, Profile, Team, When};
use postroom::domain::{ActState, FlagChange, FolderId, FolderRole, MessageKey, SystemFlag};
use postroom::engine::{Command, Pace, Problem, Reply};
use postroom::store::ListFilter;
use serde_json::json;

use crate::anna::{Anna, id};
use crate::offline::{online, told};
use crate::program::{Program, SUPPORT as ADDRESS, text};

const SUPPORT: &str = "support@acme.example";
const ANNA: &str = "anna@acme.example";

async fn ready(demo: &DemoServer) -> Anna {
    let anna = Anna::sign_in(demo).await;
    anna.sync().await;
    anna
}

fn of(path: &str) -> FolderId {
    FolderId::of(&id(SUPPORT), path)
}

fn role(anna: &Anna, role: FolderRole) -> FolderId {
    let folder = anna.engine.reader().folder_by_role(&id(SUPPORT), role);
    folder.unwrap().unwrap().id
}

/// The newest messages of the team's Inbox that bear no flag.
fn plain(anna: &Anna, count: usize) -> Vec<MessageKey> {
    let reader = anna.engine.reader();
    let list = reader.list(&anna.inbox(SUPPORT).id, ListFilter::default(), 100);
    let plain = list.unwrap().into_iter();
    let plain = plain.filter(|m| !m.flags.has(SystemFlag::Flagged));
    plain.map(|m| m.id).take(count).collect()
}

fn flag(messages: &[MessageKey]) -> Command {
    Command::Mark {
        messages: messages.to_vec(),
        change: FlagChange::system(SystemFlag::Flagged, true),
    }
}

fn moved(messages: &[MessageKey], to: FolderId) -> Command {
    Command::Move {
        messages: messages.to_vec(),
        to,
    }
}

fn create(path: &str) -> Command {
    Command::CreateFolder {
        mailbox: id(SUPPORT),
        path: path.to_owned(),
    }
}

fn rename(folder: &str, path: &str) -> Command {
    Command::RenameFolder {
        folder: of(folder),
        path: path.to_owned(),
    }
}

async fn undo(anna: &Anna) -> Result<&'static str, Problem> {
    match anna.ask(Command::Undo { since: None }).await? {
        Reply::Undone { step, .. } => Ok(step.acts[0].act.word()),
        other => panic!("{other:?}"),
    }
}

fn has(anna: &Anna, path: &str) -> bool {
    let shown = anna.engine.reader().folders_shown(&id(SUPPORT)).unwrap();
    shown.iter().any(|folder| folder.path == path)
}

/// Each folder with the octets and the flags of its messages.
type Picture = Vec<(&'static str, Vec<(Vec<u8>, Vec<String>)>)>;

/// What lies in these folders on the server, with its flags and without its numbers.
fn picture(demo: &DemoServer) -> Picture {
    let of = |folder: &'static str| {
        let messages = demo.messages("support", folder).unwrap().into_iter();
        let mut messages: Vec<_> = messages.map(|m| (m.bytes.to_vec(), m.flags)).collect();
        messages.sort();
        (folder, messages)
    };
    ["INBOX", "Archive", "Trash"].map(of).to_vec()
}

fn changing(demo: &DemoServer) -> Vec<String> {
    let words = [
        "UID STORE",
        "UID MOVE",
        "UID COPY",
        "UID EXPUNGE",
        "CREATE",
        "RENAME",
        "DELETE",
    ];
    let lines = demo.commands().into_iter().map(|c| c.line);
    lines
        .filter(|line| words.iter().any(|word| line.starts_with(word)))
        .collect()
}

/// Eight steps, each of another kind, the later ones on the messages and folders of the earlier.
async fn eight_steps(anna: &Anna) {
    let keys = plain(anna, 4);
    let archive = role(anna, FolderRole::Archive);
    for step in [
        flag(&keys[..3]),
        Command::Copy {
            messages: keys[..1].to_vec(),
            to: archive.clone(),
        },
        moved(&keys[..2], archive),
        Command::Delete(keys[2..].to_vec()),
        create("Orders"),
        create("Orders/2026"),
        rename("Orders/2026", "Orders/2025"),
    ] {
        anna.ask(step).await.unwrap();
    }
    // While the new name waits, its id is that of the old one.
    let shown = anna.engine.reader().folders_shown(&id(SUPPORT)).unwrap();
    let orders = shown.into_iter().find(|f| f.path == "Orders/2025").unwrap();
    anna.ask(Command::DeleteFolder(orders.id)).await.unwrap();
    assert!(has(anna, "Trash/2025") && !has(anna, "Orders/2025"));
}

const KINDS: [&str; 8] = [
    "rename_folder",
    "rename_folder",
    "create_folder",
    "create_folder",
    "move",
    "move",
    "copy",
    "mark_flags",
];

async fn all_undone(anna: &Anna) {
    for kind in KINDS {
        assert_eq!(undo(anna).await.unwrap(), kind);
    }
    let nothing = undo(anna).await.unwrap_err();
    assert_eq!(nothing.message.key, "problem-undo-nothing");
    assert!(!has(anna, "Orders") && !has(anna, "Trash/2025"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_did_is_done_the_other_way_round() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let before = picture(&demo);
    eight_steps(&anna).await;
    assert_ne!(picture(&demo), before);
    all_undone(&anna).await;
    assert_eq!(picture(&demo), before);
    anna.engine.stop().await;
}

/// Whoever sees the copy may remove the original: then the copy is all that is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_all_that_is_left_is_not_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 2);
    anna.ask(Command::Copy {
        messages: keys.clone(),
        to: role(&anna, FolderRole::Archive),
    })
    .await
    .unwrap();
    demo.remove("support", "INBOX", keys[0].uid).unwrap();
    let before = picture(&demo);
    assert_eq!(undo(&anna).await.unwrap(), "copy");
    let now = picture(&demo);
    // The other one is.
    assert_eq!(before[1].1.len(), now[1].1.len() + 1);
    let told = anna.engine.problems();
    assert_eq!(told[0].message.key, "problem-undo-in-part", "{told:?}");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_copied_out_of_trash_is_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    anna.ask(Command::Delete(keys)).await.unwrap();
    anna.sync().await;
    let trash = role(&anna, FolderRole::Trash);
    let list = anna.engine.reader().list(&trash, ListFilter::default(), 1);
    let messages = list.unwrap().into_iter().map(|m| m.id).collect();
    let before = picture(&demo);
    let to = role(&anna, FolderRole::Archive);
    anna.ask(Command::Copy { messages, to }).await.unwrap();
    assert_ne!(picture(&demo), before);
    assert_eq!(undo(&anna).await.unwrap(), "copy");
    assert_eq!(picture(&demo), before);
    anna.engine.stop().await;
}

/// A server without UIDPLUS, which tells nobody under which number what was moved or copied lies there.
struct Bare {
    demo: DemoServer,
    anna: Anna,
    inbox: FolderId,
    archive: FolderId,
}

impl Bare {
    async fn ready() -> Self {
        let demo = DemoServer::start(Team::acme()).unwrap();
        demo.set_profile(Profile::Bare);
        let anna = ready(&demo).await;
        let inbox = anna.inbox(ANNA).id;
        let archive = anna
            .engine
            .reader()
            .folder_by_role(&id(ANNA), FolderRole::Archive);
        let archive = archive.unwrap().unwrap().id;
        Self {
            demo,
            anna,
            inbox,
            archive,
        }
    }

    fn newest(&self, count: usize) -> Vec<MessageKey> {
        let reader = self.anna.engine.reader();
        let list = reader.list(&self.inbox, ListFilter::default(), count);
        list.unwrap().into_iter().map(|m| m.id).collect()
    }

    fn copied(&self, messages: &[MessageKey]) -> Command {
        Command::Copy {
            messages: messages.to_vec(),
            to: self.archive.clone(),
        }
    }

    /// A colleague copies it.
    fn copy_beside(&self, key: &MessageKey) {
        let there = self.demo.messages("anna", "INBOX").unwrap();
        let copied = there.iter().find(|m| m.uid == key.uid).unwrap();
        self.demo.deliver("anna", "Archive", &copied.bytes).unwrap();
    }

    /// What lies in these folders.
    fn picture(&self) -> [Vec<Vec<u8>>; 2] {
        ["INBOX", "Archive"].map(|folder| {
            let messages = self.demo.messages("anna", folder).unwrap().into_iter();
            let mut messages: Vec<_> = messages.map(|m| m.bytes.to_vec()).collect();
            messages.sort();
            messages
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_where_it_was_moved_to_comes_back() {
    let bare = Bare::ready().await;
    let (anna, keys, before) = (&bare.anna, bare.newest(3), bare.picture());
    anna.ask(bare.copied(&keys[..2])).await.unwrap();
    anna.sync().await;
    anna.ask(moved(&keys[1..], bare.archive.clone()))
        .await
        .unwrap();
    let now = bare.picture();
    assert_eq!(
        (now[0].len() + 2, now[1].len()),
        (before[0].len(), before[1].len() + 4)
    );
    // Of the one there are two in the archive: which of them was moved is told by when they came.
    for kind in ["move", "copy"] {
        assert_eq!(undo(anna).await.unwrap(), kind);
    }
    assert_eq!(bare.picture(), before);
    bare.anna.engine.stop().await;
}

/// Without UIDPLUS what came into the goal tells where something was moved or copied to: only where it is
/// beyond doubt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_a_colleague_made_is_not_taken_back() {
    let bare = Bare::ready().await;
    let (anna, keys) = (&bare.anna, bare.newest(2));
    // Unknown here yet: one a colleague copied, and the other they moved.
    bare.copy_beside(&keys[0]);
    bare.copy_beside(&keys[1]);
    bare.demo.remove("anna", "INBOX", keys[1].uid).unwrap();
    anna.ask(moved(&keys[..1], bare.archive.clone()))
        .await
        .unwrap();
    anna.ask(bare.copied(&keys[1..])).await.unwrap();
    let before = bare.picture();
    for _ in 0..2 {
        let late = undo(anna).await.unwrap_err();
        assert_eq!(late.message.key, "problem-undo-too-late");
    }
    assert_eq!(bare.picture(), before);
    bare.anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_withdrawn_and_no_server_hears_of_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::SetOffline(true)).await.unwrap();
    eight_steps(&anna).await;
    demo.clear_commands();
    all_undone(&anna).await;
    assert_eq!(anna.engine.reader().acts(None).unwrap(), []);
    online(&anna).await;
    assert_eq!(changing(&demo), [] as [&str; 0]);
    anna.engine.stop().await;
}

/// Done by one run, carried out by the next, and taken back without a network by a third.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_run_takes_back_what_an_earlier_one_did() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let before = picture(&demo);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    eight_steps(&anna).await;
    let anna = anna.begin_again(Pace::quick()).await;
    anna.go_on(&demo).await;
    online(&anna).await;
    anna.sync().await;
    assert_ne!(picture(&demo), before);
    let anna = anna.begin_again(Pace::quick()).await;
    all_undone(&anna).await;
    anna.go_on(&demo).await;
    online(&anna).await;
    assert_eq!(picture(&demo), before);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_for_good_can_be_had_back_only_while_it_waits() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let trash = role(&anna, FolderRole::Trash);
    anna.ask(create("Orders")).await.unwrap();
    for step in [
        Command::Delete(plain(&anna, 2)),
        Command::DeleteFolder(of("Orders")),
    ] {
        anna.ask(step).await.unwrap();
    }
    anna.sync().await;
    let reader = anna.engine.reader();
    let lies = || reader.list(&trash, ListFilter::default(), 100).unwrap();
    let one = lies()[0].id.clone();
    let count = lies().len();
    let gone = || {
        [
            Command::Delete(vec![one.clone()]),
            Command::EmptyFolder(trash.clone()),
            Command::DeleteFolder(of("Trash/Orders")),
        ]
    };
    let before = picture(&demo);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    for step in gone() {
        anna.ask(step).await.unwrap();
    }
    assert_eq!(lies().len(), 0);
    for kind in ["delete_folder", "empty_folder", "delete"] {
        assert_eq!(undo(&anna).await.unwrap(), kind);
    }
    assert_eq!(lies().len(), count);
    online(&anna).await;
    assert_eq!(picture(&demo), before);

    for step in gone() {
        anna.ask(step).await.unwrap();
    }
    for key in [
        "problem-undo-folder-gone",
        "problem-undo-for-good",
        "problem-undo-for-good",
    ] {
        assert_eq!(undo(&anna).await.unwrap_err().message.key, key);
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_in_which_something_lies_by_now_stays() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    for path in ["Orders", "Bills"] {
        anna.ask(create(path)).await.unwrap();
    }
    // What a colleague put there nobody here has seen.
    let mail = b"From: kim@b.test\r\nSubject: Bill\r\n\r\nHello\r\n";
    demo.deliver("support", "Bills", mail).unwrap();
    let got_mail = undo(&anna).await.unwrap_err();
    assert_eq!(got_mail.message.key, "problem-folder-got-mail");
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(moved(&plain(&anna, 1), of("Orders")))
        .await
        .unwrap();
    anna.engine.reader().steps().unwrap();
    assert_eq!(undo(&anna).await.unwrap(), "move");
    assert_eq!(undo(&anna).await.unwrap(), "create_folder");
    online(&anna).await;
    assert!(has(&anna, "Bills") && !has(&anna, "Orders"));
    anna.engine.stop().await;
}

/// Nobody knows then whether the server did it: it is no time to say that it did, nor to forget the step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_can_be_taken_back_when_its_end_is_known() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let before = picture(&demo);
    let cut = Fault::Cut(CutHow::Fin);
    demo.imap_fault_at(When::command("UID MOVE"), cut, 0, 1000);
    let archive = role(&anna, FolderRole::Archive);
    let reply = anna.ask(moved(&plain(&anna, 2), archive)).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    for _ in 0..2 {
        let problem = undo(&anna).await.unwrap_err();
        assert_eq!(problem.message.key, "problem-undo-under-way");
    }
    demo.clear_faults();
    anna.sync().await;
    anna.until("it is done", || {
        anna.engine.reader().acts(None).unwrap().is_empty()
    })
    .await;
    assert_ne!(picture(&demo), before);
    assert_eq!(undo(&anna).await.unwrap(), "move");
    assert_eq!(picture(&demo), before);
    anna.engine.stop().await;
}

/// What is refused while it is waited for is said, and nothing else is taken back in its place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_turns_out_as_refused_is_said_and_no_other_step_is_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let [first, second, third] = plain(&anna, 3).try_into().unwrap();
    let archive = role(&anna, FolderRole::Archive);
    anna.ask(moved(&[first], archive.clone())).await.unwrap();
    let before = picture(&demo);
    let no = Fault::No("[OVERQUOTA] full".to_owned());
    demo.imap_fault(When::command("UID MOVE"), Fault::Cut(CutHow::Fin));
    demo.imap_fault_at(When::command("UID MOVE"), no, 1, 1);
    let reply = anna.ask(moved(&[second], archive.clone())).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    let problem = undo(&anna).await.unwrap_err();
    assert_eq!(problem.message.key, "problem-undo-not-carried-out");
    assert_eq!(picture(&demo), before);
    let said = told(&anna).await;
    assert!(said.is_notice());
    assert_eq!(said.advice.as_ref().unwrap().key, "advice-act-taken-back");
    anna.ask(Command::Acknowledge(said)).await.unwrap();

    // What is done while an undo waits for the one before is not what it was asked for.
    let late = Fault::Delay(std::time::Duration::from_millis(800));
    demo.imap_fault(When::command("UID MOVE"), late);
    let moving = anna
        .engine
        .request(moved(std::slice::from_ref(&third), archive.clone()));
    let engine = anna.engine.clone();
    let flagging = async {
        let begun = || {
            let acts = anna.engine.reader().acts(None).unwrap();
            acts.iter().any(|act| act.state == ActState::Started)
        };
        anna.until("it is under way", begun).await;
        let undoing = engine.request(Command::Undo { since: None });
        let flagging = async {
            tokio::task::yield_now().await;
            engine.request(flag(&plain(&anna, 1))).await
        };
        tokio::join!(undoing, flagging)
    };
    let (moved, (undone, flagged)) = tokio::join!(moving, flagging);
    moved.unwrap();
    flagged.unwrap();
    let Ok(Reply::Undone { step, .. }) = undone else {
        panic!("{undone:?}")
    };
    assert_eq!(step.acts[0].act.word(), "move");
    assert_eq!(undo(&anna).await.unwrap(), "mark_flags");
    anna.engine.stop().await;
}

/// Who closes the window at once, or stops waiting, hears of it later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_when_nobody_waits_any_more_is_said_in_the_next_run() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    demo.imap_fault(
        When::command("UID MOVE"),
        Fault::Delay(std::time::Duration::from_millis(300)),
    );
    demo.imap_fault(
        When::command("UID MOVE"),
        Fault::No("[OVERQUOTA] full".to_owned()),
    );
    let asked = anna.engine.request(Command::Delete(keys));
    let begun = anna.until("it is under way", || {
        let acts = anna.engine.reader().acts(None).unwrap();
        acts.iter().any(|act| act.state == ActState::Started)
    });
    tokio::select! {
        biased;
        reply = asked => panic!("{reply:?}"),
        () = begun => {}
    }
    let anna = anna.begin_again(Pace::quick()).await;
    let said = told(&anna).await;
    assert_eq!(said.advice.as_ref().unwrap().key, "advice-act-taken-back");
    assert_eq!(anna.engine.reader().acts(None).unwrap(), []);
    anna.engine.stop().await;
}

/// A folder that a colleague made meanwhile is theirs, also when it is empty.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_somebody_else_was_quicker_to_make_stays() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(flag(&plain(&anna, 1))).await.unwrap();
    anna.ask(create("Orders")).await.unwrap();
    demo.create_folder("support", "Orders").unwrap();
    online(&anna).await;
    assert_eq!(anna.engine.reader().acts(None).unwrap(), []);
    assert_eq!(undo(&anna).await.unwrap(), "mark_flags");
    assert_eq!(
        undo(&anna).await.unwrap_err().message.key,
        "problem-undo-nothing"
    );
    assert!(has(&anna, "Orders") && demo.messages("support", "Orders").is_ok());
    anna.engine.stop().await;
}

/// What a colleague put there before it nobody here has seen: it stays, whatever was moved there since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_emptied_reaches_no_further_than_what_was_seen() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let trash = role(&anna, FolderRole::Trash);
    let reader = anna.engine.reader();
    // The folder is too busy to be read from here on; acts open theirs in another way.
    let busy = Fault::No("[INUSE] later".to_owned());
    demo.imap_fault_at(When::command("EXAMINE"), busy, 0, 10_000);
    let mail = b"From: kim@b.test\r\nSubject: Put away\r\nMessage-ID: <k@b.test>\r\n\r\nHello\r\n";
    demo.deliver("support", "Trash", mail).unwrap();
    let before = reader.sync_state(&trash).unwrap().unwrap();
    anna.ask(Command::Delete(plain(&anna, 1))).await.unwrap();
    let now = reader.sync_state(&trash).unwrap().unwrap();
    assert_eq!((now.held, now.uid_next), (before.held + 1, before.uid_next));
    anna.ask(Command::EmptyFolder(trash)).await.unwrap();
    let left = demo.messages("support", "Trash").unwrap();
    assert!(left.iter().any(|m| m.bytes.ends_with(b"Hello\r\n")));
    assert_eq!(left.len(), 2, "it, and what was moved behind it");
    anna.engine.stop().await;
}

/// A move that the server refuses takes the earlier one with it that it stood for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_is_not_sent_on_by_a_later_undo() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let (archive, trash) = (
        role(&anna, FolderRole::Archive),
        role(&anna, FolderRole::Trash),
    );
    let key = plain(&anna, 1);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(moved(&key, trash)).await.unwrap();
    anna.ask(moved(&key, archive.clone())).await.unwrap();
    let refused = Fault::No("[CANNOT] no".to_owned());
    demo.imap_fault_at(When::command("UID MOVE"), refused, 0, 1);
    online(&anna).await;
    assert_eq!(anna.engine.reader().steps().unwrap(), []);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(moved(&key, archive)).await.unwrap();
    assert_eq!(undo(&anna).await.unwrap(), "move");
    assert_eq!(anna.engine.reader().acts(None).unwrap(), []);
    anna.engine.stop().await;
}

/// Two ways that wait are one for the server. Of the two steps each can be taken back by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_moves_that_wait_the_second_leads_back_to_where_the_first_led() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let (archive, trash) = (
        role(&anna, FolderRole::Archive),
        role(&anna, FolderRole::Trash),
    );
    let inbox = anna.inbox(SUPPORT).id;
    let before = picture(&demo);
    let in_archive = before[1].1.len();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let keys = plain(&anna, 3);
    let goals = || {
        let reader = anna.engine.reader();
        [&archive, &trash].map(|folder| reader.arriving(folder).unwrap().len())
    };
    for second in [
        moved(&keys[..2], trash.clone()),
        Command::Delete(keys[..2].to_vec()),
    ] {
        anna.ask(moved(&keys, archive.clone())).await.unwrap();
        anna.ask(second).await.unwrap();
        assert_eq!(goals(), [1, 2]);
        assert_eq!(undo(&anna).await.unwrap(), "move");
        assert_eq!(goals(), [3, 0]);
        assert_eq!(undo(&anna).await.unwrap(), "move");
        assert_eq!(goals(), [0, 0]);
    }
    // Out and back is no step, nor is the first of the two one any more for what came back.
    anna.ask(moved(&keys, archive.clone())).await.unwrap();
    anna.ask(moved(&keys[..1], inbox)).await.unwrap();
    anna.ask(moved(&keys[..1], trash.clone())).await.unwrap();
    assert_eq!(goals(), [2, 1]);
    assert_eq!(undo(&anna).await.unwrap(), "move");
    assert_eq!(goals(), [2, 0]);
    online(&anna).await;
    let now = picture(&demo);
    assert_eq!((now[1].1.len(), &now[2]), (in_archive + 2, &before[2]));
    assert_eq!(undo(&anna).await.unwrap(), "move");
    assert_eq!(picture(&demo), before);
    anna.engine.stop().await;
}

/// The same when the server heard of the two as one way, and did it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_moves_that_were_done_as_one_the_second_leads_back_to_where_the_first_led() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let (archive, trash) = (
        role(&anna, FolderRole::Archive),
        role(&anna, FolderRole::Trash),
    );
    let before = picture(&demo);
    let counts = || [1, 2].map(|at: usize| picture(&demo)[at].1.len());
    let [in_archive, in_trash] = counts();
    for offline in [false, true] {
        let keys = plain(&anna, 3);
        anna.ask(Command::SetOffline(true)).await.unwrap();
        anna.ask(moved(&keys, archive.clone())).await.unwrap();
        anna.ask(moved(&keys[..2], trash.clone())).await.unwrap();
        online(&anna).await;
        assert_eq!(counts(), [in_archive + 1, in_trash + 2]);
        anna.ask(Command::SetOffline(offline)).await.unwrap();
        assert_eq!(undo(&anna).await.unwrap(), "move");
        if offline {
            // Both, before the server hears of either.
            assert_eq!(undo(&anna).await.unwrap(), "move");
            online(&anna).await;
        } else {
            assert_eq!(counts(), [in_archive + 3, in_trash]);
            assert_eq!(undo(&anna).await.unwrap(), "move");
        }
        assert_eq!(picture(&demo), before);
        anna.sync().await;
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_lists_the_last_steps_and_takes_them_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let (message, before) = (anna.a_message(), picture(&demo));
    assert_eq!(anna.rows(&["undo", "--list"]), [] as [serde_json::Value; 0]);
    let nothing = anna.run(&["undo"]);
    assert_eq!(nothing.status.code(), Some(1), "{}", text(&nothing.stderr));
    anna.rows(&["mark", &message, "+flagged"]);
    anna.rows(&["archive", &message]);
    anna.rows(&["folder", "create", ADDRESS, "Orders"]);
    let listed = anna.rows(&["undo", "--list"]);
    let what: Vec<_> = listed.iter().map(|row| row["what"].clone()).collect();
    assert_eq!(what, ["create_folder", "move", "mark_flags"]);
    assert_eq!(listed[1]["messages"], 1);
    assert_eq!(listed[1]["folder"], "INBOX");
    assert_eq!(listed[1]["to"], "Archive");
    assert_eq!(listed[2]["flags"], json!(["+\\Flagged"]));
    let words = text(&anna.run(&["undo", "--list"]).stdout);
    assert!(
        words.contains("one message moved from INBOX to Archive"),
        "{words}"
    );
    let undone = anna.rows(&["undo", "2"]);
    let states: Vec<_> = undone.iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["undone", "undone"]);
    // More than there are.
    assert_eq!(anna.rows(&["undo", "9"]).len(), 1);
    assert_eq!(picture(&demo), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_to_a_message_that_was_moved_a_moment_ago_finds_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    let (before, archive) = (picture(&demo), role(&anna, FolderRole::Archive));
    anna.ask(moved(&keys, archive)).await.unwrap();
    // A list that was drawn before the server answered has the old number.
    anna.ask(flag(&keys)).await.unwrap();
    let is_flagged = |one: &(Vec<u8>, Vec<String>)| one.1.iter().any(|flag| flag == "\\Flagged");
    let flagged = |folder: usize| {
        picture(&demo)[folder]
            .1
            .iter()
            .filter(|one| is_flagged(one))
            .count()
    };
    let first = before
        .iter()
        .map(|(_, all)| all.iter().filter(|one| is_flagged(one)).count());
    let first: Vec<usize> = first.collect();
    assert_eq!(flagged(1), first[1] + 1, "it is flagged where it is now");
    anna.ask(moved(&keys, role(&anna, FolderRole::Inbox)))
        .await
        .unwrap();
    assert_eq!(
        (flagged(0), flagged(1)),
        (first[0] + 1, first[1]),
        "and goes on from there"
    );
}
