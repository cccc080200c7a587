//! Text to read: it can be selected with the mouse, copied, and its links followed.
//!
//! iced 0.14's text cannot be selected, and its editor knows neither links nor quote bars. A passage
//! keeps one shaped paragraph per [`Block`] and draws only those in sight.

mod blocks;
mod found;
mod links;
mod mark;

use std::sync::Arc;

use iced::advanced::graphics::text::cosmic_text;
use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Paragraph as _, Renderer as _, Span, Text};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, clipboard, mouse, renderer};
use iced::alignment::Vertical;
use iced::keyboard::{self, key::Named};
use iced::{
    Background, Color, Event, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme,
    Vector, window,
};

use blocks::Piece;
pub use blocks::{Block, fixed, plain, sentence};
pub use found::{Spot, spots};
pub(super) use found::{areas_between, draw_found};
use mark::{Mark, Place};

use super::fit::{self, Paragraph};
use super::line::font_version;
use super::press::opens_menu;
use super::revealing::FOUND;
use super::ring;
use crate::app::Element;
use crate::app::theme::{Tokens, font, scale};

/// The width of one quote level.
const INDENT: f32 = 15.0;
/// Room above and below a change of quote level.
const BETWEEN: f32 = 4.0;

/// What a menu was asked for on.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// Where, in the coordinates of what the passage lies in.
    pub at: Point,
    /// What is marked; empty if nothing is.
    pub marked: String,
    /// Where the link there leads.
    pub link: Option<String>,
}

/// See [`passage`].
pub struct Passage<'a, Message> {
    blocks: Arc<[Block]>,
    id: Option<Id>,
    size: f32,
    line_height: f32,
    font: Font,
    color: Option<fn(&Tokens) -> Color>,
    width: Length,
    links: Color,
    on_link: Option<Box<dyn Fn(String) -> Message + 'a>>,
    on_menu: Option<Box<dyn Fn(Touched) -> Message + 'a>>,
    /// It is reached with Tab.
    in_tab_order: bool,
    /// It lies in something to press: a click is for that, a drag marks.
    yields: bool,
    /// What somebody looks for in it, in order, and which of it they are at.
    found: Arc<[Spot]>,
    at: Option<usize>,
}

/// Text set as mail. `tokens` is that of the theme the view is drawn with: links are coloured when
/// they are shaped.
pub fn passage<'a, Message: 'a>(blocks: Arc<[Block]>, tokens: &Tokens) -> Passage<'a, Message> {
    Passage {
        blocks,
        id: None,
        size: scale::TEXT_MAIL,
        line_height: scale::LINE_MAIL,
        font: font::REGULAR,
        color: None,
        width: Length::Fill,
        links: tokens.accent,
        on_link: None,
        on_menu: None,
        in_tab_order: true,
        yields: false,
        found: Arc::new([]),
        at: None,
    }
}

/// Words of the interface that somebody may want to copy: names, addresses, what a server said. As
/// wide as it is, or as there is room; not in the Tab order, since there are many.
pub fn words<'a, Message: 'a>(text: impl AsRef<str>) -> Passage<'a, Message> {
    sentences(Arc::new([sentence(text.as_ref(), |_| false)]))
}

/// The same for blocks that were made before, such as [`sentence`].
pub fn sentences<'a, Message: 'a>(blocks: Arc<[Block]>) -> Passage<'a, Message> {
    Passage {
        blocks,
        id: None,
        size: scale::TEXT,
        line_height: scale::LINE,
        font: font::REGULAR,
        color: None,
        width: Length::Shrink,
        // There are none.
        links: Color::TRANSPARENT,
        on_link: None,
        on_menu: None,
        in_tab_order: false,
        yields: false,
        found: Arc::new([]),
        at: None,
    }
}

impl<'a, Message> Passage<'a, Message> {
    /// Interface size rather than mail size, for a server's words or a diagnosis.
    pub fn small(mut self) -> Self {
        self.size = scale::TEXT;
        self.line_height = scale::LINE;
        self
    }

    /// What the right button and the menu key ask for.
    pub fn on_menu(mut self, on_menu: impl Fn(Touched) -> Message + 'a) -> Self {
        self.on_menu = Some(Box::new(on_menu));
        self
    }

    /// A name to focus it by.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Another size, in logical pixels.
    pub fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// So many times as large.
    pub fn times(mut self, factor: f32) -> Self {
        self.size *= factor;
        self
    }

    /// Another font or weight.
    pub fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }

    /// A colour of its own, such as `|tokens| tokens.dim`.
    pub fn color(mut self, color: fn(&Tokens) -> Color) -> Self {
        self.color = Some(color);
        self
    }

    /// Secondary text.
    pub fn dim(self) -> Self {
        self.color(|tokens| tokens.dim)
    }

    /// Takes all the width there is.
    pub fn fill(mut self) -> Self {
        self.width = Length::Fill;
        self
    }

    /// Lies in something to press: a click presses that, and only a drag marks words.
    pub fn yields(mut self) -> Self {
        self.yields = true;
        self
    }

    /// What somebody looks for in it is marked; the one that they are at stronger.
    pub fn found(mut self, found: Arc<[Spot]>, at: Option<usize>) -> Self {
        self.found = found;
        self.at = at;
        self
    }

    /// What following a link sends. Without it links are only words.
    pub fn on_link(mut self, on_link: impl Fn(String) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(on_link));
        self
    }

    /// What is found in a block, each with its number in all.
    fn found_in(&self, block: usize) -> impl Iterator<Item = (usize, &Spot)> {
        let first = self.found.partition_point(|spot| spot.block() < block);
        let numbered = self.found.iter().enumerate().skip(first);
        numbered.take_while(move |(_, spot)| spot.block() == block)
    }

    /// The paragraph, and which of its spans are which links.
    fn shape(&self, block: &Block, width: f32) -> (Paragraph, Vec<(usize, usize)>) {
        let (family, size) = if block.fixed {
            (font::MONOSPACE, self.size - 1.5)
        } else {
            (self.font, self.size)
        };
        let mut spans: Vec<Span<'_, ()>> = Vec::new();
        let mut links = Vec::new();
        for (range, piece) in block.pieces() {
            let Some(text) = block.text.get(range) else {
                continue;
            };
            match piece {
                Piece::Link(link) => {
                    links.push((spans.len(), link));
                    spans.push(Span::new(text).color(self.links));
                }
                Piece::Strong => spans.extend(fit::spans(text, font::SEMIBOLD)),
                Piece::Plain if family == font::REGULAR || block.fixed => {
                    spans.push(Span::new(text));
                }
                Piece::Plain => spans.extend(fit::spans(text, family)),
            }
        }
        let paragraph = Paragraph::with_spans(Text {
            content: spans.as_slice(),
            bounds: Size::new(width, f32::INFINITY),
            size: Pixels(size),
            line_height: text::LineHeight::Absolute(Pixels((size * self.line_height).round())),
            font: family,
            align_x: text::Alignment::Default,
            align_y: Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::WordOrGlyph,
        });
        (paragraph, links)
    }
}

/// A block as it lies in the passage.
struct Laid {
    paragraph: Paragraph,
    /// Spans that are links: the span, and the number of the link in the block.
    links: Vec<(usize, usize)>,
    at: Point,
    height: f32,
}

struct State {
    blocks: Arc<[Block]>,
    laid: Vec<Laid>,
    width: f32,
    setting: (f32, f32, Color, Font),
    version: iced::advanced::graphics::text::Version,
    mark: Mark,
    /// The link that the keys chose, counted through all blocks.
    chosen: Option<usize>,
    dragging: bool,
    focused: bool,
    by_keyboard: bool,
    click: Option<mouse::Click>,
    modifiers: keyboard::Modifiers,
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
    /// The place in the text nearest to a point of the passage.
    fn place(&self, point: Point) -> Option<Place> {
        let block = self
            .laid
            .iter()
            .rposition(|laid| laid.at.y <= point.y)
            .unwrap_or(0);
        let laid = self.laid.get(block)?;
        let cursor = laid
            .paragraph
            .buffer()
            .hit(point.x - laid.at.x, point.y - laid.at.y)?;
        Some(Place {
            block,
            line: cursor.line,
            index: cursor.index,
        })
    }

    /// What is there, at a point of the passage.
    fn touched(&self, at: Point, inside: Point) -> Touched {
        Touched {
            at,
            marked: self.mark.text(&self.blocks),
            link: self.link(inside).map(str::to_owned),
        }
    }

    fn link(&self, point: Point) -> Option<&str> {
        let block = self.laid.iter().rposition(|laid| laid.at.y <= point.y)?;
        let laid = self.laid.get(block)?;
        let within = point - Vector::new(laid.at.x, laid.at.y);
        let span = laid.paragraph.hit_span(within)?;
        let over = laid
            .paragraph
            .span_bounds(span)
            .iter()
            .any(|bounds| bounds.contains(within));
        let link = laid.links.iter().find(|(of, _)| over && *of == span)?.1;
        let links = &self.blocks.get(block)?.links;
        links.get(link).map(|(_, url)| url.as_str())
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Passage<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            blocks: Arc::new([]),
            laid: Vec::new(),
            width: 0.0,
            setting: (0.0, 0.0, Color::TRANSPARENT, font::REGULAR),
            version: iced::advanced::graphics::text::Version::default(),
            mark: Mark::default(),
            chosen: None,
            dragging: false,
            focused: false,
            by_keyboard: false,
            click: None,
            modifiers: keyboard::Modifiers::empty(),
        })
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let width = limits.max().width;
        let setting = (self.size, self.line_height, self.links, self.font);
        let version = font_version();
        let same_text = Arc::ptr_eq(&state.blocks, &self.blocks) || state.blocks == self.blocks;
        let same_shapes = same_text && state.setting == setting && state.version == version;
        if !same_text {
            state.mark = Mark::default();
            state.chosen = None;
            state.dragging = false;
        }
        if !same_shapes || state.width != width {
            let mut old = std::mem::take(&mut state.laid).into_iter();
            let mut y = 0.0;
            let mut before = None;
            for block in self.blocks.iter() {
                let x = f32::from(block.quote) * INDENT;
                if before.is_some_and(|quote| quote != block.quote) {
                    y += BETWEEN;
                }
                before = Some(block.quote);
                let room = (width - x).max(40.0);
                let (paragraph, links) = match old.next().filter(|_| same_shapes) {
                    Some(mut laid) => {
                        laid.paragraph.resize(Size::new(room, f32::INFINITY));
                        (laid.paragraph, laid.links)
                    }
                    None => self.shape(block, room),
                };
                let height = paragraph.min_height();
                state.laid.push(Laid {
                    paragraph,
                    links,
                    at: Point::new(x, y),
                    height,
                });
                y += height;
            }
            state.blocks = self.blocks.clone();
            state.setting = setting;
            state.version = version;
            state.width = width;
        }
        let height = state
            .laid
            .last()
            .map_or(0.0, |laid| laid.at.y + laid.height);
        let taken = match self.width {
            Length::Shrink => {
                let widths = state.laid.iter().map(|l| l.at.x + l.paragraph.min_width());
                widths.fold(0.0, f32::max).ceil().min(width)
            }
            _ => width,
        };
        layout::Node::new(Size::new(taken, height))
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let over = cursor
                    .position_over(bounds)
                    .filter(|point| viewport.contains(*point))
                    .filter(|_| !shell.is_event_captured());
                let Some(point) = over else {
                    if std::mem::take(&mut state.focused) || !state.mark.is_empty() {
                        state.mark = Mark::default();
                        shell.request_redraw();
                    }
                    return;
                };
                let click = mouse::Click::new(point, mouse::Button::Left, state.click);
                state.click = Some(click);
                state.focused = true;
                state.by_keyboard = false;
                state.chosen = None;
                state.dragging = true;
                if let Some(place) = state.place(point - Vector::new(bounds.x, bounds.y)) {
                    let blocks = &state.blocks;
                    match click.kind() {
                        // What lies around it has been pressed by the first click already.
                        _ if self.yields => state.mark = Mark::at(place),
                        mouse::click::Kind::Single if state.modifiers.shift() => {
                            state.mark.drag(place, blocks);
                        }
                        mouse::click::Kind::Single => state.mark = Mark::at(place),
                        mouse::click::Kind::Double => state.mark = Mark::word(place, blocks),
                        mouse::click::Kind::Triple => state.mark = Mark::line(place, blocks),
                    }
                }
                if !self.yields {
                    shell.capture_event();
                }
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) => {
                let over = cursor.position_over(bounds);
                let over = over.filter(|at| viewport.contains(*at) && !shell.is_event_captured());
                state.focused &= over.is_some();
                if let (Some(at), Some(on_menu)) = (over, &self.on_menu) {
                    state.focused = true;
                    state.by_keyboard = false;
                    let inside = at - Vector::new(bounds.x, bounds.y);
                    shell.publish(on_menu(state.touched(at, inside)));
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) if state.dragging => {
                if let Some(point) = cursor.land().position() {
                    let inside = point - Vector::new(bounds.x, bounds.y);
                    if let Some(place) = state.place(inside)
                        && state.mark.drag(place, &state.blocks)
                    {
                        shell.request_redraw();
                    }
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.dragging => {
                state.dragging = false;
                if !state.mark.is_empty() {
                    // What X11 and Wayland paste with the middle button.
                    clipboard.write(clipboard::Kind::Primary, state.mark.text(&state.blocks));
                } else if let Some(point) = cursor.position_over(bounds)
                    && let Some(on_link) = &self.on_link
                    && let Some(url) = state.link(point - Vector::new(bounds.x, bounds.y))
                {
                    shell.publish(on_link(url.to_owned()));
                }
                if !self.yields || !state.mark.is_empty() {
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                state.modifiers = *modifiers;
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                physical_key,
                modifiers,
                ..
            }) if state.focused && !shell.is_event_captured() => {
                if let Some(on_menu) = self
                    .on_menu
                    .as_ref()
                    .filter(|_| opens_menu(key, *modifiers))
                {
                    // At the beginning of what is seen of it.
                    let seen = bounds.intersection(viewport).unwrap_or(bounds);
                    let marked = state.mark.text(&state.blocks);
                    let link = state.chosen_link().map(str::to_owned);
                    let at = seen.position();
                    shell.publish(on_menu(Touched { at, marked, link }));
                    shell.capture_event();
                    return;
                }
                if let (keyboard::Key::Named(named), Some(on_link)) = (key, &self.on_link)
                    && modifiers.is_empty()
                {
                    let is_taken = match named {
                        Named::ArrowLeft => state.walk_links(false),
                        Named::ArrowRight => state.walk_links(true),
                        Named::Enter => match state.chosen_link() {
                            Some(url) => {
                                shell.publish(on_link(url.to_owned()));
                                true
                            }
                            None => false,
                        },
                        _ => false,
                    };
                    if is_taken {
                        state.by_keyboard = true;
                        shell.capture_event();
                        shell.request_redraw();
                        return;
                    }
                }
                let latin = key.to_latin(*physical_key);
                match latin {
                    Some('c') if modifiers.command() && !state.mark.is_empty() => {
                        clipboard.write(clipboard::Kind::Standard, state.mark.text(&state.blocks));
                        shell.capture_event();
                    }
                    Some('a') if modifiers.command() => {
                        state.mark = Mark::all(&state.blocks);
                        shell.capture_event();
                        shell.request_redraw();
                    }
                    _ if matches!(key.as_ref(), keyboard::Key::Named(Named::Escape))
                        && !state.mark.is_empty() =>
                    {
                        state.mark = Mark::default();
                        shell.capture_event();
                        shell.request_redraw();
                    }
                    // Whoever is outside of the Tab order is not told that the focus moves on.
                    _ if matches!(key.as_ref(), keyboard::Key::Named(Named::Tab))
                        && !self.in_tab_order =>
                    {
                        state.focused = false;
                    }
                    _ => {}
                }
            }
            Event::Window(window::Event::Unfocused) => state.dragging = false,
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let tokens = Tokens::of(theme);
        let bounds = layout.bounds();
        let Some(clip) = bounds.expand(4.0).intersection(viewport) else {
            return;
        };
        let quad = |renderer: &mut Renderer, bounds: Rectangle, color: Color| {
            if let Some(bounds) = bounds.intersection(&clip) {
                renderer.fill_quad(
                    renderer::Quad {
                        bounds,
                        ..renderer::Quad::default()
                    },
                    Background::Color(color),
                );
            }
        };
        for (number, (laid, block)) in state.laid.iter().zip(state.blocks.iter()).enumerate() {
            let origin = Point::new(bounds.x + laid.at.x, bounds.y + laid.at.y);
            let area = Rectangle::new(
                Point::new(bounds.x, origin.y),
                Size::new(bounds.width, laid.height),
            );
            if !area.intersects(&clip) {
                continue;
            }
            for level in 0..block.quote {
                let x = bounds.x + f32::from(level) * INDENT;
                let bar = Rectangle::new(Point::new(x, origin.y), Size::new(3.0, laid.height));
                quad(renderer, bar, tokens.line);
            }
            for (hit, spot) in self.found_in(number) {
                for area in spot.areas(&laid.paragraph) {
                    let area = area + Vector::new(origin.x, origin.y);
                    draw_found(renderer, tokens, area, self.at == Some(hit), &clip);
                }
            }
            for marked in state.mark.areas(number, &laid.paragraph) {
                quad(
                    renderer,
                    marked + Vector::new(origin.x, origin.y),
                    tokens.text_selection,
                );
            }
            for (span, _) in &laid.links {
                for words in laid.paragraph.span_bounds(*span) {
                    let below = Rectangle {
                        x: origin.x + words.x,
                        y: (origin.y + words.y + words.height * 0.5 + self.size * 0.48).round(),
                        width: words.width,
                        height: 1.0,
                    };
                    quad(renderer, below, self.links);
                }
            }
            let color = if block.quote > 0 {
                tokens.dim
            } else {
                self.color.map_or(style.text_color, |color| color(tokens))
            };
            renderer.fill_paragraph(&laid.paragraph, origin, color, clip);
        }
        if state.focused && state.by_keyboard {
            let chosen = state.chosen_areas();
            let around = bounds.expand(3.0);
            let rings = chosen
                .iter()
                .map(|area| (*area + Vector::new(bounds.x, bounds.y)).expand(2.0));
            let all = chosen.is_empty().then_some(around);
            for area in rings.chain(all) {
                ring::draw(renderer, tokens, area, scale::XS);
            }
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let bounds = layout.bounds();
        let Some(point) = cursor
            .position_over(bounds)
            .filter(|point| viewport.contains(*point))
        else {
            return mouse::Interaction::None;
        };
        let state = tree.state.downcast_ref::<State>();
        let over_link = self.on_link.is_some()
            && !state.dragging
            && state
                .link(point - Vector::new(bounds.x, bounds.y))
                .is_some();
        if over_link {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::Text
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
        if self.in_tab_order {
            operation.focusable(self.id.as_ref(), bounds, state);
        }
        for (laid, block) in state.laid.iter().zip(self.blocks.iter()) {
            let area = Rectangle::new(
                Point::new(bounds.x + laid.at.x, bounds.y + laid.at.y),
                Size::new(bounds.width - laid.at.x, laid.height),
            );
            operation.text(None, area, &block.text);
        }
        if let Some(spot) = self.at.and_then(|at| self.found.get(at))
            && let Some(laid) = state.laid.get(spot.block())
            && let Some(area) = spot.areas(&laid.paragraph).first()
        {
            let origin = Vector::new(bounds.x + laid.at.x, bounds.y + laid.at.y);
            operation.container(Some(&Id::new(FOUND)), *area + origin);
        }
    }
}

/// A place as the shaping library counts it.
fn cursor(line: usize, index: usize, affinity: cosmic_text::Affinity) -> cosmic_text::Cursor {
    cosmic_text::Cursor::new_with_affinity(line, index, affinity)
}

impl<'a, Message: 'a> From<Passage<'a, Message>> for Element<'a, Message> {
    fn from(passage: Passage<'a, Message>) -> Self {
        Element::new(passage)
    }
}
