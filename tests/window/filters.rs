//! Which messages the list shows: conditions beside each other, in folders and in views.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::Place;
use postroom::app::screen::home::{Kept, Message};
use postroom::app::screen::mail::{self, Filter, Filters};
use postroom::app::widget::list::Rows;
use postroom::domain::{FolderId, MailboxId};
use postroom::engine::{ListFilter, Sort};

use crate::desk::{Desk, again, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

/// The support Inbox, and all else is here as well.
fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    desk.until_told("up to date");
    desk
}

fn filters(desk: &Driver<Desk, Message>) -> Filters {
    desk.state.home.mail.filters_here()
}

/// How many messages of these folders are like this.
fn count(desk: &Driver<Desk, Message>, folders: Vec<FolderId>, filter: ListFilter) -> usize {
    desk.state.engine(async move |engine| {
        let count = move |reader: &postroom::engine::Reader| {
            let mut all = 0;
            for folder in &folders {
                all += reader.order(folder, filter)?.len();
            }
            Ok(all)
        };
        engine.read(count).await.unwrap()
    })
}

fn here(desk: &Driver<Desk, Message>) -> Vec<FolderId> {
    let mail = &desk.state.home.mail;
    match mail.view() {
        Some(view) => view.folders(&desk.state.home.known),
        None => mail.folder().cloned().into_iter().collect(),
    }
}

/// Waits until what these let through is listed, and gives how much that is.
fn until_listed(desk: &mut Driver<Desk, Message>, filters: Filters) -> usize {
    let wanted = count(desk, here(desk), filters.query());
    desk.until("what is filtered by is listed", |desk| {
        let rows = &desk.state.home.mail.rows;
        rows.is_read && rows.len() == wanted
    });
    wanted
}

/// A tab, whatever count it bears.
fn tab(desk: &mut Driver<Desk, Message>, words: &str) -> String {
    let in_head = |text: &str| {
        let count = text.strip_prefix(words).map(str::trim);
        count.is_some_and(|c| c.chars().all(|c| c.is_ascii_digit()))
    };
    let texts = desk.texts();
    let found = texts
        .iter()
        .find(|(text, at)| in_head(text) && at.x > 200.0 && at.y < 150.0);
    let (text, _) = found.unwrap_or_else(|| panic!("{words}: {texts:?}"));
    text.clone()
}

fn click_tab(desk: &mut Driver<Desk, Message>, words: &str) {
    let text = tab(desk, words);
    let texts = desk.texts();
    let at = texts
        .into_iter()
        .find(|(one, at)| *one == text && at.x > 200.0 && at.y < 150.0);
    desk.click_at(at.unwrap().1.center());
}

fn add_tab(desk: &mut Driver<Desk, Message>, words: &str) {
    desk.hold(Modifiers::CTRL);
    click_tab(desk, words);
    desk.hold(Modifiers::empty());
}

fn menu(desk: &mut Driver<Desk, Message>) {
    desk.tell(Message::Mail(mail::Message::Arrange(mail::Choice::Menu(
        true,
    ))));
}

#[test]
fn a_click_chooses_one_and_with_control_another_is_added() {
    let mut desk = opened();
    let all = desk.state.home.mail.rows.len();
    click_tab(&mut desk, "Unread");
    let unread = until_listed(&mut desk, Filter::Unread.alone());
    click_tab(&mut desk, "Unanswered");
    until_listed(&mut desk, Filter::Unanswered.alone());
    assert_eq!(filters(&desk), Filter::Unanswered.alone());
    add_tab(&mut desk, "Unread");
    let both = Filter::Unread.alone().with(Filter::Unanswered, true);
    let fewer = until_listed(&mut desk, both);
    assert_eq!(filters(&desk), both);
    assert!(
        fewer > 0 && fewer < unread && unread < all,
        "{fewer} {unread} {all}"
    );
    // What is set beside others is a chip, without the count of the whole; pressed, it ends.
    desk.until("there are chips", |desk| {
        desk.shows("Unread") && desk.shows("Unanswered")
    });
    click_tab(&mut desk, "Unanswered");
    until_listed(&mut desk, Filter::Unread.alone());
    assert_eq!(filters(&desk), Filter::Unread.alone());
    // Alone it stays, and the count is there again.
    desk.until("it is a tab", |desk| {
        desk.shows(&format!("Unread {unread}"))
    });
    click_tab(&mut desk, "Unread");
    assert_eq!(filters(&desk), Filter::Unread.alone());
    click_tab(&mut desk, "All");
    assert_eq!(until_listed(&mut desk, Filters::default()), all);
}

#[test]
fn held_down_control_adds_one_after_the_other_although_the_tabs_move() {
    let mut desk = opened();
    desk.sized(900.0, 600.0);
    desk.until_shown(ORDER);
    desk.hold(Modifiers::CTRL);
    for words in ["Unread", "Unanswered", "Flagged"] {
        click_tab(&mut desk, words);
    }
    desk.hold(Modifiers::empty());
    let three = Filter::Unread.alone().with(Filter::Unanswered, true);
    assert_eq!(filters(&desk), three.with(Filter::Flagged, true));
}

#[test]
fn the_menu_sets_several_and_stays_open() {
    let mut desk = opened();
    menu(&mut desk);
    desk.go("With attachments");
    until_listed(&mut desk, Filter::Attachments.alone());
    assert!(desk.state.home.mail.arranging, "for another one");
    let tabs_and_menu = desk.texts();
    let unread = tabs_and_menu
        .iter()
        .rfind(|(text, at)| text == "Unread" && at.y > 130.0);
    desk.click_at(unread.unwrap().1.center());
    let both = Filter::Attachments.alone().with(Filter::Unread, true);
    until_listed(&mut desk, both);
    assert_eq!(filters(&desk), both);
    desk.key(Named::Escape);
    desk.until("the menu is closed", |desk| !desk.state.home.mail.arranging);
    assert_eq!(filters(&desk), both, "Escape closed no more than the menu");
    // Without the menu it ends all of them, and the list has the keys.
    desk.tell(Message::Key(Action::Back));
    until_listed(&mut desk, Filters::default());
    assert!(filters(&desk).is_empty());
    let focused = desk.focused();
    let on_list = focused.iter().any(|(id, _)| *id == Some(mail::LIST.into()));
    assert!(on_list, "{focused:?}");
}

#[test]
fn a_chip_is_ended_by_the_keyboard() {
    let mut desk = opened();
    let all = desk.state.home.mail.rows.len();
    desk.tell(Message::Mail(mail::Message::AlsoFilter(
        Filter::Attachments,
    )));
    let attached = until_listed(&mut desk, Filter::Attachments.alone());
    assert!(attached > 0 && attached < all, "{attached} of {all}");
    let chip = desk.bounds("With attachments").center();
    let mut steps = 0;
    while !desk.focused().iter().any(|(_, at)| at.contains(chip)) {
        desk.key(Named::Tab);
        steps += 1;
        assert!(steps < 100, "Tab never comes there");
    }
    desk.key(Named::Enter);
    until_listed(&mut desk, Filters::default());
    let focused = desk.focused();
    let on_list = focused.iter().any(|(id, _)| *id == Some(mail::LIST.into()));
    assert!(on_list, "{focused:?}");
}

#[test]
fn an_empty_list_says_what_it_is_filtered_by_and_ends_it() {
    let mut desk = opened();
    desk.go("Sales");
    until_listed(&mut desk, Filters::default());
    let both = Filter::Unread.alone().with(Filter::Flagged, true);
    assert_eq!(count(&desk, here(&desk), both.query()), 0);
    let unread = count(&desk, here(&desk), Filter::Unread.alone().query());
    assert!(unread > 0);
    click_tab(&mut desk, "Unread");
    add_tab(&mut desk, "Flagged");
    desk.until_shown("No message matches");
    assert!(desk.shows("A message must match all of these:"));
    // One of them in the middle of the pane.
    let mut texts = desk.texts().into_iter();
    let flagged = texts.rfind(|(text, at)| text == "Flagged" && at.x > 200.0 && at.y > 200.0);
    desk.click_at(flagged.unwrap().1.center());
    assert_eq!(until_listed(&mut desk, Filter::Unread.alone()), unread);
    // One alone is named, and all are a click away.
    click_tab(&mut desk, "Flagged");
    desk.until_shown("Filter: Flagged");
    desk.go("Show all");
    assert!(until_listed(&mut desk, Filters::default()) >= unread);
    assert!(filters(&desk).is_empty());
}

/// What was set for one list does not make another one look empty.
#[test]
fn another_list_begins_without_filters() {
    let mut desk = opened();
    click_tab(&mut desk, "Unread");
    until_listed(&mut desk, Filter::Unread.alone());
    // The same one again, and back from elsewhere: they stay.
    desk.go("Inbox");
    desk.tell(Message::Go(Place::Settings));
    desk.tell(Message::Key(Action::Back));
    desk.until_shown(ORDER);
    assert_eq!(filters(&desk), Filter::Unread.alone());
    desk.tell(Message::Search("lamp".into()));
    desk.tell(Message::Search(String::new()));
    desk.until_shown(ORDER);
    assert_eq!(filters(&desk), Filter::Unread.alone());
    desk.go("Archive");
    assert!(filters(&desk).is_empty());
    until_listed(&mut desk, Filters::default());
    click_tab(&mut desk, "Flagged");
    desk.go("All shared");
    assert!(filters(&desk).is_empty());
}

#[test]
fn where_nothing_is_listed_nothing_is_to_be_chosen() {
    let mut desk = opened();
    let to_choose = "No message is open";
    desk.go("Sales");
    until_listed(&mut desk, Filters::default());
    desk.until_shown(to_choose);
    click_tab(&mut desk, "Unread");
    add_tab(&mut desk, "Flagged");
    desk.until_shown("Show all");
    assert!(!desk.shows(to_choose));
    desk.click("Show all");
    desk.until_shown(to_choose);
    desk.tell(Message::Search("qqqqzz".into()));
    desk.until_shown("Nothing was found");
    // How much was looked through stands there once, in full.
    desk.until("it is said", |desk| {
        let texts = desk.texts().into_iter();
        let said = texts.filter(|(text, _)| {
            text.contains(" messages are on this computer")
                || text.contains(" messages were searched")
        });
        said.count() == 1
    });
    assert!(!desk.shows(to_choose));
}

#[test]
fn views_are_filtered_sorted_and_grouped_as_folders_are_and_stay_so() {
    let mut desk = opened();
    desk.go("All shared");
    let all = until_listed(&mut desk, Filters::default());
    // The tabs count what lies in all of them.
    let unread = count(&desk, here(&desk), Filter::Unread.alone().query());
    let unread_tab = format!("Unread {unread}");
    desk.until_shown(&unread_tab);
    desk.click(&unread_tab);
    assert_eq!(until_listed(&mut desk, Filter::Unread.alone()), unread);
    add_tab(&mut desk, "Unanswered");
    let both = Filter::Unread.alone().with(Filter::Unanswered, true);
    let fewer = until_listed(&mut desk, both);
    assert!(fewer < unread && unread < all, "{fewer} {unread} {all}");
    let mailboxes: std::collections::BTreeSet<MailboxId> = {
        let rows = &desk.state.home.mail.rows;
        rows.loaded()
            .map(|(_, header)| header.mailbox.clone())
            .collect()
    };
    assert!(mailboxes.len() > 1, "{mailboxes:?}");
    desk.tell(Message::Key(Action::ShowAll));
    until_listed(&mut desk, Filters::default());

    let arrange = |desk: &mut Driver<Desk, Message>, words: &str| {
        let menu = mail::Message::Arrange(mail::Choice::Menu(true));
        desk.tell(Message::Mail(menu));
        desk.go(words);
    };
    arrange(&mut desk, "Group by date");
    desk.until_grouped();
    arrange(&mut desk, "Subject, A to Z");
    desk.until("they are sorted by subject", |desk| {
        let rows = &desk.state.home.mail.rows;
        let keys = (0..rows.len()).filter_map(|at| rows.key(at));
        let words = keys.filter_map(|key| rows.header(key));
        let words: Vec<String> = words
            .map(|h| postroom::domain::without_accents(postroom::rfc822::base_subject(&h.subject)))
            .map(|subject| subject.to_lowercase())
            .collect();
        words.len() > 5 && words.is_sorted()
    });
    assert!(!desk.is_grouped());
    arrange(&mut desk, "Newest first");
    desk.until_grouped();
    let of_shared = mail::Arranged {
        sort: Sort::Newest,
        grouped: true,
    };
    assert_eq!(desk.state.home.mail.arranged(), of_shared);
    // Another view and a folder keep their own, and this one has it after a restart too.
    desk.go("All inboxes");
    assert_eq!(desk.state.home.mail.arranged(), mail::Arranged::default());
    desk.go("All shared");
    desk.until_grouped();
    add_tab(&mut desk, "Unread");
    desk.until("it is kept", |desk| {
        let kept = (desk.state).engine(async |engine| engine.remembered(Kept::KEY).await);
        let kept = Kept::from_value(kept.unwrap());
        kept.filters == Filter::Unread.alone()
            && kept.arrangements.of_view(mail::View::Shared) == of_shared
    });
    let mut desk = again(desk);
    desk.until_grouped();
    assert_eq!(desk.state.home.mail.view(), Some(mail::View::Shared));
    until_listed(&mut desk, Filter::Unread.alone());
}

#[test]
fn what_all_of_a_view_are_is_no_filter_there() {
    let mut desk = opened();
    click_tab(&mut desk, "Unanswered");
    // A list that is long enough shows who waits for the shortest time, too.
    desk.sized(1280.0, 2400.0);
    desk.go("Unanswered in shared");
    desk.until_shown(ORDER);
    assert!(filters(&desk).is_empty(), "nothing is to be ended");
    let in_head = |desk: &mut Driver<Desk, Message>, words: &str| {
        let mut texts = desk.texts().into_iter();
        texts.any(|(text, at)| text == words && at.x > 200.0 && at.y < 150.0)
    };
    assert!(in_head(&mut desk, "Flagged") && !in_head(&mut desk, "Unanswered"));
    // What is set there is of those that wait.
    click_tab(&mut desk, "Unread");
    let both = Filter::Unread.alone().with(Filter::Unanswered, true);
    let wanted = count(&desk, here(&desk), both.query());
    desk.until("those are listed", |desk| {
        desk.state.home.mail.rows.len() == wanted
    });
    // Asked for all the same, it says why not.
    desk.tell(Message::Key(Action::Palette));
    desk.write("list show unanswered");
    desk.until_shown("All of these wait for an answer.");
    desk.key(Named::Escape);
    desk.tell(Message::Mail(mail::Message::AlsoFilter(Filter::Unanswered)));
    assert_eq!(filters(&desk), Filter::Unread.alone());
}

#[test]
fn in_a_search_the_palette_types_the_condition() {
    let mut desk = opened();
    desk.tell(Message::Search("lamp".into()));
    desk.tell(Message::Key(Action::Palette));
    desk.write("list show unread");
    desk.key(iced::keyboard::key::Named::Enter);
    desk.turn();
    assert_eq!(desk.state.home.search, "is:unread lamp");
}

/// A message that is read in a view is not taken from under the reader, whatever the order.
#[test]
fn what_is_read_stays_in_a_filtered_view() {
    let mut desk = opened();
    desk.go("All shared");
    desk.until_shown(ORDER);
    click_tab(&mut desk, "Unread");
    let unread = until_listed(&mut desk, Filter::Unread.alone());
    desk.go(ORDER);
    desk.until("it is read", |desk| {
        let left = count(desk, here(desk), Filter::Unread.alone().query());
        left == unread - 1
    });
    let menu = mail::Choice::Arranged(mail::Arranged {
        sort: Sort::People,
        grouped: false,
    });
    desk.tell(Message::Mail(mail::Message::Arrange(menu)));
    desk.until("it is in the list still", |desk| {
        let rows = &desk.state.home.mail.rows;
        let mut loaded = rows.loaded();
        rows.len() == unread && loaded.any(|(_, header)| header.subject == ORDER)
    });
}
