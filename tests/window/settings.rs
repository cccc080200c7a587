//! The settings: what is looked for is found, and what is entered is kept.

use iced::Size;
use iced::keyboard::key::Named;
use postroom::app::screen::Place;
use postroom::app::screen::accounts::{self, add, address, reach};
use postroom::app::screen::home::Message;
use postroom::app::screen::settings::{self, Change, Section};
use postroom::config::{ACCOUNT_KEYS, IDENTITY_KEYS, MAILBOX_KEYS};
use postroom::domain::{EmailAddress, Notify};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn at_settings() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.until("all is known", |desk| {
        desk.state.home.known.nodes.len() == 4 && !desk.state.home.known.identities.is_empty()
    });
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Add an account");
    desk
}

fn look_for(desk: &mut Driver<Desk, Message>, words: &str) {
    let search = settings::Message::Search(String::new());
    desk.tell(Message::Settings(search));
    desk.focus(settings::SEARCH);
    desk.write(words);
}

#[test]
fn what_is_looked_for_alone_is_shown() {
    let mut desk = at_settings();
    // Whole words or beginnings, with or without accents, of the heading and of what can be chosen.
    for (words, found, gone) in [
        (
            "Quiet",
            "Quiet hours, in which no new message is announced",
            "Add an account",
        ),
        ("français", "Language", "Contrast"),
        ("francais", "Language", "Contrast"),
        (
            "sending ask",
            "When you write of an attachment and nothing is attached",
            "Language",
        ),
        ("sales@", "sales@acme.example", "hr@acme.example"),
        // What is changed a step further is found too, and by the words of other programs.
        ("signature", "sales@acme.example", "Contrast"),
        ("password", "Add an account", "Contrast"),
        ("privacy", "Ask before they are fetched", "Contrast"),
        ("font", "Contrast", "Add an account"),
    ] {
        look_for(&mut desk, words);
        desk.until_shown(found);
        assert!(!desk.shows(gone), "{words}");
    }
    look_for(&mut desk, "no such thing");
    desk.until_shown("Nothing here is called “no such thing”.");
    // One part of the page; a search looks everywhere again.
    desk.tell(Message::Settings(settings::Message::Show(Some(
        Section::Keys,
    ))));
    desk.until_shown("As in Thunderbird");
    assert!(!desk.shows("Contrast"));
    look_for(&mut desk, "contrast");
    desk.until_shown("Contrast");
}

#[test]
fn every_page_is_there_in_every_size() {
    let mut desk = at_settings();
    let quiet = postroom::domain::QuietHours::usual();
    for change in [
        Change::Quiet(Some(quiet)),
        Change::Room(123),
        Change::TextSize(Some(115)),
    ] {
        desk.tell(Message::Settings(settings::Message::Set(change)));
    }
    desk.until("they are kept", |desk| {
        let settings = desk.state.link.engine().settings();
        settings.quiet.is_some() && settings.cache_mb == 123 && settings.text_size == Some(115)
    });
    for size in [
        (1280.0, 800.0),
        (900.0, 600.0),
        (640.0, 400.0),
        (320.0, 240.0),
    ] {
        desk.resize(Size::new(size.0, size.1));
        desk.tell(Message::Resized(Size::new(size.0, size.1)));
        for section in Section::ALL {
            desk.tell(Message::Settings(settings::Message::Show(Some(section))));
            desk.frame();
            assert!(desk.stops().len() > 11, "{section:?} at {size:?}");
        }
    }
}

#[test]
fn of_which_messages_somebody_is_told_is_set_for_each_mailbox() {
    let mut desk = at_settings();
    desk.tell(Message::Settings(settings::Message::Show(Some(
        Section::Notifications,
    ))));
    desk.until_shown("What concerns me");
    let sales = desk
        .state
        .home
        .known
        .nodes
        .iter()
        .find(|n| n.mailbox.name == "Sales");
    let mailbox = sales.unwrap().mailbox.clone();
    let now = move |desk: &mut Driver<Desk, Message>| {
        let engine = desk.state.link.engine();
        engine.notify(&mailbox.id(), mailbox.kind)
    };
    assert_eq!(now(&mut desk), Notify::Mine);
    // The mailboxes stand in the order of the tree; "All" is also the name of the whole page.
    let texts = desk.texts();
    let names = texts.iter().filter(|(text, _)| text == "Sales");
    let row = names.map(|(_, at)| at.center_y()).next_back().unwrap();
    let on_row = texts
        .iter()
        .filter(|(text, at)| text == "None" && (at.center_y() - row).abs() < 8.0);
    let at = on_row.map(|(_, at)| at.center()).next_back().unwrap();
    desk.click_at(at);
    desk.until("it is kept", |desk| now(desk) == Notify::None);
}

#[test]
fn an_account_is_changed_and_one_that_does_not_work_is_not_kept() {
    let mut desk = at_settings();
    let id = desk.state.home.known.accounts[0].0.id();
    desk.tell(Message::Accounts(accounts::Message::Change(id)));
    desk.until_shown("Change the account");
    let typed = |field, words: &str| {
        let words = add::Words(words.to_owned());
        Message::Add(add::Message::Typed(field, words))
    };
    desk.tell(typed(add::Field::Connections, "99"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until_shown("From 2 to 20");
    desk.tell(typed(add::Field::Connections, "6"));
    desk.tell(typed(add::Field::ImapPort, "9"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until("it says why", |desk| desk.tells("not on port 9"));
    assert_eq!(
        desk.state.link.engine().config().accounts[0]
            .connections
            .count(),
        4
    );
    // Leaving asks, since something was entered.
    desk.key(Named::Escape);
    desk.until_shown("Go on");
    desk.tell(Message::Add(add::Message::Stay));
    let right = desk.state.link.engine().config().accounts[0].imap.port;
    desk.tell(typed(add::Field::ImapPort, &right.to_string()));
    desk.tell(typed(add::Field::Name, "A. Berg"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until("it is kept", |desk| {
        let account = desk.state.link.engine().config().accounts[0].clone();
        account.connections.count() == 6 && account.name.as_deref() == Some("A. Berg")
    });
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
}

#[test]
fn an_address_is_added_changed_and_taken_away() {
    let mut desk = at_settings();
    look_for(&mut desk, "addresses");
    desk.until_shown("Add an address");
    desk.click("Add an address");
    desk.until_shown("Account");
    desk.write("info@");
    desk.key(Named::Enter);
    desk.until_shown("An address has a name, an @ and a domain.");
    desk.tell(Message::Reach(reach::Message::Address(
        "info@acme.example".into(),
    )));
    desk.tell(Message::Reach(reach::Message::Submit));
    desk.until("it is there", |desk| {
        desk.state.link.engine().config().identities.len() == 1 && !desk.state.home.is_covered()
    });
    desk.until_shown("info@acme.example");
    desk.click("Change");
    desk.until_shown("Signature");
    desk.tell(Message::Address(address::Message::Name("Acme".into())));
    desk.tell(Message::Address(address::Message::ReplyTo("nobody".into())));
    desk.tell(Message::Address(address::Message::Save));
    desk.until_shown("An address has a name, an @ and a domain.");
    desk.tell(Message::Address(address::Message::ReplyTo(
        "support@acme.example".into(),
    )));
    desk.tell(Message::Address(address::Message::Save));
    desk.until("it is kept", |desk| {
        let identity = desk.state.link.engine().config().identities[0].clone();
        let to = identity.reply_to.as_ref().map(EmailAddress::as_str);
        identity.name.as_deref() == Some("Acme") && to == Some("support@acme.example")
    });
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
    desk.click("Remove");
    desk.until("it is gone", |desk| {
        desk.state.link.engine().config().identities.is_empty()
    });
}

#[test]
fn a_mailbox_is_hidden_and_shown_again() {
    let mut desk = at_settings();
    look_for(&mut desk, "hr@");
    desk.until("it alone is shown", |desk| !desk.shows("Add an account"));
    desk.click("Hide");
    desk.until_shown("Not shown");
    desk.until("it is gone", |desk| {
        let mut nodes = desk.state.home.known.nodes.iter();
        !nodes.any(|n| n.mailbox.name == "HR")
    });
    desk.click("Show");
    desk.until("it is back", |desk| {
        desk.state
            .home
            .known
            .nodes
            .iter()
            .any(|n| n.mailbox.name == "HR")
    });
}

/// Everything the file holds of an account, a mailbox and an address has its control; whoever adds a key finds here that
/// it wants one, and names it.
#[test]
fn a_new_key_of_the_file_wants_a_control() {
    // The form of an account; `address` says which it is.
    let account = [
        "address",
        "name",
        "login",
        "imap",
        "smtp",
        "ca_file",
        "password",
        "connections",
    ];
    assert_eq!(ACCOUNT_KEYS, account);
    let mailbox = [
        // Its dialog.
        "address",
        "confirmed",
        "name", // "Add a mailbox".
        "routes",
        "sent_policy",
        "drafts",
        "trash",
        "archive",
        "keep",
        "attachments",
        "signature",
        "reply_to",
        "name_sender",
        "folders",
        "unread_for_me",
        "notify",
        "colour",
        // "Hide" and "Show".
        "hidden",
    ];
    assert_eq!(MAILBOX_KEYS, mailbox);
    let address = ["address", "via", "name", "signature", "reply_to"];
    assert_eq!(IDENTITY_KEYS, address);
}
