//! Spelling in the window in which a message is written: marks, what is offered for them, the language.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::{Point, Rectangle};
use postroom::app::keys::Action;
use postroom::app::screen::compose::{self, Spelling, Way};
use postroom::app::screen::home::Message;
use postroom::app::screen::settings::{self, Change};
use postroom::app::theme::{self, LIGHT};
use postroom::spelling::Tag;

use crate::desk::{Desk, Letter, desk};
use crate::drive::Driver;
use crate::sending::ready;
use crate::writing::{kept, stored};

const RULES: &str = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n";
const WORDS: &str = "8\nthe\nlamp\nis\non\nits\nway\nsoon\nand\n";

type Window = Driver<Letter, compose::Message>;

/// A new message on a computer with a dictionary, in which this was written.
fn letter(text: &str) -> (Driver<Desk, Message>, Window) {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.state.dictionary("en_US", RULES, WORDS);
    let letter = begin(&mut desk, text);
    (desk, letter)
}

fn begin(desk: &mut Driver<Desk, Message>, text: &str) -> Window {
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.tell(compose::Message::Spelling(Spelling::Choose(Way::Of(
        Tag::parse("en_US").unwrap(),
    ))));
    letter.frame();
    letter.focus("body");
    letter.write(text);
    letter
}

/// Where marks are drawn, all of them together.
fn marks(letter: &mut Window) -> Option<Rectangle> {
    let pixels = letter.pixels(&theme::light());
    let wanted = LIGHT.bad.text.into_rgba8();
    let width = 1000;
    let found = pixels.chunks_exact(4).enumerate();
    let found = found.filter(|(_, pixel)| pixel[..3] == wanted[..3]);
    let places = found.map(|(at, _)| (at % width, at / width));
    #[allow(clippy::cast_precision_loss)]
    let places = places.map(|(x, y)| {
        let size = iced::Size::new(1.0, 1.0);
        Rectangle::new(Point::new(x as f32, y as f32), size)
    });
    places.reduce(|all, one| all.union(&one))
}

fn until_marked(letter: &mut Window) -> Rectangle {
    letter.until("a word is marked", |letter| marks(letter).is_some());
    marks(letter).unwrap()
}

fn text(desk: &Driver<Desk, Message>, letter: &mut Window) -> String {
    let id = kept(letter);
    stored(desk, id).body.trim().to_owned()
}

#[test]
fn a_wrong_word_is_marked_once_it_is_left() {
    let (_desk, mut letter) = letter("the lampp");
    letter.until("it was looked at", |letter| letter.state.compose.is_spelt());
    assert_eq!(marks(&mut letter), None, "it is being typed");
    letter.write(" ");
    let mark = until_marked(&mut letter);
    // It goes with its word, and goes when the word is right.
    letter.key(Named::Home);
    letter.write("and ");
    let moved = until_marked(&mut letter);
    assert!(moved.x > mark.x + 10.0 && (moved.y - mark.y).abs() < 1.0);
    assert!((moved.width - mark.width).abs() < 3.0, "{moved:?} {mark:?}");
    letter.key(Named::End);
    letter.key(Named::ArrowLeft);
    letter.key(Named::Backspace);
    assert_eq!(marks(&mut letter), None);
    letter.key(Named::End);
    letter.until("it was looked at", |letter| letter.state.compose.is_spelt());
    assert_eq!(marks(&mut letter), None);
}

#[test]
fn marks_lie_under_their_words_when_lines_are_broken_and_scrolled() {
    let lines =
        "the lamp is on its way and the lamp is on its way soon and the lamp is on its way "
            .repeat(3);
    let (_desk, mut letter) = letter(&format!("{lines}lampp "));
    let low = until_marked(&mut letter);
    let body = letter.focused()[0].1;
    assert!(low.y > body.y + 40.0, "it stands below the first line");
    letter.key(Named::Enter);
    for _ in 0..40 {
        letter.key(Named::Enter);
    }
    letter.until("it is scrolled away", |letter| marks(letter).is_none());
    letter.point(body.center());
    letter.wheel(100.0);
    letter.frame();
    assert_eq!(until_marked(&mut letter), low, "it is where it was");
}

#[test]
fn what_was_meant_takes_the_place_of_a_word_and_can_be_taken_back() {
    let (desk, mut letter) = letter("the lampp is on its way ");
    let mark = until_marked(&mut letter);
    letter.menu_at(Point::new(mark.center_x(), mark.y - 5.0));
    letter.until("the menu is open", |letter| {
        letter.shows("Add to my words") && letter.shows("lamp")
    });
    letter.click("lamp");
    assert!(!letter.shows("Add to my words"));
    assert_eq!(text(&desk, &mut letter), "the lamp is on its way");
    letter.until("nothing is marked", |letter| marks(letter).is_none());
    let undo = Key::Character("z".into());
    letter.with(Modifiers::COMMAND, undo);
    assert_eq!(text(&desk, &mut letter), "the lampp is on its way");
    let _ = until_marked(&mut letter);
}

#[test]
fn a_key_goes_from_one_wrong_word_to_the_next() {
    let (desk, mut letter) = letter("lampp is on its wayy ");
    let _ = until_marked(&mut letter);
    letter.tell(compose::Message::Key(Action::Spelling));
    letter.until("the menu is open", |letter| letter.shows("lamp"));
    letter.key(Named::Enter);
    letter.until("it is replaced", |letter| !letter.shows("lamp"));
    letter.tell(compose::Message::Key(Action::Spelling));
    letter.until("the menu is open", |letter| letter.shows("way"));
    letter.key(Named::Escape);
    assert!(!letter.shows("way"), "Escape closes the menu alone");
    assert!(!letter.state.compose.is_closed);
    assert_eq!(text(&desk, &mut letter), "lamp is on its wayy");
}

#[test]
fn words_of_ones_own_are_right_from_then_on() {
    let (mut desk, mut letter) = letter("the lampp and the wayy ");
    let _ = until_marked(&mut letter);
    letter.tell(compose::Message::Key(Action::Spelling));
    letter.until("the menu is open", |letter| letter.shows("Add to my words"));
    letter.click("Add to my words");
    let engine = letter.state.link.engine().clone();
    letter.until("it is kept", |_| {
        engine.settings().own_words == ["lampp".to_owned()]
    });
    letter.tell(compose::Message::Key(Action::Spelling));
    letter.until("the next one", |letter| letter.shows("way"));
    letter.click("Ignore in this message");
    letter.until("nothing is marked", |letter| marks(letter).is_none());
    assert_eq!(engine.settings().own_words.len(), 1);
    // In the next message the one is right, and the other is not.
    let mut next = begin(&mut desk, "lampp ");
    next.until("it was looked at", |letter| letter.state.compose.is_spelt());
    assert_eq!(marks(&mut next), None);
    next.write("wayy ");
    let _ = until_marked(&mut next);
    // It can be forgotten on the page of settings.
    desk.tell(Message::Key(Action::Settings));
    desk.until_shown("lampp");
    let forget = Change::ForgetWord("lampp".into());
    desk.tell(Message::Settings(settings::Message::Set(forget)));
    desk.until("it is forgotten", |_| {
        engine.settings().own_words.is_empty()
    });
}

#[test]
fn names_of_recipients_are_right() {
    let (_desk, mut letter) = letter("Morgenthal is soon ");
    let _ = until_marked(&mut letter);
    letter.tell(compose::Message::Typed(
        compose::Line::To,
        "Lena Morgenthal <lena@b.test>, ".into(),
    ));
    letter.until("nothing is marked", |letter| marks(letter).is_none());
}

#[test]
fn the_language_is_said_and_can_be_another_or_none() {
    let (desk, mut letter) = letter("the lampp is soon ");
    let _ = until_marked(&mut letter);
    assert!(letter.shows("English (US)"));
    letter.click("English (US)");
    assert!(letter.shows("Detect the language"));
    letter.click("Do not check spelling");
    assert!(letter.shows("Spelling off"));
    assert_eq!(marks(&mut letter), None);
    // What was chosen last is likelier the next time.
    let kept = desk
        .state
        .engine(async |engine| engine.remembered(postroom::engine::LANGUAGE_KEPT).await);
    assert_eq!(kept.unwrap().unwrap()["language"], "en_US");
}

#[test]
fn whoever_does_not_want_it_has_it_off() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Settings(settings::Message::Set(Change::Spelling(
        false,
    ))));
    desk.until("it is kept", |desk| {
        !desk.state.link.engine().settings().spelling
    });
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    assert!(letter.shows("Spelling off"));
    letter.focus("body");
    letter.write("the lampp ");
    assert_eq!(marks(&mut letter), None);
    // For one message it can be wanted all the same, also by a dictionary that was installed meanwhile.
    desk.state.dictionary("en_US", RULES, WORDS);
    letter.click("Spelling off");
    letter.until("it is listed", |letter| letter.shows("English (US)"));
    letter.click("English (US)");
    let _ = until_marked(&mut letter);
}

#[test]
fn a_damaged_dictionary_is_said_once_and_nothing_else_happens() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.state
        .dictionary("qaa", "SET UTF-8\nSFX A Y 3\n", "no number");
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.tell(compose::Message::Spelling(Spelling::Choose(Way::Of(
        Tag::parse("qaa").unwrap(),
    ))));
    letter.until("it is said", |letter| {
        letter.tells("The dictionary cannot be used.")
    });
    assert!(letter.shows("Spelling off"));
    letter.focus("body");
    letter.write("Hello");
    assert_eq!(text(&desk, &mut letter), "Hello");
}
