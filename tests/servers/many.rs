//! Members against each other in one mailbox of a real server, and a member whose access goes and
//! comes: all end in the server's state.

use std::collections::BTreeSet;

use fastrand::Rng;

use postroom::domain::{FlagChange, FolderRole, FolderState, SystemFlag};
use postroom::engine::Command;

use crate::lab::Lab;
use crate::lab::team::FULL;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";
const ROLES: [(FolderRole, &str); 3] = [
    (FolderRole::Inbox, "INBOX"),
    (FolderRole::Archive, "Archive"),
    (FolderRole::Trash, "Trash"),
];
const MESSAGES: usize = 40;
/// What each member does. T23 wants ten minutes of it, which is these steps many times over.
const STEPS: usize = 120;

/// Each message by its subject: where it lies and whether it is flagged. One that lies in two places
/// is there twice.
type Sight = Vec<(String, &'static str, bool)>;

fn seen_by(member: &Member) -> Sight {
    let mut sight = Vec::new();
    for (role, name) in ROLES {
        for message in member.messages(SUPPORT, role) {
            let flagged = message.flags.has(SystemFlag::Flagged);
            sight.push((message.subject, name, flagged));
        }
    }
    sight.sort();
    sight
}

fn on_server(lab: &Lab) -> Sight {
    let mut sight = Vec::new();
    for (_, name) in ROLES {
        for message in lab.folder_messages("support", name) {
            let flagged = message.flags.iter().any(|flag| flag == "\\Flagged");
            sight.push((message.header("Subject").unwrap(), name, flagged));
        }
    }
    sight.sort();
    sight
}

/// Flags, moves and deletes at random; what a colleague took away meanwhile is refused, or said.
async fn work(member: &Member, mut rng: Rng) {
    for step in 0..STEPS {
        let (role, _) = ROLES[rng.usize(0..2)];
        let Some(message) = rng.choice(member.messages(SUPPORT, role)) else {
            member.sync().await;
            continue;
        };
        let messages = vec![message.id];
        let command = match rng.u8(0..8) {
            0..4 => Command::Mark {
                messages,
                change: FlagChange::system(SystemFlag::Flagged, rng.bool()),
            },
            4..7 => {
                let (to, _) = ROLES[rng.usize(0..2)];
                let to = member.folder(SUPPORT, to).id;
                Command::Move { messages, to }
            }
            _ => Command::Delete(messages),
        };
        let _ = member.engine.request(command).await;
        if step % 10 == 9 {
            member.sync().await;
        }
    }
}

/// T23 of the test list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_members_in_one_mailbox_end_in_the_servers_state() {
    three_members(Lab::start()).await;
}

pub async fn three_members(lab: Lab) {
    let seed = match std::env::var("POSTROOM_MEMBERS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    for n in 0..MESSAGES {
        lab.put(
            "support",
            "INBOX",
            question(&format!("Order {n}")).as_bytes(),
        );
    }
    let mut members = Vec::new();
    for name in ["anna", "ben", "carla"] {
        lab.set_acl_everywhere("support", name, FULL);
        let member = Member::new(&lab, name, false).await;
        member.sync().await;
        assert_eq!(seen_by(&member).len(), MESSAGES);
        members.push(member);
    }
    let mut rng = Rng::with_seed(seed);
    let [one, two, three] = &members[..] else {
        panic!("three members");
    };
    tokio::join!(
        work(one, rng.fork()),
        work(two, rng.fork()),
        work(three, rng.fork())
    );
    for member in &members {
        let none = || member.engine.reader().acts(None).unwrap().is_empty();
        member.until("nothing waits any more", none).await;
    }
    let server = on_server(&lab);
    for member in &members {
        member.refresh().await;
        member.sync().await;
        assert_eq!(seen_by(member), server, "seed {seed}");
    }
    // Nothing was lost. Where two move one message in the same moment, each by one UID MOVE, Dovecot
    // 2.3 may leave it in both places; what everybody sees is that.
    let subjects: BTreeSet<&str> = server
        .iter()
        .map(|(subject, ..)| subject.as_str())
        .collect();
    assert_eq!(subjects.len(), MESSAGES, "seed {seed}");
    for member in members {
        member.stop().await;
    }
}

fn sign_ins(lab: &Lab) -> usize {
    lab.logs().matches("Login: user=<anna@").count()
}

/// T22 of the test list: the access goes while the folder is watched (IDLE) and acts wait, and comes
/// back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn access_that_goes_while_it_is_watched_is_said_and_costs_nothing() {
    let lab = Lab::start();
    for n in 0..5 {
        lab.put(
            "support",
            "INBOX",
            question(&format!("Order {n}")).as_bytes(),
        );
    }
    let anna = Member::new(&lab, "anna", true).await;
    anna.until("all is here", || seen_by(&anna).len() == 5)
        .await;
    let waiting = || anna.engine.reader().acts(None).unwrap().len();
    let offline = |on| anna.engine.request(Command::SetOffline(on));
    offline(true).await.unwrap();
    for message in anna.messages(SUPPORT, FolderRole::Inbox) {
        let mark = Command::Mark {
            messages: vec![message.id],
            change: FlagChange::system(SystemFlag::Flagged, true),
        };
        anna.engine.request(mark).await.unwrap();
    }
    assert!(waiting() > 0);
    for folder in ["INBOX", "Sent"] {
        lab.set_acl("support", folder, "anna", "");
    }
    let before = sign_ins(&lab);
    offline(false).await.unwrap();
    let is_lost = || {
        let said = anna.engine.problems();
        said.iter()
            .any(|problem| problem.mailbox == Some(id(SUPPORT)))
    };
    anna.until("it is said", is_lost).await;
    // Nothing of it came to the server, and nobody keeps knocking.
    assert!(on_server(&lab).iter().all(|(.., flagged)| !flagged));
    let knocks = sign_ins(&lab) - before;
    assert!(knocks <= 20, "{knocks} sign-ins");
    // What else she has goes on.
    assert!(anna.mailboxes().contains(&"anna@postroom.test".to_owned()));

    lab.set_acl("support", "INBOX", "anna", FULL);
    let is_back = || {
        let folders = anna.folders(SUPPORT);
        let inbox = folders.iter().find(|f| f.role == FolderRole::Inbox);
        inbox.is_some_and(|inbox| inbox.state == FolderState::Readable)
    };
    for _ in 0..20 {
        let _ = anna.engine.request(Command::Refresh(None)).await;
        if is_back() {
            break;
        }
    }
    anna.until("it is as before", is_back).await;
    anna.until("nothing waits any more", || waiting() == 0)
        .await;
    anna.sync().await;
    let alike = || seen_by(&anna) == on_server(&lab);
    anna.until("both hold the same", alike).await;
    anna.stop().await;
}
