//! The ways to read a message with HTML: as sent, in the simple view, as text and as its source.

use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{self, Shown};
use postroom::app::theme::DARK;
use postroom::config::{ReadAs, Settings};

use crate::desk::{Desk, desk};
use crate::drawn::{count, deliver, drawn, open, until_drawn};
use crate::drive::Driver;

const GREEN: [u8; 3] = [0x0a, 0x7d, 0x33];
const PAGE: &str = "<div style='display:none'>not to be seen</div>\
    <table bgcolor='#0a7d33' width=500><tr><td height=200><h1 style='color:#fff'>Spring sale</h1></td></tr></table>\
    <p>All <a href='https://evil.example/x'>www.bank.example</a></p><img src='https://x.example/a.png' width=90 height=90 alt='Our shop'>";

fn shown(desk: &Driver<Desk, Message>) -> Shown {
    desk.state.home.mail.opened.as_ref().unwrap().shown
}

/// Waits until it is laid out in the simple view, or as it was sent.
pub fn until_simple(desk: &mut Driver<Desk, Message>, simple: bool) {
    desk.until("the other view is drawn", |desk| {
        desk.frame();
        let laid = drawn(desk).and_then(|drawn| drawn.laid());
        laid.is_some_and(|laid| laid.has_own_colours != simple)
    });
}

#[test]
fn the_simple_view_is_one_click_away_and_so_are_the_others() {
    let mut desk = desk(&["anna"]);
    deliver(&desk, "A sale", PAGE);
    open(&mut desk, "A sale");
    until_drawn(&mut desk);
    assert!(count(&mut desk, GREEN) > 50_000, "as it was sent");
    desk.until_told("One remote picture");
    desk.click("Simple");
    until_simple(&mut desk, true);
    assert_eq!(shown(&desk), Shown::Simple);
    desk.until("its design is gone", |desk| count(desk, GREEN) == 0);
    assert!(!desk.tells("One remote picture"), "nothing is asked for");
    desk.click("www.bank.example");
    desk.until_shown("Check this link before you open it");
    desk.click("Cancel");
    desk.click("Text");
    desk.until_told("Spring sale");
    assert!(!desk.tells("not to be seen"));
    desk.tell(Message::Mail(mail::Message::ShowAs(Shown::Source)));
    desk.until_told("Message-ID: <A-sale@shop.example>");
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Hide the source");
    assert_eq!(shown(&desk), Shown::Simple, "the view before");
    desk.click("As sent");
    until_simple(&mut desk, false);
    desk.until("it is as it was sent", |desk| count(desk, GREEN) > 50_000);
}

#[test]
fn the_simple_view_comes_first_where_that_is_set_and_fits_a_dark_window() {
    let mut desk = desk(&["anna"]);
    desk.state.tokens = &DARK;
    desk.state.engine(async |engine| {
        let change = |settings: &mut Settings| settings.read_as = ReadAs::Simple;
        engine.change_settings(change).await.unwrap();
    });
    deliver(&desk, "A sale", PAGE);
    deliver(&desk, "Another sale", PAGE);
    for subject in ["A sale", "Another sale"] {
        open(&mut desk, subject);
        until_simple(&mut desk, true);
        assert_eq!(shown(&desk), Shown::Simple, "{subject}");
        let [r, g, b, _] = DARK.text.into_rgba8();
        desk.until(
            "its words are light and nothing is of its own colours",
            |desk| count(desk, [r, g, b]) > 50 && count(desk, GREEN) == 0,
        );
    }
}

#[test]
fn the_way_that_is_set_comes_first() {
    let mut desk = desk(&["anna"]);
    for (read_as, way) in [
        (ReadAs::Words, Shown::Words),
        (ReadAs::Simple, Shown::Simple),
        (ReadAs::Sent, Shown::Drawn),
    ] {
        desk.state.engine(async |engine| {
            let change = move |settings: &mut Settings| settings.read_as = read_as;
            engine.change_settings(change).await.unwrap();
        });
        let subject = format!("To be read {}", read_as.word());
        deliver(&desk, &subject, PAGE);
        open(&mut desk, &subject);
        desk.until("it is here", |desk| drawn(desk).is_some());
        assert_eq!(shown(&desk), way);
    }
}

#[test]
fn html_in_which_nothing_is_seen_does_not_hide_the_text() {
    let mut desk = desk(&["anna"]);
    let raw = "From: Kim <kim@shop.example>\r\nFrom: support@acme.example\r\nTo: support@acme.example\r\n\
        Subject: Nothing drawn\r\nMessage-ID: <nothing@shop.example>\r\n\
        Content-Type: multipart/alternative; boundary=i\r\n\r\n\
        --i\r\n\r\nThe words are here.\r\n\
        --i\r\nContent-Type: text/html\r\n\r\n<html><body><div><br></div></body></html>\r\n--i--\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    open(&mut desk, "Nothing drawn");
    desk.until_told("The words are here.");
    desk.until("they are read", |desk| {
        desk.texts()
            .iter()
            .any(|(text, _)| text == "The words are here.")
    });
    assert!(!desk.shows("As sent"), "there is nothing to choose");
    desk.until_told("This message names several senders");
}

#[test]
fn text_is_the_plain_part_where_there_is_one() {
    let mut desk = desk(&["anna"]);
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: Two ways\r\n\
        Message-ID: <two@shop.example>\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n\
        --i\r\n\r\nThe plain part.\r\n\
        --i\r\nContent-Type: text/html\r\n\r\n<p>The drawn part.</p>\r\n--i--\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    deliver(&desk, "One way", "<p>Words of HTML.</p>");
    for (subject, words) in [
        ("Two ways", "The plain part."),
        ("One way", "Words of HTML."),
    ] {
        open(&mut desk, subject);
        until_drawn(&mut desk);
        desk.click("Text");
        desk.until_told(words);
        assert!(!desk.tells("The drawn part."));
    }
}
