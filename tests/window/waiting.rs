//! What waits for a person: a password, a held message, a draft, a problem; and what a person waits for.

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Notice, Place, Wish, drafts, outbox, problems};
use postroom::domain::{
    AccountId, Draft, EmailAddress, FolderRole, MailboxId, Mode, NamedAddress, OutboxId,
    OutboxState, Progress, SendRightKey, Work,
};
use postroom::engine::{Command, Leave, Problem, ProblemKind, Reply, Text};

use crate::desk::{Desk, again, desk, desk_without_password};
use crate::drive::Driver;

fn letter(from: &str) -> Draft {
    let member = EmailAddress::parse("anna@acme.example").unwrap();
    Draft {
        from: Some(SendRightKey {
            account: AccountId::of(&member),
            address: EmailAddress::parse(from).unwrap(),
            mode: Mode::SendAs,
        }),
        to: vec![NamedAddress::parse("Kim <kim@elsewhere.example>").unwrap()],
        subject: "Quarterly offer".into(),
        body: "Hello".into(),
        ..Draft::default()
    }
}

/// Sends what the server refuses.
fn held(desk: &mut Driver<Desk, Message>) -> OutboxId {
    desk.until("the mailboxes' addresses may be written from", |desk| {
        let identities = &desk.state.home.known.identities;
        identities
            .iter()
            .any(|i| i.from.address == "hr@acme.example")
    });
    let send = Command::Send {
        draft: letter("hr@acme.example"),
        id: None,
        leave: Leave::Now,
    };
    let Reply::Outgoing(row) = desk.state.ask(send).unwrap() else {
        panic!("it is in the outbox")
    };
    desk.until("it is held", |desk| {
        let outbox = &desk.state.home.known.outbox;
        outbox.iter().any(|o| o.state == OutboxState::Held)
    });
    row.outbox_id
}

#[test]
fn a_missing_password_is_asked_for_where_it_is_missing() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.until("it is kept", |desk| {
        let kept = desk
            .state
            .engine(async |e| e.remembered("window.main").await.unwrap());
        kept.is_some_and(|kept| kept["folder"].is_string())
    });
    desk.state.forget_password("anna");
    let mut desk = again(desk);
    desk.until_told("anna@acme.example is not signed in.");
    desk.go("Enter the password");
    desk.until_shown("anna@acme.example needs its password to sign in.");
}

#[test]
fn a_password_that_was_never_given_is_asked_for_too() {
    let mut desk = desk_without_password("anna");
    desk.until_shown("anna@acme.example needs its password to sign in.");
    desk.click("Enter the password");
    desk.until_shown("Sign in");
}

#[test]
fn a_held_message_can_be_discarded_but_not_by_mistake() {
    let mut desk = desk(&["anna"]);
    let id = held(&mut desk);
    desk.tell(Message::Go(Place::Outbox));
    desk.go("Discard");
    desk.until_shown("Discard “Quarterly offer”?");
    // Cancel has the focus.
    desk.key(Named::Enter);
    assert!(!desk.shows("Discard “Quarterly offer”?"));
    assert_eq!(desk.state.home.known.outbox.len(), 1);
    desk.tell(Message::Outbox(outbox::Message::Discard(id)));
    desk.key(Named::Tab);
    desk.key(Named::Enter);
    desk.until_shown("The outbox is empty");
    desk.until("no draft is left of it", |desk| {
        desk.state.home.known.drafts.is_empty()
    });
}

#[test]
fn a_notice_of_sending_says_what_became_of_it() {
    let mut desk = desk(&["anna"]);
    let id = held(&mut desk);
    desk.tell(Message::Tell(Notice::Sent(id)));
    assert!(desk.tells("The message to Kim was not sent."));
    assert!(!desk.shows("The message is in the outbox."));
}

#[test]
fn a_draft_is_not_thrown_away_by_one_click() {
    let mut desk = desk(&["anna"]);
    let keep = Command::KeepDraft {
        over: None,
        draft: letter("anna@acme.example"),
        or_apart: false,
    };
    let Reply::Kept { at, .. } = desk.state.ask(keep).unwrap() else {
        panic!("it is kept")
    };
    let id = at.id;
    desk.go("My drafts");
    desk.until_shown("Quarterly offer");
    desk.tell(Message::Drafts(drafts::Message::Discard(id)));
    desk.until_shown("Discard “Quarterly offer”?");
    desk.key(Named::Escape);
    assert_eq!(desk.state.home.known.drafts.len(), 1);
    desk.tell(Message::Drafts(drafts::Message::Discard(id)));
    desk.key(Named::Tab);
    desk.key(Named::Enter);
    desk.until_shown("There are no drafts");
}

#[test]
fn a_problem_is_named_by_what_it_is_and_not_by_its_place() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    let problem = |key| Problem::new(ProblemKind::Network, Text::new(key)).detail(key);
    let (first, second) = (problem("problem-bug"), problem("problem-disk-full"));
    desk.state.home.known.problems = vec![first, second.clone()];
    let copy = problems::Message::Copy(problems::Which::of(&second));
    // The first one goes while the person reaches for the button of the second.
    desk.state.home.known.problems = vec![second.clone()];
    desk.tell(Message::Problems(copy.clone()));
    let copied = |desk: &Driver<Desk, Message>| {
        let wishes = desk.state.wishes.iter();
        let copies = wishes.filter_map(|wish| match wish {
            Wish::Copy(text) => Some(text.clone()),
            _ => None,
        });
        copies.collect::<Vec<_>>()
    };
    assert!(copied(&desk)[0].contains("problem-disk-full"));
    // And when it is gone itself, nothing else is copied in its stead.
    desk.state.home.known.problems = vec![problem("problem-bug")];
    desk.tell(Message::Problems(copy));
    assert_eq!(copied(&desk).len(), 1);
}

/// The window says that so much of something large is done.
pub fn say_how_far(desk: &mut Driver<Desk, Message>, work: Work, done: u32) {
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let known = &mut desk.state.home.known;
    let inbox = known.node(&support).unwrap().role(FolderRole::Inbox);
    let inbox = inbox.unwrap();
    known.progress = vec![Progress {
        account: inbox.account.clone(),
        mailbox: support,
        folder: inbox.id.clone(),
        work,
        done,
        total: 5000,
        left: Some(std::time::Duration::from_secs(70)),
    }];
    desk.frame();
}

#[test]
fn what_is_done_with_many_messages_is_in_the_status_and_can_be_stopped() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Unread 8");
    say_how_far(&mut desk, Work::Acts, 2000);
    let words = "Support: 2,000 of 5,000 messages done · about a minute left";
    assert!(desk.shows(words), "{:?}", desk.texts());
    desk.click("Stop");
    // All was done meanwhile.
    desk.until_told("There was nothing left to stop.");
}

#[test]
fn what_is_fetched_ahead_is_in_the_status_and_can_be_paused() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Unread 8");
    for work in [Work::Headers, Work::Texts] {
        say_how_far(&mut desk, work, 2000);
        desk.click("Pause");
        desk.until_shown("Fetching for anna@acme.example is paused");
        assert!(!desk.shows("Pause"), "nothing is under way any more");
        desk.click("Go on");
        desk.until("it goes on", |desk| desk.state.home.known.paused.is_empty());
        desk.frame();
        assert!(!desk.tells("is paused"));
    }
    // And by its name, as long as there is something to pause.
    let pause = |desk: &mut Driver<Desk, Message>| {
        desk.tell(Message::Key(Action::Palette));
        desk.write("pause fetching");
    };
    pause(&mut desk);
    desk.until_shown("Nothing is being fetched now.");
    desk.key(Named::Escape);
    say_how_far(&mut desk, Work::Texts, 10);
    pause(&mut desk);
    desk.key(Named::Enter);
    desk.until_shown("Fetching for anna@acme.example is paused");
}
