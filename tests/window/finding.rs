//! Words that are found within the message that is read, and those that a search marks.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use postroom::app::keys::Action;
use postroom::app::screen::home::{Message, SEARCH};
use postroom::app::screen::mail::{self, FIND, LIST};
use postroom::app::theme::{LIGHT, light};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

/// A plain text that is delivered to the team.
fn deliver(desk: &Driver<Desk, Message>, subject: &str, text: &str) {
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: {subject}\r\n\
         Message-ID: <{}@shop.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        subject.replace(' ', "-")
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
}

fn reading(subject: &str, text: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    deliver(&desk, subject, text);
    desk.go("Support");
    desk.until_shown(subject);
    desk.click(subject);
    desk.until("it is read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|o| o.header.subject == subject && o.content().is_some())
    });
    desk
}

fn begin(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.tell(Message::Key(Action::Find));
    desk.frame();
    desk.write(words);
    desk.turn();
}

fn has_focus(desk: &mut Driver<Desk, Message>, name: &'static str) -> bool {
    let id = iced::advanced::widget::Id::new(name);
    desk.focused()
        .iter()
        .any(|(one, _)| one.as_ref() == Some(&id))
}

/// How many pixels have the colour below a hit, and below the one that somebody is at.
fn marked(desk: &mut Driver<Desk, Message>) -> (usize, usize) {
    let pixels = desk.pixels(&light());
    let count = |colour: iced::Color| {
        let of = colour.into_rgba8();
        pixels.chunks(4).filter(|p| p[..3] == of[..3]).count()
    };
    (count(LIGHT.found), count(LIGHT.found_now))
}

#[test]
fn words_are_found_and_walked_through_and_the_keys_are_given_back() {
    let text = "The café is open.\r\nWhich CAFE\u{301}?\r\nCafeteria.";
    let mut desk = reading("About the place", text);
    desk.focus(LIST);
    desk.frame();
    begin(&mut desk, "cafe");
    assert!(has_focus(&mut desk, FIND));
    desk.until_shown("1 of 3");
    desk.frame();
    let (others, now) = marked(&mut desk);
    assert!(others > 100 && now > 50, "{others} {now}");
    desk.key(Named::Enter);
    desk.until_shown("2 of 3");
    desk.key(Named::F3);
    desk.until_shown("3 of 3");
    desk.key(Named::Enter);
    desk.until_shown("1 of 3");
    desk.with(Modifiers::SHIFT, Key::Named(Named::Enter));
    desk.until_shown("3 of 3");
    desk.write("x");
    desk.until_shown("Not found");
    assert_eq!(marked(&mut desk), (0, 0));
    desk.key(Named::Escape);
    desk.frame();
    assert!(!desk.shows("Not found"));
    assert!(has_focus(&mut desk, LIST), "{:?}", desk.focused());
    // F3 begins again with what was typed.
    desk.tell(Message::Key(Action::FindNext));
    desk.until_shown("Not found");
}

#[test]
fn a_hit_out_of_sight_is_scrolled_to_and_one_in_a_quote_unfolds_it() {
    let lines = "A line of it.\r\n".repeat(200);
    let text = format!("{lines}Here is the needle.\r\n\r\n> An old thimble.\r\n> A needle too.");
    let mut desk = reading("A long one", &text);
    begin(&mut desk, "needle");
    desk.until_shown("1 of 2");
    desk.frame();
    desk.frame();
    let (_, now) = marked(&mut desk);
    assert!(now > 50, "it is in sight");
    assert!(!desk.tells("An old thimble"));
    desk.key(Named::Enter);
    desk.until_shown("2 of 2");
    desk.frame();
    desk.frame();
    assert!(desk.tells("An old thimble"), "it is unfolded");
    let (_, now) = marked(&mut desk);
    assert!(now > 50, "it is in sight");
}

#[test]
fn the_source_is_searched_as_well() {
    let mut desk = reading("A source", "Nothing.");
    desk.tell(Message::Mail(mail::Message::ShowAs(mail::Shown::Source)));
    desk.until("it is here", |desk| desk.tells("Message-ID"));
    begin(&mut desk, "message-id");
    desk.until_shown("1 of 1");
}

#[test]
fn a_large_text_is_looked_through_without_holding_the_window() {
    let text = "All the words of a long report.\r\n".repeat(32_000);
    let mut desk = reading("A large one", &text);
    desk.tell(Message::Key(Action::Find));
    desk.frame();
    let begun = std::time::Instant::now();
    desk.write("report");
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
    desk.until_told("of the first 1,000");
}

#[test]
fn without_a_message_the_reason_is_told() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.state.home.mail.opened = None;
    desk.tell(Message::Key(Action::Find));
    assert!(!desk.state.home.mail.is_finding());
    desk.tell(Message::Mail(mail::Message::More(false)));
    desk.click(ORDER);
    desk.until("it is read", |desk| desk.tells("birthday present"));
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Find in this message …");
    assert!(desk.state.home.mail.is_finding());
}

#[test]
fn what_was_searched_for_is_marked_in_the_rows_and_in_the_message() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.focus(SEARCH);
    desk.write("order ");
    desk.until_told("found");
    desk.until("the rows are marked", |desk| marked(desk).0 > 50);
    desk.click(ORDER);
    desk.until("it is read", |desk| desk.tells("birthday present"));
    let in_rows = marked(&mut desk).0;
    desk.until("the text is marked as well", |desk| {
        desk.frame();
        desk.state.home.mail.found_at().1 > 0
    });
    let (all, now) = marked(&mut desk);
    assert!(all >= in_rows && now == 0);
    assert!(!desk.state.home.mail.is_finding());
    // The bar takes them away with itself.
    desk.tell(Message::Key(Action::Find));
    desk.frame();
    desk.key(Named::Escape);
    assert_eq!(desk.state.home.mail.found_at(), (None, 0));
    assert_eq!(desk.state.home.search, "order ");
    assert!(marked(&mut desk).0 > 50, "those of the rows stay");
}

/// Long enough that its end is out of sight, with a quote that is folded.
fn page() -> String {
    let lines = "<p>A line of it.</p>".repeat(80);
    format!(
        "<p>The <b>in</b>voice of May is here.</p>{lines}<p>Pay the INVOICE soon.</p>\
         <blockquote type=cite>Where is my invoice?</blockquote>"
    )
}

#[test]
fn words_are_found_in_a_drawn_mail_and_what_is_folded_is_unfolded() {
    let mut desk = desk(&["anna"]);
    crate::drawn::deliver(&desk, "An invoice", &page());
    crate::drawn::open(&mut desk, "An invoice");
    crate::drawn::until_drawn(&mut desk);
    begin(&mut desk, "pay the invoice");
    desk.until_shown("1 of 1");
    let line = |desk: &mut Driver<Desk, Message>| {
        desk.frame();
        let of = LIGHT.found_line.into_rgba8();
        let pixels = desk.pixels(&light());
        pixels.chunks(4).filter(|p| p[..3] == of[..3]).count()
    };
    desk.until("it is in sight", |desk| line(desk) > 100);
    desk.tell(Message::Mail(mail::Message::Find(mail::FindDeed::Type(
        "invoice".to_owned(),
    ))));
    desk.until("the quote is unfolded", |desk| {
        desk.frame();
        desk.shows("1 of 3")
    });
    desk.key(Named::Enter);
    desk.key(Named::Enter);
    desk.until_shown("3 of 3");
    desk.until("it is in sight", |desk| line(desk) > 50);
    desk.key(Named::Escape);
    // A sign elsewhere has a little of that colour.
    assert!(line(&mut desk) < 50);
    // The simple view is drawn as well, the words are not.
    for shown in [mail::Shown::Simple, mail::Shown::Words] {
        desk.tell(Message::Mail(mail::Message::ShowAs(shown)));
        desk.tell(Message::Key(Action::Find));
        desk.until("they are found there", |desk| {
            desk.frame();
            desk.shows("1 of 3")
        });
    }
}
