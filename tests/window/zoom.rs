//! How large the letter is shown: by keys and by the wheel, drawn and as words, and what sticks out then.

use iced::keyboard::Modifiers;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;

use crate::desk::{Desk, desk};
use crate::drawn::{count, deliver, drawn, open, until_drawn};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";
const GREEN: &str = "<div style='background:#0a7d33;width:200px;height:100px'>a box</div>";

fn press(desk: &mut Driver<Desk, Message>, sign: &str) {
    desk.tell(Message::Key(match sign {
        "+" => Action::Larger,
        "-" => Action::Smaller,
        _ => Action::UsualSize,
    }));
}

fn percent(desk: &Driver<Desk, Message>) -> u16 {
    desk.state.home.mail.zoom.percent()
}

/// How high the words are.
fn height(desk: &mut Driver<Desk, Message>, words: &str) -> f32 {
    let mut texts = desk.texts().into_iter();
    // The row has them in its preview.
    let found = texts.rfind(|(text, _)| text.contains(words));
    found.unwrap().1.height
}

#[test]
fn words_are_shown_larger_by_keys_and_stay_so_for_the_next_message() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until("it is read", |desk| desk.tells("birthday present"));
    let usual = height(&mut desk, "birthday present");
    for _ in 0..4 {
        press(&mut desk, "+");
    }
    assert_eq!(percent(&desk), 175);
    let larger = height(&mut desk, "birthday present");
    assert!(larger > usual * 1.7, "{usual} became {larger}");
    press(&mut desk, "+");
    press(&mut desk, "-");
    assert_eq!(percent(&desk), 175);
    desk.go("Replacement part for the Aurora 2");
    desk.until("another one is read", |desk| {
        !desk.tells("birthday present on")
    });
    assert_eq!(percent(&desk), 175);
    press(&mut desk, "0");
    assert_eq!(percent(&desk), 100);
}

#[test]
fn a_drawn_mail_is_shown_larger_in_the_same_room() {
    let mut desk = desk(&["anna"]);
    deliver(&desk, "A green box", GREEN);
    open(&mut desk, "A green box");
    until_drawn(&mut desk);
    let green = |desk: &mut Driver<Desk, Message>| count(desk, [0x0a, 0x7d, 0x33]);
    let usual = green(&mut desk);
    let room = drawn(&desk).unwrap().laid().unwrap().size.0;
    for _ in 0..3 {
        press(&mut desk, "+");
    }
    desk.until("it is seen larger", |desk| {
        desk.frame();
        green(desk) > usual * 2
    });
    let laid = drawn(&desk).unwrap().laid().unwrap();
    assert_eq!(laid.size.0, room, "words keep to the room");
    press(&mut desk, "0");
    for _ in 0..5 {
        press(&mut desk, "-");
    }
    assert_eq!(percent(&desk), 50);
    desk.until("it is seen smaller", |desk| {
        desk.frame();
        green(desk) < usual / 3
    });
}

#[test]
fn what_gets_too_wide_is_moved_sideways_and_the_wheel_enlarges_with_the_command_key() {
    let mut desk = desk(&["anna"]);
    let wide = "<table width=500><tr><td bgcolor=#0a7d33 height=100>wide</td></tr></table>";
    deliver(&desk, "A table", wide);
    open(&mut desk, "A table");
    until_drawn(&mut desk);
    let laid = drawn(&desk).unwrap().laid().unwrap();
    let room = laid.size.0;
    let at = desk.bounds("Reply as").center();
    desk.point(iced::Point::new(at.x, 300.0));
    desk.hold(Modifiers::COMMAND);
    for _ in 0..12 {
        desk.wheel(1.0);
    }
    desk.hold(Modifiers::empty());
    assert_eq!(percent(&desk), 300);
    desk.until("it is wider than its room", |desk| {
        desk.frame();
        let laid = drawn(desk).and_then(|drawn| drawn.laid());
        laid.is_some_and(|laid| laid.size.0 > room + 200.0)
    });
    // Without it, the wheel moves.
    desk.wheel(-1.0);
    assert_eq!(percent(&desk), 300);
    // In its menu it is said, and taken back.
    desk.tell(Message::Mail(postroom::app::screen::mail::Message::More(
        true,
    )));
    desk.go("Back to 100%");
    assert_eq!(percent(&desk), 100);
}
