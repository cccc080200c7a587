//! What is unread for one member although another read it, on a real Dovecot: with one `\Seen` for all, and
//! with one for each.

use postroom::domain::{FlagChange, FolderRole, MessageHeader, SystemFlag};
use postroom::engine::{Command, Reply};

use crate::lab::{Lab, Setup};
use crate::member::{Member, question};

const SUPPORT: &str = "support@postroom.test";

fn message(member: &Member, subject: &str) -> MessageHeader {
    let all = member.messages(SUPPORT, FolderRole::Inbox);
    let found = all.into_iter().find(|m| m.subject == subject);
    found.unwrap_or_else(|| panic!("no message {subject}"))
}

async fn read(member: &Member, subject: &str) {
    let command = Command::Mark {
        messages: vec![message(member, subject).id],
        change: FlagChange::system(SystemFlag::Seen, true),
    };
    let marked = member.engine.request(command).await;
    assert!(matches!(marked, Ok(Reply::Done)), "{marked:?}");
}

/// Is it read, and is it unread for this member alone?
fn state(member: &Member, subject: &str) -> (bool, bool) {
    let message = message(member, subject);
    (message.flags.has(SystemFlag::Seen), message.unread_for_me)
}

async fn two_members(private_seen: bool) -> (Lab, Member, Member) {
    let lab = Lab::with(Setup {
        private_seen,
        ..Setup::default()
    });
    lab.set_acl("support", "INBOX", "ben", "lrs");
    for subject in ["One", "Two"] {
        lab.deliver("support", question(subject));
    }
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let ben = Member::new(&lab, "ben", false).await;
    ben.sync().await;
    (lab, anna, ben)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_member_read_is_unread_for_the_other_until_they_read_it() {
    let (lab, anna, ben) = two_members(false).await;
    read(&ben, "One").await;
    lab.deliver("support", question("Three"));
    ben.sync().await;
    read(&ben, "Three").await;
    anna.sync().await;
    for (subject, expected) in [
        ("One", (true, true)),
        ("Two", (false, false)),
        // Read before it was fetched here.
        ("Three", (true, true)),
    ] {
        assert_eq!(state(&anna, subject), expected, "{subject}");
    }
    assert_eq!(state(&ben, "One"), (true, false));

    let anna = anna.restart().await;
    assert_eq!(state(&anna, "One"), (true, true));
    read(&anna, "One").await;
    // Told to nobody; what is unread for all is told.
    read(&anna, "Two").await;
    anna.sync().await;
    ben.sync().await;
    assert_eq!(state(&anna, "One"), (true, false));
    assert_eq!(state(&anna, "Two"), (true, false));
    assert_eq!(state(&ben, "One"), (true, false));
    assert_eq!(state(&ben, "Two"), (true, true));
    anna.stop().await;
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_each_member_has_a_seen_of_their_own_nothing_is_kept_beside_it() {
    let (_lab, anna, ben) = two_members(true).await;
    read(&ben, "One").await;
    anna.sync().await;
    assert_eq!(state(&anna, "One"), (false, false));
    read(&anna, "Two").await;
    anna.sync().await;
    ben.sync().await;
    assert_eq!(state(&anna, "Two"), (true, false));
    assert_eq!(state(&ben, "Two"), (false, false));
    assert_eq!(state(&ben, "One"), (true, false));
    anna.stop().await;
    ben.stop().await;
}
