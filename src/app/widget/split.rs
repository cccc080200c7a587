//! The movable edge between two panes.

use std::ops::RangeInclusive;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, renderer};
use iced::keyboard::{self, key::Named};
use iced::{Background, Event, Length, Rectangle, Renderer, Size, Theme};

use crate::app::Element;
use crate::app::theme::Tokens;

/// The width of the edge as it is laid out: a hairline.
const LINE: f32 = 1.0;
/// How far beside the hairline it can be caught.
const REACH: f32 = 4.0;
/// How far an arrow key moves it.
const STEP: f32 = 16.0;

/// See [`edge`].
pub struct Edge<'a, Message> {
    width: f32,
    range: RangeInclusive<f32>,
    usual: f32,
    on_change: Box<dyn Fn(f32) -> Message + 'a>,
    id: Option<Id>,
}

/// The edge to the right of a pane that is `width` wide. Dragging it, or the arrow keys while it has
/// the focus, send the new width, within `range`; a double click sends the `usual` one.
pub fn edge<'a, Message: 'a>(
    width: f32,
    range: RangeInclusive<f32>,
    usual: f32,
    on_change: impl Fn(f32) -> Message + 'a,
) -> Edge<'a, Message> {
    Edge {
        width,
        range,
        usual,
        on_change: Box::new(on_change),
        id: None,
    }
}

impl<Message> Edge<'_, Message> {
    /// A name to focus it by.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    fn send(&self, width: f32, shell: &mut Shell<'_, Message>) {
        let width = width
            .max(*self.range.start())
            .min(*self.range.end())
            .round();
        if (width - self.width).abs() >= 0.5 {
            shell.publish((self.on_change)(width));
        }
    }
}

#[derive(Default)]
struct State {
    /// Where the pointer caught it, and how wide the pane was then.
    caught: Option<(f32, f32)>,
    click: Option<mouse::Click>,
    hovered: bool,
    focused: bool,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

fn reach(layout: Layout<'_>) -> Rectangle {
    let bounds = layout.bounds();
    Rectangle {
        x: bounds.x - REACH,
        width: bounds.width + 2.0 * REACH,
        ..bounds
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Edge<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(LINE), Length::Fill)
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, LINE, Length::Fill)
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
        let over = cursor.position_over(reach(layout));
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                state.focused = false;
                if let Some(point) = over.filter(|_| !shell.is_event_captured()) {
                    let click = mouse::Click::new(point, mouse::Button::Left, state.click);
                    state.click = Some(click);
                    if click.kind() == mouse::click::Kind::Double {
                        self.send(self.usual, shell);
                    } else {
                        state.caught = Some((point.x, self.width));
                    }
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some((x, width)) = state.caught {
                    self.send(width + position.x - x, shell);
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                let caught = state.caught.take();
                if caught.is_some() {
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if state.focused && modifiers.is_empty() && !shell.is_event_captured() =>
            {
                let step = match key.as_ref() {
                    keyboard::Key::Named(Named::ArrowLeft) => -STEP,
                    keyboard::Key::Named(Named::ArrowRight) => STEP,
                    _ => return,
                };
                self.send(self.width + step, shell);
                shell.capture_event();
            }
            _ => {}
        }
        let hovered = over.is_some() || state.caught.is_some();
        if std::mem::replace(&mut state.hovered, hovered) != hovered {
            shell.request_redraw();
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
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let tokens = Tokens::of(theme);
        let bounds = layout.bounds();
        let (bounds, color) = if state.focused {
            let wide = Rectangle {
                x: bounds.x - 1.0,
                width: 3.0,
                ..bounds
            };
            (wide, tokens.accent)
        } else if state.hovered {
            (bounds, tokens.outline)
        } else {
            (bounds, tokens.line)
        };
        renderer.fill_quad(
            renderer::Quad {
                bounds,
                ..renderer::Quad::default()
            },
            Background::Color(color),
        );
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let caught = tree.state.downcast_ref::<State>().caught.is_some();
        if caught || cursor.is_over(reach(layout)) {
            mouse::Interaction::ResizingHorizontally
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
        operation.focusable(self.id.as_ref(), layout.bounds(), state);
    }
}

impl<'a, Message: 'a> From<Edge<'a, Message>> for Element<'a, Message> {
    fn from(edge: Edge<'a, Message>) -> Self {
        Element::new(edge)
    }
}
