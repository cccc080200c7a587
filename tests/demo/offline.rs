//! What is done without a network: merged, withdrawn, replayed, and what becomes of it when colleagues
//! did something else meanwhile.

use postroom::demo::{CutHow, DemoServer, Fault, Profile, Team, When};
use postroom::domain::{FlagChange, FolderId, FolderRole, MessageKey, SystemFlag};
use postroom::engine::{Command, Event, Reply};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};

const UNDO: Command = Command::Undo { since: None };

const SUPPORT: &str = "support@acme.example";

fn change(flag: SystemFlag, on: bool) -> FlagChange {
    FlagChange::system(flag, on)
}

async fn ready(demo: &DemoServer) -> Anna {
    let anna = Anna::sign_in(demo).await;
    anna.sync().await;
    anna
}

fn mark(messages: &[MessageKey], flag: SystemFlag, on: bool) -> Command {
    Command::Mark {
        messages: messages.to_vec(),
        change: change(flag, on),
    }
}

/// The newest messages of the team's Inbox that bear no flag.
fn plain(anna: &Anna, count: usize) -> Vec<MessageKey> {
    let inbox = anna.inbox(SUPPORT);
    let reader = anna.engine.reader();
    let list = reader.list(&inbox.id, ListFilter::default(), 100).unwrap();
    let plain = list
        .into_iter()
        .filter(|m| !m.flags.has(SystemFlag::Flagged) && !m.flags.has(SystemFlag::Answered));
    let keys: Vec<MessageKey> = plain.map(|m| m.id).take(count).collect();
    assert_eq!(keys.len(), count);
    keys
}

fn pending(anna: &Anna) -> usize {
    anna.engine.reader().acts(None).unwrap().len()
}

/// Commands that begin like this, since the log was cleared.
fn asked(demo: &DemoServer, command: &str) -> Vec<String> {
    let lines = demo.commands().into_iter().map(|c| c.line);
    lines.filter(|line| line.starts_with(command)).collect()
}

/// What was backed out is said in a moment.
pub async fn told(anna: &Anna) -> postroom::engine::Problem {
    let is_told = || !anna.engine.problems().is_empty();
    anna.until("it is said", is_told).await;
    let mut problems = anna.engine.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

pub async fn online(anna: &Anna) {
    anna.ask(Command::SetOffline(false)).await.unwrap();
    anna.until("nothing waits any more", || pending(anna) == 0)
        .await;
}

fn lies(demo: &DemoServer, folder: &str, message_id: &str) -> usize {
    let messages = demo.messages("support", folder).unwrap();
    let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(message_id);
    messages.iter().filter(|m| is_it(&m.bytes)).count()
}

fn message_id(anna: &Anna, key: &MessageKey) -> String {
    let header = anna.engine.reader().message(key).unwrap().unwrap();
    header.message_id.unwrap()
}

fn role(anna: &Anna, role: FolderRole) -> postroom::domain::FolderId {
    let folder = anna.engine.reader().folder_by_role(&id(SUPPORT), role);
    folder.unwrap().unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cancels_out_while_it_waits_never_reaches_the_server() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 3);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let reply = anna.ask(mark(&keys, SystemFlag::Flagged, true)).await;
    assert!(matches!(reply, Ok(Reply::Queued)), "{reply:?}");
    assert_eq!(pending(&anna), 1);
    let reply = anna.ask(mark(&keys, SystemFlag::Flagged, false)).await;
    assert!(matches!(reply, Ok(Reply::Done)), "{reply:?}");
    assert_eq!(pending(&anna), 0);

    // Moved and taken back: the messages are in their folder again, and nobody hears of it.
    let archive = role(&anna, FolderRole::Archive);
    let before = anna.inbox(SUPPORT).total;
    for messages in [&keys[1..], &keys[..1]] {
        let moved = Command::Move {
            messages: messages.to_vec(),
            to: archive.clone(),
        };
        anna.ask(moved).await.unwrap();
    }
    let now = || (anna.inbox(SUPPORT).total, pending(&anna));
    assert_eq!(now(), (before - 3, 1));
    anna.ask(UNDO).await.unwrap();
    assert_eq!(now(), (before - 2, 1));
    anna.ask(UNDO).await.unwrap();
    assert_eq!(now(), (before, 0));

    // Made and deleted, also where others are deleted into Trash; taken back, it is there again.
    let orders = FolderId::of(&id(SUPPORT), "Orders");
    let made = Command::CreateFolder {
        mailbox: id(SUPPORT),
        path: "Orders".to_owned(),
    };
    anna.ask(made).await.unwrap();
    assert_eq!(pending(&anna), 1);
    let delete = || Command::DeleteFolder(orders.clone());
    anna.ask(delete()).await.unwrap();
    assert_eq!(pending(&anna), 0);
    anna.ask(UNDO).await.unwrap();
    assert_eq!(pending(&anna), 1);
    let shown = || anna.engine.reader().folders_shown(&id(SUPPORT)).unwrap();
    assert!(shown().iter().any(|f| f.id == orders));
    anna.ask(delete()).await.unwrap();
    assert!(!shown().iter().any(|f| f.name() == "Orders"));

    demo.clear_commands();
    anna.ask(mark(&keys[..1], SystemFlag::Seen, true))
        .await
        .unwrap();
    online(&anna).await;
    assert!(asked(&demo, "CREATE").is_empty() && asked(&demo, "RENAME").is_empty());
    assert_eq!(asked(&demo, "UID STORE").len(), 1);
    assert!(asked(&demo, "UID MOVE").is_empty());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_on_one_folder_are_joined_and_share_its_opening() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 3);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    for key in &keys {
        let one = std::slice::from_ref(key);
        anna.ask(mark(one, SystemFlag::Flagged, true))
            .await
            .unwrap();
    }
    assert_eq!(pending(&anna), 1, "three equal ones are one");
    let archive = role(&anna, FolderRole::Archive);
    anna.ask(mark(&keys[..2], SystemFlag::Seen, true))
        .await
        .unwrap();
    let moved = Command::Move {
        messages: keys[..1].to_vec(),
        to: archive,
    };
    anna.ask(moved).await.unwrap();
    assert_eq!(pending(&anna), 3);
    let moved = message_id(&anna, &keys[0]);
    demo.clear_commands();
    online(&anna).await;
    assert_eq!(asked(&demo, "SELECT").len(), 1, "{:?}", demo.commands());
    let there = demo.messages("support", "INBOX").unwrap();
    for key in &keys[1..] {
        let message = there.iter().find(|m| m.uid == key.uid).unwrap();
        assert!(message.flags.iter().any(|f| f == "\\Flagged"));
    }
    assert_eq!(lies(&demo, "Archive", &moved), 1);
    anna.engine.stop().await;
}

/// Whoever pressed Undo after the network came back gets the messages back all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_did_meanwhile_is_told_and_can_be_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 2);
    let ids: Vec<String> = keys.iter().map(|key| message_id(&anna, key)).collect();
    let mut events = anna.engine.events();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(Command::Delete(keys.clone())).await.unwrap();
    online(&anna).await;
    let places = loop {
        if let Event::Moved { places, .. } = events.next().await.unwrap() {
            break places;
        }
    };
    assert!(keys.iter().all(|key| places.contains_key(key)));
    assert_eq!(lies(&demo, "Trash", &ids[0]), 1);
    anna.ask(UNDO).await.unwrap();
    for message in &ids {
        assert_eq!(lies(&demo, "INBOX", message), 1);
        assert_eq!(lies(&demo, "Trash", message), 0);
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_copied_once_and_copies_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 2);
    let message = message_id(&anna, &keys[0]);
    let copy = |at: usize| Command::Copy {
        messages: vec![keys[at].clone()],
        to: role(&anna, FolderRole::Archive),
    };
    // The answer is lost: what arrived is not copied again.
    let lost = Fault::CutAfter {
        bytes: 0,
        how: CutHow::Fin,
    };
    demo.imap_fault_at(When::command("UID COPY"), lost, 0, 1);
    let reply = anna.ask(copy(0)).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    online(&anna).await;
    assert_eq!(lies(&demo, "Archive", &message), 1);
    assert_eq!(lies(&demo, "INBOX", &message), 1);

    let message = message_id(&anna, &keys[1]);
    anna.ask(copy(1)).await.unwrap();
    assert_eq!(lies(&demo, "Archive", &message), 1);
    anna.ask(UNDO).await.unwrap();
    assert_eq!(lies(&demo, "Archive", &message), 0);
    assert_eq!(lies(&demo, "INBOX", &message), 1);
    anna.engine.stop().await;
}

/// A line that breaks again and again would never come to the end of it, were each looked for by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrived_of_many_is_looked_for_at_once() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let messages = plain(&anna, 8);
    let ids: Vec<String> = messages.iter().map(|key| message_id(&anna, key)).collect();
    let to = role(&anna, FolderRole::Archive);
    let lost = Fault::CutAfter {
        bytes: 0,
        how: CutHow::Fin,
    };
    demo.imap_fault_at(When::command("UID MOVE"), lost, 0, 1);
    let reply = anna.ask(Command::Move { messages, to }).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    demo.clear_commands();
    let pending = || anna.engine.reader().acts(None).unwrap().len();
    anna.until("they are moved", || pending() == 0).await;
    for id in &ids {
        assert_eq!(lies(&demo, "Archive", id), 1);
        assert_eq!(lies(&demo, "INBOX", id), 0);
    }
    let asked = demo.commands();
    let sought = asked.iter().filter(|c| c.line.contains("SEARCH HEADER"));
    assert_eq!(sought.count(), 0, "{asked:?}");
    anna.engine.stop().await;
}

/// A copy of it lay in the folder before: it is not taken for what a move that lost its answer brought there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_was_cut_off_is_not_mistaken_for_an_older_copy() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let key = plain(&anna, 1).remove(0);
    let message = message_id(&anna, &key);
    let to = role(&anna, FolderRole::Archive);
    let messages = vec![key.clone()];
    let copy = Command::Copy {
        messages: messages.clone(),
        to: to.clone(),
    };
    anna.ask(copy).await.unwrap();
    anna.sync().await;
    anna.ask(mark(&messages, SystemFlag::Flagged, true))
        .await
        .unwrap();

    demo.imap_fault_at(When::command("UID MOVE"), Fault::cut(), 0, 1);
    let reply = anna.ask(Command::Move { messages, to }).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    let pending = || anna.engine.reader().acts(None).unwrap().len();
    anna.until("it is moved", || pending() == 0).await;
    assert_eq!(lies(&demo, "Archive", &message), 2);
    assert_eq!(lies(&demo, "INBOX", &message), 0);
    let there = demo.messages("support", "Archive").unwrap();
    let newest = there.last().unwrap();
    assert!(newest.flags.iter().any(|flag| flag == "\\Flagged"));
    anna.ask(UNDO).await.unwrap();
    assert_eq!(lies(&demo, "Archive", &message), 1);
    assert_eq!(lies(&demo, "INBOX", &message), 1);
    anna.engine.stop().await;
}

/// Scanners and small devices write no Message-ID: what the line cut off is known by all that its header says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_no_message_id_is_not_copied_twice_when_the_line_breaks() {
    const SCAN: &[u8] = b"From: Scanner <scan@acme.example>\r\nTo: anna@acme.example\r\n\
        Subject: Scan of today\r\nDate: Fri, 27 Nov 2026 10:00:00 +0100\r\n\r\nOne page.\r\n";
    let scans = |demo: &DemoServer, folder| {
        let there = demo.messages("anna", folder).unwrap();
        let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Scan of today");
        there.iter().filter(|m| is_it(&m.bytes)).count()
    };
    for profile in [Profile::default(), Profile::Bare] {
        let team = Team {
            profile,
            ..Team::acme()
        };
        let demo = DemoServer::start(team).unwrap();
        for _ in 0..2 {
            demo.deliver("anna", "INBOX", SCAN).unwrap();
        }
        let anna = ready(&demo).await;
        let of = |role| {
            let folder = anna
                .engine
                .reader()
                .folder_by_role(&id("anna@acme.example"), role);
            folder.unwrap().unwrap().id
        };
        let inbox = of(FolderRole::Inbox);
        let listed = anna
            .engine
            .reader()
            .list(&inbox, ListFilter::default(), 100);
        let messages: Vec<MessageKey> = (listed.unwrap().into_iter())
            .filter(|header| header.subject == "Scan of today")
            .map(|header| header.id)
            .collect();
        assert_eq!(messages.len(), 2);
        let to = of(FolderRole::Archive);
        let pending = || anna.engine.reader().acts(None).unwrap().len();
        let cut = || Fault::CutAfter {
            bytes: 0,
            how: CutHow::Fin,
        };
        demo.imap_fault_at(When::command("UID COPY"), cut(), 0, 1);
        let copy = Command::Copy {
            messages: messages.clone(),
            to: to.clone(),
        };
        anna.ask(copy).await.unwrap();
        anna.until("they are copied", || pending() == 0).await;
        assert_eq!((scans(&demo, "INBOX"), scans(&demo, "Archive")), (2, 2));
        // What is there already is not what a move brought there.
        let command = if profile == Profile::Bare {
            "UID COPY"
        } else {
            "UID MOVE"
        };
        demo.imap_fault_at(When::command(command), cut(), 0, 1);
        anna.ask(Command::Move { messages, to }).await.unwrap();
        anna.until("they are moved", || pending() == 0).await;
        assert_eq!((scans(&demo, "INBOX"), scans(&demo, "Archive")), (0, 4));
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_colleagues_did_meanwhile_stands() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 4);
    let ids: Vec<String> = keys.iter().map(|key| message_id(&anna, key)).collect();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let one = |at: usize| std::slice::from_ref(&keys[at]);
    anna.ask(mark(one(0), SystemFlag::Flagged, true))
        .await
        .unwrap();
    anna.ask(mark(one(1), SystemFlag::Flagged, true))
        .await
        .unwrap();
    let archive = role(&anna, FolderRole::Archive);
    let moved = |at: usize| Command::Move {
        messages: vec![keys[at].clone()],
        to: archive.clone(),
    };
    anna.ask(moved(2)).await.unwrap();
    anna.ask(moved(3)).await.unwrap();

    // One is deleted, one marked the same, one moved elsewhere, one deleted.
    demo.remove("support", "INBOX", keys[0].uid).unwrap();
    demo.flag("ben", "support", "INBOX", keys[1].uid, "\\Flagged", true)
        .unwrap();
    demo.move_message("support", "INBOX", keys[2].uid, "Trash")
        .unwrap();
    demo.remove("support", "INBOX", keys[3].uid).unwrap();
    online(&anna).await;
    anna.sync().await;

    let reader = anna.engine.reader();
    for at in [0, 2, 3] {
        assert_eq!(reader.message(&keys[at]).unwrap(), None, "{at}");
    }
    let flagged = reader.message(&keys[1]).unwrap().unwrap();
    assert!(flagged.flags.has(SystemFlag::Flagged));
    assert_eq!(lies(&demo, "Trash", &ids[2]), 1);
    assert_eq!(lies(&demo, "Archive", &ids[2]), 0);
    let order = |folder| reader.order(&folder, ListFilter::default()).unwrap().len();
    let on_server = |folder: &str| demo.messages("support", folder).unwrap().len();
    assert_eq!(order(anna.inbox(SUPPORT).id), on_server("INBOX"));
    assert_eq!(order(archive), on_server("Archive"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_into_a_folder_that_went_is_back_and_said() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    let orders = postroom::domain::FolderId::of(&id(SUPPORT), "Orders");
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let moved = Command::Move {
        messages: keys.clone(),
        to: orders,
    };
    anna.ask(moved).await.unwrap();
    demo.delete_folder("support", "Orders").unwrap();
    online(&anna).await;
    let inbox = anna.inbox(SUPPORT).id;
    let is_back = || {
        let order = anna.engine.reader().order(&inbox, ListFilter::default());
        order.unwrap().contains(&keys[0].uid)
    };
    anna.until("it is back", is_back).await;
    told(&anna).await;
    anna.engine.stop().await;
}

/// Sync never takes what is on its way for the server's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_moved_is_shown_where_it_goes_until_it_is_there() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 2);
    let archive = role(&anna, FolderRole::Archive);
    let reader = anna.engine.reader();
    let held = || {
        let folder = reader.folder(&archive).unwrap().unwrap();
        let state = reader.sync_state(&archive).unwrap().unwrap();
        (folder.total, state.held)
    };
    let arriving = || {
        let headers = reader.arriving(&archive).unwrap().into_iter();
        headers.map(|h| h.header.id).collect::<Vec<_>>()
    };
    let before = held();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    for key in &keys {
        let moved = Command::Move {
            messages: vec![key.clone()],
            to: archive.clone(),
        };
        anna.ask(moved).await.unwrap();
    }
    assert_eq!(arriving().len(), 2);
    assert_eq!(held(), before);
    // What is not on its way any more is not shown there.
    anna.ask(UNDO).await.unwrap();
    assert_eq!(arriving(), keys[..1]);
    online(&anna).await;
    anna.until("it is there", || held() == (before.0 + 1, before.1 + 1))
        .await;
    assert!(arriving().is_empty());
    anna.engine.stop().await;
}

/// Its text comes with it, and can be read there before the folder is synced.
/// It is found where it is shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_be_moved_is_found_in_the_folder_that_it_goes_to() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 2);
    let header = anna.engine.reader().message(&keys[0]).unwrap().unwrap();
    let found = |folder: &str| {
        let query = format!("{folder} subject:\"{}\" ", header.subject);
        let query = postroom::domain::SearchQuery::parse(&query);
        let found = anna.engine.reader().search(&query, None, 100).unwrap();
        found.iter().filter(|one| one.id == keys[0]).count()
    };
    let everywhere = || {
        [
            "",
            "in:inbox",
            "in:archive",
            "-in:inbox",
            "-in:archive",
            "in:inbox OR in:archive",
        ]
        .map(found)
    };
    assert_eq!(everywhere(), [1, 1, 0, 0, 1, 1]);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(Command::Archive(keys.clone())).await.unwrap();
    assert_eq!(everywhere(), [1, 0, 1, 1, 0, 1]);
    anna.ask(UNDO).await.unwrap();
    assert_eq!(everywhere(), [1, 1, 0, 0, 1, 1]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_is_not_fetched_again() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    let reader = anna.engine.reader();
    let before = reader.body(&keys[0]).unwrap();
    assert!(before.is_some());
    demo.clear_commands();
    let moved = Command::Move {
        messages: keys.clone(),
        to: role(&anna, FolderRole::Archive),
    };
    let Reply::Moved(places) = anna.ask(moved).await.unwrap() else {
        panic!("it is not told where it is")
    };
    let now = places[0].clone().unwrap();
    assert_eq!(reader.body(&now).unwrap(), before);
    let order = || reader.order(&now.folder, ListFilter::default()).unwrap();
    let shown = order();
    assert!(shown.contains(&now.uid));
    anna.sync().await;
    assert_eq!(order(), shown);
    assert_eq!(reader.body(&now).unwrap(), before);
    let lines: Vec<String> = demo.commands().into_iter().map(|c| c.line).collect();
    let fetches = lines.iter().filter(|line| line.starts_with("UID FETCH"));
    let of_texts =
        fetches.filter(|line| line.contains("BODY.PEEK[]") || line.contains("BODY.PEEK[1"));
    assert_eq!(of_texts.collect::<Vec<_>>(), [] as [&str; 0], "{lines:?}");
    anna.engine.stop().await;
}

/// Also where a connection is open: the switch is for all traffic.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_to_a_server_while_the_network_is_switched_off() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    let reply = anna.ask(mark(&keys, SystemFlag::Flagged, true)).await;
    assert!(matches!(reply, Ok(Reply::Done)), "{reply:?}");
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let reply = anna.ask(mark(&keys, SystemFlag::Flagged, false)).await;
    assert!(matches!(reply, Ok(Reply::Queued)), "{reply:?}");
    assert_eq!(asked(&demo, "UID STORE").len(), 1);
    anna.engine.stop().await;
}

/// What is done to a message goes with it, and where it is moved last it lies in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_its_way_already_can_be_marked_copied_and_sent_elsewhere() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.create_folder("support", "Orders").unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 3);
    let messages: Vec<String> = keys.iter().map(|key| message_id(&anna, key)).collect();
    let (inbox, archive, trash) = (
        anna.inbox(SUPPORT).id,
        role(&anna, FolderRole::Archive),
        role(&anna, FolderRole::Trash),
    );
    let orders = FolderId::of(&id(SUPPORT), "Orders");
    let before = demo.messages("support", "Archive").unwrap().len();
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let to = |keys: &[MessageKey], to: &FolderId| Command::Move {
        messages: keys.to_vec(),
        to: to.clone(),
    };
    let shown = |folder: &FolderId| {
        let reader = anna.engine.reader();
        let there = reader.order(folder, ListFilter::default()).unwrap();
        let arriving = reader.arriving(folder).unwrap();
        let is_shown = |key: &&MessageKey| {
            let lies = key.folder == *folder && there.contains(&key.uid);
            lies || arriving.iter().any(|one| one.header.id == **key)
        };
        keys.iter().filter(is_shown).count()
    };
    anna.ask(to(&keys, &archive)).await.unwrap();
    // The same once more is the same.
    anna.ask(to(&keys, &archive)).await.unwrap();
    assert_eq!((pending(&anna), shown(&archive)), (1, 3));
    let copied = Command::Copy {
        messages: keys[..1].to_vec(),
        to: trash.clone(),
    };
    for done in [
        mark(&keys, SystemFlag::Flagged, true),
        copied,
        to(&keys[..1], &orders),
        to(&keys[1..2], &inbox),
    ] {
        let reply = anna.ask(done).await.unwrap();
        assert!(
            matches!(reply, Reply::Queued | Reply::Moved(_)),
            "{reply:?}"
        );
    }
    assert_eq!((shown(&orders), shown(&inbox), shown(&archive)), (1, 1, 1));
    // What is shown where a copy will lie is not to be taken for it.
    let copied = |folder| {
        let arriving = anna.engine.reader().arriving(folder).unwrap();
        arriving.iter().map(|one| one.copied).collect::<Vec<_>>()
    };
    assert_eq!((copied(&trash), copied(&orders)), (vec![true], vec![false]));
    online(&anna).await;
    for (message, folder) in messages.iter().zip(["Orders", "INBOX", "Archive"]) {
        assert_eq!(lies(&demo, folder, message), 1, "{folder}");
        let there = demo.messages("support", folder).unwrap();
        let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(message.as_str());
        let flagged = there.iter().find(|m| is_it(&m.bytes)).unwrap();
        assert!(flagged.flags.iter().any(|f| f == "\\Flagged"), "{folder}");
    }
    assert_eq!(lies(&demo, "Trash", &messages[0]), 1);
    assert_eq!(
        demo.messages("support", "Archive").unwrap().len(),
        before + 1
    );
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_copies_that_wait_the_one_that_is_meant_is_taken_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = plain(&anna, 1);
    let message = message_id(&anna, &keys[0]);
    let goals = [
        role(&anna, FolderRole::Archive),
        role(&anna, FolderRole::Trash),
    ];
    anna.ask(Command::SetOffline(true)).await.unwrap();
    for to in [&goals[0], &goals[1], &goals[0]] {
        let copied = Command::Copy {
            messages: keys.clone(),
            to: to.clone(),
        };
        anna.ask(copied).await.unwrap();
    }
    assert_eq!(pending(&anna), 3);
    anna.ask(UNDO).await.unwrap();
    assert_eq!(pending(&anna), 2);
    online(&anna).await;
    assert_eq!(lies(&demo, "Archive", &message), 1);
    assert_eq!(lies(&demo, "Trash", &message), 1);
    anna.engine.stop().await;
}
