//! Formatted text: written in the window, sent with a text beside it, and gone on with.

use std::sync::{Arc, Mutex};

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use postroom::app::keys::Action;
use postroom::app::screen::compose::{self, Formatting};
use postroom::app::screen::home::Message;
use postroom::app::screen::settings::{self, Change};
use postroom::app::screen::{Notice, Wish};
use postroom::domain::{Draft, DraftId, TextFormat};
use postroom::rfc822::{BodyPart, parse_message};

use crate::desk::{Desk, Letter, desk};
use crate::drive::Driver;
use crate::sending::{answer, ready};

/// Below the words of a page.
const PADDING: u32 = 16;

pub fn kept(letter: &mut Driver<Letter, compose::Message>) -> DraftId {
    let save = Arc::new(Mutex::new(None));
    let told = Arc::clone(&save);
    letter.until_kept(move |id| *told.lock().unwrap() = Some(id));
    save.lock().unwrap().unwrap()
}

pub fn stored(desk: &Driver<Desk, Message>, id: DraftId) -> Draft {
    let found = desk
        .state
        .engine(async |engine| engine.read(move |r| r.draft(id)).await.unwrap());
    found.unwrap().draft
}

#[test]
fn what_is_made_bold_leaves_as_html_with_a_text_beside_it() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    letter.write(" ");
    // Whoever wants something bold wants formatted text; the second time one goes on behind it.
    letter.tell(compose::Message::Key(Action::Bold));
    letter.write("Soon");
    letter.tell(compose::Message::Key(Action::Bold));
    letter.write(", see acme.");
    letter.tell(compose::Message::Key(Action::InsertLink));
    assert!(letter.tells("Where should the link lead?"));
    let address = |text: &str| compose::Message::Format(Formatting::Address(text.into()));
    letter.tell(address("no address"));
    letter.tell(compose::Message::Format(Formatting::LinkDone));
    assert!(
        letter.tells("Where should the link lead?"),
        "it leads nowhere"
    );
    letter.tell(address("acme.example/lamps"));
    letter.tell(compose::Message::Format(Formatting::LinkDone));
    assert!(!letter.tells("Where should the link lead?"));
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it was sent", |desk| {
        !desk.state.server.submissions().is_empty()
    });
    let bytes = desk.state.server.submissions()[0].bytes.clone();
    let sent = parse_message(&bytes).unwrap();
    let html = sent.html.clone().expect("there is HTML");
    assert!(
        html.contains(
            "It is on its way. <strong>Soon</strong>, see acme.\
             <a href=\"https://acme.example/lamps\">https://acme.example/lamps</a>"
        ),
        "{html}"
    );
    // What is answered is a quote there too.
    let quoted = html.split_once("<blockquote ").map(|(_, quoted)| quoted);
    assert!(
        quoted.is_some_and(|quoted| quoted.contains("I ordered a lamp two weeks ago")),
        "{html}"
    );
    let [BodyPart::Text(text)] = &sent.body[..] else {
        panic!("{:?}", sent.body)
    };
    assert!(
        text.starts_with("It is on its way. *Soon*, see acme.<https://acme.example/lamps>"),
        "{text}"
    );
    assert!(text.contains("\n> "), "{text}");
    let whole = String::from_utf8_lossy(&bytes);
    assert!(
        whole.contains("format=flowed") && !whole.contains("X-Postroom"),
        "{whole}"
    );
}

#[test]
fn a_draft_is_gone_on_with_as_it_was_written() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.write("ink");
    let plain = kept(&mut letter);
    assert_eq!(stored(&desk, plain).format, TextFormat::Plain);
    letter.tell(compose::Message::Key(Action::BulletList));
    letter.key(Named::ArrowLeft);
    letter.tell(compose::Message::Key(Action::Italic));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert_eq!(
        (draft.format, draft.body.trim()),
        (TextFormat::Formatted, "- _ink_")
    );
    // Plain again, it is what stands there.
    letter.tell(compose::Message::Format(Formatting::As(TextFormat::Plain)));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert_eq!(
        (draft.format, draft.body.trim()),
        (TextFormat::Plain, "- _ink_")
    );
}

#[test]
fn new_messages_begin_as_the_settings_say() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let change = Change::WriteAs(TextFormat::Formatted);
    desk.tell(Message::Settings(settings::Message::Set(change)));
    desk.until("it is kept", |desk| {
        desk.state.link.engine().settings().write_as == TextFormat::Formatted
    });
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.write("Hello");
    let id = kept(&mut letter);
    assert_eq!(stored(&desk, id).format, TextFormat::Formatted);
}

#[test]
fn a_message_is_passed_on_whole_as_a_file() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.go("Where is my order 20418?");
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Key(Action::ForwardAttached));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    let mut letter = desk.state.letter();
    assert!(
        letter.tells("Where is my order 20418_.eml"),
        "{:?}",
        letter.texts()
    );
    assert!(!letter.tells("I ordered a lamp two weeks ago"));
}

#[test]
fn what_is_typed_after_a_key_that_formats_comes_after_it() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    // The text itself takes the key: nothing has to come round by the window first.
    letter.with(Modifiers::COMMAND, Key::Character("b".into()));
    letter.write("Soon");
    letter.with(Modifiers::COMMAND, Key::Character("b".into()));
    letter.write(", Anna");
    let id = kept(&mut letter);
    assert_eq!(stored(&desk, id).body.trim(), "**Soon**, Anna");
}

#[test]
fn the_page_has_a_menu_to_cut_copy_and_paste() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.write("Soon");
    let (_, page) = letter.focused().remove(0);
    let menu = |letter: &mut Driver<Letter, compose::Message>, words: &str| {
        letter.menu_at(page.center());
        assert!(letter.state.compose.is_covered());
        letter.click(words);
        assert!(!letter.state.compose.is_covered());
    };
    let copied = |letter: &mut Driver<Letter, compose::Message>| {
        let wish = letter.state.wishes.pop();
        let Some(Wish::Copy(text)) = wish else {
            panic!("something is copied: {wish:?}")
        };
        text
    };
    // Nothing is chosen yet: there is nothing to be cut.
    letter.menu_at(page.center());
    letter.click("Cut");
    assert!(letter.state.compose.is_covered() && letter.state.wishes.is_empty());
    letter.key(Named::Escape);
    menu(&mut letter, "Select all");
    menu(&mut letter, "Copy");
    assert_eq!(copied(&mut letter), "Soon");
    menu(&mut letter, "Cut");
    assert_eq!(copied(&mut letter), "Soon");
    let pasted = compose::PageMenu::Read(Some("On Friday".into()));
    letter.tell(compose::Message::PageMenu(pasted));
    // By its key it opens, too.
    letter.focus("body");
    letter.with(Modifiers::SHIFT, Key::Named(Named::F10));
    assert!(letter.state.compose.is_covered());
    letter.key(Named::Escape);
    letter.key(Named::End);
    letter.write(", Anna");
    let id = kept(&mut letter);
    assert_eq!(stored(&desk, id).body.trim(), "On Friday, Anna");
}

/// iced's software renderer paints what reaches out of a page, and leaves it standing there.
#[test]
fn a_line_that_is_cut_at_the_edge_leaves_nothing_below_it() {
    let mut window = crate::compose::begin("lena@acme.example");
    window.focus("body");
    for _ in 0..60 {
        window.write("gjpqy");
        window.key(Named::Enter);
    }
    window.with(Modifiers::CTRL, Key::Named(Named::Home));
    let theme = postroom::app::theme::light();
    let size = window.size();
    let mut cut = 0;
    // As high as a line, pixel by pixel.
    for less in 0..22u8 {
        window.resize(iced::Size::new(size.width, size.height - f32::from(less)));
        window.frame();
        let page = window.focused().first().unwrap().1;
        let (size, pixels) = window.picture(&theme, 1.0);
        let is_dark = |y: u32| {
            let from = (y * size.width + page.x as u32) as usize * 4;
            let row = pixels[from..from + 4 * 80].chunks(4);
            row.into_iter()
                .any(|pixel| pixel[..3].iter().all(|channel| *channel < 120))
        };
        let end = (page.y + page.height) as u32 - PADDING;
        cut += u8::from(is_dark(end - 2));
        // The line around the page is below.
        assert!(
            !(end + 1..end + PADDING - 3).any(is_dark),
            "{less} pixels lower"
        );
    }
    assert!(cut > 5, "a line was cut {cut} times");
    crate::compose::end(window);
}

#[test]
fn what_turns_plain_text_into_formatted_text_is_said_and_taken_back() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.write("soon");
    letter.tell(compose::Message::Key(Action::Bold));
    assert!(letter.tells("The text is formatted now."));
    letter.click("Back to plain text");
    assert!(!letter.tells("The text is formatted now."));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert_eq!(
        (draft.format, draft.body.trim()),
        (TextFormat::Plain, "soon")
    );
    // Who gives up a link has asked for nothing.
    letter.tell(compose::Message::Key(Action::InsertLink));
    assert!(letter.tells("Where should the link lead?"));
    letter.tell(compose::Message::Format(Formatting::LinkClose));
    assert!(!letter.tells("The text is formatted now."));
    letter.write("e");
    let id = kept(&mut letter);
    assert_eq!(stored(&desk, id).format, TextFormat::Plain);
    // What was written meanwhile stays.
    letter.tell(compose::Message::Key(Action::Bold));
    letter.write("r");
    letter.click("Back to plain text");
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert_eq!(draft.format, TextFormat::Plain);
    assert!(
        draft.body.contains("**") && draft.body.contains('r'),
        "{}",
        draft.body
    );
    // Whoever asks for formatted text is told nothing.
    letter.tell(compose::Message::Key(Action::ToggleFormat));
    letter.tell(compose::Message::Key(Action::Bold));
    assert!(!letter.tells("The text is formatted now."));
}

/// Plain text stays plain, and it is said why nothing became of it.
#[test]
fn nothing_is_formatted_in_a_quote() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.focus("body");
    letter.write("> hello");
    for action in [Action::Bold, Action::BulletList, Action::InsertLink] {
        letter.tell(compose::Message::Key(action));
        assert!(letter.tells("What is quoted stays as it was written."));
        assert!(!letter.tells("Where should the link lead?"), "{action:?}");
        let id = kept(&mut letter);
        let draft = stored(&desk, id);
        assert_eq!(
            (draft.format, draft.body.trim()),
            (TextFormat::Plain, "> hello")
        );
    }
    letter.tell(compose::Message::Key(Action::Quote));
    let id = kept(&mut letter);
    assert_eq!(stored(&desk, id).body.trim(), "hello");
}

#[test]
fn a_window_that_is_closed_keeps_its_draft_says_so_and_opens_it_again() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    for waits in [false, true] {
        desk.tell(Message::Key(Action::NewMessage));
        let mut letter = desk.state.letter();
        letter.focus("body");
        letter.write("Half a thought");
        if waits {
            // It was kept in a pause, and nothing is left to keep.
            kept(&mut letter);
        }
        letter.tell(compose::Message::Key(Action::CloseCompose));
        letter.until_closed();
        let wish = letter.state.wishes.pop();
        let Some(Wish::Tell(told @ Notice::Kept(_))) = wish else {
            panic!("{wish:?}")
        };
        desk.tell(Message::Tell(told));
        desk.until_shown("The draft is saved under “My drafts”.");
        desk.click("Open it");
        desk.until("it is open to be written on", |desk| {
            let opened = |wish: &Wish| {
                matches!(wish, Wish::Compose(draft, Some(_)) if draft.body.contains("Half a thought"))
            };
            desk.state.wishes.iter().any(opened)
        });
        assert!(!desk.tells("The draft is saved"));
        desk.state.wishes.clear();
    }
    // Nothing was written, nothing is kept.
    desk.tell(Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.tell(compose::Message::Key(Action::CloseCompose));
    letter.until_closed();
    assert!(letter.state.wishes.is_empty());
}

#[test]
fn the_bar_for_formatting_is_one_stop_in_which_the_arrows_walk() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.tell(Message::New);
    let mut letter = desk.state.letter();
    letter.tell(compose::Message::Key(Action::ToggleFormat));
    letter.frame();
    let stops = letter.stops();
    let body = stops.iter().position(|(id, _)| *id == Some("body".into()));
    let bar = body.unwrap() - 1;
    // The subject lies right before the bar.
    letter.focus_at(bar.checked_sub(1));
    assert!(letter.focused()[0].1.width > 300.0, "{stops:?}");
    letter.key(Named::Tab);
    let first = letter.focused();
    letter.key(Named::ArrowRight);
    let second = letter.focused();
    assert!(second[0].1.x > first[0].1.x, "{first:?} {second:?}");
    letter.key(Named::Tab);
    assert_eq!(letter.focused()[0].0, Some("body".into()));
}
