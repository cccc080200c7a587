//! A day's work on servers that differ: read, mark, archive, delete, send, and see what others did.

use std::collections::BTreeMap;

use postroom::demo::{DemoServer, Profile as Server, ServerFiling, Team};
use postroom::domain::{
    CopyState, FlagChange, Flags, FolderRole, KeepBack, MessageKey, Mode, SearchQuery, SystemFlag,
};
use postroom::engine::{Command, MailboxChange, Reply, ServerAnswers, found_here, together};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};

const ANNA: &str = "anna@acme.example";

/// The folders of the demo's trees by their roles.
const FOLDERS: [(FolderRole, &str); 6] = [
    (FolderRole::Inbox, "INBOX"),
    (FolderRole::Archive, "Archive"),
    (FolderRole::Drafts, "Drafts"),
    (FolderRole::Junk, "Junk"),
    (FolderRole::Sent, "Sent"),
    (FolderRole::Trash, "Trash"),
];

type Contents = BTreeMap<&'static str, BTreeMap<u32, Flags>>;

fn on_the_server(demo: &DemoServer, owner: &str) -> Contents {
    let reader = demo.address_of("anna").unwrap();
    let contents = FOLDERS.iter().map(|(_, name)| {
        let kept = demo.messages(owner, name).unwrap();
        let flags = kept.iter().map(|message| {
            let seen = message.seen_by.contains(&reader).then_some("\\Seen");
            let all = message.flags.iter().map(String::as_str).chain(seen);
            (message.uid, Flags::from_wire(all))
        });
        (*name, flags.collect())
    });
    contents.collect()
}

/// What is held here, of folders found by their roles.
fn here(anna: &Anna, mailbox: &str) -> Contents {
    let reader = anna.engine.reader();
    let contents = FOLDERS.iter().map(|(role, name)| {
        let folder = reader.folder_by_role(&id(mailbox), *role).unwrap();
        let folder = folder.unwrap_or_else(|| panic!("no {role:?}"));
        (*name, reader.uids_with_flags(&folder.id).unwrap())
    });
    contents.collect()
}

/// The message of this subject in an Inbox.
fn named(anna: &Anna, mailbox: &str, subject: &str) -> MessageKey {
    let inbox = anna.inbox(mailbox);
    let reader = anna.engine.reader();
    let order = reader.order(&inbox.id, ListFilter::default()).unwrap();
    let keys = order.into_iter().map(|uid| MessageKey {
        folder: inbox.id.clone(),
        uid_validity: inbox.uid_validity,
        uid,
    });
    let is_it = |key: &MessageKey| {
        let row = reader.message(key).unwrap().expect("it is held");
        row.subject == subject
    };
    keys.into_iter().find(is_it).expect("it is in the Inbox")
}

/// How many messages of this subject a folder of the server has.
fn count(demo: &DemoServer, owner: &str, folder: &str, subject: &str) -> usize {
    let kept = demo.messages(owner, folder).unwrap();
    let line = format!("Subject: {subject}\r\n");
    let has = |raw: &[u8]| String::from_utf8_lossy(raw).contains(&line);
    kept.iter().filter(|m| has(&m.bytes)).count()
}

async fn send(anna: &Anna) {
    let sent = anna.send(ANNA, Mode::Own, "Sent").await;
    assert_eq!(sent.copy, CopyState::Checked);
}

/// One's own mailbox on such a server.
async fn a_days_work(server: Server, filing: ServerFiling) {
    let team = Team::acme_without_mail().with_filing(filing);
    let demo = DemoServer::start(team.with_profile(server)).unwrap();
    let subjects = ["Read", "Archived", "Deleted", "Removed", "Copied", "Stays"];
    let mut uids = BTreeMap::new();
    for subject in subjects {
        let message = format!("Subject: {subject}\r\nMessage-ID: <{subject}@x>\r\n\r\nx\r\n");
        let uid = demo.deliver("anna", "INBOX", message.as_bytes()).unwrap();
        uids.insert(subject, uid);
    }
    let anna = Anna::reside(&demo).await;
    let said = anna.sync().await;
    assert!(said.failed.is_empty(), "{said:?}");
    assert_eq!(here(&anna, ANNA), on_the_server(&demo, "anna"));
    let all_mail = demo.messages("anna", "Archive").unwrap().len();
    let is_gmail = server == Server::Gmail;
    assert_eq!(all_mail, if is_gmail { subjects.len() } else { 0 });

    let key = |subject: &str| named(&anna, ANNA, subject);
    let change = FlagChange::parse(&["+seen", "+flagged"]).unwrap();
    let messages = vec![key("Read")];
    anna.ask(Command::Mark { messages, change }).await.unwrap();
    anna.ask(Command::FetchBody(key("Read"))).await.unwrap();
    anna.ask(Command::Archive(vec![key("Archived")]))
        .await
        .unwrap();
    // Two at once, so that an answer with their new numbers has an order.
    let two = vec![key("Deleted"), key("Removed")];
    let Ok(Reply::Moved(_)) = anna.ask(Command::Delete(two)).await else {
        panic!("not moved")
    };
    send(&anna).await;
    // Meanwhile, elsewhere.
    let stays = uids["Stays"];
    demo.flag("anna", "anna", "INBOX", stays, "\\Flagged", true)
        .unwrap();
    demo.read("anna", "anna", "INBOX", stays).unwrap();
    demo.deliver(
        "anna",
        "INBOX",
        b"Subject: New\r\nMessage-ID: <new@x>\r\n\r\nx\r\n",
    )
    .unwrap();
    anna.sync().await;
    assert_eq!(here(&anna, ANNA), on_the_server(&demo, "anna"));
    // And from Trash one of them for good.
    let trash = anna.engine.reader();
    let trash = trash.folder_by_role(&id(ANNA), FolderRole::Trash);
    let trash = trash.unwrap().unwrap();
    let removed = demo.messages("anna", "Trash").unwrap();
    let removed = removed
        .iter()
        .find(|m| String::from_utf8_lossy(&m.bytes).contains("Subject: Removed"))
        .expect("it is in Trash");
    let removed = MessageKey {
        folder: trash.id,
        uid_validity: trash.uid_validity,
        uid: removed.uid,
    };
    anna.ask(Command::Delete(vec![removed])).await.unwrap();
    anna.sync().await;
    let held = here(&anna, ANNA);
    assert_eq!(held, on_the_server(&demo, "anna"));
    let flags = &held["INBOX"][&stays];
    assert!(flags.has(SystemFlag::Flagged) && flags.has(SystemFlag::Seen));

    let lies = |folder, subject| count(&demo, "anna", folder, subject);
    for subject in ["Read", "Copied", "Stays", "New"] {
        assert_eq!(lies("INBOX", subject), 1, "{subject}");
        assert_eq!(lies("Archive", subject), usize::from(is_gmail), "{subject}");
    }
    let places = ["INBOX", "Archive", "Trash"];
    assert_eq!(places.map(|folder| lies(folder, "Archived")), [0, 1, 0]);
    assert_eq!(places.map(|folder| lies(folder, "Deleted")), [0, 0, 1]);
    assert_eq!(places.map(|folder| lies(folder, "Removed")), [0, 0, 0]);
    assert_eq!(lies("Sent", "Sent"), 1);
    let problems = anna.engine.problems();
    assert!(problems.is_empty(), "{problems:?}");
    // Some refuse it though they offer IMAP4rev1.
    let commands = demo.commands();
    assert!(commands.iter().all(|c| !c.line.starts_with("LSUB")));
    // Some open no folder before the client said who it is.
    let first = |name: &str| commands.iter().position(|c| c.line.starts_with(name));
    let opened = first("SELECT").into_iter().chain(first("EXAMINE")).min();
    assert!(first("ID ").is_some_and(|said| Some(said) < opened));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gmails_labels_keep_all_mail_and_trash_takes_it() {
    a_days_work(Server::Gmail, ServerFiling::Member).await;
}

/// What lies in a folder lies in All Mail too, and is found once; what was archived is found there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_gmail_keeps_twice_is_found_once() {
    let team = Team {
        profile: Server::Gmail,
        ..Team::acme()
    };
    let demo = DemoServer::start(team).unwrap();
    let letter = b"From: Kim <kim@x.example>\r\nTo: anna@acme.example\r\nSubject: Zebrawood\r\n\
        Message-ID: <zebra@x.example>\r\n\r\nA cupboard.\r\n";
    demo.deliver("anna", "INBOX", letter).unwrap();
    let anna = Anna::sign_in(&demo).await;
    let (mailbox, change) = (id(ANNA), MailboxChange::Keep(KeepBack::Headers));
    anna.ask(Command::SetMailbox { mailbox, change })
        .await
        .unwrap();
    anna.sync().await;
    let query = SearchQuery::parse("zebrawood ");
    let found = |there| {
        let here = anna.engine.reader().search(&query, None, 9).unwrap();
        let count = here.len();
        let once = together(here, there, 9).into_iter();
        let folders: Vec<String> = once.map(|header| header.folder).collect();
        (count, folders)
    };
    assert_eq!(found(Vec::new()), (2, vec!["INBOX".to_owned()]));
    let in_text = SearchQuery::parse("cupboard ");
    let asked = anna.engine.search_servers(&in_text, None, 9).await.unwrap();
    assert_eq!(asked.found.len(), 1, "{:?}", asked.found);
    assert_eq!(found(asked.found), (2, vec!["INBOX".to_owned()]));
    let archived = Command::Archive(vec![named(&anna, ANNA, "Zebrawood")]);
    anna.ask(archived).await.unwrap();
    anna.sync().await;
    let (count, folders) = found(Vec::new());
    assert_eq!((count, folders.len()), (1, 1), "{folders:?}");
    anna.engine.stop().await;
}

/// As many as there are, and not half of them since the others are the same ones once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_gmail_keeps_twice_as_many_are_found_as_are_asked_for() {
    let team = Team {
        profile: Server::Gmail,
        ..Team::acme()
    };
    let demo = DemoServer::start(team).unwrap();
    for n in 0..6 {
        let letter = format!(
            "From: Kim <kim@x.example>
Subject: Zebrawood {n}
Message-ID: <zebra{n}@x.example>

A {n}.
"
        );
        demo.deliver("anna", "INBOX", letter.as_bytes()).unwrap();
    }
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let query = SearchQuery::parse("zebrawood ");
    let none = ServerAnswers::default();
    for (limit, count) in [(1, 1), (4, 4), (6, 6), (7, 6), (100, 6)] {
        let found = found_here(anna.engine.reader(), &query, None, &none, limit).unwrap();
        assert_eq!(found.found.len(), count, "{limit}");
        // All came in the same second: which of the two comes first is not known before both are there.
        let is_all = limit > 6;
        assert!(!is_all || found.found.iter().all(|header| header.folder == "INBOX"));
    }
    anna.engine.stop().await;
}

/// What lies in Trash does not stand for what is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_thrown_away_does_not_hide_its_copy_in_the_archive() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let letter = b"From: Kim <kim@x.example>
Subject: Zebrawood
Message-ID: <zebra@x.example>

A cupboard.
";
    demo.deliver("anna", "INBOX", letter).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let archive = anna
        .engine
        .reader()
        .folder_by_role(&id(ANNA), FolderRole::Archive);
    let (messages, to) = (
        vec![named(&anna, ANNA, "Zebrawood")],
        archive.unwrap().unwrap().id,
    );
    let copy = Command::Copy {
        messages: messages.clone(),
        to,
    };
    anna.ask(copy).await.unwrap();
    anna.ask(Command::Delete(messages)).await.unwrap();
    anna.sync().await;
    let query = SearchQuery::parse("zebrawood ");
    let none = ServerAnswers::default();
    let found = found_here(anna.engine.reader(), &query, None, &none, 9).unwrap();
    let mut roles: Vec<FolderRole> = found.found.iter().map(|header| header.role).collect();
    roles.sort_unstable();
    assert_eq!(roles, [FolderRole::Archive, FolderRole::Trash]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn icloud_that_names_nothing_enabled_and_finds_whole_ids_only() {
    a_days_work(Server::ICloud, ServerFiling::Never).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exchange_without_acl_condstore_and_keywords() {
    a_days_work(Server::Exchange, ServerFiling::Member).await;
}
