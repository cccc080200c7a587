//! The window without a mouse.

use iced::keyboard::Key;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::widget::list::Rows as _;
use postroom::config::KeyMap;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn chosen(desk: &Driver<Desk, Message>) -> Option<String> {
    let opened = desk.state.home.mail.opened.as_ref()?;
    Some(opened.header.subject.clone())
}

#[test]
fn letters_do_what_they_do_in_gmail() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    let press = |desk: &mut Driver<Desk, Message>, action| {
        desk.tell(Message::Key(action));
        desk.turn();
    };
    press(&mut desk, Action::Next);
    desk.until("the first is open", |desk| chosen(desk).is_some());
    // One after the other is chosen, and walking on leaves them.
    press(&mut desk, Action::Pick);
    press(&mut desk, Action::Next);
    press(&mut desk, Action::Next);
    assert_eq!(desk.state.home.mail.selection.len(), 1);
    press(&mut desk, Action::Pick);
    assert_eq!(desk.state.home.mail.selection.len(), 2);
    press(&mut desk, Action::Previous);
    assert_eq!(desk.state.home.mail.selection.len(), 2);
    let all = |desk: &Driver<Desk, Message>, is: fn(&postroom::domain::Flags) -> bool| {
        let mail = &desk.state.home.mail;
        let mut of = mail
            .rows
            .loaded()
            .filter(|(key, _)| mail.selection.contains(*key));
        of.all(|(_, header)| is(&header.flags))
    };
    press(&mut desk, Action::Tags);
    desk.until_shown("Tag: Work");
    desk.write("work");
    desk.key(Named::Enter);
    desk.until("both have it", |desk| {
        all(desk, |flags| flags.has_keyword("$label2"))
    });
    let seen = |flags: &postroom::domain::Flags| flags.has(postroom::domain::SystemFlag::Seen);
    press(&mut desk, Action::MarkRead);
    desk.until("both are read", |desk| all(desk, seen));
    press(&mut desk, Action::MarkUnread);
    desk.until("none is", |desk| {
        all(desk, |flags| !flags.has(postroom::domain::SystemFlag::Seen))
    });
    // Walked back to one alone, it is archived, and the one above it is shown.
    let subject = |desk: &Driver<Desk, Message>, at: usize| {
        desk.state
            .home
            .mail
            .rows
            .row(at)
            .map(|row| row.subject.into_owned())
    };
    let (above, third) = (subject(&desk, 1).unwrap(), subject(&desk, 2).unwrap());
    desk.click(&third);
    desk.until("it is open", |desk| chosen(desk).as_ref() == Some(&third));
    press(&mut desk, Action::ArchivePrevious);
    desk.until("the one above it is open", |desk| {
        chosen(desk).as_ref() == Some(&above)
    });
    desk.until("it is gone", |desk| {
        subject(desk, 2).as_ref() != Some(&third)
    });
}

#[test]
fn one_key_goes_from_pane_to_pane() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.go("Where is my order 20418?");
    // Until all folders are there rows come and go among them, and with them what has the keys.
    desk.until("all is there", |desk| {
        desk.state.home.known.nodes.len() == 4 && desk.tells("changes show at once")
    });
    // The pane of a message that is still read has nothing that could take the keys.
    desk.until("it is read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.content().is_some())
    });
    let at = |desk: &mut Driver<Desk, Message>, action| {
        desk.tell(Message::Key(action));
        desk.turn();
        desk.frame();
        let focused = desk.focused();
        assert_eq!(focused.len(), 1, "{focused:?}");
        focused[0].1.x
    };
    let message = at(&mut desk, Action::NextPane);
    let folders = at(&mut desk, Action::NextPane);
    let list = at(&mut desk, Action::NextPane);
    assert!(
        folders < list && list < message,
        "{folders} {list} {message}"
    );
    assert_eq!(at(&mut desk, Action::PreviousPane), folders);
    assert_eq!(at(&mut desk, Action::PreviousPane), message);
}

#[test]
fn the_arrows_walk_the_list_from_the_start_and_in_every_folder() {
    let mut desk = desk(&["anna"]);
    desk.until("a list is there", |desk| {
        desk.stops()
            .iter()
            .any(|(id, _)| *id == Some("messages".into()))
    });
    desk.key(Named::ArrowDown);
    desk.until("the first message is open", |desk| chosen(desk).is_some());
    let first = chosen(&desk);
    desk.key(Named::ArrowDown);
    desk.until("the next one is", |desk| chosen(desk) != first);

    // A click in the tree leaves the keys with the list, not with the tree.
    desk.go("Archive");
    desk.until("its messages are there", |desk| {
        !desk.state.home.mail.rows.is_empty() && chosen(desk).is_none()
    });
    desk.key(Named::ArrowDown);
    desk.until("the first message is open", |desk| chosen(desk).is_some());
}

#[test]
fn who_writes_in_the_search_field_keeps_the_keys_there() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.tell(Message::Key(Action::Search));
    desk.write("x");
    desk.until_shown("Type at least three letters");
    desk.key(Named::Backspace);
    desk.until_shown("Where is my order 20418?");
    desk.write("lamp");
    desk.until_shown("“lamp”");
    // Out of the search, the arrows walk the list again.
    desk.tell(Message::Key(Action::Back));
    desk.until_shown("Invoice shows the wrong VAT number");
    desk.key(Named::ArrowDown);
    desk.until("a message is open", |desk| chosen(desk).is_some());
}

#[test]
fn the_tree_is_one_stop_in_which_the_arrows_walk() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    let in_tree = |desk: &mut Driver<Desk, Message>| {
        let stops = desk.stops();
        let of_tree = |at: &iced::Rectangle| at.x < 230.0 && at.y > 48.0 && at.y < 770.0;
        stops.iter().filter(|(_, at)| of_tree(at)).count()
    };
    assert_eq!(in_tree(&mut desk), 1);
    // From the list back: the edge between them is none.
    desk.with(Modifiers::SHIFT, Key::Named(Named::Tab));
    let mut steps = 0;
    while !desk
        .focused()
        .iter()
        .any(|(_, at)| at.x < 230.0 && at.y > 48.0)
    {
        desk.with(Modifiers::SHIFT, Key::Named(Named::Tab));
        steps += 1;
        assert!(steps < 10, "{:?}", desk.focused());
    }
    let inbox = desk.bounds("Inbox");
    let [(_, at)] = &desk.focused()[..] else {
        panic!("one control has the focus")
    };
    assert!((at.center_y() - inbox.center_y()).abs() < 4.0, "{at:?}");
    desk.key(Named::ArrowDown);
    let [(_, below)] = &desk.focused()[..] else {
        panic!("one control has the focus")
    };
    assert!(below.y > inbox.y);
    desk.key(Named::End);
    desk.key(Named::Enter);
    desk.until_shown("Accounts");
}

#[test]
fn the_question_mark_lists_every_key() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.tell(Message::Key(Action::Keys));
    desk.until_shown("Keyboard shortcuts");
    for action in Action::ALL {
        let texts = desk.state.link.texts.clone();
        let words = texts.say(action.words());
        // What has no key stands in the palette alone.
        let has_key = !action.chords(KeyMap::Gmail).is_empty();
        assert_eq!(desk.shows(&words), has_key, "{words}");
        for key in postroom::app::keys::labels(*action, KeyMap::Gmail, &texts) {
            assert!(desk.shows(&key), "{key}");
        }
    }
    assert!(desk.state.home.is_covered());
    desk.key(Named::Escape);
    assert!(!desk.state.home.is_covered() && !desk.shows("While writing"));
}

#[test]
fn what_the_rights_rest_on_is_read_without_a_mouse() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_told("Full access");
    for _ in 0..12 {
        desk.key(Named::Tab);
        desk.after(std::time::Duration::from_secs(1));
        desk.after(std::time::Duration::from_secs(1));
        if desk.tells("Here you can: read, ") {
            return;
        }
    }
    panic!("no stop says it");
}

#[test]
fn a_long_message_is_read_on_by_keys() {
    let mut desk = desk(&["anna"]);
    let lines: String = (1..=200).map(|n| format!("line {n} of it\r\n")).collect();
    let raw = format!(
        "From: Kim <kim@b.test>\r\nTo: support@acme.example\r\nSubject: Long\r\n\
         Message-ID: <long@b.test>\r\n\r\n{lines}"
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("Support");
    desk.go("Long");
    desk.until_told("line 200 of it");
    let top = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        let (_, text) = texts
            .iter()
            .find(|(text, _)| text.starts_with("line 1 of"))
            .unwrap();
        text.y
    };
    let begin = top(&mut desk);
    desk.tell(Message::Key(Action::PageDown));
    desk.frame();
    let below = top(&mut desk);
    assert!(below < begin - 200.0, "{begin} {below}");
    desk.tell(Message::Key(Action::PageDown));
    desk.frame();
    assert!(top(&mut desk) < below - 200.0);
    desk.tell(Message::Key(Action::PageUp));
    desk.frame();
    assert_eq!(top(&mut desk), below);
    // A dialog that is open is turned, and not what lies below it.
    desk.sized(900.0, 600.0);
    desk.tell(Message::Keys);
    desk.until_shown("Close");
    let before = top(&mut desk);
    let first = |desk: &mut Driver<Desk, Message>| desk.bounds("Show or fold all texts").y;
    let head = first(&mut desk);
    desk.tell(Message::Key(Action::PageDown));
    desk.frame();
    assert!(first(&mut desk) < head, "{head}");
    assert_eq!(top(&mut desk), before);
}
