//! A drawn mail: pixels that come from elsewhere in bands, with its links and what is marked in it.
//!
//! The widget knows where things lie and says what it needs; whoever holds the drawing gets it done and hands in
//! the bands. Only those in sight are asked for and drawn.

use std::cell::RefCell;
use std::ops::Range;

use iced::advanced::image::{self, Image, Renderer as _};
use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Paragraph as _, Renderer as _, Text};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, renderer};
use iced::alignment::Vertical;
use iced::keyboard::{self, key::Named};
use iced::{
    Background, Border, Color, Event, Length, Pixels, Point, Rectangle, Renderer, Size, Theme,
    Vector, window,
};

use crate::app::Element;
use crate::app::theme::{Tokens, font, scale};
use crate::app::widget::fit::Paragraph;
use crate::app::widget::press::opens_menu;
use crate::app::widget::revealing::FOUND;
use crate::app::widget::sideways::{BAR, STEP, Sideways};
use crate::render::drawn::{Anchor, Laid, Setting};

/// The height before anything is laid out, so that the page below does not jump far.
const EMPTY: f32 = 120.0;
/// The words that name a link's target, and the room around them.
const TARGET_PADDING: f32 = 6.0;
/// Longest target that is named, in characters.
const TARGET_CHARS: usize = 160;

/// Pixels of the whole width.
#[derive(Debug, Clone)]
pub struct Band {
    /// Where they begin, in rows of pixels.
    pub row: u32,
    /// How many rows they are.
    pub rows: u32,
    /// The pixels.
    pub handle: image::Handle,
}

/// What happens on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetEvent {
    /// It is to be laid out like this, where so much height is seen at once, in logical pixels.
    Fit(Setting, f32),
    /// These rows of pixels are in sight and not here.
    Wanted(Range<u32>),
    /// What lies between two points is to be marked, in logical pixels.
    Mark((f32, f32), (f32, f32)),
    /// Nothing is to be marked.
    Unmark,
    /// What is marked is to be copied.
    Copy,
    /// A link was pressed.
    Press(Anchor),
    /// A menu is asked for.
    Menu(Touched),
}

/// What a menu is asked for on.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// Where, in the coordinates of what the sheet lies in.
    pub at: Point,
    /// The link there.
    pub link: Option<Anchor>,
    /// The `Content-ID` of the picture there, if it came along.
    pub picture: Option<String>,
    /// Is something marked?
    pub is_marked: bool,
}

fn lies_in(boxes: &[[f32; 4]], point: Point) -> bool {
    boxes.iter().any(|[x, y, width, height]| {
        let area = Rectangle::new(Point::new(*x, *y), Size::new(*width, *height));
        area.contains(point)
    })
}

/// See [`sheet`].
pub struct Sheet<'a, Message> {
    laid: Option<&'a Laid>,
    bands: &'a [Band],
    /// How it shall be, but for the width.
    setting: Setting,
    /// How it was last asked for.
    asked: Option<Setting>,
    /// Bands are on their way.
    is_waiting: bool,
    /// Where that is which somebody looks for, and at which they are.
    found: &'a [Vec<[f32; 4]>],
    at: Option<usize>,
    on: Box<dyn Fn(SheetEvent) -> Message + 'a>,
    says: Box<dyn Fn(&Anchor) -> Leads + 'a>,
}

/// What is said of where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    /// The words.
    pub words: String,
    /// Is it to be looked at twice?
    pub is_doubtful: bool,
}

/// A drawn mail. `setting` says how it shall be drawn (the width is the sheet's own), `asked` how it was last
/// asked for.
pub fn sheet<'a, Message: 'a>(
    laid: Option<&'a Laid>,
    bands: &'a [Band],
    setting: Setting,
    asked: Option<Setting>,
    is_waiting: bool,
    on: impl Fn(SheetEvent) -> Message + 'a,
) -> Sheet<'a, Message> {
    Sheet {
        laid,
        bands,
        setting,
        asked,
        is_waiting,
        found: &[],
        at: None,
        on: Box::new(on),
        says: Box::new(|link| Leads {
            words: link.target.clone(),
            is_doubtful: false,
        }),
    }
}

impl<'a, Message> Sheet<'a, Message> {
    /// What somebody looks for is marked; the one that they are at stronger.
    pub fn found(mut self, found: &'a [Vec<[f32; 4]>], at: Option<usize>) -> Self {
        self.found = found;
        self.at = at;
        self
    }

    /// What is said of a link that the pointer or the keys are on; otherwise its target as it was written.
    pub fn says(mut self, says: impl Fn(&Anchor) -> Leads + 'a) -> Self {
        self.says = Box::new(says);
        self
    }
}

#[derive(Default)]
struct State {
    focused: bool,
    by_keyboard: bool,
    /// Where the button went down, and whether the pointer has moved since.
    pressed: Option<(Point, bool)>,
    /// On which link: what lies there when it is let go may be another one.
    pressed_link: Option<Anchor>,
    is_marked: bool,
    over: Option<usize>,
    /// The link that the keyboard is on.
    chosen: Option<usize>,
    /// Where the link leads that is named: the renderer holds it weakly, until it is painted.
    target: RefCell<Paragraph>,
    /// How far it is moved, where it is wider than its room.
    sideways: Sideways,
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
        self.chosen = None;
    }
}

impl<Message> Sheet<'_, Message> {
    fn link(&self, at: usize) -> Option<Anchor> {
        self.laid?.links.get(at).cloned()
    }

    /// So much of its width is hidden.
    fn hidden(&self, room: f32) -> f32 {
        self.laid.map_or(0.0, |laid| (laid.size.0 - room).max(0.0))
    }

    fn link_at(&self, point: Point) -> Option<usize> {
        let links = &self.laid?.links;
        links.iter().position(|link| lies_in(&link.boxes, point))
    }

    fn picture_at(&self, point: Point) -> Option<String> {
        let mut pictures = self.laid?.pictures.iter();
        let there = pictures.find(|picture| lies_in(&picture.boxes, point))?;
        Some(there.content_id.clone())
    }

    /// Rows of pixels that so much takes.
    fn row(&self, y: f32) -> u32 {
        // Both are bounded by what is laid out.
        (y * self.setting.scale).max(0.0) as u32
    }

    /// The rows in sight, and a little more for the next turn of the wheel.
    fn sight(&self, bounds: Rectangle, viewport: &Rectangle) -> Option<Range<u32>> {
        let laid = self.laid?;
        let seen = bounds.intersection(viewport)?;
        let more = viewport.height * 0.5;
        let top = (seen.y - bounds.y - more).max(0.0);
        let bottom = (seen.y + seen.height - bounds.y + more).min(laid.size.1);
        (bottom > top).then(|| self.row(top)..self.row(bottom).max(self.row(top) + 1))
    }

    /// The part of it that no band covers.
    fn missing(&self, sight: Range<u32>) -> Option<Range<u32>> {
        let covered = |row: u32| {
            let mut bands = self.bands.iter();
            bands.find(|band| (band.row..band.row + band.rows).contains(&row))
        };
        let mut from = sight.start;
        while let Some(band) = covered(from) {
            from = band.row + band.rows;
            if from >= sight.end {
                return None;
            }
        }
        let next = self.bands.iter().map(|band| band.row);
        let next = next.filter(|row| *row > from).min();
        Some(from..next.unwrap_or(u32::MAX).min(sight.end))
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Sheet<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let height = self.laid.map_or(EMPTY, |laid| laid.size.1);
        let width = limits.max().width;
        // The bar hides no line.
        let bar = if self.hidden(width) > 0.0 { BAR } else { 0.0 };
        layout::Node::new(Size::new(width, height + bar))
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
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let hidden = self.hidden(bounds.width);
        let seen = bounds.intersection(viewport).unwrap_or(bounds);
        let moved = state.sideways.by(hidden);
        let inside = |point: Point| point - Vector::new(bounds.x - moved, bounds.y);
        let pair = |point: Point| (point.x, point.y);
        match event {
            Event::Window(window::Event::RedrawRequested(_)) => {
                let setting = Setting {
                    width: bounds.width.floor(),
                    ..self.setting
                };
                if setting.width >= 1.0 && self.asked != Some(setting) {
                    shell.publish((self.on)(SheetEvent::Fit(setting, viewport.height)));
                } else if !self.is_waiting
                    && let Some(rows) = self.sight(bounds, viewport)
                    && let Some(rows) = self.missing(rows)
                {
                    shell.publish((self.on)(SheetEvent::Wanted(rows)));
                }
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                state.sideways.is_turned = modifiers.shift();
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if hidden > 0.0 => {
                let over = cursor.position_over(bounds);
                let is_over = over.is_some_and(|point| viewport.contains(point));
                if let Some(way) = state.sideways.turned(*delta).filter(|_| is_over) {
                    let _ = state.sideways.move_by(way, hidden);
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if !shell.is_event_captured()
                    && cursor
                        .position()
                        .is_some_and(|at| state.sideways.press(at, seen, hidden)) =>
            {
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let over = cursor
                    .position_over(bounds)
                    .filter(|point| viewport.contains(*point))
                    .filter(|_| !shell.is_event_captured());
                state.focused = over.is_some();
                state.by_keyboard = false;
                state.chosen = None;
                if std::mem::take(&mut state.is_marked) {
                    shell.publish((self.on)(SheetEvent::Unmark));
                }
                if let Some(point) = over {
                    state.pressed = Some((inside(point), false));
                    state.pressed_link = self.link_at(inside(point)).and_then(|at| self.link(at));
                    shell.capture_event();
                }
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) => {
                let over = cursor.position_over(bounds);
                let over = over.filter(|at| viewport.contains(*at) && !shell.is_event_captured());
                state.focused &= over.is_some();
                if let Some(at) = over {
                    state.focused = true;
                    state.by_keyboard = false;
                    let link = self.link_at(inside(at)).and_then(|link| self.link(link));
                    let is_marked = state.is_marked;
                    shell.publish((self.on)(SheetEvent::Menu(Touched {
                        at,
                        link,
                        picture: self.picture_at(inside(at)),
                        is_marked,
                    })));
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { .. })
                if cursor
                    .land()
                    .position()
                    .is_some_and(|at| state.sideways.drag(at, seen, hidden)) =>
            {
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                if let Some((from, moved)) = &mut state.pressed {
                    if let Some(point) = cursor.land().position() {
                        let to = inside(point);
                        *moved |= from.distance(to) > 3.0;
                        if *moved {
                            state.is_marked = true;
                            shell.publish((self.on)(SheetEvent::Mark(pair(*from), pair(to))));
                        }
                    }
                    return;
                }
                let point = cursor
                    .position_over(bounds)
                    .filter(|point| viewport.contains(*point));
                let over = point.and_then(|point| self.link_at(inside(point)));
                if over != state.over {
                    state.over = over;
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::CursorLeft) if state.over.is_some() => {
                state.over = None;
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
                if state.sideways.release() =>
            {
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                let Some((_, moved)) = state.pressed.take() else {
                    return;
                };
                let link = state.pressed_link.take();
                if let Some(link) = link.filter(|_| !moved && cursor.is_over(bounds)) {
                    shell.publish((self.on)(SheetEvent::Press(link)));
                }
                shell.capture_event();
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                physical_key,
                modifiers,
                ..
            }) if state.focused && !shell.is_event_captured() => {
                if opens_menu(key, *modifiers) {
                    let link = state.chosen.and_then(|at| self.link(at));
                    let first = link.as_ref().and_then(|link| link.boxes.first());
                    let below = |[x, y, _, height]: &[f32; 4]| {
                        Point::new(bounds.x - moved + x, bounds.y + y + height)
                    };
                    let at = first.map_or(seen.position(), below);
                    let is_marked = state.is_marked;
                    shell.publish((self.on)(SheetEvent::Menu(Touched {
                        at,
                        link,
                        picture: None,
                        is_marked,
                    })));
                    shell.capture_event();
                    return;
                }
                let links = self.laid.map_or(0, |laid| laid.links.len());
                let all = self.laid.map(|laid| laid.size);
                match (key.to_latin(*physical_key), key.as_ref()) {
                    (Some('c'), _) if modifiers.command() && state.is_marked => {
                        shell.publish((self.on)(SheetEvent::Copy));
                    }
                    (Some('a'), _) if modifiers.command() => {
                        let Some(end) = all else { return };
                        state.is_marked = true;
                        shell.publish((self.on)(SheetEvent::Mark((0.0, 0.0), end)));
                    }
                    (_, keyboard::Key::Named(Named::Escape)) if state.is_marked => {
                        state.is_marked = false;
                        shell.publish((self.on)(SheetEvent::Unmark));
                    }
                    // From link to link, as in a browser that has its caret there.
                    (_, keyboard::Key::Named(Named::ArrowRight)) if links > 0 => {
                        let next = state.chosen.map_or(0, |at| at + 1);
                        state.chosen = Some(next.min(links - 1));
                    }
                    (_, keyboard::Key::Named(Named::ArrowLeft)) if links > 0 => {
                        state.chosen = Some(state.chosen.unwrap_or(0).saturating_sub(1));
                    }
                    (_, keyboard::Key::Named(Named::ArrowRight)) if hidden > 0.0 => {
                        let _ = state.sideways.move_by(STEP, hidden);
                    }
                    (_, keyboard::Key::Named(Named::ArrowLeft)) if hidden > 0.0 => {
                        let _ = state.sideways.move_by(-STEP, hidden);
                    }
                    (_, keyboard::Key::Named(Named::Enter)) if state.chosen.is_some() => {
                        if let Some(link) = state.chosen.and_then(|at| self.link(at)) {
                            shell.publish((self.on)(SheetEvent::Press(link)));
                        }
                    }
                    _ => return,
                }
                let chosen = state.chosen.and_then(|at| self.link(at));
                if let Some([x, _, width, _]) = chosen.as_ref().and_then(|link| link.boxes.first())
                {
                    state.sideways.reveal(*x, x + width, bounds.width, hidden);
                }
                state.by_keyboard = true;
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Window(window::Event::Unfocused) => state.pressed = None,
            _ => {}
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
        let state = tree.state.downcast_ref::<State>();
        let tokens = Tokens::of(theme);
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        let hidden = self.hidden(bounds.width);
        let left = bounds.x - state.sideways.by(hidden);
        for band in self.bands {
            let area = Rectangle {
                x: left,
                y: bounds.y + band.row as f32 / self.setting.scale,
                width: band_width(band) as f32 / self.setting.scale,
                height: band.rows as f32 / self.setting.scale,
            };
            if !area.intersects(&clip) {
                continue;
            }
            let image = Image {
                snap: true,
                ..Image::new(band.handle.clone()).filter_method(image::FilterMethod::Nearest)
            };
            renderer.draw_image(image, area, clip);
        }
        if !self.found.is_empty() {
            renderer.with_layer(clip, |renderer| {
                let origin = Vector::new(left, bounds.y);
                draw_found(renderer, tokens, (self.found, self.at), origin, &clip);
            });
        }
        let ring = |renderer: &mut Renderer, area: Rectangle| {
            renderer.fill_quad(
                renderer::Quad {
                    bounds: area,
                    border: Border {
                        color: tokens.accent,
                        width: 2.0,
                        radius: scale::XS.into(),
                    },
                    ..renderer::Quad::default()
                },
                Background::Color(Color::TRANSPARENT),
            );
        };
        let link = state.chosen.filter(|_| state.focused);
        if state.focused && state.by_keyboard {
            match link.and_then(|link| self.laid?.links.get(link)) {
                Some(link) => renderer.with_layer(clip, |renderer| {
                    for [x, y, width, height] in &link.boxes {
                        let at = Point::new(left + x, bounds.y + y);
                        ring(
                            renderer,
                            Rectangle::new(at, Size::new(*width, *height)).expand(2.0),
                        );
                    }
                }),
                None => ring(renderer, bounds.expand(3.0)),
            }
        }
        let named = state.over.filter(|_| state.pressed.is_none()).or(link);
        if let Some(link) = named.and_then(|link| self.laid?.links.get(link)) {
            renderer.with_layer(clip, |renderer| {
                let leads = (self.says)(link);
                let bar = if hidden > 0.0 { BAR } else { 0.0 };
                let above = Rectangle {
                    height: clip.height - bar,
                    ..clip
                };
                name_target(renderer, tokens, &state.target, &leads, above);
            });
        }
        if hidden > 0.0 {
            renderer.with_layer(clip, |renderer| {
                state.sideways.draw(renderer, tokens, clip, hidden);
            });
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
        let over = cursor
            .position_over(bounds)
            .filter(|point| viewport.contains(*point));
        let state = tree.state.downcast_ref::<State>();
        let left = bounds.x - state.sideways.by(self.hidden(bounds.width));
        match over {
            None => mouse::Interaction::None,
            Some(point)
                if state.pressed.is_none_or(|(_, moved)| !moved)
                    && self.link_at(point - Vector::new(left, bounds.y)).is_some() =>
            {
                mouse::Interaction::Pointer
            }
            Some(_) => mouse::Interaction::Text,
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
        let left = bounds.x - state.sideways.by(self.hidden(bounds.width));
        operation.focusable(None, bounds, state);
        if let Some([x, y, width, height]) = self
            .at
            .and_then(|at| self.found.get(at))
            .and_then(|boxes| boxes.first())
        {
            let at = Point::new(left + x, bounds.y + y);
            let area = Rectangle::new(at, Size::new(*width, *height));
            operation.container(Some(&Id::new(FOUND)), area);
        }
        for link in self.laid.map_or(&[][..], |laid| &laid.links) {
            for [x, y, width, height] in link.boxes.iter().take(1) {
                let at = Point::new(left + x, bounds.y + y);
                operation.text(
                    None,
                    Rectangle::new(at, Size::new(*width, *height)),
                    &link.text,
                );
            }
        }
    }
}

/// The lines around hits, and around the one that somebody is at.
const FOUND_LINE: f32 = 1.0;
const AT_LINE: f32 = 2.5;

/// Marks what is found over the pixels: below a weak ground the words stay as they are, and a line around it is seen on
/// whatever colour its author chose.
fn draw_found(
    renderer: &mut Renderer,
    tokens: &Tokens,
    (found, at): (&[Vec<[f32; 4]>], Option<usize>),
    origin: Vector,
    clip: &Rectangle,
) {
    for (number, boxes) in found.iter().enumerate() {
        let width = if at == Some(number) {
            AT_LINE
        } else {
            FOUND_LINE
        };
        for [x, y, w, h] in boxes {
            let area = Rectangle::new(Point::new(*x, *y), Size::new(*w, *h)) + origin;
            if !area.intersects(clip) {
                continue;
            }
            // Of two colours one is seen on whatever is below.
            renderer.fill_quad(
                renderer::Quad {
                    bounds: area.expand(1.0 + FOUND_LINE),
                    border: Border {
                        color: tokens.found_now,
                        width: FOUND_LINE,
                        radius: scale::XXS.into(),
                    },
                    ..renderer::Quad::default()
                },
                Background::Color(Color::TRANSPARENT),
            );
            renderer.fill_quad(
                renderer::Quad {
                    bounds: area.expand(1.0),
                    border: Border {
                        color: tokens.found_line,
                        width,
                        radius: scale::XXS.into(),
                    },
                    ..renderer::Quad::default()
                },
                Background::Color(tokens.found_over),
            );
        }
    }
}

/// Where a link leads, at the lower edge of what is seen: as browsers do it, before anybody follows it.
fn name_target(
    renderer: &mut Renderer,
    tokens: &Tokens,
    shaped: &RefCell<Paragraph>,
    leads: &Leads,
    seen: Rectangle,
) {
    let mut words: String = leads.words.chars().take(TARGET_CHARS).collect();
    if words.len() < leads.words.len() {
        words.push('…');
    }
    let size = Pixels(scale::TEXT_SMALL);
    let room = Size::new((seen.width - 2.0 * TARGET_PADDING).max(1.0), f32::INFINITY);
    let mut shaped = shaped.borrow_mut();
    *shaped = Paragraph::with_text(Text {
        content: words.as_str(),
        bounds: room,
        size,
        line_height: text::LineHeight::Relative(scale::LINE),
        font: font::REGULAR,
        align_x: text::Alignment::Default,
        align_y: Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::WordOrGlyph,
    });
    let around = shaped.min_bounds();
    let area = Rectangle {
        x: seen.x,
        y: seen.y + seen.height - around.height - 2.0 * TARGET_PADDING,
        width: around.width + 2.0 * TARGET_PADDING,
        height: around.height + 2.0 * TARGET_PADDING,
    };
    let (ground, ink) = if leads.is_doubtful {
        (tokens.caution.surface, tokens.caution.text)
    } else {
        (tokens.side, tokens.text)
    };
    renderer.fill_quad(
        renderer::Quad {
            bounds: area,
            border: Border {
                color: tokens.line,
                width: 1.0,
                radius: scale::RADIUS_ROW.into(),
            },
            ..renderer::Quad::default()
        },
        Background::Color(ground),
    );
    let at = Point::new(area.x + TARGET_PADDING, area.y + TARGET_PADDING);
    renderer.fill_paragraph(&shaped, at, ink, seen);
}

fn band_width(band: &Band) -> u32 {
    match &band.handle {
        image::Handle::Rgba { width, .. } => *width,
        _ => 0,
    }
}

impl<'a, Message: 'a> From<Sheet<'a, Message>> for Element<'a, Message> {
    fn from(sheet: Sheet<'a, Message>) -> Self {
        Element::new(sheet)
    }
}
