//! The program around the window: a slow start.

use std::sync::Arc;

use iced::window::Mode;
use iced::{Size, Task, window};
use iced_test::futures::futures::StreamExt as _;
use iced_test::runtime::window::Action as WindowAction;
use iced_test::runtime::{Action, task};
use postroom::app::link::Link;
use postroom::app::run::{Message, Postroom};
use postroom::app::screen::home::Kept;
use postroom::app::tray::TrayEvent;
use postroom::config::{Settings, TrayUse};
use postroom::engine::{Engine, Options, Pace};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;
use tokio::runtime::Runtime;

/// What a task asks of the windows. Only what is there at once: nothing is waited for.
fn asked(runtime: &Runtime, work: Task<Message>) -> Vec<WindowAction> {
    let Some(mut stream) = task::into_stream(work) else {
        return Vec::new();
    };
    runtime.block_on(async {
        let mut actions = Vec::new();
        let moment = std::time::Duration::from_millis(200);
        while let Ok(Some(action)) = tokio::time::timeout(moment, stream.next()).await {
            if let Action::Window(action) = action {
                actions.push(action);
            }
        }
        actions
    })
}

struct Begun {
    runtime: Runtime,
    program: Postroom,
    main: window::Id,
    _folder: tempfile::TempDir,
}

/// A program whose window was opened before the engine ran.
fn impatient() -> (Begun, Link) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        profile: Profile::at(&folder.path().join("profile")).unwrap(),
        secrets: Arc::new(MemoryStore::default()),
        resident: true,
        offline: true,
        pace: Pace::quick(),
    };
    let texts = Texts::new(Language::English);
    let mut program = Postroom::waiting(texts.clone(), None);
    let opening = asked(&runtime, program.update(Message::Impatient));
    let [WindowAction::Open(main, settings, _)] = &opening[..] else {
        panic!("{} actions, not one window", opening.len())
    };
    assert_eq!(settings.size, Kept::default().size());
    let main = *main;
    let engine = runtime.block_on(Engine::start(options)).unwrap();
    let link = Link::new(engine, runtime.handle().clone(), texts);
    let begun = Begun {
        runtime,
        program,
        main,
        _folder: folder,
    };
    (begun, link)
}

fn left(width: f32, height: f32, maximised: bool) -> Box<Kept> {
    let mut kept = Kept::default();
    kept.measured(Size::new(width, height), false);
    kept.maximised = maximised;
    Box::new(kept)
}

#[test]
fn a_window_that_was_opened_early_becomes_as_it_was_left() {
    let (mut begun, link) = impatient();
    let opened = Message::Resized(begun.main, Kept::default().size());
    let _ = begun.program.update(opened);
    let kept = left(900.0, 600.0, true);
    let asked = asked(
        &begun.runtime,
        begun.program.update(Message::Started(Ok((link, kept)))),
    );
    let (main, wanted) = (begun.main, Size::new(900.0, 600.0));
    assert!(
        asked
            .iter()
            .any(|a| matches!(a, WindowAction::Resize(id, size) if *id == main && *size == wanted)),
        "{} actions, not this one",
        asked.len()
    );
    assert!(
        asked
            .iter()
            .any(|a| matches!(a, WindowAction::Maximize(id, true) if *id == main)),
        "{} actions, not this one",
        asked.len()
    );
    // Until it has that size it is laid out for the one it has.
    assert!(!begun.program.main_window().unwrap().is_narrow());
    let _ = begun.program.update(Message::Resized(main, wanted));
    assert!(begun.program.main_window().unwrap().is_narrow());
}

#[test]
fn the_layout_is_for_the_size_the_window_has_and_not_for_the_one_it_was_left_with() {
    let (mut begun, link) = impatient();
    // The screen has no room for more.
    let given = Message::Resized(begun.main, Size::new(900.0, 600.0));
    let _ = begun.program.update(given);
    let kept = left(1280.0, 800.0, false);
    let _ = begun.program.update(Message::Started(Ok((link, kept))));
    assert!(begun.program.main_window().unwrap().is_narrow());
}

/// The settings say how large all is, and in which language; the window stays as large as it is.
#[test]
fn size_and_language_follow_the_settings() {
    let (mut begun, link) = impatient();
    let size = Size::new(1280.0, 800.0);
    let _ = begun.program.update(Message::Resized(begun.main, size));
    let engine = link.engine().clone();
    let kept = left(1280.0, 800.0, false);
    let _ = begun.program.update(Message::Started(Ok((link, kept))));
    assert!(!begun.program.main_window().unwrap().is_narrow());
    let change = |settings: &mut postroom::config::Settings| {
        settings.text_size = Some(200);
        settings.language = Some("de".into());
    };
    begun
        .runtime
        .block_on(engine.change_settings(change))
        .unwrap();
    let system = postroom::app::system_look::SystemLook::default();
    let _ = begun.program.update(Message::Looked(system));
    // 640 wide in what it measures in now.
    assert!(begun.program.main_window().unwrap().is_single());
    assert_eq!(begun.program.language(), Language::German);
    // Without a word of its own it follows the system's.
    let change = |settings: &mut postroom::config::Settings| settings.text_size = None;
    begun
        .runtime
        .block_on(engine.change_settings(change))
        .unwrap();
    let mut system = system;
    system.text_size = Some(150);
    let _ = begun.program.update(Message::Looked(system));
    let window = begun.program.main_window().unwrap();
    assert!(window.is_narrow() && !window.is_single());
}

/// Closing leaves the program in the tray where the settings say so and the desktop shows the icon, and only there.
#[test]
fn a_closed_window_stays_behind_the_icon_in_the_tray() {
    let (mut begun, link) = impatient();
    let engine = link.engine().clone();
    let kept = left(1280.0, 800.0, false);
    let _ = begun.program.update(Message::Started(Ok((link, kept))));
    let main = begun.main;
    let close = |begun: &mut Begun| {
        let asked = asked(
            &begun.runtime,
            begun.program.update(Message::CloseRequested(main)),
        );
        let hides =
            |a: &WindowAction| matches!(a, WindowAction::SetMode(id, Mode::Hidden) if *id == main);
        asked.iter().any(hides)
    };
    let tray = |begun: &mut Begun, event| {
        asked(&begun.runtime, begun.program.update(Message::Tray(event)))
    };
    let shows = |asked: &[WindowAction]| {
        let shows = |a: &WindowAction| matches!(a, WindowAction::SetMode(id, Mode::Windowed) if *id == main);
        asked.iter().any(shows)
    };
    let _ = tray(&mut begun, TrayEvent::There(true));
    assert!(!close(&mut begun), "nobody asked for that");
    let stay = |settings: &mut Settings| settings.tray = TrayUse::Stay;
    begun
        .runtime
        .block_on(engine.change_settings(stay))
        .unwrap();
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        assert!(!close(&mut begun), "no window can be hidden there");
        return;
    }
    assert!(close(&mut begun));
    assert!(shows(&tray(&mut begun, TrayEvent::Show)));
    assert!(close(&mut begun));
    // Without the icon nobody would find it again.
    assert!(shows(&tray(&mut begun, TrayEvent::There(false))));
    assert!(!close(&mut begun));
}
