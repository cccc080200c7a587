//! Searches beyond this computer: the servers are asked for what is not kept here, and for that only.

use std::time::Duration;

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::domain::{KeepBack, Rights, SearchQuery};
use postroom::engine::{Command, MailboxChange, ServerSearch, together};

use crate::anna::{Anna, id};
use crate::client::LIMIT;

const SUPPORT: &str = "support@acme.example";

/// In a text and nowhere else.
const LETTER: &[u8] = b"From: Lena <lena@posteo.example>\r\nSubject: A question\r\nMessage-ID: <q1@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nThe zebrawood cupboard is f\xc3\xbcr the gr\xc3\xbcne hall.\r\n";

async fn that_keeps_headers(demo: &DemoServer) -> Anna {
    demo.deliver("support", "INBOX", LETTER).unwrap();
    let anna = Anna::sign_in(demo).await;
    let change = MailboxChange::Keep(KeepBack::Headers);
    let mailbox = id(SUPPORT);
    let set = anna.ask(Command::SetMailbox { mailbox, change });
    set.await.unwrap();
    anna.sync().await;
    demo.clear_commands();
    anna
}

impl Anna {
    fn found(&self, typed: &str) -> usize {
        let query = SearchQuery::parse(typed);
        let found = self.engine.reader().search(&query, None, 100);
        found.unwrap().len()
    }

    /// What is shown with what servers said, and how many of that are in doubt.
    fn shown(&self, typed: &str, there: &ServerSearch) -> (Vec<String>, u32) {
        let query = SearchQuery::parse(typed);
        let reader = self.engine.reader();
        let here = reader.search_with(&query, Some(&id(SUPPORT)), &there.answers(), 100);
        let here = here.unwrap();
        let shown = together(here.found.clone(), there.found.clone(), 100);
        let mut subjects: Vec<String> = shown.iter().map(|h| h.subject.clone()).collect();
        subjects.sort_unstable();
        (subjects, here.doubts_among(&shown))
    }

    async fn ask_servers(&self, typed: &str) -> ServerSearch {
        let query = SearchQuery::parse(typed);
        let support = id(SUPPORT);
        let asked = self.engine.search_servers(&query, Some(&support), 100);
        asked.await.unwrap()
    }
}

fn searches(demo: &DemoServer) -> usize {
    let commands = demo.commands();
    let is_search = |line: &str| line.starts_with("UID SEARCH");
    commands.iter().filter(|c| is_search(&c.line)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_kept_here_is_found_by_the_server_and_opened() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = that_keeps_headers(&demo).await;
    for typed in [
        "zebrawood",
        "\"zebrawood cupboard\"",
        "zebrawood für",
        "zebrawood from:lena in:inbox is:unread",
        "zebrawood -unicorn",
        "unicorn OR zebrawood",
        "zebrawood after:2000 larger:10",
    ] {
        assert_eq!(anna.found(typed), 0, "{typed}");
        let there = anna.ask_servers(typed).await;
        assert!(there.problems.is_empty(), "{:?}", there.problems);
        let is_loose = typed.contains(" -") || typed.contains('"');
        assert_eq!(there.compares_loosely, is_loose, "{typed}");
        let subjects: Vec<&str> = there.found.iter().map(|h| h.subject.as_str()).collect();
        assert_eq!(subjects, ["A question"], "{typed}");
    }
    // What the row says is checked here: an attachment, above all.
    for typed in [
        "zebrawood has:attachment",
        "zebrawood in:sent",
        "zebrawood is:read",
        "zebrawood -from:lena",
        "unicorn",
    ] {
        let there = anna.ask_servers(typed).await;
        assert!(there.found.is_empty(), "{typed}: {:?}", there.found);
    }
    // Its text is fetched when it is opened, and is found here from then on.
    let key = anna.ask_servers("zebrawood").await.found[0].id.clone();
    anna.ask(Command::FetchBody(key)).await.unwrap();
    assert_eq!(anna.found("zebrawood"), 1);
    anna.engine.stop().await;
}

fn bill(number: u32, text: &str) -> Vec<u8> {
    format!("From: Lena <lena@posteo.example>\r\nSubject: Zebrawood {number}\r\nMessage-ID: <z{number}@x.example>\r\n\r\n{text}\r\n")
        .into_bytes()
}

/// Of a text that is not here nobody here knows whether an excluded word stands in it: its server does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_an_excluded_word_in_a_text_that_is_not_here_is_not_shown() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    for (number, text) in [(7, "It is paid."), (8, "It is open.")] {
        demo.deliver("support", "INBOX", &bill(number, text))
            .unwrap();
    }
    let anna = that_keeps_headers(&demo).await;
    let nobody = ServerSearch::default();
    let shown = |typed: &str, there: &ServerSearch| {
        let (subjects, in_doubt) = anna.shown(typed, there);
        (subjects.join(", "), in_doubt)
    };
    let both = "Zebrawood 7, Zebrawood 8";
    let is = |subjects: &str, in_doubt: u32| (subjects.to_owned(), in_doubt);
    // As long as nobody was asked both may be meant, and that is said.
    assert_eq!(shown("subject:zebrawood -paid", &nobody), is(both, 2));
    for typed in [
        "subject:zebrawood -paid",
        "subject:zebrawood -\"is paid\"",
        "subject:zebrawood from:nobody OR -paid",
        "subject:zebrawood -paid OR -is",
    ] {
        let there = anna.ask_servers(typed).await;
        assert!(there.problems.is_empty(), "{:?}", there.problems);
        assert_eq!(shown(typed, &there), is("Zebrawood 8", 0), "{typed}");
    }
    // What holds whatever stands in the text is in no doubt.
    for typed in [
        "subject:zebrawood from:lena OR -paid",
        "subject:zebrawood -paid OR is:unread",
        "subject:zebrawood -from:kim",
    ] {
        assert_eq!(shown(typed, &nobody), is(both, 0), "{typed}");
    }
    assert_eq!(shown("subject:zebrawood -7", &nobody), is("Zebrawood 8", 1));
    let there = anna.ask_servers("subject:zebrawood -paid").await;
    // What came when they had been asked is in doubt as before.
    demo.deliver("support", "INBOX", &bill(9, "Paid, too."))
        .unwrap();
    anna.sync().await;
    let three = "Zebrawood 8, Zebrawood 9";
    assert_eq!(shown("subject:zebrawood -paid", &there), is(three, 1));
    // Of a text that is here nobody needs to be asked.
    let key = anna.ask_servers("zebrawood 8").await.found[0].id.clone();
    anna.ask(Command::FetchBody(key)).await.unwrap();
    let (_, in_doubt) = shown("subject:zebrawood -paid", &nobody);
    assert_eq!(in_doubt, 2);
    // Refused in this folder, and offline.
    let no = Fault::No("[SERVERBUG] not this one".into());
    demo.imap_fault(When::command("UID SEARCH"), no);
    let all = "Zebrawood 7, Zebrawood 8, Zebrawood 9";
    let there = anna.ask_servers("subject:zebrawood -paid in:inbox").await;
    assert_eq!((there.problems.len(), there.folders.len()), (1, 0));
    let refused = shown("subject:zebrawood -paid in:inbox", &there);
    assert_eq!(refused, is(all, 2));
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let there = anna.ask_servers("subject:zebrawood -paid").await;
    assert_eq!(shown("subject:zebrawood -paid", &there), is(all, 2));
    anna.engine.stop().await;
}

/// The numbers of what a server finds in a folder that it numbered anew are others than those known here: it
/// was not looked through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_numbered_anew_is_not_said_to_be_looked_through() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = that_keeps_headers(&demo).await;
    demo.renumber("support", "INBOX").unwrap();
    let there = anna.ask_servers("zebrawood in:inbox").await;
    assert!(there.folders.is_empty() && there.found.is_empty());
    let said: Vec<_> = there
        .problems
        .iter()
        .map(|p| (p.message.key, p.mailbox.clone()))
        .collect();
    assert_eq!(said, [("problem-search-renumbered", Some(id(SUPPORT)))]);
    anna.sync().await;
    let there = anna.ask_servers("zebrawood in:inbox").await;
    assert!(there.problems.is_empty(), "{:?}", there.problems);
    assert_eq!((there.folders.len(), there.found.len()), (1, 1));
    anna.engine.stop().await;
}

/// Nothing of it is listed yet: the rows of what is found are fetched out of turn, and the sync that follows
/// fetches the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_in_a_folder_that_is_not_listed_yet_has_its_row() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.deliver("support", "INBOX", LETTER).unwrap();
    let anna = Anna::sign_in(&demo).await;
    assert_eq!(anna.inbox(SUPPORT).total, 0);
    let there = anna.ask_servers("zebrawood").await;
    assert!(there.problems.is_empty(), "{:?}", there.problems);
    let subjects: Vec<&str> = there.found.iter().map(|h| h.subject.as_str()).collect();
    assert_eq!(subjects, ["A question"]);
    assert_eq!(anna.inbox(SUPPORT).total, 1);
    anna.sync().await;
    let messages = demo.messages("support", "INBOX").unwrap().len();
    assert_eq!(anna.inbox(SUPPORT).total as usize, messages);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_folders_that_lack_something_are_asked() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = that_keeps_headers(&demo).await;
    let coverage = |typed: &str| {
        let query = SearchQuery::parse(typed);
        anna.engine
            .reader()
            .coverage(&query, Some(&id(SUPPORT)))
            .unwrap()
    };
    let lacking = coverage("lamp");
    assert!(lacking.messages > 3 && lacking.findable == 0, "{lacking:?}");
    // Rows and headers are held of all.
    for typed in ["subject:lamp", "is:unread", "from:lena has:attachment"] {
        let whole = coverage(typed);
        assert_eq!(whole.findable, whole.messages, "{typed}");
        assert!(whole.lacking.is_empty(), "{typed}");
        assert_eq!(anna.ask_servers(typed).await.folders.len(), 0);
    }
    assert_eq!(searches(&demo), 0);
    assert_eq!(anna.ask_servers("lamp in:inbox").await.folders.len(), 1);
    assert_eq!(searches(&demo), 1);
    // Once all of it is here, nobody is asked.
    let change = MailboxChange::Keep(KeepBack::All);
    let mailbox = id(SUPPORT);
    anna.ask(Command::SetMailbox { mailbox, change })
        .await
        .unwrap();
    anna.sync().await;
    demo.clear_commands();
    assert!(coverage("lamp in:inbox").lacking.is_empty());
    assert_eq!(
        anna.ask_servers("zebrawood in:inbox").await.folders.len(),
        0
    );
    assert_eq!(searches(&demo), 0);
    assert_eq!(anna.found("zebrawood"), 1);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_refused_hides_nothing_of_the_others() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = that_keeps_headers(&demo).await;
    let no = Fault::No("[SERVERBUG] not this one".into());
    demo.imap_fault(When::command("UID SEARCH"), no);
    let there = anna.ask_servers("zebrawood für").await;
    assert_eq!(there.problems.len(), 1, "{:?}", there.problems);
    assert!(!there.folders.is_empty());
    // The Inbox was the one that was refused; it is answered the next time.
    assert!(there.found.is_empty());
    assert_eq!(anna.ask_servers("zebrawood für").await.found.len(), 1);
    // A server that knows none of these letters knows none in the other folders.
    let no = Fault::No("[BADCHARSET (US-ASCII)] no such letters".into());
    demo.imap_fault(When::command("UID SEARCH"), no);
    let there = anna.ask_servers("zebrawood für").await;
    assert_eq!((there.problems.len(), there.folders.len()), (1, 0));
    assert_eq!(there.problems[0].message.key, "problem-search-letters");
    // Offline it is said that nobody was asked.
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let there = anna.ask_servers("zebrawood").await;
    assert_eq!((there.folders.len(), there.found.len()), (0, 0));
    assert_eq!(there.problems[0].message.key, "problem-offline");
    anna.engine.stop().await;
}

/// Of a mailbox to which the access is in doubt nobody is asked, and that is said beside what others found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_closed_is_not_said_to_be_looked_through() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.deliver("support", "INBOX", LETTER).unwrap();
    let anna = Anna::sign_in(&demo).await;
    for mailbox in [id(SUPPORT), id("sales@acme.example")] {
        let change = MailboxChange::Keep(KeepBack::Headers);
        let set = anna.ask(Command::SetMailbox { mailbox, change });
        set.await.unwrap();
    }
    anna.sync().await;
    demo.set_rights("support", "anna", Rights::default())
        .unwrap();
    let node = r#"* LIST (\Noselect \HasChildren) "/" shared/support@acme.example"#;
    let node = Fault::Insert(format!("{node}\r\n").into_bytes());
    demo.imap_fault_at(When::command("LIST"), node, 0, 100);
    anna.ask(Command::Refresh(None)).await.unwrap();
    let query = SearchQuery::parse("zebrawood");
    let asked = anna.engine.search_servers(&query, None, 100).await.unwrap();
    assert!(!asked.folders.is_empty(), "the others were");
    let said: Vec<_> = asked
        .problems
        .iter()
        .map(|p| (p.message.key, p.mailbox.clone()))
        .collect();
    assert_eq!(said, [("may-not-in-doubt", Some(id(SUPPORT)))]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_nobody_waits_for_ends_on_the_server_too() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = that_keeps_headers(&demo).await;
    demo.imap_fault(When::command("UID SEARCH"), Fault::Silence);
    let before = demo.connections();
    {
        let search = anna.ask_servers("zebrawood");
        tokio::pin!(search);
        let waited = tokio::time::timeout(LIMIT, async {
            while searches(&demo) == 0 {
                let step = tokio::time::timeout(Duration::from_millis(20), search.as_mut());
                assert!(step.await.is_err(), "it is not answered");
            }
        });
        waited.await.expect("it was asked");
        assert_eq!(demo.connections(), before + 1, "on a connection of its own");
    }
    let ended = demo.until(LIMIT, |demo| demo.connections() == before).await;
    assert!(ended, "the connection is still there");
    anna.engine.stop().await;
}

/// A server that grants as many connections as are kept: a search takes the place of one that watches.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_answered_where_no_further_connection_is_granted() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.deliver("support", "INBOX", LETTER).unwrap();
    let anna = Anna::reside(&demo).await;
    anna.until("two are watched", || anna.engine.live().len() == 2)
        .await;
    let words = "[LIMIT] Maximum number of connections from user+IP exceeded";
    let crowded = Fault::No(words.into());
    demo.imap_fault(When::command("AUTHENTICATE"), crowded);
    let asked = anna.ask_servers("zebrawood").await;
    assert!(demo.faults_done(), "it was not let in at first");
    assert!(asked.problems.is_empty(), "{:?}", asked.problems);
    assert_eq!(asked.found.len(), 1);
    assert_eq!(anna.engine.live().len(), 1);
    anna.engine.stop().await;
}

/// Servers look for parts of words, and leave out Hannah for Ann. Whose mail it is, is known here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_must_not_have_sent_it_is_known_here() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    for name in ["Ann", "Hannah"] {
        let letter = format!(
            "From: {name} <{name}@x.example>\r\nTo: support@acme.example\r\nSubject: Of {name}\r\n\
             Message-ID: <of-{name}@x.example>\r\n\r\nThe mahogany is late.\r\n"
        );
        demo.deliver("support", "INBOX", letter.as_bytes()).unwrap();
    }
    let anna = that_keeps_headers(&demo).await;
    for (typed, subjects) in [
        ("mahogany ", &["Of Ann", "Of Hannah"][..]),
        ("mahogany -from:ann ", &["Of Hannah"]),
        ("mahogany from:ann ", &["Of Ann"]),
        ("mahogany -subject:ann ", &["Of Hannah"]),
        (
            "mahogany from:ann OR subject:hannah ",
            &["Of Ann", "Of Hannah"],
        ),
        ("mahogany -to:support ", &[]),
    ] {
        let asked = anna.ask_servers(typed).await;
        assert_eq!(anna.shown(typed, &asked), (words(subjects), 0), "{typed}");
    }
    anna.engine.stop().await;
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}
