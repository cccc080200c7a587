//! What a server does in part: of many messages it takes some, and then there is no room. (A move is
//! against no quota of Dovecot; the demo server plays that: `tests/demo/in_part.rs`.)

use std::time::{Duration, SystemTime};

use postroom::domain::{Folder, FolderRole, MessageKey};
use postroom::engine::{Command, ListFilter, Reply};

use crate::lab::Lab;
use crate::lab::team::FULL;
use crate::member::{Member, question};

const SUPPORT: &str = "support@postroom.test";
const ANNA: &str = "anna@postroom.test";
const ALL: usize = 1400;

/// Messages in the team's Inbox, and anna's own mailbox, which has room for some of them.
async fn ready(room: u32) -> (Lab, Member) {
    let lab = Lab::start();
    lab.set_acl_everywhere("support", "anna", FULL);
    let now = SystemTime::now();
    let messages = (0..ALL).map(|n| {
        let came = now - Duration::from_secs(60 * (ALL - n) as u64);
        (question(&format!("Order {n}")), came, false)
    });
    lab.fill("support", "INBOX", messages);
    lab.set_quota("anna", room);
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    (lab, anna)
}

fn listed(anna: &Member, folder: &Folder) -> Vec<MessageKey> {
    let reader = anna.engine.reader();
    let rows = reader.list(&folder.id, ListFilter::default(), 10_000);
    rows.unwrap().into_iter().map(|m| m.id).collect()
}

/// Every second one: no two of them are neighbours, so that it takes several commands.
fn scattered(anna: &Member) -> Vec<MessageKey> {
    let mut keys = listed(anna, &anna.folder(SUPPORT, FolderRole::Inbox));
    assert_eq!(keys.len(), ALL);
    keys.retain(|key| key.uid % 2 == 0);
    keys
}

fn target(anna: &Member) -> Folder {
    anna.folder(ANNA, FolderRole::Archive)
}

/// How many the server holds of the team's, and of hers.
fn held(lab: &Lab) -> (usize, usize) {
    let count = |mailbox, folder| lab.subjects(mailbox, folder).len();
    (count("support", "INBOX"), count("anna", "Archive"))
}

/// The same as she sees it.
async fn seen(anna: &Member) -> (usize, usize) {
    anna.sync().await;
    let count = |folder: Folder| listed(anna, &folder).len();
    (
        count(anna.folder(SUPPORT, FolderRole::Inbox)),
        count(target(anna)),
    )
}

/// What the one notice says: how many of how many stayed.
fn said(anna: &Member) -> (usize, usize) {
    let problems = anna.engine.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = &problems[0];
    assert!(problem.is_notice());
    let detail = problem.detail.as_ref().unwrap().to_lowercase();
    assert!(detail.contains("quota"), "{problem:?}");
    let advice = problem.advice.as_ref().unwrap();
    assert_eq!(advice.key, "advice-act-in-part");
    let number = |name| {
        let (_, value) = advice.args.iter().find(|(arg, _)| *arg == name).unwrap();
        value.parse().unwrap()
    };
    (number("left"), number("all"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_copied_before_there_was_no_room_is_copied_and_can_be_taken_back() {
    let (lab, anna) = ready(300).await;
    let messages = scattered(&anna);
    let (all, to) = (messages.len(), target(&anna).id);
    let reply = anna.engine.request(Command::Copy { messages, to }).await;
    assert!(matches!(reply, Ok(Reply::Moved(_))), "{reply:?}");
    let (_, copied) = held(&lab);
    assert!(copied > 0 && copied < all, "{copied}");
    assert_eq!(seen(&anna).await, (ALL, copied));
    assert_eq!(said(&anna), (all - copied, all));
    let undo = Command::Undo { since: None };
    anna.engine.request(undo).await.unwrap();
    assert_eq!(held(&lab), (ALL, 0));
    assert_eq!(seen(&anna).await, (ALL, 0));
    anna.stop().await;
}
