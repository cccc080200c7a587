//! Copies on a server that files what it takes by itself, in any of the ways in which servers do.

use postroom::demo::{DemoServer, KeptMessage, ServerFiling, Team};
use postroom::domain::{CopyState, Mode, Outgoing, SentPolicy};
use postroom::engine::{Command, MailboxChange};

use crate::anna::{Anna, id};

const SUPPORT: &str = "support@acme.example";

async fn send(anna: &Anna, subject: &str) -> Outgoing {
    anna.send(SUPPORT, Mode::SendAs, subject).await
}

/// Of each message one copy in each folder that is to have one, and no more than the server's own
/// where none is wanted.
#[tokio::test]
async fn one_copy_in_each_folder_however_the_server_files() {
    use ServerFiling::{Both, From, Member, Never};
    for (policy, filing, support, own) in [
        (SentPolicy::Shared, Never, 1, 0),
        (SentPolicy::Shared, Member, 1, 1),
        (SentPolicy::Shared, From, 1, 0),
        (SentPolicy::Shared, Both, 1, 1),
        (SentPolicy::Mine, Never, 0, 1),
        (SentPolicy::Mine, Member, 0, 1),
        (SentPolicy::Both, Never, 1, 1),
        (SentPolicy::Both, Member, 1, 1),
        (SentPolicy::Both, From, 1, 1),
        (SentPolicy::Both, Both, 1, 1),
        (SentPolicy::Server, Member, 0, 1),
        (SentPolicy::Server, From, 1, 0),
        (SentPolicy::Server, Both, 1, 1),
    ] {
        let team = Team::acme_without_mail().with_filing(filing);
        let demo = DemoServer::start(team).unwrap();
        let anna = Anna::reside(&demo).await;
        let change = MailboxChange::SentPolicy(policy);
        let mailbox = id(SUPPORT);
        let set = Command::SetMailbox { mailbox, change };
        anna.ask(set).await.unwrap();
        for (count, subject) in [(1, "First"), (2, "Second")] {
            let row = send(&anna, subject).await;
            let what = format!("{policy:?}, {filing:?}, {subject}");
            assert_eq!(row.copy, CopyState::Checked, "{what}");
            let copies = |owner| demo.messages(owner, "Sent").unwrap();
            let lie = (copies("support").len(), copies("anna").len());
            assert_eq!(lie, (support * count, own * count), "{what}");
            let seen = |m: &KeptMessage| m.seen_by.iter().any(|who| who == "anna@acme.example");
            assert!(copies("support").iter().all(seen), "{what}");
            let only_own = filing == Member && policy != SentPolicy::Mine;
            let said = row
                .remarks
                .iter()
                .any(|r| r.contains("outbox-copy-only-in-own"));
            // Once is enough, unless it is the server that is to file it.
            let again = count == 1 || policy == SentPolicy::Server;
            assert_eq!(said, only_own && again, "{what}: {:?}", row.remarks);
            let problems = anna.engine.problems();
            let stands = problems
                .iter()
                .any(|p| p.message.key == "outbox-copy-only-in-own");
            assert_eq!(stands, only_own, "{what}");
        }
        anna.engine.stop().await;
    }
}
