//! The lines of recipients: who is named, moved, taken away and proposed, by mouse and by keyboard.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use postroom::app::keys::Action;
use postroom::app::screen::Wish;
use postroom::app::screen::compose::{Deed, Line, Message};
use postroom::app::screen::home::Message as OfHome;
use postroom::domain::{Correspondent, KnownFrom, NamedAddress};
use postroom::engine::Command;

use crate::compose::{Stand, begin, carry_out, end, focus, says, update};
use crate::desk::{Desk, Letter, desk};
use crate::drive::Driver;

type Window = Driver<Stand, Message>;

fn writing(to: &str) -> Window {
    let mut window = begin(to);
    window.focus("to");
    window.key(Named::End);
    window
}

/// Files of contacts are taken in, as the settings do it.
fn contacts(window: &Window, people: &[&str]) {
    let cards = people.iter().map(|person| {
        let person = NamedAddress::parse(person).unwrap();
        format!(
            "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nEMAIL:{}\nEND:VCARD\n",
            person.name.unwrap_or_default(),
            person.address
        )
    });
    let file = cards.collect::<String>().into_bytes();
    let engine = window.state.link.engine().clone();
    let import = engine.request(Command::ImportContacts(file));
    window.state.runtime.block_on(import).unwrap();
}

fn proposed(window: &mut Window, asked: u64, people: &[&str]) {
    let people = people.iter().map(|text| Correspondent {
        person: NamedAddress::parse(text).unwrap(),
        from: KnownFrom::Written,
    });
    update(
        &mut window.state,
        Message::Proposed(asked, Ok(people.collect())),
    );
    window.frame();
}

#[test]
fn what_is_written_becomes_people_that_are_taken_away_by_mouse_and_keys() {
    let mut window = writing("Lena Fox <lena@example.org>");
    assert!(window.shows("Lena Fox") && !says(&mut window, "lena@example.org"));
    window.write("ben@acme.example,carla@");
    assert!(window.shows("ben@acme.example"));
    // Who is outside is marked, whoever is inside is not.
    let outside = window
        .texts()
        .iter()
        .filter(|(t, _)| t == "external")
        .count();
    assert_eq!(outside, 1);
    window.key(Named::Enter);
    assert!(window.shows("carla@") && window.shows("no address"));
    assert!(says(&mut window, "“carla@” is not an address."));
    // The first press chooses the last one, the second takes it away.
    window.key(Named::Backspace);
    assert!(window.shows("carla@"));
    window.key(Named::Backspace);
    assert!(!window.shows("carla@") && !says(&mut window, "is not an address"));
    assert_eq!(focus(&mut window), Some("to".into()));
    // The arrows walk them, and Enter writes one again.
    window.key(Named::ArrowLeft);
    window.key(Named::ArrowLeft);
    window.with(Modifiers::COMMAND, Key::Character("c".into()));
    let Some(Wish::Copy(text)) = window.state.wishes.last() else {
        panic!("{:?}", window.state.wishes)
    };
    assert_eq!(text, "Lena Fox <lena@example.org>");
    window.key(Named::ArrowLeft);
    window.key(Named::Enter);
    assert!(!window.shows("Lena Fox"));
    window.key(Named::Home);
    window.write("Dr. ");
    window.key(Named::Enter);
    assert!(window.shows("Dr. Lena Fox"));
    assert!(window.bounds("Dr. Lena Fox").x < window.bounds("ben@acme.example").x);
    // By the mouse: a double click writes one again.
    let at = window.bounds("ben@acme.example").center();
    window.click_at(at);
    window.click_at(at);
    window.key(Named::Home);
    window.write("x");
    window.focus("subject");
    window.frame();
    assert!(window.shows("xben@acme.example"));
    end(window);
}

#[test]
fn a_name_that_pretends_another_address_does_not_stand_for_it() {
    let mut window = begin("\"ceo@bank.test\" <x@evil.test>, Kim <kim@evil.test>");
    assert!(window.shows("x@evil.test") && !window.shows("ceo@bank.test"));
    assert!(window.shows("Kim"));
    end(window);
}

#[test]
fn several_lines_that_are_pasted_are_parted() {
    let mut window = writing("");
    let lines = "A <a@x.test>, b@y.test; c@z.test".to_owned();
    update(&mut window.state, Message::Typed(Line::To, lines));
    window.frame();
    for name in ["A", "b@y.test", "c@z.test"] {
        assert!(window.shows(name), "{name}");
    }
    let lines = "d@x.test\ne@x.test\n".to_owned();
    update(
        &mut window.state,
        Message::People(Line::To, Deed::Lines(lines)),
    );
    window.frame();
    assert!(window.shows("d@x.test") && window.shows("e@x.test"));
    end(window);
}

#[test]
fn people_go_to_another_line_by_the_mouse_and_by_their_menu() {
    let mut window = writing("lena@example.org, ben@acme.example");
    let from = window.bounds("ben@acme.example").center();
    window.point(from);
    window.press();
    window.point(iced::Point::new(from.x + 20.0, from.y + 2.0));
    window.frame();
    // The lines for copies are there to let them go on.
    let cc = window.bounds("Cc").center();
    window.point(iced::Point::new(cc.x + 300.0, cc.y));
    window.release();
    window.frame();
    let (ben, cc) = (window.bounds("ben@acme.example"), window.bounds("Cc"));
    assert!((ben.center().y - cc.center().y).abs() < 4.0);
    assert_eq!(focus(&mut window), Some("cc".into()));
    // From the keyboard.
    window.key(Named::Backspace);
    window.with(Modifiers::SHIFT, Key::Named(Named::F10));
    assert!(window.shows("Move to Bcc") && !window.shows("Move to Cc"));
    window.click("Move to Bcc");
    let (ben, bcc) = (window.bounds("ben@acme.example"), window.bounds("Bcc"));
    assert!((ben.center().y - bcc.center().y).abs() < 4.0);
    // What is let go elsewhere stays.
    let from = window.bounds("lena@example.org").center();
    window.point(from);
    window.press();
    window.point(iced::Point::new(400.0, 500.0));
    window.release();
    window.frame();
    let (lena, to) = (window.bounds("lena@example.org"), window.bounds("To"));
    assert!((lena.center().y - to.center().y).abs() < 4.0);
    end(window);
}

#[test]
fn people_are_proposed_while_somebody_writes() {
    let mut window = writing("lena@example.org");
    contacts(
        &window,
        &[
            "Zoë Quill <zoe@b.test>",
            "Zora <zora@b.test>",
            "Lena Zoo <lena@example.org>",
        ],
    );
    carry_out_writing(&mut window, "zo");
    // Name and address are both there; who is named already is not.
    assert!(window.shows("Zoë Quill") && window.shows("zoe@b.test"));
    assert!(window.shows("Contact") && !window.shows("Lena Zoo"));
    window.key(Named::ArrowDown);
    window.key(Named::Enter);
    let taken = window.bounds("Zora");
    assert!(!window.shows("Zoë Quill"));
    assert!(taken.y < window.bounds("Subject").y);
    assert_eq!(focus(&mut window), Some("to".into()));
    // Escape closes the list and nothing else; what was written stays.
    carry_out_writing(&mut window, "zoe");
    window.key(Named::Escape);
    assert!(!window.shows("Zoë Quill") && !window.state.compose.is_closed);
    assert_eq!(focus(&mut window), Some("to".into()));
    // A click takes one as well.
    carry_out_writing(&mut window, "zo");
    window.click("Zoë Quill");
    assert!(window.shows("Zoë Quill") && !window.shows("Contact"));
    end(window);
}

/// Writes in the line To, and waits for who is proposed.
fn carry_out_writing(window: &mut Window, text: &str) {
    let engine = window.state.link.engine().clone();
    let found = engine.correspondents(text, 24);
    let found = window.state.runtime.block_on(found).unwrap();
    update(&mut window.state, Message::Typed(Line::To, text.to_owned()));
    let asked = window.state.compose.asked();
    update(&mut window.state, Message::Proposed(asked, Ok(found)));
    window.frame();
}

#[test]
fn a_late_answer_to_something_older_is_passed_over() {
    let mut window = writing("");
    window.write("a");
    let first = window.state.compose.asked();
    window.write("n");
    let second = window.state.compose.asked();
    proposed(&mut window, second, &["Anna Berg <anna@b.test>"]);
    proposed(&mut window, first, &["Adam <adam@b.test>"]);
    assert!(window.shows("Anna Berg") && !window.shows("Adam"));
    // Who was proposed for less than is written by now is not taken by Enter.
    window.write("x");
    window.key(Named::Enter);
    assert!(window.shows("anx") && window.shows("no address"));
    window.key(Named::Backspace);
    window.key(Named::Backspace);
    window.write("an");
    // Nor is one taken for somebody who has written a whole address.
    window.write("a@b.test.example");
    let asked = window.state.compose.asked();
    proposed(&mut window, asked, &["anna@b.test.example.org"]);
    window.key(Named::Tab);
    assert!(window.shows("ana@b.test.example") || window.shows("anna@b.test.example"));
    assert!(!window.shows("anna@b.test.example.org"));
    // What comes after the line was left opens nothing.
    proposed(&mut window, asked, &["Adam <adam@b.test>"]);
    assert!(!window.shows("Adam"));
    end(window);
}

#[test]
fn who_is_not_meant_is_never_proposed_again() {
    let mut window = writing("");
    contacts(&window, &["Zora <zora@b.test>", "Zoë <zoe@b.test>"]);
    carry_out_writing(&mut window, "zo");
    let first = window.texts().iter().position(|(text, _)| text == "Zora");
    let second = window.texts().iter().position(|(text, _)| text == "Zoë");
    let name = if first < second { "Zora" } else { "Zoë" };
    let Some((found, at)) = window.state.compose.proposals_of(Line::To) else {
        panic!("nobody is proposed")
    };
    assert_eq!((found, at), (2, Some(0)));
    carry_out(&mut window, Message::People(Line::To, Deed::Reject(0)));
    assert!(!window.shows(name));
    carry_out_writing(&mut window, "zo");
    assert!(!window.shows(name));
    assert_eq!(
        window.state.compose.proposals_of(Line::To),
        Some((1, Some(0)))
    );
    // By the key.
    window.key(Named::Delete);
    assert!(!window.shows("Contact"));
    end(window);
}

#[test]
fn a_long_line_is_folded_and_bounded() {
    let people: Vec<String> = (0..40).map(|n| format!("person{n}@acme.example")).collect();
    let mut window = begin(&people.join(", "));
    assert!(window.shows("person9@acme.example") && !window.shows("person39@acme.example"));
    let subject = window.bounds("Subject").y;
    window.click("and 30 more");
    assert!(window.shows("person39@acme.example"));
    // However many there are, the text keeps its room.
    assert!(window.bounds("Subject").y - subject < 100.0);
    end(window);
}

#[test]
fn a_forgotten_attachment_is_said_before_it_is_sent() {
    let mut window = begin("lena@acme.example");
    window.focus("body");
    window.write("It is attached.");
    carry_out(&mut window, Message::Send);
    assert!(window.shows("Send it like this?"), "{:?}", window.texts());
    assert!(says(
        &mut window,
        "You wrote “attached”, but nothing is attached."
    ));
    window.key(Named::Escape);
    assert!(!window.shows("Send it like this?") && !window.state.compose.is_closed);
    carry_out(&mut window, Message::Send);
    carry_out(&mut window, Message::SendAnyway);
    assert!(!window.shows("Send it like this?"));
    // It may be switched off.
    let engine = window.state.link.engine().clone();
    let off = engine.change_settings(|settings| settings.remind_attachment = false);
    window.state.runtime.block_on(off).unwrap();
    carry_out(&mut window, Message::Send);
    assert!(!window.shows("Send it like this?"));
    end(window);
}

#[test]
fn who_answers_a_mailboxs_mail_as_themselves_is_asked_first() {
    let mut desk = crate::desk::desk(&["anna"]);
    let mut letter = crate::sending::answer(&mut desk);
    let from = |letter: &mut Driver<Letter, Message>, address: &str| {
        let known = letter.state.known.identities.iter();
        let mut own = known.filter(|one| one.key.address.as_str() == address);
        let key = own.next().unwrap().key.clone();
        letter.tell(Message::Choose(key));
    };
    from(&mut letter, "anna@acme.example");
    letter.tell(Message::Send);
    let words =
        "You are answering a message to Support, but it would be sent from anna@acme.example.";
    letter.until("it asks", |letter| letter.tells(words));
    // One Enter too many sends nothing.
    letter.key(Named::Enter);
    assert!(!letter.shows("Send it like this?") && letter.state.wishes.is_empty());
    // As the mailbox nobody is asked: what is offered changes who it is from, and sends nothing yet.
    letter.tell(Message::Send);
    letter.until("it asks", |letter| letter.tells(words));
    letter.click("Answer as Support");
    assert!(!letter.shows("Send it like this?") && letter.state.wishes.is_empty());
    assert!(letter.shows("You are writing as Support"));
    letter.tell(Message::Send);
    letter.until_closed();
}

/// Whoever answers the sender alone sees that others got the message, and takes them in with one press.
#[test]
fn who_is_left_out_of_an_answer_is_said_and_taken_in() {
    let mut desk = desk(&["anna"]);
    crate::sending::ready(&mut desk);
    desk.go("Support");
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example, Lee <lee@shop.example>\r\n\
        Cc: anna@acme.example, Ola <ola@shop.example>\r\nSubject: For all of us\r\n\
        Message-ID: <all@shop.example>\r\n\r\nWho comes?\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    desk.go("For all of us");
    desk.until_told("Who comes?");
    let answer = |desk: &mut Driver<Desk, OfHome>, action| {
        desk.tell(OfHome::Key(action));
        desk.until("it is begun", |desk| !desk.state.wishes.is_empty());
        desk.state.letter()
    };
    let mut letter = answer(&mut desk, Action::Reply);
    letter.until("it is said", |letter| letter.shows("Add 2 others"));
    // Neither the mailbox nor oneself; who is named already is not left out.
    letter.focus("to");
    letter.write("lee@shop.example, ");
    assert!(letter.shows("Add 1 other"));
    letter.click("Add 1 other");
    assert!(!letter.tells("Add 1 other"));
    let mut id = None;
    letter.until_kept(|kept| id = Some(kept));
    let people = |lines: &[postroom::domain::NamedAddress]| {
        let all = lines.iter().map(|one| one.address.clone());
        all.collect::<Vec<_>>()
    };
    let draft = crate::writing::stored(&desk, id.unwrap());
    assert_eq!(people(&draft.to), ["kim@shop.example", "lee@shop.example"]);
    assert_eq!(people(&draft.cc), ["ola@shop.example"]);
    // An answer to all leaves nobody out.
    let mut letter = answer(&mut desk, Action::ReplyAll);
    letter.frame();
    assert!(letter.tells("ola@shop.example") || letter.shows("Ola"));
    assert!(!letter.tells("Add 1") && !letter.tells("Add 2"));
}

#[test]
fn reminders_and_contacts_stand_in_the_settings() {
    use postroom::app::screen::Place;
    use postroom::app::screen::home::Message;
    use postroom::app::screen::settings::{self, Change};
    let mut desk = crate::desk::desk(&["anna"]);
    crate::sending::ready(&mut desk);
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Add an account");
    desk.click("Sending");
    desk.until_shown("Do not ask");
    // The one for files comes first.
    desk.click("Do not ask");
    desk.until("it is kept", |desk| {
        let settings = desk.state.link.engine().settings();
        !settings.remind_attachment && settings.remind_outside
    });
    desk.tell(Message::Settings(settings::Message::Set(
        Change::RemindOutside(false),
    )));
    desk.until("it is kept", |desk| {
        !desk.state.link.engine().settings().remind_outside
    });
    // Whoever takes them in, the page knows it.
    desk.click("Contacts");
    desk.until_shown("There are none yet.");
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Kim\nEMAIL:kim@b.test\nEND:VCARD\n";
    let import = Command::ImportContacts(cards.as_bytes().to_vec());
    let engine = desk.state.link.engine().clone();
    desk.state.runtime.block_on(engine.request(import)).unwrap();
    desk.until_shown("There is one address.");
    assert!(desk.shows("Import vCard file") && desk.shows("Export"));
}
