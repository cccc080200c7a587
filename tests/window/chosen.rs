//! Groups of choices by the keys: one stop for Tab, in which the arrows choose.

use iced::Rectangle;
use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use postroom::app::screen::Place;
use postroom::app::screen::home::Message;
use postroom::config::{Density, Theme};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

/// Where the one control is that has the focus.
fn focused(desk: &mut Driver<Desk, Message>) -> Rectangle {
    let all = desk.focused();
    let [(_, at)] = &all[..] else {
        panic!("one control has the focus, not {all:?}")
    };
    *at
}

fn is_on(desk: &mut Driver<Desk, Message>, words: &str) -> bool {
    let at = focused(desk);
    let mut texts = desk.texts().into_iter();
    texts.any(|(text, place)| text == words && at.contains(place.center()))
}

fn theme(desk: &Driver<Desk, Message>) -> Theme {
    desk.state.engine(async |engine| engine.settings().theme)
}

#[test]
fn the_arrows_choose_and_tab_leaves_the_group() {
    let mut desk = desk(&["anna"]);
    desk.tell(Message::Go(Place::Settings));
    // Of that nothing is out of sight, and nothing comes while it is looked at.
    desk.go("Appearance");
    desk.until("only that is shown", |desk| {
        !desk.shows("Start new messages as")
    });
    desk.until_shown("Light");
    // Tab enters at what is chosen: here the first.
    let row = desk.bounds("Light").center().y;
    let mut steps = 0;
    desk.key(Named::Tab);
    while (focused(&mut desk).center_y() - row).abs() > 5.0 {
        desk.key(Named::Tab);
        steps += 1;
        assert!(steps < 60, "{:?}", desk.focused());
    }
    assert_eq!(theme(&desk), Theme::System);
    assert!(is_on(&mut desk, "System"), "{:?}", desk.focused());
    desk.key(Named::ArrowRight);
    assert!(is_on(&mut desk, "Light"));
    desk.until("it is chosen", |desk| theme(desk) == Theme::Light);
    desk.key(Named::ArrowDown);
    assert!(is_on(&mut desk, "Dark"));
    desk.until("it is chosen", |desk| theme(desk) == Theme::Dark);
    // Round and round, and to the ends.
    desk.key(Named::ArrowRight);
    assert!(is_on(&mut desk, "System"));
    desk.key(Named::End);
    desk.until("it is chosen", |desk| theme(desk) == Theme::Dark);
    desk.key(Named::Home);
    desk.until("it is chosen", |desk| theme(desk) == Theme::System);
    desk.key(Named::ArrowLeft);
    desk.until("it is chosen", |desk| theme(desk) == Theme::Dark);
    // The next stop is another group, at what is chosen there; and back.
    let here = focused(&mut desk);
    desk.key(Named::Tab);
    let next = focused(&mut desk);
    assert!(next.y > here.y, "{here:?} {next:?}");
    desk.with(Modifiers::SHIFT, Key::Named(Named::Tab));
    assert_eq!(focused(&mut desk), here);
    let density = desk.state.engine(async |engine| engine.settings().density);
    assert_eq!(density, Density::default(), "Tab alone chooses nothing");
}

#[test]
fn what_stands_beside_choices_is_a_stop_of_its_own() {
    let mut desk = desk(&["anna"]);
    desk.tell(Message::Go(Place::Settings));
    // Of that nothing is out of sight, and nothing comes while it is looked at.
    desk.go("Appearance");
    desk.until("only that is shown", |desk| {
        !desk.shows("Start new messages as")
    });
    desk.until_shown("Light");
    let stops = desk.stops();
    let words = desk.texts();
    let stops_on = |words: &str, texts: &[(String, Rectangle)]| {
        let mut texts = texts.iter().filter(|(text, _)| text == words);
        let at = texts.next().map(|(_, at)| at.center());
        let is_there = |at| stops.iter().any(|(_, stop)| stop.contains(at));
        at.map(is_there)
    };
    assert_eq!(stops_on("Light", &words), Some(false));
    assert_eq!(stops_on("Other…", &words), Some(true));
}
