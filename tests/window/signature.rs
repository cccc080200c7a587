//! The signature, which follows the From line, and where it is set.

use std::sync::{Arc, Mutex};

use iced::Point;
use iced::keyboard::key::Named;
use iced::theme::Mode;
use postroom::app::keys::Action;
use postroom::app::screen::accounts::{self, mailbox};
use postroom::app::screen::home::Message;
use postroom::app::theme::Appearance;
use postroom::domain::{DraftsPolicy, EmailAddress, MailboxId};
use postroom::engine::{Command, MailboxChange};

use crate::desk::{Desk, desk};
use crate::drive::Driver;
use crate::sending::{answer, ready};

#[test]
fn the_signature_follows_the_identity() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    for (mailbox, text) in [("support", "Anna\nAcme Support"), ("anna", "Anna Berg")] {
        let address = EmailAddress::parse(&format!("{mailbox}@acme.example")).unwrap();
        let change = MailboxChange::Signature(Some(text.into()));
        let mailbox = MailboxId::of(&address);
        let _ = desk
            .state
            .ask(Command::SetMailbox { mailbox, change })
            .unwrap();
    }
    desk.until("the signatures are known", |desk| {
        let signed = desk.state.home.known.identities.iter();
        signed.filter(|i| i.signature.is_some()).count() >= 2
    });
    let mut letter = answer(&mut desk);
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it was sent", |desk| {
        !desk.state.server.submissions().is_empty()
    });
    let text = String::from_utf8_lossy(&desk.state.server.submissions()[0].bytes).into_owned();
    assert!(
        text.contains("It is on its way.\r\n\r\n--=20\r\nAnna\r\nAcme Support\r\n\r\nOn "),
        "{text}"
    );
    // A new message begins with the mailbox in view, says so, and is nothing to keep yet.
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    assert!(letter.shows("because you are looking at Support"));
    assert!(!letter.state.compose.is_unkept());
    letter.click("support@acme.example");
    letter.frame();
    letter.click("Anna Berg");
    letter.frame();
    assert!(letter.shows("you chose it"));
    letter.focus("body");
    letter.write("Hello");
    let save = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&save);
    letter.until_kept(move |id| *kept.lock().unwrap() = Some(id));
    let id = save.lock().unwrap().unwrap();
    let stored = desk
        .state
        .engine(async |e| e.read(move |r| r.draft(id)).await.unwrap());
    assert_eq!(stored.unwrap().draft.body.trim(), "Hello\n\n-- \nAnna Berg");
}

#[test]
fn a_mailbox_has_its_signature_and_its_drafts_in_its_settings() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let support = EmailAddress::parse("support@acme.example").unwrap();
    let id = MailboxId::of(&support);
    desk.tell(Message::Accounts(accounts::Message::Mailbox(id.clone())));
    desk.until_shown("Signature");
    desk.focus("mailbox-signature");
    desk.write("Acme Support");
    assert!(desk.shows("on this computer only") && desk.shows("Say in the copy who pressed Send"));
    // They lie below what the dialog shows at once.
    let local = DraftsPolicy::Local;
    desk.tell(Message::MailboxSettings(mailbox::Message::Drafts(local)));
    desk.tell(Message::MailboxSettings(mailbox::Message::NameSender));
    desk.click("Save");
    desk.until("it is kept", |desk| {
        let identity = desk.state.home.known.identity_of(&id);
        identity.is_some_and(|i| {
            i.signature.as_deref() == Some("Acme Support")
                && i.drafts == DraftsPolicy::Local
                && !i.name_sender
        })
    });
}

#[test]
fn the_wheel_scrolls_the_dialog_where_the_signature_has_nothing_to_scroll() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let sales = EmailAddress::parse("sales@acme.example").unwrap();
    let sales = MailboxId::of(&sales);
    desk.tell(Message::Accounts(accounts::Message::Mailbox(sales)));
    desk.until_shown("Answers go to");
    let below = |desk: &mut Driver<Desk, Message>| desk.bounds("Answers go to").y;
    let turn = |desk: &mut Driver<Desk, Message>, lines: f32| {
        let at = desk.bounds("Answers go to");
        desk.point(Point::new(at.x + 40.0, at.y - 40.0));
        desk.pixels(&Appearance::Light.theme(Mode::Light, false));
        desk.wheel(lines);
        desk.frame();
    };
    let began = below(&mut desk);
    turn(&mut desk, -1.0);
    assert!(below(&mut desk) < began, "nothing is written there");
    turn(&mut desk, 9.0);
    assert_eq!(below(&mut desk), began);
    // What is longer than its field scrolls first, down to its end.
    desk.focus("mailbox-signature");
    for _ in 0..12 {
        desk.write("x");
        desk.key(Named::Enter);
    }
    turn(&mut desk, 2.0);
    turn(&mut desk, 9.0);
    let began = below(&mut desk);
    turn(&mut desk, -1.0);
    assert_eq!(below(&mut desk), began, "the signature scrolls");
    for _ in 0..9 {
        turn(&mut desk, -1.0);
    }
    assert!(below(&mut desk) < began, "it is at its end");
}
