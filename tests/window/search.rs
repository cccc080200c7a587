//! The search field and what stands above what was found.

use iced::keyboard::key::Named;
use postroom::app::screen::home::{Message, SEARCH};
use postroom::app::widget::list::Rows as _;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

fn searching(words: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.focus(SEARCH);
    desk.write(words);
    desk
}

#[test]
fn people_and_conditions_are_proposed_and_taken_with_the_keys() {
    let mut desk = searching("lena");
    desk.until_shown("From Lena Morgenthal");
    // Enter without a choice looks for the words.
    desk.key(Named::ArrowDown);
    desk.key(Named::Enter);
    assert_eq!(
        desk.state.home.search,
        "from:lena.morgenthal@posteo.example "
    );
    desk.until_shown("1 message found");
    // What was taken is a condition that is set, and is taken away with a click.
    assert!(!desk.shows("From Lena Morgenthal"));
    desk.write("unr");
    desk.until_shown("is:unread");
    desk.key(Named::ArrowDown);
    desk.key(Named::Tab);
    assert!(desk.state.home.search.ends_with(" is:unread "));
    desk.go("From lena.morgenthal@posteo.example");
    assert_eq!(desk.state.home.search, "is:unread");
    desk.until_shown("Where is my order 20418?");
}

#[test]
fn what_is_not_complete_is_not_looked_for_and_says_so() {
    let mut desk = searching("is");
    desk.until_told("messages found");
    for begun in [":", "un"] {
        desk.write(begun);
        desk.until_shown("Keep typing");
        desk.turn();
        assert!(!desk.tells("found"), "{begun}: {:?}", desk.texts());
        assert!(!desk.tells("were searched"));
    }
    desk.write("read");
    desk.until_told("messages found");
    for short in ["zq", "from:zq"] {
        desk.tell(Message::Search(short.to_owned()));
        desk.until_shown("Type at least three letters");
        assert!(!desk.tells("Nothing was found"));
    }
    desk.write("x");
    desk.until_shown("Nothing was found");
}

#[test]
fn escape_closes_what_is_proposed_before_it_leaves_the_search() {
    let mut desk = searching("lena");
    desk.until_shown("From Lena Morgenthal");
    desk.key(Named::Escape);
    assert!(!desk.shows("From Lena Morgenthal"));
    assert_eq!(desk.state.home.search, "lena");
    // From the field the arrow goes on to what was found: hers, and the answer to her as soon as its text is here.
    desk.until("hers is found", |desk| {
        let rows = &desk.state.home.mail.rows;
        let mut found = (0..rows.len()).filter_map(|at| rows.row(at));
        desk.state.home.mail.rows.is_read && found.any(|row| row.subject.contains("20418"))
    });
    desk.until_told("found");
    desk.key(Named::ArrowDown);
    desk.frame();
    let focused = desk.focused();
    let on_list = |(id, _): &(Option<iced::widget::Id>, _)| {
        *id == Some(postroom::app::screen::mail::LIST.into())
    };
    assert!(focused.iter().any(on_list), "{focused:?}");
}

#[test]
fn what_is_often_wanted_is_set_and_taken_away_with_a_click() {
    let mut desk = searching("in:inbox");
    desk.until_told("messages found");
    desk.click("With attachments");
    assert_eq!(desk.state.home.search, "has:attachment in:inbox");
    let count = |desk: &mut Driver<Desk, Message>| desk.state.home.mail.rows.len();
    desk.until("only those with attachments are found", |desk| {
        let rows = &desk.state.home.mail.rows;
        let mut found = (0..rows.len()).filter_map(|at| rows.row(at));
        rows.len() > 0 && found.all(|row| row.attachment)
    });
    let attached = count(&mut desk);
    // It is set now, and stands there once.
    desk.click("With attachments");
    assert_eq!(desk.state.home.search, "in:inbox");
    desk.until("the others are found again", |desk| count(desk) > attached);
    desk.click("In Inbox");
    assert_eq!(desk.state.home.search, "");
    desk.until_shown("Inbox");
}

#[test]
fn a_proposal_is_taken_with_the_mouse_and_writing_goes_on_behind_it() {
    let mut desk = searching("subj");
    desk.go("subject:");
    assert_eq!(desk.state.home.search, "subject:");
    desk.turn();
    desk.write("invoice");
    assert_eq!(desk.state.home.search, "subject:invoice");
    desk.until_shown("1 message found");
    assert!(desk.shows("Subject: invoice"));
}
