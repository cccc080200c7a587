//! What lies above the rest, with a shadow: menus, dialogs, toasts, hints.
//!
//! The shadow is a few translucent quads. iced's own (`Quad::shadow`) is drawn by tiny-skia 0.14.1
//! without regard to the part of the window that is being redrawn, so that every blink of a cursor
//! darkens what was drawn before.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Renderer as _, renderer};
use iced::widget::container;
use iced::{Background, Padding, Rectangle, Renderer, Theme, Vector, mouse};

use super::pass_on::pass_on;
use crate::app::Element;
use crate::app::theme::{Tokens, faded, scale, style};

/// How high something lies: how far its shadow reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// A hint.
    Low,
    /// A menu, a dialog, a toast.
    High,
}

/// A floating panel around `content`.
pub fn raised<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    padding: impl Into<Padding>,
    height: Height,
) -> Raised<'a, Message> {
    let panel = container(content).padding(padding);
    let panel = match height {
        Height::Low => panel.style(style::hint),
        Height::High => panel.style(style::floating),
    };
    Raised {
        panel: panel.into(),
        height,
    }
}

/// See [`raised`].
pub struct Raised<'a, Message> {
    panel: Element<'a, Message>,
    height: Height,
}

impl<Message> Raised<'_, Message> {
    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        self.panel.as_widget()
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        self.panel.as_widget_mut()
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Raised<'_, Message> {
    pass_on!(children diff size size_hint layout update mouse_interaction operate overlay);

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
        // How far out and how dark each step is: faint at the rim, so that no edge is seen.
        const STEPS: [(f32, f32); 12] = [
            (1.0, 0.02),
            (0.92, 0.025),
            (0.84, 0.03),
            (0.76, 0.04),
            (0.68, 0.05),
            (0.6, 0.06),
            (0.52, 0.07),
            (0.44, 0.08),
            (0.36, 0.09),
            (0.28, 0.1),
            (0.2, 0.12),
            (0.1, 0.15),
        ];
        let (reach, drop) = match self.height {
            Height::Low => (9.0, 2.0),
            Height::High => (26.0, 7.0),
        };
        let shadow = Tokens::of(theme).shadow;
        let bounds = layout.bounds();
        for (step, strength) in STEPS {
            let grown = bounds.expand(reach * step) + Vector::new(0.0, drop);
            renderer.fill_quad(
                renderer::Quad {
                    bounds: grown,
                    border: style::rounded(scale::RADIUS_CARD + reach * step),
                    ..renderer::Quad::default()
                },
                // Every step lies over those before: together they are as dark as the shadow.
                Background::Color(faded(shadow, strength)),
            );
        }
        if let Some(child) = tree.children.first() {
            self.inner()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
    }
}

impl<'a, Message: 'a> From<Raised<'a, Message>> for Element<'a, Message> {
    fn from(raised: Raised<'a, Message>) -> Self {
        Element::new(raised)
    }
}
