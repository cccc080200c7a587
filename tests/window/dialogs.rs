//! Dialogs that hold what somebody entered, and words that can be copied.

use iced::Point;
use iced::keyboard::{Key, Modifiers, key::Named};
use postroom::app::screen::accounts::mailbox::kept;
use postroom::app::screen::accounts::{add, mailbox};
use postroom::app::screen::home::Message;
use postroom::app::screen::{Dialog, Notice, Place, Wish};
use postroom::domain::{
    EmailAddress, KeepBack, MailboxId, MailboxKind, PasswordSource, SentPolicy,
};
use postroom::engine::{Command, MailboxChange, Problem, ProblemKind, Text};

use crate::desk::{Desk, account, again, desk};
use crate::drive::Driver;

fn open(desk: &mut Driver<Desk, Message>, dialog: Dialog) {
    // As a screen wishes for it.
    let settings = match dialog {
        Dialog::Password(id) => postroom::app::screen::accounts::Message::Password(id),
        Dialog::Mailbox(id) => postroom::app::screen::accounts::Message::Mailbox(id),
        _ => postroom::app::screen::accounts::Message::Add,
    };
    desk.tell(Message::Accounts(settings));
}

/// A point that no dialog covers.
const BESIDE: Point = Point::new(40.0, 600.0);

#[test]
fn a_click_beside_a_form_keeps_it_and_escape_asks() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.click("Add an account");
    desk.until_shown("Your address");
    desk.focus("add-address");
    desk.write("anna@acme.example");
    desk.click_at(BESIDE);
    assert!(
        desk.shows("Your address"),
        "a slip of the mouse costs nothing"
    );
    desk.focus("add-address");
    desk.key(Named::Escape);
    assert!(desk.shows("Discard what you entered?"));
    desk.click("Keep editing");
    assert!(!desk.shows("Discard what you entered?") && desk.shows("Your address"));
    desk.focus("add-address");
    desk.key(Named::Escape);
    desk.click("Discard");
    assert!(!desk.shows("Your address"));
    // One that holds nothing goes at once.
    desk.click("Add an account");
    desk.until_shown("Your address");
    desk.key(Named::Escape);
    assert!(!desk.shows("Your address"));
}

#[test]
fn the_settings_of_a_mailbox_and_a_password_are_kept_too() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    open(&mut desk, Dialog::Mailbox(support));
    desk.until_shown("Name on the screen");
    desk.key(Named::Tab);
    desk.write("!");
    desk.click_at(BESIDE);
    assert!(desk.shows("Name on the screen"));
    desk.key(Named::Escape);
    assert!(desk.shows("Discard what you entered?"));
    desk.click("Discard");
    let anna = account(&desk.state.server, "anna").id();
    open(&mut desk, Dialog::Password(anna));
    desk.until_shown("anna@acme.example needs its password to sign in.");
    desk.focus("password");
    desk.write("half");
    desk.click_at(BESIDE);
    desk.key(Named::Escape);
    assert!(desk.shows("Discard what you entered?"));
}

#[test]
fn what_a_mailbox_uses_is_said_with_its_reason_and_it_is_built_anew_after_a_question() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let held = |desk: &Driver<Desk, Message>| {
        let nodes = &desk.state.home.known.nodes;
        let node = nodes.iter().find(|node| node.mailbox.name == "Support");
        node.and_then(|node| node.held.as_ref().map(|held| held.messages))
    };
    let inbox = desk
        .state
        .server
        .messages("support", "INBOX")
        .unwrap()
        .len();
    let all_of_it = |desk: &Driver<Desk, Message>| held(desk).is_some_and(|n| n as usize > inbox);
    desk.until("more than the Inbox is held", |desk| all_of_it(desk));
    open(&mut desk, Dialog::Mailbox(support));
    desk.until_told("Postroom keeps texts from the last year and attachments up to 10 MB");
    desk.until_told("The texts of all mailboxes take");
    let kept = |message| Message::MailboxSettings(mailbox::Message::Kept(message));
    // Nothing happens before the question is answered.
    desk.tell(kept(kept::Message::Confirm));
    assert!(!desk.tells("The copy was removed"));
    desk.tell(kept(kept::Message::Rebuild));
    desk.until_told("Nothing changes on the server");
    desk.tell(kept(kept::Message::Confirm));
    desk.until_told("The copy was removed and is being fetched again.");
    desk.until("it was fetched again", |desk| all_of_it(desk));
    assert_eq!(
        desk.state
            .server
            .messages("support", "INBOX")
            .unwrap()
            .len(),
        inbox
    );
}

#[test]
fn nothing_moves_in_a_form_when_something_is_said() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.click("Add an account");
    desk.until_shown("Your address");
    let places = |desk: &mut Driver<Desk, Message>| {
        ["Your address", "Your name", "Password", "STARTTLS", "Add"].map(|text| desk.bounds(text).y)
    };
    let before = places(&mut desk);
    desk.focus("add-address");
    desk.write("anna@");
    assert!(
        !desk.shows("An address has a name, an @ and a domain."),
        "it is still being typed"
    );
    desk.key(Named::Tab);
    desk.frame();
    assert!(desk.shows("An address has a name, an @ and a domain."));
    assert_eq!(places(&mut desk), before);
    // What the servers say makes the dialog longer, and moves nothing above it.
    let refused = Problem::new(ProblemKind::Network, Text::new("problem-offline"));
    let tried = add::Message::Tried(0, Box::new(Err(refused)));
    desk.tell(Message::Add(tried));
    let after = places(&mut desk);
    assert_eq!(after[..4], before[..4]);
}

#[test]
fn without_a_keyring_the_form_says_what_to_do_here() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.click("Add an account");
    desk.until_shown("Your address");
    assert!(!desk.shows("Keep the password in the keyring"));
    let none = Problem::new(ProblemKind::Secret, Text::new("problem-no-keyring"))
        .advise(Text::new("advice-no-keyring"));
    desk.tell(Message::Add(add::Message::Tried(0, Box::new(Err(none)))));
    assert!(desk.tells("untick “Keep the password in the keyring”"));
    assert!(desk.shows("Keep the password in the keyring"));
    assert!(!desk.tells("--password-command"));
}

#[test]
fn a_guessed_address_is_confirmed_where_it_stands() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Address not confirmed");
    let unconfirmed = |desk: &Desk| {
        let nodes = desk.home.known.nodes.iter();
        nodes.filter(|n| !n.mailbox.address_confirmed).count()
    };
    let before = unconfirmed(&desk.state);
    assert!(before > 0);
    desk.click("Confirm");
    desk.until("it is confirmed", |desk| {
        unconfirmed(&desk.state) == before - 1
    });
}

#[test]
fn a_password_is_kept_as_the_account_was_added_and_a_tick_is_honoured() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    let mut ben = account(&desk.state.server, "ben");
    ben.password = PasswordSource::Ask;
    let id = ben.id();
    let password = desk.state.server.password_of("ben").unwrap();
    let add = Command::AddAccount {
        account: ben,
        password: Some(password.clone()),
    };
    let _ = desk.state.ask(add).unwrap();
    let mut desk = again(desk);
    desk.until_shown("ben@acme.example: waiting for you");
    open(&mut desk, Dialog::Password(id.clone()));
    desk.until_shown("Keep the password in the keyring");
    desk.focus("password");
    use secrecy::ExposeSecret as _;
    desk.write(password.expose_secret());
    // Not ticked: the account asks each time. A click ticks it.
    desk.click("Keep the password in the keyring");
    desk.click("Sign in");
    desk.until("it is looked for in the keyring from now on", |desk| {
        let account = desk.state.home.known.account(&id);
        account.is_some_and(|a| a.password == PasswordSource::Keyring)
    });
    // The next run finds it there.
    let mut desk = again(desk);
    desk.until("it is signed in", |desk| {
        let connection = desk.state.home.known.connection(&id);
        connection == Some(postroom::engine::Connection::Online)
    });
}

/// Marks a text from end to end and copies it.
fn copy(desk: &mut Driver<Desk, Message>, words: &str) -> String {
    let texts = desk.texts();
    let (_, at) = texts
        .iter()
        .find(|(text, at)| text.contains(words) && at.x > 240.0)
        .unwrap_or_else(|| panic!("{words:?} is not among {texts:?}"));
    desk.point(Point::new(at.x + 1.0, at.y + 3.0));
    desk.press();
    desk.point(Point::new(at.x + at.width - 1.0, at.y + at.height - 3.0));
    desk.release();
    desk.with(Modifiers::COMMAND, Key::Character("c".into()));
    desk.copied().unwrap_or_default().to_owned()
}

#[test]
fn who_wrote_and_about_what_can_be_copied() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    let subject = {
        let texts = desk.texts();
        let heading = texts
            .iter()
            .filter(|(text, _)| text == "Where is my order 20418?")
            .max_by(|(_, a), (_, b)| a.x.total_cmp(&b.x))
            .unwrap();
        heading.1
    };
    desk.point(Point::new(subject.x + 1.0, subject.center_y()));
    desk.press();
    desk.point(Point::new(
        subject.x + subject.width - 1.0,
        subject.center_y(),
    ));
    desk.release();
    desk.with(Modifiers::COMMAND, Key::Character("c".into()));
    assert_eq!(desk.copied(), Some("Where is my order 20418?"));
    let from = copy(&mut desk, "lena.morgenthal@posteo.example");
    assert_eq!(from, "Lena Morgenthal  lena.morgenthal@posteo.example");
    let to = copy(&mut desk, "support@acme.example");
    assert!(to.contains("support@acme.example"), "{to}");
    // What is said in passing, too.
    let problem = Problem::new(ProblemKind::Network, Text::new("problem-offline"));
    desk.tell(Message::Tell(Notice::Problem(problem)));
    assert_eq!(
        copy(&mut desk, "Postroom is set to work offline."),
        "Postroom is set to work offline."
    );
}

#[test]
fn where_no_portal_answers_a_path_is_asked_for() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Invoice shows the wrong VAT number");
    desk.click("Invoice shows the wrong VAT number");
    desk.until_shown("Save");
    let opened = {
        let known = &desk.state.home.mail.opened;
        known.as_ref().unwrap().header.id.clone()
    };
    use postroom::app::screen::mail;
    let what = mail::save::What::Attachment(0);
    let wanted = (opened, what, "invoice.pdf".to_owned());
    desk.tell(Message::Mail(mail::Message::SaveWhere(wanted)));
    desk.until_told("No desktop portal answers");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there.pdf");
    let typed = mail::save::Message::Path(path.display().to_string());
    desk.tell(Message::Save(typed));
    desk.click_at(BESIDE);
    desk.key(Named::Escape);
    assert!(
        desk.tells("No desktop portal answers"),
        "what was written stays"
    );
    desk.tell(Message::Save(mail::save::Message::Submit));
    desk.until("it is written", |_| path.exists());
    desk.until_told("there.pdf was saved.");
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
    assert!(
        !desk
            .state
            .wishes
            .iter()
            .any(|wish| matches!(wish, Wish::Open(_)))
    );
}

/// A mail of which most is attached: the text is there without it, and it is saved as it was sent.
#[test]
fn a_large_mail_is_read_at_once_and_what_is_attached_comes_when_it_is_saved() {
    let mut desk = desk(&["anna"]);
    let attached = "0123456789".repeat(7) + "\r\n";
    let attached = attached.repeat(70_000);
    let message = format!(
        "From: Lena <lena@posteo.example>\r\nTo: support@acme.example\r\nSubject: The plans\r\n\
         Message-ID: <plans@posteo.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\n\r\nHere is the albatross.\r\n\
         --b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=plans.zip\r\n\r\n\
         {attached}\r\n--b--\r\n"
    );
    desk.go("Support");
    desk.until_shown("Invoice shows the wrong VAT number");
    let set = |change| {
        let mailbox = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
        Command::SetMailbox { mailbox, change }
    };
    let change = MailboxChange::Keep(KeepBack::Headers);
    desk.state.ask(set(change)).unwrap();
    let server = &desk.state.server;
    let _ = server
        .deliver("support", "INBOX", message.as_bytes())
        .unwrap();
    desk.until_shown("The plans");
    desk.click("The plans");
    desk.until_shown("Here is the albatross.");
    desk.until_shown("plans.zip");
    desk.until_shown("5 MB · Archive · fetched when you open or save it");
    let opened = {
        let known = &desk.state.home.mail.opened;
        known.as_ref().unwrap().header.id.clone()
    };
    let reader = desk.state.link.engine().reader();
    assert_eq!(reader.body(&opened).unwrap(), None);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plans.zip");
    use postroom::app::screen::mail;
    let what = mail::save::What::Attachment(0);
    let wanted = (opened.clone(), what, "plans.zip".to_owned());
    desk.tell(Message::Mail(mail::Message::SaveWhere(wanted)));
    desk.tell(Message::Save(mail::save::Message::Path(
        path.display().to_string(),
    )));
    desk.tell(Message::Save(mail::save::Message::Submit));
    desk.until_told("plans.zip was saved.");
    assert!(std::fs::read_to_string(&path).unwrap() == attached);
    let reader = desk.state.link.engine().reader();
    assert_eq!(
        reader.body(&opened).unwrap(),
        None,
        "the mail itself was not needed"
    );
}

/// The first account is added: what it reaches is shown, and where copies go is asked once.
#[test]
fn the_first_start_ends_at_the_mailboxes() {
    use add::{Field, Server};
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    assert!(desk.shows("Try it with a made-up team"));
    desk.click("Add an account");
    desk.until_shown("Your address");
    let anna = account(&desk.state.server, "anna");
    use secrecy::ExposeSecret as _;
    let password = desk.state.server.password_of("anna").unwrap();
    for (field, words) in [
        (Field::Address, anna.address.to_string()),
        (Field::Password, password.expose_secret().to_owned()),
        (Field::ImapHost, anna.imap.host.clone()),
        (Field::ImapPort, anna.imap.port.to_string()),
        (Field::SmtpPort, anna.smtp.port.to_string()),
    ] {
        desk.tell(Message::Add(add::Message::Typed(field, add::Words(words))));
    }
    for server in [Server::Imap, Server::Smtp] {
        let none = postroom::domain::Security::None;
        desk.tell(Message::Add(add::Message::Security(server, none)));
    }
    // The protection brought its port along.
    let ports = [
        (Field::ImapPort, anna.imap.port),
        (Field::SmtpPort, anna.smtp.port),
    ];
    for (field, port) in ports {
        let words = add::Words(port.to_string());
        desk.tell(Message::Add(add::Message::Typed(field, words)));
    }
    desk.tell(Message::Add(add::Message::Submit));
    desk.until_shown("Your mailboxes");
    desk.until_shown("sales@acme.example");
    desk.click("into both");
    desk.click("Start");
    desk.until("it is so for all of the team's", |desk| {
        let nodes = desk.state.home.known.nodes.iter();
        let mut shared = nodes.filter(|n| n.mailbox.kind == MailboxKind::Shared);
        !desk.state.home.is_covered() && shared.all(|n| n.mailbox.sent_policy == SentPolicy::Both)
    });
    desk.until_shown("Support");
    assert!(!desk.shows("Welcome to Postroom"));
}
