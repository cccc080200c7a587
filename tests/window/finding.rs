//! Words that are looked for in the message that is read.

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::theme::light;

use crate::desk::{Desk, desk};
use crate::drawn::{deliver, open, until_drawn};
use crate::drive::Driver;

fn find(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.tell(Message::Key(Action::Find));
    desk.turn();
    desk.frame();
    assert_eq!(desk.focused().len(), 1, "the field has the keys");
    desk.write(words);
}

/// How many pixels of the reader have the colour of what was looked for.
fn tinted(desk: &mut Driver<Desk, Message>) -> usize {
    let size = desk.size();
    let pixels = desk.pixels(&light());
    let rows = pixels.chunks(size.width as usize * 4);
    let is_amber = |pixel: &&[u8]| pixel[0] > 240 && pixel[1] > 200 && pixel[2] < 190;
    let tinted = rows.map(|row| row.chunks(4).skip(640).filter(is_amber).count());
    tinted.sum()
}

#[test]
fn words_are_marked_counted_and_walked_through() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let filler = "A line that says nothing.\r\n".repeat(60);
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nSubject: Many words\r\nMessage-ID: <w@shop.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThe Café is open.\r\n{filler}The cafe again.\r\n"
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("Many words");
    desk.until_told("is open.");
    assert_eq!(tinted(&mut desk), 0);
    find(&mut desk, "cafe");
    desk.until_shown("1 of 2");
    assert!(tinted(&mut desk) > 100, "{}", tinted(&mut desk));
    let last = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        let bar = texts
            .iter()
            .find(|(text, _)| text.ends_with(" of 2"))
            .unwrap()
            .1
            .y;
        let page = texts
            .iter()
            .filter(|(text, at)| text.contains("The cafe again.") && at.x > 600.0);
        page.map(|(_, at)| at.y + at.height - bar)
            .fold(0.0, f32::max)
    };
    let before = last(&mut desk);
    assert!(before > 800.0, "it lies below: {before}");
    desk.key(Named::Enter);
    desk.until_shown("2 of 2");
    desk.frame();
    desk.frame();
    let after = last(&mut desk);
    assert!(
        after < before - 200.0,
        "it was scrolled to: {before} {after}"
    );
    // And round to the first one.
    desk.tell(Message::Key(Action::FindNext));
    desk.until_shown("1 of 2");
    desk.with(Modifiers::SHIFT, Key::Named(Named::Enter));
    desk.until_shown("2 of 2");
    desk.write("xyz");
    desk.until_shown("Not found");
    assert_eq!(tinted(&mut desk), 0);
    desk.key(Named::Escape);
    assert!(!desk.shows("Not found"));
    // Another message begins without them.
    find(&mut desk, "cafe");
    desk.until_shown("1 of 2");
    desk.go("Where is my order 20418?");
    desk.until("it is over", |desk| !desk.state.home.mail.is_finding());
}

#[test]
fn words_that_are_folded_unfold_and_other_forms_are_looked_through() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let raw = "From: Kim <kim@shop.example>\r\nSubject: A quote\r\nMessage-ID: <q@shop.example>\r\n\r\n\
        Yes.\r\n\r\n> one\r\n> two\r\n> three needles\r\n> four\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("A quote");
    desk.until_told("Yes.");
    assert!(!desk.tells("three needles"));
    find(&mut desk, "needle");
    desk.until_shown("1 of 1");
    desk.until_told("three needles");
    desk.tell(Message::Key(Action::Source));
    desk.until_told("Message-ID: <q@shop.example>");
    desk.until_shown("1 of 1");
}

#[test]
fn a_mail_that_is_drawn_is_looked_through_as_well() {
    let mut desk = desk(&["anna"]);
    let filler = "<p>A line that says nothing.</p>".repeat(40);
    let html = format!(
        "<table><tr><td style='padding:20px'>A <b>nee</b>dle in a cell</td></tr></table>{filler}<p>The last Needle.</p>"
    );
    deliver(&desk, "Hay", &html);
    open(&mut desk, "Hay");
    until_drawn(&mut desk);
    find(&mut desk, "needle");
    desk.until_shown("1 of 2");
    desk.until("it is tinted", |desk| tinted(desk) > 100);
    let drawn = desk.state.home.mail.opened.as_ref().unwrap();
    let places = drawn.drawn.as_ref().unwrap().sought();
    assert_eq!(places.len(), 2);
    let [first, last] = [&places[0][0], &places[1][0]];
    assert!(
        first[0] > 20.0 && first[1] > 20.0 && last[1] > 800.0,
        "{places:?}"
    );
    assert!(
        first[2] > 30.0 && first[2] < 60.0,
        "as wide as the word: {places:?}"
    );
    desk.key(Named::Enter);
    desk.until_shown("2 of 2");
    desk.until("the last one is in sight", |desk| tinted(desk) > 100);
    desk.key(Named::Escape);
    desk.until("nothing is tinted", |desk| tinted(desk) == 0);
}

/// What a person reads is unfolded from the palette too, drawn or not.
#[test]
fn quotes_are_unfolded_from_the_palette() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let raw = "From: Kim <kim@shop.example>\r\nSubject: A quote\r\nMessage-ID: <q@shop.example>\r\n\r\n\
        Yes.\r\n\r\n> one\r\n> two\r\n> three needles\r\n> four\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("A quote");
    desk.until_told("Yes.");
    let turn = |desk: &mut Driver<Desk, Message>| {
        desk.tell(Message::Key(Action::Palette));
        desk.write("quotes");
        desk.key(Named::Enter);
        desk.turn();
    };
    turn(&mut desk);
    desk.until_told("three needles");
    turn(&mut desk);
    desk.until("it is folded", |desk| !desk.tells("three needles"));
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp");
    desk.tell(Message::Key(Action::Palette));
    desk.write("quotes");
    desk.until_told("no quote or signature that folds");
}
