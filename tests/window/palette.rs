//! The palette, and the two maps of keys.

use iced::keyboard::key::Named;
use iced::{Event, mouse};
use postroom::app::keys::Action;
use postroom::app::screen::compose;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Place, mail};
use postroom::app::widget::list::Rows;
use postroom::config::{KeyMap, Theme};
use postroom::domain::{EmailAddress, FlagChange, FolderId, MailboxId};
use postroom::engine::{Command, Sort};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn open(desk: &mut Driver<Desk, Message>) {
    desk.tell(Message::Key(Action::Palette));
    desk.until_told("more below");
}

#[test]
fn what_is_typed_is_found_and_done() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    // Every action is there with its key.
    desk.until_shown("New message");
    desk.write("outb");
    desk.until_shown("Outbox");
    assert!(desk.shows("Ctrl+Shift+O"), "{:?}", desk.texts());
    desk.key(Named::Enter);
    desk.until_shown("The outbox is empty");
    assert!(!desk.state.home.is_covered());
}

#[test]
fn every_folder_is_reached_by_its_name() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("sales arch");
    desk.until_shown("Go to Sales: Archive");
    desk.key(Named::Enter);
    desk.until("that folder is open", |desk| {
        let sales = EmailAddress::parse("sales@acme.example").unwrap();
        let archive = FolderId::of(&MailboxId::of(&sales), "Archive");
        desk.state.home.mail.folder() == Some(&archive)
    });
}

#[test]
fn what_cannot_be_done_here_says_why_and_stays_open() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("leave later");
    desk.until_shown("Only for a message that is shown in the Outbox.");
    desk.key(Named::Enter);
    assert!(desk.shows("Only for a message that is shown in the Outbox."));
    desk.key(Named::Escape);
    assert!(!desk.tells("Only for a message"));

    // Nothing is chosen.
    open(&mut desk);
    desk.write("archive");
    desk.until_shown("No message is selected.");
    // What can be done with these words stands above it, and Enter does that.
    let go = desk.bounds("Go to Support: Archive").y;
    assert!(go < desk.bounds("No message is selected.").y);
    desk.key(Named::Enter);
    assert!(!desk.state.home.is_covered());
}

#[test]
fn what_can_be_done_stands_above_what_cannot() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.tell(Message::Go(Place::Drafts));
    desk.turn();
    open(&mut desk);
    desk.write("mo");
    let rows = desk.texts();
    let rows = rows.iter().filter(|(_, place)| place.x > 300.0);
    let rows: Vec<&str> = rows.map(|(text, _)| text.as_str()).collect();
    const WHY: &str = "Only where messages are listed.";
    assert!(rows.contains(&WHY), "{rows:?}");
    let at = |words: &str| rows.iter().position(|row| *row == words);
    let refused = at(WHY).unwrap();
    for can in ["New folder", "Go to the monitor"] {
        assert!(at(can).is_none_or(|can| can < refused), "{rows:?}");
    }
    desk.key(Named::Enter);
    desk.turn();
    assert!(
        !desk.state.home.is_covered(),
        "the first can be done: {rows:?}"
    );
}

/// The buttons above what was found work; so do the commands.
#[test]
fn what_was_found_is_narrowed_from_here() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.tell(Message::Search("in:inbox".into()));
    desk.until_told("messages found");
    let mut choose = |words: &str, then: &str| {
        open(&mut desk);
        desk.write(words);
        desk.key(Named::Enter);
        desk.turn();
        assert_eq!(desk.state.home.search, then);
    };
    choose("list show unread", "is:unread in:inbox");
    choose("list show flagged", "is:flagged in:inbox");
    choose(
        "only with attachments",
        "has:attachment is:flagged in:inbox",
    );
    choose("only flagged", "has:attachment in:inbox");
    choose("list show all", "in:inbox");
    open(&mut desk);
    desk.write("sort by people");
    desk.until_shown("Search results are sorted by date, the newest first.");
}

#[test]
fn the_arrows_choose_while_the_field_keeps_what_is_typed() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("reply");
    desk.until_shown("Reply all");
    desk.write("x");
    desk.until_shown("No command matches.");
    desk.key(Named::Backspace);
    for _ in 0..5 {
        desk.key(Named::Backspace);
    }
    desk.write("list show");
    desk.until_shown("List: show unread");
    // The second of those that begin so is the unread.
    let rows: Vec<String> = desk.texts().into_iter().map(|(text, _)| text).collect();
    let at = |words: &str| rows.iter().position(|row| row == words).unwrap();
    assert!(at("List: show all") < at("List: show unread"));
    desk.key(Named::ArrowDown);
    desk.key(Named::Enter);
    desk.until("only the unread are listed", |desk| {
        desk.state.home.mail.filters == mail::Filter::Unread.alone()
    });
}

#[test]
fn the_wheel_moves_what_is_shown() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    let first = "New message";
    let at = desk.bounds("Search").center();
    desk.point(at);
    let before = desk.texts().len();
    for _ in 0..20 {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 };
        desk.events([Event::Mouse(mouse::Event::WheelScrolled { delta })]);
        desk.frame();
    }
    assert!(before > 10);
    let over = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        texts
            .iter()
            .any(|(text, place)| text == first && place.x > 300.0)
    };
    assert!(!over(&mut desk), "{:?}", desk.texts());
}

#[test]
fn the_other_map_is_chosen_in_the_settings_and_shown_at_once() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.tell(Message::Key(Action::Settings));
    // It stands at the end of the page.
    let title = desk.bounds("Settings").center();
    desk.point(iced::Point::new(700.0, title.y.max(300.0)));
    desk.wheel(-60.0);
    desk.until_shown("As in Thunderbird");
    desk.click("As in Thunderbird");
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().keys == KeyMap::Thunderbird
    });
    desk.tell(Message::Keys);
    desk.until_shown("Junk: move to its folder");
    assert!(desk.shows("Ctrl+Shift+M"), "{:?}", desk.texts());
    assert!(!desk.shows("G I"));
    desk.key(Named::Escape);
    desk.click("As in Gmail");
    desk.tell(Message::Keys);
    desk.until_shown("G I");
}

/// One dialog takes the other's place: the keys go with it.
#[test]
fn a_form_that_is_opened_from_here_has_the_keys() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    open(&mut desk);
    desk.write("add an account");
    desk.key(Named::Enter);
    desk.until_shown("Your address");
    let focused = desk.focused();
    let here = focused
        .iter()
        .any(|(id, _)| *id == Some("add-address".into()));
    assert!(here, "{focused:?}");
}

#[test]
fn a_window_in_which_is_written_has_its_own_with_every_name_to_write_in() {
    let mut desk = desk(&["anna"]);
    crate::sending::ready(&mut desk);
    let mut letter = crate::sending::answer(&mut desk);
    letter.resize(iced::Size::new(900.0, 720.0));
    letter.tell(compose::Message::Key(Action::Palette));
    assert!(letter.shows("Attach a file"), "{:?}", letter.texts());
    assert!(
        !letter.shows("Go to Sales: Archive"),
        "nothing of the main window"
    );
    letter.write("write as anna");
    letter.key(Named::Enter);
    assert!(letter.tells("You are writing as Anna Berg"));
    assert!(!letter.state.compose.is_covered());
    // Nothing to preview in plain text: it says so and stays.
    letter.tell(compose::Message::Key(Action::Palette));
    letter.write("preview");
    assert!(letter.shows("Recipients see plain text as it is here."));
    letter.key(Named::Enter);
    assert!(letter.state.compose.is_covered());
    letter.tell(compose::Message::ShutPalette);
    letter.tell(compose::Message::Key(Action::Palette));
    letter.write("discard");
    letter.key(Named::Enter);
    assert!(letter.shows("Discard this draft?"));
}

/// Types these words into the palette and presses Enter.
pub fn type_and_do(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.tell(Message::Key(Action::Palette));
    desk.write(words);
    desk.frame();
    desk.key(Named::Enter);
}

/// Types these words: this is said, and Enter does nothing.
pub fn refused(desk: &mut Driver<Desk, Message>, words: &str, reason: &str) {
    type_and_do(desk, words);
    assert!(desk.tells(reason), "{words}: {:?}", desk.texts());
    assert!(desk.state.home.is_covered(), "{words}");
    desk.key(Named::Escape);
    assert!(!desk.state.home.is_covered(), "{words}");
}

fn support() -> MailboxId {
    MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap())
}

#[test]
fn the_views_are_found_by_their_names() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    for (name, view) in [
        ("All inboxes", mail::View::Inboxes),
        ("all shared", mail::View::Shared),
        ("unanswered in", mail::View::Unanswered),
        ("Flagged", mail::View::Flagged),
    ] {
        type_and_do(&mut desk, name);
        assert_eq!(desk.state.home.place, Some(Place::View(view)), "{name}");
        assert!(!desk.state.home.is_covered());
    }
}

#[test]
fn without_mailboxes_no_view_shows_anything() {
    let mut desk = desk(&[]);
    refused(&mut desk, "All inboxes", "There is only one mailbox.");
    refused(
        &mut desk,
        "All shared",
        "There is only one shared mailbox, or none.",
    );
    refused(&mut desk, "Unanswered in", "There is no shared mailbox.");
    refused(&mut desk, "Flagged", "There is no mailbox yet.");
}

#[test]
fn how_the_list_is_shown_is_chosen_from_here() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    for (words, sort) in [
        ("sort by date oldest", Sort::Oldest),
        ("sort by people", Sort::People),
        ("sort by people z", Sort::PeopleDescending),
        ("sort by subject", Sort::Subject),
        ("sort by subject z", Sort::SubjectDescending),
        ("sort by size largest", Sort::Largest),
        ("sort by size smallest", Sort::Smallest),
    ] {
        type_and_do(&mut desk, words);
        assert_eq!(desk.state.home.mail.arranged().sort, sort, "{words}");
        if !sort.is_by_date() {
            let why = "Only while the list is sorted by date.";
            refused(&mut desk, "group by month", why);
        }
    }
    type_and_do(&mut desk, "sort by date newest");
    assert_eq!(desk.state.home.mail.arranged(), mail::Arranged::default());
    type_and_do(&mut desk, "group by day");
    desk.until_grouped();
    type_and_do(&mut desk, "group by day");
    desk.until("there are no headings", |desk| !desk.is_grouped());
    for (words, filter) in [
        ("only unread or", mail::Filter::Unread),
        ("only unanswered or", mail::Filter::Unanswered),
        ("only flagged or", mail::Filter::Flagged),
        ("only with attachments", mail::Filter::Attachments),
    ] {
        type_and_do(&mut desk, words);
        assert_eq!(desk.state.home.mail.filters, filter.alone(), "{words}");
        type_and_do(&mut desk, words);
        assert!(desk.state.home.mail.filters.is_empty(), "{words}");
    }
    let density = |desk: &Driver<Desk, Message>| {
        let all = &desk.state.home.mail.arrangements;
        all.density(&support(), postroom::config::Density::Comfortable)
    };
    type_and_do(&mut desk, "compact rows");
    assert_eq!(density(&desk), postroom::config::Density::Compact);
    type_and_do(&mut desk, "comfortable rows");
    assert_eq!(density(&desk), postroom::config::Density::Comfortable);

    // A view is listed as one likes too, but it is of no one mailbox.
    desk.go("All inboxes");
    type_and_do(&mut desk, "sort by subject");
    let arrangements = &desk.state.home.mail.arrangements;
    let of_view = arrangements.of_view(mail::View::Inboxes);
    assert_eq!(of_view.sort, Sort::Subject);
    refused(
        &mut desk,
        "group by day",
        "Only while the list is sorted by date.",
    );
    let in_folder = "Only where the messages of one folder are listed.";
    refused(&mut desk, "compact rows", in_folder);
    desk.go("Settings");
    refused(
        &mut desk,
        "sort by subject",
        "Only where messages are listed.",
    );
    refused(&mut desk, "this folder rename", in_folder);
}

#[test]
fn the_tags_of_the_team_are_found_beside_the_five() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    let has = |desk: &Driver<Desk, Message>| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.flags.has_keyword("warranty"))
    };
    let key = desk.state.home.mail.showing().unwrap();
    let change = FlagChange {
        add: vec!["warranty".into()],
        ..FlagChange::default()
    };
    let messages = vec![key];
    desk.state.ask(Command::Mark { messages, change }).unwrap();
    desk.until("it is seen", |desk| has(desk));
    type_and_do(&mut desk, "tag: warranty");
    desk.until("it is taken", |desk| !has(desk));
}

#[test]
fn what_is_done_to_the_open_folder_is_done_from_here() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let task = "has a task in the mailbox, so it stays as it is.";
    let other = "Only Trash and the junk folder can be emptied.";
    refused(&mut desk, "this folder rename", task);
    refused(&mut desk, "this folder delete", task);
    refused(&mut desk, "this folder empty", other);
    // Its row slides while the folders come, and a click right then is for nobody.
    let trash = FolderId::of(&support(), "Trash");
    desk.tell(Message::Go(Place::Folder(trash)));
    desk.until("it is open", |desk| {
        desk.state.home.mail.folder() == Some(&FolderId::of(&support(), "Trash"))
    });
    refused(&mut desk, "this folder delete", task);
    let create = Command::CreateFolder {
        mailbox: support(),
        path: "Orders".into(),
    };
    desk.state.ask(create).unwrap();
    desk.go("Orders");
    refused(&mut desk, "this folder empty", other);
    for (words, title) in [
        ("this folder rename", "Rename Orders"),
        ("this folder delete", "Delete Orders?"),
        ("this folder new", "In Orders of Support."),
    ] {
        type_and_do(&mut desk, words);
        desk.until_shown(title);
        desk.click("Cancel");
        assert!(!desk.state.home.is_covered(), "{words}");
    }
}

#[test]
fn how_a_message_is_shown_is_chosen_from_here() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    refused(&mut desk, "message: as sent", "No message is selected.");
    crate::drawn::deliver(&desk, "A page", "<p>Some <b>words</b></p>");
    crate::drawn::open(&mut desk, "A page");
    crate::drawn::until_drawn(&mut desk);
    let shown = |desk: &Driver<Desk, Message>| desk.state.home.mail.opened.as_ref().unwrap().shown;
    for (words, how) in [
        ("message: simple", mail::Shown::Simple),
        ("message: text", mail::Shown::Words),
        ("show the source", mail::Shown::Source),
        ("message: as sent", mail::Shown::Drawn),
    ] {
        type_and_do(&mut desk, words);
        assert_eq!(shown(&desk), how, "{words}");
    }
    refused(
        &mut desk,
        "pictures: show once",
        "This message has no remote pictures left to fetch.",
    );
    refused(
        &mut desk,
        "attachments: save all",
        "This message has no attachments.",
    );
    // One of words alone.
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\n\
        Subject: Plain words\r\nMessage-ID: <plain@shop.example>\r\n\r\nHello.\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    crate::drawn::open(&mut desk, "Plain words");
    desk.until_shown("Hello.");
    let alone = "This message is plain text: it is shown as it was sent.";
    refused(&mut desk, "message: as sent", alone);
    refused(&mut desk, "message: text", alone);
    type_and_do(&mut desk, "show the source");
    desk.until_told("Message-ID: <plain@shop.example>");
    type_and_do(&mut desk, "message: text");
    desk.until_shown("Hello.");
}

#[test]
fn the_settings_and_what_one_chooses_among_them_are_done_from_here() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    type_and_do(&mut desk, "colours: dark");
    let theme = |desk: &Driver<Desk, Message>| desk.state.link.engine().settings().theme;
    desk.until("it is dark", |desk| theme(desk) == Theme::Dark);
    // And stands there, beside what else there is.
    assert_eq!(desk.state.home.place, Some(Place::Settings));
    refused(&mut desk, "colours: dark", "It is set so already.");
    type_and_do(&mut desk, "settings: shortcuts");
    desk.until_shown("As in Thunderbird");
    assert!(!desk.shows("Contrast"));
    type_and_do(&mut desk, "shortcuts: as in thunderbird");
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().keys == KeyMap::Thunderbird
    });
    for (words, title) in [
        (
            "add a mailbox",
            "A mailbox that Postroom did not find by itself.",
        ),
        ("add an address", "An alias, a distribution list, or"),
    ] {
        type_and_do(&mut desk, words);
        desk.until_told(title);
        desk.key(Named::Escape);
        desk.until("it is closed", |desk| !desk.state.home.is_covered());
    }
}

#[test]
fn all_rows_are_chosen_and_each_file_is_named() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Replacement part for the Aurora 2");
    desk.until_shown("hinge.png");
    type_and_do(&mut desk, "preview hinge");
    desk.until("it is shown", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.preview.is_some())
    });
    open(&mut desk);
    desk.write("select all");
    desk.until_shown("Ctrl+A");
    desk.key(Named::Enter);
    let all = Rows::len(&desk.state.home.mail.rows);
    assert_eq!(desk.state.home.mail.selection.len(), all);
}
