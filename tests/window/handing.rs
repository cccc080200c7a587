//! What of a message leaves Postroom: attachments opened and saved, the source.

use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Wish, mail};
use postroom::domain::{EmailAddress, KeepBack, MailboxId};
use postroom::engine::{Command, MailboxChange};

use crate::desk::{Desk, desk};
use crate::drawn::{open as open_message, until_drawn};
use crate::drive::Driver;

const RAW: &str = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: Two files\r\n\
    Message-ID: <files@shop.example>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n\
    --b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"../prices.csv\"\r\n\r\na;b\r\n\
    --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"invoice.pdf\"\r\n\r\n#!/bin/sh\r\n\
    --b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"start.bat\"\r\n\r\ndel\r\n--b--\r\n";

fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    let server = &desk.state.server;
    server.deliver("support", "INBOX", RAW.as_bytes()).unwrap();
    desk.go("Support");
    desk.until_shown("Two files");
    desk.click("Two files");
    desk.until_shown("prices.csv");
    desk
}

fn file(desk: &mut Driver<Desk, Message>) -> std::path::PathBuf {
    desk.until("a file is opened", |desk| !desk.state.wishes.is_empty());
    match desk.state.wishes.pop() {
        Some(Wish::OpenFile(path)) => path,
        other => panic!("no file is opened: {other:?}"),
    }
}

fn open(desk: &mut Driver<Desk, Message>, index: usize) {
    let open = mail::Message::OpenAttachment(index);
    desk.tell(Message::Mail(open));
}

#[test]
fn a_harmless_attachment_opens_and_one_that_runs_is_asked_about() {
    let mut desk = opened();
    assert!(desk.shows("program"));
    assert!(desk.shows("not what its name says"));
    // In people's words, and its size before them, where nothing cuts it off.
    assert!(desk.shows("9 B · Script"), "{:?}", desk.texts());
    assert!(desk.shows("3 B · Script"));
    open(&mut desk, 0);
    let path = file(&mut desk);
    assert_eq!(path.file_name().unwrap(), "prices.csv");
    assert_eq!(std::fs::read(&path).unwrap(), b"a;b");
    open(&mut desk, 1);
    desk.until_shown("Open invoice.pdf?");
    assert!(desk.tells("It is a program. Its name says: PDF document."));
    assert!(desk.state.wishes.is_empty());
    desk.click("Cancel");
    open(&mut desk, 2);
    desk.until_shown("Open start.bat?");
    assert!(desk.tells("It can run programs"));
    desk.click("Open anyway");
    assert_eq!(file(&mut desk).file_name().unwrap(), "start.bat");
}

#[test]
fn text_and_pictures_are_looked_at_where_they_are_listed() {
    let mut desk = opened();
    // What pretends to be something else cannot be looked at as what it is not.
    let count = |desk: &mut Driver<Desk, Message>, words: &str| {
        desk.texts()
            .iter()
            .filter(|(text, _)| text == words)
            .count()
    };
    assert_eq!(count(&mut desk, "Preview"), 2);
    desk.click("Preview");
    desk.until_shown("a;b");
    // One at a time.
    let other = mail::Message::Preview(2);
    desk.tell(Message::Mail(other));
    desk.until_shown("del");
    assert!(!desk.shows("a;b"));
    desk.click("Hide preview");
    assert!(!desk.shows("del"));
    desk.go("Replacement part for the Aurora 2");
    desk.until_shown("hinge.png");
    desk.click("Preview");
    desk.until("the picture is drawn", |desk| {
        desk.frame();
        let opened = desk.state.home.mail.opened.as_ref();
        let preview = opened.and_then(|opened| opened.preview.as_ref());
        preview.is_some_and(|preview| preview.is_seen())
    });
}

/// Whoever passes mail on attaches it often: it is read here, without another program.
#[test]
fn an_attached_message_is_looked_at_as_a_message() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let raw = "From: Kim <kim@a.test>\r\nSubject: Passed on\r\nMessage-ID: <passed@a.test>\r\n\
        Content-Type: multipart/mixed; boundary=o\r\n\r\n\
        --o\r\nContent-Type: text/plain\r\n\r\nPlease see the message that is attached.\r\n\
        --o\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=complaint.eml\r\n\r\n\
        From: Zo=?utf-8?q?=C3=AB?= <zoe@b.test>\r\nTo: kim@a.test\r\nSubject: It broke again\r\n\
        Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nContent-Type: text/html\r\n\r\n\
        <p>The hinge came off <b>twice</b>.</p><img src=http://c.test/x.png>\r\n--o--\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("Passed on");
    desk.until_shown("complaint.eml");
    desk.click("Preview");
    desk.until_shown("It broke again");
    desk.until_told("The hinge came off twice.");
    desk.until_told("zoe@b.test");
    assert!(!desk.tells("<p>"), "no source");
    desk.click("Hide preview");
    assert!(!desk.shows("It broke again"));
}

#[test]
fn what_takes_long_is_said_and_can_be_stopped() {
    use postroom::demo::{Fault, When};
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Invoice shows the wrong VAT number");
    let mailbox = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let change = MailboxChange::Keep(KeepBack::Headers);
    (desk.state.ask(Command::SetMailbox { mailbox, change })).unwrap();
    let plans = "0123456789".repeat(300_000);
    let raw = RAW.replace("a;b", &plans);
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("Two files");
    desk.until_shown("prices.csv");
    desk.until_told("fetched when you open or save it");
    let slow = Fault::Delay(std::time::Duration::from_secs(8));
    let server = &desk.state.server;
    server.imap_fault_at(When::command("UID FETCH"), slow, 0, 1000);
    open(&mut desk, 0);
    desk.until_shown("Fetching prices.csv …");
    desk.click("Stop");
    assert!(!desk.shows("Fetching prices.csv …"));
    assert!(desk.state.wishes.is_empty());
    desk.state.server.clear_faults();
    // It can be asked for again.
    open(&mut desk, 0);
    assert_eq!(file(&mut desk).file_name().unwrap(), "prices.csv");
}

#[test]
fn a_long_name_hides_neither_the_warning_nor_the_buttons() {
    let mut desk = desk(&["anna"]);
    let name = format!("{}.pdf", "an invoice for October ".repeat(4));
    let raw = RAW.replace("invoice.pdf", &name);
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.sized(900.0, 600.0);
    desk.go("Support");
    desk.until_shown("Two files");
    desk.click("Two files");
    desk.until_shown("not what its name says");
    let warning = desk.bounds("not what its name says");
    assert!(
        warning.width > 40.0 && warning.x + warning.width < 900.0,
        "{warning:?}"
    );
}

/// A picture that came along and that no page names is attached like a file.
#[test]
fn a_picture_that_is_not_seen_in_the_text_is_listed() {
    let mut desk = desk(&["anna"]);
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: A photo\r\n\
        Message-ID: <photo@shop.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/html\r\n\r\n<p>see the photo</p>\r\n\
        --b\r\nContent-Type: image/heic\r\nContent-ID: <x>\r\n\
        Content-Disposition: inline; filename=photo.heic\r\n\r\nxxxx\r\n--b--\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("Support");
    desk.until_shown("A photo");
    desk.click("A photo");
    desk.until_shown("photo.heic");
}

/// Screenshots stand in the text of a mail: its menu hands them out, and so does the palette.
#[test]
fn a_picture_of_the_text_is_opened_and_saved_by_its_menu() {
    let mut desk = desk(&["anna"]);
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: A screenshot\r\n\
         Message-ID: <shot@shop.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n\
         <a href=https://shop.example/a>our shop</a><br><img src=cid:shot%40x width=120 height=80>\r\n\
         --b\r\nContent-Type: image/png; name=shot.png\r\nContent-ID: <shot@x>\r\n\
         Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{png}\r\n--b--\r\n"
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    open_message(&mut desk, "A screenshot");
    until_drawn(&mut desk);
    let link = desk.bounds("our shop");
    desk.menu_at(link.position() + iced::Vector::new(10.0, 5.0));
    assert!(desk.shows("Open link") && !desk.shows("Open picture"));
    desk.key(iced::keyboard::key::Named::Escape);
    desk.menu_at(link.position() + iced::Vector::new(60.0, link.height + 40.0));
    assert!(desk.shows("Save picture …") && !desk.shows("Open link"));
    desk.click("Open picture");
    let path = file(&mut desk);
    assert_eq!(path.file_name().unwrap(), "shot.png");
    assert!(std::fs::read(path).unwrap().starts_with(b"\x89PNG"));
    desk.tell(Message::Key(Action::Palette));
    desk.write("shot.png");
    assert!(desk.shows("Attachment: save shot.png"));
    assert!(!desk.shows("Attachment: preview shot.png, or hide it"));
}

#[test]
fn the_source_is_shown_as_it_came() {
    let mut desk = opened();
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Show the source");
    desk.until_told("filename=\"../prices.csv\"");
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Hide the source");
    desk.until_shown("See below.");
}

#[test]
fn a_message_is_saved_as_it_came() {
    let mut desk = opened();
    let folder = tempfile::tempdir().unwrap();
    let key = desk
        .state
        .home
        .mail
        .opened
        .as_ref()
        .unwrap()
        .header
        .id
        .clone();
    let wanted = (key, mail::save::What::Message, "Two files.eml".to_owned());
    desk.tell(Message::Mail(mail::Message::SaveWhere(wanted)));
    desk.until_shown("Save");
    let path = folder.path().join("a.eml");
    let typed = mail::save::Message::Path(path.display().to_string());
    desk.tell(Message::Save(typed));
    desk.tell(Message::Save(mail::save::Message::Submit));
    desk.until("it is written", |_| path.exists());
    desk.until_told("a.eml");
    assert_eq!(std::fs::read(&path).unwrap(), RAW.as_bytes());
}

#[test]
fn each_attachment_and_all_of_them_are_at_hand_in_the_palette() {
    use crate::palette::{refused, type_and_do};
    let mut desk = opened();
    type_and_do(&mut desk, "attachment: preview prices");
    desk.until_shown("a;b");
    type_and_do(&mut desk, "attachment: preview prices");
    desk.until("it is hidden", |desk| !desk.shows("a;b"));
    type_and_do(&mut desk, "attachment: open prices");
    assert_eq!(file(&mut desk).file_name().unwrap(), "prices.csv");
    let raw = RAW
        .replace("Two files", "One file")
        .replace("files@", "file@");
    let raw = raw.replace("../prices.csv", "prices.bin");
    let raw = raw.replace("text/csv", "application/x-shop");
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("One file");
    desk.until_shown("prices.bin");
    refused(
        &mut desk,
        "attachment: preview prices",
        "There is no preview of this file.",
    );
    desk.tell(Message::Key(postroom::app::keys::Action::Palette));
    desk.write("attachment");
    desk.until_shown("Attachments: save all");
    assert!(desk.shows("Attachment: save prices.bin") && !desk.tells("Nothing is attached"));
}
