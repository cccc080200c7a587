//! What is permitted for some of the chosen messages only.

use iced::keyboard::Modifiers;
use postroom::app::keys::Action;
use postroom::app::screen::Place;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::View;
use postroom::domain::SystemFlag;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";
const VAT: &str = "Invoice shows the wrong VAT number";
/// In HR, which anna may only read.
const LEAVE: &str = "Interview on Tuesday: lighting designer";

fn flagged(desk: &Driver<Desk, Message>, subject: &str) -> bool {
    let rows = &desk.state.home.mail.rows;
    let mut loaded = rows.loaded();
    let found = loaded.find(|(_, header)| header.subject == subject);
    found.is_some_and(|(_, header)| header.flags.has(SystemFlag::Flagged))
}

fn chosen(desk: &Driver<Desk, Message>) -> Vec<String> {
    let mail = &desk.state.home.mail;
    let keys = mail.selection.in_order(&mail.rows);
    let header = |key: &u64| mail.rows.header(*key).map(|header| header.subject.clone());
    keys.iter().filter_map(header).collect()
}

/// All shared, with these chosen.
fn with_chosen(subjects: &[&str]) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    crate::sending::ready(&mut desk);
    desk.sized(1280.0, 1600.0);
    desk.tell(Message::Go(Place::View(View::Shared)));
    for subject in subjects {
        desk.until_shown(subject);
    }
    desk.click(subjects[0]);
    desk.hold(Modifiers::CTRL);
    for subject in &subjects[1..] {
        desk.click(subject);
    }
    desk.hold(Modifiers::empty());
    desk.turn();
    assert_eq!(chosen(&desk).len(), subjects.len());
    desk
}

#[test]
fn it_is_done_with_those_with_which_it_may_be_and_said_of_the_others() {
    let mut desk = with_chosen(&[ORDER, LEAVE]);
    desk.tell(Message::Key(Action::Flag));
    desk.until_told("1 message stays as it was. You may not flag messages in HR.");
    desk.until("the other is flagged", |desk| flagged(desk, ORDER));
    assert!(!flagged(&desk, LEAVE));
    assert_eq!(chosen(&desk).len(), 2, "for what is done next");
}

#[test]
fn what_stays_is_chosen_when_the_others_are_gone() {
    let mut desk = with_chosen(&[ORDER, VAT, LEAVE]);
    desk.tell(Message::Key(Action::Archive));
    desk.until_told("2 messages archived. 1 message stays as it was. You may not move or delete messages in HR.");
    desk.until("they are gone", |desk| {
        !desk.shows(ORDER) && !desk.shows(VAT)
    });
    assert_eq!(chosen(&desk), [LEAVE]);
    // Now there is nothing left with which it may be done.
    desk.tell(Message::Key(Action::Archive));
    desk.until_told("You may not move or delete messages in HR.");
    assert!(desk.shows(LEAVE));
    desk.tell(Message::Key(Action::Undo));
    desk.until_shown(ORDER);
    desk.until_shown(VAT);
}
