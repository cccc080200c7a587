//! A message with HTML is forwarded in the text: begun, previewed, taken out and back again, turned to plain text, sent,
//! and edited once more.

use iced::widget::text_editor::{Action as Act, Motion};
use postroom::app::keys::Action;
use postroom::app::screen::compose::{Formatting, Message};
use postroom::app::screen::{Wish, home};
use postroom::app::theme;
use postroom::app::widget::editor::Edit;
use postroom::domain::TextFormat;
use postroom::rfc822::parse_message;

use crate::desk::{Desk, Letter, desk};
use crate::drawn::{deliver, open, until_drawn};
use crate::drive::Driver;
use crate::sending::ready;
use crate::writing::{kept, stored};

const BLUE: [u8; 3] = [0x14, 0x3c, 0xc8];
const HTML: &str = "<style>td{padding:9px} h1,p{color:#c81428}</style><table bgcolor='#143cc8' width=300 height=120>\
    <tr><td><font color=white>Brass lamps</font></td></tr></table><img src='https://shop.example/open.gif'>";

fn blue(letter: &mut Driver<Letter, Message>) -> usize {
    let pixels = letter.pixels(&theme::light());
    pixels.chunks(4).filter(|p| p[..3] == BLUE).count()
}

/// The team got this, and it is forwarded.
fn forward(desk: &mut Driver<Desk, home::Message>, html: &str) -> Driver<Letter, Message> {
    ready(desk);
    deliver(desk, "The new lamps", html);
    open(desk, "The new lamps");
    until_drawn(desk);
    desk.tell(home::Message::Key(Action::Forward));
    let is_begun = |wish: &Wish| matches!(wish, Wish::Compose(..) | Wish::ComposeNoted(..));
    desk.until("it is begun", |desk| desk.state.wishes.iter().any(is_begun));
    let mut letter = desk.state.letter();
    letter.resize(iced::Size::new(900.0, 720.0));
    letter.focus("body");
    letter.write("Look");
    letter
}

fn as_kind(format: TextFormat) -> Message {
    Message::Format(Formatting::As(format))
}

#[test]
fn a_forward_is_seen_as_it_came_taken_out_and_put_back() {
    let mut desk = desk(&["anna"]);
    let mut letter = forward(&mut desk, HTML);
    assert!(
        letter.shows("Original message with its layout"),
        "{:?}",
        letter.texts()
    );
    assert!(!letter.tells("forwarded.eml"));
    letter.click("Preview");
    letter.until("it is seen as it came", |letter| blue(letter) > 20_000);
    letter.click("Preview");
    let id = kept(&mut letter);
    assert!(stored(&desk, id).attachments[0].is_layout());
    letter.tell(Message::Detach(0));
    assert!(!letter.shows("Original message with its layout"));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert!(draft.attachments.is_empty() && !draft.body.contains("mid:"));
    letter.tell(Message::Edit(Edit::Undo));
    assert!(letter.shows("Original message with its layout"));
    // In one step, by a key, too.
    letter.tell(Message::Edit(Edit::Act(Act::Move(Motion::DocumentEnd))));
    letter.key(iced::keyboard::key::Named::Backspace);
    assert!(!letter.shows("Original message with its layout"));
    letter.tell(Message::Edit(Edit::Undo));
    letter.click("Preview");
    letter.until("it is back", |letter| blue(letter) > 20_000);
}

#[test]
fn plain_text_has_its_words() {
    let mut desk = desk(&["anna"]);
    let mut letter = forward(&mut desk, HTML);
    letter.tell(as_kind(TextFormat::Plain));
    assert!(
        !letter.shows("Original message with its layout"),
        "{:?}",
        letter.texts()
    );
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert!(
        draft.body.contains("Brass lamps") && !draft.body.contains("mid:"),
        "{}",
        draft.body
    );
    assert!(draft.attachments.is_empty() && draft.format == TextFormat::Plain);
    // Both are taken back.
    letter.tell(Message::Edit(Edit::Undo));
    letter.tell(as_kind(TextFormat::Formatted));
    assert!(
        letter.shows("Original message with its layout"),
        "{:?}",
        letter.texts()
    );
}

#[test]
fn it_is_sent_and_edited_once_more() {
    let mut desk = desk(&["anna"]);
    let mut letter = forward(&mut desk, HTML);
    letter.tell(Message::Typed(
        postroom::app::screen::compose::Line::To,
        "kim@customer.example, ".into(),
    ));
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it was sent", |desk| {
        !desk.state.server.submissions().is_empty()
    });
    let sent = parse_message(&desk.state.server.submissions()[0].bytes).unwrap();
    let html = sent.html.unwrap();
    assert!(html.contains("bgcolor=\"#143cc8\"") && html.contains("https://shop.example/open.gif"));
    assert!(sent.attachments.is_empty());
}

#[test]
fn what_is_too_deep_is_forwarded_in_words_and_said() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let html = format!("<p>Brass lamps</p>{}", "a ".repeat(600 * 1024));
    let letter = &mut forward(&mut desk, &html);
    assert!(
        letter.tells("too large or too complex"),
        "{:?}",
        letter.texts()
    );
    assert!(!letter.shows("Original message with its layout"));
    let id = kept(letter);
    assert!(stored(&desk, id).body.contains("Brass lamps"));
}
