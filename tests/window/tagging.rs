//! Tags that nobody has set yet: named in the window, set, offered from then on, and taken back.

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

/// Does a message of the support Inbox have this keyword on the server?
fn on_server(desk: &Driver<Desk, Message>, keyword: &str) -> bool {
    let all = desk.state.server.messages("support", "INBOX").unwrap();
    let mut all = all.iter();
    all.any(|one| one.flags.iter().any(|flag| flag == keyword))
}

fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    desk
}

#[test]
fn a_new_tag_is_named_in_the_menu_and_offered_from_then_on() {
    let mut desk = opened();
    desk.menu(ORDER);
    desk.go("Tags");
    desk.go("New tag …");
    desk.until_shown("New tag");
    // It is checked while it is typed.
    desk.write("to pay");
    desk.until_told("use - or _ instead of spaces");
    desk.key(Named::Enter);
    assert!(desk.shows("New tag"), "a name that cannot be stays open");
    (0.."to pay".len()).for_each(|_| desk.key(Named::Backspace));
    desk.write("Rücklauf");
    desk.until_told("do not allow “ü”");
    (0.."Rücklauf".chars().count()).for_each(|_| desk.key(Named::Backspace));
    desk.write("to-pay");
    assert!(!desk.tells("do not allow"));
    desk.key(Named::Enter);
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
    desk.until("the server has it", |desk| on_server(desk, "to-pay"));
    // Elsewhere it is offered too: in the menu, the palette, and the search.
    desk.go("Sales");
    desk.until("another list is there", |desk| !desk.shows(ORDER));
    desk.until("it has messages", |desk| {
        desk.state.home.mail.rows.loaded().next().is_some()
    });
    desk.state
        .home
        .mail
        .own_tags(&desk.state.home.known)
        .get("to-pay")
        .unwrap();
    desk.tell(Message::Key(Action::Palette));
    desk.write("to-pay");
    desk.until_shown("Tag: to-pay");
    desk.key(Named::Escape);
    desk.tell(Message::Search("tag:to-p".into()));
    desk.go("Tag: to-pay");
    desk.until_shown(ORDER);
    // It is undone.
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is gone there", |desk| !on_server(desk, "to-pay"));
}

#[test]
fn the_palette_makes_one_too_and_knows_those_there_are() {
    let mut desk = opened();
    desk.tell(Message::Key(Action::Palette));
    desk.write("new tag");
    desk.until_shown("New tag …");
    desk.key(Named::Enter);
    desk.until_shown("New tag");
    // The name of one that there is means that one, and to set it twice does not take it.
    desk.write("important");
    desk.key(Named::Enter);
    desk.until("the server has it", |desk| on_server(desk, "$label1"));
    assert!(!on_server(&desk, "important"));
    desk.tell(Message::Key(Action::Palette));
    desk.write("new tag");
    desk.key(Named::Enter);
    desk.until_shown("New tag");
    desk.write("Important");
    desk.key(Named::Enter);
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
    let opened = desk.state.home.mail.opened.as_ref();
    assert!(opened.is_some_and(|opened| opened.header.flags.has_keyword("$label1")));
}
