//! Whoever uses the keys sees where they are: everything that Tab stops at is drawn otherwise with the focus.

use iced::Size;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::settings::{self, Section};
use postroom::app::screen::{Place, accounts, compose};
use postroom::app::theme::{self, Tokens};
use postroom::domain::{EmailAddress, MailboxId};

use crate::desk::{Desk, desk};
use crate::drive::Driver;
use crate::sending::{answer, ready};
use crate::states::fill_outbox;

/// A ring around the smallest control has more pixels.
const LEAST: usize = 60;

/// Walks all stops, and names those around which nothing is drawn in the colour of the focus.
fn unmarked<S, M>(driver: &mut Driver<S, M>) -> Vec<String> {
    let theme = theme::light();
    let tokens = Tokens::of(&theme);
    // A field with something wrong in it keeps that colour, and its edge becomes a ring.
    let rings = [tokens.accent, tokens.bad.text].map(iced::Color::into_rgba8);
    let is_ring = |pixel: &[u8]| rings.iter().any(|ring| pixel[..3] == ring[..3]);
    let mut found = Vec::new();
    let mut at = 0;
    while at < driver.stops().len() {
        driver.focus_at(at.checked_sub(1));
        driver.key(Named::Tab);
        let focused = driver.focused();
        let with = driver.pixels(&theme);
        driver.focus_at(None);
        let without = driver.pixels(&theme);
        let pairs = with.chunks(4).zip(without.chunks(4));
        let ring = pairs.filter(|(with, without)| is_ring(with) && !is_ring(without));
        let ring = ring.count();
        if ring < LEAST {
            found.push(format!("stop {at}, {focused:?}: {ring}"));
        }
        at += 1;
    }
    assert!(at > 0, "there is nothing to stop at");
    found
}

/// All stops of a screen are marked.
fn all_marked<S, M>(driver: &mut Driver<S, M>, screen: &str) {
    let found = unmarked(driver);
    assert!(found.is_empty(), "{screen}: {found:#?}");
}

fn at_support() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk
}

#[test]
fn where_mail_is_read() {
    let mut desk = at_support();
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    all_marked(&mut desk, "the mail");
    desk.tell(Message::Key(Action::Search));
    desk.write("lamp");
    desk.until_shown("“lamp”");
    all_marked(&mut desk, "the search");
    crate::drawn::deliver(
        &desk,
        "Drawn",
        "<p>Look <a href=https://acme.example/>there</a>.</p>",
    );
    desk.tell(Message::Search(String::new()));
    crate::drawn::open(&mut desk, "Drawn");
    crate::drawn::until_drawn(&mut desk);
    all_marked(&mut desk, "a drawn mail");
}

#[test]
fn on_the_other_pages() {
    let mut desk = at_support();
    fill_outbox(&mut desk);
    for place in [Place::Outbox, Place::Drafts, Place::Problems] {
        let name = format!("{place:?}");
        desk.tell(Message::Go(place));
        desk.frame();
        all_marked(&mut desk, &name);
    }
}

#[test]
fn on_every_page_of_the_settings() {
    let mut desk = at_support();
    desk.sized(1000.0, 640.0);
    desk.tell(Message::Go(Place::Settings));
    for section in Section::ALL {
        desk.tell(Message::Settings(settings::Message::Show(Some(section))));
        desk.frame();
        all_marked(&mut desk, &format!("{section:?}"));
    }
}

#[test]
fn in_dialogs_and_in_the_palette() {
    let mut desk = at_support();
    desk.sized(800.0, 640.0);
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    for (name, open) in [
        ("the palette", Message::Key(Action::Palette)),
        ("a new account", Message::Key(Action::AddAccount)),
        ("a new folder", Message::Key(Action::NewFolder)),
        (
            "a mailbox",
            Message::Accounts(accounts::Message::Mailbox(support)),
        ),
        (
            "an address",
            Message::Accounts(accounts::Message::AddAddress),
        ),
    ] {
        desk.tell(open);
        assert!(desk.state.home.is_covered(), "{name}");
        desk.frame();
        all_marked(&mut desk, name);
        desk.tell(Message::CloseDialog);
        assert!(!desk.state.home.is_covered(), "{name}");
    }
}

#[test]
fn before_there_is_an_account() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    all_marked(&mut desk, "the welcome");
}

#[test]
fn where_a_letter_is_written() {
    let mut desk = at_support();
    let mut letter = answer(&mut desk);
    letter.resize(Size::new(900.0, 720.0));
    letter.tell(compose::Message::ShowCopies);
    all_marked(&mut letter, "a letter");
    letter.tell(compose::Message::Key(Action::ToggleFormat));
    all_marked(&mut letter, "a formatted letter");
}
