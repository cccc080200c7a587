//! The main window: what it shows of a real engine, and what it does there.

use std::time::Duration;

use iced::Point;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::known::Access;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Place, Wish};
use postroom::demo::{Fault, When};
use postroom::domain::{
    AccountId, Draft, EmailAddress, Mode, NamedAddress, OutboxState, SendRight, SendRightKey,
};
use postroom::engine::{Command, Leave};

use crate::desk::{again, desk};

const ORDER: &str = "Where is my order 20418?";

#[test]
fn the_tree_shows_mailboxes_unread_counts_and_what_one_may_do() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    for text in ["Shared mailboxes", "Sales", "Personal", "Anna Berg"] {
        desk.until_shown(text);
    }
    // The unread of an Inbox stands beside its mailbox.
    desk.until("counts", |desk| {
        let place = desk.bounds("Support");
        let texts = desk.texts();
        texts.iter().any(|(text, at)| {
            text == "8" && (at.center_y() - place.center_y()).abs() < 3.0 && at.x < 240.0
        })
    });
    let access = |desk: &crate::drive::Driver<crate::desk::Desk, Message>, name: &str| {
        let nodes = &desk.state.home.known.nodes;
        nodes
            .iter()
            .find(|n| n.mailbox.name == name)
            .unwrap()
            .access()
    };
    assert_eq!(access(&desk, "HR"), Access::ReadOnly);
    assert_eq!(access(&desk, "Support"), Access::Full);
    // A sign takes its place beside the words: the name ends before it.
    let (hr, sales) = (desk.bounds("HR"), desk.bounds("Sales"));
    assert!(hr.width < 40.0 && sales.x == hr.x);
}

#[test]
fn a_message_is_opened_read_and_marked_as_read() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago (order 20418) and the tracking page");
    assert!(
        desk.tells("lena.morgenthal@posteo.example"),
        "the address stands beside the name"
    );
    assert!(desk.shows("Reply as"));
    desk.until_shown("The copy goes to Support / Sent.");
    desk.until("the server knows that it was read", |desk| {
        let messages = desk.state.server.messages("support", "INBOX").unwrap();
        let text = |m: &postroom::demo::KeptMessage| String::from_utf8_lossy(&m.bytes).into_owned();
        messages
            .iter()
            .any(|m| text(m).contains(ORDER) && m.seen_by.iter().any(|who| who.contains("anna")))
    });
}

#[test]
fn what_may_not_be_done_is_grey_and_says_why() {
    let mut desk = desk(&["anna"]);
    desk.go("HR");
    desk.go("Handbook, new section on working from home");
    desk.until_told("the new section is in force");
    let archive = desk.bounds("Archive");
    let toolbar = desk
        .texts()
        .into_iter()
        .filter(|(text, at)| text == "Archive" && at.x > 600.0)
        .map(|(_, at)| at)
        .next()
        .unwrap_or(archive);
    desk.rest(toolbar.center());
    assert!(desk.tells("You may not move or delete messages in HR."));
    // The keys are refused in the same words.
    desk.point(Point::new(5.0, 5.0));
    let messages = |desk: &crate::drive::Driver<crate::desk::Desk, Message>| {
        desk.state.server.messages("hr", "INBOX").unwrap().len()
    };
    let before = messages(&desk);
    desk.tell(Message::Key(Action::Delete));
    desk.until_told("You may not move or delete messages in HR.");
    assert_eq!(messages(&desk), before);
    // The server refuses Send As to a probe; the other way it would tell only later.
    desk.until_shown("Reply on behalf of");
    let key = desk
        .state
        .home
        .known
        .identities
        .iter()
        .find(|i| i.from.address == "hr@acme.example" && i.key.mode == Mode::OnBehalf)
        .map(|i| i.key.clone())
        .unwrap();
    let right = SendRight::Refused;
    let _ = desk
        .state
        .ask(Command::StateSendRight { key, right })
        .unwrap();
    desk.until_told("You may not send as hr@acme.example.");
}

#[test]
fn a_message_is_archived_and_comes_back() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago (order 20418) and the tracking page");
    desk.tell(Message::Key(Action::Archive));
    desk.until("it is gone from the list", |desk| !desk.shows(ORDER));
    desk.until_shown("Undo archive");
    desk.until("it is in the Archive on the server", |desk| {
        count(desk, "Archive", ORDER) == 1
    });
    desk.click("Undo archive");
    desk.until_shown(ORDER);
    desk.until("it is back on the server", |desk| {
        count(desk, "INBOX", ORDER) == 1
    });
    // The next key is for what came back, and not for its neighbour.
    desk.until("it is read again", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.subject == ORDER)
    });
}

fn count(
    desk: &crate::drive::Driver<crate::desk::Desk, Message>,
    folder: &str,
    words: &str,
) -> usize {
    let messages = desk.state.server.messages("support", folder).unwrap();
    let holds =
        |m: &&postroom::demo::KeptMessage| String::from_utf8_lossy(&m.bytes).contains(words);
    messages.iter().filter(holds).count()
}

#[test]
fn messages_read_in_the_unread_list_stay_until_it_is_chosen_anew() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Unread 8");
    desk.click("Unread 8");
    desk.go(ORDER);
    desk.until_shown("Unread 7");
    assert!(desk.shows(ORDER), "it is still in the list");
    desk.tell(Message::Key(Action::Next));
    desk.until("the next one was read too", |desk| desk.shows("Unread 6"));
    let rows = |desk: &mut crate::drive::Driver<_, _>| {
        let texts = desk.texts();
        texts
            .iter()
            .filter(|(t, at)| t == ORDER && at.x < 650.0)
            .count()
    };
    assert_eq!(rows(&mut desk), 1, "one can go back to it");
    desk.click("Unread 6");
    desk.until("it left the list", |desk| rows(desk) == 0);
}

#[test]
fn a_search_finds_in_every_mailbox_and_says_where() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Invoice shows the wrong VAT number");
    desk.tell(Message::Search("order 20418".into()));
    desk.until_shown("Support / Inbox");
    assert!(desk.shows(ORDER));
    desk.until("it says how much it looked through", |desk| {
        desk.tells("messages were searched.") || desk.tells("The server was asked about the rest")
    });
    desk.tell(Message::Search("zebra unicorn".into()));
    desk.until_shown("Nothing was found");
    desk.tell(Message::Key(Action::Back));
    desk.until_shown("Invoice shows the wrong VAT number");
}

#[test]
fn a_refused_message_waits_in_the_outbox_with_the_servers_words() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    desk.until("the mailboxes' addresses may be written from", |desk| {
        let identities = &desk.state.home.known.identities;
        identities
            .iter()
            .any(|i| i.from.address == "hr@acme.example")
    });
    let address = EmailAddress::parse("hr@acme.example").unwrap();
    let member = EmailAddress::parse("anna@acme.example").unwrap();
    let draft = Draft {
        from: Some(SendRightKey {
            account: AccountId::of(&member),
            address,
            mode: Mode::SendAs,
        }),
        to: vec![NamedAddress::parse("Kim <kim@elsewhere.example>").unwrap()],
        subject: "Quarterly offer".into(),
        body: "Hello".into(),
        ..Draft::default()
    };
    let send = Command::Send {
        draft,
        id: None,
        leave: Leave::Now,
    };
    let _ = desk.state.ask(send).unwrap();
    desk.until("it is held", |desk| {
        let outbox = &desk.state.home.known.outbox;
        outbox.iter().any(|o| o.state == OutboxState::Held)
    });
    desk.until_shown("1 held");
    desk.until_shown("1 message needs you in the Outbox");
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Held");
    for text in ["Quarterly offer", "to Kim", "Try once more", "Edit"] {
        assert!(desk.shows(text), "{text}");
    }
    assert!(desk.tells("does not let anna@acme.example send as hr@acme.example"));
    desk.click("Edit");
    desk.until("it is open to be changed", |desk| {
        let opened = |wish: &Wish| matches!(wish, Wish::Compose(draft, Some(_)) if draft.subject == "Quarterly offer");
        desk.state.wishes.iter().any(opened)
    });
    desk.until("the outbox is empty", |desk| {
        desk.state.home.known.outbox.is_empty()
    });
}

#[test]
fn an_account_that_does_not_work_is_not_kept_and_says_why() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.go("Add an account");
    desk.until_shown("Your address");
    desk.focus("add-address");
    desk.write("anna@acme");
    desk.key(Named::Tab);
    let imap = desk.state.server.imap_addr();
    let typed = |field, text: String| {
        use postroom::app::screen::accounts::add;
        Message::Add(add::Message::Typed(field, add::Words(text)))
    };
    use postroom::app::screen::accounts::add::{Field, Message as Form, Server};
    use postroom::domain::Security;
    desk.tell(typed(Field::Address, "anna".into()));
    desk.tell(Message::Add(Form::Left(Field::Address)));
    desk.until_shown("An address has a name, an @ and a domain.");
    desk.tell(typed(Field::Address, "anna@acme.example".into()));
    desk.tell(typed(Field::ImapHost, imap.ip().to_string()));
    desk.tell(typed(Field::ImapPort, imap.port().to_string()));
    let smtp = desk.state.server.smtp_addr();
    desk.tell(typed(Field::SmtpPort, smtp.port().to_string()));
    desk.tell(typed(Field::Password, "wrong".into()));
    for server in [Server::Imap, Server::Smtp] {
        desk.tell(Message::Add(Form::Security(server, Security::None)));
    }
    desk.tell(typed(Field::ImapPort, imap.port().to_string()));
    desk.tell(typed(Field::SmtpPort, smtp.port().to_string()));
    desk.tell(Message::Add(Form::Submit));
    desk.until_told("refused the sign-in");
    assert!(desk.state.home.known.accounts.is_empty());
    // The same form with the right password is kept, and the mailboxes appear.
    use secrecy::ExposeSecret as _;
    let password = desk.state.server.password_of("anna").unwrap();
    desk.tell(typed(Field::Password, password.expose_secret().to_owned()));
    desk.tell(Message::Add(Form::Submit));
    desk.until_shown("Support");
    desk.until_told("anna@acme.example was added.");
}

#[test]
fn the_window_is_found_as_it_was_left() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Invoice shows the wrong VAT number");
    desk.until_told("carries our");
    desk.tell(Message::Tree(300.0));
    desk.until("it is kept", |desk| {
        let kept = desk
            .state
            .engine(async |e| e.remembered("window.main").await.unwrap());
        kept.is_some_and(|kept| {
            kept["tree"] == 300.0 && kept["message"].is_string() && kept["folder"].is_string()
        })
    });
    let mut desk = again(desk);
    desk.until_told("carries our");
    assert!(desk.shows("Tomáš Král"));
}

#[test]
fn a_narrow_window_shows_the_reader_in_place_of_the_list() {
    let mut desk = desk(&["anna"]);
    let size = iced::Size::new(900.0, 600.0);
    desk.resize(size);
    desk.tell(Message::Resized(size));
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago (order 20418) and the tracking page");
    assert!(!desk.shows("Invoice shows the wrong VAT number"));
    desk.tell(Message::Key(Action::Back));
    desk.until_shown("Invoice shows the wrong VAT number");
}

#[test]
fn offline_is_said_and_reading_goes_on() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago (order 20418) and the tracking page");
    desk.go("Go offline");
    desk.until_told("You are working offline.");
    desk.until_shown("Go online");
    assert!(desk.tells("I ordered a lamp two weeks ago (order 20418) and the tracking page"));
    desk.click("Go online");
    desk.until_shown("Go offline");
}

/// What, how much, and that it goes on: also before the account is as it should be.
#[test]
fn how_far_a_large_folder_is_stands_in_the_status_bar_while_the_account_connects() {
    let desk = desk(&["anna"]);
    desk.state.server.create_folder("support", "Old").unwrap();
    for number in 0..3000 {
        let message = format!("Subject: Old {number}\r\nMessage-ID: <{number}@old>\r\n\r\nx\r\n");
        let server = &desk.state.server;
        server
            .deliver("support", "Old", message.as_bytes())
            .unwrap();
    }
    // A slow line.
    let slow = Fault::Delay(Duration::from_millis(300));
    let when = When::folder("FETCH", "shared/support@acme.example/Old");
    desk.state.server.imap_fault_at(when, slow, 0, 1000);
    let mut desk = again(desk);
    desk.until("it says how far it is", |desk| {
        desk.tells("Support: ") && desk.tells(" of 3,000 messages listed")
    });
    assert!(!desk.tells("changes show at once"), "it is not there yet");
    desk.state.server.clear_faults();
    desk.until("all is there", |desk| desk.tells("changes show at once"));
}

/// With letters twice as large the window has half the room: one column is left.
#[test]
fn one_column_is_enough() {
    let mut desk = crate::desk::desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    let size = iced::Size::new(640.0, 400.0);
    desk.resize(size);
    desk.tell(Message::Resized(size));
    desk.frame();
    // The list has it all.
    assert!(desk.shows("Where is my order 20418?") && !desk.shows("Shared mailboxes"));
    assert!(desk.bounds("Where is my order 20418?").x < 100.0);
    desk.tell(Message::ShowFolders(true));
    desk.until_shown("Shared mailboxes");
    assert!(!desk.shows("Where is my order 20418?"));
    // Whoever chooses has what they chose.
    desk.click("Sales");
    desk.until("the list is shown", |desk| !desk.shows("Shared mailboxes"));
    desk.tell(Message::ShowFolders(true));
    // With Sales unfolded, the next one is below what the window has room for.
    let larger = iced::Size::new(640.0, 700.0);
    desk.resize(larger);
    desk.tell(Message::Resized(larger));
    desk.until_shown("Support");
    desk.click("Support");
    desk.until_shown("Where is my order 20418?");
    desk.click("Where is my order 20418?");
    desk.until("it is read", |desk| desk.state.home.mail.is_reading);
    desk.until("every button is there", |desk| desk.tells("Reply"));
    desk.tell(Message::Key(postroom::app::keys::Action::Back));
    desk.until("the list is back", |desk| !desk.state.home.mail.is_reading);
}
