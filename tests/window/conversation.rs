//! The conversation beside the message that is read, and the labels that others set.

use iced::Size;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::domain::FolderRole;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";
const ASKED: &str = "I ordered a lamp two weeks ago (order 20418) and the tracking page";
const CONFIRMED: &str = "One Aurora 2 in brass is being packed.";

fn role(desk: &Driver<Desk, Message>) -> FolderRole {
    let home = &desk.state.home;
    let folder = home.mail.folder().unwrap();
    home.known.folder(folder).unwrap().1.role
}

#[test]
fn a_conversation_is_shown_across_folders_and_keys_walk_through_it() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told(ASKED);
    desk.until_shown("Conversation (2)");
    assert_eq!(role(&desk), FolderRole::Inbox);
    desk.tell(Message::Key(Action::PreviousInConversation));
    desk.until_told(CONFIRMED);
    assert_eq!(role(&desk), FolderRole::Sent);
    desk.until_shown("Conversation (2)");
    // It has a beginning, at which nothing happens.
    desk.tell(Message::Key(Action::PreviousInConversation));
    assert_eq!(role(&desk), FolderRole::Sent);
    desk.tell(Message::Key(Action::NextInConversation));
    desk.until_told(ASKED);
    assert_eq!(role(&desk), FolderRole::Inbox);
}

#[test]
fn a_conversation_grows_while_it_is_read_and_a_click_opens_what_came() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_shown("Conversation (2)");
    let messages = desk.state.server.messages("support", "INBOX").unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let asked = messages.iter().map(|m| text(&m.bytes));
    let asked = asked.into_iter().find(|m| m.contains(ORDER)).unwrap();
    let id = asked
        .lines()
        .find(|l| l.to_lowercase().starts_with("message-id:"))
        .unwrap();
    let id = id.split_once(':').unwrap().1.trim().to_owned();
    let more = format!(
        "From: Lena Morgenthal <lena.morgenthal@posteo.example>\r\nTo: support@acme.example\r\n\
         Subject: One more thing\r\nMessage-ID: <more@posteo.example>\r\nReferences: {id}\r\n\r\n\
         Please ring twice.\r\n"
    );
    let _ = desk
        .state
        .server
        .deliver("support", "INBOX", more.as_bytes())
        .unwrap();
    desk.until_shown("Conversation (3)");
    // The order alone has nobody beside it.
    desk.go("Invoice shows the wrong VAT number");
    desk.until_told("carries our old VAT number");
    assert!(
        !desk
            .texts()
            .iter()
            .any(|(text, _)| text.starts_with("Conversation ("))
    );
}

/// The first answer makes a conversation of a message that stood alone: what is read of it stays where it is.
#[test]
fn the_first_answer_does_not_push_down_what_is_read() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    let subject = "Invoice shows the wrong VAT number";
    desk.go(subject);
    desk.until_told("carries our old VAT number");
    let text_at = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        let is_text = |text: &str| text.contains("carries our old VAT number");
        // The row of the list begins with the same words, further left.
        let found = texts.iter().filter(|(text, _)| is_text(text));
        let at = found.map(|(_, at)| *at).max_by(|a, b| a.x.total_cmp(&b.x));
        at.unwrap()
    };
    let before = text_at(&mut desk);
    let messages = desk.state.server.messages("support", "INBOX").unwrap();
    let mut texts = messages
        .iter()
        .map(|m| String::from_utf8_lossy(&m.bytes).into_owned());
    let asked = texts.find(|text| text.contains(subject)).unwrap();
    let mut lines = asked.lines();
    let id = lines.find_map(|line| line.strip_prefix("Message-ID:"));
    let answer = format!(
        "From: Support <support@acme.example>\r\nTo: tomas.kral@svetlo-brno.example\r\n\
         Subject: Re: {subject}\r\nMessage-ID: <answer@acme.example>\r\nIn-Reply-To: {}\r\n\r\n\
         A new one is on its way.\r\n",
        id.unwrap().trim()
    );
    let _ = desk
        .state
        .server
        .deliver("support", "INBOX", answer.as_bytes())
        .unwrap();
    desk.until_shown("Conversation (2)");
    desk.frame();
    assert_eq!(text_at(&mut desk), before);
    let heading = desk.bounds("Conversation (2)");
    assert!(heading.y > before.y, "{heading:?} {before:?}");
}

#[test]
fn other_messages_of_a_conversation_are_read_in_their_place() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told(ASKED);
    desk.until_shown("Show all texts");
    desk.click("ACME Support");
    desk.until_told(CONFIRMED);
    // The message that is read stays, and so does the folder.
    assert!(desk.tells(ASKED));
    assert_eq!(role(&desk), FolderRole::Inbox);
    // Above it, since it was written before.
    let at = |desk: &mut Driver<Desk, Message>, words: &str| {
        let texts = desk.texts();
        let found = texts.iter().find(|(text, _)| text.starts_with(words));
        found.unwrap_or_else(|| panic!("{words}")).1.y
    };
    assert!(at(&mut desk, "Open this message") < at(&mut desk, "Lena Morgenthal  lena"));
    desk.tell(Message::Key(Action::UnfoldConversation));
    assert!(!desk.shows("Open this message") && desk.tells(ASKED));
    desk.tell(Message::Key(Action::UnfoldConversation));
    desk.until_told(CONFIRMED);
    desk.click("Open this message");
    desk.until("it is opened where it lies", |desk| {
        role(desk) == FolderRole::Sent
    });
    desk.until_told(CONFIRMED);
    // Now the other one is folded: below it, in a line that opens it again.
    desk.until_shown("Show all texts");
}

#[test]
fn labels_of_others_are_shown_and_found() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Invoice shows the wrong VAT number");
    desk.until_told("carries our old VAT number");
    let count = |desk: &mut Driver<Desk, Message>, word: &str| {
        desk.texts().iter().filter(|(text, _)| text == word).count()
    };
    // In the reader; the list's rows are drawn in one piece.
    assert!(count(&mut desk, "Important") >= 1 && count(&mut desk, "billing") >= 1);
    desk.tell(Message::Search("tag:important tag:billing".into()));
    desk.until_shown("1 message found");
    desk.resize(Size::new(900.0, 600.0));
    desk.until_shown("Invoice shows the wrong VAT number");
}

/// The address is shown as ever, and what an eye misses stands above the text.
#[test]
fn a_sender_who_pretends_to_be_another_is_named() {
    let mut desk = desk(&["anna"]);
    let deceives = "From: \"Paula <ceo@bank.test>\" <x@acrne.example>\r\n\
        To: support@acme.example\r\nSubject: Urgent\r\nMessage-ID: <1@acrne.example>\r\n\r\nPay now.\r\n";
    let server = &desk.state.server;
    server
        .deliver("support", "INBOX", deceives.as_bytes())
        .unwrap();
    desk.go("Urgent");
    desk.until_told("The name shows ceo@bank.test, but this was sent from x@acrne.example.");
    assert!(desk.tells("acrne.example, looks like acme.example but is a different one."));
    // The list names the address, and not what the name pretends.
    assert!(desk.shows("x@acrne.example") && desk.shows("Look twice"));
    assert!(desk.tells("x@acrne.example  calls itself “Paula <ceo@bank.test>”"));
    desk.go("Where is my order 20418?");
    desk.until("nothing is said of an honest one", |desk| {
        !desk.tells("looks like")
    });
}

#[test]
fn an_author_of_ours_beside_a_stranger_is_doubted() {
    let mut desk = desk(&["anna"]);
    let deceives = "From: A <a@evil.example>, B <support@acme.example>\r\nSender: boss@third.example\r\n\
        Reply-To: other@far.example\r\nTo: support@acme.example\r\nSubject: Urgent\r\n\
        Message-ID: <2@evil.example>\r\n\r\nPay now.\r\n";
    let server = &desk.state.server;
    server
        .deliver("support", "INBOX", deceives.as_bytes())
        .unwrap();
    desk.go("Urgent");
    desk.until_told("It names two senders: support@acme.example, one of yours, and a@evil.example");
    assert!(desk.tells("answers go to a third domain, far.example."));
    assert!(desk.tells("Answers go to other@far.example, not to the sender’s domain."));
    // The list names both addresses, and not their names.
    assert!(desk.shows("a@evil.example, support@acme.example") && desk.shows("Look twice"));
}
