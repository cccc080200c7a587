//! The first run: the ways to an account and back, and what is asked once there is one.

use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::screen::{Place, Wish, settings};

use crate::desk::desk;

#[test]
fn without_an_account_every_way_leads_back_to_the_first_words() {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    // They are one of the places, and those that lead away say so.
    for (place, shown) in [
        ("Outbox", "The outbox is empty"),
        ("Problems", "No account yet"),
        ("Settings", "Add an account"),
    ] {
        for back in ["Escape", "the tree"] {
            desk.click(place);
            desk.until_shown(shown);
            assert!(!desk.shows("Welcome to Postroom"), "{place}");
            assert!(!desk.shows("Everything works"), "{place}");
            match back {
                "Escape" => desk.key(Named::Escape),
                _ => desk.click("Welcome"),
            }
            desk.until_shown("Welcome to Postroom");
            desk.frame();
        }
    }
    // From place to place it is no longer.
    desk.click("Problems");
    desk.frame();
    desk.click("Settings");
    desk.frame();
    desk.key(Named::Escape);
    desk.until_shown("Welcome to Postroom");
    // The first step is taken with Enter, as before.
    desk.key(Named::Enter);
    assert!(desk.state.home.is_covered());
    desk.key(Named::Escape);
    // What does not work yet says what to do.
    desk.click("Problems");
    desk.until_told("Add an account first.");
    desk.click("Add an account");
    assert!(desk.state.home.is_covered());
}

#[test]
fn the_demo_is_found_at_any_time() {
    for members in [&[][..], &["anna"][..]] {
        let mut desk = desk(members);
        desk.until("all is known", |desk| desk.state.home.known.is_read);
        desk.tell(Message::Key(Action::Palette));
        desk.frame();
        desk.write("demo");
        desk.frame();
        desk.key(Named::Enter);
        assert!(matches!(desk.state.wishes.pop(), Some(Wish::Demo)));
        desk.tell(Message::Go(Place::Settings));
        desk.frame();
        desk.focus(settings::SEARCH);
        desk.write("demo");
        desk.until_shown("Try it with a made-up team");
        assert!(!desk.shows("Connection to the mail server"));
        desk.click("Try it with a made-up team");
        assert!(matches!(desk.state.wishes.pop(), Some(Wish::Demo)));
    }
}
