//! The window comes back as it was left, and the first time with what suits.

use postroom::app::known::Access;
use postroom::app::screen::home::{Kept, Message};
use postroom::app::screen::{Place, mail};

use crate::desk::{Desk, again, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn kept(desk: &Driver<Desk, Message>) -> Kept {
    let value = desk
        .state
        .engine(async |e| e.remembered(Kept::KEY).await.unwrap());
    Kept::from_value(value)
}

#[test]
fn the_filter_and_a_message_read_in_it_are_found_again() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Unread 8");
    desk.click("Unread 8");
    desk.go(ORDER);
    desk.until_shown("Unread 7");
    desk.until("it is kept", |desk| {
        let kept = kept(desk);
        kept.filters == mail::Filter::Unread.alone() && kept.message.is_some()
    });
    let mut desk = again(desk);
    desk.until_told("I ordered a lamp two weeks ago");
    assert_eq!(desk.state.home.mail.filters, mail::Filter::Unread.alone());
    let in_list = desk
        .texts()
        .iter()
        .any(|(text, at)| text == ORDER && at.x < 620.0);
    assert!(in_list, "it is read, and still in the list of unread ones");
}

#[test]
fn the_page_is_found_again_with_the_folder_behind_it() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Go(Place::Outbox));
    desk.until("it is kept", |desk| {
        let kept = kept(desk);
        kept.page.place() == Some(Place::Outbox) && kept.message.is_some()
    });
    let mut desk = again(desk);
    desk.until_shown("The outbox is empty");
    desk.until("the folder is open behind it", |desk| {
        desk.state.home.mail.opened.is_some()
    });
    assert_eq!(desk.state.home.place, Some(Place::Outbox));
    assert!(desk.shows("Sent"), "its folders are in the tree");
}

#[test]
fn a_narrow_window_shows_the_reader_again() {
    let mut desk = desk(&["anna"]);
    desk.sized(900.0, 600.0);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.until("it is kept", |desk| kept(desk).reading);
    let mut desk = again(desk);
    desk.sized(900.0, 600.0);
    desk.until_told("I ordered a lamp two weeks ago");
    assert!(!desk.shows("Invoice shows the wrong VAT number"), "no list");
}

#[test]
fn a_quick_end_forgets_nothing() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.until("it is kept", |desk| kept(desk).message.is_some());
    let before = kept(&desk).message;
    // The window is there, and closed again before its list was read.
    let mut desk = again(desk);
    desk.until("a place is shown", |desk| desk.state.home.place.is_some());
    desk.tell(Message::Tree(300.0));
    desk.until("it is kept", |desk| (kept(desk).tree - 300.0).abs() < 0.1);
    assert_eq!(kept(&desk).message, before);
}

#[test]
fn the_first_start_shows_a_shared_mailbox_in_which_one_can_work() {
    let mut desk = desk(&["anna"]);
    // HR is the first of the tree, and may only be read.
    desk.until("Support is open", |desk| {
        desk.state.home.title(&desk.state.link.texts).as_deref() == Some("Support")
    });
    // Which of the two is read first the server decides.
    desk.until("the rights in HR are known", |desk| {
        let first = desk.state.home.known.nodes.first();
        first.is_some_and(|node| node.access() == Access::ReadOnly)
    });
    assert_eq!(desk.state.home.known.nodes[0].mailbox.name, "HR");
    assert_eq!(
        desk.state.home.title(&desk.state.link.texts).as_deref(),
        Some("Support")
    );
}

#[test]
fn nothing_takes_the_place_of_what_a_person_chose() {
    let mut desk = desk(&["anna"]);
    desk.go("HR");
    desk.until("everything is known", |desk| {
        let known = &desk.state.home.known;
        !known.identities.is_empty() && known.nodes.iter().all(|n| n.access() != Access::Unknown)
    });
    assert_eq!(
        desk.state.home.title(&desk.state.link.texts).as_deref(),
        Some("HR")
    );
}

#[test]
fn before_the_first_sync_it_is_said_that_nothing_is_looked_for_offline() {
    let mut desk = desk(&["anna"]);
    desk.until("it is known", |desk| desk.state.home.known.is_read);
    let known = postroom::app::known::Known {
        nodes: Vec::new(),
        is_offline: true,
        ..desk.state.home.known.clone()
    };
    desk.state.home.place = None;
    desk.tell(Message::Known(Ok(known)));
    let words = "Working offline: nothing is sent or fetched";
    let texts = desk.texts();
    // Also in the middle, where the mailboxes would be.
    let said = texts.iter().filter(|(text, _)| text == words).count();
    assert_eq!(said, 2, "{texts:?}");
    assert!(!desk.shows("Looking for your mailboxes"));
}
