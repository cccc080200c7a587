//! News of folders that nobody watches: a real Dovecot tells of them on the connection that watches
//! another one (NOTIFY, RFC 5465).

use std::time::Duration;

use postroom::domain::FolderRole;
use postroom::engine::Pace;

use crate::lab::Lab;
use crate::member::{Member, question};

/// With clocks that never ask for anything, what comes is known by being told.
fn told_alone() -> Pace {
    let never = Duration::from_secs(3600);
    Pace {
        poll: never,
        rights_in_use: never,
        rediscover: never,
        compare: never,
        recount: never,
        ..Pace::quick()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_into_a_folder_that_is_not_watched_is_told_and_counts_as_told_from_then_on() {
    let lab = Lab::start();
    let anna = lab.address("anna");
    let member = Member::with_pace(&lab, "anna", true, told_alone()).await;
    let inbox = member.folder(&anna, FolderRole::Inbox);
    let sent = member.folder(&anna, FolderRole::Sent);
    let live = |id| member.engine.live().contains(id);
    member
        .until("the Inbox is watched", || live(&inbox.id))
        .await;
    assert!(!live(&sent.id), "nobody has told anything of it so far");
    let arrived = || {
        lab.put(&anna, "Sent", question("From another program").as_bytes());
        member.messages(&anna, FolderRole::Sent).len()
    };
    // It may come before the server was asked: it is put there until it is told of.
    member
        .until("it is told of", || arrived() > 0 && live(&sent.id))
        .await;
    lab.put(&anna, "Sent", question("And another").as_bytes());
    member
        .until("the next is", || {
            let sent = member.messages(&anna, FolderRole::Sent);
            sent.iter().any(|message| message.subject == "And another")
        })
        .await;
    member.stop().await;
}
