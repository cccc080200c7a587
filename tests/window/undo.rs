//! What is taken back, and what a key does right after another one.

use std::collections::BTreeSet;

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Notice, Wish, mail};
use postroom::app::widget::list::{How, ListEvent, Rows as _};
use postroom::domain::{Act, EmailAddress, MailboxId};
use postroom::engine::{Command, ListFilter, ProblemKind};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

/// The UIDs of the open folder's messages that are unread.
fn unread(desk: &Driver<Desk, Message>) -> BTreeSet<u32> {
    let folder = desk.state.home.mail.folder().unwrap().clone();
    let filter = ListFilter {
        unread: true,
        ..ListFilter::default()
    };
    let read = move |reader: &postroom::engine::Reader| reader.order(&folder, filter);
    let order = desk.state.engine(async |e| e.read(read).await.unwrap());
    order.into_iter().collect()
}

fn listed(desk: &mut Driver<Desk, Message>, words: &str) -> bool {
    desk.texts()
        .iter()
        .any(|(text, at)| text == words && at.x < 620.0)
}

#[test]
fn a_mark_over_read_and_unread_messages_is_taken_back_as_it_was() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_shown("Unread 8");
    let before = unread(&desk);
    let all = desk.state.home.mail.rows.len();
    assert!(!before.is_empty() && before.len() < all);
    desk.tell(Message::Mail(mail::Message::List(ListEvent::ChooseAll)));
    desk.tell(Message::Key(Action::ToggleSeen));
    desk.until("all are read", |desk| unread(desk).is_empty());
    desk.until_shown("Undo mark");
    desk.tell(Message::Key(Action::Undo));
    desk.until("some are unread again", |desk| !unread(desk).is_empty());
    assert_eq!(unread(&desk), before, "those that were, and no other");
}

/// In search results messages of Trash may lie beside others, wherever the first of them lies.
#[test]
fn who_deletes_what_was_found_is_asked_where_some_of_it_would_be_gone_for_good() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.tell(Message::Key(Action::Delete));
    desk.until("it left the list", |desk| !listed(desk, ORDER));
    desk.tell(Message::Search("in:trash OR subject:invoice".into()));
    desk.until_shown("Support / Trash");
    desk.tell(Message::Mail(mail::Message::List(ListEvent::ChooseAll)));
    let found = desk.state.home.mail.rows.len();
    desk.tell(Message::Key(Action::Delete));
    desk.until("it asks", |desk| desk.tells("for good?"));
    assert!(desk.tells("to Trash."));
    assert_eq!(
        desk.state.home.mail.rows.len(),
        found,
        "nothing is gone yet"
    );
    desk.click("Delete for good");
    desk.until("all of them left", |desk| {
        !desk.shows("Support / Trash") || desk.state.home.mail.rows.len() < found
    });
    desk.until_shown("Undo delete");
}

/// After one question, from wherever a message lies, and into no Trash.
#[test]
fn what_is_deleted_for_good_is_asked_about_and_lies_nowhere() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    let delete = |desk: &mut Driver<Desk, Message>| {
        desk.tell(Message::Key(Action::DeleteForGood));
        desk.until("it asks", |desk| desk.tells("Delete 1 message for good?"));
    };
    delete(&mut desk);
    // Whoever presses Enter too often deletes nothing.
    desk.key(Named::Enter);
    desk.turn();
    assert!(!desk.tells("for good?") && listed(&mut desk, ORDER));
    delete(&mut desk);
    desk.click("Delete for good");
    desk.until("it left the list", |desk| !listed(desk, ORDER));
    let holds = |desk: &Driver<Desk, Message>, folder: &str| {
        let messages = desk.state.server.messages("support", folder).unwrap();
        let subjects = messages
            .iter()
            .map(|m| String::from_utf8_lossy(&m.bytes).into_owned());
        subjects
            .filter(|text| text.contains(&format!("Subject: {ORDER}")))
            .count()
    };
    desk.until("the server has deleted it", |desk| {
        holds(desk, "INBOX") == 0
    });
    assert_eq!(holds(&desk, "Trash"), 0);
}

/// What waits for the server can be worked with where it goes.
#[test]
fn a_message_on_its_way_is_flagged_and_sent_elsewhere() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    let _ = desk.state.ask(Command::SetOffline(true)).unwrap();
    desk.tell(Message::Key(Action::Archive));
    desk.until("it left the list", |desk| !listed(desk, ORDER));
    desk.go("Archive");
    desk.until("it is on its way here", |desk| listed(desk, ORDER));
    desk.go(ORDER);
    let acts = |desk: &Driver<Desk, Message>| {
        let read = |reader: &postroom::engine::Reader| reader.acts(None);
        let acts = desk.state.engine(async |e| e.read(read).await.unwrap());
        acts.into_iter()
            .map(|pending| pending.act)
            .collect::<Vec<_>>()
    };
    desk.tell(Message::Key(Action::Flag));
    desk.until("the flag is set before it moves", |desk| {
        matches!(&acts(desk)[..], [Act::MarkFlags { .. }, Act::Move { .. }])
    });
    desk.tell(Message::Key(Action::Delete));
    desk.until("it goes to Trash instead", |desk| {
        let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
        let node = desk.state.home.known.node(&support).unwrap();
        let trash = node.trash.folder.as_ref().unwrap();
        matches!(&acts(desk)[..], [Act::MarkFlags { .. }, Act::Move { to, .. }] if *to == trash.id)
    });
    desk.until("it left this list too", |desk| !listed(desk, ORDER));
}

/// Its row stands where the copy will lie, and its key is that of the other message.
#[test]
fn a_copy_on_its_way_is_not_taken_for_the_message_that_is_copied() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    let _ = desk.state.ask(Command::SetOffline(true)).unwrap();
    let node = |desk: &Driver<Desk, Message>, trash: bool| {
        let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
        let node = desk.state.home.known.node(&support).unwrap();
        let way = if trash { &node.trash } else { &node.archive };
        way.folder.as_ref().unwrap().id.clone()
    };
    let (archive, trash) = (node(&desk, false), node(&desk, true));
    desk.tell(Message::Mail(mail::Message::CopyTo(archive)));
    desk.go("Archive");
    desk.until("it is on its way here", |desk| listed(desk, ORDER));
    desk.go(ORDER);
    let acts = |desk: &Driver<Desk, Message>| {
        let read = |reader: &postroom::engine::Reader| reader.acts(None);
        let acts = desk.state.engine(async |e| e.read(read).await.unwrap());
        let acts = acts.into_iter().map(|pending| pending.act);
        acts.filter(|act| !act.is_note() && !matches!(act, Act::MarkFlags { .. }))
            .collect::<Vec<_>>()
    };
    let said = "The copy is still on its way here. You can work with it when it has arrived.";
    desk.tell(Message::Key(Action::Delete));
    desk.until_told(said);
    // Chosen in a menu that was open before.
    desk.tell(Message::Mail(mail::Message::MoveTo(trash.clone())));
    desk.tell(Message::Mail(mail::Message::CopyTo(trash)));
    desk.until("only what was asked for waits", |desk| {
        matches!(&acts(desk)[..], [Act::Copy { .. }])
    });
    assert!(listed(&mut desk, ORDER), "and nothing left the list");
}

#[test]
fn a_mark_is_taken_back_once() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until("it counts as read", |desk| desk.shows("Unread 7"));
    desk.tell(Message::Key(Action::Flag));
    desk.until_shown("Undo mark");
    desk.tell(Message::Key(Action::Undo));
    desk.until("there is nothing more to take back", |desk| {
        !desk.shows("Undo mark")
    });
}

#[test]
fn several_moves_are_taken_back_one_after_the_other() {
    const INVOICE: &str = "Invoice shows the wrong VAT number";
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    // A mark before the move: it follows the message, which comes back under another number.
    desk.tell(Message::Key(Action::Flag));
    desk.until_shown("Undo mark");
    desk.tell(Message::Key(Action::Archive));
    desk.until_shown("Undo archive");
    desk.go(INVOICE);
    desk.tell(Message::Key(Action::Archive));
    desk.until("both are gone", |desk| {
        !listed(desk, ORDER) && !listed(desk, INVOICE)
    });
    let steps = |desk: &Driver<Desk, Message>| desk.state.home.known.steps.len();
    desk.until("both moves can be taken back", |desk| steps(desk) == 3);
    desk.tell(Message::Key(Action::Undo));
    desk.until("the second is back", |desk| listed(desk, INVOICE));
    desk.tell(Message::Key(Action::Undo));
    desk.until("the first is back", |desk| listed(desk, ORDER));
    let flagged = |desk: &Driver<Desk, Message>| {
        let messages = desk.state.server.messages("support", "INBOX").unwrap();
        let it = messages
            .iter()
            .find(|m| String::from_utf8_lossy(&m.bytes).contains(ORDER));
        it.map(|m| m.flags.iter().any(|flag| flag.contains("Flagged")))
    };
    desk.until("it is back on the server, flagged", |desk| {
        flagged(desk) == Some(true)
    });
    desk.tell(Message::Key(Action::Undo));
    desk.until("the flag is gone", |desk| flagged(desk) == Some(false));
}

#[test]
fn a_key_right_after_archiving_is_for_the_message_that_is_shown_then() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    let mail = &desk.state.home.mail;
    let at = mail
        .rows
        .position(mail.selection.cursor().unwrap())
        .unwrap();
    let next = mail.rows.key(at + 1).unwrap();
    let next = mail.rows.header(next).unwrap().subject.clone();
    // Nothing is waited for in between.
    desk.tell(Message::Key(Action::Archive));
    desk.tell(Message::Key(Action::Reply));
    desk.until("something came of it", |desk| !desk.state.wishes.is_empty());
    let Wish::Compose(draft, None) = &desk.state.wishes[0] else {
        panic!("{:?}", desk.state.wishes)
    };
    assert_eq!(draft.subject, format!("Re: {next}"));
    desk.until("it was archived", |desk| !listed(desk, ORDER));
    assert!(!desk.tells("no such message"));
}

#[test]
fn a_message_that_a_colleague_took_away_is_no_lasting_failure() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    let gone = postroom::engine::Problem::new(
        ProblemKind::NotFound,
        postroom::engine::Text::new("problem-no-such-message"),
    );
    desk.tell(Message::Mail(mail::Message::Drafted(Err(gone.clone()))));
    let words = desk.state.link.texts.say("problem-no-such-message");
    assert!(desk.tells(&words));
    desk.until("it goes by itself", |desk| !desk.tells(&words));
    // A failure stays until somebody closes it.
    desk.tell(Message::Tell(Notice::Problem(gone)));
    assert!(desk.tells(&words));
}

/// How many of the open list are chosen, and their subjects.
fn chosen(desk: &Driver<Desk, Message>) -> BTreeSet<String> {
    let mail = &desk.state.home.mail;
    let loaded = mail.rows.loaded();
    let chosen = loaded.filter(|(key, _)| mail.selection.contains(*key));
    chosen.map(|(_, header)| header.subject.clone()).collect()
}

/// Waits until the server did all that it was asked for.
fn until_carried_out(desk: &mut Driver<Desk, Message>) {
    desk.until("the server did it", |desk| {
        let waiting = desk.state.engine(async |engine| {
            let read = engine.read(|reader| reader.acts(None));
            read.await.unwrap()
        });
        waiting.is_empty()
    });
}

#[test]
fn what_was_done_with_several_says_so_and_what_comes_back_is_chosen_again_all_of_it() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_told("up to date");
    let choose = |desk: &mut Driver<Desk, Message>, at, how| {
        let choose = ListEvent::Choose(at, how);
        desk.tell(Message::Mail(mail::Message::List(choose)));
    };
    choose(&mut desk, 0, How::Only);
    choose(&mut desk, 2, How::Extend);
    let three = chosen(&desk);
    assert_eq!(three.len(), 3);
    let all = desk.state.home.mail.rows.len();
    desk.tell(Message::Key(Action::Archive));
    desk.until_shown("3 messages archived");
    desk.until("they left", |desk| {
        desk.state.home.mail.rows.len() == all - 3
    });
    desk.until_shown("Undo archive");
    until_carried_out(&mut desk);
    desk.tell(Message::Key(Action::Undo));
    desk.until("they are back, and chosen", |desk| {
        desk.state.home.mail.selection.len() == 3 && chosen(desk) == three
    });
    // All there are, and taken back where it is said: at once, since no server is asked.
    desk.tell(Message::Offline(true));
    desk.until("it is offline", |desk| desk.state.home.known.is_offline);
    desk.tell(Message::Mail(mail::Message::List(ListEvent::ChooseAll)));
    desk.tell(Message::Key(Action::Delete));
    desk.until_shown(&format!("{all} messages deleted"));
    desk.until_shown("Undo");
    desk.until("the step is known", |desk| {
        let steps = &desk.state.home.known.steps;
        steps
            .first()
            .is_some_and(|(kind, _)| kind == "delete" || kind == "move")
    });
    desk.click("Undo");
    desk.until("all are back, and chosen", |desk| {
        let mail = &desk.state.home.mail;
        mail.rows.len() == all && mail.selection.len() == all
    });
    assert!(!desk.tells("messages deleted"), "it was taken back");
}

#[test]
fn the_notice_goes_when_something_else_is_done() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_told("up to date");
    desk.tell(Message::Mail(mail::Message::List(ListEvent::ChooseAll)));
    desk.tell(Message::Key(Action::Flag));
    desk.until_told("messages flagged");
    desk.until_shown("Undo mark");
    desk.tell(Message::Mail(mail::Message::List(ListEvent::Choose(
        0,
        How::Only,
    ))));
    desk.tell(Message::Key(Action::Archive));
    desk.until_shown("Undo archive");
    desk.until("it is gone", |desk| !desk.tells("messages flagged"));
}
