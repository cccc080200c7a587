//! Pictures of what opens over the window and of what is written: menus, questions, folders in one column, letters.

use std::sync::Arc;

use iced::Size;
use iced::widget::text_editor::{Action as Act, Edit as Change};
use postroom::app::screen::compose::Formatting;
use postroom::app::screen::{compose as letters, mail};
use postroom::app::widget::editor::Edit;
use postroom::domain::TextFormat;

use super::*;

/// Room around the words of what has opened.
const AROUND: f32 = 18.0;

/// Where something has opened over the window, by its first and last words.
fn opened(desk: &mut Driver<Desk, Message>, first: &str, last: &str, width: f32) -> Rectangle {
    let (first, last) = (desk.bounds(first), desk.bounds(last));
    Rectangle {
        x: first.x - AROUND,
        y: first.y - AROUND,
        width,
        height: last.y + last.height - first.y + 2.0 * AROUND,
    }
}

#[test]
fn the_menus_of_a_message() {
    let mut desk = at("Support");
    read(&mut desk, ORDER, "I ordered a lamp");
    desk.menu("Invoice shows the wrong VAT number");
    desk.point(AWAY);
    desk.frame();
    // Four rows stand above this one.
    let row = desk.bounds("Remove the flag");
    let menu = Rectangle::new(
        row.position() - iced::Vector::new(40.0, 128.0),
        Size::new(256.0, 364.0),
    );
    compare_over(&mut desk, "menu-row", menu, menu);
    desk.key(iced::keyboard::key::Named::Escape);
    desk.until_told("closes the month");
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.frame();
    compare(&mut desk, "menu-more", reader(400.0));
}

#[test]
fn questions_before_something_is_opened() {
    let mut desk = at("Support");
    let html = "<p><a href='https://bank.test@evil.test/'>the bank</a></p>";
    crate::drawn::deliver(&desk, "A link", html);
    crate::drawn::open(&mut desk, "A link");
    crate::drawn::until_drawn(&mut desk);
    desk.click("the bank");
    desk.until_shown("Check this link before you open it");
    desk.point(AWAY);
    desk.frame();
    let over = opened(
        &mut desk,
        "Check this link before you open it",
        "Open anyway",
        470.0,
    );
    compare_over(&mut desk, "ask-link", over, over);
    desk.click("Cancel");
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: A bill\r\n\
        Message-ID: <bill@shop.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"invoice.pdf\"\r\n\r\n#!/bin/sh\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("A bill");
    desk.until_shown("invoice.pdf");
    desk.tell(Message::Mail(mail::Message::OpenAttachment(0)));
    desk.until_shown("Open invoice.pdf?");
    desk.point(AWAY);
    desk.frame();
    let over = opened(&mut desk, "Open invoice.pdf?", "Open anyway", 470.0);
    compare_over(&mut desk, "ask-program", over, over);
}

#[test]
fn the_folders_and_the_list_in_one_column() {
    let mut desk = at("Support");
    desk.sized(560.0, 700.0);
    desk.point(iced::Point::new(559.0, 699.0));
    desk.frame();
    compare(&mut desk, "column-list", part(0.0, 0.0, 560.0, 560.0));
    desk.tell(Message::ShowFolders(true));
    desk.until_shown("Shared mailboxes");
    desk.frame();
    compare(&mut desk, "column-folders", part(0.0, 0.0, 560.0, 700.0));
}

#[test]
fn a_formatted_letter_and_a_quote_in_a_plain_one() {
    let write = |text: &str, format| {
        let mut window = begin("Lena Fox <lena@example.org>");
        window.resize(Size::new(860.0, 600.0));
        let edit = |act| letters::Message::Edit(Edit::Act(act));
        update(
            &mut window.state,
            letters::Message::Format(Formatting::As(format)),
        );
        update(&mut window.state, edit(Act::SelectAll));
        let paste = Act::Edit(Change::Paste(Arc::new(text.to_owned())));
        update(&mut window.state, edit(paste));
        window.point(iced::Point::new(859.0, 599.0));
        window.frame();
        window
    };
    let page = part(0.0, 0.0, 860.0, 600.0);
    let rich = "Dear Lena,\n\n**your lamp** left the _warehouse_ today:\n\n- Aurora 2, brass\n- a spare hinge\n\n\
        > Could you check where it is?\n\nSee [the page](https://shop.example/20418) and `20418`.\n";
    let mut window = write(rich, TextFormat::Formatted);
    compare(&mut window, "compose-formatted", page);
    end(window);
    let plain = "Dear Lena,\n\nit left today.\n\nOn Monday, Lena wrote:\n> Could you check where it is?\n> It is a present.\n";
    let mut window = write(plain, TextFormat::Plain);
    compare(&mut window, "compose-quote", page);
    end(window);
}
