//! Buttons, fields, the editor, menus, dialogs, text to select, the movable edge.

use std::sync::Arc;

use iced::keyboard::{Key, Modifiers, key::Named};
use iced::time::Duration;
use iced::widget::{Column, column, container, row, scrollable};
use iced::{Fill, Point, Vector};
use postroom::app::Element;
use postroom::app::theme::{self, LIGHT};
use postroom::app::widget::button::{plain, primary, quiet};
use postroom::app::widget::dialog::{dialog, modal};
use postroom::app::widget::editor::{Edit, Writing, editor};
use postroom::app::widget::field::field;
use postroom::app::widget::focus::scope;
use postroom::app::widget::line::line;
use postroom::app::widget::menu::{command, menu};
use postroom::app::widget::passage::{Block, passage, plain as blocks};
use postroom::app::widget::popover::popover;
use postroom::app::widget::split::edge;

use crate::drive::Driver;
use crate::pages::Gallery;

fn letter(letter: &str) -> Key {
    Key::Character(letter.into())
}

#[derive(Default)]
struct Desk {
    pressed: Vec<&'static str>,
    name: String,
    secret: String,
    writing: Writing,
    menu: bool,
    dialog: bool,
    width: f32,
    text: Option<Arc<[Block]>>,
    link: Option<String>,
}

#[derive(Debug, Clone)]
enum Message {
    Pressed(&'static str),
    Name(String),
    Secret(String),
    Edit(Edit),
    Menu(bool),
    Dialog(bool),
    Width(f32),
    Link(String),
}

fn update(desk: &mut Desk, message: Message) {
    match message {
        Message::Pressed(which) => desk.pressed.push(which),
        Message::Name(name) => desk.name = name,
        Message::Secret(secret) => desk.secret = secret,
        Message::Edit(edit) => {
            desk.writing.perform(edit);
        }
        Message::Menu(open) => desk.menu = open,
        Message::Dialog(open) => desk.dialog = open,
        Message::Width(width) => desk.width = width,
        Message::Link(link) => desk.link = Some(link),
    }
}

fn drive(desk: Desk, view: for<'a> fn(&'a Desk) -> Element<'a, Message>) -> Driver<Desk, Message> {
    Driver::new(desk, view, update)
}

fn buttons(_desk: &Desk) -> Element<'_, Message> {
    scope(
        row![
            primary(None, "One")
                .id("one")
                .on_press(Message::Pressed("one")),
            plain(None, "Bare, disabled"),
            plain(None, "Explained, disabled")
                .id("why")
                .hint("The reason"),
            quiet(None, "Two")
                .id("two")
                .on_press(Message::Pressed("two")),
        ]
        .spacing(20),
    )
    .into()
}

#[test]
fn a_button_is_reached_and_pressed_by_keyboard() {
    let mut desk = drive(Desk::default(), buttons);
    let focused = |desk: &mut Driver<Desk, Message>| desk.focused()[0].0.clone().unwrap();
    desk.key(Named::Tab);
    assert_eq!(focused(&mut desk), "one".into());
    desk.key(Named::Space);
    desk.key(Named::Enter);
    assert_eq!(desk.state.pressed, ["one", "one"]);
    desk.key(Named::Tab);
    assert_eq!(focused(&mut desk), "why".into(), "its reason can be read");
    desk.key(Named::Enter);
    desk.key(Named::Tab);
    assert_eq!(focused(&mut desk), "two".into());
    desk.hold(Modifiers::SHIFT);
    desk.key(Named::Tab);
    assert_eq!(focused(&mut desk), "why".into());
    assert_eq!(
        desk.state.pressed.len(),
        2,
        "a disabled button does nothing"
    );
}

#[test]
fn the_focus_is_seen_only_when_it_came_by_keyboard() {
    let mut desk = drive(Desk::default(), buttons);
    let light = theme::light();
    let plain = desk.pixels(&light);
    desk.click("One");
    desk.point(Point::new(900.0, 600.0));
    desk.frame();
    assert_eq!(desk.focused().len(), 1);
    assert!(desk.pixels(&light) == plain, "a clicked button has no ring");
    desk.focus("two");
    desk.frame();
    assert!(desk.pixels(&light) != plain, "a reached one has");
}

#[test]
fn a_click_needs_press_and_release_on_the_button() {
    let mut desk = drive(Desk::default(), buttons);
    desk.click("One");
    assert_eq!(desk.state.pressed, ["one"]);
    let two = desk.bounds("Two").center();
    desk.point(two);
    desk.press();
    desk.point(Point::new(900.0, 600.0));
    desk.release();
    assert_eq!(desk.state.pressed, ["one"]);
    desk.click("Bare, disabled");
    assert_eq!(desk.state.pressed, ["one"]);
}

#[test]
fn a_hint_comes_after_a_moment_by_mouse_and_by_keyboard() {
    let mut desk = drive(Desk::default(), buttons);
    let why = desk.bounds("Explained, disabled").center();
    desk.point(why);
    desk.frame();
    assert!(!desk.shows("The reason"));
    desk.after(Duration::from_secs(2));
    desk.frame();
    assert!(desk.shows("The reason"));
    desk.point(Point::new(900.0, 600.0));
    desk.frame();
    assert!(!desk.shows("The reason"));
    desk.focus("why");
    desk.frame();
    desk.after(Duration::from_secs(2));
    desk.frame();
    assert!(desk.shows("The reason"));
}

fn fields(desk: &Desk) -> Element<'_, Message> {
    scope(column![
        field("Name", &desk.name).id("name").on_input(Message::Name),
        field("Secret", &desk.secret)
            .id("secret")
            .secret()
            .on_input(Message::Secret),
    ])
    .into()
}

#[test]
fn a_field_takes_back_word_by_word() {
    let mut desk = drive(Desk::default(), fields);
    desk.key(Named::Tab);
    desk.write("Anna Berg");
    assert_eq!(desk.state.name, "Anna Berg");
    desk.with(Modifiers::COMMAND, letter("z"));
    assert_eq!(desk.state.name, "Anna ");
    desk.with(Modifiers::COMMAND, letter("z"));
    assert_eq!(desk.state.name, "");
    desk.with(Modifiers::COMMAND, letter("z"));
    assert_eq!(desk.state.name, "");
    desk.with(Modifiers::COMMAND | Modifiers::SHIFT, letter("z"));
    desk.with(Modifiers::COMMAND | Modifiers::SHIFT, letter("z"));
    assert_eq!(desk.state.name, "Anna Berg");
    desk.write("!");
    assert_eq!(desk.state.name, "Anna Berg!", "the cursor is at the end");
}

#[test]
fn what_a_field_held_for_something_else_does_not_come_back() {
    let mut desk = drive(Desk::default(), fields);
    desk.key(Named::Tab);
    desk.write("first");
    desk.state.name = "another".to_owned();
    desk.frame();
    desk.with(Modifiers::COMMAND, letter("z"));
    assert_eq!(desk.state.name, "another");
}

#[test]
fn a_secret_keeps_no_earlier_states() {
    let mut desk = drive(Desk::default(), fields);
    desk.focus("secret");
    desk.write("hunter2");
    desk.with(Modifiers::COMMAND, letter("z"));
    assert_eq!(desk.state.secret, "hunter2");
}

#[test]
fn shortcuts_are_not_written_and_are_left_to_the_window() {
    let mut desk = drive(Desk::default(), fields);
    desk.focus("name");
    desk.hold(Modifiers::COMMAND);
    desk.events([pressed_with("1", Modifiers::COMMAND)]);
    assert!(!desk.taken);
    assert_eq!(desk.state.name, "");
    // Attaching a file, and going to the lines for copies.
    let shift = Modifiers::COMMAND | Modifiers::SHIFT;
    desk.hold(shift);
    for key in ["a", "c"] {
        desk.events([pressed_with(key, shift)]);
        assert!(!desk.taken, "{key}");
    }
}

fn pressed_with(text: &str, modifiers: Modifiers) -> iced::Event {
    iced::Event::Keyboard(iced::keyboard::Event::KeyPressed {
        key: letter(text),
        modified_key: letter(text),
        physical_key: iced::keyboard::key::Physical::Unidentified(
            iced::keyboard::key::NativeCode::Unidentified,
        ),
        location: iced::keyboard::Location::Standard,
        modifiers,
        text: Some(text.into()),
        repeat: false,
    })
}

fn page(desk: &Desk) -> Element<'_, Message> {
    scope(editor(
        "body",
        &desk.writing,
        "Write here",
        Message::Edit,
        |_| None,
    ))
    .into()
}

#[test]
fn the_editor_takes_back_and_leaves_the_windows_keys() {
    let mut desk = drive(Desk::default(), page);
    desk.focus("body");
    desk.write("Dear Lena");
    desk.key(Named::Enter);
    desk.write("hello");
    assert_eq!(desk.state.writing.text(), "Dear Lena\nhello");
    for expected in ["Dear Lena\n", "Dear Lena", "Dear ", ""] {
        desk.with(Modifiers::COMMAND, letter("z"));
        assert_eq!(desk.state.writing.text(), expected);
    }
    for _ in 0..4 {
        desk.with(Modifiers::COMMAND | Modifiers::SHIFT, letter("z"));
    }
    assert_eq!(desk.state.writing.text(), "Dear Lena\nhello");
    desk.hold(Modifiers::COMMAND);
    for event in [
        pressed_with("k", Modifiers::COMMAND),
        pressed_with("1", Modifiers::COMMAND),
        pressed_with("a", Modifiers::COMMAND | Modifiers::SHIFT),
        pressed_with("c", Modifiers::COMMAND | Modifiers::SHIFT),
    ] {
        desk.events([event]);
        assert!(!desk.taken);
    }
    desk.key(Named::Enter);
    assert_eq!(
        desk.state.writing.text(),
        "Dear Lena\nhello",
        "Ctrl+Enter sends, it breaks no line"
    );
    desk.key(Named::Backspace);
    assert_eq!(desk.state.writing.text(), "Dear Lena\n", "a word at once");
}

fn menus(desk: &Desk) -> Element<'_, Message> {
    let rows = || {
        menu(
            200.0,
            vec![
                command(None, "Reply", None, Some(Message::Pressed("reply"))).into(),
                command(None, "Delete", None, None).into(),
                command(None, "Archive", None, Some(Message::Pressed("archive"))).into(),
            ],
        )
    };
    scope(row![
        popover(
            plain(None, "Actions")
                .id("actions")
                .on_press(Message::Menu(true)),
            desk.menu.then(rows),
            Message::Menu(false),
        ),
        plain(None, "Beside")
            .id("beside")
            .on_press(Message::Pressed("beside")),
    ])
    .into()
}

#[test]
fn a_menu_has_ends_and_first_letters() {
    let mut desk = drive(Desk::default(), menus);
    desk.focus("actions");
    desk.key(Named::Enter);
    let does = |desk: &mut Driver<Desk, Message>, then: &'static str| {
        desk.key(Named::Enter);
        assert_eq!(desk.state.pressed.pop(), Some(then));
    };
    desk.key(Named::End);
    does(&mut desk, "archive");
    desk.key(Named::Home);
    does(&mut desk, "reply");
    desk.write("a");
    does(&mut desk, "archive");
    desk.write("r");
    does(&mut desk, "reply");
    // What is disabled is not gone to.
    desk.write("d");
    does(&mut desk, "reply");
}

#[test]
fn a_menu_is_walked_with_arrows_and_left_with_escape() {
    let mut desk = drive(Desk::default(), menus);
    desk.focus("actions");
    desk.key(Named::Enter);
    assert!(desk.state.menu && desk.shows("Archive"));
    desk.key(Named::ArrowDown);
    desk.key(Named::Enter);
    assert_eq!(
        desk.state.pressed,
        ["archive"],
        "what is disabled is passed over"
    );
    desk.key(Named::ArrowUp);
    desk.key(Named::Space);
    assert_eq!(desk.state.pressed, ["archive", "reply"]);
    desk.key(Named::Escape);
    assert!(!desk.state.menu);
    desk.frame();
    assert!(!desk.shows("Archive"));
    assert_eq!(
        desk.focused()[0].0,
        Some("actions".into()),
        "back where it was"
    );
}

#[test]
fn a_click_beside_a_menu_only_closes_it() {
    let mut desk = drive(Desk::default(), menus);
    desk.click("Actions");
    assert!(desk.state.menu);
    desk.click("Beside");
    assert!(!desk.state.menu && desk.state.pressed.is_empty());
    desk.click("Beside");
    assert_eq!(desk.state.pressed, ["beside"]);
    desk.click("Actions");
    desk.click("Reply");
    assert_eq!(desk.state.pressed, ["beside", "reply"]);
}

fn dialogs(desk: &Desk) -> Element<'_, Message> {
    let over = desk.dialog.then(|| {
        dialog(
            "Discard the draft?",
            Some("It cannot be brought back.".into()),
            None,
            vec![
                quiet(None, "Keep")
                    .id("keep")
                    .on_press(Message::Dialog(false))
                    .into(),
                primary(None, "Discard")
                    .id("discard")
                    .on_press(Message::Pressed("discard"))
                    .into(),
            ],
        )
    });
    let below = column![
        field("Name", &desk.name).id("name").on_input(Message::Name),
        plain(None, "Below")
            .id("below")
            .on_press(Message::Pressed("below")),
    ];
    scope(modal(below, over, Message::Dialog(false))).into()
}

#[test]
fn a_dialog_keeps_keys_and_clicks_to_itself() {
    let mut desk = drive(Desk::default(), dialogs);
    desk.focus("name");
    desk.write("x");
    desk.state.dialog = true;
    desk.frame();
    desk.frame();
    desk.write("y");
    assert_eq!(desk.state.name, "x", "nothing reaches the field below");
    let focused = |desk: &mut Driver<Desk, Message>| -> Vec<_> {
        desk.focused()
            .into_iter()
            .filter_map(|(id, _)| id)
            .collect()
    };
    assert!(focused(&mut desk).contains(&"keep".into()));
    desk.key(Named::Tab);
    assert!(focused(&mut desk).contains(&"discard".into()));
    desk.key(Named::Tab);
    assert!(
        focused(&mut desk).contains(&"keep".into()),
        "round, not below"
    );
    desk.click("Below");
    assert!(desk.state.pressed.is_empty());
    assert!(!desk.state.dialog, "a click beside closes it");
    desk.state.dialog = true;
    desk.frame();
    desk.click("Discard");
    assert_eq!(desk.state.pressed, ["discard"]);
    desk.key(Named::Escape);
    assert!(!desk.state.dialog);
    desk.frame();
    desk.write("z");
    assert_eq!(
        desk.state.name, "xz",
        "what is below kept its focus and its state"
    );
}

fn far(_desk: &Desk) -> Element<'_, Message> {
    let many = (0..60).map(|_| plain(None, "Button").on_press(Message::Pressed("x")).into());
    scope(scrollable(Column::with_children(many).spacing(10)).height(Fill)).into()
}

#[test]
fn what_has_the_focus_is_scrolled_into_sight() {
    let mut desk = drive(Desk::default(), far);
    let sight = |desk: &mut Driver<Desk, Message>| {
        let (_, bounds) = desk.focused()[0].clone();
        desk.texts()
            .iter()
            .filter(|(_, text)| text.y >= 0.0 && text.y + text.height <= 700.0)
            .count()
            > 0
            && bounds.height > 0.0
    };
    let first = desk.texts()[0].1;
    for _ in 0..40 {
        desk.key(Named::Tab);
    }
    let moved = desk.texts()[0].1;
    assert!(moved.y < first.y, "it scrolled: {moved:?}");
    let (_, bounds) = desk.focused()[0].clone();
    let shown = bounds + Vector::new(0.0, moved.y - first.y);
    assert!(
        shown.y >= 0.0 && shown.y + shown.height <= 700.0,
        "{shown:?}"
    );
    assert!(sight(&mut desk));
}

fn letter_view(desk: &Desk) -> Element<'_, Message> {
    let text = desk.text.clone().unwrap_or_else(|| Arc::new([]));
    scope(
        container(passage(text, &LIGHT).id("mail").on_link(Message::Link))
            .width(500)
            .padding(20),
    )
    .into()
}

fn reader(text: &str) -> Driver<Desk, Message> {
    let desk = Desk {
        text: Some(blocks(text)),
        ..Desk::default()
    };
    drive(desk, letter_view)
}

#[test]
fn text_is_selected_with_the_mouse_and_copied() {
    let mut desk = reader("Hello world\nsecond line\n> quoted words");
    desk.point(Point::new(20.0, 25.0));
    desk.press();
    desk.point(Point::new(480.0, 52.0));
    desk.release();
    assert_eq!(desk.primary(), Some("Hello world\nsecond line"));
    desk.with(Modifiers::COMMAND, letter("c"));
    assert_eq!(desk.copied(), Some("Hello world\nsecond line"));
    desk.with(Modifiers::COMMAND, letter("a"));
    desk.with(Modifiers::COMMAND, letter("c"));
    assert_eq!(
        desk.copied(),
        Some("Hello world\nsecond line\nquoted words")
    );
}

#[test]
fn a_double_click_takes_a_word_and_a_triple_click_a_line() {
    let mut desk = reader("Hello dear world\nsecond line");
    let dear = Point::new(68.0, 30.0);
    desk.point(dear);
    desk.press();
    desk.release();
    desk.press();
    desk.release();
    desk.with(Modifiers::COMMAND, letter("c"));
    assert_eq!(desk.copied(), Some("dear"));
    desk.press();
    desk.release();
    desk.with(Modifiers::COMMAND, letter("c"));
    assert_eq!(desk.copied(), Some("Hello dear world"));
}

#[test]
fn a_selection_is_seen_and_goes_with_a_click_elsewhere() {
    let mut desk = reader("Hello world");
    let light = theme::light();
    let before = desk.pixels(&light);
    desk.focus("mail");
    desk.with(Modifiers::COMMAND, letter("a"));
    assert!(desk.pixels(&light) != before);
    desk.click_at(Point::new(900.0, 600.0));
    assert!(desk.pixels(&light) == before);
}

#[test]
fn a_link_is_followed_by_a_click_and_not_by_a_drag() {
    let mut desk = reader("https://a.example/x and more words");
    desk.point(Point::new(60.0, 30.0));
    desk.press();
    desk.point(Point::new(220.0, 30.0));
    desk.release();
    assert_eq!(desk.state.link, None);
    desk.click_at(Point::new(110.0, 31.0));
    assert_eq!(desk.state.link.as_deref(), Some("https://a.example/x"));
    desk.state.link = None;
    desk.click_at(Point::new(230.0, 31.0));
    assert_eq!(desk.state.link, None, "beside the link");
}

#[test]
fn a_long_mail_is_drawn_only_where_it_is_seen() {
    let mut desk = reader(&"a line of a long mail\n".repeat(3000));
    let pixels = desk.pixels(&theme::light());
    assert!(pixels.iter().any(|byte| *byte < 100), "words are drawn");
    let bounds = desk.texts();
    assert!(bounds.len() >= 75, "blocks of forty lines");
}

fn panes(desk: &Desk) -> Element<'_, Message> {
    scope(row![
        container(line("left")).width(desk.width),
        edge(desk.width, 100.0..=400.0, 232.0, Message::Width).id("edge"),
        container(line("right")).width(Fill),
    ])
    .into()
}

#[test]
fn an_edge_is_dragged_within_its_range_and_moved_by_keys() {
    let desk = Desk {
        width: 200.0,
        ..Desk::default()
    };
    let mut desk = drive(desk, panes);
    desk.point(Point::new(201.0, 300.0));
    desk.press();
    desk.point(Point::new(251.0, 300.0));
    assert_eq!(desk.state.width, 250.0);
    desk.point(Point::new(900.0, 300.0));
    assert_eq!(desk.state.width, 400.0);
    desk.point(Point::new(301.0, 300.0));
    assert_eq!(desk.state.width, 300.0, "it stays with the pointer");
    desk.release();
    desk.point(Point::new(251.0, 300.0));
    assert_eq!(desk.state.width, 300.0);
    desk.focus("edge");
    desk.key(Named::ArrowLeft);
    assert_eq!(desk.state.width, 284.0);
}

#[test]
fn every_page_of_the_gallery_is_drawn_in_both_schemes() {
    for page in ["main", "compose", "controls", "outbox", "dialog"] {
        for (dark, width) in [(false, 1280.0), (true, 900.0)] {
            let mut gallery = Driver::new(
                Gallery::new(page, dark, 1000, width),
                |gallery| gallery.view(),
                Gallery::update,
            );
            gallery.key(Named::Tab);
            let theme = gallery.state.theme();
            let pixels = gallery.pixels(&theme);
            let colors: std::collections::HashSet<_> = pixels.chunks(4).collect();
            assert!(colors.len() > 100, "{page}: {} colours", colors.len());
            assert!(gallery.texts().len() > 20, "{page}");
        }
    }
}
