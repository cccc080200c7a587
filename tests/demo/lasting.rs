//! What must not get stuck: an account that was stopped, a message behind a silent server, an act
//! behind one that cannot be carried out.

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::domain::{Draft, FlagChange, Mode, NamedAddress, SendRightKey, SystemFlag};
use postroom::engine::{Command, Connection, Leave, MailboxChange, ProblemKind, Reply};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};

const OWN: &str = "anna@acme.example";
const SALES: &str = "sales@acme.example";
const SUPPORT: &str = "support@acme.example";

fn flag() -> FlagChange {
    FlagChange::system(SystemFlag::Flagged, true)
}

fn flagged(demo: &DemoServer, mailbox: &str, uid: u32) -> bool {
    let messages = demo.messages(mailbox, "INBOX").unwrap();
    let found = messages.iter().find(|m| m.uid == uid).unwrap();
    found.flags.iter().any(|f| f == "\\Flagged")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_goes_on_after_a_new_password() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    let state = || anna.engine.accounts()[0].1;
    anna.until("it is online", || state() == Connection::Online)
        .await;
    // The password is changed on the server, and the sessions end.
    demo.set_password("anna", "another").unwrap();
    demo.cut_connections(postroom::demo::CutHow::Fin);
    anna.until("it stops", || state() == Connection::Stopped)
        .await;
    assert_eq!(anna.engine.problems()[0].kind, ProblemKind::SignIn);

    let given = Command::ProvidePassword {
        account: anna.engine.accounts()[0].0.id(),
        password: "another".into(),
        keep: true,
    };
    anna.ask(given).await.unwrap();
    anna.until("it is online again", || state() == Connection::Online)
        .await;
    anna.until("nothing is wrong", || anna.engine.problems().is_empty())
        .await;
    let before = anna.inbox(SUPPORT).total;
    demo.deliver("support", "INBOX", b"Subject: New\r\n\r\nNew\r\n")
        .unwrap();
    anna.until("new mail comes by itself", || {
        anna.inbox(SUPPORT).total == before + 1
    })
    .await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_mail_server_keeps_no_message_from_leaving() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    // Every new connection hangs before the greeting, and one is needed for this act.
    demo.imap_fault_at(When::Greeting, Fault::Silence, 0, u32::MAX);
    demo.cut_connections(postroom::demo::CutHow::Fin);
    let act = Command::Mark {
        messages: vec![anna.newest(OWN)],
        change: flag(),
    };
    let engine = anna.engine.clone();
    anna.until("all are cut", || demo.connections() == 0).await;
    let acting = tokio::spawn(async move { engine.request(act).await });
    anna.until("it hangs", || demo.connections() > 0).await;

    let draft = Draft {
        from: Some(SendRightKey {
            account: anna.engine.accounts()[0].0.id(),
            address: postroom::domain::EmailAddress::parse(OWN).unwrap(),
            mode: Mode::Own,
        }),
        to: vec![NamedAddress::parse("kim@elsewhere.example").unwrap()],
        subject: "Not held up".into(),
        ..Draft::default()
    };
    let send = Command::Send {
        draft,
        id: None,
        leave: Leave::Now,
    };
    anna.ask(send).await.unwrap();
    anna.until("it left", || demo.submissions().len() == 1)
        .await;
    assert!(
        !acting.is_finished(),
        "the mail server was silent meanwhile"
    );
    acting.abort();
}

/// Nobody has to do something else before colleagues see what was done during an outage.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_during_an_outage_is_carried_out_after_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    let state = || anna.engine.accounts()[0].1;
    anna.until("it is online", || state() == Connection::Online)
        .await;
    let own = anna.newest(OWN);
    demo.set_offline(true);
    let act = Command::Mark {
        messages: vec![own.clone()],
        change: flag(),
    };
    let reply = anna.ask(act).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    assert!(!flagged(&demo, "anna", own.uid));
    demo.set_offline(false);
    anna.until("it is carried out", || flagged(&demo, "anna", own.uid))
        .await;
    anna.until("nothing waits any more", || {
        anna.engine.reader().acts(None).unwrap().is_empty()
    })
    .await;
    anna.engine.stop().await;
}

/// The pauses here are so long that nothing but the news ends them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_is_tried_again_at_once_when_the_network_is_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let hour = std::time::Duration::from_secs(3600);
    let pace = postroom::engine::Pace {
        retry_first: hour,
        retry_most: hour,
        network: hour,
        ..postroom::engine::Pace::quick()
    };
    let anna = Anna::reside_at(&demo, pace).await;
    let state = || anna.engine.accounts()[0].1;
    anna.until("it is online", || state() == Connection::Online)
        .await;
    let own = anna.newest(OWN);
    demo.set_offline(true);
    let act = Command::Mark {
        messages: vec![own.clone()],
        change: flag(),
    };
    let reply = anna.ask(act).await.unwrap();
    assert!(matches!(reply, Reply::Queued), "{reply:?}");
    anna.until("it is away", || state() == Connection::Unreachable)
        .await;
    demo.set_offline(false);
    anna.engine.network_changed();
    anna.until("it is online again", || state() == Connection::Online)
        .await;
    anna.until("what waited is carried out", || {
        flagged(&demo, "anna", own.uid)
    })
    .await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_on_a_mailbox_that_went_keeps_no_other_back() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let (sales, own) = (anna.newest(SALES), anna.newest(OWN));
    anna.ask(Command::SetOffline(true)).await.unwrap();
    for message in [&sales, &own] {
        let act = Command::Mark {
            messages: vec![message.clone()],
            change: flag(),
        };
        anna.ask(act).await.unwrap();
    }
    anna.ask(Command::RemoveMailbox(id(SALES))).await.unwrap();
    anna.ask(Command::SetOffline(false)).await.unwrap();
    anna.until("the other one is carried out", || {
        flagged(&demo, "anna", own.uid)
    })
    .await;
    anna.until("nothing waits any more", || {
        anna.engine.reader().acts(None).unwrap().is_empty()
    })
    .await;
    let [problem] = &anna.engine.problems()[..] else {
        panic!("one problem: {:?}", anna.engine.problems())
    };
    assert_eq!(problem.kind, ProblemKind::NotFound);
    assert!(!flagged(&demo, "sales", sales.uid));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_trees_of_one_account_never_become_one_mailbox() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let taken = Command::SetMailbox {
        mailbox: id(SALES),
        change: MailboxChange::ConfirmAddress(
            postroom::domain::EmailAddress::parse(SUPPORT).unwrap(),
        ),
    };
    let problem = anna.ask(taken).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Usage);
    assert_eq!(problem.message.key, "problem-address-taken");
    anna.engine.stop().await;
}

/// Two trees of a server have messages of the same UIDs and, made in the same second, the same
/// UIDVALIDITY: what a person did to one must not reach the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leads_elsewhere_is_read_anew_and_nothing_is_done_there() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let subjects = |mailbox: &str| {
        let inbox = anna.inbox(mailbox).id;
        let reader = anna.engine.reader();
        let list = reader.list(&inbox, ListFilter::default(), 100).unwrap();
        list.into_iter().map(|m| m.subject).collect::<Vec<_>>()
    };
    let (of_sales, of_support) = (subjects(SALES), subjects(SUPPORT));
    assert_ne!(of_sales, of_support);
    // It waits, because the connection is lost each time.
    demo.imap_fault_at(When::command("UID STORE"), Fault::cut(), 0, u32::MAX);
    let act = Command::Mark {
        messages: vec![anna.newest(SUPPORT)],
        change: flag(),
    };
    anna.ask(act).await.unwrap();
    assert_eq!(anna.engine.reader().acts(None).unwrap().len(), 1);

    // support@ becomes the address of what sales@ was.
    for (from, to) in [(SUPPORT, "old@acme.example"), (SALES, SUPPORT)] {
        let to = postroom::domain::EmailAddress::parse(to).unwrap();
        let rename = Command::SetMailbox {
            mailbox: id(from),
            change: MailboxChange::ConfirmAddress(to),
        };
        anna.ask(rename).await.unwrap();
    }
    demo.clear_faults();
    anna.sync().await;
    assert_eq!(subjects(SUPPORT), of_sales);
    assert_eq!(subjects("old@acme.example"), of_support);
    assert!(anna.engine.reader().acts(None).unwrap().is_empty());
    assert_eq!(
        anna.engine.problems()[0].message.key,
        "problem-act-folder-gone"
    );
    for mailbox in ["sales", "support"] {
        let messages = demo.messages(mailbox, "INBOX").unwrap();
        let newest = messages.iter().map(|m| m.uid).max().unwrap();
        assert!(!flagged(&demo, mailbox, newest), "{mailbox}");
    }
    anna.engine.stop().await;
}
