//! The message list: quick at any number of rows, because only those in sight exist.
//!
//! iced 0.14 lays out every child of a column; a naive list of 100,000 rows takes seconds and
//! gigabytes. This widget scrolls by itself rather than inside iced's `scrollable`: so it can keep the
//! row one looks at in its place when mail arrives above it, and follow the keyboard cursor without
//! knowing which window it is in.

mod input;
mod pace;
mod row;
mod scroll;
mod selection;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, overlay, renderer};
use iced::keyboard;
use iced::{Background, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, window};

use pace::Pace;
pub use row::Row;
pub use scroll::Scroll;
pub use selection::{How, Selection};

use super::hint::{self, Side};
use super::line::font_version;
use crate::app::Element;
use crate::app::theme::{Tokens, faded, scale, style};

/// Where rows come from. The order is known for all of them, the words only for some.
pub trait Rows {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What names the message at a position, for as long as it is in this list.
    fn key(&self, at: usize) -> Option<u64>;

    /// What the row shows; `None` while it is not loaded.
    fn row(&self, at: usize) -> Option<Row<'_>>;

    /// Changes whenever the order or number of rows changes.
    fn version(&self) -> u64;

    /// The rows that have a heading above them, in order, with its words; few.
    fn headings(&self) -> &[(usize, String)] {
        &[]
    }

    /// Where a message is.
    fn position(&self, key: u64) -> Option<usize> {
        (0..self.len()).find(|at| self.key(*at) == Some(key))
    }
}

/// What happens in a list.
#[derive(Debug, Clone, PartialEq)]
pub enum ListEvent {
    /// The row at this position was clicked, or reached by key: [`Selection::apply`].
    Choose(usize, How),
    /// All rows: [`Selection::all`].
    ChooseAll,
    /// The row at this position was clicked or tapped alone; [`ListEvent::Choose`] came before.
    Click(usize),
    /// The row at this position is to be opened: double click, Enter.
    Open(usize),
    /// The menu of the row at this position, at this point of the window.
    Menu(usize, Point),
    /// The chosen rows are dragged, or are not any more.
    Drag(bool),
    /// These rows are in sight or near: load what is missing.
    Wanted(Range<usize>),
}

/// Where a list stands, and where it is to stand: for whoever leaves it and comes back.
#[derive(Debug, Default)]
pub struct Scrolled {
    top: Cell<Option<(u64, f32)>>,
    wanted: Cell<Option<(u64, f32)>>,
}

impl Scrolled {
    /// The row at the top of what is in sight, and how much of it is above that; nothing at the beginning.
    #[must_use]
    pub fn top(&self) -> Option<(u64, f32)> {
        self.top.get()
    }

    /// It is to stand like this.
    pub fn want(&self, row: u64, above: f32) {
        self.wanted.set(Some((row, above)));
    }
}

/// Rows are asked for in steps of this many.
const STEP: usize = 50;
/// Shaped rows kept beyond those in sight.
const KEPT: usize = 300;
/// The room at the right edge in which the scrollbar takes the mouse.
const RAIL: f32 = 12.0;

/// See [`list`].
pub struct List<'a, Message> {
    rows: &'a dyn Rows,
    selection: &'a Selection,
    on_event: Box<dyn Fn(ListEvent) -> Message + 'a>,
    id: Option<Id>,
    compact: bool,
    scrolled: Option<&'a Scrolled>,
    /// What a hollow bar says to the pointer that rests on it.
    hint: Option<Element<'a, Message>>,
}

/// A list of messages that fills the room there is.
pub fn list<'a, Message: 'a>(
    rows: &'a dyn Rows,
    selection: &'a Selection,
    on_event: impl Fn(ListEvent) -> Message + 'a,
) -> List<'a, Message> {
    List {
        rows,
        selection,
        on_event: Box::new(on_event),
        id: None,
        compact: false,
        scrolled: None,
        hint: None,
    }
}

impl<'a, Message: 'a> List<'a, Message> {
    /// Where it stands is noted there.
    pub fn scrolled(mut self, scrolled: &'a Scrolled) -> Self {
        self.scrolled = Some(scrolled);
        self
    }

    /// What is said at the bar of a row that somebody else has read.
    pub fn for_me(mut self, words: String) -> Self {
        self.hint = Some(hint::bubble(words));
        self
    }
}

impl<Message> List<'_, Message> {
    /// A name to focus it by.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Lower rows, without the line of preview.
    pub fn compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }

    fn row_height(&self) -> f32 {
        if self.compact {
            scale::LIST_ROW_COMPACT
        } else {
            scale::LIST_ROW
        }
    }
}

#[derive(Default)]
struct State {
    scroll: Scroll,
    pace: Pace,
    /// The row at the top, so that it stays there when others come before it.
    top: Option<u64>,
    version: Option<u64>,
    cursor: Option<u64>,
    wanted: Option<(u64, Range<usize>)>,
    hovered: Option<usize>,
    over_rail: bool,
    /// The row at whose hollow bar the pointer is.
    at_bar: Option<usize>,
    thumb: Option<f32>,
    finger: Option<(f32, bool)>,
    /// The last click, and on which message.
    click: Option<(mouse::Click, Option<u64>)>,
    /// Where a row is held, and its message where that opens once it is let go.
    held: Option<(Point, Option<u64>)>,
    dragging: bool,
    focused: bool,
    by_keyboard: bool,
    /// Did the hands move on the keys last, rather than on the mouse? A folder that is clicked has the keys too, and
    /// nothing in it is marked by that.
    keys_used: bool,
    modifiers: keyboard::Modifiers,
    shaped: RefCell<HashMap<u64, row::Shaped>>,
    fonts: RefCell<iced::advanced::graphics::text::Version>,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
        self.by_keyboard = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl State {
    fn keep_top(&mut self, rows: &dyn Rows, scrolled: Option<&Scrolled>) {
        let first = self.scroll.visible().start;
        self.top = rows.key(first);
        if let Some(scrolled) = scrolled {
            let above = self.scroll.offset - self.scroll.top(first);
            let top = self.top.filter(|_| self.scroll.offset > 0.0);
            scrolled.top.set(top.map(|key| (key, above as f32)));
        }
    }

    fn row_bounds(&self, bounds: Rectangle, at: usize) -> Rectangle {
        Rectangle {
            y: (bounds.y + self.scroll.top_of(at)).round(),
            height: self.scroll.row,
            ..bounds
        }
    }
}

/// The room of the heading above a row.
fn heading_of(row: Rectangle) -> Rectangle {
    Rectangle {
        y: row.y - scale::LIST_HEADING,
        height: scale::LIST_HEADING,
        ..row
    }
}

impl<Message> Widget<Message, Theme, Renderer> for List<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.hint.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let children: Vec<_> = self.hint.iter().collect();
        tree.diff_children(&children);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let node = layout::atomic(limits, Length::Fill, Length::Fill);
        let sight = node.size().height;
        let first = state.version.is_none();
        let version = self.rows.version();
        let changed = state.version != Some(version);
        let headings = self.rows.headings().iter();
        let scroll = Scroll {
            rows: self.rows.len(),
            row: self.row_height(),
            sight,
            offset: state.scroll.offset,
            heads: headings.map(|(row, _)| *row).collect(),
            head: scale::LIST_HEADING,
        };
        let old = std::mem::replace(&mut state.scroll, scroll);
        let dense = old.row != state.scroll.row || old.heads != state.scroll.heads;
        // At the very top new mail is to be seen coming in; elsewhere, and with another density, the same row
        // stays on top.
        if (changed || dense)
            && !first
            && old.offset > 0.0
            && let Some(at) = state.top.and_then(|key| self.rows.position(key))
        {
            let before = old.top(old.visible().start);
            let within =
                (old.offset - before).clamp(-f64::from(old.head), f64::from(state.scroll.row));
            state.scroll.offset = state.scroll.top(at) + within;
        }
        state.version = Some(version);
        state.scroll.clamp();
        let wanted = self.scrolled.and_then(|scrolled| scrolled.wanted.take());
        // Anew on the screen it stands where it stood.
        let stood = self.scrolled.filter(|_| first).and_then(Scrolled::top);
        if let Some((key, above)) = wanted.or(stood)
            && let Some(at) = self.rows.position(key)
        {
            state.scroll.offset = state.scroll.top(at) + f64::from(above);
            state.scroll.clamp();
        }
        let cursor = self.selection.cursor();
        if state.cursor != cursor || (first && cursor.is_some()) {
            state.cursor = cursor;
            let shown = cursor.filter(|_| wanted.is_none());
            if let Some(at) = shown.and_then(|key| self.rows.position(key)) {
                state.scroll.show(at);
            }
        }
        state.keep_top(self.rows, self.scrolled);
        node
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) => state.keys_used = false,
            Event::Keyboard(keyboard::Event::KeyPressed { .. }) => state.keys_used = true,
            _ => {}
        }
        match event {
            Event::Mouse(event) => self.mouse(state, *event, bounds, cursor, shell),
            Event::Touch(event) => self.touch(state, *event, bounds, shell),
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                state.modifiers = *modifiers;
            }
            // What is dragged goes nowhere.
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(keyboard::key::Named::Escape),
                ..
            }) if state.dragging => {
                self.let_go(state, shell);
                shell.capture_event();
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                physical_key,
                modifiers,
                ..
            }) if state.focused && !shell.is_event_captured() => {
                let all = key.to_latin(*physical_key) == Some('a') && modifiers.command();
                if all {
                    shell.publish((self.on_event)(ListEvent::ChooseAll));
                    shell.capture_event();
                } else {
                    self.key(state, key, *modifiers, bounds, shell);
                }
            }
            Event::Window(window::Event::Unfocused) => {
                state.thumb = None;
                // Nobody knows where it is let go.
                state.dragging |= state.held.is_some();
                self.let_go(state, shell);
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                let Scroll { offset, sight, .. } = state.scroll;
                if state.pace.at_frame(offset, sight) {
                    let settled = *now + pace::SETTLES;
                    shell.request_redraw_at(window::RedrawRequest::At(settled));
                }
            }
            _ => {}
        }
        let wanted = (self.rows.version(), state.scroll.wanted(STEP));
        if state.wanted.as_ref() != Some(&wanted) && !wanted.1.is_empty() {
            shell.publish((self.on_event)(ListEvent::Wanted(wanted.1.clone())));
            state.wanted = Some(wanted);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        let state = tree.state.downcast_ref::<State>();
        let tokens = Tokens::of(theme);
        let mut shaped = state.shaped.borrow_mut();
        let fonts = font_version();
        if state.fonts.replace(fonts) != fonts {
            shaped.clear();
        }
        let visible = state.scroll.visible();
        if shaped.len() > visible.len() + KEPT {
            shaped.clear();
        }
        // A layer, because quads have no clip of their own. iced's software renderer compares it with the one before
        // piece by piece, and paints each piece that moved by itself, with a mask of the whole window for each: for a
        // list that scrolled that is many times the work of painting all of the window (`cargo bench --bench frames`).
        // A layer of another size it paints as one, so where the list stands decides a part of a pixel that nobody sees.
        let layer = Rectangle {
            width: clip.width - state.scroll.hair(),
            ..clip
        };
        renderer.with_layer(layer, |renderer| {
            for (at, words) in self.rows.headings() {
                if visible.contains(at) {
                    let row = state.row_bounds(bounds, *at);
                    row::draw_heading(renderer, tokens, heading_of(row), words, clip);
                }
            }
            // Where nothing is chosen yet, the keys begin with the first one that is seen.
            let (cursor, first) = (self.selection.cursor(), visible.start);
            let at_cursor = |at, key| match cursor {
                Some(cursor) => cursor == key,
                None => at == first && state.keys_used,
            };
            for at in visible {
                let Some(key) = self.rows.key(at) else {
                    continue;
                };
                let place = state.row_bounds(bounds, at);
                let plan = row::Plan::new(place, self.compact);
                let stand = row::Stand {
                    selected: self.selection.contains(key),
                    hovered: state.hovered == Some(at) && state.thumb.is_none(),
                    ring: state.focused && state.by_keyboard && at_cursor(at, key),
                };
                let row = self.rows.row(at);
                let bar = row.as_ref().and_then(Row::bar);
                row::draw_ground(renderer, tokens, place, bar, stand);
                let Some(row) = row else {
                    row::draw_empty(renderer, tokens, &plan);
                    continue;
                };
                let of = row::fingerprint(&row, place.width, self.compact);
                let words = shaped
                    .entry(key)
                    .and_modify(|words| {
                        if words.of != of {
                            *words = row::shape(&row, &plan, of);
                        }
                    })
                    .or_insert_with(|| row::shape(&row, &plan, of));
                if !state.pace.is_fast {
                    words.with_preview(&row);
                }
                row::draw(renderer, tokens, &row, words, &plan, stand, clip);
            }
        });
        if let Some((top, height)) = state.scroll.thumb() {
            let strength = match (state.thumb, state.over_rail, state.hovered) {
                (Some(_), ..) => 1.0,
                (_, true, _) => 0.9,
                (_, _, Some(_)) => 0.5,
                _ => 0.35,
            };
            // In a layer of its own, above the words of the rows.
            renderer.with_layer(clip, |renderer| {
                renderer.fill_quad(
                    renderer::Quad {
                        bounds: Rectangle {
                            x: bounds.x + bounds.width - 8.0,
                            y: bounds.y + top,
                            width: 6.0,
                            height,
                        },
                        border: style::rounded(3.0),
                        ..renderer::Quad::default()
                    },
                    Background::Color(faded(tokens.outline, strength)),
                );
            });
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        if tree.state.downcast_ref::<State>().dragging {
            mouse::Interaction::Grabbing
        } else if cursor.is_over(layout.bounds()) {
            mouse::Interaction::Idle
        } else {
            mouse::Interaction::None
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        operation.container(self.id.as_ref(), bounds);
        operation.focusable(self.id.as_ref(), bounds, state);
        let visible = state.scroll.visible();
        for (at, words) in self.rows.headings() {
            let place = heading_of(state.row_bounds(bounds, *at)).intersection(&bounds);
            if let Some(place) = place.filter(|_| visible.contains(at)) {
                operation.text(None, place, words);
            }
        }
        for at in visible {
            if let Some(row) = self.rows.row(at) {
                let plan = row::Plan::new(state.row_bounds(bounds, at), self.compact);
                for (place, text) in row::texts(&row, &plan) {
                    if let Some(place) = place.intersection(&bounds) {
                        operation.text(None, place, text);
                    }
                }
            }
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _renderer: &Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let state = tree.state.downcast_ref::<State>();
        let row = state.row_bounds(layout.bounds(), state.at_bar?);
        let anchor = Rectangle {
            width: row::AT_BAR,
            ..row
        };
        let (bubble, child) = self.hint.as_mut().zip(tree.children.first_mut())?;
        Some(hint::overlay(
            bubble,
            child,
            anchor + translation,
            Side::Right,
        ))
    }
}

impl<'a, Message: 'a> From<List<'a, Message>> for Element<'a, Message> {
    fn from(list: List<'a, Message>) -> Self {
        Element::new(list)
    }
}
