//! The tree at the left: what a double click does there, what is folded, and what is counted.

use std::time::Duration;

use postroom::app::screen::Place;
use postroom::app::screen::home::Message;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn place(desk: &Driver<Desk, Message>) -> Option<Place> {
    desk.state.home.place.clone()
}

/// Where a row of the tree with these words is.
fn row(desk: &mut Driver<Desk, Message>, words: &str) -> iced::Point {
    let texts = desk.texts();
    let found = texts
        .iter()
        .find(|(text, at)| text == words && at.x < 200.0);
    let found = found.unwrap_or_else(|| panic!("{words}: {texts:?}"));
    found.1.center()
}

/// Waits until the tree shows it.
fn until_row(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.until(words, |desk| {
        let texts = desk.texts();
        texts.iter().any(|(text, at)| text == words && at.x < 200.0)
    });
}

#[test]
fn a_double_click_on_a_mailbox_opens_it_and_nothing_that_slid_below_the_pointer() {
    let mut desk = desk(&["anna"]);
    desk.go("Sales");
    until_row(&mut desk, "Support");
    desk.until_told("up to date");
    until_row(&mut desk, "Trash");
    // The folders of the mailbox above fold, and another row comes to where the pointer is.
    let at = row(&mut desk, "Support");
    desk.click_at(at);
    let opened = place(&desk);
    assert_ne!(row(&mut desk, "Support"), at, "it slid");
    desk.click_at(at);
    assert_eq!(
        place(&desk),
        opened,
        "the second click was for the same row"
    );
    // A click of its own is one.
    std::thread::sleep(Duration::from_millis(600));
    desk.click_at(at);
    assert_ne!(place(&desk), opened);
    // So is one elsewhere, however soon it comes.
    let at = row(&mut desk, "Inbox");
    desk.click_at(at);
    assert_eq!(place(&desk), opened);
}
