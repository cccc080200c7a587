//! The signature, which follows the From line, and where it is set.

use std::sync::{Arc, Mutex};

use postroom::app::keys::Action;
use postroom::app::screen::accounts::{self, mailbox};
use postroom::app::screen::home::Message;
use postroom::domain::{DraftsPolicy, EmailAddress, MailboxId};
use postroom::engine::{Command, MailboxChange};

use crate::desk::desk;
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
