//! What is unread for Anna although a colleague read it: in mailboxes whose `\Seen` is everybody's.

use postroom::demo::{DemoServer, Profile as Server, Team};
use postroom::domain::{
    FlagChange, Folder, FolderId, FolderRole, MessageHeader, MessageKey, Rights, SearchQuery,
    SystemFlag, UnreadForMe,
};
use postroom::engine::{Command, MailboxChange, Reply};

use crate::anna::id;
use crate::writer::{SUPPORT, Writer};

fn team(shared_seen: bool) -> DemoServer {
    let team = Team {
        with_mail: false,
        shared_seen,
        ..Team::acme()
    };
    DemoServer::start(team).unwrap()
}

fn mail(subject: &str) -> Vec<u8> {
    let name = subject.replace(' ', ".");
    format!(
        "From: Kim <kim@customer.example>\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n\
         Message-ID: <{name}@customer.example>\r\n\r\nHello\r\n"
    )
    .into_bytes()
}

/// A new message in a folder of support.
fn deliver(demo: &DemoServer, folder: &str, subject: &str) -> u32 {
    demo.deliver("support", folder, &mail(subject)).unwrap()
}

fn folder(anna: &Writer, mailbox: &str, role: FolderRole) -> Folder {
    let folder = anna.engine.reader().folder_by_role(&id(mailbox), role);
    folder.unwrap().expect("it is there")
}

fn inbox(anna: &Writer) -> Folder {
    folder(anna, SUPPORT, FolderRole::Inbox)
}

/// The UIDs in a folder that are unread for Anna alone, as each way to them says.
fn unread_in(anna: &Writer, folder: &FolderId) -> Vec<u32> {
    let reader = anna.engine.reader();
    let listed = reader.list(folder, Default::default(), 100).unwrap();
    let mut listed: Vec<u32> = (listed.iter().filter(|h| h.unread_for_me))
        .inspect(|h| assert!(h.flags.has(SystemFlag::Seen), "{h:?}"))
        .map(|h| h.id.uid)
        .collect();
    listed.sort_unstable();
    assert_eq!(reader.unread_for_me(folder).unwrap(), listed);
    listed
}

fn unread(anna: &Writer) -> Vec<u32> {
    unread_in(anna, &inbox(anna).id)
}

/// The subjects of what a search finds, the newest first.
fn found(anna: &Writer, text: &str) -> Vec<String> {
    let query = SearchQuery::parse(text);
    let found = anna.engine.reader().search(&query, None, 100).unwrap();
    found
        .into_iter()
        .map(|h: MessageHeader| h.subject)
        .collect()
}

fn key(anna: &Writer, uid: u32) -> MessageKey {
    let inbox = inbox(anna);
    MessageKey {
        folder: inbox.id,
        uid_validity: inbox.uid_validity,
        uid,
    }
}

async fn mark(anna: &Writer, key: MessageKey, seen: bool) {
    let command = Command::Mark {
        messages: vec![key],
        change: FlagChange::system(SystemFlag::Seen, seen),
    };
    let marked = anna.engine.request(command).await;
    assert!(matches!(marked, Ok(Reply::Done)), "{marked:?}");
}

async fn undo(anna: &Writer) {
    let undone = anna.engine.request(Command::Undo { since: None }).await;
    assert!(matches!(undone, Ok(Reply::Undone { .. })), "{undone:?}");
}

/// The commands by which clients changed flags.
fn stores(demo: &DemoServer) -> Vec<String> {
    let all = demo.commands().into_iter().map(|c| c.line);
    all.filter(|line| line.starts_with("UID STORE")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_read_is_unread_for_me_until_i_read_it_and_no_server_hears_of_that() {
    for server in [Server::Dovecot, Server::ListMyRights] {
        let demo = team(true);
        demo.set_profile(server);
        let first = deliver(&demo, "INBOX", "Order 1");
        let second = deliver(&demo, "INBOX", "Order 2");
        let before = deliver(&demo, "INBOX", "Read before");
        demo.read("ben", "support", "INBOX", before).unwrap();
        let anna = Writer::new(&demo, "anna").await;
        anna.sync().await;
        assert_eq!(
            unread(&anna),
            [0u32; 0],
            "{server:?}: nothing of it is news"
        );
        assert_eq!(inbox(&anna).unread, 2);

        demo.read("ben", "support", "INBOX", first).unwrap();
        anna.sync().await;
        assert_eq!(unread(&anna), [first], "{server:?}");
        assert_eq!(inbox(&anna).unread, 1, "what the server says");
        assert_eq!(found(&anna, "is:unread-for-me"), ["Order 1"]);
        assert_eq!(found(&anna, "is:unread"), ["Order 2"]);
        // Once it is noted another sync changes nothing.
        anna.sync().await;
        assert_eq!(unread(&anna), [first], "{server:?}");

        demo.clear_commands();
        mark(&anna, key(&anna, first), true).await;
        assert_eq!(unread(&anna), [0u32; 0]);
        anna.sync().await;
        assert_eq!(unread(&anna), [0u32; 0]);
        assert_eq!(stores(&demo), [""; 0], "{server:?}");
        assert!(anna.engine.reader().acts(None).unwrap().is_empty());
        // It is a step as any mark is, and no server hears of that either.
        undo(&anna).await;
        assert_eq!(unread(&anna), [first], "{server:?}");
        anna.sync().await;
        assert_eq!(unread(&anna), [first], "{server:?}");
        assert_eq!(anna.engine.reader().steps().unwrap(), []);
        mark(&anna, key(&anna, first), true).await;
        assert_eq!(stores(&demo), [""; 0], "{server:?}");

        // What she reads herself is read, whoever hears of it first.
        mark(&anna, key(&anna, second), true).await;
        assert_eq!(stores(&demo).len(), 1, "{server:?}");
        anna.sync().await;
        assert_eq!(unread(&anna), [0u32; 0], "{server:?}");
        // Marked as unread for everybody, and read by a colleague: unread for her once more.
        mark(&anna, key(&anna, second), false).await;
        demo.read("ben", "support", "INBOX", second).unwrap();
        anna.sync().await;
        assert_eq!(unread(&anna), [second], "{server:?}");
        // To mark that as unread is for everybody, and the server hears of it.
        mark(&anna, key(&anna, second), false).await;
        anna.sync().await;
        assert_eq!((unread(&anna), inbox(&anna).unread), (vec![], 1));
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_seen_is_my_own_nothing_is_unread_for_me_alone() {
    let demo = team(false);
    let uid = deliver(&demo, "INBOX", "Order 1");
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    demo.read("ben", "support", "INBOX", uid).unwrap();
    anna.sync().await;
    assert_eq!((unread(&anna), inbox(&anna).unread), (vec![], 1));
    mark(&anna, key(&anna, uid), true).await;
    anna.sync().await;
    assert_eq!((unread(&anna), inbox(&anna).unread), (vec![], 0));
    // In her own mailbox it is another program of hers that reads.
    let own = demo.deliver("anna", "INBOX", &mail("For Anna")).unwrap();
    anna.sync().await;
    demo.read("anna", "anna", "INBOX", own).unwrap();
    anna.sync().await;
    let inbox = folder(&anna, "anna@acme.example", FolderRole::Inbox);
    assert_eq!((unread_in(&anna, &inbox.id), inbox.unread), (vec![], 0));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_kept_of_any_mailbox_of_which_a_person_wants_it_on_servers_that_count_no_changes() {
    const OWN: &str = "anna@acme.example";
    for server in [Server::Bare, Server::Exchange, Server::Gmail] {
        let demo = team(false);
        demo.set_profile(server);
        let uid = demo.deliver("anna", "INBOX", &mail("Order 1")).unwrap();
        let other = demo.deliver("anna", "INBOX", &mail("Order 2")).unwrap();
        let anna = Writer::new(&demo, "anna").await;
        let command = Command::SetMailbox {
            mailbox: id(OWN),
            change: MailboxChange::UnreadForMe(UnreadForMe::On),
        };
        anna.engine.request(command).await.unwrap();
        anna.sync().await;
        demo.read("anna", "anna", "INBOX", uid).unwrap();
        anna.sync().await;
        let inbox = folder(&anna, OWN, FolderRole::Inbox);
        assert_eq!(unread_in(&anna, &inbox.id), [uid], "{server:?}");
        let key = |uid| MessageKey {
            folder: inbox.id.clone(),
            uid_validity: inbox.uid_validity,
            uid,
        };
        demo.clear_commands();
        mark(&anna, key(uid), true).await;
        assert_eq!(stores(&demo), [""; 0], "{server:?}");
        mark(&anna, key(other), true).await;
        assert_eq!(stores(&demo).len(), 1, "{server:?}");
        anna.sync().await;
        assert_eq!(unread_in(&anna, &inbox.id), [0u32; 0], "{server:?}");
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_outlives_a_rebuilt_mailbox_a_restart_and_a_renumbered_folder() {
    let demo = team(true);
    let gone = deliver(&demo, "INBOX", "Order 0");
    let uid = deliver(&demo, "INBOX", "Order 1");
    let read = deliver(&demo, "INBOX", "Order 2");
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    for uid in [gone, uid, read] {
        demo.read("ben", "support", "INBOX", uid).unwrap();
    }
    anna.sync().await;
    assert_eq!(unread(&anna), [gone, uid, read]);
    mark(&anna, key(&anna, read), true).await;

    let rebuild = Command::RebuildCache(Some(id(SUPPORT)));
    anna.engine.request(rebuild).await.unwrap();
    assert_eq!(inbox(&anna).total, 0);
    anna.sync().await;
    assert_eq!((unread(&anna), inbox(&anna).total), (vec![gone, uid], 3));

    let anna = anna.restart().await;
    assert_eq!(unread(&anna), [gone, uid], "before any server is asked");
    anna.sync().await;
    assert_eq!(unread(&anna), [gone, uid]);

    demo.remove("support", "INBOX", gone).unwrap();
    anna.sync().await;
    assert_eq!(unread(&anna), [uid]);
    demo.renumber("support", "INBOX").unwrap();
    anna.sync().await;
    let now = unread(&anna);
    assert_eq!(now.len(), 1, "{now:?}");
    let renumbered = key(&anna, now[0]);
    let header = anna.engine.reader().message(&renumbered).unwrap().unwrap();
    assert_eq!(header.subject, "Order 1");
    mark(&anna, renumbered, true).await;
    let anna = anna.restart().await;
    anna.sync().await;
    assert_eq!(unread(&anna), [0u32; 0]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_mail_that_a_colleague_read_first_is_unread_for_me_and_what_i_moved_is_not() {
    let demo = team(true);
    demo.create_folder("support", "Done").unwrap();
    let mine = deliver(&demo, "INBOX", "Order 1");
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    let done = FolderId::of(&id(SUPPORT), "Done");
    let early = deliver(&demo, "INBOX", "Order 2");
    let filed = deliver(&demo, "Done", "Order 3");
    demo.read("ben", "support", "INBOX", early).unwrap();
    demo.read("ben", "support", "Done", filed).unwrap();
    anna.sync().await;
    assert_eq!(unread(&anna), [early]);
    assert_eq!(unread_in(&anna, &done), [0u32; 0]);

    // She reads one, files it and takes that back: it is no news to her.
    mark(&anna, key(&anna, mine), true).await;
    let there = moved(&anna, key(&anna, mine), &done).await;
    anna.sync().await;
    let back = moved(&anna, there, &inbox(&anna).id).await;
    anna.sync().await;
    assert_ne!(back.uid, mine);
    assert_eq!(unread(&anna), [early]);

    // What she files without having read it stays unread for her.
    let filed = moved(&anna, key(&anna, early), &done).await;
    anna.sync().await;
    assert_eq!(unread(&anna), [0u32; 0]);
    assert_eq!(unread_in(&anna, &done), [filed.uid]);
    assert_eq!(found(&anna, "is:unread-for-me in:done"), ["Order 2"]);
    // What she deletes without having read it is as unread in Trash, and back from there.
    let delete = Command::Delete(vec![filed]);
    anna.engine.request(delete).await.unwrap();
    anna.sync().await;
    assert_eq!(found(&anna, "is:unread-for-me"), ["Order 2"]);
    assert_eq!(found(&anna, "in:trash"), ["Order 2"]);
    undo(&anna).await;
    anna.sync().await;
    assert_eq!(unread_in(&anna, &done).len(), 1);
    assert_eq!(found(&anna, "is:unread-for-me in:done"), ["Order 2"]);
    anna.engine.stop().await;
}

/// Moves a message, and says where it is.
async fn moved(anna: &Writer, key: MessageKey, to: &FolderId) -> MessageKey {
    let command = Command::Move {
        messages: vec![key],
        to: to.clone(),
    };
    let Ok(Reply::Moved(places)) = anna.engine.request(command).await else {
        panic!("it was not moved")
    };
    places.into_iter().next().flatten().expect("COPYUID")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_needs_no_right_and_a_person_may_not_want_it() {
    let demo = team(true);
    let uid = demo.deliver("hr", "INBOX", &mail("Contract")).unwrap();
    let order = deliver(&demo, "INBOX", "Order 1");
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    demo.read("carla", "hr", "INBOX", uid).unwrap();
    demo.read("ben", "support", "INBOX", order).unwrap();
    anna.sync().await;
    // Where she may only read.
    let inbox = folder(&anna, "hr@acme.example", FolderRole::Inbox);
    assert_eq!(inbox.rights, Rights::parse("lr"));
    assert_eq!(unread_in(&anna, &inbox.id), [uid]);
    let contract = MessageKey {
        folder: inbox.id.clone(),
        uid_validity: inbox.uid_validity,
        uid,
    };
    mark(&anna, contract, true).await;
    assert_eq!(unread_in(&anna, &inbox.id), [0u32; 0]);

    assert_eq!(unread(&anna), [order]);
    let set = async |kept| {
        let command = Command::SetMailbox {
            mailbox: id(SUPPORT),
            change: MailboxChange::UnreadForMe(kept),
        };
        anna.engine.request(command).await.unwrap();
    };
    set(UnreadForMe::Off).await;
    assert_eq!(unread(&anna), [0u32; 0], "what there was is gone at once");
    let second = deliver(&demo, "INBOX", "Order 2");
    anna.sync().await;
    demo.read("ben", "support", "INBOX", second).unwrap();
    anna.sync().await;
    assert_eq!(unread(&anna), [0u32; 0]);
    set(UnreadForMe::Auto).await;
    let third = deliver(&demo, "INBOX", "Order 3");
    demo.read("ben", "support", "INBOX", third).unwrap();
    anna.sync().await;
    assert_eq!(unread(&anna), [third]);
    anna.engine.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_says_it_and_ends_it() {
    use crate::program::{Program, text};
    use serde_json::json;
    let demo = team(true);
    let uid = deliver(&demo, "INBOX", "Order 1");
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    demo.read("ben", "support", "INBOX", uid).unwrap();
    anna.rows(&["sync"]);
    let listed = &anna.rows(&["list", SUPPORT, "inbox"])[0];
    assert_eq!(listed["unread_for_me"], json!(true));
    let id = listed["id"].as_str().unwrap();
    let signs = text(&anna.run(&["list", SUPPORT, "inbox"]).stdout);
    assert!(signs.contains(" o "), "{signs}");
    assert_eq!(anna.rows(&["show", id])[0]["unread_for_me"], json!(true));
    let found = anna.rows(&["search", "is:unread-for-me"]);
    assert_eq!(found[0]["id"], listed["id"]);
    let mailboxes = anna.rows(&["mailbox", "list"]);
    let support = mailboxes.iter().find(|m| m["address"] == json!(SUPPORT));
    let support = support.expect("it is listed");
    assert_eq!(support["unread_for_me"], json!("auto"));
    assert_eq!(support["routes"][0]["seen"], json!("unknown"));
    demo.clear_commands();
    let marked = &anna.rows(&["mark", id, "+seen"])[0];
    assert_eq!(marked["state"], json!("marked"));
    assert_eq!(stores(&demo), [""; 0]);
    let listed = &anna.rows(&["list", SUPPORT, "inbox"])[0];
    assert_eq!(listed["unread_for_me"], json!(false));
    let set = ["mailbox", "set", SUPPORT, "unread_for_me=off"];
    assert_eq!(anna.rows(&set)[0]["unread_for_me"], json!("off"));
    let wrong = anna.run(&["mailbox", "set", SUPPORT, "unread_for_me=perhaps"]);
    assert_eq!(wrong.status.code(), Some(2));
}
