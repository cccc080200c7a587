//! Messages that cannot be read, or not wholly: it is said, and what came can be looked at.

use postroom::app::screen::home::Message;

use crate::desk::{Desk, desk};
use crate::drawn::{open, until_drawn};
use crate::drive::Driver;

fn with(raw: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: Odd\r\n\
         Message-ID: <odd@shop.example>\r\n{raw}"
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    open(&mut desk, "Odd");
    desk
}

#[test]
fn the_source_of_a_message_that_cannot_be_read_is_one_click_away() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(300);
    let mut desk = with(&format!("{nested}the innermost words\r\n"));
    desk.until_told("The message cannot be read.");
    desk.click("Show the source");
    desk.until_told("the innermost words");
    assert!(!desk.tells("The message cannot be read."));
    // Others are read as ever.
    open(&mut desk, "Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
}

#[test]
fn a_message_of_which_only_a_part_is_shown_says_so() {
    let part = "--o\r\nContent-Type: text/html\r\n\r\n<p>a part\r\n";
    let many = part.repeat(60);
    let mixed = "Content-Type: multipart/mixed; boundary=o\r\n\r\n";
    let mut desk = with(&format!("{mixed}{many}--o--\r\n"));
    desk.until_told("This message holds more than is shown.");
    desk.click("Text");
    desk.until_told("a part");
    assert!(desk.tells("This message holds more than is shown."));
    let mut desk = with(&format!("{mixed}{}--o--\r\n", part.repeat(3)));
    until_drawn(&mut desk);
    desk.click("Text");
    desk.until_told("a part");
    assert!(!desk.tells("more than is shown"));
}
