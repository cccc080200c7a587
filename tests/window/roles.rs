//! Which folder of a mailbox is what, in its dialog.

use postroom::app::screen::accounts::{self, mailbox};
use postroom::app::screen::home::Message;
use postroom::app::theme::scale::{LINE, TEXT};
use postroom::domain::{FolderRole, MailboxId};
use postroom::engine::{Command, MailboxChange};
use postroom::i18n::{Language, Texts};

use crate::desk::{Desk, again_with, desk};
use crate::drive::Driver;

const OTHER: &str = "Angebote & Märkte";

fn sales() -> MailboxId {
    MailboxId::of(&postroom::domain::EmailAddress::parse("sales@acme.example").unwrap())
}

fn open(desk: &mut Driver<Desk, Message>) {
    desk.until("the folders are known", |desk| {
        let node = desk.state.home.known.node(&sales());
        node.is_some_and(|node| node.role(FolderRole::Sent).is_some())
    });
    desk.tell(Message::Accounts(accounts::Message::Mailbox(sales())));
    desk.turn();
}

fn say(desk: &mut Driver<Desk, Message>, message: mailbox::Message) {
    desk.tell(Message::MailboxSettings(message));
    desk.turn();
}

fn junk(desk: &Driver<Desk, Message>) -> (Option<String>, Option<String>) {
    let config = desk.state.link.engine().config();
    let named = config.mailbox(&sales());
    let named = named.and_then(|m| m.folders.get(&FolderRole::Junk).cloned());
    let node = desk.state.home.known.node(&sales()).unwrap();
    (named, node.role(FolderRole::Junk).map(|f| f.path.clone()))
}

#[test]
fn a_choice_of_a_folder_can_be_taken_back() {
    let mut desk = desk(&["anna"]);
    open(&mut desk);
    say(&mut desk, mailbox::Message::Menu(Some(FolderRole::Junk)));
    desk.until_shown("As the server says: none");
    // What has another role is not offered.
    assert!(desk.shows(OTHER));
    assert!(!desk.shows("INBOX"));
    let chosen = mailbox::Message::Role(FolderRole::Junk, Some(OTHER.into()));
    say(&mut desk, chosen);
    say(&mut desk, mailbox::Message::Save);
    let other = Some(OTHER.to_owned());
    desk.until("it is the one", |desk| {
        junk(desk) == (other.clone(), other.clone())
    });
    open(&mut desk);
    desk.until_shown(&format!("Junk ({OTHER})"));
    say(&mut desk, mailbox::Message::Menu(Some(FolderRole::Junk)));
    desk.click("As the server says");
    desk.turn();
    desk.until_shown("As the server says");
    say(&mut desk, mailbox::Message::Save);
    desk.until("it is none again", |desk| junk(desk) == (None, None));
    // What has another role is refused in words, whoever asks.
    let change = MailboxChange::Role(FolderRole::Junk, Some("INBOX".into()));
    let mailbox = sales();
    let refused = desk.state.ask(Command::SetMailbox { mailbox, change });
    assert_eq!(refused.unwrap_err().message.key, "problem-role-of-other");
}

#[test]
fn a_folder_that_is_named_in_vain_is_said() {
    let desk = desk(&["anna"]);
    let mut desk = again_with(desk, |config| {
        let address = postroom::domain::EmailAddress::parse("sales@acme.example").unwrap();
        config.change_mailbox(&address, |mailbox| {
            mailbox.folders.insert(FolderRole::Junk, "INBOX".into());
            mailbox.folders.insert(FolderRole::Archive, "Gone".into());
        });
    });
    open(&mut desk);
    desk.until_told("The settings name “INBOX”. That has no effect: it is already used for Inbox.");
    desk.until_told("The settings name “Gone”. That has no effect: there is no such folder.");
    say(&mut desk, mailbox::Message::Role(FolderRole::Junk, None));
    assert!(!desk.tells("“INBOX”"));
    say(&mut desk, mailbox::Message::Save);
    desk.until("it is taken out", |desk| junk(desk) == (None, None));
}

#[test]
fn folders_are_called_as_in_the_tree() {
    let mut desk = desk(&["anna"]);
    desk.state.link.texts = Texts::new(Language::German);
    open(&mut desk);
    desk.until_shown("Papierkorb");
    assert!(!desk.shows("Trash"));
}

#[test]
fn words_of_a_choice_are_not_cut() {
    let mut desk = desk(&["anna"]);
    desk.sized(640.0, 600.0);
    for language in [Language::English, Language::German, Language::French] {
        desk.state.link.texts = Texts::new(language);
        open(&mut desk);
        let words = desk.state.link.texts.say("mailbox-unread-for-me");
        let bounds = desk.bounds(&words);
        assert!(bounds.height > 2.0 * TEXT, "{words} {bounds:?}");
        // One line is as high as ever.
        let one = desk.state.link.texts.say("sent-both");
        assert_eq!(desk.bounds(&one).height, (TEXT * LINE).round(), "{one}");
        desk.tell(Message::CloseDialog);
    }
}
