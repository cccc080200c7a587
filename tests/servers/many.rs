//! Members against each other in one mailbox of a real server, and a member whose access goes and
//! comes: all end in the server's state.
//!
//! `POSTROOM_MEMBERS=full` lets ten of them work for the ten minutes of T23; `POSTROOM_MEMBERS_SEED` gives
//! them the seed that a failure prints.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;

use postroom::domain::{FlagChange, FolderRole, FolderState, Mode, OutboxState, SystemFlag};
use postroom::engine::{Command, Leave, ListFilter, Pace, Reply};

use crate::lab::Lab;
use crate::lab::team::FULL;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";
const ROLES: [(FolderRole, &str); 3] = [
    (FolderRole::Inbox, "INBOX"),
    (FolderRole::Archive, "Archive"),
    (FolderRole::Trash, "Trash"),
];

/// Each message by its subject: where it lies, and with which flags that everybody sees. One that lies
/// in two places is there twice.
type Sight = Vec<(String, &'static str, Vec<String>)>;

/// `\Seen` is each member's own.
fn shared_flags(flags: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut shared: Vec<String> = flags.into_iter().filter(|f| f != "\\Seen").collect();
    shared.sort();
    shared
}

fn seen_by(member: &Member) -> Sight {
    let reader = member.engine.reader();
    let mut sight = Vec::new();
    for (role, name) in ROLES {
        // A member who has only just signed in knows of no folders.
        let Some(folder) = reader.folder_by_role(&id(SUPPORT), role).unwrap() else {
            continue;
        };
        let rows = reader.list(&folder.id, ListFilter::default(), 100_000);
        for message in rows.unwrap() {
            let flags = shared_flags(message.flags.to_wire());
            sight.push((message.subject, name, flags));
        }
    }
    sight.sort();
    sight
}

fn on_server(lab: &Lab) -> Sight {
    let mut sight = Vec::new();
    for (_, name) in ROLES {
        for (subject, flags) in lab.subjects("support", name) {
            sight.push((subject, name, shared_flags(flags)));
        }
    }
    sight.sort();
    sight
}

/// When a member has done enough.
#[derive(Clone, Copy)]
enum Enough {
    Steps(usize),
    At(Instant),
}

/// Flags, claims, moves and deletes at random; what a colleague took away meanwhile is refused, or
/// said. Who does not hear of the others looks now and then.
async fn work(member: &Member, mut rng: Rng, enough: Enough, hears: bool) -> usize {
    let claims: Vec<String> = (0..MEMBERS).map(|n| format!("claim{n}")).collect();
    let mut steps = 0;
    loop {
        let is_enough = match enough {
            Enough::Steps(most) => steps >= most,
            Enough::At(end) => Instant::now() >= end,
        };
        if is_enough {
            return steps;
        }
        steps += 1;
        let (role, _) = ROLES[rng.usize(0..ROLES.len())];
        let folder = member.folder(SUPPORT, role);
        let reader = member.engine.reader();
        let rows = reader.list(&folder.id, ListFilter::default(), 200).unwrap();
        let Some(message) = rng.choice(rows) else {
            member.sync().await;
            continue;
        };
        let messages = vec![message.id];
        let command = match rng.u8(0..9) {
            0..3 => Command::Mark {
                messages,
                change: FlagChange::system(SystemFlag::Flagged, rng.bool()),
            },
            // One takes it over from all others.
            3..5 => {
                let mut remove = claims.clone();
                let add = vec![remove.swap_remove(rng.usize(0..claims.len()))];
                let change = FlagChange { add, remove };
                Command::Mark { messages, change }
            }
            5..8 => {
                let (to, _) = ROLES[rng.usize(0..ROLES.len())];
                let to = member.folder(SUPPORT, to).id;
                Command::Move { messages, to }
            }
            // What lies in Trash would be gone for good.
            _ if role == FolderRole::Trash => continue,
            _ => Command::Delete(messages),
        };
        let _ = member.engine.request(command).await;
        if !hears && steps % 10 == 0 {
            member.sync().await;
        }
    }
}

fn seed() -> u64 {
    let seed = match std::env::var("POSTROOM_MEMBERS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    seed
}

/// Nothing was lost. Where two move one message in the same moment, each by one UID MOVE, Dovecot 2.3
/// may leave it in both places; what everybody sees is that.
fn all_are_there(server: &Sight, messages: usize, seed: u64) {
    let subjects = server.iter().map(|(subject, ..)| subject.as_str());
    let subjects: BTreeSet<&str> = subjects.collect();
    assert_eq!(subjects.len(), messages, "seed {seed}");
}

/// Three who look only now and then.
pub async fn three_members(lab: Lab) {
    const MESSAGES: usize = 40;
    let seed = seed();
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
    let enough = Enough::Steps(120);
    let all = members.iter().map(|m| work(m, rng.fork(), enough, false));
    futures_util::future::join_all(all).await;
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
    all_are_there(&server, MESSAGES, seed);
    for member in members {
        member.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_members_who_look_now_and_then_end_in_the_servers_state() {
    three_members(Lab::start()).await;
}

/// How many work at once: three people, each with some computers.
const MEMBERS: usize = 10;

/// T23 of the test list: nobody asks for anything at the end, as nobody does before a window.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_windows_on_one_mailbox_come_to_the_servers_state_by_themselves() {
    const MESSAGES: usize = 500;
    let lasting = match std::env::var("POSTROOM_MEMBERS") {
        Ok(form) if form == "full" => Duration::from_secs(600),
        Ok(form) => panic!("POSTROOM_MEMBERS={form}: only `full` is known"),
        Err(_) => Duration::from_secs(30),
    };
    let seed = seed();
    let lab = Lab::start();
    let now = SystemTime::now();
    let messages = (0..MESSAGES).map(|n| {
        let came = now - Duration::from_secs(60 * (MESSAGES - n) as u64);
        (question(&format!("Order {n}")), came, false)
    });
    lab.fill("support", "INBOX", messages);
    let names = ["anna", "ben", "carla"];
    for name in names {
        lab.set_acl_everywhere("support", name, FULL);
    }
    let mut members = Vec::new();
    for name in names.iter().cycle().take(MEMBERS) {
        members.push(Member::with_pace(&lab, name, true, Pace::default()).await);
    }
    for member in &members {
        member
            .until("all is here", || seen_by(member).len() == MESSAGES)
            .await;
    }
    let mut rng = Rng::with_seed(seed);
    let enough = Enough::At(Instant::now() + lasting);
    let all = members.iter().map(|m| work(m, rng.fork(), enough, true));
    let steps = futures_util::future::join_all(all).await;
    let ended = Instant::now();
    for member in &members {
        let none = || member.engine.reader().acts(None).unwrap().is_empty();
        member.until("nothing waits any more", none).await;
    }
    let none_waits = ended.elapsed();
    let server = on_server(&lab);
    for member in &members {
        let alike = || seen_by(member) == server;
        member.until("it shows what the server holds", alike).await;
    }
    println!(
        "{steps:?} steps; all carried out {none_waits:?}, and alike {:?} after the last",
        ended.elapsed()
    );
    // And nothing that was on its way changed it behind that.
    assert_eq!(on_server(&lab), server, "seed {seed}");
    all_are_there(&server, MESSAGES, seed);
    for member in members {
        member.stop().await;
    }
}

fn sign_ins(lab: &Lab) -> usize {
    lab.logs().matches("Login: user=<anna@").count()
}

/// T22 of the test list, the rest: what was begun in the mailbox stays with whoever began it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_and_a_message_that_waits_outlive_the_access_to_their_mailbox() {
    let lab = Lab::start();
    lab.put("support", "INBOX", question("Order").as_bytes());
    let anna = Member::new(&lab, "anna", true).await;
    anna.until("all is here", || seen_by(&anna).len() == 1)
        .await;
    let letter = |subject| anna.draft(SUPPORT, Mode::SendAs, "kunde@customer.test", subject);
    let keep = Command::KeepDraft {
        over: None,
        draft: letter("Begun"),
        or_apart: false,
    };
    anna.engine.request(keep).await.unwrap();
    anna.engine.settle_drafts().await;
    let in_drafts = || lab.folder_messages(SUPPORT, "Drafts").len();
    assert_eq!(in_drafts(), 1);
    let later = jiff::Timestamp::now() + Duration::from_secs(3600);
    let send = Command::Send {
        draft: letter("Put off"),
        id: None,
        leave: Leave::At(later),
    };
    let Reply::Outgoing(row) = anna.engine.request(send).await.unwrap() else {
        panic!("it is in the outbox")
    };

    for folder in ["INBOX", "Sent", "Drafts", "Archive", "Junk", "Trash"] {
        lab.set_acl("support", folder, "anna", "");
    }
    let is_there = || anna.mailboxes().contains(&SUPPORT.to_owned());
    anna.until("it is gone", || !is_there()).await;
    let keys = || {
        let problems = anna.engine.problems().into_iter();
        problems
            .map(|problem| problem.message.key)
            .collect::<Vec<_>>()
    };
    anna.until("it is said", || keys().contains(&"problem-mailbox-lost"))
        .await;
    let state = || {
        let row = anna.engine.reader().outgoing(row.outbox_id).unwrap();
        row.unwrap().state
    };
    anna.until("it is held", || state() == OutboxState::Held)
        .await;
    let begun = || {
        let reader = anna.engine.reader();
        let drafts = reader.drafts().unwrap();
        let drafts = drafts.iter().map(|d| reader.draft(d.id).unwrap().unwrap());
        drafts.map(|d| d.draft.subject).collect::<Vec<_>>()
    };
    assert_eq!(begun(), ["Begun"]);

    for folder in ["INBOX", "Sent", "Drafts", "Archive", "Junk", "Trash"] {
        lab.set_acl("support", folder, "anna", FULL);
    }
    for _ in 0..20 {
        let _ = anna.engine.request(Command::Refresh(None)).await;
        if is_there() {
            break;
        }
    }
    anna.until("it is there again", is_there).await;
    anna.sync().await;
    anna.engine.settle_drafts().await;
    assert_eq!((begun(), in_drafts()), (vec!["Begun".to_owned()], 1));
    anna.stop().await;
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
    assert!(on_server(&lab).iter().all(|(.., flags)| flags.is_empty()));
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
