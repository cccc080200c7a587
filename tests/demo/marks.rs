//! The mark of an answered message, owed while the mail server is away.

use std::path::Path;

use postroom::demo::{CutHow, DemoServer, Fault, When};
use postroom::domain::{Draft, FolderId, FolderRole, FolderState, Intent};
use postroom::engine::{Command, Leave, QuoteWords, Reply};

use crate::anna::id;
use crate::client::LIMIT;
use crate::drafts_of_answers::{QUESTION, answer, answer_in};
use crate::writer::{SUPPORT, Writer, quiet_team};

/// The mail server is away while the submission server takes this answer: its marks are owed.
async fn owes_the_marks(demo: &DemoServer, anna: &Writer, draft: Draft, marks: usize) {
    let send = Command::Send {
        draft,
        id: None,
        leave: Leave::Now,
    };
    demo.imap_fault_at(When::Greeting, Fault::Cut(CutHow::Fin), 0, u32::MAX);
    demo.imap_fault_at(When::Any, Fault::Cut(CutHow::Fin), 0, u32::MAX);
    demo.cut_connections(CutHow::Fin);
    let Reply::Outgoing(row) = anna.engine.request(send).await.unwrap() else {
        panic!("not in the outbox")
    };
    anna.settled(row.outbox_id).await;
    let mut events = anna.engine.events();
    let noted = tokio::time::timeout(LIMIT, async {
        while anna.engine.reader().acts(None).unwrap().len() < marks {
            events.next().await;
        }
    });
    noted.await.expect("the mark is owed");
}

/// The same of the answer to the only message.
async fn owes_the_mark(demo: &DemoServer, anna: &Writer) {
    anna.sync().await;
    owes_the_marks(demo, anna, answer(anna).await, 1).await;
}

/// The server is back: the question is marked in this folder.
async fn is_marked(demo: &DemoServer, anna: Writer, mailbox: &str, folder: &str) {
    demo.clear_faults();
    let anna = anna.restart().await;
    let answered = "\\Answered".to_owned();
    let marked = demo.until(LIMIT, |demo| {
        let there = demo.messages(mailbox, folder).unwrap();
        there.iter().any(|m| m.flags.contains(&answered))
    });
    assert!(marked.await, "colleagues see that it was answered");
    let mut events = anna.engine.events();
    let settled = tokio::time::timeout(LIMIT, async {
        while !anna.engine.reader().acts(None).unwrap().is_empty() {
            events.next().await;
        }
    });
    settled.await.expect("nothing is owed any more");
    let problems = anna.engine.problems();
    assert!(problems.is_empty(), "{problems:?}");
    anna.engine.stop().await;
}

/// Removes what was read from the servers.
fn remove_cache(home: &Path) {
    let mut removed = 0;
    let mut within = vec![home.to_owned()];
    while let Some(folder) = within.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if entry.file_type().unwrap().is_dir() {
                within.push(entry.path());
            } else if name.to_str().unwrap().starts_with("cache.db") {
                std::fs::remove_file(entry.path()).unwrap();
                removed += 1;
            }
        }
    }
    assert!(removed > 0, "there was a cache");
}

/// A colleague files the question, or its folder, before the mark can be set; or the folder comes back
/// from a backup with other numbers: the mark reaches the question where it lies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_is_owed_reaches_a_question_that_was_filed_meanwhile() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Became {
        Filed,
        Renumbered,
        /// The folder was renamed: by that name nobody here knows it.
        FolderWent,
        /// The same, and that is known before the mark can be set.
        FolderIsKnownToBeGone,
        /// It stays where it was, and a new cache knows of no folder.
        Unknown,
    }
    use Became::*;
    for became in [
        Filed,
        Renumbered,
        FolderWent,
        FolderIsKnownToBeGone,
        Unknown,
    ] {
        let demo = quiet_team();
        for folder in ["Open", "Done"] {
            demo.create_folder("support", folder).unwrap();
        }
        // So that its number changes with the folder's.
        let first = demo.deliver("support", "Open", QUESTION).unwrap();
        let uid = demo.deliver("support", "Open", QUESTION).unwrap();
        demo.remove("support", "Open", first).unwrap();
        let mut anna = Writer::new(&demo, "anna").await;
        anna.sync().await;
        let reader = anna.engine.reader();
        let open = FolderId::of(&id(SUPPORT), "Open");
        let question = reader.list(&open, Default::default(), 10).unwrap();
        let words = QuoteWords {
            attribution: "Kim:".into(),
            is_drawn: false,
        };
        let of = &question[0].id;
        let draft = anna.engine.reply_draft(of, Intent::Reply, &words).await;
        owes_the_marks(&demo, &anna, draft.unwrap(), 1).await;
        let lies_in = match became {
            Unknown => {
                let home = anna.home.path().to_owned();
                anna = anna.restart_after(move || remove_cache(&home)).await;
                assert_eq!(anna.engine.reader().acts(None).unwrap().len(), 1);
                "Open"
            }
            Renumbered => {
                demo.renumber("support", "Open").unwrap();
                "Open"
            }
            Filed => {
                demo.move_message("support", "Open", uid, "Done").unwrap();
                "Done"
            }
            FolderWent | FolderIsKnownToBeGone => {
                demo.create_folder("support", "Opened").unwrap();
                demo.move_message("support", "Open", uid, "Opened").unwrap();
                demo.delete_folder("support", "Open").unwrap();
                "Opened"
            }
        };
        if became == FolderIsKnownToBeGone {
            // Folders can be listed, and nothing can be searched for or marked.
            let restarted = anna.restart_after(|| {
                demo.clear_faults();
                for command in ["UID STORE", "UID SEARCH"] {
                    demo.imap_fault_at(When::command(command), Fault::cut(), 0, u32::MAX);
                }
            });
            anna = restarted.await;
            anna.engine.request(Command::Refresh(None)).await.unwrap();
            let reader = anna.engine.reader();
            let known = reader.folder(&open).unwrap().unwrap();
            assert_eq!(known.state, FolderState::Absent);
            assert_eq!(reader.acts(None).unwrap().len(), 1);
        }
        is_marked(&demo, anna, "support", lies_in).await;
    }
}

/// She answered her own copy in the team's name while the mail server was away. That the team got it too
/// was not known here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_teams_copy_is_marked_though_nobody_could_be_asked_where_it_lies() {
    let demo = quiet_team();
    demo.deliver("anna", "INBOX", QUESTION).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    anna.sync().await;
    let mut hers = answer_in(&anna, "anna@acme.example").await;
    hers.from = anna.draft(SUPPORT, "").from;
    demo.deliver("support", "INBOX", QUESTION).unwrap();
    owes_the_marks(&demo, &anna, hers, 2).await;
    is_marked(&demo, anna, "support", "INBOX").await;
}

/// A colleague deletes it: there is nothing to mark, and nothing for anybody to do about that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_on_a_question_that_was_deleted_meanwhile_is_no_problem() {
    let demo = quiet_team();
    let uid = demo.deliver("support", "INBOX", QUESTION).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    owes_the_mark(&demo, &anna).await;
    let reader = anna.engine.reader();
    let inbox = reader.folder_by_role(&id(SUPPORT), FolderRole::Inbox);
    let inbox = inbox.unwrap().unwrap();
    let question = reader.list(&inbox.id, Default::default(), 10).unwrap();
    demo.remove("support", "INBOX", uid).unwrap();
    demo.clear_faults();
    let mut events = anna.engine.events();
    let settled = tokio::time::timeout(LIMIT, async {
        while !anna.engine.reader().acts(None).unwrap().is_empty() {
            events.next().await;
        }
    });
    settled.await.expect("the mark is not owed for ever");
    // Acts and messages are fetched one after the other: now whatever followed is told.
    let fetch = Command::FetchBody(question[0].id.clone());
    let _ = anna.engine.request(fetch).await;
    let problems = anna.engine.problems();
    assert!(problems.is_empty(), "{problems:?}");
    anna.engine.stop().await;
}
