//! Every page and every dialog in each of its states: what must be said is said, and all of it is reached, with
//! letters twice as large too.

use iced::Size;
use iced::keyboard::{Key, Modifiers};
use jiff::Timestamp;
use postroom::app::keys::Action;
use postroom::app::say;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::View;
use postroom::app::screen::settings::{self, Change, Section};
use postroom::app::screen::{Notice, Place, accounts, compose, problems};
use postroom::app::theme::{font, scale};
use postroom::demo::{CutHow, Fault, SmtpFault, SmtpWhen, When};
use postroom::domain::{
    Draft, EmailAddress, KeepBack, MailboxId, OutboxState, QuietHours, Rights, SendRight,
};
use postroom::engine::{Command, Leave, MailboxChange, Problem, ProblemKind, Text};
use postroom::i18n::Texts;

use crate::compose::{Stand, begin, end};
use crate::desk::{Desk, desk, desk_without_password};
use crate::drive::Driver;
use crate::reach::{LANGUAGES, LETTERS, Seen};
use crate::room::is_whole;
use crate::sending::{draft, put_in, ready, undo_seconds};

const ORDER: &str = "Where is my order 20418?";
const LONG: &str = "Charlotte van der Meulen-Hofstadter of the Royal Society for the Lighting of Streets and Harbours";
const WORD: &str =
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

/// Looks at the window with the list, the message and the folders in turn, where there is room for one alone.
fn panes(seen: &mut Seen, desk: &mut Driver<Desk, Message>, what: &str) {
    for reading in [false, true] {
        desk.state.home.mail.is_reading = reading;
        seen.window(desk, what);
    }
    desk.tell(Message::ShowFolders(true));
    seen.window(desk, what);
    desk.tell(Message::ShowFolders(false));
}

fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk
}

pub fn deliver(desk: &Driver<Desk, Message>, message: &str) {
    let raw = message.replace('\n', "\r\n");
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
}

#[test]
fn the_first_start_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    seen.window(&mut desk, "welcome");
    desk.click("Add an account");
    desk.until_shown("Your address");
    seen.window(&mut desk, "a first account");
    let mut desk = desk_without_password("anna");
    desk.until_shown("Enter the password");
    seen.window(&mut desk, "nothing yet, a password is wanted");
    desk.click("Enter the password");
    desk.until_shown("Sign in");
    seen.window(&mut desk, "a password");
    seen.assert_whole();
}

#[test]
fn a_list_and_a_message_are_whole() {
    let mut seen = Seen::default();
    let mut desk = opened();
    panes(&mut seen, &mut desk, "a message");
    desk.go("Replacement part for the Aurora 2");
    desk.until("it is read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.subject.starts_with("Replacement"))
    });
    desk.until("it has its attachments", |desk| desk.shows("hinge.png"));
    panes(&mut seen, &mut desk, "attachments");
    seen.assert_whole();
}

#[test]
fn long_names_are_cut_and_push_nothing_out() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    deliver(
        &desk,
        &format!(
            "From: \"{LONG}\" <{WORD}@a-very-long-name-of-a-host.lighting.of.streets.example>\n\
             To: support@acme.example, \"{LONG}\" <one@x.example>, \"{LONG}\" <two@x.example>\n\
             Cc: \"{LONG}\" <three@x.example>\nSubject: {WORD} {WORD} {LONG}\n\
             Message-ID: <long@x.example>\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\n{WORD}{WORD}\n\
             --o\nContent-Type: application/pdf; name=\"{WORD}{WORD}.pdf\"\n\
             Content-Disposition: attachment\n\nx\n--o--\n"
        ),
    );
    desk.go("Support");
    desk.until("it is listed", |desk| desk.tells(WORD));
    let text = format!("{WORD} {WORD} {LONG}");
    desk.go(&text);
    desk.until("its file is named", |desk| {
        desk.texts().iter().any(|(text, _)| text.ends_with(".pdf"))
    });
    panes(&mut seen, &mut desk, "long names");
    let support = EmailAddress::parse("support@acme.example").unwrap();
    let change = MailboxChange::Name(LONG.into());
    let mailbox = MailboxId::of(&support);
    desk.state
        .ask(Command::SetMailbox { mailbox, change })
        .unwrap();
    desk.until("it is called so", |desk| desk.shows(LONG));
    panes(&mut seen, &mut desk, "a long name of a mailbox");
    // The list, not a view of several: there what one may do stands beside the name.
    desk.click(LONG);
    desk.until("it is listed", |desk| desk.tells(WORD));
    seen.window(&mut desk, "the list of a mailbox with a long name");
    desk.tell(Message::Go(Place::Settings));
    seen.window(&mut desk, "the settings with a long name");
    seen.assert_whole();
}

#[test]
fn what_stands_over_a_message_leaves_room_for_it() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    deliver(
        &desk,
        "From: \"Paula Acme <paula@acme.example>\" <x@acrne.example>\nTo: support@acme.example\n\
         Subject: Please pay this today\nMessage-ID: <1@acrne.example>\nMIME-Version: 1.0\n\
         Content-Type: text/html\n\n<p>The bank details:</p><img src='http://evil.test/who.png'>\n",
    );
    desk.go("Support");
    desk.go("Please pay this today");
    desk.until_told("elsewhere");
    crate::drawn::until_drawn(&mut desk);
    panes(&mut seen, &mut desk, "notices");
    deliver(
        &desk,
        "From: Kim <kim@shop.example>\nTo: support@acme.example\nSubject: Spring\n\
         Message-ID: <2@shop.example>\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\
         Content-Type: text/plain\n\nSee you there.\n--o\n\
         Content-Type: text/calendar; method=REQUEST; name=invite.ics\n\n\
         BEGIN:VCALENDAR\nMETHOD:REQUEST\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Lamps for spring\n\
         DTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261104\nLOCATION:Room 4\n\
         ORGANIZER;CN=Kim:mailto:kim@shop.example\nATTENDEE;PARTSTAT=DECLINED;CN=Anna:mailto:anna@acme.example\n\
         ATTENDEE:mailto:ben@acme.example\nEND:VEVENT\nEND:VCALENDAR\n--o--\n",
    );
    desk.go("Spring");
    desk.until_told("Lamps for spring");
    panes(&mut seen, &mut desk, "an invitation");
    desk.click("2 people are invited");
    panes(&mut seen, &mut desk, "all who are invited");
    seen.assert_whole();
}

#[test]
fn a_message_that_cannot_be_had_says_so_and_is_tried_again() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.until_shown(ORDER);
    let mailbox = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let change = MailboxChange::Keep(KeepBack::Headers);
    desk.state
        .ask(Command::SetMailbox { mailbox, change })
        .unwrap();
    deliver(
        &desk,
        "From: Kim <kim@shop.example>\nTo: support@acme.example\nSubject: Slow one\n\
         Message-ID: <3@shop.example>\n\nHere it is.\n",
    );
    desk.until_shown("Slow one");
    panes(&mut seen, &mut desk, "nothing is read");
    let inbox = When::folder("FETCH", "shared/support@acme.example");
    let slow = Fault::Delay(std::time::Duration::from_secs(4));
    desk.state.server.imap_fault_at(inbox.clone(), slow, 0, 1);
    desk.go("Slow one");
    desk.until_shown("The text is being fetched …");
    panes(&mut seen, &mut desk, "a message on its way");
    desk.until_told("Here it is.");
    deliver(
        &desk,
        "From: Kim <kim@shop.example>\nTo: support@acme.example\nSubject: Another\n\
         Message-ID: <4@shop.example>\n\nHere it is too.\n",
    );
    desk.state.home.mail.is_reading = false;
    desk.until_shown("Another");
    let no = Fault::No("not today".into());
    desk.state.server.imap_fault_at(inbox, no, 0, 100);
    desk.go("Another");
    desk.until_shown("Try again");
    panes(&mut seen, &mut desk, "a message that cannot be had");
    desk.state.server.clear_faults();
    desk.click("Try again");
    desk.until_told("Here it is too.");
    seen.assert_whole();
}

#[test]
fn what_is_empty_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.focus(postroom::app::screen::home::SEARCH);
    desk.write("nosuchword");
    desk.until_told("nosuchword");
    desk.until("nothing is found", |desk| !desk.shows(ORDER));
    panes(&mut seen, &mut desk, "nothing is found");
    desk.tell(Message::Search(String::new()));
    desk.tell(Message::Go(Place::Drafts));
    seen.window(&mut desk, "no drafts");
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("The outbox is empty");
    seen.window(&mut desk, "an empty outbox");
    desk.tell(Message::Go(Place::Problems));
    seen.window(&mut desk, "no problems");
    for view in View::ALL {
        desk.tell(Message::Go(Place::View(view)));
        desk.frame();
        panes(&mut seen, &mut desk, "a view");
    }
    desk.tell(Message::Offline(true));
    desk.until_shown("Go online");
    panes(&mut seen, &mut desk, "offline");
    seen.assert_whole();
}

#[test]
fn what_was_found_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.focus(postroom::app::screen::home::SEARCH);
    desk.write("order");
    desk.until("it is found", |desk| {
        desk.shows(ORDER) && desk.shows("Everywhere")
    });
    panes(&mut seen, &mut desk, "what was found");
    seen.assert_whole();
}

#[test]
fn every_state_in_the_outbox_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    fill_outbox(&mut desk);
    let_a_copy_wait(&mut desk);
    desk.tell(Message::Go(Place::Outbox));
    desk.until_shown("Unknown");
    seen.window(&mut desk, "the outbox");
    for subject in [
        "Spare parts",
        "Quarterly offer",
        "Glass",
        "Happy new year",
        "Lunch",
    ] {
        desk.sized(1280.0, 2400.0);
        desk.click(subject);
        seen.window(&mut desk, subject);
    }
    desk.tell(Message::AskQuit);
    desk.until("it asks", |desk| desk.state.home.is_covered());
    seen.window(&mut desk, "before the end");
    seen.assert_whole();
}

/// One message of each state that stays: unknown, held, put off, done.
pub fn fill_outbox(desk: &mut Driver<Desk, Message>) {
    let control = desk.state.server.control();
    let state =
        |desk: &Driver<Desk, Message>, id| desk.state.home.known.outgoing(id).map(|one| one.state);
    let kim = ["Kim <kim@elsewhere.example>"];
    let lunch = put_in(desk, draft("anna@acme.example", "Lunch", &kim), Leave::Now);
    desk.until("it is done", |desk| {
        state(desk, lunch) == Some(OutboxState::Done)
    });
    control.smtp_fault(SmtpWhen::Dot, SmtpFault::Cut(CutHow::Rst));
    let spare = draft("support@acme.example", "Spare parts", &kim);
    let unknown = put_in(desk, spare, Leave::Now);
    desk.until("nobody knows", |desk| {
        state(desk, unknown) == Some(OutboxState::Unknown)
    });
    let wrong = SmtpFault::Reply("554 5.6.0 message content rejected by policy".into());
    control.smtp_fault(SmtpWhen::Dot, wrong);
    let offer = draft("support@acme.example", "Quarterly offer", &kim);
    let held = put_in(desk, offer, Leave::Now);
    desk.until("it is held", |desk| {
        state(desk, held) == Some(OutboxState::Held)
    });
    let at = Timestamp::from_second(Timestamp::now().as_second() + 900 * 3600).unwrap();
    let year = draft("anna@acme.example", "Happy new year", &kim);
    let _ = put_in(desk, year, Leave::At(at));
    desk.until("all are there", |desk| {
        desk.state.home.known.outbox.len() >= 3
    });
}

/// One of which the copy waits, since there is no right to file it.
fn let_a_copy_wait(desk: &mut Driver<Desk, Message>) {
    let control = desk.state.server.control();
    let kim = ["Kim <kim@elsewhere.example>"];
    let rights = Rights::parse("lr");
    control
        .set_folder_rights("support", "Sent", "anna", rights)
        .unwrap();
    let glass = draft("support@acme.example", "Glass", &kim);
    let _ = put_in(desk, glass, Leave::Now);
    desk.until("its copy waits", |desk| {
        desk.state.home.known.needing() == 3
    });
}

#[test]
fn what_is_wrong_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.state.server.set_password("anna", "another").unwrap();
    desk.state.server.control().cut_connections(CutHow::Rst);
    desk.until("it is a problem", |desk| {
        desk.state.home.known.troubles().next().is_some()
    });
    desk.tell(Message::Go(Place::Problems));
    desk.until_shown("Enter the password");
    seen.window(&mut desk, "a problem");
    let problem = desk.state.home.known.troubles().next().unwrap().clone();
    let which = problems::Which::of(&problem);
    desk.tell(Message::Problems(problems::Message::Details(which)));
    seen.window(&mut desk, "a problem with its details");
    let lost = Problem::new(ProblemKind::Network, Text::new("problem-offline"));
    for _ in 0..3 {
        desk.tell(Message::Tell(Notice::Problem(lost.clone())));
    }
    seen.window(&mut desk, "three notices");
    seen.assert_whole();
}

#[test]
fn every_part_of_the_settings_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.until("all is known", |desk| {
        desk.state.home.known.nodes.len() == 4
    });
    desk.tell(Message::Go(Place::Settings));
    let quiet = Change::Quiet(Some(QuietHours::usual()));
    desk.tell(Message::Settings(settings::Message::Set(quiet)));
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().quiet.is_some()
    });
    for section in Section::ALL {
        desk.tell(Message::Settings(settings::Message::Show(Some(section))));
        seen.window(&mut desk, section.words());
    }
    desk.tell(Message::Settings(settings::Message::Search(
        "nosuchword".into(),
    )));
    desk.until_told("nosuchword");
    seen.window(&mut desk, "nothing found in the settings");
    seen.assert_whole();
}

#[test]
fn every_dialog_is_whole() {
    let mut seen = Seen::default();
    let mut desk = opened();
    let id = desk.state.home.known.accounts[0].0.id();
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let long = format!("{WORD} {LONG}");
    for (what, open) in [
        ("keys", Message::Keys),
        ("palette", Message::Key(Action::Palette)),
        ("a new account", Message::Accounts(accounts::Message::Add)),
        (
            "an account",
            Message::Accounts(accounts::Message::Change(id.clone())),
        ),
        (
            "a password",
            Message::Accounts(accounts::Message::Password(id.clone())),
        ),
        (
            "without the account",
            Message::Accounts(accounts::Message::Remove(id)),
        ),
        (
            "a mailbox by name",
            Message::Accounts(accounts::Message::AddMailbox),
        ),
        (
            "an address by name",
            Message::Accounts(accounts::Message::AddAddress),
        ),
        (
            "a mailbox",
            Message::Accounts(accounts::Message::Mailbox(support)),
        ),
    ] {
        desk.tell(open);
        assert!(desk.state.home.is_covered(), "{what}");
        seen.window(&mut desk, what);
        desk.tell(Message::CloseDialog);
        assert!(!desk.state.home.is_covered(), "{what}");
    }
    let keep = Command::KeepDraft {
        over: None,
        draft: Draft {
            subject: long,
            ..Draft::default()
        },
        or_apart: false,
    };
    desk.state.ask(keep).unwrap();
    desk.tell(Message::Go(Place::Drafts));
    desk.until("it is there", |desk| desk.tells(WORD));
    seen.window(&mut desk, "drafts");
    let draft = desk.state.home.known.drafts[0].id;
    desk.tell(Message::Drafts(
        postroom::app::screen::drafts::Message::Discard(draft),
    ));
    desk.until("it asks", |desk| desk.state.home.is_covered());
    seen.window(&mut desk, "discarding a draft");
    seen.assert_whole();
}

#[test]
fn what_is_said_of_sending_is_whole() {
    let mut seen = Seen::default();
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    undo_seconds(&desk, 60);
    let kim = ["Kim <kim@elsewhere.example>"];
    let letter = draft("anna@acme.example", "Lunch", &kim);
    let id = put_in(&desk, letter, Leave::Undoable);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Tell(Notice::Sent(id)));
    desk.until_told("Leaves in ");
    panes(&mut seen, &mut desk, "a notice that counts down");
    assert!(desk.shows("Undo"));
    seen.assert_whole();
}

fn letter(
    seen: &mut Seen,
    what: &str,
    to: &str,
    change: impl FnOnce(&mut Driver<Stand, compose::Message>),
) {
    let mut window = begin(to);
    change(&mut window);
    seen.letter(&mut window, what);
    end(window);
}

#[test]
fn a_window_to_write_in_is_whole_in_each_state() {
    let mut seen = Seen::default();
    letter(&mut seen, "empty", "", |_| ());
    letter(&mut seen, "filled", "lena@example.org", |_| ());
    let people = |name: &str| {
        (0..12)
            .map(|n| format!("\"{name} {n}\" <p{n}@example.org>"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    letter(&mut seen, "many recipients", &people(LONG), |window| {
        window.focus("to");
    });
    letter(&mut seen, "copies", "lena@example.org", |window| {
        window.with(
            Modifiers::COMMAND | Modifiers::SHIFT,
            Key::Character("c".into()),
        );
        crate::compose::update(&mut window.state, compose::Message::ShowCopies);
        window.frame();
    });
    letter(
        &mut seen,
        "what is no address",
        "lena@example.org",
        |window| {
            window.focus("to");
            window.write("carla@");
            let send = compose::Message::Send;
            crate::compose::update(&mut window.state, send);
            window.frame();
        },
    );
    letter(&mut seen, "discarding", "lena@example.org", |window| {
        crate::compose::update(&mut window.state, compose::Message::Discard(true));
        window.frame();
    });
    letter(&mut seen, "a time", "lena@example.org", |window| {
        crate::compose::update(&mut window.state, compose::Message::AskTime(true));
        window.frame();
    });
    letter(&mut seen, "the choice", "lena@example.org", |window| {
        crate::compose::update(&mut window.state, compose::Message::From(true));
        window.frame();
    });
    letter(
        &mut seen,
        "a refused address",
        "lena@example.org",
        |window| {
            let known = &mut window.state.known;
            known.identities[0].right = SendRight::Refused;
            window.frame();
        },
    );
    seen.assert_whole();
}

#[test]
fn the_word_of_the_right_is_never_cut() {
    let mut window = begin("lena@example.org");
    window.state.known.identities[0].from.name = Some(LONG.into());
    for language in LANGUAGES {
        window.state.link.texts = Texts::new(language);
        for right in [SendRight::Allowed, SendRight::Untested, SendRight::Refused] {
            window.state.known.identities[0].right = right;
            let identity = window.state.known.identities[0].clone();
            let (_, word) = say::right(&window.state.link.texts, &identity).unwrap();
            for (width, height) in LETTERS {
                window.resize(Size::new(width, height));
                window.state.compose.resized(Size::new(width, height));
                window.frame();
                let at = window.bounds(&word);
                let whole = is_whole(&word, at, font::SEMIBOLD, scale::TEXT_TINY);
                assert!(whole, "{language:?} {width}: {word} {at:?}");
            }
        }
    }
    end(window);
}
