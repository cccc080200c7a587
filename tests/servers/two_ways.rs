//! What one account of a profile may not do in a mailbox, another one does that may.

use postroom::domain::{
    AccountId, Draft, FolderRole, Intent, Mode, OutboxState, Outgoing, SendRightKey,
};
use postroom::engine::{Command, Leave, OutboxAction, QuoteWords, Reply, why};

use crate::lab::Lab;
use crate::member::{Member, address, question};

const SUPPORT: &str = "support@postroom.test";

/// Ben's profile, which reads the mailbox by his account; Anna's came to it later.
async fn profile(lab: &Lab) -> (Member, AccountId) {
    lab.deliver("support", question("Where is my lamp"));
    let ben = Member::new(lab, "ben", false).await;
    ben.sync().await;
    let anna = ben.sign_in_also_as(lab, "anna").await;
    ben.refresh().await;
    ben.sync().await;
    let inbox = ben.folder(SUPPORT, FolderRole::Inbox);
    assert_eq!(inbox.account, ben.account.id(), "it is read by Ben's");
    (ben, anna)
}

/// An answer under the mailbox's address that leaves by this account.
async fn answer(ben: &Member, by: &AccountId) -> Outgoing {
    let question = ben.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let words = QuoteWords {
        attribution: "You wrote:".into(),
    };
    let draft = ben.engine.reply_draft(&question.id, Intent::Reply, &words);
    let mut draft = draft.await.expect("it can be answered");
    draft.from = Some(SendRightKey {
        account: by.clone(),
        address: address(SUPPORT),
        mode: Mode::SendAs,
    });
    let (id, leave) = (None, Leave::Now);
    let sent = ben.engine.request(Command::Send { draft, id, leave });
    match sent.await.expect("it can be frozen") {
        Reply::Outgoing(row) => ben.settled(&row).await,
        other => panic!("{other:?}"),
    }
}

fn copies(lab: &Lab) -> usize {
    lab.folder_messages(SUPPORT, "Sent").len()
}

fn reason(row: &Outgoing) -> Option<&'static str> {
    why(row).map(|problem| problem.message.key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_is_filed_and_the_question_marked_by_the_account_that_may() {
    let lab = Lab::start();
    for folder in ["INBOX", "Sent"] {
        lab.set_acl("support", folder, "ben", "lr");
    }
    let (ben, anna) = profile(&lab).await;
    let sent = answer(&ben, &anna).await;
    assert_eq!((sent.state, reason(&sent)), (OutboxState::Done, None));
    assert!(sent.remarks.is_empty(), "{sent:?}");
    assert_eq!(copies(&lab), 1);
    // It is Anna's mark on the copy: on this server each member has marks of their own.
    let hers = "shared/support@postroom.test/Sent";
    let copy = lab.folder_messages("anna@postroom.test", hers).remove(0);
    assert!(
        copy.flags.contains(&"\\Seen".to_owned()),
        "{:?}",
        copy.flags
    );
    let marked = || {
        let question = lab.folder_messages(SUPPORT, "INBOX").remove(0);
        question.flags.contains(&"\\Answered".to_owned())
    };
    ben.until("the question is marked", marked).await;
    // The window shows it, though another account reads the folder.
    ben.sync().await;
    assert_eq!(ben.messages(SUPPORT, FolderRole::Sent).len(), 1);
    let identities = ben.engine.identities().await.unwrap();
    let mut places = identities
        .iter()
        .filter(|identity| identity.key.address.as_str() == SUPPORT)
        .flat_map(|identity| &identity.copies);
    assert!(places.all(|place| place.hindrance.is_none()));
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_account_may_the_copy_waits_until_one_is_permitted() {
    let lab = Lab::start();
    for member in ["ben", "anna"] {
        lab.set_acl("support", "Sent", member, "lr");
    }
    let (ben, anna) = profile(&lab).await;
    let waits = answer(&ben, &anna).await;
    assert_eq!(waits.state, OutboxState::Filing);
    assert_eq!(reason(&waits), Some("outbox-copy-no-right"));
    assert_eq!(copies(&lab), 0);
    // The administrator lets Anna file, and nobody looked at the rights since.
    lab.set_acl("support", "Sent", "anna", "lris");
    let (id, action) = (waits.outbox_id, OutboxAction::TryNow);
    let tried = ben.engine.request(Command::Outbox { id, action });
    tried.await.expect("it can be tried");
    let is_done = || {
        let row = ben.engine.reader().outgoing(id).unwrap().unwrap();
        row.state == OutboxState::Done
    };
    ben.until("the copy is filed", is_done).await;
    assert_eq!(copies(&lab), 1);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sent_folder_that_the_account_which_reads_cannot_see_gets_its_copy() {
    let lab = Lab::start();
    lab.set_acl("support", "Sent", "ben", "p");
    lab.set_acl("support", "Sent", "anna", "lrswi");
    let (ben, anna) = profile(&lab).await;
    let folders = ben.folders(SUPPORT);
    assert!(folders.iter().all(|folder| folder.role != FolderRole::Sent));
    let sent = answer(&ben, &anna).await;
    assert_eq!((sent.state, reason(&sent)), (OutboxState::Done, None));
    assert_eq!(copies(&lab), 1);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_stored_by_the_account_that_may() {
    let lab = Lab::start();
    lab.set_acl("support", "Drafts", "ben", "lr");
    lab.set_acl("support", "Drafts", "anna", "lrswite");
    let (ben, anna) = profile(&lab).await;
    let key = SendRightKey {
        account: anna,
        address: address(SUPPORT),
        mode: Mode::SendAs,
    };
    let mut draft = Draft {
        from: Some(key),
        ..ben.draft(SUPPORT, Mode::SendAs, "kunde@customer.test", "Offer")
    };
    let mut over = None;
    for body in [
        "A hundred lamps.\n",
        "A hundred lamps, at half the price.\n",
    ] {
        draft.body = body.to_owned();
        let keep = Command::KeepDraft {
            over,
            draft: draft.clone(),
            or_apart: false,
        };
        let kept = ben.engine.request(keep).await;
        let Ok(Reply::Kept { at, .. }) = kept else {
            panic!("{kept:?}")
        };
        over = Some(at);
        ben.engine.settle_drafts().await;
        let copies = lab.folder_messages(SUPPORT, "Drafts");
        assert_eq!(copies.len(), 1, "the older one goes");
        assert!(copies[0].text().contains(body.trim()), "{copies:?}");
    }
    ben.stop().await;
}
