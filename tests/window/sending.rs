//! Sending from the window: taken back, put off, asked about before the program ends, and all that
//! the outbox says of it.

use iced::keyboard::key::Named;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use postroom::app::keys::Action;
use postroom::app::screen::compose;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Notice, Place, Wish, later, outbox};
use postroom::demo::{SmtpFault, SmtpWhen};
use postroom::domain::{
    AccountId, Draft, EmailAddress, Mode, NamedAddress, OutboxId, OutboxState, SendRightKey,
};
use postroom::engine::{Command, Leave, OutboxAction, Reply};
use postroom::i18n::{Language, Texts};

use crate::desk::{Desk, Letter, again, desk, desk_as_new};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

pub fn draft(from: &str, subject: &str, to: &[&str]) -> Draft {
    let mode = if from == "anna@acme.example" {
        Mode::Own
    } else {
        Mode::SendAs
    };
    Draft {
        from: Some(SendRightKey {
            account: AccountId::of(&EmailAddress::parse("anna@acme.example").unwrap()),
            address: EmailAddress::parse(from).unwrap(),
            mode,
        }),
        to: to
            .iter()
            .map(|to| NamedAddress::parse(to).unwrap())
            .collect(),
        subject: subject.into(),
        body: "Hello".into(),
        ..Draft::default()
    }
}

pub fn ready(desk: &mut Driver<Desk, Message>) {
    desk.until("the addresses are known", |desk| {
        let identities = &desk.state.home.known.identities;
        ["support@acme.example", "anna@acme.example"]
            .iter()
            .all(|address| identities.iter().any(|i| i.from.address == *address))
    });
}

pub fn undo_seconds(desk: &Driver<Desk, Message>, seconds: u8) {
    desk.state.engine(async |engine| {
        let change =
            move |settings: &mut postroom::config::Settings| settings.undo_seconds = seconds;
        engine.change_settings(change).await.unwrap();
    });
}

pub fn put_in(desk: &Driver<Desk, Message>, draft: Draft, leave: Leave) -> OutboxId {
    let send = Command::Send {
        draft,
        id: None,
        leave,
    };
    let Reply::Outgoing(row) = desk.state.ask(send).unwrap() else {
        panic!("it is in the outbox")
    };
    row.outbox_id
}

fn state(desk: &Driver<Desk, Message>, id: OutboxId) -> Option<OutboxState> {
    desk.state.home.known.outgoing(id).map(|o| o.state)
}

fn in_hours(hours: i64) -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second() + hours * 3600).unwrap()
}

/// Answers the order and presses Send; what the window to write in wishes for reaches the main one.
pub fn answer(desk: &mut Driver<Desk, Message>) -> Driver<Letter, compose::Message> {
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Key(Action::Reply));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    let mut letter = desk.state.letter();
    letter.write("It is on its way.");
    letter
}

fn tell_of(desk: &mut Driver<Desk, Message>, letter: &mut Driver<Letter, compose::Message>) {
    let told = letter.state.wishes.drain(..).find_map(|wish| match wish {
        Wish::Tell(notice) => Some(notice),
        _ => None,
    });
    desk.tell(Message::Tell(told.expect("the main window is told")));
}

#[test]
fn what_was_sent_counts_down_and_is_taken_back_by_the_key() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    undo_seconds(&desk, 60);
    let mut letter = answer(&mut desk);
    letter.click("Send as Support");
    letter.until_closed();
    tell_of(&mut desk, &mut letter);
    desk.until_told("s, to Lena Morgenthal");
    assert!(desk.tells("Leaves in "));
    let second = std::time::Duration::from_secs(1);
    assert_eq!(
        desk.state.home.pace(),
        Some(second),
        "the seconds are counted"
    );
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is open to be written on", |desk| {
        let opened = |wish: &Wish| {
            matches!(wish, Wish::Compose(draft, Some(_)) if draft.body.contains("It is on its way."))
        };
        desk.state.wishes.iter().any(opened)
    });
    desk.until("the outbox is empty", |desk| {
        desk.state.home.known.outbox.is_empty()
    });
    assert!(!desk.tells("s, to Lena Morgenthal"), "its notice is gone");
    assert!(desk.state.server.submissions().is_empty());
    // It goes on where it was.
    let mut letter = desk.state.letter();
    assert!(letter.shows("You are writing as Support"));
    assert!(letter.state.compose.draft_id().is_some());
}

#[test]
fn a_click_takes_it_back_too_and_too_late_is_said() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    undo_seconds(&desk, 60);
    let kim = ["Kim <kim@elsewhere.example>"];
    let id = put_in(
        &desk,
        draft("anna@acme.example", "Lunch", &kim),
        Leave::Undoable,
    );
    desk.tell(Message::Tell(Notice::Sent(id)));
    desk.until_told("Leaves in ");
    desk.click("Undo");
    desk.until("it is a draft again", |desk| {
        matches!(desk.state.wishes.last(), Some(Wish::Compose(draft, Some(_))) if draft.subject == "Lunch")
    });
    desk.tell(Message::UndoSend(id));
    desk.until_told("Too late: the message is already on its way.");
}

#[test]
fn without_seconds_to_undo_it_leaves_at_once() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    undo_seconds(&desk, 0);
    let kim = ["Kim <kim@elsewhere.example>"];
    let id = put_in(
        &desk,
        draft("anna@acme.example", "Lunch", &kim),
        Leave::Undoable,
    );
    desk.tell(Message::Tell(Notice::Sent(id)));
    desk.until_shown("Sent to Kim");
    assert!(!desk.shows("Undo"));
    assert_eq!(desk.state.server.submissions().len(), 1);
}

#[test]
fn how_long_send_can_be_undone_is_a_setting() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    undo_seconds(&desk, 15);
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Add an account");
    desk.click("Sending");
    // What stands in the file is among what is offered.
    desk.until_shown("15 s");
    desk.click("30 s");
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().undo_seconds == 30
    });
}

#[test]
fn a_new_profile_gives_ten_seconds_to_undo() {
    let mut desk = desk_as_new("anna");
    ready(&mut desk);
    assert_eq!(desk.state.link.engine().settings().undo_seconds, 10);
    let mut letter = answer(&mut desk);
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it waits to be undone", |desk| {
        let outbox = &desk.state.home.known.outbox;
        outbox.iter().any(|o| o.state == OutboxState::Scheduled)
    });
    let row = &desk.state.home.known.outbox[0];
    let leaves = row.next_attempt_at.expect("it has a time");
    assert_eq!(leaves.as_second() - row.created_at.as_second(), 10);
    assert!(desk.state.server.submissions().is_empty());
    // The setting offers it, and from 0 to 60.
    desk.tell(Message::Go(Place::Settings));
    for offer in ["10 s", "60 s"] {
        desk.until_shown(offer);
    }
}

#[test]
fn it_is_sent_at_a_time_that_is_chosen_or_written() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    letter.click("Later");
    letter.frame();
    assert!(letter.shows("Tomorrow at 08:00") && letter.shows("Save the draft and close"));
    letter.click("At another time …");
    letter.frame();
    assert!(letter.shows("When should it be sent?"));
    assert!(letter.shows("It will be sent tomorrow at 08:00."));
    // What cannot be is said, and is not sent.
    letter.focus("later-date");
    letter.with(
        iced::keyboard::Modifiers::COMMAND,
        iced::keyboard::Key::Character("a".into()),
    );
    letter.write("31.2.");
    letter.key(Named::Enter);
    assert!(letter.shows("There is no such day. Write it like 2026-12-31."));
    assert!(!letter.state.compose.is_closed);
    letter.key(Named::Escape);
    letter.frame();
    assert!(!letter.shows("When should it be sent?"));
    letter.click("Later");
    letter.frame();
    letter.click("Tomorrow at 08:00");
    letter.until_closed();
    tell_of(&mut desk, &mut letter);
    desk.until_shown("Leaves tomorrow at 08:00, to Lena Morgenthal");
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Scheduled");
    assert!(desk.tells("It will be sent tomorrow at 08:00."));
    // Another time, from the row.
    desk.click("Change the time");
    desk.frame();
    desk.click("At another time …");
    desk.until_shown("When should it be sent?");
    desk.key(Named::Enter);
    desk.until("the dialog is gone", |desk| {
        !desk.shows("When should it be sent?")
    });
    let row = &desk.state.home.known.outbox[0];
    let zone = TimeZone::system();
    let at = row.next_attempt_at.unwrap().to_zoned_datetime(zone);
    assert_eq!((at.hour(), at.minute()), (8, 0));
    // Now after all.
    desk.click("Send now");
    desk.until("it left", |desk| desk.state.server.submissions().len() == 1);
}

#[test]
fn what_waits_is_put_in_another_order_by_button_and_key() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let kim = ["Kim <kim@elsewhere.example>"];
    let at = Leave::At(in_hours(5));
    let [one, two, three] = ["One", "Two", "Three"]
        .map(|subject| put_in(&desk, draft("anna@acme.example", subject, &kim), at));
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Three");
    let order = |desk: &Driver<Desk, Message>| -> Vec<OutboxId> {
        let rows = desk.state.home.known.outbox.iter();
        rows.map(|o| o.outbox_id).collect()
    };
    assert_eq!(order(&desk), [one, two, three]);
    // The second is opened by the keys, and goes up; what is known of it is shown.
    desk.tell(Message::Key(Action::Next));
    desk.tell(Message::Key(Action::Next));
    desk.tell(Message::Key(Action::LeaveEarlier));
    desk.until("it stands first", |desk| order(desk) == [two, one, three]);
    let up = outbox::Message::Move(Some(three), outbox::Direction::Up);
    desk.tell(Message::Outbox(up));
    desk.until("the third stands second", |desk| {
        order(desk) == [two, three, one]
    });
    let down = outbox::Message::Move(Some(two), outbox::Direction::Down);
    desk.tell(Message::Outbox(down));
    desk.until("the first goes down", |desk| {
        order(desk) == [three, two, one]
    });
    assert!(desk.bounds("Three").y < desk.bounds("Two").y);
    // At the end there is nothing to pass.
    let down = outbox::Message::Move(Some(one), outbox::Direction::Down);
    desk.tell(Message::Outbox(down));
    assert_eq!(order(&desk), [three, two, one]);
}

#[test]
fn quitting_asks_while_messages_have_not_left_and_only_then() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let kim = ["Kim <kim@elsewhere.example>"];
    desk.tell(Message::AskQuit);
    assert!(
        matches!(desk.state.wishes.pop(), Some(Wish::Quit)),
        "nothing waits"
    );
    let id = put_in(
        &desk,
        draft("anna@acme.example", "Lunch", &kim),
        Leave::At(in_hours(5)),
    );
    desk.until("it is scheduled", |desk| {
        state(desk, id) == Some(OutboxState::Scheduled)
    });
    desk.tell(Message::AskQuit);
    desk.until_shown("1 message has not left yet");
    assert!(desk.shows("They stay on this computer and will be sent when Postroom runs again."));
    assert!(desk.shows("Lunch") && !desk.shows("Scheduled"));
    // Its time says more.
    let at = desk.state.home.known.outbox[0].next_attempt_at.unwrap();
    let now = Timestamp::now();
    let at = Texts::new(Language::English).coming_date(at, now, &TimeZone::system());
    assert!(desk.shows(&later::capital(&at)));
    assert!(desk.state.wishes.is_empty());
    // The first button has the focus: Enter stays.
    desk.key(Named::Enter);
    assert!(!desk.shows("1 message has not left yet") && desk.state.wishes.is_empty());
    desk.tell(Message::AskQuit);
    desk.go("Quit anyway");
    assert!(matches!(desk.state.wishes.pop(), Some(Wish::Quit)));
    // In the next run it is still there.
    let mut desk = again(desk);
    desk.until("it waits for its time", |desk| {
        state(desk, id) == Some(OutboxState::Scheduled)
    });
    // What is held has not left either, and does not by itself.
    let hr = put_in(&desk, draft("hr@acme.example", "Offer", &kim), Leave::Now);
    desk.until("it is held", |desk| {
        state(desk, hr) == Some(OutboxState::Held)
    });
    desk.tell(Message::AskQuit);
    desk.until_shown("2 messages have not left yet");
    assert!(desk.tells("What is held waits for you"));
    desk.key(Named::Enter);
    let cancel = |id| Command::Outbox {
        id,
        action: OutboxAction::Cancel,
    };
    let _ = desk.state.ask(cancel(id)).unwrap();
    desk.until("only that is left", |desk| {
        desk.state.home.known.outbox.len() == 1
    });
    desk.tell(Message::AskQuit);
    desk.until_shown("1 message has not left yet");
    assert!(desk.tells("where they wait for you"));
    desk.key(Named::Enter);
    let _ = desk.state.ask(cancel(hr)).unwrap();
    desk.until("nothing is left", |desk| {
        desk.state.home.known.outbox.is_empty()
    });
    desk.tell(Message::AskQuit);
    assert!(matches!(desk.state.wishes.pop(), Some(Wish::Quit)));
}

#[test]
fn some_recipients_refused_is_shown_for_each_and_the_others_get_it() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let refusal = SmtpFault::Reply("550 5.1.1 no such user here".into());
    desk.state
        .server
        .control()
        .smtp_fault(SmtpWhen::Rcpt, refusal);
    let both = ["Zoe <zoe@elsewhere.example>", "Kim <kim@elsewhere.example>"];
    let id = put_in(
        &desk,
        draft("anna@acme.example", "Lunch", &both),
        Leave::Now,
    );
    desk.until("it is held", |desk| {
        state(desk, id) == Some(OutboxState::Held)
    });
    desk.tell(Message::Go(Place::Outbox));
    desk.go("Lunch");
    desk.until_shown("zoe@elsewhere.example");
    assert!(desk.tells("550 5.1.1 no such user here"));
    // What can be done with it is in the palette too.
    desk.tell(Message::Key(Action::Palette));
    desk.until_told("more below");
    desk.write("to the others");
    desk.key(Named::Enter);
    desk.until("it was sent", |desk| {
        !desk.state.server.submissions().is_empty()
    });
    let [sent] = &desk.state.server.submissions()[..] else {
        panic!("once")
    };
    assert_eq!(sent.rcpt_to, ["kim@elsewhere.example"]);
}

#[test]
fn who_was_refused_stands_first_with_the_servers_words() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let nobody = "nobody@acme.example";
    let all = ["kim@elsewhere.example", nobody, "lee@elsewhere.example"];
    let id = put_in(&desk, draft("anna@acme.example", "Lunch", &all), Leave::Now);
    desk.until("it is held", |desk| {
        state(desk, id) == Some(OutboxState::Held)
    });
    desk.tell(Message::Go(Place::Outbox));
    desk.go("Lunch");
    desk.until_shown("kim@elsewhere.example");
    let below = |desk: &mut Driver<Desk, Message>, name: &str, words: &str| {
        let name = desk.bounds(name);
        let texts = desk.texts();
        let reply = texts.iter().find(|(text, at)| {
            text.starts_with(words) && at.y > name.y && at.y < name.y + 3.0 * name.height
        });
        assert!(reply.is_some(), "{words} is not below {name:?}: {texts:?}");
        name.y
    };
    let refused = below(&mut desk, nobody, "550 5.1.1 ");
    let others = ["kim@elsewhere.example", "lee@elsewhere.example"];
    let [kim, lee] = others.map(|other| below(&mut desk, other, "250 "));
    assert!(refused < kim && kim < lee, "{refused} {kim} {lee}");
    // Left out, they still stand before the others.
    desk.go("Send to the others");
    desk.until("it was sent", |desk| {
        state(desk, id) == Some(OutboxState::Done)
    });
    desk.until_shown("left out, you decided");
    assert!(desk.bounds(nobody).y < desk.bounds("kim@elsewhere.example").y);
    // And can be written to, with the same words.
    desk.go("Write to those left out");
    let only_nobody = |wish: &Wish| match wish {
        Wish::Compose(draft, Some(_)) => {
            let to: Vec<&str> = draft.to.iter().map(|to| to.address.as_str()).collect();
            draft.subject == "Lunch" && to == [nobody]
        }
        _ => false,
    };
    desk.until("it is open to be written on", |desk| {
        desk.state.wishes.iter().any(only_nobody)
    });
}

#[test]
fn a_copy_that_waits_goes_to_another_folder() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let rights = postroom::domain::Rights::parse("lr");
    let control = desk.state.server.control();
    control
        .set_folder_rights("support", "Sent", "anna", rights)
        .unwrap();
    let kim = ["Kim <kim@elsewhere.example>"];
    let letter = draft("support@acme.example", "Lunch", &kim);
    let id = put_in(&desk, letter, Leave::Now);
    desk.until("its copy waits for a person", |desk| {
        desk.state.home.known.needing() == 1
    });
    assert_eq!(state(&desk, id), Some(OutboxState::Filing));
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Copy waiting");
    assert!(desk.tells("Its copy waits, because you may not put messages into Sent of Support"));
    desk.go("Another folder for the copy");
    desk.frame();
    // The folders stand below the name of their mailbox, over the page.
    let button = desk.bounds("Another folder for the copy");
    let mut menu = desk.texts();
    menu.retain(|(_, at)| (at.x - button.x).abs() < 60.0);
    let group = menu.iter().rposition(|(text, _)| text == "Support");
    let of_support = &menu[group.expect("a group of its folders")..];
    let archive = of_support.iter().find(|(text, _)| text == "Archive");
    let archive = archive.unwrap_or_else(|| panic!("no archive: {menu:?}"));
    desk.click_at(archive.1.center());
    desk.until("it is done", |desk| {
        state(desk, id) == Some(OutboxState::Done)
    });
    let lies = |folder: &str| {
        let all = control.messages("support", folder).unwrap();
        let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Subject: Lunch");
        all.iter().filter(|m| is_it(&m.bytes)).count()
    };
    assert_eq!((lies("Archive"), lies("Sent")), (1, 0));
    assert_eq!(desk.state.server.submissions().len(), 1, "it was sent once");
    desk.go("Lunch");
    desk.until_shown("Support / Archive: filed and checked");
}

#[test]
fn an_unknown_message_is_sent_again_when_a_person_wants_it() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let kim = ["Kim <kim@elsewhere.example>"];
    let cut = SmtpFault::Cut(postroom::demo::CutHow::Rst);
    desk.state.server.control().smtp_fault(SmtpWhen::Dot, cut);
    let id = put_in(&desk, draft("anna@acme.example", "Lunch", &kim), Leave::Now);
    desk.until("nobody knows", |desk| {
        state(desk, id) == Some(OutboxState::Unknown)
    });
    desk.tell(Message::Go(Place::Outbox));
    let accepted = |desk: &Driver<Desk, Message>| {
        let all = desk.state.server.submissions();
        let taken = all.into_iter().filter(|one| one.accepted);
        taken.map(|one| one.bytes).collect::<Vec<_>>()
    };
    assert!(accepted(&desk).is_empty());
    let message_id = {
        let known = &desk.state.home.known;
        known.outgoing(id).unwrap().message_id.clone()
    };
    desk.go("Send again (recipients may get it twice)");
    desk.until("it is done", |desk| {
        state(desk, id) == Some(OutboxState::Done)
    });
    let [sent] = &accepted(&desk)[..] else {
        panic!("once")
    };
    assert!(String::from_utf8_lossy(sent).contains(&message_id));
    assert!(!desk.shows("Unknown"));
}

#[test]
fn an_unknown_outcome_is_one_clear_line_with_three_ways_out() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let kim = ["Kim <kim@elsewhere.example>"];
    let cut = SmtpFault::Cut(postroom::demo::CutHow::Rst);
    desk.state.server.control().smtp_fault(SmtpWhen::Dot, cut);
    let id = put_in(&desk, draft("anna@acme.example", "Lunch", &kim), Leave::Now);
    desk.until("nobody knows", |desk| {
        state(desk, id) == Some(OutboxState::Unknown)
    });
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Unknown");
    assert!(desk.tells("We do not know whether this message reached the server"));
    for text in [
        "Needs you",
        "Treat as sent",
        "Send again (recipients may get it twice)",
        "Edit as new",
    ] {
        assert!(desk.shows(text), "{text}");
    }
    desk.click("Lunch");
    desk.until_shown("All handed over, no answer");
    assert!(desk.shows("Looked for it") && desk.shows("Attempts"));
    desk.click("Treat as sent");
    desk.until("it is sent", |desk| {
        matches!(
            state(desk, id),
            Some(OutboxState::Done | OutboxState::Filing)
        )
    });
}

#[test]
fn what_is_done_stands_below_and_is_shown_in_full() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let kim = ["Kim <kim@elsewhere.example>"];
    let done = put_in(
        &desk,
        draft("support@acme.example", "Done", &kim),
        Leave::Now,
    );
    desk.until("it is done", |desk| {
        state(desk, done) == Some(OutboxState::Done)
    });
    let waiting = draft("anna@acme.example", "Waiting", &kim);
    let _ = put_in(&desk, waiting, Leave::At(in_hours(5)));
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Waiting");
    assert!(desk.bounds("Waiting").y < desk.bounds("Done").y);
    desk.click("Done");
    desk.until_shown("Support / Sent: filed and checked");
    assert!(desk.shows("All done") && desk.tells("kim@elsewhere.example"));
    desk.click("On its way 1");
    desk.frame();
    assert!(desk.shows("Waiting") && !desk.shows("Done"));
}
