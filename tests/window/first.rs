//! The first run: the ways to an account and back, and what is asked once there is one.

use iced::Point;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::accounts::add::{self, Field, Server, Words};
use postroom::app::screen::accounts::found;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Place, Wish, settings};

use postroom::domain::{Endpoint, Security};
use postroom::engine::{Problem, ProblemKind, Text};
use secrecy::ExposeSecret as _;

use crate::desk::{Desk, account, desk};
use crate::drive::Driver;

#[test]
fn without_an_account_every_way_leads_back_to_the_first_words() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    // They are one of the places, and those that lead away say so.
    for (place, shown) in [
        ("Outbox", "The outbox is empty"),
        ("Problems", "No account yet"),
        ("Settings", "Add an account"),
    ] {
        for back in ["Escape", "the tree"] {
            desk.click(place);
            desk.until_shown(shown);
            assert!(!desk.shows("Welcome to Postroom"), "{place}");
            assert!(!desk.shows("Everything works"), "{place}");
            match back {
                "Escape" => desk.tell(Message::Key(Action::Back)),
                _ => desk.click("Welcome"),
            }
            desk.until_shown("Welcome to Postroom");
            desk.frame();
        }
    }
    // From place to place it is no longer.
    desk.click("Problems");
    desk.frame();
    desk.click("Settings");
    desk.frame();
    desk.key(Named::Escape);
    desk.until_shown("Welcome to Postroom");
    // The first step is taken with Enter, as before.
    desk.key(Named::Enter);
    assert!(desk.state.home.is_covered());
    desk.key(Named::Escape);
    // What does not work yet says what to do.
    desk.click("Problems");
    desk.until_told("Add an account first.");
    desk.click("Add an account");
    assert!(desk.state.home.is_covered());
}

#[test]
fn the_demo_is_found_at_any_time() {
    for members in [&[][..], &["anna"][..]] {
        let mut desk = desk(members);
        desk.until("all is known", |desk| desk.state.home.known.is_read);
        desk.tell(Message::Key(Action::Palette));
        desk.frame();
        desk.write("demo");
        desk.frame();
        desk.key(Named::Enter);
        assert!(matches!(desk.state.wishes.pop(), Some(Wish::Demo)));
        desk.tell(Message::Go(Place::Settings));
        desk.frame();
        desk.focus(settings::SEARCH);
        desk.write("demo");
        desk.until_shown("Try it with a made-up team");
        assert!(!desk.shows("Connection to the mail server"));
        desk.click("Try it with a made-up team");
        assert!(matches!(desk.state.wishes.pop(), Some(Wish::Demo)));
    }
}

fn add(desk: &mut Driver<Desk, Message>, message: add::Message) {
    desk.tell(Message::Add(message));
}

/// The first account is added, as far as the dialog that follows.
pub fn begin(desk: &mut Driver<Desk, Message>) {
    desk.until_shown("Welcome to Postroom");
    desk.key(Named::Enter);
    desk.frame();
    let password = desk.state.server.password_of("anna").unwrap();
    enter(desk, "anna", password.expose_secret());
    desk.until_shown("Your mailboxes");
}

/// Fills the form in for a member, and has it tried.
fn enter(desk: &mut Driver<Desk, Message>, member: &str, password: &str) {
    let account = account(&desk.state.server, member);
    let server = |server: Endpoint| (server.host, server.port.to_string());
    let (imap, smtp) = (server(account.imap), server(account.smtp));
    for (field, text) in [
        (Field::Address, account.address.to_string()),
        (Field::Password, password.to_owned()),
        (Field::ImapHost, imap.0),
        (Field::ImapPort, imap.1),
        (Field::SmtpHost, smtp.0),
        (Field::SmtpPort, smtp.1),
    ] {
        add(desk, add::Message::Typed(field, Words(text)));
    }
    for server in [Server::Imap, Server::Smtp] {
        add(desk, add::Message::Security(server, Security::None));
    }
    add(desk, add::Message::Submit);
}

#[test]
fn an_account_that_was_given_up_leaves_no_problem() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    desk.tell(Message::Key(Action::AddAccount));
    desk.until_shown("Your address");
    enter(&mut desk, "ben", "not his password");
    let problems = |desk: &Driver<Desk, Message>| desk.state.link.engine().problems();
    desk.until_told("refused the sign-in");
    assert_eq!(problems(&desk), []);
    desk.key(Named::Escape);
    desk.click("Discard");
    desk.turn();
    desk.tell(Message::Go(Place::Problems));
    desk.until_shown("Everything works");
    assert_eq!(desk.state.home.known.troubles().count(), 0);
    // And he is asked for his password as if nothing had been.
    let password = desk.state.server.password_of("ben").unwrap();
    desk.tell(Message::Key(Action::AddAccount));
    desk.until_shown("Your address");
    enter(&mut desk, "ben", password.expose_secret());
    desk.until("it is there", |desk| {
        desk.state.home.known.accounts.len() == 2
    });
}

#[test]
fn enter_goes_on_from_the_mailboxes_that_were_found() {
    let mut desk = desk(&[]);
    begin(&mut desk);
    desk.until("all are there", |desk| {
        desk.state.home.known.nodes.len() == 4 && desk.state.home.place.is_some()
    });
    let start = Some(found::START.into());
    desk.until("the keys are there", |desk| {
        desk.focused().iter().any(|(id, _)| *id == start)
    });
    desk.key(Named::Enter);
    desk.turn();
    // A message in the list has the same subject as the dialog.
    assert!(!desk.tells("Your account has access to these mailboxes."));
    // And then below.
    desk.until("the list has the keys", |desk| {
        desk.key(Named::ArrowDown);
        desk.state.home.mail.opened.is_some()
    });
}

#[test]
fn a_slip_of_the_pointer_does_not_end_the_question() {
    let mut desk = desk(&[]);
    begin(&mut desk);
    desk.click_at(Point::new(20.0, 700.0));
    desk.turn();
    assert!(desk.shows("Your mailboxes"));
}

#[test]
fn the_keys_go_along_where_more_fields_unfold() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.key(Named::Enter);
    desk.frame();
    desk.click("More: sign-in name, certificate authority, password command");
    desk.frame();
    let login: Option<iced::advanced::widget::Id> = Some("add-login".into());
    let focused = desk.focused();
    assert!(focused.iter().any(|(id, _)| *id == login), "{focused:?}");
    // What is to be done about the keyring comes into sight.
    desk.sized(900.0, 520.0);
    let problem = Problem::new(ProblemKind::Secret, Text::new("problem-no-keyring"));
    add(&mut desk, add::Message::Tried(0, Box::new(Err(problem))));
    desk.turn();
    let keep = desk.bounds("Keep the password in the keyring");
    assert!(keep.y + keep.height < 520.0 - 60.0, "{keep:?}");
}

#[test]
fn guessed_addresses_are_said_and_confirmed_where_they_are_found() {
    let mut desk = desk(&[]);
    begin(&mut desk);
    desk.until("all are there", |desk| {
        desk.state.home.known.nodes.len() == 4 && desk.state.home.place.is_some()
    });
    desk.until_told("come from the server’s folder names");
    let guessed = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        texts.iter().filter(|(text, _)| text == "guessed").count()
    };
    assert_eq!(guessed(&mut desk), 3);
    desk.click("Confirm");
    desk.until("one is confirmed", |desk| guessed(desk) == 2);
    // One that is missing is added in between.
    desk.click("Add a mailbox that is missing");
    desk.turn();
    // A message in the list has the same subject as the dialog.
    let found = "Your account has access to these mailboxes.";
    assert!(!desk.tells(found));
    desk.tell(Message::CloseDialog);
    assert!(desk.tells(found));
    desk.click("Start");
    desk.turn();
    assert!(!desk.tells(found));
}
