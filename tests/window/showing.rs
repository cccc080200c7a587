//! Pictures in a text that is written: put there, seen as they will be, taken out, and sent beside the HTML.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::widget::text_editor::{Action as Act, Edit as Change};
use postroom::app::choose::Choice;
use postroom::app::keys::Action;
use postroom::app::screen::compose::{Message, Pasted, Pictures, Preview};
use postroom::app::screen::home;
use postroom::app::theme;
use postroom::app::widget::editor::Edit;
use postroom::domain::{Attachment, TextFormat};
use postroom::rfc822::parse_message;

use crate::desk::{Desk, Letter, desk};
use crate::drive::Driver;
use crate::sending::{answer, ready};
use crate::writing::{kept, stored};

const RED: [u8; 3] = [0xc8, 0x14, 0x28];

/// A picture of one colour.
fn picture(name: &str) -> Attachment {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_pixel(120, 90, image::Rgb(RED));
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    Attachment {
        name: name.into(),
        media_type: "image/png".into(),
        bytes: bytes.into_inner(),
        in_text: false,
    }
}

fn red(letter: &mut Driver<Letter, Message>) -> usize {
    let pixels = letter.pixels(&theme::light());
    pixels.chunks(4).filter(|p| p[..3] == RED).count()
}

fn new_letter(desk: &mut Driver<Desk, home::Message>) -> Driver<Letter, Message> {
    desk.tell(home::Message::Key(Action::NewMessage));
    let mut letter = desk.state.letter();
    letter.resize(iced::Size::new(900.0, 720.0));
    letter.focus("body");
    letter
}

fn pasted(file: Attachment) -> Message {
    Message::Picture(Pictures::Pasted(None, Ok(Pasted::Picture(file))))
}

fn body(desk: &Driver<Desk, home::Message>, letter: &mut Driver<Letter, Message>) -> String {
    let id = kept(letter);
    stored(desk, id).body
}

#[test]
fn a_pasted_picture_stands_in_the_text_is_previewed_and_sent_with_it() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    letter.tell(pasted(picture("lamp.png")));
    assert!(letter.shows("lamp.png"));
    assert!(letter.tells("in the text, "), "{:?}", letter.texts());
    let small = |letter: &mut Driver<Letter, Message>| (50..2000).contains(&red(letter));
    letter.until("it is seen small in what is written", small);
    letter.click("Preview");
    letter.until("the picture is seen", |letter| red(letter) > 5000);
    assert!(!letter.tells("cid:"));
    // Escape goes back to writing, not out of the window.
    letter.tell(Message::Key(Action::CloseCompose));
    letter.until("what is written is seen again", small);
    assert!(!letter.state.compose.is_closed);
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it was sent", |desk| {
        !desk.state.server.submissions().is_empty()
    });
    let bytes = desk.state.server.submissions()[0].bytes.clone();
    let sent = parse_message(&bytes).unwrap();
    assert!(sent.attachments.iter().all(|file| file.inline));
    let whole = String::from_utf8_lossy(&bytes);
    assert!(whole.contains("multipart/related"), "{whole}");
    assert!(sent.html.unwrap().contains("<img src=\"cid:1."));
}

#[test]
fn pictures_are_taken_out_and_come_back_with_undo() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = new_letter(&mut desk);
    letter.write("Look:");
    letter.tell(pasted(picture("Picture.png")));
    letter.tell(pasted(picture("Picture.png")));
    let text = body(&desk, &mut letter);
    assert!(
        text.starts_with("Look:\n![Picture.png](cid:Picture.png)\n![Picture (2).png](cid:"),
        "{text}"
    );
    letter.tell(Message::Detach(1));
    assert!(!letter.shows("Picture (2).png") && letter.shows("Picture.png"));
    letter.tell(Message::Edit(Edit::Undo));
    assert!(letter.shows("Picture (2).png"), "it is back with its mark");
    // Plain text shows none: they are attached to it, and stay if it is formatted again.
    letter.tell(Message::Format(
        postroom::app::screen::compose::Formatting::As(TextFormat::Plain),
    ));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    assert!(!draft.body.contains("cid:"), "{}", draft.body);
    assert!(draft.attachments.iter().all(|file| !file.in_text));
    assert_eq!(draft.attachments.len(), 2);
    letter.tell(Message::Picture(Pictures::Show(0)));
    assert!(letter.tells("in the text, "));
}

#[test]
fn keys_pass_a_picture_in_one_step_and_take_it_out_in_one() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = answer(&mut desk);
    letter.tell(pasted(picture("lamp.png")));
    letter.until("it is seen", |letter| red(letter) > 50);
    // From the line below to the end of its mark, to the start of it, and behind it again.
    for key in [Named::ArrowLeft, Named::ArrowLeft, Named::ArrowRight] {
        letter.key(key);
    }
    letter.write("x");
    let text = body(&desk, &mut letter);
    assert!(text.contains("![lamp.png](cid:lamp.png)x\n"), "{text}");
    letter.key(Named::Backspace);
    letter.key(Named::Backspace);
    assert!(!letter.shows("lamp.png"));
    assert_eq!(red(&mut letter), 0);
    letter.tell(Message::Edit(Edit::Undo));
    assert!(letter.shows("lamp.png"), "it is back");
}

#[test]
fn what_is_pasted_as_text_stays_text_and_files_are_attached() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = new_letter(&mut desk);
    let paste = |text: &str| {
        let text = Arc::new(text.to_owned());
        Message::Edit(Edit::Act(Act::Edit(Change::Paste(text))))
    };
    let keys = |letter: &mut Driver<Letter, Message>, text: Option<&str>| {
        letter.tell(Message::Edit(Edit::Pasting));
        if let Some(text) = text {
            letter.tell(paste(text));
        }
        letter.tell(Message::Edit(Edit::Pasted));
    };
    keys(&mut letter, Some("Dear Kim"));
    // What an input method gives comes from no clipboard, however it begins.
    letter.tell(paste("/tmp"));
    assert_eq!(body(&desk, &mut letter).trim(), "Dear Kim/tmp");
    let file = Attachment {
        name: "offer.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: b"%PDF".to_vec(),
        in_text: false,
    };
    // The names of files that were copied become the files; what else is written stays.
    let before = body(&desk, &mut letter);
    letter.tell(paste("/home/anna/offer.pdf"));
    let change = letter.state.compose.text_changes();
    let files = |change| {
        Message::Picture(Pictures::Pasted(
            change,
            Ok(Pasted::Files(vec![file.clone()])),
        ))
    };
    letter.tell(files(Some(change)));
    assert!(letter.shows("offer.pdf"));
    assert_eq!(body(&desk, &mut letter), before);
    letter.tell(paste("/home/anna/offer.pdf"));
    let change = letter.state.compose.text_changes();
    letter.write("!");
    letter.tell(files(Some(change)));
    assert!(
        body(&desk, &mut letter).ends_with("offer.pdf!"),
        "somebody wrote on"
    );
    letter.tell(Message::Detach(1));

    // Of what is chosen for the text, only pictures are put into it.
    let chosen = Ok(Choice::Made(vec![picture("plan.png"), file]));
    letter.tell(Message::Picture(Pictures::Chosen(chosen)));
    let id = kept(&mut letter);
    let draft = stored(&desk, id);
    let in_text: Vec<bool> = draft.attachments.iter().map(|file| file.in_text).collect();
    assert_eq!(in_text, [false, true, false]);
    assert_eq!(draft.format, TextFormat::Formatted);
    letter.tell(Message::Preview(Preview::Turn(true)));
    letter.until("the preview is drawn", |letter| red(letter) > 5000);
}

#[test]
fn nothing_that_is_seen_to_go_along_is_left_behind_and_nothing_taken_out_goes() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let mut letter = new_letter(&mut desk);
    // Below a signature a mark shows nothing: the picture is attached.
    letter.tell(Message::Picture(Pictures::Chosen(Ok(Choice::Made(vec![
        picture("a.png"),
    ])))));
    letter.tell(Message::Edit(Edit::Act(Act::Move(
        iced::widget::text_editor::Motion::DocumentStart,
    ))));
    letter.write("-- ");
    letter.tell(Message::Edit(Edit::Act(Act::Edit(Change::Enter))));
    assert!(letter.shows("a.png") && !letter.tells("in the text, "));
    let attached = |desk: &Driver<Desk, home::Message>, letter: &mut Driver<Letter, Message>| {
        let id = kept(letter);
        let files = stored(desk, id).attachments;
        files.into_iter().map(|file| file.name).collect::<Vec<_>>()
    };
    assert_eq!(attached(&desk, &mut letter), ["a.png"]);
    letter.tell(Message::Detach(0));
    assert!(attached(&desk, &mut letter).is_empty());
    // A mark that cannot be found in its line does not keep a picture from being taken out.
    let mut letter = new_letter(&mut desk);
    letter.tell(Message::Format(
        postroom::app::screen::compose::Formatting::As(TextFormat::Formatted),
    ));
    letter.tell(Message::Edit(Edit::Act(Act::Edit(Change::Paste(
        Arc::new("![](cid:b.png \"x\") ".to_owned()),
    )))));
    letter.tell(Message::Attached(Ok(Choice::Made(vec![picture("b.png")]))));
    assert!(letter.tells("in the text, "));
    letter.tell(Message::Preview(Preview::Turn(true)));
    letter.until("it is seen", |letter| red(letter) > 5000);
    letter.tell(Message::Detach(0));
    assert!(!letter.shows("b.png"));
    letter.until("the preview follows", |letter| red(letter) == 0);
    assert!(attached(&desk, &mut letter).is_empty());
}
