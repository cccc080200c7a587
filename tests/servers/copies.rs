//! Copies on a real server: the policies, missing rights and folders, no room, and a copy of the
//! server's that comes late.

use std::time::Duration;

use postroom::domain::{
    CopyState, FolderRole, MailboxId, Mode, NamedAddress, OutboxState, Outgoing, SENT_BY_FIELD,
    SentBy, SentPolicy,
};
use postroom::engine::{
    Command, Leave, ListFilter, MailboxChange, OutboxAction, Pace, Problem, Reply, why,
};

use crate::lab::{Lab, StoredMessage};
use crate::member::{Member, address, question};

const SUPPORT: &str = "support@postroom.test";
const ANNA: &str = "anna@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn row(member: &Member, of: &Outgoing) -> Outgoing {
    let found = member.engine.reader().outgoing(of.outbox_id).unwrap();
    found.expect("the message is in the outbox")
}

async fn put_in(member: &Member, subject: &str) -> Outgoing {
    put_in_to(member, subject, Leave::Now).await
}

async fn put_in_to(member: &Member, subject: &str, leave: Leave) -> Outgoing {
    let draft = member.draft(SUPPORT, Mode::SendAs, CUSTOMER, subject);
    let id = None;
    match member
        .engine
        .request(Command::Send { draft, id, leave })
        .await
    {
        Ok(Reply::Outgoing(row)) => row,
        other => panic!("{other:?}"),
    }
}

async fn until(member: &Member, of: &Outgoing, what: &str, is_so: impl Fn(&Outgoing) -> bool) {
    let waited = tokio::time::timeout(
        Duration::from_secs(45),
        member.until(what, || is_so(&row(member, of))),
    );
    assert!(waited.await.is_ok(), "not {what}: {:?}", row(member, of));
}

async fn until_done(member: &Member, of: &Outgoing) {
    let is_done = |row: &Outgoing| row.state == OutboxState::Done;
    until(member, of, "the message is done", is_done).await;
}

/// Until the copy waits for this reason.
async fn until_waits(member: &Member, of: &Outgoing, key: &str) -> Problem {
    let waits = |row: &Outgoing| {
        row.state == OutboxState::Filing && why(row).is_some_and(|p| p.message.key == key)
    };
    until(member, of, key, waits).await;
    why(&row(member, of)).unwrap()
}

async fn act(member: &Member, of: &Outgoing, action: OutboxAction) {
    let id = of.outbox_id;
    let done = member.engine.request(Command::Outbox { id, action });
    done.await.expect("it can be done");
}

async fn policy(member: &Member, policy: SentPolicy) {
    let mailbox = MailboxId::of(&address(SUPPORT));
    let change = MailboxChange::SentPolicy(policy);
    let set = Command::SetMailbox { mailbox, change };
    member.engine.request(set).await.unwrap();
}

fn copies(lab: &Lab) -> (usize, usize) {
    let count = |user| lab.folder_messages(user, "Sent").len();
    (count(SUPPORT), count(ANNA))
}

/// The team's copies with Anna's eyes: on this server each member has marks of their own.
fn seen_by_anna(lab: &Lab) -> Vec<StoredMessage> {
    lab.folder_messages("anna", &lab.as_members_call_it("support", "Sent"))
}

fn is_seen(message: &StoredMessage) -> bool {
    message.flags.iter().any(|flag| flag == "\\Seen")
}

/// The remarks on a message.
fn remarks(row: &Outgoing) -> String {
    row.remarks.join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_policy_ends_with_one_copy_in_each_of_its_folders() {
    each_policy(Lab::start()).await;
}

pub async fn each_policy(lab: Lab) {
    let anna = Member::new(&lab, "anna", false).await;
    let (mut shared, mut mine) = (0, 0);
    for (kind, in_shared, in_mine) in [
        (SentPolicy::Shared, 1, 0),
        (SentPolicy::Mine, 0, 1),
        (SentPolicy::Both, 1, 1),
    ] {
        policy(&anna, kind).await;
        for subject in ["one", "two"] {
            let sent = put_in(&anna, &format!("{kind:?} {subject}")).await;
            until_done(&anna, &sent).await;
            (shared, mine) = (shared + in_shared, mine + in_mine);
            assert_eq!(copies(&lab), (shared, mine), "{kind:?} {subject}");
            assert_eq!(row(&anna, &sent).copy, CopyState::Checked);
            assert_eq!(remarks(&row(&anna, &sent)), "");
        }
    }
    assert!(lab.folder_messages(ANNA, "Sent").iter().all(is_seen));
    assert!(seen_by_anna(&lab).iter().all(is_seen));
    // This server files nothing: the copy waits, and is found when it is there.
    policy(&anna, SentPolicy::Server).await;
    let sent = put_in(&anna, "by the server").await;
    until_waits(&anna, &sent, "outbox-copy-server-none").await;
    assert_eq!(copies(&lab), (shared, mine));
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 7);
    let letter = received.iter().find(|m| m.text().contains("by the server"));
    lab.put("support", "Sent", &letter.unwrap().bytes);
    act(&anna, &sent, OutboxAction::TryNow).await;
    until_done(&anna, &sent).await;
    assert_eq!(copies(&lab), (shared + 1, mine));
    // What the server filed unread was marked.
    assert!(seen_by_anna(&lab).iter().all(is_seen));
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 7);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_tells_the_team_who_answered_and_nobody_else() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    policy(&anna, SentPolicy::Both).await;
    let sent = put_in(&anna, "Who was it").await;
    until_done(&anna, &sent).await;
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert_eq!(received[0].header(SENT_BY_FIELD), None);
    assert_eq!(
        lab.folder_messages(ANNA, "Sent")[0].header(SENT_BY_FIELD),
        None
    );
    let copy = &lab.folder_messages(SUPPORT, "Sent")[0];
    assert!(copy.header(SENT_BY_FIELD).unwrap().contains(ANNA));

    // A customer who knows the field is not believed.
    let forged = format!(
        "{SENT_BY_FIELD}: <boss@postroom.test>\r\n{}",
        question("Forged")
    );
    lab.deliver("support", forged);
    let change = MailboxChange::NameSender(false);
    let mailbox = MailboxId::of(&address(SUPPORT));
    let set = Command::SetMailbox { mailbox, change };
    anna.engine.request(set).await.unwrap();
    let sent = put_in(&anna, "Nobody knows").await;
    until_done(&anna, &sent).await;

    // Seen by a colleague.
    let ben = Member::new(&lab, "ben", false).await;
    ben.sync().await;
    let of = |member: &Member, role, subject: &str| {
        let all = member.messages(SUPPORT, role);
        let found = all.into_iter().find(|m| m.subject == subject);
        found.expect("it is there").sent_by
    };
    let named = NamedAddress::new(Some("anna"), &address(ANNA));
    let sent_by = of(&ben, FolderRole::Sent, "Who was it");
    assert_eq!(sent_by, SentBy::Member(named));
    let sent_by = of(&ben, FolderRole::Sent, "Nobody knows");
    assert_eq!(sent_by, SentBy::Unknown);
    assert_eq!(of(&ben, FolderRole::Inbox, "Forged"), SentBy::NotAsked);
    anna.sync().await;
    assert_eq!(of(&anna, FolderRole::Inbox, "Forged"), SentBy::NotAsked);
    ben.stop().await;
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_mailbox_holds_up_the_copy_alone() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    let first = put_in(&anna, "There is room").await;
    until_done(&anna, &first).await;
    // On this server the limit of who signed in counts for the mailboxes of others too.
    lab.set_quota("anna", 1);
    let anna = anna.restart().await;
    let sent = put_in(&anna, "There is none").await;
    let problem = until_waits(&anna, &sent, "outbox-copy-over-quota").await;
    assert!(problem.advice.is_some());
    let words = problem
        .message
        .args
        .iter()
        .find(|(name, _)| *name == "words");
    assert!(
        words.unwrap().1.to_lowercase().contains("quota"),
        "{problem:?}"
    );
    let _ = lab.wait_for_messages(CUSTOMER, "INBOX", 2);
    assert_eq!(copies(&lab), (1, 0), "nothing goes elsewhere by itself");
    // The person has another place for it.
    let own = anna.folder(ANNA, FolderRole::Sent).id;
    act(&anna, &sent, OutboxAction::CopyTo(own)).await;
    until_done(&anna, &sent).await;
    assert_eq!(copies(&lab), (1, 1));
    assert_eq!(row(&anna, &sent).attempts, 1);
    assert_eq!(lab.folder_messages(CUSTOMER, "INBOX").len(), 2);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_set_of_rights_files_it_or_says_what_is_missing() {
    each_set_of_rights(Lab::start(), Some("outbox-copy-not-seen")).await;
}

/// `without_s`: what is remarked where the right to mark as seen is missing.
pub async fn each_set_of_rights(lab: Lab, without_s: Option<&str>) {
    let mut count = 0;
    for (rights, waits, remark) in [
        // None that is of use: the folder is not there for her.
        ("p", Some("outbox-copy-folder-missing"), None),
        ("l", Some("outbox-copy-no-right"), None),
        ("lr", Some("outbox-copy-no-right"), None),
        ("lrs", Some("outbox-copy-no-right"), None),
        // What cannot be looked for could be filed twice.
        ("lswi", Some("outbox-copy-no-look"), None),
        ("lrwti", None, without_s),
        ("lrswi", None, None),
    ] {
        let anna = Member::new(&lab, "anna", false).await;
        anna.refresh().await;
        lab.set_acl("support", "Sent", "anna", rights);
        let sent = put_in(&anna, rights).await;
        let before = copies(&lab);
        count += 1;
        if let Some(key) = waits {
            let problem = until_waits(&anna, &sent, key).await;
            assert!(problem.advice.is_some(), "{rights}: {problem:?}");
            assert_eq!(problem.mailbox.unwrap().as_str(), SUPPORT);
            let _ = lab.wait_for_messages(CUSTOMER, "INBOX", count);
            assert_eq!(copies(&lab), before, "{rights}");
            // Given the rights, it follows by itself.
            lab.set_acl("support", "Sent", "anna", "lrswi");
            anna.refresh().await;
            act(&anna, &sent, OutboxAction::TryNow).await;
        }
        until_done(&anna, &sent).await;
        let of_this = |m: &StoredMessage| m.header("Subject").as_deref() == Some(rights);
        let mut filed = seen_by_anna(&lab);
        filed.retain(of_this);
        assert_eq!(filed.len(), 1, "{rights}");
        let said = remarks(&row(&anna, &sent));
        assert_eq!(is_seen(&filed[0]), remark.is_none(), "{rights}: {said}");
        match remark {
            Some(key) => assert!(said.contains(key) && said.contains("Sent"), "{said}"),
            None => assert_eq!(said, "", "{rights}"),
        }
        assert!(lab.folder_messages(ANNA, "Sent").is_empty(), "{rights}");
        assert_eq!(row(&anna, &sent).attempts, 1);
        // Back to the beginning.
        lab.set_acl("support", "Sent", "anna", "lrswipte");
        anna.stop().await;
    }
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", count).len(), count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sent_folder_that_is_gone_is_missed_and_the_copy_follows_when_it_is_back() {
    a_sent_folder_that_is_gone(Lab::start()).await;
}

pub async fn a_sent_folder_that_is_gone(lab: Lab) {
    let anna = Member::new(&lab, "anna", false).await;
    lab.remove_folder("support", "Sent");
    let sent = put_in(&anna, "Where to").await;
    until_waits(&anna, &sent, "outbox-copy-folder-missing").await;
    assert!(lab.folder_messages(ANNA, "Sent").is_empty());
    lab.create_folder("support", "Sent");
    act(&anna, &sent, OutboxAction::TryNow).await;
    until_done(&anna, &sent).await;
    assert_eq!(copies(&lab), (1, 0));
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_the_servers_that_comes_late_takes_the_place_of_ours() {
    let lab = Lab::start();
    let mut pace = Pace::quick();
    // Time enough for the server to be late.
    pace.double_looks = [1, 4, 8].map(Duration::from_secs);
    let anna = Member::with_pace(&lab, "anna", true, pace).await;
    let sent = put_in(&anna, "Late").await;
    until_done(&anna, &sent).await;
    let ours = lab.folder_messages(SUPPORT, "Sent");
    assert!(ours[0].header(SENT_BY_FIELD).is_some());
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    lab.put("support", "Sent", &received[0].bytes);
    let one_is_left = || {
        let left = seen_by_anna(&lab);
        left.len() == 1 && left[0].uid > ours[0].uid && is_seen(&left[0])
    };
    anna.until("ours is removed", one_is_left).await;
    assert_eq!(remarks(&row(&anna, &sent)), "");
    anna.stop().await;
}

/// Somebody renames the Sent folder while messages wait that a program sends which is started for that
/// alone: it looks for folders by itself where the server knows none of that name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renamed_sent_folder_keeps_nothing_back_without_a_window() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let waits = put_in_to(&anna, "It waits", Leave::WhenAsked).await;
    // Of an earlier run nobody knows whether it was sent since.
    let anna = anna.restart().await;
    let owner = lab.address("support");
    lab.doveadm(&["mailbox", "rename", "-u", &owner, "Sent", "Gesendet"]);
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = row(&anna, &waits);
    assert_eq!(sent.state, OutboxState::Done, "{:?}", why(&sent));
    assert_eq!(lab.folder_messages(&owner, "Gesendet").len(), 1);
    anna.stop().await;
}

/// Where nothing is looked at for an hour, what was sent is listed in Sent all the same: who filed it knows that it is
/// there, and who answered sees the answer in the conversation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_is_listed_without_waiting_for_the_next_look() {
    let hour = Duration::from_secs(3600);
    let pace = Pace {
        poll: hour,
        rediscover: hour,
        recount: hour,
        ..Pace::quick()
    };
    let lab = Lab::start();
    let anna = Member::with_pace(&lab, "anna", true, pace).await;
    let sent = anna.folder(SUPPORT, FolderRole::Sent);
    let row = put_in(&anna, "Is it listed?").await;
    until_done(&anna, &row).await;
    let listed = || {
        let all = anna
            .engine
            .reader()
            .list(&sent.id, ListFilter::default(), 10);
        all.unwrap()
            .iter()
            .any(|header| header.subject == "Is it listed?")
    };
    let waited = tokio::time::timeout(Duration::from_secs(45), anna.until("it is listed", listed));
    assert!(waited.await.is_ok(), "it is not");
    anna.engine.stop().await;
}
