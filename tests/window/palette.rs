//! The palette, and the two maps of keys.

use iced::keyboard::key::Named;
use iced::{Event, mouse};
use postroom::app::keys::Action;
use postroom::app::screen::compose;
use postroom::app::screen::home::Message;
use postroom::config::KeyMap;
use postroom::domain::{EmailAddress, FolderId, MailboxId};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn open(desk: &mut Driver<Desk, Message>) {
    desk.tell(Message::Key(Action::Palette));
    desk.until_told("more below");
}

#[test]
fn what_is_typed_is_found_and_done() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    // Every action is there with its key.
    desk.until_shown("New message");
    desk.write("outb");
    desk.until_shown("Outbox");
    assert!(desk.shows("Ctrl+Shift+O"), "{:?}", desk.texts());
    desk.key(Named::Enter);
    desk.until_shown("The outbox is empty");
    assert!(!desk.state.home.is_covered());
}

#[test]
fn every_folder_is_reached_by_its_name() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("sales arch");
    desk.until_shown("Go to Sales: Archive");
    desk.key(Named::Enter);
    desk.until("that folder is open", |desk| {
        let sales = EmailAddress::parse("sales@acme.example").unwrap();
        let archive = FolderId::of(&MailboxId::of(&sales), "Archive");
        desk.state.home.mail.folder() == Some(&archive)
    });
}

#[test]
fn what_cannot_be_done_here_says_why_and_stays_open() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("leave later");
    desk.until_shown("Only for a message that is shown in the Outbox.");
    desk.key(Named::Enter);
    assert!(desk.shows("Only for a message that is shown in the Outbox."));
    desk.key(Named::Escape);
    assert!(!desk.tells("Only for a message"));

    // Nothing is chosen.
    open(&mut desk);
    desk.write("archive");
    desk.until_shown("No message is chosen.");
    // What begins so stands first, and Enter does nothing else in its place.
    let before = desk.state.home.mail.folder().cloned();
    desk.key(Named::Enter);
    assert!(desk.shows("No message is chosen."));
    assert_eq!(desk.state.home.mail.folder().cloned(), before);
}

#[test]
fn the_arrows_choose_while_the_field_keeps_what_is_typed() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("reply");
    desk.until_shown("Reply all");
    desk.write("x");
    desk.until_shown("Nothing here is called that.");
    desk.key(Named::Backspace);
    for _ in 0..5 {
        desk.key(Named::Backspace);
    }
    desk.write("list show");
    desk.until_shown("List: show unread");
    // The second of those that begin so is the unread.
    let rows: Vec<String> = desk.texts().into_iter().map(|(text, _)| text).collect();
    let at = |words: &str| rows.iter().position(|row| row == words).unwrap();
    assert!(at("List: show all") < at("List: show unread"));
    desk.key(Named::ArrowDown);
    desk.key(Named::Enter);
    desk.until("only the unread are listed", |desk| {
        desk.state.home.mail.filter == postroom::app::screen::mail::Filter::Unread
    });
}

#[test]
fn the_wheel_moves_what_is_shown() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    let first = "New message";
    let at = desk.bounds("Search").center();
    desk.point(at);
    let before = desk.texts().len();
    for _ in 0..20 {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 };
        desk.events([Event::Mouse(mouse::Event::WheelScrolled { delta })]);
        desk.frame();
    }
    assert!(before > 10);
    let over = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        texts
            .iter()
            .any(|(text, place)| text == first && place.x > 300.0)
    };
    assert!(!over(&mut desk), "{:?}", desk.texts());
}

#[test]
fn the_other_map_is_chosen_in_the_settings_and_shown_at_once() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.tell(Message::Key(Action::Settings));
    // It stands at the end of the page.
    let title = desk.bounds("Settings").center();
    desk.point(iced::Point::new(700.0, title.y.max(300.0)));
    desk.wheel(-60.0);
    desk.until_shown("As in Thunderbird");
    desk.click("As in Thunderbird");
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().keys == KeyMap::Thunderbird
    });
    desk.tell(Message::Keys);
    desk.until_shown("Junk: move to its folder");
    assert!(desk.shows("Ctrl+Shift+M"), "{:?}", desk.texts());
    assert!(!desk.shows("G I"));
    desk.key(Named::Escape);
    desk.click("As in Gmail");
    desk.tell(Message::Keys);
    desk.until_shown("G I");
}

/// One dialog takes the other's place: the keys go with it.
#[test]
fn a_form_that_is_opened_from_here_has_the_keys() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("add an account");
    desk.key(Named::Enter);
    desk.until_shown("Your address");
    let focused = desk.focused();
    let here = focused
        .iter()
        .any(|(id, _)| *id == Some("add-address".into()));
    assert!(here, "{focused:?}");
}

#[test]
fn a_window_in_which_is_written_has_its_own_with_every_name_to_write_in() {
    let mut desk = desk(&["anna"]);
    crate::sending::ready(&mut desk);
    let mut letter = crate::sending::answer(&mut desk);
    letter.resize(iced::Size::new(900.0, 720.0));
    letter.tell(compose::Message::Key(Action::Palette));
    assert!(letter.shows("Attach a file"), "{:?}", letter.texts());
    assert!(
        !letter.shows("Go to Sales: Archive"),
        "nothing of the main window"
    );
    letter.write("write as anna");
    letter.key(Named::Enter);
    assert!(letter.tells("You are writing as Anna Berg"));
    assert!(!letter.state.compose.is_covered());
    // Nothing to preview in plain text: it says so and stays.
    letter.tell(compose::Message::Key(Action::Palette));
    letter.write("preview");
    assert!(letter.shows("Plain text is seen as it stands."));
    letter.key(Named::Enter);
    assert!(letter.state.compose.is_covered());
    letter.tell(compose::Message::ShutPalette);
    letter.tell(compose::Message::Key(Action::Palette));
    letter.write("discard");
    letter.key(Named::Enter);
    assert!(letter.shows("Discard this draft?"));
}
