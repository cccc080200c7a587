//! Folders in the tree, and the menus of folders and messages.

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::domain::{EmailAddress, FolderId, MailboxId};
use postroom::engine::Command;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn support() -> MailboxId {
    MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap())
}

fn exists(desk: &Driver<Desk, Message>, folder: &str) -> bool {
    desk.state.server.messages("support", folder).is_ok()
}

#[test]
fn a_folder_is_made_renamed_and_deleted_by_its_menu() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Archive");
    desk.menu("Support");
    desk.click("New folder …");
    desk.until_shown("New folder");
    desk.write("Orders");
    desk.key(Named::Enter);
    desk.until_shown("Orders");
    desk.until("it is on the server", |desk| exists(desk, "Orders"));

    desk.menu("Orders");
    desk.click("Rename …");
    desk.until_shown("Rename Orders");
    desk.write(" 2026");
    desk.key(Named::Enter);
    desk.until("it has its new name there", |desk| {
        exists(desk, "Orders 2026")
    });
    let id = FolderId::of(&support(), "Orders 2026");
    desk.until("it is known by its new name", |desk| {
        desk.state.home.known.folder(&id).is_some()
    });
    desk.until_shown("Orders 2026");

    desk.menu("Orders 2026");
    desk.click("Delete …");
    desk.until_shown("Delete Orders 2026?");
    desk.click("Move to Trash");
    desk.until("it is in Trash", |desk| exists(desk, "Trash/Orders 2026"));
    // One that has a task stays.
    desk.menu("Sent");
    desk.click("Rename …");
    desk.after(std::time::Duration::from_millis(100));
    assert!(!desk.shows("Rename Sent"));
    // And all of it is taken back, the last first.
    type IsSo = dyn Fn(&Driver<Desk, Message>) -> bool;
    let back: [(&str, &IsSo); 3] = [
        ("out of Trash", &|desk| exists(desk, "Orders 2026")),
        ("by its first name", &|desk| exists(desk, "Orders")),
        ("gone", &|desk| !exists(desk, "Orders")),
    ];
    for (what, is_so) in back {
        desk.until_shown("Undo folder change");
        desk.tell(Message::Key(Action::Undo));
        desk.until(what, |desk| is_so(desk));
    }
    desk.until("nothing is left to take back", |desk| {
        !desk.shows("Undo folder change")
    });
}

#[test]
fn a_name_with_the_servers_delimiter_says_which_and_escape_closes_the_dialog() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Archive");
    desk.until_told("up to date");
    let begin = |desk: &mut Driver<Desk, Message>, words: &str| {
        desk.menu("Support");
        desk.click("New folder …");
        desk.until_shown("New folder");
        desk.write(words);
    };
    begin(&mut desk, "a/b");
    desk.key(Named::Enter);
    desk.until_shown("A folder’s name cannot contain “/”.");
    desk.key(Named::Escape);
    assert!(!desk.shows("New folder"));
    // Whatever stands in it, and wherever the keys are.
    begin(&mut desk, "Orders");
    desk.key(Named::Tab);
    desk.key(Named::Escape);
    assert!(!desk.shows("New folder") && !exists(&desk, "Orders"));
    begin(&mut desk, "");
    desk.key(Named::Escape);
    assert!(!desk.shows("New folder"));
}

#[test]
fn what_is_made_without_a_network_says_that_it_waits() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Archive");
    desk.tell(Message::Offline(true));
    desk.until_shown("Go online");
    let create = Command::CreateFolder {
        mailbox: support(),
        path: "Orders".to_owned(),
    };
    let _ = desk.state.ask(create).unwrap();
    desk.until_shown("Orders");
    desk.go("Orders");
    desk.until_shown("Not yet on the server");
    desk.tell(Message::Offline(false));
    desk.until("it is made", |desk| exists(desk, "Orders"));
    desk.until("nothing waits", |desk| !desk.shows("Not yet on the server"));
}

#[test]
fn a_message_is_copied_by_its_menu_and_the_copy_taken_back() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let count = |desk: &Driver<Desk, Message>, folder: &str| {
        desk.state.server.messages("support", folder).unwrap().len()
    };
    let before = count(&desk, "Archive");
    desk.menu(ORDER);
    desk.until_shown("Copy to …");
    desk.click("Copy to …");
    // In the menu over the list, neither in the tree nor on the button.
    let in_menu = |desk: &mut Driver<Desk, Message>| {
        let is_it = |text: &str, x: f32| text == "Archive" && x > 240.0 && x < 700.0;
        let texts = desk.texts();
        let found = texts.iter().find(|(text, at)| is_it(text, at.x));
        found.map(|(_, at)| at.center())
    };
    desk.until("the folders are listed", |desk| in_menu(desk).is_some());
    let at = in_menu(&mut desk).unwrap();
    desk.click_at(at);
    desk.until("it is copied", |desk| count(desk, "Archive") == before + 1);
    desk.until_shown("Undo copy");
    desk.click("Undo copy");
    desk.until("the copy is gone", |desk| count(desk, "Archive") == before);
    assert!(desk.shows(ORDER));
}

/// Pressed without a network, a step is taken back before any server heard of it.
#[test]
fn a_move_that_waits_is_taken_back() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.tell(Message::Offline(true));
    desk.until_shown("Go online");
    desk.tell(Message::Key(Action::Archive));
    desk.until_shown("Undo archive");
    desk.state.server.clear_commands();
    desk.click("Undo archive");
    desk.until_shown(ORDER);
    desk.tell(Message::Offline(false));
    desk.until_shown("Go offline");
    let acts = desk
        .state
        .engine(async |e| e.read(|r| r.acts(None)).await.unwrap());
    assert!(acts.is_empty());
    let commands = desk.state.server.commands();
    assert!(commands.iter().all(|c| !c.line.starts_with("UID MOVE")));
}
