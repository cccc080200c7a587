//! A list that was left and come back to is as it was left.

use std::time::{Duration, Instant};

use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Place, mail};
use postroom::domain::{MessageKey, SystemFlag};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn showing(desk: &Driver<Desk, Message>) -> Option<MessageKey> {
    let opened = desk.state.home.mail.opened.as_ref();
    opened.map(|opened| opened.header.id.clone())
}

/// Where the rows with these words stand in the list.
fn height(desk: &mut Driver<Desk, Message>, words: &str) -> Option<f32> {
    let texts = desk.texts();
    let mut listed = texts.iter().filter(|(_, at)| at.x > 232.0 && at.x < 640.0);
    listed.find(|(text, _)| text == words).map(|(_, at)| at.y)
}

#[test]
fn who_comes_back_finds_what_was_open_and_where_the_list_stood() {
    let mut desk = desk(&["anna"]);
    desk.sized(1280.0, 420.0);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.until_told("up to date");
    for _ in 0..3 {
        desk.tell(Message::Key(Action::Next));
    }
    desk.until("the third is open", |desk| showing(desk).is_some());
    let open = showing(&desk).unwrap();
    // Down in the list, where what is open is out of sight.
    desk.point(iced::Point::new(400.0, 300.0));
    desk.wheel(-6.0);
    desk.turn();
    let subject = "Re: Delivery to Austria";
    desk.until_shown(subject);
    let stood = height(&mut desk, subject).unwrap();
    let support = desk.state.home.place.clone().unwrap();

    desk.go("Archive");
    desk.until("it is listed", |desk| desk.state.home.mail.rows.is_read);
    desk.tell(Message::Go(Place::View(mail::View::Shared)));
    desk.until("it is listed", |desk| desk.state.home.mail.rows.is_read);
    desk.tell(Message::Go(support.clone()));
    desk.until("what was open is open", |desk| {
        showing(desk).as_ref() == Some(&open)
    });
    assert_eq!(height(&mut desk, subject), Some(stood));

    // From a search and from the settings too.
    desk.tell(Message::Search("lamp".into()));
    desk.until("it is searched", |desk| {
        showing(desk).as_ref() != Some(&open)
    });
    desk.tell(Message::Search(String::new()));
    desk.until("what was open is open again", |desk| {
        showing(desk).as_ref() == Some(&open)
    });
    assert_eq!(height(&mut desk, subject), Some(stood));

    // What is gone meanwhile is not.
    desk.tell(Message::Go(Place::View(mail::View::Shared)));
    desk.until("it is listed", |desk| desk.state.home.mail.rows.is_read);
    let server = &desk.state.server;
    server.remove("support", "INBOX", open.uid).unwrap();
    desk.tell(Message::Key(Action::Refresh));
    desk.until("it is gone", |desk| {
        let rows = &desk.state.home.mail.rows;
        rows.is_read && rows.key_of(&open).is_none()
    });
    desk.tell(Message::Go(support));
    desk.until("it is listed", |desk| desk.state.home.mail.rows.is_read);
    desk.turn();
    assert_eq!(showing(&desk), None);
}

#[test]
fn what_was_marked_as_unread_stays_so_when_one_comes_back_to_it() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.until_told("up to date");
    desk.tell(Message::Key(Action::Next));
    let is_seen = |desk: &Driver<Desk, Message>| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.flags.has(SystemFlag::Seen))
    };
    desk.until("it counts as read", |desk| is_seen(desk));
    let open = showing(&desk).unwrap();
    desk.tell(Message::Key(Action::ToggleSeen));
    desk.until("it is unread", |desk| !is_seen(desk));
    desk.go("Archive");
    desk.until("it is listed", |desk| desk.state.home.mail.rows.is_read);
    desk.go("Inbox");
    desk.until("it is open", |desk| showing(desk).as_ref() == Some(&open));
    let end = Instant::now() + Duration::from_secs(4);
    while Instant::now() < end {
        desk.turn();
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!is_seen(&desk));
    desk.tell(Message::Key(Action::PageDown));
    desk.until("it counts as read", |desk| is_seen(desk));
}
