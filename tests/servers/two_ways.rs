//! What one account of a profile may not do in a mailbox, another one does that may.

use postroom::config::Config;
use postroom::domain::{
    AccountId, Draft, DraftId, FolderRole, Intent, Mode, OutboxState, Outgoing, SendRightKey,
};
use postroom::engine::{
    Command, Leave, OutboxAction, Problem, ProblemKind, QuoteWords, Reply, why,
};

use crate::lab::Lab;
use crate::member::{Member, address, question};

const SUPPORT: &str = "support@postroom.test";

/// Ben's profile, which reads the mailbox by his account; Anna's came to it later.
async fn profile(lab: &Lab) -> (Member, AccountId) {
    profile_that(lab, false).await
}

/// The same, at work by itself or not.
async fn profile_that(lab: &Lab, resident: bool) -> (Member, AccountId) {
    lab.deliver("support", question("Where is my lamp"));
    let ben = Member::new(lab, "ben", resident).await;
    ben.sync().await;
    let anna = ben.sign_in_also_as(lab, "anna").await;
    ben.refresh().await;
    ben.sync().await;
    let inbox = ben.folder(SUPPORT, FolderRole::Inbox);
    assert_eq!(inbox.account, ben.account.id(), "it is read by Ben's");
    (ben, anna)
}

fn support_by(account: &AccountId) -> SendRightKey {
    SendRightKey {
        account: account.clone(),
        address: address(SUPPORT),
        mode: Mode::SendAs,
    }
}

/// An answer under the mailbox's address that is to leave by this account.
async fn answer_draft(ben: &Member, by: &AccountId) -> Draft {
    let question = ben.messages(SUPPORT, FolderRole::Inbox).remove(0);
    let words = QuoteWords {
        attribution: "You wrote:".into(),
        is_drawn: false,
    };
    let draft = ben.engine.reply_draft(&question.id, Intent::Reply, &words);
    let mut draft = draft.await.expect("it can be answered");
    draft.from = Some(support_by(by));
    draft
}

async fn put_in(ben: &Member, draft: Draft, id: Option<DraftId>) -> Outgoing {
    let (id, leave) = (id.map(Into::into), Leave::Now);
    let sent = ben.engine.request(Command::Send { draft, id, leave });
    match sent.await.expect("it can be frozen") {
        Reply::Outgoing(row) => row,
        other => panic!("{other:?}"),
    }
}

async fn answer(ben: &Member, by: &AccountId) -> Outgoing {
    let draft = answer_draft(ben, by).await;
    let row = put_in(ben, draft, None).await;
    ben.settled(&row).await
}

/// Keeps a draft, and has its copy stored.
async fn store(member: &Member, id: Option<DraftId>, draft: &Draft) -> DraftId {
    let keep = Command::KeepDraft {
        over: id.map(Into::into),
        draft: draft.clone(),
        or_apart: false,
    };
    let kept = member.engine.request(keep).await;
    let Ok(Reply::Kept { at, .. }) = kept else {
        panic!("{kept:?}")
    };
    member.engine.settle_drafts().await;
    at.id
}

/// What lies in the team's Drafts folder.
fn drafts(lab: &Lab) -> Vec<String> {
    let all = lab.folder_messages(SUPPORT, "Drafts");
    all.iter().map(|message| message.text()).collect()
}

fn is_answered(lab: &Lab) -> bool {
    let question = lab.folder_messages(SUPPORT, "INBOX").remove(0);
    question.flags.contains(&"\\Answered".to_owned())
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
    ben.until("the question is marked", || is_answered(&lab))
        .await;
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
    let mut draft = Draft {
        from: Some(support_by(&anna)),
        ..ben.draft(SUPPORT, Mode::SendAs, "kunde@customer.test", "Offer")
    };
    let mut id = None;
    for body in [
        "A hundred lamps.\n",
        "A hundred lamps, at half the price.\n",
    ] {
        draft.body = body.to_owned();
        id = Some(store(&ben, id, &draft).await);
        let copies = drafts(&lab);
        assert_eq!(copies.len(), 1, "the older one goes");
        assert!(copies[0].contains(body.trim()), "{copies:?}");
    }
    ben.stop().await;
}

/// Whoever reads the mailbox does not see its Drafts folder; the other account may all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_in_a_folder_that_the_account_which_reads_cannot_see_is_seen_to() {
    let lab = Lab::start();
    lab.set_acl("support", "Drafts", "ben", "p");
    lab.set_acl("support", "Drafts", "anna", "lrswite");
    let (ben, anna) = profile(&lab).await;
    let folders = ben.folders(SUPPORT);
    assert!(folders.iter().all(|f| f.role != FolderRole::Drafts));
    let mut draft = answer_draft(&ben, &anna).await;
    draft.body = "A hundred lamps.\n".to_owned();
    let id = store(&ben, None, &draft).await;
    assert_eq!(drafts(&lab).len(), 1);
    draft.body = "A hundred lamps, at half the price.\n".to_owned();
    store(&ben, Some(id), &draft).await;
    let copies = drafts(&lab);
    assert_eq!(copies.len(), 1, "the older one goes");
    assert!(copies[0].contains("half the price"), "{copies:?}");

    // A colleague writes on: nobody's words are lost, and whoever wrote before is told.
    let colleague = Member::new(&lab, "anna", false).await;
    colleague.sync().await;
    let lies = colleague.messages(SUPPORT, FolderRole::Drafts).remove(0);
    let theirs = colleague.engine.open_draft(&lies.id).await.unwrap();
    let opened = colleague.engine.reader().draft(theirs).unwrap().unwrap();
    let mut opened = opened.draft;
    opened.body = "A thousand lamps.\n".to_owned();
    store(&colleague, Some(theirs), &opened).await;
    assert_eq!(drafts(&lab).len(), 1);
    draft.body = "A hundred lamps, for nothing.\n".to_owned();
    store(&ben, Some(id), &draft).await;
    assert_eq!(drafts(&lab).len(), 2);
    let problems = ben.engine.problems();
    let told: Vec<&str> = problems.iter().map(|p| p.message.key).collect();
    assert_eq!(told, ["draft-changed-elsewhere"]);

    // What was sent leaves no copy, and neither does what is thrown away.
    let row = put_in(&ben, draft, Some(id)).await;
    let sent = ben.settled(&row).await;
    assert_eq!((sent.state, reason(&sent)), (OutboxState::Done, None));
    ben.engine.settle_drafts().await;
    let copies = drafts(&lab);
    assert_eq!(copies.len(), 1, "theirs stays: {copies:?}");
    assert!(copies[0].contains("A thousand lamps."), "{copies:?}");
    let discarded = colleague.engine.request(Command::DiscardDraft(theirs));
    discarded.await.unwrap();
    colleague.engine.settle_drafts().await;
    assert_eq!(drafts(&lab).len(), 0);
    let again = ben.draft(SUPPORT, Mode::SendAs, "kunde@customer.test", "Offer");
    let again = Draft {
        from: Some(support_by(&anna)),
        ..again
    };
    let id = store(&ben, None, &again).await;
    assert_eq!(drafts(&lab).len(), 1);
    let discarded = ben.engine.request(Command::DiscardDraft(id));
    discarded.await.unwrap();
    ben.engine.settle_drafts().await;
    assert_eq!(drafts(&lab).len(), 0);
    colleague.stop().await;
    ben.stop().await;
}

/// Ben's password was changed elsewhere. What waits to leave by the other account is looked for,
/// claimed, sent, filed and marked by that one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_cannot_sign_in_keeps_back_nothing_of_another() {
    keeps_back_nothing(ProblemKind::SignIn, true).await;
    // A program that is started to send what waits knows of nothing before it asks.
    keeps_back_nothing(ProblemKind::SignIn, false).await;
}

/// The same, if Ben's mail server cannot be reached by him.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_cannot_be_reached_keeps_back_nothing_of_another() {
    keeps_back_nothing(ProblemKind::Network, true).await;
    keeps_back_nothing(ProblemKind::Network, false).await;
}

async fn keeps_back_nothing(hindrance: ProblemKind, resident: bool) {
    let lab = Lab::start();
    let (ben, anna) = profile_that(&lab, resident).await;
    ben.until("the question is there", || {
        !ben.messages(SUPPORT, FolderRole::Inbox).is_empty()
    })
    .await;
    let draft = answer_draft(&ben, &anna).await;
    let id = store(&ben, None, &draft).await;
    assert_eq!(drafts(&lab).len(), 1);
    let offline = ben.engine.request(Command::SetOffline(true));
    offline.await.unwrap();
    let row = put_in(&ben, draft, Some(id)).await;
    let ben = match hindrance {
        ProblemKind::SignIn => ben.restart_with_password("another").await,
        _ => {
            let away = |config: &mut Config| config.accounts[0].imap.port = 1;
            ben.restart_with(away).await
        }
    };
    if !resident {
        ben.engine.request(Command::RunOutbox).await.unwrap();
    }
    let is_done = || {
        let row = ben.engine.reader().outgoing(row.outbox_id);
        row.unwrap().unwrap().state == OutboxState::Done
    };
    ben.until("it is sent", is_done).await;
    ben.engine.settle_drafts().await;
    let of_ben = |problem: &Problem| problem.account.as_ref() == Some(&ben.account.id());
    let problems = ben.engine.problems();
    let his = problems.iter().find(|problem| of_ben(problem));
    assert_eq!(his.map(|problem| problem.kind), Some(hindrance));
    assert_eq!(copies(&lab), 1);
    ben.until("the question is marked", || is_answered(&lab))
        .await;
    ben.until("the draft is gone", || drafts(&lab).is_empty())
        .await;
    let sent = ben.engine.reader().outgoing(row.outbox_id);
    let sent = sent.unwrap().unwrap();
    assert!(sent.remarks.is_empty(), "{sent:?}");

    // Another draft has its copy where it would have it, and that goes with it.
    let draft = Draft {
        from: Some(support_by(&anna)),
        ..ben.draft(SUPPORT, Mode::SendAs, "kunde@customer.test", "Offer")
    };
    let id = store(&ben, None, &draft).await;
    assert_eq!(drafts(&lab).len(), 1);
    let discarded = ben.engine.request(Command::DiscardDraft(id));
    discarded.await.unwrap();
    ben.engine.settle_drafts().await;
    assert_eq!(drafts(&lab).len(), 0);
    ben.stop().await;
}

/// A team that has answered everything: its Inbox is empty, or all of it. Which account may do more is
/// known all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_with_an_empty_inbox_is_one_mailbox_too() {
    for folder in [Some("Archive"), None] {
        let lab = Lab::start();
        if let Some(folder) = folder {
            let answered = question("Answered long ago");
            lab.put("support", folder, answered.as_bytes());
        }
        let ben = Member::new(&lab, "ben", false).await;
        ben.sync().await;
        let anna = ben.sign_in_also_as(&lab, "anna").await;
        ben.refresh().await;
        ben.sync().await;
        let reader = ben.engine.reader();
        let support = reader.mailboxes().unwrap();
        let support = support.iter().find(|m| m.address == address(SUPPORT));
        let routes = &support.expect("it is there").routes;
        let by: Vec<_> = routes.iter().map(|route| &route.account).collect();
        assert_eq!(by, [&ben.account.id(), &anna], "{folder:?}");
        ben.stop().await;
    }
}
