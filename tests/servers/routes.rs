//! One mailbox that several accounts of a profile reach.

use postroom::config::Config;
use postroom::domain::{AccountId, FolderRole, Mode, Right, RouteKind, SendRight};
use postroom::engine::{Command, Pace};

use crate::lab::Lab;
use crate::member::{Member, question};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn accounts(member: &Member) -> Vec<AccountId> {
    let mailboxes = member.engine.reader().mailboxes().unwrap();
    let support: Vec<_> = mailboxes
        .iter()
        .filter(|m| m.address.as_str() == SUPPORT)
        .collect();
    let [support] = support[..] else {
        panic!("support is there {} times", support.len())
    };
    assert!(
        support
            .routes
            .iter()
            .all(|r| r.kind == RouteKind::Namespace)
    );
    support.routes.iter().map(|r| r.account.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_accounts_reach_one_mailbox() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let member = Member::new(&lab, "anna", false).await;
    member.sync().await;
    let anna = member.account.id();
    // The same Inbox is seen, by its UIDVALIDITY and a Message-ID: so it is one mailbox.
    let ben = member.sign_in_also_as(&lab, "ben").await;
    assert_eq!(accounts(&member), [anna.clone(), ben.clone()]);
    member.sync().await;
    assert_eq!(member.messages(SUPPORT, FolderRole::Inbox).len(), 1);

    // Rights are those of the route that is read; send rights are each account's own.
    let inbox = member.folder(SUPPORT, FolderRole::Inbox);
    assert!(inbox.account == anna && inbox.rights.has(Right::Write));
    member.check(SUPPORT).await;
    let identities = member.engine.identities().await.unwrap();
    let of = |account: &AccountId| {
        let mine = identities.iter().find(|i| {
            i.key.account == *account
                && i.key.address.as_str() == SUPPORT
                && i.key.mode == Mode::SendAs
        });
        mine.expect("each account has a row of its own").right
    };
    assert_eq!(of(&ben), SendRight::Refused);
    assert_ne!(of(&anna), SendRight::Refused);
    let sent = member
        .send(member.draft(SUPPORT, Mode::SendAs, CUSTOMER, "By the first"))
        .await;
    assert_eq!(sent.account, anna);
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);

    // The first way is lost: the mailbox stays, with what the second one permits.
    for folder in ["INBOX", "Sent", "Drafts", "Archive", "Junk", "Trash"] {
        lab.set_acl("support", folder, "anna", "");
    }
    member.refresh().await;
    tokio::time::sleep(Pace::quick().confirm_lost).await;
    member.refresh().await;
    member.sync().await;
    assert_eq!(accounts(&member), std::slice::from_ref(&ben));
    let inbox = member.folder(SUPPORT, FolderRole::Inbox);
    assert!(
        inbox.account == ben && inbox.rights.has(Right::Read) && !inbox.rights.has(Right::Write)
    );
    assert_eq!(member.messages(SUPPORT, FolderRole::Inbox).len(), 1);

    // With its last account it goes.
    member
        .engine
        .request(Command::RemoveAccount(ben))
        .await
        .unwrap();
    assert!(!member.mailboxes().contains(&SUPPORT.to_owned()));
    member.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_account_that_is_read_can_be_removed() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let member = Member::new(&lab, "anna", false).await;
    member.sync().await;
    let ben = member.sign_in_also_as(&lab, "ben").await;
    let anna = member.account.id();
    member
        .engine
        .request(Command::RemoveAccount(anna))
        .await
        .unwrap();
    member.sync().await;
    assert_eq!(accounts(&member), std::slice::from_ref(&ben));
    let folders = member.folders(SUPPORT);
    assert!(
        !folders.is_empty() && folders.iter().all(|f| f.account == ben),
        "{folders:?}"
    );
    assert_eq!(member.messages(SUPPORT, FolderRole::Inbox).len(), 1);
    member.stop().await;
}

/// Somebody deletes a section of `config.toml`, or the cache of another profile comes to lie there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_taken_out_of_the_settings_by_hand_is_gone() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let member = Member::new(&lab, "anna", false).await;
    member.sync().await;
    let ben = member.sign_in_also_as(&lab, "ben").await;
    member.sync().await;
    let anna = member.account.id();
    let own = member.account.address.to_string();
    assert!(member.mailboxes().contains(&own));
    let without = |config: &mut Config| config.accounts.retain(|a| a.id() != anna);
    let member = member.restart_with(without).await;
    assert!(
        !member.mailboxes().contains(&own),
        "{:?}",
        member.mailboxes()
    );
    assert_eq!(accounts(&member), std::slice::from_ref(&ben));
    lab.deliver("support", question("And the invoice"));
    member.sync().await;
    let folders = member.folders(SUPPORT);
    assert!(
        !folders.is_empty() && folders.iter().all(|f| f.account == ben),
        "{folders:?}"
    );
    assert_eq!(member.messages(SUPPORT, FolderRole::Inbox).len(), 2);
    member.stop().await;
}
