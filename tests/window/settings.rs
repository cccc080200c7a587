//! The settings: what is looked for is found, and what is entered is kept.

use iced::Size;
use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use postroom::app::choose::Choice;
use postroom::app::keys::Action;
use postroom::app::screen::Place;
use postroom::app::screen::accounts::{self, add, address, reach};
use postroom::app::screen::home::Message;
use postroom::app::screen::settings::{self, Change, ContactsDeed, Section};
use postroom::app::widget::pane::CHOSEN;
use postroom::config::{ACCOUNT_KEYS, IDENTITY_KEYS, MAILBOX_KEYS};
use postroom::domain::{EmailAddress, Notify};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn at_settings() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.until("all is known", |desk| {
        desk.state.home.known.nodes.len() == 4 && !desk.state.home.known.identities.is_empty()
    });
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Add an account");
    desk
}

fn look_for(desk: &mut Driver<Desk, Message>, words: &str) {
    let search = settings::Message::Search(String::new());
    desk.tell(Message::Settings(search));
    desk.focus(settings::SEARCH);
    desk.write(words);
}

#[test]
fn what_is_looked_for_alone_is_shown() {
    let mut desk = at_settings();
    // Whole words or beginnings, with or without accents, of the heading and of what can be chosen.
    for (words, found, gone) in [
        (
            "Quiet",
            "Quiet hours, in which no new message is announced",
            "Add an account",
        ),
        ("français", "Language", "Contrast"),
        ("francais", "Language", "Contrast"),
        (
            "sending ask",
            "When you mention an attachment but nothing is attached",
            "Language",
        ),
        ("sales@", "sales@acme.example", "hr@acme.example"),
        // What is changed a step further is found too, and by the words of other programs.
        ("signature", "sales@acme.example", "Contrast"),
        ("password", "Add an account", "Contrast"),
        ("privacy", "Ask before fetching them", "Contrast"),
        ("font", "Size of text and controls", "Contrast"),
        // Within the dialogs, and where.
        ("signature", "Signature: under Change", "plain text"),
        ("sales signature", "sales@acme.example", "hr@acme.example"),
        (
            "sync",
            "Texts kept on this computer: under Change",
            "Language",
        ),
        (
            "Sent copy",
            "Copies of sent messages go: under Change",
            "Language",
        ),
        (
            "quiet",
            "Notify me of new messages: under Change",
            "Language",
        ),
        ("certificate", "Add an account", "Contrast"),
        // Where something bears the word itself, not all that stands beside it.
        ("contrast", "Contrast", "Lists"),
        ("appearance contrast", "Contrast", "Lists"),
        ("appearance", "Lists", "Add an account"),
    ] {
        look_for(&mut desk, words);
        desk.until_shown(found);
        assert!(!desk.shows(gone), "{words}");
    }
    look_for(&mut desk, "no such thing");
    desk.until_shown("No setting matches “no such thing”.");
    // One part of the page; a search looks everywhere again.
    desk.tell(Message::Settings(settings::Message::Show(Some(
        Section::Keys,
    ))));
    desk.until_shown("As in Thunderbird");
    assert!(!desk.shows("Contrast"));
    look_for(&mut desk, "contrast");
    desk.until_shown("Contrast");
}

#[test]
fn the_keys_are_in_the_search_at_once_and_escape_leaves() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    let before = desk.state.home.place.clone();
    desk.tell(Message::Key(Action::Settings));
    desk.until_shown("Add an account");
    desk.write("contrast");
    desk.until("it is looked for", |desk| {
        desk.shows("Contrast") && !desk.shows("Add an account")
    });
    // What is looked for goes first.
    desk.key(Named::Escape);
    desk.until_shown("Add an account");
    desk.write("contrast");
    desk.until("the keys stay there", |desk| !desk.shows("Add an account"));
    desk.key(Named::Escape);
    // A dialog goes alone.
    desk.tell(Message::Keys);
    desk.frame();
    desk.key(Named::Escape);
    assert!(!desk.state.home.is_covered());
    assert_eq!(desk.state.home.place, Some(Place::Settings));
    // Wherever else the keys are.
    desk.tell(Message::Key(Action::Back));
    assert_eq!(desk.state.home.place, before);
    desk.until_shown("Where is my order 20418?");
    desk.tell(Message::Key(Action::Settings));
    desk.until_shown("Add an account");
    desk.key(Named::Escape);
    assert_eq!(desk.state.home.place, before);
    desk.key(Named::ArrowDown);
    desk.until("the list has the keys", |desk| {
        desk.state.home.mail.opened.is_some()
    });
}

#[test]
fn at_the_first_start_enter_adds_an_account() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    assert!(!desk.state.home.is_covered());
    desk.key(Named::Enter);
    assert!(desk.state.home.is_covered());
    // Out of the settings it is the same as before them.
    desk.key(Named::Escape);
    desk.tell(Message::Go(Place::Settings));
    desk.frame();
    desk.key(Named::Escape);
    desk.until_shown("Welcome to Postroom");
    desk.key(Named::Enter);
    assert!(desk.state.home.is_covered());
}

fn set(desk: &mut Driver<Desk, Message>, change: Change) {
    desk.tell(Message::Settings(settings::Message::Set(change)));
}

fn show(desk: &mut Driver<Desk, Message>, section: Section) {
    desk.tell(Message::Settings(settings::Message::Show(Some(section))));
}

#[test]
fn a_value_beside_the_usual_ones_is_written() {
    let mut desk = at_settings();
    show(&mut desk, Section::Room);
    desk.until_shown("5 GB");
    desk.click("Other…");
    desk.frame();
    // The field has the keys, and holds what is so, which what is typed takes the place of.
    desk.write("a lot");
    desk.key(Named::Enter);
    desk.until_told("Enter megabytes from 0 to 1,000,000");
    assert_eq!(desk.state.link.engine().settings().cache_mb, 5000);
    for _ in 0.."a lot".len() {
        desk.key(Named::Backspace);
    }
    desk.write("1.234 GB");
    desk.click("Set");
    desk.until_shown("1,234 MB");
    // It is shown as it was chosen before it is kept.
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().cache_mb == 1234
    });
    // Escape gives it up, and stays on the page.
    desk.click("Other…");
    desk.frame();
    desk.write("9");
    desk.key(Named::Escape);
    assert!(!desk.shows("Set"));
    assert_eq!(desk.state.home.place, Some(Place::Settings));
    assert_eq!(desk.state.link.engine().settings().cache_mb, 1234);
}

#[test]
fn quiet_hours_begin_and_end_at_any_minute() {
    let mut desk = at_settings();
    set(
        &mut desk,
        Change::Quiet(postroom::domain::QuietHours::from_words("21:10-06:00")),
    );
    show(&mut desk, Section::Notifications);
    desk.until_shown("until");
    let now = |desk: &mut Driver<Desk, Message>| {
        let quiet = desk.state.link.engine().settings().quiet;
        quiet.map(postroom::domain::QuietHours::words)
    };
    desk.until("they are kept", |desk| now(desk).is_some());
    // They stand with what they belong to.
    let order = [
        "Every day",
        "until",
        "Icon in the system tray",
        "Notify me of new messages",
    ];
    let heights = order.map(|words| desk.bounds(words).y);
    assert!(heights.is_sorted(), "{heights:?}");
    desk.focus(settings::Entered::QuietUntil.id());
    for _ in 0.."06:00".len() {
        desk.key(Named::Backspace);
    }
    desk.write("21:10");
    // Hours without length are none.
    desk.key(Named::Enter);
    desk.until_told("Enter a time of day, such as 22:30.");
    desk.key(Named::Backspace);
    desk.key(Named::Backspace);
    desk.write("43");
    // Going on is enough.
    desk.key(Named::Tab);
    desk.until("they are others", |desk| {
        now(desk).as_deref() == Some("21:10-21:43")
    });
    assert!(!desk.tells("Enter a time of day"));
}

#[test]
fn senders_and_words_are_added_and_taken_away() {
    let mut desk = at_settings();
    show(&mut desk, Section::Reading);
    desk.until_shown("Always fetch for");
    desk.focus(settings::Entered::PicturesAlways.id());
    desk.write("nonsense");
    desk.key(Named::Enter);
    desk.until_told("Enter an address, or a domain such as @example.org.");
    for _ in 0.."nonsense".len() {
        desk.key(Named::Backspace);
    }
    desk.write("Shop.example");
    desk.key(Named::Enter);
    desk.until_shown("@shop.example");
    // The field is there for the next one.
    desk.write("kim@home.example");
    desk.key(Named::Enter);
    desk.until_shown("kim@home.example");
    let always =
        |desk: &mut Driver<Desk, Message>| desk.state.link.engine().settings().pictures.always;
    desk.until("both are kept", |desk| {
        always(desk) == ["@shop.example", "kim@home.example"]
    });
    desk.click("Forget");
    desk.until("one is left", |desk| always(desk).len() == 1);
    show(&mut desk, Section::Sending);
    desk.until_shown("Your own words, which are never marked as misspelled");
    desk.focus(settings::Entered::Word.id());
    desk.write("Lumen");
    desk.key(Named::Enter);
    desk.until("it is one", |desk| {
        desk.state.link.engine().settings().own_words == ["Lumen"]
    });
    desk.until_shown("Lumen");
    desk.click("Forget");
    desk.until("it is none", |desk| {
        desk.state.link.engine().settings().own_words.is_empty()
    });
    desk.until_shown("Lumen was removed from the list.");
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is one again", |desk| {
        desk.state.link.engine().settings().own_words == ["Lumen"]
    });
}

#[test]
fn contacts_are_taken_in_without_a_dialog_looked_for_and_removed() {
    let contacts = |desk: &mut Driver<Desk, Message>| desk.state.home.known.contacts;
    let mut desk = at_settings();
    show(&mut desk, Section::Contacts);
    desk.until_shown("There are none yet.");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.vcf");
    let cards: String = (0..40)
        .map(|n| {
            format!(
                "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kim {n}\r\nEMAIL:k{n}@many.test\r\nEND:VCARD\r\n"
            )
        })
        .chain([
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë Quill\r\nEMAIL:zq@b.test\r\nEND:VCARD\r\n"
                .to_owned(),
        ])
        .collect();
    std::fs::write(&path, cards).unwrap();
    let deed = |deed| Message::Settings(settings::Message::Contacts(deed));
    // Nothing can show a dialog here.
    desk.tell(deed(ContactsDeed::Imported(Ok(Choice::NoDialog))));
    desk.until_told("the desktop offers no file chooser");
    desk.write(&path.display().to_string());
    desk.key(Named::Enter);
    desk.until("they are there", |desk| contacts(desk) == 41);
    desk.until_shown("k0@many.test");
    assert!(!desk.tells("no file chooser"));
    assert!(!desk.shows("Zoë Quill"), "the list is bounded");
    assert!(desk.tells("21 more"));
    desk.tell(deed(ContactsDeed::Find("quill zoe".into())));
    desk.until_shown("Zoë Quill");
    assert!(!desk.shows("k0@many.test"));
    desk.click("Remove");
    desk.until("one is gone", |desk| contacts(desk) == 40);
    desk.until_shown("No contact matches.");
    desk.until_shown("Zoë Quill is no longer a contact.");
    desk.click("Undo");
    desk.until("it is there again", |desk| contacts(desk) == 41);
    desk.until_shown("zq@b.test");
    // A file that is let go over the page is one of contacts.
    std::fs::write(
        &path,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:New\r\nEMAIL:new@b.test\r\nEND:VCARD\r\n",
    )
    .unwrap();
    desk.events([iced::Event::Window(iced::window::Event::FileDropped(path))]);
    desk.until("it was taken in", |desk| contacts(desk) == 42);
    // And written: what is there is never written over.
    let out = folder.path().join("out.vcf");
    for again in [false, true] {
        desk.tell(deed(ContactsDeed::Exported(Ok(Choice::NoDialog))));
        desk.tell(deed(ContactsDeed::Path(out.display().to_string())));
        desk.tell(deed(ContactsDeed::PathDone));
        if again {
            desk.until_told("cannot be written.");
            assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
        } else {
            desk.until("it is written", |_| out.exists());
            desk.until("the field is gone", |desk| {
                !desk.tells("Type the path to save the file to")
            });
            let written = std::fs::read_to_string(&out).unwrap();
            assert_eq!(written.matches("BEGIN:VCARD").count(), 42);
            std::fs::write(&out, "mine").unwrap();
        }
    }
}

#[test]
fn how_large_attachments_are_kept_is_written() {
    let mut desk = at_settings();
    let support = desk.state.home.known.nodes.iter();
    let mut support = support.filter(|node| node.mailbox.name == "Support");
    let id = support.next().unwrap().mailbox.id();
    desk.tell(Message::Accounts(accounts::Message::Mailbox(id.clone())));
    desk.until_shown("Largest attachment");
    let largest = |desk: &mut Driver<Desk, Message>, typed: &str| {
        let message = accounts::mailbox::Message::Largest(typed.into());
        desk.tell(Message::MailboxSettings(message));
    };
    largest(&mut desk, "101");
    desk.tell(Message::MailboxSettings(accounts::mailbox::Message::Save));
    desk.until_told("Enter a whole number from 1 to 100.");
    assert!(desk.state.home.is_covered());
    largest(&mut desk, "33");
    desk.tell(Message::MailboxSettings(accounts::mailbox::Message::Save));
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
    let kept = desk.state.link.engine().keep(&id).attachments;
    assert_eq!(kept, postroom::domain::KeepAttachments::UpTo(33));
}

#[test]
fn every_page_is_there_in_every_size() {
    let mut desk = at_settings();
    let quiet = postroom::domain::QuietHours::usual();
    for change in [
        Change::Quiet(Some(quiet)),
        Change::Room(123),
        Change::TextSize(Some(115)),
    ] {
        desk.tell(Message::Settings(settings::Message::Set(change)));
    }
    desk.until("they are kept", |desk| {
        let settings = desk.state.link.engine().settings();
        settings.quiet.is_some() && settings.cache_mb == 123 && settings.text_size == Some(115)
    });
    for size in [
        (1280.0, 800.0),
        (900.0, 600.0),
        (640.0, 400.0),
        (320.0, 240.0),
    ] {
        desk.resize(Size::new(size.0, size.1));
        desk.tell(Message::Resized(Size::new(size.0, size.1)));
        for section in Section::ALL {
            desk.tell(Message::Settings(settings::Message::Show(Some(section))));
            desk.frame();
            assert!(desk.stops().len() > 11, "{section:?} at {size:?}");
        }
    }
}

#[test]
fn of_which_messages_somebody_is_told_is_set_for_each_mailbox() {
    let mut desk = at_settings();
    desk.tell(Message::Settings(settings::Message::Show(Some(
        Section::Notifications,
    ))));
    desk.until_shown("What concerns me");
    let sales = desk
        .state
        .home
        .known
        .nodes
        .iter()
        .find(|n| n.mailbox.name == "Sales");
    let mailbox = sales.unwrap().mailbox.clone();
    let now = move |desk: &mut Driver<Desk, Message>| {
        let engine = desk.state.link.engine();
        engine.notify(&mailbox.id(), mailbox.kind)
    };
    assert_eq!(now(&mut desk), Notify::Mine);
    // The mailboxes stand in the order of the tree; "All" is also the name of the whole page.
    let texts = desk.texts();
    let names = texts.iter().filter(|(text, _)| text == "Sales");
    let row = names.map(|(_, at)| at.center_y()).next_back().unwrap();
    let on_row = texts
        .iter()
        .filter(|(text, at)| text == "None" && (at.center_y() - row).abs() < 8.0);
    let at = on_row.map(|(_, at)| at.center()).next_back().unwrap();
    desk.click_at(at);
    desk.until("it is kept", |desk| now(desk) == Notify::None);
}

#[test]
fn an_account_is_changed_and_one_that_does_not_work_is_not_kept() {
    let mut desk = at_settings();
    let id = desk.state.home.known.accounts[0].0.id();
    desk.tell(Message::Accounts(accounts::Message::Change(id)));
    desk.until_shown("Change the account");
    let typed = |field, words: &str| {
        let words = add::Words(words.to_owned());
        Message::Add(add::Message::Typed(field, words))
    };
    desk.tell(typed(add::Field::Connections, "99"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until_shown("From 2 to 20");
    desk.tell(typed(add::Field::Connections, "6"));
    desk.tell(typed(add::Field::ImapPort, "9"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until("it says why", |desk| desk.tells("not on port 9"));
    assert_eq!(
        desk.state.link.engine().config().accounts[0]
            .connections
            .count(),
        4
    );
    // Leaving asks, since something was entered.
    desk.key(Named::Escape);
    desk.until_shown("Keep editing");
    desk.tell(Message::Add(add::Message::Stay));
    let right = desk.state.link.engine().config().accounts[0].imap.port;
    desk.tell(typed(add::Field::ImapPort, &right.to_string()));
    desk.tell(typed(add::Field::Name, "A. Berg"));
    desk.tell(Message::Add(add::Message::Submit));
    desk.until("it is kept", |desk| {
        let account = desk.state.link.engine().config().accounts[0].clone();
        account.connections.count() == 6 && account.name.as_deref() == Some("A. Berg")
    });
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
}

#[test]
fn an_address_is_added_changed_and_taken_away() {
    let mut desk = at_settings();
    look_for(&mut desk, "addresses");
    desk.until_shown("Add an address");
    desk.click("Add an address");
    desk.until_shown("Account");
    desk.write("info@");
    desk.key(Named::Enter);
    desk.until_shown("An address has a name, an @ and a domain.");
    desk.tell(Message::Reach(reach::Message::Address(
        "info@acme.example".into(),
    )));
    desk.tell(Message::Reach(reach::Message::Submit));
    desk.until("it is there", |desk| {
        desk.state.link.engine().config().identities.len() == 1 && !desk.state.home.is_covered()
    });
    desk.until_shown("info@acme.example");
    desk.click("Change");
    desk.until_shown("Signature");
    desk.tell(Message::Address(address::Message::Name("Acme".into())));
    desk.tell(Message::Address(address::Message::ReplyTo("nobody".into())));
    desk.tell(Message::Address(address::Message::Save));
    desk.until_shown("An address has a name, an @ and a domain.");
    desk.tell(Message::Address(address::Message::ReplyTo(
        "support@acme.example".into(),
    )));
    desk.tell(Message::Address(address::Message::Save));
    desk.until("it is kept", |desk| {
        let identity = desk.state.link.engine().config().identities[0].clone();
        let to = identity.reply_to.as_ref().map(EmailAddress::as_str);
        identity.name.as_deref() == Some("Acme") && to == Some("support@acme.example")
    });
    desk.until("the dialog is gone", |desk| !desk.state.home.is_covered());
    desk.click("Remove");
    let kept = |desk: &Driver<Desk, Message>| desk.state.link.engine().config().identities;
    desk.until("it is gone", |desk| kept(desk).is_empty());
    // It is back by the key, with all that was said of it.
    desk.until_shown("info@acme.example was removed.");
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is back", |desk| {
        let back = kept(desk);
        let to = back.first().and_then(|one| one.reply_to.as_ref());
        to.map(EmailAddress::as_str) == Some("support@acme.example")
            && back[0].name.as_deref() == Some("Acme")
    });
    // Then there is nothing left, and that is said.
    desk.tell(Message::Key(Action::Undo));
    desk.until_told("nothing to undo");
}

#[test]
fn a_mailbox_is_hidden_and_shown_again() {
    let mut desk = at_settings();
    look_for(&mut desk, "hr@");
    desk.until("it alone is shown", |desk| !desk.shows("Add an account"));
    desk.click("Hide");
    desk.until_shown("Not shown");
    desk.until("it is gone", |desk| {
        let mut nodes = desk.state.home.known.nodes.iter();
        !nodes.any(|n| n.mailbox.name == "HR")
    });
    desk.click("Show");
    desk.until("it is back", |desk| {
        desk.state
            .home
            .known
            .nodes
            .iter()
            .any(|n| n.mailbox.name == "HR")
    });
}

/// Everything the file holds of an account, a mailbox and an address has its control; whoever adds a key finds here that
/// it wants one, and names it.
#[test]
fn a_new_key_of_the_file_wants_a_control() {
    // The form of an account; `address` says which it is.
    let account = [
        "address",
        "name",
        "login",
        "imap",
        "smtp",
        "ca_file",
        "password",
        "connections",
    ];
    assert_eq!(ACCOUNT_KEYS, account);
    let mailbox = [
        // Its dialog.
        "address",
        "confirmed",
        "name", // "Add a mailbox".
        "routes",
        "sent_policy",
        "drafts",
        "trash",
        "archive",
        "keep",
        "attachments",
        "signature",
        "reply_to",
        "name_sender",
        "folders",
        "unread_for_me",
        "notify",
        "colour",
        // "Hide" and "Show".
        "hidden",
    ];
    assert_eq!(MAILBOX_KEYS, mailbox);
    let address = ["address", "via", "name", "signature", "reply_to"];
    assert_eq!(IDENTITY_KEYS, address);
}

/// Whether the program is offline is switched for this run: the page says what is so, and not what the file says.
#[test]
fn the_choice_of_the_network_follows_what_is_so() {
    let mut desk = at_settings();
    let marked = |desk: &mut Driver<Desk, Message>| {
        let chosen = desk.stops().into_iter();
        let is_chosen = |id: &Option<Id>| *id == Some(Id::new(CHOSEN));
        let online = desk.bounds("Online");
        let mut chosen = chosen.filter(|(id, _)| is_chosen(id)).map(|(_, at)| at);
        chosen.any(|at| at.contains(online.center()))
    };
    assert!(marked(&mut desk), "{:?}", desk.texts());
    desk.click("Offline: nothing is sent or fetched");
    desk.until("it is offline", |desk| desk.state.home.known.is_offline);
    desk.frame();
    assert!(!marked(&mut desk));
}
