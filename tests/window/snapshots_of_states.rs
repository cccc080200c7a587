//! Pictures of what is only sometimes seen: while something is on its way, with more contrast, while somebody searches,
//! on the first day.

use postroom::app::choose::Choice;
use postroom::app::screen::Place;
use postroom::app::screen::settings::ContactsDeed;
use postroom::demo::{Fault, When};
use postroom::domain::{Draft, KeepBack, Work};
use postroom::engine::{Command, MailboxChange};

use super::*;

/// Longer than a test takes.
const SLOW: Fault = Fault::Delay(std::time::Duration::from_secs(600));
const ALL: Rectangle = Rectangle {
    x: 0.0,
    y: 0.0,
    width: 1280.0,
    height: 800.0,
};

#[test]
fn the_first_day() {
    let mut desk = desk(&[]);
    desk.sized(1280.0, 800.0);
    crate::first::begin(&mut desk);
    desk.until("all are there", |desk| {
        desk.state.home.known.nodes.len() == 4 && desk.state.home.place.is_some()
    });
    desk.until_told("come from the server’s folder names");
    // Dates are covered in pictures, also those of a list below that may be read by then, or not.
    desk.state.home.place = Some(Place::Problems);
    desk.point(AWAY);
    desk.frame();
    compare(
        &mut desk,
        "mailboxes-found",
        part(402.0, 60.0, 476.0, 515.0),
    );
}

#[test]
fn a_first_sync() {
    let mut desk = desk(&[]);
    desk.sized(1280.0, 800.0);
    desk.until_shown("Welcome to Postroom");
    let server = &desk.state.server;
    server.imap_fault_at(When::command("UID FETCH"), SLOW, 0, 1000);
    crate::first::begin(&mut desk);
    desk.go("Start");
    desk.go("Support");
    desk.until_told("The first time, this can take a while.");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "first-sync", ALL);
}

#[test]
fn what_is_fetched_ahead_and_what_is_paused() {
    let mut desk = at("Support");
    desk.until_shown("Unread 8");
    let status = part(0.0, 771.0, 1280.0, 29.0);
    crate::waiting::say_how_far(&mut desk, Work::Texts, 2000);
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "fetching", status);
    let known = &mut desk.state.home.known;
    let account = known.progress[0].account.clone();
    (known.progress, known.paused) = (Vec::new(), [account].into());
    desk.frame();
    compare(&mut desk, "paused", status);
}

#[test]
fn a_message_on_its_way() {
    let mut desk = at("Support");
    let mailbox = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let change = MailboxChange::Keep(KeepBack::Headers);
    let kept = desk.state.ask(Command::SetMailbox { mailbox, change });
    kept.unwrap();
    deliver(
        &desk,
        "From: Kim <kim@shop.example>\nTo: support@acme.example\nSubject: Slow one\n\
         Message-ID: <3@shop.example>\n\nHere it is.\n",
    );
    desk.until_shown("Slow one");
    let inbox = When::folder("FETCH", "shared/support@acme.example");
    let server = &desk.state.server;
    server.imap_fault_at(inbox.clone(), SLOW, 0, 1);
    desk.go("Slow one");
    desk.until_shown("The text is being fetched …");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "message-coming", reader(400.0));
}

#[test]
fn more_contrast() {
    let mut desk = at("Sales");
    desk.until_told("one card payment");
    read(&mut desk, "Any discount for six?", "one card payment");
    for _ in 0..10 {
        desk.turn();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // Those rows whose letters are in the fonts that are shipped.
    let above = part(0.0, 0.0, 1280.0, 396.0);
    for (theme, word) in [(theme::light_more(), "light"), (theme::dark_more(), "dark")] {
        desk.state.tokens = Tokens::of(&theme);
        desk.frame();
        let name = format!("contrast-{word}");
        compare_in(&mut desk, &theme, &name, above, 1.0);
    }
}

#[test]
fn what_is_looked_for() {
    // In one mailbox, all of whose texts are here: of others that depends on when one asks.
    let mut desk = at("Sales");
    desk.until_told("one card payment");
    desk.tell(Message::SearchHere(true));
    let above = part(0.0, 0.0, 1280.0, 420.0);
    for (words, name, seen) in [
        ("murphy", "search-proposed", above),
        ("is:unread aurora ", "search", above),
        (
            "nosuchword",
            "search-nothing",
            part(0.0, 0.0, 1280.0, 700.0),
        ),
    ] {
        desk.tell(Message::Search(String::new()));
        desk.focus(postroom::app::screen::home::SEARCH);
        desk.write(words);
        desk.until_told("messages were searched.");
        desk.turn();
        compare(&mut desk, name, seen);
    }
}

#[test]
fn drafts() {
    let mut desk = at("Support");
    desk.tell(Message::Go(Place::Drafts));
    desk.frame();
    compare(&mut desk, "drafts-none", PAGE);
    let own = crate::sending::draft(
        "anna@acme.example",
        "Lunch on Friday",
        &["Ben <ben@acme.example>"],
    );
    let team = crate::sending::draft(
        "support@acme.example",
        "Re: Where is my order 20418?",
        &["Lena Morgenthal <lena.morgenthal@posteo.example>"],
    );
    for draft in [own, team, Draft::default()] {
        let keep = Command::KeepDraft {
            over: None,
            draft,
            or_apart: false,
        };
        desk.state.ask(keep).unwrap();
    }
    desk.until("they are there", |desk| {
        desk.state.home.known.drafts.len() == 3
    });
    desk.until_told("Support / Drafts");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "drafts", PAGE);
}

#[test]
fn contacts() {
    let mut desk = at("Support");
    desk.tell(Message::Go(Place::Settings));
    let show = |section| Message::Settings(settings::Message::Show(Some(section)));
    desk.tell(show(Section::Contacts));
    desk.until_shown("There are none yet.");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "contacts-none", PAGE);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.vcf");
    let cards = ["Kim Berg", "Lena Morgenthal", "Zoë Quill"].map(|name| {
        let address = name.split(' ').next().unwrap().to_lowercase();
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{address}@shop.example\r\nEND:VCARD\r\n")
    });
    std::fs::write(&path, cards.concat()).unwrap();
    let deed = |deed| Message::Settings(settings::Message::Contacts(deed));
    desk.tell(deed(ContactsDeed::Imported(Ok(Choice::NoDialog))));
    desk.tell(deed(ContactsDeed::Path(path.display().to_string())));
    desk.tell(deed(ContactsDeed::PathDone));
    desk.until_shown("kim@shop.example");
    desk.point(AWAY);
    desk.frame();
    compare(&mut desk, "contacts", PAGE);
}

#[test]
fn settings_of_mailboxes_and_of_reading() {
    let mut desk = at("Support");
    desk.tell(Message::Go(Place::Settings));
    for (section, name) in [
        (Section::Mailboxes, "settings-mailboxes"),
        (Section::Reading, "settings-reading"),
    ] {
        desk.tell(Message::Settings(settings::Message::Show(Some(section))));
        desk.point(AWAY);
        desk.frame();
        compare(&mut desk, name, PAGE);
    }
}
