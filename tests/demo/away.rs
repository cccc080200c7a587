//! Deleted and archived messages go where the settings of their mailbox say, and nowhere else.

use postroom::demo::{DemoServer, Team};
use postroom::domain::{Away, FolderRole};
use postroom::engine::{Command, MailboxChange, ProblemKind};

use crate::anna::{Anna, id};

const SUPPORT: &str = "support@acme.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_and_archived_messages_go_to_the_mailboxs_own_folders_or_to_the_members() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let count = |mailbox: &str, folder: &str| demo.messages(mailbox, folder).unwrap().len();
    for (role, folder) in [
        (FolderRole::Trash, "Trash"),
        (FolderRole::Archive, "Archive"),
    ] {
        let put_away = async || {
            let messages = vec![anna.newest(SUPPORT)];
            let command = match role {
                FolderRole::Trash => Command::Delete(messages),
                _ => Command::Archive(messages),
            };
            anna.ask(command).await.expect("it is put away");
            anna.sync().await;
        };
        let (shared, own) = (count("support", folder), count("anna", folder));
        put_away().await;
        let now = (count("support", folder), count("anna", folder));
        assert_eq!(now, (shared + 1, own), "{folder}: where colleagues find it");

        let set = Command::SetMailbox {
            mailbox: id(SUPPORT),
            change: MailboxChange::Away(role, Away::Mine),
        };
        anna.ask(set).await.unwrap();
        put_away().await;
        let now = (count("support", folder), count("anna", folder));
        assert_eq!(now, (shared + 1, own + 1), "{folder}");
    }
    anna.engine.stop().await;
}

/// Nobody who deletes means for good.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_trash_nothing_is_deleted_and_why_is_said() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.delete_folder("support", "Trash").unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let before = demo.messages("support", "INBOX").unwrap().len();
    let delete = Command::Delete(vec![anna.newest(SUPPORT)]);
    let refused = anna.ask(delete).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.message.key),
        (ProblemKind::NotFound, "problem-no-trash")
    );
    assert_eq!(demo.messages("support", "INBOX").unwrap().len(), before);
    anna.engine.stop().await;
}
