//! What stands beside the text of a message: what it is packed in, and what one's own server found.

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Wish, mail};
use postroom::domain::PictureConsent;

use crate::desk::{Desk, desk};
use crate::drawn::{drawn, open};
use crate::drive::Driver;

const FROM: &str = "From: Bank <info@bank.example>\nTo: support@acme.example\n";
const RECEIVED: &str = "Received: from evil.test (evil.test [192.0.2.6])\n\tby mx.acme.example (Postfix) with ESMTP id 4B; Mon, 2 Nov 2026 10:00:00 +0100\n";

/// The window with this message of the team's Inbox open.
fn with(subject: &str, rest: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    deliver(&desk, subject, rest);
    open(&mut desk, subject);
    desk
}

fn deliver(desk: &Driver<Desk, Message>, subject: &str, rest: &str) {
    let id = subject.replace(' ', "-");
    let raw = rest.replacen(
        "From:",
        &format!("Subject: {subject}\nMessage-ID: <{id}@bank.example>\nFrom:"),
        1,
    );
    let server = &desk.state.server;
    let raw = raw.replace('\n', "\r\n");
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
}

#[test]
fn no_message_is_blank() {
    let encrypted = format!(
        "{FROM}Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=o\n\n\
         --o\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\
         --o\nContent-Type: application/octet-stream; name=encrypted.asc\n\nx\n--o--\n"
    );
    let mut desk = with("Sealed envelope", &encrypted);
    desk.until_told("This message is encrypted with PGP, and Postroom cannot decrypt it.");
    assert!(desk.shows("Save the message …") && desk.shows("encrypted.asc"));
    assert!(!desk.tells("has no text"));
    for (subject, rest, words) in [
        (
            "No words",
            format!("{FROM}\n\n"),
            "This message has no text.",
        ),
        (
            "Only a file",
            format!("{FROM}Content-Type: application/pdf; name=a.pdf\n\nx\n"),
            "This message has no text, only attachments.",
        ),
        (
            "Empty page",
            format!("{FROM}Content-Type: text/html\n\n<p> </p>\n"),
            "This message has no text.",
        ),
        (
            "Outlook packed it",
            format!("{FROM}Content-Type: application/ms-tnef; name=winmail.dat\n\nx\n"),
            "which Postroom cannot unpack",
        ),
    ] {
        deliver(&desk, subject, &rest);
        desk.until_shown(subject);
        desk.click(subject);
        desk.until_told(words);
    }
}

#[test]
fn what_is_signed_says_that_nobody_checked_it() {
    let signed = format!(
        "{FROM}Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=o\n\n\
         --o\nContent-Type: text/plain\n\nThe contract is ready.\n\
         --o\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--o--\n"
    );
    let mut desk = with("Contract", &signed);
    desk.until_told("The contract is ready.");
    assert!(desk.tells("Signed with S/MIME. Postroom does not check signatures"));
    assert!(!desk.shows("Save the message …"), "it can be read here");
}

#[test]
fn what_the_own_server_confirms_is_a_quiet_word_and_what_it_does_not_a_loud_one() {
    let field = |verdict: &str| {
        format!(
            "Authentication-Results: mx.acme.example; dmarc={verdict} header.from=bank.example\n"
        )
    };
    let confirmed = format!("{}{RECEIVED}{FROM}\nYour statement.\n", field("pass"));
    let mut desk = with("Statement", &confirmed);
    desk.until_told("Checked by mx.acme.example: DMARC passed");
    assert!(!desk.tells("could not confirm"));
    let forged = format!(
        "{}{RECEIVED}{}{FROM}\nPay now.\n",
        field("fail"),
        field("pass")
    );
    deliver(&desk, "Payment", &forged);
    desk.until_shown("Payment");
    desk.click("Payment");
    desk.until_told("could not confirm that this really comes from bank.example");
    assert!(!desk.tells("passed"));
    deliver(
        &desk,
        "Nothing known",
        &format!("{RECEIVED}{}{FROM}\nHi.\n", field("pass")),
    );
    desk.until_shown("Nothing known");
    desk.click("Nothing known");
    desk.until_told("Hi.");
    assert!(!desk.tells("Checked by") && !desk.tells("could not confirm"));
}

/// Consent was given to the bank, and not to who forges its name.
#[test]
fn pictures_of_a_forged_sender_are_asked_about_again() {
    let page = "Content-Type: text/html\n\n<p>Look</p><img src='http://evil.test/who.png'>\n";
    let mut desk = desk(&["anna"]);
    let keep = async |engine: &postroom::engine::Engine| {
        let decide = |settings: &mut postroom::config::Settings| {
            settings.pictures.decide("info@bank.example", true);
        };
        engine.change_settings(decide).await.unwrap();
    };
    desk.state.engine(keep);
    let field = |verdict: &str| {
        format!(
            "Authentication-Results: mx.acme.example; dmarc={verdict} header.from=bank.example\n"
        )
    };
    for (subject, verdict, expected) in [
        ("Forged page", "fail", PictureConsent::Ask),
        ("Honest page", "pass", PictureConsent::Always),
    ] {
        deliver(
            &desk,
            subject,
            &format!("{}{RECEIVED}{FROM}{page}", field(verdict)),
        );
        open(&mut desk, subject);
        desk.until("it is read", |desk| {
            let opened = desk.state.home.mail.opened.as_ref();
            opened.is_some_and(|o| o.header.subject == subject && o.drawn.is_some())
        });
        let consent = drawn(&desk).map(|drawn| drawn.elsewhere().2);
        assert_eq!(consent, Some(expected), "{subject}");
    }
}

pub fn meeting(method: &str, lines: &str) -> String {
    format!(
        "{FROM}Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nSee you there.\n\
         --o\nContent-Type: text/calendar; method={method}; name=invite.ics\n\n\
         BEGIN:VCALENDAR\nMETHOD:{method}\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Lamps for spring\n{lines}\n\
         ORGANIZER;CN=Kim:mailto:kim@shop.example\nATTENDEE;PARTSTAT=DECLINED;CN=Anna:mailto:anna@acme.example\n\
         ATTENDEE:mailto:ben@acme.example\nEND:VEVENT\nEND:VCALENDAR\n--o--\n"
    )
}

#[test]
fn a_meeting_is_a_card_above_the_text() {
    let days = "DTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261104\nLOCATION:Room 4";
    let mut desk = with("Spring", &meeting("REQUEST", days));
    desk.until_told("Lamps for spring");
    assert!(desk.shows("Invitation to a meeting"));
    assert!(desk.tells("Monday, 2 November 2026 – Tuesday, 3 November 2026, all day"));
    assert!(desk.tells("Room 4") && desk.tells("Kim <kim@shop.example>"));
    assert!(desk.tells("See you there.") && desk.shows("invite.ics"));
    assert!(!desk.tells("ben@acme.example"), "names are folded");
    let (card, text) = (
        desk.bounds("Invitation to a meeting"),
        desk.bounds("invite.ics"),
    );
    assert!(card.y < text.y);
    desk.click("2 people are invited");
    desk.until_told("Anna <anna@acme.example> · declined");
    desk.click("2 people are invited");
    desk.until("names are folded again", |desk| {
        !desk.tells("ben@acme.example")
    });
    for (method, words) in [
        ("CANCEL", "This meeting was cancelled"),
        ("REPLY", "Anna declined"),
        ("COUNTER", "Anna proposes another time"),
    ] {
        let subject = format!("A {method}");
        deliver(
            &desk,
            &subject,
            &meeting(method, "DTSTART:20261102T100000Z"),
        );
        desk.until_shown(&subject);
        desk.click(&subject);
        desk.until_shown(words);
        assert!(!desk.tells("people are invited") || method == "CANCEL");
    }
}

/// The page that the browser gets.
fn printed(desk: &mut Driver<Desk, Message>) -> String {
    desk.until("a page is handed over", |desk| {
        !desk.state.wishes.is_empty()
    });
    match desk.state.wishes.pop() {
        Some(Wish::OpenFile(path)) => std::fs::read_to_string(path).unwrap(),
        other => panic!("nothing is printed: {other:?}"),
    }
}

#[test]
fn a_message_is_printed_by_its_menu_and_by_a_key() {
    let page = format!(
        "{FROM}Content-Type: text/html\n\n<h2>Offer</h2><img src='http://evil.test/who.png'><script>x()</script>\n"
    );
    let mut desk = with("An offer", &page);
    desk.until("it is read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.content().is_some())
    });
    desk.tell(Message::Key(Action::Print));
    let by_key = printed(&mut desk);
    assert!(by_key.contains("<h2>Offer</h2>") && by_key.contains("Bank &lt;info@bank.example&gt;"));
    assert!(by_key.contains("<title>An offer</title>"));
    assert!(!by_key.contains("evil.test") && !by_key.contains("x()"));
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Print …");
    assert_eq!(printed(&mut desk), by_key);
}

/// However far the last message was read: where its sender stands, the next one begins.
#[test]
fn another_message_begins_at_its_head() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let filler = "A line that says nothing.\r\n".repeat(100);
    for name in ["One", "Two"] {
        let raw = format!(
            "From: {name} <{name}@shop.example>\r\nSubject: Long {name}\r\nMessage-ID: <{name}@shop.example>\r\n\r\n{filler}The end.\r\n"
        );
        let server = &desk.state.server;
        server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    }
    let title = |desk: &mut Driver<Desk, Message>, words: &str| {
        let texts = desk.texts();
        let titles = texts
            .iter()
            .filter(|(text, at)| text == words && at.x > 620.0);
        titles.map(|(_, at)| at.y).fold(f32::MAX, f32::min)
    };
    desk.go("Long One");
    desk.until_told("The end.");
    let head = title(&mut desk, "Long One");
    assert!(head < 200.0, "{head}");
    desk.point(iced::Point::new(900.0, 400.0));
    desk.wheel(-60.0);
    desk.frame();
    assert!(title(&mut desk, "Long One") < 0.0, "it is scrolled");
    desk.click("Long Two");
    desk.until("the other one is read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|o| o.header.subject == "Long Two" && o.content().is_some())
    });
    desk.frame();
    assert_eq!(title(&mut desk, "Long Two"), head);
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
