//! A server that breaks off, lies, or renumbers under our hands: nothing is deleted, no other message
//! is touched, and what is held is the server's state as soon as it tells the truth again.

use std::time::Duration;

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::domain::{FlagChange, FolderId, SystemFlag};
use postroom::engine::Command;
use postroom::store::ListFilter;

use crate::anna::Anna;

const SUPPORT: &str = "support@acme.example";

fn held(anna: &Anna, folder: &FolderId) -> Vec<u32> {
    let order = anna.engine.reader().order(folder, ListFilter::default());
    let mut uids = order.unwrap();
    uids.sort_unstable();
    uids
}

fn on_server(demo: &DemoServer) -> Vec<u32> {
    let messages = demo.messages("support", "INBOX").unwrap();
    messages.iter().map(|message| message.uid).collect()
}

/// Looks at everything, whatever comes of it; in the end it ends.
async fn try_all(anna: &Anna) {
    let all = Command::Sync {
        mailbox: None,
        folder: None,
    };
    for command in [Command::Refresh(None), all] {
        let asked = tokio::time::timeout(Duration::from_secs(60), anna.ask(command));
        let _ = asked.await.expect("it ends");
    }
}

fn new_mail(demo: &DemoServer, n: usize) -> u32 {
    let message = format!(
        "From: Zoe <zoe@example.net>\r\nTo: {SUPPORT}\r\nSubject: new {n}\r\n\
         Message-ID: <new{n}@example.net>\r\n\r\n{n}\r\n"
    );
    demo.deliver("support", "INBOX", message.as_bytes())
        .unwrap()
}

/// T29 of the test list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_farewell_at_any_command_deletes_nothing() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let inbox = anna.inbox(SUPPORT).id;
    new_mail(&demo, 0);
    demo.clear_commands();
    try_all(&anna).await;
    let commands = demo.commands().len();
    assert!(commands > 5, "{commands}");
    for n in 0..commands {
        let before = held(&anna, &inbox);
        new_mail(&demo, n + 1);
        let bye = Fault::Bye("Session invalidated - AccessTokenExpired".to_owned());
        let skip = u32::try_from(n).unwrap();
        demo.imap_fault_at(When::Any, bye, skip, 1);
        try_all(&anna).await;
        demo.clear_faults();
        let after = held(&anna, &inbox);
        assert!(before.iter().all(|uid| after.contains(uid)), "command {n}");
    }
    try_all(&anna).await;
    assert_eq!(held(&anna, &inbox), on_server(&demo));
    anna.engine.stop().await;
}

/// T31, and the counts of T43.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_lies_about_its_messages_is_not_believed() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let inbox = anna.inbox(SUPPORT).id;
    let lies = [
        Fault::ExistsLie(0),
        Fault::ExistsLie(3),
        Fault::ExistsLie(9_000_000),
        Fault::ExistsLie(u32::MAX),
        Fault::DuplicateUids,
        Fault::DescendingUids,
        Fault::ForeignUids(vec![1, 7_000_000, u32::MAX]),
        Fault::Insert(b"* 4000000000 EXPUNGE\r\n".to_vec()),
        Fault::Insert(b"* 0 EXPUNGE\r\n".to_vec()),
        Fault::unknown_untagged(),
    ];
    for (n, lie) in lies.into_iter().enumerate() {
        let before = held(&anna, &inbox);
        new_mail(&demo, n);
        demo.imap_fault_at(When::Any, lie.clone(), 0, 1000);
        try_all(&anna).await;
        demo.clear_faults();
        let after = held(&anna, &inbox);
        assert!(before.iter().all(|uid| after.contains(uid)), "{lie:?}");
        // What it invents within the range that was asked for goes with the first true answer.
        try_all(&anna).await;
        assert_eq!(held(&anna, &inbox), on_server(&demo), "{lie:?}");
    }
    anna.engine.stop().await;
}

/// T32: each EXPUNGE of a colleague's shifts the numbers of all messages behind it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_never_named_by_their_place_in_the_folder() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let inbox = anna.inbox(SUPPORT);
    let uids = held(&anna, &inbox.id);
    let plain: Vec<u32> = {
        let messages = demo.messages("support", "INBOX").unwrap();
        let plain = messages
            .iter()
            .filter(|m| !m.flags.iter().any(|f| f == "\\Flagged"));
        plain.map(|m| m.uid).collect()
    };
    let (gone, left) = (&uids[..3], &plain[plain.len() - 4..]);
    demo.clear_commands();
    for (gone, marked) in gone.iter().zip(left) {
        demo.remove("support", "INBOX", *gone).unwrap();
        let key = postroom::domain::MessageKey {
            folder: inbox.id.clone(),
            uid_validity: inbox.uid_validity,
            uid: *marked,
        };
        let mark = Command::Mark {
            messages: vec![key],
            change: FlagChange::system(SystemFlag::Flagged, true),
        };
        anna.ask(mark).await.unwrap();
    }
    anna.sync().await;
    let now_flagged: Vec<u32> = {
        let messages = demo.messages("support", "INBOX").unwrap();
        let flagged = messages.iter().filter(|m| plain.contains(&m.uid));
        let flagged = flagged.filter(|m| m.flags.iter().any(|f| f == "\\Flagged"));
        flagged.map(|m| m.uid).collect()
    };
    assert_eq!(now_flagged, left[..3]);
    assert_eq!(held(&anna, &inbox.id), on_server(&demo));
    let by_place = ["FETCH", "STORE", "COPY", "MOVE", "SEARCH"];
    for command in demo.commands() {
        let name = command.line.split(' ').next().unwrap_or_default();
        assert!(!by_place.contains(&name), "{}", command.line);
    }
    anna.engine.stop().await;
}
