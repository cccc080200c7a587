//! The tree at the left: what a double click does there, what is folded, and what is counted.

use std::time::Duration;

use iced::keyboard::key::Named;

use postroom::app::keys::Action;
use postroom::app::screen::Place;
use postroom::app::screen::home::{Kept, Message};
use postroom::domain::{EmailAddress, FolderId, MailboxId};

use crate::desk::{Desk, again, desk};
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
    desk.go("HR");
    until_row(&mut desk, "Sales");
    desk.until_told("up to date");
    // The folders of the mailbox above fold, and another row comes to where the pointer is.
    let at = row(&mut desk, "Sales");
    desk.click_at(at);
    let opened = place(&desk);
    assert_ne!(row(&mut desk, "Sales"), at, "it slid");
    desk.click_at(at);
    assert_eq!(
        place(&desk),
        opened,
        "the second click was for the same row"
    );
    // A click of its own is one.
    std::thread::sleep(Duration::from_millis(600));
    desk.click_at(at);
    assert_ne!(place(&desk), opened, "{at:?} {:?}", desk.texts());
    // So is one elsewhere, however soon it comes.
    let at = row(&mut desk, "Sales");
    desk.click_at(at);
    assert_eq!(place(&desk), opened);
}

/// The number at the end of a row of the tree.
fn count(desk: &mut Driver<Desk, Message>, words: &str) -> Option<u32> {
    let at = row(desk, words);
    let texts = desk.texts();
    let beside = texts
        .iter()
        .filter(|(_, place)| place.x < 240.0 && place.y <= at.y && place.y + place.height >= at.y);
    beside.filter_map(|(text, _)| text.parse().ok()).next()
}

fn letter(subject: &str) -> Vec<u8> {
    format!(
        "From: Kim <kim@shop.example>\r\nTo: sales@acme.example\r\nSubject: {subject}\r\n\
         Message-ID: <{}@shop.example>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n",
        subject.replace(' ', "-")
    )
    .into_bytes()
}

#[test]
fn a_folded_mailbox_counts_what_is_unread_in_all_its_folders() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    until_row(&mut desk, "Sales");
    desk.until_told("up to date");
    desk.until("it is counted", |desk| count(desk, "Sales").is_some());
    let folded = count(&mut desk, "Sales").unwrap();
    let server = &desk.state.server;
    server.create_folder("sales", "Quotes").unwrap();
    server
        .deliver("sales", "Quotes", &letter("A quote"))
        .unwrap();
    server
        .deliver("sales", "Quotes", &letter("Another quote"))
        .unwrap();
    server
        .deliver("sales", "Trash", &letter("Thrown away"))
        .unwrap();
    desk.tell(Message::Key(Action::Refresh));
    desk.until("what is in the folder is counted", |desk| {
        count(desk, "Sales") == Some(folded + 2)
    });
    // Unfolded, each folder says its own.
    let at = row(&mut desk, "Sales");
    desk.click_at(at);
    until_row(&mut desk, "Quotes");
    assert_eq!(count(&mut desk, "Sales"), None);
    assert_eq!(count(&mut desk, "Quotes"), Some(2));
    assert_eq!(count(&mut desk, "Trash"), Some(1));
    assert_eq!(count(&mut desk, "Inbox"), Some(folded));
}

#[test]
fn folders_with_others_in_them_are_folded_and_stay_so() {
    let mut desk = desk(&["anna"]);
    desk.go("Sales");
    desk.until_told("up to date");
    let server = &desk.state.server;
    for folder in ["Quotes", "Quotes/Open", "Quotes/Won"] {
        server.create_folder("sales", folder).unwrap();
    }
    server
        .deliver("sales", "Quotes", &letter("A quote"))
        .unwrap();
    server
        .deliver("sales", "Quotes/Open", &letter("An open one"))
        .unwrap();
    desk.tell(Message::Key(Action::Refresh));
    until_row(&mut desk, "Won");
    desk.until("they are counted", |desk| {
        (count(desk, "Quotes"), count(desk, "Open")) == (Some(1), Some(1))
    });
    // What folds stands before the words.
    let words = row(&mut desk, "Quotes");
    let texts = desk.texts();
    let left = texts.iter().find(|(text, _)| text == "Quotes").unwrap().1.x;
    let twisty = iced::Point::new(left - 14.0, words.y);
    let before = place(&desk);
    desk.click_at(twisty);
    assert!(!desk.shows("Open") && !desk.shows("Won"));
    assert_eq!(place(&desk), before, "it opens nothing");
    assert_eq!(count(&mut desk, "Quotes"), Some(2), "with what is below it");
    // It is kept.
    desk.until("it is written", |desk| {
        let kept = (desk.state).engine(async |engine| engine.remembered(Kept::KEY).await);
        !Kept::from_value(kept.unwrap()).folded.is_empty()
    });
    let mut desk = again(desk);
    until_row(&mut desk, "Quotes");
    assert!(!desk.shows("Open"));
    // By the keyboard: the row has the keys.
    let at = row(&mut desk, "Quotes");
    desk.click_at(at);
    let row_of = |desk: &mut Driver<Desk, Message>| {
        let stops = desk.stops();
        stops.iter().position(|(_, place)| place.contains(at))
    };
    let stop = row_of(&mut desk);
    desk.focus_at(stop);
    desk.key(Named::ArrowRight);
    until_row(&mut desk, "Won");
    desk.key(Named::ArrowLeft);
    assert!(!desk.shows("Won"));
    // What is opened is seen.
    let id = FolderId::of(
        &MailboxId::of(&EmailAddress::parse("sales@acme.example").unwrap()),
        "Quotes/Won",
    );
    desk.tell(Message::Go(Place::Folder(id)));
    until_row(&mut desk, "Won");
}
