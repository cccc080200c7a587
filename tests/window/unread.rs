//! A message that a colleague read, and that is still to be read by who sits at the window.

use postroom::app::keys::Action;
use postroom::app::screen::accounts::{self, mailbox};
use postroom::app::screen::home::Message;
use postroom::app::screen::mail;
use postroom::app::widget::list::{ListEvent, Rows as _};
use postroom::domain::{EmailAddress, FlagChange, MailboxId, SystemFlag, UnreadForMe};
use postroom::engine::Command;

use crate::desk::{Desk, desk_that_shares};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";
const FOR_ME: &str = "Read by a colleague, not by you yet";

/// Ben reads the order.
fn ben_reads(desk: &Driver<Desk, Message>) -> u32 {
    let server = &desk.state.server;
    let messages = server.messages("support", "INBOX").unwrap();
    let is_it = |raw: &[u8]| String::from_utf8_lossy(raw).contains(ORDER);
    let uid = messages.iter().find(|m| is_it(&m.bytes)).unwrap().uid;
    server.read("ben", "support", "INBOX", uid).unwrap();
    uid
}

fn stores(desk: &Driver<Desk, Message>) -> usize {
    let commands = desk.state.server.commands();
    let is_store = |line: &str| line.starts_with("UID STORE");
    commands.iter().filter(|c| is_store(&c.line)).count()
}

/// How often the window says so: at the row, and in the hint at its bar.
fn said(desk: &mut Driver<Desk, Message>) -> usize {
    let texts = desk.texts();
    texts.iter().filter(|(text, _)| text == FOR_ME).count()
}

/// Is the order among the rows that are unread for this person alone?
fn is_for_me(desk: &Driver<Desk, Message>) -> bool {
    let rows = &desk.state.home.mail.rows;
    let mut all = (0..rows.len()).filter_map(|at| rows.row(at));
    all.any(|row| row.subject == ORDER && row.for_me.is_some() && !row.unread)
}

#[test]
fn a_row_that_a_colleague_read_says_so_until_it_is_opened_here() {
    let mut desk = desk_that_shares("anna");
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Unread 6");
    assert_eq!(said(&mut desk), 0);
    ben_reads(&desk);
    desk.until("its row says it", |desk| said(desk) == 1);
    assert!(is_for_me(&desk));
    // The count is the server's.
    desk.until_shown("Unread 5");
    let bar = desk.bounds(FOR_ME).center();
    desk.point(bar);
    desk.frame();
    assert_eq!(said(&mut desk), 2, "the hint of the bar");
    desk.point(iced::Point::new(bar.x + 100.0, bar.y));
    desk.frame();
    assert_eq!(said(&mut desk), 1);

    let before = stores(&desk);
    desk.go(ORDER);
    desk.until("it is read here too", |desk| {
        said(desk) == 0 && !is_for_me(desk)
    });
    assert_eq!(stores(&desk), before, "no server heard of it");
    desk.until_shown("Unread 5");
}

#[test]
fn a_search_finds_it_and_the_mark_ends_it_for_me_alone() {
    let mut desk = desk_that_shares("anna");
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Unread 6");
    let uid = ben_reads(&desk);
    desk.until("its row says it", |desk| said(desk) == 1);
    // Search finds it apart from what nobody read.
    desk.tell(Message::Search("is:unread-for-me".into()));
    desk.until("it is found", |desk| {
        desk.state.home.mail.rows.len() == 1 && is_for_me(desk)
    });
    let before = stores(&desk);
    desk.tell(Message::Mail(mail::Message::List(ListEvent::ChooseAll)));
    desk.tell(Message::Key(Action::ToggleSeen));
    desk.until("nothing more is unread for her", |desk| !is_for_me(desk));
    assert_eq!(stores(&desk), before);
    // That is taken back for her alone, too.
    desk.until_shown("Undo mark");
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is unread for her again", |desk| is_for_me(desk));
    assert_eq!(stores(&desk), before);
    let there = desk.state.server.messages("support", "INBOX").unwrap();
    let order = there.iter().find(|m| m.uid == uid).unwrap();
    assert!(!order.seen_by.is_empty());
}

#[test]
fn what_a_colleague_reads_while_it_is_on_the_screen_is_looked_at_here_too() {
    let mut desk = desk_that_shares("anna");
    desk.go("Support");
    desk.until_shown("Unread 6");
    desk.go(ORDER);
    desk.until_shown("Unread 5");
    // Else the mark of this person might come to the server behind what Ben does.
    desk.until("the server was told", |desk| {
        let waiting = desk.state.engine(async |engine| {
            let read = engine.read(|reader| reader.acts(None));
            read.await.unwrap()
        });
        waiting.is_empty()
    });
    // Ben marks it as unread for everybody, and reads it once more.
    let uid = ben_reads(&desk);
    let server = &desk.state.server;
    let seen = "\\Seen";
    server
        .flag("ben", "support", "INBOX", uid, seen, false)
        .unwrap();
    desk.until_shown("Unread 6");
    ben_reads(&desk);
    desk.until_shown("Unread 5");
    desk.until("it counts as read", |desk| {
        said(desk) == 0 && !is_for_me(desk)
    });
}

#[test]
fn a_mailbox_says_in_its_settings_whether_it_is_kept() {
    let mut desk = desk_that_shares("anna");
    desk.go("Support");
    desk.until_shown(ORDER);
    let id = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    for kept in [UnreadForMe::Off, UnreadForMe::Auto] {
        desk.tell(Message::Accounts(accounts::Message::Mailbox(id.clone())));
        desk.until_shown(
            "Show messages that I have not read as unread, even if a colleague has read them",
        );
        desk.tell(Message::MailboxSettings(mailbox::Message::UnreadForMe));
        desk.click("Save");
        let of = id.clone();
        desk.until("it is kept", |desk| {
            desk.state.link.engine().unread_for_me(&of) == kept
        });
    }
}

#[test]
fn whose_menu_is_opened_is_shown_and_stays_unread() {
    let mut desk = desk_that_shares("anna");
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Unread 6");
    desk.menu(ORDER);
    let shows = |desk: &Driver<Desk, Message>| {
        let opened = desk.state.home.mail.opened.as_ref()?;
        let is_it = opened.header.subject == ORDER && opened.content().is_some();
        is_it.then(|| opened.header.id.clone())
    };
    desk.until("it is shown", |desk| shows(desk).is_some());
    // The moment at which it would count as read.
    let key = shows(&desk).unwrap();
    let due = || Message::Mail(mail::Message::SeenDue(key.clone()));
    desk.tell(due());
    // What is asked for later is done by then.
    let flag = FlagChange::system(SystemFlag::Flagged, true);
    let messages = vec![key.clone()];
    let mark = Command::Mark {
        messages,
        change: flag,
    };
    let _ = desk.state.ask(mark).unwrap();
    let wanted = key.clone();
    let held = desk.state.engine(async move |engine| {
        let read = engine.read(move |reader| reader.message(&wanted));
        read.await.unwrap().unwrap()
    });
    let has = |flag| held.flags.has(flag);
    assert!(has(SystemFlag::Flagged) && !has(SystemFlag::Seen));
    // Who clicks on it reads it.
    desk.key(iced::keyboard::key::Named::Escape);
    desk.click(ORDER);
    desk.tell(due());
    desk.until_shown("Unread 5");
}
