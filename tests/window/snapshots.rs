//! Pictures of what does not depend on the time: they fail when it looks different from what somebody looked at.
//!
//! `POSTROOM_SNAPSHOTS=write cargo test --features window-tests --test window snapshots` takes them anew; look
//! at each before it is kept. What differs is written beside the build's results. Dates are covered.

use iced::{Point, Rectangle, Size};
use jiff::Timestamp;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{self, View};
use postroom::app::screen::settings::{self, Section};
use postroom::app::screen::{Notice, Place, accounts, compose as letters};
use postroom::app::theme::{self, Tokens};
use postroom::app::widget::list::Rows as _;
use postroom::config::KeyMap;
use postroom::domain::{EmailAddress, MailboxId, SendRight};
use postroom::engine::{Problem, ProblemKind, Text};

use crate::compare::{compare, compare_at, compare_in, compare_over};
use crate::compose::{begin, end, update};
use crate::desk::{Desk, again, desk};
use crate::drive::Driver;
use crate::reading::meeting;
use crate::sending::ready;
use crate::states::{deliver, fill_outbox};

#[path = "snapshots_of_acts.rs"]
mod of_acts;
#[path = "snapshots_of_states.rs"]
mod of_states;

const ORDER: &str = "Where is my order 20418?";
/// Rows that are seen in every picture of a list.
const FIRST_ROWS: usize = 6;
/// Beside everything.
const AWAY: Point = Point::new(1279.0, 799.0);

fn part(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
    Rectangle::new(Point::new(x, y), Size::new(width, height))
}

/// The window on the Inbox of a team, all of it there and nothing under way.
fn at(team: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go(team);
    let first = if team == "Sales" {
        "Any discount for six?"
    } else {
        ORDER
    };
    desk.until_shown(first);
    desk.until("all is there", |desk| {
        desk.state.home.known.nodes.len() == 4 && desk.tells("changes show at once")
    });
    // Rows show the beginnings of texts, but of a large one, which is fetched when it is read.
    desk.until("the texts are there", |desk| {
        let nodes = &desk.state.home.known.nodes;
        let mut held = nodes.iter().map(|node| node.held.as_ref());
        held.all(|held| {
            held.is_some_and(|held| held.messages > 0 && held.texts + 1 >= held.messages)
        })
    });
    desk.until("the rows show them", |desk| {
        let rows = &desk.state.home.mail.rows;
        let begins = |at| rows.row(at).is_some_and(|row| !row.preview.is_empty());
        (0..rows.len().min(FIRST_ROWS)).all(begins)
    });
    // It was asked what may be sent.
    desk.until("what is refused is known", |desk| {
        let identities = &desk.state.home.known.identities;
        identities.iter().any(|one| one.right == SendRight::Refused)
    });
    desk.sized(1280.0, 800.0);
    desk.point(AWAY);
    desk.frame();
    desk
}

/// The window over the empty outbox, the pointer beside everything.
fn settled() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.sized(1280.0, 800.0);
    desk.tell(Message::Key(Action::Outbox));
    desk.until_shown("The outbox is empty");
    desk.point(AWAY);
    desk.frame();
    desk
}

/// Opens a message that was delivered, and waits for its words.
fn read(desk: &mut Driver<Desk, Message>, subject: &str, words: &str) {
    desk.go(subject);
    desk.until_told(words);
    desk.point(AWAY);
    desk.frame();
}

/// Within a dialog that is so wide.
fn dialog(width: f32, height: f32) -> Rectangle {
    part((1280.0 - width) / 2.0 + 2.0, 58.0, width - 4.0, height)
}

/// What stands beside the tree.
const PAGE: Rectangle = Rectangle {
    x: 234.0,
    y: 50.0,
    width: 1046.0,
    height: 700.0,
};

/// The message, beside the list, below its bar.
fn reader(height: f32) -> Rectangle {
    part(622.0, 96.0, 658.0, height)
}

#[test]
fn the_keys_of_both_maps() {
    let mut desk = settled();
    desk.tell(Message::Keys);
    desk.until_shown("Keyboard shortcuts");
    desk.frame();
    compare(&mut desk, "keys-gmail", dialog(760.0, 720.0));
    desk.tell(Message::CloseDialog);
    desk.state.engine(async |engine| {
        let change = |settings: &mut postroom::config::Settings| {
            settings.keys = KeyMap::Thunderbird;
        };
        engine.change_settings(change).await.unwrap();
    });
    desk.tell(Message::Keys);
    desk.frame();
    compare(&mut desk, "keys-thunderbird", dialog(760.0, 720.0));
}

#[test]
fn the_palette() {
    let mut desk = settled();
    desk.tell(Message::Key(Action::Palette));
    desk.until_told("more below");
    desk.frame();
    compare(&mut desk, "palette", dialog(600.0, 370.0));
    desk.write("arch");
    desk.until_told("Only where messages are listed");
    desk.frame();
    compare(&mut desk, "palette-refused", dialog(600.0, 260.0));
}

#[test]
fn the_empty_outbox() {
    let mut desk = settled();
    compare(&mut desk, "outbox-empty", PAGE);
}

#[test]
fn a_new_account() {
    let mut desk = settled();
    desk.tell(Message::Key(Action::AddAccount));
    desk.until_shown("Add an account");
    desk.frame();
    compare(&mut desk, "account-new", dialog(480.0, 400.0));
}

#[test]
fn the_welcome() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.sized(1280.0, 800.0);
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "welcome", part(0.0, 0.0, 1280.0, 800.0));
}

#[test]
fn the_tree_and_the_list() {
    // Those rows whose letters are in the fonts that are shipped.
    let mut desk = at("Sales");
    desk.until_told("one card payment");
    compare(&mut desk, "list", part(0.0, 0.0, 1280.0, 396.0));
    // With letters twice as large one column is left.
    desk.sized(640.0, 400.0);
    desk.frame();
    compare_at(&mut desk, "list-large", part(0.0, 0.0, 640.0, 371.0), 2.0);
}

#[test]
fn a_message() {
    let mut desk = at("Support");
    read(&mut desk, ORDER, "I ordered a lamp two weeks ago");
    desk.until_told("Dear Lena");
    // It is read by now, in its conversation too.
    desk.until_shown("Unread 7");
    for _ in 0..10 {
        desk.turn();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    compare(&mut desk, "message", reader(670.0));
}

#[test]
fn what_stands_over_the_words_of_a_message() {
    let mut desk = at("Support");
    deliver(
        &desk,
        &format!(
            "Subject: Spring\nMessage-ID: <s@x>\n{}",
            meeting(
                "REQUEST",
                "DTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261104\nLOCATION:Room 4"
            )
        ),
    );
    read(&mut desk, "Spring", "Lamps for spring");
    compare(&mut desk, "invitation", reader(400.0));
    deliver(
        &desk,
        "From: \"Paula Acme <paula@acme.example>\" <x@acrne.example>\nTo: support@acme.example\n\
         Subject: Please pay this today\nMessage-ID: <1@acrne.example>\nMIME-Version: 1.0\n\
         Content-Type: text/html\n\n<p>The bank details:</p><img src='http://evil.test/who.png' width=10>\n",
    );
    read(&mut desk, "Please pay this today", "elsewhere");
    crate::drawn::until_drawn(&mut desk);
    compare(&mut desk, "notices", reader(400.0));
}

/// In the font that the program brings along, and without pictures.
const SPRING: &str = "<table bgcolor='#0a5d33' width='100%'><tr><td style='padding:24px;color:#fff'>\
    <h1>Lamps for spring</h1>From 12 November</td></tr></table>\
    <p>Dear Lena,</p><p>this is <b>what is new</b>, and <a href='https://shop.example/'>all of it</a>.</p>\
    <table border=1 cellpadding=6><tr><th>Lamp</th><th>Price</th></tr><tr><td>Aurora 2</td><td>149 €</td></tr></table>\
    <ul><li>Sent the same day</li><li>Taken back for a month</li></ul>\
    <p style='background:#fff3c4;color:#5c4500;padding:12px'>Until Friday: two for one.</p>";

#[test]
fn a_mail_as_sent_and_simple() {
    let mut desk = at("Support");
    crate::drawn::deliver(&desk, "Lamps for spring", SPRING);
    crate::drawn::open(&mut desk, "Lamps for spring");
    crate::drawn::until_drawn(&mut desk);
    for (theme, word) in [(theme::light(), "light"), (theme::dark(), "dark")] {
        desk.state.tokens = Tokens::of(&theme);
        for (button, is_simple) in [("As sent", false), ("Simple", true)] {
            desk.click(button);
            crate::ways::until_simple(&mut desk, is_simple);
            desk.point(AWAY);
            // Its pieces come one by one.
            for _ in 0..10 {
                desk.turn();
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            let name = format!("{}-{word}", if is_simple { "simple" } else { "sent" });
            compare_in(&mut desk, &theme, &name, reader(560.0), 1.0);
        }
    }
}

#[test]
fn words_that_are_found() {
    let mut desk = at("Support");
    crate::drawn::deliver(&desk, "Lamps for spring", SPRING);
    crate::drawn::open(&mut desk, "Lamps for spring");
    crate::drawn::until_drawn(&mut desk);
    desk.tell(Message::Key(Action::Find));
    desk.frame();
    desk.write("for");
    for (theme, word) in [(theme::light(), "light"), (theme::dark(), "dark")] {
        desk.state.tokens = Tokens::of(&theme);
        for (shown, name) in [(mail::Shown::Drawn, "drawn"), (mail::Shown::Words, "words")] {
            desk.tell(Message::Mail(mail::Message::ShowAs(shown)));
            desk.point(AWAY);
            // Its pieces come one by one.
            for _ in 0..10 {
                desk.turn();
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            desk.until_told("1 of ");
            let name = format!("found-{name}-{word}");
            compare_in(&mut desk, &theme, &name, reader(560.0), 1.0);
        }
    }
}

#[test]
fn attachments() {
    let mut desk = at("Support");
    read(&mut desk, "Replacement part for the Aurora 2", "hinge.png");
    desk.frame();
    compare(&mut desk, "attachments", reader(670.0));
}

#[test]
fn what_lies_in_many_folders() {
    let mut desk = at("Support");
    desk.tell(Message::Go(Place::View(View::Unanswered)));
    desk.until("the beginnings of the texts are there", |desk| {
        let rows = &desk.state.home.mail.rows;
        let begins = |at| rows.row(at).is_some_and(|row| !row.preview.is_empty());
        rows.len() > FIRST_ROWS && (0..FIRST_ROWS).all(begins)
    });
    desk.frame();
    compare(&mut desk, "view", part(0.0, 50.0, 622.0, 420.0));
}

#[test]
fn every_state_in_the_outbox() {
    let mut desk = at("Support");
    fill_outbox(&mut desk);
    desk.tell(Message::Go(Place::Outbox));
    // Else it is looked for all the time.
    desk.tell(Message::Offline(true));
    desk.until_told("when you go online");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "outbox", PAGE);
}

#[test]
fn a_problem_and_notices() {
    let desk = at("Support");
    desk.state.server.set_password("anna", "another").unwrap();
    let mut desk = again(desk);
    desk.sized(1280.0, 800.0);
    desk.tell(Message::Go(Place::Problems));
    desk.until_shown("Enter the password");
    let problem = Problem::new(ProblemKind::Network, Text::new("problem-offline"));
    desk.tell(Message::Tell(Notice::Problem(problem)));
    desk.tell(Message::Tell(Notice::Done(
        "4 messages were archived.".into(),
    )));
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "problems", part(234.0, 50.0, 1046.0, 750.0));
}

#[test]
fn the_settings_and_a_mailbox() {
    let mut desk = at("Support");
    desk.tell(Message::Go(Place::Settings));
    desk.tell(Message::Settings(settings::Message::Show(Some(
        Section::Appearance,
    ))));
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "settings-appearance", PAGE);
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    desk.tell(Message::Accounts(accounts::Message::Mailbox(support)));
    desk.until_shown("Name on the screen");
    desk.frame();
    compare(&mut desk, "mailbox", dialog(480.0, 720.0));
}

#[test]
fn a_window_to_write_in() {
    let mut window = begin("Lena Fox <lena@example.org>");
    window.resize(Size::new(860.0, 600.0));
    window.focus("to");
    window.write("carla@");
    let long_ago = Timestamp::from_second(1_700_000_000).unwrap();
    for identity in &mut window.state.known.identities {
        if let Some(evidence) = &mut identity.evidence {
            evidence.at = long_ago;
        }
    }
    window.frame();
    let all = part(0.0, 0.0, 860.0, 600.0);
    update(&mut window.state, letters::Message::Send);
    window.frame();
    compare(&mut window, "compose-warned", all);
    update(&mut window.state, letters::Message::From(true));
    window.frame();
    compare(&mut window, "compose-from", all);
    end(window);
    let mut window = begin("Lena Fox <lena@example.org>");
    window.state.compose.resized(Size::new(430.0, 360.0));
    window.resize(Size::new(430.0, 360.0));
    window.frame();
    compare_at(
        &mut window,
        "compose-large",
        part(0.0, 0.0, 430.0, 360.0),
        2.0,
    );
    end(window);
}
