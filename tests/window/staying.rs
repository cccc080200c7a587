//! Rows that left what is filtered only by what was done here stay where they are.

use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{self, Filter};
use postroom::app::widget::list::Rows as _;
use postroom::domain::{MessageKey, SystemFlag};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

/// The support Inbox with this filter.
fn filtered(filter: Filter) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.until_told("up to date");
    choose(&mut desk, filter);
    desk
}

fn choose(desk: &mut Driver<Desk, Message>, filter: Filter) {
    desk.tell(Message::Mail(mail::Message::Filter(filter)));
    desk.until("it is filtered", |desk| {
        let rows = &desk.state.home.mail.rows;
        rows.is_read && rows.len() > 0 && rows.row(rows.len() - 1).is_some()
    });
}

fn listed(desk: &Driver<Desk, Message>) -> Vec<MessageKey> {
    let rows = &desk.state.home.mail.rows;
    let keys = (0..rows.len()).filter_map(|at| rows.key(at));
    keys.filter_map(|key| rows.message(key)).collect()
}

fn walk(desk: &mut Driver<Desk, Message>, action: Action) {
    desk.tell(Message::Key(action));
}

/// Waits until what is open is there and counts as read.
fn until_seen(desk: &mut Driver<Desk, Message>) {
    desk.until("it counts as read", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.flags.has(SystemFlag::Seen))
    });
}

#[test]
fn what_is_read_under_the_unread_filter_stays_until_the_filter_is_chosen_anew() {
    let mut desk = filtered(Filter::Unread);
    let all = listed(&desk);
    assert!(all.len() > 3, "{}", all.len());
    walk(&mut desk, Action::Next);
    until_seen(&mut desk);
    walk(&mut desk, Action::Next);
    until_seen(&mut desk);
    assert_eq!(desk.state.home.mail.showing().as_ref(), all.get(1));
    // The count in the tab is honest.
    let left = all.len() - 2;
    desk.until_shown(&format!("Unread {left}"));
    assert_eq!(listed(&desk), all, "nothing slid");
    // Back to the one before.
    walk(&mut desk, Action::Previous);
    desk.until("it is open again", |desk| {
        desk.state.home.mail.showing().as_ref() == all.first()
    });
    choose(&mut desk, Filter::Unread);
    desk.until("what was read is gone", |desk| listed(desk) == all[2..]);
}

#[test]
fn they_go_when_the_list_is_refreshed_or_left_and_at_once_when_they_are_moved() {
    let mut desk = filtered(Filter::Unread);
    let all = listed(&desk);
    for _ in 0..3 {
        walk(&mut desk, Action::Next);
        until_seen(&mut desk);
    }
    assert_eq!(listed(&desk), all);
    // Another order is no other list.
    let by_people = mail::Arranged {
        sort: postroom::engine::Sort::People,
        grouped: false,
    };
    let arrange =
        |arranged| Message::Mail(mail::Message::Arrange(mail::Choice::Arranged(arranged)));
    desk.tell(arrange(by_people));
    desk.until("they are listed by people", |desk| {
        listed(desk).len() == all.len()
    });
    desk.tell(arrange(mail::Arranged::default()));
    desk.until("they are listed as before", |desk| listed(desk) == all);
    walk(&mut desk, Action::Archive);
    desk.until("what was moved is gone", |desk| {
        let now = listed(desk);
        now.len() == all.len() - 1 && !now.contains(&all[2])
    });
    until_seen(&mut desk);
    walk(&mut desk, Action::Refresh);
    desk.until("what was read is gone, but what is open", |desk| {
        listed(desk) == all[3..]
    });
    desk.go("Archive");
    desk.go("Inbox");
    choose(&mut desk, Filter::Unread);
    desk.until("that went too", |desk| listed(desk) == all[4..]);
}

#[test]
fn what_loses_its_flag_stays_and_so_does_all_that_is_marked_as_read() {
    let mut desk = filtered(Filter::Flagged);
    let flagged = listed(&desk);
    walk(&mut desk, Action::Next);
    walk(&mut desk, Action::Flag);
    desk.until("the flag is off", |desk| {
        let mut loaded = desk.state.home.mail.rows.loaded();
        loaded.any(|(_, header)| !header.flags.has(SystemFlag::Flagged))
    });
    assert_eq!(listed(&desk), flagged);
    choose(&mut desk, Filter::Unread);
    let unread = listed(&desk);
    walk(&mut desk, Action::AllSeen);
    desk.until("all are read", |desk| {
        let mut loaded = desk.state.home.mail.rows.loaded();
        loaded.all(|(_, header)| header.flags.has(SystemFlag::Seen))
    });
    assert_eq!(listed(&desk), unread);
}
