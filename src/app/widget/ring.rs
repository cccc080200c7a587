//! The ring of a line to write in that stands in a row with edges of its own: around the row, not around the words.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, renderer};
use iced::{Background, Border, Color, Event, Rectangle, Renderer, Theme, mouse, window};

use super::pass_on::pass_on;
use crate::app::Element;
use crate::app::theme::{Tokens, scale};

/// How thick a ring is.
const THICK: f32 = 2.0;

/// See [`ringed`].
pub struct Ringed<'a, Message> {
    content: Element<'a, Message>,
    id: Id,
    inset: f32,
    radius: f32,
}

/// `content` with a ring at its edge while the control of this name has the focus; others in it show theirs
/// themselves.
pub fn ringed<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    id: impl Into<Id>,
) -> Ringed<'a, Message> {
    Ringed {
        content: content.into(),
        id: id.into(),
        inset: 0.0,
        radius: scale::RADIUS_BUTTON,
    }
}

impl<Message> Ringed<'_, Message> {
    /// The ring keeps some room to the edge: of a row that reaches from one side of a window to the other.
    pub fn within(mut self) -> Self {
        self.inset = scale::XXS;
        self.radius = scale::RADIUS_ROW;
        self
    }

    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget()
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget_mut()
    }
}

/// Draws a ring at the edge of `bounds`, within them.
pub(super) fn draw(renderer: &mut Renderer, tokens: &Tokens, bounds: Rectangle, radius: f32) {
    renderer.fill_quad(
        renderer::Quad {
            bounds,
            border: Border {
                color: tokens.accent,
                width: THICK,
                radius: radius.into(),
            },
            ..renderer::Quad::default()
        },
        Background::Color(Color::TRANSPARENT),
    );
}

/// What stands for a ring where something fills the window: a bar at its left edge. A ring as large as the window
/// would be all that one sees of it.
pub(super) fn draw_bar(renderer: &mut Renderer, tokens: &Tokens, bounds: Rectangle) {
    let quad = renderer::Quad {
        bounds: Rectangle {
            width: THICK.min(bounds.width),
            ..bounds
        },
        border: Border {
            radius: (THICK / 2.0).into(),
            ..Border::default()
        },
        ..renderer::Quad::default()
    };
    renderer.fill_quad(quad, tokens.accent);
}

/// Has the control of this name the focus?
struct Find<'a> {
    id: &'a Id,
    is_focused: bool,
}

impl Operation for Find<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        self.is_focused |= id == Some(self.id) && state.is_focused();
    }
}

#[derive(Default)]
struct State {
    is_focused: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for Ringed<'_, Message> {
    pass_on!(children diff size size_hint layout mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        // Whatever gives or takes the focus asks for a frame; one looks before it is drawn.
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            let mut find = Find {
                id: &self.id,
                is_focused: false,
            };
            self.content
                .as_widget_mut()
                .operate(child, layout, renderer, &mut find);
            tree.state.downcast_mut::<State>().is_focused = find.is_focused;
        }
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
        if let Some(child) = tree.children.first() {
            self.inner()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
        if tree.state.downcast_ref::<State>().is_focused {
            let bounds = layout.bounds().shrink(self.inset);
            draw(renderer, Tokens::of(theme), bounds, self.radius);
        }
    }
}

impl<'a, Message: 'a> From<Ringed<'a, Message>> for Element<'a, Message> {
    fn from(ringed: Ringed<'a, Message>) -> Self {
        Element::new(ringed)
    }
}
