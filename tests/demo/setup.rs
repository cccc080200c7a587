//! What a person changes of accounts and addresses, and of which new messages they are told.

use std::time::Duration;

use postroom::demo::DemoServer;
use postroom::domain::{EmailAddress, Identity, MessageKey, Notify, PasswordSource, QuietHours};
use postroom::engine::{Arrival, Command, Connection, Event, MailboxChange, ProblemKind};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};
use crate::writer::quiet_team;

async fn identity(anna: &Anna, address: &str) -> Identity {
    let all = anna.engine.identities().await.unwrap();
    let mut found = all
        .into_iter()
        .filter(|i| i.key.address.as_str() == address);
    found.next().unwrap()
}

async fn until_online(anna: &Anna) {
    let wait = async {
        while anna.engine.accounts()[0].1 != Connection::Online {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(crate::anna::PATIENCE, wait).await;
    waited.expect("it is online");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_changed_only_by_what_works() {
    let demo = quiet_team();
    let anna = Anna::reside(&demo).await;
    until_online(&anna).await;
    let before = anna.engine.config().accounts[0].clone();

    // A server that is not there.
    let mut wrong = before.clone();
    wrong.imap.port = 9;
    let change = |account, password| Command::ChangeAccount { account, password };
    let refused = anna.ask(change(wrong, None)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Network);
    // A password that is wrong.
    let refused = anna.ask(change(before.clone(), Some("nope".into()))).await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::SignIn);
    // Neither left a trace: the account goes on.
    assert_eq!(anna.engine.config().accounts[0], before);
    assert!(
        anna.engine.problems().is_empty(),
        "{:?}",
        anna.engine.problems()
    );
    anna.sync().await;

    // What no server hears of is kept without asking any.
    let mut named = before.clone();
    named.name = Some("A. Berg".into());
    anna.ask(change(named.clone(), None)).await.unwrap();
    assert_eq!(anna.engine.config().accounts[0], named);
    until_online(&anna).await;
    let identity = identity(&anna, "anna@acme.example").await;
    assert_eq!(identity.from.name.as_deref(), Some("A. Berg"));

    // Asked for in each run from now on: for this one it is known.
    let mut asks = named;
    asks.password = PasswordSource::Ask;
    anna.ask(change(asks.clone(), None)).await.unwrap();
    assert_eq!(anna.engine.config().accounts, [asks]);
    until_online(&anna).await;

    // Of another account it is no change.
    let mut nobody = before;
    nobody.address = EmailAddress::parse("nobody@acme.example").unwrap();
    let refused = anna.ask(change(nobody, None)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_added_address_gets_its_name_and_signature() {
    let demo = quiet_team();
    let anna = Anna::sign_in(&demo).await;
    let via = anna.engine.accounts()[0].0.id();
    let address = EmailAddress::parse("info@acme.example").unwrap();
    let add = Command::AddIdentity {
        address: address.clone(),
        via: via.clone(),
    };
    anna.ask(add).await.unwrap();
    let mut info = anna.engine.config().identities[0].clone();
    info.name = Some("Acme".into());
    info.signature = Some("Acme Ltd".into());
    info.reply_to = Some(EmailAddress::parse("support@acme.example").unwrap());
    let set = |identity| Command::SetIdentity(Box::new(identity));
    anna.ask(set(info.clone())).await.unwrap();
    assert_eq!(anna.engine.config().identities[0], info);
    let shown = identity(&anna, "info@acme.example").await;
    assert_eq!(shown.from.name.as_deref(), Some("Acme"));
    assert_eq!(shown.signature.as_deref(), Some("Acme Ltd"));
    info.address = EmailAddress::parse("other@acme.example").unwrap();
    let refused = anna.ask(set(info)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    anna.engine.stop().await;
}

fn letter(to: &str, subject: &str, answers: Option<&str>) -> Vec<u8> {
    let answers = answers.map_or_else(String::new, |id| {
        format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n")
    });
    let id = subject.to_lowercase().replace(' ', "-");
    let head = format!(
        "From: Kim Park <kim@shop.example>\r\nTo: {to}\r\nSubject: {subject}\r\n\
         Message-ID: <{id}@shop.example>\r\n{answers}Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\nx\r\n"
    );
    head.into_bytes()
}

/// The keys of all that is in an Inbox.
fn inbox(anna: &Anna, mailbox: &str) -> Vec<MessageKey> {
    let inbox = anna.inbox(mailbox);
    let order = anna.engine.reader().order(&inbox.id, ListFilter::default());
    let key = |uid| MessageKey {
        folder: inbox.id.clone(),
        uid_validity: inbox.uid_validity,
        uid,
    };
    order.unwrap().into_iter().map(key).collect()
}

async fn told(anna: &Anna, at: &str) -> Vec<String> {
    let mut keys = inbox(anna, "support@acme.example");
    keys.extend(inbox(anna, "anna@acme.example"));
    let now = at.parse().unwrap();
    let arrivals = anna.engine.arrivals(keys, now).await.unwrap();
    let mut subjects: Vec<String> = arrivals.into_iter().map(|a: Arrival| a.subject).collect();
    subjects.sort();
    subjects
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_told_of_what_they_want_to_hear_of() {
    let demo = quiet_team();
    let anna = Anna::sign_in(&demo).await;
    let support = "support@acme.example";
    demo.deliver("support", "INBOX", &letter(support, "For the team", None))
        .unwrap();
    demo.deliver(
        "support",
        "INBOX",
        &letter("anna@acme.example", "For Anna", None),
    )
    .unwrap();
    demo.deliver(
        "anna",
        "INBOX",
        &letter("all@acme.example", "At home", None),
    )
    .unwrap();
    // In what she answered as support, her name stands in the copy.
    let copy = format!(
        "From: Support <{support}>\r\nTo: kim@shop.example\r\nSubject: Re: Lamp\r\n\
         Message-ID: <hers@acme.example>\r\nX-Postroom-Sent-By: Anna Berg <anna@acme.example>\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0100\r\n\r\nx\r\n"
    );
    demo.deliver("support", "Sent", copy.as_bytes()).unwrap();
    let next = letter(support, "Re Lamp", Some("hers@acme.example"));
    demo.deliver("support", "INBOX", &next).unwrap();
    anna.sync().await;

    // A mailbox of many rings for those whom it concerns, one's own always.
    assert_eq!(
        told(&anna, "12:00:00").await,
        ["At home", "For Anna", "Re Lamp"]
    );
    let set = |which| Command::SetMailbox {
        mailbox: id("support@acme.example"),
        change: MailboxChange::Notify(which),
    };
    anna.ask(set(Notify::All)).await.unwrap();
    let all = ["At home", "For Anna", "For the team", "Re Lamp"];
    assert_eq!(told(&anna, "12:00:00").await, all);
    anna.ask(set(Notify::None)).await.unwrap();
    assert_eq!(told(&anna, "12:00:00").await, ["At home"]);
    let quiet = |settings: &mut postroom::config::Settings| {
        settings.quiet = QuietHours::from_words("18:00-08:00");
    };
    anna.engine.change_settings(quiet).await.unwrap();
    assert!(told(&anna, "18:00:00").await.is_empty());
    assert_eq!(told(&anna, "08:00:00").await, ["At home"]);
    anna.engine.stop().await;
}

/// What is there at the first look is nothing new.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_comes_is_announced() {
    let demo: DemoServer = quiet_team();
    demo.deliver(
        "support",
        "INBOX",
        &letter("support@acme.example", "Old", None),
    )
    .unwrap();
    let anna = Anna::sign_in(&demo).await;
    let mut events = anna.engine.events();
    anna.sync().await;
    demo.deliver(
        "support",
        "INBOX",
        &letter("support@acme.example", "New", None),
    )
    .unwrap();
    anna.sync().await;
    let mut arrived = Vec::new();
    let moment = Duration::from_millis(300);
    while let Ok(Some(event)) = tokio::time::timeout(moment, events.next()).await {
        if let Event::Arrived(keys) = event {
            arrived.extend(keys);
        }
    }
    assert_eq!(arrived.len(), 1);
    anna.engine.stop().await;
}
