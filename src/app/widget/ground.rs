//! The ground of a large part of the window, where it is not that of the window itself.
//!
//! A frame paints what changed only, but tiny-skia paints a surface that reaches beyond that through a mask, pixel by
//! pixel and as far as it goes: fourteen times as slow as one that lies within. So a large ground is made of strips,
//! of which only those at the edges of what changed reach beyond it.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Renderer as _, renderer};
use iced::border::Radius;
use iced::{Color, Rectangle, Renderer, Theme, mouse};

use super::pass_on::{holds, pass_on};
use crate::app::Element;
use crate::app::theme::{Tokens, scale, style};

/// How far apart strips begin.
const STRIP: f32 = 32.0;
/// How far each reaches below the next one: at a scale at which they end amid a pixel, a seam would be seen.
const SEAM: f32 = 1.0;
/// The line around a card.
const EDGE: f32 = 1.0;

/// `content` on a ground of this colour.
pub fn ground<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    color: fn(&Tokens) -> Color,
) -> Ground<'a, Message> {
    Ground {
        content: content.into(),
        color,
        is_card: false,
    }
}

/// `content` on a card that may be higher than the window, such as a message; it looks like
/// [`crate::app::theme::style::card`].
pub fn card<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Ground<'a, Message> {
    Ground {
        is_card: true,
        ..ground(content, |tokens| tokens.panel)
    }
}

/// See [`ground`].
pub struct Ground<'a, Message> {
    content: Element<'a, Message>,
    color: fn(&Tokens) -> Color,
    is_card: bool,
}

holds!(Ground);

/// What these bounds are made of, from above; the last one takes the rest, so that there is room for round corners.
fn strips(bounds: Rectangle) -> impl Iterator<Item = Rectangle> {
    let end = bounds.y + bounds.height;
    let tops = std::iter::successors(Some(bounds.y), |top| Some(top + STRIP));
    let is_strip = move |top: &f32| *top == bounds.y || end - top >= STRIP;
    tops.take_while(is_strip).map(move |top| {
        let is_last = end - top < 2.0 * STRIP;
        Rectangle {
            y: top,
            height: if is_last { end - top } else { STRIP + SEAM },
            ..bounds
        }
    })
}

/// Fills what is seen of these bounds, whose corners are round.
fn fill(renderer: &mut Renderer, bounds: Rectangle, seen: &Rectangle, radius: f32, color: Color) {
    let end = bounds.y + bounds.height;
    for strip in strips(bounds).filter(|strip| strip.intersects(seen)) {
        let mut corners = Radius::default();
        if strip.y <= bounds.y {
            corners = corners.top(radius);
        }
        if strip.y + strip.height >= end {
            corners = corners.bottom(radius);
        }
        let quad = renderer::Quad {
            bounds: strip,
            border: style::rounded(corners),
            ..renderer::Quad::default()
        };
        renderer.fill_quad(quad, color);
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Ground<'_, Message> {
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
        let tokens = Tokens::of(theme);
        let color = (self.color)(tokens);
        let bounds = layout.bounds();
        if self.is_card {
            fill(renderer, bounds, viewport, scale::RADIUS_CARD, tokens.line);
            let (inner, radius) = (bounds.shrink(EDGE), scale::RADIUS_CARD - EDGE);
            fill(renderer, inner, viewport, radius, color);
        } else {
            fill(renderer, bounds, viewport, 0.0, color);
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
            (0.0, 64.0),
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
                assert!(strip.height == height || (STRIP..2.0 * STRIP).contains(&strip.height));
                covered = strip.y + strip.height;
            }
            assert_eq!(covered, y + height);
        }
    }
}
