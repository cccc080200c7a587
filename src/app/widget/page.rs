//! The page that is written on: iced's editor, with marks under the words that are wrong.

use std::ops::Range;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{Quad, Renderer as _};
use iced::advanced::text::{Editor as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, graphics, renderer};
use iced::widget::TextEditor;
use iced::widget::text_editor::State;
use iced::{
    Background, Color, Event, Length, Padding, Pixels, Point, Rectangle, Renderer, Size, Theme,
    keyboard, mouse,
};

use super::editor::Writing;
use super::formatting::Formatting;
use super::pictured::{self, Thumbs};
use super::press::opens_menu;
use super::recorder::{Recorder, Step};
use super::ring;
use crate::app::Element;
use crate::app::theme::{Tokens, scale};

/// A wrong word as it is seen: a piece of it, where it is broken at the end of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The line of the text.
    pub line: usize,
    /// Where the word is in it, in octets.
    pub range: Range<usize>,
    /// Where it is in the window.
    pub bounds: Rectangle,
}

/// Where a text goes on, out of sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Beyond {
    /// Above what is seen.
    above: bool,
    /// Below it.
    below: bool,
}

/// A mark is a row of strokes so long, so thick, so far apart, and so far below the line that letters stand on.
const STROKE: f32 = 3.0;
const THICKNESS: f32 = 2.0;
const APART: f32 = 2.0;
const BELOW: f32 = 3.0;

/// Less than anybody sees.
const HAIR: f32 = 0.5;

type Inner<'a, Message> = TextEditor<'a, Formatting, Message, Theme, Recorder>;

/// What a right click on a word in this line, at this place, sends.
type OnWord<'a, Message> = Box<dyn Fn(usize, Range<usize>) -> Message + 'a>;

/// See [`super::editor::editor`].
pub struct Page<'a, Message> {
    inner: Inner<'a, Message>,
    writing: &'a Writing,
    thumbs: Option<&'a Thumbs>,
    fills_window: bool,
    on_word: Option<OnWord<'a, Message>>,
    on_menu: Option<Box<dyn Fn(Point) -> Message + 'a>>,
}

impl<'a, Message> Page<'a, Message> {
    pub(super) fn new(inner: Inner<'a, Message>, writing: &'a Writing) -> Self {
        Self {
            inner,
            writing,
            thumbs: None,
            fills_window: false,
            on_word: None,
            on_menu: None,
        }
    }

    /// What a right click on a wrong word sends: its line and where it is there.
    pub fn on_word(mut self, message: impl Fn(usize, Range<usize>) -> Message + 'a) -> Self {
        self.on_word = Some(Box::new(message));
        self
    }

    /// What a right click elsewhere and the menu key send: where.
    pub fn on_menu(mut self, message: impl Fn(Point) -> Message + 'a) -> Self {
        self.on_menu = Some(Box::new(message));
        self
    }

    /// Pictures that it shows, small.
    pub fn thumbs(mut self, thumbs: &'a Thumbs) -> Self {
        self.thumbs = Some(thumbs);
        self
    }

    /// It reaches from one side of the window to the other: a bar at its edge says that it has the keys.
    pub fn fills_window(mut self) -> Self {
        self.fills_window = true;
        self
    }

    /// The size of its letters.
    pub fn size(mut self, size: impl Into<Pixels>) -> Self {
        self.inner = self.inner.size(size);
        self
    }

    /// Room around the text.
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.inner = self.inner.padding(padding);
        self
    }

    /// How high it is.
    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.inner = self.inner.height(height);
        self
    }

    /// Is there something to scroll, to where the wheel turns?
    fn scrolls(&self, delta: mouse::ScrollDelta) -> bool {
        let (mouse::ScrollDelta::Lines { y, .. } | mouse::ScrollDelta::Pixels { y, .. }) = delta;
        let beyond = self.writing.beyond();
        (y > 0.0 && beyond.above) || (y < 0.0 && beyond.below)
    }

    fn inner(&self) -> &dyn Widget<Message, Theme, Recorder> {
        &self.inner
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Recorder> {
        &mut self.inner
    }
}

/// Where a menu is asked for: at the pointer, or by its key at the beginning of the page.
fn asks_for_menu(
    tree: &Tree,
    event: &Event,
    bounds: Rectangle,
    cursor: mouse::Cursor,
) -> Option<Point> {
    match event {
        Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) => {
            cursor.position_over(bounds)
        }
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
            let state = tree.state.downcast_ref::<State<Formatting>>();
            (state.is_focused() && opens_menu(key, *modifiers)).then(|| bounds.position())
        }
        _ => None,
    }
}

/// Does a line reach out of the page, above or below? iced's software renderer cuts a text only where the page itself is
/// cut; what reached out of one that is seen whole was painted, and stayed there.
fn overhangs(editor: &graphics::text::Editor) -> bool {
    let height = editor.bounds().height;
    let mut runs = editor.buffer().layout_runs();
    runs.any(|run| run.line_top < 0.0 || run.line_top + run.line_height > height)
}

/// Where a laid out text goes on, out of sight.
fn beyond(editor: &graphics::text::Editor) -> Beyond {
    let (buffer, height) = (editor.buffer(), editor.bounds().height);
    let scroll = buffer.scroll();
    let last = buffer.layout_runs().last();
    Beyond {
        above: scroll.line > 0 || scroll.vertical > HAIR,
        below: last.is_some_and(|run| {
            let reaches_out = run.line_top + run.line_height > height + HAIR;
            reaches_out || run.line_i + 1 < buffer.lines.len()
        }),
    }
}

/// Where the wrong words of a laid out text are seen; its top left corner is at `position`.
fn places(
    editor: &graphics::text::Editor,
    writing: &Writing,
    is_written: bool,
    position: Point,
    seen: Rectangle,
) -> Vec<Place> {
    let mut places = Vec::new();
    for run in editor.buffer().layout_runs() {
        for range in writing.wrong_words(run.line_i, is_written) {
            let inside = run
                .glyphs
                .iter()
                .filter(|glyph| glyph.start < range.end && range.start < glyph.end);
            let ends = inside.map(|glyph| (glyph.x, glyph.x + glyph.w));
            let ends = ends.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)));
            let Some((left, right)) = ends else {
                continue;
            };
            let top = Point::new(position.x + left, position.y + run.line_top);
            let height = run.line_y - run.line_top + BELOW + THICKNESS;
            let bounds = Rectangle::new(top, Size::new(right - left, height));
            if bounds.intersects(&seen) {
                places.push(Place {
                    line: run.line_i,
                    range: range.clone(),
                    bounds,
                });
            }
        }
    }
    places
}

/// Strokes at the lower edge of a word, as far as they are seen.
fn draw_mark(renderer: &mut Renderer, tokens: &Tokens, bounds: Rectangle, seen: Rectangle) {
    let mut left = bounds.x;
    let right = bounds.x + bounds.width;
    while left < right {
        let width = STROKE.min(right - left);
        let stroke = Rectangle {
            x: left,
            y: bounds.y + bounds.height - THICKNESS,
            width,
            height: THICKNESS,
        };
        if let Some(bounds) = stroke.intersection(&seen) {
            let quad = Quad {
                bounds,
                ..Quad::default()
            };
            renderer.fill_quad(quad, tokens.bad.text);
        }
        left += STROKE + APART;
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Page<'_, Message> {
    fn tag(&self) -> tree::Tag {
        self.inner().tag()
    }

    fn state(&self) -> tree::State {
        self.inner().state()
    }

    fn size(&self) -> Size<Length> {
        self.inner().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let recorder = Recorder::of(renderer);
        self.inner_mut().layout(tree, &recorder, limits)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) = event
            && let Some(at) = cursor.position_over(layout.bounds())
            && let Some(on_word) = &self.on_word
            && let Some(place) = self.writing.place_at(at)
            && !shell.is_event_captured()
        {
            shell.publish(on_word(place.line, place.range));
            shell.capture_event();
            return;
        }
        // Where it has nothing to scroll, what it stands in scrolls.
        if let Event::Mouse(mouse::Event::WheelScrolled { delta }) = event
            && !self.scrolls(*delta)
        {
            return;
        }
        if let Some(on_menu) = &self.on_menu
            && !shell.is_event_captured()
            && let Some(at) = asks_for_menu(tree, event, layout.bounds(), cursor)
        {
            shell.publish(on_menu(at));
            shell.capture_event();
            return;
        }
        let recorder = Recorder::of(renderer);
        self.inner_mut().update(
            tree, event, layout, cursor, &recorder, clipboard, shell, viewport,
        );
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let mut recorder = Recorder::of(renderer);
        self.inner()
            .draw(tree, &mut recorder, theme, style, layout, cursor, viewport);
        let is_written = tree.state.downcast_ref::<State<Formatting>>().is_focused();
        let mut seen = Vec::new();
        for step in recorder.steps {
            match step {
                // iced paints a ground of no colour too, all of it, and tiny-skia takes 3 ms for that.
                Step::Quad(quad, background)
                    if quad.border.width > 0.0
                        || background != Background::Color(Color::TRANSPARENT) =>
                {
                    renderer.fill_quad(quad, background);
                }
                Step::Quad(..) => {}
                Step::Text(text, position, color, clip) => {
                    renderer.fill_text(text, position, color, clip);
                }
                Step::Editor(editor, position, color, clip) => {
                    // Held for as long as it takes to draw it: iced wants it back alone.
                    let Some(editor) = editor.upgrade() else {
                        continue;
                    };
                    let clip = if overhangs(&editor) {
                        Rectangle {
                            height: (clip.height - HAIR).max(0.0),
                            ..clip
                        }
                    } else {
                        clip
                    };
                    renderer.fill_editor(&editor, position, color, clip);
                    self.writing.goes_beyond(beyond(&editor));
                    seen = places(&editor, self.writing, is_written, position, clip);
                    for place in &seen {
                        draw_mark(renderer, Tokens::of(theme), place.bounds, clip);
                    }
                    if let Some(thumbs) = self.thumbs {
                        let (pictures, cursor) = (self.writing.pictures(), self.writing.cursor());
                        let where_to = (position, clip);
                        let tokens = Tokens::of(theme);
                        pictured::draw(
                            renderer, tokens, &editor, pictures, thumbs, cursor, where_to,
                        );
                    }
                }
            }
        }
        self.writing.were_seen(seen);
        if is_written {
            let (tokens, bounds) = (Tokens::of(theme), layout.bounds());
            if self.fills_window {
                ring::draw_bar(renderer, tokens, bounds.shrink(scale::XXS));
            } else {
                ring::draw(renderer, tokens, bounds, scale::RADIUS_BUTTON);
            }
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let recorder = Recorder::of(renderer);
        self.inner()
            .mouse_interaction(tree, layout, cursor, viewport, &recorder)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let recorder = Recorder::of(renderer);
        self.inner_mut().operate(tree, layout, &recorder, operation);
    }
}

impl<'a, Message: 'a> From<Page<'a, Message>> for Element<'a, Message> {
    fn from(page: Page<'a, Message>) -> Self {
        Element::new(page)
    }
}
