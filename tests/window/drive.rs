//! Drives a view as the runtime does: view, events, messages, update, and the same state again.
//!
//! iced's `Simulator` forgets what widgets remember when the view is rebuilt; this keeps it, so that
//! focus, undo and scrolling can be tested over several messages. The clipboard is kept too.

use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::renderer::Headless;
use iced::advanced::widget::{Id, Operation, operation::Focusable};
use iced::keyboard::{self, Key, Modifiers, key::Named, key::NativeCode, key::Physical};
use iced::mouse::{self, Cursor};
use iced::time::{Duration, Instant};
use iced::{Event, Point, Rectangle, Renderer, Size, Theme, Vector, window};
use iced_test::runtime::UserInterface;
use iced_test::runtime::user_interface::Cache;
use postroom::app::Element;
use postroom::app::theme::font;

#[derive(Default)]
struct Paper {
    standard: Option<String>,
    primary: Option<String>,
}

impl Clipboard for Paper {
    fn read(&self, kind: clipboard::Kind) -> Option<String> {
        match kind {
            clipboard::Kind::Standard => self.standard.clone(),
            clipboard::Kind::Primary => self.primary.clone(),
        }
    }

    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        match kind {
            clipboard::Kind::Standard => self.standard = Some(contents),
            clipboard::Kind::Primary => self.primary = Some(contents),
        }
    }
}

pub struct Driver<State, Message> {
    pub state: State,
    view: for<'a> fn(&'a State) -> Element<'a, Message>,
    update: fn(&mut State, Message),
    renderer: Renderer,
    cache: Cache,
    size: Size,
    cursor: Cursor,
    modifiers: Modifiers,
    paper: Paper,
    now: Instant,
    /// What the last events sent.
    pub sent: usize,
    /// Whether the last event was taken by a control.
    pub taken: bool,
}

impl<State, Message> Driver<State, Message> {
    pub fn new(
        state: State,
        view: for<'a> fn(&'a State) -> Element<'a, Message>,
        update: fn(&mut State, Message),
    ) -> Self {
        for file in font::FILES {
            iced::advanced::graphics::text::font_system()
                .write()
                .unwrap()
                .load_font(file.into());
        }
        let renderer = iced_test::futures::futures::executor::block_on(Renderer::new(
            font::REGULAR,
            13.into(),
            Some("tiny-skia"),
        ))
        .unwrap();
        let mut driver = Self {
            state,
            view,
            update,
            renderer,
            cache: Cache::default(),
            size: Size::new(1000.0, 700.0),
            cursor: Cursor::Unavailable,
            modifiers: Modifiers::empty(),
            paper: Paper::default(),
            now: Instant::now(),
            sent: 0,
            taken: false,
        };
        driver.frame();
        driver
    }

    /// Sends events one by one, updating and rebuilding after each, as a slow person makes them.
    pub fn events(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let cache = std::mem::take(&mut self.cache);
            let mut ui = UserInterface::build(
                (self.view)(&self.state),
                self.size,
                cache,
                &mut self.renderer,
            );
            let mut messages = Vec::new();
            let (_, statuses) = ui.update(
                &[event],
                self.cursor,
                &mut self.renderer,
                &mut self.paper,
                &mut messages,
            );
            self.taken = statuses.contains(&iced::event::Status::Captured);
            self.cache = ui.into_cache();
            self.sent = messages.len();
            for message in messages {
                (self.update)(&mut self.state, message);
            }
        }
    }

    /// The window has another size.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.frame();
    }

    /// A frame is drawn.
    pub fn frame(&mut self) {
        self.events([Event::Window(window::Event::RedrawRequested(self.now))]);
    }

    /// Time passes, and a frame is drawn.
    pub fn after(&mut self, time: Duration) {
        // iced's tooltips begin to wait by the real clock, which is ahead on a busy computer.
        self.now = self.now.max(Instant::now()) + time;
        self.frame();
    }

    pub fn operate(&mut self, operation: &mut dyn Operation) {
        let cache = std::mem::take(&mut self.cache);
        let mut ui = UserInterface::build(
            (self.view)(&self.state),
            self.size,
            cache,
            &mut self.renderer,
        );
        ui.operate(&self.renderer, operation);
        self.cache = ui.into_cache();
    }

    /// All texts there are, with where they are.
    pub fn texts(&mut self) -> Vec<(String, Rectangle)> {
        #[derive(Default)]
        struct Texts {
            found: Vec<(String, Rectangle)>,
            moved: Vec<Vector>,
            next: Vector,
        }
        impl Operation for Texts {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                let moved = std::mem::take(&mut self.next);
                self.moved.push(moved);
                operate(self);
                self.moved.pop();
            }
            fn scrollable(
                &mut self,
                _id: Option<&Id>,
                _bounds: Rectangle,
                _content: Rectangle,
                translation: Vector,
                _state: &mut dyn iced::advanced::widget::operation::Scrollable,
            ) {
                self.next = translation;
            }
            fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
                let moved = self.moved.iter().fold(Vector::ZERO, |sum, one| sum + *one);
                self.found.push((text.to_owned(), bounds - moved));
            }
        }
        let mut texts = Texts::default();
        self.operate(&mut texts);
        texts.found
    }

    pub fn shows(&mut self, text: &str) -> bool {
        self.texts().iter().any(|(found, _)| found == text)
    }

    /// Is there a text with these words in it?
    pub fn tells(&mut self, words: &str) -> bool {
        self.texts().iter().any(|(text, _)| text.contains(words))
    }

    pub fn bounds(&mut self, text: &str) -> Rectangle {
        let texts = self.texts();
        texts
            .iter()
            .find(|(found, _)| found == text)
            .unwrap_or_else(|| panic!("{text:?} is not among {texts:?}"))
            .1
    }

    pub fn point(&mut self, at: Point) {
        self.cursor = Cursor::Available(at);
        self.events([Event::Mouse(mouse::Event::CursorMoved { position: at })]);
    }

    pub fn press(&mut self) {
        self.events([Event::Mouse(mouse::Event::ButtonPressed(
            mouse::Button::Left,
        ))]);
    }

    pub fn release(&mut self) {
        self.events([Event::Mouse(mouse::Event::ButtonReleased(
            mouse::Button::Left,
        ))]);
    }

    pub fn click_at(&mut self, at: Point) {
        self.point(at);
        self.press();
        self.release();
        self.frame();
    }

    pub fn menu(&mut self, text: &str) {
        let at = self.bounds(text).center();
        self.menu_at(at);
    }

    pub fn menu_at(&mut self, at: Point) {
        self.point(at);
        let right = mouse::Button::Right;
        self.events([
            Event::Mouse(mouse::Event::ButtonPressed(right)),
            Event::Mouse(mouse::Event::ButtonReleased(right)),
        ]);
    }

    pub fn click(&mut self, text: &str) {
        let bounds = self.bounds(text);
        self.click_at(bounds.center());
    }

    pub fn hold(&mut self, modifiers: Modifiers) {
        self.modifiers = modifiers;
        self.events([Event::Keyboard(keyboard::Event::ModifiersChanged(
            modifiers,
        ))]);
    }

    fn key_event(&mut self, key: Key, text: Option<&str>) {
        let physical_key = Physical::Unidentified(NativeCode::Unidentified);
        self.events([Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: keyboard::Location::Standard,
            modifiers: self.modifiers,
            text: text.map(Into::into),
            repeat: false,
        })]);
        self.frame();
    }

    pub fn key(&mut self, key: Named) {
        self.key_event(Key::Named(key), None);
    }

    pub fn with(&mut self, modifiers: Modifiers, key: Key) {
        self.hold(modifiers);
        // As X11 does: Ctrl with a letter writes a control character.
        self.key_event(key, Some("\u{1}"));
        self.hold(Modifiers::empty());
    }

    pub fn write(&mut self, text: &str) {
        for character in text.chars() {
            let text = character.to_string();
            self.key_event(Key::Character(text.as_str().into()), Some(&text));
        }
    }

    pub fn wheel(&mut self, lines: f32) {
        self.events([Event::Mouse(mouse::Event::WheelScrolled {
            delta: mouse::ScrollDelta::Lines { x: 0.0, y: lines },
        })]);
    }

    pub fn copied(&self) -> Option<&str> {
        self.paper.standard.as_deref()
    }

    pub fn primary(&self) -> Option<&str> {
        self.paper.primary.as_deref()
    }

    /// The names and places of what has the focus.
    pub fn focused(&mut self) -> Vec<(Option<Id>, Rectangle)> {
        #[derive(Default)]
        struct Focused(Vec<(Option<Id>, Rectangle)>);
        impl Operation for Focused {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                operate(self);
            }
            fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
                if state.is_focused() {
                    self.0.push((id.cloned(), bounds));
                }
            }
        }
        let mut focused = Focused::default();
        self.operate(&mut focused);
        focused.0
    }

    /// Everything that Tab stops at, with its name and place.
    pub fn stops(&mut self) -> Vec<(Option<Id>, Rectangle)> {
        #[derive(Default)]
        struct Stops(Vec<(Option<Id>, Rectangle)>);
        impl Operation for Stops {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                operate(self);
            }
            fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn Focusable) {
                self.0.push((id.cloned(), bounds));
            }
        }
        let mut stops = Stops::default();
        self.operate(&mut stops);
        stops.0
    }

    /// Gives the focus to the control at this place in the order of Tab; to none without one.
    pub fn focus_at(&mut self, at: Option<usize>) {
        struct Focus {
            at: Option<usize>,
            seen: usize,
        }
        impl Operation for Focus {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                operate(self);
            }
            fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
                if self.at == Some(self.seen) {
                    state.focus();
                } else if state.is_focused() {
                    state.unfocus();
                }
                self.seen += 1;
            }
        }
        self.operate(&mut Focus { at, seen: 0 });
        self.frame();
    }

    pub fn focus(&mut self, id: &'static str) {
        self.operate(&mut iced::advanced::widget::operation::focusable::focus(
            Id::new(id),
        ));
    }

    /// Draws, and gives the picture's pixels; for "is anything there" and "did anything change".
    pub fn pixels(&mut self, theme: &Theme) -> Vec<u8> {
        self.picture(theme, 1.0).1
    }

    /// How large the window is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The same with so many pixels to a logical one, and the size of the picture.
    pub fn picture(&mut self, theme: &Theme, scale: f32) -> (Size<u32>, Vec<u8>) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size = Size::new(
            (self.size.width * scale) as u32,
            (self.size.height * scale) as u32,
        );
        let pixels = self.present(theme, |renderer, background| {
            renderer.screenshot(size, scale, background)
        });
        (size, pixels)
    }

    /// Hands what is to be drawn to the renderer, and that to what makes pixels of it.
    pub fn present<T>(
        &mut self,
        theme: &Theme,
        paint: impl FnOnce(&mut Renderer, iced::Color) -> T,
    ) -> T {
        let cache = std::mem::take(&mut self.cache);
        let mut ui = UserInterface::build(
            (self.view)(&self.state),
            self.size,
            cache,
            &mut self.renderer,
        );
        // What lies over it, such as a menu, is known after an update only.
        let redraw = Event::Window(window::Event::RedrawRequested(self.now));
        let mut messages = Vec::new();
        let _ = ui.update(
            &[redraw],
            self.cursor,
            &mut self.renderer,
            &mut self.paper,
            &mut messages,
        );
        let base = postroom::app::theme::window(theme);
        ui.draw(
            &mut self.renderer,
            theme,
            &iced::advanced::renderer::Style {
                text_color: base.text_color,
            },
            self.cursor,
        );
        self.cache = ui.into_cache();
        let painted = paint(&mut self.renderer, base.background_color);
        for message in messages {
            (self.update)(&mut self.state, message);
        }
        painted
    }
}
