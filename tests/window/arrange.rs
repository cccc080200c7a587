//! How the list is shown: its order, its headings, its density; tags and junk.

use std::time::Duration;

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::{Kept, Message};
use postroom::app::screen::mail;
use postroom::app::widget::list::Rows;
use postroom::domain::{EmailAddress, FlagChange, FolderId, FolderRole, MailboxId, SystemFlag};
use postroom::engine::{Command, Sort};

use crate::desk::{Desk, again, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn support() -> MailboxId {
    MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap())
}

/// The subjects of the rows in sight, from above.
fn subjects(desk: &mut Driver<Desk, Message>) -> Vec<String> {
    let rows = &desk.state.home.mail.rows;
    let rows = (0..rows.len()).filter_map(|at| Some(rows.row(at)?.subject.into_owned()));
    rows.collect()
}

/// What is kept of the window for the next start holds this word.
fn until_kept(desk: &mut Driver<Desk, Message>, word: &str) {
    desk.until(word, |desk| {
        let kept = desk
            .state
            .engine(async |engine| engine.remembered(Kept::KEY).await);
        kept.unwrap()
            .is_some_and(|kept| kept.to_string().contains(word))
    });
}

/// The UID of the message that all this is about.
fn uid_of(desk: &Driver<Desk, Message>) -> u32 {
    let rows = &desk.state.home.mail.rows;
    let mut loaded = rows.loaded().map(|(_, header)| header);
    let found = loaded.find(|header| header.subject == ORDER);
    found.unwrap().id.uid
}

fn arrange(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.tell(Message::Mail(mail::Message::Arrange(mail::Choice::Menu(
        true,
    ))));
    desk.go(words);
}

#[test]
fn the_list_is_sorted_as_one_likes_and_stays_so() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let newest = subjects(&mut desk);
    arrange(&mut desk, "Oldest first");
    let mut oldest = newest.clone();
    oldest.reverse();
    desk.until("the oldest are first", |desk| subjects(desk) == oldest);
    arrange(&mut desk, "Subject, A to Z");
    let mut by_subject = newest.clone();
    by_subject.sort_by_key(|subject| postroom::rfc822::base_subject(subject).to_lowercase());
    desk.until("they are sorted by subject", |desk| {
        let now = subjects(desk);
        let words = |all: &[String]| -> Vec<String> {
            let base = all.iter().map(|one| postroom::rfc822::base_subject(one));
            base.map(str::to_lowercase).collect()
        };
        words(&now) == words(&by_subject)
    });
    // And from the end of the alphabet; the list says so, and goes back from there.
    arrange(&mut desk, "Subject, Z to A");
    desk.until("they are sorted the other way", |desk| {
        let words = subjects(desk);
        let words = words
            .iter()
            .map(|one| postroom::rfc822::base_subject(one).to_lowercase());
        words.collect::<Vec<_>>().is_sorted_by(|a, b| a >= b)
    });
    desk.go("Sorted: Subject, Z to A");
    desk.until("the newest are first", |desk| subjects(desk) == newest);
    assert!(!desk.tells("Sorted:"));
    arrange(&mut desk, "Subject, A to Z");
    desk.until_shown("Sorted: Subject, A to Z");
    // Another folder keeps its own order, and this one has it after a restart too.
    desk.go("Archive");
    desk.until("it is open", |desk| {
        desk.state.home.mail.arranged() == mail::Arranged::default()
    });
    desk.go("Inbox");
    desk.until("it is sorted as before", |desk| {
        desk.state.home.mail.arranged().sort == postroom::engine::Sort::Subject
    });
    until_kept(&mut desk, "subject");
    let mut desk = again(desk);
    // Where the window was left is kept a moment later than how it was sorted.
    desk.go("Inbox");
    desk.until("it still is", |desk| {
        desk.state.home.mail.arranged().sort == postroom::engine::Sort::Subject
    });
}

#[test]
fn headings_stand_above_the_days_and_are_no_rows() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let count = desk.state.home.mail.rows.len();
    assert!(desk.state.home.mail.rows.headings().is_empty());
    arrange(&mut desk, "Group by date");
    let newest = desk.until_grouped();
    let heading = desk.bounds(&newest);
    assert_eq!(desk.state.home.mail.rows.len(), count);
    // A click on it chooses nothing.
    desk.click_at(heading.center());
    desk.turn();
    assert!(desk.state.home.mail.opened.is_none());
    // The first row stands below it.
    let first = subjects(&mut desk).remove(0);
    let row = desk.bounds(&first);
    assert!(row.y > heading.y + 20.0, "{row:?} {heading:?}");
    desk.click(&first);
    desk.until("it is open", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.subject == first)
    });
    // With the oldest first they stand above the oldest of each.
    let from_newest: Vec<String> = desk
        .state
        .home
        .mail
        .rows
        .headings()
        .iter()
        .map(|(_, words)| words.clone())
        .collect();
    arrange(&mut desk, "Oldest first");
    desk.until("they stand the other way round", |desk| {
        let headings = desk.state.home.mail.rows.headings();
        let words = headings.iter().rev().map(|(_, words)| words);
        headings.first().is_some_and(|(at, _)| *at == 0) && words.eq(&from_newest)
    });
    // Sorted otherwise there are none.
    arrange(&mut desk, "People, A to Z");
    desk.until("there are no headings", |desk| !desk.is_grouped());
}

#[test]
fn rows_are_lower_in_this_mailbox_alone() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let rows = subjects(&mut desk);
    let height = |desk: &mut Driver<Desk, Message>| {
        let (first, second) = (desk.bounds(&rows[0]), desk.bounds(&rows[1]));
        second.y - first.y
    };
    let before = height(&mut desk);
    arrange(&mut desk, "Compact");
    desk.until("the rows are lower", |desk| height(desk) < before);
    desk.go("Sales");
    desk.until("that mailbox is open", |desk| {
        let sales = MailboxId::of(&EmailAddress::parse("sales@acme.example").unwrap());
        desk.state.home.mail.folder() == Some(&FolderId::of(&sales, "INBOX"))
            && desk.state.home.mail.rows.len() > 1
            && desk.state.home.mail.rows.row(1).is_some()
    });
    let rows = subjects(&mut desk);
    let (first, second) = (desk.bounds(&rows[0]), desk.bounds(&rows[1]));
    assert_eq!(second.y - first.y, before);
}

#[test]
fn tags_are_set_and_taken_and_the_server_keeps_them() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    let has = |desk: &Driver<Desk, Message>, keyword: &str| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.flags.has_keyword(keyword))
    };
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    assert!(!has(&desk, "$label4"));
    desk.tell(Message::Key(Action::Tag4));
    assert!(has(&desk, "$label4"), "it is shown at once");
    let on_server = |desk: &Driver<Desk, Message>, keyword: &str| {
        let all = desk.state.server.messages("support", "INBOX").unwrap();
        all.iter()
            .any(|one| one.flags.iter().any(|flag| flag == keyword))
    };
    desk.until("the server has it", |desk| on_server(desk, "$label4"));
    // The menu shows which are set, and takes them.
    desk.menu(ORDER);
    desk.go("Tags");
    // The row has it in a chip too.
    desk.until("the menu is there", |desk| desk.shows("Later"));
    let of_menu = desk.texts().into_iter().rfind(|(text, _)| text == "To do");
    desk.click_at(of_menu.unwrap().1.center());
    desk.until("it is gone there", |desk| !on_server(desk, "$label4"));
    desk.until("the list knows it", |desk| {
        let rows = &desk.state.home.mail.rows;
        let mut loaded = rows.loaded().map(|(_, header)| header);
        let of = loaded.find(|header| header.subject == ORDER);
        of.is_some_and(|header| !header.flags.has_keyword("$label4")) && !has(desk, "$label4")
    });
    // All at once.
    desk.tell(Message::Key(Action::Tag1));
    desk.tell(Message::Key(Action::Tag4));
    desk.until("both are there", |desk| {
        on_server(desk, "$label1") && on_server(desk, "$label4")
    });
    // At once: what the server said before the second was set may be read only now.
    desk.tell(Message::Key(Action::NoTags));
    desk.until("none is left", |desk| {
        !on_server(desk, "$label4") && !has(desk, "$label1")
    });
    // And that is taken back.
    desk.until_shown("Undo mark");
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is there again", |desk| on_server(desk, "$label4"));
}

#[test]
fn junk_goes_where_junk_lies_and_comes_back() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    desk.tell(Message::Key(Action::Junk));
    desk.until_told("has no junk folder");
    let create = Command::CreateFolder {
        mailbox: support(),
        path: "Junk".into(),
    };
    desk.state.ask(create).unwrap();
    desk.until("it is known what it is for", |desk| {
        let node = desk.state.home.known.node(&support());
        node.is_some_and(|node| node.role(FolderRole::Junk).is_some())
    });
    desk.tell(Message::Key(Action::Junk));
    let in_junk = |desk: &Driver<Desk, Message>| {
        let all = desk.state.server.messages("support", "Junk");
        all.map_or(0, |all| all.len())
    };
    desk.until("it is there", |desk| in_junk(desk) == 1);
    desk.go("Junk");
    desk.go(ORDER);
    desk.menu(ORDER);
    desk.go("Not junk");
    desk.until("it is back", |desk| in_junk(desk) == 0);
    desk.go("Inbox");
    desk.until_shown(ORDER);
    desk.go(ORDER);
    desk.tell(Message::Key(Action::Junk));
    desk.until("it is there again", |desk| in_junk(desk) == 1);
    // The key that put it there takes it out.
    desk.go("Junk");
    desk.go(ORDER);
    desk.tell(Message::Key(Action::Junk));
    desk.until("it is back by the same key", |desk| in_junk(desk) == 0);
}

#[test]
fn tags_of_every_mailbox_are_offered_in_each() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let mut loaded = desk.state.home.mail.rows.loaded();
    let of = loaded.find(|(_, header)| header.subject == ORDER);
    let messages = vec![of.unwrap().1.id.clone()];
    drop(loaded);
    let change = FlagChange {
        add: vec!["harbour".into()],
        ..FlagChange::default()
    };
    let _ = desk.state.ask(Command::Mark { messages, change }).unwrap();
    desk.until("it is known", |desk| {
        let known = &desk.state.home.known;
        known.tags.iter().any(|tag| tag == "harbour")
    });
    desk.go("Sales");
    desk.until("its mail is listed", |desk| {
        desk.state.home.mail.rows.len() > 0 && !desk.shows(ORDER)
    });
    let subject = subjects(&mut desk).remove(0);
    desk.click(&subject);
    desk.menu(&subject);
    desk.go("Tags");
    desk.until_shown("harbour");
    desk.key(Named::Escape);
    desk.focus(postroom::app::screen::home::SEARCH);
    desk.write("tag:har");
    desk.until_shown("tag:harbour");
}

/// A low window: the menu is moved up so that all of it is seen.
#[test]
fn a_menu_near_the_lower_edge_is_seen_whole() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.sized(1000.0, 640.0);
    let mut places: Vec<(String, f32)> = Vec::new();
    for subject in subjects(&mut desk).into_iter().take(6) {
        if desk.shows(&subject) {
            let y = desk.bounds(&subject).y;
            places.push((subject, y));
        }
    }
    places.retain(|(_, y)| (250.0..420.0).contains(y));
    let subject = places.pop().unwrap().0;
    desk.click(&subject);
    desk.menu(&subject);
    desk.frame();
    for words in ["Reply", "Tags"] {
        let rows = desk.texts();
        let (_, row) = rows.iter().rfind(|(text, _)| text == words).unwrap();
        assert!(
            row.y > 0.0 && row.y + row.height < 640.0,
            "{words}: {row:?}"
        );
    }
}

/// The message that all this is about, and the one below it.
fn choose_two(desk: &mut Driver<Desk, Message>) {
    let second = subjects(desk).remove(1);
    desk.click(ORDER);
    desk.hold(iced::keyboard::Modifiers::CTRL);
    desk.click(&second);
    desk.hold(iced::keyboard::Modifiers::empty());
}

fn hold(desk: &mut Driver<Desk, Message>, words: &str) {
    let at = desk.bounds(words).center();
    desk.point(at);
    desk.press();
    desk.point(iced::Point::new(at.x - 30.0, at.y + 10.0));
    desk.frame();
}

#[test]
fn messages_are_dragged_to_folders_where_they_may_go() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    choose_two(&mut desk);
    assert_eq!(desk.state.home.mail.selection.len(), 2);
    // Pressed on one of two, both stay chosen.
    hold(&mut desk, ORDER);
    desk.until_told("Let go over a folder to move 2 messages");
    let archive = desk.bounds("Archive").center();
    desk.point(archive);
    desk.frame();
    desk.release();
    let there = |desk: &Driver<Desk, Message>| {
        let all = desk.state.server.messages("support", "Archive").unwrap();
        let is =
            |one: &postroom::demo::KeptMessage| String::from_utf8_lossy(&one.bytes).contains(ORDER);
        all.iter().any(is)
    };
    desk.until("they are there", |desk| there(desk));
    assert!(desk.state.home.mail.dragged.is_none());
    desk.until("they left the list", |desk| !desk.shows(ORDER));
    desk.until_shown("Undo archive");
    desk.tell(Message::Key(Action::Undo));
    desk.until("they are back", |desk| !there(desk));

    // Let go elsewhere, or given up, they stay.
    desk.until_shown(ORDER);
    hold(&mut desk, ORDER);
    assert!(desk.state.home.mail.dragged.is_some());
    desk.key(Named::Escape);
    assert!(desk.state.home.mail.dragged.is_none());
    desk.point(archive);
    desk.release();
    desk.turn();
    assert!(!there(&desk), "they stay");
    let texts: Vec<String> = desk.texts().into_iter().map(|(text, _)| text).collect();
    assert!(desk.shows(ORDER), "{texts:#?}");
    // What takes none says why.
    hold(&mut desk, ORDER);
    let refusing = desk.bounds("HR").center();
    desk.point(refusing);
    desk.frame();
    desk.release();
    desk.until_told("You may not put messages into");
    assert!(desk.state.home.mail.dragged.is_none());
}

#[test]
fn one_of_several_that_are_chosen_is_alone_after_a_click() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    choose_two(&mut desk);
    desk.click(ORDER);
    assert_eq!(desk.state.home.mail.selection.len(), 1);
}

#[test]
fn a_folder_is_marked_as_read_at_once() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let unread = |desk: &Driver<Desk, Message>| {
        let folder = desk.state.home.mail.folder().cloned();
        let known = &desk.state.home.known;
        folder.and_then(|id| known.folder(&id).map(|(_, f)| f.unread))
    };
    desk.until("something is unread", |desk| {
        unread(desk).is_some_and(|unread| unread > 0)
    });
    desk.tell(Message::Key(Action::AllSeen));
    desk.until("nothing is unread", |desk| unread(desk) == Some(0));
    desk.tell(Message::Key(Action::Palette));
    desk.write("mark everything");
    desk.until_shown("Everything here has been read.");
    desk.key(Named::Escape);
    desk.tell(Message::Key(Action::Undo));
    desk.until("it is taken back", |desk| {
        unread(desk).is_some_and(|unread| unread > 0)
    });
}

#[test]
fn what_lies_in_many_folders_is_one_list() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.go("All shared");
    desk.until("both mailboxes are in it", |desk| {
        let rows = &desk.state.home.mail.rows;
        let loaded = rows.loaded().map(|(_, header)| header.mailbox.clone());
        let mailboxes: std::collections::BTreeSet<MailboxId> = loaded.collect();
        mailboxes.len() > 1
    });
    let dates: Vec<jiff::Timestamp> = {
        let rows = &desk.state.home.mail.rows;
        let keys = (0..rows.len()).filter_map(|at| rows.key(at));
        keys.filter_map(|key| Some(rows.header(key)?.date))
            .collect()
    };
    assert!(dates.len() > 5 && dates.windows(2).all(|pair| pair[0] >= pair[1]));
    // What is done there is done where the message lies.
    desk.go(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    desk.tell(Message::Key(Action::Archive));
    let archived = |desk: &Driver<Desk, Message>| {
        let all = desk.state.server.messages("support", "Archive").unwrap();
        all.iter()
            .any(|one| String::from_utf8_lossy(&one.bytes).contains(ORDER))
    };
    desk.until("it is archived in its own mailbox", |desk| archived(desk));
    desk.until("it left the view", |desk| !desk.shows(ORDER));
    desk.until_shown("Undo archive");
    desk.tell(Message::Key(Action::Undo));
    desk.until_shown(ORDER);
    // It is the place that is shown after a restart.
    until_kept(&mut desk, "shared");
    let mut desk = again(desk);
    desk.until("the view is open", |desk| {
        desk.state.home.mail.view() == Some(mail::View::Shared)
    });
}

#[test]
fn what_nobody_answered_goes_from_its_view_when_somebody_does() {
    let mut desk = desk(&["anna"]);
    // A list that is long enough shows them all.
    desk.sized(1280.0, 2400.0);
    desk.go("Support");
    desk.until_shown(ORDER);
    let of_programs = [
        "Undelivered Mail Returned to Sender",
        "Lichtwoche: 12 Ideen",
    ];
    desk.until("mail of programs is there", |desk| {
        of_programs.iter().all(|subject| desk.tells(subject))
    });
    desk.go("Unanswered in shared");
    desk.until_shown(ORDER);
    // Nobody waits for an answer to it.
    assert!(of_programs.iter().all(|subject| !desk.tells(subject)));
    desk.until_told("up to date");
    let all = desk.state.home.mail.rows.len();
    // The tree counts what waits, and who waits longest stands first, until somebody wants it otherwise.
    let counted = |desk: &Driver<Desk, Message>| {
        mail::View::Unanswered.waiting(&desk.state.home.known) as usize
    };
    assert_eq!(counted(&desk), all);
    let dates = |desk: &Driver<Desk, Message>| -> Vec<_> {
        let rows = &desk.state.home.mail.rows;
        let keys = (0..rows.len()).map(|at| rows.key(at));
        keys.filter_map(|key| rows.header(key?).map(|header| header.date))
            .collect()
    };
    let oldest = dates(&desk);
    assert!(oldest.len() > 2 && oldest.is_sorted(), "{oldest:?}");
    assert!(desk.tells(" days"), "how long they wait is said");
    let by_date = |sort| {
        let arranged = mail::Arranged {
            sort,
            grouped: false,
        };
        Message::Mail(mail::Message::Arrange(mail::Choice::Arranged(arranged)))
    };
    desk.tell(by_date(Sort::Newest));
    desk.until("the newest is first", |desk| {
        dates(desk).iter().rev().is_sorted() && dates(desk).len() > 2
    });
    desk.tell(by_date(Sort::Oldest));
    desk.until_shown(ORDER);
    let uid = uid_of(&desk);
    let server = &desk.state.server;
    server
        .flag("ben", "support", "INBOX", uid, "\\Answered", true)
        .unwrap();
    let sync = Command::Sync {
        mailbox: None,
        folder: None,
    };
    desk.state.ask(sync).unwrap();
    desk.until("it is gone", |desk| !desk.shows(ORDER));
    assert_eq!(desk.state.home.mail.rows.len(), all - 1);
    desk.until("it is counted no more", |desk| counted(desk) == all - 1);
}

#[test]
fn the_list_says_who_of_us_answered() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let uid = uid_of(&desk);
    let id = {
        let rows = &desk.state.home.mail.rows;
        let mut loaded = rows.loaded().map(|(_, header)| header);
        let original = loaded.find(|header| header.subject == ORDER).unwrap();
        original.message_id.clone().unwrap()
    };
    let copy = format!(
        "X-Postroom-Sent-By: Carla Ricci <carla@acme.example>\r\n\
         From: Support <support@acme.example>\r\nTo: kim@elsewhere.example\r\n\
         Subject: Re: {ORDER}\r\nMessage-ID: <answer@acme.example>\r\n\
         In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n\r\nIt is on its way.\r\n"
    );
    let server = &desk.state.server;
    server
        .flag("ben", "support", "INBOX", uid, "\\Answered", true)
        .unwrap();
    let sync = Command::Sync {
        mailbox: None,
        folder: None,
    };
    desk.state.ask(sync).unwrap();
    let answered = |desk: &Driver<Desk, Message>| {
        let rows = &desk.state.home.mail.rows;
        let mut loaded = rows.loaded().map(|(_, header)| header);
        let of = loaded.find(|header| header.subject == ORDER);
        of.is_some_and(|header| header.flags.has(SystemFlag::Answered))
    };
    desk.until("it is answered", |desk| answered(desk));
    // All that is told of the Inbox is read by then.
    for _ in 0..80 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        desk.turn();
    }
    assert!(!desk.shows("Carla Ricci answered"));
    // The copy comes after the flag, as it mostly does.
    let server = &desk.state.server;
    server.deliver("support", "Sent", copy.as_bytes()).unwrap();
    let sent = Command::Sync {
        mailbox: Some(support()),
        folder: Some(FolderId::of(&support(), "Sent")),
    };
    desk.state.ask(sent).unwrap();
    desk.until_shown("Carla Ricci answered");
    // Where no copy names anybody, it is answered.
    desk.until_shown("Answered");
    // Over the message and where it is found too.
    let said = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        texts
            .iter()
            .filter(|(text, _)| text == "Carla Ricci answered")
            .count()
    };
    let in_list = said(&mut desk);
    desk.go(ORDER);
    desk.until("the reader says so", |desk| said(desk) == in_list + 1);
    desk.tell(Message::Search("20418".into()));
    desk.until_shown("“20418”");
    desk.until("results say so", |desk| {
        let rows = &desk.state.home.mail.rows;
        let mut rows = (0..rows.len()).filter_map(|at| rows.row(at));
        rows.any(|row| {
            row.labels
                .iter()
                .any(|(_, word)| word == "Carla Ricci answered")
        })
    });
}

#[test]
fn by_key_a_message_is_moved_to_a_folder_that_is_found_by_its_name() {
    let mut desk = desk(&["anna"]);
    // Also where there is no bar above the list.
    desk.sized(900.0, 600.0);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.key(Named::ArrowDown);
    desk.until("one is chosen", |desk| {
        !desk.state.home.mail.selection.is_empty()
    });
    desk.tell(Message::Key(Action::MoveTo));
    desk.until_shown("Support: Archive");
    assert!(desk.state.home.is_covered());
    desk.key(Named::Escape);
    // Nothing keeps the keys for itself.
    desk.until("it is closed", |desk| !desk.state.home.is_covered());
    let row = desk.state.home.mail.selection.cursor();
    desk.tell(Message::Key(Action::MoveTo));
    desk.until_shown("Support: Archive");
    desk.write("arch");
    desk.key(Named::Enter);
    desk.until("it is gone from here", |desk| {
        !desk.state.home.is_covered() && desk.state.home.mail.selection.cursor() != row
    });
    desk.until_shown("Undo archive");
}

/// A folder of another mailbox is reached without letting go: the mailbox unfolds under what rests over it, nothing else
/// moves, and it folds again.
#[test]
fn a_mailbox_unfolds_under_what_is_dragged() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.click(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    let folders = |desk: &mut Driver<Desk, Message>| {
        let texts = desk.texts();
        let names = texts
            .iter()
            .filter(|(text, at)| text == "Archive" && at.x < 200.0);
        names.map(|(_, at)| at.y).collect::<Vec<_>>()
    };
    assert_eq!(folders(&mut desk).len(), 1);
    hold(&mut desk, ORDER);
    let sales = desk.bounds("Sales").center();
    desk.point(sales);
    desk.after(Duration::from_millis(300));
    assert_eq!(folders(&mut desk).len(), 1, "passing over it is not enough");
    desk.after(Duration::from_millis(800));
    desk.frame();
    assert_eq!(folders(&mut desk).len(), 2);
    assert_eq!(desk.bounds("Sales").center().y, sales.y);
    let archive = folders(&mut desk)[0];
    desk.point(iced::Point::new(sales.x, archive + 8.0));
    desk.release();
    desk.turn();
    desk.frame();
    assert_eq!(folders(&mut desk).len(), 1, "it folds again");
    desk.until("it is moved", |desk| !desk.shows(ORDER));
    desk.until_shown("Undo archive");
}

#[test]
fn a_click_in_the_tree_moves_nothing_whatever_was_dragged_before() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.click(ORDER);
    desk.until("it is open", |desk| desk.state.home.mail.opened.is_some());
    hold(&mut desk, ORDER);
    assert!(desk.state.home.mail.dragged.is_some());
    // Another place takes that of the list: where the drag ends nobody hears of it.
    desk.tell(Message::Key(Action::Outbox));
    desk.release();
    desk.tell(Message::Key(Action::Inbox));
    desk.until_shown(ORDER);
    desk.go("Archive");
    desk.until("it is open", |desk| !desk.shows(ORDER));
    desk.go("Inbox");
    desk.until_shown(ORDER);
}
