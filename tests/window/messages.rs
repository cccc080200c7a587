//! The message list.

use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::container;
use iced::{Fill, Point};
use postroom::app::Element;
use postroom::app::theme;
use postroom::app::widget::focus::scope;
use postroom::app::widget::list::{ListEvent, Rows, Selection, list};

use crate::drive::Driver;
use crate::sample::Mails;

struct Inbox {
    mails: Mails,
    selection: Selection,
    opened: Vec<usize>,
    menu: Option<usize>,
    wanted: Option<std::ops::Range<usize>>,
}

fn view(inbox: &Inbox) -> Element<'_, ListEvent> {
    scope(
        container(list(&inbox.mails, &inbox.selection, |event| event).id("mails"))
            .width(400)
            .height(Fill),
    )
    .into()
}

fn update(inbox: &mut Inbox, event: ListEvent) {
    match event {
        ListEvent::Choose(at, how) => inbox.selection.apply(&inbox.mails, at, how),
        ListEvent::ChooseAll => inbox.selection.all(&inbox.mails),
        ListEvent::Open(at) => inbox.opened.push(at),
        ListEvent::Menu(at, _) => inbox.menu = Some(at),
        ListEvent::Wanted(rows) => inbox.wanted = Some(rows),
        ListEvent::Click(_) | ListEvent::Drag(_) => {}
    }
}

fn inbox(count: usize) -> Driver<Inbox, ListEvent> {
    let state = Inbox {
        mails: Mails {
            count,
            loaded: true,
        },
        selection: Selection::default(),
        opened: Vec::new(),
        menu: None,
        wanted: None,
    };
    Driver::new(state, view, update)
}

fn chosen(list: &Driver<Inbox, ListEvent>) -> Vec<usize> {
    let inbox = &list.state;
    inbox
        .selection
        .in_order(&inbox.mails)
        .into_iter()
        .filter_map(|key| inbox.mails.position(key))
        .collect()
}

#[test]
fn rows_are_found_by_their_words_and_only_those_in_sight_exist() {
    let mut list = inbox(100_000);
    assert!(list.shows("Where is my order 20418?"));
    assert!(list.texts().len() < 100);
    list.click("Invoice shows the wrong VAT number");
    assert_eq!(chosen(&list), [1]);
}

#[test]
fn rows_are_asked_for_before_they_are_seen() {
    let mut list = inbox(100_000);
    assert_eq!(list.state.wanted, Some(0..50));
    list.point(Point::new(100.0, 100.0));
    for _ in 0..60 {
        list.wheel(-1.0);
    }
    // 60 steps of 60 pixels, rows of 68.
    let wanted = list.state.wanted.clone().unwrap();
    assert!(wanted.contains(&53) && wanted.contains(&63), "{wanted:?}");
    assert!(wanted.len() <= 150);
}

#[test]
fn arrows_walk_and_the_list_follows() {
    let mut list = inbox(100_000);
    list.focus("mails");
    for _ in 0..30 {
        list.key(Named::ArrowDown);
    }
    assert_eq!(chosen(&list), [29]);
    let subject = list.state.mails.row(29).unwrap().subject.into_owned();
    let bounds = list.bounds(&subject);
    assert!(bounds.y + bounds.height <= 700.0);
    list.key(Named::End);
    assert_eq!(chosen(&list), [99_999]);
    list.key(Named::PageUp);
    assert_eq!(chosen(&list), [99_989]);
    list.key(Named::Home);
    list.hold(Modifiers::SHIFT);
    list.key(Named::ArrowDown);
    list.key(Named::ArrowDown);
    list.hold(Modifiers::empty());
    assert_eq!(chosen(&list), [0, 1, 2]);
    list.key(Named::Enter);
    assert_eq!(list.state.opened, [2]);
}

#[test]
fn clicks_with_shift_and_command() {
    let mut list = inbox(1000);
    let at = |row: f32| Point::new(200.0, row * 68.0 + 34.0);
    list.click_at(at(1.0));
    list.hold(Modifiers::SHIFT);
    list.click_at(at(4.0));
    assert_eq!(chosen(&list), [1, 2, 3, 4]);
    list.hold(Modifiers::COMMAND);
    list.click_at(at(2.0));
    list.hold(Modifiers::empty());
    assert_eq!(chosen(&list), [1, 3, 4]);
    list.with(Modifiers::COMMAND, Key::Character("a".into()));
    assert_eq!(list.state.selection.len(), 1000);
    list.click_at(at(6.0));
    list.click_at(at(6.0));
    assert_eq!(list.state.opened, [6], "a double click opens");
}

#[test]
fn new_mail_moves_nothing_one_looks_at() {
    let mut list = inbox(1000);
    list.point(Point::new(100.0, 100.0));
    for _ in 0..20 {
        list.wheel(-1.0);
    }
    let before = list.texts();
    list.state.mails.count += 7;
    list.frame();
    let after = list.texts();
    // The samples repeat every ten rows, so the row's number in its subject tells them apart.
    let place = |texts: &[(String, iced::Rectangle)], name: &str| {
        texts
            .iter()
            .find(|(text, _)| text.ends_with(name))
            .map(|(_, at)| at.y)
    };
    assert_eq!(place(&before, "#20"), place(&after, "#27"));
    assert!(place(&before, "#20").is_some());
}

#[test]
fn at_the_top_new_mail_is_seen_coming_in() {
    let mut list = inbox(1000);
    let first = list.texts()[2].1.y;
    list.state.mails.count += 1;
    list.frame();
    assert_eq!(list.texts()[2].1.y, first);
    assert!(list.shows("Where is my order 20418?"));
}

#[test]
fn a_cursor_set_from_outside_is_shown() {
    let mut list = inbox(100_000);
    let key = list.state.mails.key(5000).unwrap();
    list.state.selection = Selection::only(key);
    list.frame();
    let subject = list.state.mails.row(5000).unwrap().subject.into_owned();
    let bounds = list.bounds(&subject);
    assert!(bounds.y >= 0.0 && bounds.y <= 700.0);
}

#[test]
fn the_thumb_is_dragged_to_the_end() {
    let mut list = inbox(100_000);
    list.point(Point::new(396.0, 5.0));
    list.press();
    list.point(Point::new(396.0, 900.0));
    list.release();
    let last = list.state.mails.row(99_999).unwrap().subject.into_owned();
    assert!(list.shows(&last));
    assert!(chosen(&list).is_empty(), "the scrollbar chooses nothing");
}

#[test]
fn rows_that_are_not_loaded_keep_their_place() {
    let mut list = inbox(1000);
    list.state.mails.loaded = false;
    list.frame();
    assert!(list.texts().is_empty());
    let empty = list.pixels(&theme::light());
    list.click_at(Point::new(200.0, 34.0));
    assert_eq!(chosen(&list), [0]);
    list.state.mails.loaded = true;
    list.frame();
    assert!(list.pixels(&theme::light()) != empty);
}

#[test]
fn an_empty_list_is_harmless() {
    let mut list = inbox(0);
    list.focus("mails");
    for key in [Named::ArrowDown, Named::End, Named::Enter, Named::PageUp] {
        list.key(key);
    }
    list.click_at(Point::new(200.0, 34.0));
    list.wheel(-3.0);
    let _ = list.pixels(&theme::dark());
    assert!(chosen(&list).is_empty());
}
