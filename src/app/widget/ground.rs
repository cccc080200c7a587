//! The ground of a large part of the window, where it is not that of the window itself.
//!
//! A frame paints what changed only, but tiny-skia paints a surface that reaches beyond that through a mask, pixel by
//! pixel and as far as it goes: fourteen times as slow as one that lies within. So a large ground is made of strips,
//! of which only those at the edges of what changed reach beyond it.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Renderer as _, renderer};
use iced::{Color, Rectangle, Renderer, Theme, mouse};

use super::pass_on::pass_on;
use crate::app::Element;
use crate::app::theme::Tokens;

/// How far apart strips begin.
const STRIP: f32 = 32.0;
/// How far each reaches below the next one: at a scale at which they end amid a pixel, a seam would be seen.
const SEAM: f32 = 1.0;

/// `content` on a ground of this colour.
pub fn ground<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    color: fn(&Tokens) -> Color,
) -> Ground<'a, Message> {
    Ground {
        content: content.into(),
        color,
    }
}

/// See [`ground`].
pub struct Ground<'a, Message> {
    content: Element<'a, Message>,
    color: fn(&Tokens) -> Color,
}

impl<Message> Ground<'_, Message> {
    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget()
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget_mut()
    }
}

/// What these bounds are made of, from above.
fn strips(bounds: Rectangle) -> impl Iterator<Item = Rectangle> {
    let end = bounds.y + bounds.height;
    // They begin where a whole number of them would from the top of the window.
    let first = (bounds.y / STRIP).floor() * STRIP;
    let tops = std::iter::successors(Some(first), |top| Some(top + STRIP));
    tops.take_while(move |top| *top < end).map(move |top| {
        let from = top.max(bounds.y);
        Rectangle {
            y: from,
            height: (top + STRIP + SEAM).min(end) - from,
            ..bounds
        }
    })
}

impl<Message> Widget<Message, Theme, Renderer> for Ground<'_, Message> {
    pass_on!(size size_hint layout update mouse_interaction operate overlay);

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
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
        let color = (self.color)(Tokens::of(theme));
        let seen = layout.bounds().intersection(viewport);
        for bounds in seen.into_iter().flat_map(strips) {
            let quad = renderer::Quad {
                bounds,
                ..renderer::Quad::default()
            };
            renderer.fill_quad(quad, color);
        }
        if let Some(child) = tree.children.first() {
            self.inner()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
    }
}

impl<'a, Message: 'a> From<Ground<'a, Message>> for Element<'a, Message> {
    fn from(ground: Ground<'a, Message>) -> Self {
        Element::new(ground)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_cover_all_of_it_and_nothing_beside_it() {
        for (y, height) in [
            (0.0, 800.0),
            (49.0, 722.0),
            (96.5, 20.0),
            (31.0, 2.0),
            (7.0, 0.0),
        ] {
            let bounds = Rectangle {
                x: 3.0,
                y,
                width: 5.0,
                height,
            };
            let mut covered = y;
            for strip in strips(bounds) {
                assert_eq!((strip.x, strip.width), (3.0, 5.0));
                assert!(strip.y >= y && strip.y <= covered, "no gap");
                assert!(strip.height > 0.0 && strip.height <= STRIP + SEAM);
                covered = strip.y + strip.height;
            }
            assert_eq!(covered, y + height);
        }
    }
}
