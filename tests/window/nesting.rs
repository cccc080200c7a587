//! Lists while a message is written: Tab nests an item, and elsewhere goes on to the next control.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use postroom::app::keys::Action;
use postroom::app::screen::compose::{self, Formatting};
use postroom::domain::TextFormat;

use crate::desk::{Letter, desk};
use crate::drive::Driver;
use crate::sending::{answer, ready};
use crate::writing::{kept, stored};

/// Has the text the keys?
fn in_text(letter: &mut Driver<Letter, compose::Message>) -> bool {
    let focused = letter.focused();
    let is_body = |id: &Option<iced::advanced::widget::Id>| *id == Some("body".into());
    focused.iter().any(|(id, _)| is_body(id))
}

fn back(letter: &mut Driver<Letter, compose::Message>) {
    letter.with(Modifiers::SHIFT, Key::Named(Named::Tab));
}

#[test]
fn tab_nests_an_item_at_its_beginning_and_leaves_the_text_elsewhere() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    let formatted = Formatting::As(TextFormat::Formatted);
    letter.tell(compose::Message::Format(formatted));
    letter.key(Named::Enter);
    letter.tell(compose::Message::Key(Action::BulletList));
    letter.write("lamp");
    letter.key(Named::Enter);
    // The new item is empty: it goes below the one above it, once.
    letter.key(Named::Tab);
    assert!(in_text(&mut letter));
    letter.write("shade");
    letter.key(Named::Enter);
    letter.write("bulb");
    letter.key(Named::Enter);
    back(&mut letter);
    letter.write("cable");
    assert!(in_text(&mut letter));
    // Within words, Tab goes on as ever.
    letter.key(Named::Tab);
    assert!(!in_text(&mut letter), "{:?}", letter.focused());
    let id = kept(&mut letter);
    let body = stored(&desk, id).body;
    assert!(
        body.contains("way.\n- lamp\n  - shade\n  - bulb\n- cable\n"),
        "{body}"
    );
    // At the beginning of an item with words too; and the first item has nothing to go below.
    letter.focus("body");
    letter.key(Named::Home);
    letter.key(Named::Tab);
    assert!(in_text(&mut letter));
    let id = kept(&mut letter);
    let body = stored(&desk, id).body;
    assert!(body.contains("\n  - bulb\n  - cable\n"), "{body}");
}

#[test]
fn in_plain_text_tab_goes_on_to_the_next_control() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    let plain = Formatting::As(TextFormat::Plain);
    letter.tell(compose::Message::Format(plain));
    letter.key(Named::Enter);
    letter.write("- a");
    letter.key(Named::Enter);
    letter.write("- ");
    letter.key(Named::Tab);
    assert!(!in_text(&mut letter), "{:?}", letter.focused());
}
