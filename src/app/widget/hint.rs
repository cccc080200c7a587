//! The small text that explains a control, and where it appears.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::Tree;
use iced::advanced::{Overlay, overlay, renderer};
use iced::widget::container;
use iced::{Padding, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::raised::{Height, raised};
use super::text::small;
use crate::app::Element;
use crate::app::theme::scale;

/// Where a hint appears, if there is room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Side {
    /// Below, centred.
    #[default]
    Below,
    /// Above, centred.
    Above,
    /// To the right.
    Right,
}

/// The bubble itself.
pub(super) fn bubble<'a, Message: 'a>(
    words: impl Into<std::borrow::Cow<'a, str>>,
) -> Element<'a, Message> {
    container(raised(
        small(words),
        Padding::from([scale::CLOSE, scale::S]),
        Height::Low,
    ))
    .max_width(scale::HINT_WIDTH)
    .into()
}

/// An explanation for something that cannot be pressed, such as a chip.
pub fn tip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    words: impl Into<std::borrow::Cow<'a, str>>,
) -> Element<'a, Message> {
    iced::widget::tooltip(
        content,
        bubble(words),
        iced::widget::tooltip::Position::Bottom,
    )
    .gap(6)
    .padding(0)
    .delay(iced::time::Duration::from_millis(450))
    .into()
}

pub(super) fn overlay<'b, 'a: 'b, Message: 'b>(
    bubble: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Rectangle,
    side: Side,
) -> overlay::Element<'b, Message, Theme, Renderer> {
    overlay::Element::new(Box::new(Hint {
        bubble,
        tree,
        anchor,
        side,
    }))
}

struct Hint<'b, 'a, Message> {
    bubble: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Rectangle,
    side: Side,
}

const GAP: f32 = 6.0;

/// Where a bubble of `size` goes: on the side asked for, on the other where there is no room, and
/// always within the window.
fn place(anchor: Rectangle, size: Size, side: Side, window: Size) -> Point {
    let centred = anchor.center_x() - size.width / 2.0;
    let below = anchor.y + anchor.height + GAP;
    let above = anchor.y - GAP - size.height;
    let (x, y) = match side {
        Side::Below if below + size.height <= window.height => (centred, below),
        Side::Below => (centred, above),
        Side::Above if above >= 0.0 => (centred, above),
        Side::Above => (centred, below),
        Side::Right if anchor.x + anchor.width + GAP + size.width <= window.width => (
            anchor.x + anchor.width + GAP,
            anchor.center_y() - size.height / 2.0,
        ),
        Side::Right => return place(anchor, size, Side::Below, window),
    };
    let most = |room: f32, taken: f32| (room - taken - 4.0).max(4.0);
    Point::new(
        x.clamp(4.0, most(window.width, size.width)).round(),
        y.clamp(4.0, most(window.height, size.height)).round(),
    )
}

impl<Message> Overlay<Message, Theme, Renderer> for Hint<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, bounds: Size) -> layout::Node {
        let node = self.bubble.as_widget_mut().layout(
            self.tree,
            renderer,
            &layout::Limits::new(Size::ZERO, bounds),
        );
        let position = place(self.anchor, node.size(), self.side, bounds);
        node.move_to(position)
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        self.bubble.as_widget().draw(
            self.tree,
            renderer,
            theme,
            style,
            layout,
            cursor,
            &Rectangle::with_size(Size::INFINITE),
        );
    }

    fn operate(
        &mut self,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn iced::advanced::widget::Operation,
    ) {
        self.bubble
            .as_widget_mut()
            .operate(self.tree, layout, renderer, operation);
    }

    fn index(&self) -> f32 {
        // Above menus and dialogs.
        10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Size = Size::new(400.0, 300.0);
    const BUBBLE: Size = Size::new(100.0, 20.0);

    #[test]
    fn a_hint_stays_within_the_window() {
        for side in [Side::Below, Side::Above, Side::Right] {
            for (x, y) in [(0.0, 0.0), (380.0, 0.0), (0.0, 280.0), (380.0, 280.0)] {
                let anchor = Rectangle::new(Point::new(x, y), Size::new(20.0, 20.0));
                let at = place(anchor, BUBBLE, side, WINDOW);
                assert!(at.x >= 0.0 && at.x + BUBBLE.width <= WINDOW.width, "{at:?}");
                assert!(
                    at.y >= 0.0 && at.y + BUBBLE.height <= WINDOW.height,
                    "{at:?}"
                );
                assert!(
                    !anchor.intersects(&Rectangle::new(at, BUBBLE)),
                    "{side:?} {anchor:?} {at:?}"
                );
            }
        }
    }
}
