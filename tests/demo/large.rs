//! Large folders of servers that count no changes (no CONDSTORE): what colleagues did is seen without
//! asking for the flags of all messages.

use std::collections::BTreeMap;

use postroom::demo::{DemoServer, Profile as Server, Team};
use postroom::domain::Flags;

use crate::anna::Anna;

const ANNA: &str = "anna@acme.example";
const MANY: u32 = 2100;

/// The Inbox's messages on the server.
fn there(demo: &DemoServer) -> BTreeMap<u32, Flags> {
    let kept = demo.messages("anna", "INBOX").unwrap();
    let flags = kept.iter().map(|message| {
        let seen = (message.seen_by.iter().any(|by| by == ANNA)).then_some("\\Seen");
        let all = message.flags.iter().map(String::as_str).chain(seen);
        (message.uid, Flags::from_wire(all))
    });
    flags.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_in_a_large_folder_is_seen_without_all_flags() {
    for server in [Server::Exchange, Server::Bare] {
        let demo = DemoServer::start(Team::acme_without_mail()).unwrap();
        demo.set_profile(server);
        let deliver = |number: u32| {
            let message = format!("Subject: {number}\r\nMessage-ID: <{number}@old>\r\n\r\nx\r\n");
            demo.deliver("anna", "INBOX", message.as_bytes()).unwrap()
        };
        let uids: Vec<u32> = (0..MANY).map(deliver).collect();
        for uid in &uids[..1000] {
            demo.read("anna", "anna", "INBOX", *uid).unwrap();
        }
        let anna = Anna::sign_in(&demo).await;
        anna.sync().await;
        let inbox = anna.inbox(ANNA).id;
        let held = || anna.engine.reader().uids_with_flags(&inbox).unwrap();
        assert_eq!(held(), there(&demo), "{server:?}");
        demo.clear_commands();

        let flag = |place: usize, flag: &str, on: bool| {
            demo.flag("anna", "anna", "INBOX", uids[place], flag, on)
                .unwrap();
        };
        flag(3, "\\Flagged", true);
        flag(4, "\\Answered", true);
        flag(5, "\\Seen", false);
        flag(1500, "\\Seen", true);
        flag(2000, "billing", true);
        // Nobody had named an old one so.
        flag(6, "urgent", true);
        demo.remove("anna", "INBOX", uids[7]).unwrap();
        deliver(MANY);
        anna.sync().await;
        assert_eq!(held(), there(&demo), "{server:?}");
        flag(4, "\\Answered", false);
        deliver(MANY + 1);
        anna.sync().await;
        assert_eq!(held(), there(&demo), "{server:?}");
        let all = demo.commands().into_iter().map(|command| command.line);
        let all: Vec<String> = all.filter(|line| line.contains("FETCH 1:*")).collect();
        assert!(all.is_empty(), "{server:?}: {all:?}");
    }
}
