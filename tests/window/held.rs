//! A row that is held: a click opens it, a drag does not; and what opens by itself is not read by that.

use std::time::Duration;

use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail;
use postroom::app::widget::list::Rows as _;
use postroom::config::{MarkRead, Settings};
use postroom::domain::{MessageKey, SystemFlag};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

/// Longer than it takes until what was opened by hand counts as read, and shorter than for what was not.
const A_MOMENT: Duration = Duration::from_millis(1500);

fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.until_told("up to date");
    desk
}

fn keys(desk: &Driver<Desk, Message>) -> Vec<MessageKey> {
    let rows = &desk.state.home.mail.rows;
    let keys = (0..rows.len()).filter_map(|at| rows.key(at));
    keys.filter_map(|key| rows.message(key)).collect()
}

/// Has nobody read it, as it is listed?
fn is_unread(desk: &Driver<Desk, Message>, key: &MessageKey) -> bool {
    let rows = &desk.state.home.mail.rows;
    let header = rows.key_of(key).and_then(|row| rows.header(row));
    !header.unwrap().flags.has(SystemFlag::Seen)
}

/// Two rows below each other that nobody has read, and where the upper one is.
fn two_unread(desk: &mut Driver<Desk, Message>) -> (MessageKey, MessageKey, iced::Point) {
    let keys = keys(desk);
    let at = keys
        .windows(2)
        .position(|two| two.iter().all(|key| is_unread(desk, key)));
    let at = at.unwrap();
    let rows = &desk.state.home.mail.rows;
    let subject = rows.header(rows.key(at).unwrap()).unwrap().subject.clone();
    let point = desk.bounds(&subject).center();
    (keys[at].clone(), keys[at + 1].clone(), point)
}

fn showing(desk: &Driver<Desk, Message>) -> Option<MessageKey> {
    let opened = desk.state.home.mail.opened.as_ref();
    opened.map(|opened| opened.header.id.clone())
}

/// Lets time pass, as somebody who looks elsewhere.
fn pass(desk: &mut Driver<Desk, Message>, time: Duration) {
    let end = std::time::Instant::now() + time;
    while std::time::Instant::now() < end {
        desk.turn();
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_press_that_becomes_a_drag_opens_nothing_and_a_click_opens() {
    let mut desk = opened();
    let (first, second, at) = two_unread(&mut desk);
    let subject = {
        let rows = &desk.state.home.mail.rows;
        let row = rows.key_of(&first).unwrap();
        rows.header(row).unwrap().subject.clone()
    };
    desk.point(at);
    desk.press();
    let row = desk.state.home.mail.rows.key_of(&first).unwrap();
    assert!(
        desk.state.home.mail.selection.contains(row),
        "it is marked at once"
    );
    assert_eq!(showing(&desk), None);
    // Let go where nothing takes it, all is as it was.
    desk.point(iced::Point::new(at.x + 40.0, at.y + 200.0));
    desk.release();
    desk.turn();
    assert_eq!(showing(&desk), None);
    assert!(desk.state.home.mail.selection.is_empty());
    assert!(is_unread(&desk, &first));
    // Over a folder: the next one opens, and is not read by that. (At once it would be a double click.)
    pass(&mut desk, Duration::from_millis(600));
    desk.point(at);
    desk.press();
    desk.point(iced::Point::new(at.x - 30.0, at.y + 10.0));
    desk.frame();
    let archive = desk.bounds("Archive").center();
    desk.point(archive);
    desk.frame();
    desk.release();
    desk.until("the next one is open", |desk| {
        showing(desk).as_ref() == Some(&second)
    });
    pass(&mut desk, A_MOMENT);
    assert!(is_unread(&desk, &second));
    // What is taken back is as it was.
    desk.until_shown("Undo archive");
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is back", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.subject == subject)
    });
    pass(&mut desk, A_MOMENT);
    // Where it lies now is told by the server.
    let first = showing(&desk).unwrap();
    assert!(is_unread(&desk, &first) && is_unread(&desk, &second));
    // A click opens it, and reads it.
    desk.click_at(at);
    desk.until("it is read", |desk| {
        let first = showing(desk).unwrap();
        !is_unread(desk, &first)
    });
}

#[test]
fn what_archiving_opens_is_read_by_a_key_or_after_some_seconds() {
    let mut desk = opened();
    let (first, second, at) = two_unread(&mut desk);
    desk.click_at(at);
    desk.until("it is open", |desk| showing(desk).as_ref() == Some(&first));
    desk.tell(Message::Key(Action::Archive));
    desk.until("the next one is open", |desk| {
        showing(desk).as_ref() == Some(&second)
    });
    pass(&mut desk, A_MOMENT);
    assert!(is_unread(&desk, &second));
    desk.tell(Message::Key(Action::PageDown));
    let before = std::time::Instant::now();
    desk.until("it is read", |desk| !is_unread(desk, &second));
    assert!(before.elapsed() < Duration::from_millis(1400), "by the key");
    desk.tell(Message::Key(Action::Archive));
    desk.until("another one is open", |desk| {
        showing(desk).is_some_and(|key| key != second)
    });
    let third = showing(&desk).unwrap();
    desk.until("it is read after a while", |desk| !is_unread(desk, &third));
}

#[test]
fn people_may_want_messages_marked_by_hand_only() {
    let mut desk = opened();
    let by_hand = |settings: &mut Settings| settings.mark_read = MarkRead::ByHand;
    desk.state
        .engine(async |engine| engine.change_settings(by_hand).await)
        .unwrap();
    let (first, _, at) = two_unread(&mut desk);
    desk.click_at(at);
    desk.until("it is open", |desk| showing(desk).as_ref() == Some(&first));
    pass(&mut desk, Duration::from_secs(4));
    assert!(is_unread(&desk, &first));
    desk.tell(Message::Key(Action::ToggleSeen));
    desk.until("it is read", |desk| !is_unread(desk, &first));
}

/// Where the list has the reader's place, the arrows walk through it: what nobody looked at stays unread.
#[test]
fn in_a_narrow_window_a_message_is_read_when_the_reader_shows_it() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Unread 8");
    desk.sized(900.0, 700.0);
    desk.frame();
    desk.tell(Message::Key(Action::Next));
    desk.until("the first one is chosen", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.content().is_some())
    });
    let key = desk
        .state
        .home
        .mail
        .opened
        .as_ref()
        .unwrap()
        .header
        .id
        .clone();
    let due =
        |key: &postroom::domain::MessageKey| Message::Mail(mail::Message::SeenDue(key.clone()));
    desk.tell(due(&key));
    desk.tell(due(&key));
    std::thread::sleep(std::time::Duration::from_millis(300));
    desk.turn();
    assert!(desk.shows("Unread 8"), "nobody looked at it");
    desk.tell(Message::Key(Action::Open));
    desk.until("the reader shows it", |desk| {
        desk.state.home.mail.is_reading
    });
    desk.until("it is read", |desk| {
        let nodes = &desk.state.home.known.nodes;
        let support = nodes
            .iter()
            .find(|node| node.mailbox.name == "Support")
            .unwrap();
        support.unread_in_all() == 7
    });
}
