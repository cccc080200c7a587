//! Low windows and large letters: what is pinned leaves room for what one came for, and nothing is cut.

use iced::advanced::widget::operation::{Focusable, Scrollable};
use iced::advanced::widget::{Id, Operation};
use iced::{Rectangle, Size, Vector};
use iced_test::futures::futures::StreamExt as _;
use iced_test::futures::futures::executor::block_on;
use postroom::app::screen::Place;
use postroom::app::screen::accounts::add;
use postroom::app::screen::compose;
use postroom::app::screen::home::Message;
use postroom::app::theme::{font, scale};
use postroom::app::widget::dialog::show_end;
use postroom::engine::{Problem, ProblemKind, Text};
use postroom::i18n::Texts;

use crate::compose::{begin, end};
use crate::desk::{Desk, desk};
use crate::drive::Driver;
use crate::reach::LANGUAGES;
use crate::room::is_whole;

/// As large as it is with letters of 100, 150 and 200 percent; and a larger one with such of 200.
const SIZES: [(f32, f32); 4] = [
    (900.0, 600.0),
    (600.0, 400.0),
    (450.0, 300.0),
    (640.0, 400.0),
];

/// The field of recipients.
const TO: &str = "to";

/// A text, where it is seen, and the room of what scrolls around it.
struct Seen {
    text: String,
    at: Rectangle,
    within: Vec<Rectangle>,
}

/// All texts, with what scrolls around each.
#[derive(Default)]
struct Look {
    found: Vec<Seen>,
    around: Vec<(Option<Rectangle>, Vector)>,
    next: Option<(Option<Rectangle>, Vector)>,
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let next = self.next.take();
        let moved = next.map_or(Vector::ZERO, |next| next.1);
        self.around.push((next.and_then(|next| next.0), moved));
        operate(self);
        let _ = self.around.pop();
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let moved = self
            .around
            .iter()
            .fold(Vector::ZERO, |sum, one| sum + one.1);
        let scrolls = content.height > bounds.height + 1.0;
        self.next = Some((scrolls.then(|| bounds - moved), translation));
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn Focusable) {
        if id == Some(&Id::new(TO)) {
            self.text(id, bounds, TO);
        }
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        let moved = self
            .around
            .iter()
            .fold(Vector::ZERO, |sum, one| sum + one.1);
        self.found.push(Seen {
            text: text.to_owned(),
            at: bounds - moved,
            within: self.around.iter().filter_map(|one| one.0).collect(),
        });
    }
}

fn look<S, M>(driver: &mut Driver<S, M>) -> Vec<Seen> {
    let mut look = Look::default();
    driver.operate(&mut look);
    look.found
}

impl Seen {
    /// Is all of it seen, from top to bottom?
    fn is_in_sight(&self, window: Size) -> bool {
        let inside = |room: &Rectangle| {
            self.at.y >= room.y - 1.0 && self.at.y + self.at.height <= room.y + room.height + 1.0
        };
        inside(&Rectangle::with_size(window)) && self.within.iter().all(inside)
    }
}

fn find<'a>(seen: &'a [Seen], words: &str) -> &'a Seen {
    let found = seen.iter().rev().find(|one| one.text.contains(words));
    found.unwrap_or_else(|| panic!("no {words}"))
}

fn find_exactly<'a>(seen: &'a [Seen], words: &str) -> &'a Seen {
    let found = seen.iter().find(|one| one.text == words);
    found.unwrap_or_else(|| panic!("no {words}"))
}

#[test]
fn most_of_a_low_window_is_the_message() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        let lead = desk.state.link.texts.say("reader-reply-as");
        for (width, height) in SIZES {
            desk.sized(width, height);
            desk.state.home.mail.is_reading = true;
            desk.frame();
            let seen = look(&mut desk);
            let bar = find(&seen, &lead).at;
            let room = bar.y - scale::TOP_BAR - scale::TOOLBAR;
            let least = if height < 400.0 { 0.45 } else { 0.5 };
            assert!(room > height * least, "{language:?} {height}: {room}");
            let name = seen
                .iter()
                .find(|one| one.text == "Support" && one.at.y >= bar.y - 2.0);
            let name = name.unwrap_or_else(|| panic!("{language:?} {height}"));
            let whole = is_whole("Support", name.at, font::SEMIBOLD, scale::TEXT);
            assert!(
                whole && name.is_in_sight(desk.size()),
                "{language:?} {height}"
            );
        }
    }
}

#[test]
fn a_name_that_is_longer_than_the_window_is_said_in_lines() {
    let long =
        "Charlotte van der Meulen-Hofstadter of the Royal Society for the Lighting of Harbours";
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    for identity in &mut desk.state.home.known.identities {
        identity.from.name = Some(long.to_owned());
    }
    for (width, height) in SIZES {
        desk.sized(width, height);
        desk.state.home.mail.is_reading = true;
        desk.frame();
        let seen = look(&mut desk);
        let name = find(&seen, long);
        let whole = is_whole(long, name.at, font::SEMIBOLD, scale::TEXT);
        let lines = name.at.height > 2.0 * scale::TEXT;
        assert!((whole || lines) && name.is_in_sight(desk.size()), "{width}");
    }
}

fn adding() -> Driver<Desk, Message> {
    let mut desk = desk(&[]);
    desk.until_shown("Welcome to Postroom");
    desk.click("Add an account");
    desk.until_shown("Your address");
    desk.tell(Message::Add(add::Message::More));
    desk
}

#[test]
fn a_dialog_scrolls_in_one_place_and_its_buttons_are_whole() {
    let mut desk = adding();
    desk.tell(Message::Add(add::Message::Submit));
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        for (width, height) in SIZES {
            desk.sized(width, height);
            desk.frame();
            let say = |desk: &Driver<Desk, Message>, key: &str| desk.state.link.texts.say(key);
            let seen = look(&mut desk);
            for key in ["dialog-cancel", "add-submit"] {
                let button = find(&seen, &say(&desk, key));
                let room = scale::CONTROL_LARGE / 2.0;
                let fits = button.at.center_y() + room <= height;
                assert!(
                    fits && button.within.is_empty(),
                    "{language:?} {height}: {key}"
                );
            }
            for key in ["add-address", "add-connections"] {
                let words = say(&desk, key);
                assert_eq!(find(&seen, &words).within.len(), 1, "{language:?} {height}");
            }
            // What is wrong is said in full.
            let words = say(&desk, "add-wrong-address");
            let wrong = find(&seen, &words);
            let whole = is_whole(&words, wrong.at, font::REGULAR, scale::TEXT_SMALL);
            let lines = wrong.at.height > 2.0 * scale::TEXT_SMALL;
            assert!(whole || lines, "{language:?} {height}: {:?}", wrong.at);
        }
    }
}

#[test]
fn why_an_account_could_not_be_added_is_in_sight() {
    let mut desk = adding();
    for (width, height) in SIZES {
        desk.sized(width, height);
        let none = Problem::new(ProblemKind::Secret, Text::new("problem-no-keyring"))
            .advise(Text::new("advice-no-keyring"));
        desk.tell(Message::Add(add::Message::Tried(0, Box::new(Err(none)))));
        if height < scale::LOW {
            // As the window does when it hears of it.
            let task = iced_test::runtime::task::into_stream(show_end::<()>()).unwrap();
            let actions = block_on(task.collect::<Vec<_>>());
            for action in actions {
                if let iced_test::runtime::Action::Widget(mut operation) = action {
                    desk.operate(operation.as_mut());
                }
            }
        }
        let said = desk.state.link.texts.say("problem-no-keyring");
        let seen = look(&mut desk);
        let said = find(&seen, &said);
        assert!(said.is_in_sight(desk.size()), "{height}: {:?}", said.at);
    }
}

#[test]
fn the_address_that_is_to_be_confirmed_is_whole() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    desk.tell(Message::Go(Place::Settings));
    desk.until_shown("Address not confirmed");
    let sizes = SIZES.into_iter().chain([(1280.0, 800.0)]);
    for (width, height) in sizes {
        for language in LANGUAGES {
            desk.state.link.texts = Texts::new(language);
            desk.sized(width, height);
            desk.frame();
            let texts = desk.texts();
            for address in ["support@acme.example", "sales@acme.example"] {
                let found = texts.iter().find(|(text, _)| text == address);
                let (_, at) = found.unwrap_or_else(|| panic!("{language:?} {width}: {address}"));
                let whole = is_whole(address, *at, font::REGULAR, scale::TEXT_SMALL);
                let lines = at.height > 2.0 * scale::TEXT_SMALL;
                assert!(whole || lines, "{language:?} {width}: {address} {at:?}");
            }
            let hide = desk.state.link.texts.say("settings-hide");
            let words: Vec<_> = texts.iter().filter(|(text, _)| *text == hide).collect();
            assert!(!words.is_empty());
            for (_, at) in words {
                assert!(
                    is_whole(&hide, *at, font::MEDIUM, scale::TEXT),
                    "{language:?} {width}"
                );
            }
        }
    }
}

#[test]
fn a_low_window_has_a_mailbox_in_sight_among_the_folders() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    for (width, height) in [(450.0, 300.0), (640.0, 420.0), (600.0, 400.0)] {
        desk.sized(width, height);
        desk.tell(Message::ShowFolders(true));
        let seen = look(&mut desk);
        assert!(find(&seen, "Settings").within.len() <= 1);
        let name = find(&seen, "HR");
        assert!(name.is_in_sight(desk.size()), "{height}: {:?}", name.at);
        desk.tell(Message::ShowFolders(false));
    }
}

#[test]
fn the_status_bar_says_whole_words() {
    let mut desk = desk(&["anna"]);
    desk.until_shown("Support");
    desk.until_told("up to date");
    let sizes = SIZES.into_iter().chain([(1280.0, 800.0), (1600.0, 900.0)]);
    for (width, height) in sizes {
        for language in LANGUAGES {
            desk.state.link.texts = Texts::new(language);
            desk.sized(width, height);
            desk.frame();
            let bar = height - scale::STATUS_BAR;
            let texts = desk.texts();
            let first = texts.into_iter().find(|(_, at)| at.y >= bar);
            let (text, at) = first.unwrap();
            let whole = is_whole(&text, at, font::REGULAR, scale::TEXT_SMALL);
            assert!(whole, "{language:?} {width}: {text} {at:?}");
        }
    }
}

#[test]
fn the_field_of_recipients_stays_in_sight_while_they_become_more() {
    let mut window = begin("lena@example.org");
    for (width, height) in [(600.0, 500.0), (520.0, 400.0), (430.0, 360.0)] {
        let size = Size::new(width, height);
        window.resize(size);
        window.state.compose.resized(size);
        window.frame();
        window.focus(TO);
        for number in 0..3 {
            window.write(&format!("somebody-{number}-{width}@elsewhere.example,"));
            window.frame();
            window.frame();
            let seen = look(&mut window);
            let field = find_exactly(&seen, TO);
            assert!(field.is_in_sight(size), "{width} {number}: {:?}", field.at);
        }
        // In a small window the names scroll with the letter, and the address stands in the strip.
        let seen = look(&mut window);
        assert!(find(&seen, "somebody-2").within.len() <= 1);
        let address = seen.iter().find(|one| one.text == "support@acme.example");
        let address = address.unwrap();
        let whole = is_whole(&address.text, address.at, font::REGULAR, scale::TEXT);
        assert!(whole && address.within.is_empty(), "{width}");
    }
    end(window);
}

#[test]
fn what_recipients_see_stays_above_send_and_the_text_keeps_its_lines() {
    let many = "a@x.example, b@x.example, c@x.example, d@x.example, e@x.example, f@x.example, \
                g@x.example, h@x.example, nadia@benali.example, kim@elsewhere.example";
    let mut window = begin("lena@example.org");
    window.focus("to");
    window.write(many);
    window.write(", wrong,");
    for language in LANGUAGES {
        window.state.link.texts = Texts::new(language);
        for (width, height) in [
            (860.0, 720.0),
            (600.0, 500.0),
            (520.0, 400.0),
            (430.0, 360.0),
        ] {
            let size = Size::new(width, height);
            window.resize(size);
            window.state.compose.resized(size);
            window.frame();
            let stops = window.stops();
            let page = stops.iter().find(|(id, _)| *id == Some(Id::new("body")));
            let (_, page) = page.unwrap_or_else(|| panic!("{stops:?}"));
            let four = 4.0 * scale::TEXT_MAIL * scale::LINE_MAIL;
            assert!(page.height >= four, "{language:?} {height}: {page:?}");
            let seen = look(&mut window);
            let copy = find(&seen, "Support / ");
            let is_pinned = copy.within.is_empty() && copy.is_in_sight(size);
            assert!(is_pinned || height < scale::LOW, "{language:?} {height}");
            assert!(copy.within.len() <= 1, "{language:?} {height}");
        }
    }
    end(window);
}

/// Whoever answers with large letters sees in whose name and to whom before a word is written.
#[test]
fn an_answer_with_large_letters_opens_with_its_recipients_in_sight() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Key(postroom::app::keys::Action::Reply));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    // A screen of 1280 × 800 with letters of 200 percent.
    let main = Size::new(640.0, 400.0);
    let usual = compose::window(2.0, None);
    assert_eq!(usual * 2.0, compose::WINDOW);
    assert_eq!(
        compose::window(1.0, Some(Size::new(1600.0, 1000.0))),
        compose::WINDOW
    );
    let size = compose::window(2.0, Some(main));
    assert_eq!(size, main);
    let mut letter = desk.state.letter();
    letter.state.compose.resized(size);
    letter.resize(size);
    letter.frame();
    let seen = look(&mut letter);
    for words in [
        "From",
        "To",
        "Lena Morgenthal",
        "Subject",
        "Send as Support",
    ] {
        assert!(find(&seen, words).is_in_sight(size), "{words}");
    }
}
