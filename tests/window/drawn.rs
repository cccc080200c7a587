//! Mails that are drawn, in the main window: seen, marked, their links followed, and what is shown where drawing fails.

use std::time::Duration;

use base64::Engine as _;
use iced::Point;
use iced::keyboard::{Key, Modifiers};
use postroom::app::keys::Action;
use postroom::app::screen::Wish;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{self, Drawn};
use postroom::app::theme::{Appearance, DARK, LIGHT};
use postroom::config::{InTheDark, Settings};
use postroom::render::Trouble;
use postroom::render::drawn::Drawers;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

/// Delivers an HTML mail to the team.
pub fn deliver(desk: &Driver<Desk, Message>, subject: &str, html: &str) {
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: {subject}\r\n\
         Message-ID: <{}@shop.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n",
        subject.replace(' ', "-")
    );
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
}

/// Opens a message of the team's Inbox.
pub fn open(desk: &mut Driver<Desk, Message>, subject: &str) {
    desk.go("Support");
    desk.until_shown(subject);
    desk.click(subject);
}

pub fn until_drawn(desk: &mut Driver<Desk, Message>) {
    desk.until("the mail is drawn", |desk| {
        desk.frame();
        drawn(desk).is_some_and(|drawn| drawn.laid().is_some())
    });
}

pub fn drawn(desk: &Driver<Desk, Message>) -> Option<&Drawn> {
    desk.state.home.mail.opened.as_ref()?.drawn.as_ref()
}

/// A pale box, which is paper.
const PALE: &str =
    "<div style='background:#f3e8ff;color:#333;width:300px;height:200px'>a box</div>";

#[test]
fn a_mail_is_adapted_to_a_dark_window_and_its_own_colours_are_one_step_away() {
    let mut desk = desk(&["anna"]);
    desk.state.tokens = &DARK;
    deliver(&desk, "A pale box", PALE);
    open(&mut desk, "A pale box");
    until_drawn(&mut desk);
    let is_pale = |desk: &mut Driver<Desk, Message>| count(desk, [0xf3, 0xe8, 0xff]) > 50_000;
    assert!(!is_pale(&mut desk), "nobody is blinded");
    assert_eq!(drawn(&desk).unwrap().is_adapted(), Some(true));
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.click("Show in its own colours");
    assert!(!desk.shows("Show the source"), "the menu is closed");
    desk.until("it is seen as it was sent", is_pale);
    desk.tell(Message::Key(Action::OwnColours));
    desk.until("it is adapted again", |desk| !is_pale(desk));
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.until_shown("Show in its own colours");
    desk.tell(Message::Mail(mail::Message::More(false)));
    desk.state.engine(async |engine| {
        let change = |settings: &mut Settings| settings.in_the_dark = InTheDark::Sent;
        engine.change_settings(change).await.unwrap();
    });
    deliver(&desk, "Another one", PALE);
    open(&mut desk, "Another one");
    desk.until("it is seen as it was sent", is_pale);
    desk.tell(Message::Mail(mail::Message::More(true)));
    desk.until_shown("Adapt to the dark window");
}

#[test]
fn where_no_colours_would_change_there_is_nothing_to_choose() {
    for (tokens, html) in [
        (&LIGHT, PALE),
        (&DARK, "<p>no colours</p>"),
        (
            &DARK,
            "<body bgcolor=#111111 text=#eeeeee><table width=100% height=900 bgcolor=#111111><tr><td>dark</td></tr></table>",
        ),
    ] {
        let mut desk = desk(&["anna"]);
        desk.state.tokens = tokens;
        deliver(&desk, "A mail", html);
        open(&mut desk, "A mail");
        until_drawn(&mut desk);
        assert_eq!(drawn(&desk).unwrap().is_adapted(), None, "{html}");
        desk.tell(Message::Key(Action::OwnColours));
        desk.tell(Message::Mail(mail::Message::More(true)));
        desk.until_shown("Show the source");
        assert!(!desk.shows("Show in its own colours") && !desk.shows("Adapt to the dark window"));
    }
}

/// How many pixels of the window have this colour.
pub fn count(desk: &mut Driver<Desk, Message>, colour: [u8; 3]) -> usize {
    let pixels = desk.pixels(&Appearance::Light.theme(iced::theme::Mode::Light, false));
    pixels.chunks(4).filter(|p| p[..3] == colour).count()
}

const GREEN: &str = "<div style='background:#0a7d33;width:300px;height:200px'>a box</div>";

#[test]
fn a_mail_is_drawn_and_its_words_are_one_click_away() {
    let mut desk = desk(&["anna"]);
    deliver(&desk, "A green box", GREEN);
    open(&mut desk, "A green box");
    until_drawn(&mut desk);
    assert!(count(&mut desk, [0x0a, 0x7d, 0x33]) > 50_000, "it is seen");
    desk.click("Text");
    desk.until_shown("a box");
    assert_eq!(count(&mut desk, [0x0a, 0x7d, 0x33]), 0);
    desk.click("As sent");
    desk.until("it is drawn again", |desk| {
        count(desk, [0x0a, 0x7d, 0x33]) > 50_000
    });
}

#[test]
fn a_link_says_where_it_leads_before_it_is_followed() {
    let mut desk = desk(&["anna"]);
    let html = "<p><a href='https://evil.example/x'>www.bank.example</a></p>";
    deliver(&desk, "A link", html);
    open(&mut desk, "A link");
    until_drawn(&mut desk);
    let dark = |desk: &mut Driver<Desk, Message>| {
        let pixels = desk.pixels(&Appearance::Light.theme(iced::theme::Mode::Light, false));
        // Of letters, which are brown where the link is to be doubted.
        let is_dark = |p: &[u8]| {
            p[..3]
                .iter()
                .map(|channel| u32::from(*channel))
                .sum::<u32>()
                < 330
        };
        pixels.chunks(4).map(is_dark).collect::<Vec<bool>>()
    };
    desk.point(Point::new(2.0, 2.0));
    desk.frame();
    let before = dark(&mut desk);
    let link = desk.bounds("www.bank.example");
    desk.point(link.center());
    desk.frame();
    let after = dark(&mut desk);
    let width = desk.size().width as usize;
    let words = before.iter().zip(&after).enumerate();
    let words = words.filter(|(_, (before, after))| !**before && **after);
    let (x, y): (Vec<usize>, Vec<usize>) = words.map(|(at, _)| (at % width, at / width)).unzip();
    let reach = |at: &[usize]| at.iter().max().unwrap_or(&0) - at.iter().min().unwrap_or(&0);
    assert!(x.len() > 150, "it is read in {} pixels", x.len());
    // In a line, and not one letter below the other.
    assert!(
        reach(&x) > 100 && reach(&y) < 30,
        "{} by {}",
        reach(&x),
        reach(&y)
    );
}

#[test]
fn a_link_opens_and_one_that_deceives_is_shown_first() {
    let mut desk = desk(&["anna"]);
    let html = "<p><a href='https://shop.example/a'>our shop</a></p>\
        <p><a href='https://evil.example/x'>www.bank.example</a></p>\
        <p><a href='mailto:kim@shop.example?subject=Lamp&attach=/etc/passwd'>write to Kim</a></p>\
        <p><a href='file:///etc/passwd'>a file</a></p>";
    deliver(&desk, "Links", html);
    open(&mut desk, "Links");
    until_drawn(&mut desk);
    desk.click("our shop");
    assert_eq!(browsed(&mut desk), "https://shop.example/a");
    desk.click("www.bank.example");
    desk.until_shown("Check this link before you open it");
    assert!(desk.tells("names www.bank.example, but it leads to evil.example"));
    assert!(desk.state.wishes.is_empty(), "nothing was opened");
    desk.click("Open anyway");
    assert_eq!(browsed(&mut desk), "https://evil.example/x");
    desk.click("write to Kim");
    let Wish::New(draft, None) = wish(&mut desk) else {
        panic!("a letter is begun");
    };
    assert_eq!(draft.subject, "Lamp");
    assert_eq!(draft.to[0].address, "kim@shop.example");
    assert!(draft.attachments.is_empty());
    assert!(!desk.shows("a file"), "that is no link");
}

#[test]
fn the_text_has_a_menu_for_what_is_marked_and_for_links() {
    let mut desk = desk(&["anna"]);
    let html = "<p>Some words.</p><p><a href='https://shop.example/a'>our shop</a></p>\
        <p><a href='mailto:kim@shop.example?subject=Lamp'>write to Kim</a></p>";
    deliver(&desk, "A menu", html);
    open(&mut desk, "A menu");
    until_drawn(&mut desk);
    let copied = |desk: &mut Driver<Desk, Message>| {
        let copied = wish(desk);
        let Wish::Copy(text) = copied else {
            panic!("something is copied: {copied:?}")
        };
        text
    };
    // On what is drawn.
    desk.menu("our shop");
    desk.click("Copy address of link");
    assert_eq!(copied(&mut desk), "https://shop.example/a");
    assert!(!desk.state.home.is_covered(), "it is closed");
    desk.menu("write to Kim");
    desk.click("Copy address of link");
    assert_eq!(copied(&mut desk), "kim@shop.example");
    desk.menu("our shop");
    desk.click("Open link");
    assert_eq!(browsed(&mut desk), "https://shop.example/a");
    let link = desk.bounds("our shop");
    let words = Point::new(link.x + 10.0, link.y - link.height);
    desk.menu_at(words);
    assert!(desk.state.home.is_covered());
    assert!(desk.shows("Reply all"));
    assert!(
        !desk.shows("Open link") && !desk.shows("Copy"),
        "nothing is marked"
    );
    desk.key(iced::keyboard::key::Named::Escape);
    assert!(!desk.state.home.is_covered());
    desk.with(
        iced::keyboard::Modifiers::CTRL,
        iced::keyboard::Key::Character("a".into()),
    );
    desk.menu_at(words);
    desk.click("Copy");
    desk.until("all of it is copied", |desk| !desk.state.wishes.is_empty());
    let all = copied(&mut desk);
    assert!(
        all.contains("Some words.") && all.contains("write to Kim"),
        "{all}"
    );
    // And on words.
    desk.click("Text");
    desk.until_told("our shop");
    desk.frame();
    let texts = desk.texts();
    let (_, text) = texts
        .iter()
        .find(|(text, _)| text.starts_with("Some words."))
        .unwrap();
    desk.menu_at(text.position() + iced::Vector::new(10.0, 8.0));
    assert!(desk.state.home.is_covered());
    assert!(!desk.shows("Copy"), "nothing is marked");
    // Its links are reached by keys, as those of what is drawn.
    desk.key(iced::keyboard::key::Named::Escape);
    let links = |desk: &mut Driver<Desk, Message>, key| {
        desk.key(key);
        desk.frame();
    };
    assert_eq!(desk.focused().len(), 1, "the keys are at one place");
    links(&mut desk, iced::keyboard::key::Named::ArrowRight);
    desk.key(iced::keyboard::key::Named::Enter);
    assert_eq!(browsed(&mut desk), "https://shop.example/a");
    links(&mut desk, iced::keyboard::key::Named::ArrowRight);
    desk.with(
        iced::keyboard::Modifiers::SHIFT,
        iced::keyboard::Key::Named(iced::keyboard::key::Named::F10),
    );
    desk.click("Copy address of link");
    assert_eq!(copied(&mut desk), "kim@shop.example");
}

#[test]
fn an_answer_quotes_what_is_seen_and_not_the_text_beside_it() {
    let mut desk = desk(&["anna"]);
    let raw = "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: Two ways\r\n\
        Message-ID: <two-ways@shop.example>\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n\
        --i\r\n\r\nYou owe me a million.\r\n\
        --i\r\nContent-Type: text/html\r\n\r\n<p>Shall we meet on Monday?</p>\r\n--i--\r\n";
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    open(&mut desk, "Two ways");
    until_drawn(&mut desk);
    for (shown, quoted) in [
        ("As sent", "> Shall we meet on Monday?"),
        ("Text", "> You owe me a million."),
    ] {
        desk.click(shown);
        desk.frame();
        desk.click("Reply as");
        let Wish::Compose(draft, None) = wish(&mut desk) else {
            panic!("an answer is begun");
        };
        assert!(
            draft.body.trim_end().ends_with(quoted),
            "{shown}: {}",
            draft.body
        );
        assert_eq!(draft.body.matches("\n>").count(), 1, "{}", draft.body);
    }
}

/// The last thing that the window wants from the program.
fn wish(desk: &mut Driver<Desk, Message>) -> Wish {
    desk.until("something is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    desk.state.wishes.pop().unwrap()
}

fn browsed(desk: &mut Driver<Desk, Message>) -> String {
    match wish(desk) {
        Wish::Browse(address) => address,
        other => panic!("no page was opened: {other:?}"),
    }
}

#[test]
fn what_is_dragged_over_is_marked_and_copied() {
    let mut desk = desk(&["anna"]);
    deliver(
        &desk,
        "Two lines",
        "<p>First line <a href='https://shop.example/'>here</a></p><p>Second line</p>",
    );
    open(&mut desk, "Two lines");
    until_drawn(&mut desk);
    let link = desk.bounds("here");
    desk.point(Point::new(link.x - 40.0, link.y + 5.0));
    desk.press();
    desk.point(Point::new(link.x + 200.0, link.y + 60.0));
    desk.until("the marked is seen", |desk| {
        count(desk, [180, 213, 255]) > 500
    });
    desk.release();
    desk.with(Modifiers::COMMAND, Key::Character("c".into()));
    let Wish::Copy(text) = wish(&mut desk) else {
        panic!("it is copied");
    };
    // From where the button went down, which lies amid the first word.
    assert!(text.ends_with(" line here\nSecond line"), "{text}");
    assert!(!text.starts_with("First"), "{text}");
    // A click elsewhere marks nothing.
    desk.click_at(Point::new(link.x + 150.0, link.y + 5.0));
    desk.until("nothing is marked", |desk| {
        count(desk, [180, 213, 255]) == 0
    });
}

#[test]
fn a_long_mail_is_painted_where_it_is_looked_at() {
    let mut desk = desk(&["anna"]);
    let html = format!("<div style='height:6000px'>top</div>{GREEN}");
    deliver(&desk, "A long one", &html);
    open(&mut desk, "A long one");
    until_drawn(&mut desk);
    assert_eq!(count(&mut desk, [0x0a, 0x7d, 0x33]), 0);
    desk.point(Point::new(900.0, 500.0));
    desk.wheel(-1000.0);
    desk.until("its end is seen", |desk| {
        desk.frame();
        count(desk, [0x0a, 0x7d, 0x33]) > 20_000
    });
}

#[test]
fn a_process_that_is_killed_is_replaced_unseen() {
    let mut desk = desk(&["anna"]);
    deliver(
        &desk,
        "A green box",
        &format!("{GREEN}<div style='height:4000px'></div>{GREEN}"),
    );
    open(&mut desk, "A green box");
    until_drawn(&mut desk);
    let drawers = desk.state.link.drawers().clone();
    let process = desk.state.engine(async |_| drawers.process().await);
    let killed = std::process::Command::new("kill")
        .args(["-9", &process.unwrap().to_string()])
        .status();
    assert!(killed.unwrap().success());
    desk.point(Point::new(900.0, 500.0));
    desk.wheel(-1000.0);
    desk.until("its end is drawn by another process", |desk| {
        desk.frame();
        count(desk, [0x0a, 0x7d, 0x33]) > 20_000
    });
    assert_eq!(drawn(&desk).unwrap().trouble, None);
}

fn drawing(desk: &mut Driver<Desk, Message>, patience: Duration, memory: Option<&str>) -> Drawers {
    let program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_postroom"));
    let memory = memory.map(|mib| ("POSTROOM_DRAW_MEMORY".to_owned(), mib.to_owned()));
    let drawers = Drawers::new(Some(program), patience, memory.into_iter().collect());
    desk.state.link = desk.state.link.clone().drawing_at(drawers.clone());
    drawers
}

/// The window goes on meanwhile, and the mail is drawn by another process, or its words are shown.
fn lives_through(desk: &mut Driver<Desk, Message>, subject: &str) {
    open(desk, subject);
    // Meanwhile it does what it is asked for.
    desk.tell(Message::Keys);
    desk.until_shown("Keyboard shortcuts");
    desk.tell(Message::CloseDialog);
    desk.until("it is drawn or given up", |desk| {
        desk.frame();
        drawn(desk).is_some_and(|drawn| drawn.laid().is_some() || drawn.trouble.is_some())
    });
    let is_given_up = drawn(desk).is_some_and(|drawn| drawn.trouble.is_some());
    assert_eq!(desk.tells("Its words are shown instead."), is_given_up);
}

#[test]
fn a_process_that_hangs_does_not_stop_the_window() {
    let mut desk = desk(&["anna"]);
    let drawers = drawing(&mut desk, Duration::from_secs(3), None);
    deliver(&desk, "A first box", GREEN);
    deliver(&desk, "A second box", GREEN);
    deliver(&desk, "A third box", GREEN);
    open(&mut desk, "A first box");
    until_drawn(&mut desk);
    let process = desk.state.engine(async |_| drawers.process().await);
    let stopped = std::process::Command::new("kill")
        .args(["-STOP", &process.unwrap().to_string()])
        .status();
    assert!(stopped.unwrap().success());
    lives_through(&mut desk, "A second box");
    open(&mut desk, "A third box");
    until_drawn(&mut desk);
}

#[test]
fn a_process_that_eats_memory_does_not_take_the_window_with_it() {
    let mut desk = desk(&["anna"]);
    // So little that a picture of 16 million pixels does not fit, and a short mail does.
    let _ = drawing(&mut desk, Duration::from_secs(120), Some("400"));
    let picture = image::RgbImage::from_pixel(4000, 4000, image::Rgb([200, 0, 0]));
    let mut octets = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut octets, image::ImageFormat::Png)
        .unwrap();
    let data = base64::engine::general_purpose::STANDARD.encode(octets.into_inner());
    let pictures: String = (0..40)
        .map(|n| format!("<p>{n}<img src=\"data:image/png;base64,{data}\">\r\n"))
        .collect();
    deliver(&desk, "A heavy mail", &pictures);
    deliver(&desk, "A green box", GREEN);
    lives_through(&mut desk, "A heavy mail");
    assert_eq!(drawn(&desk).unwrap().trouble, Some(Trouble::Failed));
    open(&mut desk, "A green box");
    until_drawn(&mut desk);
}

#[test]
fn where_nothing_can_be_drawn_the_words_are_shown() {
    let mut desk = desk(&["anna"]);
    let nothing = Drawers::at(Some("/nonexistent".into()));
    desk.state.link = desk.state.link.clone().drawing_at(nothing);
    deliver(&desk, "A green box", GREEN);
    open(&mut desk, "A green box");
    desk.until_shown("a box");
    desk.until_told("This message could not be drawn.");
    assert_eq!(drawn(&desk).unwrap().trouble, Some(Trouble::Failed));
}

#[test]
fn where_a_link_leads_is_said_as_it_is_and_doubted_before_it_is_pressed() {
    let mut desk = desk(&["anna"]);
    let html = "<p><a href='https://p\u{430}ypal.com/'>PayPal</a></p><p><a href='https://shop.example/'>our shop</a></p>";
    deliver(&desk, "Look-alike", html);
    open(&mut desk, "Look-alike");
    until_drawn(&mut desk);
    let [r, g, b, _] = desk.state.tokens.caution.surface.into_rgba8();
    let doubted = |desk: &mut Driver<Desk, Message>, text: &str| {
        let at = desk.bounds(text).center();
        desk.point(at);
        desk.frame();
        count(desk, [r, g, b])
    };
    let plain = doubted(&mut desk, "our shop");
    assert!(doubted(&mut desk, "PayPal") > plain + 1000);
}
